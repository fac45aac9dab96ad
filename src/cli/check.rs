//! `almoner check`: run the scrubber.

use std::path::PathBuf;

use serde_json::json;

use super::output::{Format, Table};
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::claims::{self, ClaimFilter};
use crate::commands::practice;
use crate::domain::id::ClaimId;

/// Check unprinted claims: one finding a line
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// Only this claim
    #[arg(long, value_name = "ID")]
    claim: Option<ClaimId>,

    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Prints one row for each finding; nothing but the header when all is well.
///
/// # Errors
/// There is no such claim, or the practice file cannot be read.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open(&args.file)?;
    let today = session.today();
    let claims = match &args.claim {
        Some(id) => vec![claims::one(&database, id.clone(), today)?],
        None => claims::list(&database, ClaimFilter::default(), today)?,
    };
    let mut table = Table::new(&["claim", "severity", "box", "field", "sentence"]);
    for claim in &claims {
        for finding in &claim.findings {
            table.push(vec![
                json!(claim.row.entry.id.as_str()),
                json!(finding.severity.as_str()),
                json!(finding.form_box.unwrap_or_default()),
                json!(finding.field.to_string()),
                json!(finding.sentence),
            ]);
        }
    }
    session.print(&table.render(args.format))?;
    Ok(practice::close(database)?)
}
