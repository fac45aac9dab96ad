//! Plays acts through the commands of the program.

use std::fmt::Debug;

use almoner::commands::claims::{self, Seen};
use almoner::commands::ledger::adjust::{self, Transfer, WriteOffOrder};
use almoner::commands::ledger::agency::{self, Recovery};
use almoner::commands::ledger::capitation::{self, Settlement};
use almoner::commands::ledger::closing::{self, DayOrder, month};
use almoner::commands::ledger::correct::{self, Extent};
use almoner::commands::ledger::credits::{self, CreditMove, CreditShare};
use almoner::commands::ledger::fees::{self, Fee};
use almoner::commands::ledger::refunds::{self, PayerRefund, Refund};
use almoner::commands::ledger::remittances::{self, SuspenseDraft};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::ledger::{Posting, deposits, payments, receipts};
use almoner::commands::{Error, Saving, lists, print, refresh, visits};
use almoner::domain::account::{Account, Bucket, WriteOff};
use almoner::domain::allocation::Share;
use almoner::domain::claim::print::FormStock;
use almoner::domain::id::{
    ChargeLineId, ClaimId, EntryId, PatientId, ProviderItemId, ReceiptId, RemittanceId,
    RemittanceLineId,
};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::Giver;
use almoner::domain::period::{MonthCheck, Waiver, month_end_before};
use almoner::domain::printer::PrinterProfile;
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::remittance::item::ItemDraft;
use almoner::domain::remittance::{AdjustmentEntry, LineEntry, RemittanceDraft};
use almoner::store::{self, Database};
use chrono::{Days, Months, NaiveDate};
use futures_executor::block_on;
use rusqlite::Row;

use super::act::{Act, Change, Decision, Step};
use super::clinic::{N_PATIENTS, PAYERS, author, cents, posting, visit};
use super::whole::digest;

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// By which rules.
    Refused(Vec<String>),
    /// There was nothing to do it to.
    Nothing,
}

/// Adjustments as they are typed; a third word says what the books do where that must be said.
const CODES: [&str; 16] = [
    "CO 45",
    "CO 45",
    "PR 1",
    "PR 2",
    "PR 3",
    "CO 253",
    "CO 104",
    "CO 24",
    "CO 97",
    "CO 197",
    "OA 23",
    "OA 209",
    "PI 45",
    "PR 96 PATIENT",
    "CO 29",
    "OA 18",
];

pub struct Player {
    pub database: Database,
    pub today: NaiveDate,
    back: u8,
    n_visits: usize,
    n_checks: usize,
    last_eob: Option<RemittanceDraft>,
    /// What the practice file held when the command of the last act began.
    pub marked: String,
}

fn picked<T>(mut all: Vec<T>, number: u8) -> Option<T> {
    let at = usize::from(number) % all.len().max(1);
    (at < all.len()).then(|| all.swap_remove(at))
}

fn patient(number: u8) -> PatientId {
    format!("P{}", usize::from(number) % N_PATIENTS + 1)
        .parse()
        .unwrap()
}

impl Player {
    pub fn new(database: Database, today: NaiveDate) -> Self {
        Self {
            database,
            today,
            back: 0,
            n_visits: 0,
            n_checks: 0,
            last_eob: None,
            marked: String::new(),
        }
    }

    fn now(&self) -> Posting {
        posting(self.today, self.back)
    }

    fn saving(&self) -> Saving {
        Saving::new(author(self.today), self.today)
    }

    pub fn rows<T: Send + 'static>(
        &self,
        sql: &'static str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Vec<T> {
        self.database
            .call_blocking(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([], |row| read(row))?;
                Ok::<_, store::Error>(rows.collect::<Result<Vec<_>, _>>()?)
            })
            .unwrap()
    }

    fn numbers(&self, sql: &'static str) -> Vec<i64> {
        self.rows(sql, |row| row.get(0))
    }

    fn texts(&self, sql: &'static str) -> Vec<String> {
        self.rows(sql, |row| row.get(0))
    }

    fn line(&self, number: u8) -> Option<ChargeLineId> {
        // Those that stand come twice.
        picked(
            self.numbers(
                "SELECT id FROM charge_line UNION ALL SELECT charge_line_id FROM charge_in_force",
            ),
            number,
        )
        .map(ChargeLineId::new)
    }

    /// An amount that is open, with whom: line, party, cents.
    fn open(&self, accounts: &'static str, number: u8) -> Option<(ChargeLineId, Party, i64)> {
        let all = self.rows(
            "SELECT o.charge_line_id, o.account, y.reference, o.amount_cents FROM open_amount o
             LEFT JOIN payer y ON y.id = o.payer_id ORDER BY 1, 2, 3",
            |row| {
                let (line, account): (i64, u16) = (row.get(0)?, row.get(1)?);
                let payer: Option<String> = row.get(2)?;
                let bucket = Account::of_number(account).unwrap().bucket().unwrap();
                let party = Party {
                    bucket,
                    payer: payer.map(|it| it.parse().unwrap()),
                };
                Ok((ChargeLineId::new(line), party, row.get::<_, i64>(3)?))
            },
        );
        let all = all
            .into_iter()
            .filter(|(_, party, _)| accounts.contains(&party.bucket.account().number().to_string()))
            .collect();
        picked(all, number)
    }

    /// Money of a receipt on an account, whose it is, and an amount mostly within it.
    fn credit(
        &self,
        account: u16,
        number: u8,
        amount: i64,
    ) -> Option<(ReceiptId, Option<PatientId>, i64)> {
        let all = self.rows(
            "SELECT o.receipt_id, o.account, p.reference, o.amount_cents FROM open_credit o
             LEFT JOIN patient p ON p.id = o.patient_id ORDER BY 1, 2, 3",
            |row| {
                let owner: Option<String> = row.get(2)?;
                Ok((
                    ReceiptId::new(row.get(0)?),
                    row.get::<_, u16>(1)?,
                    owner.map(|it| it.parse::<PatientId>().unwrap()),
                    row.get::<_, i64>(3)?,
                ))
            },
        );
        let all = all.into_iter().filter(|it| it.1 == account).collect();
        let (receipt, _, owner, left) = picked(all, number)?;
        Some((receipt, owner, within(amount, left)))
    }

    /// Does one act. A refusal is as good as the act; anything else is a fault.
    pub fn play(&mut self, step: &Step) -> Outcome {
        self.back = step.back;
        self.marked = digest(&self.database);
        match &step.act {
            Act::NextDay(days) => {
                self.today = self.today + Days::new(u64::from(*days));
                Outcome::Done
            }
            Act::Visit { .. }
            | Act::ChangeVisit { .. }
            | Act::Print
            | Act::Mail(_)
            | Act::CloseClaim(_)
            | Act::Waive(_)
            | Act::Judge
            | Act::RenamePayer(_) => self.of_visits(&step.act),
            Act::Eob { .. } | Act::SameEob => self.eob(&step.act),
            Act::Check { .. }
            | Act::OtherMoney(_)
            | Act::SameCheck(_)
            | Act::VoidReceipt(_)
            | Act::VoidEob(_)
            | Act::Item { .. }
            | Act::VoidItem(_)
            | Act::SettleSuspense { .. }
            | Act::CloseBatch(_)
            | Act::RefundPayer(..)
            | Act::Capitation(..)
            | Act::SettleWithhold(..) => self.of_payers(&step.act),
            Act::Pay { .. }
            | Act::ApplyCredits(_)
            | Act::Unapply(_)
            | Act::Give(..)
            | Act::Refund(..)
            | Act::PayRefund(_)
            | Act::Fee(..)
            | Act::Return(..)
            | Act::Deposit(_) => self.of_patients(&step.act),
            Act::Transfer(..)
            | Act::Cover(_)
            | Act::WriteOff(..)
            | Act::SmallBalances(_)
            | Act::HandOver(_)
            | Act::TakeBack(_)
            | Act::Reinstate(_)
            | Act::Recover(..) => self.of_lines(&step.act),
            Act::Correct(..) | Act::Undo => self.correct(&step.act),
            Act::CloseDay | Act::CloseMonth | Act::Reopen(_) => self.close(&step.act),
        }
    }

    fn of_visits(&mut self, act: &Act) -> Outcome {
        let database = self.database.clone();
        match act {
            Act::Visit { who, ago, charges } => {
                self.n_visits += 1;
                let on = self.today - Days::new((*ago).into());
                let id = format!("V{}", self.n_visits);
                let (draft, lines) = visit(&id, patient(*who).as_str(), on, charges);
                done(block_on(visits::save(
                    database,
                    draft,
                    lines,
                    self.saving(),
                )))
            }
            Act::ChangeVisit {
                visit,
                line,
                change,
            } => self.change_visit(*visit, *line, *change),
            Act::Print => {
                let order = print::Order {
                    selection: print::Selection::Ready,
                    stock: FormStock::Red,
                    profile: PrinterProfile::exact("test"),
                    today: self.today,
                };
                let sheets = print::prepare(&database, order).unwrap();
                if sheets.claims.is_empty() {
                    return Outcome::Nothing;
                }
                done(print::keep(
                    &database,
                    sheets,
                    self.today,
                    &author(self.today),
                ))
            }
            Act::Mail(number) | Act::CloseClaim(number) => {
                let Some(claim) = self.claim(*number) else {
                    return Outcome::Nothing;
                };
                let listed = claims::one(&database, claim.clone(), self.today).unwrap();
                let seen = vec![Seen {
                    claim,
                    version: listed.row.version,
                }];
                let by = author(self.today);
                done(match act {
                    Act::Mail(_) => {
                        let on = self.now().on;
                        block_on(claims::mark_mailed(database, seen, on, self.today, by))
                    }
                    _ => block_on(claims::close(database, seen, self.today, by)),
                })
            }
            Act::Waive(number) => {
                let Some(claim) = self.claim(*number) else {
                    return Outcome::Nothing;
                };
                done(block_on(remittances::waive_earlier_payers(
                    database,
                    claim,
                    "the plan does not answer".into(),
                    self.today,
                    author(self.today),
                )))
            }
            Act::Judge => done(block_on(refresh(database, self.today, author(self.today)))),
            Act::RenamePayer(number) => {
                done(self.rename(PAYERS[usize::from(*number) % PAYERS.len()]))
            }
            _ => unreachable!(),
        }
    }

    /// Gives a payer a new name, which moves no money.
    pub fn rename(&self, payer: &str) -> Result<(), Error> {
        let all = block_on(lists::payers(self.database.clone())).unwrap();
        let found = all.into_iter().find(|it| it.value.id.as_str() == payer);
        let found = found.unwrap();
        let mut draft = found.value.to_draft();
        draft.name = format!("{} New", draft.name.trim_end_matches(" New"));
        let saving = self.saving().over(found.version);
        block_on(lists::save_payer(self.database.clone(), draft, saving)).map(|_| ())
    }

    fn claim(&self, number: u8) -> Option<ClaimId> {
        let all = self.texts("SELECT reference FROM claim ORDER BY id");
        picked(all, number).map(|id| id.parse().unwrap())
    }

    fn change_visit(&self, number: u8, line: u8, change: Change) -> Outcome {
        let all = self.texts("SELECT reference FROM encounter ORDER BY id");
        let Some(id) = picked(all, number) else {
            return Outcome::Nothing;
        };
        let opened = block_on(visits::open(self.database.clone(), id.parse().unwrap())).unwrap();
        let (mut draft, mut lines) = (opened.draft, opened.lines);
        let at = usize::from(line) % lines.len();
        match change {
            Change::Charge(amount) => lines[at].charge = cents(amount).to_string(),
            Change::Remove if lines.len() > 1 => drop(lines.remove(at)),
            Change::Add(amount) if lines.len() < 8 => {
                let number = lines
                    .iter()
                    .map(|it| it.line.parse::<u16>().unwrap())
                    .max()
                    .unwrap()
                    + 1;
                let mut more = lines[at].clone();
                more.line = number.to_string();
                more.charge = cents(amount).to_string();
                lines.push(more);
            }
            Change::Patient(who) => draft.patient_id = patient(who).to_string(),
            Change::Remove | Change::Add(_) | Change::Nothing => {}
        }
        let saving = self.saving().over(opened.seen);
        done(block_on(visits::save(
            self.database.clone(),
            draft,
            lines,
            saving,
        )))
    }

    fn check(&mut self, payer: &str, amount: i64) -> Result<ReceiptId, Error> {
        self.n_checks += 1;
        let draft = ReceiptDraft {
            kind: "INSURANCE".into(),
            payer_id: payer.into(),
            method: if amount == 0 { "NONE" } else { "CHECK" }.into(),
            check_number: format!("E{}", self.n_checks),
            check_on: self.today.to_string(),
            amount: cents(amount).to_string(),
            received_on: self.today.to_string(),
            ..ReceiptDraft::default()
        };
        block_on(receipts::log(self.database.clone(), draft, self.now()))
    }

    fn of_payers(&mut self, act: &Act) -> Outcome {
        let (database, now) = (self.database.clone(), self.now());
        let receipt_of = |player: &Self, number: u8| {
            let all = player.numbers("SELECT id FROM receipt WHERE kind = 'INSURANCE'");
            picked(all, number).map(ReceiptId::new)
        };
        match act {
            Act::Check { payer, amount } => {
                let payer = PAYERS[usize::from(*payer) % PAYERS.len()];
                done(self.check(payer, amount % 6_000))
            }
            Act::OtherMoney(amount) => {
                self.n_checks += 1;
                let draft = ReceiptDraft {
                    kind: "OTHER".into(),
                    method: "CHECK".into(),
                    check_number: format!("O{}", self.n_checks),
                    amount: cents(*amount).to_string(),
                    received_on: self.today.to_string(),
                    note: "the agency".into(),
                    ..ReceiptDraft::default()
                };
                done(block_on(receipts::log(database, draft, now)))
            }
            Act::SameCheck(number) => self.same_check(*number),
            Act::VoidReceipt(number) => {
                let Some(id) = picked(self.numbers("SELECT id FROM receipt"), *number) else {
                    return Outcome::Nothing;
                };
                let (id, reason) = (ReceiptId::new(id), "entered twice".into());
                done(block_on(receipts::void(database, id, reason, now)))
            }
            Act::VoidEob(number) => {
                let Some(id) = picked(self.numbers("SELECT id FROM remittance"), *number) else {
                    return Outcome::Nothing;
                };
                let (id, reason) = (RemittanceId::new(id), "the wrong claim".into());
                done(block_on(remittances::void(database, id, reason, now)))
            }
            Act::Item {
                receipt,
                code,
                effect,
                amount,
                line,
            } => {
                let Some(receipt) = receipt_of(self, *receipt) else {
                    return Outcome::Nothing;
                };
                let line = line.and_then(|number| self.paid_line(receipt, number));
                let draft = ItemDraft {
                    receipt_id: receipt.to_string(),
                    code: ["WO", "L6", "72", "CS", "FB"][usize::from(*code) % 5].into(),
                    effect: ["", "", "LESS", "MORE", "NOTICE"][usize::from(*effect) % 5].into(),
                    amount: cents(amount % 4_000 + 1).to_string(),
                    charge_line_id: line.map(|it| it.to_string()).unwrap_or_default(),
                    ..ItemDraft::default()
                };
                done(block_on(remittances::add_item(database, draft, now)))
            }
            Act::VoidItem(number) => {
                let Some(id) = picked(self.numbers("SELECT id FROM provider_item"), *number) else {
                    return Outcome::Nothing;
                };
                let (id, reason) = (ProviderItemId::new(id), "misread".into());
                done(block_on(remittances::void_item(database, id, reason, now)))
            }
            Act::SettleSuspense {
                receipt,
                line,
                amount,
            } => {
                let Some((receipt, _, _)) = self.credit(2040, *receipt, 1) else {
                    return Outcome::Nothing;
                };
                let Some(line) = self.paid_line(receipt, *line) else {
                    return Outcome::Nothing;
                };
                let draft = SuspenseDraft {
                    receipt_id: receipt.to_string(),
                    charge_line_id: line.to_string(),
                    amount: cents(amount % 4_000 + 1).to_string(),
                    reason: "the payer wrote".into(),
                };
                done(block_on(remittances::suspense_settle(database, draft, now)))
            }
            Act::CloseBatch(number) => {
                let Some(receipt) = receipt_of(self, *number) else {
                    return Outcome::Nothing;
                };
                let reason = if number % 2 == 0 { "asked" } else { "" };
                let close = remittances::close_batch(database, receipt, reason.into(), now);
                done(block_on(close))
            }
            Act::RefundPayer(number, amount) => {
                let all = self.rows(
                    "SELECT l.charge_line_id, m.rank, y.reference, l.paid_cents
                     FROM remittance_line l JOIN remittance m ON m.id = l.remittance_id
                     JOIN payer y ON y.id = l.payer_id WHERE l.paid_cents > 0",
                    |row| {
                        let (rank, payer): (String, String) = (row.get(1)?, row.get(2)?);
                        let party = Party {
                            bucket: match rank.as_str() {
                                "1" => Bucket::Ins1,
                                "2" => Bucket::Ins2,
                                _ => Bucket::Ins3,
                            },
                            payer: Some(payer.parse().unwrap()),
                        };
                        let line = ChargeLineId::new(row.get(0)?);
                        Ok((line, party, row.get::<_, i64>(3)?))
                    },
                );
                let Some((line, party, paid)) = picked(all, *number) else {
                    return Outcome::Nothing;
                };
                let refund = PayerRefund {
                    line,
                    party,
                    amount: cents(within(*amount, paid)),
                    check_number: "77".into(),
                    reason: "paid twice".into(),
                };
                done(block_on(refunds::refund_payer(database, refund, now)))
            }
            Act::Capitation(number, amount) => {
                let Some((receipt, _, amount)) = self.credit(2020, *number, *amount) else {
                    return Outcome::Nothing;
                };
                let post = capitation::post(database, receipt, cents(amount), now);
                done(block_on(post))
            }
            Act::SettleWithhold(number, paid, lost) => {
                let Some((receipt, _, _)) = self.credit(2020, *number, 1) else {
                    return Outcome::Nothing;
                };
                let settlement = Settlement {
                    receipt,
                    paid: cents(paid % 500),
                    lost: cents(lost % 500),
                    reason: "the year is over".into(),
                };
                done(block_on(capitation::settle(database, settlement, now)))
            }
            _ => unreachable!(),
        }
    }
}

#[path = "player_money.rs"]
mod money;
#[path = "player_payers.rs"]
mod payers;

use payers::within;

fn done<T: Debug>(result: Result<T, Error>) -> Outcome {
    match result {
        Ok(_) => Outcome::Done,
        Err(Error::Refused(findings)) => Outcome::Refused(
            findings
                .iter()
                .filter(|it| it.is_error())
                .map(|it| it.rule.to_owned())
                .collect(),
        ),
        Err(Error::Store(store::Error::NotFound(what))) => {
            Outcome::Refused(vec![format!("no {what}")])
        }
        Err(Error::Store(store::Error::Constraint(sentence))) => {
            Outcome::Refused(vec![sentence.to_owned()])
        }
        Err(error) => panic!("{error}: {error:?}"),
    }
}
