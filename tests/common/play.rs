//! Plays histories of a practice's books through the real commands, beside a naive oracle.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "play/act.rs"]
pub mod act;
#[path = "play/clinic.rs"]
pub mod clinic;
#[path = "play/oracle.rs"]
pub mod oracle;
#[path = "play/player.rs"]
pub mod player;
#[path = "scene.rs"]
pub mod scene;
#[path = "play/whole.rs"]
pub mod whole;
