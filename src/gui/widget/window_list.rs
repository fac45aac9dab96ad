//! A list of any length: the header stays, and only the rows in sight are ever made.
//!
//! It is one Tab stop. It scrolls by whole rows and shortens every cell to its column, so no text
//! is ever cut by an edge, which the software renderer would pay for dearly.

use std::collections::HashMap;

use iced::advanced::widget::operation::{Focusable as _, Operation};
use iced::advanced::widget::{Id, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, renderer};
use iced::alignment::Horizontal;
use iced::keyboard::{self, Key, key::Named};
use iced::{Color, Element, Event, Font, Length, Point, Rectangle, Renderer, Size, Theme};

use super::ellipsis::{self, Paragraph};
use super::focus;
use crate::gui::theme::{self, Palette};
use crate::gui::{font, size};

use state::{CellKey, State};

pub mod row;

mod state;

pub use row::{Act, Cell, Column, Selection, Sort, Tone, Width};

/// Space at each side of a cell.
const PADDING: f32 = 8.0;
/// The width of the scroll bar with the space beside it.
const BAR: f32 = 12.0;
/// How many rows may change without being painted as one area.
const FEW: usize = 2;
/// How many rows a notch of the wheel moves.
const NOTCH: f32 = 3.0;

/// A list over rows that `row` makes.
pub struct WindowList<'a, Message> {
    id: Id,
    columns: &'a [Column],
    count: usize,
    row: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
    selection: Selection,
    on_act: Box<dyn Fn(Act) -> Message + 'a>,
    empty: &'a str,
}

/// A list of `count` rows. `row` is asked only for those in sight.
pub fn window_list<'a, Message>(
    id: impl Into<Id>,
    columns: &'a [Column],
    count: usize,
    row: impl Fn(usize) -> Vec<Cell> + 'a,
    selection: Selection,
    on_act: impl Fn(Act) -> Message + 'a,
) -> WindowList<'a, Message> {
    WindowList {
        id: id.into(),
        columns,
        count,
        row: Box::new(row),
        selection,
        on_act: Box::new(on_act),
        empty: "Nothing here.",
    }
}

impl<'a, Message> WindowList<'a, Message> {
    /// What stands in place of rows when there are none: what to do first.
    #[must_use]
    pub fn empty(self, sentence: &'a str) -> Self {
        Self {
            empty: sentence,
            ..self
        }
    }

    /// Left edge and width of each column in a list of this width.
    fn spans(&self, width: f32) -> Vec<(f32, f32)> {
        let (fixed, shares) = self
            .columns
            .iter()
            .fold((0.0, 0.0), |(fixed, shares), column| match column.width {
                Width::Fixed(width) => (fixed + width, shares),
                Width::Share(share) => (fixed, shares + share),
            });
        let rest = (width - BAR - fixed).max(0.0);
        let mut x = 0.0;
        self.columns
            .iter()
            .map(|column| {
                let width = match column.width {
                    Width::Fixed(width) => width,
                    Width::Share(share) => (rest * share / shares).floor(),
                };
                let span = (x, width);
                x += width;
                span
            })
            .collect()
    }

    /// The order that comes after pressing the title of a column.
    fn sorted_by(&self, column: usize) -> Option<Sort> {
        let is_descending = self
            .selection
            .sort
            .is_some_and(|sort| sort.column == column && !sort.is_descending);
        self.columns
            .get(column)
            .filter(|column| column.is_sortable)
            .map(|_| Sort {
                column,
                is_descending,
            })
    }

    /// The order by the next sortable column to the right or left.
    fn sorted_beside(&self, to_the_right: bool) -> Option<Sort> {
        let total = self.columns.len();
        let step = if to_the_right {
            1
        } else {
            total.checked_sub(1)?
        };
        let mut column = match self.selection.sort {
            Some(sort) => sort.column,
            None => total - usize::from(to_the_right),
        };
        for _ in 0..total {
            column = (column + step) % total;
            if self.columns[column].is_sortable {
                return Some(Sort {
                    column,
                    is_descending: false,
                });
            }
        }
        None
    }

    fn key(&self, key: &Key, modifiers: keyboard::Modifiers, page: usize) -> Option<Act> {
        let Key::Named(named) = key else { return None };
        if modifiers.command() || modifiers.alt() {
            return None;
        }
        if modifiers.shift() {
            return match named {
                Named::ArrowLeft => self.sorted_beside(false).map(Act::Sorted),
                Named::ArrowRight => self.sorted_beside(true).map(Act::Sorted),
                Named::ArrowUp | Named::ArrowDown => self.selection.sort.map(|sort| {
                    Act::Sorted(Sort {
                        is_descending: *named == Named::ArrowDown,
                        ..sort
                    })
                }),
                _ => None,
            };
        }
        let last = self.count.checked_sub(1)?;
        let row = self.selection.row.map(|row| row.min(last));
        Some(match (named, row) {
            (Named::Enter, Some(row)) => Act::Opened(row),
            (Named::ArrowDown | Named::PageDown | Named::Home, None) => Act::Selected(0),
            (Named::ArrowUp | Named::PageUp | Named::End, None) => Act::Selected(last),
            (Named::ArrowDown, Some(row)) => Act::Selected((row + 1).min(last)),
            (Named::ArrowUp, Some(row)) => Act::Selected(row.saturating_sub(1)),
            (Named::PageDown, Some(row)) => Act::Selected((row + page).min(last)),
            (Named::PageUp, Some(row)) => Act::Selected(row.saturating_sub(page)),
            (Named::Home, Some(_)) => Act::Selected(0),
            (Named::End, Some(_)) => Act::Selected(last),
            _ => return None,
        })
    }

    /// What lies under a point, given from the list's corner.
    fn under(&self, state: &State, at: Point, size: Size) -> Under {
        if at.y < size::ROW {
            let column = self
                .spans(size.width)
                .iter()
                .position(|(x, width)| at.x >= *x && at.x < x + width);
            return column.map_or(Under::Nothing, Under::Title);
        }
        if at.x >= size.width - BAR && self.count > state.page {
            return Under::Bar;
        }
        // The list is at least as high as the point, so the quotient is small and not negative.
        let row = state.first + ((at.y - size::ROW) / size::ROW) as usize;
        if row < self.count && row < state.first + state.page {
            Under::Row(row)
        } else {
            Under::Nothing
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Under {
    Title(usize),
    Row(usize),
    Bar,
    Nothing,
}

impl<Message> Widget<Message, Theme, Renderer> for WindowList<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let size = limits.max();
        // A height of pixels holds few rows.
        state.page = (((size.height - size::ROW) / size::ROW).floor().max(1.0)) as usize;
        if state.revealed != self.selection.row {
            state.revealed = self.selection.row;
            if let Some(row) = self.selection.row {
                let first = state.first.clamp(row.saturating_sub(state.page - 1), row);
                let _ = state.scroll_to(first, self.count);
            }
        }
        let first = state.first;
        let _ = state.scroll_to(first, self.count);

        let spans = self.spans(size.width);
        let mut shaped = HashMap::new();
        let mut shape = |old: &HashMap<CellKey, Paragraph>, text: &str, width: f32, font: Font| {
            let room = (width - 2.0 * PADDING).max(0.0);
            let key = (text.to_owned(), room.to_bits(), font == font::CODE);
            let paragraph = old
                .get(&key)
                .cloned()
                .unwrap_or_else(|| ellipsis::fit(text, font, size::TEXT, room));
            let _ = shaped.insert(key, paragraph.clone());
            paragraph
        };
        let last = self.count.min(state.first + state.page);
        let rows: Vec<Vec<_>> = (state.first..last)
            .map(|row| {
                (self.row)(row)
                    .into_iter()
                    .zip(self.columns.iter().zip(&spans))
                    .map(|(cell, (column, (_, width)))| {
                        let paragraph = shape(&state.shaped, &cell.text, *width, column.font);
                        (cell.text, cell.tone, paragraph)
                    })
                    .collect()
            })
            .collect();
        let texts = |row: &[(String, Tone, Paragraph)]| -> Vec<String> {
            row.iter().map(|(text, ..)| text.clone()).collect()
        };
        let n_changed = rows
            .iter()
            .zip(&state.rows)
            .filter(|(now, before)| texts(now) != texts(before))
            .count()
            + rows.len().abs_diff(state.rows.len());
        if n_changed > FEW {
            state.is_turned_over = !state.is_turned_over;
        }
        state.rows = rows;
        state.shaped = shaped;
        let mut known = std::mem::take(&mut state.titles).into_iter();
        state.titles = self
            .columns
            .iter()
            .zip(&spans)
            .enumerate()
            .map(|(idx, (column, (_, width)))| {
                let sign = match self.selection.sort {
                    Some(sort) if sort.column == idx && sort.is_descending => " ▼",
                    Some(sort) if sort.column == idx => " ▲",
                    _ => "",
                };
                let title = format!("{}{sign}", column.title);
                match known.next() {
                    Some(same) if same.0 == title && same.1 == *width => same,
                    _ => {
                        let room = width - 2.0 * PADDING;
                        let shaped = ellipsis::fit(&title, font::TEXT, size::CAPTION, room);
                        (title, *width, shaped)
                    }
                }
            })
            .collect();
        state.empty = (self.count == 0).then(|| {
            let room = Size::new(size.width - 2.0 * size::XL, empty_height(size.height));
            ellipsis::fit_lines(self.empty, font::TEXT, size::TEXT, room)
        });
        layout::Node::new(size)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        operation.focusable(Some(&self.id), bounds, &mut state.focus);
        let spans = self.spans(bounds.width);
        for (column, (x, width)) in self.columns.iter().zip(&spans) {
            let title = Rectangle {
                x: bounds.x + x,
                width: *width,
                height: size::ROW,
                ..bounds
            };
            operation.text(None, title, column.title);
        }
        for (idx, row) in state.rows.iter().enumerate() {
            for ((text, ..), (x, width)) in row.iter().zip(&spans) {
                let cell = Rectangle {
                    x: bounds.x + x,
                    y: bounds.y + (idx + 1) as f32 * size::ROW,
                    width: *width,
                    height: size::ROW,
                };
                operation.text(None, cell, text);
            }
        }
        if state.empty.is_some() {
            operation.text(None, bounds, self.empty);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let Some(at) = cursor.position_in(bounds) else {
                    state.focus.unfocus();
                    return;
                };
                state.focus.focus();
                let click = mouse::Click::new(at, mouse::Button::Left, state.last_click);
                state.last_click = Some(click);
                match self.under(state, at, bounds.size()) {
                    Under::Title(column) => {
                        if let Some(sort) = self.sorted_by(column) {
                            shell.publish((self.on_act)(Act::Sorted(sort)));
                        }
                    }
                    Under::Row(row) if click.kind() == mouse::click::Kind::Double => {
                        shell.publish((self.on_act)(Act::Opened(row)));
                    }
                    Under::Row(row) => shell.publish((self.on_act)(Act::Selected(row))),
                    Under::Bar => {
                        state.is_dragging = true;
                        if state.drag(at.y + bounds.y, self.count, bounds) {
                            shell.invalidate_layout();
                        }
                    }
                    Under::Nothing => {}
                }
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.is_dragging = false;
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if state.is_dragging && state.drag(position.y, self.count, bounds) {
                    shell.invalidate_layout();
                    shell.request_redraw();
                }
                let hovered = cursor.position_in(bounds).and_then(|at| {
                    match self.under(state, at, bounds.size()) {
                        Under::Row(row) => Some(row),
                        _ => None,
                    }
                });
                if state.hovered != hovered {
                    state.hovered = hovered;
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if cursor.is_over(bounds) => {
                state.turned -= match delta {
                    mouse::ScrollDelta::Lines { y, .. } => y * NOTCH,
                    mouse::ScrollDelta::Pixels { y, .. } => y / size::ROW,
                };
                let whole = state.turned.trunc();
                state.turned -= whole;
                // A turn of the wheel is a few rows.
                let first = state.first.saturating_add_signed(whole as isize);
                if state.scroll_to(first, self.count) {
                    shell.invalidate_layout();
                    shell.request_redraw();
                }
                shell.capture_event();
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if state.focus.is_focused =>
            {
                if let Some(act) = self.key(key, *modifiers, state.page) {
                    shell.publish((self.on_act)(act));
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
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        match cursor
            .position_in(bounds)
            .map(|at| self.under(state, at, bounds.size()))
        {
            Some(Under::Title(column)) if self.columns[column].is_sortable => {
                mouse::Interaction::Pointer
            }
            _ => mouse::Interaction::None,
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let palette = Palette::of(theme);
        let bounds = layout.bounds();
        let fill = |renderer: &mut Renderer, bounds: Rectangle, color: Color| {
            let quad = renderer::Quad {
                bounds,
                ..renderer::Quad::default()
            };
            renderer::Renderer::fill_quad(renderer, quad, color);
        };
        renderer::Renderer::fill_quad(
            renderer,
            renderer::Quad {
                bounds,
                border: theme::outline(palette.hairline),
                ..renderer::Quad::default()
            },
            palette.surface,
        );
        let spans = self.spans(bounds.width);
        let cell = |place: usize, (x, width): (f32, f32)| Rectangle {
            x: bounds.x + x + PADDING,
            y: bounds.y + place as f32 * size::ROW,
            width: (width - 2.0 * PADDING).max(0.0),
            height: size::ROW,
        };
        for (((.., title), column), span) in state.titles.iter().zip(self.columns).zip(&spans) {
            let color = palette.muted;
            ellipsis::draw(
                renderer,
                title,
                cell(0, *span),
                column.align,
                color,
                viewport,
            );
        }
        let rows = Rectangle {
            y: bounds.y + size::ROW,
            height: (bounds.height - size::ROW).max(0.0),
            // Another area than before, by less than the eye or a pixel can tell.
            width: bounds.width - if state.is_turned_over { 0.01 } else { 0.0 },
            ..bounds
        };
        renderer::Renderer::with_layer(renderer, rows, |renderer| {
            for (place, row) in state.rows.iter().enumerate() {
                let idx = state.first + place;
                let line = Rectangle {
                    x: bounds.x + 1.0,
                    y: bounds.y + (place + 1) as f32 * size::ROW,
                    width: bounds.width - 2.0,
                    height: size::ROW,
                };
                if self.selection.row == Some(idx) {
                    let strength = if state.focus.is_focused { 0.16 } else { 0.08 };
                    fill(renderer, line, palette.tint(strength));
                    fill(renderer, Rectangle { width: 3.0, ..line }, palette.accent);
                } else if state.hovered == Some(idx) {
                    fill(renderer, line, palette.tint(0.05));
                }
                fill(
                    renderer,
                    Rectangle {
                        height: 1.0,
                        ..line
                    },
                    palette.hairline,
                );
                for (((_, tone, shaped), column), span) in row.iter().zip(self.columns).zip(&spans)
                {
                    let color = tone.color(palette);
                    let bounds = cell(place + 1, *span);
                    ellipsis::draw(renderer, shaped, bounds, column.align, color, viewport);
                }
            }
            if let Some(handle) = state.handle(self.count, bounds) {
                renderer::Renderer::fill_quad(
                    renderer,
                    renderer::Quad {
                        bounds: handle,
                        border: iced::border::rounded(handle.width / 2.0),
                        ..renderer::Quad::default()
                    },
                    theme::scroller(palette, state.is_dragging),
                );
            }
        });
        if let Some(shaped) = &state.empty {
            let below = Rectangle {
                y: bounds.y + size::ROW,
                height: empty_height(bounds.height),
                ..bounds
            };
            let line = Rectangle {
                height: 1.0,
                ..below
            };
            fill(renderer, line, palette.hairline);
            let color = palette.muted;
            ellipsis::draw(renderer, shaped, below, Horizontal::Center, color, viewport);
        }
        if state.focus.is_focused {
            // Over the rows.
            renderer::Renderer::with_layer(renderer, bounds.expand(size::XS), |renderer| {
                focus::draw_ring(renderer, theme, bounds, 0.0);
            });
        }
    }
}

/// The height in which an empty list of a height says why it is empty.
fn empty_height(height: f32) -> f32 {
    (height - size::ROW).min(6.0 * size::ROW)
}

impl<'a, Message: 'a> From<WindowList<'a, Message>> for Element<'a, Message> {
    fn from(list: WindowList<'a, Message>) -> Self {
        Element::new(list)
    }
}
