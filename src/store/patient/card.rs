//! Everything about one patient, read in one go.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::authorization::{Authorization, EligibilityCheck};
use crate::domain::claim::ClaimStatus;
use crate::domain::coverage::{Coverage, coverage_on};
use crate::domain::id::{ClaimId, EncounterId, PatientId, PayerId};
use crate::domain::money::{Money, Quantity};
use crate::domain::patient::Patient;
use crate::domain::person::PersonName;
use crate::store::authorization::used_units;
use crate::store::error::Error;
use crate::store::table::{self, Found, Version};
use crate::store::value::Columns;

/// One patient with all that belongs to her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientCard {
    pub patient: Found<Patient>,
    /// Who answers for the bill, where it is another patient.
    pub guarantor: Option<PersonName>,
    /// The patients whose bills she answers for.
    pub guaranteed: Vec<(PatientId, PersonName)>,
    /// By rank, the latest of each first.
    pub coverages: Vec<CardCoverage>,
    /// What payers said of her coverages, the latest first.
    pub eligibility_checks: Vec<Found<EligibilityCheck>>,
    /// The latest first.
    pub authorizations: Vec<CardAuthorization>,
    /// The latest first.
    pub visits: Vec<CardVisit>,
}

/// A coverage of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCoverage {
    pub coverage: Found<Coverage>,
    pub payer_name: String,
    /// Whether it is the one of its rank that pays on the card's day.
    pub is_in_force: bool,
}

/// An authorization with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardAuthorization {
    pub authorization: Found<Authorization>,
    /// The units of the service lines that use it: of its code, where it names one.
    pub used: Quantity,
    /// `None` where it does not limit the units; below zero when more were used.
    pub left: Option<Quantity>,
}

/// A visit of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardVisit {
    pub id: EncounterId,
    pub version: Version,
    pub from_on: Option<NaiveDate>,
    pub to_on: Option<NaiveDate>,
    pub total: Money,
    pub claims: Vec<CardClaim>,
}

/// Where a claim of a visit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardClaim {
    pub id: ClaimId,
    pub payer: PayerId,
    pub payer_name: String,
    pub status: ClaimStatus,
    pub is_on_hold: bool,
}

/// The card of a patient as of a day.
///
/// # Errors
/// [`Error::NotFound`] when there is no such patient; the file cannot be read.
pub fn card(
    connection: &Connection,
    id: &PatientId,
    today: NaiveDate,
) -> Result<PatientCard, Error> {
    let patient = super::find(connection, id)?.ok_or(Error::NotFound("patient"))?;
    let row = patient.row;
    Ok(PatientCard {
        guarantor: match &patient.value.guarantor {
            Some(guarantor) => super::find(connection, guarantor)?.map(|found| found.value.name),
            None => None,
        },
        guaranteed: guaranteed(connection, row)?,
        coverages: coverages(connection, row, today)?,
        eligibility_checks: table::select(
            connection,
            "WHERE coverage_id IN (SELECT id FROM coverage WHERE patient_id = ?1)
             ORDER BY checked_on DESC, eligibility_check.id DESC",
            &[&row],
        )?,
        authorizations: authorizations(connection, row)?,
        visits: visits(connection, row)?,
        patient,
    })
}

fn guaranteed(
    connection: &Connection,
    patient: i64,
) -> Result<Vec<(PatientId, PersonName)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT reference, last_name, first_name, middle_name, suffix FROM patient
         WHERE guarantor_patient_id = ?1 ORDER BY last_name, first_name, id",
    )?;
    let mut rows = statement.query([patient])?;
    let names = [
        "patient",
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
    ];
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &names);
        people.push((columns.take()?, columns.name()?));
    }
    Ok(people)
}

fn coverages(
    connection: &Connection,
    patient: i64,
    today: NaiveDate,
) -> Result<Vec<CardCoverage>, Error> {
    let found: Vec<Found<Coverage>> = table::select(
        connection,
        "WHERE patient_id = ?1 ORDER BY rank, effective_on DESC, coverage.id DESC",
        &[&patient],
    )?;
    let values: Vec<Coverage> = found.iter().map(|found| found.value.clone()).collect();
    let mut name = connection.prepare_cached("SELECT name FROM payer WHERE reference = ?1")?;
    found
        .into_iter()
        .map(|coverage| {
            Ok(CardCoverage {
                payer_name: name.query_row([coverage.value.payer.as_str()], |row| row.get(0))?,
                is_in_force: coverage_on(&values, coverage.value.rank, today)
                    .is_some_and(|current| current.id == coverage.value.id),
                coverage,
            })
        })
        .collect()
}

fn authorizations(connection: &Connection, patient: i64) -> Result<Vec<CardAuthorization>, Error> {
    let found: Vec<Found<Authorization>> = table::select(
        connection,
        "WHERE patient_id = ?1
         ORDER BY ifnull(from_on, '') DESC, authorization.id DESC",
        &[&patient],
    )?;
    found
        .into_iter()
        .map(|authorization| {
            let used = used_units(connection, &authorization.value.id, None)?;
            let allowed = authorization.value.units.map(Quantity::thousandths);
            let left = |allowed| Quantity::from_thousandths(allowed - used.thousandths());
            Ok(CardAuthorization {
                used,
                left: allowed.map(left),
                authorization,
            })
        })
        .collect()
}

fn visits(connection: &Connection, patient: i64) -> Result<Vec<CardVisit>, Error> {
    // Claims by the visit, not by their own patient: a visit that was moved takes its claims along.
    let mut statement = connection.prepare_cached(
        "SELECT encounter.id, encounter.version, encounter.reference, encounter.from_on,
            encounter.to_on, encounter.total_cents,
            claim.reference, payer.reference, payer.name, claim.status, claim.on_hold
         FROM encounter
         LEFT JOIN claim ON claim.encounter_id = encounter.id
         LEFT JOIN payer ON payer.id = claim.payer_id
         WHERE encounter.patient_id = ?1
         ORDER BY ifnull(encounter.from_on, '9999') DESC, encounter.id DESC, claim.id",
    )?;
    let names = [
        "visit",
        "from_on",
        "to_on",
        "total_cents",
        "claim",
        "payer",
        "payer name",
        "status",
        "on_hold",
    ];
    let mut rows = statement.query([patient])?;
    let mut visits: Vec<(i64, CardVisit)> = Vec::new();
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        let mut columns = Columns::new(row, 2, &names);
        let visit = CardVisit {
            id: columns.take()?,
            version: Version(row.get(1)?),
            from_on: columns.take()?,
            to_on: columns.take()?,
            total: columns.take()?,
            claims: Vec::new(),
        };
        if visits.last().is_none_or(|(last, _)| *last != key) {
            visits.push((key, visit));
        }
        let claim: Option<ClaimId> = columns.take()?;
        if let (Some(id), Some((_, visit))) = (claim, visits.last_mut()) {
            visit.claims.push(CardClaim {
                id,
                payer: columns.take()?,
                payer_name: columns.take()?,
                status: columns.take()?,
                is_on_hold: columns.take()?,
            });
        }
    }
    Ok(visits.into_iter().map(|(_, visit)| visit).collect())
}
