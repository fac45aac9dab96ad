//! What is typed and not saved: kept in the practice file while it changes, before the file is
//! closed, and until the user drops it.

use std::path::PathBuf;

use iced::{Task, window};

use super::{App, Layer, Message, Question};
use crate::commands;
use crate::commands::drafts::{self, DraftKey};
use crate::commands::practice::{self, Passphrase};
use crate::gui::action::Route;
use crate::gui::context::{Practice, author};
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::{Draft, Screen};
use crate::gui::work;
use crate::system::open;

/// What is done once everything typed is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing: the work goes on.
    Work,
    Lock,
    Close(window::Id),
}

/// Forms with their raw texts.
pub type Forms = Vec<(DraftKey, String)>;

/// What is typed on a screen and not saved, under the name by which the file keeps it.
pub(super) fn draft_of(layer: &Layer) -> Option<(DraftKey, String)> {
    let draft = layer.screen.draft()?;
    let kind = draft.kind.parse().ok()?;
    Some((DraftKey::new(kind, draft.key), draft.content))
}

/// Whether something typed would be lost with the screen: what no draft can keep.
pub(super) fn would_lose(layer: &Layer) -> bool {
    layer.screen.has_changes() && draft_of(layer).is_none()
}

impl App {
    /// Looks at what the screens have typed after something happened: whether there is something
    /// to keep, and which kept forms are saved or emptied and so can go.
    pub(super) fn look_at_drafts(&mut self) -> Task<Message> {
        if self.context.practice.is_none() {
            self.is_unkept = false;
            return Task::none();
        }
        let mut gone = Vec::new();
        for layer in &mut self.layers {
            let now = draft_of(layer).map(|(key, _)| key);
            if let Some(before) = layer.draft.take().filter(|key| now.as_ref() != Some(key)) {
                gone.push(before);
            }
            layer.draft = now;
        }
        self.is_unkept = !self.unkept().is_empty();
        Task::batch(gone.into_iter().map(|key| self.forget(key)))
    }

    /// What is typed and differs from what the file holds.
    fn unkept(&self) -> Forms {
        let forms = self.layers.iter().filter_map(draft_of);
        forms
            .filter(|(key, content)| self.kept.get(key) != Some(content))
            .collect()
    }

    /// Removes a form that is saved or emptied from the file, where this window kept it.
    fn forget(&mut self, key: DraftKey) -> Task<Message> {
        let (Some(_), Some(database)) = (self.kept.remove(&key), self.context.database()) else {
            return Task::none();
        };
        Task::perform(drafts::drop(database, key), Message::DraftDropped)
    }

    /// A screen is left: what is typed on it is kept, and what was saved meanwhile goes.
    pub(super) fn retire(&mut self, layer: Layer) -> Task<Message> {
        let form = draft_of(&layer);
        let now = form.as_ref().map(|(key, _)| key);
        let gone = layer.draft.filter(|key| now != Some(key));
        let forgotten = gone.map_or_else(Task::none, |key| self.forget(key));
        let unkept = form.filter(|(key, content)| self.kept.get(key) != Some(content));
        let kept = match unkept {
            Some(form) => self.keep(vec![form], Then::Work),
            None => Task::none(),
        };
        Task::batch([forgotten, kept])
    }

    /// Keeps everything typed, then goes on.
    pub(super) fn keep_then(&mut self, then: Then) -> Task<Message> {
        if self.context.practice.is_none() {
            return self.go_on(then);
        }
        let forms = self.unkept();
        if forms.is_empty() {
            self.is_unkept = false;
            return self.go_on(then);
        }
        self.keep(forms, then)
    }

    /// Keeps a form that its screen has closed: it stays in the file until it is opened again and
    /// saved or dropped.
    pub(super) fn keep_closed(&mut self, draft: Draft) -> Task<Message> {
        let Ok(kind) = draft.kind.parse() else {
            return Task::none();
        };
        let key = DraftKey::new(kind, draft.key);
        for layer in &mut self.layers {
            // It is not to be forgotten because the screen shows it no more.
            let _ = layer.draft.take_if(|shown| *shown == key);
        }
        self.keep(vec![(key, draft.content)], Then::Work)
    }

    fn keep(&mut self, forms: Forms, then: Then) -> Task<Message> {
        let Some(database) = self.context.database() else {
            return Task::none();
        };
        let sent = forms.clone();
        let keep = async move { drafts::keep_all(database, sent, author()).await };
        Task::perform(keep, move |result| {
            Message::DraftsKept(then, forms.clone(), result)
        })
    }

    /// The file answered whether it took what was typed.
    pub(super) fn drafts_kept(
        &mut self,
        then: Then,
        forms: Forms,
        result: Result<(), commands::Error>,
    ) -> Task<Message> {
        match (result, then) {
            (Ok(()), _) => {
                self.kept.extend(forms);
                self.is_unkept = !self.unkept().is_empty();
                match then {
                    Then::Work => self.resume(),
                    // Something may have been typed meanwhile.
                    Then::Lock | Then::Close(_) => self.keep_then(then),
                }
            }
            (Err(error), Then::Work) => {
                let words = sentence(&error.to_string());
                self.notice = Some(Notice::failed(format!(
                    "What is typed here could not be kept as a draft. {words} Save it, or write it down."
                )));
                Task::none()
            }
            (Err(error), Then::Lock) => {
                let words = sentence(&error.to_string());
                self.notice = Some(Notice::failed(format!(
                    "Not locked, so that nothing is lost: what is typed could not be kept. {words}"
                )));
                Task::none()
            }
            (Err(_), Then::Close(id)) => {
                self.question = Some(Question::Discard(super::Leaving::Window(id)));
                Task::none()
            }
        }
    }

    fn go_on(&mut self, then: Then) -> Task<Message> {
        match then {
            Then::Work => Task::none(),
            Then::Lock => self.lock(),
            Then::Close(id) => self.close_window(id),
        }
    }

    /// Drops what is typed on the top screen, for good, and leaves it.
    pub(super) fn drop_draft(&mut self) -> Task<Message> {
        let Some(mut layer) = self.layers.pop() else {
            return Task::none();
        };
        let dropped = match (draft_of(&layer), self.context.database()) {
            (Some((key, _)), Some(database)) => {
                layer.draft = None;
                let _ = self.kept.remove(&key);
                Task::perform(drafts::drop(database, key), Message::DraftDropped)
            }
            _ => Task::none(),
        };
        // The lowest screen comes back empty.
        let opened = if self.layers.is_empty() {
            self.open(layer.route)
        } else {
            self.resume()
        };
        self.is_unkept = !self.unkept().is_empty();
        Task::batch([dropped, opened])
    }

    /// Closes the practice file and forgets its key; nothing of a patient stays on the screen.
    fn lock(&mut self) -> Task<Message> {
        let Some(practice) = self.context.practice.take() else {
            return Task::none();
        };
        self.clear();
        let opened = self.open(Route::Unlock(practice.path));
        let closed = Task::perform(
            work::aside(move || {
                let closed = practice::close(practice.database);
                // Pages that a viewer was given; what cannot be removed now goes at the next start.
                let _ = open::sweep();
                closed
            }),
            Message::PracticeClosed,
        );
        Task::batch([opened, closed])
    }

    pub(super) fn close_window(&mut self, id: window::Id) -> Task<Message> {
        self.clear();
        let opened = self.open(Route::Welcome);
        match self.context.practice.take() {
            Some(practice) => {
                let close = work::aside(move || {
                    let closed = practice::close(practice.database);
                    let _ = open::sweep();
                    closed
                });
                // What is not written back stays in the log and is read at the next opening.
                let closed = Task::perform(close, move |_| Message::WindowMayClose(id));
                Task::batch([opened, closed])
            }
            None => window::close(id),
        }
    }

    /// Puts away everything that may show or hold something of a patient.
    fn clear(&mut self) {
        self.layers.clear();
        self.kept.clear();
        self.is_unkept = false;
        self.sheet = None;
        self.finder = None;
        self.question = None;
        self.notice = None;
        self.context.about = practice::About::default();
    }

    /// Opens a practice file whose passphrase is known.
    pub(super) fn unlock(&self, path: PathBuf, passphrase: Passphrase) -> Task<Message> {
        let open = work::aside(move || {
            let database = practice::open(&path, &passphrase)?;
            Ok(Practice { path, database })
        });
        Task::perform(open, Message::PracticeOpened)
    }
}
