//! The words of a statement in Spanish, as billing offices in the United States speak with patients:
//! usted throughout.

use chrono::NaiveDate;

use super::{Rest, Words, day, dollars, listed};
use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use crate::domain::receipt::Method;
use crate::domain::statement::{ActivityKind, Reason};

pub(super) const WORDS: Words = Words {
    statement: "Estado de cuenta",
    statement_date: "Fecha",
    account: "Cuenta",
    amount_due: "Total a pagar",
    pay_by: "Pague a más tardar el",
    past_due: "De esto, vencido",
    credit_balance: "Saldo a su favor",
    owes_nothing: "Usted no debe nada.",
    nothing_due_now: "Por ahora no debe pagar nada.",
    credit_message: (
        "Tiene un saldo a su favor",
        "No tiene que pagar nada. Guardamos su saldo para lo que pueda deber más adelante; si prefiere que \
         se lo devolvamos, llámenos, por favor.",
    ),
    nothing_message: (
        "Para su información",
        "No tiene que pagar nada con este estado de cuenta. Le muestra cómo está su cuenta.",
    ),
    questions: "¿Tiene preguntas sobre su cuenta?",
    ways_to_pay: "Cómo pagar",
    what_you_owe: "Lo que usted debe",
    continued: "continuación",
    no_charges: "No hay ningún cargo que usted deba pagar.",
    columns: [
        "Fecha",
        "Servicio",
        "Cargo",
        "Pagó el seguro",
        "Ajustes",
        "Usted pagó",
        "Usted debe",
    ],
    total_of_lines: "Lo que debe por lo anterior",
    credit: "Menos sus pagos aún sin usar",
    deferred: "Menos lo que su plan de pagos deja para después",
    last_statement: "Total a pagar de ese estado de cuenta",
    aging: "Desde cuándo lo debe",
    ages: [
        "0-30 días",
        "31-60 días",
        "61-90 días",
        "91-120 días",
        "Más de 120 días",
    ],
    plan: "Su plan de pagos",
    pending: "En espera de su seguro: no es parte del total a pagar",
    pending_explained: "Por favor, no pague esto todavía. Le cobraremos solo lo que su seguro le deje a usted.",
    pending_total: "Total en espera del seguro",
    detach: "Comprobante de pago: por favor, corte aquí y envíe esta parte con su pago",
    name: "Nombre",
    amount_enclosed: "Cantidad que envía  $",
    check_payable_to: "Haga su cheque a nombre de",
    write_account: "Por favor, escriba su número de cuenta en el cheque.",
    mail_to: "Envíe a",
    new_address: "Cambié de dirección (escriba aquí la nueva, por favor):",
    new_address_behind: "Cambié de dirección; la nueva está al reverso.",
    new_address_lines: ["Calle", "Ciudad, estado, ZIP", "Teléfono"],
    sample: "MUESTRA",
};

fn plan_of(payer: &str) -> String {
    if payer.is_empty() {
        "Su plan de seguro".to_owned()
    } else {
        format!("Su plan ({payer})")
    }
}

fn insurer(payer: &str) -> &str {
    if payer.is_empty() { "su seguro" } else { payer }
}

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Shared {
            payer,
            allowed,
            deductible,
            coinsurance,
            copay,
            other,
        } => shared(
            &plan_of(payer),
            *allowed,
            [*deductible, *coinsurance, *copay, *other],
        ),
        Reason::NotCovered { payer } => format!("{} no cubre este servicio.", plan_of(payer)),
        Reason::PaidToPatient { payer } => format!(
            "{} le paga este servicio directamente a usted; por eso le enviamos la cuenta.",
            plan_of(payer)
        ),
        Reason::NoInsurance => "No tenemos registrado ningún seguro para ese día.".to_owned(),
        Reason::Moved { payer } => format!("{} no pagó esta parte.", plan_of(payer)),
        Reason::Fee => "Este cargo no se cobra al seguro.".to_owned(),
        Reason::Opening => {
            "Esto estaba pendiente cuando cambiamos a nuestro sistema de cobro actual.".to_owned()
        }
        Reason::ReturnedPayment { amount, on } => {
            format!(
                "El banco devolvió su pago de {} el {}.",
                dollars(*amount),
                day(*on)
            )
        }
        Reason::BackFromCollections => {
            "La agencia de cobros nos devolvió esta cuenta; por favor, páguenos a nosotros."
                .to_owned()
        }
        Reason::StillPending { payer, amount } => format!(
            "Otros {} siguen en espera de {}; por favor, no pague esa parte todavía.",
            dollars(*amount),
            insurer(payer)
        ),
        Reason::Overpaid => {
            "Se pagó más de lo que usted debe por esto; la diferencia es suya.".to_owned()
        }
    }
}

fn shared(plan: &str, allowed: Option<Money>, parts: [Money; 4]) -> String {
    let [deductible, coinsurance, copay, other] = parts;
    let whole = parts.into_iter().sum::<Money>();
    let names: Vec<String> = [
        (deductible, "de su deducible anual"),
        (coinsurance, "de su parte (coseguro)"),
        (copay, "de su copago"),
        (other, "por otros motivos que indica"),
    ]
    .into_iter()
    .filter(|(amount, _)| !amount.is_zero())
    .map(|(amount, what)| format!("{} {what}", dollars(amount)))
    .collect();
    match allowed {
        Some(allowed) if whole == allowed && deductible == allowed => format!(
            "{plan} aprobó {} y lo aplicó a su deducible anual.",
            dollars(allowed)
        ),
        Some(allowed) if names.is_empty() => {
            format!(
                "{plan} aprobó {} y dejó el resto a su cargo.",
                dollars(allowed)
            )
        }
        Some(allowed) => format!(
            "{plan} aprobó {}. Usted paga {}.",
            dollars(allowed),
            listed(&names, "y")
        ),
        None if names.is_empty() => format!("{plan} dejó esta cantidad a su cargo."),
        None => format!("{plan} dejó a su cargo {}.", listed(&names, "y")),
    }
}

pub(super) fn rest(rest: &Rest) -> Vec<String> {
    let mut sentences = Vec::new();
    if !rest.pending.is_zero() {
        sentences.push(format!(
            "Otros {} siguen en espera de su seguro; por favor, no pague esa parte todavía.",
            dollars(rest.pending)
        ));
    }
    if !rest.collections.is_zero() {
        sentences.push(format!(
            "Otros {} están con la agencia de cobros; por favor, pague esa parte allí.",
            dollars(rest.collections)
        ));
    }
    if !rest.on_plan.is_zero() {
        sentences.push(format!(
            "De esto, {} se pagan con su plan de pagos.",
            dollars(rest.on_plan)
        ));
    }
    if let Some(on) = rest.overdue_since {
        sentences.push(format!("Esto vencía el {}.", day(on)));
    }
    sentences
}

pub(super) fn activity(kind: &ActivityKind, amount: Money) -> String {
    match kind {
        ActivityKind::Payment { .. } if amount.is_positive() => "Pago anulado".to_owned(),
        ActivityKind::Payment {
            method,
            check_number,
        } => {
            let by = match method {
                Method::Check if check_number.is_empty() => " con cheque".to_owned(),
                Method::Check => format!(" con el cheque {check_number}"),
                Method::Cash => " en efectivo".to_owned(),
                Method::Card => " con tarjeta".to_owned(),
                Method::Eft => " por transferencia bancaria".to_owned(),
                Method::Other | Method::None => String::new(),
            };
            format!("Su pago{by}: muchas gracias")
        }
        ActivityKind::InsurancePayment { payer } if amount.is_positive() => {
            format!("Pago retirado por {}", insurer(payer))
        }
        ActivityKind::InsurancePayment { payer } => format!("Pago de {}", insurer(payer)),
        ActivityKind::Adjustment if amount.is_positive() => "Ajuste anulado".to_owned(),
        ActivityKind::Adjustment => "Ajuste o descuento".to_owned(),
        ActivityKind::ReturnedPayment => "El banco devolvió su pago".to_owned(),
        ActivityKind::Refund => "Dinero devuelto a usted".to_owned(),
    }
}

pub(super) fn plan(plan: &PlanState, pay_by: NaiveDate) -> Vec<String> {
    let mut sentences = vec![format!(
        "Hasta ahora ha pagado {} de {}; quedan {}.",
        dollars(plan.paid),
        dollars(plan.principal),
        dollars(plan.balance)
    )];
    if !plan.missed.is_empty() {
        let missed: Vec<String> = plan
            .missed
            .iter()
            .map(|it| format!("{} que vencían el {}", dollars(it.amount), day(it.due_on)))
            .collect();
        sentences.push(format!("Aún no hemos recibido {}.", listed(&missed, "y")));
    }
    if plan.due_now.is_positive() {
        sentences.push(format!(
            "{} del plan vencen el {}; son parte del total a pagar.",
            dollars(plan.due_now),
            day(pay_by)
        ));
    } else if plan.balance.is_positive() {
        sentences.push("Con este estado de cuenta no vence ningún pago del plan.".to_owned());
    }
    if let Some(next) = plan.next {
        sentences.push(format!(
            "Su próximo pago es de {} y vence el {}.",
            dollars(next.amount),
            day(next.due_on)
        ));
    }
    sentences
}
