//! Documents: pages from domain values, and their PDF.

pub mod image;
pub mod page;

pub mod font;
pub mod frozen;
pub mod words;

pub mod cms1500;

pub mod paper;
pub mod recovery;
pub mod report;
pub mod statement;

pub mod pdf;
