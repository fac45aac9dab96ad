//! How the codes and their notes look.

use chrono::NaiveDate;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding};

use super::tree::Node;
use super::{Codes, LIST, Message, NOTES, Shelf, Shown};
use crate::commands::codes::Details;
use crate::domain::code::set::{CodeNote, NoteKind};
use crate::domain::code::{CodeEntry, CodeSystem, dotted_icd10};
use crate::domain::date;
use crate::gui::widget::focus::focus;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

/// The width of the panel beside the list.
const PANEL: f32 = 392.0;
const SMALL_PANEL: f32 = 232.0;
/// The width from which there is room for all of it.
const ROOMY: f32 = 960.0;
/// How far a key scrolls the panel.
const STEP: f32 = 40.0;
const PAGE: f32 = 400.0;

const TREE: &[Column] = &[
    Column::text("Code", Width::Fixed(172.0)).unsorted(),
    Column::text("Description", Width::Share(1.0)).unsorted(),
    Column::text("Standing", Width::Fixed(104.0)).unsorted(),
];
const FLAT: &[Column] = &[
    Column::code("Code", Width::Fixed(96.0)),
    Column::text("Description", Width::Share(1.0)),
    Column::text("Set", Width::Fixed(96.0)),
    Column::text("Standing", Width::Fixed(104.0)).unsorted(),
];

pub(super) fn screen(codes: &Codes) -> Element<'_, Message> {
    responsive(|room| parts(codes, room.width < ROOMY)).into()
}

fn parts(codes: &Codes, is_small: bool) -> Element<'_, Message> {
    let shelves = codes.shelves.view(Length::Shrink, Message::ShelfChosen);
    let search = codes.search.view(Length::Fill, Message::SearchEdited);
    let head: Element<'_, Message> = if is_small {
        column![shelves, search].into()
    } else {
        row![shelves, search].spacing(size::L).into()
    };
    let body = row![table(codes, is_small), panel(codes, is_small)]
        .spacing(if is_small { size::S } else { size::L })
        .height(Length::Fill);
    container(column![head, body].spacing(size::S))
        .padding(Padding::new(size::XL).top(size::L))
        .into()
}

fn table(codes: &Codes, is_small: bool) -> Element<'_, Message> {
    let empty = match (&codes.found, codes.shelf) {
        (Some(_), _) => {
            "No set has a code with all these words. Try fewer, or the code's beginning."
        }
        (None, Shelf::Favorites) => "No favorite yet. Select a code in any set and press F.",
        (None, Shelf::Set(CodeSystem::Cpt)) => {
            "CPT does not ship. A fee makes its code known; `almoner codes FILE load cpt` takes in your licensed copy."
        }
        (None, _) => "Reading the set…",
    };
    let columns = if codes.is_tree() { TREE } else { FLAT };
    // In a small window the panel alone tells how a code stands.
    let columns = columns.get(..2).filter(|_| is_small).unwrap_or(columns);
    let list = window_list(
        LIST,
        columns,
        codes.count(),
        |row| {
            if codes.is_tree() {
                branch(codes, row)
            } else {
                codes
                    .entry(row)
                    .map(|entry| {
                        vec![
                            Cell::from(entry.shown_code()),
                            Cell::from(entry.long.clone()),
                            Cell::toned(set_words(entry.system), Tone::Muted),
                            standing(codes, entry),
                        ]
                    })
                    .unwrap_or_default()
            }
        },
        codes.selection,
        Message::Listed,
    )
    .empty(empty);
    container(list)
        .width(Length::Fill)
        .height(Length::Fill)
        .into()
}

/// One row of the tree: what is below stands further in.
fn branch(codes: &Codes, row: usize) -> Vec<Cell> {
    let Some(row) = codes.tree.rows().get(row) else {
        return Vec::new();
    };
    let sign = match (row.node.is_heading(), row.is_open) {
        (true, true) => "– ",
        (true, false) => "+ ",
        (false, _) => "  ",
    };
    let indent = "  ".repeat(row.depth);
    let (code, words, standing) = match &row.node {
        Node::Chapter(chapter) => (
            format!("Chapter {}", chapter.number),
            chapter.run.title.to_owned(),
            Cell::toned(chapter.run.range(), Tone::Muted),
        ),
        Node::Block(block) => (block.range(), block.title.to_owned(), Cell::from("")),
        Node::Code(entry) => (
            entry.shown_code(),
            entry.long.clone(),
            standing(codes, entry),
        ),
    };
    let tone = match &row.node {
        Node::Code(entry) if entry.billable => Tone::Ink,
        _ => Tone::Accent,
    };
    vec![
        Cell::toned(format!("{indent}{sign}{code}"), tone),
        Cell::from(words),
        standing,
    ]
}

fn standing(codes: &Codes, entry: &CodeEntry) -> Cell {
    if let Some(slot) = codes.slot(entry) {
        return Cell::toned(format!("Favorite {slot}"), Tone::Accent);
    }
    match state(entry, codes.today) {
        State::Ended(day) => Cell::toned(format!("To {}", date::spoken(day)), Tone::Warning),
        State::Later(day) => Cell::toned(format!("From {}", date::spoken(day)), Tone::Muted),
        State::Heading => Cell::toned("Heading", Tone::Muted),
        State::Billable => Cell::from("Billable"),
    }
}

/// What a claim can do with a code on a day.
enum State {
    Ended(NaiveDate),
    Later(NaiveDate),
    Heading,
    Billable,
}

fn state(entry: &CodeEntry, on: NaiveDate) -> State {
    match (entry.valid_from, entry.valid_to) {
        (_, Some(to)) if to < on => State::Ended(to),
        (Some(from), _) if from > on => State::Later(from),
        _ if entry.billable => State::Billable,
        _ => State::Heading,
    }
}

const fn set_words(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::Icd10Cm => "ICD-10-CM",
        CodeSystem::Hcpcs => "HCPCS",
        CodeSystem::Cpt => "CPT",
        CodeSystem::Modifier => "Modifier",
        CodeSystem::PlaceOfService => "Place",
    }
}

fn panel(codes: &Codes, is_small: bool) -> Element<'_, Message> {
    let content: Element<'_, Message> = match &codes.details {
        None => text("Select a code to see what it means, since when, and what the notes say.")
            .style(theme::muted)
            .into(),
        Some(Shown::Code(entry, details)) => code(codes, entry, details),
        Some(Shown::Range(node, notes_here)) => {
            let (title, words) = match node {
                Node::Chapter(chapter) => (
                    format!("Chapter {}, {}", chapter.number, chapter.run.range()),
                    chapter.run.title,
                ),
                Node::Block(block) => (block.range(), block.title),
                Node::Code(_) => (String::new(), ""),
            };
            column![
                text(title).font(font::SEMIBOLD).size(size::HEADING),
                text(words).size(size::TEXT),
                notes(notes_here),
            ]
            .spacing(size::S)
            .into()
        }
    };
    let scrolled = scrollable(container(content).padding(size::L).width(Length::Fill))
        .id(NOTES)
        .height(Length::Fill)
        .style(theme::scroll);
    let framed = container(scrolled)
        .width(if is_small { SMALL_PANEL } else { PANEL })
        .height(Length::Fill)
        .style(theme::surface);
    focus("codes-panel", framed)
        .on_key(|key, modifiers| {
            let Key::Named(named) = key else { return None };
            let by = match named {
                Named::ArrowDown => STEP,
                Named::ArrowUp => -STEP,
                Named::PageDown => PAGE,
                Named::PageUp => -PAGE,
                _ => return None,
            };
            modifiers.is_empty().then_some(Message::NotesScrolled(by))
        })
        .into()
}

fn code<'a>(codes: &'a Codes, entry: &'a CodeEntry, details: &'a Details) -> Element<'a, Message> {
    let (word, style): (String, fn(&iced::Theme) -> text::Style) = match state(entry, codes.today) {
        State::Ended(day) => (
            format!(
                "Ended on {}; no later service may carry it.",
                date::spoken(day)
            ),
            theme::warning,
        ),
        State::Later(day) => (format!("Begins on {}.", date::spoken(day)), theme::warning),
        State::Heading => (
            "A heading: a claim needs a code below it.".to_owned(),
            theme::muted,
        ),
        State::Billable => ("Billable.".to_owned(), theme::success),
    };
    let fact = |words: String| text(words).size(size::CAPTION).style(theme::muted);
    let spans = details.spans.iter().map(|span| {
        let from = span.valid_from.map_or_else(
            || "As far back as the set goes".to_owned(),
            |from| format!("From {}", date::spoken(from)),
        );
        let to = span
            .valid_to
            .map_or_else(String::new, |to| format!(" to {}", date::spoken(to)));
        let wording = if span.long == entry.long {
            String::new()
        } else {
            format!(": {}", span.long)
        };
        fact(format!("{from}{to}{wording}")).into()
    });
    let usage = details.usage.as_ref().map(|used| {
        let last = used.used_on.map_or_else(String::new, |day| {
            format!(", last on {}", date::spoken(day))
        });
        fact(match used.n_uses {
            0 => "Not used in a visit yet".to_owned(),
            1 => format!("Used once{last}"),
            n_uses => format!("Used {n_uses} times{last}"),
        })
    });
    let favorite = codes
        .slot(entry)
        .map(|slot| fact(format!("Favorite {slot} of its set")));
    column![
        row![
            text(entry.shown_code()).font(font::CODE).size(size::TITLE),
            text(set_words(entry.system))
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(size::S)
        .align_y(iced::Alignment::End),
        text(entry.long.as_str())
            .font(font::SEMIBOLD)
            .size(size::TEXT),
        text(word).size(size::TEXT).style(style),
        column(spans).spacing(2),
        favorite,
        usage,
        notes(&details.notes),
    ]
    .spacing(size::S)
    .into()
}

/// Notes under the heading that they stand at, kind by kind; the nearest heading's come first.
fn notes(notes: &[CodeNote]) -> Element<'_, Message> {
    let mut owners: Vec<&str> = Vec::new();
    for note in notes.iter().rev() {
        if !owners.contains(&note.code.as_str()) {
            owners.push(&note.code);
        }
    }
    let mut shown = column![].spacing(size::S);
    for owner in owners {
        let at = if owner.contains('-') {
            owner.to_owned()
        } else {
            dotted_icd10(owner)
        };
        for (kind, words) in KINDS {
            let mut lines = notes
                .iter()
                .filter(|note| note.code == *owner && note.kind == *kind)
                .peekable();
            if lines.peek().is_none() {
                continue;
            }
            let title = row![
                text(*words).font(font::SEMIBOLD).size(size::TEXT),
                text(format!("at {at}"))
                    .size(size::CAPTION)
                    .style(theme::muted),
            ]
            .spacing(size::S)
            .align_y(iced::Alignment::Center);
            let lines = lines.map(|note| {
                row![
                    text("·").size(size::TEXT),
                    text(note.text.as_str())
                        .size(size::TEXT)
                        .width(Length::Fill),
                ]
                .spacing(size::S)
                .into()
            });
            shown = shown.push(column![title, column(lines).spacing(2)].spacing(2));
        }
    }
    shown.into()
}

/// The kinds of notes in the order in which a coder needs them.
const KINDS: &[(NoteKind, &str)] = &[
    (NoteKind::CodeFirst, "Code first"),
    (NoteKind::UseAdditional, "Use an additional code"),
    (NoteKind::CodeAlso, "Code also"),
    (NoteKind::Excludes1, "Excludes 1: never together"),
    (NoteKind::Excludes2, "Excludes 2: not part of it"),
    (NoteKind::Includes, "Includes"),
    (NoteKind::SeventhCharacter, "Seventh character"),
    (NoteKind::Note, "Note"),
];
