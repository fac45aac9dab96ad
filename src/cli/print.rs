//! `almoner print`: claims onto CMS-1500 pages.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::print::{self, Order, Reason, Refused, Selection};
use crate::commands::{practice, printer};
use crate::domain::claim::print::FormStock;
use crate::domain::id::ClaimId;
use crate::system::{file, terminal};

/// Print claims as a PDF of CMS-1500 pages
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The PDF to write
    #[arg(long, value_name = "PDF")]
    out: PathBuf,

    /// Print these claims; one that was printed before comes out as it was then
    #[arg(long, value_name = "ID", num_args = 1.., required_unless_present = "ready", conflicts_with = "ready")]
    claim: Vec<ClaimId>,

    /// Print every claim that is ready
    #[arg(long)]
    ready: bool,

    /// red: data only, for the pre-printed form; plain: with the form drawn behind, for records
    #[arg(long, value_name = "red|plain", default_value = "red")]
    form: FormStock,

    /// The profile of the printer that the pages go to
    #[arg(long, value_name = "NAME")]
    printer_profile: Option<String>,

    /// Keep what is printed; the claims are printed from then on
    #[arg(long)]
    mark_printed: bool,
}

/// Writes the PDF, names the claims that are refused, and tells how many forms were made.
///
/// # Errors
/// A claim was refused, the PDF cannot be written, or the practice file cannot be read or written.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let profile = printer::profile(args.printer_profile.as_deref())?;
    let database = session.open(&args.file)?;
    let today = session.today();
    let sheets = print::prepare(
        &database,
        Order {
            selection: if args.ready {
                Selection::Ready
            } else {
                Selection::Claims(args.claim.clone())
            },
            stock: args.form,
            profile,
            today,
        },
    )?;
    for refused in &sheets.refused {
        complain(refused);
    }
    let n_refused = sheets.refused.len();
    match &sheets.pdf {
        None => session.print("No claim was printed; there is no PDF.\n")?,
        Some(pdf) => {
            file::write(&args.out, pdf)?;
            let told = format!(
                "{}: {} of {}{}\n",
                args.out.display(),
                counted(sheets.n_forms(), "form"),
                counted(sheets.claims.len(), "claim"),
                if args.mark_printed {
                    ", kept as printed"
                } else {
                    ""
                },
            );
            if args.mark_printed {
                print::keep(&database, sheets, today, &session.author())?;
            }
            session.print(&told)?;
        }
    }
    practice::close(database)?;
    if n_refused > 0 {
        return Err(Refusal::because(format!(
            "{} refused; correct what is named above and print again.",
            match n_refused {
                1 => "1 claim was".to_owned(),
                n => format!("{n} claims were"),
            }
        )));
    }
    Ok(())
}

fn complain(refused: &Refused) {
    let claim = &refused.claim;
    match &refused.reason {
        Reason::Unknown => terminal::complain(&format!(
            "claim {claim}: There is no such claim; `almoner claims` lists them."
        )),
        Reason::OnHold => {
            terminal::complain(&format!("claim {claim}: It is on hold; release it first."))
        }
        Reason::Errors(findings) => {
            for finding in findings {
                let form_box = finding
                    .form_box
                    .map(|form_box| format!("box {form_box}: "))
                    .unwrap_or_default();
                terminal::complain(&format!(
                    "claim {claim}: {form_box}{}: {}",
                    finding.field, finding.sentence
                ));
            }
        }
    }
}

fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    }
}
