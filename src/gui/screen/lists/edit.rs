//! The open record of the lists: filling its form, saving it, keeping what is typed.

use iced::Task;

use super::catalog::{self, List};
use super::record::{Form, Texts};
use super::{LIST, Lists, Message, enter, rules, spec};
use crate::commands::drafts::{self, DraftKey};
use crate::commands::{Error, Saving, Version};
use crate::domain::finding::Record;
use crate::gui::action::{Action, Request, Spot};
use crate::gui::context::{Context, author};
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::Screen;

/// The key of the draft of a record that is not saved yet.
const NEW: &str = "new";

/// The record whose form is open.
#[derive(Debug)]
pub(super) struct Open {
    /// Its key, or [`NEW`].
    pub(super) key: String,
    /// The row and the version that the form was filled from.
    pub(super) seen: Option<(i64, Version)>,
    pub(super) form: Form,
    pub(super) remark: Option<Remark>,
    pub(super) is_saving: bool,
}

/// What stands over a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remark {
    /// It was typed before and not saved.
    Restored,
    /// Somebody else saved the record meanwhile.
    Conflict(String),
    /// It was filled again after a conflict.
    Reloaded,
    Problem(String),
}

impl Lists {
    /// Opens the form of the selected record, or of a new one.
    pub(super) fn open_form(&mut self, key: Option<String>, context: &Context) -> Task<Message> {
        let Some(catalog) = &self.catalog else {
            return Task::none();
        };
        let entry = key.and_then(|key| catalog.find(self.list, &key));
        let texts = entry.map_or_else(|| fresh(self.list), |entry| entry.texts.clone());
        let mut form = Form::new(
            spec::form_of(self.list),
            &texts,
            entry.is_none(),
            context.today,
            |source| catalog.offers(source),
        );
        if entry.is_none() {
            match self.list {
                List::Payers => form.offer("payer_id", Some(catalog.free_id(self.list))),
                List::Providers => form.offer("provider_id", Some(catalog.free_id(self.list))),
                List::Facilities => form.offer("facility_id", Some(catalog.free_id(self.list))),
                List::Fees => {
                    let first = catalog.schedules().first().cloned();
                    form.offer("schedule", first.or(Some("Standard".to_owned())));
                }
                List::Numbers | List::Practice => {}
            }
        }
        if self.list == List::Payers {
            rules::explain(&mut form);
        }
        let open = Open {
            key: entry.map_or_else(|| NEW.to_owned(), |entry| entry.key.clone()),
            seen: entry.map(|entry| (entry.row, entry.version)),
            form,
            remark: None,
            is_saving: false,
        };
        let first = open.form.first();
        let key = open.key.clone();
        let draft = DraftKey::new(self.list.draft_kind(), key.clone());
        self.open = Some(open);
        let focus = if self.list == List::Practice {
            // The tabs keep it: she may be on her way past.
            Task::none()
        } else {
            enter(first)
        };
        let found = context.database().map_or_else(Task::none, |database| {
            Task::perform(drafts::load(database, draft), move |found| {
                Message::DraftFound(key.clone(), found)
            })
        });
        Task::batch([focus, found])
    }

    /// Opens the record whose field the screen was opened for, at that field.
    pub(super) fn go_to_spot(&mut self, spot: &Spot, context: &Context) -> Task<Message> {
        let list = match spot.field.record {
            Record::Payer => List::Payers,
            Record::Provider => List::Providers,
            Record::ProviderNumber => List::Numbers,
            Record::Facility => List::Facilities,
            Record::Fee => List::Fees,
            _ => List::Practice,
        };
        self.list = list;
        self.tabs.set(Some(list));
        let of: Vec<&str> = spot.of.iter().map(String::as_str).collect();
        let key = match (list, of.as_slice()) {
            (List::Practice, _) => Some(String::new()),
            (List::Numbers, [holder, payer]) => self.catalog.as_ref().and_then(|catalog| {
                let is_meant = |texts: &Texts| {
                    texts.get("provider_id").is_some_and(|it| it == holder)
                        && texts.get("payer_id").is_some_and(|it| it == payer)
                };
                let entry = catalog.of(list).iter().find(|it| is_meant(&it.texts))?;
                Some(entry.key.clone())
            }),
            (_, [id, ..]) => Some((*id).to_owned()),
            (_, []) => None,
        };
        let is_known = key.as_ref().is_some_and(|key| {
            let catalog = self.catalog.as_ref();
            catalog.is_some_and(|catalog| catalog.find(list, key).is_some())
        });
        self.wanted.clone_from(&key);
        self.refresh();
        if !is_known {
            return Task::none();
        }
        let opened = self.open_form(key, context);
        self.is_errand = true;
        let id = self
            .open
            .as_ref()
            .and_then(|open| open.form.id(spot.field.column));
        opened.chain(id.map_or_else(Task::none, enter))
    }

    /// Closes the form; what was typed and not saved is kept as a draft.
    pub(super) fn close_form(&mut self, context: &Context) -> Action<Message> {
        let draft = self.draft();
        let Some(open) = self.open.take() else {
            return Action::none();
        };
        let key = DraftKey::new(self.list.draft_kind(), open.key.clone());
        let Some(database) = context.database() else {
            return Action::none();
        };
        if let Some(draft) = draft {
            let words = format!(
                "What you typed is kept as a draft; open {} again to go on.",
                if open.seen.is_none() {
                    format!("a new {}", self.list.noun())
                } else {
                    format!("this {}", self.list.noun())
                }
            );
            Action::request(Request::KeepDraft(draft)).and(Request::Notify(Notice::done(words)))
        } else if open.remark.is_some() {
            Action::run(Task::perform(
                drafts::drop(database, key),
                Message::DraftDropped,
            ))
        } else {
            Action::none()
        }
    }

    pub(super) fn save(&mut self, context: &Context) -> Action<Message> {
        let Some(open) = self.open.as_mut().filter(|open| !open.is_saving) else {
            return Action::none();
        };
        if let Some(id) = open.form.first_fault() {
            return Action::run(enter(id));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        open.is_saving = true;
        let (list, today) = (self.list, context.today);
        let record = open.form.record();
        let seen = open.seen;
        let work = DraftKey::new(list.draft_kind(), open.key.clone());
        let save = async move {
            let saving = Saving {
                author: author(),
                today,
                seen: seen.map(|(_, version)| version),
                work: Some(work),
            };
            catalog::save(database, list, record, seen.map(|(row, _)| row), saving).await
        };
        Action::run(Task::perform(save, Message::Saved))
    }

    pub(super) fn saved(
        &mut self,
        result: Result<String, Error>,
        context: &Context,
    ) -> Action<Message> {
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        open.is_saving = false;
        match result {
            Ok(key) => {
                self.open = None;
                self.wanted = Some(key);
                let words = format!("The {} is saved.", self.list.noun());
                let action = if self.is_errand {
                    Action::request(Request::Close)
                } else {
                    let load = self.load(context, Message::Loaded);
                    Action::run(Task::batch([load, enter(LIST)]))
                };
                let action = action.and(Request::Notify(Notice::done(words)));
                if self.list == List::Practice {
                    action.and(Request::PracticeChanged)
                } else {
                    action
                }
            }
            Err(Error::Refused(findings)) => {
                let (first, homeless) = open.form.refuse(&findings);
                open.remark = (!homeless.is_empty()).then(|| Remark::Problem(homeless.join(" ")));
                Action::run(first.map_or_else(Task::none, enter))
            }
            Err(Error::Conflict(_)) => {
                open.remark = Some(Remark::Conflict(format!(
                    "This {} was changed elsewhere since you opened it; nothing of yours is saved yet.",
                    self.list.noun()
                )));
                Action::run(enter("lists-reload"))
            }
            Err(error) => {
                open.remark = Some(Remark::Problem(sentence(&error.to_string())));
                Action::none()
            }
        }
    }

    /// Fills the open form from the record as it is now, under what she had changed.
    pub(super) fn merge(&mut self, context: &Context) -> Task<Message> {
        let Some(open) = self.open.take() else {
            return Task::none();
        };
        let typed = open.form.texts();
        let changed = typed
            .iter()
            .filter(|(column, text)| open.form.opened().get(*column) != Some(text));
        let changed: Vec<_> = changed
            .map(|(column, text)| (column.clone(), text.clone()))
            .collect();
        let task = self.open_form(Some(open.key), context);
        if let Some(open) = &mut self.open {
            let mut texts = open.form.texts();
            texts.extend(changed);
            open.form.set_texts(&texts);
            open.remark = Some(Remark::Reloaded);
            if self.list == List::Payers {
                rules::explain(&mut open.form);
            }
        }
        task
    }
}

/// The texts of a new record: what holds when nothing is said, where a choice must show it.
fn fresh(list: List) -> Texts {
    let texts: &[(&str, &str)] = match list {
        List::Providers => &[
            ("can_render", "Y"),
            ("can_refer", "Y"),
            ("signature_on_file", "N"),
        ],
        List::Numbers => &[("qualifier", "G2")],
        List::Practice => &[("tax_id_type", "EIN")],
        List::Payers | List::Facilities | List::Fees => &[],
    };
    texts
        .iter()
        .map(|(column, text)| ((*column).to_owned(), (*text).to_owned()))
        .collect()
}
