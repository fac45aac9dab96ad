//! Each reason on its own, all together, and what the doctor said.

use super::*;
use crate::domain::charge::ChargeKind;
use crate::domain::id::PlanId;
use crate::domain::patient::PatientDraft;
use crate::domain::person::PersonName;
use crate::domain::plan::PlanState;
use crate::domain::statement::{Language, Line, Reason};

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn patient() -> Patient {
    PatientDraft {
        patient_id: "1001".to_owned(),
        last_name: "Nuñez".to_owned(),
        first_name: "Ana".to_owned(),
        birth_date: "1960-05-01".to_owned(),
        sex: "F".to_owned(),
        address1: "12 Elm St".to_owned(),
        city: "Reno".to_owned(),
        state: "NV".to_owned(),
        zip: "89501".to_owned(),
        ..PatientDraft::default()
    }
    .build()
    .unwrap()
}

fn line(number: i64, owes: i64) -> Line {
    Line {
        charge: ChargeLineId::new(number),
        patient: "1001".parse().unwrap(),
        kind: ChargeKind::Service,
        from_on: on("2026-01-10"),
        to_on: None,
        code: "99213".to_owned(),
        description: "Office visit".to_owned(),
        charged: cents(owes),
        insurance_paid: Money::ZERO,
        adjusted: Money::ZERO,
        patient_paid: Money::ZERO,
        pending: Money::ZERO,
        collections: Money::ZERO,
        owes: cents(owes),
        since: on("2026-02-01"),
        reasons: vec![Reason::NoInsurance],
        first_due_on: None,
        on_plan: Money::ZERO,
    }
}

fn statement(owes: &[i64]) -> Statement {
    let patient = patient();
    Statement {
        account: patient.id,
        name: patient.name,
        address: patient.address,
        language: Language::English,
        as_of: on("2026-06-01"),
        step: 1,
        members: Vec::new(),
        lines: owes
            .iter()
            .zip(1..)
            .map(|(owes, number)| line(number, *owes))
            .collect(),
        pending: Vec::new(),
        previous: None,
        activity: Vec::new(),
        credit: Money::ZERO,
        plan: None,
        aging: [Money::ZERO; 5],
        past_due: Money::ZERO,
        past_due_since: None,
        pay_by: on("2026-06-22"),
    }
}

fn judged(patient: &Patient, statement: &Statement, sent: &Sent, cycle: Option<&str>) -> Vec<Skip> {
    let cycle = cycle.map(|text| text.parse().unwrap());
    let judging = Judging {
        rules: &Rules::default(),
        cycle: cycle.as_ref(),
        undrawable: &|text| text.chars().find(|c| *c == '李'),
    };
    judge(patient, statement, sent, judging)
}

fn plan(overdue: i64, due_now: i64, balance: i64) -> PlanState {
    PlanState {
        id: PlanId::new(1),
        principal: cents(20_000),
        balance: cents(balance),
        paid: cents(20_000 - balance),
        overdue: cents(overdue),
        missed: Vec::new(),
        due_now: cents(due_now),
        deferred: cents(balance - due_now),
        next: None,
    }
}

fn final_notice(days: &str, lines: &[i64]) -> Sent {
    Sent {
        last_mailed_on: Some(on(days)),
        final_notice: Some(FinalNotice {
            id: StatementId::new(7),
            mailed_on: on(days),
            lines: lines.iter().copied().map(ChargeLineId::new).collect(),
        }),
        decision: None,
    }
}

#[test]
fn amounts_decide_by_the_rules() {
    let minimum = cents(500);
    for (owes, credit, plan, expected) in [
        (vec![500], 0, None, vec![]),
        (vec![499], 0, None, vec![Skip::BelowMinimum { minimum }]),
        (vec![1], 0, None, vec![Skip::BelowMinimum { minimum }]),
        (vec![9_000], 9_000, None, vec![Skip::NothingDue]),
        (vec![9_000, -9_000], 0, None, vec![Skip::NothingDue]),
        (vec![], 499, None, vec![Skip::SmallCredit { minimum }]),
        (vec![], 500, None, vec![]),
        (vec![-600], 0, None, vec![]),
        (vec![], 0, None, vec![Skip::OnlyReserved]),
        // A plan on track: nothing else, an instalment that falls due, and 60.00 beside it.
        (
            vec![20_000],
            0,
            Some(plan(0, 0, 20_000)),
            vec![Skip::OnPlan],
        ),
        (
            vec![20_000],
            0,
            Some(plan(0, 2000, 20_000)),
            vec![Skip::OnPlan],
        ),
        (vec![20_000, 6000], 0, Some(plan(0, 0, 20_000)), vec![]),
        (
            vec![20_000, 6000],
            6000,
            Some(plan(0, 0, 20_000)),
            vec![Skip::OnPlan],
        ),
        // One that fell behind, and one that is paid while something else is owed.
        (vec![20_000], 0, Some(plan(2000, 2000, 20_000)), vec![]),
        (vec![6000], 0, Some(plan(0, 0, 0)), vec![]),
    ] {
        let mut statement = statement(&owes);
        statement.credit = cents(credit);
        statement.plan = plan;
        let skips = judged(&patient(), &statement, &Sent::default(), None);
        assert_eq!(skips, expected, "{owes:?} {credit} {:?}", statement.plan);
    }
}

#[test]
fn accounts_that_keep_to_a_plan_are_mailed_where_the_practice_wants_it() {
    let rules = Rules {
        mails_plans: true,
        ..Rules::default()
    };
    let judging = Judging {
        rules: &rules,
        cycle: None,
        undrawable: &|_| None,
    };
    let mut statement = statement(&[20_000]);
    statement.plan = Some(plan(0, 0, 20_000));
    assert!(statement.due().is_zero());
    assert_eq!(judge(&patient(), &statement, &Sent::default(), judging), []);
}

#[test]
fn every_reason_that_holds_is_named() {
    let mut someone = patient();
    someone.holds_statements = true;
    someone.has_bad_address = true;
    someone.disputes_bill = true;
    someone.deceased_on = Some(on("2026-03-03"));
    let mut statement = statement(&[100]);
    statement.name = PersonName {
        last: "李".to_owned(),
        first: "Ana".to_owned(),
        ..PersonName::default()
    };
    statement.address.line1.clear();
    statement.address.zip = None;
    let sent = final_notice("2026-05-20", &[1]);
    let skips = judged(&someone, &statement, &sent, Some("A-F"));
    assert_eq!(
        skips,
        [
            Skip::BelowMinimum {
                minimum: cents(500)
            },
            Skip::MailedRecently {
                mailed_on: on("2026-05-20"),
                next_on: on("2026-06-16"),
            },
            Skip::OutsideCycle {
                cycle: "A-F".to_owned()
            },
            Skip::OnHold,
            Skip::BadAddress,
            Skip::AddressIncomplete {
                missing: vec!["street".to_owned(), "ZIP code".to_owned()]
            },
            Skip::Deceased {
                on: on("2026-03-03")
            },
            Skip::Disputed,
            Skip::FinalNoticeMailed {
                mailed_on: on("2026-05-20")
            },
            Skip::Unprintable {
                place: "name".to_owned(),
                letter: '李'
            },
        ]
    );
    for skip in &skips {
        let sentence = skip.sentence();
        assert!(
            sentence.ends_with('.') && !sentence.contains('\n'),
            "{sentence}"
        );
        let json = serde_json::to_string(skip).unwrap();
        assert_eq!(
            serde_json::from_str::<Skip>(&json).unwrap(),
            *skip,
            "{json}"
        );
    }
    assert!(skips[5].sentence().contains("street, ZIP code are missing"));
    assert!(skips[1].sentence().contains("06/16/2026"));
}

#[test]
fn days_between_two_statements_are_counted_from_mailing() {
    for (mailed, is_due) in [
        ("2026-05-06", false),
        ("2026-05-05", true),
        ("2026-06-01", false),
        ("2026-07-01", false),
    ] {
        let sent = Sent {
            last_mailed_on: Some(on(mailed)),
            ..Sent::default()
        };
        let skips = judged(&patient(), &statement(&[5000]), &sent, None);
        assert_eq!(skips.is_empty(), is_due, "{mailed}");
    }
}

#[test]
fn a_final_notice_waits_for_the_doctor_as_long_as_its_debt_is_owed() {
    let mailed_on = on("2026-04-01");
    let waits = vec![Skip::FinalNoticeMailed { mailed_on }];
    let reviewed_on = on("2026-05-10");
    let approved = vec![Skip::ApprovedForCollections { reviewed_on }];
    for (lines, decision, expected) in [
        (vec![1], None, waits.clone()),
        // What it asked for was paid; what is owed is new.
        (vec![2], None, vec![]),
        (vec![1], Some((Decision::Approved, reviewed_on)), approved),
        (vec![1], Some((Decision::Declined, reviewed_on)), vec![]),
        (
            vec![1],
            Some((Decision::Withdrawn, reviewed_on)),
            waits.clone(),
        ),
        // About an older notice.
        (vec![1], Some((Decision::Declined, on("2026-03-31"))), waits),
    ] {
        let sent = Sent {
            decision,
            ..final_notice("2026-04-01", &lines)
        };
        let skips = judged(&patient(), &statement(&[5000]), &sent, None);
        assert_eq!(skips, expected, "{lines:?} {decision:?}");
    }
}

#[test]
fn the_final_debt_is_what_is_asked_for_now() {
    let sent = final_notice("2026-04-01", &[1, 2, 3]);
    let mut statement = statement(&[5000, -700, 300, 9000]);
    assert_eq!(sent.final_debt(&statement), cents(5300));
    statement.lines[0].on_plan = cents(5000);
    statement.plan = Some(plan(0, 0, 5000));
    assert_eq!(sent.final_debt(&statement), cents(300));
    statement.plan = Some(plan(100, 100, 5000));
    assert_eq!(sent.final_debt(&statement), cents(5300));
    statement.plan = None;
    statement.credit = cents(12_000);
    assert_eq!(sent.final_debt(&statement), cents(1600));
}
