//! What patients were given, in a folder: statements and who was left out, payment plans, estimates
//! and other papers, and the practice's own words and settings. Their tables are copied column by
//! column.

use super::books::{Out, fit};
use super::{ExportError, PIECE};
use crate::documents::frozen;
use crate::documents::image::Image;
use crate::documents::page::Page;
use crate::domain::date;
use crate::domain::draft::Problem;
use crate::domain::id::{EncounterId, PatientId, ProviderId};
use crate::domain::paper::PaperKind;
use crate::domain::plan::PlanEnd;
use crate::domain::row::Field;
use crate::domain::statement::Language;
use crate::domain::statement::due::{Decision, Skip};
use crate::exchange::folder::books::{At, BookFiles};
use crate::exchange::folder::plain::{self, Kind, word};
use crate::exchange::folder::{self, JsonLines, Notes, Table};
use crate::store::{self, Connection, Transaction, rows};
use crate::system;

/// A file and the table that it holds.
struct Sheet {
    file: Table,
    table: &'static str,
    places: &'static [Place],
    /// The file with the pages that stand in the table's column `pages`, a line for each row.
    pages: Option<Table>,
    /// Whether it names what only a folder with the whole journal brings.
    is_of_journal: bool,
}

/// A column in the file and in the table.
struct Place(plain::Column, rows::Column);

const fn place(name: &'static str, column: &'static str, kind: Kind, is_required: bool) -> Place {
    Place(
        plain::Column {
            name,
            kind,
            is_required,
        },
        rows::Column {
            name: column,
            of: None,
        },
    )
}

/// A column that is always filled.
const fn must(name: &'static str, column: &'static str, kind: Kind) -> Place {
    place(name, column, kind, true)
}

/// A column that may be empty.
const fn may(name: &'static str, column: &'static str, kind: Kind) -> Place {
    place(name, column, kind, false)
}

impl Place {
    /// The same column, which names a row of another table by its id.
    const fn of(self, table: &'static str) -> Self {
        let Self(shown, kept) = self;
        Self(
            shown,
            rows::Column {
                of: Some(table),
                ..kept
            },
        )
    }
}

const NUMBER: Kind = Kind::Whole(1);
const DAY: Kind = Kind::Word(day);
const PATIENT: Kind = Kind::Word(word::<PatientId>);
const VISIT: Kind = Kind::Word(word::<EncounterId>);

fn day(text: &str) -> Result<String, Problem> {
    date::parse(text).map(|day| day.to_string())
}

/// The reasons of a statement that was not sent, as they are kept.
fn skips(text: &str) -> Result<String, Problem> {
    let skips: Option<Vec<Skip>> = serde_json::from_str(text).ok();
    let skips = skips.filter(|skips| !skips.is_empty());
    skips.map(|_| text.to_owned()).ok_or_else(|| {
        Problem::new("These are no reasons as an export writes them; get the file again.")
    })
}

/// The name of a setting; what a file says of itself, and work in progress, do not travel.
fn setting(text: &str) -> Result<String, Problem> {
    if is_of_file(text) {
        return Err(Problem::new(
            "This is no setting that travels; leave the row out.",
        ));
    }
    Ok(text.to_owned())
}

fn is_of_file(key: &str) -> bool {
    key.starts_with("practice.") || key.starts_with("stack.")
}

const fn guarantor() -> Place {
    must("guarantor_patient_id", "guarantor_patient_id", PATIENT).of("patient")
}

/// In the order in which one refers to another.
const SHEETS: [Sheet; 17] = [
    Sheet {
        file: Table::PlainDescriptions,
        table: "plain_description",
        places: &[
            must("code", "code", Kind::Text),
            must("english", "english", Kind::Text),
            may("spanish", "spanish", Kind::Text),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::Settings,
        table: "setting",
        places: &[
            must("setting", "key", Kind::Word(setting)),
            may("value", "value", Kind::Text),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::Pictures,
        table: "picture",
        places: &[
            must("picture_id", "id", Kind::Text),
            must("width", "width", NUMBER),
            must("height", "height", NUMBER),
            must("png", "png", Kind::Bytes),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::StatementRuns,
        table: "statement_run",
        places: &[
            must("statement_run_id", "id", NUMBER),
            must("as_of_on", "as_of_on", DAY),
            must("mailed_on", "mailed_on", DAY),
            must("through_entry", "through_entry", Kind::Whole(0)),
            may("cycle", "cycle", Kind::Text),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::Statements,
        table: "statement",
        places: &[
            must("statement_id", "id", NUMBER),
            must("statement_run_id", "run_id", NUMBER),
            guarantor(),
            must("as_of_on", "as_of_on", DAY),
            must("mailed_on", "mailed_on", DAY),
            must("step", "step", NUMBER),
            must("final", "is_final", Kind::YesNo),
            must("language", "language", Kind::Word(word::<Language>)),
            must("due", "due_cents", Kind::Signed("due_negative")),
            must("pay_by_on", "pay_by_on", DAY),
            must("pages", "n_pages", NUMBER),
        ],
        pages: Some(Table::StatementPages),
        is_of_journal: true,
    },
    Sheet {
        file: Table::StatementLines,
        table: "statement_line",
        places: &[
            must("statement_id", "statement_id", NUMBER),
            must("charge_line_id", "charge_line_id", NUMBER),
            must("amount", "amount_cents", Kind::Signed("amount_negative")),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::StatementVoids,
        table: "statement_void",
        places: &[
            must("statement_id", "statement_id", NUMBER),
            must("reason", "reason", Kind::Text),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::StatementSkips,
        table: "statement_skip",
        places: &[
            must("statement_run_id", "run_id", NUMBER),
            guarantor(),
            must("due", "due_cents", Kind::Signed("due_negative")),
            must("reasons", "reasons", Kind::Word(skips)),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::CollectionReviews,
        table: "collection_review",
        places: &[
            must("collection_review_id", "id", NUMBER),
            guarantor(),
            must("reviewed_on", "reviewed_on", DAY),
            must("decision", "decision", Kind::Word(word::<Decision>)),
            must("due", "due_cents", Kind::Signed("due_negative")),
            must("reviewer", "reviewer", Kind::Text),
            may("note", "note", Kind::Text),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::Plans,
        table: "payment_plan",
        places: &[
            must("plan_id", "id", NUMBER),
            guarantor(),
            must("agreed_on", "agreed_on", DAY),
            must("principal", "principal_cents", Kind::Amount),
            may("note", "note", Kind::Text),
        ],
        pages: None,
        is_of_journal: true,
    },
    // Before the lines: those of a plan that has ended may be on another.
    Sheet {
        file: Table::PlanEnds,
        table: "payment_plan_end",
        places: &[
            must("plan_id", "plan_id", NUMBER),
            must("ended_on", "ended_on", DAY),
            must("cause", "cause", Kind::Word(word::<PlanEnd>)),
            may("reason", "reason", Kind::Text),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::PlanLines,
        table: "payment_plan_line",
        places: &[
            must("plan_id", "plan_id", NUMBER),
            must("charge_line_id", "charge_line_id", NUMBER),
            must("amount", "amount_cents", Kind::Amount),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::PlanInstallments,
        table: "payment_plan_instalment",
        places: &[
            must("plan_id", "plan_id", NUMBER),
            must("number", "number", NUMBER),
            must("due_on", "due_on", DAY),
            must("amount", "amount_cents", Kind::Amount),
        ],
        pages: None,
        is_of_journal: true,
    },
    Sheet {
        file: Table::Estimates,
        table: "estimate",
        places: &[
            must("estimate_id", "id", NUMBER),
            must("patient_id", "patient_id", PATIENT).of("patient"),
            must("made_on", "made_on", DAY),
            may("service_on", "service_on", DAY),
            must("provider_id", "provider_id", Kind::Word(word::<ProviderId>)).of("provider"),
            may("diagnoses", "diagnoses", Kind::Text),
            may("note", "note", Kind::Text),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::EstimateLines,
        table: "estimate_line",
        places: &[
            must("estimate_id", "estimate_id", NUMBER),
            must("position", "position", NUMBER),
            must("code", "code", Kind::Text),
            may("modifiers", "modifiers", Kind::Text),
            must("description", "description", Kind::Text),
            must("units", "units_thousandths", Kind::Units),
            must("amount", "amount_cents", Kind::Amount),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::EstimateVisits,
        table: "estimate_encounter",
        places: &[
            must("visit_id", "encounter_id", VISIT).of("encounter"),
            must("estimate_id", "estimate_id", NUMBER),
        ],
        pages: None,
        is_of_journal: false,
    },
    Sheet {
        file: Table::Papers,
        table: "paper",
        places: &[
            must("paper_id", "id", NUMBER),
            must("kind", "kind", Kind::Word(word::<PaperKind>)),
            must("patient_id", "patient_id", PATIENT).of("patient"),
            may("receipt_id", "receipt_id", NUMBER),
            may("visit_id", "encounter_id", VISIT).of("encounter"),
            may("estimate_id", "estimate_id", NUMBER),
            must("made_on", "made_on", DAY),
            may("subject", "subject", Kind::Text),
            must("pages", "n_pages", NUMBER),
        ],
        pages: Some(Table::PaperPages),
        is_of_journal: false,
    },
];

/// The column with the pages that a row keeps.
const PAGES: rows::Column = rows::Column {
    name: "pages",
    of: None,
};

impl Sheet {
    fn shown(&self) -> Vec<plain::Column> {
        self.places.iter().map(|Place(shown, _)| *shown).collect()
    }

    fn kept(&self) -> Vec<rows::Column> {
        self.places.iter().map(|Place(_, kept)| *kept).collect()
    }
}

/// The files that only a folder with the whole journal may bring.
pub(super) fn with_journal() -> impl Iterator<Item = Table> {
    let sheets = SHEETS.iter().filter(|sheet| sheet.is_of_journal);
    sheets.flat_map(|sheet| [Some(sheet.file), sheet.pages].into_iter().flatten())
}

/// A line of a file of pages.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PagesLine {
    /// The number of the row that they belong to.
    id: i64,
    pages: Vec<Page>,
}

/// Puts all of it back, after the books.
///
/// # Errors
/// The practice file cannot be written; what is wrong with the rows is noted in `files`.
pub(super) fn restore(tx: &Transaction<'_>, files: &mut BookFiles) -> Result<(), store::Error> {
    let is_whole = files.has(Table::Journal);
    for sheet in &SHEETS {
        let kept = sheet.kept();
        let Some(of_pages) = sheet.pages else {
            files.each_plain(sheet.file, &sheet.shown(), |notes, at, fields| {
                match refusal(sheet, &fields) {
                    Some((column, sentence)) => notes.error(at, column, sentence),
                    // A picture is named by what it shows: the one that is there is the same.
                    None if is_kept_picture(tx, sheet, &fields)? => {}
                    None => fit(notes, at, rows::insert(tx, sheet.table, &kept, fields))?,
                }
                Ok::<_, store::Error>(())
            })?;
            continue;
        };
        let mut columns = kept;
        columns.push(PAGES);
        let mut pages = Pages {
            table: of_pages,
            lines: files.json_lines(of_pages),
            n_sound: 0,
        };
        files.each_plain(sheet.file, &sheet.shown(), |notes, at, mut fields| {
            if !is_whole && sheet.file == Table::Papers && fields[3] != Field::Nothing {
                let sentence = "A receipt's paper comes only together with journal.csv; leave \
                                the row and its pages out.";
                notes.error(at, "receipt_id", sentence);
                return Ok(());
            }
            let Some(packed) = pages.of(notes, at, &fields) else {
                return Ok(());
            };
            fields.push(Field::Bytes(packed));
            fit(notes, at, rows::insert(tx, sheet.table, &columns, fields))
        })?;
        pages.finish(files);
    }
    if files.is_sound() {
        prove(tx, files)?;
    }
    Ok(())
}

/// Refuses rows that stand in the practice file now and do not agree with each other.
fn prove(tx: &Transaction<'_>, files: &mut BookFiles) -> Result<(), store::Error> {
    for test in store::check::given::all(tx)? {
        for problem in test.problems {
            let file = if problem.contains("statement") {
                Table::Statements
            } else {
                Table::Plans
            };
            let sentence = format!(
                "The folder has {problem}, but it must hold that {}; get the folder again.",
                test.name
            );
            files.refuse_file(file, sentence);
        }
    }
    Ok(())
}

/// Only looks for what is wrong with the rows, when the rest of the folder is refused already.
pub(super) fn look(files: &mut BookFiles) {
    for sheet in &SHEETS {
        let read = files.each_plain(sheet.file, &sheet.shown(), |_, _, _| {
            Ok::<_, std::convert::Infallible>(())
        });
        match read {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }
}

fn is_kept_picture(
    tx: &Transaction<'_>,
    sheet: &Sheet,
    fields: &[Field],
) -> Result<bool, store::Error> {
    match (sheet.file, fields.first()) {
        (Table::Pictures, Some(Field::Text(id))) => Ok(store::picture::find(tx, id)?.is_some()),
        _ => Ok(false),
    }
}

/// What the columns of a row do not show of themselves: its column and a sentence.
fn refusal(sheet: &Sheet, fields: &[Field]) -> Option<(&'static str, &'static str)> {
    let (Table::Pictures, [Field::Text(id), width, height, Field::Bytes(png)]) =
        (sheet.file, fields)
    else {
        return None;
    };
    let is_itself = Image::read(png).is_ok_and(|image| {
        image.id().to_string() == *id
            && *width == Field::Number(image.width().into())
            && *height == Field::Number(image.height().into())
    });
    let sentence = "This is not the picture that its row names; get the file again.";
    (!is_itself).then_some(("png", sentence))
}

/// The pages of rows, which come in the same order.
struct Pages {
    table: Table,
    lines: Option<JsonLines>,
    n_sound: usize,
}

impl Pages {
    /// The pages of the next row, packed as they are kept; what is wrong with them is noted.
    fn of(&mut self, notes: &mut Notes, at: At, fields: &[Field]) -> Option<Vec<u8>> {
        let next = self.lines.as_mut().and_then(JsonLines::record::<PagesLine>);
        let Some((line, read)) = next else {
            let name = self.table.file_name();
            let sentence = format!("There are no pages for this row in {name}; get that again.");
            notes.error(at, "pages", sentence);
            return None;
        };
        let (column, sentence) = match read {
            Err(flaw) => flaw,
            Ok(PagesLine { id, pages }) => {
                let n_pages = i64::try_from(pages.len()).unwrap_or(i64::MAX);
                let is_same = fields.first() == Some(&Field::Number(id))
                    && fields.last() == Some(&Field::Number(n_pages));
                match frozen::pack(&pages) {
                    Ok(packed) if is_same && frozen::is_sound(&pages) => {
                        self.n_sound += 1;
                        return Some(packed);
                    }
                    _ => {
                        let sentence = "These are not the pages of the row in this place; get \
                                        both files again.";
                        ("id", sentence.to_owned())
                    }
                }
            }
        };
        notes.error((self.table, line), column, sentence);
        None
    }

    /// Notes pages that belong to no row.
    fn finish(mut self, files: &mut BookFiles) {
        let Some(lines) = &mut self.lines else {
            return;
        };
        if let Some((line, _)) = lines.record::<serde::de::IgnoredAny>()
            && files.is_sound()
        {
            let sentence = "There is no row for these pages; get both files again.";
            files.refuse((self.table, line), "row", sentence);
        }
        files.count(self.table, self.n_sound);
    }
}

/// Hands the files to `put`, each in pieces; adds the number of rows of each that has any.
///
/// # Errors
/// As [`super::export`].
pub(super) fn export<P: FnMut(Table, &[u8]) -> Result<(), system::Error>>(
    connection: &Connection,
    put: &mut P,
    counts: &mut Vec<(Table, usize)>,
) -> Result<(), ExportError> {
    for sheet in &SHEETS {
        let shown = sheet.shown();
        Out { put, counts }.rows(sheet.file, plain::header(&shown), |add| {
            rows::each(connection, sheet.table, &sheet.kept(), |fields| {
                match (sheet.file, fields.first()) {
                    (Table::Settings, Some(Field::Text(key))) if is_of_file(key) => Ok(()),
                    _ => add(&plain::texts(&shown, &fields)),
                }
            })
        })?;
        if let Some(of_pages) = sheet.pages {
            export_pages(connection, sheet, of_pages, put, counts)?;
        }
    }
    Ok(())
}

fn export_pages<P: FnMut(Table, &[u8]) -> Result<(), system::Error>>(
    connection: &Connection,
    sheet: &Sheet,
    of_pages: Table,
    put: &mut P,
    counts: &mut Vec<(Table, usize)>,
) -> Result<(), ExportError> {
    let number = rows::Column {
        name: "id",
        of: None,
    };
    let (mut piece, mut n_rows) = (Vec::new(), 0);
    rows::each(connection, sheet.table, &[number, PAGES], |fields| {
        let [Field::Number(id), Field::Bytes(packed)] = fields.as_slice() else {
            return Err(store::Error::Unreadable { column: "pages" }.into());
        };
        let pages = frozen::unpack(packed);
        let pages = pages.map_err(|_| store::Error::Unreadable { column: "pages" })?;
        folder::add_json(&mut piece, &PagesLine { id: *id, pages });
        n_rows += 1;
        if piece.len() >= PIECE {
            put(of_pages, &piece)?;
            piece.clear();
        }
        Ok::<_, ExportError>(())
    })?;
    if !piece.is_empty() {
        put(of_pages, &piece)?;
    }
    if n_rows > 0 {
        counts.push((of_pages, n_rows));
    }
    Ok(())
}
