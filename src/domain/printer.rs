//! Printer profiles: how one printer and tray misses the paper, and by how much to correct it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, quoted};
use crate::domain::finding::{Finding, Record};

/// The farthest an offset goes either way, in 1/100 inch.
pub const LARGEST_OFFSET: i16 = 100;
/// No stretch, in 1/10,000.
pub const TRUE_SCALE: u16 = 10_000;
/// The smallest and the largest scale, in 1/10,000.
pub const SCALES: std::ops::RangeInclusive<u16> = 9_500..=10_500;

/// Where the rules stand that the calibration sheet has its scales on, in 1/10,000 inch from the
/// paper's left or top edge: the left and right rule, the alignment bar's and the bottom bar's
/// middle (assets/cms1500).
const LEFT_RULE: i64 = 2_720;
const RIGHT_RULE: i64 = 81_880;
const TOP_BAR: i64 = 13_335;
const BOTTOM_BAR: i64 = 105_150;

/// What is done to every position before it goes to one printer and tray: scaled from the paper's
/// top-left corner, then moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterProfile {
    /// The user's name for the printer and tray.
    pub name: String,
    /// 1/100 inch; positive moves the print to the right.
    pub offset_x: i16,
    /// 1/100 inch; positive moves the print down.
    pub offset_y: i16,
    /// 1/10,000; above 10,000 spreads the print across the paper.
    pub scale_x: u16,
    /// 1/10,000; above 10,000 spreads the print down the paper.
    pub scale_y: u16,
}

/// A printer profile as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrinterProfileDraft {
    pub name: String,
    /// Hundredths of an inch, `-100` to `100`; empty is none.
    pub offset_x: String,
    /// Hundredths of an inch, `-100` to `100`; empty is none.
    pub offset_y: String,
    /// `0.95` to `1.05` with up to four decimals; empty is `1`.
    pub scale_x: String,
    /// `0.95` to `1.05` with up to four decimals; empty is `1`.
    pub scale_y: String,
}

/// What a user reads from the four scales of a calibration sheet printed on a red form: the
/// mark, in 1/100 inch, that the form's own rule meets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readings {
    pub left: i16,
    pub right: i16,
    pub top: i16,
    pub bottom: i16,
}

impl PrinterProfileDraft {
    /// The profile that brings print onto the rules where the readings found them. The sheet has
    /// to have been printed without a profile.
    ///
    /// The result still goes through `build`, which names a reading that leads
    /// beyond the limits.
    pub fn from_readings(name: &str, readings: Readings) -> Self {
        let (offset_x, scale_x) = fit(readings.left, readings.right, LEFT_RULE, RIGHT_RULE);
        let (offset_y, scale_y) = fit(readings.top, readings.bottom, TOP_BAR, BOTTOM_BAR);
        Self {
            name: name.to_owned(),
            offset_x: offset_x.to_string(),
            offset_y: offset_y.to_string(),
            scale_x: scale_text(scale_x),
            scale_y: scale_text(scale_y),
        }
    }

    /// The profile, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or out of its range.
    pub fn build(&self) -> Result<PrinterProfile, Vec<Finding>> {
        let mut reader = Reader::new(Record::Printer);
        let name = reader.required_text("name", &self.name);
        if name.contains(['\n', '\r', '\t']) {
            reader.problem("name", "A printer profile's name is one line; shorten it.");
        }
        let profile = PrinterProfile {
            name,
            offset_x: offset(&mut reader, "offset_x", &self.offset_x),
            offset_y: offset(&mut reader, "offset_y", &self.offset_y),
            scale_x: scale(&mut reader, "scale_x", &self.scale_x),
            scale_y: scale(&mut reader, "scale_y", &self.scale_y),
        };
        if reader.is_clean() {
            Ok(profile)
        } else {
            Err(reader.into_findings())
        }
    }
}

impl PrinterProfile {
    /// A printer that meets the paper as it should.
    pub fn exact(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            offset_x: 0,
            offset_y: 0,
            scale_x: TRUE_SCALE,
            scale_y: TRUE_SCALE,
        }
    }

    /// The profile as it would be typed.
    pub fn to_draft(&self) -> PrinterProfileDraft {
        PrinterProfileDraft {
            name: self.name.clone(),
            offset_x: self.offset_x.to_string(),
            offset_y: self.offset_y.to_string(),
            scale_x: scale_text(i64::from(self.scale_x)),
            scale_y: scale_text(i64::from(self.scale_y)),
        }
    }
}

/// Offset (1/100 inch) and scale (1/10,000) that send `near` to `near` plus its reading and `far`
/// to `far` plus its reading.
fn fit(near_reading: i16, far_reading: i16, near: i64, far: i64) -> (i64, i64) {
    let (near_reading, far_reading) = (i64::from(near_reading), i64::from(far_reading));
    let one = i64::from(TRUE_SCALE);
    let span = far - near;
    let scale = one + rounded((far_reading - near_reading) * 100 * one, span);
    let offset = rounded(near_reading * 100 * one - near * (scale - one), 100 * one);
    (offset, scale)
}

/// `dividend / divisor` to the nearest whole number, for a positive divisor.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor).div_euclid(2 * divisor)
}

fn offset(reader: &mut Reader, column: &'static str, text: &str) -> i16 {
    let text = text.trim();
    if text.is_empty() {
        return 0;
    }
    match text.parse::<i16>() {
        Ok(offset) if (-LARGEST_OFFSET..=LARGEST_OFFSET).contains(&offset) => offset,
        _ => {
            reader.problem(
                column,
                format!(
                    "{} is not an offset; use whole hundredths of an inch from -100 to 100.",
                    quoted(text)
                ),
            );
            0
        }
    }
}

fn scale(reader: &mut Reader, column: &'static str, text: &str) -> u16 {
    let text = text.trim();
    if text.is_empty() {
        return TRUE_SCALE;
    }
    let scale = text
        .parse::<Decimal>()
        .ok()
        .and_then(|scale| scale.checked_mul(Decimal::from(TRUE_SCALE)))
        .filter(|scale| scale.is_integer())
        .and_then(|scale| scale.to_u16())
        .filter(|scale| SCALES.contains(scale));
    scale.unwrap_or_else(|| {
        reader.problem(
            column,
            format!(
                "{} is not a scale; use 0.95 to 1.05 with up to four decimals.",
                quoted(text)
            ),
        );
        TRUE_SCALE
    })
}

fn scale_text(scale: i64) -> String {
    Decimal::new(scale, 4).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(offset_x: &str, scale_y: &str) -> PrinterProfileDraft {
        PrinterProfileDraft {
            name: "Front desk, tray 2".to_owned(),
            offset_x: offset_x.to_owned(),
            scale_y: scale_y.to_owned(),
            ..PrinterProfileDraft::default()
        }
    }

    #[test]
    fn offsets_and_scales_are_read_within_their_limits() {
        let check = |offset_x: &str, scale_y: &str, expected: Result<(i16, u16), &[&str]>| {
            let built = draft(offset_x, scale_y)
                .build()
                .map(|profile| (profile.offset_x, profile.scale_y))
                .map_err(|findings| {
                    findings
                        .iter()
                        .map(|finding| finding.field.column)
                        .collect::<Vec<_>>()
                });
            assert_eq!(
                built,
                expected.map_err(<[_]>::to_vec),
                "{offset_x} {scale_y}"
            );
        };
        check("", "", Ok((0, 10_000)));
        check(" -7 ", "1.0025", Ok((-7, 10_025)));
        check("+12", "0.95", Ok((12, 9_500)));
        check("-100", "1.05", Ok((-100, 10_500)));
        check("101", "1", Err(&["offset_x"]));
        check("0.5", "1", Err(&["offset_x"]));
        check("0", "1.0501", Err(&["scale_y"]));
        check("0", "1.00001", Err(&["scale_y"]));
        check("0", "-1", Err(&["scale_y"]));
        check("0", "79228162514264337593543950335", Err(&["scale_y"]));
        check("far", "wide", Err(&["offset_x", "scale_y"]));
    }

    #[test]
    fn a_profile_needs_a_name() {
        let findings = PrinterProfileDraft::default().build().unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].field.column, "name");
    }

    #[test]
    fn a_profile_survives_being_typed_again() {
        let profile = PrinterProfile {
            offset_x: -25,
            offset_y: 8,
            scale_x: 9_987,
            scale_y: 10_500,
            ..PrinterProfile::exact("Back office")
        };
        assert_eq!(profile.to_draft().build(), Ok(profile));
    }

    #[test]
    fn readings_beyond_the_limits_are_refused() {
        let readings = Readings {
            left: -60,
            right: 60,
            ..Readings::default()
        };
        let findings = PrinterProfileDraft::from_readings("x", readings).build();
        assert_eq!(findings.unwrap_err()[0].field.column, "scale_x");
    }
}
