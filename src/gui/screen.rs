//! The screens, one file each, and what the window asks of every one of them.
//!
//! To add a screen: write `screen/NAME.rs` with a type that implements [`Screen`], name it in the
//! `screens!` list below, give it a [`Route`] and an arm in [`AnyScreen::open`], and, where the rail
//! leads to it, an entry in `rail::PLACES`.

pub mod account;

pub mod ask;

pub mod claim;

pub mod claims;

pub mod closing;

pub mod codes;

pub mod collections;

pub mod credits;

pub mod deposits;

pub mod descriptions;

pub mod estimate;

pub mod estimated;

pub mod file;

pub mod give;

pub mod hand_over;

pub mod home;

pub mod labels;

pub mod letter;

pub mod lists;

pub mod mailing;

pub mod new_practice;

pub mod output;

pub mod paper;

pub mod papers;

pub mod patient;

pub mod patient_form;

pub mod patients;
pub mod payment;

pub mod plan;

pub mod post;

pub mod preview;

pub mod print;

pub mod receipts;

pub mod reports;

pub mod settings;

pub mod sheaf;

pub mod statements;

pub mod stationery;

pub mod templates;

pub mod unlock;

pub mod visit;

pub mod welcome;

pub mod who;

use std::fmt::Debug;

use iced::{Element, Task};
use serde::Serialize;

use crate::commands::drafts::{self, DraftKey};
use crate::commands::{self};
use crate::gui::action::{Action, Route, Spot};
use crate::gui::context::Context;
use crate::gui::shortcut::Binding;

/// What is typed on a screen and not saved yet: kept in the practice file, so that it is there again
/// after a lock or a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The kind of form: `visit`, `patient`.
    pub kind: &'static str,
    /// Which record, or `new`.
    pub key: String,
    /// The raw texts as JSON, for the screen that made it.
    pub content: String,
}

impl Draft {
    /// The draft of a form; None where its texts are no JSON.
    pub fn new(key: DraftKey, kept: &impl Serialize) -> Option<Self> {
        Some(Self {
            kind: key.kind.as_str(),
            key: key.key,
            content: serde_json::to_string(kept).ok()?,
        })
    }

    /// Drops what was kept of a form that is saved, or not wanted any more.
    pub fn drop<M: Send + 'static>(
        key: DraftKey,
        context: &Context,
        told: fn(Result<(), commands::Error>) -> M,
    ) -> Task<M> {
        match context.database() {
            Some(database) => Task::perform(drafts::drop(database, key), told),
            None => Task::none(),
        }
    }
}

/// What the window asks of every screen.
pub trait Screen {
    type Message: Clone + Debug + Send + 'static;

    /// What stands in the title bar.
    fn title(&self) -> String;

    /// Takes over what happened. It never touches the disk, the clock or the database: that is what
    /// the action's task is for.
    fn update(&mut self, message: Self::Message, context: &Context) -> Action<Self::Message>;

    /// What stands below the title bar.
    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Self::Message>;

    /// A dialog over everything; it has the focus as long as it is there.
    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Self::Message>> {
        None
    }

    /// The one primary action, shown as a button in the title bar.
    fn primary(&self) -> Option<Binding<Self::Message>> {
        None
    }

    /// What other keys do now; with a dialog open, only what they do there.
    fn bindings(&self) -> Vec<Binding<Self::Message>> {
        Vec::new()
    }

    /// What Back does here before it leaves the screen: close the dialog, the search.
    fn back(&self) -> Option<Self::Message> {
        None
    }

    /// What a screen does that comes to the front again, or is in front when something behind it
    /// changed: read anew what it lists. A form keeps what is typed and does nothing.
    fn resumed(&self) -> Option<Self::Message> {
        None
    }

    /// What a screen does that was opened for one of its fields: it goes there once it is filled.
    fn point(&self, _spot: Spot) -> Option<Self::Message> {
        None
    }

    /// What a screen does instead of being left when what is typed on it is dropped for good: it
    /// drops it itself and goes on.
    fn drop_typed(&self) -> Option<Self::Message> {
        None
    }

    /// Whether something typed would be lost with the screen.
    fn has_changes(&self) -> bool {
        self.draft().is_some()
    }

    /// What is typed and not saved; the window keeps it as it changes, and when it locks or closes.
    fn draft(&self) -> Option<Draft> {
        None
    }
}

macro_rules! screens {
    ($($name:ident => $path:ty),* $(,)?) => {
        /// Any one screen.
        #[allow(clippy::large_enum_variant, reason = "a handful of them live at a time")]
        #[derive(Debug)]
        pub enum AnyScreen {
            $($name($path),)*
        }

        /// What happened on any one screen.
        #[derive(Debug, Clone)]
        pub enum AnyMessage {
            $($name(<$path as Screen>::Message),)*
        }

        impl Screen for AnyScreen {
            type Message = AnyMessage;

            fn title(&self) -> String {
                match self {
                    $(Self::$name(screen) => screen.title(),)*
                }
            }

            fn update(&mut self, message: AnyMessage, context: &Context) -> Action<AnyMessage> {
                match (self, message) {
                    $((Self::$name(screen), AnyMessage::$name(message)) => {
                        screen.update(message, context).map(AnyMessage::$name)
                    })*
                    // A screen's id never changes its kind, so its messages find it or nothing.
                    #[allow(unreachable_patterns)]
                    _ => Action::none(),
                }
            }

            fn view<'a>(&'a self, context: &'a Context) -> Element<'a, AnyMessage> {
                match self {
                    $(Self::$name(screen) => screen.view(context).map(AnyMessage::$name),)*
                }
            }

            fn dialog<'a>(&'a self, context: &'a Context) -> Option<Element<'a, AnyMessage>> {
                match self {
                    $(Self::$name(screen) => screen
                        .dialog(context)
                        .map(|dialog| dialog.map(AnyMessage::$name)),)*
                }
            }

            fn primary(&self) -> Option<Binding<AnyMessage>> {
                match self {
                    $(Self::$name(screen) => screen
                        .primary()
                        .map(|binding| binding.map(AnyMessage::$name)),)*
                }
            }

            fn bindings(&self) -> Vec<Binding<AnyMessage>> {
                match self {
                    $(Self::$name(screen) => screen
                        .bindings()
                        .into_iter()
                        .map(|binding| binding.map(AnyMessage::$name))
                        .collect(),)*
                }
            }

            fn back(&self) -> Option<AnyMessage> {
                match self {
                    $(Self::$name(screen) => screen.back().map(AnyMessage::$name),)*
                }
            }

            fn resumed(&self) -> Option<AnyMessage> {
                match self {
                    $(Self::$name(screen) => screen.resumed().map(AnyMessage::$name),)*
                }
            }

            fn point(&self, spot: Spot) -> Option<AnyMessage> {
                match self {
                    $(Self::$name(screen) => screen.point(spot).map(AnyMessage::$name),)*
                }
            }

            fn drop_typed(&self) -> Option<AnyMessage> {
                match self {
                    $(Self::$name(screen) => screen.drop_typed().map(AnyMessage::$name),)*
                }
            }

            fn has_changes(&self) -> bool {
                match self {
                    $(Self::$name(screen) => screen.has_changes(),)*
                }
            }

            fn draft(&self) -> Option<Draft> {
                match self {
                    $(Self::$name(screen) => screen.draft(),)*
                }
            }
        }
    };
}

screens! {
    Welcome => welcome::Welcome,
    NewPractice => new_practice::NewPractice,
    Unlock => unlock::Unlock,
    Codes => codes::Codes,
    File => file::File,
    Patient => patient::Patient,
    PatientForm => patient_form::PatientForm,
    Patients => patients::Patients,
    Claims => claims::Claims,
    Claim => claim::ClaimForm,
    Home => home::Home,
    Settings => settings::Settings,
    Lists => lists::Lists,
    Visit => visit::Visit,
    Receipts => receipts::Receipts,
    Post => post::Post,
    Account => account::Account,
    Payment => payment::Payment,
    Plan => plan::Plan,
    Papers => papers::Papers,
    Letter => letter::Letter,
    Labels => labels::Labels,
    Stationery => stationery::Stationery,
    Templates => templates::Templates,
    Descriptions => descriptions::Descriptions,
    Estimate => estimate::Estimate,
    Estimated => estimated::Estimated,
    Deposits => deposits::Deposits,
    Credits => credits::Credits,
    Reports => reports::Reports,
    Closing => closing::Closing,
    Statements => statements::Statements,
    Collections => collections::Collections,
}

impl AnyScreen {
    /// Makes the screen of a route, with the task that fills it.
    pub fn open(route: Route, context: &Context) -> (Self, Task<AnyMessage>) {
        fn with<S, M: Send + 'static>(
            (screen, task): (S, Task<M>),
            wrap: fn(S) -> AnyScreen,
            message: fn(M) -> AnyMessage,
        ) -> (AnyScreen, Task<AnyMessage>) {
            (wrap(screen), task.map(message))
        }
        match route {
            Route::Welcome => with(
                welcome::Welcome::new(context),
                Self::Welcome,
                AnyMessage::Welcome,
            ),
            Route::NewPractice => with(
                new_practice::NewPractice::new(context),
                Self::NewPractice,
                AnyMessage::NewPractice,
            ),
            Route::Unlock(path) => {
                with(unlock::Unlock::new(path), Self::Unlock, AnyMessage::Unlock)
            }
            Route::Patient(id) => with(
                patient::Patient::new(id, context),
                Self::Patient,
                AnyMessage::Patient,
            ),
            Route::PatientForm(id) => with(
                patient_form::PatientForm::new(id, context),
                Self::PatientForm,
                AnyMessage::PatientForm,
            ),
            Route::Patients => with(
                patients::Patients::new(context),
                Self::Patients,
                AnyMessage::Patients,
            ),
            Route::Claims(status) => with(
                claims::Claims::new(status, context),
                Self::Claims,
                AnyMessage::Claims,
            ),
            Route::Claim(id) => with(
                claim::ClaimForm::new(id, context),
                Self::Claim,
                AnyMessage::Claim,
            ),
            Route::Home => with(home::Home::new(context), Self::Home, AnyMessage::Home),
            Route::Settings => with(
                settings::Settings::new(context),
                Self::Settings,
                AnyMessage::Settings,
            ),
            Route::Codes => with(codes::Codes::new(context), Self::Codes, AnyMessage::Codes),
            Route::Lists => with(lists::Lists::new(context), Self::Lists, AnyMessage::Lists),
            Route::Visit { patient, visit } => with(
                visit::Visit::new(patient, visit, context),
                Self::Visit,
                AnyMessage::Visit,
            ),
            Route::Receipts => with(
                receipts::Receipts::new(context),
                Self::Receipts,
                AnyMessage::Receipts,
            ),
            Route::Post(receipt) => with(
                post::Post::new(receipt, context),
                Self::Post,
                AnyMessage::Post,
            ),
            Route::Account(patient) => with(
                account::Account::new(patient, context),
                Self::Account,
                AnyMessage::Account,
            ),
            Route::Payment(patient) => with(
                payment::Payment::new(patient, context),
                Self::Payment,
                AnyMessage::Payment,
            ),
            Route::Plan { patient, lines } => with(
                plan::Plan::new(patient, lines, context),
                Self::Plan,
                AnyMessage::Plan,
            ),
            Route::StatementSettings => with(
                stationery::Stationery::new(context),
                Self::Stationery,
                AnyMessage::Stationery,
            ),
            Route::Templates => with(
                templates::Templates::new(context),
                Self::Templates,
                AnyMessage::Templates,
            ),
            Route::Descriptions => with(
                descriptions::Descriptions::new(context),
                Self::Descriptions,
                AnyMessage::Descriptions,
            ),
            Route::Letter(patient) => with(
                letter::Letter::new(patient, context),
                Self::Letter,
                AnyMessage::Letter,
            ),
            Route::Labels(patients) => with(
                labels::Labels::new(patients, context),
                Self::Labels,
                AnyMessage::Labels,
            ),
            Route::Papers { patient, wanted } => with(
                papers::Papers::new(patient, wanted, context),
                Self::Papers,
                AnyMessage::Papers,
            ),
            Route::Estimate {
                estimate: Some(id), ..
            } => with(
                estimated::Estimated::new(id, context),
                Self::Estimated,
                AnyMessage::Estimated,
            ),
            Route::Estimate { patient, .. } => with(
                estimate::Estimate::new(patient, context),
                Self::Estimate,
                AnyMessage::Estimate,
            ),
            Route::Deposits => with(
                deposits::Deposits::new(context),
                Self::Deposits,
                AnyMessage::Deposits,
            ),
            Route::Credits => with(
                credits::Credits::new(context),
                Self::Credits,
                AnyMessage::Credits,
            ),
            Route::Closing => with(
                closing::Closing::new(context),
                Self::Closing,
                AnyMessage::Closing,
            ),
            Route::Reports => with(
                reports::Reports::new(context),
                Self::Reports,
                AnyMessage::Reports,
            ),
            Route::Statements => with(
                statements::Statements::new(context),
                Self::Statements,
                AnyMessage::Statements,
            ),
            Route::Collections => with(
                collections::Collections::new(context),
                Self::Collections,
                AnyMessage::Collections,
            ),
            Route::File => with(file::File::new(context), Self::File, AnyMessage::File),
        }
    }
}
