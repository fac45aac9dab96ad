//! Start: close the doors that patient data could leave by, then hand the arguments over.

use std::process::ExitCode;

fn main() -> ExitCode {
    almoner::system::process::forbid_core_dumps();
    almoner::system::log::start();
    #[cfg(feature = "gui")]
    let window: Option<almoner::cli::Window> = Some(almoner::gui::app::run);
    #[cfg(not(feature = "gui"))]
    let window = None;
    almoner::cli::run(std::env::args_os(), window)
}
