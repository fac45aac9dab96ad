//! A window without a screen: events go in one at a time, messages are applied after each, and the
//! widgets keep their state in between, as in the running program.
#![allow(dead_code)]

use std::time::Instant;

use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::{Element, Event, Pixels, Point, Renderer, Size, Task, Theme, mouse, window};
use iced_test::core::clipboard;
use iced_test::core::renderer::{Headless, Style};
use iced_test::core::widget::operation::{Operation, Outcome, focusable};
use iced_test::core::widget::{Id, operation};
use iced_test::futures::futures::StreamExt;
use iced_test::runtime::user_interface::{self, Cache};
use iced_test::runtime::{Action, UserInterface};
use iced_test::selector::{Candidate, Selector};

use almoner::gui::{font, size, theme};

/// What the driver drives.
pub trait Drive {
    type Message: std::fmt::Debug + Send + 'static;

    fn drive_update(&mut self, message: Self::Message) -> Task<Self::Message>;

    fn drive_view(&self) -> Element<'_, Self::Message>;
}

pub struct Driver<S: Drive> {
    pub state: S,
    cache: Option<Cache>,
    renderer: Renderer,
    cursor: mouse::Cursor,
    pub size: Size,
    modifiers: Modifiers,
    pub clipboard: Clipboard,
    /// Keys pressed so far, each character of a typed text among them.
    pub n_keys: usize,
}

/// The clipboard of a desk of its own.
#[derive(Debug, Clone, Default)]
pub struct Clipboard(pub Option<String>);

impl clipboard::Clipboard for Clipboard {
    fn read(&self, _: clipboard::Kind) -> Option<String> {
        self.0.clone()
    }

    fn write(&mut self, _: clipboard::Kind, text: String) {
        self.0 = Some(text);
    }
}

impl<S: Drive> Driver<S> {
    pub fn new(state: S) -> Self {
        for file in font::files() {
            iced_test::renderer::graphics::text::font_system()
                .write()
                .unwrap()
                .load_font(file);
        }
        let renderer = Renderer::new(font::TEXT, Pixels(size::TEXT));
        Self {
            state,
            cache: Some(Cache::default()),
            renderer,
            cursor: mouse::Cursor::Unavailable,
            size: Size::new(1280.0, 800.0),
            modifiers: Modifiers::empty(),
            clipboard: Clipboard::default(),
            n_keys: 0,
        }
    }

    fn with_ui<T>(
        &mut self,
        work: impl FnOnce(
            &mut UserInterface<'_, S::Message, Theme, Renderer>,
            &mut Renderer,
            mouse::Cursor,
        ) -> T,
    ) -> T {
        let mut ui = UserInterface::build(
            self.state.drive_view(),
            self.size,
            self.cache.take().unwrap(),
            &mut self.renderer,
        );
        let result = work(&mut ui, &mut self.renderer, self.cursor);
        self.cache = Some(ui.into_cache());
        result
    }

    /// One event, then the messages it made, then a frame.
    pub fn event(&mut self, event: Event) {
        let frame = Event::Window(window::Event::RedrawRequested(Instant::now()));
        for event in [event, frame] {
            let mut messages = Vec::new();
            let mut clipboard = std::mem::take(&mut self.clipboard);
            self.with_ui(|ui, renderer, cursor| {
                let _ = ui.update(&[event], cursor, renderer, &mut clipboard, &mut messages);
            });
            self.clipboard = clipboard;
            for message in messages {
                self.message(message);
            }
        }
    }

    /// The time from an event to its painted frame, as the running window does it: the widgets stand
    /// already, what the event makes is applied, they are made and laid out anew, drawn and painted.
    /// What comes of it later (an answer of the file) is done after the clock has stopped.
    pub fn frame_time(
        &mut self,
        event: Event,
        theme: &Theme,
        paint: impl FnOnce(&mut Renderer),
    ) -> std::time::Duration {
        let style = Style {
            text_color: theme::base(theme).text_color,
        };
        let cursor = self.cursor;
        let mut messages = Vec::new();
        let mut ui = UserInterface::build(
            self.state.drive_view(),
            self.size,
            self.cache.take().unwrap(),
            &mut self.renderer,
        );
        let start = Instant::now();
        let _ = ui.update(
            &[event],
            cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut messages,
        );
        let cache = ui.into_cache();
        let tasks: Vec<_> = messages
            .drain(..)
            .map(|message| self.state.drive_update(message))
            .collect();
        let mut ui = UserInterface::build(
            self.state.drive_view(),
            self.size,
            cache,
            &mut self.renderer,
        );
        let frame = Event::Window(window::Event::RedrawRequested(Instant::now()));
        let _ = ui.update(
            &[frame],
            cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut messages,
        );
        ui.draw(&mut self.renderer, theme, &style, cursor);
        paint(&mut self.renderer);
        let time = start.elapsed();
        self.cache = Some(ui.into_cache());
        for task in tasks {
            self.run(task);
        }
        for message in messages {
            self.message(message);
        }
        time
    }

    /// A frame so much later, with nothing in between.
    pub fn frame_after(&mut self, pause: std::time::Duration) {
        let mut messages = Vec::new();
        let frame = Event::Window(window::Event::RedrawRequested(Instant::now() + pause));
        self.with_ui(|ui, renderer, cursor| {
            let _ = ui.update(
                &[frame],
                cursor,
                renderer,
                &mut clipboard::Null,
                &mut messages,
            );
        });
        for message in messages {
            self.message(message);
        }
    }

    /// Applies a message and waits for everything that comes of it.
    pub fn message(&mut self, message: S::Message) {
        let task = self.state.drive_update(message);
        self.run(task);
    }

    /// Does a task to its end; what concerns the desktop itself is left out.
    pub fn run(&mut self, task: Task<S::Message>) {
        let Some(mut stream) = iced_test::runtime::task::into_stream(task) else {
            return;
        };
        while let Some(action) = futures_executor::block_on(stream.next()) {
            match action {
                Action::Output(message) => self.message(message),
                Action::Widget(mut operation) => loop {
                    self.with_ui(|ui, renderer, _| ui.operate(renderer, operation.as_mut()));
                    match operation.finish() {
                        Outcome::Chain(next) => operation = next,
                        _ => break,
                    }
                },
                _ => {}
            }
        }
    }

    pub fn press(&mut self, key: Key, modifiers: Modifiers) {
        self.n_keys += 1;
        if modifiers != self.modifiers {
            self.modifiers = modifiers;
            self.event(Event::Keyboard(keyboard::Event::ModifiersChanged(
                modifiers,
            )));
        }
        let text = match &key {
            Key::Character(text) if !modifiers.command() => Some(text.clone()),
            Key::Named(Named::Tab) => Some("\t".into()),
            Key::Named(Named::Enter) => Some("\r".into()),
            Key::Named(Named::Escape) => Some("\u{1b}".into()),
            Key::Named(Named::Space) => Some(" ".into()),
            _ => None,
        };
        let physical_key =
            keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified);
        self.event(Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: keyboard::Location::Standard,
            modifiers,
            text,
            repeat: false,
        }));
        self.event(Event::Keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: keyboard::Location::Standard,
            modifiers,
        }));
    }

    pub fn tap(&mut self, named: Named) {
        self.press(Key::Named(named), Modifiers::empty());
    }

    pub fn back_tab(&mut self) {
        self.press(Key::Named(Named::Tab), Modifiers::SHIFT);
    }

    pub fn command(&mut self, key: &str) {
        self.press(Key::Character(key.into()), Modifiers::COMMAND);
    }

    pub fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.press(
                Key::Character(character.to_string().into()),
                Modifiers::empty(),
            );
        }
    }

    pub fn click(&mut self, at: Point) {
        self.cursor = mouse::Cursor::Available(at);
        self.event(Event::Mouse(mouse::Event::CursorMoved { position: at }));
        for event in [
            mouse::Event::ButtonPressed(mouse::Button::Left),
            mouse::Event::ButtonReleased(mouse::Button::Left),
        ] {
            self.event(Event::Mouse(event));
        }
    }

    /// Clicks in the middle of what shows this text.
    pub fn click_text(&mut self, text: &str) {
        let at = self
            .place_of(text)
            .unwrap_or_else(|| panic!("{text} is not shown"));
        self.click(at);
    }

    pub fn shows(&mut self, text: &str) -> bool {
        self.place_of(text).is_some()
    }

    fn place_of(&mut self, text: &str) -> Option<Point> {
        let wanted = text.to_owned();
        self.find(move |candidate: Candidate<'_>| match candidate {
            Candidate::Text {
                content, bounds, ..
            } if content == wanted => Some(bounds.center()),
            _ => None,
        })
    }

    fn find<T: Clone + Send + 'static>(
        &mut self,
        selector: impl FnMut(Candidate<'_>) -> Option<T> + Send,
    ) -> Option<T> {
        let mut operation = selector.find();
        self.with_ui(|ui, renderer, _| {
            ui.operate(renderer, &mut operation::black_box(&mut operation));
        });
        match operation.finish() {
            Outcome::Some(found) => found,
            _ => None,
        }
    }

    /// Has an operation look at every widget, or change it.
    pub fn operate(&mut self, operation: &mut dyn Operation) {
        self.with_ui(|ui, renderer, _| ui.operate(renderer, operation));
    }

    /// What the mouse would do at each of these places.
    pub fn hands(&mut self, places: &[Point]) -> Vec<mouse::Interaction> {
        self.with_ui(|ui, renderer, _| {
            let mut messages = Vec::new();
            let mut hand_at = |place: &Point| {
                let moved = Event::Mouse(mouse::Event::CursorMoved { position: *place });
                let cursor = mouse::Cursor::Available(*place);
                let (state, _) = ui.update(
                    &[moved],
                    cursor,
                    renderer,
                    &mut clipboard::Null,
                    &mut messages,
                );
                match state {
                    user_interface::State::Updated {
                        mouse_interaction, ..
                    } => mouse_interaction,
                    user_interface::State::Outdated => mouse::Interaction::None,
                }
            };
            places.iter().map(&mut hand_at).collect()
        })
    }

    /// The id of what has the focus.
    pub fn focused(&mut self) -> Option<Id> {
        let mut operation = focusable::find_focused();
        self.with_ui(|ui, renderer, _| {
            ui.operate(renderer, &mut operation::black_box(&mut operation));
        });
        match operation.finish() {
            Outcome::Some(id) => Some(id),
            _ => None,
        }
    }

    pub fn is_on(&mut self, id: &'static str) -> bool {
        self.focused() == Some(Id::new(id))
    }

    pub fn count(&mut self) -> focusable::Count {
        let mut operation = focusable::count();
        self.with_ui(|ui, renderer, _| {
            ui.operate(renderer, &mut operation::black_box(&mut operation));
        });
        match operation.finish() {
            Outcome::Some(count) => count,
            _ => focusable::Count::default(),
        }
    }

    /// Presses Tab until this has the focus.
    pub fn go_to(&mut self, id: &'static str) {
        for _ in 0..=self.count().total {
            if self.is_on(id) {
                return;
            }
            self.tap(Named::Tab);
        }
        panic!("{id} cannot be reached by Tab");
    }

    /// Writes the picture of the window to a file, to be looked at.
    pub fn write_picture(&mut self, theme: &Theme, path: &str) {
        let mut bytes = format!("P6 {} {} 255\n", self.size.width, self.size.height).into_bytes();
        let picture = self.picture(theme);
        for pixel in picture.as_chunks::<4>().0 {
            bytes.extend(&pixel[..3]);
        }
        std::fs::write(path, bytes).unwrap();
    }

    /// Draws the window as it stands; the renderer then holds what is to be painted.
    pub fn draw(&mut self, theme: &Theme) -> &mut Renderer {
        let style = Style {
            text_color: theme::base(theme).text_color,
        };
        self.with_ui(|ui, renderer, cursor| ui.draw(renderer, theme, &style, cursor));
        &mut self.renderer
    }

    /// The picture of the window, RGBA.
    pub fn picture(&mut self, theme: &Theme) -> Vec<u8> {
        let base = theme::base(theme);
        let size = self.size;
        self.with_ui(|ui, renderer, cursor| {
            // A widget learns its looks from the frame it is drawn in.
            let frame = Event::Window(window::Event::RedrawRequested(Instant::now()));
            let mut none = Vec::new();
            let _ = ui.update(&[frame], cursor, renderer, &mut clipboard::Null, &mut none);
            let style = Style {
                text_color: base.text_color,
            };
            ui.draw(renderer, theme, &style, cursor);
            let pixels = Size::new(size.width as u32, size.height as u32);
            renderer.screenshot(pixels, 1.0, base.background_color)
        })
    }
}
