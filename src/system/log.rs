//! The log: nothing by default, standard error when `ALMONER_LOG` asks for it.

use tracing_subscriber::EnvFilter;

/// The variable that switches the log on; its value is a filter such as `almoner=debug`.
pub const VARIABLE: &str = "ALMONER_LOG";

/// Starts the log. What is logged names rows by number and never carries patient data; values that
/// identify a patient travel in [`crate::domain::phi::Phi`].
pub fn start() {
    let Ok(filter) = EnvFilter::try_from_env(VARIABLE) else {
        return;
    };
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}
