//! What a refused payment said, beside its fields.

use super::{AGAIN, Message, Payment};
use crate::commands;
use crate::gui::action::Action;
use crate::gui::form::Field;
use crate::gui::form::text::Text;
use crate::gui::widget::travel::go_to;

impl Payment {
    pub(super) fn refused(&mut self, error: &commands::Error) -> Action<Message> {
        self.is_busy = false;
        self.problem = Some(crate::gui::notice::sentence(&error.to_string()));
        let commands::Error::Refused(findings) = error else {
            // The same check once more has to be said why.
            let again = self.again.get_or_insert_with(|| {
                Field::new(AGAIN, "Why it is taken again", Text::plain())
                    .hint("Only where the same check really came twice")
            });
            return Action::run(go_to(again.id()));
        };
        let mut place = None;
        for finding in findings {
            let sentence = finding.sentence.clone();
            let id = match finding.field.column {
                "patient_id" => {
                    self.patient.refuse(sentence);
                    self.patient.id()
                }
                "amount" => {
                    self.amount.refuse(sentence);
                    self.amount.id()
                }
                "check_number" => {
                    self.number.refuse(sentence);
                    self.number.id()
                }
                "visit_id" => {
                    self.visit.refuse(sentence);
                    self.visit.id()
                }
                "received_on" => {
                    self.received.refuse(sentence);
                    self.received.id()
                }
                _ => continue,
            };
            place = place.or(Some(id));
        }
        match place {
            Some(id) => {
                self.problem = None;
                Action::run(go_to(id))
            }
            None => Action::none(),
        }
    }
}
