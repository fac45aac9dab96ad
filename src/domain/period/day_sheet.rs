//! The day sheet: what was entered since the sheet before, and the lines in which it ties.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::account::{Account, Bucket, WriteOff};
use crate::domain::deposit::MethodTotal;
use crate::domain::draft::choices;
use crate::domain::id::{DaySheetId, DepositId, EntryId, ReceiptId};
use crate::domain::journal::{Entry, EntryKind, Posted};
use crate::domain::money::Money;

choices! {
    /// How an entry moves accounts receivable: the columns of the roll-forward.
    Movement: "movement" {
        Charges = "CHARGES",
        /// Open balances from another system.
        BroughtIn = "BROUGHT_IN",
        /// Fees and finance charges.
        Fees = "FEES",
        InsurancePayments = "INSURANCE_PAYMENTS",
        PatientPayments = "PATIENT_PAYMENTS",
        /// What an agency paid on lines that are with it.
        Collected = "COLLECTED",
        WriteOffs = "WRITE_OFFS",
        Withheld = "WITHHELD",
        /// Entries taken back, payers' takebacks, refunds to payers.
        Reversals = "REVERSALS",
        /// From one party to another; always zero together.
        Transfers = "TRANSFERS",
    }
}

choices! {
    /// How an entry moves the money that is not settled.
    CreditMovement: "movement of credits" {
        Received = "RECEIVED",
        /// Applied to lines, whosever they are.
        Applied = "APPLIED",
        Refunded = "REFUNDED",
        /// Checks that the bank gave back.
        Returned = "RETURNED",
        /// Kept back by payers for earlier payments.
        TakenBack = "TAKEN_BACK",
        /// Interest, capitation, withholds: revenue without a line.
        Revenue = "REVENUE",
        Reversals = "REVERSALS",
        /// From one patient to another, or promised back; always zero together.
        Moved = "MOVED",
    }
}

impl Movement {
    /// The column an entry of a kind stands in; `None` where it moves no receivable.
    pub const fn of(kind: EntryKind) -> Option<Self> {
        match kind {
            EntryKind::Charge => Some(Self::Charges),
            EntryKind::Opening => Some(Self::BroughtIn),
            EntryKind::Fee | EntryKind::FinanceCharge => Some(Self::Fees),
            EntryKind::Allocation => Some(Self::InsurancePayments),
            EntryKind::Application => Some(Self::PatientPayments),
            EntryKind::Recovery => Some(Self::Collected),
            EntryKind::WriteOff => Some(Self::WriteOffs),
            EntryKind::Withhold => Some(Self::Withheld),
            EntryKind::Transfer => Some(Self::Transfers),
            EntryKind::Reversal
            | EntryKind::Recoupment
            | EntryKind::PayerRefund
            | EntryKind::Suspense
            | EntryKind::ReturnedCheck => Some(Self::Reversals),
            EntryKind::Receipt
            | EntryKind::CreditMove
            | EntryKind::Deposit
            | EntryKind::RefundApproved
            | EntryKind::RefundPaid
            | EntryKind::Interest
            | EntryKind::Capitation
            | EntryKind::WithholdSettled => None,
        }
    }

    /// What the column is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Charges => "Charges",
            Self::BroughtIn => "Opening balances brought in",
            Self::Fees => "Fees",
            Self::InsurancePayments => "Insurance payments",
            Self::PatientPayments => "Patient payments applied",
            Self::Collected => "Collected by agencies",
            Self::WriteOffs => "Write-offs",
            Self::Withheld => "Withheld by payers",
            Self::Reversals => "Reversals and takebacks",
            Self::Transfers => "Transfers",
        }
    }
}

impl CreditMovement {
    /// How an entry of a kind moves unsettled money; `None` where it moves none.
    pub const fn of(kind: EntryKind) -> Option<Self> {
        match kind {
            EntryKind::Receipt => Some(Self::Received),
            EntryKind::Allocation | EntryKind::Application | EntryKind::Recovery => {
                Some(Self::Applied)
            }
            EntryKind::RefundPaid => Some(Self::Refunded),
            // A fee without money of a receipt moves no credit; a refund owed again gives one back.
            EntryKind::ReturnedCheck | EntryKind::Fee => Some(Self::Returned),
            EntryKind::Recoupment | EntryKind::Suspense => Some(Self::TakenBack),
            EntryKind::Interest | EntryKind::Capitation | EntryKind::WithholdSettled => {
                Some(Self::Revenue)
            }
            EntryKind::Reversal => Some(Self::Reversals),
            EntryKind::CreditMove | EntryKind::RefundApproved => Some(Self::Moved),
            EntryKind::Charge
            | EntryKind::Opening
            | EntryKind::WriteOff
            | EntryKind::Transfer
            | EntryKind::Deposit
            | EntryKind::FinanceCharge
            | EntryKind::PayerRefund
            | EntryKind::Withhold => None,
        }
    }
}

/// The balance of every account, debits positive, as the journal gives it through some entry.
pub type Accounts = BTreeMap<Account, Money>;

/// What accounts receivable come to.
pub fn receivable(accounts: &Accounts) -> Money {
    accounts
        .iter()
        .filter(|(account, _)| account.is_receivable())
        .map(|(_, amount)| *amount)
        .sum()
}

/// What givers' unsettled money comes to, their side positive.
pub fn credits(accounts: &Accounts) -> Money {
    -accounts
        .iter()
        .filter(|(account, _)| account.is_credit())
        .map(|(_, amount)| *amount)
        .sum::<Money>()
}

/// Two amounts that must be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// What is compared, as a sentence without a verb: `Opening receivable + movements = closing`.
    pub name: String,
    pub left: Money,
    pub right: Money,
}

impl Tie {
    pub fn new(name: impl Into<String>, left: Money, right: Money) -> Self {
        Self {
            name: name.into(),
            left,
            right,
        }
    }

    pub fn passes(&self) -> bool {
        self.left == self.right
    }
}

/// A deposit on a day sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositLine {
    pub deposit: DepositId,
    pub total: Money,
}

/// Which stretch of the journal a sheet covers, and how it is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// `None` while the sheet is not closed.
    pub number: Option<DaySheetId>,
    pub business_on: NaiveDate,
    /// When it was closed, and by whom.
    pub closed: Option<(DateTime<Utc>, String)>,
    /// The last entry of the sheet before; 0 for the first sheet.
    pub after: i64,
    /// The last entry on this sheet.
    pub through: i64,
    /// The hash of that entry: with it the whole journal up to there is proven.
    pub head_hash: [u8; 32],
    pub note: String,
}

/// What was entered since the sheet before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySheet {
    pub stretch: Stretch,
    /// Accounts before and after.
    pub opening: Accounts,
    pub closing: Accounts,
    /// What each column moved receivables by, debits positive; columns of zero left out.
    pub movements: BTreeMap<Movement, Money>,
    /// The same by party.
    pub by_bucket: BTreeMap<(Bucket, Movement), Money>,
    /// What was written off, by type and positive, without what was taken back.
    pub write_offs: BTreeMap<WriteOff, Money>,
    /// What moved unsettled money, the givers' side positive.
    pub credit_movements: BTreeMap<CreditMovement, Money>,
    /// The receipts entered, by how they came.
    pub receipts: Vec<MethodTotal>,
    pub deposits: Vec<DepositLine>,
    /// Checks that the bank gave back, positive.
    pub returned: Money,
    pub refunds_paid: Money,
    pub ties: Vec<Tie>,
}

impl DaySheet {
    /// The sheet of a stretch: `opening` and `closing` are the accounts by the journal before and
    /// after it, `entries` what lies between, `receipts` the receipts that they brought in.
    pub fn of(
        stretch: Stretch,
        opening: Accounts,
        closing: Accounts,
        entries: &[Posted],
        receipts: Vec<MethodTotal>,
    ) -> Self {
        let mut sheet = Self {
            stretch,
            opening,
            closing,
            movements: BTreeMap::new(),
            by_bucket: BTreeMap::new(),
            write_offs: BTreeMap::new(),
            credit_movements: BTreeMap::new(),
            receipts,
            deposits: Vec::new(),
            returned: Money::ZERO,
            refunds_paid: Money::ZERO,
            ties: Vec::new(),
        };
        for posted in entries {
            sheet.take(&posted.entry);
        }
        sheet.movements.retain(|_, amount| !amount.is_zero());
        sheet.by_bucket.retain(|_, amount| !amount.is_zero());
        sheet.credit_movements.retain(|_, amount| !amount.is_zero());
        sheet.ties = sheet.ties_of(entries);
        sheet
    }

    /// The receipts that entries brought in and did not take back again.
    pub fn receipts_of(entries: &[Posted]) -> Vec<ReceiptId> {
        let taken_back: BTreeSet<EntryId> = entries
            .iter()
            .filter_map(|posted| posted.entry.reverses)
            .collect();
        entries
            .iter()
            .filter(|posted| posted.entry.kind == EntryKind::Receipt)
            .filter(|posted| !taken_back.contains(&posted.id))
            .filter_map(|posted| posted.entry.legs.iter().find_map(|leg| leg.receipt))
            .collect()
    }

    /// Whether every line of it ties.
    pub fn is_tied(&self) -> bool {
        self.ties.iter().all(Tie::passes)
    }

    /// What one column moved receivables by.
    pub fn moved(&self, movement: Movement) -> Money {
        self.movements.get(&movement).copied().unwrap_or_default()
    }

    fn take(&mut self, entry: &Entry) {
        if let Some(movement) = Movement::of(entry.kind) {
            *self.movements.entry(movement).or_default() += entry.receivable_change();
            for leg in &entry.legs {
                if let Some(bucket) = leg.account.bucket() {
                    *self.by_bucket.entry((bucket, movement)).or_default() += leg.amount;
                }
            }
        }
        if let Some(movement) = CreditMovement::of(entry.kind) {
            *self.credit_movements.entry(movement).or_default() += credit_change(entry);
        }
        match entry.kind {
            EntryKind::WriteOff => {
                for leg in &entry.legs {
                    if let Some(kind) = leg.account.write_off() {
                        *self.write_offs.entry(kind).or_default() += leg.amount;
                    }
                }
            }
            EntryKind::Deposit => self
                .deposits
                .extend(entry.deposit.map(|deposit| DepositLine {
                    deposit,
                    total: entry.on(Account::Bank),
                })),
            EntryKind::ReturnedCheck => self.returned -= entry.on(Account::Bank),
            EntryKind::RefundPaid | EntryKind::PayerRefund => {
                self.refunds_paid -= entry.on(Account::Bank);
            }
            _ => {}
        }
    }

    fn ties_of(&self, entries: &[Posted]) -> Vec<Tie> {
        let moved: Money = self.movements.values().copied().sum();
        let credits_moved: Money = self.credit_movements.values().copied().sum();
        let of_kind = |kind: EntryKind, account: Account| -> Money {
            entries
                .iter()
                .filter(|posted| posted.entry.kind == kind)
                .map(|posted| posted.entry.on(account))
                .sum()
        };
        let written_off: Money = self.write_offs.values().copied().sum();
        let logged: Money = self.receipts.iter().map(|it| it.total).sum();
        let deposited: Money = self.deposits.iter().map(|it| it.total).sum();
        vec![
            Tie::new(
                "Opening receivable + movements = closing receivable",
                receivable(&self.opening) + moved,
                receivable(&self.closing),
            ),
            Tie::new(
                "Opening credits + movements = closing credits",
                credits(&self.opening) + credits_moved,
                credits(&self.closing),
            ),
            Tie::new(
                "Transfers come to zero",
                self.moved(Movement::Transfers),
                Money::ZERO,
            ),
            Tie::new(
                "Write-offs by type = what they took off the receivable",
                written_off,
                -self.moved(Movement::WriteOffs),
            ),
            Tie::new(
                "Receipts log = receipts in the drawer's account",
                logged,
                received_in(entries),
            ),
            Tie::new(
                "Deposits = what left the drawer",
                deposited,
                -of_kind(EntryKind::Deposit, Account::UndepositedReceipts),
            ),
            Tie::new(
                "All accounts come to zero",
                self.closing.values().copied().sum(),
                Money::ZERO,
            ),
        ]
    }
}

/// What receipts brought into the drawer, without those that were taken back again.
fn received_in(entries: &[Posted]) -> Money {
    let brought_in: BTreeSet<EntryId> = entries
        .iter()
        .filter(|posted| posted.entry.kind == EntryKind::Receipt)
        .map(|posted| posted.id)
        .collect();
    entries
        .iter()
        .filter(|posted| {
            let reverses = posted.entry.reverses.as_ref();
            brought_in.contains(&posted.id) || reverses.is_some_and(|id| brought_in.contains(id))
        })
        .map(|posted| posted.entry.on(Account::UndepositedReceipts))
        .sum()
}

/// What an entry changes givers' unsettled money by, their side positive.
fn credit_change(entry: &Entry) -> Money {
    -entry
        .legs
        .iter()
        .filter(|leg| leg.account.is_credit())
        .map(|leg| leg.amount)
        .sum::<Money>()
}
