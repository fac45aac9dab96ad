//! The lists and, beside them, the selected claim.

use chrono::NaiveDate;
use iced::alignment::Horizontal;
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::{Claims, LIST, Message, Tab, counted};
use crate::commands::claims::ClaimLine;
use crate::domain::claim::ClaimStatus;
use crate::domain::date::spoken;
use crate::domain::finding::Finding;
use crate::gui::form::money::grouped;
use crate::gui::form::options::segments;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Tone, window_list};
use crate::gui::{font, size, theme};

/// The width of what stands beside the list.
const SIDE: f32 = 290.0;
/// Below this width the selected claim stands below the list.
const NARROW: f32 = 860.0;

/// How many errors and warnings, in words.
pub fn tally(findings: &[Finding]) -> (String, Tone) {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    match (errors, warnings) {
        (0, 0) => ("None".to_owned(), Tone::Success),
        (0, _) => (counted(warnings, "warning"), Tone::Warning),
        (_, 0) => (counted(errors, "error"), Tone::Danger),
        _ => (
            format!(
                "{}, {}",
                counted(errors, "error"),
                counted(warnings, "warning")
            ),
            Tone::Danger,
        ),
    }
}

/// Where a claim stands, in words.
pub fn standing(line: &ClaimLine) -> (&'static str, Tone) {
    if line.is_on_hold && line.status.is_unprinted() {
        return ("On hold", Tone::Warning);
    }
    match line.status {
        ClaimStatus::Draft => ("With errors", Tone::Danger),
        ClaimStatus::Ready => ("Ready", Tone::Success),
        ClaimStatus::Printed => ("Printed", Tone::Accent),
        ClaimStatus::Mailed => ("Mailed", Tone::Ink),
        ClaimStatus::Closed => ("Closed", Tone::Muted),
    }
}

/// A finding with its weight in words.
pub fn finding_box<'a, M: 'a>(finding: &'a Finding) -> Element<'a, M> {
    let weight = if finding.is_error() {
        "Error"
    } else {
        "Warning"
    };
    let place = finding
        .form_box
        .map_or_else(String::new, |form_box| format!(", box {form_box}"));
    let color = if finding.is_error() {
        |palette: &theme::Palette| palette.danger
    } else {
        |palette: &theme::Palette| palette.warning
    };
    container(
        column![
            text(format!("{weight}{place}"))
                .font(font::SEMIBOLD)
                .size(size::CAPTION),
            text(finding.sentence.as_str()).size(size::TEXT),
        ]
        .spacing(2),
    )
    .padding(size::S)
    .width(Length::Fill)
    .style(theme::washed(color))
    .into()
}

/// A label with its value.
pub fn fact<'a, M: 'a>(label: &'static str, value: impl Into<String>) -> Element<'a, M> {
    row![
        line(label).size(size::TEXT).style(theme::muted).width(84),
        line(value).size(size::TEXT),
    ]
    .spacing(size::S)
    .into()
}

fn day(on: Option<NaiveDate>) -> String {
    on.map(spoken).unwrap_or_default()
}

impl Claims {
    /// What stands below the title bar.
    pub(super) fn content(&self) -> Element<'_, Message> {
        let content = responsive(|room| {
            let is_narrow = room.width < NARROW;
            let list = container(self.list()).height(Length::FillPortion(5));
            let side = scrollable(
                container(self.side())
                    .padding(Padding::ZERO.right(size::M))
                    .width(Length::Fill),
            )
            .style(theme::scroll);
            let parts: Element<'_, Message> = if is_narrow {
                let side = container(side).height(Length::FillPortion(2));
                column![list, side].spacing(size::S).into()
            } else {
                let side = container(side).width(SIDE).height(Length::Fill);
                row![list, side].spacing(size::L).into()
            };
            column![self.head(is_narrow), parts, self.foot()]
                .spacing(size::S)
                .into()
        });
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    /// Which list, and what is looked for in it.
    fn head(&self, is_narrow: bool) -> Element<'_, Message> {
        let unprinted = || self.findings.keys().filter_map(|key| self.lines.get(key));
        let words = Tab::ALL
            .iter()
            .map(|tab| {
                if self.is_loaded {
                    format!(
                        "{} {}",
                        tab.word(),
                        tab.count(unprinted(), self.counts.unwrap_or_default())
                    )
                } else if let Some(counts) = self.counts {
                    format!("{} {}", tab.word(), tab.count_of(counts))
                } else {
                    tab.word().to_owned()
                }
            })
            .collect();
        let chosen = Tab::ALL.iter().position(|tab| *tab == self.tab);
        let tabs = segments("claims-tabs", words, chosen, Message::TabChosen);
        let search = self.search.view(Length::Fill, Message::SearchEdited);
        let share = if is_narrow { 2 } else { 3 };
        row![
            // In line with the field, which has a label above and a note below.
            container(tabs)
                .width(Length::FillPortion(share))
                .padding(Padding::ZERO.top(18.0)),
            container(search).width(Length::FillPortion(1)),
        ]
        .spacing(size::L)
        .into()
    }

    fn list(&self) -> Element<'_, Message> {
        let empty = if !self.is_loaded {
            "Reading the claims…"
        } else if self.search.text().trim().is_empty() {
            self.tab.empty()
        } else {
            "No claim of this list fits the search. Esc clears it."
        };
        window_list(
            LIST,
            self.tab.columns(),
            self.shown.len(),
            |row| self.cells(row),
            self.selection,
            Message::Listed,
        )
        .empty(empty)
        .into()
    }

    fn foot(&self) -> Element<'_, Message> {
        let keys = "Enter opens the form · Space marks · R marks through · A all · ←→ other list · / searches";
        row![
            line(self.sums())
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::Shrink),
            line(keys)
                .size(size::CAPTION)
                .style(theme::muted)
                .align(Horizontal::Right),
        ]
        .spacing(size::L)
        .into()
    }

    /// The cells of a row; a claim that was not read yet has its place already.
    fn cells(&self, row: usize) -> Vec<Cell> {
        let key = self.shown[row];
        let mark = if self.marks.contains(&key) { "✓" } else { "" };
        let Some(line) = self.lines.get(&key) else {
            return vec![Cell::from(mark), Cell::toned("…", Tone::Muted)];
        };
        let mut cells = vec![
            Cell::toned(mark, Tone::Accent),
            Cell::from(line.id.as_str()),
            Cell::from(line.patient_name.to_string()),
            Cell::from(line.payer_name.as_str()),
            Cell::from(day(line.from_on)),
            Cell::from(grouped(line.total)),
        ];
        match self.tab {
            Tab::Draft | Tab::Ready | Tab::Hold => {
                let none = Vec::new();
                let findings = self.findings.get(&key).unwrap_or(&none);
                let errors: Vec<Finding> = findings
                    .iter()
                    .filter(|it| it.is_error())
                    .cloned()
                    .collect();
                // A row has no room for both; the card beside it tells all.
                let (words, tone) = tally(if errors.is_empty() { findings } else { &errors });
                cells.push(Cell::toned(words, tone));
            }
            Tab::Printed => cells.push(Cell::from(day(line.printed_on))),
            Tab::Mailed => {
                cells.push(Cell::from(day(line.printed_on)));
                cells.push(Cell::from(day(line.mailed_on)));
            }
            Tab::Closed => {
                cells.push(Cell::from(day(line.mailed_on)));
                cells.push(Cell::from(day(line.closed_on)));
            }
            Tab::All => {
                let (words, tone) = standing(line);
                cells.push(Cell::toned(words, tone));
            }
        }
        cells
    }

    /// How many claims there are and what they come to: the marked ones, else all in sight.
    fn sums(&self) -> String {
        let marked = self.marked();
        if !marked.is_empty() {
            let total = marked.iter().map(|line| line.total).sum();
            return format!(
                "{} marked, {}",
                counted(marked.len(), "claim"),
                grouped(total)
            );
        }
        let shown = counted(self.shown.len(), "claim");
        match self.sum {
            Some(total) => format!("{shown}, {}", grouped(total)),
            None => format!("{shown}, reading…"),
        }
    }

    /// The selected claim with what is wrong with it.
    fn side(&self) -> Element<'_, Message> {
        let Some(line_of) = self.selected() else {
            return text("Select a claim to see what is wrong with it.")
                .size(size::TEXT)
                .style(theme::muted)
                .into();
        };
        let (status, tone) = standing(line_of);
        let heading = row![
            line(format!("Claim {}", line_of.id))
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            text(status)
                .font(font::SEMIBOLD)
                .size(size::TEXT)
                .style(move |theme: &iced::Theme| text::Style {
                    color: Some(tone.color(theme::Palette::of(theme))),
                }),
        ]
        .spacing(size::S)
        .align_y(Alignment::Center);
        let later = |label, on: Option<NaiveDate>| on.map(|on| fact(label, spoken(on)));
        let facts = column![
            fact("Patient", line_of.patient_name.to_string()),
            fact("Account", line_of.patient.as_str()),
            fact("Payer", line_of.payer_name.as_str()),
            fact("Visit", line_of.visit.as_str()),
            fact("Service", day(line_of.from_on)),
            fact("Charge", grouped(line_of.total)),
            fact("Made", spoken(line_of.created_on)),
            later("Printed", line_of.printed_on),
            later("Mailed", line_of.mailed_on),
            later("Closed", line_of.closed_on),
        ]
        .spacing(size::XS);
        let findings: Element<'_, Message> = match self.findings.get(&line_of.row) {
            None => text("Printed, so its facts stay as they were. P prints it again as it was.")
                .size(size::TEXT)
                .style(theme::muted)
                .into(),
            Some(findings) if findings.is_empty() => text("Nothing is wrong with it.")
                .size(size::TEXT)
                .style(theme::success)
                .into(),
            Some(findings) => {
                // What keeps it from printing comes first.
                let (errors, others): (Vec<_>, Vec<_>) =
                    findings.iter().partition(|finding| finding.is_error());
                column(errors.into_iter().chain(others).map(finding_box))
                    .spacing(size::S)
                    .into()
            }
        };
        column![
            heading,
            facts,
            space().height(size::XS),
            text("Findings").font(font::SEMIBOLD).size(size::TEXT),
            findings,
        ]
        .spacing(size::S)
        .into()
    }
}
