//! The short lists that fields of a visit are filled from, and which of them fit a typed text.

use std::borrow::Cow;

use crate::commands::visits::offer::Offer;
use crate::commands::visits::{AuthorizationLeft, BilledCoverage, Context};
use crate::domain::authorization::AuthorizationKind;
use crate::domain::code::list;
use crate::domain::date;
use crate::domain::facility::Facility;
use crate::domain::provider::Provider;
use crate::gui::widget::typeahead::Match;

/// Who and where a practice's visits may be.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    pub providers: Vec<Provider>,
    pub facilities: Vec<Facility>,
}

fn coded(code: &str, words: impl Into<String>) -> Match<String> {
    Match {
        value: code.to_owned(),
        text: code.to_owned(),
        code: code.to_owned(),
        words: words.into(),
        note: String::new(),
    }
}

/// A provider as lists and fields show her.
pub fn provider(provider: &Provider) -> Match<String> {
    let name = match provider.credentials.as_str() {
        "" => provider.name.to_string(),
        credentials => format!("{}, {credentials}", provider.name),
    };
    Match {
        value: provider.id.to_string(),
        text: name.clone(),
        code: String::new(),
        words: name,
        note: provider.npi.to_string(),
    }
}

fn facility(facility: &Facility) -> Match<String> {
    Match {
        value: facility.id.to_string(),
        text: facility.name.clone(),
        code: String::new(),
        words: facility.name.clone(),
        note: facility.address.city.clone(),
    }
}

/// What is left of an authorization, in words.
pub fn left_words(it: &AuthorizationLeft) -> String {
    let units = match (it.left, it.authorization.units) {
        (Some(left), Some(units)) if left.thousandths() < 0 => {
            format!("{} used of {units}", it.used)
        }
        (Some(left), Some(units)) => format!("{left} of {units} left"),
        _ => "no limit of units".to_owned(),
    };
    match it.authorization.to_on {
        Some(to_on) => format!("{units}, until {}", date::spoken(to_on)),
        None => units,
    }
}

fn authorization(it: &AuthorizationLeft) -> Match<String> {
    let kind = match it.authorization.kind {
        AuthorizationKind::PriorAuthorization => "Prior authorization",
        AuthorizationKind::Referral => "Referral",
        AuthorizationKind::Clia => "CLIA",
    };
    let number = it.authorization.number.clone();
    Match {
        value: it.authorization.id.to_string(),
        text: number.clone(),
        code: number,
        words: format!("{kind}, {}", left_words(it)),
        note: if it.is_in_force {
            String::new()
        } else {
            "not for that day".to_owned()
        },
    }
}

fn coverage(it: &BilledCoverage) -> Match<String> {
    Match {
        value: it.coverage.id.to_string(),
        text: format!("{} {}", it.coverage.rank, it.payer.name),
        code: it.coverage.rank.to_string(),
        words: it.payer.name.clone(),
        note: it.coverage.member_id.clone(),
    }
}

/// What a column of a visit or a line may be filled with; `None` where the practice file is asked
/// with each text.
pub fn choices(
    column: &str,
    lists: &Lists,
    context: Option<&Context>,
) -> Option<Vec<Match<String>>> {
    let qualifiers = |form_box| {
        list::qualifiers(form_box)
            .map(|it| coded(it.code, it.meaning))
            .collect()
    };
    Some(match column {
        "rendering_provider_id" => {
            let may = lists.providers.iter().filter(|it| it.can_render);
            may.map(provider).collect()
        }
        "referring_provider_id" => {
            let may = lists.providers.iter().filter(|it| it.can_refer);
            may.map(provider).collect()
        }
        "facility_id" => lists.facilities.iter().map(facility).collect(),
        "place_of_service" => list::places_of_service()
            .iter()
            .map(|place| coded(place.code, place.name))
            .collect(),
        "authorization_id" => context
            .map(|it| it.authorizations.iter().map(authorization).collect())
            .unwrap_or_default(),
        "bill_coverage_id" => context
            .map(|it| it.coverages.iter().map(coverage).collect())
            .unwrap_or_default(),
        "referring_qualifier" => qualifiers("17"),
        "illness_qualifier" => qualifiers("14"),
        "other_qualifier" => qualifiers("15"),
        "auto_state" => list::states()
            .iter()
            .map(|state| coded(state.code, state.name))
            .collect(),
        "resubmission_code" => vec![
            coded("7", "Replaces the earlier claim"),
            coded("8", "Voids the earlier claim"),
        ],
        "epsdt" => vec![
            coded("Y", "EPSDT service"),
            coded("AV", "Referral offered and refused"),
            coded("S2", "Under treatment already"),
            coded("ST", "New services requested"),
            coded("NU", "No referral given"),
        ],
        "ndc_unit" => vec![
            coded("ML", "Milliliter"),
            coded("UN", "Unit"),
            coded("ME", "Milligram"),
            coded("GR", "Gram"),
            coded("F2", "International unit"),
        ],
        _ => return None,
    })
}

/// Those that fit a typed text: by the beginning of the code, or of words in any order.
pub fn fitting(matches: Vec<Match<String>>, text: &str) -> Vec<Match<String>> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return matches;
    }
    let by_code = |found: &Match<String>| found.code.to_lowercase().starts_with(&text);
    let (mut first, rest): (Vec<_>, Vec<_>) = matches.into_iter().partition(by_code);
    let asked: Vec<&str> = text.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    first.extend(rest.into_iter().filter(|found| {
        let words = format!("{} {}", found.words, found.note).to_lowercase();
        let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        asked
            .iter()
            .all(|part| words.iter().any(|word| word.starts_with(part)))
    }));
    first
}

/// A code on offer, as a row of a list.
pub fn offered(offer: Offer) -> Match<String> {
    Match {
        value: offer.code.clone(),
        text: offer.code.clone(),
        code: offer.code,
        words: offer.words,
        note: offer.note,
    }
}

/// What a field shows for a value that came from a record, with what it is called under it.
pub fn shown(
    column: &str,
    value: &str,
    lists: &Lists,
    context: Option<&Context>,
) -> Option<(String, Cow<'static, str>)> {
    let found = choices(column, lists, context)?
        .into_iter()
        .find(|it| it.value == value)?;
    let caption = if found.text == found.code {
        Cow::Owned(found.words)
    } else {
        Cow::Borrowed("")
    };
    Some((found.text, caption))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_finds_by_code_first_and_then_by_words_in_any_order() {
        let places = || choices("place_of_service", &Lists::default(), None).unwrap();
        let found = |text: &str| -> Vec<String> {
            let fitting = fitting(places(), text);
            fitting.into_iter().map(|it| it.code).collect()
        };
        assert_eq!(found("11"), ["11"]);
        assert_eq!(found("offi"), ["11"]);
        assert!(found("hosp out").contains(&"22".to_owned()));
        assert!(found("zzz").is_empty());
        assert_eq!(found("").len(), places().len());
    }
}
