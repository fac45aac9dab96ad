//! From records to the files of a folder, always the same bytes for the same records.

use serde::Serialize;

use super::Table;
use super::claim::ClaimDraft;
use crate::domain::authorization::{Authorization, EligibilityCheck};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::LineDraft;
use crate::domain::facility::Facility;
use crate::domain::fee::Fee;
use crate::domain::patient::Patient;
use crate::domain::payer::Payer;
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};
use crate::domain::records::Records;
use crate::exchange::formula;

/// One file of an exported folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub table: Table,
    /// How many records it holds.
    pub n_rows: usize,
    pub bytes: Vec<u8>,
}

/// The files of a folder that holds these records.
///
/// Columns stand in the contract's order and rows in the records' own; lines end in LF. Files
/// without rows are left out, but for the practice's.
pub fn write(records: &Records) -> Vec<File> {
    let lines = records.encounters.iter().flat_map(|encounter| {
        encounter
            .lines
            .iter()
            .map(|line| line.to_draft(&encounter.id))
    });
    [
        table(
            Table::Practice,
            records.practice.iter().map(Practice::to_draft),
        ),
        table(
            Table::Providers,
            records.providers.iter().map(Provider::to_draft),
        ),
        table(
            Table::Facilities,
            records.facilities.iter().map(Facility::to_draft),
        ),
        table(Table::Payers, records.payers.iter().map(Payer::to_draft)),
        table(
            Table::ProviderIds,
            records.payer_numbers.iter().map(PayerNumber::to_draft),
        ),
        table(
            Table::Patients,
            records.patients.iter().map(Patient::to_draft),
        ),
        table(
            Table::Coverages,
            records.coverages.iter().map(Coverage::to_draft),
        ),
        table(
            Table::Authorizations,
            records.authorizations.iter().map(Authorization::to_draft),
        ),
        table(
            Table::Eligibility,
            records
                .eligibility_checks
                .iter()
                .map(EligibilityCheck::to_draft),
        ),
        table(
            Table::Visits,
            records.encounters.iter().map(Encounter::to_draft),
        ),
        table::<LineDraft>(Table::Lines, lines),
        table(Table::Fees, records.fees.iter().map(Fee::to_draft)),
        table(Table::Claims, records.claims.iter().map(ClaimDraft::of)),
        prints(records),
    ]
    .into_iter()
    .filter(|file| file.n_rows > 0 || file.table == Table::Practice)
    .collect()
}

/// The columns of a file in the contract's order, which is that of the draft's fields.
pub(super) fn columns<D: Serialize + Default>() -> Vec<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Memory takes what is written, and a draft is made of texts only.
    let _ = writer.serialize(D::default());
    let bytes = writer.into_inner().unwrap_or_default();
    csv::Reader::from_reader(bytes.as_slice())
        .headers()
        .map(|header| header.iter().map(str::to_owned).collect())
        .unwrap_or_default()
}

fn table<D: Serialize + Default>(table: Table, drafts: impl Iterator<Item = D>) -> File {
    // Memory takes what is written, and drafts are made of texts only, so nothing here can fail.
    let mut plain = csv::Writer::from_writer(Vec::new());
    let mut n_rows = 0;
    for draft in drafts {
        let _ = plain.serialize(draft);
        n_rows += 1;
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    if n_rows == 0 {
        let _ = writer.write_record(columns::<D>());
    }
    let plain = plain.into_inner().unwrap_or_default();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(plain.as_slice());
    let mut row = csv::StringRecord::new();
    while let Ok(true) = rows.read_record(&mut row) {
        // Amounts, dates and codes cannot begin like a formula, so no column needs sparing.
        for cell in &row {
            let _ = writer.write_field(formula::guard(cell).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    File {
        table,
        n_rows,
        bytes: writer.into_inner().unwrap_or_default(),
    }
}

/// Adds the line of one record, such as a printing, to the content of its file.
pub fn add_json(bytes: &mut Vec<u8>, record: &impl Serialize) {
    // The keys are texts and memory takes what is written, so nothing fails.
    let _ = serde_json::to_writer(&mut *bytes, record);
    bytes.push(b'\n');
}

fn prints(records: &Records) -> File {
    let mut bytes = Vec::new();
    for print in &records.prints {
        add_json(&mut bytes, print);
    }
    File {
        table: Table::ClaimPrints,
        n_rows: records.prints.len(),
        bytes,
    }
}
