//! Statements and stationery to lay out: those that a person looks at, and any that could be.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::charge::ChargeKind;
use almoner::domain::id::{ChargeLineId, PlanId};
use almoner::domain::money::Money;
use almoner::domain::person::{Address, PersonName};
use almoner::domain::plan::{Instalment, PlanState};
use almoner::domain::receipt::Method;
use almoner::domain::statement::envelope::Envelope;
use almoner::domain::statement::stationery::{Letterhead, RemitTo, Stationery};
use almoner::domain::statement::{
    Activity, ActivityKind, Language, Line, Member, PendingLine, Previous, Reason, Statement,
};
use chrono::NaiveDate;
use proptest::prelude::*;

pub fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

pub fn name(first: &str, middle: &str, last: &str) -> PersonName {
    PersonName {
        first: first.into(),
        middle: middle.into(),
        last: last.into(),
        suffix: String::new(),
    }
}

pub fn address(line1: &str, line2: &str, city: &str, state: &str, zip: &str) -> Address {
    Address {
        line1: line1.into(),
        line2: line2.into(),
        city: city.into(),
        state: Some(state.parse().unwrap()),
        zip: Some(zip.parse().unwrap()),
    }
}

pub fn stationery() -> Stationery {
    let defaults = Stationery::default();
    Stationery {
        letterhead: Letterhead {
            name: "Cedar Street Family Medicine".into(),
            address: address("1840 Cedar Street", "Suite 200", "Portland", "OR", "97205"),
            remit_to: Some(RemitTo {
                name: "Cedar Street Family Medicine".into(),
                address: address("PO Box 5120", "", "Portland", "OR", "97208-5120"),
            }),
            contact: "Maria".into(),
            phone: "(503) 555-0142".into(),
            hours: "Monday to Friday, 9:00 a.m. to 4:00 p.m.".into(),
            hours_spanish: "Lunes a viernes, 9:00 a.m. a 4:00 p.m.".into(),
            ways_to_pay: "By check with the payment slip, or by card over the telephone or at our front desk.".into(),
            ways_to_pay_spanish: "Con cheque y el comprobante de pago, o con tarjeta por teléfono o en nuestra recepción.".into(),
            ..defaults.letterhead
        },
        ..defaults
    }
}

pub fn line(
    number: i64,
    patient: &str,
    day: &str,
    what: &str,
    amounts: [i64; 4],
    why: Reason,
) -> Line {
    let [charged, insurance_paid, adjusted, patient_paid] = amounts.map(cents);
    Line {
        charge: ChargeLineId::new(number),
        patient: patient.parse().unwrap(),
        kind: ChargeKind::Service,
        from_on: on(day),
        to_on: None,
        code: "99213".into(),
        description: what.into(),
        charged,
        insurance_paid,
        adjusted,
        patient_paid,
        pending: Money::ZERO,
        collections: Money::ZERO,
        owes: charged - insurance_paid - adjusted - patient_paid,
        since: on(day),
        reasons: vec![why],
        first_due_on: None,
        on_plan: Money::ZERO,
    }
}

pub fn shared(allowed: i64, parts: [i64; 4]) -> Reason {
    let [deductible, coinsurance, copay, other] = parts.map(cents);
    Reason::Shared {
        payer: "Pacific Blue Shield".into(),
        allowed: Some(cents(allowed)),
        deductible,
        coinsurance,
        copay,
        other,
    }
}

/// Two visits of one patient, nothing else.
pub fn simple() -> Statement {
    let lines = vec![
        line(
            1,
            "10423",
            "2026-01-14",
            "Office visit",
            [24_000, 0, 7_028, 0],
            shared(16_972, [16_972, 0, 0, 0]),
        ),
        line(
            2,
            "10423",
            "2026-01-14",
            "Blood test: cholesterol",
            [6_500, 2_760, 3_050, 0],
            shared(3_450, [0, 690, 0, 0]),
        ),
    ];
    let owed: Money = lines.iter().map(|it| it.owes).sum();
    Statement {
        account: "10423".parse().unwrap(),
        name: name("Eleanor", "", "Whitfield"),
        address: address(
            "2217 NE Halsey Street",
            "Apt. 4",
            "Portland",
            "OR",
            "97232-1408",
        ),
        language: Language::English,
        as_of: on("2026-03-05"),
        step: 1,
        members: vec![Member {
            patient: "10423".parse().unwrap(),
            name: name("Eleanor", "", "Whitfield"),
        }],
        lines,
        pending: Vec::new(),
        previous: None,
        activity: Vec::new(),
        credit: Money::ZERO,
        plan: None,
        aging: [owed, Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO],
        past_due: Money::ZERO,
        past_due_since: None,
        pay_by: on("2026-03-26"),
    }
}

/// A family with everything that a statement can say.
pub fn full(language: Language) -> Statement {
    let mut statement = simple();
    statement.language = language;
    statement.step = 3;
    let say = |english: &str, spanish: &str| match language {
        Language::English => english.to_owned(),
        Language::Spanish => spanish.to_owned(),
    };
    statement.members.push(Member {
        patient: "10424".parse().unwrap(),
        name: name("Tomás", "A", "Whitfield-Núñez"),
    });
    statement.lines[0].description = say("Office visit", "Consulta médica");
    statement.lines[1].description =
        say("Blood test: cholesterol", "Análisis de sangre: colesterol");
    statement.lines[0].first_due_on = Some(on("2026-02-20"));
    let what = say("Physical therapy, 30 minutes", "Fisioterapia, 30 minutos");
    let why = Reason::NotCovered {
        payer: "Pacific Blue Shield".into(),
    };
    let mut therapy = line(3, "10424", "2025-11-03", &what, [18_000, 0, 0, 3_000], why);
    therapy.to_on = Some(on("2025-11-05"));
    therapy.on_plan = cents(15_000);
    statement.lines.push(therapy);
    let what = say("Returned check fee", "Cargo por cheque devuelto");
    let mut fee = line(
        4,
        "10424",
        "2026-02-11",
        &what,
        [2_500, 0, 0, 0],
        Reason::Fee,
    );
    fee.kind = ChargeKind::Fee;
    statement.lines.push(fee);
    statement.pending = vec![
        PendingLine {
            charge: ChargeLineId::new(5),
            patient: "10423".parse().unwrap(),
            from_on: on("2026-02-18"),
            code: "80053".into(),
            description: say("Blood test: metabolism", "Análisis de sangre: metabolismo"),
            payer: "Pacific Blue Shield".into(),
            amount: cents(4_800),
        },
        PendingLine {
            charge: ChargeLineId::new(6),
            patient: "10424".parse().unwrap(),
            from_on: on("2026-02-20"),
            code: "99214".into(),
            description: say("Office visit", "Consulta médica"),
            payer: "Pacific Blue Shield".into(),
            amount: cents(21_000),
        },
    ];
    statement.previous = Some(Previous {
        mailed_on: on("2026-01-30"),
        due: cents(32_662),
    });
    statement.activity = vec![
        Activity {
            on: on("2026-02-06"),
            kind: ActivityKind::Payment {
                method: Method::Check,
                check_number: "1207".into(),
            },
            amount: cents(-5_000),
        },
        Activity {
            on: on("2026-02-10"),
            kind: ActivityKind::ReturnedPayment,
            amount: cents(5_000),
        },
        Activity {
            on: on("2026-02-24"),
            kind: ActivityKind::Payment {
                method: Method::Card,
                check_number: String::new(),
            },
            amount: cents(-3_000),
        },
    ];
    statement.credit = cents(1_250);
    let instalment = |number, due_on, amount| Instalment {
        number,
        due_on: on(due_on),
        amount: cents(amount),
    };
    statement.plan = Some(PlanState {
        id: PlanId::new(1),
        principal: cents(18_000),
        balance: cents(15_000),
        paid: cents(3_000),
        overdue: cents(3_000),
        missed: vec![instalment(2, "2026-02-15", 3_000)],
        due_now: cents(6_000),
        deferred: cents(9_000),
        next: Some(instalment(3, "2026-03-15", 3_000)),
    });
    statement.aging = [
        cents(2_500),
        cents(17_662),
        Money::ZERO,
        Money::ZERO,
        cents(15_000),
    ];
    statement.past_due = cents(16_972);
    statement.past_due_since = Some(on("2026-02-20"));
    statement
}

/// So many lines that they take four pages.
pub fn long() -> Statement {
    let mut statement = full(Language::English);
    let services = [
        "Office visit",
        "Vaccine: influenza",
        "Giving of a vaccine",
        "Heart tracing (ECG) with report",
        "Blood test: thyroid",
        "Urine test",
    ];
    let mut lines = Vec::new();
    for number in 0..52_i64 {
        let patient = if number < 30 { "10423" } else { "10424" };
        let day = on("2025-03-03") + chrono::Days::new(u64::try_from(number * 5).unwrap());
        let charged = 4_500 + number * 731;
        let paid = charged / 2;
        let why = shared(charged - 900, [0, charged - 900 - paid, 0, 0]);
        let what = services[usize::try_from(number).unwrap() % services.len()];
        lines.push(line(
            number,
            patient,
            &day.to_string(),
            what,
            [charged, paid, 900, 0],
            why,
        ));
    }
    let owed: Money = lines.iter().map(|it| it.owes).sum();
    statement.lines = lines;
    statement.aging = [owed, Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO];
    statement
}

/// More was paid than is owed.
pub fn credit() -> Statement {
    let mut statement = simple();
    let why = Reason::Overpaid;
    statement.lines = vec![line(
        1,
        "10423",
        "2026-01-14",
        "Office visit",
        [24_000, 16_972, 7_028, 2_000],
        why,
    )];
    statement.credit = cents(1_500);
    statement.aging = [
        cents(-2_000),
        Money::ZERO,
        Money::ZERO,
        Money::ZERO,
        Money::ZERO,
    ];
    statement.activity = vec![Activity {
        on: on("2026-02-06"),
        kind: ActivityKind::InsurancePayment {
            payer: "Pacific Blue Shield".into(),
        },
        amount: cents(-16_972),
    }];
    statement
}

/// Names and words far longer than most.
pub fn wordy() -> Statement {
    let mut statement = full(Language::English);
    let who = name(
        "Maximiliana-Guadalupe Alexandrina",
        "Konstantinopolitanska",
        "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
    );
    statement.name = who.clone();
    statement.members[0].name = who;
    statement.address = address(
        "12345 Northeast Martin Luther King Junior Boulevard, Building C, Entrance 3",
        "In care of the Willamette Valley Assisted Living Community, Room 1204",
        "Saint Petersburg of the Willamette",
        "OR",
        "97232-1408",
    );
    statement.lines[0].description =
        "Office visit of an established patient with a long conversation \
        about medicines, diet, exercise and everything else that was on her mind that day"
            .into();
    for line in &mut statement.lines {
        for reason in &mut line.reasons {
            if let Reason::Shared { payer, .. } = reason {
                *payer =
                    "Pacific Northwest Mutual Blue Shield Preferred Provider Organization of the \
                          Public Employees' Retirement Fund"
                        .into();
            }
        }
    }
    statement
}

/// One line of an amount.
pub fn single(amount: i64) -> Statement {
    let mut statement = simple();
    statement.lines = vec![line(
        1,
        "10423",
        "2026-01-14",
        "Office visit",
        [amount, 0, 0, 0],
        Reason::NoInsurance,
    )];
    statement.aging[0] = cents(amount);
    statement
}

/// Every envelope that is shipped, out and back.
pub fn envelopes() -> Vec<(Envelope, Option<Envelope>)> {
    let mut pairs = Vec::new();
    for outer in Envelope::shipped() {
        pairs.push((outer.clone(), None));
        for reply in Envelope::shipped_reply() {
            pairs.push((outer.clone(), Some(reply)));
        }
    }
    pairs
}

fn any_amount() -> impl Strategy<Value = Money> {
    prop_oneof![
        Just(1_i64),
        Just(9_999_999),
        -20_000..20_000_i64,
        0..9_999_999_i64,
    ]
    .prop_map(Money::from_cents)
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (738_000..740_000_i32).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap())
}

fn any_words(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec("[A-Za-zÁÉÑŁŞğñöü'.,0-9-]{1,14}", 1..=most)
        .prop_map(|it| it.join(" "))
}

pub fn any_name() -> impl Strategy<Value = PersonName> {
    ("[A-ZÁŁÑ][a-zäñ-]{0,30}", "[A-Z]?[a-z]{0,12}", any_words(3))
        .prop_map(|(first, middle, last)| name(&first, &middle, &last))
}

pub fn any_address() -> impl Strategy<Value = Address> {
    (
        "[0-9]{1,5} [A-Za-z ]{1,24} St",
        "(Apt [0-9]{1,4})?",
        "[A-Z][a-z]{1,18}",
    )
        .prop_map(|(line1, line2, city)| address(&line1, &line2, &city, "OR", "97205"))
}

fn any_reason() -> impl Strategy<Value = Reason> {
    let payer = || prop_oneof![Just(String::new()), any_words(6)];
    prop_oneof![
        (
            payer(),
            proptest::option::of(any_amount()),
            proptest::array::uniform4(any_amount())
        )
            .prop_map(
                |(payer, allowed, [deductible, coinsurance, copay, other])| Reason::Shared {
                    payer,
                    allowed,
                    deductible,
                    coinsurance,
                    copay,
                    other,
                }
            ),
        payer().prop_map(|payer| Reason::NotCovered { payer }),
        payer().prop_map(|payer| Reason::PaidToPatient { payer }),
        payer().prop_map(|payer| Reason::Moved { payer }),
        Just(Reason::NoInsurance),
        Just(Reason::Fee),
        Just(Reason::Opening),
        Just(Reason::BackFromCollections),
        Just(Reason::Overpaid),
        (any_amount(), any_day()).prop_map(|(amount, on)| Reason::ReturnedPayment { amount, on }),
        (payer(), any_amount()).prop_map(|(payer, amount)| Reason::StillPending { payer, amount }),
    ]
}

prop_compose! {
    fn any_line()(
        who in 0..3_usize, from_on in any_day(), days in proptest::option::of(1..30_u64),
        description in any_words(12),
        amounts in proptest::array::uniform7(any_amount()),
        reasons in proptest::collection::vec(any_reason(), 1..3),
        first_due_on in proptest::option::of(any_day()), is_on_plan in any::<bool>(),
    ) -> (usize, Line) {
        let [charged, insurance_paid, adjusted, patient_paid, pending, collections, on_plan] = amounts;
        let owes = charged - insurance_paid - adjusted - patient_paid - pending - collections;
        (who, Line {
            charge: ChargeLineId::new(1),
            patient: "P".parse().unwrap(),
            kind: ChargeKind::Service,
            from_on,
            to_on: days.map(|days| from_on + chrono::Days::new(days)),
            code: String::new(),
            description,
            charged, insurance_paid, adjusted, patient_paid, pending, collections, owes,
            since: from_on,
            reasons,
            first_due_on,
            on_plan: if is_on_plan { on_plan } else { Money::ZERO },
        })
    }
}

prop_compose! {
    fn any_plan()(
        amounts in proptest::array::uniform4(1..900_000_i64), missed in 0..5_u16,
        due_on in any_day(), has_next in any::<bool>(),
    ) -> PlanState {
        let [paid, due_now, deferred, amount] = amounts.map(cents);
        let balance = due_now + deferred;
        let instalment = |number| Instalment { number, due_on, amount };
        PlanState {
            id: PlanId::new(1),
            principal: paid + balance,
            balance,
            paid,
            overdue: due_now,
            missed: (0..missed).map(instalment).collect(),
            due_now,
            deferred,
            next: has_next.then(|| instalment(9)),
        }
    }
}

fn any_activity() -> impl Strategy<Value = Activity> {
    let kind = prop_oneof![
        "[0-9]{0,8}".prop_map(|check_number| ActivityKind::Payment {
            method: Method::Check,
            check_number
        }),
        any_words(8).prop_map(|payer| ActivityKind::InsurancePayment { payer }),
        Just(ActivityKind::Adjustment),
        Just(ActivityKind::ReturnedPayment),
        Just(ActivityKind::Refund),
    ];
    (any_day(), kind, any_amount()).prop_map(|(on, kind, amount)| Activity { on, kind, amount })
}

prop_compose! {
    fn any_parts()(
        account in "[A-Z0-9-]{1,12}|[A-Za-z0-9._]{30,60}",
        names in proptest::collection::vec(any_name(), 3),
        address in any_address(),
        is_spanish in any::<bool>(),
        lines in prop_oneof![
            proptest::collection::vec(any_line(), 0..6), proptest::collection::vec(any_line(), 0..120),
        ],
        pending in proptest::collection::vec((any_day(), any_words(9), any_words(6), any_amount()), 0..12),
    ) -> Statement {
        let mut statement = simple();
        statement.language = if is_spanish { Language::Spanish } else { Language::English };
        statement.account = account.parse().unwrap();
        statement.name = names[0].clone();
        statement.address = address;
        statement.members = names
            .into_iter()
            .enumerate()
            .map(|(idx, name)| Member { patient: format!("P{idx}").parse().unwrap(), name })
            .collect();
        let mut lines = lines;
        lines.sort_by_key(|(who, _)| *who);
        statement.lines = lines
            .into_iter()
            .map(|(who, line)| Line { patient: format!("P{who}").parse().unwrap(), ..line })
            .collect();
        statement.pending = pending
            .into_iter()
            .map(|(from_on, description, payer, amount)| PendingLine {
                charge: ChargeLineId::new(1),
                patient: "P1".parse().unwrap(),
                from_on,
                code: String::new(),
                description,
                payer,
                amount,
            })
            .collect();
        statement
    }
}

prop_compose! {
    /// Any statement: nothing in it follows from anything else, apart from the sums.
    pub fn any_statement()(
        parts in any_parts(),
        step in 1..6_u8,
        previous in proptest::option::of((any_day(), any_amount())),
        activity in proptest::collection::vec(any_activity(), 0..15),
        credit in prop_oneof![Just(Money::ZERO), (1..50_000_i64).prop_map(cents)],
        plan in proptest::option::of(any_plan()),
        aging in proptest::array::uniform5(any_amount()),
        past_due in proptest::option::of((1..9_999_999_i64, any_day())),
    ) -> Statement {
        Statement {
            step,
            previous: previous.map(|(mailed_on, due)| Previous { mailed_on, due }),
            activity,
            credit,
            plan,
            aging,
            past_due: past_due.map_or(Money::ZERO, |(amount, _)| cents(amount)),
            past_due_since: past_due.map(|(_, on)| on),
            ..parts
        }
    }
}
