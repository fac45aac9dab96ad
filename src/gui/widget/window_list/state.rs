//! Where a list stands, and the texts that it has shaped.

use std::collections::HashMap;

use iced::Rectangle;
use iced::advanced::mouse;

use super::{BAR, Tone};
use crate::gui::size;
use crate::gui::widget::ellipsis::Paragraph;
use crate::gui::widget::focus;

/// The shortest handle of the scroll bar.
const HANDLE: f32 = 24.0;

/// What a shaped cell was shaped from: text, column width, face.
pub(super) type CellKey = (String, u32, bool);

/// What a list remembers between two frames.
#[derive(Default)]
pub(super) struct State {
    pub(super) focus: focus::State,
    /// The first row in sight, and how many whole rows there is room for.
    pub(super) first: usize,
    pub(super) page: usize,
    /// What the wheel has turned short of a row.
    pub(super) turned: f32,
    /// The selection that was brought into sight last.
    pub(super) revealed: Option<usize>,
    pub(super) hovered: Option<usize>,
    pub(super) is_dragging: bool,
    pub(super) last_click: Option<mouse::Click>,
    pub(super) shaped: HashMap<CellKey, Paragraph>,
    pub(super) titles: Vec<(String, f32, Paragraph)>,
    /// Changes whenever many rows do: the renderer then paints all of them as one area. Cell by cell
    /// it would paint whatever lies below once for each.
    pub(super) is_turned_over: bool,
    pub(super) rows: Vec<Vec<(String, Tone, Paragraph)>>,
    pub(super) empty: Option<Paragraph>,
}

impl State {
    /// Brings a row to the top as far as there are rows below it; whether anything moved.
    pub(super) fn scroll_to(&mut self, first: usize, count: usize) -> bool {
        let first = first.min(count.saturating_sub(self.page));
        let has_moved = first != self.first;
        self.first = first;
        has_moved
    }

    /// The handle of the scroll bar, where the rows do not all fit.
    pub(super) fn handle(&self, count: usize, bounds: Rectangle) -> Option<Rectangle> {
        if count <= self.page {
            return None;
        }
        let room = bounds.height - size::ROW - 4.0;
        let height = (room * self.page as f32 / count as f32)
            .max(HANDLE)
            .min(room);
        let hidden = (count - self.page) as f32;
        Some(Rectangle {
            x: bounds.x + bounds.width - BAR + 3.0,
            y: bounds.y + size::ROW + 2.0 + (room - height) * (self.first as f32 / hidden).min(1.0),
            width: BAR - 6.0,
            height,
        })
    }

    /// Scrolls so that the middle of the handle comes to the height `y`.
    pub(super) fn drag(&mut self, y: f32, count: usize, bounds: Rectangle) -> bool {
        let Some(handle) = self.handle(count, bounds) else {
            return false;
        };
        let top = bounds.y + size::ROW + 2.0 + handle.height / 2.0;
        let room = bounds.height - size::ROW - 4.0 - handle.height;
        let share = if room > 0.0 {
            ((y - top) / room).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let hidden = count.saturating_sub(self.page);
        // Between 0 and the number of rows.
        self.scroll_to((share * hidden as f32).round() as usize, count)
    }
}
