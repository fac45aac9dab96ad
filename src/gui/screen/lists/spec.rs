//! The forms of the lists: which fields stand where, each named as its column.

use super::catalog::List;
use super::takes::Takes;

/// One field of a form.
#[derive(Debug)]
pub struct Spec {
    /// Its widget's id.
    pub id: &'static str,
    /// The column of the record's draft.
    pub column: &'static str,
    pub label: &'static str,
    pub control: Control,
    /// Its share of the row.
    pub share: u16,
    pub is_required: bool,
    /// Whether it stays as it was once the record is saved: other records name it.
    pub is_fixed: bool,
    pub hint: &'static str,
}

/// How a field takes its value.
#[derive(Debug, Clone, Copy)]
pub enum Control {
    Typed(Takes),
    /// A date, read against today.
    Date,
    /// One of a few, by the code of files and the word on the screen.
    Choice(&'static [(&'static str, &'static str)]),
    /// One of many, found while typing.
    Pick(Source),
}

/// Where the matches of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    PayerKind,
    Place,
    Payer,
    /// A provider or a facility.
    Holder,
    Schedule,
}

/// Some fields under a title, row by row.
#[derive(Debug)]
pub struct Part {
    pub title: &'static str,
    pub rows: &'static [&'static [Spec]],
}

impl Spec {
    const fn new(
        id: &'static str,
        column: &'static str,
        label: &'static str,
        control: Control,
        share: u16,
    ) -> Self {
        Self {
            id,
            column,
            label,
            control,
            share,
            is_required: false,
            is_fixed: false,
            hint: "",
        }
    }

    const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    const fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

/// A field whose id is the form's name, a hyphen and the column.
macro_rules! field {
    ($form:literal, $column:literal, $label:literal, $control:expr, $share:literal) => {
        Spec::new(
            concat!($form, "-", $column),
            $column,
            $label,
            $control,
            $share,
        )
    };
}

const TEXT: Control = Control::Typed(Takes::Text);
const NPI: Control = Control::Typed(Takes::Npi);
const STATE: Control = Control::Typed(Takes::State);
const ZIP: Control = Control::Typed(Takes::Zip);
const PHONE: Control = Control::Typed(Takes::Phone);
const TAXONOMY: Control = Control::Typed(Takes::Taxonomy);
const DAYS: Control = Control::Typed(Takes::Days);

/// A rule that is said with yes or no, or not at all.
const RULE: Control = Control::Choice(&[("", "Default"), ("Y", "Yes"), ("N", "No")]);
const MAYBE: Control = Control::Choice(&[("", "Unknown"), ("Y", "Yes"), ("N", "No")]);
const YES_NO: Control = Control::Choice(&[("Y", "Yes"), ("N", "No")]);

/// The qualifiers of boxes 17a, 24I and 32b, as the form knows them.
const QUALIFIER: Control = Control::Choice(&[
    ("", "None"),
    ("0B", "0B license"),
    ("1G", "1G UPIN"),
    ("G2", "G2 payer's"),
    ("LU", "LU location"),
]);

/// The qualifiers of box 33b.
const BILLING_QUALIFIER: Control = Control::Choice(&[
    ("", "None"),
    ("0B", "0B license"),
    ("G2", "G2 payer's"),
    ("ZZ", "ZZ taxonomy"),
]);

/// The form of a list's records.
pub const fn form_of(list: List) -> &'static [Part] {
    match list {
        List::Payers => PAYER,
        List::Providers => PROVIDER,
        List::Facilities => FACILITY,
        List::Numbers => NUMBER,
        List::Fees => FEE,
        List::Practice => PRACTICE,
    }
}

const PAYER: &[Part] = &[
    Part {
        title: "Payer",
        rows: &[
            &[
                field!("payer", "name", "Name", TEXT, 3)
                    .required()
                    .hint("As it prints in the carrier block"),
                field!("payer", "payer_id", "Id", TEXT, 1)
                    .required()
                    .fixed(),
            ],
            &[
                field!("payer", "kind", "Kind", Control::Pick(Source::PayerKind), 2)
                    .required()
                    .hint("Decides box 1 and the Medicare rules"),
                field!("payer", "phone", "Phone", PHONE, 2),
            ],
            &[
                field!("payer", "address1", "Street", TEXT, 3),
                field!("payer", "address2", "Second line", TEXT, 2),
            ],
            &[
                field!("payer", "city", "City", TEXT, 3),
                field!("payer", "state", "State", STATE, 1),
                field!("payer", "zip", "ZIP", ZIP, 1),
            ],
        ],
    },
    Part {
        title: "Deadlines and numbers",
        rows: &[
            &[
                field!("payer", "timely_filing_days", "Filing limit, days", DAYS, 1),
                field!("payer", "appeal_days", "Appeal limit, days", DAYS, 1),
                field!("payer", "payer_code", "Electronic payer id", TEXT, 2)
                    .hint("Box 11c when Medicare is second"),
            ],
            &[
                field!(
                    "payer",
                    "billing_id_qualifier",
                    "Box 33b qualifier",
                    BILLING_QUALIFIER,
                    7
                ),
                field!("payer", "billing_id", "Practice's number", TEXT, 3).hint("Box 33b"),
            ],
            &[field!(
                "payer",
                "forwards_to_secondary",
                "Sends the claim on to the secondary itself",
                MAYBE,
                1
            )],
        ],
    },
    Part {
        title: "Paper rules",
        rows: &[
            &[field!(
                "payer",
                "accept_assignment",
                "Box 27, accept assignment",
                RULE,
                1
            )],
            &[field!(
                "payer",
                "box29",
                "Box 29, amount paid",
                Control::Choice(&[
                    ("", "Default"),
                    ("PATIENT_PAID", "Patient's"),
                    ("PRIOR_PAYER_PAID", "Earlier payers'"),
                    ("ALL_PAID", "All payments")
                ]),
                1
            )],
            &[field!(
                "payer",
                "box32",
                "Box 32, place of service",
                Control::Choice(&[
                    ("", "Default"),
                    ("WHEN_DIFFERENT", "When different"),
                    ("ALWAYS", "Always")
                ]),
                1
            )],
            &[field!(
                "payer",
                "forms",
                "Claims over six lines",
                Control::Choice(&[
                    ("", "Default"),
                    ("SEPARATE", "Separate totals"),
                    ("CONTINUED", "Continued")
                ]),
                1
            )],
            &[field!(
                "payer",
                "ndc_layout",
                "Drug codes in the shaded line",
                Control::Choice(&[
                    ("", "Default"),
                    ("A", "A, NUCC"),
                    ("B", "B, Medicare"),
                    ("C", "C, Medi-Cal")
                ]),
                1
            )],
            &[field!(
                "payer",
                "dates",
                "Dates",
                Control::Choice(&[
                    ("", "Default"),
                    ("MMDDYY", "MM DD YY"),
                    ("MMDDYYYY", "MM DD YYYY")
                ]),
                1
            )],
            &[field!(
                "payer",
                "phones",
                "Telephone in boxes 5 and 7",
                RULE,
                1
            )],
            &[field!(
                "payer",
                "zip_hyphen",
                "Hyphen in nine-digit ZIP codes",
                RULE,
                1
            )],
            &[field!(
                "payer",
                "taxonomy_boxes",
                "Taxonomy in 24I, 24J and 33b",
                RULE,
                1
            )],
        ],
    },
];

const PROVIDER: &[Part] = &[
    Part {
        title: "Provider",
        rows: &[
            &[
                field!("provider", "last_name", "Last name", TEXT, 3).required(),
                field!("provider", "first_name", "First name", TEXT, 3).required(),
                field!("provider", "middle_name", "Middle", TEXT, 2),
                field!("provider", "suffix", "Suffix", TEXT, 1),
            ],
            &[
                field!("provider", "credentials", "Credentials", TEXT, 2).hint("MD, NP, LCSW"),
                field!("provider", "npi", "NPI", NPI, 2).required(),
                field!("provider", "taxonomy", "Taxonomy", TAXONOMY, 3),
                field!("provider", "provider_id", "Id", TEXT, 2)
                    .required()
                    .fixed(),
            ],
        ],
    },
    Part {
        title: "On claims",
        rows: &[
            &[
                field!("provider", "can_render", "Renders, box 24J", YES_NO, 1),
                field!("provider", "can_refer", "Refers, box 17", YES_NO, 1),
                field!(
                    "provider",
                    "signature_on_file",
                    "Signature on file",
                    YES_NO,
                    1
                ),
            ],
            &[field!("provider", "signature", "Box 31 says", TEXT, 1)
                .hint("SIGNATURE ON FILE where this is empty")],
            &[field!(
                "provider",
                "other_id_qualifier",
                "Other id for every payer",
                QUALIFIER,
                1
            )],
            &[field!("provider", "other_id", "Other id", TEXT, 1)
                .hint("One payer's own number, under Payer numbers, goes before it")],
        ],
    },
];

const FACILITY: &[Part] = &[Part {
    title: "Facility",
    rows: &[
        &[
            field!("facility", "name", "Name", TEXT, 3)
                .required()
                .hint("As it prints in box 32"),
            field!("facility", "facility_id", "Id", TEXT, 1)
                .required()
                .fixed(),
        ],
        &[
            field!("facility", "address1", "Street", TEXT, 3).required(),
            field!("facility", "address2", "Second line", TEXT, 2),
        ],
        &[
            field!("facility", "city", "City", TEXT, 3).required(),
            field!("facility", "state", "State", STATE, 1).required(),
            field!("facility", "zip", "ZIP", ZIP, 1)
                .required()
                .hint("Nine digits"),
        ],
        &[
            field!(
                "facility",
                "place_of_service",
                "Place of service",
                Control::Pick(Source::Place),
                2
            )
            .required(),
            field!("facility", "npi", "NPI", NPI, 1).hint("Box 32a"),
        ],
        &[field!(
            "facility",
            "other_id_qualifier",
            "Other id for every payer, box 32b",
            QUALIFIER,
            1
        )],
        &[field!("facility", "other_id", "Other id", TEXT, 1)],
    ],
}];

const NUMBER: &[Part] = &[Part {
    title: "Number with a payer",
    rows: &[
        &[field!(
            "number",
            "provider_id",
            "Provider or facility",
            Control::Pick(Source::Holder),
            1
        )
        .required()],
        &[field!(
            "number",
            "payer_id",
            "Payer",
            Control::Pick(Source::Payer),
            1
        )
        .required()],
        &[field!(
            "number",
            "qualifier",
            "Qualifier",
            Control::Choice(&[
                ("0B", "0B license"),
                ("1G", "1G UPIN"),
                ("G2", "G2 payer's"),
                ("LU", "LU location"),
                ("ZZ", "ZZ taxonomy")
            ]),
            1
        )],
        &[field!("number", "id", "Number", TEXT, 1)
            .required()
            .hint("Boxes 17a, 24J and 32b")],
    ],
}];

const FEE: &[Part] = &[Part {
    title: "Fee",
    rows: &[
        &[field!("fee", "schedule", "Schedule", TEXT, 1)
            .required()
            .hint("A new name makes a new schedule")],
        &[
            field!("fee", "code", "Code", Control::Typed(Takes::Procedure), 2).required(),
            field!(
                "fee",
                "modifier",
                "Modifier",
                Control::Typed(Takes::Modifier),
                1
            ),
        ],
        &[
            field!("fee", "effective_on", "In effect from", Control::Date, 1).required(),
            field!("fee", "fee", "Fee", Control::Typed(Takes::Amount), 1).required(),
        ],
    ],
}];

const PRACTICE: &[Part] = &[Part {
    title: "The practice",
    rows: &[
        &[field!("practice", "name", "Name", TEXT, 1)
            .required()
            .hint("Box 33")],
        &[
            field!("practice", "address1", "Street", TEXT, 3)
                .required()
                .hint("Box 33 takes no post office box"),
            field!("practice", "address2", "Second line", TEXT, 2),
        ],
        &[
            field!("practice", "city", "City", TEXT, 3).required(),
            field!("practice", "state", "State", STATE, 1).required(),
            field!("practice", "zip", "ZIP", ZIP, 1)
                .required()
                .hint("Nine digits"),
        ],
        &[
            field!("practice", "phone", "Phone", PHONE, 1).required(),
            field!("practice", "npi", "NPI", NPI, 1)
                .required()
                .hint("Box 33a"),
            field!("practice", "taxonomy", "Taxonomy", TAXONOMY, 1),
        ],
        &[
            field!(
                "practice",
                "tax_id",
                "Tax id",
                Control::Typed(Takes::TaxId),
                1
            )
            .required()
            .hint("Box 25"),
            field!(
                "practice",
                "tax_id_type",
                "Whose number it is",
                Control::Choice(&[("EIN", "EIN"), ("SSN", "SSN")]),
                1
            ),
        ],
        &[field!("practice", "billing_note", "Note", TEXT, 1).hint("Yours; it prints nowhere")],
    ],
}];

/// The form of the dialog that copies a fee schedule.
pub const COPY: &[Part] = &[Part {
    title: "Copy a fee schedule",
    rows: &[
        &[
            field!("copy", "from", "From", Control::Pick(Source::Schedule), 1).required(),
            field!("copy", "to", "To", TEXT, 1)
                .required()
                .hint("The same name rolls it to a new day"),
        ],
        &[
            field!(
                "copy",
                "percent",
                "Change, per cent",
                Control::Typed(Takes::Percent),
                1
            )
            .required()
            .hint("3, 2.5, -10; 0 copies as it is"),
            field!("copy", "effective_on", "In effect from", Control::Date, 1).required(),
        ],
    ],
}];

/// The form of the dialog that writes a list to a file.
pub const EXPORT: &[Part] = &[Part {
    title: "Write this list to a file",
    rows: &[&[field!("export", "path", "File", TEXT, 1)
        .required()
        .hint("CSV, as the import reads it; a file of this name is never replaced")]],
}];
