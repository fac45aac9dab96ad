//! The lists as reports, to be printed or taken out.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::rows::titles;
use crate::commands::statements::{DueRow, Mailed, RunRow, RunShown, SkippedRow};
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::domain::report::{About, Cell, Column, Parameter, Report, Row};

fn as_of(on: NaiveDate) -> Parameter {
    Parameter {
        label: "As of",
        value: spoken(on),
    }
}

fn about(account: &PatientId) -> About {
    About::Patient(account.clone())
}

/// The step of a statement in words.
pub fn step_word(step: u8, is_final: bool) -> String {
    if is_final {
        format!("{step}, final")
    } else {
        step.to_string()
    }
}

/// Who is due a statement, but for those who are left out.
pub(super) fn due(rows: &[&DueRow], left_out: &BTreeSet<PatientId>, on: NaiveDate) -> Report {
    let kept = rows.iter().filter(|row| !left_out.contains(&row.account));
    let mut total = Money::ZERO;
    let mut table: Vec<Row> = Vec::new();
    for row in kept {
        total += row.amount;
        let cells = vec![
            Cell::text(row.account.to_string()),
            Cell::text(row.name.to_string()),
            Cell::Money(row.amount),
            Cell::amount(row.past_due),
            Cell::text(step_word(row.step, row.is_final)),
            Cell::date(row.last_mailed_on),
        ];
        table.push(Row::detail(cells).about(about(&row.account)));
    }
    table.push(Row::total(vec![
        Cell::text("Together"),
        Cell::Empty,
        Cell::Money(total),
    ]));
    Report {
        name: "statements-due",
        title: "Statements due".to_owned(),
        parameters: vec![as_of(on)],
        columns: vec![
            Column::text("Account"),
            Column::text("Guarantor"),
            Column::money("Amount due"),
            Column::money("Past due"),
            Column::text("Step"),
            Column::date("Last mailed"),
        ],
        rows: table,
        ..Report::default()
    }
}

/// Who is sent no statement, and why.
pub(super) fn skipped(rows: &[&SkippedRow], on: NaiveDate) -> Report {
    let mut table: Vec<Row> = Vec::new();
    for row in rows {
        let cells = vec![
            Cell::text(row.account.to_string()),
            Cell::text(row.name.to_string()),
            Cell::Money(row.amount),
            Cell::date(row.last_mailed_on),
            Cell::text(titles(row)),
        ];
        table.push(Row::detail(cells).about(about(&row.account)));
    }
    table.push(Row::total(vec![
        Cell::text("Together"),
        Cell::Empty,
        Cell::Money(rows.iter().map(|row| row.amount).sum()),
    ]));
    Report {
        name: "statements-skipped",
        title: "Accounts without a statement".to_owned(),
        parameters: vec![as_of(on)],
        columns: vec![
            Column::text("Account"),
            Column::text("Guarantor"),
            Column::money("Amount"),
            Column::date("Last mailed"),
            Column::text("Why"),
        ],
        rows: table,
        ..Report::default()
    }
}

/// What a run mailed.
pub(super) fn mailed(run: &RunShown, rows: &[&(PersonName, Mailed)]) -> Report {
    let of = &run.row.run;
    let mut total = Money::ZERO;
    let mut table: Vec<Row> = Vec::new();
    for (name, mailed) in rows {
        let void = mailed.void.clone().unwrap_or_default();
        if mailed.void.is_none() {
            total += mailed.due;
        }
        let cells = vec![
            Cell::text(mailed.id.to_string()),
            Cell::text(mailed.account.to_string()),
            Cell::text(name.to_string()),
            Cell::text(step_word(mailed.step, mailed.is_final)),
            Cell::Money(mailed.due),
            Cell::text(void),
        ];
        table.push(Row::detail(cells).about(about(&mailed.account)));
    }
    table.push(Row::total(vec![
        Cell::text("Mailed"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Money(total),
    ]));
    let mut parameters = vec![
        Parameter {
            label: "Run",
            value: of.id.to_string(),
        },
        as_of(of.as_of),
        Parameter {
            label: "Mailed",
            value: spoken(of.mailed_on),
        },
    ];
    parameters.extend(of.cycle.as_ref().map(|cycle| Parameter {
        label: "Cycle",
        value: cycle.clone(),
    }));
    Report {
        name: "statements-mailed",
        title: "Statements of a run".to_owned(),
        parameters,
        columns: vec![
            Column::text("Statement"),
            Column::text("Account"),
            Column::text("Guarantor"),
            Column::text("Step"),
            Column::money("Amount due"),
            Column::text("Not mailed because"),
        ],
        rows: table,
        ..Report::default()
    }
}

/// The runs, each with what it mailed.
pub(super) fn runs(rows: &[&RunRow]) -> Report {
    let count = |count: usize| Cell::Count(i64::try_from(count).unwrap_or(i64::MAX));
    let mut table: Vec<Row> = Vec::new();
    for row in rows {
        let (run, totals) = (&row.run, row.totals);
        table.push(Row::detail(vec![
            Cell::text(run.id.to_string()),
            Cell::Date(run.mailed_on),
            Cell::Date(run.as_of),
            Cell::text(run.cycle.clone().unwrap_or_default()),
            count(totals.n_mailed),
            Cell::Money(totals.due),
            count(totals.n_voided),
            count(totals.n_skipped),
        ]));
    }
    Report {
        name: "statement-runs",
        title: "Statement runs".to_owned(),
        columns: vec![
            Column::text("Run"),
            Column::date("Mailed"),
            Column::date("As of"),
            Column::text("Cycle"),
            Column::count("Statements"),
            Column::money("Amount due"),
            Column::count("Not mailed"),
            Column::count("Skipped"),
        ],
        rows: table,
        ..Report::default()
    }
}
