//! Any explanations that balance leave sound books.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/mail.rs"]
mod mail;
#[path = "common/office.rs"]
mod office;

use almoner::domain::account::{Account, Bucket};
use almoner::domain::money::Money;
use almoner::domain::remittance::{AdjustmentEntry, AdjustmentGroup, LineEntry};
use almoner::store::{self, balance, journal};
use mail::{Mail, With, eob, errors};
use proptest::prelude::*;

/// One decision of a payer: how the charge is shared, in thousandths, and by which codes.
#[derive(Debug, Clone)]
struct Decision {
    second: bool,
    line: usize,
    shares: [u16; 4],
    codes: [usize; 3],
    is_forwarded: bool,
    takes_back: bool,
    voids: bool,
}

const CODES: [(AdjustmentGroup, &str); 10] = [
    (AdjustmentGroup::Contractual, "45"),
    (AdjustmentGroup::Contractual, "253"),
    (AdjustmentGroup::Contractual, "104"),
    (AdjustmentGroup::Contractual, "97"),
    (AdjustmentGroup::Contractual, "197"),
    (AdjustmentGroup::PatientResponsibility, "1"),
    (AdjustmentGroup::PatientResponsibility, "2"),
    (AdjustmentGroup::Other, "23"),
    (AdjustmentGroup::Other, "209"),
    (AdjustmentGroup::PayerInitiated, "45"),
];

fn decisions() -> impl Strategy<Value = Vec<Decision>> {
    let one = (
        any::<bool>(),
        0..2_usize,
        any::<[u16; 4]>(),
        [0..CODES.len(), 0..CODES.len(), 0..CODES.len()],
        (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2)),
    );
    let one = one.prop_map(
        |(second, line, shares, codes, (is_forwarded, takes_back, voids))| Decision {
            second,
            line,
            shares: shares.map(|share| share % 1_000),
            codes,
            is_forwarded,
            takes_back,
            voids,
        },
    );
    prop::collection::vec(one, 1..8)
}

fn amounts(charge: Money, shares: [u16; 4]) -> [Money; 4] {
    let whole: i64 = shares
        .iter()
        .map(|share| i64::from(*share))
        .sum::<i64>()
        .max(1);
    let mut parts =
        shares.map(|share| Money::from_cents(charge.cents() * i64::from(share) / whole));
    let rest: Money = charge - parts.iter().copied().sum();
    parts[3] += rest;
    parts
}

fn bucket_sum(mail: &Mail) -> Money {
    mail.database
        .call_blocking(|connection| balance::all(connection))
        .unwrap()
        .iter()
        .map(|it| it.open.amount)
        .sum()
}

fn assert_books(mail: &Mail) {
    let (kept, folded) = mail
        .database
        .call_blocking(|connection| {
            Ok::<_, store::Error>((balance::kept(connection)?, balance::folded(connection)?))
        })
        .unwrap();
    assert_eq!(kept.receivables, folded.receivables);
    assert_eq!(kept.credits, folded.credits);
    let all: Money = folded.accounts.values().copied().sum();
    assert!(all.is_zero());
    let receivable: Money = folded
        .accounts
        .iter()
        .filter(|(account, _)| account.is_receivable())
        .map(|(_, amount)| *amount)
        .sum();
    assert_eq!(receivable, bucket_sum(mail));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn explanations_that_balance_leave_sound_books(decisions in decisions()) {
        let mail = Mail::new("GROUP", Some("OTHER"));
        let billed = mail.visit(&["150.00", "61.37"]);
        let checks = [mail.check("PAY1", "1", "100.00"), mail.check("PAY2", "2", "100.00")];
        for (idx, decision) in decisions.iter().enumerate() {
            let receipt = checks[usize::from(decision.second)];
            let line = billed.lines[decision.line];
            let grid = mail.claim(receipt, &billed.claim);
            let at = &grid.lines[decision.line];
            let parts = amounts(at.charged.line.charge, decision.shares);
            let mut draft = eob(receipt, &billed.claim);
            draft.adjudicated_on = format!("2026-06-{:02}", idx + 1);
            draft.is_forwarded = if decision.is_forwarded { "Y" } else { "N" }.into();
            if decision.takes_back
                && let Some(earlier) = at.previous.iter().rfind(|it| it.can_be_taken_back)
            {
                draft = draft.with(LineEntry::takeback(earlier.id, line));
            }
            draft = draft.with(LineEntry {
                charge_line_id: line.to_string(),
                paid: parts[0].to_string(),
                adjustments: decision
                    .codes
                    .iter()
                    .zip(&parts[1..])
                    .filter(|(_, amount)| !amount.is_zero())
                    .map(|(code, amount)| {
                        let (group, reason) = CODES[*code];
                        AdjustmentEntry::new(group, reason, *amount)
                    })
                    .collect(),
                ..LineEntry::default()
            });
            let before = mail
                .database
                .call_blocking(|connection| balance::kept(connection))
                .unwrap();
            let totals = mail.state(receipt).totals;
            let written_off = mail.account(Account::Contractual);
            let preview = mail.preview(&draft);
            let posted = match mail.post(&draft) {
                Ok(posted) => posted,
                Err(error) => {
                    // What the preview stopped is not posted, and nothing else is stopped.
                    let said = mail::refused(error);
                    prop_assert_eq!(&said, &errors(&preview.findings));
                    let known = ["write-off-over-open", "responsibility-over-open"];
                    prop_assert!(said.iter().all(|rule| known.contains(rule)), "{:?}", said);
                    continue;
                }
            };
            prop_assert_eq!(errors(&preview.findings), Vec::<&str>::new());
            prop_assert_eq!(&posted.consequences, &preview.consequences);
            prop_assert_eq!(Some(posted.check), preview.check);
            let facts = mail
                .database
                .call_blocking(move |connection| store::remittance::find(connection, posted.id))
                .unwrap()
                .unwrap();
            for line in &facts.remittance.lines {
                // 20 and 21: to the cent, and OA-23 moves nothing.
                prop_assert!(line.residual().is_zero());
            }
            if let [only] = facts.remittance.lines.as_slice()
                && only.paid.is_zero()
                && only.is_denied()
            {
                // 24: a denial changes no balance.
                prop_assert_eq!(posted.entries.len(), 0);
            }
            let after = posted.check;
            prop_assert_eq!(
                after.amount,
                after.applied - after.offsets + after.interest + after.capitation + after.other
                    + after.left
            );
            assert_books(&mail);
            if decision.voids {
                mail.void(posted.id).unwrap();
                let again = mail
                    .database
                    .call_blocking(|connection| balance::kept(connection))
                    .unwrap();
                let amounts = |it: &almoner::domain::journal::fold::Balances| {
                    it.receivables
                        .iter()
                        .map(|(key, open)| (key.clone(), open.amount))
                        .collect::<Vec<_>>()
                };
                prop_assert_eq!(amounts(&again), amounts(&before));
                prop_assert_eq!(mail.state(receipt).totals.left, totals.left);
                prop_assert_eq!(mail.account(Account::Contractual), written_off);
                assert_books(&mail);
            }
        }
        // 5: what is open on a line is its charge less what was paid and written off.
        for line in &billed.lines {
            let line = *line;
            let entries = mail
                .database
                .call_blocking(move |connection| journal::of_line(connection, line))
                .unwrap();
            let moved: Money = entries.iter().map(|it| it.entry.receivable_change()).sum();
            let open: Money = Bucket::ALL.iter().map(|bucket| mail.open(line, *bucket)).sum();
            prop_assert_eq!(moved, open);
        }
        mail.assert_sound();
    }
}
