//! `almoner claims`: list claims with what is wrong with them.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::output::{Format, Table};
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::claims::{self, ClaimFilter};
use crate::commands::practice;
use crate::domain::claim::ClaimStatus;
use crate::domain::date;
use crate::domain::finding::Finding;
use crate::domain::id::{PatientId, PayerId};

/// List claims with their status and their findings
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// Only claims that are draft, ready, printed, mailed or closed
    #[arg(long)]
    status: Option<ClaimStatus>,

    /// Only claims to this payer
    #[arg(long, value_name = "ID")]
    payer: Option<PayerId>,

    /// Only claims of this patient
    #[arg(long, value_name = "ID")]
    patient: Option<PatientId>,

    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Prints one row for each claim.
///
/// # Errors
/// The practice file cannot be read.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open(&args.file)?;
    let filter = ClaimFilter {
        status: args.status,
        payer: args.payer.clone(),
        patient: args.patient.clone(),
    };
    let claims = claims::list(&database, filter, session.today())?;
    let mut table = Table::new(&[
        "claim_id",
        "patient_id",
        "payer_id",
        "visit_id",
        "from_on",
        "to_on",
        "total",
        "status",
        "findings",
    ])
    .with_amounts(&["total"]);
    for claim in &claims {
        let row = &claim.row;
        table.push(vec![
            json!(row.entry.id.as_str()),
            json!(row.patient.as_str()),
            json!(row.payer.as_str()),
            json!(row.entry.encounter.as_str()),
            json!(date::text_of(row.from_on)),
            json!(date::text_of(row.to_on)),
            json!(row.total.to_string()),
            json!(row.entry.status.as_str()),
            match args.format {
                Format::Json => claim.findings.iter().map(as_object).collect(),
                Format::Table | Format::Csv => json!(counted(&claim.findings)),
            },
        ]);
    }
    session.print(&table.render(args.format))?;
    Ok(practice::close(database)?)
}

fn as_object(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.as_str(),
        "rule": finding.rule,
        "box": finding.form_box.unwrap_or_default(),
        "field": finding.field.to_string(),
        "sentence": finding.sentence,
    })
}

fn counted(findings: &[Finding]) -> String {
    let n_errors = findings.iter().filter(|it| it.is_error()).count();
    let n_warnings = findings.len() - n_errors;
    let of = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{n} {what}s")),
    };
    [of(n_errors, "error"), of(n_warnings, "warning")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}
