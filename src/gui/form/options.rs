//! One of a few choices that are known only when the program runs: the printers of this computer,
//! the lists of a screen with their counts. One Tab stop, chosen by arrow keys or first letter.

use iced::keyboard::{Key, key::Named};
use iced::widget::{container, mouse_area, row, text};
use iced::{Alignment, Element, Length, Padding};

use super::{Note, labeled};
use crate::gui::widget::focus::focus;
use crate::gui::{size, theme};

/// The choices with label and note.
pub fn options<'a, Message: Clone + 'a>(
    id: &'static str,
    label: &'a str,
    words: Vec<String>,
    chosen: Option<usize>,
    note: Note,
    on_choice: impl Fn(usize) -> Message + Copy + 'a,
) -> Element<'a, Message> {
    let control = segments(id, words, chosen, on_choice);
    labeled(label, control, note, Length::Fill)
}

/// The choices alone.
pub fn segments<'a, Message: Clone + 'a>(
    id: &'static str,
    words: Vec<String>,
    chosen: Option<usize>,
    on_choice: impl Fn(usize) -> Message + Copy + 'a,
) -> Element<'a, Message> {
    let segments = words.iter().enumerate().map(|(idx, word)| {
        let is_chosen = chosen == Some(idx);
        let sign = text(if is_chosen { "●" } else { "○" })
            .size(size::CAPTION)
            .line_height(1.0)
            .style(if is_chosen {
                theme::accent
            } else {
                theme::muted
            });
        let segment = container(
            row![sign, text(word.clone()).size(size::TEXT).line_height(1.2)]
                .spacing(6)
                .align_y(Alignment::Center),
        )
        .padding(Padding::ZERO.horizontal(size::S))
        .center_y(size::CONTROL - 2.0);
        let segment = if is_chosen {
            segment.style(theme::chosen)
        } else {
            segment
        };
        mouse_area(segment)
            .interaction(iced::mouse::Interaction::Pointer)
            .on_release(on_choice(idx))
            .into()
    });
    let group = container(row(segments).spacing(2).wrap())
        .padding(1)
        .style(theme::surface);
    focus(id, group)
        .on_key(move |key, modifiers| {
            let is_plain = !modifiers.command() && !modifiers.alt() && !modifiers.shift();
            target(&words, chosen, key)
                .filter(|_| is_plain)
                .map(on_choice)
        })
        .into()
}

/// What a key chooses.
fn target(words: &[String], chosen: Option<usize>, key: &Key) -> Option<usize> {
    let last = words.len().checked_sub(1)?;
    match key {
        Key::Named(Named::ArrowRight | Named::ArrowDown) => Some(match chosen {
            Some(idx) if idx < last => idx + 1,
            _ => 0,
        }),
        Key::Named(Named::ArrowLeft | Named::ArrowUp) => Some(match chosen {
            Some(idx) if idx > 0 => idx - 1,
            _ => last,
        }),
        Key::Character(typed) => {
            let letter = typed.chars().next()?.to_lowercase().next()?;
            let starts = |word: &String| {
                let first = word.chars().next().and_then(|c| c.to_lowercase().next());
                first == Some(letter)
            };
            // The next one with that letter, round and round.
            let after = chosen.map_or(0, |idx| idx + 1);
            (after..after + words.len())
                .map(|idx| idx % words.len())
                .find(|idx| starts(&words[*idx]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_round_and_letters_find_the_next_word() {
        let words = ["Front", "Back", "Far"].map(str::to_owned);
        let right = Key::Named(Named::ArrowRight);
        let left = Key::Named(Named::ArrowLeft);
        let letter = Key::Character("f".into());
        for (chosen, key, expected) in [
            (None, &right, Some(0)),
            (Some(2), &right, Some(0)),
            (Some(0), &left, Some(2)),
            (None, &left, Some(2)),
            (Some(0), &letter, Some(2)),
            (Some(2), &letter, Some(0)),
            (Some(1), &Key::Character("x".into()), None),
        ] {
            assert_eq!(target(&words, chosen, key), expected, "{chosen:?} {key:?}");
        }
        assert_eq!(target(&[], None, &right), None);
    }
}
