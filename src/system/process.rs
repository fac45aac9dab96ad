//! This process: whose it is, and what the operating system may do with it.

/// Forbids core dumps: one would hold the key and patients' names in the clear.
///
/// A system that refuses leaves things as they were; that is no reason not to start.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if setrlimit(Resource::Core, none).is_err() {
            tracing::warn!("core dumps could not be forbidden");
        }
    }
}

/// The account's name, for the record of actions; `unknown` where the system does not tell.
pub fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .filter_map(|variable| std::env::var(variable).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn no_core_dump_is_written() {
        super::forbid_core_dumps();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
    }
}
