//! Chance that comes out the same for ever: a seed always gives the same sample practice.

/// SplitMix64 (Steele, Lea and Flood 2014): one 64-bit state, the same on every machine and version.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Random(u64);

impl Random {
    /// An own stream of numbers for each part of the sample, so that one part's draws do not shift
    /// another's.
    pub(in crate::commands) fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03));
        let first = random.next();
        Self(first ^ seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `limit`; 0 for a limit of 0.
    pub(in crate::commands) fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(in crate::commands) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high.abs_diff(low) + 1) as i64
    }

    /// True in `per_mille` of 1,000 cases.
    pub(in crate::commands) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// Any entry of a list that is not empty.
    pub(in crate::commands) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// An entry of a list that is not empty and stands in order of frequency: the first third comes
    /// up five times as often as the last.
    pub(in crate::commands) fn pick_early<T: Copy>(&mut self, list: &[T]) -> T {
        let one = self.below(list.len() as u64);
        let other = self.below(list.len() as u64);
        list[one.min(other) as usize]
    }

    /// An entry of a list by its weight; the weights must not all be 0.
    pub(in crate::commands) fn weighted<T: Copy>(&mut self, list: &[(T, u64)]) -> T {
        let total = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (entry, weight) in list {
            if left < *weight {
                return *entry;
            }
            left -= weight;
        }
        list[0].0
    }

    /// That many digits, the first of them not 0.
    pub(in crate::commands) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|idx| {
                let low = i64::from(idx == 0);
                char::from(b'0' + self.between(low, 9) as u8)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algorithm_never_changes() {
        let mut random = Random(0);
        // The published first output of SplitMix64 for the state 0.
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn weights_and_bounds_hold() {
        let mut random = Random::new(1500, 1);
        let mut seen = [0; 3];
        for _ in 0..3_000 {
            seen[random.weighted(&[(0, 1), (1, 0), (2, 2)])] += 1;
            assert!((-2..=2).contains(&random.between(-2, 2)));
        }
        assert!(seen[1] == 0 && (800..1_200).contains(&seen[0]), "{seen:?}");
        assert_eq!(random.digits(9).len(), 9);
    }
}
