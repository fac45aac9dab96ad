//! What payers and patients owe, by how long.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::movement::Names;
use super::{About, Cell, Column, Report, Row, TieOut};
use crate::domain::account::{Account, Bucket};
use crate::domain::aging::{Age, Anchor, Days};
use crate::domain::id::{ChargeLineId, PatientId, PayerId};
use crate::domain::journal::Party;
use crate::domain::money::Money;

/// An open amount with the days from which it can age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRow {
    pub line: ChargeLineId,
    pub patient: PatientId,
    pub party: Party,
    pub days: Days,
    /// Negative where more was paid than owed.
    pub amount: Money,
}

/// Unapplied money of a payer, a patient or somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRow {
    pub account: Account,
    pub patient: Option<PatientId>,
    pub payer: Option<PayerId>,
    /// Positive = the giver's.
    pub amount: Money,
}

/// For what day, from which anchor, and how much of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub as_of: NaiveDate,
    pub anchor: Anchor,
    /// A row for each line under its payer or guarantor.
    pub has_lines: bool,
}

/// Whose row it is: sections keep payers, patients and the agency apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Payer(String, PayerId),
    Guarantor(String, PatientId),
    Agency(String, PatientId),
    /// Unapplied money that names neither payer nor patient.
    Nobody,
}

/// Whether an owner's row stands in a section.
type Belongs = fn(&Owner) -> bool;

#[derive(Debug, Default)]
struct OwnerSums<'a> {
    ages: [Money; Age::ALL.len()],
    credits: Money,
    lines: Vec<&'a OpenRow>,
}

impl OwnerSums<'_> {
    fn take(&mut self, other: &Self) {
        self.credits += other.credits;
        for (mine, theirs) in self.ages.iter_mut().zip(other.ages) {
            *mine += theirs;
        }
    }

    fn open(&self) -> Money {
        self.ages.iter().copied().sum()
    }

    fn cells(&self, name: String) -> Vec<Cell> {
        let mut cells = vec![Cell::Text(name)];
        cells.extend(self.ages.iter().map(|it| Cell::amount(*it)));
        cells.push(Cell::Money(self.open()));
        cells.push(Cell::amount(-self.credits));
        cells.push(Cell::Money(self.open() - self.credits));
        cells
    }
}

/// The aging. `control` is what is open on each receivable account and on 2010 and 2020, found apart
/// from the rows.
pub fn aging(
    open: &[OpenRow],
    credits: &[CreditRow],
    control: &[(Account, Money)],
    names: &Names,
    scope: Scope,
) -> Report {
    let mut accounts: BTreeMap<Owner, OwnerSums<'_>> = BTreeMap::new();
    for row in open {
        let account = accounts.entry(owner(row, names)).or_default();
        let age = row.days.age(row.party.bucket, scope.anchor, scope.as_of);
        account.ages[age as usize] += row.amount;
        account.lines.push(row);
    }
    for credit in credits {
        accounts.entry(giver(credit, names)).or_default().credits += credit.amount;
    }
    let mut rows = Vec::new();
    let mut total = OwnerSums::default();
    let sections: [(&str, Belongs); 4] = [
        ("Insurance", |it| matches!(it, Owner::Payer(..))),
        ("Patients", |it| matches!(it, Owner::Guarantor(..))),
        ("Collections agency", |it| matches!(it, Owner::Agency(..))),
        ("Others", |it| matches!(it, Owner::Nobody)),
    ];
    for (title, belongs) in sections {
        let section: Vec<_> = accounts
            .iter()
            .filter(|(owner, _)| belongs(owner))
            .collect();
        if section.is_empty() {
            continue;
        }
        rows.push(Row::heading(title));
        let mut sum = OwnerSums::default();
        for (owner, account) in section {
            sum.take(account);
            rows.extend(rows_of(owner, account, names, scope));
        }
        rows.push(Row::subtotal(sum.cells(format!("{title}, together"))));
        total.take(&sum);
    }
    rows.push(Row::total(total.cells("Together".to_owned())));
    let mut columns = vec![Column::text("Who owes it")];
    columns.extend(Age::ALL.map(|it| Column::money(it.title())));
    columns.extend(["Owed", "Credits", "Net"].map(Column::money));
    Report {
        columns,
        rows,
        ties: ties(&accounts, &total, control),
        notes: vec![
            "Days count from the anchor, which is day 0. Unbilled: expected from a payer to whom no claim was printed yet. Credits are unapplied money; they are never set against the columns of age.".to_owned(),
        ],
        ..Report::default()
    }
}

fn owner(row: &OpenRow, names: &Names) -> Owner {
    let guarantor = || {
        let id = names.guarantor(&row.patient);
        (names.patient(&id), id)
    };
    match (&row.party.payer, row.party.bucket) {
        (Some(payer), _) => Owner::Payer(names.payer(payer), payer.clone()),
        (None, Bucket::Collections) => {
            let (name, id) = guarantor();
            Owner::Agency(name, id)
        }
        (None, _) => {
            let (name, id) = guarantor();
            Owner::Guarantor(name, id)
        }
    }
}

fn giver(credit: &CreditRow, names: &Names) -> Owner {
    match (&credit.patient, &credit.payer) {
        (Some(patient), _) => {
            let id = names.guarantor(patient);
            Owner::Guarantor(names.patient(&id), id)
        }
        (None, Some(payer)) => Owner::Payer(names.payer(payer), payer.clone()),
        (None, None) => Owner::Nobody,
    }
}

fn rows_of(owner: &Owner, account: &OwnerSums<'_>, names: &Names, scope: Scope) -> Vec<Row> {
    let (name, about) = match owner {
        Owner::Payer(name, id) => (name.clone(), Some(About::Payer(id.clone()))),
        Owner::Guarantor(name, id) | Owner::Agency(name, id) => {
            (name.clone(), Some(About::Patient(id.clone())))
        }
        Owner::Nobody => ("Money without payer or patient".to_owned(), None),
    };
    let mut rows = Vec::new();
    if scope.has_lines {
        let mut lines = account.lines.clone();
        lines.sort_by_key(|row| (row.days.service, row.line));
        for row in lines {
            let age = row.days.age(row.party.bucket, scope.anchor, scope.as_of);
            let mut line = OwnerSums::default();
            line.ages[age as usize] = row.amount;
            let name = format!(
                "  {}, {}",
                names.patient(&row.patient),
                names.line(row.line)
            );
            rows.push(Row::detail(line.cells(name)).about(About::Patient(row.patient.clone())));
        }
    }
    let cells = account.cells(name);
    let mut row = if scope.has_lines {
        Row::subtotal(cells)
    } else {
        Row::detail(cells)
    };
    row.about = about;
    rows.push(row);
    rows
}

fn ties(
    accounts: &BTreeMap<Owner, OwnerSums<'_>>,
    total: &OwnerSums<'_>,
    control: &[(Account, Money)],
) -> Vec<TieOut> {
    let controlled = |belongs: &dyn Fn(Account) -> bool| -> Money {
        control
            .iter()
            .filter(|(account, _)| belongs(*account))
            .map(|(_, amount)| *amount)
            .sum()
    };
    let of = |belongs: Belongs| -> Money {
        accounts
            .iter()
            .filter(|(owner, _)| belongs(owner))
            .map(|(_, account)| account.open())
            .sum()
    };
    vec![
        TieOut::new(
            "Insurance aged and unbilled",
            of(|it| matches!(it, Owner::Payer(..))),
            "accounts 1110 to 1130",
            controlled(&|it| it.bucket().is_some_and(Bucket::is_insurance)),
        ),
        TieOut::new(
            "Patients aged",
            of(|it| matches!(it, Owner::Guarantor(..))),
            "account 1140",
            controlled(&|it| it == Account::ReceivablePatient),
        ),
        TieOut::new(
            "Aged and unbilled",
            total.open(),
            "accounts 1110 to 1150",
            controlled(&Account::is_receivable),
        ),
        TieOut::new(
            "Credits",
            total.credits,
            "accounts 2010 and 2020",
            controlled(&super::movement::is_unapplied),
        ),
    ]
}
