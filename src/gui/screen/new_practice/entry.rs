//! The fields of a new practice: what each takes and which column of a draft it fills.

use std::str::FromStr;

use iced::Font;

use crate::commands::practice::SetUp;
use crate::domain::draft::Problem;
use crate::domain::finding::Record;
use crate::domain::identifier::{Npi, Phone, TaxNumber, Taxonomy, Zip};
use crate::domain::practice::PracticeDraft;
use crate::domain::provider::ProviderDraft;
use crate::domain::state::StateCode;
use crate::gui::font;
use crate::gui::form::phone::PhoneNumber;
use crate::gui::form::{Field, Kind};

/// What a field of the set-up takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Words,
    State,
    Zip,
    Phone,
    Npi,
    TaxNumber,
    Taxonomy,
}

fn reads<T: FromStr<Err = Problem>>(text: &str) -> Result<String, Problem> {
    text.parse::<T>().map(|_| text.to_owned())
}

impl Kind for What {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, Problem> {
        match self {
            Self::Words => Ok(text.to_owned()),
            Self::State => StateCode::parse(text)
                .map(|state| state.as_str().to_owned())
                .map_err(|error| Problem::new(crate::gui::notice::sentence(&error.to_string()))),
            Self::Zip => reads::<Zip>(text),
            Self::Phone => reads::<Phone>(text),
            Self::Npi => {
                let npi: Npi = text.parse()?;
                if npi.is_valid() {
                    Ok(text.to_owned())
                } else {
                    Err(Problem::new(
                        "The check digit does not fit: compare each digit.",
                    ))
                }
            }
            Self::TaxNumber => reads::<TaxNumber>(text),
            Self::Taxonomy => reads::<Taxonomy>(text),
        }
    }

    fn normal(&self, value: &String) -> Option<String> {
        (*self == Self::State).then(|| value.clone())
    }

    fn meaning(&self, value: &String) -> Option<String> {
        match self {
            Self::Phone => PhoneNumber.meaning(&value.parse().ok()?),
            Self::Npi => Some("Check digit is right".to_owned()),
            _ => None,
        }
    }

    fn font(&self) -> Font {
        match self {
            Self::Npi | Self::TaxNumber | Self::Taxonomy => font::CODE,
            Self::Words | Self::State | Self::Zip | Self::Phone => font::TEXT,
        }
    }
}

/// One field of the set-up.
#[derive(Debug)]
pub struct Entry {
    pub record: Record,
    /// The column of the draft that it fills.
    pub column: &'static str,
    pub field: Field<What>,
    /// Its share of a row; a new row begins at 1.0 altogether.
    pub share: u16,
    /// Whether a row begins with it.
    pub begins: bool,
}

/// The widgets' ids, of which screens and tests name some.
pub const PRACTICE_NAME: &str = "new-practice-name";
pub const PROVIDER_LAST: &str = "new-provider-last_name";

/// Every field of the first two steps, in reading order.
pub fn entries() -> Vec<Entry> {
    use Record::{Practice, Provider};
    use What::{Npi as NpiNumber, Phone as PhoneText, State, TaxNumber as TaxText, Words};
    let entry = |record, column, field, share, begins| Entry {
        record,
        column,
        field,
        share,
        begins,
    };
    let field = |id, label, what| Field::new(id, label, what).required();
    let free = |id, label, what| Field::new(id, label, what);
    vec![
        entry(
            Practice,
            "name",
            field(PRACTICE_NAME, "Practice name", Words).hint("As it bills: box 33"),
            6,
            true,
        ),
        entry(
            Practice,
            "address1",
            field("new-practice-address1", "Street", Words).hint("No post office box"),
            4,
            true,
        ),
        entry(
            Practice,
            "address2",
            free("new-practice-address2", "Suite", Words),
            2,
            false,
        ),
        entry(
            Practice,
            "city",
            field("new-practice-city", "City", Words),
            3,
            true,
        ),
        entry(
            Practice,
            "state",
            field("new-practice-state", "State", State),
            1,
            false,
        ),
        entry(
            Practice,
            "zip",
            field("new-practice-zip", "ZIP", What::Zip).hint("Nine digits where known"),
            2,
            false,
        ),
        entry(
            Practice,
            "phone",
            field("new-practice-phone", "Phone", PhoneText),
            3,
            true,
        ),
        entry(
            Practice,
            "npi",
            field("new-practice-npi", "NPI of the practice", NpiNumber).hint("Box 33a"),
            3,
            false,
        ),
        entry(
            Practice,
            "tax_id",
            field("new-practice-tax_id", "Tax id", TaxText).hint("Box 25"),
            3,
            true,
        ),
        entry(
            Provider,
            "last_name",
            field(PROVIDER_LAST, "Last name", Words),
            3,
            true,
        ),
        entry(
            Provider,
            "first_name",
            field("new-provider-first_name", "First name", Words),
            2,
            false,
        ),
        entry(
            Provider,
            "credentials",
            free("new-provider-credentials", "Credentials", Words).hint("MD, NP"),
            1,
            false,
        ),
        entry(
            Provider,
            "npi",
            field("new-provider-npi", "NPI of the provider", NpiNumber).hint("Box 24J"),
            3,
            true,
        ),
        entry(
            Provider,
            "taxonomy",
            free("new-provider-taxonomy", "Taxonomy", What::Taxonomy).hint("Where a payer asks"),
            3,
            false,
        ),
        entry(
            Provider,
            "provider_id",
            field("new-provider-provider_id", "Short name", Words)
                .hint("What you will type for this provider, such as initials"),
            3,
            true,
        ),
    ]
}

/// What is typed, as the drafts that the practice is made of.
pub fn set_up(entries: &[Entry], tax_id_type: &str, is_signature_on_file: bool) -> SetUp {
    let text = |record, column: &str| {
        entries
            .iter()
            .find(|entry| entry.record == record && entry.column == column)
            .map(|entry| entry.field.text().trim().to_owned())
            .unwrap_or_default()
    };
    let practice = |column| text(Record::Practice, column);
    let provider = |column| text(Record::Provider, column);
    SetUp {
        practice: PracticeDraft {
            name: practice("name"),
            address1: practice("address1"),
            address2: practice("address2"),
            city: practice("city"),
            state: practice("state"),
            zip: practice("zip"),
            phone: practice("phone"),
            npi: practice("npi"),
            tax_id: practice("tax_id"),
            tax_id_type: tax_id_type.to_owned(),
            ..PracticeDraft::default()
        },
        provider: ProviderDraft {
            provider_id: provider("provider_id"),
            last_name: provider("last_name"),
            first_name: provider("first_name"),
            credentials: provider("credentials"),
            npi: provider("npi"),
            taxonomy: provider("taxonomy"),
            can_render: "Y".to_owned(),
            can_refer: "Y".to_owned(),
            signature_on_file: if is_signature_on_file { "Y" } else { "N" }.to_owned(),
            ..ProviderDraft::default()
        },
    }
}
