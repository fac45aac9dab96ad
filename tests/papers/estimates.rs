//! Good-faith estimates and the rule of 400 dollars.

use almoner::commands::papers::{self, estimates};
use almoner::domain::estimate::timing::{Due, due};
use almoner::domain::estimate::{EstimateDraft, EstimateLineDraft};
use almoner::domain::finding::Finding;
use almoner::domain::id::EstimateId;
use almoner::domain::money::Money;
use almoner::store;
use futures_executor::block_on;

use crate::desk::{Desk, author, day, patient, visit_id};
use crate::{ANA, BERTA, reviewed, rule, text};

fn draft(of: &str, amounts: &[(&str, &str)]) -> EstimateDraft {
    EstimateDraft {
        patient_id: of.into(),
        made_on: "2026-02-20".into(),
        service_on: "2026-03-09".into(),
        provider_id: "DR1".into(),
        diagnoses: "J02.9, e119".into(),
        note: String::new(),
        lines: amounts
            .iter()
            .map(|(code, amount)| EstimateLineDraft {
                code: (*code).into(),
                description: "Office visit".into(),
                amount: (*amount).into(),
                ..EstimateLineDraft::default()
            })
            .collect(),
    }
}

fn saved(desk: &Desk, draft: EstimateDraft) -> EstimateId {
    let saved = estimates::save(
        desk.database.clone(),
        draft,
        author("2026-02-20"),
        day("2026-02-20"),
    );
    block_on(saved).unwrap()
}

fn link(desk: &Desk, visit: &str, estimate: Option<EstimateId>) {
    let linked = estimates::link_visit(
        desk.database.clone(),
        visit_id(visit),
        estimate,
        author("2026-03-09"),
    );
    block_on(linked).unwrap();
}

#[test]
fn an_estimate_has_every_element_of_the_rule() {
    let desk = Desk::new();
    let mut english = draft("ANA", &[("99213", "150.00"), ("87880", "65.00")]);
    english.lines[1].description = "Rapid strep test".into();
    english.lines[1].units = "2".into();
    english.lines[1].modifiers = "QW".into();
    english.note =
        "Allergy testing at Salem Allergy Center, if the first visit calls for it".into();
    let id = saved(&desk, english);
    let prepared = |id| {
        let paper = papers::prepare_estimate(desk.database.clone(), id, day("2026-02-20"));
        block_on(paper).unwrap()
    };
    let paper = prepared(id);
    reviewed(&desk.database, "estimate_en", &paper, &ANA);
    let text = text(&paper);
    for expected in [
        "Ana M Ruiz",
        "03/09/1984",
        "Office visit",
        "03/09/2026",
        "J02.9",
        "E11.9",
        "99213",
        "87880 QW",
        "$215.00",
        "Amy Brown, M.D., NPI 1245319599",
        "93-1234567",
        "Portland, OR",
        "Allergy testing",
        "scheduled separately",
        "not a contract",
        "only an estimate",
        "$400",
        "120 calendar days",
        "quality of the care",
        "www.cms.gov/nosurprises",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let mut spanish = draft("BERTA", &[("99213", "150.00")]);
    spanish.lines[0].description = "Consulta médica".into();
    spanish.diagnoses = String::new();
    spanish.service_on = String::new();
    reviewed(
        &desk.database,
        "estimate_es",
        &prepared(saved(&desk, spanish)),
        &BERTA,
    );
}

#[test]
fn a_typed_estimate_is_judged_field_by_field() {
    let bad = |change: fn(&mut EstimateDraft)| {
        let mut draft = draft("ANA", &[("99213", "150.00")]);
        change(&mut draft);
        let findings: Vec<Finding> = match draft.build() {
            Ok(estimate) => estimate.advice(),
            Err(findings) => findings,
        };
        findings
            .iter()
            .map(|it| it.field.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(bad(|_| {}), Vec::<String>::new());
    assert_eq!(bad(|it| it.patient_id.clear()), ["estimate patient_id"]);
    assert_eq!(bad(|it| it.made_on = "2/20".into()), ["estimate made_on"]);
    assert_eq!(bad(|it| it.provider_id.clear()), ["estimate provider_id"]);
    assert_eq!(
        bad(|it| it.diagnoses = "J02.9 what".into()),
        ["estimate diagnoses"]
    );
    assert_eq!(bad(|it| it.diagnoses.clear()), ["estimate diagnoses"]);
    assert_eq!(
        bad(|it| it.service_on = "2026-02-19".into()),
        ["estimate service_on"]
    );
    assert_eq!(bad(|it| it.lines.clear()), ["estimate lines"]);
    assert_eq!(bad(|it| it.lines[0].code = "99 21".into()), ["line 1 code"]);
    assert_eq!(
        bad(|it| it.lines[0].amount = "-5".into()),
        ["line 1 amount"]
    );
    assert_eq!(bad(|it| it.lines[0].units = "0".into()), ["line 1 units"]);
    assert_eq!(
        bad(|it| it.lines[0].description.clear()),
        ["line 1 description"]
    );
    // An empty line is none, and the ones after it keep their number.
    assert_eq!(
        bad(|it| {
            it.lines.insert(0, EstimateLineDraft::default());
            it.lines[1].code.clear();
        }),
        ["line 2 code"]
    );
}

#[test]
fn the_fee_schedule_and_plain_words_are_offered_and_never_filled_in() {
    let desk = Desk::new();
    let mut typed = draft("ANA", &[("99213", ""), ("87880", "")]);
    typed.lines[1].units = "2".into();
    let judged = estimates::judge_draft(desk.database.clone(), typed, day("2026-02-20"));
    let judged = block_on(judged).unwrap();
    let amounts: Vec<_> = judged.offers.iter().map(|it| it.amount).collect();
    assert_eq!(
        amounts,
        [15_000, 6_500].map(|cents| Some(Money::from_cents(cents)))
    );
    assert!(judged.offers.iter().all(|it| !it.description.is_empty()));
    assert_eq!(judged.total, Money::ZERO);
    assert!(judged.findings.iter().any(Finding::is_error));
    assert_eq!(judged.due, Some(Due::WithinThree(day("2026-02-25"))));
}

#[test]
fn an_estimate_is_kept_and_comes_back_as_it_was_typed() {
    let desk = Desk::new();
    let mut typed = draft("ANA", &[("99213", "150.00")]);
    typed.lines[0].modifiers = "25 59".into();
    typed.lines[0].units = "1.5".into();
    let estimate = typed.build().unwrap();
    let id = saved(&desk, typed);
    let rows = block_on(estimates::of_patient(desk.database.clone(), patient("ANA"))).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].numbered.id, id);
    assert_eq!(rows[0].numbered.estimate, estimate);
    assert_eq!(estimate.to_draft().build().unwrap(), estimate);
    let future = EstimateDraft {
        made_on: "2026-02-21".into(),
        ..estimate.to_draft()
    };
    let refused = estimates::save(
        desk.database.clone(),
        future,
        author("2026-02-20"),
        day("2026-02-20"),
    );
    assert_eq!(rule(block_on(refused)), "estimate-in-future");
}

/// What was estimated, who billed how much, and whether she may dispute it.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], bool);

#[test]
fn a_bill_may_be_disputed_from_400_dollars_above_the_estimate_on() {
    let table: [Case<'_>; 9] = [
        ("100.00", &[("", "499.99")], false),
        ("100.00", &[("", "500.00")], true),
        ("100.00", &[("", "500.01")], true),
        ("100.00", &[("", "99.00")], false),
        // Each provider stands alone: together they are 450.00 above it.
        ("500.00", &[("", "700.00"), ("DR2", "250.00")], false),
        ("500.00", &[("", "900.00"), ("DR2", "10.00")], true),
        // Somebody whom the estimate does not name was expected to bill nothing.
        ("500.00", &[("", "500.00"), ("DR2", "400.00")], true),
        // Who came in the place of the estimate's provider is measured by the same estimate.
        ("500.00", &[("DR2", "899.99")], false),
        ("500.00", &[("DR2", "900.00")], true),
    ];
    for (estimated, billed, may_dispute) in table {
        let desk = Desk::new();
        let id = saved(&desk, draft("BERTA", &[("99213", estimated)]));
        for (idx, (by, amount)) in billed.iter().enumerate() {
            let visit = format!("V{idx}");
            let _ = desk.visit(
                &visit,
                "BERTA",
                "2026-03-09",
                &[("99213", "", "1", amount, "A", by)],
            );
            link(&desk, &visit, Some(id));
        }
        let compared = block_on(estimates::compare(desk.database.clone(), id)).unwrap();
        assert_eq!(
            compared.may_dispute(),
            may_dispute,
            "{estimated} {billed:?}"
        );
        let over = estimates::over_estimate(desk.database.clone(), day("2026-03-10"));
        let over = block_on(over).unwrap();
        assert_eq!(!over.is_empty(), may_dispute, "{estimated} {billed:?}");
        let by_provider: Money = compared.providers.iter().map(|it| it.billed).sum();
        assert_eq!(by_provider, compared.billed_total());
        let rows = block_on(estimates::of_patient(
            desk.database.clone(),
            patient("BERTA"),
        ));
        assert_eq!(rows.unwrap()[0].may_dispute, may_dispute);
    }
}

#[test]
fn the_comparison_is_a_paper_and_names_the_last_day_to_dispute() {
    let desk = Desk::new();
    let id = saved(&desk, draft("ANA", &[("99213", "150.00")]));
    let compare = |id| {
        block_on(papers::prepare_comparison(
            desk.database.clone(),
            id,
            day("2026-03-20"),
        ))
    };
    assert_eq!(rule(compare(id)), "estimate-without-visit");
    let lines = desk.visit(
        "V1",
        "ANA",
        "2026-03-09",
        &[
            ("99213", "", "1", "430.00", "A", ""),
            ("87880", "QW", "1", "120.00", "A", ""),
        ],
    );
    link(&desk, "V1", Some(id));
    let line = lines[0].number();
    desk.raw("2026-03-16", move |tx| {
        let patient: i64 = tx
            .query_row("SELECT id FROM patient WHERE reference = 'ANA'", [], |row| row.get(0))
            .map_err(store::Error::from)?;
        for sql in [
            "INSERT INTO statement_run (id, as_of_on, mailed_on, through_entry)
             VALUES (1, '2026-03-16', '2026-03-16', 1)"
                .to_owned(),
            format!(
                "INSERT INTO statement (id, run_id, guarantor_patient_id, as_of_on, mailed_on, step,
                    is_final, language, due_cents, pay_by_on, n_pages, pages)
                 VALUES (1, 1, {patient}, '2026-03-16', '2026-03-16', 1, 0, 'EN', 55000, '2026-04-06', 1, x'00')"
            ),
            format!("INSERT INTO statement_line VALUES (1, {line}, 43000)"),
        ] {
            let _ = tx.execute(&sql, []).map_err(store::Error::from)?;
        }
        Ok(())
    });
    let paper = compare(id).unwrap();
    reviewed(&desk.database, "comparison_en", &paper, &ANA);
    // 120 days from March 16.
    assert!(text(&paper).contains("07/14/2026"), "{}", text(&paper));
    let over = |on| block_on(estimates::over_estimate(desk.database.clone(), day(on))).unwrap();
    assert_eq!(over("2026-07-14")[0].over, Money::from_cents(40_000));
    assert_eq!(over("2026-07-15"), []);

    let id = saved(&desk, draft("BERTA", &[("99213", "150.00")]));
    let _ = desk.visit(
        "V2",
        "BERTA",
        "2026-03-09",
        &[("99213", "", "1", "180.00", "A", "DR2")],
    );
    link(&desk, "V2", Some(id));
    reviewed(
        &desk.database,
        "comparison_es",
        &compare(id).unwrap(),
        &BERTA,
    );
}

#[test]
fn a_visit_is_linked_to_one_estimate_of_its_own_patient() {
    let desk = Desk::new();
    let anas = saved(&desk, draft("ANA", &[("99213", "150.00")]));
    let bertas = saved(&desk, draft("BERTA", &[("99213", "150.00")]));
    let newer = saved(&desk, draft("BERTA", &[("99213", "160.00")]));
    let _ = desk.visit(
        "V1",
        "BERTA",
        "2026-03-09",
        &[("99213", "", "1", "150.00", "A", "")],
    );
    let wrong = estimates::link_visit(
        desk.database.clone(),
        visit_id("V1"),
        Some(anas),
        author("2026-03-09"),
    );
    assert_eq!(rule(block_on(wrong)), "estimate-of-another");
    let linked = || {
        let row = estimates::of_visit(desk.database.clone(), visit_id("V1"));
        block_on(row).unwrap().map(|it| it.numbered.id)
    };
    for estimate in [Some(bertas), Some(newer), None] {
        link(&desk, "V1", estimate);
        assert_eq!(linked(), estimate);
    }
}

#[test]
fn the_day_by_which_an_estimate_is_due_follows_from_business_days() {
    // Asked on, service on, due: 2026-03-02 is a Monday.
    let table = [
        ("2026-03-02", "", Due::WithinThree(day("2026-03-05"))),
        (
            "2026-03-02",
            "2026-03-16",
            Due::WithinThree(day("2026-03-05")),
        ),
        (
            "2026-03-02",
            "2026-03-13",
            Due::WithinOne(day("2026-03-03")),
        ),
        (
            "2026-03-02",
            "2026-03-05",
            Due::WithinOne(day("2026-03-03")),
        ),
        ("2026-03-02", "2026-03-04", Due::NotAsked),
        // Over a weekend, and over Memorial Day.
        (
            "2026-03-06",
            "2026-03-11",
            Due::WithinOne(day("2026-03-09")),
        ),
        ("2026-05-22", "2026-05-27", Due::NotAsked),
        (
            "2026-05-22",
            "2026-05-28",
            Due::WithinOne(day("2026-05-26")),
        ),
        // July 4, 2026 is a Saturday and kept on the Friday; Thanksgiving is November 26.
        ("2026-07-02", "", Due::WithinThree(day("2026-07-08"))),
        ("2026-11-25", "", Due::WithinThree(day("2026-12-01"))),
    ];
    for (asked_on, service_on, expected) in table {
        let service_on = (!service_on.is_empty()).then(|| day(service_on));
        let found = due(day(asked_on), service_on);
        assert_eq!(found, expected, "{asked_on} {service_on:?}");
        assert!(found.sentence().ends_with('.'));
    }
}
