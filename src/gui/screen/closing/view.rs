//! The steps of closing as they are seen.

use iced::alignment::Horizontal;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Theme};

use super::{ALL, COUNTED, Closing, Loaded, Message, STEPS, Step};
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::{DaySheet, Tie, credits, receivable};
use crate::domain::period::{Checked, Pending, PeriodEventKind};
use crate::gui::form::money::grouped;
use crate::gui::form::options::segments;
use crate::gui::screen::deposits::view::method_word;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

const MONEY: f32 = 120.0;
const LABEL: f32 = 230.0;
const VERDICT: f32 = 180.0;

impl Step {
    const fn word(self) -> &'static str {
        match self {
            Self::Count => "1 Count",
            Self::Deposit => "2 Deposit",
            Self::Batches => "3 Batches",
            Self::Sheet => "4 Day sheet",
            Self::Close => "5 Close",
            Self::Month => "6 Month",
        }
    }
}

impl Closing {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let words = ALL.iter().map(|step| step.word().to_owned()).collect();
        let chosen = ALL.iter().position(|step| *step == self.step);
        let steps = segments(STEPS, words, chosen, Message::StepChosen);
        let step = match &self.loaded {
            None => said("Reading the books…"),
            Some(loaded) => match self.step {
                Step::Count => self.count(loaded),
                Step::Deposit => deposit(loaded),
                Step::Batches => batches(loaded),
                Step::Sheet => self.sheet(loaded),
                Step::Close => self.close(loaded),
                Step::Month => self.month(loaded),
            },
        };
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let body = scrollable(
            container(column![step, column![problem]].spacing(size::M))
                .padding(Padding::ZERO.right(size::M)),
        )
        .style(theme::scroll)
        .width(Length::Fill)
        .height(Length::Fill);
        container(column![steps, body].spacing(size::L))
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    /// Cash and checks counted against the receipts log.
    fn count(&self, loaded: &Loaded) -> Element<'_, Message> {
        let head = row![
            caption("Method", 90.0, Horizontal::Left),
            caption("Receipts", 80.0, Horizontal::Right),
            caption("Receipts log", MONEY, Horizontal::Right),
            caption("Counted", MONEY, Horizontal::Right),
            caption("", VERDICT, Horizontal::Left),
        ]
        .spacing(size::M);
        let rows = COUNTED.iter().zip(&self.counts).enumerate();
        let rows = rows.map(|(at, ((method, _), field))| {
            let (count, logged) = self.logged(*method);
            let verdict = match field.value() {
                None => text("Not counted").style(theme::muted),
                Some(counted) if *counted == logged => text("Ties").style(theme::success),
                Some(counted) => {
                    text(format!("Differs by {}", grouped(*counted - logged))).style(theme::danger)
                }
            };
            let cell = field.cell(move |edit| Message::CountEdited(at, edit), |_, _| None);
            row![
                line(method_word(*method)).width(90),
                amount_text(count.to_string(), 80.0),
                amount_text(grouped(logged), MONEY),
                container(cell).width(MONEY),
                container(verdict.size(size::TEXT)).width(VERDICT),
            ]
            .spacing(size::M)
            .align_y(Alignment::Center)
            .into()
        });
        let sheet = &loaded.day.sheet.stretch;
        column![
            title("Count the money that came in since the sheet before"),
            said(format!(
                "This sheet holds entries {} to {}. Type what you counted; leave a line empty that you do not count.",
                sheet.after + 1,
                sheet.through
            )),
            surface(column![head, column(rows).spacing(size::XS)].spacing(size::S)),
        ]
        .spacing(size::M)
        .into()
    }

    fn sheet(&self, loaded: &Loaded) -> Element<'_, Message> {
        let sheet = &loaded.day.sheet;
        let ties: Vec<Tie> = self.ties();
        column![
            row![surface(receivables(sheet)), surface(money(sheet)),]
                .spacing(size::L)
                .wrap()
                .vertical_spacing(size::L),
            tie_list(&ties),
        ]
        .spacing(size::M)
        .into()
    }

    fn close(&self, loaded: &Loaded) -> Element<'_, Message> {
        let failing: Vec<Tie> = self
            .ties()
            .into_iter()
            .filter(|tie| !tie.passes())
            .collect();
        let waiting = &loaded.waiting;
        let told = if failing.is_empty() {
            verdict(true, "Everything ties.".to_owned())
        } else {
            verdict(
                false,
                format!(
                    "{} not tie. Find the difference, or say in the note why it stays.",
                    match failing.len() {
                        1 => "1 line does".to_owned(),
                        n => format!("{n} lines do"),
                    }
                ),
            )
        };
        let refusal = loaded
            .day
            .refusal
            .as_ref()
            .map(|sentence| verdict(false, sentence.clone()));
        let drawer = pending_line(
            "In the drawer",
            waiting.undeposited,
            "Everything went to the bank.",
        );
        let batches = pending_line(
            "Insurance receipts not wholly applied",
            waiting.receipts_to_post,
            "Every insurance receipt is wholly applied.",
        );
        column![
            title("Close the day"),
            said(
                "The sheet is numbered and frozen; what is entered afterwards goes on the next one."
            ),
            surface(column![column![refusal], told, drawer, batches,].spacing(size::S)),
            column![(!failing.is_empty()).then(|| tie_list(&failing))],
            self.note.view(Length::Fill, Message::NoteEdited),
        ]
        .spacing(size::M)
        .into()
    }

    fn month(&self, loaded: &Loaded) -> Element<'_, Message> {
        let month = &loaded.month;
        let refusal = month
            .refusal
            .as_ref()
            .map(|sentence| verdict(false, sentence.clone()));
        let checks = month.checks.iter().map(|checked| self.check(*checked));
        let history = loaded.history.iter().map(|event| {
            let what = match (event.kind, event.closed_through) {
                (PeriodEventKind::Close, Some(through)) => {
                    format!("Closed through {}", spoken(through))
                }
                (PeriodEventKind::Reopen, Some(through)) => {
                    format!("Reopened; closed through {} still", spoken(through))
                }
                _ => "Reopened".to_owned(),
            };
            let why = if event.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", event.reason)
            };
            let at = event.at.with_timezone(&chrono::Local);
            row![
                line(at.format("%m/%d/%Y %H:%M").to_string())
                    .style(theme::muted)
                    .width(150),
                line(event.user.as_str()).style(theme::muted).width(120),
                text(format!("{what}{why}"))
                    .size(size::TEXT)
                    .width(Length::Fill),
            ]
            .spacing(size::M)
            .into()
        });
        let history: Element<'_, Message> = if loaded.history.is_empty() {
            said("No month was closed yet.")
        } else {
            column(history).spacing(size::XS).into()
        };
        column![
            title(format!("Close the books through {}", spoken(month.through))),
            said("After that nothing is posted on a day up to it. What does not pass is waived with a reason, or keeps the month open."),
            column![refusal],
            surface(column(checks).spacing(size::S)),
            title("Closes and reopenings"),
            surface(history),
        ]
        .spacing(size::M)
        .into()
    }

    fn check(&self, checked: Checked) -> Element<'_, Message> {
        let passes = checked.passes();
        let found = if passes {
            String::new()
        } else {
            pending_words(checked.found)
        };
        let waiver = self.waivers.get(&checked.check).filter(|_| !passes);
        let waiver = waiver.filter(|_| checked.check.is_waivable()).map(|field| {
            field.view(Length::Fill, move |edit| {
                Message::WaiverEdited(checked.check, edit)
            })
        });
        column![
            row![
                mark(passes),
                line(checked.check.title()).width(Length::Fill),
                line(found)
                    .style(theme::warning)
                    .width(220)
                    .align(Horizontal::Right),
            ]
            .spacing(size::S)
            .align_y(Alignment::Center),
            container(column![waiver]).padding(Padding::ZERO.left(72.0)),
        ]
        .into()
    }
}

fn deposit(loaded: &Loaded) -> Element<'_, Message> {
    let go = action(
        "closing-deposits",
        Weight::Secondary,
        "Go to the deposits",
        Some(Stroke::sign('d')),
        Some(Message::DepositsPressed),
    );
    let drawer = loaded.waiting.undeposited;
    let go = (!drawer.is_none()).then_some(go);
    column![
        title("Take the drawer to the bank"),
        surface(
            column![
                pending_line(
                    "In the drawer",
                    drawer,
                    "The drawer is empty: everything went to the bank."
                ),
                column![go],
            ]
            .spacing(size::S)
        ),
        said(
            "What stays in the drawer may be deposited another day; the day can be closed with it."
        ),
    ]
    .spacing(size::M)
    .into()
}

fn batches(loaded: &Loaded) -> Element<'_, Message> {
    let waiting = &loaded.waiting;
    column![
        title("Batches that do not balance yet"),
        surface(
            column![
                pending_line(
                    "Insurance receipts not wholly applied",
                    waiting.receipts_to_post,
                    "Every insurance receipt is wholly applied.",
                ),
                pending_line(
                    "Recoupments whose line is not known",
                    waiting.suspense,
                    "Nothing is in suspense.",
                ),
                pending_line(
                    "Refunds whose check is to be written",
                    waiting.refunds_to_pay,
                    "Every approved refund is paid.",
                ),
            ]
            .spacing(size::S)
        ),
        said("F4 posts an EOB from its receipt. A receipt may stay open over night; a month closes only with a reason for it."),
    ]
    .spacing(size::M)
    .into()
}

/// What was owed at first, what moved it, what is owed at last.
fn receivables<'a>(sheet: &DaySheet) -> Element<'a, Message> {
    let mut rows = vec![
        heading_row("Receivables"),
        figure("Owed before", receivable(&sheet.opening), false),
    ];
    for (movement, amount) in &sheet.movements {
        rows.push(figure(movement.title(), *amount, false));
    }
    rows.push(figure("Owed now", receivable(&sheet.closing), true));
    if !sheet.write_offs.is_empty() {
        rows.push(heading_row("Write-offs by type"));
        for (kind, amount) in &sheet.write_offs {
            rows.push(figure(kind.account().title(), *amount, false));
        }
    }
    column(rows).spacing(size::XS).into()
}

/// What came in, what went to the bank, what is unsettled.
fn money<'a>(sheet: &DaySheet) -> Element<'a, Message> {
    let mut rows = vec![heading_row("Money")];
    for it in &sheet.receipts {
        let words = format!(
            "{}, {}",
            method_word(it.method),
            counted(it.count, "receipt")
        );
        rows.push(figure(words, it.total, false));
    }
    let received: Money = sheet.receipts.iter().map(|it| it.total).sum();
    rows.push(figure("Received", received, true));
    for it in &sheet.deposits {
        rows.push(figure(format!("Deposit {}", it.deposit), it.total, false));
    }
    if !sheet.returned.is_zero() {
        rows.push(figure("Returned checks", sheet.returned, false));
    }
    if !sheet.refunds_paid.is_zero() {
        rows.push(figure("Refunds paid", sheet.refunds_paid, false));
    }
    rows.push(heading_row("Credits"));
    rows.push(figure("Unsettled before", credits(&sheet.opening), false));
    rows.push(figure("Unsettled now", credits(&sheet.closing), true));
    column(rows).spacing(size::XS).into()
}

fn heading_row<'a>(words: &'static str) -> Element<'a, Message> {
    text(words).font(font::SEMIBOLD).size(size::TEXT).into()
}

fn figure<'a>(words: impl Into<String>, amount: Money, is_sum: bool) -> Element<'a, Message> {
    let font = if is_sum { font::SEMIBOLD } else { font::TEXT };
    row![
        line(words).font(font).width(LABEL),
        line(grouped(amount))
            .font(font)
            .width(MONEY)
            .align(Horizontal::Right),
    ]
    .spacing(size::S)
    .into()
}

/// Every tie-out with both its sides.
fn tie_list<'a>(ties: &[Tie]) -> Element<'a, Message> {
    let rows = ties.iter().map(|tie| {
        let sign = if tie.passes() { "=" } else { "≠" };
        row![
            mark(tie.passes()),
            line(tie.name.as_str()).width(Length::Fill),
            amount_text(grouped(tie.left), MONEY),
            line(sign).width(14),
            amount_text(grouped(tie.right), MONEY),
        ]
        .spacing(size::S)
        .align_y(Alignment::Center)
        .into()
    });
    surface(
        column![
            text("What must agree")
                .font(font::SEMIBOLD)
                .size(size::TEXT),
            column(rows).spacing(size::XS)
        ]
        .spacing(size::S),
    )
}

/// Whether something passes, in a word.
fn mark<'a>(passes: bool) -> Element<'a, Message> {
    let (word, style): (_, fn(&Theme) -> text::Style) = if passes {
        ("✓ Pass", theme::success)
    } else {
        ("✗ Fail", theme::danger)
    };
    text(word)
        .font(font::SEMIBOLD)
        .size(size::CAPTION)
        .style(style)
        .width(64)
        .into()
}

fn verdict<'a>(passes: bool, words: String) -> Element<'a, Message> {
    row![mark(passes), text(words).size(size::TEXT)]
        .spacing(size::S)
        .align_y(Alignment::Center)
        .into()
}

fn pending_words(pending: Pending) -> String {
    if pending.amount.is_zero() {
        pending.count.to_string()
    } else {
        format!("{}, {}", pending.count, grouped(pending.amount))
    }
}

fn pending_line<'a>(
    what: &'static str,
    pending: Pending,
    none: &'static str,
) -> Element<'a, Message> {
    if pending.is_none() {
        return verdict(true, none.to_owned());
    }
    verdict(false, format!("{what}: {}", pending_words(pending)))
}

fn title<'a>(words: impl text::IntoFragment<'a>) -> Element<'a, Message> {
    text(words).font(font::SEMIBOLD).size(size::HEADING).into()
}

fn said<'a>(words: impl text::IntoFragment<'a>) -> Element<'a, Message> {
    text(words).size(size::TEXT).style(theme::muted).into()
}

fn caption<'a>(words: &'static str, width: f32, align: Horizontal) -> Element<'a, Message> {
    line(words)
        .size(size::CAPTION)
        .style(theme::muted)
        .width(width)
        .align(align)
        .into()
}

fn amount_text<'a>(words: String, width: f32) -> Element<'a, Message> {
    line(words).width(width).align(Horizontal::Right).into()
}

fn surface<'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    container(content)
        .padding(size::M)
        .style(theme::surface)
        .into()
}
