//! `almoner report`: any report by name.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::practice;
use crate::commands::reports::{self, Entered, Parameters, ReportFormat, ReportKind};
use crate::domain::aging::Anchor;
use crate::domain::date;
use crate::domain::id::{DaySheetId, DepositId, EntryId, PatientId};

/// Make a report by name, as of any day
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,

    /// The report; `--list` names them
    #[arg(required_unless_present = "list")]
    name: Option<ReportKind>,

    /// Name the reports, what each is for and what it takes
    #[arg(long)]
    list: bool,

    /// Count what is effective by this day; today if not given
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    as_of: Option<NaiveDate>,

    /// First day of the period; the first of the last day's month if not given
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    from: Option<NaiveDate>,

    /// Last day of the period; today if not given
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    to: Option<NaiveDate>,

    /// As the books were kept at the end of this day
    #[arg(long, value_name = "DATE", value_parser = date::parse, conflicts_with = "entry")]
    entered: Option<NaiveDate>,

    /// As the books were kept up to this entry, which every report names
    #[arg(long, value_name = "NUMBER")]
    entry: Option<EntryId>,

    /// From which day amounts age: BILLED, SERVICE or RESPONSIBILITY
    #[arg(long, value_name = "ANCHOR", default_value = "BILLED")]
    anchor: Anchor,

    /// Whose account, for account-ledger
    #[arg(long, value_name = "ID")]
    patient: Option<PatientId>,

    /// Which day sheet; what no sheet holds yet if not given
    #[arg(long, value_name = "NUMBER")]
    sheet: Option<DaySheetId>,

    /// Which deposit; what lies in the drawer if not given
    #[arg(long, value_name = "NUMBER")]
    deposit: Option<DepositId>,

    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Write it to this file; a pdf needs one
    #[arg(long, value_name = "PATH", required_if_eq("format", "pdf"))]
    out: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Columns for the eye
    #[default]
    Table,
    /// RFC 4180 with a header row
    Csv,
    /// One object
    Json,
    /// Letter pages
    Pdf,
}

/// Prints or writes the report.
///
/// # Errors
/// What it is asked for is not there, its figures do not tie, or the file cannot be read or written.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let (Some(file), Some(kind), false) = (&args.file, args.name, args.list) else {
        return session.print(&list());
    };
    let database = session.open(file)?;
    let today = session.today();
    let parameters = Parameters {
        as_of: args.as_of,
        from: args.from,
        to: args.to,
        entered: match (args.entry, args.entered) {
            (Some(entry), _) => Some(Entered::Entry(entry)),
            (None, Some(day)) => Some(Entered::Through(day)),
            (None, None) => None,
        },
        anchor: args.anchor,
        sheet: args.sheet,
        deposit: args.deposit,
        patient: args.patient.clone(),
        ..Parameters::today(today)
    };
    let report =
        database.call_blocking(move |connection| reports::run(connection, kind, &parameters))?;
    let format = match args.format {
        Format::Table => ReportFormat::Table,
        Format::Csv => ReportFormat::Csv,
        Format::Json => ReportFormat::Json,
        Format::Pdf => ReportFormat::Pdf,
    };
    match &args.out {
        Some(path) => {
            reports::write(&database, path, &report, format, today, &session.author())?;
            session.print(&format!("{}: {}\n", path.display(), report.title))?;
        }
        None => session.print(&reports::text(&report, format))?,
    }
    practice::close(database)?;
    if report.ties() {
        Ok(())
    } else {
        Err(Refusal::because(format!(
            "The report {} does not tie; run `almoner verify` and compare with the newest backup.",
            report.name
        )))
    }
}

fn list() -> String {
    let width = ReportKind::ALL
        .iter()
        .map(|kind| kind.as_str().len())
        .max()
        .unwrap_or(0);
    ReportKind::ALL
        .iter()
        .map(|kind| {
            let takes: Vec<&str> = kind.asks().iter().map(|it| it.options()).collect();
            format!(
                "{:width$}  {} [{}]\n",
                kind.as_str(),
                kind.purpose(),
                takes.join(" ")
            )
        })
        .collect()
}
