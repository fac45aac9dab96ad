//! The root of the window: takes the keys that nothing inside it wanted.
//!
//! It stands in the widget tree rather than in a subscription, so that a test that taps a key sees
//! what a user would see.

use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::time::{Duration, Instant};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, window};

use super::travel::{self, Direction, Survey};
use crate::gui::shortcut::Stroke;

/// What a key does, where it does anything.
type Lookup<'a, Message> = Box<dyn Fn(Stroke) -> Option<Message> + 'a>;

/// Content whose unclaimed keys move the focus or are looked up.
pub struct Keys<'a, Message> {
    content: Element<'a, Message>,
    lookup: Lookup<'a, Message>,
    idle: Option<(Duration, Message)>,
}

/// When a key or the mouse moved last.
#[derive(Default)]
struct State {
    moved: Option<Instant>,
}

/// Puts `content` under the key table `lookup`. Tab and Shift+Tab move the focus, and so does Enter
/// in a text field.
pub fn keys<'a, Message>(
    content: impl Into<Element<'a, Message>>,
    lookup: impl Fn(Stroke) -> Option<Message> + 'a,
) -> Keys<'a, Message> {
    Keys {
        content: content.into(),
        lookup: Box::new(lookup),
        idle: None,
    }
}

impl<Message> Keys<'_, Message> {
    /// What happens once neither key nor mouse has moved for so long. Until then the window sleeps.
    #[must_use]
    pub fn on_idle(self, after: Duration, message: Message) -> Self {
        Self {
            idle: Some((after, message)),
            ..self
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Keys<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.content
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.traverse(&mut |operation| {
            self.content.as_widget_mut().operate(
                &mut tree.children[0],
                layout,
                renderer,
                operation,
            );
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Some((after, message)) = &self.idle {
            let state = tree.state.downcast_mut::<State>();
            match event {
                Event::Keyboard(_) | Event::Mouse(_) | Event::InputMethod(_) => {
                    state.moved = Some(Instant::now());
                }
                Event::Window(window::Event::RedrawRequested(now)) => {
                    let end = *state.moved.get_or_insert(*now) + *after;
                    if *now >= end {
                        state.moved = Some(*now);
                        shell.publish(message.clone());
                    } else {
                        shell.request_redraw_at(end);
                    }
                }
                _ => {}
            }
        }
        let tree = &mut tree.children[0];
        let content = self.content.as_widget_mut();
        content.update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let Event::Keyboard(keyboard::Event::KeyPressed {
            key,
            modified_key,
            physical_key,
            modifiers,
            ..
        }) = event
        else {
            return;
        };
        if shell.is_event_captured() {
            return;
        }
        let mut travelled = None;
        if *key == Key::Named(Named::Tab) && !modifiers.command() && !modifiers.alt() {
            travelled = Some(if modifiers.shift() {
                Direction::Previous
            } else {
                Direction::Next
            });
        } else if *key == Key::Named(Named::Enter) && modifiers.is_empty() {
            let Survey { is_in_text, .. } = travel::survey(content, tree, layout, renderer);
            travelled = is_in_text.then_some(Direction::Next);
        }
        if let Some(direction) = travelled {
            travel::travel(content, tree, layout, renderer, direction);
            // An event that changes nothing, so that the fields see at once who has the focus.
            let again = Event::Keyboard(keyboard::Event::ModifiersChanged(*modifiers));
            content.update(
                tree, &again, layout, cursor, renderer, clipboard, shell, viewport,
            );
            shell.request_redraw();
            shell.capture_event();
        } else if let Some(message) =
            Stroke::pressed(key, modified_key, *physical_key, *modifiers).and_then(&self.lookup)
        {
            shell.publish(message);
            shell.capture_event();
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(
            &tree.children[0],
            layout,
            cursor,
            viewport,
            renderer,
        )
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content.as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            style,
            layout,
            cursor,
            viewport,
        );
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: Clone + 'a> From<Keys<'a, Message>> for Element<'a, Message> {
    fn from(keys: Keys<'a, Message>) -> Self {
        Element::new(keys)
    }
}
