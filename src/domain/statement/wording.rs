//! Every word on a statement, in the language of who reads it. Dates are month, day and year and amounts
//! in dollars in both, as the United States write them.

mod english;
mod spanish;

use chrono::NaiveDate;

use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use crate::domain::statement::{ActivityKind, Language, Line, Previous, Reason};

/// The words that stand alone.
#[derive(Debug)]
pub struct Words {
    pub statement: &'static str,
    pub statement_date: &'static str,
    pub account: &'static str,
    pub amount_due: &'static str,
    pub pay_by: &'static str,
    /// Of an amount due that a statement asked for before.
    pub past_due: &'static str,
    pub credit_balance: &'static str,
    pub owes_nothing: &'static str,
    pub nothing_due_now: &'static str,
    /// Title and message where the practice owes her.
    pub credit_message: (&'static str, &'static str),
    /// Title and message where nothing is asked for now.
    pub nothing_message: (&'static str, &'static str),
    pub questions: &'static str,
    pub ways_to_pay: &'static str,
    pub what_you_owe: &'static str,
    pub continued: &'static str,
    pub no_charges: &'static str,
    /// The titles of the columns: day, what was done, charged, insurance paid, adjustments, you paid,
    /// you owe.
    pub columns: [&'static str; 7],
    pub total_of_lines: &'static str,
    pub credit: &'static str,
    pub deferred: &'static str,
    pub last_statement: &'static str,
    pub aging: &'static str,
    /// 0-30, 31-60, 61-90, 91-120, 121 and more days.
    pub ages: [&'static str; 5],
    pub plan: &'static str,
    pub pending: &'static str,
    pub pending_explained: &'static str,
    pub pending_total: &'static str,
    pub detach: &'static str,
    pub name: &'static str,
    pub amount_enclosed: &'static str,
    pub check_payable_to: &'static str,
    pub write_account: &'static str,
    pub mail_to: &'static str,
    pub new_address: &'static str,
    pub new_address_behind: &'static str,
    pub new_address_lines: [&'static str; 3],
    pub sample: &'static str,
}

impl Language {
    /// The words of the language.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::English => &english::WORDS,
            Self::Spanish => &spanish::WORDS,
        }
    }
}

/// `03/05/2026`.
pub fn day(on: NaiveDate) -> String {
    on.format("%m/%d/%Y").to_string()
}

/// `1,234.56`, `-0.05`: as columns show an amount.
pub fn figure(amount: Money) -> String {
    let dollars = amount.dollars_text();
    let mut grouped = String::new();
    for (idx, digit) in dollars.chars().enumerate() {
        if idx > 0 && (dollars.len() - idx).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount.is_negative() { "-" } else { "" };
    format!("{sign}{grouped}.{}", amount.cents_text())
}

/// `$1,234.56`, `-$0.05`: as sentences show an amount.
pub fn dollars(amount: Money) -> String {
    let figure = figure(amount);
    match figure.strip_prefix('-') {
        Some(figure) => format!("-${figure}"),
        None => format!("${figure}"),
    }
}

/// Why an amount is hers, as a sentence.
pub fn reason(language: Language, reason: &Reason) -> String {
    match language {
        Language::English => english::reason(reason),
        Language::Spanish => spanish::reason(reason),
    }
}

/// All that is said under a line: its reasons, and what of it the columns do not show.
pub fn line_sentences(language: Language, line: &Line, as_of: NaiveDate) -> Vec<String> {
    let mut sentences: Vec<String> = line.reasons.iter().map(|it| reason(language, it)).collect();
    let told: Money = line
        .reasons
        .iter()
        .filter_map(|it| match it {
            Reason::StillPending { amount, .. } => Some(*amount),
            _ => None,
        })
        .sum();
    let rest = Rest {
        pending: line.pending - told,
        collections: line.collections,
        on_plan: line.on_plan,
        overdue_since: line
            .first_due_on
            .filter(|&on| on < as_of && line.owes > line.on_plan),
    };
    sentences.extend(match language {
        Language::English => english::rest(&rest),
        Language::Spanish => spanish::rest(&rest),
    });
    sentences
}

/// What of a line neither its columns nor its reasons tell.
#[derive(Debug)]
struct Rest {
    pending: Money,
    collections: Money,
    on_plan: Money,
    overdue_since: Option<NaiveDate>,
}

/// What happened on the account. `amount` tells which way: less owed is negative.
pub fn activity(language: Language, kind: &ActivityKind, amount: Money) -> String {
    match language {
        Language::English => english::activity(kind, amount),
        Language::Spanish => spanish::activity(kind, amount),
    }
}

/// The title of the list of what happened.
pub fn activity_title(language: Language, previous: Option<&Previous>) -> String {
    match (language, previous.map(|it| day(it.mailed_on))) {
        (Language::English, Some(on)) => {
            format!("Payments and changes since your last statement ({on})")
        }
        (Language::English, None) => "Payments and changes in the past year".to_owned(),
        (Language::Spanish, Some(on)) => {
            format!("Pagos y cambios desde su último estado de cuenta ({on})")
        }
        (Language::Spanish, None) => "Pagos y cambios del último año".to_owned(),
    }
}

/// Since when something is past due.
pub fn past_due_since(language: Language, on: NaiveDate) -> String {
    match language {
        Language::English => format!("was due by {}", day(on)),
        Language::Spanish => format!("vencía el {}", day(on)),
    }
}

/// Where the payment plan stands, in sentences.
pub fn plan(language: Language, plan: &PlanState, pay_by: NaiveDate) -> Vec<String> {
    match language {
        Language::English => english::plan(plan, pay_by),
        Language::Spanish => spanish::plan(plan, pay_by),
    }
}

/// Whom to call: empty parts are left out.
pub fn call(language: Language, phone: &str, contact: &str) -> String {
    match (language, phone.is_empty(), contact.is_empty()) {
        (Language::English, false, false) => format!("Call {phone} and ask for {contact}."),
        (Language::English, false, true) => format!("Call {phone}."),
        (Language::English, true, false) => format!("Ask for {contact}."),
        (Language::Spanish, false, false) => format!("Llame al {phone} y pregunte por {contact}."),
        (Language::Spanish, false, true) => format!("Llame al {phone}."),
        (Language::Spanish, true, false) => format!("Pregunte por {contact}."),
        (_, true, true) => String::new(),
    }
}

/// `Page 2 of 4`.
pub fn page_number(language: Language, number: usize, of: usize) -> String {
    match language {
        Language::English => format!("Page {number} of {of}"),
        Language::Spanish => format!("Página {number} de {of}"),
    }
}

/// Items in a row: `a`, `a and b`, `a, b and c`.
fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
