//! The forms that open over the card: a coverage, a check, an authorization.

use chrono::{Days, NaiveDate};
use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use iced::widget::{column, container, row, scrollable, space, text};
use iced::{Element, Length};
use serde::{Deserialize, Serialize};

use super::authorization::{self, AuthorizationFields};
use super::check::{self, CheckFields};
use crate::commands::Version;
use crate::commands::drafts::{DraftKey, DraftKind};
use crate::commands::patients::PatientCard;
use crate::domain::coverage::Rank;
use crate::domain::date;
use crate::domain::id::PatientId;
use crate::gui::form::field_set::Columns;
use crate::gui::form::required_key;
use crate::gui::screen::patient_form::coverage::{self, CoverageFields};
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::{font, size, theme};

pub const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

/// What a form over the card is of.
#[derive(Debug, Clone)]
pub enum Form {
    Coverage(Box<CoverageFields>),
    Check(CheckFields),
    Authorization(AuthorizationFields),
}

/// A form over the card. It stays as it is while it is closed, until it is saved or discarded.
#[derive(Debug, Clone)]
pub struct Dialog {
    pub form: Form,
    /// The version of the record that it changes; none for a new one.
    pub seen: Option<Version>,
    /// The fields before anything was typed.
    blank: Columns,
    /// What stopped the last save, where no field is to blame.
    pub refusal: Option<String>,
    pub is_saving: bool,
    pub is_restored: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Coverage(coverage::Message),
    Check(check::Message),
    Authorization(authorization::Message),
    SavePressed,
    ClosePressed,
    DiscardPressed,
}

/// A form's texts, as the practice file keeps them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub columns: Columns,
    pub seen: Option<i64>,
}

/// The kinds of forms, as work in progress names them.
pub const KINDS: [DraftKind; 3] = [
    DraftKind::Coverage,
    DraftKind::Eligibility,
    DraftKind::Authorization,
];

/// Where the work in progress of a patient's card is kept: under the patient, for it is her card
/// that brings it back.
pub fn key(kind: DraftKind, patient: &PatientId) -> DraftKey {
    DraftKey::new(kind, patient.as_str())
}

impl Dialog {
    pub fn new(form: Form, seen: Option<Version>) -> Self {
        let mut dialog = Self {
            form,
            seen,
            blank: Columns::new(),
            refusal: None,
            is_saving: false,
            is_restored: false,
        };
        dialog.blank = dialog.columns(true);
        dialog
    }

    pub fn kind(&self) -> DraftKind {
        match &self.form {
            Form::Coverage(_) => DraftKind::Coverage,
            Form::Check(_) => DraftKind::Eligibility,
            Form::Authorization(_) => DraftKind::Authorization,
        }
    }

    pub fn columns(&self, is_raw: bool) -> Columns {
        match &self.form {
            Form::Coverage(fields) => fields.columns(is_raw),
            Form::Check(fields) => fields.columns(is_raw),
            Form::Authorization(fields) => fields.columns(is_raw),
        }
    }

    pub fn is_changed(&self) -> bool {
        self.is_restored || self.columns(true) != self.blank
    }

    pub fn kept(&self) -> Kept {
        Kept {
            columns: self.columns(true),
            seen: self.seen.map(|Version(seen)| seen),
        }
    }

    /// Shows every problem; the id of the first field that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.refusal = None;
        match &mut self.form {
            Form::Coverage(fields) => fields.first_fault(),
            Form::Check(fields) => fields.first_fault(),
            Form::Authorization(fields) => fields.first_fault(),
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where there is one.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        match &mut self.form {
            Form::Coverage(fields) => fields.refuse(column, sentence),
            Form::Check(fields) => fields.refuse(column, sentence),
            Form::Authorization(fields) => fields.refuse(column, sentence),
        }
    }

    /// What the form is, for its title and for the line that tells it waits.
    pub fn title(&self, card: &PatientCard) -> String {
        let named = |id: &str| {
            let found = card
                .coverages
                .iter()
                .find(|it| it.coverage.value.id.as_str() == id);
            found.map_or_else(String::new, |it| {
                format!(
                    "{} ({})",
                    it.payer_name,
                    rank_word(it.coverage.value.rank).to_lowercase()
                )
            })
        };
        match (&self.form, self.seen) {
            (Form::Coverage(_), None) => "New card".to_owned(),
            (Form::Coverage(_), Some(_)) => "Correct the card".to_owned(),
            (Form::Check(fields), _) => format!("Log a check of {}", named(fields.coverage())),
            (Form::Authorization(fields), None) => {
                format!("New authorization by {}", named(fields.coverage()))
            }
            (Form::Authorization(fields), Some(_)) => {
                format!("Correct the authorization by {}", named(fields.coverage()))
            }
        }
    }

    /// What saving a new card does to the one that is in force before it.
    fn consequence(&self, card: &PatientCard) -> Option<String> {
        let Form::Coverage(fields) = &self.form else {
            return None;
        };
        if self.seen.is_some() {
            return Some(
                "This corrects the card as it is. For a card that replaces it, press C on the patient's card: the old one stays in the history."
                    .to_owned(),
            );
        }
        let rank = fields.rank()?;
        let first = fields.first_day();
        let in_force = |day: NaiveDate| {
            card.coverages.iter().find(|it| {
                let coverage = &it.coverage.value;
                coverage.rank == rank && coverage.effective_on < day && coverage.is_in_force(day)
            })
        };
        let word = rank_word(rank).to_lowercase();
        match first.map(|day| (day, in_force(day))) {
            Some((day, Some(old))) => Some(format!(
                "Ends {} ({word}) on {}; it stays in the history.",
                old.payer_name,
                date::spoken(day - Days::new(1))
            )),
            Some((_, None)) => Some(format!("No {word} coverage is ended by this one.")),
            None => Some(format!(
                "The {word} coverage in force before its first day ends on the day before."
            )),
        }
    }

    /// The form, for the middle of the window.
    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        card: &PatientCard,
        is_wide: bool,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let (fields, width): (Element<'a, M>, f32) = match &self.form {
            Form::Coverage(fields) => (
                fields.view(is_wide, move |message| {
                    on_message(Message::Coverage(message))
                }),
                860.0,
            ),
            Form::Check(fields) => (
                fields.view(move |message| on_message(Message::Check(message))),
                620.0,
            ),
            Form::Authorization(fields) => (
                fields.view(move |message| on_message(Message::Authorization(message))),
                480.0,
            ),
        };
        let restored = self.is_restored.then(|| {
            text("What you typed here before and did not save is back.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let refusal = self
            .refusal
            .as_deref()
            .map(|words| text(words).size(size::TEXT).style(theme::danger));
        let consequence = self
            .consequence(card)
            .map(|words| text(words).size(size::CAPTION).style(theme::muted));
        let is_idle = !self.is_saving;
        let press = |message: Message| is_idle.then(|| on_message(message));
        let discard = self.is_changed().then(|| {
            action(
                "card-form-discard",
                Weight::Quiet,
                "Discard",
                None,
                press(Message::DiscardPressed),
            )
        });
        let buttons = row![
            action(
                "card-form-save",
                Weight::Primary,
                if self.is_saving { "Saving…" } else { "Save" },
                Some(SAVE),
                press(Message::SavePressed),
            ),
            action(
                "card-form-close",
                Weight::Secondary,
                "Later",
                Some(Stroke::named(Named::Escape)),
                Some(on_message(Message::ClosePressed)),
            ),
            required_key(),
            space().width(Length::Fill),
            discard,
        ]
        .align_y(iced::Alignment::Center)
        .spacing(size::S);
        let inside = container(fields).padding(iced::Padding::new(4.0).right(size::L));
        // A column that is as wide as its narrow parts lays those out first, and the fields get the
        // height that they leave: the buttons stay in sight however large the text is.
        column![
            text(self.title(card))
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            restored,
            scrollable(inside)
                .width(Length::Fill)
                .height(Length::Shrink)
                .style(theme::scroll),
            consequence.map(|words| words.width(width)),
            refusal.map(|words| words.width(width)),
            container(buttons).width(width),
        ]
        .width(Length::Shrink)
        .spacing(size::S)
        .into()
    }
}

/// A rank as the card shows it.
pub fn rank_word(rank: Rank) -> &'static str {
    match rank {
        Rank::Primary => "Primary",
        Rank::Secondary => "Secondary",
        Rank::Tertiary => "Tertiary",
    }
}
