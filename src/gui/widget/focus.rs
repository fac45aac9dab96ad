//! Makes anything reachable by Tab, with a ring around it, and pressable by Enter and Space.

use iced::advanced::widget::operation::{Focusable, Operation};
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::{Color, Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use crate::gui::size;
use crate::gui::theme::{self, Palette};

/// How far outside its content the ring stands.
const GAP: f32 = 3.0;

type OnKey<'a, Message> = Box<dyn Fn(&Key, Modifiers) -> Option<Message> + 'a>;

/// One Tab stop around any content.
///
/// The content must hold no Tab stop of its own. It goes on getting every event first, so a button
/// in it still takes the mouse.
pub struct Focus<'a, Message> {
    id: Id,
    content: Element<'a, Message>,
    on_press: Option<Message>,
    on_click: Option<Message>,
    on_key: Option<OnKey<'a, Message>>,
    is_enabled: bool,
}

/// Makes `content` one Tab stop.
pub fn focus<'a, Message>(
    id: impl Into<Id>,
    content: impl Into<Element<'a, Message>>,
) -> Focus<'a, Message> {
    Focus {
        id: id.into(),
        content: content.into(),
        on_press: None,
        on_click: None,
        on_key: None,
        is_enabled: true,
    }
}

impl<'a, Message> Focus<'a, Message> {
    /// What Enter and Space do.
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// What a click does, for content that does not take the mouse itself.
    pub fn on_click(mut self, message: Message) -> Self {
        self.on_click = Some(message);
        self
    }

    /// What other keys do; they are asked before Enter and Space.
    pub fn on_key(mut self, on_key: impl Fn(&Key, Modifiers) -> Option<Message> + 'a) -> Self {
        self.on_key = Some(Box::new(on_key));
        self
    }

    /// Whether it can have the focus at all.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }
}

/// Whether the wrapper has the focus; shared by the widgets that are one Tab stop themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    pub is_focused: bool,
    is_pressed: bool,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.is_focused
    }

    fn focus(&mut self) {
        self.is_focused = true;
    }

    fn unfocus(&mut self) {
        self.is_focused = false;
    }
}

/// Draws the ring around `bounds`, `gap` outside of it.
pub fn draw_ring(renderer: &mut Renderer, theme: &Theme, bounds: Rectangle, gap: f32) {
    renderer::Renderer::fill_quad(
        renderer,
        renderer::Quad {
            bounds: bounds.expand(gap),
            border: theme::ring(Palette::of(theme)).rounded(size::RADIUS + gap.max(0.0)),
            ..renderer::Quad::default()
        },
        Color::TRANSPARENT,
    );
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Focus<'_, Message> {
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
        if !self.is_enabled {
            tree.state.downcast_mut::<State>().is_focused = false;
        }
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
        if self.is_enabled {
            let state = tree.state.downcast_mut::<State>();
            operation.focusable(Some(&self.id), layout.bounds(), state);
        }
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
        self.content.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        if !self.is_enabled {
            return;
        }
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let is_inside = cursor.is_over(layout.bounds());
                if state.is_focused != is_inside {
                    state.is_focused = is_inside;
                    shell.request_redraw();
                }
                state.is_pressed = is_inside && !shell.is_event_captured();
                if state.is_pressed && self.on_click.is_some() {
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if std::mem::take(&mut state.is_pressed)
                    && cursor.is_over(layout.bounds())
                    && let Some(message) = &self.on_click
                {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if state.is_focused && !shell.is_event_captured() =>
            {
                let is_press = modifiers.is_empty()
                    && (matches!(key, Key::Named(Named::Enter | Named::Space))
                        || *key == Key::Character(" ".into()));
                let asked = self.on_key.as_ref().and_then(|ask| ask(key, *modifiers));
                let pressed = || self.on_press.clone().filter(|_| is_press);
                if let Some(message) = asked.or_else(pressed) {
                    shell.publish(message);
                    shell.capture_event();
                }
            }
            _ => {}
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
        if self.is_enabled && self.on_click.is_some() && cursor.is_over(layout.bounds()) {
            return mouse::Interaction::Pointer;
        }
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
        if tree.state.downcast_ref::<State>().is_focused {
            draw_ring(renderer, theme, layout.bounds(), GAP);
        }
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

impl<'a, Message: Clone + 'a> From<Focus<'a, Message>> for Element<'a, Message> {
    fn from(focus: Focus<'a, Message>) -> Self {
        Element::new(focus)
    }
}
