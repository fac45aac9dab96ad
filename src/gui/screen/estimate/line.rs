//! One line of an estimate as it is typed.

use iced::advanced::widget::Id;

use crate::commands::papers::estimates::LineOffer;
use crate::domain::estimate::EstimateLineDraft;
use crate::gui::form::field_set::Takes;
use crate::gui::form::text::Text;
use crate::gui::form::{Edit, Field, money::Amount};
use crate::gui::widget::typeahead::Typeahead;

/// A cell beside the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    Modifiers,
    Units,
    Description,
    Amount,
}

#[derive(Debug)]
pub struct Line {
    /// Told apart by this wherever it stands.
    pub row: u32,
    pub code: Typeahead<String>,
    pub modifiers: Field<Text>,
    pub units: Field<Takes>,
    pub description: Field<Text>,
    pub amount: Field<Amount>,
}

/// The widget of a cell.
pub fn id(row: u32, column: &str) -> Id {
    Id::from(format!("estimate-{column}-{row}"))
}

impl Line {
    pub fn new(row: u32) -> Self {
        let mut units = Field::new(id(row, "units"), "Units", Takes::Units);
        units.set_ghost(Some("1".to_owned()));
        Self {
            row,
            code: Typeahead::new(id(row, "code"), "Procedure").list_width(520.0),
            modifiers: Field::new(id(row, "modifiers"), "Modifiers", Text::plain()),
            units: units.takes_ghost_on_enter(),
            description: Field::new(id(row, "description"), "Description", Text::plain())
                .takes_ghost_on_enter(),
            amount: Field::new(id(row, "amount"), "Charge", Amount).takes_ghost_on_enter(),
        }
    }

    pub fn is_blank(&self) -> bool {
        let texts = [
            self.code.text(),
            self.modifiers.text(),
            self.units.text(),
            self.description.text(),
            self.amount.text(),
        ];
        texts.iter().all(|text| text.trim().is_empty())
    }

    pub fn draft(&self) -> EstimateLineDraft {
        let text = |text: &str| text.trim().to_owned();
        EstimateLineDraft {
            code: self
                .code
                .value()
                .cloned()
                .unwrap_or_else(|| text(self.code.text())),
            modifiers: text(self.modifiers.text()),
            description: text(self.description.text()),
            units: text(self.units.text()),
            amount: text(self.amount.text()),
        }
    }

    /// Puts back what was typed.
    pub fn fill(&mut self, draft: EstimateLineDraft) {
        if !draft.code.is_empty() {
            self.code.set(draft.code.clone(), draft.code);
        }
        self.modifiers.set_text(draft.modifiers);
        self.units.set_text(draft.units);
        self.description.set_text(draft.description);
        self.amount.set_text(draft.amount);
    }

    /// Offers words and a charge in grey.
    pub fn offer(&mut self, offer: &LineOffer) {
        let words = Some(offer.description.clone()).filter(|words| !words.is_empty());
        self.description.set_ghost(words);
        self.amount
            .set_ghost(offer.amount.map(|amount| amount.to_string()));
    }

    pub fn take_offers(&mut self) {
        if self.is_blank() {
            return;
        }
        if self.description.ghost().is_some() {
            self.description.update(Edit::GhostTaken);
        }
        if self.amount.ghost().is_some() {
            self.amount.update(Edit::GhostTaken);
        }
    }

    pub fn update(&mut self, cell: Cell, edit: Edit) {
        match cell {
            Cell::Modifiers => self.modifiers.update(edit),
            Cell::Units => self.units.update(edit),
            Cell::Description => self.description.update(edit),
            Cell::Amount => self.amount.update(edit),
        }
    }

    /// The first cell that is not in order.
    pub fn fault(&mut self) -> Option<Id> {
        if self.code.text().trim().is_empty() {
            self.code.refuse("Type the code of the service.");
            return Some(self.code.id());
        }
        if !self.units.touch() {
            return Some(self.units.id());
        }
        if self.description.text().trim().is_empty() {
            self.description
                .refuse("Say in plain words what it is; F9 takes what is offered.");
            return Some(self.description.id());
        }
        if self.amount.text().trim().is_empty() {
            self.amount
                .refuse("Type the charge; F9 takes what is offered.");
            return Some(self.amount.id());
        }
        (!self.amount.touch()).then(|| self.amount.id())
    }

    /// Shows what a refused save said about a column; where.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        match column {
            "code" => {
                self.code.refuse(sentence);
                Some(self.code.id())
            }
            "modifiers" => {
                self.modifiers.refuse(sentence);
                Some(self.modifiers.id())
            }
            "units" => {
                self.units.refuse(sentence);
                Some(self.units.id())
            }
            "description" => {
                self.description.refuse(sentence);
                Some(self.description.id())
            }
            "amount" => {
                self.amount.refuse(sentence);
                Some(self.amount.id())
            }
            _ => None,
        }
    }
}
