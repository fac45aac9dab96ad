//! Control totals: what a stack of superbills should come to, beside what was entered of it.

use iced::widget::{container, row};
use iced::{Alignment, Element, Length, Task};

use super::slot::Shape;
use super::{Message, Visit};
use crate::commands::Error;
use crate::commands::visits::{self, OpenStack, StackMark};
use crate::domain::money::Money;
use crate::domain::stack::{self, ControlTotal};
use crate::gui::action::Action;
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::form::{self, Field};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::travel::go_to;
use crate::gui::{font, size, theme};

const VISITS: &str = "stack-visits";
const CHARGES: &str = "stack-charges";

/// Which of the two totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Visits,
    Charges,
}

/// A stack that is being entered.
#[derive(Debug)]
pub struct Stack {
    visits: Field<Shape>,
    charges: Field<Shape>,
    mark: Option<StackMark>,
    entered: ControlTotal,
}

impl Stack {
    fn new() -> Self {
        Self {
            visits: Field::new(VISITS, "Superbills", Shape::Count),
            charges: Field::new(CHARGES, "Dollars, added up", Shape::Amount),
            mark: None,
            entered: ControlTotal::default(),
        }
    }

    /// A stack that was being entered when the screen was left.
    pub(super) fn restored((kept, entered): (OpenStack, ControlTotal)) -> Self {
        let mut stack = Self::new();
        stack.visits.set_text(kept.visits);
        stack.charges.set_text(kept.charges);
        stack.mark = Some(kept.since);
        stack.entered = entered;
        stack
    }

    /// What the practice file remembers of it.
    fn kept(&self) -> Option<OpenStack> {
        Some(OpenStack {
            since: self.mark?,
            visits: self.visits.text().to_owned(),
            charges: self.charges.text().to_owned(),
        })
    }

    /// What was counted against what was entered; `None` until something was counted.
    fn stack(&self) -> Option<stack::Stack> {
        let visits = self.visits.value().and_then(|text| text.parse().ok());
        let charges: Option<Money> = self.charges.value().and_then(|text| text.parse().ok());
        (visits.is_some() || charges.is_some()).then(|| stack::Stack {
            expected: ControlTotal {
                visits: visits.unwrap_or_default(),
                charges: charges.unwrap_or_default(),
            },
            entered: self.entered,
        })
    }

    pub(super) fn view(&self) -> Element<'_, Message> {
        let ControlTotal { visits, charges } = self.entered;
        let entered = format!("{visits} entered, {}", grouped(charges));
        let left = self.stack().map(|stack| {
            let (words, style): (_, fn(&iced::Theme) -> _) = if stack.is_balanced() {
                ("✓ The stack balances".to_owned(), theme::success)
            } else {
                let left = grouped(stack.charges_left());
                let words = match stack.visits_left() {
                    0 => format!("All are entered, but {left} is missing"),
                    1 => format!("1 to go, {left}"),
                    n if n < 0 => format!("{} too many, {left} left", -n),
                    n => format!("{n} to go, {left}"),
                };
                (words, theme::warning)
            };
            line(words)
                .font(font::SEMIBOLD)
                .style(style)
                .width(Length::Fill)
                .align(iced::alignment::Horizontal::Right)
        });
        let edited = |control| move |edit| Message::StackEdited(control, edit);
        container(
            row![
                self.visits.view(110, edited(Control::Visits)),
                self.charges.view(150, edited(Control::Charges)),
                line(entered).width(Length::Fill),
                left,
            ]
            .spacing(size::M)
            .align_y(Alignment::Center),
        )
        .padding([size::S, size::M])
        .style(theme::surface)
        .into()
    }
}

impl Visit {
    pub(super) fn stack_pressed(&mut self, context: &Context) -> Action<Message> {
        if self.stack.take().is_some() {
            return Action::run(self.keep_stack(context));
        }
        self.stack = Some(Stack::new());
        let focus = go_to(VISITS);
        let Some(database) = context.database() else {
            return Action::run(focus);
        };
        let begun = Task::perform(visits::begin_stack(database), Message::StackBegun);
        Action::run(focus.chain(begun))
    }

    /// Remembers the totals, or forgets them with the stack, so that they outlive the screen.
    fn keep_stack(&self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let kept = match &self.stack {
            Some(stack) => match stack.kept() {
                Some(kept) => Some(kept),
                None => return Task::none(),
            },
            None => None,
        };
        let keep = async move { visits::keep_stack(database, kept, author()).await };
        Task::perform(keep, Message::StackKept)
    }

    pub(super) fn stack_edited(
        &mut self,
        control: Control,
        edit: form::Edit,
        context: &Context,
    ) -> Action<Message> {
        let is_changed = matches!(edit, form::Edit::Typed(_) | form::Edit::Left);
        if edit == form::Edit::Entered
            && let Some(before) = self.focused.take()
        {
            self.let_go(before);
        }
        if let Some(stack) = &mut self.stack {
            match control {
                Control::Visits => stack.visits.update(edit),
                Control::Charges => stack.charges.update(edit),
            }
        }
        if is_changed {
            return Action::run(self.keep_stack(context));
        }
        Action::none()
    }

    pub(super) fn stack_begun(
        &mut self,
        mark: Result<StackMark, Error>,
        context: &Context,
    ) -> Action<Message> {
        match (mark, &mut self.stack) {
            (Ok(mark), Some(stack)) => {
                stack.mark = Some(mark);
                Action::run(self.keep_stack(context))
            }
            (Ok(_), None) => Action::none(),
            (Err(error), _) => Action::failed(&error, context),
        }
    }

    /// Asks what was entered since the stack was begun.
    pub(super) fn ask_entered(&self, context: &Context) -> Task<Message> {
        let mark = self.stack.as_ref().and_then(|stack| stack.mark);
        let (Some(database), Some(mark)) = (context.database(), mark) else {
            return Task::none();
        };
        let entered = async move { visits::entered(database, mark, author()).await };
        Task::perform(entered, Message::StackTold)
    }

    pub(super) fn stack_told(
        &mut self,
        entered: Result<ControlTotal, Error>,
        context: &Context,
    ) -> Action<Message> {
        match (entered, &mut self.stack) {
            (Ok(entered), Some(stack)) => {
                stack.entered = entered;
                Action::none()
            }
            (Ok(_), None) => Action::none(),
            (Err(error), _) => Action::failed(&error, context),
        }
    }
}
