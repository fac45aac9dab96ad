//! The diagnoses as a tree of which a part is open: chapters, blocks, categories, codes.

use std::collections::{HashMap, HashSet};

use crate::domain::code::outline::{self, Block, Chapter};
use crate::domain::code::{CodeEntry, DiagnosisCode};

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Chapter(&'static Chapter),
    Block(Block),
    Code(CodeEntry),
}

impl Node {
    /// The name by which it is open: a range of the outline or a code.
    pub fn key(&self) -> String {
        match self {
            Self::Chapter(chapter) => format!("chapter {}", chapter.number),
            Self::Block(block) => block.range(),
            Self::Code(entry) => entry.code.clone(),
        }
    }

    /// Whether something may stand below it.
    pub fn is_heading(&self) -> bool {
        match self {
            Self::Chapter(_) | Self::Block(_) => true,
            Self::Code(entry) => !entry.billable,
        }
    }
}

/// A node in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub node: Node,
    pub depth: usize,
    pub is_open: bool,
}

/// The tree, as far as it was read.
#[derive(Debug, Default)]
pub struct Tree {
    /// The categories by chapter and block.
    categories: HashMap<(usize, usize), Vec<CodeEntry>>,
    /// What stands directly below a code that was opened.
    below: HashMap<String, Vec<CodeEntry>>,
    open: HashSet<String>,
    rows: Vec<Row>,
}

impl Tree {
    /// Takes the categories that the set has today.
    pub fn set_categories(&mut self, categories: Vec<CodeEntry>) {
        self.categories.clear();
        for entry in categories {
            if let Some(place) = outline::place(&entry.code) {
                self.categories.entry(place).or_default().push(entry);
            }
        }
        self.lay_out();
    }

    /// Takes what stands directly below a code.
    pub fn set_below(&mut self, code: String, children: Vec<CodeEntry>) {
        let _ = self.below.insert(code, children);
        self.lay_out();
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of a node.
    pub fn row_of(&self, key: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.node.key() == key)
    }

    /// The row of the node above the one in a row.
    pub fn above(&self, row: usize) -> Option<usize> {
        let depth = self.rows.get(row)?.depth;
        self.rows
            .get(..row)?
            .iter()
            .rposition(|above| above.depth < depth)
    }

    /// Opens or closes the node of a row. Gives the code whose children must be read for it.
    pub fn set_open(&mut self, row: usize, is_open: bool) -> Option<String> {
        let node = self.rows.get(row)?.node.clone();
        let key = node.key();
        if !is_open {
            let _ = self.open.remove(&key);
            self.lay_out();
            return None;
        }
        if !node.is_heading() {
            return None;
        }
        let _ = self.open.insert(key.clone());
        self.lay_out();
        let is_read = self.below.contains_key(&key);
        match node {
            Node::Code(_) if !is_read => Some(key),
            _ => None,
        }
    }

    /// Opens all that stands above a code. Gives the headings whose children must be read for it,
    /// the widest first.
    pub fn open_to(&mut self, code: &DiagnosisCode) -> Vec<String> {
        let bare = code.as_str();
        if let Some((chapter, block)) = outline::place(code.category()) {
            let chapter = &outline::chapters()[chapter];
            let _ = self.open.insert(Node::Chapter(chapter).key());
            let _ = self.open.insert(chapter.blocks[block].range());
        }
        let mut missing = Vec::new();
        for length in 3..bare.len() {
            let heading = bare.get(..length).unwrap_or_default().to_owned();
            let _ = self.open.insert(heading.clone());
            if !self.below.contains_key(&heading) {
                missing.push(heading);
            }
        }
        self.lay_out();
        missing
    }

    /// Lists the nodes in sight.
    fn lay_out(&mut self) {
        let mut rows = Vec::new();
        for (at, chapter) in outline::chapters().iter().enumerate() {
            if !self.push(&mut rows, Node::Chapter(chapter), 0) {
                continue;
            }
            for (block_at, block) in chapter.blocks.iter().enumerate() {
                if !self.push(&mut rows, Node::Block(*block), 1) {
                    continue;
                }
                for category in self.categories.get(&(at, block_at)).into_iter().flatten() {
                    self.push_code(&mut rows, category, 2);
                }
            }
        }
        self.rows = rows;
    }

    fn push_code(&self, rows: &mut Vec<Row>, entry: &CodeEntry, depth: usize) {
        if self.push(rows, Node::Code(entry.clone()), depth) {
            for child in self.below.get(&entry.code).into_iter().flatten() {
                self.push_code(rows, child, depth + 1);
            }
        }
    }

    /// Adds a row; whether what stands below it is in sight too.
    fn push(&self, rows: &mut Vec<Row>, node: Node, depth: usize) -> bool {
        let is_open = node.is_heading() && self.open.contains(&node.key());
        rows.push(Row {
            node,
            depth,
            is_open,
        });
        is_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::CodeSystem;

    fn entry(code: &str, billable: bool) -> CodeEntry {
        CodeEntry {
            system: CodeSystem::Icd10Cm,
            code: code.to_owned(),
            billable,
            valid_from: None,
            valid_to: None,
            short: String::new(),
            long: String::new(),
        }
    }

    #[test]
    fn opening_goes_down_and_closing_hides_all_below() {
        let mut tree = Tree::default();
        tree.set_categories(vec![entry("E11", false), entry("I10", true)]);
        assert_eq!(tree.rows().len(), 22);
        assert_eq!(tree.set_open(3, true), None);
        let block = tree.row_of("E08-E13").unwrap();
        assert_eq!(tree.set_open(block, true), None);
        let category = tree.row_of("E11").unwrap();
        assert_eq!(tree.set_open(category, true), Some("E11".to_owned()));
        tree.set_below("E11".to_owned(), vec![entry("E119", true)]);
        let code = tree.row_of("E119").unwrap();
        assert_eq!(tree.above(code), Some(category));
        // A code that can be billed has nothing below it.
        assert_eq!(tree.set_open(code, true), None);
        assert_eq!(tree.set_open(3, false), None);
        assert_eq!(tree.rows().len(), 22);
    }

    #[test]
    fn the_way_to_a_code_is_opened_from_the_top() {
        let mut tree = Tree::default();
        tree.set_categories(vec![entry("E11", false)]);
        let code = DiagnosisCode::parse("E11.65").unwrap();
        assert_eq!(tree.open_to(&code), ["E11", "E116"]);
        tree.set_below("E11".to_owned(), vec![entry("E116", false)]);
        tree.set_below("E116".to_owned(), vec![entry("E1165", true)]);
        assert!(tree.row_of("E1165").is_some());
    }
}
