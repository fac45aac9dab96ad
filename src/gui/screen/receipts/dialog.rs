//! What the receipts log asks: why a receipt is taken back, where the list is written.

use std::path::PathBuf;

use chrono::NaiveDate;
use iced::widget::{column, container, row, space, text};
use iced::{Element, Length, Padding, Task};

use super::{Message, SAVE};
use crate::commands::ledger::receipt_log::LogRow;
use crate::domain::id::ReceiptId;
use crate::gui::context::Context;
use crate::gui::form::money::grouped;
use crate::gui::form::{Field, text::Text};
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{font, size, theme};

pub const REASON: &str = "receipts-void-reason";
pub const PATH: &str = "receipts-export-path";

const WIDTH: f32 = 560.0;

#[derive(Debug)]
pub enum Dialog {
    Void(Void),
    Export(Export),
}

/// Which receipt is taken back, and why.
#[derive(Debug)]
pub struct Void {
    pub id: ReceiptId,
    told: String,
    pub reason: Field<Text>,
    pub is_busy: bool,
}

/// Where the list goes.
#[derive(Debug)]
pub struct Export {
    count: usize,
    pub path: Field<Text>,
    /// The path that is taken and that a second press replaces.
    pub taken: Option<String>,
    pub is_busy: bool,
}

impl Dialog {
    pub fn void(row: &LogRow) -> Self {
        let received = &row.received;
        let number = match received.receipt.check_number.as_str() {
            "" => String::new(),
            number => format!(", check {number}"),
        };
        Self::Void(Void {
            id: received.id,
            told: format!(
                "{}{number}, {}. The receipt stays in the log with its reason; its money is taken out of the books by a reversal.",
                row.from,
                grouped(received.receipt.amount)
            ),
            reason: Field::new(REASON, "Why it is taken back", Text::plain()).required(),
            is_busy: false,
        })
    }

    pub fn export(count: usize, on: NaiveDate, context: &Context) -> Self {
        let path = context.file_folder().join(format!("receipts-{on}.csv"));
        Self::Export(Export {
            count,
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Anybody who has the file can read it: it is not encrypted.")
                .with_text(path.display().to_string()),
            taken: None,
            is_busy: false,
        })
    }

    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let (word, message) = match self {
            Self::Void(_) => ("Void the receipt", Message::VoidConfirmed),
            Self::Export(_) => ("Export", Message::ExportConfirmed),
        };
        vec![Binding::new(SAVE, word, message).unshown()]
    }

    pub fn view(&self) -> Element<'_, Message> {
        let (title, content, go, message): (String, Element<'_, Message>, _, _) = match self {
            Self::Void(void) => (
                format!("Void receipt {}", void.id),
                column![
                    text(void.told.as_str())
                        .size(size::TEXT)
                        .style(theme::muted),
                    void.reason.view(Length::Fill, Message::ReasonEdited),
                ]
                .spacing(size::M)
                .into(),
                (Weight::Destructive, "Void"),
                (!void.is_busy).then_some(Message::VoidConfirmed),
            ),
            Self::Export(export) => (
                format!("Export {} as CSV", counted(export.count, "receipt")),
                row![
                    export.path.view(Length::Fill, Message::PathEdited),
                    container(action(
                        "receipts-browse",
                        Weight::Secondary,
                        "Choose…",
                        None,
                        Some(Message::BrowsePressed),
                    ))
                    // In line with the field, which has a label above and a note below.
                    .padding(Padding::ZERO.top(19.0)),
                ]
                .spacing(size::S)
                .into(),
                (Weight::Primary, "Export"),
                (!export.is_busy).then_some(Message::ExportConfirmed),
            ),
        };
        let (weight, word) = go;
        let buttons = row![
            space().width(Length::Fill),
            action(
                "receipts-dialog-cancel",
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::DialogLeft),
            ),
            action("receipts-dialog-go", weight, word, Some(SAVE), message),
        ]
        .spacing(size::S);
        let heading = text(title).font(font::SEMIBOLD).size(size::HEADING);
        container(column![heading, content, buttons].spacing(size::M))
            .width(WIDTH)
            .into()
    }
}

impl Export {
    /// Asks the desktop for a place.
    pub fn browse(&self) -> Task<Message> {
        let typed = PathBuf::from(self.path.text().trim());
        let mut dialog = rfd::AsyncFileDialog::new().add_filter("CSV", &["csv"]);
        if let Some(folder) = typed.parent() {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = typed.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        Task::perform(dialog.save_file(), |file| {
            Message::Browsed(file.map(|file| file.path().to_owned()))
        })
    }
}
