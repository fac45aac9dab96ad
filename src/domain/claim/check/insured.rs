//! The carrier block and boxes 1, 1a, 4, 6, 7, 9 to 9d, 11 to 11c and 13: who insures the patient.

use super::Scrub;
use super::rule::*;
use crate::domain::claim::{Facts, OtherCoverage};
use crate::domain::coverage::{Coverage, MedicareSecondaryReason, PlanKind, Rank};
use crate::domain::date::spoken;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::{is_medicare_beneficiary_id, strip};
use crate::domain::payer::PayerKind;
use crate::domain::person::PersonName;

/// Characters of a COBA Medigap id.
const MEDIGAP_ID_DIGITS: usize = 5;

const fn field(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Coverage, column)
}

/// Whether the billed coverage was in force, and the one that pays before it is known.
pub(super) fn coverage(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let coverage = &facts.coverage;
    scrub.adopt(&PAYER_ADDRESS, facts.payer.advice());
    if coverage.patient != facts.encounter.patient {
        scrub.report(
            &COVERAGE_OF_OTHER_PATIENT,
            field("patient_id"),
            "The coverage to bill belongs to another patient; name one of this patient's coverages on the visit.",
        );
    }
    let is_later = coverage.rank > Rank::Primary && facts.earlier_coverage().is_some();
    if facts.encounter.bill_coverage.is_none() && coverage.rank != Rank::Primary && !is_later {
        scrub.report(
            &NO_PRIMARY_COVERAGE,
            field("rank"),
            "The patient has no rank-1 coverage; enter it, or name on the visit the coverage to bill.",
        );
    } else if coverage.rank > Rank::Primary && !is_later {
        scrub.report(
            &EARLIER_COVERAGE_MISSING,
            field("rank"),
            format!(
                "The claim goes to the rank-{} coverage, but no coverage that pays before it was in force; check the ranks.",
                coverage.rank
            ),
        );
    }
    let Some((first, last)) = facts.encounter.first_day().zip(facts.encounter.last_day()) else {
        return;
    };
    if coverage.effective_on > first {
        scrub.report(
            &COVERAGE_NOT_IN_FORCE,
            field("effective_on"),
            format!(
                "The coverage begins on {} and was not in force on {}; enter the coverage of that day.",
                spoken(coverage.effective_on),
                spoken(first)
            ),
        );
        return;
    }
    let Some(ended) = coverage.terminated_on else {
        return;
    };
    if ended < first {
        scrub.report(
            &COVERAGE_NOT_IN_FORCE,
            field("terminated_on"),
            format!(
                "The coverage ended on {} and was not in force on {}; enter the coverage of that day.",
                spoken(ended),
                spoken(first)
            ),
        );
    } else if ended < last {
        scrub.report(
            &COVERAGE_ENDS_WITHIN_VISIT,
            field("terminated_on"),
            format!(
                "The coverage ended on {}, before the last day of service {}; split the visit at that day.",
                spoken(ended),
                spoken(last)
            ),
        );
    }
}

/// Box 1a.
pub(super) fn member_id(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let column = field("member_id");
    let id = strip(&facts.coverage.member_id);
    if id.is_empty() {
        scrub.report(
            &MEMBER_ID_MISSING,
            column,
            "The member id is missing; copy it from the card.",
        );
        return;
    }
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        scrub.report(
            &MEMBER_ID_CHARACTERS,
            column,
            "The member id holds other characters than letters and digits; compare it with the card.",
        );
        return;
    }
    match facts.payer.kind {
        PayerKind::Medicare if !is_medicare_beneficiary_id(&id) => scrub.report(
            &MEDICARE_ID,
            column,
            "This is not a Medicare number, which has eleven characters like 1EG4-TE5-MK73; copy it from the red, white and blue card.",
        ),
        PayerKind::Tricare if !(9..=11).contains(&id.len()) => scrub.report(
            &TRICARE_ID,
            column,
            "This is neither an eleven-digit DoD Benefits Number nor a sponsor's number; copy it from the back of the card.",
        ),
        _ => {}
    }
}

/// Boxes 4, 6, 7 and 11a: the person whose policy it is.
pub(super) fn insured_person(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if facts.payer.kind == PayerKind::WorkersComp
        && facts.coverage.subscriber.organization.is_empty()
    {
        scrub.report(
            &WC_INSURED,
            field("subscriber_organization"),
            "In workers' compensation the insured is the employer; enter its name as the subscriber's organization.",
        );
    }
    if facts.is_medicare() && !facts.coverage.is_own() {
        scrub.report(
            &MEDICARE_RELATIONSHIP,
            field("relationship"),
            "Medicare covers only the patient herself; set the relationship to SELF and enter her own Medicare number.",
        );
    }
    let Some(coverage) = described_coverage(facts) else {
        return;
    };
    if !names_somebody(coverage) {
        scrub.report(
            &INSURED_NAME,
            field("subscriber_last_name"),
            "The insured's name holds no letters; enter it as on the card.",
        );
    }
    let advice = coverage.advice();
    for rule in [&SUBSCRIBER_ADDRESS, &SUBSCRIBER_BIRTH_DATE, &SUBSCRIBER_SEX] {
        scrub.adopt(rule, advice.clone());
    }
    if !coverage.is_own()
        && let Some(birth) = coverage
            .subscriber
            .birth_date
            .filter(|birth| *birth > scrub.today)
    {
        scrub.report(
            &SUBSCRIBER_BIRTH_FUTURE,
            field("subscriber_birth_date"),
            format!(
                "The insured's birth date {} lies in the future; correct it.",
                spoken(birth)
            ),
        );
    }
}

/// The coverage that boxes 4, 6, 7 and 11 describe: the billed one, but with Medicare the one that
/// pays before it, and none where Medicare pays first.
fn described_coverage(facts: &Facts) -> Option<&Coverage> {
    if facts.is_medicare() {
        facts.earlier_coverage().map(|earlier| &earlier.coverage)
    } else {
        Some(&facts.coverage)
    }
}

/// Whether the insured has a name for box 4 or 9; the patient's own is box 2's affair.
fn names_somebody(coverage: &Coverage) -> bool {
    let subscriber = &coverage.subscriber;
    coverage.is_own()
        || subscriber.organization.chars().any(char::is_alphanumeric)
        || has_letters(&subscriber.name)
}

/// Whether first and last name both hold a letter.
pub(super) fn has_letters(name: &PersonName) -> bool {
    [&name.last, &name.first]
        .iter()
        .all(|part| part.chars().any(char::is_alphabetic))
}

/// Boxes 9 and 9a: the other plan that 11d = YES promises. Medicare leaves 11d blank.
pub(super) fn other_insurance(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if facts.is_medicare() {
        return;
    }
    let Some(other) = facts.earlier_coverage().or_else(|| facts.later_coverage()) else {
        return;
    };
    let coverage = &other.coverage;
    if !names_somebody(coverage) {
        scrub.report(
            &OTHER_INSURED_NAME,
            field("subscriber_last_name"),
            format!(
                "There is another plan, {}, but its insured's name holds no letters; enter it as on the card.",
                other.payer.name
            ),
        );
    }
    if strip(&coverage.group_number).is_empty() && strip(&coverage.member_id).is_empty() {
        scrub.report(
            &OTHER_INSURED_POLICY,
            field("group_number"),
            format!(
                "There is another plan, {}, but neither its group nor its member number is known; enter one.",
                other.payer.name
            ),
        );
    }
}

/// Box 11 of a plan that goes by a group or case number; for other federal injuries the member id
/// stands there.
pub(super) fn policy(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if !strip(&facts.coverage.group_number).is_empty() {
        return;
    }
    let sentence = match facts.payer.kind {
        PayerKind::BlackLung => {
            "The federal case number for box 11 is missing; enter it as the group number."
        }
        PayerKind::Group => "The group plan has no group number; copy it from the card.",
        _ if facts.coverage.plan_kind == Some(PlanKind::Group) => {
            "The group plan has no group number; copy it from the card."
        }
        _ => return,
    };
    scrub.report(&GROUP_NUMBER, field("group_number"), sentence);
}

/// Boxes 10a to 11b where another plan pays before Medicare.
pub(super) fn medicare_secondary(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if !facts.is_medicare() {
        return;
    }
    let column = field("medicare_secondary_reason");
    let own_reason = facts.coverage.medicare_secondary_reason;
    let Some(earlier) = facts.earlier_coverage() else {
        if let Some(reason) = own_reason.filter(|_| facts.coverage.rank == Rank::Primary) {
            scrub.report(
                &MSP_REASON_BUT_PRIMARY,
                column,
                format!(
                    "Reason {reason} says that another plan pays before Medicare, but Medicare is rank 1 and box 11 would say NONE; correct the ranks or drop the reason."
                ),
            );
        }
        return;
    };
    if strip(&earlier.coverage.group_number).is_empty()
        && strip(&earlier.coverage.member_id).is_empty()
    {
        scrub.report(
            &MSP_POLICY,
            field("group_number"),
            format!(
                "{} pays before Medicare, but its policy number for box 11 is unknown; enter it.",
                earlier.payer.name
            ),
        );
    }
    match own_reason.or(earlier.coverage.medicare_secondary_reason) {
        None => scrub.report(
            &MSP_REASON,
            column,
            format!(
                "{} pays before Medicare, but nothing says why; enter the reason on the Medicare coverage.",
                earlier.payer.name
            ),
        ),
        Some(reason) => secondary_cause(scrub, reason, earlier),
    }
}

/// Whether the marks of box 10 and the employer of box 11b fit why Medicare pays second.
fn secondary_cause(
    scrub: &mut Scrub<'_>,
    reason: MedicareSecondaryReason,
    earlier: &OtherCoverage,
) {
    use MedicareSecondaryReason as Reason;
    let visit = &scrub.facts.encounter;
    match reason {
        Reason::WorkersComp if !visit.is_employment_related => scrub.report(
            &MSP_EMPLOYMENT,
            super::visit("employment"),
            "Medicare is second because of workers' compensation, but box 10a says NO; mark the visit as related to employment or correct the reason.",
        ),
        Reason::NoFault | Reason::Liability
            if !visit.is_auto_accident && !visit.is_other_accident =>
        {
            scrub.report(
                &MSP_ACCIDENT,
                super::visit("auto_accident"),
                "Medicare is second because of an accident, but boxes 10b and 10c both say NO; mark the accident or correct the reason.",
            );
        }
        Reason::WorkingAged | Reason::EndStageRenal | Reason::Disabled
            if earlier.coverage.subscriber_employer.is_empty()
                && earlier.coverage.subscriber.organization.is_empty()
                && earlier.coverage.subscriber_retired_on.is_none() =>
        {
            scrub.report(
                &MSP_EMPLOYER,
                field("subscriber_employer"),
                format!(
                    "{} pays before Medicare as an employer's plan, but the employer for box 11b is unknown; enter it.",
                    earlier.payer.name
                ),
            );
        }
        _ => {}
    }
}

/// Boxes 9 to 9d and 13 of a Medicare claim that a Medigap insurer gets next.
pub(super) fn medigap(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    // The boxes are for providers who accept assignment only.
    let has_boxes = facts.is_medicare() && facts.payer.rules().accept_assignment;
    let Some(later) = facts.later_coverage().filter(|_| has_boxes) else {
        return;
    };
    let coverage = &later.coverage;
    let id = strip(&coverage.medigap_id);
    if id.is_empty() {
        let is_called_medigap = [&coverage.plan_name, &later.payer.name]
            .iter()
            .any(|name| name.to_ascii_uppercase().contains("MEDIGAP"));
        if is_called_medigap {
            scrub.report(
                &MEDIGAP_ID_MISSING,
                field("medigap_id"),
                format!(
                    "{} is a Medigap plan without its COBA id for box 9d, so Medicare cannot send the claim on; enter the five digits.",
                    later.payer.name
                ),
            );
        }
        return;
    }
    if id.len() != MEDIGAP_ID_DIGITS || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        scrub.report(
            &MEDIGAP_ID_FORMAT,
            field("medigap_id"),
            "A COBA Medigap id has five digits; compare it with Medicare's list.",
        );
    }
    if coverage.assigns_benefits.is_none() {
        scrub.report(
            &MEDIGAP_BENEFITS,
            field("assign_benefits"),
            "Box 13 stays empty, so the Medigap insurer may pay the patient instead; enter whether benefits are assigned.",
        );
    }
}

/// Box 13 where the insured's wish is not known.
pub(super) fn benefits(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let pays_provider_anyway = matches!(
        facts.payer.kind,
        PayerKind::Medicare
            | PayerKind::Medicaid
            | PayerKind::WorkersComp
            | PayerKind::Auto
            | PayerKind::Feca
            | PayerKind::BlackLung
    );
    if facts.coverage.assigns_benefits.is_none() && !pays_provider_anyway {
        scrub.report(
            &BENEFITS_UNSAID,
            field("assign_benefits"),
            "Nothing says whether the insured assigned benefits, so box 13 stays empty; enter Y or N.",
        );
    }
}
