//! What the sample clinic charges: procedure codes with prices of our own, in whole dollars.
//!
//! CPT codes stand here as bare numbers, without the American Medical Association's words.

use chrono::{Datelike, NaiveDate};

use crate::domain::fee::FeeDraft;
use crate::domain::finding::Finding;
use crate::domain::money::Money;
use crate::domain::records::Records;

/// The year whose prices stand in the table; each later year adds 3 %.
const BASE_YEAR: i32 = 2024;

/// Adds the standard schedule with a price list for each 1 January from `first` to `last`, and the
/// one for workers' compensation, which the state fixes.
pub(super) fn add(records: &mut Records, first: i32, last: i32) -> Result<(), Vec<Finding>> {
    for year in first..=last {
        for (code, _) in PRICES {
            records.fees.push(
                FeeDraft {
                    schedule: "Standard".into(),
                    code: (*code).into(),
                    effective_on: format!("{year}-01-01"),
                    fee: price_in(code, year).to_string(),
                    ..FeeDraft::default()
                }
                .build()?,
            );
        }
    }
    for (code, modifier, dollars) in STATE_PRICES {
        records.fees.push(
            FeeDraft {
                schedule: "Workers' compensation".into(),
                code: (*code).into(),
                modifier: (*modifier).into(),
                effective_on: format!("{first}-01-01"),
                fee: format!("{dollars}.00"),
            }
            .build()?,
        );
    }
    Ok(())
}

/// The standard price of one unit of a code on a day.
pub(super) fn price(code: &str, on: NaiveDate) -> Money {
    price_in(code, on.year())
}

fn price_in(code: &str, year: i32) -> Money {
    let dollars = PRICES
        .iter()
        .find(|(listed, _)| *listed == code)
        .map_or(0, |(_, dollars)| *dollars);
    let raised = dollars * (100 + 3 * i64::from(year - BASE_YEAR)) / 100;
    Money::from_cents(raised.max(1) * 100)
}

const STATE_PRICES: &[(&str, &str, i64)] = &[
    ("99203", "", 178),
    ("99213", "", 129),
    ("99214", "", 186),
    ("97110", "GP", 44),
    ("97140", "GP", 41),
    ("99080", "", 45),
    ("12001", "", 188),
    ("73110", "", 61),
];

const PRICES: &[(&str, i64)] = &[
    // Office and telehealth visits.
    ("99202", 145),
    ("99203", 210),
    ("99204", 310),
    ("99205", 395),
    ("99211", 45),
    ("99212", 95),
    ("99213", 150),
    ("99214", 215),
    ("99215", 295),
    // Preventive visits, new and established, by age.
    ("99381", 185),
    ("99382", 190),
    ("99383", 195),
    ("99384", 215),
    ("99385", 220),
    ("99386", 245),
    ("99387", 265),
    ("99391", 165),
    ("99392", 175),
    ("99393", 175),
    ("99394", 190),
    ("99395", 195),
    ("99396", 210),
    ("99397", 225),
    // Hospital, nursing facility and home.
    ("99221", 180),
    ("99222", 245),
    ("99223", 355),
    ("99231", 85),
    ("99232", 145),
    ("99233", 215),
    ("99238", 145),
    ("99239", 200),
    ("99304", 165),
    ("99305", 240),
    ("99306", 310),
    ("99307", 85),
    ("99308", 130),
    ("99309", 175),
    ("99310", 250),
    ("99315", 140),
    ("99347", 95),
    ("99348", 145),
    ("99349", 215),
    // Medicare's preventive services.
    ("G0402", 260),
    ("G0438", 270),
    ("G0439", 215),
    ("G0442", 30),
    ("G0444", 30),
    ("G0447", 40),
    ("G0101", 60),
    ("Q0091", 65),
    ("G0103", 35),
    ("G0328", 30),
    ("G2211", 25),
    ("G0008", 35),
    ("G0009", 35),
    // Laboratory.
    ("36415", 15),
    ("36416", 12),
    ("80048", 30),
    ("80053", 45),
    ("80061", 45),
    ("81002", 12),
    ("81003", 14),
    ("81025", 20),
    ("82043", 25),
    ("82270", 15),
    ("82570", 20),
    ("82607", 40),
    ("82728", 35),
    ("82947", 12),
    ("82962", 10),
    ("83036", 35),
    ("83655", 30),
    ("84153", 60),
    ("84443", 60),
    ("84550", 18),
    ("85018", 12),
    ("85025", 30),
    ("85610", 20),
    ("86308", 25),
    ("86580", 30),
    ("87210", 18),
    ("87426", 50),
    ("87804", 45),
    ("87807", 45),
    ("87880", 35),
    // Immunization: giving it, and the products.
    ("90460", 45),
    ("90461", 25),
    ("90471", 45),
    ("90472", 28),
    ("90474", 25),
    ("90620", 220),
    ("90633", 60),
    ("90647", 45),
    ("90651", 310),
    ("90656", 40),
    ("90662", 95),
    ("90677", 280),
    ("90680", 130),
    ("90696", 90),
    ("90698", 150),
    ("90700", 45),
    ("90707", 110),
    ("90710", 300),
    ("90714", 45),
    ("90715", 65),
    ("90716", 175),
    ("90734", 165),
    ("90744", 45),
    ("90746", 85),
    ("90750", 220),
    // Drugs and giving them.
    ("96372", 40),
    ("J0696", 18),
    ("J1010", 1),
    ("J1050", 1),
    ("J1100", 1),
    ("J1200", 8),
    ("J1885", 12),
    ("J2405", 2),
    ("J3301", 4),
    ("J3420", 15),
    ("J7298", 1150),
    ("J7613", 1),
    // Tests and screenings.
    ("92551", 25),
    ("93000", 55),
    ("94010", 60),
    ("94060", 110),
    ("94640", 40),
    ("94760", 10),
    ("96110", 25),
    ("96127", 12),
    ("96160", 12),
    ("99173", 15),
    ("99406", 30),
    // Procedures.
    ("10060", 210),
    ("11055", 85),
    ("11200", 140),
    ("11721", 75),
    ("12001", 220),
    ("12002", 265),
    ("12011", 260),
    ("17000", 120),
    ("17003", 15),
    ("17110", 165),
    ("20550", 120),
    ("20605", 130),
    ("20610", 150),
    ("29125", 110),
    ("29515", 120),
    ("58300", 240),
    ("69210", 95),
    // Films.
    ("71046", 75),
    ("72040", 80),
    ("72100", 85),
    ("73030", 70),
    ("73110", 70),
    ("73130", 65),
    ("73562", 75),
    ("73610", 70),
    ("73630", 65),
    // Physical therapy and manipulation.
    ("97035", 30),
    ("97110", 55),
    ("97112", 55),
    ("97140", 52),
    ("97161", 150),
    ("97530", 60),
    ("98925", 70),
    ("98926", 95),
    // Reports, care management, supplies.
    ("99080", 45),
    ("S0612", 165),
    ("99490", 75),
    ("99497", 120),
    ("99000", 15),
    ("A4550", 35),
    ("A6448", 4),
    ("L3908", 85),
    ("L4360", 245),
    // Terminated by CMS; still on the clinic's list, as happens.
    ("J0171", 2),
];
