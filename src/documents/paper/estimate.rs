//! A good-faith estimate with what 45 CFR 149.610(c)(1) asks of one: (i) patient and birth date,
//! (ii) the main service and its day, (iii) to (v) the services by provider with codes, charges and
//! the provider's numbers and place, (vi) what is scheduled separately, (vii) to (x) what she must be
//! told.

use super::table::{Row, figures, words as column};
use super::words::{dollars, joined, provider_name};
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::estimate::{EstimateLine, NumberedEstimate};
use crate::domain::paper::superbill::Diagnosis;
use crate::domain::patient::Patient;
use crate::domain::practice::Practice;
use crate::domain::provider::Provider;
use crate::domain::statement::Language;

/// Where CMS tells about estimates and disputes.
pub const CMS_PAGE: &str = "www.cms.gov/nosurprises";
/// The help desk of the same.
pub const CMS_PHONE: &str = "1-800-985-3059";

/// An estimate with the records that it names.
#[derive(Debug, Clone, Copy)]
pub struct EstimateSheet<'a> {
    pub numbered: &'a NumberedEstimate,
    pub patient: &'a Patient,
    pub provider: &'a Provider,
    pub practice: &'a Practice,
    /// As lettered from A.
    pub diagnoses: &'a [Diagnosis],
}

/// The estimate's pages.
pub fn pages(sheet: &EstimateSheet<'_>, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let estimate = &sheet.numbered.estimate;
    let facts = [
        (
            say("Estimate number", "Estimación número"),
            sheet.numbered.id.to_string(),
        ),
        (say("Made on", "Hecha el"), spoken(estimate.made_on)),
        (say("Patient", "Paciente"), sheet.patient.name.spoken()),
        (
            say("Birth date", "Nacimiento"),
            spoken(sheet.patient.birth_date),
        ),
        (
            say("Expected total", "Total esperado"),
            dollars(estimate.total()),
        ),
    ];
    let title = say("Good-faith estimate", "Estimación de buena fe");
    let mut sheets = Sheets::new(frame, title, &facts);
    main_service(&mut sheets, sheet);
    services(&mut sheets, sheet);
    separately(&mut sheets, sheet);
    notices(&mut sheets);
    sheets.finish()
}

fn main_service(sheets: &mut Sheets<'_>, sheet: &EstimateSheet<'_>) {
    let estimate = &sheet.numbered.estimate;
    let first = estimate.lines.first();
    let main = first.map(|line| line.description.clone());
    let on = match estimate.service_on {
        Some(on) => spoken(on),
        None => sheets
            .say("Not scheduled yet", "Sin fecha todavía")
            .to_owned(),
    };
    let pairs = [
        (
            sheets.say("Main service", "Servicio principal"),
            main.unwrap_or_default(),
        ),
        (sheets.say("Scheduled for", "Programado para"), on),
    ];
    sheets.pairs(&pairs);
}

fn services(sheets: &mut Sheets<'_>, sheet: &EstimateSheet<'_>) {
    let (estimate, practice) = (&sheet.numbered.estimate, sheet.practice);
    let title = sheets.say(
        "Expected services and charges",
        "Servicios y cargos esperados",
    );
    sheets.heading(title);
    let place = practice.address.lines().join(", ");
    let provider = format!(
        "{}, NPI {}",
        provider_name(sheet.provider),
        sheet.provider.npi
    );
    let group = format!(
        "{}, NPI {}, {} {}",
        practice.name,
        practice.npi,
        sheets.say("Tax ID", "N.º fiscal"),
        practice.tax_id
    );
    let pairs = [
        (sheets.say("Provider", "Proveedor"), provider),
        (sheets.say("Practice", "Consultorio"), group),
        (sheets.say("Place of service", "Lugar del servicio"), place),
        (
            sheets.say("Diagnoses", "Diagnósticos"),
            diagnoses(sheets.frame.language, sheet.diagnoses),
        ),
    ];
    sheets.pairs(&pairs);
    let letters: String = sheet.diagnoses.iter().map(|it| it.letter).collect();
    let mut rows: Vec<Row> = estimate
        .lines
        .iter()
        .map(|line| Row::Line(cells(line, &letters)))
        .collect();
    let label = sheets.say("Expected total", "Total esperado");
    rows.push(Row::Sum(label.into(), dollars(estimate.total())));
    let columns = [
        column(sheets.say("Service", "Servicio"), 3.8),
        column(sheets.say("Code", "Código"), 1.2),
        column("Dx", 0.7),
        figures(sheets.say("Units", "Unidades"), 0.8),
        figures(sheets.say("Expected charge", "Cargo esperado"), 1.3),
    ];
    sheets.table(&columns, &rows);
}

fn diagnoses(language: Language, diagnoses: &[Diagnosis]) -> String {
    if diagnoses.is_empty() {
        let none = super::words::say(language, "None known yet", "Ninguno conocido todavía");
        return none.to_owned();
    }
    let parts: Vec<String> = diagnoses
        .iter()
        .map(|it| joined(&[&format!("{}: {}", it.letter, it.code), &it.words], " "))
        .collect();
    parts.join("; ")
}

fn cells(line: &EstimateLine, letters: &str) -> Vec<String> {
    let modifiers: Vec<String> = line.modifiers.iter().map(ToString::to_string).collect();
    vec![
        line.description.clone(),
        joined(&[&line.code.to_string(), &modifiers.join(" ")], " "),
        letters.to_owned(),
        line.units.to_string(),
        dollars(line.amount),
    ]
}

/// 45 CFR 149.610(c)(1)(vi): the list, and above it what the list leaves out and how to ask.
fn separately(sheets: &mut Sheets<'_>, sheet: &EstimateSheet<'_>) {
    let title = sheets.say(
        "Services that are scheduled separately",
        "Servicios que se programan por separado",
    );
    sheets.heading(title);
    let note = sheet.numbered.estimate.note.trim();
    if note.is_empty() {
        let none = sheets.say(
            "We foresee none on the day of this estimate.",
            "No prevemos ninguno en la fecha de esta estimación.",
        );
        sheets.paragraph(none);
        return;
    }
    let phone = &sheets.frame.letterhead.phone;
    let words = match sheets.frame.language {
        Language::English => format!(
            "You get a separate good-faith estimate for these when they are scheduled or when you ask. \
             Codes, charges and the providers' numbers may be missing here because they will stand \
             there. To ask for one, call {phone}."
        ),
        Language::Spanish => format!(
            "Para estos servicios usted recibirá otra estimación de buena fe cuando se programen o \
             cuando la pida. Aquí pueden faltar códigos, cargos y números de los proveedores porque \
             estarán en esa estimación. Para pedirla, llame al {phone}."
        ),
    };
    sheets.small(&words);
    sheets.paragraph(note);
}

/// 45 CFR 149.610(c)(1)(vii) to (x) and 149.620, in our own words.
fn notices(sheets: &mut Sheets<'_>) {
    let title = sheets.say("What you should know", "Lo que debe saber");
    sheets.heading(title);
    let english = [
        "This is only an estimate of the services that we can foresee on the day it was made. The \
         services that you get, and their charges, may turn out different.",
        "In the course of your care we may recommend more services, which must be scheduled or asked \
         for separately. They are not in this estimate.",
        "This estimate is not a contract. You need not get any of these services from us or from \
         anybody named here.",
    ];
    let spanish = [
        "Esto es solo una estimación de los servicios que podemos prever en la fecha en que se hizo. \
         Los servicios que reciba y sus cargos pueden ser distintos.",
        "Durante su atención podemos recomendar otros servicios que deben programarse o pedirse por \
         separado. No están en esta estimación.",
        "Esta estimación no es un contrato. Usted no está obligado a recibir estos servicios de \
         nosotros ni de nadie nombrado aquí.",
    ];
    let language = sheets.frame.language;
    let points = match language {
        Language::English => english,
        Language::Spanish => spanish,
    };
    sheets.points_small(&points);
    sheets.space(4.0);
    let dispute = match language {
        Language::English => format!(
            "You have the right to dispute a bill: if a provider or facility bills you at least $400 \
             more than this estimate expects for it, you can ask for patient-provider dispute \
             resolution. Begin within 120 calendar days of receiving the first bill. Disputing a bill \
             does not affect the quality of the care you get. How to begin, and more about your \
             rights: {CMS_PAGE} or {CMS_PHONE}. Keep this estimate; you may need it."
        ),
        Language::Spanish => format!(
            "Usted tiene derecho a disputar una factura: si un proveedor o centro le cobra al menos \
             $400 más de lo que esta estimación prevé para él, puede pedir que se resuelva la disputa \
             entre paciente y proveedor. Empiece dentro de los 120 días calendario después de recibir \
             la primera factura. Disputar una factura no afecta la calidad de su atención. Cómo \
             empezar y más sobre sus derechos: {CMS_PAGE} o {CMS_PHONE}. Guarde esta estimación; \
             puede necesitarla."
        ),
    };
    sheets.strong(&dispute);
}
