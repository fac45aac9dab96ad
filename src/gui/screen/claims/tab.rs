//! The lists that claims stand in: by status, and those on hold.

use std::cmp::Ordering;

use iced::alignment::Horizontal;

use crate::commands::claims::{ClaimLine, ClaimSort, StatusCounts};
use crate::domain::claim::ClaimStatus;
use crate::gui::form::money;
use crate::gui::widget::window_list::{Column, Sort, Width};

/// One list of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// With an error that keeps them from printing.
    Draft,
    Ready,
    Printed,
    Mailed,
    Closed,
    Hold,
    All,
}

impl Tab {
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Ready,
        Self::Printed,
        Self::Mailed,
        Self::Closed,
        Self::Hold,
        Self::All,
    ];

    /// The list of a status; every claim without one.
    pub const fn of(status: Option<ClaimStatus>) -> Self {
        match status {
            None => Self::All,
            Some(ClaimStatus::Draft) => Self::Draft,
            Some(ClaimStatus::Ready) => Self::Ready,
            Some(ClaimStatus::Printed) => Self::Printed,
            Some(ClaimStatus::Mailed) => Self::Mailed,
            Some(ClaimStatus::Closed) => Self::Closed,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "With errors",
            Self::Ready => "Ready",
            Self::Printed => "Printed",
            Self::Mailed => "Mailed",
            Self::Closed => "Closed",
            Self::Hold => "On hold",
            Self::All => "All",
        }
    }

    /// A word for the name of a file.
    pub const fn file_word(self) -> &'static str {
        match self {
            Self::Draft => "with-errors",
            Self::Ready => "ready",
            Self::Printed => "printed",
            Self::Mailed => "mailed",
            Self::Closed => "closed",
            Self::Hold => "on-hold",
            Self::All => "all",
        }
    }

    /// What stands in an empty list: what to do first.
    pub const fn empty(self) -> &'static str {
        match self {
            Self::Draft => "No claim has an error.",
            Self::Ready => {
                "No claim waits to be printed. F3 enters a visit, which makes its claim."
            }
            Self::Printed => "No printed claim waits to be mailed. Print the ready ones first.",
            Self::Mailed => "No claim is out. Print claims and mark them as mailed with M.",
            Self::Closed => "No claim is closed yet.",
            Self::Hold => "No claim is on hold. H holds the selected claim back.",
            Self::All => "There is no claim yet. F3 enters a visit, which makes its claim.",
        }
    }

    /// Whether its claims are all unprinted, so that all of it is at hand.
    pub const fn is_unprinted(self) -> bool {
        matches!(self, Self::Draft | Self::Ready | Self::Hold)
    }

    /// The status to ask the file for; nothing where it is asked for every claim.
    pub const fn status(self) -> Option<ClaimStatus> {
        match self {
            Self::Draft => Some(ClaimStatus::Draft),
            Self::Ready => Some(ClaimStatus::Ready),
            Self::Printed => Some(ClaimStatus::Printed),
            Self::Mailed => Some(ClaimStatus::Mailed),
            Self::Closed => Some(ClaimStatus::Closed),
            Self::Hold | Self::All => None,
        }
    }

    /// Whether no unprinted claim stands in it.
    pub const fn is_printed(self) -> bool {
        matches!(self, Self::Printed | Self::Mailed | Self::Closed)
    }

    /// Whether an unprinted claim stands in this list.
    pub fn takes(self, line: &ClaimLine) -> bool {
        match self {
            Self::All => true,
            Self::Hold => line.is_on_hold,
            _ => !line.is_on_hold && self.status() == Some(line.status),
        }
    }

    /// How many claims stand in it. `unprinted` are all of those; the counts of the file tell the
    /// rest.
    pub fn count<'a>(
        self,
        unprinted: impl Iterator<Item = &'a ClaimLine>,
        counts: StatusCounts,
    ) -> usize {
        match self {
            Self::Printed => counts.printed,
            Self::Mailed => counts.mailed,
            Self::Closed => counts.closed,
            Self::All => unprinted.count() + counts.printed + counts.mailed + counts.closed,
            Self::Draft | Self::Ready | Self::Hold => {
                unprinted.filter(|line| self.takes(line)).count()
            }
        }
    }

    /// How many claims stand in it as they were found last, before today's check.
    pub const fn count_of(self, counts: StatusCounts) -> usize {
        match self {
            Self::Draft => counts.draft,
            Self::Ready => counts.ready,
            Self::Hold => counts.on_hold,
            Self::Printed => counts.printed,
            Self::Mailed => counts.mailed,
            Self::Closed => counts.closed,
            Self::All => {
                let unprinted = counts.draft + counts.ready + counts.on_hold;
                unprinted + counts.printed + counts.mailed + counts.closed
            }
        }
    }

    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Draft | Self::Ready | Self::Hold => &UNPRINTED,
            Self::Printed => &PRINTED,
            Self::Mailed => &MAILED,
            Self::Closed => &CLOSED,
            Self::All => &EVERY,
        }
    }

    /// What a column sorts by.
    pub fn sort_of(self, column: usize) -> ClaimSort {
        match (self.columns().get(column).map(|column| column.title), self) {
            (Some(PATIENT), _) => ClaimSort::Patient,
            (Some(PAYER), _) => ClaimSort::Payer,
            (Some(SERVICE), _) => ClaimSort::FirstDay,
            (Some(CHARGE), _) => ClaimSort::Total,
            (Some("Status"), _) => ClaimSort::Status,
            (Some("Printed"), _) => ClaimSort::Printed,
            (Some("Mailed"), _) => ClaimSort::Mailed,
            _ => ClaimSort::Added,
        }
    }
}

const PATIENT: &str = "Patient";
const PAYER: &str = "Payer";
const SERVICE: &str = "Service";
const CHARGE: &str = "Charge";

const MARK: Column = Column {
    align: Horizontal::Center,
    ..Column::text("", Width::Fixed(26.0)).unsorted()
};
const NUMBER: Column = Column::code("Claim", Width::Fixed(72.0));
// The patient tells claims apart; the payer is told in full beside the list.
const PATIENTS: Column = Column::text(PATIENT, Width::Share(1.6));
const PAYERS: Column = Column::text(PAYER, Width::Share(1.0));
const SERVICES: Column = Column::text(SERVICE, Width::Fixed(104.0));
const CHARGES: Column = Column::number(CHARGE, Width::Fixed(84.0));

const fn day(title: &'static str) -> Column {
    Column::text(title, Width::Fixed(104.0))
}

const UNPRINTED: [Column; 7] = [
    MARK,
    NUMBER,
    PATIENTS,
    PAYERS,
    SERVICES,
    CHARGES,
    Column::text("Findings", Width::Fixed(136.0)).unsorted(),
];
const PRINTED: [Column; 7] = [
    MARK,
    NUMBER,
    PATIENTS,
    PAYERS,
    SERVICES,
    CHARGES,
    day("Printed"),
];
const MAILED: [Column; 8] = [
    MARK,
    NUMBER,
    PATIENTS,
    PAYERS,
    SERVICES,
    CHARGES,
    day("Printed"),
    day("Mailed"),
];
const CLOSED: [Column; 8] = [
    MARK,
    NUMBER,
    PATIENTS,
    PAYERS,
    SERVICES,
    CHARGES,
    day("Mailed"),
    day("Closed").unsorted(),
];
const EVERY: [Column; 7] = [
    MARK,
    NUMBER,
    PATIENTS,
    PAYERS,
    SERVICES,
    CHARGES,
    Column::text("Status", Width::Fixed(110.0)),
];

/// The order of two unprinted claims, as the file would order them.
pub fn order(one: &ClaimLine, other: &ClaimLine, sort: ClaimSort) -> Ordering {
    let name = |line: &ClaimLine| {
        (
            line.patient_name.last.to_lowercase(),
            line.patient_name.first.to_lowercase(),
        )
    };
    match sort {
        ClaimSort::Patient => name(one).cmp(&name(other)),
        ClaimSort::Payer => one
            .payer_name
            .to_lowercase()
            .cmp(&other.payer_name.to_lowercase()),
        ClaimSort::FirstDay => one.from_on.cmp(&other.from_on),
        ClaimSort::Total => one.total.cmp(&other.total),
        _ => Ordering::Equal,
    }
    .then(one.row.cmp(&other.row))
}

/// Which way the rows stand: by a column's order; else what waits longest comes first, and of what is
/// out or done the newest.
pub fn sorted(tab: Tab, sort: Option<Sort>) -> (ClaimSort, bool) {
    let is_long = matches!(tab, Tab::Mailed | Tab::Closed | Tab::All);
    sort.map_or((ClaimSort::Added, is_long), |sort| {
        (tab.sort_of(sort.column), sort.is_descending)
    })
}

/// What a search looks through, in lower case: a claim's number, its patient, its payer, its visit,
/// its first day, its charge.
pub fn searched(line: &ClaimLine) -> Box<str> {
    let day = line.from_on.map(crate::domain::date::spoken);
    let text = format!(
        "{} {} {} {} {} {}",
        line.id,
        line.patient_name,
        line.payer_name,
        line.visit,
        day.unwrap_or_default(),
        money::grouped(line.total),
    );
    text.to_lowercase().into()
}
