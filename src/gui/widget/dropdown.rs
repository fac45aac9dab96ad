//! Floats one element under another, over everything else.

use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Overlay, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use crate::gui::size;

/// Content with something that may float under it.
pub struct Dropdown<'a, Message> {
    content: Element<'a, Message>,
    floating: Option<Element<'a, Message>>,
    least_width: f32,
    needed: f32,
}

/// Floats `floating`, where there is something, under `content`, at least as wide as it and as
/// `least_width`.
pub fn dropdown<'a, Message>(
    content: impl Into<Element<'a, Message>>,
    floating: Option<Element<'a, Message>>,
    least_width: f32,
) -> Dropdown<'a, Message> {
    Dropdown {
        content: content.into(),
        floating,
        least_width,
        needed: f32::INFINITY,
    }
}

impl<Message> Dropdown<'_, Message> {
    /// Floats only where the content is narrower than this: else it can say it all itself.
    #[must_use]
    pub fn if_narrower_than(self, needed: f32) -> Self {
        Self { needed, ..self }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Dropdown<'_, Message> {
    fn tag(&self) -> tree::Tag {
        struct Marker;
        tree::Tag::of::<Marker>()
    }

    fn children(&self) -> Vec<Tree> {
        std::iter::once(&self.content)
            .chain(&self.floating)
            .map(Tree::new)
            .collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let children: Vec<_> = std::iter::once(&self.content)
            .chain(&self.floating)
            .collect();
        tree.diff_children(&children);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
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
        let anchor = layout.bounds() + translation;
        match (&mut self.floating, tree.children.as_mut_slice()) {
            (Some(floating), [_, tree]) if anchor.width < self.needed => {
                Some(overlay::Element::new(Box::new(Floating {
                    element: floating,
                    tree,
                    anchor,
                    least_width: self.least_width,
                })))
            }
            (_, [tree, ..]) => {
                self.content
                    .as_widget_mut()
                    .overlay(tree, layout, renderer, viewport, translation)
            }
            (_, []) => None,
        }
    }
}

struct Floating<'a, 'b, Message> {
    element: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Rectangle,
    least_width: f32,
}

impl<Message> Overlay<Message, Theme, Renderer> for Floating<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, bounds: Size) -> layout::Node {
        let width = self.anchor.width.max(self.least_width).min(bounds.width);
        let limits = layout::Limits::new(Size::new(width, 0.0), Size::new(width, bounds.height));
        let node = self
            .element
            .as_widget_mut()
            .layout(self.tree, renderer, &limits);
        let height = node.size().height;
        let below = self.anchor.y + self.anchor.height + size::XS;
        // Above, where there is room only there.
        let y = if below + height <= bounds.height || self.anchor.y < height + size::XS {
            below
        } else {
            self.anchor.y - size::XS - height
        };
        let x = self.anchor.x.min(bounds.width - width).max(0.0);
        node.move_to(Point::new(x, y))
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.element
            .as_widget_mut()
            .operate(self.tree, layout, renderer, operation);
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let bounds = layout.bounds();
        self.element.as_widget_mut().update(
            self.tree, event, layout, cursor, renderer, clipboard, shell, &bounds,
        );
        // A press beside a row must not reach what lies below, nor take the focus from the field.
        if matches!(event, Event::Mouse(mouse::Event::ButtonPressed(_))) && cursor.is_over(bounds) {
            shell.capture_event();
        }
    }

    fn mouse_interaction(
        &self,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let bounds = layout.bounds();
        let interaction = self
            .element
            .as_widget()
            .mouse_interaction(self.tree, layout, cursor, &bounds, renderer);
        if interaction == mouse::Interaction::None && cursor.is_over(bounds) {
            mouse::Interaction::Idle
        } else {
            interaction
        }
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let bounds = layout.bounds();
        self.element
            .as_widget()
            .draw(self.tree, renderer, theme, style, layout, cursor, &bounds);
    }
}

impl<'a, Message: 'a> From<Dropdown<'a, Message>> for Element<'a, Message> {
    fn from(dropdown: Dropdown<'a, Message>) -> Self {
        Element::new(dropdown)
    }
}
