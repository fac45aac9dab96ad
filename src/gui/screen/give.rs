//! Give a patient a paper: look at it, print it or save it; what was given out is kept as it was. A
//! dialog of the screens that make papers.

use std::future::Future;

use iced::widget::{column, row, space, text};
use iced::{Element, Length, Task};

use super::hand_over::Wording;
use super::paper::{self, Paper};
use crate::commands;
use crate::commands::papers::{self, PaperKind};
use crate::documents::page::Document;
use crate::domain::date::spoken;
use crate::domain::id::PaperId;
use crate::gui::context::{Context, author};
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{size, theme};

const WORDING: Wording = Wording {
    pages: "the pages",
    printer: "Letter paper, at the actual size",
    file: "paper",
    file_hint: "Not encrypted: remove it once given out",
};

const LABELS: Wording = Wording {
    pages: "the labels",
    printer: "Sheets of labels, at the actual size (100 %)",
    file: "labels",
    file_hint: "Not encrypted: remove it when the labels are printed",
};

/// What is to be given out.
#[derive(Debug, Clone)]
pub enum Prepared {
    /// A paper, which is kept once it was handed over.
    Paper(Box<papers::Paper>),
    /// Sheets that are not kept, with what is said of them.
    Sheets(Document, String),
}

/// The dialog.
#[derive(Debug)]
pub struct Give {
    title: String,
    shown: Option<Paper>,
    /// What is kept when it is handed over.
    paper: Option<Box<papers::Paper>>,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Prepared(Result<Prepared, commands::Error>),
    Paper(paper::Message),
    Kept(Notice, Result<PaperId, commands::Error>),
    Left,
}

/// How the dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Nothing,
    /// It was handed over.
    Given(Notice),
}

impl Give {
    /// Opens the dialog while the paper is made.
    pub fn new(
        title: impl Into<String>,
        prepare: impl Future<Output = Result<papers::Paper, commands::Error>> + Send + 'static,
    ) -> (Self, Task<Message>) {
        let prepare = async move { Ok(Prepared::Paper(Box::new(prepare.await?))) };
        Self::prepared(title, prepare)
    }

    /// The same for whatever is prepared.
    pub fn prepared(
        title: impl Into<String>,
        prepare: impl Future<Output = Result<Prepared, commands::Error>> + Send + 'static,
    ) -> (Self, Task<Message>) {
        let dialog = Self {
            title: title.into(),
            shown: None,
            paper: None,
            problem: None,
        };
        (dialog, Task::perform(prepare, Message::Prepared))
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message, context: &Context) -> (Task<Message>, Option<End>) {
        match message {
            Message::Prepared(Ok(prepared)) => (self.show(prepared, context), None),
            Message::Prepared(Err(error)) => {
                self.problem = Some(sentence(&error.to_string()));
                (Task::none(), None)
            }
            Message::Paper(message) => {
                let Some(shown) = &mut self.shown else {
                    return (Task::none(), None);
                };
                let (task, end) = shown.update(message);
                let task = task.map(Message::Paper);
                match end {
                    None => (task, None),
                    Some(paper::End::Nothing) => (task, Some(End::Nothing)),
                    Some(paper::End::Done(notice)) => self.given(notice, context),
                }
            }
            Message::Kept(notice, Ok(_)) => (Task::none(), Some(End::Given(notice))),
            Message::Kept(_, Err(error)) => {
                let words = sentence(&error.to_string());
                let told = format!("It was handed over, but it could not be kept: {words}");
                (Task::none(), Some(End::Given(Notice::failed(told))))
            }
            Message::Left => (Task::none(), Some(End::Nothing)),
        }
    }

    fn show(&mut self, prepared: Prepared, context: &Context) -> Task<Message> {
        let (document, told, wording) = match prepared {
            Prepared::Paper(paper) => {
                let document = paper.document.clone();
                let told = told(&paper);
                self.paper = Some(paper);
                (document, told, WORDING)
            }
            Prepared::Sheets(document, told) => (document, vec![told], LABELS),
        };
        let (shown, task) = Paper::new(self.title.as_str(), told, document, wording, context);
        self.shown = Some(shown);
        task.map(Message::Paper)
    }

    /// What was handed over is kept, where it is not yet.
    fn given(&mut self, notice: Notice, context: &Context) -> (Task<Message>, Option<End>) {
        let paper = self.paper.take().filter(|paper| paper.kept.is_none());
        let (Some(paper), Some(database)) = (paper, context.database()) else {
            return (Task::none(), Some(End::Given(notice)));
        };
        let today = context.today;
        let keep = async move { papers::keep(database, *paper, author(), today).await };
        let task = Task::perform(keep, move |kept| Message::Kept(notice.clone(), kept));
        (task, None)
    }

    /// What keys do in the dialog.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let shown = self.shown.iter().flat_map(Paper::bindings);
        shown.map(|it| it.map(Message::Paper)).collect()
    }

    /// What Back does.
    pub fn back(&self) -> Message {
        match self.shown {
            Some(_) => Message::Paper(paper::Message::Left),
            None => Message::Left,
        }
    }

    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        if let Some(shown) = &self.shown {
            return shown.view().map(Message::Paper);
        }
        let told: Element<'_, Message> = match &self.problem {
            Some(words) => paper::problem(words),
            None => text("Making the pages…")
                .size(size::TEXT)
                .style(theme::muted)
                .into(),
        };
        let close = action(
            "paper-close",
            Weight::Secondary,
            "Close",
            stroke_of(Shortcut::Back),
            Some(Message::Left),
        );
        column![
            paper::heading(self.title.as_str()),
            told,
            row![space().width(Length::Fill), close],
        ]
        .spacing(size::M)
        .width(460)
        .into()
    }
}

/// What is said of a paper beside its pages.
fn told(paper: &papers::Paper) -> Vec<String> {
    let pages = counted(paper.document.pages.len(), "page");
    let mut told = vec![format!("{}, {pages}.", paper.about.words())];
    match (paper.kept, paper.kind()) {
        (Some(_), _) => told.push(format!(
            "As it was given out on {}; it comes out the same again.",
            spoken(paper.made_on)
        )),
        (None, PaperKind::Receipt) => told
            .push("Once it is handed over it is kept, and every reprint is the same.".to_owned()),
        (None, _) => told.push("Once it is handed over it is kept as it was.".to_owned()),
    }
    told
}
