//! Find a patient: by any part of her name, birth date, phone or account number, or in the list.

use std::sync::Arc;

use chrono::NaiveDate;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, responsive};
use iced::{Element, Length, Task};

use super::Screen;
use crate::commands::patients::{self, PatientColumn, PatientOrder, PatientRow};
use crate::commands::table::Exported;
use crate::commands::{self, Error};
use crate::domain::date;
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::{self, Note, labeled, phone};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::entry::{Look, Reaction, entry};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{
    Act, Cell, Column, Selection, Sort, Tone, Width, window_list,
};
use crate::gui::{app, size, work};
use crate::store::Database;

mod export;

use export::{EXPORT, Export};

const SEARCH: &str = "patients-search";
const LIST: &str = "patients-list";

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

/// It must reach the screen out of the search too, where this screen begins.
const NEW: Stroke = Stroke::sign('n').with_command();

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
    /// Where the focus was when another screen was opened from here.
    left: Option<&'static str>,
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
    LabelsPressed,
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
            left: None,
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
            .then(|| Binding::new(NEW, "New patient", Message::NewPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.export.is_some() {
            return vec![Binding::new(EXPORT, "Export", Message::ExportConfirmed).unshown()];
        }
        vec![
            Binding::new(Stroke::sign('v'), "New visit", Message::VisitPressed),
            Binding::new(Stroke::sign('e'), "Export", Message::ExportPressed),
            Binding::new(Stroke::sign('b'), "Mailing labels", Message::LabelsPressed),
            Binding::new(Stroke::sign('/'), "Search", Message::SearchPressed),
            Binding::new(
                Stroke::sign('n'),
                "New patient, in the list",
                Message::NewPressed,
            )
            .unshown(),
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
                return Action::failed(&error, context);
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
                self.left = Some(SEARCH);
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
                    self.left = Some(LIST);
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
                self.left = Some(LIST);
                return Action::request(Request::Open(Route::PatientForm(None)));
            }
            Message::LabelsPressed => {
                // Those who were searched for, else the marked one.
                let ids = |rows: &[PatientRow]| rows.iter().map(|it| it.id.clone()).collect();
                let wanted = if self.is_searching() {
                    ids(&self.found)
                } else {
                    let marked: Vec<_> = self.selected().cloned().into_iter().collect();
                    ids(&marked)
                };
                self.left = Some(LIST);
                return Action::request(Request::Open(Route::Labels(wanted)));
            }
            Message::VisitPressed => {
                let Some(patient) = self.selected().map(|it| it.id.clone()) else {
                    return Action::none();
                };
                self.left = Some(LIST);
                return Action::request(Request::Open(Route::Visit {
                    patient: Some(patient),
                    visit: None,
                }));
            }
            Message::Resumed => {
                let searched = self.search(context);
                let focused = self.left.take().map_or_else(Task::none, go_to);
                return Action::run(Task::batch([searched.task, read(context), focused]));
            }
            Message::Cleared => {
                self.text.clear();
                let action = self.search(context);
                return Action::run(Task::batch([action.task, app::focus_on(SEARCH)]));
            }
            Message::ExportPressed => self.open_export(context),
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
            "Nobody answers to this. Ctrl+N enters a new patient."
        } else if self.is_complete {
            "No patients yet. Ctrl+N enters the first one."
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
        self.export_dialog()
    }
}
