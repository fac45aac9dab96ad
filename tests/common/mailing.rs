//! A practice whose patients owe, for tests of statements. Uses `books`.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::print::Progress;
use almoner::commands::statements::{self, Kept, Order, Preview, Sheets, Skip};
use almoner::domain::claim::sheets::SheetNumbers;
use almoner::domain::id::PatientId;
use almoner::domain::journal::event::LineRef;
use almoner::domain::patient::{Patient, PatientDraft};
use almoner::store::{self, audit, journal};
use futures_executor::block_on;

use crate::books::scene::Scene;
use crate::books::{Books, day, on, patient};

/// Adds patients without coverage, by id and last name.
pub fn add(books: &Books, people: &[(&str, &str)]) {
    let drafts: Vec<Patient> = people
        .iter()
        .map(|(id, last)| {
            let draft = PatientDraft {
                patient_id: (*id).into(),
                last_name: (*last).into(),
                guarantor_patient_id: String::new(),
                ..Scene::new("GROUP").patient
            };
            draft.build().unwrap()
        })
        .collect();
    books.raw(&on("2025-01-03"), move |tx| {
        store::patient::insert_all(tx, &drafts)
    });
}

/// Changes a patient.
pub fn change(books: &Books, id: &str, change: impl FnOnce(&mut Patient) + Send + 'static) {
    let id = patient(id);
    books.raw(&on("2026-01-01"), move |tx| {
        let found = store::patient::find(tx, &id)?.unwrap();
        let mut changed = found.value;
        change(&mut changed);
        store::patient::save(tx, &changed, Some(found.version)).map(|_| ())
    });
}

/// A visit of somebody without coverage, which she owes.
pub fn visit(books: &Books, id: &str, of: &str, served_on: &str, amount: &str) -> LineRef {
    books.visit(id, of, served_on, amount, &on(served_on))
}

pub fn preview(books: &Books, order: Order) -> Preview {
    let preview = statements::preview(books.database.clone(), order, Progress::default());
    block_on(preview).unwrap()
}

pub fn prepare(books: &Books, order: Order) -> Sheets {
    statements::prepare(&books.database, order).unwrap()
}

pub fn keep(books: &Books, sheets: Sheets, spoiled: &str, mailed_on: &str) -> Kept {
    let spoiled: SheetNumbers = spoiled.parse().unwrap();
    let author = on(mailed_on).author;
    let kept = statements::keep(
        books.database.clone(),
        sheets,
        spoiled,
        day(mailed_on),
        author,
    );
    block_on(kept).unwrap()
}

/// Mails everybody who is due on a day.
pub fn mail(books: &Books, mailed_on: &str) -> Kept {
    let sheets = prepare(books, Order::due(day(mailed_on)));
    keep(books, sheets, "", mailed_on)
}

/// Accounts by id, in their order.
pub fn ids<'a>(accounts: impl IntoIterator<Item = &'a PatientId>) -> Vec<&'a str> {
    accounts.into_iter().map(PatientId::as_str).collect()
}

pub fn due_ids(preview: &Preview) -> Vec<&str> {
    ids(preview.due.iter().map(|row| &row.account))
}

/// The reasons of an account that is skipped.
pub fn reasons(preview: &Preview, account: &str) -> Vec<Skip> {
    let row = preview
        .skipped
        .iter()
        .find(|row| row.account.as_str() == account);
    row.unwrap_or_else(|| panic!("{account} is not skipped"))
        .reasons
        .clone()
}

/// What no look and no run may change: the journal.
pub fn head(books: &Books) -> journal::Head {
    books.read(journal::head)
}

/// How many actions were recorded.
pub fn actions(books: &Books) -> i64 {
    books.read(audit::newest)
}
