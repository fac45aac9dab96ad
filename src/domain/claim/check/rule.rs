//! Every rule of the scrubber by the box it shows in, with its weight and its source.
//!
//! What is certain to bounce, or what the form demands, is an error. What a payer may let pass, and
//! every rule whose source could not be read, is a warning. What does not fit its field or is not in
//! the form's letters is found where the form is filled (`claim::form`).

use crate::domain::finding::Severity::{self, Error, Warning};

/// One rule. Rules of the same name look for the same fault in several boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, as filters and tests know it.
    pub name: &'static str,
    pub severity: Severity,
    /// The box of the form that its findings name.
    pub form_box: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// The NUCC's instruction manual for the 02/12 form, by item.
macro_rules! nucc {
    ($item:literal) => {
        concat!("NUCC 1500 manual, item ", $item)
    };
}

/// The Medicare Claims Processing Manual (publication 100-04), chapter 26, by item.
macro_rules! medicare {
    ($item:literal) => {
        concat!(
            "Medicare Claims Processing Manual, chapter 26, item ",
            $item
        )
    };
}

macro_rules! rules {
    ($($id:ident: $severity:ident $form_box:literal $name:literal, $source:expr;)*) => {
        $(pub(super) const $id: Rule = Rule {
            name: $name,
            severity: $severity,
            form_box: $form_box,
            source: $source,
        };)*

        /// Every rule, in the order of the form.
        pub const RULES: &[Rule] = &[$($id),*];
    };
}

const SENSE: &str = "plain sense: the dates or facts contradict each other";
const TRADE: &str = "usual payer edit";
const GUIDELINES: &str = "ICD-10-CM Official Guidelines for Coding and Reporting";
const SENDER: &str = "the practice's own records";

rules! {
    PAYER_ADDRESS: Warning "PAYER" "payer-address", nucc!("carrier block");

    EARLIER_COVERAGE_MISSING: Warning "1" "earlier-coverage-missing", SENSE;
    NO_PRIMARY_COVERAGE: Error "1a" "no-primary-coverage", SENDER;
    COVERAGE_NOT_IN_FORCE: Error "1a" "coverage-not-in-force", SENDER;
    COVERAGE_ENDS_WITHIN_VISIT: Error "1a" "coverage-ends-within-visit", SENDER;
    COVERAGE_OF_OTHER_PATIENT: Error "1a" "coverage-of-other-patient", SENDER;
    MEMBER_ID_MISSING: Error "1a" "member-id-missing", nucc!("1a");
    MEMBER_ID_CHARACTERS: Error "1a" "member-id-characters", nucc!("1a");
    MEDICARE_ID: Error "1a" "medicare-id", "CMS, Understanding the MBI format";
    // The sponsor's Social Security number and the ten-digit DoD id still pass here and there.
    TRICARE_ID: Warning "1a" "tricare-id", "TRICARE: DoD Benefits Number or sponsor's number";

    PATIENT_NAME: Error "2" "patient-name", nucc!("2");
    BIRTH_DATE_FUTURE: Error "3" "birth-date-future", SENSE;
    PATIENT_SEX: Warning "3" "patient-sex", nucc!("3");
    INSURED_NAME: Error "4" "insured-name", nucc!("4");
    WC_INSURED: Warning "4" "workers-comp-insured", nucc!("4");
    PATIENT_ADDRESS: Error "5" "patient-address", nucc!("5");
    MEDICARE_RELATIONSHIP: Warning "6" "medicare-relationship", medicare!("6");
    SUBSCRIBER_ADDRESS: Warning "7" "subscriber-address", nucc!("7");
    OTHER_INSURED_NAME: Error "9" "other-insured-name", nucc!("9");
    OTHER_INSURED_POLICY: Error "9a" "other-insured-policy", nucc!("9a");
    MEDIGAP_ID_MISSING: Warning "9d" "medigap-id-missing", medicare!("9d");
    MEDIGAP_ID_FORMAT: Warning "9d" "medigap-id-format", medicare!("9d");

    EMPLOYMENT_NOT_MARKED: Error "10a" "employment-not-marked", nucc!("10a");
    MSP_EMPLOYMENT: Error "10a" "medicare-secondary-employment", medicare!("10a");
    AUTO_NOT_MARKED: Error "10b" "auto-accident-not-marked", nucc!("10b");
    AUTO_STATE_MISSING: Error "10b" "auto-state-missing", nucc!("10b");
    AUTO_STATE_ALONE: Warning "10b" "auto-state-without-accident", nucc!("10b");
    MSP_ACCIDENT: Error "10b" "medicare-secondary-accident", medicare!("10b");
    // The NUCC's list grows and some payers have codes of their own.
    CONDITION_CODE_UNKNOWN: Warning "10d" "condition-code-unknown", nucc!("10d");
    CONDITION_CODE_ON_REPLACEMENT: Error "10d" "condition-code-on-replacement", nucc!("10d");

    GROUP_NUMBER: Warning "11" "group-number", nucc!("11");
    MSP_POLICY: Error "11" "medicare-secondary-policy", medicare!("11");
    MSP_REASON: Warning "11" "medicare-secondary-reason", medicare!("11");
    MSP_REASON_BUT_PRIMARY: Warning "11" "medicare-primary-with-reason", medicare!("11");
    SUBSCRIBER_BIRTH_DATE: Warning "11a" "subscriber-birth-date", nucc!("11a");
    SUBSCRIBER_BIRTH_FUTURE: Error "11a" "subscriber-birth-date-future", SENSE;
    SUBSCRIBER_SEX: Warning "11a" "subscriber-sex", nucc!("11a");
    PROPERTY_CLAIM_NUMBER: Warning "11b" "property-claim-number", nucc!("11b");
    MSP_EMPLOYER: Warning "11b" "medicare-secondary-employer", medicare!("11b");
    PATIENT_SIGNATURE: Warning "12" "patient-signature", nucc!("12");
    BENEFITS_UNSAID: Warning "13" "benefits-assignment", nucc!("13");
    MEDIGAP_BENEFITS: Warning "13" "medigap-benefits-assignment", medicare!("13");

    ILLNESS_WITHOUT_QUALIFIER: Error "14" "illness-date-without-qualifier", nucc!("14");
    ILLNESS_QUALIFIER_ALONE: Error "14" "illness-qualifier-without-date", nucc!("14");
    ILLNESS_FUTURE: Error "14" "illness-date-future", nucc!("14");
    ACCIDENT_FUTURE: Error "14" "accident-date-future", nucc!("14");
    ILLNESS_AFTER_SERVICE: Warning "14" "illness-after-service", SENSE;
    ACCIDENT_AFTER_SERVICE: Warning "14" "accident-after-service", SENSE;
    ILLNESS_BEFORE_BIRTH: Warning "14" "illness-before-birth", SENSE;
    ACCIDENT_DATE_MISSING: Error "14" "accident-date-missing", nucc!("14");
    INJURY_DATE_MISSING: Warning "14" "injury-date-missing", nucc!("14");
    OTHER_DATE_WITHOUT_QUALIFIER: Error "15" "other-date-without-qualifier", nucc!("15");
    OTHER_QUALIFIER_ALONE: Error "15" "other-qualifier-without-date", nucc!("15");
    OTHER_DATE_FUTURE: Error "15" "other-date-future", SENSE;
    UNABLE_TO_WORK_ORDER: Error "16" "unable-to-work-order", nucc!("16");
    UNABLE_TO_WORK_FROM: Error "16" "unable-to-work-without-start", nucc!("16");
    UNABLE_TO_WORK_FUTURE: Warning "16" "unable-to-work-future", SENSE;

    REFERRING_WITHOUT_QUALIFIER: Error "17" "referring-without-qualifier", nucc!("17");
    REFERRING_QUALIFIER_ALONE: Error "17" "referring-qualifier-alone", nucc!("17");
    REFERRING_UNKNOWN: Error "17" "referring-provider-unknown", SENDER;
    REFERRING_NOT_ALLOWED: Warning "17" "referring-not-allowed", SENDER;
    NPI_REFERRING: Error "17b" "npi-check-digit", "45 CFR 162.406";
    HOSPITAL_ORDER: Error "18" "hospital-order", nucc!("18");
    HOSPITAL_FROM: Error "18" "hospital-without-admission", nucc!("18");
    HOSPITAL_FUTURE: Error "18" "hospital-future", SENSE;
    HOSPITAL_MISSING: Warning "18" "hospital-dates-missing", nucc!("18");
    MODIFIER_99: Warning "19" "modifier-99-unexplained", medicare!("19");
    LAB_CHARGE_MISSING: Error "20" "outside-lab-charge-missing", nucc!("20");
    LAB_CHARGE_ALONE: Warning "20" "outside-lab-charge-alone", nucc!("20");

    NO_DIAGNOSIS: Error "21" "no-diagnosis", nucc!("21");
    ICD_INDICATOR: Error "21" "icd-indicator", "45 CFR 162.1002: ICD-10-CM from 2015-10-01";
    DIAGNOSIS_FORMAT: Error "21" "diagnosis-format", GUIDELINES;
    DIAGNOSIS_UNKNOWN: Error "21" "diagnosis-unknown", GUIDELINES;
    DIAGNOSIS_NOT_BILLABLE: Error "21" "diagnosis-not-billable", GUIDELINES;
    DIAGNOSIS_NOT_IN_FORCE: Error "21" "diagnosis-not-in-force", GUIDELINES;
    DIAGNOSIS_NOT_CHECKED: Warning "21" "diagnosis-not-checked", SENDER;
    DIAGNOSIS_REPEATED: Warning "21" "diagnosis-repeated", GUIDELINES;
    // The guidelines (I.A.13, I.C.20) say "never" of both, and payers' editors refuse them.
    MANIFESTATION_FIRST: Error "21" "manifestation-first", GUIDELINES;
    EXTERNAL_CAUSE_FIRST: Error "21" "external-cause-first", GUIDELINES;
    // The guidelines allow both codes for unrelated conditions.
    EXCLUDES1: Warning "21" "excludes1", GUIDELINES;
    DIAGNOSIS_SEX: Warning "21" "diagnosis-sex", TRADE;
    DIAGNOSIS_AGE: Warning "21" "diagnosis-age", TRADE;
    DIAGNOSIS_NOT_POINTED: Warning "21" "diagnosis-not-pointed", nucc!("24E");

    RESUBMISSION_WITHOUT_REFERENCE: Error "22" "resubmission-without-reference", nucc!("22");
    REFERENCE_WITHOUT_CODE: Error "22" "reference-without-resubmission", nucc!("22");
    CONDITION_WITHOUT_REFERENCE: Error "22" "condition-code-without-reference", nucc!("10d");
    MEDICARE_RESUBMISSION: Warning "22" "medicare-resubmission", medicare!("22");
    AUTHORIZATION_UNKNOWN: Error "23" "authorization-unknown", SENDER;
    AUTHORIZATION_PATIENT: Error "23" "authorization-of-other-patient", SENDER;
    AUTHORIZATION_COVERAGE: Error "23" "authorization-of-other-coverage", SENDER;
    AUTHORIZATION_DATES: Error "23" "authorization-not-in-force", SENDER;
    // One number may allow more than the record says.
    AUTHORIZATION_CODE: Warning "23" "authorization-for-other-code", SENDER;
    AUTHORIZATION_UNITS: Warning "23" "authorization-units", SENDER;
    CLIA_FORMAT: Warning "23" "clia-format", "CMS: CLIA numbers are two digits, D and seven digits";

    NDC_UNIT_MISSING: Error "24" "ndc-unit-missing", nucc!("24");
    NDC_QUANTITY_MISSING: Error "24" "ndc-quantity-missing", nucc!("24");
    NDC_MISSING: Error "24" "ndc-missing", nucc!("24");
    NDC_EXPECTED: Warning "24" "ndc-expected", "Deficit Reduction Act of 2005: drugs billed to Medicaid";
    NO_SERVICE_LINES: Error "24A" "no-service-lines", nucc!("24");
    SERVICE_DATES_ORDER: Error "24A" "service-dates-order", nucc!("24A");
    SERVICE_DATE_FUTURE: Error "24A" "service-date-future", TRADE;
    SERVICE_BEFORE_BIRTH: Error "24A" "service-before-birth", SENSE;
    SERVICE_AFTER_DEATH: Error "24A" "service-after-death", SENSE;
    FILING_PASSED: Warning "24A" "timely-filing-passed", SENDER;
    FILING_NEAR: Warning "24A" "timely-filing-near", SENDER;
    PLACE_UNKNOWN: Error "24B" "place-of-service-unknown", "CMS place of service code set";
    PLACE_OF_FACILITY: Warning "24B" "place-differs-from-facility", SENSE;
    PROCEDURE_FORMAT: Error "24D" "procedure-format", nucc!("24D");
    HCPCS_UNKNOWN: Error "24D" "hcpcs-unknown", "CMS HCPCS Level II file";
    // CPT is not shipped, nor are the dental codes, so a typed code is believed.
    CPT_UNKNOWN: Warning "24D" "cpt-unknown", SENDER;
    PROCEDURE_NOT_BILLABLE: Error "24D" "procedure-not-billable", "CMS HCPCS Level II file";
    PROCEDURE_NOT_IN_FORCE: Error "24D" "procedure-not-in-force", "CMS HCPCS Level II file";
    PROCEDURE_NOT_CHECKED: Warning "24D" "procedure-not-checked", SENDER;
    MODIFIERS_TOO_MANY: Error "24D" "modifiers-too-many", nucc!("24D");
    MODIFIER_UNKNOWN: Warning "24D" "modifier-unknown", "CMS and CPT modifier lists";
    MODIFIER_NOT_IN_FORCE: Warning "24D" "modifier-not-in-force", "CMS modifier list";
    MODIFIER_REPEATED: Warning "24D" "modifier-repeated", TRADE;
    LINE_REPEATED: Warning "24D" "line-repeated", TRADE;
    POINTER_TO_NOTHING: Error "24E" "pointer-to-nothing", nucc!("24E");
    POINTERS_TOO_MANY: Error "24E" "pointers-too-many", nucc!("24E");
    POINTER_REPEATED: Warning "24E" "pointer-repeated", nucc!("24E");
    MEDICARE_ONE_POINTER: Warning "24E" "medicare-one-pointer", medicare!("24E");
    MANIFESTATION_POINTED_FIRST: Warning "24E" "manifestation-pointed-first", GUIDELINES;
    // Quality codes and vaccines from public stock are reported at 0.00, so a line may pass.
    CHARGE_ZERO: Warning "24F" "charge-zero", TRADE;
    UNITS_ZERO: Error "24G" "units-zero", nucc!("24G");
    SPAN_UNITS: Warning "24G" "span-units", nucc!("24A");
    RENDERING_UNKNOWN: Error "24J" "rendering-provider-unknown", SENDER;
    RENDERING_NOT_ALLOWED: Warning "24J" "rendering-not-allowed", SENDER;
    RENDERING_TAXONOMY: Warning "24J" "rendering-taxonomy", SENDER;
    NPI_RENDERING: Error "24J" "npi-check-digit", "45 CFR 162.406";

    TAX_ID_UNASSIGNED: Warning "25" "tax-id-unassigned", "IRS and Social Security number ranges";
    MEDICAID_ASSIGNMENT: Warning "27" "medicaid-assignment", "42 CFR 447.15";
    TOTAL_ZERO: Error "28" "total-zero", TRADE;
    AMOUNT_PAID_OVER_TOTAL: Warning "29" "amount-paid-over-total", SENSE;
    PRIOR_PAYMENT_UNSAID: Warning "29" "prior-payment-unsaid", nucc!("29");
    EARLIER_PAYER_UNDECIDED: Error "29" "earlier-payer-undecided", SENSE;
    CLAIM_FORWARDED: Error "29" "claim-forwarded", SENSE;
    PROVIDER_SIGNATURE: Warning "31" "provider-signature", nucc!("31");
    SIGNED_BEFORE_SERVICE: Warning "31" "signed-before-service", SENSE;
    SIGNED_FUTURE: Warning "31" "signed-in-future", SENSE;
    FACILITY_UNKNOWN: Error "32" "facility-unknown", SENDER;
    FACILITY_MISSING: Warning "32" "facility-missing", nucc!("32");
    LAB_FACILITY: Error "32" "outside-lab-facility", nucc!("20");
    FACILITY_PO_BOX: Warning "32" "facility-po-box", nucc!("32");
    NPI_FACILITY: Error "32a" "npi-check-digit", "45 CFR 162.406";
    FACILITY_NPI: Warning "32a" "facility-npi-missing", nucc!("32a");
    PRACTICE_PO_BOX: Warning "33" "practice-po-box", nucc!("33");
    NPI_PRACTICE: Error "33a" "npi-check-digit", "45 CFR 162.406";
    PRACTICE_TAXONOMY: Warning "33b" "practice-taxonomy", SENDER;
}
