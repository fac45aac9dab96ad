//! A list of claims as a CSV file.

use std::path::PathBuf;

use crate::commands::Error;
use crate::domain::date::text_of;
use crate::domain::finding::Finding;
use crate::exchange::table;
use crate::store::Database;
use crate::store::claim::listing::{self, ClaimLine};
use crate::system::file;

const COLUMNS: [&str; 15] = [
    "claim_id",
    "patient_id",
    "patient",
    "payer",
    "visit_id",
    "coverage_id",
    "from_on",
    "total",
    "status",
    "on_hold",
    "created_on",
    "printed_on",
    "mailed_on",
    "closed_on",
    "findings",
];

/// Saves the claims of some keys, in their order, as a CSV file that only this account can read;
/// gives their number. `findings` says what is wrong with a claim, by its key.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read, [`Error::System`] when the place does
/// not take the file; what stood there before still does.
pub async fn export_list(
    database: Database,
    keys: Vec<i64>,
    findings: impl Fn(i64) -> Vec<Finding> + Send,
    path: PathBuf,
) -> Result<usize, Error> {
    let lines = database
        .call(move |connection| listing::lines(connection, &keys))
        .await?;
    let rows = lines.iter().map(|line| row(line, &findings(line.row)));
    file::write(&path, &table::write(&COLUMNS, rows))?;
    Ok(lines.len())
}

fn row(line: &ClaimLine, findings: &[Finding]) -> Vec<String> {
    let sentences: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}: {}", finding.severity, finding.sentence))
        .collect();
    vec![
        line.id.to_string(),
        line.patient.to_string(),
        line.patient_name.to_string(),
        line.payer_name.clone(),
        line.visit.to_string(),
        line.coverage.to_string(),
        text_of(line.from_on),
        line.total.to_string(),
        line.status.to_string(),
        if line.is_on_hold { "yes" } else { "no" }.to_owned(),
        line.created_on.to_string(),
        text_of(line.printed_on),
        text_of(line.mailed_on),
        text_of(line.closed_on),
        sentences.join(" "),
    ]
}
