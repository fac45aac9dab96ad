//! A report as a value: what stands in it, whichever way it is shown.
//!
//! Tables, files and pages are made from this; the functions below `report/` make it from rows and
//! know neither a file nor a clock.

pub mod account_ledger;
pub mod aging;
pub mod collections;
pub mod credits;
pub mod day_sheet;
pub mod movement;
pub mod receipts;
pub mod roll_forward;
pub mod totals;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::id::{DepositId, EntryId, PatientId, PayerId, ReceiptId};
use crate::domain::money::Money;

/// A report with all that its reader must know to trust it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// As the command line calls it: `roll-forward`.
    pub name: &'static str,
    pub title: String,
    /// What it was asked for, in the order in which it is shown; the same again gives the same
    /// report.
    pub parameters: Vec<Parameter>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// What must agree, with both sides.
    pub ties: Vec<TieOut>,
    /// What the reader should know: sentences.
    pub notes: Vec<String>,
}

/// One thing that a report was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    pub label: &'static str,
    pub value: String,
}

/// A column of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub title: &'static str,
    pub kind: ColumnKind,
}

/// What stands in a column. Texts and dates stand left, money and counts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    Text,
    Date,
    Money,
    Count,
}

/// What a row is among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// The name of the group that follows, in the first cell.
    Heading,
    Detail,
    /// What a group comes to.
    Subtotal,
    /// What the report comes to.
    Total,
}

/// One row: a cell for each column, in their order; cells that are missing at its end are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub kind: RowKind,
    pub cells: Vec<Cell>,
    /// What a screen goes to from this row.
    #[serde(skip)]
    pub about: Option<About>,
}

/// What stands in one place of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Empty,
    Text(String),
    Date(NaiveDate),
    Money(Money),
    Count(i64),
}

/// The record a row speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Patient(PatientId),
    Payer(PayerId),
    Receipt(ReceiptId),
    Deposit(DepositId),
    Entry(EntryId),
}

/// Two figures that must be the same, each found in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TieOut {
    /// What the left figure is.
    pub left: String,
    pub left_amount: Money,
    /// What the right figure is.
    pub right: String,
    pub right_amount: Money,
}

impl Report {
    /// Whether everything agrees that must.
    pub fn ties(&self) -> bool {
        self.ties.iter().all(TieOut::agrees)
    }

    /// The amount in a column of the total row; zero where there is none.
    pub fn total(&self, column: &str) -> Money {
        let at = self.columns.iter().position(|it| it.title == column);
        let total = self
            .rows
            .iter()
            .rev()
            .find(|row| row.kind == RowKind::Total);
        match (total, at) {
            (Some(row), Some(at)) => row.money(at),
            _ => Money::ZERO,
        }
    }
}

impl Column {
    pub const fn text(title: &'static str) -> Self {
        Self {
            title,
            kind: ColumnKind::Text,
        }
    }

    pub const fn date(title: &'static str) -> Self {
        Self {
            title,
            kind: ColumnKind::Date,
        }
    }

    pub const fn money(title: &'static str) -> Self {
        Self {
            title,
            kind: ColumnKind::Money,
        }
    }

    pub const fn count(title: &'static str) -> Self {
        Self {
            title,
            kind: ColumnKind::Count,
        }
    }
}

impl ColumnKind {
    /// Whether its cells stand at the right edge.
    pub const fn is_right(self) -> bool {
        matches!(self, Self::Money | Self::Count)
    }
}

impl Row {
    /// The name of a group.
    pub fn heading(text: impl Into<String>) -> Self {
        Self {
            kind: RowKind::Heading,
            cells: vec![Cell::Text(text.into())],
            about: None,
        }
    }

    pub const fn detail(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Detail,
            cells,
            about: None,
        }
    }

    pub const fn subtotal(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Subtotal,
            cells,
            about: None,
        }
    }

    pub const fn total(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Total,
            cells,
            about: None,
        }
    }

    /// With the record it speaks of.
    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self {
            about: Some(about),
            ..self
        }
    }

    /// The amount in a column; zero where there is none.
    pub fn money(&self, column: usize) -> Money {
        match self.cells.get(column) {
            Some(Cell::Money(amount)) => *amount,
            _ => Money::ZERO,
        }
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// An amount, or nothing where it is zero: columns of zeros hide the figures that matter.
    pub const fn amount(amount: Money) -> Self {
        if amount.is_zero() {
            Self::Empty
        } else {
            Self::Money(amount)
        }
    }

    pub fn date(on: Option<NaiveDate>) -> Self {
        on.map_or(Self::Empty, Self::Date)
    }
}

/// As a file holds it: dates `YYYY-MM-DD`, amounts `1234.56`.
impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Date(on) => write!(f, "{on}"),
            Self::Money(amount) => write!(f, "{amount}"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

impl TieOut {
    pub fn new(
        left: impl Into<String>,
        left_amount: Money,
        right: impl Into<String>,
        right_amount: Money,
    ) -> Self {
        Self {
            left: left.into(),
            left_amount,
            right: right.into(),
            right_amount,
        }
    }

    /// Whether both sides are the same, to the cent.
    pub fn agrees(&self) -> bool {
        self.left_amount == self.right_amount
    }

    /// As a line: `Aged and unbilled 120.00 = receivable accounts 120.00: ok`.
    pub fn sentence(&self) -> String {
        let verdict = if self.agrees() {
            "ok".to_owned()
        } else {
            format!("DIFFERS by {}", self.left_amount - self.right_amount)
        };
        let sign = if self.agrees() { "=" } else { "but" };
        format!(
            "{} {} {sign} {} {}: {verdict}",
            self.left, self.left_amount, self.right, self.right_amount
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_says_by_how_much_it_fails() {
        let cents = Money::from_cents;
        let tie = TieOut::new("Sheets", cents(500), "accounts", cents(500));
        assert_eq!(tie.sentence(), "Sheets 5.00 = accounts 5.00: ok");
        let tie = TieOut::new("Sheets", cents(500), "accounts", cents(520));
        assert_eq!(
            tie.sentence(),
            "Sheets 5.00 but accounts 5.20: DIFFERS by -0.20"
        );
    }
}
