//! What a screen hands to the window after an update.

use std::path::PathBuf;

use iced::Task;

use crate::commands;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::FieldRef;
use crate::domain::id::{ChargeLineId, ClaimId, EncounterId, EstimateId, PatientId, ReceiptId};
use crate::gui::context::{Context, Practice, Preferences};
use crate::gui::notice::Notice;
use crate::gui::screen::Draft;

/// Tasks to run and things to ask of the window.
#[must_use]
#[derive(Debug)]
pub struct Action<M> {
    pub requests: Vec<Request>,
    pub task: Task<M>,
}

/// Where the window can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Make a practice file, or choose one.
    Welcome,
    /// Set up a new practice.
    NewPractice,
    /// Give the passphrase of a practice file.
    Unlock(PathBuf),
    /// What waits today.
    Home,
    /// Find a patient.
    Patients,
    /// One patient's card.
    Patient(PatientId),
    /// Enter a new patient, or correct one's demographics.
    PatientForm(Option<PatientId>),
    /// Enter a visit, or correct one.
    Visit {
        patient: Option<PatientId>,
        visit: Option<EncounterId>,
    },
    /// The claims of a status, or all.
    Claims(Option<ClaimStatus>),
    /// One claim on its form.
    Claim(ClaimId),
    /// The receipts log of a day.
    Receipts,
    /// Post what payers decided: of this receipt, or of one that is chosen there.
    Post(Option<ReceiptId>),
    /// What a patient owes, line by line; without one, find her first.
    Account(Option<PatientId>),
    /// Take a patient's payment.
    Payment(Option<PatientId>),
    /// The payment plans of an account, or a new one with these lines.
    Plan {
        patient: PatientId,
        lines: Vec<ChargeLineId>,
    },
    /// What a patient is given on paper; at once the one that is wanted.
    Papers {
        patient: PatientId,
        wanted: Option<PaperWanted>,
    },
    /// Write a good-faith estimate, or look at one.
    Estimate {
        patient: Option<PatientId>,
        estimate: Option<EstimateId>,
    },
    /// Write a letter.
    Letter(Option<PatientId>),
    /// Mailing labels for these patients.
    Labels(Vec<PatientId>),
    /// Money that came in and is not applied.
    Credits,
    /// What goes to the bank, and what went.
    Deposits,
    /// Close the day and the month.
    Closing,
    /// The reports by name.
    Reports,
    /// Who is due a statement, and what was mailed.
    Statements,
    /// Accounts past the final notice, and with the agency.
    Collections,
    /// Payers, providers, facilities, fee schedules and the practice itself.
    Lists,
    /// Browse the code sets.
    Codes,
    /// Appearance, lock time, printers.
    Settings,
    /// Rules, letterhead, envelopes and dunning texts of patient statements.
    StatementSettings,
    /// The texts of letters.
    Templates,
    /// What services are called on papers for patients.
    Descriptions,
    /// The practice file itself: where it lies, whether it is sound.
    File,
}

/// A paper that a screen is opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperWanted {
    /// The receipt of a patient's payment.
    Receipt(ReceiptId),
    WalkOut(EncounterId),
    Superbill(EncounterId),
}

/// A field of a record, to go to on the screen that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub field: FieldRef,
    /// Which record, where the screen has several of its kind: its id; for a number that a payer
    /// gave, whose it is and the payer's id.
    pub of: Vec<String>,
}

/// What a screen asks of the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Another screen, over this one.
    Open(Route),
    /// Another screen over this one, at a field of it.
    OpenAt(Route, Spot),
    /// Another screen in the place of this one.
    Replace(Route),
    /// Back to the screen below.
    Close,
    /// Tell the user something.
    Notify(Notice),
    /// This practice file is open now: work begins.
    Begin(Practice),
    /// Keep this form as it is typed: the screen closes it and may open it again.
    KeepDraft(Draft),
    /// Remember these preferences from now on.
    Prefer(Preferences),
    /// What is said of the practice on every screen may have changed.
    PracticeChanged,
    /// The practice file is to be closed and its key forgotten.
    Lock,
}

impl<M> Action<M> {
    /// Nothing further.
    pub fn none() -> Self {
        Self {
            requests: Vec::new(),
            task: Task::none(),
        }
    }

    /// Something to do off the window's thread.
    pub fn run(task: Task<M>) -> Self {
        Self {
            requests: Vec::new(),
            task,
        }
    }

    /// Something to ask of the window.
    pub fn request(request: Request) -> Self {
        Self {
            requests: vec![request],
            task: Task::none(),
        }
    }

    /// Tells why something was not done; nobody where the practice was locked meanwhile.
    pub fn failed(error: &commands::Error, context: &Context) -> Self {
        match context.practice {
            Some(_) => Self::request(Request::Notify(Notice::error(error))),
            None => Self::none(),
        }
    }

    /// And something more to ask.
    pub fn and(mut self, request: Request) -> Self {
        self.requests.push(request);
        self
    }

    /// The same for a message that wraps the screen's.
    pub fn map<N>(self, f: impl FnMut(M) -> N + Send + 'static) -> Action<N>
    where
        M: Send + 'static,
        N: Send + 'static,
    {
        Action {
            requests: self.requests,
            task: self.task.map(f),
        }
    }
}
