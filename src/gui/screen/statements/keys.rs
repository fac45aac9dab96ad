//! What keys do on the lists, and what is said of them below each.

use iced::keyboard::key::Named;

use super::{Message, Statements, Tab};
use crate::gui::shortcut::{Binding, Stroke};

impl Statements {
    pub(super) fn own_bindings(&self) -> Vec<Binding<Message>> {
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message);
        let mut bindings = match self.tab {
            Tab::Due => vec![
                sign(' ', "Leave out, take in", Message::LeaveOutPressed).unshown(),
                sign('s', "Show…", Message::ShowPressed),
                sign('l', "Labels", Message::LabelsPressed),
            ],
            Tab::Skipped => vec![
                sign('i', "Put in", Message::PutInPressed),
                sign('s', "Show…", Message::ShowPressed),
            ],
            Tab::Runs => vec![
                sign('m', "Not mailed…", Message::VoidPressed),
                sign('k', "Who was skipped", Message::SkipsPressed),
                sign('w', "The whole run was not mailed", Message::VoidRunPressed).unshown(),
                sign('p', "Print again", Message::ShowPressed).unshown(),
                sign('l', "Labels for what was mailed", Message::LabelsPressed).unshown(),
                sign('r', "Find a run", Message::RunsSearchWanted).unshown(),
                sign('x', "Export the runs…", Message::RunsExportPressed).unshown(),
            ],
        };
        bindings.push(sign('e', "Export…", Message::ExportPressed));
        if self.selected_account().is_some() {
            bindings.push(named(Named::F8, "Account", Message::AccountPressed).unshown());
        }
        if self.tab != Tab::Runs {
            bindings.push(sign('d', "Another day", Message::AsOfWanted).unshown());
            if !self.cycles.is_empty() {
                bindings.push(sign('c', "Next cycle", Message::CycleStepped).unshown());
            }
        }
        bindings.extend(
            [
                sign('/', "Search", Message::SearchWanted),
                named(Named::ArrowRight, "Next list", Message::TabStepped(true)),
                named(
                    Named::ArrowLeft,
                    "Previous list",
                    Message::TabStepped(false),
                ),
                sign('1', "Due", Message::TabChosen(0)),
                sign('2', "Skipped", Message::TabChosen(1)),
                sign('3', "Runs", Message::TabChosen(2)),
            ]
            .map(Binding::unshown),
        );
        bindings
    }

    /// What is said of the keys below the list.
    pub(super) fn keys_told(&self) -> String {
        let keys = match self.tab {
            Tab::Due => "Space leaves out · S shows · L labels · Enter account · D other day",
            Tab::Skipped => "I puts in · S shows · Enter account · D other day",
            Tab::Runs => {
                "Enter shows it as it was · W whole run not mailed · L labels · R finds a run · X exports the runs"
            }
        };
        let cycle = if self.tab == Tab::Runs || self.cycles.is_empty() {
            ""
        } else {
            " · C other cycle"
        };
        format!("{keys}{cycle} · ←→ other list · / searches")
    }
}
