//! Explanations of benefits: the worked examples of the accounting model, to the cent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/mail.rs"]
mod mail;
#[path = "common/office.rs"]
mod office;

use almoner::commands::claims::{self, ClaimFilter};
use almoner::commands::ledger::remittances::{
    SuspenseDraft, Target, add_item, claim_to_post, close_batch, find_claims, suspense_settle,
    waive_earlier_payers,
};
use almoner::domain::account::{Account, Bucket};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::id::ClaimId;
use almoner::domain::remittance::item::ItemDraft;
use almoner::domain::remittance::{LineEntry, RemittanceDraft};
use almoner::store;
use futures_executor::block_on;
use mail::{Mail, With, cents, decided, eob, posting, refused, sentences};

fn facts_of(mail: &Mail, claim: &ClaimId) -> almoner::domain::claim::Claim {
    let claim = claim.clone();
    mail.database
        .call_blocking(move |connection| {
            let row = store::claim::find(connection, &claim)?.unwrap();
            store::claim::FactsReader::new(connection)?.claim(&row)
        })
        .unwrap()
}

/// What keeps a claim from printing.
fn held_by(mail: &Mail, claim: &ClaimId) -> Vec<&'static str> {
    let filter = ClaimFilter::default();
    let listed = claims::list(&mail.database, filter, posting().today).unwrap();
    let found = listed.iter().find(|it| it.row.entry.id == *claim).unwrap();
    mail::errors(&found.findings)
}

fn status_of(mail: &Mail, claim: &ClaimId) -> ClaimStatus {
    let claim = claim.clone();
    mail.database
        .call_blocking(move |connection| store::claim::find(connection, &claim))
        .unwrap()
        .unwrap()
        .entry
        .status
}

#[test]
fn v1_medicare_pays_and_medigap_pays_the_rest() {
    let mail = Mail::new("MEDICARE", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let first = mail.check("PAY1", "100", "72.17");
    let draft = eob(first, &billed.claim).with(decided(
        line,
        "72.17",
        &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
    ));
    let preview = mail.preview(&draft);
    assert_eq!(preview.findings, []);
    assert_eq!(
        sentences(&preview.consequences),
        [
            "Paid 72.17",
            "Secondary claim to Silver Medigap queued, 18.41",
            "Patient 0.00",
            "Written off 59.42",
            &format!("Claim {} closed", billed.claim),
        ]
    );
    let posted = mail.post(&draft).unwrap();
    assert_eq!(posted.consequences, preview.consequences);
    assert_eq!(Some(posted.check), preview.check);
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    assert_eq!(mail.open(line, Bucket::Ins2), cents("18.41"));
    assert_eq!(mail.account(Account::Contractual), cents("57.95"));
    assert_eq!(mail.account(Account::Sequestration), cents("1.47"));
    assert_eq!(status_of(&mail, &billed.claim), ClaimStatus::Closed);
    // The claim to Medigap waits to be printed and says what Medicare paid.
    let [next] = posted.next_claims.as_slice() else {
        panic!("{:?}", posted.next_claims);
    };
    assert_eq!(held_by(&mail, next), Vec::<&str>::new());
    assert_eq!(status_of(&mail, next), ClaimStatus::Ready);
    let claim = facts_of(&mail, next);
    assert_eq!(claim.facts.payer.id.as_str(), "PAY2");
    assert_eq!(claim.facts.encounter.prior_payer_paid, Some(cents("72.17")));
    block_on(close_batch(
        mail.database.clone(),
        first,
        String::new(),
        posting(),
    ))
    .unwrap();
    assert!(mail.state(first).is_closed);

    let second = mail.check("PAY2", "200", "18.41");
    let grid = mail.claim(second, &billed.claim);
    assert_eq!(grid.rank.as_str(), "2");
    assert_eq!(grid.lines[0].expected_prior, Some(cents("131.59")));
    let expected = grid.lines[0].expected.clone().unwrap();
    assert_eq!(expected.paid, cents("18.41"));
    let draft = eob(second, next).with(LineEntry {
        adjustments: expected.adjustments,
        ..decided(line, &expected.paid.to_string(), &[])
    });
    let posted = mail.post(&draft).unwrap();
    assert_eq!(posted.warnings, []);
    assert_eq!(mail.open(line, Bucket::Ins2), cents("0.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("0.00"));
    assert_eq!(status_of(&mail, next), ClaimStatus::Closed);
    // OA-23 posted nothing a second time.
    assert_eq!(mail.account(Account::Contractual), cents("57.95"));
    mail.assert_sound();
}

#[test]
fn v2_a_deductible_is_no_denial() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["280.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "", "0.00");
    let posted = mail
        .post(&eob(receipt, &billed.claim).with(decided(
            line,
            "0.00",
            &["CO45 110.28", "PR1 169.72"],
        )))
        .unwrap();
    assert_eq!(
        sentences(&posted.consequences),
        [
            "Patient 169.72",
            "Written off 110.28",
            &format!("Claim {} closed", billed.claim)
        ]
    );
    assert_eq!(mail.open(line, Bucket::Patient), cents("169.72"));
    let since = mail
        .database
        .call_blocking(move |connection| store::balance::of_line(connection, line))
        .unwrap()[0]
        .open
        .since;
    assert_eq!(since, posting().on);
    mail.assert_sound();
}

#[test]
fn v3_a_denial_changes_no_balance_and_can_be_appealed_until_a_day() {
    let mail = Mail::new("GROUP", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "", "0.00");
    let draft = eob(receipt, &billed.claim).with(decided(line, "0.00", &["CO197 150.00"]));
    let posted = mail.post(&draft).unwrap();
    assert_eq!(posted.entries, []);
    assert_eq!(
        sentences(&posted.consequences),
        ["Patient 0.00", "1 denial, 150.00, appeal by 09/29/2026"]
    );
    assert_eq!(mail.open(line, Bucket::Ins1), cents("150.00"));
    let (denials, found) = mail
        .database
        .call_blocking(move |connection| {
            Ok::<_, store::Error>((
                store::remittance::open_denials(connection)?,
                store::remittance::find(connection, posted.id)?.unwrap(),
            ))
        })
        .unwrap();
    assert_eq!(denials, [(posted.id, posted.lines[0])]);
    assert_eq!(found.remittance.lines[0].denial_category(), Some("AUTH"));
    // A payment that comes after the appeal answers it.
    let paid = mail.check("PAY1", "7", "90.00");
    let mut draft = eob(paid, &billed.claim).with(decided(line, "90.00", &["CO45 60.00"]));
    draft.adjudicated_on = "2026-06-20".into();
    let _ = mail.post(&draft).unwrap();
    let denials = mail
        .database
        .call_blocking(|connection| store::remittance::open_denials(connection))
        .unwrap();
    assert_eq!(denials, []);
    mail.assert_sound();
}

#[test]
fn v4_a_check_with_a_takeback_and_interest_comes_out_even() {
    let mail = Mail::new("GROUP", None);
    let homer = mail.visit(&["100.00"]);
    let before = mail.check("PAY1", "1", "62.10");
    let _ = mail
        .post(&eob(before, &homer.claim).with(decided(homer.lines[0], "62.10", &["CO45 37.90"])))
        .unwrap();
    let now = mail.visit(&["300.00", "150.00"]);
    let check = mail.check("PAY1", "2", "351.05");
    let item = |code: &str, amount: &str, line: String| ItemDraft {
        receipt_id: check.to_string(),
        code: code.into(),
        amount: amount.into(),
        charge_line_id: line,
        ..ItemDraft::default()
    };
    let add = |draft| block_on(add_item(mail.database.clone(), draft, posting()));
    let _ = add(item("WO", "62.10", homer.lines[0].to_string())).unwrap();
    let _ = add(item("L6", "0.85", String::new())).unwrap();
    let _ = add(item("FB", "500.00", String::new())).unwrap();
    let posted = mail
        .post(
            &eob(check, &now.claim)
                .with(decided(now.lines[0], "300.00", &[]))
                .with(decided(now.lines[1], "112.30", &["CO45 37.70"])),
        )
        .unwrap();
    let totals = posted.check;
    assert_eq!(totals.applied, cents("412.30"));
    assert_eq!(totals.offsets, cents("62.10"));
    assert_eq!(totals.interest, cents("0.85"));
    assert_eq!(totals.left, cents("0.00"));
    assert_eq!(mail.open(homer.lines[0], Bucket::Ins1), cents("62.10"));
    assert_eq!(mail.account(Account::PayerInterest), cents("-0.85"));
    block_on(close_batch(
        mail.database.clone(),
        check,
        String::new(),
        posting(),
    ))
    .unwrap();
    // It cannot keep back more than it paid.
    let again = add(item("WO", "0.01", homer.lines[0].to_string())).unwrap_err();
    assert_eq!(refused(again), ["recouped-over-paid"]);
    mail.assert_sound();
}

#[test]
fn a_recoupment_of_an_unknown_line_waits_in_suspense() {
    let mail = Mail::new("GROUP", None);
    let billed = mail.visit(&["100.00"]);
    let line = billed.lines[0];
    let before = mail.check("PAY1", "1", "62.10");
    let _ = mail
        .post(&eob(before, &billed.claim).with(decided(line, "62.10", &["CO45 37.90"])))
        .unwrap();
    let check = mail.check("PAY1", "2", "10.00");
    let draft = ItemDraft {
        receipt_id: check.to_string(),
        code: "WO".into(),
        amount: "62.10".into(),
        ..ItemDraft::default()
    };
    let _ = block_on(add_item(mail.database.clone(), draft, posting())).unwrap();
    assert_eq!(mail.state(check).suspense, cents("62.10"));
    assert_eq!(mail.state(check).totals.left, cents("72.10"));
    let settle = |amount: &str| {
        block_on(suspense_settle(
            mail.database.clone(),
            SuspenseDraft {
                receipt_id: check.to_string(),
                charge_line_id: line.to_string(),
                amount: amount.into(),
                reason: "the payer named the claim on the telephone".into(),
            },
            posting(),
        ))
    };
    assert_eq!(
        refused(settle("62.11").unwrap_err()),
        ["suspense-too-small"]
    );
    settle("62.10").unwrap();
    assert_eq!(mail.state(check).suspense, cents("0.00"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("62.10"));
    assert_eq!(mail.state(check).totals.left, cents("72.10"));
    let close = |reason: &str| {
        block_on(close_batch(
            mail.database.clone(),
            check,
            reason.into(),
            posting(),
        ))
    };
    assert_eq!(refused(close("").unwrap_err()), ["batch-not-whole"]);
    close("the explanation did not come yet").unwrap();
    assert!(mail.state(check).is_closed);
    mail.assert_sound();
}

#[test]
fn v8_a_correction_takes_the_first_decision_back() {
    let mail = Mail::new("MEDICARE", None);
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let first = mail.check("PAY1", "1", "72.17");
    let posted = mail
        .post(&eob(first, &billed.claim).with(decided(
            line,
            "72.17",
            &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
        )))
        .unwrap();
    mail.patient_pays(line, "18.41");
    assert_eq!(mail.open(line, Bucket::Patient), cents("0.00"));
    let second = mail.check("PAY1", "2", "7.83");
    let mut draft = eob(second, &billed.claim)
        .with(decided(line, "80.00", &["CO45 50.00", "PR2 20.00"]))
        .with(LineEntry::takeback(posted.lines[0], line));
    draft.adjudicated_on = "2026-06-20".into();
    let preview = mail.preview(&draft);
    assert_eq!(preview.findings, []);
    let corrected = mail.post(&draft).unwrap();
    assert_eq!(corrected.check.left, cents("0.00"));
    assert_eq!(corrected.check.offsets, cents("72.17"));
    assert_eq!(corrected.check.applied, cents("80.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("1.59"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    assert_eq!(mail.account(Account::Contractual), cents("50.00"));
    assert_eq!(mail.account(Account::Sequestration), cents("0.00"));
    // The first check keeps what it paid.
    assert_eq!(mail.state(first).totals.left, cents("0.00"));
    // What was taken back stands again once the correction turns out to be a mistake.
    let of_first = mail.void(posted.id).unwrap_err();
    assert_eq!(refused(of_first), ["remittance-taken-back"]);
    mail.void(corrected.id).unwrap();
    assert_eq!(mail.open(line, Bucket::Patient), cents("0.00"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    assert_eq!(mail.account(Account::Contractual), cents("57.95"));
    assert_eq!(mail.state(second).totals.left, cents("7.83"));
    // And it can be taken back again.
    let again = mail.post(&draft).unwrap();
    assert_eq!(again.consequences, corrected.consequences);
    assert_eq!(mail.open(line, Bucket::Patient), cents("1.59"));
    mail.assert_sound();
}

#[test]
fn a_takeback_alone_leaves_the_patients_money_as_her_credit() {
    let mail = Mail::new("MEDICARE", None);
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let first = mail.check("PAY1", "1", "72.17");
    let posted = mail
        .post(&eob(first, &billed.claim).with(decided(
            line,
            "72.17",
            &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
        )))
        .unwrap();
    mail.patient_pays(line, "18.41");
    let second = mail.check("PAY1", "2", "0.00");
    let mut draft = eob(second, &billed.claim).with(LineEntry::takeback(posted.lines[0], line));
    draft.adjudicated_on = "2026-06-20".into();
    let taken = mail.post(&draft).unwrap();
    assert_eq!(
        sentences(&taken.consequences),
        [
            "1 line taken back, 72.17",
            "Patient -18.41",
            "Written off -59.42",
            "Credit of patient 18.41"
        ]
    );
    assert_eq!(mail.open(line, Bucket::Ins1), cents("150.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("-18.41"));
    assert_eq!(taken.check.left, cents("72.17"));
    mail.assert_sound();
}

#[test]
fn v9_a_capitated_visit_leaves_the_copay() {
    let mail = Mail::new("HMO", None);
    let billed = mail.visit(&["120.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "", "0.00");
    let posted = mail
        .post(&eob(receipt, &billed.claim).with(decided(
            line,
            "0.00",
            &["CO24 100.00", "PR3 20.00"],
        )))
        .unwrap();
    assert_eq!(posted.warnings, []);
    assert_eq!(mail.account(Account::Capitated), cents("100.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("20.00"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    mail.assert_sound();
}

#[test]
fn v10_a_withhold_is_still_owed_by_the_payer() {
    let mail = Mail::new("HMO", None);
    let billed = mail.visit(&["100.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "1", "42.00");
    let posted = mail
        .post(&eob(receipt, &billed.claim).with(decided(
            line,
            "42.00",
            &["CO45 40.00", "CO104 6.00", "PR2 12.00"],
        )))
        .unwrap();
    assert!(
        sentences(&posted.consequences).contains(&"Withheld until the year's end 6.00".to_owned())
    );
    assert_eq!(mail.account(Account::Withhold), cents("6.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("12.00"));
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    mail.assert_sound();
}

#[test]
fn a_forwarded_claim_is_never_printed_until_the_forwarding_is_voided() {
    let mail = Mail::new("MEDICARE", Some("OTHER"));
    let billed = mail.visit(&["150.00"]);
    let line = billed.lines[0];
    let receipt = mail.check("PAY1", "1", "72.17");
    let mut draft = eob(receipt, &billed.claim).with(decided(
        line,
        "72.17",
        &["CO45 57.95", "PR2 18.41", "CO253 1.47"],
    ));
    draft.lines[0].remarks = "MA18".into();
    assert_eq!(
        mail::warnings(&mail.preview(&draft).findings),
        ["remark-says-forwarded"]
    );
    draft.is_forwarded = "Y".into();
    assert_eq!(mail.preview(&draft).findings, []);
    let posted = mail.post(&draft).unwrap();
    assert!(
        sentences(&posted.consequences)
            .contains(&"Forwarded to Silver Medigap, 18.41; nothing to print".to_owned())
    );
    assert_eq!(mail.open(line, Bucket::Ins2), cents("18.41"));
    let next = &posted.next_claims[0];
    assert_eq!(status_of(&mail, next), ClaimStatus::Draft);
    assert!(facts_of(&mail, next).facts.earlier_payers.is_forwarded);
    mail.void(posted.id).unwrap();
    assert_eq!(mail.open(line, Bucket::Ins1), cents("150.00"));
    let facts = facts_of(&mail, next).facts;
    assert!(!facts.earlier_payers.is_forwarded);
    assert_eq!(facts.earlier_payers.undecided_lines, [1]);
    assert_eq!(status_of(&mail, next), ClaimStatus::Draft);
    // The same explanation can be typed again once it was voided.
    draft.is_forwarded = "N".into();
    let again = mail.post(&draft).unwrap();
    assert_eq!(again.next_claims, std::slice::from_ref(next));
    assert_eq!(held_by(&mail, next), Vec::<&str>::new());
    assert_eq!(status_of(&mail, next), ClaimStatus::Ready);
    mail.assert_sound();
}

#[test]
fn a_secondary_claim_waits_for_every_line_or_a_reason() {
    let mail = Mail::new("GROUP", Some("OTHER"));
    let billed = mail.visit(&["150.00", "40.00"]);
    let receipt = mail.check("PAY1", "1", "80.00");
    let posted = mail
        .post(&eob(receipt, &billed.claim).with(decided(
            billed.lines[0],
            "80.00",
            &["CO45 50.00", "PR2 20.00"],
        )))
        .unwrap();
    let next = &posted.next_claims[0];
    assert_eq!(status_of(&mail, next), ClaimStatus::Draft);
    assert_ne!(status_of(&mail, &billed.claim), ClaimStatus::Closed);
    assert_eq!(
        facts_of(&mail, next).facts.earlier_payers.undecided_lines,
        [2]
    );
    block_on(waive_earlier_payers(
        mail.database.clone(),
        next.clone(),
        "the plan lost line 2".into(),
        posting().today,
        posting().author,
    ))
    .unwrap();
    assert_eq!(held_by(&mail, next), Vec::<&str>::new());
    assert_eq!(status_of(&mail, next), ClaimStatus::Ready);
    mail.assert_sound();
}

#[test]
fn a_balance_brought_along_is_paid_like_a_claim() {
    let mail = Mail::new("GROUP", None);
    let line = mail.brings_along("45.00");
    let receipt = mail.check("PAY1", "1", "30.00");
    let mut draft = RemittanceDraft {
        claim_id: String::new(),
        ..eob(receipt, &"none".parse().unwrap())
    }
    .with(decided(line, "30.00", &["CO45 5.00", "PR1 10.00"]));
    let grid = block_on(claim_to_post(
        mail.database.clone(),
        receipt,
        Target::Opening(line),
    ))
    .unwrap();
    assert_eq!(grid.lines[0].open_with_payer, cents("45.00"));
    let hits = block_on(find_claims(
        mail.database.clone(),
        "doe".into(),
        posting().today,
    ))
    .unwrap();
    assert_eq!(hits[0].target, Target::Opening(line));
    let posted = mail.post(&draft).unwrap();
    assert_eq!(posted.next_claims, []);
    assert_eq!(mail.open(line, Bucket::Ins1), cents("0.00"));
    assert_eq!(mail.open(line, Bucket::Patient), cents("10.00"));
    draft.lines[0].charge_line_id = "999".into();
    assert_eq!(refused(mail.post(&draft).unwrap_err()), ["claim-unknown"]);
    mail.assert_sound();
}
