//! What can go wrong with the practice file: each a sentence with what happened, what is safe and
//! what to do.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::ffi;

/// Why a practice file could not be opened or made. Nothing was changed in any of these cases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("there is no practice file {}: check the name, or make one with `almoner new`", .0.display())]
    Missing(PathBuf),
    #[error("the folder {} does not exist: make it first, or choose another", .0.display())]
    NoFolder(PathBuf),
    #[error("{} is a folder, not a practice file: name the file in it", .0.display())]
    IsFolder(PathBuf),
    #[error("{} exists already and was left as it is: choose another name", .0.display())]
    Exists(PathBuf),
    #[error("you have no permission to read {}: open it as the user who made it", .0.display())]
    NoPermission(PathBuf),
    #[error("{} is write-protected: take the protection away, or copy it to a folder of your own and open the copy", .0.display())]
    ReadOnlyFile(PathBuf),
    #[error("the folder of {} cannot be written, which a practice file needs: copy the file to a folder of your own and open the copy", .0.display())]
    ReadOnlyFolder(PathBuf),
    #[error("another Almoner has {} open: close it there first; nothing was changed", .0.display())]
    Locked(PathBuf),
    #[error("{} is empty, so it holds no practice: restore the newest backup, or remove it and make a new one", .0.display())]
    Empty(PathBuf),
    #[error("{} is an unencrypted SQLite database, not a practice file: choose a file that ends in .almoner", .0.display())]
    Plain(PathBuf),
    #[error("{} is cut short: {length} bytes are not a whole practice file; nothing was changed; restore the newest backup", .path.display())]
    CutShort { path: PathBuf, length: u64 },
    #[error("the passphrase does not open {}: type it again; if you are sure of it, this is no practice file or its beginning is damaged, and the newest backup is the way back", .0.display())]
    WrongPassphrase(PathBuf),
    #[error("the passphrase is right but {} is damaged: nothing was changed; restore the newest backup", .0.display())]
    Damaged(PathBuf),
    #[error("{} opens with this passphrase but was not made by Almoner: choose a practice file", .0.display())]
    NotPractice(PathBuf),
    #[error("the passphrase is empty: give at least one character, and none that is NUL")]
    EmptyPassphrase,
}

/// What the practice file answered instead of doing what was asked.
///
/// Sources are shared so that an error can be cloned into a message. No variant holds what a
/// patient's record says.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "this practice file was written by a newer Almoner (its layout is {found}, this program knows up to {known}): nothing was changed; install the newer program"
    )]
    Newer { found: i32, known: i32 },
    #[error(
        "the layout {version} of this practice file was made by another build of Almoner: nothing was changed; open it with the build that made it"
    )]
    Divergent { version: i32 },
    #[error("nothing was saved: {0}")]
    Constraint(&'static str),
    #[error(
        "there is no such {0} in the practice file: it may have been removed; look it up again"
    )]
    NotFound(&'static str),
    #[error(
        "this {0} was changed elsewhere since you opened it: nothing was saved; open it again and repeat your change"
    )]
    Conflict(&'static str),
    #[error("the practice file is damaged: nothing was changed; restore the newest backup")]
    Corrupt,
    #[error(
        "the record of actions was altered at entry {seq} ({problem}): the rest of the practice file was not touched by this check; compare with the newest backup"
    )]
    AuditBroken { seq: i64, problem: &'static str },
    #[error(
        "the journal was altered at entry {entry} ({problem}): nothing was changed by this check; compare with the newest backup"
    )]
    JournalBroken { entry: i64, problem: &'static str },
    #[error(
        "what is open on {what} {number} is not what its journal entries come to: nothing was changed by this check; compare with the newest backup"
    )]
    BalanceBroken { what: &'static str, number: i64 },
    #[error(
        "the practice file holds something unreadable in {column}: nothing was changed; run `almoner verify`"
    )]
    Unreadable { column: &'static str },
    #[error(
        "{what} that this practice set cannot be read: nothing was changed; install the newest Almoner, or restore the newest backup"
    )]
    UnreadableSetting { what: &'static str },
    #[error(
        "the disk is full, at a size limit or failing: nothing was saved; free some space, or check the disk, and do it again"
    )]
    DiskFull,
    #[error(
        "the practice file cannot be written: nothing was saved; check whether its disk or folder is write-protected"
    )]
    ReadOnly,
    #[error(
        "another program is using the practice file: nothing was saved; close it and do it again"
    )]
    Busy,
    #[error("the disk did not do what was asked ({}): nothing was saved; check the disk and do it again", .0.kind())]
    Io(Arc<io::Error>),
    #[error(
        "the practice file could not be read or written: nothing was saved; check its disk and run `almoner verify`"
    )]
    Disk(Arc<rusqlite::Error>),
    #[error(
        "the practice file refused a step of the program: nothing was saved; run `almoner verify` and report this as a fault of the program"
    )]
    Sqlite(Arc<rusqlite::Error>),
    #[error(
        "the program failed while it worked on the practice file: nothing was saved; open the file again, and report this as a fault of the program"
    )]
    Worker,
    #[error(
        "the practice file is closed but the disk did not take the last of it: what you saved is safe in the file beside it whose name ends in -wal, so keep the two together; free some space, or check the disk, and open it again"
    )]
    Untidy,
    #[error("the practice file is closed: nothing was saved; open it again")]
    Closed,
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(Arc::new(error)),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Sqlite(Arc::new(error));
        };
        if failure.extended_code == ffi::SQLITE_IOERR_WRITE {
            // A file-size limit or quota shows as a failed write, not as a full disk.
            return Self::DiskFull;
        }
        match failure.code {
            rusqlite::ErrorCode::ConstraintViolation => {
                Self::Constraint(meaning(message.as_deref().unwrap_or_default()))
            }
            rusqlite::ErrorCode::DiskFull => Self::DiskFull,
            rusqlite::ErrorCode::ReadOnly => Self::ReadOnly,
            rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => Self::Busy,
            rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase => {
                Self::Corrupt
            }
            rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::CannotOpen => {
                Self::Disk(Arc::new(error))
            }
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

/// What a refused constraint means to the user. `message` is SQLite's: the kind, then the columns
/// or the constraint's name, or a trigger's own word; never a value.
fn meaning(message: &str) -> &'static str {
    let name = message
        .split_once("constraint failed: ")
        .map_or(message, |(_, name)| name);
    match name {
        "provider.reference" => "another provider has this id; choose another",
        "facility.reference" => "another facility has this id; choose another",
        "payer.reference" => "another payer has this id; choose another",
        "patient.reference" => "another patient has this id; choose another",
        "coverage.reference" => "another coverage has this id; choose another",
        "authorization.reference" => "another authorization has this id; choose another",
        "encounter.reference" => "another visit has this id; choose another",
        "fee_schedule.reference" => "another fee schedule has this name; choose another",
        "claim.reference" => "another claim has this number; choose another",
        "claim.encounter_id, claim.coverage_id" => {
            "this visit is billed to that coverage already; change its claim instead"
        }
        "provider_payer_id.provider_id, provider_payer_id.payer_id, provider_payer_id.qualifier"
        | "provider_payer_id.facility_id, provider_payer_id.payer_id, provider_payer_id.qualifier" => {
            "there is a number with this qualifier for this payer already; change that one"
        }
        "provider_payer_id_owner" => {
            "a number with a payer belongs to a provider or to a facility; name one of the two"
        }
        "index 'fee_is_one_per_day'" => {
            "this schedule has a fee for this code, modifier and day already; change that one"
        }
        "service_line.encounter_id, service_line.line" => {
            "this visit has a line with this number already; number the lines 1, 2, 3 and so on"
        }
        "encounter_diagnosis.encounter_id, encounter_diagnosis.position" => {
            "this visit has a diagnosis at this letter already; use the next letter"
        }
        "code_use.system, code_use.favorite_slot" => {
            "another favorite stands at this place; choose another place"
        }
        "patient_recent.opened" => {
            "this patient was opened by somebody else just now; open it again"
        }
        "practice.id" | "practice_is_one_row" => "a file holds one practice; change the one it has",
        "claim_is_frozen" => {
            "this claim was printed, so what it says stays as it is; bill a replacement instead"
        }
        "claim_moves_forward" => {
            "a claim only moves forward, from draft to closed; bill a replacement instead"
        }
        "claim_is_kept" => "this claim was printed, so it cannot be removed; close it instead",
        "claim_print_is_never_changed" | "claim_print_is_never_deleted" => {
            "what was printed is kept as it was; print again instead"
        }
        "secret_is_never_changed" | "secret_is_never_deleted" => {
            "the file's own keys are never changed; leave them"
        }
        "audit_has_no_gap" | "audit_is_never_changed" | "audit_is_never_deleted" => {
            "the record of actions is only ever added to; leave it"
        }
        "charge_line.reference" => {
            "an open balance with this number was brought in already; leave it out"
        }
        "charge_line_is_never_changed" | "charge_line_is_never_deleted" => {
            "what was charged stays as it was; reverse it and charge it anew"
        }
        "charge_in_force.encounter_id, charge_in_force.line" => {
            "this service line is charged already; reverse that charge first"
        }
        "receipt_came_once" => {
            "this check is in the receipts already; give a reason if it really came twice"
        }
        "receipt_is_never_changed"
        | "receipt_is_never_deleted"
        | "receipt_void_is_never_changed"
        | "receipt_void_is_never_deleted" => {
            "a receipt stays as it was entered; void it and enter it anew"
        }
        "deposit_is_never_changed"
        | "deposit_is_never_deleted"
        | "deposit_receipt_is_never_changed"
        | "deposit_receipt_is_never_deleted" => {
            "a deposit stays as it went to the bank; enter what the bank changed as an act of its own"
        }
        "deposit_receipt.receipt_id" => "this receipt is in a deposit already; leave it out",
        "remittance_line_came_once" => {
            "this line of this payer was posted already; give a reason if it really came twice"
        }
        "remittance_line_is_taken_back_once" => {
            "this line was taken back already; look at what stands now"
        }
        "remittance_is_never_changed"
        | "remittance_is_never_deleted"
        | "remittance_line_is_never_changed"
        | "remittance_line_is_never_deleted"
        | "remittance_adjustment_is_never_changed"
        | "remittance_adjustment_is_never_deleted"
        | "remittance_void_is_never_changed"
        | "remittance_void_is_never_deleted"
        | "provider_item_is_never_changed"
        | "provider_item_is_never_deleted"
        | "provider_item_void_is_never_changed"
        | "provider_item_void_is_never_deleted" => {
            "what a payer decided stays as it was posted; void it and post it anew"
        }
        "provider_item_void.provider_item_id" | "remittance_void.remittance_id" => {
            "this was taken back already; look at what stands now"
        }
        "batch_close_is_never_changed" | "batch_close_is_never_deleted" => {
            "a check stays as it was closed; close it anew when something changed"
        }
        "index 'adjustment_rule_is_one'" => "this reason has a rule already; change that one",
        "journal_entry.reverses_id" => "this entry was reversed already; look at what stands now",
        "journal_month_is_open" => {
            "that day lies in a month that is closed; choose a day after it, or reopen the month"
        }
        "journal_entry_is_never_changed"
        | "journal_entry_is_never_deleted"
        | "journal_leg_is_never_changed"
        | "journal_leg_is_never_deleted" => {
            "the journal is only ever added to; reverse the entry instead"
        }
        "journal_has_no_gap"
        | "journal_balances"
        | "journal_leg_comes_before_its_entry"
        | "charge_line_names_its_service"
        | "a_receivable_names_its_line"
        | "an_insurance_receivable_names_its_payer"
        | "a_credit_names_its_receipt"
        | "a_patient_credit_names_her" => {
            "an entry of the journal is not whole; report this as a fault of the program"
        }
        "day_sheet_is_never_changed" | "day_sheet_is_never_deleted" | "day_sheet_follows" => {
            "day sheets stay as they were closed, one after the other; close today's next"
        }
        "period_event_is_never_changed" | "period_event_is_never_deleted" => {
            "closes and reopenings are only ever added to; reopen the month instead"
        }
        "statement_run_is_never_changed"
        | "statement_run_is_never_deleted"
        | "statement_is_never_changed"
        | "statement_is_never_deleted"
        | "statement_line_is_never_changed"
        | "statement_line_is_never_deleted"
        | "statement_void_is_never_changed"
        | "statement_void_is_never_deleted"
        | "statement_skip_is_never_changed"
        | "statement_skip_is_never_deleted" => {
            "a statement stays as it was mailed; mark it as not mailed instead"
        }
        "statement.run_id, statement.guarantor_patient_id"
        | "statement_skip.run_id, statement_skip.guarantor_patient_id" => {
            "this account is in the run already; leave it out"
        }
        "statement_void.statement_id" => "this statement is marked as not mailed already; leave it",
        "collection_review_is_never_changed" | "collection_review_is_never_deleted" => {
            "a decision on an account stays as it was made; record the new one beside it"
        }
        "payment_plan_line_is_on_one_plan" => {
            "a line is on another payment plan already; end that plan first, or leave the line out"
        }
        "payment_plan_is_never_changed"
        | "payment_plan_is_never_deleted"
        | "payment_plan_line_is_never_changed"
        | "payment_plan_line_is_never_deleted"
        | "payment_plan_instalment_is_never_changed"
        | "payment_plan_instalment_is_never_deleted"
        | "payment_plan_end_is_never_changed"
        | "payment_plan_end_is_never_deleted" => {
            "a payment plan stays as it was agreed; end it and agree on a new one"
        }
        "setting.key" | "plain_description.code" => {
            "the practice file has its own already; leave this one out"
        }
        "statement_run.id"
        | "statement.id"
        | "collection_review.id"
        | "payment_plan.id"
        | "estimate.id"
        | "estimate_line.estimate_id, estimate_line.position"
        | "paper.id" => "another has this number already; import into a new practice file",
        "payment_plan_end.plan_id" => "this payment plan was ended already; leave it",
        "estimate_is_never_changed"
        | "estimate_is_never_deleted"
        | "estimate_line_is_never_changed"
        | "estimate_line_is_never_deleted" => {
            "an estimate stays as it was given; make a new one instead"
        }
        "estimate_encounter.encounter_id" => {
            "this visit is compared with an estimate already; look at that one"
        }
        "paper_is_never_changed" | "paper_is_never_deleted" => {
            "a paper stays as it was given out; make a new one instead"
        }
        "index 'paper_receipt_is_one'" => "this receipt was written already; print that one again",
        "picture_is_never_changed" | "picture_is_never_deleted" => {
            "a picture stays as long as a printed page shows it; choose another one instead"
        }
        _ if message.starts_with("FOREIGN KEY") => {
            "it refers to a record that is not there, or other records refer to it; mend those first"
        }
        _ => {
            "a value does not fit its place in the practice file; report this as a fault of the program"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    /// The general answer: what a constraint without a sentence of its own gets.
    const GENERAL: &str = "a value does not fit";

    fn practice_file() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::migration::upgrade(&mut conn).unwrap();
        conn
    }

    #[test]
    fn every_trigger_and_unique_key_has_a_meaning() {
        let conn = practice_file();
        let mut names: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(names.len() >= 8);
        // References and composite keys of V1's tables, as SQLite words them.
        let keys: Vec<String> = conn
            .prepare(
                "SELECT group_concat(t.name || '.' || c.name, ', ') FROM sqlite_schema t
                 JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
                 WHERE t.type = 'table' AND i.origin = 'u' GROUP BY t.name, i.name",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(keys.iter().any(|key| key == "patient.reference"));
        names.extend(
            keys.into_iter()
                .map(|key| format!("UNIQUE constraint failed: {key}")),
        );
        for name in names {
            assert!(
                !meaning(&name).starts_with(GENERAL),
                "{name} has no meaning"
            );
        }
    }

    #[test]
    fn a_refused_row_says_why() {
        let conn = practice_file();
        let add = "INSERT INTO fee_schedule (reference) VALUES ('standard')";
        conn.execute_batch(add).unwrap();
        let error = Error::from(conn.execute_batch(add).unwrap_err());
        assert!(matches!(error, Error::Constraint(text) if text.contains("fee schedule")));

        let add = "INSERT INTO fee (fee_schedule_id, code, effective_on, fee_cents)
                   VALUES (1, '99213', '2026-01-01', 15000)";
        conn.execute_batch(add).unwrap();
        let error = Error::from(conn.execute_batch(add).unwrap_err());
        assert!(matches!(error, Error::Constraint(text) if text.contains("modifier and day")));

        let add = "INSERT INTO fee (fee_schedule_id, code, effective_on, fee_cents)
                   VALUES (1, '99214', '2026-02-30', 15000)";
        let error = Error::from(conn.execute_batch(add).unwrap_err());
        assert!(matches!(error, Error::Constraint(text) if text.starts_with(GENERAL)));
    }
}
