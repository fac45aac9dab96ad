//! Find the patient of an account or a payment while her name, number or birth date is typed.

use chrono::NaiveDate;

use crate::commands::patients::{self, PatientRow};
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::gui::widget::typeahead::{MOST, Match};
use crate::store::Database;

/// The patients whom a text means. What cannot be read is left out: the list says what was found.
pub async fn find(database: Database, text: String, today: NaiveDate) -> Vec<Match<PatientId>> {
    let found = patients::search(database, text, MOST, today).await;
    found.unwrap_or_default().into_iter().map(of_row).collect()
}

fn of_row(row: PatientRow) -> Match<PatientId> {
    let payers: Vec<&str> = row.payers.iter().map(AsRef::as_ref).collect();
    let born = spoken(row.birth_date);
    let note = if payers.is_empty() {
        format!("{born}, no coverage")
    } else {
        format!("{born}, {}", payers.join(", "))
    };
    Match {
        text: row.name.to_string(),
        code: row.id.to_string(),
        words: row.name.to_string(),
        note,
        value: row.id,
    }
}
