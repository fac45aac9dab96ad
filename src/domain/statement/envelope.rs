//! Window envelopes: where their windows are, and so where an address must stand on the sheet.
//!
//! Lengths are thousandths of an inch. An envelope is measured as the makers do: its face toward the
//! reader, a window's place from its left and bottom edge.
//!
//! A sheet folded to a panel is smaller than its envelope and slides in it. What stands in the
//! [`safe`](Envelope::safe) area of the panel lies inside the window wherever the sheet slides; nothing
//! else may stand in the [`exposed`](Envelope::exposed) area, since somewhere it shows. The Postal
//! Service wants 1/8 in between the address and the window's edges at every slide (USPS Publication 25,
//! 3-9; DMM 601). A name, a street and a city keep that in all envelopes shipped here: at 10 points or
//! more, in the #10 with two windows, which is low, at 8.5. More lines are set smaller, to 8.5 points, and
//! only what then still has no room comes nearer to the edge, never over it: four lines keep the 1/8 in
//! in the #10 with one window and in the #9, and five in the #9; in the #10 with two windows four do not.

mod shipped;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The width of the paper, in 1/1000 in.
pub const PAPER_WIDTH: u32 = 8_500;
/// Between the address and the window's edges at every slide, in 1/1000 in (USPS
/// Publication 25, 3-9).
pub const CLEARANCE: u32 = 125;
/// What office printers cannot reach along the paper's edges, in 1/1000 in.
pub const UNPRINTABLE: u32 = 250;
/// What a return slip needs above its window, where nothing shows through, in 1/1000 in.
pub const SLIP_HEAD: u32 = 2_000;

/// The lines of most addresses: name, two of the street, city.
pub const ADDRESS_LINES: u32 = 4;
/// The lines of a sender: name, street, city.
pub const SENDER_LINES: u32 = 3;
/// What the lines of an address need at 8.5 points, without clearance: width, height of the first
/// line from ascender to descender, and what each further one adds.
const LEAST: (u32, u32, u32) = (2_000, 134, 136);

/// An envelope with one or two windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The practice's name for it: `#10 single window`.
    pub name: String,
    pub width: u32,
    pub height: u32,
    /// What is lost on each side, edge and glue, so that the folded sheet cannot slide there.
    pub seam: u32,
    /// The height of the folded sheet; its width is that of the paper.
    pub panel: u32,
    /// Shows whom it goes to.
    pub address: Window,
    /// Shows who sent it; without it the sender is printed on the envelope.
    pub sender: Option<Window>,
    /// Where the measures come from.
    pub source: String,
}

/// A window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From the envelope's left edge.
    pub left: u32,
    /// From the envelope's bottom edge.
    pub bottom: u32,
    pub width: u32,
    pub height: u32,
}

/// A part of the panel, from its left and top edge. Empty where an edge has passed the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub left: i64,
    pub top: i64,
    pub right: i64,
    pub bottom: i64,
}

/// Where the folded sheet can lie: its left and bottom edge from those of the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slide {
    pub left: RangeInclusive<u32>,
    pub bottom: RangeInclusive<u32>,
}

/// What an envelope is for, and so what must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Statements go out in it.
    Outer,
    /// The return slip comes back in it.
    Reply,
}

/// Why an envelope cannot be used, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(
        "A sheet 8.5 in wide, folded to {} in, does not go into the envelope {name:?}: inside its \
         seams there are {} by {} in. Measure the envelope again.",
        inches(*.panel), inches(*.width), inches(*.height)
    )]
    SheetTooLarge {
        name: String,
        panel: u32,
        width: u32,
        height: u32,
    },
    #[error(
        "The folded height of the sheet is {} in; a sheet of letter paper can be folded to between 3 \
         and 5.5 in.",
        inches(*.panel)
    )]
    Panel { panel: u32 },
    #[error(
        "The {window} window reaches over the edge of the envelope {name:?}. Measure it again: from \
         the left and the bottom edge, then its width and height."
    )]
    OutsideEnvelope { name: String, window: &'static str },
    #[error("The windows of the envelope {name:?} overlap. Measure both again.")]
    WindowsOverlap { name: String },
    #[error(
        "In the {window} window of the envelope {name:?} only {} by {} in of the sheet show wherever it \
         slides; {lines} lines of 8.5 points need {} by {} in. Use an envelope with a larger window.",
        inches(*.width), inches(*.height), inches(*.least_width), inches(*.least_height)
    )]
    TooSmall {
        name: String,
        window: &'static str,
        width: u32,
        height: u32,
        lines: u32,
        least_width: u32,
        least_height: u32,
    },
    #[error(
        "The reply envelope {name:?} has two windows; the return slip fits one with a single window."
    )]
    ReplySender { name: String },
    #[error(
        "The window of the reply envelope {name:?} lies so high that it would show what stands at the \
         head of the return slip. Use one with a window at its lower edge."
    )]
    ReplyTooHigh { name: String },
}

fn inches(thousandths: u32) -> String {
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Window {
    fn overlaps(&self, other: &Self) -> bool {
        let apart = |from: u32, by: u32, next: u32| from + by <= next;
        !(apart(self.left, self.width, other.left)
            || apart(other.left, other.width, self.left)
            || apart(self.bottom, self.height, other.bottom)
            || apart(other.bottom, other.height, self.bottom))
    }
}

impl Area {
    pub fn width(&self) -> i64 {
        self.right - self.left
    }

    pub fn height(&self) -> i64 {
        self.bottom - self.top
    }

    pub fn is_empty(&self) -> bool {
        self.width() <= 0 || self.height() <= 0
    }

    /// What both share.
    pub fn shared(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        !self.shared(other).is_empty()
    }
}

impl Envelope {
    /// Where the folded sheet can lie; none when it does not go in.
    pub fn slide(&self) -> Option<Slide> {
        let most = |length: u32, sheet: u32| {
            let end = length.checked_sub(self.seam)?.checked_sub(sheet)?;
            (end >= self.seam).then_some(self.seam..=end)
        };
        Some(Slide {
            left: most(self.width, PAPER_WIDTH)?,
            bottom: most(self.height, self.panel)?,
        })
    }

    /// What of the panel shows through a window when the sheet's left and bottom edge lie so far from
    /// the envelope's.
    pub fn shown(&self, window: &Window, left: u32, bottom: u32) -> Area {
        let [left, bottom] = [left, bottom].map(i64::from);
        let window_left = i64::from(window.left);
        let window_bottom = i64::from(window.bottom);
        let panel = i64::from(self.panel);
        let all = Area {
            left: 0,
            top: 0,
            right: i64::from(PAPER_WIDTH),
            bottom: panel,
        };
        all.shared(&Area {
            left: window_left - left,
            top: panel - (window_bottom + i64::from(window.height) - bottom),
            right: window_left + i64::from(window.width) - left,
            bottom: panel - (window_bottom - bottom),
        })
    }

    /// What shows through a window wherever the sheet slides, as far as printers reach.
    pub fn safe(&self, window: &Window) -> Area {
        let Some((low, high)) = self.ends(window) else {
            return Area {
                left: 0,
                top: 0,
                right: 0,
                bottom: 0,
            };
        };
        let margin = i64::from(UNPRINTABLE);
        low.shared(&high).shared(&Area {
            left: margin,
            top: margin,
            right: i64::from(PAPER_WIDTH) - margin,
            bottom: i64::from(self.panel) - margin,
        })
    }

    /// All that shows through a window at some slide.
    pub fn exposed(&self, window: &Window) -> Area {
        let Some((low, high)) = self.ends(window) else {
            return Area {
                left: 0,
                top: 0,
                right: 0,
                bottom: 0,
            };
        };
        Area {
            left: low.left.min(high.left),
            top: low.top.min(high.top),
            right: low.right.max(high.right),
            bottom: low.bottom.max(high.bottom),
        }
    }

    /// What a window shows with the sheet at the lower left end of its slide, and at the upper right.
    fn ends(&self, window: &Window) -> Option<(Area, Area)> {
        let slide = self.slide()?;
        Some((
            self.shown(window, *slide.left.start(), *slide.bottom.start()),
            self.shown(window, *slide.left.end(), *slide.bottom.end()),
        ))
    }

    /// The exposed areas of all windows.
    pub fn all_exposed(&self) -> Vec<Area> {
        let windows = [Some(&self.address), self.sender.as_ref()];
        windows
            .into_iter()
            .flatten()
            .map(|it| self.exposed(it))
            .collect()
    }

    /// Whether statements can go out in it, or slips come back.
    ///
    /// # Errors
    /// The first reason against it, for whoever measured it.
    pub fn check(&self, used_as: Use) -> Result<(), Unfit> {
        let name = || self.name.clone();
        if !(3_000..=5_500).contains(&self.panel) {
            return Err(Unfit::Panel { panel: self.panel });
        }
        if self.slide().is_none() {
            return Err(Unfit::SheetTooLarge {
                name: name(),
                panel: self.panel,
                width: self.width.saturating_sub(self.seam.saturating_mul(2)),
                height: self.height.saturating_sub(self.seam.saturating_mul(2)),
            });
        }
        self.check_window("address", &self.address, ADDRESS_LINES)?;
        if let Some(sender) = &self.sender {
            self.check_window("sender", sender, SENDER_LINES)?;
            // Blocks that stay inside windows apart from one another never show in the other's.
            if self.address.overlaps(sender) {
                return Err(Unfit::WindowsOverlap { name: name() });
            }
        }
        if used_as == Use::Reply {
            if self.sender.is_some() {
                return Err(Unfit::ReplySender { name: name() });
            }
            if self.exposed(&self.address).top < i64::from(SLIP_HEAD) {
                return Err(Unfit::ReplyTooHigh { name: name() });
            }
        }
        Ok(())
    }

    fn check_window(&self, what: &'static str, window: &Window, lines: u32) -> Result<(), Unfit> {
        let reaches =
            |from: u32, by: u32, edge: u32| from.checked_add(by).is_none_or(|end| end > edge);
        if reaches(window.left, window.width, self.width)
            || reaches(window.bottom, window.height, self.height)
        {
            return Err(Unfit::OutsideEnvelope {
                name: self.name.clone(),
                window: what,
            });
        }
        let (least_width, first, further) = LEAST;
        let least_height = first + further * (lines - 1);
        let safe = self.safe(window);
        let [width, height] =
            [safe.width(), safe.height()].map(|length| u32::try_from(length).unwrap_or(0));
        if width < least_width || height < least_height {
            return Err(Unfit::TooSmall {
                name: self.name.clone(),
                window: what,
                width,
                height,
                lines,
                least_width,
                least_height,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
