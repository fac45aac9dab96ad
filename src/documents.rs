//! Pages from domain values.
