//! Look through money that came in and is not settled: apply it, give it to another patient of the
//! family, refund it, send it back to its payer.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use iced::{Element, Task};

use super::Screen;
use super::ask::{self, Ask, Group, Next, reason};
use crate::commands;
use crate::commands::ledger::called::{self, Names};
use crate::commands::ledger::credits::{self, CreditRow, CreditSource};
use crate::commands::ledger::payments::{self, Family};
use crate::domain::account::Account;
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::domain::journal::event::Giver;
use crate::domain::money::Money;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::Field;
use crate::gui::form::field_set::Takes;
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection, Sort};
use crate::store::Database;
use iced::keyboard::key::Named;

mod deed;
mod view;

pub const LIST: &str = "credits-list";
const AMOUNT: &str = "credits-amount";
const REASON: &str = "credits-reason";
const CHECK: &str = "credits-check";
const TO: &str = "credits-to";
/// The most lines of the family that are offered one by one.
const MOST_LINES: usize = 8;

#[derive(Debug)]
pub struct Credits {
    rows: Option<Vec<CreditRow>>,
    names: Names,
    selection: Selection,
    dialog: Option<Dialog>,
}

/// What is done to a credit.
#[derive(Debug, Clone)]
enum Deed {
    Apply(Box<Family>),
    Give(Box<Family>),
    Refund,
    Pay,
    PayerRefund,
}

#[derive(Debug)]
struct Dialog {
    row: CreditRow,
    deed: Deed,
    ask: Ask,
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Result<(Vec<CreditRow>, Names), commands::Error>),
    Resumed,
    Listed(Act),
    ApplyPressed,
    GivePressed,
    FamilyRead(bool, Box<CreditRow>, Result<Box<Family>, commands::Error>),
    RefundPressed,
    PaidPressed,
    PayerPressed,
    Ask(ask::Message),
    Posted(&'static str, Result<(), commands::Error>),
    AccountPressed,
    DialogLeft,
}

async fn read(
    database: Database,
    today: NaiveDate,
) -> Result<(Vec<CreditRow>, Names), commands::Error> {
    let rows = credits::list(database.clone(), today).await?;
    let mut patients: BTreeSet<PatientId> =
        rows.iter().filter_map(|row| row.patient.clone()).collect();
    let payers = rows.iter().filter_map(|row| row.payer.clone()).collect();
    for row in &rows {
        if let CreditSource::Receipt(received, _) = &row.source
            && let Giver::Patient(patient) = &received.receipt.giver
        {
            let _ = patients.insert(patient.clone());
        }
    }
    let names = called::names(database, patients, payers).await?;
    Ok((rows, names))
}

async fn read_family(
    database: Database,
    patient: PatientId,
) -> Result<Box<Family>, commands::Error> {
    payments::family(database, patient).await.map(Box::new)
}

fn warn(sentence: &'static str) -> Action<Message> {
    Action::request(Request::Notify(Notice::warning(sentence)))
}

impl Credits {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            rows: None,
            names: Names::default(),
            selection: Selection::default(),
            dialog: None,
        };
        let task = screen.read(context).chain(go_to(LIST));
        (screen, task)
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(read(database, context.today), Message::Read),
            None => Task::none(),
        }
    }

    fn rows(&self) -> &[CreditRow] {
        self.rows.as_deref().unwrap_or_default()
    }

    fn selected(&self) -> Option<&CreditRow> {
        self.rows().get(self.selection.row?)
    }

    /// Whose a credit is, by name.
    fn owner(&self, row: &CreditRow) -> String {
        match (&row.patient, &row.payer, &row.source) {
            (Some(patient), None, _) => self.names.patient(patient),
            (_, Some(payer), _) => self.names.payer(payer),
            (None, None, CreditSource::Receipt(received, _)) => self.names.giver(received),
            (None, None, CreditSource::Line(..)) => String::new(),
        }
    }

    fn sort(&mut self, sort: Sort) {
        let names = self.names.clone();
        let Some(mut rows) = self.rows.take() else {
            return;
        };
        match sort.column {
            view::OWNER => {
                rows.sort_by_cached_key(|row| {
                    let patient = row.patient.as_ref().map(|id| names.patient(id));
                    let payer = row.payer.as_ref().map(|id| names.payer(id));
                    payer.or(patient).unwrap_or_default().to_lowercase()
                });
            }
            view::AMOUNT => rows.sort_by_key(|row| row.amount),
            _ => rows.sort_by_key(|row| row.identified_on),
        }
        if sort.is_descending {
            rows.reverse();
        }
        self.rows = Some(rows);
    }

    /// Reads the family of a patient's credit, for applying or moving it.
    fn with_family(&self, is_apply: bool, context: &Context) -> Action<Message> {
        let (Some(row), Some(database)) = (self.selected(), context.database()) else {
            return Action::none();
        };
        let is_credit = matches!(
            &row.source,
            CreditSource::Receipt(_, Account::PatientCredits)
        );
        match &row.patient {
            Some(patient) if is_credit => {
                let family = read_family(database, patient.clone());
                let row = Box::new(row.clone());
                Action::run(Task::perform(family, move |result| {
                    Message::FamilyRead(is_apply, row.clone(), result)
                }))
            }
            _ => warn("Only a patient’s unapplied money is applied or moved; choose such a row."),
        }
    }

    fn begin_apply(&mut self, row: CreditRow, family: Box<Family>) -> Action<Message> {
        if family.owed.is_empty() {
            return warn("The family owes nothing itself now. R refunds the credit, or it stays.");
        }
        let mut words = vec!["Oldest first".to_owned()];
        words.extend(family.owed.iter().take(MOST_LINES).map(|line| {
            let charge = &line.charge;
            let what = if charge.code.is_empty() {
                charge.description.as_str()
            } else {
                charge.code.as_str()
            };
            format!(
                "{what} of {}, {}",
                spoken(charge.from_on),
                grouped(line.owed.amount)
            )
        }));
        let amount = Field::new(AMOUNT, "Amount", Takes::Amount).hint("Empty: as much as there is");
        let ask = Ask::new(format!("Apply {}", grouped(row.amount)), "Apply")
            .with_groups(vec![Group::new(TO, "To", words).at(Some(0))])
            .with_fields(vec![("amount", amount)], vec![vec![("amount", 180.0)]]);
        self.open(row, Deed::Apply(family), ask, TO)
    }

    fn begin_give(&mut self, row: CreditRow, family: Box<Family>) -> Action<Message> {
        let words: Vec<String> = deed::others(&family, &row)
            .map(|member| member.name.to_string())
            .collect();
        if words.is_empty() {
            return warn("Nobody else is in this family; a credit moves only within it.");
        }
        let only = (words.len() == 1).then_some(0);
        let ask = Ask::new(format!("Move {}", grouped(row.amount)), "Move")
            .explain("The credit becomes another patient’s of the same family.")
            .with_groups(vec![Group::new(TO, "To", words).at(only)])
            .with_fields(
                vec![amount_of(row.amount), reason(REASON, "Why it is moved")],
                vec![vec![("amount", 180.0)], vec![("reason", 0.0)]],
            );
        self.open(row, Deed::Give(family), ask, TO)
    }

    fn open(
        &mut self,
        row: CreditRow,
        deed: Deed,
        ask: Ask,
        first: &'static str,
    ) -> Action<Message> {
        self.dialog = Some(Dialog { row, deed, ask });
        self.look();
        Action::run(go_to(first))
    }

    fn begin_refund(&mut self) -> Action<Message> {
        let Some(row) = self.selected().cloned() else {
            return Action::none();
        };
        match &row.source {
            CreditSource::Receipt(_, Account::PatientCredits | Account::UnappliedReceipts) => {}
            CreditSource::Receipt(_, Account::RefundsPayable) => {
                return warn("This refund is approved already; P enters its check.");
            }
            CreditSource::Receipt(..) => {
                return warn("Money in suspense belongs to a line; post the recoupment instead.");
            }
            CreditSource::Line(..) => {
                return warn("This line was paid too much; B sends it back to its payer.");
            }
        }
        let ask = Ask::new(format!("Refund {}", grouped(row.amount)), "Approve")
            .explain("It is promised back now; P enters the check once it is written.")
            .with_fields(
                vec![amount_of(row.amount), reason(REASON, "Why it goes back")],
                vec![vec![("amount", 180.0)], vec![("reason", 0.0)]],
            );
        self.open(row, Deed::Refund, ask, AMOUNT)
    }

    fn begin_paid(&mut self) -> Action<Message> {
        let Some(row) = self.selected().cloned() else {
            return Action::none();
        };
        if !matches!(
            row.source,
            CreditSource::Receipt(_, Account::RefundsPayable)
        ) {
            return warn("Only an approved refund is paid; R approves one first.");
        }
        let ask = Ask::new(
            format!("Our check for the refund of {}", grouped(row.amount)),
            "Enter the check",
        )
        .with_fields(vec![check()], vec![vec![("check_number", 200.0)]]);
        self.open(row, Deed::Pay, ask, CHECK)
    }

    fn begin_payer(&mut self) -> Action<Message> {
        let Some(row) = self.selected().cloned() else {
            return Action::none();
        };
        match &row.source {
            CreditSource::Line(_, party) if party.payer.is_some() => {}
            _ => {
                return warn("Only what a payer paid too much on a line goes back to it this way.");
            }
        }
        let ask = Ask::new(
            format!("Send {} back to {}", grouped(row.amount), self.owner(&row)),
            "Enter our check",
        )
        .explain("The line is no longer overpaid; the payer has its money back.")
        .with_fields(
            vec![
                amount_of(row.amount),
                check(),
                reason(REASON, "Why it goes back"),
            ],
            vec![
                vec![("amount", 180.0), ("check_number", 200.0)],
                vec![("reason", 0.0)],
            ],
        );
        self.open(row, Deed::PayerRefund, ask, CHECK)
    }
}

fn amount_of(amount: Money) -> (&'static str, Field<Takes>) {
    let field = Field::new(AMOUNT, "Amount", Takes::Amount).required();
    ("amount", field.with_text(amount.to_string()))
}

fn check() -> (&'static str, Field<Takes>) {
    let field = Field::new(CHECK, "Number of our check", Takes::Words);
    ("check_number", field.required())
}

impl Screen for Credits {
    type Message = Message;

    fn title(&self) -> String {
        "Credits".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(
            Stroke::sign('a'),
            "Apply…",
            Message::ApplyPressed,
        ))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            let bindings = dialog.ask.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Ask)).collect();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        vec![
            sign('m', "Move…", Message::GivePressed),
            sign('r', "Refund…", Message::RefundPressed),
            sign('p', "Paid…", Message::PaidPressed),
            sign('b', "Back to the payer…", Message::PayerPressed),
            Binding::new(Stroke::named(Named::F8), "Account", Message::AccountPressed),
        ]
    }

    fn back(&self) -> Option<Message> {
        self.dialog.as_ref().map(|_| Message::DialogLeft)
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        let dialog = self.dialog.as_ref()?;
        Some(dialog.ask.view().map(Message::Ask))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Read(Ok((rows, names))) => {
                let last = rows.len().checked_sub(1);
                self.selection.row =
                    last.map(|last| self.selection.row.unwrap_or_default().min(last));
                self.rows = Some(rows);
                self.names = names;
                if let Some(sort) = self.selection.sort {
                    self.sort(sort);
                }
            }
            Message::Read(Err(error)) => return Action::failed(&error, context),
            Message::Resumed => return Action::run(self.read(context)),
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Sorted(sort) => self.sort(sort),
                    Act::Opened(_) => return self.open_account(),
                }
            }
            Message::AccountPressed => return self.open_account(),
            Message::ApplyPressed => return self.with_family(true, context),
            Message::GivePressed => return self.with_family(false, context),
            Message::FamilyRead(true, row, Ok(family)) => return self.begin_apply(*row, family),
            Message::FamilyRead(false, row, Ok(family)) => return self.begin_give(*row, family),
            Message::FamilyRead(_, _, Err(error)) => return Action::failed(&error, context),
            Message::RefundPressed => return self.begin_refund(),
            Message::PaidPressed => return self.begin_paid(),
            Message::PayerPressed => return self.begin_payer(),
            Message::Ask(message) => {
                let next = self
                    .dialog
                    .as_mut()
                    .and_then(|dialog| dialog.ask.update(message));
                match next {
                    Some(Next::Look) => self.look(),
                    Some(Next::Go) => return self.go(context),
                    Some(Next::Leave) => self.dialog = None,
                    None => {}
                }
            }
            Message::Posted(words, Ok(())) => {
                self.dialog = None;
                return Action::run(self.read(context).chain(go_to(LIST)))
                    .and(Request::Notify(Notice::done(words)))
                    .and(Request::PracticeChanged);
            }
            Message::Posted(_, Err(error)) => {
                if let Some(dialog) = &mut self.dialog
                    && let Some(id) = dialog.ask.refuse(&error)
                {
                    return Action::run(go_to(id));
                }
            }
            Message::DialogLeft => self.dialog = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Credits {
    fn open_account(&self) -> Action<Message> {
        match self.selected().and_then(|row| row.patient.clone()) {
            Some(patient) => Action::request(Request::Open(Route::Account(Some(patient)))),
            None => warn("This money is no patient’s; it has no account."),
        }
    }
}
