//! The CSV folder: a practice as plain files, in and out.
//!
//! The names of files and columns are a contract. Reading takes the bytes of the files, never
//! their paths, and gives all records of the folder or everything that keeps it from being taken.

pub mod books;
mod claim;
mod lines;
pub mod plain;
mod problem;
mod read;
mod reference;
mod rows;
mod write;

use std::collections::{HashMap, HashSet};
use std::io::Read;

use chrono::NaiveDate;

use crate::domain::finding::Severity;
use crate::domain::records::Records;

pub use lines::JsonLines;
pub use problem::{MOST_SHOWN, Notes, Problem, Problems};
pub use read::read;
pub use rows::{LARGEST_FILE, LONGEST_FIELD};
pub use write::{File, add_json, write};

/// The most rows that a file may have below its header.
pub const MOST_ROWS: usize = 1_000_000;

/// How much a file may hold.
#[derive(Debug, Clone, Copy)]
struct Limits {
    rows: usize,
    /// Bytes of the file.
    file: u64,
    /// Bytes of a field.
    field: usize,
}

impl Limits {
    const CONTRACT: Self = Self {
        rows: MOST_ROWS,
        file: LARGEST_FILE,
        field: LONGEST_FIELD,
    };

    /// Twenty years of a large practice.
    const BOOKS: Self = Self {
        rows: 100_000_000,
        file: 32 * 1024 * 1024 * 1024,
        field: LONGEST_FIELD,
    };
}

/// One file of the folder, in the order in which they are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    Practice,
    Providers,
    Facilities,
    Payers,
    ProviderIds,
    Patients,
    Coverages,
    Authorizations,
    Eligibility,
    Visits,
    Lines,
    Fees,
    Claims,
    ClaimPrints,
    ChargeLines,
    Deposits,
    Receipts,
    OpeningBalances,
    Remittances,
    RemittanceLines,
    RemittanceAdjustments,
    AdjustmentRules,
    PayerContracts,
    Journal,
    DaySheets,
    PeriodEvents,
    ProviderItems,
    BatchCloses,
    LaterClaims,
    StatementRuns,
    Statements,
    StatementPages,
    StatementLines,
    StatementVoids,
    StatementSkips,
    CollectionReviews,
    Plans,
    PlanEnds,
    PlanLines,
    PlanInstallments,
    Estimates,
    EstimateLines,
    EstimateVisits,
    Papers,
    PaperPages,
    Pictures,
    PlainDescriptions,
    Settings,
}

impl Table {
    /// Every file.
    pub const ALL: [Self; 48] = [
        Self::Practice,
        Self::Providers,
        Self::Facilities,
        Self::Payers,
        Self::ProviderIds,
        Self::Patients,
        Self::Coverages,
        Self::Authorizations,
        Self::Eligibility,
        Self::Visits,
        Self::Lines,
        Self::Fees,
        Self::Claims,
        Self::ClaimPrints,
        Self::ChargeLines,
        Self::Deposits,
        Self::Receipts,
        Self::OpeningBalances,
        Self::Remittances,
        Self::RemittanceLines,
        Self::RemittanceAdjustments,
        Self::AdjustmentRules,
        Self::PayerContracts,
        Self::Journal,
        Self::DaySheets,
        Self::PeriodEvents,
        Self::ProviderItems,
        Self::BatchCloses,
        Self::LaterClaims,
        Self::StatementRuns,
        Self::Statements,
        Self::StatementPages,
        Self::StatementLines,
        Self::StatementVoids,
        Self::StatementSkips,
        Self::CollectionReviews,
        Self::Plans,
        Self::PlanEnds,
        Self::PlanLines,
        Self::PlanInstallments,
        Self::Estimates,
        Self::EstimateLines,
        Self::EstimateVisits,
        Self::Papers,
        Self::PaperPages,
        Self::Pictures,
        Self::PlainDescriptions,
        Self::Settings,
    ];

    /// The file's name in the folder.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Practice => "practice.csv",
            Self::Providers => "providers.csv",
            Self::Facilities => "facilities.csv",
            Self::Payers => "payers.csv",
            Self::ProviderIds => "provider_ids.csv",
            Self::Patients => "patients.csv",
            Self::Coverages => "coverages.csv",
            Self::Authorizations => "authorizations.csv",
            Self::Eligibility => "eligibility.csv",
            Self::Visits => "visits.csv",
            Self::Lines => "lines.csv",
            Self::Fees => "fees.csv",
            Self::Claims => "claims.csv",
            Self::ClaimPrints => "claim_prints.jsonl",
            Self::ChargeLines => "charge_lines.csv",
            Self::Deposits => "deposits.csv",
            Self::Receipts => "receipts.csv",
            Self::OpeningBalances => "opening_balances.csv",
            Self::Remittances => "remittances.csv",
            Self::RemittanceLines => "remittance_lines.csv",
            Self::RemittanceAdjustments => "remittance_adjustments.csv",
            Self::AdjustmentRules => "adjustment_rules.csv",
            Self::PayerContracts => "payer_contracts.csv",
            Self::Journal => "journal.csv",
            Self::DaySheets => "day_sheets.csv",
            Self::PeriodEvents => "period_events.csv",
            Self::ProviderItems => "provider_items.csv",
            Self::BatchCloses => "batch_closes.csv",
            Self::LaterClaims => "later_claims.csv",
            Self::StatementRuns => "statement_runs.csv",
            Self::Statements => "statements.csv",
            Self::StatementPages => "statement_pages.jsonl",
            Self::StatementLines => "statement_lines.csv",
            Self::StatementVoids => "statement_voids.csv",
            Self::StatementSkips => "statement_skips.csv",
            Self::CollectionReviews => "collection_reviews.csv",
            Self::Plans => "plans.csv",
            Self::PlanEnds => "plan_ends.csv",
            Self::PlanLines => "plan_lines.csv",
            Self::PlanInstallments => "plan_installments.csv",
            Self::Estimates => "estimates.csv",
            Self::EstimateLines => "estimate_lines.csv",
            Self::EstimateVisits => "estimate_visits.csv",
            Self::Papers => "papers.csv",
            Self::PaperPages => "paper_pages.jsonl",
            Self::Pictures => "pictures.csv",
            Self::PlainDescriptions => "plain_descriptions.csv",
            Self::Settings => "settings.csv",
        }
    }

    /// Whether it is one of the books, or of what was given to patients, which are read and written
    /// row by row.
    pub fn is_of_books(self) -> bool {
        self > Self::ClaimPrints
    }

    /// How much the file may hold. What only an export writes may be far larger than what people
    /// put together.
    const fn limits(self) -> Limits {
        match self {
            Self::OpeningBalances
            | Self::AdjustmentRules
            | Self::PayerContracts
            | Self::PlainDescriptions => Limits::CONTRACT,
            Self::Settings => Limits {
                // The texts of all statements stand in one field.
                field: 1024 * 1024,
                ..Limits::CONTRACT
            },
            Self::Pictures => Limits {
                field: 4 * 1024 * 1024,
                ..Limits::CONTRACT
            },
            Self::PeriodEvents => Limits {
                // The balances at a close stand in one field.
                field: 16 * 1024 * 1024,
                ..Limits::BOOKS
            },
            _ if (self as u8) < Self::ChargeLines as u8 => Limits::CONTRACT,
            _ => Limits::BOOKS,
        }
    }

    /// How many of its rows these records hold; none of the books'.
    pub fn count(self, records: &Records) -> usize {
        match self {
            Self::Practice => usize::from(records.practice.is_some()),
            Self::Providers => records.providers.len(),
            Self::Facilities => records.facilities.len(),
            Self::Payers => records.payers.len(),
            Self::ProviderIds => records.payer_numbers.len(),
            Self::Patients => records.patients.len(),
            Self::Coverages => records.coverages.len(),
            Self::Authorizations => records.authorizations.len(),
            Self::Eligibility => records.eligibility_checks.len(),
            Self::Visits => records.encounters.len(),
            Self::Lines => records.encounters.iter().map(|it| it.lines.len()).sum(),
            Self::Fees => records.fees.len(),
            Self::Claims => records.claims.len(),
            Self::ClaimPrints => records.prints.len(),
            _ => 0,
        }
    }

    /// The columns that must be there.
    const fn required_columns(self) -> &'static [&'static str] {
        match self {
            Self::Practice => &[
                "name",
                "address1",
                "city",
                "state",
                "zip",
                "phone",
                "npi",
                "tax_id",
                "tax_id_type",
            ],
            Self::Providers => &["provider_id", "last_name", "first_name", "npi"],
            Self::Facilities => &[
                "facility_id",
                "name",
                "address1",
                "city",
                "state",
                "zip",
                "place_of_service",
            ],
            Self::Payers => &["payer_id", "name", "kind"],
            Self::ProviderIds => &["provider_id", "payer_id", "qualifier", "id"],
            Self::Patients => &["patient_id", "last_name", "first_name", "birth_date", "sex"],
            Self::Coverages => &[
                "coverage_id",
                "patient_id",
                "rank",
                "payer_id",
                "member_id",
                "relationship",
                "effective_on",
            ],
            Self::Authorizations => &["authorization_id", "patient_id", "coverage_id", "number"],
            Self::Eligibility => &["coverage_id", "checked_on"],
            Self::Visits => &[
                "visit_id",
                "patient_id",
                "rendering_provider_id",
                "place_of_service",
            ],
            Self::Lines => &["visit_id", "line", "from_on", "code", "pointers", "charge"],
            Self::Fees => &["schedule", "code", "effective_on", "fee"],
            Self::Claims => &[
                "claim_id",
                "visit_id",
                "coverage_id",
                "status",
                "created_on",
            ],
            Self::ChargeLines => &[
                "charge_line_id",
                "kind",
                "patient_id",
                "from_on",
                "units",
                "charge",
            ],
            Self::Deposits => &["deposit_id", "deposited_on", "total"],
            Self::Receipts => &["receipt_id", "kind", "method", "amount", "received_on"],
            Self::OpeningBalances => &["balance_id", "patient_id", "party", "amount"],
            Self::Remittances => &[
                "remittance_id",
                "receipt_id",
                "patient_id",
                "adjudicated_on",
            ],
            Self::RemittanceLines => &["remittance_line_id", "remittance_id", "submitted", "paid"],
            Self::RemittanceAdjustments => {
                &["remittance_line_id", "group_code", "reason_code", "amount"]
            }
            Self::AdjustmentRules => &["group_code", "reason_code", "disposition"],
            Self::PayerContracts => &["payer_id", "schedule"],
            Self::Journal => &[
                "entry_id",
                "kind",
                "effective_on",
                "entered_at",
                "user",
                "batch_id",
                "account",
                "debit",
                "credit",
                "hash",
            ],
            Self::DaySheets => &[
                "day_sheet_id",
                "business_on",
                "closed_at",
                "user",
                "through_entry",
                "head_hash",
            ],
            Self::PeriodEvents => &[
                "period_event_id",
                "kind",
                "at",
                "user",
                "through_entry",
                "head_hash",
            ],
            Self::ProviderItems => &["provider_item_id", "receipt_id", "code", "effect", "amount"],
            Self::BatchCloses => &["batch_close_id", "receipt_id", "left"],
            Self::LaterClaims => &["claim_id"],
            // Of the rows that are copied column by column every column must be there.
            _ => &[],
        }
    }

    /// The column by which other files refer to a row, where there is one.
    const fn id_column(self) -> Option<&'static str> {
        match self {
            Self::Providers => Some("provider_id"),
            Self::Facilities => Some("facility_id"),
            Self::Payers => Some("payer_id"),
            Self::Patients => Some("patient_id"),
            Self::Coverages => Some("coverage_id"),
            Self::Authorizations => Some("authorization_id"),
            Self::Visits => Some("visit_id"),
            Self::Claims => Some("claim_id"),
            _ => None,
        }
    }

    /// What one row is called in a sentence.
    const fn noun(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Providers => "provider",
            Self::Facilities => "facility",
            Self::Payers => "payer",
            Self::ProviderIds => "provider number",
            Self::Patients => "patient",
            Self::Coverages => "coverage",
            Self::Authorizations => "authorization",
            Self::Eligibility => "eligibility check",
            Self::Visits => "visit",
            Self::Lines => "line",
            Self::Fees => "fee",
            Self::Claims => "claim",
            Self::ClaimPrints => "print record",
            Self::ChargeLines => "charge line",
            Self::Deposits => "deposit",
            Self::Receipts => "receipt",
            Self::OpeningBalances => "opening balance",
            Self::Remittances => "remittance",
            Self::RemittanceLines => "remittance line",
            Self::RemittanceAdjustments => "adjustment",
            Self::AdjustmentRules => "adjustment rule",
            Self::PayerContracts => "payer's contract",
            Self::Journal => "leg",
            Self::DaySheets => "day sheet",
            Self::PeriodEvents => "close",
            Self::ProviderItems => "item of a check",
            Self::BatchCloses => "closed check",
            Self::LaterClaims => "later claim",
            Self::StatementRuns => "statement run",
            Self::Statements => "statement",
            Self::StatementPages => "record of pages",
            Self::StatementLines => "line of a statement",
            Self::StatementVoids => "voided statement",
            Self::StatementSkips => "account without a statement",
            Self::CollectionReviews => "review",
            Self::Plans => "payment plan",
            Self::PlanEnds => "end of a plan",
            Self::PlanLines => "line of a plan",
            Self::PlanInstallments => "installment",
            Self::Estimates => "estimate",
            Self::EstimateLines => "line of an estimate",
            Self::EstimateVisits => "visit of an estimate",
            Self::Papers => "paper",
            Self::PaperPages => "record of pages",
            Self::Pictures => "picture",
            Self::PlainDescriptions => "plain description",
            Self::Settings => "setting",
        }
    }
}

/// The bytes of one file of the folder.
pub struct Source {
    pub table: Table,
    pub bytes: Box<dyn Read + Send>,
}

/// How a folder is read.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The day that a birth date must not lie behind.
    pub today: NaiveDate,
    /// Whether columns that are not of the contract are skipped instead of refused.
    pub ignore_unknown: bool,
}

/// A folder that can be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub records: Records,
    /// What is worth a look all the same.
    pub warnings: Problems,
}

/// What the practice file holds already, as far as a folder can refer to it or clash with it.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    ids: HashMap<Table, HashSet<String>>,
    /// Whose each coverage is.
    patient_of_coverage: HashMap<String, String>,
    /// Whose each authorization is, and for which coverage.
    patient_of_authorization: HashMap<String, (String, String)>,
    /// Schedule, code, modifier and day of each fee.
    fees: HashSet<reference::FeeKey>,
    /// Holder, payer and qualifier of each provider number.
    provider_numbers: HashSet<reference::NumberKey>,
}

impl Existing {
    /// What these records hold.
    pub fn of(records: &Records) -> Self {
        fn set<'a, T: ToString + 'a>(ids: impl Iterator<Item = &'a T>) -> HashSet<String> {
            ids.map(T::to_string).collect()
        }
        let ids = HashMap::from([
            (
                Table::Providers,
                set(records.providers.iter().map(|it| &it.id)),
            ),
            (
                Table::Facilities,
                set(records.facilities.iter().map(|it| &it.id)),
            ),
            (Table::Payers, set(records.payers.iter().map(|it| &it.id))),
            (
                Table::Patients,
                set(records.patients.iter().map(|it| &it.id)),
            ),
            (
                Table::Coverages,
                set(records.coverages.iter().map(|it| &it.id)),
            ),
            (
                Table::Authorizations,
                set(records.authorizations.iter().map(|it| &it.id)),
            ),
            (
                Table::Visits,
                set(records.encounters.iter().map(|it| &it.id)),
            ),
            (Table::Claims, set(records.claims.iter().map(|it| &it.id))),
        ]);
        Self {
            ids,
            patient_of_coverage: records
                .coverages
                .iter()
                .map(|coverage| (coverage.id.to_string(), coverage.patient.to_string()))
                .collect(),
            patient_of_authorization: records
                .authorizations
                .iter()
                .map(|it| {
                    let of = (it.patient.to_string(), it.coverage.to_string());
                    (it.id.to_string(), of)
                })
                .collect(),
            fees: records.fees.iter().map(reference::fee_key).collect(),
            provider_numbers: records
                .payer_numbers
                .iter()
                .map(reference::number_key)
                .collect(),
        }
    }

    fn has(&self, table: Table, id: &str) -> bool {
        self.ids.get(&table).is_some_and(|ids| ids.contains(id))
    }
}

/// A value with the line on which it stands.
#[derive(Debug, Clone)]
struct Placed<T> {
    line: u64,
    value: T,
}

const fn is_error(severity: Severity) -> bool {
    matches!(severity, Severity::Error)
}
