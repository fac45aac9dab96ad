//! What a payer's check holds beside its claims: money kept back, interest, notices; and what the
//! check comes to (accounting model, A3).

use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::draft::{Reader, choices};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{ChargeLineId, ProviderItemId, ReceiptId};
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;

choices! {
    /// What a provider-level item is, by the code payers print.
    ItemCode: "provider-level item" {
        /// An overpayment that is kept back.
        Recoupment = "WO",
        /// Interest for a late payment.
        Interest = "L6",
        /// A refund that the payer acknowledges.
        RefundAcknowledged = "72",
        Other = "CS",
        /// A notice of money that a later check will keep back: it never touches the books.
        ForwardingBalance = "FB",
    }
}

choices! {
    /// What an item does to its check.
    ItemEffect: "effect" {
        /// The check is smaller by it.
        Less = "LESS",
        /// The check is larger by it.
        More = "MORE",
        /// It says something only.
        Notice = "NOTICE",
    }
}

/// One item of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderItem {
    pub receipt: ReceiptId,
    pub code: ItemCode,
    pub effect: ItemEffect,
    pub amount: Money,
    /// For whose line it was kept back, where that is known.
    pub line: Option<ChargeLineId>,
    /// The payer's own number for it, as printed.
    pub reference: String,
    pub note: String,
}

/// An item as typed. Amounts are positive; the effect says which way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemDraft {
    pub receipt_id: String,
    pub code: String,
    /// Empty: LESS for WO, MORE for L6, NOTICE for FB and 72.
    pub effect: String,
    pub amount: String,
    pub charge_line_id: String,
    pub reference: String,
    pub note: String,
}

/// An item as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedItem {
    pub id: ProviderItemId,
    pub item: ProviderItem,
    /// Why it was taken back, where it was.
    pub void: Option<String>,
}

impl ItemDraft {
    /// The item, or what is wrong with what was typed.
    ///
    /// # Errors
    /// A finding for each field that is missing or not what it should be.
    pub fn build(&self) -> Result<ProviderItem, Vec<Finding>> {
        let mut reader = Reader::new(Record::ProviderItem);
        let receipt = reader.required("receipt_id", &self.receipt_id);
        let code = reader.required("code", &self.code);
        let typed_effect = reader.optional("effect", &self.effect);
        let amount: Option<Money> = reader.required("amount", &self.amount);
        let line = reader.optional("charge_line_id", &self.charge_line_id);
        let reference = reader.text("reference", &self.reference);
        let note = reader.text("note", &self.note);
        if amount.is_some_and(Money::is_zero) {
            reader.problem("amount", "An item of nothing is none; type its amount.");
        }
        let effect = typed_effect.or(match code {
            Some(ItemCode::Recoupment) => Some(ItemEffect::Less),
            Some(ItemCode::Interest) => Some(ItemEffect::More),
            Some(ItemCode::ForwardingBalance | ItemCode::RefundAcknowledged) => {
                Some(ItemEffect::Notice)
            }
            Some(ItemCode::Other) | None => None,
        });
        if code == Some(ItemCode::Other) && effect.is_none() && self.effect.trim().is_empty() {
            reader.problem(
                "effect",
                "Is the check smaller (LESS) or larger (MORE) by it, or is it a notice? Choose one.",
            );
        }
        let is_possible = match code {
            Some(ItemCode::ForwardingBalance) => effect == Some(ItemEffect::Notice),
            Some(ItemCode::Recoupment) => effect == Some(ItemEffect::Less),
            Some(ItemCode::Interest) => matches!(effect, Some(ItemEffect::More | ItemEffect::Less)),
            _ => true,
        };
        if let (Some(code), Some(effect), false) = (code, effect, is_possible) {
            reader.problem(
                "effect",
                match code {
                    ItemCode::ForwardingBalance => {
                        "FB announces money that a later check keeps back, so it is a NOTICE; when this check is smaller by it, choose WO.".to_owned()
                    }
                    ItemCode::Recoupment => {
                        "WO makes the check smaller; a notice of a later one is FB.".to_owned()
                    }
                    _ => format!("An item {code} cannot be a {effect}; choose another effect."),
                },
            );
        }
        if line.is_some() && code.is_some_and(|code| code != ItemCode::Recoupment) {
            reader.problem(
                "charge_line_id",
                "Only money kept back (WO) belongs to a line; leave this empty.",
            );
        }
        match (receipt, code, effect, amount) {
            (Some(receipt), Some(code), Some(effect), Some(amount)) if reader.is_clean() => {
                Ok(ProviderItem {
                    receipt,
                    code,
                    effect,
                    amount,
                    line,
                    reference,
                    note,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

/// What a check comes to: its amount is `applied` − `offsets` + `interest` + `capitation` + `other`
/// + `left` (A3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckTotals {
    pub amount: Money,
    /// Paid to lines.
    pub applied: Money,
    /// Kept back for earlier payments, in suspense included; positive.
    pub offsets: Money,
    pub interest: Money,
    pub capitation: Money,
    /// Refunds, withholds that were settled, bad debts recovered.
    pub other: Money,
    /// Not accounted for yet.
    pub left: Money,
}

impl CheckTotals {
    /// What the journal says of a receipt. `entries` are all with a leg of it.
    pub fn of(receipt: ReceiptId, amount: Money, entries: &[Posted]) -> Self {
        let mut totals = Self {
            amount,
            ..Self::default()
        };
        let kind_of = |posted: &Posted| match posted.entry.reverses {
            None => Some(posted.entry.kind),
            Some(id) => entries
                .iter()
                .find(|other| other.id == id)
                .map(|other| other.entry.kind),
        };
        for posted in entries {
            let spent: Money = posted
                .entry
                .legs
                .iter()
                .filter(|leg| {
                    leg.receipt == Some(receipt)
                        && matches!(
                            leg.account,
                            Account::UnappliedReceipts | Account::PatientCredits
                        )
                })
                .map(|leg| leg.amount)
                .sum();
            totals.left -= spent;
            match kind_of(posted) {
                Some(EntryKind::Receipt) => {}
                Some(EntryKind::Allocation | EntryKind::Application) => totals.applied += spent,
                Some(EntryKind::Recoupment | EntryKind::Suspense) => totals.offsets -= spent,
                Some(EntryKind::Interest) => totals.interest += spent,
                Some(EntryKind::Capitation) => totals.capitation += spent,
                _ => totals.other += spent,
            }
        }
        totals
    }

    /// Whether nothing is left.
    pub const fn is_whole(&self) -> bool {
        self.left.is_zero()
    }
}
