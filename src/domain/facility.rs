//! The places where services are rendered (box 32).

use serde::{Deserialize, Serialize};

use crate::domain::code::PlaceOfService;
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::FacilityId;
use crate::domain::identifier::{Npi, OtherId};
use crate::domain::person::{ADDRESS, Address};
use crate::domain::practice::npi_advice;
use crate::domain::provider::{number_text, qualifier_text, read_other_id};

/// A place of service with a name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    pub id: FacilityId,
    pub name: String,
    pub address: Address,
    pub npi: Option<Npi>,
    pub place_of_service: PlaceOfService,
    pub other_id: Option<OtherId>,
}

/// A facility as typed; the columns of `facilities.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FacilityDraft {
    pub facility_id: String,
    pub name: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub npi: String,
    pub place_of_service: String,
    pub other_id_qualifier: String,
    pub other_id: String,
}

impl FacilityDraft {
    /// The facility, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Facility, Vec<Finding>> {
        let mut reader = Reader::new(Record::Facility);
        let id = reader.required("facility_id", &self.facility_id);
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
        let npi = reader.optional("npi", &self.npi);
        let place_of_service = reader.required("place_of_service", &self.place_of_service);
        let other_id = read_other_id(&mut reader, &self.other_id_qualifier, &self.other_id);
        match (id, place_of_service) {
            (Some(id), Some(place_of_service)) if reader.is_clean() => Ok(Facility {
                id,
                name,
                address,
                npi,
                place_of_service,
                other_id,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Facility {
    /// The facility as it would be typed.
    pub fn to_draft(&self) -> FacilityDraft {
        FacilityDraft {
            facility_id: self.id.to_string(),
            name: self.name.clone(),
            address1: self.address.line1.clone(),
            address2: self.address.line2.clone(),
            city: self.address.city.clone(),
            state: text_of(self.address.state.as_ref()),
            zip: text_of(self.address.zip.as_ref()),
            npi: text_of(self.npi.as_ref()),
            place_of_service: self.place_of_service.to_string(),
            other_id_qualifier: qualifier_text(self.other_id.as_ref()),
            other_id: number_text(self.other_id.as_ref()),
        }
    }

    /// What a valid facility still has wrong with it.
    pub fn advice(&self) -> Vec<Finding> {
        npi_advice(self.npi.as_ref(), Record::Facility)
    }
}
