//! Beginning with a check, and keeping what is typed until it is posted.

use std::collections::HashMap;

use iced::Task;

use super::{Begun, Message, Post, grid};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::ledger::remittances;
use crate::commands::{Error, lists};
use crate::domain::id::ReceiptId;
use crate::gui::context::Context;
use crate::gui::screen::Screen;
use crate::store::Database;

async fn read_begun(database: Database, receipt: ReceiptId) -> Result<Begun, Error> {
    let check = remittances::check_state(database.clone(), receipt).await?;
    let payers = lists::payers(database.clone()).await?;
    let appeal_days: HashMap<String, u16> = payers
        .into_iter()
        .filter_map(|found| Some((found.value.id.to_string(), found.value.appeal_days?)))
        .collect();
    let key = DraftKey::new(DraftKind::Remittance, receipt.to_string());
    let kept: Option<serde_json::Value> = drafts::load(database.clone(), key).await?;
    let kept: Option<grid::Kept> = kept.and_then(|kept| match kept {
        serde_json::Value::String(text) => serde_json::from_str(&text).ok(),
        value => serde_json::from_value(value).ok(),
    });
    let kept = match kept.and_then(|kept| Some((kept.target()?, kept))) {
        None => None,
        // A claim that is not there any more has nothing to go on with.
        Some((target, kept)) => remittances::claim_to_post(database, receipt, target)
            .await
            .ok()
            .map(|claim| (kept, claim)),
    };
    Ok(Begun {
        check,
        appeal_days,
        kept,
    })
}

impl Post {
    pub(super) fn key(&self, receipt: ReceiptId) -> DraftKey {
        DraftKey::new(DraftKind::Remittance, receipt.to_string())
    }

    pub(super) fn begin(&self, receipt: ReceiptId, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(read_begun(database, receipt), |begun| {
                Message::Begun(Box::new(begun))
            }),
            None => Task::none(),
        }
    }

    /// What is typed and not posted.
    pub(super) fn draft_content(&self) -> Option<String> {
        self.draft().map(|draft| draft.content)
    }
}
