-- The books: what was charged, what came in, what payers decided, and the journal from which every
-- balance follows. History stands: nothing here is changed or deleted, it is reversed.

-- ---------------------------------------------------------------------------------------------
-- What is owed for
-- ---------------------------------------------------------------------------------------------

-- One thing that somebody owes for: a service line as it was when it was charged, a fee, or an open
-- balance from another system. A service line that is changed later is charged anew as another row.
CREATE TABLE charge_line (
    id                INTEGER PRIMARY KEY,
    kind              TEXT NOT NULL CHECK (kind IN ('SERVICE', 'FEE', 'OPENING')),
    patient_id        INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    encounter_id      INTEGER REFERENCES encounter (id) ON DELETE RESTRICT,
    line              INTEGER CHECK (line >= 1),
    from_on           TEXT NOT NULL CHECK (from_on IS date(from_on)),
    to_on             TEXT CHECK (to_on IS date(to_on)),
    code              TEXT CHECK (code <> ''),
    modifiers         TEXT CHECK (modifiers <> ''),       -- separated by blanks
    units_thousandths INTEGER NOT NULL CHECK (units_thousandths >= 0),
    charge_cents      INTEGER NOT NULL CHECK (charge_cents >= 0),
    provider_id       INTEGER REFERENCES provider (id) ON DELETE RESTRICT,
    description       TEXT CHECK (description <> ''),
    -- The number of an open balance in the system it comes from.
    reference         TEXT UNIQUE CHECK (reference <> ''),
    CONSTRAINT charge_line_names_its_service CHECK (
        (kind = 'SERVICE') = (encounter_id IS NOT NULL AND line IS NOT NULL AND code IS NOT NULL)
        AND (kind = 'SERVICE' OR (encounter_id IS NULL AND line IS NULL AND description IS NOT NULL)))
) STRICT;
CREATE INDEX charge_line_by_encounter ON charge_line (encounter_id, line);
CREATE INDEX charge_line_by_patient ON charge_line (patient_id, from_on);

CREATE TRIGGER charge_line_is_never_changed BEFORE UPDATE ON charge_line
BEGIN SELECT RAISE(ABORT, 'charge_line_is_never_changed'); END;
CREATE TRIGGER charge_line_is_never_deleted BEFORE DELETE ON charge_line
BEGIN SELECT RAISE(ABORT, 'charge_line_is_never_deleted'); END;

-- The charge that stands for each service line now.
CREATE TABLE charge_in_force (
    charge_line_id INTEGER PRIMARY KEY REFERENCES charge_line (id) ON DELETE RESTRICT,
    encounter_id   INTEGER NOT NULL REFERENCES encounter (id) ON DELETE RESTRICT,
    line           INTEGER NOT NULL CHECK (line >= 1),
    UNIQUE (encounter_id, line)
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- What came in
-- ---------------------------------------------------------------------------------------------

-- Money received, or an explanation of benefits that came without any; the id is its number.
CREATE TABLE receipt (
    id              INTEGER PRIMARY KEY CHECK (id >= 1),
    kind            TEXT NOT NULL CHECK (kind IN ('INSURANCE', 'PATIENT', 'OTHER')),
    payer_id        INTEGER REFERENCES payer (id) ON DELETE RESTRICT,
    patient_id      INTEGER REFERENCES patient (id) ON DELETE RESTRICT,
    method          TEXT NOT NULL CHECK (method IN ('CHECK', 'CASH', 'CARD', 'EFT', 'OTHER', 'NONE')),
    check_number    TEXT CHECK (check_number <> ''),
    check_on        TEXT CHECK (check_on IS date(check_on)),
    amount_cents    INTEGER NOT NULL CHECK (amount_cents >= 0),
    received_on     TEXT NOT NULL CHECK (received_on IS date(received_on)),
    -- The visit that a payment at the desk is meant for.
    encounter_id    INTEGER REFERENCES encounter (id) ON DELETE RESTRICT,
    note            TEXT CHECK (note <> ''),
    -- Why it was taken although the same check is there already.
    override_reason TEXT CHECK (override_reason <> ''),
    CONSTRAINT receipt_names_its_giver CHECK (
        (kind = 'PATIENT') = (patient_id IS NOT NULL) AND (kind <> 'INSURANCE' OR payer_id IS NOT NULL)
        AND (kind = 'INSURANCE' OR payer_id IS NULL)),
    CONSTRAINT receipt_has_money CHECK ((amount_cents = 0) = (method = 'NONE'))
) STRICT;
CREATE INDEX receipt_by_day ON receipt (received_on);
CREATE INDEX receipt_by_payer ON receipt (payer_id, received_on) WHERE payer_id IS NOT NULL;
CREATE INDEX receipt_by_patient ON receipt (patient_id, received_on) WHERE patient_id IS NOT NULL;
CREATE INDEX receipt_without_money ON receipt (received_on) WHERE amount_cents = 0;

-- A receipt that was entered by mistake and taken back before it was deposited or applied.
CREATE TABLE receipt_void (
    receipt_id INTEGER PRIMARY KEY REFERENCES receipt (id) ON DELETE RESTRICT,
    reason     TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- The same check twice needs a reason.
CREATE TRIGGER receipt_came_once BEFORE INSERT ON receipt
WHEN NEW.override_reason IS NULL AND NEW.check_number IS NOT NULL AND EXISTS (
    SELECT 1 FROM receipt WHERE check_number = NEW.check_number
        AND payer_id IS NEW.payer_id AND patient_id IS NEW.patient_id
        AND amount_cents = NEW.amount_cents AND check_on IS NEW.check_on
        AND id NOT IN (SELECT receipt_id FROM receipt_void))
BEGIN SELECT RAISE(ABORT, 'receipt_came_once'); END;
CREATE INDEX receipt_by_check ON receipt (check_number) WHERE check_number IS NOT NULL;

CREATE TRIGGER receipt_is_never_changed BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipt_is_never_changed'); END;
CREATE TRIGGER receipt_is_never_deleted BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipt_is_never_deleted'); END;
CREATE TRIGGER receipt_void_is_never_changed BEFORE UPDATE ON receipt_void
BEGIN SELECT RAISE(ABORT, 'receipt_void_is_never_changed'); END;
CREATE TRIGGER receipt_void_is_never_deleted BEFORE DELETE ON receipt_void
BEGIN SELECT RAISE(ABORT, 'receipt_void_is_never_deleted'); END;

-- Receipts taken to the bank together; the id is the number of the slip.
CREATE TABLE deposit (
    id           INTEGER PRIMARY KEY CHECK (id >= 1),
    deposited_on TEXT NOT NULL CHECK (deposited_on IS date(deposited_on)),
    total_cents  INTEGER NOT NULL CHECK (total_cents > 0),
    note         TEXT CHECK (note <> '')
) STRICT;
CREATE TABLE deposit_receipt (
    receipt_id INTEGER PRIMARY KEY REFERENCES receipt (id) ON DELETE RESTRICT,
    deposit_id INTEGER NOT NULL REFERENCES deposit (id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX deposit_receipt_by_deposit ON deposit_receipt (deposit_id);

-- Receipts with money that went to no bank yet, kept so that they need not be looked for.
CREATE TABLE drawer_receipt (
    receipt_id INTEGER PRIMARY KEY REFERENCES receipt (id) ON DELETE RESTRICT
) STRICT;
CREATE TRIGGER receipt_comes_into_the_drawer AFTER INSERT ON receipt WHEN NEW.amount_cents > 0
BEGIN INSERT INTO drawer_receipt VALUES (NEW.id); END;
CREATE TRIGGER receipt_leaves_the_drawer AFTER INSERT ON deposit_receipt
BEGIN DELETE FROM drawer_receipt WHERE receipt_id = NEW.receipt_id; END;
CREATE TRIGGER receipt_is_not_in_the_drawer AFTER INSERT ON receipt_void
BEGIN DELETE FROM drawer_receipt WHERE receipt_id = NEW.receipt_id; END;
CREATE TRIGGER deposit_is_never_changed BEFORE UPDATE ON deposit
BEGIN SELECT RAISE(ABORT, 'deposit_is_never_changed'); END;
CREATE TRIGGER deposit_is_never_deleted BEFORE DELETE ON deposit
BEGIN SELECT RAISE(ABORT, 'deposit_is_never_deleted'); END;
CREATE TRIGGER deposit_receipt_is_never_changed BEFORE UPDATE ON deposit_receipt
BEGIN SELECT RAISE(ABORT, 'deposit_receipt_is_never_changed'); END;
CREATE TRIGGER deposit_receipt_is_never_deleted BEFORE DELETE ON deposit_receipt
BEGIN SELECT RAISE(ABORT, 'deposit_receipt_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- What payers decided
-- ---------------------------------------------------------------------------------------------

-- What a payer says about one claim, on paper.
CREATE TABLE remittance (
    id             INTEGER PRIMARY KEY CHECK (id >= 1),
    receipt_id     INTEGER NOT NULL REFERENCES receipt (id) ON DELETE RESTRICT,
    payer_id       INTEGER NOT NULL REFERENCES payer (id) ON DELETE RESTRICT,
    -- The place of the payer in the order in which they pay.
    rank           TEXT NOT NULL CHECK (rank IN ('1', '2', '3')),
    patient_id     INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    claim_id       INTEGER REFERENCES claim (id) ON DELETE RESTRICT,
    control_number TEXT CHECK (control_number <> ''),      -- the payer's own number of the claim
    adjudicated_on TEXT NOT NULL CHECK (adjudicated_on IS date(adjudicated_on)),
    is_forwarded   INTEGER NOT NULL CHECK (is_forwarded IN (0, 1)),
    note           TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX remittance_by_receipt ON remittance (receipt_id);
CREATE INDEX remittance_by_patient ON remittance (patient_id);
CREATE INDEX remittance_by_claim ON remittance (claim_id) WHERE claim_id IS NOT NULL;

-- One line of it. Amounts are as the payer prints them; those of a takeback are negative.
CREATE TABLE remittance_line (
    id              INTEGER PRIMARY KEY CHECK (id >= 1),
    remittance_id   INTEGER NOT NULL REFERENCES remittance (id) ON DELETE RESTRICT,
    charge_line_id  INTEGER NOT NULL REFERENCES charge_line (id) ON DELETE RESTRICT,
    kind            TEXT NOT NULL CHECK (kind IN ('ORIGINAL', 'REVERSAL', 'CORRECTION')),
    payer_id        INTEGER NOT NULL REFERENCES payer (id) ON DELETE RESTRICT,
    adjudicated_on  TEXT NOT NULL CHECK (adjudicated_on IS date(adjudicated_on)),
    submitted_cents INTEGER NOT NULL,
    allowed_cents   INTEGER,
    paid_cents      INTEGER NOT NULL,
    class           TEXT NOT NULL CHECK (class IN ('PAID', 'PATIENT', 'CAPITATED', 'BUNDLED', 'DUPLICATE',
                        'DENIED', 'PRIOR_PAYER', 'ADJUSTED', 'REVERSED')),
    remarks         TEXT CHECK (remarks <> ''),            -- remark codes separated by blanks
    appeal_by_on    TEXT CHECK (appeal_by_on IS date(appeal_by_on)),
    reverses_id     INTEGER REFERENCES remittance_line (id) ON DELETE RESTRICT,
    override_reason TEXT CHECK (override_reason <> ''),
    CONSTRAINT remittance_line_signs CHECK (
        (kind = 'REVERSAL') = (reverses_id IS NOT NULL)
        AND iif(kind = 'REVERSAL', submitted_cents <= 0 AND paid_cents <= 0,
            submitted_cents >= 0 AND paid_cents >= 0))
) STRICT;
CREATE INDEX remittance_line_by_remittance ON remittance_line (remittance_id);
CREATE INDEX remittance_line_by_charge ON remittance_line (charge_line_id);
CREATE INDEX remittance_line_by_reversed ON remittance_line (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE remittance_adjustment (
    remittance_line_id INTEGER NOT NULL REFERENCES remittance_line (id) ON DELETE RESTRICT,
    position           INTEGER NOT NULL CHECK (position >= 1),
    group_code         TEXT NOT NULL CHECK (group_code IN ('CO', 'PR', 'OA', 'PI', 'CR')),
    reason_code        TEXT NOT NULL CHECK (reason_code <> ''),
    amount_cents       INTEGER NOT NULL CHECK (amount_cents <> 0),
    disposition        TEXT NOT NULL CHECK (disposition <> ''),
    PRIMARY KEY (remittance_line_id, position)
) STRICT, WITHOUT ROWID;

-- A remittance that was posted by mistake: all it did was reversed.
CREATE TABLE remittance_void (
    remittance_id INTEGER PRIMARY KEY REFERENCES remittance (id) ON DELETE RESTRICT,
    reason        TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- The same decision twice needs a reason; what was voided does not count.
CREATE TRIGGER remittance_line_came_once BEFORE INSERT ON remittance_line
WHEN NEW.kind = 'ORIGINAL' AND NEW.override_reason IS NULL AND EXISTS (
    SELECT 1 FROM remittance_line WHERE charge_line_id = NEW.charge_line_id
        AND kind = 'ORIGINAL' AND payer_id = NEW.payer_id
        AND adjudicated_on = NEW.adjudicated_on AND paid_cents = NEW.paid_cents
        AND remittance_id NOT IN (SELECT remittance_id FROM remittance_void))
BEGIN SELECT RAISE(ABORT, 'remittance_line_came_once'); END;
CREATE TRIGGER remittance_line_is_taken_back_once BEFORE INSERT ON remittance_line
WHEN NEW.reverses_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM remittance_line WHERE reverses_id = NEW.reverses_id
        AND remittance_id NOT IN (SELECT remittance_id FROM remittance_void))
BEGIN SELECT RAISE(ABORT, 'remittance_line_is_taken_back_once'); END;

CREATE TRIGGER remittance_is_never_changed BEFORE UPDATE ON remittance
BEGIN SELECT RAISE(ABORT, 'remittance_is_never_changed'); END;
CREATE TRIGGER remittance_is_never_deleted BEFORE DELETE ON remittance
BEGIN SELECT RAISE(ABORT, 'remittance_is_never_deleted'); END;
CREATE TRIGGER remittance_line_is_never_changed BEFORE UPDATE ON remittance_line
BEGIN SELECT RAISE(ABORT, 'remittance_line_is_never_changed'); END;
CREATE TRIGGER remittance_line_is_never_deleted BEFORE DELETE ON remittance_line
BEGIN SELECT RAISE(ABORT, 'remittance_line_is_never_deleted'); END;
CREATE TRIGGER remittance_adjustment_is_never_changed BEFORE UPDATE ON remittance_adjustment
BEGIN SELECT RAISE(ABORT, 'remittance_adjustment_is_never_changed'); END;
CREATE TRIGGER remittance_adjustment_is_never_deleted BEFORE DELETE ON remittance_adjustment
BEGIN SELECT RAISE(ABORT, 'remittance_adjustment_is_never_deleted'); END;
CREATE TRIGGER remittance_void_is_never_changed BEFORE UPDATE ON remittance_void
BEGIN SELECT RAISE(ABORT, 'remittance_void_is_never_changed'); END;
CREATE TRIGGER remittance_void_is_never_deleted BEFORE DELETE ON remittance_void
BEGIN SELECT RAISE(ABORT, 'remittance_void_is_never_deleted'); END;

-- What a payer's check holds beside its claims; the entry is what it posted, none for a notice.
CREATE TABLE provider_item (
    id             INTEGER PRIMARY KEY CHECK (id >= 1),
    receipt_id     INTEGER NOT NULL REFERENCES receipt (id) ON DELETE RESTRICT,
    code           TEXT NOT NULL CHECK (code IN ('WO', 'L6', '72', 'CS', 'FB')),
    effect         TEXT NOT NULL CHECK (effect IN ('LESS', 'MORE', 'NOTICE')),
    amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
    charge_line_id INTEGER REFERENCES charge_line (id) ON DELETE RESTRICT,
    reference      TEXT CHECK (reference <> ''),
    note           TEXT CHECK (note <> ''),
    entry_id       INTEGER REFERENCES journal_entry (id) ON DELETE RESTRICT,
    CONSTRAINT provider_item_posts CHECK ((effect = 'NOTICE') = (entry_id IS NULL))
) STRICT;
CREATE INDEX provider_item_by_receipt ON provider_item (receipt_id);
CREATE TABLE provider_item_void (
    provider_item_id INTEGER PRIMARY KEY REFERENCES provider_item (id) ON DELETE RESTRICT,
    reason           TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- A check on which nothing more is posted: nothing is left of it, or a reason says why the rest
-- stays unapplied. The newest counts, while what is left is still the same.
CREATE TABLE batch_close (
    id         INTEGER PRIMARY KEY CHECK (id >= 1),
    receipt_id INTEGER NOT NULL REFERENCES receipt (id) ON DELETE RESTRICT,
    left_cents INTEGER NOT NULL,
    reason     TEXT CHECK (reason <> ''),
    CONSTRAINT a_rest_has_its_reason CHECK (left_cents = 0 OR reason IS NOT NULL)
) STRICT;
CREATE INDEX batch_close_by_receipt ON batch_close (receipt_id);

-- Claims that an earlier payer sent on itself, which are never printed.
CREATE TABLE claim_forwarded (
    claim_id      INTEGER NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    remittance_id INTEGER NOT NULL REFERENCES remittance (id) ON DELETE RESTRICT,
    PRIMARY KEY (claim_id, remittance_id)
) STRICT, WITHOUT ROWID;

-- Claims to a later payer that may go out although the earlier ones did not decide.
CREATE TABLE claim_waiver (
    claim_id INTEGER PRIMARY KEY REFERENCES claim (id) ON DELETE CASCADE,
    reason   TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE TRIGGER provider_item_is_never_changed BEFORE UPDATE ON provider_item
BEGIN SELECT RAISE(ABORT, 'provider_item_is_never_changed'); END;
CREATE TRIGGER provider_item_is_never_deleted BEFORE DELETE ON provider_item
BEGIN SELECT RAISE(ABORT, 'provider_item_is_never_deleted'); END;
CREATE TRIGGER provider_item_void_is_never_changed BEFORE UPDATE ON provider_item_void
BEGIN SELECT RAISE(ABORT, 'provider_item_void_is_never_changed'); END;
CREATE TRIGGER provider_item_void_is_never_deleted BEFORE DELETE ON provider_item_void
BEGIN SELECT RAISE(ABORT, 'provider_item_void_is_never_deleted'); END;
CREATE TRIGGER batch_close_is_never_changed BEFORE UPDATE ON batch_close
BEGIN SELECT RAISE(ABORT, 'batch_close_is_never_changed'); END;
CREATE TRIGGER batch_close_is_never_deleted BEFORE DELETE ON batch_close
BEGIN SELECT RAISE(ABORT, 'batch_close_is_never_deleted'); END;

-- What the practice does with an adjustment, where it differs from the usual; for one payer, or for
-- all when payer_id is NULL.
CREATE TABLE adjustment_rule (
    id          INTEGER PRIMARY KEY,
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    payer_id    INTEGER REFERENCES payer (id) ON DELETE RESTRICT,
    group_code  TEXT NOT NULL CHECK (group_code IN ('CO', 'PR', 'OA', 'PI', 'CR')),
    reason_code TEXT NOT NULL CHECK (reason_code <> ''),
    disposition TEXT NOT NULL CHECK (disposition <> '')
) STRICT;
CREATE UNIQUE INDEX adjustment_rule_is_one ON adjustment_rule (ifnull(payer_id, 0), group_code, reason_code);

-- The fee schedule that holds what a payer allows.
CREATE TABLE payer_contract (
    payer_id        INTEGER PRIMARY KEY REFERENCES payer (id) ON DELETE RESTRICT,
    fee_schedule_id INTEGER NOT NULL REFERENCES fee_schedule (id) ON DELETE RESTRICT
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- The journal
-- ---------------------------------------------------------------------------------------------

CREATE TABLE journal_entry (
    id                 INTEGER PRIMARY KEY CHECK (id >= 1),
    kind               TEXT NOT NULL CHECK (kind <> ''),
    effective_on       TEXT NOT NULL CHECK (effective_on IS date(effective_on)),
    entered_at         TEXT NOT NULL CHECK (entered_at GLOB '????-??-??T??:??:??Z'),
    user               TEXT NOT NULL CHECK (user <> ''),
    -- What was posted in one step: the number of its first entry.
    batch_id           INTEGER NOT NULL CHECK (batch_id BETWEEN 1 AND id),
    remittance_line_id INTEGER REFERENCES remittance_line (id) ON DELETE RESTRICT,
    deposit_id         INTEGER REFERENCES deposit (id) ON DELETE RESTRICT,
    reverses_id        INTEGER UNIQUE REFERENCES journal_entry (id) ON DELETE RESTRICT,
    reason             TEXT CHECK (reason <> ''),
    -- SHA-256 over this entry, its legs and the hash of the entry before.
    hash               BLOB NOT NULL CHECK (length(hash) = 32),
    CONSTRAINT a_reversal_names_its_entry CHECK ((kind = 'REVERSAL') = (reverses_id IS NOT NULL)),
    CONSTRAINT a_reversal_follows CHECK (reverses_id IS NULL OR reverses_id < id)
) STRICT;
CREATE INDEX journal_entry_by_day ON journal_entry (effective_on, id);
CREATE INDEX journal_entry_by_remittance ON journal_entry (remittance_line_id) WHERE remittance_line_id IS NOT NULL;
CREATE INDEX journal_entry_by_batch ON journal_entry (batch_id);

-- Its legs: debits positive, credits negative. They are written before their entry, which checks
-- them and after which none can be added.
CREATE TABLE journal_leg (
    entry_id       INTEGER NOT NULL REFERENCES journal_entry (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 1),
    account        INTEGER NOT NULL CHECK (account IN (1010, 1020, 1110, 1120, 1130, 1140, 1150, 1160,
                       2010, 2020, 2030, 2040, 3000, 4000, 4110, 4115, 4120, 4130, 4140, 4150, 4160, 4165,
                       4210, 4220, 4230, 4240, 5010)),
    amount_cents   INTEGER NOT NULL CHECK (amount_cents <> 0),
    charge_line_id INTEGER REFERENCES charge_line (id) ON DELETE RESTRICT,
    patient_id     INTEGER REFERENCES patient (id) ON DELETE RESTRICT,
    payer_id       INTEGER REFERENCES payer (id) ON DELETE RESTRICT,
    receipt_id     INTEGER REFERENCES receipt (id) ON DELETE RESTRICT,
    PRIMARY KEY (entry_id, position),
    CONSTRAINT a_receivable_names_its_line CHECK (
        account NOT BETWEEN 1110 AND 1150 OR (charge_line_id IS NOT NULL AND patient_id IS NOT NULL)),
    CONSTRAINT an_insurance_receivable_names_its_payer CHECK (
        account NOT BETWEEN 1110 AND 1160 OR (account IN (1140, 1150)) = (payer_id IS NULL)),
    CONSTRAINT a_credit_names_its_receipt CHECK (
        account NOT IN (1010, 2010, 2020, 2030, 2040) OR receipt_id IS NOT NULL),
    CONSTRAINT a_patient_credit_names_her CHECK (account NOT IN (2010) OR patient_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_leg_by_line ON journal_leg (charge_line_id) WHERE charge_line_id IS NOT NULL;
CREATE INDEX journal_leg_by_patient ON journal_leg (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX journal_leg_by_receipt ON journal_leg (receipt_id) WHERE receipt_id IS NOT NULL;

CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal_entry
WHEN NEW.id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM journal_entry)
BEGIN SELECT RAISE(ABORT, 'journal_has_no_gap'); END;
CREATE TRIGGER journal_balances BEFORE INSERT ON journal_entry
WHEN (SELECT ifnull(sum(amount_cents), 1) FROM journal_leg WHERE entry_id = NEW.id) <> 0
BEGIN SELECT RAISE(ABORT, 'journal_balances'); END;
CREATE TRIGGER journal_month_is_open BEFORE INSERT ON journal_entry
WHEN NEW.effective_on <= (SELECT closed_through_on FROM period_event ORDER BY id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'journal_month_is_open'); END;
CREATE TRIGGER journal_leg_comes_before_its_entry BEFORE INSERT ON journal_leg
WHEN NEW.entry_id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM journal_entry)
BEGIN SELECT RAISE(ABORT, 'journal_leg_comes_before_its_entry'); END;
CREATE TRIGGER journal_entry_is_never_changed BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal_entry_is_never_changed'); END;
CREATE TRIGGER journal_entry_is_never_deleted BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal_entry_is_never_deleted'); END;
CREATE TRIGGER journal_leg_is_never_changed BEFORE UPDATE ON journal_leg
BEGIN SELECT RAISE(ABORT, 'journal_leg_is_never_changed'); END;
CREATE TRIGGER journal_leg_is_never_deleted BEFORE DELETE ON journal_leg
BEGIN SELECT RAISE(ABORT, 'journal_leg_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- Balances, kept with each entry so that nothing has to be added up; `verify` adds them up
-- ---------------------------------------------------------------------------------------------

-- What is open on a line with whom it is now: its fold over 1110 to 1150, rows of zero left out.
CREATE TABLE open_amount (
    charge_line_id INTEGER NOT NULL REFERENCES charge_line (id) ON DELETE RESTRICT,
    account        INTEGER NOT NULL CHECK (account BETWEEN 1110 AND 1150),
    patient_id     INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    payer_id       INTEGER REFERENCES payer (id) ON DELETE RESTRICT,
    amount_cents   INTEGER NOT NULL CHECK (amount_cents <> 0),
    -- The responsibility date: the effective day on which this party came to owe it.
    since_on       TEXT NOT NULL CHECK (since_on IS date(since_on))
) STRICT;
CREATE UNIQUE INDEX open_amount_is_one ON open_amount (charge_line_id, account, ifnull(payer_id, 0));
CREATE INDEX open_amount_by_patient ON open_amount (patient_id, account);
CREATE INDEX open_amount_by_payer ON open_amount (payer_id, account) WHERE payer_id IS NOT NULL;

-- What of a receipt is not applied yet (2010, 2020), promised back (2030) or in suspense (2040):
-- credits positive, rows of zero left out.
CREATE TABLE open_credit (
    receipt_id   INTEGER NOT NULL REFERENCES receipt (id) ON DELETE RESTRICT,
    account      INTEGER NOT NULL CHECK (account IN (2010, 2020, 2030, 2040)),
    patient_id   INTEGER REFERENCES patient (id) ON DELETE RESTRICT,
    payer_id     INTEGER REFERENCES payer (id) ON DELETE RESTRICT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
    since_on     TEXT NOT NULL CHECK (since_on IS date(since_on))
) STRICT;
CREATE UNIQUE INDEX open_credit_is_one ON open_credit (receipt_id, account, ifnull(patient_id, 0));
CREATE INDEX open_credit_by_patient ON open_credit (patient_id) WHERE patient_id IS NOT NULL;

-- What the legs of a day come to: by what their entry did (for a reversal, what its entry did),
-- account, payer and provider. 0 stands for no payer or provider, so that the key is whole.
CREATE TABLE day_total (
    effective_on TEXT NOT NULL,
    kind         TEXT NOT NULL,
    is_reversal  INTEGER NOT NULL CHECK (is_reversal IN (0, 1)),
    account      INTEGER NOT NULL,
    payer_id     INTEGER NOT NULL,
    provider_id  INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    PRIMARY KEY (effective_on, kind, is_reversal, account, payer_id, provider_id)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------
-- Closes
-- ---------------------------------------------------------------------------------------------

-- Day sheets by number: what was entered since the sheet before. Entries after it are on the next.
CREATE TABLE day_sheet (
    id            INTEGER PRIMARY KEY CHECK (id >= 1),
    business_on   TEXT NOT NULL CHECK (business_on IS date(business_on)),
    closed_at     TEXT NOT NULL CHECK (closed_at GLOB '????-??-??T??:??:??Z'),
    user          TEXT NOT NULL CHECK (user <> ''),
    -- The last journal entry on it; 0 when there was none yet.
    through_entry INTEGER NOT NULL CHECK (through_entry >= 0),
    head_hash     BLOB NOT NULL CHECK (length(head_hash) = 32),
    note          TEXT CHECK (note <> '')
) STRICT;
CREATE TRIGGER day_sheet_follows BEFORE INSERT ON day_sheet
WHEN NEW.id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM day_sheet)
    OR NEW.through_entry < (SELECT ifnull(max(through_entry), 0) FROM day_sheet)
    OR NEW.through_entry > (SELECT ifnull(max(id), 0) FROM journal_entry)
BEGIN SELECT RAISE(ABORT, 'day_sheet_follows'); END;
CREATE TRIGGER day_sheet_is_never_changed BEFORE UPDATE ON day_sheet
BEGIN SELECT RAISE(ABORT, 'day_sheet_is_never_changed'); END;
CREATE TRIGGER day_sheet_is_never_deleted BEFORE DELETE ON day_sheet
BEGIN SELECT RAISE(ABORT, 'day_sheet_is_never_deleted'); END;

-- Month closes and their reopening, in order; the newest says through which day the books are closed.
CREATE TABLE period_event (
    id                INTEGER PRIMARY KEY CHECK (id >= 1),
    kind              TEXT NOT NULL CHECK (kind IN ('CLOSE', 'REOPEN')),
    closed_through_on TEXT CHECK (closed_through_on IS date(closed_through_on)),
    at                TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    user              TEXT NOT NULL CHECK (user <> ''),
    reason            TEXT CHECK (reason <> ''),
    through_entry     INTEGER NOT NULL CHECK (through_entry >= 0),
    head_hash         BLOB NOT NULL CHECK (length(head_hash) = 32),
    -- The balances at the close, as JSON; NULL for a reopening.
    totals            TEXT,
    CONSTRAINT a_reopening_has_its_reason CHECK ((kind = 'REOPEN') = (totals IS NULL) AND (kind = 'CLOSE' OR reason IS NOT NULL)),
    CONSTRAINT a_close_has_its_day CHECK (kind = 'REOPEN' OR closed_through_on IS NOT NULL)
) STRICT;
CREATE TRIGGER period_event_is_never_changed BEFORE UPDATE ON period_event
BEGIN SELECT RAISE(ABORT, 'period_event_is_never_changed'); END;
CREATE TRIGGER period_event_is_never_deleted BEFORE DELETE ON period_event
BEGIN SELECT RAISE(ABORT, 'period_event_is_never_deleted'); END;
