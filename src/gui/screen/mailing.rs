//! Print statements, look through them, and say what came out right and when it was mailed; only
//! then have they been sent. A dialog of the screens that send statements.

use iced::Task;
use iced::keyboard::key::Named;

use super::hand_over::{self, HandOver, Hindrance, Next, Wording};
use super::sheaf::{self, Sheaf};
use crate::commands;
use crate::commands::print::{Progress, Stop};
use crate::commands::statements::{self, Kept, Order, Sheets};
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::date::spoken;
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::form::code::Code;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Stroke};

mod view;

/// The key that hands the pages over, and keeps what came out right.
const GO: Stroke = Stroke::named(Named::Enter).with_command();

const YES: &str = "mailing-yes";
const SPOILED: &str = "mailing-spoiled";
const MAILED_ON: &str = "mailing-on";
const CANCEL: &str = "mailing-cancel";
const GO_BUTTON: &str = "mailing-go";

/// How statements are handed over.
pub const WORDING: Wording = Wording {
    pages: "statements",
    printer: "Unscaled, one side, letter paper",
    file: "statements",
    file_hint: "Not encrypted: remove it once mailed",
};

/// How far the mailing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The statements are read and drawn.
    Preparing,
    Choosing,
    /// The pages are on their way.
    Handing,
    /// The pages are out: were they right, and when are they mailed?
    Asking,
    Keeping,
}

/// The dialog.
#[derive(Debug)]
pub struct Mailing {
    step: Step,
    /// The pages are to go out as soon as they are drawn and the printers known.
    is_hasty: bool,
    sheets: Option<Sheets>,
    sheaf: Option<Sheaf>,
    place: HandOver,
    spoiled: Field<Code<SheetNumbers>>,
    mailed_on: Field<Date>,
    work: Stop,
    percent: usize,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Progressed(usize),
    Prepared(Box<Result<Sheets, commands::Error>>),
    Sheaf(sheaf::Message),
    Place(hand_over::Message),
    GoPressed,
    AllRight,
    NoneRight,
    SpoiledWanted,
    SpoiledEdited(form::Edit),
    DayEdited(form::Edit),
    SomeRight,
    Kept(Result<Kept, commands::Error>),
    Canceled,
}

/// How the dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Nothing was kept, as before.
    Nothing,
    Kept(Kept),
}

impl Mailing {
    /// Opens the dialog, with the task that makes the statements.
    pub fn new(order: Order, context: &Context) -> (Self, Task<Message>) {
        let (place, survey) = HandOver::new(WORDING, context);
        let day = Date {
            today: context.today,
            span: Span::Around,
        };
        let mut dialog = Self {
            step: Step::Preparing,
            is_hasty: false,
            sheets: None,
            sheaf: None,
            place,
            spoiled: Field::new(SPOILED, "Sheets that are not right", Code::new())
                .hint("Like 3 or 1-4, 7"),
            mailed_on: Field::new(MAILED_ON, "Mailed on", day)
                .required()
                .with_text(spoken(context.today)),
            work: Stop::default(),
            percent: 0,
            problem: None,
        };
        let survey = survey.map(Message::Place);
        let Some(database) = context.database() else {
            return (dialog, survey);
        };
        let (progress, ear) = Progress::new();
        dialog.work = progress.stop();
        let told = Task::run(ear, Message::Progressed);
        let prepare = statements::prepare_soon(database, order, progress);
        let prepared = Task::perform(prepare, |result| Message::Prepared(Box::new(result)));
        (dialog, Task::batch([survey, told, prepared]))
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message, context: &Context) -> (Task<Message>, Option<End>) {
        let task = match message {
            Message::Progressed(percent) => {
                self.percent = percent;
                Task::none()
            }
            Message::Prepared(result) => self.prepared(*result),
            Message::Sheaf(message) => match &mut self.sheaf {
                Some(sheaf) => sheaf.update(message).map(Message::Sheaf),
                None => Task::none(),
            },
            Message::Place(message) => self.placed(message),
            Message::GoPressed => self.go(),
            Message::AllRight => self.keep(SheetNumbers::default(), context),
            Message::NoneRight if self.step == Step::Asking => {
                return (Task::none(), Some(End::Nothing));
            }
            Message::NoneRight => Task::none(),
            Message::SpoiledWanted => app::focus_on(SPOILED),
            Message::SpoiledEdited(edit) => {
                self.spoiled.update(edit);
                Task::none()
            }
            Message::DayEdited(edit) => {
                self.mailed_on.update(edit);
                Task::none()
            }
            Message::SomeRight => {
                if !self.spoiled.touch() {
                    return (app::focus_on(SPOILED), None);
                }
                let spoiled = self.spoiled.value().cloned().unwrap_or_default();
                self.keep(spoiled, context)
            }
            Message::Kept(Ok(kept)) => return (Task::none(), Some(End::Kept(kept))),
            Message::Kept(Err(error)) => self.refused(&error),
            Message::Canceled => return self.cancel(),
        };
        (task, None)
    }

    fn prepared(&mut self, result: Result<Sheets, commands::Error>) -> Task<Message> {
        self.step = Step::Choosing;
        match result {
            Ok(sheets) => {
                let has_any = sheets.n_sheets() > 0;
                self.sheaf = has_any.then(|| Sheaf::new(sheets.document.clone()));
                self.sheets = Some(sheets);
                if !has_any {
                    return app::focus_on(CANCEL);
                }
                if self.is_hasty {
                    return self.go_if_hasty();
                }
                app::focus_on(hand_over::TARGET)
            }
            Err(error) => {
                self.is_hasty = false;
                self.problem = Some(sentence(&error.to_string()));
                app::focus_on(CANCEL)
            }
        }
    }

    fn placed(&mut self, message: hand_over::Message) -> Task<Message> {
        let (task, next) = self.place.update(message);
        let task = task.map(Message::Place);
        match next {
            None => task,
            Some(Next::Surveyed) => Task::batch([task, self.go_if_hasty()]),
            Some(Next::Chosen) => {
                self.problem = None;
                task
            }
            Some(Next::Done) => {
                self.step = Step::Asking;
                Task::batch([task, app::focus_on(YES)])
            }
            Some(Next::Failed(words)) => {
                self.step = Step::Choosing;
                let Some(words) = words else { return task };
                self.problem = Some(words);
                Task::batch([task, app::focus_on(GO_BUTTON)])
            }
        }
    }

    fn go_if_hasty(&mut self) -> Task<Message> {
        if std::mem::take(&mut self.is_hasty) {
            self.go()
        } else {
            Task::none()
        }
    }

    fn go(&mut self) -> Task<Message> {
        match self.step {
            Step::Choosing if self.place.is_surveyed() => {}
            Step::Preparing | Step::Choosing => {
                self.is_hasty = true;
                return Task::none();
            }
            Step::Handing | Step::Asking | Step::Keeping => return Task::none(),
        }
        self.problem = None;
        let Some(pdf) = self.sheets.as_ref().and_then(|it| it.pdf.clone()) else {
            return Task::none();
        };
        match self.place.start(pdf) {
            Ok(task) => {
                self.step = Step::Handing;
                Task::batch([task.map(Message::Place), app::focus_on(CANCEL)])
            }
            Err(Hindrance::Said(words)) => {
                self.problem = Some(words);
                Task::none()
            }
            Err(Hindrance::Path) => app::focus_on(hand_over::PATH),
        }
    }

    /// Keeps every statement none of whose sheets is spoiled as mailed.
    fn keep(&mut self, spoiled: SheetNumbers, context: &Context) -> Task<Message> {
        if self.step != Step::Asking {
            return Task::none();
        }
        if !self.mailed_on.touch() {
            return app::focus_on(MAILED_ON);
        }
        let (Some(database), Some(sheets), Some(on)) = (
            context.database(),
            self.sheets.clone(),
            self.mailed_on.value().copied(),
        ) else {
            return Task::none();
        };
        self.step = Step::Keeping;
        self.problem = None;
        let keep = async move { statements::keep(database, sheets, spoiled, on, author()).await };
        Task::perform(keep, Message::Kept)
    }

    fn refused(&mut self, error: &commands::Error) -> Task<Message> {
        self.step = Step::Asking;
        let words = sentence(&error.to_string());
        let column = match error {
            commands::Error::Refused(findings) => findings.first().map(|it| it.field.column),
            _ => None,
        };
        match column {
            Some("sheets") => {
                self.spoiled.refuse(words);
                app::focus_on(SPOILED)
            }
            Some("mailed_on") => {
                self.mailed_on.refuse(words);
                app::focus_on(MAILED_ON)
            }
            _ => {
                self.problem = Some(words);
                app::focus_on(YES)
            }
        }
    }

    fn cancel(&mut self) -> (Task<Message>, Option<End>) {
        match self.step {
            Step::Preparing | Step::Choosing => {
                self.work.give_up();
                (Task::none(), Some(End::Nothing))
            }
            Step::Handing => {
                if self.place.cancel() {
                    self.step = Step::Choosing;
                }
                (Task::none(), None)
            }
            Step::Asking => {
                // The sheets lie on paper already; leaving without an answer would forget them.
                self.problem = Some(
                    "Answer first: Y when all sheets are right, N when none is mailed, or name the spoiled ones."
                        .to_owned(),
                );
                (Task::none(), None)
            }
            Step::Keeping => (Task::none(), None),
        }
    }

    /// What keys do in the dialog.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let unshown = |stroke, word, message| Binding::new(stroke, word, message).unshown();
        let mut bindings: Vec<_> = match self.step {
            Step::Preparing | Step::Choosing => {
                vec![unshown(GO, self.place.go_word(), Message::GoPressed)]
            }
            Step::Asking => vec![
                unshown(Stroke::sign('y'), "All are right", Message::AllRight),
                unshown(Stroke::sign('n'), "None is mailed", Message::NoneRight),
                unshown(
                    Stroke::sign('s'),
                    "Name the spoiled ones",
                    Message::SpoiledWanted,
                ),
                unshown(GO, "Keep the rest", Message::SomeRight),
            ],
            Step::Handing | Step::Keeping => Vec::new(),
        };
        let leaf = self.sheaf.iter().flat_map(Sheaf::bindings);
        bindings.extend(leaf.map(|it| it.map(Message::Sheaf)));
        bindings
    }
}

/// What became of the statements, in a sentence or two.
pub fn told(kept: &Kept) -> Notice {
    let mailed = format!("{} mailed.", statements_are(kept.mailed.len()));
    let mut stay = Vec::new();
    if !kept.spoiled.is_empty() {
        stay.push(format!(
            "{} a spoiled sheet",
            counted_have(kept.spoiled.len())
        ));
    }
    if !kept.changed.is_empty() {
        stay.push(format!(
            "{} an account that changed meanwhile",
            counted_have(kept.changed.len())
        ));
    }
    if stay.is_empty() {
        Notice::done(mailed)
    } else {
        Notice::warning(format!(
            "{mailed} {}: not mailed; P prints them again.",
            stay.join(", ")
        ))
    }
}

fn statements_are(count: usize) -> String {
    match count {
        1 => "1 statement is".to_owned(),
        _ => format!("{count} statements are"),
    }
}

fn counted_have(count: usize) -> String {
    match count {
        1 => "1 statement has".to_owned(),
        _ => format!("{} have", counted(count, "statement")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_up_while_it_is_made_keeps_nothing() {
        let context = Context::fixture();
        let (mut dialog, _) = Mailing::new(Order::due(context.today), &context);
        let (_, end) = dialog.update(Message::Progressed(40), &context);
        assert_eq!((dialog.percent, end), (40, None));
        // Asked for before the pages are there, the print begins once they are.
        let (_, end) = dialog.update(Message::GoPressed, &context);
        assert!(dialog.is_hasty && end.is_none());
        let (_, end) = dialog.update(Message::Canceled, &context);
        assert_eq!(end, Some(End::Nothing));
    }

    #[test]
    fn what_became_of_a_mailing_is_told_in_a_sentence() {
        let ids = |ids: &[&str]| ids.iter().filter_map(|id| id.parse().ok()).collect();
        for (mailed, spoiled, changed, told_as) in [
            (vec!["P1"], vec![], vec![], "1 statement is mailed."),
            (
                vec!["P1", "P2"],
                vec!["P3"],
                vec!["P4", "P5"],
                "2 statements are mailed. 1 statement has a spoiled sheet, 2 statements have an account that changed meanwhile: not mailed; P prints them again.",
            ),
        ] {
            let kept = Kept {
                run: None,
                mailed: ids(&mailed),
                spoiled: ids(&spoiled),
                changed: ids(&changed),
            };
            assert_eq!(told(&kept).sentence, told_as);
        }
    }
}
