//! Names as they are spread over a broad United States population, and invented addresses around
//! Salem, Oregon (the towns and their ZIP codes are real, the streets are not).
//!
//! First and last names stand in order of frequency, after the public tables of the Social Security
//! Administration (by birth decade) and the Census Bureau; they are combined by chance.

mod first_name;
mod table;

use chrono::{Datelike, NaiveDate};

use super::random::Random;
use crate::domain::person::Sex;
use first_name::{
    FEMALE_1930, FEMALE_1950, FEMALE_1970, FEMALE_1990, FEMALE_2010, FIRST_ASIAN_FEMALE,
    FIRST_ASIAN_MALE, FIRST_HISPANIC_FEMALE, FIRST_HISPANIC_MALE, FIRST_SLAVIC_FEMALE,
    FIRST_SLAVIC_MALE, MALE_1930, MALE_1950, MALE_1970, MALE_1990, MALE_2010,
};
use table::{
    LAST, LAST_ASIAN, LAST_HISPANIC, LAST_LONG, LAST_SLAVIC, STREET_KINDS, STREETS, TOWNS,
};

/// A heritage that first and last names share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heritage {
    General,
    Hispanic,
    Asian,
    Slavic,
    Long,
}

/// The heritage of a household.
pub(super) fn heritage(random: &mut Random) -> Heritage {
    random.weighted(&[
        (Heritage::General, 700),
        (Heritage::Hispanic, 200),
        (Heritage::Asian, 55),
        (Heritage::Slavic, 37),
        (Heritage::Long, 8),
    ])
}

/// A household's last name.
pub(super) fn last(random: &mut Random, heritage: Heritage) -> String {
    let list: &[&str] = match heritage {
        Heritage::General => LAST,
        Heritage::Hispanic => LAST_HISPANIC,
        Heritage::Asian => LAST_ASIAN,
        Heritage::Slavic => LAST_SLAVIC,
        Heritage::Long => LAST_LONG,
    };
    let name = random.pick_early(list);
    // A double name where both spouses kept theirs.
    if heritage == Heritage::General && random.chance(25) {
        return format!("{name}-{}", random.pick_early(LAST));
    }
    name.to_owned()
}

/// A first name that fits sex, birth date and heritage.
pub(super) fn first(
    random: &mut Random,
    heritage: Heritage,
    sex: Sex,
    birth: NaiveDate,
) -> &'static str {
    let is_male = sex == Sex::Male;
    let own: Option<(&[&str], u64)> = match (heritage, is_male) {
        (Heritage::Hispanic, true) => Some((FIRST_HISPANIC_MALE, 700)),
        (Heritage::Hispanic, false) => Some((FIRST_HISPANIC_FEMALE, 700)),
        (Heritage::Slavic, true) => Some((FIRST_SLAVIC_MALE, 600)),
        (Heritage::Slavic, false) => Some((FIRST_SLAVIC_FEMALE, 600)),
        (Heritage::Asian, true) => Some((FIRST_ASIAN_MALE, 300)),
        (Heritage::Asian, false) => Some((FIRST_ASIAN_FEMALE, 300)),
        (Heritage::General | Heritage::Long, _) => None,
    };
    if let Some((names, share)) = own
        && random.chance(share)
    {
        return random.pick(names);
    }
    let (male, female) = match birth.year() {
        ..1945 => (MALE_1930, FEMALE_1930),
        1945..1965 => (MALE_1950, FEMALE_1950),
        1965..1985 => (MALE_1970, FEMALE_1970),
        1985..2005 => (MALE_1990, FEMALE_1990),
        _ => (MALE_2010, FEMALE_2010),
    };
    random.pick_early(if is_male { male } else { female })
}

/// A middle name or initial, empty in a third of cases.
pub(super) fn middle(random: &mut Random, sex: Sex) -> String {
    match random.below(6) {
        0 | 1 => String::new(),
        2 => random
            .pick(if sex == Sex::Male {
                MALE_1950
            } else {
                FEMALE_1950
            })
            .to_owned(),
        _ => char::from(b'A' + random.below(23) as u8).to_string(),
    }
}

/// A street address: street, second line, city and ZIP code.
pub(super) fn address(random: &mut Random) -> [String; 4] {
    let (city, zips) = random.pick_early(TOWNS);
    let side = if city == "Salem" {
        random.pick(&["NE ", "SE ", "NW ", "S "])
    } else {
        random.pick(&["", "", "N ", "E "])
    };
    let number = random.between(101, 4_980);
    let street = random.pick(STREETS);
    let kind = random.pick_early(STREET_KINDS);
    let second = match random.below(12) {
        0 => format!("Apt {}", random.between(1, 48)),
        1 => format!("Unit {}", char::from(b'A' + random.below(8) as u8)),
        2 if random.chance(300) => format!("Space #{}", random.between(1, 60)),
        _ => String::new(),
    };
    let zip = random.pick(zips);
    let zip = if random.chance(150) {
        format!("{zip}-{}", random.digits(4))
    } else {
        zip.to_owned()
    };
    [
        format!("{number} {side}{street} {kind}"),
        second,
        city.to_owned(),
        zip,
    ]
}

/// A telephone number from the range set aside for fiction, typed the way people type.
pub(super) fn phone(random: &mut Random) -> String {
    let area = random.pick_early(&["503", "971", "541"]);
    let line = random.between(100, 199);
    match random.below(4) {
        0 => format!("({area}) 555-0{line}"),
        1 => format!("{area}.555.0{line}"),
        _ => format!("{area}-555-0{line}"),
    }
}
