//! The books go out and come in again exactly, and another system's open accounts come in at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, Mutex};

use almoner::commands::practice;
use almoner::domain::account::{Account, Bucket, WriteOff};
use almoner::domain::charge::ChargeLine;
use almoner::domain::claim::billed_coverage;
use almoner::domain::journal::event::{self, Giver, LineRef, ReceiptRef};
use almoner::domain::journal::{Entry, EntryKind, Party};
use almoner::domain::money::Money;
use almoner::domain::period::{MonthCheck, Waiver};
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::records::Records;
use almoner::exchange::folder::Table;
use almoner::store::journal::{self, Stamp};
use almoner::store::{self, Database, Error, Passphrase, balance, check};
use desk::{Desk, Folder, author, cents, least, same};
use fixture::on;

#[path = "exchange_books/desk.rs"]
mod desk;
#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;
#[path = "exchange_books/given.rs"]
mod given;

fn stamp() -> Stamp<'static> {
    Stamp {
        user: " A. =Biller ",
        at: "2026-11-21T12:00:00Z".parse().unwrap(),
    }
}

/// The fixture's records, billed, so that an import has no claim to make.
fn records() -> Records {
    let mut records = fixture::full_records();
    for (number, encounter) in (1..).zip(&records.encounters) {
        let coverage = billed_coverage(encounter, &records.coverages);
        records.claims.extend(coverage.map(|coverage| {
            let id = format!("K{number}");
            fixture::entry(&id, encounter.id.as_str(), coverage.id.as_str())
        }));
    }
    records
}

/// Books in which every table has a row and every column is filled somewhere.
fn fill(tx: &store::Transaction<'_>) -> Result<(), Error> {
    store::records::insert(tx, &records())?;
    let visit = fixture::full_encounter();
    let mut lines = Vec::new();
    for service in &visit.lines {
        let mut line = ChargeLine::of_service(&visit, service);
        line.charge = cents(15_000);
        let id = store::charge::insert(tx, &line)?;
        store::charge::put_in_force(tx, id)?;
        lines.push(LineRef {
            line: id,
            patient: visit.patient.clone(),
        });
    }
    let fee = ChargeLine::fee(
        visit.patient.clone(),
        on("2026-10-02"),
        cents(2_500),
        "-NSF fee",
    );
    let fee = LineRef {
        line: store::charge::insert(tx, &fee)?,
        patient: visit.patient.clone(),
    };
    let payer = store::payer::all(tx)?[0].id.clone();
    let party = Party {
        bucket: Bucket::Ins1,
        payer: Some(payer.clone()),
    };
    let draft = ReceiptDraft {
        kind: "INSURANCE".into(),
        payer_id: payer.to_string(),
        method: "CHECK".into(),
        check_number: "0077".into(),
        check_on: "2026-10-01".into(),
        amount: "72.17".into(),
        received_on: "2026-10-02".into(),
        note: "torn, \"taped\"".into(),
        ..ReceiptDraft::default()
    };
    let receipt = ReceiptRef {
        receipt: store::receipt::insert(tx, &draft.build().unwrap(), None)?,
        giver: Giver::Payer(payer),
    };
    let void = ReceiptDraft {
        kind: "PATIENT".into(),
        payer_id: String::new(),
        patient_id: visit.patient.to_string(),
        method: "CASH".into(),
        check_number: String::new(),
        check_on: String::new(),
        visit_id: visit.id.to_string(),
        override_reason: "paid twice".into(),
        ..draft
    };
    let void = store::receipt::insert(tx, &void.build().unwrap(), None)?;
    store::receipt::void(tx, void, "typed twice")?;
    tx.execute_batch(
        "INSERT INTO deposit VALUES (1, '2026-10-03', 7217, 'night drop');
         INSERT INTO deposit_receipt VALUES (1, 1);
         INSERT INTO remittance (id, receipt_id, payer_id, rank, patient_id, claim_id, control_number,
                adjudicated_on, is_forwarded, note)
            SELECT 1, 1, r.payer_id, '1', c.patient_id, NULL, 'ICN-1', '2026-09-30', 1, 'note'
            FROM receipt r, charge_line c WHERE r.id = 1 AND c.id = 1;
         INSERT INTO remittance (id, receipt_id, payer_id, rank, patient_id, claim_id, control_number,
                adjudicated_on, is_forwarded, note)
            SELECT 2, 1, payer_id, '2', patient_id, NULL, NULL, '2026-09-30', 0, NULL
            FROM remittance WHERE id = 1;
         INSERT INTO remittance_void VALUES (2, 'wrong patient');
         INSERT INTO remittance_line (id, remittance_id, charge_line_id, kind, payer_id,
                adjudicated_on, submitted_cents, allowed_cents, paid_cents, class, remarks,
                appeal_by_on, reverses_id, override_reason)
            SELECT 1, 1, 1, 'ORIGINAL', payer_id, adjudicated_on, 15000, 9205, 7217, 'PAID',
                'MA18 N89', '2026-12-30', NULL, 'came twice' FROM remittance WHERE id = 1;
         INSERT INTO remittance_line (id, remittance_id, charge_line_id, kind, payer_id,
                adjudicated_on, submitted_cents, allowed_cents, paid_cents, class, remarks,
                appeal_by_on, reverses_id, override_reason)
            SELECT 2, 1, 1, 'REVERSAL', payer_id, adjudicated_on, -15000, -9205, -7217, 'REVERSED',
                NULL, NULL, 1, NULL FROM remittance WHERE id = 1;
         INSERT INTO remittance_adjustment VALUES
            (1, 1, 'CO', '45', 5942, 'CONTRACTUAL'), (1, 2, 'PR', '2', 1841, 'NEXT_PARTY'),
            (2, 1, 'CO', '45', -5942, 'CONTRACTUAL'), (2, 2, 'PR', '2', -1841, 'NEXT_PARTY');
         INSERT INTO adjustment_rule (payer_id, group_code, reason_code, disposition)
            VALUES (NULL, 'CO', '59', 'CONTRACTUAL'), (1, 'CO', '97', 'HOLD');
         INSERT INTO payer_contract SELECT 1, id FROM fee_schedule LIMIT 1;",
    )
    .map_err(Error::from)?;
    let day = on("2026-10-02");
    let of_line = store::journal::post(
        tx,
        stamp(),
        &[
            event::charged(&lines[0], &party, cents(15_000), on("2026-09-02")),
            event::fee(&fee, cents(2_500), day),
            event::received(&receipt, cents(7_217), day),
            event::allocated(&receipt, &lines[0], &party, cents(7_217), day)
                .of_remittance("1".parse().unwrap()),
            event::written_off(&lines[0], &party, WriteOff::Contractual, cents(5_942), day)
                .because("=as agreed, \"so\" \u{e9}"),
        ],
    )?;
    let deposited = event::deposited("1".parse().unwrap(), &[(receipt, cents(7_217))], day);
    let taken_back = journal::find(tx, of_line[4])?
        .unwrap()
        .reversal(day, " reason ");
    let mut more = vec![deposited, taken_back];
    more.extend(
        lines[1..]
            .iter()
            .map(|line| event::charged(line, &party, cents(15_000), day)),
    );
    let _ = journal::post(tx, stamp(), &more)?;
    let mut totals = store::period::totals(tx, on("2026-10-31"), 7)?;
    totals.waived.push(Waiver {
        check: MonthCheck::Suspense,
        reason: "long ".repeat(2_000).trim().to_owned(),
    });
    let totals = serde_json::to_string(&totals).unwrap();
    tx.execute_batch(&format!(
        "INSERT INTO day_sheet SELECT 1, '2026-10-02', '2026-10-02T22:00:00Z', 'biller', id, hash,
            'quiet' FROM journal_entry WHERE id = 5;
         INSERT INTO period_event SELECT 1, 'CLOSE', '2026-10-31', '2026-11-02T08:00:00Z', 'biller',
            'all in', id, hash, '{totals}' FROM journal_entry WHERE id = 7;
         INSERT INTO period_event SELECT 2, 'REOPEN', '2026-09-30', '2026-11-03T08:00:00Z', 'biller',
            'a late EOB', id, hash, NULL FROM journal_entry WHERE id = 7;
         INSERT INTO provider_item VALUES (1, 1, 'L6', 'MORE', 85, NULL, 'REF-1', 'late', 3),
            (2, 1, 'FB', 'NOTICE', 6210, 1, NULL, NULL, NULL);
         INSERT INTO provider_item_void VALUES (1, 'typed twice');
         INSERT INTO batch_close VALUES (1, 1, -85, 'the payer will correct it'), (2, 1, 0, NULL);
         INSERT INTO claim_forwarded SELECT id, 1 FROM claim LIMIT 1;
         INSERT INTO claim_waiver SELECT id, 'no answer' FROM claim LIMIT 1;"
    ))
    .map_err(Error::from)
}

#[test]
fn books_go_out_and_come_in_again_the_same() {
    let desk = Desk::new();
    desk.write(fill);
    desk.write(given::fill_given);
    desk.is_sound();
    let folder = desk.export();
    for table in Table::ALL {
        let is_expected = table != Table::OpeningBalances;
        assert!(
            !table.is_of_books() || folder.contains_key(&table) == is_expected,
            "{table:?}"
        );
    }
    let journal = String::from_utf8(folder[&Table::Journal].clone()).unwrap();
    assert!(!journal.contains(",-"), "amounts carry no sign: {journal}");

    let other = Desk::new();
    let report = other.import(&folder, true).unwrap();
    assert!(
        report.counts.contains(&(Table::Journal, 16)),
        "{:?}",
        report.counts
    );
    assert_eq!(other.export().len(), 1, "a dry run leaves nothing");
    let _ = other.import(&folder, false).unwrap();
    other.is_sound();
    same(&other.export(), &folder);
    let heads = [&desk, &other].map(|desk| desk.read(journal::head));
    assert_eq!(heads[0], heads[1]);
}

#[test]
fn many_rows_leave_in_pieces_and_come_back() {
    let desk = Desk::new();
    desk.write(|tx| {
        store::records::insert(tx, &records())?;
        let patient = fixture::full_encounter().patient;
        for number in 0..15_000 {
            let fee = ChargeLine::fee(
                patient.clone(),
                on("2026-10-02"),
                cents(1),
                &format!("Fee {number}"),
            );
            let line = LineRef {
                line: store::charge::insert(tx, &fee)?,
                patient: patient.clone(),
            };
            let _ = journal::post(
                tx,
                stamp(),
                &[event::fee(&line, cents(1), on("2026-10-02"))],
            )?;
        }
        Ok(())
    });
    let folder = desk.export();
    let journal = String::from_utf8(folder[&Table::Journal].clone()).unwrap();
    assert!(journal.len() > 4 * 1024 * 1024, "{}", journal.len());
    assert_eq!(journal.lines().count(), 30_001);
    let other = Desk::new();
    let _ = other.import(&folder, false).unwrap();
    same(&other.export(), &folder);
}

/// The folder with one text in place of another in one of its files.
fn changed(folder: &Folder, table: Table, from: &str, to: &str) -> Folder {
    let text = String::from_utf8(folder[&table].clone()).unwrap();
    assert!(text.contains(from), "{from} is not in {table:?}");
    let mut folder = folder.clone();
    let _ = folder.insert(table, text.replacen(from, to, 1).into_bytes());
    folder
}

#[test]
fn books_that_were_touched_are_refused_by_file_and_line() {
    let desk = Desk::new();
    desk.write(fill);
    let folder = desk.export();
    let other = Desk::new();
    let refusal = |folder: &Folder| {
        let problems = other.import(folder, false).unwrap_err();
        assert_eq!(other.export().len(), 1, "nothing was changed");
        problems.join("\n")
    };
    let touch = |table, from, to| refusal(&changed(&folder, table, from, to));
    let told = touch(Table::Journal, "4000,,150.00", "4000,,150.01");
    assert!(told.starts_with("journal.csv:2: row: "), "{told}");
    let told = touch(Table::Journal, " reason ", "reason");
    assert!(
        told.starts_with("journal.csv:14: row: The journal does not follow"),
        "{told}"
    );
    let told = touch(Table::Journal, ",CHARGE,", ",CHANGE,");
    assert!(told.starts_with("journal.csv:2: kind: "), "{told}");
    let told = touch(
        Table::DaySheets,
        "2026-10-02T22:00:00Z,biller,5",
        "2026-10-02T22:00:00Z,biller,4",
    );
    assert!(told.starts_with("day_sheets.csv:2: row: "), "{told}");
    let told = touch(Table::Receipts, "1,INSURANCE", "x,INSURANCE");
    assert!(told.contains("receipts.csv:2: receipt_id: "), "{told}");
    let told = touch(Table::RemittanceLines, "2,1,1,REVERSAL", "2,9,1,REVERSAL");
    assert!(
        told.contains("remittance_lines.csv:3: row: There is no such remittance"),
        "{told}"
    );

    let mut without = folder.clone();
    let _ = without.remove(&Table::ChargeLines);
    let told = refusal(&without);
    assert!(told.contains("journal.csv:2: row: "), "{told}");
    let mut without = folder.clone();
    let _ = without.remove(&Table::Journal);
    let told = refusal(&without);
    assert!(
        told.contains("charge_lines.csv:1: file: This file comes only"),
        "{told}"
    );
    // What is wrong with other files does not hide what is wrong with these.
    let both = changed(&folder, Table::Patients, "1980-02-29", "1980-02-30");
    let told = refusal(&changed(&both, Table::Journal, ",CHARGE,", ",CHANGE,"));
    assert!(told.contains("patients.csv:3: birth_date: "), "{told}");
    assert!(told.contains("journal.csv:2: kind: "), "{told}");

    let _ = other.import(&folder, false).unwrap();
    let mut again = Folder::new();
    let _ = again.insert(Table::Journal, folder[&Table::Journal].clone());
    let told = other.import(&again, false).unwrap_err().join("\n");
    assert!(
        told.contains("journal.csv:1: file: The practice file has books already"),
        "{told}"
    );
}

#[test]
fn open_accounts_of_another_system_come_in() {
    let desk = Desk::new();
    let folder = least(&[
        (
            Table::OpeningBalances,
            "balance_id,patient_id,service_on,code,description,party,payer_id,since_on,amount,visit_id,line\n\
             B1,1,2024-05-05,99214,From the old system,PATIENT,,2024-08-01,40.10,,\n\
             B2,2,2026-01-15,,With the agency,COLLECTIONS,,,88.13,,\n\
             B3,1,,,,INS1,PLAN,2026-03-10,20.00,V1,1\n\
             B4,1,,,,PATIENT,,2026-05-01,5.00,V1,1\n\
             B5,1,,,,PATIENT,,,0.00,V1,2\n",
        ),
        (
            Table::Receipts,
            "receipt_id,kind,payer_id,patient_id,method,check_number,amount,received_on,visit_id\n\
             R-1,INSURANCE,PLAN,,CHECK,99,72.17,2026-11-02,\n\
             R-2,PATIENT,,1,CASH,,15.00,2026-11-20,V1\n",
        ),
    ]);
    let report = desk.import(&folder, true).unwrap();
    assert!(report.counts.contains(&(Table::OpeningBalances, 5)));
    let report = desk.import(&folder, false).unwrap();
    assert!(report.counts.contains(&(Table::Receipts, 2)));
    desk.is_sound();
    let (open, credits, entries) = desk.read(|connection| {
        Ok((
            balance::all(connection)?,
            balance::all_credits(connection)?,
            journal::between(connection, 0, i64::MAX)?,
        ))
    });
    let open: Vec<String> = open
        .iter()
        .map(|it| {
            let party = &it.key.party;
            format!(
                "{} {} {} {}",
                it.patient, party.bucket, it.open.amount, it.open.since
            )
        })
        .collect();
    assert_eq!(
        open,
        [
            "1 INS1 20.00 2026-03-10",
            "1 PATIENT 5.00 2026-05-01",
            "1 INS1 9.00 2026-03-02",
            "2 PATIENT 150.00 2026-03-02",
            "1 PATIENT 40.10 2024-08-01",
            "2 COLLECTIONS 88.13 2026-01-15",
        ]
    );
    let credits: Money = credits.iter().map(|it| it.open.amount).sum();
    assert_eq!(credits, cents(8_717));
    let of_kind = |kind| entries.iter().filter(|it| it.entry.kind == kind).count();
    assert_eq!(of_kind(EntryKind::Opening), 5);
    assert_eq!(of_kind(EntryKind::Reversal), 1, "of what was settled there");
    assert_eq!(
        of_kind(EntryKind::Charge),
        2,
        "only lines without an open balance are charged"
    );
    let brought: Money = entries
        .iter()
        .map(|it| it.entry.on(Account::OpeningBalances))
        .sum();
    assert_eq!(brought, -cents(4_010 + 8_813 + 2_500));
    assert!(entries.iter().map(|it| &it.entry).all(Entry::is_balanced));

    // It goes out with its journal and comes back the same.
    let folder = desk.export();
    let other = Desk::new();
    let _ = other.import(&folder, false).unwrap();
    same(&other.export(), &folder);
}

#[test]
fn what_is_wrong_with_open_accounts_is_told_by_file_and_line() {
    let desk = Desk::new();
    let folder = least(&[
        (
            Table::OpeningBalances,
            "balance_id,patient_id,service_on,description,party,payer_id,since_on,amount,visit_id,line\n\
             B1,1,2024-05-05,Old,INS1,,,40.10,,\n\
             B2,1,2024-05-05,Old,PATIENT,PLAN,,40.10,,\n\
             B3,1,,,PATIENT,,,1.00,V1,9\n\
             B4,2,,,PATIENT,,,1.00,V1,1\n\
             B5,1,2024-05-05,Old,PATIENT,,,0.00,,\n\
             B6,1,2024-05-05,Old,PATIENT,,2027-01-01,1.00,,\n\
             B7,9,2024-05-05,Old,PATIENT,,,1.00,,\n\
             B8,1,2024-05-05,Old,PATIENT,,,-1.00,,\n\
             B9,1,2024-05-05,Old,PATIENT,,,1.00,,\n\
             B9,1,2024-05-05,Old,PATIENT,,,1.00,,\n\
             B0,1,2024-05-05,Old,PATIENT,,,1.00,V1,\n",
        ),
        (
            Table::Receipts,
            "receipt_id,kind,payer_id,patient_id,method,check_number,amount,received_on,deposit_id\n\
             R1,INSURANCE,NONE,,CHECK,99,72.17,2026-11-02,\n\
             R2,PATIENT,,1,CASH,,15.00,2026-11-30,\n\
             R3,PATIENT,,1,CASH,,15.00,2026-11-20,4\n\
             R4,INSURANCE,PLAN,,CHECK,7,1.00,2026-11-02,\n\
             R5,INSURANCE,PLAN,,CHECK,7,1.00,2026-11-02,\n\
             R4,PATIENT,,1,CASH,,15.00,2026-11-20,\n",
        ),
    ]);
    let problems = desk.import(&folder, false).unwrap_err();
    let starts = [
        "receipts.csv:2: row: ",
        "receipts.csv:3: received_on: ",
        "receipts.csv:4: deposit_id: ",
        "receipts.csv:6: row: The practice file does not take this row: this check is in the receipts",
        "receipts.csv:7: receipt_id: ",
        "opening_balances.csv:2: payer_id: ",
        "opening_balances.csv:3: payer_id: ",
        "opening_balances.csv:4: visit_id: ",
        "opening_balances.csv:5: patient_id: ",
        "opening_balances.csv:6: amount: ",
        "opening_balances.csv:7: since_on: ",
        "opening_balances.csv:8: row: ",
        "opening_balances.csv:9: amount: ",
        "opening_balances.csv:11: balance_id: ",
        "opening_balances.csv:12: line: ",
    ];
    assert_eq!(problems.len(), starts.len(), "{problems:#?}");
    for (problem, start) in problems.iter().zip(starts) {
        assert!(problem.starts_with(start), "{problem} is not {start}");
    }
    assert_eq!(desk.export().len(), 1, "nothing was changed");
}

#[test]
fn a_file_from_before_the_books_has_its_visits_charged_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.almoner");
    let kept =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layout_3.almoner");
    let _ = std::fs::copy(kept, &path).unwrap();
    let passphrase = Passphrase::new("kept for every layout").unwrap();
    let database = Database::open(&path, &passphrase).unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let charge = || {
        let heard = Arc::clone(&heard);
        let watch = move |n_done, n_all| heard.lock().unwrap().push((n_done, n_all));
        practice::charge_missing(&database, on("2026-11-22"), &author(), watch).unwrap()
    };
    let n_visits = charge();
    assert_eq!(n_visits, 1, "one that voids a claim makes no debt");
    assert_eq!(*heard.lock().unwrap(), [(1, 1)]);
    let state = || {
        database
            .call_blocking(|connection| {
                let checks = check::all(connection)?;
                assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
                Ok::<_, Error>((journal::head(connection)?, balance::all(connection)?))
            })
            .unwrap()
    };
    let before = state();
    let lines: usize = fixture::full_records()
        .encounters
        .iter()
        .filter(|it| it.resubmission.is_none())
        .map(|it| it.lines.len())
        .sum();
    assert_eq!(before.0.count, i64::try_from(lines).unwrap());
    assert_eq!(before.1.len(), lines);
    assert_eq!(charge(), 0, "a second time finds nothing");
    assert_eq!(state(), before);
    database.close().unwrap();
}

#[test]
fn explanations_of_another_system_are_posted_by_the_rules() {
    let desk = Desk::new();
    let files = |paid: &'static str| {
        least(&[
            (
                Table::OpeningBalances,
                "balance_id,patient_id,service_on,description,party,payer_id,amount\nB1,1,2025-05-05,Old,INS1,PLAN,60.00\n",
            ),
            (
                Table::Receipts,
                "receipt_id,kind,payer_id,method,check_number,amount,received_on\nR-1,INSURANCE,PLAN,CHECK,99,140.00,2026-11-02\n",
            ),
            (
                Table::Remittances,
                "remittance_id,receipt_id,patient_id,adjudicated_on\nE1,R-1,1,2026-10-30\nE2,R-1,1,2026-10-30\n",
            ),
            (Table::RemittanceLines, paid),
            (
                Table::RemittanceAdjustments,
                "remittance_line_id,group_code,reason_code,amount\nL1,CO,45,50.00\nL1,PR,2,20.00\nL2,CO,45,0.00\nL3,CO,45,20.00\n",
            ),
        ])
    };
    let header = "remittance_line_id,remittance_id,visit_id,line,balance_id,submitted,paid\n";
    let right = "L1,E1,V1,1,,150.00,80.00\nL3,E2,,,B1,60.00,40.00\n";
    let wrong = "L1,E1,V1,1,,150.00,81.00\nL2,E1,V1,9,,5.00,0.00\nL3,E9,,,B1,60.00,40.00\n";
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let told = desk
        .import(&files(leak(format!("{header}{wrong}"))), false)
        .unwrap_err();
    assert!(
        told.iter()
            .any(|it| it.starts_with("remittance_lines.csv:3: visit_id: ")),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|it| it.starts_with("remittance_lines.csv:4: remittance_id: ")),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|it| it.starts_with("remittance_adjustments.csv:4: amount: ")),
        "{told:#?}"
    );
    assert_eq!(desk.export().len(), 1, "nothing was changed");

    let mut folder = files(leak(format!("{header}{right}")));
    let adjustments = "remittance_line_id,group_code,reason_code,amount\nL1,CO,45,50.00\nL1,PR,2,20.00\nL3,CO,45,20.00\n";
    let _ = folder.insert(
        Table::RemittanceAdjustments,
        adjustments.as_bytes().to_vec(),
    );
    let unbalanced = changed(
        &folder,
        Table::RemittanceLines,
        "150.00,80.00",
        "150.00,81.00",
    );
    let told = desk.import(&unbalanced, false).unwrap_err();
    assert!(told[0].starts_with("remittance_lines.csv:2: "), "{told:#?}");
    let _ = desk.import(&folder, false).unwrap();
    desk.is_sound();
    let (open, credits) =
        desk.read(|connection| Ok((balance::all(connection)?, balance::all_credits(connection)?)));
    let of = |bucket| -> Money {
        let open = open
            .iter()
            .filter(|it| it.key.party.bucket == bucket && it.patient.as_str() == "1");
        open.map(|it| it.open.amount).sum()
    };
    assert_eq!(of(Bucket::Patient), cents(2_000));
    assert_eq!(
        of(Bucket::Ins1),
        cents(2_100),
        "the lines that nobody decided on"
    );
    let left: Money = credits.iter().map(|it| it.open.amount).sum();
    assert_eq!(left, cents(2_000));
}
