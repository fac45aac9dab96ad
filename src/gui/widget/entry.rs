//! A text field that tells when it gets and loses the focus, lets its owner take keys, and shows a
//! suggestion in grey.

use iced::advanced::text::Paragraph as _;
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::alignment::Horizontal;
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::widget::text_input;
use iced::{Element, Event, Font, Length, Padding, Rectangle, Renderer, Size, Theme, Vector};

use super::ellipsis::{self, Paragraph};
use super::travel;
use crate::gui::theme::{self, Palette};
use crate::gui::{font, size};

/// Space between the edge of a field and its text, so that fields are as high as buttons.
pub const PADDING: Padding = Padding {
    top: 5.9,
    right: 8.0,
    bottom: 5.9,
    left: 8.0,
};

/// What the owner of a field makes of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Reaction<Message> {
    /// The key is used up.
    Take(Message),
    /// The owner hears of it and the key goes on: Tab still moves the focus.
    Pass(Message),
}

type OnKey<'a, Message> = Box<dyn Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a>;

/// A text field.
pub struct Entry<'a, Message> {
    input: Element<'a, Message>,
    text: String,
    is_secret: bool,
    is_enabled: bool,
    font: Font,
    align: Horizontal,
    on_focus: Option<Message>,
    on_blur: Option<Message>,
    on_key: Option<OnKey<'a, Message>>,
    ghost: Option<String>,
}

/// How a field looks and takes text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub font: Font,
    pub align: Horizontal,
    /// Shows dots in place of what is typed.
    pub is_secret: bool,
    pub has_problem: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            font: font::TEXT,
            align: Horizontal::Left,
            is_secret: false,
            has_problem: false,
        }
    }
}

/// A text field. Without `on_input` it is only shown.
pub fn entry<'a, Message: Clone + 'a>(
    id: impl Into<Id>,
    text: &str,
    look: Look,
    on_input: Option<impl Fn(String) -> Message + 'a>,
) -> Entry<'a, Message> {
    let is_enabled = on_input.is_some();
    let style = if look.has_problem {
        theme::field_with_problem
    } else {
        theme::field
    };
    let input = text_input("", text)
        .id(id)
        .font(look.font)
        .size(size::TEXT)
        .padding(PADDING)
        .align_x(look.align)
        .secure(look.is_secret)
        .style(style)
        .on_input_maybe(on_input);
    Entry {
        input: input.into(),
        text: text.to_owned(),
        is_secret: look.is_secret,
        is_enabled,
        align: look.align,
        font: look.font,
        on_focus: None,
        on_blur: None,
        on_key: None,
        ghost: None,
    }
}

impl<'a, Message> Entry<'a, Message> {
    pub fn on_focus(mut self, message: Message) -> Self {
        self.on_focus = Some(message);
        self
    }

    pub fn on_blur(mut self, message: Message) -> Self {
        self.on_blur = Some(message);
        self
    }

    /// Asks about every key before the field gets it. Escape and keys with Alt never reach it.
    pub fn on_key(
        mut self,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
    ) -> Self {
        self.on_key = Some(Box::new(on_key));
        self
    }

    /// Shows this after the typed text, in grey.
    pub fn ghost(mut self, ghost: Option<String>) -> Self {
        self.ghost = ghost.filter(|ghost| !ghost.is_empty());
        self
    }
}

#[derive(Default)]
struct State {
    had_focus: bool,
    typed: Option<Paragraph>,
    ghost: Option<Paragraph>,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Entry<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.input)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.input));
    }

    fn size(&self) -> Size<Length> {
        self.input.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let node = self
            .input
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits);
        let state = tree.state.downcast_mut::<State>();
        (state.typed, state.ghost) = match &self.ghost {
            Some(ghost) if !self.is_secret => {
                let typed = ellipsis::shape(&self.text, self.font, size::TEXT);
                let room = node.size().width - PADDING.x() - typed.min_width();
                let ghost = ellipsis::fit(ghost, self.font, size::TEXT, room.max(0.0));
                (Some(typed), Some(ghost))
            }
            _ => (None, None),
        };
        node
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if self.is_enabled {
            self.input
                .as_widget_mut()
                .operate(&mut tree.children[0], layout, renderer, operation);
        } else {
            operation.text(None, layout.bounds(), &self.text);
        }
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
        let state = tree.state.downcast_mut::<State>();
        let input = self.input.as_widget_mut();
        let child = &mut tree.children[0];
        let mut is_for_input = true;
        if let Event::Keyboard(keyboard::Event::KeyPressed {
            key,
            physical_key,
            modifiers,
            ..
        }) = event
            && travel::survey(input, child, layout, renderer)
                .focused
                .is_some()
        {
            is_for_input = match key {
                // Escape would take the focus away and nothing else; it means Back.
                Key::Named(Named::Escape) => false,
                Key::Named(Named::ArrowLeft | Named::ArrowRight) => !modifiers.alt(),
                // A sign with Ctrl is a command that some systems report as text.
                Key::Character(_) if modifiers.command() && !modifiers.alt() => matches!(
                    key.to_latin(*physical_key),
                    Some('a' | 'c' | 'v' | 'x' | 'A' | 'C' | 'V' | 'X')
                ),
                _ => true,
            };
            match self.on_key.as_ref().and_then(|ask| ask(key, *modifiers)) {
                Some(Reaction::Take(message)) => {
                    shell.publish(message);
                    shell.capture_event();
                    is_for_input = false;
                }
                Some(Reaction::Pass(message)) => {
                    shell.publish(message);
                    is_for_input = false;
                }
                None => {}
            }
        }
        if is_for_input {
            input.update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
        let has_focus = travel::survey(input, child, layout, renderer)
            .focused
            .is_some();
        if has_focus != state.had_focus {
            state.had_focus = has_focus;
            let message = if has_focus {
                &self.on_focus
            } else {
                &self.on_blur
            };
            if let Some(message) = message {
                shell.publish(message.clone());
            }
            shell.request_redraw();
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
        self.input.as_widget().mouse_interaction(
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
        self.input.as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            style,
            layout,
            cursor,
            viewport,
        );
        let state = tree.state.downcast_ref::<State>();
        if let (Some(typed), Some(ghost)) = (&state.typed, &state.ghost) {
            let inside = layout.bounds().shrink(PADDING);
            // Figures stand where they will stand once they are taken.
            let align = if typed.min_width() > 0.0 {
                Horizontal::Left
            } else {
                self.align
            };
            let start = typed.min_width();
            ellipsis::draw(
                renderer,
                ghost,
                Rectangle {
                    x: inside.x + start,
                    width: (inside.width - start).max(0.0),
                    ..inside
                },
                align,
                Palette::of(theme).muted,
                viewport,
            );
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
        self.input.as_widget_mut().overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: Clone + 'a> From<Entry<'a, Message>> for Element<'a, Message> {
    fn from(entry: Entry<'a, Message>) -> Self {
        Element::new(entry)
    }
}
