//! The sheet of keys: what every key does here, made from the tables that the keys are looked up
//! in.

use iced::widget::{column, container, row, scrollable, space, text};
use iced::{Alignment, Element, Length};

use crate::gui::form::{Field, text::Text};
use crate::gui::rail;
use crate::gui::shortcut::{Binding, EVERYWHERE, IN_FIELDS};
use crate::gui::widget::button::{Weight, action, key_cap};
use crate::gui::{font, form, shortcut, size, theme};

/// The field in which a key is looked for.
pub const SEARCH: &str = "keys-search";

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub part: &'static str,
    pub key: String,
    pub word: String,
}

/// Every key with what it does: on this screen, to the places, everywhere, in fields.
pub fn entries<M>(screen: &[Binding<M>], has_rail: bool) -> Vec<Entry> {
    let entry = |part, key: String, word: &str| Entry {
        part,
        key,
        word: word.to_owned(),
    };
    let here = screen
        .iter()
        .map(|binding| entry("Here", binding.stroke.to_string(), binding.word));
    let places = rail::PLACES
        .iter()
        .filter(|_| has_rail)
        .map(|place| entry("Places", place.stroke.to_string(), place.word));
    let mut everywhere: Vec<Entry> = Vec::new();
    for (stroke, _, word) in EVERYWHERE {
        match everywhere.iter_mut().find(|entry| entry.word == *word) {
            Some(same) => same.key = format!("{}, {stroke}", same.key),
            None => everywhere.push(entry("Everywhere", stroke.to_string(), word)),
        }
    }
    let fields = IN_FIELDS
        .iter()
        .map(|(key, word)| entry("Fields and lists", (*key).to_owned(), word));
    here.chain(places).chain(everywhere).chain(fields).collect()
}

/// The sheet while it is open: what is looked for in it.
#[derive(Debug)]
pub struct Sheet {
    search: Field<Text>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            search: Field::new(SEARCH, "Find a key", Text::plain()),
        }
    }
}

impl Sheet {
    pub fn update(&mut self, edit: form::Edit) {
        self.search.update(edit);
    }

    /// The sheet as a dialog.
    pub fn view<'a, M, Message: Clone + 'a>(
        &'a self,
        screen: &[Binding<M>],
        has_rail: bool,
        on_edit: impl Fn(form::Edit) -> Message + Copy + 'a,
        on_close: Message,
    ) -> Element<'a, Message> {
        let sought = self.search.text().trim().to_lowercase();
        let mut part = "";
        let mut lines = column![].spacing(size::XS);
        for entry in entries(screen, has_rail) {
            let is_sought = entry.word.to_lowercase().contains(&sought)
                || entry.key.to_lowercase().contains(&sought);
            if !is_sought {
                continue;
            }
            if part != entry.part {
                part = entry.part;
                lines = lines.push(
                    container(text(part).font(font::SEMIBOLD).size(size::TEXT))
                        .padding(iced::Padding::ZERO.top(size::S)),
                );
            }
            lines = lines.push(
                row![
                    container(key_cap(entry.key)).width(180),
                    text(entry.word).size(size::TEXT)
                ]
                .align_y(Alignment::Center),
            );
        }
        let close = action(
            "keys-close",
            Weight::Secondary,
            "Close",
            shortcut::stroke_of(shortcut::Shortcut::Back),
            Some(on_close),
        );
        column![
            // Above what scrolls, which may take all the height there is.
            row![
                text("Keys").font(font::SEMIBOLD).size(size::TITLE),
                space().width(Length::Fill),
                close,
            ]
            .align_y(Alignment::Center),
            self.search.view(Length::Fill, on_edit),
            scrollable(
                lines
                    .width(Length::Fill)
                    .padding(iced::Padding::ZERO.right(size::L))
            )
            .height(Length::Shrink)
            .style(theme::scroll),
        ]
        .spacing(size::S)
        .width(520)
        .into()
    }
}
