//! How values stand in columns: the one place that turns the one into the other.
//!
//! Typed texts stand as typed, an empty text is NULL, money is whole cents, quantities are
//! thousandths, dates are ISO text, yes and no are 1 and 0. What was printed is deflated JSON.

use std::fmt::Display;
use std::io::{Read, Write};
use std::str::FromStr;

use chrono::NaiveDate;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::authorization::{AuthorizationKind, EligibilityMethod};
use crate::domain::books::PeriodStep;
use crate::domain::charge::ChargeKind;
use crate::domain::claim::ClaimStatus;
use crate::domain::claim::print::FormStock;
use crate::domain::code::{IcdIndicator, Modifier, PlaceOfService, ProcedureCode};
use crate::domain::coverage::{MedicareSecondaryReason, PlanKind, Rank, Relationship};
use crate::domain::date;
use crate::domain::encounter::line::{Epsdt, NdcUnit, Pointers};
use crate::domain::encounter::{
    IllnessQualifier, OtherDateQualifier, ReferringQualifier, Resubmission, Span,
};
use crate::domain::id::{
    AuthorizationId, ChargeLineId, ClaimId, CoverageId, DaySheetId, DepositId, EncounterId,
    EntryId, EstimateId, FacilityId, PaperId, PatientId, PayerId, PlanId, ProviderId,
    ProviderItemId, ReceiptId, RemittanceId, RemittanceLineId, StatementId, StatementRunId,
};
use crate::domain::identifier::{
    IdQualifier, Ndc, Npi, OtherId, Phone, TaxIdKind, TaxNumber, Taxonomy, Zip,
};
use crate::domain::journal::EntryKind;
use crate::domain::money::{Money, Quantity};
use crate::domain::paper::PaperKind;
use crate::domain::payer::{
    AmountPaid, DateStyle, MultiPage, NdcLayout, PayerKind, ServiceFacility,
};
use crate::domain::person::{Address, PersonName, Sex};
use crate::domain::plan::PlanEnd;
use crate::domain::receipt::{Method, ReceiptKind};
use crate::domain::remittance::item::{ItemCode, ItemEffect};
use crate::domain::remittance::{AdjustmentGroup, Disposition, RemittanceClass, RemittanceKind};
use crate::domain::state::StateCode;
use crate::domain::statement::Language;
use crate::domain::statement::due::Decision;
use crate::store::error::Error;

/// The most that one printing may unpack to, in bytes: far above any claim's pages.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;

/// A value that stands in one column.
pub(crate) trait Cell: Sized {
    fn to_value(&self) -> Value;
    /// `None` when the column holds something else.
    fn from_value(value: ValueRef<'_>) -> Option<Self>;
}

impl Cell for String {
    fn to_value(&self) -> Value {
        if self.is_empty() {
            Value::Null
        } else {
            Value::Text(self.clone())
        }
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(Self::new()),
            _ => value.as_str().ok().map(Self::from),
        }
    }
}

impl<T: Cell> Cell for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            _ => T::from_value(value).map(Some),
        }
    }
}

impl Cell for i64 {
    fn to_value(&self) -> Value {
        Value::Integer(*self)
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok()
    }
}

macro_rules! small_integers {
    ($($name:ident),*) => {$(
        impl Cell for $name {
            fn to_value(&self) -> Value {
                Value::Integer(i64::from(*self))
            }

            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                value.as_i64().ok()?.try_into().ok()
            }
        }
    )*};
}

small_integers!(i16, u16);

impl Cell for bool {
    fn to_value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value.as_i64().ok()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Cell for Money {
    fn to_value(&self) -> Value {
        Value::Integer(self.cents())
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(Self::from_cents)
    }
}

impl Cell for Quantity {
    fn to_value(&self) -> Value {
        Value::Integer(self.thousandths())
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(Self::from_thousandths)
    }
}

impl Cell for NaiveDate {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        date::parse(value.as_str().ok()?).ok()
    }
}

impl Cell for IcdIndicator {
    fn to_value(&self) -> Value {
        Value::Text(self.digit().to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value
            .as_str()
            .ok()?
            .chars()
            .next()
            .and_then(Self::from_digit)
    }
}

fn text_of(value: &impl Display) -> Value {
    Value::Text(value.to_string())
}

fn parsed<T: FromStr>(value: ValueRef<'_>) -> Option<T> {
    value.as_str().ok()?.parse().ok()
}

macro_rules! numbers {
    ($($name:ident),* $(,)?) => {$(
        impl Cell for $name {
            fn to_value(&self) -> Value {
                Value::Integer(self.number())
            }

            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                value.as_i64().ok().map(Self::new)
            }
        }
    )*};
}

numbers! {
    ChargeLineId, DaySheetId, DepositId, EntryId, EstimateId, PaperId, PlanId, ProviderItemId, ReceiptId, RemittanceId, RemittanceLineId, StatementId, StatementRunId,
}

macro_rules! texts {
    ($($name:ident),* $(,)?) => {$(
        impl Cell for $name {
            fn to_value(&self) -> Value {
                text_of(self)
            }

            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                parsed(value)
            }
        }
    )*};
}

texts! {
    AdjustmentGroup, AmountPaid, AuthorizationId, AuthorizationKind, ChargeKind, ClaimId, ClaimStatus, CoverageId, DateStyle, Decision, Disposition,
    EligibilityMethod, EncounterId, EntryKind, Epsdt, FacilityId, FormStock, IdQualifier, IllnessQualifier, ItemCode, ItemEffect, Language,
    MedicareSecondaryReason, Method, Modifier, MultiPage, Ndc, NdcLayout, NdcUnit, Npi, OtherDateQualifier,
    PaperKind, PatientId, PayerId, PayerKind, PeriodStep, Phone, PlaceOfService, PlanEnd, PlanKind, Pointers, ProcedureCode,
    ProviderId, Rank, ReceiptKind, ReferringQualifier, Relationship, RemittanceClass, RemittanceKind, Resubmission, ServiceFacility, Sex,
    StateCode, TaxIdKind, TaxNumber, Taxonomy, Zip,
}

/// The values of one row on their way into it, in the order of the table's columns.
#[derive(Debug, Default)]
pub(crate) struct Cells(Vec<Value>);

impl Cells {
    pub fn put(&mut self, cell: &impl Cell) {
        self.0.push(cell.to_value());
    }

    pub fn name(&mut self, name: &PersonName) {
        for part in [&name.last, &name.first, &name.middle, &name.suffix] {
            self.put(part);
        }
    }

    pub fn address(&mut self, address: &Address) {
        self.put(&address.line1);
        self.put(&address.line2);
        self.put(&address.city);
        self.put(&address.state);
        self.put(&address.zip);
    }

    /// Qualifier and number.
    pub fn other_id(&mut self, id: Option<&OtherId>) {
        self.put(&id.map(|id| id.qualifier));
        self.put(&id.map(|id| id.number.clone()));
    }

    pub fn span(&mut self, span: Span) {
        self.put(&span.from);
        self.put(&span.to);
    }

    pub fn into_values(self) -> Vec<Value> {
        self.0
    }
}

/// The values of one row on their way out of it, taken in the order of the table's columns.
pub(crate) struct Columns<'r> {
    row: &'r Row<'r>,
    names: &'r [&'static str],
    first: usize,
    taken: usize,
}

impl<'r> Columns<'r> {
    /// Begins at column `first` of `row`; `names` are the columns from there on.
    pub fn new(row: &'r Row<'r>, first: usize, names: &'r [&'static str]) -> Self {
        Self {
            row,
            names,
            first,
            taken: 0,
        }
    }

    pub fn take<T: Cell>(&mut self) -> Result<T, Error> {
        let column = self.names.get(self.taken).copied().unwrap_or("a column");
        let value = self.row.get_ref(self.first + self.taken)?;
        self.taken += 1;
        T::from_value(value).ok_or(Error::Unreadable { column })
    }

    /// Passes over columns that follow from others.
    pub fn skip(&mut self, count: usize) {
        self.taken += count;
    }

    pub fn name(&mut self) -> Result<PersonName, Error> {
        Ok(PersonName {
            last: self.take()?,
            first: self.take()?,
            middle: self.take()?,
            suffix: self.take()?,
        })
    }

    pub fn address(&mut self) -> Result<Address, Error> {
        Ok(Address {
            line1: self.take()?,
            line2: self.take()?,
            city: self.take()?,
            state: self.take()?,
            zip: self.take()?,
        })
    }

    pub fn other_id(&mut self) -> Result<Option<OtherId>, Error> {
        let (qualifier, number): (Option<IdQualifier>, String) = (self.take()?, self.take()?);
        Ok(qualifier.map(|qualifier| OtherId { qualifier, number }))
    }

    pub fn span(&mut self) -> Result<Span, Error> {
        Ok(Span {
            from: self.take()?,
            to: self.take()?,
        })
    }
}

/// Numbers as a JSON array, which a query takes as a table.
pub(crate) fn json_array(numbers: impl IntoIterator<Item = i64>) -> String {
    let numbers: Vec<String> = numbers.into_iter().map(|it| it.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

/// A value as deflated JSON.
pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(value).map_err(|_| Error::Worker)?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&json)?;
    Ok(encoder.finish()?)
}

/// A value from deflated JSON. `column` names it when it cannot be read.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8], column: &'static str) -> Result<T, Error> {
    let mut json = Vec::new();
    let _ = DeflateDecoder::new(bytes)
        .take(MOST_UNPACKED)
        .read_to_end(&mut json)
        .map_err(|_| Error::Unreadable { column })?;
    serde_json::from_slice(&json).map_err(|_| Error::Unreadable { column })
}

/// A date as `YYYY-MM-DD`, which sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}
