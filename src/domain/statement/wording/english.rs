//! The words of a statement in English.

use chrono::NaiveDate;

use super::{Rest, Words, day, dollars, listed};
use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use crate::domain::receipt::Method;
use crate::domain::statement::{ActivityKind, Reason};

pub(super) const WORDS: Words = Words {
    statement: "Statement",
    statement_date: "Statement date",
    account: "Account",
    amount_due: "Amount due",
    pay_by: "Please pay by",
    past_due: "Of this, past due",
    credit_balance: "Credit balance",
    owes_nothing: "You owe nothing.",
    nothing_due_now: "Nothing is due now.",
    credit_message: (
        "You have a credit",
        "You need not pay anything. We keep your credit for what you may owe later; if you would rather \
         have it back, please call us.",
    ),
    nothing_message: (
        "For your information",
        "You need not pay anything with this statement. It shows where your account stands.",
    ),
    questions: "Questions about this bill?",
    ways_to_pay: "How to pay",
    what_you_owe: "What you owe",
    continued: "continued",
    no_charges: "There is no charge for you to pay.",
    columns: [
        "Date",
        "Service",
        "Charged",
        "Insurance paid",
        "Adjustments",
        "You paid",
        "You owe",
    ],
    total_of_lines: "What you owe for the above",
    credit: "Less your payments not yet used",
    deferred: "Less what your payment plan puts off",
    last_statement: "Amount due on that statement",
    aging: "How long you have owed it",
    ages: [
        "0-30 days",
        "31-60 days",
        "61-90 days",
        "91-120 days",
        "Over 120 days",
    ],
    plan: "Your payment plan",
    pending: "Waiting for your insurance - not part of the amount due",
    pending_explained: "Please do not pay these yet. We will bill you only for what your insurance leaves to \
                        you.",
    pending_total: "Total waiting for insurance",
    detach: "Payment slip: please cut here and send this part with your payment",
    name: "Name",
    amount_enclosed: "Amount enclosed  $",
    check_payable_to: "Make your check payable to",
    write_account: "Please write your account number on the check.",
    mail_to: "Send to",
    new_address: "My address has changed (please write the new one here):",
    new_address_behind: "My address has changed; the new one is on the back.",
    new_address_lines: ["Street", "City, state, ZIP", "Phone"],
    sample: "SAMPLE",
};

fn plan_of(payer: &str) -> String {
    if payer.is_empty() {
        "Your insurance plan".to_owned()
    } else {
        format!("Your plan ({payer})")
    }
}

fn insurer(payer: &str) -> &str {
    if payer.is_empty() {
        "your insurance"
    } else {
        payer
    }
}

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Shared {
            payer,
            allowed,
            deductible,
            coinsurance,
            copay,
            other,
        } => shared(
            &plan_of(payer),
            *allowed,
            [*deductible, *coinsurance, *copay, *other],
        ),
        Reason::NotCovered { payer } => format!("{} does not cover this service.", plan_of(payer)),
        Reason::PaidToPatient { payer } => format!(
            "{} pays you directly for this service, so the bill comes to you.",
            plan_of(payer)
        ),
        Reason::NoInsurance => "We have no insurance on file for this day.".to_owned(),
        Reason::Moved { payer } => format!("{} did not pay this part.", plan_of(payer)),
        Reason::Fee => "This fee is not billed to insurance.".to_owned(),
        Reason::Opening => {
            "This was open when we changed to our present billing system.".to_owned()
        }
        Reason::ReturnedPayment { amount, on } => format!(
            "Your payment of {} was returned by the bank on {}.",
            dollars(*amount),
            day(*on)
        ),
        Reason::BackFromCollections => {
            "This came back to us from the collection agency; please pay us.".to_owned()
        }
        Reason::StillPending { payer, amount } => format!(
            "Another {} is still with {}; please do not pay that part yet.",
            dollars(*amount),
            insurer(payer)
        ),
        Reason::Overpaid => "More was paid than you owe for this; the rest is yours.".to_owned(),
    }
}

fn shared(plan: &str, allowed: Option<Money>, parts: [Money; 4]) -> String {
    let [deductible, coinsurance, copay, other] = parts;
    let whole = parts.into_iter().sum::<Money>();
    let names: Vec<String> = [
        (deductible, "toward your yearly deductible"),
        (coinsurance, "as your share (coinsurance)"),
        (copay, "as your copay"),
        (other, "for other reasons that it names"),
    ]
    .into_iter()
    .filter(|(amount, _)| !amount.is_zero())
    .map(|(amount, what)| format!("{} {what}", dollars(amount)))
    .collect();
    match allowed {
        Some(allowed) if whole == allowed && deductible == allowed => format!(
            "{plan} allowed {} and applied it to your yearly deductible.",
            dollars(allowed)
        ),
        Some(allowed) if names.is_empty() => {
            format!(
                "{plan} allowed {} and left the rest to you.",
                dollars(allowed)
            )
        }
        Some(allowed) => format!(
            "{plan} allowed {}. You pay {}.",
            dollars(allowed),
            listed(&names, "and")
        ),
        None if names.is_empty() => format!("{plan} leaves this amount to you."),
        None => format!("{plan} leaves you to pay {}.", listed(&names, "and")),
    }
}

pub(super) fn rest(rest: &Rest) -> Vec<String> {
    let mut sentences = Vec::new();
    if !rest.pending.is_zero() {
        sentences.push(format!(
            "Another {} is still with your insurance; please do not pay that part yet.",
            dollars(rest.pending)
        ));
    }
    if !rest.collections.is_zero() {
        sentences.push(format!(
            "Another {} is with the collection agency; please pay that part there.",
            dollars(rest.collections)
        ));
    }
    if !rest.on_plan.is_zero() {
        sentences.push(format!(
            "{} of this is paid by your payment plan.",
            dollars(rest.on_plan)
        ));
    }
    if let Some(on) = rest.overdue_since {
        sentences.push(format!("This was due by {}.", day(on)));
    }
    sentences
}

pub(super) fn activity(kind: &ActivityKind, amount: Money) -> String {
    match kind {
        ActivityKind::Payment { .. } if amount.is_positive() => "Payment taken back".to_owned(),
        ActivityKind::Payment {
            method,
            check_number,
        } => {
            let by = match method {
                Method::Check if check_number.is_empty() => " by check".to_owned(),
                Method::Check => format!(" by check {check_number}"),
                Method::Cash => " in cash".to_owned(),
                Method::Card => " by card".to_owned(),
                Method::Eft => " by bank transfer".to_owned(),
                Method::Other | Method::None => String::new(),
            };
            format!("Your payment{by} - thank you")
        }
        ActivityKind::InsurancePayment { payer } if amount.is_positive() => {
            format!("Payment taken back by {}", insurer(payer))
        }
        ActivityKind::InsurancePayment { payer } => format!("Payment by {}", insurer(payer)),
        ActivityKind::Adjustment if amount.is_positive() => "Adjustment taken back".to_owned(),
        ActivityKind::Adjustment => "Adjustment or discount".to_owned(),
        ActivityKind::ReturnedPayment => "Your payment was returned by the bank".to_owned(),
        ActivityKind::Refund => "Paid back to you".to_owned(),
    }
}

pub(super) fn plan(plan: &PlanState, pay_by: NaiveDate) -> Vec<String> {
    let mut sentences = vec![format!(
        "You have paid {} of {} so far; {} is left.",
        dollars(plan.paid),
        dollars(plan.principal),
        dollars(plan.balance)
    )];
    if !plan.missed.is_empty() {
        let missed: Vec<String> = plan
            .missed
            .iter()
            .map(|it| format!("{} due on {}", dollars(it.amount), day(it.due_on)))
            .collect();
        sentences.push(format!(
            "We have not yet received {}.",
            listed(&missed, "and")
        ));
    }
    if plan.due_now.is_positive() {
        sentences.push(format!(
            "{} of the plan is due by {}; it is part of the amount due.",
            dollars(plan.due_now),
            day(pay_by)
        ));
    } else if plan.balance.is_positive() {
        sentences.push("Nothing of the plan is due with this statement.".to_owned());
    }
    if let Some(next) = plan.next {
        sentences.push(format!(
            "Your next payment is {}, due on {}.",
            dollars(next.amount),
            day(next.due_on)
        ));
    }
    sentences
}
