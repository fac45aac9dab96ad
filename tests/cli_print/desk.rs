//! A desk with a practice of the golden claims, for tests that act as its user does.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use almoner::commands::{Author, practice};
use almoner::domain::claim::print::PrintRecord;
use almoner::domain::id::{ClaimId, PatientId};
use almoner::exchange::folder;
use almoner::store::{self, Action, Change, Database};
use serde_json::Value;

use crate::golden;
use crate::scene::Scene;

pub const PASSPHRASE: &str = "seven gray herons";
pub const TODAY: &str = "2026-03-10";
/// Two claims that do not print, by the names of their scenes.
pub const BROKEN: &str = "pointer_to_nothing";
pub const HELD: &str = "on_hold";

/// The golden claims and those that do not print.
pub fn scenes() -> Vec<(&'static str, Scene)> {
    let mut scenes = golden::scenes();
    scenes.push((
        BROKEN,
        Scene::new("COMMERCIAL").with(|s| s.lines[0].pointers = "AH".into()),
    ));
    scenes.push((HELD, Scene::new("COMMERCIAL")));
    scenes
}

/// The number of a scene's claim.
pub fn number(name: &str) -> String {
    golden::number(scenes().iter().position(|(it, _)| *it == name).unwrap())
}

/// A place for one test: the practice file, the paths beside it, and the user's own data folder.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// A copy of the practice, which is made once: its code sets take a second to load.
    pub fn new() -> Self {
        static PRACTICE: OnceLock<Vec<u8>> = OnceLock::new();
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let file = desk.path("clinic.almoner");
        let practice = PRACTICE.get_or_init(|| {
            let _ = done(&desk.run(&["new", &file]));
            let mut records = golden::records(&scenes());
            let held = number(HELD);
            for claim in &mut records.claims {
                claim.is_on_hold = claim.id.as_str() == held;
            }
            let from = desk.path("in");
            fs::create_dir(&from).unwrap();
            for table in folder::write(&records) {
                fs::write(format!("{from}/{}", table.table.file_name()), table.bytes).unwrap();
            }
            let _ = done(&desk.run(&["import", &file, &from]));
            fs::read(&file).unwrap()
        });
        fs::write(&file, practice).unwrap();
        desk
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let _ = command
            .env("ALMONER_PASSPHRASE", PASSPHRASE)
            .env("XDG_DATA_HOME", self.path("home"))
            .env_remove("ALMONER_LOG")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_almoner"))
            .args(arguments)
            .args(["--today", TODAY])
            .output()
            .unwrap()
    }

    /// Runs a sub-command on the practice file.
    pub fn ask(&self, command: &str, more: &[&str]) -> Output {
        let file = self.path("clinic.almoner");
        self.run(&[&[command, &file], more].concat())
    }

    /// Prints claims to a PDF of this name.
    pub fn print(&self, out: &str, more: &[&str]) -> Output {
        self.ask("print", &[&["--out", &self.path(out)], more].concat())
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn json(&self, command: &str, more: &[&str]) -> Value {
        let output = self.ask(command, &[more, &["--format", "json"]].concat());
        serde_json::from_str(&done(&output)).unwrap()
    }

    /// The claims of a status, by their numbers.
    pub fn claims(&self, status: &str) -> Vec<String> {
        let claims = self.json("claims", &["--status", status]);
        let ids = claims.as_array().unwrap().iter();
        ids.map(|claim| claim["claim_id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// What stands in one field of a claim's first page.
    pub fn field(&self, claim: &str, form_box: &str, field: &str) -> String {
        let values = self.json("form", &["--claim", claim]);
        let value = values
            .as_array()
            .unwrap()
            .iter()
            .find(|value| value["box"] == form_box && value["field"] == field);
        value.unwrap()["text"].as_str().unwrap().to_owned()
    }

    /// The practice file in this process.
    pub fn open(&self) -> Database {
        let passphrase = practice::Passphrase::new(PASSPHRASE).unwrap();
        practice::open(self.path("clinic.almoner").as_ref(), &passphrase).unwrap()
    }

    pub fn records_of(&self, claim: &str) -> Vec<PrintRecord> {
        let database = self.open();
        let claim: ClaimId = claim.parse().unwrap();
        let records = database
            .call_blocking(move |connection| store::print_record::of_claim(connection, &claim))
            .unwrap();
        practice::close(database).unwrap();
        records
    }

    pub fn move_patients(&self, names: &[&str]) {
        let database = self.open();
        let patients: Vec<PatientId> = names
            .iter()
            .map(|name| format!("{name}-P1").parse().unwrap())
            .collect();
        let action = Action {
            user: "test".to_owned(),
            at: author().at,
            change: Change {
                verb: "save",
                entity: "patient",
                entity_id: None,
                details: "address".to_owned(),
            },
        };
        database
            .call_blocking(move |connection| {
                store::write(connection, &action, |tx| {
                    for id in &patients {
                        let found = store::patient::find(tx, id)?.unwrap();
                        let mut draft = found.value.to_draft();
                        draft.address1 = "99 Harbor Loop".to_owned();
                        draft.last_name = "Newname".to_owned();
                        let moved = draft.build().unwrap();
                        let _ = store::patient::save(tx, &moved, Some(found.version))?;
                    }
                    Ok::<_, store::Error>(())
                })
            })
            .unwrap();
        practice::close(database).unwrap();
    }
}

pub fn author() -> Author {
    Author {
        user: "test".to_owned(),
        at: "2026-03-10T12:00:00Z".parse().unwrap(),
    }
}

pub fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What was refused, sentence by sentence.
pub fn refused(output: &Output) -> Vec<String> {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}
