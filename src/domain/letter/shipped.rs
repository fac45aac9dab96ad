//! The letters that come with the program; a practice changes them as it likes.

use super::{LetterText, Template};

struct Shipped {
    name: &'static str,
    english: (&'static str, &'static str),
    spanish: (&'static str, &'static str),
}

/// The templates of a practice that has changed none.
pub fn templates() -> Vec<Template> {
    SHIPPED
        .iter()
        .map(|it| Template {
            name: it.name.to_owned(),
            english: text(it.english),
            spanish: text(it.spanish),
        })
        .collect()
}

fn text((subject, body): (&str, &str)) -> LetterText {
    LetterText {
        subject: subject.to_owned(),
        body: body.to_owned(),
    }
}

const SHIPPED: [Shipped; 6] = [
    Shipped {
        name: "Returned mail",
        english: (
            "Please tell us your address",
            "Dear {guarantor},\n\n\
A letter that we sent you came back. The address we have is:\n\n\
{address}\n\n\
Please call us at {phone} and tell us where you get your mail now, so that you hear from us about \
your account. If nothing has changed, tell us that too.\n\n\
Thank you.",
        ),
        spanish: (
            "Por favor, díganos su dirección",
            "Estimado(a) {guarantor}:\n\n\
Una carta que le enviamos fue devuelta. La dirección que tenemos es:\n\n\
{address}\n\n\
Por favor, llámenos al {phone} y díganos dónde recibe ahora su correo, para que podamos informarle \
sobre su cuenta. Si nada ha cambiado, avísenos también.\n\n\
Gracias.",
        ),
    },
    Shipped {
        name: "Thank you for your payment",
        english: (
            "Thank you for your payment",
            "Dear {guarantor},\n\n\
We received your payment of {last payment} on {last payment date}. Thank you.\n\n\
Your account now owes {amount due}. If you have a question, call us at {phone}.",
        ),
        spanish: (
            "Gracias por su pago",
            "Estimado(a) {guarantor}:\n\n\
Recibimos su pago de {last payment} el {last payment date}. Muchas gracias.\n\n\
Su cuenta ahora debe {amount due}. Si tiene una pregunta, llámenos al {phone}.",
        ),
    },
    Shipped {
        name: "Payment plan offer",
        english: (
            "Paying your balance in parts",
            "Dear {guarantor},\n\n\
Your account {account} owes {amount due}. If that is more than you can pay at once, you can pay it \
in monthly parts, without interest.\n\n\
Call us at {phone} and we will agree on an amount and a day of the month that you can keep to. \
We will write the plan down and send you a copy.\n\n\
If you think the balance is not right, please tell us when you call.",
        ),
        spanish: (
            "Pagar su saldo en partes",
            "Estimado(a) {guarantor}:\n\n\
Su cuenta {account} debe {amount due}. Si no puede pagarlo todo de una vez, puede pagarlo en \
partes cada mes, sin intereses.\n\n\
Llámenos al {phone} y acordaremos una cantidad y un día del mes que usted pueda cumplir. \
Anotaremos el plan y le enviaremos una copia.\n\n\
Si piensa que el saldo no es correcto, díganoslo cuando llame.",
        ),
    },
    Shipped {
        name: "Insurance information",
        english: (
            "We need your insurance information",
            "Dear {guarantor},\n\n\
We could not send the bill for {patient} to an insurance plan because something is missing. \
Please send us a copy of both sides of the insurance card, and tell us:\n\n\
- the name and birth date of the person who holds the plan\n\
- the day on which the plan began, and the day it ended if it did\n\
- whether there is a second plan\n\n\
Plans take a claim only for a limited time, so please answer soon: by mail, or by telephone at \
{phone}. Without it we have to ask you for the balance yourself.",
        ),
        spanish: (
            "Necesitamos los datos de su seguro",
            "Estimado(a) {guarantor}:\n\n\
No pudimos enviar la cuenta de {patient} a un seguro porque faltan datos. Por favor, envíenos una \
copia de los dos lados de la tarjeta del seguro y díganos:\n\n\
- el nombre y la fecha de nacimiento del titular del seguro\n\
- el día en que empezó el seguro y, si terminó, el día en que terminó\n\
- si hay un segundo seguro\n\n\
Los seguros aceptan una cuenta solo por un tiempo limitado; por favor, responda pronto, por correo \
o por teléfono al {phone}. Sin estos datos tendremos que pedirle el saldo a usted.",
        ),
    },
    Shipped {
        name: "Returned check",
        english: (
            "Your check was returned by the bank",
            "Dear {guarantor},\n\n\
Your bank did not pay a check that you gave us, so that payment no longer counts. Your account \
{account} now owes {amount due}.\n\n\
Please pay that amount in cash, by card or by money order, or call us at {phone} if you need time. \
If this is the bank's mistake, tell us and we will look at it together.",
        ),
        spanish: (
            "Su banco devolvió su cheque",
            "Estimado(a) {guarantor}:\n\n\
Su banco no pagó un cheque que usted nos dio, así que ese pago ya no cuenta. Su cuenta {account} \
ahora debe {amount due}.\n\n\
Por favor, pague esa cantidad en efectivo, con tarjeta o con giro postal, o llámenos al {phone} si \
necesita tiempo. Si es un error del banco, avísenos y lo veremos juntos.",
        ),
    },
    Shipped {
        name: "Free letter",
        english: ("About your account", "Dear {guarantor},\n\n"),
        spanish: ("Sobre su cuenta", "Estimado(a) {guarantor}:\n\n"),
    },
];
