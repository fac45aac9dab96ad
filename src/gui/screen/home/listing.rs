//! The lists of Home: what each row says and where it leads.

use chrono::{DateTime, Local};

use super::desk;
use crate::commands::drafts::{DraftEntry, DraftKey, DraftKind};
use crate::commands::home::Waiting;
use crate::domain::date::spoken;
use crate::gui::action::Route;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width};

/// A list that Home itself shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    Drafts,
    Coverages,
    Authorizations,
    /// Payment plans of which installments were missed.
    Missed,
    /// Bills so far above their estimate that they may be disputed.
    Over,
}

const DRAFTS: &[Column] = &[
    Column::text("Form", Width::Share(2.0)).unsorted(),
    Column::text("Of", Width::Share(3.0)).unsorted(),
    Column::text("Kept", Width::Fixed(170.0)).unsorted(),
];

const COVERAGES: &[Column] = &[
    Column::text("Patient", Width::Share(3.0)).unsorted(),
    Column::text("Payer", Width::Share(3.0)).unsorted(),
    Column::text("Last visit", Width::Fixed(110.0)).unsorted(),
    Column::text("Last asked", Width::Fixed(110.0)).unsorted(),
];

const AUTHORIZATIONS: &[Column] = &[
    Column::text("Patient", Width::Share(3.0)).unsorted(),
    Column::code("Number", Width::Share(2.0)).unsorted(),
    Column::text("Kind", Width::Share(2.0)).unsorted(),
    Column::number("Units left", Width::Fixed(130.0)).unsorted(),
    Column::text("Ends", Width::Fixed(110.0)).unsorted(),
];

impl Listing {
    pub fn title(self) -> &'static str {
        match self {
            Self::Drafts => "Unfinished",
            Self::Coverages => "Coverage to verify",
            Self::Authorizations => "Authorizations running out",
            Self::Missed => "Missed installments",
            Self::Over => "Bills over the estimate that may be disputed",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::Drafts => "Enter goes on with it · Del drops it",
            Self::Missed => "Enter opens the payment plan · Esc back",
            Self::Over => "Enter opens the estimate beside the bill · Esc back",
            Self::Coverages | Self::Authorizations => "Enter opens the patient · Esc back",
        }
    }

    pub fn empty(self) -> &'static str {
        match self {
            Self::Drafts => {
                "Nothing is unfinished. N enters a visit, Ctrl+K finds anything, F1 shows the keys."
            }
            Self::Coverages => "No coverage waits to be verified.",
            Self::Authorizations => "No authorization is running out.",
            Self::Missed => "Nobody missed an installment of a payment plan.",
            Self::Over => "No bill is so far above its estimate that it may be disputed.",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Drafts => DRAFTS,
            Self::Coverages => COVERAGES,
            Self::Authorizations => AUTHORIZATIONS,
            Self::Missed => desk::MISSED,
            Self::Over => desk::OVER,
        }
    }

    pub fn cells(self, row: usize, drafts: &[DraftEntry], waiting: &Waiting) -> Vec<Cell> {
        match self {
            Self::Drafts => drafts.get(row).map(draft).unwrap_or_default(),
            Self::Coverages => coverage(waiting, row),
            Self::Authorizations => authorization(waiting, row),
            // Home reads these elsewhere.
            Self::Missed | Self::Over => Vec::new(),
        }
    }
}

fn draft(entry: &DraftEntry) -> Vec<Cell> {
    vec![
        form_of(entry.key.kind).into(),
        record_of(&entry.key).into(),
        Cell::toned(kept_at(&entry.saved_at), Tone::Muted),
    ]
}

/// A moment such as `2026-11-20T08:30:00Z` as the wall clock says it.
fn kept_at(moment: &str) -> String {
    DateTime::parse_from_rfc3339(moment)
        .map(|moment| {
            let moment = moment.with_timezone(&Local);
            moment.format("%m/%d/%Y %H:%M").to_string()
        })
        .unwrap_or_default()
}

fn coverage(waiting: &Waiting, row: usize) -> Vec<Cell> {
    let Some(one) = waiting.coverages_to_verify.get(row) else {
        return Vec::new();
    };
    let asked = match one.checked_on {
        Some(day) => Cell::from(spoken(day)),
        None => Cell::toned("Never", Tone::Warning),
    };
    vec![
        one.name.to_string().into(),
        one.payer_name.as_str().into(),
        spoken(one.last_visit_on).into(),
        asked,
    ]
}

fn authorization(waiting: &Waiting, row: usize) -> Vec<Cell> {
    let Some(one) = waiting.authorizations_running_out.get(row) else {
        return Vec::new();
    };
    let left = one.units.map(|units| {
        let left = units.thousandths() - one.used.thousandths();
        format!("{} of {units}", decimal(left))
    });
    let ends = one.to_on.map(spoken).unwrap_or_else(|| "Open".to_owned());
    vec![
        one.name.to_string().into(),
        one.number.as_str().into(),
        one.kind.to_string().into(),
        left.unwrap_or_default().into(),
        ends.into(),
    ]
}

/// Thousandths as a decimal number without needless zeros; more used than allowed is below zero.
fn decimal(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (
        thousandths.unsigned_abs() / 1000,
        thousandths.unsigned_abs() % 1000,
    );
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let rest = format!("{rest:03}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}

fn form_of(kind: DraftKind) -> &'static str {
    match kind {
        DraftKind::Practice => "Practice",
        DraftKind::Provider => "Provider",
        DraftKind::Facility => "Facility",
        DraftKind::Payer => "Payer",
        DraftKind::PayerNumber => "Number with a payer",
        DraftKind::Fee => "Fee",
        DraftKind::Patient => "Patient",
        DraftKind::Coverage => "Coverage",
        DraftKind::Eligibility => "Eligibility check",
        DraftKind::Authorization => "Authorization",
        DraftKind::Visit => "Visit",
        DraftKind::Printer => "Settings",
        DraftKind::Receipt => "Receipt",
        DraftKind::Remittance => "EOB",
        DraftKind::Payment => "Patient payment",
        DraftKind::Closing => "Close of the day",
        DraftKind::Plan => "Payment plan",
        DraftKind::Estimate => "Good-faith estimate",
        DraftKind::Letter => "Letter",
        DraftKind::Labels => "Mailing labels",
        DraftKind::Template => "Letter template",
        DraftKind::Statements => "Statement settings",
        DraftKind::Description => "Plain description",
    }
}

/// How the key of a new visit of a chosen patient begins.
const OF_PATIENT: &str = "patient ";

fn is_new(key: &DraftKey) -> bool {
    key.key.is_empty() || key.key == "new"
}

fn record_of(key: &DraftKey) -> String {
    match key.key.strip_prefix(OF_PATIENT) {
        Some(patient) => format!("New, of patient {patient}"),
        None if is_new(key) => "New".to_owned(),
        None => key.key.clone(),
    }
}

/// A draft in words.
pub fn name_of(key: &DraftKey) -> String {
    format!("{} ({})", form_of(key.kind), record_of(key))
}

/// The screen that restores a draft.
pub fn route_of(key: &DraftKey) -> Route {
    match key.kind {
        DraftKind::Visit => {
            // A new visit of a patient who was chosen before it was begun.
            let patient = key.key.strip_prefix(OF_PATIENT);
            let is_of_visit = patient.is_none() && !is_new(key);
            Route::Visit {
                patient: patient.and_then(|id| id.parse().ok()),
                visit: key.key.parse().ok().filter(|_| is_of_visit),
            }
        }
        DraftKind::Patient => Route::PatientForm(key.key.parse().ok().filter(|_| !is_new(key))),
        DraftKind::Coverage | DraftKind::Eligibility | DraftKind::Authorization => {
            // Kept under the patient's own id, where the card finds it.
            key.key.parse().map_or(Route::Patients, Route::Patient)
        }
        DraftKind::Practice
        | DraftKind::Provider
        | DraftKind::Facility
        | DraftKind::Payer
        | DraftKind::PayerNumber
        | DraftKind::Fee => Route::Lists,
        DraftKind::Printer => Route::Settings,
        DraftKind::Receipt => Route::Receipts,
        DraftKind::Closing => Route::Closing,
        DraftKind::Plan => key
            .key
            .parse()
            .map_or(Route::Account(None), |patient| Route::Plan {
                patient,
                lines: Vec::new(),
            }),
        DraftKind::Estimate => Route::Estimate {
            patient: key.key.parse().ok().filter(|_| !is_new(key)),
            estimate: None,
        },
        DraftKind::Letter => Route::Letter(key.key.parse().ok().filter(|_| !is_new(key))),
        DraftKind::Labels => Route::Labels(Vec::new()),
        DraftKind::Template => Route::Templates,
        DraftKind::Statements => Route::StatementSettings,
        DraftKind::Description => Route::Descriptions,
        DraftKind::Remittance => Route::Post(key.key.parse().ok()),
        DraftKind::Payment => Route::Payment(key.key.parse().ok().filter(|_| !is_new(key))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_without_needless_zeros() {
        for (thousandths, text) in [(0, "0"), (12_000, "12"), (2_500, "2.5"), (-1_250, "-1.25")] {
            assert_eq!(decimal(thousandths), text);
        }
    }

    #[test]
    fn a_draft_leads_to_the_form_it_is_of() {
        let route = |kind, key: &str| route_of(&DraftKey::new(kind, key));
        let visit = route(DraftKind::Visit, "new");
        assert!(matches!(visit, Route::Visit { visit: None, .. }));
        let visit = route(DraftKind::Visit, "V-7");
        assert!(matches!(visit, Route::Visit { visit: Some(_), .. }));
        let visit = route(DraftKind::Visit, "patient P7");
        assert_eq!(
            visit,
            Route::Visit {
                patient: "P7".parse().ok(),
                visit: None
            }
        );
        assert_eq!(route(DraftKind::Patient, "new"), Route::PatientForm(None));
        assert_eq!(route(DraftKind::Payer, "new"), Route::Lists);
    }
}
