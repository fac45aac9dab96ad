//! Choose where pages go, to a printer, into a file or into the system's viewer, and hand them
//! over. The part that all dialogs share that print.

use std::path::{Path, PathBuf};

use iced::widget::{container, row, text};
use iced::{Element, Length, Padding, Task};

use crate::commands;
use crate::commands::print::{self, PrintJob};
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::options::options;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field, Note};
use crate::gui::notice::sentence;
use crate::gui::widget::button::{Weight, action};
use crate::gui::{app, size, theme, work};
use crate::system::file;
use crate::system::print::Printers;

pub const TARGET: &str = "print-target";
pub const PATH: &str = "print-path";

/// Where pages go.
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

/// What is handed over, as its dialog speaks of it.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    /// `forms`.
    pub pages: &'static str,
    /// How the printer is to be set.
    pub printer: &'static str,
    /// The beginning of the name of the file that is offered.
    pub file: &'static str,
    /// When the file is to go.
    pub file_hint: &'static str,
}

/// The choice, and the pages on their way.
#[derive(Debug)]
pub struct HandOver {
    wording: Wording,
    pub target: Choice<Target>,
    printers: Printers,
    printer: Option<usize>,
    path: Field<Text>,
    is_surveyed: bool,
    job: Option<PrintJob>,
    /// An answer about pages that are no longer waited for is dropped.
    serial: u32,
}

#[derive(Debug, Clone)]
pub enum Message {
    Surveyed(Box<Option<Surroundings>>),
    TargetChosen(Target),
    PrinterChosen(usize),
    PathEdited(form::Edit),
    BrowsePressed,
    Browsed(Option<PathBuf>),
    HandedOver(u32, Result<(), commands::Error>),
}

/// What the computer has to print with.
#[derive(Debug, Clone)]
pub struct Surroundings {
    printers: Result<Printers, commands::Error>,
    path: PathBuf,
}

/// What the dialog does after a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The printers are known now.
    Surveyed,
    /// Another target or printer.
    Chosen,
    /// The pages are out.
    Done,
    /// They are not; the sentence, where it does not stand at its field.
    Failed(Option<String>),
}

/// Why pages do not begin to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Said in a sentence.
    Said(String),
    /// The path is at fault and says so.
    Path,
}

impl HandOver {
    /// A choice, with the task that looks for printers and for a free file name.
    pub fn new(wording: Wording, context: &Context) -> (Self, Task<Message>) {
        let mut target = Choice::new(TARGET, "Send to", TARGETS);
        target.set(Some(Target::Printer));
        let choice = Self {
            wording,
            target,
            printers: Printers::default(),
            printer: None,
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint(wording.file_hint),
            is_surveyed: false,
            job: None,
            serial: 0,
        };
        let folder = context.file_folder();
        let start = format!("{}-{}", wording.file, context.today);
        let printers = print::printers();
        let path = work::aside(move || free_path(&folder, &start));
        let surroundings = async move {
            Some(Surroundings {
                path: path.await?,
                printers: printers.await,
            })
        };
        let survey = Task::perform(surroundings, |found| Message::Surveyed(Box::new(found)));
        (choice, survey)
    }

    /// Whether the printers are known.
    pub fn is_surveyed(&self) -> bool {
        self.is_surveyed
    }

    /// Where the pages go now.
    pub fn chosen(&self) -> Target {
        self.target.value().unwrap_or(Target::Printer)
    }

    /// The name of the chosen printer.
    pub fn printer(&self) -> Option<&String> {
        self.printer.and_then(|idx| self.printers.names.get(idx))
    }

    /// What the button says that hands the pages over.
    pub fn go_word(&self) -> &'static str {
        match self.chosen() {
            Target::Printer => "Print",
            Target::File => "Save",
            Target::Viewer => "Open",
        }
    }

    /// Takes over what happened.
    pub fn update(&mut self, message: Message) -> (Task<Message>, Option<Next>) {
        match message {
            Message::Surveyed(found) => {
                self.is_surveyed = true;
                if let Some(found) = *found {
                    self.surveyed(found);
                }
                (Task::none(), Some(Next::Surveyed))
            }
            Message::TargetChosen(target) => {
                self.target.set(Some(target));
                (Task::none(), Some(Next::Chosen))
            }
            Message::PrinterChosen(idx) => {
                self.printer = Some(idx);
                (Task::none(), Some(Next::Chosen))
            }
            Message::PathEdited(edit) => {
                self.path.update(edit);
                (Task::none(), None)
            }
            Message::BrowsePressed => (self.browse(), None),
            Message::Browsed(path) => {
                if let Some(path) = path {
                    self.path.set_text(path.display().to_string());
                }
                (app::focus_on(PATH), None)
            }
            Message::HandedOver(serial, result) if serial == self.serial => {
                self.job = None;
                match result {
                    Ok(()) => (Task::none(), Some(Next::Done)),
                    Err(error) => self.failed(&error),
                }
            }
            Message::HandedOver(..) => (Task::none(), None),
        }
    }

    fn surveyed(&mut self, found: Surroundings) {
        self.path.set_text(found.path.display().to_string());
        // Without a queue the PDF still comes out.
        self.printers = found.printers.unwrap_or_default();
        let default = self.printers.default.as_ref();
        let named = |name: &String| Some(name) == default;
        let first = (!self.printers.names.is_empty()).then_some(0);
        self.printer = self.printers.names.iter().position(named).or(first);
        if self.printer.is_none() {
            self.target.set(Some(Target::File));
        }
    }

    fn browse(&self) -> Task<Message> {
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

    fn failed(&mut self, error: &commands::Error) -> (Task<Message>, Option<Next>) {
        let words = sentence(&error.to_string());
        if self.chosen() == Target::File {
            self.path.refuse(words);
            return (app::focus_on(PATH), Some(Next::Failed(None)));
        }
        (Task::none(), Some(Next::Failed(Some(words))))
    }

    /// Begins to hand pages over.
    ///
    /// # Errors
    /// What hinders it; nothing was begun then.
    pub fn start(&mut self, pdf: Vec<u8>) -> Result<Task<Message>, Hindrance> {
        let serial = self.serial + 1;
        let handed = move |result| Message::HandedOver(serial, result);
        let task = match self.chosen() {
            Target::Printer => {
                let Some(name) = self.printer() else {
                    return Err(Hindrance::Said(self.no_printer()));
                };
                let (job, done) = print::start(pdf, name.clone());
                self.job = Some(job);
                Task::perform(done, handed)
            }
            Target::File => {
                if !self.path.touch() {
                    return Err(Hindrance::Path);
                }
                let path = PathBuf::from(self.path.text().trim());
                Task::perform(print::save_pdf(path, pdf), handed)
            }
            Target::Viewer => Task::perform(print::open_in_viewer(pdf), handed),
        };
        self.serial = serial;
        Ok(task)
    }

    /// Gives the pages up that are on their way. A printer answers for itself that it was stopped;
    /// a file or a viewer is done at once, and its answer is no longer waited for. Whether that is
    /// so.
    pub fn cancel(&mut self) -> bool {
        match &self.job {
            Some(job) => {
                job.cancel();
                false
            }
            None => {
                self.serial += 1;
                true
            }
        }
    }

    fn no_printer(&self) -> String {
        format!(
            "This computer has no printer to hand the {} to; save the PDF and print it at its actual size.",
            self.wording.pages
        )
    }

    /// What is said while so many pages are on their way.
    pub fn on_its_way(&self, pages: &str) -> String {
        match self.chosen() {
            Target::File => format!("Saving {pages}…"),
            Target::Viewer => format!("Opening {pages} in the viewer…"),
            Target::Printer => {
                let name = self.printer().map_or("the printer", String::as_str);
                format!("Handing {pages} to {name}…")
            }
        }
    }

    /// Where the pages are, once they are out.
    pub fn where_it_is(&self) -> String {
        match self.chosen() {
            Target::File => format!(
                "Saved as {}. Print it at its actual size.",
                self.path.text().trim()
            ),
            Target::Viewer => "Opened in the viewer. Print it at its actual size.".to_owned(),
            Target::Printer => {
                let name = self.printer().map_or("The printer", String::as_str);
                format!("{name} has all {}.", self.wording.pages)
            }
        }
    }

    /// Whether to a printer, a file or the viewer.
    pub fn target_view(&self) -> Element<'_, Message> {
        self.target.view(Length::Shrink, Message::TargetChosen)
    }

    /// The printer, or the file.
    pub fn place_view(&self) -> Element<'_, Message> {
        match self.chosen() {
            Target::Printer if self.printers.names.is_empty() => {
                let words = if self.is_surveyed {
                    self.no_printer()
                } else {
                    "Looking for printers…".to_owned()
                };
                text(words).size(size::TEXT).style(theme::warning).into()
            }
            Target::Printer => options(
                "print-printer",
                "Printer",
                self.printers.names.clone(),
                self.printer,
                Note::Hint(self.wording.printer.to_owned()),
                Message::PrinterChosen,
            ),
            Target::File => row![
                self.path.view(Length::Fill, Message::PathEdited),
                beside_field(action(
                    "print-browse",
                    Weight::Secondary,
                    "Choose…",
                    None,
                    Some(Message::BrowsePressed),
                )),
            ]
            .spacing(size::S)
            .into(),
            Target::Viewer => {
                text("Print from the viewer at the actual size (100 %), not fitted to the page.")
                    .size(size::TEXT)
                    .style(theme::muted)
                    .into()
            }
        }
    }
}

/// A button in line with a field, which has a label above and a note below.
pub fn beside_field<'a, M: 'a>(button: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(button).padding(Padding::ZERO.top(18.0)).into()
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
