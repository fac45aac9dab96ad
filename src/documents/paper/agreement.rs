//! A payment plan for both to sign: who agrees, what is covered, what is paid when, and what was
//! agreed, in plain words.

use super::table::{Column, Row, figures, words as column};
use super::words::dollars;
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::paper::agreement::Agreement;
use crate::domain::plan::{Instalment, Plan};
use crate::domain::statement::Language;

/// How many payments stand under each other before others stand beside them.
const MOST_UNDER: usize = 4;
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
    let introduction = introduction(&frame, plan);
    let title = say("Payment plan agreement", "Acuerdo de plan de pagos");
    let mut sheets = Sheets::new(frame, title, &facts);
    sheets.paragraph(&introduction);
    sheets.heading(say("Services in this plan", "Servicios de este plan"));
    covered(&mut sheets, agreement);
    sheets.heading(say("Payments", "Pagos"));
    schedule(&mut sheets, &plan.instalments);
    cost(&mut sheets, plan);
    if !plan.note.is_empty() {
        sheets.heading(say("Also agreed", "También acordado"));
        sheets.paragraph(&plan.note);
    }
    // Nobody signs a page that does not say what is signed.
    sheets.need(TERMS);
    terms(&mut sheets, plan.principal());
    let date = say("Date", "Fecha");
    sheets.signature(&[
        (
            say(
                "Signature of the person responsible",
                "Firma de la persona responsable",
            ),
            "",
        ),
        (date, ""),
        (say("For the practice", "Por la clínica"), ""),
        (date, ""),
    ]);
    sheets.finish()
}

/// Who agrees with whom on what.
fn introduction(frame: &Frame<'_>, plan: &Plan) -> String {
    let (payer, practice) = (frame.to, &frame.letterhead.name);
    let (amount, n_payments) = (dollars(plan.principal()), plan.instalments.len());
    match (frame.language, n_payments) {
        (Language::English, 1) => format!(
            "By this agreement between {payer} and {practice} you owe {amount} for what is listed here and agree to pay it in one payment on the day below."
        ),
        (Language::English, _) => format!(
            "By this agreement between {payer} and {practice} you owe {amount} for what is listed here and agree to pay it in {n_payments} payments, each by the day on which it is due below."
        ),
        (Language::Spanish, 1) => format!(
            "Por este acuerdo entre {payer} y {practice} usted debe {amount} por lo que se indica aquí y acepta pagarlo en un solo pago, en la fecha de abajo."
        ),
        (Language::Spanish, _) => format!(
            "Por este acuerdo entre {payer} y {practice} usted debe {amount} por lo que se indica aquí y acepta pagarlo en {n_payments} pagos, cada uno a más tardar en su fecha de abajo."
        ),
    }
}

/// What of each service the plan covers.
fn covered(sheets: &mut Sheets<'_>, agreement: &Agreement) {
    let mut rows: Vec<Row> = agreement.covered.iter().map(Row::from).collect();
    let label = sheets.say("Amount of this plan", "Cantidad de este plan");
    rows.push(Row::Sum(label.into(), dollars(agreement.plan.principal())));
    let columns = [
        column(sheets.say("Date", "Fecha"), 1.1),
        column(sheets.say("Patient", "Paciente"), 1.9),
        column(sheets.say("Service", "Servicio"), 3.2),
        figures(sheets.say("Amount", "Cantidad"), 1.1),
    ];
    sheets.table(&columns, &rows);
}

/// What credit costs, where the plan is such that federal rules may ask for it: amount financed,
/// finance charge, annual percentage rate and total of payments (12 CFR 1026.18(b), (d), (e), (h)).
fn cost(sheets: &mut Sheets<'_>, plan: &Plan) {
    let Some((financed, n_payments)) = plan.financed() else {
        return;
    };
    sheets.heading(sheets.say(
        "What this credit costs you",
        "Lo que le cuesta este crédito",
    ));
    let payments = match sheets.frame.language {
        Language::English => format!("{} in {n_payments} payments", dollars(financed)),
        Language::Spanish => format!("{} en {n_payments} pagos", dollars(financed)),
    };
    let pairs = [
        (
            sheets.say("Amount financed", "Cantidad financiada"),
            dollars(financed),
        ),
        (
            sheets.say("Finance charge", "Cargo por financiamiento"),
            dollars(Money::ZERO),
        ),
        (
            sheets.say("Annual percentage rate", "Tasa de porcentaje anual"),
            "0%".to_owned(),
        ),
        (sheets.say("Total of payments", "Total de pagos"), payments),
    ];
    sheets.pairs(&pairs);
}

fn terms(sheets: &mut Sheets<'_>, principal: Money) {
    sheets.heading(sheets.say("What we agree on", "Lo que acordamos"));
    // The page that is signed names the amount, whether or not it is the first.
    let amount = dollars(principal);
    sheets.paragraph(&match sheets.frame.language {
        Language::English => format!(
            "No interest and no fee is added to the {amount} of this plan, even for a late payment."
        ),
        Language::Spanish => format!(
            "A los {amount} de este plan no se agregan intereses ni cargos, ni siquiera por un pago tardío."
        ),
    });
    for (english, spanish) in [
        (
            "You may pay more, or earlier, at any time and at no cost. What is paid on these services counts first toward the oldest payment of this plan.",
            "Puede pagar más, o antes, en cualquier momento y sin costo. Lo que se paga por estos servicios cuenta primero para el pago más antiguo de este plan.",
        ),
        (
            "If you cannot make a payment, call us before it is due and we will look for a way together.",
            "Si no puede hacer un pago, llámenos antes de su fecha y buscaremos juntos una solución.",
        ),
        (
            "If payments are missed, the practice may end this plan. What is left of the amount is then due.",
            "Si faltan pagos, la clínica puede terminar este plan. Lo que quede de la cantidad se deberá entonces.",
        ),
        (
            "Services that are not part of this plan, and later ones, are billed apart from it.",
            "Los servicios que no son parte de este plan, y los posteriores, se cobran aparte.",
        ),
    ] {
        sheets.paragraph(sheets.say(english, spanish));
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
