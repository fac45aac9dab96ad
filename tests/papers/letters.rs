//! Account letters.

use almoner::commands::Error;
use almoner::commands::papers::letters::{
    Field, LetterDraft, LetterText, Template, begin, remove_template, save_template, templates,
};
use almoner::commands::papers::{self, About, Paper};
use almoner::commands::statements::settings;
use almoner::domain::letter::{faults, fill, paragraphs};
use almoner::domain::statement::Language;
use almoner::store::setting;
use futures_executor::block_on;

use crate::desk::{Desk, author, day, patient, payment};
use crate::{ANA, BERTA, reviewed, rule, text};

fn prepared(desk: &Desk, letter: LetterDraft) -> Result<Paper, almoner::commands::Error> {
    block_on(papers::prepare_letter(
        desk.database.clone(),
        letter,
        day("2026-03-20"),
    ))
}

fn letter(of: &str, body: &str) -> LetterDraft {
    LetterDraft {
        patient_id: of.into(),
        subject: "About your account".into(),
        body: body.into(),
        ..LetterDraft::default()
    }
}

#[test]
fn fields_are_filled_and_what_is_none_is_named() {
    let value = |field| match field {
        Field::Patient => Some("Ana {phone} Ruiz".to_owned()),
        Field::Phone => Some("555-0100".to_owned()),
        Field::Contact => Some(String::new()),
        _ => None,
    };
    let rules = |text: &str| match fill(text, "body", value) {
        Ok(filled) => vec![filled],
        Err(findings) => findings.iter().map(|it| it.rule.to_owned()).collect(),
    };
    // The text, and what becomes of it or the rules it breaks.
    let table: [(&str, &[&str]); 10] = [
        ("Call {phone}.", &["Call 555-0100."]),
        ("{ Phone }{PHONE}", &["555-0100555-0100"]),
        // What a field gives is no text with fields.
        ("{patient}", &["Ana {phone} Ruiz"]),
        ("no fields }", &["no fields }"]),
        ("", &[""]),
        ("{amount  due}", &["letter-field-empty"]),
        ("{contact}", &["letter-field-empty"]),
        ("{fax} {phone}", &["letter-field-unknown"]),
        ("{}", &["letter-field-unknown"]),
        (
            "{fax} and {phone",
            &["letter-field-unknown", "letter-field-open"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(rules(text), expected, "{text}");
    }
    let sentence = &faults("Call {fax}.", "body")[0].sentence;
    assert!(
        sentence.contains("{fax}") && sentence.contains("{amount due}"),
        "{sentence}"
    );
    for field in Field::ALL {
        assert_eq!(Field::named(field.name()), Some(field));
    }
    assert_eq!(
        paragraphs("\n one \ntwo\n\n\n three\n"),
        [
            vec!["one".to_owned(), "two".to_owned()],
            vec!["three".to_owned()]
        ]
    );
}

#[test]
fn every_letter_that_comes_with_the_program_can_be_sent_in_both_languages() {
    let desk = Desk::new();
    for who in ["ANA", "BERTA"] {
        let _ = desk.pay(payment(who, "CASH", "", "20.00", "2026-03-01"), &[]);
        let _ = desk.visit(
            &format!("V-{who}"),
            who,
            "2026-03-02",
            &[("99213", "", "1", "150.00", "A", "")],
        );
        for template in block_on(templates(desk.database.clone())).unwrap() {
            if template.name == "Free letter" {
                continue;
            }
            let begun = begin(desk.database.clone(), patient(who), template.name.clone());
            let begun = block_on(begun).unwrap();
            let (paper, address) = match who {
                "ANA" => (prepared(&desk, begun).unwrap(), &ANA[..]),
                _ => (prepared(&desk, begun).unwrap(), &BERTA[..]),
            };
            let name = template.name.to_lowercase().replace(' ', "_");
            let language = if who == "ANA" { "en" } else { "es" };
            reviewed(
                &desk.database,
                &format!("letter_{name}_{language}"),
                &paper,
                address,
            );
            assert!(!text(&paper).contains('{'), "{}", text(&paper));
        }
    }
}

#[test]
fn a_letter_is_kept_with_what_it_is_about() {
    let desk = Desk::new();
    let lines = desk.visit(
        "V1",
        "BERTA",
        "2026-03-02",
        &[("99213", "", "1", "150.00", "A", "")],
    );
    let _ = desk.pay(
        payment("BERTA", "CASH", "", "50.25", "2026-03-01"),
        &[(lines[0], 4_000)],
    );
    let mut letter = letter("BERTA", "You owe {amount due}.\n\n{practice}\n{phone}");
    letter.subject = "Account {account}".into();
    let paper = prepared(&desk, letter).unwrap();
    // 150.00 - 40.00 - 10.25 that is paid ahead.
    assert!(text(&paper).contains("You owe $99.75."), "{}", text(&paper));
    assert_eq!(paper.about, About::Letter("Account BERTA".into()));
    let kept = papers::keep(
        desk.database.clone(),
        paper.clone(),
        author("2026-03-20"),
        day("2026-03-20"),
    );
    let kept = block_on(kept).unwrap();
    let shown = block_on(papers::shown(desk.database.clone(), kept)).unwrap();
    assert_eq!((shown.about, shown.document), (paper.about, paper.document));
    let history = block_on(papers::of_patient(desk.database.clone(), patient("BERTA"))).unwrap();
    assert_eq!(history[0].about.words(), "Account BERTA");
}

#[test]
fn a_letter_without_text_or_with_letters_that_cannot_be_drawn_is_refused() {
    let desk = Desk::new();
    assert_eq!(rule(prepared(&desk, letter("ANA", " "))), "field-format");
    assert_eq!(rule(prepared(&desk, letter("", "Hello"))), "field-format");
    assert_eq!(
        rule(prepared(&desk, letter("ANA", "{fax}"))),
        "letter-field-unknown"
    );
    assert_eq!(
        rule(prepared(&desk, letter("ANA", "{last payment}"))),
        "letter-field-empty"
    );
    assert_eq!(
        rule(prepared(&desk, letter("ANA", "你好"))),
        "letter-cannot-be-drawn"
    );
    assert!(prepared(&desk, letter("NOBODY", "Hello")).is_err());
}

#[test]
fn a_practice_changes_the_templates() {
    let desk = Desk::new();
    let all = || block_on(templates(desk.database.clone())).unwrap();
    let save = |template: &Template, replaces: Option<&str>| {
        let replaces = replaces.map(String::from);
        block_on(save_template(
            desk.database.clone(),
            template.clone(),
            replaces,
            author("2026-03-20"),
        ))
    };
    let n_shipped = all().len();
    let mut own = Template {
        name: "Welcome".into(),
        english: LetterText {
            subject: "Welcome".into(),
            body: "Dear {patient},".into(),
        },
        ..Template::default()
    };
    save(&own, None).unwrap();
    assert_eq!(all().len(), n_shipped + 1);
    // Without Spanish words the English ones serve.
    assert_eq!(all()[n_shipped].text(Language::Spanish), &own.english);
    assert_eq!(rule(save(&own, None)), "template-name-taken");
    own.name = "Hello".into();
    save(&own, Some("Welcome")).unwrap();
    assert_eq!(all()[n_shipped].name, "Hello");
    own.english.body = "Dear {nobody},".into();
    assert_eq!(rule(save(&own, Some("Hello"))), "letter-field-unknown");
    own.english.body = String::new();
    assert_eq!(rule(save(&own, Some("Hello"))), "field-format");
    let remove = || remove_template(desk.database.clone(), "Hello".into(), author("2026-03-20"));
    block_on(remove()).unwrap();
    assert_eq!(all().len(), n_shipped);
    assert!(block_on(remove()).is_err());
}

/// What cannot be read is said, never taken for something else and never written over.
#[test]
fn a_setting_that_cannot_be_read_is_named_and_left_as_it_is() {
    const TORN: &str = "{\"name\": ";
    let author = || author("2026-03-20");
    for (key, called) in [
        ("letter.templates", "the templates of letters"),
        ("statement.rules", "the rules for statements"),
        ("statement.letterhead", "the letterhead"),
        ("statement.steps", "the texts of the reminders"),
        ("statement.outer", "the envelope that goes out"),
        ("statement.reply", "the envelope that comes back"),
    ] {
        let desk = Desk::new();
        let usual = block_on(settings::load(desk.database.clone())).unwrap();
        desk.raw("2026-03-01", move |tx| setting::set(tx, key, TORN));
        let mut sentences = Vec::new();
        let mut refused = |done: Result<(), Error>| match done {
            Err(error @ Error::Store(_)) => sentences.push(error.to_string()),
            other => panic!("{key}: {other:?}"),
        };
        let database = || desk.database.clone();
        if key == "letter.templates" {
            let template = Template {
                name: "Late".into(),
                english: LetterText {
                    subject: "Late".into(),
                    body: "Please pay.".into(),
                },
                ..Template::default()
            };
            refused(block_on(templates(database())).map(drop));
            refused(block_on(save_template(
                database(),
                template,
                None,
                author(),
            )));
            refused(block_on(remove_template(
                database(),
                "Late".into(),
                author(),
            )));
        } else {
            refused(block_on(settings::load(database())).map(drop));
            let (rules, stationery) = (usual.rules, usual.stationery);
            refused(block_on(settings::save(
                database(),
                Some(rules),
                None,
                author(),
            )));
            refused(block_on(settings::save(
                database(),
                None,
                Some(stationery),
                author(),
            )));
            refused(block_on(settings::remove_logo(database(), author())));
            refused(prepared(&desk, letter("ANA", "Good day.")).map(drop));
        }
        for sentence in sentences {
            assert!(
                sentence.contains(called) && sentence.contains("restore the newest backup"),
                "{key}: {sentence}"
            );
        }
        let kept = desk
            .database
            .call_blocking(move |connection| setting::get(connection, key));
        assert_eq!(kept.unwrap().as_deref(), Some(TORN), "{key}");
    }
}
