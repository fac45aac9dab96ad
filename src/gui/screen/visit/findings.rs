//! What is wrong with a visit so far: at which field each finding belongs and when it is time to say.

use crate::domain::finding::{Finding, Record};
use crate::gui::widget::window_list::{Cell, Column, Tone, Width};

use super::sheet::{DAY, Sheet, label_of};
use super::slot::Place;

/// The columns of the list of findings.
pub const COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(84.0)).unsorted(),
    Column::text("Field", Width::Fixed(190.0)).unsorted(),
    Column::text("What is wrong and what to do", Width::Share(1.0)).unsorted(),
];

/// A finding with the field of this screen that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// None where another screen has its field.
    pub place: Option<Place>,
    pub is_error: bool,
    /// Where, in words.
    pub field: String,
    pub sentence: String,
}

impl Placed {
    /// Its row in the list.
    pub fn cells(&self) -> Vec<Cell> {
        let (word, tone) = if self.is_error {
            ("Error", Tone::Danger)
        } else {
            ("Warning", Tone::Warning)
        };
        vec![
            Cell::toned(word, tone),
            Cell::toned(self.field.clone(), Tone::Muted),
            Cell::from(self.sentence.clone()),
        ]
    }
}

/// The line of a number: its row on the screen, its place among the lines and its fields.
pub struct LineOf<'a> {
    pub number: u16,
    pub row: u32,
    pub sheet: &'a Sheet,
}

/// Finds the field of a finding. What is about the patient, her coverage or a provider stands at the
/// field that named them.
pub fn placed(finding: &Finding, head: &Sheet, lines: &[LineOf<'_>]) -> Placed {
    let column = finding.field.column;
    let place = match finding.field.record {
        Record::ServiceLine => finding
            .field
            .line
            .and_then(|number| lines.iter().find(|line| line.number == number))
            .map(|line| match column {
                "from_on" if line.sheet.is_blank("from_on") => Place::head(DAY),
                column if line.sheet.get(column).is_some() => Place::line(line.row, column),
                _ => Place::line(line.row, "code"),
            }),
        Record::Encounter if head.get(column).is_some() => Some(Place::head(column)),
        Record::Encounter => None,
        Record::Provider | Record::ProviderNumber => {
            let is_referring = finding
                .form_box
                .is_some_and(|form_box| form_box.starts_with("17"));
            Some(Place::head(if is_referring {
                "referring_provider_id"
            } else {
                "rendering_provider_id"
            }))
        }
        Record::Facility => Some(Place::head("facility_id")),
        Record::Authorization => Some(Place::head("authorization_id")),
        Record::Patient | Record::Coverage | Record::Eligibility | Record::Payer => {
            Some(Place::head("patient_id"))
        }
        Record::Practice
        | Record::Fee
        | Record::Claim
        | Record::Printer
        | Record::Receipt
        | Record::Remittance
        | Record::RemittanceLine
        | Record::ProviderItem
        | Record::AdjustmentRule
        | Record::OpeningBalance
        | Record::Posting
        | Record::Estimate
        | Record::Letter
        | Record::Labels
        | Record::Statement
        | Record::PaymentPlan => None,
    };
    let whose = match finding.field.record {
        Record::Patient => "Patient’s record",
        Record::Coverage | Record::Eligibility => "Coverage",
        Record::Payer => "Payer",
        Record::Practice => "Practice",
        Record::Provider | Record::ProviderNumber => "Provider’s record",
        Record::Facility => "Facility’s record",
        Record::Authorization => "Authorization",
        Record::Claim => "Claim",
        Record::Receipt
        | Record::Remittance
        | Record::RemittanceLine
        | Record::ProviderItem
        | Record::AdjustmentRule
        | Record::OpeningBalance
        | Record::Posting
        | Record::Estimate
        | Record::Letter
        | Record::Labels
        | Record::Statement
        | Record::PaymentPlan => "The books",
        Record::Fee | Record::Printer | Record::Encounter | Record::ServiceLine => {
            place.map_or("Visit", label_of)
        }
    };
    let nth = place
        .and_then(|place| place.row)
        .and_then(|row| lines.iter().position(|line| line.row == row));
    Placed {
        place,
        is_error: finding.is_error(),
        field: match nth {
            Some(nth) => format!("Line {}, {whose}", nth + 1),
            None => whose.to_owned(),
        },
        sentence: finding.sentence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::finding::FieldRef;

    #[test]
    fn a_finding_stands_at_the_field_that_mends_it() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
        let head = Sheet::of_visit(today);
        let mut dated = Sheet::of_line(7, today);
        dated.get_mut("from_on").unwrap().fill("2026-09-12");
        let plain = Sheet::of_line(9, today);
        let line = |number, row, sheet| LineOf { number, row, sheet };
        let lines = [line(1, 7, &dated), line(4, 9, &plain)];
        let on_line = FieldRef::on_line;
        let of = FieldRef::of;
        for (field, place, words) in [
            (
                on_line(4, "pointers"),
                Some(Place::line(9, "pointers")),
                "Line 2, Pointers",
            ),
            (
                on_line(1, "from_on"),
                Some(Place::line(7, "from_on")),
                "Line 1, From",
            ),
            (
                on_line(4, "from_on"),
                Some(Place::head(DAY)),
                "Date of service",
            ),
            (
                on_line(4, "line"),
                Some(Place::line(9, "code")),
                "Line 2, Procedure",
            ),
            (on_line(3, "code"), None, "Visit"),
            (
                of(Record::Encounter, "dx_b"),
                Some(Place::head("dx_b")),
                "Diagnoses",
            ),
            (
                of(Record::Patient, "zip"),
                Some(Place::head("patient_id")),
                "Patient’s record",
            ),
            (of(Record::Practice, "npi"), None, "Practice"),
        ] {
            let placed = placed(&Finding::error("rule", field, "Wrong."), &head, &lines);
            assert_eq!(
                (placed.place, placed.field.as_str()),
                (place, words),
                "{field}"
            );
        }
    }
}
