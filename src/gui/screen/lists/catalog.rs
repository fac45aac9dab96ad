//! What the lists hold: their columns, their rows, and how a record of each is read and saved.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns;
use super::record::{Offer, Texts};
use super::spec::Source;
use crate::commands::drafts::DraftKind;
use crate::commands::{Error, Found, Saving, Version, lists};
use crate::domain::code::list::places_of_service;
use crate::domain::date;
use crate::domain::fee::Fee;
use crate::domain::payer::{PaperWishes, Payer, PayerKind};
use crate::domain::provider::{PayerNumber, Provider};
use crate::exchange::folder::Table;
use crate::gui::form::money::grouped;
use crate::gui::sought::Sought;
use crate::gui::widget::window_list::Column;
use crate::store::Database;

/// The lists of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum List {
    Payers,
    Providers,
    Facilities,
    Numbers,
    Fees,
    Practice,
}

impl List {
    pub const ALL: [Self; 6] = [
        Self::Payers,
        Self::Providers,
        Self::Facilities,
        Self::Numbers,
        Self::Fees,
        Self::Practice,
    ];

    /// The file that an export writes.
    pub const fn table(self) -> Table {
        match self {
            Self::Payers => Table::Payers,
            Self::Providers => Table::Providers,
            Self::Facilities => Table::Facilities,
            Self::Numbers => Table::ProviderIds,
            Self::Fees => Table::Fees,
            Self::Practice => Table::Practice,
        }
    }

    /// The kind of its forms' drafts.
    pub const fn draft_kind(self) -> DraftKind {
        match self {
            Self::Payers => DraftKind::Payer,
            Self::Providers => DraftKind::Provider,
            Self::Facilities => DraftKind::Facility,
            Self::Numbers => DraftKind::PayerNumber,
            Self::Fees => DraftKind::Fee,
            Self::Practice => DraftKind::Practice,
        }
    }

    /// What the button for a new record says.
    pub const fn new_words(self) -> &'static str {
        match self {
            Self::Payers => "New payer",
            Self::Providers => "New provider",
            Self::Facilities => "New facility",
            Self::Numbers => "New number",
            Self::Fees => "New fee",
            Self::Practice => "Correct the practice",
        }
    }

    /// A record of the list, as a sentence calls it.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Payers => "payer",
            Self::Providers => "provider",
            Self::Facilities => "facility",
            Self::Numbers => "number",
            Self::Fees => "fee",
            Self::Practice => "practice",
        }
    }

    /// What the empty list says.
    pub const fn empty(self) -> &'static str {
        match self {
            Self::Payers => "No payer yet. Press N to enter the first one.",
            Self::Providers => "No provider yet. Press N to enter the first one.",
            Self::Facilities => "No facility yet. Press N to enter where services are rendered.",
            Self::Numbers => {
                "No number yet. Press N where a payer knows a provider by a number of its own."
            }
            Self::Fees => "No fee yet. Press N to enter what the practice charges for a code.",
            Self::Practice => "",
        }
    }

    /// The columns that there is room for.
    pub fn columns(self, room: Room) -> &'static [Column] {
        let (columns, n_narrow, n_beside) = match self {
            Self::Payers => (columns::PAYER, 4, 1),
            Self::Providers => (columns::PROVIDER, 3, 2),
            Self::Facilities => (columns::FACILITY, 3, 1),
            Self::Numbers => (columns::NUMBER, 4, 2),
            Self::Fees if room == Room::Beside => return columns::FEE_BESIDE,
            Self::Fees => (columns::FEE, 6, 6),
            Self::Practice => (&[][..], 0, 0),
        };
        let count = match room {
            Room::Wide => columns.len(),
            Room::Narrow => n_narrow,
            Room::Beside => n_beside,
        };
        columns.get(..count).unwrap_or(columns)
    }
}

/// How much room a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    Wide,
    /// In a small window, or with large text.
    Narrow,
    /// Beside an open form.
    Beside,
}

/// One row of a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record's id, or its row where it has none.
    pub key: String,
    pub row: i64,
    pub version: Version,
    pub cells: Vec<String>,
    /// What each column sorts by where that is not the cell: an amount, a date.
    numbers: Vec<Option<i64>>,
    /// The record's draft by column.
    pub texts: Texts,
    /// What a search looks into, in small letters.
    sought: String,
}

impl Entry {
    fn new<T: Serialize>(
        key: String,
        found: &Found<T>,
        draft: &impl Serialize,
        cells: Vec<(String, Option<i64>)>,
    ) -> Self {
        let texts: Texts = serde_json::to_value(draft)
            .and_then(serde_json::from_value)
            .unwrap_or_default();
        let (cells, numbers): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
        let mut sought = cells.join(" ").to_lowercase();
        sought.push(' ');
        sought.push_str(&key.to_lowercase());
        Self {
            key,
            row: found.row,
            version: found.version,
            cells,
            numbers,
            texts,
            sought,
        }
    }

    /// Whether every word is somewhere in the row.
    pub fn holds(&self, sought: &Sought) -> bool {
        sought.is_in(&self.sought)
    }

    /// The order of two rows by a column.
    pub fn compare(&self, other: &Self, column: usize) -> Ordering {
        let number = |entry: &Self| entry.numbers.get(column).copied().flatten();
        let words = |entry: &Self| {
            entry
                .cells
                .get(column)
                .map(|cell| cell.to_lowercase())
                .unwrap_or_default()
        };
        number(self)
            .cmp(&number(other))
            .then_with(|| words(self).cmp(&words(other)))
    }
}

/// All lists as they were read.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    entries: HashMap<List, Vec<Entry>>,
}

impl Catalog {
    pub fn of(&self, list: List) -> &[Entry] {
        self.entries.get(&list).map_or(&[], Vec::as_slice)
    }

    pub fn find(&self, list: List, key: &str) -> Option<&Entry> {
        self.of(list).iter().find(|entry| entry.key == key)
    }

    /// The matches of a field that picks.
    pub fn offers(&self, source: Source) -> Vec<Offer> {
        let named = |list: List| {
            self.of(list).iter().map(|entry| Offer {
                code: entry.key.clone(),
                words: entry.cells.first().cloned().unwrap_or_default(),
            })
        };
        match source {
            Source::PayerKind => PayerKind::ALL
                .iter()
                .map(|kind| Offer {
                    code: kind.to_string(),
                    words: kind_words(*kind).to_owned(),
                })
                .collect(),
            Source::Place => places_of_service()
                .iter()
                .map(|place| Offer {
                    code: place.code.to_owned(),
                    words: format!("{} {}", place.code, place.name),
                })
                .collect(),
            Source::Payer => named(List::Payers).collect(),
            Source::Holder => named(List::Providers)
                .chain(named(List::Facilities))
                .collect(),
            Source::Schedule => self
                .schedules()
                .into_iter()
                .map(|name| Offer {
                    code: name.clone(),
                    words: name,
                })
                .collect(),
        }
    }

    /// The names of the fee schedules, in the order in which they were made.
    pub fn schedules(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for entry in self.of(List::Fees) {
            let name = entry.texts.get("schedule").cloned().unwrap_or_default();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// An id that no record of the list has: the latest one's, its number raised by one.
    pub fn free_id(&self, list: List) -> String {
        let first = match list {
            List::Payers => "PAY-1",
            List::Providers => "PRV-1",
            _ => "FAC-1",
        };
        let entries = self.of(list);
        let mut id = entries
            .last()
            .map_or_else(|| first.to_owned(), |entry| raised(&entry.key));
        while entries.iter().any(|entry| entry.key == id) {
            id = raised(&id);
        }
        id
    }
}

/// `P-09` becomes `P-10`, `AETNA` becomes `AETNA2`.
fn raised(id: &str) -> String {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &id[letters.len()..];
    match digits.parse::<u64>() {
        Ok(number) => format!("{letters}{:0width$}", number + 1, width = digits.len()),
        Err(_) => format!("{id}2"),
    }
}

/// Reads all lists.
pub async fn load(database: Database, today: NaiveDate) -> Result<Catalog, Error> {
    let mut entries = HashMap::new();
    let payers = lists::payers(database.clone()).await?;
    let providers = lists::providers(database.clone()).await?;
    let facilities = lists::facilities(database.clone()).await?;
    let numbers = lists::payer_numbers(database.clone()).await?;
    let fees = lists::fees(database.clone()).await?;
    let practice = lists::practice(database).await?;
    let names: HashMap<String, String> = payers
        .iter()
        .map(|found| (found.value.id.to_string(), found.value.name.clone()))
        .chain(providers.iter().map(|found| {
            let provider = &found.value;
            (provider.id.to_string(), provider.name.to_string())
        }))
        .chain(facilities.iter().map(|found| {
            let facility = &found.value;
            (facility.id.to_string(), facility.name.clone())
        }))
        .collect();
    let _ = entries.insert(List::Payers, payers.iter().map(payer_entry).collect());
    let _ = entries.insert(
        List::Providers,
        providers.iter().map(provider_entry).collect(),
    );
    let facilities = facilities.iter().map(|found| {
        let facility = &found.value;
        let place = &facility.place_of_service;
        let cells = vec![
            (facility.name.clone(), None),
            (
                format!("{place} {}", place.name().unwrap_or_default()),
                None,
            ),
            (text(facility.npi.as_ref()), None),
            (facility.address.city.clone(), None),
            (facility.id.to_string(), None),
        ];
        Entry::new(facility.id.to_string(), found, &facility.to_draft(), cells)
    });
    let _ = entries.insert(List::Facilities, facilities.collect());
    let numbers = numbers.iter().map(|found| number_entry(found, &names));
    let _ = entries.insert(List::Numbers, numbers.collect());
    let _ = entries.insert(List::Fees, fee_entries(&fees, today));
    let practice = practice
        .iter()
        .map(|found| Entry::new(String::new(), found, &found.value.to_draft(), Vec::new()));
    let _ = entries.insert(List::Practice, practice.collect());
    Ok(Catalog { entries })
}

fn text<T: std::fmt::Display>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

fn payer_entry(found: &Found<Payer>) -> Entry {
    let payer = &found.value;
    let n_said = said(&payer.wishes);
    let cells = vec![
        (payer.name.clone(), None),
        (kind_words(payer.kind).to_owned(), None),
        (
            match n_said {
                0 => "Defaults".to_owned(),
                _ => format!("{n_said} of its own"),
            },
            Some(n_said),
        ),
        (text(payer.phone.as_ref()), None),
        (
            payer
                .timely_filing_days
                .map(|days| format!("{days} days"))
                .unwrap_or_default(),
            payer.timely_filing_days.map(i64::from),
        ),
        (payer.address.city.clone(), None),
        (payer.id.to_string(), None),
    ];
    Entry::new(payer.id.to_string(), found, &payer.to_draft(), cells)
}

/// How many paper rules the practice was told.
fn said(wishes: &PaperWishes) -> i64 {
    [
        wishes.accept_assignment.is_some(),
        wishes.amount_paid.is_some(),
        wishes.service_facility.is_some(),
        wishes.multi_page.is_some(),
        wishes.ndc_layout.is_some(),
        wishes.dates.is_some(),
        wishes.phones.is_some(),
        wishes.zip_hyphen.is_some(),
        wishes.taxonomy_boxes.is_some(),
    ]
    .into_iter()
    .map(i64::from)
    .sum()
}

fn provider_entry(found: &Found<Provider>) -> Entry {
    let provider = &found.value;
    let role = match (provider.can_render, provider.can_refer) {
        (true, true) => "Renders and refers",
        (true, false) => "Renders",
        (false, true) => "Refers",
        (false, false) => "On no claim",
    };
    let signature = match (provider.is_signature_on_file, provider.signature.as_str()) {
        (true, "") => "SIGNATURE ON FILE",
        (true, signature) => signature,
        (false, _) => "By hand",
    };
    let name = if provider.credentials.is_empty() {
        provider.name.to_string()
    } else {
        format!("{}, {}", provider.name, provider.credentials)
    };
    let cells = vec![
        (name, None),
        (provider.npi.to_string(), None),
        (role.to_owned(), None),
        (text(provider.taxonomy.as_ref()), None),
        (signature.to_owned(), None),
        (provider.id.to_string(), None),
    ];
    Entry::new(provider.id.to_string(), found, &provider.to_draft(), cells)
}

fn number_entry(found: &Found<PayerNumber>, names: &HashMap<String, String>) -> Entry {
    let number = &found.value;
    let name = |id: String| names.get(&id).cloned().unwrap_or(id);
    let cells = vec![
        (name(number.holder.clone()), None),
        (name(number.payer.to_string()), None),
        (number.id.qualifier.to_string(), None),
        (number.id.number.clone(), None),
    ];
    Entry::new(found.row.to_string(), found, &number.to_draft(), cells)
}

/// The fees, schedule by schedule and code by code, the latest day first.
fn fee_entries(fees: &[Found<Fee>], today: NaiveDate) -> Vec<Entry> {
    let mut latest: HashMap<(&str, &str, Option<&str>), NaiveDate> = HashMap::new();
    let series = |fee: &Fee| -> (String, String, Option<String>) {
        (
            fee.schedule.clone(),
            fee.code.to_string(),
            fee.modifier.as_ref().map(ToString::to_string),
        )
    };
    for found in fees
        .iter()
        .filter(|found| found.value.effective_on <= today)
    {
        let fee = &found.value;
        let modifier = fee.modifier.as_ref().map(|modifier| modifier.as_str());
        let day = latest
            .entry((fee.schedule.as_str(), fee.code.as_str(), modifier))
            .or_insert(fee.effective_on);
        *day = (*day).max(fee.effective_on);
    }
    let mut sorted: Vec<&Found<Fee>> = fees.iter().collect();
    sorted.sort_by_cached_key(|found| {
        let fee = &found.value;
        (series(fee), std::cmp::Reverse(fee.effective_on))
    });
    let entry = |found: &&Found<Fee>| {
        let fee = &found.value;
        let modifier = fee.modifier.as_ref().map(|modifier| modifier.as_str());
        let in_effect = latest.get(&(fee.schedule.as_str(), fee.code.as_str(), modifier));
        let (standing, rank) = if fee.effective_on > today {
            ("Later", 1)
        } else if in_effect == Some(&fee.effective_on) {
            ("In effect", 0)
        } else {
            ("Replaced", 2)
        };
        let cells = vec![
            (fee.code.to_string(), None),
            (grouped(fee.amount), Some(fee.amount.cents())),
            (text(fee.modifier.as_ref()), None),
            (
                date::spoken(fee.effective_on),
                Some(i64::from(chrono::Datelike::num_days_from_ce(
                    &fee.effective_on,
                ))),
            ),
            (standing.to_owned(), Some(rank)),
            (fee.schedule.clone(), None),
        ];
        Entry::new(found.row.to_string(), found, &fee.to_draft(), cells)
    };
    sorted.iter().map(entry).collect()
}

/// Saves what stands in a form. Gives the record's key.
pub async fn save(
    database: Database,
    list: List,
    record: Texts,
    row: Option<i64>,
    saving: Saving,
) -> Result<String, Error> {
    Ok(match list {
        List::Payers => {
            let stored = lists::save_payer(database, draft(record)?, saving).await?;
            stored.id.to_string()
        }
        List::Providers => {
            let stored = lists::save_provider(database, draft(record)?, saving).await?;
            stored.id.to_string()
        }
        List::Facilities => {
            let stored = lists::save_facility(database, draft(record)?, saving).await?;
            stored.id.to_string()
        }
        List::Numbers => {
            let saved = lists::save_payer_number(database, draft(record)?, row, saving).await?;
            saved.row.to_string()
        }
        List::Fees => {
            let saved = lists::save_fee(database, draft(record)?, row, saving).await?;
            saved.row.to_string()
        }
        List::Practice => {
            let _ = lists::save_practice(database, draft(record)?, saving).await?;
            String::new()
        }
    })
}

/// The texts as the draft of a record.
pub fn draft<T: DeserializeOwned>(record: Texts) -> Result<T, Error> {
    // Texts by column are what every draft is made of, so this cannot fail.
    serde_json::to_value(record)
        .and_then(serde_json::from_value)
        .map_err(|error| Error::File(error.to_string()))
}

const fn kind_words(kind: PayerKind) -> &'static str {
    match kind {
        PayerKind::Medicare => "Medicare",
        PayerKind::Medicaid => "Medicaid",
        PayerKind::Tricare => "TRICARE",
        PayerKind::Champva => "CHAMPVA",
        PayerKind::Group => "Group health plan",
        PayerKind::Feca => "FECA",
        PayerKind::BlackLung => "Black Lung",
        PayerKind::Bcbs => "Blue Cross Blue Shield",
        PayerKind::Commercial => "Commercial",
        PayerKind::Hmo => "HMO",
        PayerKind::WorkersComp => "Workers' compensation",
        PayerKind::Auto => "Auto",
        PayerKind::Other => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_id_keeps_the_letters_and_the_zeros() {
        for (id, next) in [
            ("P-09", "P-10"),
            ("P-99", "P-100"),
            ("AETNA", "AETNA2"),
            ("7", "8"),
        ] {
            assert_eq!(raised(id), next);
        }
    }
}
