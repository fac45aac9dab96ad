//! The fields of the CMS-1500 (02/12): where each stands and how many characters it holds.
//!
//! The table is `assets/cms1500/fields.csv`; its README tells how it was measured.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Where text stands inside a field that it does not fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A rectangle on the paper, in inches from its top-left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The box as the form numbers it: `1a`, `24F`, `PAYER` for the carrier block.
    pub form_box: &'static str,
    /// The service line on the form (1 to 6) for boxes 24A to 24J and the shaded line `24`.
    pub row: Option<u8>,
    /// The field inside its box: `charges dollars`, `birth MM`.
    pub name: &'static str,
    /// Print line, 1 to 66, six to the inch.
    pub print_line: u8,
    /// Print column of the first character, 1 to 85, ten to the inch.
    pub column: u8,
    /// Characters the field holds.
    pub length: usize,
    pub align: Align,
    /// The rectangle that every character must stay inside.
    pub area: Area,
}

type Key = (&'static str, Option<u8>, &'static str);

struct Table {
    fields: Vec<Field>,
    by_key: HashMap<Key, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let fields: Vec<Field> = include_str!("../../../assets/cms1500/fields.csv")
        .lines()
        .skip(1)
        .filter_map(parse)
        .collect();
    let by_key = fields
        .iter()
        .enumerate()
        .map(|(idx, field)| ((field.form_box, field.row, field.name), idx))
        .collect();
    Table { fields, by_key }
});

/// Every field of the form, in the order of the table.
pub fn all() -> &'static [Field] {
    &TABLE.fields
}

/// The field `name` of a box, on service line `row` where the box has six of them.
pub fn find(form_box: &str, row: Option<u8>, name: &str) -> Option<&'static Field> {
    // The map's keys live as long as the program; a shorter-lived key only looks one up.
    TABLE
        .by_key
        .get(&(form_box, row, name) as &(&str, Option<u8>, &str))
        .map(|&idx| &TABLE.fields[idx])
}

fn parse(row: &'static str) -> Option<Field> {
    let columns: Vec<&'static str> = row.split(',').collect();
    let [
        form_box,
        row,
        name,
        print_line,
        column,
        length,
        align,
        x,
        y,
        width,
        height,
    ] = columns.try_into().ok()?;
    Some(Field {
        form_box,
        row: row.parse().ok(),
        name,
        print_line: print_line.parse().ok()?,
        column: column.parse().ok()?,
        length: length.parse().ok()?,
        align: if align == "right" {
            Align::Right
        } else {
            Align::Left
        },
        area: Area {
            x: x.parse().ok()?,
            y: y.parse().ok()?,
            width: width.parse().ok()?,
            height: height.parse().ok()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_field_and_findable() {
        let rows = include_str!("../../../assets/cms1500/fields.csv")
            .lines()
            .count()
            - 1;
        assert_eq!(all().len(), rows);
        for field in all() {
            assert_eq!(find(field.form_box, field.row, field.name), Some(field));
        }
    }

    #[test]
    fn boxes_24_repeat_on_six_rows() {
        for row in 1..=6 {
            assert!(find("24F", Some(row), "charges dollars").is_some());
        }
        assert!(find("24F", None, "charges dollars").is_none());
    }

    #[test]
    fn no_two_fields_share_a_cell() {
        let mut taken = HashMap::new();
        // CONTINUED stands across the dollars and cents of box 28, instead of them.
        for field in all().iter().filter(|field| field.name != "continued") {
            for column in usize::from(field.column)..usize::from(field.column) + field.length {
                let before = taken.insert((field.print_line, column), field.name);
                assert_eq!(before, None, "{} {}", field.form_box, field.name);
            }
        }
    }
}
