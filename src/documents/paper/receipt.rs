//! A payment's receipt.

use super::table::{Row, figures, words as column};
use super::words::{dollars, method};
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::paper::receipt::PaymentReceipt;
use crate::domain::statement::Language;

/// The receipt's pages.
pub fn pages(receipt: &PaymentReceipt, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let facts = [
        (
            say("Receipt number", "Recibo número"),
            receipt.number.to_string(),
        ),
        (
            say("Received on", "Recibido el"),
            spoken(receipt.received_on),
        ),
        (say("Account", "Cuenta"), receipt.account.clone()),
        (say("Amount", "Cantidad"), dollars(receipt.amount)),
    ];
    let mut sheets = Sheets::new(frame, say("Receipt", "Recibo de pago"), &facts);
    let how = method(language, receipt.method, &receipt.check_number);
    let name = receipt.name.spoken();
    sheets.pairs(&[
        (say("Received from", "Recibido de"), name.clone()),
        (say("Paid by", "Forma de pago"), how),
    ]);
    sheets.heading(say("What it paid", "Qué se pagó"));
    let mut rows: Vec<Row> = receipt.applied.iter().map(Row::from).collect();
    if !rows.is_empty() {
        let label = say("Applied to services", "Aplicado a servicios");
        rows.push(Row::Sum(label.into(), dollars(receipt.applied_total())));
    }
    if !receipt.unapplied.is_zero() {
        let label = say(
            "Kept as a credit on your account",
            "Guardado como crédito en su cuenta",
        );
        rows.push(Row::Sum(label.into(), dollars(receipt.unapplied)));
    }
    if !receipt.elsewhere().is_zero() {
        let label = say(
            "Paid back, returned by the bank or moved to another account",
            "Reembolsado, devuelto por el banco o pasado a otra cuenta",
        );
        rows.push(Row::Sum(label.into(), dollars(receipt.elsewhere())));
    }
    let label = say("Amount received", "Cantidad recibida");
    rows.push(Row::Sum(label.into(), dollars(receipt.amount)));
    sheets.table(
        &[
            column(say("Date of service", "Fecha del servicio"), 1.1),
            column(say("Patient", "Paciente"), 1.8),
            column(say("Service", "Servicio"), 3.4),
            figures(say("Amount", "Cantidad"), 1.1),
        ],
        &rows,
    );
    sheets.strong(&balance(language, receipt));
    sheets.paragraph(say(
        "Please keep this receipt for your records.",
        "Por favor, guarde este recibo.",
    ));
    sheets.finish()
}

fn balance(language: Language, receipt: &PaymentReceipt) -> String {
    let on = spoken(receipt.written_on);
    let due = receipt.balance;
    match (language, due.cents().signum()) {
        (Language::English, -1) => format!(
            "On {on} your account has a credit of {}: it owes nothing.",
            dollars(Money::ZERO - due)
        ),
        (Language::Spanish, -1) => format!(
            "El {on} su cuenta tiene un crédito de {}: no debe nada.",
            dollars(Money::ZERO - due)
        ),
        (Language::English, 0) => format!("On {on} your account owes nothing."),
        (Language::Spanish, 0) => format!("El {on} su cuenta no debe nada."),
        (Language::English, _) => {
            format!("Balance of your account on {on}: {}.", dollars(due))
        }
        (Language::Spanish, _) => format!("Saldo de su cuenta el {on}: {}.", dollars(due)),
    }
}
