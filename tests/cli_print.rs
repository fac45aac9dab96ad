//! `almoner print` and the commands around it, as a user meets them: what the PDF is, what is
//! refused, and what is kept of what was printed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "cli_print/desk.rs"]
mod desk;
#[path = "common/golden.rs"]
mod golden;
#[path = "common/scene.rs"]
mod scene;

use std::fs;

use almoner::commands::practice;
use almoner::commands::print as printing;
use almoner::domain::claim::form::fill;
use almoner::domain::claim::print::FormStock;
use almoner::domain::id::ClaimId;
use almoner::store;
use desk::{BROKEN, Desk, HELD, TODAY, author, done, number, refused, scenes};
use serde_json::{Value, json};

fn pdf(bytes: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(bytes).unwrap()
}

fn n_pages(bytes: &[u8]) -> usize {
    pdf(bytes).get_pages().len()
}

fn holds(file: &mut lopdf::Document, word: &str) -> bool {
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
        .windows(word.len())
        .any(|window| window == word.as_bytes())
}

#[test]
fn every_ready_claim_prints_the_same_bytes_each_time_and_a_broken_one_is_named() {
    let desk = Desk::new();
    let golden = golden::scenes();
    let n_forms: usize = golden
        .iter()
        .map(|(_, scene)| scene.lines.len().div_ceil(6))
        .sum();
    for form in ["red", "plain"] {
        let first = desk.print("first.pdf", &["--ready", "--form", form]);
        let told = String::from_utf8(first.stdout.clone()).unwrap();
        let expected = format!(
            "{}: {n_forms} forms of {} claims\n",
            desk.path("first.pdf"),
            golden.len()
        );
        assert_eq!(told, expected);
        let sentences = refused(&first);
        assert_eq!(sentences.len(), 2, "{sentences:?}");
        let named = format!("claim {}: box 24E: line 1 pointers: ", number(BROKEN));
        assert!(sentences[0].starts_with(&named), "{sentences:?}");
        assert!(sentences[1].starts_with("1 claim was refused;"));
        let _ = desk.print("second.pdf", &["--ready", "--form", form]);
        assert!(desk.read("first.pdf") == desk.read("second.pdf"), "{form}");
        assert_eq!(n_pages(&desk.read("first.pdf")), n_forms);
    }
    // Nothing was marked, so nothing was kept.
    assert!(desk.claims("printed").is_empty());
}

#[test]
fn the_file_names_nobody_outside_its_pages_and_asks_for_no_scaling() {
    let desk = Desk::new();
    for form in ["red", "plain"] {
        let _ = desk.print("claims.pdf", &["--ready", "--form", form]);
        let mut file = pdf(&desk.read("claims.pdf"));
        let catalog = file.catalog().unwrap();
        assert!(!catalog.has(b"Metadata") && !catalog.has(b"Outlines"));
        assert!(!catalog.has(b"Names"));
        let preferences = catalog.get(b"ViewerPreferences").unwrap();
        let scaling = preferences.as_dict().unwrap().get(b"PrintScaling").unwrap();
        assert_eq!(scaling.as_name().unwrap(), b"None");
        let about = file.trailer.get(b"Info").unwrap().as_reference().unwrap();
        let about = file.get_dictionary(about).unwrap();
        let mut keys: Vec<&[u8]> = about.iter().map(|(key, _)| key.as_slice()).collect();
        keys.sort();
        assert_eq!(keys, [b"Producer".as_slice(), b"Title"]);
        let title = about.get(b"Title").unwrap().as_str().unwrap();
        assert_eq!(title, b"CMS-1500 claims");
        assert!(file.objects.values().all(|object| {
            let dictionary = match object {
                lopdf::Object::Stream(stream) => &stream.dict,
                lopdf::Object::Dictionary(dictionary) => dictionary,
                _ => return true,
            };
            !dictionary.has_type(b"Metadata")
        }));
        file.decompress();
        let names = ["WHITFIELD", "RIVERA", "OKAFOR", "CASTELLANO", "1EG4TE5MK73"];
        assert!(names.iter().all(|name| holds(&mut file, name)), "{form}");
        for id in file.get_pages().into_values() {
            let paper = file.get_dictionary(id).unwrap().get(b"MediaBox").unwrap();
            let paper: Vec<f32> = paper
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge.as_float().unwrap())
                .collect();
            assert_eq!(paper, [0.0, 0.0, 612.0, 792.0]);
            for content in file.get_page_contents(id) {
                let content = file.get_object_mut(content).unwrap();
                content
                    .as_stream_mut()
                    .unwrap()
                    .set_plain_content(Vec::new());
            }
        }
        assert!(!names.iter().any(|name| holds(&mut file, name)), "{form}");
    }
}

#[test]
fn what_was_printed_comes_out_as_it_was_after_the_patient_moved() {
    let desk = Desk::new();
    // One claim over three forms, and one that stays unprinted.
    let (kept, open) = ("fourteen_lines_continued", "medicaid_epsdt");
    let (kept_number, open_number) = (number(kept), number(open));
    let printed = ["--claim", kept_number.as_str()];
    let unprinted = ["--claim", open_number.as_str()];
    let _ = done(&desk.print("plain.pdf", &[&printed[..], &["--form", "plain"]].concat()));
    let _ = done(&desk.print("red.pdf", &[&printed[..], &["--mark-printed"]].concat()));
    let _ = done(&desk.print("open.pdf", &unprinted));
    assert_eq!(desk.claims("printed"), [kept_number.as_str()]);
    let records = desk.records_of(&kept_number);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].pages.len(), 3);
    assert_eq!(records[0].stock, FormStock::Red);
    assert_eq!(records[0].printed_on.to_string(), TODAY);

    desk.move_patients(&[kept, open]);
    let _ = done(&desk.print("red_again.pdf", &printed));
    let _ = done(&desk.print(
        "plain_again.pdf",
        &[&printed[..], &["--form", "plain"]].concat(),
    ));
    let _ = done(&desk.print("open_again.pdf", &unprinted));
    assert!(desk.read("red.pdf") == desk.read("red_again.pdf"));
    assert!(desk.read("plain.pdf") == desk.read("plain_again.pdf"));
    assert!(desk.read("open.pdf") != desk.read("open_again.pdf"));
    assert_eq!(
        desk.field(&kept_number, "5", "patient street"),
        "1 ELM AVE 2"
    );
    assert_eq!(
        desk.field(&open_number, "5", "patient street"),
        "99 HARBOR LOOP"
    );
    assert_eq!(
        desk.field(&open_number, "2", "patient name"),
        "NEWNAME, MATEO, L"
    );

    // A proof keeps nothing; putting it on paper again is another printing of the same pages.
    assert_eq!(desk.records_of(&kept_number).len(), 1);
    let _ = done(&desk.print(
        "red_kept.pdf",
        &[&printed[..], &["--mark-printed"]].concat(),
    ));
    assert!(desk.read("red.pdf") == desk.read("red_kept.pdf"));
    let records = desk.records_of(&kept_number);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].pages, records[1].pages);
    assert_eq!(records[0].facts, records[1].facts);
}

#[test]
fn what_is_marked_printed_is_not_ready_again() {
    let desk = Desk::new();
    let n_ready = desk.claims("ready").len();
    // The claim on hold is sound, and is held back all the same.
    assert_eq!(n_ready, golden::scenes().len() + 1);
    assert_eq!(desk.claims("draft"), [number(BROKEN)]);
    let first = desk.print("first.pdf", &["--ready", "--mark-printed"]);
    assert_eq!(first.status.code(), Some(1));
    assert!(
        String::from_utf8(first.stdout)
            .unwrap()
            .ends_with(", kept as printed\n")
    );
    assert_eq!(desk.claims("printed").len(), n_ready - 1);
    assert_eq!(desk.claims("ready"), [number(HELD)]);
    let database = desk.open();
    let records = database.call_blocking(|connection| store::print_record::all(connection));
    practice::close(database).unwrap();
    let forms: Vec<(String, usize)> = records
        .unwrap()
        .iter()
        .map(|record| (record.claim.to_string(), record.pages.len()))
        .collect();
    let expected: Vec<(String, usize)> = golden::scenes()
        .iter()
        .map(|(name, scene)| (number(name), scene.lines.len().div_ceil(6)))
        .collect();
    assert_eq!(forms, expected);

    let again = desk.print("again.pdf", &["--ready", "--mark-printed"]);
    assert_eq!(refused(&again).len(), 2);
    assert_eq!(
        String::from_utf8(again.stdout).unwrap(),
        "No claim was printed; there is no PDF.\n"
    );
    assert!(!fs::exists(desk.path("again.pdf")).unwrap());
}

#[test]
fn a_claim_that_cannot_print_is_refused_by_name_and_the_others_print() {
    let desk = Desk::new();
    let good = number("replacement");
    let (broken, held) = (number(BROKEN), number(HELD));
    let output = desk.print(
        "some.pdf",
        &[
            "--claim",
            &held,
            &good,
            "9999",
            &broken,
            &good,
            "--mark-printed",
        ],
    );
    let sentences = refused(&output);
    assert_eq!(sentences.len(), 4, "{sentences:?}");
    let says = |start: String| sentences.iter().any(|it| it.starts_with(&start));
    assert!(says(format!(
        "claim {held}: It is on hold; release it first."
    )));
    assert!(says("claim 9999: There is no such claim;".to_owned()));
    assert!(says(format!("claim {broken}: box 24E: ")));
    assert!(says("3 claims were refused;".to_owned()));
    assert_eq!(n_pages(&desk.read("some.pdf")), 1);
    assert_eq!(desk.claims("printed"), [good]);
}

#[test]
fn a_pdf_that_cannot_be_written_leaves_no_claim_marked() {
    let desk = Desk::new();
    let claim = number("void");
    for (out, said) in [
        (
            "nowhere/out.pdf",
            "cannot be written: its folder does not exist",
        ),
        ("clinic.almoner", "is a practice file and stays as it is"),
        ("home", "is not a plain file"),
    ] {
        fs::create_dir_all(desk.path("home")).unwrap();
        let output = desk.print(out, &["--claim", &claim, "--mark-printed"]);
        let sentences = refused(&output);
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].contains(said), "{sentences:?}");
    }
    assert!(desk.claims("printed").is_empty());
    assert!(desk.records_of(&claim).is_empty());
}

/// A size limit on files stands for the full disk; it leaves room for the practice's own log.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_claim_marked() {
    let desk = Desk::new();
    let (file, out) = (desk.path("clinic.almoner"), desk.path("out.pdf"));
    let output = desk
        .command("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""])
        .args([env!("CARGO_BIN_EXE_almoner"), "print", &file, "--out", &out])
        .args([
            "--ready",
            "--form",
            "plain",
            "--mark-printed",
            "--today",
            TODAY,
        ])
        .output()
        .unwrap();
    let sentences = refused(&output);
    let last = sentences.last().unwrap();
    assert!(
        last.starts_with(&format!(
            "{out} cannot be written: a size limit was reached"
        )),
        "{sentences:?}"
    );
    assert!(!fs::exists(&out).unwrap());
    assert!(desk.claims("printed").is_empty());
    let checks = done(&desk.ask("verify", &[]));
    assert!(
        checks.lines().all(|line| line.ends_with(": ok")),
        "{checks}"
    );
}

/// Somebody else changes a claim between the proof and the word that it is on paper.
#[test]
fn pages_that_went_stale_are_not_kept() {
    let desk = Desk::new();
    let database = desk.open();
    let claim: ClaimId = number("void").parse().unwrap();
    let prepare = || {
        let order = printing::Order {
            selection: printing::Selection::Claims(vec![claim.clone()]),
            stock: FormStock::Red,
            profile: almoner::domain::printer::PrinterProfile::exact(""),
            today: TODAY.parse().unwrap(),
        };
        printing::prepare(&database, order).unwrap()
    };
    let (one, other) = (prepare(), prepare());
    let today = TODAY.parse().unwrap();
    printing::keep(&database, one, today, &author()).unwrap();
    assert!(printing::keep(&database, other, today, &author()).is_err());
    practice::close(database).unwrap();
    assert_eq!(desk.records_of(claim.as_str()).len(), 1);
}

#[test]
fn a_printer_profile_is_kept_and_used_and_a_missing_one_is_named() {
    let desk = Desk::new();
    let claim = number("champva_not_assigned");
    let print = ["--claim", claim.as_str()];
    let with = |name: &'static str| [&print[..], &["--printer-profile", name]].concat();
    let sentences = refused(&desk.print("none.pdf", &with("front desk")));
    assert_eq!(
        sentences,
        [
            "There is no printer profile front desk: none was made yet; `almoner calibrate` makes one."
        ]
    );
    assert!(!fs::exists(desk.path("none.pdf")).unwrap());

    let kept = done(&desk.run(&[
        "calibrate",
        "--printer-profile",
        "front desk",
        "--offsets",
        "10,-5,1,1",
        "--out",
        &desk.path("sheet.pdf"),
    ]));
    assert!(
        kept.starts_with("front desk: offset x 10, offset y -5 (1/100 inch)"),
        "{kept}"
    );
    assert_eq!(n_pages(&desk.read("sheet.pdf")), 1);
    let _ = done(&desk.print("straight.pdf", &print));
    let _ = done(&desk.print("moved.pdf", &with("front desk")));
    let (straight, moved) = (
        first_text(&desk.read("straight.pdf")),
        first_text(&desk.read("moved.pdf")),
    );
    // A tenth of an inch to the right and a twentieth up, as PDF counts.
    assert!(
        (moved.0 - straight.0 - 7.2).abs() < 0.01,
        "{straight:?} {moved:?}"
    );
    assert!(
        (moved.1 - straight.1 - 3.6).abs() < 0.01,
        "{straight:?} {moved:?}"
    );
    let sentences = refused(&desk.print("none.pdf", &with("back office")));
    assert_eq!(
        sentences,
        ["There is no printer profile back office: there are front desk."]
    );
}

/// Where the first text of a file's first page stands.
fn first_text(bytes: &[u8]) -> (f32, f32) {
    let file = pdf(bytes);
    let page = file.get_pages()[&1];
    let content = lopdf::content::Content::decode(&file.get_page_content(page)).unwrap();
    let place = content
        .operations
        .iter()
        .find(|operation| ["Tm", "Td"].contains(&operation.operator.as_str()))
        .unwrap();
    let last = place.operands.len();
    let at = |idx: usize| place.operands[idx].as_float().unwrap();
    (at(last - 2), at(last - 1))
}

#[test]
fn form_shows_every_box_as_the_contract_has_it() {
    let desk = Desk::new();
    let scenes = scenes();
    for name in ["fourteen_lines_continued", "medicare_medigap"] {
        let idx = scenes.iter().position(|(it, _)| *it == name).unwrap();
        let mut claim = golden::apart(name, &scenes[idx].1).claim();
        claim.id = golden::number(idx).parse().unwrap();
        let expected: Vec<Value> = fill(&claim)
            .pages
            .iter()
            .flat_map(|page| page.boxes.iter().map(move |value| (page.number, value)))
            .map(|(page, value)| {
                json!({
                    "page": page,
                    "box": value.form_box,
                    "line": value.row,
                    "field": value.field,
                    "text": value.text,
                    "reason": value.reason,
                })
            })
            .collect();
        let found = desk.json("form", &["--claim", &golden::number(idx)]);
        assert_eq!(found, Value::Array(expected), "{name}");
    }
    let text = done(&desk.ask("form", &["--claim", &number("medicare_medigap")]));
    assert!(text.starts_with("Form 1 of 1\n"), "{text}");
    assert!(text.contains("MEDIGAP EV77881"), "{text}");
    let sentences = refused(&desk.ask("form", &["--claim", "9999"]));
    assert_eq!(sentences.len(), 1, "{sentences:?}");
}

#[test]
fn claims_and_check_list_what_the_contract_names() {
    let desk = Desk::new();
    let name = "seven_lines_separate";
    let claims = desk.json("claims", &["--patient", &format!("{name}-P1")]);
    assert_eq!(
        claims,
        json!([{
            "claim_id": number(name),
            "patient_id": format!("{name}-P1"),
            "payer_id": format!("{name}-PAY1"),
            "visit_id": format!("{name}-V1"),
            "from_on": "2026-03-02",
            "to_on": "2026-03-02",
            "total": "413.25",
            "status": "ready",
            "findings": claims[0]["findings"],
        }])
    );
    let payer = format!("{BROKEN}-PAY1");
    let csv = done(&desk.ask("claims", &["--payer", &payer, "--format", "csv"]));
    let broken = number(BROKEN);
    let expected = format!(
        "claim_id,patient_id,payer_id,visit_id,from_on,to_on,total,status,findings\n\
         {broken},{BROKEN}-P1,{payer},{BROKEN}-V1,2026-03-02,2026-03-02,150.00,draft,"
    );
    assert!(csv.starts_with(&expected), "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains("1 error"), "{csv}");
    let findings = desk.json("claims", &["--payer", &payer]);
    let finding = &findings[0]["findings"][0];
    for key in ["severity", "rule", "box", "field", "sentence"] {
        assert!(finding[key].is_string(), "{finding}");
    }

    let one = desk.json("check", &["--claim", &broken]);
    let error = one
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["severity"] == "error")
        .unwrap();
    assert_eq!(error["claim"], broken);
    assert_eq!(error["box"], "24E");
    assert_eq!(error["field"], "line 1 pointers");
    let all = desk.json("check", &[]);
    let errors: Vec<&Value> = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .collect();
    // Nothing keeps a golden claim from printing.
    assert_eq!(errors, [error]);
    assert_eq!(refused(&desk.ask("check", &["--claim", "9999"])).len(), 1);
}
