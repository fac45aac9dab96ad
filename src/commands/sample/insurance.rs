//! Who insures the sample's people: plans over time, secondary plans, accident cases, eligibility
//! checks and authorizations.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Window;
use super::household::{Case, CaseKind, Cover, Household, Person};
use super::random::Random;
use crate::domain::authorization::{AuthorizationDraft, EligibilityCheck, EligibilityDraft};
use crate::domain::coverage::{Coverage, CoverageDraft};
use crate::domain::finding::Finding;
use crate::domain::person::Sex;

const EMPLOYERS: &[&str] = &[
    "Santiam Sawmill Co-op",
    "Silver Falls Schools",
    "Marion Berry Packers",
    "Hop Kiln Brewing",
    "Bellwether Nursery",
    "Mill Race Metalworks",
    "Camas Street Market",
];

/// Gives everybody in a household the coverages of its kind, and a few an accident case.
pub(super) fn insure(
    random: &mut Random,
    household: &mut Household,
    window: Window,
) -> Result<(), Vec<Finding>> {
    let cover = household.cover;
    let policy = Policy::new(random, cover, window);
    let drafts: Vec<CoverageDraft> = household
        .people
        .iter()
        .map(|person| as_subscriber(person, cover))
        .collect();
    for (idx, person) in household.people.iter_mut().enumerate() {
        let plans = match cover {
            Cover::Nothing => Vec::new(),
            Cover::Plan(payer) => policy.family(random, payer, idx, person, &drafts, window),
            Cover::Champva => policy.champva(random, idx, person, &drafts, window),
            Cover::Medicaid => vec![medicaid(random, "1", person, window)],
            _ => policy.senior(random, cover, idx, person, &drafts, window),
        };
        for plan in plans {
            add(person, plan)?;
        }
        let forced = household.case.filter(|_| idx == 0);
        if let Some(kind) = forced.or_else(|| chance_of_case(random, person, cover, window)) {
            open_case(random, person, kind, forced.is_some(), window)?;
        }
        authorize(random, person, window)?;
    }
    Ok(())
}

fn add(person: &mut Person, plan: CoverageDraft) -> Result<(), Vec<Finding>> {
    let coverage = CoverageDraft {
        coverage_id: format!("{}-{}", person.draft.patient_id, person.coverages.len() + 1),
        patient_id: person.draft.patient_id.clone(),
        ..plan
    }
    .build()?;
    person.coverages.push(coverage);
    Ok(())
}

/// The subscriber's columns of whoever is insured through this person.
fn as_subscriber(person: &Person, cover: Cover) -> CoverageDraft {
    let patient = &person.draft;
    CoverageDraft {
        subscriber_last_name: patient.last_name.clone(),
        subscriber_first_name: patient.first_name.clone(),
        subscriber_middle_name: patient.middle_name.clone(),
        subscriber_suffix: patient.suffix.clone(),
        subscriber_birth_date: patient.birth_date.clone(),
        subscriber_sex: patient.sex.clone(),
        subscriber_address1: patient.address1.clone(),
        subscriber_address2: patient.address2.clone(),
        subscriber_city: patient.city.clone(),
        subscriber_state: patient.state.clone(),
        subscriber_zip: patient.zip.clone(),
        subscriber_phone: if matches!(cover, Cover::Plan("TRI")) {
            String::new()
        } else {
            patient.phone.clone()
        },
        ..CoverageDraft::default()
    }
}

/// What the members of one household share.
struct Policy {
    member_id: String,
    group_number: String,
    employer: &'static str,
    began_on: NaiveDate,
    /// The plan that this one replaced within the window, and the day of the change.
    replaced: Option<(&'static str, NaiveDate)>,
    copay: &'static str,
    /// The second person is the policy holder.
    second_holds: bool,
    /// The spouse's plan covers the children too.
    has_two_plans: bool,
}

impl Policy {
    fn new(random: &mut Random, cover: Cover, window: Window) -> Self {
        let year = window.start.year() - random.between(1, 7) as i32;
        let letters = match cover {
            Cover::Plan("BCB") => "XCP",
            Cover::Plan("COM") => "PL",
            Cover::Plan("HMO") => "W",
            _ => "",
        };
        let this_year = NaiveDate::from_ymd_opt(window.today.year(), 1, 1);
        let replaced = this_year
            .filter(|day| *day > window.start && random.chance(110))
            .map(|day| (random.pick(&["GRPA", "BCB", "HMO", "COM"]), day))
            .filter(|(old, _)| cover != Cover::Plan(old));
        Self {
            member_id: format!("{letters}{}", random.digits(9)),
            group_number: match cover {
                Cover::Plan("BCB") => format!("{}-{}", random.digits(5), random.digits(3)),
                _ => random.digits(6),
            },
            employer: random.pick(EMPLOYERS),
            began_on: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(window.start),
            replaced,
            copay: random.pick(&["", "20.00", "25.00", "30.00", "15.00"]),
            second_holds: random.chance(400),
            has_two_plans: random.chance(70),
        }
    }

    /// One plan of the family's, held by one of the parents.
    fn plan(
        &self,
        payer: &str,
        idx: usize,
        person: &Person,
        drafts: &[CoverageDraft],
    ) -> CoverageDraft {
        let has_spouse = drafts.len() > 1 && is_adult(&drafts[1], &drafts[0]);
        let holder = usize::from(self.second_holds && has_spouse);
        let relationship = match idx {
            idx if idx == holder => "SELF",
            0 | 1 if has_spouse => "SPOUSE",
            _ => "CHILD",
        };
        let subscriber = if relationship == "SELF" {
            CoverageDraft::default()
        } else {
            drafts[holder].clone()
        };
        CoverageDraft {
            rank: "1".into(),
            payer_id: payer.into(),
            member_id: self.member_id.clone(),
            group_number: match payer {
                "TRI" | "OTH" => String::new(),
                _ => self.group_number.clone(),
            },
            plan_name: plan_name(payer).into(),
            relationship: relationship.into(),
            effective_on: self.began_on.max(person.birth).to_string(),
            copay: self.copay.into(),
            assign_benefits: "Y".into(),
            ..subscriber
        }
    }

    fn family(
        &self,
        random: &mut Random,
        payer: &'static str,
        idx: usize,
        person: &Person,
        drafts: &[CoverageDraft],
        window: Window,
    ) -> Vec<CoverageDraft> {
        let mut plan = self.plan(payer, idx, person, drafts);
        if payer == "TRI" {
            // The DoD Benefits Number: eleven digits on each person's own card.
            plan.member_id = random.digits(11);
            plan.copay = String::new();
        }
        let mut plans = Vec::new();
        if let Some((old, on)) = self.replaced.filter(|(_, on)| person.birth < *on) {
            let mut before = self.plan(old, idx, person, drafts);
            before.member_id = format!("{}A", random.digits(8));
            before.terminated_on = (on - Days::new(1)).to_string();
            plan.effective_on = on.to_string();
            plans.push(before);
        }
        plans.push(plan);
        let is_child = person.age_on(window.today) < 22 && idx > 1;
        let has_spouse = drafts.len() > 1 && is_adult(&drafts[1], &drafts[0]);
        if is_child && has_spouse && self.has_two_plans && payer != "TRI" {
            let second = CoverageDraft {
                rank: "2".into(),
                member_id: format!("PL{}", random.digits(9)),
                group_number: random.digits(5),
                copay: String::new(),
                relationship: "CHILD".into(),
                ..drafts[usize::from(!self.second_holds)].clone()
            };
            plans.push(CoverageDraft {
                payer_id: if payer == "COM" { "BCB" } else { "COM" }.into(),
                plan_name: "Dependent Plus".into(),
                effective_on: self.began_on.max(person.birth).to_string(),
                assign_benefits: "Y".into(),
                ..second
            });
        }
        plans
    }

    fn champva(
        &self,
        random: &mut Random,
        idx: usize,
        person: &Person,
        drafts: &[CoverageDraft],
        window: Window,
    ) -> Vec<CoverageDraft> {
        if idx == 0 {
            return Vec::new();
        }
        let is_spouse = is_adult(&drafts[idx], &drafts[0]);
        vec![CoverageDraft {
            rank: "1".into(),
            payer_id: "CVA".into(),
            member_id: random.digits(9),
            relationship: if is_spouse { "SPOUSE" } else { "CHILD" }.into(),
            effective_on: (window.start - Months::new(18))
                .max(person.birth)
                .to_string(),
            assign_benefits: "Y".into(),
            ..drafts[0].clone()
        }]
    }

    fn senior(
        &self,
        random: &mut Random,
        cover: Cover,
        idx: usize,
        person: &Person,
        drafts: &[CoverageDraft],
        window: Window,
    ) -> Vec<CoverageDraft> {
        let since = medicare_since(person, window);
        let mut plans = Vec::new();
        if since > window.start && cover != Cover::WorkingSpouse {
            // The plan that Medicare replaced at 65.
            plans.push(CoverageDraft {
                payer_id: "GRPA".into(),
                member_id: self.member_id.clone(),
                group_number: self.group_number.clone(),
                plan_name: plan_name("GRPA").into(),
                terminated_on: (since - Days::new(1)).to_string(),
                ..own("1", self.began_on)
            });
        }
        if cover == Cover::Advantage {
            plans.push(CoverageDraft {
                payer_id: "MAP".into(),
                member_id: format!("SF{}", random.digits(8)),
                group_number: "H9901-004".into(),
                plan_name: "Silver Falls HMO".into(),
                copay: "10.00".into(),
                ..own("1", since)
            });
            return plans;
        }
        let medicare = CoverageDraft {
            payer_id: "MCR".into(),
            member_id: medicare_number(random),
            ..own("1", since)
        };
        let medicare = CoverageDraft {
            // Box 11b tells when the employer's plan stopped paying first.
            subscriber_retired_on: if cover == Cover::MedicareRetiree {
                since.to_string()
            } else {
                String::new()
            },
            ..medicare
        };
        let second = match cover {
            Cover::MedicareMedigap => CoverageDraft {
                payer_id: "MDG".into(),
                member_id: format!("EV{}", random.digits(8)),
                plan_name: random.pick(&["Plan G", "Plan N", "Plan F"]).into(),
                medigap_id: "55821".into(),
                ..own("2", since)
            },
            Cover::MedicareMedicaid => CoverageDraft {
                effective_on: since.to_string(),
                ..medicaid(random, "2", person, window)
            },
            Cover::MedicareTricare => CoverageDraft {
                payer_id: "TRI".into(),
                member_id: random.digits(11),
                plan_name: "TRICARE for Life".into(),
                ..own("2", since)
            },
            Cover::MedicareRetiree => CoverageDraft {
                payer_id: "GRPC".into(),
                member_id: random.digits(9),
                group_number: self.group_number.clone(),
                plan_name: "Retiree Supplement".into(),
                ..own("2", since)
            },
            Cover::WorkingSpouse => {
                let group = CoverageDraft {
                    subscriber_employer: self.employer.into(),
                    plan_kind: "GROUP".into(),
                    ..self.plan("GRPB", idx, person, drafts)
                };
                let medicare = CoverageDraft {
                    rank: "2".into(),
                    medicare_secondary_reason: "12".into(),
                    ..medicare
                };
                return vec![group, medicare];
            }
            _ => {
                plans.push(medicare);
                return plans;
            }
        };
        plans.extend([medicare, second]);
        plans
    }
}

fn own(rank: &str, since: NaiveDate) -> CoverageDraft {
    CoverageDraft {
        rank: rank.into(),
        relationship: "SELF".into(),
        effective_on: since.to_string(),
        assign_benefits: "Y".into(),
        ..CoverageDraft::default()
    }
}

fn medicaid(random: &mut Random, rank: &str, person: &Person, window: Window) -> CoverageDraft {
    CoverageDraft {
        payer_id: "MCD".into(),
        member_id: format!(
            "{}{}{}",
            random.pick(&["AA", "BX", "DH", "KR", "VF"]),
            random.digits(5),
            random.pick(&["A", "C", "F", "J"])
        ),
        ..own(rank, (window.start - Months::new(5)).max(person.birth))
    }
}

/// The first of the month of the 65th birthday; for the disabled, long before the window.
fn medicare_since(person: &Person, window: Window) -> NaiveDate {
    let birthday = person.birth + Months::new(65 * 12);
    if person.age_on(window.today) < 65 {
        window.start - Months::new(12)
    } else {
        birthday.with_day(1).unwrap_or(birthday)
    }
}

/// A Medicare Beneficiary Identifier in CMS's pattern, as the card prints it or without hyphens.
fn medicare_number(random: &mut Random) -> String {
    const LETTERS: &[u8] = b"ACDEFGHJKMNPQRTUVWXY";
    let number: String = (0..11)
        .map(|idx| match idx {
            0 => char::from(b'1' + random.below(9) as u8),
            1 | 4 | 7 | 8 => char::from(random.pick(LETTERS)),
            2 | 5 if random.chance(500) => char::from(random.pick(LETTERS)),
            _ => char::from(b'0' + random.below(10) as u8),
        })
        .collect();
    if random.chance(500) {
        format!("{}-{}-{}", &number[..4], &number[4..7], &number[7..])
    } else {
        number
    }
}

fn plan_name(payer: &str) -> &'static str {
    match payer {
        "TRI" => "TRICARE Select",
        "GRPA" => "Timber PPO 500",
        "GRPB" => "Schools Plan B",
        "GRPC" => "Trust Plan 2",
        "BCB" => "Cascadia Preferred",
        "COM" => "Pioneer Choice",
        "HMO" => "Willamette Core",
        _ => "Share Program",
    }
}

/// Whether somebody is of the same generation as the head of the household.
fn is_adult(one: &CoverageDraft, head: &CoverageDraft) -> bool {
    let year = |draft: &CoverageDraft| {
        draft
            .subscriber_birth_date
            .get(..4)
            .and_then(|year| year.parse::<i32>().ok())
            .unwrap_or(0)
    };
    year(one).abs_diff(year(head)) < 16
}

fn chance_of_case(
    random: &mut Random,
    person: &Person,
    cover: Cover,
    window: Window,
) -> Option<CaseKind> {
    let age = person.age_on(window.today);
    let has_one_plan = person
        .coverages
        .iter()
        .all(|coverage| coverage.rank.as_str() == "1");
    if !has_one_plan || person.coverages.is_empty() || person.died_on.is_some() {
        return None;
    }
    match cover {
        Cover::Plan(_) | Cover::Medicaid if (18..64).contains(&age) => match random.below(1_000) {
            0..30 => Some(CaseKind::Work),
            30..50 => Some(CaseKind::Auto),
            50..54 => Some(CaseKind::FederalWork),
            _ => None,
        },
        Cover::Medicare if person.sex == Sex::Male && random.chance(15) => {
            Some(CaseKind::BlackLung)
        }
        _ => None,
    }
}

/// Opens an accident case; a recent one still has visits to bill.
fn open_case(
    random: &mut Random,
    person: &mut Person,
    kind: CaseKind,
    is_recent: bool,
    window: Window,
) -> Result<(), Vec<Finding>> {
    let days = (window.today - window.start).num_days();
    let ago = if is_recent {
        random.between(24, 34)
    } else {
        random.between(12, days.max(13))
    };
    let began_on = window.today - Days::new(ago as u64);
    let claim_number = match kind {
        CaseKind::Work => format!("TW-{}-{}", began_on.year(), random.digits(6)),
        CaseKind::Auto => format!("3S {} {}", random.digits(3), random.digits(6)),
        CaseKind::FederalWork => format!("25{}", random.digits(7)),
        CaseKind::BlackLung => random.digits(9),
    };
    let employer = random.pick(EMPLOYERS);
    let plan = match kind {
        CaseKind::Work => CoverageDraft {
            payer_id: "SIF".into(),
            member_id: format!("E{}", random.digits(7)),
            relationship: "OTHER".into(),
            subscriber_organization: employer.into(),
            subscriber_address1: format!("{} Sawyer Way", random.between(100, 900)),
            subscriber_city: "Silverton".into(),
            subscriber_state: super::clinic::STATE.into(),
            subscriber_zip: "97381".into(),
            subscriber_phone: "503-555-0160".into(),
            ..own("1", began_on)
        },
        CaseKind::Auto => CoverageDraft {
            payer_id: "AUT".into(),
            member_id: format!("3S{}", random.digits(8)),
            plan_name: "Personal Injury Protection".into(),
            ..own("1", began_on)
        },
        CaseKind::FederalWork => CoverageDraft {
            payer_id: "FECA".into(),
            member_id: claim_number.clone(),
            group_number: claim_number.clone(),
            plan_name: "FECA".into(),
            ..own("1", began_on)
        },
        CaseKind::BlackLung => CoverageDraft {
            payer_id: "BLK".into(),
            member_id: claim_number.clone(),
            group_number: claim_number.clone(),
            plan_name: "Black Lung".into(),
            ..own("1", began_on)
        },
    };
    let coverage = person.coverages.len();
    add(person, plan)?;
    person.cases.push(Case {
        kind,
        began_on,
        claim_number,
        coverage,
    });
    Ok(())
}

/// What the health plan asked for before it pays: referrals of the HMOs, authorizations of
/// therapy, and the laboratory's certificate for Medicare and Medicaid.
fn authorize(random: &mut Random, person: &mut Person, window: Window) -> Result<(), Vec<Finding>> {
    let mut drafts = Vec::new();
    for coverage in &person.coverages {
        let (kind, number, units, code) = match coverage.payer.as_str() {
            "HMO" if random.chance(400) => ("REFERRAL", format!("R{}", random.digits(7)), "", ""),
            "SIF" | "AUT" => (
                "PRIOR_AUTH",
                format!("PA-{}", random.digits(6)),
                "12",
                "97110",
            ),
            "MCR" | "MCD" => ("CLIA", super::clinic::CLIA.to_owned(), "", ""),
            _ => continue,
        };
        let from_on = coverage.effective_on.max(window.start - Days::new(30));
        drafts.push(AuthorizationDraft {
            authorization_id: format!("A-{}", coverage.id),
            patient_id: person.draft.patient_id.clone(),
            coverage_id: coverage.id.to_string(),
            number,
            kind: kind.into(),
            from_on: from_on.to_string(),
            to_on: if kind == "CLIA" {
                String::new()
            } else {
                (window.today + Days::new(120)).to_string()
            },
            units: units.into(),
            code: code.into(),
        });
    }
    for draft in drafts {
        person.authorizations.push(draft.build()?);
    }
    Ok(())
}

/// Checks that the front desk made of some coverages.
pub(super) fn eligibility(
    random: &mut Random,
    coverage: &Coverage,
    window: Window,
) -> Result<Option<EligibilityCheck>, Vec<Finding>> {
    if !random.chance(350) {
        return Ok(None);
    }
    let last = coverage
        .terminated_on
        .unwrap_or(window.today)
        .min(window.today);
    let first = coverage.effective_on.max(window.start);
    let days = (last - first).num_days().max(0);
    let method = random.pick(&["PHONE", "PORTAL", "PORTAL", "CARD"]);
    let by_phone = method == "PHONE";
    EligibilityDraft {
        coverage_id: coverage.id.to_string(),
        checked_on: (first + Days::new(random.between(0, days) as u64)).to_string(),
        method: method.into(),
        spoke_with: if by_phone {
            random.pick(&["Dana", "Luis", "Mrs. Pratt", "Ken"])
        } else {
            ""
        }
        .into(),
        reference_number: if by_phone {
            format!("I-{}", random.digits(8))
        } else {
            String::new()
        },
        active: "Y".into(),
        deductible_left: if random.chance(500) {
            format!("{}.00", random.between(0, 30) * 50)
        } else {
            String::new()
        },
        note: String::new(),
    }
    .build()
    .map(Some)
}
