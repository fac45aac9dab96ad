//! The check itself: picking it, finding its claims, what it holds beside them, and closing it.

use iced::Task;

use super::dialog::{self, Dialog};
use super::grid::Grid;
use super::{Begun, FIND, Message, PICKS, POSTED, Post};
use crate::commands::ledger::Posting;
use crate::commands::ledger::receipt_log::{self, LogRow};
use crate::commands::ledger::remittances::{self, CheckState, ClaimHit, ClaimToPost};
use crate::commands::{Error, drafts};
use crate::domain::id::{ProviderItemId, RemittanceId};
use crate::gui::action::{Action, Request};
use crate::gui::app::focus_on;
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead;
use crate::gui::widget::window_list::Act;

/// What was posted from a check, as the list under it shows: explanations, then items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostedRow {
    Eob(RemittanceId),
    Item(ProviderItemId),
}

impl Post {
    pub(super) fn read_picks(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(receipt_log::to_post(database), Message::PicksRead),
            None => Task::none(),
        }
    }

    pub(super) fn picks_read(
        &mut self,
        picks: Result<Vec<LogRow>, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_loaded = true;
        match picks {
            Ok(picks) => {
                self.picks = picks;
                let last = self.picks.len().checked_sub(1);
                self.picked.row = last.map(|last| self.picked.row.unwrap_or_default().min(last));
                self.sort_picks();
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    fn sort_picks(&mut self) {
        let Some(sort) = self.picked.sort else { return };
        self.picks.sort_by(|one, other| {
            let (a, b) = (&one.received.receipt, &other.received.receipt);
            let order = match sort.column {
                0 => one.received.id.cmp(&other.received.id),
                1 => one.from.to_lowercase().cmp(&other.from.to_lowercase()),
                2 => a.check_number.cmp(&b.check_number),
                3 => a.check_on.cmp(&b.check_on),
                4 => a.received_on.cmp(&b.received_on),
                5 => a.amount.cmp(&b.amount),
                _ => one.unapplied.cmp(&other.unapplied),
            };
            if sort.is_descending {
                order.reverse()
            } else {
                order
            }
        });
    }

    pub(super) fn pick(&mut self, act: Act, context: &Context) -> Action<Message> {
        self.picked.apply(act);
        match act {
            Act::Selected(_) => Action::none(),
            Act::Sorted(_) => {
                self.sort_picks();
                Action::none()
            }
            Act::Opened(row) => {
                let Some(pick) = self.picks.get(row) else {
                    return Action::none();
                };
                self.receipt = Some(pick.received.id);
                Action::run(self.begin(pick.received.id, context))
            }
        }
    }

    pub(super) fn begun(
        &mut self,
        begun: Result<Begun, Error>,
        context: &Context,
    ) -> Action<Message> {
        match begun {
            Ok(begun) => {
                self.appeal_days = begun.appeal_days;
                self.check = Some(Box::new(begun.check));
                if let Some((kept, claim)) = begun.kept {
                    self.open_claim(claim, context);
                    if let Some(grid) = &mut self.grid {
                        grid.restore(kept);
                        self.is_restored = true;
                    }
                }
                Action::run(self.first())
            }
            Err(error) => {
                self.receipt = None;
                Action::run(Task::batch([self.read_picks(context), focus_on(PICKS)]))
                    .and(Request::Notify(Notice::error(&error)))
            }
        }
    }

    pub(super) fn edit_find(
        &mut self,
        edit: typeahead::Edit,
        context: &Context,
    ) -> Action<Message> {
        let had = self.find.value().cloned();
        let question = self.find.update(edit);
        let Some(database) = context.database() else {
            return Action::none();
        };
        if let Some(question) = question {
            let find = remittances::find_claims(database, question.text, context.today);
            return Action::run(Task::perform(find, move |found| {
                Message::Found(question.serial, found)
            }));
        }
        self.open_found(had.as_ref(), context)
    }

    pub(super) fn found(
        &mut self,
        serial: u32,
        found: Result<Vec<ClaimHit>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match found {
            Ok(mut found) => {
                // Those billed to whoever sent the check come first.
                if let Some(check) = &self.check {
                    found.sort_by_key(|hit| hit.payer_name != check.payer_name);
                }
                let had = self.find.value().cloned();
                let matches = found.into_iter().map(Self::matched).collect();
                self.find.answer(serial, matches);
                self.open_found(had.as_ref(), context)
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Opens the claim that was just taken from the list.
    fn open_found(&self, had: Option<&remittances::Target>, context: &Context) -> Action<Message> {
        let taken = self.find.value().filter(|taken| Some(*taken) != had);
        let (Some(target), Some(receipt), Some(database)) =
            (taken.cloned(), self.receipt, context.database())
        else {
            return Action::none();
        };
        let read = remittances::claim_to_post(database, receipt, target);
        Action::run(Task::perform(read, |claim| {
            Message::ClaimRead(Box::new(claim))
        }))
    }

    pub(super) fn claim_read(
        &mut self,
        claim: Result<ClaimToPost, Error>,
        context: &Context,
    ) -> Action<Message> {
        match claim {
            Ok(claim) if claim.lines.is_empty() => {
                self.find.clear();
                Action::run(go_to(FIND)).and(Request::Notify(Notice::warning(
                    "This claim has no charged line that a payer could decide on.",
                )))
            }
            Ok(claim) => {
                self.open_claim(claim, context);
                Action::run(self.first())
            }
            Err(error) => {
                self.find.clear();
                Action::run(go_to(FIND)).and(Request::Notify(Notice::error(&error)))
            }
        }
    }

    fn open_claim(&mut self, claim: ClaimToPost, context: &Context) {
        let Some(check) = &self.check else { return };
        let receipt = &check.received.receipt;
        let on = receipt.check_on.unwrap_or(receipt.received_on);
        self.grid = Some(Box::new(Grid::new(claim, on, context.today)));
    }

    pub(super) fn read_check(&self, context: &Context) -> Task<Message> {
        match (self.receipt, context.database()) {
            (Some(receipt), Some(database)) => {
                let read = remittances::check_state(database, receipt);
                Task::perform(read, |check| Message::CheckRead(Box::new(check)))
            }
            _ => Task::none(),
        }
    }

    pub(super) fn check_read(
        &mut self,
        check: Result<CheckState, Error>,
        context: &Context,
    ) -> Action<Message> {
        match check {
            Ok(check) => {
                self.check = Some(Box::new(check));
                let last = self.posted_rows().len().checked_sub(1);
                self.posted.row = last.map(|last| self.posted.row.unwrap_or_default().min(last));
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    pub(super) fn resume(&mut self, context: &Context) -> Action<Message> {
        match self.check {
            Some(_) => Action::run(self.read_check(context)),
            None if self.receipt.is_none() => Action::run(self.read_picks(context)),
            None => Action::none(),
        }
    }

    /// The rows of the list of what is posted, the newest first.
    pub(super) fn posted_rows(&self) -> Vec<PostedRow> {
        let Some(check) = &self.check else {
            return Vec::new();
        };
        let eobs = check.remittances.iter().rev();
        let items = check.items.iter().rev();
        eobs.map(|it| PostedRow::Eob(it.id))
            .chain(items.map(|it| PostedRow::Item(it.id)))
            .collect()
    }

    pub(super) fn ask_to_void(&mut self) -> Action<Message> {
        let row = self.posted.row.and_then(|row| {
            let rows = self.posted_rows();
            rows.get(row).copied()
        });
        let (Some(row), Some(check)) = (row, &self.check) else {
            return Action::none();
        };
        let (is_void, dialog) = match row {
            PostedRow::Eob(id) => match check.remittances.iter().find(|it| it.id == id) {
                Some(posted) => (posted.void.is_some(), Dialog::void_eob(posted)),
                None => return Action::none(),
            },
            PostedRow::Item(id) => match check.items.iter().find(|it| it.id == id) {
                Some(posted) => (posted.void.is_some(), Dialog::void_item(posted)),
                None => return Action::none(),
            },
        };
        if is_void {
            let told = Notice::warning("This was taken back already.");
            return Action::request(Request::Notify(told));
        }
        self.dialog = Some(dialog);
        Action::none()
    }

    pub(super) fn ask_to_close(&mut self) -> Action<Message> {
        let Some(check) = &self.check else {
            return Action::none();
        };
        self.dialog = Some(Dialog::close(check.totals.left));
        Action::none()
    }

    /// Does what a dialog about the check asked.
    pub(super) fn do_on_check(&mut self, context: &Context) -> Action<Message> {
        let (Some(dialog), Some(receipt), Some(database)) =
            (&mut self.dialog, self.receipt, context.database())
        else {
            return Action::none();
        };
        if self.is_busy {
            return Action::none();
        }
        let today = context.today;
        let posting = move || Posting::today(author(), today);
        let (told, task): (&'static str, Task<Result<(), Error>>) = match dialog {
            Dialog::Close(close) => {
                let reason = close.reason.text().trim().to_owned();
                let work = async move {
                    remittances::close_batch(database, receipt, reason, posting()).await
                };
                (dialog::CLOSED, Task::perform(work, |result| result))
            }
            Dialog::Void(void) => {
                let typed = void.reason.text().trim().to_owned();
                void.reason.set_text(typed.clone());
                if !void.reason.touch() {
                    return Action::run(focus_on(dialog::REASON));
                }
                match void.what {
                    PostedRow::Eob(id) => {
                        let work =
                            async move { remittances::void(database, id, typed, posting()).await };
                        (
                            "The EOB is void: all that it posted is reversed.",
                            Task::perform(work, |it| it),
                        )
                    }
                    PostedRow::Item(id) => {
                        let work = async move {
                            remittances::void_item(database, id, typed, posting()).await
                        };
                        ("The item is void.", Task::perform(work, |it| it))
                    }
                }
            }
            Dialog::Item(item) => {
                let Some(draft) = item.draft(receipt) else {
                    return Action::run(focus_on(dialog::ITEM_AMOUNT));
                };
                let work = async move {
                    remittances::add_item(database, draft, posting())
                        .await
                        .map(|_| ())
                };
                ("The item is posted.", Task::perform(work, |it| it))
            }
            Dialog::Leave => {
                let key = self.key(receipt);
                let work = drafts::drop(database, key);
                (dialog::LEFT, Task::perform(work, |it| it))
            }
            _ => return Action::none(),
        };
        self.is_busy = true;
        Action::run(task.map(move |result| Message::Done(told, result)))
    }

    pub(super) fn done(
        &mut self,
        told: &'static str,
        result: Result<(), Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_busy = false;
        if let Err(error) = result {
            return match &mut self.dialog {
                Some(dialog) => {
                    let id = dialog.refuse(&error);
                    Action::run(id.map_or_else(Task::none, focus_on))
                }
                None => Action::failed(&error, context),
            };
        }
        self.dialog = None;
        if told == dialog::LEFT {
            self.grid = None;
            self.is_restored = false;
            self.find.clear();
            return Action::run(go_to(FIND));
        }
        if told == dialog::CLOSED {
            let left = self.check.as_ref().map(|it| it.totals.left);
            let words = match left.filter(|left| !left.is_zero()) {
                Some(left) => format!("The check is closed; {} stay unapplied.", grouped(left)),
                None => "The check is closed: nothing is left of it.".to_owned(),
            };
            self.check = None;
            self.receipt = None;
            let picks = Task::batch([self.read_picks(context), focus_on(PICKS)]);
            return Action::run(picks)
                .and(Request::Notify(Notice::done(words)))
                .and(Request::PracticeChanged);
        }
        let to = if self.posted.row.is_some() && self.grid.is_none() {
            focus_on(POSTED)
        } else {
            self.first()
        };
        Action::run(Task::batch([to, self.read_check(context)]))
            .and(Request::Notify(Notice::done(told)))
            .and(Request::PracticeChanged)
    }
}
