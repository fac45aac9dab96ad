-- What the patient receives: statements, payment plans and the other papers. None of it moves money or
-- responsibility; that is the journal's alone.

-- ---------------------------------------------------------------------------------------------
-- Whom to write to, and how
-- ---------------------------------------------------------------------------------------------

ALTER TABLE patient ADD COLUMN language TEXT NOT NULL DEFAULT 'EN' CHECK (language IN ('EN', 'ES'));
-- A letter came back: nothing is mailed until the address is corrected.
ALTER TABLE patient ADD COLUMN bad_address INTEGER NOT NULL DEFAULT 0 CHECK (bad_address IN (0, 1));
ALTER TABLE patient ADD COLUMN disputes_bill INTEGER NOT NULL DEFAULT 0 CHECK (disputes_bill IN (0, 1));

-- The practice's own plain words for a code, in place of those that come with the program.
CREATE TABLE plain_description (
    code    TEXT PRIMARY KEY CHECK (code <> ''),
    english TEXT NOT NULL CHECK (english <> ''),
    spanish TEXT CHECK (spanish <> '')
) STRICT, WITHOUT ROWID;

-- Pictures that pages show, such as a logo. The id is the SHA-256 of size and pixels, in hexadecimal.
CREATE TABLE picture (
    id     TEXT PRIMARY KEY CHECK (length(id) = 64),
    width  INTEGER NOT NULL CHECK (width >= 1),
    height INTEGER NOT NULL CHECK (height >= 1),
    png    BLOB NOT NULL
) STRICT;

CREATE TRIGGER picture_is_never_changed BEFORE UPDATE ON picture
BEGIN SELECT RAISE(ABORT, 'picture_is_never_changed'); END;
CREATE TRIGGER picture_is_never_deleted BEFORE DELETE ON picture
BEGIN SELECT RAISE(ABORT, 'picture_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- Statements
-- ---------------------------------------------------------------------------------------------

-- Statements that were mailed together; the id is the number of the run.
CREATE TABLE statement_run (
    id         INTEGER PRIMARY KEY CHECK (id >= 1),
    as_of_on   TEXT NOT NULL CHECK (as_of_on IS date(as_of_on)),
    mailed_on  TEXT NOT NULL CHECK (mailed_on IS date(mailed_on)),
    -- The last journal entry that its statements know: what is entered later is news on the next.
    through_entry INTEGER NOT NULL CHECK (through_entry >= 0),
    -- The name range of the cycle, when it was not for everybody.
    cycle      TEXT CHECK (cycle <> '')
) STRICT;

-- A statement that was mailed: one that was only looked at, or spoiled in the printer, is none.
CREATE TABLE statement (
    id                   INTEGER PRIMARY KEY CHECK (id >= 1),
    run_id               INTEGER NOT NULL REFERENCES statement_run (id) ON DELETE RESTRICT,
    guarantor_patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    as_of_on             TEXT NOT NULL CHECK (as_of_on IS date(as_of_on)),
    mailed_on            TEXT NOT NULL CHECK (mailed_on IS date(mailed_on)),
    step                 INTEGER NOT NULL CHECK (step >= 1),
    is_final             INTEGER NOT NULL CHECK (is_final IN (0, 1)),
    language             TEXT NOT NULL CHECK (language IN ('EN', 'ES')),
    -- What it asked for; negative when the practice owed.
    due_cents            INTEGER NOT NULL,
    -- The day by which it asked for it.
    pay_by_on            TEXT NOT NULL CHECK (pay_by_on IS date(pay_by_on)),
    n_pages              INTEGER NOT NULL CHECK (n_pages >= 1),
    -- Its pages as they were printed: JSON, deflated.
    pages                BLOB NOT NULL,
    UNIQUE (run_id, guarantor_patient_id)
) STRICT;
CREATE INDEX statement_by_guarantor ON statement (guarantor_patient_id, mailed_on);

-- Which charges it asked for, and how much of each.
CREATE TABLE statement_line (
    statement_id   INTEGER NOT NULL REFERENCES statement (id) ON DELETE RESTRICT,
    charge_line_id INTEGER NOT NULL REFERENCES charge_line (id) ON DELETE RESTRICT,
    amount_cents   INTEGER NOT NULL CHECK (amount_cents <> 0),
    PRIMARY KEY (statement_id, charge_line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_line_by_charge ON statement_line (charge_line_id);

-- A statement that turned out never to have been mailed: it counts as not sent.
CREATE TABLE statement_void (
    statement_id INTEGER PRIMARY KEY REFERENCES statement (id) ON DELETE RESTRICT,
    reason       TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- Who owed something on the day of a run and was sent nothing, and why.
CREATE TABLE statement_skip (
    run_id               INTEGER NOT NULL REFERENCES statement_run (id) ON DELETE RESTRICT,
    guarantor_patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    due_cents            INTEGER NOT NULL,
    reasons              TEXT NOT NULL CHECK (json_array_length(reasons) >= 1),
    PRIMARY KEY (run_id, guarantor_patient_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER statement_run_is_never_changed BEFORE UPDATE ON statement_run
BEGIN SELECT RAISE(ABORT, 'statement_run_is_never_changed'); END;
CREATE TRIGGER statement_run_is_never_deleted BEFORE DELETE ON statement_run
BEGIN SELECT RAISE(ABORT, 'statement_run_is_never_deleted'); END;
CREATE TRIGGER statement_is_never_changed BEFORE UPDATE ON statement
BEGIN SELECT RAISE(ABORT, 'statement_is_never_changed'); END;
CREATE TRIGGER statement_is_never_deleted BEFORE DELETE ON statement
BEGIN SELECT RAISE(ABORT, 'statement_is_never_deleted'); END;
CREATE TRIGGER statement_line_is_never_changed BEFORE UPDATE ON statement_line
BEGIN SELECT RAISE(ABORT, 'statement_line_is_never_changed'); END;
CREATE TRIGGER statement_line_is_never_deleted BEFORE DELETE ON statement_line
BEGIN SELECT RAISE(ABORT, 'statement_line_is_never_deleted'); END;
CREATE TRIGGER statement_void_is_never_changed BEFORE UPDATE ON statement_void
BEGIN SELECT RAISE(ABORT, 'statement_void_is_never_changed'); END;
CREATE TRIGGER statement_void_is_never_deleted BEFORE DELETE ON statement_void
BEGIN SELECT RAISE(ABORT, 'statement_void_is_never_deleted'); END;
CREATE TRIGGER statement_skip_is_never_changed BEFORE UPDATE ON statement_skip
BEGIN SELECT RAISE(ABORT, 'statement_skip_is_never_changed'); END;
CREATE TRIGGER statement_skip_is_never_deleted BEFORE DELETE ON statement_skip
BEGIN SELECT RAISE(ABORT, 'statement_skip_is_never_deleted'); END;

-- What the doctor said to an account on the pre-collection list; the newest counts.
CREATE TABLE collection_review (
    id                   INTEGER PRIMARY KEY CHECK (id >= 1),
    guarantor_patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    reviewed_on          TEXT NOT NULL CHECK (reviewed_on IS date(reviewed_on)),
    decision             TEXT NOT NULL CHECK (decision IN ('APPROVED', 'DECLINED', 'WITHDRAWN')),
    due_cents            INTEGER NOT NULL,
    reviewer             TEXT NOT NULL CHECK (reviewer <> ''),
    note                 TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX collection_review_by_guarantor ON collection_review (guarantor_patient_id);
CREATE TRIGGER collection_review_is_never_changed BEFORE UPDATE ON collection_review
BEGIN SELECT RAISE(ABORT, 'collection_review_is_never_changed'); END;
CREATE TRIGGER collection_review_is_never_deleted BEFORE DELETE ON collection_review
BEGIN SELECT RAISE(ABORT, 'collection_review_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- Payment plans
-- ---------------------------------------------------------------------------------------------

-- An agreement to pay in parts. What was paid is read from the lines attached.
CREATE TABLE payment_plan (
    id                   INTEGER PRIMARY KEY CHECK (id >= 1),
    guarantor_patient_id INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    agreed_on            TEXT NOT NULL CHECK (agreed_on IS date(agreed_on)),
    principal_cents      INTEGER NOT NULL CHECK (principal_cents > 0),
    note                 TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX payment_plan_by_guarantor ON payment_plan (guarantor_patient_id);

-- What of each line is to be paid by it.
CREATE TABLE payment_plan_line (
    plan_id        INTEGER NOT NULL REFERENCES payment_plan (id) ON DELETE RESTRICT,
    charge_line_id INTEGER NOT NULL REFERENCES charge_line (id) ON DELETE RESTRICT,
    amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (plan_id, charge_line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_plan_line_by_charge ON payment_plan_line (charge_line_id);

CREATE TABLE payment_plan_instalment (
    plan_id      INTEGER NOT NULL REFERENCES payment_plan (id) ON DELETE RESTRICT,
    number       INTEGER NOT NULL CHECK (number >= 1),
    due_on       TEXT NOT NULL CHECK (due_on IS date(due_on)),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (plan_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_plan_end (
    plan_id  INTEGER PRIMARY KEY REFERENCES payment_plan (id) ON DELETE RESTRICT,
    ended_on TEXT NOT NULL CHECK (ended_on IS date(ended_on)),
    cause    TEXT NOT NULL CHECK (cause IN ('PAID', 'BROKEN', 'CANCELED')),
    reason   TEXT CHECK (reason <> '')
) STRICT;

CREATE TRIGGER payment_plan_line_is_on_one_plan BEFORE INSERT ON payment_plan_line
WHEN EXISTS (SELECT 1 FROM payment_plan_line WHERE charge_line_id = NEW.charge_line_id
        AND plan_id <> NEW.plan_id AND plan_id NOT IN (SELECT plan_id FROM payment_plan_end))
BEGIN SELECT RAISE(ABORT, 'payment_plan_line_is_on_one_plan'); END;
CREATE TRIGGER payment_plan_is_never_changed BEFORE UPDATE ON payment_plan
BEGIN SELECT RAISE(ABORT, 'payment_plan_is_never_changed'); END;
CREATE TRIGGER payment_plan_is_never_deleted BEFORE DELETE ON payment_plan
BEGIN SELECT RAISE(ABORT, 'payment_plan_is_never_deleted'); END;
CREATE TRIGGER payment_plan_line_is_never_changed BEFORE UPDATE ON payment_plan_line
BEGIN SELECT RAISE(ABORT, 'payment_plan_line_is_never_changed'); END;
CREATE TRIGGER payment_plan_line_is_never_deleted BEFORE DELETE ON payment_plan_line
BEGIN SELECT RAISE(ABORT, 'payment_plan_line_is_never_deleted'); END;
CREATE TRIGGER payment_plan_instalment_is_never_changed BEFORE UPDATE ON payment_plan_instalment
BEGIN SELECT RAISE(ABORT, 'payment_plan_instalment_is_never_changed'); END;
CREATE TRIGGER payment_plan_instalment_is_never_deleted BEFORE DELETE ON payment_plan_instalment
BEGIN SELECT RAISE(ABORT, 'payment_plan_instalment_is_never_deleted'); END;
CREATE TRIGGER payment_plan_end_is_never_changed BEFORE UPDATE ON payment_plan_end
BEGIN SELECT RAISE(ABORT, 'payment_plan_end_is_never_changed'); END;
CREATE TRIGGER payment_plan_end_is_never_deleted BEFORE DELETE ON payment_plan_end
BEGIN SELECT RAISE(ABORT, 'payment_plan_end_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- Other papers
-- ---------------------------------------------------------------------------------------------

-- A good-faith estimate for a patient who pays herself.
CREATE TABLE estimate (
    id            INTEGER PRIMARY KEY CHECK (id >= 1),
    patient_id    INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    made_on       TEXT NOT NULL CHECK (made_on IS date(made_on)),
    -- The first day on which services are expected; NULL when none is scheduled.
    service_on    TEXT CHECK (service_on IS date(service_on)),
    provider_id   INTEGER NOT NULL REFERENCES provider (id) ON DELETE RESTRICT,
    diagnoses     TEXT CHECK (diagnoses <> ''),          -- codes separated by blanks
    note          TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX estimate_by_patient ON estimate (patient_id);
CREATE TABLE estimate_line (
    estimate_id       INTEGER NOT NULL REFERENCES estimate (id) ON DELETE RESTRICT,
    position          INTEGER NOT NULL CHECK (position >= 1),
    code              TEXT NOT NULL CHECK (code <> ''),
    modifiers         TEXT CHECK (modifiers <> ''),      -- separated by blanks
    description       TEXT NOT NULL CHECK (description <> ''),
    units_thousandths INTEGER NOT NULL CHECK (units_thousandths >= 1),
    amount_cents      INTEGER NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (estimate_id, position)
) STRICT, WITHOUT ROWID;
-- The visits that were held as estimated.
CREATE TABLE estimate_encounter (
    encounter_id INTEGER PRIMARY KEY REFERENCES encounter (id) ON DELETE RESTRICT,
    estimate_id  INTEGER NOT NULL REFERENCES estimate (id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX estimate_encounter_by_estimate ON estimate_encounter (estimate_id);

CREATE TRIGGER estimate_is_never_changed BEFORE UPDATE ON estimate
BEGIN SELECT RAISE(ABORT, 'estimate_is_never_changed'); END;
CREATE TRIGGER estimate_is_never_deleted BEFORE DELETE ON estimate
BEGIN SELECT RAISE(ABORT, 'estimate_is_never_deleted'); END;
CREATE TRIGGER estimate_line_is_never_changed BEFORE UPDATE ON estimate_line
BEGIN SELECT RAISE(ABORT, 'estimate_line_is_never_changed'); END;
CREATE TRIGGER estimate_line_is_never_deleted BEFORE DELETE ON estimate_line
BEGIN SELECT RAISE(ABORT, 'estimate_line_is_never_deleted'); END;

-- A paper that was given to somebody, as it was printed, so that it can be printed again the same.
CREATE TABLE paper (
    id           INTEGER PRIMARY KEY CHECK (id >= 1),
    kind         TEXT NOT NULL CHECK (kind IN ('RECEIPT', 'WALKOUT', 'SUPERBILL', 'ESTIMATE', 'COMPARISON', 'LETTER')),
    patient_id   INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    receipt_id   INTEGER REFERENCES receipt (id) ON DELETE RESTRICT,
    encounter_id INTEGER REFERENCES encounter (id) ON DELETE RESTRICT,
    estimate_id  INTEGER REFERENCES estimate (id) ON DELETE RESTRICT,
    made_on      TEXT NOT NULL CHECK (made_on IS date(made_on)),
    -- What a letter is about, in the practice's words.
    subject      TEXT CHECK (subject <> ''),
    n_pages      INTEGER NOT NULL CHECK (n_pages >= 1),
    -- Its pages as they were printed: JSON, deflated.
    pages        BLOB NOT NULL,
    CONSTRAINT paper_names_what_it_shows CHECK (
        (kind = 'RECEIPT') = (receipt_id IS NOT NULL)
        AND (kind IN ('WALKOUT', 'SUPERBILL') AND encounter_id IS NOT NULL OR kind NOT IN ('WALKOUT', 'SUPERBILL'))
        AND (kind IN ('ESTIMATE', 'COMPARISON')) = (estimate_id IS NOT NULL))
) STRICT;
CREATE INDEX paper_by_patient ON paper (patient_id, made_on);
-- A receipt is written once; whoever wants it again gets the same.
CREATE UNIQUE INDEX paper_receipt_is_one ON paper (receipt_id) WHERE kind = 'RECEIPT';

CREATE TRIGGER paper_is_never_changed BEFORE UPDATE ON paper
BEGIN SELECT RAISE(ABORT, 'paper_is_never_changed'); END;
CREATE TRIGGER paper_is_never_deleted BEFORE DELETE ON paper
BEGIN SELECT RAISE(ABORT, 'paper_is_never_deleted'); END;
