//! The glyph of each character, looked up without reading the file each time.

use ttf_parser::{Face as File, GlyphId};

use super::{Glyph, Metrics};

/// Characters in a block, of which only those with a glyph are kept.
const BLOCK: usize = 256;

/// What a face's file tells. A file that cannot be read has no glyphs.
pub(super) struct Table {
    metrics: Metrics,
    /// Which of `blocks` holds a character's block of the basic plane.
    places: [u8; BLOCK],
    /// The first is empty. A glyph numbered 0 is none: that one draws what is missing.
    blocks: Vec<[Glyph; BLOCK]>,
}

impl Table {
    pub(super) fn of(file: &[u8]) -> Self {
        let mut table = Self {
            metrics: Metrics {
                extents: [0; 4],
                ascent: 0,
                descent: 0,
                cap_height: 0,
            },
            places: [0; BLOCK],
            blocks: vec![[Glyph::default(); BLOCK]],
        };
        let Ok(file) = File::parse(file, 0) else {
            return table;
        };
        table.metrics = metrics(&file);
        for code in (0..=u16::MAX).map(u32::from) {
            let id = char::from_u32(code).and_then(|it| file.glyph_index(it));
            if let Some(id) = id.filter(|it| it.0 != 0) {
                table.set(code as usize, glyph(&file, id));
            }
        }
        table
    }

    fn set(&mut self, code: usize, glyph: Glyph) {
        let place = &mut self.places[code / BLOCK];
        if *place == 0 {
            *place = u8::try_from(self.blocks.len()).unwrap_or_default();
            self.blocks.push([Glyph::default(); BLOCK]);
        }
        self.blocks[usize::from(*place)][code % BLOCK] = glyph;
    }

    pub(super) fn glyph(&self, character: char) -> Option<Glyph> {
        let code = character as usize;
        let place = *self.places.get(code / BLOCK)?;
        let glyph = self.blocks[usize::from(place)][code % BLOCK];
        (glyph.id != 0).then_some(glyph)
    }

    pub(super) const fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

fn glyph(file: &File<'_>, id: GlyphId) -> Glyph {
    let units = f32::from(file.glyph_hor_advance(id).unwrap_or_default());
    Glyph {
        id: id.0,
        advance: thousandths(file, units, f32::round),
    }
}

fn metrics(file: &File<'_>) -> Metrics {
    let ink = file.global_bounding_box();
    let down = |units: i16| thousandths(file, f32::from(units), f32::floor);
    let up = |units: i16| thousandths(file, f32::from(units), f32::ceil);
    let near = |units: i16| thousandths(file, f32::from(units), f32::round);
    Metrics {
        extents: [
            down(ink.x_min),
            down(ink.y_min),
            up(ink.x_max),
            up(ink.y_max),
        ],
        ascent: near(file.ascender()),
        descent: near(file.descender()),
        cap_height: near(file.capital_height().unwrap_or_default()),
    }
}

/// Units of the file in 1/1000 em.
fn thousandths(file: &File<'_>, units: f32, rounded: fn(f32) -> f32) -> i16 {
    rounded(units * 1000.0 / f32::from(file.units_per_em())) as i16
}
