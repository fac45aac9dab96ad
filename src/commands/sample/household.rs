//! The people of the sample: households that share name, address and guarantor, and each one's
//! chronic conditions by age and sex.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::name::{self, Heritage};
use super::random::Random;
use super::{Window, clinic};
use crate::domain::authorization::Authorization;
use crate::domain::coverage::Coverage;
use crate::domain::date;
use crate::domain::patient::PatientDraft;
use crate::domain::person::Sex;

/// What a household is insured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    /// A plan for the family, by payer id.
    Plan(&'static str),
    /// The veteran's family; he himself goes to the Veterans Administration.
    Champva,
    /// Each person has a number of her own.
    Medicaid,
    Nothing,
    Medicare,
    MedicareMedigap,
    MedicareMedicaid,
    MedicareTricare,
    /// A former employer's plan pays after Medicare.
    MedicareRetiree,
    /// A spouse still works; the employer's plan pays before Medicare.
    WorkingSpouse,
    Advantage,
}

/// Why something besides the patient's health plan pays some visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaseKind {
    Work,
    FederalWork,
    Auto,
    BlackLung,
}

/// An accident or an occupational disease with its own payer.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) kind: CaseKind,
    /// The accident, or the first visit for the disease.
    pub(super) began_on: NaiveDate,
    pub(super) claim_number: String,
    /// Which of the person's coverages pays it.
    pub(super) coverage: usize,
}

/// One patient with everything that decides her visits.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) draft: PatientDraft,
    pub(super) birth: NaiveDate,
    pub(super) sex: Sex,
    pub(super) died_on: Option<NaiveDate>,
    /// Lives in the nursing home.
    pub(super) is_resident: bool,
    /// Came to the clinic for the first time within the window.
    pub(super) is_new: bool,
    pub(super) conditions: Vec<&'static Condition>,
    pub(super) coverages: Vec<Coverage>,
    pub(super) cases: Vec<Case>,
    pub(super) authorizations: Vec<Authorization>,
}

impl Person {
    pub(super) fn age_on(&self, on: NaiveDate) -> u32 {
        date::age_on(self.birth, on)
    }

    pub(super) fn has(&self, code: &str) -> bool {
        self.conditions
            .iter()
            .any(|condition| condition.code == code)
    }
}

/// People who live together, the first of them the guarantor of the children.
#[derive(Debug)]
pub(super) struct Household {
    pub(super) people: Vec<Person>,
    pub(super) cover: Cover,
    /// The accident that the first of them shall have had recently.
    pub(super) case: Option<CaseKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Single,
    Couple,
    Family,
    SingleParent,
    Senior,
    SeniorCouple,
}

/// The first households: one of each kind, so that a small sample too shows every payer.
const FIRST: &[(Shape, Cover, Option<CaseKind>)] = &[
    (Shape::SeniorCouple, Cover::WorkingSpouse, None),
    (Shape::Family, Cover::Plan("GRPA"), None),
    (Shape::Senior, Cover::MedicareMedigap, None),
    (Shape::SingleParent, Cover::Medicaid, None),
    (Shape::Single, Cover::Plan("BCB"), Some(CaseKind::Work)),
    (Shape::Single, Cover::Plan("COM"), Some(CaseKind::Auto)),
    (Shape::Family, Cover::Plan("TRI"), None),
    (Shape::Couple, Cover::Champva, None),
    (Shape::Senior, Cover::MedicareMedicaid, None),
    (
        Shape::Single,
        Cover::Plan("GRPB"),
        Some(CaseKind::FederalWork),
    ),
    (Shape::Senior, Cover::Medicare, Some(CaseKind::BlackLung)),
    (Shape::Couple, Cover::Plan("HMO"), None),
    (Shape::Single, Cover::Nothing, None),
    (Shape::Single, Cover::Plan("OTH"), None),
    (Shape::Senior, Cover::MedicareRetiree, None),
    (Shape::Senior, Cover::MedicareTricare, None),
    (Shape::Senior, Cover::Advantage, None),
    (Shape::Family, Cover::Plan("GRPC"), None),
];

/// The household of a number, at most `room` people, whose patient ids start at `first_id`.
pub(super) fn household(
    random: &mut Random,
    number: usize,
    window: Window,
    first_id: usize,
    room: usize,
) -> Household {
    let (shape, cover, case) = FIRST.get(number).copied().unwrap_or_else(|| {
        let shape = shape(random);
        (shape, cover(random, shape), None)
    });
    let heritage = name::heritage(random);
    let last = name::last(random, heritage);
    let home = name::address(random);
    let phone = name::phone(random);
    let mut people: Vec<Person> = members(random, shape, cover, window)
        .into_iter()
        .take(room.max(1))
        .map(|(sex, birth)| person(random, heritage, &last, sex, birth))
        .collect();
    for (idx, person) in people.iter_mut().enumerate() {
        let draft = &mut person.draft;
        draft.patient_id = format!("P{:06}", first_id + idx + 1);
        [draft.address1, draft.address2, draft.city, draft.zip] = home.clone();
        draft.state = clinic::STATE.into();
        draft.phone.clone_from(&phone);
        let signed = window.start - Days::new(random.below(900));
        draft.signature_date = signed.max(person.birth).to_string();
    }
    name_after_parent(random, &mut people);
    let guarantor = people[0].draft.patient_id.clone();
    for person in people.iter_mut().skip(1) {
        if person.age_on(window.today) < 18 {
            person.draft.guarantor_patient_id.clone_from(&guarantor);
        }
    }
    for (idx, person) in people.iter_mut().enumerate() {
        settle(
            random,
            person,
            window,
            case.is_none() && (number > 0 || idx > 0),
        );
    }
    Household {
        people,
        cover,
        case,
    }
}

fn shape(random: &mut Random) -> Shape {
    random.weighted(&[
        (Shape::Family, 34),
        (Shape::SingleParent, 7),
        (Shape::Couple, 15),
        (Shape::Single, 19),
        (Shape::SeniorCouple, 11),
        (Shape::Senior, 14),
    ])
}

fn cover(random: &mut Random, shape: Shape) -> Cover {
    match shape {
        Shape::Senior => random.weighted(&[
            (Cover::Medicare, 26),
            (Cover::MedicareMedigap, 34),
            (Cover::MedicareMedicaid, 13),
            (Cover::MedicareTricare, 5),
            (Cover::MedicareRetiree, 8),
            (Cover::Advantage, 14),
        ]),
        Shape::SeniorCouple => random.weighted(&[
            (Cover::Medicare, 25),
            (Cover::MedicareMedigap, 40),
            (Cover::MedicareTricare, 6),
            (Cover::WorkingSpouse, 10),
            (Cover::Advantage, 19),
        ]),
        // Disabled people under 65 have Medicare too.
        Shape::Single if random.chance(35) => Cover::MedicareMedicaid,
        _ => random.weighted(&[
            (Cover::Plan("GRPA"), 18),
            (Cover::Plan("GRPB"), 13),
            (Cover::Plan("GRPC"), 2),
            (Cover::Plan("BCB"), 20),
            (Cover::Plan("COM"), 10),
            (Cover::Plan("HMO"), 12),
            (Cover::Plan("TRI"), 4),
            (Cover::Plan("OTH"), 2),
            (Cover::Champva, 1),
            (
                Cover::Medicaid,
                if shape == Shape::SingleParent { 40 } else { 13 },
            ),
            (Cover::Nothing, 4),
        ]),
    }
}

/// Sex and birth date of each person.
fn members(
    random: &mut Random,
    shape: Shape,
    cover: Cover,
    window: Window,
) -> Vec<(Sex, NaiveDate)> {
    let born = |random: &mut Random, low: i64, high: i64| {
        let years = random.between(low, high);
        let months = Months::new((years * 12 + random.between(0, 11)) as u32);
        window.today - months - Days::new(random.below(28))
    };
    let head = if random.chance(if shape == Shape::Senior { 380 } else { 500 }) {
        Sex::Male
    } else {
        Sex::Female
    };
    let spouse = match head {
        Sex::Male if !random.chance(40) => Sex::Female,
        Sex::Female if !random.chance(40) => Sex::Male,
        same => same,
    };
    let head = if shape == Shape::SingleParent && random.chance(800) {
        Sex::Female
    } else {
        head
    };
    match shape {
        Shape::Single => vec![(head, born(random, 22, 62))],
        Shape::Senior => vec![(head, born(random, 66, 94))],
        Shape::Couple => vec![(head, born(random, 26, 62)), (spouse, born(random, 26, 62))],
        Shape::SeniorCouple => {
            let oldest = if cover == Cover::WorkingSpouse {
                70
            } else {
                88
            };
            let age = random.between(66, oldest);
            vec![
                (head, born(random, age, age)),
                (spouse, born(random, (age - 3).max(66), age + 2)),
            ]
        }
        Shape::Family | Shape::SingleParent => {
            let age = random.between(25, 52);
            let mut people = vec![(head, born(random, age, age))];
            if shape == Shape::Family {
                people.push((spouse, born(random, (age - 3).max(23), age + 3)));
            }
            let count = random.weighted(&[(1, 30), (2, 42), (3, 20), (4, 8)]);
            let oldest = (age - 22).min(21);
            for _ in 0..count {
                let sex = random.pick(&[Sex::Male, Sex::Female]);
                people.push((sex, born(random, 0, oldest)));
            }
            people
        }
    }
}

fn person(
    random: &mut Random,
    heritage: Heritage,
    last: &str,
    sex: Sex,
    birth: NaiveDate,
) -> Person {
    let first = name::first(random, heritage, sex, birth);
    let last = if birth.year() < 2000 && random.chance(60) {
        name::last(random, heritage)
    } else {
        last.to_owned()
    };
    let sex = if random.chance(2) { Sex::Unknown } else { sex };
    let draft = PatientDraft {
        last_name: last,
        first_name: first.into(),
        middle_name: name::middle(random, sex),
        suffix: match sex {
            Sex::Male if random.chance(8) => "III".into(),
            _ => String::new(),
        },
        birth_date: birth.to_string(),
        sex: sex.to_string(),
        signature_on_file: "Y".into(),
        release_of_information: "Y".into(),
        statement_hold: if random.chance(8) { "Y" } else { "N" }.into(),
        // By the birth date, so that no other choice of the sample changes.
        language: match heritage {
            Heritage::Hispanic if birth.day().is_multiple_of(3) => "ES".into(),
            _ => "EN".into(),
        },
        bad_address: if birth.ordinal().is_multiple_of(97) {
            "Y"
        } else {
            "N"
        }
        .into(),
        disputes_bill: if birth.ordinal().is_multiple_of(131) {
            "Y"
        } else {
            "N"
        }
        .into(),
        ..PatientDraft::default()
    };
    Person {
        draft,
        birth,
        sex,
        died_on: None,
        is_resident: false,
        is_new: false,
        conditions: Vec::new(),
        coverages: Vec::new(),
        cases: Vec::new(),
        authorizations: Vec::new(),
    }
}

/// Now and then a son carries his father's name, and both a suffix.
fn name_after_parent(random: &mut Random, people: &mut [Person]) {
    let Some((father, rest)) = people.split_first_mut() else {
        return;
    };
    let is_son = |person: &&mut Person| {
        person.sex == Sex::Male && father.birth + Months::new(200) < person.birth
    };
    if father.sex == Sex::Male
        && random.chance(120)
        && let Some(son) = rest.iter_mut().find(is_son)
    {
        son.draft.first_name.clone_from(&father.draft.first_name);
        son.draft.last_name.clone_from(&father.draft.last_name);
        son.draft.suffix = random.pick(&["Jr", "Jr."]).into();
        father.draft.suffix = "Sr".into();
    }
}

/// Health, habits and, for few, death.
fn settle(random: &mut Random, person: &mut Person, window: Window, may_die: bool) {
    let age = person.age_on(window.today);
    person.is_new = random.chance(220);
    for condition in CONDITIONS {
        if person.conditions.len() < 9
            && condition.fits(person, window)
            && random.chance(condition.per_mille)
        {
            person.conditions.push(condition);
        }
    }
    if age >= 78 && random.chance(110) {
        person.is_resident = true;
    }
    if age >= 66 && may_die && random.chance(35) {
        let days = (window.today - window.start).num_days();
        let died_on = window.start + Days::new(random.between(days / 5, days) as u64);
        person.died_on = Some(died_on);
        person.draft.deceased_on = died_on.to_string();
        person.draft.statement_hold = "Y".into();
    }
    if age >= 16 && random.chance(350) {
        let name = format!("{}.{}", person.draft.first_name, person.draft.last_name);
        let plain: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        person.draft.email = format!("{}@example.com", plain.to_lowercase());
    }
    if random.chance(15) {
        person.draft.note = random
            .pick(&[
                "Call after 3 pm.",
                "Interpreter: Spanish.",
                "Hard of hearing; write.",
                "Moves in spring.",
            ])
            .into();
    }
}

/// A chronic condition: who has it, and what is done about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) code: &'static str,
    /// Codes that go with it on the same claim.
    pub(super) with: &'static [&'static str],
    /// What is measured at its visits.
    pub(super) labs: &'static [&'static str],
    from_age: u32,
    to_age: u32,
    sex: Option<Sex>,
    per_mille: u64,
    /// Conditions that are not coded beside it.
    not_with: &'static [&'static str],
}

impl Condition {
    /// Whether the person may have had it all through the window.
    fn fits(&self, person: &Person, window: Window) -> bool {
        person.age_on(window.start) >= self.from_age
            && person.age_on(window.today) <= self.to_age
            && self.sex.is_none_or(|sex| sex == person.sex)
            && !self.not_with.iter().any(|code| person.has(code))
    }
}

const fn condition(code: &'static str, ages: (u32, u32), per_mille: u64) -> Condition {
    Condition {
        code,
        with: &[],
        labs: &[],
        from_age: ages.0,
        to_age: ages.1,
        sex: None,
        per_mille,
        not_with: &[],
    }
}

/// Every code is billable in the editions of fiscal years 2025 to 2027.
const CONDITIONS: &[Condition] = &[
    Condition {
        labs: &["80053"],
        with: &["I50.32"],
        ..condition("I11.0", (68, 120), 90)
    },
    Condition {
        labs: &["80053"],
        not_with: &["I11.0"],
        ..condition("I10", (55, 120), 480)
    },
    Condition {
        labs: &["80048"],
        not_with: &["I11.0", "I10"],
        ..condition("I10", (34, 56), 210)
    },
    Condition {
        labs: &["83036", "80048", "82043"],
        with: &["N18.31"],
        ..condition("E11.22", (60, 120), 70)
    },
    Condition {
        labs: &["83036", "82043", "82570"],
        with: &["Z79.84"],
        not_with: &["E11.22"],
        ..condition("E11.65", (42, 120), 70)
    },
    Condition {
        labs: &["83036"],
        with: &["Z79.4"],
        not_with: &["E11.22", "E11.65"],
        ..condition("E11.42", (50, 120), 45)
    },
    Condition {
        labs: &["83036"],
        not_with: &["E11.22", "E11.65", "E11.42"],
        ..condition("E11.9", (35, 120), 120)
    },
    Condition {
        labs: &["83036"],
        not_with: &["E11.22", "E11.65", "E11.42", "E11.9"],
        ..condition("R73.03", (35, 120), 80)
    },
    Condition {
        labs: &["80061"],
        ..condition("E78.2", (40, 120), 160)
    },
    Condition {
        labs: &["80061"],
        not_with: &["E78.2"],
        ..condition("E78.5", (35, 120), 280)
    },
    Condition {
        labs: &["84443"],
        ..condition("E03.9", (30, 120), 90)
    },
    Condition {
        labs: &["94010"],
        with: &["F17.210"],
        ..condition("J44.9", (55, 120), 80)
    },
    Condition {
        labs: &["94010"],
        not_with: &["J44.9"],
        ..condition("J45.40", (5, 60), 25)
    },
    Condition {
        labs: &["94760"],
        not_with: &["J44.9", "J45.40"],
        ..condition("J45.909", (4, 70), 70)
    },
    Condition {
        labs: &["93000"],
        ..condition("I25.10", (60, 120), 140)
    },
    Condition {
        labs: &["93000", "85610"],
        with: &["Z79.01"],
        ..condition("I48.91", (62, 120), 90)
    },
    Condition {
        labs: &["84153"],
        sex: Some(Sex::Male),
        ..condition("N40.1", (58, 120), 200)
    },
    Condition {
        sex: Some(Sex::Female),
        ..condition("M81.0", (62, 120), 170)
    },
    Condition {
        labs: &["96127"],
        ..condition("F33.1", (20, 95), 55)
    },
    Condition {
        labs: &["96127"],
        not_with: &["F33.1"],
        ..condition("F41.1", (18, 90), 90)
    },
    Condition {
        labs: &["96127"],
        ..condition("F90.2", (6, 24), 85)
    },
    condition("K21.9", (25, 120), 130),
    condition("M17.0", (60, 120), 90),
    Condition {
        not_with: &["M17.0"],
        ..condition("M17.11", (50, 120), 80)
    },
    condition("M54.50", (25, 120), 90),
    condition("G47.33", (35, 120), 80),
    condition("E66.9", (20, 90), 130),
    condition("G43.909", (16, 65), 55),
    Condition {
        labs: &["82607"],
        ..condition("E53.8", (60, 120), 50)
    },
    Condition {
        labs: &["84550"],
        ..condition("M10.9", (45, 120), 40)
    },
    Condition {
        not_with: &["J45.909", "J45.40"],
        ..condition("J30.2", (6, 80), 80)
    },
    condition("L40.0", (20, 90), 15),
    Condition {
        with: &["F02.80"],
        ..condition("G30.9", (78, 120), 50)
    },
];
