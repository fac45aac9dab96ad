//! The layers name only what they may: the sources are read and searched for what is forbidden.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use scan::{Breach, Source, find_word, scan, spell_out_imports};

#[path = "layers/scan.rs"]
mod scan;

/// Longest source file, in lines.
const LINES: usize = 600;

/// What a folder (or file) under `src/` must not name. `except` names the files that may.
struct Rule {
    within: &'static [&'static str],
    except: &'static [&'static str],
    words: &'static [&'static str],
}

const EVERYWHERE: &[&str] = &[""];
const PURE: &[&str] = &["domain", "exchange", "documents"];
const FACES: &[&str] = &["cli", "gui"];

const RULES: &[Rule] = &[
    Rule {
        within: EVERYWHERE,
        except: &["store"],
        words: &["rusqlite", "refinery"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["gui", "main.rs"],
        words: &["iced", "rfd"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["documents/pdf.rs"],
        words: &["printpdf"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["gui/theme.rs"],
        words: &["extended_palette"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["system/clock.rs"],
        words: &["Local::now", "Utc::now", "SystemTime"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["system/terminal.rs"],
        words: &["println", "eprintln", "print!", "eprint!", "rpassword"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["gui", "main.rs", "gui.rs"],
        words: &["crate::gui"],
    },
    Rule {
        within: EVERYWHERE,
        except: &["cli", "main.rs"],
        words: &["crate::cli"],
    },
    Rule {
        within: PURE,
        except: &[],
        words: &[
            "std::fs",
            "fs::File",
            "fs::read",
            "fs::write",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "Instant::now",
            "crate::store",
            "crate::commands",
            "crate::system",
        ],
    },
    Rule {
        within: &["domain"],
        except: &[],
        words: &["crate::exchange", "crate::documents"],
    },
    // Money, units and rates are exact; only the geometry of the paper is measured.
    Rule {
        within: &["domain"],
        except: &["domain/claim/field.rs"],
        words: &["f32", "f64"],
    },
    Rule {
        within: &["exchange"],
        except: &[],
        words: &["crate::documents"],
    },
    Rule {
        within: &["documents"],
        except: &[],
        words: &["crate::exchange"],
    },
    Rule {
        within: &["store"],
        except: &[],
        words: &[
            "crate::exchange",
            "crate::documents",
            "crate::commands",
            "crate::system",
        ],
    },
    Rule {
        within: &["system"],
        except: &[],
        words: &[
            "crate::store",
            "crate::exchange",
            "crate::documents",
            "crate::commands",
        ],
    },
];

/// The crates that `domain` may name; every other dependency in Cargo.toml is forbidden to it.
const DOMAIN_CRATES: &[&str] = &[
    "chrono",
    "proptest",
    "rust_decimal",
    "serde",
    "thiserror",
    "unicode_normalization",
];

/// Crates that could reach a network. None may be in the tree, not even through another.
const NETWORK_CRATES: &[&str] = &[
    "attohttpc",
    "curl",
    "curl-sys",
    "h2",
    "hickory-resolver",
    "hyper",
    "isahc",
    "lettre",
    "minreq",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "surf",
    "tungstenite",
    "ureq",
];

const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO",
    "INSERT OR",
    "UPDATE ",
    "DELETE FROM",
    "CREATE TABLE",
    "PRAGMA ",
];

/// What breaks the rules in the file `path` (relative to `src/`).
fn breaches(path: &str, source: &str, dependencies: &[String]) -> Vec<Breach> {
    let Source { code, texts } = scan(source);
    let code = spell_out_imports(&code);
    let mut found = Vec::new();
    for rule in RULES {
        if is_within(path, rule.within) && !is_within(path, rule.except) {
            for word in rule.words {
                found.extend(find_word(&code, word));
            }
        }
    }
    if is_within(path, &["domain"]) {
        // Its tests, which stand last in a file or in one of their own, may bring a value to JSON
        // and back.
        let code = match path.ends_with("/tests.rs") {
            true => "",
            false => code.split("#[cfg(test)]\nmod tests").next().unwrap(),
        };
        for name in dependencies {
            if !DOMAIN_CRATES.contains(&name.as_str()) {
                found.extend(find_word(code, &format!("{name}::")));
                found.extend(find_word(code, &format!("use {name}")));
            }
        }
    }
    if is_within(path, FACES) {
        for word in SQL {
            found.extend(find_word(&texts, word));
        }
        let allowed = code
            .replace("crate::store::Database", "")
            .replace("crate::store::database::Database", "");
        found.extend(find_word(&allowed, "crate::store"));
    }
    found
}

/// Whether `path` is one of `places` or below it; `cli` covers `cli.rs` and `cli/…`.
fn is_within(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| {
        place.is_empty()
            || path == *place
            || path.strip_suffix(".rs") == Some(place)
            || path
                .strip_prefix(place)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, as (path relative to it with `/`, content), in order.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.push((name.replace('\\', "/"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The crates that Cargo.toml depends on, as the code spells them.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut within = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            within = line.ends_with("dependencies]");
        } else if within
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once(" = ")
        {
            names.push(name.trim().replace('-', "_"));
        }
    }
    names
}

#[test]
fn every_layer_names_only_what_it_may() {
    let dependencies = dependencies();
    let mut found = Vec::new();
    for (path, source) in sources(&root().join("src")) {
        for Breach { line, word } in breaches(&path, &source, &dependencies) {
            found.push(format!("src/{path}:{line}: {word} may not be named here"));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_crate_can_reach_a_network() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let names: Vec<_> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = "))
        .map(|name| name.trim_matches('"'))
        .collect();
    assert!(names.contains(&"almoner"), "Cargo.lock was not understood");
    for name in NETWORK_CRATES {
        assert!(!names.contains(name), "{name} is in the tree");
    }
}

#[test]
fn files_stay_short_and_modules_have_names() {
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        for (path, source) in sources(&root().join(folder)) {
            let lines = source.lines().count();
            if lines > LINES {
                found.push(format!("{folder}/{path} has {lines} lines; split it"));
            }
            if path == "main.rs" && lines >= 80 {
                found.push(format!("{folder}/{path} has {lines} lines; it only starts"));
            }
            if folder == "src" && (path == "mod.rs" || path.ends_with("/mod.rs")) {
                found.push(format!("{folder}/{path}: name it after its folder"));
            }
            if folder == "src" && !source.starts_with("//! ") {
                found.push(format!("{folder}/{path} does not say what it is for"));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What the rules find in `source` as the file `path`.
fn words(path: &str, source: &str) -> Vec<String> {
    let dependencies = ["csv", "chrono", "serde_json"].map(str::to_owned);
    breaches(path, source, &dependencies)
        .into_iter()
        .map(|breach| breach.word)
        .collect()
}

#[test]
fn a_breach_of_each_arrow_is_seen() {
    for (path, source, word) in [
        ("commands/claim.rs", "use rusqlite::Connection;", "rusqlite"),
        ("cli.rs", "use iced::Color;", "iced"),
        ("documents/page.rs", "use printpdf::Op;", "printpdf"),
        (
            "gui/screen/home.rs",
            "theme.extended_palette()",
            "extended_palette",
        ),
        (
            "domain/date.rs",
            "let now = chrono::Local::now();",
            "Local::now",
        ),
        ("exchange/csv.rs", "use std::fs;", "std::fs"),
        (
            "exchange.rs",
            "use crate::{\n    domain,\n    store::x};",
            "crate::store",
        ),
        (
            "domain/claim/form.rs",
            "use crate::store::claim;",
            "crate::store",
        ),
        ("domain/money.rs", "let x: f64 = 0.1;", "f64"),
        ("domain/code.rs", "let r = csv::Reader::new();", "csv::"),
        (
            "domain/code.rs",
            "use serde_json as json;",
            "use serde_json",
        ),
        (
            "documents/cms1500.rs",
            "crate::exchange::x()",
            "crate::exchange",
        ),
        (
            "store/claim.rs",
            "use crate::system::clock;",
            "crate::system",
        ),
        ("store/claim.rs", "use crate::commands;", "crate::commands"),
        ("system/file.rs", "use crate::store;", "crate::store"),
        ("commands.rs", "use crate::cli::output;", "crate::cli"),
        (
            "gui/screen/home.rs",
            "crate::store::claim::list(c)",
            "crate::store",
        ),
        (
            "cli/claims.rs",
            "let q = \"SELECT id FROM claim\";",
            "SELECT ",
        ),
        (
            "cli/claims.rs",
            "let q = r#\"\nDELETE FROM claim\"#;",
            "DELETE FROM",
        ),
        ("cli/claims.rs", "println!(\"x\")", "println"),
    ] {
        assert_eq!(words(path, source), [word], "{path}: {source}");
    }
}

#[test]
fn what_is_allowed_is_not_a_breach() {
    for (path, source) in [
        ("store.rs", "use rusqlite::Connection;"),
        (
            "store/claim.rs",
            "let q = \"SELECT 1\"; use crate::domain::money::Money;",
        ),
        ("gui/theme.rs", "use iced::Color; theme.extended_palette()"),
        ("documents/pdf.rs", "use printpdf::Op;"),
        ("system/clock.rs", "Local::now()"),
        ("cli/new.rs", "use crate::store::Database;"),
        ("cli/new.rs", "use crate::{commands, system};"),
        (
            "cli/new.rs",
            "let s = \"Update the coverage, or select another.\";",
        ),
        (
            "domain/date.rs",
            "// Local::now is forbidden here\nuse chrono::NaiveDate;",
        ),
        (
            "domain/date.rs",
            "/* std::fs /* rusqlite */ Utc::now */ fn sliced() {}",
        ),
        (
            "domain/code.rs",
            "include_str!(\"codes.csv\"); let csv = 1; parse_csv::<u8>();",
        ),
        (
            "domain/text.rs",
            "let q = ['\"', '\\'', '\\\\']; let s = \"std::fs rusqlite\";",
        ),
        (
            "domain/text.rs",
            "fn f<'a>(x: &'a str) -> &'a str { x } // rusqlite",
        ),
        (
            "domain/text.rs",
            "let s = \"an escaped \\\" quote, rusqlite\";",
        ),
        (
            "domain/code.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests { use serde_json::json; }",
        ),
    ] {
        assert_eq!(words(path, source), [""; 0], "{path}: {source}");
    }
}

#[test]
fn a_breach_is_found_on_its_line() {
    let source = "//! rusqlite\n\nconst A: &str = \"two\nlines\";\n/* a\nb */ use rusqlite::Row;\n";
    let found = breaches("cli.rs", source, &[]);
    assert_eq!(
        found,
        [Breach {
            line: 6,
            word: "rusqlite".to_owned()
        }]
    );
}
