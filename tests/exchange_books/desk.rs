//! A practice file of its own for one test, and the folders that come in and go out.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use almoner::commands::exchange::{self, Import, ImportError, ImportReport};
use almoner::commands::{Author, practice};
use almoner::domain::money::Money;
use almoner::exchange::folder::{MOST_SHOWN, Source, Table};
use almoner::store::{self, Database, Error, Passphrase, check};

use super::fixture::on;

const PASSPHRASE: &str = "seven gray herons";

pub type Folder = BTreeMap<Table, Vec<u8>>;

pub fn author() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-11-21T12:00:00Z".parse().unwrap(),
    }
}

pub fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

pub struct Desk {
    pub folder: tempfile::TempDir,
    pub database: Database,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = Passphrase::new(PASSPHRASE).unwrap();
        let path = folder.path().join("clinic.almoner");
        let database = practice::create(&path, &passphrase, &author()).unwrap();
        Self { folder, database }
    }

    pub fn import(&self, folder: &Folder, is_trial: bool) -> Result<ImportReport, Vec<String>> {
        let sources = folder
            .iter()
            .map(|(table, bytes)| Source {
                table: *table,
                bytes: Box::new(Cursor::new(bytes.clone())),
            })
            .collect();
        let import = Import {
            today: on("2026-11-21"),
            ignore_unknown: false,
            is_trial,
        };
        exchange::import(&self.database, sources, import, &author()).map_err(|error| match error {
            ImportError::Folder(problems) => {
                assert!(problems.count() <= MOST_SHOWN);
                problems.shown.iter().map(ToString::to_string).collect()
            }
            ImportError::Command(error) => vec![error.to_string()],
        })
    }

    pub fn export(&self) -> Folder {
        let written = Arc::new(Mutex::new(Folder::new()));
        let taken = Arc::clone(&written);
        let put = move |table: Table, bytes: &[u8]| {
            let mut files = taken.lock().unwrap();
            files.entry(table).or_default().extend_from_slice(bytes);
            Ok(())
        };
        let counts = exchange::export(&self.database, &author(), put).unwrap();
        let written = written.lock().unwrap().clone();
        for (table, count) in counts {
            if table.is_of_books() && table != Table::PeriodEvents {
                let text = String::from_utf8(written[&table].clone()).unwrap();
                let n_quoted = text.matches("one\ntwo").count();
                let header = usize::from(table.file_name().ends_with(".csv"));
                assert_eq!(text.lines().count(), count + header + n_quoted, "{table:?}");
            }
        }
        written
    }

    pub fn write(
        &self,
        work: impl FnOnce(&store::Transaction<'_>) -> Result<(), Error> + Send + 'static,
    ) {
        let action = store::Action {
            user: "biller".into(),
            at: author().at,
            change: store::Change {
                verb: "test",
                entity: "file",
                entity_id: None,
                details: String::new(),
            },
        };
        self.database
            .call_blocking(move |connection| store::write(connection, &action, work))
            .unwrap();
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&store::Connection) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.database
            .call_blocking(move |connection| work(connection))
            .unwrap()
    }

    pub fn is_sound(&self) {
        let checks = self.read(check::all);
        assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
        assert!(self.folder.path().exists());
    }
}

/// Says in which line two folders differ, if they do.
pub fn same(left: &Folder, right: &Folder) {
    let names = |folder: &Folder| folder.keys().copied().collect::<Vec<_>>();
    assert_eq!(names(left), names(right));
    for (table, bytes) in left {
        let lines = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (left, right) = (lines(bytes), lines(&right[table]));
        for (idx, (left, right)) in left.iter().zip(&right).enumerate() {
            assert_eq!(left, right, "{table:?}, line {}", idx + 1);
        }
        assert_eq!(left.len(), right.len(), "{table:?}");
    }
}

const LEAST: &[(Table, &str)] = &[
    (
        Table::Practice,
        "name,address1,city,state,zip,phone,npi,tax_id,tax_id_type\n\
         Elm Clinic,1 Elm St,Salem,OR,97301,5035550100,1234567893,12-3456789,EIN\n",
    ),
    (
        Table::Providers,
        "provider_id,last_name,first_name,npi\nDR,Reed,Ann,1245319599\n",
    ),
    (Table::Payers, "payer_id,name,kind\nPLAN,Plan,COMMERCIAL\n"),
    (
        Table::Patients,
        "patient_id,last_name,first_name,birth_date,sex\n1,Doe,Jane,1980-02-29,F\n2,Roe,Max,2001-01-31,M\n",
    ),
    (
        Table::Coverages,
        "coverage_id,patient_id,rank,payer_id,member_id,relationship,effective_on\nC1,1,1,PLAN,M1,SELF,2025-01-01\n",
    ),
    (
        Table::Visits,
        "visit_id,patient_id,rendering_provider_id,place_of_service,dx_a\nV1,1,DR,11,I10\nV2,2,DR,11,I10\n",
    ),
    (
        Table::Lines,
        "visit_id,line,from_on,code,pointers,charge\nV1,1,2026-03-02,99213,A,150.00\nV1,2,2026-03-02,81002,A,12.00\nV1,3,2026-03-02,36415,A,9.00\nV2,1,2026-03-02,99213,A,150.00\n",
    ),
];

/// The least that is charged, and more files beside it.
pub fn least(more: &[(Table, &str)]) -> Folder {
    LEAST
        .iter()
        .chain(more)
        .map(|(table, text)| (*table, text.as_bytes().to_vec()))
        .collect()
}
