//! Account letters and their templates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, Recipient};
use crate::commands::statements::settings;
use crate::commands::{Author, Error};
use crate::documents::page::Page;
use crate::documents::paper::letter::{Letter, long_date};
use crate::documents::paper::{self as drawn, dollars};
use crate::domain::draft::Reader;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::domain::letter::{faults, fill, shipped};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::domain::statement::Language;
use crate::domain::statement::build::build;
use crate::store::{self, Change, Connection, Database, Transaction};

pub use crate::domain::letter::{Field, LetterText, Template};

/// A letter as typed; its text may hold fields in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterDraft {
    /// Whom it is about; it goes to her guarantor.
    pub patient_id: String,
    pub language: Language,
    pub subject: String,
    pub body: String,
}

/// The setting that holds the templates once the practice changed one.
const TEMPLATES: &str = "letter.templates";

/// The practice's templates: those that come with the program until it changes one.
///
/// # Errors
/// [`Error::Store`] when the practice file, or what it holds of them, cannot be read.
pub async fn templates(database: Database) -> Result<Vec<Template>, Error> {
    Ok(database.call(|connection| read(connection)).await?)
}

fn read(connection: &Connection) -> Result<Vec<Template>, store::Error> {
    let text = store::setting::get(connection, TEMPLATES)?;
    let Some(text) = text else {
        return Ok(shipped::templates());
    };
    let unreadable = |_| store::Error::UnreadableSetting {
        what: "the templates of letters",
    };
    serde_json::from_str(&text).map_err(unreadable)
}

/// Saves a template, over the one that `replaces` names; a new one comes last.
///
/// # Errors
/// [`Error::Refused`] when its name is missing or another's, it has no English subject and text, or
/// it names a field that does not exist.
pub async fn save_template(
    database: Database,
    template: Template,
    replaces: Option<String>,
    author: Author,
) -> Result<(), Error> {
    change(database, author, move |templates| {
        let template = trimmed(template);
        let mut findings = problems(&template);
        let is_other = |it: &&Template| Some(&it.name) != replaces.as_ref();
        let mut others = templates.iter().filter(is_other);
        if others.any(|it| it.name.to_lowercase() == template.name.to_lowercase()) {
            findings.push(finding(
                "template-name-taken",
                "name",
                "Another template has this name; choose another.",
            ));
        }
        if !findings.is_empty() {
            return Err(Error::Refused(findings));
        }
        let at = templates
            .iter()
            .position(|it| Some(&it.name) == replaces.as_ref());
        match at {
            Some(at) => templates[at] = template,
            None => templates.push(template),
        }
        Ok(())
    })
    .await
}

/// Removes a template.
///
/// # Errors
/// [`Error::Store`] when there is none of this name.
pub async fn remove_template(
    database: Database,
    name: String,
    author: Author,
) -> Result<(), Error> {
    change(database, author, move |templates| {
        let n_before = templates.len();
        templates.retain(|it| it.name != name);
        if templates.len() == n_before {
            return Err(store::Error::NotFound("letter template").into());
        }
        Ok(())
    })
    .await
}

async fn change(
    database: Database,
    author: Author,
    work: impl FnOnce(&mut Vec<Template>) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx: &Transaction<'_>| {
                let mut templates = read(tx)?;
                work(&mut templates)?;
                let text = serde_json::to_string(&templates).map_err(|_| store::Error::Worker)?;
                store::setting::set(tx, TEMPLATES, &text)?;
                let change = Change {
                    verb: "change",
                    entity: "setting",
                    entity_id: None,
                    details: TEMPLATES.to_owned(),
                };
                Ok((change, ()))
            })
        })
        .await
}

fn trimmed(template: Template) -> Template {
    let text = |text: LetterText| LetterText {
        subject: text.subject.trim().to_owned(),
        body: text.body.trim_end().to_owned(),
    };
    Template {
        name: template.name.trim().to_owned(),
        english: text(template.english),
        spanish: text(template.spanish),
    }
}

/// What is wrong with a template, field by field.
fn problems(template: &Template) -> Vec<Finding> {
    let mut reader = Reader::new(Record::Letter);
    let _ = reader.required_text("name", &template.name);
    let _ = reader.required_text("english_subject", &template.english.subject);
    let _ = reader.required_text("english_body", &template.english.body);
    if !template.spanish.is_empty() {
        let _ = reader.required_text("spanish_subject", &template.spanish.subject);
        let _ = reader.required_text("spanish_body", &template.spanish.body);
    }
    let mut findings = reader.into_findings();
    for (text, column) in [
        (&template.english.subject, "english_subject"),
        (&template.english.body, "english_body"),
        (&template.spanish.subject, "spanish_subject"),
        (&template.spanish.body, "spanish_body"),
    ] {
        findings.extend(faults(text, column));
    }
    findings
}

fn finding(rule: &'static str, column: &'static str, sentence: &str) -> Finding {
    Finding::error(rule, FieldRef::of(Record::Letter, column), sentence)
}

/// A letter begun from a template, in the language of whom it goes to. Its fields are filled in when
/// it is prepared.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or template.
pub async fn begin(
    database: Database,
    patient: PatientId,
    template: String,
) -> Result<LetterDraft, Error> {
    database
        .call(move |connection| {
            let templates = read(connection)?;
            let found = templates.iter().find(|it| it.name == template);
            let found = found.ok_or(store::Error::NotFound("letter template"))?;
            let language = Recipient::of(connection, &patient)?.language();
            let text = found.text(language);
            Ok(LetterDraft {
                patient_id: patient.to_string(),
                language,
                subject: text.subject.clone(),
                body: text.body.clone(),
            })
        })
        .await
}

/// A letter's subject and pages, with whom it is about.
pub(super) fn pages(
    connection: &Connection,
    draft: &LetterDraft,
    today: NaiveDate,
) -> Result<(String, PatientId, Vec<Page>), Error> {
    let mut reader = Reader::new(Record::Letter);
    let patient: Option<PatientId> = reader.required("patient_id", &draft.patient_id);
    let subject = reader.required_text("subject", &draft.subject);
    let body = reader.required_text("body", &draft.body);
    let Some(patient) = patient.filter(|_| reader.is_clean()) else {
        return Err(Error::Refused(reader.into_findings()));
    };
    let desk = Desk::read(connection)?;
    let recipient = Recipient::of(connection, &patient)?;
    let values = Values::read(connection, &desk, &recipient, draft.language, today)?;
    let value = |field| values.of(field);
    let (subject, body) = match (fill(&subject, "subject", value), fill(&body, "body", value)) {
        (Ok(subject), Ok(body)) => (subject, body),
        (subject, body) => {
            let findings = [subject.err(), body.err()].into_iter().flatten();
            return Err(Error::Refused(findings.flatten().collect()));
        }
    };
    let account = recipient.guarantor.id.to_string();
    let letter = Letter {
        account: &account,
        written_on: today,
        subject: &subject,
        body: &body,
    };
    let mut frame = desk.frame(&recipient)?;
    frame.language = draft.language;
    let pages = drawn::letter::pages(&letter, frame);
    Ok((subject, patient, pages))
}

/// What fields stand for in one letter.
struct Values<'a> {
    desk: &'a Desk,
    recipient: &'a Recipient,
    language: Language,
    today: NaiveDate,
    /// What a statement of the day asks for; negative when the practice owes.
    due: Money,
    last_payment: Option<Received>,
}

/// What a statement of the day would ask of an account.
fn due(connection: &Connection, account: &PatientId, today: NaiveDate) -> Result<Money, Error> {
    let Some(facts) = store::statement::facts::of(connection, account, today)? else {
        return Ok(Money::ZERO);
    };
    let settings = settings::read(connection)?;
    let n_steps = settings.stationery.steps.len();
    let plain = store::plain_description::descriptions(connection)?;
    Ok(build(&facts, today, &settings.rules, n_steps, &plain).due())
}

impl<'a> Values<'a> {
    fn read(
        connection: &Connection,
        desk: &'a Desk,
        recipient: &'a Recipient,
        language: Language,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let mut last_payment: Option<Received> = None;
        for member in &recipient.family {
            let received = store::receipt::of_patient(connection, member)?;
            for it in received.into_iter().filter(|it| it.void.is_none()) {
                let day = |it: &Received| (it.receipt.received_on, it.id);
                if last_payment
                    .as_ref()
                    .is_none_or(|last| day(last) < day(&it))
                {
                    last_payment = Some(it);
                }
            }
        }
        Ok(Self {
            due: due(connection, &recipient.guarantor.id, today)?,
            desk,
            recipient,
            language,
            today,
            last_payment,
        })
    }

    fn of(&self, field: Field) -> Option<String> {
        let head = &self.desk.letterhead;
        let payment = self.last_payment.as_ref().map(|it| &it.receipt);
        let hours = match self.language {
            Language::Spanish if !head.hours_spanish.is_empty() => &head.hours_spanish,
            Language::Spanish | Language::English => &head.hours,
        };
        Some(match field {
            Field::Guarantor => self.recipient.to.clone(),
            Field::Patient => self.recipient.patient.name.spoken(),
            Field::Account => self.recipient.guarantor.id.to_string(),
            Field::AmountDue => dollars(self.due.max(Money::ZERO)),
            Field::Credit => dollars((-self.due).max(Money::ZERO)),
            Field::LastPayment => dollars(payment?.amount),
            Field::LastPaymentDate => long_date(self.language, payment?.received_on),
            Field::Practice => head.name.clone(),
            Field::Phone => head.phone.clone(),
            Field::Hours => hours.clone(),
            Field::Contact => head.contact.clone(),
            Field::RemitTo => {
                let (name, address) = match &head.remit_to {
                    Some(remit_to) => (&remit_to.name, &remit_to.address),
                    None => (&head.name, &head.address),
                };
                let mut lines = vec![name.clone()];
                lines.extend(address.lines());
                lines.join("\n")
            }
            Field::Address => self.recipient.guarantor.address.lines().join("\n"),
            Field::Today => long_date(self.language, self.today),
        })
    }
}
