//! What the claims screen asks before it mails, closes or exports.

use std::path::PathBuf;

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::widget::{column, container, row, space, text};
use iced::{Element, Length, Task};

use super::{Message, Tab, seen};
use crate::commands;
use crate::commands::claims::{ClaimLine, Seen};
use crate::domain::money::Money;
use crate::gui::context::Context;
use crate::gui::form::Field;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::money::grouped;
use crate::gui::form::text::Text;
use crate::gui::notice::sentence;
use crate::gui::screen::print::Print;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{font, size, theme};

pub const MAILED_ON: &str = "claims-mailed-on";
pub const PATH: &str = "claims-export-path";

/// The key that does what a dialog asks about.
const GO: Stroke = Stroke::named(Named::Enter).with_command();

const WIDTH: f32 = 520.0;

/// What stands over the list.
#[derive(Debug)]
pub enum Dialog {
    Print(Box<Print>),
    Mail(Mail),
    Close(Vec<Seen>),
    Export(Export),
}

/// On which day claims were mailed.
#[derive(Debug)]
pub struct Mail {
    pub claims: Vec<Seen>,
    total: Money,
    pub on: Field<Date>,
    pub is_busy: bool,
}

impl Mail {
    pub fn new(claims: &[&ClaimLine], today: NaiveDate) -> Self {
        let kind = Date {
            today,
            span: Span::Past,
        };
        let mut on = Field::new(MAILED_ON, "Mailed on", kind).required();
        on.set_text(crate::domain::date::spoken(today));
        Self {
            claims: seen(claims),
            total: claims.iter().map(|line| line.total).sum(),
            on,
            is_busy: false,
        }
    }

    /// The day, where it is one; else its field shows what is wrong.
    pub fn day(&mut self) -> Option<NaiveDate> {
        if self.on.touch() {
            self.on.value().copied()
        } else {
            None
        }
    }

    pub fn refuse(&mut self, error: &commands::Error) {
        self.is_busy = false;
        self.on.refuse(sentence(&error.to_string()));
    }
}

/// Where the list is exported to.
#[derive(Debug)]
pub struct Export {
    count: usize,
    pub path: Field<Text>,
    pub is_busy: bool,
}

impl Export {
    pub fn new(tab: Tab, count: usize, context: &Context) -> Self {
        let name = format!("claims-{}-{}.csv", tab.file_word(), context.today);
        let path = context.file_folder().join(name).display().to_string();
        Self {
            count,
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("A file of this name is replaced")
                .with_text(path),
            is_busy: false,
        }
    }

    /// The path, where there is one; else its field shows what is wrong.
    pub fn path(&mut self) -> Option<PathBuf> {
        self.path
            .touch()
            .then(|| PathBuf::from(self.path.text().trim()))
    }

    pub fn refuse(&mut self, error: &commands::Error) {
        self.is_busy = false;
        self.path.refuse(sentence(&error.to_string()));
    }

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

impl Dialog {
    /// What its key does; the print dialog has keys of its own.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let (word, message) = match self {
            Self::Print(_) => return Vec::new(),
            Self::Mail(_) => ("Mark as mailed", Message::MailConfirmed),
            Self::Close(_) => ("Close the claims", Message::CloseConfirmed),
            Self::Export(_) => ("Export", Message::ExportConfirmed),
        };
        vec![Binding::new(GO, word, message).unshown()]
    }

    pub fn view(&self) -> Element<'_, Message> {
        let (title, content, go): (String, Element<'_, Message>, _) = match self {
            Self::Print(_) => return space().into(),
            Self::Mail(mail) => (
                format!("Mark {} as mailed", counted(mail.claims.len(), "claim")),
                column![
                    said(format!(
                        "Together {}. The day counts for the payer's filing limit.",
                        grouped(mail.total)
                    )),
                    mail.on.view(200, Message::MailEdited),
                ]
                .spacing(size::M)
                .into(),
                (
                    Weight::Primary,
                    "Mark as mailed",
                    (!mail.is_busy).then_some(Message::MailConfirmed),
                ),
            ),
            Self::Close(claims) => (
                format!("Close {}", counted(claims.len(), "claim")),
                said("Nothing more is expected of the payer. A closed claim is not opened again."),
                (
                    Weight::Destructive,
                    "Close",
                    Some(Message::CloseConfirmed),
                ),
            ),
            Self::Export(export) => (
                format!("Export {} as CSV", counted(export.count, "claim")),
                column![
                    said("The file is not encrypted: whoever can read it can read the patients' names."),
                    row![
                        export.path.view(Length::Fill, Message::ExportEdited),
                        container(action(
                            "claims-browse",
                            Weight::Secondary,
                            "Choose…",
                            None,
                            Some(Message::BrowsePressed),
                        ))
                        // In line with the field, which has a label above and a note below.
                        .padding(iced::Padding::ZERO.top(19.0)),
                    ]
                    .spacing(size::S),
                ]
                .spacing(size::M)
                .into(),
                (
                    Weight::Primary,
                    "Export",
                    (!export.is_busy).then_some(Message::ExportConfirmed),
                ),
            ),
        };
        let (weight, word, message) = go;
        let buttons = row![
            space().width(Length::Fill),
            action(
                "claims-dialog-cancel",
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::DialogLeft),
            ),
            action("claims-dialog-go", weight, word, Some(GO), message),
        ]
        .spacing(size::S);
        let heading = text(title).font(font::SEMIBOLD).size(size::HEADING);
        container(column![heading, content, buttons].spacing(size::M))
            .width(WIDTH)
            .into()
    }
}

fn said<'a>(words: impl text::IntoFragment<'a>) -> Element<'a, Message> {
    text(words).size(size::TEXT).style(theme::muted).into()
}
