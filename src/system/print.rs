//! Printers, through the commands of CUPS: `lpstat` names them, `lp` takes the pages on its standard
//! input, so that no file of them is ever made.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How long `lpstat` may take; it only asks the local queue.
const LIST_TIME: Duration = Duration::from_secs(5);

/// How long `lp` may take to accept pages.
pub const PRINT_TIME: Duration = Duration::from_secs(30);

/// How often a running command is looked at.
const POLL: Duration = Duration::from_millis(10);

/// What a command's output is waited for once it has ended: whatever it started may hold it open.
const OUTPUT_TIME: Duration = Duration::from_millis(500);

/// The most of a command's output that is read, in bytes.
const MOST_OUTPUT: u64 = 1024 * 1024;

/// Why pages did not get to a printer; each prints as one sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "This computer has no command to print with ({0} is missing); save the PDF and print it from a viewer at its actual size."
    )]
    NoCommand(&'static str),
    #[error("{0} could not be started: {1}. Nothing was printed.")]
    NotStarted(&'static str, String),
    #[error(
        "The printer did not take the pages: {0}. Nothing was printed; check the printer and print again."
    )]
    Failed(String),
    #[error(
        "The printer gave no answer for {0} seconds and printing was given up; look whether a sheet came out before you print again."
    )]
    Silent(u64),
    #[error("Printing was canceled; look whether a sheet came out before you print again.")]
    Canceled,
}

/// The printers that this computer knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printers {
    pub names: Vec<String>,
    /// The one that is used when none is named.
    pub default: Option<String>,
}

/// Stops a print that is under way. Clones stop the same one.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the print to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The printers of this computer; none where it has no queue at work.
///
/// # Errors
/// [`Error::NoCommand`] where printing through a queue is not possible, [`Error::Silent`] when the
/// queue does not answer.
pub fn printers() -> Result<Printers, Error> {
    let ask = |option: &str| {
        let mut command = Command::new("lpstat");
        let _ = command.arg(option);
        run("lpstat", command, Vec::new(), LIST_TIME, &Cancel::default())
    };
    let names = ask("-e")?;
    let default = ask("-d")?;
    Ok(Printers {
        names: names
            .text
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        // `system default destination: NAME`, or a sentence without a colon.
        default: default
            .text
            .lines()
            .find_map(|line| line.split_once(':'))
            .map(|(_, name)| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
    })
}

/// Hands a PDF to a printer: one copy, one side, letter paper, not scaled. It returns once the queue
/// has all of it. The title that everybody sees in the queue tells nothing about the pages.
///
/// # Errors
/// As [`Error`] says. The child and whatever it started are ended before it returns.
pub fn submit(pdf: Vec<u8>, printer: &str, time: Duration, cancel: &Cancel) -> Result<(), Error> {
    let mut command = Command::new("lp");
    let _ = command.args([
        "-d",
        printer,
        "-n",
        "1",
        "-o",
        "media=Letter",
        "-o",
        "print-scaling=none",
        "-o",
        "sides=one-sided",
        "-t",
        "Claims",
        "-",
    ]);
    let ended = run("lp", command, pdf, time, cancel)?;
    if ended.status.success() {
        return Ok(());
    }
    let said = ended
        .complaint
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty());
    Err(Error::Failed(match said {
        Some(said) => plain(said),
        None => "lp gave no reason".to_owned(),
    }))
}

/// A line of another program as a part of our sentence.
fn plain(line: &str) -> String {
    let line: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
    line.trim_end_matches('.').to_owned()
}

/// How a command ended.
struct Ended {
    status: ExitStatus,
    text: String,
    complaint: String,
}

/// Runs a command with `input` on its standard input, and ends it when it takes too long or is
/// canceled.
fn run(
    name: &'static str,
    mut command: Command,
    input: Vec<u8>,
    time: Duration,
    cancel: &Cancel,
) -> Result<Ended, Error> {
    let _ = command
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // A group of its own, so that what it starts ends with it.
    #[cfg(unix)]
    let _ = std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NoCommand(name),
        _ => Error::NotStarted(name, super::Reason::from(&error).to_string()),
    })?;
    if let Some(mut pipe) = child.stdin.take() {
        let _ = thread::spawn(move || {
            // A command that ends without reading says so by its exit code.
            let _ = pipe.write_all(&input);
        });
    }
    let text = child.stdout.take().map(output);
    let complaint = child.stderr.take().map(output);
    let status = wait(&mut child, time, cancel)
        .inspect_err(|_| end(&mut child))?
        .ok_or_else(|| Error::Failed(format!("{name} was lost")))?;
    let read = |pipe: Option<Receiver<String>>| {
        pipe.and_then(|pipe| pipe.recv_timeout(OUTPUT_TIME).ok())
            .unwrap_or_default()
    };
    Ok(Ended {
        status,
        text: read(text),
        complaint: read(complaint),
    })
}

/// Waits until a child ends; `None` when the system lost it.
fn wait(child: &mut Child, time: Duration, cancel: &Cancel) -> Result<Option<ExitStatus>, Error> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(Some(status)),
            Ok(None) => {}
            Err(_) => return Ok(None),
        }
        if cancel.is_asked() {
            return Err(Error::Canceled);
        }
        if start.elapsed() >= time {
            return Err(Error::Silent(time.as_secs()));
        }
        thread::sleep(POLL);
    }
}

/// Ends a child and whatever it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself meanwhile.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe to its end on a thread of its own.
fn output(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let _ = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.take(MOST_OUTPUT).read_to_end(&mut bytes);
        // Nobody waits any more for what comes too late.
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}
