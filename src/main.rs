//! Start: hand the arguments to the command line and leave with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    almoner::cli::run(std::env::args_os())
}
