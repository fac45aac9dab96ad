//! Content that scrolls and is then painted as one area.
//!
//! The software renderer looks for what changed text by text. Where everything has moved it finds
//! hundreds of small areas and paints all that lies below once for each; one large area takes a
//! tenth of that time. A layer whose bounds have changed is painted whole, so this changes them, by
//! less than a pixel can tell, whenever its content has scrolled.

use iced::advanced::widget::operation::{Operation, Scrollable};
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// How much narrower the content is every other time, in pixels.
const HAIR: f32 = 0.01;

/// A scrollable that is painted as one area when it has scrolled.
pub struct OneArea<'a, Message> {
    content: Element<'a, Message>,
}

/// Wraps a scrollable.
pub fn one_area<'a, Message>(content: impl Into<Element<'a, Message>>) -> OneArea<'a, Message> {
    OneArea {
        content: content.into(),
    }
}

#[derive(Default)]
struct State {
    scrolled: Vector,
    is_narrower: bool,
}

/// How far the scrollables below have scrolled, together.
#[derive(Default)]
struct Scrolled(Vector);

impl Operation for Scrolled {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        _: Rectangle,
        _: Rectangle,
        translation: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.0 += translation;
    }
}

impl<Message> Widget<Message, Theme, Renderer> for OneArea<'_, Message> {
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

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let is_narrower = tree.state.downcast_ref::<State>().is_narrower;
        let limits = limits.shrink(Size::new(if is_narrower { HAIR } else { 0.0 }, 0.0));
        self.content
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, &limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content
            .as_widget_mut()
            .operate(&mut tree.children[0], layout, renderer, operation);
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
        let content = self.content.as_widget_mut();
        content.update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        let mut scrolled = Scrolled::default();
        content.operate(&mut tree.children[0], layout, renderer, &mut scrolled);
        let state = tree.state.downcast_mut::<State>();
        if state.scrolled != scrolled.0 {
            state.scrolled = scrolled.0;
            state.is_narrower = !state.is_narrower;
            shell.invalidate_layout();
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

impl<'a, Message: 'a> From<OneArea<'a, Message>> for Element<'a, Message> {
    fn from(area: OneArea<'a, Message>) -> Self {
        Element::new(area)
    }
}
