//! Ask before something is posted: what is to be done and why, and what it will post, before it is.
//!
//! A dialog of the screens of the books. The screen fills it, computes the preview anew after every
//! change, and does the deed when the dialog says so.

use iced::keyboard::key::Named;
use iced::widget::{column, container, row, scrollable, space, span, text};
use iced::{Element, Length, Padding};

use crate::commands;
use crate::domain::finding::Finding;
use crate::domain::money::Money;
use crate::gui::form::check::check;
use crate::gui::form::field_set::{FieldSet, Takes};
use crate::gui::form::money::grouped;
use crate::gui::form::options::options;
use crate::gui::form::{Edit, Field, Note};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

/// The key that does what is asked about.
pub const GO: Stroke = Stroke::named(Named::Enter).with_command();

pub const CONFIRM: &str = "ask-confirm";
const WIDTH: f32 = 600.0;
/// The most room that the preview takes.
const PREVIEW: f32 = 190.0;

/// One question with its fields.
#[derive(Debug, Clone)]
pub struct Ask {
    title: String,
    explained: String,
    pub groups: Vec<Group>,
    pub fields: FieldSet,
    /// The columns of the fields, row by row, with the width of each; 0 takes what is left.
    rows: Vec<Vec<(&'static str, f32)>>,
    /// A sentence that must be confirmed, and whether it was.
    confirm: Option<(String, bool)>,
    pub preview: Vec<Posting>,
    go: &'static str,
    is_destructive: bool,
    is_busy: bool,
    problem: Option<String>,
}

/// A choice of the dialog.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: &'static str,
    pub label: &'static str,
    pub words: Vec<String>,
    pub chosen: Option<usize>,
    pub note: String,
}

/// One line of what will be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub words: String,
    pub amount: Option<Money>,
    /// What is taken back: shown struck through.
    pub is_struck: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(&'static str, Edit),
    /// Which group, which of its choices.
    Chosen(usize, usize),
    Confirmed(bool),
    GoPressed,
    Left,
}

/// What the screen does after a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Compute the preview anew.
    Look,
    /// Do it.
    Go,
    /// The dialog is over.
    Leave,
}

impl Posting {
    pub fn new(words: impl Into<String>, amount: Money) -> Self {
        Self {
            words: words.into(),
            amount: Some(amount),
            is_struck: false,
        }
    }

    /// A line without an amount: what is left out, and why.
    pub fn said(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            amount: None,
            is_struck: false,
        }
    }

    /// The same, struck through.
    #[must_use]
    pub fn struck(self) -> Self {
        Self {
            is_struck: true,
            ..self
        }
    }
}

impl Group {
    pub fn new(id: &'static str, label: &'static str, words: Vec<String>) -> Self {
        Self {
            id,
            label,
            words,
            chosen: None,
            note: String::new(),
        }
    }

    /// The same with a choice made.
    #[must_use]
    pub fn at(self, chosen: Option<usize>) -> Self {
        Self { chosen, ..self }
    }
}

/// The field for a reason: nothing is posted without one.
pub fn reason(id: &'static str, label: &'static str) -> (&'static str, Field<Takes>) {
    ("reason", Field::new(id, label, Takes::Words).required())
}

impl Ask {
    /// A question without fields.
    pub fn new(title: impl Into<String>, go: &'static str) -> Self {
        Self {
            title: title.into(),
            explained: String::new(),
            groups: Vec::new(),
            fields: FieldSet::new(Vec::new()),
            rows: Vec::new(),
            confirm: None,
            preview: Vec::new(),
            go,
            is_destructive: false,
            is_busy: false,
            problem: None,
        }
    }

    /// With a sentence under the title.
    #[must_use]
    pub fn explain(self, explained: impl Into<String>) -> Self {
        Self {
            explained: explained.into(),
            ..self
        }
    }

    #[must_use]
    pub fn with_groups(self, groups: Vec<Group>) -> Self {
        Self { groups, ..self }
    }

    /// With fields, and which of them stand beside each other.
    #[must_use]
    pub fn with_fields(
        self,
        fields: Vec<(&'static str, Field<Takes>)>,
        rows: Vec<Vec<(&'static str, f32)>>,
    ) -> Self {
        Self {
            fields: FieldSet::new(fields),
            rows,
            ..self
        }
    }

    /// One whose button says that it takes something away.
    #[must_use]
    pub fn destructive(self) -> Self {
        Self {
            is_destructive: true,
            ..self
        }
    }

    /// Asks for a confirmation, or no longer; one that was given for the same sentence stays.
    pub fn set_confirm(&mut self, wanted: Option<String>) {
        self.confirm = wanted.map(|wanted| match self.confirm.take() {
            Some((asked, is_given)) if asked == wanted => (asked, is_given),
            _ => (wanted, false),
        });
    }

    /// Whether nothing is to be confirmed, or it was.
    pub fn is_confirmed(&self) -> bool {
        self.confirm.as_ref().is_none_or(|(_, is_given)| *is_given)
    }

    /// What was chosen in a group.
    pub fn chosen(&self, group: &str) -> Option<usize> {
        self.groups.iter().find(|it| it.id == group)?.chosen
    }

    pub fn say(&mut self, problem: impl Into<String>) {
        self.problem = Some(problem.into());
    }

    /// The deed begins: whether it may, with the field to go to where it may not.
    pub fn begin(&mut self) -> Result<(), Option<iced::advanced::widget::Id>> {
        if self.is_busy {
            return Err(None);
        }
        if let Some(fault) = self.fields.first_fault(|_| true) {
            return Err(Some(fault));
        }
        if let Some(group) = self.groups.iter().find(|group| group.chosen.is_none()) {
            self.problem = Some(format!("{}: choose one.", group.label));
            return Err(Some(group.id.into()));
        }
        if !self.is_confirmed() {
            self.problem = Some("Read the warning and confirm it with Space first.".to_owned());
            return Err(Some(CONFIRM.into()));
        }
        self.problem = None;
        self.is_busy = true;
        Ok(())
    }

    /// Shows what was said against it, at its field where there is one; the field to go to.
    pub fn refuse(&mut self, error: &commands::Error) -> Option<iced::advanced::widget::Id> {
        self.is_busy = false;
        let findings: &[Finding] = match error {
            commands::Error::Refused(findings) => findings,
            _ => &[],
        };
        let mut place = None;
        let mut others = Vec::new();
        for finding in findings {
            match self.fields.refuse(finding.field.column, &finding.sentence) {
                Some(id) => place = place.or(Some(id)),
                None => others.push(finding.sentence.clone()),
            }
        }
        if findings.is_empty() {
            others.push(sentence(&error.to_string()));
        }
        self.problem = (!others.is_empty()).then(|| others.join(" "));
        place
    }

    /// Takes over what happened.
    pub fn update(&mut self, message: Message) -> Option<Next> {
        match message {
            Message::Typed(column, edit) => {
                let is_text = matches!(edit, Edit::Typed(_) | Edit::GhostTaken | Edit::Left);
                self.fields.update(column, edit);
                return is_text.then_some(Next::Look);
            }
            Message::Chosen(group, choice) => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.chosen = Some(choice);
                    self.problem = None;
                }
                return Some(Next::Look);
            }
            Message::Confirmed(is_given) => {
                if let Some((_, confirmed)) = &mut self.confirm {
                    *confirmed = is_given;
                    self.problem = None;
                }
            }
            Message::GoPressed => return Some(Next::Go),
            Message::Left => return Some(Next::Leave),
        }
        None
    }

    /// What its key does.
    pub fn bindings(&self) -> Vec<Binding<Message>> {
        vec![Binding::new(GO, self.go, Message::GoPressed).unshown()]
    }

    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let explained = (!self.explained.is_empty()).then(|| {
            text(self.explained.as_str())
                .size(size::TEXT)
                .style(theme::muted)
        });
        let groups = self.groups.iter().enumerate().map(|(idx, group)| {
            let note = if group.note.is_empty() {
                Note::None
            } else {
                Note::Hint(group.note.clone())
            };
            options(
                group.id,
                group.label,
                group.words.clone(),
                group.chosen,
                note,
                move |choice| Message::Chosen(idx, choice),
            )
        });
        let fields = self.rows.iter().map(|columns| {
            let cells = columns.iter().filter_map(|(column, width)| {
                let width = if *width > 0.0 {
                    Length::Fixed(*width)
                } else {
                    Length::Fill
                };
                self.fields.view(column, width, Message::Typed)
            });
            row(cells).spacing(size::M).into()
        });
        let confirm = self.confirm.as_ref().map(|(sentence, is_given)| {
            let words = text(sentence.as_str()).size(size::TEXT);
            let given = check(
                CONFIRM,
                "I looked at it and want it",
                *is_given,
                Message::Confirmed,
            );
            container(column![words, given].spacing(size::XS))
                .padding(size::S)
                .width(Length::Fill)
                .style(theme::washed(|palette| palette.warning))
        });
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let weight = if self.is_destructive {
            Weight::Destructive
        } else {
            Weight::Primary
        };
        let buttons = row![
            space().width(Length::Fill),
            action(
                "ask-cancel",
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::Left),
            ),
            action(
                "ask-go",
                weight,
                self.go,
                Some(GO),
                (!self.is_busy).then_some(Message::GoPressed),
            ),
        ]
        .spacing(size::S);
        let heading = text(self.title.as_str())
            .font(font::SEMIBOLD)
            .size(size::HEADING);
        let heading = column![heading, explained].spacing(size::XS);
        let content = if self.groups.is_empty() && self.rows.is_empty() {
            column![heading, column![problem], buttons]
        } else {
            column![
                heading,
                column(groups).spacing(size::S),
                column(fields).spacing(size::S),
                column![confirm],
                column![self.previewed()],
                column![problem],
                buttons,
            ]
        };
        let content = content.spacing(size::M);
        scrollable(container(content).width(WIDTH))
            .style(theme::scroll)
            .into()
    }

    fn previewed(&self) -> Option<Element<'_, Message>> {
        if self.preview.is_empty() {
            return None;
        }
        Some(
            column![
                text("This will be posted")
                    .font(font::SEMIBOLD)
                    .size(size::CAPTION),
                container(
                    scrollable(
                        container(postings(&self.preview)).padding(Padding::ZERO.right(size::M))
                    )
                    .style(theme::scroll)
                )
                .padding(size::S)
                .max_height(PREVIEW)
                .width(Length::Fill)
                .style(theme::surface),
            ]
            .spacing(size::XS)
            .into(),
        )
    }
}

/// Lines of what will be posted, amounts at the right.
pub fn postings<'a, M: Clone + 'static>(postings: &'a [Posting]) -> Element<'a, M> {
    let rows = postings.iter().map(|it| {
        let amount = it.amount.map(grouped).unwrap_or_default();
        let words: Element<'a, M> = if it.is_struck {
            struck(it.words.as_str())
        } else {
            text(it.words.as_str())
                .size(size::TEXT)
                .width(Length::Fill)
                .into()
        };
        let amount = line(amount)
            .size(size::TEXT)
            .width(AMOUNT)
            .align(iced::alignment::Horizontal::Right);
        row![container(words).width(Length::Fill), amount]
            .spacing(size::S)
            .into()
    });
    column(rows).spacing(size::XS).into()
}

/// Words that are struck through: what was taken back.
pub fn struck<'a, M: Clone + 'static>(words: &'a str) -> Element<'a, M> {
    let words: iced::widget::text::Span<'a, (), iced::Font> = span(words).strikethrough(true);
    iced::widget::rich_text![words]
        .size(size::TEXT)
        .style(theme::muted)
        .width(Length::Fill)
        .into()
}

/// The width of a column of amounts.
pub const AMOUNT: f32 = 96.0;
