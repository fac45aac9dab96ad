//! Finds the claim that an explanation is about, with everything its grid shows.

use chrono::{Datelike, NaiveDate};

use super::books::{self, Found, Target};
use super::settings::posting_of;
use crate::commands::Error;
use crate::domain::charge::{ChargeKind, ChargeLine, Charged};
use crate::domain::claim::ClaimStatus;
use crate::domain::coverage::Rank;
use crate::domain::id::{
    ClaimId, EncounterId, PatientId, PayerId, ReceiptId, RemittanceId, RemittanceLineId,
};
use crate::domain::journal::Party;
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::domain::remittance::expected::{
    Expected, PayerStyle, by_contract, by_line_before, by_open,
};
use crate::domain::remittance::plan::{LineState, NextCoverage};
use crate::domain::remittance::{RemittanceKind, RemittanceLine};
use crate::store::claim::listing::{self, ClaimLine};
use crate::store::patient::search as patients;
use crate::store::{self, Connection, Database};

/// Answers at most.
const MOST_HITS: usize = 50;
/// Patients whose claims are looked through for a name.
const MOST_PATIENTS: usize = 12;

/// A claim, or a balance brought along, that a query may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimHit {
    pub target: Target,
    pub patient: PatientId,
    pub patient_name: PersonName,
    /// Who was billed.
    pub payer_name: String,
    /// The first day of service.
    pub from_on: Option<NaiveDate>,
    pub total: Money,
    /// `None` for a balance brought along.
    pub status: Option<ClaimStatus>,
}

/// A claim as the posting grid begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimToPost {
    pub target: Target,
    /// The claim; `None` for a balance brought along.
    pub claim: Option<ClaimId>,
    pub visit: Option<EncounterId>,
    pub patient: PatientId,
    pub patient_name: PersonName,
    /// The payer of the receipt.
    pub payer: PayerId,
    pub payer_name: String,
    /// As which payer it decides, unless she says otherwise.
    pub rank: Rank,
    /// Who pays after it.
    pub next: Option<NextCoverage>,
    /// Whether the payer sends claims on itself.
    pub is_forwarded: bool,
    pub style: PayerStyle,
    pub lines: Vec<LineToPost>,
}

/// A line of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineToPost {
    pub charged: Charged,
    /// What is open, by party.
    pub open: Vec<(Party, Money)>,
    /// What of it is open with this payer.
    pub open_with_payer: Money,
    /// What the payer is expected to decide, and by what.
    pub expected: Option<Expected>,
    /// What a later payer is expected to print as OA-23 (A2).
    pub expected_prior: Option<Money>,
    /// What payers said of it before, oldest first.
    pub previous: Vec<Previous>,
}

/// What a payer said of a line before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    pub id: RemittanceLineId,
    pub remittance: RemittanceId,
    pub payer: PayerId,
    pub rank: Rank,
    pub adjudicated_on: NaiveDate,
    pub line: RemittanceLine,
    pub is_taken_back: bool,
    /// Whether this payer can take it back now.
    pub can_be_taken_back: bool,
}

/// The claims that a query may mean, the likeliest first: a claim's number as box 26 prints it or
/// its digits only, a day of service, or a patient's name.
///
/// # Errors
/// The practice file cannot be read; no query is an error.
pub async fn find_claims(
    database: Database,
    query: String,
    today: NaiveDate,
) -> Result<Vec<ClaimHit>, Error> {
    database
        .call(move |connection| Ok(find_in(connection, query.trim(), today)?))
        .await
}

fn find_in(
    connection: &Connection,
    query: &str,
    today: NaiveDate,
) -> Result<Vec<ClaimHit>, store::Error> {
    if !query.contains(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let mut found: Vec<ClaimHit> = Vec::new();
    let mut ids = listing::printed_as(connection, query, MOST_HITS)?;
    if let Some(on) = day_of(query, today) {
        ids.extend(listing::of_day(connection, on, MOST_HITS)?);
    }
    for claim in ids {
        push(&mut found, hit(claim));
    }
    if query.contains(char::is_alphabetic) {
        for patient in patients::search(connection, query, MOST_PATIENTS, today)? {
            for claim in listing::of_patient(connection, &patient.id)? {
                push(&mut found, hit(claim));
            }
            for opening in openings(connection, &patient.id, &patient.name)? {
                push(&mut found, opening);
            }
        }
    }
    found.truncate(MOST_HITS);
    Ok(found)
}

fn push(found: &mut Vec<ClaimHit>, hit: ClaimHit) {
    if found.iter().all(|other| other.target != hit.target) {
        found.push(hit);
    }
}

fn hit(claim: ClaimLine) -> ClaimHit {
    ClaimHit {
        target: Target::Claim(claim.id),
        patient: claim.patient,
        patient_name: claim.patient_name,
        payer_name: claim.payer_name,
        from_on: claim.from_on,
        total: claim.total,
        status: Some(claim.status),
    }
}

/// A patient's balances brought along that are open with an insurer.
fn openings(
    connection: &Connection,
    patient: &PatientId,
    name: &PersonName,
) -> Result<Vec<ClaimHit>, store::Error> {
    let mut found = Vec::new();
    for open in store::balance::of_patient(connection, patient)? {
        let Some(payer) = &open.key.party.payer else {
            continue;
        };
        let Some(charged) = store::charge::find(connection, open.key.line)?
            .filter(|charged| charged.line.kind == ChargeKind::Opening)
        else {
            continue;
        };
        found.push(ClaimHit {
            target: Target::Opening(charged.id),
            patient: patient.clone(),
            patient_name: name.clone(),
            payer_name: store::payer::find(connection, payer)?
                .map(|found| found.value.name)
                .unwrap_or_default(),
            from_on: Some(charged.line.from_on),
            total: charged.line.charge,
            status: None,
        });
    }
    Ok(found)
}

/// The day a query names: `2026-08-21`, `08/21/2026`, `8/21/26`, or `08/21` as the last one past.
fn day_of(query: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(on) = crate::domain::date::parse(query) {
        return Some(on);
    }
    let parts: Vec<u32> = query
        .split('/')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (month, day, year) = match parts.as_slice() {
        [month, day] => (*month, *day, None),
        [month, day, year] => (*month, *day, i32::try_from(*year).ok()),
        _ => return None,
    };
    match year {
        Some(year) => {
            let year = if year < 100 { 2000 + year } else { year };
            NaiveDate::from_ymd_opt(year, month, day)
        }
        None => NaiveDate::from_ymd_opt(today.year(), month, day)
            .filter(|on| *on <= today)
            .or_else(|| NaiveDate::from_ymd_opt(today.year() - 1, month, day)),
    }
}

/// A claim with its lines as the books know them, to post a receipt's explanation on.
///
/// # Errors
/// [`Error::Refused`] when there is no such claim, or the receipt is not a payer's;
/// [`Error::Store`] when the file cannot be read.
pub async fn claim_to_post(
    database: Database,
    receipt: ReceiptId,
    target: Target,
) -> Result<ClaimToPost, Error> {
    database
        .call(move |connection| {
            let (_, payer) = books::insurance_receipt(connection, receipt)?;
            let found = books::find(connection, &target)?;
            let rank = books::rank_of(connection, &found, &payer.id)?;
            let states = books::lines(connection, &found, rank)?;
            let set = posting_of(connection, &payer.id)?;
            let next = states.iter().find_map(|state| state.next.clone());
            let mut lines = Vec::new();
            for state in states {
                lines.push(line(
                    connection,
                    state,
                    &payer.id,
                    rank,
                    set.contract.as_deref(),
                )?);
            }
            let Found {
                claim,
                visit,
                patient,
                ..
            } = found;
            let patient_name = store::patient::find(connection, &patient)?
                .ok_or(store::Error::NotFound("patient"))?
                .value
                .name;
            Ok(ClaimToPost {
                target,
                claim: claim.map(|claim| claim.entry.id),
                visit,
                patient,
                patient_name,
                rank,
                is_forwarded: next.is_some() && payer.forwards_to_secondary.unwrap_or(false),
                next,
                style: set.style,
                payer: payer.id,
                payer_name: payer.name,
                lines,
            })
        })
        .await
}

fn line(
    connection: &Connection,
    state: LineState,
    payer: &PayerId,
    rank: Rank,
    contract: Option<&str>,
) -> Result<LineToPost, Error> {
    let party = Party {
        bucket: rank.into(),
        payer: Some(payer.clone()),
    };
    let open_with_payer = state.open_with(&party);
    let expected = if rank == Rank::Primary {
        expected(connection, &state.charged.line, payer, contract)?
    } else {
        by_open(open_with_payer, &state.charged.line)
    };
    Ok(LineToPost {
        open_with_payer,
        expected,
        expected_prior: Some(rank)
            .filter(|rank| *rank > Rank::Primary)
            .and_then(|rank| state.expected_prior(rank)),
        previous: state
            .earlier
            .into_iter()
            .map(|earlier| Previous {
                can_be_taken_back: earlier.payer == *payer
                    && !earlier.is_taken_back
                    && earlier.line.kind != RemittanceKind::Reversal,
                id: earlier.id,
                remittance: earlier.remittance,
                payer: earlier.payer,
                rank: earlier.rank,
                adjudicated_on: earlier.adjudicated_on,
                line: earlier.line,
                is_taken_back: earlier.is_taken_back,
            })
            .collect(),
        open: state.open,
        charged: state.charged,
    })
}

/// What a first payer is expected to allow: by its contract, else as it did last.
fn expected(
    connection: &Connection,
    charged: &ChargeLine,
    payer: &PayerId,
    contract: Option<&str>,
) -> Result<Option<Expected>, store::Error> {
    if let (Some(schedule), Ok(code)) = (contract, charged.code.parse()) {
        let fees = store::fee::of_code(connection, schedule, &code)?;
        if let Some(expected) = by_contract(&fees, charged) {
            return Ok(Some(expected));
        }
    }
    Ok(store::remittance::last_like(connection, payer, charged)?
        .and_then(|last| by_line_before(&last.line, last.adjudicated_on, last.units, charged)))
}
