//! What goes wrong around the window costs nobody what she typed: the process is killed, the file
//! is open elsewhere, the disk is full, the permissions are gone.
//!
//! The kill is played with the program itself in a real window (Xvfb, keys by xdotool); where they
//! are missing the test says that it is skipped. The disk and the permissions belong to a process of
//! their own, which this test starts again with another account or a small disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use almoner::commands::drafts::{self, DraftKind};
use almoner::commands::practice::{self, Passphrase};
use almoner::gui::action::Route;
use almoner::gui::app::App;
use almoner::store::Database;
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use whole::{database, make_sample, sample_window, start, unlock};

#[path = "gui/driver.rs"]
mod driver;
#[path = "common/skip.rs"]
mod skip;
#[path = "gui/whole.rs"]
mod whole;

/// Set in the process that plays a case on another disk or as another account.
const CASE: &str = "ALMONER_ROBUST";

/// How long something outside may take; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What typing is kept after, and a little: a file at rest for so long has everything.
const REST: Duration = Duration::from_millis(2_600);

fn is_there(command: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {command}")])
        .stdout(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

/// What shows the same for so long has been drawn; shorter than the caret takes to blink.
const STILL: Duration = Duration::from_millis(300);

/// Waits until something holds.
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A screen that nobody sees.
struct Screen {
    name: String,
    /// Where the server keeps what the screen shows.
    folder: tempfile::TempDir,
    _server: Process,
}

impl Screen {
    fn new() -> Self {
        let (told, said) = std::io::pipe().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                // Else it begins anew when a tool leaves, and throws out who is just coming in.
                "-noreset",
                "-fbdir",
            ])
            .arg(folder.path())
            .stdout(said)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Process(server);
        let mut number = String::new();
        let mut lines = std::io::BufReader::new(told);
        let _ = std::io::BufRead::read_line(&mut lines, &mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self {
            name: format!(":{}", number.trim()),
            folder,
            _server: server,
        }
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let said = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.name)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        said.status
            .success()
            .then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// The program on a file, once its window is there and has the focus.
    fn open(&self, file: &Path, home: &Path) -> Process {
        let said = home.join("said");
        let program = Command::new(env!("CARGO_BIN_EXE_almoner"))
            .args(["--today", "2026-09-14"])
            .arg(file)
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home)
            .env("XDG_CONFIG_HOME", home)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("ICED_BACKEND", "tiny-skia")
            .stderr(fs::File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let mut program = Process(program);
        wait_for("the window", || {
            if let Some(status) = program.0.try_wait().unwrap() {
                panic!("{status}: {}", fs::read_to_string(&said).unwrap());
            }
            self.focus("^Almoner$")
        });
        program
    }

    /// Gives the keys to the window of this title.
    fn focus(&self, title: &str) -> Option<()> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", title])?;
        let window = found.lines().last()?.to_owned();
        let _ = self.xdotool(&["windowfocus", "--sync", &window])?;
        Some(())
    }

    fn type_text(&self, text: &str) {
        let _ = self.xdotool(&["type", "--delay", "15", text]).unwrap();
    }

    fn tap(&self, keys: &[&str]) {
        for key in keys {
            let _ = self.xdotool(&["key", "--delay", "15", key]).unwrap();
        }
    }

    /// What the screen shows.
    fn picture(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("Xvfb_screen0")).unwrap()
    }

    /// Waits until the screen shows something else than `before` and keeps showing it; gives that.
    fn wait_for_picture(&self, before: &[u8]) -> Vec<u8> {
        let mut last = Vec::new();
        let mut since = Instant::now();
        wait_for("the screen to be drawn", || {
            let now = self.picture();
            if now != last {
                (last, since) = (now, Instant::now());
            }
            let is_drawn = last != before && since.elapsed() > STILL;
            is_drawn.then(|| std::mem::take(&mut last))
        })
    }

    fn unlock(&self) {
        // The first key comes when the window draws; a lost one is typed again over the rest.
        wait_for("the practice to open", || {
            self.tap(&["ctrl+a"]);
            self.type_text(practice::SAMPLE_PASSPHRASE);
            self.tap(&["Return"]);
            let start = Instant::now();
            while start.elapsed() < Duration::from_secs(5) {
                if self.focus("^sample").is_some() {
                    return Some(());
                }
                std::thread::sleep(Duration::from_millis(30));
            }
            None
        });
    }
}

/// When the log beside the file was written last.
fn written(file: &Path) -> Option<(u64, SystemTime)> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let about = fs::metadata(PathBuf::from(log)).ok()?;
    Some((about.len(), about.modified().ok()?))
}

/// Waits until the file was written and then rested.
fn wait_for_rest(file: &Path, before: Option<(u64, SystemTime)>) {
    let mut last = wait_for("something to be written", || {
        let now = written(file);
        (now != before).then_some(now)
    });
    let mut since = Instant::now();
    wait_for("the file to rest", || {
        let now = written(file);
        if now != last {
            (last, since) = (now, Instant::now());
        }
        (since.elapsed() > REST).then_some(())
    });
}

fn open(file: &Path) -> Database {
    let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    practice::open(file, &passphrase).unwrap()
}

#[test]
fn a_visit_half_typed_when_the_program_is_killed_is_offered_and_complete() {
    if let Some(missing) = ["Xvfb", "xdotool"].into_iter().find(|it| !is_there(it)) {
        skip::for_want_of(missing);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = make_sample(folder.path());
    let screen = Screen::new();

    let mut program = screen.open(&file, folder.path());
    screen.unlock();
    let before = written(&file);
    // A new visit for a patient, its diagnoses and half a line. The form has the keys once it is drawn.
    let home = screen.wait_for_picture(&[]);
    screen.tap(&["F3"]);
    let _ = screen.wait_for_picture(&home);
    screen.type_text("smith p");
    screen.tap(&["Return"]);
    // What is known of the patient decides which fields follow.
    wait_for_rest(&file, before);
    let before = written(&file);
    screen.tap(&["Return", "Tab", "Return", "Return", "Tab", "Tab"]);
    screen.type_text("e119");
    screen.tap(&["Return"]);
    screen.type_text("i10");
    screen.tap(&["Return", "Return"]);
    screen.type_text("99214");
    screen.tap(&["Return"]);
    screen.type_text("b");
    wait_for_rest(&file, before);
    // SIGKILL: nothing can be put in order first.
    program.0.kill().unwrap();
    let _ = program.0.wait().unwrap();

    let kept = open(&file);
    let waiting = block_on(drafts::list(kept.clone())).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].key.kind, DraftKind::Visit);
    let content: serde_json::Value = block_on(drafts::load(kept.clone(), waiting[0].key.clone()))
        .unwrap()
        .unwrap();
    let content = content.to_string();
    for typed in ["P000020", "E11.9", "I10", "99214"] {
        assert!(content.contains(typed), "{typed} is not in {content}");
    }
    practice::close(kept).unwrap();

    // Started again, it waits behind the first tile.
    let mut window = start(folder.path(), Some(file));
    unlock(&mut window);
    window.type_text("1");
    window.tap(Named::Enter);
    assert!(matches!(
        window.state.route(),
        Some(Route::Visit { visit: None, .. })
    ));
    assert!(window.shows("Draft restored: this is what was typed here and not saved."));
    // What the codes mean is told only of codes that stand in their fields.
    assert!(window.shows("Essential (primary) hypertension"));
    assert!(window.shows("03/21/1935, 91 y"));
}

#[test]
fn a_file_that_another_almoner_has_open_says_so_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = sample_window(folder.path());
    let path = folder.path().join("sample.almoner");
    let mut second = start(folder.path(), Some(path.clone()));
    second.type_text(practice::SAMPLE_PASSPHRASE);
    second.tap(Named::Enter);
    assert!(second.shows(&format!(
        "Another Almoner has {} open: close it there first; nothing was changed.",
        path.display()
    )));
    assert!(second.state.context().practice.is_none());
    // The first one works on.
    begin_visit(&mut first);
    first.message(almoner::gui::app::Message::KeepDue);
    assert_eq!(block_on(drafts::list(database(&first))).unwrap().len(), 1);
    // And once it is locked, the passphrase that was typed opens it here.
    first.command("l");
    second.tap(Named::Enter);
    assert_eq!(second.state.route(), Some(&Route::Home));
}

fn begin_visit(window: &mut Driver<App>) {
    window.tap(Named::F3);
    window.type_text("smith p");
    for key in [Named::Enter, Named::Enter, Named::Tab, Named::Enter] {
        window.tap(key);
    }
    window.type_text("e119");
}

/// Plays a case in a process that `wrapper` starts.
fn play(case: &str, wrapper: &[&str], folder: &Path) -> std::process::Output {
    let mut command = Command::new(wrapper[0]);
    command
        .args(&wrapper[1..])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "in_another_place", "--nocapture"])
        .env(CASE, case)
        .env("CASE_FOLDER", folder)
        .env("HOME", folder)
        .output()
        .unwrap()
}

#[test]
fn a_full_disk_keeps_nothing_half_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = format!(
        "mount -t tmpfs -o size=96m none '{}' && exec \"$@\"",
        disk.display()
    );
    let wrapper = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        &mount,
        "sh",
    ];
    let probe = Command::new(wrapper[0])
        .args(&wrapper[1..])
        .arg("true")
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        skip::because("this system lets no test have a small disk of its own");
        return;
    }
    let ended = play("full", &wrapper, &disk);
    assert!(
        ended.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
}

#[test]
fn a_file_whose_permissions_are_pulled_says_so_and_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let is_root = fs::metadata("/proc/self")
        .is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0);
    // Root may do anything, so a root's test is played as nobody.
    let wrapper: &[&str] = match is_root {
        true => &[
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ],
        false => &["env"],
    };
    let place = folder.path().join("practice");
    fs::create_dir(&place).unwrap();
    for open in [folder.path(), &place] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    if is_root {
        std::os::unix::fs::chown(&place, Some(65_534), Some(65_534)).unwrap();
    }
    let probe = Command::new(wrapper[0])
        .args(&wrapper[1..])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "in_another_place"])
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        skip::because("no other account can run this test here");
        return;
    }
    let ended = play("permissions", wrapper, &place);
    assert!(
        ended.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
}

#[test]
fn in_another_place() {
    let Ok(case) = std::env::var(CASE) else {
        return;
    };
    let folder = PathBuf::from(std::env::var_os("CASE_FOLDER").unwrap());
    match case.as_str() {
        "full" => full(&folder),
        "permissions" => permissions(&folder),
        other => panic!("no case {other}"),
    }
}

fn full(disk: &Path) {
    let mut window = sample_window(disk);
    begin_visit(&mut window);
    let filler = disk.join("filler");
    // As much as goes: the call that does not fit writes what does.
    let mut file = fs::File::create(&filler).unwrap();
    while std::io::Write::write_all(&mut file, &[0; 4096]).is_ok() {}
    drop(file);
    window.message(almoner::gui::app::Message::KeepDue);
    let said = window.state.notice().unwrap().sentence.clone();
    assert!(said.contains("The disk is full"), "{said}");
    assert!(said.contains("could not be kept"), "{said}");
    assert!(matches!(window.state.route(), Some(Route::Visit { .. })));
    // The lock would lose it, so there is none.
    window.command("l");
    assert!(matches!(window.state.route(), Some(Route::Visit { .. })));
    let said = window.state.notice().unwrap().sentence.clone();
    assert!(said.contains("Not locked"), "{said}");
    // With room again everything is there.
    fs::remove_file(&filler).unwrap();
    window.command("l");
    assert!(matches!(window.state.route(), Some(Route::Unlock(_))));
    unlock(&mut window);
    let waiting = block_on(drafts::list(database(&window))).unwrap();
    assert_eq!(waiting.len(), 1);
}

fn permissions(folder: &Path) {
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let path = make_sample(folder);
    let content = fs::read(&path).unwrap();
    let mut window = start(folder, Some(path.clone()));
    let place = path.display();
    for (what, file_mode, folder_mode, sentence) in [
        (
            "no reading",
            0o000,
            0o700,
            format!("You have no permission to read {place}: open it as the user who made it."),
        ),
        (
            "no writing",
            0o400,
            0o700,
            format!(
                "{place} is write-protected: take the protection away, or copy it to a folder of your own and open the copy."
            ),
        ),
        (
            "no writing beside it",
            0o600,
            0o500,
            "The practice file cannot be written: nothing was saved; check whether its disk or folder is write-protected."
                .to_owned(),
        ),
    ] {
        mode(&path, file_mode);
        mode(folder, folder_mode);
        window.press(Key::Character("a".into()), Modifiers::COMMAND);
        window.type_text(practice::SAMPLE_PASSPHRASE);
        window.tap(Named::Enter);
        mode(folder, 0o700);
        mode(&path, 0o600);
        assert!(window.shows(&sentence), "{what}");
        assert!(window.state.context().practice.is_none(), "{what}");
        assert!(
            fs::read(&path).unwrap() == content,
            "{what}: the file changed"
        );
    }
    window.tap(Named::Enter);
    assert_eq!(window.state.route(), Some(&Route::Home));

    // Pulled while she works: either it is kept all the same, or she is told; and it is not lost.
    begin_visit(&mut window);
    mode(&path, 0o000);
    mode(folder, 0o500);
    window.message(almoner::gui::app::Message::KeepDue);
    let told = window.state.notice().map(|notice| notice.sentence.clone());
    assert!(matches!(window.state.route(), Some(Route::Visit { .. })));
    mode(folder, 0o700);
    mode(&path, 0o600);
    window.message(almoner::gui::app::Message::KeepDue);
    let waiting = block_on(drafts::list(database(&window))).unwrap();
    assert_eq!(waiting.len(), 1, "{told:?}");
}
