//! What the practice decides of its statements, kept and refused.

use almoner::commands::Error;
use almoner::commands::statements::Order;
use almoner::commands::statements::settings::{self, StatementSettings};
use almoner::domain::statement::rules::Rules;
use almoner::domain::statement::stationery::{Stationery, Step};
use futures_executor::block_on;

use crate::books::{cents, day, on};
use crate::mailing::{due_ids, preview};
use crate::{logo, owing};

#[test]
fn settings_are_kept_and_what_makes_no_sense_is_refused() {
    let books = owing();
    let database = || books.database.clone();
    let author = || on("2026-02-01").author;
    let loaded = block_on(settings::load(database())).unwrap();
    assert_eq!(loaded.rules, Rules::default());
    assert_eq!(loaded.stationery.letterhead.name, "Oak Street Clinic, P.C.");
    assert!(loaded.stationery.steps.len() >= 2);
    assert!(settings::problems(&loaded.stationery).is_empty());

    let rules = Rules {
        minimum: cents(-1),
        days_between: 400,
        cycles: vec!["A-F".parse().unwrap()],
        ..Rules::default()
    };
    match block_on(settings::save(database(), Some(rules), None, author())) {
        Err(Error::Refused(findings)) => {
            let columns: Vec<&str> = findings.iter().map(|it| it.field.column).collect();
            assert_eq!(columns, ["minimum", "days_between", "cycles"]);
        }
        other => panic!("not refused: {other:?}"),
    }
    let refused = |change: &dyn Fn(&mut Stationery)| {
        let mut stationery = loaded.stationery.clone();
        change(&mut stationery);
        match block_on(settings::save(database(), None, Some(stationery), author())) {
            Err(Error::Refused(findings)) => findings[0].field.column,
            other => panic!("not refused: {other:?}"),
        }
    };
    assert_eq!(refused(&|it| it.letterhead.name.clear()), "name");
    assert_eq!(refused(&|it| it.letterhead.hours = "李".into()), "hours");
    assert_eq!(refused(&|it| it.steps.clear()), "steps");
    assert_eq!(refused(&|it| it.steps.push(Step::default())), "steps");
    assert_eq!(refused(&|it| it.outer.width = 100), "outer");
    assert_eq!(block_on(settings::load(database())).unwrap(), loaded);

    let mut changed = loaded.clone();
    changed.rules.minimum = cents(2_500);
    changed.stationery.letterhead.contact = "Dana Reyes".into();
    changed.stationery.reply = None;
    let StatementSettings { rules, stationery } = changed.clone();
    block_on(settings::save(database(), Some(rules), None, author())).unwrap();
    block_on(settings::save(database(), None, Some(stationery), author())).unwrap();
    assert_eq!(block_on(settings::load(database())).unwrap(), changed);
    assert_eq!(
        due_ids(&preview(&books, Order::due(day("2026-02-01")))),
        ["P3"]
    );

    assert!(matches!(
        block_on(settings::set_logo(
            database(),
            b"no picture".to_vec(),
            author()
        )),
        Err(Error::File(_))
    ));
    let id = block_on(settings::set_logo(database(), logo(7), author())).unwrap();
    let kept = block_on(settings::load(database()))
        .unwrap()
        .stationery
        .letterhead;
    assert_eq!(kept.logo, Some(id.clone()));
    // Saving the rest of the letterhead leaves the logo alone.
    let stationery = changed.stationery;
    block_on(settings::save(database(), None, Some(stationery), author())).unwrap();
    let picture = block_on(settings::logo(database())).unwrap().unwrap();
    assert_eq!((picture.width(), picture.id().as_str()), (40, id.as_str()));
    block_on(settings::remove_logo(database(), author())).unwrap();
    assert!(block_on(settings::logo(database())).unwrap().is_none());
}
