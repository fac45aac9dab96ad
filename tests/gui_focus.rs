//! Work without a mouse: every control by Tab in reading order, with a ring one can see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::gui::shortcut::Shortcut;
use almoner::gui::theme;
use almoner::gui::widget::window_list::Act;
use driver::Driver;
use gallery::{Gallery, Message, ORDER};
use iced::keyboard::key::Named;
use iced::widget::Id;

#[path = "gui/driver.rs"]
mod driver;
#[path = "gui/gallery.rs"]
mod gallery;

fn gallery() -> Driver<Gallery> {
    Driver::new(Gallery::new())
}

#[test]
fn tab_walks_every_control_in_reading_order_and_round_again() {
    let mut window = gallery();
    assert_eq!(window.count().total, ORDER.len());
    for id in ORDER.into_iter().chain([ORDER[0]]) {
        window.tap(Named::Tab);
        assert_eq!(window.focused(), Some(Id::new(id)));
    }
    for id in ORDER.into_iter().rev() {
        window.back_tab();
        assert_eq!(window.focused(), Some(Id::new(id)));
    }
}

#[test]
fn whatever_has_the_focus_shows_it() {
    let mut window = gallery();
    let nothing = window.picture(&theme::light());
    for id in ORDER {
        window.tap(Named::Tab);
        for theme in [theme::light(), theme::dark()] {
            let accent = theme::Palette::of(&theme).accent.into_rgba8();
            let marked = |picture: &[u8]| {
                picture
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .filter(|pixel| pixel[..3] == accent[..3])
                    .count()
            };
            let picture = window.picture(&theme);
            let before = if theme == theme::light() {
                marked(&nothing)
            } else {
                0
            };
            // A ring is two pixels wide; around the smallest control that is some hundred.
            assert!(marked(&picture) > before + 100, "{id} in {theme}");
        }
    }
}

#[test]
fn what_has_the_focus_is_scrolled_into_sight() {
    let mut window = gallery();
    window.size = iced::Size::new(1280.0, 300.0);
    let top = window.picture(&theme::light());
    window.go_to("g-last");
    let bottom = window.picture(&theme::light());
    assert!(top != bottom);
    let accent = theme::LIGHT.accent.into_rgba8();
    let row = |y: usize| bottom[y * 1280 * 4..(y + 1) * 1280 * 4].as_chunks::<4>().0;
    let ringed = (0..300).filter(|y| row(*y).iter().any(|pixel| pixel[..3] == accent[..3]));
    assert!(ringed.count() > 20);
}

#[test]
fn space_and_enter_press_and_letters_choose() {
    let mut window = gallery();
    window.go_to("g-assign");
    window.type_text(" ");
    assert!(window.state.is_assigned);
    window.tap(Named::Space);
    assert!(!window.state.is_assigned);
    window.go_to("g-sex");
    window.type_text("m");
    assert_eq!(window.state.sex.value(), Some('M'));
    window.tap(Named::ArrowRight);
    assert_eq!(window.state.sex.value(), Some('U'));
    window.go_to("g-delete");
    window.tap(Named::Enter);
    assert_eq!(window.state.log.last(), Some(&Message::Deleted));
}

#[test]
fn enter_in_a_field_goes_to_the_next_and_its_text_gives_way() {
    let mut window = gallery();
    window.go_to("g-name");
    window.type_text("Doe");
    window.tap(Named::Enter);
    assert!(window.is_on("g-date"));
    window.type_text("-1");
    window.tap(Named::Tab);
    assert_eq!(window.state.date.text(), "09/13/2026");
    window.back_tab();
    window.type_text("0914");
    window.tap(Named::Enter);
    assert_eq!(window.state.date.text(), "09/14/2026");
}

#[test]
fn escape_goes_back_and_loses_nothing() {
    let mut window = gallery();
    window.go_to("g-name");
    window.type_text("Doe");
    window.tap(Named::Escape);
    assert_eq!(
        window.state.log.last(),
        Some(&Message::Pressed(Shortcut::Back))
    );
    assert_eq!(window.state.name.text(), "Doe");
    assert!(window.is_on("g-name"));
}

#[test]
fn letters_are_verbs_only_outside_of_fields() {
    let mut window = gallery();
    window.go_to("g-name");
    window.type_text("pv?");
    assert_eq!(window.state.name.text(), "pv?");
    window.go_to("g-list");
    window.type_text("p?");
    let end = &window.state.log[window.state.log.len() - 2..];
    assert_eq!(end, [Message::Verb('p'), Message::Pressed(Shortcut::Help)]);
}

#[test]
fn commands_work_in_fields_and_type_nothing() {
    let mut window = gallery();
    window.go_to("g-name");
    window.type_text("Doe");
    for (key, shortcut) in [
        ("l", Shortcut::Lock),
        ("-", Shortcut::SmallerText),
        ("0", Shortcut::NormalText),
    ] {
        window.command(key);
        assert_eq!(window.state.log.last(), Some(&Message::Pressed(shortcut)));
    }
    assert_eq!(window.state.name.text(), "Doe");
}

#[test]
fn a_dialog_keeps_the_focus_and_gives_it_back() {
    let mut window = gallery();
    window.go_to("g-open");
    window.tap(Named::Enter);
    assert!(window.is_on("g-modal-field"));
    assert_eq!(window.count().total, 2);
    for id in ["g-modal-close", "g-modal-field", "g-modal-close"] {
        window.tap(Named::Tab);
        assert_eq!(window.focused(), Some(Id::new(id)));
    }
    // Neither a verb of the list below nor a click beside the dialog does anything.
    let n_messages = window.state.log.len();
    window.type_text("p");
    window.click(iced::Point::new(60.0, 760.0));
    let after: Vec<_> = window.state.log.split_off(n_messages);
    assert!(
        !after
            .iter()
            .any(|message| matches!(message, Message::Verb(_) | Message::List(Act::Selected(_)))),
        "{after:?}"
    );
    window.tap(Named::Escape);
    assert!(!window.state.is_modal);
    assert!(window.is_on("g-open"));
}

#[test]
fn a_click_moves_the_focus() {
    let mut window = gallery();
    window.go_to("g-name");
    window.click_text("Accept assignment");
    assert!(window.state.is_assigned);
    assert!(window.is_on("g-assign"));
    assert_eq!(window.count().total, ORDER.len());
    assert!(window.state.name.is_touched());
}
