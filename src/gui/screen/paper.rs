//! Look at a paper as it prints, and print it or save it. A dialog of the screens that show papers
//! and keep nothing by it.

use iced::keyboard::key::Named;
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Element, Length, Padding, Size, Task};

use super::hand_over::{self, HandOver, Hindrance, Next, Target, Wording};
use super::sheaf::{self, Sheaf};
use crate::commands;
use crate::commands::print;
use crate::documents::page::Document;
use crate::gui::context::Context;
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{app, font, size, theme};

const GO: Stroke = Stroke::named(Named::Enter).with_command();
const GO_BUTTON: &str = "paper-go";

/// What stands beside the pages.
pub const SIDE: f32 = 340.0;
/// The most room that a dialog of pages takes.
pub const MOST: Size = Size::new(1080.0, 860.0);
/// Below this width the pages stand below what is asked.
pub const NARROW: f32 = 780.0;
/// The height of the pages where they stand below.
const BELOW: f32 = 420.0;

/// The dialog.
#[derive(Debug)]
pub struct Paper {
    title: String,
    told: Vec<String>,
    sheaf: Sheaf,
    place: HandOver,
    is_busy: bool,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Sheaf(sheaf::Message),
    Place(hand_over::Message),
    GoPressed,
    Drawn(Result<Vec<u8>, commands::Error>),
    Left,
}

/// How the dialog ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Nothing,
    Done(Notice),
}

impl Paper {
    /// Opens the dialog: what the paper is, and what is said of it.
    pub fn new(
        title: impl Into<String>,
        told: Vec<String>,
        document: Document,
        wording: Wording,
        context: &Context,
    ) -> (Self, Task<Message>) {
        let (place, survey) = HandOver::new(wording, context);
        let dialog = Self {
            title: title.into(),
            told,
            sheaf: Sheaf::new(document),
            place,
            is_busy: false,
            problem: None,
        };
        (dialog, survey.map(Message::Place))
    }

    /// Takes over what happened; the dialog is over when there is an end.
    pub fn update(&mut self, message: Message) -> (Task<Message>, Option<End>) {
        let task = match message {
            Message::Sheaf(message) => self.sheaf.update(message).map(Message::Sheaf),
            Message::Place(message) => return self.placed(message),
            Message::GoPressed => self.go(),
            Message::Drawn(Ok(pdf)) => self.drawn(pdf),
            Message::Drawn(Err(error)) => {
                self.is_busy = false;
                self.problem = Some(sentence(&error.to_string()));
                Task::none()
            }
            Message::Left => {
                if self.is_busy {
                    self.is_busy = !self.place.cancel();
                    return (Task::none(), None);
                }
                return (Task::none(), Some(End::Nothing));
            }
        };
        (task, None)
    }

    fn placed(&mut self, message: hand_over::Message) -> (Task<Message>, Option<End>) {
        let (task, next) = self.place.update(message);
        let task = task.map(Message::Place);
        match next {
            None | Some(Next::Surveyed) => (task, None),
            Some(Next::Chosen) => {
                self.problem = None;
                (task, None)
            }
            Some(Next::Done) => (task, Some(End::Done(Notice::done(self.done_words())))),
            Some(Next::Failed(words)) => {
                self.is_busy = false;
                let Some(words) = words else {
                    return (task, None);
                };
                self.problem = Some(words);
                (Task::batch([task, app::focus_on(GO_BUTTON)]), None)
            }
        }
    }

    fn done_words(&self) -> String {
        match self.place.chosen() {
            Target::Printer => format!("{} is at the printer.", self.title),
            Target::File => format!("{} is saved.", self.title),
            Target::Viewer => format!("{} is open in the viewer.", self.title),
        }
    }

    fn go(&mut self) -> Task<Message> {
        if self.is_busy || !self.place.is_surveyed() {
            return Task::none();
        }
        self.is_busy = true;
        self.problem = None;
        Task::perform(print::pdf_of(self.sheaf.document().clone()), Message::Drawn)
    }

    fn drawn(&mut self, pdf: Vec<u8>) -> Task<Message> {
        match self.place.start(pdf) {
            Ok(task) => task.map(Message::Place),
            Err(hindrance) => {
                self.is_busy = false;
                match hindrance {
                    Hindrance::Said(words) => {
                        self.problem = Some(words);
                        Task::none()
                    }
                    Hindrance::Path => app::focus_on(hand_over::PATH),
                }
            }
        }
    }

    /// What keys do in the dialog.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let go = Binding::new(GO, self.place.go_word(), Message::GoPressed).unshown();
        let leaf = self.sheaf.bindings().into_iter();
        leaf.map(|it| it.map(Message::Sheaf)).chain([go]).collect()
    }

    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        beside_pages(|| self.side(), || self.sheaf.view().map(Message::Sheaf))
    }

    fn side(&self) -> Element<'_, Message> {
        let told = self
            .told
            .iter()
            .map(|words| text(words).size(size::TEXT).style(theme::muted).into());
        let problem = self.problem.as_ref().map(|words| problem(words));
        let busy = self
            .is_busy
            .then(|| text("On its way…").size(size::TEXT).style(theme::muted));
        let buttons = row![
            space().width(Length::Fill),
            action(
                "paper-close",
                Weight::Secondary,
                "Close",
                stroke_of(Shortcut::Back),
                Some(Message::Left),
            ),
            action(
                GO_BUTTON,
                Weight::Primary,
                self.place.go_word(),
                Some(GO),
                (!self.is_busy).then_some(Message::GoPressed),
            ),
        ]
        .spacing(size::S);
        column![
            heading(self.title.as_str()),
            column(told).spacing(size::XS),
            self.place.target_view().map(Message::Place),
            column![self.place.place_view().map(Message::Place)],
            column![problem],
            column![busy],
            buttons,
        ]
        .spacing(size::M)
        .into()
    }
}

/// The title of a dialog of pages.
pub fn heading<'a, M: 'a>(words: impl text::IntoFragment<'a>) -> Element<'a, M> {
    text(words).font(font::SEMIBOLD).size(size::HEADING).into()
}

/// What went wrong, in a sentence.
pub fn problem<'a, M: 'a>(words: &'a str) -> Element<'a, M> {
    container(text(words).size(size::TEXT))
        .padding(size::S)
        .width(Length::Fill)
        .style(theme::washed(|palette| palette.danger))
        .into()
}

/// What is asked, with the pages beside it; below it where there is less room.
pub fn beside_pages<'a, M: 'a>(
    side: impl Fn() -> Element<'a, M> + 'a,
    pages: impl Fn() -> Element<'a, M> + 'a,
) -> Element<'a, M> {
    let content = responsive(move |room| {
        if room.width < NARROW {
            let pages = container(pages()).height(BELOW);
            let parts = column![side(), pages].spacing(size::L);
            let parts = container(parts).padding(Padding::ZERO.right(size::L));
            return scrollable(parts).style(theme::scroll).into();
        }
        let asked = scrollable(container(side()).padding(Padding::ZERO.right(size::M)))
            .style(theme::scroll);
        row![
            container(asked).width(SIDE).height(Length::Fill),
            container(pages()).width(Length::Fill),
        ]
        .spacing(size::L)
        .into()
    });
    container(content)
        .width(MOST.width)
        .height(MOST.height)
        .into()
}
