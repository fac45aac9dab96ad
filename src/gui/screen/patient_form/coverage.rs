//! The fields of one coverage: who pays, for whom the policy is, since when.

use chrono::NaiveDate;
use iced::advanced::widget::Id;
use iced::widget::{column, row};
use iced::{Alignment, Element, Length};

use super::payer::{PayerName, matching};
use super::person::SEXES;
use super::reason::{reason_words, reasons};
use crate::domain::coverage::{MedicareSecondaryReason, PlanKind, Rank, Relationship};
use crate::domain::draft::yes_no_text;
use crate::domain::id::PayerId;
use crate::domain::person::Sex;
use crate::gui::form::check::check_field;
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::{Edit, Field};
use crate::gui::size;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::typeahead::{self, Typeahead};

pub const PAYER: &str = "coverage-payer";

/// What a draft calls a payer or reason that is half typed, beside the record's own columns.
const PAYER_TYPED: &str = "payer_typed";
const REASON_TYPED: &str = "medicare_secondary_reason_typed";

pub const RANKS: &[(Rank, &str)] = &[
    (Rank::Primary, "Primary"),
    (Rank::Secondary, "Secondary"),
    (Rank::Tertiary, "Tertiary"),
];

/// What the patient is to the insured, as box 6 asks.
const RELATIONSHIPS: &[(Relationship, &str)] = &[
    (Relationship::Own, "Self"),
    (Relationship::Spouse, "Spouse"),
    (Relationship::Child, "Child"),
    (Relationship::Other, "Other"),
];

const YES_NO: &[(bool, &str)] = &[(true, "Yes"), (false, "No")];

const PLAN_KINDS: &[(PlanKind, &str)] = &[(PlanKind::Group, "Group"), (PlanKind::Other, "Other")];

/// The columns about another insured, in the order of the fields.
const SUBSCRIBER: [&str; 12] = [
    "subscriber_last_name",
    "subscriber_first_name",
    "subscriber_middle_name",
    "subscriber_suffix",
    "subscriber_organization",
    "subscriber_birth_date",
    "subscriber_address1",
    "subscriber_address2",
    "subscriber_city",
    "subscriber_state",
    "subscriber_zip",
    "subscriber_phone",
];

/// The columns that few policies need.
const MORE: [&str; 3] = ["medigap_id", "subscriber_employer", "subscriber_retired_on"];

/// The columns of the patient's address and the insured's that they go into.
const ADDRESS: [&str; 5] = [
    "subscriber_address1",
    "subscriber_address2",
    "subscriber_city",
    "subscriber_state",
    "subscriber_zip",
];

#[derive(Debug, Clone)]
pub struct CoverageFields {
    texts: FieldSet,
    rank: Choice<Rank>,
    payer: Typeahead<PayerId>,
    relationship: Choice<Relationship>,
    subscriber_sex: Choice<Sex>,
    assigns_benefits: Choice<bool>,
    plan_kind: Choice<PlanKind>,
    secondary_reason: Typeahead<MedicareSecondaryReason>,
    shows_more: bool,
    /// Where several may stand side by side; the first coverage of a new patient is the primary one.
    asks_rank: bool,
    /// What the fields cannot change: the ids.
    kept: Columns,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(&'static str, Edit),
    RankChosen(Rank),
    PayerEdited(typeahead::Edit),
    RelationshipChosen(Relationship),
    SexChosen(Sex),
    AssignmentChosen(bool),
    PlanKindChosen(PlanKind),
    ReasonEdited(typeahead::Edit),
    MoreSwitched(bool),
    AddressPressed,
}

impl CoverageFields {
    /// Empty fields of a coverage of this rank, for a policy that the patient holds herself.
    pub fn new(today: NaiveDate, rank: Rank, asks_rank: bool) -> Self {
        let around = Takes::Day(Date {
            today,
            span: Span::Around,
        });
        let past = Date {
            today,
            span: Span::Past,
        };
        let field = |column, id, label, takes| (column, Field::new(id, label, takes));
        let needed = |column, id, label, takes| (column, Field::new(id, label, takes).marked());
        let words = Takes::Words;
        let texts = FieldSet::new(vec![
            needed(
                "member_id",
                "coverage-member-id",
                "Member ID",
                Takes::Number,
            ),
            field(
                "group_number",
                "coverage-group",
                "Group number",
                Takes::Number,
            ),
            field("plan_name", "coverage-plan", "Plan name", words),
            needed("effective_on", "coverage-from", "In force from", around),
            field("terminated_on", "coverage-to", "Last day", around),
            field("copay", "coverage-copay", "Copay", Takes::Amount),
            field(
                "subscriber_last_name",
                "coverage-last-name",
                "Insured's last name",
                words,
            ),
            field(
                "subscriber_first_name",
                "coverage-first-name",
                "First name",
                words,
            ),
            field(
                "subscriber_middle_name",
                "coverage-middle-name",
                "Middle",
                words,
            ),
            field("subscriber_suffix", "coverage-suffix", "Suffix", words),
            field(
                "subscriber_organization",
                "coverage-organization",
                "or organization",
                words,
            ),
            field(
                "subscriber_birth_date",
                "coverage-birth-date",
                "Birth date",
                Takes::Birth(past),
            ),
            field("subscriber_address1", "coverage-street", "Street", words),
            field(
                "subscriber_address2",
                "coverage-street-2",
                "Apartment",
                words,
            ),
            field("subscriber_city", "coverage-city", "City", words),
            field("subscriber_state", "coverage-state", "State", Takes::State),
            field("subscriber_zip", "coverage-zip", "ZIP", Takes::Zip),
            field("subscriber_phone", "coverage-phone", "Phone", Takes::Phone),
            field(
                "medigap_id",
                "coverage-medigap",
                "Medigap (COBA) ID",
                Takes::Number,
            ),
            field(
                "subscriber_employer",
                "coverage-employer",
                "Employer",
                words,
            ),
            field(
                "subscriber_retired_on",
                "coverage-retired",
                "Retired on",
                Takes::Day(past),
            ),
        ]);
        let mut relationship = Choice::new(
            "coverage-relationship",
            "Patient is the insured's",
            RELATIONSHIPS,
        )
        .required();
        relationship.set(Some(Relationship::Own));
        let mut ranked = Choice::new("coverage-rank", "Pays", RANKS);
        ranked.set(Some(rank));
        Self {
            texts,
            rank: ranked,
            payer: Typeahead::new(PAYER, "Payer").marked().list_width(420.0),
            relationship,
            subscriber_sex: Choice::new("coverage-sex", "Sex", SEXES),
            assigns_benefits: Choice::new("coverage-assigns", "Benefits assigned", YES_NO),
            plan_kind: Choice::new("coverage-plan-kind", "Box 1 marks", PLAN_KINDS),
            secondary_reason: Typeahead::new("coverage-reason", "Why Medicare pays second")
                .list_width(420.0),
            shows_more: false,
            asks_rank,
            kept: Columns::new(),
        }
    }

    /// Shows a record, or what was typed before.
    pub fn fill(&mut self, columns: &Columns, payers: &[PayerName]) {
        let text = |column: &str| columns.get(column).map_or("", String::as_str);
        self.texts.fill(columns);
        if let Ok(rank) = text("rank").parse() {
            self.rank.set(Some(rank));
        }
        match text("payer_id").parse::<PayerId>() {
            Ok(id) => {
                let known = payers.iter().find(|payer| payer.id == id);
                let name = known.map_or(id.as_str(), |payer| payer.name.as_str());
                let name = name.to_owned();
                self.payer.set(id, name);
            }
            Err(_) => self.payer.set_text(text(PAYER_TYPED)),
        }
        if let Ok(relationship) = text("relationship").parse() {
            self.relationship.set(Some(relationship));
        }
        self.subscriber_sex.set(text("subscriber_sex").parse().ok());
        self.assigns_benefits.set(match text("assign_benefits") {
            "" => None,
            said => Some(said.eq_ignore_ascii_case("y")),
        });
        self.plan_kind.set(text("plan_kind").parse().ok());
        match text("medicare_secondary_reason").parse() {
            Ok(reason) => self.secondary_reason.set(reason, reason_words(reason)),
            Err(_) => self.secondary_reason.set_text(text(REASON_TYPED)),
        }
        let rare = ["plan_kind", "medicare_secondary_reason"];
        self.shows_more = MORE
            .iter()
            .chain(&rare)
            .any(|column| !text(column).is_empty());
        self.kept = ["coverage_id", "patient_id"]
            .into_iter()
            .map(|column| (column.to_owned(), text(column).to_owned()))
            .collect();
    }

    /// The record's columns, read as a draft wants them or raw as they were typed. What is not in
    /// sight is left out, except from raw ones.
    pub fn columns(&self, is_raw: bool) -> Columns {
        fn word<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let mut columns = self.kept.clone();
        self.texts.write(&mut columns, is_raw);
        let mut put = |column: &str, text: String| drop(columns.insert(column.to_owned(), text));
        put("rank", word(self.rank.value()));
        put("payer_id", word(self.payer.value()));
        put("relationship", word(self.relationship.value()));
        put("subscriber_sex", word(self.subscriber_sex.value()));
        let assigns = self.assigns_benefits.value().map(yes_no_text);
        put("assign_benefits", assigns.unwrap_or_default());
        put("plan_kind", word(self.plan_kind.value()));
        put(
            "medicare_secondary_reason",
            word(self.secondary_reason.value()),
        );
        if is_raw {
            let typed = |is_taken: bool, text: &str| match is_taken {
                true => String::new(),
                false => text.to_owned(),
            };
            let payer = typed(self.payer.value().is_some(), self.payer.text());
            put(PAYER_TYPED, payer);
            let reason = &self.secondary_reason;
            put(REASON_TYPED, typed(reason.value().is_some(), reason.text()));
        }
        if !is_raw && self.is_own() {
            for column in SUBSCRIBER.iter().chain(&["subscriber_sex"]) {
                put(column, String::new());
            }
        }
        columns
    }

    /// Whether anything was entered that makes it a coverage.
    pub fn is_begun(&self) -> bool {
        let is_typed = |column: &str| !self.texts.text(column).is_empty();
        !self.payer.text().trim().is_empty()
            || ["member_id", "group_number", "plan_name", "copay"]
                .into_iter()
                .any(is_typed)
    }

    pub fn rank(&self) -> Option<Rank> {
        self.rank.value()
    }

    /// The first day in force, once it can be read.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.texts.day("effective_on")
    }

    fn is_own(&self) -> bool {
        self.relationship.value() == Some(Relationship::Own)
    }

    /// Takes over what happened. `address` is the patient's: street, second line, city, state, ZIP.
    pub fn update(&mut self, message: Message, payers: &[PayerName], address: &[String; 5]) {
        match message {
            Message::Edited(column, edit) => self.texts.update(column, edit),
            Message::RankChosen(rank) => self.rank.set(Some(rank)),
            Message::PayerEdited(edit) => {
                if let Some(question) = self.payer.update(edit) {
                    self.payer
                        .answer(question.serial, matching(payers, &question.text));
                }
            }
            Message::RelationshipChosen(to) => self.relationship.set(Some(to)),
            Message::SexChosen(sex) => self.subscriber_sex.set(Some(sex)),
            Message::AssignmentChosen(assigns) => self.assigns_benefits.set(Some(assigns)),
            Message::PlanKindChosen(kind) => self.plan_kind.set(Some(kind)),
            Message::ReasonEdited(edit) => {
                if let Some(question) = self.secondary_reason.update(edit) {
                    self.secondary_reason
                        .answer(question.serial, reasons(&question.text));
                }
            }
            Message::MoreSwitched(shows_more) => self.shows_more = shows_more,
            Message::AddressPressed => {
                for (column, text) in ADDRESS.iter().zip(address) {
                    if let Some(field) = self.texts.field_mut(column) {
                        field.set_text(text.clone());
                    }
                }
            }
        }
    }

    /// The widget of a column's field, brought into sight.
    pub fn bring(&mut self, column: &str) -> Option<Id> {
        let rare = ["plan_kind", "medicare_secondary_reason"];
        self.shows_more |= MORE.contains(&column) || rare.contains(&column);
        match column {
            "payer_id" => Some(Id::new(PAYER)),
            "rank" => Some(Id::new(self.rank.id())),
            "relationship" => Some(Id::new(self.relationship.id())),
            // The patient herself is the insured: her name and address come from her record.
            _ if self.is_own() && SUBSCRIBER.contains(&column) => {
                Some(Id::new(self.relationship.id()))
            }
            "subscriber_sex" => Some(Id::new(self.subscriber_sex.id())),
            "assign_benefits" => Some(Id::new(self.assigns_benefits.id())),
            "plan_kind" => Some(Id::new(self.plan_kind.id())),
            "medicare_secondary_reason" => Some(self.secondary_reason.id()),
            _ => self.texts.id(column),
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where it is one of these.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        match column {
            "payer_id" => {
                self.payer.refuse(sentence);
                Some(Id::new(PAYER))
            }
            "rank" => {
                self.rank.refuse(sentence);
                Some(Id::new(self.rank.id()))
            }
            "relationship" => {
                self.relationship.refuse(sentence);
                Some(Id::new(self.relationship.id()))
            }
            "subscriber_sex" => {
                self.subscriber_sex.refuse(sentence);
                Some(Id::new(self.subscriber_sex.id()))
            }
            _ => {
                if MORE.contains(&column) {
                    self.shows_more = true;
                }
                self.texts.refuse(column, sentence)
            }
        }
    }

    /// Shows every problem of what is in sight; the id of the first field that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.texts.forget_refusals();
        self.rank.set(self.rank.value());
        self.relationship.set(self.relationship.value());
        self.subscriber_sex.set(self.subscriber_sex.value());
        let (is_own, shows_more) = (self.is_own(), self.shows_more);
        let has_payer = self.payer.touch() && {
            let has_payer = self.payer.value().is_some();
            if !has_payer {
                self.payer.refuse("Payer is required.");
            }
            has_payer
        };
        for (column, sentence) in [
            ("member_id", "Member ID is required; it stands on the card."),
            ("effective_on", "The first day in force is required."),
        ] {
            if self.texts.text(column).is_empty() {
                let _ = self.texts.refuse(column, sentence);
            }
        }
        let first = self.texts.first_fault(|column| {
            (!is_own || !SUBSCRIBER.contains(&column)) && (shows_more || !MORE.contains(&column))
        });
        if has_payer {
            first
        } else {
            Some(Id::new(PAYER))
        }
    }

    /// The fields, row by row; where it is not wide, some rows are two.
    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        is_wide: bool,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str, width: Length| {
            self.texts.view(column, width, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let share = Length::FillPortion;
        let fixed = |width: u16| Length::Fixed(f32::from(width));
        let line = |fields: Vec<Option<Element<'a, M>>>| {
            row(fields.into_iter().flatten())
                .spacing(size::M)
                .align_y(Alignment::Start)
        };
        let lines = |mut one: Vec<Option<Element<'a, M>>>, other| {
            if !is_wide {
                return column![line(one), line(other)].spacing(size::XS);
            }
            one.extend(other);
            column![line(one)]
        };
        let rank = self.asks_rank.then(|| {
            self.rank.view(Length::Shrink, move |rank| {
                on_message(Message::RankChosen(rank))
            })
        });
        let payer = self
            .payer
            .view(share(4), move |edit| on_message(Message::PayerEdited(edit)));
        let relationship = self.relationship.view(Length::Shrink, move |to| {
            on_message(Message::RelationshipChosen(to))
        });
        let assigns = self.assigns_benefits.view(Length::Shrink, move |assigns| {
            on_message(Message::AssignmentChosen(assigns))
        });
        let more = check_field(
            "coverage-more",
            "More: Medigap, Medicare second, box 1",
            self.shows_more,
            Length::Shrink,
            |is_on| on_message(Message::MoreSwitched(is_on)),
        );
        column![
            rank,
            lines(
                vec![Some(payer), text("member_id", share(3))],
                vec![text("group_number", share(2)), text("plan_name", share(3))],
            ),
            lines(
                vec![Some(relationship)],
                vec![
                    text("effective_on", fixed(112)),
                    text("terminated_on", fixed(112)),
                    text("copay", fixed(88)),
                ],
            ),
            (!self.is_own()).then(|| self.subscriber(on_message)),
            line(vec![Some(assigns), Some(more)]),
            self.shows_more.then(|| self.more(on_message)),
        ]
        .spacing(size::XS)
        .into()
    }

    /// The insured, where it is somebody else.
    fn subscriber<'a, M: Clone + 'a>(
        &'a self,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str, width: Length| {
            self.texts.view(column, width, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let share = Length::FillPortion;
        let fixed = |width: u16| Length::Fixed(f32::from(width));
        let line = |fields: Vec<Option<Element<'a, M>>>| {
            row(fields.into_iter().flatten())
                .spacing(size::M)
                .align_y(Alignment::Start)
        };
        let sex = self.subscriber_sex.view(Length::Shrink, move |sex| {
            on_message(Message::SexChosen(sex))
        });
        let take = action(
            "coverage-address",
            Weight::Secondary,
            "Lives with the patient: take that address",
            None,
            Some(on_message(Message::AddressPressed)),
        );
        column![
            line(vec![
                text("subscriber_last_name", share(4)),
                text("subscriber_first_name", share(4)),
                text("subscriber_middle_name", share(2)),
                text("subscriber_suffix", fixed(72)),
                text("subscriber_organization", share(4)),
            ]),
            line(vec![
                text("subscriber_birth_date", fixed(120)),
                Some(sex),
                text("subscriber_phone", fixed(150)),
            ]),
            take,
            line(vec![
                text("subscriber_address1", share(4)),
                text("subscriber_address2", share(2)),
                text("subscriber_city", share(3)),
                text("subscriber_state", fixed(56)),
                text("subscriber_zip", fixed(96)),
            ]),
        ]
        .spacing(size::XS)
        .into()
    }

    /// What few policies need.
    fn more<'a, M: Clone + 'a>(
        &'a self,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str, width: Length| {
            self.texts.view(column, width, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let share = Length::FillPortion;
        let line = |fields: Vec<Option<Element<'a, M>>>| {
            row(fields.into_iter().flatten())
                .spacing(size::M)
                .align_y(Alignment::Start)
        };
        let plan_kind = self.plan_kind.view(Length::Shrink, move |kind| {
            on_message(Message::PlanKindChosen(kind))
        });
        let reason = self.secondary_reason.view(share(4), move |edit| {
            on_message(Message::ReasonEdited(edit))
        });
        column![
            line(vec![
                Some(plan_kind),
                Some(reason),
                text("medigap_id", share(3)),
            ]),
            line(vec![
                text("subscriber_employer", share(4)),
                text("subscriber_retired_on", Length::Fixed(120.0)),
            ]),
        ]
        .spacing(size::XS)
        .into()
    }
}
