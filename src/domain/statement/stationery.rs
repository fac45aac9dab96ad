//! What every statement carries of the practice's own: letterhead, texts by step, envelope.

mod defaults;

use serde::{Deserialize, Serialize};

use super::Language;
use super::envelope::Envelope;
use crate::domain::person::Address;

/// All of it, for one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stationery {
    pub letterhead: Letterhead,
    /// The dunning steps in order; at least one, the last of them the final notice.
    pub steps: Vec<Step>,
    /// The envelope that statements go out in.
    pub outer: Envelope,
    /// The envelope in which the return slip comes back; none where she uses her own.
    pub reply: Option<Envelope>,
}

/// The practice as patients meet it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    /// As it stands above the address.
    pub name: String,
    pub address: Address,
    /// Where payments are sent, when not to `address`.
    pub remit_to: Option<RemitTo>,
    /// Who answers questions about bills.
    pub contact: String,
    pub phone: String,
    /// When somebody answers: `Mon-Fri 8:30-16:30`.
    pub hours: String,
    pub hours_spanish: String,
    /// How one can pay, in a sentence.
    pub ways_to_pay: String,
    pub ways_to_pay_spanish: String,
    /// Tax number, as a superbill needs it.
    pub tax_id: String,
    /// The id of the logo among the file's pictures.
    pub logo: Option<String>,
}

/// Where payments are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemitTo {
    pub name: String,
    pub address: Address,
}

/// What statements of one step say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    pub english: StepText,
    pub spanish: StepText,
}

/// A step's words in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepText {
    /// Above the message: `Past due`.
    pub title: String,
    /// Paragraphs are separated by line ends.
    pub message: String,
}

impl Step {
    /// Its words in a language; English where nothing was written in it.
    pub fn text(&self, language: Language) -> &StepText {
        match language {
            Language::Spanish if !self.spanish.message.is_empty() => &self.spanish,
            Language::Spanish | Language::English => &self.english,
        }
    }
}

impl Stationery {
    /// The step of a number from 1; beyond the last, the last.
    pub fn step(&self, number: u8) -> Option<&Step> {
        let idx = usize::from(number).saturating_sub(1);
        self.steps.get(idx).or(self.steps.last())
    }

    /// Whether a step is the final notice.
    pub fn is_final(&self, number: u8) -> bool {
        usize::from(number) >= self.steps.len()
    }
}
