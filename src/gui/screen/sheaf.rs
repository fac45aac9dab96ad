//! Leaf through pages as they print. The part that all dialogs share that show papers.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::operation::{self, AbsoluteOffset};
use iced::widget::{column, container, responsive, row, scrollable};
use iced::{Element, Length, Padding, Size, Task};

use crate::documents::page::Document;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::widget::page_view::page_view;
use crate::gui::{size, theme};

/// The pane: one Tab stop.
pub const PANE: &str = "sheaf";
const SCROLLED: &str = "sheaf-scrolled";

/// How wide a page is shown against the room it has.
const ZOOMS: [f32; 2] = [1.0, 1.5];

/// How far an arrow key moves a page that is higher than the pane.
const STEP: f32 = 60.0;

/// Pages, one of which is in sight.
#[derive(Debug, Clone)]
pub struct Sheaf {
    document: Document,
    at: usize,
    zoom: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message {
    Turned(Turn),
    /// So many pixels right and down.
    Scrolled(f32, f32),
    ZoomPressed,
}

/// Which page comes into sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Next,
    Previous,
    First,
    Last,
}

impl Sheaf {
    pub fn new(document: Document) -> Self {
        Self {
            document,
            at: 0,
            zoom: 0,
        }
    }

    /// Other pages in the place of these, in the same zoom.
    pub fn replace(&mut self, document: Document) {
        self.document = document;
        self.at = self.at.min(self.document.pages.len().saturating_sub(1));
    }

    /// The pages with their pictures.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Takes over what happened.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let last = self.document.pages.len().saturating_sub(1);
        match message {
            Message::Turned(turn) => {
                let before = self.at;
                self.at = match turn {
                    Turn::Next => (self.at + 1).min(last),
                    Turn::Previous => self.at.saturating_sub(1),
                    Turn::First => 0,
                    Turn::Last => last,
                };
                if self.at == before {
                    return Task::none();
                }
                operation::snap_to(SCROLLED, operation::RelativeOffset::START)
            }
            Message::Scrolled(x, y) => operation::scroll_by(SCROLLED, AbsoluteOffset { x, y }),
            Message::ZoomPressed => {
                self.zoom = (self.zoom + 1) % ZOOMS.len();
                Task::none()
            }
        }
    }

    /// What keys do wherever the focus is.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message).unshown();
        vec![
            named(Named::PageDown, "Next page", Message::Turned(Turn::Next)),
            named(
                Named::PageUp,
                "Previous page",
                Message::Turned(Turn::Previous),
            ),
            Binding::new(Stroke::sign('z'), "Zoom", Message::ZoomPressed).unshown(),
        ]
    }

    /// The page in sight, and under it which one it is.
    pub fn view(&self) -> Element<'_, Message> {
        let Some(page) = self.document.pages.get(self.at) else {
            return line("There are no pages.").style(theme::muted).into();
        };
        let zoom = ZOOMS[self.zoom.min(ZOOMS.len() - 1)];
        let pane = responsive(move |room: Size| {
            let bar = 12.0;
            let width = ((room.width - bar) * zoom).max(1.0);
            let sheet = container(
                container(page_view(page, 1.0).images(&self.document.images)).width(width),
            )
            .padding(Padding::ZERO.right(bar).bottom(bar));
            scrollable(sheet)
                .id(SCROLLED)
                .direction(scrollable::Direction::Both {
                    vertical: scrollable::Scrollbar::default(),
                    horizontal: scrollable::Scrollbar::default(),
                })
                .width(Length::Fill)
                .height(Length::Fill)
                .style(theme::scroll)
                .into()
        });
        let pane = focus(PANE, pane).on_key(key);
        let place = format!("Page {} of {}", self.at + 1, self.document.pages.len());
        let keys = "PgDn PgUp leaf · ↑ ↓ move · Z zooms";
        column![
            container(pane).height(Length::Fill),
            row![
                line(place)
                    .size(size::CAPTION)
                    .style(theme::muted)
                    .width(Length::Shrink),
                line(keys)
                    .size(size::CAPTION)
                    .style(theme::muted)
                    .align(iced::alignment::Horizontal::Right),
            ]
            .spacing(size::L),
        ]
        .spacing(size::XS)
        .into()
    }
}

/// What a key does while the pane has the focus.
fn key(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let Key::Named(named) = key else { return None };
    if !modifiers.is_empty() {
        return None;
    }
    Some(match named {
        Named::ArrowDown => Message::Scrolled(0.0, STEP),
        Named::ArrowUp => Message::Scrolled(0.0, -STEP),
        Named::ArrowRight => Message::Scrolled(STEP, 0.0),
        Named::ArrowLeft => Message::Scrolled(-STEP, 0.0),
        Named::Home => Message::Turned(Turn::First),
        Named::End => Message::Turned(Turn::Last),
        _ => return None,
    })
}
