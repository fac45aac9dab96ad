//! The rows of the lists: which fit the search, in which order, and which are marked.

use super::{Collections, Loaded, Tab, account_of, view};
use crate::commands::statements::dunning::Debtor;
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::report::{Report, Row, RowKind};
use crate::gui::form::money::grouped;
use crate::gui::screen::reports::compare;
use crate::gui::sought::Sought;
use crate::gui::widget::window_list::Sort;

impl Collections {
    /// The accounts of the open list; none where the agency's is open.
    pub(super) fn debtors(&self) -> &[Debtor] {
        let Some(loaded) = &self.loaded else {
            return &[];
        };
        match self.tab {
            Tab::Waiting => &loaded.waiting,
            Tab::Approved => &loaded.approved,
            Tab::Declined => &loaded.declined,
            Tab::Agency => &[],
        }
    }

    /// How many rows are in sight.
    pub(super) fn count(&self) -> usize {
        self.shown.len()
    }

    /// The account of a row in sight, where the open list is not the agency's.
    pub(super) fn debtor_at(&self, row: usize) -> Option<&Debtor> {
        self.debtors().get(*self.shown.get(row)?)
    }

    pub(super) fn selected(&self) -> Option<&Debtor> {
        self.debtor_at(self.selection.row?)
    }

    /// Whose row it is.
    pub(super) fn account_at(&self, row: usize) -> Option<&PatientId> {
        if self.tab != Tab::Agency {
            return self.debtor_at(row).map(|debtor| &debtor.account);
        }
        let agency = &self.loaded.as_ref()?.agency;
        account_of(agency.rows.get(*self.shown.get(row)?)?)
    }

    /// The accounts of the rows in sight, each once.
    pub(super) fn in_sight(&self) -> Vec<PatientId> {
        let mut accounts: Vec<PatientId> = (0..self.count())
            .filter_map(|row| self.account_at(row).cloned())
            .collect();
        // An account's rows of the agency's list follow each other.
        accounts.dedup();
        accounts
    }

    /// The accounts that an act is about: the marked ones, else the selected one.
    pub(super) fn chosen(&self) -> Vec<PatientId> {
        if self.marks.is_empty() {
            let selected = self.selection.row.and_then(|row| self.account_at(row));
            return selected.cloned().into_iter().collect();
        }
        // Whoever is in sight in the order of the list, then those that the search hides.
        let mut chosen = self.in_sight();
        chosen.retain(|account| self.marks.contains(account));
        let hidden = self.marks.iter().filter(|it| !chosen.contains(it));
        let hidden: Vec<PatientId> = hidden.cloned().collect();
        chosen.extend(hidden);
        chosen
    }

    /// What accounts of the open list owe together.
    pub(super) fn owed(&self, accounts: &[PatientId]) -> Money {
        let debtors = self.debtors().iter();
        debtors
            .filter(|debtor| accounts.contains(&debtor.account))
            .map(|debtor| debtor.due)
            .sum()
    }

    /// Fits the open list to the search and its order; the selected account stays selected.
    pub(super) fn fit(&mut self) {
        let selected = self.selection.row.and_then(|row| self.account_at(row));
        let selected = selected.cloned();
        let sought = Sought::new(self.search.text());
        let sort = self.selection.sort;
        self.shown = match (&self.loaded, self.tab) {
            (Some(loaded), Tab::Agency) => agency_rows(&loaded.agency, &sought, sort),
            _ => debtor_rows(self.debtors(), &sought, sort),
        };
        let place = selected.and_then(|selected| {
            (0..self.count()).find(|row| self.account_at(*row) == Some(&selected))
        });
        let last = self.count().checked_sub(1);
        let row = self.selection.row.unwrap_or_default();
        self.selection.row = place.or_else(|| last.map(|last| row.min(last)));
    }

    /// Takes over what was read; marks of accounts that have left the list go.
    pub(super) fn take(&mut self, loaded: Loaded) {
        self.agency_columns = view::agency_columns(&loaded.agency);
        self.loaded = Some(loaded);
        let accounts: Vec<PatientId> = match (&self.loaded, self.tab) {
            (Some(loaded), Tab::Agency) => {
                let rows = loaded.agency.rows.iter();
                rows.filter_map(account_of).cloned().collect()
            }
            _ => self.debtors().iter().map(|it| it.account.clone()).collect(),
        };
        self.marks.retain(|account| accounts.contains(account));
        self.fit();
    }

    /// Marks the account of the selected row, or takes its mark away, and goes on to the next one.
    pub(super) fn mark(&mut self) {
        let Some(row) = self.selection.row else {
            return;
        };
        if let Some(account) = self.account_at(row).cloned()
            && !self.marks.remove(&account)
        {
            let _ = self.marks.insert(account);
        }
        // An account may take several rows of the agency's list.
        let here = self.account_at(row);
        let next = (row + 1..self.count()).find(|row| {
            let account = self.account_at(*row);
            account.is_some() && account != here
        });
        self.selection.row = next.or(self.selection.row);
    }

    /// Marks every account in sight, or takes their marks away where all have one.
    pub(super) fn mark_all(&mut self) {
        let all = self.in_sight();
        if all.iter().all(|account| self.marks.contains(account)) {
            self.marks.retain(|account| !all.contains(account));
        } else {
            self.marks.extend(all);
        }
    }
}

/// The places of the accounts that fit, in their order.
fn debtor_rows(debtors: &[Debtor], sought: &Sought, sort: Option<Sort>) -> Vec<usize> {
    let mut shown = sought.places(debtors, |it| {
        let (amount, notice) = (grouped(it.due), spoken(it.notice_mailed_on));
        format!("{} {} {} {amount} {notice}", it.name, it.account, it.phone)
    });
    let Some(sort) = sort else { return shown };
    match sort.column {
        view::ACCOUNT => shown.sort_by_key(|at| &debtors[*at].account),
        view::OWED => shown.sort_by_key(|at| debtors[*at].due),
        view::NOTICE => shown.sort_by_key(|at| debtors[*at].notice_mailed_on),
        view::PAID => shown.sort_by_key(|at| debtors[*at].last_payment.map(|(on, _)| on)),
        _ => shown.sort_by_cached_key(|at| debtors[*at].name.to_string().to_lowercase()),
    }
    if sort.is_descending {
        shown.reverse();
    }
    shown
}

/// The places of the rows of the accounts that fit, each with its sum; in their order. What all come
/// to stands below all of them alone.
fn agency_rows(agency: &Report, sought: &Sought, sort: Option<Sort>) -> Vec<usize> {
    let rows = &agency.rows;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group = Vec::new();
    let mut total = None;
    for (at, row) in rows.iter().enumerate() {
        match row.kind {
            RowKind::Total => total = Some(at),
            RowKind::Subtotal => {
                group.push(at);
                groups.push(std::mem::take(&mut group));
            }
            RowKind::Heading | RowKind::Detail => group.push(at),
        }
    }
    let count = groups.len();
    let of_account = |group: &Vec<usize>| -> String {
        let cells = group.iter().flat_map(|at| &rows[*at].cells);
        cells.map(|cell| format!("{cell} ")).collect()
    };
    let fitting = sought.places(&groups, of_account);
    let total = total.filter(|_| fitting.len() == count);
    let mut groups: Vec<Vec<usize>> = fitting.into_iter().map(|at| groups[at].clone()).collect();
    if let Some(sort) = sort
        // The first column is the mark.
        && let Some(column) = sort.column.checked_sub(1)
    {
        groups.sort_by(|one, other| {
            let [one, other] = [one, other].map(|group| deciding(rows, group, column));
            let order = compare(
                one.and_then(|row| row.cells.get(column)),
                other.and_then(|row| row.cells.get(column)),
            );
            if sort.is_descending {
                order.reverse()
            } else {
                order
            }
        });
    }
    groups.into_iter().flatten().chain(total).collect()
}

/// The row of an account by which it is sorted: its sum where that has something in the column, else
/// its first.
fn deciding<'a>(rows: &'a [Row], group: &[usize], column: usize) -> Option<&'a Row> {
    let row = |at: Option<&usize>| rows.get(*at?);
    let sum = row(group.last())?;
    let is_there = sum.money(column) != Money::ZERO;
    if is_there {
        Some(sum)
    } else {
        row(group.first())
    }
}
