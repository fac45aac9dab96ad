//! The practice's records in the file: what goes in comes out, nobody overwrites what she has not
//! seen, and a printed claim stays what it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::claim::ClaimStatus;
use almoner::domain::claim::print::{FormStock, PrintRecord};
use almoner::domain::encounter::Encounter;
use almoner::domain::money::Money;
use almoner::domain::records::{ClaimEntry, Records};
use almoner::store::claim::{self, ClaimFilter, FactsReader};
use almoner::store::{
    Error, authorization, connection, coverage, eligibility, encounter, facility, fee, patient,
    payer, payer_number, practice, print_record, provider, records, setting,
};
use rusqlite::{Connection, Transaction};

#[path = "common/records.rs"]
mod fixture;

use fixture::*;

fn with_file(work: impl FnOnce(&mut Connection)) {
    let mut opened = connection::in_memory().unwrap();
    work(&mut opened.connection);
}

/// Runs one step and keeps it.
fn step<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let tx = connection.transaction()?;
    let value = work(&tx)?;
    tx.commit()?;
    Ok(value)
}

fn filled(connection: &mut Connection) -> Records {
    let all = full_records();
    step(connection, |tx| records::insert(tx, &all)).unwrap();
    all
}

#[test]
fn every_record_comes_out_as_it_went_in() {
    with_file(|connection| {
        let all = filled(connection);
        assert_eq!(records::load(connection).unwrap(), all);
    });
}

#[test]
fn each_record_is_found_by_its_id() {
    with_file(|connection| {
        let all = filled(connection);
        macro_rules! found {
            ($module:ident, $list:ident) => {
                for value in &all.$list {
                    let found = $module::find(connection, &value.id).unwrap().unwrap();
                    assert_eq!(&found.value, value);
                }
                assert!(
                    $module::find(connection, &"nobody".parse().unwrap())
                        .unwrap()
                        .is_none()
                );
            };
        }
        found!(provider, providers);
        found!(facility, facilities);
        found!(payer, payers);
        found!(patient, patients);
        found!(coverage, coverages);
        found!(authorization, authorizations);
        found!(encounter, encounters);
        let p1 = "p1".parse().unwrap();
        assert_eq!(
            coverage::of_patient(connection, &p1).unwrap(),
            all.coverages
        );
        let mut visits = all.encounters.clone();
        visits.sort_by_key(Encounter::first_day);
        assert_eq!(encounter::of_patient(connection, &p1).unwrap(), visits);
        let c1 = "c1".parse().unwrap();
        assert_eq!(
            eligibility::of_coverage(connection, &c1).unwrap(),
            all.eligibility_checks
        );
    });
}

#[test]
fn a_change_needs_the_version_that_was_seen() {
    with_file(|connection| {
        let all = filled(connection);
        macro_rules! changes {
            ($module:ident, $value:expr, $find:expr) => {
                let value = $value;
                let seen = $find(connection).version;
                let saved = step(connection, |tx| $module::save(tx, &value, Some(seen))).unwrap();
                assert_ne!(saved.version, seen);
                let found = $find(connection);
                assert_eq!(found.value, value);
                assert_eq!((found.row, found.version), (saved.row, saved.version));
                let error = step(connection, |tx| $module::save(tx, &value, Some(seen)));
                assert!(matches!(error, Err(Error::Conflict(_))), "{error:?}");
            };
        }
        macro_rules! by_id {
            ($module:ident, $list:ident, |$value:ident| $change:expr) => {
                let mut $value = all.$list[0].clone();
                let _ = $change;
                let id = $value.id.clone();
                changes!($module, $value, |connection: &Connection| $module::find(
                    connection, &id
                )
                .unwrap()
                .unwrap());
                let mut strange = all.$list[0].clone();
                strange.id = "nobody".parse().unwrap();
                let version = $module::find(connection, &id).unwrap().unwrap().version;
                let error = step(connection, |tx| $module::save(tx, &strange, Some(version)));
                assert!(matches!(error, Err(Error::NotFound(_))), "{error:?}");
                let error = step(connection, |tx| $module::save(tx, &all.$list[1], None));
                assert!(
                    matches!(error, Err(Error::Constraint(text)) if text.contains("another")),
                    "{error:?}"
                );
            };
        }
        let mut moved = all.practice.clone().unwrap();
        moved.name = "Oak Street Clinic".into();
        changes!(practice, moved, |connection: &Connection| practice::load(
            connection
        )
        .unwrap()
        .unwrap());
        by_id!(provider, providers, |value| value.credentials = "DO".into());
        by_id!(facility, facilities, |value| value.npi = None);
        by_id!(payer, payers, |value| value.wishes.phones = None);
        by_id!(patient, patients, |value| value.guarantor = None);
        by_id!(coverage, coverages, |value| value.copay = None);
        by_id!(authorization, authorizations, |value| value.units = None);
        by_id!(encounter, encounters, |value| value.facility = None);
    });
}

#[test]
fn a_record_that_names_nothing_is_refused_by_what_is_missing() {
    with_file(|connection| {
        let all = filled(connection);
        let before = records::load(connection).unwrap();
        let mut refused =
            |what: &str, work: &dyn Fn(&Transaction<'_>) -> Result<(), Error>| match step(
                connection, work,
            ) {
                Err(Error::NotFound(entity)) => assert_eq!(entity, what),
                other => panic!("{what}: {other:?}"),
            };
        let nobody = || "nobody".parse().unwrap();
        let mut orphan = plain_patient("p9").build().unwrap();
        orphan.guarantor = Some("nobody".parse().unwrap());
        refused("patient", &|tx| patient::save(tx, &orphan, None).map(drop));
        refused("patient", &|tx| {
            patient::insert_all(tx, std::slice::from_ref(&orphan))
        });
        let mut value = plain_coverage("c9", "p1", "3", "y9").build().unwrap();
        refused("payer", &|tx| coverage::save(tx, &value, None).map(drop));
        value.patient = "p9".parse().unwrap();
        refused("patient", &|tx| coverage::save(tx, &value, None).map(drop));
        let mut visit = plain_encounter("v9");
        visit.authorization = Some("a9".parse().unwrap());
        refused("authorization", &|tx| {
            encounter::save(tx, &visit, None).map(drop)
        });
        visit.authorization = None;
        visit.facility = Some(nobody_facility());
        refused("facility", &|tx| {
            encounter::save(tx, &visit, None).map(drop)
        });
        visit.facility = None;
        visit.lines[1].rendering_provider = Some(nobody());
        refused("provider", &|tx| {
            encounter::save(tx, &visit, None).map(drop)
        });
        let mut number = all.payer_numbers[0].clone();
        number.payer = "y9".parse().unwrap();
        refused("payer", &|tx| payer_number::insert(tx, &number));
        number.holder = "r9".into();
        refused("provider or facility", &|tx| {
            payer_number::insert(tx, &number)
        });
        refused("visit", &|tx| {
            claim::insert(tx, &entry("1", "v9", "c1"), None).map(drop)
        });
        refused("coverage", &|tx| {
            claim::insert(tx, &entry("1", "v1", "c9"), None).map(drop)
        });
        assert_eq!(records::load(connection).unwrap(), before);
    });
}

fn nobody_facility() -> almoner::domain::id::FacilityId {
    "nobody".parse().unwrap()
}

#[test]
fn numbers_and_fees_change_in_place() {
    with_file(|connection| {
        let mut all = filled(connection);
        for number in &mut all.payer_numbers {
            let error = step(connection, |tx| payer_number::insert(tx, number));
            assert!(matches!(error, Err(Error::Constraint(_))), "{error:?}");
            number.id.number = "new".into();
            step(connection, |tx| payer_number::save(tx, number)).unwrap();
        }
        assert_eq!(payer_number::all(connection).unwrap(), all.payer_numbers);
        for fee in &mut all.fees {
            let error = step(connection, |tx| fee::insert(tx, fee));
            assert!(matches!(error, Err(Error::Constraint(_))), "{error:?}");
            fee.amount = Money::from_cents(1);
            step(connection, |tx| fee::save(tx, fee)).unwrap();
        }
        assert_eq!(fee::all(connection).unwrap(), all.fees);
    });
}

#[test]
fn a_corrected_visit_keeps_the_rows_of_its_lines() {
    with_file(|connection| {
        let all = filled(connection);
        let rows = |connection: &Connection| -> Vec<(i64, i64)> {
            connection
                .prepare("SELECT line, id FROM service_line WHERE encounter_id = 1 ORDER BY line")
                .unwrap()
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        let before = rows(connection);
        let mut visit = all.encounters[0].clone();
        visit.lines = vec![plain_line("v1", 1), plain_line("v1", 2)];
        visit.diagnoses[1] = visit.diagnoses[0].take();
        let seen = encounter::find(connection, &visit.id)
            .unwrap()
            .unwrap()
            .version;
        let _ = step(connection, |tx| encounter::save(tx, &visit, Some(seen))).unwrap();
        let found = encounter::find(connection, &visit.id).unwrap().unwrap();
        assert_eq!(found.value, visit);
        let after = rows(connection);
        assert_eq!(after[0], before[0], "line 1 is the same row");
        assert_eq!((after.len(), after[1].0), (2, 2), "line 4 is gone");
    });
}

#[test]
fn claims_are_listed_by_status_payer_and_patient() {
    with_file(|connection| {
        let _ = filled(connection);
        let mut held = entry("2", "v2", "c2");
        held.status = ClaimStatus::Draft;
        held.is_on_hold = true;
        for entry in [&entry("1", "v1", "c1"), &held] {
            let _ = step(connection, |tx| claim::insert(tx, entry, None)).unwrap();
        }
        let numbers = |filter: &ClaimFilter| -> Vec<String> {
            claim::rows(connection, filter)
                .unwrap()
                .iter()
                .map(|row| row.entry.id.to_string())
                .collect()
        };
        let any = ClaimFilter::default;
        assert_eq!(numbers(&any()), ["1", "2"]);
        let draft = ClaimFilter {
            status: Some(ClaimStatus::Draft),
            ..any()
        };
        assert_eq!(numbers(&draft), ["2"]);
        let all_three = ClaimFilter {
            status: Some(ClaimStatus::Ready),
            payer: Some("y1".parse().unwrap()),
            patient: Some("p1".parse().unwrap()),
        };
        assert_eq!(numbers(&all_three), ["1"]);
        let nobody = ClaimFilter {
            patient: Some("p2".parse().unwrap()),
            ..any()
        };
        assert!(numbers(&nobody).is_empty());

        let row = claim::find(connection, &"1".parse().unwrap())
            .unwrap()
            .unwrap();
        assert_eq!(row.entry, entry("1", "v1", "c1"));
        assert_eq!((row.patient.as_str(), row.payer.as_str()), ("p1", "y1"));
        assert_eq!(
            (row.from_on, row.to_on),
            (Some(on("2026-02-28")), Some(on("2026-03-02")))
        );
        assert_eq!(row.total, Money::from_cents(19_005));

        for again in [entry("3", "v1", "c1"), entry("1", "v1", "c2")] {
            let error = step(connection, |tx| claim::insert(tx, &again, None));
            assert!(matches!(error, Err(Error::Constraint(_))), "{error:?}");
        }
        assert!(encounter::without_claim(connection).unwrap().is_empty());
    });
}

#[test]
fn a_visit_without_a_claim_is_listed_until_it_has_one() {
    with_file(|connection| {
        let all = filled(connection);
        let _ = step(connection, |tx| {
            claim::insert(tx, &entry("1", "v1", "c1"), None)
        })
        .unwrap();
        assert_eq!(
            encounter::without_claim(connection).unwrap(),
            all.encounters[1..]
        );
    });
}

#[test]
fn a_claim_says_what_the_records_say() {
    with_file(|connection| {
        let all = filled(connection);
        let _ = step(connection, |tx| {
            claim::insert(tx, &entry("1", "v1", "c1"), None)
        })
        .unwrap();
        let row = claim::find(connection, &"1".parse().unwrap())
            .unwrap()
            .unwrap();
        let facts = FactsReader::new(connection)
            .unwrap()
            .claim(&row)
            .unwrap()
            .facts;
        assert_eq!(Some(&facts.practice), all.practice.as_ref());
        assert_eq!(facts.patient, all.patients[0]);
        assert_eq!(facts.coverage, all.coverages[0]);
        assert_eq!(facts.payer, all.payers[0]);
        assert_eq!(facts.other_coverages.len(), 1);
        assert_eq!(facts.other_coverages[0].coverage, all.coverages[1]);
        assert_eq!(facts.other_coverages[0].payer, all.payers[1]);
        assert_eq!(facts.encounter, all.encounters[0]);
        // The visit's own provider renders line 4, the other one line 1.
        assert_eq!(facts.rendering_providers, all.providers);
        assert_eq!(facts.referring_provider.as_ref(), Some(&all.providers[1]));
        assert_eq!(facts.facility.as_ref(), Some(&all.facilities[0]));
        assert_eq!(facts.authorization.as_ref(), Some(&all.authorizations[0]));
        assert_eq!(facts.payer_numbers, all.payer_numbers);
    });
}

#[test]
fn a_printed_claim_stays_what_it_was_and_an_unprinted_one_follows() {
    with_file(|connection| {
        let mut all = filled(connection);
        let mut printed = entry("1", "v1", "c1");
        for entry in [&printed, &entry("2", "v2", "c1")] {
            let _ = step(connection, |tx| claim::insert(tx, entry, None)).unwrap();
        }
        let row = |connection: &Connection, id: &str| {
            claim::find(connection, &id.parse().unwrap())
                .unwrap()
                .unwrap()
        };
        let say = |connection: &Connection, id: &str| {
            FactsReader::new(connection)
                .unwrap()
                .claim(&row(connection, id))
                .unwrap()
                .facts
        };
        let before = say(connection, "1");
        let record = PrintRecord {
            claim: printed.id.clone(),
            printed_on: on("2026-03-06"),
            stock: FormStock::Red,
            facts: before.clone(),
            pages: vec![page()],
        };
        printed.status = ClaimStatus::Printed;
        printed.printed_on = Some(record.printed_on);
        let seen = row(connection, "1").version;
        let _ = step(connection, |tx| {
            print_record::insert(tx, &record)?;
            claim::save(tx, &printed, seen)
        })
        .unwrap();

        // The patient moves, the visit gets another line, the coverage another payer.
        let version = |found: almoner::store::Version| Some(found);
        let patient_value = &mut all.patients[0];
        patient_value.address.line1 = "77 New St".into();
        let seen = patient::find(connection, &patient_value.id)
            .unwrap()
            .unwrap();
        let _ = step(connection, |tx| {
            patient::save(tx, patient_value, version(seen.version))
        })
        .unwrap();
        for visit in &mut all.encounters {
            let number = visit.lines.len() as u16 + 7;
            visit.lines.push(plain_line(visit.id.as_str(), number));
            let seen = encounter::find(connection, &visit.id).unwrap().unwrap();
            let _ = step(connection, |tx| {
                encounter::save(tx, visit, version(seen.version))
            })
            .unwrap();
        }
        all.coverages[0].payer = "y2".parse().unwrap();
        let seen = coverage::find(connection, &all.coverages[0].id)
            .unwrap()
            .unwrap();
        let _ = step(connection, |tx| {
            coverage::save(tx, &all.coverages[0], version(seen.version))
        })
        .unwrap();

        assert_eq!(say(connection, "1"), before);
        let kept = row(connection, "1");
        assert_eq!(kept.total, Money::from_cents(19_005));
        assert_eq!(kept.payer.as_str(), "y1");
        assert_eq!(
            print_record::of_claim(connection, &printed.id).unwrap(),
            std::slice::from_ref(&record)
        );
        let follows = say(connection, "2");
        assert_eq!(follows.patient.address.line1, "77 New St");
        assert_eq!(follows.payer.id.as_str(), "y2");
        let moved = row(connection, "2");
        assert_eq!(moved.total, Money::from_cents(12_000));
        assert_eq!(moved.payer.as_str(), "y2");

        // A file made from this one lists and says the same.
        let exported = records::load(connection).unwrap();
        assert_eq!((exported.claims.len(), exported.prints.len()), (2, 1));
        let mut other = connection::in_memory().unwrap().connection;
        step(&mut other, |tx| records::insert(tx, &exported)).unwrap();
        assert_eq!(records::load(&other).unwrap(), exported);
        assert_eq!(say(&other, "1"), before);
        assert_eq!(row(&other, "1").total, kept.total);
        assert_eq!(row(&other, "1").payer, kept.payer);

        // Nothing takes the printed claim back.
        let seen = kept.version;
        for wrong in [
            ClaimEntry {
                status: ClaimStatus::Ready,
                ..printed.clone()
            },
            ClaimEntry {
                coverage: "c2".parse().unwrap(),
                ..printed.clone()
            },
        ] {
            let error = step(connection, |tx| claim::save(tx, &wrong, seen));
            assert!(matches!(error, Err(Error::Constraint(_))), "{error:?}");
        }
        for sql in [
            "UPDATE claim_print SET pages = x'00'",
            "DELETE FROM claim_print",
            "INSERT OR REPLACE INTO claim_print SELECT id, claim_id, printed_on, stock, 9, facts,
                 pages FROM claim_print",
            "DELETE FROM claim WHERE id = 1",
            "UPDATE claim SET total_cents = 1 WHERE id = 1",
        ] {
            let error = Error::from(connection.execute_batch(sql).unwrap_err());
            assert!(matches!(error, Error::Constraint(_)), "{sql}: {error}");
        }
        let mailed = ClaimEntry {
            status: ClaimStatus::Mailed,
            mailed_on: Some(on("2026-03-07")),
            ..printed.clone()
        };
        let saved = step(connection, |tx| claim::save(tx, &mailed, seen)).unwrap();
        assert_eq!(row(connection, "1").entry, mailed);
        let error = step(connection, |tx| claim::save(tx, &mailed, seen));
        assert!(matches!(error, Err(Error::Conflict("claim"))), "{error:?}");
        assert_eq!(row(connection, "1").version, saved.version);
    });
}

#[test]
fn settings_are_kept_by_name() {
    with_file(|connection| {
        step(connection, |tx| {
            setting::set(tx, "printer", "front")?;
            setting::set(tx, "printer", "back")?;
            setting::set(tx, "empty", "")?;
            setting::set(tx, "gone", "x")?;
            setting::remove(tx, "gone")
        })
        .unwrap();
        assert_eq!(
            setting::get(connection, "printer").unwrap().as_deref(),
            Some("back")
        );
        assert_eq!(setting::get(connection, "gone").unwrap(), None);
        let all: Vec<_> = setting::all(connection).unwrap().into_iter().collect();
        assert_eq!(
            all,
            [("empty", ""), ("printer", "back")].map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
    });
}
