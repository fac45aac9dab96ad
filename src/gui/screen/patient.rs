//! See everything about one patient, and enter what belongs to her: cards, checks, authorizations.

use std::sync::Arc;

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::drafts;
use crate::commands::patients::{self, CardCoverage, CardVisit, PatientCard};
use crate::commands::{self, Error, Saving, Version, lists};
use crate::domain::coverage::Rank;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request, Route, Spot};
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::form::field_set::draft_of;
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::patient_form::coverage::CoverageFields;
use crate::gui::screen::patient_form::payer::{PayerName, payer_names};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

pub mod authorization;
pub mod check;
pub mod dialog;

mod facts;
mod forms;
mod view;

use authorization::AuthorizationFields;
use check::CheckFields;
use dialog::{Dialog, Form, Kept, SAVE};

#[derive(Debug)]
pub struct Patient {
    id: PatientId,
    card: Option<Box<PatientCard>>,
    payers: Arc<[PayerName]>,
    coverages: Selection,
    visits: Selection,
    authorizations: Selection,
    checks: Selection,
    /// The form that is open or waits, with what was typed into it.
    dialog: Option<Dialog>,
    is_open: bool,
    /// The list to go back to from the screen that was opened from here.
    left: Option<&'static str>,
    /// The field that it was opened for, until its form is there.
    pointed: Option<Spot>,
    /// Whether it was opened for one form alone: with that it is left.
    is_errand: bool,
}

/// A list of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Coverages,
    Visits,
    Authorizations,
    Checks,
}

/// What the card is made from.
#[derive(Debug, Clone)]
pub struct Loaded {
    card: Box<PatientCard>,
    payers: Arc<[PayerName]>,
    kept: Option<(drafts::DraftKind, Kept)>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    Pointed(Spot),
    /// The card as it is now, after a save that came too late.
    NewerRead(Result<Loaded, commands::Error>),
    Resumed,
    Listed(List, Act),
    NewCardPressed,
    EditPressed,
    CheckPressed,
    AuthorizationPressed,
    CorrectPressed,
    NotePressed,
    VisitPressed,
    AccountPressed,
    PaymentPressed,
    PapersPressed,
    VisitOpened,
    GoOnPressed,
    Dialog(dialog::Message),
    Saved(Result<String, commands::Error>),
    Discarded(Result<(), commands::Error>),
}

/// Reads the card with the payers, and what was typed on it and not saved.
async fn load(database: Database, id: PatientId, today: NaiveDate) -> Result<Loaded, Error> {
    let mut kept = None;
    for kind in dialog::KINDS {
        let found: Option<Kept> = drafts::load(database.clone(), dialog::key(kind, &id)).await?;
        kept = kept.or(found.map(|found| (kind, found)));
    }
    let card = patients::card(database.clone(), id, today).await?;
    Ok(Loaded {
        card: Box::new(card),
        payers: payer_names(lists::payers(database).await?).into(),
        kept,
    })
}

impl Patient {
    pub fn new(id: PatientId, context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            id,
            card: None,
            payers: Arc::default(),
            coverages: Selection::default(),
            visits: Selection::default(),
            authorizations: Selection::default(),
            checks: Selection::default(),
            dialog: None,
            is_open: false,
            left: None,
            pointed: None,
            is_errand: false,
        };
        let read = screen.read(context, Message::Loaded);
        (screen, Task::batch([read, app::focus_on(view::COVERAGES)]))
    }

    fn read(
        &self,
        context: &Context,
        message: fn(Result<Loaded, Error>) -> Message,
    ) -> Task<Message> {
        match context.database() {
            Some(database) => {
                Task::perform(load(database, self.id.clone(), context.today), message)
            }
            None => Task::none(),
        }
    }

    fn show(&mut self, loaded: Loaded, context: &Context) {
        self.payers = loaded.payers;
        let card = loaded.card;
        // The marked rows stay marked; at first the coverage that pays first is.
        let current = card.coverages.iter().position(|it| it.is_in_force);
        for (selection, count) in [
            (&mut self.coverages, card.coverages.len()),
            (&mut self.visits, view::visit_rows(&card).len()),
            (&mut self.authorizations, card.authorizations.len()),
            (&mut self.checks, card.eligibility_checks.len()),
        ] {
            let first = (count > 0).then_some(0);
            selection.row = selection.row.filter(|row| *row < count).or(first);
        }
        let is_first = self.card.is_none();
        self.card = Some(card);
        if !is_first {
            return;
        }
        self.coverages.row = current.or(self.coverages.row);
        if let Some((kind, kept)) = loaded.kept {
            self.restore(kind, &kept, context);
        }
    }

    /// Brings back a form that was not saved; it waits until it is opened.
    fn restore(&mut self, kind: drafts::DraftKind, kept: &Kept, context: &Context) {
        let form = match kind {
            drafts::DraftKind::Coverage => {
                let mut fields = CoverageFields::new(context.today, Rank::Primary, true);
                fields.fill(&kept.columns, &self.payers);
                Form::Coverage(Box::new(fields))
            }
            drafts::DraftKind::Eligibility => {
                let mut fields = CheckFields::new(context.today, "");
                fields.fill(&kept.columns);
                Form::Check(fields)
            }
            _ => {
                let mut fields = AuthorizationFields::new(context.today, self.id.as_str(), "");
                fields.fill(&kept.columns);
                Form::Authorization(fields)
            }
        };
        let mut restored = Dialog::new(form, kept.seen.map(Version));
        restored.is_restored = true;
        self.dialog = Some(restored);
        self.is_open = false;
    }

    fn selected_coverage(&self) -> Option<&CardCoverage> {
        self.card.as_ref()?.coverages.get(self.coverages.row?)
    }

    fn selected_visit(&self) -> Option<(&CardVisit, Option<usize>)> {
        let card = self.card.as_ref()?;
        let (visit, claim) = view::visit_rows(card).get(self.visits.row?).copied()?;
        Some((card.visits.get(visit)?, claim))
    }

    fn listed(&mut self, list: List, act: Act, context: &Context) -> Action<Message> {
        let selection = match list {
            List::Coverages => &mut self.coverages,
            List::Visits => &mut self.visits,
            List::Authorizations => &mut self.authorizations,
            List::Checks => &mut self.checks,
        };
        selection.apply(act);
        let Act::Opened(row) = act else {
            return Action::none();
        };
        match list {
            List::Coverages => self.edit_card(context.today),
            List::Authorizations => self.edit_authorization(row, context.today),
            List::Visits => self.open_visit(false),
            List::Checks => Action::none(),
        }
    }

    /// Opens the claim of the marked visit, or the visit itself where it has none or it is asked for.
    fn open_visit(&mut self, is_visit_wanted: bool) -> Action<Message> {
        let Some((visit, claim)) = self.selected_visit() else {
            return Action::none();
        };
        let claim = claim
            .and_then(|claim| visit.claims.get(claim))
            .filter(|_| !is_visit_wanted);
        let route = match claim {
            Some(claim) => Route::Claim(claim.id.clone()),
            None => Route::Visit {
                patient: Some(self.id.clone()),
                visit: Some(visit.id.clone()),
            },
        };
        self.left = Some(view::VISITS);
        Action::request(Request::Open(route))
    }

    fn update_dialog(&mut self, message: dialog::Message, context: &Context) -> Action<Message> {
        let address = self.address();
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        match (message, &mut dialog.form) {
            (dialog::Message::Coverage(message), Form::Coverage(fields)) => {
                fields.update(message, &self.payers, &address);
            }
            (dialog::Message::Check(message), Form::Check(fields)) => fields.update(message),
            (dialog::Message::Authorization(message), Form::Authorization(fields)) => {
                fields.update(message);
            }
            (dialog::Message::SavePressed, _) => return self.save(context),
            (dialog::Message::ClosePressed, _) => {
                self.is_open = false;
                if !dialog.is_changed() {
                    self.dialog = None;
                    if std::mem::take(&mut self.is_errand) {
                        return Action::request(Request::Close);
                    }
                }
            }
            (dialog::Message::DiscardPressed, _) => {
                let key = dialog::key(dialog.kind(), &self.id);
                self.dialog = None;
                self.is_open = false;
                if let Some(database) = context.database() {
                    let dropped = drafts::drop(database, key);
                    return Action::run(Task::perform(dropped, Message::Discarded));
                }
            }
            _ => {}
        }
        Action::none()
    }

    fn address(&self) -> [String; 5] {
        let Some(card) = &self.card else {
            return Default::default();
        };
        let draft = card.patient.value.to_draft();
        [
            draft.address1,
            draft.address2,
            draft.city,
            draft.state,
            draft.zip,
        ]
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        let (Some(dialog), Some(database)) = (&mut self.dialog, context.database()) else {
            return Action::none();
        };
        if dialog.is_saving {
            return Action::none();
        }
        if let Some(id) = dialog.first_fault() {
            return Action::run(go_to(id));
        }
        dialog.is_saving = true;
        let mut columns = dialog.columns(false);
        let _ = columns.insert("patient_id".to_owned(), self.id.to_string());
        let (kind, seen, today) = (dialog.kind(), dialog.seen, context.today);
        let work = dialog::key(kind, &self.id);
        let save = async move {
            let mut saving = Saving::new(author(), today).ending(work);
            if let Some(seen) = seen {
                saving = saving.over(seen);
            }
            match kind {
                drafts::DraftKind::Coverage => {
                    let draft = draft_of(&columns);
                    let stored = patients::save_coverage(database, draft, saving).await?;
                    Ok(match stored.ended.len() {
                        0 => "The card was saved.",
                        _ => "The new card was saved, and the one before it ended.",
                    })
                }
                drafts::DraftKind::Eligibility => {
                    patients::add_eligibility(database, draft_of(&columns), saving).await?;
                    Ok("The check was logged.")
                }
                _ => {
                    let _ =
                        patients::save_authorization(database, draft_of(&columns), saving).await?;
                    Ok("The authorization was saved.")
                }
            }
            .map(str::to_owned)
        };
        Action::run(Task::perform(save, Message::Saved))
    }

    fn saved(&mut self, result: Result<String, Error>, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        dialog.is_saving = false;
        match result {
            Ok(words) => {
                self.dialog = None;
                self.is_open = false;
                let action = if std::mem::take(&mut self.is_errand) {
                    Action::request(Request::Close)
                } else {
                    Action::run(self.read(context, Message::Loaded))
                };
                action.and(Request::Notify(Notice::done(words)))
            }
            Err(Error::Refused(findings)) => {
                let mut first = None;
                let mut others = Vec::new();
                for finding in findings {
                    let id = dialog.refuse(finding.field.column, &finding.sentence);
                    if id.is_none() {
                        others.push(finding.sentence);
                    }
                    first = first.or(id);
                }
                dialog.refusal = (!others.is_empty()).then(|| others.join(" "));
                first.map_or_else(Action::none, |id| Action::run(go_to(id)))
            }
            Err(Error::Conflict(_)) => Action::run(self.read(context, Message::NewerRead)),
            Err(error) => {
                dialog.refusal = Some(sentence(&error.to_string()));
                Action::none()
            }
        }
    }

    /// A save came too late: the next one knows what stands there now.
    fn meet_newer(&mut self, loaded: Loaded, context: &Context) {
        let Some(dialog) = &mut self.dialog else {
            return;
        };
        let columns = dialog.columns(true);
        let own = |column: &str| columns.get(column).map_or("", String::as_str);
        let card = &loaded.card;
        let newer = match dialog.form {
            Form::Coverage(_) => card
                .coverages
                .iter()
                .find(|it| it.coverage.value.id.as_str() == own("coverage_id"))
                .map(|it| it.coverage.version),
            Form::Check(_) => None,
            Form::Authorization(_) => card
                .authorizations
                .iter()
                .find(|it| it.authorization.value.id.as_str() == own("authorization_id"))
                .map(|it| it.authorization.version),
        };
        dialog.seen = newer;
        dialog.refusal = Some(
            "This was changed elsewhere since you opened it; nothing of yours was saved yet. Save again to put yours in its place, or close this to look at the card as it is now."
                .to_owned(),
        );
        self.show(loaded, context);
    }
}

impl Screen for Patient {
    type Message = Message;

    fn title(&self) -> String {
        match &self.card {
            Some(card) => format!("{}  ·  {}", card.patient.value.name, self.id),
            None => format!("Patient {}", self.id),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        (!self.is_open).then(|| Binding::new(Stroke::sign('v'), "New visit", Message::VisitPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.is_open {
            let save = Message::Dialog(dialog::Message::SavePressed);
            return vec![Binding::new(SAVE, "Save", save).unshown()];
        }
        vec![
            Binding::new(Stroke::sign('d'), "Correct", Message::CorrectPressed),
            Binding::new(Stroke::named(Named::F8), "Account", Message::AccountPressed),
            Binding::new(
                Stroke::named(Named::F5),
                "Take a payment",
                Message::PaymentPressed,
            )
            .unshown(),
            Binding::new(Stroke::sign('n'), "Note", Message::NotePressed),
            Binding::new(Stroke::sign('p'), "Papers", Message::PapersPressed),
            Binding::new(
                view::NEW_CARD,
                "New card in place of the one in force",
                Message::NewCardPressed,
            )
            .unshown(),
            Binding::new(view::EDIT, "Correct the marked card", Message::EditPressed).unshown(),
            Binding::new(
                view::VISIT,
                "Open the marked visit, not its claim",
                Message::VisitOpened,
            )
            .unshown(),
            Binding::new(
                view::AUTHORIZE,
                "Add an authorization for the marked card",
                Message::AuthorizationPressed,
            )
            .unshown(),
            Binding::new(
                view::CHECK,
                "Log a check of the marked card",
                Message::CheckPressed,
            )
            .unshown(),
        ]
    }

    fn back(&self) -> Option<Message> {
        self.is_open
            .then_some(Message::Dialog(dialog::Message::ClosePressed))
    }

    fn point(&self, spot: Spot) -> Option<Message> {
        Some(Message::Pointed(spot))
    }

    fn drop_typed(&self) -> Option<Message> {
        Some(Message::Dialog(dialog::Message::DiscardPressed))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        let dialog = self.dialog.as_ref().filter(|dialog| dialog.is_changed())?;
        Draft::new(dialog::key(dialog.kind(), &self.id), &dialog.kept())
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => {
                self.show(loaded, context);
                match self.pointed.take() {
                    Some(spot) => self.go_to_spot(&spot, context),
                    None => Action::none(),
                }
            }
            Message::Pointed(spot) => {
                self.pointed = Some(spot);
                Action::none()
            }
            Message::NewerRead(Ok(loaded)) => {
                self.meet_newer(loaded, context);
                Action::none()
            }
            Message::Loaded(Err(error)) if self.card.is_none() => {
                Action::request(Request::Close).and(Request::Notify(Notice::error(&error)))
            }
            Message::Loaded(Err(error))
            | Message::NewerRead(Err(error))
            | Message::Discarded(Err(error)) => Action::failed(&error, context),
            Message::Discarded(Ok(())) => Action::none(),
            Message::Resumed => {
                let focused = self.left.take().map_or_else(Task::none, go_to);
                let read = self.read(context, Message::Loaded);
                Action::run(Task::batch([read, focused]))
            }
            Message::Listed(list, act) => self.listed(list, act, context),
            Message::NewCardPressed => self.new_card(context.today),
            Message::EditPressed => self.edit_card(context.today),
            Message::CheckPressed => self.log_check(context.today),
            Message::AuthorizationPressed => self.new_authorization(context.today),
            Message::GoOnPressed => {
                self.is_open = self.dialog.is_some();
                Action::none()
            }
            Message::NotePressed => {
                self.left = Some(view::COVERAGES);
                let spot = Spot {
                    field: FieldRef::of(Record::Patient, "note"),
                    of: Vec::new(),
                };
                let form = Route::PatientForm(Some(self.id.clone()));
                Action::request(Request::OpenAt(form, spot))
            }
            Message::CorrectPressed => {
                self.left = Some(view::COVERAGES);
                let form = Route::PatientForm(Some(self.id.clone()));
                Action::request(Request::Open(form))
            }
            Message::AccountPressed => {
                Action::request(Request::Open(Route::Account(Some(self.id.clone()))))
            }
            Message::PaymentPressed => {
                Action::request(Request::Open(Route::Payment(Some(self.id.clone()))))
            }
            Message::PapersPressed => Action::request(Request::Open(Route::Papers {
                patient: self.id.clone(),
                wanted: None,
            })),
            Message::VisitPressed => {
                self.left = Some(view::VISITS);
                Action::request(Request::Open(Route::Visit {
                    patient: Some(self.id.clone()),
                    visit: None,
                }))
            }
            Message::VisitOpened => self.open_visit(true),
            Message::Dialog(message) => self.update_dialog(message, context),
            Message::Saved(result) => self.saved(result, context),
        }
    }

    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        self.content(context.today)
    }

    fn dialog<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let dialog = self.dialog.as_ref().filter(|_| self.is_open)?;
        // With large text the window holds less of it.
        let is_wide = context.preferences.scale() < 1.4;
        Some(dialog.view(self.card.as_ref()?, is_wide, Message::Dialog))
    }
}
