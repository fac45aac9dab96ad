//! The way of the cursor over a form: from box to box in the form's order.

use std::borrow::Cow;

use iced::Rectangle;

use crate::documents::page::{INCH, Origin};
use crate::domain::claim::field;
use crate::domain::claim::form::{BoxValue, FormPage};
use crate::domain::finding::{FieldRef, Finding};
use crate::gui::widget::page_view::Area;

/// A box of the form: on the six service lines, the one of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub form_box: &'static str,
    pub row: Option<u8>,
}

impl Place {
    const fn of(field: &field::Field) -> Self {
        Self {
            form_box: field.form_box,
            row: field.row,
        }
    }

    /// The whole box, as the page view knows places.
    pub const fn origin(self) -> Origin {
        Origin {
            form_box: Cow::Borrowed(self.form_box),
            row: self.row,
            field: Cow::Borrowed(""),
        }
    }

    /// The box of an origin that the page view gave back.
    pub fn from_origin(origin: &Origin) -> Option<Self> {
        field::all()
            .iter()
            .map(Self::of)
            .find(|place| *place.form_box == *origin.form_box && place.row == origin.row)
    }

    /// The values that stand in it on a page.
    pub fn values(self, page: &FormPage) -> impl Iterator<Item = &BoxValue> {
        page.boxes
            .iter()
            .filter(move |value| value.form_box == self.form_box && value.row == self.row)
    }

    /// The rectangle around its fields, in inches.
    pub fn bounds(self) -> Rectangle {
        field::all()
            .iter()
            .filter(|field| Self::of(field) == self)
            .map(|field| Rectangle {
                x: field.area.x,
                y: field.area.y,
                width: field.area.width,
                height: field.area.height,
            })
            .reduce(|one, other| one.union(&other))
            .unwrap_or_default()
    }

    /// What she reads it as: `24F, line 2`.
    pub fn name(self) -> String {
        let name = match self.form_box {
            "PAYER" => "Payer's address".to_owned(),
            "PAGE" => "Page".to_owned(),
            form_box => format!("Box {form_box}"),
        };
        match self.row {
            Some(row) => format!("{name}, line {row}"),
            None => name,
        }
    }
}

/// Every box in the form's order: by number, the service lines one after the other.
pub fn every() -> Vec<Place> {
    let mut places: Vec<(usize, Place)> = Vec::new();
    let first_line = field::all().iter().position(|field| field.row.is_some());
    for (idx, field) in field::all().iter().enumerate() {
        let place = Place::of(field);
        if !places.iter().any(|(_, known)| *known == place) {
            let idx = if place.row.is_some() {
                first_line.unwrap_or(idx)
            } else {
                idx
            };
            places.push((idx, place));
        }
    }
    places.sort_by_key(|(idx, place)| {
        let in_line = place.row.map(|row| (row, place.form_box));
        (*idx, in_line)
    });
    places.into_iter().map(|(_, place)| place).collect()
}

/// The places of every field, each known by its whole box.
pub fn areas() -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    let all = field::all().iter().map(|field| Area {
        origin: Place::of(field).origin(),
        bounds: Rectangle {
            x: field.area.x * INCH,
            y: field.area.y * INCH,
            width: field.area.width * INCH,
            height: field.area.height * INCH,
        },
    });
    for area in all {
        // The lines of an address share one rectangle.
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    areas
}

/// Where a finding shows: the page, from 0, and the box.
pub fn place_of(finding: &Finding, forms: &[FormPage]) -> Option<(usize, Place)> {
    let form_box = finding.form_box?;
    if let Some((page, row)) = line_of(finding.field, forms) {
        let place = Place {
            form_box,
            row: Some(row),
        };
        if every().contains(&place) {
            return Some((page, place));
        }
    }
    let place = every()
        .into_iter()
        .find(|place| place.form_box == form_box)?;
    Some((0, place))
}

/// The page and the line on the form that a service line of the visit stands on.
fn line_of(field: FieldRef, forms: &[FormPage]) -> Option<(usize, u8)> {
    let line = field.line?;
    forms.iter().enumerate().find_map(|(idx, page)| {
        page.boxes
            .iter()
            .find(|value| value.source.is_some_and(|source| source.line == Some(line)))
            .and_then(|value| value.row)
            .map(|row| (idx, row))
    })
}

/// The service line of the visit that a box stands on.
pub fn line_at(place: Place, page: &FormPage) -> Option<u16> {
    let row = place.row?;
    let values = page.boxes.iter().filter(|value| value.row == Some(row));
    values.filter_map(|value| value.source?.line).next()
}

/// The boxes to walk on a page: those with something in them and those with a finding.
pub fn stops(page_idx: usize, forms: &[FormPage], findings: &[Finding]) -> Vec<Place> {
    let Some(page) = forms.get(page_idx) else {
        return Vec::new();
    };
    let found: Vec<Place> = findings
        .iter()
        .filter_map(|finding| place_of(finding, forms))
        .filter(|(idx, _)| *idx == page_idx)
        .map(|(_, place)| place)
        .collect();
    every()
        .into_iter()
        .filter(|place| place.values(page).next().is_some() || found.contains(place))
        .collect()
}

/// The nearest stop above or below.
pub fn beside(stops: &[Place], from: usize, is_down: bool) -> Option<usize> {
    let here = stops.get(from)?.bounds();
    let distance = |there: Rectangle| {
        let down = there.center_y() - here.center_y();
        let down = if is_down { down } else { -down };
        // Straight on weighs more than aside; a box on the same line is not below it.
        (down > 0.05).then(|| down + 0.4 * (there.x - here.x).abs())
    };
    stops
        .iter()
        .enumerate()
        .filter_map(|(idx, place)| Some((idx, distance(place.bounds())?)))
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(idx, _)| idx)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        every().into_iter().map(Place::name).collect()
    }

    #[test]
    fn the_way_follows_the_numbers_of_the_form() {
        let names = names();
        let place = |name: &str| names.iter().position(|known| known == name);
        let order = [
            "Payer's address",
            "Box 1",
            "Box 1a",
            "Box 2",
            "Box 21",
            "Box 23",
            "Box 24, line 1",
            "Box 24A, line 1",
            "Box 24J, line 1",
            "Box 24, line 2",
            "Box 24J, line 6",
            "Box 25",
            "Box 33b",
        ];
        let places: Vec<_> = order.iter().map(|name| place(name).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn every_field_of_the_form_is_in_a_box_of_the_way() {
        let every = every();
        for field in field::all() {
            let place = Place::of(field);
            assert_eq!(every.iter().filter(|known| **known == place).count(), 1);
            assert_eq!(Place::from_origin(&place.origin()), Some(place));
        }
    }

    #[test]
    fn down_and_up_lead_to_the_nearest_box() {
        let stops = every();
        let at = |name: &str| stops.iter().position(|stop| stop.name() == name).unwrap();
        let below = |name: &str| stops[beside(&stops, at(name), true).unwrap()].name();
        assert_eq!(below("Box 4"), "Box 7");
        assert_eq!(below("Box 24F, line 1"), "Box 24F, line 2");
        assert_eq!(
            beside(&stops, at("Payer's address"), false),
            Some(at("Page"))
        );
    }
}
