//! One line of text that is shortened with an ellipsis where it does not fit.
//!
//! Text must never run out of its box: the software renderer clears a mask as large as the window
//! for each text that does.

use iced::advanced::text::{self, Paragraph as _, Shaping, Wrapping};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Layout, Text, Widget, layout, mouse, renderer};
use iced::alignment;
use iced::widget::text::Style;
use iced::{Element, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme};

use crate::gui::{font, size};

/// A text as the renderer has shaped it.
pub type Paragraph = <Renderer as text::Renderer>::Paragraph;

/// Shapes one line of text without a bound.
pub fn shape(text: &str, font: Font, size: f32) -> Paragraph {
    Paragraph::with_text(Text {
        content: text,
        bounds: Size::INFINITE,
        size: Pixels(size),
        line_height: text::LineHeight::default(),
        font,
        align_x: text::Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Auto,
        wrapping: Wrapping::None,
    })
}

/// Shapes one line of text, shortened so that it is no wider than `width`.
pub fn fit(text: &str, font: Font, size: f32, width: f32) -> Paragraph {
    // A line end in a text would make it two lines high.
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(400)
        .collect();
    let whole = shape(&text, font, size);
    if whole.min_width() <= width {
        return whole;
    }
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let (mut fits, mut fails) = (0, starts.len());
    while fits + 1 < fails {
        let middle = usize::midpoint(fits, fails);
        if shape(&shortened(&text[..starts[middle]]), font, size).min_width() <= width {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    let shortest = shape(&shortened(&text[..starts[fits]]), font, size);
    if shortest.min_width() <= width {
        shortest
    } else {
        shape("", font, size)
    }
}

fn shortened(start: &str) -> String {
    format!("{}…", start.trim_end())
}

/// One line of text.
pub struct Line<'a> {
    text: String,
    font: Font,
    size: f32,
    width: Length,
    align: alignment::Horizontal,
    style: Box<dyn Fn(&Theme) -> Style + 'a>,
}

/// One line of text, as wide as there is room, shortened where that is not enough.
pub fn line<'a>(text: impl Into<String>) -> Line<'a> {
    Line {
        text: text.into(),
        font: font::TEXT,
        size: size::TEXT,
        width: Length::Fill,
        align: alignment::Horizontal::Left,
        style: Box::new(|_| Style::default()),
    }
}

impl<'a> Line<'a> {
    pub fn font(self, font: Font) -> Self {
        Self { font, ..self }
    }

    /// The text size in logical pixels.
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn width(self, width: impl Into<Length>) -> Self {
        Self {
            width: width.into(),
            ..self
        }
    }

    pub fn align(self, align: alignment::Horizontal) -> Self {
        Self { align, ..self }
    }

    pub fn style(self, style: impl Fn(&Theme) -> Style + 'a) -> Self {
        Self {
            style: Box::new(style),
            ..self
        }
    }
}

/// What was shaped, and from what.
#[derive(Default)]
struct State {
    shaped: Option<(String, u32, Paragraph)>,
}

impl<Message> Widget<Message, Theme, Renderer> for Line<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let limits = limits.width(self.width);
        let room = limits.max().width;
        let is_shaped = state.shaped.as_ref().is_some_and(|(text, width, shaped)| {
            *text == self.text
                && *width == room.to_bits()
                && shaped.size() == Pixels(self.size)
                && shaped.font() == self.font
        });
        if !is_shaped {
            let shaped = fit(&self.text, self.font, self.size, room);
            state.shaped = Some((self.text.clone(), room.to_bits(), shaped));
        }
        let content = state
            .shaped
            .as_ref()
            .map_or(Size::ZERO, |(_, _, shaped)| shaped.min_bounds());
        layout::Node::new(limits.resolve(self.width, Length::Shrink, content))
    }

    fn operate(
        &mut self,
        _tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text(None, layout.bounds(), &self.text);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        if let Some((_, _, shaped)) = &tree.state.downcast_ref::<State>().shaped {
            let color = (self.style)(theme).color.unwrap_or(style.text_color);
            draw(
                renderer,
                shaped,
                layout.bounds(),
                self.align,
                color,
                viewport,
            );
        }
    }
}

/// Draws a shaped line in the middle of `bounds`' height.
pub fn draw(
    renderer: &mut Renderer,
    shaped: &Paragraph,
    bounds: Rectangle,
    align: alignment::Horizontal,
    color: iced::Color,
    viewport: &Rectangle,
) {
    let free = bounds.width - shaped.min_width();
    let x = match align {
        alignment::Horizontal::Left => bounds.x,
        alignment::Horizontal::Center => bounds.x + free / 2.0,
        alignment::Horizontal::Right => bounds.x + free,
    };
    let y = bounds.y + (bounds.height - shaped.min_height()) / 2.0;
    text::Renderer::fill_paragraph(
        renderer,
        shaped,
        Point::new(x.round(), y.round()),
        color,
        *viewport,
    );
}

impl<'a, Message: 'a> From<Line<'a>> for Element<'a, Message> {
    fn from(line: Line<'a>) -> Self {
        Element::new(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_shortened_and_fits() {
        for text in [
            "",
            "W",
            "Wolfeschlegelsteinhausenbergerdorff, Hubert",
            "two\nlines",
        ] {
            for width in [0.0, 5.0, 40.0, 100.0, 1000.0] {
                let fitted = fit(text, font::TEXT, size::TEXT, width);
                assert!(fitted.min_width() <= width, "{text} in {width}");
                assert!(fitted.min_height() < 2.0 * size::TEXT, "{text} in {width}");
            }
        }
    }
}
