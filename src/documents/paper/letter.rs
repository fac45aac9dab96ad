//! A letter about an account.

use chrono::NaiveDate;

pub use super::words::long_date;
use super::{Frame, Sheets, TEXT};
use crate::documents::font::Face;
use crate::documents::page::Page;
use crate::domain::letter::paragraphs;

/// A letter whose fields are filled in.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub account: &'a str,
    pub written_on: NaiveDate,
    pub subject: &'a str,
    pub body: &'a str,
}

/// The letter's pages.
pub fn pages(letter: &Letter<'_>, frame: Frame<'_>) -> Vec<Page> {
    let language = frame.language;
    let say = |english, spanish| super::words::say(language, english, spanish);
    let facts = [
        (say("Date", "Fecha"), long_date(language, letter.written_on)),
        (say("Account", "Cuenta"), letter.account.to_owned()),
    ];
    let mut sheets = Sheets::new(frame, "", &facts);
    sheets.heading(letter.subject);
    sheets.space(8.0);
    for paragraph in paragraphs(letter.body) {
        sheets.lines(Face::Sans, LETTER_TEXT, &paragraph.join("\n"));
        sheets.space(9.0);
    }
    sheets.need(4.0 * TEXT.1);
    sheets.space(4.0);
    sheets.lines(Face::Sans, LETTER_TEXT, say("Sincerely,", "Atentamente,"));
    sheets.space(6.0);
    let head = frame.letterhead;
    for line in [&head.contact, &head.name] {
        sheets.lines(Face::Sans, LETTER_TEXT, line);
    }
    sheets.finish()
}

/// Size and leading of a letter, which holds less than other papers.
const LETTER_TEXT: (f32, f32) = (10.5, 14.0);
