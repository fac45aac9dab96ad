//! Write the list of patients to a file for a spreadsheet.

use std::path::PathBuf;
use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::widget::{column, row, text};
use iced::{Element, Length, Task};

use super::{Message, Patients, counted};
use crate::commands::Error;
use crate::commands::patients::PatientRow;
use crate::commands::table::{self, Exported, ListFile};
use crate::domain::date;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::{Field, text::Text};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{app, font, size, theme};

const PATH: &str = "patients-export-path";
pub(super) const EXPORT: Stroke = Stroke::named(Named::Enter).with_command();

const TITLES: &[&str] = &[
    "Account",
    "Last name",
    "First name",
    "Middle name",
    "Suffix",
    "Birth date",
    "Phone",
    "Payers",
    "Last visit",
    "Deceased",
];

/// The dialog that asks where to write the list.
#[derive(Debug)]
pub(super) struct Export {
    pub(super) path: Field<Text>,
    /// The path that is taken and that a second press replaces.
    taken: Option<String>,
    is_writing: bool,
}

impl Patients {
    /// Asks where to write the list.
    pub(super) fn open_export(&mut self, context: &Context) {
        let folder = context
            .practice
            .as_ref()
            .and_then(|practice| practice.path.parent())
            .unwrap_or(&context.folder);
        let path = folder.join(format!("patients-{}.csv", context.today));
        self.export = Some(Export {
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Anybody who has the file can read it: it is not encrypted.")
                .with_text(path.display().to_string()),
            taken: None,
            is_writing: false,
        });
    }

    pub(super) fn confirm_export(&mut self, context: &Context) -> Action<Message> {
        let rows = Arc::clone(self.rows());
        let (Some(export), Some(database)) = (&mut self.export, context.database()) else {
            return Action::none();
        };
        // What the last try said is answered by trying again.
        let typed = export.path.text().trim().to_owned();
        export.path.set_text(typed.clone());
        if !export.path.touch() {
            return Action::run(app::focus_on(PATH));
        }
        let replaces = export.taken.as_deref() == Some(typed.as_str());
        export.is_writing = true;
        let write = async move {
            let list = ListFile {
                name: "patients",
                titles: TITLES,
                rows: rows.iter().map(cells).collect(),
            };
            table::export(database, PathBuf::from(typed), list, replaces, author()).await
        };
        Action::run(Task::perform(write, Message::Exported))
    }

    pub(super) fn exported(&mut self, result: Result<Exported, Error>) -> Action<Message> {
        let Some(export) = &mut self.export else {
            return Action::none();
        };
        export.is_writing = false;
        let words = match result {
            Ok(Exported::Written(n_rows)) => {
                self.export = None;
                let words = match n_rows {
                    1 => "1 patient was written to the file.".to_owned(),
                    _ => format!("{n_rows} patients were written to the file."),
                };
                return Action::request(Request::Notify(Notice::done(words)));
            }
            Ok(Exported::IsTaken) => {
                export.taken = Some(export.path.text().trim().to_owned());
                "A file with this name is there already. Export again to replace it, or choose another name.".to_owned()
            }
            Err(error) => sentence(&error.to_string()),
        };
        export.path.refuse(words);
        Action::run(app::focus_on(PATH))
    }

    /// The dialog that asks.
    pub(super) fn export_dialog(&self) -> Option<Element<'_, Message>> {
        let export = self.export.as_ref()?;
        let words = if export.is_writing {
            "Writing…"
        } else {
            "Export"
        };
        let told = format!(
            "{} as one CSV file, in the order of the list.",
            counted(self.rows().len())
        );
        let content = column![
            text("Export the list")
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            line(told).style(theme::muted),
            export.path.view(Length::Fill, Message::PathEdited),
            row![
                action(
                    "patients-export",
                    Weight::Primary,
                    words,
                    Some(EXPORT),
                    (!export.is_writing).then_some(Message::ExportConfirmed),
                ),
                action(
                    "patients-export-close",
                    Weight::Secondary,
                    "Cancel",
                    Some(Stroke::named(Named::Escape)),
                    Some(Message::ExportClosed),
                ),
            ]
            .spacing(size::S),
        ]
        .spacing(size::M)
        .width(620);
        Some(content.into())
    }
}

/// A patient as a row of the exported file.
fn cells(patient: &PatientRow) -> Vec<String> {
    let payers: Vec<&str> = patient.payers.iter().map(AsRef::as_ref).collect();
    vec![
        patient.id.to_string(),
        patient.name.last.clone(),
        patient.name.first.clone(),
        patient.name.middle.clone(),
        patient.name.suffix.clone(),
        patient.birth_date.to_string(),
        patient
            .phone
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        payers.join("; "),
        date::text_of(patient.last_visit_on),
        if patient.is_deceased { "Y" } else { "N" }.to_owned(),
    ]
}
