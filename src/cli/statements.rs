//! `almoner statements`: what patients owe, on paper.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::output::{Format, Table};
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::practice;
use crate::commands::statements::{self, Cycle, Order, Selection, Sheets, Skip};
use crate::domain::date;
use crate::domain::id::PatientId;
use crate::system::{file, terminal};

/// Print patient statements as a PDF, and list who is sent none and why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The PDF to write
    #[arg(long, value_name = "PDF")]
    out: PathBuf,

    /// The day that the statements are of, YYYY-MM-DD; today, unless said otherwise
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    as_of: Option<NaiveDate>,

    /// Print the statements of these accounts, though they are not due
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with = "cycle")]
    patient: Vec<PatientId>,

    /// Print those whose last names begin with these letters: A-F
    #[arg(long, value_name = "A-F")]
    cycle: Option<Cycle>,

    /// Keep the statements as mailed today; what is due next counts from then on
    #[arg(long)]
    mark_mailed: bool,

    /// How those who are sent none are listed; csv and json print the list alone
    #[arg(long, value_name = "table|csv|json", default_value = "table")]
    skipped: Format,
}

/// Writes the PDF, lists those who are sent none, and tells how many statements were made.
///
/// # Errors
/// An account that was named got none, the PDF cannot be written, or the practice file cannot be
/// read or written.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open(&args.file)?;
    let today = session.today();
    let order = Order {
        selection: if args.patient.is_empty() {
            Selection::Due {
                cycle: args.cycle.clone(),
            }
        } else {
            Selection::Accounts(args.patient.clone())
        },
        ..Order::due(args.as_of.unwrap_or(today))
    };
    if args.mark_mailed {
        order.refuse_mailing_on(today)?;
    }
    let sheets = statements::prepare(&database, order)?;
    let refused = if args.patient.is_empty() {
        Vec::new()
    } else {
        complaints(&sheets)
    };
    let list = skipped(&sheets).render(args.skipped);
    let mut told = "No statement was printed; there is no PDF.\n".to_owned();
    if let Some(pdf) = &sheets.pdf {
        file::write(&args.out, pdf)?;
        told = made(args, &sheets);
        if args.mark_mailed {
            let _ = statements::keep_now(&database, sheets, today, session.author())?;
        }
    }
    session.print(&match args.skipped {
        Format::Table => format!("{list}\n{told}"),
        Format::Csv | Format::Json => list,
    })?;
    practice::close(database)?;
    for complaint in &refused {
        terminal::complain(complaint);
    }
    match refused.len() {
        0 => Ok(()),
        n => Err(Refusal::because(format!(
            "{} no statement; correct what is named above and print again.",
            match n {
                1 => "1 account got".to_owned(),
                n => format!("{n} accounts got"),
            }
        ))),
    }
}

/// Everybody who was named and got none.
fn complaints(sheets: &Sheets) -> Vec<String> {
    let unanswered = sheets
        .unanswered
        .iter()
        .map(|it| (&it.patient, it.cause.sentence().to_owned()));
    let skipped = sheets
        .skipped
        .iter()
        .map(|row| (&row.account, row.sentence()));
    unanswered
        .chain(skipped)
        .map(|(account, sentence)| format!("account {account}: {sentence}"))
        .collect()
}

fn skipped(sheets: &Sheets) -> Table {
    let columns = ["account", "last_name", "first_name", "amount", "reasons"];
    let mut table = Table::new(&columns).with_amounts(&["amount"]);
    for row in &sheets.skipped {
        let reasons: Vec<String> = row.reasons.iter().map(Skip::sentence).collect();
        table.push(vec![
            json!(row.account.as_str()),
            json!(row.name.last),
            json!(row.name.first),
            json!(row.amount.to_string()),
            json!(reasons),
        ]);
    }
    table
}

fn made(args: &Args, sheets: &Sheets) -> String {
    format!(
        "{}: {} on {}, asking for {} together{}; {} skipped\n",
        args.out.display(),
        counted(sheets.statements.len(), "statement"),
        counted(sheets.n_sheets(), "sheet"),
        sheets.total(),
        if args.mark_mailed {
            ", kept as mailed"
        } else {
            ""
        },
        counted(sheets.skipped.len(), "account"),
    )
}

fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    }
}
