//! Ctrl+K: the dialog that finds anything, and going where it leads.

use iced::Task;

use super::{App, Message};
use crate::gui::finder::{self, Finder, Target};
use crate::gui::screen::Screen;

impl App {
    /// Opens the dialog that finds anything.
    pub(super) fn find(&mut self) -> Task<Message> {
        if self.sheet.is_some() || self.question.is_some() {
            return Task::none();
        }
        if self.finder.take().is_some() {
            return Task::none();
        }
        let Some(layer) = self.layers.last() else {
            return Task::none();
        };
        if layer.screen.dialog(&self.context).is_some() {
            return Task::none();
        }
        let mut bindings: Vec<_> = layer.screen.primary().into_iter().collect();
        bindings.extend(layer.screen.bindings());
        self.finder = Some(Finder::new(bindings, self.context.practice.is_some()));
        Task::none()
    }

    pub(super) fn edit_finder(&mut self, edit: finder::Edit) -> Task<Message> {
        let Some(finder) = &mut self.finder else {
            return Task::none();
        };
        if let Some(question) = finder.update(edit) {
            let asked = finder.look_up(question, &self.context);
            return asked.map(Message::FinderAnswered);
        }
        let Some(target) = finder.taken() else {
            return Task::none();
        };
        self.finder = None;
        match target {
            Target::Go(route) => self.go(route),
            Target::Press(shortcut) => self.press(shortcut),
            Target::Here(message) => match self.layers.last() {
                Some(layer) => {
                    let id = layer.id;
                    self.update(Message::Screen(id, *message))
                }
                None => Task::none(),
            },
        }
    }
}
