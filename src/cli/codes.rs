//! `almoner codes`: look codes up, load official files, see what changes mean for the practice.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::output::{Format, Table};
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::{codes, practice};
use crate::domain::date;
use crate::store::Database;
use crate::system;

/// Search code sets, load official files, list codes in use that ended
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Print the codes that a text means, the best answers first
    Search {
        /// The beginning of a code, with or without dot, or of words in any order
        #[arg(required = true)]
        text: Vec<String>,

        /// Answer as of this day of service (default: today)
        #[arg(long, value_name = "DATE", value_parser = date::parse)]
        on: Option<NaiveDate>,

        /// Print at most this many
        #[arg(long, value_name = "N", default_value_t = 12)]
        limit: usize,

        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Take in a code file as CMS, CDC or the AMA publish it
    Load {
        kind: Kind,

        /// The text file, unpacked
        path: PathBuf,

        /// First day of a diagnosis edition (default: what the file's name tells)
        #[arg(long, value_name = "DATE", value_parser = date::parse)]
        from: Option<NaiveDate>,
    },
    /// List the codes of visits and fees that cannot be billed, or not for long
    Impact {
        /// For services on this day (default: today)
        #[arg(long, value_name = "DATE", value_parser = date::parse)]
        on: Option<NaiveDate>,

        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// The kinds of code files.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// icd10cm_order_YYYY.txt: a whole edition of the diagnoses
    Icd10cmOrder,
    /// icd10cm_order_addenda_YYYY.txt: what an edition changes
    Icd10cmAddenda,
    /// The file with ANWEB in its name: HCPCS Level II
    Hcpcs,
    /// Your licensed CPT text file, or a table code,short,medium,long
    Cpt,
}

impl From<Kind> for codes::FileKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Icd10cmOrder => Self::Icd10cmOrder,
            Kind::Icd10cmAddenda => Self::Icd10cmAddenda,
            Kind::Hcpcs => Self::Hcpcs,
            Kind::Cpt => Self::Cpt,
        }
    }
}

/// Does what was asked of the code sets.
///
/// # Errors
/// The practice cannot be opened, or a code file is not what it should be.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    // A file that cannot be read is told before anybody types a passphrase.
    let bytes = match &args.act {
        Act::Load { path, .. } => system::file::read(path)?,
        _ => Vec::new(),
    };
    let database = session.open(&args.file)?;
    let text = match &args.act {
        Act::Search {
            text,
            on,
            limit,
            format,
        } => {
            let on = on.unwrap_or_else(|| session.today());
            search(&database, &text.join(" "), on, *limit, *format)?
        }
        Act::Load { kind, path, from } => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let loaded = codes::load(
                &database,
                (*kind).into(),
                &name,
                &bytes,
                *from,
                &session.author(),
            )
            .map_err(|error| Refusal::in_file(path, &error))?;
            format!(
                "{} codes added, {} changed, {} as before.\n",
                loaded.added, loaded.changed, loaded.same
            )
        }
        Act::Impact { on, format } => {
            impact(&database, on.unwrap_or_else(|| session.today()), *format)?
        }
    };
    session.print(&text)?;
    Ok(practice::close(database)?)
}

fn search(
    database: &Database,
    text: &str,
    on: NaiveDate,
    limit: usize,
    format: Format,
) -> Result<String, Refusal> {
    let mut table = Table::new(&["system", "code", "billable", "description"]);
    for entry in codes::search(database, text, on, limit)? {
        table.push(vec![
            json!(entry.system.tag()),
            json!(entry.shown_code()),
            json!(entry.billable && entry.in_force(on)),
            json!(entry.long),
        ]);
    }
    Ok(table.render(format))
}

fn impact(database: &Database, on: NaiveDate, format: Format) -> Result<String, Refusal> {
    let mut table = Table::new(&["system", "code", "times", "last_on", "problem"]);
    for affected in codes::impact(database, on)? {
        table.push(vec![
            json!(affected.system.tag()),
            json!(affected.code),
            json!(affected.times),
            affected
                .last_on
                .map_or(Value::Null, |day| json!(day.to_string())),
            json!(affected.sentence),
        ]);
    }
    Ok(table.render(format))
}
