//! Tests of what was given out: it can be shown again as it was printed.

use std::collections::HashSet;

use super::practice::Check;
use crate::documents::frozen;
use crate::documents::image::Image;
use crate::documents::page::{Item, Page};
use crate::domain::row::Field;
use crate::store::rows::{self, Column};
use crate::store::{self, Connection};

/// Rows told of one test at most.
const MOST: usize = 5;

/// Runs every test.
///
/// # Errors
/// The file cannot be read.
pub(super) fn all(connection: &Connection) -> Result<Vec<Check>, store::Error> {
    let mut known = HashSet::new();
    let mut broken = Vec::new();
    for picture in store::picture::all(connection)? {
        if !Image::read(&picture.png).is_ok_and(|image| image.id().to_string() == picture.id) {
            broken.push(format!("picture {}", picture.id));
        }
        let _ = known.insert(picture.id);
    }
    Ok(vec![
        told("each picture is the one that pages name", broken),
        told(
            "each statement can be shown again as it was mailed",
            unreadable(connection, "statement", &known)?,
        ),
        told(
            "each paper can be shown again as it was printed",
            unreadable(connection, "paper", &known)?,
        ),
    ])
}

fn told(name: &'static str, mut problems: Vec<String>) -> Check {
    let n_more = problems.len().saturating_sub(MOST);
    problems.truncate(MOST);
    if n_more > 0 {
        problems.push(format!("and {n_more} more"));
    }
    Check { name, problems }
}

/// The rows of a table whose pages cannot be shown.
fn unreadable(
    connection: &Connection,
    table: &'static str,
    pictures: &HashSet<String>,
) -> Result<Vec<String>, store::Error> {
    let columns = ["id", "n_pages", "pages"].map(|name| Column { name, of: None });
    let mut broken = Vec::new();
    rows::each(connection, table, &columns, |fields| {
        let [
            Field::Number(id),
            Field::Number(n_pages),
            Field::Bytes(packed),
        ] = fields.as_slice()
        else {
            return Err(store::Error::Unreadable { column: "pages" });
        };
        let is_whole = frozen::unpack(packed).is_ok_and(|pages| {
            i64::try_from(pages.len()) == Ok(*n_pages)
                && pages.iter().all(|page| has_its_pictures(page, pictures))
        });
        if !is_whole {
            broken.push(format!("{table} {id}"));
        }
        Ok(())
    })?;
    Ok(broken)
}

fn has_its_pictures(page: &Page, pictures: &HashSet<String>) -> bool {
    page.items.iter().all(|item| match item {
        Item::Picture(picture) => pictures.contains(&picture.image.to_string()),
        Item::Text(_) | Item::Line(_) | Item::Rectangle(_) => true,
    })
}
