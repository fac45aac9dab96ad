//! The statement run: who is due, what is kept as mailed, and what it leaves alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;
#[path = "common/mailing.rs"]
mod mailing;
#[path = "statements_run/settings.rs"]
mod of_settings;

use almoner::commands::Error;
use almoner::commands::print::Progress;
use almoner::commands::statements::settings::{self, StatementSettings};
use almoner::commands::statements::{self, Cause, Order, Preview, Selection, Sheets, Skip};
use almoner::domain::claim::sheets::SheetNumbers;
use almoner::domain::id::PatientId;
use almoner::domain::money::Money;
use almoner::domain::person::PersonName;
use almoner::store;
use books::{Books, cents, day, on, patient, rule, share};
use futures_executor::block_on;
use mailing::{
    actions, add, change, due_ids, head, ids, keep, mail, prepare, preview, reasons, visit,
};

/// P3 owes 100.00 on two visits, P4 to P6 20.00 each, all since January 5.
fn owing() -> Books {
    let books = Books::new();
    add(
        &books,
        &[("P4", "Ngo"), ("P5", "de la Cruz"), ("P6", "Łukasz")],
    );
    let _ = visit(&books, "V1", "P3", "2026-01-05", "60.00");
    let _ = visit(&books, "V2", "P3", "2026-01-05", "40.00");
    for (number, who) in ["P4", "P5", "P6"].into_iter().enumerate() {
        let _ = visit(&books, &format!("W{number}"), who, "2026-01-05", "20.00");
    }
    books
}

/// The number of an account's last sheet.
/// What those who are due are asked for together.
fn due_total(preview: &Preview) -> Money {
    preview.due.iter().map(|row| row.amount).sum()
}

fn last_sheet_of(sheets: &Sheets, account: &str) -> String {
    let mut statements = sheets.statements.iter();
    let found = statements.find(|it| it.row.account.as_str() == account);
    (found.unwrap().numbers().end - 1).to_string()
}

#[test]
fn a_run_mails_who_is_due_posts_nothing_and_counts_only_what_was_mailed() {
    let books = owing();
    let before = (head(&books), actions(&books));
    let first = preview(&books, Order::due(day("2026-02-01")));
    assert_eq!(due_ids(&first), ["P5", "P3", "P6", "P4"], "by name");
    assert_eq!(due_total(&first), cents(16_000));
    assert!(first.skipped.is_empty() && first.ties[0].agrees());
    assert!(first.due.iter().all(|row| row.step == 1 && !row.is_final));
    let sheets = prepare(&books, Order::due(day("2026-02-01")));
    assert!(sheets.pdf.as_ref().unwrap().starts_with(b"%PDF"));
    assert_eq!(sheets.total(), cents(16_000));
    let n_sheets: usize = sheets.statements.iter().map(|it| it.n_pages).sum();
    assert_eq!(sheets.n_sheets(), n_sheets);
    assert_eq!((head(&books), actions(&books)), before, "only a proof");

    let spoiled = last_sheet_of(&sheets, "P3");
    let kept = keep(&books, sheets, &spoiled, "2026-02-01");
    assert_eq!(ids(&kept.mailed), ["P5", "P6", "P4"]);
    assert_eq!(ids(&kept.spoiled), ["P3"]);
    assert!(kept.changed.is_empty());
    assert_eq!(head(&books), before.0, "a statement moves no money");
    assert_eq!(actions(&books), before.1 + 1, "one act");

    let run = block_on(statements::run(books.database.clone(), kept.run.unwrap())).unwrap();
    assert_eq!(run.row.totals.n_mailed, 3);
    assert_eq!(run.row.totals.due, cents(6_000));
    assert_eq!(run.row.run.through, before.0.count);
    assert_eq!(run.skipped.len(), 1);
    assert_eq!(run.skipped[0].reasons, [Skip::Spoiled]);
    for (_, mailed) in &run.mailed {
        let asked: i64 = mailed.lines.iter().map(|it| it.amount.cents()).sum();
        assert_eq!(asked, mailed.due.cents());
        assert_eq!(mailed.pay_by, day("2026-02-22"));
    }

    // P3 was sent nothing, so she is still due her first; the others wait.
    let next = preview(&books, Order::due(day("2026-02-02")));
    assert_eq!(due_ids(&next), ["P3"]);
    let waits = Skip::MailedRecently {
        mailed_on: day("2026-02-01"),
        next_on: day("2026-02-28"),
    };
    assert_eq!(reasons(&next, "P4"), [waits]);
    let later = preview(&books, Order::due(day("2026-02-28")));
    let steps: Vec<u8> = later.due.iter().map(|row| row.step).collect();
    assert_eq!(
        (due_ids(&later), steps),
        (vec!["P5", "P3", "P6", "P4"], vec![2, 1, 2, 2])
    );
    books.assert_sound();
}

#[test]
fn a_void_takes_the_step_back_and_stays_beside_the_statement() {
    let books = owing();
    let run = mail(&books, "2026-02-01").run.unwrap();
    let database = || books.database.clone();
    let before = head(&books);
    let mailed = block_on(statements::history(database(), patient("P4"))).unwrap();
    assert_eq!(mailed.len(), 1);
    let author = || on("2026-02-02").author;
    let void = |reason: &str| {
        block_on(statements::void(
            database(),
            mailed[0].id,
            reason.into(),
            author(),
        ))
    };
    assert_eq!(rule(void("  ")), "reason-missing");
    void("fell behind the desk").unwrap();
    assert_eq!(rule(void("again")), "statement-is-void");
    let now = block_on(statements::history(database(), patient("P4"))).unwrap();
    assert_eq!(now[0].void.as_deref(), Some("fell behind the desk"));
    let next = preview(&books, Order::due(day("2026-02-03")));
    assert_eq!(due_ids(&next), ["P4"]);
    assert_eq!(next.due[0].step, 1);

    let void_run = || {
        block_on(statements::void_run(
            database(),
            run,
            "lost on the way".into(),
            author(),
        ))
    };
    assert_eq!(void_run().unwrap(), 3);
    assert_eq!(rule(void_run()), "run-is-void");
    let rows = block_on(statements::runs(database())).unwrap();
    assert_eq!(rows[0].totals.n_voided, 4);
    assert_eq!(
        due_ids(&preview(&books, Order::due(day("2026-02-03")))).len(),
        4
    );
    assert_eq!(head(&books), before);
}

#[test]
fn what_a_run_skipped_reads_as_it_was_then() {
    let books = owing();
    let mut order = Order::due(day("2026-02-01"));
    order.left_out = vec![patient("P3")];
    let kept = keep(&books, prepare(&books, order), "", "2026-02-01");
    let (first, second) = (kept.run.unwrap(), mail(&books, "2026-02-05").run.unwrap());
    let _ = mail(&books, "2026-03-10");
    let database = || books.database.clone();
    let last_mailed = |run, who: &str| {
        let shown = block_on(statements::run(database(), run)).unwrap();
        let mut rows = shown.skipped.into_iter();
        let found = rows.find(|row| row.account.as_str() == who);
        found.unwrap().last_mailed_on
    };
    assert_eq!(last_mailed(first, "P3"), None, "she was mailed later");
    assert_eq!(last_mailed(second, "P4"), Some(day("2026-02-01")));
    let voided = statements::void_run(database(), first, "lost".into(), on("2026-03-11").author);
    let _ = block_on(voided).unwrap();
    assert_eq!(last_mailed(second, "P4"), Some(day("2026-02-01")));
}

#[test]
fn work_that_is_given_up_leaves_nothing() {
    let books = owing();
    let before = (head(&books), actions(&books));
    let (progress, _ear) = Progress::new();
    progress.stop().give_up();
    let order = Order::due(day("2026-02-01"));
    let made = statements::prepare_soon(books.database.clone(), order.clone(), progress.clone());
    assert!(matches!(block_on(made), Err(Error::Page(_))));
    let seen = statements::preview(books.database.clone(), order, progress);
    assert!(matches!(block_on(seen), Err(Error::Page(_))));
    assert_eq!((head(&books), actions(&books)), before);
    assert!(
        block_on(statements::runs(books.database.clone()))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn an_account_that_changed_since_its_pages_were_made_is_named_and_not_kept() {
    let books = owing();
    let line = books.read(|connection| store::charge::of_patient(connection, &patient("P4")))[0].id;
    let sheets = prepare(&books, Order::due(day("2026-02-01")));
    let again = sheets.clone();
    let paid = books.pay("P4", "5.00", vec![share(line, 500)], on("2026-02-01"));
    let _ = paid.unwrap();
    let spoiled = last_sheet_of(&sheets, "P3");
    let kept = keep(&books, sheets, &spoiled, "2026-02-01");
    assert_eq!(ids(&kept.changed), ["P4"]);
    assert_eq!(ids(&kept.spoiled), ["P3"]);
    assert_eq!(ids(&kept.mailed), ["P5", "P6"]);
    let run = block_on(statements::run(books.database.clone(), kept.run.unwrap())).unwrap();
    let told: Vec<_> = run
        .skipped
        .iter()
        .map(|row| (row.account.as_str(), row.reasons.clone()))
        .collect();
    assert_eq!(
        told,
        [("P3", vec![Skip::Spoiled]), ("P4", vec![Skip::Changed])]
    );
    // The same pages once more: those that were mailed meanwhile would be mailed twice.
    let kept = keep(&books, again, "", "2026-02-01");
    assert_eq!(ids(&kept.changed), ["P4", "P5", "P6"]);
    assert_eq!(ids(&kept.mailed), ["P3"]);
}

#[test]
fn a_name_that_was_changed_since_does_not_unmake_a_statement() {
    let books = owing();
    let sheets = prepare(&books, Order::due(day("2026-02-01")));
    change(&books, "P4", |patient| {
        patient.address.line1 = "9 New St".into()
    });
    let kept = keep(&books, sheets, "", "2026-02-01");
    assert!(kept.changed.is_empty());
    assert_eq!(kept.mailed.len(), 4);
}

#[test]
fn what_cannot_have_happened_is_refused_and_nothing_is_kept() {
    let books = owing();
    let sheets = prepare(&books, Order::due(day("2026-02-01")));
    let before = actions(&books);
    let kept = |spoiled: &str, mailed_on: &str| {
        block_on(statements::keep(
            books.database.clone(),
            sheets.clone(),
            spoiled.parse().unwrap(),
            day(mailed_on),
            on(mailed_on).author,
        ))
    };
    let n_sheets = sheets.n_sheets();
    let beyond = (n_sheets + 1).to_string();
    assert_eq!(rule(kept(&beyond, "2026-02-01")), "sheet-number");
    assert_eq!(rule(kept("", "2026-01-31")), "mailed-before-made");
    let all_spoiled = kept(&format!("1-{n_sheets}"), "2026-02-01").unwrap();
    assert_eq!((all_spoiled.run, all_spoiled.spoiled.len()), (None, 4));
    assert_eq!(actions(&books), before);
}

#[test]
fn a_run_is_kept_whole_or_not_at_all() {
    let books = owing();
    change(&books, "P5", |patient| patient.holds_statements = true);
    let sheets = prepare(&books, Order::due(day("2026-02-01")));
    let sql = |text: &'static str| {
        let done = books.database.call_blocking(move |connection| {
            connection.execute_batch(text).map_err(store::Error::from)
        });
        done.unwrap();
    };
    let kept = || {
        block_on(statements::keep(
            books.database.clone(),
            sheets.clone(),
            SheetNumbers::default(),
            day("2026-02-01"),
            on("2026-02-01").author,
        ))
    };
    let before = (head(&books), actions(&books));
    for broken in [
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.statement_run
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.statement WHEN NEW.id = 3
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.statement_line WHEN NEW.statement_id = 2
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.statement_skip
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.audit
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
    ] {
        sql(broken);
        assert!(kept().is_err(), "{broken}");
        sql("DROP TRIGGER broken");
        assert_eq!((head(&books), actions(&books)), before, "{broken}");
        let n_rows: i64 = books.read(|connection| {
            let count = "SELECT (SELECT count(*) FROM statement_run)
                + (SELECT count(*) FROM statement) + (SELECT count(*) FROM statement_line)
                + (SELECT count(*) FROM statement_skip)";
            Ok(connection.query_row(count, [], |row| row.get(0))?)
        });
        assert_eq!(n_rows, 0, "{broken}");
    }
    assert_eq!(kept().unwrap().mailed.len(), 3);
}

#[test]
fn a_statement_is_shown_again_byte_for_byte_whatever_was_changed_since() {
    let books = owing();
    let database = || books.database.clone();
    let author = || on("2026-02-01").author;
    let _ = block_on(settings::set_logo(database(), logo(3), author())).unwrap();
    let sheets = prepare(
        &books,
        Order::accounts(vec![patient("P4")], day("2026-02-01")),
    );
    let printed = sheets.pdf.clone().unwrap();
    let _ = keep(&books, sheets, "", "2026-02-01");

    change(&books, "P4", |patient| {
        patient.name = PersonName {
            last: "Another".into(),
            ..patient.name.clone()
        };
        patient.address.line1 = "9 New St".into();
    });
    let loaded = block_on(settings::load(database())).unwrap();
    let StatementSettings {
        mut rules,
        mut stationery,
    } = loaded;
    rules.days_to_pay = 3;
    stationery.steps.truncate(2);
    stationery.steps[0].english.message = "Other words.".into();
    stationery.letterhead.name = "Another Clinic".into();
    block_on(settings::save(database(), Some(rules), None, author())).unwrap();
    block_on(settings::save(database(), None, Some(stationery), author())).unwrap();
    let _ = block_on(settings::set_logo(database(), logo(9), author())).unwrap();
    let line = books.read(|connection| store::charge::of_patient(connection, &patient("P4")))[0].id;
    let _ = books
        .pay("P4", "20.00", vec![share(line, 2_000)], on("2026-02-02"))
        .unwrap();

    let mailed = block_on(statements::history(database(), patient("P4"))).unwrap();
    let shown = block_on(statements::shown(database(), mailed[0].id)).unwrap();
    assert!(
        shown.pdf == printed,
        "the PDF is not the one that was printed"
    );
    assert_eq!(shown.mailed, mailed[0]);
    let proof = |who: &str| {
        block_on(statements::proof(
            database(),
            patient(who),
            day("2026-03-01"),
        ))
    };
    assert_eq!(rule(proof("P4")), "no-statement");
    assert_eq!(rule(proof("nobody")), "no-statement");
    assert!(!proof("P3").unwrap().pages.is_empty());
}

/// A picture of one color.
fn logo(tone: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_pixel(40, 20, image::Rgb([tone, tone, 200]));
    picture
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    bytes
}

#[test]
fn cycles_mail_by_last_name_whatever_its_spelling() {
    let books = owing();
    let of = |cycle: &str| {
        let order = Order {
            selection: Selection::Due {
                cycle: Some(cycle.parse().unwrap()),
            },
            ..Order::due(day("2026-02-01"))
        };
        preview(&books, order)
    };
    let names = [
        ("A-C", vec![]),
        ("D-F", vec!["P5", "P3"]),
        ("G-L", vec!["P6"]),
        ("M-Z", vec!["P4"]),
    ];
    for (cycle, expected) in names {
        let preview = of(cycle);
        assert_eq!(due_ids(&preview), expected, "{cycle}");
        assert_eq!(preview.skipped.len(), 4 - expected.len());
        let outside = Skip::OutsideCycle {
            cycle: cycle.into(),
        };
        assert!(
            preview
                .skipped
                .iter()
                .all(|row| row.reasons == [outside.clone()])
        );
    }
}

#[test]
fn the_user_leaves_out_and_puts_in_but_not_what_cannot_be_mailed() {
    let books = owing();
    change(&books, "P4", |patient| patient.has_bad_address = true);
    change(&books, "P5", |patient| patient.holds_statements = true);
    let order = |put_in: &[&str], left_out: &[&str]| Order {
        put_in: put_in.iter().copied().map(patient).collect(),
        left_out: left_out.iter().copied().map(patient).collect(),
        ..Order::due(day("2026-02-01"))
    };
    let plain = preview(&books, order(&[], &[]));
    assert_eq!(due_ids(&plain), ["P3", "P6"]);
    assert!(plain.can_put_in(&patient("P5")) && !plain.can_put_in(&patient("P4")));
    let preview = preview(&books, order(&["P4", "P5"], &["P6"]));
    assert_eq!(due_ids(&preview), ["P5", "P3"]);
    assert_eq!(preview.due[0].overridden, [Skip::OnHold]);
    assert_eq!(reasons(&preview, "P4"), [Skip::BadAddress]);
    assert_eq!(reasons(&preview, "P6"), [Skip::LeftOut]);
    assert!(preview.can_put_in(&patient("P6")), "by leaving it in");
    let skipped: Money = preview.skipped.iter().map(|row| row.amount).sum();
    assert_eq!(due_total(&preview) + skipped, cents(16_000));
}

#[test]
fn accounts_by_name_are_mailed_and_what_has_no_statement_is_named() {
    let books = owing();
    let named: Vec<PatientId> = ["P4", "P2", "nobody", "P4"].map(patient).into();
    let preview = preview(&books, Order::accounts(named, day("2026-02-01")));
    assert_eq!(due_ids(&preview), ["P4"]);
    let unanswered: Vec<_> = preview
        .unanswered
        .iter()
        .map(|it| (it.patient.as_str(), it.cause))
        .collect();
    assert_eq!(
        unanswered,
        [("nobody", Cause::Unknown), ("P1", Cause::NothingOpen)]
    );
    assert_eq!(preview.ties[0].left_amount, cents(2_000));
    assert!(preview.ties[0].agrees());
    // Mailed today, and by name once more: the dates do not stand in the way of her who asks.
    let accounts = || Order::accounts(vec![patient("P4")], day("2026-02-01"));
    let kept = keep(&books, prepare(&books, accounts()), "", "2026-02-01");
    assert_eq!(ids(&kept.mailed), ["P4"]);
    assert_eq!(prepare(&books, accounts()).statements.len(), 1);
}

#[test]
fn what_was_mailed_cannot_be_changed_by_hand() {
    let books = owing();
    let _ = mail(&books, "2026-02-01");
    let run = books.read(store::statement::runs).pop().unwrap();
    books.raw(&on("2026-02-02"), move |tx| {
        let skip = almoner::domain::statement::mailed::Skipped {
            run: run.id,
            account: patient("P1"),
            due: cents(1),
            reasons: vec![Skip::NothingDue],
        };
        store::statement::insert_skip(tx, &skip)
    });
    let first = block_on(statements::history(books.database.clone(), patient("P3"))).unwrap();
    let voided = statements::void(
        books.database.clone(),
        first[0].id,
        "lost".into(),
        on("2026-02-03").author,
    );
    block_on(voided).unwrap();
    for table in [
        "statement_run",
        "statement",
        "statement_line",
        "statement_void",
        "statement_skip",
    ] {
        for sql in [
            format!("UPDATE {table} SET rowid = rowid"),
            format!("DELETE FROM {table}"),
        ] {
            let sql = sql.replace("rowid = rowid", column(table));
            let done = books.database.call_blocking(move |connection| {
                connection.execute_batch(&sql).map_err(store::Error::from)
            });
            assert!(
                matches!(done, Err(store::Error::Constraint(sentence)) if sentence.contains("mailed")),
                "{table}: {done:?}"
            );
        }
    }
    books.assert_sound();
}

fn column(table: &str) -> &'static str {
    match table {
        "statement_run" => "as_of_on = '2026-01-01'",
        "statement" => "due_cents = 1",
        "statement_line" => "amount_cents = 1",
        "statement_void" => "reason = 'other'",
        _ => "due_cents = 2",
    }
}

#[test]
fn a_statement_of_an_earlier_day_knows_only_what_counted_then() {
    let books = owing();
    let _ = mail(&books, "2026-02-01");
    let before = preview(&books, Order::due(day("2026-03-05")));
    assert_eq!(due_total(&before), cents(16_000));
    // Afterwards P4 pays, P6 is seen again and a second statement goes out.
    let line = books.read(|connection| store::charge::of_patient(connection, &patient("P4")))[0].id;
    let paid = books.pay("P4", "20.00", vec![share(line, 2_000)], on("2026-03-10"));
    let _ = paid.unwrap();
    let _ = visit(&books, "W9", "P6", "2026-03-12", "75.00");
    let _ = mail(&books, "2026-03-20");

    let again = preview(&books, Order::due(day("2026-03-05")));
    assert_eq!(again.due, before.due);
    assert_eq!(again.skipped, before.skipped);
    assert!(again.ties.iter().all(|it| it.agrees()), "{:?}", again.ties);
    let now = preview(&books, Order::due(day("2026-04-30")));
    assert_eq!(due_total(&now), cents(16_000 - 2_000 + 7_500));
}
