//! The receipts log and EOB posting, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "gui/desk.rs"]
mod desk;
#[path = "gui/driver.rs"]
mod driver;
#[path = "common/mail.rs"]
mod mail;
#[path = "common/office.rs"]
mod office;

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::ledger::receipt_log::{self, LogRow};
use almoner::domain::account::Bucket;
use almoner::domain::id::ReceiptId;
use almoner::domain::receipt::Method;
use almoner::domain::remittance::{RemittanceClass, RemittanceKind};
use almoner::gui::action::Route;
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use desk::{Desk, desk, told};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use mail::{Billed, Mail, With, cents, decided, eob, posting};

fn context(mail: &Mail) -> Context {
    Context {
        today: posting().today,
        practice: Some(Practice {
            path: "test.almoner".into(),
            database: mail.database.clone(),
        }),
        ..Context::fixture()
    }
}

fn log(mail: &Mail) -> Vec<LogRow> {
    let today = posting().today;
    block_on(receipt_log::between(mail.database.clone(), today, today)).unwrap()
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// An insurance receipt typed where the form stands, from its payer on.
fn receipt(window: &mut Driver<Desk>, payer: &str, check: &str, amount: &str) {
    window.type_text(payer);
    window.tap(Named::Enter);
    assert!(window.is_on("receipts-method"), "{:?}", window.focused());
    window.tap(Named::Tab);
    window.type_text(check);
    window.tap(Named::Enter);
    window.type_text("0601");
    window.tap(Named::Enter);
    window.type_text(amount);
    window.tap(Named::Enter);
}

#[test]
fn receipts_are_written_down_one_after_the_other() {
    let mail = Mail::new("COMMERCIAL", Some("COMMERCIAL"));
    let mut window = desk(Route::Receipts, context(&mail));
    assert!(window.is_on("receipts-payer"), "{:?}", window.focused());
    receipt(&mut window, "silver", "4417", "250.40");
    assert!(window.is_on("receipts-payer"), "{:?}", window.focused());
    receipt(&mut window, "silver", "4418", "1000");
    let rows = log(&mail);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].received.receipt.check_number, "4417");
    assert_eq!(rows[1].unapplied, cents("1000.00"));
    assert!(window.shows("1,250.40"), "the tape adds up");
    assert!(window.shows("2 Check 1,250.40"));
    assert!(window.state.screen.draft().is_none());
}

#[test]
fn the_same_check_again_takes_a_reason() {
    let mail = Mail::new("COMMERCIAL", Some("COMMERCIAL"));
    let mut window = desk(Route::Receipts, context(&mail));
    receipt(&mut window, "silver", "4417", "250.40");
    receipt(&mut window, "silver", "4417", "250.40");
    assert_eq!(log(&mail).len(), 1, "the second waits for a reason");
    assert!(window.is_on("receipts-reason"), "{:?}", window.focused());
    window.type_text("two claims, two checks");
    window.tap(Named::Enter);
    let rows = log(&mail);
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[1].received.receipt.override_reason,
        "two claims, two checks"
    );
}

#[test]
fn a_receipt_is_voided_with_a_reason_only() {
    let mail = Mail::new("COMMERCIAL", Some("COMMERCIAL"));
    let mut window = desk(Route::Receipts, context(&mail));
    receipt(&mut window, "silver", "4417", "250.40");
    window.command("g");
    window.type_text("v");
    commit(&mut window);
    assert!(log(&mail)[0].received.void.is_none(), "no reason, no void");
    window.type_text("typed twice");
    commit(&mut window);
    assert_eq!(
        log(&mail)[0].received.void.as_deref(),
        Some("typed twice"),
        "{}",
        told(&window)
    );
    assert!(window.shows("0 receipts"), "the tape leaves it out");
}

#[test]
fn an_eob_without_money_is_written_down_and_a_patients_cash_too() {
    let mail = Mail::new("COMMERCIAL", Some("COMMERCIAL"));
    let mut window = desk(Route::Receipts, context(&mail));
    window.type_text("silver");
    window.tap(Named::Enter);
    window.type_text("n");
    commit(&mut window);
    let rows = log(&mail);
    assert_eq!(
        rows[0].received.receipt.method,
        Method::None,
        "{}",
        told(&window)
    );
    window.back_tab();
    window.type_text("p");
    window.tap(Named::Tab);
    window.type_text("P1");
    window.tap(Named::Enter);
    window.type_text("c");
    assert!(window.is_on("receipts-method"), "{:?}", window.focused());
    window.type_text("c");
    window.go_to("receipts-amount");
    window.type_text("25");
    window.tap(Named::Enter);
    let rows = log(&mail);
    assert_eq!(rows.len(), 2, "{}", told(&window));
    assert_eq!(rows[1].received.receipt.method, Method::Cash);
}

/// A claim of two lines like one that this payer decided on before, and a check for it.
fn expected() -> (Mail, Billed, ReceiptId) {
    let mail = Mail::new("COMMERCIAL", None);
    let before = mail.visit(&["150.00", "150.00"]);
    let first = mail.check("PAY1", "1", "144.34");
    let draft = eob(first, &before.claim)
        .with(decided(
            before.lines[0],
            "72.17",
            &["CO45 57.95", "PR2 19.88"],
        ))
        .with(decided(
            before.lines[1],
            "72.17",
            &["CO45 57.95", "PR2 19.88"],
        ));
    let _ = mail.post(&draft).unwrap();
    let claim = mail.visit(&["150.00", "150.00"]);
    let check = mail.check("PAY1", "4417", "144.34");
    (mail, claim, check)
}

fn open(mail: &Mail, receipt: ReceiptId) -> Driver<Desk> {
    let window = desk(Route::Post(Some(receipt)), context(mail));
    let mut window = window;
    assert!(window.is_on("post-find"), "{:?}", window.focused());
    window
}

/// Finds a claim by its number and stands on its first cell.
fn find(window: &mut Driver<Desk>, claim: &Billed) {
    window.type_text(&claim.claim.to_string());
    window.tap(Named::Enter);
    assert!(window.is_on("post-control"), "{:?}", window.focused());
}

#[test]
fn a_claim_of_two_lines_that_matches_takes_12_keys() {
    let (mail, claim, check) = expected();
    let mut window = open(&mail, check);
    window.n_keys = 0;
    window.type_text(&claim.claim.to_string());
    window.tap(Named::Enter);
    window.type_text("=");
    commit(&mut window);
    assert!(window.shows("What follows"), "{}", told(&window));
    commit(&mut window);
    assert!(window.n_keys <= 12, "{} keys", window.n_keys);
    let state = mail.state(check);
    assert_eq!(state.remittances.len(), 1, "{}", told(&window));
    assert!(state.totals.left.is_zero());
    assert_eq!(mail.open(claim.lines[0], Bucket::Patient), cents("19.88"));
    assert!(
        window.is_on("post-find"),
        "the next claim of the same check"
    );
    commit(&mut window);
    commit(&mut window);
    assert!(mail.state(check).is_closed);
    mail.assert_sound();
}

#[test]
fn nothing_is_filled_in_without_a_key() {
    let (mail, claim, check) = expected();
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    commit(&mut window);
    commit(&mut window);
    assert!(mail.state(check).remittances.is_empty());
    assert!(window.state.screen.draft().is_none(), "ghosts are no text");
}

#[test]
fn a_line_is_typed_as_it_is_printed_and_its_rest_taken() {
    let mail = Mail::new("COMMERCIAL", None);
    let claim = mail.visit(&["150.00"]);
    let check = mail.check("PAY1", "4417", "72.17");
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.tap(Named::Enter);
    window.tap(Named::Enter);
    window.go_to("eob-0-allowed");
    window.type_text("150-57.95");
    window.tap(Named::Enter);
    window.type_text("7217");
    window.tap(Named::Enter);
    window.type_text(".");
    let typed = window.state.screen.draft().unwrap().content;
    assert!(
        typed.contains("CO45 57.95"),
        "the rest over what is allowed"
    );
    commit(&mut window);
    assert!(
        told(&window).contains("unexplained"),
        "19.88 are not explained: {}",
        told(&window)
    );
    assert!(
        mail.state(check).remittances.is_empty(),
        "the residual refuses"
    );
    window.go_to("eob-0-share-1");
    window.type_text("1988");
    commit(&mut window);
    commit(&mut window);
    let state = mail.state(check);
    assert_eq!(state.remittances.len(), 1, "{}", told(&window));
    let line = &state.remittances[0].remittance.lines[0];
    assert_eq!(line.allowed, Some(cents("92.05")));
    assert_eq!(line.paid, cents("72.17"));
    mail.assert_sound();
}

#[test]
fn a_denial_moves_no_money_and_a_zero_is_given_a_meaning() {
    let mail = Mail::new("COMMERCIAL", None);
    let claim = mail.visit(&["150.00", "40.00"]);
    let check = mail.check("PAY1", "4417", "0.00");
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.tap(Named::Enter);
    window.tap(Named::Enter);
    window.go_to("eob-0-allowed");
    window.type_text("d");
    window.type_text("197");
    window.tap(Named::Enter);
    commit(&mut window);
    window.go_to("eob-1-paid");
    window.type_text("z");
    window.tap(Named::ArrowDown);
    window.tap(Named::ArrowDown);
    window.tap(Named::Enter);
    window.go_to("eob-1-adjustment-0");
    window.type_text("CO97 40.00");
    commit(&mut window);
    assert!(window.shows("What follows"), "{}", told(&window));
    commit(&mut window);
    let state = mail.state(check);
    assert_eq!(state.remittances.len(), 1, "{}", told(&window));
    let lines = &state.remittances[0].remittance.lines;
    assert_eq!(lines[0].class, RemittanceClass::Denied);
    assert!(lines[0].appeal_by.is_some(), "the payer's days to appeal");
    assert_eq!(lines[1].class, RemittanceClass::Bundled);
    assert_eq!(mail.open(claim.lines[0], Bucket::Ins1), cents("150.00"));
    mail.assert_sound();
}

#[test]
fn an_earlier_decision_is_taken_back_and_corrected() {
    let mail = Mail::new("COMMERCIAL", None);
    let claim = mail.visit(&["150.00"]);
    let first = mail.check("PAY1", "1", "72.17");
    let draft = eob(first, &claim.claim).with(decided(
        claim.lines[0],
        "72.17",
        &["CO45 57.95", "PR2 19.88"],
    ));
    let _ = mail.post(&draft).unwrap();
    let check = mail.check("PAY1", "2", "7.83");
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.tap(Named::Enter);
    window.tap(Named::Enter);
    window.go_to("eob-0-paid");
    window.type_text("t");
    window.tap(Named::Enter);
    window.go_to("eob-0-paid");
    window.type_text("80.00");
    window.tap(Named::Enter);
    window.type_text("CO45 50.00");
    window.go_to("eob-0-share-1");
    window.type_text("20.00");
    commit(&mut window);
    assert!(window.shows("What follows"), "{}", told(&window));
    commit(&mut window);
    let state = mail.state(check);
    assert_eq!(state.remittances.len(), 1, "{}", told(&window));
    let kinds: Vec<_> = state.remittances[0]
        .remittance
        .lines
        .iter()
        .map(|line| line.kind)
        .collect();
    assert_eq!(
        kinds,
        [RemittanceKind::Reversal, RemittanceKind::Correction]
    );
    assert!(state.totals.left.is_zero());
    assert_eq!(mail.open(claim.lines[0], Bucket::Patient), cents("20.00"));
    mail.assert_sound();
}

#[test]
fn the_same_decision_again_asks_why() {
    let mail = Mail::new("COMMERCIAL", None);
    let claim = mail.visit(&["150.00"]);
    let first = mail.check("PAY1", "1", "50.00");
    let line = || decided(claim.lines[0], "50.00", &["CO97 100.00"]);
    let draft = eob(first, &claim.claim).with(line());
    let _ = mail.post(&draft).unwrap();
    let check = mail.check("PAY1", "2", "50.00");
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.tap(Named::Enter);
    window.tap(Named::Enter);
    window.go_to("eob-0-paid");
    window.type_text("5000");
    window.tap(Named::Enter);
    window.type_text("CO97 100.00");
    commit(&mut window);
    assert!(mail.state(check).remittances.is_empty());
    assert!(window.is_on("eob-0-reason"), "{:?}", window.focused());
    window.type_text("the payer paid twice");
    commit(&mut window);
    commit(&mut window);
    let state = mail.state(check);
    assert_eq!(state.remittances.len(), 1, "{}", told(&window));
    assert_eq!(
        state.remittances[0].remittance.lines[0].override_reason,
        "the payer paid twice"
    );
}

#[test]
fn a_check_with_something_left_closes_with_a_reason_only() {
    let (mail, _claim, check) = expected();
    let mut window = open(&mail, check);
    commit(&mut window);
    commit(&mut window);
    assert!(!mail.state(check).is_closed, "144.34 are left");
    window.type_text("the claim is not ours");
    commit(&mut window);
    assert!(mail.state(check).is_closed, "{}", told(&window));
}

#[test]
fn interest_is_posted_on_the_check_and_taken_back() {
    let (mail, _claim, check) = expected();
    let mut window = open(&mail, check);
    window.command("i");
    window.go_to("post-item-amount");
    window.type_text("85");
    commit(&mut window);
    assert_eq!(
        mail.state(check).totals.interest,
        cents("0.85"),
        "{}",
        told(&window)
    );
    window.command("g");
    window.type_text("v");
    window.type_text("on the wrong check");
    commit(&mut window);
    assert!(
        mail.state(check).totals.interest.is_zero(),
        "{}",
        told(&window)
    );
    mail.assert_sound();
}

#[test]
fn a_posted_explanation_is_voided_with_what_is_reversed_in_sight() {
    let (mail, claim, check) = expected();
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.type_text("=");
    commit(&mut window);
    commit(&mut window);
    window.command("g");
    window.type_text("v");
    assert!(window.shows("Line 2: paid 72.17 comes back; CO45 57.95, PR2 19.88 are undone"));
    window.type_text("posted on the wrong claim");
    commit(&mut window);
    let state = mail.state(check);
    assert!(state.remittances[0].void.is_some(), "{}", told(&window));
    assert_eq!(state.totals.left, cents("144.34"));
    mail.assert_sound();
}

#[test]
fn a_half_typed_explanation_comes_back() {
    let (mail, claim, check) = expected();
    let mut window = open(&mail, check);
    find(&mut window, &claim);
    window.type_text("=");
    let draft = window.state.screen.draft().expect("something is typed");
    assert_eq!(draft.kind, DraftKind::Remittance.as_str());
    let key = DraftKey::new(DraftKind::Remittance, draft.key);
    let forms = vec![(key, draft.content)];
    block_on(drafts::keep_all(
        mail.database.clone(),
        forms,
        posting().author,
    ))
    .unwrap();
    let mut window = desk(Route::Post(Some(check)), context(&mail));
    assert!(window.is_on("post-control"), "{:?}", window.focused());
    assert!(window.shows("Draft restored. Ctrl+R drops it."));
    commit(&mut window);
    commit(&mut window);
    assert_eq!(mail.state(check).remittances.len(), 1, "{}", told(&window));
    let left = block_on(drafts::list(mail.database.clone())).unwrap();
    assert!(left.is_empty(), "a posted draft is gone");
}
