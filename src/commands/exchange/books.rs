//! The books of a folder with `journal.csv`, put back exactly; and the books as an export writes
//! them.

use super::{ExportError, PIECE};
use crate::domain::id::{ReceiptId, RemittanceLineId};
use crate::exchange::folder::books::{
    AdjustmentRow, AdjustmentRowDraft, At, BatchDraft, BookFiles, ChargeRow, ChargeRowDraft,
    ContractDraft, DaySheetDraft, DepositDraft, EntryRows, ItemRowDraft, LaterClaimDraft,
    LegRowDraft, PeriodDraft, ReceiptRowDraft, RemittanceLineRow, RemittanceLineRowDraft,
    RemittanceRow, RemittanceRowDraft, RowDraft, RowWriter, RuleDraft, legs_of,
};
use crate::exchange::folder::{Notes, Table};
use crate::store::{self, Connection, Transaction, books};
use crate::system;

/// What only a folder with the whole journal may bring.
const WITH_JOURNAL: [Table; 7] = [
    Table::ChargeLines,
    Table::Deposits,
    Table::DaySheets,
    Table::PeriodEvents,
    Table::ProviderItems,
    Table::BatchCloses,
    Table::LaterClaims,
];

/// Looks which files may come together: the books come whole, or as what another system left open.
pub(super) fn check_files(tx: &Connection, files: &mut BookFiles) -> Result<(), store::Error> {
    if files.has(Table::Journal) {
        if !books::are_empty(tx)? {
            files.refuse_file(
                Table::Journal,
                "The practice file has books already, and a journal comes only into a file \
                 without; import into a new file.",
            );
        }
        if files.has(Table::OpeningBalances) {
            files.refuse_file(
                Table::OpeningBalances,
                "The journal holds what is open; leave this file out.",
            );
        }
    } else {
        for table in WITH_JOURNAL.into_iter().chain(super::given::with_journal()) {
            if files.has(table) {
                files.refuse_file(
                    table,
                    "This file comes only together with journal.csv; add that, or leave this out.",
                );
            }
        }
    }
    Ok(())
}

/// Puts the books back as they stood, in the order in which one refers to another.
///
/// # Errors
/// The practice file cannot be written; what is wrong with the rows is noted in `files`.
pub(super) fn restore(tx: &Transaction<'_>, files: &mut BookFiles) -> Result<(), store::Error> {
    files.each::<ChargeRowDraft, _>(Table::ChargeLines, |notes, at, row| {
        fit(notes, at, charge(tx, &row))
    })?;
    files.each::<DepositDraft, _>(Table::Deposits, |notes, at, deposit| {
        fit(notes, at, books::restore_deposit(tx, &deposit))
    })?;
    files.each::<ReceiptRowDraft, _>(Table::Receipts, |notes, at, row| {
        let Ok(id) = row.id.parse::<ReceiptId>() else {
            let sentence = "A receipt of these books has a whole number; get the file again.";
            notes.error(at, "receipt_id", sentence);
            return Ok(());
        };
        let put = || {
            let _ = store::receipt::insert(tx, &row.receipt, Some(id))?;
            if let Some(deposit) = row.deposit {
                books::restore_membership(tx, id, deposit)?;
            }
            row.void
                .as_ref()
                .map_or(Ok(()), |reason| store::receipt::void(tx, id, reason))
        };
        fit(notes, at, put())
    })?;
    files.each::<RemittanceRowDraft, _>(Table::Remittances, |notes, at, row| {
        let put = books::restore_remittance(tx, row.id, &row.remittance, row.void.as_deref());
        fit(notes, at, put)
    })?;
    files.each::<RemittanceLineRowDraft, _>(Table::RemittanceLines, |notes, at, row| {
        let put = books::restore_remittance_line(tx, row.id, row.remittance, &row.line);
        fit(notes, at, put)
    })?;
    files.each::<AdjustmentRowDraft, _>(Table::RemittanceAdjustments, |notes, at, row| {
        let put = books::restore_adjustment(tx, row.line, row.position, &row.adjustment);
        fit(notes, at, put)
    })?;
    restore_journal(tx, files)?;
    files.each::<DaySheetDraft, _>(Table::DaySheets, |notes, at, sheet| {
        fit(notes, at, books::restore_day_sheet(tx, &sheet))
    })?;
    files.each::<PeriodDraft, _>(Table::PeriodEvents, |notes, at, event| {
        fit(notes, at, books::restore_period_event(tx, &event))
    })?;
    files.each::<ItemRowDraft, _>(Table::ProviderItems, |notes, at, item| {
        fit(notes, at, books::restore_item(tx, &item))
    })?;
    files.each::<BatchDraft, _>(Table::BatchCloses, |notes, at, batch| {
        fit(notes, at, books::restore_batch(tx, &batch))
    })?;
    files.each::<LaterClaimDraft, _>(Table::LaterClaims, |notes, at, claim| {
        fit(notes, at, books::restore_later_claim(tx, &claim))
    })
}

/// The practice's own rules, which come with any books.
///
/// # Errors
/// As [`restore`].
pub(super) fn rules(tx: &Transaction<'_>, files: &mut BookFiles) -> Result<(), store::Error> {
    files.each::<RuleDraft, _>(Table::AdjustmentRules, |notes, at, rule| {
        fit(notes, at, books::restore_rule(tx, &rule))
    })?;
    files.each::<ContractDraft, _>(Table::PayerContracts, |notes, at, contract| {
        fit(notes, at, books::restore_contract(tx, &contract))
    })
}

fn charge(tx: &Transaction<'_>, row: &ChargeRow) -> Result<(), store::Error> {
    let id = store::charge::insert_as(tx, &row.charged.line, Some(row.charged.id))?;
    if row.is_in_force {
        store::charge::put_in_force(tx, id)?;
    }
    Ok(())
}

fn restore_journal(tx: &Transaction<'_>, files: &mut BookFiles) -> Result<(), store::Error> {
    let mut entries = EntryRows::default();
    // After the first entry that does not follow no other can.
    let mut is_broken = false;
    files.each::<LegRowDraft, _>(Table::Journal, |notes, at, row| {
        if let Some((line, posted)) = entries.take(at.1, row)
            && !is_broken
        {
            let put = store::journal::restore(tx, &posted);
            is_broken = put.is_err();
            fit(notes, (Table::Journal, line), put)?;
        }
        Ok::<_, store::Error>(())
    })?;
    if let Some((line, posted)) = entries.last().filter(|_| !is_broken) {
        let put = store::journal::restore(tx, &posted);
        if let Err(sentence) = misfit(put)? {
            files.refuse((Table::Journal, line), "row", sentence);
        }
    }
    Ok(())
}

/// Notes a row that the practice file does not take; any other error ends the import.
pub(super) fn fit<T>(
    notes: &mut Notes,
    at: At,
    put: Result<T, store::Error>,
) -> Result<(), store::Error> {
    if let Err(sentence) = misfit(put)? {
        notes.misfit(at, sentence);
    }
    Ok(())
}

/// Why a row does not fit, as a sentence.
pub(super) fn misfit<T>(put: Result<T, store::Error>) -> Result<Result<(), String>, store::Error> {
    match put {
        Ok(_) => Ok(Ok(())),
        Err(store::Error::Constraint(words)) => Ok(Err(format!(
            "The practice file does not take this row: {words}."
        ))),
        Err(store::Error::NotFound(what)) => Ok(Err(format!(
            "There is no such {what} in the folder; add it or correct the number."
        ))),
        Err(store::Error::JournalBroken { problem, .. }) => Ok(Err(format!(
            "The journal does not follow here: {problem}; get the folder again."
        ))),
        Err(error) => Err(error),
    }
}

/// Looks what is wrong with the files without putting anything in, when the rest of the folder is
/// refused already.
pub(super) fn look(files: &mut BookFiles) {
    use crate::exchange::folder::books as rows;
    let is_whole = files.has(Table::Journal);
    files.look::<RuleDraft>(Table::AdjustmentRules);
    files.look::<ContractDraft>(Table::PayerContracts);
    files.look::<ReceiptRowDraft>(Table::Receipts);
    if is_whole {
        files.look::<ChargeRowDraft>(Table::ChargeLines);
        files.look::<DepositDraft>(Table::Deposits);
        files.look::<RemittanceRowDraft>(Table::Remittances);
        files.look::<RemittanceLineRowDraft>(Table::RemittanceLines);
        files.look::<AdjustmentRowDraft>(Table::RemittanceAdjustments);
        files.look::<LegRowDraft>(Table::Journal);
        files.look::<DaySheetDraft>(Table::DaySheets);
        files.look::<PeriodDraft>(Table::PeriodEvents);
        files.look::<ItemRowDraft>(Table::ProviderItems);
        files.look::<BatchDraft>(Table::BatchCloses);
        files.look::<LaterClaimDraft>(Table::LaterClaims);
    } else {
        files.look::<rows::OpeningBalanceDraft>(Table::OpeningBalances);
        files.look::<rows::ForeignRemittanceDraft>(Table::Remittances);
        files.look::<rows::ForeignLineDraft>(Table::RemittanceLines);
        files.look::<rows::ForeignAdjustmentDraft>(Table::RemittanceAdjustments);
    }
}

/// Rows on their way out, handed over in pieces.
pub(super) struct Out<'a, P> {
    pub put: &'a mut P,
    pub counts: &'a mut Vec<(Table, usize)>,
}

impl<P: FnMut(Table, &[u8]) -> Result<(), system::Error>> Out<'_, P> {
    fn table<D: RowDraft>(
        &mut self,
        table: Table,
        each: impl FnOnce(&mut dyn FnMut(&D) -> Result<(), ExportError>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.write(table, RowWriter::of::<D>(), each)
    }

    /// A file of these columns, whose rows come as a text for each.
    pub fn rows(
        &mut self,
        table: Table,
        header: Vec<String>,
        each: impl FnOnce(
            &mut dyn FnMut(&Vec<String>) -> Result<(), ExportError>,
        ) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.write(table, RowWriter::new(header), each)
    }

    fn write<R: serde::Serialize>(
        &mut self,
        table: Table,
        mut rows: RowWriter,
        each: impl FnOnce(&mut dyn FnMut(&R) -> Result<(), ExportError>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        each(&mut |row| {
            rows.add(row);
            if let Some(piece) = rows.piece(PIECE) {
                (self.put)(table, &piece)?;
            }
            Ok(())
        })?;
        if let Some(piece) = rows.piece(0) {
            (self.put)(table, &piece)?;
        }
        if rows.n_rows() > 0 {
            self.counts.push((table, rows.n_rows()));
        }
        Ok(())
    }
}

/// Hands the files of the books to `put`, each in pieces; adds the number of rows of each that has
/// any.
///
/// # Errors
/// As [`super::export`].
pub(super) fn export<P: FnMut(Table, &[u8]) -> Result<(), system::Error>>(
    connection: &Connection,
    put: &mut P,
    counts: &mut Vec<(Table, usize)>,
) -> Result<(), ExportError> {
    let mut out = Out { put, counts };
    out.table::<ChargeRowDraft>(Table::ChargeLines, |add| {
        store::charge::each(connection, |charged, is_in_force| {
            add(&ChargeRowDraft::from(&ChargeRow {
                charged,
                is_in_force,
            }))
        })
    })?;
    out.table::<DepositDraft>(Table::Deposits, |add| {
        books::each_deposit(connection, |deposit| add(&DepositDraft::from(&deposit)))
    })?;
    out.table::<ReceiptRowDraft>(Table::Receipts, |add| {
        store::receipt::each(connection, |received| {
            add(&ReceiptRowDraft::from(&received))
        })
    })?;
    out.table::<RemittanceRowDraft>(Table::Remittances, |add| {
        books::each_remittance(connection, |(id, remittance, void)| {
            add(&RemittanceRowDraft::from(&RemittanceRow {
                id,
                remittance,
                void,
            }))
        })
    })?;
    out.table::<RemittanceLineRowDraft>(Table::RemittanceLines, |add| {
        books::each_remittance_line(connection, |(id, remittance, line)| {
            let row = RemittanceLineRow {
                id,
                remittance,
                line,
            };
            add(&RemittanceLineRowDraft::from(&row))
        })
    })?;
    out.table::<AdjustmentRowDraft>(Table::RemittanceAdjustments, |add| {
        books::each_adjustment(connection, |(line, position, adjustment)| {
            let line: RemittanceLineId = line;
            add(&AdjustmentRowDraft::from(&AdjustmentRow {
                line,
                position,
                adjustment,
            }))
        })
    })?;
    out.table::<RuleDraft>(Table::AdjustmentRules, |add| {
        books::each_rule(connection, |rule| add(&RuleDraft::from(&rule)))
    })?;
    out.table::<ContractDraft>(Table::PayerContracts, |add| {
        books::each_contract(connection, |contract| add(&ContractDraft::from(&contract)))
    })?;
    out.table::<LegRowDraft>(Table::Journal, |add| {
        books::each_entry(connection, |posted| {
            legs_of(&posted).try_for_each(|row| add(&row))
        })
    })?;
    out.table::<DaySheetDraft>(Table::DaySheets, |add| {
        books::each_day_sheet(connection, |sheet| add(&DaySheetDraft::from(&sheet)))
    })?;
    out.table::<PeriodDraft>(Table::PeriodEvents, |add| {
        books::each_period_event(connection, |event| add(&PeriodDraft::from(&event)))
    })?;
    out.table::<ItemRowDraft>(Table::ProviderItems, |add| {
        books::each_item(connection, |item| add(&ItemRowDraft::from(&item)))
    })?;
    out.table::<BatchDraft>(Table::BatchCloses, |add| {
        books::each_batch(connection, |batch| add(&BatchDraft::from(&batch)))
    })?;
    out.table::<LaterClaimDraft>(Table::LaterClaims, |add| {
        books::each_later_claim(connection, |claim| add(&LaterClaimDraft::from(&claim)))
    })
}
