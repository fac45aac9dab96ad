//! What follows from every change: what is known about the patient, fees, what is offered in grey,
//! and what is wrong so far.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iced::Task;

use super::findings::{LineOf, placed};
use super::sheet::{DAY, DIAGNOSES};
use super::slot::{Place, Slot};
use super::{Message, Phase, Told, Visit, choices};
use crate::commands::visits::{self, Judgement, offer};
use crate::commands::{Error, lists};
use crate::domain::date;
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::{LineDraft, Pointers};
use crate::domain::fee::charge_for;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::domain::money::{Money, Quantity};
use crate::gui::action::Action;
use crate::gui::context::Context;
use crate::gui::form::Remark;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::Match;
use crate::gui::widget::window_list::Act;
use crate::store::Database;

/// How many letters a line points to at most (box 24E).
const MOST_POINTERS: usize = 4;

/// Reads what a new screen needs.
pub(super) async fn read_lists(database: Database) -> Result<choices::Lists, Error> {
    let providers = lists::providers(database.clone()).await?;
    let facilities = lists::facilities(database).await?;
    Ok(choices::Lists {
        providers: providers.into_iter().map(|it| it.value).collect(),
        facilities: facilities.into_iter().map(|it| it.value).collect(),
    })
}

async fn tell(
    database: Database,
    (patient, on): (PatientId, NaiveDate),
    except: Option<crate::domain::id::EncounterId>,
) -> Result<Told, Error> {
    let context = visits::context(database.clone(), patient, on, except).await?;
    let last_visit = match &context.last_visit {
        Some(last) => Some(visits::open(database, last.id.clone()).await?.draft),
        None => None,
    };
    Ok(Told {
        context,
        last_visit,
    })
}

impl Visit {
    /// Brings everything up to date with what is typed.
    pub(super) fn follow(&mut self, context: &Context) -> Task<Message> {
        if !matches!(self.phase, Phase::Typing) {
            return Task::none();
        }
        self.keep_a_blank_line(context.today);
        let Some(database) = context.database() else {
            return Task::none();
        };
        let mut tasks = vec![self.ask_context(&database, context.today)];
        tasks.extend(self.ask_fees(&database));
        tasks.push(self.ask_words(&database, context.today));
        tasks.push(self.ask_judgement(&database, context.today));
        self.offer_ghosts(context.today);
        self.tell_findings();
        Task::batch(tasks)
    }

    fn ask_context(&mut self, database: &Database, today: NaiveDate) -> Task<Message> {
        let wanted = self
            .patient()
            .map(|patient| (patient, self.day().unwrap_or(today)));
        if wanted == self.asked.context {
            return Task::none();
        }
        self.asked.context.clone_from(&wanted);
        let Some(wanted) = wanted else {
            self.known = super::Known::default();
            return Task::none();
        };
        let asked = wanted.clone();
        let told = tell(database.clone(), wanted, self.visit.clone());
        Task::perform(told, move |told| {
            Message::ContextTold(asked, Box::new(told))
        })
    }

    pub(super) fn context_told(
        &mut self,
        asked: (PatientId, NaiveDate),
        told: Result<Told, Error>,
        context: &Context,
    ) -> Action<Message> {
        if self.asked.context.as_ref() != Some(&asked) {
            return Action::none();
        }
        match told {
            Ok(told) => {
                let name = told.context.patient.name.to_string();
                let id = told.context.patient.id.to_string();
                if let Some(field) = self.head.picked_mut("patient_id")
                    && field.text() == id
                {
                    field.set(id, name);
                }
                self.known.context = Some(Box::new(told.context));
                self.known.last_visit = told.last_visit;
                self.dress();
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Gives values that came from a record the names that the lists have for them.
    pub(super) fn dress(&mut self) {
        let context = self.known.context.as_deref();
        let lists = &self.lists;
        let sheets = self.lines.iter_mut().map(|line| &mut line.sheet);
        for sheet in std::iter::once(&mut self.head).chain(sheets) {
            for (column, slot) in sheet.slots_mut() {
                let Slot::Picked(field) = slot else { continue };
                let Some(value) = field.value().cloned() else {
                    continue;
                };
                if field.text() == value
                    && field.caption().is_empty()
                    && let Some((text, caption)) = choices::shown(column, &value, lists, context)
                {
                    field.set(value, text);
                    field.set_caption(caption);
                }
            }
        }
    }

    fn ask_fees(&mut self, database: &Database) -> Vec<Task<Message>> {
        let day = self.head.value(DAY);
        let mut tasks = Vec::new();
        for line in &mut self.lines {
            let code = line.sheet.value("code");
            let own = line.sheet.value("from_on");
            let day = date::parse(if own.is_empty() { &day } else { &own });
            let wanted = day
                .ok()
                .filter(|_| !code.is_empty())
                .map(|day| (code, line.sheet.value("modifier1"), day));
            if wanted == line.priced {
                continue;
            }
            line.priced.clone_from(&wanted);
            line.fee = None;
            if let Some(asked) = wanted {
                let row = line.row;
                let (code, modifier, day) = asked.clone();
                let fee = visits::fee(database.clone(), None, code, modifier, day);
                tasks.push(Task::perform(fee, move |fee| {
                    Message::FeeTold(row, asked, fee)
                }));
            }
        }
        tasks
    }

    pub(super) fn fee_told(
        &mut self,
        row: u32,
        asked: &(String, String, NaiveDate),
        fee: Result<Option<Money>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match fee {
            Ok(fee) => {
                if let Some(line) = self.line_mut(row)
                    && line.priced.as_ref() == Some(asked)
                {
                    line.fee = fee;
                }
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Asks what codes are called that came without a list: from a record, or in haste.
    fn ask_words(&mut self, database: &Database, today: NaiveDate) -> Task<Message> {
        let mut diagnoses = Vec::new();
        let mut procedures = Vec::new();
        let unnamed = |slot: Option<&Slot>| match slot {
            Some(Slot::Picked(field)) if field.caption().is_empty() => field.value().cloned(),
            _ => None,
        };
        for column in DIAGNOSES {
            diagnoses.extend(unnamed(self.head.get(column)));
        }
        for line in &self.lines {
            procedures.extend(unnamed(line.sheet.get("code")));
        }
        diagnoses.retain(|code| !self.named.contains_key(code));
        procedures.retain(|code| !self.named.contains_key(code));
        for code in diagnoses.iter().chain(&procedures) {
            let _ = self.named.insert(code.clone(), String::new());
        }
        if diagnoses.is_empty() && procedures.is_empty() {
            self.name_codes();
            return Task::none();
        }
        let on = self.day().unwrap_or(today);
        let words = offer::words_of(database.clone(), diagnoses, procedures, on);
        Task::perform(words, Message::WordsTold)
    }

    pub(super) fn words_told(
        &mut self,
        words: Result<BTreeMap<String, String>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match words {
            Ok(words) => {
                self.named.extend(words);
                self.name_codes();
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Puts under each code what it is called, where that is known.
    fn name_codes(&mut self) {
        let named = &self.named;
        let codes = DIAGNOSES.into_iter().map(Some).chain([None]);
        for column in codes {
            let name = |slot: Option<&mut Slot>| {
                if let Some(Slot::Picked(field)) = slot
                    && field.caption().is_empty()
                    && let Some(words) = field.value().and_then(|code| named.get(code))
                {
                    field.set_caption(words.clone());
                }
            };
            match column {
                Some(column) => name(self.head.get_mut(column)),
                None => self
                    .lines
                    .iter_mut()
                    .for_each(|line| name(line.sheet.get_mut("code"))),
            }
        }
    }

    /// The visit as it is typed, without its empty lines.
    pub(super) fn drafts(&self) -> (EncounterDraft, Vec<LineDraft>) {
        let day = self.head.value(DAY);
        let id = self.visit.as_ref().map(ToString::to_string);
        let draft = self.head.draft(&[
            ("visit_id", id.as_deref().unwrap_or_default()),
            ("icd_indicator", &self.icd_indicator),
        ]);
        let lines: Vec<LineDraft> = self
            .lines
            .iter()
            .filter(|line| !line.is_blank())
            .map(|line| line.draft(&day))
            .collect();
        (
            draft,
            visits::numbered(id.as_deref().unwrap_or_default(), &lines),
        )
    }

    fn ask_judgement(&mut self, database: &Database, today: NaiveDate) -> Task<Message> {
        let drafts = self.drafts();
        if self.asked.is_judging || self.asked.judged.as_ref() == Some(&drafts) {
            return Task::none();
        }
        self.asked.judged = Some(drafts.clone());
        self.asked.is_judging = true;
        let (draft, lines) = drafts;
        let judged = visits::judge_draft(database.clone(), draft, lines, today);
        Task::perform(judged, |judged| Message::Judged(Box::new(judged)))
    }

    pub(super) fn judged(
        &mut self,
        judged: Result<Judgement, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.asked.is_judging = false;
        match judged {
            Ok(judgement) => {
                self.judgement = judgement;
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Offers what a key may take: what the last visit had, the fee, what is left to choose.
    fn offer_ghosts(&mut self, today: NaiveDate) {
        let day = self.last_used.day.unwrap_or(today);
        if let Some(field) = self.head.typed_mut(DAY) {
            field.set_ghost(Some(date::spoken(day)));
        }
        let used = &self.last_used.draft;
        let own = self.known.last_visit.clone().unwrap_or_default();
        let only = match self
            .lists
            .providers
            .iter()
            .filter(|it| it.can_render)
            .collect::<Vec<_>>()[..]
        {
            [only] => only.id.to_string(),
            _ => String::new(),
        };
        let or = |first: &str, other: &str| {
            let chosen = if first.is_empty() { other } else { first };
            chosen.to_owned()
        };
        let qualifier = or(&own.referring_qualifier, "DN");
        let has_referring = !self.head.is_blank("referring_provider_id");
        let offers = [
            (
                "rendering_provider_id",
                or(
                    &used.rendering_provider_id,
                    &or(&only, &own.rendering_provider_id),
                ),
            ),
            ("place_of_service", or(&used.place_of_service, "11")),
            ("facility_id", used.facility_id.clone()),
            ("referring_provider_id", own.referring_provider_id.clone()),
            (
                "referring_qualifier",
                if has_referring {
                    qualifier
                } else {
                    String::new()
                },
            ),
            ("authorization_id", self.fitting_authorization()),
        ];
        for (column, value) in offers {
            let context = self.known.context.as_deref();
            let offered = choices::choices(column, &self.lists, context)
                .into_iter()
                .flatten()
                .find(|found| found.value == value);
            self.offer(column, offered);
        }
        self.offer_in_lines();
    }

    fn offer(&mut self, column: &str, offered: Option<Match<String>>) {
        if let Some(field) = self.head.picked_mut(column) {
            field.offer(offered);
        }
    }

    /// The one authorization that covers the day and has units left.
    fn fitting_authorization(&self) -> String {
        let all = self.known.context.iter().flat_map(|it| &it.authorizations);
        let mut open =
            all.filter(|it| it.is_in_force && it.left.is_none_or(|left| left.thousandths() > 0));
        match (open.next(), open.next()) {
            (Some(only), None) => only.authorization.id.to_string(),
            _ => String::new(),
        }
    }

    fn offer_in_lines(&mut self) {
        let letters: String = DIAGNOSES
            .iter()
            .enumerate()
            .filter(|(_, column)| !self.head.is_blank(column))
            .map(|(position, _)| Pointers::letter(position))
            .take(MOST_POINTERS)
            .collect();
        for line in &mut self.lines {
            let is_begun = !line.sheet.is_blank("code");
            let units = line.sheet.value("units").parse().unwrap_or(Quantity::ONE);
            let charge = line.fee.and_then(|fee| charge_for(fee, units));
            let mut offer = |column: &str, ghost: Option<String>| {
                if let Some(field) = line.sheet.typed_mut(column) {
                    field.set_ghost(ghost.filter(|text| is_begun && !text.is_empty()));
                }
            };
            offer("pointers", Some(letters.clone()));
            offer("units", Some("1".to_owned()));
            offer("charge", charge.map(|charge| charge.to_string()));
        }
    }

    /// Puts each finding at its field and into the list, as soon as it is time to say it.
    /// The field of this screen that a record's field stands at.
    pub(super) fn place_of(&self, field: FieldRef) -> Option<Place> {
        let drafts = self.drafts().1;
        let field = match field.column {
            // The edition follows from the codes.
            "icd_indicator" => FieldRef::of(field.record, DIAGNOSES[0]),
            _ => field,
        };
        let finding = Finding::warning("pointed", field, "");
        placed(&finding, &self.head, &self.lines_of(&drafts)).place
    }

    /// The lines with something in them, under the numbers that they will have.
    fn lines_of(&self, drafts: &[LineDraft]) -> Vec<LineOf<'_>> {
        let typed = self.lines.iter().filter(|line| !line.is_blank());
        typed
            .zip(drafts)
            .filter_map(|(line, draft)| {
                Some(LineOf {
                    number: draft.line.parse().ok()?,
                    row: line.row,
                    sheet: &line.sheet,
                })
            })
            .collect()
    }

    pub(super) fn tell_findings(&mut self) {
        let (_, drafts) = self.asked.judged.clone().unwrap_or_default();
        let lines = self.lines_of(&drafts);
        let mut findings: Vec<_> = self
            .judgement
            .findings
            .iter()
            .map(|finding| {
                let mut placed = placed(finding, &self.head, &lines);
                let field = finding.field;
                // That there is no line yet is put right where the first one begins.
                if field.record == Record::ServiceLine && field.line.is_none() {
                    let first = self.lines.first();
                    placed.place = first.map(|line| Place::line(line.row, "code"));
                }
                (finding, placed)
            })
            .filter(|(finding, placed)| self.is_due(finding, placed.place, !lines.is_empty()))
            .map(|(_, placed)| placed)
            .collect();
        findings.sort_by_key(|placed| !placed.is_error);
        findings.dedup();
        let sheets = self.lines.iter_mut().map(|line| &mut line.sheet);
        for sheet in std::iter::once(&mut self.head).chain(sheets) {
            sheet
                .slots_mut()
                .for_each(|(_, slot)| slot.set_remark(None));
        }
        // Errors come first, and the first one stands at the field.
        for found in findings.iter().rev() {
            let remark = Remark {
                is_error: found.is_error,
                sentence: found.sentence.clone(),
            };
            if let Some(slot) = found.place.and_then(|place| self.slot_mut(place)) {
                slot.set_remark(Some(remark));
            }
        }
        if self.selection.row.is_some_and(|row| row >= findings.len()) {
            self.selection.row = None;
        }
        self.findings = findings;
    }

    /// Nobody is told that something is missing that she has not come to yet.
    fn is_due(&self, finding: &Finding, place: Option<Place>, has_lines: bool) -> bool {
        if self.is_reviewed {
            return true;
        }
        match place {
            Some(place) if self.touched.contains(&place) => true,
            Some(Place { row: Some(row), .. }) => {
                let is_at_it = self.focused.is_some_and(|at| at.row == Some(row));
                let was_in_it = self.touched.iter().any(|place| place.row == Some(row));
                was_in_it && !is_at_it
            }
            Some(_) => finding.field.record != Record::Encounter && has_lines,
            None => has_lines,
        }
    }

    pub(super) fn listed(&mut self, act: Act) -> Action<Message> {
        self.selection.apply(act);
        match act {
            Act::Opened(row) => self.go_to_finding(row),
            _ => Action::none(),
        }
    }

    /// Walks to the next finding that has a field here, round and round.
    pub(super) fn next_finding(&mut self) -> Action<Message> {
        self.is_reviewed = true;
        self.tell_findings();
        let total = self.findings.len();
        let after = self.selection.row.map_or(0, |row| row + 1);
        let next = (after..after + total).map(|row| row % total.max(1)).next();
        match next {
            Some(row) => {
                self.selection.row = Some(row);
                self.go_to_finding(row)
            }
            None => Action::none(),
        }
    }

    fn go_to_finding(&mut self, row: usize) -> Action<Message> {
        match self.findings.get(row).and_then(|found| found.place) {
            Some(place) => self.go_to(place),
            None => Action::run(go_to(super::view::FINDINGS)),
        }
    }

    /// Gives the focus to a field, bringing it out where it is out of sight.
    pub(super) fn go_to(&mut self, place: Place) -> Action<Message> {
        match place.row {
            None if super::sheet::circumstances().any(|it| it == place.column) => {
                self.has_circumstances = true;
            }
            Some(row) if super::sheet::details().any(|it| it == place.column) => {
                if let Some(line) = self.line_mut(row) {
                    line.has_details = true;
                }
            }
            _ => {}
        }
        Action::run(go_to(place.id()))
    }

    /// The patient's part, as far as her card says; `None` where it does not.
    pub(super) fn estimate(&self) -> Option<(Money, &'static str)> {
        let context = self.known.context.as_ref()?;
        match context.coverages.first() {
            None => Some((self.judgement.total, "no coverage")),
            Some(primary) => primary.coverage.copay.map(|copay| (copay, "copay")),
        }
    }
}
