//! Claims that replace or void one that was paid wrongly (box 22).

use chrono::Days;

use super::Window;
use super::plan::Plan;
use super::random::Random;

/// What a claim does to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Correction {
    Replaces,
    Voids,
}

/// Corrects some visits of the last months: about one for every thirty claims not yet printed, at
/// least one of each kind.
pub(super) fn add(random: &mut Random, plans: &mut Vec<Plan>, window: Window) {
    let from = window.today - Days::new(130);
    let until = window.cutoff - Days::new(25);
    let eligible: Vec<usize> = (0..plans.len())
        .filter(|idx| plans[*idx].may_be_corrected && (from..until).contains(&plans[*idx].day))
        .collect();
    let n_unprinted = plans
        .iter()
        .filter(|plan| plan.last_day() >= window.cutoff)
        .count();
    let count = (n_unprinted / 30).max(2).min(eligible.len());
    for number in 0..count {
        let mut plan = plans[eligible[number * eligible.len() / count]].clone();
        let correction = if number % 4 == 1 {
            Correction::Voids
        } else {
            Correction::Replaces
        };
        plan.corrects = Some(correction);
        plan.circumstances.resubmission_code = match correction {
            Correction::Replaces => "7",
            Correction::Voids => "8",
        }
        .into();
        plan.circumstances.original_reference =
            format!("{}{}", random.pick(&["20", "26"]), random.digits(11));
        plan.circumstances.billing_note = "Corrects an earlier claim for the same visit.".into();
        if correction == Correction::Replaces
            && let Some(line) = plan.lines.first_mut()
        {
            line.code = if line.code == "99213" {
                "99214"
            } else {
                line.code
            };
        }
        plans.push(plan);
    }
}
