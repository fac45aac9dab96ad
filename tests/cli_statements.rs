//! `almoner statements` as a user meets it: the PDF, who is sent none, and what is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;

use program::almoner;
use serde_json::Value;

#[path = "common/program.rs"]
mod program;

const TODAY: &str = "2026-11-20";

/// A folder with a sample practice, which is made once.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        static PRACTICE: OnceLock<Vec<u8>> = OnceLock::new();
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let practice = PRACTICE.get_or_init(|| {
            let made = desk.run(&[
                "demo",
                "--to",
                "s.almoner",
                "--patients",
                "60",
                "--years",
                "1",
                "--no-window",
            ]);
            assert!(made.status.success(), "{}", told(&made.stderr));
            fs::read(desk.path("s.almoner")).unwrap()
        });
        fs::write(desk.path("s.almoner"), practice).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut arguments = arguments.to_vec();
        if !arguments.contains(&"--today") {
            arguments.extend(["--today", TODAY]);
        }
        almoner(self.folder.path(), &arguments)
    }

    fn statements(&self, more: &[&str]) -> Output {
        self.run(&[&["statements", "s.almoner", "--out", "out.pdf"], more].concat())
    }

    /// Who is sent none.
    fn skipped(&self, more: &[&str]) -> Vec<Value> {
        let output = self.statements(&[&["--skipped", "json"], more].concat());
        assert!(output.status.success(), "{}", told(&output.stderr));
        let list: Value = serde_json::from_slice(&output.stdout).unwrap();
        list.as_array().unwrap().clone()
    }
}

fn told(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn n_pages(bytes: &[u8]) -> usize {
    lopdf::Document::load_mem(bytes).unwrap().get_pages().len()
}

/// The number before a word.
fn number(text: &str, word: &str) -> usize {
    let before = text.split(word).next().unwrap().trim_end();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_pdf_holds_what_is_told_and_nothing_is_kept_unless_asked() {
    let desk = Desk::new();
    let first = desk.statements(&[]);
    assert!(first.status.success(), "{}", told(&first.stderr));
    let said = told(&first.stdout);
    let summary = said.lines().last().unwrap();
    assert!(summary.starts_with("out.pdf: "), "{summary}");
    let pdf = fs::read(desk.path("out.pdf")).unwrap();
    assert_eq!(number(summary, " sheet"), n_pages(&pdf), "{summary}");
    let skipped = desk.skipped(&[]);
    assert_eq!(number(summary, " account"), skipped.len(), "{summary}");
    assert!(!skipped.is_empty());
    for row in &skipped {
        let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
        let mut expected = ["account", "last_name", "first_name", "amount", "reasons"];
        expected.sort_unstable();
        assert_eq!(keys, expected);
        let reasons = row["reasons"].as_array().unwrap();
        assert!(!reasons.is_empty());
        assert!(reasons.iter().all(|it| it.as_str().unwrap().ends_with('.')));
        assert!(said.contains(row["account"].as_str().unwrap()));
    }
    let csv = told(&desk.statements(&["--skipped", "csv"]).stdout);
    assert!(csv.starts_with("account,last_name,first_name,amount,reasons\n"));
    assert_eq!(csv.lines().count(), skipped.len() + 1);
    // The same again, byte for byte, for nothing was kept.
    assert!(fs::read(desk.path("out.pdf")).unwrap() == pdf);
}

#[test]
fn what_is_marked_as_mailed_is_not_due_again_until_its_time() {
    let desk = Desk::new();
    let first = told(&desk.statements(&["--mark-mailed"]).stdout);
    let summary = first.lines().last().unwrap();
    assert!(summary.contains(", kept as mailed;"), "{summary}");
    let n_mailed = number(summary, " statement");
    fs::remove_file(desk.path("out.pdf")).unwrap();
    let again = desk.statements(&[]);
    assert!(again.status.success());
    let said = told(&again.stdout);
    assert!(
        said.ends_with("No statement was printed; there is no PDF.\n"),
        "{said}"
    );
    assert!(!desk.path("out.pdf").exists());
    let recent = desk.skipped(&[]);
    let is_recent = |row: &&Value| row["reasons"].to_string().contains("mailed on 11/20/2026");
    assert_eq!(recent.iter().filter(is_recent).count(), n_mailed);
    // Four weeks later, with the same day for the machine, none of them waits any more.
    let later = desk.skipped(&["--as-of", "2026-12-17"]);
    assert_eq!(later.iter().filter(is_recent).count(), 0);
    let later = told(&desk.statements(&["--as-of", "2026-12-17"]).stdout);
    assert!(number(later.lines().last().unwrap(), " statement") >= n_mailed);
    let waiting = desk.skipped(&["--as-of", "2026-12-17"]);
    let is_too_soon = |row: &Value| row["reasons"].to_string().contains("the next can go out");
    assert!(!waiting.iter().any(is_too_soon), "{waiting:?}");
    let early = "statements s.almoner --out early.pdf --as-of 2026-12-17 --mark-mailed";
    let early = desk.run(&early.split(' ').collect::<Vec<_>>());
    assert_eq!(early.status.code(), Some(1));
    assert!(told(&early.stderr).contains("cannot have been mailed on 11/20/2026"));
    assert!(!desk.path("early.pdf").exists());
    let sound = desk.run(&["verify", "s.almoner"]);
    assert!(sound.status.success(), "{}", told(&sound.stdout));
}

#[test]
fn named_accounts_are_printed_and_those_without_a_statement_are_told() {
    let desk = Desk::new();
    let skipped = desk.skipped(&[]);
    let account = |word: &str| -> String {
        let row = skipped
            .iter()
            .find(|row| row["reasons"].to_string().contains(word));
        let row = row.unwrap_or_else(|| panic!("nobody is skipped for {word}: {skipped:?}"));
        row["account"].as_str().unwrap().to_owned()
    };
    let small = account("below the minimum");
    let named = desk.statements(&["--patient", &small]);
    assert!(named.status.success(), "{}", told(&named.stderr));
    assert!(told(&named.stdout).contains("out.pdf: 1 statement on"));
    fs::remove_file(desk.path("out.pdf")).unwrap();

    let refused = desk.statements(&["--patient", "nobody", "nobody"]);
    assert_eq!(refused.status.code(), Some(1));
    let sentences = told(&refused.stderr);
    let sentences: Vec<&str> = sentences.lines().collect();
    assert_eq!(sentences[0], "account nobody: There is no such patient.");
    assert!(
        sentences[1].starts_with("1 account got no statement;"),
        "{sentences:?}"
    );
    assert!(!desk.path("out.pdf").exists());

    let kept = account("kept for a visit");
    let both = desk.statements(&["--patient", &kept, &small]);
    assert_eq!(both.status.code(), Some(1));
    assert!(told(&both.stderr).starts_with(&format!("account {kept}: Only money")));
    assert!(told(&both.stdout).contains("out.pdf: 1 statement on"));
}

#[test]
fn a_cycle_prints_its_part_and_parts_make_the_whole() {
    let desk = Desk::new();
    let counted = |more: &[&str]| {
        let said = told(&desk.statements(more).stdout);
        let summary = said.lines().last().unwrap().to_owned();
        if summary.starts_with("No statement") {
            0
        } else {
            number(&summary, " statement")
        }
    };
    let whole = counted(&[]);
    let parts = [["--cycle", "A-F"], ["--cycle", "G-M"], ["--cycle", "n-z"]];
    let parts = parts.map(|cycle| counted(&cycle));
    assert_eq!(parts.iter().sum::<usize>(), whole, "{parts:?}");
    assert!(parts.iter().filter(|n| **n > 0).count() > 1);
}

#[test]
fn a_pdf_that_cannot_be_written_is_told_in_a_sentence_and_nothing_is_kept() {
    let desk = Desk::new();
    let before = fs::read(desk.path("s.almoner")).unwrap();
    for (out, said) in [
        (
            "s.almoner",
            "s.almoner is a practice file and stays as it is; name another file to write.\n",
        ),
        (
            "nowhere/out.pdf",
            "nowhere/out.pdf cannot be written: its folder does not exist. What stood there before is unchanged.\n",
        ),
        (
            ".",
            ". is not a plain file; name a file to write instead.\n",
        ),
    ] {
        let output = desk.run(&["statements", "s.almoner", "--out", out, "--mark-mailed"]);
        assert_eq!(output.status.code(), Some(1), "{out}");
        assert_eq!(told(&output.stderr), said);
        assert!(output.stdout.is_empty());
    }
    assert!(fs::read(desk.path("s.almoner")).unwrap() == before);
}

#[test]
fn wrong_usage_is_told_before_anything_is_opened() {
    let desk = Desk::new();
    for more in [
        vec!["--cycle", "F-A"],
        vec!["--cycle", "A-F", "--patient", "1001"],
        vec!["--as-of", "2026-02-30"],
        vec!["--skipped", "pdf"],
    ] {
        let output = desk.statements(&more);
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert!(!output.stderr.is_empty());
    }
    let missing = desk.run(&["statements", "none.almoner", "--out", "out.pdf"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(told(&missing.stderr).contains("none.almoner"));
    assert!(!desk.path("out.pdf").exists());
}
