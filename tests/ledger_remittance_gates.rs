//! What stops an explanation of benefits, each gate with its near miss, and what the rules say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/mail.rs"]
mod mail;
#[path = "common/office.rs"]
mod office;

use almoner::commands::Error;
use almoner::commands::ledger::remittances::{
    self, Target, add_item, find_claims, remove_rule, rules, save_rule, set_contract, set_style,
};
use almoner::domain::account::{Account, Bucket};
use almoner::domain::id::ChargeLineId;
use almoner::domain::remittance::expected::{ExpectedSource, GridColumn, PayerStyle, PostingStyle};
use almoner::domain::remittance::item::ItemDraft;
use almoner::domain::remittance::rule::{self, AdjustmentRuleDraft, usual};
use almoner::domain::remittance::{Disposition, LineEntry, RemittanceClass, RemittanceDraft};
use almoner::store;
use futures_executor::block_on;
use mail::{Mail, With, cents, decided, eob, errors, posting, refused, warnings};
use office::{biller, day};

/// A line as typed, what stops it, and a line that differs little and is not stopped by it.
struct Gate {
    broken: fn(ChargeLineId) -> LineEntry,
    rule: &'static str,
    near: fn(ChargeLineId) -> LineEntry,
}

fn gates() -> Vec<Gate> {
    vec![
        Gate {
            broken: |line| decided(line, "72.17", &["CO45 57.95", "PR2 18.41", "CO253 1.46"]),
            rule: "line-does-not-balance",
            near: |line| decided(line, "72.17", &["CO45 57.95", "PR2 18.41", "CO253 1.47"]),
        },
        Gate {
            broken: |line| decided(line, "", &["CO45 150.00"]),
            rule: "paid-missing",
            near: |line| decided(line, "0", &["CO45 150.00"]),
        },
        Gate {
            broken: |line| decided(line, "0.00", &["OA101 150.00"]),
            rule: "zero-unclassified",
            near: |line| LineEntry {
                class: "BUNDLED".into(),
                ..decided(line, "0.00", &["OA101 150.00"])
            },
        },
        Gate {
            broken: |line| LineEntry {
                class: "CAPITATED".into(),
                ..decided(line, "0.00", &["CO45 50.00", "PR1 100.00"])
            },
            rule: "class-contradicts",
            near: |line| LineEntry {
                class: "PATIENT".into(),
                ..decided(line, "0.00", &["CO45 50.00", "PR1 100.00"])
            },
        },
        Gate {
            broken: |line| decided(line, "100.00", &["PR96 50.00"]),
            rule: "confirm-patient",
            near: |line| decided(line, "100.00", &["PR96 50.00 PATIENT"]),
        },
        Gate {
            broken: |line| decided(line, "100.00", &["OA23 50.00 CONTRACTUAL"]),
            rule: "prior-payer-posted-twice",
            near: |line| decided(line, "100.00", &["OA23 50.00 INFORMATION"]),
        },
        Gate {
            broken: |line| decided(line, "100.00", &["OA209 50.00 PATIENT"]),
            rule: "patient-not-liable",
            near: |line| decided(line, "100.00", &["OA209 50.00"]),
        },
        Gate {
            broken: |line| LineEntry {
                remarks: "N782".into(),
                ..decided(line, "100.00", &["PR2 50.00 NEXT_PARTY"])
            },
            rule: "patient-not-liable",
            near: |line| LineEntry {
                remarks: "N782".into(),
                ..decided(line, "100.00", &["PR2 50.00"])
            },
        },
        Gate {
            broken: |line| decided(line, "0.00", &["CO29 150.00 CONTRACTUAL"]),
            rule: "timely-is-administrative",
            near: |line| decided(line, "0.00", &["CO29 150.00 ADMINISTRATIVE"]),
        },
        Gate {
            broken: |line| LineEntry {
                submitted: "151.00".into(),
                ..decided(line, "100.00", &["CO45 51.00"])
            },
            rule: "submitted-is-charge",
            near: |line| LineEntry {
                submitted: "150.00".into(),
                ..decided(line, "100.00", &["CO45 50.00"])
            },
        },
        Gate {
            broken: |line| decided(line, "160.00", &["PR2 -10.00"]),
            rule: "transfer-negative",
            near: |line| decided(line, "160.00", &["CO94 -10.00"]),
        },
    ]
}

#[test]
fn each_gate_stops_what_it_is_for_and_not_its_neighbor() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "1", "150.00");
    for gate in gates() {
        let typed = |line: fn(ChargeLineId) -> LineEntry| {
            let preview = mail.preview(&eob(receipt, &billed.claim).with(line(billed.lines[0])));
            errors(&preview.findings)
        };
        assert_eq!(typed(gate.broken), [gate.rule]);
        assert_eq!(typed(gate.near), Vec::<&str>::new(), "near {}", gate.rule);
    }
    assert_eq!(mail.open(billed.lines[0], Bucket::Ins1), cents("150.00"));
}

#[test]
fn no_more_moves_on_than_is_open_unless_a_reason_says_why() {
    let mail = Mail::new("GROUP", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "1", "200.00");
    let paid =
        eob(receipt, &billed.claim).with(decided(line, "100.00", &["CO45 30.00", "PR2 20.00"]));
    let _ = mail.post(&paid).unwrap();
    // A second decision while the first stands finds nothing open any more.
    let mut second = paid.clone();
    second.adjudicated_on = "2026-06-02".into();
    second.lines = vec![decided(line, "0.00", &["CO45 100.00", "PR1 50.00"])];
    let preview = mail.preview(&second);
    assert_eq!(errors(&preview.findings), ["write-off-over-open"]);
    second.lines = vec![decided(line, "0.00", &["OA23 100.00", "PR1 50.00"])];
    assert_eq!(
        errors(&mail.preview(&second).findings),
        ["responsibility-over-open"]
    );
    second.lines[0].override_reason = "the payer counts both".into();
    let posted = mail.post(&second).unwrap();
    assert_eq!(mail.open(line, Bucket::Ins1), cents("-50.00"));
    let said = mail::sentences(&posted.consequences);
    assert!(
        said.contains(&"Credit of First Mutual 50.00".to_owned()),
        "{said:?}"
    );
    // Money beyond what is open is a fact: it is posted, and stands as the payer's credit.
    let mut third = paid.clone();
    third.adjudicated_on = "2026-06-03".into();
    third.lines = vec![decided(line, "150.00", &[])];
    let posted = mail.post(&third).unwrap();
    assert!(warnings(&posted.warnings).contains(&"paid-over-open"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("-200.00"));
    mail.assert_sound();
}

#[test]
fn the_same_decision_is_posted_once_or_with_a_reason() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "1", "200.00");
    let mut draft =
        eob(receipt, &billed.claim).with(decided(billed.lines[0], "100.00", &["CO45 50.00"]));
    let first = mail.post(&draft).unwrap();
    assert_eq!(
        errors(&mail.preview(&draft).findings),
        ["line-posted-twice"]
    );
    draft.lines[0].override_reason = "two visits were billed on one line".into();
    let _ = mail.post(&draft).unwrap();
    mail.void(first.id).unwrap();
    assert_eq!(
        refused(mail.void(first.id).unwrap_err()),
        ["remittance-is-void"]
    );
    mail.assert_sound();
}

#[test]
fn a_voided_explanation_leaves_nothing_but_its_facts() {
    let mail = Mail::new("MEDICARE", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "1", "72.17");
    let before = (mail.open(line, Bucket::Ins1), mail.state(receipt).totals);
    let posted = mail
        .post(&eob(receipt, &billed.claim).with(decided(
            line,
            "72.17",
            &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
        )))
        .unwrap();
    mail.void(posted.id).unwrap();
    assert_eq!(
        before,
        (mail.open(line, Bucket::Ins1), mail.state(receipt).totals)
    );
    assert_eq!(mail.open(line, Bucket::Ins2), cents("0.00"));
    assert_eq!(mail.account(Account::Contractual), cents("0.00"));
    let kept = &mail.state(receipt).remittances[0];
    assert_eq!(kept.void.as_deref(), Some("posted on the wrong claim"));
    assert_eq!(kept.remittance.lines[0].paid, cents("72.17"));
    mail.assert_sound();
}

#[test]
fn what_no_patient_may_be_billed_goes_to_the_next_payer_or_is_written_off() {
    for (second, bucket) in [(Some("MEDICAID"), Some(Bucket::Ins2)), (None, None)] {
        let mail = Mail::new("MEDICARE", second);
        let billed = mail.visit(&["150.00"]);
        let line = billed.lines[0];
        let receipt = mail.check("PAY1", "1", "80.00");
        let draft = eob(receipt, &billed.claim).with(LineEntry {
            remarks: "N782".into(),
            ..decided(line, "80.00", &["CO45 50.00", "PR2 20.00"])
        });
        let _ = mail.post(&draft).unwrap();
        assert_eq!(mail.open(line, Bucket::Patient), cents("0.00"));
        match bucket {
            Some(bucket) => assert_eq!(mail.open(line, bucket), cents("20.00")),
            None => assert_eq!(mail.account(Account::Contractual), cents("70.00")),
        }
        mail.assert_sound();
    }
}

#[test]
fn after_a_work_claim_the_patient_owes_only_with_a_reason() {
    let mail = Mail::new("WORKERS_COMP", None);
    let billed = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "1", "100.00");
    let mut draft =
        eob(receipt, &billed.claim).with(decided(billed.lines[0], "100.00", &["PR1 50.00"]));
    assert_eq!(errors(&mail.preview(&draft).findings), ["patient-locked"]);
    draft.lines[0].override_reason = "denied as not related to work".into();
    let _ = mail.post(&draft).unwrap();
    assert_eq!(mail.open(billed.lines[0], Bucket::Patient), cents("50.00"));
}

#[test]
fn a_later_payer_that_says_something_else_of_the_first_is_worth_a_look() {
    let mail = Mail::new("GROUP", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let second = mail.check("PAY2", "9", "18.41");
    let early = eob(second, &billed.claim).with(decided(line, "18.41", &["OA23 131.59"]));
    assert!(warnings(&mail.preview(&early).findings).contains(&"prior-payer-undecided"));
    let first = mail.check("PAY1", "1", "72.17");
    let _ = mail
        .post(&eob(first, &billed.claim).with(decided(line, "72.17", &["CO45 59.42", "PR2 18.41"])))
        .unwrap();
    assert_eq!(mail.preview(&early).findings, []);
    let odd =
        eob(second, &billed.claim).with(decided(line, "18.41", &["OA23 72.17", "OA94 59.42"]));
    assert_eq!(
        warnings(&mail.preview(&odd).findings),
        ["prior-payer-differs"]
    );
}

#[test]
fn a_notice_of_a_later_takeback_never_touches_the_books() {
    let mail = Mail::new("GROUP", None);
    let receipt = mail.check("PAY1", "1", "10.00");
    let item = |code: &str, effect: &str, amount: &str| {
        let draft = ItemDraft {
            receipt_id: receipt.to_string(),
            code: code.into(),
            effect: effect.into(),
            amount: amount.into(),
            ..ItemDraft::default()
        };
        block_on(add_item(mail.database.clone(), draft, posting()))
    };
    let _ = item("FB", "", "62.10").unwrap();
    let _ = item("72", "", "5.00").unwrap();
    assert_eq!(mail.state(receipt).totals.left, cents("10.00"));
    assert!(item("FB", "LESS", "62.10").is_err());
    assert!(item("CS", "", "5.00").is_err());
    let more = item("CS", "MORE", "4.00").unwrap();
    assert_eq!(mail.state(receipt).totals.left, cents("6.00"));
    let void = || {
        block_on(remittances::void_item(
            mail.database.clone(),
            more,
            "it was interest".into(),
            posting(),
        ))
    };
    void().unwrap();
    assert!(void().is_err());
    assert_eq!(mail.state(receipt).totals.left, cents("10.00"));
    mail.assert_sound();
}

#[test]
fn the_default_table_says_what_the_accounting_model_says() {
    use Disposition as D;
    let expected = [
        ("CO45", D::Contractual, false),
        ("CO253", D::Sequestration, false),
        ("CO237", D::Sequestration, false),
        ("CO24", D::Capitated, false),
        ("CO104", D::Withhold, false),
        ("CO59", D::Hold, false),
        ("CO97", D::Hold, false),
        ("CO234", D::Hold, false),
        ("CO151", D::Hold, false),
        ("CO16", D::Denied, false),
        ("CO4", D::Denied, false),
        ("CO11", D::Denied, false),
        ("CO50", D::Denied, false),
        ("CO197", D::Denied, false),
        ("CO198", D::Denied, false),
        ("CO31", D::Denied, false),
        ("CO22", D::Denied, false),
        ("CO109", D::Denied, false),
        ("CO129", D::Denied, false),
        ("CO140", D::Denied, false),
        ("CO183", D::Denied, false),
        ("CO185", D::Denied, false),
        ("CO226", D::Denied, false),
        ("CO227", D::Denied, false),
        ("CO242", D::Denied, false),
        ("CO252", D::Denied, false),
        ("COB7", D::Denied, false),
        ("COB15", D::Denied, false),
        ("COA1", D::Denied, false),
        ("CO29", D::Denied, false),
        ("CO18", D::Denied, false),
        ("OA18", D::Denied, false),
        ("PR1", D::NextParty, false),
        ("PR2", D::NextParty, false),
        ("PR3", D::NextParty, false),
        ("PR96", D::Patient, true),
        ("PR204", D::Patient, true),
        ("PR26", D::Patient, true),
        ("PR27", D::Patient, true),
        ("PR31", D::Patient, true),
        ("PR100", D::Patient, false),
        ("OA23", D::Information, false),
        ("OA209", D::NextPayer, false),
        ("PI45", D::Denied, false),
        ("PI16", D::Denied, false),
        // Nothing is written off that the table does not name.
        ("CO999", D::Hold, false),
        ("CO147", D::Hold, false),
        ("PR999", D::Patient, true),
        ("CR45", D::Hold, false),
    ];
    for (code, disposition, confirm) in expected {
        let (group, reason) = almoner::domain::remittance::draft::split_code(code).unwrap();
        let treatment = usual(group, &reason);
        assert_eq!(treatment.disposition, disposition, "{code}");
        assert_eq!(treatment.needs_confirmation, confirm, "{code}");
    }
}

#[test]
fn no_row_of_the_reason_lists_is_lost() {
    let rows = |table: &str| table.lines().count() - 1;
    assert_eq!(
        rule::reasons_like("").len(),
        rows(include_str!("../assets/codes/adjustment_reasons.tsv"))
    );
    assert_eq!(
        rule::remarks_like("").len(),
        rows(include_str!("../assets/codes/remarks.tsv"))
    );
    for row in include_str!("../assets/codes/adjustment_rules.tsv")
        .lines()
        .skip(1)
    {
        let cells: Vec<&str> = row.split('\t').collect();
        let treatment = usual(cells[0].parse().unwrap(), cells[1]);
        assert_eq!(treatment.disposition.as_str(), cells[2], "{row}");
    }
    assert_eq!(rule::reason("b7").unwrap().category, "ENROLLMENT");
    assert_eq!(rule::reasons_like("45")[0].code, "45");
    assert_eq!(rule::remark("ma18").unwrap().category, "COB");
}

#[test]
fn the_practices_own_rule_counts_before_the_usual_one() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "", "0.00");
    let draft =
        eob(receipt, &billed.claim).with(decided(billed.lines[0], "0.00", &["CO97 150.00"]));
    let suggested = || mail.preview(&draft).lines[0].adjustments[0].disposition;
    assert_eq!(suggested(), Some(Disposition::Hold));
    assert_eq!(
        mail.preview(&draft).lines[0].class,
        Some(RemittanceClass::Bundled)
    );
    let rule = |payer: &str, disposition: &str| AdjustmentRuleDraft {
        payer_id: payer.into(),
        group_code: "CO".into(),
        reason_code: "97".into(),
        disposition: disposition.into(),
    };
    let save = |draft| block_on(save_rule(mail.database.clone(), draft, biller()));
    save(rule("", "ADMINISTRATIVE")).unwrap();
    assert_eq!(suggested(), Some(Disposition::Administrative));
    save(rule("PAY1", "DENIED")).unwrap();
    save(rule("PAY1", "CONTRACTUAL")).unwrap();
    assert_eq!(suggested(), Some(Disposition::Contractual));
    assert_eq!(block_on(rules(mail.database.clone())).unwrap().len(), 2);
    let remove = |draft| block_on(remove_rule(mail.database.clone(), draft, biller()));
    remove(rule("PAY1", "CONTRACTUAL")).unwrap();
    assert!(matches!(
        remove(rule("PAY1", "CONTRACTUAL")),
        Err(Error::Store(_))
    ));
    assert_eq!(suggested(), Some(Disposition::Administrative));
    let prior = AdjustmentRuleDraft {
        group_code: "OA".into(),
        reason_code: "23".into(),
        ..rule("", "CONTRACTUAL")
    };
    assert!(matches!(save(prior), Err(Error::Refused(_))));
}

#[test]
fn a_payer_is_expected_to_allow_what_its_contract_says_or_what_it_allowed_last() {
    let mail = Mail::new("GROUP", None);
    let first = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "1", "500.00");
    let expected =
        |billed: &mail::Billed| mail.claim(receipt, &billed.claim).lines[0].expected.clone();
    assert_eq!(expected(&first), None);
    let _ = mail
        .post(&eob(receipt, &first.claim).with(decided(
            first.lines[0],
            "72.05",
            &["CO45 57.95", "PR2 20.00"],
        )))
        .unwrap();
    let second = mail.visit(&["150.00"]);
    let last = expected(&second).unwrap();
    assert_eq!(
        last.source,
        ExpectedSource::Before {
            adjudicated_on: day("2026-06-01")
        }
    );
    assert_eq!((last.allowed, last.paid), (cents("92.05"), cents("72.05")));
    assert_eq!(last.adjustments.len(), 2);
    // Another charge: only what it allowed is expected again.
    let third = mail.visit(&["160.00"]);
    let dearer = expected(&third).unwrap();
    assert_eq!(
        (dearer.allowed, dearer.paid),
        (cents("92.05"), cents("92.05"))
    );
    assert_eq!(dearer.adjustments[0].amount, "67.95");
    block_on(set_contract(
        mail.database.clone(),
        "PAY1".parse().unwrap(),
        Some("Standard".into()),
        biller(),
    ))
    .unwrap();
    let contract = expected(&third).unwrap();
    assert_eq!(
        contract.source,
        ExpectedSource::Contract {
            schedule: "Standard".into()
        }
    );
    assert_eq!(contract.allowed, cents("150.00"));
    let style = PayerStyle {
        style: PostingStyle::AdjustmentFirst,
        columns: vec![GridColumn::Paid],
    };
    block_on(set_style(
        mail.database.clone(),
        "PAY1".parse().unwrap(),
        style.clone(),
        biller(),
    ))
    .unwrap();
    assert_eq!(mail.claim(receipt, &third.claim).style, style.whole());
}

#[test]
fn a_claim_is_found_by_number_day_and_name() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    for query in [
        billed.claim.as_str(),
        "03/02",
        "3/2/26",
        "2026-03-02",
        "doe",
        "Doe, Jane",
    ] {
        let hits = block_on(find_claims(
            mail.database.clone(),
            query.into(),
            day("2026-06-30"),
        ))
        .unwrap();
        assert_eq!(hits.len(), 1, "{query}");
        assert_eq!(hits[0].target, Target::Claim(billed.claim.clone()));
    }
    for query in ["", "-", "03/03", "Roe", "999"] {
        let hits = block_on(find_claims(
            mail.database.clone(),
            query.into(),
            day("2026-06-30"),
        ))
        .unwrap();
        assert_eq!(hits, [], "{query}");
    }
}

type Change = fn(&mut RemittanceDraft);

#[test]
fn an_explanation_of_nobody_is_refused_with_a_sentence() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let receipt = mail.check("PAY1", "1", "10.00");
    let line = decided(billed.lines[0], "10.00", &["CO45 140.00"]);
    let base = eob(receipt, &billed.claim).with(line.clone());
    let cases: [(&str, Change); 6] = [
        ("claim-unknown", |draft| draft.claim_id = "999".into()),
        ("field-format", |draft| draft.receipt_id = "x".into()),
        ("field-format", |draft| {
            draft.adjudicated_on = "2026-07-01".into()
        }),
        ("line-unknown", |draft| {
            draft.lines[0].charge_line_id = "77".into()
        }),
        ("takeback-unknown", |draft| {
            draft.lines[0].reverses_id = "77".into()
        }),
        ("remittance-empty", |draft| draft.lines.clear()),
    ];
    for (rule, change) in cases {
        let mut draft = base.clone();
        change(&mut draft);
        assert!(
            errors(&mail.preview(&draft).findings).contains(&rule),
            "{rule}"
        );
        assert!(
            refused(mail.post(&draft).unwrap_err()).contains(&rule),
            "{rule}"
        );
    }
    let twice = base.with(line);
    assert_eq!(errors(&mail.preview(&twice).findings), ["line-twice"]);
    let journal = mail
        .database
        .call_blocking(|connection| store::journal::head(connection))
        .unwrap();
    assert_eq!(journal.count, 2);
}

#[test]
fn a_correction_that_stands_is_not_posted_again_without_a_reason() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "1", "100.00");
    let first = eob(receipt, &billed.claim).with(decided(line, "80.00", &["CO45 70.00"]));
    let first = mail.post(&first).unwrap();
    let corrected = decided(line, "90.00", &["CO45 60.00"]);
    let correction = eob(receipt, &billed.claim)
        .with(LineEntry::takeback(first.lines[0], line))
        .with(corrected.clone());
    let _ = mail.post(&correction).unwrap();
    let again = eob(receipt, &billed.claim).with(corrected.clone());
    assert_eq!(
        refused(mail.post(&again).unwrap_err())[0],
        "line-posted-twice"
    );
    mail.assert_sound();
}
