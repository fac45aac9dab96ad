//! What the form starts from, and what is kept of it until it is saved.

use super::Estimate;
use super::line::Line;
use crate::commands::drafts::{self, DraftKey};
use crate::commands::{self, lists, patients};
use crate::domain::estimate::EstimateDraft;
use crate::domain::id::PatientId;
use crate::domain::provider::Provider;
use crate::store::Database;

/// What was typed, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Kept {
    pub patient_text: String,
    pub provider_text: String,
    pub draft: EstimateDraft,
}

/// What the form starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub providers: Vec<Provider>,
    pub name: Option<String>,
    pub kept: Option<Kept>,
}

pub async fn load(
    database: Database,
    preset: Option<PatientId>,
    key: DraftKey,
    today: chrono::NaiveDate,
) -> Result<Loaded, commands::Error> {
    let providers = lists::providers(database.clone()).await?;
    let name = match preset {
        Some(patient) => {
            let card = patients::card(database.clone(), patient, today).await?;
            Some(card.patient.value.name.to_string())
        }
        None => None,
    };
    let mut providers: Vec<Provider> = providers.into_iter().map(|it| it.value).collect();
    providers.retain(|it| it.can_render);
    Ok(Loaded {
        providers,
        name,
        kept: drafts::load(database, key).await?,
    })
}

impl Estimate {
    pub(super) fn restore(&mut self, kept: Kept) {
        let draft = kept.draft;
        match draft.patient_id.parse() {
            Ok(patient) => self.patient.set(patient, kept.patient_text),
            Err(_) => self.patient.set_text(kept.patient_text),
        }
        if draft.provider_id.is_empty() {
            self.provider.set_text(kept.provider_text);
        } else {
            self.provider.set(draft.provider_id, kept.provider_text);
        }
        self.service.set_text(draft.service_on);
        self.diagnoses.fill(&draft.diagnoses);
        self.note.set_text(draft.note);
        self.lines.clear();
        for typed in draft.lines {
            let mut line = self.new_line();
            line.fill(typed);
            self.lines.push(line);
        }
        self.is_restored = true;
    }

    /// What is typed; dates and codes as they were typed where `is_raw`.
    pub(super) fn draft_of(
        &self,
        is_raw: bool,
        context_day: Option<chrono::NaiveDate>,
    ) -> EstimateDraft {
        let text = |text: &str| text.trim().to_owned();
        let service_on = match self.service.value() {
            Some(day) if !is_raw => day.to_string(),
            _ => text(self.service.text()),
        };
        EstimateDraft {
            patient_id: self
                .patient
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            made_on: context_day.map(|day| day.to_string()).unwrap_or_default(),
            service_on,
            provider_id: self.provider.value().cloned().unwrap_or_default(),
            diagnoses: self.diagnoses.text(),
            note: text(self.note.text()),
            lines: self.lines.iter().map(Line::draft).collect(),
        }
    }

    pub(super) fn is_begun(&self) -> bool {
        let texts = [self.service.text(), self.note.text()];
        let is_named = |text: &str, is_given: bool| !is_given && !text.trim().is_empty();
        texts.iter().any(|text| !text.trim().is_empty())
            || !self.diagnoses.is_blank()
            || is_named(self.patient.text(), self.preset.is_some())
            || is_named(self.provider.text(), self.provider.value().is_some())
            || self.lines.iter().any(|line| !line.is_blank())
    }
}
