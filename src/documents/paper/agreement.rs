//! A payment plan for both to sign: what is paid when, and what was agreed, in plain words.

use super::table::{Column, Row, figures, words as column};
use super::words::dollars;
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::paper::agreement::Agreement;
use crate::domain::plan::Instalment;
use crate::domain::statement::Language;

/// How many payments stand under each other before others stand beside them.
const MOST_UNDER: usize = 10;
/// How many stand beside each other at most.
const MOST_BESIDE: usize = 3;

/// How much room terms and signatures take, in points.
const TERMS: f32 = 185.0;

/// The agreement's pages: one, but for plans of very many payments.
pub fn pages(agreement: &Agreement, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let plan = &agreement.plan;
    let facts = [
        (
            say("Plan number", "Plan número"),
            agreement.number.to_string(),
        ),
        (say("Agreed on", "Acordado el"), spoken(plan.agreed_on)),
        (say("Account", "Cuenta"), agreement.account.clone()),
        (say("Amount", "Cantidad"), dollars(plan.principal())),
    ];
    let practice = frame.letterhead.name.clone();
    let title = say("Payment plan", "Plan de pagos");
    let mut sheets = Sheets::new(frame, title, &facts);
    sheets.paragraph(&introduction(language, agreement, &practice));
    sheets.heading(say("Payments", "Pagos"));
    schedule(&mut sheets, &plan.instalments);
    // Nobody signs a page that does not say what is signed.
    sheets.need(TERMS);
    sheets.heading(say("What we agree on", "Lo que acordamos"));
    for words in [
        say(
            "No interest and no fee is added because of this plan.",
            "Este plan no agrega intereses ni cargos.",
        ),
        say(
            "You may pay more, or earlier, at any time. What is paid on these services counts first toward the oldest payment of this plan.",
            "Puede pagar más, o antes, en cualquier momento. Lo que se paga por estos servicios cuenta primero para el pago más antiguo de este plan.",
        ),
        say(
            "If you cannot make a payment, call us before it is due and we will look for a way together.",
            "Si no puede hacer un pago, llámenos antes de su fecha y buscaremos juntos una solución.",
        ),
        say(
            "If payments are missed, the practice may end this plan. What is left of the amount is then due.",
            "Si faltan pagos, la clínica puede terminar este plan. Lo que quede de la cantidad se deberá entonces.",
        ),
        say(
            "Services that are not part of this plan, and later ones, are billed apart from it.",
            "Los servicios que no son parte de este plan, y los posteriores, se cobran aparte.",
        ),
    ] {
        sheets.paragraph(words);
    }
    let date = say("Date", "Fecha");
    sheets.signature(&[
        (say("Who pays", "Quien paga"), ""),
        (date, ""),
        (say("For the practice", "Por la clínica"), ""),
        (date, ""),
    ]);
    sheets.finish()
}

fn introduction(language: Language, agreement: &Agreement, practice: &str) -> String {
    let (plan, (first, last)) = (&agreement.plan, agreement.served);
    let (amount, n_payments) = (dollars(plan.principal()), plan.instalments.len());
    let days = match (language, first == last) {
        (_, true) => spoken(first),
        (Language::English, false) => format!("{} to {}", spoken(first), spoken(last)),
        (Language::Spanish, false) => format!("{} al {}", spoken(first), spoken(last)),
    };
    match (language, n_payments) {
        (Language::English, 1) => format!(
            "This is what you owe {practice} for services of {days}: {amount}. You agree to pay it in one payment on the day below."
        ),
        (Language::English, _) => format!(
            "This is what you owe {practice} for services of {days}: {amount}. You agree to pay it in {n_payments} payments, each by the day on which it is due below."
        ),
        (Language::Spanish, 1) => format!(
            "Esto es lo que debe a {practice} por servicios del {days}: {amount}. Usted acepta pagarlo en un solo pago, en la fecha de abajo."
        ),
        (Language::Spanish, _) => format!(
            "Esto es lo que debe a {practice} por servicios del {days}: {amount}. Usted acepta pagarlo en {n_payments} pagos, cada uno a más tardar en su fecha de abajo."
        ),
    }
}

/// The payments, down one column and then the next.
fn schedule(sheets: &mut Sheets<'_>, instalments: &[Instalment]) {
    let n_beside = instalments.len().div_ceil(MOST_UNDER).clamp(1, MOST_BESIDE);
    let n_under = instalments.len().div_ceil(n_beside);
    let gap = column("", 0.3);
    let of_payment = [
        column(sheets.say("No.", "N.º"), 0.5),
        column(sheets.say("Due on", "Fecha"), 1.2),
        figures(sheets.say("Amount", "Cantidad"), 1.1),
        gap,
    ];
    let mut titles: Vec<Column<'_>> = of_payment.repeat(n_beside);
    // Room to the right of fewer columns keeps the figures near their days.
    titles.extend([column("", 2.8), gap].repeat(MOST_BESIDE - n_beside));
    let mut rows = Vec::with_capacity(n_under);
    for under in 0..n_under {
        let mut cells = Vec::with_capacity(titles.len());
        for beside in 0..n_beside {
            match instalments.get(beside * n_under + under) {
                Some(it) => {
                    cells.extend([it.number.to_string(), spoken(it.due_on), dollars(it.amount)]);
                }
                None => cells.extend([const { String::new() }; 3]),
            }
            cells.push(String::new());
        }
        rows.push(Row::Line(cells));
    }
    sheets.table(&titles, &rows);
}
