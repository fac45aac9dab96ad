//! Hands pages over: to a printer, to the system's viewer, or into a file. Nothing in the practice
//! file changes by it.

use std::future::Future;
use std::path::PathBuf;
use std::thread;

use futures_channel::oneshot;

use crate::commands::Error;
use crate::documents::page::Document;
use crate::documents::pdf;
use crate::system::print::{self, Cancel, PRINT_TIME};
use crate::system::{file, open};

pub use crate::system::print::Printers;

/// Pages on their way to a printer.
#[derive(Debug, Clone)]
pub struct PrintJob {
    cancel: Cancel,
}

impl PrintJob {
    /// Gives the print up. What the queue has already may still come out.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}

/// The printers of this computer.
///
/// # Errors
/// [`Error::Printer`] where there is no queue to ask; saving and viewing the PDF still work then.
pub fn printers() -> impl Future<Output = Result<Printers, Error>> + Send + 'static {
    aside(|| Ok(print::printers()?))
}

/// Makes a document's PDF.
///
/// # Errors
/// [`Error::Page`] when a page cannot be drawn.
pub fn pdf_of(document: Document) -> impl Future<Output = Result<Vec<u8>, Error>> + Send + 'static {
    aside(move || Ok(pdf::bytes(&document)?))
}

/// Begins to hand a PDF to a printer: the job, to cancel it with, and what becomes of it. The
/// future ends well once the queue has all pages.
///
/// # Errors
/// The future gives [`Error::Printer`] when printing is not possible, fails, takes too long or is
/// canceled; nothing is changed then.
pub fn start(
    pdf: Vec<u8>,
    printer: String,
) -> (
    PrintJob,
    impl Future<Output = Result<(), Error>> + Send + 'static,
) {
    let job = PrintJob {
        cancel: Cancel::default(),
    };
    let cancel = job.cancel.clone();
    let done = aside(move || Ok(print::submit(pdf, &printer, PRINT_TIME, &cancel)?));
    (job, done)
}

/// Shows a PDF in the system's viewer, through a private file that [`sweep_shown`] removes.
///
/// # Errors
/// [`Error::System`] when the file cannot be made or nothing shows PDFs.
pub fn open_in_viewer(pdf: Vec<u8>) -> impl Future<Output = Result<(), Error>> + Send + 'static {
    aside(move || {
        let _ = open::show(&pdf)?;
        Ok(())
    })
}

/// Removes the files of pages that were shown: when the program starts, locks and ends.
///
/// # Errors
/// [`Error::System`] when one does not go away.
pub fn sweep_shown() -> Result<(), Error> {
    Ok(open::sweep()?)
}

/// Saves a PDF where the user said.
///
/// # Errors
/// [`Error::System`] when the place does not take it; what stood there before still does.
pub fn save_pdf(
    path: PathBuf,
    pdf: Vec<u8>,
) -> impl Future<Output = Result<(), Error>> + Send + 'static {
    aside(move || Ok(file::write(&path, &pdf)?))
}

/// Does what waits for the machine on a thread of its own, begun at once.
fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> impl Future<Output = Result<T, Error>> + Send + 'static {
    let (reply, answer) = oneshot::channel();
    let started = thread::Builder::new()
        .name("hand over".to_owned())
        .spawn(move || {
            // Nobody listens any more when the asker has gone.
            let _ = reply.send(work());
        });
    async move {
        let _ = started.map_err(crate::store::Error::from)?;
        answer.await.map_err(|_| crate::store::Error::Worker)?
    }
}
