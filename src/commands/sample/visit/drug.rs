//! What the clinic injects and inoculates, with invented drug codes.

use crate::commands::sample::plan::Drug;

pub(super) const CYANOCOBALAMIN: Drug = drug("J3420", "99901-0420-01", "ML", "1", 1);
pub(super) const KETOROLAC: Drug = drug("J1885", "99902-185-25", "ML", "2", 4);
pub(super) const CEFTRIAXONE: Drug = drug("J0696", "99903-0696-1", "UN", "1", 4);
pub(super) const TRIAMCINOLONE: Drug = drug("J3301", "9904-3301-05", "ML", "1", 4);
pub(super) const MEDROXYPROGESTERONE: Drug = drug("J1050", "99905010501", "ML", "1", 150);
pub(super) const DEXAMETHASONE: Drug = drug("J1100", "99906-1100-10", "ML", "2", 8);
pub(super) const METHYLPREDNISOLONE: Drug = drug("J1010", "99907-1010-01", "ML", "1", 80);
pub(super) const ONDANSETRON: Drug = drug("J2405", "99908-2405-02", "ML", "2", 4);
pub(super) const ALBUTEROL: Drug = drug("J7613", "99909-613-60", "ML", "3", 3);
pub(super) const INTRAUTERINE_SYSTEM: Drug = drug("J7298", "99910-0298-01", "UN", "1", 1);

/// The vaccines, for payers that ask for their drug code too.
pub(super) const VACCINES: &[Drug] = &[
    drug("90620", "99920-0620-10", "ML", "0.5", 1),
    drug("90633", "99920-0633-10", "ML", "0.5", 1),
    drug("90647", "99920-0647-10", "ML", "0.5", 1),
    drug("90651", "99920-0651-10", "ML", "0.5", 1),
    drug("90656", "99920-0656-10", "ML", "0.5", 1),
    drug("90662", "99920-0662-10", "ML", "0.5", 1),
    drug("90677", "99920-0677-10", "ML", "0.5", 1),
    drug("90680", "99920-0680-10", "ML", "2", 1),
    drug("90696", "99920-0696-10", "ML", "0.5", 1),
    drug("90698", "99920-0698-10", "UN", "1", 1),
    drug("90700", "99920-0700-10", "ML", "0.5", 1),
    drug("90707", "99920-0707-10", "UN", "1", 1),
    drug("90710", "99920-0710-10", "UN", "1", 1),
    drug("90714", "99920-0714-10", "ML", "0.5", 1),
    drug("90715", "99920-0715-10", "ML", "0.5", 1),
    drug("90716", "99920-0716-10", "UN", "1", 1),
    drug("90734", "99920-0734-10", "UN", "1", 1),
    drug("90744", "99920-0744-10", "ML", "0.5", 1),
    drug("90750", "99920-0750-10", "UN", "1", 1),
];

const fn drug(
    code: &'static str,
    ndc: &'static str,
    unit: &'static str,
    quantity: &'static str,
    units: u32,
) -> Drug {
    Drug {
        code,
        ndc,
        unit,
        quantity,
        units,
    }
}
