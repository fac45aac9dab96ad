//! Look at an estimate beside what was billed: tick the visits that were held as estimated, see
//! whether the bill is so much higher that the patient may dispute it, and print both.

use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Task};

use super::Screen;
use super::give::{self, Give};
use crate::commands::papers::{self, estimates};
use crate::commands::patients::{self, CardVisit};
use crate::commands::{self};
use crate::domain::date::spoken;
use crate::domain::estimate::compare::{Comparison, SUBSTANTIAL};
use crate::domain::id::EstimateId;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{font, size, theme};
use crate::store::Database;

pub const VISITS: &str = "estimated-visits";
pub const LINES: &str = "estimated-lines";

#[derive(Debug)]
pub struct Estimated {
    id: EstimateId,
    facts: Option<Box<Facts>>,
    lines: Selection,
    visits: Selection,
    dialog: Option<Give>,
}

/// What is known of it.
#[derive(Debug, Clone)]
pub struct Facts {
    comparison: Comparison,
    name: String,
    visits: Vec<CardVisit>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Box<Facts>, commands::Error>),
    Resumed,
    LineListed(Act),
    VisitListed(Act),
    LinkPressed,
    Linked(Result<(), commands::Error>),
    PrintPressed,
    ComparePressed,
    NewPressed,
    PapersPressed,
    Give(give::Message),
}

const LINE_COLUMNS: &[Column] = &[
    Column::code("Procedure", Width::Fixed(112.0)).unsorted(),
    Column::text("In plain words", Width::Share(1.0)).unsorted(),
    Column::number("Units", Width::Fixed(60.0)).unsorted(),
    Column::number("Expected", Width::Fixed(100.0)).unsorted(),
];

const VISIT_COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(30.0)).unsorted(),
    Column::text("Date", Width::Fixed(100.0)).unsorted(),
    Column::code("Visit", Width::Share(1.0)).unsorted(),
    Column::number("Charges", Width::Fixed(100.0)).unsorted(),
];

/// The width from which two lists stand side by side.
const ROOMY: f32 = 860.0;

async fn load(
    database: Database,
    id: EstimateId,
    today: chrono::NaiveDate,
) -> Result<Box<Facts>, commands::Error> {
    let comparison = estimates::compare(database.clone(), id).await?;
    let patient = comparison.estimate.estimate.patient.clone();
    let card = patients::card(database, patient, today).await?;
    Ok(Box::new(Facts {
        comparison,
        name: card.patient.value.name.to_string(),
        visits: card.visits,
    }))
}

impl Estimated {
    pub fn new(id: EstimateId, context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            id,
            facts: None,
            lines: Selection::default(),
            visits: Selection::default(),
            dialog: None,
        };
        let task = screen.read(context);
        (screen, task)
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => {
                Task::perform(load(database, self.id, context.today), Message::Loaded)
            }
            None => Task::none(),
        }
    }

    fn loaded(&mut self, facts: Facts) {
        for (selection, count) in [
            (
                &mut self.lines,
                facts.comparison.estimate.estimate.lines.len(),
            ),
            (&mut self.visits, facts.visits.len()),
        ] {
            let first = (count > 0).then_some(0);
            selection.row = selection.row.filter(|row| *row < count).or(first);
        }
        self.facts = Some(Box::new(facts));
    }

    fn link(&mut self, context: &Context) -> Action<Message> {
        let (Some(facts), Some(database)) = (&self.facts, context.database()) else {
            return Action::none();
        };
        let visit = self.visits.row.and_then(|row| facts.visits.get(row));
        let Some(visit) = visit else {
            return Action::none();
        };
        let is_linked = facts.comparison.visits.contains(&visit.id);
        let estimate = (!is_linked).then_some(self.id);
        let visit = visit.id.clone();
        let link = async move { estimates::link_visit(database, visit, estimate, author()).await };
        Action::run(Task::perform(link, Message::Linked))
    }

    fn open(&mut self, is_compared: bool, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let (dialog, task) = if is_compared {
            let paper = papers::prepare_comparison(database, self.id, context.today);
            Give::new("Estimate and bill", paper)
        } else {
            let paper = papers::prepare_estimate(database, self.id, context.today);
            Give::new("Good-faith estimate", paper)
        };
        self.dialog = Some(dialog);
        Action::run(task.map(Message::Give))
    }

    fn given(&mut self, message: give::Message, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let task = task.map(Message::Give);
        let Some(end) = end else {
            return Action::run(task);
        };
        self.dialog = None;
        let action = Action::run(Task::batch([task, go_to(VISITS)]));
        match end {
            give::End::Given(notice) => action.and(Request::Notify(notice)),
            give::End::Nothing => action,
        }
    }
}

impl Screen for Estimated {
    type Message = Message;

    fn title(&self) -> String {
        format!("Good-faith estimate {}", self.id)
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let print = Binding::new(Stroke::sign('p'), "Print", Message::PrintPressed);
        self.dialog.is_none().then_some(print)
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Give)).collect();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        vec![
            sign('c', "Print the comparison", Message::ComparePressed),
            sign('n', "New estimate", Message::NewPressed),
            sign('d', "All papers", Message::PapersPressed),
            sign(
                ' ',
                "The visit was held as estimated, or not",
                Message::LinkPressed,
            )
            .unshown(),
        ]
    }

    fn back(&self) -> Option<Message> {
        let dialog = self.dialog.as_ref()?;
        Some(Message::Give(dialog.back()))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(self.dialog.as_ref()?.view().map(Message::Give))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(facts)) => {
                // The lists are there once they are read.
                let is_first = self.facts.is_none();
                self.loaded(*facts);
                if is_first {
                    return Action::run(go_to(VISITS));
                }
            }
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::Resumed | Message::Linked(Ok(())) => {
                return Action::run(self.read(context));
            }
            Message::Linked(Err(error)) => return Action::failed(&error, context),
            Message::LineListed(act) => self.lines.apply(act),
            Message::VisitListed(act) => {
                self.visits.apply(act);
                if matches!(act, Act::Opened(_)) {
                    return self.link(context);
                }
            }
            Message::LinkPressed => return self.link(context),
            Message::PrintPressed => return self.open(false, context),
            Message::ComparePressed => return self.open(true, context),
            Message::NewPressed => {
                let patient = self
                    .facts
                    .as_ref()
                    .map(|facts| facts.comparison.estimate.estimate.patient.clone());
                return Action::request(Request::Open(Route::Estimate {
                    patient,
                    estimate: None,
                }));
            }
            Message::PapersPressed => {
                if let Some(facts) = &self.facts {
                    return Action::request(Request::Open(Route::Papers {
                        patient: facts.comparison.estimate.estimate.patient.clone(),
                        wanted: None,
                    }));
                }
            }
            Message::Give(message) => return self.given(message, context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        let Some(facts) = &self.facts else {
            return container(text("Reading…").style(theme::muted))
                .padding(size::XL)
                .into();
        };
        responsive(move |room| {
            let is_wide = room.width >= ROOMY;
            let lines = container(self.lines_part(facts)).width(Length::FillPortion(3));
            let visits = container(self.visits_part(facts)).width(Length::FillPortion(2));
            let lists: Element<'_, Message> = if is_wide {
                row![lines, visits].spacing(size::XL).into()
            } else {
                column![lines.height(260), visits.height(260)]
                    .spacing(size::L)
                    .into()
            };
            let least = if is_wide { 380.0 } else { 760.0 };
            let content = column![
                head(facts),
                container(lists).height(Length::Fill),
                judged(&facts.comparison),
            ]
            .spacing(size::L)
            .height((room.height - 2.0 * size::L).max(least));
            scrollable(
                container(content)
                    .padding(Padding::ZERO.horizontal(size::XL).vertical(size::L))
                    .width(Length::Fill),
            )
            .style(theme::scroll)
            .into()
        })
        .into()
    }
}

impl Estimated {
    fn lines_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let estimate = &facts.comparison.estimate.estimate;
        let list = window_list(
            LINES,
            LINE_COLUMNS,
            estimate.lines.len(),
            |row| {
                let it = &estimate.lines[row];
                let mut code = vec![it.code.to_string()];
                code.extend(it.modifiers.iter().map(ToString::to_string));
                vec![
                    Cell::from(code.join(" ")),
                    Cell::from(it.description.as_str()),
                    Cell::from(it.units.to_string()),
                    Cell::from(grouped(it.amount)),
                ]
            },
            self.lines,
            Message::LineListed,
        );
        column![
            line("Expected services").font(font::SEMIBOLD),
            container(list).height(Length::Fill)
        ]
        .spacing(size::XS)
        .into()
    }

    fn visits_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let list = window_list(
            VISITS,
            VISIT_COLUMNS,
            facts.visits.len(),
            |row| {
                let visit = &facts.visits[row];
                let is_linked = facts.comparison.visits.contains(&visit.id);
                let tone = if is_linked { Tone::Ink } else { Tone::Muted };
                vec![
                    Cell::toned(if is_linked { "✓" } else { "" }, Tone::Accent),
                    Cell::toned(visit.from_on.map(spoken).unwrap_or_default(), tone),
                    Cell::toned(visit.id.to_string(), tone),
                    Cell::toned(grouped(visit.total), tone),
                ]
            },
            self.visits,
            Message::VisitListed,
        )
        .empty("No visit was entered for this patient yet.");
        let heading = row![
            line("Visits held as estimated")
                .font(font::SEMIBOLD)
                .width(Length::Shrink),
            line("Space ticks one, or takes it out")
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(size::M)
        .align_y(Alignment::Center);
        column![heading, container(list).height(Length::Fill)]
            .spacing(size::XS)
            .into()
    }
}

/// Whose it is, and when it was made.
fn head(facts: &Facts) -> Element<'_, Message> {
    let estimate = &facts.comparison.estimate.estimate;
    let made = match estimate.service_on {
        Some(day) => format!("made on {} for {}", spoken(estimate.made_on), spoken(day)),
        None => format!("made on {}, nothing scheduled", spoken(estimate.made_on)),
    };
    row![
        line(facts.name.as_str())
            .font(font::SEMIBOLD)
            .size(size::HEADING)
            .width(Length::Shrink),
        line(made).style(theme::muted),
    ]
    .spacing(size::M)
    .align_y(Alignment::Center)
    .into()
}

/// What was expected and what was billed, and whether she may dispute it.
fn judged(comparison: &Comparison) -> Element<'_, Message> {
    let sum = |label: &'static str, amount: String| {
        column![
            text(label).size(size::CAPTION).style(theme::muted),
            text(amount).font(font::SEMIBOLD).size(size::HEADING),
        ]
        .align_x(Alignment::End)
    };
    let over = comparison.billed_total() - comparison.estimated();
    let (words, style): (String, fn(&iced::Theme) -> text::Style) = if comparison.visits.is_empty()
    {
        (
            "No visit is ticked yet; tick those that were held as estimated to compare.".to_owned(),
            theme::muted,
        )
    } else if comparison.may_dispute() {
        let by = comparison.dispute_by().map_or_else(
            || "once a statement was mailed".to_owned(),
            |day| format!("until {}", spoken(day)),
        );
        (
            format!(
                "⚠ Billed {SUBSTANTIAL} or more above the estimate: the patient may dispute the bill {by}."
            ),
            theme::danger,
        )
    } else {
        (
            "The bill is within what the patient must expect.".to_owned(),
            theme::muted,
        )
    };
    row![
        text(words)
            .size(size::TEXT)
            .style(style)
            .width(Length::Fill),
        sum("Expected", grouped(comparison.estimated())),
        sum("Billed", grouped(comparison.billed_total())),
        sum("Above the estimate", grouped(over)),
    ]
    .spacing(size::XL)
    .align_y(Alignment::Center)
    .padding(Padding::ZERO.right(size::M))
    .into()
}
