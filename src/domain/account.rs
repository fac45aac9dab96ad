//! The chart of accounts.

use serde::{Deserialize, Serialize};

use crate::domain::coverage::Rank;
use crate::domain::draft::choices;

macro_rules! accounts {
    ($($(#[$doc:meta])* $name:ident = $number:literal $title:literal,)*) => {
        /// An account of the books, by its number. Debits are positive, credits negative.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "u16", into = "u16")]
        pub enum Account {
            $($(#[$doc])* $name = $number,)*
        }

        impl Account {
            /// Every account, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What the account is called on reports.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                }
            }
        }
    };
}

accounts! {
    /// Receipts that are still in the drawer.
    UndepositedReceipts = 1010 "Undeposited receipts",
    Bank = 1020 "Bank",
    ReceivableIns1 = 1110 "Receivable, primary insurance",
    ReceivableIns2 = 1120 "Receivable, secondary insurance",
    ReceivableIns3 = 1130 "Receivable, tertiary insurance",
    ReceivablePatient = 1140 "Receivable, patients",
    /// Still owed, but off the statements.
    ReceivableCollections = 1150 "Receivable, collections agency",
    Withhold = 1160 "Withhold receivable",
    /// Patients' money that is not applied yet.
    PatientCredits = 2010 "Patients' unapplied credits",
    /// Insurance and other money that is not applied yet.
    UnappliedReceipts = 2020 "Unapplied insurance receipts",
    /// Approved, the check not yet cut.
    RefundsPayable = 2030 "Refunds payable",
    /// An offset was taken and nobody knows yet for which line.
    RecoupmentSuspense = 2040 "Recoupment suspense",
    /// What was open in the system the practice came from.
    OpeningBalances = 3000 "Opening balances",
    GrossCharges = 4000 "Gross charges",
    Contractual = 4110 "Contractual allowance",
    Sequestration = 4115 "Sequestration and legislated reductions",
    Capitated = 4120 "Capitation write-off",
    /// Courtesy, hardship, prompt pay, self-pay discount.
    Discretionary = 4130 "Discretionary write-off",
    /// Timely filing, no authorization, not credentialed, coding error: what better billing avoids.
    Administrative = 4140 "Administrative write-off",
    SmallBalance = 4150 "Small-balance write-off",
    BadDebt = 4160 "Bad debt",
    BadDebtRecovery = 4165 "Bad-debt recovery",
    CapitationRevenue = 4210 "Capitation revenue",
    PayerInterest = 4220 "Payer interest and incentives",
    FinanceCharges = 4230 "Patient finance charges",
    /// Returned checks, missed appointments.
    FeeIncome = 4240 "Fees",
    AgencyFees = 5010 "Collections agency fees",
}

choices! {
    /// Who is expected to pay an open amount next.
    Bucket: "party" {
        Ins1 = "INS1",
        Ins2 = "INS2",
        Ins3 = "INS3",
        Patient = "PATIENT",
        Collections = "COLLECTIONS",
    }
}

choices! {
    /// Why an amount will never be paid, and so where it is written off to.
    WriteOff: "write-off" {
        Contractual = "CONTRACTUAL",
        Sequestration = "SEQUESTRATION",
        Capitated = "CAPITATED",
        Discretionary = "DISCRETIONARY",
        Administrative = "ADMINISTRATIVE",
        SmallBalance = "SMALL_BALANCE",
        BadDebt = "BAD_DEBT",
    }
}

impl Account {
    /// Its number on the chart.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The account of a number.
    pub fn of_number(number: u16) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|account| account.number() == number)
    }

    /// Whom the account says an open amount is expected from; `None` where it holds none.
    pub const fn bucket(self) -> Option<Bucket> {
        match self {
            Self::ReceivableIns1 => Some(Bucket::Ins1),
            Self::ReceivableIns2 => Some(Bucket::Ins2),
            Self::ReceivableIns3 => Some(Bucket::Ins3),
            Self::ReceivablePatient => Some(Bucket::Patient),
            Self::ReceivableCollections => Some(Bucket::Collections),
            _ => None,
        }
    }

    /// Whether it is part of accounts receivable (1110 to 1150).
    pub const fn is_receivable(self) -> bool {
        self.bucket().is_some()
    }

    /// Whether it holds money of a receipt that is not settled: unapplied, promised back or in
    /// suspense.
    pub const fn is_credit(self) -> bool {
        matches!(
            self,
            Self::PatientCredits
                | Self::UnappliedReceipts
                | Self::RefundsPayable
                | Self::RecoupmentSuspense
        )
    }

    /// What is written off to it; `None` for an account that takes no write-off.
    pub fn write_off(self) -> Option<WriteOff> {
        WriteOff::ALL
            .iter()
            .copied()
            .find(|kind| kind.account() == self)
    }
}

impl TryFrom<u16> for Account {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        Self::of_number(number).ok_or_else(|| format!("there is no account {number}"))
    }
}

impl From<Account> for u16 {
    fn from(account: Account) -> Self {
        account.number()
    }
}

impl Bucket {
    /// The receivable account that holds what this party owes.
    pub const fn account(self) -> Account {
        match self {
            Self::Ins1 => Account::ReceivableIns1,
            Self::Ins2 => Account::ReceivableIns2,
            Self::Ins3 => Account::ReceivableIns3,
            Self::Patient => Account::ReceivablePatient,
            Self::Collections => Account::ReceivableCollections,
        }
    }

    pub const fn is_insurance(self) -> bool {
        matches!(self, Self::Ins1 | Self::Ins2 | Self::Ins3)
    }

    /// What the party is called in sentences and columns.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ins1 => "Primary insurance",
            Self::Ins2 => "Secondary insurance",
            Self::Ins3 => "Tertiary insurance",
            Self::Patient => "Patient",
            Self::Collections => "Collections",
        }
    }

    /// The place in the order of insurers, for an insurer.
    pub const fn rank(self) -> Option<Rank> {
        match self {
            Self::Ins1 => Some(Rank::Primary),
            Self::Ins2 => Some(Rank::Secondary),
            Self::Ins3 => Some(Rank::Tertiary),
            Self::Patient | Self::Collections => None,
        }
    }
}

impl From<Rank> for Bucket {
    fn from(rank: Rank) -> Self {
        match rank {
            Rank::Primary => Self::Ins1,
            Rank::Secondary => Self::Ins2,
            Rank::Tertiary => Self::Ins3,
        }
    }
}

impl WriteOff {
    pub const fn account(self) -> Account {
        match self {
            Self::Contractual => Account::Contractual,
            Self::Sequestration => Account::Sequestration,
            Self::Capitated => Account::Capitated,
            Self::Discretionary => Account::Discretionary,
            Self::Administrative => Account::Administrative,
            Self::SmallBalance => Account::SmallBalance,
            Self::BadDebt => Account::BadDebt,
        }
    }

    /// Whether what a party owes can be written off so: contracts and laws bind payers, bad debt is
    /// that of people.
    pub const fn fits(self, bucket: Bucket) -> bool {
        match self {
            Self::Contractual | Self::Sequestration | Self::Capitated => bucket.is_insurance(),
            Self::BadDebt => !bucket.is_insurance(),
            Self::Discretionary | Self::Administrative | Self::SmallBalance => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_parties_lead_back_to_their_account() {
        for account in Account::ALL {
            assert_eq!(Account::of_number(account.number()), Some(*account));
        }
        assert_eq!(Account::of_number(1), None);
        for bucket in Bucket::ALL {
            assert_eq!(bucket.account().bucket(), Some(*bucket));
        }
        for kind in WriteOff::ALL {
            assert_eq!(kind.account().write_off(), Some(*kind));
        }
    }
}
