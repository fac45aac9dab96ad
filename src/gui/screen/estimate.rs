//! Write a good-faith estimate: what a patient who pays herself is expected to be charged, line by
//! line.

use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::visit::choices;
use super::{Draft, Screen, who};
use crate::commands::drafts::{DraftKey, DraftKind};
use crate::commands::papers::estimates::{self, Judgement};
use crate::commands::visits::offer::{self, Offer};
use crate::commands::{self};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{EstimateId, PatientId};
use crate::domain::provider::Provider;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::date::{Date, Span};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};

mod diagnoses;
mod keeping;
mod line;
mod view;

use diagnoses::Diagnoses;
use keeping::{Kept, Loaded, load};
pub use line::Cell;
use line::Line;

pub const PATIENT: &str = "estimate-patient";
pub const SERVICE: &str = "estimate-service";
const PROVIDER: &str = "estimate-provider";
const NOTE: &str = "estimate-note";

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();
const TAKE: Stroke = Stroke::named(Named::F9);
const REMOVE: Stroke = Stroke::sign('y').with_command();

#[derive(Debug)]
pub struct Estimate {
    preset: Option<PatientId>,
    patient: Typeahead<PatientId>,
    service: Field<Date>,
    provider: Typeahead<String>,
    diagnoses: Diagnoses,
    note: Field<Text>,
    lines: Vec<Line>,
    /// The number of the next line's widgets.
    next_row: u32,
    /// The line that has the focus.
    row: Option<u32>,
    providers: Vec<Provider>,
    judgement: Option<Judgement>,
    serial: u32,
    /// What the next judgement offers is taken at once.
    takes_offers: bool,
    is_saving: bool,
    is_restored: bool,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Vec<Match<PatientId>>),
    ServiceEdited(form::Edit),
    ProviderEdited(typeahead::Edit),
    DiagnosisEdited(usize, typeahead::Edit),
    DiagnosesFound(usize, u32, Result<Vec<Offer>, commands::Error>),
    NoteEdited(form::Edit),
    CodeEdited(u32, typeahead::Edit),
    CodesFound(u32, u32, Result<Vec<Offer>, commands::Error>),
    CellEdited(u32, Cell, form::Edit),
    Judged(u32, Result<Judgement, commands::Error>),
    OffersTaken,
    RemovePressed,
    SavePressed,
    Saved(Result<EstimateId, commands::Error>),
    Dropped(Result<(), commands::Error>),
}

impl Estimate {
    pub fn new(preset: Option<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let day = Date {
            today: context.today,
            span: Span::Around,
        };
        let screen = Self {
            patient: Typeahead::new(PATIENT, "Patient")
                .required()
                .hint("Name, number or birth date")
                .list_width(460.0),
            service: Field::new(SERVICE, "Expected on", day).hint("Empty: nothing is scheduled"),
            provider: Typeahead::new(PROVIDER, "Provider").required(),
            diagnoses: Diagnoses::new(),
            note: Field::new(NOTE, "Note for the patient", Text::plain())
                .hint("What is scheduled separately, what may come beside it"),
            lines: vec![Line::new(0)],
            next_row: 1,
            row: None,
            providers: Vec::new(),
            judgement: None,
            serial: 0,
            takes_offers: false,
            is_saving: false,
            is_restored: false,
            problem: None,
            preset,
        };
        let read = match context.database() {
            Some(database) => Task::perform(
                load(database, screen.preset.clone(), screen.key(), context.today),
                Message::Loaded,
            ),
            None => Task::none(),
        };
        let first = if screen.preset.is_some() {
            SERVICE
        } else {
            PATIENT
        };
        (screen, read.chain(go_to(first)))
    }

    fn key(&self) -> DraftKey {
        let key = self.preset.as_ref().map_or("new", |id| id.as_str());
        DraftKey::new(DraftKind::Estimate, key)
    }

    fn loaded(&mut self, loaded: Loaded, context: &Context) -> Task<Message> {
        self.providers = loaded.providers;
        if let (Some(patient), Some(name)) = (self.preset.clone(), loaded.name) {
            self.patient.set(patient, name);
        }
        // One provider alone leaves no choice.
        if let [only] = self.providers.as_slice() {
            let found = choices::provider(only);
            self.provider.set(found.value, found.text);
        }
        if let Some(kept) = loaded.kept {
            self.restore(kept);
        }
        self.follow(context)
    }

    fn new_line(&mut self) -> Line {
        let line = Line::new(self.next_row);
        self.next_row += 1;
        line
    }

    fn line_mut(&mut self, row: u32) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.row == row)
    }

    /// Keeps one blank line at the end.
    fn grow(&mut self) {
        if self.lines.last().is_none_or(|line| !line.is_blank()) {
            let line = self.new_line();
            self.lines.push(line);
        }
    }

    /// Keeps one blank line at the end, and judges what is typed.
    fn follow(&mut self, context: &Context) -> Task<Message> {
        self.grow();
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial = self.serial.wrapping_add(1);
        let serial = self.serial;
        let draft = self.draft_of(false, Some(context.today));
        let judged = estimates::judge_draft(database, draft, context.today);
        Task::perform(judged, move |judged| Message::Judged(serial, judged))
    }

    fn judged(&mut self, judgement: Judgement, context: &Context) -> Task<Message> {
        for (line, offer) in self.lines.iter_mut().zip(&judgement.offers) {
            line.offer(offer);
        }
        self.judgement = Some(judgement);
        if !std::mem::take(&mut self.takes_offers) {
            return Task::none();
        }
        for line in &mut self.lines {
            line.take_offers();
        }
        self.follow(context)
    }

    /// Looks a diagnosis up: hers and the favorites first.
    fn look_up_diagnosis(
        &mut self,
        place: usize,
        edit: typeahead::Edit,
        context: &Context,
    ) -> Task<Message> {
        let on = self.service.value().copied().unwrap_or(context.today);
        let patient = self.patient.value().cloned();
        match (self.diagnoses.update(place, edit), context.database()) {
            (Some(question), Some(database)) => {
                let serial = question.serial;
                let found = offer::diagnoses(database, patient, question.text, on);
                Task::perform(found, move |found| {
                    Message::DiagnosesFound(place, serial, found)
                })
            }
            _ => Task::none(),
        }
    }

    fn look_up(&mut self, row: u32, edit: typeahead::Edit, context: &Context) -> Task<Message> {
        let on = self.service.value().copied().unwrap_or(context.today);
        let Some(line) = self.line_mut(row) else {
            return Task::none();
        };
        let question = line.code.update(edit);
        match (question, context.database()) {
            (Some(question), Some(database)) if !question.text.is_empty() => {
                let serial = question.serial;
                let found = offer::procedures(database, question.text, on);
                Task::perform(found, move |found| Message::CodesFound(row, serial, found))
            }
            _ => Task::none(),
        }
    }

    /// Shows every problem of the fields; where the first one is.
    fn fault(&mut self) -> Option<Id> {
        let mut faults = Vec::new();
        if !self.patient.touch() {
            faults.push(self.patient.id());
        }
        if !self.service.touch() {
            faults.push(self.service.id());
        }
        if !self.provider.touch() {
            faults.push(self.provider.id());
        }
        faults.extend(self.diagnoses.fault());
        for line in self.lines.iter_mut().filter(|line| !line.is_blank()) {
            faults.extend(line.fault());
        }
        faults.into_iter().next()
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        if self.is_saving {
            return Action::none();
        }
        if let Some(fault) = self.fault() {
            return Action::run(go_to(fault));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        self.is_saving = true;
        self.problem = None;
        let today = context.today;
        let draft = self.draft_of(false, Some(today));
        let save = async move { estimates::save(database, draft, author(), today).await };
        Action::run(Task::perform(save, Message::Saved))
    }

    fn saved(&mut self, id: EstimateId, context: &Context) -> Action<Message> {
        let dropped = Draft::drop(self.key(), context, Message::Dropped);
        // Nothing typed is left to keep.
        self.lines.clear();
        self.service.set_text("");
        self.diagnoses = Diagnoses::new();
        self.note.set_text("");
        let patient = self.patient.value().cloned();
        self.patient.clear();
        let estimate = Some(id);
        let words = format!("Estimate {id} is saved. P prints it.");
        Action::run(dropped)
            .and(Request::Replace(Route::Estimate { patient, estimate }))
            .and(Request::Notify(Notice::done(words)))
    }

    /// Puts what a refused save said beside its fields.
    fn refused(&mut self, error: &commands::Error) -> Action<Message> {
        self.is_saving = false;
        let commands::Error::Refused(findings) = error else {
            self.problem = Some(sentence(&error.to_string()));
            return Action::none();
        };
        let mut place = None;
        let mut others = Vec::new();
        for finding in findings.iter().filter(|it| it.is_error()) {
            match self.put(finding) {
                Some(id) => place = place.or(Some(id)),
                None => others.push(finding.sentence.clone()),
            }
        }
        if place.is_none() && findings.iter().any(|it| it.field.column == "lines") {
            place = self.lines.first().map(|line| line.code.id());
        }
        self.problem = (!others.is_empty()).then(|| others.join(" "));
        place.map_or_else(Action::none, |id| Action::run(go_to(id)))
    }

    fn put(&mut self, finding: &Finding) -> Option<Id> {
        let words = finding.sentence.as_str();
        if finding.field.record == Record::ServiceLine {
            let place = usize::from(finding.field.line?).checked_sub(1)?;
            return self
                .lines
                .get_mut(place)?
                .refuse(finding.field.column, words);
        }
        match finding.field.column {
            "patient_id" => {
                self.patient.refuse(words);
                Some(self.patient.id())
            }
            "service_on" => {
                self.service.refuse(words);
                Some(self.service.id())
            }
            "provider_id" => {
                self.provider.refuse(words);
                Some(self.provider.id())
            }
            "diagnoses" => self.diagnoses.refuse(words),
            "note" => {
                self.note.refuse(words);
                Some(self.note.id())
            }
            _ => None,
        }
    }

    fn remove(&mut self, context: &Context) -> Action<Message> {
        let Some(row) = self.row else {
            return Action::none();
        };
        let place = self.lines.iter().position(|line| line.row == row);
        let Some(place) = place.filter(|_| self.lines.len() > 1) else {
            return Action::none();
        };
        drop(self.lines.remove(place));
        let judged = self.follow(context);
        let next = place.min(self.lines.len() - 1);
        let id = self.lines[next].code.id();
        Action::run(Task::batch([judged, go_to(id)]))
    }

    fn provider_edited(&mut self, edit: typeahead::Edit) {
        if let Some(question) = self.provider.update(edit) {
            let all = self.providers.iter().map(choices::provider).collect();
            let fitting = choices::fitting(all, &question.text);
            self.provider.answer(question.serial, fitting);
        }
    }
}

/// Whether a field is not being typed in any more: what it holds is worth a judgement.
fn is_settled(edit: &form::Edit) -> bool {
    matches!(edit, form::Edit::Left | form::Edit::GhostTaken)
}

/// The same of a field with a list.
fn is_chosen(edit: &typeahead::Edit) -> bool {
    use typeahead::Edit::{GhostTaken, Left, RowTaken, Taken};
    matches!(edit, Left | Taken | RowTaken(_) | GhostTaken)
}

impl Screen for Estimate {
    type Message = Message;

    fn title(&self) -> String {
        "Good-faith estimate".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(SAVE, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        vec![
            Binding::new(
                TAKE,
                "Take all that is offered in grey",
                Message::OffersTaken,
            )
            .unshown(),
            Binding::new(REMOVE, "Remove the line", Message::RemovePressed).unshown(),
        ]
    }

    fn draft(&self) -> Option<Draft> {
        if !self.is_begun() {
            return None;
        }
        let kept = Kept {
            patient_text: self.patient.text().to_owned(),
            provider_text: self.provider.text().to_owned(),
            draft: self.draft_of(true, None),
        };
        Draft::new(self.key(), &kept)
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => return Action::run(self.loaded(loaded, context)),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::PatientEdited(edit) => {
                let is_settled = is_chosen(&edit);
                let question = self.patient.update(edit);
                if let (Some(question), Some(database)) = (question, context.database()) {
                    let serial = question.serial;
                    let found = who::find(database, question.text, context.today);
                    return Action::run(Task::perform(found, move |matches| {
                        Message::PatientsFound(serial, matches)
                    }));
                }
                if is_settled {
                    return Action::run(self.follow(context));
                }
            }
            Message::PatientsFound(serial, matches) => {
                self.patient.answer(serial, matches);
                // Tab came before the answer, which took her.
                if self.patient.value().is_some() {
                    return Action::run(self.follow(context));
                }
            }
            Message::ServiceEdited(edit) => {
                let is_settled = is_settled(&edit);
                self.service.update(edit);
                if is_settled {
                    return Action::run(self.follow(context));
                }
            }
            Message::ProviderEdited(edit) => self.provider_edited(edit),
            Message::DiagnosisEdited(place, edit) => {
                let is_settled = is_chosen(&edit);
                let asked = self.look_up_diagnosis(place, edit, context);
                let judged = if is_settled {
                    self.follow(context)
                } else {
                    Task::none()
                };
                return Action::run(Task::batch([asked, judged]));
            }
            Message::DiagnosesFound(place, serial, found) => {
                let found = found.unwrap_or_default();
                let matches = found.into_iter().map(choices::offered).collect();
                self.diagnoses.answer(place, serial, matches);
            }
            Message::NoteEdited(edit) => self.note.update(edit),
            Message::CodeEdited(row, edit) => {
                match edit {
                    typeahead::Edit::Entered => self.row = Some(row),
                    typeahead::Edit::Left if self.row == Some(row) => self.row = None,
                    _ => {}
                }
                let is_settled = is_chosen(&edit);
                let asked = self.look_up(row, edit, context);
                let judged = if is_settled {
                    self.follow(context)
                } else {
                    self.grow();
                    Task::none()
                };
                return Action::run(Task::batch([asked, judged]));
            }
            Message::CodesFound(row, serial, found) => {
                let found = found.unwrap_or_default();
                if let Some(line) = self.line_mut(row) {
                    let matches = found.into_iter().map(choices::offered).collect();
                    line.code.answer(serial, matches);
                    // Tab came before the answer, which took the code.
                    if line.code.value().is_some() {
                        return Action::run(self.follow(context));
                    }
                }
            }
            Message::CellEdited(row, cell, edit) => {
                match edit {
                    form::Edit::Entered => self.row = Some(row),
                    form::Edit::Left if self.row == Some(row) => self.row = None,
                    _ => {}
                }
                let is_settled = is_settled(&edit);
                if let Some(line) = self.line_mut(row) {
                    line.update(cell, edit);
                }
                if is_settled {
                    return Action::run(self.follow(context));
                }
                self.grow();
            }
            Message::Judged(serial, Ok(judgement)) if serial == self.serial => {
                return Action::run(self.judged(judgement, context));
            }
            Message::Judged(serial, Err(error)) if serial == self.serial => {
                self.takes_offers = false;
                return Action::failed(&error, context);
            }
            // What was typed then is not what stands there now.
            Message::Judged(..) => {}
            Message::OffersTaken => {
                // What is offered may be of what stood there before the field was left.
                self.takes_offers = true;
                return Action::run(self.follow(context));
            }
            Message::RemovePressed => return self.remove(context),
            Message::SavePressed => return self.save(context),
            Message::Saved(Ok(id)) => return self.saved(id, context),
            Message::Saved(Err(error)) => return self.refused(&error),
            Message::Dropped(Ok(())) => {}
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
