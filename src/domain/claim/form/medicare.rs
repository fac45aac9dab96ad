//! Boxes 4, 6, 7, 9 and 11 of a Medicare claim, which say other things than for every other payer
//! (Medicare Claims Processing Manual, chapter 26, section 10.2).

use crate::domain::claim::form::Subject;
use crate::domain::claim::form::address::is_same_place;
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::form::insured::{
    Policy, fill_insured_birth, fill_relationship, insured_address, insured_name, of_coverage,
    of_visit,
};
use crate::domain::claim::text::{self, NAME, Wording};
use crate::domain::coverage::Coverage;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::payer::DateStyle;
use crate::domain::person::PersonName;

/// Boxes 4, 6, 7 and 11 to 11c of a Medicare claim: the plan that pays before Medicare, or NONE
/// (Medicare Claims Processing Manual, chapter 26, items 4, 6, 7, 11 to 11c).
pub(super) fn fill_insured_for_medicare(subject: &Subject<'_>, boxes: &mut Boxes) {
    let facts = subject.facts;
    if !facts.encounter.property_casualty_claim_number.is_empty() {
        boxes.left_out(
            "11b",
            of_visit("property_casualty_claim_number"),
            "Medicare takes no property and casualty claim number in box 11b; it is left out.",
        );
    }
    let Some(policy) = facts.earlier_coverage().map(Policy::of_other) else {
        boxes
            .at("11", "insured policy/group/FECA")
            .from(of_coverage("rank"))
            .exact("NONE", "Medicare: no coverage pays before it.");
        fill_employment(subject, &facts.coverage, boxes);
        return;
    };
    if policy.coverage.is_own() {
        boxes
            .at("4", "insured name")
            .from(of_coverage("relationship"))
            .exact(
                "SAME",
                format!("Medicare: the patient is the insured of {}.", policy.name),
            );
    } else {
        insured_name(subject, &policy, ("4", "insured name"), boxes);
    }
    fill_relationship(&policy, false, boxes);
    let subscriber = &policy.coverage.subscriber;
    if policy.coverage.is_own() || is_same_place(&subscriber.address, &facts.patient.address) {
        boxes
            .at("7", "insured street")
            .from(of_coverage("subscriber_address1"))
            .exact("SAME", "Medicare: the insured's address is the patient's.");
    } else {
        insured_address(subject, &policy, boxes);
    }
    let (column, number) = policy.group_or_member();
    boxes
        .at("11", "insured policy/group/FECA")
        .from(of_coverage(column))
        .number(
            number,
            format!(
                "Medicare: the policy or group number of {}, which pays first.",
                policy.name
            ),
        );
    fill_insured_birth(subject, &policy, boxes);
    fill_employment(subject, policy.coverage, boxes);
    let (source, plan) = if policy.payer.payer_code.is_empty() {
        policy.plan_or_payer()
    } else {
        (
            FieldRef::of(Record::Payer, "payer_code"),
            policy.payer.payer_code.as_str(),
        )
    };
    boxes
        .at("11c", "insurance plan/program name")
        .from(source)
        .text(
            Wording::Address,
            plan,
            format!(
                "Medicare: payer id or name of {}, which pays first.",
                policy.name
            ),
        );
}

/// Box 11b of a Medicare claim: RETIRED and the date, or the employer (Medicare Claims Processing
/// Manual, chapter 26, item 11b).
fn fill_employment(subject: &Subject<'_>, coverage: &Coverage, boxes: &mut Boxes) {
    if let Some(retired_on) = coverage.subscriber_retired_on {
        let format = match subject.date_style() {
            DateStyle::SixDigits => "RETIRED %m %d %y",
            DateStyle::EightDigits => "RETIRED %m %d %Y",
        };
        boxes
            .at("11b", "other claim ID")
            .from(of_coverage("subscriber_retired_on"))
            .exact(
                &retired_on.format(format).to_string(),
                format!(
                    "Medicare: the day of retirement in coverage {}.",
                    coverage.id
                ),
            );
    } else if coverage.rank < subject.facts.coverage.rank {
        boxes
            .at("11b", "other claim ID")
            .from(of_coverage("subscriber_employer"))
            .text(
                Wording::Address,
                &coverage.subscriber_employer,
                format!(
                    "Medicare: the insured's employer in coverage {}.",
                    coverage.id
                ),
            );
    }
}

/// The Medigap policy of a Medicare claim, where the provider participates and the benefits were
/// not withheld (Medicare Claims Processing Manual, chapter 26, item 9).
pub(super) fn medigap<'a>(subject: &Subject<'a>) -> Option<Policy<'a>> {
    subject
        .facts
        .other_coverages
        .iter()
        .filter(|other| other.coverage.rank > subject.facts.coverage.rank)
        .filter(|other| !other.coverage.medigap_id.is_empty())
        .find(|other| other.coverage.assigns_benefits != Some(false))
        .filter(|_| subject.is_medicare && subject.rules.accept_assignment)
        .map(Policy::of_other)
}

/// Boxes 9, 9a and 9d of a Medicare claim.
pub(super) fn fill_medigap(subject: &Subject<'_>, boxes: &mut Boxes) {
    let Some(policy) = medigap(subject) else {
        return;
    };
    let has_same_name = policy.coverage.is_own()
        || is_same_name(
            &policy.coverage.subscriber.name,
            &subject.facts.patient.name,
        );
    if has_same_name {
        boxes
            .at("9", "other insured name")
            .from(of_coverage("relationship"))
            .exact(
                "SAME",
                format!("The Medigap insured of {} is the patient.", policy.name),
            );
    } else {
        insured_name(subject, &policy, ("9", "other insured name"), boxes);
    }
    let (column, typed) = policy.group_or_member();
    let slot = boxes
        .at("9a", "other insured policy/group")
        .from(of_coverage(column));
    // The manual takes any of the three words; a shorter one is better than a cut number.
    let word = ["MEDIGAP", "MGAP", "MG"]
        .into_iter()
        .find(|word| {
            let room = slot.length() - word.len() - 1;
            text::number((column, typed), usize::MAX).text.len() <= room
        })
        .unwrap_or("MG");
    let mut fitted = text::number((column, typed), slot.length() - word.len() - 1);
    if !fitted.text.is_empty() {
        fitted.text = format!("{word} {}", fitted.text);
    }
    slot.fitted(
        fitted,
        format!("Medicare: the Medigap policy number of {}.", policy.name),
    );
    boxes
        .at("9d", "other insurance plan name")
        .from(of_coverage("medigap_id"))
        .number(
            &policy.coverage.medigap_id,
            format!("Medicare: the COBA Medigap id of {}.", policy.name),
        );
}

fn is_same_name(one: &PersonName, other: &PersonName) -> bool {
    let fold = |name: &PersonName| text::last_first(name, NAME, usize::MAX).text;
    fold(one) == fold(other)
}
