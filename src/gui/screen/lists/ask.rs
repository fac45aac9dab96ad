//! The dialogs of the lists: writing a list to a file, copying a fee schedule.

use iced::Task;

use super::catalog;
use super::record::{Form, Texts};
use super::{Lists, Message, enter, spec};
use crate::commands::{Error, Saving, lists as acts};
use crate::gui::action::Action;
use crate::gui::context::{Context, author};
use crate::gui::notice::sentence;

/// What a dialog asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Export,
    Copy,
}

#[derive(Debug)]
pub(super) struct Dialog {
    pub(super) purpose: Purpose,
    pub(super) form: Form,
    pub(super) problem: Option<String>,
    pub(super) is_busy: bool,
}

impl Lists {
    pub(super) fn open_dialog(&mut self, purpose: Purpose, context: &Context) -> Task<Message> {
        let Some(catalog) = &self.catalog else {
            return Task::none();
        };
        let mut texts = Texts::new();
        let parts = match purpose {
            Purpose::Export => {
                let path = context.folder.join(self.list.table().file_name());
                let _ = texts.insert("path".to_owned(), path.display().to_string());
                spec::EXPORT
            }
            Purpose::Copy => {
                let selected = self
                    .selected()
                    .and_then(|entry| entry.texts.get("schedule"));
                let from = selected.cloned().or(catalog.schedules().first().cloned());
                let _ = texts.insert("from".to_owned(), from.unwrap_or_default());
                spec::COPY
            }
        };
        let form = Form::new(parts, &texts, true, context.today, |source| {
            catalog.offers(source)
        });
        self.dialog = Some(Dialog {
            purpose,
            form,
            problem: None,
            is_busy: false,
        });
        Task::none()
    }

    pub(super) fn confirm(&mut self, context: &Context) -> Action<Message> {
        let Some(dialog) = self.dialog.as_mut().filter(|dialog| !dialog.is_busy) else {
            return Action::none();
        };
        if let Some(id) = dialog.form.first_fault() {
            return Action::run(enter(id));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        dialog.is_busy = true;
        dialog.problem = None;
        let record = dialog.form.record();
        let (list, today) = (self.list, context.today);
        Action::run(match dialog.purpose {
            Purpose::Export => {
                let typed = dialog.form.text("path");
                let path = context.folder.join(typed.trim());
                let export = async move {
                    let n_rows =
                        acts::export::export(database, list.table(), path.clone(), author())
                            .await?;
                    Ok((path, n_rows))
                };
                Task::perform(export, Message::Exported)
            }
            Purpose::Copy => {
                let copy = async move {
                    let saving = Saving::new(author(), today);
                    acts::schedule::copy(database, catalog::draft(record)?, saving).await
                };
                Task::perform(copy, Message::Copied)
            }
        })
    }

    /// Shows in the dialog why its act was not done.
    pub(super) fn dialog_failed(&mut self, error: &Error, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::failed(error, context);
        };
        dialog.is_busy = false;
        if let Error::Refused(findings) = error {
            let (first, homeless) = dialog.form.refuse(findings);
            dialog.problem = (!homeless.is_empty()).then(|| homeless.join(" "));
            return Action::run(first.map_or_else(Task::none, enter));
        }
        dialog.problem = Some(sentence(&error.to_string()));
        Action::none()
    }
}
