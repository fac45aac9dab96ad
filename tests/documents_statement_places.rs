//! Where things stand on a statement's pages: inside the paper, apart from one another, and in the
//! windows of the envelopes nothing but the addresses, however the sheet slides.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/sheet.rs"]
mod sheet;
#[path = "common/statements.rs"]
mod statements;

use std::cell::Cell;

use almoner::documents::page::{Item, Page};
use almoner::documents::statement::{self, Place, Undrawable};
use almoner::domain::money::Money;
use almoner::domain::statement::envelope::{Envelope, Use, Window};
use almoner::domain::statement::stationery::Stationery;
use almoner::domain::statement::{Language, Statement};
use proptest::prelude::*;
use sheet::*;
use statements::*;

fn laid(statement: &Statement, stationery: &Stationery, is_sample: bool) -> Vec<Page> {
    statement::pages(statement, stationery, None, is_sample).unwrap()
}

/// Asserts what holds for the windows of both envelopes.
fn assert_windows(statement: &Statement, stationery: &Stationery, pages: &[Page], step: usize) {
    let first = &pages[0];
    let outer = &stationery.outer;
    let mut address = vec![statement.name.spoken()];
    address.extend(statement.address.lines());
    let mut sender = vec![stationery.letterhead.name.clone()];
    sender.extend(stationery.letterhead.address.lines());
    let mut windows = vec![(outer.address, address)];
    windows.extend(outer.sender.map(|window| (window, sender)));
    for (window, lines) in &windows {
        let block = block_of(first, lines).expect("the address stands on the page");
        assert_shows_only(first, 0.0, outer, window, &block, step);
    }
    if let Some(reply) = &stationery.reply
        && statement.due().is_positive()
    {
        let remit_to = stationery.letterhead.remit_to.as_ref().unwrap();
        let mut lines = vec![remit_to.name.clone()];
        lines.extend(remit_to.address.lines());
        let top = 792.0 - reply.panel as f32 * 0.072;
        let mut slip = Page::letter();
        // What is above the slip is cut off.
        let below = |item: &&Item| item_extent(item).1 >= top - 1.0;
        slip.items = first.items.iter().filter(below).cloned().collect();
        let block = block_of(&slip, &lines).expect("the remittance address stands on the slip");
        assert_shows_only(&slip, top, reply, &reply.address, &block, step);
    }
}

fn assert_pages(statement: &Statement, pages: &[Page]) {
    let of = pages.len();
    let cut = "cut here";
    let cut_spanish = "corte aquí";
    for (idx, page) in pages.iter().enumerate() {
        assert_tidy(page);
        let number = match statement.language {
            Language::English => format!("Page {} of {of}", idx + 1),
            Language::Spanish => format!("Página {} de {of}", idx + 1),
        };
        let texts = words(page);
        assert_eq!(
            texts.iter().filter(|text| **text == number).count(),
            1,
            "{number}"
        );
        let is_slip = texts
            .iter()
            .any(|it| it.contains(cut) || it.contains(cut_spanish));
        assert_eq!(is_slip, idx == 0 && statement.due().is_positive());
        let said = texts.concat();
        assert!(
            !said.contains('?') || said.contains("this bill?") || said.contains("cuenta?"),
            "{said}"
        );
    }
}

/// The amounts whose right end stands at the right edge, in the order of the pages: those of the lines
/// and of the sum under them, the last of which is what is due.
fn printed_sum(pages: &[Page], language: Language) -> (Money, Money) {
    let labels = language.words();
    let mut lines = Money::ZERO;
    let mut taken_off = Money::ZERO;
    let mut is_in_lines = false;
    for page in pages {
        let texts: Vec<_> = page.texts().collect();
        for (idx, text) in texts.iter().enumerate() {
            let is_title = text.text == labels.columns[0] && text.color.0 > 0;
            if text.text == labels.what_you_owe {
                is_in_lines = true;
            }
            if is_title {
                continue;
            }
            let ends = (text.x + text.width() - 567.0).abs() < 0.1;
            let amount = text.text.replace(',', "");
            let Some(amount) = amount_of(&amount).filter(|_| ends) else {
                continue;
            };
            let before = idx
                .checked_sub(1)
                .map_or("", |idx| texts[idx].text.as_str());
            if before == labels.amount_due || before.starts_with(labels.credit_balance) {
                if text.text.starts_with('$') {
                    continue;
                }
                return (lines + taken_off, amount);
            }
            if before == labels.credit || before == labels.deferred {
                taken_off += amount;
            } else if before == labels.total_of_lines {
                assert_eq!(amount, lines);
            } else if is_in_lines {
                lines += amount;
            }
        }
    }
    panic!("no amount due is printed");
}

fn amount_of(text: &str) -> Option<Money> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let (whole, cents) = text.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(whole) && cents.len() == 2 && is_number(cents))
        .then(|| format!("{whole}{cents}").parse::<i64>().ok())
        .flatten()
        .map(|amount| Money::from_cents(sign * amount))
}

#[test]
fn every_shipped_envelope_shows_the_addresses_and_nothing_else_at_every_slide() {
    for (outer, reply) in envelopes() {
        let stationery = Stationery {
            outer,
            reply,
            ..stationery()
        };
        for statement in [
            simple(),
            full(Language::English),
            full(Language::Spanish),
            wordy(),
            credit(),
        ] {
            let pages = match statement::pages(&statement, &stationery, None, true) {
                Ok(pages) => pages,
                Err(refused) => {
                    // Only the address of many long lines finds no room, and only in a small window.
                    let is_long = matches!(
                        refused,
                        Undrawable::TooLong {
                            place: Place::Address,
                            ..
                        }
                    );
                    assert!(is_long, "{refused}");
                    assert_eq!(statement, wordy());
                    assert_ne!(stationery.outer.name, "#10 single window");
                    continue;
                }
            };
            assert_pages(&statement, &pages);
            assert_windows(&statement, &stationery, &pages, 17);
        }
    }
}

#[test]
fn an_address_of_three_lines_keeps_an_eighth_of_an_inch() {
    let mut statement = simple();
    statement.address.line2 = String::new();
    for (outer, reply) in envelopes() {
        let stationery = Stationery {
            outer,
            reply,
            ..stationery()
        };
        let page = &laid(&statement, &stationery, false)[0];
        let outer = &stationery.outer;
        let (left, top, right, bottom) = on_page(outer.safe(&outer.address), 0.0);
        let clear = (left + 8.95, top + 8.95, right - 8.95, bottom - 8.95);
        let mut lines = vec![statement.name.spoken()];
        lines.extend(statement.address.lines());
        let sizes: Vec<f32> = page
            .texts()
            .filter(|text| lines.contains(&text.text) && within(extent(text), clear))
            .map(|text| text.size)
            .collect();
        assert_eq!(sizes.len(), 3, "{}", outer.name);
        let least = if outer.name == "#10 double window" {
            8.5
        } else {
            10.0
        };
        assert!(
            sizes.iter().all(|size| *size >= least),
            "{}: {sizes:?}",
            outer.name
        );
    }
}

#[test]
fn an_address_without_room_is_refused_by_the_envelope_s_name() {
    let mut statement = simple();
    statement.address.line1 = "1200 Boulevard of the Very Long Names ".repeat(20);
    let refused = statement::pages(&statement, &stationery(), None, false).unwrap_err();
    assert!(
        refused.to_string().contains("The address is too long"),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("#10 single window"),
        "{refused}"
    );
    assert!(
        !format!("{refused:?}").contains("Boulevard"),
        "it tells nobody's address"
    );
}

fn any_window() -> impl Strategy<Value = Window> {
    (
        200..1_500_u32,
        300..2_600_u32,
        2_400..5_500_u32,
        700..1_700_u32,
    )
        .prop_map(|(left, bottom, width, height)| Window {
            left,
            bottom,
            width,
            height,
        })
}

prop_compose! {
    fn any_envelope()(
        width in 8_600..10_000_u32, height in 3_700..4_600_u32, seam in 0..120_u32,
        panel in 3_550..3_800_u32, address in any_window(), sender in proptest::option::of(any_window()),
    ) -> Envelope {
        Envelope {
            name: "any".into(), width, height, seam, panel, address, sender, source: String::new(),
        }
    }
}

/// So many cases of each property, unless the environment says otherwise.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(96)
    }
}

/// How often something was laid out, and how often it was refused.
#[derive(Default)]
struct Tally {
    laid: Cell<u32>,
    refused: Cell<u32>,
}

impl Tally {
    fn count(counter: &Cell<u32>) {
        counter.set(counter.get() + 1);
    }

    /// A run in which most is refused proves little of what is laid out.
    fn assert_mostly_laid(&self) {
        let (laid, refused) = (self.laid.get(), self.refused.get());
        assert!(laid > 2 * refused, "{laid} laid out, {refused} refused");
    }
}

#[test]
fn any_statement_is_tidy_and_adds_up() {
    let tally = Tally::default();
    proptest!(config(), |(
        statement in any_statement(), kind in any::<prop::sample::Index>(), is_sample in any::<bool>(),
    )| {
        let all = envelopes();
        let (outer, reply) = all[kind.index(all.len())].clone();
        let stationery = Stationery { outer, reply, ..stationery() };
        match statement::pages(&statement, &stationery, None, is_sample) {
            Ok(pages) => {
                assert_pages(&statement, &pages);
                let (sum, due) = printed_sum(&pages, statement.language);
                prop_assert_eq!(sum, due);
                prop_assert_eq!(due, statement.due());
                assert_windows(&statement, &stationery, &pages, 400);
                Tally::count(&tally.laid);
            }
            Err(refused) => {
                let is_long = matches!(refused, Undrawable::TooLong { place: Place::Address, .. });
                prop_assert!(is_long, "{}", refused);
                Tally::count(&tally.refused);
            }
        }
    });
    tally.assert_mostly_laid();
}

#[test]
fn any_accepted_envelope_shows_only_the_addresses() {
    let tally = Tally::default();
    proptest!(config(), |(
        outer in any_envelope(), reply in any_envelope(), has_reply in any::<bool>(),
    )| {
        prop_assume!(outer.check(Use::Outer).is_ok());
        let reply = Envelope { sender: None, ..reply };
        let reply = Some(reply).filter(|it| has_reply && it.check(Use::Reply).is_ok());
        let stationery = Stationery { outer, reply, ..stationery() };
        for statement in [simple(), full(Language::English)] {
            match statement::pages(&statement, &stationery, None, true) {
                Ok(pages) => {
                    assert_pages(&statement, &pages);
                    assert_windows(&statement, &stationery, &pages, 150);
                    Tally::count(&tally.laid);
                }
                // A sender of four lines may be too many for a window that is measured for three.
                Err(refused) => {
                    let is_long = matches!(refused, Undrawable::TooLong { place: Place::Letterhead, .. });
                    prop_assert!(is_long && stationery.outer.sender.is_some(), "{}", refused);
                    Tally::count(&tally.refused);
                }
            }
        }
    });
    tally.assert_mostly_laid();
}
