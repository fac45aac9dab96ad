//! What poppler's tools say of a PDF.

use std::io::Write;
use std::process::Command;

#[path = "skip.rs"]
mod skip;

/// What a tool of poppler's says of a file; none where it is not installed.
pub fn said(tool: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut command = Command::new(tool);
    let _ = command.arg(file.path()).args(arguments);
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{tool}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{tool}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(_) => {
            skip::for_want_of(tool);
            None
        }
    }
}
