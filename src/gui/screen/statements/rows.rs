//! The rows of the lists: which fit the search, in which order, and which is selected.

use super::{List, Statements, Tab, view};
use crate::commands::statements::{DueRow, Mailed, RunRow, SkippedRow};
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::gui::form::money::grouped;
use crate::gui::sought::Sought;
use crate::gui::widget::window_list::Sort;

impl List {
    /// Shows these places in the order of a sort; what was selected stays so.
    fn show<T, K: Ord>(&mut self, rows: &[T], mut shown: Vec<usize>, key: impl Fn(&T, usize) -> K) {
        let selected = self.selected();
        if let Some(Sort {
            column,
            is_descending,
        }) = self.selection.sort
        {
            shown.sort_by_cached_key(|idx| rows.get(*idx).map(|row| key(row, column)));
            if is_descending {
                shown.reverse();
            }
        }
        self.shown = shown;
        let place = selected.and_then(|at| self.shown.iter().position(|it| *it == at));
        let last = self.shown.len().checked_sub(1);
        let row = self.selection.row.unwrap_or_default();
        self.selection.row = place.or_else(|| last.map(|last| row.min(last)));
    }
}

/// What one column of a list sorts by: words or figures.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Words(String),
}

fn by_name(name: &PersonName) -> Key {
    Key::Words(name.to_string().to_lowercase())
}

impl Statements {
    /// Fits the lists to the search and their orders.
    pub(super) fn fit(&mut self) {
        let sought = Sought::new(self.search.text());
        let nothing = (Vec::new(), Vec::new());
        let (due, skipped) = self
            .preview
            .as_ref()
            .map_or((&nothing.0, &nothing.1), |it| (&it.due, &it.skipped));
        let shown = sought.places(due, |row| {
            format!("{} {} {}", row.name, row.account, grouped(row.amount))
        });
        let as_of = self.asked.0;
        self.due.show(due, shown, |row, column| match column {
            view::DUE_ACCOUNT => Key::Words(row.account.to_string()),
            view::DUE_AMOUNT => Key::Number(row.amount.cents()),
            view::DUE_STEP => Key::Number(i64::from(row.step)),
            view::DUE_SINCE => {
                Key::Number(row.last_mailed_on.map_or(-1, |on| (as_of - on).num_days()))
            }
            view::DUE_PAST => Key::Number(row.past_due.cents()),
            _ => by_name(&row.name),
        });
        let shown = sought.places(skipped, skip_text);
        self.skipped.show(skipped, shown, skip_key);
        self.fit_run(&sought);
    }

    fn fit_run(&mut self, sought: &Sought) {
        let Some(run) = &self.run else {
            self.of_run.shown.clear();
            return;
        };
        if self.shows_skips {
            let rows = &run.skipped;
            let shown = sought.places(rows, skip_text);
            self.of_run.show(rows, shown, skip_key);
        } else {
            let rows = &run.mailed;
            let shown = sought.places(rows, |(name, mailed)| {
                format!("{name} {} {}", mailed.account, grouped(mailed.due))
            });
            self.of_run
                .show(rows, shown, |(name, mailed), column| match column {
                    view::MAILED_ACCOUNT => Key::Words(mailed.account.to_string()),
                    view::MAILED_AMOUNT => Key::Number(mailed.due.cents()),
                    view::MAILED_STEP => Key::Number(i64::from(mailed.step)),
                    _ => by_name(name),
                });
        }
    }

    pub(super) fn due_rows(&self) -> &[DueRow] {
        self.preview.as_ref().map_or(&[], |it| &it.due)
    }

    pub(super) fn skipped_rows(&self) -> &[SkippedRow] {
        self.preview.as_ref().map_or(&[], |it| &it.skipped)
    }

    pub(super) fn selected_due(&self) -> Option<&DueRow> {
        self.due_rows().get(self.due.selected()?)
    }

    pub(super) fn selected_skipped(&self) -> Option<&SkippedRow> {
        self.skipped_rows().get(self.skipped.selected()?)
    }

    pub(super) fn selected_run(&self) -> Option<&RunRow> {
        self.runs.as_ref()?.get(self.runs_selected.row?)
    }

    /// The statement of the run that is selected.
    pub(super) fn selected_mailed(&self) -> Option<&(PersonName, Mailed)> {
        let run = self.run.as_ref().filter(|_| !self.shows_skips)?;
        run.mailed.get(self.of_run.selected()?)
    }

    /// The account that the run skipped and that is selected.
    pub(super) fn selected_run_skip(&self) -> Option<&SkippedRow> {
        let run = self.run.as_ref().filter(|_| self.shows_skips)?;
        run.skipped.get(self.of_run.selected()?)
    }

    pub(super) fn selected_account(&self) -> Option<&PatientId> {
        match self.tab {
            Tab::Due => self.selected_due().map(|row| &row.account),
            Tab::Skipped => self.selected_skipped().map(|row| &row.account),
            Tab::Runs => self
                .selected_mailed()
                .map(|(_, mailed)| &mailed.account)
                .or_else(|| self.selected_run_skip().map(|row| &row.account)),
        }
    }

    /// How many statements go out, and what they ask for together.
    pub(super) fn to_mail(&self) -> (usize, Money) {
        let rows = self.due_rows().iter();
        let kept: Vec<Money> = rows
            .filter(|row| !self.left_out.contains(&row.account))
            .map(|row| row.amount)
            .collect();
        (kept.len(), kept.into_iter().sum())
    }
}

/// What of a skipped account is searched.
fn skip_text(row: &SkippedRow) -> String {
    let (amount, why) = (grouped(row.amount), titles(row));
    format!("{} {} {amount} {why}", row.name, row.account)
}

fn skip_key(row: &SkippedRow, column: usize) -> Key {
    match column {
        view::SKIP_ACCOUNT => Key::Words(row.account.to_string()),
        view::SKIP_AMOUNT => Key::Number(row.amount.cents()),
        view::SKIP_WHY => Key::Words(titles(row)),
        _ => by_name(&row.name),
    }
}

/// The reasons of a skipped account in a few words each.
pub(super) fn titles(row: &SkippedRow) -> String {
    let titles: Vec<&str> = row.reasons.iter().map(|it| it.title()).collect();
    titles.join(", ")
}
