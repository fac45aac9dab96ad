//! Whatever names, addresses, letterheads and envelopes there are: a paper is laid out whole, or it
//! says what is too long for it.

use std::cell::Cell;

use almoner::commands::Error;
use almoner::commands::papers::{self, letters::LetterDraft};
use almoner::commands::statements::settings;
use almoner::domain::statement::envelope::{Envelope, Window};
use futures_executor::block_on;
use proptest::prelude::*;

use crate::desk::{Desk, day, patient, visit_id};

fn words(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec("[A-Za-zñáé.]{1,14}", 1..most).prop_map(|words| words.join(" "))
}

/// An envelope with a second window for the sender.
fn double(single: &Envelope) -> Envelope {
    Envelope {
        name: "double".into(),
        address: Window {
            left: 625,
            bottom: 1_000,
            width: 4_000,
            height: 1_000,
        },
        sender: Some(Window {
            left: 625,
            bottom: 2_375,
            width: 3_250,
            height: 875,
        }),
        ..single.clone()
    }
}

#[test]
fn a_paper_is_laid_out_whole_or_says_what_is_too_long() {
    let (laid, refused) = (Cell::new(0), Cell::new(0));
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(40)
    };
    proptest!(config, |(
        practice in words(12),
        name in words(8),
        street in words(14),
        city in words(5),
        body in prop::collection::vec(words(40), 1..12),
        is_double in any::<bool>(),
        is_spanish in any::<bool>(),
    )| {
        let desk = Desk::with(|records| {
            let records_practice = records.practice.as_mut().unwrap();
            records_practice.name = practice;
            let berta = &mut records.patients[2];
            berta.name.last = name;
            berta.address.line1 = street;
            berta.address.city = city;
            if !is_spanish {
                berta.language = Default::default();
            }
        });
        let mut stationery = block_on(settings::load(desk.database.clone())).unwrap().stationery;
        if is_double {
            stationery.outer = double(&stationery.outer);
        }
        let text = serde_json::to_string(&stationery.outer).unwrap();
        desk.raw("2026-03-01", move |tx| almoner::store::setting::set(tx, "statement.outer", &text));
        let _ = desk.visit("V1", "BERTA", "2026-03-02", &[("99213", "25", "1", "150.00", "AB", "DR2"); 7]);
        let letter = LetterDraft {
            patient_id: "BERTA".into(),
            subject: body[0].clone(),
            body: body.join("\n\n"),
            ..LetterDraft::default()
        };
        let (database, today) = (&desk.database, day("2026-03-02"));
        let address = almoner::store::patient::find;
        let person = desk.database.call_blocking(move |connection| address(connection, &patient("BERTA")));
        let person = person.unwrap().unwrap().value;
        let mut address = vec![person.name.spoken()];
        address.extend(person.address.lines());
        for paper in [
            block_on(papers::prepare_letter(database.clone(), letter, today)),
            block_on(papers::prepare_superbill(database.clone(), visit_id("V1"), today)),
            block_on(papers::prepare_walk_out(database.clone(), visit_id("V1"), today)),
        ] {
            match paper {
                Ok(paper) => {
                    crate::paper::assert_laid_out(&paper.document.pages, &stationery, &address);
                    laid.set(laid.get() + 1);
                }
                Err(Error::Refused(findings)) => {
                    let rule = findings[0].rule;
                    prop_assert!(["address-too-long", "letterhead-too-long"].contains(&rule), "{findings:?}");
                    refused.set(refused.get() + 1);
                }
                Err(error) => panic!("{error}"),
            }
        }
    });
    let (laid, refused) = (laid.get(), refused.get());
    assert!(laid > 2 * refused, "{laid} laid out, {refused} refused");
}
