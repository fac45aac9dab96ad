//! What is typed into the search of a list: the rows that hold all of its words.

/// The words that are looked for, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought(Vec<String>);

impl Sought {
    pub fn new(typed: &str) -> Self {
        Self(typed.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether nothing is looked for: every row fits.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text holds them all; the text is in lower case already.
    pub fn is_in(&self, lowercase: &str) -> bool {
        self.0.iter().all(|word| lowercase.contains(word.as_str()))
    }

    /// The places of the rows whose texts hold them all.
    pub fn places<T>(&self, rows: &[T], text: impl Fn(&T) -> String) -> Vec<usize> {
        let fits = |row: &T| self.is_nothing() || self.is_in(&text(row).to_lowercase());
        (0..rows.len()).filter(|at| fits(&rows[*at])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_looked_for_wherever_they_stand() {
        let rows = ["Doe, Jane P3 100.00", "Ngo, Łukasz P4 20.00"];
        for (typed, expected) in [
            ("", vec![0, 1]),
            ("  ", vec![0, 1]),
            ("jane DOE", vec![0]),
            ("łuk 20", vec![1]),
            ("doe 20", vec![]),
        ] {
            let found = Sought::new(typed).places(&rows, |row| (*row).to_owned());
            assert_eq!(found, expected, "{typed}");
        }
    }
}
