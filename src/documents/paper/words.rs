//! How papers write amounts, days, names and places.

use chrono::{Datelike, NaiveDate};

use crate::domain::provider::Provider;
use crate::domain::receipt::Method;
use crate::domain::statement::Language;

pub use crate::domain::statement::wording::{dollars, page_number};

/// English or Spanish, as a paper is.
pub const fn say<'w>(language: Language, english: &'w str, spanish: &'w str) -> &'w str {
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}

/// `September 14, 2026`, `14 de septiembre de 2026`.
pub fn long_date(language: Language, on: NaiveDate) -> String {
    const MONTHS: [(&str, &str); 12] = [
        ("January", "enero"),
        ("February", "febrero"),
        ("March", "marzo"),
        ("April", "abril"),
        ("May", "mayo"),
        ("June", "junio"),
        ("July", "julio"),
        ("August", "agosto"),
        ("September", "septiembre"),
        ("October", "octubre"),
        ("November", "noviembre"),
        ("December", "diciembre"),
    ];
    let (english, spanish) = MONTHS[on.month0() as usize];
    match language {
        Language::English => format!("{english} {}, {}", on.day(), on.year()),
        Language::Spanish => format!("{} de {spanish} de {}", on.day(), on.year()),
    }
}

/// `Ana M Ruiz, MD`.
pub fn provider_name(provider: &Provider) -> String {
    joined(&[&provider.name.spoken(), &provider.credentials], ", ")
}

/// What is not empty, with `between` between.
pub fn joined(parts: &[&str], between: &str) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
    parts.join(between)
}

/// How money came, and the last digits of a check's or slip's number.
pub fn method(language: Language, method: Method, number: &str) -> String {
    let words = match method {
        Method::Check => say(language, "Check", "Cheque"),
        Method::Cash => say(language, "Cash", "Efectivo"),
        Method::Card => say(language, "Card", "Tarjeta"),
        Method::Eft => say(language, "Bank transfer", "Transferencia bancaria"),
        Method::Other => say(language, "Other", "Otro"),
        Method::None => say(language, "None", "Ninguno"),
    };
    let number = number.trim();
    let hidden = number.chars().count().saturating_sub(LAST_DIGITS);
    let last: String = number.chars().skip(hidden).collect();
    match (last.is_empty(), hidden) {
        (true, _) => words.to_owned(),
        (false, 0) => format!("{words} {last}"),
        (false, _) => format!("{words} ...{last}"),
    }
}

/// How much of a number is shown.
const LAST_DIGITS: usize = 4;
