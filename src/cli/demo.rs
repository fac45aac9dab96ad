//! `almoner demo`: make a sample practice to look around in.

use std::path::{Path, PathBuf};

use super::Window;
use super::output;
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::demo::{self, DemoReport};
use crate::commands::practice::{Passphrase, SAMPLE_PASSPHRASE};
use crate::commands::print::{self, Order, Selection};
use crate::commands::sample::SampleOptions;
use crate::commands::{Error, practice, printer};
use crate::domain::claim::print::FormStock;
use crate::store::Database;
use crate::system;

/// The file of the sample in the data folder.
const FILE_NAME: &str = "sample.almoner";

/// Make a sample practice with invented patients; its passphrase is "sample"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Make it here, in a new file; otherwise in the data folder, where it is made anew
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// How many patients are on file
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    patients: u32,

    /// How many years the visits go back
    #[arg(long, value_name = "Y", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,

    /// The same seed and the same day give the same sample
    #[arg(long, value_name = "S", default_value_t = 1500)]
    seed: u64,

    /// Do not open the window
    #[arg(long)]
    no_window: bool,
}

/// Makes the sample, says where it is and what it holds, and opens the window on it. Without a
/// window the ready claims are put beside it as a PDF.
///
/// # Errors
/// The name is taken, or the disk does not take the file.
pub fn run(args: &Args, session: &Session, window: Option<Window>) -> Result<(), Refusal> {
    let file = match &args.to {
        Some(file) => {
            for name in [file.clone(), file.with_extension("pdf")] {
                if system::file::is_taken(&name) {
                    return Err(Refusal::because(format!(
                        "{} exists already and was left as it was; choose another name.",
                        name.display()
                    )));
                }
            }
            file.clone()
        }
        None => {
            let file = system::path::data_folder()?.join(FILE_NAME);
            demo::clear(&file).map_err(|error| Refusal::about(&file, &error))?;
            file
        }
    };
    let options = SampleOptions {
        patients: args.patients as usize,
        years: args.years,
        seed: args.seed,
        today: session.today(),
    };
    let bar = output::progress("Making the sample", 0);
    let shown = bar.clone();
    let watch = Box::new(move |n_done: usize, n_claims: usize| {
        shown.set_length(n_claims as u64);
        shown.set_position(n_done as u64);
    });
    let made = demo::make(&file, &options, &session.author(), watch);
    bar.finish_and_clear();
    let (database, report) = made.map_err(|error| Refusal::about(&file, &error))?;
    session.print(&told(&report, &file))?;
    let why = match window.filter(|_| !args.no_window) {
        None if args.no_window => String::new(),
        None => "This build of Almoner has no window.".to_owned(),
        Some(open) => {
            practice::close(database)?;
            let passphrase = Passphrase::new(SAMPLE_PASSPHRASE).map_err(Error::from)?;
            match open(Some(file.clone()), Some(passphrase), session.given_day()) {
                Ok(()) => return Ok(()),
                Err(why) => {
                    let database =
                        demo::open(&file).map_err(|error| Refusal::about(&file, &error))?;
                    return on_paper(database, &file, &why, session);
                }
            }
        }
    };
    on_paper(database, &file, &why, session)
}

/// What there is to look at without a window: why there is none, and the ready claims as a PDF.
fn on_paper(database: Database, file: &Path, why: &str, session: &Session) -> Result<(), Refusal> {
    let pdf = file.with_extension("pdf");
    let n_forms = print_ready(&database, &pdf, session)?;
    practice::close(database)?;
    if !why.is_empty() {
        session.print(&format!("{why}\n"))?;
    }
    if n_forms > 0 {
        session.print(&format!(
            "{} shows the ready claims on {n_forms} forms.\n",
            pdf.display()
        ))?;
    }
    Ok(())
}

/// The ready claims with the form drawn behind, for a newcomer has no pre-printed ones. Gives the
/// number of forms.
fn print_ready(database: &Database, pdf: &Path, session: &Session) -> Result<usize, Refusal> {
    let order = Order {
        selection: Selection::Ready,
        stock: FormStock::Plain,
        profile: printer::profile(None)?,
        today: session.today(),
    };
    let sheets = print::prepare(database, order)?;
    match &sheets.pdf {
        None => Ok(0),
        Some(bytes) => {
            system::file::write(pdf, bytes)?;
            Ok(sheets.n_forms())
        }
    }
}

fn told(report: &DemoReport, file: &Path) -> String {
    let file = file.display();
    format!(
        "{file} holds a sample practice with {} patients, {} visits and {} claims: {} are ready to \
         print, {} have something to put right. Its passphrase is sample.\n",
        report.n_patients, report.n_visits, report.n_claims, report.n_ready, report.n_refused
    )
}
