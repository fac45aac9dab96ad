//! The CSV folder as another program would write it, as a careless one would, and as we do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Cursor;

use chrono::NaiveDate;

use almoner::domain::claim::field;
use almoner::domain::claim::form::{BoxValue, FormPage};
use almoner::domain::claim::print::{FormStock, PrintRecord};
use almoner::domain::claim::{EarlierPayers, Facts, OtherCoverage};
use almoner::domain::records::Records;
use almoner::exchange::folder::{
    self, Existing, File, Folder, MOST_SHOWN, Options, Problems, Source, Table,
};

#[path = "exchange_folder/any_records.rs"]
mod any_records;
#[path = "exchange_folder/full.rs"]
mod full;

/// The columns by the contract, in its order.
const COLUMNS: &[(Table, &str)] = &[
    (
        Table::Practice,
        "name address1 address2 city state zip phone npi tax_id tax_id_type taxonomy billing_note",
    ),
    (
        Table::Providers,
        "provider_id last_name first_name middle_name suffix credentials npi taxonomy can_render can_refer signature_on_file signature other_id_qualifier other_id",
    ),
    (
        Table::Facilities,
        "facility_id name address1 address2 city state zip npi place_of_service other_id_qualifier other_id",
    ),
    (
        Table::Payers,
        "payer_id name address1 address2 city state zip phone kind accept_assignment timely_filing_days appeal_days box29 box32 forms ndc_layout dates phones zip_hyphen taxonomy_boxes forwards_to_secondary payer_code billing_id_qualifier billing_id",
    ),
    (Table::ProviderIds, "provider_id payer_id qualifier id"),
    (
        Table::Patients,
        "patient_id last_name first_name middle_name suffix birth_date sex address1 address2 city state zip phone email guarantor_patient_id signature_on_file signature_date release_of_information deceased_on statement_hold note language bad_address disputes_bill",
    ),
    (
        Table::Coverages,
        "coverage_id patient_id rank payer_id member_id group_number plan_name relationship subscriber_last_name subscriber_first_name subscriber_middle_name subscriber_suffix subscriber_birth_date subscriber_sex subscriber_address1 subscriber_address2 subscriber_city subscriber_state subscriber_zip subscriber_phone subscriber_organization subscriber_employer subscriber_retired_on plan_kind effective_on terminated_on copay assign_benefits medigap_id medicare_secondary_reason",
    ),
    (
        Table::Authorizations,
        "authorization_id patient_id coverage_id number kind from_on to_on units code",
    ),
    (
        Table::Eligibility,
        "coverage_id checked_on method spoke_with reference_number active deductible_left note",
    ),
    (
        Table::Visits,
        "visit_id patient_id rendering_provider_id billing_note icd_indicator property_casualty_claim_number accident_on referring_provider_id referring_qualifier facility_id place_of_service employment auto_accident auto_state other_accident claim_codes illness_on illness_qualifier other_on other_qualifier unable_to_work_from unable_to_work_to hospital_from hospital_to additional_information outside_lab outside_lab_charge authorization_id resubmission_code original_reference account_number bill_coverage_id signed_on patient_paid prior_payer_paid dx_a dx_b dx_c dx_d dx_e dx_f dx_g dx_h dx_i dx_j dx_k dx_l",
    ),
    (
        Table::Lines,
        "visit_id line from_on to_on place_of_service emergency code modifier1 modifier2 modifier3 modifier4 pointers charge units epsdt family_plan rendering_provider_id ndc ndc_unit ndc_quantity supplemental",
    ),
    (Table::Fees, "schedule code modifier effective_on fee"),
    (
        Table::Claims,
        "claim_id visit_id coverage_id status on_hold created_on printed_on mailed_on closed_on",
    ),
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn options() -> Options {
    Options {
        today: today(),
        ignore_unknown: false,
    }
}

fn sources<B: AsRef<[u8]>>(files: &[(Table, B)]) -> Vec<Source> {
    files
        .iter()
        .map(|(table, bytes)| Source {
            table: *table,
            bytes: Box::new(Cursor::new(bytes.as_ref().to_vec())),
        })
        .collect()
}

fn read<B: AsRef<[u8]>>(files: &[(Table, B)]) -> Result<Folder, Problems> {
    folder::read(sources(files), &Existing::default(), options())
}

fn read_files(files: &[File]) -> Result<Folder, Problems> {
    let files: Vec<_> = files.iter().map(|file| (file.table, &file.bytes)).collect();
    read(&files)
}

/// The least that makes a claim.
const LEAST: &[(Table, &str)] = &[
    (
        Table::Practice,
        "name,address1,city,state,zip,phone,npi,tax_id,tax_id_type\n\
         Elm Clinic,1 Elm St,Salem,OR,97301,5035550100,1234567893,12-3456789,EIN\n",
    ),
    (
        Table::Providers,
        "provider_id,last_name,first_name,npi\nDR,Reed,Ann,1245319599\n",
    ),
    (Table::Payers, "payer_id,name,kind\nPLAN,Plan,COMMERCIAL\n"),
    (
        Table::Patients,
        "patient_id,last_name,first_name,birth_date,sex\n1,Doe,Jane,1980-02-29,F\n2,Roe,Max,2001-01-31,M\n",
    ),
    (
        Table::Coverages,
        "coverage_id,patient_id,rank,payer_id,member_id,relationship,effective_on\n\
         C1,1,1,PLAN,M1,SELF,2026-01-01\nC2,2,1,PLAN,M2,SELF,2026-01-01\n",
    ),
    (
        Table::Authorizations,
        "authorization_id,patient_id,coverage_id,number\nA1,1,C1,77\nA2,2,C2,78\n",
    ),
    (
        Table::Visits,
        "visit_id,patient_id,rendering_provider_id,place_of_service,dx_a\nV1,1,DR,11,E11.9\n",
    ),
    (
        Table::Lines,
        "visit_id,line,from_on,code,pointers,charge\nV1,1,2026-03-02,99213,A,150\n",
    ),
    (
        Table::Fees,
        "schedule,code,effective_on,fee\nStandard,99213,2026-01-01,150\n",
    ),
];

/// The least folder with one file's content changed.
fn with(table: Table, bytes: impl AsRef<[u8]>) -> Vec<(Table, Vec<u8>)> {
    let mut files: Vec<_> = LEAST
        .iter()
        .filter(|(each, _)| *each != table)
        .map(|(each, text)| (*each, text.as_bytes().to_vec()))
        .collect();
    files.push((table, bytes.as_ref().to_vec()));
    files
}

fn text_of(table: Table) -> &'static str {
    LEAST.iter().find(|(each, _)| *each == table).unwrap().1
}

/// A file of the least folder with another row.
fn and(table: Table, row: &str) -> Vec<u8> {
    format!("{}{row}\n", text_of(table)).into_bytes()
}

fn told(problems: &Problems) -> Vec<String> {
    problems.shown.iter().map(ToString::to_string).collect()
}

#[test]
fn a_folder_with_every_column_filled_comes_back_byte_for_byte() {
    let Folder { records, warnings } = read(full::FILES).unwrap();
    assert_eq!(told(&warnings), Vec::<String>::new());
    for file in folder::write(&records) {
        let (_, expected) = full::FILES
            .iter()
            .find(|(table, _)| *table == file.table)
            .unwrap();
        assert_eq!(String::from_utf8(file.bytes).unwrap(), *expected);
    }
    assert_eq!(folder::write(&records).len(), full::FILES.len());
    for (table, text) in full::FILES {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let header = COLUMNS
            .iter()
            .find(|(each, _)| each == table)
            .map(|(_, columns)| columns.split_whitespace().collect::<Vec<_>>());
        assert_eq!(Some(rows[0].clone()), header);
        for (idx, column) in rows[0].iter().enumerate() {
            let is_filled = rows[1..].iter().any(|row| !row[idx].is_empty());
            assert!(is_filled, "{table:?} {column}");
        }
    }
}

#[test]
fn what_was_printed_comes_back_as_it_was() {
    let mut records = read(full::FILES).unwrap().records;
    records.prints = vec![print_of(&records)];
    let files = folder::write(&records);
    let again = read_files(&files).unwrap().records;
    assert_eq!(again, records);
    assert_eq!(folder::write(&again), files);

    // What the program could not have printed is refused, whatever its JSON says.
    let prints = files.last().unwrap();
    assert_eq!(prints.table, Table::ClaimPrints);
    let text = String::from_utf8(prints.bytes.clone()).unwrap();
    for (was, is) in [
        ("\"1245319599\"", "\"x\""),
        ("\"red\"", "\"blue\""),
        ("\"DOE\"", "\"DOE\\u0000\""),
        ("\"of\":1", "\"of\":0"),
        ("\"claim\":\"1001\"", "\"claim\":\"9\""),
        ("{", "["),
    ] {
        assert!(text.contains(was), "{was} in {text}");
        let mut changed: Vec<_> = files
            .iter()
            .map(|file| (file.table, file.bytes.clone()))
            .collect();
        changed.last_mut().unwrap().1 = text.replacen(was, is, 1).into_bytes();
        let problems = read(&changed).unwrap_err();
        assert!(
            told(&problems)[0].starts_with("claim_prints.jsonl:1: "),
            "{is}"
        );
    }
}

/// A print of the first claim, with one box filled.
fn print_of(records: &Records) -> PrintRecord {
    let encounter = records.encounters[0].clone();
    let other = &records.coverages[1];
    let name = field::all().iter().find(|it| it.form_box == "2").unwrap();
    PrintRecord {
        claim: records.claims[0].id.clone(),
        printed_on: today(),
        stock: FormStock::Red,
        facts: Facts {
            practice: records.practice.clone().unwrap(),
            patient: records.patients[0].clone(),
            coverage: records.coverages[0].clone(),
            payer: records.payers[0].clone(),
            other_coverages: vec![OtherCoverage {
                coverage: other.clone(),
                payer: records.payers[0].clone(),
            }],
            encounter,
            rendering_providers: records.providers.clone(),
            referring_provider: Some(records.providers[0].clone()),
            facility: Some(records.facilities[0].clone()),
            authorization: Some(records.authorizations[0].clone()),
            payer_numbers: records.payer_numbers.clone(),
            earlier_payers: EarlierPayers::default(),
        },
        pages: vec![FormPage {
            number: 1,
            of: 1,
            boxes: vec![BoxValue {
                form_box: name.form_box,
                row: name.row,
                field: name.name,
                text: "DOE".into(),
                reason: String::new(),
                source: None,
            }],
        }],
    }
}

#[test]
fn columns_stand_in_any_order_and_the_least_is_enough() {
    let records = read(LEAST).unwrap().records;
    assert_eq!(records.encounters[0].lines.len(), 1);
    let turned = with(
        Table::Patients,
        "\u{feff}sex, birth_date ,first_name,last_name,patient_id\r\n\
         F,1980-02-29,Jane,Doe,1\r\n\r\nM,2001-01-31,Max,Roe,2\r\n",
    );
    assert_eq!(read(&turned).unwrap().records, records);
    // Files that are absent are skipped.
    let practice = &LEAST[..1];
    assert_eq!(read(practice).unwrap().records.practice, records.practice);
}

#[test]
fn a_hundred_lines_are_a_visit_like_any_other() {
    let mut lines = String::from("visit_id,line,from_on,code,pointers,charge\n");
    for number in (1..=100).rev() {
        lines.push_str(&format!("V1,{number},2026-03-02,99213,A,1.5\n"));
    }
    let records = read(&with(Table::Lines, lines)).unwrap().records;
    let numbers: Vec<u16> = records.encounters[0]
        .lines
        .iter()
        .map(|it| it.number)
        .collect();
    assert_eq!(numbers, (1..=100).collect::<Vec<u16>>());
}

#[test]
fn each_bad_input_is_named_by_file_line_and_column() {
    use Table::*;
    let long = "N".repeat(5_000);
    let cases: Vec<(Table, Vec<u8>, &str)> = vec![
        // What is no CSV file at all.
        (Patients, b"".into(), "patients.csv:1: file: The file is empty"),
        (Patients, b"\x7fELF\x02\x01\x01\0\0\0\0".into(), "patients.csv:1: file: The file holds NUL bytes"),
        (Patients, b"PK\x03\x04abc".into(), "patients.csv:1: file: The file is a workbook"),
        (Patients, utf16(text_of(Patients)), "patients.csv:1: file: The file is in UTF-16"),
        (Patients, text_of(Patients).replace("Roe", "Mu\u{f1}oz").chars().map(|c| c as u8).collect(),
            "patients.csv:3: file: This line is not UTF-8; the file may be in Windows-1252"),
        (Patients, text_of(Patients).replace(',', ";").into(), "patients.csv:1: file: The columns are parted by semicolons"),
        (Patients, and(Patients, "3,\"Poe,Al,1990-01-01,M"), "patients.csv:4: file: A quotation mark opens here and is never closed"),
        // Its header.
        (Patients, b"patient_id,last_name,first_name,birth_date\n".into(), "patients.csv:1: sex: The header lacks this column"),
        (Patients, text_of(Patients).replace("sex", "gender").into(), "patients.csv:1: gender: patients.csv has no such column"),
        (Patients, text_of(Patients).replace("sex\n", "sex,sex\n").into(), "patients.csv:1: sex: The header names this column twice"),
        (Patients, text_of(Patients).replace("sex\n", "sex,\n").into(), "patients.csv:1: file: Column 6 has no name"),
        // Its rows.
        (Patients, and(Patients, "3,Poe,Al,1990-01-01"), "patients.csv:4: row: This row has 4 fields and the header 5"),
        (Patients, and(Patients, "3,Poe,Jr,Al,1990-01-01,M"), "patients.csv:4: row: This row has 6 fields and the header 5"),
        (Patients, and(Patients, "3,Po\"e,Al,1990-01-01,M"), "patients.csv:4: last_name: A quotation mark stands inside"),
        (Patients, and(Patients, "3,\"Po\"e,Al,1990-01-01,M"), "patients.csv:4: last_name: Text follows a closing quotation mark"),
        (Patients, and(Patients, "3,P\0oe,Al,1990-01-01,M"), "patients.csv:4: last_name: This field holds a NUL"),
        (Patients, and(Patients, &format!("3,{long},Al,1990-01-01,M")), "patients.csv:4: last_name: This field is longer than 4 KB"),
        (Patients, and(Patients, "3,\"Line\none\",Al,1990-02-30,M"), "patients.csv:4: birth_date: “1990-02-30” is not a day"),
        (Patients, and(Patients, "3,\"Line\r\none\",Al,1990-02-03,M\r\n4,Poe,Al,02/03/1990,M"), "patients.csv:6: birth_date: “02/03/1990” is not a date"),
        (Patients, and(Patients, "3,,Al,1990-01-01,X"), "patients.csv:4: last_name: This is missing"),
        (Lines, and(Lines, "V1,99999999999999999999,2026-03-02,99213,A,150"), "lines.csv:3: line: The line number is missing"),
        (Lines, and(Lines, "V1,2,2026-03-02,99213,A,99999999999999999999"), "lines.csv:3: charge: “99999999999999999999” is not an amount"),
        (Lines, and(Lines, "V1,2,2026-03-02,99213,A,-150"), "lines.csv:3: charge: “-150” is not an amount"),
        // The same twice.
        (Patients, and(Patients, "1,Poe,Al,1990-01-01,M"), "patients.csv:4: patient_id: The patient “1” stands in line 2 already"),
        (Lines, and(Lines, "V1,1,2026-03-02,99214,A,1"), "lines.csv:3: line: The same line stands in line 2 already"),
        (Fees, and(Fees, "Standard,99213,2026-01-01,151"), "fees.csv:3: code: The same fee stands in line 2 already"),
        (Practice, and(Practice, "Oak Clinic,2 Oak St,Salem,OR,97301,5035550100,1234567893,12-3456789,EIN"), "practice.csv:3: row: The practice has one row"),
        (ProviderIds, b"provider_id,payer_id,qualifier,id\nDR,PLAN,G2,1\nDR,PLAN,G2,2\n".into(), "provider_ids.csv:3: qualifier: The same provider number stands in line 2"),
        // References to nothing and to somebody else's.
        (Patients, text_of(Patients).replace("2,Roe", "3,Roe").into(), "coverages.csv:3: patient_id: There is no patient “2” in patients.csv"),
        (Coverages, text_of(Coverages).replace("PLAN,M1", "NONE,M1").into(), "coverages.csv:2: payer_id: There is no payer “NONE”"),
        (ProviderIds, b"provider_id,payer_id,qualifier,id\nNOBODY,PLAN,G2,1\n".into(), "provider_ids.csv:2: provider_id: There is no provider or facility “NOBODY”"),
        (Eligibility, b"coverage_id,checked_on\nC9,2026-01-01\n".into(), "eligibility.csv:2: coverage_id: There is no coverage “C9”"),
        (Lines, and(Lines, "V2,1,2026-03-02,99213,A,150"), "lines.csv:3: visit_id: There is no visit “V2” in visits.csv"),
        (Patients, b"patient_id,last_name,first_name,birth_date,sex,guarantor_patient_id\n1,Doe,Jane,1980-02-29,F,9\n2,Roe,Max,2001-01-31,M,1\n".into(),
            "patients.csv:2: guarantor_patient_id: There is no patient “9”"),
        (Authorizations, and(Authorizations, "A3,1,C2,79"), "authorizations.csv:4: coverage_id: The coverage “C2” belongs to patient “2”, not to “1”"),
        (Visits, b"visit_id,patient_id,rendering_provider_id,place_of_service,bill_coverage_id\nV1,1,DR,11,C2\n".into(),
            "visits.csv:2: bill_coverage_id: The coverage “C2” belongs to patient “2”"),
        (Visits, b"visit_id,patient_id,rendering_provider_id,place_of_service,authorization_id\nV1,1,DR,11,A2\n".into(),
            "visits.csv:2: authorization_id: The authorization “A2” belongs to patient “2”"),
        (Claims, b"claim_id,visit_id,coverage_id,status,created_on\n1,V1,C2,ready,2026-01-01\n".into(),
            "claims.csv:2: coverage_id: The coverage “C2” belongs to patient “2”"),
        (Claims, b"claim_id,visit_id,coverage_id,status,created_on\n1,V1,C1,ready,2026-01-01\n2,V1,C1,ready,2026-01-01\n".into(),
            "claims.csv:3: coverage_id: The same claim stands in line 2"),
        (Claims, b"claim_id,visit_id,coverage_id,status,created_on\n1,V9,C1,lost,2026-01-01\n".into(),
            "claims.csv:2: status: “lost” is not a claim status"),
        (ClaimPrints, b"{}\n".into(), "claim_prints.jsonl:1: row: This is not a print record"),
        (ClaimPrints, b"\n\xff\xfe".into(), "claim_prints.jsonl:2: row: This is not a print record"),
    ];
    for (table, bytes, expected) in cases {
        let refused = read(&with(table, bytes)).unwrap_err();
        let lines = told(&refused);
        assert!(
            lines.iter().any(|line| line.starts_with(expected)),
            "{expected}\nbut:\n{}",
            lines.join("\n")
        );
        for line in &lines {
            assert!(line.ends_with('.') && !line.contains('\n'), "{line}");
        }
        // A reference to a row that was refused for another reason is no second mistake.
        if !expected.contains("There is no") {
            assert!(
                !lines.iter().any(|line| line.contains("There is no")),
                "{lines:?}"
            );
        }
    }
}

fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn four_kilobytes_are_a_name_and_one_byte_more_is_not() {
    let patient = |name: &str| and(Table::Patients, &format!("3,{name},Al,1990-01-01,M"));
    for name in ["N".repeat(4_096), "é".repeat(2_048)] {
        let records = read(&with(Table::Patients, patient(&name)))
            .unwrap()
            .records;
        assert_eq!(records.patients[2].name.last, name);
        let again = read_files(&folder::write(&records)).unwrap().records;
        assert_eq!(again, records);
    }
    let formula = format!("={}", "N".repeat(4_095));
    let records = read(&with(Table::Patients, patient(&formula)))
        .unwrap()
        .records;
    assert_eq!(
        read_files(&folder::write(&records)).unwrap().records,
        records
    );
    for name in ["N".repeat(4_097), "é".repeat(2_049)] {
        let refused = read(&with(Table::Patients, patient(&name))).unwrap_err();
        assert!(told(&refused)[0].starts_with("patients.csv:4: last_name: This field is longer"));
    }
}

#[test]
fn unknown_columns_are_skipped_when_asked() {
    let files = with(
        Table::Patients,
        "patient_id,pet,last_name,first_name,birth_date,sex,pet,\n\
         1,cat,Doe,Jane,1980-02-29,F,x,\n2,dog,Roe,Max,2001-01-31,M,y,\n",
    );
    assert_eq!(read(&files).unwrap_err().count(), 3);
    let skipping = Options {
        ignore_unknown: true,
        ..options()
    };
    let folder = folder::read(sources(&files), &Existing::default(), skipping).unwrap();
    assert_eq!(folder.records, read(LEAST).unwrap().records);
}

#[test]
fn what_the_practice_file_holds_may_be_referred_to_but_not_repeated() {
    let all = read(LEAST).unwrap().records;
    let existing = Existing::of(&all);
    let read = |files: &[(Table, &str)]| folder::read(sources(files), &existing, options());

    let visit = [
        (
            Table::Visits,
            "visit_id,patient_id,rendering_provider_id,place_of_service,authorization_id,bill_coverage_id\n\
             V2,1,DR,11,A1,C1\n",
        ),
        (
            Table::Lines,
            "visit_id,line,from_on,code,pointers,charge\nV2,1,2026-03-02,99213,A,150\n",
        ),
    ];
    assert_eq!(read(&visit).unwrap().records.encounters.len(), 1);
    // The practice's own facts are replaced, not added.
    assert!(read(&LEAST[..1]).is_ok());

    let refused = read(&[(Table::Patients, text_of(Table::Patients))]).unwrap_err();
    assert!(told(&refused)[0].contains("The patient “1” is already in the practice file"));
    let refused = read(&[(Table::Fees, text_of(Table::Fees))]).unwrap_err();
    assert!(told(&refused)[0].starts_with("fees.csv:2: code: The practice file has this fee"));
    let refused = read(&[(Table::Lines, text_of(Table::Lines))]).unwrap_err();
    assert!(told(&refused)[0].contains("The visit “V1” is in the practice file already"));
    let others = [(
        Table::Visits,
        "visit_id,patient_id,rendering_provider_id,place_of_service,authorization_id,bill_coverage_id\n\
         V2,1,DR,11,A2,C2\n",
    )];
    assert_eq!(read(&others).unwrap_err().count(), 2);
}

#[test]
fn what_is_worth_a_look_is_taken_with_a_warning() {
    let files = with(
        Table::Providers,
        "provider_id,last_name,first_name,npi\nDR,Reed,Ann,1245319590\n",
    );
    let warnings = told(&read(&files).unwrap().warnings);
    let npi = "providers.csv:2: npi: warning: NPI 1245319590 fails its check digit";
    assert!(
        warnings.iter().any(|line| line.starts_with(npi)),
        "{warnings:?}"
    );
    let files = with(Table::Visits, and(Table::Visits, "V2,1,DR,11,"));
    let warnings = told(&read(&files).unwrap().warnings);
    let visit = "visits.csv:3: visit_id: warning: This visit has no service lines";
    assert!(
        warnings.iter().any(|line| line.starts_with(visit)),
        "{warnings:?}"
    );
}

#[test]
fn many_problems_are_told_in_part_and_counted_in_full() {
    let mut patients = String::from("patient_id,last_name,first_name,birth_date,sex\n");
    for row in 0..1_000 {
        patients.push_str(&format!("P{row},Doe,Jane,never,?\n"));
    }
    let problems = read(&[(Table::Patients, patients)]).unwrap_err();
    assert_eq!(
        (problems.shown.len(), problems.count()),
        (MOST_SHOWN, 2_000)
    );
}

#[test]
fn an_exported_file_has_no_cell_that_a_spreadsheet_would_run() {
    let files = with(
        Table::Patients,
        "patient_id,last_name,first_name,birth_date,sex,note\n\
         1,=1+1,+Jane,1980-02-29,F,-x\n2,@Roe,'=Max,2001-01-31,M,\"  =HYPERLINK(\"\"x\"\")\"\n",
    );
    let records = read(&files).unwrap().records;
    // The apostrophe before a formula is the guard of an export, not a part of the name.
    assert_eq!(records.patients[1].name.first, "=Max");
    let files = folder::write(&records);
    let patients = files.iter().find(|it| it.table == Table::Patients).unwrap();
    let text = String::from_utf8(patients.bytes.clone()).unwrap();
    assert!(text.contains("1,'=1+1,'+Jane,"), "{text}");
    assert!(text.contains(",'-x,"), "{text}");
    assert_eq!(read_files(&files).unwrap().records, records);
}

#[test]
fn an_empty_practice_is_a_folder_too() {
    let files = folder::write(&Records::default());
    assert_eq!(files.len(), 1);
    assert!(files[0].bytes.starts_with(b"name,address1,"));
    assert_eq!(read_files(&files).unwrap().records, Records::default());
}
