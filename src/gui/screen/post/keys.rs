//! The keys of the grid: each does one thing to the line whose cell has the focus.

use iced::Task;
use iced::keyboard::{self, Modifiers, key::Named};

use super::dialog::Dialog;
use super::grid::{Column, Place};
use super::{Key, Message, Post};
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::form;
use crate::gui::notice::Notice;
use crate::gui::widget::entry::Reaction;
use crate::gui::widget::travel::go_to;

/// The keys, for the sheet and for the line under the grid.
pub(super) const WORDS: &[(char, &str, Key)] = &[
    ('.', "Rest to CO-45", Key::Rest),
    ('r', "Patient’s shares", Key::Shares),
    ('d', "Denied", Key::Denied),
    ('z', "Zero paid", Key::Zero),
    ('t', "Takeback", Key::Takeback),
    ('n', "Remark codes", Key::Remarks),
    ('b', "What the books do", Key::Books),
];

/// What a key means in a cell; none where it is text there.
pub(super) fn pressed(
    place: Place,
    text: &str,
    key: &keyboard::Key,
    modifiers: Modifiers,
) -> Option<Reaction<Message>> {
    let take = |key| Some(Reaction::Take(Message::Pressed(place, key)));
    if modifiers.command() || modifiers.alt() {
        return None;
    }
    match key {
        keyboard::Key::Named(Named::ArrowUp) => return take(Key::Up),
        keyboard::Key::Named(Named::ArrowDown) => return take(Key::Down),
        _ => {}
    }
    let keyboard::Key::Character(typed) = key else {
        return None;
    };
    // Letters are no part of an amount; an adjustment begins with none of them.
    let is_free = match place.column {
        Column::Allowed | Column::Paid | Column::Share(_) => true,
        Column::Adjustment(_) => text.is_empty(),
        Column::Remarks | Column::Reason => false,
    };
    if !is_free {
        return None;
    }
    match typed.as_str() {
        "=" => take(Key::Expected),
        // Within an amount it is the point.
        "." => text
            .is_empty()
            .then(|| Reaction::Take(Message::Pressed(place, Key::Rest))),
        other => {
            let sign = other.chars().next()?.to_ascii_lowercase();
            let (.., key) = WORDS.iter().find(|(of, ..)| *of == sign)?;
            take(*key)
        }
    }
}

fn warned(sentence: impl Into<String>) -> Action<Message> {
    Action::request(Request::Notify(Notice::warning(sentence)))
}

impl Post {
    pub(super) fn edit_cell(&mut self, place: Place, edit: form::Edit) {
        let Some(grid) = &mut self.grid else { return };
        match edit {
            form::Edit::Entered => grid.focused = Some(place),
            form::Edit::Left if grid.focused == Some(place) => grid.focused = None,
            _ => {}
        }
        let Some(line) = grid.lines.get_mut(place.row) else {
            return;
        };
        if let Some(cell) = line.cell_mut(place.column) {
            cell.update(edit);
        }
        if matches!(place.column, Column::Adjustment(_)) {
            line.stretch(place.row);
        }
        grid.dress();
    }

    pub(super) fn all_expected(&mut self) -> Action<Message> {
        let Some(grid) = &mut self.grid else {
            return Action::none();
        };
        if grid.decided.text().is_empty() {
            grid.decided.update(form::Edit::GhostTaken);
        }
        let mut unknown = Vec::new();
        for (row, line) in grid.lines.iter_mut().enumerate() {
            if !line.take_expected(row) {
                unknown.push((row + 1).to_string());
            }
        }
        grid.dress();
        if unknown.is_empty() {
            return Action::none();
        }
        warned(format!(
            "Nothing is expected yet on line {}: there is no contract for it, and this payer decided on none like it before.",
            unknown.join(", ")
        ))
    }

    pub(super) fn press(&mut self, place: Place, key: Key, context: &Context) -> Action<Message> {
        let Some(grid) = &mut self.grid else {
            return Action::none();
        };
        let row = place.row;
        let n_lines = grid.lines.len();
        let Some(line) = grid.lines.get_mut(row) else {
            return Action::none();
        };
        let to = |row, column| Action::run(go_to(Place { row, column }.id()));
        let action = match key {
            Key::Expected => {
                if line.take_expected(row) {
                    Action::none()
                } else {
                    warned(
                        "Nothing is expected on this line yet: there is no contract for it, and this payer decided on none like it before.",
                    )
                }
            }
            Key::Rest => {
                if line.take_rest(row) {
                    Action::none()
                } else {
                    warned("There is no rest to write off: type what was allowed or paid first.")
                }
            }
            Key::Shares => {
                if line.take_shares() {
                    Action::none()
                } else {
                    to(row, Column::Share(0))
                }
            }
            Key::Denied => {
                let days = self.appeal_days.get(grid.claim.payer.as_str()).copied();
                let decided = grid.decided.value().copied();
                self.dialog = Some(Dialog::deny(row, days, decided, context.today));
                Action::none()
            }
            Key::Zero => {
                self.dialog = Some(Dialog::zero(row));
                Action::none()
            }
            Key::Takeback => {
                if line.takes_back.take().is_some() {
                    warned("The takeback of this line is left out again.")
                } else {
                    let found = Dialog::takeback(row, &line.line);
                    if found.is_none() {
                        return warned(
                            "This payer decided nothing on this line that could be taken back.",
                        );
                    }
                    self.dialog = found;
                    Action::none()
                }
            }
            Key::Remarks => {
                line.has_remarks = true;
                to(row, Column::Remarks)
            }
            Key::Books => self.ask_books(place),
            Key::Up | Key::Down => {
                let next = match key {
                    Key::Up => row.checked_sub(1),
                    _ => Some(row + 1).filter(|row| *row < n_lines),
                };
                return next.map_or_else(Action::none, |row| to(row, place.column));
            }
        };
        if let Some(grid) = &mut self.grid {
            grid.dress();
        }
        action
    }

    /// Asks what the books do with the adjustment in a cell, else with the first that must be told.
    fn ask_books(&mut self, place: Place) -> Action<Message> {
        let Some(grid) = &self.grid else {
            return Action::none();
        };
        let line = &grid.lines[place.row];
        let judged = grid.preview.as_ref().and_then(|preview| {
            preview.lines.iter().find(|judged| {
                let number = u16::try_from(judged.row + 1).ok();
                let is_takeback =
                    judged.class == Some(crate::domain::remittance::RemittanceClass::Reversed);
                number.and_then(|number| grid.row_of(number)) == Some(place.row) && !is_takeback
            })
        });
        let unsaid = judged.and_then(|judged| {
            judged
                .adjustments
                .iter()
                .position(|it| it.needs_confirmation && it.disposition.is_none())
        });
        let at = match place.column {
            Column::Adjustment(at) if !line.adjustments[at].text().is_empty() => Some(at),
            _ => unsaid.or_else(|| {
                line.adjustments
                    .iter()
                    .position(|cell| !cell.text().is_empty())
            }),
        };
        let Some(cell) = at.and_then(|at| Some((at, line.adjustments.get(at)?))) else {
            return warned("Type an adjustment first; then B says what the books do with it.");
        };
        let suggested = judged
            .and_then(|judged| judged.adjustments.get(cell.0))
            .and_then(|it| it.disposition.or(it.suggested));
        self.dialog = Some(Dialog::books(place.row, cell.0, cell.1.text(), suggested));
        Action::run(Task::none())
    }
}
