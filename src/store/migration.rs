//! Brings a practice file's layout up to date, all steps or none, with a verified copy first.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OptionalExtension};

use crate::store::check;
use crate::store::connection;
use crate::store::error::Error;
use crate::store::lock;
use crate::store::passphrase::Passphrase;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The newest layout this program knows.
pub fn known() -> i32 {
    embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| migration.version())
        .max()
        .unwrap_or_default()
}

/// The layout a file has; 0 when it has none yet.
///
/// # Errors
/// The file cannot be read.
pub fn found(connection: &Connection) -> Result<i32, Error> {
    let history: Option<i32> = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if history.is_none() {
        return Ok(0);
    }
    Ok(connection.query_row(
        "SELECT ifnull(max(version), 0) FROM refinery_schema_history",
        [],
        |row| row.get(0),
    )?)
}

/// Runs the steps that are missing, in one transaction.
///
/// # Errors
/// [`Error::Newer`] for a file from a newer program; whatever a step was refused for. Nothing is
/// changed then.
pub fn upgrade(connection: &mut Connection) -> Result<(), Error> {
    let (found, known) = (found(connection)?, known());
    if found > known {
        return Err(Error::Newer { found, known });
    }
    let _ = embedded::migrations::runner()
        .set_grouped(true)
        .run(connection)
        .map_err(refused)?;
    Ok(())
}

/// As [`upgrade`], for a file: before the first step a verified copy of it is laid beside it,
/// encrypted with the same passphrase, as `NAME before layout N.almoner`.
///
/// # Errors
/// As [`upgrade`], and when the copy cannot be made or does not verify.
pub fn upgrade_file(
    connection: &mut Connection,
    path: &Path,
    passphrase: &Passphrase,
) -> Result<(), Error> {
    let (found, known) = (found(connection)?, known());
    if found > 0 && found < known {
        copy(connection, &copy_path(path, known), passphrase)?;
    }
    upgrade(connection)?;
    if found < known {
        check::foreign_keys(connection)?;
    }
    Ok(())
}

/// Copies the open database into the new file `target`, proves the copy, and only then gives it
/// its name.
fn copy(source: &Connection, target: &Path, passphrase: &Passphrase) -> Result<(), Error> {
    let unproven = connection::beside(target, ".tmp");
    let result = fill_copy(source, &unproven, passphrase).and_then(|()| {
        std::fs::rename(&unproven, target)?;
        connection::sync_folder(connection::folder_of(target))
    });
    if result.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&unproven);
    }
    result
}

fn fill_copy(source: &Connection, unproven: &Path, passphrase: &Passphrase) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    // A copy that was never proven, left by a killed program, is made anew.
    let _ = options.write(true).create(true).truncate(true);
    lock::private(&mut options);
    drop(options.open(unproven)?);
    let mut target = connection::connect(unproven, passphrase)?;
    Backup::new(source, &mut target)?.run_to_completion(1000, Duration::ZERO, None)?;
    drop(target);

    let target = connection::connect(unproven, passphrase)?;
    check::pages(&target)?;
    check::structure(&target)?;
    check::foreign_keys(&target)?;
    if row_counts(source)? != row_counts(&target)? {
        return Err(Error::Corrupt);
    }
    target.close().map_err(|(_, error)| Error::from(error))?;
    std::fs::File::open(unproven)?.sync_all()?;
    Ok(())
}

/// How many rows each table has, by name.
fn row_counts(connection: &Connection) -> Result<Vec<(String, i64)>, Error> {
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let names = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    names
        .into_iter()
        .map(|name| {
            let quoted = name.replace('"', "\"\"");
            let count =
                connection.query_row(&format!("SELECT count(*) FROM \"{quoted}\""), [], |row| {
                    row.get(0)
                })?;
            Ok((name, count))
        })
        .collect()
}

/// A name for the copy that no file has yet.
fn copy_path(path: &Path, known: i32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = |number: u32| match number {
        1 => format!("{stem} before layout {known}.almoner"),
        _ => format!("{stem} before layout {known} ({number}).almoner"),
    };
    (1..)
        .map(|number| path.with_file_name(name(number)))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| path.with_file_name(name(1)))
}

fn refused(error: refinery::Error) -> Error {
    match error.kind() {
        refinery::error::Kind::DivergentVersion(applied, _)
        | refinery::error::Kind::MissingVersion(applied) => Error::Divergent {
            version: applied.version(),
        },
        refinery::error::Kind::Connection(_, source) => {
            match source.downcast_ref::<rusqlite::Error>() {
                Some(rusqlite::Error::SqliteFailure(failure, message)) => {
                    rusqlite::Error::SqliteFailure(*failure, message.clone()).into()
                }
                _ => Error::Worker,
            }
        }
        _ => Error::Worker,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_migrations_folder_is_built_in() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .unwrap()
            .count();
        assert_eq!(usize::try_from(known()).unwrap(), files);
    }

    #[test]
    fn a_second_upgrade_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(found(&connection).unwrap(), 0);
        upgrade(&mut connection).unwrap();
        let rows = row_counts(&connection).unwrap();
        upgrade(&mut connection).unwrap();
        assert_eq!(row_counts(&connection).unwrap(), rows);
        assert_eq!(found(&connection).unwrap(), known());
    }

    #[test]
    fn a_newer_layout_is_refused_by_number() {
        let mut connection = Connection::open_in_memory().unwrap();
        upgrade(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO refinery_schema_history VALUES (9999, 'later', '2030-01-01T00:00:00Z', '1')",
            )
            .unwrap();
        let error = upgrade(&mut connection).unwrap_err();
        assert!(error.to_string().contains("9999"));
        assert!(error.to_string().contains(&known().to_string()));
    }
}
