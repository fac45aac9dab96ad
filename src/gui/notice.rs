//! What the window tells the user by itself: one place that turns errors into sentences.
//!
//! Notices stand in a strip above the status line and take room there; they never lie over what
//! has the focus. Findings do not come here: they stand at their fields.

use iced::widget::{column, container, row, space, text};
use iced::{Alignment, Element, Length};

use crate::commands;
use crate::gui::shortcut::{Shortcut, stroke_of};
use crate::gui::theme::Palette;
use crate::gui::widget::button::{Weight, action};
use crate::gui::{font, size, theme};

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something was done. It goes by itself with the next act.
    Done,
    Warning,
    /// Something was not done. It stays until it is put away.
    Failed,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub level: Level,
    /// What happened, what is safe, what to do.
    pub sentence: String,
    /// More for who wants to know; may be empty. Never anything about a patient.
    pub detail: String,
}

impl Notice {
    /// Something was done.
    pub fn done(sentence: impl Into<String>) -> Self {
        Self::new(Level::Done, sentence)
    }

    pub fn warning(sentence: impl Into<String>) -> Self {
        Self::new(Level::Warning, sentence)
    }

    /// Something was not done.
    pub fn failed(sentence: impl Into<String>) -> Self {
        Self::new(Level::Failed, sentence)
    }

    /// What a command answered instead of doing it.
    pub fn error(error: &commands::Error) -> Self {
        Self::failed(sentence(&error.to_string()))
    }

    fn new(level: Level, sentence: impl Into<String>) -> Self {
        Self {
            level,
            sentence: sentence.into(),
            detail: String::new(),
        }
    }
}

/// The words of an error as a sentence: a capital first and a full stop last.
pub fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if words.trim().ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{capital}{}{end}", letters.as_str())
}

/// The strip with one notice and the button that puts it away.
pub fn strip<'a, Message: Clone + 'a>(
    notice: &'a Notice,
    dismiss: Message,
) -> Element<'a, Message> {
    let (word, color): (_, fn(&Palette) -> iced::Color) = match notice.level {
        Level::Done => ("Done", |palette| palette.success),
        Level::Warning => ("Note", |palette| palette.warning),
        Level::Failed => ("Not done", |palette| palette.danger),
    };
    let head = text(word).font(font::SEMIBOLD).size(size::TEXT);
    let detail = (!notice.detail.is_empty()).then(|| {
        text(notice.detail.as_str())
            .size(size::CAPTION)
            .style(theme::muted)
    });
    let words = column![text(notice.sentence.as_str()).size(size::TEXT), detail];
    let content = row![
        head,
        words.width(Length::Fill),
        space().width(size::S),
        action(
            "notice-dismiss",
            Weight::Quiet,
            "Put away",
            stroke_of(Shortcut::DismissNotice),
            Some(dismiss),
        ),
    ]
    .spacing(size::M)
    .align_y(Alignment::Center);
    container(
        container(content)
            .padding([size::XS, size::M])
            .style(theme::washed(color)),
    )
    .padding([size::S, size::XL])
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errors_words_become_one_sentence() {
        for (words, expected) in [
            ("the disk is full", "The disk is full."),
            ("Done already.", "Done already."),
            ("", "."),
        ] {
            assert_eq!(sentence(words), expected);
        }
    }
}
