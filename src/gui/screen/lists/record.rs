//! A form made from its table: every field's text by its column, and what is wrong with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iced::widget::{column, row, text};
use iced::{Element, Length};

use super::spec::{Control, Part, Source, Spec};
use super::takes::Takes;
use crate::domain::finding::Finding;
use crate::gui::form::choice::Choice;
use crate::gui::form::{self, Field};
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::gui::{font, size};

/// The texts of a form by column.
pub type Texts = BTreeMap<String, String>;

/// One match of a field that picks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the record holds.
    pub code: String,
    pub words: String,
}

/// What happens to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    Typed(form::Edit),
    Chosen(&'static str),
    Picked(typeahead::Edit),
}

#[derive(Debug)]
enum Input {
    Typed(Field<Takes>),
    Chosen(Choice<&'static str>),
    Picked(Typeahead<String>, Vec<Offer>),
}

/// A form and the texts that it was opened with.
#[derive(Debug)]
pub struct Form {
    parts: &'static [Part],
    inputs: Vec<(&'static Spec, Takes, Input)>,
    opened: Texts,
}

impl Form {
    /// A form with the texts of a record. `is_new` opens the fields that stay as they are saved.
    pub fn new(
        parts: &'static [Part],
        texts: &Texts,
        is_new: bool,
        today: NaiveDate,
        offers: impl Fn(Source) -> Vec<Offer>,
    ) -> Self {
        let specs = parts.iter().flat_map(|part| part.rows).copied().flatten();
        let inputs = specs
            .map(|spec| {
                let takes = match spec.control {
                    Control::Typed(takes) => takes,
                    Control::Date => Takes::Date(today),
                    Control::Choice(_) | Control::Pick(_) => Takes::Text,
                };
                let input = match spec.control {
                    Control::Typed(_) | Control::Date => {
                        let mut field = Field::new(spec.id, spec.label, takes).hint(spec.hint);
                        if spec.is_required {
                            field = field.required();
                        }
                        field.set_enabled(is_new || !spec.is_fixed);
                        Input::Typed(field)
                    }
                    Control::Choice(options) => {
                        let mut choice = Choice::new(spec.id, spec.label, options);
                        choice.set_hint(spec.hint);
                        Input::Chosen(choice)
                    }
                    Control::Pick(source) => {
                        let mut field = Typeahead::new(spec.id, spec.label).hint(spec.hint);
                        if spec.is_required {
                            field = field.required();
                        }
                        Input::Picked(field, offers(source))
                    }
                };
                (spec, takes, input)
            })
            .collect();
        let mut form = Self {
            parts,
            inputs,
            opened: Texts::new(),
        };
        form.set_texts(texts);
        form.opened = form.texts();
        form
    }

    /// The id of the first field that can be changed.
    pub fn first(&self) -> &'static str {
        self.inputs.first().map_or("", |(spec, ..)| spec.id)
    }

    /// The widget of a column's field.
    pub fn id(&self, column: &str) -> Option<&'static str> {
        let found = self.inputs.iter().find(|(spec, ..)| spec.column == column);
        found.map(|(spec, ..)| spec.id)
    }

    /// Puts texts into the fields, as a record or a draft holds them.
    pub fn set_texts(&mut self, texts: &Texts) {
        for (spec, takes, input) in &mut self.inputs {
            let given = texts.get(spec.column).map_or("", String::as_str);
            match input {
                Input::Typed(field) => field.set_text(takes.shown(given)),
                Input::Chosen(choice) => choice.set(code_of(spec, given)),
                Input::Picked(field, offers) => {
                    if given.is_empty() {
                        field.clear();
                    } else {
                        let words = offers
                            .iter()
                            .find(|offer| offer.code == given)
                            .map_or(given, |offer| offer.words.as_str());
                        field.set(given.to_owned(), words);
                    }
                }
            }
        }
    }

    /// What stands in the fields, as it was typed.
    pub fn texts(&self) -> Texts {
        let texts = self.inputs.iter().map(|(spec, _, input)| {
            let text = match input {
                Input::Typed(field) => field.text().to_owned(),
                Input::Chosen(choice) => choice.value().unwrap_or_default().to_owned(),
                Input::Picked(field, _) => field.value().cloned().unwrap_or_default(),
            };
            (spec.column.to_owned(), text)
        });
        texts.collect()
    }

    /// What stands in the fields, as the record's draft takes it.
    pub fn record(&self) -> Texts {
        let mut texts = self.texts();
        for (spec, _, input) in &self.inputs {
            if let Input::Typed(field) = input
                && let Some(told) = field.value()
            {
                let _ = texts.insert(spec.column.to_owned(), told.record.clone());
            }
        }
        texts
    }

    /// The texts that the form was opened with.
    pub fn opened(&self) -> &Texts {
        &self.opened
    }

    pub fn has_changes(&self) -> bool {
        self.texts() != self.opened
    }

    /// The text of one field.
    pub fn text(&self, column: &str) -> String {
        self.texts().remove(column).unwrap_or_default()
    }

    /// Offers a text in grey for one field.
    pub fn offer(&mut self, column: &str, ghost: Option<String>) {
        if let Some((.., Input::Typed(field))) = self.input(column) {
            field.set_ghost(ghost);
        }
    }

    /// Puts a sentence under one choice.
    pub fn explain(&mut self, column: &str, sentence: String) {
        if let Some((.., Input::Chosen(choice))) = self.input(column) {
            choice.set_hint(sentence);
        }
    }

    fn input(&mut self, column: &str) -> Option<&mut (&'static Spec, Takes, Input)> {
        self.inputs
            .iter_mut()
            .find(|(spec, ..)| spec.column == column)
    }

    /// Takes over what happened to the field at a place.
    pub fn update(&mut self, place: usize, touch: Touch) {
        match (self.inputs.get_mut(place), touch) {
            (Some((.., Input::Typed(field))), Touch::Typed(edit)) => field.update(edit),
            (Some((.., Input::Chosen(choice))), Touch::Chosen(code)) => choice.set(Some(code)),
            (Some((.., Input::Picked(field, offers))), Touch::Picked(edit)) => {
                if let Some(question) = field.update(edit) {
                    field.answer(question.serial, matching(offers, &question.text));
                }
            }
            _ => {}
        }
    }

    /// A field that is empty and offered what it needs takes that.
    fn take_offer(&mut self, place: usize) {
        if let Some((spec, _, Input::Typed(field))) = self.inputs.get_mut(place)
            && spec.is_required
            && field.ghost().is_some()
        {
            field.update(form::Edit::GhostTaken);
        }
    }

    /// The id of the first field that is not in order, all of them showing what is wrong.
    pub fn first_fault(&mut self) -> Option<&'static str> {
        (0..self.inputs.len()).for_each(|place| self.take_offer(place));
        let mut first = None;
        for (spec, _, input) in &mut self.inputs {
            let is_in_order = match input {
                Input::Typed(field) => field.touch(),
                Input::Picked(field, _) => field.touch(),
                Input::Chosen(_) => true,
            };
            if !is_in_order {
                first = first.or(Some(spec.id));
            }
        }
        first
    }

    /// Shows findings at their fields. Gives the id of the first of them, and the sentences of
    /// those that no field is for.
    pub fn refuse(&mut self, findings: &[Finding]) -> (Option<&'static str>, Vec<String>) {
        let mut first = None;
        let mut homeless = Vec::new();
        for finding in findings {
            let sentence = finding.sentence.clone();
            match self.input(finding.field.column) {
                Some((spec, _, input)) => {
                    match input {
                        Input::Typed(field) => field.refuse(sentence),
                        Input::Chosen(choice) => choice.refuse(sentence),
                        Input::Picked(field, _) => field.refuse(sentence),
                    }
                    first = first.or(Some(spec.id));
                }
                None => homeless.push(sentence),
            }
        }
        (first, homeless)
    }

    /// The form, part by part.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        on_touch: impl Fn(usize, Touch) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let mut place = 0;
        let mut parts = column![].spacing(size::L);
        for part in self.parts {
            let mut rows =
                column![text(part.title).font(font::SEMIBOLD).size(size::HEADING)].spacing(size::S);
            for specs in part.rows {
                let mut fields = row![].spacing(size::M);
                for spec in *specs {
                    fields = fields.push(self.field(place, spec.share, on_touch));
                    place += 1;
                }
                rows = rows.push(fields);
            }
            parts = parts.push(rows);
        }
        parts.into()
    }

    fn field<'a, Message: Clone + 'a>(
        &'a self,
        place: usize,
        share: u16,
        on_touch: impl Fn(usize, Touch) -> Message + Copy + 'a,
    ) -> Option<Element<'a, Message>> {
        let width = Length::FillPortion(share);
        self.inputs.get(place).map(|(.., input)| match input {
            Input::Typed(field) => {
                field.view(width, move |edit| on_touch(place, Touch::Typed(edit)))
            }
            Input::Chosen(choice) => {
                choice.view(width, move |code| on_touch(place, Touch::Chosen(code)))
            }
            Input::Picked(field, _) => {
                field.view(width, move |edit| on_touch(place, Touch::Picked(edit)))
            }
        })
    }
}

/// The option of a choice that a text names; the first where it names none and one stands for it.
fn code_of(spec: &Spec, text: &str) -> Option<&'static str> {
    let Control::Choice(options) = spec.control else {
        return None;
    };
    options
        .iter()
        .map(|(code, _)| *code)
        .find(|code| code.eq_ignore_ascii_case(text))
}

/// The offers whose code or words hold a word that begins so, for each word typed.
fn matching(offers: &[Offer], typed: &str) -> Vec<Match<String>> {
    let typed = typed.to_lowercase();
    let sought: Vec<&str> = typed.split_whitespace().collect();
    let fits = |offer: &&Offer| {
        let words = format!("{} {}", offer.code, offer.words).to_lowercase();
        sought.iter().all(|sought| {
            words
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(sought))
                || words.starts_with(sought)
        })
    };
    offers
        .iter()
        .filter(fits)
        .map(|offer| Match {
            value: offer.code.clone(),
            text: offer.words.clone(),
            code: String::new(),
            words: offer.words.clone(),
            note: if offer.code == offer.words {
                String::new()
            } else {
                offer.code.clone()
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::spec::{COPY, form_of};
    use super::*;
    use crate::gui::form::Edit;
    use crate::gui::screen::lists::catalog::List;

    #[test]
    fn every_field_has_its_own_id_and_every_form_its_columns() {
        let mut ids = std::collections::HashSet::new();
        for list in List::ALL {
            let parts = form_of(list).iter();
            for spec in parts.flat_map(|part| part.rows).copied().flatten() {
                assert!(ids.insert(spec.id), "{}", spec.id);
            }
        }
        for (list, n_columns) in [
            (List::Payers, 24),
            (List::Providers, 14),
            (List::Facilities, 11),
            (List::Numbers, 4),
            (List::Fees, 5),
            (List::Practice, 12),
        ] {
            let parts = form_of(list).iter();
            let n_fields = parts.flat_map(|part| part.rows).copied().flatten().count();
            assert_eq!(n_fields, n_columns, "{list:?}");
        }
    }

    #[test]
    fn what_was_typed_comes_back_as_it_was_and_counts_as_a_change() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
        let schedules = |_| {
            vec![Offer {
                code: "Standard".to_owned(),
                words: "Standard".to_owned(),
            }]
        };
        let mut form = Form::new(COPY, &Texts::new(), true, today, schedules);
        assert!(!form.has_changes());
        form.update(0, Touch::Picked(typeahead::Edit::Typed("st".to_owned())));
        form.update(0, Touch::Picked(typeahead::Edit::Taken));
        form.update(3, Touch::Typed(Edit::Typed("0101".to_owned())));
        assert!(form.has_changes());
        let kept = form.texts();
        assert_eq!(form.record()["effective_on"], "2026-01-01");
        let mut again = Form::new(COPY, &Texts::new(), true, today, schedules);
        again.set_texts(&kept);
        assert_eq!(again.texts(), kept);
        assert_eq!(again.text("from"), "Standard");
    }
}
