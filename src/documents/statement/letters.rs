//! Whether the faces have every letter of what a statement says.

use crate::documents::font::Face;
use crate::documents::words::undrawable;
use crate::domain::person::{Address, PersonName};
use crate::domain::statement::stationery::{Letterhead, Stationery};
use crate::domain::statement::{ActivityKind, Reason, Statement};

use super::{Place, Undrawable};

/// # Errors
/// [`Undrawable::Letter`] for the first letter that is lacking.
pub fn check(statement: &Statement, stationery: &Stationery) -> Result<(), Undrawable> {
    text(Place::Account, statement.account.as_str())?;
    name(&statement.name)?;
    address(Place::Address, &statement.address)?;
    for member in &statement.members {
        name(&member.name)?;
    }
    for line in &statement.lines {
        text(Place::Description, &line.description)?;
        for reason in &line.reasons {
            text(Place::Payer, payer(reason))?;
        }
    }
    for line in &statement.pending {
        text(Place::Description, &line.description)?;
        text(Place::Payer, &line.payer)?;
    }
    for activity in &statement.activity {
        match &activity.kind {
            ActivityKind::Payment { check_number, .. } => text(Place::CheckNumber, check_number)?,
            ActivityKind::InsurancePayment { payer } => text(Place::Payer, payer)?,
            ActivityKind::Adjustment | ActivityKind::ReturnedPayment | ActivityKind::Refund => {}
        }
    }
    if let Some(step) = stationery.step(statement.step) {
        let words = step.text(statement.language);
        text(Place::Message, &words.title)?;
        text(Place::Message, &words.message)?;
    }
    letterhead(&stationery.letterhead)
}

fn letterhead(letterhead: &Letterhead) -> Result<(), Undrawable> {
    let texts = [
        &letterhead.name,
        &letterhead.contact,
        &letterhead.phone,
        &letterhead.hours,
        &letterhead.hours_spanish,
        &letterhead.ways_to_pay,
        &letterhead.ways_to_pay_spanish,
    ];
    for words in texts {
        text(Place::Letterhead, words)?;
    }
    address(Place::Letterhead, &letterhead.address)?;
    if let Some(remit_to) = &letterhead.remit_to {
        text(Place::RemitTo, &remit_to.name)?;
        address(Place::RemitTo, &remit_to.address)?;
    }
    Ok(())
}

fn payer(reason: &Reason) -> &str {
    match reason {
        Reason::Shared { payer, .. }
        | Reason::NotCovered { payer }
        | Reason::PaidToPatient { payer }
        | Reason::Moved { payer }
        | Reason::StillPending { payer, .. } => payer,
        Reason::NoInsurance
        | Reason::Fee
        | Reason::Opening
        | Reason::ReturnedPayment { .. }
        | Reason::BackFromCollections
        | Reason::Overpaid => "",
    }
}

fn name(name: &PersonName) -> Result<(), Undrawable> {
    for part in [&name.first, &name.middle, &name.last, &name.suffix] {
        text(Place::Name, part)?;
    }
    Ok(())
}

fn address(place: Place, address: &Address) -> Result<(), Undrawable> {
    for part in [&address.line1, &address.line2, &address.city] {
        text(place, part)?;
    }
    Ok(())
}

/// Paragraphs may have line ends between them.
fn text(place: Place, words: &str) -> Result<(), Undrawable> {
    // Nearly all are plain.
    if words.bytes().all(|byte| (32..127).contains(&byte)) {
        return Ok(());
    }
    for line in words.lines() {
        for face in [Face::Sans, Face::SansBold] {
            if let Some(letter) = undrawable(face, line) {
                return Err(Undrawable::Letter { letter, place });
            }
        }
    }
    Ok(())
}
