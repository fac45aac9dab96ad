//! Beginning, keeping and saving a visit: drafts, the same as last time, replacements.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iced::Task;
use serde::{Deserialize, Serialize};

use super::follow::read_lists;
use super::sheet::{self, DAY, Sheet};
use super::slot::{self, Place, shown_date};
use super::stack::Stack;
use super::{After, Asked, Known, LastUsed, Message, Phase, Start, Visit};
use crate::commands::Saving;
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::visits::offer::last_entered;
use crate::commands::visits::{self, Judgement, Opened, Repeated, SavedVisit};
use crate::commands::{Error, Version, patients};
use crate::domain::claim::ClaimStatus;
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::finding::Finding;
use crate::domain::id::EncounterId;
use crate::gui::action::{Action, PaperWanted, Request, Route};
use crate::gui::app::focus_on;
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;
use crate::store::Database;

/// The kind of this form among the drafts.
pub(super) const KIND: DraftKind = DraftKind::Visit;

/// A form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    visit: BTreeMap<String, slot::Kept>,
    lines: Vec<KeptLine>,
    /// The version of the visit that was opened: what others saved since is a conflict, not a loss.
    seen: Option<i64>,
}

impl Kept {
    /// What was typed, to tell one form from another.
    fn typed(self) -> String {
        let bare = |cells: BTreeMap<String, slot::Kept>| {
            let cells = cells.into_iter();
            cells.map(|(column, kept)| (column, kept.bare())).collect()
        };
        let lines = self.lines.into_iter().map(|line| KeptLine {
            number: line.number,
            cells: bare(line.cells),
        });
        let typed = Self {
            visit: bare(self.visit),
            lines: lines.collect(),
            seen: None,
        };
        text_of(&typed)
    }
}

/// Texts by column: JSON always takes them.
fn text_of(kept: &Kept) -> String {
    serde_json::to_string(kept).unwrap_or_default()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct KeptLine {
    number: String,
    cells: BTreeMap<String, slot::Kept>,
}

/// The draft of a form; some windows keep the text of it and some the value.
async fn kept(database: Database, key: DraftKey) -> Result<Option<Kept>, Error> {
    let found: Option<serde_json::Value> = drafts::load(database, key).await?;
    Ok(match found {
        Some(serde_json::Value::String(text)) => serde_json::from_str(&text).ok(),
        Some(value) => serde_json::from_value(value).ok(),
        None => None,
    })
}

async fn read_start(
    database: Database,
    visit: Option<EncounterId>,
    key: DraftKey,
) -> Result<Start, Error> {
    let opened = match visit {
        Some(visit) => Some(visits::open(database.clone(), visit).await?),
        None => None,
    };
    Ok(Start {
        lists: read_lists(database.clone()).await?,
        last: last_entered(database.clone()).await?,
        kept: kept(database.clone(), key).await?,
        stack: visits::open_stack(database, author()).await?,
        opened,
    })
}

impl Visit {
    pub(super) fn draft_key(&self) -> String {
        match (&self.visit, &self.preset) {
            (Some(visit), _) => visit.to_string(),
            (None, Some(patient)) => format!("patient {patient}"),
            (None, None) => "new".to_owned(),
        }
    }

    fn key(&self) -> DraftKey {
        DraftKey::new(KIND, self.draft_key())
    }

    pub(super) fn start(&self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let begin = read_start(database, self.visit.clone(), self.key());
        let started = Task::perform(begin, |start| Message::Started(Box::new(start)));
        let first = match (&self.visit, &self.preset) {
            (None, None) => "visit-patient_id",
            _ => "visit-dos",
        };
        focus_on(first).chain(started)
    }

    pub(super) fn started(
        &mut self,
        start: Result<Start, Error>,
        context: &Context,
    ) -> Action<Message> {
        let start = match start {
            Ok(start) => start,
            Err(error) => {
                self.phase = Phase::Closed {
                    sentence: crate::gui::notice::sentence(&error.to_string()),
                    is_printed: false,
                };
                return Action::none();
            }
        };
        self.lists = start.lists;
        if self.last_used.day.is_none() {
            self.last_used.draft = start.last.unwrap_or_default();
        }
        self.phase = Phase::Typing;
        if let Some(opened) = start.opened {
            if let Err(sentence) = self.open(opened, context.today) {
                self.phase = Phase::Closed {
                    sentence,
                    is_printed: true,
                };
                return Action::none();
            }
            self.dress();
            self.begun = self.typed_text();
        }
        if self.stack.is_none() {
            self.stack = start.stack.map(Stack::restored);
        }
        let mut told = Vec::new();
        if let Some(kept) = start.kept
            && kept.clone().typed() != self.begun
        {
            let seen = kept.seen.map(Version).filter(|_| self.visit.is_some());
            if seen.is_some() && seen != self.seen {
                self.seen = seen;
                told.push(Request::Notify(Notice::warning(
                    "This visit was saved anew after you typed what stands here, so yours cannot be saved over it. Start over to see it as it is now.",
                )));
            }
            self.restore(kept, context.today);
        }
        let pointed = self.pointed.take().and_then(|field| self.place_of(field));
        let action = match (&self.visit, pointed) {
            (_, Some(place)) => self.go_to(place),
            (Some(_), None) => Action::run(go_to(Place::head(DAY).id())),
            (None, None) => Action::none(),
        };
        told.into_iter().fold(action, Action::and)
    }

    /// Puts in the patient whom the visit was opened for.
    pub(super) fn name_preset(&mut self) {
        if let Some(patient) = self.preset.as_ref().map(ToString::to_string)
            && let Some(field) = self.head.picked_mut("patient_id")
        {
            // Her name follows with what is known about her.
            field.set(patient.clone(), patient);
        }
    }

    /// Takes over a saved visit.
    ///
    /// # Errors
    /// A sentence when its claim was printed.
    fn open(&mut self, opened: Opened, today: NaiveDate) -> Result<(), String> {
        if opened.is_printed() {
            let printed = opened
                .claims
                .iter()
                .find(|claim| !claim.status.is_unprinted());
            let claim = printed.map(|it| it.id.to_string()).unwrap_or_default();
            return Err(format!(
                "Claim {claim} of this visit was printed, so the visit stays as the payer has it. To bill it differently, make a replacement: a new visit with everything copied, which goes out with resubmission code 7."
            ));
        }
        self.seen = Some(opened.seen);
        self.fill(&opened.draft, &opened.lines, today);
        self.is_reviewed = true;
        Ok(())
    }

    /// Puts in what a record's drafts hold. The day that most lines share is the visit's.
    fn fill(&mut self, draft: &EncounterDraft, lines: &[LineDraft], today: NaiveDate) {
        self.icd_indicator.clone_from(&draft.icd_indicator);
        self.head.fill(draft);
        let day = lines.first().map(|line| line.from_on.clone());
        if let (Some(day), Some(field)) = (&day, self.head.typed_mut(DAY)) {
            field.set_text(shown_date(day));
        }
        self.empty_lines(lines.len(), today);
        for (line, draft) in self.lines.iter_mut().zip(lines) {
            line.number.clone_from(&draft.line);
            let mut draft = draft.clone();
            if Some(&draft.from_on) == day.as_ref() {
                draft.from_on.clear();
            }
            line.sheet.fill(&draft);
        }
        self.keep_a_blank_line(today);
        self.has_circumstances = sheet::circumstances().any(|column| !self.head.is_blank(column));
    }

    /// Leaves so many lines, all of them empty.
    fn empty_lines(&mut self, count: usize, today: NaiveDate) {
        self.lines.truncate(count);
        for line in &mut self.lines {
            line.sheet = Sheet::of_line(line.row, today);
            line.number.clear();
            line.priced = None;
            line.fee = None;
        }
        while self.lines.len() < count {
            self.add_line(today);
        }
    }

    /// What is typed, as a draft keeps it.
    pub(super) fn content(&self) -> String {
        text_of(&self.kept())
    }

    /// What is typed, to tell whether anything is.
    pub(super) fn typed_text(&self) -> String {
        self.kept().typed()
    }

    fn kept(&self) -> Kept {
        let lines = self.lines.iter().map(|line| KeptLine {
            number: line.number.clone(),
            cells: line.sheet.keep(),
        });
        Kept {
            visit: self.head.keep(),
            lines: lines.filter(|line| !line.cells.is_empty()).collect(),
            seen: self.seen.map(|Version(seen)| seen),
        }
    }

    fn restore(&mut self, kept: Kept, today: NaiveDate) {
        self.head.restore(kept.visit);
        self.empty_lines(kept.lines.len(), today);
        for (line, kept) in self.lines.iter_mut().zip(kept.lines) {
            line.number = kept.number;
            line.sheet.restore(kept.cells);
        }
        self.keep_a_blank_line(today);
        self.has_circumstances = sheet::circumstances().any(|column| !self.head.is_blank(column));
        self.is_restored = true;
        self.is_reviewed = true;
        self.dress();
    }

    /// Empties the form for the next visit.
    fn clear(&mut self, today: NaiveDate) {
        self.seen = None;
        self.icd_indicator.clear();
        self.head = Sheet::of_visit(today);
        self.lines.clear();
        self.add_line(today);
        self.known = Known::default();
        self.judgement = Judgement::default();
        self.findings.clear();
        self.selection.row = None;
        self.asked = Asked::default();
        self.focused = None;
        self.row = None;
        self.touched.clear();
        self.is_reviewed = false;
        self.has_circumstances = false;
        self.is_restored = false;
        self.name_preset();
        self.begun = self.typed_text();
    }

    /// Drops the draft that was restored and begins again.
    pub(super) fn start_over(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let key = self.key();
        let visit = self.visit.clone();
        self.clear(context.today);
        self.phase = Phase::Loading;
        let again = async move {
            drafts::drop(database.clone(), key.clone()).await?;
            read_start(database, visit, key).await
        };
        let started = Task::perform(again, |start| Message::Started(Box::new(start)));
        Action::run(focus_on("visit-patient_id").chain(started))
    }

    pub(super) fn same_as_last(&mut self, context: &Context) -> Action<Message> {
        let (Some(database), Some(patient)) = (context.database(), self.patient()) else {
            return warned("Choose the patient first; then F9 copies the last visit.");
        };
        let has_codes = sheet::DIAGNOSES
            .iter()
            .any(|column| !self.head.is_blank(column));
        if has_codes || self.lines.iter().any(|line| !line.is_blank()) {
            return warned(
                "Diagnoses or lines are typed already, and F9 would replace them. Remove them first.",
            );
        }
        let today = context.today;
        let on = self.day().unwrap_or(today);
        if let Some(field) = self.head.typed_mut(DAY)
            && field.text().is_empty()
        {
            field.set_text(crate::domain::date::spoken(on));
        }
        let again = visits::same_as_last(database, patient, on, today);
        Action::run(Task::perform(again, |again| {
            Message::Repeated(Box::new(again))
        }))
    }

    pub(super) fn repeated(
        &mut self,
        repeated: Result<Option<Repeated>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match repeated {
            Ok(Some(repeated)) => {
                self.copy(&repeated, context.today);
                let first = self.lines.first().map_or(0, |line| line.row);
                Action::run(go_to(Place::line(first, "code").id()))
            }
            Ok(None) => warned("This patient has no earlier visit to copy."),
            Err(error) => Action::failed(&error, context),
        }
    }

    fn copy(&mut self, repeated: &Repeated, today: NaiveDate) {
        let patient = self.head.get("patient_id").map(slot::Slot::keep);
        self.fill(&repeated.draft, &repeated.lines, today);
        for line in &mut self.lines {
            line.number.clear();
        }
        if let (Some(kept), Some(field)) = (patient, self.head.get_mut("patient_id"))
            && kept.value.is_some()
        {
            field.restore(kept);
        }
        self.dress();
        self.is_reviewed = true;
    }

    pub(super) fn replacement(&mut self, context: &Context) -> Action<Message> {
        let (Some(database), Some(visit)) = (context.database(), self.visit.clone()) else {
            return Action::none();
        };
        let again = visits::replacement(database, visit, context.today);
        Action::run(Task::perform(again, |again| {
            Message::Replaced(Box::new(again))
        }))
    }

    pub(super) fn replaced(
        &mut self,
        replaced: Result<Repeated, Error>,
        context: &Context,
    ) -> Action<Message> {
        match replaced {
            Ok(repeated) => {
                self.visit = None;
                self.clear(context.today);
                self.phase = Phase::Typing;
                self.copy(&repeated, context.today);
                self.has_circumstances = true;
                Action::run(go_to(Place::head("original_reference").id()))
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    pub(super) fn save(&mut self, after: After, context: &Context) -> Action<Message> {
        let Some(database) = context.database().filter(|_| self.is_typing()) else {
            return Action::none();
        };
        self.is_reviewed = true;
        if let Some(place) = self.first_fault() {
            return self.go_to(place);
        }
        self.phase = Phase::Saving;
        let (draft, lines) = self.drafts();
        let seen = self.seen;
        let today = context.today;
        let key = self.key();
        let patient = self.patient();
        let save = async move {
            let saving = Saving {
                seen,
                ..Saving::new(author(), today).ending(key)
            };
            let saved = visits::save(database.clone(), draft, lines, saving).await?;
            if let Some(patient) = patient {
                let _ = patients::opened(database, patient).await;
            }
            Ok(saved)
        };
        Action::run(Task::perform(save, move |saved| {
            Message::Saved(after, Box::new(saved))
        }))
    }

    /// The first field whose own text cannot be read.
    fn first_fault(&mut self) -> Option<Place> {
        let mut fault = None;
        for (column, slot) in self.head.slots_mut() {
            if !slot.touch() && fault.is_none() {
                fault = Some(Place::head(column));
            }
        }
        for line in &mut self.lines {
            let row = line.row;
            for (column, slot) in line.sheet.slots_mut() {
                if !slot.touch() && fault.is_none() {
                    fault = Some(Place::line(row, column));
                }
            }
        }
        fault
    }

    pub(super) fn saved(
        &mut self,
        after: After,
        saved: Result<SavedVisit, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.phase = Phase::Typing;
        let saved = match saved {
            Ok(saved) => saved,
            Err(Error::Refused(findings)) => {
                self.judgement.findings = findings;
                self.tell_findings();
                self.selection.row = None;
                return self.next_finding();
            }
            Err(error) => return Action::failed(&error, context),
        };
        let notice = Request::Notify(Notice::done(saved_words(&saved)));
        self.last_used = LastUsed {
            day: self.day(),
            draft: self.drafts().0,
        };
        let stack = self.ask_entered(context);
        let is_new = self.visit.is_none();
        self.begun = self.typed_text();
        if is_new {
            self.preset = None;
            self.clear(context.today);
        }
        let action = match after {
            After::Next => Action::run(focus_on("visit-patient_id").chain(stack)),
            After::Leave => Action {
                requests: vec![Request::Close],
                task: stack,
            },
            After::Papers => {
                let patient = self.last_used.draft.patient_id.parse();
                let papers = patient.map(|patient| {
                    let wanted = Some(PaperWanted::WalkOut(saved.id.clone()));
                    Request::Replace(Route::Papers { patient, wanted })
                });
                Action {
                    requests: vec![papers.unwrap_or(Request::Close)],
                    task: stack,
                }
            }
        };
        Action {
            requests: action.requests.into_iter().chain([notice]).collect(),
            task: action.task,
        }
    }
}

/// What was saved, in words without a patient's name.
fn saved_words(saved: &SavedVisit) -> String {
    let Some(claim) = &saved.claim else {
        return format!(
            "Visit {} is saved; it makes no claim that is still to be printed.",
            saved.id
        );
    };
    let n_errors = claim
        .findings
        .iter()
        .filter(|it| Finding::is_error(it))
        .count();
    match (claim.status, n_errors) {
        (ClaimStatus::Ready, _) => {
            format!(
                "Visit {} is saved; claim {} is ready to print.",
                saved.id, claim.id
            )
        }
        (_, 1) => format!(
            "Visit {} is saved; one error keeps claim {} from printing.",
            saved.id, claim.id
        ),
        (_, n_errors) => format!(
            "Visit {} is saved; {n_errors} errors keep claim {} from printing.",
            saved.id, claim.id
        ),
    }
}

fn warned(sentence: &str) -> Action<Message> {
    Action::request(Request::Notify(Notice::warning(sentence)))
}
