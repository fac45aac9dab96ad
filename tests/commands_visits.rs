//! Charge entry: what is offered, what is said while a visit is typed, and what saving it does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/office.rs"]
mod office;

use almoner::commands::print::{self, Order, Selection};
use almoner::commands::visits::{self, SavedVisit, offer};
use almoner::commands::{Error, Saving, claims};
use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::claim::ClaimStatus;
use almoner::domain::claim::print::FormStock;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::printer::PrinterProfile;
use almoner::store::{self, Database, Version};
use futures_executor::block_on;
use office::scene::{Scene, coverage, line, payer};
use office::{biller, day, office, today};

/// A visit without a number, as a screen begins it.
fn typed() -> (EncounterDraft, Vec<LineDraft>) {
    let scene = Scene::new("GROUP");
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..scene.visit
    };
    let line = LineDraft {
        visit_id: String::new(),
        line: String::new(),
        ..line(1)
    };
    (draft, vec![line])
}

fn save(
    database: &Database,
    (draft, lines): (EncounterDraft, Vec<LineDraft>),
    seen: Option<Version>,
) -> Result<SavedVisit, Error> {
    let saving = Saving {
        seen,
        ..Saving::new(biller(), today())
    };
    block_on(visits::save(database.clone(), draft, lines, saving))
}

fn audit_count(database: &Database) -> usize {
    database
        .call_blocking(|connection| store::audit::entries(connection))
        .unwrap()
        .len()
}

fn print_all(database: &Database) {
    let order = Order {
        selection: Selection::Ready,
        stock: FormStock::Red,
        profile: PrinterProfile::exact(""),
        today: today(),
    };
    let sheets = print::prepare(database, order).unwrap();
    print::keep(database, sheets, today(), &biller()).unwrap();
}

#[test]
fn a_sound_visit_makes_a_ready_claim_in_one_act() {
    let database = office(&Scene::new("GROUP"));
    let before = audit_count(&database);
    let saved = save(&database, typed(), None).unwrap();
    let claim = saved.claim.unwrap();
    assert_eq!(claim.status, ClaimStatus::Ready, "{:?}", claim.findings);
    assert_eq!(claim.coverage.as_str(), "C1");
    assert_eq!(audit_count(&database), before + 1);
    let entry = database
        .call_blocking(|connection| store::audit::entries(connection))
        .unwrap()
        .pop()
        .unwrap();
    assert_eq!(
        (entry.verb.as_str(), entry.entity.as_str()),
        ("create", "visit")
    );
    assert!(!entry.details.contains("Doe"));

    let opened = block_on(visits::open(database, saved.id)).unwrap();
    assert_eq!(opened.seen, saved.version);
    assert_eq!(opened.claims[0].id, claim.id);
    assert_eq!(opened.lines[0].charge, "150.00");
}

#[test]
fn a_visit_with_an_error_is_saved_and_its_claim_stays_a_draft_until_it_is_put_right() {
    let database = office(&Scene::new("GROUP"));
    let (draft, mut lines) = typed();
    lines[0].pointers = "C".into();
    let saved = save(&database, (draft.clone(), lines.clone()), None).unwrap();
    let claim = saved.claim.unwrap();
    assert_eq!(claim.status, ClaimStatus::Draft);
    lines[0].pointers = "A".into();
    let draft = EncounterDraft {
        visit_id: saved.id.to_string(),
        ..draft
    };
    let again = save(&database, (draft, lines), Some(saved.version)).unwrap();
    let again = again.claim.unwrap();
    assert_eq!((again.id, again.status), (claim.id, ClaimStatus::Ready));
}

#[test]
fn what_cannot_be_a_visit_is_refused_by_field_and_changes_nothing() {
    let database = office(&Scene::new("GROUP"));
    let before = audit_count(&database);
    let (mut draft, mut lines) = typed();
    draft.accident_on = "2026-02-30".into();
    draft.facility_id = "nowhere".into();
    lines[0].charge = "12.345".into();
    let Err(Error::Refused(findings)) = save(&database, (draft, lines), None) else {
        panic!("it was saved");
    };
    let fields: Vec<String> = findings.iter().map(|it| it.field.to_string()).collect();
    assert_eq!(
        fields,
        ["visit accident_on", "line 1 charge", "visit facility_id"]
    );
    assert_eq!(audit_count(&database), before);
}

#[test]
fn two_who_change_a_visit_do_not_overwrite_each_other() {
    let database = office(&Scene::new("GROUP"));
    let saved = save(&database, typed(), None).unwrap();
    let opened = block_on(visits::open(database.clone(), saved.id)).unwrap();
    let mine = (opened.draft.clone(), opened.lines.clone());
    let _ = save(&database, mine.clone(), Some(opened.seen)).unwrap();
    let late = save(&database, mine, Some(opened.seen));
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[test]
fn a_printed_visit_changes_only_in_its_note() {
    let database = office(&Scene::new("GROUP"));
    let saved = save(&database, typed(), None).unwrap();
    print_all(&database);
    let opened = block_on(visits::open(database.clone(), saved.id.clone())).unwrap();
    assert!(opened.is_printed());
    let mut changed = opened.clone();
    changed.lines[0].charge = "151.00".into();
    let refused = save(&database, (changed.draft, changed.lines), Some(opened.seen)).unwrap_err();
    let sentence = refused.to_string();
    assert!(
        sentence.contains("03/04/2026") && sentence.contains("replacement"),
        "{sentence}"
    );

    let mut noted = opened.clone();
    noted.draft.billing_note = "Called the plan.".into();
    let _ = save(&database, (noted.draft, noted.lines), Some(opened.seen)).unwrap();

    let replaced = block_on(visits::replacement(database.clone(), saved.id, today())).unwrap();
    assert_eq!(replaced.draft.resubmission_code, "7");
    let open =
        |finding: &almoner::domain::finding::Finding| finding.field.column == "original_reference";
    assert!(replaced.judgement.findings.iter().any(open));
    let mut draft = replaced.draft;
    draft.original_reference = "ICN 77".into();
    let new = save(&database, (draft, replaced.lines), None).unwrap();
    assert_eq!(new.claim.unwrap().status, ClaimStatus::Ready);
}

#[test]
fn what_is_typed_is_judged_as_far_as_it_goes() {
    let database = office(&Scene::new("GROUP"));
    let judge = |draft: &EncounterDraft, lines: &[LineDraft]| {
        block_on(visits::judge_draft(
            database.clone(),
            draft.clone(),
            lines.to_vec(),
            today(),
        ))
        .unwrap()
    };
    let empty = judge(&EncounterDraft::default(), &[]);
    assert!(empty.pages.is_empty() && !empty.can_be_saved && !empty.is_ready());

    let (draft, lines) = typed();
    let whole = judge(&draft, &lines);
    assert!(
        whole.is_ready() && whole.can_be_saved,
        "{:?}",
        whole.findings
    );
    assert_eq!(whole.total.cents(), 15_000);
    assert!(!whole.pages[0].boxes.is_empty());

    // A half-typed second line does not hide the first, nor is it on the page.
    let mut more = lines.clone();
    more.push(LineDraft {
        code: "9921".into(),
        ..LineDraft::default()
    });
    let half = judge(&draft, &more);
    assert!(!half.can_be_saved);
    assert!(half.findings.iter().any(|it| it.field.line == Some(2)));
    assert_eq!(half.total.cents(), 15_000);

    // A date that is none yet is said once, and the rest is judged all the same.
    let wrong = EncounterDraft {
        accident_on: "03/".into(),
        dx_b: "E11.99999".into(),
        ..draft
    };
    let wrong = judge(&wrong, &lines);
    let said = |column: &str| {
        wrong
            .findings
            .iter()
            .filter(|it| it.field.column == column)
            .count()
    };
    assert_eq!(
        (said("accident_on"), said("dx_b")),
        (1, 1),
        "{:?}",
        wrong.findings
    );
    assert!(!wrong.pages.is_empty() && !wrong.is_ready());

    let stranger = EncounterDraft {
        patient_id: "P9".into(),
        ..typed().0
    };
    assert_eq!(
        judge(&stranger, &lines).findings[0].field.column,
        "patient_id"
    );
}

#[test]
fn charge_entry_gets_all_it_shows_at_once() {
    let scene = Scene::new("GROUP").with(|scene| {
        scene
            .payers
            .push(payer("PAY2", "Second Mutual", "COMMERCIAL"));
        scene.coverages.push(coverage("C2", "2", "PAY2", "S-2"));
        scene.coverages[0].terminated_on = "2026-06-30".into();
        scene.authorization = Some(AuthorizationDraft {
            authorization_id: "A1".into(),
            patient_id: "P1".into(),
            coverage_id: "C1".into(),
            number: "AUTH1".into(),
            units: "12".into(),
            to_on: "2026-04-30".into(),
            ..AuthorizationDraft::default()
        });
    });
    let database = office(&scene);
    let (mut draft, mut lines) = typed();
    draft.authorization_id = "A1".into();
    lines[0].units = "2.5".into();
    let saved = save(&database, (draft, lines), None).unwrap();
    let context = |on: &str, except: Option<&SavedVisit>| {
        block_on(visits::context(
            database.clone(),
            "P1".parse().unwrap(),
            day(on),
            except.map(|saved| saved.id.clone()),
        ))
        .unwrap()
    };
    let now = context("2026-03-04", None);
    let names: Vec<_> = now
        .coverages
        .iter()
        .map(|it| it.payer.name.as_str())
        .collect();
    assert_eq!(names, ["First Mutual", "Second Mutual"]);
    assert_eq!(now.authorizations[0].left.unwrap().to_string(), "9.5");
    assert_eq!(now.last_visit.unwrap().id, saved.id);
    let recent: Vec<String> = now
        .recent_diagnoses
        .iter()
        .map(|it| it.code.dotted())
        .collect();
    assert_eq!(recent, ["E11.9", "I10"]);
    assert!(now.recent_diagnoses[0].description.contains("diabetes"));
    assert_eq!(now.schedules, ["Standard"]);

    let itself = context("2026-03-04", Some(&saved));
    assert_eq!(itself.authorizations[0].left.unwrap().to_string(), "12");
    let later = context("2026-07-01", None);
    assert_eq!(later.coverages.len(), 1);
    assert!(!later.authorizations[0].is_in_force);
}

#[test]
fn the_fee_of_the_day_and_modifier_is_offered() {
    let database = office(&Scene::new("GROUP"));
    let fee = |schedule: Option<&str>, code: &str, modifier: &str, on: &str| {
        block_on(visits::fee(
            database.clone(),
            schedule.map(str::to_owned),
            code.into(),
            modifier.into(),
            day(on),
        ))
        .unwrap()
        .map(|fee| fee.cents())
    };
    assert_eq!(fee(None, "99213", "", "2025-12-31"), Some(14_000));
    assert_eq!(fee(None, "99213", "", "2026-01-01"), Some(15_000));
    assert_eq!(
        fee(Some("Standard"), "99213", "25", "2026-01-01"),
        Some(16_500)
    );
    assert_eq!(fee(Some("Other"), "99213", "", "2026-01-01"), None);
    assert_eq!(fee(None, "992", "", "2026-01-01"), None);
}

#[test]
fn same_as_last_moves_the_days_and_leaves_out_what_was_paid() {
    let database = office(&Scene::new("GROUP"));
    let again = |on: &str| {
        block_on(visits::same_as_last(
            database.clone(),
            "P1".parse().unwrap(),
            day(on),
            today(),
        ))
        .unwrap()
    };
    assert_eq!(again("2026-03-09"), None);
    let (mut draft, mut lines) = typed();
    draft.patient_paid = "20".into();
    draft.billing_note = "once".into();
    lines.push(LineDraft {
        from_on: "2026-03-03".into(),
        ..lines[0].clone()
    });
    let saved = save(&database, (draft, lines), None).unwrap();
    let repeated = again("2026-03-09").unwrap();
    assert_eq!(repeated.from, saved.id);
    let days: Vec<_> = repeated
        .lines
        .iter()
        .map(|it| it.from_on.as_str())
        .collect();
    assert_eq!(days, ["2026-03-09", "2026-03-10"]);
    assert_eq!(repeated.draft.dx_b, "I10");
    assert_eq!(
        (
            repeated.draft.patient_paid.as_str(),
            repeated.draft.billing_note.as_str()
        ),
        ("", "")
    );
    assert!(repeated.draft.visit_id.is_empty());
}

#[test]
fn the_stack_counts_what_this_user_entered_since_it_was_begun() {
    let database = office(&Scene::new("GROUP"));
    let _ = save(&database, typed(), None).unwrap();
    let mark = block_on(visits::begin_stack(database.clone())).unwrap();
    let entered = |author| block_on(visits::entered(database.clone(), mark, author)).unwrap();
    assert_eq!(entered(biller()).visits, 0);
    let saved = save(&database, typed(), None).unwrap();
    let opened = block_on(visits::open(database.clone(), saved.id)).unwrap();
    let mut lines = opened.lines;
    lines[0].charge = "175.50".into();
    let _ = save(&database, (opened.draft, lines), Some(opened.seen)).unwrap();
    let total = entered(biller());
    assert_eq!((total.visits, total.charges.cents()), (1, 17_550));
    let mut other = biller();
    other.user = "someone else".into();
    assert_eq!(entered(other).visits, 0);
}

#[test]
fn a_new_visit_gets_a_number_that_nobody_has() {
    let database = office(&Scene::new("GROUP"));
    let next = || {
        block_on(visits::new_number(database.clone()))
            .unwrap()
            .to_string()
    };
    let (mut draft, lines) = typed();
    draft.visit_id = "V2".into();
    let _ = save(&database, (draft.clone(), lines.clone()), None).unwrap();
    assert_eq!(next(), "V3");
    let taken = save(&database, (draft, lines), None).unwrap_err();
    assert!(
        taken.to_string().contains("another visit has this id"),
        "{taken}"
    );
    assert_eq!(
        claims::list(&database, claims::ClaimFilter::default(), today())
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn codes_are_offered_by_code_words_and_use() {
    let database = office(&Scene::new("GROUP"));
    let _ = save(&database, typed(), None).unwrap();
    let diagnoses = |text: &str| {
        let patient = Some("P1".parse().unwrap());
        let offers = offer::diagnoses(database.clone(), patient, text.into(), today());
        block_on(offers).unwrap()
    };
    let first = |text: &str| diagnoses(text).first().map(|it| it.code.clone());
    // Nothing typed: what this patient had.
    let own = &diagnoses("")[0];
    assert_eq!(own.note, "this patient's");
    for (text, code) in [("e119", "E11.9"), ("E11.9", "E11.9"), ("i10", "I10")] {
        assert_eq!(first(text).as_deref(), Some(code), "{text}");
    }
    assert!(diagnoses("hypert").iter().any(|it| it.code == "I10"));
    // A heading is not what is meant, even when it was typed whole.
    assert_ne!(first("E11").as_deref(), Some("E11"));
    // A code that no set knows can be taken all the same.
    let unknown = diagnoses("Q99.9");
    assert_eq!(unknown.last().unwrap().note, "not in the code lists");

    let procedures = block_on(offer::procedures(database, "99999".into(), today())).unwrap();
    assert_eq!(procedures.last().unwrap().code, "99999");
}
