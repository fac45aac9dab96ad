//! What codes are called on papers for patients: the words that come with the program, and the
//! practice's own.

use super::{Author, Error};
use crate::domain::statement::Language;
use crate::domain::statement::plain;
use crate::store::{self, Action, Change, Database, plain_description};

pub use crate::domain::statement::plain::{PlainDescription, PlainDescriptionDraft};

/// A code in use with what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedCode {
    pub code: String,
    pub english: String,
    pub spanish: String,
    /// The practice's own words, where it has any.
    pub own: Option<PlainDescription>,
    /// How many service lines hold it; 0 for one that only a fee or the practice's words name.
    pub n_uses: i64,
}

/// The codes that the practice uses with what they are called, the most used first.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn list(database: Database) -> Result<Vec<DescribedCode>, Error> {
    let codes = database
        .call(|connection| {
            let words = plain_description::descriptions(connection)?;
            let codes = plain_description::codes_in_use(connection)?;
            let described = codes.into_iter().map(|(code, n_uses)| DescribedCode {
                english: words.text(&code, Language::English).to_owned(),
                spanish: words.text(&code, Language::Spanish).to_owned(),
                own: words.own(&code).cloned(),
                code,
                n_uses,
            });
            Ok::<_, store::Error>(described.collect())
        })
        .await?;
    Ok(codes)
}

/// What the program calls a code of itself, in English and in Spanish: what a form shows where the
/// practice has no words of its own.
pub fn usual(code: &str) -> [&'static str; 2] {
    [Language::English, Language::Spanish].map(|language| plain::shipped(code, language))
}

/// Keeps the practice's own words for a code, in place of those that stood there.
///
/// # Errors
/// [`Error::Refused`] when the code is none, or words are missing or too long; [`Error::Store`] when
/// the disk does not take it.
pub async fn save(
    database: Database,
    draft: PlainDescriptionDraft,
    author: Author,
) -> Result<PlainDescription, Error> {
    let own = draft.build().map_err(Error::Refused)?;
    let action = action(author, "save", &own.code);
    database
        .call(move |connection| {
            store::write(connection, &action, |tx| {
                plain_description::save(tx, &own)?;
                Ok(own)
            })
        })
        .await
}

/// Forgets the practice's own words for a code: the usual ones count again.
///
/// # Errors
/// [`store::Error::NotFound`] when there are none; [`Error::Store`] when the disk does not take it.
pub async fn remove(database: Database, code: String, author: Author) -> Result<(), Error> {
    let code = code.trim().to_uppercase();
    let action = action(author, "remove", &code);
    database
        .call(move |connection| {
            store::write(connection, &action, |tx| {
                if plain_description::remove(tx, &code)? {
                    Ok(())
                } else {
                    Err(store::Error::NotFound("plain description").into())
                }
            })
        })
        .await
}

fn action(author: Author, verb: &'static str, code: &str) -> Action {
    Action {
        user: author.user,
        at: author.at,
        change: Change {
            verb,
            entity: "plain_description",
            entity_id: None,
            details: code.to_owned(),
        },
    }
}
