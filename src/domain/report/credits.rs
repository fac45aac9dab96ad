//! Money that came in and is not settled: unapplied, promised back, in suspense.

use chrono::NaiveDate;

use super::movement::Names;
use super::receipts::{giver, method};
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::Account;
use crate::domain::id::{PatientId, ReceiptId};
use crate::domain::money::Money;

/// What of a receipt is on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    pub receipt: ReceiptId,
    pub account: Account,
    /// Whose credit it is, for a patient's.
    pub patient: Option<PatientId>,
    pub since: NaiveDate,
    /// Positive = the giver's.
    pub amount: Money,
}

/// The list by account, the oldest first. `control` is what each account holds.
pub fn unapplied(
    unsettled: &[Unsettled],
    control: &[(Account, Money)],
    names: &Names,
    as_of: NaiveDate,
) -> Report {
    let mut rows = Vec::new();
    let mut ties = Vec::new();
    let mut total = Money::ZERO;
    let mut held_in_all = Money::ZERO;
    for account in Account::ALL.iter().filter(|it| it.is_credit()) {
        let mut same: Vec<_> = unsettled
            .iter()
            .filter(|it| it.account == *account)
            .collect();
        same.sort_by_key(|it| (it.since, it.receipt));
        let sum: Money = same.iter().map(|it| it.amount).sum();
        let held: Money = control
            .iter()
            .filter(|(which, _)| which == account)
            .map(|(_, amount)| *amount)
            .sum();
        if !same.is_empty() || sum != held {
            rows.push(Row::heading(format!(
                "{} {}",
                account.number(),
                account.title()
            )));
            rows.extend(same.into_iter().map(|it| row(it, names, as_of)));
            rows.push(Row::subtotal(sum_cells(account.title(), sum)));
            ties.push(TieOut::new(
                account.title(),
                sum,
                format!("account {}", account.number()),
                held,
            ));
        }
        total += sum;
        held_in_all += held;
    }
    ties.push(TieOut::new(
        "Together",
        total,
        "accounts 2010 to 2040",
        held_in_all,
    ));
    rows.push(Row::total(sum_cells("Together", total)));
    Report {
        columns: vec![
            Column::text("Whose"),
            Column::count("Receipt"),
            Column::text("Method"),
            Column::text("Check"),
            Column::date("Since"),
            Column::count("Days"),
            Column::money("Amount"),
        ],
        rows,
        ties,
        ..Report::default()
    }
}

fn row(it: &Unsettled, names: &Names, as_of: NaiveDate) -> Row {
    let received = names.receipts.get(&it.receipt);
    let whose = match (&it.patient, received) {
        (Some(patient), _) => names.patient(patient),
        (None, Some(received)) => giver(received, names),
        (None, None) => String::new(),
    };
    Row::detail(vec![
        Cell::text(whose),
        Cell::Count(it.receipt.number()),
        received.map_or(Cell::Empty, |it| Cell::text(method(it.receipt.method))),
        received.map_or(Cell::Empty, |it| {
            Cell::text(it.receipt.check_number.as_str())
        }),
        Cell::Date(it.since),
        Cell::Count((as_of - it.since).num_days().max(0)),
        Cell::Money(it.amount),
    ])
    .about(About::Receipt(it.receipt))
}

fn sum_cells(name: &str, amount: Money) -> Vec<Cell> {
    vec![
        Cell::text(name),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Money(amount),
    ]
}
