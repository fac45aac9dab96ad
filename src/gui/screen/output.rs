//! Print a report, or save it for a spreadsheet, another program or the files. A dialog of the
//! screens that show reports.

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::widget::{column, container, row, space, text};
use iced::{Element, Length, Padding, Task};

use crate::commands;
use crate::commands::print::{self, PrintJob};
use crate::commands::reports::{self, ReportFormat};
use crate::commands::table::Exported;
use crate::domain::report::Report;
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::options::options;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field, Note};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{font, size, theme};
use crate::system::print::Printers;

const GO: Stroke = Stroke::named(Named::Enter).with_command();
const TARGET: &str = "output-target";
const PATH: &str = "output-path";
const WIDTH: f32 = 600.0;

/// Where the report goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Printer,
    Pdf,
    Csv,
    Json,
    Viewer,
}

const TARGETS: &[(Target, &str)] = &[
    (Target::Printer, "Printer"),
    (Target::Pdf, "Save PDF"),
    (Target::Csv, "CSV"),
    (Target::Json, "JSON"),
    (Target::Viewer, "Open in viewer"),
];

impl Target {
    const fn format(self) -> ReportFormat {
        match self {
            Self::Printer | Self::Pdf | Self::Viewer => ReportFormat::Pdf,
            Self::Csv => ReportFormat::Csv,
            Self::Json => ReportFormat::Json,
        }
    }

    /// The ending of its file; none where it makes none.
    const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Printer | Self::Viewer => None,
            Self::Pdf => Some("pdf"),
            Self::Csv => Some("csv"),
            Self::Json => Some("json"),
        }
    }
}

/// The dialog.
#[derive(Debug)]
pub struct Output {
    report: Report,
    target: Choice<Target>,
    printers: Printers,
    printer: Option<usize>,
    /// Without its ending, which the target gives.
    stem: PathBuf,
    path: Field<Text>,
    /// What stands at the path may be replaced: she was asked.
    replaces: Option<String>,
    job: Option<PrintJob>,
    is_busy: bool,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Surveyed(Result<Printers, commands::Error>),
    TargetChosen(Target),
    PrinterChosen(usize),
    PathEdited(form::Edit),
    GoPressed,
    Drawn(Result<Vec<u8>, commands::Error>),
    HandedOver(Result<(), commands::Error>),
    Saved(Result<Exported, commands::Error>),
    Left,
}

/// How the dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Nothing,
    Done(Notice),
}

impl Output {
    /// Opens the dialog for a report; it offers the printer, or a file where there is none.
    pub fn new(report: Report, is_print: bool, context: &Context) -> (Self, Task<Message>) {
        let mut target = Choice::new(TARGET, "Send to", TARGETS);
        target.set(Some(if is_print {
            Target::Printer
        } else {
            Target::Csv
        }));
        let name = format!("{}-{}", report.name, context.today);
        let mut dialog = Self {
            report,
            target,
            printers: Printers::default(),
            printer: None,
            stem: context.file_folder().join(name),
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Not encrypted: remove it when done with it"),
            replaces: None,
            job: None,
            is_busy: false,
            problem: None,
        };
        dialog.name_file();
        (dialog, Task::perform(print::printers(), Message::Surveyed))
    }

    fn chosen(&self) -> Target {
        self.target.value().unwrap_or(Target::Pdf)
    }

    /// Offers the file of the target, unless another was typed.
    fn name_file(&mut self) {
        let Some(ending) = self.chosen().ending() else {
            return;
        };
        let typed = PathBuf::from(self.path.text().trim());
        if self.path.text().is_empty() || typed.with_extension("") == self.stem {
            // The stem ends with a date, whose parts are no endings.
            let offered = format!("{}.{ending}", self.stem.display());
            self.path.set_text(offered);
        }
        self.replaces = None;
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message, context: &Context) -> (Task<Message>, Option<End>) {
        match message {
            Message::Surveyed(found) => {
                // Without a queue the file still comes out.
                self.printers = found.unwrap_or_default();
                let default = self.printers.default.as_ref();
                self.printer = self
                    .printers
                    .names
                    .iter()
                    .position(|name| Some(name) == default)
                    .or_else(|| (!self.printers.names.is_empty()).then_some(0));
                if self.printer.is_none() && self.chosen() == Target::Printer {
                    self.target.set(Some(Target::Pdf));
                    self.name_file();
                }
            }
            Message::TargetChosen(target) => {
                self.target.set(Some(target));
                self.problem = None;
                self.name_file();
            }
            Message::PrinterChosen(idx) => self.printer = Some(idx),
            Message::PathEdited(edit) => {
                if matches!(edit, form::Edit::Typed(_)) {
                    self.replaces = None;
                }
                self.path.update(edit);
            }
            Message::GoPressed => return (self.go(context), None),
            Message::Drawn(Ok(pdf)) => return (self.hand_over(pdf), None),
            Message::Drawn(Err(error))
            | Message::HandedOver(Err(error))
            | Message::Saved(Err(error)) => {
                self.is_busy = false;
                self.problem = Some(sentence(&error.to_string()));
            }
            Message::HandedOver(Ok(())) => {
                let words = match self.chosen() {
                    Target::Viewer => "The report is open in the viewer.",
                    _ => "The report is at the printer.",
                };
                return (Task::none(), Some(End::Done(Notice::done(words))));
            }
            Message::Saved(Ok(Exported::IsTaken)) => {
                self.is_busy = false;
                self.replaces = Some(self.path.text().to_owned());
                self.problem = Some(
                    "A file of this name is there already. Ctrl+Enter once more replaces it."
                        .to_owned(),
                );
                return (app::focus_on(PATH), None);
            }
            Message::Saved(Ok(Exported::Written(_))) => {
                let words = format!("The report is in {}.", self.path.text().trim());
                return (Task::none(), Some(End::Done(Notice::done(words))));
            }
            Message::Left => {
                if let Some(job) = self.job.take() {
                    job.cancel();
                }
                return (Task::none(), Some(End::Nothing));
            }
        }
        (Task::none(), None)
    }

    fn go(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database().filter(|_| !self.is_busy) else {
            return Task::none();
        };
        self.problem = None;
        let target = self.chosen();
        let report = self.report.clone();
        let today = context.today;
        if target.ending().is_none() {
            if target == Target::Printer && self.printer.is_none() {
                self.problem = Some(
                    "This computer has no printer to hand the report to; save the PDF instead."
                        .to_owned(),
                );
                return Task::none();
            }
            self.is_busy = true;
            return Task::perform(reports::pages(database, report, today), Message::Drawn);
        }
        if !self.path.touch() {
            return app::focus_on(PATH);
        }
        self.is_busy = true;
        let path = PathBuf::from(self.path.text().trim());
        let replaces = self.replaces.as_deref() == Some(self.path.text());
        let save = async move {
            let format = target.format();
            reports::export(database, path, report, format, replaces, today, author()).await
        };
        Task::perform(save, Message::Saved)
    }

    fn hand_over(&mut self, pdf: Vec<u8>) -> Task<Message> {
        if self.chosen() == Target::Viewer {
            return Task::perform(print::open_in_viewer(pdf), Message::HandedOver);
        }
        let name = self.printer.and_then(|idx| self.printers.names.get(idx));
        let Some(name) = name else {
            return Task::none();
        };
        let (job, done) = print::start(pdf, name.clone());
        self.job = Some(job);
        Task::perform(done, Message::HandedOver)
    }

    fn go_word(&self) -> &'static str {
        match self.chosen() {
            Target::Printer => "Print",
            Target::Viewer => "Open",
            _ => "Save",
        }
    }

    /// What its key does.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        vec![Binding::new(GO, self.go_word(), Message::GoPressed).unshown()]
    }

    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let printer = (self.chosen() == Target::Printer).then(|| {
            options(
                "output-printer",
                "Printer",
                self.printers.names.clone(),
                self.printer,
                Note::None,
                Message::PrinterChosen,
            )
        });
        let path = self
            .chosen()
            .ending()
            .map(|_| self.path.view(Length::Fill, Message::PathEdited));
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let busy = self
            .is_busy
            .then(|| text("On its way…").size(size::TEXT).style(theme::muted));
        let buttons = row![
            space().width(Length::Fill),
            action(
                "output-cancel",
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::Left),
            ),
            action(
                "output-go",
                Weight::Primary,
                self.go_word(),
                Some(GO),
                (!self.is_busy).then_some(Message::GoPressed),
            ),
        ]
        .spacing(size::S)
        .padding(Padding::ZERO.top(size::S));
        let title = text(self.report.title.as_str())
            .font(font::SEMIBOLD)
            .size(size::HEADING);
        container(
            column![
                title,
                self.target.view(Length::Fill, Message::TargetChosen),
                column![printer],
                column![path],
                column![problem],
                column![busy],
                buttons,
            ]
            .spacing(size::S),
        )
        .width(WIDTH)
        .into()
    }
}
