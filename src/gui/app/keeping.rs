//! What is typed and not saved: kept in the practice file while it changes, before the file is
//! closed, and until the user drops it.

use std::path::PathBuf;

use iced::{Task, window};

use super::{App, Layer, Message, Question};
use crate::commands;
use crate::commands::drafts::{self, DraftKey, DraftKind};
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

/// Whether a form that its screen shows no more was saved or emptied; a list keeps its forms on its
/// own when they are put away.
fn ends_with_its_screen(key: &DraftKey) -> bool {
    matches!(
        key.kind,
        DraftKind::Visit
            | DraftKind::Receipt
            | DraftKind::Remittance
            | DraftKind::Patient
            | DraftKind::Coverage
            | DraftKind::Eligibility
            | DraftKind::Authorization
            | DraftKind::Payment
    )
}

impl App {
    /// Looks at what the screens have typed after something happened. A form that is typed no more
    /// was saved or emptied, so that nothing of it is to come back; only a list's form may have been
    /// put away, and its screen knows what becomes of the kept one.
    pub(super) fn look_at_drafts(&mut self) -> Task<Message> {
        if self.context.practice.is_none() {
            self.is_unkept = false;
            return Task::none();
        }
        let mut ended = Vec::new();
        for layer in &mut self.layers {
            let now = draft_of(layer).map(|(key, _)| key);
            ended.extend(layer.draft.take().filter(|key| now.as_ref() != Some(key)));
            layer.draft = now;
        }
        let ended: Vec<_> = ended.into_iter().map(|key| self.end(key)).collect();
        self.is_unkept = !self.unkept().is_empty();
        Task::batch(ended)
    }

    /// What is typed and differs from what the file holds.
    fn unkept(&self) -> Forms {
        let forms = self.layers.iter().filter_map(draft_of);
        forms
            .filter(|(key, content)| self.kept.get(key) != Some(content))
            .collect()
    }

    /// A form is typed no more.
    fn end(&mut self, key: DraftKey) -> Task<Message> {
        let kept = self.kept.remove(&key);
        if self.sent.contains(&key) {
            self.overtaken.push(key);
            return Task::none();
        }
        match (kept, self.context.database()) {
            (Some(content), Some(database)) if ends_with_its_screen(&key) => {
                let drop = drafts::drop_overtaken(database, key, content);
                Task::perform(drop, Message::DraftDropped)
            }
            _ => Task::none(),
        }
    }

    /// A screen is left: what is typed on it is kept.
    pub(super) fn retire(&mut self, mut layer: Layer) -> Task<Message> {
        let form = draft_of(&layer);
        let now = form.as_ref().map(|(key, _)| key);
        let ended = match layer.draft.take().filter(|key| now != Some(key)) {
            Some(before) => self.end(before),
            None => Task::none(),
        };
        let unkept = form.filter(|(key, content)| self.kept.get(key) != Some(content));
        match unkept {
            Some(form) => ended.chain(self.keep(vec![form], Then::Work)),
            None => ended,
        }
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
        self.sent.extend(forms.iter().map(|(key, _)| key.clone()));
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
        for (key, _) in &forms {
            if let Some(place) = self.sent.iter().position(|sent| sent == key) {
                let _ = self.sent.swap_remove(place);
            }
        }
        match (result, then) {
            (Ok(()), _) => {
                let dropped = self.drop_overtaken(&forms);
                self.kept.extend(forms);
                self.is_unkept = !self.unkept().is_empty();
                let next = match then {
                    // A form that is being typed in shows nothing of what is kept.
                    Then::Work if self.layers.last().and_then(draft_of).is_some() => Task::none(),
                    Then::Work => self.resume(),
                    // Something may have been typed meanwhile.
                    Then::Lock | Then::Close(_) => self.keep_then(then),
                };
                dropped.chain(next)
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

    /// Drops what was saved while it was being kept. A list's form stays: its screen keeps it on
    /// its own when it is put away, and one saved twice is the same record.
    fn drop_overtaken(&mut self, forms: &Forms) -> Task<Message> {
        let Some(database) = self.context.database() else {
            return Task::none();
        };
        let mut tasks = Vec::new();
        for (key, content) in forms {
            let Some(place) = self.overtaken.iter().position(|it| it == key) else {
                continue;
            };
            let _ = self.overtaken.swap_remove(place);
            if ends_with_its_screen(key) {
                let drop = drafts::drop_overtaken(database.clone(), key.clone(), content.clone());
                tasks.push(Task::perform(drop, Message::DraftDropped));
            }
        }
        Task::batch(tasks)
    }

    fn go_on(&mut self, then: Then) -> Task<Message> {
        match then {
            Then::Work => Task::none(),
            Then::Lock => self.lock(),
            Then::Close(id) => self.close_window(id),
        }
    }

    /// Drops what is typed on the top screen, for good, and leaves it, unless it was but a form over
    /// the screen.
    pub(super) fn drop_draft(&mut self) -> Task<Message> {
        let dropping = self.layers.last().and_then(|layer| {
            let message = layer.screen.drop_typed()?;
            Some(Message::Screen(layer.id, message))
        });
        if let Some(message) = dropping {
            return self.update(message);
        }
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
        self.sent.clear();
        self.overtaken.clear();
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
