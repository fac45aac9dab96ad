//! Agree with an account on paying in parts, see how far each plan is paid, and end one.

use std::collections::BTreeSet;

use iced::{Element, Task};

use super::ask::{self, Ask, Group, Next, reason};
use super::give::{self, Give};
use super::{Draft, Screen};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::ledger::payments::{self, Family, OwedLine};
use crate::commands::plans::{self, PlanRow};
use crate::commands::{self};
use crate::domain::id::{ChargeLineId, PatientId, PlanId};
use crate::domain::plan::PlanEnd;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

mod form;
mod paper;
mod view;

use form::{Form, Kept, SAVE};

pub const PLANS: &str = "plan-list";
pub const LINES: &str = "plan-lines";
const CAUSE: &str = "plan-end-cause";
const REASON: &str = "plan-end-reason";

/// Why a plan can be ended, in the order of the choices.
const CAUSES: [(PlanEnd, &str); 3] = [
    (PlanEnd::Paid, "Paid"),
    (PlanEnd::Broken, "Broken: installments were missed"),
    (PlanEnd::Canceled, "Canceled"),
];

#[derive(Debug)]
pub struct Plan {
    patient: PatientId,
    /// The lines that were marked where it was opened.
    wanted: Vec<ChargeLineId>,
    facts: Option<Box<Facts>>,
    plans: Selection,
    schedule: Selection,
    form: Option<Form>,
    ending: Option<(PlanId, Ask)>,
    /// The agreement on paper.
    give: Option<Give>,
}

/// What is known of the account.
#[derive(Debug, Clone)]
pub struct Facts {
    family: Family,
    /// The lines that a plan can cover.
    free: Vec<OwedLine>,
    plans: Vec<PlanRow>,
}

/// What the screen starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    facts: Facts,
    kept: Option<Kept>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Box<Loaded>, commands::Error>),
    Read(Result<Box<Loaded>, commands::Error>),
    Resumed,
    PlanListed(Act),
    ScheduleListed(Act),
    NewPressed,
    EndPressed,
    AccountPressed,
    Form(form::Message),
    Agreed(Result<PlanId, commands::Error>),
    DiscardPressed,
    Dropped(Result<(), commands::Error>),
    Ask(ask::Message),
    Ended(Result<(), commands::Error>),
    PrintPressed,
    Give(give::Message),
    Left,
}

async fn load(
    database: Database,
    patient: PatientId,
    key: DraftKey,
    today: chrono::NaiveDate,
) -> Result<Box<Loaded>, commands::Error> {
    let facts = Facts {
        family: payments::family(database.clone(), patient.clone()).await?,
        free: plans::open_lines(database.clone(), patient.clone()).await?,
        plans: plans::of_guarantor(database.clone(), patient, today).await?,
    };
    let kept = drafts::load(database, key).await?;
    Ok(Box::new(Loaded { facts, kept }))
}

impl Plan {
    pub fn new(
        patient: PatientId,
        wanted: Vec<ChargeLineId>,
        context: &Context,
    ) -> (Self, Task<Message>) {
        let screen = Self {
            patient,
            wanted,
            facts: None,
            plans: Selection::default(),
            schedule: Selection::default(),
            form: None,
            ending: None,
            give: None,
        };
        let task = screen.read(context, Message::Loaded);
        (screen, task)
    }

    fn key(&self) -> DraftKey {
        DraftKey::new(DraftKind::Plan, self.patient.as_str())
    }

    fn read(
        &self,
        context: &Context,
        message: fn(Result<Box<Loaded>, commands::Error>) -> Message,
    ) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(
                load(database, self.patient.clone(), self.key(), context.today),
                message,
            ),
            None => Task::none(),
        }
    }

    /// Shows what was read: what was typed before, else the plans, else a new one where the account
    /// has none.
    fn loaded(&mut self, loaded: Loaded, context: &Context) -> Task<Message> {
        let Loaded { facts, kept } = loaded;
        let has_plans = !facts.plans.is_empty();
        let free: BTreeSet<ChargeLineId> = facts.free.iter().map(line_of).collect();
        let wanted = self.wanted.iter().copied().filter(|id| free.contains(id));
        let wanted: BTreeSet<ChargeLineId> = wanted.collect();
        self.take_facts(facts);
        if let Some(kept) = kept {
            let mut form = Form::new(context.today, BTreeSet::new(), self.n_free());
            form.restore(kept, &free);
            self.form = Some(form);
        } else if !wanted.is_empty() || !has_plans && !free.is_empty() {
            let marks = if wanted.is_empty() { free } else { wanted };
            self.form = Some(Form::new(context.today, marks, self.n_free()));
        }
        if self.form.is_some() {
            Task::batch([self.look(context), go_to(LINES)])
        } else {
            go_to(PLANS)
        }
    }

    fn n_free(&self) -> usize {
        self.facts.as_ref().map_or(0, |facts| facts.free.len())
    }

    fn take_facts(&mut self, facts: Facts) {
        let count = facts.plans.len();
        let first = (count > 0).then_some(0);
        self.plans.row = self.plans.row.filter(|row| *row < count).or(first);
        self.facts = Some(Box::new(facts));
    }

    fn selected(&self) -> Option<&PlanRow> {
        self.facts.as_ref()?.plans.get(self.plans.row?)
    }

    /// Whether the marked plan can be ended.
    fn stands(&self) -> bool {
        self.selected().is_some_and(|row| row.kept.end.is_none())
    }

    /// Computes the schedule anew from what is typed.
    fn look(&mut self, context: &Context) -> Task<Message> {
        let patient = self.patient.clone();
        let (Some(form), Some(database)) = (&mut self.form, context.database()) else {
            return Task::none();
        };
        let Some((serial, draft)) = form.question(&patient) else {
            return Task::none();
        };
        let looked = plans::preview(database, draft, context.today);
        Task::perform(looked, move |plan| {
            Message::Form(form::Message::Looked(serial, Box::new(plan)))
        })
    }

    fn begin(&mut self, context: &Context) -> Action<Message> {
        if self.n_free() == 0 {
            return Action::request(Request::Notify(Notice::warning(
                "The account owes nothing that is on no plan yet; there is nothing to agree on.",
            )));
        }
        let free = self.facts.iter().flat_map(|facts| &facts.free);
        let marks = free.map(line_of).collect();
        self.form = Some(Form::new(context.today, marks, self.n_free()));
        Action::run(Task::batch([self.look(context), go_to(LINES)]))
    }

    fn agree(&mut self, context: &Context) -> Action<Message> {
        let patient = self.patient.clone();
        let (Some(form), Some(database)) = (&mut self.form, context.database()) else {
            return Action::none();
        };
        if form.is_saving {
            return Action::none();
        }
        if let Some(fault) = form.first_fault() {
            return Action::run(go_to(fault));
        }
        form.is_saving = true;
        let draft = form.draft(&patient);
        let today = context.today;
        let agree = async move { plans::agree(database, draft, author(), today).await };
        Action::run(Task::perform(agree, Message::Agreed))
    }

    fn agreed(
        &mut self,
        result: Result<PlanId, commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(id) => {
                self.form = None;
                self.plans.row = Some(0);
                let words = format!("Payment plan {id} is agreed; statements ask for its parts.");
                Action::run(
                    self.dropped(context)
                        .chain(self.read(context, Message::Read)),
                )
                .and(Request::Notify(Notice::done(words)))
            }
            Err(error) => match self.form.as_mut().map(|form| form.refuse(&error)) {
                Some(Some(id)) => Action::run(go_to(id)),
                _ => Action::none(),
            },
        }
    }

    /// The draft goes.
    fn dropped(&self, context: &Context) -> Task<Message> {
        Draft::drop(self.key(), context, Message::Dropped)
    }

    fn ask_end(&mut self) -> Action<Message> {
        let Some(row) = self.selected().filter(|row| row.kept.end.is_none()) else {
            return Action::none();
        };
        let usual = if row.state.is_paid() { 0 } else { 1 };
        let words = CAUSES.iter().map(|(_, word)| (*word).to_owned());
        let ask = Ask::new(format!("End payment plan {}", row.kept.id), "End the plan")
            .explain(
                "What is still owed on its lines is asked for again at once. No account changes.",
            )
            .with_groups(vec![
                Group::new(CAUSE, "Why", words.collect()).at(Some(usual)),
            ])
            .with_fields(
                vec![("reason", reason(REASON, "In a few words").1)],
                vec![vec![("reason", 0.0)]],
            )
            .destructive();
        self.ending = Some((row.kept.id, ask));
        Action::run(go_to(CAUSE))
    }

    fn asked(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        let Some((id, ask)) = &mut self.ending else {
            return Action::none();
        };
        match ask.update(message) {
            Some(Next::Leave) => {
                self.ending = None;
                Action::run(go_to(PLANS))
            }
            Some(Next::Go) => {
                let Some(database) = context.database() else {
                    return Action::none();
                };
                if let Err(place) = ask.begin() {
                    return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
                }
                let cause = ask.chosen(CAUSE).and_then(|idx| CAUSES.get(idx));
                let cause = cause.map_or(PlanEnd::Canceled, |(cause, _)| *cause);
                let words = ask.fields.text("reason").to_owned();
                let (id, today) = (*id, context.today);
                let end =
                    async move { plans::end(database, id, cause, words, author(), today).await };
                Action::run(Task::perform(end, Message::Ended))
            }
            Some(Next::Look) | None => Action::none(),
        }
    }

    fn ended(&mut self, result: Result<(), commands::Error>, context: &Context) -> Action<Message> {
        let Some((id, ask)) = &mut self.ending else {
            return Action::none();
        };
        match result {
            Ok(()) => {
                let words = format!("Payment plan {id} has ended.");
                self.ending = None;
                Action::run(self.read(context, Message::Read).chain(go_to(PLANS)))
                    .and(Request::Notify(Notice::done(words)))
            }
            Err(error) => match ask.refuse(&error) {
                Some(id) => Action::run(go_to(id)),
                None => Action::none(),
            },
        }
    }

    /// The form is put away; what was typed waits.
    fn left(&mut self, context: &Context) -> Action<Message> {
        if self.ending.take().is_some() {
            return Action::run(go_to(PLANS));
        }
        let has_plans = self.facts.as_ref().is_some_and(|it| !it.plans.is_empty());
        if !has_plans || self.form.as_ref().is_none_or(Form::is_changed) {
            return Action::request(Request::Close);
        }
        self.form = None;
        Action::run(Task::batch([self.dropped(context), go_to(PLANS)]))
    }

    fn form(&mut self, message: form::Message, context: &Context) -> Action<Message> {
        let lines = self.facts.iter().flat_map(|facts| &facts.free);
        let lines: Vec<ChargeLineId> = lines.map(line_of).collect();
        let Some(form) = &mut self.form else {
            return Action::none();
        };
        match message {
            form::Message::AgreePressed => self.agree(context),
            message => {
                if form.update(message, &lines) {
                    return Action::run(self.look(context));
                }
                Action::none()
            }
        }
    }
}

fn line_of(line: &OwedLine) -> ChargeLineId {
    line.owed.line.line
}

impl Screen for Plan {
    type Message = Message;

    fn title(&self) -> String {
        match (&self.form, &self.facts) {
            (Some(_), _) => "Agree on a payment plan".to_owned(),
            (None, _) => "Payment plans".to_owned(),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        if self.ending.is_some() || self.give.is_some() {
            return None;
        }
        if self.form.is_some() {
            let agree = Message::Form(form::Message::AgreePressed);
            return Some(Binding::new(SAVE, "Agree", agree));
        }
        Some(Binding::new(
            Stroke::sign('n'),
            "New plan",
            Message::NewPressed,
        ))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some((_, ask)) = &self.ending {
            let bindings = ask.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Ask)).collect();
        }
        if let Some(give) = &self.give {
            let bindings = give.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Give)).collect();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let account = sign('o', "Account", Message::AccountPressed);
        if self.form.is_some() {
            let mark = Message::Form(form::Message::MarkPressed);
            let all = Message::Form(form::Message::AllPressed);
            return vec![
                sign(' ', "Take the line in, or leave it out", mark).unshown(),
                sign('m', "Mark all, or none", all).unshown(),
                account,
            ];
        }
        let mut bindings = vec![account];
        if self.selected().is_some() {
            bindings.push(sign('p', "Print the agreement", Message::PrintPressed));
        }
        if self.stands() {
            bindings.push(sign('e', "End the plan", Message::EndPressed));
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        if let Some(give) = &self.give {
            return Some(Message::Give(give.back()));
        }
        let has_plans = self.facts.as_ref().is_some_and(|it| !it.plans.is_empty());
        let is_typing = self.form.as_ref().is_some_and(Form::is_changed);
        (self.ending.is_some() || self.form.is_some() && has_plans && !is_typing)
            .then_some(Message::Left)
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        let form = self.form.as_ref().filter(|form| form.is_changed())?;
        Draft::new(self.key(), &form.kept())
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        if let Some(give) = &self.give {
            return Some(give.view().map(Message::Give));
        }
        let (_, ask) = self.ending.as_ref()?;
        Some(ask.view().map(Message::Ask))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => return Action::run(self.loaded(*loaded, context)),
            Message::Read(Ok(loaded)) => {
                self.take_facts(loaded.facts);
                if self.form.is_none() {
                    return Action::run(go_to(PLANS));
                }
                return Action::run(self.look(context));
            }
            Message::Loaded(Err(error)) | Message::Read(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::Resumed => return Action::run(self.read(context, Message::Read)),
            Message::PlanListed(act) => {
                self.plans.apply(act);
                self.schedule = Selection::default();
            }
            Message::ScheduleListed(act) => self.schedule.apply(act),
            Message::NewPressed => return self.begin(context),
            Message::EndPressed => return self.ask_end(),
            Message::AccountPressed => {
                let route = Route::Account(Some(self.patient.clone()));
                return Action::request(Request::Open(route));
            }
            Message::Form(message) => return self.form(message, context),
            Message::Agreed(result) => return self.agreed(result, context),
            Message::DiscardPressed => {
                self.form = None;
                return Action::run(Task::batch([self.dropped(context), go_to(PLANS)]));
            }
            Message::Dropped(Ok(())) => {}
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
            Message::Ask(message) => return self.asked(message, context),
            Message::Ended(result) => return self.ended(result, context),
            Message::PrintPressed => return self.print(context),
            Message::Give(message) => return self.given(message, context),
            Message::Left => return self.left(context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
