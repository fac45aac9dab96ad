//! The sentences of both languages, beside one another.

use super::*;
use crate::domain::plan::Instalment;
use crate::domain::receipt::Method;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn shared(payer: &str, allowed: Option<i64>, parts: [i64; 4]) -> Reason {
    let [deductible, coinsurance, copay, other] = parts.map(cents);
    Reason::Shared {
        payer: payer.into(),
        allowed: allowed.map(cents),
        deductible,
        coinsurance,
        copay,
        other,
    }
}

#[test]
fn amounts_are_written_as_the_united_states_write_them() {
    for (amount, column, sentence) in [
        (1, "0.01", "$0.01"),
        (99_999, "999.99", "$999.99"),
        (100_000, "1,000.00", "$1,000.00"),
        (9_999_999_999, "99,999,999.99", "$99,999,999.99"),
        (-123_456, "-1,234.56", "-$1,234.56"),
    ] {
        assert_eq!(figure(cents(amount)), column);
        assert_eq!(dollars(cents(amount)), sentence);
    }
}

#[test]
fn every_reason_is_a_plain_sentence_in_both_languages() {
    for (it, english, spanish) in [
        (
            shared("", Some(16_972), [16_972, 0, 0, 0]),
            "Your insurance plan allowed $169.72 and applied it to your yearly deductible.",
            "Su plan de seguro aprobó $169.72 y lo aplicó a su deducible anual.",
        ),
        (
            shared("Blue Shield", Some(20_000), [5_000, 2_000, 1_500, 0]),
            "Your plan (Blue Shield) allowed $200.00. You pay $50.00 toward your yearly deductible, \
             $20.00 as your share (coinsurance) and $15.00 as your copay.",
            "Su plan (Blue Shield) aprobó $200.00. Usted paga $50.00 de su deducible anual, \
             $20.00 de su parte (coseguro) y $15.00 de su copago.",
        ),
        (
            shared("Aetna", None, [0, 0, 0, 700]),
            "Your plan (Aetna) leaves you to pay $7.00 for other reasons that it names.",
            "Su plan (Aetna) dejó a su cargo $7.00 por otros motivos que indica.",
        ),
        (
            shared("Aetna", None, [0; 4]),
            "Your plan (Aetna) leaves this amount to you.",
            "Su plan (Aetna) dejó esta cantidad a su cargo.",
        ),
        (
            Reason::NotCovered {
                payer: "Aetna".into(),
            },
            "Your plan (Aetna) does not cover this service.",
            "Su plan (Aetna) no cubre este servicio.",
        ),
        (
            Reason::PaidToPatient {
                payer: String::new(),
            },
            "Your insurance plan pays you directly for this service, so the bill comes to you.",
            "Su plan de seguro le paga este servicio directamente a usted; por eso le enviamos la cuenta.",
        ),
        (
            Reason::NoInsurance,
            "We have no insurance on file for this day.",
            "No tenemos registrado ningún seguro para ese día.",
        ),
        (
            Reason::Moved {
                payer: "Aetna".into(),
            },
            "Your plan (Aetna) did not pay this part.",
            "Su plan (Aetna) no pagó esta parte.",
        ),
        (
            Reason::Fee,
            "This fee is not billed to insurance.",
            "Este cargo no se cobra al seguro.",
        ),
        (
            Reason::Opening,
            "This was open when we changed to our present billing system.",
            "Esto estaba pendiente cuando cambiamos a nuestro sistema de cobro actual.",
        ),
        (
            Reason::ReturnedPayment {
                amount: cents(4_000),
                on: on("2026-02-09"),
            },
            "Your payment of $40.00 was returned by the bank on 02/09/2026.",
            "El banco devolvió su pago de $40.00 el 02/09/2026.",
        ),
        (
            Reason::BackFromCollections,
            "This came back to us from the collection agency; please pay us.",
            "La agencia de cobros nos devolvió esta cuenta; por favor, páguenos a nosotros.",
        ),
        (
            Reason::StillPending {
                payer: "Medicare".into(),
                amount: cents(1_000),
            },
            "Another $10.00 is still with Medicare; please do not pay that part yet.",
            "Otros $10.00 siguen en espera de Medicare; por favor, no pague esa parte todavía.",
        ),
        (
            Reason::Overpaid,
            "More was paid than you owe for this; the rest is yours.",
            "Se pagó más de lo que usted debe por esto; la diferencia es suya.",
        ),
    ] {
        assert_eq!(reason(Language::English, &it), english);
        assert_eq!(reason(Language::Spanish, &it), spanish);
    }
}

#[test]
fn everything_that_happened_has_its_words() {
    let payment = |method, number: &str| ActivityKind::Payment {
        method,
        check_number: number.into(),
    };
    let insurance = |payer: &str| ActivityKind::InsurancePayment {
        payer: payer.into(),
    };
    for (kind, amount, english, spanish) in [
        (
            payment(Method::Check, "1207"),
            -5_000,
            "Your payment by check 1207 - thank you",
            "Su pago con el cheque 1207: muchas gracias",
        ),
        (
            payment(Method::Cash, ""),
            -5_000,
            "Your payment in cash - thank you",
            "Su pago en efectivo: muchas gracias",
        ),
        (
            payment(Method::Other, ""),
            -5_000,
            "Your payment - thank you",
            "Su pago: muchas gracias",
        ),
        (
            payment(Method::Card, ""),
            5_000,
            "Payment taken back",
            "Pago anulado",
        ),
        (insurance("Aetna"), -1, "Payment by Aetna", "Pago de Aetna"),
        (
            insurance(""),
            1,
            "Payment taken back by your insurance",
            "Pago retirado por su seguro",
        ),
        (
            ActivityKind::Adjustment,
            -1,
            "Adjustment or discount",
            "Ajuste o descuento",
        ),
        (
            ActivityKind::Adjustment,
            1,
            "Adjustment taken back",
            "Ajuste anulado",
        ),
        (
            ActivityKind::ReturnedPayment,
            1,
            "Your payment was returned by the bank",
            "El banco devolvió su pago",
        ),
        (
            ActivityKind::Refund,
            1,
            "Paid back to you",
            "Dinero devuelto a usted",
        ),
    ] {
        assert_eq!(activity(Language::English, &kind, cents(amount)), english);
        assert_eq!(activity(Language::Spanish, &kind, cents(amount)), spanish);
    }
}

#[test]
fn a_plan_says_what_was_paid_is_due_was_missed_and_is_left() {
    let instalment = |number, due_on, amount| Instalment {
        number,
        due_on: on(due_on),
        amount: cents(amount),
    };
    let mut state = PlanState {
        id: crate::domain::id::PlanId::new(1),
        principal: cents(30_000),
        balance: cents(20_000),
        paid: cents(10_000),
        overdue: cents(5_000),
        missed: vec![instalment(3, "2026-02-01", 5_000)],
        due_now: cents(10_000),
        deferred: cents(10_000),
        next: Some(instalment(4, "2026-03-10", 5_000)),
    };
    let check = |state: &PlanState, english: &[&str], spanish: &[&str]| {
        let pay_by = on("2026-03-26");
        assert_eq!(plan(Language::English, state, pay_by), english);
        assert_eq!(plan(Language::Spanish, state, pay_by), spanish);
    };
    check(
        &state,
        &[
            "You have paid $100.00 of $300.00 so far; $200.00 is left.",
            "We have not yet received $50.00 due on 02/01/2026.",
            "$100.00 of the plan is due by 03/26/2026; it is part of the amount due.",
            "Your next payment is $50.00, due on 03/10/2026.",
        ],
        &[
            "Hasta ahora ha pagado $100.00 de $300.00; quedan $200.00.",
            "Aún no hemos recibido $50.00 que vencían el 02/01/2026.",
            "$100.00 del plan vencen el 03/26/2026; son parte del total a pagar.",
            "Su próximo pago es de $50.00 y vence el 03/10/2026.",
        ],
    );
    state.missed = Vec::new();
    state.due_now = Money::ZERO;
    state.next = None;
    check(
        &state,
        &[
            "You have paid $100.00 of $300.00 so far; $200.00 is left.",
            "Nothing of the plan is due with this statement.",
        ],
        &[
            "Hasta ahora ha pagado $100.00 de $300.00; quedan $200.00.",
            "Con este estado de cuenta no vence ningún pago del plan.",
        ],
    );
}

#[test]
fn what_the_columns_do_not_show_is_said_under_the_line() {
    let line = Line {
        charge: crate::domain::id::ChargeLineId::new(1),
        patient: "P1".parse().unwrap(),
        kind: crate::domain::charge::ChargeKind::Service,
        from_on: on("2026-01-05"),
        to_on: None,
        code: "99213".into(),
        description: "Office visit".into(),
        charged: cents(30_000),
        insurance_paid: Money::ZERO,
        adjusted: Money::ZERO,
        patient_paid: Money::ZERO,
        pending: cents(10_000),
        collections: cents(5_000),
        owes: cents(15_000),
        since: on("2026-01-05"),
        reasons: vec![Reason::NoInsurance],
        first_due_on: Some(on("2026-02-10")),
        on_plan: cents(14_000),
    };
    let english = line_sentences(Language::English, &line, on("2026-03-05"));
    let expected = [
        "We have no insurance on file for this day.",
        "Another $100.00 is still with your insurance; please do not pay that part yet.",
        "Another $50.00 is with the collection agency; please pay that part there.",
        "$140.00 of this is paid by your payment plan.",
        "This was due by 02/10/2026.",
    ];
    assert_eq!(english, expected);
    let early = line_sentences(Language::Spanish, &line, on("2026-02-10"));
    assert_eq!(early.len(), 4, "it is not overdue on its day");
    let planned = Line {
        on_plan: line.owes,
        ..line.clone()
    };
    let planned = line_sentences(Language::English, &planned, on("2026-03-05"));
    assert_eq!(
        planned.len(),
        4,
        "the plan says when it is due: {planned:?}"
    );
    assert!(early[2].contains("agencia de cobros"), "{early:?}");
}
