//! A test that cannot run here says so where the test runner does not capture it.

#![allow(dead_code, clippy::panic)]

use std::io::Write;

/// Says that a test, or a part of it, is skipped for want of a program. Where `ALMONER_TOOLS` is `all`
/// (as `.ci/run` sets it once it has them) the test fails instead.
pub fn for_want_of(program: &str) {
    let all_are_here = std::env::var("ALMONER_TOOLS").is_ok_and(|it| it == "all");
    assert!(
        !all_are_here,
        "{program} is missing, though every tool should be here"
    );
    because(&format!("{program} is not installed; .ci/run installs it"));
}

/// Says that a test, or a part of it, is skipped for what this machine does not allow.
pub fn because(reason: &str) {
    // Not `eprintln!`, which is shown for tests that fail only.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {reason}");
}
