//! How the visit looks: the superbill from top to bottom, and under it what is wrong.

use iced::widget::{Row, column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::choices::left_words;
use super::findings::COLUMNS;
use super::sheet::{DAY, DIAGNOSES};
use super::slot::{Place, Slot};
use super::{
    After, CIRCUMSTANCES, DETAILS, FINDING, Message, Phase, REMOVE, SAME, SAVE, STACK, Visit,
};
use crate::domain::date;
use crate::gui::context::Context;
use crate::gui::form::check::check;
use crate::gui::form::money::grouped;
use crate::gui::form::{Note, labeled, required_key};
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::one_area::one_area;
use crate::gui::widget::window_list::window_list;
use crate::gui::{font, size, theme};

/// The list of findings.
pub(super) const FINDINGS: &str = "visit-findings";

/// Findings in sight at once.
const MOST_ROWS: usize = 4;

/// The least width of a diagnosis.
const DIAGNOSIS: f32 = 190.0;

/// One field with its label and note.
pub(super) fn field<'a>(
    slot: &'a Slot,
    place: Place,
    width: impl Into<Length>,
) -> Element<'a, Message> {
    match slot {
        Slot::Typed(field) => field.view(width, move |edit| Message::Typed(place, edit)),
        Slot::Picked(field) => field.view(width, move |edit| Message::Picked(place, edit)),
        Slot::Marked(mark) => {
            let note = match &mark.remark {
                Some(remark) if remark.is_error => Note::Problem(remark.sentence.clone()),
                Some(remark) => Note::Warning(remark.sentence.clone()),
                None => Note::None,
            };
            let switch = check(mark.id.clone(), mark.label, mark.is_on(), |_| {
                Message::Marked(place)
            });
            labeled("", switch, note, width)
        }
    }
}

fn caption<'a>(words: impl Into<String>) -> crate::gui::widget::ellipsis::Line<'a> {
    line(words).size(size::CAPTION).style(theme::muted)
}

impl Visit {
    pub(super) fn body<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        match &self.phase {
            Phase::Loading if self.visit.is_some() => space().into(),
            Phase::Closed { sentence, .. } => container(text(sentence.as_str()))
                .padding(size::XL)
                .max_width(720)
                .into(),
            Phase::Loading | Phase::Typing | Phase::Saving => {
                responsive(move |room| self.form(room.width - 2.0 * size::XL, context)).into()
            }
        }
    }

    fn form<'a>(&'a self, width: f32, context: &'a Context) -> Element<'a, Message> {
        let parts = [
            self.restored(),
            self.stack.as_ref().map(super::Stack::view),
            Some(self.who()),
            self.strip(context),
            Some(self.by_whom(width)),
            Some(self.diagnoses(width)),
            Some(self.grid(width)),
            Some(self.line_keys()),
            self.circumstances(width),
        ];
        // Every part keeps its place, so that one that comes or goes takes no focus from another.
        let parts = parts.map(|part| match part {
            Some(part) => container(part)
                .padding(Padding::ZERO.bottom(size::S))
                .width(Length::Fill)
                .into(),
            None => space().into(),
        });
        let superbill = column(parts).padding(Padding::new(size::XL).top(size::M).bottom(size::M));
        column![
            one_area(
                scrollable(superbill)
                    .height(Length::Fill)
                    .style(theme::scroll),
            ),
            container(self.foot())
                .padding(Padding::ZERO.horizontal(size::XL).vertical(size::S))
                .style(theme::bar)
                .width(Length::Fill),
        ]
        .into()
    }

    fn head(&self, column: &'static str, width: impl Into<Length>) -> Option<Element<'_, Message>> {
        let slot = self.head.get(column)?;
        Some(field(slot, Place::head(column), width))
    }

    fn restored(&self) -> Option<Element<'_, Message>> {
        self.is_restored.then(|| {
            let words = "Draft restored: this is what was typed here and not saved.";
            let bar = row![
                line(words),
                action(
                    "visit-start-over",
                    Weight::Quiet,
                    "Drop it and start over",
                    None,
                    Some(Message::StartOverPressed),
                ),
            ]
            .spacing(size::M)
            .align_y(Alignment::Center);
            container(bar)
                .padding([size::XS, size::M])
                .style(theme::washed(|palette| palette.warning))
                .into()
        })
    }

    fn who(&self) -> Element<'_, Message> {
        let has_authorizations = self
            .known
            .context
            .as_ref()
            .is_some_and(|it| !it.authorizations.is_empty())
            || !self.head.is_blank("authorization_id");
        row![
            self.head("patient_id", Length::FillPortion(5)),
            self.head(DAY, 150),
            has_authorizations
                .then(|| self.head("authorization_id", Length::FillPortion(3)))
                .flatten(),
        ]
        .spacing(size::M)
        .into()
    }

    /// The account's facts on the day: who she is, who pays, what is authorized, the last visit.
    fn strip<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let known = self.known.context.as_deref()?;
        let patient = &known.patient;
        let on = self.day().unwrap_or(context.today);
        let mut who = vec![
            line(format!(
                "{}, {} y",
                date::spoken(patient.birth_date),
                date::age_on(patient.birth_date, on)
            )),
            caption(match &patient.phone {
                Some(phone) => format!("No. {} · {phone}", patient.id),
                None => format!("No. {}", patient.id),
            }),
        ];
        if let Some(deceased) = patient.deceased_on {
            let words = format!("Died {}", date::spoken(deceased));
            who.push(caption(words).style(theme::warning));
        }
        let mut pays: Vec<_> = known
            .coverages
            .iter()
            .map(|it| {
                let coverage = &it.coverage;
                let copay = match coverage.copay {
                    Some(copay) => format!(", copay {}", grouped(copay)),
                    None => String::new(),
                };
                line(format!(
                    "{}  {} · {}{copay}",
                    coverage.rank, it.payer.name, coverage.member_id
                ))
            })
            .collect();
        if pays.is_empty() {
            let words = format!(
                "No coverage in force on {}: the patient pays",
                date::spoken(on)
            );
            pays.push(line(words).style(theme::warning));
        }
        let in_force = known.authorizations.iter().filter(|it| it.is_in_force);
        let mut more: Vec<_> = in_force
            .map(|it| {
                let words = format!("Auth. {}: {}", it.authorization.number, left_words(it));
                let is_spent = it.left.is_some_and(|left| left.thousandths() <= 0);
                let style = if is_spent {
                    theme::warning
                } else {
                    theme::muted
                };
                caption(words).style(style)
            })
            .take(2)
            .collect();
        more.push(match &known.last_visit {
            Some(last) => caption(format!(
                "Last visit {}, {}",
                date::spoken(last.on),
                grouped(last.total)
            )),
            None => caption("No earlier visit"),
        });
        let part = |lines: Vec<crate::gui::widget::ellipsis::Line<'a>>, share: u16| {
            column(lines.into_iter().map(Element::from))
                .spacing(2)
                .width(Length::FillPortion(share))
        };
        let parts = row![part(who, 3), part(pays, 5), part(more, 4)].spacing(size::L);
        Some(
            container(parts)
                .padding([size::S, size::M])
                .style(theme::surface)
                .into(),
        )
    }

    fn by_whom(&self, width: f32) -> Element<'_, Message> {
        let has_referring = !self.head.is_blank("referring_provider_id");
        let provider = self.head("rendering_provider_id", Length::FillPortion(4));
        let place = self.head("place_of_service", Length::FillPortion(2));
        let facility = self.head("facility_id", Length::FillPortion(4));
        let referring = self.head("referring_provider_id", Length::FillPortion(4));
        let qualifier = has_referring
            .then(|| self.head("referring_qualifier", Length::FillPortion(2)))
            .flatten();
        if width < 760.0 {
            column![
                row![provider, place].spacing(size::M),
                row![facility, referring, qualifier].spacing(size::M),
            ]
            .spacing(size::S)
            .into()
        } else {
            row![provider, place, facility, referring, qualifier]
                .spacing(size::M)
                .into()
        }
    }

    /// The diagnoses that are filled, and an empty one to go on in.
    fn diagnoses(&self, width: f32) -> Element<'_, Message> {
        let last = DIAGNOSES
            .iter()
            .rposition(|column| !self.head.is_blank(column));
        let shown = last.map_or(1, |last| last + 2).min(DIAGNOSES.len());
        // Between 2 and 6, for rooms of any width.
        let in_a_row = ((width / DIAGNOSIS) as usize).clamp(2, 6);
        let rows = DIAGNOSES[..shown].chunks(in_a_row).map(|columns| {
            let cells = columns
                .iter()
                .filter_map(|column| self.head(column, Length::FillPortion(1)));
            let missing = in_a_row - columns.len();
            let rest = (missing > 0).then(|| {
                let share = u16::try_from(missing).unwrap_or(1);
                space().width(Length::FillPortion(share))
            });
            Row::with_children(cells).push(rest).spacing(size::M).into()
        });
        column![
            text("Diagnoses").font(font::SEMIBOLD).size(size::TEXT),
            column(rows).spacing(size::XS)
        ]
        .spacing(2)
        .into()
    }

    fn line_keys(&self) -> Element<'_, Message> {
        let quiet = |id, words, stroke, message| {
            action(id, Weight::Quiet, words, Some(stroke), Some(message))
        };
        let is_new = self.visit.is_none();
        let same = is_new.then(|| {
            quiet(
                "visit-same",
                "Same as last",
                SAME,
                Message::SameAsLastPressed,
            )
        });
        let save = Message::SavePressed(After::Leave);
        let save = is_new.then(|| quiet("visit-save", "Save", SAVE, save));
        row![
            save,
            same,
            quiet(
                "visit-details",
                "Line details",
                DETAILS,
                Message::DetailsPressed
            ),
            quiet(
                "visit-double",
                "Double the line",
                Stroke::sign('+'),
                Message::DoublePressed
            ),
            quiet(
                "visit-remove",
                "Remove the line",
                REMOVE,
                Message::RemovePressed
            ),
            quiet(
                "visit-circumstances",
                "Circumstances",
                CIRCUMSTANCES,
                Message::CircumstancesPressed
            ),
            quiet(
                "visit-stack",
                "Control totals",
                STACK,
                Message::StackPressed
            ),
            container(required_key()).center_y(size::CONTROL),
        ]
        .spacing(size::XS)
        .wrap()
        .into()
    }

    fn circumstances(&self, width: f32) -> Option<Element<'_, Message>> {
        if !self.has_circumstances {
            return None;
        }
        let fill = Length::FillPortion;
        let rows: &[&[(&'static str, Length)]] = &[
            &[
                ("employment", fill(2)),
                ("auto_accident", fill(2)),
                ("other_accident", fill(2)),
                ("auto_state", fill(1)),
                ("accident_on", fill(2)),
            ],
            &[
                ("claim_codes", fill(2)),
                ("property_casualty_claim_number", fill(2)),
            ],
            &[
                ("illness_on", fill(2)),
                ("illness_qualifier", fill(2)),
                ("other_on", fill(2)),
                ("other_qualifier", fill(2)),
            ],
            &[
                ("unable_to_work_from", fill(1)),
                ("unable_to_work_to", fill(1)),
                ("hospital_from", fill(1)),
                ("hospital_to", fill(1)),
            ],
            &[("additional_information", fill(1))],
            &[
                ("outside_lab", fill(2)),
                ("outside_lab_charge", fill(2)),
                ("resubmission_code", fill(2)),
                ("original_reference", fill(3)),
                ("account_number", fill(2)),
            ],
            &[
                ("bill_coverage_id", fill(3)),
                ("patient_paid", fill(2)),
                ("prior_payer_paid", fill(2)),
                ("signed_on", fill(2)),
            ],
            &[("billing_note", fill(1))],
        ];
        // A narrow room takes half a row at a time.
        let most = if width < 760.0 { 3 } else { 5 };
        let rows = rows.iter().flat_map(|row| row.chunks(most)).map(|fields| {
            let fields = fields
                .iter()
                .filter_map(|(column, width)| self.head(column, *width));
            Row::with_children(fields).spacing(size::M).into()
        });
        let content = column![
            text("Further circumstances")
                .font(font::SEMIBOLD)
                .size(size::TEXT),
            column(rows).spacing(size::XS),
        ]
        .spacing(size::S);
        Some(
            container(content)
                .padding(size::M)
                .style(theme::surface)
                .into(),
        )
    }

    /// The total with the patient's part, and the findings.
    fn foot(&self) -> Element<'_, Message> {
        let total = line(format!("Total {}", grouped(self.judgement.total)))
            .font(font::SEMIBOLD)
            .width(Length::Shrink);
        let estimate = match self.estimate() {
            Some((part, why)) => format!("Patient’s part, estimated: {} ({why})", grouped(part)),
            None => String::new(),
        };
        let count = |is_error: bool| {
            self.findings
                .iter()
                .filter(|found| found.is_error == is_error)
                .count()
        };
        let counted = |n: usize, word: &str| match n {
            1 => format!("1 {word}"),
            n => format!("{n} {word}s"),
        };
        let (words, style): (_, fn(&iced::Theme) -> _) = match (count(true), count(false)) {
            (0, 0) if self.judgement.is_ready() => {
                ("✓ Claim is ready to print".to_owned(), theme::success)
            }
            (0, 0) => (String::new(), theme::muted),
            (0, n) if self.judgement.is_ready() => (
                format!("Claim is ready; {}", counted(n, "warning")),
                theme::warning,
            ),
            (0, n) => (counted(n, "warning"), theme::warning),
            (n, 0) => (counted(n, "error"), theme::danger),
            (n, m) => (
                format!("{}, {}", counted(n, "error"), counted(m, "warning")),
                theme::danger,
            ),
        };
        let has_findings = !self.findings.is_empty();
        let next = has_findings.then(|| {
            action(
                "visit-next-finding",
                Weight::Quiet,
                "Next finding",
                Some(FINDING),
                Some(Message::NextFindingPressed),
            )
        });
        let bar = row![
            total,
            caption(estimate),
            line(words)
                .style(style)
                .align(iced::alignment::Horizontal::Right),
            next,
        ]
        .spacing(size::L)
        .align_y(Alignment::Center);
        let list = has_findings.then(|| {
            let rows = self.findings.len().min(MOST_ROWS) + 1;
            container(window_list(
                FINDINGS,
                COLUMNS,
                self.findings.len(),
                |row| self.findings[row].cells(),
                self.selection,
                Message::Listed,
            ))
            .height(size::ROW * rows as f32 + 2.0)
        });
        column![container(bar).center_y(size::CONTROL), list]
            .spacing(size::XS)
            .into()
    }
}
