//! Payers and how each wants its paper.

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, choices, text_of, yes_no_text};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PayerId;
use crate::domain::identifier::{IdQualifier, OtherId, Phone};
use crate::domain::person::{ADDRESS, Address};

choices! {
    /// What kind of cover a payer gives; decides box 1 and the Medicare rules.
    PayerKind: "payer kind" {
        Medicare = "MEDICARE",
        Medicaid = "MEDICAID",
        Tricare = "TRICARE",
        Champva = "CHAMPVA",
        Group = "GROUP",
        Feca = "FECA",
        BlackLung = "BLACK_LUNG",
        Bcbs = "BCBS",
        Commercial = "COMMERCIAL",
        Hmo = "HMO",
        WorkersComp = "WORKERS_COMP",
        Auto = "AUTO",
        Other = "OTHER",
    }
}

impl PayerKind {
    /// Whether box 1 marks Other with this kind and box 11b carries a property and casualty claim
    /// number (NUCC manual, item 11b).
    pub const fn is_property_and_casualty(self) -> bool {
        matches!(self, Self::WorkersComp | Self::Auto)
    }
}

choices! {
    /// Whose payments box 29 counts.
    AmountPaid: "choice for box 29" {
        PatientPaid = "PATIENT_PAID",
        PriorPayerPaid = "PRIOR_PAYER_PAID",
        AllPaid = "ALL_PAID",
    }
}

choices! {
    /// When box 32 names the place of service.
    ServiceFacility: "choice for box 32" {
        /// Only where it is another place than box 33.
        WhenDifferent = "WHEN_DIFFERENT",
        Always = "ALWAYS",
    }
}

choices! {
    /// How a claim over six lines is totalled.
    MultiPage: "choice for claims over six lines" {
        /// Each form stands alone with its own total (NUCC, Medicare).
        Separate = "SEPARATE",
        /// CONTINUED on all forms but the last, which carries the total (HMSA, TMHP).
        Continued = "CONTINUED",
    }
}

choices! {
    /// How a drug code and its quantity stand in the shaded line (`rules.md` §4: A is NUCC's, B
    /// Medicare's, C Medi-Cal's).
    NdcLayout: "NDC layout" {
        A = "A",
        B = "B",
        C = "C",
    }
}

choices! {
    /// How a date is written where the form leaves the choice.
    DateStyle: "date style" {
        SixDigits = "MMDDYY",
        EightDigits = "MMDDYYYY",
    }
}

/// Who is asked to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    pub id: PayerId,
    pub name: String,
    /// Where claims are mailed to; may be unknown.
    pub address: Address,
    pub phone: Option<Phone>,
    pub kind: PayerKind,
    /// What the practice was told of this payer's wishes; `rules` fills in the defaults.
    pub wishes: PaperWishes,
    /// Days from the date of service within which a claim must arrive.
    pub timely_filing_days: Option<u16>,
    /// Days within which a denial may be appealed.
    pub appeal_days: Option<u16>,
    /// Whether this payer sends the claim on to the secondary itself.
    pub forwards_to_secondary: Option<bool>,
    /// The payer's id in electronic claims; box 11c of a Medicare-secondary claim.
    pub payer_code: String,
    /// The practice's own number with this payer (box 33b).
    pub billing_id: Option<OtherId>,
}

/// The paper settings as typed: `None` where nothing was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperWishes {
    pub accept_assignment: Option<bool>,
    pub amount_paid: Option<AmountPaid>,
    pub service_facility: Option<ServiceFacility>,
    pub multi_page: Option<MultiPage>,
    pub ndc_layout: Option<NdcLayout>,
    pub dates: Option<DateStyle>,
    pub phones: Option<bool>,
    pub zip_hyphen: Option<bool>,
    pub taxonomy_boxes: Option<bool>,
}

/// The paper rules that hold for a payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperRules {
    /// Box 27.
    pub accept_assignment: bool,
    pub amount_paid: AmountPaid,
    pub service_facility: ServiceFacility,
    pub multi_page: MultiPage,
    pub ndc_layout: NdcLayout,
    pub dates: DateStyle,
    /// Whether boxes 5 and 7 carry telephone numbers.
    pub phones: bool,
    /// Whether nine-digit ZIP codes keep their hyphen.
    pub zip_hyphen: bool,
    /// Whether 24I/J and 33b carry ZZ and the taxonomy.
    pub taxonomy_boxes: bool,
}

impl Payer {
    /// The paper rules: what the practice was told, else Medicare's rule for Medicare and the
    /// NUCC's for all others.
    ///
    /// Medicare differs in three: box 29 counts the patient's payments only, box 32 is always
    /// filled, and the NDC quantity starts at position 17 (Medicare Claims Processing Manual,
    /// chapter 26, items 24, 29 and 32).
    pub fn rules(&self) -> PaperRules {
        let is_medicare = self.kind == PayerKind::Medicare;
        let by_kind = |medicare, nucc| if is_medicare { medicare } else { nucc };
        let wishes = &self.wishes;
        PaperRules {
            accept_assignment: wishes.accept_assignment.unwrap_or(true),
            amount_paid: wishes.amount_paid.unwrap_or(if is_medicare {
                AmountPaid::PatientPaid
            } else {
                AmountPaid::AllPaid
            }),
            service_facility: wishes.service_facility.unwrap_or(if is_medicare {
                ServiceFacility::Always
            } else {
                ServiceFacility::WhenDifferent
            }),
            multi_page: wishes.multi_page.unwrap_or(MultiPage::Separate),
            ndc_layout: wishes
                .ndc_layout
                .unwrap_or(by_kind(NdcLayout::B, NdcLayout::A)),
            dates: wishes.dates.unwrap_or(DateStyle::SixDigits),
            phones: wishes.phones.unwrap_or(false),
            zip_hyphen: wishes.zip_hyphen.unwrap_or(false),
            taxonomy_boxes: wishes.taxonomy_boxes.unwrap_or(false),
        }
    }

    /// The payer as it would be typed.
    pub fn to_draft(&self) -> PayerDraft {
        let yes_no = |value: Option<bool>| value.map(yes_no_text).unwrap_or_default();
        let wishes = &self.wishes;
        PayerDraft {
            payer_id: self.id.to_string(),
            name: self.name.clone(),
            address1: self.address.line1.clone(),
            address2: self.address.line2.clone(),
            city: self.address.city.clone(),
            state: text_of(self.address.state.as_ref()),
            zip: text_of(self.address.zip.as_ref()),
            phone: text_of(self.phone.as_ref()),
            kind: self.kind.to_string(),
            accept_assignment: yes_no(wishes.accept_assignment),
            timely_filing_days: text_of(self.timely_filing_days.as_ref()),
            appeal_days: text_of(self.appeal_days.as_ref()),
            box29: text_of(wishes.amount_paid.as_ref()),
            box32: text_of(wishes.service_facility.as_ref()),
            forms: text_of(wishes.multi_page.as_ref()),
            ndc_layout: text_of(wishes.ndc_layout.as_ref()),
            dates: text_of(wishes.dates.as_ref()),
            phones: yes_no(wishes.phones),
            zip_hyphen: yes_no(wishes.zip_hyphen),
            taxonomy_boxes: yes_no(wishes.taxonomy_boxes),
            forwards_to_secondary: yes_no(self.forwards_to_secondary),
            payer_code: self.payer_code.clone(),
            billing_id_qualifier: text_of(self.billing_id.as_ref().map(|id| &id.qualifier)),
            billing_id: self
                .billing_id
                .as_ref()
                .map(|id| id.number.clone())
                .unwrap_or_default(),
        }
    }

    /// What a valid payer still lacks.
    pub fn advice(&self) -> Vec<Finding> {
        if self.address.is_complete() {
            Vec::new()
        } else {
            vec![Finding::warning(
                "payer-address",
                FieldRef::of(Record::Payer, "address1"),
                format!(
                    "{} has no complete mailing address; the carrier block stays short.",
                    self.name
                ),
            )]
        }
    }
}

/// A payer as typed; the columns of `payers.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PayerDraft {
    pub payer_id: String,
    pub name: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub phone: String,
    pub kind: String,
    pub accept_assignment: String,
    pub timely_filing_days: String,
    pub appeal_days: String,
    pub box29: String,
    pub box32: String,
    pub forms: String,
    pub ndc_layout: String,
    pub dates: String,
    pub phones: String,
    pub zip_hyphen: String,
    pub taxonomy_boxes: String,
    pub forwards_to_secondary: String,
    pub payer_code: String,
    pub billing_id_qualifier: String,
    pub billing_id: String,
}

impl PayerDraft {
    /// The payer, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Payer, Vec<Finding>> {
        let mut reader = Reader::new(Record::Payer);
        let id = reader.required("payer_id", &self.payer_id);
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
            false,
        );
        let phone = reader.optional("phone", &self.phone);
        let kind = reader.required("kind", &self.kind);
        let wishes = self.read_wishes(&mut reader);
        let timely_filing_days =
            read_days(&mut reader, "timely_filing_days", &self.timely_filing_days);
        let appeal_days = read_days(&mut reader, "appeal_days", &self.appeal_days);
        let forwards_to_secondary =
            reader.yes_no("forwards_to_secondary", &self.forwards_to_secondary);
        let payer_code = reader.text("payer_code", &self.payer_code);
        let billing_id = self.read_billing_id(&mut reader);
        match (id, kind) {
            (Some(id), Some(kind)) if reader.is_clean() => Ok(Payer {
                id,
                name,
                address,
                phone,
                kind,
                wishes,
                timely_filing_days,
                appeal_days,
                forwards_to_secondary,
                payer_code,
                billing_id,
            }),
            _ => Err(reader.into_findings()),
        }
    }

    fn read_wishes(&self, reader: &mut Reader) -> PaperWishes {
        PaperWishes {
            accept_assignment: reader.yes_no("accept_assignment", &self.accept_assignment),
            amount_paid: reader.optional("box29", &self.box29),
            service_facility: reader.optional("box32", &self.box32),
            multi_page: reader.optional("forms", &self.forms),
            ndc_layout: reader.optional("ndc_layout", &self.ndc_layout),
            dates: reader.optional("dates", &self.dates),
            phones: reader.yes_no("phones", &self.phones),
            zip_hyphen: reader.yes_no("zip_hyphen", &self.zip_hyphen),
            taxonomy_boxes: reader.yes_no("taxonomy_boxes", &self.taxonomy_boxes),
        }
    }

    fn read_billing_id(&self, reader: &mut Reader) -> Option<OtherId> {
        let qualifier: Option<IdQualifier> =
            reader.optional("billing_id_qualifier", &self.billing_id_qualifier);
        let number = reader.text("billing_id", &self.billing_id);
        let allowed = [
            IdQualifier::StateLicense,
            IdQualifier::PayerAssigned,
            IdQualifier::Taxonomy,
        ];
        match (qualifier, number.is_empty()) {
            (None, true) => None,
            (Some(qualifier), false) if allowed.contains(&qualifier) => {
                Some(OtherId { qualifier, number })
            }
            (Some(qualifier), false) => {
                reader.problem(
                    "billing_id_qualifier",
                    format!("Box 33b does not take {qualifier}; use 0B, G2 or ZZ."),
                );
                None
            }
            _ => {
                reader.problem(
                    "billing_id",
                    "The billing id and its qualifier go together; fill in both or neither.",
                );
                None
            }
        }
    }
}

fn read_days(reader: &mut Reader, column: &'static str, text: &str) -> Option<u16> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let days = text.parse().ok().filter(|days| (1..=3_660).contains(days));
    if days.is_none() {
        reader.problem(column, "This is not a number of days from 1 to 3660.");
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payer(kind: &str) -> PayerDraft {
        PayerDraft {
            payer_id: "P".into(),
            name: "Plan".into(),
            kind: kind.into(),
            ..PayerDraft::default()
        }
    }

    #[test]
    fn defaults_are_the_nuccs_or_medicares() {
        let medicare = payer("MEDICARE").build().unwrap().rules();
        assert_eq!(medicare.amount_paid, AmountPaid::PatientPaid);
        assert_eq!(medicare.service_facility, ServiceFacility::Always);
        assert_eq!(medicare.ndc_layout, NdcLayout::B);
        let commercial = payer("COMMERCIAL").build().unwrap().rules();
        assert_eq!(commercial.amount_paid, AmountPaid::AllPaid);
        assert_eq!(commercial.service_facility, ServiceFacility::WhenDifferent);
        assert_eq!(commercial.ndc_layout, NdcLayout::A);
        assert!(commercial.accept_assignment);
    }

    #[test]
    fn a_typed_payer_comes_back_as_typed() {
        let draft = PayerDraft {
            box29: "PRIOR_PAYER_PAID".into(),
            phones: "Y".into(),
            zip_hyphen: "N".into(),
            appeal_days: "90".into(),
            billing_id_qualifier: "G2".into(),
            billing_id: "77-1".into(),
            ..payer("HMO")
        };
        assert_eq!(draft.build().unwrap().to_draft(), draft);
    }

    #[test]
    fn a_wrong_payer_names_each_field() {
        let draft = PayerDraft {
            forms: "TOGETHER".into(),
            appeal_days: "-3".into(),
            billing_id_qualifier: "LU".into(),
            billing_id: "1".into(),
            ..payer("MUTUAL")
        };
        let columns: Vec<_> = draft
            .build()
            .unwrap_err()
            .iter()
            .map(|finding| finding.field.column)
            .collect();
        assert_eq!(
            columns,
            ["kind", "forms", "appeal_days", "billing_id_qualifier"]
        );
    }
}
