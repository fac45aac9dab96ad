//! Print mailing labels: for whom, on which sheet, from which label on.

use iced::keyboard::key::Named;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Task};
use serde::{Deserialize, Serialize};

use super::give::{self, Give, Prepared};
use super::settings::typed::Whole;
use super::{Draft, Screen, who};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::papers::labels::{self, LabelOrder, LabelSheet, SHEETS};
use crate::commands::{self};
use crate::documents::page::{Color, INCH, Item, Page, Rectangle};
use crate::domain::id::PatientId;
use crate::domain::person::PersonName;
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::form::check::check;
use crate::gui::form::options::options;
use crate::gui::form::{self, Field, Note};
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
    /// Under which key it is kept: [`BY_HAND`] or [`BROUGHT`].
    key: &'static str,
    /// What stood here before anything was changed.
    begun: Kept,
    is_restored: bool,
}

/// What was put together, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    patients: Vec<PatientId>,
    sheet: String,
    first: String,
    to_guarantors: bool,
}

/// What the screen starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    patients: Vec<(PatientId, PersonName)>,
    kept: Option<(&'static str, Kept)>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    AddEdited(typeahead::Edit),
    Found(u32, Vec<Match<PatientId>>),
    Listed(Act),
    RemovePressed,
    SheetChosen(usize),
    FirstEdited(form::Edit),
    GuarantorsSwitched(bool),
    PrintPressed,
    DiscardPressed,
    Dropped(Result<(), commands::Error>),
    Give(give::Message),
}

/// The draft of a list that was put together here.
const BY_HAND: &str = "new";
/// The draft of a list that another screen brought, changed since.
const BROUGHT: &str = "list";

fn draft_key(key: &str) -> DraftKey {
    DraftKey::new(DraftKind::Labels, key)
}

/// Those that are wanted; where nobody is, those that were put together and not printed.
async fn load(database: Database, wanted: Vec<PatientId>) -> Result<Loaded, commands::Error> {
    let mut kept: Option<(&'static str, Kept)> = None;
    if wanted.is_empty() {
        for key in [BROUGHT, BY_HAND] {
            let found: Option<Kept> = drafts::load(database.clone(), draft_key(key)).await?;
            kept = found.map(|found| (key, found)).or(kept);
        }
    }
    let of = kept.as_ref();
    let of = of.map_or(wanted, |(_, kept)| kept.patients.clone());
    let patients = labels::names(database, of).await?;
    Ok(Loaded { patients, kept })
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
            key: if wanted.is_empty() { BY_HAND } else { BROUGHT },
            begun: Kept::default(),
            is_restored: false,
        };
        screen.begun = screen.kept();
        screen.draw();
        let first = if wanted.is_empty() { ADD } else { LIST };
        let read = match context.database() {
            Some(database) => Task::perform(load(database, wanted), Message::Loaded),
            None => Task::none(),
        };
        (screen, read.chain(go_to(first)))
    }

    /// Whom they are for, in the order in which they were put in.
    pub fn listed_ids(&self) -> Vec<PatientId> {
        self.patients.iter().map(|(id, _)| id.clone()).collect()
    }

    fn kept(&self) -> Kept {
        Kept {
            patients: self.listed_ids(),
            sheet: self.chosen().name.to_owned(),
            first: self.first.text().to_owned(),
            to_guarantors: self.to_guarantors,
        }
    }

    fn loaded(&mut self, loaded: Loaded) {
        let is_kept = loaded.kept.is_some();
        if let Some((key, kept)) = loaded.kept {
            self.key = key;
            let place = SHEETS.iter().position(|sheet| sheet.name == kept.sheet);
            self.choose_sheet(place.unwrap_or_default());
            self.first.set_text(kept.first);
            self.to_guarantors = kept.to_guarantors;
            self.is_restored = true;
        }
        let named = loaded.patients.into_iter();
        self.patients = named.map(|(id, name)| (id, name.to_string())).collect();
        self.selection.row = (!self.patients.is_empty()).then_some(0);
        if !is_kept {
            self.begun = self.kept();
        }
        self.draw();
    }

    fn choose_sheet(&mut self, place: usize) {
        self.sheet = place;
        *self.first.kind_mut() = first_of(self.chosen());
        let text = self.first.text().to_owned();
        self.first.set_text(text);
    }

    fn discard(&mut self, context: &Context) -> Action<Message> {
        self.patients.clear();
        self.selection.row = None;
        self.choose_sheet(0);
        self.first.set_text("1");
        self.to_guarantors = true;
        self.is_restored = false;
        self.draw();
        let dropped = Draft::drop(draft_key(self.key), context, Message::Dropped);
        self.begun = self.kept();
        Action::run(Task::batch([dropped, go_to(ADD)]))
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
            patients: self.listed_ids(),
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
                self.begun = self.kept();
                let dropped = Draft::drop(draft_key(self.key), context, Message::Dropped);
                Action::run(Task::batch([task, dropped]))
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

    fn draft(&self) -> Option<Draft> {
        let kept = self.kept();
        if kept == self.begun {
            return None;
        }
        Draft::new(draft_key(self.key), &kept)
    }

    fn drop_typed(&self) -> Option<Message> {
        self.draft().map(|_| Message::DiscardPressed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(self.dialog.as_ref()?.view().map(Message::Give))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => self.loaded(loaded),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
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
                self.choose_sheet(idx);
                self.draw();
            }
            Message::FirstEdited(edit) => {
                self.first.update(edit);
                self.draw();
            }
            Message::GuarantorsSwitched(is_on) => self.to_guarantors = is_on,
            Message::PrintPressed => return self.print(context),
            Message::DiscardPressed => return self.discard(context),
            Message::Dropped(Ok(())) => {}
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
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
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was put together and not printed. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        column![
            column![restored],
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
