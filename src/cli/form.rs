//! `almoner form`: what stands in each box of a claim, and why.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::{claims, practice};
use crate::domain::claim::form::{BoxValue, FormPage};
use crate::domain::id::ClaimId;

/// How the boxes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// One line for each filled field.
    #[default]
    Text,
    /// An array of objects.
    Json,
}

/// Show what stands in each box of a claim's pages, and why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The claim's number
    #[arg(long, value_name = "ID")]
    claim: ClaimId,

    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Prints every filled field, page by page.
///
/// # Errors
/// There is no such claim, or the practice file cannot be read.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open(&args.file)?;
    let pages = claims::boxes(&database, args.claim.clone())?;
    session.print(&match args.format {
        Format::Text => as_text(&pages),
        Format::Json => as_json(&pages),
    })?;
    Ok(practice::close(database)?)
}

fn as_json(pages: &[FormPage]) -> String {
    let values: Vec<Value> = pages
        .iter()
        .flat_map(|page| page.boxes.iter().map(move |value| (page, value)))
        .map(|(page, value)| {
            json!({
                "page": page.number,
                "box": value.form_box,
                "line": value.row,
                "field": value.field,
                "text": value.text,
                "reason": value.reason,
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(values))
}

fn as_text(pages: &[FormPage]) -> String {
    let mut text = String::new();
    for page in pages {
        text.push_str(&format!("Form {} of {}\n", page.number, page.of));
        for value in &page.boxes {
            text.push_str(&format!(
                "{:<10} {:<30} {:<30} {}\n",
                place(value),
                value.field,
                value.text,
                value.reason
            ));
        }
    }
    text
}

fn place(value: &BoxValue) -> String {
    match value.row {
        Some(row) => format!("{} line {row}", value.form_box),
        None => value.form_box.to_owned(),
    }
}
