//! Everything posted for one family, with what it owes and what of its money is left after each
//! entry.

use std::collections::BTreeSet;

use super::movement::Names;
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::Account;
use crate::domain::id::PatientId;
use crate::domain::journal::{Leg, Posted};
use crate::domain::money::Money;

/// The ledger of some patients; `owed` and `unapplied` are what is open on their lines and of their
/// money at its end, found apart from the entries.
pub fn ledger(
    family: &BTreeSet<PatientId>,
    entries: &[Posted],
    names: &Names,
    owed: Money,
    unapplied: Money,
) -> Report {
    let mut rows = Vec::new();
    let mut balance = Money::ZERO;
    let mut credit = Money::ZERO;
    let (mut debits, mut credits) = (Money::ZERO, Money::ZERO);
    let is_theirs = |leg: &&Leg| leg.patient.as_ref().is_some_and(|it| family.contains(it));
    for posted in entries {
        let on = |accounts: fn(Account) -> bool| -> Money {
            let legs = posted.entry.legs.iter().filter(is_theirs);
            legs.filter(|leg| accounts(leg.account))
                .map(|leg| leg.amount)
                .sum()
        };
        let change = on(Account::is_receivable);
        credit -= on(|account| account == Account::PatientCredits);
        balance += change;
        let (debit, paid) = if change.is_negative() {
            (Money::ZERO, -change)
        } else {
            (change, Money::ZERO)
        };
        debits += debit;
        credits += paid;
        let cells = vec![
            Cell::Date(posted.entry.effective_on),
            Cell::Count(posted.id.number()),
            Cell::text(names.act(&posted.entry).title()),
            Cell::text(names.about(posted)),
            Cell::text(names.lines_of(&posted.entry)),
            Cell::amount(debit),
            Cell::amount(paid),
            Cell::Money(balance),
            Cell::amount(credit),
        ];
        rows.push(Row::detail(cells).about(About::Entry(posted.id)));
    }
    rows.push(Row::total(vec![
        Cell::Empty,
        Cell::Empty,
        Cell::text("Together"),
        Cell::Empty,
        Cell::Empty,
        Cell::Money(debits),
        Cell::Money(credits),
        Cell::Money(balance),
        Cell::Money(credit),
    ]));
    Report {
        columns: vec![
            Column::date("Day"),
            Column::count("Entry"),
            Column::text("What"),
            Column::text("Patient"),
            Column::text("Line"),
            Column::money("Owed"),
            Column::money("Settled"),
            Column::money("Balance"),
            Column::money("Credit"),
        ],
        rows,
        ties: vec![
            TieOut::new("Balance", balance, "what is open on the lines", owed),
            TieOut::new("Credit", credit, "what is unapplied", unapplied),
        ],
        ..Report::default()
    }
}
