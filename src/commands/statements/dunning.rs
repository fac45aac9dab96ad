//! What follows the final notice: the list for the doctor, what she says to it, the way to the
//! agency and back.
//!
//! An account comes on the pre-collection list when its final notice was mailed so many days ago
//! and what it asked for is still owed, not on a payment plan that is kept, not disputed and not on
//! hold. *Approved* takes it to the list for the agency, *declined* leaves it with the practice:
//! it is off the list, and statements go out again; the next one is a newer final notice, after
//! which it can come on the list again. *Withdrawn* takes either back. A decision from before the
//! last final notice counts no more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::reading::{self, Found, Reader, Wanted};
use super::settings::{self, StatementSettings};
use super::{account::Mark, refused};
use crate::commands::ledger::{Posting, agency};
use crate::commands::{Author, Error};
use crate::domain::account::Account;
use crate::domain::date::spoken;
use crate::domain::draft::text_of;
use crate::domain::id::{ChargeLineId, EntryId, PatientId};
use crate::domain::money::Money;
use crate::domain::report::{Parameter, Report, collections};
use crate::domain::statement::Statement;
use crate::domain::statement::due::{FinalNotice, Sent};
use crate::store::statement::dunning as kept;
use crate::store::statement::facts::Families;
use crate::store::{self, Change, Connection, Database, balance};

pub use crate::domain::statement::collections::{Debt, Debtor, Handed};
pub use crate::domain::statement::due::Decision;
pub use crate::domain::statement::mailed::Review;

/// The accounts that wait for the doctor, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn pre_collection(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    database
        .call(move |connection| waiting(connection, today))
        .await
}

/// The accounts that the doctor approved and that still owe, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn approved(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    decided(database, today, Decision::Approved).await
}

/// The accounts that the doctor left with the practice and that still owe, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn declined(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    decided(database, today, Decision::Declined).await
}

async fn decided(
    database: Database,
    today: NaiveDate,
    decision: Decision,
) -> Result<Vec<Debtor>, Error> {
    database
        .call(move |connection| {
            let settings = settings::read(connection)?;
            let mut found = owing(connection, None, today, &settings)?;
            found.retain(|it| it.sent.decided().is_some_and(|(it, _)| it == decision));
            debtors(connection, &found)
        })
        .await
}

fn waiting(connection: &Connection, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    let settings = settings::read(connection)?;
    let mut found = owing(connection, None, today, &settings)?;
    found.retain(|it| is_waiting(it, today, &settings));
    debtors(connection, &found)
}

/// Whether an account is on the pre-collection list of a day.
pub(super) fn is_waiting(found: &Found, today: NaiveDate, settings: &StatementSettings) -> bool {
    let days = Days::new(settings.rules.days_after_final.into());
    let is_over = |notice: NaiveDate| notice + days <= today;
    let notice = found.sent.final_notice.as_ref();
    let is_kept_back = [Mark::Disputed, Mark::OnHold]
        .iter()
        .any(|mark| mark.is_set(&found.guarantor));
    found.sent.final_debt(&found.statement).is_positive()
        && notice.is_some_and(|it| is_over(it.mailed_on))
        && found.sent.decided().is_none()
        && !is_kept_back
}

/// The accounts that still owe on a final notice, of these or of all.
fn owing(
    connection: &Connection,
    accounts: Option<&BTreeSet<PatientId>>,
    today: NaiveDate,
    settings: &StatementSettings,
) -> Result<Vec<Found>, Error> {
    let wanted = accounts.map_or(Wanted::All, |accounts| Wanted::These(accounts.clone()));
    let reader = Reader::on(connection, &wanted, today)?;
    let is_notified = |sent: &Sent| sent.final_notice.is_some();
    let notified = reader
        .guarantors()
        .filter(|(_, sent)| sent.is_some_and(is_notified));
    let notified: Vec<PatientId> = notified.map(|(account, _)| account.clone()).collect();
    let mut found = reader.find(connection, &notified, settings, &mut |_, _| Ok(()))?;
    found.retain(|it| it.sent.final_debt(&it.statement).is_positive());
    Ok(found)
}

/// What the doctor and the agency need to see of accounts that owe on a final notice, by name.
fn debtors(connection: &Connection, found: &[Found]) -> Result<Vec<Debtor>, Error> {
    let payments = kept::last_payments(connection, found.iter().flat_map(members))?;
    let reviews = kept::reviews(connection)?.into_iter();
    let newest: HashMap<PatientId, Review> = reviews.map(|it| (it.account.clone(), it)).collect();
    let mut debtors = Vec::with_capacity(found.len());
    for found in found {
        let statement = &found.statement;
        let missing = store::Error::NotFound("statement");
        let notice = found.sent.final_notice.as_ref().ok_or(missing)?;
        let review = found.sent.decided().and(newest.get(&statement.account));
        debtors.push(Debtor {
            account: statement.account.clone(),
            name: statement.name.clone(),
            address: statement.address.clone(),
            phone: text_of(found.guarantor.phone.as_ref()),
            due: found.sent.final_debt(statement),
            credit: statement.credit,
            notice: notice.id,
            notice_mailed_on: notice.mailed_on,
            last_payment: last_payment(&payments, members(found)),
            lines: debts(notice, statement),
            review: review.cloned(),
        });
    }
    debtors.sort_by_cached_key(|it| reading::by_name(&it.name, &it.account));
    Ok(debtors)
}

fn members(found: &Found) -> impl Iterator<Item = &PatientId> {
    found.statement.members.iter().map(|it| &it.patient)
}

/// What of a final notice is still owed, the oldest service first.
fn debts(notice: &FinalNotice, statement: &Statement) -> Vec<Debt> {
    let mut debts: Vec<Debt> = notice
        .owed(statement)
        .map(|(line, amount)| Debt {
            charge: line.charge,
            patient: line.patient.clone(),
            service_on: line.from_on,
            since: line.since,
            amount,
        })
        .collect();
    debts.sort_by_key(|it| (it.service_on, it.charge));
    debts
}

/// The last money that anybody on an account gave.
fn last_payment<'a>(
    payments: &HashMap<PatientId, kept::Payment>,
    members: impl Iterator<Item = &'a PatientId>,
) -> Option<(NaiveDate, Money)> {
    let last = members.filter_map(|member| payments.get(member)).max()?;
    let (on, _, amount) = *last;
    Some((on, amount))
}

/// Everything that was said to an account, the newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn reviews(database: Database, account: PatientId) -> Result<Vec<Review>, Error> {
    Ok(database
        .call(move |connection| {
            let mut reviews = kept::reviews(connection)?;
            reviews.retain(|it| it.account == account);
            reviews.reverse();
            Ok::<_, store::Error>(reviews)
        })
        .await?)
}

/// What the doctor says to accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub accounts: Vec<PatientId>,
    pub decision: Decision,
    /// Who decided.
    pub reviewer: String,
    pub note: String,
    pub today: NaiveDate,
}

/// Keeps what the doctor said.
///
/// # Errors
/// [`Error::Refused`] when nobody is named or no reviewer is given, an account owes nothing on a
/// final notice, or there is nothing to withdraw; nothing is kept then.
pub async fn review(database: Database, verdict: Verdict, author: Author) -> Result<(), Error> {
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                let reviews = reviewed(tx, &verdict)?;
                for review in &reviews {
                    kept::insert_review(tx, review)?;
                }
                let accounts: Vec<&str> = reviews.iter().map(|it| it.account.as_str()).collect();
                let change = Change {
                    verb: "review",
                    entity: "collection_review",
                    entity_id: None,
                    details: format!("{} {}", verdict.decision, accounts.join(" ")),
                };
                Ok((change, ()))
            })
        })
        .await
}

fn reviewed(connection: &Connection, verdict: &Verdict) -> Result<Vec<Review>, Error> {
    let reviewer = verdict.reviewer.trim();
    if reviewer.is_empty() {
        return Err(refused(
            "reviewer-missing",
            "reviewer",
            "Say who decided it.",
        ));
    }
    let accounts: BTreeSet<PatientId> = verdict.accounts.iter().cloned().collect();
    if accounts.is_empty() {
        return Err(refused(
            "nothing-chosen",
            "account",
            "Choose at least one account.",
        ));
    }
    let settings = settings::read(connection)?;
    let found = owing(connection, Some(&accounts), verdict.today, &settings)?;
    accounts
        .into_iter()
        .map(|account| {
            let owes = found.iter().find(|it| it.statement.account == account);
            let Some(owes) = owes else {
                return Err(refused(
                    "no-final-notice",
                    "account",
                    format!("Account {account} owes nothing on a final notice; leave it out."),
                ));
            };
            let decided = owes.sent.decided();
            if verdict.decision == Decision::Withdrawn && decided.is_none() {
                return Err(refused(
                    "nothing-decided",
                    "account",
                    format!("Nothing was decided on account {account}; leave it out."),
                ));
            }
            if decided.is_none() && !is_waiting(owes, verdict.today, &settings) {
                return Err(refused(
                    "not-on-list",
                    "account",
                    format!("Account {account} is not on the pre-collection list; leave it out."),
                ));
            }
            Ok(Review {
                on: verdict.today,
                decision: verdict.decision,
                due: owes.sent.final_debt(&owes.statement),
                reviewer: reviewer.to_owned(),
                note: verdict.note.trim().to_owned(),
                account,
            })
        })
        .collect()
}

/// Hands what an approved account's final notice asked for, as far as it is still owed, over to the
/// agency: one act on the books, which [`take_back`] undoes.
///
/// # Errors
/// [`Error::Refused`] when the account is not approved, or has money that is not applied; and as
/// the act on the books.
pub async fn hand_over(
    database: Database,
    account: PatientId,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    let today = posting.today;
    let lines = database
        .call(move |connection| {
            let settings = settings::read(connection)?;
            let wanted = BTreeSet::from([account.clone()]);
            let found = owing(connection, Some(&wanted), today, &settings)?.pop();
            let is_approved = |it: &Found| {
                it.sent.decided().is_some_and(|(it, _)| it == Decision::Approved)
            };
            let Some(found) = found.filter(is_approved) else {
                return Err(refused(
                    "not-approved",
                    "account",
                    format!("Account {account} is not approved for collections; ask the doctor first."),
                ));
            };
            let credit = found.statement.credit;
            if credit.is_positive() {
                return Err(refused(
                    "credit-not-applied",
                    "account",
                    format!(
                        "Account {account} has {credit} that is not applied; apply it first, so that the agency asks for no more than is owed."
                    ),
                ));
            }
            let notice = found.sent.final_notice.iter();
            let debts = notice.flat_map(|it| debts(it, &found.statement));
            Ok(debts.map(|it| it.charge).collect())
        })
        .await?;
    agency::hand_over(database, lines, reason, posting).await
}

/// Takes everything of an account back from the agency: the patients owe it again.
///
/// # Errors
/// [`Error::Refused`] when nothing is with the agency, and as the act on the books.
pub async fn take_back(
    database: Database,
    account: PatientId,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    let lines: Vec<ChargeLineId> = database
        .call(move |connection| {
            let family = store::patient::family(connection, &account)?;
            let mut debts = kept::with_agency(connection)?;
            debts.retain(|it| family.contains(&it.patient));
            let lines: Vec<ChargeLineId> = debts.into_iter().map(|it| it.charge).collect();
            if lines.is_empty() {
                return Err(refused(
                    "nothing-with-agency",
                    "account",
                    format!("Nothing of account {account} is with the agency."),
                ));
            }
            Ok(lines)
        })
        .await?;
    agency::take_back(database, lines, reason, posting).await
}

/// The pre-collection list on paper, with a line to sign.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn pre_collection_list(database: Database, today: NaiveDate) -> Result<Report, Error> {
    database
        .call(move |connection| {
            let debtors = waiting(connection, today)?;
            Ok(as_of(collections::pre_collection(&debtors), today))
        })
        .await
}

/// What is with the agency, as an agency needs it: no code and no diagnosis; of these accounts, or
/// of all where none is named.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn agency_list(
    database: Database,
    accounts: Vec<PatientId>,
    today: NaiveDate,
) -> Result<Report, Error> {
    database
        .call(move |connection| {
            let handed = handed(connection, &accounts)?;
            let held = balance::kept_accounts(connection)?
                .get(&Account::ReceivableCollections)
                .copied()
                .unwrap_or_default();
            let held = accounts.is_empty().then_some(held);
            Ok(as_of(collections::agency(&handed, held), today))
        })
        .await
}

fn as_of(report: Report, today: NaiveDate) -> Report {
    Report {
        parameters: vec![Parameter {
            label: "As of",
            value: spoken(today),
        }],
        ..report
    }
}

/// What is with the agency, by account, by name.
fn handed(connection: &Connection, accounts: &[PatientId]) -> Result<Vec<Handed>, Error> {
    let families = Families::read(connection)?;
    let mut by_account: BTreeMap<&PatientId, Vec<Debt>> = BTreeMap::new();
    for debt in kept::with_agency(connection)? {
        let missing = store::Error::NotFound("patient");
        let guarantor = families.members(&debt.patient).next().ok_or(missing)?;
        if accounts.is_empty() || accounts.contains(guarantor) {
            by_account.entry(guarantor).or_default().push(debt);
        }
    }
    let mut guarantors = store::patient::of_ids(connection, by_account.keys().copied())?;
    let members = |account| families.members(account);
    let payments = kept::last_payments(connection, by_account.keys().copied().flat_map(members))?;
    let mut handed = Vec::with_capacity(by_account.len());
    for (account, lines) in by_account {
        let missing = store::Error::NotFound("patient");
        let guarantor = guarantors.remove(account).ok_or(missing)?;
        handed.push(Handed {
            account: account.clone(),
            last_payment: last_payment(&payments, members(account)),
            name: guarantor.name,
            address: guarantor.address,
            phone: text_of(guarantor.phone.as_ref()),
            lines,
        });
    }
    handed.sort_by_cached_key(|it| reading::by_name(&it.name, &it.account));
    Ok(handed)
}
