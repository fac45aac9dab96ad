//! Moves the keyboard focus among the widgets below a widget, round and round, and keeps what has
//! it in sight.
//!
//! iced's own `focus_next` drops the focus after the last field and leaves it out of sight in a
//! scrolled form; these do neither. They run inside `Widget::update`, so tests see them without a
//! running program.

use iced::advanced::widget::operation::{Focusable, Operation, Outcome, Scrollable, TextInput};
use iced::advanced::widget::{Id, Tree, operate};
use iced::advanced::{Layout, Widget};
use iced::widget::operation::AbsoluteOffset;
use iced::{Rectangle, Renderer, Task, Theme, Vector};

use crate::gui::size;

/// Where the focus is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    First,
    Next,
    Previous,
}

/// What of the widgets below can have the focus, and which one has it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Survey {
    /// How many can have the focus.
    pub total: usize,
    /// The place of the one that has it, from 0, in reading order.
    pub focused: Option<usize>,
    /// Whether what has it is a field that takes text.
    pub is_in_text: bool,
    text_follows: bool,
}

impl Operation for Survey {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn text_input(&mut self, _: Option<&Id>, _: Rectangle, _: &mut dyn TextInput) {
        self.text_follows = true;
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.focused = Some(self.total);
            self.is_in_text = self.text_follows;
        }
        self.text_follows = false;
        self.total += 1;
    }
}

/// Looks at the widgets below `content`.
pub fn survey<Message>(
    content: &mut dyn Widget<Message, Theme, Renderer>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) -> Survey {
    let mut survey = Survey::default();
    content.operate(tree, layout, renderer, &mut survey);
    survey
}

/// Moves the focus among the widgets below `content`. A text field that gets it has its whole text
/// selected, so that typing replaces it.
pub fn travel<Message>(
    content: &mut dyn Widget<Message, Theme, Renderer>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
    direction: Direction,
) {
    let Survey { total, focused, .. } = survey(content, tree, layout, renderer);
    if total == 0 {
        return;
    }
    let target = match (direction, focused) {
        (Direction::First, _) | (Direction::Next, None) => 0,
        (Direction::Next, Some(place)) => (place + 1) % total,
        (Direction::Previous, None) => total - 1,
        (Direction::Previous, Some(place)) => (place + total - 1) % total,
    };
    let mut give = Give {
        target,
        place: 0,
        bounds: None,
    };
    content.operate(tree, layout, renderer, &mut give);
    let Some(bounds) = give.bounds else { return };
    content.operate(tree, layout, renderer, &mut Select { target, place: 0 });
    content.operate(tree, layout, renderer, &mut Reveal(bounds));
}

/// Gives the focus to one widget, selects its text and brings it into sight.
pub fn go_to<M: Send + 'static>(id: impl Into<Id>) -> Task<M> {
    operate(GoTo {
        id: id.into(),
        bounds: None,
    })
}

/// Gives the focus to the first widget inside of the container `within` if nothing has it: a screen
/// that comes to the front again has forgotten which one it was.
pub fn settle<M: Send + 'static>(within: impl Into<Id>) -> Task<M> {
    operate(Settle {
        within: within.into(),
        room: None,
        has_focus: false,
        first: None,
        place: 0,
    })
}

struct Settle {
    within: Id,
    room: Option<Rectangle>,
    has_focus: bool,
    first: Option<usize>,
    place: usize,
}

impl<T: 'static> Operation<T> for Settle {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        if id == Some(&self.within) {
            self.room = Some(bounds);
        }
    }

    fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        self.has_focus |= state.is_focused();
        let is_inside = self.room.is_some_and(|room| room.contains(bounds.center()));
        if is_inside && self.first.is_none() {
            self.first = Some(self.place);
        }
        self.place += 1;
    }

    fn finish(&self) -> Outcome<T> {
        match self.first {
            Some(target) if !self.has_focus => Outcome::Chain(Box::new(Give {
                target,
                place: 0,
                bounds: None,
            })),
            _ => Outcome::None,
        }
    }
}

#[derive(Clone)]
struct GoTo {
    id: Id,
    bounds: Option<Rectangle>,
}

impl<T: 'static> Operation<T> for GoTo {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if id == Some(&self.id) {
            state.focus();
            self.bounds = Some(bounds);
        } else if state.is_focused() {
            state.unfocus();
        }
    }

    fn finish(&self) -> Outcome<T> {
        match self.bounds {
            Some(bounds) => Outcome::Chain(Box::new(Show {
                id: self.id.clone(),
                reveal: Reveal(bounds),
            })),
            None => Outcome::None,
        }
    }
}

/// The second pass of [`GoTo`].
struct Show {
    id: Id,
    reveal: Reveal,
}

impl<T> Operation<T> for Show {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn text_input(&mut self, id: Option<&Id>, _: Rectangle, state: &mut dyn TextInput) {
        if id == Some(&self.id) {
            state.select_all();
        }
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.reveal
            .scrollable(id, bounds, content_bounds, translation, state);
    }
}

struct Give {
    target: usize,
    place: usize,
    bounds: Option<Rectangle>,
}

impl<T> Operation<T> for Give {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if self.place == self.target {
            state.focus();
            self.bounds = Some(bounds);
        } else if state.is_focused() {
            state.unfocus();
        }
        self.place += 1;
    }
}

/// A pass of its own: a field that gets the focus moves its cursor to the end.
struct Select {
    target: usize,
    place: usize,
}

impl Operation for Select {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn text_input(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn TextInput) {
        if self.place == self.target {
            state.select_all();
        }
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, _: &mut dyn Focusable) {
        self.place += 1;
    }
}

struct Reveal(Rectangle);

impl Operation for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if !content_bounds.contains(self.0.center()) {
            return;
        }
        let step = |start: f32, length: f32, offset: f32, room: f32| {
            if start - size::L < offset {
                (start - size::L).max(0.0) - offset
            } else if start + length + size::L > offset + room {
                // Never past its start, where it is longer than there is room.
                (start + length + size::L - room).min(start) - offset
            } else {
                0.0
            }
        };
        state.scroll_by(
            AbsoluteOffset {
                x: step(
                    self.0.x - content_bounds.x,
                    self.0.width,
                    translation.x,
                    bounds.width,
                ),
                y: step(
                    self.0.y - content_bounds.y,
                    self.0.height,
                    translation.y,
                    bounds.height,
                ),
            },
            bounds,
            content_bounds,
        );
    }
}
