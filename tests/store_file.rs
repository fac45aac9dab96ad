//! The practice file as a file: making, opening, being turned away, and being damaged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use almoner::store::{Database, Error, OpenError, Passphrase, check, connection};
use rusqlite::Connection;

const PASSPHRASE: &str = "a long enough passphrase";
const MARKER: &str = "ZZQXVMARKER";

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn put(database: &Database, key: &'static str, value: String) {
    database
        .call_blocking(move |connection| -> Result<(), Error> {
            let _ = connection.execute("INSERT INTO setting VALUES (?1, ?2)", [key, &value])?;
            Ok(())
        })
        .unwrap();
}

fn read(database: &Database, key: &'static str) -> Result<String, Error> {
    database.call_blocking(move |connection| {
        Ok(
            connection.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| {
                row.get(0)
            })?,
        )
    })
}

/// A closed practice file of about 400 pages.
fn sample(folder: &Path) -> PathBuf {
    let path = folder.join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    put(&database, "long", MARKER.repeat(150_000));
    database.close().unwrap();
    path
}

/// Opens the file and changes it with SQL, as somebody with the passphrase and a tool could.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection::key(&connection, &passphrase()).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// Runs this test binary again as `role`, with its path argument, as a process of its own.
fn child(role: &str, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let _ = command
        .args(["--exact", "child_process", "--nocapture"])
        .env("ALMONER_TEST_ROLE", role)
        .env("ALMONER_TEST_PATH", path);
    command
}

/// A second process that has the file open until its input ends.
fn holder(path: &Path) -> Child {
    let mut holder = child("hold", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains("HELD") {}
    holder
}

/// Not a test of its own: what the other tests start as a second process. Without a role it has
/// nothing to do.
#[test]
fn child_process() {
    let Ok(role) = std::env::var("ALMONER_TEST_ROLE") else {
        return;
    };
    let path = PathBuf::from(std::env::var_os("ALMONER_TEST_PATH").unwrap());
    match role.as_str() {
        "hold" => {
            let database = Database::open(&path, &passphrase()).unwrap();
            put(&database, "held", String::new());
            println!("HELD");
            let mut line = String::new();
            let _ = std::io::stdin().read_line(&mut line).unwrap();
            database.close().unwrap();
            // Nobody reads what the test harness would still say.
            std::process::exit(0);
        }
        "open" => match Database::open(&path, &passphrase()) {
            Ok(_) => println!("OPENED"),
            Err(error) => println!("REFUSED {error}"),
        },
        "create" => match Database::create(&path, &passphrase()) {
            Ok(_) => println!("MADE"),
            Err(error) => println!("REFUSED {error}"),
        },
        "wrong" => {
            let error = Database::open(&path, &Passphrase::new("another").unwrap()).unwrap_err();
            println!("REFUSED {error}");
        }
        other => panic!("unknown role {other}"),
    }
}

#[test]
fn what_was_saved_is_there_after_opening_again() {
    let folder = folder();
    let path = folder.path().join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    put(&database, "greeting", "good morning".to_owned());
    database.close().unwrap();
    assert!(
        !path.with_file_name("practice.almoner-wal").exists(),
        "closing writes the log back"
    );

    let database = Database::open(&path, &passphrase()).unwrap();
    assert_eq!(read(&database, "greeting").unwrap(), "good morning");
    let checks = database.call_blocking(|c| check::all(c)).unwrap();
    assert!(checks.len() >= 6);
    for check in checks {
        assert!(check.problems.is_empty(), "{check:?}");
    }
}

#[test]
fn an_accent_typed_in_two_ways_opens_the_same_file() {
    let folder = folder();
    let path = folder.path().join("practice.almoner");
    let composed = Passphrase::new("r\u{e9}sum\u{e9} 2026").unwrap();
    Database::create(&path, &composed).unwrap().close().unwrap();
    let decomposed = Passphrase::new("re\u{301}sume\u{301} 2026").unwrap();
    Database::open(&path, &decomposed).unwrap().close().unwrap();
}

#[test]
fn a_practice_file_is_never_overwritten() {
    let folder = folder();
    let path = folder.path().join("practice.almoner");
    fs::write(&path, "somebody's letter").unwrap();
    let error = Database::create(&path, &passphrase()).unwrap_err();
    assert!(
        matches!(error, Error::Open(OpenError::Exists(_))),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's letter");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    put(&database, "a", "b".to_owned());
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        seen.push(entry.file_name().into_string().unwrap());
    }
    seen.sort();
    assert_eq!(
        seen,
        ["", "-shm", "-wal", ".lock"].map(|suffix| format!("practice.almoner{suffix}"))
    );
}

#[cfg(unix)]
#[test]
fn nothing_readable_reaches_the_disk() {
    let folder = folder();
    let path = folder.path().join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    put(&database, "name", MARKER.repeat(2000));
    // Another process reads: this one must not open the live file beside SQLite.
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let name = format!("{}{suffix}", path.display());
        let bytes = Command::new("cat").arg(&name).output().unwrap().stdout;
        assert!(bytes.len() > 4096 || suffix == ".lock", "{name} was read");
        for text in [MARKER, "CREATE TABLE", "SQLite format 3"] {
            assert!(
                !bytes
                    .windows(text.len())
                    .any(|part| part == text.as_bytes()),
                "{name} shows {text}"
            );
        }
    }
    assert_eq!(read(&database, "name").unwrap().len(), MARKER.len() * 2000);
}

#[test]
fn a_second_program_is_turned_away_and_let_in_afterwards() {
    let folder = folder();
    let path = sample(folder.path());
    let mut holder = holder(&path);

    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(
        matches!(error, Error::Open(OpenError::Locked(_))),
        "{error}"
    );
    assert!(error.to_string().contains("another Almoner"));

    drop(holder.stdin.take());
    assert!(holder.wait().unwrap().success());
    let database = Database::open(&path, &passphrase()).unwrap();
    assert_eq!(read(&database, "held").unwrap(), "");
}

#[test]
fn a_killed_program_leaves_no_lock() {
    let folder = folder();
    let path = sample(folder.path());
    let mut holder = holder(&path);
    holder.kill().unwrap();
    let _ = holder.wait().unwrap();
    let database = Database::open(&path, &passphrase()).unwrap();
    assert_eq!(
        read(&database, "held").unwrap(),
        "",
        "what was saved is kept"
    );
}

#[test]
fn the_same_program_cannot_open_a_file_twice_not_even_by_another_name() {
    let folder = folder();
    let path = sample(folder.path());
    let database = Database::open(&path, &passphrase()).unwrap();
    let detour = folder.path().join(".").join("practice.almoner");
    let error = Database::open(&detour, &passphrase()).unwrap_err();
    assert!(
        matches!(error, Error::Open(OpenError::Locked(_))),
        "{error}"
    );
    #[cfg(unix)]
    {
        let link = folder.path().join("link.almoner");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let error = Database::open(&link, &passphrase()).unwrap_err();
        assert!(
            matches!(error, Error::Open(OpenError::Locked(_))),
            "{error}"
        );
    }
    database.close().unwrap();
    Database::open(&detour, &passphrase())
        .unwrap()
        .close()
        .unwrap();
}

#[test]
fn a_wrong_passphrase_says_so_and_prints_nothing_else() {
    let folder = folder();
    let path = sample(folder.path());
    let before = fs::read(&path).unwrap();
    let output = child("wrong", &path).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.contains("REFUSED the passphrase does not open"),
        "{out}"
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// What a file may be instead of a practice file, and what is answered.
#[test]
fn each_kind_of_wrong_file_has_its_answer() {
    type Answer = fn(&OpenError) -> bool;
    let wrong: Answer = |error| matches!(error, OpenError::WrongPassphrase(_));
    let damaged: Answer = |error| matches!(error, OpenError::Damaged(_));
    let short: Answer = |error| matches!(error, OpenError::CutShort { .. });

    let folder = folder();
    let good = fs::read(sample(folder.path())).unwrap();
    let flipped = |offset: usize| {
        let mut bytes = good.clone();
        bytes[offset] ^= 0x10;
        bytes
    };
    let plain = {
        let path = folder.path().join("plain.db");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE note (text)")
            .unwrap();
        drop(connection);
        fs::read(path).unwrap()
    };
    let noise: Vec<u8> = (0..40_960_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
        .collect();
    let cases: Vec<(&str, Vec<u8>, Answer)> = vec![
        ("empty", vec![], |e| matches!(e, OpenError::Empty(_))),
        ("plain", plain, |e| matches!(e, OpenError::Plain(_))),
        ("a letter", b"Dear Sir or Madam".to_vec(), short),
        (
            "cut inside a page",
            good[..good.len() - 100].to_vec(),
            short,
        ),
        ("cut after its first page", good[..4096].to_vec(), damaged),
        (
            "cut by one page",
            good[..good.len() - 4096].to_vec(),
            damaged,
        ),
        ("noise", noise, wrong),
        // The salt feeds the key: every page fails, as with a wrong passphrase.
        ("a bit of the salt", flipped(5), wrong),
        ("a bit of the first page", flipped(200), damaged),
        ("a bit of the first page's hash", flipped(4090), damaged),
        ("a bit of the second page", flipped(4096 + 99), damaged),
    ];
    for (name, bytes, answer) in cases {
        let path = folder.path().join("wrong.almoner");
        fs::write(&path, &bytes).unwrap();
        match Database::open(&path, &passphrase()).unwrap_err() {
            Error::Open(error) => assert!(answer(&error), "{name}: {error}"),
            error => panic!("{name}: {error}"),
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} is left as it was");
    }
}

#[test]
fn a_flipped_bit_anywhere_later_is_caught_before_it_is_believed() {
    let folder = folder();
    let path = sample(folder.path());
    let good = fs::read(&path).unwrap();
    let pages = good.len() / 4096;
    assert!(pages > 300);
    for page in [pages / 3, pages / 2, pages - 2] {
        let mut bytes = good.clone();
        bytes[page * 4096 + 1234] ^= 1;
        fs::write(&path, &bytes).unwrap();
        // A page nobody has read yet does not keep the file from opening; reading it does tell.
        match Database::open(&path, &passphrase()) {
            Err(Error::Open(OpenError::Damaged(_))) => {}
            Err(error) => panic!("page {page}: {error}"),
            Ok(database) => {
                let checks = database.call_blocking(|c| check::all(c)).unwrap();
                assert!(!checks[0].problems.is_empty(), "page {page} passed");
                let error = read(&database, "long").unwrap_err();
                assert!(matches!(error, Error::Corrupt), "page {page}: {error}");
                // Closing cannot tidy what cannot be read, and says so; the lock is free after.
                let _ = database.close();
            }
        }
    }
}

#[test]
fn names_that_lead_nowhere_have_their_answers() {
    let folder = folder();
    let open = |path: &Path| match Database::open(path, &passphrase()).unwrap_err() {
        Error::Open(error) => error,
        error => panic!("{error}"),
    };
    let create = |path: &Path| match Database::create(path, &passphrase()).unwrap_err() {
        Error::Open(error) => error,
        error => panic!("{error}"),
    };
    let (missing, nowhere) = (folder.path().join("a"), folder.path().join("b").join("a"));
    assert!(matches!(open(&missing), OpenError::Missing(_)));
    assert!(matches!(open(&nowhere), OpenError::NoFolder(_)));
    assert!(matches!(open(folder.path()), OpenError::IsFolder(_)));
    assert!(matches!(create(&nowhere), OpenError::NoFolder(_)));
    assert!(matches!(create(Path::new("..")), OpenError::IsFolder(_)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_newer_file_is_refused_by_number() {
    let folder = folder();
    let path = sample(folder.path());
    tamper(
        &path,
        "INSERT INTO refinery_schema_history VALUES (77, 'later', '2030-01-01T00:00:00Z', '1')",
    );
    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 77, .. }), "{error}");
    assert!(error.to_string().contains("77"));
}

#[test]
fn an_encrypted_file_of_another_program_is_told_apart() {
    let folder = folder();
    let path = folder.path().join("other.almoner");
    tamper(&path, "CREATE TABLE note (text)");
    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(
        matches!(error, Error::Open(OpenError::NotPractice(_))),
        "{error}"
    );
    // What a program leaves that was killed while it made a file: encrypted, but nothing in it.
    let path = folder.path().join("begun.almoner");
    tamper(&path, "CREATE TABLE note (text); DROP TABLE note");
    let error = Database::open(&path, &passphrase()).unwrap_err();
    assert!(matches!(error, Error::Open(OpenError::Empty(_))), "{error}");
}

/// Permissions bind everybody but root, so as root the second process runs as nobody.
#[cfg(unix)]
#[test]
fn write_protection_and_missing_permission_have_their_answers() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let folder = folder();
    let path = sample(folder.path());
    let root = fs::metadata(folder.path()).unwrap().uid() == 0;
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    if root {
        for entry in fs::read_dir(folder.path()).unwrap() {
            chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let answer = |role: &str, path: &Path| {
        let mut command = child(role, path);
        if root {
            let _ = command.uid(NOBODY).gid(NOBODY);
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let said = answer("open", &path);
    assert!(said.contains("OPENED"), "{said}");

    mode(&path, 0o400);
    let said = answer("open", &path);
    assert!(said.contains("is write-protected"), "{said}");
    mode(&path, 0o000);
    let said = answer("open", &path);
    assert!(said.contains("no permission to read"), "{said}");
    mode(&path, 0o600);

    fs::remove_file(folder.path().join("practice.almoner.lock")).unwrap();
    mode(folder.path(), 0o500);
    let said = answer("open", &path);
    assert!(said.contains("cannot be written"), "{said}");
    let said = answer("create", &folder.path().join("new.almoner"));
    assert!(said.contains("cannot be written"), "{said}");
    mode(folder.path(), 0o700);
    assert!(!folder.path().join("new.almoner").exists());
}
