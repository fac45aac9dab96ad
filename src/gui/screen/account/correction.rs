//! Correct this: what was posted by mistake is shown struck through with what takes it back, then
//! taken back, with a reason.

use iced::Task;

use super::ask::{Ask, Group, Posting as Shown, reason};
use super::{Account, Dialog, Message};
use crate::commands;
use crate::commands::ledger::Posting;
use crate::commands::ledger::correct::{self, Correction, Extent};
use crate::domain::date::spoken;
use crate::domain::id::EntryId;
use crate::domain::journal::Posted;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;

const REASON: &str = "account-correct-reason";
const EXTENT: &str = "account-correct-extent";

/// What is to be taken back.
#[derive(Debug)]
pub struct Correcting {
    pub entry: EntryId,
    pub ask: Ask,
    extent: Extent,
    refusal: Option<String>,
}

/// What an entry did, in words.
fn kind_word(posted: &Posted) -> String {
    let words = posted
        .entry
        .kind
        .to_string()
        .replace('_', " ")
        .to_lowercase();
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}", letters.as_str())
}

impl Account {
    /// Begins to take back what is selected in a line's story.
    pub(super) fn begin_correction(&mut self, context: &Context) -> Action<Message> {
        let Some(Dialog::Story(line, selection)) = &self.dialog else {
            return Action::none();
        };
        let happening = selection.row.and_then(|row| self.story(*line).get(row));
        let Some(happening) = happening else {
            return Action::none();
        };
        if happening.is_reversed {
            return Action::request(Request::Notify(Notice::warning(
                "This was taken back already; choose something that stands.",
            )));
        }
        let Some(entry) = happening.entries.first().copied() else {
            return Action::request(Request::Notify(Notice::warning(
                "Nothing was posted by it, so there is nothing to take back.",
            )));
        };
        // What was said in one sentence goes together.
        let is_many = happening.entries.len() > 1;
        let words = vec!["This entry".to_owned(), "All of the same step".to_owned()];
        let ask = Ask::new("Take this back", "Take it back")
            .explain("Nothing is erased: the original stays, struck through, with its mirror image beside it.")
            .with_groups(vec![
                Group::new(EXTENT, "How much", words).at(Some(usize::from(is_many))),
            ])
            .with_fields(
                vec![reason(REASON, "Why it is taken back")],
                vec![vec![("reason", 0.0)]],
            )
            .destructive();
        let extent = if is_many { Extent::Step } else { Extent::Entry };
        self.dialog = Some(Dialog::Correct(Box::new(Correcting {
            entry,
            ask,
            extent,
            refusal: None,
        })));
        let looked = self.preview_correction(context);
        Action::run(looked.chain(go_to(REASON)))
    }

    fn preview_correction(&self, context: &Context) -> Task<Message> {
        match (&self.dialog, context.database()) {
            (Some(Dialog::Correct(correcting)), Some(database)) => Task::perform(
                correct::preview(database, correcting.entry, correcting.extent),
                Message::Looked,
            ),
            _ => Task::none(),
        }
    }

    /// Another extent shows other entries.
    pub(super) fn look_again(&mut self, context: &Context) -> Action<Message> {
        let Some(Dialog::Correct(correcting)) = &mut self.dialog else {
            return Action::none();
        };
        let extent = match correcting.ask.chosen(EXTENT) {
            Some(1) => Extent::Step,
            _ => Extent::Entry,
        };
        if extent == correcting.extent {
            return Action::none();
        }
        correcting.extent = extent;
        Action::run(self.preview_correction(context))
    }

    pub(super) fn looked(&mut self, result: Result<Correction, commands::Error>) {
        let Some(Dialog::Correct(correcting)) = &mut self.dialog else {
            return;
        };
        let ask = &mut correcting.ask;
        ask.preview.clear();
        match result {
            Err(error) => {
                let _ = ask.refuse(&error);
            }
            Ok(correction) => {
                for posted in &correction.entries {
                    let why = if posted.entry.reason.is_empty() {
                        String::new()
                    } else {
                        format!(": {}", posted.entry.reason)
                    };
                    let original = format!(
                        "{} of {}, entry {}{why}",
                        kind_word(posted),
                        spoken(posted.entry.effective_on),
                        posted.id
                    );
                    ask.preview.push(Shown::said(original).struck());
                    for leg in &posted.entry.legs {
                        let words = format!("    {} {}", leg.account.number(), leg.account.title());
                        ask.preview.push(Shown::new(words, -leg.amount));
                    }
                }
                correcting.refusal.clone_from(&correction.refusal);
                if let Some(sentence) = correction.refusal {
                    ask.say(sentence);
                }
            }
        }
    }

    pub(super) fn correct(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Correct(correcting)), Some(database)) =
            (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        if let Some(sentence) = &correcting.refusal {
            correcting.ask.say(sentence.clone());
            return Action::none();
        }
        if let Err(place) = correcting.ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let (entry, extent) = (correcting.entry, correcting.extent);
        let why = correcting.ask.fields.text("reason").to_owned();
        let today = context.today;
        let correct = async move {
            let posting = Posting::today(author(), today);
            correct::correct(database, entry, extent, why, posting).await
        };
        Action::run(Task::perform(correct, |result| {
            Message::Posted("Taken back.", result)
        }))
    }
}
