//! `almoner demo` as a newcomer meets it, and the file that it makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use almoner::commands::Author;
use almoner::commands::practice::{self, Passphrase};
use almoner::commands::sample::{SampleOptions, generate};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::records::Records;
use almoner::store;
use program::almoner;

#[path = "common/program.rs"]
mod program;

fn records(path: &Path) -> Records {
    let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    let database = practice::open(path, &passphrase).unwrap();
    assert!(practice::is_sample(&database).unwrap());
    let records = database
        .call_blocking(|connection| store::records::load(connection))
        .unwrap();
    practice::close(database).unwrap();
    records
}

#[test]
fn the_file_holds_the_sample_with_its_claims_judged_and_its_history_printed() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "demo",
        "--to",
        "s.almoner",
        "--patients",
        "60",
        "--today",
        "2026-11-20",
    ];
    let made = almoner(folder.path(), &arguments);
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    assert!(
        said.starts_with("s.almoner holds a sample practice with 60 patients"),
        "{said}"
    );

    // Without a display, or in a build without a window, it says so and leaves the pages.
    assert!(
        said.contains("No window could be opened (there is no display).")
            || said.contains("This build of Almoner has no window."),
        "{said}"
    );
    let pdf = fs::read(folder.path().join("s.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(said.contains("s.pdf shows the ready claims"), "{said}");
    let mut kept = records(&folder.path().join("s.almoner"));
    let options = SampleOptions {
        patients: 60,
        years: 2,
        seed: 1500,
        today: "2026-11-20".parse().unwrap(),
    };
    let mut expected = generate(&options).unwrap();
    for (entry, kept) in expected.claims.iter_mut().zip(&kept.claims) {
        if entry.status == ClaimStatus::Draft && kept.status == ClaimStatus::Ready {
            entry.status = ClaimStatus::Ready;
        }
    }
    let n_printed = kept
        .claims
        .iter()
        .filter(|it| it.printed_on.is_some())
        .count();
    assert_eq!(kept.prints.len(), n_printed);
    let n_ready = kept
        .claims
        .iter()
        .filter(|it| it.status == ClaimStatus::Ready)
        .count();
    assert!(n_ready > 3, "{n_ready}");
    // After them come the claims to later payers, which follow from the postings.
    assert!(kept.claims.len() > expected.claims.len());
    kept.claims.truncate(expected.claims.len());
    assert_eq!(
        Records {
            prints: Vec::new(),
            ..kept
        },
        expected
    );

    // A file that is there is never written over.
    let before = fs::read(folder.path().join("s.almoner")).unwrap();
    let again = almoner(folder.path(), &arguments);
    assert_eq!(again.status.code(), Some(1));
    let refusal = String::from_utf8(again.stderr).unwrap();
    assert!(refusal.contains("s.almoner exists already"), "{refusal}");
    assert_eq!(fs::read(folder.path().join("s.almoner")).unwrap(), before);
}

#[test]
fn the_sample_in_the_data_folder_is_made_anew_but_never_over_a_practice() {
    let folder = tempfile::tempdir().unwrap();
    let run = |patients: &str| {
        almoner(
            folder.path(),
            &["demo", "--patients", patients, "--no-window"],
        )
    };
    let first = run("2");
    assert!(
        first.status.success(),
        "{}",
        String::from_utf8_lossy(&first.stderr)
    );
    let said = String::from_utf8(run("3").stdout).unwrap();
    let path = said.split(" holds a sample").next().unwrap().to_owned();
    let path = Path::new(&path);
    assert_eq!(records(path).patients.len(), 3);

    fs::remove_file(path).unwrap();
    let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    let author = Author {
        user: "test".into(),
        at: "2026-11-20T10:00:00Z".parse().unwrap(),
    };
    practice::close(practice::create(path, &passphrase, &author).unwrap()).unwrap();
    let refused = run("2");
    assert_eq!(refused.status.code(), Some(1));
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert!(sentence.contains("not the sample"), "{sentence}");
    assert!(path.exists());
}

#[test]
fn senseless_numbers_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        ["--patients", "0"],
        ["--years", "0"],
        ["--years", "99"],
        ["--seed", "x"],
    ] {
        let made = almoner(folder.path(), &[&["demo"], &arguments[..]].concat());
        assert_eq!(made.status.code(), Some(2), "{arguments:?}");
    }
}
