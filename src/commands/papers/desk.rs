//! What every paper needs of the practice: letterhead, plain words, whom a patient's papers go to,
//! what an account owes.

use chrono::NaiveDate;

use crate::commands::statements::settings;
use crate::commands::{Error, practice};
use crate::documents::image::Image;
use crate::documents::paper::{Frame, address_fits, letterhead_fits};
use crate::domain::charge::ChargeLine;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ChargeLineId, PatientId, ProviderId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::patient::Patient;
use crate::domain::practice::Practice;
use crate::domain::provider::Provider;
use crate::domain::statement::Language;
use crate::domain::statement::envelope::Envelope;
use crate::domain::statement::plain::PlainDescriptions;
use crate::domain::statement::stationery::Letterhead;
use crate::store::{self, Connection};

/// The practice as its papers show it.
pub(super) struct Desk {
    pub practice: Practice,
    pub letterhead: Letterhead,
    pub envelope: Envelope,
    pub logo: Option<Image>,
    pub is_sample: bool,
    pub plain: PlainDescriptions,
}

/// Whom papers of a patient go to.
pub(super) struct Recipient {
    pub patient: Patient,
    /// Who answers for the bill: the patient herself, or another.
    pub guarantor: Patient,
    /// How an envelope names the guarantor.
    pub to: String,
    /// Everybody of the account, the guarantor first.
    pub family: Vec<PatientId>,
}

impl Desk {
    pub fn read(connection: &Connection) -> Result<Self, Error> {
        let practice = store::practice::load(connection)?.ok_or_else(|| {
            refused(
                Record::Practice,
                "practice-missing",
                "name",
                "A paper needs the practice's name and address; enter the practice first.",
            )
        })?;
        let stationery = settings::read(connection)?.stationery;
        Ok(Self {
            practice: practice.value,
            letterhead: stationery.letterhead,
            envelope: stationery.outer,
            logo: settings::logo_in(connection)?,
            is_sample: practice::is_sample_in(connection)?,
            plain: store::plain_description::descriptions(connection)?,
        })
    }

    /// What a charge is for.
    pub fn described(&self, line: &ChargeLine, language: Language) -> String {
        self.plain.charge(line, language)
    }

    /// The frame of a paper that goes to the guarantor.
    ///
    /// # Errors
    /// As [`Self::frame_to`].
    pub fn frame<'a>(&'a self, recipient: &'a Recipient) -> Result<Frame<'a>, Error> {
        self.frame_to(&recipient.guarantor, &recipient.to)
    }

    /// The frame of a paper that goes to somebody.
    ///
    /// # Errors
    /// When letterhead or address do not fit where they belong.
    pub fn frame_to<'a>(&'a self, person: &'a Patient, to: &'a str) -> Result<Frame<'a>, Error> {
        let frame = Frame {
            letterhead: &self.letterhead,
            envelope: &self.envelope,
            logo: self.logo.as_ref(),
            language: person.language,
            to,
            address: &person.address,
            is_sample: self.is_sample,
        };
        let window = &self.envelope.name;
        if !address_fits(&frame) {
            return Err(refused(
                Record::Patient,
                "address-too-long",
                "address1",
                format!(
                    "Name and address of {} are too long for the window of the envelope {window:?}; shorten them.",
                    person.id
                ),
            ));
        }
        if !letterhead_fits(&frame) {
            return Err(refused(
                Record::Practice,
                "letterhead-too-long",
                "name",
                "The practice's name and address are too long for the letterhead; shorten them in the settings.",
            ));
        }
        Ok(frame)
    }
}

impl Recipient {
    pub fn of(connection: &Connection, patient: &PatientId) -> Result<Self, Error> {
        let family = store::patient::family(connection, patient)?;
        let found = |id: &PatientId| -> Result<Patient, Error> {
            let row = store::patient::find(connection, id)?;
            Ok(row.ok_or(store::Error::NotFound("patient"))?.value)
        };
        let guarantor = found(family.first().unwrap_or(patient))?;
        Ok(Self {
            patient: found(patient)?,
            to: guarantor.name.spoken(),
            guarantor,
            family,
        })
    }

    pub fn language(&self) -> Language {
        self.guarantor.language
    }

    /// What the account owes today, as a statement counts it ([`AccountFacts::balance`]).
    ///
    /// [`AccountFacts::balance`]: crate::domain::statement::facts::AccountFacts::balance
    pub fn balance(
        &self,
        connection: &Connection,
        today: NaiveDate,
        without: &[ChargeLineId],
        without_money: &[ReceiptId],
    ) -> Result<Money, store::Error> {
        let facts = store::statement::facts::of(connection, &self.guarantor.id, today)?;
        Ok(facts.map_or(Money::ZERO, |it| it.balance(without, without_money)))
    }
}

/// The provider of an id that must be there.
pub(super) fn provider(connection: &Connection, id: &ProviderId) -> Result<Provider, store::Error> {
    let found = store::provider::find(connection, id)?;
    Ok(found.ok_or(store::Error::NotFound("provider"))?.value)
}

/// One sentence about why a paper is not made.
pub(super) fn refused(
    record: Record,
    rule: &'static str,
    column: &'static str,
    sentence: impl Into<String>,
) -> Error {
    Error::Refused(vec![Finding::error(
        rule,
        FieldRef::of(record, column),
        sentence,
    )])
}
