//! The books as an hledger journal, so that a program that knows nothing of this one can check them.
//!
//! Accounts are `assets:1110 Receivable, primary insurance:MEDICARE:line 12`: kind, number and title,
//! then the payer, the patient's id, the line or the receipt. No name of a person and no free text
//! leaves the practice with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::account::Account;
use crate::domain::id::PayerId;
use crate::domain::journal::fold::{CreditKey, OpenKey};
use crate::domain::journal::{Leg, Posted};
use crate::domain::money::Money;

const COMMODITY: &str = "USD";

/// A journal being written, in the order of the days on which entries count.
#[derive(Debug)]
pub struct Journal {
    text: String,
    balances: BTreeMap<Account, Money>,
    /// Those that changed since the last end of a day.
    touched: BTreeSet<Account>,
}

impl Default for Journal {
    fn default() -> Self {
        Self::new()
    }
}

impl Journal {
    /// With what every journal begins with: the commodity and the accounts.
    pub fn new() -> Self {
        let mut text = format!(
            "; The books of an Almoner practice. Amounts with = are checked against Almoner's own.\n\
             commodity 1000.00 {COMMODITY}\n\n"
        );
        for account in Account::ALL {
            text.push_str(&format!("account {}\n", control(*account)));
        }
        text.push('\n');
        Self {
            text,
            balances: BTreeMap::new(),
            touched: BTreeSet::new(),
        }
    }

    /// Adds an entry; its number is the code of the transaction.
    pub fn push(&mut self, posted: &Posted) {
        let entry = &posted.entry;
        self.text.push_str(&format!(
            "{} ({}) {}",
            entry.effective_on,
            posted.id,
            entry.kind.as_str().to_lowercase().replace('_', " ")
        ));
        if let Some(reversed) = entry.reverses {
            self.text.push_str(&format!("  ; reverses: {reversed}"));
        }
        self.text.push('\n');
        for leg in &entry.legs {
            *self.balances.entry(leg.account).or_default() += leg.amount;
            let _ = self.touched.insert(leg.account);
            self.text.push_str(&format!(
                "    {}  {} {COMMODITY}\n",
                of_leg(leg),
                leg.amount
            ));
        }
        self.text.push('\n');
    }

    /// Asserts what each account that changed comes to at the end of a day, with all below it.
    pub fn end_of_day(&mut self, on: NaiveDate) {
        let touched = std::mem::take(&mut self.touched);
        if touched.is_empty() {
            return;
        }
        self.text
            .push_str(&format!("{on} (close) balances at the end of the day\n"));
        for account in touched {
            let balance = self.balances.get(&account).copied().unwrap_or_default();
            self.text.push_str(&format!(
                "    {}  0 {COMMODITY} =* {balance} {COMMODITY}\n",
                control(account)
            ));
        }
        self.text.push('\n');
    }

    /// Asserts what is kept as open on each line and of each receipt, and that nothing else is: the
    /// receivable and credit accounts come to just that.
    pub fn open(
        &mut self,
        on: NaiveDate,
        open: &[(&OpenKey, Money)],
        credits: &[(&CreditKey, Option<&PayerId>, Money)],
    ) {
        let mut sums: BTreeMap<Account, Money> = BTreeMap::new();
        self.text
            .push_str(&format!("{on} (open) what is open at last\n"));
        for (key, amount) in open {
            let account = key.party.bucket.account();
            *sums.entry(account).or_default() += *amount;
            let parts = [
                key.party.payer.as_ref().map(|it| safe(it.as_str())),
                Some(format!("line {}", key.line)),
            ];
            self.assert(&joined(account, parts), "=", *amount);
        }
        for (key, payer, amount) in credits {
            *sums.entry(key.account).or_default() += -*amount;
            let parts = [
                key.patient
                    .as_ref()
                    .map(|it| it.as_str())
                    .or(payer.map(|it| it.as_str()))
                    .map(safe),
                Some(format!("receipt {}", key.receipt)),
            ];
            self.assert(&joined(key.account, parts), "=", -*amount);
        }
        for account in Account::ALL {
            if account.is_receivable() || account.is_credit() {
                let sum = sums.get(account).copied().unwrap_or_default();
                self.assert(&control(*account), "=*", sum);
            }
        }
        self.text.push('\n');
    }

    fn assert(&mut self, name: &str, sign: &str, amount: Money) {
        self.text.push_str(&format!(
            "    {name}  0 {COMMODITY} {sign} {amount} {COMMODITY}\n"
        ));
    }

    /// The whole journal.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// The name of an account, above all that it is kept for.
pub fn control(account: Account) -> String {
    let kind = match account.number() {
        ..2000 => "assets",
        2000..3000 => "liabilities",
        3000..4000 => "equity",
        4000..5000 => "revenues",
        _ => "expenses",
    };
    format!("{kind}:{} {}", account.number(), account.title())
}

/// The account of a leg: with its line, where it has one, else with its receipt.
fn of_leg(leg: &Leg) -> String {
    let payer = leg.payer.as_ref().map(|it| safe(it.as_str()));
    let patient = leg.patient.as_ref().map(|it| safe(it.as_str()));
    let line = leg.line.map(|it| format!("line {it}"));
    let receipt = leg.receipt.map(|it| format!("receipt {it}"));
    if leg.account.is_receivable() {
        joined(leg.account, [payer, line])
    } else if leg.account.is_credit() {
        joined(leg.account, [patient.or(payer), receipt])
    } else {
        joined(leg.account, [payer, None])
    }
}

fn joined(account: Account, parts: [Option<String>; 2]) -> String {
    let mut name = control(account);
    for part in parts.into_iter().flatten() {
        name.push(':');
        name.push_str(&part);
    }
    name
}

/// An id in which nothing can be taken for hledger's own signs; two ids never become the same.
fn safe(id: &str) -> String {
    let mut text = String::new();
    for character in id.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.') {
            text.push(character);
        } else {
            text.push_str(&format!("%{:X}%", u32::from(character)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_steer_the_journal() {
        assert_eq!(safe("P-7.a_b"), "P-7.a_b");
        assert_eq!(safe("a:b;  c"), "a%3A%b%3B%%20%%20%c");
        assert_ne!(safe("%3A%"), safe(":"));
    }
}
