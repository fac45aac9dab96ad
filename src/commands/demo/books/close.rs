//! The end of the day: deposits, day sheets, and the months that were closed since.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, Weekday};

use super::{Keeper, next_open};
use crate::commands::demo::End;
use crate::domain::deposit::Deposit;
use crate::domain::journal::event;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::Stretch;
use crate::domain::period::{PeriodEvent, PeriodEventKind, Total, Totals, month_end};
use crate::store;

/// The day of a month from which the month before is closed.
const CLOSING_DAY: u32 = 8;

impl Keeper<'_> {
    pub(super) fn close_day(&mut self) -> Result<(), End> {
        if self.day == self.today {
            return Ok(());
        }
        self.deposit()?;
        self.close_sheet()?;
        if self.day == month_end(self.day) {
            self.month_totals = Some((self.day, self.totals.clone()));
        }
        if self.day.day() >= CLOSING_DAY && next_open(self.day) == self.day {
            self.close_month()?;
        }
        Ok(())
    }

    /// Takes what is in the drawer to the bank: three days a week, and on the day before today.
    fn deposit(&mut self) -> Result<(), End> {
        let is_last = self.day + Days::new(1) == self.today;
        let is_bank_day = next_open(self.day) == self.day
            && matches!(
                self.day.weekday(),
                Weekday::Mon | Weekday::Wed | Weekday::Fri
            );
        if self.drawer.is_empty() || !(is_last || is_bank_day) {
            return Ok(());
        }
        let receipts = std::mem::take(&mut self.drawer);
        let deposit = Deposit {
            deposited_on: self.day,
            total: receipts.iter().map(|(_, amount)| *amount).sum(),
            note: String::new(),
        };
        let ids: Vec<_> = receipts.iter().map(|(of, _)| of.receipt).collect();
        let number = store::deposit::insert(self.tx, &deposit, &ids, None)?;
        self.post(&[event::deposited(number, &receipts, self.day)])
    }

    /// Freezes what was entered since the sheet before.
    fn close_sheet(&mut self) -> Result<(), End> {
        let head = store::journal::head(self.tx)?;
        let after = store::period::last_sheet(self.tx)?.map_or(0, |sheet| sheet.through);
        if head.count == after {
            return Ok(());
        }
        let stamp = self.stamp();
        let stretch = Stretch {
            number: None,
            business_on: self.day,
            closed: Some((stamp.at, stamp.user.to_owned())),
            after,
            through: head.count,
            head_hash: head.hash,
            note: String::new(),
        };
        let _ = store::period::insert_sheet(self.tx, &stretch)?;
        Ok(())
    }

    /// Closes the month before, when that is two months before today's or earlier.
    fn close_month(&mut self) -> Result<(), End> {
        let Some(through) = self.day.with_day(1).and_then(|first| first.pred_opt()) else {
            return Ok(());
        };
        let newest = self.today.with_day(1).map(|first| first - Months::new(1));
        if newest.is_none_or(|newest| through >= newest) {
            return Ok(());
        }
        let Some((_, totals)) = self.month_totals.take_if(|(end, _)| *end == through) else {
            return Ok(());
        };
        let head = store::journal::head(self.tx)?;
        let stamp = self.stamp();
        let event = PeriodEvent {
            kind: PeriodEventKind::Close,
            closed_through: Some(through),
            at: stamp.at,
            user: stamp.user.to_owned(),
            reason: String::new(),
            through_entry: head.count,
            head_hash: head.hash,
            totals: Some(self.as_closed(&totals)),
        };
        store::period::insert_event(self.tx, &event)?;
        Ok(())
    }

    fn as_closed(&self, totals: &BTreeMap<super::TotalKey, i64>) -> Totals {
        let mut rows: Vec<Total> = totals
            .iter()
            .filter(|(_, cents)| **cents != 0)
            .map(|((account, payer_kind, provider), cents)| Total {
                account: *account,
                payer_kind: *payer_kind,
                provider: provider.map(|place| self.records.providers[place].id.clone()),
                amount: Money::from_cents(*cents),
            })
            .collect();
        rows.sort();
        Totals {
            rows,
            waived: Vec::new(),
        }
    }
}
