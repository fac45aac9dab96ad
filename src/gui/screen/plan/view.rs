//! The plans as they are seen: those that were agreed on with their schedules, or a new one with its
//! lines and what follows from them.

use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::form::{self, Form};
use super::{Facts, LINES, Message, PLANS, Plan};
use crate::commands::ledger::payments::OwedLine;
use crate::commands::plans::{PlanRow, Standing};
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::plan::{Instalment, PlanEnd, PlanLine};
use crate::gui::form::money::grouped;
use crate::gui::screen::print::view::counted;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const LINE_COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(30.0)).unsorted(),
    Column::text("Service", Width::Fixed(106.0)).unsorted(),
    Column::text("Patient", Width::Share(2.0)).unsorted(),
    Column::text("For", Width::Share(2.0)).unsorted(),
    Column::text("Hers since", Width::Fixed(106.0)).unsorted(),
    Column::number("Owes", Width::Fixed(92.0)).unsorted(),
];

const PLAN_COLUMNS: &[Column] = &[
    Column::number("Plan", Width::Fixed(56.0)).unsorted(),
    Column::text("Agreed", Width::Fixed(106.0)).unsorted(),
    Column::number("Agreed sum", Width::Share(1.0)).unsorted(),
    Column::number("Paid", Width::Share(1.0)).unsorted(),
    Column::number("Left", Width::Share(1.0)).unsorted(),
    Column::number("Missed", Width::Share(1.0)).unsorted(),
    Column::text("Next due", Width::Share(1.4)).unsorted(),
    Column::text("Standing", Width::Fixed(96.0)).unsorted(),
];

const SCHEDULE_COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(48.0)).unsorted(),
    Column::text("Due on", Width::Share(1.2)).unsorted(),
    Column::number("Amount", Width::Share(1.0)).unsorted(),
    Column::number("Open", Width::Share(1.0)).unsorted(),
];

const NEW_COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(48.0)).unsorted(),
    Column::text("Due on", Width::Share(1.4)).unsorted(),
    Column::number("Amount", Width::Share(1.0)).unsorted(),
    Column::number("Left after", Width::Share(1.0)).unsorted(),
];

const SCHEDULE: &str = "plan-schedule";
/// The width from which two parts stand side by side.
const ROOMY: f32 = 900.0;

impl Plan {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let Some(facts) = &self.facts else {
            return container(text("Reading the account…").style(theme::muted))
                .padding(size::XL)
                .into();
        };
        responsive(move |room| {
            let is_wide = room.width >= ROOMY;
            let body = match &self.form {
                Some(form) => self.agreeing(facts, form, is_wide),
                None => self.agreed_on(facts, is_wide),
            };
            let height = (room.height - 2.0 * size::L).max(if is_wide { 420.0 } else { 760.0 });
            let content = column![self.head(facts), container(body).height(Length::Fill)]
                .spacing(size::M)
                .height(height);
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

    /// Whose account it is and what it owes.
    fn head<'a>(&self, facts: &'a Facts) -> Element<'a, Message> {
        let first = facts.family.members.first();
        let name = first.map_or_else(String::new, |member| member.name.to_string());
        let number = first.map_or_else(String::new, |member| member.id.to_string());
        let others = facts.family.members.len().saturating_sub(1);
        let family = match others {
            0 => String::new(),
            n => format!("answers for {} more", counted(n, "patient")),
        };
        let owes = format!("owes {}", grouped(facts.family.owes()));
        row![
            line(name)
                .font(font::SEMIBOLD)
                .size(size::HEADING)
                .width(Length::Shrink),
            line(number)
                .font(font::CODE)
                .style(theme::muted)
                .width(Length::Shrink),
            line(owes).width(Length::Shrink),
            line(family).size(size::CAPTION).style(theme::muted),
        ]
        .spacing(size::M)
        .align_y(Alignment::Center)
        .into()
    }

    fn agreeing<'a>(
        &'a self,
        facts: &'a Facts,
        form: &'a Form,
        is_wide: bool,
    ) -> Element<'a, Message> {
        let left = self.fields(facts, form);
        let right = schedule_of(form);
        if is_wide {
            row![
                container(left).width(Length::FillPortion(3)),
                container(right).width(Length::FillPortion(2))
            ]
            .spacing(size::XL)
            .into()
        } else {
            column![left, right].spacing(size::L).into()
        }
    }

    fn fields<'a>(&'a self, facts: &'a Facts, form: &'a Form) -> Element<'a, Message> {
        let restored = form.is_restored.then(|| {
            row![
                line("Draft restored: it was typed and not agreed yet.")
                    .size(size::CAPTION)
                    .style(theme::warning)
                    .width(Length::Shrink),
                action(
                    "plan-discard",
                    Weight::Quiet,
                    "Discard it",
                    None,
                    Some(Message::DiscardPressed),
                ),
            ]
            .spacing(size::S)
            .align_y(Alignment::Center)
        });
        let list = window_list(
            LINES,
            LINE_COLUMNS,
            facts.free.len(),
            |row| line_cells(facts, &facts.free[row], form),
            form.lines,
            |act| Message::Form(form::Message::LineListed(act)),
        )
        .empty("The account owes nothing that is on no plan yet.");
        let taken: Money = facts
            .free
            .iter()
            .filter(|it| form.marks.contains(&it.owed.line.line))
            .map(|it| it.owed.amount)
            .sum();
        let foot = row![
            line(format!(
                "{} taken in, {} together",
                counted(form.marks.len(), "line"),
                grouped(taken)
            ))
            .font(font::SEMIBOLD),
            line("Space takes a line in or leaves it out · M all")
                .size(size::CAPTION)
                .style(theme::muted)
                .align(iced::alignment::Horizontal::Right),
        ]
        .spacing(size::M);
        let field = |column: &'static str, width: Length| {
            form.fields.view(column, width, |column, edit| {
                Message::Form(form::Message::Typed(column, edit))
            })
        };
        let every = form.every.view(Length::Shrink, |every| {
            Message::Form(form::Message::EveryChosen(every))
        });
        let share = Length::FillPortion;
        let fields = column![
            row![
                field("amount", share(3)),
                field("installments", share(2)),
                every
            ]
            .spacing(size::M),
            row![
                field("first_due_on", share(2)),
                field("down_payment", share(2)),
                field("note", share(4)),
            ]
            .spacing(size::M),
        ]
        .spacing(size::XS);
        let problem = form
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        column![
            column![restored],
            container(list).height(Length::Fill),
            foot,
            fields,
            column![problem],
        ]
        .spacing(size::S)
        .into()
    }

    fn agreed_on<'a>(&'a self, facts: &'a Facts, is_wide: bool) -> Element<'a, Message> {
        let list = window_list(
            PLANS,
            PLAN_COLUMNS,
            facts.plans.len(),
            |row| plan_cells(&facts.plans[row]),
            self.plans,
            Message::PlanListed,
        )
        .empty("No payment plan was agreed with this account yet. N agrees on one.");
        let Some(row_shown) = self.selected() else {
            return container(list).into();
        };
        let paid = allotted(row_shown);
        let schedule = window_list(
            SCHEDULE,
            SCHEDULE_COLUMNS,
            row_shown.kept.plan.instalments.len(),
            move |row| {
                let instalment = &row_shown.kept.plan.instalments[row];
                schedule_cells(row_shown, instalment, paid[row])
            },
            self.schedule,
            Message::ScheduleListed,
        );
        let schedule = column![
            text(format!("Schedule of plan {}", row_shown.kept.id)).font(font::SEMIBOLD),
            container(schedule).height(Length::Fill),
        ]
        .spacing(size::XS);
        let covered = covered(facts, row_shown);
        let below: Element<'_, Message> = if is_wide {
            row![
                schedule.width(Length::FillPortion(1)),
                container(covered).width(Length::FillPortion(1))
            ]
            .spacing(size::L)
            .into()
        } else {
            column![schedule, covered].spacing(size::M).into()
        };
        column![
            container(list).height(Length::FillPortion(2)),
            container(below).height(Length::FillPortion(3)),
        ]
        .spacing(size::L)
        .into()
    }
}

/// The schedule of what is typed, or what is missing for one.
fn schedule_of(form: &Form) -> Element<'_, Message> {
    let title = text("What is paid, and when").font(font::SEMIBOLD);
    let plan = match &form.looked {
        Some(Ok(plan)) => plan,
        Some(Err(sentence)) => {
            return told(title.into(), sentence.as_str(), true);
        }
        None => {
            return told(
                title.into(),
                "Type what each installment comes to or how many there are, and when the first is due; the schedule appears here.",
                false,
            );
        }
    };
    let total = plan.principal();
    let list = window_list(
        SCHEDULE,
        NEW_COLUMNS,
        plan.instalments.len(),
        move |row| {
            let instalment = &plan.instalments[row];
            let so_far: Money = plan.instalments[..=row].iter().map(|it| it.amount).sum();
            vec![
                Cell::toned(instalment.number.to_string(), Tone::Muted),
                Cell::from(weekday(instalment)),
                Cell::from(grouped(instalment.amount)),
                Cell::toned(grouped(total - so_far), Tone::Muted),
            ]
        },
        form.schedule,
        |act| Message::Form(form::Message::ScheduleListed(act)),
    );
    let last = plan.instalments.last();
    let sum = line(format!(
        "{} in {}, the last on {}",
        grouped(total),
        counted(plan.instalments.len(), "installment"),
        last.map(|it| spoken(it.due_on)).unwrap_or_default()
    ))
    .style(theme::muted);
    let advice = plan
        .advice()
        .map(|advice| text(advice).size(size::CAPTION).style(theme::warning));
    column![
        title,
        container(list).height(Length::Fill),
        sum,
        column![advice]
    ]
    .spacing(size::S)
    .into()
}

fn told<'a>(
    title: Element<'a, Message>,
    sentence: &'a str,
    is_problem: bool,
) -> Element<'a, Message> {
    let style = if is_problem {
        theme::danger
    } else {
        theme::muted
    };
    let words = container(text(sentence).size(size::TEXT).style(style))
        .padding(size::L)
        .width(Length::Fill)
        .style(theme::surface);
    column![title, words].spacing(size::S).into()
}

fn weekday(instalment: &Instalment) -> String {
    instalment.due_on.format("%a %m/%d/%Y").to_string()
}

fn name_of(facts: &Facts, patient: &PatientId) -> String {
    let mut members = facts.family.members.iter();
    members
        .find(|member| member.id == *patient)
        .map(|member| member.name.to_string())
        .unwrap_or_default()
}

/// What a line is for: its code, or what a fee is called.
fn what(line: &OwedLine) -> String {
    let charge = &line.charge;
    if charge.code.is_empty() {
        return charge.description.clone();
    }
    let mut words = vec![charge.code.as_str()];
    words.extend(charge.modifiers.iter().map(String::as_str));
    words.join(" ")
}

fn line_cells(facts: &Facts, owed: &OwedLine, form: &Form) -> Vec<Cell> {
    let is_in = form.marks.contains(&owed.owed.line.line);
    let tone = if is_in { Tone::Ink } else { Tone::Muted };
    vec![
        Cell::toned(if is_in { "✓" } else { "" }, Tone::Accent),
        Cell::toned(spoken(owed.charge.from_on), tone),
        Cell::toned(name_of(facts, &owed.charge.patient), tone),
        Cell::toned(what(owed), tone),
        Cell::toned(spoken(owed.owed.since), tone),
        Cell::toned(grouped(owed.owed.amount), tone),
    ]
}

fn plan_cells(row: &PlanRow) -> Vec<Cell> {
    let state = &row.state;
    let standing = row.standing();
    let tone = tone_of(standing);
    let has_ended = row.kept.end.is_some();
    let ink = if has_ended { Tone::Muted } else { Tone::Ink };
    let next = state.next.filter(|_| !has_ended).map_or_else(
        || "–".to_owned(),
        |next| format!("{}  {}", spoken(next.due_on), grouped(next.amount)),
    );
    let missed = if state.overdue.is_zero() || has_ended {
        Cell::toned("–", Tone::Muted)
    } else {
        Cell::toned(grouped(state.overdue), Tone::Danger)
    };
    vec![
        Cell::toned(row.kept.id.to_string(), ink),
        Cell::toned(spoken(row.kept.plan.agreed_on), ink),
        Cell::toned(grouped(state.principal), ink),
        Cell::toned(grouped(state.paid), ink),
        Cell::toned(grouped(state.balance), ink),
        missed,
        Cell::toned(next, ink),
        Cell::toned(standing.title(), tone),
    ]
}

/// How a standing is colored.
pub(in crate::gui::screen) const fn tone_of(standing: Standing) -> Tone {
    match standing {
        Standing::OnTrack => Tone::Success,
        Standing::Behind | Standing::Ended(PlanEnd::Broken) => Tone::Danger,
        Standing::Paid | Standing::Ended(_) => Tone::Muted,
    }
}

/// What is open of each installment when what was paid goes to the oldest first.
fn allotted(row: &PlanRow) -> Vec<Money> {
    let mut left = row.state.paid;
    let instalments = row.kept.plan.instalments.iter();
    instalments
        .map(|instalment| {
            let part = instalment.amount.min(left);
            left -= part;
            instalment.amount - part
        })
        .collect()
}

fn schedule_cells(row: &PlanRow, instalment: &Instalment, open: Money) -> Vec<Cell> {
    let is_missed = row
        .state
        .missed
        .iter()
        .any(|missed| missed.number == instalment.number);
    let (word, tone) = if open.is_zero() {
        ("paid".to_owned(), Tone::Success)
    } else if is_missed && row.kept.end.is_none() {
        (format!("{} missed", grouped(open)), Tone::Danger)
    } else {
        (grouped(open), Tone::Ink)
    };
    vec![
        Cell::toned(instalment.number.to_string(), Tone::Muted),
        Cell::from(weekday(instalment)),
        Cell::from(grouped(instalment.amount)),
        Cell::toned(word, tone),
    ]
}

/// What the plan covers, and how it ended where it did.
fn covered<'a>(facts: &'a Facts, row: &'a PlanRow) -> Element<'a, Message> {
    let plan = &row.kept.plan;
    let owed_on = |covered: &PlanLine| {
        let mut owed = facts.family.owed.iter();
        owed.find(|it| it.owed.line.line == covered.charge)
    };
    let entry = |words: String, amount: Money| {
        iced::widget::row![
            line(words),
            line(grouped(amount))
                .width(92.0)
                .align(iced::alignment::Horizontal::Right),
        ]
        .spacing(size::M)
        .into()
    };
    let open = plan.lines.iter().filter_map(|covered| {
        let owed = owed_on(covered)?;
        let words = format!(
            "{}  {}  {}",
            spoken(owed.charge.from_on),
            name_of(facts, &owed.charge.patient),
            what(owed)
        );
        Some(entry(words, covered.amount))
    });
    let settled: Vec<&PlanLine> = plan
        .lines
        .iter()
        .filter(|it| owed_on(it).is_none())
        .collect();
    let rest = (!settled.is_empty()).then(|| {
        let words = format!(
            "{} on which nothing is owed now",
            counted(settled.len(), "line")
        );
        entry(words, settled.iter().map(|it| it.amount).sum())
    });
    let lines = open.chain(rest);
    let note = (!plan.note.is_empty()).then(|| {
        text(plan.note.as_str())
            .size(size::TEXT)
            .style(theme::muted)
    });
    let end = row.kept.end.as_ref().map(|end| {
        let words = format!(
            "Ended on {}: {}. {}",
            spoken(end.on),
            row.standing().title().to_lowercase(),
            end.reason
        );
        text(words).size(size::TEXT).style(theme::warning)
    });
    let content = column![
        text("What it covers").font(font::SEMIBOLD),
        scrollable(
            column(lines)
                .spacing(size::XS)
                .padding(Padding::ZERO.right(size::M))
        )
        .style(theme::scroll)
        .height(Length::Fill),
        column![note],
        column![end],
        space(),
    ]
    .spacing(size::S);
    container(content)
        .padding(size::M)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(theme::surface)
        .into()
}
