//! Random histories of acts on patients' money: whatever is tried, the books stay whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::Error;
use almoner::commands::ledger::adjust::{self, Transfer, WriteOffOrder};
use almoner::commands::ledger::agency::{self, Recovery};
use almoner::commands::ledger::closing::{self, DayOrder, month};
use almoner::commands::ledger::correct::{self, Extent};
use almoner::commands::ledger::credits::{self, CreditMove, CreditShare};
use almoner::commands::ledger::refunds::{self, Refund};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::ledger::{Posting, deposits};
use almoner::domain::account::{Account, WriteOff};
use almoner::domain::id::{ChargeLineId, EntryId, PatientId, ReceiptId};
use almoner::domain::journal::Party;
use almoner::domain::period::{MonthCheck, Waiver, month_end_before};
use almoner::store::{self, balance, journal};
use books::{Books, cents, insurance, patient};
use chrono::{Days, NaiveDate};
use futures_executor::block_on;
use proptest::prelude::*;

/// One act, its numbers picked from whatever there is by then.
#[derive(Debug, Clone)]
enum Act {
    Visit(u8, i64),
    Pay(u8, i64),
    ApplyCredits(u8),
    Give(i64, u8, i64),
    Transfer(i64, i64),
    WriteOff(i64, WriteOff, i64),
    HandOver(i64),
    Reinstate(i64),
    Recover(i64, i64),
    Refund(i64, i64),
    PayRefund(i64),
    Deposit,
    Return(i64),
    Correct(i64, bool),
    CloseDay,
    CloseMonth,
    Reopen,
    NextDay(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let (number, amount) = (0_i64..40, 1_i64..9_000);
    // Mostly the family that has insurance, now and then the stranger.
    let who = prop_oneof![4 => Just(1_u8), 2 => Just(2), 1 => Just(3)];
    let kind = prop::sample::select(WriteOff::ALL);
    let both = (number.clone(), amount.clone());
    prop_oneof![
        3 => (who.clone(), 100_i64..20_000).prop_map(|(who, amount)| Act::Visit(who, amount)),
        4 => (who.clone(), 100_i64..20_000).prop_map(|(who, amount)| Act::Pay(who, amount)),
        2 => who.clone().prop_map(Act::ApplyCredits),
        2 => (number.clone(), who, amount.clone())
            .prop_map(|(number, to, amount)| Act::Give(number, to, amount)),
        5 => both.clone().prop_map(|(number, amount)| Act::Transfer(number, amount)),
        3 => (number.clone(), kind, amount)
            .prop_map(|(number, kind, amount)| Act::WriteOff(number, kind, amount)),
        2 => number.clone().prop_map(Act::HandOver),
        2 => number.clone().prop_map(Act::Reinstate),
        3 => both.clone().prop_map(|(number, amount)| Act::Recover(number, amount)),
        2 => both.prop_map(|(number, amount)| Act::Refund(number, amount)),
        2 => number.clone().prop_map(Act::PayRefund),
        2 => Just(Act::Deposit),
        2 => number.clone().prop_map(Act::Return),
        6 => (number, any::<bool>()).prop_map(|(entry, step)| Act::Correct(entry, step)),
        1 => Just(Act::CloseDay),
        1 => Just(Act::CloseMonth),
        1 => Just(Act::Reopen),
        4 => (1_u64..12).prop_map(Act::NextDay),
    ]
}

/// The books and the day on which they are written.
struct Story {
    books: Books,
    today: NaiveDate,
    n_visits: usize,
}

impl Story {
    fn now(&self) -> Posting {
        books::on(&self.today.to_string())
    }

    /// Does one act; a refusal is as good as the act, anything else is a fault.
    fn play(&mut self, act: &Act) {
        let done = match act {
            Act::NextDay(days) => {
                self.today = self.today + Days::new(*days);
                Ok(())
            }
            Act::Visit(who, amount) => {
                self.visit(*who, *amount);
                Ok(())
            }
            Act::CloseDay | Act::CloseMonth | Act::Reopen => self.close(act),
            Act::Correct(entry, is_step) => self.correct(*entry, *is_step),
            Act::Transfer(..)
            | Act::WriteOff(..)
            | Act::HandOver(_)
            | Act::Reinstate(_)
            | Act::Recover(..) => self.adjust(act),
            _ => self.money(act),
        };
        match done {
            Ok(()) | Err(Error::Refused(_)) | Err(Error::Store(store::Error::NotFound(_))) => {}
            Err(error) => panic!("{act:?}: {error}"),
        }
    }

    /// One of the numbers that are given out by now.
    fn one_of(&self, table: &'static str, number: i64) -> i64 {
        let n: i64 = self.books.read(move |connection| {
            Ok(
                connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                    row.get(0)
                })?,
            )
        });
        number % n.max(1) + 1
    }

    /// Somebody who owes on a line, if anybody does, and an amount that is mostly within it.
    fn owing(&self, line: i64, amount: i64) -> (Party, i64) {
        let open = self
            .books
            .read(move |connection| balance::of_line(connection, ChargeLineId::new(line)));
        match open.first() {
            Some(it) if amount % 5 > 0 => {
                (it.key.party.clone(), amount % it.open.amount.cents() + 1)
            }
            Some(it) => (it.key.party.clone(), amount),
            None => (Party::PATIENT, amount),
        }
    }

    /// A receipt with money that is not applied, whose it is, and an amount mostly within it.
    fn credit(
        &self,
        number: i64,
        account: Account,
        amount: i64,
    ) -> Option<(ReceiptId, PatientId, i64)> {
        let credits: Vec<_> = self
            .books
            .read(balance::all_credits)
            .into_iter()
            .filter(|it| it.key.account == account)
            .collect();
        let it = credits.get(usize::try_from(number).unwrap() % credits.len().max(1))?;
        let within = if amount % 5 > 0 {
            amount % it.open.amount.cents() + 1
        } else {
            amount
        };
        Some((it.key.receipt, it.key.patient.clone()?, within))
    }

    fn visit(&mut self, who: u8, amount: i64) {
        self.n_visits += 1;
        let (id, of) = (format!("V{}", self.n_visits), format!("P{who}"));
        let (on, amount) = (self.today.to_string(), cents(amount).to_string());
        let _ = self.books.visit(&id, &of, &on, &amount, &self.now());
    }

    fn money(&self, act: &Act) -> Result<(), Error> {
        let (database, now) = (self.books.database.clone(), self.now());
        match act {
            Act::Pay(who, amount) => {
                let of = format!("P{who}");
                let shares = self.books.family(&of).proposal(cents(*amount), None);
                let amount = cents(*amount).to_string();
                self.books
                    .pay(&of, &amount, shares, now)
                    .map(|_| ())
                    .or_else(same_check)
            }
            Act::ApplyCredits(who) => {
                let family = self.books.family(&format!("P{who}"));
                let shares = family
                    .proposal_of_credits()
                    .into_iter()
                    .map(|it| CreditShare {
                        receipt: it.credit.receipt,
                        owner: family
                            .credits
                            .iter()
                            .find(|credit| credit.available.credit == it.credit)
                            .and_then(|credit| match &credit.available.credit.giver {
                                almoner::domain::journal::event::Giver::Patient(owner) => {
                                    Some(owner.clone())
                                }
                                _ => None,
                            }),
                        share: it.share,
                    })
                    .collect();
                block_on(credits::apply(database, shares, now)).map(|_| ())
            }
            Act::Give(number, to, amount) => {
                let Some((receipt, from, amount)) =
                    self.credit(*number, Account::PatientCredits, *amount)
                else {
                    return Ok(());
                };
                let order = CreditMove {
                    receipt,
                    from,
                    to: patient(&format!("P{to}")),
                    amount: cents(amount),
                    reason: "asked for".into(),
                };
                block_on(credits::give(database, order, now)).map(|_| ())
            }
            Act::Refund(number, amount) => {
                let Some((receipt, owner, amount)) =
                    self.credit(*number, Account::PatientCredits, *amount)
                else {
                    return Ok(());
                };
                let refund = Refund {
                    receipt,
                    owner: Some(owner),
                    amount: cents(amount),
                    reason: "asked for".into(),
                };
                block_on(refunds::approve(database, refund, now)).map(|_| ())
            }
            Act::PayRefund(number) => {
                let Some((receipt, owner, _)) = self.credit(*number, Account::RefundsPayable, 1)
                else {
                    return Ok(());
                };
                let pay = refunds::pay(database, receipt, Some(owner), "1".into(), now);
                block_on(pay).map(|_| ())
            }
            Act::Deposit => {
                let drawer = block_on(deposits::drawer(database.clone()))?;
                let chosen = drawer.receipts.iter().map(|row| row.received.id).collect();
                block_on(deposits::make(database, chosen, String::new(), now)).map(|_| ())
            }
            Act::Return(number) => {
                let returned = Returned {
                    receipt: ReceiptId::new(self.one_of("receipt", *number)),
                    reason: "insufficient funds".into(),
                    fee: Some(cents(2_500)),
                };
                block_on(returned::post(database, returned, now)).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    fn adjust(&self, act: &Act) -> Result<(), Error> {
        let (database, now) = (self.books.database.clone(), self.now());
        let reason = || "looked at".to_owned();
        match act {
            Act::Transfer(number, amount) => {
                let line = self.one_of("charge_line", *number);
                let (from, amount) = self.owing(line, *amount);
                let to = if from == Party::PATIENT {
                    insurance("PAY1")
                } else {
                    Party::PATIENT
                };
                let transfer = Transfer {
                    line: ChargeLineId::new(line),
                    from,
                    to,
                    amount: cents(amount),
                };
                block_on(adjust::transfer(
                    database,
                    vec![transfer],
                    true,
                    reason(),
                    now,
                ))
                .map(|_| ())
            }
            Act::WriteOff(number, kind, amount) => {
                let line = self.one_of("charge_line", *number);
                let (party, amount) = self.owing(line, *amount);
                let order = WriteOffOrder {
                    line: ChargeLineId::new(line),
                    party,
                    kind: *kind,
                    amount: cents(amount),
                };
                block_on(adjust::write_off(database, vec![order], reason(), now)).map(|_| ())
            }
            Act::HandOver(number) => {
                let lines = vec![ChargeLineId::new(self.one_of("charge_line", *number))];
                block_on(agency::hand_over(database, lines, reason(), now)).map(|_| ())
            }
            Act::Reinstate(number) => {
                let line = ChargeLineId::new(self.one_of("charge_line", *number));
                block_on(agency::reinstate(database, line, reason(), now)).map(|_| ())
            }
            Act::Recover(number, amount) => {
                let line = self.one_of("charge_line", *number);
                let Some((receipt, _, net)) =
                    self.credit(*number, Account::PatientCredits, *amount)
                else {
                    return Ok(());
                };
                let recovery = Recovery {
                    receipt,
                    line: ChargeLineId::new(line),
                    net: cents(net),
                    fee: cents(net % 7),
                };
                block_on(agency::recover(database, recovery, now)).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Takes something back; where that works, posting and taking back together changed nothing.
    fn correct(&self, entry: i64, is_step: bool) -> Result<(), Error> {
        let extent = if is_step { Extent::Step } else { Extent::Entry };
        let database = self.books.database.clone();
        let newest = self
            .books
            .read(|connection| Ok(journal::head(connection)?.count));
        let entry = EntryId::new((newest - entry % newest.max(1)).max(1));
        let shown = block_on(correct::preview(database.clone(), entry, extent))?;
        let done = block_on(correct::correct(
            database,
            entry,
            extent,
            "by mistake".into(),
            self.now(),
        ));
        assert_eq!(shown.refusal.is_none(), done.is_ok(), "{shown:?}");
        done.map(|ids| assert_eq!(ids.len(), shown.entries.len()))
    }

    fn close(&self, act: &Act) -> Result<(), Error> {
        let (database, now) = (self.books.database.clone(), self.now());
        let through = month_end_before(self.today);
        match act {
            Act::CloseDay => {
                block_on(closing::close_day(database, DayOrder::default(), now)).map(|_| ())
            }
            Act::CloseMonth => {
                let waivers = MonthCheck::ALL
                    .iter()
                    .filter(|check| check.is_waivable())
                    .map(|check| Waiver {
                        check: *check,
                        reason: "known".into(),
                    })
                    .collect();
                block_on(month::close(database, through, waivers, now))
            }
            _ => block_on(month::reopen(database, through, "look again".into(), now)),
        }
    }

    /// What must hold after every act.
    fn assert_whole(&self) {
        self.books.assert_sound();
        let close = block_on(closing::preview_day(
            self.books.database.clone(),
            self.now(),
        ))
        .unwrap();
        assert!(close.is_tied(), "{:?} {:?}", close.sheet.ties, close.ties);
        self.books.read(|connection| {
            for it in balance::all(connection)? {
                assert!(it.open.amount.is_positive(), "{it:?}");
            }
            for it in balance::all_credits(connection)? {
                assert!(it.open.amount.is_positive(), "{it:?}");
                let received = store::receipt::find(connection, it.key.receipt)?.unwrap();
                assert!(it.open.amount <= received.receipt.amount, "{it:?}");
            }
            Ok(())
        });
    }
}

/// The same check on the same day is refused by the receipts log, which is as well.
fn same_check(error: Error) -> Result<(), Error> {
    match error {
        Error::Store(store::Error::Constraint(sentence)) if sentence.contains("this check") => {
            Ok(())
        }
        other => Err(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_tried_the_books_stay_whole(acts in prop::collection::vec(act(), 20..120)) {
        let mut story = Story {
            books: Books::new(),
            today: "2026-01-05".parse().unwrap(),
            n_visits: 0,
        };
        for act in &acts {
            story.play(act);
            story.assert_whole();
        }
    }
}
