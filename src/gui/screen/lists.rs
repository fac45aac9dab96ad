//! Keep what prints on every claim: payers with their paper rules, providers, facilities, their
//! numbers with payers, fee schedules, and the practice itself.

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::widget::operation;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::Error;
use crate::commands::drafts::DraftKey;
use crate::gui::action::{Action, Request, Spot};
use crate::gui::app;
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::sought::Sought;
use crate::gui::widget::window_list::{Act, Selection};

use ask::{Dialog, Purpose};
use catalog::{Catalog, List};
use edit::{Open, Remark};
use record::{Texts, Touch};

mod ask;

mod catalog;

mod columns;

mod edit;

mod record;

mod rules;

mod spec;

mod takes;

mod view;

const LIST: &str = "lists-list";
const SEARCH: &str = "lists-search";
const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

const TABS: &[(List, &str)] = &[
    (List::Payers, "Payers"),
    (List::Providers, "Providers"),
    (List::Facilities, "Facilities"),
    (List::Numbers, "Payer numbers"),
    (List::Fees, "Fees"),
    (List::Practice, "Practice"),
];

/// The screen of lists.
#[derive(Debug)]
pub struct Lists {
    list: List,
    tabs: Choice<List>,
    search: Field<Text>,
    catalog: Option<Catalog>,
    /// The rows in sight, as places in the catalog.
    shown: Vec<usize>,
    selection: Selection,
    open: Option<Open>,
    dialog: Option<Dialog>,
    /// The record to select once the lists are read again.
    wanted: Option<String>,
    /// The field that it was opened for, until its form is there.
    pointed: Option<Spot>,
    /// Whether it was opened for one form alone: with that it is left.
    is_errand: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Catalog, Error>),
    Pointed(Spot),
    /// Something may have changed behind the screen.
    Resumed,
    ListChosen(List),
    SearchPressed,
    SearchEdited(form::Edit),
    Listed(Act),
    NewPressed,
    FormTouched(usize, Touch),
    /// The draft that was kept for the open record.
    DraftFound(String, Result<Option<Texts>, Error>),
    SavePressed,
    Saved(Result<String, Error>),
    /// Reads the open record again after a conflict.
    ReloadPressed,
    Reloaded(Result<Catalog, Error>),
    DiscardPressed,
    FormClosed,
    DraftDropped(Result<(), Error>),
    ExportPressed,
    CopyPressed,
    DialogTouched(usize, Touch),
    DialogConfirmed,
    Exported(Result<(PathBuf, usize), Error>),
    Copied(Result<usize, Error>),
    DialogClosed,
}

impl Lists {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let mut tabs = Choice::new("lists-tabs", "List", TABS);
        tabs.set(Some(List::Payers));
        let screen = Self {
            list: List::Payers,
            tabs,
            search: Field::new(SEARCH, "Search", Text::plain()),
            catalog: None,
            shown: Vec::new(),
            selection: Selection::default(),
            open: None,
            dialog: None,
            wanted: None,
            pointed: None,
            is_errand: false,
        };
        let load = screen.load(context, Message::Loaded);
        (screen, Task::batch([enter(LIST), load]))
    }

    fn load(
        &self,
        context: &Context,
        message: fn(Result<Catalog, Error>) -> Message,
    ) -> Task<Message> {
        context.database().map_or_else(Task::none, |database| {
            Task::perform(catalog::load(database, context.today), message)
        })
    }

    /// Puts the rows in sight anew; the selected record stays selected.
    fn refresh(&mut self) {
        let Some(catalog) = &self.catalog else { return };
        let entries = catalog.of(self.list);
        let key = self.wanted.take().or_else(|| {
            let row = self.selection.row?;
            let entry = entries.get(*self.shown.get(row)?)?;
            Some(entry.key.clone())
        });
        let sought = Sought::new(self.search.text());
        self.shown = (0..entries.len())
            .filter(|place| entries[*place].holds(&sought))
            .collect();
        if let Some(sort) = self.selection.sort {
            self.shown.sort_by(|one, other| {
                let order = entries[*one].compare(&entries[*other], sort.column);
                if sort.is_descending {
                    order.reverse()
                } else {
                    order
                }
            });
        }
        let kept = key.and_then(|key| {
            self.shown
                .iter()
                .position(|place| entries[*place].key == key)
        });
        self.selection.row = kept.or((!self.shown.is_empty()).then_some(0));
        let (n_shown, n_all) = (self.shown.len(), entries.len());
        self.search.set_hint(if n_shown == n_all {
            format!("{n_all} in this list")
        } else {
            format!("{n_shown} of {n_all}")
        });
    }

    fn selected(&self) -> Option<&catalog::Entry> {
        let place = self.shown.get(self.selection.row?)?;
        self.catalog.as_ref()?.of(self.list).get(*place)
    }
}

/// Gives the focus to a field with its text selected, so that typing replaces it.
fn enter(id: &'static str) -> Task<Message> {
    app::focus_on(id).chain(operation::select_all(id))
}

impl Screen for Lists {
    type Message = Message;

    fn title(&self) -> String {
        "Lists".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(if self.open.is_some() {
            Binding::new(SAVE, "Save", Message::SavePressed)
        } else {
            Binding::new(
                Stroke::sign('n'),
                self.list.new_words(),
                Message::NewPressed,
            )
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.dialog.is_some() {
            return vec![Binding::new(SAVE, "Do it", Message::DialogConfirmed).unshown()];
        }
        let mut bindings = Vec::new();
        if self.open.is_none() {
            if self.list == List::Fees {
                bindings.push(Binding::new(
                    Stroke::sign('c'),
                    "Copy schedule",
                    Message::CopyPressed,
                ));
            }
            bindings.push(Binding::new(
                Stroke::sign('e'),
                "Export",
                Message::ExportPressed,
            ));
            bindings
                .push(Binding::new(Stroke::sign('/'), "Search", Message::SearchPressed).unshown());
        }
        for ((list, word), digit) in TABS.iter().zip('1'..) {
            bindings.push(
                Binding::new(Stroke::sign(digit), word, Message::ListChosen(*list)).unshown(),
            );
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        match (&self.dialog, &self.open) {
            (Some(_), _) => Some(Message::DialogClosed),
            (None, Some(_)) => Some(Message::FormClosed),
            (None, None) => None,
        }
    }

    fn point(&self, spot: Spot) -> Option<Message> {
        Some(Message::Pointed(spot))
    }

    fn drop_typed(&self) -> Option<Message> {
        Some(Message::DiscardPressed)
    }

    fn resumed(&self) -> Option<Message> {
        self.open.is_none().then_some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        let open = self.open.as_ref()?;
        if !open.form.has_changes() {
            return None;
        }
        let key = DraftKey::new(self.list.draft_kind(), open.key.as_str());
        Draft::new(key, &open.form.texts())
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(catalog)) => {
                self.catalog = Some(catalog);
                self.refresh();
                if let Some(spot) = self.pointed.take() {
                    return Action::run(self.go_to_spot(&spot, context));
                }
                if self.list == List::Practice && self.open.is_none() {
                    return Action::run(self.open_form(Some(String::new()), context));
                }
            }
            Message::Loaded(Err(error)) | Message::DraftDropped(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::DraftDropped(Ok(())) => {}
            Message::Pointed(spot) => self.pointed = Some(spot),
            Message::Resumed => return Action::run(self.load(context, Message::Loaded)),
            Message::ListChosen(list) => {
                self.is_errand = false;
                let action = self.close_form(context);
                self.list = list;
                self.tabs.set(Some(list));
                self.selection = Selection::default();
                self.search.set_text("");
                self.refresh();
                if list == List::Practice {
                    let opened = self.open_form(Some(String::new()), context);
                    return Action {
                        task: Task::batch([action.task, opened]),
                        ..action
                    };
                }
                return action;
            }
            Message::SearchPressed => return Action::run(enter(SEARCH)),
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                self.refresh();
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Sorted(_) => self.refresh(),
                    Act::Opened(_) => {
                        let key = self.selected().map(|entry| entry.key.clone());
                        let action = self.close_form(context);
                        let opened = self.open_form(key, context);
                        return Action {
                            task: Task::batch([action.task, opened]),
                            ..action
                        };
                    }
                }
            }
            Message::NewPressed => return Action::run(self.open_form(None, context)),
            Message::FormTouched(place, touch) => {
                if let Some(open) = &mut self.open {
                    open.form.update(place, touch);
                    if self.list == List::Payers {
                        rules::explain(&mut open.form);
                    }
                }
            }
            Message::DraftFound(key, Ok(Some(texts))) => {
                let is_same = |open: &&mut Open| open.key == key && !open.form.has_changes();
                if let Some(open) = self.open.as_mut().filter(is_same) {
                    open.form.set_texts(&texts);
                    open.remark = Some(Remark::Restored);
                    if self.list == List::Payers {
                        rules::explain(&mut open.form);
                    }
                }
            }
            Message::DraftFound(_, Ok(None)) => {}
            Message::DraftFound(_, Err(error)) => return Action::failed(&error, context),
            Message::SavePressed => return self.save(context),
            Message::Saved(result) => return self.saved(result, context),
            Message::ReloadPressed => {
                return Action::run(self.load(context, Message::Reloaded));
            }
            Message::Reloaded(Ok(catalog)) => {
                self.catalog = Some(catalog);
                self.refresh();
                return Action::run(self.merge(context));
            }
            Message::Reloaded(Err(error)) => return self.saved(Err(error), context),
            Message::DiscardPressed => {
                if let Some(open) = &mut self.open {
                    let opened = open.form.opened().clone();
                    open.form.set_texts(&opened);
                    open.remark = None;
                    let key = DraftKey::new(self.list.draft_kind(), open.key.clone());
                    let first = open.form.first();
                    let drop = Draft::drop(key, context, Message::DraftDropped);
                    return Action::run(Task::batch([drop, enter(first)]));
                }
            }
            Message::FormClosed if self.is_errand => {
                return self.close_form(context).and(Request::Close);
            }
            Message::FormClosed if self.list == List::Practice => {
                return self.update(Message::ListChosen(List::Payers), context);
            }
            Message::FormClosed => {
                let action = self.close_form(context);
                return Action {
                    task: Task::batch([action.task, enter(LIST)]),
                    ..action
                };
            }
            Message::ExportPressed => {
                return Action::run(self.open_dialog(Purpose::Export, context));
            }
            Message::CopyPressed => return Action::run(self.open_dialog(Purpose::Copy, context)),
            Message::DialogTouched(place, touch) => {
                if let Some(dialog) = &mut self.dialog {
                    dialog.form.update(place, touch);
                }
            }
            Message::DialogConfirmed => return self.confirm(context),
            Message::Exported(Ok((path, n_rows))) => {
                self.dialog = None;
                return Action::request(Request::Notify(Notice::done(format!(
                    "{n_rows} rows are written to {}.",
                    path.display()
                ))));
            }
            Message::Copied(Ok(n_fees)) => {
                self.dialog = None;
                return Action::run(self.load(context, Message::Loaded)).and(Request::Notify(
                    Notice::done(format!("{n_fees} fees are copied.")),
                ));
            }
            Message::Exported(Err(error)) | Message::Copied(Err(error)) => {
                return self.dialog_failed(&error, context);
            }
            Message::DialogClosed => self.dialog = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        view::screen(self)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        self.dialog.as_ref().map(view::dialog)
    }
}
