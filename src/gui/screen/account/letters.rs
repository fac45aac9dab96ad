//! What the account was sent and what keeps letters from it: look at a statement as it is now or as
//! it was mailed, print just hers, set and take away the marks.

use chrono::NaiveDate;
use iced::widget::{column, container, row, space, text};
use iced::{Alignment, Element, Length, Task};

use super::LINES;
use crate::commands;
use crate::commands::statements::account::{self, Mark};
use crate::commands::statements::{self, Mailed, Order};
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::screen::mailing::{self, Mailing};
use crate::gui::screen::paper::{self, Paper};
use crate::gui::screen::statements::act::{Opened, mailed, proof};
use crate::gui::screen::statements::lists::step_word;
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{font, size, theme};
use crate::store::Database;

const LIST: &str = "account-letters";

const COLUMNS: &[Column] = &[
    Column::text("Statement", Width::Share(1.0)).unsorted(),
    Column::text("Mailed", Width::Fixed(106.0)).unsorted(),
    Column::text("Step", Width::Fixed(80.0)).unsorted(),
    Column::number("Amount", Width::Fixed(100.0)).unsorted(),
    Column::text("To be paid by", Width::Fixed(112.0)).unsorted(),
    Column::text("Note", Width::Share(1.4)).unsorted(),
];

/// The width of the dialog, and how many rows it shows at most.
const WIDTH: f32 = 760.0;
const MOST: usize = 9;

/// The letters of one account.
#[derive(Debug, Default)]
pub struct Letters {
    marks: Vec<Mark>,
    mailed: Vec<Mailed>,
    selection: Selection,
    open: Option<Open>,
}

/// What stands over the account.
#[derive(Debug)]
enum Open {
    List,
    Paper(Box<Paper>),
    Mailing(Box<Mailing>),
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    marks: Vec<Mark>,
    mailed: Vec<Mailed>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Box<Result<Loaded, commands::Error>>),
    ListPressed,
    Listed(Act),
    ShowPressed,
    Shown(Box<Result<Opened, commands::Error>>),
    PrintPressed,
    Paper(paper::Message),
    Mailing(mailing::Message),
    MarkPressed(Mark),
    Marked(Mark, bool, Result<(), commands::Error>),
    Left,
}

async fn load(database: Database, patient: PatientId) -> Result<Loaded, commands::Error> {
    Ok(Loaded {
        marks: account::marks(database.clone(), patient.clone()).await?,
        mailed: statements::history(database, patient).await?,
    })
}

impl Letters {
    /// Reads what an account was sent.
    pub fn read(patient: PatientId, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(load(database, patient), |result| {
                Message::Read(Box::new(result))
            }),
            None => Task::none(),
        }
    }

    /// Whether something of it stands over the account.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes over what happened.
    pub fn update(
        &mut self,
        message: Message,
        patient: &PatientId,
        context: &Context,
    ) -> Action<Message> {
        match message {
            Message::Read(result) => match *result {
                Ok(loaded) => {
                    self.marks = loaded.marks;
                    self.mailed = loaded.mailed;
                }
                Err(error) => return Action::failed(&error, context),
            },
            Message::ListPressed => {
                self.open = Some(Open::List);
                self.selection.row = Some(0);
                return Action::run(go_to(LIST));
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                if matches!(act, Act::Opened(_)) {
                    return self.show(patient, context);
                }
            }
            Message::ShowPressed => return self.show(patient, context),
            Message::Shown(result) => match *result {
                Ok(opened) => {
                    let (dialog, task) = opened.dialog(context);
                    self.open = Some(Open::Paper(Box::new(dialog)));
                    return Action::run(task.map(Message::Paper));
                }
                Err(error) => return Action::failed(&error, context),
            },
            Message::PrintPressed => {
                let order = Order::accounts(vec![patient.clone()], context.today);
                let (dialog, task) = Mailing::new(order, context);
                self.open = Some(Open::Mailing(Box::new(dialog)));
                return Action::run(task.map(Message::Mailing));
            }
            Message::Paper(message) => return self.paper(message),
            Message::Mailing(message) => return self.mailing(message, patient, context),
            Message::MarkPressed(mark) => return self.mark(mark, patient, context),
            Message::Marked(mark, is_set, Ok(())) => {
                let words = match (mark, is_set) {
                    (Mark::BadAddress, true) => {
                        "Marked: bad address. No statement goes out until it is corrected."
                    }
                    (Mark::Disputed, true) => {
                        "Marked: disputes the bill. No statement goes out meanwhile."
                    }
                    (Mark::OnHold, true) => "Statements are on hold for this account.",
                    (Mark::BadAddress, false) => "The address is good again.",
                    (Mark::Disputed, false) => "The bill is disputed no longer.",
                    (Mark::OnHold, false) => "Statements are no longer on hold.",
                };
                return Action::run(Self::read(patient.clone(), context))
                    .and(Request::Notify(Notice::done(words)))
                    .and(Request::PracticeChanged);
            }
            Message::Marked(_, _, Err(error)) => return Action::failed(&error, context),
            Message::Left => {
                self.open = None;
                return Action::run(go_to(LINES));
            }
        }
        Action::none()
    }

    /// Shows the selected statement: the first row is the one that would go out now.
    fn show(&self, patient: &PatientId, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let shown = |result| Message::Shown(Box::new(result));
        let row = self.selection.row.unwrap_or_default();
        match row.checked_sub(1).and_then(|idx| self.mailed.get(idx)) {
            Some(it) => Action::run(Task::perform(mailed(database, it.id), shown)),
            None => {
                let proof = proof(database, patient.clone(), context.today);
                Action::run(Task::perform(proof, shown))
            }
        }
    }

    fn paper(&mut self, message: paper::Message) -> Action<Message> {
        let Some(Open::Paper(dialog)) = &mut self.open else {
            return Action::none();
        };
        let (task, end) = dialog.update(message);
        let action = Action::run(task.map(Message::Paper));
        let Some(end) = end else { return action };
        self.open = Some(Open::List);
        let action = Action::run(Task::batch([action.task, go_to(LIST)]));
        match end {
            paper::End::Nothing => action,
            paper::End::Done(notice) => action.and(Request::Notify(notice)),
        }
    }

    fn mailing(
        &mut self,
        message: mailing::Message,
        patient: &PatientId,
        context: &Context,
    ) -> Action<Message> {
        let Some(Open::Mailing(dialog)) = &mut self.open else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let action = Action::run(task.map(Message::Mailing));
        let Some(end) = end else { return action };
        self.open = Some(Open::List);
        let read = Self::read(patient.clone(), context);
        let action = Action::run(Task::batch([action.task, read, go_to(LIST)]));
        match end {
            mailing::End::Nothing => action,
            mailing::End::Kept(kept) => action
                .and(Request::Notify(mailing::told(&kept)))
                .and(Request::PracticeChanged),
        }
    }

    /// Sets a mark, or takes it away.
    fn mark(&self, mark: Mark, patient: &PatientId, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let is_set = !self.marks.contains(&mark);
        let patient = patient.clone();
        let save = async move { account::mark(database, patient, mark, is_set, author()).await };
        Action::run(Task::perform(save, move |result| {
            Message::Marked(mark, is_set, result.map(|_| ()))
        }))
    }

    /// What keys do on the account.
    pub fn bindings() -> Vec<Binding<Message>> {
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let mark = |key, word, mark| sign(key, word, Message::MarkPressed(mark)).unshown();
        vec![
            sign('s', "Statements", Message::ListPressed),
            mark('b', "Bad address, or good again", Mark::BadAddress),
            mark('d', "Disputes the bill, or no longer", Mark::Disputed),
            mark('h', "Hold statements, or no longer", Mark::OnHold),
        ]
    }

    /// What keys do in what is open.
    pub fn dialog_bindings(&self) -> Vec<Binding<Message>> {
        match &self.open {
            None => Vec::new(),
            Some(Open::List) => vec![
                Binding::new(Stroke::sign('s'), "Show", Message::ShowPressed).unshown(),
                Binding::new(Stroke::sign('p'), "Print it now", Message::PrintPressed).unshown(),
            ],
            Some(Open::Paper(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                bindings.map(|it| it.map(Message::Paper)).collect()
            }
            Some(Open::Mailing(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                bindings.map(|it| it.map(Message::Mailing)).collect()
            }
        }
    }

    /// What Back does while something is open.
    pub fn back(&self) -> Option<Message> {
        self.open.as_ref().map(|open| match open {
            Open::List => Message::Left,
            Open::Paper(_) => Message::Paper(paper::Message::Left),
            Open::Mailing(_) => Message::Mailing(mailing::Message::Canceled),
        })
    }

    /// The marks, and when she was written to last; for the head of the account.
    pub fn state(&self) -> Element<'_, Message> {
        let marks = self.marks.iter().map(|mark| {
            container(line(mark.title()).size(size::CAPTION).width(Length::Shrink))
                .padding([2.0, size::S])
                .style(theme::washed(|palette| palette.warning))
                .into()
        });
        let last = self.mailed.iter().find(|it| it.void.is_none()).map(|it| {
            format!(
                "Last statement {}, step {}",
                spoken(it.mailed_on),
                step_word(it.step, it.is_final)
            )
        });
        let last = last.map(|words| {
            line(words)
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::Shrink)
        });
        row(marks)
            .push(last)
            .spacing(size::S)
            .align_y(Alignment::Center)
            .into()
    }

    /// What stands over the account, where something does.
    pub fn dialog(&self) -> Option<Element<'_, Message>> {
        Some(match self.open.as_ref()? {
            Open::List => self.list(),
            Open::Paper(dialog) => dialog.view().map(Message::Paper),
            Open::Mailing(dialog) => dialog.view().map(Message::Mailing),
        })
    }

    fn list(&self) -> Element<'_, Message> {
        let list = window_list(
            LIST,
            COLUMNS,
            self.mailed.len() + 1,
            |row| match row.checked_sub(1).and_then(|idx| self.mailed.get(idx)) {
                Some(mailed) => cells(mailed),
                None => {
                    let mut cells = vec![Cell::toned("Now", Tone::Accent)];
                    cells.resize(COLUMNS.len() - 1, Cell::default());
                    cells.push(Cell::toned("What it would say today", Tone::Accent));
                    cells
                }
            },
            self.selection,
            Message::Listed,
        );
        let rows = (self.mailed.len() + 1).clamp(3, MOST) + 1;
        #[allow(clippy::cast_precision_loss, reason = "ten rows at most")]
        let height = rows as f32 * size::ROW + 2.0;
        let told = if self.mailed.is_empty() {
            "Nothing was mailed to this account yet."
        } else {
            "Every statement as it was mailed. It prints again exactly so, and counts once."
        };
        let buttons = row![
            space().width(Length::Fill),
            action(
                "account-letters-close",
                Weight::Secondary,
                "Close",
                stroke_of(Shortcut::Back),
                Some(Message::Left),
            ),
            action(
                "account-letters-show",
                Weight::Secondary,
                "Show…",
                Some(Stroke::sign('s')),
                Some(Message::ShowPressed),
            ),
            action(
                "account-letters-print",
                Weight::Primary,
                "Print it now…",
                Some(Stroke::sign('p')),
                Some(Message::PrintPressed),
            ),
        ]
        .spacing(size::S);
        column![
            text("Statements of this account")
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            text(told).size(size::TEXT).style(theme::muted),
            container(list).height(height),
            buttons,
        ]
        .spacing(size::M)
        .width(WIDTH)
        .into()
    }
}

fn cells(mailed: &Mailed) -> Vec<Cell> {
    let tone = if mailed.void.is_some() {
        Tone::Muted
    } else {
        Tone::Ink
    };
    let day = |on: NaiveDate| Cell::toned(spoken(on), tone);
    let void = mailed
        .void
        .as_ref()
        .map(|reason| format!("Not mailed: {reason}"))
        .unwrap_or_default();
    vec![
        Cell::toned(format!("Statement {}", mailed.id), tone),
        day(mailed.mailed_on),
        Cell::toned(step_word(mailed.step, mailed.is_final), tone),
        Cell::toned(grouped(mailed.due), tone),
        day(mailed.pay_by),
        Cell::toned(void, Tone::Warning),
    ]
}
