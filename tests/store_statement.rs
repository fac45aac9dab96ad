//! What statements, plans and papers read of one account takes as many steps in a file that is full
//! of other people's books as in an empty one: nothing is looked for by going through a large table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use almoner::domain::id::{
    ChargeLineId, EstimateId, PaperId, PatientId, PlanId, ReceiptId, StatementId, StatementRunId,
};
use almoner::store::statement::{self, dunning, facts};
use almoner::store::{self, Connection, Error, balance, estimate, migration, paper, plan};
use fixture::on;

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;

/// What a1 has: a charge that she owes, a statement, a plan, an estimate and a paper. In the second
/// run she was skipped.
const ASKED: &str = "
    INSERT INTO charge_line (id, kind, patient_id, from_on, units_thousandths, charge_cents, description)
        VALUES (1, 'FEE', 3, '2026-01-05', 1000, 900, 'Fee');
    INSERT INTO journal_leg VALUES (1, 1, 1140, 900, 1, 3, NULL, NULL), (1, 2, 4000, -900, 1, 3, NULL, NULL);
    INSERT INTO journal_entry VALUES
        (1, 'CHARGE', '2026-01-05', '2026-01-05T09:00:00Z', 'biller', 1, NULL, NULL, NULL, NULL, zeroblob(32));
    INSERT INTO open_amount VALUES (1, 1140, 3, NULL, 900, '2026-01-05');
    INSERT INTO receipt (id, kind, patient_id, method, amount_cents, received_on)
        VALUES (1, 'PATIENT', 3, 'CASH', 500, '2026-01-05');
    INSERT INTO statement_run VALUES (1, '2026-02-01', '2026-02-01', 1, NULL);
    INSERT INTO statement VALUES
        (1, 1, 3, '2026-02-01', '2026-02-01', 1, 1, 'EN', 900, '2026-02-22', 1, x'00');
    INSERT INTO statement_line VALUES (1, 1, 900);
    INSERT INTO statement_run VALUES (2, '2026-02-05', '2026-02-05', 1, NULL);
    INSERT INTO statement_skip VALUES (2, 3, 900, '[{\"reason\":\"on-hold\"}]');
    INSERT INTO payment_plan VALUES (1, 3, '2026-02-06', 900, NULL);
    INSERT INTO payment_plan_line VALUES (1, 1, 900);
    INSERT INTO payment_plan_instalment VALUES (1, 1, '2026-03-01', 900);
    INSERT INTO estimate VALUES (1, 3, '2026-01-02', NULL, 1, NULL, NULL);
    INSERT INTO estimate_line VALUES (1, 1, '99213', NULL, 'Visit', 1000, 900);
    INSERT INTO estimate_encounter VALUES (1, 1);
    INSERT INTO paper VALUES (1, 'LETTER', 3, NULL, NULL, NULL, '2026-02-07', 'Fee', 1, x'00');";

/// What a2 has, `:n` times over.
const OTHERS: &str = "
    CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < :n + 10)
        SELECT i FROM n;
    INSERT INTO charge_line (id, kind, patient_id, from_on, units_thousandths, charge_cents, description)
        SELECT i, 'FEE', 4, '2026-01-05', 1000, 900, 'Fee' FROM n;
    INSERT INTO journal_leg SELECT i - 9, 1, 1140, 900, i, 4, NULL, NULL FROM n
        UNION ALL SELECT i - 9, 2, 4000, -900, i, 4, NULL, NULL FROM n;
    INSERT INTO journal_entry SELECT i - 9, 'CHARGE', '2026-01-05', '2026-01-05T09:00:00Z', 'biller', i - 9,
        NULL, NULL, NULL, NULL, zeroblob(32) FROM n;
    INSERT INTO open_amount SELECT i, 1140, 4, NULL, 900, '2026-01-05' FROM n;
    INSERT INTO receipt (id, kind, patient_id, method, amount_cents, received_on)
        SELECT i, 'PATIENT', 4, 'CASH', 500, '2026-01-05' FROM n;
    INSERT INTO remittance_line (id, remittance_id, charge_line_id, payer_id, kind, adjudicated_on,
            submitted_cents, paid_cents, class)
        SELECT i, i, i, 1, 'ORIGINAL', '2026-01-05', 900, 900, 'PAID' FROM n;
    INSERT INTO statement_run SELECT i, '2026-02-01', '2026-02-01', 1, NULL FROM n;
    INSERT INTO statement SELECT i, i, 4, '2026-02-01', '2026-02-01', 1, 1, 'EN', 900, '2026-02-22', 1, x'00' FROM n;
    INSERT INTO statement_line SELECT i, i, 900 FROM n;
    INSERT INTO statement_skip SELECT i, 4, 900, '[{\"reason\":\"on-hold\"}]' FROM n;
    INSERT INTO payment_plan SELECT i, 4, '2026-02-06', 900, NULL FROM n;
    INSERT INTO payment_plan_line SELECT i, i, 900 FROM n;
    INSERT INTO payment_plan_instalment SELECT i, 1, '2026-03-01', 900 FROM n;
    INSERT INTO estimate SELECT i, 4, '2026-01-02', NULL, 1, NULL, NULL FROM n;
    INSERT INTO estimate_line SELECT i, 1, '99213', NULL, 'Visit', 1000, 900 FROM n;
    INSERT INTO estimate_encounter SELECT i, i FROM n;
    INSERT INTO paper SELECT i, 'LETTER', 4, NULL, NULL, NULL, '2026-02-07', 'Fee', 1, x'00' FROM n;";

fn a1() -> PatientId {
    "a1".parse().unwrap()
}

type Read = fn(&Connection) -> Result<(), Error>;

const READS: &[(&str, Read)] = &[
    ("the account", |file| {
        let account = facts::of(file, &a1(), on("2026-03-05"))?.unwrap();
        assert!(account.is_in_question() && account.mailed.len() == 1);
        assert!(account.plans.len() == 1 && !account.entries.is_empty());
        Ok(())
    }),
    ("the account among all", |file| {
        let mut n = 0;
        facts::Accounts::on(file, on("2026-03-05"))?.each(file, &[a1()], |_| {
            n += 1;
            Ok::<_, Error>(())
        })?;
        assert_eq!(n, 1);
        Ok(())
    }),
    ("what she was sent", |file| {
        let sent = dunning::sent(file, on("2026-03-05"), &[a1()])?;
        assert!(sent[&a1()].last_mailed_on.is_some() && sent[&a1()].final_notice.is_some());
        Ok(())
    }),
    ("her last payment", |file| {
        assert_eq!(dunning::last_payments(file, [&a1()])?.len(), 1);
        Ok(())
    }),
    ("her statements", |file| {
        assert_eq!(statement::of_guarantor(file, &a1())?.len(), 1);
        assert!(statement::find(file, StatementId::new(1))?.is_some());
        statement::pages(file, StatementId::new(1)).map(drop)
    }),
    ("a run", |file| {
        let run = StatementRunId::new(2);
        assert!(statement::run(file, run)?.is_some());
        assert_eq!(statement::of_run(file, run)?.len(), 0);
        assert_eq!(statement::totals(file, run)?.n_skipped, 1);
        assert_eq!(statement::skipped(file, Some(run))?.len(), 1);
        assert_eq!(statement::mailed_before(file, run)?.len(), 1);
        Ok(())
    }),
    ("the next numbers", |file| {
        let _ = statement::next_run(file)?;
        statement::next_statement(file).map(drop)
    }),
    ("her plans", |file| {
        assert_eq!(plan::of_guarantor(file, &a1())?.len(), 1);
        assert!(plan::find(file, PlanId::new(1))?.is_some());
        assert!(plan::of_line(file, ChargeLineId::new(1))?.is_some());
        assert_eq!(balance::owed_on(file, [ChargeLineId::new(1)])?.len(), 1);
        Ok(())
    }),
    ("her estimates", |file| {
        let id = EstimateId::new(1);
        assert_eq!(estimate::of_patient(file, &a1())?.len(), 1);
        assert!(estimate::find(file, id)?.is_some());
        let visits = estimate::visits(file, id)?;
        assert!(estimate::of_visit(file, &visits[0])?.is_some());
        estimate::first_billed_on(file, id).map(drop)
    }),
    ("her papers", |file| {
        assert_eq!(paper::of_patient(file, &a1())?.len(), 1);
        assert!(paper::find(file, PaperId::new(1))?.is_some());
        paper::of_receipt(file, ReceiptId::new(1)).map(drop)
    }),
];

/// A file with so many books of another patient, and the steps that SQLite takes in it.
fn practice(n_others: u32) -> (Connection, Arc<AtomicU64>) {
    let mut file = Connection::open_in_memory().unwrap();
    migration::upgrade(&mut file).unwrap();
    let tx = file.transaction().unwrap();
    let mut records = fixture::full_records();
    let people = ["a1", "a2"].map(|id| fixture::plain_patient(id).build().unwrap());
    records.patients.extend(people);
    store::records::insert(&tx, &records).unwrap();
    tx.commit().unwrap();
    // The rows stand for themselves; what guards the books would only be in their way.
    let triggers: Vec<String> = file
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for trigger in triggers {
        file.execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    file.execute_batch(ASKED).unwrap();
    file.execute_batch(&OTHERS.replace(":n", &n_others.to_string()))
        .unwrap();
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let count = move || {
        let _ = counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    file.progress_handler(1, Some(count)).unwrap();
    (file, steps)
}

#[test]
fn no_read_of_one_account_goes_through_the_books_of_all() {
    let n_others = [100, 4_000];
    let mut taken = n_others.map(|n_others| {
        let (file, steps) = practice(n_others);
        READS
            .iter()
            .map(|(what, read)| {
                let before = steps.load(Ordering::Relaxed);
                read(&file).unwrap_or_else(|error| panic!("{what}: {error:?}"));
                steps.load(Ordering::Relaxed) - before
            })
            .collect::<Vec<u64>>()
    });
    let [few, many] = &mut taken;
    for (((what, _), few), many) in READS.iter().zip(few).zip(many) {
        assert!(*few > 0, "{what} asks nothing");
        // Finding a place by halving takes a few more.
        assert!(
            *many < *few + 500,
            "{what}: {few} steps among few, {many} among many"
        );
    }
}
