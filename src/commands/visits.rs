//! Visits: everything that charge entry needs, judged while it is typed, and saved with its claim.

mod entry;
pub mod offer;
mod repeat;
mod saving;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Author, Error};
use crate::domain::authorization::Authorization;
use crate::domain::claim::ClaimStatus;
use crate::domain::code::{CodeEntry, CodeSystem, DiagnosisCode, Modifier, ProcedureCode};
use crate::domain::coverage::{Coverage, Rank, coverage_on};
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::facility::Facility;
use crate::domain::fee::fee_on;
use crate::domain::id::{ClaimId, EncounterId, PatientId};
use crate::domain::money::{Money, Quantity};
use crate::domain::patient::Patient;
use crate::domain::payer::Payer;
use crate::domain::provider::Provider;
use crate::domain::stack::ControlTotal;
use crate::store::encounter::history;
use crate::store::{self, Connection, Database, Version};

pub use entry::{Judgement, numbered};
pub use repeat::{Repeated, replacement, same_as_last};
pub use saving::{SavedVisit, save};

/// Diagnoses of earlier visits that are offered first.
const MOST_RECENT: usize = 20;

/// A visit as it stands in the practice file, to look at and to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub draft: EncounterDraft,
    pub lines: Vec<LineDraft>,
    /// To hand back when it is saved.
    pub seen: Version,
    /// Its claims, oldest first.
    pub claims: Vec<VisitClaim>,
}

impl Opened {
    /// Whether one of its claims was printed, so that only its note may change.
    pub fn is_printed(&self) -> bool {
        self.claims.iter().any(|claim| !claim.status.is_unprinted())
    }
}

/// A claim of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitClaim {
    pub id: ClaimId,
    pub status: ClaimStatus,
}

/// The visit of an id.
///
/// # Errors
/// [`Error::Store`] when there is no such visit or the practice file cannot be read.
pub async fn open(database: Database, id: EncounterId) -> Result<Opened, Error> {
    database
        .call(move |connection| {
            let found =
                store::encounter::find(connection, &id)?.ok_or(store::Error::NotFound("visit"))?;
            let claims = history::claims_of(connection, &id)?
                .into_iter()
                .filter_map(|id| store::claim::find(connection, &id).transpose())
                .map(|row| {
                    row.map(|row| VisitClaim {
                        id: row.entry.id,
                        status: row.entry.status,
                    })
                })
                .collect::<Result<_, _>>()?;
            let lines = found.value.lines.iter().map(|line| line.to_draft(&id));
            Ok(Opened {
                lines: lines.collect(),
                draft: found.value.to_draft(),
                seen: found.version,
                claims,
            })
        })
        .await
}

/// A visit number that nobody has yet. A visit that is saved without a number gets one, so that
/// only a screen that shows it beforehand needs this.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn new_number(database: Database) -> Result<EncounterId, Error> {
    database
        .call(|connection| Ok(history::next_number(connection)?))
        .await
}

/// What charge entry shows about a patient on a day, and offers.
#[derive(Debug, Clone)]
pub struct Context {
    pub patient: Patient,
    /// In force on the day, by rank.
    pub coverages: Vec<BilledCoverage>,
    /// All of the patient's, those in force on the day first.
    pub authorizations: Vec<AuthorizationLeft>,
    pub last_visit: Option<LastVisit>,
    /// Of earlier visits, the latest used first.
    pub recent_diagnoses: Vec<RecentDiagnosis>,
    pub providers: Vec<Provider>,
    pub facilities: Vec<Facility>,
    /// The names of the fee schedules, the oldest first.
    pub schedules: Vec<String>,
}

/// A coverage with who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledCoverage {
    pub coverage: Coverage,
    pub payer: Payer,
}

/// An authorization with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationLeft {
    pub authorization: Authorization,
    pub used: Quantity,
    /// Negative when more was used than it allows; `None` where it does not say how many.
    pub left: Option<Quantity>,
    /// Whether it covers the day.
    pub is_in_force: bool,
}

/// The visit that same-as-last would copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastVisit {
    pub id: EncounterId,
    pub on: NaiveDate,
    pub total: Money,
}

/// A diagnosis of an earlier visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDiagnosis {
    pub code: DiagnosisCode,
    /// As the code set words it on the day; empty when it holds no such code.
    pub description: String,
    /// Whether a claim for the day can carry it.
    pub is_valid: bool,
    /// The first day of the latest visit with it.
    pub last_on: NaiveDate,
}

/// All that charge entry needs at once about a patient on a day. `except` is the visit that is
/// being changed: its units do not count as used.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn context(
    database: Database,
    patient: PatientId,
    on: NaiveDate,
    except: Option<EncounterId>,
) -> Result<Context, Error> {
    database
        .call(move |connection| {
            let found = store::patient::find(connection, &patient)?
                .ok_or(store::Error::NotFound("patient"))?;
            Ok(Context {
                patient: found.value,
                coverages: coverages(connection, &patient, on)?,
                authorizations: authorizations(connection, &patient, on, except.as_ref())?,
                last_visit: history::last_of(connection, &patient)?.and_then(|found| {
                    Some(LastVisit {
                        on: found.value.first_day()?,
                        total: found.value.total_charge(),
                        id: found.value.id,
                    })
                }),
                recent_diagnoses: recent_diagnoses(connection, &patient, on)?,
                providers: store::provider::all(connection)?,
                facilities: store::facility::all(connection)?,
                schedules: store::fee::schedules(connection)?,
            })
        })
        .await
}

fn coverages(
    connection: &Connection,
    patient: &PatientId,
    on: NaiveDate,
) -> Result<Vec<BilledCoverage>, store::Error> {
    let all = store::coverage::of_patient(connection, patient)?;
    Rank::ALL
        .iter()
        .filter_map(|rank| coverage_on(&all, *rank, on))
        .map(|coverage| {
            Ok(BilledCoverage {
                coverage: coverage.clone(),
                payer: store::payer::find(connection, &coverage.payer)?
                    .ok_or(store::Error::NotFound("payer"))?
                    .value,
            })
        })
        .collect()
}

fn authorizations(
    connection: &Connection,
    patient: &PatientId,
    on: NaiveDate,
    except: Option<&EncounterId>,
) -> Result<Vec<AuthorizationLeft>, store::Error> {
    let mut all: Vec<AuthorizationLeft> = store::authorization::of_patient(connection, patient)?
        .into_iter()
        .map(|authorization| {
            let used = store::authorization::used_units(connection, &authorization.id, except)?;
            let left = authorization
                .units
                .map(|units| Quantity::from_thousandths(units.thousandths() - used.thousandths()));
            Ok(AuthorizationLeft {
                is_in_force: authorization.is_in_force(on),
                authorization,
                used,
                left,
            })
        })
        .collect::<Result<_, store::Error>>()?;
    all.sort_by_key(|it| !it.is_in_force);
    Ok(all)
}

fn recent_diagnoses(
    connection: &Connection,
    patient: &PatientId,
    on: NaiveDate,
) -> Result<Vec<RecentDiagnosis>, store::Error> {
    history::recent_diagnoses(connection, patient, MOST_RECENT)?
        .into_iter()
        .map(|(code, last_on)| {
            let entry = store::code::entry_on(connection, CodeSystem::Icd10Cm, code.as_str(), on)?;
            Ok(RecentDiagnosis {
                is_valid: entry
                    .as_ref()
                    .is_some_and(|entry| entry.billable && entry.in_force(on)),
                description: entry
                    .map(|entry: CodeEntry| entry.short)
                    .unwrap_or_default(),
                code,
                last_on,
            })
        })
        .collect()
}

/// What a schedule asks for one unit of a procedure on a day; without a schedule, the oldest one.
/// It is offered, never filled in. `None` when the schedule has no price or the code is none yet.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn fee(
    database: Database,
    schedule: Option<String>,
    code: String,
    modifier: String,
    on: NaiveDate,
) -> Result<Option<Money>, Error> {
    let Ok(code) = code.parse::<ProcedureCode>() else {
        return Ok(None);
    };
    let modifier: Option<Modifier> = modifier.parse().ok();
    database
        .call(move |connection| {
            let schedule = match schedule {
                Some(schedule) => Some(schedule),
                None => store::fee::schedules(connection)?.into_iter().next(),
            };
            let Some(schedule) = schedule else {
                return Ok(None);
            };
            let fees = store::fee::of_code(connection, &schedule, &code)?;
            Ok(fee_on(&fees, &code, modifier.as_ref(), on).map(|fee| fee.amount))
        })
        .await
}

/// Judges a visit as it is typed; nothing is saved. Lines without a number are counted as
/// [`numbered`] counts them.
///
/// # Errors
/// [`Error::Store`] when the practice file has no practice yet or cannot be read.
pub async fn judge_draft(
    database: Database,
    draft: EncounterDraft,
    lines: Vec<LineDraft>,
    today: NaiveDate,
) -> Result<Judgement, Error> {
    database
        .call(move |connection| Ok(entry::judge(connection, &draft, &lines, today)?))
        .await
}

/// The place in the record of actions at which a stack of superbills was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackMark(i64);

/// A stack that is being entered: where it was begun, and the totals counted by hand as they were
/// typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenStack {
    pub since: StackMark,
    pub visits: String,
    pub charges: String,
}

/// The name under which the practice file remembers the stack of a user.
fn stack_key(user: &str) -> String {
    format!("stack.{user}")
}

/// Remembers the stack that this user is at; none forgets it.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn keep_stack(
    database: Database,
    stack: Option<OpenStack>,
    author: Author,
) -> Result<(), Error> {
    let key = stack_key(&author.user);
    let text = match stack {
        Some(stack) => Some(serde_json::to_string(&stack).map_err(|_| store::Error::Worker)?),
        None => None,
    };
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| match &text {
                Some(text) => store::setting::set(tx, &key, text),
                None => store::setting::remove(tx, &key),
            })
        })
        .await?)
}

/// The stack that this user is at, with what was entered of it.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn open_stack(
    database: Database,
    author: Author,
) -> Result<Option<(OpenStack, ControlTotal)>, Error> {
    let key = stack_key(&author.user);
    let kept = database
        .call(move |connection| store::setting::get(connection, &key))
        .await?;
    let Some(stack) = kept.and_then(|text| serde_json::from_str::<OpenStack>(&text).ok()) else {
        return Ok(None);
    };
    let entered = entered(database, stack.since, author).await?;
    Ok(Some((stack, entered)))
}

/// Begins a stack: what is entered from here on counts.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn begin_stack(database: Database) -> Result<StackMark, Error> {
    database
        .call(|connection| Ok(StackMark(store::audit::newest(connection)?)))
        .await
}

/// What this user entered since a stack was begun: new visits only, with what they charge now.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn entered(
    database: Database,
    since: StackMark,
    author: Author,
) -> Result<ControlTotal, Error> {
    database
        .call(move |connection| {
            let (visits, charges) = history::entered_since(connection, &author.user, since.0)?;
            Ok(ControlTotal { visits, charges })
        })
        .await
}
