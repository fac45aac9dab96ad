//! Start to first frame in a real window, memory and idle work: the bench starts itself again as
//! the program under measure, which tells its parent what it saw.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use almoner::gui::app::{self, App, Message};
use almoner::gui::context::Practice;
use almoner::gui::theme;
use iced::{Element, Subscription, Task, window};

pub const CHILD: &str = "--child";

const ROUNDS: usize = 5;
/// How long the window is watched while nobody touches it.
const IDLE: Duration = Duration::from_secs(10);
/// How long a window may take to settle before it is watched.
const SETTLE: Duration = Duration::from_secs(3);

/// Starts the windows and prints what they tell.
pub fn measure(path: &Path) {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if !has_display {
        println!("no display: start, memory and idle work are not measured");
        return;
    }
    let first_frame = |kind: &str| {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| run(kind, path).first_frame).collect();
        times.sort();
        times[ROUNDS / 2]
    };
    let empty = first_frame("empty");
    let opening = {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| super::open(path).1).collect();
        times.sort();
        times[ROUNDS / 2]
    };
    let practice = first_frame("practice");
    let without = practice.saturating_sub(opening);
    println!("start to first frame, median of {ROUNDS}:");
    println!("  empty iced window: {:.0} ms", super::milliseconds(empty));
    println!(
        "  Home on the practice: {:.0} ms, of which opening the file with its key {:.0} ms",
        super::milliseconds(practice),
        super::milliseconds(opening)
    );
    println!(
        "  without opening, beside the empty window: {:.2} (goal 1.5)",
        super::milliseconds(without) / super::milliseconds(empty)
    );
    for kind in ["idle-empty", "idle-practice"] {
        let told = run(kind, path);
        println!(
            "  {kind}: {:.0} MB resident, {:.2} % of a core over {} s",
            told.memory,
            told.load * 100.0,
            IDLE.as_secs()
        );
    }
}

/// What a window told.
struct Told {
    first_frame: Duration,
    /// MB.
    memory: f64,
    /// Share of one core.
    load: f64,
}

fn run(kind: &str, path: &Path) -> Told {
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([CHILD, kind])
        .arg(path)
        .env("ICED_BACKEND", "tiny-skia")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let _ = lines.next().unwrap().unwrap();
    let first_frame = start.elapsed();
    let mut number = || {
        let line = lines.next().and_then(Result::ok);
        line.and_then(|line| line.parse().ok()).unwrap_or_default()
    };
    let told = Told {
        first_frame,
        memory: number(),
        load: number(),
    };
    let _ = child.wait().unwrap();
    told
}

/// The window in the child.
struct Child {
    app: Option<App>,
    practice: Option<Practice>,
    is_idle: bool,
    has_frame: bool,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "one lives at a time")]
enum Happened {
    App(Message),
    Frame,
    Settled,
    Watched(Duration),
}

/// Opens a window of a kind, tells, and ends.
pub fn child(kind: &str, path: &Path) {
    let practice = kind.ends_with("practice").then(|| super::open(path).0);
    let folder = path.parent().unwrap().to_owned();
    let is_idle = kind.starts_with("idle");
    let boot = move || {
        let mut child = Child {
            app: None,
            practice: practice.clone(),
            is_idle,
            has_frame: false,
        };
        let Some(practice) = child.practice.take() else {
            return (child, Task::none());
        };
        let (mut app, _) = App::new(super::start_of(&folder));
        let task = app.update(Message::PracticeOpened(Some(Ok(practice))));
        child.app = Some(app);
        (child, task.map(Happened::App))
    };
    iced::application(boot, update, view)
        .theme(|_: &Child| theme::light())
        .subscription(|child: &Child| {
            if child.has_frame {
                Subscription::none()
            } else {
                window::frames().map(|_| Happened::Frame)
            }
        })
        .settings(app::settings())
        .window(window::Settings {
            size: iced::Size::new(1280.0, 800.0),
            ..window::Settings::default()
        })
        .run()
        .unwrap();
}

fn update(child: &mut Child, happened: Happened) -> Task<Happened> {
    match happened {
        Happened::App(message) => match &mut child.app {
            Some(app) => app.update(message).map(Happened::App),
            None => Task::none(),
        },
        Happened::Frame if child.has_frame => Task::none(),
        Happened::Frame => {
            child.has_frame = true;
            println!("frame");
            std::io::stdout().flush().unwrap();
            if child.is_idle {
                Task::perform(pause(SETTLE), |()| Happened::Settled)
            } else {
                iced::exit()
            }
        }
        Happened::Settled => {
            let before = worked();
            Task::perform(pause(IDLE), move |()| Happened::Watched(before))
        }
        Happened::Watched(before) => {
            println!("{}", resident());
            println!(
                "{}",
                (worked().saturating_sub(before)).as_secs_f64() / IDLE.as_secs_f64()
            );
            std::io::stdout().flush().unwrap();
            iced::exit()
        }
    }
}

fn view(child: &Child) -> Element<'_, Happened> {
    match &child.app {
        Some(app) => app.view().map(Happened::App),
        None => iced::widget::space().into(),
    }
}

/// Waits on a thread of its own, so that the window sleeps.
async fn pause(length: Duration) {
    let _ = almoner::gui::work::aside(move || std::thread::sleep(length)).await;
}

/// What the process holds in memory, in MB; Linux only.
fn resident() -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
            let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(kilobytes / 1_024.0)
        })
        .unwrap_or_default()
}

/// The processor time that the process has used, in ticks of a hundredth of a second; Linux only.
fn worked() -> Duration {
    let ticks: u64 = std::fs::read_to_string("/proc/self/stat")
        .ok()
        .and_then(|stat| {
            let (_, rest) = stat.rsplit_once(')')?;
            let fields: Vec<u64> = rest
                .split_whitespace()
                .skip(11)
                .take(2)
                .filter_map(|field| field.parse().ok())
                .collect();
            Some(fields.iter().sum())
        })
        .unwrap_or_default();
    Duration::from_millis(10 * ticks)
}
