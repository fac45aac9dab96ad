//! The practice itself: the billing provider of box 25 and box 33.

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::identifier::{Npi, Phone, TaxIdKind, TaxNumber, Taxonomy};
use crate::domain::person::{ADDRESS, Address};

/// The practice and its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    pub name: String,
    pub address: Address,
    pub phone: Phone,
    pub npi: Npi,
    pub tax_id: TaxNumber,
    pub tax_id_kind: TaxIdKind,
    pub taxonomy: Option<Taxonomy>,
    /// The biller's own note; it prints nowhere.
    pub billing_note: String,
}

/// A practice as typed; the columns of `practice.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PracticeDraft {
    pub name: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub phone: String,
    pub npi: String,
    pub tax_id: String,
    pub tax_id_type: String,
    pub taxonomy: String,
    pub billing_note: String,
}

impl PracticeDraft {
    /// The practice, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Practice, Vec<Finding>> {
        let mut reader = Reader::new(Record::Practice);
        let name = reader.required_text("name", &self.name);
        let address = Address::read(
            &mut reader,
            ADDRESS,
            [
                &self.address1,
                &self.address2,
                &self.city,
                &self.state,
                &self.zip,
            ],
            true,
        );
        let phone = reader.required("phone", &self.phone);
        let npi = reader.required("npi", &self.npi);
        let tax_id = reader.required("tax_id", &self.tax_id);
        let tax_id_kind = reader.required("tax_id_type", &self.tax_id_type);
        let taxonomy = reader.optional("taxonomy", &self.taxonomy);
        let billing_note = reader.text("billing_note", &self.billing_note);
        match (phone, npi, tax_id, tax_id_kind) {
            (Some(phone), Some(npi), Some(tax_id), Some(tax_id_kind)) if reader.is_clean() => {
                Ok(Practice {
                    name,
                    address,
                    phone,
                    npi,
                    tax_id,
                    tax_id_kind,
                    taxonomy,
                    billing_note,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl Practice {
    /// The practice as it would be typed.
    pub fn to_draft(&self) -> PracticeDraft {
        PracticeDraft {
            name: self.name.clone(),
            address1: self.address.line1.clone(),
            address2: self.address.line2.clone(),
            city: self.address.city.clone(),
            state: text_of(self.address.state.as_ref()),
            zip: text_of(self.address.zip.as_ref()),
            phone: self.phone.to_string(),
            npi: self.npi.to_string(),
            tax_id: self.tax_id.to_string(),
            tax_id_type: self.tax_id_kind.to_string(),
            taxonomy: text_of(self.taxonomy.as_ref()),
            billing_note: self.billing_note.clone(),
        }
    }

    /// What a valid practice still has wrong with it.
    pub fn advice(&self) -> Vec<Finding> {
        npi_advice(Some(&self.npi), Record::Practice)
    }
}

/// The finding on an NPI whose check digit is wrong: refused on entry and before printing, a
/// warning on import (many files of other systems carry such numbers).
pub(crate) fn npi_advice(npi: Option<&Npi>, record: Record) -> Vec<Finding> {
    npi.filter(|npi| !npi.is_valid())
        .map(|npi| {
            Finding::error(
                "npi-check-digit",
                FieldRef::of(record, "npi"),
                format!(
                    "NPI {npi} fails its check digit; compare it with the NPI registry's letter."
                ),
            )
        })
        .into_iter()
        .collect()
}
