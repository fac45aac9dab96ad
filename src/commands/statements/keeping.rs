//! Keeps statements as mailed, with their pages as they are on paper.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::making::{self, Sheet, Sheets};
use super::reading::{self, Wanted};
use super::{Order, SkippedRow, refused, settings};
use crate::commands::{Author, Error};
use crate::documents::frozen;
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::id::{PatientId, StatementRunId};
use crate::domain::statement::Statement;
use crate::domain::statement::due::Skip;
use crate::domain::statement::mailed::{Asked, Mailed, Run, Skipped};
use crate::store::{self, Change, Connection, Database, Transaction, audit, statement};

/// What became of statements that were put on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The run they were kept as; `None` when none was mailed.
    pub run: Option<StatementRunId>,
    /// Accounts whose statements were kept as mailed.
    pub mailed: Vec<PatientId>,
    /// Accounts with a spoiled sheet: they stand where they stood, to be printed again.
    pub spoiled: Vec<PatientId>,
    /// Accounts that changed since the pages were made, by a payment or another statement: their
    /// sheets are to be thrown away, not mailed.
    pub changed: Vec<PatientId>,
}

/// Keeps statements as mailed, but for those with spoiled sheets and those whose accounts changed
/// since their pages were made. Who was skipped is kept with the run, with the reasons.
///
/// # Errors
/// [`Error::Refused`] when there is no sheet of a spoiled number, or the day of mailing lies before
/// the day of the statements; then nothing is kept.
pub async fn keep(
    database: Database,
    sheets: Sheets,
    spoiled: SheetNumbers,
    mailed_on: NaiveDate,
    author: Author,
) -> Result<Kept, Error> {
    database
        .call(move |connection| keep_in(connection, sheets, &spoiled, mailed_on, author))
        .await
}

/// As [`keep`], for a caller that has nothing else to do and no spoiled sheet.
///
/// # Errors
/// As [`keep`].
pub fn keep_now(
    database: &Database,
    sheets: Sheets,
    mailed_on: NaiveDate,
    author: Author,
) -> Result<Kept, Error> {
    let none = SheetNumbers::default();
    database.call_blocking(move |connection| keep_in(connection, sheets, &none, mailed_on, author))
}

fn keep_in(
    connection: &mut Connection,
    sheets: Sheets,
    spoiled: &SheetNumbers,
    mailed_on: NaiveDate,
    author: Author,
) -> Result<Kept, Error> {
    refuse(&sheets, spoiled, mailed_on)?;
    let spoiled: BTreeSet<PatientId> = sheets.statements_on(spoiled).into_iter().collect();
    let changed = changed(connection, &sheets)?;
    let is_good = |sheet: &&Sheet| {
        !spoiled.contains(&sheet.row.account) && !changed.contains(&sheet.row.account)
    };
    let good: Vec<&Sheet> = sheets.statements.iter().filter(is_good).collect();
    let mut kept = Kept {
        run: None,
        mailed: good.iter().map(|sheet| sheet.row.account.clone()).collect(),
        spoiled: spoiled.difference(&changed).cloned().collect(),
        changed: changed.iter().cloned().collect(),
    };
    if good.is_empty() {
        return Ok(kept);
    }
    let Author { user, at } = author;
    store::write_as(connection, &user, at, |tx| {
        let (run, n_skipped) = insert(tx, &sheets, &good, &kept, mailed_on)?;
        kept.run = Some(run);
        let change = Change {
            verb: "mail",
            entity: "statement_run",
            entity_id: Some(run.number()),
            details: format!(
                "{} statements, {n_skipped} accounts skipped",
                kept.mailed.len()
            ),
        };
        Ok::<_, Error>((change, kept))
    })
}

/// Mails all that an order asks for as a part of what the caller does in one step; how many.
///
/// # Errors
/// As [`super::prepare_soon`] and [`keep`].
pub(in crate::commands) fn mail(
    tx: &Transaction<'_>,
    order: Order,
    mailed_on: NaiveDate,
) -> Result<usize, Error> {
    let sheets = making::sheets(tx, order)?;
    let good: Vec<&Sheet> = sheets.statements.iter().collect();
    if !good.is_empty() {
        let _ = insert(tx, &sheets, &good, &Kept::default(), mailed_on)?;
    }
    Ok(good.len())
}

/// Writes a run with its statements and all who were sent none; its number, and how many those are.
fn insert(
    tx: &Transaction<'_>,
    sheets: &Sheets,
    good: &[&Sheet],
    kept: &Kept,
    mailed_on: NaiveDate,
) -> Result<(StatementRunId, usize), Error> {
    let run = Run {
        id: statement::next_run(tx)?,
        as_of: sheets.order.as_of,
        mailed_on,
        through: sheets.through,
        cycle: sheets.order.cycle().map(|cycle| cycle.name()),
    };
    statement::insert_run(tx, &run)?;
    for sheet in good {
        keep_sheet(tx, sheets, sheet, &run)?;
    }
    let skipped = skipped(sheets, kept);
    for row in &skipped {
        statement::insert_skip(
            tx,
            &Skipped {
                run: run.id,
                account: row.account.clone(),
                due: row.amount,
                reasons: row.reasons.clone(),
            },
        )?;
    }
    Ok((run.id, skipped.len()))
}

fn refuse(sheets: &Sheets, spoiled: &SheetNumbers, mailed_on: NaiveDate) -> Result<(), Error> {
    let n_sheets = sheets.n_sheets();
    if let Some(number) = spoiled.last().filter(|number| *number > n_sheets) {
        return Err(refused(
            "sheet-number",
            "sheets",
            format!(
                "There is no sheet {number}: sheets 1 to {n_sheets} were printed. Name the spoiled ones again."
            ),
        ));
    }
    sheets.order.refuse_mailing_on(mailed_on)
}

/// The accounts that ask for something else now than what was printed.
fn changed(connection: &Connection, sheets: &Sheets) -> Result<BTreeSet<PatientId>, Error> {
    if audit::newest(connection)? == sheets.actions {
        return Ok(BTreeSet::new());
    }
    let accounts = sheets.statements.iter().map(|it| it.row.account.clone());
    let wanted = Wanted::These(accounts.collect());
    let settings = settings::read(connection)?;
    let now = reading::find(
        connection,
        &wanted,
        sheets.order.as_of,
        &settings,
        &mut |_, _| Ok(()),
    )?;
    let stands = |printed: &Statement| {
        now.iter().any(|it| {
            it.statement.account == printed.account && asks_the_same(&it.statement, printed)
        })
    };
    Ok(sheets
        .statements
        .iter()
        .filter(|sheet| !stands(&sheet.statement))
        .map(|sheet| sheet.row.account.clone())
        .collect())
}

fn asks_the_same(now: &Statement, printed: &Statement) -> bool {
    let asked = |statement: &Statement| -> Vec<_> {
        let lines = statement.lines.iter();
        lines.map(|it| (it.charge, it.owes, it.on_plan)).collect()
    };
    asked(now) == asked(printed)
        && now.due() == printed.due()
        && now.credit == printed.credit
        && now.step == printed.step
        && now.previous == printed.previous
}

/// Everybody who was sent nothing, each once.
fn skipped(sheets: &Sheets, kept: &Kept) -> Vec<SkippedRow> {
    let mut skipped = sheets.skipped.clone();
    for (accounts, reason) in [
        (&kept.spoiled, Skip::Spoiled),
        (&kept.changed, Skip::Changed),
    ] {
        let rows = sheets.statements.iter().map(|it| &it.row);
        let rows = rows.filter(|row| accounts.contains(&row.account));
        skipped.extend(rows.map(|row| SkippedRow {
            account: row.account.clone(),
            name: row.name.clone(),
            amount: row.amount,
            last_mailed_on: row.last_mailed_on,
            reasons: vec![reason.clone()],
        }));
    }
    skipped
}

fn keep_sheet(
    tx: &Transaction<'_>,
    sheets: &Sheets,
    sheet: &Sheet,
    run: &Run,
) -> Result<(), Error> {
    let printed = &sheet.statement;
    let mailed = Mailed {
        id: statement::next_statement(tx)?,
        run: run.id,
        account: printed.account.clone(),
        as_of: run.as_of,
        mailed_on: run.mailed_on,
        step: printed.step,
        is_final: sheet.row.is_final,
        language: printed.language,
        due: printed.due(),
        pay_by: printed.pay_by,
        n_pages: u16::try_from(sheet.n_pages).unwrap_or(u16::MAX),
        lines: printed
            .lines
            .iter()
            .map(|line| Asked {
                charge: line.charge,
                amount: line.owes,
            })
            .collect(),
        void: None,
    };
    let pages = frozen::pack(sheets.pages(sheet)).map_err(|it| Error::Page(it.to_string()))?;
    Ok(statement::insert(tx, &mailed, &pages)?)
}
