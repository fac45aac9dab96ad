//! Why a line is the patient's: by explanations of benefits as they are posted, the accounting
//! model's examples first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/mail.rs"]
mod mail;
#[path = "common/office.rs"]
mod office;

use almoner::commands::ledger::adjust::{self, Transfer};
use almoner::domain::account::Bucket;
use almoner::domain::id::ChargeLineId;
use almoner::domain::journal::Party;
use almoner::domain::money::Money;
use almoner::domain::remittance::LineEntry;
use almoner::domain::statement::build::build;
use almoner::domain::statement::plain::PlainDescriptions;
use almoner::domain::statement::rules::Rules;
use almoner::domain::statement::{Line, Reason, Statement};
use almoner::store::statement::facts;
use futures_executor::block_on;
use mail::{Mail, With, cents, decided, eob, posting};
use office::day;

fn statement(mail: &Mail) -> Statement {
    let as_of = day("2026-07-01");
    let account = mail
        .database
        .call_blocking(move |connection| facts::of(connection, &"P1".parse().unwrap(), as_of))
        .unwrap()
        .unwrap();
    let plain = PlainDescriptions::shipped();
    build(&account, as_of, &Rules::default(), 3, &plain)
}

fn line(mail: &Mail) -> Line {
    let mut statement = statement(mail);
    assert_eq!(statement.lines.len(), 1);
    statement.lines.remove(0)
}

/// Allowed, then deductible, coinsurance, copay and other.
fn shared(payer: &str, allowed: &str, shares: [&str; 4]) -> Reason {
    let [deductible, coinsurance, copay, other] = shares.map(cents);
    Reason::Shared {
        payer: payer.into(),
        allowed: (!allowed.is_empty()).then(|| cents(allowed)),
        deductible,
        coinsurance,
        copay,
        other,
    }
}

fn figures(line: &Line) -> [Money; 7] {
    [
        line.charged,
        line.insurance_paid,
        line.adjusted,
        line.patient_paid,
        line.pending,
        line.collections,
        line.owes,
    ]
}

/// Charge, paid, allowed as printed, adjustments, reasons.
type Decided = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    Vec<Reason>,
);

#[test]
fn one_payers_adjustments_say_why() {
    let cases: [Decided; 9] = [
        (
            "280.00",
            "0.00",
            "169.72",
            &["CO45 110.28", "PR1 169.72"],
            vec![shared(
                "First Mutual",
                "169.72",
                ["169.72", "0.00", "0.00", "0.00"],
            )],
        ),
        (
            "150.00",
            "80.00",
            "",
            &["CO45 50.00", "PR2 20.00"],
            vec![shared(
                "First Mutual",
                "",
                ["0.00", "20.00", "0.00", "0.00"],
            )],
        ),
        (
            "150.00",
            "65.00",
            "100.00",
            &["CO45 50.00", "PR3 25.00", "PR2 10.00"],
            vec![shared(
                "First Mutual",
                "100.00",
                ["0.00", "10.00", "25.00", "0.00"],
            )],
        ),
        // Blood deductible; a share of another kind.
        (
            "150.00",
            "100.00",
            "",
            &["PR66 30.00", "PR122 20.00"],
            vec![shared(
                "First Mutual",
                "",
                ["30.00", "0.00", "0.00", "20.00"],
            )],
        ),
        (
            "150.00",
            "0.00",
            "",
            &["PR96 150.00 PATIENT"],
            vec![Reason::NotCovered {
                payer: "First Mutual".into(),
            }],
        ),
        (
            "150.00",
            "0.00",
            "",
            &["PR204 100.00 PATIENT", "PR1 50.00"],
            vec![
                shared("First Mutual", "", ["50.00", "0.00", "0.00", "0.00"]),
                Reason::NotCovered {
                    payer: "First Mutual".into(),
                },
            ],
        ),
        (
            "150.00",
            "0.00",
            "",
            &["PR27 150.00 PATIENT"],
            vec![Reason::NotCovered {
                payer: "First Mutual".into(),
            }],
        ),
        (
            "150.00",
            "0.00",
            "",
            &["PR100 150.00"],
            vec![Reason::PaidToPatient {
                payer: "First Mutual".into(),
            }],
        ),
        // A denial in part: the rest waits, and the patient is told so.
        (
            "150.00",
            "60.00",
            "",
            &["PR2 20.00", "CO197 70.00"],
            vec![
                shared("First Mutual", "", ["0.00", "20.00", "0.00", "0.00"]),
                Reason::StillPending {
                    payer: "First Mutual".into(),
                    amount: cents("70.00"),
                },
            ],
        ),
    ];
    for (charge, paid, allowed, adjustments, reasons) in cases {
        let mail = Mail::new("GROUP", None);
        let billed = mail.visit(&[charge]);
        let check = mail.check("PAY1", if paid == "0.00" { "" } else { "1" }, paid);
        let entry = LineEntry {
            allowed: allowed.into(),
            ..decided(billed.lines[0], paid, adjustments)
        };
        let _ = mail.post(&eob(check, &billed.claim).with(entry)).unwrap();
        let line = line(&mail);
        assert_eq!(line.reasons, reasons, "{adjustments:?}");
        let left = line.charged - line.insurance_paid - line.adjusted - line.pending;
        assert_eq!(left, line.owes, "{adjustments:?}");
        assert_eq!(line.insurance_paid, cents(paid));
        assert_eq!(line.description, "Office visit");
    }
}

#[test]
fn v1_what_the_second_payer_left_is_told_and_what_it_has_yet_to_pay_is_pending() {
    let mail = Mail::new("MEDICARE", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let charge = billed.lines[0];
    let first = mail.check("PAY1", "100", "72.17");
    let posted = mail
        .post(&eob(first, &billed.claim).with(decided(
            charge,
            "72.17",
            &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
        )))
        .unwrap();
    // Nothing is hers while Medigap has it.
    let waiting = statement(&mail);
    assert!(waiting.lines.is_empty() && waiting.due().is_zero());
    let [pending] = waiting.pending.as_slice() else {
        panic!("{:?}", waiting.pending);
    };
    assert_eq!(
        (pending.payer.as_str(), pending.amount),
        ("Silver Medigap", cents("18.41"))
    );
    let second = mail.check("PAY2", "200", "10.00");
    let _ = mail
        .post(&eob(second, &posted.next_claims[0]).with(decided(
            charge,
            "10.00",
            &["OA23 131.59", "PR2 8.41"],
        )))
        .unwrap();
    let line = line(&mail);
    let expected = shared("Silver Medigap", "", ["0.00", "8.41", "0.00", "0.00"]);
    assert_eq!(line.reasons, [expected]);
    let expected = ["150.00", "82.17", "59.42", "0.00", "0.00", "0.00", "8.41"].map(cents);
    assert_eq!(figures(&line), expected);
    assert!(statement(&mail).pending.is_empty());
}

#[test]
fn both_payers_are_told_where_each_left_her_something() {
    let mail = Mail::new("GROUP", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let charge = billed.lines[0];
    let first = mail.check("PAY1", "100", "80.00");
    let adjustments = ["PR96 40.00 PATIENT", "PR2 30.00"];
    let posted = mail
        .post(&eob(first, &billed.claim).with(decided(charge, "80.00", &adjustments)))
        .unwrap();
    let second = mail.check("PAY2", "", "0.00");
    let adjustments = ["OA23 120.00", "PR1 30.00"];
    let _ = mail
        .post(&eob(second, &posted.next_claims[0]).with(decided(charge, "0.00", &adjustments)))
        .unwrap();
    assert_eq!(
        line(&mail).reasons,
        [
            shared("Silver Medigap", "", ["30.00", "0.00", "0.00", "0.00"]),
            Reason::NotCovered {
                payer: "First Mutual".into()
            },
        ]
    );
}

#[test]
fn v3_a_denial_stays_pending_until_somebody_moves_it() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let check = mail.check("PAY1", "", "0.00");
    let denied = decided(billed.lines[0], "0.00", &["CO197 150.00"]);
    let _ = mail.post(&eob(check, &billed.claim).with(denied)).unwrap();
    let denied = statement(&mail);
    assert!(denied.lines.is_empty());
    assert_eq!(
        (denied.due(), denied.pending_total()),
        (Money::ZERO, cents("150.00"))
    );
    move_to_patient(&mail, billed.lines[0], "150.00");
    let reasons = line(&mail).reasons;
    assert_eq!(
        reasons,
        [Reason::Moved {
            payer: "First Mutual".into()
        }]
    );
    assert!(
        !format!("{reasons:?}").contains("did not call"),
        "never the biller's own words"
    );
}

fn move_to_patient(mail: &Mail, charge: ChargeLineId, amount: &str) {
    let transfer = Transfer {
        line: charge,
        from: Party {
            bucket: Bucket::Ins1,
            payer: Some("PAY1".parse().unwrap()),
        },
        to: Party::PATIENT,
        amount: cents(amount),
    };
    let reason = "the doctor did not call for it".into();
    let moved = adjust::transfer(
        mail.database.clone(),
        vec![transfer],
        true,
        reason,
        posting(),
    );
    let _ = block_on(moved).unwrap();
}

#[test]
fn v8_after_a_correction_only_what_stands_is_told() {
    let mail = Mail::new("MEDICARE", None);
    let billed = mail.visit(&["150.00"]);
    let charge = billed.lines[0];
    let first = mail.check("PAY1", "1", "72.17");
    let adjustments = ["CO45 57.95", "PR2 18.41", "CO253 1.47"];
    let posted = mail
        .post(&eob(first, &billed.claim).with(decided(charge, "72.17", &adjustments)))
        .unwrap();
    mail.patient_pays(charge, "18.41");
    let second = mail.check("PAY1", "2", "7.83");
    let mut draft = eob(second, &billed.claim)
        .with(decided(charge, "80.00", &["CO45 50.00", "PR1 20.00"]))
        .with(LineEntry::takeback(posted.lines[0], charge));
    draft.adjudicated_on = "2026-06-20".into();
    let corrected = mail.post(&draft).unwrap();
    let now = line(&mail);
    assert_eq!(
        now.reasons,
        [shared(
            "First Mutual",
            "",
            ["20.00", "0.00", "0.00", "0.00"]
        )]
    );
    let expected = ["150.00", "80.00", "50.00", "18.41", "0.00", "0.00", "1.59"].map(cents);
    assert_eq!(figures(&now), expected);
    mail.void(corrected.id).unwrap();
    assert!(statement(&mail).lines.is_empty());
}

#[test]
fn a_void_decision_is_not_told() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let check = mail.check("PAY1", "", "0.00");
    let wrong = decided(billed.lines[0], "0.00", &["PR96 150.00 PATIENT"]);
    let posted = mail.post(&eob(check, &billed.claim).with(wrong)).unwrap();
    mail.void(posted.id).unwrap();
    let right = decided(billed.lines[0], "0.00", &["PR1 150.00"]);
    let _ = mail.post(&eob(check, &billed.claim).with(right)).unwrap();
    let expected = shared("First Mutual", "", ["150.00", "0.00", "0.00", "0.00"]);
    assert_eq!(line(&mail).reasons, [expected]);
}

#[test]
fn a_withhold_is_no_part_of_what_she_owes() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["100.00"]);
    let check = mail.check("PAY1", "1", "42.00");
    let adjustments = ["CO45 40.00", "CO104 6.00", "PR2 12.00"];
    let entry = decided(billed.lines[0], "42.00", &adjustments);
    let _ = mail.post(&eob(check, &billed.claim).with(entry)).unwrap();
    let expected = ["100.00", "42.00", "46.00", "0.00", "0.00", "0.00", "12.00"].map(cents);
    assert_eq!(figures(&line(&mail)), expected);
}

#[test]
fn a_payer_that_pays_her_leaves_all_of_it_to_her() {
    let mail = Mail::with("GROUP", None, |scene| {
        scene.payers[0].accept_assignment = "N".into();
    });
    let _ = mail.visit(&["150.00"]);
    let reasons = line(&mail).reasons;
    assert_eq!(
        reasons,
        [Reason::PaidToPatient {
            payer: "First Mutual".into()
        }]
    );
}

#[test]
fn what_came_along_from_another_system_says_so() {
    let mail = Mail::new("GROUP", None);
    let charge = mail.brings_along("62.10");
    assert!(statement(&mail).lines.is_empty());
    move_to_patient(&mail, charge, "62.10");
    let line = line(&mail);
    assert_eq!(line.reasons[0], Reason::Opening);
    assert_eq!(line.description, "old");
    assert_eq!(line.charged, cents("62.10"));
}
