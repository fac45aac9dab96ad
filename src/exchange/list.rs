//! A list as a CSV file, for a spreadsheet.

use super::formula;

/// The file's bytes: a row of titles, then the rows. No cell is taken for a formula.
pub fn write(titles: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    // Memory takes what is written, so nothing here can fail.
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let _ = writer.write_record(titles);
    for row in rows {
        for cell in &row {
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
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        let rows = [vec!["=1+1".to_owned(), "O'Neil, \"Jo\"".to_owned()]];
        let text = String::from_utf8(write(&["one", "two"], rows)).unwrap();
        assert_eq!(text, "one,two\n'=1+1,\"O'Neil, \"\"Jo\"\"\"\n");
    }
}
