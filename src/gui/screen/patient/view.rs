//! How the card looks: its lists in the middle, the patient's facts beside them.

use chrono::NaiveDate;
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Size, Theme};

use super::dialog::rank_word;
use super::{List, Message, Patient};
use crate::commands::patients::{CardAuthorization, CardClaim, PatientCard};
use crate::domain::authorization::{AuthorizationKind, EligibilityMethod};
use crate::domain::claim::ClaimStatus;
use crate::domain::coverage::Relationship;
use crate::domain::date;
use crate::domain::money::Quantity;
use crate::domain::person::Sex;
use crate::gui::form::money::grouped;
use crate::gui::form::phone;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

pub const COVERAGES: &str = "card-coverages";
const VISITS: &str = "card-visits";
const AUTHORIZATIONS: &str = "card-authorizations";
const CHECKS: &str = "card-checks";

/// The width of the facts, and the width of the screen that leaves room for them at the side.
const SIDE: f32 = 272.0;
const ROOM_FOR_SIDE: f32 = 860.0;
/// The width from which two lists stand side by side.
const ROOM_FOR_TWO: f32 = 700.0;

const COVERAGE_COLUMNS: &[Column] = &[
    Column::text("Pays", Width::Fixed(92.0)).unsorted(),
    Column::text("Payer", Width::Share(1.0)).unsorted(),
    Column::code("Member ID", Width::Fixed(136.0)).unsorted(),
    Column::text("Insured", Width::Fixed(88.0)).unsorted(),
    Column::text("From", Width::Fixed(100.0)).unsorted(),
    Column::text("Last day", Width::Fixed(100.0)).unsorted(),
    Column::text("Today", Width::Fixed(80.0)).unsorted(),
];

const VISIT_COLUMNS: &[Column] = &[
    Column::text("Date", Width::Fixed(100.0)).unsorted(),
    Column::code("Visit", Width::Fixed(104.0)).unsorted(),
    Column::number("Charges", Width::Fixed(88.0)).unsorted(),
    Column::text("Billed to", Width::Share(1.0)).unsorted(),
    Column::code("Claim", Width::Fixed(104.0)).unsorted(),
    Column::text("Status", Width::Fixed(96.0)).unsorted(),
];

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
                let all = column![self.facts(card, today), self.lists(card, room)]
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
                container(self.facts(card, today))
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
        let has_two = room.width - 2.0 * size::XL >= ROOM_FOR_TWO;
        let n_coverages = card.coverages.len().clamp(1, 5);
        let n_below = card
            .authorizations
            .len()
            .max(card.eligibility_checks.len())
            .clamp(2, 4);
        let waiting = self.waiting(card);
        // Three headings, the line under the lists below, and the space between the parts.
        let mut others = height(n_coverages) + height(n_below) + 3.0 * 23.0 + 22.0 + 2.0 * size::M;
        if waiting.is_some() {
            others += size::CONTROL + 2.0 * size::XS + size::M;
        }
        let visits_height = (room.height - 2.0 * size::XL - others).max(height(5));
        let authorizations = column![
            heading("Authorizations", "A adds one for the marked card"),
            container(self.authorization_list(card)).height(height(n_below)),
            self.authorization_line(card),
        ]
        .spacing(size::XS);
        let checks = column![
            heading("Eligibility", "L logs a check of the marked card"),
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
                    "C adds a new card and ends the old one, E corrects the marked one"
                ),
                container(self.coverage_list(card)).height(height(n_coverages)),
            ]
            .spacing(size::XS),
            column![
                heading("Visits", "Enter opens the claim, O the visit itself"),
                container(self.visit_list(card)).height(visits_height),
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

    fn coverage_list<'a>(&'a self, card: &'a PatientCard) -> Element<'a, Message> {
        window_list(
            COVERAGES,
            COVERAGE_COLUMNS,
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
                    Cell::toned(insured, ink),
                    Cell::toned(date::spoken(coverage.effective_on), ink),
                    Cell::toned(last.unwrap_or_else(|| "open".to_owned()), last_tone),
                    Cell::toned(today, tone),
                ]
            },
            self.coverages,
            |act| Message::Listed(List::Coverages, act),
        )
        .empty("No insurance card yet. Press C to enter one.")
        .into()
    }

    fn visit_list<'a>(&'a self, card: &'a PatientCard) -> Element<'a, Message> {
        let rows = visit_rows(card);
        window_list(
            VISITS,
            VISIT_COLUMNS,
            rows.len(),
            move |row| {
                let (visit, claim) = rows[row];
                let visit = &card.visits[visit];
                let claim = claim.map(|claim| &visit.claims[claim]);
                let (status, tone) = standing(claim);
                vec![
                    Cell::from(visit.from_on.map(date::spoken).unwrap_or_default()),
                    Cell::from(visit.id.to_string()),
                    Cell::from(grouped(visit.total)),
                    Cell::from(claim.map_or_else(String::new, |it| it.payer_name.clone())),
                    Cell::from(claim.map_or_else(String::new, |it| it.id.to_string())),
                    Cell::toned(status, tone),
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

    /// The patient herself.
    fn facts<'a>(&'a self, card: &'a PatientCard, today: NaiveDate) -> Element<'a, Message> {
        let patient = &card.patient.value;
        let sex = match patient.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Unknown => "sex unknown",
        };
        let years = date::age_on(patient.birth_date, today);
        let born = format!(
            "{} · {years} years · {sex}",
            date::spoken(patient.birth_date)
        );
        let deceased = patient
            .deceased_on
            .map(|day| fact("Deceased", date::spoken(day), theme::danger));
        let is_covered = card.coverages.iter().any(|it| it.is_in_force);
        let covers: Vec<String> = card
            .coverages
            .iter()
            .filter(|it| it.is_in_force)
            .map(|it| {
                let rank = rank_word(it.coverage.value.rank);
                match it.coverage.value.copay {
                    Some(copay) => format!("{rank}: {}, copay {}", it.payer_name, grouped(copay)),
                    None => format!("{rank}: {}", it.payer_name),
                }
            })
            .collect();
        let covered = if is_covered {
            fact("Covered today", covers.join("\n"), plain)
        } else {
            fact("Covered today", "⚠ By nobody".to_owned(), theme::warning)
        };
        let phone = patient.phone.as_ref().map(phone::spoken);
        let guarantor = match (&patient.guarantor, &card.guarantor) {
            (Some(id), Some(name)) => format!("{name} ({id})"),
            (Some(id), None) => id.to_string(),
            (None, _) => "The patient herself".to_owned(),
        };
        let guaranteed: Vec<String> = card
            .guaranteed
            .iter()
            .map(|(_, name)| name.to_string())
            .collect();
        let signature = match (patient.is_signature_on_file, patient.signature_date) {
            (true, Some(day)) => format!("On file since {}", date::spoken(day)),
            (true, None) => "On file".to_owned(),
            (false, _) => "⚠ Not on file".to_owned(),
        };
        let release = if patient.releases_information {
            "Allowed"
        } else {
            "⚠ Not allowed"
        };
        let as_warned = |is_fine: bool| -> fn(&Theme) -> text::Style {
            if is_fine { plain } else { theme::warning }
        };
        let held = patient
            .holds_statements
            .then(|| fact("Statements", "⚠ Held back".to_owned(), theme::warning));
        let note = if patient.note.is_empty() {
            "–".to_owned()
        } else {
            patient.note.clone()
        };
        column![
            deceased,
            fact("Born", born, plain),
            covered,
            fact("Phone", phone.unwrap_or_else(|| "–".to_owned()), plain),
            (!patient.email.is_empty()).then(|| fact("E-mail", patient.email.clone(), plain)),
            fact("Address", address(card), plain),
            fact("Guarantor", guarantor, plain),
            (!guaranteed.is_empty()).then(|| fact("Answers for", guaranteed.join("\n"), plain)),
            fact(
                "Signature",
                signature,
                as_warned(patient.is_signature_on_file)
            ),
            fact(
                "Release of records",
                release.to_owned(),
                as_warned(patient.releases_information)
            ),
            held,
            fact("Note", note, plain),
        ]
        .spacing(size::M)
        .into()
    }
}

/// The color of what is as it should be.
fn plain(_: &Theme) -> text::Style {
    text::Style::default()
}

fn heading<'a>(words: &'static str, keys: &'static str) -> Element<'a, Message> {
    row![
        text(words).font(font::SEMIBOLD).size(size::TEXT),
        line(keys).size(size::CAPTION).style(theme::muted),
    ]
    .spacing(size::S)
    .align_y(Alignment::Center)
    .into()
}

/// One fact with its name above it.
fn fact<'a>(
    name: &'static str,
    words: String,
    style: fn(&Theme) -> text::Style,
) -> Element<'a, Message> {
    let words = words
        .lines()
        .map(|words| text(words.to_owned()).size(size::TEXT).style(style).into());
    column![
        text(name).size(size::CAPTION).style(theme::muted),
        column(words),
    ]
    .spacing(2)
    .into()
}

fn address(card: &PatientCard) -> String {
    let address = &card.patient.value.address;
    if address.is_empty() {
        return "–".to_owned();
    }
    let place: Vec<String> = [
        Some(address.city.clone()).filter(|city| !city.is_empty()),
        address.state.as_ref().map(ToString::to_string),
        address.zip.as_ref().map(ToString::to_string),
    ]
    .into_iter()
    .flatten()
    .collect();
    [
        address.line1.clone(),
        address.line2.clone(),
        place.join(" "),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("\n")
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
