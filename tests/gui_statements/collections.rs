//! The way to the agency and back, by keys alone.

use almoner::domain::journal::Party;
use almoner::gui::action::Route;
use iced::keyboard::{Key, Modifiers, key::Named};

use super::books::{Books, cents};
use super::desk::Desk;
use super::driver::Driver;
use super::mailing::{add, head, mail, visit};
use super::{commit, open_on, told};

#[test]
fn an_unanswered_final_notice_goes_to_the_doctor_to_the_agency_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new();
    add(&books, &[("P4", "Ngo")]);
    let line = visit(&books, "V1", "P3", "2026-01-05", "100.00");
    let _ = visit(&books, "V2", "P4", "2026-01-06", "20.00");
    for mailed_on in ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"] {
        assert_eq!(mail(&books, mailed_on).mailed.len(), 2, "{mailed_on}");
    }
    let mut early = open_on(&books, Route::Collections, "2026-05-02", folder.path());
    assert!(early.shows("Waiting 0"));
    early.type_text("a");
    assert_eq!(
        told(&early),
        "No account is in this list; choose another list with ← →."
    );
    let mut window = open_on(&books, Route::Collections, "2026-05-22", folder.path());
    assert!(window.shows("Waiting 2"));
    assert!(window.is_on("collections-list"));
    assert!(window.shows("2 accounts, 120.00"));
    // The list that the doctor signs.
    window.type_text("e");
    commit(&mut window);
    assert!(
        told(&window).starts_with("The report is in"),
        "{}",
        told(&window)
    );
    window.type_text(" ");
    assert!(window.shows("1 account marked, 100.00"));
    let before = head(&books);
    window.type_text("a");
    assert!(window.is_on("collections-reviewer"));
    commit(&mut window);
    assert!(window.is_on("collections-reviewer"), "somebody decides");
    window.type_text("Dr. Brown");
    commit(&mut window);
    assert!(window.shows("Waiting 1"), "{}", told(&window));
    // Ngo stays with the practice.
    window.type_text("d");
    commit(&mut window);
    assert!(window.shows("Declined 1"), "who decided last is offered");
    assert_eq!(head(&books), before, "a word moves no money");
    window.type_text("2h");
    assert!(window.is_on("collections-reason"));
    assert!(window.shows("Doe, Jane Quinn: 1 line, patient to collections"));
    commit(&mut window);
    assert_eq!(books.open(&line, &Party::COLLECTIONS), cents(10_000));
    assert!(window.shows("Approved 0"));
    window.type_text("4");
    assert!(window.shows("Doe, Jane Quinn"));
    window.type_text("t");
    commit(&mut window);
    assert!(window.is_on("collections-reason"), "a reason is needed");
    assert_eq!(books.open(&line, &Party::COLLECTIONS), cents(10_000));
    window.type_text("she pays");
    commit(&mut window);
    assert_eq!(books.open(&line, &Party::PATIENT), cents(10_000));
    assert!(window.shows("With the agency 0"), "{}", told(&window));
    // And what was said of Ngo is taken back.
    window.type_text("3w");
    commit(&mut window);
    assert!(window.shows("Declined 0"), "{}", told(&window));
}

#[test]
fn every_list_of_collections_is_searched_sorted_and_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new();
    add(&books, &[("P4", "Ngo"), ("P5", "Abel")]);
    for (visit_id, who, amount) in [
        ("V1", "P3", "100.00"),
        ("V2", "P4", "20.00"),
        ("V3", "P5", "60.00"),
    ] {
        let _ = visit(&books, visit_id, who, "2026-01-05", amount);
    }
    for mailed_on in ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"] {
        let _ = mail(&books, mailed_on);
    }
    let mut window = open_on(&books, Route::Collections, "2026-05-22", folder.path());
    assert!(window.shows("3 accounts, 180.00"));
    let csv = |window: &mut Driver<Desk>, name: &str| {
        window.type_text("e");
        commit(window);
        let path = folder.path().join(format!("{name}-2026-05-22.csv"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        text
    };
    let search = |window: &mut Driver<Desk>, words: &str| {
        window.type_text("/");
        assert!(window.is_on("collections-search"));
        window.type_text(words);
        window.go_to("collections-list");
    };
    // Whoever is in sight is in the list that is taken out.
    search(&mut window, "jane 20.00");
    assert!(window.shows("1 account, 20.00"));
    let waiting = csv(&mut window, "pre-collection");
    assert!(
        waiting.contains("Ngo") && !waiting.contains("Doe"),
        "{waiting}"
    );
    // A mark that the search hides counts all the same, and is told.
    window.type_text(" ");
    window.tap(Named::Escape);
    search(&mut window, "doe");
    assert!(window.shows("1 account marked, 20.00"));
    window.tap(Named::Escape);
    window.type_text("mm");
    assert!(window.shows("3 accounts, 180.00"));
    // All are approved; two of them go to the agency.
    window.type_text("ma");
    window.type_text("Dr. Brown");
    commit(&mut window);
    window.type_text("2");
    let approved = csv(&mut window, "collections-approved");
    assert!(approved.contains("Dr. Brown"), "{approved}");
    window.type_text("  h");
    commit(&mut window);
    assert!(window.shows("Approved 1"), "{}", told(&window));
    window.type_text("p");
    assert!(window.shows("Send to"));
    window.tap(Named::Escape);
    window.type_text("4");
    let names = |window: &mut Driver<Desk>| {
        let all = csv(window, "agency");
        let lines = all.lines().filter(|line| line.contains("2026"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut window).len(), 2, "each of them takes a row");
    assert!(window.shows("Together"));
    search(&mut window, "abel");
    assert!(
        !window.shows("Together"),
        "what all come to is not what is in sight"
    );
    let abel = names(&mut window);
    assert_eq!(abel.len(), 1);
    assert!(abel[0].contains("Abel"), "{abel:?}");
    window.tap(Named::Escape);
    window.type_text("m");
    assert!(window.shows("2 accounts marked"));
    window.type_text("m");
    // By amount, the last column, the greatest first.
    for _ in 0..8 {
        window.press(Key::Named(Named::ArrowRight), Modifiers::SHIFT);
    }
    for (key, first) in [(Named::ArrowDown, "Doe"), (Named::ArrowUp, "Abel")] {
        window.press(Key::Named(key), Modifiers::SHIFT);
        window.tap(Named::Home);
        window.type_text(" ");
        let marked = names(&mut window);
        assert!(marked.len() == 1 && marked[0].contains(first), "{marked:?}");
        window.tap(Named::Home);
        window.type_text(" ");
    }
    window.type_text("1");
    for key in ["p", "e", "m", " "] {
        window.type_text(key);
        assert!(told(&window).starts_with("No account is in this list"));
    }
}
