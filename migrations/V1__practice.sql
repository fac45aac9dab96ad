-- The practice: its facts, its claims, what was printed, and the record of who did what.
--
-- Habits of this schema:
--   * every aggregate has `id` (the row's key), `reference` (the id the user gave it, unique) and
--     `version` (raised by every change, so that two people cannot overwrite each other);
--   * a fact that was not given is NULL, never an empty text; texts stay as they were typed;
--   * `_cents` is integer money, `_thousandths` a quantity with three decimals, `_on` an ISO date,
--     `_at` a UTC time; yes and no are 1 and 0;
--   * `x IS date(x)` lets through NULL and real calendar days, nothing else;
--   * nothing that is referred to can be deleted.
-- Never edit this file after a release: the next change is the next file.

-- ---------------------------------------------------------------------------------------------
-- Who bills
-- ---------------------------------------------------------------------------------------------

-- The practice itself, the billing provider of box 33. One row.
CREATE TABLE practice (
    id           INTEGER PRIMARY KEY CONSTRAINT practice_is_one_row CHECK (id = 1),
    version      INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    name         TEXT NOT NULL CHECK (name <> ''),
    address1     TEXT NOT NULL CHECK (address1 <> ''),
    address2     TEXT CHECK (address2 <> ''),
    city         TEXT NOT NULL CHECK (city <> ''),
    state        TEXT NOT NULL CHECK (state <> ''),
    zip          TEXT NOT NULL CHECK (zip <> ''),
    phone        TEXT NOT NULL CHECK (phone <> ''),
    npi          TEXT NOT NULL CHECK (npi <> ''),
    tax_id       TEXT NOT NULL CHECK (tax_id <> ''),
    tax_id_type  TEXT NOT NULL CHECK (tax_id_type IN ('EIN', 'SSN')),
    taxonomy     TEXT CHECK (taxonomy <> ''),
    billing_note TEXT CHECK (billing_note <> '')
) STRICT;

-- People who render services (24J, 31) or refer patients (17).
CREATE TABLE provider (
    id                 INTEGER PRIMARY KEY,
    reference          TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version            INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    last_name          TEXT NOT NULL CHECK (last_name <> ''),
    first_name         TEXT NOT NULL CHECK (first_name <> ''),
    middle_name        TEXT CHECK (middle_name <> ''),
    suffix             TEXT CHECK (suffix <> ''),
    credentials        TEXT CHECK (credentials <> ''),
    npi                TEXT NOT NULL CHECK (npi <> ''),
    taxonomy           TEXT CHECK (taxonomy <> ''),
    can_render         INTEGER NOT NULL CHECK (can_render IN (0, 1)),
    can_refer          INTEGER NOT NULL CHECK (can_refer IN (0, 1)),
    signature_on_file  INTEGER NOT NULL CHECK (signature_on_file IN (0, 1)),
    signature          TEXT CHECK (signature <> ''),          -- box 31 when it is not SIGNATURE ON FILE
    other_id_qualifier TEXT CHECK (other_id_qualifier <> ''),
    other_id           TEXT CHECK (other_id <> '')            -- serves every payer without its own number
) STRICT;

-- Where services were rendered (32).
CREATE TABLE facility (
    id                 INTEGER PRIMARY KEY,
    reference          TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version            INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    name               TEXT NOT NULL CHECK (name <> ''),
    address1           TEXT NOT NULL CHECK (address1 <> ''),
    address2           TEXT CHECK (address2 <> ''),
    city               TEXT NOT NULL CHECK (city <> ''),
    state              TEXT NOT NULL CHECK (state <> ''),
    zip                TEXT NOT NULL CHECK (zip <> ''),
    npi                TEXT CHECK (npi <> ''),
    place_of_service   TEXT NOT NULL CHECK (place_of_service <> ''),
    other_id_qualifier TEXT CHECK (other_id_qualifier <> ''),
    other_id           TEXT CHECK (other_id <> '')
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Who pays
-- ---------------------------------------------------------------------------------------------

-- Insurance plans' claim addresses with their rules for the paper form; NULL = the rule's default.
CREATE TABLE payer (
    id                    INTEGER PRIMARY KEY,
    reference             TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version               INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    name                  TEXT NOT NULL CHECK (name <> ''),
    address1              TEXT CHECK (address1 <> ''),
    address2              TEXT CHECK (address2 <> ''),
    city                  TEXT CHECK (city <> ''),
    state                 TEXT CHECK (state <> ''),
    zip                   TEXT CHECK (zip <> ''),
    phone                 TEXT CHECK (phone <> ''),
    kind                  TEXT NOT NULL CHECK (kind IN (
                              'MEDICARE', 'MEDICAID', 'TRICARE', 'CHAMPVA', 'GROUP', 'FECA', 'BLACK_LUNG',
                              'BCBS', 'COMMERCIAL', 'HMO', 'WORKERS_COMP', 'AUTO', 'OTHER')),
    accept_assignment     INTEGER CHECK (accept_assignment IN (0, 1)),
    timely_filing_days    INTEGER CHECK (timely_filing_days >= 0),
    appeal_days           INTEGER CHECK (appeal_days >= 0),
    box29                 TEXT CHECK (box29 IN ('PATIENT_PAID', 'PRIOR_PAYER_PAID', 'ALL_PAID')),
    box32                 TEXT CHECK (box32 IN ('WHEN_DIFFERENT', 'ALWAYS')),
    forms                 TEXT CHECK (forms IN ('SEPARATE', 'CONTINUED')),
    ndc_layout            TEXT CHECK (ndc_layout IN ('A', 'B', 'C')),
    dates                 TEXT CHECK (dates IN ('MMDDYY', 'MMDDYYYY')),
    phones                INTEGER CHECK (phones IN (0, 1)),
    zip_hyphen            INTEGER CHECK (zip_hyphen IN (0, 1)),
    taxonomy_boxes        INTEGER CHECK (taxonomy_boxes IN (0, 1)),
    forwards_to_secondary INTEGER CHECK (forwards_to_secondary IN (0, 1)),
    payer_code            TEXT CHECK (payer_code <> ''),
    billing_id_qualifier  TEXT CHECK (billing_id_qualifier IN ('0B', 'G2', 'ZZ')),
    billing_id            TEXT CHECK (billing_id <> '')       -- the practice's own number with this payer (33b)
) STRICT;

-- A provider's or a facility's number with one payer (17a, 24I/J, 32b).
CREATE TABLE provider_payer_id (
    id          INTEGER PRIMARY KEY,
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    provider_id INTEGER REFERENCES provider (id) ON DELETE RESTRICT,
    facility_id INTEGER REFERENCES facility (id) ON DELETE RESTRICT,
    payer_id    INTEGER NOT NULL REFERENCES payer (id) ON DELETE RESTRICT,
    qualifier   TEXT NOT NULL CHECK (qualifier <> ''),
    number      TEXT NOT NULL CHECK (number <> ''),
    CONSTRAINT provider_payer_id_owner CHECK ((provider_id IS NULL) <> (facility_id IS NULL)),
    UNIQUE (provider_id, payer_id, qualifier),
    UNIQUE (facility_id, payer_id, qualifier)
) STRICT;
CREATE INDEX provider_payer_id_by_payer ON provider_payer_id (payer_id);

-- ---------------------------------------------------------------------------------------------
-- Who is treated, and who insures them
-- ---------------------------------------------------------------------------------------------

CREATE TABLE patient (
    id                     INTEGER PRIMARY KEY,
    reference              TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version                INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    last_name              TEXT NOT NULL CHECK (last_name <> ''),
    first_name             TEXT NOT NULL CHECK (first_name <> ''),
    middle_name            TEXT CHECK (middle_name <> ''),
    suffix                 TEXT CHECK (suffix <> ''),
    birth_on               TEXT NOT NULL CHECK (birth_on IS date(birth_on)),
    sex                    TEXT NOT NULL CHECK (sex IN ('M', 'F', 'U')),
    address1               TEXT CHECK (address1 <> ''),
    address2               TEXT CHECK (address2 <> ''),
    city                   TEXT CHECK (city <> ''),
    state                  TEXT CHECK (state <> ''),
    zip                    TEXT CHECK (zip <> ''),
    phone                  TEXT CHECK (phone <> ''),
    email                  TEXT CHECK (email <> ''),
    -- Who answers for the bill; NULL = the patient.
    guarantor_patient_id   INTEGER REFERENCES patient (id) ON DELETE RESTRICT,
    signature_on_file      INTEGER NOT NULL CHECK (signature_on_file IN (0, 1)),
    signature_on           TEXT CHECK (signature_on IS date(signature_on)),
    release_of_information INTEGER NOT NULL CHECK (release_of_information IN (0, 1)),
    deceased_on            TEXT CHECK (deceased_on IS date(deceased_on)),
    statement_hold         INTEGER NOT NULL CHECK (statement_hold IN (0, 1)),
    note                   TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX patient_by_last_name ON patient (last_name COLLATE NOCASE, first_name COLLATE NOCASE);
CREATE INDEX patient_by_first_name ON patient (first_name COLLATE NOCASE);
CREATE INDEX patient_by_birth ON patient (birth_on);
CREATE INDEX patient_by_guarantor ON patient (guarantor_patient_id) WHERE guarantor_patient_id IS NOT NULL;

-- A patient's policy with one payer, in force from one day to another.
CREATE TABLE coverage (
    id                        INTEGER PRIMARY KEY,
    reference                 TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version                   INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    patient_id                INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    rank                      TEXT NOT NULL CHECK (rank IN ('1', '2', '3')),
    payer_id                  INTEGER NOT NULL REFERENCES payer (id) ON DELETE RESTRICT,
    member_id                 TEXT NOT NULL CHECK (member_id <> ''),
    group_number              TEXT CHECK (group_number <> ''),
    plan_name                 TEXT CHECK (plan_name <> ''),
    relationship              TEXT NOT NULL CHECK (relationship IN ('SELF', 'SPOUSE', 'CHILD', 'OTHER')),
    subscriber_last_name      TEXT CHECK (subscriber_last_name <> ''),
    subscriber_first_name     TEXT CHECK (subscriber_first_name <> ''),
    subscriber_middle_name    TEXT CHECK (subscriber_middle_name <> ''),
    subscriber_suffix         TEXT CHECK (subscriber_suffix <> ''),
    subscriber_birth_on       TEXT CHECK (subscriber_birth_on IS date(subscriber_birth_on)),
    subscriber_sex            TEXT CHECK (subscriber_sex IN ('M', 'F', 'U')),
    subscriber_address1       TEXT CHECK (subscriber_address1 <> ''),
    subscriber_address2       TEXT CHECK (subscriber_address2 <> ''),
    subscriber_city           TEXT CHECK (subscriber_city <> ''),
    subscriber_state          TEXT CHECK (subscriber_state <> ''),
    subscriber_zip            TEXT CHECK (subscriber_zip <> ''),
    subscriber_phone          TEXT CHECK (subscriber_phone <> ''),
    subscriber_organization   TEXT CHECK (subscriber_organization <> ''),
    subscriber_employer       TEXT CHECK (subscriber_employer <> ''),
    subscriber_retired_on     TEXT CHECK (subscriber_retired_on IS date(subscriber_retired_on)),
    plan_kind                 TEXT CHECK (plan_kind IN ('GROUP', 'OTHER')),
    effective_on              TEXT NOT NULL CHECK (effective_on IS date(effective_on)),
    terminated_on             TEXT CHECK (terminated_on IS date(terminated_on)),
    copay_cents               INTEGER CHECK (copay_cents >= 0),
    assign_benefits           INTEGER CHECK (assign_benefits IN (0, 1)),
    medigap_id                TEXT CHECK (medigap_id <> ''),
    medicare_secondary_reason TEXT CHECK (medicare_secondary_reason IN (
                                  '12', '13', '14', '15', '16', '41', '42', '43', '47'))
) STRICT;
CREATE INDEX coverage_by_patient ON coverage (patient_id, rank, effective_on);
CREATE INDEX coverage_by_payer ON coverage (payer_id);
CREATE INDEX coverage_by_member ON coverage (member_id COLLATE NOCASE);

-- What a payer answered when asked whether a coverage is active. Known by its coverage and its
-- order of entry, since several calls can fall on one day.
CREATE TABLE eligibility_check (
    id                    INTEGER PRIMARY KEY,
    version               INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    coverage_id           INTEGER NOT NULL REFERENCES coverage (id) ON DELETE RESTRICT,
    checked_on            TEXT NOT NULL CHECK (checked_on IS date(checked_on)),
    method                TEXT NOT NULL CHECK (method IN ('PHONE', 'PORTAL', 'CARD', 'OTHER')),
    spoke_with            TEXT CHECK (spoke_with <> ''),
    reference_number      TEXT CHECK (reference_number <> ''),
    active                INTEGER CHECK (active IN (0, 1)),
    deductible_left_cents INTEGER CHECK (deductible_left_cents >= 0),
    note                  TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX eligibility_check_by_coverage ON eligibility_check (coverage_id, checked_on);

-- Prior authorizations, referral numbers and CLIA numbers (23).
CREATE TABLE authorization (
    id                INTEGER PRIMARY KEY,
    reference         TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version           INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    patient_id        INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    coverage_id       INTEGER NOT NULL REFERENCES coverage (id) ON DELETE RESTRICT,
    number            TEXT NOT NULL CHECK (number <> ''),
    kind              TEXT NOT NULL CHECK (kind IN ('PRIOR_AUTH', 'REFERRAL', 'CLIA')),
    from_on           TEXT CHECK (from_on IS date(from_on)),
    to_on             TEXT CHECK (to_on IS date(to_on)),
    units_thousandths INTEGER CHECK (units_thousandths >= 0),
    code              TEXT CHECK (code <> '')
) STRICT;
CREATE INDEX authorization_by_patient ON authorization (patient_id);
CREATE INDEX authorization_by_coverage ON authorization (coverage_id);

-- ---------------------------------------------------------------------------------------------
-- What services cost
-- ---------------------------------------------------------------------------------------------

CREATE TABLE fee_schedule (
    id        INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version   INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1)
) STRICT;

CREATE TABLE fee (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    fee_schedule_id INTEGER NOT NULL REFERENCES fee_schedule (id) ON DELETE RESTRICT,
    code            TEXT NOT NULL CHECK (code <> ''),
    modifier        TEXT CHECK (modifier <> ''),
    effective_on    TEXT NOT NULL CHECK (effective_on IS date(effective_on)),
    fee_cents       INTEGER NOT NULL CHECK (fee_cents >= 0)
) STRICT;
CREATE UNIQUE INDEX fee_is_one_per_day ON fee (fee_schedule_id, code, ifnull(modifier, ''), effective_on);

-- ---------------------------------------------------------------------------------------------
-- What was done
-- ---------------------------------------------------------------------------------------------

-- A visit: what boxes 10 to 31 need beyond the patient, the coverage and the service lines.
CREATE TABLE encounter (
    id                             INTEGER PRIMARY KEY,
    reference                      TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    version                        INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    patient_id                     INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    -- The first and the last day of its service lines and the sum of their charges, kept so that
    -- lists need not read the lines.
    from_on                        TEXT CHECK (from_on IS date(from_on)),
    to_on                          TEXT CHECK (to_on IS date(to_on)),
    total_cents                    INTEGER NOT NULL CHECK (total_cents >= 0),
    rendering_provider_id          INTEGER NOT NULL REFERENCES provider (id) ON DELETE RESTRICT,
    billing_note                   TEXT CHECK (billing_note <> ''),
    icd_indicator                  TEXT NOT NULL CHECK (icd_indicator IN ('0', '9')),
    property_casualty_claim_number TEXT CHECK (property_casualty_claim_number <> ''),
    accident_on                    TEXT CHECK (accident_on IS date(accident_on)),
    referring_provider_id          INTEGER REFERENCES provider (id) ON DELETE RESTRICT,
    referring_qualifier            TEXT CHECK (referring_qualifier IN ('DN', 'DK', 'DQ')),
    facility_id                    INTEGER REFERENCES facility (id) ON DELETE RESTRICT,
    place_of_service               TEXT NOT NULL CHECK (place_of_service <> ''),
    employment                     INTEGER NOT NULL CHECK (employment IN (0, 1)),
    auto_accident                  INTEGER NOT NULL CHECK (auto_accident IN (0, 1)),
    auto_state                     TEXT CHECK (auto_state <> ''),
    other_accident                 INTEGER NOT NULL CHECK (other_accident IN (0, 1)),
    claim_codes                    TEXT CHECK (claim_codes <> ''),
    illness_on                     TEXT CHECK (illness_on IS date(illness_on)),
    illness_qualifier              TEXT CHECK (illness_qualifier IN ('431', '484')),
    other_on                       TEXT CHECK (other_on IS date(other_on)),
    other_qualifier                TEXT CHECK (other_qualifier <> ''),
    unable_to_work_from_on         TEXT CHECK (unable_to_work_from_on IS date(unable_to_work_from_on)),
    unable_to_work_to_on           TEXT CHECK (unable_to_work_to_on IS date(unable_to_work_to_on)),
    hospital_from_on               TEXT CHECK (hospital_from_on IS date(hospital_from_on)),
    hospital_to_on                 TEXT CHECK (hospital_to_on IS date(hospital_to_on)),
    additional_information         TEXT CHECK (additional_information <> ''),
    outside_lab                    INTEGER CHECK (outside_lab IN (0, 1)),
    outside_lab_charge_cents       INTEGER CHECK (outside_lab_charge_cents >= 0),
    authorization_id               INTEGER REFERENCES authorization (id) ON DELETE RESTRICT,
    resubmission_code              TEXT CHECK (resubmission_code IN ('7', '8')),
    original_reference             TEXT CHECK (original_reference <> ''),
    account_number                 TEXT CHECK (account_number <> ''),
    bill_coverage_id               INTEGER REFERENCES coverage (id) ON DELETE RESTRICT,
    signed_on                      TEXT CHECK (signed_on IS date(signed_on)),
    patient_paid_cents             INTEGER CHECK (patient_paid_cents >= 0),
    prior_payer_paid_cents         INTEGER CHECK (prior_payer_paid_cents >= 0)
) STRICT;
CREATE INDEX encounter_by_patient ON encounter (patient_id, from_on);
CREATE INDEX encounter_by_day ON encounter (from_on);
CREATE INDEX encounter_by_authorization ON encounter (authorization_id) WHERE authorization_id IS NOT NULL;

-- Diagnoses A to L of box 21 (positions 1 to 12).
CREATE TABLE encounter_diagnosis (
    encounter_id INTEGER NOT NULL REFERENCES encounter (id) ON DELETE RESTRICT,
    position     INTEGER NOT NULL CHECK (position BETWEEN 1 AND 12),
    code         TEXT NOT NULL CHECK (code <> ''),
    PRIMARY KEY (encounter_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX encounter_diagnosis_by_code ON encounter_diagnosis (code);

-- Services of a visit (24A to 24J). A line keeps its row when the visit is corrected, because
-- money will be posted to it.
CREATE TABLE service_line (
    id                       INTEGER PRIMARY KEY,
    version                  INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    encounter_id             INTEGER NOT NULL REFERENCES encounter (id) ON DELETE RESTRICT,
    line                     INTEGER NOT NULL CHECK (line >= 1),
    from_on                  TEXT NOT NULL CHECK (from_on IS date(from_on)),
    to_on                    TEXT CHECK (to_on IS date(to_on)),
    place_of_service         TEXT CHECK (place_of_service <> ''),
    emergency                INTEGER NOT NULL CHECK (emergency IN (0, 1)),
    code                     TEXT NOT NULL CHECK (code <> ''),
    modifier1                TEXT CHECK (modifier1 <> ''),
    modifier2                TEXT CHECK (modifier2 <> ''),
    modifier3                TEXT CHECK (modifier3 <> ''),
    modifier4                TEXT CHECK (modifier4 <> ''),
    pointers                 TEXT NOT NULL CHECK (pointers <> ''),
    charge_cents             INTEGER NOT NULL CHECK (charge_cents >= 0),
    units_thousandths        INTEGER NOT NULL CHECK (units_thousandths >= 0),
    epsdt                    TEXT CHECK (epsdt IN ('Y', 'AV', 'S2', 'ST', 'NU')),
    family_plan              INTEGER NOT NULL CHECK (family_plan IN (0, 1)),
    rendering_provider_id    INTEGER REFERENCES provider (id) ON DELETE RESTRICT,
    ndc                      TEXT CHECK (ndc <> ''),
    ndc_unit                 TEXT CHECK (ndc_unit IN ('F2', 'GR', 'ME', 'ML', 'UN')),
    ndc_quantity_thousandths INTEGER CHECK (ndc_quantity_thousandths >= 0),
    supplemental             TEXT CHECK (supplemental <> ''),
    UNIQUE (encounter_id, line)
) STRICT;
CREATE INDEX service_line_by_code ON service_line (code, from_on);

-- ---------------------------------------------------------------------------------------------
-- What was billed
-- ---------------------------------------------------------------------------------------------

-- A visit billed to one coverage. Until it is printed a claim follows the practice's facts; what
-- it said on paper is kept with each printing. `patient_id` to `total_cents` repeat what lists
-- need: they follow the visit and the coverage until the claim is printed, and then stay.
CREATE TABLE claim (
    id           INTEGER PRIMARY KEY,
    reference    TEXT NOT NULL UNIQUE CHECK (reference <> ''),   -- the claim's own number
    version      INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    encounter_id INTEGER NOT NULL REFERENCES encounter (id) ON DELETE RESTRICT,
    coverage_id  INTEGER NOT NULL REFERENCES coverage (id) ON DELETE RESTRICT,
    patient_id   INTEGER NOT NULL REFERENCES patient (id) ON DELETE RESTRICT,
    payer_id     INTEGER NOT NULL REFERENCES payer (id) ON DELETE RESTRICT,
    from_on      TEXT CHECK (from_on IS date(from_on)),
    to_on        TEXT CHECK (to_on IS date(to_on)),
    total_cents  INTEGER NOT NULL CHECK (total_cents >= 0),
    status       TEXT NOT NULL CHECK (status IN ('draft', 'ready', 'printed', 'mailed', 'closed')),
    on_hold      INTEGER NOT NULL CHECK (on_hold IN (0, 1)),
    created_on   TEXT NOT NULL CHECK (created_on IS date(created_on)),
    printed_on   TEXT CHECK (printed_on IS date(printed_on)),
    mailed_on    TEXT CHECK (mailed_on IS date(mailed_on)),
    closed_on    TEXT CHECK (closed_on IS date(closed_on)),
    UNIQUE (encounter_id, coverage_id)
) STRICT;
CREATE INDEX claim_by_status ON claim (status, payer_id);
CREATE INDEX claim_by_payer ON claim (payer_id, from_on);
CREATE INDEX claim_by_patient ON claim (patient_id, from_on);
CREATE INDEX claim_by_coverage ON claim (coverage_id);

CREATE TRIGGER claim_follows_encounter AFTER UPDATE OF patient_id, from_on, to_on, total_cents ON encounter
BEGIN
    UPDATE claim
    SET patient_id = NEW.patient_id, from_on = NEW.from_on, to_on = NEW.to_on, total_cents = NEW.total_cents
    WHERE encounter_id = NEW.id AND status IN ('draft', 'ready');
END;
CREATE TRIGGER claim_follows_coverage AFTER UPDATE OF payer_id ON coverage
BEGIN
    UPDATE claim SET payer_id = NEW.payer_id
    WHERE coverage_id = NEW.id AND status IN ('draft', 'ready');
END;

CREATE TRIGGER claim_is_frozen BEFORE UPDATE ON claim
WHEN OLD.status NOT IN ('draft', 'ready')
    AND (NEW.reference <> OLD.reference OR NEW.encounter_id <> OLD.encounter_id
        OR NEW.coverage_id <> OLD.coverage_id OR NEW.patient_id <> OLD.patient_id
        OR NEW.payer_id <> OLD.payer_id OR NEW.from_on IS NOT OLD.from_on
        OR NEW.to_on IS NOT OLD.to_on OR NEW.total_cents <> OLD.total_cents
        OR NEW.created_on <> OLD.created_on)
BEGIN SELECT RAISE(ABORT, 'claim_is_frozen'); END;

CREATE TRIGGER claim_moves_forward BEFORE UPDATE OF status ON claim
WHEN (OLD.status = 'printed' AND NEW.status IN ('draft', 'ready'))
    OR (OLD.status = 'mailed' AND NEW.status IN ('draft', 'ready', 'printed'))
    OR (OLD.status = 'closed' AND NEW.status <> 'closed')
BEGIN SELECT RAISE(ABORT, 'claim_moves_forward'); END;

CREATE TRIGGER claim_is_kept BEFORE DELETE ON claim WHEN OLD.status NOT IN ('draft', 'ready')
BEGIN SELECT RAISE(ABORT, 'claim_is_kept'); END;

-- What went onto paper, exactly, with the facts it was made of. Never changed, never deleted.
CREATE TABLE claim_print (
    id         INTEGER PRIMARY KEY,
    claim_id   INTEGER NOT NULL REFERENCES claim (id) ON DELETE RESTRICT,
    printed_on TEXT NOT NULL CHECK (printed_on IS date(printed_on)),
    stock      TEXT NOT NULL CHECK (stock IN ('red', 'plain')),
    form_count INTEGER NOT NULL CHECK (form_count >= 1),
    facts      BLOB NOT NULL CHECK (length(facts) > 0),   -- deflated JSON
    pages      BLOB NOT NULL CHECK (length(pages) > 0)    -- deflated JSON
) STRICT;
CREATE INDEX claim_print_by_claim ON claim_print (claim_id);
CREATE INDEX claim_print_by_day ON claim_print (printed_on);

CREATE TRIGGER claim_print_is_never_changed BEFORE UPDATE ON claim_print
BEGIN SELECT RAISE(ABORT, 'claim_print_is_never_changed'); END;
CREATE TRIGGER claim_print_is_never_deleted BEFORE DELETE ON claim_print
BEGIN SELECT RAISE(ABORT, 'claim_print_is_never_deleted'); END;

-- ---------------------------------------------------------------------------------------------
-- The program's own
-- ---------------------------------------------------------------------------------------------

CREATE TABLE setting (
    key   TEXT PRIMARY KEY CHECK (key <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys made with the file. They live inside it, so a change of the passphrase leaves them, and
-- with them the audit chain, as they are.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;
INSERT INTO secret (name, value) VALUES ('audit', randomblob(32));

CREATE TRIGGER secret_is_never_changed BEFORE UPDATE ON secret
BEGIN SELECT RAISE(ABORT, 'secret_is_never_changed'); END;
CREATE TRIGGER secret_is_never_deleted BEFORE DELETE ON secret
BEGIN SELECT RAISE(ABORT, 'secret_is_never_deleted'); END;

-- Who did what, when. Each row's hash covers the row and the hash before it, so that a changed,
-- removed or inserted row shows. `details` names no patient.
CREATE TABLE audit (
    seq           INTEGER PRIMARY KEY CHECK (seq >= 1),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    user          TEXT NOT NULL CHECK (user <> ''),
    verb          TEXT NOT NULL CHECK (verb <> ''),
    entity        TEXT NOT NULL CHECK (entity <> ''),
    entity_id     INTEGER,
    details       TEXT NOT NULL,
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
    hash          BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_entity ON audit (entity, entity_id);

CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'audit_has_no_gap'); END;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit_is_never_changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit_is_never_deleted'); END;
