//! SQLite: the only layer that names rusqlite.
