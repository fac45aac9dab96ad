//! The window as a whole on a sample practice, for tests that walk every screen of it.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use almoner::commands::sample::SampleOptions;
use almoner::commands::{demo, practice};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::id::{ClaimId, EncounterId, PatientId};
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::Appearance;
use almoner::store::{self, Database};
use chrono::NaiveDate;
use iced::advanced::widget::operation::{Focusable, Operation, Scrollable, TextInput};
use iced::keyboard::key::Named;
use iced::widget::Id;
use iced::{Element, Rectangle, Task, Vector};

use crate::driver::{Drive, Driver};

impl Drive for App {
    type Message = Message;

    fn drive_update(&mut self, message: Message) -> Task<Message> {
        self.update(message)
    }

    fn drive_view(&self) -> Element<'_, Message> {
        self.view()
    }
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
}

/// A window of its own: it remembers nothing and its folder is this one.
pub fn start(folder: &Path, file: Option<PathBuf>) -> Driver<App> {
    let (app, task) = App::new(Start {
        file,
        today: today(),
        preferences: Preferences {
            appearance: Appearance::Light,
            ..Preferences::default()
        },
        folder: folder.to_owned(),
        remembers: false,
    });
    let mut window = Driver::new(app);
    window.run(task);
    window
}

/// A sample practice of 40 patients in this folder.
pub fn make_sample(folder: &Path) -> PathBuf {
    let path = folder.join("sample.almoner");
    let options = SampleOptions {
        patients: 40,
        years: 1,
        seed: 7,
        today: today(),
    };
    let (database, _) = demo::make(&path, &options, &author(), Box::new(|_, _| {})).unwrap();
    practice::close(database).unwrap();
    path
}

/// The window on such a practice, unlocked.
pub fn sample_window(folder: &Path) -> Driver<App> {
    let path = make_sample(folder);
    let mut window = start(folder, Some(path));
    unlock(&mut window);
    window
}

pub fn unlock(window: &mut Driver<App>) {
    window.type_text(practice::SAMPLE_PASSPHRASE);
    window.tap(Named::Enter);
    assert_eq!(window.state.route(), Some(&Route::Home));
}

pub fn database(window: &Driver<App>) -> Database {
    window.state.context().database().unwrap()
}

/// Every place of an open practice, those with a record on one that is there. Without a practice
/// are Welcome, NewPractice and Unlock.
pub fn routes(window: &Driver<App>) -> Vec<Route> {
    let visit = database(window)
        .call_blocking(|connection| store::encounter::all(connection))
        .unwrap()
        .pop()
        .unwrap();
    let (patient, visit): (PatientId, EncounterId) = (visit.patient, visit.id);
    let claim: ClaimId = "1".parse().unwrap();
    let every = vec![
        Route::Home,
        Route::Patients,
        Route::Patient(patient.clone()),
        Route::PatientForm(None),
        Route::PatientForm(Some(patient.clone())),
        Route::Visit {
            patient: None,
            visit: None,
        },
        Route::Visit {
            patient: Some(patient.clone()),
            visit: None,
        },
        Route::Visit {
            patient: None,
            visit: Some(visit),
        },
        Route::Claims(None),
        Route::Claims(Some(ClaimStatus::Ready)),
        Route::Claim(claim),
        Route::Receipts,
        Route::Post(None),
        Route::Account(None),
        Route::Payment(None),
        Route::Credits,
        Route::Deposits,
        Route::Closing,
        Route::Reports,
        Route::Statements,
        Route::Collections,
        Route::Plan {
            patient: patient.clone(),
            lines: Vec::new(),
        },
        Route::Papers {
            patient: patient.clone(),
            wanted: None,
        },
        Route::Estimate {
            patient: None,
            estimate: None,
        },
        Route::Letter(None),
        Route::Labels(vec![patient]),
        Route::StatementSettings,
        Route::Templates,
        Route::Descriptions,
        Route::Lists,
        Route::Codes,
        Route::Settings,
        Route::File,
    ];
    // A place that is added is added here too: this does not compile until it is.
    for route in &every {
        match route {
            Route::Welcome
            | Route::NewPractice
            | Route::Unlock(_)
            | Route::Home
            | Route::Patients
            | Route::Patient(_)
            | Route::PatientForm(_)
            | Route::Visit { .. }
            | Route::Claims(_)
            | Route::Claim(_)
            | Route::Receipts
            | Route::Post(_)
            | Route::Account(_)
            | Route::Payment(_)
            | Route::Credits
            | Route::Deposits
            | Route::Closing
            | Route::Reports
            | Route::Statements
            | Route::Collections
            | Route::Plan { .. }
            | Route::Papers { .. }
            | Route::Estimate { .. }
            | Route::Letter(_)
            | Route::Labels(_)
            | Route::StatementSettings
            | Route::Templates
            | Route::Descriptions
            | Route::Lists
            | Route::Codes
            | Route::Settings
            | Route::File => {}
        }
    }
    every
}

/// One widget that can have the focus.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub id: Option<Id>,
    pub bounds: Rectangle,
    /// The scrolled area that it stands in; its own place may be out of sight.
    pub area: Option<Rectangle>,
    /// Where it shows, as far as it is scrolled.
    pub shown: Rectangle,
    pub is_text: bool,
}

/// What can have the focus, in the order of the widgets, and which one has it.
#[derive(Debug, Default)]
pub struct Stops {
    pub all: Vec<Stop>,
    pub focused: Option<usize>,
    text_follows: bool,
    area: Option<(Rectangle, Vector)>,
    area_follows: Option<(Rectangle, Vector)>,
}

impl Stops {
    /// Which stop has the focus, by its name too: what was read meanwhile may have put another in
    /// its place.
    pub fn place(&self) -> Option<(usize, Option<Id>)> {
        let at = self.focused?;
        Some((at, self.all.get(at).and_then(|stop| stop.id.clone())))
    }
}

impl Operation for Stops {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let around = self.area;
        self.area = self.area_follows.take().or(around);
        operate(self);
        self.area = around;
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        _: Rectangle,
        translation: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.area_follows = Some((bounds, translation));
    }

    fn text_input(&mut self, _: Option<&Id>, _: Rectangle, _: &mut dyn TextInput) {
        self.text_follows = true;
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.focused = Some(self.all.len());
        }
        self.all.push(Stop {
            id: id.cloned(),
            bounds,
            area: self.area.map(|(area, _)| area),
            shown: bounds - self.area.map_or(Vector::ZERO, |(_, scrolled)| scrolled),
            is_text: std::mem::take(&mut self.text_follows),
        });
    }
}

pub fn stops(window: &mut Driver<App>) -> Stops {
    let mut stops = Stops::default();
    window.operate(&mut stops);
    stops
}

/// Whether the window asks before something typed goes.
pub fn asks(window: &mut Driver<App>) -> bool {
    let has = |stops: &Stops, name: &'static str| {
        let id = Id::new(name);
        stops.all.iter().any(|stop| stop.id.as_ref() == Some(&id))
    };
    let stops = stops(window);
    has(&stops, "discard-leave") || has(&stops, "drop-drop")
}
