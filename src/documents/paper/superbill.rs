//! An itemized superbill. A payer reads it, so that a Spanish one says everything in both languages.

use super::table::{Row, figures, words as column};
use super::words::{dollars, joined, provider_name};
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::identifier::TaxIdKind;
use crate::domain::paper::superbill::{Superbill, SuperbillLine};
use crate::domain::person::Sex;
use crate::domain::statement::Language;

/// The superbill's pages.
pub fn pages(bill: &Superbill, frame: Frame<'_>) -> Vec<Page> {
    let label = Labels(frame.language);
    let facts = [
        ("Visit", bill.visit.to_string()),
        ("Account", bill.patient.id.to_string()),
        ("Written on", spoken(bill.written_on)),
        ("NPI", bill.practice.npi.to_string()),
        (tax_label(bill), bill.practice.tax_id.to_string()),
    ]
    .map(|(english, value)| (label.of(english), value));
    let facts: Vec<(&str, String)> = facts
        .iter()
        .map(|(label, value)| (label.as_str(), value.clone()))
        .collect();
    let title = label.of("Superbill");
    let mut sheets = Sheets::new(frame, &title, &facts);
    people(&mut sheets, bill, label);
    diagnoses(&mut sheets, bill, label);
    services(&mut sheets, bill, label);
    signature(&mut sheets, bill, label);
    sheets.finish()
}

fn tax_label(bill: &Superbill) -> &'static str {
    match bill.practice.tax_id_kind {
        TaxIdKind::Ein => "Tax ID (EIN)",
        TaxIdKind::Ssn => "Tax ID (SSN)",
    }
}

/// Labels in English, and in both languages where the patient reads Spanish.
#[derive(Clone, Copy)]
struct Labels(Language);

const SPANISH: [(&str, &str); 34] = [
    ("Superbill", "Factura detallada"),
    ("Visit", "Visita"),
    ("Account", "Cuenta"),
    ("Written on", "Fecha"),
    ("NPI", "NPI"),
    ("Tax ID (EIN)", "N.º fiscal"),
    ("Tax ID (SSN)", "N.º fiscal"),
    ("Patient", "Paciente"),
    ("Birth date", "Nacimiento"),
    ("Sex", "Sexo"),
    ("Address", "Dirección"),
    ("Phone", "Teléfono"),
    ("Insurance", "Seguro"),
    ("Member ID", "N.º de miembro"),
    ("Group", "Grupo"),
    ("Subscriber", "Titular"),
    ("Provider", "Proveedor"),
    ("Place", "Lugar"),
    ("Patient and insurance", "Paciente y seguro"),
    ("Diagnoses (ICD-10-CM)", "Diagnósticos"),
    ("Services (CPT/HCPCS)", "Servicios"),
    ("Date", "Fecha"),
    ("POS", "Lugar"),
    ("Code", "Código"),
    ("Service", "Servicio"),
    ("Dx", "Dx"),
    ("Units", "Unid."),
    ("Charge", "Cargo"),
    ("Total charges", "Total de cargos"),
    ("Paid by the patient", "Pagado por el paciente"),
    ("Paid by insurance", "Pagado por el seguro"),
    ("Written off", "Descontado"),
    ("Balance", "Saldo"),
    ("Signature of the provider", "Firma del proveedor"),
];

impl Labels {
    fn of(self, english: &str) -> String {
        let spanish = SPANISH.iter().find(|(it, _)| *it == english);
        match (self.0, spanish) {
            (Language::Spanish, Some((_, spanish))) if *spanish != english => {
                format!("{english} / {spanish}")
            }
            _ => english.to_owned(),
        }
    }
}

fn people(sheets: &mut Sheets<'_>, bill: &Superbill, label: Labels) {
    sheets.heading(&label.of("Patient and insurance"));
    let patient = &bill.patient;
    let sex = match patient.sex {
        Sex::Unknown => String::new(),
        Sex::Male | Sex::Female => patient.sex.to_string(),
    };
    let phone = patient.phone.as_ref().map(ToString::to_string);
    let mut pairs = vec![
        (label.of("Patient"), patient.name.spoken()),
        (label.of("Birth date"), spoken(patient.birth_date)),
        (label.of("Address"), patient.address.lines().join(", ")),
        (label.of("Sex"), sex),
        (label.of("Phone"), phone.unwrap_or_default()),
    ];
    for policy in &bill.policies {
        pairs.push((label.of("Insurance"), policy.payer.clone()));
        pairs.push((label.of("Member ID"), policy.member_id.clone()));
        pairs.push((label.of("Group"), policy.group_number.clone()));
        pairs.push((label.of("Subscriber"), policy.subscriber.clone()));
    }
    for provider in &bill.providers {
        let npi = format!("NPI {}", provider.npi);
        let taxonomy = provider.taxonomy.as_ref();
        let taxonomy = taxonomy.map(|it| format!("Taxonomy {it}"));
        let words = [
            &provider_name(provider),
            &npi,
            &taxonomy.unwrap_or_default(),
        ];
        pairs.push((
            label.of("Provider"),
            joined(&words.map(String::as_str), ", "),
        ));
    }
    pairs.push((label.of("Place"), bill.place.join(", ")));
    let pairs: Vec<(&str, String)> = pairs
        .iter()
        .map(|(label, value)| (label.as_str(), value.clone()))
        .collect();
    sheets.pairs(&pairs);
}

fn diagnoses(sheets: &mut Sheets<'_>, bill: &Superbill, label: Labels) {
    if bill.diagnoses.is_empty() {
        return;
    }
    sheets.heading(&label.of("Diagnoses (ICD-10-CM)"));
    let rows: Vec<Row> = bill
        .diagnoses
        .iter()
        .map(|it| {
            Row::Line(vec![
                it.letter.to_string(),
                it.code.clone(),
                it.words.clone(),
            ])
        })
        .collect();
    let code = label.of("Code");
    let columns = [column("", 0.2), column(&code, 1.0), column("", 6.0)];
    sheets.table(&columns, &rows);
}

fn services(sheets: &mut Sheets<'_>, bill: &Superbill, label: Labels) {
    sheets.heading(&label.of("Services (CPT/HCPCS)"));
    let mut rows: Vec<Row> = bill.lines.iter().map(|line| service(bill, line)).collect();
    let sums = [
        ("Total charges", bill.charged()),
        ("Paid by the patient", bill.paid_by_patient),
        ("Paid by insurance", bill.paid_by_insurance),
        ("Written off", bill.adjusted),
        ("Balance", bill.balance()),
    ];
    for (what, amount) in sums {
        if what != "Written off" || !amount.is_zero() {
            rows.push(Row::Sum(label.of(what), dollars(amount)));
        }
    }
    let titles = ["Date", "POS", "Code", "Service", "Dx", "Units", "Charge"];
    let titles = titles.map(|title| label.of(title));
    let [date, place, code, words, pointers, units, charge] = &titles;
    sheets.table(
        &[
            column(date, 1.25),
            column(place, 0.55),
            column(code, 1.15),
            column(words, 3.2),
            column(pointers, 0.6),
            figures(units, 0.6),
            figures(charge, 1.1),
        ],
        &rows,
    );
}

fn service(bill: &Superbill, line: &SuperbillLine) -> Row {
    let last = line.to_on.filter(|to| *to != line.from_on);
    let date = match last {
        Some(to) => format!("{} -\n{}", spoken(line.from_on), spoken(to)),
        None => spoken(line.from_on),
    };
    let mut words = line.description.clone();
    if bill.providers.len() > 1
        && let Some(provider) = bill.providers.get(line.provider)
    {
        words = format!("{words}\n{}", provider_name(provider));
    }
    Row::Line(vec![
        date,
        line.place_of_service.clone(),
        joined(&[&line.code, &line.modifiers.join(" ")], " "),
        words,
        line.pointers.clone(),
        line.units.to_string(),
        dollars(line.charge),
    ])
}

fn signature(sheets: &mut Sheets<'_>, bill: &Superbill, label: Labels) {
    let under = label.of("Signature of the provider");
    let date = label.of("Date");
    let signed_on = bill.signed_on.map(spoken).unwrap_or_default();
    sheets.signature(&[(&under, &bill.signature), (&date, &signed_on)]);
    let note = match sheets.frame.language {
        Language::English => {
            "Send this superbill to your plan with its own claim form, and keep a copy. The plan pays \
             you, not us. Service descriptions are our own plain words; the codes count."
        }
        Language::Spanish => {
            "Envíe esta factura a su seguro con el formulario del seguro y guarde una copia. El seguro \
             le paga a usted, no a nosotros. Las descripciones son palabras nuestras; valen los códigos."
        }
    };
    sheets.small(note);
}
