//! Judging, previewing and posting the claim on the grid.

use iced::Task;

use super::dialog::Dialog;
use super::grid::{self, Column, Place};
use super::{FIND, Message, Post};
use crate::commands::Error;
use crate::commands::drafts;
use crate::commands::ledger::Posting;
use crate::commands::ledger::remittances::{self, PostedEob, Preview};
use crate::domain::finding::Finding;
use crate::domain::remittance::RemittanceDraft;
use crate::domain::remittance::plan::{ADJUSTMENT_COLUMNS, DISPOSITION_COLUMNS};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;

impl Post {
    /// Asks what the books would do with what is typed, where that changed.
    pub(super) fn judge(&mut self, context: &Context) -> Task<Message> {
        let (Some(grid), Some(receipt), Some(database)) =
            (&mut self.grid, self.receipt, context.database())
        else {
            return Task::none();
        };
        if grid.is_judging {
            return Task::none();
        }
        let draft = grid.draft(receipt);
        if grid.judged.as_ref() == Some(&draft) {
            return Task::none();
        }
        grid.is_judging = true;
        let today = context.today;
        let asked = draft.clone();
        let judge = async move {
            let posting = Posting::today(author(), today);
            remittances::preview(database, draft, posting).await
        };
        Task::perform(judge, move |judged| {
            Message::Judged(asked.clone(), Box::new(judged))
        })
    }

    pub(super) fn judged(
        &mut self,
        draft: RemittanceDraft,
        judged: Result<Preview, Error>,
        context: &Context,
    ) -> Action<Message> {
        let Some(grid) = &mut self.grid else {
            return Action::none();
        };
        grid.is_judging = false;
        grid.judged = Some(draft);
        match judged {
            Ok(preview) => {
                grid.preview = Some(preview);
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Looks at everything once more, before the consequences are shown.
    pub(super) fn preview(&mut self, context: &Context) -> Action<Message> {
        let (Some(grid), Some(receipt), Some(database)) =
            (&mut self.grid, self.receipt, context.database())
        else {
            return Action::none();
        };
        if self.is_busy {
            return Action::none();
        }
        grid.is_reviewed = true;
        if !grid.decided.touch() {
            return Action::run(go_to(grid::DECIDED));
        }
        if let Some(place) = first_fault(grid) {
            return Action::run(go_to(place.id()));
        }
        self.is_busy = true;
        let draft = grid.draft(receipt);
        let today = context.today;
        let look = async move {
            let posting = Posting::today(author(), today);
            remittances::preview(database, draft, posting).await
        };
        Action::run(Task::perform(look, |preview| {
            Message::Previewed(Box::new(preview))
        }))
    }

    pub(super) fn previewed(
        &mut self,
        preview: Result<Preview, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_busy = false;
        let preview = match preview {
            Ok(preview) => preview,
            Err(error) => return Action::failed(&error, context),
        };
        let Some(grid) = &mut self.grid else {
            return Action::none();
        };
        let n_errors = preview.findings.iter().filter(|it| it.is_error()).count();
        if n_errors == 0 {
            self.dialog = Some(Dialog::consequences(&preview));
            grid.preview = Some(preview);
            return Action::none();
        }
        grid.preview = Some(preview);
        self.show_errors()
    }

    /// Tells the first error and goes to its cell.
    fn show_errors(&self) -> Action<Message> {
        let Some(grid) = &self.grid else {
            return Action::none();
        };
        let errors = grid.preview.iter().flat_map(|preview| &preview.findings);
        let Some(first) = errors.into_iter().find(|finding| finding.is_error()) else {
            return Action::none();
        };
        let row = first.field.line.and_then(|line| grid.row_of(line));
        let told = match row {
            Some(row) => format!("Line {}: {}", row + 1, first.sentence),
            None => first.sentence.clone(),
        };
        let task = match (row, place_of(first)) {
            (Some(row), Some(column)) => {
                let asks_why = grid.asks_why(row);
                let column = if asks_why && first.rule != "line-does-not-balance" {
                    Column::Reason
                } else {
                    column
                };
                go_to(Place { row, column }.id())
            }
            _ if first.field.column == "adjudicated_on" => go_to(grid::DECIDED),
            _ => Task::none(),
        };
        Action::run(task).and(Request::Notify(Notice::failed(told)))
    }

    pub(super) fn post(&mut self, context: &Context) -> Action<Message> {
        let (Some(grid), Some(receipt), Some(database)) =
            (&self.grid, self.receipt, context.database())
        else {
            return Action::none();
        };
        if std::mem::replace(&mut self.is_busy, true) {
            return Action::none();
        }
        let draft = grid.draft(receipt);
        let today = context.today;
        let key = self.key(receipt);
        let post = async move {
            let posting = Posting::today(author(), today);
            let posted = remittances::post(database.clone(), draft, posting).await?;
            drafts::drop(database, key).await?;
            Ok(posted)
        };
        Action::run(Task::perform(post, |posted| {
            Message::ClaimPosted(Box::new(posted))
        }))
    }

    pub(super) fn claim_posted(
        &mut self,
        posted: Result<PostedEob, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_busy = false;
        self.dialog = None;
        match posted {
            Ok(posted) => {
                let name = self
                    .grid
                    .take()
                    .and_then(|grid| grid.claim.claim.clone())
                    .map_or_else(
                        || "The balance".to_owned(),
                        |claim| format!("Claim {claim}"),
                    );
                self.n_posted += 1;
                self.is_restored = false;
                self.find.clear();
                let told = format!(
                    "{name} is posted as EOB {}; {} of the check are left.",
                    posted.id,
                    grouped(posted.check.left)
                );
                let read = self.read_check(context);
                Action::run(Task::batch([go_to(FIND), read]))
                    .and(Request::Notify(Notice::done(told)))
                    .and(Request::PracticeChanged)
            }
            Err(Error::Refused(findings)) => {
                if let Some(preview) = self.grid.as_mut().and_then(|grid| grid.preview.as_mut()) {
                    preview.findings = findings;
                }
                self.show_errors()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Puts the claim away; what is typed on it is kept as a draft by the window until then.
    pub(super) fn leave_claim(&mut self) -> Action<Message> {
        if self.draft_content().is_some() {
            self.dialog = Some(Dialog::Leave);
            return Action::none();
        }
        self.grid = None;
        self.find.clear();
        Action::run(go_to(FIND))
    }
}

/// The first cell whose text cannot be read.
fn first_fault(grid: &mut grid::Grid) -> Option<Place> {
    for (row, line) in grid.lines.iter_mut().enumerate() {
        let n_adjustments = line.adjustments.len();
        let columns = [Column::Allowed, Column::Paid]
            .into_iter()
            .chain((0..n_adjustments).map(Column::Adjustment))
            .chain((0..grid::SHARES.len()).map(Column::Share));
        for column in columns {
            if line.cell_mut(column).is_some_and(|cell| !cell.touch()) {
                return Some(Place { row, column });
            }
        }
    }
    None
}

/// The cell that a finding of a line is about.
fn place_of(finding: &Finding) -> Option<Column> {
    let column = finding.field.column;
    let of = |columns: &[&str]| columns.iter().position(|name| *name == column);
    if let Some(at) = of(&ADJUSTMENT_COLUMNS).or_else(|| of(&DISPOSITION_COLUMNS)) {
        return Some(Column::Adjustment(at));
    }
    Some(match column {
        "allowed" => Column::Allowed,
        "remarks" => Column::Remarks,
        "override_reason" => Column::Reason,
        _ => Column::Paid,
    })
}
