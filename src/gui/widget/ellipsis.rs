//! One line of text that is shortened with an ellipsis where it does not fit.
//!
//! Text must never run out of its box: the software renderer clears a mask as large as the window
//! for each text that does.

use std::cell::RefCell;

use iced::advanced::text::{self, Hit, Paragraph as _, Shaping, Wrapping};
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
    shape_within(text, font, size, Size::INFINITE, Wrapping::None)
}

fn shape_within(text: &str, font: Font, size: f32, bounds: Size, wrapping: Wrapping) -> Paragraph {
    Paragraph::with_text(Text {
        content: text,
        bounds,
        size: Pixels(size),
        line_height: text::LineHeight::default(),
        font,
        align_x: text::Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Auto,
        wrapping,
    })
}

/// Shapes a sentence of our own on as many lines as it needs; where these do not fit, on one that is
/// shortened.
pub fn fit_lines(text: &str, font: Font, size: f32, room: Size) -> Paragraph {
    let bounds = Size::new(room.width, f32::INFINITY);
    let lines = shape_within(text, font, size, bounds, Wrapping::Word);
    if lines.min_width() <= room.width && lines.min_height() <= room.height {
        return lines;
    }
    fit(text, font, size, room.width)
}

/// No line shows more letters than this.
const LONGEST: usize = 1_000;

/// No face has letters narrower than this share of their size on average, so no more of a long text
/// is looked at than could fit.
const NARROWEST: f32 = 0.15;

/// Shapes one line of text, shortened so that it is no wider than `width`.
///
/// Shaping is what a list pays for when it scrolls: where the text ends is read off its first shape
/// and corrected letter by letter, which hardly ever takes more than one more.
pub fn fit(text: &str, font: Font, size: f32, width: f32) -> Paragraph {
    // A width of pixels holds few letters.
    let most = ((width.max(0.0) / (NARROWEST * size)) as usize)
        .saturating_add(2)
        .min(LONGEST);
    let mut letters = text.chars();
    // A line end in a text would make it two lines high.
    let text: String = (&mut letters)
        .take(most)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let is_whole = letters.next().is_none();
    let whole = shape(&text, font, size);
    if is_whole && whole.min_width() <= width {
        return whole;
    }
    let room = width - ellipsis_width(font, size);
    if room < 0.0 {
        return shape("", font, size);
    }
    let middle = Point::new(room, whole.min_height() / 2.0);
    let hit = whole.hit_test(middle).map_or(0, Hit::cursor);
    let mut end = text.floor_char_boundary(hit.min(text.len()));
    loop {
        let fitted = shape(&shortened(&text[..end]), font, size);
        if fitted.min_width() <= width {
            return fitted;
        }
        if end == 0 {
            return shape("", font, size);
        }
        end = text.floor_char_boundary(end - 1);
    }
}

/// The width of an ellipsis alone.
fn ellipsis_width(font: Font, size: f32) -> f32 {
    thread_local! {
        static KNOWN: RefCell<Vec<(Font, f32, f32)>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        let found = known.iter().find(|it| it.0 == font && it.1 == size);
        if let Some((.., width)) = found {
            return *width;
        }
        let width = shape("…", font, size).min_width();
        known.push((font, size, width));
        width
    })
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

/// What was shaped, and from what. A shape that stays is not painted again, so the whole line is
/// kept whatever room a row tries it in, and the last shortened one beside it.
#[derive(Default)]
struct State {
    whole: Option<(String, Paragraph)>,
    cut: Option<(f32, Paragraph)>,
    is_cut: bool,
}

impl State {
    fn shown(&self) -> Option<&Paragraph> {
        if self.is_cut {
            self.cut.as_ref().map(|(_, shaped)| shaped)
        } else {
            self.whole.as_ref().map(|(_, shaped)| shaped)
        }
    }
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
        let is_shaped = state.whole.as_ref().is_some_and(|(text, shaped)| {
            *text == self.text && shaped.size() == Pixels(self.size) && shaped.font() == self.font
        });
        if !is_shaped {
            let whole = fit(&self.text, self.font, self.size, f32::INFINITY);
            state.whole = Some((self.text.clone(), whole));
            state.cut = None;
        }
        let width = state.whole.as_ref().map(|(_, shaped)| shaped.min_width());
        state.is_cut = width.is_some_and(|width| width > room);
        if state.is_cut && state.cut.as_ref().is_none_or(|(cut_at, _)| *cut_at != room) {
            let cut = fit(&self.text, self.font, self.size, room);
            state.cut = Some((room, cut));
        }
        let content = state.shown().map_or(Size::ZERO, Paragraph::min_bounds);
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
        if let Some(shaped) = tree.state.downcast_ref::<State>().shown() {
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
    fn a_sentence_takes_the_lines_it_needs_and_no_more_than_there_is_room_for() {
        let text = "No account waits: nobody’s final notice has gone unanswered for its time.";
        let one = shape(text, font::TEXT, 14.0);
        for (width, height, n_lines) in [(2_000.0, 300.0, 1), (300.0, 300.0, 2), (300.0, 20.0, 1)] {
            let room = Size::new(width, height);
            let shaped = fit_lines(text, font::TEXT, 14.0, room);
            assert!(shaped.min_width() <= width && shaped.min_height() <= height);
            let lines = (shaped.min_height() / one.min_height()).round();
            assert_eq!(lines, n_lines as f32, "{width} by {height}");
        }
    }

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
