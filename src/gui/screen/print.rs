//! Print claims: choose where and on what, hand the pages over, and say what came out right; only
//! then are the claims printed. A dialog of the screens that show claims.

use iced::Task;
use iced::keyboard::key::Named;

use super::hand_over::{self, HandOver, Hindrance, Next, Wording};
use crate::commands::print::{self, Kept, Order, Progress, Selection, Sheets, Stop};
use crate::commands::{self, printer};
use crate::domain::claim::print::FormStock;
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::printer::PrinterProfile;
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::code::Code;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::{app, work};

pub mod view;

/// The key that hands the pages over, and keeps what came out right.
const GO: Stroke = Stroke::named(Named::Enter).with_command();

const YES: &str = "print-yes";
const SPOILED: &str = "print-spoiled";
const CANCEL: &str = "print-cancel";
const GO_BUTTON: &str = "print-go";

const WORDING: Wording = Wording {
    pages: "forms",
    printer: "Unscaled, one side, letter paper",
    file: "claims",
    file_hint: "Not encrypted: remove it when the forms are mailed",
};

const STOCKS: &[(FormStock, &str)] = &[
    (FormStock::Red, "Red forms"),
    (FormStock::Plain, "Plain paper"),
];

/// How far the printing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The claims are read and drawn.
    Gathering,
    Choosing,
    /// The pages are on their way.
    Handing,
    /// The pages are out: were they right?
    Asking,
    Keeping,
}

/// The dialog.
#[derive(Debug)]
pub struct Print {
    selection: Selection,
    step: Step,
    /// The pages are to go out as soon as they are drawn and the printers known.
    is_hasty: bool,
    /// The pages, and for what they were drawn.
    sheets: Option<Sheets>,
    drawn: (FormStock, Option<usize>),
    /// A reply to an earlier question is dropped.
    serial: u32,
    place: HandOver,
    stock: Choice<FormStock>,
    profiles_read: bool,
    profiles: Vec<PrinterProfile>,
    /// None prints without a profile.
    profile: Option<usize>,
    spoiled: Field<Code<SheetNumbers>>,
    /// The work on the pages, and how many per cent of it are done.
    work: Stop,
    percent: usize,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Profiles(Option<Result<Vec<PrinterProfile>, commands::Error>>),
    Place(hand_over::Message),
    Progressed(u32, usize),
    Prepared(u32, Result<Sheets, commands::Error>),
    StockChosen(FormStock),
    /// 0 is printing without a profile.
    ProfileChosen(usize),
    GoPressed,
    AllRight,
    NoneRight,
    SpoiledWanted,
    SpoiledEdited(form::Edit),
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

impl Print {
    /// Opens the dialog, with the task that reads the claims.
    pub fn new(selection: Selection, context: &Context) -> (Self, Task<Message>) {
        let (place, survey) = HandOver::new(WORDING, context);
        let mut stock = Choice::new("print-stock", "Paper", STOCKS);
        stock.set(Some(FormStock::Red));
        let mut dialog = Self {
            selection,
            step: Step::Gathering,
            is_hasty: false,
            sheets: None,
            drawn: (FormStock::Red, None),
            serial: 0,
            place,
            stock,
            profiles_read: false,
            profiles: Vec::new(),
            profile: None,
            spoiled: Field::new(SPOILED, "Sheets that are not right", Code::new())
                .hint("Numbers and ranges, like 3 or 1-4, 7"),
            work: Stop::default(),
            percent: 0,
            problem: None,
        };
        let profiles = Task::perform(work::aside(printer::profiles), Message::Profiles);
        let prepare = dialog.prepare(context);
        let survey = survey.map(Message::Place);
        (dialog, Task::batch([survey, profiles, prepare]))
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message, context: &Context) -> (Task<Message>, Option<End>) {
        let task = match message {
            Message::Profiles(found) => {
                self.profiles_read = true;
                match found {
                    Some(Ok(profiles)) => self.profiles = profiles,
                    Some(Err(error)) => self.problem = Some(sentence(&error.to_string())),
                    None => {}
                }
                self.profile = self.profile_of_printer();
                self.go_if_hasty(context)
            }
            Message::Place(message) => self.placed(message, context),
            Message::Progressed(serial, percent) if serial == self.serial => {
                self.percent = percent;
                Task::none()
            }
            Message::Prepared(serial, result) if serial == self.serial => {
                self.prepared(result, context)
            }
            Message::StockChosen(stock) => {
                self.stock.set(Some(stock));
                Task::none()
            }
            Message::ProfileChosen(idx) => {
                self.profile = idx.checked_sub(1);
                Task::none()
            }
            Message::GoPressed => self.go(context),
            Message::AllRight => self.keep(SheetNumbers::default(), context),
            Message::NoneRight if self.step == Step::Asking => {
                return (Task::none(), Some(End::Nothing));
            }
            Message::SpoiledWanted => app::focus_on(SPOILED),
            Message::SpoiledEdited(edit) => {
                self.spoiled.update(edit);
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
            Message::Kept(Err(error)) => {
                self.step = Step::Asking;
                let words = sentence(&error.to_string());
                match error {
                    commands::Error::Refused(_) => {
                        self.spoiled.refuse(words);
                        app::focus_on(SPOILED)
                    }
                    _ => {
                        self.problem = Some(words);
                        app::focus_on(YES)
                    }
                }
            }
            Message::Canceled => return self.cancel(),
            // An answer to a question that is over.
            Message::Progressed(..) | Message::Prepared(..) | Message::NoneRight => Task::none(),
        };
        (task, None)
    }

    /// What keys do in the dialog.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let unshown = |stroke, word, message| Binding::new(stroke, word, message).unshown();
        match self.step {
            Step::Gathering | Step::Choosing => {
                vec![unshown(GO, self.place.go_word(), Message::GoPressed)]
            }
            Step::Asking => vec![
                unshown(Stroke::sign('y'), "All are right", Message::AllRight),
                unshown(Stroke::sign('n'), "None is right", Message::NoneRight),
                unshown(
                    Stroke::sign('s'),
                    "Name the spoiled ones",
                    Message::SpoiledWanted,
                ),
                unshown(GO, "Keep the rest", Message::SomeRight),
            ],
            Step::Handing | Step::Keeping => Vec::new(),
        }
    }

    fn order(&self, context: &Context) -> Order {
        let profile = self.profile.and_then(|idx| self.profiles.get(idx));
        Order {
            selection: self.selection.clone(),
            stock: self.stock.value().unwrap_or(FormStock::Red),
            profile: profile
                .cloned()
                .unwrap_or_else(|| PrinterProfile::exact("")),
            today: context.today,
        }
    }

    /// Reads the claims and draws their pages for the paper and the profile that are chosen.
    fn prepare(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial += 1;
        let serial = self.serial;
        let order = self.order(context);
        self.drawn = (order.stock, self.profile);
        let (progress, ear) = Progress::new();
        self.percent = 0;
        self.work = progress.stop();
        let told = Task::run(ear, move |percent| Message::Progressed(serial, percent));
        let prepare = print::prepare_soon(database, order, progress);
        let prepared = Task::perform(prepare, move |result| Message::Prepared(serial, result));
        Task::batch([told, prepared])
    }

    fn placed(&mut self, message: hand_over::Message, context: &Context) -> Task<Message> {
        let printer = self.place.printer().cloned();
        let (task, next) = self.place.update(message);
        let task = task.map(Message::Place);
        if self.place.printer() != printer.as_ref() {
            self.profile = self.profile_of_printer();
        }
        match next {
            None => task,
            Some(Next::Surveyed) => Task::batch([task, self.go_if_hasty(context)]),
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

    /// The profile of the printer's name, else the only one there is.
    fn profile_of_printer(&self) -> Option<usize> {
        let name = self.place.printer();
        let named = |profile: &PrinterProfile| Some(&profile.name) == name;
        self.profiles
            .iter()
            .position(named)
            .or_else(|| (self.profiles.len() == 1).then_some(0))
    }

    fn prepared(
        &mut self,
        result: Result<Sheets, commands::Error>,
        context: &Context,
    ) -> Task<Message> {
        self.step = Step::Choosing;
        match result {
            Ok(sheets) => {
                self.sheets = Some(sheets);
                self.go_if_hasty(context)
            }
            Err(error) => {
                self.is_hasty = false;
                self.problem = Some(sentence(&error.to_string()));
                Task::none()
            }
        }
    }

    fn go_if_hasty(&mut self, context: &Context) -> Task<Message> {
        if std::mem::take(&mut self.is_hasty) {
            self.go(context)
        } else {
            Task::none()
        }
    }

    /// Hands the pages over, drawn anew where paper or profile have changed.
    fn go(&mut self, context: &Context) -> Task<Message> {
        match self.step {
            Step::Choosing if self.place.is_surveyed() && self.profiles_read => {}
            Step::Gathering | Step::Choosing => {
                self.is_hasty = true;
                return Task::none();
            }
            Step::Handing | Step::Asking | Step::Keeping => return Task::none(),
        }
        self.problem = None;
        let wanted = (self.stock.value().unwrap_or(FormStock::Red), self.profile);
        if self.drawn != wanted {
            self.step = Step::Gathering;
            self.is_hasty = true;
            return self.prepare(context);
        }
        let Some(pdf) = self.sheets.as_ref().and_then(|sheets| sheets.pdf.clone()) else {
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

    /// Keeps every claim none of whose sheets is spoiled.
    fn keep(&mut self, spoiled: SheetNumbers, context: &Context) -> Task<Message> {
        let (Step::Asking, Some(database), Some(sheets)) =
            (self.step, context.database(), self.sheets.clone())
        else {
            return Task::none();
        };
        self.step = Step::Keeping;
        self.problem = None;
        let today = context.today;
        let keep =
            async move { print::keep_some(database, sheets, spoiled, today, author()).await };
        Task::perform(keep, Message::Kept)
    }

    fn cancel(&mut self) -> (Task<Message>, Option<End>) {
        match self.step {
            Step::Gathering | Step::Choosing => {
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
                    "Answer first: Y when all sheets are right, N when none is, or name the spoiled ones."
                        .to_owned(),
                );
                (Task::none(), None)
            }
            Step::Keeping => (Task::none(), None),
        }
    }
}

/// What became of the claims, in one sentence.
pub fn told(kept: &Kept) -> Notice {
    let were = |count| match count {
        1 => "1 claim is".to_owned(),
        _ => format!("{count} claims are"),
    };
    match (kept.printed.len(), kept.spoiled.len()) {
        (printed, 0) => Notice::done(format!("{} printed.", were(printed))),
        (printed, 1) => Notice::warning(format!(
            "{} printed. 1 claim with a spoiled sheet stays as it was; P prints it again.",
            were(printed)
        )),
        (printed, spoiled) => Notice::warning(format!(
            "{} printed. {spoiled} claims with spoiled sheets stay as they were; P prints them again.",
            were(printed)
        )),
    }
}
