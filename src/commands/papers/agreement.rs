//! What the agreement on a payment plan tells, from the books.

use super::desk::{Desk, Recipient};
use crate::commands::Error;
use crate::commands::ledger::guard;
use crate::domain::id::PlanId;
use crate::domain::paper::ChargePart;
use crate::domain::paper::agreement::Agreement;
use crate::store::{self, Connection};

/// A payment plan as its agreement tells it, with who agreed on it: the recipient's patient.
pub(super) fn read(
    connection: &Connection,
    desk: &Desk,
    plan: PlanId,
) -> Result<(Agreement, Recipient), Error> {
    let kept = store::plan::find(connection, plan)?;
    let kept = kept.ok_or(store::Error::NotFound("payment plan"))?;
    let recipient = Recipient::of(connection, &kept.plan.guarantor)?;
    let language = recipient.patient.language;
    let mut covered = Vec::with_capacity(kept.plan.lines.len());
    for it in &kept.plan.lines {
        let line = guard::line(connection, it.charge)?.line;
        let patient = store::patient::find(connection, &line.patient)?;
        covered.push(ChargePart {
            on: line.from_on,
            patient: patient.map(|it| it.value.name.spoken()).unwrap_or_default(),
            description: desk.described(&line, language),
            amount: it.amount,
        });
    }
    covered.sort_by_key(|it| it.on);
    let agreement = Agreement {
        number: kept.id,
        account: kept.plan.guarantor.to_string(),
        plan: kept.plan,
        covered,
    };
    Ok((agreement, recipient))
}
