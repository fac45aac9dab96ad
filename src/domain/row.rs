//! A row as the practice file and the folder of an export share it, where nothing needs to be known
//! of it but its columns.

/// What stands in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    Nothing,
    /// A whole number: a count, cents, thousandths, 0 or 1 for no and yes.
    Number(i64),
    /// Never empty.
    Text(String),
    Bytes(Vec<u8>),
}
