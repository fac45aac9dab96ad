//! The rows of the lists: reading them, their order, the search, what is selected and marked.

use iced::Task;

use super::{Claims, Message, tab};
use crate::commands;
use crate::commands::claims::{self, ClaimFilter, ClaimLine, StatusCounts, Unprinted};
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::notice::Notice;
use crate::gui::sought::Sought;

/// How many rows are read before the list is first seen, and at a time after that.
const FIRST_LINES: usize = 200;
const MORE_LINES: usize = 4_000;

impl Claims {
    /// Reads everything anew; what is selected and marked stays so.
    pub(super) fn read(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial += 1;
        let serial = self.serial;
        self.fresh.clear();
        let counting = database.clone();
        let unprinted = claims::unprinted(database, context.today);
        let check = Task::perform(unprinted, move |result| Message::Unprinted(serial, result));
        if self.is_loaded {
            return check;
        }
        // What waits in the lists is told before the check, which takes its time.
        let counted = Task::perform(claims::counts(counting), move |result| {
            Message::Counted(serial, result)
        });
        let first = if self.tab.is_printed() {
            counted.chain(self.order(context))
        } else {
            counted
        };
        // The other lists come after: which claims are unprinted decides where their rows come from.
        first.chain(check)
    }

    /// Brings the list into its order: at once where all of it is at hand, else from the file.
    pub(super) fn order(&mut self, context: &Context) -> Task<Message> {
        let (sort, is_descending) = tab::sorted(self.tab, self.selection.sort);
        if self.tab.is_unprinted() {
            let mut lines: Vec<&ClaimLine> = self
                .findings
                .keys()
                .filter_map(|key| self.lines.get(key))
                .filter(|line| self.tab.takes(line))
                .collect();
            lines.sort_by(|one, other| {
                let order = tab::order(one, other, sort);
                if is_descending {
                    order.reverse()
                } else {
                    order
                }
            });
            self.keys = lines.iter().map(|line| line.row).collect();
            self.fit();
            return Task::none();
        }
        let Some(database) = context.database() else {
            return Task::none();
        };
        let filter = ClaimFilter {
            status: self.tab.status(),
            ..ClaimFilter::default()
        };
        let serial = self.serial;
        let listing = claims::listing(database, filter, sort, is_descending);
        Task::perform(listing, move |result| Message::Ordered(serial, result))
    }

    /// Reads the next rows of the list that were not read yet.
    pub(super) fn read_lines(&self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let is_first = !self.keys.iter().any(|key| self.fresh.contains(key));
        let most = if is_first { FIRST_LINES } else { MORE_LINES };
        let missing: Vec<i64> = self
            .keys
            .iter()
            .filter(|key| !self.fresh.contains(*key))
            .take(most)
            .copied()
            .collect();
        if missing.is_empty() {
            return Task::none();
        }
        let serial = self.serial;
        Task::perform(claims::lines(database, missing), move |result| {
            Message::LinesRead(serial, result)
        })
    }

    pub(super) fn unprinted(
        &mut self,
        result: Result<(Vec<Unprinted>, StatusCounts), commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_loaded = true;
        match result {
            Ok((unprinted, counts)) => {
                self.counts = Some(counts);
                self.findings.clear();
                for Unprinted { line, findings } in unprinted {
                    let _ = self.findings.insert(line.row, findings);
                    self.know(line);
                }
                Action::run(self.order(context))
            }
            Err(error) => {
                let notice = Request::Notify(Notice::error(&error));
                Action::run(self.order(context)).and(notice)
            }
        }
    }

    /// Takes a claim in as it was read.
    pub(super) fn know(&mut self, line: ClaimLine) {
        let _ = self.fresh.insert(line.row);
        let _ = self.texts.insert(line.row, tab::searched(&line));
        let _ = self.lines.insert(line.row, line);
    }

    /// Shows the claims of the list that fit the search; the selected claim stays selected.
    pub(super) fn fit(&mut self) {
        let selected = self.selected_key();
        let sought = Sought::new(self.search.text());
        self.shown = self
            .keys
            .iter()
            .copied()
            .filter(|key| match self.texts.get(key) {
                Some(text) => sought.is_in(text),
                None => sought.is_nothing(),
            })
            .collect();
        let known = self.shown.iter().map(|key| self.lines.get(key));
        self.sum = known.map(|line| line.map(|line| line.total)).sum();
        let place = selected.and_then(|key| self.shown.iter().position(|shown| *shown == key));
        let last = self.shown.len().checked_sub(1);
        self.selection.row =
            place.or_else(|| last.map(|last| self.selection.row.unwrap_or_default().min(last)));
    }

    pub(super) fn selected_key(&self) -> Option<i64> {
        self.selection
            .row
            .and_then(|row| self.shown.get(row))
            .copied()
    }

    pub(super) fn selected(&self) -> Option<&ClaimLine> {
        self.selected_key().and_then(|key| self.lines.get(&key))
    }

    /// The marked claims of the list, in its order.
    pub(super) fn marked(&self) -> Vec<&ClaimLine> {
        if self.marks.is_empty() {
            return Vec::new();
        }
        self.shown
            .iter()
            .filter(|key| self.marks.contains(*key))
            .filter_map(|key| self.lines.get(key))
            .collect()
    }

    /// The marked claims; without a mark the selected one.
    pub(super) fn chosen(&self) -> Vec<&ClaimLine> {
        let marked = self.marked();
        if marked.is_empty() {
            self.selected().into_iter().collect()
        } else {
            marked
        }
    }

    /// The marked claims; without a mark every claim in sight of the search.
    pub(super) fn marked_or_all(&self) -> Vec<&ClaimLine> {
        let marked = self.marked();
        if marked.is_empty() {
            let all = self.shown.iter().filter_map(|key| self.lines.get(key));
            all.collect()
        } else {
            marked
        }
    }

    pub(super) fn mark(&mut self) {
        let (Some(row), Some(key)) = (self.selection.row, self.selected_key()) else {
            return;
        };
        if !self.marks.remove(&key) {
            let _ = self.marks.insert(key);
        }
        self.marked_last = Some(row);
        self.selection.row = Some((row + 1).min(self.shown.len() - 1));
    }

    /// Marks everything from the row that was marked last to the selected one.
    pub(super) fn mark_range(&mut self) {
        let Some(row) = self.selection.row else {
            return;
        };
        let from = self.marked_last.unwrap_or(0).min(row);
        let to = self.marked_last.unwrap_or(0).max(row);
        let to = to.min(self.shown.len().saturating_sub(1));
        self.marks.extend(&self.shown[from.min(to)..=to]);
        self.marked_last = Some(row);
    }

    pub(super) fn mark_all(&mut self) {
        let is_all = self.shown.iter().all(|key| self.marks.contains(key));
        if is_all {
            self.marks.clear();
        } else {
            self.marks.extend(&self.shown);
        }
    }
}
