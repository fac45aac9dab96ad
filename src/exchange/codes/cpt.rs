//! CPT descriptions from the user's own licensed copy; none ship with the program.

use std::collections::HashSet;

use super::{Error, numbered, text_of};
use crate::domain::code::{CodeEntry, CodeSystem, ProcedureCode};

/// Reads one of the American Medical Association's text files (`SHORTU.txt`, `MEDU.txt`,
/// `LONGULT.txt`: code, blank or tab, description) or a table `code,short,medium,long`.
///
/// The files carry no dates, so the codes are in force always.
///
/// # Errors
/// At the first line that is not a code with its description.
pub fn read(bytes: &[u8]) -> Result<Vec<CodeEntry>, Error> {
    let text = text_of(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let entries = if first.trim().to_ascii_lowercase().starts_with("code,") {
        read_table(&text)?
    } else {
        read_lines(&text)?
    };
    let mut seen = HashSet::new();
    for (line, entry) in &entries {
        if !seen.insert(entry.code.as_str()) {
            return Err(Error::line(
                *line,
                format!("the code {} stands here a second time", entry.code),
            ));
        }
    }
    if entries.is_empty() {
        return Err(Error::File(
            "the file holds no CPT codes; its lines should be a code and its description".into(),
        ));
    }
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn entry(line: usize, code: &str, short: &str, long: &str) -> Result<CodeEntry, Error> {
    let code = ProcedureCode::parse(code).map_err(|error| Error::line(line, error.to_string()))?;
    if code.system() != CodeSystem::Cpt {
        return Err(Error::line(
            line,
            format!("{code} is not a CPT code, which begins with a digit"),
        ));
    }
    if long.is_empty() {
        return Err(Error::line(
            line,
            format!("the description of {code} is missing"),
        ));
    }
    Ok(CodeEntry {
        system: CodeSystem::Cpt,
        code: code.into(),
        billable: true,
        valid_from: None,
        valid_to: None,
        short: short.to_owned(),
        long: long.to_owned(),
    })
}

/// Whether a line has the shape of a code and its description; the pages of notice before the
/// first such line have not.
fn is_code_line(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() > 6
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && (bytes[4].is_ascii_digit() || bytes[4].is_ascii_uppercase())
        && matches!(bytes[5], b' ' | b'\t')
}

fn read_lines(text: &str) -> Result<Vec<(usize, CodeEntry)>, Error> {
    numbered(text)
        .skip_while(|(_, line)| !is_code_line(line))
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            if !is_code_line(line) {
                return Err(Error::line(
                    number,
                    "the line should be a code of five characters, a blank and a description",
                ));
            }
            let (code, description) = line.split_at(5);
            let description = description.trim();
            Ok((number, entry(number, code, description, description)?))
        })
        .collect()
}

fn read_table(text: &str) -> Result<Vec<(usize, CodeEntry)>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let damaged = |error: csv::Error| {
        let line = error
            .position()
            .and_then(|at| usize::try_from(at.line()).ok());
        Error::line(line.unwrap_or(1), "the row is not a row of a CSV table")
    };
    let header = reader.headers().map_err(damaged)?.clone();
    let place = |name: &str| {
        header
            .iter()
            .position(|column| column.eq_ignore_ascii_case(name))
    };
    let (short_at, medium_at, long_at) = (place("short"), place("medium"), place("long"));
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(damaged)?;
        let line = record
            .position()
            .and_then(|at| usize::try_from(at.line()).ok())
            .unwrap_or_default();
        let get = |at: Option<usize>| {
            at.and_then(|at| record.get(at))
                .filter(|text| !text.is_empty())
        };
        let (short, medium, long) = (get(short_at), get(medium_at), get(long_at));
        let longest = long.or(medium).or(short).unwrap_or_default();
        let shortest = short.or(medium).or(long).unwrap_or_default();
        entries.push((
            line,
            entry(line, get(Some(0)).unwrap_or_default(), shortest, longest)?,
        ));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Result<Vec<(String, String, String)>, String> {
        read(bytes)
            .map(|entries| {
                entries
                    .into_iter()
                    .map(|entry| (entry.code, entry.short, entry.long))
                    .collect()
            })
            .map_err(|error| error.to_string())
    }

    fn row(code: &str, short: &str, long: &str) -> (String, String, String) {
        (code.into(), short.into(), long.into())
    }

    #[test]
    fn text_files_open_with_a_notice_and_go_on_with_codes() {
        let text = "A notice.\r\nAll rights are somebody's.\r\n\r\n\
            90001 a first made-up service\r\n9000F\ta second one\r\n";
        assert_eq!(
            told(text.as_bytes()).unwrap(),
            [
                row(
                    "90001",
                    "a first made-up service",
                    "a first made-up service"
                ),
                row("9000F", "a second one", "a second one"),
            ]
        );
    }

    #[test]
    fn tables_may_lack_wordings() {
        let text =
            "code,short,medium,long\n90001,made up,,\"a service, made up\"\n90002,,second,\n";
        assert_eq!(
            told(text.as_bytes()).unwrap(),
            [
                row("90001", "made up", "a service, made up"),
                row("90002", "second", "second"),
            ]
        );
    }

    #[test]
    fn damaged_files_are_refused_with_their_line() {
        for (text, sentence) in [
            (
                "notice\n90001 one\n9000 two\n",
                "line 3: the line should be a code of five characters, a blank and a description",
            ),
            (
                "90001 one\n90001 two\n",
                "line 2: the code 90001 stands here a second time",
            ),
            (
                "code,long\nJ3420,b12\n",
                "line 2: J3420 is not a CPT code, which begins with a digit",
            ),
            (
                "code,long\n90001,\n",
                "line 2: the description of 90001 is missing",
            ),
            (
                "code,long\n9,x\n",
                "line 2: 9 is not the shape of a procedure code, such as 99213, 0001F or J3420",
            ),
            (
                "nothing\n",
                "the file holds no CPT codes; its lines should be a code and its description",
            ),
            (
                "",
                "the file holds no CPT codes; its lines should be a code and its description",
            ),
        ] {
            assert_eq!(told(text.as_bytes()).unwrap_err(), sentence, "{text}");
        }
    }
}
