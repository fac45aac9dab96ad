//! Set up a new practice in four steps: the practice, its first provider, the file with its
//! passphrase, the recovery sheet.

pub mod entry;

mod view;

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::widget::Id;
use iced::{Element, Task};

use super::Screen;
use crate::commands::practice::{self, PASSPHRASE_LENGTH, SetUp};
use crate::commands::{self, Error};
use crate::domain::finding::{Finding, Record};
use crate::domain::identifier::TaxIdKind;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, Practice, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::{app, work};
use crate::system::{file, open};
use entry::Entry;

const TAX_ID_TYPE: &str = "new-practice-tax_id_type";
const SIGNATURE: &str = "new-provider-signature_on_file";
pub const PATH: &str = "new-path";
const FIRST: &str = "new-passphrase";
const AGAIN: &str = "new-passphrase-again";
const SHEET: &str = "new-sheet-path";
const NEXT: &str = "new-next";

/// The key that goes on to the next step.
const GO_ON: Stroke = Stroke::named(Named::Enter).with_command();

const TAX_ID_TYPES: &[(TaxIdKind, &str)] = &[
    (TaxIdKind::Ein, "EIN, of a firm"),
    (TaxIdKind::Ssn, "SSN, of a person"),
];

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Practice,
    Provider,
    File,
    Sheet,
}

const STEPS: [(Step, &str); 4] = [
    (Step::Practice, "Practice"),
    (Step::Provider, "First provider"),
    (Step::File, "File and passphrase"),
    (Step::Sheet, "Recovery sheet"),
];

#[derive(Debug)]
pub struct NewPractice {
    step: Step,
    entries: Vec<Entry>,
    tax_id_type: Choice<TaxIdKind>,
    is_signature_on_file: bool,
    path: Field<Text>,
    offered: String,
    first: Field<Text>,
    again: Field<Text>,
    is_making: bool,
    /// The practice once it is made.
    made: Option<Practice>,
    sheet: Field<Text>,
    is_sheet_done: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(usize, form::Edit),
    TaxIdTypeChosen(TaxIdKind),
    SignatureSwitched(bool),
    PathEdited(form::Edit),
    FirstEdited(form::Edit),
    AgainEdited(form::Edit),
    SheetEdited(form::Edit),
    GoOnPressed,
    BackPressed,
    Made(Option<Result<Practice, commands::Error>>),
    SaveSheetPressed,
    SheetSaved(Option<Result<PathBuf, commands::Error>>),
    OpenSheetPressed,
    SheetShown(Option<Result<(), commands::Error>>),
}

/// How hard a passphrase is to guess, in words and no false precision.
fn strength(text: &str) -> String {
    let length = text.chars().count();
    let distinct = text.chars().collect::<std::collections::HashSet<_>>().len();
    match length {
        0 => format!(
            "At least {PASSPHRASE_LENGTH} characters; four unrelated words are easy to keep in mind"
        ),
        _ if length < PASSPHRASE_LENGTH => {
            format!("{length} of at least {PASSPHRASE_LENGTH} characters")
        }
        _ if distinct < 6 => "Weak: too few different characters".to_owned(),
        _ if length < 20 => "Fair: longer is harder to guess".to_owned(),
        _ => "Strong".to_owned(),
    }
}

impl NewPractice {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let place = |name: &str| context.folder.join(name).display().to_string();
        let offered = place("practice.almoner");
        let screen = Self {
            step: Step::Practice,
            entries: entry::entries(),
            tax_id_type: Choice::new(TAX_ID_TYPE, "Whose tax id", TAX_ID_TYPES).required(),
            is_signature_on_file: false,
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Choose a place that is backed up")
                .with_text(offered.clone()),
            offered,
            first: Field::new(FIRST, "Passphrase", Text::secret())
                .required()
                .hint(strength("")),
            again: Field::new(AGAIN, "The same again", Text::secret()).required(),
            is_making: false,
            made: None,
            sheet: Field::new(SHEET, "Save the sheet as", Text::plain())
                .hint("Print it, write the passphrase on it by hand, and lock it away")
                .with_text(place("recovery-sheet.pdf")),
            is_sheet_done: false,
        };
        (screen, app::focus_on(entry::PRACTICE_NAME))
    }

    fn set_up(&self) -> SetUp {
        let tax_id_type = self.tax_id_type.value();
        let tax_id_type = tax_id_type.map(|kind| kind.to_string()).unwrap_or_default();
        entry::set_up(&self.entries, &tax_id_type, self.is_signature_on_file)
    }

    /// Goes to a step and to its first field.
    fn go_to(&mut self, step: Step) -> Action<Message> {
        self.step = step;
        Action::run(app::focus_on(match step {
            Step::Practice => entry::PRACTICE_NAME,
            Step::Provider => entry::PROVIDER_LAST,
            // The place is filled in already.
            Step::File => FIRST,
            Step::Sheet => "new-sheet-save",
        }))
    }

    /// The first field of a record that is not in order, all of them showing what is wrong.
    fn first_fault(&mut self, record: Record) -> Option<Id> {
        for entry in &mut self.entries {
            let _ = entry.field.touch();
        }
        let set_up = self.set_up();
        let findings = match practice::judge(&set_up) {
            Err(Error::Refused(findings)) => findings,
            _ => Vec::new(),
        };
        for finding in &findings {
            self.show(finding);
        }
        let faulty = self
            .entries
            .iter()
            .find(|entry| entry.record == record && entry.field.problem().is_some());
        if let Some(entry) = faulty {
            return Some(entry.field.id());
        }
        let lacks_type = record == Record::Practice && self.tax_id_type.value().is_none();
        lacks_type.then(|| Id::new(TAX_ID_TYPE))
    }

    /// Puts a finding at its field, which may say something already.
    fn show(&mut self, finding: &Finding) {
        if finding.field.record == Record::Practice && finding.field.column == "tax_id_type" {
            self.tax_id_type.refuse("Choose whose number it is.");
        }
        let entry = self.entries.iter_mut().find(|entry| {
            entry.record == finding.field.record && entry.column == finding.field.column
        });
        if let Some(entry) = entry.filter(|entry| entry.field.problem().is_none()) {
            entry.field.refuse(finding.sentence.clone());
        }
    }

    /// The first field of the file's step that is not in order.
    fn first_fault_of_file(&mut self) -> Option<Id> {
        if practice::new_passphrase(self.first.text()).is_err() && self.first.problem().is_none() {
            self.first.refuse(format!(
                "This is too short: use at least {PASSPHRASE_LENGTH} characters, such as four unrelated words."
            ));
        }
        if self.first.text() != self.again.text() && self.again.problem().is_none() {
            self.again
                .refuse("The two passphrases differ; type this one again.");
        }
        [
            (self.path.touch(), PATH),
            (self.first.touch(), FIRST),
            (self.again.touch(), AGAIN),
        ]
        .into_iter()
        .find(|(is_in_order, _)| !is_in_order)
        .map(|(_, id)| Id::new(id))
    }

    fn go_on(&mut self) -> Action<Message> {
        let fault = match self.step {
            Step::Practice => self.first_fault(Record::Practice),
            Step::Provider => self.first_fault(Record::Provider),
            Step::File => self.first_fault_of_file(),
            Step::Sheet => None,
        };
        if let Some(id) = fault {
            return Action::run(app::focus_on(id));
        }
        match self.step {
            Step::Practice => {
                // What the other step lacks is not said before anybody was there.
                self.settle(Record::Provider);
                self.go_to(Step::Provider)
            }
            Step::Provider => self.go_to(Step::File),
            Step::File => self.make(),
            Step::Sheet => match self.made.take() {
                Some(practice) => Action::request(Request::Begin(practice)),
                None => Action::none(),
            },
        }
    }

    /// Takes back what was said about the fields of a record.
    fn settle(&mut self, record: Record) {
        for entry in self.entries.iter_mut().filter(|it| it.record == record) {
            let text = entry.field.text().to_owned();
            entry.field.update(form::Edit::Typed(text));
        }
    }

    fn make(&mut self) -> Action<Message> {
        self.is_making = true;
        let path = PathBuf::from(self.path.text().trim());
        let typed = zeroize::Zeroizing::new(self.first.text().to_owned());
        let set_up = self.set_up();
        let make = work::aside(move || {
            let passphrase = practice::new_passphrase(&typed)?;
            let database = practice::set_up(&path, &passphrase, &set_up, &author())?;
            Ok(Practice { path, database })
        });
        Action::run(Task::perform(make, Message::Made))
    }

    fn refused(&mut self, error: Option<Error>) -> Action<Message> {
        self.is_making = false;
        let (id, words) = match error {
            Some(error @ Error::WeakPassphrase) => (FIRST, error.to_string()),
            Some(error) => (PATH, error.to_string()),
            None => (
                PATH,
                "the program failed while it made the file; nothing was made".to_owned(),
            ),
        };
        let field = if id == FIRST {
            &mut self.first
        } else {
            &mut self.path
        };
        field.refuse(sentence(&words));
        Action::run(app::focus_on(id))
    }

    /// The recovery sheet of the practice that was made.
    fn sheet(&self, context: &Context) -> Option<Result<Vec<u8>, Error>> {
        let practice = self.made.as_ref()?;
        let name = self.set_up().practice.name;
        Some(practice::recovery_sheet(
            &name,
            &practice.path,
            context.today,
        ))
    }

    fn save_sheet(&mut self, context: &Context) -> Action<Message> {
        let target = PathBuf::from(self.sheet.text().trim());
        if target.as_os_str().is_empty() {
            self.sheet.refuse("Type where to save the sheet.");
            return Action::run(app::focus_on(SHEET));
        }
        let Some(sheet) = self.sheet(context) else {
            return Action::none();
        };
        let save = work::aside(move || {
            file::write(&target, &sheet?)?;
            Ok(target)
        });
        Action::run(Task::perform(save, Message::SheetSaved))
    }

    fn open_sheet(&self, context: &Context) -> Action<Message> {
        let Some(sheet) = self.sheet(context) else {
            return Action::none();
        };
        let show = work::aside(move || {
            let _ = open::show(&sheet?)?;
            Ok(())
        });
        Action::run(Task::perform(show, Message::SheetShown))
    }
}

impl Screen for NewPractice {
    type Message = Message;

    fn title(&self) -> String {
        "New practice".to_owned()
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        vec![Binding::new(GO_ON, self.next_word(), Message::GoOnPressed).unshown()]
    }

    fn has_changes(&self) -> bool {
        let is_typed = !self.first.text().is_empty()
            || self.path.text() != self.offered
            || self.entries.iter().any(|it| !it.field.text().is_empty());
        is_typed && !self.is_making && self.made.is_none()
    }

    fn back(&self) -> Option<Message> {
        match self.step {
            Step::Practice => None,
            Step::Provider | Step::File => Some(Message::BackPressed),
            // The practice is made: the only way is on.
            Step::Sheet => Some(Message::GoOnPressed),
        }
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Edited(idx, edit) => {
                if let Some(entry) = self.entries.get_mut(idx) {
                    entry.field.update(edit);
                }
            }
            Message::TaxIdTypeChosen(kind) => self.tax_id_type.set(Some(kind)),
            Message::SignatureSwitched(is_on_file) => self.is_signature_on_file = is_on_file,
            Message::PathEdited(edit) => self.path.update(edit),
            Message::FirstEdited(edit) => {
                if matches!(edit, form::Edit::Typed(_)) {
                    // What was said about the second one may no longer be so.
                    let again = self.again.text().to_owned();
                    self.again.set_text(again);
                }
                self.first.update(edit);
                self.first.set_hint(strength(self.first.text()));
            }
            Message::AgainEdited(edit) => self.again.update(edit),
            Message::SheetEdited(edit) => self.sheet.update(edit),
            Message::GoOnPressed if self.is_making => {}
            Message::GoOnPressed => return self.go_on(),
            Message::BackPressed if self.is_making => {}
            Message::BackPressed => {
                return match self.step {
                    Step::File => self.go_to(Step::Provider),
                    Step::Practice | Step::Provider | Step::Sheet => self.go_to(Step::Practice),
                };
            }
            Message::Made(Some(Ok(practice))) => {
                self.is_making = false;
                self.made = Some(practice);
                let empty = |id, label| Field::new(id, label, Text::secret()).required();
                self.first = empty(FIRST, "Passphrase");
                self.again = empty(AGAIN, "The same again");
                return self.go_to(Step::Sheet);
            }
            Message::Made(result) => return self.refused(result.and_then(Result::err)),
            Message::SaveSheetPressed => return self.save_sheet(context),
            Message::SheetSaved(Some(Ok(target))) => {
                self.is_sheet_done = true;
                let told = format!("The recovery sheet is saved as {}.", target.display());
                return Action {
                    requests: vec![Request::Notify(Notice::done(told))],
                    task: app::focus_on(NEXT),
                };
            }
            Message::SheetSaved(result) => {
                let words = match result {
                    Some(Err(error)) => sentence(&error.to_string()),
                    _ => "The program failed while it saved the sheet.".to_owned(),
                };
                self.sheet.refuse(words);
                return Action::run(app::focus_on(SHEET));
            }
            Message::OpenSheetPressed => return self.open_sheet(context),
            Message::SheetShown(Some(Ok(()))) => {
                self.is_sheet_done = true;
                return Action::run(app::focus_on(NEXT));
            }
            Message::SheetShown(result) => {
                let notice = match result {
                    Some(Err(error)) => Notice::error(&error),
                    _ => Notice::failed("The program failed while it showed the sheet."),
                };
                return Action::request(Request::Notify(notice));
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.show_step()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> form::Edit {
        form::Edit::Typed(text.to_owned())
    }

    fn fill(screen: &mut NewPractice, column: &str, text: &str) {
        for entry in screen.entries.iter_mut().filter(|it| it.column == column) {
            entry.field.update(typed(text));
        }
    }

    fn filled() -> NewPractice {
        let (mut screen, _task) = NewPractice::new(&Context::fixture());
        for (column, text) in [
            ("name", "Cedar Clinic"),
            ("address1", "1 Main St"),
            ("city", "Salem"),
            ("state", "or"),
            ("zip", "97301"),
            ("phone", "5035550100"),
            ("npi", "1234567893"),
            ("tax_id", "12-3456789"),
            ("last_name", "Doe"),
            ("first_name", "Ann"),
            ("provider_id", "AD"),
        ] {
            fill(&mut screen, column, text);
        }
        screen.tax_id_type.set(Some(TaxIdKind::Ein));
        screen
    }

    #[test]
    fn a_step_is_left_only_when_its_fields_are_in_order() {
        let context = Context::fixture();
        for (column, text, fault) in [
            ("name", "", "new-practice-name"),
            ("state", "ZZ", "new-practice-state"),
            // One digit off: the check digit tells.
            ("npi", "1234567894", "new-practice-npi"),
            ("tax_id", "12-345678", "new-practice-tax_id"),
        ] {
            let mut screen = filled();
            fill(&mut screen, column, text);
            let _ = screen.update(Message::GoOnPressed, &context);
            assert_eq!(screen.step, Step::Practice, "{column}");
            assert_eq!(screen.first_fault(Record::Practice), Some(Id::new(fault)));
        }
        let mut screen = filled();
        screen.tax_id_type.set(None);
        let _ = screen.update(Message::GoOnPressed, &context);
        assert_eq!(screen.step, Step::Practice);
        let mut screen = filled();
        let _ = screen.update(Message::GoOnPressed, &context);
        assert_eq!(screen.step, Step::Provider);
        let _ = screen.update(Message::GoOnPressed, &context);
        assert_eq!(screen.step, Step::File);
    }

    #[test]
    fn a_short_or_differing_passphrase_makes_nothing() {
        let context = Context::fixture();
        for (first, again, fault) in [
            ("", "", FIRST),
            ("short", "short", FIRST),
            ("correct horse battery", "correct horse batter", AGAIN),
        ] {
            let mut screen = filled();
            screen.step = Step::File;
            let _ = screen.update(Message::FirstEdited(typed(first)), &context);
            let _ = screen.update(Message::AgainEdited(typed(again)), &context);
            let action = screen.update(Message::GoOnPressed, &context);
            assert!(action.requests.is_empty());
            assert!(!screen.is_making, "{first}");
            assert_eq!(screen.first_fault_of_file(), Some(Id::new(fault)));
        }
    }

    #[test]
    fn the_strength_is_told_in_words() {
        for (text, start) in [
            ("", "At least 12"),
            ("short", "5 of"),
            ("aaaaaaaaaaaaaaaa", "Weak"),
            ("correct horse", "Fair"),
            ("correct horse battery staple", "Strong"),
        ] {
            assert!(strength(text).starts_with(start), "{text}");
        }
    }
}
