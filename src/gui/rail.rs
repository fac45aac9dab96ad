//! The navigation rail: the places the work is done in, each with its key.

use iced::keyboard::key::Named;
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding};

use crate::domain::claim::ClaimStatus;
use crate::gui::action::Route;
use crate::gui::shortcut::{Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::key_cap;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::{font, size, theme};

/// One place of the rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its widget's id.
    pub id: &'static str,
    pub stroke: Stroke,
    pub word: &'static str,
    pub route: Route,
}

/// The places, in the order of the rail. The keys are those of the whole program: F2 receipt, F3
/// visit, F4 post, F5 payment, F6 claims, F7 worklist, F8 account; a place enters with its screen.
pub const PLACES: &[Place] = &[
    Place {
        id: "rail-home",
        stroke: Stroke::sign('h').with_command(),
        word: "Home",
        route: Route::Home,
    },
    Place {
        id: "rail-receipts",
        stroke: Stroke::named(Named::F2),
        word: "Receipts",
        route: Route::Receipts,
    },
    Place {
        id: "rail-visit",
        stroke: Stroke::named(Named::F3),
        word: "New visit",
        route: Route::Visit {
            patient: None,
            visit: None,
        },
    },
    Place {
        id: "rail-post",
        stroke: Stroke::named(Named::F4),
        word: "Post EOBs",
        route: Route::Post(None),
    },
    Place {
        id: "rail-payment",
        stroke: Stroke::named(Named::F5),
        word: "Payment",
        route: Route::Payment(None),
    },
    Place {
        id: "rail-claims",
        stroke: Stroke::named(Named::F6),
        word: "Claims",
        route: Route::Claims(Some(ClaimStatus::Ready)),
    },
    Place {
        id: "rail-account",
        stroke: Stroke::named(Named::F8),
        word: "Accounts",
        route: Route::Account(None),
    },
    Place {
        id: "rail-patients",
        stroke: Stroke::sign('3').with_command(),
        word: "Patients",
        route: Route::Patients,
    },
    Place {
        id: "rail-credits",
        stroke: Stroke::sign('4').with_command(),
        word: "Credits",
        route: Route::Credits,
    },
    Place {
        id: "rail-deposits",
        stroke: Stroke::sign('5').with_command(),
        word: "Deposits",
        route: Route::Deposits,
    },
    Place {
        id: "rail-closing",
        stroke: Stroke::sign('6').with_command(),
        word: "Close day",
        route: Route::Closing,
    },
    Place {
        id: "rail-reports",
        stroke: Stroke::sign('7').with_command(),
        word: "Reports",
        route: Route::Reports,
    },
    Place {
        id: "rail-statements",
        stroke: Stroke::sign('8').with_command(),
        word: "Statements",
        route: Route::Statements,
    },
    Place {
        id: "rail-collections",
        stroke: Stroke::sign('9').with_command(),
        word: "Collections",
        route: Route::Collections,
    },
    Place {
        id: "rail-lists",
        stroke: Stroke::sign('1').with_command(),
        word: "Lists",
        route: Route::Lists,
    },
    Place {
        id: "rail-codes",
        stroke: Stroke::sign('2').with_command(),
        word: "Codes",
        route: Route::Codes,
    },
    Place {
        id: "rail-settings",
        stroke: Stroke::sign(',').with_command(),
        word: "Settings",
        route: Route::Settings,
    },
    Place {
        id: "rail-file",
        stroke: Stroke::named(Named::F12),
        word: "Practice file",
        route: Route::File,
    },
];

/// Places that other screens lead to, for finding by name; they have no key of their own.
pub const FURTHER: &[(&str, Route)] = &[
    ("Statement settings", Route::StatementSettings),
    ("Letter templates", Route::Templates),
    ("Plain descriptions", Route::Descriptions),
    (
        "New good-faith estimate",
        Route::Estimate {
            patient: None,
            estimate: None,
        },
    ),
    ("Write a letter", Route::Letter(None)),
    ("Mailing labels", Route::Labels(Vec::new())),
];

/// Where a key leads, among the places.
pub fn route_of(stroke: Stroke) -> Option<Route> {
    PLACES
        .iter()
        .find(|place| place.stroke == stroke)
        .map(|place| place.route.clone())
}

/// The rail with the place that is open marked.
pub fn view<'a, Message: Clone + 'a>(
    open: &Route,
    is_collapsed: bool,
    on_place: impl Fn(Route) -> Message,
    on_lock: Message,
) -> Element<'a, Message> {
    let places = PLACES.iter().map(|place| {
        let is_open = place.route == *open;
        let key = key_cap(place.stroke.to_string());
        let content: Element<'a, Message> = if is_collapsed {
            container(key).center_x(Length::Fill).into()
        } else {
            let word = line(place.word).font(if is_open { font::SEMIBOLD } else { font::TEXT });
            row![word, key]
                .spacing(size::S)
                .align_y(Alignment::Center)
                .into()
        };
        let entry = container(content)
            .width(Length::Fill)
            .padding(Padding::ZERO.horizontal(size::S))
            .center_y(size::CONTROL);
        let entry = if is_open {
            entry.style(theme::chosen)
        } else {
            entry
        };
        let message = on_place(place.route.clone());
        focus(place.id, entry)
            .on_press(message.clone())
            .on_click(message)
            .into()
    });
    let name: Option<Element<'a, Message>> = (!is_collapsed).then(|| {
        container(text("Almoner").font(font::SEMIBOLD).size(size::HEADING))
            .padding(Padding::ZERO.horizontal(size::S).bottom(size::S))
            .into()
    });
    let lock = (!is_collapsed).then(|| {
        let key = stroke_of(Shortcut::Lock).map(|stroke| key_cap(stroke.to_string()));
        let content = row![line("Lock"), key]
            .spacing(size::S)
            .align_y(Alignment::Center);
        let entry = container(content)
            .width(Length::Fill)
            .padding(Padding::ZERO.horizontal(size::S))
            .center_y(size::CONTROL);
        focus("rail-lock", entry)
            .on_press(on_lock.clone())
            .on_click(on_lock)
    });
    let width = if is_collapsed {
        size::RAIL_COLLAPSED
    } else {
        size::RAIL
    };
    container(
        column![
            name,
            // At large text sizes there are more places than room.
            scrollable(column(places).spacing(2))
                .direction(Direction::Vertical(
                    Scrollbar::new().width(4).scroller_width(4).spacing(2),
                ))
                .style(theme::scroll)
                .height(Length::Fill),
            lock
        ]
        .padding(Padding::new(size::S).top(size::M)),
    )
    .width(width)
    .height(Length::Fill)
    .style(theme::bar)
    .into()
}
