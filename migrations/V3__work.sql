-- What the window needs to work fast and to lose nothing: finding patients as she types, forms that
-- are not finished, what was opened last, which codes are used.

-- ---------------------------------------------------------------------------------------------
-- Finding patients
-- ---------------------------------------------------------------------------------------------

-- What a patient is found by, as text. Letters that do not lose their accent by themselves are
-- spelled out here and in domain/search.rs in the same way; the index does the rest.
--   * names as they are, and in one piece: O'Brien is also OBrien, de la Cruz is also delaCruz;
--   * the account number as it is, in one piece, and without what stands before its first digit
--     other than 0: P-00300 is also 300;
--   * the birth date as YYYYMMDD, MMDDYYYY and MMDDYY;
--   * the telephone number in full, without the area code, and its last four digits.
CREATE VIEW patient_words (id, words) AS
SELECT id,
    replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(
        names || ' ' || replace(replace(replace(replace(replace(whole, '''', ''), '’', ''), '-', ''), '.', ''), '#', ''),
        'ß', 'ss'), 'Æ', 'ae'), 'æ', 'ae'), 'Œ', 'oe'), 'œ', 'oe'), 'Ø', 'o'), 'ø', 'o'), 'Ł', 'l'),
        'ł', 'l'), 'Đ', 'd'), 'đ', 'd'), 'Ð', 'd'), 'ð', 'd'), 'Þ', 'th'), 'þ', 'th'), 'ı', 'i')
    || ' ' || replace(birth_on, '-', '')
    || ' ' || substr(birth_on, 6, 2) || substr(birth_on, 9, 2) || substr(birth_on, 1, 4)
    || ' ' || substr(birth_on, 6, 2) || substr(birth_on, 9, 2) || substr(birth_on, 3, 2)
    || ' ' || substr(digits, -10) || ' ' || substr(digits, -7) || ' ' || substr(digits, -4)
FROM (
    SELECT id, birth_on,
        last_name || ' ' || first_name || ' ' || ifnull(middle_name, '') || ' ' || ifnull(suffix, '')
            || ' ' || reference
            || ' ' || ltrim(reference, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0 #-./_') AS names,
        replace(last_name, ' ', '') || ' ' || replace(first_name, ' ', '') || ' ' || replace(reference, ' ', '') AS whole,
        replace(replace(replace(replace(replace(replace(ifnull(phone, ''),
            ' ', ''), '-', ''), '.', ''), '(', ''), ')', ''), '/', '') AS digits
    FROM patient
);

-- The words by patient.id.
CREATE VIRTUAL TABLE patient_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = full,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6'
);

CREATE TRIGGER patient_search_gains AFTER INSERT ON patient
BEGIN
    INSERT INTO patient_search (rowid, words) SELECT id, words FROM patient_words WHERE id = NEW.id;
END;
CREATE TRIGGER patient_search_follows
AFTER UPDATE OF reference, last_name, first_name, middle_name, suffix, birth_on, phone ON patient
WHEN (NEW.reference, NEW.last_name, NEW.first_name, NEW.birth_on)
        IS NOT (OLD.reference, OLD.last_name, OLD.first_name, OLD.birth_on)
    OR (NEW.middle_name, NEW.suffix, NEW.phone) IS NOT (OLD.middle_name, OLD.suffix, OLD.phone)
BEGIN
    DELETE FROM patient_search WHERE rowid = OLD.id;
    INSERT INTO patient_search (rowid, words) SELECT id, words FROM patient_words WHERE id = NEW.id;
END;
CREATE TRIGGER patient_search_loses AFTER DELETE ON patient
BEGIN
    DELETE FROM patient_search WHERE rowid = OLD.id;
END;

INSERT INTO patient_search (rowid, words) SELECT id, words FROM patient_words;

-- Who is insured by whom on a day, without reading the coverages themselves.
DROP INDEX coverage_by_patient;
CREATE INDEX coverage_by_patient ON coverage (patient_id, rank, effective_on, terminated_on, payer_id);

-- Who was seen since a day, without reading the visits themselves.
DROP INDEX encounter_by_day;
CREATE INDEX encounter_by_day ON encounter (from_on, patient_id);

-- The patients that were opened last; the highest number is the latest.
CREATE TABLE patient_recent (
    patient_id INTEGER PRIMARY KEY REFERENCES patient (id) ON DELETE CASCADE,
    opened     INTEGER NOT NULL UNIQUE
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Work in progress
-- ---------------------------------------------------------------------------------------------

-- Forms as they were typed, not saved yet: they survive a crash and the lock. They hold patients'
-- facts, which is why they stand here and in no other file.
CREATE TABLE draft (
    kind     TEXT NOT NULL CHECK (kind <> ''),
    key      TEXT NOT NULL,                     -- the record's own id, or a name for a new one
    content  TEXT NOT NULL CHECK (content <> ''),   -- JSON of the raw texts
    saved_at TEXT NOT NULL CHECK (saved_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------
-- Codes in use
-- ---------------------------------------------------------------------------------------------

-- How often and until when a code was used in visits, and the place among the favorites of its
-- system that the biller gave it. Codes stand in capitals without dot.
CREATE TABLE code_use (
    system        TEXT NOT NULL CHECK (system IN ('ICD10CM', 'HCPCS', 'CPT', 'MODIFIER', 'POS')),
    code          TEXT NOT NULL CHECK (code <> ''),
    n_uses        INTEGER NOT NULL DEFAULT 0 CHECK (n_uses >= 0),
    used_on       TEXT CHECK (used_on IS date(used_on)),
    favorite_slot INTEGER CHECK (favorite_slot >= 1),
    PRIMARY KEY (system, code),
    UNIQUE (system, favorite_slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_use_by_count ON code_use (system, n_uses);

CREATE TRIGGER code_use_gains_diagnosis AFTER INSERT ON encounter_diagnosis
WHEN (SELECT icd_indicator FROM encounter WHERE id = NEW.encounter_id) = '0'
BEGIN
    INSERT INTO code_use (system, code, n_uses, used_on)
    SELECT 'ICD10CM', upper(replace(replace(NEW.code, '.', ''), ' ', '')), 1, from_on
    FROM encounter WHERE id = NEW.encounter_id
    ON CONFLICT (system, code) DO UPDATE SET n_uses = n_uses + 1,
        used_on = nullif(max(ifnull(used_on, ''), ifnull(excluded.used_on, '')), '');
END;
CREATE TRIGGER code_use_loses_diagnosis AFTER DELETE ON encounter_diagnosis
BEGIN
    UPDATE code_use SET n_uses = max(n_uses - 1, 0)
    WHERE system = 'ICD10CM' AND code = upper(replace(replace(OLD.code, '.', ''), ' ', ''));
END;
CREATE TRIGGER code_use_gains_procedure AFTER INSERT ON service_line
BEGIN
    INSERT INTO code_use (system, code, n_uses, used_on)
    VALUES (iif(NEW.code GLOB '[0-9]*', 'CPT', 'HCPCS'), upper(NEW.code), 1, NEW.from_on)
    ON CONFLICT (system, code) DO UPDATE SET n_uses = n_uses + 1,
        used_on = nullif(max(ifnull(used_on, ''), excluded.used_on), '');
END;
CREATE TRIGGER code_use_follows_procedure AFTER UPDATE OF code ON service_line WHEN NEW.code <> OLD.code
BEGIN
    UPDATE code_use SET n_uses = max(n_uses - 1, 0)
    WHERE system = iif(OLD.code GLOB '[0-9]*', 'CPT', 'HCPCS') AND code = upper(OLD.code);
    INSERT INTO code_use (system, code, n_uses, used_on)
    VALUES (iif(NEW.code GLOB '[0-9]*', 'CPT', 'HCPCS'), upper(NEW.code), 1, NEW.from_on)
    ON CONFLICT (system, code) DO UPDATE SET n_uses = n_uses + 1,
        used_on = nullif(max(ifnull(used_on, ''), excluded.used_on), '');
END;
CREATE TRIGGER code_use_loses_procedure AFTER DELETE ON service_line
BEGIN
    UPDATE code_use SET n_uses = max(n_uses - 1, 0)
    WHERE system = iif(OLD.code GLOB '[0-9]*', 'CPT', 'HCPCS') AND code = upper(OLD.code);
END;

INSERT INTO code_use (system, code, n_uses, used_on)
SELECT 'ICD10CM', upper(replace(replace(code, '.', ''), ' ', '')), count(*), max(from_on)
FROM encounter_diagnosis JOIN encounter ON encounter.id = encounter_id
WHERE icd_indicator = '0' GROUP BY 2;
INSERT INTO code_use (system, code, n_uses, used_on)
SELECT iif(code GLOB '[0-9]*', 'CPT', 'HCPCS'), upper(code), count(*), max(from_on)
FROM service_line GROUP BY 1, 2;
