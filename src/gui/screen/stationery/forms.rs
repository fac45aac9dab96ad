//! The fields for rules, letterhead and envelopes.

use iced::advanced::widget::Id;

use crate::domain::money::Money;
use crate::domain::person::Address;
use crate::domain::statement::envelope::{Envelope, Use, Window};
use crate::domain::statement::rules::{Cycle, MOST_DAYS, Rules};
use crate::domain::statement::stationery::{Letterhead, RemitTo};
use crate::gui::form::Field;
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::inches;

fn field(
    column: &'static str,
    id: &'static str,
    label: &'static str,
    takes: Takes,
) -> (&'static str, Field<Takes>) {
    (column, Field::new(id, label, takes))
}

fn needed((column, field): (&'static str, Field<Takes>)) -> (&'static str, Field<Takes>) {
    (column, field.required())
}

fn hinted(
    (column, field): (&'static str, Field<Takes>),
    hint: &'static str,
) -> (&'static str, Field<Takes>) {
    (column, field.hint(hint))
}

fn put(columns: &mut Columns, column: &str, text: impl Into<String>) {
    let _ = columns.insert(column.to_owned(), text.into());
}

/// When statements are sent, and to whom.
#[derive(Debug)]
pub struct RulesForm {
    pub fields: FieldSet,
    pub mails_plans: bool,
}

impl RulesForm {
    pub fn new() -> Self {
        let days = Takes::Count {
            least: 0,
            most: MOST_DAYS,
        };
        let fields = FieldSet::new(vec![
            hinted(
                needed(field(
                    "minimum",
                    "rules-minimum",
                    "Least amount",
                    Takes::Amount,
                )),
                "Less is not worth a letter",
            ),
            hinted(
                needed(field(
                    "minimum_credit",
                    "rules-credit",
                    "Least credit",
                    Takes::Amount,
                )),
                "Less is told by no letter",
            ),
            hinted(
                needed(field(
                    "days_between",
                    "rules-between",
                    "Days between two",
                    days,
                )),
                "For one account",
            ),
            hinted(
                needed(field("days_to_pay", "rules-pay", "Days to pay", days)),
                "From the day of the statement",
            ),
            hinted(
                needed(field(
                    "days_after_final",
                    "rules-final",
                    "Days after the final notice",
                    days,
                )),
                "Then it is on the list before collections",
            ),
            hinted(
                field(
                    "cycles",
                    "rules-cycles",
                    "Cycles by last name",
                    Takes::Words,
                ),
                "Like A-F, G-M, N-Z; empty mails everybody at once",
            ),
        ]);
        Self {
            fields,
            mails_plans: false,
        }
    }

    pub fn fill(&mut self, rules: &Rules) {
        let mut columns = Columns::new();
        put(&mut columns, "minimum", rules.minimum.to_string());
        put(
            &mut columns,
            "minimum_credit",
            rules.minimum_credit.to_string(),
        );
        put(&mut columns, "days_between", rules.days_between.to_string());
        put(&mut columns, "days_to_pay", rules.days_to_pay.to_string());
        put(
            &mut columns,
            "days_after_final",
            rules.days_after_final.to_string(),
        );
        let cycles: Vec<String> = rules.cycles.iter().map(Cycle::name).collect();
        put(&mut columns, "cycles", cycles.join(", "));
        self.fields.fill(&columns);
        self.mails_plans = rules.mails_plans;
    }

    /// The rules, or the first field that is not in order.
    pub fn rules(&mut self) -> Result<Rules, Id> {
        self.fields.forget_refusals();
        if let Some(fault) = self.fields.first_fault(|_| true) {
            return Err(fault);
        }
        let mut cycles = Vec::new();
        let text = self.fields.text("cycles").to_owned();
        for part in text.split([',', ';']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            match part.parse::<Cycle>() {
                Ok(cycle) => cycles.push(cycle),
                Err(problem) => {
                    let refused = self.fields.refuse("cycles", &problem.to_string());
                    return Err(refused.unwrap_or_else(|| Id::new("rules-cycles")));
                }
            }
        }
        let amount = |column| self.amount(column);
        let days = |column| self.days(column);
        Ok(Rules {
            minimum: amount("minimum"),
            minimum_credit: amount("minimum_credit"),
            days_between: days("days_between"),
            days_to_pay: days("days_to_pay"),
            days_after_final: days("days_after_final"),
            mails_plans: self.mails_plans,
            cycles,
        })
    }

    fn amount(&self, column: &str) -> Money {
        let text = self.fields.value(column).unwrap_or_default();
        text.parse().unwrap_or_default()
    }

    fn days(&self, column: &str) -> u16 {
        let text = self.fields.value(column).unwrap_or_default();
        text.parse().unwrap_or_default()
    }
}

/// What stands at the head of every paper.
pub fn letterhead_fields() -> FieldSet {
    let words = Takes::Words;
    FieldSet::new(vec![
        needed(field("name", "head-name", "Name of the practice", words)),
        needed(field("address1", "head-street", "Street", words)),
        field("address2", "head-street-2", "Suite", words),
        needed(field("city", "head-city", "City", words)),
        needed(field("state", "head-state", "State", Takes::State)),
        needed(field("zip", "head-zip", "ZIP", Takes::Zip)),
        needed(field("phone", "head-phone", "Telephone for bills", words)),
        hinted(
            field("contact", "head-contact", "Who answers", words),
            "Billing office, Ms. Ortega",
        ),
        field("tax_id", "head-tax", "Tax number", words),
        field("hours", "head-hours", "Hours, English", words),
        field(
            "hours_spanish",
            "head-hours-spanish",
            "Hours, Spanish",
            words,
        ),
        field(
            "ways_to_pay",
            "head-ways",
            "How one can pay, English",
            words,
        ),
        field(
            "ways_to_pay_spanish",
            "head-ways-spanish",
            "How one can pay, Spanish",
            words,
        ),
        hinted(
            field("remit_name", "remit-name", "Payments go to", words),
            "Empty: to the address above",
        ),
        field("remit_address1", "remit-street", "Street", words),
        field("remit_address2", "remit-street-2", "Suite", words),
        field("remit_city", "remit-city", "City", words),
        field("remit_state", "remit-state", "State", Takes::State),
        field("remit_zip", "remit-zip", "ZIP", Takes::Zip),
    ])
}

fn put_address(columns: &mut Columns, start: &str, address: &Address) {
    put(columns, &format!("{start}address1"), address.line1.as_str());
    put(columns, &format!("{start}address2"), address.line2.as_str());
    put(columns, &format!("{start}city"), address.city.as_str());
    let state = address.state.as_ref().map(ToString::to_string);
    put(columns, &format!("{start}state"), state.unwrap_or_default());
    let zip = address.zip.as_ref().map(ToString::to_string);
    put(columns, &format!("{start}zip"), zip.unwrap_or_default());
}

fn address(fields: &FieldSet, start: &str) -> Address {
    let text = |column: &str| fields.text(&format!("{start}{column}")).to_owned();
    Address {
        line1: text("address1"),
        line2: text("address2"),
        city: text("city"),
        state: text("state").parse().ok(),
        zip: text("zip").parse().ok(),
    }
}

pub fn fill_letterhead(fields: &mut FieldSet, head: &Letterhead) {
    let mut columns = Columns::new();
    for (column, text) in [
        ("name", &head.name),
        ("phone", &head.phone),
        ("contact", &head.contact),
        ("tax_id", &head.tax_id),
        ("hours", &head.hours),
        ("hours_spanish", &head.hours_spanish),
        ("ways_to_pay", &head.ways_to_pay),
        ("ways_to_pay_spanish", &head.ways_to_pay_spanish),
    ] {
        put(&mut columns, column, text.as_str());
    }
    put_address(&mut columns, "", &head.address);
    let remit = head.remit_to.clone().unwrap_or_default();
    put(&mut columns, "remit_name", remit.name);
    put_address(&mut columns, "remit_", &remit.address);
    fields.fill(&columns);
}

/// The letterhead as typed; what is wrong in it is for whoever saves it to say.
pub fn letterhead(fields: &FieldSet, logo: Option<String>) -> Letterhead {
    let text = |column: &str| fields.text(column).to_owned();
    let remit = RemitTo {
        name: text("remit_name"),
        address: address(fields, "remit_"),
    };
    Letterhead {
        name: text("name"),
        address: address(fields, ""),
        remit_to: Some(remit).filter(|remit| *remit != RemitTo::default()),
        contact: text("contact"),
        phone: text("phone"),
        hours: text("hours"),
        hours_spanish: text("hours_spanish"),
        ways_to_pay: text("ways_to_pay"),
        ways_to_pay_spanish: text("ways_to_pay_spanish"),
        tax_id: text("tax_id"),
        logo,
    }
}

/// One envelope.
#[derive(Debug)]
pub struct EnvelopeForm {
    pub used_as: Use,
    /// Whether there is one at all: slips may come back in the patient's own.
    pub is_used: bool,
    pub fields: FieldSet,
    pub has_sender: bool,
    source: String,
    /// The measures that the source speaks of.
    sourced: Columns,
}

/// The measures of an envelope by column; those of the second window come last.
pub const MEASURES: [&str; 12] = [
    "width",
    "height",
    "seam",
    "panel",
    "left",
    "bottom",
    "window_width",
    "window_height",
    "sender_left",
    "sender_bottom",
    "sender_width",
    "sender_height",
];

impl EnvelopeForm {
    pub fn new(used_as: Use) -> Self {
        let labels = [
            "Width",
            "Height",
            "Lost at each side",
            "Folded sheet, height",
            "From the left",
            "From the bottom",
            "Width",
            "Height",
            "From the left",
            "From the bottom",
            "Width",
            "Height",
        ];
        let start = match used_as {
            Use::Outer => "outer",
            Use::Reply => "reply",
        };
        let id = |column: &str| Id::from(format!("{start}-{column}"));
        let mut fields = vec![(
            "name",
            Field::new(id("name"), "Called", Takes::Words).required(),
        )];
        for (column, label) in MEASURES.into_iter().zip(labels) {
            fields.push((column, Field::new(id(column), label, Takes::Inches)));
        }
        Self {
            used_as,
            is_used: used_as == Use::Outer,
            fields: FieldSet::new(fields),
            has_sender: false,
            source: String::new(),
            sourced: Columns::new(),
        }
    }

    pub fn shipped(&self) -> Vec<Envelope> {
        match self.used_as {
            Use::Outer => Envelope::shipped(),
            Use::Reply => Envelope::shipped_reply(),
        }
    }

    pub fn fill(&mut self, envelope: Option<&Envelope>) {
        self.is_used = envelope.is_some();
        let Some(envelope) = envelope else {
            return;
        };
        let mut columns = Columns::new();
        put(&mut columns, "name", envelope.name.as_str());
        let sender = envelope.sender;
        let of_window = |window: &Window| [window.left, window.bottom, window.width, window.height];
        let mut lengths = vec![
            envelope.width,
            envelope.height,
            envelope.seam,
            envelope.panel,
        ];
        lengths.extend(of_window(&envelope.address));
        let mut measures = MEASURES.into_iter();
        for length in lengths {
            if let Some(column) = measures.next() {
                put(&mut columns, column, inches::shown(length));
            }
        }
        if let Some(sender) = &sender {
            for (column, length) in measures.zip(of_window(sender)) {
                put(&mut columns, column, inches::shown(length));
            }
        }
        self.has_sender = sender.is_some();
        self.fields.fill(&columns);
        self.source.clone_from(&envelope.source);
        self.sourced = self.columns();
    }

    pub fn columns(&self) -> Columns {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, true);
        columns
    }

    fn measure(&self, column: &str) -> Option<u32> {
        inches::read(self.fields.text(column)).ok()
    }

    /// The envelope, while its measures can be read.
    pub fn envelope(&self) -> Option<Envelope> {
        if !self.is_used {
            return None;
        }
        let window = |columns: [&str; 4]| {
            let [left, bottom, width, height] = columns.map(|column| self.measure(column));
            Some(Window {
                left: left?,
                bottom: bottom?,
                width: width?,
                height: height?,
            })
        };
        let sender = if self.has_sender {
            Some(window([
                "sender_left",
                "sender_bottom",
                "sender_width",
                "sender_height",
            ])?)
        } else {
            None
        };
        let mut source = self.source.clone();
        // Somebody measured it anew: the source no longer speaks of it.
        if self.columns() != self.sourced {
            "Measured by the practice.".clone_into(&mut source);
        }
        Some(Envelope {
            name: self.fields.text("name").to_owned(),
            width: self.measure("width")?,
            height: self.measure("height")?,
            seam: self.measure("seam")?,
            panel: self.measure("panel")?,
            address: window(["left", "bottom", "window_width", "window_height"])?,
            sender,
            source,
        })
    }

    /// Where the measures come from.
    pub fn source(&self) -> String {
        self.envelope()
            .map_or_else(|| self.source.clone(), |envelope| envelope.source)
    }

    /// Why statements cannot go out in it, or slips come back.
    pub fn refusal(&self) -> Option<String> {
        let envelope = self.envelope()?;
        let unfit = envelope.check(self.used_as).err()?;
        Some(crate::gui::notice::sentence(&unfit.to_string()))
    }

    /// Shows every problem; the first field that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        if !self.is_used {
            return None;
        }
        self.fields.forget_refusals();
        let has_sender = self.has_sender;
        for column in MEASURES {
            let is_needed = has_sender || !column.starts_with("sender");
            if is_needed && self.fields.text(column).is_empty() {
                let _ = self.fields.refuse(column, "Measure this in inches.");
            }
        }
        self.fields
            .first_fault(|column| has_sender || !column.starts_with("sender"))
    }
}
