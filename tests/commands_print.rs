//! Printing: the queue's commands may be missing, fail or hang; only what came out right is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

#[path = "common/office.rs"]
mod office;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use almoner::commands::print::{self, Order, Selection, Sheets};
use almoner::commands::{Error, Saving, claims, visits};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::claim::print::FormStock;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::id::ClaimId;
use almoner::domain::printer::PrinterProfile;
use almoner::store::Database;
use almoner::system::print::{Cancel, submit};
use futures_executor::block_on;
use office::scene::{Scene, line};
use office::{biller, office, today};

/// Names the case that a test plays in a process of its own, whose PATH it may change.
const CASE: &str = "ALMONER_TEST_PRINT_CASE";

/// A practice with three ready claims; the second takes two sheets.
fn three_claims() -> Database {
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    for n_lines in [1, 7, 1] {
        let draft = EncounterDraft {
            visit_id: String::new(),
            ..scene.visit.clone()
        };
        let lines: Vec<LineDraft> = (1..=n_lines)
            .map(|number| LineDraft {
                code: format!("9921{number}"),
                ..line(number)
            })
            .collect();
        let saved = block_on(visits::save(
            database.clone(),
            draft,
            lines,
            Saving::new(biller(), today()),
        ))
        .unwrap();
        let claim = saved.claim.unwrap();
        assert_eq!(claim.status, ClaimStatus::Ready, "{:?}", claim.findings);
    }
    database
}

fn prepare(database: &Database, selection: Selection) -> Sheets {
    let order = Order {
        selection,
        stock: FormStock::Red,
        profile: PrinterProfile::exact(""),
        today: today(),
    };
    block_on(print::prepare_soon(
        database.clone(),
        order,
        print::Progress::default(),
    ))
    .unwrap()
}

fn statuses(database: &Database) -> Vec<ClaimStatus> {
    claims::list(database, claims::ClaimFilter::default(), today())
        .unwrap()
        .iter()
        .map(|claim| claim.row.entry.status)
        .collect()
}

fn ids(claims: &[ClaimId]) -> Vec<&str> {
    claims.iter().map(ClaimId::as_str).collect()
}

#[test]
fn only_claims_whose_sheets_all_came_out_right_are_printed() {
    use ClaimStatus::{Printed, Ready};
    let database = three_claims();
    let sheets = prepare(&database, Selection::Ready);
    assert_eq!(sheets.n_forms(), 4);
    assert_eq!(statuses(&database), [Ready, Ready, Ready]);

    let keep = |sheets: Sheets, spoiled: &str| {
        block_on(print::keep_some(
            database.clone(),
            sheets,
            spoiled.parse().unwrap(),
            today(),
            biller(),
        ))
    };
    let beyond = keep(sheets.clone(), "4-5").unwrap_err();
    assert!(matches!(&beyond, Error::Refused(_)));
    assert!(beyond.to_string().contains("no sheet 5"), "{beyond}");
    assert_eq!(statuses(&database), [Ready, Ready, Ready]);

    // The third sheet is the second claim's second.
    let kept = keep(sheets.clone(), "3").unwrap();
    assert_eq!(
        (ids(&kept.printed), ids(&kept.spoiled)),
        (vec!["1", "3"], vec!["2"])
    );
    assert_eq!(statuses(&database), [Printed, Ready, Printed]);

    let again = prepare(&database, Selection::Claims(kept.spoiled));
    assert_eq!(again.n_forms(), 2);
    let kept = keep(again, "").unwrap();
    assert_eq!(ids(&kept.printed), ["2"]);
    assert_eq!(statuses(&database), [Printed, Printed, Printed]);

    // Pages that were made before somebody else kept the claims say so.
    assert!(matches!(keep(sheets, ""), Err(Error::Conflict(_))));
}

/// Plays a case of `in_another_environment` with a folder of fake commands as its whole PATH.
fn play(case: &str, scripts: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, script) in scripts {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "in_another_environment", "--nocapture"])
        .env(CASE, case)
        .env("PATH", folder.path())
        .env("OUT", folder.path().join("out"))
        .env("XDG_RUNTIME_DIR", folder.path())
        .status()
        .unwrap();
    assert!(status.success(), "the case {case} failed; see above");
}

#[test]
fn a_printer_gets_the_pages_on_standard_input_unscaled_under_a_title_that_tells_nothing() {
    play(
        "good",
        &[("lp", "echo \"$@\" > \"$OUT.args\"; cat > \"$OUT\"")],
    );
}

#[test]
fn a_printer_that_refuses_changes_nothing_and_says_so() {
    play(
        "bad",
        &[(
            "lp",
            "echo 'lp: The printer or class does not exist.' >&2; exit 1",
        )],
    );
}

#[test]
fn a_printer_that_hangs_is_given_up_with_all_it_started() {
    play("hang", &[("lp", "sleep 600 & echo $! > \"$OUT\"; wait")]);
}

#[test]
fn printing_can_be_canceled() {
    play("cancel", &[("lp", "exec sleep 600")]);
}

#[test]
fn a_computer_without_a_queue_says_what_to_do_instead() {
    play("missing", &[]);
}

#[test]
fn the_printers_are_listed_with_the_default() {
    play(
        "list",
        &[(
            "lpstat",
            "case $1 in -e) printf 'Front\\nBack_Office\\n';; -d) echo 'system default destination: Front';; esac",
        )],
    );
}

#[test]
fn no_default_printer_is_no_failure() {
    play(
        "none",
        &[(
            "lpstat",
            "case $1 in -d) echo 'no system default destination';; *) exit 1;; esac",
        )],
    );
}

#[test]
fn pages_are_shown_from_a_private_place_that_is_swept() {
    play(
        "view",
        &[(
            "xdg-open",
            "cp \"$1\" \"$OUT\"; ls -l \"$1\" > \"$OUT.mode\"",
        )],
    );
}

#[test]
fn pages_that_nothing_shows_leave_nothing_behind() {
    play("no_viewer", &[("xdg-open", "exit 3")]);
}

#[test]
fn in_another_environment() {
    let Ok(case) = std::env::var(CASE) else {
        return;
    };
    let out = std::env::var("OUT").unwrap();
    let pdf = b"%PDF-1.7 pages".to_vec();
    let hand_over = |time: Duration| submit(pdf.clone(), "Front", time, &Cancel::default());
    match case.as_str() {
        "good" => {
            let (_, done) = print::start(pdf.clone(), "Front".into());
            block_on(done).unwrap();
            assert_eq!(fs::read(&out).unwrap(), pdf);
            let arguments = fs::read_to_string(format!("{out}.args")).unwrap();
            assert_eq!(
                arguments.trim(),
                "-d Front -n 1 -o media=Letter -o print-scaling=none -o sides=one-sided -t Claims -"
            );
        }
        "bad" => {
            let database = three_claims();
            let sheets = prepare(&database, Selection::Ready);
            let before = statuses(&database);
            let (_, done) = print::start(sheets.pdf.unwrap(), "Front".into());
            let said = block_on(done).unwrap_err().to_string();
            assert!(
                said.contains("The printer or class does not exist. Nothing was printed"),
                "{said}"
            );
            assert_eq!(statuses(&database), before);
        }
        "hang" => {
            let start = Instant::now();
            // Long enough for a busy machine to start the script, far shorter than it sleeps.
            let said = hand_over(Duration::from_secs(4)).unwrap_err().to_string();
            assert!(said.contains("no answer for 4 seconds"), "{said}");
            assert!(start.elapsed() < Duration::from_secs(300));
            let started = fs::read_to_string(&out).unwrap();
            let process = Path::new("/proc").join(started.trim());
            let gone = || {
                !process.exists()
                    || fs::read_to_string(process.join("stat")).is_ok_and(|it| it.contains(") Z "))
            };
            let patience = Instant::now();
            while !gone() && patience.elapsed() < Duration::from_secs(60) {
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(gone(), "what lp started runs on");
        }
        "cancel" => {
            let (job, done) = print::start(pdf, "Front".into());
            job.cancel();
            let said = block_on(done).unwrap_err().to_string();
            assert!(said.contains("canceled"), "{said}");
        }
        "missing" => {
            let said = hand_over(Duration::from_secs(1)).unwrap_err().to_string();
            assert!(said.contains("save the PDF"), "{said}");
            assert!(matches!(
                block_on(print::printers()),
                Err(Error::Printer(_))
            ));
            let said = block_on(print::open_in_viewer(pdf))
                .unwrap_err()
                .to_string();
            assert!(said.contains("save the PDF"), "{said}");
        }
        "list" => {
            let printers = block_on(print::printers()).unwrap();
            assert_eq!(printers.names, ["Front", "Back_Office"]);
            assert_eq!(printers.default.as_deref(), Some("Front"));
        }
        "none" => {
            let printers = block_on(print::printers()).unwrap();
            assert_eq!((printers.names.len(), printers.default), (0, None));
        }
        "view" => {
            block_on(print::open_in_viewer(pdf.clone())).unwrap();
            assert_eq!(fs::read(&out).unwrap(), pdf);
            let mode = fs::read_to_string(format!("{out}.mode")).unwrap();
            assert!(mode.starts_with("-rw-------"), "{mode}");
            assert_eq!(shown().len(), 1);
            print::sweep_shown().unwrap();
            assert!(shown().is_empty());
        }
        "no_viewer" => {
            let said = block_on(print::open_in_viewer(pdf))
                .unwrap_err()
                .to_string();
            assert!(said.contains("could not be shown"), "{said}");
            assert!(shown().is_empty());
        }
        other => panic!("there is no case {other}"),
    }
}

/// The pages that wait in the private folder.
fn shown() -> Vec<fs::DirEntry> {
    let folder = Path::new(&std::env::var("XDG_RUNTIME_DIR").unwrap()).join("almoner/shown");
    fs::read_dir(folder).unwrap().map(Result::unwrap).collect()
}
