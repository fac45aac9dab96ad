//! Find a patient: by any part of her name, birth date, phone or account number, or in the list.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, responsive, row, text};
use iced::{Element, Length, Task};

use super::Screen;
use crate::commands::patients::{self, PatientColumn, PatientOrder, PatientRow};
use crate::commands::table::{self, Exported, ListFile};
use crate::commands::{self, Error};
use crate::domain::date;
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::{self, Field, Note, labeled, phone, text::Text};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::{Look, Reaction, entry};
use crate::gui::widget::window_list::{
    Act, Cell, Column, Selection, Sort, Tone, Width, window_list,
};
use crate::gui::{app, font, size, theme, work};
use crate::store::Database;

const SEARCH: &str = "patients-search";
const LIST: &str = "patients-list";
const PATH: &str = "patients-export-path";
const EXPORT: Stroke = Stroke::named(Named::Enter).with_command();

/// The most answers to a search; whoever sees so many types on.
const MOST_FOUND: usize = 200;
/// How many of those opened last stand before the others.
const MOST_RECENT: usize = 50;

const COLUMNS: &[Column] = &[
    Column::text("Patient", Width::Share(2.0)),
    Column::text("Born", Width::Fixed(100.0)),
    Column::code("Account", Width::Fixed(104.0)),
    Column::text("Payer", Width::Share(1.5)),
    Column::text("Phone", Width::Fixed(136.0)).unsorted(),
    Column::text("Last visit", Width::Fixed(104.0)),
];

/// The width that has room for all columns, and how many are left where there is less.
const ROOM_FOR_ALL: f32 = 760.0;
const FEWEST: usize = 4;

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

#[derive(Debug)]
pub struct Patients {
    text: String,
    /// Everybody, those opened last first until another order is asked for.
    everyone: Arc<Vec<PatientRow>>,
    found: Arc<Vec<PatientRow>>,
    selection: Selection,
    asked: u32,
    /// The text that `found` answers to.
    answered: String,
    /// Whether the list of everybody has been read in full.
    is_complete: bool,
    export: Option<Export>,
}

/// The dialog that asks where to write the list.
#[derive(Debug)]
struct Export {
    path: Field<Text>,
    /// The path that is taken and that a second press replaces.
    taken: Option<String>,
    is_writing: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    RecentRead(Result<Vec<PatientRow>, commands::Error>),
    EveryoneRead(Result<Arc<Vec<PatientRow>>, commands::Error>),
    Typed(String),
    Found(u32, Result<Vec<PatientRow>, commands::Error>),
    SearchEntered,
    SearchLeftDown,
    SearchPressed,
    Listed(Act),
    Ordered(Sort, Option<Arc<Vec<PatientRow>>>),
    NewPressed,
    VisitPressed,
    Resumed,
    Cleared,
    ExportPressed,
    PathEdited(form::Edit),
    ExportConfirmed,
    Exported(Result<Exported, commands::Error>),
    ExportClosed,
}

/// Everybody by name, those opened last before the others.
async fn recent_first(database: Database, today: NaiveDate) -> Result<Arc<Vec<PatientRow>>, Error> {
    let by_name = PatientOrder {
        column: PatientColumn::Name,
        is_descending: false,
    };
    let mut recent = patients::search(database.clone(), String::new(), MOST_RECENT, today).await?;
    let everyone = patients::list(database, by_name, today).await?;
    let keys: std::collections::HashSet<i64> = recent.iter().map(|it| it.row).collect();
    recent.extend(everyone.into_iter().filter(|it| !keys.contains(&it.row)));
    Ok(Arc::new(recent))
}

fn order(sort: Sort) -> PatientOrder {
    let column = match sort.column {
        1 => PatientColumn::BirthDate,
        2 => PatientColumn::Account,
        3 => PatientColumn::Payer,
        5 => PatientColumn::LastVisit,
        _ => PatientColumn::Name,
    };
    PatientOrder {
        column,
        is_descending: sort.is_descending,
    }
}

impl Patients {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            text: String::new(),
            everyone: Arc::default(),
            found: Arc::default(),
            selection: Selection::default(),
            asked: 0,
            answered: String::new(),
            is_complete: false,
            export: None,
        };
        let task = Task::batch([app::focus_on(SEARCH), read(context)]);
        (screen, task)
    }

    fn is_searching(&self) -> bool {
        !self.text.trim().is_empty()
    }

    fn rows(&self) -> &Arc<Vec<PatientRow>> {
        if self.is_searching() {
            &self.found
        } else {
            &self.everyone
        }
    }

    fn selected(&self) -> Option<&PatientRow> {
        self.rows().get(self.selection.row?)
    }

    /// Keeps the selected patient selected when the rows change their order.
    fn reselect(&mut self, id: Option<PatientId>) {
        let place = id.and_then(|id| self.rows().iter().position(|it| it.id == id));
        let first = (!self.rows().is_empty()).then_some(0);
        self.selection.row = place.or(first);
    }

    fn open(&self, row: usize) -> Action<Message> {
        match self.rows().get(row) {
            Some(patient) => Action::request(Request::Open(Route::Patient(patient.id.clone()))),
            None => Action::none(),
        }
    }

    fn search(&mut self, context: &Context) -> Action<Message> {
        self.asked = self.asked.wrapping_add(1);
        let serial = self.asked;
        let Some(database) = context.database().filter(|_| self.is_searching()) else {
            let selected = self.selected().map(|it| it.id.clone());
            self.found = Arc::default();
            self.answered.clear();
            self.reselect(selected);
            return Action::none();
        };
        let found = patients::search(database, self.text.clone(), MOST_FOUND, context.today);
        Action::run(Task::perform(found, move |found| {
            Message::Found(serial, found)
        }))
    }

    fn sort(&mut self, sort: Sort) -> Action<Message> {
        let selected = self.selected().map(|it| it.id.clone());
        self.selection.sort = Some(sort);
        if self.is_searching() {
            let mut found = self.found.as_ref().clone();
            patients::sort(&mut found, order(sort));
            self.found = Arc::new(found);
            self.reselect(selected);
        }
        let everyone = Arc::clone(&self.everyone);
        let sorted = work::aside(move || {
            let mut everyone = everyone.as_ref().clone();
            patients::sort(&mut everyone, order(sort));
            Arc::new(everyone)
        });
        Action::run(Task::perform(sorted, move |sorted| {
            Message::Ordered(sort, sorted)
        }))
    }

    fn confirm_export(&mut self, context: &Context) -> Action<Message> {
        let rows = Arc::clone(self.rows());
        let (Some(export), Some(database)) = (&mut self.export, context.database()) else {
            return Action::none();
        };
        if !export.path.touch() {
            return Action::run(app::focus_on(PATH));
        }
        let typed = export.path.text().trim().to_owned();
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

    fn exported(&mut self, result: Result<Exported, Error>) -> Action<Message> {
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
}

/// Reads those opened last at once, then everybody.
fn read(context: &Context) -> Task<Message> {
    let Some(database) = context.database() else {
        return Task::none();
    };
    let today = context.today;
    let recent = patients::search(database.clone(), String::new(), MOST_RECENT, today);
    Task::batch([
        Task::perform(recent, Message::RecentRead),
        Task::perform(recent_first(database, today), Message::EveryoneRead),
    ])
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

/// A number of patients with commas.
fn counted(n: usize) -> String {
    match n {
        1 => "1 patient".to_owned(),
        1_000.. => format!("{},{:03} patients", n / 1_000, n % 1_000),
        _ => format!("{n} patients"),
    }
}

impl Patients {
    /// A row of the list.
    fn cells(&self, row: usize) -> Vec<Cell> {
        let patient = &self.rows()[row];
        let name = if patient.is_deceased {
            Cell::toned(format!("{} (deceased)", patient.name), Tone::Muted)
        } else {
            Cell::from(patient.name.to_string())
        };
        let phone = patient.phone.as_ref().map(phone::spoken);
        let payer = match patient.payers.as_slice() {
            [] => Cell::toned("No coverage", Tone::Muted),
            [first] => Cell::from(first.to_string()),
            [first, rest @ ..] => Cell::from(format!("{first} + {}", rest.len())),
        };
        vec![
            name,
            Cell::from(date::spoken(patient.birth_date)),
            Cell::from(patient.id.to_string()),
            payer,
            Cell::from(phone.unwrap_or_default()),
            Cell::from(patient.last_visit_on.map(date::spoken).unwrap_or_default()),
        ]
    }
}

impl Screen for Patients {
    type Message = Message;

    fn title(&self) -> String {
        "Patients".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        self.export
            .is_none()
            .then(|| Binding::new(Stroke::sign('n'), "New patient", Message::NewPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.export.is_some() {
            return vec![Binding::new(EXPORT, "Export", Message::ExportConfirmed).unshown()];
        }
        vec![
            Binding::new(Stroke::sign('v'), "New visit", Message::VisitPressed),
            Binding::new(Stroke::sign('e'), "Export", Message::ExportPressed),
            Binding::new(Stroke::sign('/'), "Search", Message::SearchPressed),
        ]
    }

    fn back(&self) -> Option<Message> {
        if self.export.is_some() {
            Some(Message::ExportClosed)
        } else {
            (!self.text.is_empty()).then_some(Message::Cleared)
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::RecentRead(Ok(recent)) if !self.is_complete => {
                self.everyone = Arc::new(recent);
                self.reselect(None);
            }
            Message::RecentRead(_) => {}
            Message::EveryoneRead(Ok(everyone)) => {
                let selected = self.selected().map(|it| it.id.clone());
                self.is_complete = true;
                self.everyone = everyone;
                self.reselect(selected);
                if let Some(sort) = self.selection.sort {
                    return self.sort(sort);
                }
            }
            Message::EveryoneRead(Err(error)) | Message::Found(_, Err(error)) => {
                return Action::request(Request::Notify(Notice::error(&error)));
            }
            Message::Typed(text) => {
                self.text = text;
                return self.search(context);
            }
            Message::Found(serial, Ok(found)) => {
                if serial != self.asked {
                    return Action::none();
                }
                let selected = self.selected().map(|it| it.id.clone());
                self.found = Arc::new(found);
                if self.answered == self.text {
                    // Read again after another screen was left.
                    self.reselect(selected);
                } else {
                    // The likeliest first: an order asked for before was another list's.
                    self.selection.sort = None;
                    self.reselect(None);
                }
                self.answered.clone_from(&self.text);
            }
            Message::SearchEntered => {
                return self
                    .selection
                    .row
                    .map_or_else(Action::none, |row| self.open(row));
            }
            Message::SearchLeftDown => return Action::run(app::focus_on(LIST)),
            Message::SearchPressed => return Action::run(app::focus_on(SEARCH)),
            Message::Listed(Act::Sorted(sort)) => return self.sort(sort),
            Message::Listed(act) => {
                self.selection.apply(act);
                if let Act::Opened(row) = act {
                    return self.open(row);
                }
            }
            Message::Ordered(sort, sorted) => {
                if let Some(sorted) = sorted.filter(|_| self.selection.sort == Some(sort)) {
                    let selected = self.selected().map(|it| it.id.clone());
                    self.everyone = sorted;
                    self.reselect(selected);
                }
            }
            Message::NewPressed => {
                return Action::request(Request::Open(Route::PatientForm(None)));
            }
            Message::VisitPressed => {
                let Some(patient) = self.selected().map(|it| it.id.clone()) else {
                    return Action::none();
                };
                return Action::request(Request::Open(Route::Visit {
                    patient: Some(patient),
                    visit: None,
                }));
            }
            Message::Resumed => {
                let searched = self.search(context);
                return Action::run(Task::batch([searched.task, read(context)]));
            }
            Message::Cleared => {
                self.text.clear();
                let action = self.search(context);
                return Action::run(Task::batch([action.task, app::focus_on(SEARCH)]));
            }
            Message::ExportPressed => {
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
            Message::PathEdited(edit) => {
                if let Some(export) = &mut self.export {
                    export.path.update(edit);
                }
            }
            Message::ExportConfirmed => return self.confirm_export(context),
            Message::Exported(result) => return self.exported(result),
            Message::ExportClosed => self.export = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        let hint = self
            .text
            .is_empty()
            .then(|| "Name in any order, birth date, phone or account number".to_owned());
        let input = entry(
            SEARCH,
            &self.text,
            Look::default(),
            Some(Message::Typed as fn(String) -> Message),
        )
        .ghost(hint)
        .on_key(|key, modifiers| {
            if !modifiers.is_empty() {
                return None;
            }
            match key {
                Key::Named(Named::Enter) => Some(Reaction::Take(Message::SearchEntered)),
                Key::Named(Named::ArrowDown) => Some(Reaction::Take(Message::SearchLeftDown)),
                _ => None,
            }
        });
        let shown = self.rows().len();
        let told = match (self.is_searching(), shown) {
            (true, MOST_FOUND..) => {
                format!("More than {} answer; type on to see fewer.", MOST_FOUND - 1)
            }
            (true, 0) => String::new(),
            (true, _) => format!(
                "{} found. Enter opens the one that is marked.",
                counted(shown)
            ),
            (false, 0) => String::new(),
            (false, _) if self.selection.sort.is_some() => counted(shown),
            (false, _) => format!("{}, those opened last first.", counted(shown)),
        };
        let empty = if self.is_searching() {
            "Nobody answers to this. Press Tab, then N to enter a new patient."
        } else if self.is_complete {
            "No patients yet. Press N to enter the first one."
        } else {
            "Reading the patients…"
        };
        let list = responsive(move |room| {
            let columns = if room.width < ROOM_FOR_ALL {
                &COLUMNS[..FEWEST]
            } else {
                COLUMNS
            };
            window_list(
                LIST,
                columns,
                shown,
                |row| self.cells(row),
                self.selection,
                Message::Listed,
            )
            .empty(empty)
            .into()
        });
        container(
            column![
                labeled("Find", input, Note::Hint(told), Length::Fill),
                container(list).height(Length::Fill),
            ]
            .spacing(size::S),
        )
        .padding(size::XL)
        .into()
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
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
