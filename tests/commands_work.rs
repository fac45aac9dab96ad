//! Work in progress, what waits today, the practice's lists and settings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::settings::{self, PracticeSettings};
use almoner::commands::{Author, Error, Saving, demo, favorites, home, lists, patients, sample};
use almoner::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::code::CodeSystem;
use almoner::domain::fee::FeeDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use almoner::exchange::codes::shipped;
use almoner::store::claim::ClaimFilter;
use almoner::store::{self, Database, audit};
use chrono::NaiveDate;
use futures_executor::block_on;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "tester".into(),
        at: "2026-11-20T08:30:00Z".parse().unwrap(),
    }
}

fn saving() -> Saving {
    Saving::new(author(), today())
}

fn practice() -> Database {
    let database = Database::in_memory().unwrap();
    let codes = shipped::code_set().unwrap();
    database
        .call_blocking(move |connection| {
            store::remember(connection, |tx| store::code::load::fill(tx, &codes))
        })
        .unwrap();
    let options = sample::SampleOptions {
        patients: 300,
        years: 2,
        seed: 1500,
        today: today(),
    };
    let records = sample::generate(&options).unwrap();
    let _ = demo::fill(&database, records, &options, &author(), Box::new(|_, _| ())).unwrap();
    database
}

fn n_actions(database: &Database) -> usize {
    database
        .call_blocking(|connection| audit::entries(connection))
        .unwrap()
        .len()
}

#[test]
fn a_draft_waits_until_it_is_saved_or_dropped() {
    let database = Database::in_memory().unwrap();
    let form = PatientDraft {
        last_name: "Half a na".into(),
        birth_date: "0314".into(),
        ..PatientDraft::default()
    };
    let key = DraftKey::new(DraftKind::Patient, "new");
    let other = DraftKey::new(DraftKind::Visit, "new");
    for key in [&key, &other] {
        block_on(drafts::keep(
            database.clone(),
            key.clone(),
            form.clone(),
            author(),
        ))
        .unwrap();
    }
    let loaded = |key: &DraftKey| {
        block_on(drafts::load::<PatientDraft>(database.clone(), key.clone())).unwrap()
    };
    assert_eq!(loaded(&key).as_ref(), Some(&form));
    let waiting = block_on(drafts::list(database.clone())).unwrap();
    assert_eq!(waiting.len(), 2);
    assert_eq!(waiting[0].saved_at, "2026-11-20T08:30:00Z");
    // Typing is no action.
    assert_eq!(n_actions(&database), 0);

    // A refused save leaves the draft; the save that succeeds takes it along.
    let save = |form: PatientDraft| {
        let saving = saving().ending(key.clone());
        block_on(patients::save_patient(database.clone(), form, saving))
    };
    assert!(matches!(save(form.clone()), Err(Error::Refused(_))));
    assert!(loaded(&key).is_some());
    let whole = PatientDraft {
        patient_id: "1".into(),
        first_name: "Al".into(),
        birth_date: "1951-03-14".into(),
        sex: "M".into(),
        ..form.clone()
    };
    let _ = save(whole).unwrap();
    assert_eq!(loaded(&key), None);
    assert_eq!(n_actions(&database), 1);

    block_on(drafts::drop(database.clone(), other.clone())).unwrap();
    block_on(drafts::drop(database.clone(), other)).unwrap();
    assert_eq!(block_on(drafts::list(database)).unwrap(), []);
}

#[test]
fn a_draft_of_another_shape_is_no_draft() {
    let database = Database::in_memory().unwrap();
    let key = DraftKey::new(DraftKind::Fee, "new");
    block_on(drafts::keep(
        database.clone(),
        key.clone(),
        [1, 2],
        author(),
    ))
    .unwrap();
    let loaded = block_on(drafts::load::<FeeDraft>(database, key)).unwrap();
    assert_eq!(loaded, None);
}

#[test]
fn home_tells_what_the_file_holds() {
    let database = practice();
    let key = DraftKey::new(DraftKind::Visit, "new");
    block_on(drafts::keep(database.clone(), key, "typed", author())).unwrap();
    let waiting = block_on(home::waiting(database.clone(), today())).unwrap();
    assert_eq!(waiting.unfinished_visits.len(), 1);
    for (status, listed) in [
        (ClaimStatus::Draft, &waiting.claims_with_errors),
        (ClaimStatus::Ready, &waiting.ready_claims),
        (ClaimStatus::Printed, &waiting.claims_to_mail),
    ] {
        let filter = ClaimFilter {
            status: Some(status),
            ..ClaimFilter::default()
        };
        let by_hand = database
            .call_blocking(move |connection| store::claim::rows(connection, &filter))
            .unwrap()
            .into_iter()
            .filter(|row| !row.entry.is_on_hold)
            .count();
        assert_eq!(listed.len(), by_hand, "{status}");
    }
    assert!(!waiting.claims_with_errors.is_empty() && !waiting.ready_claims.is_empty());

    // A call that says "active" takes a coverage off the list, one that says otherwise does not.
    let check = |coverage: &home::CoverageToVerify, active: &str| {
        let draft = EligibilityDraft {
            coverage_id: coverage.coverage.to_string(),
            checked_on: "2026-11-20".into(),
            active: active.into(),
            ..EligibilityDraft::default()
        };
        block_on(patients::add_eligibility(database.clone(), draft, saving())).unwrap();
        block_on(home::waiting(database.clone(), today())).unwrap()
    };
    let first = &waiting.coverages_to_verify[0];
    assert!((today() - first.last_visit_on).num_days() <= 30);
    let after = check(first, "N");
    assert_eq!(
        after.coverages_to_verify.len(),
        waiting.coverages_to_verify.len()
    );
    assert_eq!(after.coverages_to_verify[0].checked_on, Some(today()));
    let after = check(first, "Y");
    assert_eq!(
        after.coverages_to_verify,
        waiting.coverages_to_verify[1..].to_vec()
    );
}

#[test]
fn authorizations_run_out_by_day_and_by_units() {
    let database = practice();
    let waiting = block_on(home::waiting(database.clone(), today())).unwrap();
    for one in &waiting.authorizations_running_out {
        assert!(one.to_on.is_none_or(|last| last >= today()));
        let is_soon = one
            .to_on
            .is_some_and(|last| (last - today()).num_days() <= 30);
        let is_short = one.units.is_some_and(|units| {
            (units.thousandths() - one.used.thousandths()) * 5 <= units.thousandths()
        });
        assert!(is_soon || is_short, "{}", one.authorization);
    }
    let wide = PracticeSettings {
        authorization_days: 3660,
        ..PracticeSettings::default()
    };
    block_on(settings::save(database.clone(), wide, author())).unwrap();
    assert_eq!(block_on(settings::load(database.clone())).unwrap(), wide);
    let all = block_on(home::waiting(database, today())).unwrap();
    assert!(all.authorizations_running_out.len() > waiting.authorizations_running_out.len());
}

#[test]
fn an_authorization_is_named_while_it_runs_out() {
    let database = practice();
    let order = patients::PatientOrder {
        column: patients::PatientColumn::Name,
        is_descending: false,
    };
    let people = block_on(patients::list(database.clone(), order, today())).unwrap();
    let one = people
        .into_iter()
        .filter_map(|row| {
            let card = block_on(patients::card(database.clone(), row.id, today())).unwrap();
            card.authorizations
                .into_iter()
                .find(|one| one.used.thousandths() >= 1000)
        })
        .next()
        .unwrap();
    let used = one.used.thousandths() / 1000;
    let mut version = one.authorization.version;
    for (to_on, units, is_named) in [
        ("2026-12-20", String::new(), true),
        ("2026-12-21", String::new(), false),
        ("2026-11-19", String::new(), false),
        ("", String::new(), false),
        ("", (used * 5).to_string(), false),
        ("", (used + 1).to_string(), used >= 4),
        ("2027-12-31", (used * 4 / 3 + 1).to_string(), false),
        // A tenth of a unit is left.
        ("2027-12-31", format!("{used}.1"), true),
    ] {
        let draft = AuthorizationDraft {
            from_on: String::new(),
            to_on: to_on.into(),
            units: units.clone(),
            ..one.authorization.value.to_draft()
        };
        let saving = saving().over(version);
        version = block_on(patients::save_authorization(
            database.clone(),
            draft,
            saving,
        ))
        .unwrap()
        .version;
        let waiting = block_on(home::waiting(database.clone(), today())).unwrap();
        let named = waiting
            .authorizations_running_out
            .iter()
            .any(|it| it.authorization == one.authorization.value.id);
        assert_eq!(
            named, is_named,
            "to {to_on:?}, {units:?} units, {used} used"
        );
    }
}

#[test]
fn settings_start_with_the_usual_and_stay_within_bounds() {
    let database = Database::in_memory().unwrap();
    let load = || block_on(settings::load(database.clone())).unwrap();
    assert_eq!(load(), PracticeSettings::default());
    let wild = PracticeSettings {
        seen_days: u16::MAX,
        authorization_percent: 255,
        ..PracticeSettings::default()
    };
    block_on(settings::save(database.clone(), wild, author())).unwrap();
    assert_eq!(
        (load().seen_days, load().authorization_percent),
        (3660, 100)
    );
}

#[test]
fn a_list_is_saved_by_what_was_seen() {
    let database = practice();
    let providers = block_on(lists::providers(database.clone())).unwrap();
    let found = &providers[0];
    let draft = ProviderDraft {
        credentials: "DO".into(),
        ..found.value.to_draft()
    };
    let save = |draft: ProviderDraft| {
        let saving = saving().over(found.version);
        block_on(lists::save_provider(database.clone(), draft, saving))
    };
    // An NPI with a wrong check digit is refused on entry, though an import lets it in.
    let wrong = ProviderDraft {
        npi: "1234567890".into(),
        ..draft.clone()
    };
    let Err(Error::Refused(findings)) = save(wrong) else {
        panic!("a wrong NPI was taken");
    };
    assert_eq!(findings[0].field.column, "npi");
    let _ = save(draft.clone()).unwrap();
    assert!(matches!(save(draft), Err(Error::Conflict(_))));

    let practice = block_on(lists::practice(database.clone()))
        .unwrap()
        .unwrap();
    let payers = block_on(lists::payers(database.clone())).unwrap();
    let facilities = block_on(lists::facilities(database.clone())).unwrap();
    let over = |version| saving().over(version);
    let _ = block_on(lists::save_practice(
        database.clone(),
        practice.value.to_draft(),
        over(practice.version),
    ))
    .unwrap();
    let _ = block_on(lists::save_payer(
        database.clone(),
        payers[0].value.to_draft(),
        over(payers[0].version),
    ))
    .unwrap();
    let _ = block_on(lists::save_facility(
        database.clone(),
        facilities[0].value.to_draft(),
        over(facilities[0].version),
    ))
    .unwrap();
}

#[test]
fn fees_and_numbers_are_changed_by_their_row() {
    let database = practice();
    let fees = block_on(lists::fees(database.clone())).unwrap();
    let found = &fees[0];
    let draft = FeeDraft {
        fee: "123.45".into(),
        ..found.value.to_draft()
    };
    let save = |draft: &FeeDraft, row| {
        let saving = saving().over(found.version);
        block_on(lists::save_fee(
            database.clone(),
            draft.clone(),
            row,
            saving,
        ))
    };
    let _ = save(&draft, Some(found.row)).unwrap();
    assert!(matches!(
        save(&draft, Some(found.row)),
        Err(Error::Conflict(_))
    ));
    assert!(matches!(save(&draft, None), Err(Error::Store(_))));
    let after = block_on(lists::fees(database.clone())).unwrap();
    assert_eq!(after[0].value.amount.cents(), 12_345);
    assert_eq!(after.len(), fees.len());

    let provider = block_on(lists::providers(database.clone())).unwrap()[0]
        .value
        .id
        .to_string();
    let payer = block_on(lists::payers(database.clone())).unwrap()[0]
        .value
        .id
        .to_string();
    let draft = PayerNumberDraft {
        provider_id: provider,
        payer_id: payer,
        qualifier: "LU".into(),
        id: "77-1".into(),
    };
    let saved = block_on(lists::save_payer_number(
        database.clone(),
        draft.clone(),
        None,
        saving(),
    ))
    .unwrap();
    let changed = PayerNumberDraft {
        id: "77-2".into(),
        ..draft
    };
    let over = saving().over(saved.version);
    let save = || {
        block_on(lists::save_payer_number(
            database.clone(),
            changed.clone(),
            Some(saved.row),
            over.clone(),
        ))
    };
    let _ = save().unwrap();
    assert!(matches!(save(), Err(Error::Conflict(_))));
    let numbers = block_on(lists::payer_numbers(database.clone())).unwrap();
    let kept = numbers.iter().find(|it| it.row == saved.row).unwrap();
    assert_eq!(kept.value.to_draft(), changed);
}

#[test]
fn codes_are_counted_as_visits_use_them() {
    let database = practice();
    let used = |system| block_on(favorites::used(database.clone(), system, 1000)).unwrap();
    let by_hand: i64 = database
        .call_blocking(|connection| store::encounter::all(connection))
        .unwrap()
        .iter()
        .map(|visit| i64::try_from(visit.diagnoses.iter().flatten().count()).unwrap())
        .sum();
    let diagnoses = used(CodeSystem::Icd10Cm);
    assert_eq!(diagnoses.iter().map(|it| it.n_uses).sum::<i64>(), by_hand);
    assert!(diagnoses.is_sorted_by(|one, other| one.n_uses >= other.n_uses));

    let rare = diagnoses.last().unwrap().code.clone();
    let set = |code: &str, slot| {
        let code = code.to_owned();
        block_on(favorites::set(
            database.clone(),
            CodeSystem::Icd10Cm,
            code,
            slot,
        ))
        .unwrap();
    };
    set(&rare, Some(3));
    assert_eq!(used(CodeSystem::Icd10Cm)[0].code, rare);
    // Another at the same place takes it; the first stays in use.
    set("e11.9", Some(3));
    let now = used(CodeSystem::Icd10Cm);
    assert_eq!(
        (now[0].code.as_str(), now[0].favorite_slot),
        ("E119", Some(3))
    );
    assert!(
        now.iter()
            .any(|it| it.code == rare && it.favorite_slot.is_none())
    );
    set("E11.9", None);
    assert!(
        used(CodeSystem::Icd10Cm)
            .iter()
            .all(|it| it.favorite_slot.is_none())
    );
}

#[test]
fn a_visit_saved_again_counts_its_codes_once() {
    let database = practice();
    let used = |system| block_on(favorites::used(database.clone(), system, 1000)).unwrap();
    let before = (used(CodeSystem::Icd10Cm), used(CodeSystem::Cpt));
    let _ = database
        .call_blocking(|connection| {
            store::remember(connection, |tx| {
                let id = "V000001".parse().unwrap();
                let found = store::encounter::find(tx, &id)?.unwrap();
                store::encounter::save(tx, &found.value, Some(found.version))
            })
        })
        .unwrap();
    assert_eq!((used(CodeSystem::Icd10Cm), used(CodeSystem::Cpt)), before);
}

#[test]
fn time_alone_changes_what_is_ready() {
    let database = practice();
    let refresh =
        |on| block_on(almoner::commands::refresh(database.clone(), on, author())).unwrap();
    assert_eq!(refresh(today()), 0);
    let before = n_actions(&database);
    // On a day before its services no claim is ready.
    let earlier = "2026-11-10".parse().unwrap();
    assert!(refresh(earlier) > 0);
    assert_eq!(refresh(earlier), 0);
    assert_eq!(n_actions(&database), before + 1);
}
