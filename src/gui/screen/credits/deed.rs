//! What is done to a credit: what it would post, and doing it.

use iced::Task;

use super::ask::{Ask, Posting as Shown};
use super::{Credits, Deed, Message, TO};
use crate::commands::ledger::Posting;
use crate::commands::ledger::credits::{self, CreditMove, CreditRow, CreditShare, CreditSource};
use crate::commands::ledger::payments::Family;
use crate::commands::ledger::refunds::{self, PayerRefund, Refund};
use crate::domain::allocation::{Share, oldest_first};
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::gui::action::Action;
use crate::gui::context::{Context, author};
use crate::gui::widget::travel::go_to;

impl Credits {
    /// What the dialog would post.
    pub(super) fn look(&mut self) {
        let Some(dialog) = &mut self.dialog else {
            return;
        };
        let amount = typed(&dialog.ask).unwrap_or(dialog.row.amount);
        dialog.ask.preview = match &dialog.deed {
            Deed::Apply(family) => {
                let shares = shares(&dialog.row, family, &dialog.ask);
                let of = |share: &Share| {
                    family
                        .owed
                        .iter()
                        .find(|line| line.owed.line.line == share.line)
                };
                let mut shown: Vec<Shown> = shares
                    .iter()
                    .map(|share| {
                        let words = of(share).map_or_else(String::new, |line| {
                            let charge = &line.charge;
                            format!(
                                "{}{} of {}",
                                charge.code,
                                charge.description,
                                spoken(charge.from_on)
                            )
                        });
                        Shown::new(words, -share.amount)
                    })
                    .collect();
                let used: Money = shares.iter().map(|share| share.amount).sum();
                shown.push(Shown::new("Stays as credit", dialog.row.amount - used));
                shown
            }
            Deed::Give(family) => {
                let to = dialog.ask.chosen(TO);
                let name = to.and_then(|idx| others(family, &dialog.row).nth(idx));
                name.map(|member| vec![Shown::new(format!("Credit of {}", member.name), amount)])
                    .unwrap_or_default()
            }
            Deed::Refund => vec![
                Shown::new("Unapplied credit", amount),
                Shown::new("2030 Refunds payable", -amount),
            ],
            Deed::Pay => vec![
                Shown::new("2030 Refunds payable", dialog.row.amount),
                Shown::new("1020 Bank", -dialog.row.amount),
            ],
            Deed::PayerRefund => vec![
                Shown::new("The line, with the payer", amount),
                Shown::new("1020 Bank", -amount),
            ],
        };
    }

    pub(super) fn go(&mut self, context: &Context) -> Action<Message> {
        let (Some(dialog), Some(database)) = (&mut self.dialog, context.database()) else {
            return Action::none();
        };
        if let Err(place) = dialog.ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let row = &dialog.row;
        let amount = typed(&dialog.ask).unwrap_or(row.amount);
        let why = dialog.ask.fields.text("reason").to_owned();
        let number = dialog.ask.fields.text("check_number").to_owned();
        let today = context.today;
        let posting = move || Posting::today(author(), today);
        let owner = row.patient.clone();
        let receipt = match &row.source {
            CreditSource::Receipt(received, _) => Some(received.id),
            CreditSource::Line(..) => None,
        };
        match (&dialog.deed, receipt, &row.source) {
            (Deed::Apply(family), Some(receipt), _) => {
                let shares: Vec<CreditShare> = shares(row, family, &dialog.ask)
                    .into_iter()
                    .map(|share| CreditShare {
                        receipt,
                        owner: owner.clone(),
                        share,
                    })
                    .collect();
                let apply = async move { credits::apply(database, shares, posting()).await };
                Action::run(Task::perform(apply, |result| {
                    Message::Posted("The credit is applied.", result.map(|_| ()))
                }))
            }
            (Deed::Give(family), Some(receipt), _) => {
                let to = dialog
                    .ask
                    .chosen(TO)
                    .and_then(|idx| others(family, row).nth(idx));
                let (Some(from), Some(to)) = (owner, to.map(|member| member.id.clone())) else {
                    return Action::none();
                };
                let order = CreditMove {
                    receipt,
                    from,
                    to,
                    amount,
                    reason: why,
                };
                let give = async move { credits::give(database, order, posting()).await };
                Action::run(Task::perform(give, |result| {
                    Message::Posted("The credit is moved.", result.map(|_| ()))
                }))
            }
            (Deed::Refund, Some(receipt), _) => {
                let refund = Refund {
                    receipt,
                    owner,
                    amount,
                    reason: why,
                };
                let approve = async move { refunds::approve(database, refund, posting()).await };
                Action::run(Task::perform(approve, |result| {
                    Message::Posted(
                        "The refund is approved; P enters its check.",
                        result.map(|_| ()),
                    )
                }))
            }
            (Deed::Pay, Some(receipt), _) => {
                let pay =
                    async move { refunds::pay(database, receipt, owner, number, posting()).await };
                Action::run(Task::perform(pay, |result| {
                    Message::Posted("The refund is paid.", result.map(|_| ()))
                }))
            }
            (Deed::PayerRefund, _, CreditSource::Line(charged, party)) => {
                let refund = PayerRefund {
                    line: charged.id,
                    party: party.clone(),
                    amount,
                    check_number: number,
                    reason: why,
                };
                let send = async move { refunds::refund_payer(database, refund, posting()).await };
                Action::run(Task::perform(send, |result| {
                    Message::Posted("The payer has its money back.", result.map(|_| ()))
                }))
            }
            _ => Action::none(),
        }
    }
}

/// The others of the family of a credit's owner.
pub(super) fn others<'a>(
    family: &'a Family,
    row: &'a CreditRow,
) -> impl Iterator<Item = &'a crate::domain::patient::Patient> {
    let members = family.members.iter();
    members.filter(|member| Some(&member.id) != row.patient.as_ref())
}

/// What the lines would get of a credit: the chosen line, or all of them, the oldest first.
fn shares(row: &CreditRow, family: &Family, ask: &Ask) -> Vec<Share> {
    let most = typed(ask).unwrap_or(row.amount).min(row.amount);
    match ask.chosen(TO) {
        Some(idx) if idx > 0 => family
            .owed
            .get(idx - 1)
            .map(|line| Share {
                line: line.owed.line.line,
                amount: most.min(line.owed.amount),
            })
            .into_iter()
            .collect(),
        _ => {
            let owed: Vec<_> = family.owed.iter().map(|line| line.owed.clone()).collect();
            let visit = match &row.source {
                CreditSource::Receipt(received, _) => received.receipt.visit.as_ref(),
                CreditSource::Line(..) => None,
            };
            oldest_first(most, &owed, visit)
        }
    }
}

fn typed(ask: &Ask) -> Option<Money> {
    ask.fields.value("amount").and_then(|it| it.parse().ok())
}
