//! What is wrong with a folder, told by file, line and column.

use std::fmt;

use super::{Table, is_error};
use crate::domain::finding::{Finding, Severity};

/// How many problems are told one by one; the rest is counted.
pub const MOST_SHOWN: usize = 200;

/// The word that stands in the column's place when the whole file is meant.
pub(super) const FILE: &str = "file";

/// The word that stands in the column's place when a whole row is meant.
pub(super) const ROW: &str = "row";

/// One thing that is wrong with a file, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub table: Table,
    /// The physical line in the file, from 1.
    pub line: u64,
    /// The column's name; `row` or `file` where the problem is with all of it.
    pub column: String,
    /// What is wrong and what to do.
    pub sentence: String,
    pub severity: Severity,
}

/// `patients.csv:12: birth_date: …`; a warning says so before its sentence.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.table.file_name();
        let warning = if is_error(self.severity) {
            ""
        } else {
            "warning: "
        };
        let (line, column, sentence) = (self.line, &self.column, &self.sentence);
        write!(f, "{file}:{line}: {column}: {warning}{sentence}")
    }
}

/// Problems by file and line, the first of them in full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// At most [`MOST_SHOWN`].
    pub shown: Vec<Problem>,
    /// How many there are beyond those.
    pub n_more: usize,
}

impl Problems {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many there are, those not shown included.
    pub fn count(&self) -> usize {
        self.shown.len() + self.n_more
    }

    pub(super) fn push(&mut self, problem: Problem) {
        if self.shown.len() < MOST_SHOWN {
            self.shown.push(problem);
        } else {
            self.n_more += 1;
        }
    }

    /// Puts other problems before these.
    pub(super) fn precede(&mut self, before: Self) {
        let after = std::mem::replace(self, before);
        for problem in after.shown {
            self.push(problem);
        }
        self.n_more += after.n_more;
    }

    pub(super) fn sort(&mut self) {
        self.shown
            .sort_by_key(|problem| (problem.table, problem.line));
    }
}

/// Collects the problems of a whole folder.
#[derive(Debug, Default)]
pub struct Notes {
    pub(super) errors: Problems,
    pub(super) warnings: Problems,
}

impl Notes {
    pub fn error(
        &mut self,
        (table, line): (Table, u64),
        column: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        self.errors.push(Problem {
            table,
            line,
            column: column.into(),
            sentence: sentence.into(),
            severity: Severity::Error,
        });
    }

    pub fn warning(
        &mut self,
        (table, line): (Table, u64),
        column: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        self.warnings.push(Problem {
            table,
            line,
            column: column.into(),
            sentence: sentence.into(),
            severity: Severity::Warning,
        });
    }

    pub fn findings(&mut self, at: (Table, u64), findings: Vec<Finding>) {
        for finding in findings {
            self.error(at, finding.field.column, finding.sentence);
        }
    }

    /// What a valid record still has wrong: an import takes it and says so.
    pub fn advice(&mut self, at: (Table, u64), findings: Vec<Finding>) {
        for finding in findings {
            self.warning(at, finding.field.column, finding.sentence);
        }
    }
}
