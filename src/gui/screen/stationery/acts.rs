//! What the screen does: following what is typed, the sample, the logo, saving.

use std::sync::Arc;

use iced::Task;
use iced::advanced::widget::Id;

use super::*;
use crate::documents::page::Document;
use crate::documents::statement;
use crate::domain::statement::sample::sample;

/// Draws the sample; why it cannot be drawn is said in a sentence.
fn drawn(
    value: &Value,
    logo: Option<&Arc<Image>>,
    language: Language,
    step: u8,
    today: chrono::NaiveDate,
) -> Result<Document, String> {
    let unmade =
        || "The sample cannot be made for this day; look at the computer’s clock.".to_owned();
    let made = sample(language, step, today).ok_or_else(unmade)?;
    let pages = statement::pages(&made, value, logo.map(AsRef::as_ref), true)
        .map_err(|error| sentence(&error.to_string()))?;
    let images = logo.map(|logo| (logo.id(), Arc::clone(logo)));
    Ok(statement::document(
        vec![pages],
        images.into_iter().collect(),
    ))
}

impl Asked {
    /// What is asked before something of hers goes.
    fn question(self) -> Ask {
        let ask = match self {
            Self::Defaults => Ask::new("Put our steps and texts in place of yours?", "Put ours in")
                .explain(
                    "All steps go back to those that come with the program. Nothing is saved until you save.",
                ),
            Self::RemoveLogo => Ask::new("Take the logo off the letterhead?", "Take it off")
                .explain("Statements that were mailed keep it. It is done at once."),
        };
        ask.destructive()
    }
}

impl Stationery {
    /// Makes the sample anew from what is typed.
    pub(super) fn look(&mut self, context: &Context) -> Task<Message> {
        let Some(value) = self.value() else {
            return Task::none();
        };
        if !self.preview.begin() {
            return Task::none();
        }
        let logo = self.logo.clone();
        let language = self.language.value().unwrap_or_default();
        let step = u8::try_from(self.steps.at() + 1).unwrap_or(u8::MAX);
        let today = context.today;
        let draw = work::aside(move || drawn(&value, logo.as_ref(), language, step, today));
        Task::perform(draw, |made| {
            let failed =
                || Err("The sample could not be made; change something to try again.".to_owned());
            Message::Made(made.unwrap_or_else(failed))
        })
    }

    pub(super) fn take(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => return Action::run(self.loaded(*loaded, context)),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::PartChosen(part) => self.part.set(Some(part)),
            Message::PartStepped(is_next) => return self.step_part(is_next),
            Message::RulesEdited(column, edit) => self.rules.fields.update(column, edit),
            Message::PlansSwitched(is_on) => self.rules.mails_plans = is_on,
            Message::HeadEdited(column, edit) => {
                self.head.update(column, edit);
                return Action::run(self.look(context));
            }
            Message::LogoEdited(edit) => self.logo_path.update(edit),
            Message::BrowsePressed => return Action::run(browse()),
            Message::Browsed(path) => {
                if let Some(path) = path {
                    self.logo_path.set_text(path.display().to_string());
                }
                return Action::run(go_to(LOGO));
            }
            Message::LogoPressed => return self.put_logo(context),
            Message::LogoPut(result) => return self.logo_put(result, context),
            Message::EnvelopeChosen(idx) => self.envelope = idx,
            Message::ShippedChosen(idx) => {
                let form = &mut self.envelopes[self.envelope];
                let chosen = form.shipped().get(idx).cloned();
                form.fill(chosen.as_ref());
                return self.measured(context);
            }
            Message::UsedSwitched(is_used) => return self.switch_reply(is_used, context),
            Message::SenderSwitched(has_sender) => {
                self.envelopes[self.envelope].has_sender = has_sender;
                return self.measured(context);
            }
            Message::MeasureEdited(column, edit) => {
                self.envelopes[self.envelope].fields.update(column, edit);
                return self.measured(context);
            }
            Message::Steps(steps::Message::DefaultsPressed) => {
                self.asked = Some((Asked::Defaults, Asked::Defaults.question()));
            }
            Message::Steps(message) => {
                self.problem = None;
                if self.steps.update(message) {
                    return Action::run(self.look(context));
                }
            }
            Message::LanguageChosen(language) => {
                self.language.set(Some(language));
                return Action::run(self.look(context));
            }
            Message::AskPressed(asked) => self.asked = Some((asked, asked.question())),
            Message::Ask(message) => {
                let asked = self.asked.as_mut();
                match asked.and_then(|(_, ask)| ask.update(message)) {
                    Some(Next::Leave) => self.asked = None,
                    Some(Next::Go) => return self.go_ahead(context),
                    Some(Next::Look) | None => {}
                }
            }
            Message::Sheaf(message) => {
                return Action::run(self.preview.update(message).map(Message::Sheaf));
            }
            Message::Made(made) => {
                if self.preview.take(made) {
                    return Action::run(self.look(context));
                }
            }
            Message::SavePressed => return self.save(context),
            Message::Saved(saved) => return self.saved(saved, context),
            Message::DescriptionsPressed => {
                return Action::request(Request::Open(Route::Descriptions));
            }
            Message::TemplatesPressed => {
                return Action::request(Request::Open(Route::Templates));
            }
            Message::DiscardPressed => return self.discard(context),
            Message::Dropped(Ok(())) => {}
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
        }
        Action::none()
    }

    fn step_part(&mut self, is_next: bool) -> Action<Message> {
        let place = CHOICES.iter().position(|(part, _)| *part == self.part());
        let place = place.unwrap_or_default();
        let count = CHOICES.len();
        let next = if is_next {
            (place + 1) % count
        } else {
            (place + count - 1) % count
        };
        self.part.set(CHOICES.get(next).map(|(part, _)| *part));
        Action::run(go_to(PARTS))
    }

    /// The envelope is another one now.
    fn measured(&mut self, context: &Context) -> Action<Message> {
        self.draw();
        Action::run(self.look(context))
    }

    fn switch_reply(&mut self, is_used: bool, context: &Context) -> Action<Message> {
        let form = &mut self.envelopes[1];
        form.is_used = is_used;
        if is_used && form.envelope().is_none() {
            let first = form.shipped().into_iter().next();
            form.fill(first.as_ref());
        }
        self.measured(context)
    }

    fn put_logo(&mut self, context: &Context) -> Action<Message> {
        let path = PathBuf::from(self.logo_path.text().trim());
        if path.as_os_str().is_empty() {
            self.logo_path
                .refuse("Type where the picture is, or choose it.");
            return Action::run(go_to(LOGO));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        let put = async move {
            let read = work::aside(move || file::read(&path)).await;
            let failed = || "The picture could not be read; try again.".to_owned();
            let bytes = read
                .ok_or_else(failed)?
                .map_err(|error| sentence(&error.to_string()))?;
            let said = |error: commands::Error| sentence(&error.to_string());
            let _ = settings::set_logo(database.clone(), bytes, author())
                .await
                .map_err(said)?;
            settings::logo(database).await.map_err(said)
        };
        Action::run(Task::perform(put, Message::LogoPut))
    }

    fn logo_put(
        &mut self,
        result: Result<Option<Image>, String>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(image) => {
                let words = match &image {
                    Some(_) => "The logo is on the letterhead.",
                    None => "The logo is off the letterhead.",
                };
                if let Some(saved) = &mut self.saved {
                    let id = image.as_ref().map(|image| image.id().as_str().to_owned());
                    saved.stationery.letterhead.logo = id;
                }
                self.logo = image.map(Arc::new);
                self.logo_path.set_text("");
                Action::run(self.look(context)).and(Request::Notify(Notice::done(words)))
            }
            Err(words) => {
                self.logo_path.refuse(words);
                Action::run(go_to(LOGO))
            }
        }
    }

    /// Does what was asked about.
    fn go_ahead(&mut self, context: &Context) -> Action<Message> {
        let Some((asked, _)) = self.asked.take() else {
            return Action::none();
        };
        match (asked, context.database()) {
            (Asked::Defaults, _) => {
                let _ = self.steps.update(steps::Message::DefaultsPressed);
                Action::run(Task::batch([self.look(context), go_to(STEPS)]))
            }
            (Asked::RemoveLogo, Some(database)) => {
                let remove = async move {
                    let removed = settings::remove_logo(database, author()).await;
                    removed
                        .map(|()| None)
                        .map_err(|error| sentence(&error.to_string()))
                };
                Action::run(Task::perform(remove, Message::LogoPut))
            }
            (Asked::RemoveLogo, None) => Action::none(),
        }
    }

    /// Goes to a field of a part.
    fn go(&mut self, part: Part, id: impl Into<Id>) -> Action<Message> {
        self.part.set(Some(part));
        Action::run(go_to(id))
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        if self.saving.is_some() {
            return Action::none();
        }
        if !self.is_changed() {
            return Action::request(Request::Notify(Notice::done(
                "Nothing is typed that is not saved; a logo is kept at once.",
            )));
        }
        self.problem = None;
        let rules: Rules = match self.rules.rules() {
            Ok(rules) => rules,
            Err(id) => return self.go(Part::Rules, id),
        };
        self.head.forget_refusals();
        if let Some(id) = self.head.first_fault(|_| true) {
            return self.go(Part::Letterhead, id);
        }
        for idx in [0, 1] {
            if let Some(id) = self.envelopes[idx].first_fault() {
                self.envelope = idx;
                return self.go(Part::Envelopes, id);
            }
            if let Some(refusal) = self.envelopes[idx].refusal() {
                self.envelope = idx;
                self.problem = Some(refusal);
                return self.go(Part::Envelopes, "stationery-envelope");
            }
        }
        if self.steps.first_fault().is_some() {
            return self.go(Part::Texts, MESSAGES[0]);
        }
        let (Some(value), Some(database)) = (self.value(), context.database()) else {
            return Action::none();
        };
        let saving = StatementSettings {
            rules: rules.clone(),
            stationery: value.clone(),
        };
        self.saving = Some((saving, self.kept()));
        let rules = self.has_new_rules().then_some(rules);
        let save = settings::save(database, rules, Some(value), author());
        Action::run(Task::perform(save, Message::Saved))
    }

    fn saved(&mut self, saved: Result<(), commands::Error>, context: &Context) -> Action<Message> {
        let saving = self.saving.take();
        match saved {
            Ok(()) => {
                if let (Some(saved), Some((written, shown))) = (&mut self.saved, saving) {
                    // A logo is kept at once, by itself.
                    let logo = saved.stationery.letterhead.logo.take();
                    **saved = written;
                    saved.stationery.letterhead.logo = logo;
                    self.blank = shown;
                }
                self.is_restored = false;
                Action::run(dropped(context)).and(Request::Notify(Notice::done(
                    "The statement settings are saved.",
                )))
            }
            Err(commands::Error::Refused(findings)) => {
                let mut action = None;
                let mut others = Vec::new();
                for finding in findings {
                    let words = finding.sentence.as_str();
                    let column = finding.field.column;
                    let (part, id) = if let Some(id) = self.rules.fields.refuse(column, words) {
                        (Part::Rules, id)
                    } else if let Some(id) = self.head.refuse(column, words) {
                        (Part::Letterhead, id)
                    } else {
                        others.push(finding.sentence.clone());
                        continue;
                    };
                    action = action.or(Some((part, id)));
                }
                self.problem = (!others.is_empty()).then(|| others.join(" "));
                match action {
                    Some((part, id)) => self.go(part, id),
                    None => Action::none(),
                }
            }
            Err(error) => {
                self.problem = Some(sentence(&error.to_string()));
                Action::none()
            }
        }
    }

    fn discard(&mut self, context: &Context) -> Action<Message> {
        self.is_restored = false;
        self.problem = None;
        if let Some(saved) = self.saved.clone() {
            self.show(&saved);
            self.blank = self.kept();
        }
        self.draw();
        let looked = self.look(context);
        Action::run(Task::batch([dropped(context), looked, go_to(PARTS)]))
    }
}

fn dropped(context: &Context) -> Task<Message> {
    Draft::drop(draft_key(), context, Message::Dropped)
}

fn browse() -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new().add_filter("Pictures", &["png", "jpg", "jpeg"]);
    Task::perform(dialog.pick_file(), |file| {
        Message::Browsed(file.map(|file| file.path().to_owned()))
    })
}
