//! The sample practice: the same for a seed, believable, and with everything in it that a biller
//! meets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};

use almoner::commands::sample::{FactsIndex, SampleOptions, generate, print_history};
use almoner::domain::claim::check::check;
use almoner::domain::claim::{Claim, ClaimStatus};
use almoner::domain::code::known::{CodeStatus, KnownCodes};
use almoner::domain::code::{CodeEntry, CodeSystem};
use almoner::domain::date::age_on;
use almoner::domain::encounter::{Encounter, Resubmission};
use almoner::domain::identifier::is_medicare_beneficiary_id;
use almoner::domain::payer::PayerKind;
use almoner::domain::person::Sex;
use almoner::domain::records::Records;
use almoner::exchange::codes::shipped;

const ON_PURPOSE: &str = "On purpose:";

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn sample(patients: usize, seed: u64) -> Records {
    let options = SampleOptions {
        patients,
        years: 2,
        seed,
        today: today(),
    };
    generate(&options).unwrap()
}

/// The sample that `almoner demo` makes.
fn small() -> &'static Records {
    static SAMPLE: OnceLock<Records> = OnceLock::new();
    SAMPLE.get_or_init(|| sample(300, 1500))
}

fn large() -> &'static Records {
    static SAMPLE: OnceLock<Records> = OnceLock::new();
    SAMPLE.get_or_init(|| sample(2_000, 7))
}

fn claims(records: &Records) -> Vec<Claim> {
    let index = FactsIndex::new(records);
    let claims = records.claims.iter();
    claims.map(|entry| index.claim(entry).unwrap()).collect()
}

fn is_flawed(encounter: &Encounter) -> bool {
    encounter.billing_note.starts_with(ON_PURPOSE)
}

/// The shipped sets, and the CPT codes that have a fee.
fn known(records: &Records) -> KnownCodes {
    let mut known = KnownCodes::default();
    let set = shipped::code_set().unwrap();
    let cpt = records
        .fees
        .iter()
        .filter(|fee| fee.code.system() == CodeSystem::Cpt);
    let own = cpt.map(|fee| CodeEntry {
        system: CodeSystem::Cpt,
        code: fee.code.as_str().to_owned(),
        billable: true,
        valid_from: None,
        valid_to: None,
        short: String::new(),
        long: String::new(),
    });
    for entry in set.entries.into_iter().chain(own) {
        known.add(entry);
    }
    for (system, on) in set.editions {
        known.set_starts(system, on);
    }
    known
}

#[test]
fn a_seed_gives_the_same_sample_and_another_seed_another() {
    assert_eq!(sample(120, 1500), sample(120, 1500));
    assert_ne!(sample(120, 1500), sample(120, 1501));
    assert_eq!(small().patients.len(), 300);
    assert_eq!(sample(1, 3).patients.len(), 1);
}

#[test]
fn every_record_comes_back_from_its_draft() {
    for records in [small(), large()] {
        let practice = records.practice.clone().unwrap();
        assert_eq!(practice.to_draft().build().unwrap(), practice);
        macro_rules! comes_back {
            ($($kind:ident),*) => {$(
                for record in &records.$kind {
                    assert_eq!(&record.to_draft().build().unwrap(), record);
                }
            )*};
        }
        comes_back!(
            providers,
            facilities,
            payers,
            payer_numbers,
            patients,
            coverages
        );
        comes_back!(authorizations, eligibility_checks, fees);
        for encounter in &records.encounters {
            let mut built = encounter.to_draft().build().unwrap();
            for line in &encounter.lines {
                built
                    .lines
                    .push(line.to_draft(&encounter.id).build().unwrap().1);
            }
            assert_eq!(&built, encounter);
        }
    }
}

#[test]
fn ids_are_unique_and_every_reference_resolves() {
    for records in [small(), large()] {
        let ids = |texts: Vec<String>| {
            let count = texts.len();
            let set: BTreeSet<String> = texts.into_iter().collect();
            assert_eq!(set.len(), count);
            set
        };
        macro_rules! set {
            ($kind:ident) => {
                ids(records.$kind.iter().map(|one| one.id.to_string()).collect())
            };
        }
        let (patients, coverages, payers) = (set!(patients), set!(coverages), set!(payers));
        let authorizations = set!(authorizations);
        let _ = (set!(encounters), set!(claims));
        for patient in &records.patients {
            assert!(
                patient
                    .guarantor
                    .iter()
                    .all(|id| patients.contains(id.as_str()))
            );
        }
        for coverage in &records.coverages {
            assert!(patients.contains(coverage.patient.as_str()));
            assert!(payers.contains(coverage.payer.as_str()));
        }
        for check in &records.eligibility_checks {
            assert!(coverages.contains(check.coverage.as_str()));
        }
        for encounter in &records.encounters {
            let named = &encounter.authorization;
            assert!(named.iter().all(|id| authorizations.contains(id.as_str())));
            let billed = &encounter.bill_coverage;
            assert!(billed.iter().all(|id| coverages.contains(id.as_str())));
        }
        // Gathering a claim's facts fails where a provider, facility or other record is missing.
        assert_eq!(claims(records).len(), records.claims.len());
    }
}

#[test]
fn the_default_sample_shows_every_kind_of_payer_and_claim() {
    let records = small();
    let claims = claims(records);
    let kinds: BTreeSet<PayerKind> = claims.iter().map(|claim| claim.facts.payer.kind).collect();
    assert_eq!(kinds, PayerKind::ALL.iter().copied().collect());
    let has = |test: &dyn Fn(&Claim) -> bool| claims.iter().filter(|claim| test(claim)).count();
    let visit = |test: &dyn Fn(&Encounter) -> bool| has(&|claim| test(&claim.facts.encounter));
    assert!(visit(&|it| it.lines.len() > 6) > 5);
    assert!(visit(&|it| it.diagnoses.iter().flatten().count() > 4) > 20);
    assert!(visit(&|it| it.diagnoses.iter().flatten().count() >= 8) > 2);
    assert!(visit(&|it| it.is_employment_related) > 2);
    assert!(visit(&|it| it.is_auto_accident) > 2);
    assert!(visit(&|it| it.unable_to_work.from.is_some()) > 2);
    assert!(visit(&|it| it.hospital.from.is_some()) > 1);
    assert!(visit(&|it| it.is_outside_lab == Some(true)) > 0);
    assert!(visit(&|it| it.resubmission == Some(Resubmission::Replacement)) > 0);
    assert!(visit(&|it| it.resubmission == Some(Resubmission::Void)) > 0);
    assert!(visit(&|it| it.authorization.is_some()) > 10);
    let line = |test: &dyn Fn(&almoner::domain::encounter::line::ServiceLine) -> bool| {
        visit(&|it| it.lines.iter().any(test))
    };
    assert!(line(&|it| it.to_on.is_some()) > 0);
    assert!(line(&|it| it.ndc.is_some()) > 10);
    assert!(line(&|it| it.epsdt.is_some()) > 2);
    for modifier in ["25", "59", "RT", "LT", "QW", "GP", "95"] {
        assert!(
            line(&|it| it.modifiers.iter().any(|m| m.as_str() == modifier)) > 0,
            "{modifier}"
        );
    }
    for place in ["10", "11", "21", "32"] {
        assert!(
            visit(&|it| it.place_of_service.as_str() == place) > 0,
            "{place}"
        );
    }
    // Medicare after a working spouse's plan, Medigap after Medicare, and later coverages billed.
    let second =
        |test: &dyn Fn(&Claim) -> bool| has(&|claim| claim.facts.is_medicare() && test(claim));
    assert!(second(&|claim| claim.facts.coverage.medicare_secondary_reason.is_some()) > 0);
    assert!(
        second(&|claim| {
            let mut others = claim.facts.other_coverages.iter();
            others.any(|other| !other.coverage.medigap_id.is_empty())
        }) > 0
    );
    assert!(has(&|claim| claim.facts.encounter.prior_payer_paid.is_some()) > 2);
    // Who pays herself has visits and no claim.
    assert!(records.encounters.len() > records.claims.len());
    assert!(
        records
            .patients
            .iter()
            .any(|patient| patient.deceased_on.is_some())
    );
    assert!(
        records
            .coverages
            .iter()
            .any(|coverage| coverage.terminated_on.is_some())
    );
}

#[test]
fn people_payers_and_codes_fit_each_other() {
    let records = large();
    for claim in claims(records) {
        let (facts, encounter) = (&claim.facts, &claim.facts.encounter);
        let on = encounter.first_day().unwrap();
        let age = age_on(facts.patient.birth_date, on);
        let shown = format!("{} {} {age}", encounter.id, facts.payer.id);
        assert!(
            !matches!(on.weekday(), Weekday::Sat | Weekday::Sun),
            "{shown}"
        );
        assert!(on <= today() && on >= facts.patient.birth_date, "{shown}");
        assert!(
            facts.patient.deceased_on.is_none_or(|died| on <= died),
            "{shown}"
        );
        let codes: Vec<&str> = encounter
            .diagnoses
            .iter()
            .flatten()
            .map(|it| it.as_str())
            .collect();
        for code in &codes {
            if code.starts_with('O')
                || ["N39", "B3731", "Z3A", "Z30", "Z32", "Z01"]
                    .iter()
                    .any(|it| code.starts_with(it))
                    && *code != "N390"
            {
                assert_eq!(facts.patient.sex, Sex::Female, "{shown} {code}");
            }
            if code.starts_with("N40") || *code == "Z125" {
                assert_eq!(facts.patient.sex, Sex::Male, "{shown} {code}");
            }
            if code.starts_with("Z001") {
                assert!(age < 18, "{shown} {code}");
            }
            if code.starts_with("Z000") {
                assert!(age >= 18, "{shown} {code}");
            }
        }
        for line in &encounter.lines {
            match line.code.as_str() {
                "99391" | "99381" => assert_eq!(age, 0, "{shown}"),
                "99392" | "99382" => assert!((1..5).contains(&age), "{shown}"),
                "99393" | "99383" => assert!((5..12).contains(&age), "{shown}"),
                "99394" | "99384" => assert!((12..18).contains(&age), "{shown}"),
                "99395" | "99385" => assert!((18..40).contains(&age), "{shown}"),
                "99396" | "99386" => assert!((40..65).contains(&age), "{shown}"),
                "99397" | "99387" => assert!(age >= 65, "{shown}"),
                "90662" => assert!(age >= 65, "{shown}"),
                "90680" | "90698" => assert!(age < 2, "{shown}"),
                _ => {}
            }
            assert!(line.charge.cents() > 0, "{shown} {}", line.code);
        }
        if facts.payer.kind == PayerKind::Medicare && !is_flawed(encounter) {
            assert!(
                is_medicare_beneficiary_id(&facts.coverage.member_id),
                "{shown}"
            );
            assert!(age >= 65 || facts.other_coverages.len() == 1, "{shown}");
        }
        if !is_flawed(encounter) {
            assert!(facts.coverage.is_in_force(on), "{shown}");
        }
    }
}

#[test]
fn numbers_are_right_and_belong_to_nobody() {
    let records = small();
    let wrong: Vec<String> = records
        .providers
        .iter()
        .filter(|provider| !provider.npi.is_valid())
        .map(|provider| provider.id.to_string())
        .collect();
    assert_eq!(wrong, ["REF-TYPO"]);
    let practice = records.practice.as_ref().unwrap();
    let npis = records.providers.iter().map(|it| it.npi.as_str());
    let places = records
        .facilities
        .iter()
        .flat_map(|it| &it.npi)
        .map(|it| it.as_str());
    for npi in npis.chain(places).chain([practice.npi.as_str()]) {
        assert!(npi.starts_with('2'), "{npi}");
    }
    assert!(practice.npi.is_valid());
    let phones = records.patients.iter().flat_map(|patient| &patient.phone);
    let payers = records.payers.iter().flat_map(|payer| &payer.phone);
    for phone in phones.chain(payers).chain([&practice.phone]) {
        assert!(phone.local().starts_with("55501"), "{phone}");
    }
    for patient in &records.patients {
        assert!(patient.email.is_empty() || patient.email.ends_with("@example.com"));
    }
    for line in records
        .encounters
        .iter()
        .flat_map(|encounter| &encounter.lines)
    {
        assert!(line.ndc.iter().all(|ndc| ndc.to_string().starts_with("99")));
    }
}

#[test]
fn every_code_is_billable_on_its_day_but_for_those_meant_to_be_wrong() {
    for records in [small(), large()] {
        let known = known(records);
        for encounter in records.encounters.iter().filter(|it| !is_flawed(it)) {
            let on = encounter.first_day().unwrap();
            for code in encounter.diagnoses.iter().flatten() {
                let status = known.diagnosis(code, on);
                assert!(
                    matches!(status, CodeStatus::Valid { .. }),
                    "{code} {on} {status:?}"
                );
            }
            for line in &encounter.lines {
                let status = known.procedure(&line.code, on);
                assert!(
                    matches!(status, CodeStatus::Valid { .. }),
                    "{} {status:?}",
                    line.code
                );
            }
        }
    }
}

#[test]
fn only_what_is_wrong_on_purpose_keeps_a_claim_from_printing() {
    for (records, fewest_rules) in [(small(), 4), (large(), 6)] {
        let known = known(records);
        let mut rules = BTreeSet::new();
        let (mut n_drafts, mut n_flawed) = (0, 0);
        for claim in claims(records) {
            let findings = check(&claim, &known, today());
            let errors = findings.iter().filter(|finding| finding.is_error());
            let errors: Vec<&str> = errors.map(|finding| finding.rule).collect();
            if is_flawed(&claim.facts.encounter) {
                n_flawed += 1;
                rules.extend(errors);
                assert!(claim.status.is_unprinted());
                assert!(
                    !findings.is_empty(),
                    "{}",
                    claim.facts.encounter.billing_note
                );
            } else {
                assert!(errors.is_empty(), "claim {}: {findings:?}", claim.id);
            }
            n_drafts += usize::from(claim.status.is_unprinted());
        }
        assert!(rules.len() >= fewest_rules, "{rules:?}");
        assert!(
            n_flawed >= 5 && n_flawed <= (n_drafts / 25).max(6),
            "{n_flawed} of {n_drafts}"
        );
    }
}

#[test]
fn claims_stand_where_their_age_puts_them() {
    let records = small();
    let mut by_status: BTreeMap<ClaimStatus, usize> = BTreeMap::new();
    for entry in &records.claims {
        *by_status.entry(entry.status).or_default() += 1;
        let dates = [
            Some(entry.created_on),
            entry.printed_on,
            entry.mailed_on,
            entry.closed_on,
        ];
        let dates: Vec<NaiveDate> = dates.into_iter().flatten().collect();
        assert!(
            dates.is_sorted() && dates.iter().all(|on| *on <= today()),
            "{entry:?}"
        );
        assert_eq!(entry.printed_on.is_none(), entry.status.is_unprinted());
        assert_eq!(
            entry.closed_on.is_some(),
            entry.status == ClaimStatus::Closed
        );
    }
    let n_drafts = by_status[&ClaimStatus::Draft];
    assert!((40..=95).contains(&n_drafts), "{by_status:?}");
    assert!(by_status[&ClaimStatus::Closed] > 10 * by_status[&ClaimStatus::Mailed]);
}

#[test]
fn the_history_was_printed_as_its_facts_say() {
    let records = small();
    let index = FactsIndex::new(records);
    let prints = print_history(&index, &records.claims).unwrap();
    let printed: Vec<_> = records
        .claims
        .iter()
        .filter(|it| !it.status.is_unprinted())
        .collect();
    assert_eq!(prints.len(), printed.len());
    for (print, entry) in prints.iter().zip(printed) {
        assert_eq!(
            (&print.claim, Some(print.printed_on)),
            (&entry.id, entry.printed_on)
        );
        assert_eq!(print.facts.encounter.id, entry.encounter);
        let n_lines = print.facts.encounter.lines.len();
        assert!(print.pages.len() >= n_lines.div_ceil(6), "{}", print.claim);
    }
    // However many processors share the work, the result is the same.
    let by_parts: Vec<_> = records
        .claims
        .chunks(7)
        .flat_map(|part| print_history(&index, part).unwrap())
        .collect();
    assert_eq!(prints, by_parts);
}

#[test]
fn a_large_sample_is_spread_like_a_family_clinic() {
    let records = large();
    let n = records.patients.len();
    assert_eq!(n, 2_000);
    let share = |count: usize| count * 100 / n;
    let ages: Vec<u32> = records
        .patients
        .iter()
        .map(|patient| age_on(patient.birth_date, today()))
        .collect();
    let children = share(ages.iter().filter(|age| **age < 18).count());
    let seniors = share(ages.iter().filter(|age| **age >= 65).count());
    assert!((20..45).contains(&children), "{children} % children");
    assert!((10..25).contains(&seniors), "{seniors} % seniors");
    let women = records
        .patients
        .iter()
        .filter(|it| it.sex == Sex::Female)
        .count();
    assert!((45..56).contains(&share(women)), "{women} women");
    let visits = records.encounters.len() / n;
    assert!((5..9).contains(&visits), "{visits} visits each");
    let lines: usize = records.encounters.iter().map(|it| it.lines.len()).sum();
    let mean = lines * 10 / records.encounters.len();
    assert!((19..30).contains(&mean), "{mean} tenths of a line");
    let mut kinds: BTreeMap<PayerKind, usize> = BTreeMap::new();
    let claims = claims(records);
    for claim in &claims {
        *kinds.entry(claim.facts.payer.kind).or_default() += 1;
    }
    let share = |kind: PayerKind| kinds[&kind] * 100 / claims.len();
    assert!((10..30).contains(&share(PayerKind::Medicare)), "{kinds:?}");
    assert!((6..25).contains(&share(PayerKind::Medicaid)), "{kinds:?}");
    assert!((15..40).contains(&share(PayerKind::Group)), "{kinds:?}");
    let names: BTreeSet<&str> = records
        .patients
        .iter()
        .map(|it| it.name.last.as_str())
        .collect();
    assert!(names.len() > 120, "{} last names", names.len());
    assert!(names.iter().any(|name| !name.is_ascii()));
    assert!(names.iter().any(|name| name.contains('\'')));
    assert!(names.iter().any(|name| name.contains('-')));
    assert!(names.iter().any(|name| name.chars().count() > 25));
}
