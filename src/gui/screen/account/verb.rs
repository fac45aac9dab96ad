//! What is posted by hand on lines of an account: who is to pay, what is never paid, what goes to
//! the agency. Each is guarded by a reason and shows what it posts before it does.

use iced::Task;

use super::ask::{Ask, Group, Posting as Shown, reason};
use super::order::{code, open};
use super::{Account, Dialog, Message, parties_of};
use crate::commands::ledger::account::AccountLine;
use crate::commands::ledger::adjust::{self, PartyChoice, Transfer, WriteOffOrder};
use crate::commands::ledger::{Posting, agency};
use crate::domain::account::{Bucket, WriteOff};
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::date::spoken;
use crate::domain::id::ChargeLineId;
use crate::domain::journal::Party;
use crate::domain::money::Money;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::Field;
use crate::gui::form::field_set::Takes;
use crate::gui::notice::Notice;
use crate::gui::widget::travel::go_to;

const ROWS: &str = "account-ask-lines";
const AMOUNT: &str = "account-ask-amount";
const REASON: &str = "account-ask-reason";
const FROM: &str = "account-ask-from";
const TO: &str = "account-ask-to";
const TYPE: &str = "account-ask-type";

/// What is done to lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Transfer,
    WriteOff,
    Agency,
}

/// What a type of write-off is called.
const fn type_word(kind: WriteOff) -> &'static str {
    match kind {
        WriteOff::Contractual => "Contractual",
        WriteOff::Sequestration => "Sequestration",
        WriteOff::Capitated => "Capitated",
        WriteOff::Discretionary => "Discretionary",
        WriteOff::Administrative => "Administrative",
        WriteOff::SmallBalance => "Small balance",
        WriteOff::BadDebt => "Bad debt",
    }
}

impl Account {
    /// Opens the dialog of a verb for the marked lines, or the selected one.
    pub(super) fn begin(&mut self, verb: Verb, context: &Context) -> Action<Message> {
        let rows = self.chosen();
        if rows.is_empty() || self.card.is_none() {
            return Action::request(Request::Notify(Notice::warning(
                "There is no line to post on; enter a visit first.",
            )));
        }
        let numbers: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let lines = Field::new(ROWS, "Lines", Takes::Words)
            .required()
            .hint("By their numbers, like 1-4,7")
            .with_text(numbers.join(","));
        let amount = Field::new(AMOUNT, "Amount", Takes::Amount).hint("Empty: all that is open");
        let ask = match verb {
            Verb::Transfer => Ask::new("Say who is to pay", "Transfer")
                .explain("What is open moves from one party to another; what is owed stays the same.")
                .with_groups(vec![
                    Group::new(FROM, "From", Vec::new()),
                    Group::new(TO, "To", Vec::new()),
                ])
                .with_fields(
                    vec![
                        ("lines", lines),
                        ("amount", amount),
                        reason(REASON, "Why somebody else is to pay"),
                    ],
                    vec![vec![("lines", 200.0), ("amount", 140.0)], vec![("reason", 0.0)]],
                ),
            Verb::WriteOff => {
                let words = WriteOff::ALL.iter().map(|kind| type_word(*kind).to_owned());
                Ask::new("Write off what will never be paid", "Write off")
                    .explain("It leaves the receivable for good; a correction brings it back.")
                    .with_groups(vec![
                        Group::new(FROM, "Owed by", Vec::new()),
                        Group::new(TYPE, "Type", words.collect()),
                    ])
                    .with_fields(
                        vec![
                            ("lines", lines),
                            ("amount", amount),
                            reason(REASON, "Why it is written off"),
                        ],
                        vec![vec![("lines", 200.0), ("amount", 140.0)], vec![("reason", 0.0)]],
                    )
                    .destructive()
            }
            Verb::Agency => Ask::new("Hand over to the collections agency", "Hand over")
                .explain("Still owed, but off the statements. All that the patient owes on each line goes.")
                .with_fields(
                    vec![
                        ("lines", lines),
                        reason(REASON, "Why it goes to the agency"),
                    ],
                    vec![vec![("lines", 200.0)], vec![("reason", 0.0)]],
                ),
        };
        self.dialog = Some(Dialog::Verb(verb, ask));
        // The lines are known; the first thing to say is what is done with them.
        let first = match verb {
            Verb::Transfer => TO,
            Verb::WriteOff => TYPE,
            Verb::Agency => REASON,
        };
        let looked = self.look(context);
        Action {
            requests: looked.requests,
            task: looked.task.chain(go_to(first)),
        }
    }

    /// The lines that the dialog names, where it names some that are there.
    fn named(&self, ask: &Ask) -> Result<Vec<&AccountLine>, String> {
        let text = ask.fields.text("lines");
        let count = self.shown.len();
        let named: SheetNumbers = text
            .parse()
            .map_err(|_| "Write numbers and ranges of lines, like 1-4,7.".to_owned())?;
        if let Some(last) = named.last().filter(|last| *last > count) {
            return Err(format!("There is no line {last}; the last one is {count}."));
        }
        let rows = (1..=count).filter(|number| named.contains(*number));
        Ok(rows.filter_map(|number| self.at(number - 1)).collect())
    }

    /// Reads who owes on lines that the dialog names newly, and computes what would be posted.
    pub(super) fn look(&mut self, context: &Context) -> Action<Message> {
        let missing: Vec<ChargeLineId> = match &self.dialog {
            Some(Dialog::Verb(_, ask)) => self
                .named(ask)
                .unwrap_or_default()
                .iter()
                .map(|line| line.charged.id)
                .filter(|id| !self.parties.contains_key(id))
                .collect(),
            Some(Dialog::Correct(_)) => return self.look_again(context),
            _ => return Action::none(),
        };
        self.show_parties();
        match context.database().filter(|_| !missing.is_empty()) {
            Some(database) => Action::run(Task::perform(
                parties_of(database, missing),
                Message::PartiesRead,
            )),
            None => Action::none(),
        }
    }

    /// Shows the parties of the lines that are named, and what would be posted on them.
    pub(super) fn show_parties(&mut self) {
        let Some(Dialog::Verb(verb, ask)) = &self.dialog else {
            return;
        };
        let (verb, mut ask) = (*verb, ask.clone());
        match self.named(&ask) {
            Err(sentence) => {
                ask.preview.clear();
                if let Some(field) = ask.fields.field_mut("lines") {
                    field.refuse(sentence);
                }
            }
            Ok(_) => {
                let (from, to) = self.sides(&ask);
                let word = |party: &Party| self.party_word(party);
                for group in &mut ask.groups {
                    let side = match group.id {
                        FROM => &from,
                        TO => &to,
                        _ => continue,
                    };
                    let words: Vec<String> = side.iter().map(word).collect();
                    if group.words != words {
                        let kept = group.chosen.and_then(|idx| group.words.get(idx));
                        group.chosen = kept
                            .and_then(|kept| words.iter().position(|it| it == kept))
                            .or_else(|| (group.id == FROM && words.len() == 1).then_some(0));
                        group.words = words;
                    }
                }
                self.preview(verb, &mut ask);
            }
        }
        self.dialog = Some(Dialog::Verb(verb, ask));
    }

    /// Who owes on the named lines, and who could.
    fn sides(&self, ask: &Ask) -> (Vec<Party>, Vec<Party>) {
        let (mut from, mut to): (Vec<Party>, Vec<Party>) = (Vec::new(), Vec::new());
        for line in self.named(ask).unwrap_or_default() {
            for choice in self.choices(line.charged.id) {
                if choice.open.is_positive() && !from.contains(&choice.party) {
                    from.push(choice.party.clone());
                }
                if !to.contains(&choice.party) {
                    to.push(choice.party.clone());
                }
            }
        }
        from.sort();
        to.sort();
        (from, to)
    }

    fn choices(&self, line: ChargeLineId) -> &[PartyChoice] {
        self.parties.get(&line).map_or(&[], Vec::as_slice)
    }

    /// What a party is called: a payer by its name, with its place in the order.
    pub(super) fn party_word(&self, party: &Party) -> String {
        let Some(payer) = &party.payer else {
            return party.bucket.title().to_owned();
        };
        let parts = self.lines().iter().flat_map(|line| &line.open);
        let name = parts
            .into_iter()
            .find(|part| part.party.payer.as_ref() == Some(payer))
            .map_or_else(|| payer.to_string(), |part| part.payer_name.clone());
        let rank = match party.bucket {
            Bucket::Ins2 => ", secondary",
            Bucket::Ins3 => ", tertiary",
            _ => "",
        };
        format!("{name}{rank}")
    }

    fn preview(&self, verb: Verb, ask: &mut Ask) {
        ask.preview.clear();
        let called = |id: ChargeLineId| {
            self.line(id).map_or_else(String::new, |line| {
                format!("{} of {}", code(line), spoken(line.charged.line.from_on))
            })
        };
        let mut warnings = Vec::new();
        match verb {
            Verb::Transfer => {
                for it in self.transfers(ask) {
                    let warning = self
                        .choices(it.line)
                        .iter()
                        .find(|choice| choice.party == it.to)
                        .and_then(|choice| choice.warning.clone());
                    warnings.extend(warning);
                    let words = format!(
                        "{}: from {} to {}",
                        called(it.line),
                        self.party_word(&it.from),
                        self.party_word(&it.to)
                    );
                    ask.preview.push(Shown::new(words, it.amount));
                }
            }
            Verb::WriteOff => {
                for it in self.write_offs(ask) {
                    let words = format!(
                        "{}: off {}, {}",
                        called(it.line),
                        self.party_word(&it.party),
                        type_word(it.kind).to_lowercase()
                    );
                    ask.preview.push(Shown::new(words, it.amount));
                }
            }
            Verb::Agency => {
                for line in self.named(ask).unwrap_or_default() {
                    let amount = open(line, |bucket| bucket == Bucket::Patient);
                    let words = format!(
                        "{}: from the patient to collections",
                        called(line.charged.id)
                    );
                    ask.preview.push(if amount.is_positive() {
                        Shown::new(words, amount)
                    } else {
                        Shown::said(format!(
                            "{}: the patient owes nothing; leave the line out",
                            called(line.charged.id)
                        ))
                    });
                }
            }
        }
        let total: Money = ask.preview.iter().filter_map(|it| it.amount).sum();
        if ask.preview.len() > 1 {
            ask.preview.push(Shown::new("Together", total));
        }
        ask.set_confirm(warnings.into_iter().next());
    }

    /// What is open with a party on the named lines, or the amount that was typed for one line.
    fn amounts(&self, ask: &Ask, party: &Party) -> Vec<(ChargeLineId, Money)> {
        let lines = self.named(ask).unwrap_or_default();
        let typed: Option<Money> = ask.fields.value("amount").and_then(|it| it.parse().ok());
        let is_one = lines.len() == 1;
        let open = lines.iter().filter_map(|line| {
            let id = line.charged.id;
            let choice = self.choices(id).iter().find(|it| it.party == *party)?;
            let amount = typed.filter(|_| is_one).unwrap_or(choice.open);
            amount.is_positive().then_some((id, amount))
        });
        open.collect()
    }

    fn transfers(&self, ask: &Ask) -> Vec<Transfer> {
        let (from, to) = self.sides(ask);
        let (Some(from), Some(to)) = (chosen_party(ask, FROM, &from), chosen_party(ask, TO, &to))
        else {
            return Vec::new();
        };
        let amounts = self.amounts(ask, &from).into_iter();
        amounts
            .map(|(line, amount)| Transfer {
                line,
                from: from.clone(),
                to: to.clone(),
                amount,
            })
            .collect()
    }

    fn write_offs(&self, ask: &Ask) -> Vec<WriteOffOrder> {
        let (from, _) = self.sides(ask);
        let kind = ask.chosen(TYPE).and_then(|idx| WriteOff::ALL.get(idx));
        let (Some(party), Some(kind)) = (chosen_party(ask, FROM, &from), kind) else {
            return Vec::new();
        };
        let amounts = self.amounts(ask, &party).into_iter();
        amounts
            .map(|(line, amount)| WriteOffOrder {
                line,
                party: party.clone(),
                kind: *kind,
                amount,
            })
            .collect()
    }

    /// Does what the dialog asks about.
    pub(super) fn go(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        if matches!(self.dialog, Some(Dialog::Correct(_))) {
            return self.correct(context);
        }
        let Some(Dialog::Verb(verb, ask)) = &self.dialog else {
            return Action::none();
        };
        let (verb, mut ask) = (*verb, ask.clone());
        let named = match self.named(&ask) {
            Ok(lines) => lines.iter().map(|line| line.charged.id).collect(),
            Err(sentence) => {
                if let Some(field) = ask.fields.field_mut("lines") {
                    field.refuse(sentence);
                }
                Vec::new()
            }
        };
        let begun = ask.begin();
        let (transfers, write_offs) = (self.transfers(&ask), self.write_offs(&ask));
        let why = ask.fields.text("reason").to_owned();
        self.dialog = Some(Dialog::Verb(verb, ask));
        if let Err(place) = begun {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let today = context.today;
        Action::run(match verb {
            Verb::Transfer => Task::perform(
                async move {
                    let posting = Posting::today(author(), today);
                    adjust::transfer(database, transfers, true, why, posting).await
                },
                |result| Message::Posted("Transferred.", result),
            ),
            Verb::WriteOff => Task::perform(
                async move {
                    let posting = Posting::today(author(), today);
                    adjust::write_off(database, write_offs, why, posting).await
                },
                |result| Message::Posted("Written off.", result),
            ),
            Verb::Agency => Task::perform(
                async move {
                    let posting = Posting::today(author(), today);
                    agency::hand_over(database, named, why, posting).await
                },
                |result| Message::Posted("Handed over.", result),
            ),
        })
    }
}

fn chosen_party(ask: &Ask, group: &str, side: &[Party]) -> Option<Party> {
    side.get(ask.chosen(group)?).cloned()
}
