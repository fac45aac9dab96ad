//! A dialog over the rest: as long as it is there, the rest gets no key, no click and no focus.

use iced::advanced::widget::operation::{self, Operation, Outcome, focusable};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::widget::container;
use iced::{Color, Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use super::travel::{self, Direction};
use crate::gui::{size, theme};

/// What lies behind a dialog, dimmed.
const SCRIM: Color = Color::from_rgba(0.0, 0.0, 0.0, 0.45);

/// A base with a dialog that may stand over it.
pub struct Modal<'a, Message> {
    base: Element<'a, Message>,
    dialog: Option<Element<'a, Message>>,
}

/// Stands `dialog`, where there is one, in the middle over `base`. The first field or button of the
/// dialog gets the focus, and when it goes the base has its own focus again; so wrap the base
/// always, not only while there is a dialog.
pub fn modal<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
) -> Modal<'a, Message> {
    Modal {
        base: base.into(),
        dialog: dialog.map(|dialog| {
            container(dialog)
                .padding(size::XL)
                .style(theme::floating)
                .into()
        }),
    }
}

#[derive(Default)]
struct State {
    /// Whether the dialog has been given the focus.
    is_entered: bool,
}

/// Whether something in the dialog has the focus.
fn has_focus<Message>(
    dialog: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) -> bool {
    let mut count = focusable::count();
    dialog.as_widget_mut().operate(
        tree,
        layout,
        renderer,
        &mut operation::black_box(&mut count),
    );
    matches!(count.finish(), Outcome::Some(count) if count.focused.is_some())
}

impl<Message> Widget<Message, Theme, Renderer> for Modal<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        std::iter::once(&self.base)
            .chain(&self.dialog)
            .map(Tree::new)
            .collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let children: Vec<_> = std::iter::once(&self.base).chain(&self.dialog).collect();
        tree.diff_children(&children);
        if self.dialog.is_none() {
            tree.state.downcast_mut::<State>().is_entered = false;
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let mut nodes =
            vec![
                self.base
                    .as_widget_mut()
                    .layout(&mut tree.children[0], renderer, limits),
            ];
        let room = limits.max();
        if let Some(dialog) = &mut self.dialog {
            let inside = layout::Limits::new(
                Size::ZERO,
                Size::new(
                    (room.width - 2.0 * size::XL).max(0.0),
                    (room.height - 2.0 * size::XL).max(0.0),
                ),
            );
            let node = dialog
                .as_widget_mut()
                .layout(&mut tree.children[1], renderer, &inside);
            let free = Size::new(
                room.width - node.size().width,
                room.height - node.size().height,
            );
            // A little above the middle, where the eye expects it.
            nodes.push(node.translate(Vector::new(
                (free.width / 2.0).round(),
                (free.height * 0.4).round(),
            )));
        }
        layout::Node::with_children(room, nodes)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let idx = usize::from(self.dialog.is_some());
        let content = self.dialog.as_mut().unwrap_or(&mut self.base);
        let (Some(child), Some(layout)) = (tree.children.get_mut(idx), layout.children().nth(idx))
        else {
            return;
        };
        operation.traverse(&mut |operation| {
            content
                .as_widget_mut()
                .operate(child, layout, renderer, operation);
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
        let mut layouts = layout.children();
        let (Some(base_layout), dialog_layout) = (layouts.next(), layouts.next()) else {
            return;
        };
        // The window's own events concern both: who draws a cursor must hear of each frame.
        if self.dialog.is_none() || matches!(event, Event::Window(_)) {
            let base_cursor = if self.dialog.is_some() {
                mouse::Cursor::Unavailable
            } else {
                cursor
            };
            self.base.as_widget_mut().update(
                &mut tree.children[0],
                event,
                base_layout,
                base_cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        let (Some(dialog), Some(layout)) = (&mut self.dialog, dialog_layout) else {
            return;
        };
        let state = tree.state.downcast_mut::<State>();
        if !std::mem::replace(&mut state.is_entered, true) {
            // A dialog that was opened for one of its fields has the focus there already.
            if !has_focus(dialog, &mut tree.children[1], layout, renderer) {
                travel::travel(
                    dialog.as_widget_mut(),
                    &mut tree.children[1],
                    layout,
                    renderer,
                    Direction::First,
                );
            }
            shell.request_redraw();
        }
        dialog.as_widget_mut().update(
            &mut tree.children[1],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        if matches!(event, Event::Mouse(_)) {
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
        let idx = usize::from(self.dialog.is_some());
        let content = self.dialog.as_ref().unwrap_or(&self.base);
        match (tree.children.get(idx), layout.children().nth(idx)) {
            (Some(tree), Some(layout)) => content
                .as_widget()
                .mouse_interaction(tree, layout, cursor, viewport, renderer),
            _ => mouse::Interaction::None,
        }
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
        let mut layouts = layout.children();
        if let (Some(child), Some(layout)) = (tree.children.first(), layouts.next()) {
            let cursor = if self.dialog.is_some() {
                mouse::Cursor::Unavailable
            } else {
                cursor
            };
            self.base
                .as_widget()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
        if let (Some(dialog), Some(child), Some(dialog_layout)) =
            (&self.dialog, tree.children.get(1), layouts.next())
        {
            renderer::Renderer::with_layer(renderer, layout.bounds(), |renderer| {
                renderer::Renderer::fill_quad(
                    renderer,
                    renderer::Quad {
                        bounds: layout.bounds(),
                        ..renderer::Quad::default()
                    },
                    SCRIM,
                );
                dialog.as_widget().draw(
                    child,
                    renderer,
                    theme,
                    style,
                    dialog_layout,
                    cursor,
                    viewport,
                );
            });
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
        let idx = usize::from(self.dialog.is_some());
        let content = self.dialog.as_mut().unwrap_or(&mut self.base);
        content.as_widget_mut().overlay(
            tree.children.get_mut(idx)?,
            layout.children().nth(idx)?,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: 'a> From<Modal<'a, Message>> for Element<'a, Message> {
    fn from(modal: Modal<'a, Message>) -> Self {
        Element::new(modal)
    }
}
