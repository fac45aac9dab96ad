//! The diagnoses of an estimate as they are typed: one field for each, and an empty one to go on in.

use iced::advanced::widget::Id;

use crate::domain::code::DiagnosisCode;
use crate::gui::widget::typeahead::{Edit, Match, Question, Typeahead};

/// As many as a claim takes.
const MOST: usize = 12;

#[derive(Debug)]
pub struct Diagnoses {
    fields: Vec<Typeahead<String>>,
}

fn field(place: usize) -> Typeahead<String> {
    let id = Id::from(format!("estimate-diagnosis-{place}"));
    let field = Typeahead::new(id, "Diagnosis").list_width(520.0);
    if place == 0 {
        field.hint("Code or words; may be empty")
    } else {
        field
    }
}

impl Diagnoses {
    pub fn new() -> Self {
        Self {
            fields: vec![field(0)],
        }
    }

    pub fn fields(&self) -> &[Typeahead<String>] {
        &self.fields
    }

    /// As a draft holds them: with commas between.
    pub fn text(&self) -> String {
        let texts = self.fields.iter().map(|it| match it.value() {
            Some(code) => code.as_str(),
            None => it.text().trim(),
        });
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.join(", ")
    }

    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(|it| it.text().trim().is_empty())
    }

    /// Puts back what was typed.
    pub fn fill(&mut self, text: &str) {
        *self = Self::new();
        for part in text.split([',', ';']).map(str::trim) {
            if !part.is_empty() {
                self.put(self.fields.len() - 1, part);
            }
        }
    }

    /// Takes over what happened in one of them; a question is to be looked up.
    pub fn update(&mut self, place: usize, edit: Edit) -> Option<Question> {
        let is_left = matches!(edit, Edit::Left);
        let field = self.fields.get_mut(place)?;
        let question = field.update(edit);
        // Whole codes that were typed need no list to be taken.
        if is_left && field.value().is_none() && !field.text().trim().is_empty() {
            let text = field.text().to_owned();
            if codes(&text).is_some() {
                self.put(place, &text);
            }
        }
        self.grow();
        question
    }

    /// Brings the matches to a question.
    pub fn answer(&mut self, place: usize, serial: u32, matches: Vec<Match<String>>) {
        if let Some(field) = self.fields.get_mut(place) {
            field.answer(serial, matches);
        }
        self.grow();
    }

    /// Shows every problem; where the first one is.
    pub fn fault(&mut self) -> Option<Id> {
        let mut faults = self.fields.iter_mut().filter_map(|it| {
            let is_right = it.touch();
            (!is_right).then(|| it.id())
        });
        let first = faults.next();
        // All of them say what is wrong, not the first alone.
        let _ = faults.count();
        first
    }

    /// Shows what a refused save said about them.
    pub fn refuse(&mut self, sentence: &str) -> Option<Id> {
        let place = self.fields.iter().position(|it| it.value().is_none());
        let field = self.fields.get_mut(place.unwrap_or_default())?;
        field.refuse(sentence);
        Some(field.id())
    }

    /// Puts the words of a text in from a field on, as codes where they are some.
    fn put(&mut self, place: usize, text: &str) {
        let Some(codes) = codes(text) else {
            if let Some(field) = self.fields.get_mut(place) {
                field.set_text(text);
            }
            return self.grow();
        };
        let mut place = place;
        for code in codes {
            while self
                .fields
                .get(place)
                .is_some_and(|it| it.value().is_some())
            {
                place += 1;
            }
            if place == self.fields.len() {
                self.fields.push(field(place));
            }
            self.fields[place].set(code.clone(), code);
        }
        self.grow();
    }

    fn grow(&mut self) {
        let is_full = self.fields.last().is_some_and(|it| !it.text().is_empty());
        if is_full && self.fields.len() < MOST {
            self.fields.push(field(self.fields.len()));
        }
    }
}

/// The codes of a text where all of its words are some.
fn codes(text: &str) -> Option<Vec<String>> {
    let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    words
        .map(|word| DiagnosisCode::parse(word).ok().map(|code| code.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_codes_are_taken_as_they_are_left_and_others_wait_for_the_list() {
        let mut diagnoses = Diagnoses::new();
        let _ = diagnoses.update(0, Edit::Typed("e119, i10".to_owned()));
        assert!(diagnoses.update(0, Edit::Left).is_none());
        assert_eq!(diagnoses.text(), "E11.9, I10");
        assert_eq!(diagnoses.fields().len(), 3, "one is empty to go on in");
        assert!(diagnoses.fault().is_none());
        let _ = diagnoses.update(2, Edit::Typed("diabetes".to_owned()));
        let _ = diagnoses.update(2, Edit::Left);
        assert_eq!(diagnoses.text(), "E11.9, I10, diabetes");
        assert_eq!(diagnoses.fault(), Some(diagnoses.fields()[2].id()));
        let text = diagnoses.text();
        diagnoses.fill("E11.9 I10");
        assert!(diagnoses.fault().is_none());
        diagnoses.fill(&text);
        assert_eq!(diagnoses.text(), text, "nothing typed is lost");
        assert_eq!(diagnoses.fields().len(), 4);
    }
}
