//! Print claims: choose where and on what, hand the pages over, and say what came out right; only
//! then are the claims printed. A dialog of the screens that show claims.

use std::path::{Path, PathBuf};

use iced::Task;
use iced::keyboard::key::Named;

use crate::commands::print::{self, Kept, Order, PrintJob, Progress, Selection, Sheets, Stop};
use crate::commands::{self, printer};
use crate::domain::claim::print::FormStock;
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::printer::PrinterProfile;
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::code::Code;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::{app, work};
use crate::system::file;
use crate::system::print::Printers;

pub mod view;

/// The key that hands the pages over, and keeps what came out right.
const GO: Stroke = Stroke::named(Named::Enter).with_command();

const PATH: &str = "print-path";
const YES: &str = "print-yes";
const SPOILED: &str = "print-spoiled";
const CANCEL: &str = "print-cancel";
const GO_BUTTON: &str = "print-go";

/// Where the pages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Printer,
    File,
    Viewer,
}

const TARGETS: &[(Target, &str)] = &[
    (Target::Printer, "Printer"),
    (Target::File, "Save PDF"),
    (Target::Viewer, "Open in viewer"),
];

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
    is_surveyed: bool,
    /// The pages, and for what they were drawn.
    sheets: Option<Sheets>,
    drawn: (FormStock, Option<usize>),
    /// A reply to an earlier question is dropped.
    serial: u32,
    target: Choice<Target>,
    stock: Choice<FormStock>,
    printers: Printers,
    printer: Option<usize>,
    profiles: Vec<PrinterProfile>,
    /// None prints without a profile.
    profile: Option<usize>,
    path: Field<Text>,
    spoiled: Field<Code<SheetNumbers>>,
    job: Option<PrintJob>,
    /// The work on the pages, and how many per cent of it are done.
    work: Stop,
    percent: usize,
    problem: Option<String>,
}

/// What the computer has to print with.
#[derive(Debug, Clone)]
pub struct Surroundings {
    printers: Result<Printers, commands::Error>,
    profiles: Result<Vec<PrinterProfile>, commands::Error>,
    path: PathBuf,
}

#[derive(Debug, Clone)]
pub enum Message {
    Surveyed(Option<Surroundings>),
    Progressed(u32, usize),
    Prepared(u32, Result<Sheets, commands::Error>),
    TargetChosen(Target),
    StockChosen(FormStock),
    PrinterChosen(usize),
    /// 0 is printing without a profile.
    ProfileChosen(usize),
    PathEdited(form::Edit),
    BrowsePressed,
    Browsed(Option<PathBuf>),
    GoPressed,
    HandedOver(u32, Result<(), commands::Error>),
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
        let mut target = Choice::new("print-target", "Send to", TARGETS);
        target.set(Some(Target::Printer));
        let mut stock = Choice::new("print-stock", "Paper", STOCKS);
        stock.set(Some(FormStock::Red));
        let mut dialog = Self {
            selection,
            step: Step::Gathering,
            is_hasty: false,
            is_surveyed: false,
            sheets: None,
            drawn: (FormStock::Red, None),
            serial: 0,
            target,
            stock,
            printers: Printers::default(),
            printer: None,
            profiles: Vec::new(),
            profile: None,
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Not encrypted: remove it when the forms are mailed"),
            spoiled: Field::new(SPOILED, "Sheets that are not right", Code::new())
                .hint("Numbers and ranges, like 3 or 1-4, 7"),
            job: None,
            work: Stop::default(),
            percent: 0,
            problem: None,
        };
        let folder = context.file_folder();
        let start = format!("claims-{}", context.today);
        let printers = print::printers();
        let profiles = work::aside(move || (printer::profiles(), free_path(&folder, &start)));
        let surroundings = async move {
            let (profiles, path) = profiles.await?;
            Some(Surroundings {
                printers: printers.await,
                profiles,
                path,
            })
        };
        let survey = Task::perform(surroundings, Message::Surveyed);
        let prepare = dialog.prepare(context);
        (dialog, Task::batch([survey, prepare]))
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message, context: &Context) -> (Task<Message>, Option<End>) {
        let task = match message {
            Message::Surveyed(found) => {
                self.surveyed(found);
                self.go_if_hasty(context)
            }
            Message::Progressed(serial, percent) if serial == self.serial => {
                self.percent = percent;
                Task::none()
            }
            Message::Prepared(serial, result) if serial == self.serial => {
                self.prepared(result, context)
            }
            Message::TargetChosen(target) => {
                self.target.set(Some(target));
                self.problem = None;
                Task::none()
            }
            Message::StockChosen(stock) => {
                self.stock.set(Some(stock));
                Task::none()
            }
            Message::PrinterChosen(idx) => {
                self.printer = Some(idx);
                self.profile = self.profile_of_printer();
                Task::none()
            }
            Message::ProfileChosen(idx) => {
                self.profile = idx.checked_sub(1);
                Task::none()
            }
            Message::PathEdited(edit) => {
                self.path.update(edit);
                Task::none()
            }
            Message::BrowsePressed => {
                let typed = PathBuf::from(self.path.text().trim());
                let mut dialog = rfd::AsyncFileDialog::new().add_filter("PDF", &["pdf"]);
                if let Some(folder) = typed.parent() {
                    dialog = dialog.set_directory(folder);
                }
                if let Some(name) = typed.file_name() {
                    dialog = dialog.set_file_name(name.to_string_lossy());
                }
                Task::perform(dialog.save_file(), |file| {
                    Message::Browsed(file.map(|file| file.path().to_owned()))
                })
            }
            Message::Browsed(path) => {
                if let Some(path) = path {
                    self.path.set_text(path.display().to_string());
                }
                app::focus_on(PATH)
            }
            Message::GoPressed => self.go(context),
            Message::HandedOver(serial, result) if serial == self.serial => self.handed(result),
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
            Message::Progressed(..)
            | Message::Prepared(..)
            | Message::HandedOver(..)
            | Message::NoneRight => Task::none(),
        };
        (task, None)
    }

    /// What keys do in the dialog.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let unshown = |stroke, word, message| Binding::new(stroke, word, message).unshown();
        match self.step {
            Step::Gathering | Step::Choosing => {
                vec![unshown(GO, self.go_word(), Message::GoPressed)]
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

    /// What the button says that hands the pages over.
    fn go_word(&self) -> &'static str {
        match self.target.value() {
            Some(Target::File) => "Save",
            Some(Target::Viewer) => "Open",
            _ => "Print",
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

    fn surveyed(&mut self, found: Option<Surroundings>) {
        self.is_surveyed = true;
        let Some(found) = found else { return };
        self.path.set_text(found.path.display().to_string());
        match found.profiles {
            Ok(profiles) => self.profiles = profiles,
            Err(error) => self.problem = Some(sentence(&error.to_string())),
        }
        // Without a queue the PDF still comes out.
        self.printers = found.printers.unwrap_or_default();
        let default = self.printers.default.as_ref();
        self.printer = self
            .printers
            .names
            .iter()
            .position(|name| Some(name) == default)
            .or_else(|| (!self.printers.names.is_empty()).then_some(0));
        self.profile = self.profile_of_printer();
        if self.printer.is_none() {
            self.target.set(Some(Target::File));
        }
    }

    /// The profile of the printer's name, else the only one there is.
    fn profile_of_printer(&self) -> Option<usize> {
        let name = self.printer.and_then(|idx| self.printers.names.get(idx));
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
            Step::Choosing if self.is_surveyed => {}
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
        self.serial += 1;
        let serial = self.serial;
        let handed = move |result| Message::HandedOver(serial, result);
        let task = match self.target.value() {
            Some(Target::Printer) | None => {
                let name = self.printer.and_then(|idx| self.printers.names.get(idx));
                let Some(name) = name else {
                    self.problem = Some(
                        "This computer has no printer to hand the forms to; save the PDF and print it at its actual size."
                            .to_owned(),
                    );
                    return Task::none();
                };
                let (job, done) = print::start(pdf, name.clone());
                self.job = Some(job);
                Task::perform(done, handed)
            }
            Some(Target::File) => {
                if !self.path.touch() {
                    return app::focus_on(PATH);
                }
                let path = PathBuf::from(self.path.text().trim());
                Task::perform(print::save_pdf(path, pdf), handed)
            }
            Some(Target::Viewer) => Task::perform(print::open_in_viewer(pdf), handed),
        };
        self.step = Step::Handing;
        Task::batch([task, app::focus_on(CANCEL)])
    }

    fn handed(&mut self, result: Result<(), commands::Error>) -> Task<Message> {
        self.job = None;
        match result {
            Ok(()) => {
                self.step = Step::Asking;
                app::focus_on(YES)
            }
            Err(error) => {
                self.step = Step::Choosing;
                let words = sentence(&error.to_string());
                if self.target.value() == Some(Target::File) {
                    self.path.refuse(words);
                    return app::focus_on(PATH);
                }
                self.problem = Some(words);
                app::focus_on(GO_BUTTON)
            }
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
                // A printer answers for itself that it was stopped; a file or a viewer is done at
                // once, and its answer is no longer waited for.
                match &self.job {
                    Some(job) => job.cancel(),
                    None => {
                        self.serial += 1;
                        self.step = Step::Choosing;
                    }
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

/// A place in a folder that no file has yet.
fn free_path(folder: &Path, start: &str) -> PathBuf {
    let first = folder.join(format!("{start}.pdf"));
    if !file::is_taken(&first) {
        return first;
    }
    (2..1000)
        .map(|number| folder.join(format!("{start}-{number}.pdf")))
        .find(|path| !file::is_taken(path))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offered_file_never_has_another_ones_name() {
        let folder = tempfile::tempdir().unwrap();
        let name = || {
            free_path(folder.path(), "claims")
                .file_name()
                .map(ToOwned::to_owned)
        };
        assert_eq!(name().unwrap(), "claims.pdf");
        std::fs::write(folder.path().join("claims.pdf"), "").unwrap();
        assert_eq!(name().unwrap(), "claims-2.pdf");
        std::fs::write(folder.path().join("claims-2.pdf"), "").unwrap();
        assert_eq!(name().unwrap(), "claims-3.pdf");
    }
}
