//! A list as one CSV file, for a spreadsheet.

use crate::exchange::formula;

/// The file: a line of titles, then the rows. No text in it runs as a formula.
pub fn write(titles: &[&str], rows: impl IntoIterator<Item = impl AsRef<[String]>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Memory takes what is written, so nothing here can fail.
    let _ = writer.write_record(titles);
    for row in rows {
        for cell in row.as_ref() {
            let _ = writer.write_field(formula::guard(cell).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_run_in_a_spreadsheet_are_guarded() {
        let rows = vec![
            vec!["=cmd|' /C calc'!A0".to_owned(), "O'Neil, Jo".to_owned()],
            vec![String::new(), "two\nlines, \"Jo\"".to_owned()],
        ];
        let file = String::from_utf8(write(&["Account", "Patient"], rows)).unwrap();
        assert_eq!(
            file,
            "Account,Patient\n'=cmd|' /C calc'!A0,\"O'Neil, Jo\"\n,\"two\nlines, \"\"Jo\"\"\"\n"
        );
    }
}
