//! From the first statement to the agency and back: what each step needs, and that it can be undone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;
#[path = "common/mailing.rs"]
mod mailing;

use almoner::commands::ledger::Posting;
use almoner::commands::reports::{self, ReportFormat};
use almoner::commands::statements::account::{self, Mark};
use almoner::commands::statements::dunning::{self, Debtor, Decision, Verdict};
use almoner::commands::statements::{Order, Skip};
use almoner::commands::{Error, plans};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::LineRef;
use almoner::domain::plan::PlanDraft;
use books::{Books, cents, day, on, patient, rule, share};
use futures_executor::block_on;
use mailing::{add, due_ids, head, mail, preview, reasons, visit};

/// The days on which the four steps of the sample texts are mailed.
const MAILED: [&str; 4] = ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"];
/// When the final notice was mailed more than three weeks ago.
const LATER: &str = "2026-05-22";

/// P3 owes 100.00 and P4 20.00 since January, and both had the final notice.
fn warned() -> (Books, LineRef, LineRef) {
    let books = Books::new();
    add(&books, &[("P4", "Ngo")]);
    let first = visit(&books, "V1", "P3", "2026-01-05", "100.00");
    let second = visit(&books, "V2", "P4", "2026-01-06", "20.00");
    for mailed_on in MAILED {
        assert_eq!(mail(&books, mailed_on).mailed.len(), 2, "{mailed_on}");
    }
    (books, first, second)
}

fn waiting(books: &Books, today: &str) -> Vec<Debtor> {
    block_on(dunning::pre_collection(books.database.clone(), day(today))).unwrap()
}

fn names(debtors: &[Debtor]) -> Vec<&str> {
    debtors.iter().map(|it| it.account.as_str()).collect()
}

fn say(books: &Books, who: &[&str], decision: Decision, today: &str) -> Result<(), Error> {
    let verdict = Verdict {
        accounts: who.iter().copied().map(patient).collect(),
        decision,
        reviewer: "Dr. Brown".into(),
        note: String::new(),
        today: day(today),
    };
    block_on(dunning::review(
        books.database.clone(),
        verdict,
        on(today).author,
    ))
}

fn approved(books: &Books, today: &str) -> Vec<Debtor> {
    block_on(dunning::approved(books.database.clone(), day(today))).unwrap()
}

fn hand_over(books: &Books, who: &str, posting: Posting) -> Result<usize, Error> {
    let reason = "unanswered".to_owned();
    let handed = dunning::hand_over(books.database.clone(), patient(who), reason, posting);
    block_on(handed).map(|entries| entries.len())
}

#[test]
fn after_the_final_notice_accounts_wait_for_the_doctor() {
    let (books, first, _) = warned();
    let now = preview(&books, Order::due(day(LATER)));
    assert_eq!(due_ids(&now), Vec::<&str>::new());
    let mailed_on = day(MAILED[3]);
    assert!(reasons(&now, "P3").contains(&Skip::FinalNoticeMailed { mailed_on }));
    assert_eq!(names(&waiting(&books, "2026-05-21")), Vec::<&str>::new());
    let list = waiting(&books, LATER);
    assert_eq!(names(&list), ["P3", "P4"]);
    let debtor = &list[0];
    assert_eq!(
        (debtor.due, debtor.notice_mailed_on),
        (cents(10_000), mailed_on)
    );
    assert_eq!(debtor.last_payment, None);
    assert_eq!(debtor.lines.len(), 1);
    assert_eq!(debtor.lines[0].service_on, day("2026-01-05"));

    // What is paid in part is still waited for; what is paid in full is not.
    let pay = |amount: &str, cents: i64, today: &str| {
        let shares = vec![share(first.line, cents)];
        let _ = books.pay("P3", amount, shares, on(today)).unwrap();
    };
    pay("30.00", 3_000, "2026-05-20");
    let list = waiting(&books, LATER);
    assert_eq!(list[0].due, cents(7_000));
    assert_eq!(
        list[0].last_payment,
        Some((day("2026-05-20"), cents(3_000)))
    );
    pay("70.00", 7_000, "2026-05-21");
    assert_eq!(names(&waiting(&books, LATER)), ["P4"]);
}

#[test]
fn disputes_holds_and_plans_that_are_kept_stay_off_the_list() {
    let (books, first, _) = warned();
    let mark = |mark: Mark, is_set: bool| {
        block_on(account::mark(
            books.database.clone(),
            patient("P3"),
            mark,
            is_set,
            on(LATER).author,
        ))
        .unwrap()
    };
    for it in [Mark::Disputed, Mark::OnHold] {
        assert_eq!(mark(it, true), patient("P3"));
        assert_eq!(names(&waiting(&books, LATER)), ["P4"], "{it:?}");
        assert_eq!(
            rule(say(&books, &["P3"], Decision::Approved, LATER)),
            "not-on-list"
        );
        let _ = mark(it, false);
        assert_eq!(names(&waiting(&books, LATER)), ["P3", "P4"]);
    }
    let draft = PlanDraft {
        patient_id: "P3".into(),
        lines: vec![first.line],
        first_due_on: "2026-06-01".into(),
        installments: "4".into(),
        ..PlanDraft::default()
    };
    let agreed = plans::agree(books.database.clone(), draft, on(LATER).author, day(LATER));
    let _ = block_on(agreed).unwrap();
    assert_eq!(names(&waiting(&books, LATER)), ["P4"]);
    assert_eq!(
        names(&waiting(&books, "2026-06-02")),
        ["P3", "P4"],
        "missed"
    );
}

#[test]
fn a_mark_stands_on_the_one_who_answers() {
    let books = Books::new();
    let mark = |is_set| {
        block_on(account::mark(
            books.database.clone(),
            patient("P2"),
            Mark::BadAddress,
            is_set,
            on(LATER).author,
        ))
        .unwrap()
    };
    let marked = || {
        books.read(|connection| {
            let found = almoner::store::patient::find(connection, &patient("P1"))?;
            Ok(found.unwrap().value.has_bad_address)
        })
    };
    assert_eq!(mark(true), patient("P1"));
    assert!(marked());
    let _ = mark(false);
    assert!(!marked());
    books.assert_sound();
}

#[test]
fn an_approved_account_goes_to_the_agency_and_comes_back() {
    let (books, first, second) = warned();
    assert_eq!(rule(hand_over(&books, "P3", on(LATER))), "not-approved");
    let before = head(&books);
    say(&books, &["P3", "P4"], Decision::Approved, LATER).unwrap();
    assert_eq!(head(&books), before, "a word moves no money");
    assert_eq!(names(&waiting(&books, LATER)), Vec::<&str>::new());
    assert_eq!(names(&approved(&books, LATER)), ["P3", "P4"]);
    let reviewed_on = day(LATER);
    let now = preview(&books, Order::due(day("2026-07-01")));
    assert_eq!(
        reasons(&now, "P3"),
        [Skip::ApprovedForCollections { reviewed_on }]
    );

    say(&books, &["P4"], Decision::Withdrawn, "2026-05-23").unwrap();
    assert_eq!(names(&waiting(&books, "2026-05-23")), ["P4"]);
    assert_eq!(
        rule(say(&books, &["P4"], Decision::Withdrawn, "2026-05-23")),
        "nothing-decided"
    );
    let said = block_on(dunning::reviews(books.database.clone(), patient("P4"))).unwrap();
    let said: Vec<_> = said.iter().map(|it| (it.decision, it.due)).collect();
    assert_eq!(
        said,
        [
            (Decision::Withdrawn, cents(2_000)),
            (Decision::Approved, cents(2_000))
        ]
    );

    assert_eq!(hand_over(&books, "P3", on("2026-05-24")).unwrap(), 1);
    assert_eq!(books.open(&first, &Party::COLLECTIONS), cents(10_000));
    assert_eq!(names(&approved(&books, "2026-05-24")), Vec::<&str>::new());
    assert_eq!(books.open(&second, &Party::PATIENT), cents(2_000));
    let agency = |who: &[&str]| {
        let who = who.iter().copied().map(patient).collect();
        block_on(dunning::agency_list(
            books.database.clone(),
            who,
            day("2026-05-24"),
        ))
        .unwrap()
    };
    let list = agency(&[]);
    assert!(list.ties() && !list.ties.is_empty());
    assert_eq!(list.total("Amount"), cents(10_000));
    let csv = reports::text(&list, ReportFormat::Csv);
    for told in [
        "Doe, Jane",
        "1 Elm Ave., #2, Portland, OR 97202",
        "503-555-0111",
        "2026-01-05",
    ] {
        assert!(csv.contains(told), "{told} in {csv}");
    }
    for secret in ["99213", "I10"] {
        assert!(!csv.contains(secret), "{secret} in {csv}");
    }
    assert_eq!(agency(&["P4"]).total("Amount"), cents(0));

    let take_back = |who: &str| {
        let back = dunning::take_back(
            books.database.clone(),
            patient(who),
            "she called".into(),
            on("2026-05-25"),
        );
        block_on(back)
    };
    assert_eq!(rule(take_back("P4")), "nothing-with-agency");
    assert_eq!(take_back("P3").unwrap().len(), 1);
    assert_eq!(books.open(&first, &Party::PATIENT), cents(10_000));
    assert_eq!(names(&approved(&books, "2026-05-25")), ["P3"]);
    books.assert_sound();
}

#[test]
fn money_that_is_not_applied_comes_before_the_agency() {
    let (books, _, _) = warned();
    say(&books, &["P3"], Decision::Approved, LATER).unwrap();
    let _ = books
        .pay("P3", "10.00", Vec::new(), on("2026-05-23"))
        .unwrap();
    let debtors = approved(&books, "2026-05-23");
    assert_eq!(
        (debtors[0].due, debtors[0].credit),
        (cents(9_000), cents(1_000))
    );
    let last = (day("2026-05-23"), cents(1_000));
    assert_eq!(debtors[0].last_payment, Some(last));
    assert_eq!(
        rule(hand_over(&books, "P3", on("2026-05-23"))),
        "credit-not-applied"
    );
}

#[test]
fn a_declined_account_is_written_to_again_and_may_come_back_after_a_newer_notice() {
    let (books, _, _) = warned();
    say(&books, &["P3"], Decision::Declined, LATER).unwrap();
    assert_eq!(names(&waiting(&books, LATER)), ["P4"]);
    let declined = block_on(dunning::declined(books.database.clone(), day(LATER))).unwrap();
    assert_eq!(names(&declined), ["P3"]);
    assert_eq!(declined[0].review.as_ref().unwrap().reviewer, "Dr. Brown");
    assert_eq!(
        names(&waiting(&books, "2027-01-01")),
        ["P4"],
        "it stays off"
    );
    let next = preview(&books, Order::due(day("2026-06-01")));
    assert_eq!(due_ids(&next), ["P3"]);
    assert!(next.due[0].is_final);
    let _ = mail(&books, "2026-06-01");
    assert_eq!(names(&waiting(&books, "2026-06-21")), ["P4"]);
    assert_eq!(names(&waiting(&books, "2026-06-22")), ["P3", "P4"]);
}

#[test]
fn words_need_an_account_and_somebody_who_says_them() {
    let (books, _, _) = warned();
    assert_eq!(
        rule(say(&books, &[], Decision::Approved, LATER)),
        "nothing-chosen"
    );
    assert_eq!(
        rule(say(&books, &["P1"], Decision::Approved, LATER)),
        "no-final-notice"
    );
    let verdict = Verdict {
        accounts: vec![patient("P3")],
        decision: Decision::Approved,
        reviewer: "  ".into(),
        note: String::new(),
        today: day(LATER),
    };
    let said = dunning::review(books.database.clone(), verdict, on(LATER).author);
    assert_eq!(rule(block_on(said)), "reviewer-missing");
    assert_eq!(names(&waiting(&books, LATER)), ["P3", "P4"]);
}

#[test]
fn the_doctors_list_has_amounts_and_a_line_to_sign() {
    let (books, _, _) = warned();
    let list = dunning::pre_collection_list(books.database.clone(), day(LATER));
    let list = block_on(list).unwrap();
    assert_eq!(list.total("Owes"), cents(12_000));
    assert_eq!(list.rows.len(), 3);
    assert!(
        list.notes
            .iter()
            .any(|note| note.contains("Decided by ____"))
    );
    let pages = reports::pages(books.database.clone(), list, day(LATER));
    assert!(block_on(pages).unwrap().starts_with(b"%PDF"));
}
