//! Every place of the window without a mouse: each control by Tab, in reading order, and nothing
//! typed is lost by Esc.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashSet;

use almoner::commands::drafts;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::key::Named;
use iced::widget::Id;
use iced::{Point, mouse};
use whole::{Stop, asks, database, routes, sample_window, start, stops};

#[path = "gui/driver.rs"]
mod driver;
#[path = "gui/whole.rs"]
mod whole;

/// More boxes than a page of a claim has; Tab walks them within its form.
const BOXES: usize = 160;

/// How far two edges may miss each other and still be said to meet, in pixels.
const SLACK: f32 = 4.0;

/// Fields whose text looks something up, or names a file to write, and changes nothing.
const LOOKUPS: &[&str] = &[
    "settings-sheet",
    "patients-search",
    "claims-search",
    "lists-search",
    "codes-search",
    "receipts-day",
    "receipts-search",
    "post-find",
    "statements-search",
    "statements-runs-search",
    "collections-search",
    "statements-as-of",
    "account-patient",
    "payment-patient",
    "labels-add",
    "descriptions-search",
];

fn at(window: &mut Driver<App>, route: &Route) {
    window.message(Message::PlaceChosen(Route::Home));
    window.message(Message::PlaceChosen(route.clone()));
    assert_eq!(window.state.route(), Some(route));
}

/// What Tab comes by, from one control round to it again.
fn round(window: &mut Driver<App>) -> Vec<Id> {
    let mut seen: Vec<Id> = Vec::new();
    let limit = 3 * stops(window).all.len() + BOXES;
    for _ in 0..limit {
        window.tap(Named::Tab);
        let Some(id) = window.focused() else {
            panic!("after {:?} nothing has the focus", seen.last());
        };
        if seen.first() == Some(&id) && seen.len() > 1 {
            return seen;
        }
        if seen.last() != Some(&id) {
            seen.push(id);
        }
    }
    panic!("Tab never comes round: {seen:?}");
}

/// Whether somebody reads `next` after `stop`: it is below, or further right. Of what is scrolled,
/// the whole area counts beside what stands elsewhere.
fn follows(stop: &Stop, next: &Stop) -> bool {
    let (one, other) = if stop.area == next.area {
        (stop.bounds, next.bounds)
    } else {
        (
            stop.area.unwrap_or(stop.bounds),
            next.area.unwrap_or(next.bounds),
        )
    };
    other.y + SLACK >= one.y + one.height || other.x + SLACK >= one.x + one.width
}

fn check_reach(window: &mut Driver<App>, place: &str) {
    let walked = round(window);
    let all: Vec<Stop> = stops(window).all;
    let ids: Vec<Id> = all
        .iter()
        .map(|stop| {
            stop.id
                .clone()
                .unwrap_or_else(|| panic!("{place}: {stop:?}"))
        })
        .collect();
    let names: HashSet<&Id> = ids.iter().collect();
    assert_eq!(
        names.len(),
        ids.len(),
        "{place}: two controls share a name: {ids:?}"
    );
    for id in &ids {
        assert!(
            walked.contains(id),
            "{place}: Tab never comes to {id:?}: {walked:?}"
        );
    }
    let n_rounds = walked.len();
    assert_eq!(n_rounds, ids.len(), "{place}: {walked:?} of {ids:?}");
    for pair in all.windows(2) {
        assert!(
            follows(&pair[0], &pair[1]),
            "{place}: {:?} comes before {:?}",
            pair[0],
            pair[1]
        );
    }
    // What the mouse can press or type in, a key can come to. The choices of a field that has the
    // focus lie over others; a button has none.
    let button = all.iter().find(|stop| !stop.is_text);
    for _ in 0..2 * BOXES {
        if window.focused() == button.and_then(|stop| stop.id.clone()) {
            break;
        }
        window.tap(Named::Tab);
    }
    let all = stops(window).all;
    let grid: Vec<Point> = (0..50)
        .flat_map(|y| {
            (0..80).map(move |x| Point::new(x as f32 * 16.0 + 8.0, y as f32 * 16.0 + 8.0))
        })
        .collect();
    let hands = window.hands(&grid);
    let mut only_mouse = Vec::new();
    for (place_of, hand) in grid.iter().zip(hands) {
        let is_control = matches!(hand, mouse::Interaction::Pointer | mouse::Interaction::Text);
        let is_reached = |place: Point| {
            let is_there = |stop: &Stop| stop.shown.expand(SLACK).contains(place);
            all.iter().any(is_there)
        };
        if is_control && !is_reached(*place_of) {
            only_mouse.push(*place_of);
        }
    }
    assert!(
        only_mouse.is_empty(),
        "{place}: only the mouse can press what is at {only_mouse:?}"
    );
}

#[test]
fn every_control_of_every_place_is_reached_by_tab_in_reading_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    for route in routes(&window) {
        at(&mut window, &route);
        check_reach(&mut window, &format!("{route:?}"));
    }
}

#[test]
fn every_control_without_a_practice_is_reached_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.almoner");
    for route in [Route::Welcome, Route::NewPractice, Route::Unlock(file)] {
        let mut window = start(folder.path(), None);
        window.message(Message::PlaceChosen(route.clone()));
        check_reach(&mut window, &format!("{route:?}"));
    }
}

#[test]
fn every_dialog_of_the_window_is_walked_by_tab() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    for route in routes(&window) {
        for open in ["?", "k"] {
            at(&mut window, &route);
            match open {
                "?" => window.tap(Named::F1),
                key => window.command(key),
            }
            let place = format!("{route:?} under {open}");
            check_reach(&mut window, &place);
            window.tap(Named::Escape);
            assert_eq!(window.state.route(), Some(&route), "{place}");
            assert!(
                window.focused().is_some(),
                "{place}: closed, nothing has the focus"
            );
        }
    }
}

/// Everything that the file keeps of what is typed and not saved.
fn kept(window: &Driver<App>) -> String {
    let database = database(window);
    let mut all = String::new();
    for entry in block_on(drafts::list(database.clone())).unwrap() {
        let content: Option<serde_json::Value> =
            block_on(drafts::load(database.clone(), entry.key)).unwrap();
        all.push_str(&content.unwrap().to_string().to_lowercase());
    }
    all
}

#[test]
fn escape_loses_nothing_typed_in_any_field_of_any_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    let mut n_fields = 0;
    let mut lost = Vec::new();
    for route in routes(&window) {
        at(&mut window, &route);
        let fields: Vec<Id> = stops(&mut window)
            .all
            .into_iter()
            .filter(|stop| stop.is_text)
            .filter_map(|stop| stop.id)
            .collect();
        for field in fields {
            if LOOKUPS.iter().any(|name| field == Id::new(name)) {
                continue;
            }
            at(&mut window, &route);
            let mut n_steps = 0;
            while window.focused().as_ref() != Some(&field) {
                window.tap(Named::Tab);
                n_steps += 1;
                if n_steps > 200 {
                    break;
                }
            }
            if n_steps > 200 {
                // Another field's text put it out of use.
                continue;
            }
            n_fields += 1;
            let word = format!("q{n_fields}z");
            window.type_text(&word);
            for _ in 0..8 {
                if window.state.route() == Some(&Route::Home) {
                    break;
                }
                window.tap(Named::Escape);
                assert!(
                    !asks(&mut window),
                    "{route:?}: {field:?} is asked about, not kept"
                );
            }
            assert_eq!(window.state.route(), Some(&Route::Home));
            if !kept(&window).contains(&word) {
                lost.push(format!("{route:?}: {field:?}"));
            }
        }
    }
    assert!(lost.is_empty(), "lost what was typed: {lost:#?}");
    assert!(n_fields > 60, "only {n_fields} fields were typed in");
}
