//! The words in braces that a letter fills in, to choose one from. A dialog of the screens that write
//! letters.

use iced::widget::{column, container, row, space, text};
use iced::{Alignment, Element, Length};

use crate::domain::letter::Field;
use crate::gui::screen::paper::heading;
use crate::gui::shortcut::{Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{size, theme};

/// The key that opens the list.
pub const KEY: Stroke = Stroke::sign('i').with_command();

pub const LIST: &str = "letter-fields";

const COLUMNS: &[Column] = &[
    Column::code("Field", Width::Fixed(180.0)).unsorted(),
    Column::text("What stands there in the letter", Width::Share(1.0)).unsorted(),
];

/// The list with the field that is marked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields {
    selection: Selection,
}

#[derive(Debug, Clone, Copy)]
pub enum Message {
    Listed(Act),
    Left,
}

/// How the dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Nothing,
    /// This is to be typed into the text.
    Chosen(String),
}

impl Fields {
    pub fn new() -> Self {
        Self {
            selection: Selection {
                row: Some(0),
                ..Selection::default()
            },
        }
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Opened(row) => {
                        let field = Field::ALL.get(row)?;
                        Some(End::Chosen(format!("{{{}}}", field.name())))
                    }
                    _ => None,
                }
            }
            Message::Left => Some(End::Nothing),
        }
    }

    /// The dialog.
    pub fn view<'a>(&self) -> Element<'a, Message> {
        let list = window_list(
            LIST,
            COLUMNS,
            Field::ALL.len(),
            |row| {
                let field = Field::ALL[row];
                vec![
                    Cell::toned(format!("{{{}}}", field.name()), Tone::Accent),
                    Cell::from(field.meaning()),
                ]
            },
            self.selection,
            Message::Listed,
        );
        #[allow(clippy::cast_precision_loss, reason = "fourteen rows")]
        let height = (Field::ALL.len() + 1) as f32 * size::ROW + 2.0;
        let close = action(
            "letter-fields-close",
            Weight::Secondary,
            "Close",
            stroke_of(Shortcut::Back),
            Some(Message::Left),
        );
        column![
            heading("Put a field into the text"),
            container(list).height(height).max_height(height),
            row![
                text("↑ ↓ choose · Enter puts it where the cursor is")
                    .size(size::CAPTION)
                    .style(theme::muted),
                space().width(Length::Fill),
                close,
            ]
            .align_y(Alignment::Center),
        ]
        .spacing(size::M)
        .width(640)
        .into()
    }
}
