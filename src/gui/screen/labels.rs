//! Print mailing labels: for whom, on which sheet, from which label on.

use std::collections::HashSet;

use iced::keyboard::key::Named;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Task};

use super::give::{self, Give, Prepared};
use super::settings::typed::Whole;
use super::{Screen, who};
use crate::commands::papers::labels::{self, LabelOrder, LabelSheet, SHEETS};
use crate::commands::patients::{self, PatientColumn, PatientOrder};
use crate::commands::{self};
use crate::documents::page::{Color, INCH, Item, Page, Rectangle};
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::form::check::check;
use crate::gui::form::options::options;
use crate::gui::form::{self, Field, Note};
use crate::gui::notice::Notice;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::page_view::page_view;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Width, window_list};
use crate::gui::{font, size, theme};
use crate::store::Database;

pub const ADD: &str = "labels-add";
pub const LIST: &str = "labels-list";
const SHEET: &str = "labels-sheet";
const FIRST: &str = "labels-first";

const PRINT: Stroke = Stroke::named(Named::Enter).with_command();

const COLUMNS: &[Column] = &[
    Column::text("Patient", Width::Share(1.0)).unsorted(),
    Column::code("Account", Width::Fixed(120.0)).unsorted(),
];

#[derive(Debug)]
pub struct Labels {
    patients: Vec<(PatientId, String)>,
    selection: Selection,
    add: Typeahead<PatientId>,
    sheet: usize,
    first: Field<Whole>,
    to_guarantors: bool,
    /// The sheet in small, the label to begin with marked.
    drawing: Page,
    problem: Option<String>,
    dialog: Option<Give>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Named(Result<Vec<(PatientId, String)>, commands::Error>),
    AddEdited(typeahead::Edit),
    Found(u32, Vec<Match<PatientId>>),
    Listed(Act),
    RemovePressed,
    SheetChosen(usize),
    FirstEdited(form::Edit),
    GuarantorsSwitched(bool),
    PrintPressed,
    Give(give::Message),
}

/// The names of those that are listed; who is not there any more is left out.
async fn named(
    database: Database,
    wanted: Vec<PatientId>,
    today: chrono::NaiveDate,
) -> Result<Vec<(PatientId, String)>, commands::Error> {
    let order = PatientOrder {
        column: PatientColumn::Name,
        is_descending: false,
    };
    let wanted: HashSet<PatientId> = wanted.into_iter().collect();
    let all = patients::list(database, order, today).await?;
    let found = all.into_iter().filter(|it| wanted.contains(&it.id));
    Ok(found.map(|it| (it.id, it.name.to_string())).collect())
}

impl Labels {
    pub fn new(wanted: Vec<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let mut screen = Self {
            patients: Vec::new(),
            selection: Selection::default(),
            add: Typeahead::new(ADD, "Add a patient")
                .hint("Name, number or birth date; Enter takes one in")
                .list_width(460.0),
            sheet: 0,
            first: Field::new(FIRST, "First free label", first_of(&SHEETS[0]))
                .required()
                .hint("1 on a fresh sheet; counted row by row")
                .with_text("1"),
            to_guarantors: true,
            drawing: Page::letter(),
            problem: None,
            dialog: None,
        };
        screen.draw();
        let first = if wanted.is_empty() { ADD } else { LIST };
        let read = match context.database() {
            Some(database) if !wanted.is_empty() => {
                Task::perform(named(database, wanted, context.today), Message::Named)
            }
            _ => Task::none(),
        };
        (screen, read.chain(go_to(first)))
    }

    fn chosen(&self) -> &'static LabelSheet {
        SHEETS.get(self.sheet).unwrap_or(&SHEETS[0])
    }

    /// The labels of the sheet, those that are used up struck out.
    fn draw(&mut self) {
        let sheet = self.chosen();
        let first = self.first.value().copied().unwrap_or(1);
        let first = u16::try_from(first).unwrap_or(1).max(1);
        let count = u16::try_from(self.patients.len()).unwrap_or(u16::MAX);
        let points = |thousandths: u32| thousandths as f32 * INCH / 1000.0;
        let mut page = Page::letter();
        for number in 1..=sheet.count() {
            let (left, top) = sheet.place(number);
            let is_taken = number >= first && number - first < count;
            let fill = if number < first {
                Some(Color(225, 225, 225))
            } else {
                is_taken.then_some(Color(190, 220, 235))
            };
            page.items.push(Item::Rectangle(Rectangle {
                x: points(left),
                y: points(top),
                width: points(sheet.width),
                height: points(sheet.height),
                fill,
                outline: Some((1.0, Color(120, 120, 120))),
            }));
        }
        self.drawing = page;
    }

    fn taken(&mut self) -> Action<Message> {
        let Some(patient) = self.add.value().cloned() else {
            return Action::none();
        };
        let name = self.add.text().to_owned();
        self.add.clear();
        match self.patients.iter().position(|(id, _)| *id == patient) {
            Some(place) => self.selection.row = Some(place),
            None => {
                self.patients.push((patient, name));
                self.selection.row = Some(self.patients.len() - 1);
            }
        }
        self.draw();
        Action::run(go_to(ADD))
    }

    fn remove(&mut self) {
        let Some(row) = self.selection.row.filter(|row| *row < self.patients.len()) else {
            return;
        };
        drop(self.patients.remove(row));
        let last = self.patients.len().checked_sub(1);
        self.selection.row = last.map(|last| row.min(last));
        self.draw();
    }

    fn print(&mut self, context: &Context) -> Action<Message> {
        self.problem = None;
        if self.patients.is_empty() {
            self.problem = Some("Nobody is listed yet; add a patient.".to_owned());
            return Action::run(go_to(ADD));
        }
        if !self.first.touch() {
            return Action::run(go_to(FIRST));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        let first = self.first.value().copied().unwrap_or(1);
        let order = LabelOrder {
            sheet: self.chosen().name.to_owned(),
            first: u16::try_from(first).unwrap_or(1),
            patients: self.patients.iter().map(|(id, _)| id.clone()).collect(),
            to_guarantors: self.to_guarantors,
        };
        let prepare = async move {
            let made = labels::prepare(database, order).await?;
            let told = format!("{}.", counted(made.n_labels, "label"));
            Ok(Prepared::Sheets(made.document, told))
        };
        let (dialog, task) = Give::prepared("Mailing labels", prepare);
        self.dialog = Some(dialog);
        Action::run(task.map(Message::Give))
    }

    fn given(&mut self, message: give::Message, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let task = task.map(Message::Give);
        match end {
            None => Action::run(task),
            Some(give::End::Nothing) => {
                self.dialog = None;
                Action::run(Task::batch([task, go_to(LIST)]))
            }
            Some(give::End::Given(notice)) => {
                self.dialog = None;
                Action::run(task)
                    .and(Request::Close)
                    .and(Request::Notify(notice))
            }
        }
    }
}

/// Which label of a sheet can be the first.
fn first_of(sheet: &LabelSheet) -> Whole {
    Whole {
        least: 1,
        most: i16::try_from(sheet.count()).unwrap_or(i16::MAX),
    }
}

impl Screen for Labels {
    type Message = Message;

    fn title(&self) -> String {
        "Mailing labels".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let print = Binding::new(PRINT, "Print", Message::PrintPressed);
        self.dialog.is_none().then_some(print)
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Give)).collect();
        }
        vec![
            Binding::new(
                Stroke::named(Named::Delete),
                "Leave the marked one out",
                Message::RemovePressed,
            )
            .unshown(),
        ]
    }

    fn back(&self) -> Option<Message> {
        let dialog = self.dialog.as_ref()?;
        Some(Message::Give(dialog.back()))
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(self.dialog.as_ref()?.view().map(Message::Give))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Named(Ok(patients)) => {
                self.patients = patients;
                self.selection.row = (!self.patients.is_empty()).then_some(0);
                self.draw();
            }
            Message::Named(Err(error)) => {
                return Action::request(Request::Notify(Notice::error(&error)));
            }
            Message::AddEdited(typeahead::Edit::Entered) => {
                // Over the list below, only what is asked for may open.
                let _ = self.add.update(typeahead::Edit::Entered);
                let _ = self.add.update(typeahead::Edit::Closed);
            }
            Message::AddEdited(edit) => {
                let question = self.add.update(edit);
                if let (Some(question), Some(database)) = (question, context.database()) {
                    let serial = question.serial;
                    let found = who::find(database, question.text, context.today);
                    return Action::run(Task::perform(found, move |matches| {
                        Message::Found(serial, matches)
                    }));
                }
                return self.taken();
            }
            Message::Found(serial, matches) => {
                self.add.answer(serial, matches);
                return self.taken();
            }
            Message::Listed(act) => self.selection.apply(act),
            Message::RemovePressed => self.remove(),
            Message::SheetChosen(idx) => {
                self.sheet = idx;
                *self.first.kind_mut() = first_of(self.chosen());
                let text = self.first.text().to_owned();
                self.first.set_text(text);
                self.draw();
            }
            Message::FirstEdited(edit) => {
                self.first.update(edit);
                self.draw();
            }
            Message::GuarantorsSwitched(is_on) => self.to_guarantors = is_on,
            Message::PrintPressed => return self.print(context),
            Message::Give(message) => return self.given(message, context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        let left = self.listed();
        let right = self.sheet_view();
        scrollable(
            container(
                row![
                    container(left).width(Length::FillPortion(3)),
                    container(right).width(Length::FillPortion(2))
                ]
                .spacing(size::XL),
            )
            .padding(Padding::new(size::XL).top(size::S)),
        )
        .style(theme::scroll)
        .into()
    }
}

impl Labels {
    fn listed(&self) -> Element<'_, Message> {
        let list = window_list(
            LIST,
            COLUMNS,
            self.patients.len(),
            |row| {
                let (id, name) = &self.patients[row];
                vec![Cell::from(name.as_str()), Cell::from(id.to_string())]
            },
            self.selection,
            Message::Listed,
        )
        .empty("Nobody is listed yet; add patients above.");
        let words = row![
            line(counted(self.patients.len(), "patient")).font(font::SEMIBOLD),
            line("Del leaves the marked one out")
                .size(size::CAPTION)
                .style(theme::muted)
                .align(iced::alignment::Horizontal::Right),
        ]
        .align_y(Alignment::Center);
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        column![
            self.add.view(Length::Fill, Message::AddEdited),
            container(list).height(360),
            words,
            column![problem],
            check(
                "labels-guarantors",
                "One label for who answers for each account, not one for each patient",
                self.to_guarantors,
                Message::GuarantorsSwitched,
            ),
        ]
        .spacing(size::S)
        .into()
    }

    fn sheet_view(&self) -> Element<'_, Message> {
        let words = SHEETS
            .iter()
            .map(|sheet| format!("{} a sheet", sheet.name))
            .collect();
        let sheets = options(
            SHEET,
            "Sheet",
            words,
            Some(self.sheet),
            Note::Hint(self.chosen().description.to_owned()),
            Message::SheetChosen,
        );
        column![
            sheets,
            self.first.view(Length::Fill, Message::FirstEdited),
            container(page_view(&self.drawing, 1.0)).max_width(300),
        ]
        .spacing(size::S)
        .into()
    }
}
