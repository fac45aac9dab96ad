//! What the field keeps, takes and drops.

use super::*;

fn found(code: &str, words: &str) -> Match<String> {
    Match {
        value: code.to_owned(),
        text: format!("{code} {words}"),
        code: code.to_owned(),
        words: words.to_owned(),
        note: String::new(),
    }
}

fn typed(text: &str) -> (Typeahead<String>, u32) {
    let mut field = Typeahead::new("code", "Code");
    let question = field.update(Edit::Typed(text.to_owned())).unwrap();
    assert_eq!(question.text, text.trim());
    (field, question.serial)
}

#[test]
fn an_answer_to_an_older_question_is_dropped() {
    let (mut field, first) = typed("E1");
    let second = field.update(Edit::Typed("E11".to_owned())).unwrap();
    field.answer(second.serial, vec![found("E11.9", "Type 2 diabetes")]);
    field.answer(first, vec![found("E10.9", "Type 1 diabetes")]);
    let _ = field.update(Edit::Taken);
    assert_eq!(field.value().map(String::as_str), Some("E11.9"));
    assert_eq!(field.text(), "E11.9 Type 2 diabetes");
}

#[test]
fn an_empty_field_takes_nothing_by_itself() {
    let mut field = Typeahead::new("code", "Code");
    let question = field.update(Edit::Entered).unwrap();
    field.answer(question.serial, vec![found("E11.9", "Type 2 diabetes")]);
    let _ = field.update(Edit::Taken);
    assert_eq!(field.value(), None);
    let _ = field.update(Edit::Down);
    let _ = field.update(Edit::Taken);
    assert!(field.value().is_some());
}

#[test]
fn a_hasty_tab_takes_only_what_leaves_no_doubt() {
    let two = || vec![found("E11.9", "Type 2"), found("E11.91", "Other")];
    for (text, matches, taken) in [
        ("E11", two(), None),
        ("e11.9", two(), Some("E11.9")),
        ("E11", vec![found("E11.9", "Type 2")], Some("E11.9")),
        ("E11", vec![], None),
    ] {
        let (mut field, serial) = typed(text);
        let _ = field.update(Edit::Taken);
        let _ = field.update(Edit::Left);
        field.answer(serial, matches);
        assert_eq!(field.value().map(String::as_str), taken, "{text}");
        assert!(!field.is_open());
        assert_eq!(field.problem().is_none(), taken.is_some());
    }
}

#[test]
fn typing_on_lets_go_of_what_was_taken() {
    let (mut field, serial) = typed("E11");
    field.answer(serial, vec![found("E11.9", "Type 2")]);
    let _ = field.update(Edit::Taken);
    let _ = field.update(Edit::Typed("E11.9 x".to_owned()));
    assert_eq!(field.value(), None);
    assert!(field.problem().is_some());
}
