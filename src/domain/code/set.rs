//! A whole code set as one value, as it is read from a file and taken into a practice.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::known::Exclusion;
use super::search::Term;
use super::{CodeEntry, CodeSystem};

/// What a note of the tabular list tells a coder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// Not coded together with these.
    Excludes1,
    /// Not part of this code; may be coded beside it.
    Excludes2,
    /// The underlying disease comes before this code.
    CodeFirst,
    /// Another code tells more.
    UseAdditional,
    /// Another code may be needed, in either order.
    CodeAlso,
    Includes,
    Note,
    /// Which seventh characters the codes below take.
    SeventhCharacter,
}

impl NoteKind {
    const TAGS: [(Self, &'static str); 8] = [
        (Self::Excludes1, "EXCLUDES1"),
        (Self::Excludes2, "EXCLUDES2"),
        (Self::CodeFirst, "CODE_FIRST"),
        (Self::UseAdditional, "USE_ADDITIONAL"),
        (Self::CodeAlso, "CODE_ALSO"),
        (Self::Includes, "INCLUDES"),
        (Self::Note, "NOTE"),
        (Self::SeventhCharacter, "SEVENTH_CHAR_NOTE"),
    ];

    /// The name in files.
    pub fn tag(self) -> &'static str {
        Self::TAGS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("NOTE", |(_, tag)| tag)
    }

    /// The kind of a name in files.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::TAGS
            .iter()
            .find(|(_, other)| *other == tag)
            .map(|(kind, _)| *kind)
    }
}

/// A note of the tabular list, for a code (without dot) or a range such as `A00-B99`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeNote {
    pub code: String,
    pub kind: NoteKind,
    pub text: String,
}

/// Codes with what belongs to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeSet {
    pub entries: Vec<CodeEntry>,
    /// Further names of diagnoses, by code without dot.
    pub terms: HashMap<String, Vec<Term>>,
    pub notes: Vec<CodeNote>,
    pub exclusions: Vec<Exclusion>,
    /// Diagnoses (without dot) that never stand first.
    pub manifestations: Vec<String>,
    /// The days on which the editions held here begin.
    pub editions: Vec<(CodeSystem, NaiveDate)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_note_has_its_own_name() {
        for (kind, tag) in NoteKind::TAGS {
            assert_eq!((kind.tag(), NoteKind::from_tag(tag)), (tag, Some(kind)));
        }
        assert_eq!(NoteKind::from_tag("INCLUSION_TERM"), None);
    }
}
