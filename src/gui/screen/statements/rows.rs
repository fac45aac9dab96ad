//! The rows of the lists: which fit the search, in which order, and which is selected.

use chrono::{Datelike, NaiveDate};

use super::{List, Statements, Tab, view};
use crate::commands::statements::{DueRow, Mailed, RunRow, SkippedRow};
use crate::domain::date::spoken;
use crate::domain::id::{PatientId, StatementRunId};
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

    /// Fits the runs to their search and order; `selected` stays so where it fits.
    pub(super) fn fit_runs(&mut self, selected: Option<StatementRunId>) {
        let runs = self.runs.as_deref().unwrap_or_default();
        let shown = Sought::new(self.runs_search.text()).places(runs, |row| {
            let (run, amount) = (&row.run, grouped(row.totals.due));
            let [mailed, of] = [run.mailed_on, run.as_of].map(spoken);
            let cycle = run.cycle.as_deref().unwrap_or_default();
            format!("{} {mailed} {of} {cycle} {amount}", run.id)
        });
        // What was shown before may be the places of other runs.
        self.runs_list.shown.clear();
        self.runs_list.show(runs, shown, run_key);
        let shown = &self.runs_list.shown;
        let place = shown
            .iter()
            .position(|at| Some(runs[*at].run.id) == selected);
        if place.is_some() {
            self.runs_list.selection.row = place;
        }
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
                    view::MAILED_NUMBER => Key::Number(mailed.id.number()),
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
        self.runs.as_ref()?.get(self.runs_list.selected()?)
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

fn run_key(row: &RunRow, column: usize) -> Key {
    let (run, totals) = (&row.run, row.totals);
    let count = |count: usize| Key::Number(i64::try_from(count).unwrap_or(i64::MAX));
    match column {
        view::RUN_MAILED => by_day(Some(run.mailed_on)),
        view::RUN_AS_OF => by_day(Some(run.as_of)),
        view::RUN_CYCLE => Key::Words(run.cycle.clone().unwrap_or_default()),
        view::RUN_COUNT => count(totals.n_mailed),
        view::RUN_AMOUNT => Key::Number(totals.due.cents()),
        view::RUN_VOIDED => count(totals.n_voided),
        view::RUN_SKIPPED => count(totals.n_skipped),
        _ => Key::Number(run.id.number()),
    }
}

/// By day, what never was before all.
fn by_day(on: Option<NaiveDate>) -> Key {
    Key::Number(on.map_or(i64::MIN, |on| i64::from(on.num_days_from_ce())))
}

fn skip_key(row: &SkippedRow, column: usize) -> Key {
    match column {
        view::SKIP_ACCOUNT => Key::Words(row.account.to_string()),
        view::SKIP_AMOUNT => Key::Number(row.amount.cents()),
        view::SKIP_WHY => Key::Words(titles(row)),
        view::SKIP_LAST => by_day(row.last_mailed_on),
        _ => by_name(&row.name),
    }
}

/// The reasons of a skipped account in a few words each.
pub(super) fn titles(row: &SkippedRow) -> String {
    let titles: Vec<&str> = row.reasons.iter().map(|it| it.title()).collect();
    titles.join(", ")
}
