//! What the fields of the lists take, by one kind of field.

use chrono::NaiveDate;
use iced::Font;
use iced::alignment::Horizontal;

use crate::domain::code::{Modifier, ProcedureCode, list};
use crate::domain::date;
use crate::domain::draft::{LONGEST_TEXT, Problem};
use crate::domain::fee::copy::Percent;
use crate::domain::identifier::{Npi, Phone, TaxNumber, Taxonomy, Zip};
use crate::domain::money::Money;
use crate::domain::state::{ParseStateError, StateCode};
use crate::gui::font;
use crate::gui::form::Kind;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::money::grouped;
use crate::gui::form::phone::PhoneNumber;
use crate::gui::notice::sentence;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Text,
    /// An NPI whose check digit is right: entry refuses any other.
    Npi,
    Zip,
    State,
    Phone,
    Taxonomy,
    TaxId,
    Procedure,
    Modifier,
    Amount,
    Days,
    Percent,
    /// A date; short forms are read against this day.
    Date(NaiveDate),
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// As the record's draft takes it.
    pub record: String,
    /// As the field shows it once it is left; `None` leaves it as typed.
    normal: Option<String>,
    meaning: Option<String>,
}

impl Told {
    fn typed(text: &str) -> Self {
        Self {
            record: text.to_owned(),
            normal: None,
            meaning: None,
        }
    }

    fn meaning(text: &str, meaning: Option<String>) -> Self {
        Self {
            meaning,
            ..Self::typed(text)
        }
    }
}

impl Takes {
    /// A text of a record as the field shows it.
    pub fn shown(self, record: &str) -> String {
        match self {
            Self::Date(_) => date::parse(record).map_or_else(|_| record.to_owned(), date::spoken),
            _ => record.to_owned(),
        }
    }
}

impl Kind for Takes {
    type Value = Told;

    fn read(&self, text: &str) -> Result<Told, Problem> {
        match self {
            Self::Text if text.len() > LONGEST_TEXT => Err(Problem::new(format!(
                "This is too long; keep it under {LONGEST_TEXT} characters."
            ))),
            Self::Text => Ok(Told::typed(text)),
            Self::Npi => {
                let npi: Npi = text.parse()?;
                if npi.is_valid() {
                    Ok(Told::typed(text))
                } else {
                    Err(Problem::new(format!(
                        "NPI {npi} fails its check digit; compare it with the NPI registry's letter."
                    )))
                }
            }
            Self::Zip => text.parse::<Zip>().map(|_| Told::typed(text)),
            Self::State => {
                let state: StateCode = text
                    .parse()
                    .map_err(|error: ParseStateError| Problem::new(sentence(&error.to_string())))?;
                let code = state.to_string();
                let name = list::states()
                    .iter()
                    .find(|known| known.code == code)
                    .map(|known| known.name.to_owned());
                Ok(Told::meaning(text, name))
            }
            Self::Phone => {
                let phone: Phone = text.parse()?;
                Ok(Told::meaning(text, PhoneNumber.meaning(&phone)))
            }
            Self::Taxonomy => {
                let taxonomy: Taxonomy = text.parse()?;
                let name = list::taxonomies()
                    .iter()
                    .find(|known| known.code == taxonomy.as_str())
                    .map(|known| known.name.to_owned());
                Ok(Told::meaning(text, name))
            }
            Self::TaxId => text.parse::<TaxNumber>().map(|_| Told::typed(text)),
            Self::Procedure => {
                let code = ProcedureCode::parse(text)
                    .map_err(|error| Problem::new(sentence(&error.to_string())))?;
                Ok(Told::meaning(text, Some(code.system().to_string())))
            }
            Self::Modifier => Modifier::parse(text)
                .map(|_| Told::typed(text))
                .map_err(|error| Problem::new(sentence(&error.to_string()))),
            Self::Amount => {
                let money: Money = text.parse()?;
                Ok(Told::meaning(text, Some(grouped(money))))
            }
            Self::Days => match text.parse::<u16>() {
                Ok(1..=3_660) => Ok(Told::typed(text)),
                _ => Err(Problem::new(
                    "This is not a number of days from 1 to 3660.".to_owned(),
                )),
            },
            Self::Percent => text.parse::<Percent>().map(|_| Told::typed(text)),
            Self::Date(today) => {
                let kind = Date {
                    today: *today,
                    span: Span::Around,
                };
                let date = kind.read(text)?;
                Ok(Told {
                    record: date.to_string(),
                    normal: kind.normal(&date),
                    meaning: kind.meaning(&date),
                })
            }
        }
    }

    fn normal(&self, told: &Told) -> Option<String> {
        told.normal.clone()
    }

    fn meaning(&self, told: &Told) -> Option<String> {
        told.meaning.clone()
    }

    fn font(&self) -> Font {
        match self {
            Self::Npi
            | Self::Zip
            | Self::State
            | Self::Taxonomy
            | Self::TaxId
            | Self::Procedure
            | Self::Modifier => font::CODE,
            _ => font::TEXT,
        }
    }

    fn align(&self) -> Horizontal {
        match self {
            Self::Amount | Self::Days | Self::Percent => Horizontal::Right,
            _ => Horizontal::Left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::form::{Edit, Field};

    #[test]
    fn an_npi_with_a_wrong_check_digit_is_no_value() {
        assert!(Takes::Npi.read("1234567893").is_ok());
        let problem = Takes::Npi.read("1234567890").unwrap_err().to_string();
        assert!(problem.contains("check digit"), "{problem}");
    }

    #[test]
    fn a_short_date_goes_to_the_record_in_full() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
        let mut field = Field::new("f", "From", Takes::Date(today));
        field.update(Edit::Typed("0101".to_owned()));
        assert_eq!(
            field.value().map(|told| told.record.as_str()),
            Some("2026-01-01")
        );
        field.update(Edit::Left);
        assert_eq!(field.text(), "01/01/2026");
        assert_eq!(Takes::Date(today).shown("2026-01-01"), "01/01/2026");
    }
}
