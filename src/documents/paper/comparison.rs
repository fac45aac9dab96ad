//! An estimate beside what was billed.

use super::estimate::{CMS_PAGE, CMS_PHONE};
use super::table::{Row, figures, words as column};
use super::words::{dollars, joined};
use super::{Frame, Sheets};
use crate::documents::page::Page;
use crate::domain::date::spoken;
use crate::domain::estimate::compare::Comparison;
use crate::domain::id::ProviderId;
use crate::domain::patient::Patient;
use crate::domain::statement::Language;

/// The comparison's pages.
pub fn pages(comparison: &Comparison, patient: &Patient, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let numbered = &comparison.estimate;
    let facts = [
        (
            say("Estimate number", "Estimación número"),
            numbered.id.to_string(),
        ),
        (
            say("Made on", "Hecha el"),
            spoken(numbered.estimate.made_on),
        ),
        (say("Patient", "Paciente"), patient.name.spoken()),
        (say("Birth date", "Nacimiento"), spoken(patient.birth_date)),
    ];
    let title = say("Your estimate and your bill", "Su estimación y su cuenta");
    let mut sheets = Sheets::new(frame, title, &facts);
    providers(&mut sheets, comparison);
    right(&mut sheets, comparison);
    sheets.heading(say("What we estimated", "Lo que estimamos"));
    let mut rows: Vec<Row> = (numbered.estimate.lines.iter())
        .map(|line| {
            Row::Line(vec![
                line.description.clone(),
                line.code.to_string(),
                line.units.to_string(),
                dollars(line.amount),
            ])
        })
        .collect();
    let label = say("Expected total", "Total esperado");
    rows.push(Row::Sum(label.into(), dollars(comparison.estimated())));
    sheets.table(
        &[
            column(say("Service", "Servicio"), 4.4),
            column(say("Code", "Código"), 1.0),
            figures(say("Units", "Unidades"), 0.8),
            figures(say("Expected charge", "Cargo esperado"), 1.2),
        ],
        &rows,
    );
    billed(&mut sheets, comparison);
    sheets.finish()
}

fn providers(sheets: &mut Sheets<'_>, comparison: &Comparison) {
    let title = sheets.say("The two side by side", "Las dos, lado a lado");
    sheets.heading(title);
    let instead = sheets.say(
        "in place of the provider on the estimate",
        "en lugar del proveedor de la estimación",
    );
    let mut rows: Vec<Row> = comparison
        .providers
        .iter()
        .map(|it| {
            let stands_in = if it.stands_in { instead } else { "" };
            Row::Line(vec![
                joined(&[&it.name, stands_in], ", "),
                dollars(it.estimated),
                dollars(it.billed),
                dollars(it.over()),
            ])
        })
        .collect();
    if comparison.providers.len() > 1 {
        let label = sheets.say("Together", "En total");
        rows.push(Row::Line(vec![
            label.to_owned(),
            dollars(comparison.estimated()),
            dollars(comparison.billed_total()),
            dollars(comparison.billed_total() - comparison.estimated()),
        ]));
    }
    let columns = [
        column(sheets.say("Provider", "Proveedor"), 3.4),
        figures(sheets.say("Estimated", "Estimado"), 1.2),
        figures(sheets.say("Billed", "Cobrado"), 1.2),
        figures(sheets.say("Difference", "Diferencia"), 1.2),
    ];
    sheets.table(&columns, &rows);
}

/// What the figures mean for her (45 CFR 149.620).
fn right(sheets: &mut Sheets<'_>, comparison: &Comparison) {
    let language = sheets.frame.language;
    if !comparison.may_dispute() {
        let words = sheets.say(
            "No provider billed $400 or more above the estimate.",
            "Ningún proveedor cobró $400 o más por encima de la estimación.",
        );
        sheets.strong(words);
        return;
    }
    let by = match (language, comparison.dispute_by()) {
        (Language::English, Some(by)) => format!(
            "Begin within 120 calendar days of receiving the first bill: we mailed it on {}, so begin by {}.",
            comparison.first_billed_on.map(spoken).unwrap_or_default(),
            spoken(by)
        ),
        (Language::Spanish, Some(by)) => format!(
            "Empiece dentro de los 120 días calendario después de recibir la primera factura: la enviamos el {}; empiece a más tardar el {}.",
            comparison.first_billed_on.map(spoken).unwrap_or_default(),
            spoken(by)
        ),
        (Language::English, None) => {
            "Begin within 120 calendar days of receiving the first bill.".to_owned()
        }
        (Language::Spanish, None) => {
            "Empiece dentro de los 120 días calendario después de recibir la primera factura."
                .to_owned()
        }
    };
    let words = match language {
        Language::English => format!(
            "At least one provider billed $400 or more above the estimate: you may dispute the bill. \
             {by} How to begin: {CMS_PAGE} or {CMS_PHONE}. A dispute does not affect the quality of \
             the care you get. You can also call us first: {}.",
            sheets.frame.letterhead.phone
        ),
        Language::Spanish => format!(
            "Al menos un proveedor cobró $400 o más por encima de la estimación: usted puede disputar \
             la factura. {by} Cómo empezar: {CMS_PAGE} o {CMS_PHONE}. Una disputa no afecta la calidad \
             de su atención. También puede llamarnos antes: {}.",
            sheets.frame.letterhead.phone
        ),
    };
    sheets.strong(&words);
}

fn billed(sheets: &mut Sheets<'_>, comparison: &Comparison) {
    sheets.heading(sheets.say("What was billed", "Lo que se cobró"));
    let name = |id: &ProviderId| {
        let mut providers = comparison.providers.iter();
        providers
            .find(|it| it.provider == *id)
            .map(|it| it.name.clone())
            .unwrap_or_default()
    };
    let mut rows: Vec<Row> = comparison
        .billed
        .iter()
        .map(|line| {
            Row::Line(vec![
                spoken(line.on),
                line.description.clone(),
                joined(&[&line.code, &line.modifiers.join(" ")], " "),
                name(&line.provider),
                dollars(line.amount),
            ])
        })
        .collect();
    let label = sheets.say("Total billed", "Total cobrado");
    rows.push(Row::Sum(label.into(), dollars(comparison.billed_total())));
    let columns = [
        column(sheets.say("Date", "Fecha"), 1.1),
        column(sheets.say("Service", "Servicio"), 2.8),
        column(sheets.say("Code", "Código"), 1.0),
        column(sheets.say("Provider", "Proveedor"), 2.0),
        figures(sheets.say("Charge", "Cargo"), 1.1),
    ];
    sheets.table(&columns, &rows);
}
