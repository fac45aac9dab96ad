//! How explanations are posted: the practice's own rules, contracts, and each payer's order of
//! columns.

use crate::commands::{Author, Error};
use crate::domain::id::PayerId;
use crate::domain::remittance::expected::PayerStyle;
use crate::domain::remittance::rule::{AdjustmentRule, AdjustmentRuleDraft};
use crate::store::{self, Change, Connection, Database};

/// What is set about posting one payer's explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerPosting {
    pub style: PayerStyle,
    /// The fee schedule that holds what it allows.
    pub contract: Option<String>,
}

/// The practice's own rules about adjustments.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn rules(database: Database) -> Result<Vec<AdjustmentRule>, Error> {
    Ok(database
        .call(|connection| store::remittance::rule::all(connection))
        .await?)
}

/// Keeps a rule, in place of the one for the same payer, group and reason. What was posted before
/// stays as it was.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong; [`Error::Store`] when the payer is not there.
pub async fn save_rule(
    database: Database,
    draft: AdjustmentRuleDraft,
    author: Author,
) -> Result<(), Error> {
    let rule = draft.build().map_err(Error::Refused)?;
    change(
        database,
        author,
        "save",
        "adjustment_rule",
        told(&rule),
        move |tx| store::remittance::rule::save(tx, &rule),
    )
    .await
}

/// Forgets a rule, so that the usual treatment holds again.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong; [`Error::Store`] when there is no such rule.
pub async fn remove_rule(
    database: Database,
    draft: AdjustmentRuleDraft,
    author: Author,
) -> Result<(), Error> {
    let rule = draft.build().map_err(Error::Refused)?;
    change(
        database,
        author,
        "remove",
        "adjustment_rule",
        told(&rule),
        move |tx| {
            if store::remittance::rule::remove(tx, &rule)? {
                Ok(())
            } else {
                Err(store::Error::NotFound("rule"))
            }
        },
    )
    .await
}

fn told(rule: &AdjustmentRule) -> String {
    let payer = rule.payer.as_ref().map_or("all payers", PayerId::as_str);
    format!(
        "{}-{} {} for {payer}",
        rule.group, rule.reason, rule.disposition
    )
}

/// How a payer's explanations are posted.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn payer_posting(database: Database, payer: PayerId) -> Result<PayerPosting, Error> {
    Ok(database
        .call(move |connection| posting_of(connection, &payer))
        .await?)
}

pub(super) fn posting_of(
    connection: &Connection,
    payer: &PayerId,
) -> Result<PayerPosting, store::Error> {
    Ok(PayerPosting {
        style: store::setting::get(connection, &style_key(payer))?
            .map(|text| PayerStyle::of_text(&text))
            .unwrap_or_default(),
        contract: store::remittance::rule::contract(connection, payer)?,
    })
}

fn style_key(payer: &PayerId) -> String {
    format!("eob.style.{payer}")
}

/// Keeps how a payer's explanations are typed.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn set_style(
    database: Database,
    payer: PayerId,
    style: PayerStyle,
    author: Author,
) -> Result<(), Error> {
    let text = style.whole().to_text();
    let details = format!("{} {text}", style_key(&payer));
    change(database, author, "change", "setting", details, move |tx| {
        store::setting::set(tx, &style_key(&payer), &text)
    })
    .await
}

/// Says which fee schedule holds what a payer allows, or that none does.
///
/// # Errors
/// [`Error::Store`] when the payer or the schedule is not there.
pub async fn set_contract(
    database: Database,
    payer: PayerId,
    schedule: Option<String>,
    author: Author,
) -> Result<(), Error> {
    let details = format!("{payer} {}", schedule.as_deref().unwrap_or("none"));
    change(
        database,
        author,
        "change",
        "payer_contract",
        details,
        move |tx| store::remittance::rule::set_contract(tx, &payer, schedule.as_deref()),
    )
    .await
}

async fn change(
    database: Database,
    author: Author,
    verb: &'static str,
    entity: &'static str,
    details: String,
    work: impl FnOnce(&store::Transaction<'_>) -> Result<(), store::Error> + Send + 'static,
) -> Result<(), Error> {
    Ok(database
        .call(move |connection| {
            store::write_as(connection, &author.user, author.at, |tx| {
                work(tx)?;
                let change = Change {
                    verb,
                    entity,
                    entity_id: None,
                    details,
                };
                Ok::<_, store::Error>((change, ()))
            })
        })
        .await?)
}
