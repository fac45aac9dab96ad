//! The lists as they are seen: who is due, who is not and why, and what was mailed.

use iced::alignment::Horizontal;
use iced::widget::{column, container, responsive, row, text};
use iced::{Element, Length, Padding};

use super::lists::step_word;
use super::rows::titles;
use super::{DUE, Message, RUN, RUNS, SKIPPED, Statements, TABS, Tab};
use crate::commands::statements::{DueRow, RunRow, Skip, SkippedRow};
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::gui::form::money::grouped;
use crate::gui::form::options::segments;
use crate::gui::screen::print::view::counted;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

pub(super) const DUE_ACCOUNT: usize = 1;
pub(super) const DUE_AMOUNT: usize = 3;
pub(super) const DUE_PAST: usize = 4;
pub(super) const DUE_STEP: usize = 5;
pub(super) const DUE_SINCE: usize = 6;
const DUE_NOTE: usize = 7;

pub(super) const SKIP_ACCOUNT: usize = 0;
pub(super) const SKIP_AMOUNT: usize = 2;
pub(super) const SKIP_WHY: usize = 3;
pub(super) const SKIP_LAST: usize = 4;

pub(super) const RUN_MAILED: usize = 1;
pub(super) const RUN_AS_OF: usize = 2;
pub(super) const RUN_CYCLE: usize = 3;
pub(super) const RUN_COUNT: usize = 4;
pub(super) const RUN_AMOUNT: usize = 5;
pub(super) const RUN_VOIDED: usize = 6;
pub(super) const RUN_SKIPPED: usize = 7;

pub(super) const MAILED_NUMBER: usize = 0;
pub(super) const MAILED_ACCOUNT: usize = 1;
pub(super) const MAILED_AMOUNT: usize = 3;
pub(super) const MAILED_STEP: usize = 4;

const ACCOUNT: Column = Column::code("Account", Width::Fixed(92.0));
const NAME: Column = Column::text("Guarantor", Width::Share(2.0));
const AMOUNT: Column = Column::number("Amount", Width::Fixed(104.0));

const DUE_COLUMNS: &[Column] = &[
    Column {
        align: Horizontal::Center,
        ..Column::text("", Width::Fixed(34.0)).unsorted()
    },
    ACCOUNT,
    NAME,
    AMOUNT,
    Column::number("Past due", Width::Fixed(98.0)),
    Column::text("Step", Width::Fixed(82.0)),
    Column::number("Days since", Width::Fixed(92.0)),
    Column::text("Note", Width::Share(1.2)).unsorted(),
];

/// The same where there is less room.
const NARROW_DUE_COLUMNS: &[Column] = &[
    DUE_COLUMNS[0],
    Column::text("Guarantor", Width::Share(1.6)).unsorted(),
    Column::number("Amount", Width::Fixed(96.0)).unsorted(),
    Column::text("Step", Width::Fixed(66.0)).unsorted(),
    Column::text("Note", Width::Share(1.0)).unsorted(),
];

const SKIPPED_COLUMNS: &[Column] = &[
    ACCOUNT,
    Column::text("Guarantor", Width::Share(1.0)),
    AMOUNT,
    Column::text("Why", Width::Share(1.4)),
    Column::text("Last mailed", Width::Fixed(106.0)),
];

const RUN_COLUMNS: &[Column] = &[
    Column::number("Run", Width::Fixed(64.0)),
    Column::text("Mailed", Width::Fixed(106.0)),
    Column::text("As of", Width::Fixed(106.0)),
    Column::text("Cycle", Width::Share(1.0)),
    Column::number("Statements", Width::Fixed(106.0)),
    Column::number("Amount", Width::Fixed(110.0)),
    Column::number("Not mailed", Width::Fixed(104.0)),
    Column::number("Skipped", Width::Fixed(88.0)),
];

const MAILED_COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(64.0)),
    ACCOUNT,
    NAME,
    AMOUNT,
    Column::text("Step", Width::Fixed(82.0)),
    Column::number("Pages", Width::Fixed(58.0)).unsorted(),
    Column::text("Note", Width::Share(1.2)).unsorted(),
];

/// Below this width the tabs stand in a row of their own.
const NARROW: f32 = 900.0;

impl Statements {
    /// What stands below the title bar.
    pub(super) fn content(&self) -> Element<'_, Message> {
        let content = responsive(move |room| {
            let is_narrow = room.width < NARROW;
            let body = match self.tab {
                Tab::Due => self.due_view(is_narrow),
                Tab::Skipped => self.skipped_view(),
                Tab::Runs => self.runs_view(),
            };
            column![
                self.head(is_narrow),
                container(body).height(Length::Fill),
                self.foot()
            ]
            .spacing(size::S)
            .into()
        });
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    /// Which list, of which day and names, and what is looked for in it.
    fn head(&self, is_narrow: bool) -> Element<'_, Message> {
        let words = TABS
            .iter()
            .map(|tab| {
                let (word, count) = match tab {
                    Tab::Due => ("Due", self.preview.as_ref().map(|it| it.due.len())),
                    Tab::Skipped => ("Skipped", self.preview.as_ref().map(|it| it.skipped.len())),
                    Tab::Runs => ("Runs", self.runs.as_ref().map(Vec::len)),
                };
                count.map_or_else(|| word.to_owned(), |count| format!("{word} {count}"))
            })
            .collect();
        let chosen = TABS.iter().position(|tab| *tab == self.tab);
        // In line with the fields, which have a label above and a note below.
        let in_line = |element| container(element).padding(Padding::ZERO.top(18.0));
        let tabs = in_line(segments(
            "statements-tabs",
            words,
            chosen,
            Message::TabChosen,
        ));
        let is_of_run = self.tab == Tab::Runs;
        let cycles = (!is_of_run && !self.cycles.is_empty()).then(|| {
            let words = std::iter::once("Everybody".to_owned())
                .chain(self.cycles.iter().map(|it| it.name()))
                .collect();
            let chosen = Some(self.chosen_cycle());
            in_line(segments(
                "statements-cycle",
                words,
                chosen,
                Message::CycleChosen,
            ))
        });
        let as_of = (!is_of_run).then(|| self.as_of.view(140, Message::AsOfEdited));
        let runs = is_of_run.then(|| {
            self.runs_search
                .view(Length::Fill, Message::RunsSearchEdited)
        });
        let search = self.search.view(Length::Fill, Message::SearchEdited);
        let rest = row![cycles, as_of, runs, search].spacing(size::L);
        if is_narrow {
            column![tabs.padding(Padding::ZERO), rest]
                .spacing(size::XS)
                .into()
        } else {
            row![tabs, rest].spacing(size::L).into()
        }
    }

    /// What stands in a list without rows.
    fn empty(&self, words: &'static str) -> &'static str {
        if self.reading.is_some() && self.preview.is_none() {
            "Reading the accounts…"
        } else if self.search.text().trim().is_empty() {
            words
        } else {
            "No account fits the search. Esc clears it."
        }
    }

    fn due_view(&self, is_narrow: bool) -> Element<'_, Message> {
        let columns = if is_narrow {
            NARROW_DUE_COLUMNS
        } else {
            DUE_COLUMNS
        };
        let list = window_list(
            DUE,
            columns,
            self.due.shown.len(),
            move |at| {
                let cells = self.due_cells(&self.due_rows()[self.due.shown[at]]);
                if is_narrow {
                    let kept = [0, 2, DUE_AMOUNT, DUE_STEP, DUE_NOTE];
                    kept.map(|column| cells[column].clone()).into()
                } else {
                    cells
                }
            },
            self.due.selection,
            Message::DueListed,
        )
        .empty(self.empty(
            "Nobody is due a statement on this day. The second list says who is skipped, and why.",
        ));
        list.into()
    }

    fn due_cells(&self, row: &DueRow) -> Vec<Cell> {
        let is_out = self.left_out.contains(&row.account);
        let tone = if is_out { Tone::Muted } else { Tone::Ink };
        let since = row.last_mailed_on.map_or_else(
            || "never".to_owned(),
            |on| (self.asked.0 - on).num_days().to_string(),
        );
        let (told, told_tone) = if is_out {
            ("Left out".to_owned(), Tone::Warning)
        } else if row.overridden.is_empty() {
            let words = if row.amount.is_negative() {
                "Tells of a credit"
            } else {
                ""
            };
            (words.to_owned(), Tone::Muted)
        } else {
            let why: Vec<&str> = row.overridden.iter().map(Skip::title).collect();
            (format!("Put in: {}", why.join(", ")), Tone::Accent)
        };
        let past = if row.past_due.is_zero() {
            String::new()
        } else {
            grouped(row.past_due)
        };
        let step_tone = if row.is_final && !is_out {
            Tone::Danger
        } else {
            tone
        };
        let past_tone = if is_out { Tone::Muted } else { Tone::Warning };
        vec![
            Cell::toned(if is_out { "–" } else { "✓" }, Tone::Accent),
            Cell::toned(row.account.as_str(), tone),
            Cell::toned(row.name.to_string(), tone),
            Cell::toned(grouped(row.amount), tone),
            Cell::toned(past, past_tone),
            Cell::toned(step_word(row.step, row.is_final), step_tone),
            Cell::toned(since, tone),
            Cell::toned(told, told_tone),
        ]
    }

    fn skipped_view(&self) -> Element<'_, Message> {
        let list = window_list(
            SKIPPED,
            SKIPPED_COLUMNS,
            self.skipped.shown.len(),
            |at| skipped_cells(&self.skipped_rows()[self.skipped.shown[at]]),
            self.skipped.selection,
            Message::SkippedListed,
        )
        .empty(self.empty("Nobody is skipped: everybody who owes is due a statement."));
        let told = self
            .selected_skipped()
            .map(|row| detail(row.name.to_string(), row.sentence()));
        column![container(list).height(Length::Fill), column![told]]
            .spacing(size::S)
            .into()
    }

    fn runs_view(&self) -> Element<'_, Message> {
        let runs = self.runs.as_deref().unwrap_or_default();
        let is_sought = !self.runs_search.text().trim().is_empty();
        let empty = if !runs.is_empty() && is_sought {
            "No run fits what is looked for. Esc clears it."
        } else if self.runs.is_some() {
            "Nothing was mailed yet. P in the first list prints what is due."
        } else {
            "Reading the runs…"
        };
        let list = window_list(
            RUNS,
            RUN_COLUMNS,
            self.runs_list.shown.len(),
            |at| run_cells(&runs[self.runs_list.shown[at]]),
            self.runs_list.selection,
            Message::RunsListed,
        )
        .empty(empty);
        column![
            container(list).height(Length::FillPortion(2)),
            container(self.run_view()).height(Length::FillPortion(3)),
        ]
        .spacing(size::M)
        .into()
    }

    /// The statements of the selected run, or whom it skipped.
    fn run_view(&self) -> Element<'_, Message> {
        let Some(run) = &self.run else {
            return text("Choose a run to see what it mailed.")
                .size(size::TEXT)
                .style(theme::muted)
                .into();
        };
        let heading = if self.shows_skips {
            format!("Run {}: who was skipped, and why", run.row.run.id)
        } else {
            format!("Run {}: what was mailed", run.row.run.id)
        };
        let other = if self.shows_skips {
            "K shows what was mailed"
        } else {
            "K shows who was skipped"
        };
        let heading = row![
            line(heading)
                .font(font::SEMIBOLD)
                .size(size::TEXT)
                .width(Length::Shrink),
            line(other).size(size::CAPTION).style(theme::muted),
        ]
        .spacing(size::M);
        let columns = if self.shows_skips {
            SKIPPED_COLUMNS
        } else {
            MAILED_COLUMNS
        };
        let list = window_list(
            RUN,
            columns,
            self.of_run.shown.len(),
            |at| {
                let at = self.of_run.shown[at];
                if self.shows_skips {
                    run.skipped.get(at).map(skipped_cells).unwrap_or_default()
                } else {
                    self.mailed_cells(at)
                }
            },
            self.of_run.selection,
            Message::RunListed,
        )
        .empty(self.empty("Nobody was skipped in this run."));
        let told = self
            .selected_run_skip()
            .map(|row| detail(row.name.to_string(), row.sentence()));
        column![heading, container(list).height(Length::Fill), column![told]]
            .spacing(size::XS)
            .into()
    }

    fn mailed_cells(&self, at: usize) -> Vec<Cell> {
        let mailed = self.run.as_ref().and_then(|run| run.mailed.get(at));
        let Some((name, mailed)) = mailed else {
            return Vec::new();
        };
        let tone = if mailed.void.is_some() {
            Tone::Muted
        } else {
            Tone::Ink
        };
        let void = mailed
            .void
            .as_ref()
            .map(|reason| format!("Not mailed: {reason}"))
            .unwrap_or_default();
        vec![
            Cell::toned(mailed.id.to_string(), tone),
            Cell::toned(mailed.account.as_str(), tone),
            Cell::toned(name.to_string(), tone),
            Cell::toned(grouped(mailed.due), tone),
            Cell::toned(step_word(mailed.step, mailed.is_final), tone),
            Cell::toned(mailed.n_pages.to_string(), tone),
            Cell::toned(void, Tone::Warning),
        ]
    }

    fn foot(&self) -> Element<'_, Message> {
        row![
            line(self.sums())
                .size(size::TEXT)
                .font(font::SEMIBOLD)
                .width(Length::Shrink),
            line(self.keys_told())
                .size(size::CAPTION)
                .style(theme::muted)
                .align(Horizontal::Right),
        ]
        .spacing(size::L)
        .align_y(iced::Alignment::Center)
        .into()
    }

    /// How many rows are in sight and what they come to.
    fn sums(&self) -> String {
        match self.tab {
            _ if let Some(percent) = self.reading.filter(|percent| *percent > 0) => {
                format!("Reading the accounts: {percent} %")
            }
            Tab::Due => {
                let (count, total) = self.to_mail();
                let out = self.due_rows().len() - count;
                let out = if out == 0 {
                    String::new()
                } else {
                    format!(" · {out} left out")
                };
                format!("{}, {}{out}", counted(count, "statement"), grouped(total))
            }
            Tab::Skipped => {
                let rows = self.skipped_rows();
                let total: Money = self.skipped.shown.iter().map(|idx| rows[*idx].amount).sum();
                format!(
                    "{}, {}",
                    counted(self.skipped.shown.len(), "account"),
                    grouped(total)
                )
            }
            Tab::Runs => match self.selected_run() {
                Some(row) => format!(
                    "Run {}: {}, {}",
                    row.run.id,
                    counted(row.totals.n_mailed, "statement"),
                    grouped(row.totals.due)
                ),
                None => String::new(),
            },
        }
    }
}

/// What is said of the selected row in full.
fn detail<'a>(name: String, words: String) -> Element<'a, Message> {
    container(
        column![
            line(name).font(font::SEMIBOLD).size(size::TEXT),
            text(words).size(size::TEXT),
        ]
        .spacing(2),
    )
    .padding(size::S)
    .width(Length::Fill)
    .height(Length::Shrink)
    .style(theme::surface)
    .into()
}

fn skipped_cells(row: &SkippedRow) -> Vec<Cell> {
    let can = row.reasons.iter().all(Skip::is_overridable);
    let tone = if can { Tone::Ink } else { Tone::Warning };
    vec![
        Cell::from(row.account.as_str()),
        Cell::from(row.name.to_string()),
        Cell::from(grouped(row.amount)),
        Cell::toned(titles(row), tone),
        Cell::from(row.last_mailed_on.map(spoken).unwrap_or_default()),
    ]
}

fn run_cells(row: &RunRow) -> Vec<Cell> {
    let totals = row.totals;
    let void = if totals.n_voided == 0 {
        Cell::from("")
    } else {
        Cell::toned(totals.n_voided.to_string(), Tone::Warning)
    };
    vec![
        Cell::from(row.run.id.to_string()),
        Cell::from(spoken(row.run.mailed_on)),
        Cell::from(spoken(row.run.as_of)),
        Cell::from(row.run.cycle.clone().unwrap_or_default()),
        Cell::from(totals.n_mailed.to_string()),
        Cell::from(grouped(totals.due)),
        void,
        Cell::from(totals.n_skipped.to_string()),
    ]
}
