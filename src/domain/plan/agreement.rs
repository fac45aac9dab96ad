//! What a payment plan says on paper: a letter to whoever agreed on it, to be signed.

use chrono::NaiveDate;

use super::Plan;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::statement::Language;

/// Subject and text of the letter, with the fields of letters in braces. `covered` names the days of
/// the services with what of each the plan covers; empty leaves them out.
pub fn letter(
    plan: &Plan,
    covered: &[(NaiveDate, Money)],
    language: Language,
) -> (&'static str, String) {
    let words = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    };
    let mut paragraphs = vec![words.greeting.to_owned()];
    paragraphs.push(
        words
            .sum
            .replace("<day>", &spoken(plan.agreed_on))
            .replace("<sum>", &plan.principal().to_string())
            .replace("<parts>", &plan.instalments.len().to_string()),
    );
    let line = |day: NaiveDate, amount: Money| format!("{}   {amount}", spoken(day));
    let parts = plan
        .instalments
        .iter()
        .map(|it| format!("{}.  {}", it.number, line(it.due_on, it.amount)));
    paragraphs.push(joined(words.schedule, parts));
    if !covered.is_empty() {
        let days = covered.iter().map(|(day, amount)| line(*day, *amount));
        paragraphs.push(joined(words.covered, days));
    }
    if !plan.note.is_empty() {
        // A brace of hers is no field of letters.
        paragraphs.push(plan.note.replace('{', "(").replace('}', ")"));
    }
    paragraphs.push(words.terms.to_owned());
    paragraphs.push(words.signature.to_owned());
    (words.subject, paragraphs.join("\n\n"))
}

fn joined(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    format!("{title}\n{}", lines.join("\n"))
}

struct Words {
    subject: &'static str,
    greeting: &'static str,
    sum: &'static str,
    schedule: &'static str,
    covered: &'static str,
    terms: &'static str,
    signature: &'static str,
}

const ENGLISH: Words = Words {
    subject: "Payment plan agreement",
    greeting: "Dear {guarantor},",
    sum: "On <day> we agreed that you pay <sum> of what your account {account} owes in <parts> \
          parts, without interest.",
    schedule: "You pay:",
    covered: "This pays for services of:",
    terms: "You can pay more, or sooner, at any time. If you cannot pay a part on its day, please call \
            us before. If a part is missed, we may ask for the whole rest at once.",
    signature: "Signed: ______________________________     Date: ______________",
};

const SPANISH: Words = Words {
    subject: "Acuerdo de plan de pagos",
    greeting: "Estimado(a) {guarantor}:",
    sum: "El <day> acordamos que usted paga <sum> de lo que debe su cuenta {account} en <parts> \
          partes, sin intereses.",
    schedule: "Usted paga:",
    covered: "Con esto se pagan los servicios del:",
    terms: "Puede pagar más, o antes, en cualquier momento. Si no puede pagar una parte en su día, por \
            favor llámenos antes. Si falta el pago de una parte, podemos pedirle todo el resto de una \
            vez.",
    signature: "Firma: ______________________________     Fecha: ______________",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::ChargeLineId;
    use crate::domain::letter::faults;
    use crate::domain::plan::{Instalment, PlanLine};

    #[test]
    fn every_part_stands_in_the_letter_and_a_brace_in_the_note_is_no_field() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let part = |number, day: &str, cents| Instalment {
            number,
            due_on: on(day),
            amount: Money::from_cents(cents),
        };
        let plan = Plan {
            guarantor: "P1".parse().unwrap(),
            agreed_on: on("2026-03-04"),
            lines: vec![PlanLine {
                charge: ChargeLineId::new(1),
                amount: Money::from_cents(10_001),
            }],
            instalments: vec![part(1, "2026-04-01", 5000), part(2, "2026-05-01", 5001)],
            note: "by {card}".to_owned(),
        };
        let covered = [(on("2026-02-02"), Money::from_cents(10_001))];
        for language in [Language::English, Language::Spanish] {
            let (subject, body) = letter(&plan, &covered, language);
            assert!(!subject.is_empty());
            for words in [
                "100.01",
                "1.  04/01/2026   50.00",
                "2.  05/01/2026   50.01",
                "02/02/2026   100.01",
                "by (card)",
            ] {
                assert!(body.contains(words), "{words} in {body}");
            }
            assert!(!body.contains('<'));
            assert!(faults(&body, "body").is_empty());
        }
    }
}
