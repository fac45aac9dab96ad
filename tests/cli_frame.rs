//! The frame of the command line: help, wrong usage and exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::{Command, Output};

fn almoner(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_almoner"))
        .args(arguments)
        .env_remove("ALMONER_PASSPHRASE")
        .env_remove("ALMONER_LOG")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// In a build with one, the program would open it.
#[cfg(not(feature = "gui"))]
#[test]
fn without_a_window_the_program_says_what_it_can_do() {
    for arguments in [&[][..], &["practice.almoner"]] {
        let output = almoner(arguments);
        assert_eq!(code(&output), 2);
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("has no window"), "{text}");
        assert!(text.contains("Usage: almoner"), "{text}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    for argument in ["--help", "--version"] {
        let output = almoner(&[argument]);
        assert_eq!(code(&output), 0);
        assert!(!output.stdout.is_empty());
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn wrong_usage_is_told_apart_from_a_refusal() {
    for (arguments, said) in [
        (&["--nonsense"][..], "--nonsense"),
        (&["--today", "31.3.2026"], "YYYY-MM-DD"),
        (&["--today", "2026-02-30"], "not a day of the calendar"),
        // The passphrase itself is never taken from the command line, where others can read it.
        (&["--passphrase", "correct horse battery"], "--passphrase"),
    ] {
        let output = almoner(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(said), "{text}");
        assert!(!text.contains("panicked"), "{text}");
    }
}
