//! Find anything: patients, claims, visits, codes, places and commands, by a few letters or digits.

use chrono::NaiveDate;
use iced::widget::{column, row, space, text};
use iced::{Alignment, Element, Length, Task};

use crate::commands::find::{self, Hit};
use crate::commands::patients::{self, PatientRow};
use crate::domain::code::{CodeSystem, dotted_icd10};
use crate::domain::date::spoken;
use crate::gui::action::Route;
use crate::gui::context::Context;
use crate::gui::screen::AnyMessage;
use crate::gui::shortcut::{Binding, EVERYWHERE, Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::typeahead::{MOST, Match, Question, Typeahead};
use crate::gui::{font, rail, size, theme};
use crate::store::Database;

pub use crate::gui::widget::typeahead::Edit;

/// Its field's widget.
pub const SEARCH: &str = "find-text";

/// Patients at most, so that they do not crowd out the rest.
const PATIENTS: usize = 5;

/// What something found does.
#[derive(Debug, Clone)]
pub enum Target {
    Go(Route),
    Press(Shortcut),
    /// What a key of the screen below does.
    Here(Box<AnyMessage>),
}

/// The matches of a question.
#[derive(Debug, Clone)]
pub struct Answer {
    serial: u32,
    matches: Vec<Match<Target>>,
}

/// A place or a command by its name.
#[derive(Debug, Clone)]
struct Command {
    word: String,
    key: String,
    kind: &'static str,
    target: Target,
}

/// The dialog while it is open.
#[derive(Debug)]
pub struct Finder {
    field: Typeahead<Target>,
    commands: Vec<Command>,
}

impl Finder {
    /// A dialog that knows the places, the keys of the screen and the keys that work everywhere.
    pub fn new(screen: Vec<Binding<AnyMessage>>, has_rail: bool) -> Self {
        let places = rail::PLACES
            .iter()
            .filter(|_| has_rail)
            .map(|place| Command {
                word: place.word.to_owned(),
                key: place.stroke.to_string(),
                kind: "Place",
                target: Target::Go(place.route.clone()),
            });
        let further = rail::FURTHER
            .iter()
            .filter(|_| has_rail)
            .map(|(word, route)| Command {
                word: (*word).to_owned(),
                key: String::new(),
                kind: "Place",
                target: Target::Go(route.clone()),
            });
        let here = screen.into_iter().map(|binding| Command {
            word: binding.word.to_owned(),
            key: binding.stroke.to_string(),
            kind: "Here",
            target: Target::Here(Box::new(binding.message)),
        });
        let mut commands: Vec<Command> = places.chain(further).chain(here).collect();
        for (stroke, shortcut, word) in EVERYWHERE {
            let is_known = commands.iter().any(|command| command.word == *word);
            if !is_known && !matches!(shortcut, Shortcut::Back | Shortcut::Find) {
                commands.push(Command {
                    word: (*word).to_owned(),
                    key: stroke.to_string(),
                    kind: "Command",
                    target: Target::Press(*shortcut),
                });
            }
        }
        let field = Typeahead::new(SEARCH, "Find")
            .hint("A name, a birth date, a number, a code, a place, a command");
        Self { field, commands }
    }

    #[must_use]
    pub fn update(&mut self, edit: Edit) -> Option<Question> {
        self.field.update(edit)
    }

    /// Asks the practice file, and the commands by their names.
    pub fn look_up(&self, question: Question, context: &Context) -> Task<Answer> {
        let serial = question.serial;
        let commands = self.commands.clone();
        match context.database() {
            None => Task::done(Answer {
                serial,
                matches: commands
                    .iter()
                    .filter(|command| is_begun(&command.word, &question.text))
                    .map(Command::to_match)
                    .collect(),
            }),
            Some(database) => Task::perform(
                matches(database, question.text, commands, context.today),
                move |matches| Answer { serial, matches },
            ),
        }
    }

    pub fn answer(&mut self, answer: Answer) {
        self.field.answer(answer.serial, answer.matches);
    }

    /// What was taken.
    pub fn taken(&self) -> Option<Target> {
        self.field.value().cloned()
    }

    /// The dialog.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_close: Message,
    ) -> Element<'a, Message> {
        let close = action(
            "find-close",
            Weight::Secondary,
            "Close",
            stroke_of(Shortcut::Back),
            Some(on_close),
        );
        let keys = text("↑ ↓ choose · Enter opens")
            .size(size::CAPTION)
            .style(theme::muted);
        column![
            text("Find anything").font(font::SEMIBOLD).size(size::TITLE),
            self.field.view(Length::Fill, on_edit),
            // The list of matches lies here.
            space().height(LIST),
            row![close, keys]
                .spacing(size::M)
                .align_y(Alignment::Center),
        ]
        .spacing(size::S)
        .width(620)
        .into()
    }
}

/// The height of the longest list of matches.
const LIST: f32 = 300.0;

impl Command {
    fn to_match(&self) -> Match<Target> {
        Match {
            value: self.target.clone(),
            text: self.word.clone(),
            code: self.key.clone(),
            words: self.word.clone(),
            note: self.kind.to_owned(),
        }
    }
}

/// Everything that a text means, best first. What cannot be read is left out: the list says what
/// was found.
async fn matches(
    database: Database,
    text: String,
    commands: Vec<Command>,
    today: NaiveDate,
) -> Vec<Match<Target>> {
    if text.is_empty() {
        let people = patients::search(database, text, PATIENTS, today)
            .await
            .unwrap_or_default();
        let commands = commands.iter().map(Command::to_match);
        return people.into_iter().map(patient).chain(commands).collect();
    }
    let places = commands.iter().map(|it| it.word.clone()).collect();
    let hits = find::find(database, text, places, today, MOST)
        .await
        .unwrap_or_default();
    hits.into_iter()
        .filter_map(|hit| match hit {
            Hit::Place(idx) => commands.get(idx).map(Command::to_match),
            other => found(other),
        })
        .collect()
}

fn patient(row: PatientRow) -> Match<Target> {
    Match {
        text: row.name.to_string(),
        code: row.id.to_string(),
        words: row.name.to_string(),
        note: format!("Patient · born {}", spoken(row.birth_date)),
        value: Target::Go(Route::Patient(row.id)),
    }
}

fn found(hit: Hit) -> Option<Match<Target>> {
    let served = |on: Option<NaiveDate>| on.map(spoken).unwrap_or_default();
    Some(match hit {
        Hit::Place(_) => return None,
        Hit::Patient(row) => patient(row),
        Hit::Claim(claim) => Match {
            text: claim.id.to_string(),
            code: claim.id.to_string(),
            words: format!("{}, {}", claim.patient_name, claim.payer_name),
            note: format!("Claim · {} · {}", claim.status, served(claim.from_on)),
            value: Target::Go(Route::Claim(claim.id)),
        },
        Hit::Visit(visit) => Match {
            text: visit.id.to_string(),
            code: visit.id.to_string(),
            words: visit.patient_name.to_string(),
            note: format!("Visit · {}", served(visit.from_on)),
            value: Target::Go(Route::Visit {
                patient: Some(visit.patient),
                visit: Some(visit.id),
            }),
        },
        Hit::Code(code) => {
            let (shown, set) = match code.system {
                CodeSystem::Icd10Cm => (dotted_icd10(&code.code), "Diagnosis"),
                CodeSystem::Hcpcs | CodeSystem::Cpt => (code.code, "Procedure"),
                CodeSystem::Modifier => (code.code, "Modifier"),
                CodeSystem::PlaceOfService => (code.code, "Place of service"),
            };
            Match {
                text: shown.clone(),
                code: shown,
                words: code.short,
                note: set.to_owned(),
                value: Target::Go(Route::Codes),
            }
        }
    })
}

/// Whether each word of `text` begins a word of `name`.
fn is_begun(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    text.to_lowercase().split_whitespace().all(|typed| {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(typed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_the_beginnings_of_its_words_in_any_order() {
        for (text, expected) in [
            ("", true),
            ("lock", true),
            ("file pra", true),
            ("FILE", true),
            ("ile", false),
            ("lock door", false),
        ] {
            let word = "Lock: close the practice file";
            assert_eq!(is_begun(word, text), expected, "{text}");
        }
    }
}
