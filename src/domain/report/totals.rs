//! What accounts come to: the trial balance, write-offs by reason, payments by payer.

use std::collections::BTreeMap;

use super::movement::{Heading, Movement, Names, moved};
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::{Account, Bucket};
use crate::domain::id::PayerId;
use crate::domain::journal::EntryKind;
use crate::domain::money::Money;

/// The balance of every account that has one; `receivables` and `credits` are what is open by the
/// same day, found from the lines and receipts.
pub fn trial_balance(movements: &[Movement], receivables: Money, credits: Money) -> Report {
    let mut rows = Vec::new();
    let (mut debits, mut credit_side) = (Money::ZERO, Money::ZERO);
    for account in Account::ALL {
        let balance = moved(movements, |it| it == *account);
        if balance.is_zero() {
            continue;
        }
        let (debit, credit) = if balance.is_negative() {
            (Money::ZERO, -balance)
        } else {
            (balance, Money::ZERO)
        };
        debits += debit;
        credit_side += credit;
        rows.push(Row::detail(vec![
            Cell::Text(account.number().to_string()),
            Cell::text(account.title()),
            Cell::amount(debit),
            Cell::amount(credit),
        ]));
    }
    rows.push(Row::total(vec![
        Cell::Empty,
        Cell::text("Together"),
        Cell::Money(debits),
        Cell::Money(credit_side),
    ]));
    Report {
        columns: vec![
            Column::text("Account"),
            Column::text("Title"),
            Column::money("Debit"),
            Column::money("Credit"),
        ],
        rows,
        ties: vec![
            TieOut::new("Debits", debits, "credits", credit_side),
            TieOut::new(
                "Accounts 1110 to 1150",
                moved(movements, Account::is_receivable),
                "what is open on lines",
                receivables,
            ),
            TieOut::new(
                "Accounts 2010 to 2040",
                -moved(movements, Account::is_credit),
                "what is open of receipts",
                credits,
            ),
        ],
        ..Report::default()
    }
}

/// What was written off for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenOff {
    pub account: Account,
    /// As it was given; empty where the entry gives none.
    pub reason: String,
    pub n_entries: i64,
    pub amount: Money,
}

/// Write-offs by account and reason; `movements` are those of the same period.
pub fn write_offs(written: &[WrittenOff], movements: &[Movement]) -> Report {
    let is_write_off = |account: Account| account.write_off().is_some();
    let mut rows = Vec::new();
    let mut total = Money::ZERO;
    for account in Account::ALL.iter().filter(|it| is_write_off(**it)) {
        let of_account: Vec<_> = written.iter().filter(|it| it.account == *account).collect();
        if of_account.is_empty() {
            continue;
        }
        rows.push(Row::heading(format!(
            "{} {}",
            account.number(),
            account.title()
        )));
        for it in &of_account {
            let reason = match it.reason.as_str() {
                "" => "No reason given",
                reason => reason,
            };
            rows.push(Row::detail(vec![
                Cell::text(reason),
                Cell::Count(it.n_entries),
                Cell::Money(it.amount),
            ]));
        }
        let amount: Money = of_account.iter().map(|it| it.amount).sum();
        total += amount;
        rows.push(Row::subtotal(vec![
            Cell::text(account.title()),
            Cell::Count(of_account.iter().map(|it| it.n_entries).sum()),
            Cell::Money(amount),
        ]));
    }
    rows.push(Row::total(vec![
        Cell::text("Written off"),
        Cell::Count(written.iter().map(|it| it.n_entries).sum()),
        Cell::Money(total),
    ]));
    Report {
        columns: vec![
            Column::text("Reason"),
            Column::count("Entries"),
            Column::money("Amount"),
        ],
        rows,
        ties: vec![TieOut::new(
            "Written off",
            total,
            "accounts 4110 to 4160",
            moved(movements, is_write_off),
        )],
        ..Report::default()
    }
}

/// What each payer, the patients and the agency paid on lines, and beside them.
pub fn payments(movements: &[Movement], names: &Names) -> Report {
    let mut rows = Vec::new();
    let mut sums = [Money::ZERO; 4];
    let mut push = |row: fn(Vec<Cell>) -> Row, name: String, figures: [Money; 4]| {
        let mut cells = vec![Cell::Text(name)];
        cells.extend(figures.map(Cell::amount));
        rows.push(row(cells));
        rows.len() - 1
    };
    let mut abouts: Vec<(usize, PayerId)> = Vec::new();
    for (payer, figures) in by_payer(movements) {
        add(&mut sums, &figures);
        let name = payer
            .as_ref()
            .map_or_else(|| "No payer named".to_owned(), |id| names.payer(id));
        let at = push(Row::detail, name, figures);
        abouts.extend(payer.map(|payer| (at, payer)));
    }
    let _ = push(Row::subtotal, "Insurance".to_owned(), sums);
    for (bucket, name) in [
        (Bucket::Patient, "Patients"),
        (Bucket::Collections, "Collections agency"),
    ] {
        let mine: Vec<_> = movements
            .iter()
            .filter(|it| it.account.bucket() == Some(bucket))
            .collect();
        let figures = figures(&mine);
        add(&mut sums, &figures);
        let _ = push(Row::detail, name.to_owned(), figures);
    }
    let recovered = -moved(movements, |it| it == Account::BadDebtRecovery);
    let figures = [recovered, Money::ZERO, recovered, Money::ZERO];
    add(&mut sums, &figures);
    let _ = push(Row::detail, "Bad debt recovered".to_owned(), figures);
    let _ = push(Row::total, "Together".to_owned(), sums);
    for (at, payer) in abouts {
        rows[at].about = Some(About::Payer(payer));
    }
    Report {
        columns: vec![
            Column::text("Who paid"),
            Column::money("Paid on lines"),
            Column::money("Taken back"),
            Column::money("Net"),
            Column::money("Interest and capitation"),
        ],
        rows,
        ties: vec![TieOut::new(
            "Net and beside lines",
            sums[2] + sums[3],
            "what left unapplied money, cash and suspense for lines and income",
            paid_from_money(movements),
        )],
        ..Report::default()
    }
}

fn by_payer(movements: &[Movement]) -> Vec<(Option<PayerId>, [Money; 4])> {
    let mut payers: BTreeMap<Option<PayerId>, Vec<&Movement>> = BTreeMap::new();
    for it in movements {
        let is_insurance = it.account.bucket().is_some_and(Bucket::is_insurance);
        if is_insurance || is_beside(it.account) {
            payers.entry(it.payer.clone()).or_default().push(it);
        }
    }
    payers
        .into_iter()
        .map(|(payer, mine)| (payer, figures(&mine)))
        .filter(|(_, figures)| figures.iter().any(|it| !it.is_zero()))
        .collect()
}

const fn is_beside(account: Account) -> bool {
    matches!(account, Account::PayerInterest | Account::CapitationRevenue)
}

/// Paid, taken back, net, and income beside lines.
fn figures(movements: &[&Movement]) -> [Money; 4] {
    let under = |headings: &[Heading]| -> Money {
        movements
            .iter()
            .filter(|it| it.account.is_receivable() && headings.contains(&it.act.heading()))
            .map(|it| it.amount)
            .sum()
    };
    let paid = -under(&[Heading::InsurancePayments, Heading::PatientPayments]);
    let back = under(&[Heading::Reversals]);
    let beside = -moved(movements.iter().copied(), is_beside);
    [paid, back, paid - back, beside]
}

fn add(sums: &mut [Money; 4], figures: &[Money; 4]) {
    for (sum, figure) in sums.iter_mut().zip(figures) {
        *sum += *figure;
    }
}

/// The other side of payments: what acts on lines and income took out of unapplied money, suspense
/// and the bank, with what an agency kept.
fn paid_from_money(movements: &[Movement]) -> Money {
    let acts = |kind: EntryKind| {
        matches!(
            kind,
            EntryKind::Allocation
                | EntryKind::Application
                | EntryKind::Recovery
                | EntryKind::Recoupment
                | EntryKind::PayerRefund
                | EntryKind::Interest
                | EntryKind::Capitation
                | EntryKind::Suspense
        )
    };
    let money = |account: Account| {
        account.is_credit() || matches!(account, Account::Bank | Account::AgencyFees)
    };
    moved(movements.iter().filter(|it| acts(it.act.kind)), money)
}
