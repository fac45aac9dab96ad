//! Acts that follow from explanations of benefits.

use super::*;

impl Player {
    /// A check of the same payer with the same number, day and amount must need a reason.
    pub(super) fn same_check(&self, number: u8) -> Outcome {
        let all = self.rows(
            "SELECT y.reference, r.check_number, r.check_on, r.amount_cents FROM receipt r
             JOIN payer y ON y.id = r.payer_id
             WHERE r.method = 'CHECK' AND r.id NOT IN (SELECT receipt_id FROM receipt_void)",
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                    row.get::<_, i64>(3)?,
                ))
            },
        );
        let Some((payer, check_number, check_on, amount)) = picked(all, number) else {
            return Outcome::Nothing;
        };
        let draft = ReceiptDraft {
            kind: "INSURANCE".into(),
            payer_id: payer,
            method: "CHECK".into(),
            check_number,
            check_on,
            amount: cents(amount).to_string(),
            received_on: self.today.to_string(),
            ..ReceiptDraft::default()
        };
        let outcome = done(block_on(receipts::log(
            self.database.clone(),
            draft,
            self.now(),
        )));
        assert_ne!(outcome, Outcome::Done, "23: the same check came twice");
        outcome
    }

    /// A line on which the payer of a receipt paid; now and then any line.
    pub(super) fn paid_line(&self, receipt: ReceiptId, number: u8) -> Option<ChargeLineId> {
        if number.is_multiple_of(8) {
            return self.line(number);
        }
        let all = self.rows(
            "SELECT r.id, l.charge_line_id FROM receipt r
             JOIN remittance_line l ON l.payer_id = r.payer_id WHERE l.paid_cents > 0",
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        );
        let all = all
            .into_iter()
            .filter(|(id, _)| *id == receipt.number())
            .map(|(_, line)| ChargeLineId::new(line))
            .collect();
        picked(all, number)
    }

    pub(super) fn eob(&mut self, act: &Act) -> Outcome {
        let (database, now) = (self.database.clone(), self.now());
        let draft = match act {
            Act::SameEob => self.last_eob.clone(),
            _ => self.explanation(act),
        };
        let Some(draft) = draft else {
            self.marked = digest(&self.database);
            return Outcome::Nothing;
        };
        self.marked = digest(&self.database);
        let shown = block_on(remittances::preview(
            database.clone(),
            draft.clone(),
            now.clone(),
        ))
        .unwrap();
        let is_stopped = shown.findings.iter().any(|it| it.is_error());
        let is_double = self.stands_already(&draft);
        let posted = block_on(remittances::post(database, draft.clone(), now));
        if let Ok(posted) = &posted {
            assert!(!is_stopped, "the preview stopped it: {:?}", shown.findings);
            assert_eq!(posted.consequences, shown.consequences);
            assert_eq!(Some(posted.check), shown.check);
            assert!(!is_double, "23: the same decision came twice: {draft:?}");
            self.last_eob = Some(draft);
        }
        done(posted)
    }

    /// Whether a line without a reason says again what the same payer said that day and what stands.
    pub(super) fn stands_already(&self, draft: &RemittanceDraft) -> bool {
        let standing = self.rows(
            "SELECT l.charge_line_id, l.adjudicated_on, l.paid_cents, r.id FROM remittance_line l
             JOIN receipt r ON r.payer_id = l.payer_id
             WHERE l.kind <> 'REVERSAL'
                AND l.remittance_id NOT IN (SELECT remittance_id FROM remittance_void)
                AND NOT EXISTS (SELECT 1 FROM remittance_line t WHERE t.reverses_id = l.id
                    AND t.remittance_id NOT IN (SELECT remittance_id FROM remittance_void))",
            |row| {
                Ok([
                    row.get::<_, i64>(0)?.to_string(),
                    row.get::<_, String>(1)?,
                    cents(row.get(2)?).to_string(),
                    row.get::<_, i64>(3)?.to_string(),
                ])
            },
        );
        let takes_back = |line: &LineEntry| {
            let mut others = draft.lines.iter();
            others.any(|it| it.charge_line_id == line.charge_line_id && !it.reverses_id.is_empty())
        };
        draft.lines.iter().any(|line| {
            let said = [
                line.charge_line_id.clone(),
                draft.adjudicated_on.clone(),
                line.paid.clone(),
                draft.receipt_id.clone(),
            ];
            line.override_reason.is_empty()
                && line.reverses_id.is_empty()
                && !takes_back(line)
                && standing.contains(&said)
        })
    }

    pub(super) fn explanation(&mut self, act: &Act) -> Option<RemittanceDraft> {
        let Act::Eob {
            claim,
            payer,
            receipt,
            is_forwarded,
            decisions,
        } = act
        else {
            return None;
        };
        let all = self.rows(
            "SELECT c.reference, y.reference, c.encounter_id FROM claim c
             JOIN payer y ON y.id = c.payer_id ORDER BY c.id",
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, i64>(2)?,
                ))
            },
        );
        let (claim, billed, visit) = picked(all, *claim)?;
        let from = match payer {
            0..=5 => billed,
            6 => PAYERS[1].to_owned(),
            _ => PAYERS[decisions.len() % PAYERS.len()].to_owned(),
        };
        let mut lines = Vec::new();
        let mut total = 0;
        for (idx, (line, charge)) in self.lines_of(visit).into_iter().enumerate() {
            let decision = &decisions[idx % decisions.len()];
            if !decision.is_decided {
                continue;
            }
            if decision.takes_back
                && let Some((earlier, paid)) = self.earlier(line, &from)
            {
                total -= paid;
                lines.push(LineEntry::takeback(RemittanceLineId::new(earlier), line));
            }
            let open = if decision.is_wild {
                charge
            } else {
                self.open_with(line, &from)
            };
            let (entry, paid) = decided(line, charge, open, decision);
            total += paid;
            lines.push(entry);
        }
        let existing = receipt.and_then(|number| {
            let all = self.rows(
                "SELECT r.id, y.reference FROM receipt r JOIN payer y ON y.id = r.payer_id
                 WHERE r.kind = 'INSURANCE'",
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            );
            let all: Vec<_> = all.into_iter().filter(|it| it.1 == from).collect();
            picked(all, number).map(|(id, _)| ReceiptId::new(id))
        });
        let receipt = match existing {
            Some(id) => id,
            None => self.check(&from, total.max(0)).ok()?,
        };
        Some(RemittanceDraft {
            receipt_id: receipt.to_string(),
            claim_id: claim,
            adjudicated_on: self.today.to_string(),
            is_forwarded: if *is_forwarded { "Y" } else { "N" }.into(),
            lines,
            ..RemittanceDraft::default()
        })
    }

    /// The lines that a visit charges, with their charges.
    pub(super) fn lines_of(&self, visit: i64) -> Vec<(i64, i64)> {
        let all = self.rows(
            "SELECT f.encounter_id, c.id, c.charge_cents FROM charge_in_force f
             JOIN charge_line c ON c.id = f.charge_line_id ORDER BY c.id",
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, i64>(2)?,
                ))
            },
        );
        all.into_iter()
            .filter(|it| it.0 == visit)
            .map(|it| (it.1, it.2))
            .collect()
    }

    pub(super) fn open_with(&self, line: i64, payer: &str) -> i64 {
        let all = self.rows(
            "SELECT o.charge_line_id, y.reference, o.amount_cents FROM open_amount o
             JOIN payer y ON y.id = o.payer_id",
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, i64>(2)?,
                ))
            },
        );
        all.iter()
            .filter(|it| it.0 == line && it.1 == payer)
            .map(|it| it.2)
            .sum()
    }

    /// The newest decision of a payer on a line that stands, with what it paid.
    pub(super) fn earlier(&self, line: i64, payer: &str) -> Option<(i64, i64)> {
        let all = self.rows(
            "SELECT l.charge_line_id, y.reference, l.id, l.paid_cents FROM remittance_line l
             JOIN payer y ON y.id = l.payer_id
             WHERE l.kind <> 'REVERSAL'
                AND l.remittance_id NOT IN (SELECT remittance_id FROM remittance_void)
                AND NOT EXISTS (SELECT 1 FROM remittance_line r WHERE r.reverses_id = l.id
                    AND r.remittance_id NOT IN (SELECT remittance_id FROM remittance_void))
             ORDER BY l.id",
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            },
        );
        all.into_iter()
            .rfind(|it| it.0 == line && it.1 == payer)
            .map(|it| (it.2, it.3))
    }
}

/// A decision as typed, which shares the charge to the cent (A1), and what it pays.
pub(super) fn decided(line: i64, charge: i64, open: i64, decision: &Decision) -> (LineEntry, i64) {
    let share_of = open.clamp(0, charge);
    let whole: i64 = decision.shares.iter().map(|it| i64::from(*it)).sum();
    let mut parts = decision
        .shares
        .map(|share| share_of * i64::from(share) / whole.max(1));
    let rest = share_of - parts.iter().sum::<i64>();
    let at = parts.iter().rposition(|part| *part > 0).unwrap_or(1);
    parts[at] += rest;
    let mut adjustments = Vec::new();
    let mut adjust = |code: &str, amount: i64| {
        if amount == 0 {
            return;
        }
        let words: Vec<&str> = code.split(' ').collect();
        adjustments.push(AdjustmentEntry {
            group: words[0].into(),
            reason: words[1].into(),
            amount: cents(amount).to_string(),
            disposition: words.get(2).copied().unwrap_or_default().into(),
        });
    };
    // What is not open any more was an earlier payer's.
    adjust("OA 23", charge - share_of);
    for (code, part) in decision.codes.iter().zip(&parts[1..]) {
        adjust(CODES[usize::from(*code) % CODES.len()], *part);
    }
    let entry = LineEntry {
        charge_line_id: line.to_string(),
        paid: cents(parts[0]).to_string(),
        // Counts only where the codes do not say what a payment of zero means.
        class: if decision.has_reason { "ADJUSTED" } else { "" }.into(),
        override_reason: if decision.has_reason {
            "asked the payer"
        } else {
            ""
        }
        .into(),
        adjustments,
        ..LineEntry::default()
    };
    (entry, parts[0])
}

/// An amount that is mostly within what is there.
pub(super) fn within(amount: i64, left: i64) -> i64 {
    if left > 0 && amount % 6 > 0 {
        amount % left + 1
    } else {
        amount
    }
}
