//! A made-up statement, to look at letterhead, texts and envelope before anybody is mailed one.

use chrono::{Days, NaiveDate};

use super::{
    Activity, ActivityKind, Language, Line, Member, PendingLine, Previous, Reason, Statement,
};
use crate::domain::charge::ChargeKind;
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};
use crate::domain::receipt::Method;

/// The statement of somebody who is not there, at a dunning step, as of a day. `None` where the
/// calendar does not reach back far enough.
pub fn sample(language: Language, step: u8, as_of: NaiveDate) -> Option<Statement> {
    let account: PatientId = "1042".parse().ok()?;
    let ago = |days: u64| as_of.checked_sub_days(Days::new(days));
    let cents = Money::from_cents;
    let words = |english: &str, spanish: &str| match language {
        Language::English => english.to_owned(),
        Language::Spanish => spanish.to_owned(),
    };
    let name = PersonName {
        last: "Sample".to_owned(),
        first: "Jordan".to_owned(),
        middle: String::new(),
        suffix: String::new(),
    };
    let is_late = step > 1;
    let visit = Line {
        charge: ChargeLineId::new(1),
        patient: account.clone(),
        kind: ChargeKind::Service,
        from_on: ago(64)?,
        to_on: None,
        code: "99213".to_owned(),
        description: words("Office visit", "Consulta médica"),
        charged: cents(18_500),
        insurance_paid: cents(8_000),
        adjusted: cents(4_500),
        patient_paid: Money::ZERO,
        pending: Money::ZERO,
        collections: Money::ZERO,
        owes: cents(6_000),
        since: ago(40)?,
        reasons: vec![Reason::Shared {
            payer: "Example Health Plan".to_owned(),
            allowed: Some(cents(14_000)),
            deductible: cents(4_000),
            coinsurance: Money::ZERO,
            copay: cents(2_000),
            other: Money::ZERO,
        }],
        first_due_on: is_late.then(|| ago(10)).flatten(),
        on_plan: Money::ZERO,
    };
    let test = Line {
        charge: ChargeLineId::new(2),
        from_on: ago(30)?,
        code: "81003".to_owned(),
        description: words("Urine test", "Prueba de orina"),
        charged: cents(1_850),
        insurance_paid: Money::ZERO,
        adjusted: Money::ZERO,
        owes: cents(1_850),
        since: ago(20)?,
        reasons: vec![Reason::NotCovered {
            payer: "Example Health Plan".to_owned(),
        }],
        first_due_on: None,
        ..visit.clone()
    };
    Some(Statement {
        name: name.clone(),
        address: Address {
            line1: "18 Orchard Street".to_owned(),
            line2: "Apartment 4".to_owned(),
            city: "Springfield".to_owned(),
            state: "IL".parse().ok(),
            zip: "62704".parse().ok(),
        },
        language,
        as_of,
        step,
        members: vec![Member {
            patient: account.clone(),
            name,
        }],
        pending: vec![PendingLine {
            charge: ChargeLineId::new(3),
            patient: account.clone(),
            from_on: ago(12)?,
            code: "99214".to_owned(),
            description: words("Office visit", "Consulta médica"),
            payer: "Example Health Plan".to_owned(),
            amount: cents(21_000),
        }],
        previous: if is_late {
            Some(Previous {
                mailed_on: ago(31)?,
                due: cents(8_500),
            })
        } else {
            None
        },
        activity: vec![Activity {
            on: ago(25)?,
            kind: ActivityKind::Payment {
                method: Method::Check,
                check_number: "1204".to_owned(),
            },
            amount: cents(-2_500),
        }],
        credit: Money::ZERO,
        plan: None,
        aging: [
            cents(1_850),
            cents(6_000),
            Money::ZERO,
            Money::ZERO,
            Money::ZERO,
        ],
        past_due: if is_late { cents(6_000) } else { Money::ZERO },
        past_due_since: if is_late { ago(10) } else { None },
        pay_by: as_of.checked_add_days(Days::new(21))?,
        lines: vec![visit, test],
        account,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_adds_up_like_a_statement() {
        let as_of = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
        for (language, step) in [(Language::English, 1), (Language::Spanish, 4)] {
            let made = sample(language, step, as_of).unwrap();
            assert_eq!(made.owed(), Money::from_cents(7_850));
            assert_eq!(made.aging.iter().copied().sum::<Money>(), made.owed());
            for line in &made.lines {
                let rest = line.charged
                    - line.insurance_paid
                    - line.adjusted
                    - line.patient_paid
                    - line.pending
                    - line.collections;
                assert_eq!(rest, line.owes);
            }
        }
    }
}
