//! `almoner codes` as a user meets it, and what an official file changes in a practice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use almoner::commands::codes::{self, Affected, FileKind};
use almoner::commands::{Author, Error};
use almoner::domain::code::{CodeSystem, ProcedureCode};
use almoner::domain::fee::Fee;
use almoner::domain::money::Money;
use almoner::store::{self, Change, Database};
use chrono::NaiveDate;

const PASSPHRASE: &str = "seven gray herons";

fn almoner(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_almoner"))
        .args(arguments)
        .env("ALMONER_PASSPHRASE", PASSPHRASE)
        .env_remove("ALMONER_LOG")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = almoner(arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str]) -> String {
    let output = almoner(arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_new_practice_answers_and_takes_in_official_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let file = text(&file);
    let _ = printed(&["new", file]);

    let search = |words: &[&str]| {
        let mut arguments = vec!["--today", "2026-03-02", "codes", file, "search"];
        arguments.extend(["--format", "csv", "--limit", "3"]);
        arguments.extend(words);
        printed(&arguments)
    };
    assert_eq!(
        search(&["low", "back", "pain"]),
        "system,code,billable,description\n\
         ICD10CM,M54.50,Y,\"Low back pain, unspecified\"\n\
         ICD10CM,M54.51,Y,Vertebrogenic low back pain\n\
         ICD10CM,M54.59,Y,Other low back pain\n"
    );
    let gout = search(&["e11"]);
    assert!(
        gout.contains("ICD10CM,E11,N,Type 2 diabetes mellitus\n"),
        "{gout}"
    );
    // Billable on a day is what counts: the heading of today was a code last year.
    assert!(search(&["g35"]).contains("ICD10CM,G35,N,"));
    assert!(search(&["g35", "--on", "2025-09-30"]).contains("ICD10CM,G35,Y,"));
    assert_eq!(search(&["\"*("]), "system,code,billable,description\n");

    let addenda = folder.path().join("icd10cm_order_addenda_2028.txt");
    let added = "Add:         1 I10A    Salty hypertension                                           Salty hypertension\r\n";
    let deleted = "Delete:      1 I10     Essential (primary) hypertension                             Essential (primary) hypertension\r\n";
    let header = deleted.replace("Delete:      1", "Add:         0");
    let whole = format!("{added}{deleted}{header}\r\nHeaders\r\n     1 additions\r\n");
    fs::write(&addenda, &whole).unwrap();
    assert_eq!(
        printed(&["codes", file, "load", "icd10cm-addenda", text(&addenda)]),
        "1 codes added, 1 changed, 0 as before.\n"
    );
    assert!(search(&["i10", "--on", "2027-09-30"]).contains("ICD10CM,I10,Y,"));
    assert!(search(&["i10", "--on", "2027-10-01"]).contains("ICD10CM,I10,N,"));
    assert!(search(&["salty", "--on", "2027-10-01"]).contains("ICD10CM,I10.A,Y,"));
    let verified = printed(&["verify", file]);
    assert!(
        verified.lines().all(|line| line.ends_with(": ok")),
        "{verified}"
    );

    for (name, content, kind, said) in [
        (
            "cut_2028.txt",
            added.as_bytes(),
            "icd10cm-addenda",
            "cut_2028.txt: the counts at the end of the file are missing, so it may be cut short; nothing was changed.\n",
        ),
        (
            "addenda.txt",
            whole.as_bytes(),
            "icd10cm-addenda",
            "addenda.txt: the name does not tell the edition's year; give its first day with --from, such as --from 2026-10-01; nothing was changed.\n",
        ),
        (
            "a.zip",
            b"PK\x03\x04....",
            "hcpcs",
            "a.zip: this is a zip archive or a spreadsheet; unpack it and load the text file inside; nothing was changed.\n",
        ),
        (
            "b_2027.txt",
            b"00001 A00\x00",
            "icd10cm-order",
            "b_2027.txt: line 1: the file is not text; load the text file as it was published; nothing was changed.\n",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let sentence = refused(&["codes", file, "load", kind, text(&path)]);
        assert!(sentence.ends_with(said), "{sentence}");
        assert_eq!(sentence.lines().count(), 1);
    }
    let missing = folder.path().join("missing.txt");
    let sentence = refused(&["codes", file, "load", "cpt", text(&missing)]);
    assert!(sentence.contains("it does not exist"), "{sentence}");
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-11-02T09:00:00Z".parse().unwrap(),
    }
}

fn practice() -> Database {
    let database = Database::in_memory().unwrap();
    database
        .call_blocking(|connection| {
            almoner::store::code::load::fill(
                connection,
                &almoner::exchange::codes::shipped::code_set().unwrap(),
            )?;
            connection.execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO fee_schedule (id, reference) VALUES (1, 'standard');
                 INSERT INTO fee (fee_schedule_id, code, effective_on, fee_cents) VALUES
                     (1, '99213', '2026-01-01', 10000), (1, 'A4210', '2026-01-01', 500),
                     (1, 'J3420', '2026-01-01', 1000);
                 INSERT INTO encounter (id, reference, patient_id, rendering_provider_id, from_on,
                     place_of_service, icd_indicator, total_cents, employment,
                     auto_accident, other_accident) VALUES
                     (1, 'V1', 1, 1, '2026-09-01', '11', '0', 0, 0, 0, 0), (2, 'V2', 1, 1, '2026-08-01', '11', '0', 0, 0, 0, 0),
                     (3, 'V3', 1, 1, '2014-08-01', '11', '9', 0, 0, 0, 0);
                 INSERT INTO encounter_diagnosis (encounter_id, position, code) VALUES
                     (1, 1, 'M72.2'), (2, 1, 'M722'), (2, 2, 'I10'), (3, 1, '728.71');",
            )?;
            Ok::<_, almoner::store::Error>(())
        })
        .unwrap();
    database
}

#[test]
fn a_cpt_code_is_known_once_it_has_a_fee() {
    let database = Database::in_memory().unwrap();
    let fee = |code: &str| Fee {
        schedule: "standard".into(),
        code: ProcedureCode::parse(code).unwrap(),
        modifier: None,
        effective_on: day("2026-01-01"),
        amount: Money::from_cents(10_000),
    };
    let fees = [fee("99213"), fee("J9998")];
    let saved = database.call_blocking(move |connection| {
        store::write_as(connection, "biller", author().at, |tx| {
            for fee in &fees {
                let _saved = store::fee::insert(tx, fee)?;
                store::fee::save(tx, fee)?;
            }
            let change = Change {
                verb: "create",
                entity: "fee",
                entity_id: None,
                details: String::new(),
            };
            Ok::<_, store::Error>((change, ()))
        })
    });
    saved.unwrap();
    let found = |text: &str| codes::search(&database, text, day("2026-03-02"), 5).unwrap();
    assert_eq!(found("99213").len(), 1);
    assert_eq!(found("99213")[0].system, CodeSystem::Cpt);
    assert!(found("J9998").is_empty());
}

#[test]
fn impact_names_the_codes_in_use_that_end_and_what_to_use_instead() {
    let database = practice();
    let told = |on: &str| -> Vec<String> {
        codes::impact(&database, day(on))
            .unwrap()
            .into_iter()
            .map(
                |Affected {
                     system,
                     code,
                     times,
                     last_on,
                     sentence,
                 }| {
                    let last_on = last_on.map(|day| day.to_string()).unwrap_or_default();
                    format!("{system} {code} {times} {last_on}: {sentence}")
                },
            )
            .collect()
    };
    assert_eq!(
        told("2026-09-30"),
        ["ICD10CM M72.2 2 2026-09-01: It may be used until 2026-09-30."]
    );
    assert_eq!(
        told("2026-10-01"),
        ["ICD10CM M72.2 2 2026-09-01: It is a heading; use M72.20, M72.21, M72.22."]
    );

    // CMS's layout: code, sequence, kind, wordings, and the dates at 269, 277 and 285.
    let record = |code: &str, from: &str, to: &str| {
        format!(
            "{code}001003{:<80}{:<28}{:<149}{from:<8}{from:<8}{to:<8}D\r\n",
            "A device, each", "Device", ""
        )
    };
    let ended = record("A4210", "20000101", "20260630");
    let load = |bytes: &str| {
        let bytes = bytes.as_bytes();
        codes::load(&database, FileKind::Hcpcs, "x.txt", bytes, None, &author())
    };
    assert_eq!(
        load(&ended).unwrap_err().to_string(),
        "its newest code is of 2000-01-01, but codes of 2026-04-01 are at hand; load a newer file"
    );
    let added = record("A9999", "20260701", "");
    let loaded = load(&format!("{ended}{added}")).unwrap();
    assert_eq!((loaded.added + loaded.changed, loaded.same), (2, 0));
    assert_eq!(
        told("2026-09-30"),
        [
            "ICD10CM M72.2 2 2026-09-01: It may be used until 2026-09-30.",
            "HCPCS A4210 1 : It ended on 2026-06-30."
        ]
    );
    assert!(matches!(load("nothing"), Err(Error::File(_))));
}
