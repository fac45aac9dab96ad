//! The pre-collection list for the doctor, and the list for the agency.

use chrono::NaiveDate;

use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};
use crate::domain::statement::collections::{Debtor, Handed};

/// Accounts for the doctor to decide on, with room for a mark and a signature.
pub fn pre_collection(debtors: &[Debtor]) -> Report {
    let mut rows: Vec<Row> = debtors.iter().map(debtor_row).collect();
    let due: Money = debtors.iter().map(|it| it.due).sum();
    rows.push(Row::total(vec![
        Cell::text("Together"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Money(due),
    ]));
    Report {
        name: "pre-collection",
        title: "Pre-collection list".to_owned(),
        columns: vec![
            Column::text("Name"),
            Column::text("Account"),
            Column::text("Phone"),
            Column::date("Owed since"),
            Column::date("Final notice"),
            Column::date("Last payment"),
            Column::money("Paid then"),
            Column::money("Owes"),
            Column::text("Agency"),
        ],
        rows,
        notes: vec![
            "Mark each account that may go to the agency; the others stay with the practice."
                .to_owned(),
            "Decided by ______________________________   Date ______________".to_owned(),
        ],
        ..Report::default()
    }
}

fn debtor_row(it: &Debtor) -> Row {
    Row::detail(vec![
        Cell::text(it.name.to_string()),
        Cell::text(it.account.as_str()),
        Cell::text(it.phone.as_str()),
        Cell::date(it.lines.iter().map(|line| line.since).min()),
        Cell::Date(it.notice_mailed_on),
        Cell::date(it.last_payment.map(|(on, _)| on)),
        it.last_payment
            .map_or(Cell::Empty, |(_, amount)| Cell::Money(amount)),
        Cell::Money(it.due),
        Cell::text("[  ] yes"),
    ])
    .about(About::Patient(it.account.clone()))
}

/// What is with the agency, charge by charge: who owes it and where she lives, but neither codes nor
/// diagnoses. `held` is what account 1150 holds, where the list is of all of it.
pub fn agency(handed: &[Handed], held: Option<Money>) -> Report {
    let mut rows = Vec::new();
    let mut total = Money::ZERO;
    for it in handed {
        rows.extend(handed_rows(it));
        let sum: Money = it.lines.iter().map(|line| line.amount).sum();
        rows.push(Row::subtotal(sum_cells(&it.name, sum)));
        total += sum;
    }
    rows.push(Row::total(sum_cells(
        &PersonName {
            last: "Together".to_owned(),
            ..PersonName::default()
        },
        total,
    )));
    let ties = held.map(|held| {
        TieOut::new(
            "Charges with the agency",
            total,
            "account 1150 Receivable, collections agency",
            held,
        )
    });
    Report {
        name: "agency",
        title: "Accounts with the collections agency".to_owned(),
        columns: vec![
            Column::text("Name"),
            Column::text("Account"),
            Column::text("Address"),
            Column::text("Phone"),
            Column::date("Service"),
            Column::date("Handed over"),
            Column::date("Last payment"),
            Column::money("Amount"),
        ],
        rows,
        ties: ties.into_iter().collect(),
        ..Report::default()
    }
}

fn handed_rows(it: &Handed) -> Vec<Row> {
    let paid: Option<NaiveDate> = it.last_payment.map(|(on, _)| on);
    it.lines
        .iter()
        .map(|line| {
            Row::detail(vec![
                Cell::text(it.name.to_string()),
                Cell::text(it.account.as_str()),
                Cell::text(in_one_line(&it.address)),
                Cell::text(it.phone.as_str()),
                Cell::Date(line.service_on),
                Cell::Date(line.since),
                Cell::date(paid),
                Cell::Money(line.amount),
            ])
            .about(About::Patient(it.account.clone()))
        })
        .collect()
}

fn sum_cells(name: &PersonName, sum: Money) -> Vec<Cell> {
    let mut cells = vec![Cell::text(name.to_string())];
    cells.extend(std::iter::repeat_n(Cell::Empty, 6));
    cells.push(Cell::Money(sum));
    cells
}

/// An address in one line, with one blank before the ZIP, where an envelope has two.
fn in_one_line(address: &Address) -> String {
    address.lines().join(", ").replace("  ", " ")
}
