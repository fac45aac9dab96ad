//! Why Medicare pays second, as the field offers it.

use crate::domain::coverage::MedicareSecondaryReason;
use crate::gui::widget::typeahead::Match;

/// A reason as the list shows it (CMS insurance type codes).
pub(super) fn reason_words(reason: MedicareSecondaryReason) -> &'static str {
    match reason {
        MedicareSecondaryReason::WorkingAged => "Working aged, group plan",
        MedicareSecondaryReason::EndStageRenal => "End-stage renal disease",
        MedicareSecondaryReason::NoFault => "No-fault or automobile",
        MedicareSecondaryReason::WorkersComp => "Workers' compensation",
        MedicareSecondaryReason::PublicHealth => "Public Health Service",
        MedicareSecondaryReason::BlackLung => "Black lung",
        MedicareSecondaryReason::Veterans => "Veterans Affairs",
        MedicareSecondaryReason::Disabled => "Disabled under 65, large group plan",
        MedicareSecondaryReason::Liability => "Other liability",
    }
}

pub(super) fn reasons(text: &str) -> Vec<Match<MedicareSecondaryReason>> {
    let typed = text.to_lowercase();
    MedicareSecondaryReason::ALL
        .iter()
        .map(|reason| (*reason, reason_words(*reason)))
        .filter(|(reason, words)| {
            words.to_lowercase().contains(&typed) || reason.as_str().starts_with(&typed)
        })
        .map(|(reason, words)| Match {
            value: reason,
            text: words.to_owned(),
            code: reason.to_string(),
            words: words.to_owned(),
            note: String::new(),
        })
        .collect()
}
