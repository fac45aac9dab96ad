//! Choose how the window looks and when it locks, what Home counts, and calibrate printers.

pub(in crate::gui::screen) mod typed;
mod view;

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::settings::{self, PracticeSettings};
use crate::commands::{self, printer};
use crate::domain::printer::{PrinterProfile, PrinterProfileDraft};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, Preferences, TEXT_SIZES, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::theme::Appearance;
use crate::gui::widget::window_list::{Act, Selection};
use crate::gui::{app, work};
use crate::store::Database;
use crate::system::{file, open};
use typed::{PrinterFields, SettingFields, Typed};

const APPEARANCE: &str = "settings-appearance";
const SHEET: &str = "settings-sheet";

/// The key that saves what is typed here.
const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

const APPEARANCES: &[(Appearance, &str)] = &[
    (Appearance::System, "As the desktop"),
    (Appearance::Light, "Light"),
    (Appearance::Dark, "Dark"),
];

const SIZES: &[(u16, &str)] = &[
    (TEXT_SIZES[0], "80"),
    (TEXT_SIZES[1], "90"),
    (TEXT_SIZES[2], "100"),
    (TEXT_SIZES[3], "110"),
    (TEXT_SIZES[4], "125"),
    (TEXT_SIZES[5], "140"),
    (TEXT_SIZES[6], "150"),
    (TEXT_SIZES[7], "175"),
    (TEXT_SIZES[8], "200"),
];

/// Minutes until the window locks itself; 0 never.
const LOCK_TIMES: &[(u16, &str)] = &[
    (2, "2"),
    (5, "5"),
    (10, "10"),
    (15, "15"),
    (30, "30"),
    (60, "60"),
    (0, "Never"),
];

#[derive(Debug)]
pub struct Settings {
    appearance: Choice<Appearance>,
    text_size: Choice<u16>,
    lock_minutes: Choice<u16>,
    fields: SettingFields,
    printer: PrinterFields,
    /// What the practice file holds; None until it is read.
    saved: Option<Typed>,
    is_restored: bool,
    profiles: Vec<PrinterProfile>,
    selection: Selection,
    sheet: Field<Text>,
    is_through_profile: bool,
}

/// What was read when the screen opened.
#[derive(Debug, Clone)]
pub struct Loaded {
    settings: PracticeSettings,
    draft: Option<Typed>,
}

/// Where one of the fields stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Seen,
    Verify,
    Days,
    Percent,
    Printer,
    Left,
    Right,
    Top,
    Bottom,
    Sheet,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    ProfilesLoaded(Option<Result<Vec<PrinterProfile>, commands::Error>>),
    /// The preferences may have changed by a key.
    Resumed,
    AppearanceChosen(Appearance),
    TextSizeChosen(u16),
    LockChosen(u16),
    Edited(At, form::Edit),
    SavePressed,
    Saved(Result<(), commands::Error>),
    ProfileKept(Option<Result<PrinterProfile, commands::Error>>),
    DraftDropped(Result<(), commands::Error>),
    Listed(Act),
    ThroughProfileSwitched(bool),
    SaveSheetPressed,
    SheetSaved(Option<Result<PathBuf, commands::Error>>),
    OpenSheetPressed,
    /// Another screen of settings.
    Opened(Route),
    SheetShown(Option<Result<(), commands::Error>>),
}

fn draft_key() -> DraftKey {
    DraftKey::new(DraftKind::Printer, "new")
}

async fn load(database: Database) -> Result<Loaded, commands::Error> {
    let settings = settings::load(database.clone()).await?;
    let draft = drafts::load(database, draft_key()).await?;
    Ok(Loaded { settings, draft })
}

fn load_profiles() -> Task<Message> {
    Task::perform(work::aside(printer::profiles), Message::ProfilesLoaded)
}

impl Settings {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let sheet = context.folder.join("calibration-sheet.pdf");
        let mut screen = Self {
            appearance: Choice::new(APPEARANCE, "Appearance", APPEARANCES),
            text_size: Choice::new("settings-text-size", "Text size, per cent", SIZES),
            lock_minutes: Choice::new(
                "settings-lock",
                "Lock after so many minutes without key or mouse",
                LOCK_TIMES,
            ),
            fields: SettingFields::new(),
            printer: PrinterFields::new(),
            saved: None,
            is_restored: false,
            profiles: Vec::new(),
            selection: Selection::default(),
            sheet: Field::new(SHEET, "Calibration sheet", Text::plain())
                .hint("A PDF; print it at actual size on a red form or hold it behind one")
                .with_text(sheet.display().to_string()),
            is_through_profile: false,
        };
        screen.follow(&context.preferences);
        let loaded = match context.database() {
            Some(database) => Task::perform(load(database), Message::Loaded),
            None => Task::none(),
        };
        let task = Task::batch([loaded, load_profiles(), app::focus_on(APPEARANCE)]);
        (screen, task)
    }

    fn follow(&mut self, preferences: &Preferences) {
        self.appearance.set(Some(preferences.appearance));
        self.text_size.set(Some(preferences.text_size));
        self.lock_minutes.set(Some(preferences.lock_minutes));
    }

    fn typed(&self) -> Typed {
        typed::typed(&self.fields, &self.printer)
    }

    fn has_new_settings(&self) -> bool {
        let typed = self.typed();
        self.saved.as_ref().is_some_and(|saved| {
            typed.seen_days != saved.seen_days
                || typed.verify_days != saved.verify_days
                || typed.authorization_days != saved.authorization_days
                || typed.authorization_percent != saved.authorization_percent
        })
    }

    fn edit(&mut self, at: At, edit: form::Edit) {
        match at {
            At::Seen => self.fields.seen.update(edit),
            At::Verify => self.fields.verify.update(edit),
            At::Days => self.fields.days.update(edit),
            At::Percent => self.fields.percent.update(edit),
            At::Printer => self.printer.name.update(edit),
            At::Left => self.printer.left.update(edit),
            At::Right => self.printer.right.update(edit),
            At::Top => self.printer.top.update(edit),
            At::Bottom => self.printer.bottom.update(edit),
            At::Sheet => self.sheet.update(edit),
        }
    }

    /// Saves what differs from what is saved: the practice's settings, a printer.
    fn save(&mut self, context: &Context) -> Action<Message> {
        let mut tasks = Vec::new();
        if self.has_new_settings() {
            if let Some(id) = self.fields.first_fault() {
                return Action::run(app::focus_on(id));
            }
            if let (Some(value), Some(database)) = (self.fields.value(), context.database()) {
                let save = async move { settings::save(database, value, author()).await };
                tasks.push(Task::perform(save, Message::Saved));
            }
        }
        if !self.printer.is_empty() {
            match self.printer.draft() {
                Ok(draft) => tasks.push(keep(draft)),
                Err(id) => return Action::run(app::focus_on(id)),
            }
        }
        if tasks.is_empty() {
            return Action::request(Request::Notify(Notice::done(
                "Nothing is typed that is not saved; looks and lock time are kept at once.",
            )));
        }
        Action::run(Task::batch(tasks))
    }

    /// The draft goes once nothing typed is left.
    fn settled(&mut self, context: &Context, told: String) -> Action<Message> {
        let told = Action::request(Request::Notify(Notice::done(told)));
        if self.draft().is_some() {
            return told;
        }
        self.is_restored = false;
        Action {
            task: Draft::drop(draft_key(), context, Message::DraftDropped),
            ..told
        }
    }

    /// The profile that the sheet is printed through.
    fn sheet_profile(&self) -> PrinterProfile {
        self.selection
            .row
            .filter(|_| self.is_through_profile)
            .and_then(|row| self.profiles.get(row).cloned())
            .unwrap_or_else(|| PrinterProfile::exact(""))
    }

    fn save_sheet(&mut self) -> Action<Message> {
        let target = PathBuf::from(self.sheet.text().trim());
        if target.as_os_str().is_empty() {
            self.sheet.refuse("Type where to save the sheet.");
            return Action::run(app::focus_on(SHEET));
        }
        let profile = self.sheet_profile();
        let save = work::aside(move || {
            file::write(&target, &printer::sheet(&profile)?)?;
            Ok(target)
        });
        Action::run(Task::perform(save, Message::SheetSaved))
    }

    fn open_sheet(&self) -> Action<Message> {
        let profile = self.sheet_profile();
        let show = work::aside(move || {
            let _ = open::show(&printer::sheet(&profile)?)?;
            Ok(())
        });
        Action::run(Task::perform(show, Message::SheetShown))
    }
}

fn keep(draft: PrinterProfileDraft) -> Task<Message> {
    Task::perform(
        work::aside(move || printer::keep(&draft)),
        Message::ProfileKept,
    )
}

/// What went wrong, where something did.
fn failure<T>(result: &Option<Result<T, commands::Error>>) -> Notice {
    match result {
        Some(Err(error)) => Notice::error(error),
        _ => Notice::failed("The program failed there; nothing was changed. Try again."),
    }
}

impl Screen for Settings {
    type Message = Message;

    fn title(&self) -> String {
        "Settings".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(SAVE, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        let to = |key, word, route| {
            let stroke = Stroke::sign(key).with_command();
            Binding::new(stroke, word, Message::Opened(route)).unshown()
        };
        vec![
            to('s', "Statement settings", Route::StatementSettings),
            to('e', "Plain descriptions", Route::Descriptions),
            to('t', "Letter templates", Route::Templates),
        ]
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        if !self.has_new_settings() && self.printer.is_empty() {
            return None;
        }
        Draft::new(draft_key(), &self.typed())
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let mut wish = context.preferences.clone();
        match message {
            Message::Loaded(Ok(loaded)) => {
                let saved = Typed::of(&loaded.settings);
                self.is_restored = loaded.draft.is_some();
                let typed = loaded.draft.unwrap_or_else(|| saved.clone());
                self.fields.fill(&typed);
                self.printer.fill(&typed);
                self.saved = Some(saved);
            }
            Message::Loaded(Err(error)) | Message::DraftDropped(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::DraftDropped(Ok(())) => {}
            Message::ProfilesLoaded(Some(Ok(profiles))) => self.profiles = profiles,
            Message::ProfilesLoaded(result) => {
                return Action::request(Request::Notify(failure(&result)));
            }
            Message::Resumed => self.follow(&context.preferences),
            Message::AppearanceChosen(appearance) => {
                wish.appearance = appearance;
                return Action::request(Request::Prefer(wish));
            }
            Message::TextSizeChosen(text_size) => {
                wish.text_size = text_size;
                return Action::request(Request::Prefer(wish));
            }
            Message::LockChosen(minutes) => {
                wish.lock_minutes = minutes;
                return Action::request(Request::Prefer(wish));
            }
            Message::Edited(at, edit) => {
                let had_draft = self.draft().is_some();
                self.edit(at, edit);
                if had_draft && self.draft().is_none() {
                    // Typed back to what is saved.
                    let dropped = Draft::drop(draft_key(), context, Message::DraftDropped);
                    return Action::run(dropped);
                }
            }
            Message::SavePressed => return self.save(context),
            Message::Saved(Ok(())) => {
                if let Some(value) = self.fields.value() {
                    self.saved = Some(Typed::of(&value));
                }
                return self.settled(
                    context,
                    "The settings of the practice are saved.".to_owned(),
                );
            }
            Message::Saved(Err(error)) => return Action::failed(&error, context),
            Message::ProfileKept(Some(Ok(profile))) => {
                self.printer = PrinterFields::new();
                let told = format!("The printer profile {} is kept.", profile.name);
                let mut settled = self.settled(context, told);
                settled.task = Task::batch([settled.task, load_profiles()]);
                return settled;
            }
            Message::ProfileKept(Some(Err(commands::Error::Refused(findings)))) => {
                let words: Vec<_> = findings.into_iter().map(|it| it.sentence).collect();
                self.printer.name.refuse(words.join(" "));
                return Action::run(app::focus_on("settings-printer"));
            }
            Message::ProfileKept(result) => {
                return Action::request(Request::Notify(failure(&result)));
            }
            Message::Listed(act) => self.selection.apply(act),
            Message::ThroughProfileSwitched(is_through) => self.is_through_profile = is_through,
            Message::SaveSheetPressed => return self.save_sheet(),
            Message::SheetSaved(Some(Ok(target))) => {
                let told = format!("The calibration sheet is saved as {}.", target.display());
                return Action::request(Request::Notify(Notice::done(told)));
            }
            Message::SheetSaved(Some(Err(error))) => {
                self.sheet.refuse(sentence(&error.to_string()));
                return Action::run(app::focus_on(SHEET));
            }
            Message::SheetSaved(None) => {
                return Action::request(Request::Notify(failure::<()>(&None)));
            }
            Message::OpenSheetPressed => return self.open_sheet(),
            Message::Opened(route) => return Action::request(Request::Open(route)),
            Message::SheetShown(Some(Ok(()))) => {}
            Message::SheetShown(result) => {
                return Action::request(Request::Notify(failure(&result)));
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.show()
    }
}
