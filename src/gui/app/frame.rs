//! The frame around a screen: rail, title bar, notice, status line, and the dialog over them.

use iced::advanced::text::Paragraph as _;
use iced::widget::{column, container, responsive, row, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::{App, Layer, Message, Question};
use crate::gui::screen::{AnyMessage, Screen};
use crate::gui::shortcut::{self, Shortcut, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::{line, shape};
use crate::gui::widget::keys::keys;
use crate::gui::widget::modal::modal;
use crate::gui::{font, notice, rail, size, theme};

/// The room of the screen, beside rail and title bar.
pub(super) const CONTENT: &str = "content";

const DROP_DRAFT: &str = "Drop draft";

/// What a button takes beside its word and its key.
const BUTTON: f32 = 34.0;

/// Beyond this a title is shortened before an action gives way.
const MOST_OF_TITLE: f32 = 320.0;

impl App {
    /// The whole window.
    pub fn view(&self) -> Element<'_, Message> {
        let Some(layer) = self.layers.last() else {
            return space().into();
        };
        let id = layer.id;
        let wrap = move |message| Message::Screen(id, message);
        let content = column![
            self.title_bar(layer),
            hairline_below(),
            container(layer.screen.view(&self.context).map(wrap))
                .id(CONTENT)
                .width(Length::Fill)
                .height(Length::Fill),
            self.notice
                .as_ref()
                .map(|notice| notice::strip(notice, Message::NoticeDismissed)),
            hairline_below(),
            self.status_line(),
        ];
        let rail = self.context.practice.is_some().then(|| {
            row![
                rail::view(
                    &layer.route,
                    self.context.preferences.is_rail_collapsed,
                    Message::PlaceChosen,
                    Message::Pressed(Shortcut::Lock),
                ),
                container(space().width(1).height(Length::Fill)).style(theme::hairline),
            ]
        });
        let dialog = self.dialog(layer, wrap);
        let root = keys(modal(row![rail, content], dialog), |stroke| {
            self.lookup(stroke)
        });
        let minutes = self.context.preferences.lock_minutes;
        let is_open = self.context.practice.is_some();
        if is_open && minutes > 0 {
            root.on_idle(
                std::time::Duration::from_secs(60 * u64::from(minutes)),
                Message::Idled,
            )
            .into()
        } else {
            root.into()
        }
    }

    /// What a key does now.
    fn lookup(&self, stroke: Stroke) -> Option<Message> {
        if self.question.is_some() {
            return shortcut::everywhere(stroke)
                .filter(|shortcut| *shortcut == Shortcut::Back)
                .map(Message::Pressed);
        }
        let layer = self.layers.last()?;
        if self.finder.is_some() {
            return shortcut::everywhere(stroke)
                .filter(|shortcut| {
                    matches!(shortcut, Shortcut::Back | Shortcut::Find | Shortcut::Lock)
                })
                .map(Message::Pressed);
        }
        let is_free = self.sheet.is_none() && layer.screen.dialog(&self.context).is_none();
        if let Some(shortcut) = shortcut::everywhere(stroke) {
            return Some(Message::Pressed(shortcut));
        }
        if self.sheet.is_some() {
            return None;
        }
        let primary = layer.screen.primary().filter(|_| is_free);
        let here = layer
            .screen
            .bindings()
            .into_iter()
            .chain(primary)
            .find(|binding| binding.stroke == stroke)
            .map(|binding| Message::Screen(layer.id, binding.message));
        // A screen's own key goes first: F8 walks the findings where there are some.
        here.or_else(|| {
            let route = rail::route_of(stroke)?;
            let is_place = is_free && self.context.practice.is_some();
            is_place.then_some(Message::PlaceChosen(route))
        })
    }

    fn dialog<'a>(
        &'a self,
        layer: &'a Layer,
        wrap: impl Fn(AnyMessage) -> Message + 'a,
    ) -> Option<Element<'a, Message>> {
        match self.question {
            Some(Question::Discard(_)) => return Some(discard()),
            Some(Question::DropDraft) => return Some(drop_draft()),
            None => {}
        }
        if let Some(finder) = &self.finder {
            return Some(finder.view(Message::FinderEdited, Message::Pressed(Shortcut::Find)));
        }
        if let Some(sheet) = &self.sheet {
            let mut bindings = layer.screen.bindings();
            bindings.extend(layer.screen.primary());
            return Some(sheet.view(
                &bindings,
                self.context.practice.is_some(),
                Message::SheetEdited,
                Message::SheetClosed,
            ));
        }
        layer
            .screen
            .dialog(&self.context)
            .map(|dialog| dialog.map(wrap))
    }

    fn title_bar<'a>(&'a self, layer: &'a Layer) -> Element<'a, Message> {
        let bar = responsive(move |room| self.title_row(layer, room.width));
        container(bar)
            .padding(Padding::ZERO.horizontal(size::XL))
            .height(size::TITLE_BAR)
            .style(theme::bar)
            .into()
    }

    /// The title with as many actions as it leaves room for; the others keep their keys.
    fn title_row<'a>(&'a self, layer: &'a Layer, width: f32) -> Element<'a, Message> {
        let id = layer.id;
        let words = layer.screen.title();
        let measured = |words: &str, face, size| shape(words, face, size).min_width();
        let as_button = |word: &str, stroke: shortcut::Stroke| {
            let key = measured(&stroke.to_string(), font::CODE, size::CAPTION);
            measured(word, font::TEXT, size::TEXT) + key + BUTTON
        };
        let primary_width = layer.screen.primary().map_or(0.0, |binding| {
            as_button(binding.word, binding.stroke) + size::M
        });
        let draft_width = match (
            layer.draft.is_some(),
            shortcut::stroke_of(Shortcut::DropDraft),
        ) {
            (true, Some(stroke)) => as_button(DROP_DRAFT, stroke) + size::M,
            _ => 0.0,
        };
        let badge_width = if self.context.about.is_sample {
            84.0
        } else {
            0.0
        };
        let title_width = measured(&words, font::SEMIBOLD, size::TITLE).min(MOST_OF_TITLE);
        let mut left = width - title_width - size::M - badge_width - draft_width - primary_width;
        let title = line(words).font(font::SEMIBOLD).size(size::TITLE);
        let bindings = layer.screen.bindings();
        let shown = bindings.into_iter().filter(|binding| binding.is_shown);
        let fitting: Vec<_> = shown
            .take(5)
            .take_while(|binding| {
                left -= as_button(binding.word, binding.stroke) + size::XS;
                left >= 0.0
            })
            .collect();
        let others = fitting.into_iter().map(|binding| {
            let message = Message::Screen(id, binding.message);
            action(
                binding.word,
                Weight::Quiet,
                binding.word,
                Some(binding.stroke),
                Some(message),
            )
        });
        let primary = layer.screen.primary().map(|binding| {
            action(
                "title-primary",
                Weight::Primary,
                binding.word,
                Some(binding.stroke),
                Some(Message::Screen(id, binding.message)),
            )
        });
        let drop_draft = layer.draft.is_some().then(|| {
            action(
                "title-drop-draft",
                Weight::Quiet,
                DROP_DRAFT,
                shortcut::stroke_of(Shortcut::DropDraft),
                Some(Message::Pressed(Shortcut::DropDraft)),
            )
        });
        row![
            title,
            self.sample_badge(),
            row(others).spacing(size::XS),
            drop_draft,
            primary
        ]
        .spacing(size::M)
        .height(Length::Fill)
        .align_y(Alignment::Center)
        .into()
    }

    /// Says on every screen of a sample that nobody in it is real.
    fn sample_badge(&self) -> Option<Element<'_, Message>> {
        self.context.about.is_sample.then(|| {
            container(text("SAMPLE").font(font::SEMIBOLD).size(size::CAPTION))
                .padding(Padding::ZERO.horizontal(size::S).vertical(2.0))
                .style(theme::washed(|palette| palette.warning))
                .into()
        })
    }

    fn status_line(&self) -> Element<'_, Message> {
        let caption = |text: String| line(text).size(size::CAPTION).style(theme::muted);
        let about = &self.context.about;
        let mut place = Vec::new();
        match &self.context.practice {
            Some(practice) => {
                if about.is_sample {
                    place.push("SAMPLE, nobody in it is real".to_owned());
                }
                if !about.name.is_empty() {
                    place.push(about.name.clone());
                }
                place.push(practice.path.display().to_string());
            }
            None => place.push("No practice file is open".to_owned()),
        }
        let verified = about
            .verified_on
            .map(|day| format!("Last verified {}", crate::domain::date::spoken(day)));
        let has_draft = self.layers.iter().any(|layer| layer.draft.is_some());
        let draft = match (has_draft, self.is_unkept) {
            (false, _) => None,
            (true, true) => Some("Draft not kept yet"),
            (true, false) => Some("Draft kept"),
        };
        let today = crate::domain::date::spoken(self.context.today);
        let bar = row![
            caption(place.join(" · ")),
            draft.map(|words| caption(words.to_owned()).width(Length::Shrink)),
            verified.map(|words| caption(words).width(Length::Shrink)),
            caption("Ctrl+K Find".to_owned()).width(Length::Shrink),
            caption("? Keys".to_owned()).width(Length::Shrink),
            caption(today).width(Length::Shrink),
        ]
        .spacing(size::L)
        .align_y(Alignment::Center);
        container(bar)
            .padding(Padding::ZERO.horizontal(size::XL))
            .center_y(size::STATUS)
            .style(theme::bar)
            .into()
    }
}

/// Asks before something typed is lost.
fn discard<'a>() -> Element<'a, Message> {
    column![
        text("Leave without saving?")
            .font(font::SEMIBOLD)
            .size(size::HEADING),
        text("What you typed here is not saved.").size(size::TEXT),
        row![
            action(
                "discard-stay",
                Weight::Secondary,
                "Stay",
                shortcut::stroke_of(Shortcut::Back),
                Some(Message::QuestionAnswered(false)),
            ),
            action(
                "discard-leave",
                Weight::Destructive,
                "Leave without saving",
                None,
                Some(Message::QuestionAnswered(true)),
            ),
        ]
        .spacing(size::S)
    ]
    .spacing(size::M)
    .into()
}

/// Asks before a draft goes for good.
fn drop_draft<'a>() -> Element<'a, Message> {
    column![
        text("Drop what is typed here?")
            .font(font::SEMIBOLD)
            .size(size::HEADING),
        text("The draft goes for good. What was saved before stays as it was.").size(size::TEXT),
        row![
            action(
                "drop-keep",
                Weight::Secondary,
                "Keep the draft",
                shortcut::stroke_of(Shortcut::Back),
                Some(Message::QuestionAnswered(false)),
            ),
            action(
                "drop-drop",
                Weight::Destructive,
                "Drop the draft",
                None,
                Some(Message::QuestionAnswered(true)),
            ),
        ]
        .spacing(size::S)
    ]
    .spacing(size::M)
    .into()
}

fn hairline_below<'a>() -> Element<'a, Message> {
    container(space().width(Length::Fill).height(1))
        .style(theme::hairline)
        .into()
}
