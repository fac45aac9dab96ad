//! What patients were given goes out and comes in again the same, and is refused where it is not
//! what an export wrote.

use almoner::commands::practice;
use almoner::documents::font::Face;
use almoner::documents::frozen;
use almoner::documents::image::Image;
use almoner::documents::page::{Item, Page, Picture, Text};
use almoner::exchange::folder::Table;
use almoner::store::{self, Database, Error, picture};

use super::desk::{Desk, Folder, same};
use super::{changed, fill};

/// A logo of four pixels: the smallest PNG there is of them.
fn logo() -> (Image, picture::Picture) {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(2, 2, |x, y| image::Rgb([x as u8 * 255, y as u8 * 255, 7]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let image = Image::read(bytes.get_ref()).unwrap();
    let kept = picture::Picture {
        id: image.id().to_string(),
        width: image.width(),
        height: image.height(),
        png: image.png().unwrap(),
    };
    (image, kept)
}

fn pages(words: &str, n_pages: i64) -> Vec<u8> {
    let page = |number: i64| {
        let mut page = Page::letter();
        let words = format!("{words} {number}");
        page.items
            .push(Item::Text(Text::new(72.125, 90.1, Face::Sans, 9.5, words)));
        let picture = Picture::within(72.0, 36.0, 100.0, 50.0, &logo().0);
        page.items.push(Item::Picture(picture));
        page
    };
    frozen::pack(&(1..=n_pages).map(page).collect::<Vec<_>>()).unwrap()
}

/// A row in every table of what patients were given, with every column filled somewhere.
pub fn fill_given(tx: &store::Transaction<'_>) -> Result<(), Error> {
    picture::insert(tx, &logo().1)?;
    for (key, value) in [
        ("verify.days", "45"),
        (
            "statement.texts",
            "{\"title\":\"=Past due, Ñandú\",\"lines\":\"one\ntwo\"}",
        ),
        ("long", &"x".repeat(20_000)),
        ("practice.verified_at", "2026-11-20"),
        ("stack.biller", "{}"),
    ] {
        store::setting::set(tx, key, value)?;
    }
    tx.execute_batch(
        "INSERT INTO plain_description VALUES ('99213', 'Office visit', 'Consulta'),
            ('99214', '=Longer visit', NULL);
         INSERT INTO statement_run VALUES (1, '2026-10-31', '2026-11-01', 3, 'A-F'),
            (2, '2026-11-20', '2026-11-20', 5, NULL);",
    )?;
    for (id, run, due, words) in [(1, 1, 1_841, "Usted debe"), (2, 2, -500, "We owe you")] {
        let _ = tx.execute(
            "INSERT INTO statement
             SELECT ?1, r.id, c.patient_id, r.as_of_on, r.mailed_on, ?1, ?1 = 2,
                iif(?1 = 1, 'ES', 'EN'), ?3, '2026-12-01', ?1, ?4
             FROM charge_line c, statement_run r WHERE c.id = 1 AND r.id = ?2",
            rusqlite::params![id, run, due, pages(words, id)],
        )?;
    }
    tx.execute_batch(
        "INSERT INTO statement_line VALUES (1, 1, 2000), (2, 2, -500);
         INSERT INTO statement_void VALUES (2, 'left in the tray');
         INSERT INTO statement_skip SELECT 1, min(id), -250,
                '[{\"reason\":\"small-credit\",\"minimum\":500},{\"reason\":\"on-hold\"}]'
            FROM patient WHERE id <> (SELECT patient_id FROM charge_line WHERE id = 1);
         INSERT INTO collection_review SELECT 1, patient_id, '2026-11-20', 'DECLINED', 1841, 'Dr. Reed',
                '-call first' FROM charge_line WHERE id = 1;
         INSERT INTO collection_review SELECT 2, patient_id, '2026-11-21', 'APPROVED', 1841, 'Dr. Reed',
                NULL FROM charge_line WHERE id = 1;
         INSERT INTO payment_plan SELECT 1, patient_id, '2026-10-05', 1841, 'she called'
            FROM charge_line WHERE id = 1;
         INSERT INTO payment_plan SELECT 2, patient_id, '2026-10-20', 2000, NULL
            FROM charge_line WHERE id = 1;
         INSERT INTO payment_plan_line VALUES (1, 1, 1841);
         INSERT INTO payment_plan_end VALUES (1, '2026-10-19', 'BROKEN', 'missed two');
         INSERT INTO payment_plan_line VALUES (2, 1, 1500), (2, 2, 500);
         INSERT INTO payment_plan_instalment VALUES (1, 1, '2026-10-05', 841), (1, 2, '2026-11-05', 1000),
            (2, 1, '2026-10-31', 1000), (2, 2, '2026-11-30', 1000);
         INSERT INTO estimate SELECT 1, p.id, '2026-09-01', '2026-09-15', d.id, 'E11.9 I10', 'by phone'
            FROM patient p, provider d ORDER BY p.id, d.id LIMIT 1;
         INSERT INTO estimate SELECT 2, patient_id, '2026-09-02', NULL, provider_id, NULL, NULL
            FROM estimate WHERE id = 1;
         INSERT INTO estimate_line VALUES (1, 1, '99213', '25 59', 'Office visit', 1500, 15000),
            (1, 2, '36415', NULL, '=Blood draw', 1000, 0);
         INSERT INTO estimate_encounter SELECT min(id), 1 FROM encounter;",
    )?;
    for (id, kind, receipt, visit, estimate, subject) in [
        (1, "RECEIPT", Some(2), None, None, None),
        (2, "SUPERBILL", None, Some(1), None, None),
        (3, "COMPARISON", None, None, Some(1), None),
        (4, "LETTER", None, None, None, Some("+Records asked for")),
    ] {
        let _ = tx.execute(
            "INSERT INTO paper SELECT ?1, ?2, patient_id, ?3, (SELECT id FROM encounter WHERE ?4
                ORDER BY id LIMIT 1), ?5, '2026-10-06', ?6, 1, ?7 FROM charge_line WHERE id = 1",
            rusqlite::params![id, kind, receipt, visit, estimate, subject, pages(kind, 1)],
        )?;
    }
    Ok(())
}

fn filled() -> Desk {
    let desk = Desk::new();
    desk.write(fill);
    desk.write(fill_given);
    desk.is_sound();
    desk
}

fn text(folder: &Folder, table: Table) -> String {
    String::from_utf8(folder[&table].clone()).unwrap()
}

#[test]
fn what_patients_were_given_goes_out_and_comes_in_again_the_same() {
    let desk = filled();
    let folder = desk.export();
    let settings = text(&folder, Table::Settings);
    assert!(settings.contains("verify.days,45\n"), "{settings}");
    for own in ["practice.verified_at", "stack.biller"] {
        assert!(!settings.contains(own), "{own} is of this file alone");
    }
    let plans = text(&folder, Table::Plans);
    assert!(
        plans.starts_with("plan_id,guarantor_patient_id,agreed_on,principal,note\n1,"),
        "{plans}"
    );
    assert!(plans.contains(",2026-10-05,18.41,she called\n"), "{plans}");
    assert!(text(&folder, Table::Statements).contains(",5.00,Y,2026-12-01,2\n"));
    assert!(text(&folder, Table::EstimateLines).contains(",'=Blood draw,1,0.00\n"));

    let other = Desk::new();
    let report = other.import(&folder, false).unwrap();
    for (table, count) in [
        (Table::Statements, 2),
        (Table::StatementPages, 2),
        (Table::PaperPages, 4),
        (Table::PlanInstallments, 4),
        (Table::Settings, 3),
    ] {
        assert!(
            report.counts.contains(&(table, count)),
            "{:?}",
            report.counts
        );
    }
    other.is_sound();
    same(&other.export(), &folder);
    let kept = |desk: &Desk| {
        desk.read(|connection| {
            let mut statement = connection.prepare(
                "SELECT hex(pages) FROM statement UNION ALL SELECT hex(pages) FROM paper",
            )?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    };
    assert_eq!(kept(&desk), kept(&other), "pages are kept byte for byte");
    let checks = practice::verify(&other.database).unwrap();
    assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
}

#[test]
fn rows_that_are_not_what_an_export_wrote_are_refused_by_file_and_line() {
    let folder = filled().export();
    let other = Desk::new();
    for (table, from, to, told) in [
        (
            Table::Plans,
            ",18.41,",
            ",18.42,",
            "plans.csv:1: file: The folder has payment plan 1, but",
        ),
        (
            Table::Plans,
            ",18.41,",
            ",-1,",
            "plans.csv:2: principal: “-1” is not an amount",
        ),
        (
            Table::Plans,
            "principal",
            "sum",
            "plans.csv:1: principal: The header lacks this column",
        ),
        (
            Table::PlanEnds,
            "BROKEN",
            "LOST",
            "plan_ends.csv:2: cause: “LOST” is not a cause for a plan's end",
        ),
        (
            Table::PlanEnds,
            "1,2026",
            "9,2026",
            "plan_ends.csv:2: row: ",
        ),
        (
            Table::PlanLines,
            "2,1,15.00",
            "1,1,15.00",
            "plan_lines.csv:3: row: ",
        ),
        (
            Table::PlanInstallments,
            "2026-11-05",
            "2026-11-31",
            "plan_installments.csv:3: due_on: ",
        ),
        (
            Table::PlanInstallments,
            "1,2,2026-11-05",
            "1,2,2026-10-05",
            "plans.csv:1: file: ",
        ),
        (
            Table::StatementRuns,
            "2026-11-01,3",
            "2026-11-01,999",
            "statements.csv:1: file: ",
        ),
        (
            Table::StatementRuns,
            "1,2026",
            "x,2026",
            "statement_runs.csv:2: statement_run_id: ",
        ),
        (
            Table::Statements,
            ",18.41,",
            ",20.01,",
            "statements.csv:1: file: ",
        ),
        (
            Table::Statements,
            ",ES,",
            ",DE,",
            "statements.csv:2: language: ",
        ),
        (
            Table::Statements,
            "2026-12-01,1\n",
            "2026-12-01,2\n",
            "statement_pages.jsonl:1: id: ",
        ),
        (
            Table::StatementPages,
            "{\"id\":1",
            "{\"id\":2",
            "statement_pages.jsonl:1: id: ",
        ),
        (
            Table::StatementPages,
            "\"x\":72.125",
            "\"x\":1e30",
            "statement_pages.jsonl:1: id: ",
        ),
        (
            Table::StatementPages,
            "\"id\":1,",
            "\"id\":1,\"more\":2,",
            "statement_pages.jsonl:1: row: ",
        ),
        (
            Table::StatementLines,
            "1,1,20.00",
            "1,999,20.00",
            "statement_lines.csv:2: row: ",
        ),
        (
            Table::StatementSkips,
            "on-hold",
            "no-reason",
            "statement_skips.csv:2: reasons: ",
        ),
        (
            Table::CollectionReviews,
            "DECLINED",
            "DENIED",
            "collection_reviews.csv:2: decision: ",
        ),
        (
            Table::CollectionReviews,
            ",18.41,,",
            ",18.41,maybe,",
            "collection_reviews.csv:2: due_negative: ",
        ),
        (
            Table::Estimates,
            "2026-09-15",
            "soon",
            "estimates.csv:2: service_on: ",
        ),
        (
            Table::EstimateVisits,
            "\n",
            "\nNONE,2\n",
            "estimate_visits.csv:2: row: There is no such visit",
        ),
        (Table::Papers, "LETTER", "POSTER", "papers.csv:5: kind: "),
        (Table::Papers, "COMPARISON", "LETTER", "papers.csv:4: row: "),
        (Table::PaperPages, "{\"id\":4", "\n{\"id\":4", "fine"),
        (
            Table::Pictures,
            ",2,2,89",
            ",2,2,88",
            "pictures.csv:2: png: ",
        ),
        (
            Table::Pictures,
            ",2,2,89",
            ",3,2,89",
            "pictures.csv:2: png: ",
        ),
        (
            Table::Pictures,
            ",2,2,89",
            ",2,2,zz",
            "pictures.csv:2: png: These are no pairs",
        ),
        (
            Table::Settings,
            "verify.days",
            "practice.sample",
            "settings.csv:5: setting: ",
        ),
        (
            Table::PlainDescriptions,
            "Office visit",
            "",
            "plain_descriptions.csv:2: english: ",
        ),
    ] {
        let touched = changed(&folder, table, from, to);
        let problems = match other.import(&touched, true) {
            Ok(_) => vec!["fine".to_owned()],
            Err(problems) => problems,
        };
        assert!(
            problems.iter().any(|problem| problem.starts_with(told)),
            "{table:?} {to}: {problems:?}"
        );
        assert_eq!(other.export().len(), 1, "nothing was changed");
    }
}

#[test]
fn files_that_belong_together_come_together() {
    let folder = filled().export();
    let other = Desk::new();
    let without = |tables: &[Table]| {
        let mut folder = folder.clone();
        for table in tables {
            let _ = folder.remove(table);
        }
        other.import(&folder, true).unwrap_err().join("\n")
    };
    let told = without(&[Table::StatementPages]);
    assert!(
        told.contains(
            "statements.csv:2: pages: There are no pages for this row in statement_pages.jsonl"
        ),
        "{told}"
    );
    let told = without(&[Table::Papers]);
    assert!(
        told.contains("paper_pages.jsonl:1: row: There is no row for these pages"),
        "{told}"
    );
    let told = without(&[Table::Journal]);
    for name in [
        "statements.csv",
        "statement_pages.jsonl",
        "plans.csv",
        "plan_ends.csv",
    ] {
        assert!(
            told.contains(&format!("{name}:1: file: This file comes only together")),
            "{told}"
        );
    }
    // A bad row elsewhere does not hide what is wrong here.
    let both = changed(&folder, Table::Patients, "1980-02-29", "1980-02-30");
    let both = changed(&both, Table::PlanEnds, "BROKEN", "LOST");
    let told = other.import(&both, true).unwrap_err().join("\n");
    assert!(told.contains("patients.csv:3: birth_date: "), "{told}");
    assert!(told.contains("plan_ends.csv:2: cause: "), "{told}");

    // What names no charge comes with any folder.
    let desk = Desk::new();
    let alone = [
        Table::Practice,
        Table::Providers,
        Table::Payers,
        Table::Patients,
        Table::Coverages,
        Table::Settings,
        Table::PlainDescriptions,
        Table::Pictures,
        Table::Estimates,
        Table::EstimateLines,
    ];
    let mut some = folder.clone();
    some.retain(|table, _| alone.contains(table));
    let _ = desk.import(&some, false).unwrap();
    same(&desk.export(), &some);

    // A second time, each says what is there already; a picture is the same picture.
    some.retain(|table, _| table.is_of_books());
    let told = desk.import(&some, true).unwrap_err().join("\n");
    for (line, words) in [
        (
            "settings.csv:2: row: ",
            "the practice file has its own already",
        ),
        (
            "plain_descriptions.csv:2: row: ",
            "the practice file has its own already",
        ),
        ("estimates.csv:2: row: ", "another has this number already"),
    ] {
        let of_line = told.lines().find(|problem| problem.starts_with(line));
        assert!(of_line.is_some_and(|it| it.contains(words)), "{told}");
    }
    assert!(!told.contains("pictures.csv"), "{told}");
}

#[test]
fn verify_names_what_was_altered() {
    for (sql, told) in [
        (
            "DROP TRIGGER payment_plan_is_never_changed; UPDATE payment_plan SET principal_cents = 1",
            "payment plan 1",
        ),
        (
            "DROP TRIGGER payment_plan_line_is_on_one_plan;
             INSERT INTO payment_plan SELECT 3, guarantor_patient_id, agreed_on, 100, NULL
                FROM payment_plan WHERE id = 2;
             INSERT INTO payment_plan_instalment VALUES (3, 1, '2026-11-30', 100);
             INSERT INTO payment_plan_line VALUES (3, 1, 100)",
            "charge line 1",
        ),
        (
            "DROP TRIGGER statement_is_never_changed; UPDATE statement SET due_cents = 2001 WHERE id = 1",
            "statement 1",
        ),
        (
            "DROP TRIGGER statement_is_never_changed;
             UPDATE statement SET pages = substr(pages, 1, 40) WHERE id = 2",
            "statement 2",
        ),
        (
            "DROP TRIGGER statement_skip_is_never_changed;
             UPDATE statement_skip SET reasons = '[{\"reason\":\"bored\"}]'",
            "an account of statement run 1",
        ),
        (
            "DROP TRIGGER paper_is_never_changed; UPDATE paper SET n_pages = 3 WHERE id = 3",
            "paper 3",
        ),
        (
            "DROP TRIGGER picture_is_never_deleted; DELETE FROM picture",
            "statement 1",
        ),
        (
            "DROP TRIGGER picture_is_never_changed; UPDATE picture SET png = x'00'",
            "picture ",
        ),
        (
            "DROP TRIGGER estimate_line_is_never_deleted",
            "the guard estimate_line_is_never_deleted is missing",
        ),
    ] {
        let database = Database::in_memory().unwrap();
        database
            .call_blocking(move |connection| {
                store::remember(connection, |tx| {
                    fill(tx)?;
                    fill_given(tx)?;
                    tx.execute_batch(sql).map_err(Error::from)
                })
            })
            .unwrap();
        let checks = practice::verify(&database).unwrap();
        let problems: Vec<&String> = checks.iter().flat_map(|it| &it.problems).collect();
        assert!(
            problems.iter().any(|problem| problem.starts_with(told)),
            "{told}: {problems:?}"
        );
    }
}
