//! Start: close the doors that patient data could leave by, then hand the arguments over.

use std::process::ExitCode;

fn main() -> ExitCode {
    almoner::system::process::forbid_core_dumps();
    almoner::system::log::start();
    almoner::cli::run(std::env::args_os())
}
