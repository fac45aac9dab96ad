//! The outline of ICD-10-CM: chapters and the blocks of categories within them, as the tabular list
//! has them.

use std::sync::LazyLock;

/// A run of categories with a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The first and the last category, three characters each.
    pub first: &'static str,
    pub last: &'static str,
    pub title: &'static str,
    /// Categories that stand here though their letters sort elsewhere, separated by blanks.
    also: &'static str,
}

impl Block {
    /// The name of the run in the tabular list's notes: `A00-A09`.
    pub fn range(&self) -> String {
        format!("{}-{}", self.first, self.last)
    }

    fn holds(&self, category: &str) -> bool {
        (self.first..=self.last).contains(&category)
    }

    /// Whether this run lies within another by its letters, as C7A-C7A does in C76-C80.
    fn is_within(&self, other: &Self) -> bool {
        other.first <= self.first && self.last <= other.last
    }
}

/// A chapter with its blocks, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// 1 to 22.
    pub number: &'static str,
    pub run: Block,
    pub blocks: Vec<Block>,
}

static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
    let mut chapters: Vec<Chapter> = Vec::new();
    let table = include_str!("../../../assets/codes/icd10cm_outline.tsv");
    for row in table.lines().skip(1) {
        let Ok([number, first, last, title, also]) =
            <[&str; 5]>::try_from(row.split('\t').collect::<Vec<_>>())
        else {
            continue;
        };
        let run = Block {
            first,
            last,
            title,
            also,
        };
        match chapters.last_mut().filter(|_| number.is_empty()) {
            Some(chapter) => chapter.blocks.push(run),
            None => chapters.push(Chapter {
                number,
                run,
                blocks: Vec::new(),
            }),
        }
    }
    chapters
});

/// The chapters in their order.
pub fn chapters() -> &'static [Chapter] {
    &CHAPTERS
}

/// Where a category (three characters) stands: its chapter and its block, each by place from 0.
///
/// A category that came after this outline was made stands in the last block that begins before it.
/// `None` for what is no category of any chapter.
pub fn place(category: &str) -> Option<(usize, usize)> {
    let at = CHAPTERS
        .iter()
        .position(|chapter| chapter.run.holds(category))
        .or_else(|| {
            CHAPTERS
                .iter()
                .rposition(|chapter| chapter.run.first <= category)
                .filter(|at| CHAPTERS[*at].run.last[..1] == category[..1])
        })?;
    let blocks = &CHAPTERS[at].blocks;
    let named = blocks
        .iter()
        .position(|block| block.also.split(' ').any(|also| also == category));
    let narrowest = || {
        let holding = |(_, block): &(usize, &Block)| block.holds(category);
        blocks
            .iter()
            .enumerate()
            .filter(holding)
            .reduce(|best, next| if next.1.is_within(best.1) { next } else { best })
            .map(|(at, _)| at)
    };
    let before = || blocks.iter().rposition(|block| block.first <= category);
    Some((at, named.or_else(narrowest).or_else(before)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_has_blocks_within_it() {
        assert_eq!(chapters().len(), 22);
        for chapter in chapters() {
            assert!(!chapter.blocks.is_empty(), "{}", chapter.number);
            for block in &chapter.blocks {
                assert!(block.is_within(&chapter.run), "{}", block.range());
            }
        }
        let n_blocks: usize = chapters().iter().map(|chapter| chapter.blocks.len()).sum();
        assert_eq!(n_blocks + chapters().len(), 307);
    }

    #[test]
    fn a_category_stands_in_its_block() {
        for (category, chapter, block) in [
            ("E11", "4", "E08-E13"),
            ("C4A", "2", "C43-C44"),
            ("C7A", "2", "C7A-C7A"),
            ("C78", "2", "C76-C80"),
            ("M1A", "13", "M05-M14"),
            ("V43", "20", "V40-V49"),
            ("W19", "20", "W00-W19"),
            ("Z3A", "21", "Z30-Z39"),
            // Added after the outline was made.
            ("J4B", "10", "J40-J4A"),
            ("QA1", "17", "QA0-QA0"),
        ] {
            let found = place(category).map(|(at, block)| {
                let chapter = &chapters()[at];
                (chapter.number, chapter.blocks[block].range())
            });
            assert_eq!(found, Some((chapter, block.to_owned())), "{category}");
        }
    }
}
