//! The terminal the program was started from.

use std::io::{self, IsTerminal, Write};

use zeroize::Zeroizing;

use super::{Error, Reason};

/// Asks for a text without showing what is typed.
///
/// # Errors
/// [`Error::NoTerminal`] when nobody can be asked.
pub fn ask_hidden(prompt: &str) -> Result<Zeroizing<String>, Error> {
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|_| Error::NoTerminal)
}

/// Whether somebody watches standard error, so that progress is worth showing.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Writes to standard output; a reader that has left (`almoner claims FILE | head`) is no failure.
///
/// # Errors
/// [`Error::Print`] when standard output goes to something that cannot take it.
pub fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Print(Reason::from(&error)))
        }
        _ => Ok(()),
    }
}

/// Writes one line to standard error. A closed standard error leaves nowhere to complain to.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
