//! Post what payers decided: pick a check, find its claims one by one, and type each as printed.

mod acts;
mod amount;
mod check;
mod dialog;
mod grid;
mod keeping;
mod keys;
mod view;

use std::collections::HashMap;

use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::Error;
use crate::commands::drafts::DraftKind;
use crate::commands::ledger::receipt_log::LogRow;
use crate::commands::ledger::remittances::{
    CheckState, ClaimHit, ClaimToPost, PostedEob, Preview, Target,
};
use crate::domain::coverage::Rank;
use crate::domain::id::ReceiptId;
use crate::domain::remittance::RemittanceDraft;
use crate::gui::action::{Action, Request, Route};
use crate::gui::app::focus_on;
use crate::gui::context::Context;
use crate::gui::form;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::gui::widget::window_list::{Act, Selection};

use dialog::Dialog;
use grid::{Grid, Place};

const PICKS: &str = "post-picks";
const FIND: &str = "post-find";
pub const POSTED: &str = "post-posted";

const POST: Stroke = Stroke::named(Named::Enter).with_command();
const ITEM: Stroke = Stroke::sign('i').with_command();
const LISTED: Stroke = Stroke::sign('g').with_command();
const LEAVE: Stroke = Stroke::sign('e').with_command();

/// EOB posting.
#[derive(Debug)]
pub struct Post {
    /// The receipt it is posted from; none while one is chosen.
    receipt: Option<ReceiptId>,
    picks: Vec<LogRow>,
    picked: Selection,
    is_loaded: bool,
    check: Option<Box<CheckState>>,
    /// The days that each payer gives to appeal.
    appeal_days: HashMap<String, u16>,
    find: Typeahead<Target>,
    posted: Selection,
    grid: Option<Box<Grid>>,
    dialog: Option<Dialog>,
    is_busy: bool,
    is_restored: bool,
    /// How many claims were posted in this sitting.
    n_posted: usize,
}

/// What one key asks of a cell of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Expected,
    Rest,
    Shares,
    Denied,
    Zero,
    Takeback,
    Remarks,
    Books,
    Up,
    Down,
}

/// What the practice file says of a check.
#[derive(Debug, Clone)]
pub struct Begun {
    check: CheckState,
    appeal_days: HashMap<String, u16>,
    /// A half-typed explanation with its claim.
    kept: Option<(grid::Kept, ClaimToPost)>,
}

#[derive(Debug, Clone)]
pub enum Message {
    PicksRead(Result<Vec<LogRow>, Error>),
    Picked(Act),
    LogWanted,
    Begun(Box<Result<Begun, Error>>),
    FindEdited(typeahead::Edit),
    Found(u32, Result<Vec<ClaimHit>, Error>),
    ClaimRead(Box<Result<ClaimToPost, Error>>),
    ControlEdited(form::Edit),
    DecidedEdited(form::Edit),
    RankChosen(Rank),
    ForwardedSwitched(bool),
    CellEdited(Place, form::Edit),
    AllExpected,
    Pressed(Place, Key),
    Judged(RemittanceDraft, Box<Result<Preview, Error>>),
    PostPressed,
    Previewed(Box<Result<Preview, Error>>),
    PostConfirmed,
    ClaimPosted(Box<Result<PostedEob, Error>>),
    ClaimLeft,
    PostedListed(Act),
    ListWanted,
    VoidPressed,
    ItemPressed,
    ClosePressed,
    Dialog(dialog::Edit),
    DialogConfirmed,
    DialogLeft,
    Done(&'static str, Result<(), Error>),
    CheckRead(Box<Result<CheckState, Error>>),
    Resumed,
}

impl Post {
    pub fn new(receipt: Option<ReceiptId>, context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            receipt,
            picks: Vec::new(),
            picked: Selection::default(),
            is_loaded: false,
            check: None,
            appeal_days: HashMap::new(),
            find: Typeahead::new(FIND, "Find the claim")
                .hint("Claim number as in box 26, patient’s name, or day of service")
                .list_width(720.0),
            posted: Selection::default(),
            grid: None,
            dialog: None,
            is_busy: false,
            is_restored: false,
            n_posted: 0,
        };
        let task = match receipt {
            Some(receipt) => screen.begin(receipt, context),
            None => Task::batch([screen.read_picks(context), focus_on(PICKS)]),
        };
        (screen, task)
    }

    /// What was found, as a row of the list under the field.
    fn matched(hit: ClaimHit) -> Match<Target> {
        let number = match &hit.target {
            Target::Claim(claim) => claim.to_string(),
            Target::Opening(_) => "Balance".to_owned(),
        };
        let on = hit.from_on.map(crate::domain::date::spoken);
        Match {
            value: hit.target,
            text: number.clone(),
            code: number,
            words: format!("{} · {}", hit.patient_name, hit.payer_name),
            note: format!(
                "{} · {}",
                on.unwrap_or_default(),
                form::money::grouped(hit.total)
            ),
        }
    }
}

impl Screen for Post {
    type Message = Message;

    fn title(&self) -> String {
        match self.receipt {
            Some(receipt) => format!("Post EOBs of receipt {receipt}"),
            None => "Post EOBs".to_owned(),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        if self.dialog.is_some() || self.check.is_none() {
            return None;
        }
        Some(match &self.grid {
            Some(_) => Binding::new(POST, "Post the claim", Message::PostPressed),
            None => Binding::new(POST, "Close the check", Message::ClosePressed),
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            return dialog.bindings();
        }
        if self.check.is_none() {
            let log = Binding::new(Stroke::sign('n'), "New receipt", Message::LogWanted);
            return vec![log];
        }
        let item = Binding::new(ITEM, "Check item…", Message::ItemPressed);
        match &self.grid {
            Some(grid) => {
                let mut bindings = vec![
                    Binding::new(LEAVE, "Leave the claim", Message::ClaimLeft),
                    item.unshown(),
                    Binding::new(
                        Stroke::sign('='),
                        "All lines as expected, in a line only that one",
                        Message::AllExpected,
                    )
                    .unshown(),
                ];
                if let Some(place) = grid.focused {
                    let words = keys::WORDS.iter();
                    bindings.extend(words.map(|(sign, word, key)| {
                        Binding::new(Stroke::sign(*sign), word, Message::Pressed(place, *key))
                            .unshown()
                    }));
                }
                bindings
            }
            None => vec![
                item,
                Binding::new(LISTED, "What is posted", Message::ListWanted).unshown(),
                Binding::new(Stroke::sign('v'), "Void…", Message::VoidPressed).unshown(),
            ],
        }
    }

    fn back(&self) -> Option<Message> {
        self.dialog.as_ref().map(|_| Message::DialogLeft)
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        let grid = self.grid.as_ref()?;
        let content = grid.content();
        (content != grid.begun).then(|| Draft {
            kind: DraftKind::Remittance.as_str(),
            key: self.receipt.map(|id| id.to_string()).unwrap_or_default(),
            content,
        })
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        self.dialog.as_ref().map(Dialog::view)
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let action = self.take(message, context);
        let judged = self.judge(context);
        Action {
            requests: action.requests,
            task: Task::batch([action.task, judged]),
        }
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Post {
    fn take(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::PicksRead(picks) => return self.picks_read(picks, context),
            Message::Picked(act) => return self.pick(act, context),
            Message::LogWanted => return Action::request(Request::Open(Route::Receipts)),
            Message::Begun(begun) => return self.begun(*begun, context),
            Message::FindEdited(edit) => return self.edit_find(edit, context),
            Message::Found(serial, found) => return self.found(serial, found, context),
            Message::ClaimRead(claim) => return self.claim_read(*claim, context),
            Message::ControlEdited(edit) => {
                if let Some(grid) = &mut self.grid {
                    grid.control.update(edit);
                }
            }
            Message::DecidedEdited(edit) => {
                if let Some(grid) = &mut self.grid {
                    grid.decided.update(edit);
                }
            }
            Message::RankChosen(rank) => {
                if let Some(grid) = &mut self.grid {
                    grid.rank.set(Some(rank));
                }
            }
            Message::ForwardedSwitched(is_forwarded) => {
                if let Some(grid) = &mut self.grid {
                    grid.is_forwarded = is_forwarded;
                }
            }
            Message::CellEdited(place, edit) => self.edit_cell(place, edit),
            Message::AllExpected => return self.all_expected(),
            Message::Pressed(place, key) => return self.press(place, key, context),
            Message::Judged(draft, judged) => return self.judged(draft, *judged, context),
            Message::PostPressed => return self.preview(context),
            Message::Previewed(preview) => return self.previewed(*preview, context),
            Message::PostConfirmed => return self.post(context),
            Message::ClaimPosted(posted) => return self.claim_posted(*posted, context),
            Message::ClaimLeft => return self.leave_claim(),
            Message::PostedListed(act) => {
                self.posted.apply(act);
                if matches!(act, Act::Opened(_)) {
                    return self.ask_to_void();
                }
            }
            Message::ListWanted => return Action::run(focus_on(POSTED)),
            Message::VoidPressed => return self.ask_to_void(),
            Message::ItemPressed => self.dialog = Some(Dialog::item()),
            Message::ClosePressed => return self.ask_to_close(),
            Message::Dialog(edit) => return self.edit_dialog(edit),
            Message::DialogConfirmed => return self.confirm(context),
            Message::DialogLeft => self.dialog = None,
            Message::Done(told, result) => return self.done(told, result, context),
            Message::CheckRead(check) => return self.check_read(*check, context),
            Message::Resumed => return self.resume(context),
        }
        Action::none()
    }

    /// Goes to the first thing to type: the claim on the grid, else the claim to find.
    fn first(&self) -> Task<Message> {
        match &self.grid {
            Some(_) => go_to(grid::CONTROL),
            None => go_to(FIND),
        }
    }
}
