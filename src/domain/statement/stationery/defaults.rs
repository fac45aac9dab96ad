//! What a practice's statements say before it writes words of its own: clear, kind, and without a threat.
//! Every step tells what can be done, and that help, a plan or a question are welcome. Nothing is said
//! that a practice might not do, nothing about credit records, courts or lawyers. The words follow HFMA's
//! four: clear, concise, correct, patient-friendly.

use super::{Letterhead, Stationery, Step, StepText};
use crate::domain::statement::envelope::Envelope;

/// Title and message of a step: English, then Spanish.
type Texts = [(&'static str, &'static str); 2];

const STEPS: [Texts; 4] = [
    [
        (
            "Your statement",
            "Thank you for choosing us. Below you see what was done, what your insurance paid and what is \
             left for you.\n\
             If this is hard to pay at once, call us about a payment plan or help with the cost. If anything \
             looks wrong, please tell us.",
        ),
        (
            "Su estado de cuenta",
            "Gracias por su confianza. Abajo puede ver lo que se hizo, lo que pagó su seguro y lo que le \
             queda a usted.\n\
             Si le cuesta pagarlo de una vez, llámenos y hablemos de un plan de pagos o de ayuda con el \
             costo. Si algo no le parece correcto, díganos y lo revisaremos.",
        ),
    ],
    [
        (
            "A friendly reminder",
            "We have not yet received all of your payment. If it is already in the mail, thank you, and \
             please disregard this reminder.\n\
             If you need more time, a payment plan or help with the cost, please call us. If you think the \
             bill is not right, let us know and we will check it with you.",
        ),
        (
            "Un recordatorio amable",
            "Todavía no hemos recibido su pago completo. Si ya lo envió, muchas gracias; no haga caso de \
             este recordatorio.\n\
             Si necesita más tiempo, un plan de pagos o ayuda con el costo, llámenos. Si cree que la \
             cuenta no es correcta, avísenos y la revisaremos con usted.",
        ),
    ],
    [
        (
            "Your payment is past due",
            "Part of this bill has been open for some time. Please pay it, or call us so that we can find a \
             way together: a payment plan with smaller amounts, or help with the cost if you qualify.\n\
             If you do not agree with the bill, please tell us why. We will look into it and answer you.",
        ),
        (
            "Su pago está vencido",
            "Una parte de esta cuenta lleva tiempo pendiente. Por favor, páguela, o llámenos para buscar \
             juntos una solución: un plan de pagos con cantidades más pequeñas o, si reúne los requisitos, \
             ayuda con el costo.\n\
             Si no está de acuerdo con la cuenta, díganos por qué. La revisaremos y le responderemos.",
        ),
    ],
    [
        (
            "Final notice",
            "This is the last statement that we send about the past due amount before we review your \
             account. Please pay it, or call us: a payment plan or help with the cost is still possible.\n\
             If you do not agree with the bill, please tell us, by telephone or in writing, and we will \
             look into it before anything else is done.",
        ),
        (
            "Último aviso",
            "Este es el último estado de cuenta que le enviamos por la cantidad vencida antes de revisar \
             su cuenta. Por favor, páguela, o llámenos: todavía es posible un plan de pagos o ayuda con el \
             costo.\n\
             Si no está de acuerdo con la cuenta, díganoslo por teléfono o por escrito, y la revisaremos \
             antes de dar cualquier otro paso.",
        ),
    ],
];

impl Step {
    /// First statement, reminder, past due, final notice.
    pub fn shipped() -> Vec<Self> {
        let text = |(title, message): (&str, &str)| StepText {
            title: title.to_owned(),
            message: message.to_owned(),
        };
        STEPS
            .iter()
            .map(|[english, spanish]| Self {
                english: text(*english),
                spanish: text(*spanish),
            })
            .collect()
    }
}

impl Letterhead {
    /// A letterhead that says nothing only the practice can know: its name, its hours, the cards it
    /// takes.
    pub fn shipped() -> Self {
        Self {
            ways_to_pay: "By check, with the payment slip.".to_owned(),
            ways_to_pay_spanish: "Con cheque, junto con el comprobante de pago.".to_owned(),
            ..Self::default()
        }
    }
}

/// Four steps, a #10 envelope with one window out and a #9 back.
impl Default for Stationery {
    fn default() -> Self {
        Self {
            letterhead: Letterhead::shipped(),
            steps: Step::shipped(),
            outer: Envelope::number_10(),
            reply: Some(Envelope::number_9_reply()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statement::Language;

    #[test]
    fn every_step_offers_help_and_a_question_and_threatens_nobody() {
        let offers = [
            (
                Language::English,
                ["payment plan", "help with the cost", "call us"],
            ),
            (
                Language::Spanish,
                ["plan de pagos", "ayuda con el costo", "llámenos"],
            ),
        ];
        let threats = [
            "credit report",
            "collection",
            "legal",
            "attorney",
            "court",
            "crédito",
            "cobranza",
            "abogado",
            "demanda",
            "immediately",
            "inmediat",
            "must",
            "failure",
        ];
        let steps = Step::shipped();
        assert_eq!(steps.len(), 4);
        for step in &steps {
            for (language, words) in offers {
                let text = step.text(language);
                assert!(!text.title.is_empty());
                for word in words {
                    assert!(text.message.contains(word), "{word} in {}", text.message);
                }
                let all = format!("{} {}", text.title, text.message).to_lowercase();
                for threat in threats {
                    assert!(!all.contains(threat), "{threat} in {all}");
                }
            }
        }
        assert!(Stationery::default().is_final(4));
    }
}
