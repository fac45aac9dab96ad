//! Claims in the window: the lists, the form, printing, holding, mailing, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use almoner::commands::claims::{self, ClaimFilter};
use almoner::commands::{print, visits};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::claim::form::FormPage;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::id::ClaimId;
use almoner::domain::printer::PrinterProfile;
use almoner::gui::action::{Request, Route};
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::claim::walk::Place;
use almoner::gui::screen::{AnyScreen, Screen};
use almoner::store::{self, Action, Change, Database};
use desk::Desk;
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use office::scene::{Scene, line};
use office::{biller, office, today};

#[path = "gui/desk.rs"]
mod desk;

#[path = "gui/driver.rs"]
mod driver;

#[path = "common/office.rs"]
mod office;

/// A practice with so many ready claims; one of `lines` lines each.
fn practice_of(lines: &[usize]) -> Database {
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    for n_lines in lines {
        let _ = enter(&database, &scene, *n_lines);
    }
    database
}

fn enter(database: &Database, scene: &Scene, n_lines: usize) -> visits::SavedVisit {
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..scene.visit.clone()
    };
    let lines: Vec<LineDraft> = (1..=n_lines)
        .map(|number| LineDraft {
            code: format!("9921{number}"),
            ..line(number)
        })
        .collect();
    let save = visits::save(
        database.clone(),
        draft,
        lines,
        almoner::commands::Saving::new(biller(), today()),
    );
    block_on(save).unwrap()
}

fn open(database: &Database, route: Route, folder: &Path) -> Driver<Desk> {
    let context = Context {
        today: today(),
        practice: Some(Practice {
            path: folder.join("clinic.almoner"),
            database: database.clone(),
        }),
        ..Context::fixture()
    };
    desk::desk(route, context)
}

fn ready(database: &Database, folder: &Path) -> Driver<Desk> {
    open(database, Route::Claims(Some(ClaimStatus::Ready)), folder)
}

fn statuses(database: &Database) -> Vec<ClaimStatus> {
    claims::list(database, ClaimFilter::default(), today())
        .unwrap()
        .iter()
        .map(|claim| claim.row.entry.status)
        .collect()
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// Saves the pages of what P prints as a PDF and gives its bytes.
fn save_pdf(window: &mut Driver<Desk>, folder: &Path, name: &str) -> Vec<u8> {
    window.type_text("p");
    window.go_to("print-target");
    window.type_text("s");
    window.go_to("print-path");
    let path = folder.join(name);
    window.type_text(path.to_str().unwrap());
    commit(window);
    std::fs::read(path).unwrap()
}

fn id(text: &str) -> ClaimId {
    text.parse().unwrap()
}

fn pages(database: &Database, claim: &str) -> Vec<FormPage> {
    claims::boxes(database, id(claim)).unwrap()
}

#[test]
fn ten_ready_claims_are_printed_in_few_keys() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1; 10]);
    // F6 in the window: one key.
    let mut window = ready(&database, folder.path());
    let mut n_keys = 1;
    assert!(window.shows("Ready 10"));
    // Without a queue the PDF is offered at once; with one, its first letter asks for it.
    window.type_text("p");
    n_keys += 1;
    window.type_text("s");
    n_keys += 1;
    commit(&mut window);
    n_keys += 1;
    assert!(window.shows("Printed correctly?"));
    assert!(window.is_on("print-yes"));
    assert_eq!(statuses(&database), [ClaimStatus::Ready; 10]);
    window.type_text("y");
    n_keys += 1;
    assert_eq!(statuses(&database), [ClaimStatus::Printed; 10]);
    assert!(n_keys <= 8, "{n_keys} keys");
    assert!(window.shows("Printed 10"));
    assert!(window.shows("Ready 0"));
    let made = folder.path().join(format!("claims-{}.pdf", today()));
    assert!(std::fs::read(made).unwrap().starts_with(b"%PDF"));
}

#[test]
fn leaving_before_an_answer_marks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1, 1]);
    let mut window = ready(&database, folder.path());
    window.type_text("p");
    assert!(window.shows("Print 2 claims"));
    window.tap(Named::Escape);
    assert!(!window.shows("Print 2 claims"));
    let _ = save_pdf(&mut window, folder.path(), "two.pdf");
    // The sheets may lie on paper already, so leaving needs an answer.
    window.tap(Named::Escape);
    assert!(window.shows("Printed correctly?"));
    window.type_text("n");
    assert!(!window.shows("Printed correctly?"));
    assert_eq!(statuses(&database), [ClaimStatus::Ready; 2]);
}

#[test]
fn a_claim_with_a_spoiled_sheet_stays_ready_and_is_marked_to_be_printed_again() {
    use ClaimStatus::{Printed, Ready};
    let folder = tempfile::tempdir().unwrap();
    // The second claim takes two sheets, the third of them all is its last.
    let database = practice_of(&[1, 7, 1]);
    let mut window = ready(&database, folder.path());
    let _ = save_pdf(&mut window, folder.path(), "three.pdf");
    window.type_text("s");
    assert!(window.is_on("print-spoiled"));
    window.type_text("9");
    commit(&mut window);
    assert!(window.is_on("print-spoiled"), "there is no sheet 9");
    assert_eq!(statuses(&database), [Ready, Ready, Ready]);
    window.type_text("3");
    window.press(Key::Named(Named::Home), Modifiers::empty());
    window.press(Key::Named(Named::Delete), Modifiers::empty());
    commit(&mut window);
    assert_eq!(statuses(&database), [Printed, Ready, Printed]);
    window.type_text("p");
    assert!(window.shows("Print 1 claim"));
}

#[test]
fn what_cannot_be_printed_is_named_with_its_finding() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    let _ = enter(&database, &scene, 1);
    let mut flawed = scene.clone();
    flawed.visit.dx_a = String::new();
    let saved = enter(&database, &flawed, 1);
    let finding = saved.claim.unwrap().findings.remove(0);
    let mut window = ready(&database, folder.path());
    window.type_text("p");
    assert!(window.shows("Print 1 claim"));
    assert!(window.shows("1 claim left out"));
    window.tap(Named::Escape);
    window.type_text("1");
    assert!(window.shows("With errors 1"));
    assert!(window.shows(&finding.sentence), "{}", finding.sentence);
    window.type_text("p");
    assert!(window.shows("Nothing to print"));
    commit(&mut window);
    assert!(window.shows("Nothing to print"));
}

#[test]
fn held_claims_wait_until_they_are_released() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1, 1, 1]);
    let mut window = ready(&database, folder.path());
    window.type_text(" ");
    window.type_text("h");
    assert!(window.shows("Ready 2"));
    assert!(window.shows("On hold 1"));
    window.type_text("p");
    assert!(window.shows("Print 2 claims"));
    window.tap(Named::Escape);
    window.type_text("6");
    window.type_text("h");
    assert!(window.shows("Ready 3"));
    assert!(window.shows("On hold 0"));
}

#[test]
fn printed_claims_are_marked_as_mailed_with_their_day() {
    use ClaimStatus::{Mailed, Printed};
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1, 1, 1]);
    let mut window = ready(&database, folder.path());
    let _ = save_pdf(&mut window, folder.path(), "three.pdf");
    window.type_text("y");
    window.type_text("3");
    // The first two: a mark, and a range from it.
    window.type_text(" r");
    window.type_text("m");
    assert!(window.is_on("claims-mailed-on"));
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("+1");
    commit(&mut window);
    assert_eq!(
        statuses(&database),
        [Printed; 3],
        "tomorrow is not yet here"
    );
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("t");
    commit(&mut window);
    assert_eq!(statuses(&database), [Mailed, Mailed, Printed]);
    assert!(window.shows("Mailed 2"));
    window.type_text("4");
    assert!(window.shows("03/04/2026"));
}

#[test]
fn a_reprint_is_the_same_to_the_byte_whatever_has_changed_since() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    let _ = enter(&database, &scene, 2);
    let mut window = ready(&database, folder.path());
    let first = save_pdf(&mut window, folder.path(), "first.pdf");
    window.type_text("y");
    rename_patient(&database);
    window.type_text("3");
    let second = save_pdf(&mut window, folder.path(), "second.pdf");
    assert!(first == second);
    window.type_text("y");
    let made = claims::card(database.clone(), id("1"), today());
    let printings = block_on(made)
        .unwrap()
        .history
        .iter()
        .filter(|event| matches!(event, claims::Event::Printed { .. }))
        .count();
    assert_eq!(printings, 2);
}

/// The patient marries: her visits from now on carry another name.
fn rename_patient(database: &Database) {
    let action = Action {
        user: "test".into(),
        at: biller().at,
        change: Change {
            verb: "change",
            entity: "patient",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                let found = store::patient::find(tx, &"P1".parse().unwrap())?.unwrap();
                let mut draft = found.value.to_draft();
                draft.last_name = "Another".into();
                let patient = draft.build().unwrap();
                store::patient::save(tx, &patient, Some(found.version)).map(|_| ())
            })
        })
        .unwrap();
}

/// Where each box of a claim leads, walked from the first to the last by Tab.
fn walk(window: &mut Driver<Desk>) -> Vec<(Place, Option<Route>)> {
    assert!(window.is_on("claim-form"));
    let mut walked = Vec::new();
    while window.is_on("claim-form") {
        let AnyScreen::Claim(form) = &window.state.screen else {
            panic!("this is the form");
        };
        let place = form.place().unwrap();
        window.state.requests.clear();
        window.tap(Named::Enter);
        let route = window
            .state
            .requests
            .iter()
            .find_map(|request| match request {
                Request::Open(route) | Request::OpenAt(route, _) => Some(route.clone()),
                _ => None,
            });
        walked.push((place, route));
        window.tap(Named::Tab);
    }
    walked
}

#[test]
fn the_cursor_walks_every_filled_box_and_enter_leads_to_what_feeds_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[7]);
    let mut window = open(&database, Route::Claim(id("1")), folder.path());
    let walked = walk(&mut window);

    let forms = pages(&database, "1");
    assert_eq!(forms.len(), 2);
    for form in &forms {
        for value in &form.boxes {
            let is_walked = walked
                .iter()
                .any(|(place, _)| (place.form_box, place.row) == (value.form_box, value.row));
            assert!(is_walked, "{} {}", value.form_box, value.field);
        }
    }
    let leads = |form_box: &str, row: Option<u8>| {
        let found = walked
            .iter()
            .find(|(place, _)| place.form_box == form_box && place.row == row);
        found.unwrap_or_else(|| panic!("{form_box}")).1.clone()
    };
    let patient = "P1".parse().unwrap();
    let visit = Route::Visit {
        patient: Some("P1".parse().unwrap()),
        visit: Some("V1".parse().unwrap()),
    };
    assert_eq!(leads("2", None), Some(Route::PatientForm(Some(patient))));
    assert_eq!(
        leads("1a", None),
        Some(Route::Patient("P1".parse().unwrap()))
    );
    assert_eq!(leads("21", None), Some(visit.clone()));
    assert_eq!(leads("24D", Some(1)), Some(visit));
    assert_eq!(leads("PAYER", None), Some(Route::Lists));
    assert_eq!(leads("33", None), Some(Route::Lists));
}

#[test]
fn the_form_tells_why_and_page_keys_turn_its_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[7]);
    let mut window = open(&database, Route::Claim(id("1")), folder.path());
    let reason = |page: usize, place: Place| {
        let forms = pages(&database, "1");
        place.values(&forms[page]).next().unwrap().reason.clone()
    };
    for _ in 0..5 {
        let AnyScreen::Claim(form) = &window.state.screen else {
            panic!("this is the form");
        };
        let place = form.place().unwrap();
        assert!(window.shows(&place.name()));
        assert!(window.shows(&reason(0, place)), "{}", place.name());
        window.tap(Named::ArrowRight);
    }
    assert_eq!(window.state.screen.title(), "Claim 1, form 1 of 2");
    window.tap(Named::PageDown);
    assert_eq!(window.state.screen.title(), "Claim 1, form 2 of 2");
    window.tap(Named::PageDown);
    window.tap(Named::PageUp);
    assert_eq!(window.state.screen.title(), "Claim 1, form 1 of 2");
}

#[test]
fn f8_goes_from_finding_to_finding() {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::new("GROUP");
    scene.visit.dx_a = String::new();
    let database = office(&scene);
    let findings = enter(&database, &scene, 1).claim.unwrap().findings;
    let boxes: Vec<&str> = findings.iter().filter_map(|it| it.form_box).collect();
    assert!(boxes.contains(&"21"), "{findings:?}");
    let mut window = open(&database, Route::Claim(id("1")), folder.path());
    let mut seen = Vec::new();
    for _ in &findings {
        window.tap(Named::F8);
        let AnyScreen::Claim(form) = &window.state.screen else {
            panic!("this is the form");
        };
        seen.push(form.place().unwrap().form_box);
    }
    for form_box in boxes {
        assert!(seen.contains(&form_box), "{form_box} in {seen:?}");
    }
}

#[test]
fn the_search_finds_by_any_word_and_escape_clears_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1, 1, 1]);
    let mut window = ready(&database, folder.path());
    window.type_text("/");
    assert!(window.is_on("claims-search"));
    window.type_text("no such");
    assert!(window.shows("No claim of this list fits the search. Esc clears it."));
    window.tap(Named::Escape);
    assert!(window.is_on("claims-list"));
    window.type_text("/");
    window.type_text("v3");
    assert!(window.shows("V3"));
    assert!(!window.shows("No claim of this list fits the search. Esc clears it."));
    window.go_to("claims-list");
    window.type_text("p");
    assert!(
        window.shows("Print 1 claim"),
        "only what is in sight prints"
    );
    window.tap(Named::Escape);
    window.tap(Named::Escape);
    window.type_text("p");
    assert!(window.shows("Print 3 claims"));
    window.tap(Named::Escape);
    assert!(
        window.state.requests.is_empty(),
        "Esc only cleared the search"
    );
}

#[test]
fn the_list_is_exported_as_it_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1, 2]);
    let mut window = ready(&database, folder.path());
    window.type_text("e");
    commit(&mut window);
    let path = folder.path().join(format!("claims-ready-{}.csv", today()));
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("claim_id,patient_id,patient,"));
    assert!(lines[1].starts_with("1,P1,"));
    assert!(lines[2].starts_with("2,P1,"));
}

#[test]
fn every_control_of_the_screens_can_be_reached_by_tab() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1]);
    let mut window = ready(&database, folder.path());
    for id in ["claims-tabs", "claims-search", "claims-list"] {
        window.go_to(id);
    }
    window.type_text("p");
    assert!(window.is_on("print-target"));
    window.type_text("s");
    for id in ["print-stock", "print-profile", "print-path", "print-browse"] {
        window.tap(Named::Tab);
        assert!(window.is_on(id), "{id}");
    }
    let mut form = open(&database, Route::Claim(id("1")), folder.path());
    let _ = walk(&mut form);
    form.go_to("claim-jump");
}

/// A printer that takes the pages, in a process whose PATH holds nothing else.
#[cfg(unix)]
#[test]
fn a_printer_gets_the_forms_and_the_answer_marks_them() {
    use std::os::unix::fs::PermissionsExt;
    const CASE: &str = "ALMONER_TEST_CLAIMS_CASE";
    if let Ok(out) = std::env::var(CASE) {
        let folder = tempfile::tempdir().unwrap();
        let database = practice_of(&[1, 1]);
        let mut window = ready(&database, folder.path());
        window.type_text("p");
        assert!(window.shows("Front"));
        commit(&mut window);
        assert!(window.shows("Front has all forms."));
        assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF"));
        window.type_text("y");
        assert_eq!(statuses(&database), [ClaimStatus::Printed; 2]);
        // The printer refuses from now on.
        std::fs::write(format!("{out}.fail"), "").unwrap();
        window.type_text("7p");
        commit(&mut window);
        assert!(!window.shows("Printed correctly?"));
        assert!(window.is_on("print-go"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let lp = format!(
        "#!/bin/sh\n[ -e {0}.fail ] && {{ echo 'lp: no paper' >&2; exit 1; }}\n/bin/cat > {0}\n",
        out.display()
    );
    let lpstat = "#!/bin/sh\ncase $1 in -e) echo Front;; -d) echo 'system default destination: Front';; esac\n";
    for (name, script) in [("lp", lp.as_str()), ("lpstat", lpstat)] {
        let path = folder.path().join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_printer_gets_the_forms_and_the_answer_marks_them",
        ])
        .env(CASE, &out)
        .env("PATH", folder.path())
        .status()
        .unwrap();
    assert!(status.success(), "see above");
}

#[test]
fn the_window_makes_the_same_pages_as_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let database = practice_of(&[1]);
    let mut window = ready(&database, folder.path());
    let saved = save_pdf(&mut window, folder.path(), "one.pdf");
    let order = print::Order {
        selection: print::Selection::Ready,
        stock: almoner::domain::claim::print::FormStock::Red,
        profile: PrinterProfile::exact(""),
        today: today(),
    };
    let sheets = print::prepare(&database, order).unwrap();
    assert!(sheets.pdf.unwrap() == saved);
}
