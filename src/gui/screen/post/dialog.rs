//! What the posting screen asks: why a line is denied, what a zero means, what is taken back, what
//! the books do with an adjustment, what a check holds beside its claims, and what follows.

mod view;

use chrono::{Days, NaiveDate};
use iced::advanced::widget::Id;
use iced::keyboard::key::Named;

use super::amount::CellKind;
use super::check::PostedRow;
use super::{Message, POST, Post};
use crate::commands::Error;
use crate::commands::ledger::remittances::{LineToPost, Preview};
use crate::domain::date::spoken;
use crate::domain::id::{ReceiptId, RemittanceLineId};
use crate::domain::money::Money;
use crate::domain::remittance::item::{ItemCode, ItemDraft, ItemEffect, PostedItem};
use crate::domain::remittance::plan::Consequence;
use crate::domain::remittance::rule::{self, Reason};
use crate::domain::remittance::{AdjustmentGroup, Disposition, PostedRemittance, RemittanceClass};
use crate::gui::action::Action;
use crate::gui::app::focus_on;
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::money::grouped;
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::typeahead::{self, MOST, Match, Typeahead};
use crate::gui::widget::window_list::{Act, Selection};

pub const REASON: &str = "post-reason";
pub const ITEM_AMOUNT: &str = "post-item-amount";
const DENIAL: &str = "post-denial";
const CHOICES: &str = "post-choices";

/// What is told once a check is closed, and once a claim is left.
pub(super) const CLOSED: &str = "The check is closed.";
pub(super) const LEFT: &str = "";

const GROUPS: &[(AdjustmentGroup, &str)] = &[
    (AdjustmentGroup::Contractual, "CO"),
    (AdjustmentGroup::PatientResponsibility, "PR"),
    (AdjustmentGroup::Other, "OA"),
    (AdjustmentGroup::PayerInitiated, "PI"),
];

const CODES: &[(ItemCode, &str)] = &[
    (ItemCode::Interest, "L6 interest"),
    (ItemCode::Recoupment, "WO kept back"),
    (ItemCode::ForwardingBalance, "FB later"),
    (ItemCode::RefundAcknowledged, "72 refund"),
    (ItemCode::Other, "CS other"),
];

const EFFECTS: &[(ItemEffect, &str)] = &[
    (ItemEffect::More, "More money"),
    (ItemEffect::Less, "Less money"),
    (ItemEffect::Notice, "Notice only"),
];

/// The meanings of a payment of zero.
pub(super) const CLASSES: [RemittanceClass; 7] = [
    RemittanceClass::Patient,
    RemittanceClass::Capitated,
    RemittanceClass::Bundled,
    RemittanceClass::Duplicate,
    RemittanceClass::Denied,
    RemittanceClass::PriorPayer,
    RemittanceClass::Adjusted,
];

/// A question over the grid.
#[derive(Debug)]
pub enum Dialog {
    Deny(Box<Deny>),
    Zero(Zero),
    Takeback(Takeback),
    Books(Books),
    Item(Box<Item>),
    Close(Close),
    Void(Void),
    Consequences(Consequences),
    /// Whether what is typed on a claim is dropped.
    Leave,
}

#[derive(Debug)]
pub struct Deny {
    row: usize,
    reason: Typeahead<String>,
    group: Choice<AdjustmentGroup>,
    appeal_by: Field<Date>,
}

#[derive(Debug)]
pub struct Zero {
    row: usize,
    selection: Selection,
}

#[derive(Debug)]
pub struct Takeback {
    row: usize,
    earlier: Vec<Earlier>,
    selection: Selection,
}

/// An earlier decision that can be taken back.
#[derive(Debug)]
struct Earlier {
    id: RemittanceLineId,
    on: NaiveDate,
    paid: Money,
    adjusted: String,
}

#[derive(Debug)]
pub struct Books {
    row: usize,
    at: usize,
    what: String,
    selection: Selection,
}

#[derive(Debug)]
pub struct Item {
    code: Choice<ItemCode>,
    effect: Choice<ItemEffect>,
    amount: Field<CellKind>,
    reference: Field<Text>,
    note: Field<Text>,
    refusal: String,
}

#[derive(Debug)]
pub struct Close {
    left: Money,
    pub(super) reason: Field<Text>,
}

#[derive(Debug)]
pub struct Void {
    pub(super) what: PostedRow,
    title: String,
    reversed: Vec<String>,
    pub(super) reason: Field<Text>,
}

#[derive(Debug)]
pub struct Consequences {
    lines: Vec<Consequence>,
    warnings: Vec<String>,
    left: Option<Money>,
}

/// What happens in a dialog.
#[derive(Debug, Clone)]
pub enum Edit {
    Sought(typeahead::Edit),
    Group(AdjustmentGroup),
    AppealBy(form::Edit),
    Listed(Act),
    Code(ItemCode),
    Effect(ItemEffect),
    Amount(form::Edit),
    Reference(form::Edit),
    Note(form::Edit),
    Reason(form::Edit),
}

fn why(label: &'static str) -> Field<Text> {
    Field::new(REASON, label, Text::plain())
}

fn first_row() -> Selection {
    Selection {
        row: Some(0),
        sort: None,
    }
}

impl Dialog {
    pub(super) fn deny(
        row: usize,
        days: Option<u16>,
        decided: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        let kind = Date {
            today,
            span: Span::Around,
        };
        let mut appeal_by = Field::new("post-appeal-by", "Appeal by", kind).takes_ghost_on_enter();
        let last = days.and_then(|days| {
            decided
                .unwrap_or(today)
                .checked_add_days(Days::new(days.into()))
        });
        appeal_by.set_ghost(last.map(spoken));
        appeal_by.set_hint(match days {
            Some(days) => format!("The payer gives {days} days"),
            None => "The payer’s days to appeal are not on file".to_owned(),
        });
        Self::Deny(Box::new(Deny {
            row,
            reason: Typeahead::new(DENIAL, "Reason")
                .required()
                .hint("Reason code, or words of it")
                .list_width(600.0),
            group: Choice::new("post-denial-group", "Group", GROUPS),
            appeal_by,
        }))
    }

    pub(super) fn zero(row: usize) -> Self {
        Self::Zero(Zero {
            row,
            selection: first_row(),
        })
    }

    /// The decisions on a line that can be taken back; none where there are none.
    pub(super) fn takeback(row: usize, line: &LineToPost) -> Option<Self> {
        let earlier: Vec<Earlier> = line
            .previous
            .iter()
            .rev()
            .filter(|it| it.can_be_taken_back)
            .map(|it| Earlier {
                id: it.id,
                on: it.adjudicated_on,
                paid: it.line.paid,
                adjusted: adjusted(&it.line),
            })
            .collect();
        (!earlier.is_empty()).then(|| {
            Self::Takeback(Takeback {
                row,
                earlier,
                selection: first_row(),
            })
        })
    }

    pub(super) fn books(row: usize, at: usize, what: &str, suggested: Option<Disposition>) -> Self {
        let place = suggested
            .and_then(|it| Disposition::ALL.iter().position(|other| *other == it))
            .unwrap_or_default();
        Self::Books(Books {
            row,
            at,
            what: what.to_owned(),
            selection: Selection {
                row: Some(place),
                sort: None,
            },
        })
    }

    pub(super) fn item() -> Self {
        let mut code = Choice::new("post-item-code", "What it is", CODES);
        code.set(Some(ItemCode::Interest));
        let mut effect = Choice::new("post-item-effect", "What the check has of it", EFFECTS);
        effect.set(Some(ItemEffect::More));
        Self::Item(Box::new(Item {
            code,
            effect,
            amount: Field::new(ITEM_AMOUNT, "Amount", CellKind::Amount).required(),
            reference: Field::new("post-item-reference", "Payer’s number", Text::plain()),
            note: Field::new("post-item-note", "Note", Text::plain()),
            refusal: String::new(),
        }))
    }

    pub(super) fn close(left: Money) -> Self {
        Self::Close(Close {
            left,
            reason: why("Why the rest stays unapplied"),
        })
    }

    pub(super) fn void_eob(posted: &PostedRemittance) -> Self {
        let reversed = posted
            .remittance
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                format!(
                    "Line {}: paid {} comes back; {} {} undone",
                    at + 1,
                    grouped(line.paid),
                    adjusted(line),
                    if line.adjustments.len() == 1 {
                        "is"
                    } else {
                        "are"
                    }
                )
            });
        let claim = match &posted.remittance.claim {
            Some(claim) => format!(" of claim {claim}"),
            None => String::new(),
        };
        Self::Void(Void {
            what: PostedRow::Eob(posted.id),
            title: format!("Void EOB {}{claim}", posted.id),
            reversed: reversed.collect(),
            reason: why("Why it is taken back").required(),
        })
    }

    pub(super) fn void_item(posted: &PostedItem) -> Self {
        Self::Void(Void {
            what: PostedRow::Item(posted.id),
            title: format!("Void item {}", posted.item.code),
            reversed: vec![format!("{} is reversed", grouped(posted.item.amount))],
            reason: why("Why it is taken back").required(),
        })
    }

    pub(super) fn consequences(preview: &Preview) -> Self {
        let mut warnings: Vec<String> = Vec::new();
        for finding in preview.findings.iter().filter(|it| !it.is_error()) {
            // What several lines have in common is said once.
            if !warnings.contains(&finding.sentence) {
                warnings.push(finding.sentence.clone());
            }
        }
        Self::Consequences(Consequences {
            lines: preview.consequences.clone(),
            warnings,
            left: preview.check.map(|check| check.left),
        })
    }

    pub(super) fn bindings(&self) -> Vec<Binding<Message>> {
        let (word, message) = match self {
            Self::Consequences(_) => ("Post the claim", Message::PostConfirmed),
            Self::Deny(_) => ("Deny the line", Message::DialogConfirmed),
            Self::Zero(_) | Self::Takeback(_) | Self::Books(_) => {
                ("Choose", Message::DialogConfirmed)
            }
            Self::Item(_) => ("Post the item", Message::DialogConfirmed),
            Self::Close(_) => ("Close the check", Message::DialogConfirmed),
            Self::Void(_) => ("Void", Message::DialogConfirmed),
            Self::Leave => ("Drop what is typed", Message::DialogConfirmed),
        };
        let mut bindings = vec![Binding::new(POST, word, message.clone()).unshown()];
        if matches!(self, Self::Consequences(_)) {
            bindings.push(Binding::new(Stroke::named(Named::Enter), word, message).unshown());
        }
        bindings
    }

    /// Shows why it was not done; the field to go to.
    pub(super) fn refuse(&mut self, error: &Error) -> Option<&'static str> {
        let told = sentence(&error.to_string());
        match self {
            Self::Close(close) => close.reason.refuse(told),
            Self::Void(void) => void.reason.refuse(told),
            Self::Item(item) => {
                item.refusal = told;
                return Some(ITEM_AMOUNT);
            }
            _ => return None,
        }
        Some(REASON)
    }
}

/// The adjustments of a decision, in one line.
fn adjusted(line: &crate::domain::remittance::RemittanceLine) -> String {
    let parts: Vec<String> = line
        .adjustments
        .iter()
        .map(|it| format!("{}{} {}", it.group, it.reason, grouped(it.amount)))
        .collect();
    if parts.is_empty() {
        "no adjustment".to_owned()
    } else {
        parts.join(", ")
    }
}

impl Item {
    /// The item as typed; none while its amount cannot be read.
    pub(super) fn draft(&mut self, receipt: ReceiptId) -> Option<ItemDraft> {
        self.refusal.clear();
        if !self.amount.touch() {
            return None;
        }
        Some(ItemDraft {
            receipt_id: receipt.to_string(),
            code: self
                .code
                .value()
                .map(|it| it.to_string())
                .unwrap_or_default(),
            effect: self
                .effect
                .value()
                .map(|it| it.to_string())
                .unwrap_or_default(),
            amount: self.amount.value().cloned().unwrap_or_default(),
            reference: self.reference.text().trim().to_owned(),
            note: self.note.text().trim().to_owned(),
            ..ItemDraft::default()
        })
    }
}

impl Deny {
    fn chosen(&self) -> Option<&'static Reason> {
        rule::reason(self.reason.value()?)
    }

    fn seek(&mut self, edit: typeahead::Edit) {
        let had = self.reason.value().cloned();
        if let Some(question) = self.reason.update(edit) {
            let found = rule::reasons_like(&question.text).into_iter().take(MOST);
            let matches = found.map(|reason| Match {
                value: reason.code.to_owned(),
                text: reason.code.to_owned(),
                code: reason.code.to_owned(),
                words: reason.meaning.to_owned(),
                note: reason.category.to_owned(),
            });
            self.reason.answer(question.serial, matches.collect());
        }
        if self.reason.value() != had.as_ref()
            && let Some(reason) = self.chosen()
        {
            self.reason.set_caption(reason.meaning);
            self.group.set(Some(reason.usual_group));
        }
    }
}

impl Post {
    pub(super) fn edit_dialog(&mut self, edit: Edit) -> Action<Message> {
        let is_opened = matches!(edit, Edit::Listed(Act::Opened(_)));
        match (&mut self.dialog, edit) {
            (Some(Dialog::Deny(deny)), Edit::Sought(edit)) => deny.seek(edit),
            (Some(Dialog::Deny(deny)), Edit::Group(group)) => deny.group.set(Some(group)),
            (Some(Dialog::Deny(deny)), Edit::AppealBy(edit)) => deny.appeal_by.update(edit),
            (Some(Dialog::Zero(zero)), Edit::Listed(act)) => zero.selection.apply(act),
            (Some(Dialog::Takeback(takeback)), Edit::Listed(act)) => {
                takeback.selection.apply(act);
            }
            (Some(Dialog::Books(books)), Edit::Listed(act)) => books.selection.apply(act),
            (Some(Dialog::Item(item)), Edit::Code(code)) => {
                item.code.set(Some(code));
                item.effect.set(match code {
                    ItemCode::Interest => Some(ItemEffect::More),
                    ItemCode::Recoupment => Some(ItemEffect::Less),
                    ItemCode::ForwardingBalance | ItemCode::RefundAcknowledged => {
                        Some(ItemEffect::Notice)
                    }
                    ItemCode::Other => None,
                });
            }
            (Some(Dialog::Item(item)), Edit::Effect(effect)) => item.effect.set(Some(effect)),
            (Some(Dialog::Item(item)), Edit::Amount(edit)) => item.amount.update(edit),
            (Some(Dialog::Item(item)), Edit::Reference(edit)) => item.reference.update(edit),
            (Some(Dialog::Item(item)), Edit::Note(edit)) => item.note.update(edit),
            (Some(Dialog::Close(close)), Edit::Reason(edit)) => close.reason.update(edit),
            (Some(Dialog::Void(void)), Edit::Reason(edit)) => void.reason.update(edit),
            _ => {}
        }
        if is_opened {
            return self.choose();
        }
        Action::none()
    }

    pub(super) fn confirm(&mut self, context: &Context) -> Action<Message> {
        match &self.dialog {
            Some(Dialog::Deny(_) | Dialog::Zero(_) | Dialog::Takeback(_) | Dialog::Books(_)) => {
                self.choose()
            }
            _ => self.do_on_check(context),
        }
    }

    /// Takes what a dialog about a line chose into the line.
    fn choose(&mut self) -> Action<Message> {
        let Some(grid) = &mut self.grid else {
            return Action::none();
        };
        match &mut self.dialog {
            Some(Dialog::Deny(deny)) => {
                if !deny.reason.touch() {
                    return Action::run(focus_on(DENIAL));
                }
                let (Some(reason), Some(group)) = (deny.chosen(), deny.group.value()) else {
                    return Action::run(focus_on(DENIAL));
                };
                if !deny.appeal_by.touch() {
                    return Action::run(focus_on("post-appeal-by"));
                }
                let is_double = reason.code == rule::DUPLICATE;
                let class = if is_double {
                    RemittanceClass::Duplicate
                } else {
                    RemittanceClass::Denied
                };
                let appeal_by = deny.appeal_by.value().map(ToString::to_string);
                if let Some(line) = grid.lines.get_mut(deny.row) {
                    line.deny(deny.row, group, reason.code, class.as_str());
                    line.appeal_by = appeal_by.unwrap_or_default();
                }
            }
            Some(Dialog::Zero(zero)) => {
                let class = zero.selection.row.and_then(|row| CLASSES.get(row));
                if let (Some(class), Some(line)) = (class, grid.lines.get_mut(zero.row)) {
                    class.as_str().clone_into(&mut line.class);
                    if line.paid.text().is_empty() {
                        line.paid.set_text("0.00");
                    }
                }
            }
            Some(Dialog::Takeback(takeback)) => {
                let chosen = takeback
                    .selection
                    .row
                    .and_then(|row| takeback.earlier.get(row));
                if let (Some(earlier), Some(line)) = (chosen, grid.lines.get_mut(takeback.row)) {
                    line.takes_back = Some(earlier.id);
                }
            }
            Some(Dialog::Books(books)) => {
                let chosen = books
                    .selection
                    .row
                    .and_then(|row| Disposition::ALL.get(row));
                if let (Some(chosen), Some(line)) = (chosen, grid.lines.get_mut(books.row)) {
                    let _ = line.dispositions.insert(books.at, chosen.to_string());
                }
            }
            _ => return Action::none(),
        }
        self.dialog = None;
        grid.dress();
        Action::none()
    }
}

/// What the books do with an adjustment, in words.
fn disposition_words(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Contractual => "Write off as contractual allowance",
        Disposition::Sequestration => "Write off as sequestration",
        Disposition::Capitated => "Write off as capitated",
        Disposition::Administrative => "Write off as administrative: it could have been avoided",
        Disposition::Discretionary => "Write off at our discretion",
        Disposition::Withhold => "Withhold: owed until the year’s end",
        Disposition::NextParty => "Next coverage, or the patient where there is none",
        Disposition::Patient => "The patient owes it",
        Disposition::NextPayer => "Next coverage and never the patient",
        Disposition::Hold => "Hold with the payer for a decision",
        Disposition::Denied => "Denied: correct or appeal",
        Disposition::Information => "Says something only",
    }
}

/// What to tell of a consequence apart, where somebody has to act.
fn is_work(consequence: &Consequence) -> bool {
    matches!(
        consequence,
        Consequence::Denied { .. }
            | Consequence::Held { .. }
            | Consequence::StillOpen { .. }
            | Consequence::Credit { .. }
    )
}

/// The id of the list of choices.
fn choices() -> Id {
    Id::new(CHOICES)
}
