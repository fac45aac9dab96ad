//! Box 24: the service lines of one form.

use crate::domain::claim::form::Subject;
use crate::domain::claim::form::condition::{fill_pair, other_id_source};
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::split::FormShare;
use crate::domain::claim::text::{self, Fitted, Wording};
use crate::domain::encounter::line::{Epsdt, NdcUnit, ServiceLine};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::identifier::{IdQualifier, OtherId};
use crate::domain::money::Quantity;
use crate::domain::payer::{DateStyle, NdcLayout};

const MODIFIERS: [(&str, &str); 4] = [
    ("modifier 1", "modifier1"),
    ("modifier 2", "modifier2"),
    ("modifier 3", "modifier3"),
    ("modifier 4", "modifier4"),
];

/// Columns from the start of 24A to the start of 24D, where layout C puts the quantity.
const LAYOUT_C_QUANTITY: usize = 24;

pub(super) fn fill(subject: &Subject<'_>, share: &FormShare<'_>, boxes: &mut Boxes) {
    for (line, row) in share.lines.iter().zip(1..) {
        fill_service(subject, line, row, boxes);
        fill_pointers(subject, share, line, row, boxes);
        fill_charge(line, row, boxes);
        fill_epsdt(line, row, boxes);
        fill_rendering(subject, line, row, boxes);
        fill_shaded(subject, line, row, boxes);
    }
}

/// 24A to 24D.
fn fill_service(subject: &Subject<'_>, line: &ServiceLine, row: u8, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let from = |column| FieldRef::on_line(line.number, column);
    let row = Some(row);
    let named = |what: &str| format!("Line {} of visit {}: {what}.", line.number, visit.id);
    boxes.date(
        ("24A", row),
        ["from MM", "from DD", "from YY"],
        (line.from_on, DateStyle::SixDigits),
        from("from_on"),
        &named("first day of service, six digits"),
    );
    boxes.date(
        ("24A", row),
        ["to MM", "to DD", "to YY"],
        (line.last_day(), DateStyle::SixDigits),
        from(if line.to_on.is_some() {
            "to_on"
        } else {
            "from_on"
        }),
        &named("last day of service, the first again where it took one day"),
    );
    let place_source = if line.place_of_service.is_some() {
        from("place_of_service")
    } else {
        FieldRef::of(Record::Encounter, "place_of_service")
    };
    boxes
        .on("24B", row, "place of service")
        .from(place_source)
        .exact(
            visit.place_of(line).as_str(),
            named("its place of service, or the visit's"),
        );
    if line.is_emergency {
        boxes
            .on("24C", row, "EMG")
            .from(from("emergency"))
            .exact("Y", named("an emergency"));
    }
    boxes
        .on("24D", row, "CPT/HCPCS")
        .from(from("code"))
        .exact(line.code.as_str(), named("the procedure"));
    for (modifier, (field, column)) in line.modifiers.iter().zip(MODIFIERS) {
        boxes
            .on("24D", row, field)
            .from(from(column))
            .exact(modifier.as_str(), named("a modifier"));
    }
}

/// 24E: up to four letters, first the most important; Medicare takes one a line on paper (Medicare
/// Claims Processing Manual, chapter 26, item 24E).
fn fill_pointers(
    subject: &Subject<'_>,
    share: &FormShare<'_>,
    line: &ServiceLine,
    row: u8,
    boxes: &mut Boxes,
) {
    let letters = share.letters(line);
    let (text, reason) = if subject.is_medicare {
        (
            letters.get(..1).unwrap_or_default(),
            format!(
                "Line {}: Medicare takes the first pointer only.",
                line.number
            ),
        )
    } else {
        (
            letters.as_str(),
            format!(
                "Line {}: the letters of its diagnoses in box 21 of this form.",
                line.number
            ),
        )
    };
    boxes
        .on("24E", Some(row), "diagnosis pointer")
        .from(FieldRef::on_line(line.number, "pointers"))
        .exact(text, reason);
}

/// 24F and 24G.
fn fill_charge(line: &ServiceLine, row: u8, boxes: &mut Boxes) {
    boxes.money(
        ("24F", Some(row)),
        ["charges dollars", "charges cents"],
        line.charge,
        FieldRef::on_line(line.number, "charge"),
        &format!("The charge of line {}, all units together.", line.number),
    );
    let source = FieldRef::on_line(line.number, "units");
    let typed = line.units.to_string();
    // No leading zeros: half a unit is .5 (NUCC manual, item 24G).
    let units = match typed.strip_prefix('0') {
        Some(fraction) if fraction.starts_with('.') => fraction,
        _ => &typed,
    };
    let slot = boxes.on("24G", Some(row), "days/units").from(source);
    if units.len() <= slot.length() {
        slot.exact(units, format!("The units of line {}.", line.number));
    } else {
        let length = slot.length();
        boxes.findings.push(
            Finding::error(
                "number-too-long",
                source,
                format!(
                    "Box 24G holds {length} characters and {units} has more; correct the units or bill them on several lines."
                ),
            )
            .in_box("24G"),
        );
    }
}

/// 24H: the reason in the shaded half, Y below for EPSDT or family planning.
fn fill_epsdt(line: &ServiceLine, row: u8, boxes: &mut Boxes) {
    let row = Some(row);
    if let Some(code) = line.epsdt.filter(|epsdt| *epsdt != Epsdt::Yes) {
        boxes
            .on("24H", row, "EPSDT reason")
            .from(FieldRef::on_line(line.number, "epsdt"))
            .exact(
                code.as_str(),
                format!("Line {}: the EPSDT referral.", line.number),
            );
    }
    let column = match (line.epsdt, line.is_family_planning) {
        (Some(_), _) => "epsdt",
        (None, true) => "family_plan",
        (None, false) => return,
    };
    boxes
        .on("24H", row, "EPSDT/family plan")
        .from(FieldRef::on_line(line.number, column))
        .exact(
            "Y",
            format!(
                "Line {} is an EPSDT or family planning service.",
                line.number
            ),
        );
}

/// 24I and 24J: the NPI always; above it the payer's own number, else the taxonomy where the payer
/// wants it, else the number that serves every payer. Medicare takes the NPI alone.
fn fill_rendering(subject: &Subject<'_>, line: &ServiceLine, row: u8, boxes: &mut Boxes) {
    let facts = subject.facts;
    let Some(provider) = facts.rendering_of(line) else {
        return;
    };
    boxes
        .on("24J", Some(row), "NPI")
        .from(FieldRef::of(Record::Provider, "npi"))
        .exact(
            provider.npi.as_str(),
            format!(
                "The NPI of provider {}, who rendered line {}.",
                provider.id, line.number
            ),
        );
    if subject.is_medicare {
        return;
    }
    let taxonomy = provider
        .taxonomy
        .as_ref()
        .filter(|_| subject.rules.taxonomy_boxes)
        .map(|taxonomy| OtherId {
            qualifier: IdQualifier::Taxonomy,
            number: taxonomy.to_string(),
        });
    let general = taxonomy.as_ref().or(provider.other_id.as_ref());
    let Some(id) = facts.other_id(provider.id.as_str(), general) else {
        return;
    };
    let source = match other_id_source(subject, provider.id.as_str()) {
        source if source.record == Record::ProviderNumber => source,
        _ if taxonomy.is_some() => FieldRef::of(Record::Provider, "taxonomy"),
        source => source,
    };
    fill_pair(
        boxes,
        [("24I", "qualifier"), ("24J", "other ID")],
        Some(row),
        id,
        source,
        &format!("The other id of provider {}, with its kind.", provider.id),
    );
}

/// The shaded half: drug code with its quantity, then the free text, three blanks apart.
fn fill_shaded(subject: &Subject<'_>, line: &ServiceLine, row: u8, boxes: &mut Boxes) {
    let drug = drug_text(subject, line, boxes);
    let source = FieldRef::on_line(
        line.number,
        if drug.is_empty() {
            "supplemental"
        } else {
            "ndc"
        },
    );
    let slot = boxes.on("24", Some(row), "supplemental").from(source);
    let between = if drug.is_empty() { 0 } else { 3 };
    let room = slot.length() - drug.len() - between;
    let free = text::line(("supplemental", &line.supplemental), Wording::Free, room);
    let text = if free.text.is_empty() {
        drug
    } else {
        format!("{drug}{:between$}{}", "", free.text)
    };
    slot.fitted(
        Fitted { text, ..free },
        format!(
            "Line {}: its drug code and quantity, and what it adds.",
            line.number
        ),
    );
}

/// The drug code and its quantity in the payer's layout; empty where the line has none.
fn drug_text(subject: &Subject<'_>, line: &ServiceLine, boxes: &mut Boxes) -> String {
    let from = |column| FieldRef::on_line(line.number, column);
    let Some(ndc) = &line.ndc else {
        return String::new();
    };
    let Some(digits) = ndc.eleven_digits() else {
        boxes.findings.push(
            Finding::error(
                "ndc-ten-digits",
                from("ndc"),
                "The drug code has ten digits and no hyphens, so its zero cannot be placed; write it with the hyphens of the label.",
            )
            .in_box("24"),
        );
        return String::new();
    };
    let code = format!("N4{digits}");
    match (line.ndc_unit, line.ndc_quantity) {
        (Some(unit), Some(quantity)) => {
            let text = drug_layout(&code, unit, quantity, subject.rules.ndc_layout);
            text.unwrap_or_else(|| {
                boxes.findings.push(
                    Finding::error(
                        "number-too-long",
                        from("ndc_quantity"),
                        format!("The drug quantity {quantity} has more digits than this payer's layout holds; correct it."),
                    )
                    .in_box("24"),
                );
                code
            })
        }
        (None, None) => code,
        (unit, _) => {
            let column = if unit.is_none() {
                "ndc_unit"
            } else {
                "ndc_quantity"
            };
            boxes.left_out(
                "24",
                from(column),
                "A drug's unit and quantity print together; fill in both, for now neither is printed.",
            );
            code
        }
    }
}

/// `rules.md` §4: A is the NUCC's, B Medicare's, C Medi-Cal's. `None` where the quantity has more
/// digits than the layout.
fn drug_layout(code: &str, unit: NdcUnit, quantity: Quantity, layout: NdcLayout) -> Option<String> {
    let typed = quantity.to_string();
    match layout {
        NdcLayout::A => Some(format!("{code} {unit}{typed}")),
        NdcLayout::B => (typed.len() <= 6).then(|| format!("{code}   {unit}{typed}")),
        NdcLayout::C => {
            let thousandths = quantity.thousandths();
            (thousandths < 10_000_000_000)
                .then(|| format!("{code:LAYOUT_C_QUANTITY$}{unit}{thousandths:010}"))
        }
    }
}
