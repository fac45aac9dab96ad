//! What typing does: fields, the keys of the grid, and the lines that come and go.

use chrono::NaiveDate;
use iced::Task;

use super::sheet::{self, DIAGNOSES, Sheet};
use super::slot::{Place, Slot};
use super::{Line, Message, Visit, choices};
use crate::commands::visits::offer;
use crate::commands::{Error, patients, visits};
use crate::domain::code::{DiagnosisCode, ProcedureCode};
use crate::domain::encounter::line::LineDraft;
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::form;
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, MOST, Match, Question};

/// The cells of the grid in their order.
const CELLS: [&str; 8] = [
    "code",
    "modifier1",
    "modifier2",
    "modifier3",
    "modifier4",
    "pointers",
    "units",
    "charge",
];

impl Line {
    /// Its typed texts, with the day of service where it has none of its own.
    pub(super) fn draft(&self, day: &str) -> LineDraft {
        let mut draft: LineDraft = self.sheet.draft(&[("line", &self.number)]);
        if draft.from_on.is_empty() {
            day.clone_into(&mut draft.from_on);
        }
        draft
    }

    /// Whether nothing makes it a line yet.
    pub(super) fn is_blank(&self) -> bool {
        visits::numbered("", &[self.draft("")]).is_empty()
    }
}

impl Visit {
    pub(super) fn typed(
        &mut self,
        place: Place,
        edit: form::Edit,
        context: &Context,
    ) -> Action<Message> {
        let is_cell = place.row.is_some() && CELLS.contains(&place.column);
        if let form::Edit::Typed(text) = &edit
            && is_cell
            && text.contains('+')
        {
            return self.double(place.row, context);
        }
        self.noted(
            place,
            matches!(edit, form::Edit::Entered),
            matches!(edit, form::Edit::Left),
        );
        if let Some(Slot::Typed(field)) = self.slot_mut(place) {
            field.update(edit);
        }
        Action::none()
    }

    pub(super) fn picked(
        &mut self,
        place: Place,
        edit: typeahead::Edit,
        context: &Context,
    ) -> Action<Message> {
        let mut edit = edit;
        if let typeahead::Edit::Typed(text) = &edit
            && place.column == "code"
        {
            if text.contains('+') {
                return self.double(place.row, context);
            }
            // A code and its modifiers in one go, as they stand on paper: 99213-25.
            if let Some((code, modifiers)) = text.split_once('-')
                && ProcedureCode::parse(code).is_ok()
                && self.take_modifiers(place, modifiers)
            {
                edit = typeahead::Edit::Typed(code.to_owned());
            }
        }
        let has_left = edit == typeahead::Edit::Left;
        self.noted(place, edit == typeahead::Edit::Entered, has_left);
        let Some(Slot::Picked(field)) = self.slot_mut(place) else {
            return Action::none();
        };
        let is_entered = edit == typeahead::Edit::Entered;
        let question = field.update(edit);
        if is_entered && place.column == "code" {
            // Over the lines above, only what is asked for may open.
            let _ = field.update(typeahead::Edit::Closed);
            return Action::none();
        }
        if has_left {
            self.take_whole_code(place);
        }
        question.map_or_else(Action::none, |question| {
            Action::run(self.look_up(place, question, context))
        })
    }

    /// Puts modifiers that were typed after a code into the free ones, once each is whole.
    fn take_modifiers(&mut self, place: Place, typed: &str) -> bool {
        let parts: Vec<&str> = typed.split('-').collect();
        let is_whole = parts.iter().all(|part| part.chars().count() == 2);
        let line = place.row.and_then(|row| self.line_mut(row));
        let Some(line) = line.filter(|_| is_whole) else {
            return false;
        };
        for part in parts {
            let free = CELLS[1..5].iter().find(|it| line.sheet.is_blank(it));
            if let Some(slot) = free.and_then(|column| line.sheet.get_mut(column)) {
                slot.fill(&part.to_uppercase());
            }
        }
        true
    }

    /// A whole code that was typed and left needs no list to be taken.
    fn take_whole_code(&mut self, place: Place) {
        let is_diagnosis = DIAGNOSES.contains(&place.column);
        if let Some(Slot::Picked(field)) = self.slot_mut(place)
            && field.value().is_none()
        {
            let text = field.text().trim().to_owned();
            let code = if is_diagnosis {
                DiagnosisCode::parse(&text).ok().map(|it| it.to_string())
            } else if place.column == "code" {
                ProcedureCode::parse(&text).ok().map(|it| it.to_string())
            } else {
                None
            };
            if let Some(code) = code {
                field.set(code.clone(), code);
            }
        }
    }

    pub(super) fn marked(&mut self, place: Place) -> Action<Message> {
        if let Some(Slot::Marked(mark)) = self.slot_mut(place) {
            let next = match mark.text.as_str() {
                "Y" => "N",
                _ => "Y",
            };
            next.clone_into(&mut mark.text);
        }
        let _ = self.touched.insert(place);
        Action::none()
    }

    /// Remembers where the focus is and where it has been.
    fn noted(&mut self, place: Place, is_entered: bool, is_left: bool) {
        if is_entered {
            // A field that was laid out anew in between does not tell that it was left.
            if let Some(before) = self.focused.replace(place).filter(|it| *it != place) {
                self.let_go(before);
            }
            self.row = place.row.or(self.row);
        }
        if is_left {
            let _ = self.touched.insert(place);
            if self.focused == Some(place) {
                self.focused = None;
            }
        }
    }

    /// Tells a field that it was left.
    pub(super) fn let_go(&mut self, place: Place) {
        let _ = self.touched.insert(place);
        match self.slot_mut(place) {
            Some(Slot::Typed(field)) => field.update(form::Edit::Left),
            Some(Slot::Picked(field)) => {
                let _ = field.update(typeahead::Edit::Left);
            }
            _ => {}
        }
    }

    /// Enter in a cell: takes what is offered and goes to the next cell that is usually filled.
    pub(super) fn cell_entered(&mut self, place: Place, context: &Context) -> Action<Message> {
        let Some(row) = place.row else {
            return Action::none();
        };
        let Some(at) = self.lines.iter().position(|line| line.row == row) else {
            return Action::none();
        };
        let is_code = place.column == "code";
        let is_choosing = match self.lines[at].sheet.get("code") {
            Some(Slot::Picked(field)) => is_code && field.is_choosing(),
            _ => false,
        };
        if is_code && !is_choosing && self.lines[at].is_blank() {
            if self.lines.iter().all(Line::is_blank) {
                return Action::request(Request::Notify(Notice::warning(
                    "Type the first procedure here. Enter saves the visit once a line stands above.",
                )));
            }
            let after = match self.visit {
                Some(_) => super::After::Leave,
                None => super::After::Next,
            };
            return self.save(after, context);
        }
        match self.slot_mut(place) {
            Some(Slot::Picked(field)) => {
                let _ = field.update(typeahead::Edit::Taken);
            }
            Some(Slot::Typed(field)) if field.ghost().is_some() => {
                field.update(form::Edit::GhostTaken);
            }
            _ => {}
        }
        let next = match place.column {
            "pointers" => Place::line(row, "units"),
            "units" => Place::line(row, "charge"),
            "charge" => {
                self.keep_a_blank_line(context.today);
                let next = self.lines.get(at + 1).map_or(row, |line| line.row);
                Place::line(next, "code")
            }
            _ => Place::line(row, "pointers"),
        };
        Action::run(go_to(next.id()))
    }

    /// Adds an empty line at the end.
    pub(super) fn add_line(&mut self, today: NaiveDate) {
        let at = self.lines.len();
        let _ = self.insert_line(at, today);
    }

    fn insert_line(&mut self, at: usize, today: NaiveDate) -> u32 {
        let row = self.next_row;
        self.next_row += 1;
        let line = Line {
            row,
            number: String::new(),
            sheet: Sheet::of_line(row, today),
            has_details: false,
            priced: None,
            fee: None,
        };
        self.lines.insert(at, line);
        row
    }

    /// The last line is always an empty one, to go on in.
    pub(super) fn keep_a_blank_line(&mut self, today: NaiveDate) {
        if self.lines.last().is_none_or(|line| !line.is_blank()) {
            self.add_line(today);
        }
    }

    /// Puts the line above into an empty one; a line with something in it is doubled below itself.
    pub(super) fn double(&mut self, row: Option<u32>, context: &Context) -> Action<Message> {
        let row = row.or(self.lines.last().map(|line| line.row));
        let Some(at) = self.lines.iter().position(|line| Some(line.row) == row) else {
            return Action::none();
        };
        let (from, to) = if self.lines[at].is_blank() {
            let Some(above) = at.checked_sub(1) else {
                return Action::none();
            };
            (above, at)
        } else {
            let _ = self.insert_line(at + 1, context.today);
            (at, at + 1)
        };
        let kept = self.lines[from].sheet.keep();
        let line = &mut self.lines[to];
        line.sheet.restore(kept);
        Action::run(go_to(Place::line(line.row, "code").id()))
    }

    /// Takes away the line with the focus.
    pub(super) fn remove(&mut self, context: &Context) -> Action<Message> {
        let Some(at) = self
            .lines
            .iter()
            .position(|line| Some(line.row) == self.row)
        else {
            return Action::none();
        };
        drop(self.lines.remove(at));
        self.keep_a_blank_line(context.today);
        let next = self.lines[at.min(self.lines.len() - 1)].row;
        self.row = Some(next);
        Action::run(go_to(Place::line(next, "code").id()))
    }

    pub(super) fn details_pressed(&mut self) -> Action<Message> {
        let row = self.row.or(self.lines.first().map(|line| line.row));
        let Some(line) = row.and_then(|row| self.line_mut(row)) else {
            return Action::none();
        };
        line.has_details = !line.has_details;
        let column = if line.has_details { "from_on" } else { "code" };
        Action::run(go_to(Place::line(line.row, column).id()))
    }

    pub(super) fn circumstances_pressed(&mut self) -> Action<Message> {
        self.has_circumstances = !self.has_circumstances;
        let first = sheet::circumstances()
            .next()
            .filter(|_| self.has_circumstances);
        let column = first.unwrap_or("dx_a");
        Action::run(go_to(Place::head(column).id()))
    }

    /// Looks up what a field asks for: in a short list at once, else in the practice file.
    fn look_up(&mut self, place: Place, question: Question, context: &Context) -> Task<Message> {
        let Question { serial, text } = question;
        let choices = choices::choices(place.column, &self.lists, self.known.context.as_deref());
        if let Some(choices) = choices {
            let fitting = choices::fitting(choices, &text);
            if let Some(Slot::Picked(field)) = self.slot_mut(place) {
                field.answer(serial, fitting);
            }
            return Task::none();
        }
        let Some(database) = context.database() else {
            return Task::none();
        };
        let today = context.today;
        let on = self.day().unwrap_or(today);
        match place.column {
            "patient_id" => {
                let search = async move {
                    let rows = patients::search(database, text, MOST, today).await?;
                    Ok(rows.iter().map(patient_match).collect())
                };
                Task::perform(search, move |found| Message::Found(place, serial, found))
            }
            "code" => Task::perform(offer::procedures(database, text, on), move |offers| {
                Message::Offered(place, serial, offers)
            }),
            _ => {
                let patient = self.patient();
                Task::perform(
                    offer::diagnoses(database, patient, text, on),
                    move |offers| Message::Offered(place, serial, offers),
                )
            }
        }
    }

    pub(super) fn found(
        &mut self,
        place: Place,
        serial: u32,
        found: Result<Vec<Match<String>>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match found {
            Ok(found) => {
                if let Some(Slot::Picked(field)) = self.slot_mut(place) {
                    field.answer(serial, found);
                }
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// The patient who was taken.
    pub(super) fn patient(&self) -> Option<PatientId> {
        self.head.value("patient_id").parse().ok()
    }

    /// The day of service, typed or else as it is offered in grey.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        let typed = self.head.value(sheet::DAY);
        if typed.is_empty() {
            return self.last_used.day;
        }
        crate::domain::date::parse(&typed).ok()
    }
}

fn patient_match(row: &patients::PatientRow) -> Match<String> {
    let born = crate::domain::date::spoken(row.birth_date);
    let payers: Vec<&str> = row.payers.iter().map(AsRef::as_ref).collect();
    let note = match (row.is_deceased, payers.as_slice()) {
        (true, _) => format!("{born}, deceased"),
        (false, []) => format!("{born}, no coverage"),
        (false, payers) => format!("{born}, {}", payers.join(", ")),
    };
    Match {
        value: row.id.to_string(),
        text: row.name.to_string(),
        code: row.id.to_string(),
        words: row.name.to_string(),
        note,
    }
}
