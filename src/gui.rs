//! The window: everything that names iced or rfd.
