//! The list of claims and what is done to them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/office.rs"]
mod office;

use almoner::commands::claims::{self, ClaimFilter, ClaimLine, ClaimSort, Event, Seen};
use almoner::commands::print::{self, Order, Selection};
use almoner::commands::{Error, Saving, visits};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::claim::print::FormStock;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::printer::PrinterProfile;
use almoner::store::{self, Action, Change, Database};
use chrono::Days;
use futures_executor::block_on;
use office::scene::{Scene, coverage, payer};
use office::{biller, day, office, today};

fn enter(database: &Database, amount: &str) {
    let scene = Scene::new("GROUP");
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..scene.visit
    };
    let mut lines = scene.lines;
    lines[0].charge = amount.into();
    let saved = visits::save(
        database.clone(),
        draft,
        lines,
        Saving::new(biller(), today()),
    );
    let _ = block_on(saved).unwrap();
}

fn lines_of(
    database: &Database,
    filter: ClaimFilter,
    sort: ClaimSort,
    down: bool,
) -> Vec<ClaimLine> {
    let listing = block_on(claims::listing(database.clone(), filter, sort, down)).unwrap();
    block_on(claims::lines(database.clone(), listing.keys.to_vec())).unwrap()
}

fn all(database: &Database) -> Vec<ClaimLine> {
    lines_of(database, ClaimFilter::default(), ClaimSort::Added, false)
}

fn seen(line: &ClaimLine) -> Seen {
    Seen {
        claim: line.id.clone(),
        version: line.version,
    }
}

fn print_ready(database: &Database) {
    let order = Order {
        selection: Selection::Ready,
        stock: FormStock::Red,
        profile: PrinterProfile::exact(""),
        today: today(),
    };
    let sheets = print::prepare(database, order).unwrap();
    print::keep(database, sheets, today(), &biller()).unwrap();
}

/// Changes a record beside the claims, as another screen would.
fn change(
    database: &Database,
    work: impl FnOnce(&store::Transaction<'_>) -> Result<(), store::Error> + Send + 'static,
) {
    let action = Action {
        user: "test".into(),
        at: biller().at,
        change: Change {
            verb: "change",
            entity: "patient",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| store::write(connection, &action, work))
        .unwrap();
}

#[test]
fn a_list_has_its_order_and_its_counts() {
    let database = office(&Scene::new("GROUP"));
    for amount in ["100", "300", "200"] {
        enter(&database, amount);
    }
    let sorted = |sort, down| -> Vec<i64> {
        lines_of(&database, ClaimFilter::default(), sort, down)
            .iter()
            .map(|line| line.total.cents() / 100)
            .collect()
    };
    assert_eq!(sorted(ClaimSort::Added, false), [100, 300, 200]);
    assert_eq!(sorted(ClaimSort::Total, false), [100, 200, 300]);
    assert_eq!(sorted(ClaimSort::Total, true), [300, 200, 100]);
    for sort in [
        ClaimSort::Patient,
        ClaimSort::Payer,
        ClaimSort::FirstDay,
        ClaimSort::Status,
        ClaimSort::Printed,
        ClaimSort::Mailed,
    ] {
        assert_eq!(sorted(sort, true), [200, 300, 100], "{sort:?}");
    }
    let line = &all(&database)[0];
    assert_eq!(line.patient_name.last, "Doe");
    assert_eq!(line.payer_name, "First Mutual");
    let counts = block_on(claims::counts(database.clone())).unwrap();
    assert_eq!((counts.ready, counts.draft, counts.printed), (3, 0, 0));
    let printed = ClaimFilter {
        status: Some(ClaimStatus::Printed),
        ..ClaimFilter::default()
    };
    assert!(lines_of(&database, printed, ClaimSort::Added, false).is_empty());
}

#[test]
fn claims_go_from_printed_to_mailed_to_closed_and_no_other_way() {
    let database = office(&Scene::new("GROUP"));
    enter(&database, "100");
    enter(&database, "200");
    let every = || all(&database).iter().map(seen).collect::<Vec<_>>();
    let mail = |on| {
        block_on(claims::mark_mailed(
            database.clone(),
            every(),
            on,
            today(),
            biller(),
        ))
    };
    let close = || block_on(claims::close(database.clone(), every(), today(), biller()));

    let early = mail(today()).unwrap_err().to_string();
    assert!(
        early.contains("Claim 1 is not printed yet") && early.contains("Claim 2"),
        "{early}"
    );
    assert!(close().unwrap_err().to_string().contains("never printed"));
    print_ready(&database);
    let before = mail(today() - Days::new(1)).unwrap_err().to_string();
    assert!(before.contains("cannot have been mailed"), "{before}");
    assert!(mail(today() + Days::new(1)).is_err());
    assert!(
        all(&database)
            .iter()
            .all(|line| line.status == ClaimStatus::Printed)
    );

    mail(today()).unwrap();
    assert!(
        mail(today())
            .unwrap_err()
            .to_string()
            .contains("mailed already")
    );
    close().unwrap();
    assert!(close().unwrap_err().to_string().contains("closed already"));

    let card = block_on(claims::card(
        database.clone(),
        "1".parse().unwrap(),
        today(),
    ))
    .unwrap();
    assert_eq!(
        card.history,
        [
            Event::Created(today()),
            Event::Printed {
                on: today(),
                stock: FormStock::Red,
                sheets: 1
            },
            Event::Mailed(today()),
            Event::Closed(today()),
        ]
    );
    assert_eq!(
        block_on(claims::pages(database, "1".parse().unwrap()))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_claim_on_hold_does_not_print_until_it_is_released() {
    let database = office(&Scene::new("GROUP"));
    enter(&database, "100");
    let stale = seen(&all(&database)[0]);
    let hold = |claim: Seen, is_on_hold| {
        block_on(claims::hold(
            database.clone(),
            vec![claim],
            is_on_hold,
            biller(),
        ))
    };
    hold(stale.clone(), true).unwrap();
    assert!(matches!(hold(stale, false), Err(Error::Conflict(_))));
    print_ready(&database);
    let held = &all(&database)[0];
    assert_eq!((held.status, held.is_on_hold), (ClaimStatus::Ready, true));
    assert_eq!(
        block_on(claims::counts(database.clone())).unwrap().on_hold,
        1
    );
    hold(seen(held), false).unwrap();
    print_ready(&database);
    let printed = &all(&database)[0];
    assert_eq!(printed.status, ClaimStatus::Printed);
    assert!(
        hold(seen(printed), true)
            .unwrap_err()
            .to_string()
            .contains("printed already")
    );
}

#[test]
fn what_changed_beside_a_claim_shows_when_all_are_checked_again() {
    let database = office(&Scene::new("GROUP"));
    enter(&database, "100");
    let recheck = || {
        block_on(almoner::commands::refresh(
            database.clone(),
            today(),
            biller(),
        ))
        .unwrap()
    };
    assert_eq!(recheck(), 0);
    change(&database, |tx| {
        let id = "P1".parse().unwrap();
        let found = store::patient::find(tx, &id)?.unwrap();
        let without = PatientDraft {
            address1: String::new(),
            ..found.value.to_draft()
        };
        store::patient::save(tx, &without.build().unwrap(), Some(found.version)).map(drop)
    });
    assert_eq!(recheck(), 1);
    assert_eq!(all(&database)[0].status, ClaimStatus::Draft);
    assert_eq!(recheck(), 0);
}

#[test]
fn an_unprinted_claim_moves_to_the_coverage_that_its_visit_bills_now() {
    let scene = Scene::new("GROUP").with(|scene| {
        scene.payers.push(payer("PAY2", "New Mutual", "COMMERCIAL"));
    });
    let database = office(&scene);
    enter(&database, "100");
    let card = || {
        block_on(claims::card(
            database.clone(),
            "1".parse().unwrap(),
            today(),
        ))
        .unwrap()
    };
    let retarget = |seen| block_on(claims::retarget(database.clone(), seen, today(), biller()));
    assert_eq!(card().billed_now, None);
    let right = retarget(seen(&card().line)).unwrap_err().to_string();
    assert!(right.contains("right coverage already"), "{right}");

    // The card on file had ended before the visit.
    change(&database, |tx| {
        let found = store::coverage::find(tx, &"C1".parse().unwrap())?.unwrap();
        let ended = CoverageDraft {
            terminated_on: "2026-01-31".into(),
            ..found.value.to_draft()
        };
        let _ = store::coverage::save(tx, &ended.build().unwrap(), Some(found.version))?;
        let new = CoverageDraft {
            effective_on: "2026-02-01".into(),
            ..coverage("C2", "1", "PAY2", "N-2")
        };
        store::coverage::save(tx, &new.build().unwrap(), None).map(drop)
    });
    let before = card();
    assert_eq!(before.billed_now.as_ref().unwrap().as_str(), "C2");
    assert!(!before.findings.is_empty());
    assert_eq!(retarget(seen(&before.line)).unwrap().as_str(), "C2");
    let after = card();
    assert_eq!(
        (after.line.payer_name.as_str(), after.billed_now),
        ("New Mutual", None)
    );
    assert!(matches!(
        retarget(seen(&before.line)),
        Err(Error::Conflict(_))
    ));
    print_ready(&database);
    let printed = retarget(seen(&card().line)).unwrap_err().to_string();
    assert!(printed.contains("was printed"), "{printed}");
    assert_eq!(all(&database)[0].printed_on, Some(day("2026-03-04")));
}
