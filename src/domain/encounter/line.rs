//! Service lines: one procedure with what the form says about it (box 24).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::code::{Modifier, PlaceOfService, ProcedureCode};
use crate::domain::date;
use crate::domain::draft::{Problem, Reader, choices, quoted, text_of, yes_no_text};
use crate::domain::encounter::MOST_DIAGNOSES;
use crate::domain::finding::Finding;
use crate::domain::id::{EncounterId, ProviderId};
use crate::domain::identifier::Ndc;
use crate::domain::money::{Money, Quantity};

/// The letters of box 21, in the order typed (box 24E).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointers(Vec<u8>);

impl Pointers {
    /// The positions in box 21, 0 for A to 11 for L.
    pub fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|&position| usize::from(position))
    }

    /// The letter of a position in box 21.
    pub fn letter(position: usize) -> char {
        char::from(b'A' + position as u8 % MOST_DIAGNOSES as u8)
    }
}

impl FromStr for Pointers {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let refused = || {
            Problem::new(format!(
                "{} are not diagnosis pointers; write letters A to L, like AB.",
                quoted(text)
            ))
        };
        let letters: Vec<u8> = text
            .trim()
            .bytes()
            .filter(|byte| !b", ".contains(byte))
            .map(|byte| byte.to_ascii_uppercase())
            .collect();
        if letters.is_empty()
            || letters.len() > MOST_DIAGNOSES
            || !letters.iter().all(|byte| (b'A'..=b'L').contains(byte))
        {
            return Err(refused());
        }
        Ok(Self(letters.iter().map(|byte| byte - b'A').collect()))
    }
}

impl fmt::Display for Pointers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.positions()
            .try_for_each(|position| write!(f, "{}", Self::letter(position)))
    }
}

impl TryFrom<String> for Pointers {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Pointers> for String {
    fn from(pointers: Pointers) -> Self {
        pointers.to_string()
    }
}

choices! {
    /// Box 24H: a service of the Early and Periodic Screening program, with its reason code.
    Epsdt: "EPSDT mark" {
        Yes = "Y",
        /// Referral available, patient refused.
        AvailableNotUsed = "AV",
        UnderTreatment = "S2",
        NewServiceRequested = "ST",
        NotUsed = "NU",
    }
}

choices! {
    /// The unit of a drug's quantity (NUCC manual, item 24).
    NdcUnit: "NDC unit" {
        InternationalUnit = "F2",
        Gram = "GR",
        Milligram = "ME",
        Milliliter = "ML",
        Unit = "UN",
    }
}

/// One service line of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    /// The line's number within the visit, from 1.
    pub number: u16,
    pub from_on: NaiveDate,
    /// The last day where the service lasted several.
    pub to_on: Option<NaiveDate>,
    pub place_of_service: Option<PlaceOfService>,
    pub is_emergency: bool,
    pub code: ProcedureCode,
    /// Up to four, without gaps.
    pub modifiers: Vec<Modifier>,
    pub pointers: Pointers,
    /// For the whole line, all units together.
    pub charge: Money,
    pub units: Quantity,
    pub epsdt: Option<Epsdt>,
    pub is_family_planning: bool,
    pub rendering_provider: Option<ProviderId>,
    pub ndc: Option<Ndc>,
    pub ndc_unit: Option<NdcUnit>,
    pub ndc_quantity: Option<Quantity>,
    /// Free text for the shaded half.
    pub supplemental: String,
}

impl ServiceLine {
    /// The last day of the service.
    pub fn last_day(&self) -> NaiveDate {
        self.to_on.unwrap_or(self.from_on)
    }
}

/// A service line as typed; the columns of `lines.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineDraft {
    pub visit_id: String,
    pub line: String,
    pub from_on: String,
    pub to_on: String,
    pub place_of_service: String,
    pub emergency: String,
    pub code: String,
    pub modifier1: String,
    pub modifier2: String,
    pub modifier3: String,
    pub modifier4: String,
    pub pointers: String,
    pub charge: String,
    pub units: String,
    pub epsdt: String,
    pub family_plan: String,
    pub rendering_provider_id: String,
    pub ndc: String,
    pub ndc_unit: String,
    pub ndc_quantity: String,
    pub supplemental: String,
}

impl LineDraft {
    /// The visit that the line belongs to, and the line; or everything that keeps it from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<(EncounterId, ServiceLine), Vec<Finding>> {
        let typed_number = self.line.trim().parse().ok().filter(|number| *number > 0);
        let mut reader = Reader::for_line(typed_number);
        let visit = reader.required("visit_id", &self.visit_id);
        if typed_number.is_none() {
            reader.problem("line", "The line number is missing or not a number from 1.");
        }
        let from_on = reader.required_date("from_on", &self.from_on);
        let to_on = reader.date("to_on", &self.to_on);
        let place_of_service = reader.optional("place_of_service", &self.place_of_service);
        let is_emergency = reader.yes_no("emergency", &self.emergency);
        let code = reader.required("code", &self.code);
        let modifiers = self.read_modifiers(&mut reader);
        let pointers = reader.required("pointers", &self.pointers);
        let charge = reader.required("charge", &self.charge);
        let units = reader.optional("units", &self.units);
        let epsdt = match self.epsdt.trim() {
            "N" | "n" => None,
            typed => reader.optional("epsdt", typed),
        };
        let is_family_planning = reader.yes_no("family_plan", &self.family_plan);
        let rendering_provider =
            reader.optional("rendering_provider_id", &self.rendering_provider_id);
        let ndc = reader.optional("ndc", &self.ndc);
        let ndc_unit = reader.optional("ndc_unit", &self.ndc_unit);
        let ndc_quantity = reader.optional("ndc_quantity", &self.ndc_quantity);
        let supplemental = reader.text("supplemental", &self.supplemental);
        match (visit, typed_number, from_on, code, pointers, charge) {
            (
                Some(visit),
                Some(number),
                Some(from_on),
                Some(code),
                Some(pointers),
                Some(charge),
            ) if reader.is_clean() => Ok((
                visit,
                ServiceLine {
                    number,
                    from_on,
                    to_on,
                    place_of_service,
                    is_emergency: is_emergency.unwrap_or(false),
                    code,
                    modifiers,
                    pointers,
                    charge,
                    units: units.unwrap_or(Quantity::ONE),
                    epsdt,
                    is_family_planning: is_family_planning.unwrap_or(false),
                    rendering_provider,
                    ndc,
                    ndc_unit,
                    ndc_quantity,
                    supplemental,
                },
            )),
            _ => Err(reader.into_findings()),
        }
    }

    fn read_modifiers(&self, reader: &mut Reader) -> Vec<Modifier> {
        [
            ("modifier1", &self.modifier1),
            ("modifier2", &self.modifier2),
            ("modifier3", &self.modifier3),
            ("modifier4", &self.modifier4),
        ]
        .into_iter()
        .filter_map(|(column, text)| reader.optional(column, text))
        .collect()
    }
}

impl ServiceLine {
    /// The line as it would be typed for a visit.
    pub fn to_draft(&self, visit: &EncounterId) -> LineDraft {
        let modifier = |idx: usize| text_of(self.modifiers.get(idx));
        LineDraft {
            visit_id: visit.to_string(),
            line: self.number.to_string(),
            from_on: self.from_on.to_string(),
            to_on: date::text_of(self.to_on),
            place_of_service: text_of(self.place_of_service.as_ref()),
            emergency: yes_no_text(self.is_emergency),
            code: self.code.to_string(),
            modifier1: modifier(0),
            modifier2: modifier(1),
            modifier3: modifier(2),
            modifier4: modifier(3),
            pointers: self.pointers.to_string(),
            charge: self.charge.to_string(),
            units: self.units.to_string(),
            epsdt: text_of(self.epsdt.as_ref()),
            family_plan: yes_no_text(self.is_family_planning),
            rendering_provider_id: text_of(self.rendering_provider.as_ref()),
            ndc: text_of(self.ndc.as_ref()),
            ndc_unit: text_of(self.ndc_unit.as_ref()),
            ndc_quantity: text_of(self.ndc_quantity.as_ref()),
            supplemental: self.supplemental.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> LineDraft {
        LineDraft {
            visit_id: "V".into(),
            line: "2".into(),
            from_on: "2026-03-01".into(),
            code: "99213".into(),
            pointers: "a, c".into(),
            charge: "150".into(),
            ..LineDraft::default()
        }
    }

    #[test]
    fn pointers_are_letters_a_to_l() {
        let pointers: Pointers = "bA L".parse().unwrap();
        assert_eq!(pointers.to_string(), "BAL");
        assert_eq!(pointers.positions().collect::<Vec<_>>(), [1, 0, 11]);
        for bad in ["", "M", "1", "A;B", "é", " , "] {
            assert!(bad.parse::<Pointers>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_needs_little_and_fills_in_one_unit() {
        let (visit, line) = draft().build().unwrap();
        assert_eq!(visit.as_str(), "V");
        assert_eq!((line.number, line.units), (2, Quantity::ONE));
        assert_eq!(line.to_draft(&visit).build().unwrap().1, line);
    }

    #[test]
    fn a_wrong_line_names_each_field_and_its_number() {
        let wrong = LineDraft {
            to_on: "2026-02-30".into(),
            modifier2: "ABC".into(),
            charge: "-1".into(),
            epsdt: "XX".into(),
            ..draft()
        };
        let findings = wrong.build().unwrap_err();
        let fields: Vec<_> = findings.iter().map(|f| f.field.to_string()).collect();
        assert_eq!(
            fields,
            [
                "line 2 to_on",
                "line 2 modifier2",
                "line 2 charge",
                "line 2 epsdt"
            ]
        );
    }
}
