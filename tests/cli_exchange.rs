//! `almoner import` and `almoner export` as a user meets them, and as a crash or a full disk does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use almoner::exchange::folder::Table;

#[path = "exchange_folder/full.rs"]
mod full;

const PASSPHRASE: &str = "seven gray herons";
const PROGRAM: &str = env!("CARGO_BIN_EXE_almoner");

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    let _ = command
        .env("ALMONER_PASSPHRASE", PASSPHRASE)
        .env_remove("ALMONER_LOG")
        .stdin(Stdio::null());
    command
}

fn almoner(arguments: &[&str]) -> Output {
    command(PROGRAM)
        .args(arguments)
        .args(["--today", "2026-11-21"])
        .output()
        .unwrap()
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> Vec<String> {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// A place for one test: an empty practice file and the paths beside it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        let _ = done(&almoner(&["new", &desk.path("clinic.almoner")]));
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn import(&self, folder: &str, more: &[&str]) -> Output {
        let (file, folder) = (self.path("clinic.almoner"), self.path(folder));
        almoner(&[&["import", &file, &folder], more].concat())
    }

    fn export(&self, folder: &str) -> Output {
        almoner(&["export", &self.path("clinic.almoner"), &self.path(folder)])
    }

    /// A folder with these files.
    fn folder<T: AsRef<str>>(&self, name: &str, files: &[(&str, T)]) {
        let folder = PathBuf::from(self.path(name));
        fs::create_dir(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text.as_ref()).unwrap();
        }
    }

    fn full_folder(&self, name: &str) {
        let files: Vec<_> = full::FILES
            .iter()
            .map(|(table, text)| (table.file_name(), *text))
            .collect();
        self.folder(name, &files);
    }

    /// Whether the practice file is sound and holds nothing.
    fn is_untouched(&self, out: &str) {
        let checks = done(&almoner(&["verify", &self.path("clinic.almoner")]));
        assert!(
            checks.lines().all(|line| line.ends_with(": ok")),
            "{checks}"
        );
        assert_eq!(done(&self.export(out)), "practice.csv: 0\n");
    }
}

/// Every file of a folder with its content, in the order of their names.
fn content(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A practice with many patients, one visit each.
fn large(n_patients: usize) -> Vec<(&'static str, String)> {
    let mut patients = String::from("patient_id,last_name,first_name,birth_date,sex\n");
    let mut coverages =
        String::from("coverage_id,patient_id,rank,payer_id,member_id,relationship,effective_on\n");
    let mut visits =
        String::from("visit_id,patient_id,rendering_provider_id,place_of_service,dx_a\n");
    let mut lines = String::from("visit_id,line,from_on,code,pointers,charge\n");
    for idx in 0..n_patients {
        patients += &format!("P{idx},Doe{idx},Jane,1980-02-29,F\n");
        coverages += &format!("C{idx},P{idx},1,PLAN,M{idx},SELF,2025-01-01\n");
        visits += &format!("V{idx},P{idx},DR-1,11,I10\n");
        lines += &format!("V{idx},1,2026-03-02,99213,A,150.00\n");
    }
    let text = |table: Table| {
        let (_, text) = full::FILES.iter().find(|(each, _)| *each == table).unwrap();
        (*text).to_owned()
    };
    vec![
        ("practice.csv", text(Table::Practice)),
        ("providers.csv", text(Table::Providers)),
        ("payers.csv", text(Table::Payers)),
        ("patients.csv", patients),
        ("coverages.csv", coverages),
        ("visits.csv", visits),
        ("lines.csv", lines),
    ]
}

#[test]
fn a_practice_goes_out_and_comes_in_again_the_same() {
    let desk = Desk::new();
    desk.full_folder("in");
    let told = done(&desk.import("in", &[]));
    for line in [
        "patients.csv: 2",
        "lines.csv: 2",
        "claims.csv: 2",
        "new claims: 0 (0 ready)",
    ] {
        assert!(told.lines().any(|each| each == line), "{told}");
    }
    let told = done(&desk.export("out"));
    assert!(told.lines().any(|each| each == "patients.csv: 2"), "{told}");
    let exported = content(&desk.path("out"));
    // What came in is there as it was, and beside it the charges of its visits.
    let came_in = content(&desk.path("in"));
    let (kept, added): (Vec<_>, Vec<_>) = exported
        .iter()
        .cloned()
        .partition(|(name, _)| came_in.iter().any(|(known, _)| known == name));
    assert_eq!(kept, came_in);
    let added: Vec<_> = added.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(added, ["charge_lines.csv", "journal.csv"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(Path::new(&desk.path("out"))), 0o700);
        for (name, _) in &exported {
            assert_eq!(
                mode(&Path::new(&desk.path("out")).join(name)),
                0o600,
                "{name}"
            );
        }
    }

    let other = Desk::new();
    let _ = done(&almoner(&[
        "import",
        &other.path("clinic.almoner"),
        &desk.path("out"),
    ]));
    let _ = done(&other.export("again"));
    assert_eq!(content(&other.path("again")), exported);
}

#[test]
fn each_new_visit_becomes_a_claim() {
    let desk = Desk::new();
    desk.folder("in", &large(3));
    let told = done(&desk.import("in", &[]));
    assert!(told.contains("new claims: 3 ("), "{told}");
    let _ = done(&desk.export("out"));
    let claims = fs::read_to_string(Path::new(&desk.path("out")).join("claims.csv")).unwrap();
    let rows: Vec<Vec<&str>> = claims
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    let ids: Vec<_> = rows.iter().map(|row| (row[0], row[1], row[2])).collect();
    assert_eq!(
        ids,
        [("1", "V0", "C0"), ("2", "V1", "C1"), ("3", "V2", "C2")]
    );
    assert!(rows.iter().all(|row| row[5] == "2026-11-21"), "{claims}");

    // A patient without a coverage pays herself, and a later import numbers on.
    desk.folder(
        "more",
        &[
            ("patients.csv", "patient_id,last_name,first_name,birth_date,sex\nX,Poe,Al,1990-01-01,M\n"),
            ("visits.csv", "visit_id,patient_id,rendering_provider_id,place_of_service\nVX,X,DR-1,11\nVY,P0,DR-1,11\n"),
            ("lines.csv", "visit_id,line,from_on,code,pointers,charge\nVX,1,2026-03-02,99213,A,9\nVY,1,2026-03-02,99213,A,9\n"),
        ],
    );
    assert!(done(&desk.import("more", &[])).contains("new claims: 1 ("));
    let _ = done(&desk.export("out2"));
    let claims = fs::read_to_string(Path::new(&desk.path("out2")).join("claims.csv")).unwrap();
    assert!(
        claims.lines().last().unwrap().starts_with("4,VY,C0,"),
        "{claims}"
    );
}

#[test]
fn a_dry_run_tells_everything_and_changes_nothing() {
    let desk = Desk::new();
    desk.full_folder("in");
    let told = done(&desk.import("in", &["--dry-run"]));
    assert!(
        told.contains("patients.csv: 2\n") && told.contains("nothing was changed"),
        "{told}"
    );
    desk.is_untouched("out");
    let _ = done(&desk.import("in", &[]));
}

#[test]
fn a_refused_folder_changes_nothing_and_names_every_problem() {
    let desk = Desk::new();
    let mut files = large(2);
    files[3].1 += "P9,Poe,Al,1990-02-30,M\nP1,Poe,Al,1990-02-03,M\n";
    files[6].1 += "V7,1,2026-03-02,99213,A,150\n";
    desk.folder("in", &files);
    let lines = refused(&desk.import("in", &[]));
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(
        lines[0].starts_with("patients.csv:4: birth_date: "),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("patients.csv:5: patient_id: "),
        "{lines:?}"
    );
    assert!(lines[2].starts_with("lines.csv:4: visit_id: "), "{lines:?}");
    assert!(lines[3].starts_with("Nothing was imported: "), "{lines:?}");
    desk.is_untouched("out");

    files[3].1 = large(2)[3]
        .1
        .replace("sex", "sex,pet")
        .replace(",F\n", ",F,cat\n");
    files[6].1 = large(2)[6].1.clone();
    desk.folder("in2", &files);
    assert!(refused(&desk.import("in2", &[]))[0].starts_with("patients.csv:1: pet: "));
    let told = done(&desk.import("in2", &["--ignore-unknown"]));
    assert!(told.contains("patients.csv: 2\n"), "{told}");
    let lines = refused(&desk.import("in2", &["--ignore-unknown"]));
    assert!(
        lines
            .iter()
            .any(|line| line.contains("already in the practice file")),
        "{lines:?}"
    );
}

#[test]
fn a_folder_that_is_none_or_a_place_that_is_taken_is_named() {
    let desk = Desk::new();
    assert!(refused(&desk.import("nowhere", &[]))[0].contains("does not exist"));
    desk.folder("in", &[("patient.csv", "patient_id\n")]);
    assert!(refused(&desk.import("in", &[]))[0].contains("holds none of the files"));
    assert!(refused(&desk.export("in"))[0].contains("is not empty"));
    assert!(refused(&desk.export("clinic.almoner"))[0].contains("is not a folder"));
    assert!(refused(&desk.export("no/such"))[0].contains("does not exist"));

    desk.full_folder("full");
    fs::write(Path::new(&desk.path("full")).join("patient.csv"), "x\n").unwrap();
    let output = desk.import("full", &[]);
    let _ = done(&output);
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(
        warning.starts_with("patient.csv:1: file: warning: "),
        "{warning}"
    );
}

#[cfg(unix)]
#[test]
fn a_killed_import_leaves_nothing_half_done() {
    let desk = Desk::new();
    let files = large(3_000);
    desk.folder("in", &files);
    let (file, folder) = (desk.path("clinic.almoner"), desk.path("in"));
    let mut n_killed = 0;
    for pause in [5, 60, 150, 250, 350, 500, 700, 900, 1_200] {
        let mut child = command(PROGRAM)
            .args(["import", &file, &folder])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        if child.wait().unwrap().code().is_some() {
            break;
        }
        n_killed += 1;
        let out = desk.path(&format!("out{pause}"));
        let told = done(&almoner(&["export", &file, &out]));
        // Killed after the commit, everything is there; before, nothing.
        let all = told.contains("visits.csv: 3000\n") && told.contains("claims.csv: 3000\n");
        assert!(all || told == "practice.csv: 0\n", "{told}");
        if all {
            break;
        }
    }
    assert!(n_killed > 2, "{n_killed}");
    let checks = done(&almoner(&["verify", &file]));
    assert!(
        checks.lines().all(|line| line.ends_with(": ok")),
        "{checks}"
    );
}

/// Runs the program where no file may grow beyond `limit`, in units of 512 bytes (some shells count
/// in units of 1,024).
#[cfg(target_os = "linux")]
fn limited(limit: u64, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
    command("sh")
        .args(["-c", &script, PROGRAM])
        .args(arguments)
        .output()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_practice_as_it_was_and_says_so() {
    let desk = Desk::new();
    desk.folder("in", &large(3_000));
    let (file, folder) = (desk.path("clinic.almoner"), desk.path("in"));
    let lines = refused(&limited(512, &["import", &file, &folder]));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("disk is full, at a size limit or failing: nothing was saved"),
        "{lines:?}"
    );
    desk.is_untouched("out");

    // With room again the same import works; an export without room leaves no folder behind.
    let _ = done(&desk.import("in", &[]));
    let before = content_names(desk.folder.path());
    let output = limited(128, &["export", &file, &desk.path("full")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    let said = format!(
        "{}/patients.csv cannot be written: a size limit was reached",
        desk.path("full")
    );
    assert!(text.lines().any(|line| line.starts_with(&said)), "{text}");
    assert_eq!(content_names(desk.folder.path()), before);
}

/// The names in a folder, without those of SQLite's log.
#[cfg(target_os = "linux")]
fn content_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_after_the_import_takes_nothing_back() {
    let desk = Desk::new();
    desk.folder("in", &large(3_000));
    let (file, folder) = (desk.path("clinic.almoner"), desk.path("in"));
    // Room for the log of the import, but not for the practice file to grow by it.
    let size = fs::metadata(&file).unwrap().len();
    let output = limited(size / 512 + 128, &["import", &file, &folder]);
    assert!(done(&output).contains("patients.csv: 3000\n"));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.lines()
            .any(|line| line.starts_with("Everything was saved")),
        "{text}"
    );
    assert!(done(&desk.export("out")).contains("patients.csv: 3000\n"));
    let checks = done(&almoner(&["verify", &file]));
    assert!(
        checks.lines().all(|line| line.ends_with(": ok")),
        "{checks}"
    );
}
