//! Writing values into the boxes of one form: text, reason and source together.

use chrono::NaiveDate;

use crate::domain::claim::field;
use crate::domain::claim::form::BoxValue;
use crate::domain::claim::text::{self, Fitted, NameColumns, Part, Trouble, Wording};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::money::Money;
use crate::domain::payer::DateStyle;
use crate::domain::person::PersonName;

/// Values under way, with what went wrong on their way to the paper.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    pub values: Vec<BoxValue>,
    pub findings: Vec<Finding>,
}

/// One field about to be written. Nothing is written for an empty text.
pub(super) struct Slot<'b> {
    boxes: &'b mut Boxes,
    form_box: &'static str,
    row: Option<u8>,
    field: &'static str,
    source: Option<FieldRef>,
    /// Characters of other fields that the same text fills before this one.
    before: usize,
}

impl Boxes {
    /// A field of a box that stands once on the form.
    pub fn at(&mut self, form_box: &'static str, field: &'static str) -> Slot<'_> {
        self.on(form_box, None, field)
    }

    /// A field of box 24 on a service line of the form.
    pub fn on(&mut self, form_box: &'static str, row: Option<u8>, field: &'static str) -> Slot<'_> {
        Slot {
            boxes: self,
            form_box,
            row,
            field,
            source: None,
            before: 0,
        }
    }

    /// An X.
    pub fn mark(
        &mut self,
        form_box: &'static str,
        field: &'static str,
        source: FieldRef,
        reason: impl Into<String>,
    ) {
        self.at(form_box, field).from(source).exact("X", reason);
    }

    /// A date whose month, day and year stand in fields of their own.
    pub fn date(
        &mut self,
        (form_box, row): (&'static str, Option<u8>),
        fields: [&'static str; 3],
        (date, style): (NaiveDate, DateStyle),
        source: FieldRef,
        reason: &str,
    ) {
        let year = match style {
            DateStyle::SixDigits => "%y",
            DateStyle::EightDigits => "%Y",
        };
        for (field, format) in fields.into_iter().zip(["%m", "%d", year]) {
            self.on(form_box, row, field)
                .from(source)
                .exact(&date.format(format).to_string(), reason);
        }
    }

    /// An amount whose dollars and cents stand in fields of their own.
    pub fn money(
        &mut self,
        (form_box, row): (&'static str, Option<u8>),
        fields: [&'static str; 2],
        amount: Money,
        source: FieldRef,
        reason: &str,
    ) {
        let dollars = amount.dollars_text();
        let slot = self.on(form_box, row, fields[0]);
        if dollars.len() > slot.length() {
            self.too_large(form_box, amount, source);
            return;
        }
        slot.from(source).exact(&dollars, reason);
        self.on(form_box, row, fields[1])
            .from(source)
            .exact(&amount.cents_text(), reason);
    }

    /// Notes that an amount has more digits than its box.
    pub fn too_large(&mut self, form_box: &'static str, amount: Money, source: FieldRef) {
        self.findings.push(
            Finding::error(
                "amount-too-large",
                source,
                format!(
                    "{amount} has more digits than box {form_box} holds; bill it on several claims or correct it."
                ),
            )
            .in_box(form_box),
        );
    }

    /// Notes that a fact has no place on this payer's paper.
    pub fn left_out(
        &mut self,
        form_box: &'static str,
        source: FieldRef,
        sentence: impl Into<String>,
    ) {
        self.findings
            .push(Finding::warning("left-out", source, sentence).in_box(form_box));
    }
}

impl Slot<'_> {
    /// Names the record's field that feeds this one.
    pub fn from(mut self, source: FieldRef) -> Self {
        self.source = Some(source);
        self
    }

    /// Says that the text goes on here from a field of so many characters.
    pub fn after(mut self, before: usize) -> Self {
        self.before = before;
        self
    }

    /// How many characters the field holds.
    pub fn length(&self) -> usize {
        field::find(self.form_box, self.row, self.field).map_or(0, |field| field.length)
    }

    /// A text that is in the form's letters and short enough: a mark, a code, part of a date.
    pub fn exact(self, text: &str, reason: impl Into<String>) {
        debug_assert!(
            text.len() <= self.length(),
            "{} {}",
            self.form_box,
            self.field
        );
        self.put(text.to_owned(), reason.into());
    }

    /// A typed text of the source's column, cut where it is too long.
    pub fn text(self, wording: Wording, typed: &str, reason: impl Into<String>) {
        let fitted = text::line((self.column(), typed), wording, self.length());
        self.fitted(fitted, reason);
    }

    /// Typed texts of several columns of the source's record, one after the other.
    pub fn joined(self, parts: &[Part<'_>], wording: Wording, reason: impl Into<String>) {
        let fitted = text::joined(parts, " ", wording, self.length());
        self.fitted(fitted, reason);
    }

    /// A typed identifier of the source's column, without marks, whole or not at all.
    pub fn number(self, typed: &str, reason: impl Into<String>) {
        let fitted = text::number((self.column(), typed), self.length());
        self.fitted(fitted, reason);
    }

    /// A name as `LAST SUFFIX, FIRST, M`.
    pub fn last_first(self, name: &PersonName, columns: NameColumns, reason: impl Into<String>) {
        let fitted = text::last_first(name, columns, self.length());
        self.fitted(fitted, reason);
    }

    /// A text that was fitted to this field; its troubles become findings.
    pub fn fitted(self, fitted: Fitted, reason: impl Into<String>) {
        for (column, trouble) in &fitted.troubles {
            let finding = self.finding(column, trouble, &fitted.text);
            self.boxes.findings.push(finding);
        }
        self.put(fitted.text, reason.into());
    }

    fn column(&self) -> &'static str {
        self.source.map_or("", |source| source.column)
    }

    fn finding(&self, column: &'static str, trouble: &Trouble, printed: &str) -> Finding {
        let source = self
            .source
            .unwrap_or(FieldRef::of(Record::Claim, "claim_id"));
        let field = FieldRef { column, ..source };
        let (form_box, length) = (self.form_box, self.before + self.length());
        let place = match form_box {
            "PAYER" => "The carrier block".to_owned(),
            _ => format!("Box {form_box}"),
        };
        match trouble {
            Trouble::Transliterated => Finding::warning(
                "letters-rewritten",
                field,
                format!(
                    "{place} takes the letters A to Z only; it will say {printed}."
                ),
            ),
            Trouble::Unreadable => Finding::error(
                "letters-unreadable",
                field,
                format!(
                    "{place} takes the letters A to Z only; write {} in Latin letters.",
                    words(column)
                ),
            ),
            Trouble::Cut(lost) => Finding::warning(
                "text-shortened",
                field,
                format!(
                    "{place} holds {length} characters; “{lost}” is left out. Shorten {} if that matters.",
                    words(column)
                ),
            ),
            Trouble::TooLong => Finding::error(
                "number-too-long",
                field,
                format!(
                    "{place} holds {length} characters and a number must not be cut; correct {}.",
                    words(column)
                ),
            ),
        }
        .in_box(form_box)
    }

    fn put(self, text: String, reason: String) {
        if !text.is_empty() {
            self.boxes.values.push(BoxValue {
                form_box: self.form_box,
                row: self.row,
                field: self.field,
                text,
                reason,
                source: self.source,
            });
        }
    }
}

/// A column's name in words.
fn words(column: &str) -> String {
    let name = column.replace('_', " ");
    match name.strip_suffix(|last: char| last.is_ascii_digit()) {
        Some(address) if address.ends_with("address") => {
            format!("the {address} line {}", &name[address.len()..])
        }
        _ => format!("the {name}"),
    }
}
