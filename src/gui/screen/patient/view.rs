//! How the card looks: its lists in the middle, the patient's facts beside them.

use chrono::NaiveDate;
use iced::widget::{column, container, responsive, row, scrollable, space};
use iced::{Alignment, Element, Length, Size};

use super::dialog::rank_word;
use super::{List, Message, Patient};
use crate::commands::patients::{CardAuthorization, CardClaim, PatientCard};
use crate::domain::authorization::{AuthorizationKind, EligibilityMethod};
use crate::domain::claim::ClaimStatus;
use crate::domain::coverage::Relationship;
use crate::domain::date;
use crate::domain::money::Quantity;
use crate::gui::form::money::grouped;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

pub const COVERAGES: &str = "card-coverages";
/// The keys of the buttons above the lists.
pub const NEW_CARD: Stroke = Stroke::sign('c');
pub const EDIT: Stroke = Stroke::sign('e');
pub const VISIT: Stroke = Stroke::sign('o');
pub const AUTHORIZE: Stroke = Stroke::sign('a');
pub const CHECK: Stroke = Stroke::sign('l');

const VISITS: &str = "card-visits";
const AUTHORIZATIONS: &str = "card-authorizations";
const CHECKS: &str = "card-checks";

/// The width of the facts, and the width of the screen that leaves room for them at the side.
const SIDE: f32 = 272.0;
const ROOM_FOR_SIDE: f32 = 860.0;
/// The width of one fact, where they stand above the lists.
const FACT: f32 = 196.0;
/// The width from which two lists stand side by side.
const ROOM_FOR_TWO: f32 = 700.0;

/// The widths of a list below which its last columns, the least of them, are left out.
const ROOM_FOR_SOME: f32 = 600.0;
const ROOM_FOR_ALL: f32 = 740.0;

const COVERAGE_COLUMNS: &[Column] = &[
    Column::text("Pays", Width::Fixed(92.0)).unsorted(),
    Column::text("Payer", Width::Share(1.0)).unsorted(),
    Column::code("Member ID", Width::Fixed(136.0)).unsorted(),
    Column::text("Today", Width::Fixed(80.0)).unsorted(),
    Column::text("From", Width::Fixed(100.0)).unsorted(),
    Column::text("Last day", Width::Fixed(100.0)).unsorted(),
    Column::text("Insured", Width::Fixed(96.0)).unsorted(),
];

const VISIT_COLUMNS: &[Column] = &[
    Column::text("Date", Width::Fixed(100.0)).unsorted(),
    Column::text("Billed to", Width::Share(1.0)).unsorted(),
    Column::number("Charges", Width::Fixed(88.0)).unsorted(),
    Column::text("Status", Width::Fixed(96.0)).unsorted(),
    Column::code("Claim", Width::Fixed(104.0)).unsorted(),
    Column::code("Visit", Width::Fixed(104.0)).unsorted(),
];

/// As many of a list's columns as there is room for.
fn fitting(columns: &'static [Column], width: f32) -> &'static [Column] {
    let left_out = if width < ROOM_FOR_SOME {
        3.min(columns.len() - 4)
    } else {
        usize::from(width < ROOM_FOR_ALL)
    };
    &columns[..columns.len() - left_out]
}

const AUTHORIZATION_COLUMNS: &[Column] = &[
    Column::code("Number", Width::Share(1.0)).unsorted(),
    Column::text("Until", Width::Fixed(100.0)).unsorted(),
    Column::number("Used", Width::Fixed(56.0)).unsorted(),
    Column::number("Left", Width::Fixed(84.0)).unsorted(),
];

const CHECK_COLUMNS: &[Column] = &[
    Column::text("Checked", Width::Fixed(100.0)).unsorted(),
    Column::text("Payer", Width::Share(1.0)).unsorted(),
    Column::text("Answer", Width::Fixed(100.0)).unsorted(),
    Column::text("How", Width::Fixed(64.0)).unsorted(),
];

/// The rows of the list of visits: a visit's place, and a claim's place in it, where it has one.
pub fn visit_rows(card: &PatientCard) -> Vec<(usize, Option<usize>)> {
    let mut rows = Vec::new();
    for (visit, it) in card.visits.iter().enumerate() {
        if it.claims.is_empty() {
            rows.push((visit, None));
        }
        rows.extend((0..it.claims.len()).map(|claim| (visit, Some(claim))));
    }
    rows
}

/// The height of a list that shows so many rows.
fn height(n_rows: usize) -> f32 {
    // A screen holds few rows.
    size::ROW * (n_rows as f32 + 1.0) + 2.0
}

impl Patient {
    /// Everything below the title bar.
    pub(super) fn content(&self, today: NaiveDate) -> Element<'_, Message> {
        let Some(card) = &self.card else {
            return space().into();
        };
        responsive(move |room| {
            let is_wide = room.width >= ROOM_FOR_SIDE;
            if !is_wide {
                let facts = self.facts(card, today).into_iter();
                let facts = facts.map(|fact| container(fact).width(FACT).into());
                let all = column![row(facts).spacing(size::M).wrap(), self.lists(card, room)]
                    .spacing(size::L)
                    .padding(size::XL);
                return scrollable(all)
                    .height(Length::Fill)
                    .style(theme::scroll)
                    .into();
            }
            let rest = Size::new(room.width - SIDE, room.height);
            let lists = scrollable(container(self.lists(card, rest)).padding(size::XL))
                .height(Length::Fill)
                .style(theme::scroll);
            let edge = container(space().width(1).height(Length::Fill)).style(theme::hairline);
            let facts = scrollable(
                container(column(self.facts(card, today)).spacing(size::M))
                    .padding([size::XL, size::L])
                    .width(Length::Fill),
            )
            .height(Length::Fill)
            .style(theme::scroll);
            let side = container(facts)
                .width(SIDE)
                .height(Length::Fill)
                .style(theme::bar);
            row![lists, edge, side].into()
        })
        .into()
    }

    /// The lists, as high as there is room for.
    fn lists<'a>(&'a self, card: &'a PatientCard, room: Size) -> Element<'a, Message> {
        let width = room.width - 2.0 * size::XL;
        let has_two = width >= ROOM_FOR_TWO;
        let n_coverages = card.coverages.len().clamp(1, 5);
        let n_below = card
            .authorizations
            .len()
            .max(card.eligibility_checks.len())
            .clamp(2, 4);
        let waiting = self.waiting(card);
        // Three headings, the line under the lists below, and the space between the parts.
        let mut others = height(n_coverages)
            + height(n_below)
            + 3.0 * (size::CONTROL + size::XS)
            + 22.0
            + 2.0 * size::M;
        if waiting.is_some() {
            others += size::CONTROL + 2.0 * size::XS + size::M;
        }
        let visits_height = (room.height - 2.0 * size::XL - others).max(height(5));
        let authorizations = column![
            heading(
                "Authorizations",
                vec![press(
                    "card-authorize",
                    "Add",
                    AUTHORIZE,
                    Message::AuthorizationPressed
                )]
            ),
            container(self.authorization_list(card)).height(height(n_below)),
            self.authorization_line(card),
        ]
        .spacing(size::XS);
        let checks = column![
            heading(
                "Eligibility",
                vec![press(
                    "card-check",
                    "Log check",
                    CHECK,
                    Message::CheckPressed
                )]
            ),
            container(self.check_list(card)).height(height(n_below)),
            self.check_line(card),
        ]
        .spacing(size::XS);
        let below: Element<'a, Message> = if has_two {
            row![authorizations, checks].spacing(size::L).into()
        } else {
            column![authorizations, checks].spacing(size::M).into()
        };
        column![
            waiting,
            column![
                heading(
                    "Coverages",
                    vec![
                        press(
                            "card-new-card",
                            "New card",
                            NEW_CARD,
                            Message::NewCardPressed
                        ),
                        press("card-edit", "Correct card", EDIT, Message::EditPressed),
                    ]
                ),
                container(self.coverage_list(card, width)).height(height(n_coverages)),
            ]
            .spacing(size::XS),
            column![
                heading(
                    "Visits",
                    vec![press(
                        "card-visit",
                        "Open visit",
                        VISIT,
                        Message::VisitOpened
                    )]
                ),
                container(self.visit_list(card, width)).height(visits_height),
            ]
            .spacing(size::XS),
            below,
        ]
        .spacing(size::M)
        .into()
    }

    /// A form that was closed before it was saved.
    fn waiting<'a>(&'a self, card: &PatientCard) -> Option<Element<'a, Message>> {
        let dialog = self
            .dialog
            .as_ref()
            .filter(|it| !self.is_open && it.is_changed())?;
        let words = format!("{}: not saved yet.", dialog.title(card));
        let go_on = action(
            "card-go-on",
            Weight::Secondary,
            "Go on",
            None,
            Some(Message::GoOnPressed),
        );
        let bar = row![line(words), go_on]
            .spacing(size::M)
            .align_y(Alignment::Center);
        Some(
            container(bar)
                .padding([size::XS, size::M])
                .style(theme::washed(|palette| palette.warning))
                .into(),
        )
    }

    fn coverage_list<'a>(&'a self, card: &'a PatientCard, width: f32) -> Element<'a, Message> {
        window_list(
            COVERAGES,
            fitting(COVERAGE_COLUMNS, width),
            card.coverages.len(),
            |row| {
                let it = &card.coverages[row];
                let coverage = &it.coverage.value;
                let insured = match coverage.relationship {
                    Relationship::Own => "Self".to_owned(),
                    _ if !coverage.subscriber.organization.is_empty() => {
                        coverage.subscriber.organization.clone()
                    }
                    _ => coverage.subscriber.name.to_string(),
                };
                let (today, tone) = if it.is_in_force {
                    ("In force", Tone::Success)
                } else {
                    ("–", Tone::Muted)
                };
                let ink = if it.is_in_force {
                    Tone::Ink
                } else {
                    Tone::Muted
                };
                let last = coverage.terminated_on.map(date::spoken);
                let last_tone = if last.is_some() { ink } else { Tone::Muted };
                vec![
                    Cell::toned(rank_word(coverage.rank), ink),
                    Cell::toned(it.payer_name.clone(), ink),
                    Cell::toned(coverage.member_id.clone(), ink),
                    Cell::toned(today, tone),
                    Cell::toned(date::spoken(coverage.effective_on), ink),
                    Cell::toned(last.unwrap_or_else(|| "open".to_owned()), last_tone),
                    Cell::toned(insured, ink),
                ]
            },
            self.coverages,
            |act| Message::Listed(List::Coverages, act),
        )
        .empty("No insurance card yet. Press C to enter one.")
        .into()
    }

    fn visit_list<'a>(&'a self, card: &'a PatientCard, width: f32) -> Element<'a, Message> {
        let rows = visit_rows(card);
        window_list(
            VISITS,
            fitting(VISIT_COLUMNS, width),
            rows.len(),
            move |row| {
                let (visit, claim) = rows[row];
                let visit = &card.visits[visit];
                let claim = claim.map(|claim| &visit.claims[claim]);
                let (status, tone) = standing(claim);
                vec![
                    Cell::from(visit.from_on.map(date::spoken).unwrap_or_default()),
                    Cell::from(claim.map_or_else(String::new, |it| it.payer_name.clone())),
                    Cell::from(grouped(visit.total)),
                    Cell::toned(status, tone),
                    Cell::from(claim.map_or_else(String::new, |it| it.id.to_string())),
                    Cell::from(visit.id.to_string()),
                ]
            },
            self.visits,
            |act| Message::Listed(List::Visits, act),
        )
        .empty("No visits yet. Press V to enter the first one.")
        .into()
    }

    fn authorization_list<'a>(&'a self, card: &'a PatientCard) -> Element<'a, Message> {
        window_list(
            AUTHORIZATIONS,
            AUTHORIZATION_COLUMNS,
            card.authorizations.len(),
            |row| {
                let it = &card.authorizations[row];
                let authorization = &it.authorization.value;
                let until = authorization.to_on.map(date::spoken);
                let (left, tone) = left(it);
                vec![
                    Cell::from(authorization.number.clone()),
                    until.map_or(Cell::toned("open", Tone::Muted), Cell::from),
                    Cell::from(it.used.to_string()),
                    Cell::toned(left, tone),
                ]
            },
            self.authorizations,
            |act| Message::Listed(List::Authorizations, act),
        )
        .empty("None yet.")
        .into()
    }

    fn check_list<'a>(&'a self, card: &'a PatientCard) -> Element<'a, Message> {
        window_list(
            CHECKS,
            CHECK_COLUMNS,
            card.eligibility_checks.len(),
            |row| {
                let check = &card.eligibility_checks[row].value;
                let (answer, tone) = match check.is_active {
                    Some(true) => ("Active", Tone::Success),
                    Some(false) => ("Not active", Tone::Danger),
                    None => ("Unclear", Tone::Warning),
                };
                let how = match check.method {
                    EligibilityMethod::Phone => "Phone",
                    EligibilityMethod::Portal => "Portal",
                    EligibilityMethod::Card => "Card",
                    EligibilityMethod::Other => "Other",
                };
                vec![
                    Cell::from(date::spoken(check.checked_on)),
                    Cell::from(payer_of(card, check.coverage.as_str())),
                    Cell::toned(answer, tone),
                    Cell::toned(how, Tone::Muted),
                ]
            },
            self.checks,
            |act| Message::Listed(List::Checks, act),
        )
        .empty("No check logged yet.")
        .into()
    }

    /// What the list has no room for, of the marked authorization.
    fn authorization_line<'a>(&self, card: &PatientCard) -> Element<'a, Message> {
        let marked = self
            .authorizations
            .row
            .and_then(|row| card.authorizations.get(row));
        let words = marked.map(|it| {
            let authorization = &it.authorization.value;
            let kind = match authorization.kind {
                AuthorizationKind::PriorAuthorization => "Prior authorization",
                AuthorizationKind::Referral => "Referral",
                AuthorizationKind::Clia => "CLIA number",
            };
            let mut parts = vec![
                kind.to_owned(),
                payer_of(card, authorization.coverage.as_str()),
            ];
            parts.extend(
                authorization
                    .code
                    .as_ref()
                    .map(|code| format!("for {code}")),
            );
            parts.extend(authorization.units.map(|units| format!("{units} units")));
            parts.extend(
                authorization
                    .from_on
                    .map(|from| format!("from {}", date::spoken(from))),
            );
            parts.join(" · ")
        });
        line(words.unwrap_or_default())
            .size(size::CAPTION)
            .style(theme::muted)
            .into()
    }

    /// What the list has no room for, of the marked check.
    fn check_line<'a>(&self, card: &PatientCard) -> Element<'a, Message> {
        let marked = self
            .checks
            .row
            .and_then(|row| card.eligibility_checks.get(row));
        let words = marked.map(|found| {
            let check = &found.value;
            let told =
                |words: &str, text: &str| (!text.is_empty()).then(|| format!("{words}{text}"));
            let parts = [
                told("spoke with ", &check.spoke_with),
                told("reference ", &check.reference_number),
                check
                    .deductible_left
                    .map(|left| format!("deductible left {}", grouped(left))),
                told("", &check.note),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        });
        line(words.unwrap_or_default())
            .size(size::CAPTION)
            .style(theme::muted)
            .into()
    }
}

/// The name of a list with what can be done to it.
fn heading<'a>(words: &'static str, buttons: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    row![
        line(words).font(font::SEMIBOLD),
        row(buttons).spacing(size::XS),
    ]
    .spacing(size::S)
    .align_y(Alignment::Center)
    .into()
}

fn press<'a>(
    id: &'static str,
    words: &'static str,
    stroke: Stroke,
    message: Message,
) -> Element<'a, Message> {
    action(id, Weight::Quiet, words, Some(stroke), Some(message))
}

fn payer_of(card: &PatientCard, coverage: &str) -> String {
    card.coverages
        .iter()
        .find(|it| it.coverage.value.id.as_str() == coverage)
        .map(|it| it.payer_name.clone())
        .unwrap_or_default()
}

/// What is left of an authorization.
fn left(it: &CardAuthorization) -> (String, Tone) {
    match it.left.map(Quantity::thousandths) {
        None => ("no limit".to_owned(), Tone::Muted),
        Some(left) if left < 0 => {
            let over = Quantity::from_thousandths(-left);
            (format!("{over} over"), Tone::Danger)
        }
        Some(0) => ("none".to_owned(), Tone::Danger),
        Some(left) => (Quantity::from_thousandths(left).to_string(), Tone::Ink),
    }
}

/// Where a visit's claim stands.
fn standing(claim: Option<&CardClaim>) -> (&'static str, Tone) {
    match claim {
        None => ("No claim", Tone::Muted),
        Some(claim) if claim.is_on_hold => ("On hold", Tone::Warning),
        Some(claim) => match claim.status {
            ClaimStatus::Draft => ("Draft", Tone::Warning),
            ClaimStatus::Ready => ("Ready", Tone::Success),
            ClaimStatus::Printed => ("Printed", Tone::Ink),
            ClaimStatus::Mailed => ("Mailed", Tone::Ink),
            ClaimStatus::Closed => ("Closed", Tone::Muted),
        },
    }
}
