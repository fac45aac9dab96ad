//! What a text of several lines was before, so that a slip of the hand is taken back.

use iced::widget::text_editor::{Content, Cursor, Edit};

/// No more steps back are kept of one field.
const MOST: usize = 200;

/// What is typed, or taken out, letter by letter is one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Blank,
    Removal,
    Other,
}

impl Kind {
    fn of(edit: &Edit) -> Self {
        match edit {
            Edit::Insert(letter) if letter.is_whitespace() => Self::Blank,
            Edit::Insert(_) => Self::Word,
            Edit::Backspace | Edit::Delete => Self::Removal,
            _ => Self::Other,
        }
    }

    /// Whether an edit goes on with the step that another began: a word takes the blanks after it.
    const fn goes_on(self, last: Self) -> bool {
        matches!(
            (last, self),
            (Self::Word, Self::Word | Self::Blank)
                | (Self::Blank, Self::Blank)
                | (Self::Removal, Self::Removal)
        )
    }
}

#[derive(Debug, Clone)]
struct Moment {
    text: String,
    cursor: Cursor,
}

impl Moment {
    fn of(content: &Content) -> Self {
        Self {
            text: content.text(),
            cursor: content.cursor(),
        }
    }

    fn content(&self) -> Content {
        let mut content = Content::with_text(&self.text);
        content.move_to(self.cursor);
        content
    }
}

/// The steps back and forth.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    back: Vec<Moment>,
    forth: Vec<Moment>,
    /// The newest edit, which the next one may go on with; none once the cursor was moved.
    last: Option<Kind>,
}

impl Past {
    /// Remembers a text before an edit.
    pub(super) fn remember(&mut self, content: &Content, edit: &Edit) {
        let kind = Kind::of(edit);
        let is_marked = content.cursor().selection.is_some();
        let goes_on = !is_marked && self.last.is_some_and(|last| kind.goes_on(last));
        if !goes_on {
            if self.back.len() == MOST {
                let _ = self.back.remove(0);
            }
            self.back.push(Moment::of(content));
        }
        self.forth.clear();
        self.last = Some(kind);
    }

    /// What is typed from here on is a step of its own.
    pub(super) const fn pause(&mut self) {
        self.last = None;
    }

    /// The text a step back, or forth; none where there is no such step.
    pub(super) fn step(&mut self, content: &Content, is_back: bool) -> Option<Content> {
        self.last = None;
        let (from, to) = if is_back {
            (&mut self.back, &mut self.forth)
        } else {
            (&mut self.forth, &mut self.back)
        };
        let moment = from.pop()?;
        to.push(Moment::of(content));
        Some(moment.content())
    }
}
