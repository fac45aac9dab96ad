//! How each report is made: rows from the file, the report from the rows.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{Entered, Parameters, ReportKind};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::date::spoken;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{PatientId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::period::day_sheet::receivable;
use crate::domain::report::aging::Scope;
use crate::domain::report::day_sheet::{self, day_sheet};
use crate::domain::report::movement::Movement;
use crate::domain::report::receipts::SlipControl;
use crate::domain::report::{
    Parameter, Report, account_ledger, aging, credits, receipts, roll_forward, totals,
};
use crate::store::journal::{self, Window};
use crate::store::report::{self as rows, Mentions, WithLine, names};
use crate::store::{self, Connection, total};
use crate::system::clock;

/// Makes a report. The same parameters, with the entry that it names as the end of the books, give
/// the same report whatever is posted later.
///
/// # Errors
/// [`Error::Refused`] when what it is asked for is missing or not there; what the file says.
pub fn run(
    connection: &Connection,
    kind: ReportKind,
    parameters: &Parameters,
) -> Result<Report, Error> {
    let at = At::new(connection, parameters)?;
    let made = match kind {
        ReportKind::DaySheet => sheet(connection, parameters)?,
        ReportKind::DepositSlip => slip(connection, parameters)?,
        ReportKind::Receipts => receipts_journal(connection, at)?,
        ReportKind::Aging => aged(connection, at, parameters, false)?,
        ReportKind::AgingDetail => aged(connection, at, parameters, true)?,
        ReportKind::UnappliedCredits => unapplied(connection, at)?,
        ReportKind::AccountLedger => ledger(connection, at, parameters)?,
        ReportKind::TrialBalance => trial_balance(connection, at)?,
        ReportKind::RollForward => rolled(connection, at)?,
        ReportKind::CreditsRollForward => rolled_credits(connection, at)?,
        ReportKind::WriteOffs => write_offs(connection, at)?,
        ReportKind::PaymentsByPayer => payments(connection, at)?,
    };
    let mut asked = at.asked(kind, parameters);
    asked.extend(made.parameters);
    Ok(Report {
        name: kind.as_str(),
        title: kind.title().to_owned(),
        parameters: asked,
        ..made
    })
}

/// The days and the end of the books that a report looks at.
#[derive(Debug, Clone, Copy)]
struct At {
    as_of: NaiveDate,
    from: NaiveDate,
    to: NaiveDate,
    through: i64,
}

impl At {
    fn new(connection: &Connection, parameters: &Parameters) -> Result<Self, Error> {
        let head = journal::head(connection)?.count;
        let through = match parameters.entered {
            None => head,
            Some(Entered::Entry(entry)) if entry.number() <= head => entry.number(),
            Some(Entered::Entry(entry)) => {
                return Err(refused(
                    "no-such-entry",
                    format!("The books end with entry {head}; there is no entry {entry} yet."),
                ));
            }
            Some(Entered::Through(day)) => rows::entered_by(connection, clock::end_of(day))?,
        };
        let to = parameters.to.unwrap_or(parameters.today);
        let from = parameters.from.or(to.with_day(1)).unwrap_or(to);
        if from > to {
            return Err(refused(
                "period-backwards",
                format!(
                    "The period begins on {} after it ends on {}; change one of them.",
                    spoken(from),
                    spoken(to)
                ),
            ));
        }
        Ok(Self {
            as_of: parameters.as_of.unwrap_or(parameters.today),
            from,
            to,
            through,
        })
    }

    fn within(self) -> Window {
        Window {
            from: Some(self.from),
            ..Window::through(self.to, self.through)
        }
    }

    fn before(self) -> Window {
        let last = self.from.pred_opt().unwrap_or(self.from);
        Window::through(last, self.through)
    }

    fn after(self) -> Window {
        Window::through(self.to, self.through)
    }

    fn asked(self, kind: ReportKind, parameters: &Parameters) -> Vec<Parameter> {
        use super::Asks;
        let mut asked = Vec::new();
        let mut put = |label, value| asked.push(Parameter { label, value });
        for asks in kind.asks() {
            match asks {
                Asks::AsOf => put("As of", spoken(self.as_of)),
                Asks::Period => put(
                    "Period",
                    format!("{} to {}", spoken(self.from), spoken(self.to)),
                ),
                Asks::Anchor => put("Age from", parameters.anchor.title().to_owned()),
                Asks::Sheet | Asks::Deposit | Asks::Patient => {}
            }
        }
        if !matches!(kind, ReportKind::DaySheet | ReportKind::DepositSlip) {
            put("Books through entry", self.through.to_string());
        }
        asked
    }
}

fn refused(rule: &'static str, sentence: impl Into<String>) -> Error {
    Error::Refused(vec![Finding::error(
        rule,
        FieldRef::of(Record::Posting, "report"),
        sentence,
    )])
}

fn named<M: Mentions>(
    connection: &Connection,
    mentions: &[M],
) -> Result<crate::domain::report::movement::Names, Error> {
    Ok(names(connection, mentions.iter().map(|it| it as _))?)
}

fn sheet(connection: &Connection, parameters: &Parameters) -> Result<Report, Error> {
    let head = journal::head(connection)?.count;
    let (after, through, name) = match parameters.sheet {
        Some(id) => {
            let sheet = store::period::sheet(connection, id)?.ok_or_else(|| {
                refused(
                    "no-such-sheet",
                    format!("There is no day sheet {id}; the day is not closed yet."),
                )
            })?;
            let name = format!("{id} of {}", spoken(sheet.business_on));
            (sheet.after, sheet.through, name)
        }
        None => {
            let last = store::period::last_sheet(connection)?;
            let after = last.map_or(0, |sheet| sheet.through);
            (after, head, "not closed yet".to_owned())
        }
    };
    let entries = journal::between(connection, after, through)?;
    let names = named(connection, &entries)?;
    let window = Window::entered(after, through);
    let control = day_sheet::Control {
        change: receivable(&total::accounts(connection, window)?),
        receipts: rows::receipts_logged(connection, window)?,
    };
    let mut report = day_sheet(&entries, &names, control);
    report.parameters = vec![
        Parameter {
            label: "Sheet",
            value: name,
        },
        Parameter {
            label: "Entries",
            value: if through > after {
                format!("{} to {through}", after + 1)
            } else {
                "none".to_owned()
            },
        },
    ];
    Ok(report)
}

fn slip(connection: &Connection, parameters: &Parameters) -> Result<Report, Error> {
    let (receipts, control, name) = match parameters.deposit {
        Some(id) => {
            let (on, total, posted) = rows::deposit(connection, id)?
                .ok_or_else(|| refused("no-such-deposit", format!("There is no deposit {id}.")))?;
            let control = SlipControl {
                slip: total,
                posted,
            };
            let name = format!("{id} of {}", spoken(on));
            (store::receipt::of_deposit(connection, id)?, control, name)
        }
        None => {
            let head = journal::head(connection)?.count;
            let accounts = total::accounts(connection, Window::entered(0, head))?;
            let drawer = accounts.get(&Account::UndepositedReceipts);
            let drawer = drawer.copied().unwrap_or_default();
            let control = SlipControl {
                slip: drawer,
                posted: drawer,
            };
            let receipts = store::receipt::undeposited(connection)?;
            (receipts, control, "still in the drawer".to_owned())
        }
    };
    let ids: Vec<ReceiptId> = receipts.iter().map(|it| it.id).collect();
    let names = named(connection, &ids)?;
    let mut report = receipts::deposit_slip(&receipts, &names, control);
    report.parameters = vec![Parameter {
        label: "Deposit",
        value: name,
    }];
    Ok(report)
}

fn receipts_journal(connection: &Connection, at: At) -> Result<Report, Error> {
    let entries = journal::in_window(connection, at.within(), receipts::is_money)?;
    let change = total::accounts(connection, at.within())?
        .iter()
        .filter(|(it, _)| matches!(it, Account::UndepositedReceipts | Account::Bank))
        .map(|(_, amount)| *amount)
        .sum();
    Ok(receipts::journal(
        &entries,
        &named(connection, &entries)?,
        change,
    ))
}

fn aged(
    connection: &Connection,
    at: At,
    parameters: &Parameters,
    has_lines: bool,
) -> Result<Report, Error> {
    let (open, credits) = rows::open_at(connection, at.as_of, at.through)?;
    let open = rows::aging_rows(connection, open, at.as_of)?;
    let credits = rows::credit_rows(&credits);
    let control = rows::control(connection, at.as_of, at.through)?;
    let lines: Vec<WithLine<'_>> = open.iter().map(WithLine).collect();
    let mentions = credits.iter().map(|it| it as &dyn Mentions);
    let names = if has_lines {
        names(
            connection,
            mentions.chain(lines.iter().map(|it| it as &dyn Mentions)),
        )?
    } else {
        names(
            connection,
            mentions.chain(open.iter().map(|it| it as &dyn Mentions)),
        )?
    };
    let scope = Scope {
        as_of: at.as_of,
        anchor: parameters.anchor,
        has_lines,
    };
    Ok(aging::aging(&open, &credits, &control, &names, scope))
}

fn unapplied(connection: &Connection, at: At) -> Result<Report, Error> {
    let open = rows::credits_at(connection, at.as_of, at.through)?;
    let unsettled = rows::unsettled(open);
    let control: Vec<(Account, Money)> =
        total::accounts(connection, Window::through(at.as_of, at.through))?
            .into_iter()
            .map(|(account, amount)| (account, -amount))
            .collect();
    let names = named(connection, &unsettled)?;
    Ok(credits::unapplied(&unsettled, &control, &names, at.as_of))
}

fn ledger(connection: &Connection, at: At, parameters: &Parameters) -> Result<Report, Error> {
    let patient = parameters.patient.as_ref().ok_or_else(|| {
        refused(
            "patient-missing",
            "Whose account? Name a patient or guarantor.",
        )
    })?;
    let members = store::patient::family(connection, patient)?;
    if members.is_empty() {
        return Err(refused(
            "no-such-patient",
            format!("There is no patient {patient}."),
        ));
    }
    let mut entries = Vec::new();
    for member in &members {
        entries.extend(journal::of_patient(connection, member)?);
    }
    entries.retain(|it| it.entry.effective_on <= at.as_of && it.id.number() <= at.through);
    entries.sort_by_key(|it| (it.entry.effective_on, it.id));
    entries.dedup_by_key(|it| it.id);
    let (open, credits) = rows::open_at_of(connection, at.as_of, at.through, &members)?;
    let mut mentions: Vec<&dyn Mentions> = members.iter().map(|it| it as _).collect();
    mentions.extend(entries.iter().map(|it| it as &dyn Mentions));
    let names = names(connection, mentions)?;
    let owed = open.iter().map(|it| it.open.amount).sum();
    let unapplied = credits
        .iter()
        .filter(|it| it.key.account == Account::PatientCredits)
        .map(|it| it.open.amount)
        .sum();
    let family: BTreeSet<PatientId> = members.iter().cloned().collect();
    let mut report = account_ledger::ledger(&family, &entries, &names, owed, unapplied);
    report.parameters = vec![Parameter {
        label: "Account of",
        value: members
            .first()
            .map_or_else(String::new, |it| names.patient(it)),
    }];
    Ok(report)
}

fn trial_balance(connection: &Connection, at: At) -> Result<Report, Error> {
    let movements = rows::movements(connection, Window::through(at.as_of, at.through))?;
    let (receivables, credits) = rows::open_sums(connection, at.as_of, at.through)?;
    Ok(totals::trial_balance(&movements, receivables, credits))
}

/// What moved before the period, in it, and by its end.
fn spans(connection: &Connection, at: At) -> Result<[Vec<Movement>; 3], Error> {
    Ok([
        rows::movements(connection, at.before())?,
        rows::movements(connection, at.within())?,
        rows::movements(connection, at.after())?,
    ])
}

fn rolled(connection: &Connection, at: At) -> Result<Report, Error> {
    let [before, within, after] = spans(connection, at)?;
    let names = named(connection, &after)?;
    Ok(roll_forward::receivables(&before, &within, &after, &names))
}

fn rolled_credits(connection: &Connection, at: At) -> Result<Report, Error> {
    let [before, within, after] = spans(connection, at)?;
    Ok(roll_forward::credits(&before, &within, &after))
}

fn write_offs(connection: &Connection, at: At) -> Result<Report, Error> {
    let written = rows::written_off(connection, at.within())?;
    let movements = rows::movements(connection, at.within())?;
    Ok(totals::write_offs(&written, &movements))
}

fn payments(connection: &Connection, at: At) -> Result<Report, Error> {
    let movements = rows::movements(connection, at.within())?;
    let names = named(connection, &movements)?;
    Ok(totals::payments(&movements, &names))
}
