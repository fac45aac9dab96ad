//! The short public code lists that the rules of the form read, from `assets/codes`.
//!
//! The assets are tab-separated with one header line and no quoting.

use std::sync::LazyLock;

/// The rows of a shipped table as `N` columns; a test proves that no row is lost.
pub(crate) fn rows<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    table
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').collect::<Vec<_>>().try_into().ok())
        .collect()
}

/// A place of service (CMS place of service code set).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub code: &'static str,
    pub name: &'static str,
    /// Whether Medicare pays its lower facility rate there.
    pub facility_rate: bool,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/place_of_service.tsv"))
        .into_iter()
        .map(|[code, name, rate]| Place {
            code,
            name,
            facility_rate: rate == "F",
        })
        .collect()
});

/// Every place of service, by code.
pub fn places_of_service() -> &'static [Place] {
    &PLACES
}

/// The place of service of a two-digit code.
pub fn place_of_service(code: &str) -> Option<&'static Place> {
    PLACES.iter().find(|place| place.code == code)
}

/// A state, district or territory (two-letter code of the Postal Service).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub code: &'static str,
    pub name: &'static str,
}

static STATES: LazyLock<Vec<State>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/states.tsv"))
        .into_iter()
        .map(|[code, name, _kind]| State { code, name })
        .collect()
});

/// Every state, the District of Columbia, territories, associated states and military addresses.
pub fn states() -> &'static [State] {
    &STATES
}

/// What a condition code of box 10d is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionGroup {
    Abortion,
    Sterilization,
    /// `W2` to `W5`: a repeated bill or an appeal.
    WorkersCompensation,
}

/// A condition code that the NUCC allows in box 10d.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub code: &'static str,
    pub meaning: &'static str,
    pub group: ConditionGroup,
}

static CONDITIONS: LazyLock<Vec<Condition>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/condition_codes.tsv"))
        .into_iter()
        .filter_map(|[code, meaning, group]| {
            let group = match group {
                "ABORTION" => ConditionGroup::Abortion,
                "STERILIZATION" => ConditionGroup::Sterilization,
                "WORKERS_COMP" => ConditionGroup::WorkersCompensation,
                _ => return None,
            };
            Some(Condition {
                code,
                meaning,
                group,
            })
        })
        .collect()
});

/// Every condition code of box 10d.
pub fn conditions() -> &'static [Condition] {
    &CONDITIONS
}

/// The condition of a two-character code.
pub fn condition(code: &str) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|condition| condition.code == code)
}

/// A qualifier that a place on the form or a record may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Qualifier {
    /// Where it stands, such as `box15`, or several places: `box17a/24I/32b/33b`.
    pub place: &'static str,
    pub code: &'static str,
    pub meaning: &'static str,
}

static QUALIFIERS: LazyLock<Vec<Qualifier>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/qualifiers.tsv"))
        .into_iter()
        .map(|[place, code, meaning]| Qualifier {
            place,
            code,
            meaning,
        })
        .collect()
});

/// The qualifiers of one box, named as the form numbers it: `15`, `17a`, `24I`.
pub fn qualifiers(form_box: &str) -> impl Iterator<Item = &'static Qualifier> {
    QUALIFIERS.iter().filter(move |qualifier| {
        qualifier
            .place
            .strip_prefix("box")
            .is_some_and(|boxes| boxes.split('/').any(|one| one == form_box))
    })
}

/// Why Medicare is not the first payer (insurance type code of a Medicare-secondary claim).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MedicareSecondaryType {
    pub code: &'static str,
    pub reason: &'static str,
}

static MSP_TYPES: LazyLock<Vec<MedicareSecondaryType>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/msp_types.tsv"))
        .into_iter()
        .map(|[code, reason]| MedicareSecondaryType { code, reason })
        .collect()
});

/// Every reason for Medicare to pay second.
pub fn medicare_secondary_types() -> &'static [MedicareSecondaryType] {
    &MSP_TYPES
}

/// A provider taxonomy in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxonomy {
    pub code: &'static str,
    pub name: &'static str,
}

static TAXONOMIES: LazyLock<Vec<Taxonomy>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/taxonomies.tsv"))
        .into_iter()
        .map(|[code, name]| Taxonomy { code, name })
        .collect()
});

/// The taxonomies that a small clinic meets; others are as good.
pub fn taxonomies() -> &'static [Taxonomy] {
    &TAXONOMIES
}

/// Who a diagnosis usually belongs to; a breach is worth a warning, never a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatientRule {
    Female,
    Male,
    /// Age in completed years on the day of service, both ends included.
    Age(u8, u8),
    /// Begins around birth.
    Newborn,
}

/// A span of diagnosis categories with its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientHint {
    pub codes: super::known::CodeRange,
    pub rule: PatientRule,
    /// What the codes are, for the warning's sentence.
    pub detail: &'static str,
}

static HINTS: LazyLock<Vec<PatientHint>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/sex_age_hints.tsv"))
        .into_iter()
        .filter_map(|[from, to, rule, detail, _strength]| {
            let rule = match rule {
                "SEX_F" => PatientRule::Female,
                "SEX_M" => PatientRule::Male,
                "NEWBORN" => PatientRule::Newborn,
                "AGE_0" => PatientRule::Age(0, 0),
                ages => {
                    let (low, high) = ages.strip_prefix("AGE_")?.split_once('_')?;
                    PatientRule::Age(low.parse().ok()?, high.parse().ok()?)
                }
            };
            Some(PatientHint {
                codes: super::known::CodeRange::new(from, to),
                rule,
                detail,
            })
        })
        .collect()
});

/// The rules of sex and age that speak about a diagnosis.
pub fn patient_hints(code: &super::DiagnosisCode) -> impl Iterator<Item = &'static PatientHint> {
    HINTS.iter().filter(move |hint| hint.codes.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::DiagnosisCode;

    #[test]
    fn no_row_of_a_shipped_list_is_lost() {
        for (rows, table) in [
            (
                PLACES.len(),
                include_str!("../../../assets/codes/place_of_service.tsv"),
            ),
            (
                STATES.len(),
                include_str!("../../../assets/codes/states.tsv"),
            ),
            (
                CONDITIONS.len(),
                include_str!("../../../assets/codes/condition_codes.tsv"),
            ),
            (
                QUALIFIERS.len(),
                include_str!("../../../assets/codes/qualifiers.tsv"),
            ),
            (
                MSP_TYPES.len(),
                include_str!("../../../assets/codes/msp_types.tsv"),
            ),
            (
                TAXONOMIES.len(),
                include_str!("../../../assets/codes/taxonomies.tsv"),
            ),
            (
                HINTS.len(),
                include_str!("../../../assets/codes/sex_age_hints.tsv"),
            ),
        ] {
            assert_eq!(rows, table.lines().count() - 1);
        }
    }

    #[test]
    fn the_lists_hold_what_the_form_needs() {
        assert!(place_of_service("21").unwrap().facility_rate);
        assert!(!place_of_service("11").unwrap().facility_rate);
        assert_eq!(
            condition("W3").unwrap().group,
            ConditionGroup::WorkersCompensation
        );
        assert!(states().iter().any(|state| state.code == "PR"));
        let codes = |form_box| -> Vec<_> { qualifiers(form_box).map(|row| row.code).collect() };
        assert_eq!(codes("14"), ["431", "484"]);
        assert_eq!(codes("17"), ["DN", "DK", "DQ"]);
        assert_eq!(codes("33b"), ["0B", "G2", "ZZ"]);
        assert_eq!(codes("99"), Vec::<&str>::new());
    }

    #[test]
    fn hints_reach_every_code_of_their_span() {
        let rules = |text| -> Vec<_> {
            patient_hints(&DiagnosisCode::parse(text).unwrap())
                .map(|hint| hint.rule)
                .collect()
        };
        assert_eq!(rules("O80"), [PatientRule::Female, PatientRule::Age(9, 64)]);
        assert_eq!(
            rules("O9A.211"),
            [PatientRule::Female, PatientRule::Age(9, 64)]
        );
        assert_eq!(rules("Z33.1"), [PatientRule::Female]);
        assert_eq!(rules("N40.1"), [PatientRule::Male]);
        assert_eq!(rules("Z00.129"), [PatientRule::Age(0, 17)]);
        assert_eq!(rules("Z00.00"), [PatientRule::Age(15, 124)]);
        assert_eq!(rules("E11.9"), []);
    }
}
