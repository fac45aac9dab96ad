//! Codes as they are typed into a field: favorites and this patient's own first.

use chrono::NaiveDate;

use crate::commands::Error;
use crate::domain::code::{CodeEntry, CodeSystem};
use crate::domain::id::PatientId;
use crate::store::code::favorite;
use crate::store::code::search::search_in;
use crate::store::encounter::history;
use crate::store::{self, Connection, Database};

/// Diagnoses of earlier visits that are offered first.
const MOST_RECENT: usize = 20;

/// Favorites and codes in use that go before the others.
const MOST_USED: usize = 300;

/// Answers that are weighed before favorites and recent codes go first.
const WEIGHED: usize = 256;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeField {
    Diagnosis,
    Procedure,
    Modifier,
    PlaceOfService,
}

impl CodeField {
    const fn systems(self) -> &'static [CodeSystem] {
        match self {
            Self::Diagnosis => &[CodeSystem::Icd10Cm],
            Self::Procedure => &[CodeSystem::Cpt, CodeSystem::Hcpcs],
            Self::Modifier => &[CodeSystem::Modifier],
            Self::PlaceOfService => &[CodeSystem::PlaceOfService],
        }
    }
}

/// Why a code is offered where it is, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is what was typed.
    Typed,
    /// An earlier visit of this patient has it.
    Patient,
    /// A favorite at this place; `/3` alone is the one at place 3.
    Favorite(u16),
    /// The practice uses it.
    Used,
    Other,
}

/// A code that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub entry: CodeEntry,
    pub standing: Standing,
}

/// The codes that a text in a field means on a day, best first: the code itself, then codes of the
/// patient's earlier visits, favorites, codes in use, and the others. Without a text, the first
/// three; `/3` is the favorite at place 3.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn type_ahead(
    database: Database,
    field: CodeField,
    text: String,
    patient: Option<PatientId>,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<Offered>, Error> {
    database
        .call(move |connection| {
            Ok(offer(
                connection,
                field,
                text.trim(),
                patient.as_ref(),
                on,
                limit,
            )?)
        })
        .await
}

fn offer(
    connection: &Connection,
    field: CodeField,
    text: &str,
    patient: Option<&PatientId>,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<Offered>, store::Error> {
    let known = known_codes(connection, field, patient)?;
    let mut offered = Vec::new();
    if let Some(slot) = text.strip_prefix('/') {
        let slot = slot.parse().ok().map(Standing::Favorite);
        for code in known.iter().filter(|code| Some(code.standing) == slot) {
            offered.extend(code.offered(connection, on)?);
        }
    } else if text.is_empty() {
        for code in known.iter().take(limit) {
            offered.extend(code.offered(connection, on)?);
        }
    } else {
        let typed = bare(text);
        for entry in search_in(connection, text, field.systems(), on, WEIGHED.max(limit))? {
            let standing = if entry.code == typed {
                Standing::Typed
            } else {
                known
                    .iter()
                    .find(|known| (known.system, &known.code) == (entry.system, &entry.code))
                    .map_or(Standing::Other, |known| known.standing)
            };
            offered.push(Offered { entry, standing });
        }
        // Stable: within a standing the search's own order stays.
        offered.sort_by_key(|it| it.standing);
    }
    offered.truncate(limit);
    Ok(offered)
}

/// A code that the practice knows from its work.
struct KnownCode {
    system: CodeSystem,
    code: String,
    standing: Standing,
}

impl KnownCode {
    /// As its set words it; `None` for a licensed code that the practice never named.
    fn offered(
        &self,
        connection: &Connection,
        on: NaiveDate,
    ) -> Result<Option<Offered>, store::Error> {
        let entry = store::code::entry_on(connection, self.system, &self.code, on)?;
        Ok(entry.map(|entry| Offered {
            entry,
            standing: self.standing,
        }))
    }
}

/// The patient's own codes, the latest used first, then favorites by place, then codes in use by
/// how often; each once.
fn known_codes(
    connection: &Connection,
    field: CodeField,
    patient: Option<&PatientId>,
) -> Result<Vec<KnownCode>, store::Error> {
    let mut found: Vec<KnownCode> = Vec::new();
    let mut add = |system, code: String, standing| {
        if !found
            .iter()
            .any(|known| (known.system, &known.code) == (system, &code))
        {
            found.push(KnownCode {
                system,
                code,
                standing,
            });
        }
    };
    if let Some(patient) = patient {
        match field {
            CodeField::Diagnosis => {
                for (code, _) in history::recent_diagnoses(connection, patient, MOST_RECENT)? {
                    let code = code.as_str().to_owned();
                    add(CodeSystem::Icd10Cm, code, Standing::Patient);
                }
            }
            CodeField::Procedure => {
                for code in history::recent_procedures(connection, patient, MOST_RECENT)? {
                    add(code.system(), code.as_str().to_owned(), Standing::Patient);
                }
            }
            CodeField::Modifier | CodeField::PlaceOfService => {}
        }
    }
    for system in field.systems() {
        for used in favorite::used(connection, *system, MOST_USED)? {
            let slot = used.favorite_slot.and_then(|slot| u16::try_from(slot).ok());
            add(
                *system,
                used.code,
                slot.map_or(Standing::Used, Standing::Favorite),
            );
        }
    }
    // Stable: the order in which they were found is that of use.
    found.sort_by_key(|known| known.standing);
    Ok(found)
}

/// A typed code as the sets write it.
fn bare(text: &str) -> String {
    text.replace('.', "").to_ascii_uppercase()
}
