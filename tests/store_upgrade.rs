//! A practice file of an older layout is brought up to date whole, with a proven copy beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use almoner::store::{Database, Error, OpenError, Passphrase, connection, migration, patient};
use refinery::Target;
use rusqlite::Connection;

mod embedded {
    refinery::embed_migrations!("migrations");
}

const PASSPHRASE: &str = "a long enough passphrase";

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

fn with_tool(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection::key(&connection, &passphrase()).unwrap();
    connection
}

/// A practice file as the first layout had it, with a row to keep.
fn first_layout(folder: &Path) -> PathBuf {
    layout(folder, 1)
}

/// A practice file as an earlier layout had it, with a row to keep.
fn layout(folder: &Path, version: i32) -> PathBuf {
    let path = folder.join("practice.almoner");
    let mut connection = with_tool(&path);
    connection
        .pragma_update(None, "application_id", connection::APPLICATION_ID)
        .unwrap();
    let _ = embedded::migrations::runner()
        .set_grouped(true)
        .set_target(Target::Version(version))
        .run(&mut connection)
        .unwrap();
    connection
        .execute_batch("INSERT INTO setting VALUES ('kept', 'as it was')")
        .unwrap();
    assert_eq!(migration::found(&connection).unwrap(), version);
    path
}

fn kept(connection: &Connection) -> String {
    connection
        .query_row("SELECT value FROM setting WHERE key = 'kept'", [], |row| {
            row.get(0)
        })
        .unwrap()
}

#[test]
fn an_older_file_is_brought_up_to_date_with_a_copy_of_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_layout(folder.path());
    let database = Database::open(&path, &passphrase()).unwrap();
    database
        .call_blocking(|connection| -> Result<(), Error> {
            assert_eq!(migration::found(connection)?, migration::known());
            assert_eq!(kept(connection), "as it was");
            Ok(())
        })
        .unwrap();
    database.close().unwrap();

    let copy = folder.path().join(format!(
        "practice before layout {}.almoner",
        migration::known()
    ));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let connection = with_tool(&copy);
    assert_eq!(migration::found(&connection).unwrap(), 1);
    assert_eq!(kept(&connection), "as it was");
    drop(connection);

    // Opening again copies nothing; the copy opens as a practice file of its own.
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    Database::open(&path, &passphrase())
        .unwrap()
        .close()
        .unwrap();
    assert_eq!(files(), before);
    Database::open(&copy, &passphrase())
        .unwrap()
        .close()
        .unwrap();
}

#[test]
fn what_an_older_file_holds_is_found_and_counted_after_the_upgrade() {
    let folder = tempfile::tempdir().unwrap();
    let path = layout(folder.path(), 2);
    with_tool(&path)
        .execute_batch(
            "INSERT INTO provider (id, reference, last_name, first_name, npi, can_render, can_refer,
                signature_on_file) VALUES (1, 'D', 'Doc', 'A', '1234567893', 1, 1, 1);
             INSERT INTO patient (id, reference, last_name, first_name, birth_on, sex, phone,
                signature_on_file, release_of_information, statement_hold)
                VALUES (7, 'P-7', 'Müller', 'Ann', '1951-03-14', 'F', '503-555-0123', 1, 1, 0);
             INSERT INTO encounter (id, reference, patient_id, from_on, to_on, total_cents,
                rendering_provider_id, icd_indicator, place_of_service, employment, auto_accident,
                other_accident)
                VALUES (1, 'V', 7, '2026-01-05', '2026-01-05', 100, 1, '0', '11', 0, 0, 0);
             INSERT INTO encounter_diagnosis VALUES (1, 1, 'E11.9');
             INSERT INTO service_line (encounter_id, line, from_on, emergency, code, pointers,
                charge_cents, units_thousandths, family_plan)
                VALUES (1, 1, '2026-01-05', 0, '99213', 'A', 100, 1000, 0);",
        )
        .unwrap();
    let database = Database::open(&path, &passphrase()).unwrap();
    database
        .call_blocking(|connection| -> Result<(), Error> {
            let today = "2026-11-20".parse().unwrap();
            for text in ["muller", "3/14/51", "0123", "7"] {
                let found = patient::search::search(connection, text, 5, today)?;
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(found[0].last_visit_on.unwrap().to_string(), "2026-01-05");
            }
            let uses: Vec<String> = connection
                .prepare("SELECT system || ' ' || code || ' ' || n_uses FROM code_use ORDER BY 1")?
                .query_map([], |row| row.get(0))?
                .map(Result::unwrap)
                .collect();
            assert_eq!(uses, ["CPT 99213 1", "ICD10CM E119 1"]);
            Ok(())
        })
        .unwrap();
    database.close().unwrap();
}

#[test]
fn a_copy_never_takes_the_place_of_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_layout(folder.path());
    let name = format!("practice before layout {}", migration::known());
    let earlier = folder.path().join(format!("{name}.almoner"));
    fs::write(&earlier, "an earlier copy").unwrap();
    Database::open(&path, &passphrase())
        .unwrap()
        .close()
        .unwrap();
    assert_eq!(fs::read_to_string(&earlier).unwrap(), "an earlier copy");
    assert!(folder.path().join(format!("{name} (2).almoner")).exists());
}

#[test]
fn a_damaged_file_is_not_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_layout(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    let page = bytes.len() / 4096 - 2;
    bytes[page * 4096 + 99] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(
        matches!(error, Error::Open(OpenError::Damaged(_))),
        "{error}"
    );
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("before layout"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    bytes[page * 4096 + 99] ^= 1;
    assert_eq!(fs::read(&path).unwrap().len(), bytes.len());
    fs::write(&path, &bytes).unwrap();
    assert_eq!(migration_of(&path), Some(1));
}

fn migration_of(path: &Path) -> Option<i32> {
    migration::found(&with_tool(path)).ok()
}

#[test]
fn a_file_of_another_build_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = first_layout(folder.path());
    with_tool(&path)
        .execute_batch("UPDATE refinery_schema_history SET checksum = '1'")
        .unwrap();
    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(matches!(error, Error::Divergent { version: 1 }), "{error}");
}
