//! Rendering, referring, ordering and supervising providers.

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, text_of, yes_no_text};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{PayerId, ProviderId};
use crate::domain::identifier::{IdQualifier, Npi, OtherId, Taxonomy};
use crate::domain::person::PersonName;
use crate::domain::practice::npi_advice;

/// A person who renders services or refers patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    pub id: ProviderId,
    pub name: PersonName,
    /// MD, DO, NP: stands after the name in boxes 17 and 31.
    pub credentials: String,
    pub npi: Npi,
    pub taxonomy: Option<Taxonomy>,
    /// May stand in 24J; yes unless said otherwise.
    pub can_render: bool,
    /// May stand in 17; yes unless said otherwise.
    pub can_refer: bool,
    /// Whether box 31 may be signed for this provider; no unless said otherwise.
    pub is_signature_on_file: bool,
    /// The text of box 31 when it is not SIGNATURE ON FILE.
    pub signature: String,
    /// An id that serves every payer; one payer's own number goes before it.
    pub other_id: Option<OtherId>,
}

/// A provider as typed; the columns of `providers.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderDraft {
    pub provider_id: String,
    pub last_name: String,
    pub first_name: String,
    pub middle_name: String,
    pub suffix: String,
    pub credentials: String,
    pub npi: String,
    pub taxonomy: String,
    pub can_render: String,
    pub can_refer: String,
    pub signature_on_file: String,
    pub signature: String,
    pub other_id_qualifier: String,
    pub other_id: String,
}

impl ProviderDraft {
    /// The provider, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Provider, Vec<Finding>> {
        let mut reader = Reader::new(Record::Provider);
        let id = reader.required("provider_id", &self.provider_id);
        let name = PersonName {
            last: reader.required_text("last_name", &self.last_name),
            first: reader.required_text("first_name", &self.first_name),
            middle: reader.text("middle_name", &self.middle_name),
            suffix: reader.text("suffix", &self.suffix),
        };
        let credentials = reader.text("credentials", &self.credentials);
        let npi = reader.required("npi", &self.npi);
        let taxonomy = reader.optional("taxonomy", &self.taxonomy);
        let can_render = reader.yes_no("can_render", &self.can_render);
        let can_refer = reader.yes_no("can_refer", &self.can_refer);
        let is_signature_on_file = reader.yes_no("signature_on_file", &self.signature_on_file);
        let signature = reader.text("signature", &self.signature);
        let other_id = read_other_id(&mut reader, &self.other_id_qualifier, &self.other_id);
        match (id, npi) {
            (Some(id), Some(npi)) if reader.is_clean() => Ok(Provider {
                id,
                name,
                credentials,
                npi,
                taxonomy,
                can_render: can_render.unwrap_or(true),
                can_refer: can_refer.unwrap_or(true),
                is_signature_on_file: is_signature_on_file.unwrap_or(false),
                signature,
                other_id,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Provider {
    /// The provider as she would be typed.
    pub fn to_draft(&self) -> ProviderDraft {
        ProviderDraft {
            provider_id: self.id.to_string(),
            last_name: self.name.last.clone(),
            first_name: self.name.first.clone(),
            middle_name: self.name.middle.clone(),
            suffix: self.name.suffix.clone(),
            credentials: self.credentials.clone(),
            npi: self.npi.to_string(),
            taxonomy: text_of(self.taxonomy.as_ref()),
            can_render: yes_no_text(self.can_render),
            can_refer: yes_no_text(self.can_refer),
            signature_on_file: yes_no_text(self.is_signature_on_file),
            signature: self.signature.clone(),
            other_id_qualifier: qualifier_text(self.other_id.as_ref()),
            other_id: number_text(self.other_id.as_ref()),
        }
    }

    /// What a valid provider still has wrong with it.
    pub fn advice(&self) -> Vec<Finding> {
        npi_advice(Some(&self.npi), Record::Provider)
    }
}

/// Reads the pair of columns `other_id_qualifier` and `other_id`, which go together.
pub(crate) fn read_other_id(reader: &mut Reader, qualifier: &str, number: &str) -> Option<OtherId> {
    let qualifier: Option<IdQualifier> = reader.optional("other_id_qualifier", qualifier);
    let number = reader.text("other_id", number);
    match (qualifier, number.is_empty()) {
        (Some(qualifier), false) => Some(OtherId { qualifier, number }),
        (Some(_), true) => {
            reader.problem("other_id", "There is a qualifier but no id; fill in both.");
            None
        }
        (None, false) => {
            reader.problem(
                "other_id_qualifier",
                "There is an id but no qualifier; fill in both.",
            );
            None
        }
        (None, true) => None,
    }
}

pub(crate) fn qualifier_text(other_id: Option<&OtherId>) -> String {
    text_of(other_id.map(|other| &other.qualifier))
}

pub(crate) fn number_text(other_id: Option<&OtherId>) -> String {
    other_id
        .map(|other| other.number.clone())
        .unwrap_or_default()
}

/// The number one payer knows a provider or a facility by (boxes 17a, 24I/J, 32b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerNumber {
    /// A provider's or a facility's id.
    pub holder: String,
    pub payer: PayerId,
    pub id: OtherId,
}

/// A payer's number as typed; the columns of `provider_ids.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PayerNumberDraft {
    pub provider_id: String,
    pub payer_id: String,
    pub qualifier: String,
    pub id: String,
}

impl PayerNumberDraft {
    /// The number, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<PayerNumber, Vec<Finding>> {
        let mut reader = Reader::new(Record::ProviderNumber);
        let holder: Option<ProviderId> = reader.required("provider_id", &self.provider_id);
        let payer = reader.required("payer_id", &self.payer_id);
        let qualifier = reader.required("qualifier", &self.qualifier);
        let number = reader.required_text("id", &self.id);
        match (holder, payer, qualifier) {
            (Some(holder), Some(payer), Some(qualifier)) if reader.is_clean() => Ok(PayerNumber {
                holder: holder.to_string(),
                payer,
                id: OtherId { qualifier, number },
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl PayerNumber {
    /// The number as it would be typed.
    pub fn to_draft(&self) -> PayerNumberDraft {
        PayerNumberDraft {
            provider_id: self.holder.clone(),
            payer_id: self.payer.to_string(),
            qualifier: self.id.qualifier.to_string(),
            id: self.id.number.clone(),
        }
    }
}
