//! An estimate beside the bill: who billed so much more than was expected that the patient may
//! dispute it (45 CFR 149.620(a)(2)(ii), (b)).

use chrono::{Days, NaiveDate};

use crate::domain::estimate::NumberedEstimate;
use crate::domain::id::{EncounterId, EstimateId, PatientId, ProviderId};
use crate::domain::money::Money;

/// From this much above the estimate a bill may be disputed: “at least $400 more”
/// (45 CFR 149.620(a)(2)(ii)).
pub const SUBSTANTIAL: Money = Money::from_cents(40_000);

/// Calendar days after the first bill within which it is disputed (45 CFR 149.620(c)(1)).
pub const DAYS_TO_DISPUTE: u64 = 120;

/// What a visit that was held as estimated charged by one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    pub visit: EncounterId,
    pub provider: ProviderId,
    pub on: NaiveDate,
    pub code: String,
    pub modifiers: Vec<String>,
    /// In plain words of the patient's language.
    pub description: String,
    pub amount: Money,
}

/// One provider's expected and billed charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderComparison {
    pub provider: ProviderId,
    /// As papers write it: `Jane Doe, MD`.
    pub name: String,
    /// Whether the estimate names somebody else, who billed nothing, and this provider came in that
    /// one's place (45 CFR 149.620(b)(3)).
    pub stands_in: bool,
    /// What the estimate lists for this provider, or for the one whose place it took; 0.00 for
    /// anybody else.
    pub estimated: Money,
    pub billed: Money,
}

impl ProviderComparison {
    /// Billed above the estimate; negative where less was billed.
    pub fn over(&self) -> Money {
        self.billed - self.estimated
    }

    /// Whether she may dispute it: billed at least 400.00 above what this provider was expected to
    /// charge. Where the estimate does not name the provider at all, nothing was expected; the rule
    /// leaves open whether that counts, and here it does, in the patient's favor.
    pub fn may_dispute(&self) -> bool {
        self.over() >= SUBSTANTIAL
    }
}

/// An estimate beside what was billed for the visits that were held as estimated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub estimate: NumberedEstimate,
    /// Oldest first.
    pub visits: Vec<EncounterId>,
    /// By day, then as charged; only charges that stand.
    pub billed: Vec<BilledLine>,
    /// The estimate's provider first, then the others as they come in `billed`.
    pub providers: Vec<ProviderComparison>,
    /// The day of the first statement that asked for any of it; none while none was mailed.
    pub first_billed_on: Option<NaiveDate>,
}

impl Comparison {
    /// Sets an estimate beside what was billed. `name` gives a provider's name for papers.
    pub fn of(
        estimate: NumberedEstimate,
        visits: Vec<EncounterId>,
        billed: Vec<BilledLine>,
        first_billed_on: Option<NaiveDate>,
        name: impl Fn(&ProviderId) -> String,
    ) -> Self {
        let own = &estimate.estimate.provider;
        let mut order: Vec<&ProviderId> = vec![own];
        for line in &billed {
            if !order.contains(&&line.provider) {
                order.push(&line.provider);
            }
        }
        let total_of = |provider: &ProviderId| -> Money {
            let lines = billed.iter().filter(|line| line.provider == *provider);
            lines.map(|line| line.amount).sum()
        };
        let has_own = billed.iter().any(|line| line.provider == *own);
        let replacement = order
            .iter()
            .skip(1)
            .copied()
            .filter(|_| !has_own)
            .max_by_key(|it| total_of(it));
        let providers = order
            .iter()
            .copied()
            .filter(|it| *it != own || replacement.is_none())
            .map(|provider| ProviderComparison {
                name: name(provider),
                stands_in: Some(provider) == replacement,
                estimated: if provider == replacement.unwrap_or(own) {
                    estimate.estimate.total()
                } else {
                    Money::ZERO
                },
                billed: total_of(provider),
                provider: provider.clone(),
            })
            .collect();
        Self {
            estimate,
            visits,
            billed,
            providers,
            first_billed_on,
        }
    }

    pub fn estimated(&self) -> Money {
        self.estimate.estimate.total()
    }

    pub fn billed_total(&self) -> Money {
        self.billed.iter().map(|line| line.amount).sum()
    }

    /// Whether she may dispute what any provider billed.
    pub fn may_dispute(&self) -> bool {
        self.providers.iter().any(ProviderComparison::may_dispute)
    }

    /// The last day on which she may dispute it; none while nothing was billed or nothing is
    /// disputable.
    pub fn dispute_by(&self) -> Option<NaiveDate> {
        self.first_billed_on
            .filter(|_| self.may_dispute())
            .and_then(|on| on.checked_add_days(Days::new(DAYS_TO_DISPUTE)))
    }
}

/// An estimate that was exceeded by so much that it may be disputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverEstimate {
    pub estimate: EstimateId,
    pub patient: PatientId,
    /// `Last, First`.
    pub patient_name: String,
    pub estimated: Money,
    pub billed: Money,
    /// The most that one provider billed above the estimate.
    pub over: Money,
    pub visits: Vec<EncounterId>,
    /// The last day to dispute it; none while no statement was mailed.
    pub dispute_by: Option<NaiveDate>,
}
