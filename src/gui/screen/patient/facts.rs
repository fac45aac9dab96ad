//! What is known of the patient herself, beside or above her lists.

use chrono::NaiveDate;
use iced::widget::{column, text};
use iced::{Element, Theme};

use super::dialog::rank_word;
use super::{Message, Patient};
use crate::commands::patients::PatientCard;
use crate::domain::date;
use crate::domain::person::Sex;
use crate::domain::statement::Language;
use crate::gui::form::field_set::age;
use crate::gui::form::money::grouped;
use crate::gui::form::phone;
use crate::gui::{size, theme};

impl Patient {
    /// The patient herself.
    pub(super) fn facts<'a>(
        &'a self,
        card: &'a PatientCard,
        today: NaiveDate,
    ) -> Vec<Element<'a, Message>> {
        let patient = &card.patient.value;
        let sex = match patient.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Unknown => "sex unknown",
        };
        let born = format!(
            "{} · {} · {sex}",
            date::spoken(patient.birth_date),
            age(patient.birth_date, today)
        );
        let deceased = patient
            .deceased_on
            .map(|day| fact("Deceased", date::spoken(day), theme::danger));
        let is_covered = card.coverages.iter().any(|it| it.is_in_force);
        let covers: Vec<String> = card
            .coverages
            .iter()
            .filter(|it| it.is_in_force)
            .map(|it| {
                let rank = rank_word(it.coverage.value.rank);
                match it.coverage.value.copay {
                    Some(copay) => format!("{rank}: {}, copay {}", it.payer_name, grouped(copay)),
                    None => format!("{rank}: {}", it.payer_name),
                }
            })
            .collect();
        let covered = if is_covered {
            fact("Covered today", covers.join("\n"), plain)
        } else {
            fact("Covered today", "⚠ By nobody".to_owned(), theme::warning)
        };
        let phone = patient.phone.as_ref().map(phone::spoken);
        let guarantor = match (&patient.guarantor, &card.guarantor) {
            (Some(id), Some(name)) => format!("{name} ({id})"),
            (Some(id), None) => id.to_string(),
            (None, _) => "The patient herself".to_owned(),
        };
        let guaranteed: Vec<String> = card
            .guaranteed
            .iter()
            .map(|(_, name)| name.to_string())
            .collect();
        let signature = match (patient.is_signature_on_file, patient.signature_date) {
            (true, Some(day)) => format!("On file since {}", date::spoken(day)),
            (true, None) => "On file".to_owned(),
            (false, _) => "⚠ Not on file".to_owned(),
        };
        let release = if patient.releases_information {
            "Allowed"
        } else {
            "⚠ Not allowed"
        };
        let as_warned = |is_fine: bool| -> fn(&Theme) -> text::Style {
            if is_fine { plain } else { theme::warning }
        };
        let held = [
            (patient.holds_statements, "⚠ Held back"),
            (patient.has_bad_address, "⚠ Bad address: mail came back"),
            (patient.disputes_bill, "⚠ Disputes the bill"),
        ];
        let held: Vec<&str> = held.into_iter().filter(|it| it.0).map(|it| it.1).collect();
        let held = (!held.is_empty()).then(|| fact("Statements", held.join("\n"), theme::warning));
        let spanish = (patient.language == Language::Spanish)
            .then(|| fact("Statements in", "Spanish".to_owned(), plain));
        let note = if patient.note.is_empty() {
            "–".to_owned()
        } else {
            patient.note.clone()
        };
        let email =
            (!patient.email.is_empty()).then(|| fact("E-mail", patient.email.clone(), plain));
        let answers =
            (!guaranteed.is_empty()).then(|| fact("Answers for", guaranteed.join("\n"), plain));
        let has_signature = patient.is_signature_on_file;
        let facts = [
            deceased,
            Some(fact("Born", born, plain)),
            Some(covered),
            Some(fact(
                "Phone",
                phone.unwrap_or_else(|| "–".to_owned()),
                plain,
            )),
            email,
            Some(fact("Address", address(card), plain)),
            Some(fact("Guarantor", guarantor, plain)),
            answers,
            Some(fact("Signature", signature, as_warned(has_signature))),
            Some(fact(
                "Release of records",
                release.to_owned(),
                as_warned(patient.releases_information),
            )),
            spanish,
            held,
            Some(fact("Note", note, plain)),
        ];
        facts.into_iter().flatten().collect()
    }
}

/// The color of what is as it should be.
fn plain(_: &Theme) -> text::Style {
    text::Style::default()
}

/// One fact with its name above it.
fn fact<'a>(
    name: &'static str,
    words: String,
    style: fn(&Theme) -> text::Style,
) -> Element<'a, Message> {
    let words = words
        .lines()
        .map(|words| text(words.to_owned()).size(size::TEXT).style(style).into());
    column![
        text(name).size(size::CAPTION).style(theme::muted),
        column(words),
    ]
    .spacing(2)
    .into()
}

fn address(card: &PatientCard) -> String {
    let address = &card.patient.value.address;
    if address.is_empty() {
        return "–".to_owned();
    }
    let place: Vec<String> = [
        Some(address.city.clone()).filter(|city| !city.is_empty()),
        address.state.as_ref().map(ToString::to_string),
        address.zip.as_ref().map(ToString::to_string),
    ]
    .into_iter()
    .flatten()
    .collect();
    [
        address.line1.clone(),
        address.line2.clone(),
        place.join(" "),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("\n")
}
