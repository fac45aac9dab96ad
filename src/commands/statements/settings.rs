//! What the practice decided about its statements: rules, letterhead, texts by step, envelopes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::commands::{Author, Error};
use crate::documents::font::Face;
use crate::documents::image::{self, Image};
use crate::documents::statement as paper;
use crate::documents::words;
use crate::domain::charge::ChargeKind;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};
use crate::domain::statement::envelope::Use;
use crate::domain::statement::rules::Rules;
use crate::domain::statement::stationery::{Letterhead, Stationery, Step};
use crate::domain::statement::{Language, Line, Member, Reason, Statement};
use crate::store::picture::{self, Picture};
use crate::store::{self, Change, Connection, Database, Transaction};

const RULES: &str = "statement.rules";
const LETTERHEAD: &str = "statement.letterhead";
const STEPS: &str = "statement.steps";
const OUTER: &str = "statement.outer";
const REPLY: &str = "statement.reply";

/// The most steps: nobody reads a tenth letter.
const MOST_STEPS: usize = 9;

/// All that a practice decides about its statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementSettings {
    pub rules: Rules,
    pub stationery: Stationery,
}

/// What the practice decided; what was never decided is the default: the letterhead from the practice's
/// record, the steps and envelopes that come with the program.
///
/// # Errors
/// [`Error::Store`] when the practice file, or what it holds of this, cannot be read.
pub async fn load(database: Database) -> Result<StatementSettings, Error> {
    Ok(database.call(|connection| read(connection)).await?)
}

/// As [`load`], on the practice file's own thread.
///
/// # Errors
/// As [`load`].
pub fn read(connection: &Connection) -> Result<StatementSettings, store::Error> {
    let usual = usual(connection)?;
    Ok(StatementSettings {
        rules: value(connection, RULES)?.unwrap_or(usual.rules),
        stationery: Stationery {
            letterhead: value(connection, LETTERHEAD)?.unwrap_or(usual.stationery.letterhead),
            steps: value(connection, STEPS)?
                .filter(|steps: &Vec<Step>| !steps.is_empty())
                .unwrap_or(usual.stationery.steps),
            outer: value(connection, OUTER)?.unwrap_or(usual.stationery.outer),
            reply: value(connection, REPLY)?.unwrap_or(usual.stationery.reply),
        },
    })
}

fn value<T: DeserializeOwned>(
    connection: &Connection,
    key: &str,
) -> Result<Option<T>, store::Error> {
    let Some(text) = store::setting::get(connection, key)? else {
        return Ok(None);
    };
    let unreadable = |_| store::Error::UnreadableSetting { what: called(key) };
    serde_json::from_str(&text).map(Some).map_err(unreadable)
}

/// What a sentence calls a setting.
fn called(key: &str) -> &'static str {
    match key {
        RULES => "the rules for statements",
        LETTERHEAD => "the letterhead",
        STEPS => "the texts of the reminders",
        OUTER => "the envelope that goes out",
        _ => "the envelope that comes back",
    }
}

fn usual(connection: &Connection) -> Result<StatementSettings, store::Error> {
    let practice = store::practice::load(connection)?.map(|found| found.value);
    let usual = Stationery::default();
    Ok(StatementSettings {
        rules: Rules::default(),
        stationery: Stationery {
            letterhead: match practice {
                Some(practice) => Letterhead {
                    name: practice.name,
                    address: practice.address,
                    phone: practice.phone.to_string(),
                    tax_id: practice.tax_id.to_string(),
                    ..usual.letterhead
                },
                None => usual.letterhead,
            },
            ..usual
        },
    })
}

/// Keeps what is given of the rules and of letterhead, steps and envelopes, all of it or nothing. The
/// logo stays as it is: [`set_logo`] and [`remove_logo`] change it.
///
/// # Errors
/// [`Error::Refused`] with a sentence for each field that makes no sense, is missing or cannot be
/// printed, and [`Error::Store`] when what stands there cannot be read; nothing is kept then.
pub async fn save(
    database: Database,
    rules: Option<Rules>,
    stationery: Option<Stationery>,
    author: Author,
) -> Result<(), Error> {
    let of_rules = rules.iter().flat_map(Rules::problems);
    let of_rules = of_rules.map(|(column, sentence)| finding(column, sentence));
    let problems: Vec<Finding> = of_rules
        .chain(stationery.iter().flat_map(problems))
        .collect();
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let what = match (&rules, &stationery) {
        (Some(_), None) => "rules",
        (None, _) => "stationery",
        (Some(_), Some(_)) => "rules and stationery",
    };
    put(database, author, what, move |tx| {
        // Nothing is written over what could not be shown.
        let logo = read(tx)?.stationery.letterhead.logo;
        if let Some(rules) = rules {
            set(tx, RULES, &rules)?;
        }
        let Some(stationery) = stationery else {
            return Ok(());
        };
        let letterhead = Letterhead {
            logo,
            ..stationery.letterhead
        };
        set(tx, LETTERHEAD, &letterhead)?;
        set(tx, STEPS, &stationery.steps)?;
        set(tx, OUTER, &stationery.outer)?;
        set(tx, REPLY, &stationery.reply)
    })
    .await
}

/// Puts a picture on the letterhead, from the bytes of its file; its id among the pictures.
///
/// # Errors
/// [`Error::File`] when it is no picture that can be printed.
pub async fn set_logo(database: Database, bytes: Vec<u8>, author: Author) -> Result<String, Error> {
    let image = Image::read(&bytes).map_err(|error| Error::File(error.to_string()))?;
    let id = image.id().as_str().to_owned();
    let picture = Picture {
        id: id.clone(),
        width: image.width(),
        height: image.height(),
        png: image
            .png()
            .map_err(|error| Error::File(error.to_string()))?,
    };
    put(database, author, "logo", move |tx| {
        picture::insert(tx, &picture)?;
        let letterhead = Letterhead {
            logo: Some(picture.id),
            ..read(tx)?.stationery.letterhead
        };
        set(tx, LETTERHEAD, &letterhead)
    })
    .await?;
    Ok(id)
}

/// Takes the picture off the letterhead. Statements that were mailed keep it.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn remove_logo(database: Database, author: Author) -> Result<(), Error> {
    put(database, author, "no logo", |tx| {
        let letterhead = Letterhead {
            logo: None,
            ..read(tx)?.stationery.letterhead
        };
        set(tx, LETTERHEAD, &letterhead)
    })
    .await
}

/// The picture on the letterhead.
///
/// # Errors
/// [`Error::Store`] when it cannot be read.
pub async fn logo(database: Database) -> Result<Option<Image>, Error> {
    Ok(database.call(|connection| logo_in(connection)).await?)
}

/// As [`logo`], on the practice file's own thread.
///
/// # Errors
/// The practice file cannot be read.
pub fn logo_in(connection: &Connection) -> Result<Option<Image>, store::Error> {
    match read(connection)?.stationery.letterhead.logo {
        Some(id) => image(connection, &id),
        None => Ok(None),
    }
}

/// A picture that pages name.
///
/// # Errors
/// The practice file cannot be read, or holds something else.
pub fn image(connection: &Connection, id: &str) -> Result<Option<Image>, store::Error> {
    let unreadable = |_: image::Error| store::Error::Unreadable { column: "png" };
    picture::find(connection, id)?
        .map(|kept| Image::read(&kept.png).map_err(unreadable))
        .transpose()
}

async fn put(
    database: Database,
    author: Author,
    what: &'static str,
    work: impl FnOnce(&Transaction<'_>) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                work(tx)?;
                let change = Change {
                    verb: "change",
                    entity: "setting",
                    entity_id: None,
                    details: format!("statement {what}"),
                };
                Ok((change, ()))
            })
        })
        .await
}

fn set(tx: &Transaction<'_>, key: &str, value: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_string(value).map_err(|_| store::Error::Worker)?;
    Ok(store::setting::set(tx, key, &text)?)
}

/// Says on the letterhead when somebody answers, as a part of what the caller does in one step.
///
/// # Errors
/// The file cannot be read or written.
pub(in crate::commands) fn set_hours(
    tx: &Transaction<'_>,
    english: &str,
    spanish: &str,
) -> Result<(), Error> {
    let letterhead = Letterhead {
        hours: english.to_owned(),
        hours_spanish: spanish.to_owned(),
        ..read(tx)?.stationery.letterhead
    };
    set(tx, LETTERHEAD, &letterhead)
}

fn finding(column: &'static str, sentence: impl Into<String>) -> Finding {
    Finding::error(
        "statement-setting",
        FieldRef::of(Record::Statement, column),
        sentence,
    )
}

/// What is wrong with letterhead, steps and envelopes, one sentence each.
pub fn problems(stationery: &Stationery) -> Vec<Finding> {
    let mut findings = letterhead_problems(&stationery.letterhead);
    findings.extend(step_problems(&stationery.steps));
    let outer = stationery.outer.check(Use::Outer).err();
    findings.extend(outer.map(|unfit| finding("outer", unfit.to_string())));
    let reply = stationery.reply.as_ref();
    let reply = reply.and_then(|it| it.check(Use::Reply).err());
    findings.extend(reply.map(|unfit| finding("reply", unfit.to_string())));
    if findings.is_empty() {
        findings.extend(layout_problem(stationery));
    }
    findings
}

/// What keeps every statement from being printed, tried on one of each step in each language.
fn layout_problem(stationery: &Stationery) -> Option<Finding> {
    let steps = 1..=u8::try_from(stationery.steps.len()).unwrap_or(u8::MAX);
    steps
        .flat_map(|step| Language::ALL.iter().map(move |language| (step, *language)))
        .filter_map(|(step, language)| {
            let tried = statement_to_try(step, language, &stationery.letterhead)?;
            paper::pages(&tried, stationery, None, false).err()
        })
        .find(paper::Undrawable::is_of_practice)
        .map(|undrawable| finding("stationery", undrawable.to_string()))
}

/// A statement that says as little as one can.
fn statement_to_try(step: u8, language: Language, letterhead: &Letterhead) -> Option<Statement> {
    let account: PatientId = "1".parse().ok()?;
    let due = Money::from_cents(100);
    let day = NaiveDate::default();
    let name = PersonName {
        last: "A".to_owned(),
        ..PersonName::default()
    };
    Some(Statement {
        address: letterhead.address.clone(),
        language,
        as_of: day,
        step,
        members: vec![Member {
            patient: account.clone(),
            name: name.clone(),
        }],
        lines: vec![Line {
            charge: ChargeLineId::new(1),
            patient: account.clone(),
            kind: ChargeKind::Fee,
            from_on: day,
            to_on: None,
            code: String::new(),
            description: "A".to_owned(),
            charged: due,
            insurance_paid: Money::ZERO,
            adjusted: Money::ZERO,
            patient_paid: Money::ZERO,
            pending: Money::ZERO,
            collections: Money::ZERO,
            owes: due,
            since: day,
            reasons: vec![Reason::Fee],
            first_due_on: None,
            on_plan: Money::ZERO,
        }],
        pending: Vec::new(),
        previous: None,
        activity: Vec::new(),
        credit: Money::ZERO,
        plan: None,
        aging: [due, Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO],
        past_due: Money::ZERO,
        past_due_since: None,
        pay_by: day,
        account,
        name,
    })
}

fn letterhead_problems(letterhead: &Letterhead) -> Vec<Finding> {
    let mut findings = Vec::new();
    if letterhead.name.trim().is_empty() {
        findings.push(finding("name", "The letterhead needs the practice's name."));
    }
    if !letterhead.address.is_complete() {
        findings.push(finding(
            "address1",
            "The letterhead needs street, city, state and ZIP code.",
        ));
    }
    if letterhead.phone.trim().is_empty() {
        findings.push(finding(
            "phone",
            "Give the telephone number that patients can call about a bill.",
        ));
    }
    if let Some(remit_to) = &letterhead.remit_to
        && (remit_to.name.trim().is_empty() || !remit_to.address.is_complete())
    {
        findings.push(finding(
            "remit_address1",
            "The address for payments needs name, street, city, state and ZIP code; or leave it empty.",
        ));
    }
    let lines = |it: &Address| [it.line1.clone(), it.line2.clone(), it.city.clone()].join(" ");
    let mut texts = vec![
        ("name", letterhead.name.clone()),
        ("address1", lines(&letterhead.address)),
        ("contact", letterhead.contact.clone()),
        ("phone", letterhead.phone.clone()),
        ("hours", letterhead.hours.clone()),
        ("hours_spanish", letterhead.hours_spanish.clone()),
        ("ways_to_pay", letterhead.ways_to_pay.clone()),
        (
            "ways_to_pay_spanish",
            letterhead.ways_to_pay_spanish.clone(),
        ),
        ("tax_id", letterhead.tax_id.clone()),
    ];
    if let Some(remit_to) = &letterhead.remit_to {
        texts.push(("remit_name", remit_to.name.clone()));
        texts.push(("remit_address1", lines(&remit_to.address)));
    }
    findings.extend(texts.iter().filter_map(|(column, text)| {
        undrawable(text).map(|letter| finding(column, unprintable(letter)))
    }));
    findings
}

fn step_problems(steps: &[Step]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if steps.is_empty() || steps.len() > MOST_STEPS {
        findings.push(finding(
            "steps",
            format!("Statements have 1 to {MOST_STEPS} steps; the last is the final notice."),
        ));
    }
    let mut seen = BTreeSet::new();
    for (idx, step) in steps.iter().enumerate() {
        let number = idx + 1;
        if step.english.message.trim().is_empty() {
            findings.push(finding(
                "steps",
                format!("Step {number} needs a message in English."),
            ));
        }
        let (english, spanish) = (&step.english, &step.spanish);
        for text in [
            &english.title,
            &english.message,
            &spanish.title,
            &spanish.message,
        ] {
            if let Some(letter) = undrawable(text).filter(|letter| seen.insert(*letter)) {
                findings.push(finding(
                    "steps",
                    format!("Step {number}: {}", unprintable(letter)),
                ));
            }
        }
    }
    findings
}

fn undrawable(text: &str) -> Option<char> {
    text.lines()
        .find_map(|line| words::undrawable(Face::Sans, line))
}

fn unprintable(letter: char) -> String {
    format!(
        "The letter {letter} (U+{:04X}) cannot be printed; write it another way.",
        u32::from(letter)
    )
}
