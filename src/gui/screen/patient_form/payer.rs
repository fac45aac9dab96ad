//! The payers that a coverage's field offers.

use crate::commands::Found;
use crate::domain::id::PayerId;
use crate::domain::payer::Payer;
use crate::gui::widget::typeahead::Match;

/// A payer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerName {
    pub id: PayerId,
    pub name: String,
    place: String,
}

/// The payers by name, as the field offers them.
pub fn payer_names(payers: Vec<Found<Payer>>) -> Vec<PayerName> {
    let mut names: Vec<PayerName> = payers
        .into_iter()
        .map(|found| {
            let payer = found.value;
            let state = payer.address.state.as_ref().map(ToString::to_string);
            let place: Vec<String> = [Some(payer.address.city), state]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect();
            PayerName {
                id: payer.id,
                name: payer.name,
                place: place.join(", "),
            }
        })
        .collect();
    names.sort_by_cached_key(|payer| payer.name.to_lowercase());
    names
}

/// The payers whom a text means: those whose name or id begins with it, then those one of whose
/// words does.
pub fn matching(payers: &[PayerName], text: &str) -> Vec<Match<PayerId>> {
    let typed = text.trim().to_lowercase();
    let place_of = |payer: &PayerName| {
        let (name, id) = (payer.name.to_lowercase(), payer.id.as_str().to_lowercase());
        let begins = |word: &str| word.starts_with(typed.as_str());
        if begins(&name) || begins(&id) {
            Some(0)
        } else if name
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| !word.is_empty() && begins(word))
        {
            Some(1)
        } else {
            typed
                .split_whitespace()
                .all(|word| name.contains(word))
                .then_some(2)
        }
    };
    let mut found: Vec<(i32, &PayerName)> = payers
        .iter()
        .filter_map(|payer| Some((place_of(payer)?, payer)))
        .collect();
    found.sort_by_key(|(place, _)| *place);
    found
        .into_iter()
        .map(|(_, payer)| Match {
            value: payer.id.clone(),
            text: payer.name.clone(),
            code: payer.id.to_string(),
            words: payer.name.clone(),
            note: payer.place.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payer(id: &str, name: &str) -> PayerName {
        PayerName {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            place: String::new(),
        }
    }

    #[test]
    fn payers_are_found_by_the_beginning_then_by_a_word() {
        let payers = [
            payer("AET", "Aetna"),
            payer("BCB", "Blue Cross Blue Shield"),
            payer("CRS", "Cross Country Health"),
            payer("MCR", "Medicare Part B"),
        ];
        for (text, expected) in [
            ("", vec!["AET", "BCB", "CRS", "MCR"]),
            ("cross", vec!["CRS", "BCB"]),
            ("mcr", vec!["MCR"]),
            ("shield blue", vec!["BCB"]),
            ("zzz", vec![]),
        ] {
            let found: Vec<_> = matching(&payers, text)
                .into_iter()
                .map(|found| found.code)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
