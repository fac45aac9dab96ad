//! The machine around us: paths, clock, terminal.
