//! Payment plans: agreed on what is owed, read from the lines, and no posting of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::ledger::{adjust, agency, returned};
use almoner::commands::papers;
use almoner::commands::plans::{self, Standing};
use almoner::domain::account::WriteOff;
use almoner::domain::id::{ChargeLineId, PlanId};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::LineRef;
use almoner::domain::money::Money;
use almoner::domain::plan::{PlanDraft, PlanEnd};
use almoner::store::{audit, balance, journal};
use books::{Books, cents, day, on, patient, rule, share};
use futures_executor::block_on;

/// P3 pays for herself: two visits of 100.00 and 50.01 on January 5.
fn owing(books: &Books) -> [LineRef; 2] {
    let posting = on("2026-01-05");
    [
        books.visit("V1", "P3", "2026-01-05", "100.00", &posting),
        books.visit("V2", "P3", "2026-01-05", "50.01", &posting),
    ]
}

fn draft(lines: &[&LineRef]) -> PlanDraft {
    PlanDraft {
        patient_id: "P3".into(),
        lines: lines.iter().map(|it| it.line).collect(),
        first_due_on: "2026-02-01".into(),
        installments: "3".into(),
        ..PlanDraft::default()
    }
}

fn agree(books: &Books, draft: PlanDraft, today: &str) -> PlanId {
    let author = on(today).author;
    block_on(plans::agree(
        books.database.clone(),
        draft,
        author,
        day(today),
    ))
    .unwrap()
}

fn row(books: &Books, plan: PlanId, today: &str) -> plans::PlanRow {
    block_on(plans::find(books.database.clone(), plan, day(today))).unwrap()
}

/// What a plan must leave as it is: the journal and every balance.
fn ledger(books: &Books) -> (journal::Head, Vec<balance::OpenAmount>) {
    books.read(|connection| Ok((journal::head(connection)?, balance::all(connection)?)))
}

fn audit_count(books: &Books) -> i64 {
    books.read(|connection| Ok(audit::verify(connection)?.count))
}

#[test]
fn a_plan_is_paid_by_payments_on_its_lines_and_posts_nothing_itself() {
    let books = Books::new();
    let [first, second] = owing(&books);
    let before = (ledger(&books), audit_count(&books));
    let shown = block_on(plans::preview(
        books.database.clone(),
        draft(&[&first, &second]),
        day("2026-01-10"),
    ))
    .unwrap();
    assert_eq!(audit_count(&books), before.1, "a look is no act");
    let plan = agree(&books, draft(&[&first, &second]), "2026-01-10");
    assert_eq!(ledger(&books), before.0, "agreeing moves nothing");
    assert_eq!(audit_count(&books), before.1 + 1);
    let kept = row(&books, plan, "2026-01-10");
    assert_eq!(kept.kept.plan, shown);
    assert_eq!(kept.standing(), Standing::OnTrack);
    let amounts: Vec<i64> = shown
        .instalments
        .iter()
        .map(|it| it.amount.cents())
        .collect();
    assert_eq!(amounts, [5000, 5000, 5001]);

    // The first installment is missed, then paid with a part of the second.
    let behind = row(&books, plan, "2026-02-02");
    assert_eq!(behind.standing(), Standing::Behind);
    assert_eq!(behind.state.overdue, cents(5000));
    let due = |today| {
        block_on(plans::due_now(
            books.database.clone(),
            patient("P3"),
            day(today),
        ))
    };
    assert_eq!(due("2026-01-20").unwrap(), None);
    assert_eq!(due("2026-02-02").unwrap(), Some(cents(5000)));
    let _ = books
        .pay(
            "P3",
            "70.00",
            vec![share(first.line, 7000)],
            on("2026-02-03"),
        )
        .unwrap();
    let paid = row(&books, plan, "2026-02-03");
    assert_eq!(paid.standing(), Standing::OnTrack);
    assert_eq!(paid.state.paid, cents(7000));
    assert_eq!(paid.state.next.map(|it| it.amount), Some(cents(3000)));

    // What is written off of its lines is no longer to be paid by it.
    let order = adjust::WriteOffOrder {
        line: second.line,
        party: Party::PATIENT,
        amount: cents(5001),
        kind: WriteOff::Discretionary,
    };
    let _ = block_on(adjust::write_off(
        books.database.clone(),
        vec![order],
        "hardship".into(),
        on("2026-02-04"),
    ))
    .unwrap();
    assert_eq!(row(&books, plan, "2026-02-04").state.balance, cents(3000));
    // Nor what went to the agency.
    let lines = vec![first.line];
    let handed = agency::hand_over(
        books.database.clone(),
        lines.clone(),
        "no answer".into(),
        on("2026-02-05"),
    );
    let _ = block_on(handed).unwrap();
    let gone = row(&books, plan, "2026-02-05");
    assert_eq!(
        (gone.state.balance, gone.standing()),
        (Money::ZERO, Standing::Paid)
    );
    let back = agency::take_back(
        books.database.clone(),
        lines,
        "she answered".into(),
        on("2026-02-06"),
    );
    let _ = block_on(back).unwrap();
    assert_eq!(row(&books, plan, "2026-02-06").state.balance, cents(3000));
    let _ = books
        .pay(
            "P3",
            "30.00",
            vec![share(first.line, 3000)],
            on("2026-02-07"),
        )
        .unwrap();
    assert_eq!(row(&books, plan, "2026-06-01").standing(), Standing::Paid);
    books.assert_sound();
}

#[test]
fn a_payment_that_the_bank_returns_is_owed_on_the_plan_again() {
    let books = Books::new();
    let [first, _] = owing(&books);
    let plan = agree(&books, draft(&[&first]), "2026-01-10");
    let taken = books
        .pay(
            "P3",
            "100.00",
            vec![share(first.line, 10_000)],
            on("2026-01-12"),
        )
        .unwrap();
    assert_eq!(row(&books, plan, "2026-01-12").standing(), Standing::Paid);
    let deposit = almoner::commands::ledger::deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-01-13"),
    );
    let _ = block_on(deposit).unwrap();
    let order = returned::Returned {
        receipt: taken.receipt,
        reason: "insufficient funds".into(),
        fee: None,
    };
    let _ = block_on(returned::post(
        books.database.clone(),
        order,
        on("2026-02-02"),
    ))
    .unwrap();
    let again = row(&books, plan, "2026-02-02");
    assert_eq!(again.state.balance, cents(10_000));
    assert_eq!(again.standing(), Standing::Behind);
}

#[test]
fn lines_that_are_not_hers_to_pay_or_on_a_plan_are_refused() {
    let books = Books::new();
    let [first, second] = owing(&books);
    let insured = books.visit("V3", "P1", "2026-01-05", "80.00", &on("2026-01-05"));
    let free = || {
        let lines = plans::open_lines(books.database.clone(), patient("P3"));
        let lines = block_on(lines).unwrap();
        lines.iter().map(|it| it.owed.line.line).collect::<Vec<_>>()
    };
    assert_eq!(free(), [first.line, second.line]);
    let try_it = |draft: PlanDraft| {
        let before = (ledger(&books), audit_count(&books));
        let author = on("2026-01-10").author;
        let plan = plans::agree(books.database.clone(), draft, author, day("2026-01-10"));
        let refused = rule(block_on(plan));
        assert_eq!((ledger(&books), audit_count(&books)), before);
        refused
    };
    // Of another family, owed by insurance, no such charge.
    assert_eq!(try_it(draft(&[&insured])), "line-not-owed");
    let with = |lines: Vec<ChargeLineId>, patient: &str| PlanDraft {
        patient_id: patient.into(),
        lines,
        ..draft(&[])
    };
    assert_eq!(try_it(with(vec![insured.line], "P1")), "line-not-owed");
    assert_eq!(
        try_it(with(vec![ChargeLineId::new(99)], "P3")),
        "line-not-owed"
    );
    assert_eq!(try_it(with(vec![first.line], "")), "field-format");
    assert_eq!(try_it(with(Vec::new(), "P3")), "field-format");

    // The same line named twice is on it once.
    let plan = agree(&books, draft(&[&first, &first]), "2026-01-10");
    assert_eq!(
        row(&books, plan, "2026-01-10").state.principal,
        cents(10_000)
    );
    assert_eq!(free(), [second.line]);
    assert_eq!(try_it(draft(&[&first, &second])), "line-on-plan");

    // Once it was ended, its lines are free again.
    let end = |cause, reason: &str| {
        let author = on("2026-01-11").author;
        let (database, today) = (books.database.clone(), day("2026-01-11"));
        block_on(plans::end(
            database,
            plan,
            cause,
            reason.into(),
            author,
            today,
        ))
    };
    assert_eq!(rule(end(PlanEnd::Paid, "")), "plan-not-paid");
    assert_eq!(rule(end(PlanEnd::Broken, " ")), "reason-missing");
    let before = ledger(&books);
    end(PlanEnd::Broken, "missed three").unwrap();
    assert_eq!(ledger(&books), before, "ending moves nothing");
    assert_eq!(rule(end(PlanEnd::Canceled, "again")), "plan-ended");
    let row = row(&books, plan, "2026-03-01");
    assert_eq!(row.standing(), Standing::Ended(PlanEnd::Broken));
    assert_eq!(row.kept.end.unwrap().reason, "missed three");
    let _ = agree(&books, draft(&[&first, &second]), "2026-01-12");
}

#[test]
fn home_lists_what_was_missed() {
    let books = Books::new();
    let [first, second] = owing(&books);
    let late = agree(&books, draft(&[&first]), "2026-01-10");
    let weekly = PlanDraft {
        first_due_on: "2026-03-10".into(),
        every: "WEEKLY".into(),
        installments: String::new(),
        amount: "20".into(),
        ..draft(&[&second])
    };
    let soon = agree(&books, weekly, "2026-01-10");
    let missed = |today| block_on(plans::missed(books.database.clone(), day(today))).unwrap();
    assert_eq!(missed("2026-02-01"), []);
    let all = missed("2026-03-09");
    assert_eq!(all.len(), 1);
    let one = &all[0];
    assert_eq!(
        (one.plan, one.account.as_str(), one.missed),
        (late, "P3", 2)
    );
    assert_eq!((one.overdue, one.balance), (cents(6666), cents(10_000)));
    assert_eq!(one.since, day("2026-02-01"));
    assert_eq!(one.next.map(|it| it.due_on), Some(day("2026-04-01")));
    assert!(one.name.contains(", "), "{}", one.name);

    let ended = plans::end(
        books.database.clone(),
        late,
        PlanEnd::Canceled,
        "paid elsewhere".into(),
        on("2026-03-09").author,
        day("2026-03-09"),
    );
    block_on(ended).unwrap();
    assert_eq!(missed("2026-03-09"), []);
    let plans = block_on(plans::of_guarantor(
        books.database.clone(),
        patient("P3"),
        day("2026-03-09"),
    ));
    let order: Vec<_> = plans.unwrap().iter().map(|it| it.kept.id).collect();
    assert_eq!(order, [soon, late], "those that stand first");
}

/// P1 answers for P2: whoever is named, the plan is P1's.
#[test]
fn the_guarantor_agrees_for_the_family() {
    let books = Books::new();
    let fee = |of: &str| {
        let fee = almoner::commands::ledger::fees::Fee {
            patient: patient(of),
            amount: cents(4000),
            description: "Missed appointment".into(),
        };
        block_on(almoner::commands::ledger::fees::charge(
            books.database.clone(),
            fee,
            on("2026-01-06"),
        ))
        .unwrap()
    };
    let _ = (fee("P1"), fee("P2"));
    let lines = block_on(plans::open_lines(books.database.clone(), patient("P2"))).unwrap();
    assert_eq!(lines.len(), 2);
    let draft = PlanDraft {
        patient_id: "P2".into(),
        lines: lines.iter().map(|it| it.owed.line.line).collect(),
        ..draft(&[])
    };
    let plan = agree(&books, draft, "2026-01-10");
    assert_eq!(
        row(&books, plan, "2026-01-10").kept.plan.guarantor,
        patient("P1")
    );
    for of in ["P1", "P2"] {
        let plans = plans::of_guarantor(books.database.clone(), patient(of), day("2026-01-10"));
        assert_eq!(block_on(plans).unwrap().len(), 1);
    }
}

fn agreement(books: &Books, plan: PlanId) -> papers::Paper {
    let made = papers::prepare_agreement(books.database.clone(), plan, day("2026-01-12"));
    block_on(made).unwrap()
}

fn words_of(paper: &papers::Paper) -> Vec<String> {
    let texts = paper.document.pages.iter().flat_map(|page| page.texts());
    texts.map(|text| text.text.clone()).collect()
}

/// Keeps a picture of a paper where one was asked for.
fn look_at(paper: &papers::Paper, name: &str) {
    if let Ok(folder) = std::env::var("ALMONER_PICTURES") {
        std::fs::write(format!("{folder}/plan-{name}.pdf"), &paper.pdf).unwrap();
    }
}

/// A brace in it is no field of letters.
const NOTE: &str = "By {card}, on the first";

#[test]
fn the_agreement_shows_parties_services_and_every_payment_in_the_guarantors_language() {
    let books = Books::new();
    let [first, second] = owing(&books);
    for (count, n_pages) in [("4", 1), ("12", 1), ("24", 2), ("60", 2)] {
        let plan = agree(
            &books,
            PlanDraft {
                installments: count.into(),
                down_payment: if count == "60" { "10" } else { "" }.into(),
                note: if count == "12" { "" } else { NOTE }.into(),
                ..draft(&[&first, &second])
            },
            "2026-01-10",
        );
        let before = ledger(&books);
        let paper = agreement(&books, plan);
        look_at(&paper, count);
        assert_eq!(ledger(&books), before);
        assert_eq!(paper.document.title, "Letter", "it names nobody");
        assert_eq!(paper.document.pages.len(), n_pages, "{count} payments");
        let words = words_of(&paper);
        let kept = row(&books, plan, "2026-01-10").kept.plan;
        for it in &kept.instalments {
            let day = it.due_on.format("%m/%d/%Y").to_string();
            assert!(words.contains(&day), "{day} of {count}");
            assert!(words.contains(&it.number.to_string()));
        }
        for it in &kept.lines {
            assert!(words.contains(&format!("${}", it.amount)), "{words:?}");
        }
        let has = |part: &str| words.iter().any(|it| it.contains(part));
        assert!(
            has("$150.01") && has("Signature of the person responsible"),
            "{words:?}"
        );
        assert!(has("By this agreement between "), "{words:?}");
        assert_eq!(has(NOTE), count != "12", "{words:?}");
        let financed = if count == "60" { "$140.01" } else { "$150.01" };
        let is_disclosed =
            has("Amount financed") && has(&format!("{financed} in {count} payments"));
        assert_eq!(is_disclosed, count != "4", "{words:?}");
        let ended = plans::end(
            books.database.clone(),
            plan,
            PlanEnd::Canceled,
            "tried another".into(),
            on("2026-01-10").author,
            day("2026-01-10"),
        );
        block_on(ended).unwrap();
    }
    books.raw(&on("2026-01-11"), |tx| {
        let _ = tx.execute(
            "UPDATE patient SET language = 'ES' WHERE reference = 'P3'",
            [],
        )?;
        Ok(())
    });
    let plan = agree(&books, draft(&[&first]), "2026-01-12");
    let paper = agreement(&books, plan);
    look_at(&paper, "es");
    let words = words_of(&paper);
    let has = |it: &str| words.iter().any(|word| word.starts_with(it));
    assert!(
        has("Acuerdo de plan") && has("Firma de la persona responsable"),
        "{words:?}"
    );
    assert!(!has("Date"), "{words:?}");
}

#[test]
fn an_agreement_that_was_given_out_is_shown_again_as_it_was() {
    let books = Books::new();
    let [first, _] = owing(&books);
    let plan = agree(&books, draft(&[&first]), "2026-01-10");
    let given = agreement(&books, plan);
    let today = day("2026-01-10");
    let database = || books.database.clone();
    let kept = papers::keep(database(), given.clone(), on("2026-01-10").author, today);
    let kept = block_on(kept).unwrap();
    books.raw(&on("2026-01-11"), |tx| {
        let _ = tx.execute(
            "UPDATE patient SET last_name = 'New' WHERE reference = 'P3'",
            [],
        )?;
        Ok(())
    });
    assert_ne!(words_of(&agreement(&books, plan)), words_of(&given));
    let shown = block_on(papers::shown(database(), kept)).unwrap();
    assert_eq!(shown.document, given.document);
    let filed = block_on(papers::of_patient(database(), patient("P3"))).unwrap();
    assert_eq!(filed[0].id, kept);
    assert_eq!(
        filed[0].about.words(),
        format!("Agreement on payment plan {plan}")
    );
}
