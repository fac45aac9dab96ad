//! All fields of a visit, or of one of its lines, by the names of their columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::slot::{Kept, Mark, Place, Shape, Slot};
use crate::gui::form::Field;
use crate::gui::widget::typeahead::Typeahead;

/// How a field is filled.
#[derive(Clone, Copy)]
enum Make {
    Text,
    Code,
    Date,
    Amount,
    Quantity,
    Pointers,
    Modifier,
    /// From a list.
    Pick,
    /// A box to check.
    Mark,
}

/// The least width of a list of matches: it holds a code with its description and a note.
const LIST: f32 = 560.0;

/// The day of service: a column of each line, asked for once.
pub const DAY: &str = "dos";

/// The columns without which a visit is not saved; the day is one of them.
const NEEDED: [&str; 3] = ["patient_id", "rendering_provider_id", "place_of_service"];

/// The columns of the diagnoses, A to L.
pub const DIAGNOSES: [&str; 12] = [
    "dx_a", "dx_b", "dx_c", "dx_d", "dx_e", "dx_f", "dx_g", "dx_h", "dx_i", "dx_j", "dx_k", "dx_l",
];

/// The fields of a visit that stand in sight, in the order of a paper superbill.
const HEAD: &[(&str, &str, Make)] = &[
    ("patient_id", "Patient", Make::Pick),
    (DAY, "Date of service", Make::Date),
    ("authorization_id", "Authorization (23)", Make::Pick),
    ("rendering_provider_id", "Provider", Make::Pick),
    ("place_of_service", "Place of service", Make::Pick),
    ("facility_id", "Facility", Make::Pick),
    ("referring_provider_id", "Referred by (17)", Make::Pick),
    ("referring_qualifier", "As", Make::Pick),
    ("dx_a", "A", Make::Pick),
    ("dx_b", "B", Make::Pick),
    ("dx_c", "C", Make::Pick),
    ("dx_d", "D", Make::Pick),
    ("dx_e", "E", Make::Pick),
    ("dx_f", "F", Make::Pick),
    ("dx_g", "G", Make::Pick),
    ("dx_h", "H", Make::Pick),
    ("dx_i", "I", Make::Pick),
    ("dx_j", "J", Make::Pick),
    ("dx_k", "K", Make::Pick),
    ("dx_l", "L", Make::Pick),
];

/// The further circumstances, out of sight while they are empty, in the order of the form's boxes.
const CIRCUMSTANCES: &[(&str, &str, Make)] = &[
    ("employment", "Employment (10a)", Make::Mark),
    ("auto_accident", "Auto accident (10b)", Make::Mark),
    ("other_accident", "Other accident (10c)", Make::Mark),
    ("auto_state", "State (10b)", Make::Pick),
    ("accident_on", "Accident on", Make::Date),
    ("claim_codes", "Condition codes (10d)", Make::Code),
    (
        "property_casualty_claim_number",
        "Property claim no. (11b)",
        Make::Code,
    ),
    ("illness_on", "Illness, LMP (14)", Make::Date),
    ("illness_qualifier", "What it is (14)", Make::Pick),
    ("other_on", "Other date (15)", Make::Date),
    ("other_qualifier", "What it is (15)", Make::Pick),
    ("unable_to_work_from", "Off work from (16)", Make::Date),
    ("unable_to_work_to", "Off work to (16)", Make::Date),
    ("hospital_from", "Hospital from (18)", Make::Date),
    ("hospital_to", "Hospital to (18)", Make::Date),
    (
        "additional_information",
        "Additional information (19)",
        Make::Text,
    ),
    ("outside_lab", "Outside lab (20)", Make::Mark),
    ("outside_lab_charge", "Lab charge (20)", Make::Amount),
    ("resubmission_code", "Resubmission (22)", Make::Pick),
    ("original_reference", "Original ref. no. (22)", Make::Code),
    ("account_number", "Account no. (26)", Make::Code),
    ("bill_coverage_id", "Bill this coverage", Make::Pick),
    ("patient_paid", "Patient paid (29)", Make::Amount),
    ("prior_payer_paid", "Payers paid (29)", Make::Amount),
    ("signed_on", "Signed on (31)", Make::Date),
    ("billing_note", "Note, prints nowhere", Make::Text),
];

/// The cells of a line and, from `from_on` on, its details.
const LINE: &[(&str, &str, Make)] = &[
    ("code", "Procedure", Make::Pick),
    ("modifier1", "M1", Make::Modifier),
    ("modifier2", "M2", Make::Modifier),
    ("modifier3", "M3", Make::Modifier),
    ("modifier4", "M4", Make::Modifier),
    ("pointers", "Pointers", Make::Pointers),
    ("units", "Units", Make::Quantity),
    ("charge", "Charge", Make::Amount),
    ("from_on", "From", Make::Date),
    ("to_on", "To", Make::Date),
    ("place_of_service", "Place", Make::Pick),
    ("rendering_provider_id", "Provider", Make::Pick),
    ("emergency", "Emergency", Make::Mark),
    ("ndc", "NDC", Make::Code),
    ("ndc_quantity", "NDC quantity", Make::Quantity),
    ("ndc_unit", "NDC unit", Make::Pick),
    ("epsdt", "EPSDT", Make::Pick),
    ("family_plan", "Family planning", Make::Mark),
    ("supplemental", "Supplemental (24 shaded)", Make::Text),
];

/// How many columns of a line are cells of the grid; the others are its details.
const CELLS: usize = 8;

/// The columns of the further circumstances.
pub fn circumstances() -> impl Iterator<Item = &'static str> {
    CIRCUMSTANCES.iter().map(|(column, ..)| *column)
}

/// The columns of a line's details.
pub fn details() -> impl Iterator<Item = &'static str> {
    LINE.iter().skip(CELLS).map(|(column, ..)| *column)
}

/// What people call a column.
pub fn label_of(place: Place) -> &'static str {
    let tables = match place.row {
        Some(_) => [LINE, &[]],
        None => [HEAD, CIRCUMSTANCES],
    };
    tables
        .into_iter()
        .flatten()
        .find(|(column, ..)| *column == place.column)
        .map_or("", |(column, label, _)| {
            if column.starts_with("dx_") {
                "Diagnoses"
            } else {
                label
            }
        })
}

/// Fields by their columns, in reading order.
#[derive(Debug, Clone)]
pub struct Sheet {
    slots: Vec<(&'static str, Slot)>,
}

impl Sheet {
    /// The fields of an empty visit.
    pub fn of_visit(today: NaiveDate) -> Self {
        Self::new(None, HEAD.iter().chain(CIRCUMSTANCES), today)
    }

    /// The fields of an empty line.
    pub fn of_line(row: u32, today: NaiveDate) -> Self {
        Self::new(Some(row), LINE.iter(), today)
    }

    fn new<'a>(
        row: Option<u32>,
        table: impl Iterator<Item = &'a (&'static str, &'static str, Make)>,
        today: NaiveDate,
    ) -> Self {
        let slots = table.map(|(column, label, make)| {
            let id = Place { row, column }.id();
            let typed =
                |shape| Slot::Typed(Field::new(id.clone(), label, shape).takes_ghost_on_enter());
            let slot = match make {
                Make::Text => typed(Shape::Text),
                Make::Code => typed(Shape::Code),
                Make::Date if *column == DAY => Slot::Typed(
                    Field::new(id.clone(), label, Shape::Date { today })
                        .marked()
                        .takes_ghost_on_enter(),
                ),
                Make::Date => typed(Shape::Date { today }),
                Make::Amount => typed(Shape::Amount),
                Make::Quantity => typed(Shape::Quantity),
                Make::Pointers => typed(Shape::Pointers),
                Make::Modifier => typed(Shape::Modifier),
                Make::Pick => {
                    let field = Typeahead::new(id.clone(), label).list_width(LIST);
                    Slot::Picked(if row.is_none() && NEEDED.contains(column) {
                        field.marked()
                    } else {
                        field
                    })
                }

                Make::Mark => Slot::Marked(Mark {
                    id: id.clone(),
                    label,
                    text: String::new(),
                    remark: None,
                }),
            };
            (*column, slot)
        });
        Self {
            slots: slots.collect(),
        }
    }

    pub fn get(&self, column: &str) -> Option<&Slot> {
        self.slots
            .iter()
            .find(|(own, _)| *own == column)
            .map(|(_, slot)| slot)
    }

    pub fn get_mut(&mut self, column: &str) -> Option<&mut Slot> {
        self.slots
            .iter_mut()
            .find(|(own, _)| *own == column)
            .map(|(_, slot)| slot)
    }

    pub fn slots_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Slot)> {
        self.slots.iter_mut().map(|(column, slot)| (*column, slot))
    }

    /// What a record's column holds.
    pub fn value(&self, column: &str) -> String {
        self.get(column).map(Slot::value).unwrap_or_default()
    }

    pub fn is_blank(&self, column: &str) -> bool {
        self.get(column).is_none_or(Slot::is_blank)
    }

    /// A type-ahead of the sheet.
    pub fn picked_mut(&mut self, column: &str) -> Option<&mut Typeahead<String>> {
        match self.get_mut(column) {
            Some(Slot::Picked(field)) => Some(field),
            _ => None,
        }
    }

    /// A typed field of the sheet.
    pub fn typed_mut(&mut self, column: &str) -> Option<&mut Field<Shape>> {
        match self.get_mut(column) {
            Some(Slot::Typed(field)) => Some(field),
            _ => None,
        }
    }

    /// The record's draft: its columns are the sheet's, with `others` beside them.
    pub fn draft<T: DeserializeOwned + Default>(&self, others: &[(&str, &str)]) -> T {
        let own = self
            .slots
            .iter()
            .filter(|(column, _)| *column != DAY)
            .map(|(column, slot)| ((*column).to_owned(), Value::String(slot.value())));
        let others = others
            .iter()
            .map(|(column, text)| ((*column).to_owned(), Value::String((*text).to_owned())));
        let columns: Map<String, Value> = own.chain(others).collect();
        // Drafts are texts by column, so that JSON always takes them.
        serde_json::from_value(Value::Object(columns)).unwrap_or_default()
    }

    /// Puts in what a record's draft holds; columns that it lacks stay as they are.
    pub fn fill<T: serde::Serialize>(&mut self, draft: &T) {
        let Ok(Value::Object(columns)) = serde_json::to_value(draft) else {
            return;
        };
        for (column, slot) in &mut self.slots {
            if let Some(Value::String(text)) = columns.get(*column) {
                slot.fill(text);
            }
        }
    }

    /// What is typed, for a draft of the form.
    pub fn keep(&self) -> BTreeMap<String, Kept> {
        self.slots
            .iter()
            .map(|(column, slot)| ((*column).to_owned(), slot.keep()))
            .filter(|(_, kept)| *kept != Kept::default())
            .collect()
    }

    /// Puts back what a draft kept.
    pub fn restore(&mut self, mut kept: BTreeMap<String, Kept>) {
        for (column, slot) in &mut self.slots {
            slot.restore(kept.remove(*column).unwrap_or_default());
        }
    }
}
