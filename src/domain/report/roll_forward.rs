//! From what was open at first to what is open at last: receivables, and unapplied money.

use std::collections::BTreeMap;

use super::movement::{Act, Heading, Movement, Names, is_unapplied, moved};
use super::{Cell, Column, Report, Row, TieOut};
use crate::domain::account::{Account, Bucket};
use crate::domain::journal::EntryKind;
use crate::domain::money::Money;

/// A row's figures: at first, under each heading, at last.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    opening: Money,
    under: [Money; Heading::ALL.len()],
    closing: Money,
}

impl Line {
    fn take(&mut self, other: &Self) {
        self.opening += other.opening;
        self.closing += other.closing;
        for (mine, theirs) in self.under.iter_mut().zip(other.under) {
            *mine += theirs;
        }
    }

    fn rolled(&self) -> Money {
        self.opening + self.under.iter().copied().sum()
    }

    fn cells(&self, name: String) -> Vec<Cell> {
        let mut cells = vec![Cell::Text(name), Cell::Money(self.opening)];
        cells.extend(self.under.iter().map(|amount| Cell::amount(*amount)));
        cells.push(Cell::Money(self.closing));
        cells
    }
}

/// What movements are grouped by: a key that sorts, and what its row is called.
type Grouping<'a> = &'a dyn Fn(&Movement) -> (u8, String);

/// Receivables in total, by who owes them and by provider. `before` is all that counts before the
/// period, `within` what counts in it and `after` all that counts by its end, each found for itself.
pub fn receivables(
    before: &[Movement],
    within: &[Movement],
    after: &[Movement],
    names: &Names,
) -> Report {
    let by_party = |it: &Movement| party_group(it, names);
    let by_provider = |it: &Movement| match &it.provider {
        Some(id) => (
            0,
            names
                .providers
                .get(id)
                .cloned()
                .unwrap_or_else(|| id.to_string()),
        ),
        None => (
            1,
            "No provider: fees and balances brought forward".to_owned(),
        ),
    };
    let mut rows = Vec::new();
    let mut ties = Vec::new();
    let mut total = Line::default();
    let sections: [(&str, Grouping<'_>); 2] =
        [("By who owes it", &by_party), ("By provider", &by_provider)];
    for (title, grouping) in sections {
        rows.push(Row::heading(title));
        let lines = lines(before, within, after, grouping);
        total = Line::default();
        for ((_, name), line) in &lines {
            total.take(line);
            rows.push(Row::detail(line.cells(name.clone())));
        }
        rows.push(Row::subtotal(total.cells(format!("{title}, together"))));
        ties.push(TieOut::new(
            format!("{title}: opening with all that moved"),
            lines.values().map(Line::rolled).sum(),
            "closing receivables",
            moved(after, Account::is_receivable),
        ));
    }
    rows.push(Row::total(total.cells("Receivables".to_owned())));
    let transfers = total.under[Heading::Transfers as usize];
    ties.push(TieOut::new("Transfers", transfers, "nothing", Money::ZERO));
    let mut columns = vec![Column::text("Receivables"), Column::money("Opening")];
    columns.extend(Heading::ALL.map(|it| Column::money(it.title())));
    columns.push(Column::money("Closing"));
    Report {
        columns,
        rows,
        ties,
        ..Report::default()
    }
}

fn party_group(movement: &Movement, names: &Names) -> (u8, String) {
    match movement.account.bucket() {
        Some(Bucket::Patient) => (1, "Patients".to_owned()),
        Some(Bucket::Collections) => (2, "Collections agency".to_owned()),
        _ => {
            let kind = movement.payer.as_ref().and_then(|id| names.payers.get(id));
            (
                0,
                kind.map_or_else(
                    || "Insurance".to_owned(),
                    |it| format!("Insurance {}", it.kind),
                ),
            )
        }
    }
}

fn lines(
    before: &[Movement],
    within: &[Movement],
    after: &[Movement],
    grouping: Grouping<'_>,
) -> BTreeMap<(u8, String), Line> {
    let mut lines: BTreeMap<(u8, String), Line> = BTreeMap::new();
    let receivable = |it: &&Movement| it.account.is_receivable();
    for it in before.iter().filter(receivable) {
        lines.entry(grouping(it)).or_default().opening += it.amount;
    }
    for it in within.iter().filter(receivable) {
        lines.entry(grouping(it)).or_default().under[it.act.heading() as usize] += it.amount;
    }
    for it in after.iter().filter(receivable) {
        lines.entry(grouping(it)).or_default().closing += it.amount;
    }
    lines.retain(|_, line| {
        !(line.opening.is_zero()
            && line.closing.is_zero()
            && line.under.iter().all(|it| it.is_zero()))
    });
    lines
}

/// Under what a change of unapplied money counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Received,
    /// To lines, less what payers took back or was taken back.
    Applied,
    Refunded,
    Returned,
    /// Interest, capitation, recoupments whose line is unknown.
    Elsewhere,
}

const USES: [(Use, &str); 5] = [
    (Use::Received, "Receipts"),
    (Use::Applied, "Applied"),
    (Use::Refunded, "Refunds"),
    (Use::Returned, "Returned checks"),
    (Use::Elsewhere, "Other income and suspense"),
];

const fn use_of(act: Act) -> Use {
    match act.kind {
        EntryKind::Receipt => Use::Received,
        EntryKind::Allocation
        | EntryKind::Application
        | EntryKind::Recovery
        | EntryKind::Recoupment => Use::Applied,
        EntryKind::RefundApproved | EntryKind::RefundPaid => Use::Refunded,
        EntryKind::ReturnedCheck => Use::Returned,
        _ => Use::Elsewhere,
    }
}

/// Unapplied money: the patients' and the payers'. Positive = theirs.
pub fn credits(before: &[Movement], within: &[Movement], after: &[Movement]) -> Report {
    let mut rows = Vec::new();
    let mut sums = vec![Money::ZERO; USES.len() + 2];
    for account in [Account::PatientCredits, Account::UnappliedReceipts] {
        let on = |movements| -moved(movements, |it| it == account);
        let mut figures = vec![on(before)];
        for (which, _) in USES {
            let under = within.iter().filter(|it| use_of(it.act) == which);
            figures.push(-moved(under, |it| it == account));
        }
        figures.push(on(after));
        for (sum, figure) in sums.iter_mut().zip(&figures) {
            *sum += *figure;
        }
        rows.push(Row::detail(cells(account.title(), &figures)));
    }
    rows.push(Row::total(cells("Unapplied money", &sums)));
    let rolled: Money = sums[..sums.len() - 1].iter().copied().sum();
    let mut columns = vec![Column::text("Unapplied money"), Column::money("Opening")];
    columns.extend(USES.map(|(_, title)| Column::money(title)));
    columns.push(Column::money("Closing"));
    Report {
        columns,
        rows,
        ties: vec![TieOut::new(
            "Opening with all that moved",
            rolled,
            "closing on 2010 and 2020",
            -moved(after, is_unapplied),
        )],
        ..Report::default()
    }
}

fn cells(name: &str, figures: &[Money]) -> Vec<Cell> {
    let mut cells = vec![Cell::text(name)];
    cells.extend(figures.iter().map(|figure| Cell::Money(*figure)));
    cells
}
