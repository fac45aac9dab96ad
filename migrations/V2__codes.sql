-- Code sets live in the practice file so that every claim can be judged by the codes in force on its dates.

-- One code over one span of dates. The identifier is not arbitrary: its upper part is the code's
-- standing (see domain/code/search.rs), so that a search reading a bounded number of rows in order
-- of identifiers meets the likelier answers first.
CREATE TABLE code (
    code_id    INTEGER PRIMARY KEY,
    system     TEXT NOT NULL CHECK (system IN ('ICD10CM', 'HCPCS', 'CPT', 'MODIFIER', 'POS')),
    code       TEXT NOT NULL CHECK (code <> '' AND code = upper(code)),
    billable   INTEGER NOT NULL CHECK (billable IN (0, 1)),
    valid_from TEXT CHECK (valid_from IS date(valid_from)),
    valid_to   TEXT CHECK (valid_to IS date(valid_to)),
    short      TEXT,
    long       TEXT NOT NULL,
    terms      TEXT,
    origin     TEXT NOT NULL CHECK (origin IN ('SET', 'OWN')),
    CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)
) STRICT;
-- Codes first: type-ahead asks for the beginning of a code in any system.
CREATE UNIQUE INDEX code_is_one_per_day ON code (code, system, ifnull(valid_from, ''));

-- The words of descriptions and terms, by code_id; prepared by domain/code/search.rs.
CREATE VIRTUAL TABLE code_word USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3 4 5'
);

-- The days on which the editions at hand of a set begin.
CREATE TABLE code_edition (
    system    TEXT NOT NULL CHECK (system IN ('ICD10CM', 'HCPCS', 'CPT', 'MODIFIER', 'POS')),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    PRIMARY KEY (system, starts_on)
) STRICT, WITHOUT ROWID;

-- The notes of the ICD-10-CM tabular list; they hold for the code and all below it.
CREATE TABLE code_note (
    code_note_id INTEGER PRIMARY KEY,
    code         TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('EXCLUDES1', 'EXCLUDES2', 'CODE_FIRST',
        'USE_ADDITIONAL', 'CODE_ALSO', 'INCLUDES', 'NOTE', 'SEVENTH_CHAR_NOTE')),
    note         TEXT NOT NULL
) STRICT;
CREATE INDEX code_note_by_code ON code_note (code);

-- Diagnoses that are not coded together (type 1 exclusions), each side a code or a range of codes.
CREATE TABLE code_exclusion (
    code_exclusion_id INTEGER PRIMARY KEY,
    left_low          TEXT NOT NULL,
    left_high         TEXT NOT NULL,
    right_low         TEXT NOT NULL,
    right_high        TEXT NOT NULL,
    note              TEXT NOT NULL
) STRICT;
CREATE INDEX code_exclusion_by_left ON code_exclusion (left_low);
CREATE INDEX code_exclusion_with_range ON code_exclusion (code_exclusion_id) WHERE left_low <> left_high;

-- Diagnoses that never stand first.
CREATE TABLE code_manifestation (
    code TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
