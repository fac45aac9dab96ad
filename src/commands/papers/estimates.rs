//! Good-faith estimates: written once and never changed, linked to the visits that were held as
//! estimated, and compared with what those charged.

use chrono::NaiveDate;

use super::desk::{Desk, Recipient, provider, refused};
use super::superbill::diagnoses;
use crate::commands::{Author, Error};
use crate::documents::page::Page;
use crate::documents::paper::{self as drawn, provider_name};
use crate::domain::date;
use crate::domain::estimate::compare::{BilledLine, Comparison, OverEstimate};
use crate::domain::estimate::timing::{self, Due};
use crate::domain::estimate::{Estimate, EstimateDraft, EstimateLineDraft, NumberedEstimate};
use crate::domain::fee::{charge_for, fee_on};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{EncounterId, EstimateId, PatientId, ProviderId};
use crate::domain::money::{Money, Quantity};
use crate::domain::statement::Language;
use crate::domain::statement::plain::PlainDescriptions;
use crate::store::{self, Change, Connection, Database, plain_description};

/// What a typed estimate comes to while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Errors keep it from being saved.
    pub findings: Vec<Finding>,
    /// What its lines come to, those that cannot be read left out.
    pub total: Money,
    /// By when it must be given to the patient; none while its dates cannot be read.
    pub due: Option<Due>,
    /// For each line what a good description and amount would be; offered, never filled in.
    pub offers: Vec<LineOffer>,
}

/// What is offered for a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineOffer {
    /// Plain words for its code; empty where none are known.
    pub description: String,
    /// What the fee schedule asks for its units on the day.
    pub amount: Option<Money>,
}

/// An estimate of a patient as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstimateRow {
    pub numbered: NumberedEstimate,
    /// The provider as papers write it.
    pub provider_name: String,
    /// Oldest first.
    pub visits: Vec<EncounterId>,
    /// What those charged.
    pub billed: Money,
    pub may_dispute: bool,
}

/// Judges an estimate as it is typed; nothing is saved.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn judge_draft(
    database: Database,
    draft: EstimateDraft,
    today: NaiveDate,
) -> Result<Judgement, Error> {
    database
        .call(move |connection| judge(connection, &draft, today))
        .await
}

fn judge(
    connection: &Connection,
    draft: &EstimateDraft,
    today: NaiveDate,
) -> Result<Judgement, Error> {
    let made_on = date::parse(draft.made_on.trim()).ok();
    let service_on = match draft.service_on.trim() {
        "" => Some(None),
        text => date::parse(text).ok().map(Some),
    };
    let plain = plain_description::descriptions(connection)?;
    let schedule = store::fee::schedules(connection)?.into_iter().next();
    let language = match draft.patient_id.parse::<PatientId>() {
        Ok(patient) if store::patient::find(connection, &patient)?.is_some() => {
            Recipient::of(connection, &patient)?.language()
        }
        _ => Language::English,
    };
    let on = service_on.flatten().or(made_on).unwrap_or(today);
    let offers = draft
        .lines
        .iter()
        .map(|line| offer(connection, &plain, schedule.as_deref(), line, language, on))
        .collect::<Result<_, _>>()?;
    let amounts = draft.lines.iter().map(|line| line.amount.parse::<Money>());
    Ok(Judgement {
        findings: findings(&draft.build(), today),
        total: amounts.filter_map(Result::ok).sum(),
        due: made_on
            .zip(service_on)
            .map(|(made_on, service_on)| timing::due(made_on, service_on)),
        offers,
    })
}

fn findings(built: &Result<Estimate, Vec<Finding>>, today: NaiveDate) -> Vec<Finding> {
    let estimate = match built {
        Ok(estimate) => estimate,
        Err(findings) => return findings.clone(),
    };
    let mut findings = estimate.advice();
    if estimate.made_on > today {
        findings.push(Finding::error(
            "estimate-in-future",
            FieldRef::of(Record::Estimate, "made_on"),
            "An estimate is not made after today; correct its day.",
        ));
    }
    findings
}

/// What is offered for a line: plain words, and what the fee schedule asks for its units.
fn offer(
    connection: &Connection,
    plain: &PlainDescriptions,
    schedule: Option<&str>,
    line: &EstimateLineDraft,
    language: Language,
    on: NaiveDate,
) -> Result<LineOffer, Error> {
    let Ok(code) = line.code.parse() else {
        return Ok(LineOffer::default());
    };
    let description = plain.text(&line.code, language).to_owned();
    let units: Option<Quantity> = match line.units.trim() {
        "" => Some(Quantity::ONE),
        text => text.parse().ok(),
    };
    let modifier = line.modifiers.split_whitespace().next();
    let modifier = modifier.and_then(|text| text.parse().ok());
    let amount = match (schedule, units) {
        (Some(schedule), Some(units)) => {
            let fees = store::fee::of_code(connection, schedule, &code)?;
            fee_on(&fees, &code, modifier.as_ref(), on)
                .and_then(|fee| charge_for(fee.amount, units))
        }
        _ => None,
    };
    Ok(LineOffer {
        description,
        amount,
    })
}

/// Saves an estimate for good; a new one takes the place of one that was wrong.
///
/// # Errors
/// [`Error::Refused`] with what is wrong.
pub async fn save(
    database: Database,
    draft: EstimateDraft,
    author: Author,
    today: NaiveDate,
) -> Result<EstimateId, Error> {
    let built = draft.build();
    let mut errors = findings(&built, today);
    errors.retain(Finding::is_error);
    let estimate = match built {
        Ok(estimate) if errors.is_empty() => estimate,
        _ => return Err(Error::Refused(errors)),
    };
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                if store::patient::find(tx, &estimate.patient)?.is_none() {
                    return Err(store::Error::NotFound("patient").into());
                }
                let _ = provider(tx, &estimate.provider)?;
                let id = store::estimate::insert(tx, &estimate, None)?;
                let change = Change {
                    verb: "create",
                    entity: "estimate",
                    entity_id: Some(id.number()),
                    details: estimate.total().to_string(),
                };
                Ok((change, id))
            })
        })
        .await
}

/// The estimates of a patient, newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_patient(database: Database, patient: PatientId) -> Result<Vec<EstimateRow>, Error> {
    database
        .call(move |connection| {
            let plain = plain_description::descriptions(connection)?;
            let found = store::estimate::of_patient(connection, &patient)?;
            let rows = found.into_iter().map(|it| row(connection, &plain, it));
            rows.collect()
        })
        .await
}

/// The estimate that a visit is linked to.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_visit(
    database: Database,
    visit: EncounterId,
) -> Result<Option<EstimateRow>, Error> {
    database
        .call(move |connection| {
            let plain = plain_description::descriptions(connection)?;
            let found = store::estimate::of_visit(connection, &visit)?;
            found.map(|it| row(connection, &plain, it)).transpose()
        })
        .await
}

fn row(
    connection: &Connection,
    plain: &PlainDescriptions,
    numbered: NumberedEstimate,
) -> Result<EstimateRow, Error> {
    let named = provider(connection, &numbered.estimate.provider)?;
    let comparison = compared(connection, plain, numbered)?;
    Ok(EstimateRow {
        provider_name: provider_name(&named),
        billed: comparison.billed_total(),
        may_dispute: comparison.may_dispute(),
        visits: comparison.visits,
        numbered: comparison.estimate,
    })
}

/// Links a visit to the estimate it was held under, in place of the one it was linked to; none
/// unlinks it.
///
/// # Errors
/// [`Error::Refused`] when they are of different patients; [`Error::Store`] when one of them is not
/// there.
pub async fn link_visit(
    database: Database,
    visit: EncounterId,
    estimate: Option<EstimateId>,
    author: Author,
) -> Result<(), Error> {
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                let row =
                    store::encounter::find(tx, &visit)?.ok_or(store::Error::NotFound("visit"))?;
                if let Some(id) = estimate
                    && found(tx, id)?.estimate.patient != row.value.patient
                {
                    return Err(refused(
                        Record::Estimate,
                        "estimate-of-another",
                        "visit_id",
                        format!(
                            "Estimate {id} is not this patient's; choose one of this patient's."
                        ),
                    ));
                }
                store::estimate::link(tx, &visit, estimate)?;
                let change = Change {
                    verb: "link",
                    entity: "estimate",
                    entity_id: estimate.map(EstimateId::number),
                    details: format!("visit {visit}"),
                };
                Ok((change, ()))
            })
        })
        .await
}

/// An estimate beside what its visits charged.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn compare(database: Database, estimate: EstimateId) -> Result<Comparison, Error> {
    database
        .call(move |connection| {
            let plain = plain_description::descriptions(connection)?;
            compared(connection, &plain, found(connection, estimate)?)
        })
        .await
}

fn found(connection: &Connection, id: EstimateId) -> Result<NumberedEstimate, Error> {
    let found = store::estimate::find(connection, id)?;
    Ok(found.ok_or(store::Error::NotFound("estimate"))?)
}

fn compared(
    connection: &Connection,
    plain: &PlainDescriptions,
    numbered: NumberedEstimate,
) -> Result<Comparison, Error> {
    let language = Recipient::of(connection, &numbered.estimate.patient)?.language();
    let visits = store::estimate::visits(connection, numbered.id)?;
    let mut billed = Vec::new();
    for visit in &visits {
        let encounter = store::encounter::find(connection, visit)?;
        let own = encounter.map(|it| it.value.rendering_provider);
        for charged in store::charge::in_force(connection, visit)? {
            let line = charged.line;
            let Some(provider) = line.provider.clone().or_else(|| own.clone()) else {
                continue;
            };
            billed.push(BilledLine {
                visit: visit.clone(),
                provider,
                on: line.from_on,
                description: plain.charge(&line, language),
                code: line.code,
                modifiers: line.modifiers,
                amount: line.charge,
            });
        }
    }
    billed.sort_by_key(|line| line.on);
    let mut names: Vec<(ProviderId, String)> = Vec::new();
    let own = [&numbered.estimate.provider];
    for id in own.into_iter().chain(billed.iter().map(|it| &it.provider)) {
        if !names.iter().any(|(known, _)| known == id) {
            names.push((id.clone(), provider_name(&provider(connection, id)?)));
        }
    }
    let first_billed_on = store::estimate::first_billed_on(connection, numbered.id)?;
    Ok(Comparison::of(
        numbered,
        visits,
        billed,
        first_billed_on,
        |id| {
            let named = names.iter().find(|(known, _)| known == id);
            named.map_or_else(|| id.to_string(), |(_, name)| name.clone())
        },
    ))
}

/// The estimates that were exceeded by so much that the patient may dispute the bill now, those with
/// the least time left first; those whose time is over are left out.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn over_estimate(
    database: Database,
    today: NaiveDate,
) -> Result<Vec<OverEstimate>, Error> {
    database
        .call(move |connection| {
            let plain = plain_description::descriptions(connection)?;
            let mut over = Vec::new();
            for numbered in store::estimate::held(connection)? {
                let comparison = compared(connection, &plain, numbered)?;
                let by = comparison.dispute_by();
                if comparison.may_dispute() && by.is_none_or(|by| today <= by) {
                    over.push(overrun(connection, comparison)?);
                }
            }
            over.sort_by_key(|it| (it.dispute_by.is_none(), it.dispute_by, it.estimate));
            Ok(over)
        })
        .await
}

fn overrun(connection: &Connection, comparison: Comparison) -> Result<OverEstimate, Error> {
    let patient = comparison.estimate.estimate.patient.clone();
    let named = store::patient::find(connection, &patient)?;
    let by_provider = comparison.providers.iter().map(|it| it.over());
    Ok(OverEstimate {
        estimate: comparison.estimate.id,
        patient_name: named.map_or_else(|| patient.to_string(), |it| it.value.name.to_string()),
        patient,
        estimated: comparison.estimated(),
        billed: comparison.billed_total(),
        over: by_provider.max().unwrap_or_default(),
        dispute_by: comparison.dispute_by(),
        visits: comparison.visits,
    })
}

/// An estimate's pages, with whose it is.
pub(super) fn pages(
    connection: &Connection,
    id: EstimateId,
) -> Result<(PatientId, Vec<Page>), Error> {
    let desk = Desk::read(connection)?;
    let numbered = found(connection, id)?;
    let estimate = &numbered.estimate;
    let recipient = Recipient::of(connection, &estimate.patient)?;
    let on = estimate.service_on.unwrap_or(estimate.made_on);
    let sheet = drawn::estimate::EstimateSheet {
        numbered: &numbered,
        patient: &recipient.patient,
        provider: &provider(connection, &estimate.provider)?,
        practice: &desk.practice,
        diagnoses: &diagnoses(connection, estimate.diagnoses.iter().map(Some), on)?,
    };
    let pages = drawn::estimate::pages(&sheet, desk.frame(&recipient)?);
    Ok((estimate.patient.clone(), pages))
}

/// The pages of an estimate beside what was billed, with whose it is.
pub(super) fn comparison_pages(
    connection: &Connection,
    id: EstimateId,
) -> Result<(PatientId, Vec<Page>), Error> {
    let desk = Desk::read(connection)?;
    let comparison = compared(connection, &desk.plain, found(connection, id)?)?;
    if comparison.visits.is_empty() {
        return Err(refused(
            Record::Estimate,
            "estimate-without-visit",
            "visit_id",
            format!("No visit was held under estimate {id} yet; link the visit to it first."),
        ));
    }
    let recipient = Recipient::of(connection, &comparison.estimate.estimate.patient)?;
    let pages = drawn::comparison::pages(&comparison, &recipient.patient, desk.frame(&recipient)?);
    Ok((recipient.patient.id, pages))
}
