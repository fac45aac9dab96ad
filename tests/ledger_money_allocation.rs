//! How payments and credits are spread over lines, for any payment and any lines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::allocation::{Available, Owed, Share, oldest_first, use_credits};
use almoner::domain::id::{ChargeLineId, EncounterId, ReceiptId};
use almoner::domain::journal::event::{Giver, LineRef, ReceiptRef};
use almoner::domain::money::Money;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn visit(number: u8) -> EncounterId {
    format!("V{number}").parse().unwrap()
}

fn since(day: u16) -> NaiveDate {
    "2026-01-01".parse::<NaiveDate>().unwrap() + Days::new(day.into())
}

/// Lines with amounts from −5.00 to 300.00, on few days so that they share them, of few visits.
fn owed() -> impl Strategy<Value = Vec<Owed>> {
    let line = (-500_i64..30_000, 0_u16..6, prop::option::of(1_u8..4));
    prop::collection::vec(line, 0..12).prop_map(|lines| {
        (1..)
            .zip(lines)
            .map(|(number, (cents, day, of))| Owed {
                line: LineRef {
                    line: ChargeLineId::new(number),
                    patient: "P1".parse().unwrap(),
                },
                visit: of.map(visit),
                amount: Money::from_cents(cents),
                since: since(day),
            })
            .collect()
    })
}

fn credits() -> impl Strategy<Value = Vec<Available>> {
    let credit = (
        1_i64..40_000,
        0_u16..6,
        prop::option::of(1_u8..4),
        any::<bool>(),
    );
    prop::collection::vec(credit, 0..6).prop_map(|credits| {
        (1..)
            .zip(credits)
            .map(|(number, (cents, day, of, is_reserved))| Available {
                credit: ReceiptRef {
                    receipt: ReceiptId::new(number),
                    giver: Giver::Patient("P1".parse().unwrap()),
                },
                amount: Money::from_cents(cents),
                since: since(day),
                visit: of.map(visit),
                is_reserved: is_reserved && of.is_some(),
            })
            .collect()
    })
}

fn paid(shares: &[Share], line: ChargeLineId) -> Money {
    shares
        .iter()
        .filter(|share| share.line == line)
        .map(|share| share.amount)
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_payment_goes_to_the_oldest_and_never_over_what_is_open(
        owed in owed(), cents in 0_i64..200_000, meant in prop::option::of(1_u8..4)
    ) {
        let payment = Money::from_cents(cents);
        let meant = meant.map(visit);
        let shares = oldest_first(payment, &owed, meant.as_ref());
        let spread: Money = shares.iter().map(|share| share.amount).sum();
        let open: Money = owed
            .iter()
            .map(|owed| owed.amount)
            .filter(|amount| amount.is_positive())
            .sum();
        prop_assert_eq!(spread, payment.min(open));
        prop_assert!(shares.iter().all(|share| share.amount.is_positive()));
        let rank = |owed: &Owed| {
            (meant.is_none() || owed.visit != meant, owed.since, owed.line.line)
        };
        for one in &owed {
            prop_assert!(paid(&shares, one.line.line) <= one.amount.max(Money::ZERO));
            // Whoever comes before a line that got something is paid in full.
            for before in owed.iter().filter(|before| rank(before) < rank(one)) {
                if paid(&shares, one.line.line).is_positive() {
                    prop_assert_eq!(
                        paid(&shares, before.line.line),
                        before.amount.max(Money::ZERO)
                    );
                }
            }
        }
    }

    #[test]
    fn two_halves_of_a_payment_pay_what_the_whole_pays(
        owed in owed(), first in 0_i64..100_000, second in 0_i64..100_000
    ) {
        let whole = oldest_first(Money::from_cents(first + second), &owed, None);
        let half = oldest_first(Money::from_cents(first), &owed, None);
        let left: Vec<Owed> = owed
            .iter()
            .map(|owed| Owed { amount: owed.amount - paid(&half, owed.line.line), ..owed.clone() })
            .collect();
        let rest = oldest_first(Money::from_cents(second), &left, None);
        for one in &owed {
            let line = one.line.line;
            prop_assert_eq!(paid(&whole, line), paid(&half, line) + paid(&rest, line));
        }
    }

    #[test]
    fn credits_pay_no_more_than_they_have_and_kept_ones_only_their_visit(
        owed in owed(), credits in credits()
    ) {
        let uses = use_credits(&credits, &owed);
        for credit in &credits {
            let used: Money = uses
                .iter()
                .filter(|it| it.credit == credit.credit)
                .map(|it| it.share.amount)
                .sum();
            prop_assert!(used <= credit.amount);
        }
        for one in &owed {
            let got: Money = uses
                .iter()
                .filter(|it| it.share.line == one.line.line)
                .map(|it| it.share.amount)
                .sum();
            prop_assert!(got <= one.amount.max(Money::ZERO));
            for it in uses.iter().filter(|it| it.share.line == one.line.line) {
                let credit = credits.iter().find(|credit| credit.credit == it.credit).unwrap();
                prop_assert!(!credit.is_reserved || credit.visit == one.visit);
            }
        }
        // Nothing that could be used is left beside a line that is open.
        let used: Money = uses.iter().map(|it| it.share.amount).sum();
        let open: Money = owed
            .iter()
            .map(|owed| owed.amount)
            .filter(|amount| amount.is_positive())
            .sum();
        if used < open {
            for credit in credits.iter().filter(|credit| !credit.is_reserved) {
                let of_it: Money = uses
                    .iter()
                    .filter(|it| it.credit == credit.credit)
                    .map(|it| it.share.amount)
                    .sum();
                prop_assert_eq!(of_it, credit.amount);
            }
        }
    }
}
