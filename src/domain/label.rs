//! Sheets of mailing labels: where the labels are on them.

/// A sheet of labels on US Letter paper. Lengths are thousandths of an inch, from the top-left
/// corner of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelSheet {
    /// What settings and lists call it.
    pub name: &'static str,
    /// What the box of labels says: how many, how large, and the maker's number it goes with.
    pub description: &'static str,
    pub columns: u16,
    pub rows: u16,
    /// The left edge of the first column.
    pub left: u32,
    /// The top edge of the first row.
    pub top: u32,
    pub width: u32,
    pub height: u32,
    /// From the left edge of one column to that of the next.
    pub across: u32,
    /// From the top edge of one row to that of the next.
    pub down: u32,
    /// Where the measures come from.
    pub source: &'static str,
}

/// The sheets that are known.
///
/// The sizes are those that the maker prints on the box. Rows touch and fill 10 of 11 inches, so
/// that half an inch is left above and below; side edge and gap follow from the sheet's 8.5 inches
/// and the makers' 0.1875 (5160) and 0.15625 (5163) inch side margins.
pub const SHEETS: [LabelSheet; 2] = [
    LabelSheet {
        name: "30",
        description: "30 labels of 1 by 2 5/8 in (Avery 5160 and compatible)",
        columns: 3,
        rows: 10,
        left: 188,
        top: 500,
        width: 2_625,
        height: 1_000,
        across: 2_750,
        down: 1_000,
        source: "size from the maker's box; margins derived from the sheet",
    },
    LabelSheet {
        name: "10",
        description: "10 labels of 2 by 4 in (Avery 5163 and compatible)",
        columns: 2,
        rows: 5,
        left: 156,
        top: 500,
        width: 4_000,
        height: 2_000,
        across: 4_188,
        down: 2_000,
        source: "size from the maker's box; margins derived from the sheet",
    },
];

/// Width and height of the sheet, in thousandths of an inch.
pub const SHEET: (u32, u32) = (8_500, 11_000);

impl LabelSheet {
    /// The sheet of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SHEETS.iter().find(|sheet| sheet.name == name)
    }

    /// How many labels a sheet has.
    pub const fn count(&self) -> u16 {
        self.columns * self.rows
    }

    /// Left and top edge of a label; numbers run from 1, row by row.
    pub fn place(&self, number: u16) -> (u32, u32) {
        let idx = u32::from(number.saturating_sub(1));
        let columns = u32::from(self.columns.max(1));
        (
            self.left + idx % columns * self.across,
            self.top + idx / columns * self.down,
        )
    }
}
