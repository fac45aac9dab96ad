//! What is typed on the settings screen and not saved, as its draft keeps it.

use iced::widget::Id;

use serde::{Deserialize, Serialize};

use crate::commands::settings::PracticeSettings;
use crate::domain::draft::Problem;
use crate::domain::printer::{PrinterProfileDraft, Readings};
use crate::gui::form::{Field, Kind};

/// A whole number within limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    pub least: i16,
    pub most: i16,
}

impl Kind for Whole {
    type Value = i16;

    fn read(&self, text: &str) -> Result<i16, Problem> {
        text.parse()
            .ok()
            .filter(|number| (self.least..=self.most).contains(number))
            .ok_or_else(|| {
                Problem::new(format!(
                    "Write a whole number from {} to {}.",
                    self.least, self.most
                ))
            })
    }

    fn align(&self) -> iced::alignment::Horizontal {
        iced::alignment::Horizontal::Right
    }
}

/// The raw texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub seen_days: String,
    pub verify_days: String,
    pub authorization_days: String,
    pub authorization_percent: String,
    pub printer: String,
    pub left: String,
    pub right: String,
    pub top: String,
    pub bottom: String,
}

impl Typed {
    /// Settings as they would be typed, and no printer.
    pub fn of(settings: &PracticeSettings) -> Self {
        Self {
            seen_days: settings.seen_days.to_string(),
            verify_days: settings.verify_days.to_string(),
            authorization_days: settings.authorization_days.to_string(),
            authorization_percent: settings.authorization_percent.to_string(),
            ..Self::default()
        }
    }
}

/// The four settings of the practice.
#[derive(Debug)]
pub struct SettingFields {
    pub seen: Field<Whole>,
    pub verify: Field<Whole>,
    pub days: Field<Whole>,
    pub percent: Field<Whole>,
}

impl SettingFields {
    pub fn new() -> Self {
        let days = Whole {
            least: 0,
            most: 3660,
        };
        let percent = Whole {
            least: 0,
            most: 100,
        };
        Self {
            seen: Field::new("settings-seen", "Seen within, days", days).required(),
            verify: Field::new("settings-verify", "Not verified for, days", days).required(),
            days: Field::new("settings-days", "Ends within, days", days).required(),
            percent: Field::new("settings-percent", "Units left, per cent", percent).required(),
        }
    }

    /// The settings, once every field is in order.
    pub fn value(&self) -> Option<PracticeSettings> {
        let days = |field: &Field<Whole>| u16::try_from(*field.value()?).ok();
        Some(PracticeSettings {
            seen_days: days(&self.seen)?,
            verify_days: days(&self.verify)?,
            authorization_days: days(&self.days)?,
            authorization_percent: u8::try_from(*self.percent.value()?).ok()?,
        })
    }

    /// The first field that is not in order.
    pub fn first_fault(&mut self) -> Option<Id> {
        [
            &mut self.seen,
            &mut self.verify,
            &mut self.days,
            &mut self.percent,
        ]
        .into_iter()
        .filter_map(|field| (!field.touch()).then(|| field.id()))
        .next()
    }

    pub fn fill(&mut self, typed: &Typed) {
        self.seen.set_text(typed.seen_days.clone());
        self.verify.set_text(typed.verify_days.clone());
        self.days.set_text(typed.authorization_days.clone());
        self.percent.set_text(typed.authorization_percent.clone());
    }
}

/// A printer's name with the four marks read from its calibration sheet.
#[derive(Debug)]
pub struct PrinterFields {
    pub name: Field<crate::gui::form::text::Text>,
    pub left: Field<Whole>,
    pub right: Field<Whole>,
    pub top: Field<Whole>,
    pub bottom: Field<Whole>,
}

impl PrinterFields {
    pub fn new() -> Self {
        let mark = Whole {
            least: -99,
            most: 99,
        };
        let plain = crate::gui::form::text::Text::plain();
        Self {
            name: Field::new("settings-printer", "Printer and tray", plain)
                .hint("A name of your own, such as Front desk"),
            left: Field::new("settings-left", "Left", mark),
            right: Field::new("settings-right", "Right", mark),
            top: Field::new("settings-top", "Top", mark),
            bottom: Field::new("settings-bottom", "Bottom", mark),
        }
    }

    fn marks(&mut self) -> [&mut Field<Whole>; 4] {
        [
            &mut self.left,
            &mut self.right,
            &mut self.top,
            &mut self.bottom,
        ]
    }

    pub fn is_empty(&self) -> bool {
        let marks = [&self.left, &self.right, &self.top, &self.bottom];
        self.name.text().is_empty() && marks.iter().all(|field| field.text().is_empty())
    }

    /// The profile that the readings lead to, or the first field that is not in order.
    pub fn draft(&mut self) -> Result<PrinterProfileDraft, Id> {
        if self.name.text().trim().is_empty() {
            self.name.refuse("Give the printer a name.");
            return Err(self.name.id());
        }
        for field in self.marks() {
            if field.text().trim().is_empty() {
                field.refuse("Read this mark from the sheet; 0 where it fits.");
            }
            if !field.touch() {
                return Err(field.id());
            }
        }
        let mark = |field: &Field<Whole>| field.value().copied().unwrap_or_default();
        let readings = Readings {
            left: mark(&self.left),
            right: mark(&self.right),
            top: mark(&self.top),
            bottom: mark(&self.bottom),
        };
        let name = self.name.text().trim();
        Ok(PrinterProfileDraft::from_readings(name, readings))
    }

    pub fn fill(&mut self, typed: &Typed) {
        self.name.set_text(typed.printer.clone());
        self.left.set_text(typed.left.clone());
        self.right.set_text(typed.right.clone());
        self.top.set_text(typed.top.clone());
        self.bottom.set_text(typed.bottom.clone());
    }
}

/// Everything that is typed.
pub fn typed(settings: &SettingFields, printer: &PrinterFields) -> Typed {
    let text = |text: &str| text.to_owned();
    Typed {
        seen_days: text(settings.seen.text()),
        verify_days: text(settings.verify.text()),
        authorization_days: text(settings.days.text()),
        authorization_percent: text(settings.percent.text()),
        printer: text(printer.name.text()),
        left: text(printer.left.text()),
        right: text(printer.right.text()),
        top: text(printer.top.text()),
        bottom: text(printer.bottom.text()),
    }
}
