//! What was put on paper, kept so that it can be shown and printed again exactly as it was.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::claim::Facts;
use crate::domain::claim::form::FormPage;
use crate::domain::draft::choices;
use crate::domain::id::ClaimId;

choices! {
    /// What a claim is printed on.
    FormStock: "form" {
        /// Data only, for the pre-printed red form.
        Red = "red",
        /// The form drawn behind the data, for records.
        Plain = "plain",
    }
}

/// One printing of one claim. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintRecord {
    pub claim: ClaimId,
    pub printed_on: NaiveDate,
    pub stock: FormStock,
    /// The records as they were when the claim was printed.
    pub facts: Facts,
    /// The pages as they were printed; their number is the form count. Reasons are not kept: the
    /// facts tell them.
    pub pages: Vec<FormPage>,
}
