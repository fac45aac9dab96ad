//! What is wrong with a record or a claim, where, and what to do about it.

use std::fmt;

use crate::domain::draft::choices;

choices! {
    /// How much a finding weighs.
    Severity: "severity" {
        /// Keeps a claim from printing and a typed record from being saved.
        Error = "error",
        /// Worth a look; does not stop anything.
        Warning = "warning",
    }
}

choices! {
    /// The kind of record that a finding points into.
    Record: "record" {
        Practice = "practice",
        Provider = "provider",
        ProviderNumber = "provider_id",
        Facility = "facility",
        Payer = "payer",
        Patient = "patient",
        Coverage = "coverage",
        Eligibility = "eligibility",
        Authorization = "authorization",
        Encounter = "visit",
        ServiceLine = "line",
        Fee = "fee",
        Claim = "claim",
        Printer = "printer",
        Receipt = "receipt",
        Remittance = "remittance",
        RemittanceLine = "remittance line",
        ProviderItem = "provider-level item",
        AdjustmentRule = "adjustment rule",
        OpeningBalance = "opening balance",
        /// An act on the books: a transfer, a write-off, a refund.
        Posting = "posting",
        Estimate = "estimate",
        Letter = "letter",
        /// A sheet of mailing labels.
        Labels = "labels",
        PaymentPlan = "payment plan",
        /// A statement to a patient, and what the practice decided about statements.
        Statement = "statement",
    }
}

/// The field that a finding is about: the one to change to make it go away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldRef {
    pub record: Record,
    /// The service line's number within its visit.
    pub line: Option<u16>,
    /// The field's name, as the CSV folder calls its column.
    pub column: &'static str,
}

impl FieldRef {
    /// A field of a record that stands alone.
    pub const fn of(record: Record, column: &'static str) -> Self {
        Self {
            record,
            line: None,
            column,
        }
    }

    /// A field of one service line of the visit.
    pub const fn on_line(line: u16, column: &'static str) -> Self {
        Self {
            record: Record::ServiceLine,
            line: Some(line),
            column,
        }
    }
}

impl fmt::Display for FieldRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} {}", self.column),
            None => write!(f, "{} {}", self.record, self.column),
        }
    }
}

/// One thing that is wrong or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// The rule's stable name, as tests and filters know it: `npi-check-digit`.
    pub rule: &'static str,
    /// The box of the form it shows in, where it is about one: `24J`.
    pub form_box: Option<&'static str>,
    pub field: FieldRef,
    /// One sentence for the biller: what is wrong and what to do.
    pub sentence: String,
}

impl Finding {
    /// Something that has to be put right first.
    pub fn error(rule: &'static str, field: FieldRef, sentence: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule,
            form_box: None,
            field,
            sentence: sentence.into(),
        }
    }

    /// Something worth a look.
    pub fn warning(rule: &'static str, field: FieldRef, sentence: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, field, sentence)
        }
    }

    /// The same finding, shown in a box of the form.
    #[must_use]
    pub fn in_box(self, form_box: &'static str) -> Self {
        Self {
            form_box: Some(form_box),
            ..self
        }
    }

    /// Whether it keeps a claim from printing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
