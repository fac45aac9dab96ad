//! A walk-out statement.

use super::table::{Row, figures, words as column};
use super::words::{dollars, method};
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::paper::walk_out::WalkOut;
use crate::domain::statement::Language;

/// The statement's pages.
pub fn pages(walk_out: &WalkOut, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let facts = [
        (
            say("Date of visit", "Fecha de la visita"),
            spoken(walk_out.on),
        ),
        (say("Visit", "Visita"), walk_out.visit.to_string()),
        (say("Account", "Cuenta"), walk_out.account.clone()),
        (say("Patient", "Paciente"), walk_out.patient.spoken()),
        (say("Seen by", "Atendido por"), walk_out.provider.clone()),
    ];
    let title = say("Summary of your visit", "Resumen de su visita");
    let mut sheets = Sheets::new(frame, title, &facts);
    sheets.heading(say("What was done", "Qué se hizo"));
    let mut rows: Vec<Row> = walk_out
        .services
        .iter()
        .map(|it| {
            Row::Line(vec![
                spoken(it.on),
                it.description.clone(),
                it.code.clone(),
                it.units.to_string(),
                dollars(it.charge),
            ])
        })
        .collect();
    let label = say("Total charges", "Total de cargos");
    rows.push(Row::Sum(label.into(), dollars(walk_out.charged())));
    sheets.table(
        &[
            column(say("Date", "Fecha"), 1.1),
            column(say("Service", "Servicio"), 4.0),
            column(say("Code", "Código"), 0.8),
            figures(say("Units", "Unidades"), 0.8),
            figures(say("Charge", "Cargo"), 1.1),
        ],
        &rows,
    );
    payments(&mut sheets, walk_out);
    share(&mut sheets, walk_out);
    next_steps(&mut sheets, walk_out);
    sheets.finish()
}

fn payments(sheets: &mut Sheets<'_>, walk_out: &WalkOut) {
    let language = sheets.frame.language;
    sheets.heading(sheets.say("What you paid", "Lo que usted pagó"));
    if walk_out.paid.is_empty() {
        let none = sheets.say(
            "We have no payment from you for this visit yet.",
            "Todavía no tenemos un pago suyo por esta visita.",
        );
        sheets.paragraph(none);
        return;
    }
    let mut rows: Vec<Row> = walk_out
        .paid
        .iter()
        .map(|it| {
            Row::Line(vec![
                spoken(it.on),
                it.receipt.to_string(),
                method(language, it.method, &it.check_number),
                dollars(it.amount),
            ])
        })
        .collect();
    let label = sheets.say("Total paid", "Total pagado");
    rows.push(Row::Sum(label.into(), dollars(walk_out.paid_total())));
    let columns = [
        column(sheets.say("Date", "Fecha"), 1.1),
        column(sheets.say("Receipt number", "Recibo número"), 1.4),
        column(sheets.say("Paid by", "Forma de pago"), 3.2),
        figures(sheets.say("Amount", "Cantidad"), 1.1),
    ];
    sheets.table(&columns, &rows);
}

/// What she is expected to pay, said to be an estimate while a payer has not decided.
fn share(sheets: &mut Sheets<'_>, walk_out: &WalkOut) {
    let is_open = walk_out.with_insurance.is_positive();
    let heading = if is_open {
        sheets.say(
            "What we expect you to pay (an estimate)",
            "Lo que esperamos que usted pague (una estimación)",
        )
    } else {
        sheets.say("What you pay", "Lo que usted paga")
    };
    sheets.heading(heading);
    let label = sheets.say("Your share of this visit", "Su parte de esta visita");
    let mut rows = Vec::new();
    if is_open {
        let billed = match sheets.frame.language {
            Language::English => format!("Charges that {} decides on", walk_out.payer),
            Language::Spanish => format!("Cargos que decide {}", walk_out.payer),
        };
        rows.push(Row::Line(vec![billed, dollars(walk_out.with_insurance)]));
    }
    if !walk_out.settled.is_zero() {
        let settled = sheets.say(
            "Paid by insurance or taken off",
            "Pagado por el seguro o descontado",
        );
        rows.push(Row::Line(vec![settled.into(), dollars(walk_out.settled)]));
    }
    if is_open && walk_out.copay.is_none() {
        if !walk_out.hers.is_zero() {
            rows.push(Row::Line(vec![
                label.into(),
                dollars(walk_out.expected_share()),
            ]));
        }
    } else {
        rows.push(Row::Line(vec![
            label.into(),
            dollars(walk_out.expected_share()),
        ]));
        let left = sheets.say("Still to pay for this visit", "Falta pagar por esta visita");
        rows.push(Row::Sum(left.into(), dollars(walk_out.expected_left())));
    }
    let previous = if walk_out.previous_balance.is_negative() {
        sheets.say(
            "Credit from before this visit",
            "Crédito anterior a esta visita",
        )
    } else {
        sheets.say(
            "Balance from before this visit",
            "Saldo anterior a esta visita",
        )
    };
    let amount = walk_out.previous_balance;
    let amount = if amount.is_negative() {
        Money::ZERO - amount
    } else {
        amount
    };
    rows.push(Row::Sum(previous.into(), dollars(amount)));
    sheets.table(&[column("", 5.0), figures("", 1.2)], &rows);
    if !is_open {
        return;
    }
    let words = match (sheets.frame.language, walk_out.copay) {
        (Language::English, Some(copay)) => format!(
            "This is an estimate, not a bill. It counts the copay of {} that your insurance card names. \
             Your plan decides what you owe in the end: a deductible or coinsurance may come on top, \
             and the plan may name another copay.",
            dollars(copay)
        ),
        (Language::Spanish, Some(copay)) => format!(
            "Esto es una estimación, no una factura. Cuenta el copago de {} que indica su tarjeta del \
             seguro. Su seguro decide lo que usted debe al final: puede añadirse un deducible o un \
             coseguro, y el seguro puede indicar otro copago.",
            dollars(copay)
        ),
        (Language::English, None) => {
            "This is an estimate, not a bill. We have no copay on file for \
             your plan, so we cannot say yet what your share will be."
                .to_owned()
        }
        (Language::Spanish, None) => {
            "Esto es una estimación, no una factura. No tenemos registrado un \
             copago de su seguro; por eso aún no podemos decir cuál será su parte."
                .to_owned()
        }
    };
    sheets.paragraph(&words);
}

fn next_steps(sheets: &mut Sheets<'_>, walk_out: &WalkOut) {
    sheets.heading(sheets.say("What happens next", "Qué sigue"));
    let language = sheets.frame.language;
    let phone = sheets.frame.letterhead.phone.clone();
    let mut steps = Vec::new();
    if walk_out.with_insurance.is_positive() {
        let payer = &walk_out.payer;
        steps.push(match language {
            Language::English => format!(
                "We send the bill to {payer}. When it has decided, you get a statement if a part is yours."
            ),
            Language::Spanish => format!(
                "Enviamos la cuenta a {payer}. Cuando haya decidido, usted recibirá un estado de cuenta si le toca pagar una parte."
            ),
        });
    } else if walk_out.expected_left().is_positive() {
        steps.push(
            super::words::say(
                language,
                "We did not bill insurance for this visit. Please pay what is left, or ask us about \
                 a payment plan.",
                "No cobramos esta visita a un seguro. Por favor, pague lo que falta o pregúntenos \
                 por un plan de pagos.",
            )
            .to_owned(),
        );
    } else {
        steps.push(
            super::words::say(
                language,
                "There is nothing left to pay for this visit.",
                "No falta nada por pagar de esta visita.",
            )
            .to_owned(),
        );
    }
    if !phone.is_empty() {
        steps.push(match language {
            Language::English => format!("Questions about this visit or your account: {phone}."),
            Language::Spanish => format!("Preguntas sobre esta visita o su cuenta: {phone}."),
        });
    }
    for step in steps {
        sheets.paragraph(&step);
    }
}
