//! What the books know before an explanation of benefits is posted.

use chrono::NaiveDate;

use crate::commands::Error;
use crate::commands::ledger::receipts;
use crate::domain::charge::{ChargeKind, Charged};
use crate::domain::coverage::{Coverage, Rank};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ChargeLineId, ClaimId, EncounterId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::event::Giver;
use crate::domain::journal::{EntryKind, Party};
use crate::domain::payer::Payer;
use crate::domain::receipt::Received;
use crate::domain::remittance::RemittanceDraft;
use crate::domain::remittance::plan::{Books, LineState, NextCoverage, next_coverage};
use crate::domain::remittance::rule::Rules;
use crate::store::claim::ClaimRow;
use crate::store::{self, Connection};

/// What is decided about: a claim, or a balance brought along from another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Claim(ClaimId),
    Opening(ChargeLineId),
}

/// A target with the records around it.
pub(super) struct Found {
    pub claim: Option<ClaimRow>,
    pub visit: Option<EncounterId>,
    pub patient: PatientId,
    pub charges: Vec<Charged>,
    pub coverages: Vec<Coverage>,
    /// The first day of service.
    pub on: Option<NaiveDate>,
}

/// A finding about the head of the explanation.
pub(super) fn refused(
    rule: &'static str,
    column: &'static str,
    sentence: impl Into<String>,
) -> Error {
    Error::Refused(vec![Finding::error(
        rule,
        FieldRef::of(Record::Remittance, column),
        sentence,
    )])
}

/// The payer's receipt that something is posted from.
pub(super) fn insurance_receipt(
    connection: &Connection,
    id: ReceiptId,
) -> Result<(Received, Payer), Error> {
    let received = receipts::found(connection, id)?;
    if received.void.is_some() {
        return Err(refused(
            "receipt-is-void",
            "receipt_id",
            format!("Receipt {id} was taken back; nothing can be posted from it."),
        ));
    }
    let Giver::Payer(payer) = &received.receipt.giver else {
        return Err(refused(
            "receipt-of-payer",
            "receipt_id",
            format!("Receipt {id} is not a payer's; choose an insurance receipt."),
        ));
    };
    let payer = store::payer::find(connection, payer)?
        .ok_or(store::Error::NotFound("payer"))?
        .value;
    Ok((received, payer))
}

/// The records around a target.
pub(super) fn find(connection: &Connection, target: &Target) -> Result<Found, Error> {
    match target {
        Target::Claim(id) => {
            let claim = store::claim::find(connection, id)?.ok_or_else(|| {
                refused(
                    "claim-unknown",
                    "claim_id",
                    format!("There is no claim {id}; find it by name or day of service."),
                )
            })?;
            let visit = claim.entry.encounter.clone();
            let charges = store::charge::in_force(connection, &visit)?;
            Ok(Found {
                visit: Some(visit),
                patient: claim.patient.clone(),
                coverages: store::coverage::of_patient(connection, &claim.patient)?,
                on: charges.iter().map(|it| it.line.from_on).min(),
                charges,
                claim: Some(claim),
            })
        }
        Target::Opening(id) => {
            let charged = store::charge::find(connection, *id)?
                .filter(|charged| charged.line.kind == ChargeKind::Opening)
                .ok_or_else(|| {
                    refused(
                        "claim-unknown",
                        "claim_id",
                        "This is no claim and no balance brought along; find it again.",
                    )
                })?;
            Ok(Found {
                claim: None,
                visit: None,
                patient: charged.line.patient.clone(),
                coverages: store::coverage::of_patient(connection, &charged.line.patient)?,
                on: Some(charged.line.from_on),
                charges: vec![charged],
            })
        }
    }
}

/// As which payer it decides: by the coverage in force on the day of service, else the one the claim
/// bills, else by what is open with it; primary where nothing says.
pub(super) fn rank_of(
    connection: &Connection,
    found: &Found,
    payer: &PayerId,
) -> Result<Rank, Error> {
    let in_force = found.on.and_then(|on| {
        found
            .coverages
            .iter()
            .filter(|coverage| coverage.payer == *payer && coverage.is_in_force(on))
            .map(|coverage| coverage.rank)
            .min()
    });
    let billed = || {
        let claim = found.claim.as_ref().filter(|claim| claim.payer == *payer)?;
        found
            .coverages
            .iter()
            .find(|coverage| coverage.id == claim.entry.coverage)
            .map(|coverage| coverage.rank)
    };
    if let Some(rank) = in_force.or_else(billed) {
        return Ok(rank);
    }
    for charged in &found.charges {
        for open in store::balance::of_line(connection, charged.id)? {
            if open.key.party.payer.as_ref() == Some(payer)
                && let Some(rank) = open.key.party.bucket.rank()
            {
                return Ok(rank);
            }
        }
    }
    Ok(Rank::Primary)
}

/// The lines of a target as the books know them, for a payer of a rank.
pub(super) fn lines(
    connection: &Connection,
    found: &Found,
    rank: Rank,
) -> Result<Vec<LineState>, Error> {
    let mut lines = Vec::new();
    for charged in &found.charges {
        let next = match next_coverage(&found.coverages, rank, charged.line.from_on) {
            None => None,
            Some(coverage) => Some(NextCoverage {
                coverage: coverage.id.clone(),
                party: Party {
                    bucket: coverage.rank.into(),
                    payer: Some(coverage.payer.clone()),
                },
                payer_name: store::payer::find(connection, &coverage.payer)?
                    .map(|found| found.value.name)
                    .unwrap_or_default(),
            }),
        };
        lines.push(LineState {
            open: store::balance::of_line(connection, charged.id)?
                .into_iter()
                .map(|it| (it.key.party, it.open.amount))
                .collect(),
            next,
            earlier: store::remittance::earlier(connection, charged.id)?,
            charged: charged.clone(),
        });
    }
    Ok(lines)
}

/// What a draft is about.
pub(super) fn target_of(draft: &RemittanceDraft) -> Result<Target, Error> {
    if !draft.claim_id.trim().is_empty() {
        return match draft.claim_id.parse() {
            Ok(claim) => Ok(Target::Claim(claim)),
            Err(problem) => {
                let problem: crate::domain::draft::Problem = problem;
                Err(refused("field-format", "claim_id", problem.to_string()))
            }
        };
    }
    draft
        .lines
        .iter()
        .find_map(|line| line.charge_line_id.parse().ok())
        .map(Target::Opening)
        .ok_or_else(|| {
            refused(
                "claim-unknown",
                "claim_id",
                "Which claim is it about? Find it by its number, name or day of service.",
            )
        })
}

/// Everything a plan needs.
pub(super) fn load(
    connection: &Connection,
    draft: &RemittanceDraft,
    today: NaiveDate,
    on: NaiveDate,
) -> Result<(Books, Found), Error> {
    let receipt: ReceiptId = draft.receipt_id.parse().map_err(|problem| {
        let problem: crate::domain::draft::Problem = problem;
        refused("field-format", "receipt_id", problem.to_string())
    })?;
    let (received, payer) = insurance_receipt(connection, receipt)?;
    let found = find(connection, &target_of(draft)?)?;
    let rank = match draft.rank.trim() {
        "" => rank_of(connection, &found, &payer.id)?,
        text => text.parse().map_err(|problem| {
            let problem: crate::domain::draft::Problem = problem;
            refused("field-format", "rank", problem.to_string())
        })?,
    };
    let books = Books {
        receipt: received.as_ref(),
        rank,
        claim: found.claim.as_ref().map(|claim| claim.entry.id.clone()),
        patient: found.patient.clone(),
        lines: lines(connection, &found, rank)?,
        rules: Rules::new(store::remittance::rule::all(connection)?),
        payer,
        today,
        on,
    };
    Ok((books, found))
}

/// With whom a payer's money on a line stands: where it paid it, else by its coverage.
pub(super) fn party_on(
    connection: &Connection,
    charged: &Charged,
    payer: &PayerId,
) -> Result<Party, Error> {
    let paid = store::journal::of_line(connection, charged.id)?
        .into_iter()
        .filter(|posted| posted.entry.kind == EntryKind::Allocation)
        .flat_map(|posted| posted.entry.legs)
        .rfind(|leg| leg.account.is_receivable() && leg.payer.as_ref() == Some(payer));
    if let Some(bucket) = paid.and_then(|leg| leg.account.bucket()) {
        return Ok(Party {
            bucket,
            payer: Some(payer.clone()),
        });
    }
    let found = Found {
        claim: None,
        visit: None,
        patient: charged.line.patient.clone(),
        coverages: store::coverage::of_patient(connection, &charged.line.patient)?,
        on: Some(charged.line.from_on),
        charges: vec![charged.clone()],
    };
    Ok(Party {
        bucket: rank_of(connection, &found, payer)?.into(),
        payer: Some(payer.clone()),
    })
}
