//! What was mailed and agreed before.

use std::collections::HashMap;

use super::Reading;
use crate::domain::id::{EncounterId, PatientId, StatementId};
use crate::domain::statement::facts::{PastLine, PastStatement};
use crate::store::error::Error;
use crate::store::plan;
use crate::store::value::{Columns, json_array};

impl Reading<'_> {
    pub(super) fn plans(&mut self) -> Result<(), Error> {
        for kept in plan::of_guarantors(self.connection, &self.rows)? {
            let guarantor = kept.plan.guarantor.clone();
            if let Some(account) = self.account(&guarantor)
                && account.guarantor.id == guarantor
            {
                account.plans.push((kept.id, kept.plan));
            }
        }
        Ok(())
    }

    /// The statements that each guarantor was mailed and that were not voided, oldest first.
    pub(super) fn mailed(&mut self) -> Result<(), Error> {
        const NAMES: [&str; 7] = [
            "patient",
            "as_of_on",
            "mailed_on",
            "pay_by_on",
            "step",
            "due_cents",
            "through_entry",
        ];
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, p.reference, s.as_of_on, s.mailed_on, s.pay_by_on, s.step, s.due_cents,
                r.through_entry
             FROM statement s JOIN statement_run r ON r.id = s.run_id
             JOIN patient p ON p.id = s.guarantor_patient_id
             WHERE s.guarantor_patient_id IN (SELECT value FROM json_each(?1))
                AND s.id NOT IN (SELECT statement_id FROM statement_void)
                AND s.as_of_on <= ?2
             ORDER BY r.through_entry, s.mailed_on, s.id",
        )?;
        let mut rows = statement.query([&self.rows, &self.as_of.to_string()])?;
        let mut places: HashMap<i64, (usize, usize)> = HashMap::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let mut columns = Columns::new(row, 1, &NAMES);
            let patient: PatientId = columns.take()?;
            let past = PastStatement {
                id: StatementId::new(id),
                as_of: columns.take()?,
                mailed_on: columns.take()?,
                pay_by: columns.take()?,
                step: u8::try_from(columns.take::<u16>()?).unwrap_or(u8::MAX),
                due: columns.take()?,
                through: columns.take()?,
                lines: Vec::new(),
            };
            let place = self.member_of.get(&patient).copied();
            if let Some((place, account)) =
                place.and_then(|place| Some((place, self.accounts.get_mut(place)?)))
                && account.guarantor.id == patient
            {
                let _ = places.insert(id, (place, account.mailed.len()));
                account.mailed.push(past);
            }
        }
        if places.is_empty() {
            return Ok(());
        }
        self.mailed_lines(&places)
    }

    fn mailed_lines(&mut self, places: &HashMap<i64, (usize, usize)>) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT t.statement_id, t.charge_line_id, t.amount_cents, e.reference, c.line
             FROM statement_line t JOIN charge_line c ON c.id = t.charge_line_id
             LEFT JOIN encounter e ON e.id = c.encounter_id
             WHERE t.statement_id IN (SELECT value FROM json_each(?1))
             ORDER BY t.statement_id, t.charge_line_id",
        )?;
        let mut rows = statement.query([json_array(places.keys().copied())])?;
        while let Some(row) = rows.next()? {
            let names = ["charge line", "amount_cents", "visit", "line"];
            let mut columns = Columns::new(row, 1, &names);
            let (charge, amount) = (columns.take()?, columns.take()?);
            let (visit, number): (Option<EncounterId>, Option<u16>) =
                (columns.take()?, columns.take()?);
            let line = PastLine {
                charge,
                service: visit.zip(number),
                amount,
            };
            let past = places.get(&row.get(0)?).and_then(|(place, idx)| {
                let account = self.accounts.get_mut(*place)?;
                account.mailed.get_mut(*idx)
            });
            if let Some(past) = past {
                past.lines.push(line);
            }
        }
        Ok(())
    }
}
