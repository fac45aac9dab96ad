//! The statement run, its history, the marks on an account and the way to the agency in the window,
//! by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use almoner::commands::statements::settings::{self, StatementSettings};
use almoner::commands::statements::{self, Order};
use almoner::domain::statement::rules::Rules;
use almoner::gui::action::{Request, Route};
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use books::{Books, cents, day, on, patient};
use desk::{Desk, told};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use mailing::{add, change, due_ids, head, mail, preview, visit};

#[path = "gui/desk.rs"]
mod desk;

#[path = "gui/driver.rs"]
mod driver;

#[path = "common/books.rs"]
mod books;

#[path = "common/mailing.rs"]
mod mailing;

#[path = "gui_statements/collections.rs"]
mod collections;

const TODAY: &str = "2026-02-01";

/// P3 Doe owes 100.00, P4 Ngo 20.00, P5 de la Cruz 30.00, P6 Łukasz 3.00; P7 Quill 40.00 and has a
/// bad address.
fn owing() -> Books {
    let books = Books::new();
    add(
        &books,
        &[
            ("P4", "Ngo"),
            ("P5", "de la Cruz"),
            ("P6", "Łukasz"),
            ("P7", "Quill"),
        ],
    );
    for (visit_id, who, amount) in [
        ("V1", "P3", "100.00"),
        ("V2", "P4", "20.00"),
        ("V3", "P5", "30.00"),
        ("V4", "P6", "3.00"),
        ("V5", "P7", "40.00"),
    ] {
        let _ = visit(&books, visit_id, who, "2026-01-05", amount);
    }
    change(&books, "P7", |patient| patient.has_bad_address = true);
    books
}

fn open_on(books: &Books, route: Route, today: &str, folder: &Path) -> Driver<Desk> {
    let context = Context {
        today: day(today),
        practice: Some(Practice {
            path: folder.join("clinic.almoner"),
            database: books.database.clone(),
        }),
        ..Context::fixture()
    };
    desk::desk(route, context)
}

fn open(books: &Books, route: Route, folder: &Path) -> Driver<Desk> {
    open_on(books, route, TODAY, folder)
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

fn runs(books: &Books) -> Vec<statements::RunRow> {
    block_on(statements::runs(books.database.clone())).unwrap()
}

/// Prints what is due into a file: the question whether it came out right is on screen then.
fn print(window: &mut Driver<Desk>) {
    window.type_text("p");
    window.go_to("print-target");
    window.type_text("s");
    commit(window);
    assert!(window.shows("Printed correctly?"));
}

#[test]
fn a_run_is_printed_and_mailed_in_few_keys() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let before = head(&books);
    // Ctrl+8 in the window.
    let mut window = open(&books, Route::Statements, folder.path());
    assert!(window.is_on("statements-due"));
    assert!(window.shows("Due 3"));
    assert!(window.shows("Skipped 2"));
    assert!(window.shows("3 statements, 150.00"));
    window.type_text("p");
    assert!(window.shows("Print 3 statements"));
    assert!(window.shows("Page 1 of 3"));
    assert!(window.is_on("print-target"));
    window.type_text("s");
    commit(&mut window);
    assert!(window.shows("Printed correctly?"));
    assert!(window.is_on("mailing-yes"));
    assert!(
        runs(&books).is_empty(),
        "nothing is mailed before she says so"
    );
    window.type_text("y");
    let n_keys = 1 + window.n_keys;
    assert!(n_keys <= 6, "{n_keys} keys");
    assert_eq!(told(&window), "3 statements are mailed.");
    let made = folder.path().join(format!("statements-{TODAY}.pdf"));
    assert!(std::fs::read(made).unwrap().starts_with(b"%PDF"));
    assert_eq!(runs(&books)[0].totals.n_mailed, 3);
    assert_eq!(runs(&books)[0].run.mailed_on, day(TODAY));
    assert_eq!(head(&books), before, "a statement moves no money");
    assert!(window.shows("Due 0"));
    assert!(window.shows("Runs 1"));
    assert!(window.shows(
        "Nobody is due a statement on this day. The second list says who is skipped, and why."
    ));
}

#[test]
fn the_pages_are_leafed_through_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("p");
    for (key, page) in [
        (Named::PageDown, "Page 2 of 3"),
        (Named::PageDown, "Page 3 of 3"),
        (Named::PageDown, "Page 3 of 3"),
        (Named::PageUp, "Page 2 of 3"),
    ] {
        window.tap(key);
        assert!(window.shows(page), "{page}");
    }
    window.go_to("sheaf");
    window.tap(Named::Home);
    assert!(window.shows("Page 1 of 3"));
    window.tap(Named::ArrowDown);
    window.type_text("z");
    window.tap(Named::ArrowRight);
    assert!(window.shows("Page 1 of 3"));
}

#[test]
fn leaving_before_an_answer_mails_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("p");
    window.tap(Named::Escape);
    assert!(!window.shows("Print 3 statements"));
    assert!(runs(&books).is_empty());
    print(&mut window);
    // The sheets may lie on paper already, so leaving needs an answer.
    window.tap(Named::Escape);
    assert!(window.shows("Printed correctly?"));
    window.type_text("n");
    assert!(!window.shows("Printed correctly?"));
    assert!(runs(&books).is_empty());
    assert!(window.shows("Due 3"));
}

#[test]
fn a_spoiled_sheet_and_the_day_of_mailing_are_said_before_the_rest_is_mailed() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    print(&mut window);
    window.type_text("s");
    assert!(window.is_on("mailing-spoiled"));
    window.type_text("9");
    commit(&mut window);
    assert!(window.is_on("mailing-spoiled"), "there is no sheet 9");
    assert!(runs(&books).is_empty());
    window.tap(Named::Backspace);
    window.type_text("1");
    // Before the day of the statements nothing can have been mailed.
    window.go_to("mailing-on");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("1/30/2026");
    commit(&mut window);
    assert!(window.is_on("mailing-on"));
    assert!(runs(&books).is_empty());
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("no day");
    commit(&mut window);
    assert!(window.is_on("mailing-on"));
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("2/2/2026");
    commit(&mut window);
    assert_eq!(
        told(&window),
        "2 statements are mailed. 1 statement has a spoiled sheet: not mailed; P prints them again."
    );
    assert_eq!(runs(&books)[0].run.mailed_on, day("2026-02-02"));
    // By name, the first is de la Cruz: due still.
    assert!(window.shows("Due 1"));
    assert!(window.shows("de la Cruz, Jane Quinn"));
    window.type_text("3k");
    assert!(window.shows("Run 1: who was skipped, and why"));
    assert!(window.shows("Sheet spoiled"));
}

#[test]
fn whoever_is_skipped_is_told_why_and_put_in_where_that_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("2");
    assert!(window.shows("Below minimum"));
    assert!(window.shows("Bad address"));
    assert!(window.shows("The amount is below the minimum of 5.00 for a statement."));
    window.type_text("i");
    assert!(window.shows("Due 4"), "{}", told(&window));
    assert!(window.shows("Skipped 1"));
    // What would come back is not sent.
    assert!(window.shows("A letter came back; correct the address and take the mark away."));
    window.type_text("i");
    assert!(told(&window).ends_with("No statement can be mailed before that is put right."));
    assert!(window.shows("Skipped 1"));
    window.type_text("1");
    assert!(window.shows("Put in: Below minimum"));
    assert!(window.shows("4 statements, 153.00"));
    // The first of them is left out of this run, and stays in sight.
    window.type_text(" ");
    assert!(window.shows("Left out"));
    assert!(window.shows("3 statements, 123.00 · 1 left out"));
    print(&mut window);
    window.type_text("y");
    let run = block_on(statements::run(
        books.database.clone(),
        runs(&books)[0].run.id,
    ))
    .unwrap();
    let mailed: Vec<_> = run
        .mailed
        .iter()
        .map(|(_, it)| it.account.as_str())
        .collect();
    assert_eq!(mailed, ["P3", "P6", "P4"]);
    let left_out = run.skipped.iter().find(|row| row.account.as_str() == "P5");
    assert_eq!(left_out.unwrap().sentence(), "It was left out of this run.");
    // Who was left out and who was put in is of that run only.
    assert!(window.shows("1 statement, 30.00"));
}

#[test]
fn the_list_is_searched_sorted_taken_out_and_leads_to_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("/");
    assert!(window.is_on("statements-search"));
    window.type_text("ngo");
    assert!(window.shows("Ngo, Jane Quinn"));
    assert!(!window.shows("Doe, Jane Quinn"));
    window.tap(Named::Escape);
    assert!(window.is_on("statements-due"));
    assert!(window.shows("Doe, Jane Quinn"));
    window.type_text("e");
    commit(&mut window);
    let path = folder.path().join(format!("statements-due-{TODAY}.csv"));
    let csv = std::fs::read_to_string(path).unwrap();
    assert!(csv.contains("P5") && csv.contains("150.00"), "{csv}");
    window.tap(Named::End);
    window.tap(Named::Enter);
    let wanted = Request::Open(Route::Account(Some(patient("P4"))));
    assert_eq!(window.state.requests.last(), Some(&wanted));
}

#[test]
fn another_day_and_another_cycle_ask_anew_and_a_day_that_is_none_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let settings: StatementSettings = block_on(settings::load(books.database.clone())).unwrap();
    let rules = Rules {
        cycles: vec!["A-L".parse().unwrap(), "M-Z".parse().unwrap()],
        ..settings.rules
    };
    let saved = settings::save(books.database.clone(), Some(rules), None, on(TODAY).author);
    block_on(saved).unwrap();
    let mut window = open(&books, Route::Statements, folder.path());
    assert!(window.shows("Due 3"));
    let keys = "Space leaves out · S shows · L labels · Enter account · D other day · C other cycle · ←→ other list · / searches";
    assert!(window.shows(keys));
    window.type_text("c");
    assert!(window.shows("Due 2"), "Doe and de la Cruz");
    window.type_text("c");
    assert!(window.shows("Due 1"), "Ngo");
    window.type_text("2");
    assert!(window.shows("Outside the cycle"));
    window.type_text("c1");
    assert!(window.shows("Due 3"));
    window.type_text("d");
    assert!(window.is_on("statements-as-of"));
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("3/1/2026");
    window.tap(Named::Tab);
    assert!(window.shows("Due 3"));
    let _ = mail(&books, TODAY);
    let mut window = open(&books, Route::Statements, folder.path());
    assert!(window.shows("Due 0"), "they were just mailed");
    window.type_text("d");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("3/1/2026");
    window.tap(Named::Tab);
    assert!(window.shows("Due 3"), "a month later they are due again");
    assert!(window.shows("3 statements, 150.00"));
    window.go_to("statements-as-of");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("13/45");
    window.go_to("statements-due");
    window.type_text("p");
    assert!(window.is_on("statements-as-of"));
    assert!(!window.shows("Printed correctly?"));
}

#[test]
fn a_cycle_that_the_practice_gave_up_leaves_the_list_with_everybody_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let cycles = |ranges: &[&str]| {
        let settings = block_on(settings::load(books.database.clone())).unwrap();
        let rules = Rules {
            cycles: ranges.iter().map(|range| range.parse().unwrap()).collect(),
            ..settings.rules
        };
        let save = settings::save(books.database.clone(), Some(rules), None, on(TODAY).author);
        block_on(save).unwrap();
    };
    let resume = |window: &mut Driver<Desk>| {
        let resumed = window.state.screen.resumed().unwrap();
        window.message(desk::Message::Screen(resumed));
    };
    cycles(&["A-L", "M-Z"]);
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("cc");
    assert!(window.shows("Due 1"), "Ngo");
    cycles(&["A-C", "D-L", "M-Z"]);
    resume(&mut window);
    assert!(window.shows("Due 1"), "the same letters, in another place");
    cycles(&["A-D", "E-Z"]);
    resume(&mut window);
    assert!(window.shows("Due 3"));
    window.type_text("c");
    assert!(window.shows("Due 2"), "Doe and de la Cruz");
}

#[test]
fn a_statement_is_shown_and_printed_again_exactly_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let _ = mail(&books, TODAY);
    let id = runs(&books)[0].run.id;
    let run = block_on(statements::run(books.database.clone(), id)).unwrap();
    let first = run.mailed[0].1.id;
    let shown = block_on(statements::shown(books.database.clone(), first)).unwrap();
    // What she is called now does not change what was mailed.
    change(&books, "P5", |patient| {
        patient.name.last = "Changed".into();
    });
    let before = mailing::actions(&books);
    let mut window = open_on(&books, Route::Statements, "2026-02-10", folder.path());
    window.type_text("3");
    assert!(window.is_on("statements-runs"));
    window.tap(Named::Enter);
    assert!(window.is_on("statements-run"));
    window.tap(Named::Enter);
    assert!(window.shows(&format!("Statement {first}")));
    window.go_to("print-target");
    window.type_text("s");
    commit(&mut window);
    assert_eq!(told(&window), format!("Statement {first} is saved."));
    let made = folder.path().join("statements-2026-02-10.pdf");
    assert_eq!(std::fs::read(made).unwrap(), shown.pdf);
    assert_eq!(
        mailing::actions(&books),
        before,
        "printing again counts nothing"
    );
}

#[test]
fn what_was_never_mailed_is_due_again() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let _ = mail(&books, TODAY);
    let mut window = open_on(&books, Route::Statements, "2026-02-02", folder.path());
    assert!(window.shows("Due 0"));
    window.type_text("3");
    window.tap(Named::Enter);
    window.type_text("m");
    assert!(window.shows("Statement 1 to de la Cruz, Jane Quinn was not mailed"));
    commit(&mut window);
    assert!(window.is_on("statements-void-reason"), "a reason is needed");
    window.type_text("found in the tray");
    commit(&mut window);
    assert_eq!(told(&window), "1 statement counts as not mailed.");
    assert!(window.shows("Not mailed: found in the tray"));
    assert!(window.shows("Due 1"));
    let due = preview(&books, Order::due(day("2026-02-02")));
    assert_eq!(due_ids(&due), ["P5"]);
    assert_eq!(due.due[0].step, 1);
    // And the others of the run, all at once.
    window.type_text("w");
    window.type_text("the post was on strike");
    commit(&mut window);
    assert_eq!(told(&window), "2 statements count as not mailed.");
    assert!(window.shows("Due 3"));
}

#[test]
fn the_runs_are_searched_sorted_and_taken_out_and_lead_to_labels() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let _ = mail(&books, TODAY);
    change(&books, "P3", |patient| patient.has_bad_address = true);
    let _ = mail(&books, "2026-03-05");
    let mut window = open_on(&books, Route::Statements, "2026-03-06", folder.path());
    window.type_text("3");
    assert!(window.shows("Run 2: what was mailed"));
    window.type_text("r");
    assert!(window.is_on("statements-runs-search"));
    window.type_text("02/01/2026");
    assert!(window.shows("Run 1: what was mailed"));
    window.go_to("statements-runs");
    window.type_text("x");
    commit(&mut window);
    let path = folder.path().join("statement-runs-2026-03-06.csv");
    let csv = std::fs::read_to_string(path).unwrap();
    assert!(csv.contains("150.00"), "{csv}");
    assert!(!csv.contains("2026-03-05"), "only what is in sight: {csv}");
    // What was selected stays so without the search; then by number of statements.
    window.go_to("statements-runs");
    window.tap(Named::Escape);
    assert!(window.shows("Run 1: what was mailed"));
    for _ in 0..5 {
        window.press(Key::Named(Named::ArrowRight), Modifiers::SHIFT);
    }
    window.tap(Named::Home);
    assert!(window.shows("Run 2: what was mailed"));
    window.press(Key::Named(Named::ArrowDown), Modifiers::SHIFT);
    window.tap(Named::Home);
    assert!(window.shows("Run 1: what was mailed"));
    window.type_text("l");
    let accounts = ["P5", "P3", "P4"].map(patient).to_vec();
    let wanted = Request::Open(Route::Labels(accounts));
    assert_eq!(window.state.requests.last(), Some(&wanted));
    window.type_text("w");
    window.type_text("found in the tray");
    commit(&mut window);
    assert_eq!(told(&window), "3 statements count as not mailed.");
    window.type_text("w");
    assert_eq!(
        told(&window),
        "Every statement of this run is marked as not mailed already."
    );
    window.type_text("l");
    assert!(told(&window).starts_with("No statement is in this list"));
}

#[test]
fn a_key_with_nothing_to_act_on_says_so_and_a_skipped_statement_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let mut window = open(&books, Route::Statements, folder.path());
    window.type_text("2");
    window.type_text("s");
    assert!(window.shows("The statement, as a proof"));
    window.tap(Named::Escape);
    assert!(window.is_on("statements-skipped"));
    window.type_text("3");
    for key in ["s", "m", "w", "k", "e", "x"] {
        let before = window.state.requests.len();
        window.type_text(key);
        assert!(told(&window).starts_with("No run is chosen"), "{key}");
        assert_eq!(window.state.requests.len(), before + 1, "{key}");
    }
    let books = Books::new();
    let mut window = open(&books, Route::Statements, folder.path());
    for keys in ["1s", "1 ", "1l", "2i", "2s"] {
        let before = window.state.requests.len();
        window.type_text(keys);
        assert_eq!(window.state.requests.len(), before + 1, "{keys}");
    }
}

#[test]
fn an_account_shows_its_statements_and_its_marks_and_prints_just_hers() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let route = Route::Account(Some(patient("P3")));
    let mut window = open(&books, route, folder.path());
    window.type_text("s");
    assert!(window.shows("Nothing was mailed to this account yet."));
    window.tap(Named::Enter);
    assert!(window.shows("The statement, as a proof"));
    assert!(window.shows("Page 1 of 1"));
    window.tap(Named::Escape);
    assert!(window.shows("Statements of this account"));
    print(&mut window);
    window.type_text("y");
    assert_eq!(told(&window), "1 statement is mailed.");
    assert!(window.shows("Statement 1"));
    window.tap(Named::Escape);
    assert!(window.shows("Last statement 02/01/2026, step 1"));
    for (key, mark) in [
        ("b", "Bad address"),
        ("d", "Disputes the bill"),
        ("h", "Statements on hold"),
    ] {
        window.type_text(key);
        assert!(window.shows(mark), "{mark}");
        window.type_text(key);
        assert!(!window.shows(mark), "{mark}");
    }
    window.type_text("h");
    let reasons = mailing::reasons(&preview(&books, Order::due(day("2026-06-01"))), "P3");
    assert!(reasons.contains(&statements::Skip::OnHold));
}

#[test]
fn home_counts_who_is_due_and_who_waits_for_the_doctor() {
    let folder = tempfile::tempdir().unwrap();
    let books = owing();
    let waiting =
        |today| block_on(statements::waiting(books.database.clone(), day(today))).unwrap();
    let due = |today| preview(&books, Order::due(day(today))).due.len();
    assert_eq!(waiting(TODAY).due.count, 3);
    assert_eq!(waiting(TODAY).due.amount, cents(15_000));
    let mut window = open(&books, Route::Home, folder.path());
    assert!(window.shows("Statements due"));
    assert!(window.shows("Print and mail them"));
    window.type_text("s");
    assert_eq!(
        window.state.requests.last(),
        Some(&Request::Open(Route::Statements))
    );
    window.type_text("c");
    assert_eq!(
        window.state.requests.last(),
        Some(&Request::Open(Route::Collections))
    );
    for (mailed_on, n_waiting) in [
        ("2026-02-01", 0),
        ("2026-03-01", 0),
        ("2026-04-01", 0),
        ("2026-05-01", 0),
        ("2026-06-01", 3),
    ] {
        assert_eq!(waiting(mailed_on).due.count, due(mailed_on), "{mailed_on}");
        assert_eq!(waiting(mailed_on).pre_collection.count, n_waiting);
        let _ = mail(&books, mailed_on);
        assert_eq!(waiting(mailed_on).due.count, due(mailed_on), "{mailed_on}");
    }
}
