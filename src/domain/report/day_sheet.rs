//! What was entered since the sheet before, one row for each entry, and that it ties.

use super::movement::{Heading, Names, sum};
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::Account;
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;

/// What a sheet must agree with, found apart from its entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Control {
    /// What receivables changed by from the end of the sheet before to the end of this one.
    pub change: Money,
    /// What the receipts log says of the receipts that were entered.
    pub receipts: Money,
}

/// Charges, payments, write-offs, other receivables, receipts.
type Figures = [Money; 5];

/// The sheet of some entries, in their order.
pub fn day_sheet(entries: &[Posted], names: &Names, control: Control) -> Report {
    let mut rows = Vec::new();
    let mut total: Figures = Default::default();
    for posted in entries {
        let figures = figures(posted, names);
        for (sum, figure) in total.iter_mut().zip(figures) {
            *sum += figure;
        }
        let mut cells = vec![
            Cell::Count(posted.id.number()),
            Cell::Date(posted.entry.effective_on),
            Cell::text(names.act(&posted.entry).title()),
            Cell::text(names.about(posted)),
            Cell::text(names.lines_of(&posted.entry)),
        ];
        cells.extend(figures.map(Cell::amount));
        rows.push(Row::detail(cells).about(About::Entry(posted.id)));
    }
    let mut cells = vec![
        Cell::Empty,
        Cell::Empty,
        Cell::text(format!("{} entries", entries.len())),
        Cell::Empty,
        Cell::Empty,
    ];
    cells.extend(total.map(Cell::Money));
    rows.push(Row::total(cells));
    let [charges, payments, write_offs, others, receipts] = total;
    Report {
        columns: vec![
            Column::count("Entry"),
            Column::date("Counts on"),
            Column::text("What"),
            Column::text("Whose"),
            Column::text("Line"),
            Column::money("Charges"),
            Column::money("Payments"),
            Column::money("Write-offs"),
            Column::money("Taken back"),
            Column::money("Receipts"),
        ],
        rows,
        ties: vec![
            TieOut::new(
                "Charges - payments - write-offs + taken back",
                charges - payments - write_offs + others,
                "change of receivables",
                control.change,
            ),
            TieOut::new("Receipts", receipts, "receipts log", control.receipts),
        ],
        ..Report::default()
    }
}

fn figures(posted: &Posted, names: &Names) -> Figures {
    let act = names.act(&posted.entry);
    let change = posted.entry.receivable_change();
    let mut figures = Figures::default();
    match act.heading() {
        Heading::BroughtForward | Heading::Charges => figures[0] = change,
        Heading::InsurancePayments | Heading::PatientPayments => figures[1] = -change,
        Heading::WriteOffs => figures[2] = -change,
        Heading::Transfers | Heading::Reversals => figures[3] = change,
    }
    if act.kind == EntryKind::Receipt {
        figures[4] = sum(&posted.entry.legs, |it| it == Account::UndepositedReceipts);
    }
    figures
}
