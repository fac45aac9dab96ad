//! Reads Rust sources just well enough to find a name in them.

/// One place where a file names what it must not.
#[derive(Debug, PartialEq)]
pub struct Breach {
    pub line: usize,
    pub word: String,
}

/// A Rust source as the rules see it, line for line.
pub struct Source {
    /// Without comments and without the inside of texts.
    pub code: String,
    /// The texts alone: what stands between quotes.
    pub texts: String,
}

/// Parts code from texts and drops comments. Line breaks stay, so line numbers hold.
pub fn scan(source: &str) -> Source {
    let chars: Vec<char> = source.chars().collect();
    let (mut code, mut texts) = (String::new(), String::new());
    let mut at = 0;
    let starts = |at: usize, word: &str| {
        word.chars()
            .enumerate()
            .all(|(offset, c)| chars.get(at + offset) == Some(&c))
    };
    while at < chars.len() {
        let c = chars[at];
        if starts(at, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if starts(at, "/*") {
            let mut depth = 0;
            while at < chars.len() {
                if starts(at, "/*") {
                    depth += 1;
                    at += 2;
                } else if starts(at, "*/") {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    if chars[at] == '\n' {
                        code.push('\n');
                        texts.push('\n');
                    }
                    at += 1;
                }
            }
        } else if let Some(hashes) = raw_text_hashes(&chars, at) {
            let close = format!("\"{}", "#".repeat(hashes));
            at += hashes + 2;
            code.push('"');
            while at < chars.len() && !starts(at, &close) {
                texts.push(chars[at]);
                if chars[at] == '\n' {
                    code.push('\n');
                }
                at += 1;
            }
            at += close.len();
            code.push('"');
            texts.push(' ');
        } else if c == '"' {
            at += 1;
            code.push('"');
            while at < chars.len() && chars[at] != '"' {
                if chars[at] == '\\' {
                    at += 1;
                }
                if let Some(&inside) = chars.get(at) {
                    texts.push(inside);
                    if inside == '\n' {
                        code.push('\n');
                    }
                }
                at += 1;
            }
            at += 1;
            code.push('"');
            texts.push(' ');
        } else if c == '\'' && chars.get(at + 1) == Some(&'\\') {
            // An escaped character; a lifetime never has a backslash.
            at += 3;
            while at < chars.len() && chars[at] != '\'' {
                at += 1;
            }
            at += 1;
        } else if c == '\'' && chars.get(at + 2) == Some(&'\'') {
            at += 3;
        } else {
            code.push(c);
            if c == '\n' {
                texts.push('\n');
            }
            at += 1;
        }
    }
    Source { code, texts }
}

/// The number of `#` of a raw text that starts here.
fn raw_text_hashes(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| chars[before]);
    if chars[at] != 'r' || before.is_some_and(|c| is_word(c) && c != 'b') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `word` stands by itself: not as a part of a longer name.
pub fn find_word(code: &str, word: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let found = line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            let continues = word.ends_with(is_word) && after.is_some_and(is_word);
            !continues && !before.is_some_and(is_word)
        });
        if found {
            breaches.push(Breach {
                line: index + 1,
                word: word.to_owned(),
            });
        }
    }
    breaches
}

/// `use crate::{a::b, c}` on several lines, spelled as `crate::a::b` and `crate::c` for the rules.
pub fn spell_out_imports(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(start) = rest.find("crate::{") {
        out.push_str(&rest[..start]);
        let inside = &rest[start + "crate::{".len()..];
        let mut depth = 1;
        let mut item_starts = true;
        let mut end = inside.len();
        for (at, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = at;
                break;
            }
            if depth == 1 && item_starts && is_word(c) {
                out.push_str("crate::");
                item_starts = false;
            }
            if depth == 1 && c == ',' {
                item_starts = true;
            }
            out.push(c);
        }
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
