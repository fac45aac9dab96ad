//! Who is due a statement, and why somebody is not.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::rules::{Cycle, Rules};
use super::{Line, Statement};
use crate::domain::date::spoken;
use crate::domain::draft::choices;
use crate::domain::id::{ChargeLineId, StatementId};
use crate::domain::money::Money;
use crate::domain::patient::Patient;
use crate::domain::person::Address;

/// Why an account on which something is open is sent no statement. Kept with the run, so that it can
/// be read later as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "reason",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum Skip {
    /// Nothing is to be paid now: her credit or a payment plan covers it.
    NothingDue,
    /// All that is open is money that is kept for a visit on which a payer has not decided.
    OnlyReserved,
    /// It asks for less than is worth a letter.
    BelowMinimum {
        minimum: Money,
    },
    /// The practice owes her less than is worth a letter.
    SmallCredit {
        minimum: Money,
    },
    MailedRecently {
        mailed_on: NaiveDate,
        /// The first day on which she can be mailed again.
        next_on: NaiveDate,
    },
    OutsideCycle {
        /// The name range that is mailed: `A-F`.
        cycle: String,
    },
    /// She keeps to her payment plan and nothing else is due.
    OnPlan,
    OnHold,
    BadAddress,
    AddressIncomplete {
        /// What is missing: `street`, `ZIP code`.
        missing: Vec<String>,
    },
    Deceased {
        on: NaiveDate,
    },
    Disputed,
    /// The final notice was mailed; the next step is the pre-collection list.
    FinalNoticeMailed {
        mailed_on: NaiveDate,
    },
    ApprovedForCollections {
        reviewed_on: NaiveDate,
    },
    /// What must stand on the sheet has a letter that the page's face lacks.
    Unprintable {
        /// Where: `name`, `address`.
        place: String,
        letter: char,
    },
    /// Something else on it cannot be drawn.
    Undrawable {
        /// What, and what to do.
        sentence: String,
    },
    /// The user left the account out of this run.
    LeftOut,
    /// Its sheet was spoiled in the printer.
    Spoiled,
    /// Its account changed between printing and mailing.
    Changed,
}

choices! {
    /// What the doctor says to an account on the pre-collection list.
    Decision: "decision" {
        /// It may go to the agency.
        Approved = "APPROVED",
        /// It stays with the practice: off the list until a newer final notice.
        Declined = "DECLINED",
        /// What was said before is taken back: it is on the list again.
        Withdrawn = "WITHDRAWN",
    }
}

/// What became of an account's statements so far; statements that were voided do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// When the last one was mailed.
    pub last_mailed_on: Option<NaiveDate>,
    /// The last final notice.
    pub final_notice: Option<FinalNotice>,
    /// The newest decision.
    pub decision: Option<(Decision, NaiveDate)>,
}

/// A final notice that was mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalNotice {
    pub id: StatementId,
    pub mailed_on: NaiveDate,
    /// The charges that it asked for.
    pub lines: Vec<ChargeLineId>,
}

/// What a statement is judged by.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    pub rules: &'a Rules,
    /// The name range that is mailed; everybody without one.
    pub cycle: Option<&'a Cycle>,
    /// The first letter of a text that the statement's face lacks.
    pub undrawable: &'a dyn Fn(&str) -> Option<char>,
}

/// All that keeps a statement from being mailed on its day; it is due when there is nothing.
pub fn judge(
    guarantor: &Patient,
    statement: &Statement,
    sent: &Sent,
    judging: Judging<'_>,
) -> Vec<Skip> {
    let mut skips = Vec::new();
    skips.extend(amount(statement, judging.rules));
    skips.extend(too_soon(statement.as_of, sent, judging.rules));
    if let Some(cycle) = judging.cycle
        && !cycle.holds(&statement.name.last)
    {
        skips.push(Skip::OutsideCycle {
            cycle: cycle.name(),
        });
    }
    if guarantor.holds_statements {
        skips.push(Skip::OnHold);
    }
    if guarantor.has_bad_address {
        skips.push(Skip::BadAddress);
    }
    let missing = missing(&statement.address);
    if !missing.is_empty() {
        skips.push(Skip::AddressIncomplete { missing });
    }
    if let Some(on) = guarantor.deceased_on {
        skips.push(Skip::Deceased { on });
    }
    if guarantor.disputes_bill {
        skips.push(Skip::Disputed);
    }
    skips.extend(sent.dunning(statement));
    skips.extend(unprintable(statement, judging.undrawable));
    skips
}

fn amount(statement: &Statement, rules: &Rules) -> Option<Skip> {
    let due = statement.due();
    if statement.lines.is_empty() && statement.credit.is_zero() {
        return Some(Skip::OnlyReserved);
    }
    let plan = statement
        .plan
        .as_ref()
        .filter(|plan| plan.is_on_track() && plan.balance.is_positive() && due <= plan.due_now);
    if plan.is_some() && !due.is_negative() {
        return (!rules.mails_plans).then_some(Skip::OnPlan);
    }
    if due.is_zero() {
        Some(Skip::NothingDue)
    } else if due.is_positive() {
        (due < rules.minimum).then_some(Skip::BelowMinimum {
            minimum: rules.minimum,
        })
    } else {
        (-due < rules.minimum_credit).then_some(Skip::SmallCredit {
            minimum: rules.minimum_credit,
        })
    }
}

/// Whether the last statement was mailed too few days before a day, by [`Rules::days_between`].
pub fn too_soon(as_of: NaiveDate, sent: &Sent, rules: &Rules) -> Option<Skip> {
    let mailed_on = sent.last_mailed_on?;
    let next_on = mailed_on + Days::new(rules.days_between.into());
    (as_of < next_on).then_some(Skip::MailedRecently { mailed_on, next_on })
}

fn missing(address: &Address) -> Vec<String> {
    [
        (address.line1.is_empty(), "street"),
        (address.city.is_empty(), "city"),
        (address.state.is_none(), "state"),
        (address.zip.is_none(), "ZIP code"),
    ]
    .into_iter()
    .filter(|(is_missing, _)| *is_missing)
    .map(|(_, what)| what.to_owned())
    .collect()
}

fn unprintable(statement: &Statement, undrawable: &dyn Fn(&str) -> Option<char>) -> Option<Skip> {
    let (name, address) = (&statement.name, &statement.address);
    let names = statement.members.iter().map(|it| &it.name).chain([name]);
    let names = names.flat_map(|it| [&it.last, &it.first, &it.middle, &it.suffix]);
    let lines = [&address.line1, &address.line2, &address.city];
    let texts = names.map(|text| ("name", text));
    texts
        .chain(lines.map(|text| ("address", text)))
        .find_map(|(place, text)| {
            undrawable(text).map(|letter| Skip::Unprintable {
                place: place.to_owned(),
                letter,
            })
        })
}

impl FinalNotice {
    /// What she still owes on each charge that it asked for and no payment plan that she keeps puts
    /// off; charges on which that is nothing are left out.
    pub fn owed<'s>(&self, statement: &'s Statement) -> impl Iterator<Item = (&'s Line, Money)> {
        let is_on_track = statement.plan.as_ref().is_some_and(|it| it.is_on_track());
        let lines = statement.lines.iter();
        lines
            .filter(|line| self.lines.contains(&line.charge))
            .map(move |line| {
                let put_off = if is_on_track {
                    line.on_plan
                } else {
                    Money::ZERO
                };
                (line, line.owes - put_off)
            })
            .filter(|(_, owes)| owes.is_positive())
    }
}

impl Sent {
    /// What of the final notice's debt she still owes and no payment plan that she keeps puts off.
    pub fn final_debt(&self, statement: &Statement) -> Money {
        let Some(notice) = &self.final_notice else {
            return Money::ZERO;
        };
        let owed: Money = notice.owed(statement).map(|(_, owes)| owes).sum();
        owed.min(statement.due()).max(Money::ZERO)
    }

    /// The decision about the final notice; one from before it is about an older debt.
    pub fn decided(&self) -> Option<(Decision, NaiveDate)> {
        let notice = self.final_notice.as_ref()?;
        self.decision
            .filter(|(decision, on)| *decision != Decision::Withdrawn && *on >= notice.mailed_on)
    }

    /// An account whose final notice is not answered waits for the doctor; one that she leaves with
    /// the practice is written to again, which is a new final notice.
    fn dunning(&self, statement: &Statement) -> Option<Skip> {
        let notice = self.final_notice.as_ref()?;
        if !self.final_debt(statement).is_positive() {
            return None;
        }
        match self.decided() {
            Some((Decision::Approved, reviewed_on)) => {
                Some(Skip::ApprovedForCollections { reviewed_on })
            }
            Some((Decision::Declined, _)) => None,
            Some((Decision::Withdrawn, _)) | None => Some(Skip::FinalNoticeMailed {
                mailed_on: notice.mailed_on,
            }),
        }
    }
}

impl Skip {
    /// Whether the account can be mailed all the same when the user names it. A letter that cannot
    /// arrive or cannot be printed, she cannot wish into being.
    pub const fn is_overridable(&self) -> bool {
        match self {
            Self::BadAddress
            | Self::AddressIncomplete { .. }
            | Self::Unprintable { .. }
            | Self::Undrawable { .. }
            | Self::OnlyReserved
            | Self::LeftOut
            | Self::Spoiled
            | Self::Changed => false,
            Self::NothingDue
            | Self::BelowMinimum { .. }
            | Self::SmallCredit { .. }
            | Self::MailedRecently { .. }
            | Self::OutsideCycle { .. }
            | Self::OnPlan
            | Self::OnHold
            | Self::Deceased { .. }
            | Self::Disputed
            | Self::FinalNoticeMailed { .. }
            | Self::ApprovedForCollections { .. } => true,
        }
    }

    /// In two or three words, for a row.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::NothingDue => "Nothing due now",
            Self::OnlyReserved => "Kept for a visit",
            Self::BelowMinimum { .. } => "Below minimum",
            Self::SmallCredit { .. } => "Small credit",
            Self::MailedRecently { .. } => "Mailed recently",
            Self::OutsideCycle { .. } => "Outside the cycle",
            Self::OnPlan => "Plan on track",
            Self::OnHold => "On hold",
            Self::BadAddress => "Bad address",
            Self::AddressIncomplete { .. } => "Address incomplete",
            Self::Deceased { .. } => "Deceased",
            Self::Disputed => "Disputed",
            Self::FinalNoticeMailed { .. } => "Final notice mailed",
            Self::ApprovedForCollections { .. } => "Approved for collections",
            Self::Unprintable { .. } | Self::Undrawable { .. } => "Cannot be printed",
            Self::LeftOut => "Left out",
            Self::Spoiled => "Sheet spoiled",
            Self::Changed => "Changed meanwhile",
        }
    }

    /// What it means and, where something can be done, what.
    pub fn sentence(&self) -> String {
        match self {
            Self::NothingDue => {
                "Nothing is to be paid now: a credit or a payment plan covers it.".to_owned()
            }
            Self::OnlyReserved => {
                "Only money that is kept for a visit is open, until its payer has decided."
                    .to_owned()
            }
            Self::BelowMinimum { minimum } => {
                format!("The amount is below the minimum of {minimum} for a statement.")
            }
            Self::SmallCredit { minimum } => {
                format!("The credit is below the minimum of {minimum} for a statement.")
            }
            Self::MailedRecently { mailed_on, next_on } => format!(
                "A statement was mailed on {}; the next can go out on {}.",
                spoken(*mailed_on),
                spoken(*next_on)
            ),
            Self::OutsideCycle { cycle } => {
                format!("The last name is outside {cycle}, which is mailed this time.")
            }
            Self::OnPlan => "The payment plan is on track and nothing else is due.".to_owned(),
            Self::OnHold => "Statements are on hold for this account.".to_owned(),
            Self::BadAddress => {
                "A letter came back; correct the address and take the mark away.".to_owned()
            }
            Self::AddressIncomplete { missing } => format!(
                "The address is incomplete: {} missing.",
                match missing.as_slice() {
                    [one] => format!("{one} is"),
                    several => format!("{} are", several.join(", ")),
                }
            ),
            Self::Deceased { on } => {
                format!("The guarantor died on {}; write to the estate.", spoken(*on))
            }
            Self::Disputed => "The bill is disputed.".to_owned(),
            Self::FinalNoticeMailed { mailed_on } => format!(
                "The final notice was mailed on {}; the account waits for the pre-collection list.",
                spoken(*mailed_on)
            ),
            Self::ApprovedForCollections { reviewed_on } => format!(
                "It was approved for collections on {}; hand it over to the agency.",
                spoken(*reviewed_on)
            ),
            Self::Unprintable { place, letter } => format!(
                "The {place} has the letter {letter} (U+{:04X}), which cannot be printed; write it another way.",
                u32::from(*letter)
            ),
            Self::Undrawable { sentence } => sentence.clone(),
            Self::LeftOut => "It was left out of this run.".to_owned(),
            Self::Spoiled => "Its sheet was spoiled; print it again.".to_owned(),
            Self::Changed => {
                "The account changed after its statement was printed; throw that sheet away and print it again."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests;
