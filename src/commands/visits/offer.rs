//! What charge entry offers while a code is typed: favorites, this patient's own, then the code sets.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::commands::Error;
use crate::domain::code::{CodeEntry, CodeSystem, DiagnosisCode, ProcedureCode, dotted_icd10};
use crate::domain::encounter::EncounterDraft;
use crate::domain::id::PatientId;
use crate::store::code::{favorite, search};
use crate::store::encounter::history;
use crate::store::{self, Connection, Database};

/// The most codes that are offered at once.
const MOST: usize = 12;

/// Codes of the practice and of the patient that are looked at.
const MOST_USED: usize = 200;

/// Answers of the code sets that are looked at: they hold all systems together.
const MOST_FOUND: usize = 120;

/// One code that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As people read it: diagnoses with their dot.
    pub code: String,
    /// As the code set words it on the day; empty where it does not know the code.
    pub words: String,
    /// Why it is offered, or what is the matter with it; may be empty.
    pub note: String,
}

/// The diagnoses that a text means, the likeliest first: the patient's own and the practice's
/// favorites before the rest of the code set. `/3` means the favorite at place 3. A code that no set
/// knows is offered last, as typed.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn diagnoses(
    database: Database,
    patient: Option<PatientId>,
    text: String,
    on: NaiveDate,
) -> Result<Vec<Offer>, Error> {
    database
        .call(move |connection| {
            let mut known = Vec::new();
            if let Some(patient) = patient {
                for (code, _) in history::recent_diagnoses(connection, &patient, MOST_USED)? {
                    known.push((code.as_str().to_owned(), "this patient's".to_owned()));
                }
            }
            let typed = DiagnosisCode::parse(&text).ok();
            let typed = typed.map(|code| (CodeSystem::Icd10Cm, code.as_str().to_owned()));
            Ok(offers(
                connection,
                &[CodeSystem::Icd10Cm],
                known,
                typed,
                &text,
                on,
            )?)
        })
        .await
}

/// The procedures that a text means, as [`diagnoses`].
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn procedures(
    database: Database,
    text: String,
    on: NaiveDate,
) -> Result<Vec<Offer>, Error> {
    database
        .call(move |connection| {
            let typed = ProcedureCode::parse(&text).ok();
            let typed = typed.map(|code| (code.system(), code.as_str().to_owned()));
            let systems = [CodeSystem::Cpt, CodeSystem::Hcpcs];
            Ok(offers(connection, &systems, Vec::new(), typed, &text, on)?)
        })
        .await
}

/// What the code sets call these diagnoses and procedures on a day; a code that none knows is left
/// out. The keys are the codes as they were asked for.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn words_of(
    database: Database,
    diagnoses: Vec<String>,
    procedures: Vec<String>,
    on: NaiveDate,
) -> Result<BTreeMap<String, String>, Error> {
    database
        .call(move |connection| {
            let mut words = BTreeMap::new();
            let diagnoses = diagnoses
                .into_iter()
                .map(|code| (CodeSystem::Icd10Cm, code));
            let procedures = procedures.into_iter().map(|code| (system_of(&code), code));
            for (system, code) in diagnoses.chain(procedures) {
                let bare = code.replace('.', "").to_uppercase();
                if let Some(entry) = store::code::entry_on(connection, system, &bare, on)? {
                    let _ = words.insert(code, entry.short);
                }
            }
            Ok(words)
        })
        .await
}

/// The visit that was entered last, whoever it is of: its providers and places are offered to the
/// next one. `None` in a practice without visits.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn last_entered(database: Database) -> Result<Option<EncounterDraft>, Error> {
    database
        .call(|connection| Ok(history::newest(connection)?.map(|found| found.value.to_draft())))
        .await
}

/// A CPT code begins with a digit, one of HCPCS Level II with a letter.
fn system_of(code: &str) -> CodeSystem {
    if code.starts_with(|first: char| first.is_ascii_digit()) {
        CodeSystem::Cpt
    } else {
        CodeSystem::Hcpcs
    }
}

fn offers(
    connection: &Connection,
    systems: &[CodeSystem],
    mut known: Vec<(String, String)>,
    typed: Option<(CodeSystem, String)>,
    text: &str,
    on: NaiveDate,
) -> Result<Vec<Offer>, store::Error> {
    let text = text.trim();
    let slot = text.strip_prefix('/');
    if slot.is_some() {
        known.clear();
    }
    for system in systems {
        for used in favorite::used(connection, *system, MOST_USED)? {
            let note = match used.favorite_slot {
                Some(place) => format!("/{place}"),
                None if slot.is_some() => continue,
                None => "used here".to_owned(),
            };
            known.push((used.code, note));
        }
    }
    let mut offers: Vec<Offer> = Vec::new();
    for (code, note) in known {
        if offers.len() == MOST {
            break;
        }
        let bare = code.replace('.', "").to_uppercase();
        let is_asked = match slot {
            Some(place) => note
                .strip_prefix('/')
                .is_some_and(|own| own.starts_with(place)),
            None => true,
        };
        if !is_asked {
            continue;
        }
        let system = match systems {
            [system] => *system,
            _ => system_of(&bare),
        };
        let entry = store::code::entry_on(connection, system, &bare, on)?;
        let fits = slot.is_some() || means(text, &bare, entry.as_ref());
        if fits {
            push(&mut offers, (system, &bare), entry.as_ref(), note, on);
        }
    }
    if slot.is_some() || text.is_empty() {
        return Ok(offers);
    }
    let found = search::search(connection, text, on, MOST_FOUND)?;
    // What a claim can carry first: a heading is seldom what is meant.
    let (billable, headings): (Vec<_>, Vec<_>) = found
        .iter()
        .filter(|it| systems.contains(&it.system))
        .partition(|it| it.billable);
    for entry in billable.into_iter().chain(headings) {
        if offers.len() >= MOST {
            break;
        }
        push(
            &mut offers,
            (entry.system, &entry.code),
            Some(entry),
            String::new(),
            on,
        );
    }
    put_typed_first(connection, &mut offers, typed, on)?;
    Ok(offers)
}

/// A whole code that was typed is what is meant, also where it is the beginning of others or in no
/// set at all; a heading is not, for no claim may carry it.
fn put_typed_first(
    connection: &Connection,
    offers: &mut Vec<Offer>,
    typed: Option<(CodeSystem, String)>,
    on: NaiveDate,
) -> Result<(), store::Error> {
    let Some((system, code)) = typed else {
        return Ok(());
    };
    let place = offers
        .iter()
        .position(|offer| offer.code.replace('.', "") == code);
    let entry = store::code::entry_on(connection, system, &code, on)?;
    if entry.as_ref().is_some_and(|entry| !entry.billable) {
        return Ok(());
    }
    if let Some(place) = place {
        let offer = offers.remove(place);
        offers.insert(0, offer);
        return Ok(());
    }
    match entry {
        Some(entry) => {
            let mut own = Vec::new();
            push(&mut own, (system, &code), Some(&entry), String::new(), on);
            offers.splice(0..0, own).for_each(drop);
        }
        None => push(offers, (system, &code), None, String::new(), on),
    }
    Ok(())
}

/// Whether a text is the beginning of a code or of words of its description.
fn means(text: &str, code: &str, entry: Option<&CodeEntry>) -> bool {
    let bare = text.replace(['.', ' '], "").to_uppercase();
    if code.starts_with(&bare) {
        return true;
    }
    let long = entry
        .map(|entry| entry.long.to_lowercase())
        .unwrap_or_default();
    let words: Vec<&str> = long.split(|c: char| !c.is_alphanumeric()).collect();
    let text = text.to_lowercase();
    let mut asked = text.split_whitespace().peekable();
    asked.peek().is_some() && asked.all(|part| words.iter().any(|word| word.starts_with(part)))
}

fn push(
    offers: &mut Vec<Offer>,
    (system, code): (CodeSystem, &str),
    entry: Option<&CodeEntry>,
    note: String,
    on: NaiveDate,
) {
    let shown = match entry {
        Some(entry) => entry.shown_code(),
        None if system == CodeSystem::Icd10Cm => dotted_icd10(code),
        None => code.to_owned(),
    };
    if offers.iter().any(|offer| offer.code == shown) {
        return;
    }
    let note = match entry {
        None => "not in the code lists".to_owned(),
        Some(entry) if !entry.in_force(on) => "not in force that day".to_owned(),
        Some(entry) if !entry.billable => "a heading".to_owned(),
        Some(_) => note,
    };
    offers.push(Offer {
        code: shown,
        words: entry.map(|entry| entry.short.clone()).unwrap_or_default(),
        note,
    });
}
