//! A payer's paper rules in words: what each says, and what holds when nothing is said.

use super::record::Form;
use crate::domain::payer::{
    AmountPaid, DateStyle, MultiPage, NdcLayout, PaperRules, PayerDraft, ServiceFacility,
};

/// The rules by column, and what they say in words.
type Says = fn(&PaperRules) -> &'static str;
const RULES: [(&str, Says); 9] = [
    ("accept_assignment", |rules| {
        if rules.accept_assignment {
            "box 27 says Yes."
        } else {
            "box 27 says No."
        }
    }),
    ("box29", |rules| match rules.amount_paid {
        AmountPaid::PatientPaid => "box 29 counts what the patient paid.",
        AmountPaid::PriorPayerPaid => "box 29 counts what earlier payers paid.",
        AmountPaid::AllPaid => "box 29 counts what the patient and earlier payers paid.",
    }),
    ("box32", |rules| match rules.service_facility {
        ServiceFacility::WhenDifferent => {
            "box 32 is filled only where it is another place than box 33."
        }
        ServiceFacility::Always => "box 32 is always filled.",
    }),
    ("forms", |rules| match rules.multi_page {
        MultiPage::Separate => "each form stands alone with its own total.",
        MultiPage::Continued => "all forms but the last say CONTINUED; the last has the total.",
    }),
    ("ndc_layout", |rules| match rules.ndc_layout {
        NdcLayout::A => "N4, the drug code, a space, unit and quantity.",
        NdcLayout::B => "N4 and the drug code, the quantity from position 17.",
        NdcLayout::C => "N4 and the drug code, unit and quantity as Medi-Cal wants them.",
    }),
    ("dates", |rules| match rules.dates {
        DateStyle::SixDigits => "dates have six digits where the form leaves the choice.",
        DateStyle::EightDigits => "dates have eight digits where the form leaves the choice.",
    }),
    ("phones", |rules| {
        if rules.phones {
            "boxes 5 and 7 carry telephone numbers."
        } else {
            "boxes 5 and 7 leave telephone numbers out."
        }
    }),
    ("zip_hyphen", |rules| {
        if rules.zip_hyphen {
            "nine-digit ZIP codes keep their hyphen."
        } else {
            "nine-digit ZIP codes are written without hyphen."
        }
    }),
    ("taxonomy_boxes", |rules| {
        if rules.taxonomy_boxes {
            "24I, 24J and 33b carry ZZ and the taxonomy."
        } else {
            "24I, 24J and 33b carry no taxonomy."
        }
    }),
];

/// Puts under each rule of a payer's form what it says now.
pub fn explain(form: &mut Form) {
    let kind = match form.text("kind") {
        // Nothing is decided yet; the NUCC's rules are those of all kinds but Medicare.
        kind if kind.is_empty() => "OTHER".to_owned(),
        kind => kind,
    };
    let source = if kind == "MEDICARE" {
        "Default by Medicare's manual"
    } else {
        "Default by the NUCC manual"
    };
    for (column, says) in RULES {
        let wish = form.text(column);
        let draft = PayerDraft {
            payer_id: "-".to_owned(),
            name: "-".to_owned(),
            kind: kind.clone(),
            ..with(column, wish.clone())
        };
        let Ok(payer) = draft.build() else { continue };
        let words = says(&payer.rules());
        form.explain(
            column,
            if wish.is_empty() {
                format!("{source}: {words}")
            } else {
                crate::gui::notice::sentence(words)
            },
        );
    }
}

/// A draft that says one rule and nothing else.
fn with(column: &str, wish: String) -> PayerDraft {
    let mut draft = PayerDraft::default();
    let said = match column {
        "accept_assignment" => &mut draft.accept_assignment,
        "box29" => &mut draft.box29,
        "box32" => &mut draft.box32,
        "forms" => &mut draft.forms,
        "ndc_layout" => &mut draft.ndc_layout,
        "dates" => &mut draft.dates,
        "phones" => &mut draft.phones,
        "zip_hyphen" => &mut draft.zip_hyphen,
        _ => &mut draft.taxonomy_boxes,
    };
    *said = wish;
    draft
}
