//! `almoner new` and `almoner verify` as a user meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use almoner::commands::Author;
use almoner::commands::practice::{self, Passphrase};

const PASSPHRASE: &str = "seven gray herons";

/// Runs the program with no terminal to ask at.
fn almoner(arguments: &[&str], passphrase: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almoner"));
    let _ = command
        .args(arguments)
        .env_remove("ALMONER_PASSPHRASE")
        .env_remove("ALMONER_LOG")
        .stdin(Stdio::null());
    if let Some(passphrase) = passphrase {
        let _ = command.env("ALMONER_PASSPHRASE", passphrase);
    }
    // A session of its own has no controlling terminal, wherever the tests themselves were started.
    #[cfg(target_os = "linux")]
    {
        let mut detached = Command::new("setsid");
        let _ = detached.arg("--wait").arg(command.get_program());
        let _ = detached.args(command.get_args()).stdin(Stdio::null());
        for (name, value) in command.get_envs() {
            let _ = match value {
                Some(value) => detached.env(name, value),
                None => detached.env_remove(name),
            };
        }
        command = detached;
    }
    command.output().unwrap()
}

fn refused(output: &Output, said: &str) {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(said), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.ends_with(".\n"), "{text}");
    assert!(output.stdout.is_empty());
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_practice_is_private_encrypted_and_proves_sound() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let file = file.to_str().unwrap();
    let made = almoner(&["new", file], Some(PASSPHRASE));
    assert_eq!(made.status.code(), Some(0), "{made:?}");

    let content = fs::read(file).unwrap();
    assert!(!content.is_empty());
    assert!(!content.starts_with(b"SQLite format 3"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    let verified = almoner(&["verify", file], Some(PASSPHRASE));
    let text = String::from_utf8(verified.stdout).unwrap();
    assert_eq!(verified.status.code(), Some(0));
    assert!(text.lines().count() >= 4, "{text}");
    assert!(text.lines().all(|line| line.ends_with(": ok")), "{text}");
}

#[test]
fn an_existing_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    fs::write(&file, "mine").unwrap();
    let output = almoner(&["new", file.to_str().unwrap()], Some(PASSPHRASE));
    refused(&output, "letter.txt exists already");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(names(folder.path()), ["letter.txt"]);
}

#[test]
fn a_short_passphrase_is_refused_from_a_person_and_warned_of_in_a_script() {
    let typed = almoner::commands::practice::new_passphrase("elevenchars").unwrap_err();
    assert!(typed.to_string().contains("at least 12 characters"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let output = almoner(&["new", file.to_str().unwrap()], Some("elevenchars"));
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("Warning: ") && told.contains("at least 12 characters"),
        "{told}"
    );
}

#[test]
fn the_passphrase_comes_from_the_first_line_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let file = file.to_str().unwrap();
    let secret = folder.path().join("secret");
    let option = ["--passphrase-file", secret.to_str().unwrap()];

    refused(
        &almoner(&["new", file, option[0], option[1]], None),
        "does not exist",
    );
    fs::write(&secret, "\nsecond line\n").unwrap();
    refused(
        &almoner(&["new", file, option[0], option[1]], None),
        "no passphrase",
    );
    fs::write(&secret, format!("{PASSPHRASE}\r\nsecond line\n")).unwrap();
    // The file goes before the variable, and the option may stand before the sub-command.
    let made = almoner(
        &[option[0], option[1], "new", file],
        Some("another one entirely"),
    );
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert_eq!(
        almoner(&["verify", file], Some(PASSPHRASE)).status.code(),
        Some(0)
    );
}

#[test]
fn a_file_that_does_not_open_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let file = file.to_str().unwrap();
    refused(
        &almoner(&["verify", file], Some(PASSPHRASE)),
        "no practice file",
    );
    assert_eq!(
        almoner(&["new", file], Some(PASSPHRASE)).status.code(),
        Some(0)
    );
    refused(
        &almoner(&["verify", file], Some("not the passphrase")),
        "passphrase",
    );
    refused(&almoner(&["verify", file], None), "no terminal");
    let missing = folder.path().join("no/such/folder/x.almoner");
    refused(
        &almoner(&["new", missing.to_str().unwrap()], Some(PASSPHRASE)),
        "does not exist",
    );
}

#[test]
fn a_damaged_file_does_not_pass_wherever_the_damage_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.almoner");
    let file = path.to_str().unwrap();
    let made = almoner(&["new", file], Some(PASSPHRASE));
    assert_eq!(made.status.code(), Some(0));
    let sound = fs::read(&path).unwrap();
    for at in (2000..sound.len()).step_by(sound.len() / 8) {
        let mut content = sound.clone();
        content[at] ^= 1;
        fs::write(&path, content).unwrap();
        let output = almoner(&["verify", file], Some(PASSPHRASE));
        assert_eq!(output.status.code(), Some(1), "byte {at}");
        // Damage on a page that opening needs is told then, elsewhere by the test that finds it.
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(text.contains("damaged"), "byte {at}: {text}");
    }
}

#[test]
fn a_sample_practice_opens_without_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.almoner");
    let author = Author {
        user: "test".to_owned(),
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let sample = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    practice::close(practice::create(&file, &sample, &author).unwrap()).unwrap();
    let verified = almoner(&["verify", file.to_str().unwrap()], None);
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_refusal_and_a_closed_pipe_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.almoner");
    let file = file.to_str().unwrap();
    let made = almoner(&["new", file], Some(PASSPHRASE));
    assert_eq!(made.status.code(), Some(0));
    let verify = |out: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_almoner"))
            .args(["verify", file])
            .env("ALMONER_PASSPHRASE", PASSPHRASE)
            .stdout(out)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    refused(
        &verify(full.into()).wait_with_output().unwrap(),
        "the disk is full",
    );

    let mut reader_leaves = verify(Stdio::piped());
    drop(reader_leaves.stdout.take());
    let output = reader_leaves.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
