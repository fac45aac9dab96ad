//! What the sample's payers decide: allowed amounts, deductibles, coinsurance, copays, denials.

use crate::domain::money::Money;
use crate::domain::payer::PayerKind;
use crate::domain::remittance::{AdjustmentEntry, AdjustmentGroup, LineEntry};

/// What a plan makes of a line, in cents and hundredths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Benefit {
    /// Of 100 of the charge.
    pub allowed: i64,
    /// A year, in cents.
    pub deductible: i64,
    /// Of 100 of what is left.
    pub coinsurance: i64,
    /// Of 10,000 of what is paid, kept by law.
    pub sequestration: i64,
    pub has_copay: bool,
    /// Whether visits are paid by the month instead.
    pub is_capitated: bool,
}

/// What plans of a kind usually make of a line.
pub(super) fn benefit(kind: PayerKind, payer: &str, is_high: bool) -> Benefit {
    let plain = Benefit {
        allowed: 80,
        deductible: 0,
        coinsurance: 0,
        sequestration: 0,
        has_copay: false,
        is_capitated: false,
    };
    match kind {
        PayerKind::Medicare => Benefit {
            allowed: 61,
            deductible: 25_700,
            coinsurance: 20,
            sequestration: 200,
            ..plain
        },
        PayerKind::Medicaid => Benefit {
            allowed: 44,
            ..plain
        },
        PayerKind::Tricare | PayerKind::Champva => Benefit {
            allowed: 62,
            deductible: 15_000,
            coinsurance: 20,
            ..plain
        },
        PayerKind::Hmo => Benefit {
            allowed: 70,
            has_copay: true,
            is_capitated: payer == "HMO",
            ..plain
        },
        PayerKind::Group | PayerKind::Bcbs | PayerKind::Commercial | PayerKind::Other => Benefit {
            allowed: 74,
            deductible: if is_high { 60_000 } else { 25_000 },
            coinsurance: if is_high { 20 } else { 10 },
            has_copay: true,
            ..plain
        },
        _ => plain,
    }
}

/// One line of an explanation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service<'a> {
    pub code: &'a str,
    pub charge: Money,
    pub copay: Money,
}

/// Evaluation and management services, on which copays are due and which capitation covers.
fn is_visit(code: &str) -> bool {
    code.starts_with("992") || code.starts_with("993") || code.starts_with("994")
}

/// A line as the first payer decides on it; `deductible` is what is left of it, less afterwards.
pub(super) fn first(service: Service<'_>, benefit: Benefit, deductible: &mut i64) -> LineEntry {
    let charge = service.charge.cents();
    let mut adjustments = Vec::new();
    let mut add = |group, reason: &str, cents: i64| {
        if cents != 0 {
            adjustments.push(AdjustmentEntry::new(
                group,
                reason,
                Money::from_cents(cents),
            ));
        }
    };
    let (contractual, patient) = (
        AdjustmentGroup::Contractual,
        AdjustmentGroup::PatientResponsibility,
    );
    let copay = |most: i64| {
        if benefit.has_copay && is_visit(service.code) {
            service.copay.cents().min(most)
        } else {
            0
        }
    };
    if benefit.is_capitated && is_visit(service.code) {
        let copay = copay(charge);
        add(contractual, "24", charge - copay);
        add(patient, "3", copay);
        return entry(service.charge, None, 0, adjustments);
    }
    let allowed = (charge * benefit.allowed + 50) / 100;
    add(contractual, "45", charge - allowed);
    let own = allowed.min(*deductible);
    *deductible -= own;
    add(patient, "1", own);
    let copay = copay(allowed - own);
    add(patient, "3", copay);
    let coinsurance = ((allowed - own - copay) * benefit.coinsurance + 50) / 100;
    add(patient, "2", coinsurance);
    let paid = allowed - own - copay - coinsurance;
    let kept = (paid * benefit.sequestration + 5_000) / 10_000;
    add(contractual, "253", kept);
    entry(service.charge, Some(allowed), paid - kept, adjustments)
}

/// A line that the payer denies whole.
pub(super) fn denied(charge: Money, reason: &str) -> LineEntry {
    let mut adjustments = Vec::new();
    if !charge.is_zero() {
        adjustments.push(AdjustmentEntry::new(
            AdjustmentGroup::Contractual,
            reason,
            charge,
        ));
    }
    entry(charge, None, 0, adjustments)
}

/// A line as a later payer decides on it: it pays what the earlier ones left.
pub(super) fn later(charge: Money, left: Money) -> LineEntry {
    let mut adjustments = Vec::new();
    if charge != left {
        adjustments.push(AdjustmentEntry::new(
            AdjustmentGroup::Other,
            "23",
            charge - left,
        ));
    }
    entry(charge, None, left.cents(), adjustments)
}

fn entry(
    charge: Money,
    allowed: Option<i64>,
    paid: i64,
    adjustments: Vec<AdjustmentEntry>,
) -> LineEntry {
    LineEntry {
        submitted: charge.to_string(),
        allowed: allowed
            .map(|cents| Money::from_cents(cents).to_string())
            .unwrap_or_default(),
        paid: Money::from_cents(paid).to_string(),
        adjustments,
        ..LineEntry::default()
    }
}
