//! Marks on an account that keep statements from it. They stand on the guarantor.

use crate::commands::{Author, Error};
use crate::domain::id::PatientId;
use crate::domain::patient::Patient;
use crate::store::{self, Change, Database};

/// A mark on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A letter came back.
    BadAddress,
    /// She disputes what she owes.
    Disputed,
    /// Statements are held back.
    OnHold,
}

impl Mark {
    /// What the mark is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadAddress => "Bad address",
            Self::Disputed => "Disputes the bill",
            Self::OnHold => "Statements on hold",
        }
    }

    /// Whether somebody has it.
    pub const fn is_set(self, patient: &Patient) -> bool {
        match self {
            Self::BadAddress => patient.has_bad_address,
            Self::Disputed => patient.disputes_bill,
            Self::OnHold => patient.holds_statements,
        }
    }

    const fn of(self, patient: &mut Patient) -> &mut bool {
        match self {
            Self::BadAddress => &mut patient.has_bad_address,
            Self::Disputed => &mut patient.disputes_bill,
            Self::OnHold => &mut patient.holds_statements,
        }
    }
}

/// Sets or takes away a mark on the account of a patient: on the one who answers for her, whose id
/// is given back. A form of that one which is open meanwhile has to be opened again to be saved.
///
/// # Errors
/// [`Error::Store`] when there is no such patient.
pub async fn mark(
    database: Database,
    patient: PatientId,
    mark: Mark,
    is_set: bool,
    author: Author,
) -> Result<PatientId, Error> {
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                let missing = || store::Error::NotFound("patient");
                let family = store::patient::family(tx, &patient)?;
                let guarantor = family.into_iter().next().ok_or_else(missing)?;
                let found = store::patient::find(tx, &guarantor)?.ok_or_else(missing)?;
                let mut marked = found.value;
                *mark.of(&mut marked) = is_set;
                let saved = store::patient::save(tx, &marked, Some(found.version))?;
                let change = Change {
                    verb: "change",
                    entity: "patient",
                    entity_id: Some(saved.row),
                    details: format!(
                        "{guarantor} {} {}",
                        mark.title(),
                        if is_set { "yes" } else { "no" }
                    ),
                };
                Ok((change, guarantor))
            })
        })
        .await
}
