//! The controls do what they promise: fields, the type-ahead, the windowed list, the page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::gui::theme;
use almoner::gui::widget::window_list::{Act, Sort};
use driver::Driver;
use gallery::{Gallery, Message, ROWS};
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Event, Point, mouse};

#[path = "gui/driver.rs"]
mod driver;
#[path = "gui/gallery.rs"]
mod gallery;

fn gallery() -> Driver<Gallery> {
    Driver::new(Gallery::new())
}

#[test]
fn a_problem_shows_when_the_field_is_left_and_goes_with_typing() {
    let mut window = gallery();
    window.go_to("g-npi");
    window.type_text("123");
    assert!(!window.shows("“123” is not an NPI; write its ten digits."));
    window.tap(Named::Tab);
    assert!(window.shows("“123” is not an NPI; write its ten digits."));
    window.back_tab();
    window.type_text("1234567893");
    window.tap(Named::Tab);
    assert!(!window.shows("“123” is not an NPI; write its ten digits."));
    assert!(window.state.npi.value().is_some());
}

/// A field too narrow for its problem shows the whole sentence while it has the focus.
#[test]
fn a_shortened_problem_can_be_read_in_full() {
    let mut window = gallery();
    window.go_to("g-phone");
    window.type_text("503");
    window.tap(Named::Tab);
    let left = window.picture(&theme::light());
    window.back_tab();
    let entered = window.picture(&theme::light());
    // Below the field, over what comes after it: the wash of a problem.
    let wash = theme::LIGHT.wash(theme::LIGHT.danger).into_rgba8();
    let washed = |picture: &[u8]| {
        let pixels = picture.as_chunks::<4>().0;
        pixels
            .iter()
            .filter(|pixel| pixel[..3] == wash[..3])
            .count()
    };
    assert_eq!(washed(&left), 0);
    assert!(washed(&entered) > 1_000);
}

#[test]
fn what_a_typed_text_means_stands_under_the_field() {
    let mut window = gallery();
    window.go_to("g-amount");
    window.type_text("9205");
    assert!(window.shows("9,205.00"));
    window.tap(Named::Tab);
    assert_eq!(window.state.amount.text(), "9205");
    window.type_text("5035550134");
    assert!(window.shows("(503) 555-0134"));
    window.go_to("g-date");
    window.type_text("+1");
    assert!(window.shows("Tue 09/15/2026"));
}

#[test]
fn the_type_ahead_takes_the_highlighted_match_and_moves_on() {
    let mut window = gallery();
    window.go_to("g-code");
    window.type_text("e11");
    assert!(window.shows("Type 2 diabetes mellitus with hyperglycemia"));
    assert!(!window.shows("Essential (primary) hypertension"));
    window.tap(Named::ArrowDown);
    window.tap(Named::Tab);
    assert_eq!(window.state.code.value().map(String::as_str), Some("E11.9"));
    assert_eq!(window.state.code.text(), "E11.9");
    assert!(window.is_on("g-open"));
    assert!(!window.shows("Type 2 diabetes mellitus with hyperglycemia"));
}

#[test]
fn the_type_ahead_lets_tab_and_escape_through_when_there_is_nothing_to_take() {
    let mut window = gallery();
    window.go_to("g-code");
    assert!(window.shows("Essential (primary) hypertension"));
    window.tap(Named::Tab);
    assert!(window.is_on("g-open"));
    assert_eq!(window.state.code.value(), None);
    window.back_tab();
    window.type_text("i");
    window.tap(Named::Escape);
    assert!(!window.shows("Essential (primary) hypertension"));
    assert!(window.is_on("g-code"));
    assert_eq!(window.state.code.text(), "i");
    window.tap(Named::Enter);
    assert_eq!(window.state.code.value(), None);
    assert!(window.state.code.problem().is_some());
}

#[test]
fn a_click_takes_a_row_of_the_type_ahead_and_leaves_the_focus() {
    let mut window = gallery();
    window.go_to("g-code");
    window.type_text("e1");
    window.click_text("Type 1 diabetes mellitus without complications");
    assert_eq!(window.state.code.value().map(String::as_str), Some("E10.9"));
    assert!(window.is_on("g-code"));
}

#[test]
fn an_answer_that_comes_late_finds_its_field_or_nobody() {
    let mut window = gallery();
    window.state.answers_at_once = false;
    window.go_to("g-code");
    window.type_text("i10");
    window.tap(Named::Tab);
    assert!(window.is_on("g-open"));
    window.state.answer();
    assert_eq!(window.state.code.value().map(String::as_str), Some("I10"));
}

#[test]
fn a_list_of_100_000_rows_makes_only_those_in_sight() {
    let mut window = gallery();
    window.tap(Named::Tab);
    window.state.n_rows_made.set(0);
    window.go_to("g-list");
    window.state.n_rows_made.set(0);
    window.tap(Named::End);
    assert_eq!(window.state.selection.row, Some(ROWS - 1));
    assert!(window.shows("100000"));
    assert!(!window.shows("00001"));
    // Nine rows fit; a key is pressed, drawn, released and drawn.
    assert!(window.state.n_rows_made.get() < 200);
}

#[test]
fn the_keys_of_a_list_move_its_selection() {
    let mut window = gallery();
    window.go_to("g-list");
    for (key, row) in [
        (Named::ArrowDown, 0),
        (Named::ArrowDown, 1),
        (Named::ArrowUp, 0),
        (Named::ArrowUp, 0),
        (Named::PageDown, 9),
        (Named::PageUp, 0),
        (Named::End, ROWS - 1),
        (Named::ArrowDown, ROWS - 1),
        (Named::Home, 0),
    ] {
        window.tap(key);
        assert_eq!(window.state.selection.row, Some(row), "{key:?}");
    }
    window.tap(Named::Enter);
    assert_eq!(
        window.state.log.last(),
        Some(&Message::List(Act::Opened(0)))
    );
}

#[test]
fn a_list_is_sorted_by_key_and_by_click() {
    let mut window = gallery();
    window.go_to("g-list");
    let sorted = |column, is_descending| {
        Some(Sort {
            column,
            is_descending,
        })
    };
    let shift = |window: &mut Driver<Gallery>, named| {
        window.press(Key::Named(named), Modifiers::SHIFT);
    };
    shift(&mut window, Named::ArrowRight);
    assert_eq!(window.state.selection.sort, sorted(0, false));
    shift(&mut window, Named::ArrowDown);
    assert_eq!(window.state.selection.sort, sorted(0, true));
    shift(&mut window, Named::ArrowLeft);
    assert_eq!(window.state.selection.sort, sorted(3, false));
    window.click_text("Name");
    assert_eq!(window.state.selection.sort, sorted(1, false));
    window.click_text("Name");
    assert_eq!(window.state.selection.sort, sorted(1, true));
    window.click_text("City");
    assert_eq!(window.state.selection.sort, sorted(1, true));
}

#[test]
fn a_list_is_used_with_the_mouse_too() {
    let mut window = gallery();
    window.click_text("00003");
    assert_eq!(window.state.selection.row, Some(2));
    assert!(window.is_on("g-list"));
    window.click_text("00003");
    assert_eq!(
        window.state.log.last(),
        Some(&Message::List(Act::Opened(2)))
    );
    let delta = mouse::ScrollDelta::Lines { x: 0.0, y: -2.0 };
    window.event(Event::Mouse(mouse::Event::WheelScrolled { delta }));
    assert!(window.shows("00007"));
    assert!(!window.shows("00003"));
}

#[test]
fn a_click_on_a_page_finds_the_field() {
    let mut window = gallery();
    window.go_to("g-last");
    window.click_text("DOE, JANE");
    let picked = window.state.picked.clone().unwrap();
    assert_eq!(
        (picked.form_box.as_ref(), picked.field.as_ref()),
        ("2", "name")
    );
}

/// The same numbers every time, so that a failure can be seen again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[test]
fn a_monkey_neither_breaks_the_window_nor_catches_the_focus() {
    const NAMED: [Named; 16] = [
        Named::Tab,
        Named::Tab,
        Named::Enter,
        Named::Escape,
        Named::Space,
        Named::ArrowUp,
        Named::ArrowDown,
        Named::ArrowLeft,
        Named::ArrowRight,
        Named::Home,
        Named::End,
        Named::PageUp,
        Named::PageDown,
        Named::Backspace,
        Named::Delete,
        Named::F1,
    ];
    const SIGNS: [&str; 12] = ["a", "e", "1", "9", "-", "+", "/", ".", "?", "é", "李", "t"];
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut window = gallery();
    window.state.answers_at_once = false;
    for _ in 0..3_000 {
        match dice.roll(10) {
            0..4 => {
                let named = NAMED[dice.roll(NAMED.len() as u64) as usize];
                let modifiers = [Modifiers::empty(), Modifiers::SHIFT, Modifiers::COMMAND];
                let held = if dice.roll(4) == 0 {
                    modifiers[dice.roll(3) as usize]
                } else {
                    Modifiers::empty()
                };
                window.press(Key::Named(named), held);
            }
            4..8 => window.type_text(SIGNS[dice.roll(SIGNS.len() as u64) as usize]),
            8 => {
                let at = Point::new(dice.roll(1300) as f32, dice.roll(820) as f32);
                window.click(at);
            }
            _ => {
                window.state.answer();
                let y = dice.roll(9) as f32 - 4.0;
                let delta = mouse::ScrollDelta::Lines { x: 0.0, y };
                window.event(Event::Mouse(mouse::Event::WheelScrolled { delta }));
                let lengths = [200.0, 500.0, 800.0, 40.0];
                window.size = iced::Size::new(1280.0, lengths[dice.roll(4) as usize]);
            }
        }
    }
    window.size = iced::Size::new(1280.0, 800.0);
    window.tap(Named::Escape);
    window.tap(Named::Escape);
    window.state.is_modal = false;
    for id in gallery::ORDER {
        window.go_to(id);
    }
}
