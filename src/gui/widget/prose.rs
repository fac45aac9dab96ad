//! A text of several lines that a form is typed in: Enter begins a line, Tab goes on to the next field
//! as everywhere, and the keys of the screen are left to it.

use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::{Operation, TextInput};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{Key, key::Named};
use iced::widget::text_editor::{Action, Binding, Content, KeyPress, Status, TextEditor};
use iced::{Element, Event, Length, Padding, Rectangle, Renderer, Size, Theme, Vector, advanced};

use super::travel;
use crate::gui::theme;
use crate::gui::{font, size};

/// Space between the edge and the text, as in a field of one line.
const PADDING: Padding = Padding {
    top: 6.0,
    right: 8.0,
    bottom: 6.0,
    left: 8.0,
};

/// A text field of several lines.
pub struct ProseEntry<'a, Message> {
    editor: Element<'a, Message>,
    text: String,
    on_blur: Option<Message>,
}

/// A field of several lines, so high. `steps` is said when a step back, or one forth again, is wanted.
pub fn prose_entry<'a, Message: Clone + 'a>(
    id: &'static str,
    content: &'a Content,
    has_problem: bool,
    height: impl Into<Length>,
    on_action: impl Fn(Action) -> Message + 'a,
    steps: [Message; 2],
) -> ProseEntry<'a, Message> {
    let style = if has_problem {
        theme::prose_with_problem
    } else {
        theme::prose
    };
    let editor = TextEditor::new(content)
        .id(id)
        .font(font::TEXT)
        .size(size::TEXT)
        .line_height(1.35)
        .padding(PADDING)
        .height(height)
        .style(style)
        .key_binding(move |press| binding(press, &steps))
        .on_action(on_action);
    ProseEntry {
        editor: editor.into(),
        text: content.text(),
        on_blur: None,
    }
}

/// What a key does in the text; nothing leaves it to the screen.
fn binding<Message: Clone>(press: KeyPress, steps: &[Message; 2]) -> Option<Binding<Message>> {
    if !matches!(press.status, Status::Focused { .. }) || press.modifiers.alt() {
        return None;
    }
    let is_command = press.modifiers.command();
    match &press.key {
        Key::Named(Named::Enter) if is_command => None,
        // It would only take the focus away; it means Back.
        Key::Named(Named::Escape | Named::Tab) => None,
        Key::Character(_) if is_command => {
            let latin = press.key.to_latin(press.physical_key)?;
            let [back, forth] = steps;
            match latin.to_ascii_lowercase() {
                'z' if press.modifiers.shift() => Some(Binding::Custom(forth.clone())),
                'z' => Some(Binding::Custom(back.clone())),
                'y' => Some(Binding::Custom(forth.clone())),
                'a' | 'c' | 'v' | 'x' => Binding::from_key_press(press),
                _ => None,
            }
        }
        _ => Binding::from_key_press(press),
    }
}

impl<Message> ProseEntry<'_, Message> {
    #[must_use]
    pub fn on_blur(self, message: Message) -> Self {
        Self {
            on_blur: Some(message),
            ..self
        }
    }
}

#[derive(Default)]
struct State {
    had_focus: bool,
}

/// What makes the editor a text field to whoever asks for those; it keeps its own cursor.
struct Told<'a>(&'a str);

impl TextInput for Told<'_> {
    fn text(&self) -> &str {
        self.0
    }

    fn move_cursor_to_front(&mut self) {}

    fn move_cursor_to_end(&mut self) {}

    fn move_cursor_to(&mut self, _: usize) {}

    fn select_all(&mut self) {}

    fn select_range(&mut self, _: usize, _: usize) {}
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for ProseEntry<'_, Message> {
    fn tag(&self) -> advanced::widget::tree::Tag {
        advanced::widget::tree::Tag::of::<State>()
    }

    fn state(&self) -> advanced::widget::tree::State {
        advanced::widget::tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.editor)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.editor));
    }

    fn size(&self) -> Size<Length> {
        self.editor.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.editor
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text_input(None, layout.bounds(), &mut Told(&self.text));
        self.editor
            .as_widget_mut()
            .operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let editor = self.editor.as_widget_mut();
        let child = &mut tree.children[0];
        editor.update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let has_focus = travel::survey(editor, child, layout, renderer)
            .focused
            .is_some();
        let state = tree.state.downcast_mut::<State>();
        if has_focus != state.had_focus {
            state.had_focus = has_focus;
            if let Some(message) = self.on_blur.as_ref().filter(|_| !has_focus) {
                shell.publish(message.clone());
            }
            shell.request_redraw();
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.editor.as_widget().mouse_interaction(
            &tree.children[0],
            layout,
            cursor,
            viewport,
            renderer,
        )
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.editor.as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            style,
            layout,
            cursor,
            viewport,
        );
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.editor.as_widget_mut().overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: Clone + 'a> From<ProseEntry<'a, Message>> for Element<'a, Message> {
    fn from(entry: ProseEntry<'a, Message>) -> Self {
        Element::new(entry)
    }
}
