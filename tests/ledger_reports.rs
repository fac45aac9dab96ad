//! The reports tie, agree with one another and can be made again later, over a year of books.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use almoner::commands::ledger::account;
use almoner::commands::reports::{Entered, Parameters, ReportFormat, ReportKind, bytes, run, text};
use almoner::documents::page::Page;
use almoner::documents::report::document;
use almoner::domain::aging::{Age, Anchor};
use almoner::domain::date::spoken;
use almoner::domain::id::EntryId;
use almoner::domain::money::Money;
use almoner::domain::report::movement::Heading;
use almoner::domain::report::{Cell, Report, Row, RowKind};
use almoner::store::{self, Connection, balance, check, journal, migration};
use chrono::{Duration, NaiveDate};
use fixture::on;
use history::History;

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;
#[path = "common/history.rs"]
mod history;

fn practice() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::upgrade(&mut connection).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    let tx = connection.transaction().unwrap();
    store::records::insert(&tx, &history::practice(24)).unwrap();
    tx.commit().unwrap();
    connection
}

/// Some days of books, and the day after the last.
fn lived(seed: u64, days: usize) -> (Connection, History) {
    let mut connection = practice();
    let mut history = History::new(24, 2, "2025-11-03", seed);
    history.settles = false;
    live(&mut connection, &mut history, days);
    (connection, history)
}

fn live(connection: &mut Connection, history: &mut History, days: usize) {
    let tx = connection.transaction().unwrap();
    for _ in 0..days {
        history.live(&tx);
    }
    tx.commit().unwrap();
}

fn make(connection: &Connection, kind: ReportKind, parameters: &Parameters) -> Report {
    let report = run(connection, kind, parameters).unwrap();
    for tie in &report.ties {
        assert!(tie.agrees(), "{}: {}", report.name, tie.sentence());
    }
    report
}

fn aged(connection: &Connection, as_of: NaiveDate, anchor: Anchor) -> Report {
    let parameters = Parameters {
        anchor,
        ..Parameters::today(as_of)
    };
    make(connection, ReportKind::Aging, &parameters)
}

fn patient_of(history: &History) -> almoner::domain::id::PatientId {
    assert!(history.n_patients > 5);
    "p5".parse().unwrap()
}

#[test]
fn every_report_ties_whatever_is_asked_of_it() {
    let (connection, history) = lived(3, 130);
    let today = history.day();
    for as_of in [today, on("2025-12-31"), on("2025-11-20"), on("2025-01-01")] {
        let parameters = Parameters {
            as_of: Some(as_of),
            from: Some(as_of - Duration::days(20)),
            to: Some(as_of),
            patient: Some(patient_of(&history)),
            ..Parameters::today(today)
        };
        for kind in ReportKind::ALL {
            let report = make(&connection, *kind, &parameters);
            assert!(!report.ties.is_empty(), "{kind}");
            assert_eq!(report.name, kind.as_str());
            for row in &report.rows {
                assert!(row.cells.len() <= report.columns.len(), "{kind}");
            }
        }
    }
    assert!(
        check::all(&connection)
            .unwrap()
            .iter()
            .all(|it| it.problems.is_empty())
    );
}

#[test]
fn aging_holds_what_is_open_for_every_anchor() {
    let (connection, history) = lived(4, 130);
    let today = history.day();
    let open: Money = balance::all(&connection)
        .unwrap()
        .iter()
        .map(|it| it.open.amount)
        .sum();
    assert!(open.is_positive());
    for anchor in Anchor::ALL {
        let report = aged(&connection, today, *anchor);
        let columns: Money = Age::ALL.iter().map(|age| report.total(age.title())).sum();
        assert_eq!((columns, report.total("Owed")), (open, open), "{anchor}");
        assert!(report.total("Unbilled").is_positive(), "{anchor}");
        let details = Parameters {
            anchor: *anchor,
            ..Parameters::today(today)
        };
        let detail = make(&connection, ReportKind::AgingDetail, &details);
        for column in ["Unbilled", "0-30", "121+", "Owed", "Credits", "Net"] {
            assert_eq!(detail.total(column), report.total(column), "{column}");
        }
    }
    // The cards of all families come to the same.
    let mut cards = Money::ZERO;
    for idx in (0..24).step_by(4) {
        let patient = format!("p{idx}").parse().unwrap();
        let card = account::card_in(&connection, &patient, today).unwrap();
        let lines: Money = card.lines.iter().map(|line| line.balance).sum();
        let totals = card.totals;
        assert_eq!(
            totals.patient_owes + totals.insurance_pending + totals.collections,
            lines
        );
        cards += lines;
    }
    assert_eq!(cards, open);
}

#[test]
fn time_moves_amounts_to_older_columns_and_nothing_else() {
    let (connection, history) = lived(5, 120);
    for anchor in Anchor::ALL {
        let mut before: Option<Report> = None;
        for days in 0..140 {
            let as_of = history.day() + Duration::days(days);
            let report = aged(&connection, as_of, *anchor);
            if let Some(before) = &before {
                // Youngest to oldest, what is in the first columns together never grows.
                for n in 2..=Age::ALL.len() {
                    let young = |it: &Report| -> Money {
                        Age::ALL[..n].iter().map(|age| it.total(age.title())).sum()
                    };
                    let (was, is) = (young(before), young(&report));
                    let has_credits = balance::all(&connection)
                        .unwrap()
                        .iter()
                        .any(|it| it.open.amount.is_negative());
                    assert!(is <= was || has_credits, "{anchor} {as_of} {n}");
                }
                assert_eq!(before.total("Owed"), report.total("Owed"));
                assert_eq!(before.total("Unbilled"), report.total("Unbilled"));
            }
            before = Some(report);
        }
    }
}

#[test]
fn what_is_kept_today_is_what_is_folded() {
    let (connection, history) = lived(6, 125);
    let today = history.day();
    let kept = aged(&connection, today, Anchor::Responsibility);
    let head = journal::head(&connection).unwrap().count;
    let window = journal::Window::through(today, head);
    let (mut folded, credits) = balance::folded_at(&connection, window).unwrap();
    let mut open = balance::all(&connection).unwrap();
    folded.sort_by(|a, b| a.key.cmp(&b.key));
    open.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(folded, open);
    assert_eq!(credits, balance::all_credits(&connection).unwrap());
    assert!(kept.total("Credits").is_negative());
}

#[test]
fn a_report_is_made_again_as_it_was() {
    let (mut connection, mut history) = lived(7, 110);
    let then = history.day();
    let entry = EntryId::new(journal::head(&connection).unwrap().count);
    let parameters = Parameters {
        as_of: Some(then),
        from: Some(on("2025-12-01")),
        to: Some(then),
        entered: Some(Entered::Entry(entry)),
        patient: Some(patient_of(&history)),
        ..Parameters::today(then)
    };
    let kinds: Vec<ReportKind> = ReportKind::ALL
        .iter()
        .copied()
        .filter(|kind| !matches!(kind, ReportKind::DaySheet | ReportKind::DepositSlip))
        .collect();
    let made = |connection: &Connection| -> Vec<Report> {
        let one = |kind: &ReportKind| make(connection, *kind, &parameters);
        kinds.iter().map(one).collect()
    };
    let before = made(&connection);
    // Days go by, and something is posted that counts on a day before `then`.
    live(&mut connection, &mut history, 40);
    let tx = connection.transaction().unwrap();
    let old = journal::between(&tx, 0, 1).unwrap().remove(0);
    let late = old.reversal(on("2025-12-15"), "should never have been");
    let stamp = store::journal::Stamp {
        user: "biller",
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
    };
    let _ = journal::post(&tx, stamp, &[late]).unwrap();
    tx.commit().unwrap();
    for (then, now) in before.iter().zip(made(&connection)) {
        // Entries that are not there yet cannot be shown, so every figure is as it was.
        assert_eq!(then, &now, "{}", then.name);
    }
    let by_clock = Parameters {
        entered: Some(Entered::Through(then - Duration::days(1))),
        ..parameters.clone()
    };
    let again = make(&connection, ReportKind::TrialBalance, &by_clock);
    let trial = before.iter().find(|it| it.name == "trial-balance").unwrap();
    assert_eq!(again.rows, trial.rows);
    let now = Parameters {
        entered: None,
        ..parameters.clone()
    };
    let changed = make(&connection, ReportKind::TrialBalance, &now);
    assert_ne!(changed.rows, trial.rows);
}

#[test]
fn by_provider_and_by_payer_come_to_the_same_and_months_to_the_year() {
    let (connection, history) = lived(8, 130);
    let period = |from: &str, to: NaiveDate| Parameters {
        from: Some(on(from)),
        to: Some(to),
        ..Parameters::today(history.day())
    };
    let roll = |parameters: &Parameters| make(&connection, ReportKind::RollForward, parameters);
    let whole = roll(&period("2025-11-01", on("2026-02-28")));
    let subtotals: Vec<&Row> = whole
        .rows
        .iter()
        .filter(|row| row.kind == RowKind::Subtotal)
        .collect();
    let [by_party, by_provider] = subtotals[..] else {
        panic!("{} sections", subtotals.len())
    };
    assert_eq!(by_party.cells[1..], by_provider.cells[1..]);
    let months = [
        roll(&period("2025-11-01", on("2025-11-30"))),
        roll(&period("2025-12-01", on("2025-12-31"))),
        roll(&period("2026-01-01", on("2026-01-31"))),
        roll(&period("2026-02-01", on("2026-02-28"))),
    ];
    for heading in Heading::ALL {
        let sum: Money = months.iter().map(|it| it.total(heading.title())).sum();
        assert_eq!(sum, whole.total(heading.title()), "{}", heading.title());
    }
    for (earlier, later) in months.iter().zip(&months[1..]) {
        assert_eq!(earlier.total("Closing"), later.total("Opening"));
    }
    assert!(whole.total("Insurance payments").is_negative());
    assert!(whole.total("Payments taken back").is_positive());
    let paid = make(
        &connection,
        ReportKind::PaymentsByPayer,
        &period("2025-11-01", on("2026-02-28")),
    );
    assert_eq!(
        paid.total("Paid on lines"),
        -(whole.total("Insurance payments") + whole.total("Patient payments"))
    );
    let written_off = make(
        &connection,
        ReportKind::WriteOffs,
        &period("2025-11-01", on("2026-02-28")),
    );
    assert_eq!(written_off.total("Amount"), -whole.total("Write-offs"));
}

/// What ink a text covers: left, top, right, bottom.
fn boxes(page: &Page) -> Vec<(f32, f32, f32, f32, String)> {
    page.texts()
        .map(|it| {
            let (top, bottom) = (it.y - 0.75 * it.size, it.y + 0.2 * it.size);
            (it.x, top, it.x + it.width(), bottom, it.text.clone())
        })
        .collect()
}

#[test]
fn on_paper_nothing_overlaps_and_no_figure_is_cut() {
    let (mut connection, history) = lived(9, 100);
    let tx = connection.transaction().unwrap();
    let mut payer = store::payer::all(&tx).unwrap().remove(0);
    let seen = store::payer::find(&tx, &payer.id).unwrap().unwrap().version;
    payer.name = "The Very Long-Named Mutual Assurance and Benefit Society of the Upper Valley, \
                  Incorporated, and Its Successors Łódź"
        .into();
    let _ = store::payer::save(&tx, &payer, Some(seen)).unwrap();
    tx.commit().unwrap();
    let today = history.day();
    let parameters = Parameters {
        from: Some(on("2025-11-01")),
        patient: Some(patient_of(&history)),
        ..Parameters::today(today)
    };
    for kind in ReportKind::ALL {
        let report = make(&connection, *kind, &parameters);
        let drawn = document("A Clinic", &report, today);
        assert!(!drawn.title.contains("Doe"));
        let of = drawn.pages.len();
        let mut shown: Vec<String> = Vec::new();
        for (idx, page) in drawn.pages.iter().enumerate() {
            let boxes = boxes(page);
            for (at, a) in boxes.iter().enumerate() {
                assert!(a.0 >= 36.0 && a.2 <= page.width - 36.0, "{kind}: {a:?}");
                assert!(a.1 >= 20.0 && a.3 <= page.height - 20.0, "{kind}: {a:?}");
                for b in &boxes[at + 1..] {
                    let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                    assert!(apart, "{kind} page {}: {a:?} {b:?}", idx + 1);
                }
            }
            let number = format!("Page {} of {of}", idx + 1);
            assert!(boxes.iter().any(|it| it.4 == number), "{kind}");
            shown.extend(boxes.into_iter().map(|it| it.4));
        }
        let words: BTreeSet<&str> = shown.iter().flat_map(|it| it.split(' ')).collect();
        for cell in report.rows.iter().flat_map(|row| &row.cells) {
            let figures = match cell {
                Cell::Money(amount) => amount.to_string(),
                Cell::Date(on) => spoken(*on),
                Cell::Count(count) => count.to_string(),
                Cell::Text(text) => text.clone(),
                Cell::Empty => continue,
            };
            let figures = figures.split(' ');
            for figure in figures.filter(|it| it.contains(|c: char| c.is_ascii_digit())) {
                assert!(words.contains(figure), "{kind}: {figure} of {cell:?}");
            }
        }
        let bytes = bytes(&connection, &report, ReportFormat::Pdf, today).unwrap();
        assert!(bytes.starts_with(b"%PDF"), "{kind}");
    }
}

#[test]
fn files_hold_every_row() {
    let (connection, history) = lived(10, 100);
    let parameters = Parameters::today(history.day());
    let report = make(&connection, ReportKind::Aging, &parameters);
    let csv = text(&report, ReportFormat::Csv);
    assert_eq!(csv.lines().count(), report.rows.len() + 1);
    let json: serde_json::Value = serde_json::from_str(&text(&report, ReportFormat::Json)).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), report.rows.len());
    assert_eq!(json["ties"][0]["agrees"], true);
}

#[test]
fn what_is_not_there_is_refused_with_a_sentence() {
    let (connection, history) = lived(11, 3);
    let today = Parameters::today(history.day());
    let refused = |kind, parameters: &Parameters| {
        let sentence = run(&connection, kind, parameters).unwrap_err().to_string();
        assert!(sentence.ends_with('.'), "{sentence}");
    };
    refused(ReportKind::AccountLedger, &today);
    let unknown = Parameters {
        patient: Some("nobody".parse().unwrap()),
        sheet: Some("9".parse().unwrap()),
        deposit: Some("9".parse().unwrap()),
        ..today.clone()
    };
    for kind in [
        ReportKind::AccountLedger,
        ReportKind::DaySheet,
        ReportKind::DepositSlip,
    ] {
        refused(kind, &unknown);
    }
    let later = Parameters {
        entered: Some(Entered::Entry(EntryId::new(99_999))),
        ..today.clone()
    };
    refused(ReportKind::Aging, &later);
    let backwards = Parameters {
        from: Some(on("2026-01-02")),
        to: Some(on("2026-01-01")),
        ..today
    };
    refused(ReportKind::RollForward, &backwards);
}
