//! What takes longer to look at: history as rows, reports, account cards, every check of the file.

use super::*;

impl Story {
    pub(super) fn look_long(&mut self) {
        self.assert_history();
        let database = &self.player.database;
        let now = posting(self.player.today, 0);
        // 27: receipts and receivables of the sheet tie with the accounts.
        let sheet = block_on(closing::preview_day(database.clone(), now)).unwrap();
        assert!(
            sheet.is_tied(),
            "27: {:?} {:?}",
            sheet.sheet.ties,
            sheet.ties
        );
        self.assert_aging();
        self.keep_reports();
    }

    /// What is looked at once, when the history is over.
    pub fn finish(&mut self) {
        self.look_long();
        self.assert_cards();
        self.assert_credits();
        self.assert_clock();
        for kept in &self.kept {
            let again = self.report(kept.kind, kept.parameters.clone());
            let what = (kept.kind, &kept.parameters);
            assert_eq!(figures(&again), figures(&kept.report), "31: {what:?}");
        }
        let checks = self
            .player
            .database
            .call_blocking(|connection| check::all(connection))
            .unwrap();
        for it in checks {
            assert_eq!(it.problems, Vec::<String>::new(), "{}", it.name);
        }
    }

    /// 9, 12, 25, 29: every row of history that was there is there as it was.
    fn assert_history(&mut self) {
        let rows = self
            .player
            .database
            .call_blocking(|connection| {
                let mut all = Rows::new();
                for table in HISTORY {
                    let mut statement =
                        connection.prepare_cached(&format!("SELECT * FROM {table}"))?;
                    let width = statement.column_count();
                    let rows = statement.query_map([], |row| {
                        let cells: rusqlite::Result<Vec<String>> = (0..width)
                            .map(|at| Ok(format!("{:?}", row.get_ref(at)?)))
                            .collect();
                        Ok(cells?.join(" "))
                    })?;
                    let _ = all.insert(table, rows.collect::<Result<BTreeSet<_>, _>>()?);
                }
                Ok::<_, store::Error>(all)
            })
            .unwrap();
        for (table, was) in &self.rows {
            let gone: Vec<&String> = was.difference(&rows[table]).collect();
            assert!(gone.is_empty(), "9, 29: {table} {gone:?}");
        }
        self.rows = rows;
    }

    fn report(&self, kind: ReportKind, parameters: Parameters) -> Report {
        let made = reports::make(self.player.database.clone(), kind, parameters);
        block_on(made).unwrap()
    }

    fn aging_of(&self, anchor: Anchor, as_of: NaiveDate) -> Report {
        let parameters = Parameters {
            anchor,
            as_of: Some(as_of),
            ..Parameters::today(as_of)
        };
        self.report(ReportKind::AgingDetail, parameters)
    }

    /// 19 and 30: aging holds all that is open, in the column that its day says, and what no claim
    /// was printed for stands apart.
    fn assert_aging(&self) {
        let facts = self
            .player
            .database
            .call_blocking(|connection| Ok::<_, store::Error>(Facts::read(connection)?))
            .unwrap();
        let today = self.player.today;
        let open: i64 = self.oracle.open.values().map(|it| it.0).sum();
        let control: i64 = [1110, 1120, 1130, 1140, 1150]
            .iter()
            .map(|account| self.oracle.account(*account))
            .sum();
        assert_eq!(open, control, "3: receivables are their control accounts");
        for anchor in Anchor::ALL {
            let report = self.aging_of(*anchor, today);
            assert!(report.ties(), "30: {:?}", report.ties);
            assert_eq!(
                report.total("Owed").cents(),
                open,
                "30: by {}",
                anchor.title()
            );
            if *anchor == Anchor::Billed {
                continue;
            }
            let mut ages = [0_i64; 6];
            for ((line, account, payer), (amount, since)) in &self.oracle.open {
                let line = &facts.lines[line];
                let is_unbilled = !line.is_forwarded
                    && payer.is_some_and(|payer| !line.printed_to.contains(&payer));
                let from = match anchor {
                    Anchor::Service => &line.from_on,
                    _ => since,
                };
                let days = (today - day(from)).num_days();
                let at = match days {
                    _ if is_unbilled && *account < 1140 => 0,
                    ..=30 => 1,
                    31..=60 => 2,
                    61..=90 => 3,
                    91..=120 => 4,
                    _ => 5,
                };
                ages[at] += amount;
            }
            for (at, age) in Age::ALL.iter().enumerate() {
                assert_eq!(
                    report.total(age.title()).cents(),
                    ages[at],
                    "30: {} by {}",
                    age.title(),
                    anchor.title()
                );
            }
        }
    }

    /// 32: later days move amounts to older columns and change none.
    fn assert_clock(&self) {
        let today = self.player.today;
        for anchor in Anchor::ALL {
            let now = self.aging_of(*anchor, today);
            let later = self.aging_of(*anchor, today + Days::new(37));
            assert_eq!(now.total("Owed"), later.total("Owed"), "32");
            let details = |report: &Report| {
                let rows = report.rows.iter().filter(|row| row.kind == RowKind::Detail);
                rows.cloned().collect::<Vec<_>>()
            };
            for (before, after) in details(&now).iter().zip(details(&later)) {
                assert_eq!(before.cells[0], after.cells[0]);
                let column = |row: &almoner::domain::report::Row| {
                    (1..=6).find(|at| !row.money(*at).is_zero()).unwrap_or(0)
                };
                let (from, to) = (column(before), column(&after));
                assert!(
                    from <= to && (from == 1) == (to == 1),
                    "32: {before:?} {after:?}"
                );
                assert_eq!(before.money(from), after.money(to), "32");
            }
        }
    }

    /// 31: some reports are kept, to be made again when all is over.
    fn keep_reports(&mut self) {
        let head = i64::try_from(self.oracle.entries.len()).unwrap();
        if head == 0 {
            return;
        }
        let today = self.player.today;
        for (kind, as_of) in [
            (ReportKind::TrialBalance, today),
            (ReportKind::RollForward, today),
            (ReportKind::UnappliedCredits, today),
            (ReportKind::Aging, today - Days::new(1)),
        ] {
            let parameters = Parameters {
                as_of: Some(as_of),
                to: Some(as_of),
                entered: Some(Entered::Entry(EntryId::new(head))),
                anchor: Anchor::Responsibility,
                ..Parameters::today(today)
            };
            let report = self.report(kind, parameters.clone());
            assert!(report.ties(), "{kind}: {:?}", report.ties);
            self.kept.push(Kept {
                kind,
                parameters,
                report,
            });
        }
    }

    /// 3: account cards hold what is open with their families' lines, and no more.
    fn assert_cards(&self) {
        let facts = self
            .player
            .database
            .call_blocking(|connection| Ok::<_, store::Error>(Facts::read(connection)?))
            .unwrap();
        let mut of_practice = 0;
        for number in 1..=N_PATIENTS {
            let patient: PatientId = format!("P{number}").parse().unwrap();
            let card = block_on(account::card(
                self.player.database.clone(),
                patient.clone(),
                self.player.today,
            ))
            .unwrap();
            let member = card.members.iter().find(|it| it.patient == patient);
            let totals = member.unwrap().totals;
            let owed = |wanted: fn(i64) -> bool| -> i64 {
                let open = self.oracle.open.iter().filter(|((line, account, _), _)| {
                    facts.lines[line].patient == patient.as_str() && wanted(*account)
                });
                open.map(|(_, it)| it.0).sum()
            };
            assert_eq!(totals.patient_owes.cents(), owed(|it| it == 1140), "3");
            assert_eq!(totals.collections.cents(), owed(|it| it == 1150), "3");
            assert_eq!(totals.insurance_pending.cents(), owed(|it| it < 1140), "3");
            if card.guarantor == patient {
                let family = card.totals;
                of_practice += family.patient_owes.cents()
                    + family.collections.cents()
                    + family.insurance_pending.cents();
            }
            for line in &card.lines {
                let open: i64 = line.open.iter().map(|it| it.amount.cents()).sum();
                assert_eq!(open, line.balance.cents(), "2");
            }
        }
        let open: i64 = self.oracle.open.values().map(|it| it.0).sum();
        assert_eq!(
            of_practice, open,
            "3: guarantors come to the practice's receivables"
        );
    }

    /// 5: whatever was paid too much has its row on the list of credits.
    fn assert_credits(&self) {
        let list = block_on(credits::list(
            self.player.database.clone(),
            self.player.today,
        ))
        .unwrap();
        let listed: i64 = list.iter().map(|row| row.amount.cents()).sum();
        let overpaid = self.oracle.open.values().filter(|it| it.0 < 0);
        let overpaid: Vec<i64> = overpaid.map(|it| -it.0).collect();
        let credits: i64 = self.oracle.credits.values().map(|it| it.0).sum();
        assert_eq!(listed, credits + overpaid.iter().sum::<i64>(), "5");
        assert_eq!(list.len(), self.oracle.credits.len() + overpaid.len(), "5");
    }
}

/// A report's figures without its names, which the practice may change. Whether a line counts as
/// billed follows from claims and explanations as they are now, not from the journal as it was, so
/// of aging only what is owed in all is compared.
fn figures(report: &Report) -> Vec<String> {
    let n_left_out = if report.name == "aging" { 7 } else { 0 };
    let rows = report.rows.iter().map(|row| {
        let cells = row.cells.iter().skip(n_left_out);
        let cells = cells.filter(|it| !matches!(it, Cell::Text(_)));
        format!("{:?} {:?}", row.kind, cells.collect::<Vec<_>>())
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows
}

pub(super) fn credit_rows(connection: &Connection) -> rusqlite::Result<BTreeMap<CreditKey, Since>> {
    connection
        .prepare_cached(
            "SELECT receipt_id, account, patient_id, amount_cents, since_on FROM open_credit",
        )?
        .query_map([], |row| {
            Ok((
                (row.get(0)?, row.get(1)?, row.get(2)?),
                (row.get(3)?, row.get(4)?),
            ))
        })?
        .collect()
}
