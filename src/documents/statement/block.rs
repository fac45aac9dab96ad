//! What is laid out on its own and then put somewhere on a page.

use crate::documents::font::Face;
use crate::documents::page::{Color, Item, Line, Rectangle, Text};
use crate::documents::words::{width, wrapped};

/// Running text.
pub const SIZE: f32 = 9.5;
/// From baseline to baseline of running text, in points.
pub const LEADING: f32 = 12.0;
/// From the top of a line to its baseline, as a part of the size: what the faces' tallest letters take.
pub const ASCENT: f32 = 0.91;
/// From the baseline down, as a part of the size.
pub const DESCENT: f32 = 0.22;

/// What nothing is set smaller than to make it fit.
const SMALLEST: f32 = 7.5;

pub const SOFT: Color = Color(75, 75, 75);
pub const FAINT: Color = Color(150, 150, 150);
pub const SHADE: Color = Color(238, 240, 242);

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub face: Face,
    pub size: f32,
    pub leading: f32,
    pub color: Color,
}

impl Style {
    pub const TEXT: Self = Self {
        face: Face::Sans,
        size: SIZE,
        leading: LEADING,
        color: Color::BLACK,
    };
    pub const BOLD: Self = Self {
        face: Face::SansBold,
        ..Self::TEXT
    };
    pub const SOFT: Self = Self {
        color: SOFT,
        ..Self::TEXT
    };
    pub const HEADING: Self = Self {
        face: Face::SansBold,
        size: 11.5,
        leading: 15.0,
        ..Self::TEXT
    };
    pub const SMALL: Self = Self {
        size: 8.5,
        leading: 10.5,
        ..Self::SOFT
    };
    pub const COLUMN: Self = Self {
        face: Face::SansBold,
        size: 9.0,
        leading: 10.5,
        color: SOFT,
    };

    /// From the top of a line to its baseline.
    pub fn baseline(self) -> f32 {
        let slack = self.leading - (ASCENT + DESCENT) * self.size;
        slack / 2.0 + ASCENT * self.size
    }
}

/// Things whose places count from the block's top left corner.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub items: Vec<Item>,
    pub height: f32,
}

impl Block {
    /// One line of words; its baseline counts from the block's top.
    pub fn put(&mut self, x: f32, baseline: f32, style: Style, words: &str) {
        if words.is_empty() {
            return;
        }
        let mut text = Text::new(x, baseline, style.face, style.size, words);
        text.color = style.color;
        self.items.push(Item::Text(text));
    }

    /// One line of words that ends at `right`.
    pub fn put_right(&mut self, right: f32, baseline: f32, style: Style, words: &str) {
        let x = right - width(style.face, style.size, words);
        self.put(x, baseline, style, words);
    }

    /// Words in lines under what the block holds, each paragraph of the text beginning a line.
    pub fn paragraph(&mut self, x: f32, most: f32, style: Style, words: &str) {
        for paragraph in words.lines() {
            for line in wrapped(style.face, style.size, most, paragraph.trim()) {
                self.line(x, style, &line);
            }
        }
    }

    /// A line under what the block holds.
    pub fn line(&mut self, x: f32, style: Style, words: &str) {
        let baseline = self.height + style.baseline();
        self.put(x, baseline, style, words);
        self.height += style.leading;
    }

    /// A line under what the block holds that ends at `right`.
    pub fn line_right(&mut self, right: f32, style: Style, words: &str) {
        let baseline = self.height + style.baseline();
        self.put_right(right, baseline, style, words);
        self.height += style.leading;
    }

    /// What something is and its value at the right end: on one line where both fit, else the value
    /// under it.
    pub fn pair(&mut self, x: f32, most: f32, styles: [Style; 2], label: &str, value: &str) {
        let [label_style, value_style] = styles;
        let taken = width(label_style.face, label_style.size, label)
            + width(value_style.face, value_style.size, value)
            + 8.0;
        let leading = label_style.leading.max(value_style.leading);
        if taken <= most {
            let style = Style {
                leading,
                ..value_style
            };
            let baseline = self.height + style.baseline();
            self.put(x, baseline, label_style, label);
            self.put_right(x + most, baseline, value_style, value);
            self.height += leading;
        } else {
            self.paragraph(x, most, label_style, label);
            for line in wrapped(value_style.face, value_style.size, most, value) {
                self.line_right(x + most, value_style, &line);
            }
        }
    }

    /// A level stroke at `y`.
    pub fn rule(&mut self, from: f32, to: f32, y: f32, thickness: f32, color: Color) {
        self.items.push(Item::Line(Line {
            ends: [(from, y), (to, y)],
            width: thickness,
            dash: None,
            color,
        }));
    }

    /// What is below goes down.
    pub fn space(&mut self, height: f32) {
        self.height += height;
    }

    /// Another block under what this one holds.
    pub fn under(&mut self, other: Self) {
        let y = self.height;
        self.items.extend(other.at(0.0, y));
        self.height += other.height;
    }

    /// Its items with its corner at a place.
    pub fn at(&self, x: f32, y: f32) -> impl Iterator<Item = Item> + '_ {
        self.items.iter().map(move |item| moved(item.clone(), x, y))
    }

    /// The rows that fit into `room` and the rest, whose first row stands at its top.
    pub fn cut(self, room: f32) -> (Self, Self) {
        let cut = self
            .items
            .iter()
            .map(extent)
            .filter(|(_, bottom)| *bottom > room)
            .map(|(top, _)| top)
            .fold(self.height, f32::min);
        let height = self.height;
        let (first, rest): (Vec<Item>, Vec<Item>) = self
            .items
            .into_iter()
            .partition(|item| extent(item).1 <= cut + 0.5);
        let rest = rest
            .into_iter()
            .map(|item| moved(item, 0.0, -cut))
            .collect();
        (
            Self {
                items: first,
                height: cut,
            },
            Self {
                items: rest,
                height: height - cut,
            },
        )
    }
}

/// Top and bottom of an item.
fn extent(item: &Item) -> (f32, f32) {
    match item {
        Item::Text(it) => (it.y - ASCENT * it.size, it.y + DESCENT * it.size),
        Item::Line(it) => {
            let [(_, from), (_, to)] = it.ends;
            (from.min(to), from.max(to))
        }
        Item::Rectangle(it) => (it.y, it.y + it.height),
        Item::Picture(it) => (it.y, it.y + it.height),
    }
}

fn moved(item: Item, x: f32, y: f32) -> Item {
    match item {
        Item::Text(mut it) => {
            it.x += x;
            it.y += y;
            Item::Text(it)
        }
        Item::Line(mut it) => {
            it.ends = it.ends.map(|(left, top)| (left + x, top + y));
            Item::Line(it)
        }
        Item::Rectangle(mut it) => {
            it.x += x;
            it.y += y;
            Item::Rectangle(it)
        }
        Item::Picture(mut it) => {
            it.x += x;
            it.y += y;
            Item::Picture(it)
        }
    }
}

/// A block of lines in an area that shows through a window: as large as it can be, away from the
/// window's edges. None when it has no room at `least` points.
///
/// Tried in this order: smaller to the least size, drawn together, in more lines, and only then nearer
/// to the edges than `clearance`.
pub fn in_window(
    lines: &[String],
    area: (f32, f32, f32, f32),
    clearance: f32,
    least: f32,
) -> Option<Block> {
    let (left, top, across, down) = area;
    let sizes = || {
        let steps = ((11.0 - least) / 0.5).round().max(0.0) as u8;
        (0..=steps).map(move |step| 11.0 - 0.5 * f32::from(step))
    };
    let mut tries: Vec<(f32, f32, bool, f32)> = Vec::new();
    tries.extend(sizes().map(|size| (size, 100.0, false, clearance)));
    tries.extend([90.0, 80.0].map(|stretch| (least, stretch, false, clearance)));
    tries.extend(sizes().map(|size| (size, 100.0, true, clearance)));
    for nearer in [clearance * 0.66, clearance * 0.33, 0.0] {
        for stretch in [100.0, 90.0, 80.0] {
            tries.push((least, stretch, false, nearer));
        }
        for stretch in [100.0, 80.0] {
            tries.push((least, stretch, true, nearer));
        }
    }
    for (size, stretch, is_broken, clearance) in tries {
        let leading = size * 1.15;
        let room = (across - 2.0 * clearance) * 100.0 / stretch;
        let fits = |line: &String| width(Face::Sans, size, line) <= room;
        let set: Vec<String> = if is_broken {
            lines
                .iter()
                .flat_map(|line| wrapped(Face::Sans, size, room, line))
                .collect()
        } else {
            lines.to_vec()
        };
        let height = (set.len().saturating_sub(1)) as f32 * leading + (ASCENT + DESCENT) * size;
        if !set.iter().all(fits) || height > down - 2.0 * clearance {
            continue;
        }
        let mut block = Block {
            height: down,
            ..Block::default()
        };
        let first = top + (down - height) / 2.0 + ASCENT * size;
        for (row, line) in set.into_iter().enumerate() {
            let y = first + row as f32 * leading;
            let mut text = Text::new(left + clearance, y, Face::Sans, size, line);
            text.stretch = stretch;
            block.items.push(Item::Text(text));
        }
        return Some(block);
    }
    None
}

/// A line of words that is no wider than `most`: smaller, then drawn together.
pub fn fitted(x: f32, baseline: f32, most: f32, style: Style, words: &str) -> Text {
    let mut text = Text::new(x, baseline, style.face, style.size, words);
    text.color = style.color;
    while text.width() > most && text.size > SMALLEST {
        text.size = (text.size - 0.5).max(SMALLEST);
    }
    let wanted = text.width();
    if wanted > most {
        text.stretch = (most / wanted * 1000.0).floor() / 10.0;
    }
    text
}

/// A frame with a light ground.
pub fn frame(width: f32, height: f32) -> Item {
    Item::Rectangle(Rectangle {
        x: 0.0,
        y: 0.0,
        width,
        height,
        fill: Some(SHADE),
        outline: Some((0.6, FAINT)),
    })
}
