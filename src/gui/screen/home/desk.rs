//! What waits at the desk: installments that were missed, bills above their estimate.

use chrono::NaiveDate;

use crate::commands::Error;
use crate::commands::papers::estimates;
use crate::commands::plans::{self, MissedPlan};
use crate::domain::date::spoken;
use crate::domain::estimate::compare::OverEstimate;
use crate::gui::action::Route;
use crate::gui::form::money::grouped;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width};
use crate::store::Database;

pub const MISSED: &[Column] = &[
    Column::text("Account", Width::Share(3.0)).unsorted(),
    Column::number("Plan", Width::Fixed(64.0)).unsorted(),
    Column::text("Missed since", Width::Fixed(120.0)).unsorted(),
    Column::number("Installments", Width::Fixed(110.0)).unsorted(),
    Column::number("Missed", Width::Fixed(110.0)).unsorted(),
    Column::number("Left on the plan", Width::Fixed(140.0)).unsorted(),
];

pub const OVER: &[Column] = &[
    Column::text("Patient", Width::Share(3.0)).unsorted(),
    Column::number("Estimate", Width::Fixed(90.0)).unsorted(),
    Column::number("Expected", Width::Fixed(110.0)).unsorted(),
    Column::number("Billed", Width::Fixed(110.0)).unsorted(),
    Column::number("Above", Width::Fixed(110.0)).unsorted(),
    Column::text("May dispute until", Width::Fixed(150.0)).unsorted(),
];

/// What waits.
#[derive(Debug, Clone, Default)]
pub struct DeskWaiting {
    /// Those that wait longest first.
    pub missed: Vec<MissedPlan>,
    /// Those with the least time left first.
    pub over: Vec<OverEstimate>,
}

impl DeskWaiting {
    pub async fn read(database: Database, today: NaiveDate) -> Result<Self, Error> {
        Ok(Self {
            missed: plans::missed(database.clone(), today).await?,
            over: estimates::over_estimate(database, today).await?,
        })
    }

    pub fn missed_cells(&self, row: usize) -> Vec<Cell> {
        let Some(one) = self.missed.get(row) else {
            return Vec::new();
        };
        vec![
            one.name.as_str().into(),
            one.plan.to_string().into(),
            spoken(one.since).into(),
            one.missed.to_string().into(),
            Cell::toned(grouped(one.overdue), Tone::Danger),
            grouped(one.balance).into(),
        ]
    }

    pub fn missed_route(&self, row: usize) -> Option<Route> {
        let patient = self.missed.get(row)?.account.clone();
        let lines = Vec::new();
        Some(Route::Plan { patient, lines })
    }

    pub fn over_cells(&self, row: usize) -> Vec<Cell> {
        let Some(one) = self.over.get(row) else {
            return Vec::new();
        };
        let until = one
            .dispute_by
            .map_or_else(|| "No statement yet".to_owned(), spoken);
        vec![
            one.patient_name.as_str().into(),
            one.estimate.to_string().into(),
            grouped(one.estimated).into(),
            grouped(one.billed).into(),
            Cell::toned(grouped(one.over), Tone::Danger),
            until.into(),
        ]
    }

    pub fn over_route(&self, row: usize) -> Option<Route> {
        let one = self.over.get(row)?;
        Some(Route::Estimate {
            patient: Some(one.patient.clone()),
            estimate: Some(one.estimate),
        })
    }
}
