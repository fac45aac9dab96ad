//! What must hold after every act, told by the oracle and the facts. Numbers are those of the
//! accounting model's invariants.

use std::collections::{BTreeMap, BTreeSet};

use almoner::commands::ledger::{account, closing, credits};
use almoner::commands::reports::{self, Entered, Parameters, ReportKind};
use almoner::domain::aging::{Age, Anchor};
use almoner::domain::id::{EntryId, PatientId};
use almoner::domain::report::{Cell, Report, RowKind};
use almoner::store::{self, Database, check};
use chrono::{Days, NaiveDate};
use futures_executor::block_on;
use rusqlite::Connection;

use super::act::{Act, History, Step};
use super::clinic::{self, N_PATIENTS, day, posting};
use super::oracle::{CreditKey, OpenKey, Oracle, Since, is_receivable};
use super::player::{Outcome, Player};

/// Tables of which nothing is changed or deleted.
pub const HISTORY: [&str; 16] = [
    "charge_line",
    "receipt",
    "receipt_void",
    "deposit",
    "deposit_receipt",
    "remittance",
    "remittance_line",
    "remittance_adjustment",
    "remittance_void",
    "provider_item",
    "provider_item_void",
    "batch_close",
    "journal_entry",
    "journal_leg",
    "period_event",
    "day_sheet",
];

/// How many acts lie between two looks at all that takes long.
const LONG_LOOK: usize = 15;

/// What was there of a table's rows, each as one text.
type Rows = BTreeMap<&'static str, BTreeSet<String>>;

/// A receipt with what facts say was done with it.
struct Receipt {
    kind: String,
    amount: i64,
    is_void: bool,
    is_deposited: bool,
}

struct Line {
    kind: String,
    charge: i64,
    is_in_force: bool,
    patient: String,
    from_on: String,
    /// Payers that have it before them: a claim was printed, or they decided already.
    printed_to: BTreeSet<i64>,
    /// The payer before sent it on.
    is_forwarded: bool,
}

/// Facts as rows, read apart from the journal.
struct Facts {
    receipts: BTreeMap<i64, Receipt>,
    lines: BTreeMap<i64, Line>,
    /// By receipt: what payers paid from it, less what they took back.
    paid_from: BTreeMap<i64, i64>,
    /// By line: what payers paid and what was written off by what they said.
    decided: BTreeMap<i64, i64>,
    /// Lines where a rest goes to the next payer or off, as that may be.
    is_forked: BTreeSet<i64>,
    /// By receipt: what items make of it, more being spent.
    items: BTreeMap<i64, i64>,
    /// By line: what items kept back for it.
    kept_back: BTreeMap<i64, i64>,
    deposits: i64,
    closed_through: Option<String>,
}

impl Facts {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut facts = Self {
            receipts: BTreeMap::new(),
            lines: BTreeMap::new(),
            paid_from: BTreeMap::new(),
            decided: BTreeMap::new(),
            is_forked: BTreeSet::new(),
            items: BTreeMap::new(),
            kept_back: BTreeMap::new(),
            deposits: 0,
            closed_through: connection
                .prepare_cached(
                    "SELECT (SELECT closed_through_on FROM period_event ORDER BY id DESC LIMIT 1)",
                )?
                .query_row([], |row| row.get(0))?,
        };
        facts.read_money(connection)?;
        facts.read_lines(connection)?;
        facts.read_decisions(connection)?;
        Ok(facts)
    }

    fn read_money(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(
            "SELECT id, kind, amount_cents, id IN (SELECT receipt_id FROM receipt_void),
                 id IN (SELECT receipt_id FROM deposit_receipt) FROM receipt",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let receipt = Receipt {
                kind: row.get(1)?,
                amount: row.get(2)?,
                is_void: row.get(3)?,
                is_deposited: row.get(4)?,
            };
            let _ = self.receipts.insert(row.get(0)?, receipt);
        }
        let mut statement = connection.prepare_cached(
            "SELECT d.total_cents, sum(r.amount_cents) FROM deposit d
             JOIN deposit_receipt i ON i.deposit_id = d.id JOIN receipt r ON r.id = i.receipt_id
             GROUP BY d.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (total, sum): (i64, i64) = (row.get(0)?, row.get(1)?);
            assert_eq!(total, sum, "25: a deposit is the sum of its receipts");
            self.deposits += total;
        }
        Ok(())
    }

    fn read_lines(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(
            "SELECT c.id, c.kind, c.charge_cents, f.charge_line_id IS NOT NULL, p.reference, c.from_on,
                 (SELECT group_concat(payer_id) FROM (
                  SELECT k.payer_id FROM claim k
                  WHERE k.encounter_id = c.encounter_id AND k.printed_on IS NOT NULL
                  UNION SELECT l.payer_id FROM remittance_line l WHERE l.charge_line_id = c.id
                     AND l.remittance_id NOT IN (SELECT remittance_id FROM remittance_void))),
                 EXISTS (SELECT 1 FROM remittance_line l JOIN remittance m ON m.id = l.remittance_id
                  WHERE l.charge_line_id = c.id AND m.is_forwarded
                     AND m.id NOT IN (SELECT remittance_id FROM remittance_void))
             FROM charge_line c JOIN patient p ON p.id = c.patient_id
             LEFT JOIN charge_in_force f ON f.charge_line_id = c.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let printed_to: Option<String> = row.get(6)?;
            let line = Line {
                is_forwarded: row.get(7)?,
                kind: row.get(1)?,
                charge: row.get(2)?,
                is_in_force: row.get(3)?,
                patient: row.get(4)?,
                from_on: row.get(5)?,
                printed_to: printed_to
                    .iter()
                    .flat_map(|it| it.split(','))
                    .map(|it| it.parse().unwrap())
                    .collect(),
            };
            let _ = self.lines.insert(row.get(0)?, line);
        }
        Ok(())
    }

    fn read_decisions(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(
            "SELECT l.charge_line_id, m.receipt_id, l.submitted_cents, l.paid_cents,
                 (SELECT ifnull(sum(amount_cents), 0) FROM remittance_adjustment
                  WHERE remittance_line_id = l.id),
                 (SELECT ifnull(sum(amount_cents), 0) FROM remittance_adjustment
                  WHERE remittance_line_id = l.id AND disposition IN ('CONTRACTUAL', 'SEQUESTRATION',
                     'CAPITATED', 'ADMINISTRATIVE', 'DISCRETIONARY', 'WITHHOLD')),
                 EXISTS (SELECT 1 FROM remittance_adjustment
                  WHERE remittance_line_id = l.id AND disposition = 'NEXT_PAYER'),
                 m.id IN (SELECT remittance_id FROM remittance_void)
             FROM remittance_line l JOIN remittance m ON m.id = l.remittance_id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (line, receipt): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (submitted, paid): (i64, i64) = (row.get(2)?, row.get(3)?);
            let (adjusted, written_off): (i64, i64) = (row.get(4)?, row.get(5)?);
            assert_eq!(submitted, paid + adjusted, "20: line {line}");
            if row.get(6)? {
                let _ = self.is_forked.insert(line);
            }
            if !row.get::<_, bool>(7)? {
                *self.paid_from.entry(receipt).or_default() += paid;
                *self.decided.entry(line).or_default() += paid + written_off;
            }
        }
        let mut statement = connection.prepare_cached(
            "SELECT receipt_id, iif(effect = 'MORE', amount_cents, -amount_cents), charge_line_id, code
             FROM provider_item WHERE effect <> 'NOTICE'
                AND id NOT IN (SELECT provider_item_id FROM provider_item_void)",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (receipt, spent): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (line, code): (Option<i64>, String) = (row.get(2)?, row.get(3)?);
            *self.items.entry(receipt).or_default() += spent;
            if let Some(line) = line.filter(|_| spent < 0 && code != "L6") {
                *self.kept_back.entry(line).or_default() -= spent;
            }
        }
        Ok(())
    }
}

/// All that a refused command must leave as it is, as one text.
pub fn digest(database: &Database) -> String {
    database
        .call_blocking(|connection| {
            let tables: Vec<String> = connection
                .prepare_cached(
                    "SELECT name FROM sqlite_master WHERE type = 'table'
                        AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'code%'
                        AND name NOT LIKE 'patient_word%' AND sql NOT LIKE 'CREATE VIRTUAL%'",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let counts: Vec<String> = tables
                .iter()
                .map(|table| format!("(SELECT count(*) FROM {table})"))
                .collect();
            let sql = format!(
                "SELECT {} || ' ' || (SELECT ifnull(hex(hash), '') FROM journal_entry
                        ORDER BY id DESC LIMIT 1)
                    || (SELECT hex(hash) FROM audit ORDER BY seq DESC LIMIT 1)
                    || (SELECT ifnull(group_concat(id || status || version || on_hold), '') FROM claim)
                    || (SELECT ifnull(group_concat(id || ':' || version), '') FROM encounter)
                    || (SELECT group_concat(id || ':' || version) FROM payer)
                    || (SELECT ifnull(group_concat(charge_line_id), '') FROM charge_in_force)
                    || (SELECT ifnull(group_concat(charge_line_id || account || ifnull(payer_id, '')
                        || '=' || amount_cents || since_on), '') FROM open_amount)
                    || (SELECT ifnull(group_concat(receipt_id || account || ifnull(patient_id, '')
                        || '=' || amount_cents || since_on), '') FROM open_credit)",
                counts.join(" || ',' || ")
            );
            let digest: Option<String> = connection
                .prepare_cached(&sql)?
                .query_row([], |row| row.get(0))?;
            Ok::<_, store::Error>(digest.unwrap_or_default())
        })
        .unwrap()
}

/// A report that was made once and must come out the same for ever.
struct Kept {
    kind: ReportKind,
    parameters: Parameters,
    report: Report,
}

/// A history that is being played, with what is known of it.
pub struct Story {
    pub player: Player,
    pub oracle: Oracle,
    rows: Rows,
    kept: Vec<Kept>,
    n_played: usize,
    /// What was open before the last act, if it posted one step and nothing else.
    before_last: Option<(BTreeMap<OpenKey, i64>, BTreeMap<CreditKey, i64>)>,
    /// How often each act was done, refused and without anything to do.
    pub counts: BTreeMap<String, [usize; 3]>,
}

impl Story {
    pub fn new(history: &History) -> Self {
        Self {
            player: Player::new(clinic::open(history.plans), day("2026-01-12")),
            oracle: Oracle::default(),
            rows: Rows::new(),
            kept: Vec::new(),
            n_played: 0,
            before_last: None,
            counts: BTreeMap::new(),
        }
    }

    /// Plays one act and looks at what it did.
    pub fn play(&mut self, step: &Step) -> Outcome {
        let printed = self.printed_later();
        let outcome = self.player.play(step);
        self.n_played += 1;
        let counts = self.counts.entry(name(&step.act)).or_default();
        counts[match outcome {
            Outcome::Done => 0,
            Outcome::Refused(_) => 1,
            Outcome::Nothing => 2,
        }] += 1;
        if outcome != Outcome::Done {
            let after = digest(&self.player.database);
            assert_eq!(
                after, self.player.marked,
                "a refused act changed something: {outcome:?}"
            );
        }
        self.look(step, &outcome);
        if matches!(step.act, Act::Print) {
            self.look_at_printed(&printed);
        }
        if self.n_played.is_multiple_of(LONG_LOOK) {
            self.look_long();
        }
        outcome
    }

    fn look(&mut self, step: &Step, outcome: &Outcome) {
        let oracle = self.oracle.clone();
        let (new, open, credits, facts) = self
            .player
            .database
            .call_blocking(move |connection| {
                Ok::<_, store::Error>((
                    oracle.read(connection)?,
                    open_rows(connection)?,
                    credit_rows(connection)?,
                    Facts::read(connection)?,
                ))
            })
            .unwrap();
        let before = self.oracle.amounts();
        let today = self.player.today.to_string();
        let head = self.oracle.entries.len();
        for entry in &new {
            assert!(
                entry.on <= today,
                "nothing is posted after today: {entry:?}"
            );
            if let Some(closed) = &facts.closed_through {
                assert!(entry.on > *closed, "40: {entry:?}");
            }
        }
        let batches: BTreeSet<i64> = new.iter().map(|entry| entry.batch).collect();
        self.oracle.take(new);
        assert_eq!(
            open, self.oracle.open,
            "2: open amounts are the sum of their legs"
        );
        assert_eq!(
            credits, self.oracle.credits,
            "4: credits are the sum of their legs"
        );
        self.assert_lines(&facts);
        self.assert_receipts(&facts);
        self.assert_bank(&facts);
        let after = self.oracle.amounts();
        self.assert_signs(step, &before.0, &after.0, &facts);
        if matches!(step.act, Act::Undo)
            && *outcome == Outcome::Done
            && let Some(was) = &self.before_last
        {
            assert_eq!(
                after, *was,
                "11: taking a step back leaves what was before it"
            );
        }
        let is_one_step = batches.len() == 1 && self.oracle.entries.len() > head;
        self.before_last = is_one_step.then_some(before);
    }

    /// 2 and 5: what is open on a line follows from its charge and the facts.
    fn assert_lines(&self, facts: &Facts) {
        let on_line =
            |_: &_, leg: &super::oracle::Leg| leg.line.filter(|_| is_receivable(leg.account));
        let charged = self.oracle.by(&["CHARGE"], on_line);
        let fees = self.oracle.by(&["FEE", "FINANCE_CHARGE"], on_line);
        let kept_back = self.oracle.by(&["RECOUPMENT"], |entry, leg| {
            on_line(entry, leg).filter(|_| entry.remittance_line.is_none())
        });
        let mut decided: BTreeMap<i64, i64> = BTreeMap::new();
        for entry in &self.oracle.entries {
            if entry.remittance_line.is_some() {
                let line = entry.legs.iter().find_map(|leg| leg.line).unwrap();
                *decided.entry(line).or_default() -= entry.owed();
            }
        }
        let of = |sums: &BTreeMap<i64, i64>, id: i64| sums.get(&id).copied().unwrap_or_default();
        for (id, line) in &facts.lines {
            if line.kind == "SERVICE" {
                let expected = if line.is_in_force { line.charge } else { 0 };
                assert_eq!(of(&charged, *id), expected, "2: line {id}");
            } else {
                let fee = of(&fees, *id);
                assert!(fee == 0 || fee == line.charge, "2: fee {id} {fee}");
            }
            if !facts.is_forked.contains(id) {
                assert_eq!(of(&decided, *id), of(&facts.decided, *id), "21: line {id}");
            }
            assert_eq!(
                of(&kept_back, *id),
                of(&facts.kept_back, *id),
                "17: line {id}"
            );
        }
    }

    /// 4 and A3: what is unapplied of a receipt follows from its amount and the facts.
    fn assert_receipts(&self, facts: &Facts) {
        let other = self.oracle.by(
            &[
                "APPLICATION",
                "CREDIT_MOVE",
                "REFUND_APPROVED",
                "RETURNED_CHECK",
                "CAPITATION",
                "WITHHOLD_SETTLED",
                "RECOVERY",
                "FEE",
            ],
            |_, leg| leg.receipt.filter(|_| matches!(leg.account, 2010 | 2020)),
        );
        for (id, receipt) in &facts.receipts {
            let of = |sums: &BTreeMap<i64, i64>| sums.get(id).copied().unwrap_or_default();
            let amount = if receipt.is_void { 0 } else { receipt.amount };
            let expected = amount - of(&facts.paid_from) - of(&facts.items) - of(&other);
            let left: i64 = self
                .oracle
                .credits
                .iter()
                .filter(|((receipt, account, _), _)| receipt == id && *account <= 2020)
                .map(|(_, it)| it.0)
                .sum();
            assert_eq!(left, expected, "4: receipt {id}\n{}", self.told(*id));
            if receipt.kind != "INSURANCE" {
                assert!(
                    (0..=receipt.amount).contains(&left),
                    "4: receipt {id} has {left}"
                );
            }
            assert!(
                !(receipt.is_void && receipt.is_deposited),
                "25: receipt {id}"
            );
        }
    }

    /// What was posted from a receipt, for a failure's message.
    fn told(&self, receipt: i64) -> String {
        let entries = self.oracle.entries.iter();
        let of = entries.filter(|it| it.legs.iter().any(|leg| leg.receipt == Some(receipt)));
        let told: Vec<String> = of.map(|entry| format!("{entry:?}")).collect();
        told.join("\n")
    }

    /// 26 and 28: the drawer, the bank, and refunds within their credits.
    fn assert_bank(&self, facts: &Facts) {
        let in_drawer: i64 = facts
            .receipts
            .values()
            .filter(|it| !it.is_void && !it.is_deposited)
            .map(|it| it.amount)
            .sum();
        assert_eq!(self.oracle.account(1010), in_drawer, "26: the drawer");
        let out: i64 = self
            .oracle
            .by(
                &["RETURNED_CHECK", "REFUND_PAID", "PAYER_REFUND"],
                |_, leg| (leg.account == 1020).then_some(0),
            )
            .values()
            .sum();
        assert_eq!(
            self.oracle.account(1020),
            facts.deposits + out,
            "26: the bank"
        );
        for ((receipt, account, owner), (left, _)) in &self.oracle.credits {
            let may_be_less = match account {
                2010 | 2030 => false,
                2020 => facts.receipts[receipt].kind == "INSURANCE",
                _ => true,
            };
            assert!(
                may_be_less || *left > 0,
                "28: {receipt} {account} {owner:?} {left}"
            );
        }
    }

    /// Only what payers say may leave less than nothing open; every other act stops at nothing.
    fn assert_signs(
        &self,
        step: &Step,
        before: &BTreeMap<OpenKey, i64>,
        after: &BTreeMap<OpenKey, i64>,
        facts: &Facts,
    ) {
        if matches!(
            step.act,
            Act::Eob { .. } | Act::SameEob | Act::VoidEob(_) | Act::VoidItem(_)
        ) {
            return;
        }
        for (key, amount) in after {
            let was = before.get(key).copied().unwrap_or_default();
            assert!(
                *amount >= was.min(0),
                "5: {key:?} went from {was} to {amount}"
            );
            assert!(facts.lines.contains_key(&key.0));
        }
    }

    /// Claims to later payers that are not printed yet.
    fn printed_later(&self) -> BTreeSet<i64> {
        let all = self.player.rows(
            "SELECT k.id FROM claim k JOIN coverage c ON c.id = k.coverage_id
             WHERE k.printed_on IS NOT NULL AND c.rank <> '1'",
            |row| row.get(0),
        );
        all.into_iter().collect()
    }

    /// 17: what went out to a later payer was decided before, or waived, and not forwarded.
    fn look_at_printed(&self, before: &BTreeSet<i64>) {
        for claim in self.printed_later().difference(before) {
            let claim = *claim;
            let (is_forwarded, is_waived, undecided) = self
                .player
                .database
                .call_blocking(move |connection| {
                    Ok::<_, store::Error>(connection.query_row(
                        "SELECT
                             EXISTS (SELECT 1 FROM claim_forwarded f WHERE f.claim_id = k.id
                                AND f.remittance_id NOT IN
                                    (SELECT remittance_id FROM remittance_void)),
                             EXISTS (SELECT 1 FROM claim_waiver w WHERE w.claim_id = k.id),
                             (SELECT count(*) FROM charge_in_force f
                              JOIN open_amount o ON o.charge_line_id = f.charge_line_id
                                AND o.account < 1100 + 10 * c.rank AND o.amount_cents > 0
                              WHERE f.encounter_id = k.encounter_id AND NOT EXISTS (
                                SELECT 1 FROM remittance_line l
                                JOIN remittance m ON m.id = l.remittance_id
                                WHERE l.charge_line_id = f.charge_line_id AND m.rank < c.rank
                                    AND m.id NOT IN (SELECT remittance_id FROM remittance_void)))
                         FROM claim k JOIN coverage c ON c.id = k.coverage_id WHERE k.id = ?1",
                        [claim],
                        |row| {
                            Ok((
                                row.get::<_, bool>(0)?,
                                row.get::<_, bool>(1)?,
                                row.get::<_, i64>(2)?,
                            ))
                        },
                    )?)
                })
                .unwrap();
            assert!(!is_forwarded, "17: claim {claim} was forwarded and printed");
            assert!(
                is_waived || undecided == 0,
                "17: claim {claim} went out too early"
            );
        }
    }
}

#[path = "whole_long.rs"]
mod long;

use long::credit_rows;

fn name(act: &Act) -> String {
    let text = format!("{act:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

fn open_rows(connection: &Connection) -> rusqlite::Result<BTreeMap<OpenKey, Since>> {
    connection
        .prepare_cached(
            "SELECT charge_line_id, account, payer_id, amount_cents, since_on FROM open_amount",
        )?
        .query_map([], |row| {
            Ok((
                (row.get(0)?, row.get(1)?, row.get(2)?),
                (row.get(3)?, row.get(4)?),
            ))
        })?
        .collect()
}
