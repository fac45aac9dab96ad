//! One screen on a desk of its own, without the window around it.
#![allow(dead_code)]

use almoner::gui::action::{Request, Route};
use almoner::gui::context::Context;
use almoner::gui::screen::{AnyMessage, AnyScreen, Screen};
use almoner::gui::shortcut::Stroke;
use almoner::gui::widget::keys::keys;
use almoner::gui::widget::modal::modal;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use crate::driver::{Drive, Driver};

/// One screen with the window's key table around it, and everything that it asked of the window.
pub struct Desk {
    pub screen: AnyScreen,
    pub context: Context,
    pub requests: Vec<Request>,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "one lives at a time")]
pub enum Message {
    Screen(AnyMessage),
    Back,
}

impl Drive for Desk {
    type Message = Message;

    fn drive_update(&mut self, message: Message) -> Task<Message> {
        let message = match message {
            Message::Screen(message) => Some(message),
            Message::Back => self.screen.back(),
        };
        let Some(message) = message else {
            self.requests.push(Request::Close);
            return Task::none();
        };
        let action = self.screen.update(message, &self.context);
        self.requests.extend(action.requests);
        action.task.map(Message::Screen)
    }

    fn drive_view(&self) -> Element<'_, Message> {
        let view = self.screen.view(&self.context).map(Message::Screen);
        let dialog = self.screen.dialog(&self.context);
        let dialog = dialog.map(|dialog| dialog.map(Message::Screen));
        let lookup = |stroke: Stroke| {
            if stroke == Stroke::named(Named::Escape) {
                return Some(Message::Back);
            }
            let is_free = self.screen.dialog(&self.context).is_none();
            let primary = self.screen.primary().filter(|_| is_free);
            self.screen
                .bindings()
                .into_iter()
                .chain(primary)
                .find(|binding| binding.stroke == stroke)
                .map(|binding| Message::Screen(binding.message))
        };
        keys(modal(view, dialog), lookup).into()
    }
}

/// Opens the screen of a route and waits until it is filled.
pub fn desk(route: Route, context: Context) -> Driver<Desk> {
    let (screen, task) = AnyScreen::open(route, &context);
    let mut window = Driver::new(Desk {
        screen,
        context,
        requests: Vec::new(),
    });
    window.run(task.map(Message::Screen));
    window
}

/// What the screen told last, in a notice.
pub fn told(window: &Driver<Desk>) -> String {
    let mut notices = window.state.requests.iter().rev();
    let last = notices.find_map(|request| match request {
        Request::Notify(notice) => Some(notice.sentence.clone()),
        _ => None,
    });
    last.unwrap_or_default()
}
