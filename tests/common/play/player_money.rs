//! Acts on patients' money, on lines, and on what was closed.

use super::*;

impl Player {
    pub(super) fn of_patients(&mut self, act: &Act) -> Outcome {
        let (database, now) = (self.database.clone(), self.now());
        match act {
            Act::Pay {
                who,
                amount,
                for_visit,
                applies,
            } => self.pay(*who, *amount, *for_visit, *applies),
            Act::ApplyCredits(who) => {
                let family = block_on(payments::family(database.clone(), patient(*who))).unwrap();
                let shares = family
                    .proposal_of_credits()
                    .into_iter()
                    .map(|it| CreditShare {
                        receipt: it.credit.receipt,
                        owner: match it.credit.giver {
                            Giver::Patient(owner) => Some(owner),
                            Giver::Payer(_) | Giver::Other => None,
                        },
                        share: it.share,
                    })
                    .collect();
                done(block_on(credits::apply(database, shares, now)))
            }
            Act::Unapply(number) => {
                let all = self.numbers(
                    "SELECT id FROM journal_entry WHERE kind = 'APPLICATION'
                        AND id NOT IN (SELECT reverses_id FROM journal_entry
                            WHERE reverses_id IS NOT NULL)",
                );
                let Some(entry) = picked(all, *number) else {
                    return Outcome::Nothing;
                };
                let (entry, reason) = (EntryId::new(entry), "meant for another".into());
                done(block_on(credits::unapply(database, entry, reason, now)))
            }
            Act::Give(number, to, amount) => {
                let Some((receipt, Some(from), amount)) = self.credit(2010, *number, *amount)
                else {
                    return Outcome::Nothing;
                };
                let order = CreditMove {
                    receipt,
                    from,
                    to: patient(*to),
                    amount: cents(amount),
                    reason: "asked for".into(),
                };
                done(block_on(credits::give(database, order, now)))
            }
            Act::Refund(number, amount) => {
                let account = if number % 5 == 0 { 2020 } else { 2010 };
                let Some((receipt, owner, amount)) = self.credit(account, *number, *amount) else {
                    return Outcome::Nothing;
                };
                let refund = Refund {
                    receipt,
                    owner,
                    amount: cents(amount),
                    reason: "asked for".into(),
                };
                done(block_on(refunds::approve(database, refund, now)))
            }
            Act::PayRefund(number) => {
                let Some((receipt, owner, _)) = self.credit(2030, *number, 1) else {
                    return Outcome::Nothing;
                };
                let pay = refunds::pay(database, receipt, owner, "801".into(), now);
                done(block_on(pay))
            }
            Act::Fee(who, amount) => {
                let fee = Fee {
                    patient: patient(*who),
                    amount: cents(*amount),
                    description: "Missed appointment".into(),
                };
                done(block_on(fees::charge(database, fee, now)))
            }
            Act::Return(number, has_fee) => {
                let all = self.numbers("SELECT receipt_id FROM deposit_receipt ORDER BY 1");
                let Some(receipt) = picked(all, *number) else {
                    return Outcome::Nothing;
                };
                let returned = Returned {
                    receipt: ReceiptId::new(receipt),
                    reason: "insufficient funds".into(),
                    fee: has_fee.then(|| cents(2_500)),
                };
                done(block_on(returned::post(database, returned, now)))
            }
            Act::Deposit(number) => {
                let drawer = block_on(deposits::drawer(database.clone())).unwrap();
                let mut chosen: Vec<ReceiptId> =
                    drawer.receipts.iter().map(|row| row.received.id).collect();
                if number % 2 == 0 {
                    chosen.truncate(chosen.len().div_ceil(2));
                }
                done(block_on(deposits::make(
                    database,
                    chosen,
                    String::new(),
                    now,
                )))
            }
            _ => unreachable!(),
        }
    }

    fn pay(&mut self, who: u8, amount: i64, for_visit: Option<u8>, applies: bool) -> Outcome {
        let of = patient(who);
        let family = block_on(payments::family(self.database.clone(), of.clone())).unwrap();
        let mut shares = if applies {
            family.proposal(cents(amount), None)
        } else {
            Vec::new()
        };
        if amount % 11 == 0
            && let Some(share) = shares.first().cloned()
        {
            // The same line twice may not pay more than it owes.
            shares.push(share);
        }
        if amount % 13 == 0
            && let Some(line) = self.line(who)
        {
            shares = vec![Share {
                line,
                amount: cents(amount),
            }];
        }
        let visits = self.rows(
            "SELECT v.reference, p.reference FROM encounter v JOIN patient p ON p.id = v.patient_id",
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        );
        let hers = visits
            .into_iter()
            .filter(|(_, patient)| patient == of.as_str())
            .map(|(visit, _)| visit)
            .collect();
        let visit = for_visit.and_then(|number| picked(hers, number));
        self.n_checks += 1;
        let draft = ReceiptDraft {
            kind: "PATIENT".into(),
            patient_id: of.to_string(),
            method: ["CHECK", "CASH", "CARD"][usize::from(who) % 3].into(),
            check_number: format!("{}", self.n_checks),
            amount: cents(amount).to_string(),
            received_on: self.today.to_string(),
            visit_id: visit.unwrap_or_default(),
            ..ReceiptDraft::default()
        };
        let take = payments::take(self.database.clone(), draft, shares, self.now());
        done(block_on(take))
    }

    pub(super) fn of_lines(&self, act: &Act) -> Outcome {
        let (database, now) = (self.database.clone(), self.now());
        let reason = || "looked at".to_owned();
        match act {
            Act::Transfer(number, to, amount) => {
                let Some((line, from, open)) = self.open("1110 1120 1130 1140 1150", *number)
                else {
                    return Outcome::Nothing;
                };
                let mut parties: Vec<Party> = block_on(adjust::parties(database.clone(), line))
                    .unwrap()
                    .into_iter()
                    .map(|it| it.party)
                    .collect();
                parties.push(Party::COLLECTIONS);
                let transfer = Transfer {
                    line,
                    to: picked(parties, *to).unwrap(),
                    from,
                    amount: cents(within(*amount, open)),
                };
                let mut transfers = vec![transfer];
                if amount % 7 == 0 {
                    transfers.push(transfers[0].clone());
                }
                let confirmed = amount % 3 > 0;
                done(block_on(adjust::transfer(
                    database,
                    transfers,
                    confirmed,
                    reason(),
                    now,
                )))
            }
            Act::Cover(number) => {
                let Some(line) = self.line(*number) else {
                    return Outcome::Nothing;
                };
                let parties = block_on(adjust::parties(database.clone(), line)).unwrap();
                let insurers = parties
                    .into_iter()
                    .map(|it| it.party)
                    .filter(|it| it.bucket.is_insurance())
                    .collect();
                let Some(to) = picked(insurers, *number) else {
                    return Outcome::Nothing;
                };
                done(block_on(adjust::cover(
                    database,
                    vec![line],
                    to,
                    reason(),
                    now,
                )))
            }
            Act::WriteOff(number, kind, amount) => {
                let Some((line, party, open)) = self.open("1110 1120 1130 1140 1150", *number)
                else {
                    return Outcome::Nothing;
                };
                let mut orders = vec![WriteOffOrder {
                    line,
                    party,
                    kind: *kind,
                    amount: cents(within(*amount, open)),
                }];
                if amount % 7 == 0 {
                    orders.push(orders[0].clone());
                }
                done(block_on(adjust::write_off(database, orders, reason(), now)))
            }
            Act::SmallBalances(limit) => {
                let small = adjust::small_balances(
                    database.clone(),
                    cents(*limit),
                    vec![Bucket::Patient, Bucket::Ins1],
                );
                let orders = block_on(small).unwrap().into_iter().map(|it| it.order);
                let orders: Vec<WriteOffOrder> = orders.collect();
                assert!(orders.iter().all(|it| it.kind == WriteOff::SmallBalance));
                done(block_on(adjust::write_off(database, orders, reason(), now)))
            }
            Act::HandOver(number) | Act::TakeBack(number) => {
                let Some((line, _, _)) = self.open("1140 1150", *number) else {
                    return Outcome::Nothing;
                };
                let lines = vec![line, line];
                done(match act {
                    Act::HandOver(_) => block_on(agency::hand_over(database, lines, reason(), now)),
                    _ => block_on(agency::take_back(database, lines, reason(), now)),
                })
            }
            Act::Reinstate(number) => {
                let all =
                    self.numbers("SELECT charge_line_id FROM journal_leg WHERE account = 4160");
                let Some(line) = picked(all, *number).map(ChargeLineId::new) else {
                    return Outcome::Nothing;
                };
                done(block_on(agency::reinstate(database, line, reason(), now)))
            }
            Act::Recover(receipt, line, amount) => {
                let account = if receipt % 2 == 0 { 2020 } else { 2010 };
                let Some((receipt, _, net)) = self.credit(account, *receipt, *amount) else {
                    return Outcome::Nothing;
                };
                let given_up = self.numbers(
                    "SELECT charge_line_id FROM journal_leg WHERE account = 4160
                     UNION ALL SELECT charge_line_id FROM open_amount WHERE account = 1150",
                );
                let Some(line) = picked(given_up, *line).map(ChargeLineId::new) else {
                    return Outcome::Nothing;
                };
                let recovery = Recovery {
                    receipt,
                    line,
                    net: cents(net),
                    fee: cents(amount % 7),
                };
                done(block_on(agency::recover(database, recovery, now)))
            }
            _ => unreachable!(),
        }
    }

    /// Takes something back. What the preview says is what happens.
    pub(super) fn correct(&self, act: &Act) -> Outcome {
        let newest = *self
            .numbers("SELECT ifnull(max(id), 0) FROM journal_entry")
            .first()
            .unwrap();
        if newest == 0 {
            return Outcome::Nothing;
        }
        let (entry, extent) = match act {
            Act::Correct(number, is_step) => (
                (newest - i64::from(*number) % newest).max(1),
                if *is_step {
                    Extent::Step
                } else {
                    Extent::Entry
                },
            ),
            _ => (newest, Extent::Step),
        };
        let (database, entry) = (self.database.clone(), EntryId::new(entry));
        let shown = block_on(correct::preview(database.clone(), entry, extent)).unwrap();
        let reason = "by mistake".into();
        let result = block_on(correct::correct(
            database,
            entry,
            extent,
            reason,
            self.now(),
        ));
        if let Ok(ids) = &result {
            assert_eq!(shown.refusal, None);
            assert_eq!(ids.len(), shown.entries.len());
        }
        done(result)
    }

    pub(super) fn close(&self, act: &Act) -> Outcome {
        let (database, now) = (self.database.clone(), self.now());
        let through = month_end_before(self.today);
        match act {
            Act::CloseDay => done(block_on(closing::close_day(
                database,
                DayOrder::default(),
                now,
            ))),
            Act::CloseMonth => {
                let waivers = MonthCheck::ALL
                    .iter()
                    .filter(|check| check.is_waivable())
                    .map(|check| Waiver {
                        check: *check,
                        reason: "known".into(),
                    })
                    .collect();
                done(block_on(month::close(database, through, waivers, now)))
            }
            Act::Reopen(months) => {
                let month = through - Months::new(u32::from(*months));
                let reason = "look again".into();
                done(block_on(month::reopen(database, month, reason, now)))
            }
            _ => unreachable!(),
        }
    }
}
