//! `charge_lines.csv`: what somebody owes for.

use super::{RowDraft, row_draft};
use crate::domain::charge::{ChargeKind, ChargeLine, Charged};
use crate::domain::draft::{Reader, text_of, yes_no_text};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::EncounterId;
use crate::domain::money::Quantity;

/// A charge line and whether it is the one that stands for its service line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    pub charged: Charged,
    pub is_in_force: bool,
}

row_draft! {
    /// A row of `charge_lines.csv`.
    ChargeRowDraft {
        charge_line_id,
        kind,
        patient_id,
        visit_id,
        line,
        from_on,
        to_on,
        code,
        modifiers,
        units,
        charge,
        provider_id,
        description,
        balance_id,
        in_force,
    }
}

impl RowDraft for ChargeRowDraft {
    type Value = ChargeRow;

    fn build(&self) -> Result<ChargeRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let id = reader.required("charge_line_id", &self.charge_line_id);
        let kind = reader.required("kind", &self.kind);
        let patient = reader.required("patient_id", &self.patient_id);
        let visit: Option<EncounterId> = reader.optional("visit_id", &self.visit_id);
        let number: Option<u16> = reader.optional("line", &self.line);
        let from_on = reader.required_date("from_on", &self.from_on);
        let to_on = reader.date("to_on", &self.to_on);
        let units: Option<Quantity> = reader.required("units", &self.units);
        let charge = reader.required("charge", &self.charge);
        let provider = reader.optional("provider_id", &self.provider_id);
        let is_in_force = reader.yes_no("in_force", &self.in_force).unwrap_or(false);
        if kind == Some(ChargeKind::Service) && (visit.is_none() || number.is_none()) {
            reader.problem(
                "visit_id",
                "A service names its visit and line; fill both in.",
            );
        }
        match (id, kind, patient, from_on, units, charge) {
            (Some(id), Some(kind), Some(patient), Some(from_on), Some(units), Some(charge))
                if reader.is_clean() =>
            {
                let line = ChargeLine {
                    kind,
                    patient,
                    service: visit.zip(number),
                    from_on,
                    to_on,
                    code: self.code.clone(),
                    modifiers: self.modifiers.split_whitespace().map(Into::into).collect(),
                    units,
                    charge,
                    provider,
                    description: self.description.clone(),
                    reference: self.balance_id.clone(),
                };
                Ok(ChargeRow {
                    charged: Charged { id, line },
                    is_in_force,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&ChargeRow> for ChargeRowDraft {
    fn from(row: &ChargeRow) -> Self {
        let line = &row.charged.line;
        let (visit, number) = line.service.clone().unzip();
        Self {
            charge_line_id: row.charged.id.to_string(),
            kind: line.kind.to_string(),
            patient_id: line.patient.to_string(),
            visit_id: text_of(visit.as_ref()),
            line: text_of(number.as_ref()),
            from_on: line.from_on.to_string(),
            to_on: text_of(line.to_on.as_ref()),
            code: line.code.clone(),
            modifiers: line.modifiers.join(" "),
            units: line.units.to_string(),
            charge: line.charge.to_string(),
            provider_id: text_of(line.provider.as_ref()),
            description: line.description.clone(),
            balance_id: line.reference.clone(),
            in_force: yes_no_text(row.is_in_force),
        }
    }
}
