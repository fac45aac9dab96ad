//! What a superbill tells of a visit.

use chrono::NaiveDate;

use super::desk::{Desk, Recipient, provider};
use super::walk_out::ChargedVisit;
use crate::commands::Error;
use crate::domain::charge::Charged;
use crate::domain::code::{CodeSystem, DiagnosisCode, IcdIndicator};
use crate::domain::coverage::{Coverage, Rank, coverage_on};
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::Pointers;
use crate::domain::id::EncounterId;
use crate::domain::money::Money;
use crate::domain::paper::superbill::{Diagnosis, Policy, Superbill, SuperbillLine};
use crate::domain::patient::Patient;
use crate::domain::provider::Provider;
use crate::domain::statement::Language;
use crate::store::{self, Connection, balance};

/// A visit as its superbill tells it, with whom it goes to.
pub(super) fn read(
    connection: &Connection,
    desk: &Desk,
    visit: &EncounterId,
    today: NaiveDate,
) -> Result<(Superbill, Recipient), Error> {
    let charged = ChargedVisit::read(connection, visit)?;
    let encounter = &charged.encounter;
    let recipient = Recipient::of(connection, &encounter.patient)?;
    let on = encounter.first_day().unwrap_or(today);
    let providers = providers(connection, encounter, &charged.charges)?;
    let language = recipient.language();
    let line = |it: &Charged| {
        // A payer reads it, whatever she reads.
        let mut description = desk.described(&it.line, Language::English);
        if language == Language::Spanish {
            description = format!("{description} / {}", desk.described(&it.line, language));
        }
        line(encounter, it, description, &providers)
    };
    let own = providers.first();
    let signed = own.filter(|it| it.is_signature_on_file);
    let waiting = waiting(connection, visit, &recipient)?;
    let paid_by_patient = charged.applied_total() + waiting;
    let bill = Superbill {
        visit: visit.clone(),
        written_on: today,
        practice: desk.practice.clone(),
        patient: recipient.patient.clone(),
        policies: policies(connection, &recipient.patient, on)?,
        place: place(connection, encounter)?,
        diagnoses: diagnoses(
            connection,
            encounter.diagnoses.iter().map(Option::as_ref),
            on,
        )?,
        lines: charged.charges.iter().map(line).collect(),
        paid_by_patient,
        paid_by_insurance: charged.paid_by_insurance,
        adjusted: charged.charged()
            - charged.open
            - charged.applied_total()
            - charged.paid_by_insurance,
        signature: signed.map_or_else(String::new, signature),
        signed_on: signed.and(encounter.signed_on.or(Some(today))),
        providers,
    };
    Ok((bill, recipient))
}

fn signature(provider: &Provider) -> String {
    if provider.signature.is_empty() {
        "SIGNATURE ON FILE".to_owned()
    } else {
        provider.signature.clone()
    }
}

/// Money that she paid at the desk for the visit and that is not applied yet.
fn waiting(
    connection: &Connection,
    visit: &EncounterId,
    recipient: &Recipient,
) -> Result<Money, Error> {
    let mut sum = Money::ZERO;
    for member in &recipient.family {
        for received in store::receipt::of_patient(connection, member)? {
            if received.receipt.visit.as_ref() == Some(visit) && received.void.is_none() {
                sum += balance::unapplied(connection, received.id)?;
            }
        }
    }
    Ok(sum)
}

/// The visit's provider and whoever else rendered a line.
fn providers(
    connection: &Connection,
    encounter: &Encounter,
    charges: &[Charged],
) -> Result<Vec<Provider>, Error> {
    let mut ids = vec![&encounter.rendering_provider];
    for id in charges.iter().filter_map(|it| it.line.provider.as_ref()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let found = ids.into_iter().map(|id| provider(connection, id));
    Ok(found.collect::<Result<_, _>>()?)
}

fn policies(
    connection: &Connection,
    patient: &Patient,
    on: NaiveDate,
) -> Result<Vec<Policy>, Error> {
    let all = store::coverage::of_patient(connection, &patient.id)?;
    let in_force = Rank::ALL
        .iter()
        .filter_map(|rank| coverage_on(&all, *rank, on));
    in_force
        .map(|coverage| {
            let payer = store::payer::find(connection, &coverage.payer)?;
            Ok(Policy {
                payer: payer.map_or_else(|| coverage.payer.to_string(), |found| found.value.name),
                member_id: coverage.member_id.clone(),
                group_number: coverage.group_number.clone(),
                subscriber: subscriber(coverage, patient),
            })
        })
        .collect()
}

fn subscriber(coverage: &Coverage, patient: &Patient) -> String {
    let holder = &coverage.subscriber;
    if !holder.organization.is_empty() {
        holder.organization.clone()
    } else if coverage.is_own() || holder.name.is_empty() {
        patient.name.spoken()
    } else {
        holder.name.spoken()
    }
}

fn place(connection: &Connection, encounter: &Encounter) -> Result<Vec<String>, Error> {
    let Some(id) = &encounter.facility else {
        return Ok(Vec::new());
    };
    let Some(found) = store::facility::find(connection, id)? else {
        return Ok(Vec::new());
    };
    let facility = found.value;
    let mut lines = vec![facility.name];
    lines.extend(facility.address.lines());
    lines.extend(facility.npi.map(|npi| format!("NPI {npi}")));
    Ok(lines)
}

/// Diagnoses with their letters; a place that is empty keeps its letter free.
pub(super) fn diagnoses<'a>(
    connection: &Connection,
    codes: impl Iterator<Item = Option<&'a DiagnosisCode>>,
    on: NaiveDate,
) -> Result<Vec<Diagnosis>, Error> {
    let mut diagnoses = Vec::new();
    for (position, code) in codes.enumerate() {
        let Some(code) = code else { continue };
        let entry = match code.indicator() {
            IcdIndicator::Icd10 => {
                store::code::entry_on(connection, CodeSystem::Icd10Cm, code.as_str(), on)?
            }
            IcdIndicator::Icd9 => None,
        };
        diagnoses.push(Diagnosis {
            letter: Pointers::letter(position),
            code: code.dotted(),
            words: entry.map(|entry| entry.short).unwrap_or_default(),
        });
    }
    Ok(diagnoses)
}

fn line(
    encounter: &Encounter,
    charged: &Charged,
    description: String,
    providers: &[Provider],
) -> SuperbillLine {
    let line = &charged.line;
    let number = line.service.as_ref().map(|(_, number)| *number);
    let service = encounter.lines.iter().find(|it| Some(it.number) == number);
    let place = service.map_or(&encounter.place_of_service, |it| encounter.place_of(it));
    let by = providers
        .iter()
        .position(|it| Some(&it.id) == line.provider.as_ref());
    SuperbillLine {
        from_on: line.from_on,
        to_on: line.to_on,
        place_of_service: place.to_string(),
        code: line.code.clone(),
        modifiers: line.modifiers.clone(),
        description,
        pointers: service
            .map(|it| it.pointers.to_string())
            .unwrap_or_default(),
        units: line.units,
        charge: line.charge,
        provider: by.unwrap_or(0),
    }
}
