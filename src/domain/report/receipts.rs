//! Money that came in and went back: the receipts journal and the deposit slip.

use super::movement::{Names, sum};
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::Account;
use crate::domain::journal::event::Giver;
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;
use crate::domain::receipt::{Method, Received};

/// Whether an entry of this kind brings or takes money: receipts, returned checks, refunds.
pub const fn is_money(kind: EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::Receipt
            | EntryKind::ReturnedCheck
            | EntryKind::RefundPaid
            | EntryKind::PayerRefund
    )
}

/// Who gave a receipt, as lists show it.
pub fn giver(received: &Received, names: &Names) -> String {
    match &received.receipt.giver {
        Giver::Payer(payer) => names.payer(payer),
        Giver::Patient(patient) => names.patient(patient),
        Giver::Other => match received.receipt.note.as_str() {
            "" => "Others".to_owned(),
            note => note.to_owned(),
        },
    }
}

/// What came in and went back, by the day it counts. `entries` are those of [`is_money`], by day;
/// `change` is what changed in the drawer and the bank over the same days.
pub fn journal(entries: &[Posted], names: &Names, change: Money) -> Report {
    let mut rows = Vec::new();
    let (mut in_total, mut back_total) = (Money::ZERO, Money::ZERO);
    for of_day in entries.chunk_by(|a, b| a.entry.effective_on == b.entry.effective_on) {
        let (mut came_in, mut went_back) = (Money::ZERO, Money::ZERO);
        for posted in of_day {
            let (row, came, went) = money_row(posted, names);
            came_in += came;
            went_back += went;
            rows.push(row);
        }
        let day = of_day.first().map(|posted| posted.entry.effective_on);
        rows.push(Row::subtotal(vec![
            Cell::date(day),
            Cell::Empty,
            Cell::text("The day, together"),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Money(came_in),
            Cell::amount(went_back),
        ]));
        in_total += came_in;
        back_total += went_back;
    }
    rows.push(Row::total(vec![
        Cell::Empty,
        Cell::Empty,
        Cell::text("Together"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Money(in_total),
        Cell::Money(back_total),
    ]));
    Report {
        columns: vec![
            Column::date("Day"),
            Column::count("Receipt"),
            Column::text("What"),
            Column::text("From or to"),
            Column::text("Method"),
            Column::text("Check"),
            Column::money("Received"),
            Column::money("Refunded"),
        ],
        rows,
        ties: vec![TieOut::new(
            "Received less refunded",
            in_total - back_total,
            "change of drawer and bank",
            change,
        )],
        ..Report::default()
    }
}

/// The row of an entry with what came in and what went back by refund. A returned check and a
/// receipt taken back stand as negative receipts on their own day.
fn money_row(posted: &Posted, names: &Names) -> (Row, Money, Money) {
    let act = names.act(&posted.entry);
    let cash = sum(&posted.entry.legs, |it| {
        matches!(it, Account::UndepositedReceipts | Account::Bank)
    });
    let (came, went) = match act.kind {
        EntryKind::RefundPaid | EntryKind::PayerRefund => (Money::ZERO, -cash),
        _ => (cash, Money::ZERO),
    };
    let receipt = posted.entry.legs.iter().find_map(|leg| leg.receipt);
    let received = receipt.and_then(|id| names.receipts.get(&id));
    let cells = vec![
        Cell::Date(posted.entry.effective_on),
        receipt.map_or(Cell::Empty, |id| Cell::Count(id.number())),
        Cell::text(act.title()),
        Cell::text(received.map_or_else(|| names.about(posted), |it| giver(it, names))),
        received.map_or(Cell::Empty, |it| Cell::text(method(it.receipt.method))),
        received.map_or(Cell::Empty, |it| {
            Cell::text(it.receipt.check_number.as_str())
        }),
        Cell::amount(came),
        Cell::amount(went),
    ];
    let about = receipt.map_or(About::Entry(posted.id), About::Receipt);
    (Row::detail(cells).about(about), came, went)
}

/// A method of payment, as lists show it.
pub const fn method(method: Method) -> &'static str {
    match method {
        Method::Check => "Check",
        Method::Cash => "Cash",
        Method::Card => "Card",
        Method::Eft => "EFT",
        Method::Other => "Other",
        Method::None => "No money",
    }
}

/// What a deposit says it comes to, and what the journal took from drawer to bank with it; the same
/// figure twice where receipts lie in the drawer still: what account 1010 holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlipControl {
    pub slip: Money,
    pub posted: Money,
}

/// The slip of receipts that go to the bank together, by method.
pub fn deposit_slip(receipts: &[Received], names: &Names, control: SlipControl) -> Report {
    let mut rows = Vec::new();
    let mut total = Money::ZERO;
    for kind in Method::ALL {
        let same: Vec<_> = receipts
            .iter()
            .filter(|it| it.receipt.method == *kind)
            .collect();
        if same.is_empty() {
            continue;
        }
        rows.push(Row::heading(method(*kind)));
        let mut sum = Money::ZERO;
        for received in &same {
            sum += received.receipt.amount;
            let cells = vec![
                Cell::Count(received.id.number()),
                Cell::Date(received.receipt.received_on),
                Cell::text(giver(received, names)),
                Cell::text(received.receipt.check_number.as_str()),
                Cell::date(received.receipt.check_on),
                Cell::Money(received.receipt.amount),
            ];
            rows.push(Row::detail(cells).about(About::Receipt(received.id)));
        }
        total += sum;
        let name = format!("{}, {} together", method(*kind), same.len());
        rows.push(Row::subtotal(slip_sum(name, sum)));
    }
    let name = format!("{} receipts", receipts.len());
    rows.push(Row::total(slip_sum(name, total)));
    Report {
        columns: vec![
            Column::count("Receipt"),
            Column::date("Received"),
            Column::text("From"),
            Column::text("Check"),
            Column::date("Dated"),
            Column::money("Amount"),
        ],
        rows,
        ties: vec![
            TieOut::new("Receipts", total, "slip", control.slip),
            TieOut::new("Slip", control.slip, "journal", control.posted),
        ],
        ..Report::default()
    }
}

fn slip_sum(name: String, amount: Money) -> Vec<Cell> {
    vec![
        Cell::Empty,
        Cell::Empty,
        Cell::Text(name),
        Cell::Empty,
        Cell::Empty,
        Cell::Money(amount),
    ]
}
