//! What services are called on papers for patients: plain words by procedure code, in English and
//! Spanish, the practice's own before those that come with the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Language;
use crate::domain::charge::ChargeLine;
use crate::domain::code::list::rows;
use crate::domain::draft::Reader;
use crate::domain::finding::{Finding, Record};

/// The practice's own words for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainDescription {
    /// In capitals.
    pub code: String,
    pub english: String,
    /// Empty: the English words serve for both.
    pub spanish: String,
}

/// Words for a code as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlainDescriptionDraft {
    pub code: String,
    pub english: String,
    pub spanish: String,
}

/// Fees as the program words them itself, in Spanish; others stand as they were typed.
const FEES: [(&str, &str); 3] = [
    ("Returned check", "Cheque devuelto"),
    (
        "Refund of a returned check",
        "Reembolso de un cheque devuelto",
    ),
    ("Missed appointment", "Cita perdida"),
];

/// The longest words that fit a line of a statement, in characters.
pub const LONGEST: usize = 60;

impl PlainDescriptionDraft {
    /// The words, or what is wrong with what was typed.
    ///
    /// # Errors
    /// A finding for each field that is missing or too long, and for a code that is none.
    pub fn build(&self) -> Result<PlainDescription, Vec<Finding>> {
        let mut reader = Reader::new(Record::Statement);
        let code = reader.required_text("code", &self.code).to_uppercase();
        if !code.is_empty() && Place::of(&code).is_none() {
            reader.problem(
                "code",
                "This is no procedure code; type its five characters, such as 99213 or J1885.",
            );
        }
        let english = reader.required_text("english", &self.english);
        let spanish = reader.text("spanish", &self.spanish);
        for (column, words) in [("english", &english), ("spanish", &spanish)] {
            if words.chars().count() > LONGEST {
                reader.problem(
                    column,
                    format!("These words have more than {LONGEST} characters; shorten them."),
                );
            }
        }
        if reader.is_clean() {
            Ok(PlainDescription {
                code,
                english,
                spanish,
            })
        } else {
            Err(reader.into_findings())
        }
    }
}

impl PlainDescription {
    /// The words as they would be typed.
    pub fn to_draft(&self) -> PlainDescriptionDraft {
        PlainDescriptionDraft {
            code: self.code.clone(),
            english: self.english.clone(),
            spanish: self.spanish.clone(),
        }
    }

    /// The words in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Spanish if !self.spanish.is_empty() => &self.spanish,
            Language::Spanish | Language::English => &self.english,
        }
    }
}

/// Words for every code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainDescriptions {
    own: HashMap<String, PlainDescription>,
}

impl PlainDescriptions {
    /// Those that come with the program alone.
    pub fn shipped() -> Self {
        Self::default()
    }

    /// With the practice's own in place of those that come with the program.
    pub fn new(own: impl IntoIterator<Item = PlainDescription>) -> Self {
        let own = own.into_iter().map(|it| (it.code.clone(), it));
        Self { own: own.collect() }
    }

    /// What a code is called.
    pub fn text(&self, code: &str, language: Language) -> &str {
        let code = code.trim().to_uppercase();
        self.own
            .get(&code)
            .map_or_else(|| shipped(&code, language), |own| own.text(language))
    }

    /// What a charge is for: its service, its fee, or that it was carried over from elsewhere.
    pub fn charge(&self, line: &ChargeLine, language: Language) -> String {
        if !line.code.is_empty() {
            return self.text(&line.code, language).to_owned();
        }
        let spanish = FEES.iter().find(|(fee, _)| *fee == line.description);
        match (language, spanish) {
            (Language::Spanish, Some((_, spanish))) => (*spanish).to_owned(),
            (_, _) if !line.description.is_empty() => line.description.clone(),
            (Language::English, _) => "Earlier balance".to_owned(),
            (Language::Spanish, _) => "Saldo anterior".to_owned(),
        }
    }

    /// The practice's own words for a code.
    pub fn own(&self, code: &str) -> Option<&PlainDescription> {
        self.own.get(&code.trim().to_uppercase())
    }
}

/// What a code is called by the words that come with the program; last of all a medical service.
pub fn shipped(code: &str, language: Language) -> &'static str {
    let found = Place::of(code).and_then(|place| {
        let ranges = SHIPPED.get(&(place.letter, place.is_letter_last))?;
        ranges
            .iter()
            .filter(|it| (it.from..=it.to).contains(&place.number))
            .min_by_key(|it| it.to - it.from)
    });
    let [english, spanish] = found.map_or(LAST_RESORT, |it| it.words);
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}

const LAST_RESORT: [&str; 2] = ["Medical service", "Servicio médico"];

/// Where a code stands among the others: `99213` is 99213 of those without letter, `J1885` is 1885
/// of J, `0042T` is 42 of those that T ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    letter: Option<char>,
    is_letter_last: bool,
    number: u32,
}

impl Place {
    fn of(code: &str) -> Option<Self> {
        let code = code.trim();
        if code.len() != 5 || !code.is_ascii() {
            return None;
        }
        let letter = |c: char| c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase());
        let (first, last) = (
            code.chars().next().and_then(letter),
            code.chars().next_back().and_then(letter),
        );
        let (letter, is_letter_last, digits) = match (first, last) {
            (None, None) => (None, false, code),
            (Some(first), None) => (Some(first), false, code.get(1..)?),
            (None, Some(last)) => (Some(last), true, code.get(..4)?),
            (Some(_), Some(_)) => return None,
        };
        Some(Self {
            letter,
            is_letter_last,
            number: digits.parse().ok()?,
        })
    }
}

/// Codes that are called the same.
struct Range {
    from: u32,
    to: u32,
    /// In English and in Spanish.
    words: [&'static str; 2],
}

type Ranges = BTreeMap<(Option<char>, bool), Vec<Range>>;

static SHIPPED: LazyLock<Ranges> = LazyLock::new(|| {
    let mut ranges = Ranges::new();
    for [from, to, english, spanish] in rows(include_str!("../../../assets/statement/plain.tsv")) {
        let to = if to.is_empty() { from } else { to };
        if let (Some(from), Some(to)) = (Place::of(from), Place::of(to)) {
            let of_letter = ranges
                .entry((from.letter, from.is_letter_last))
                .or_default();
            of_letter.push(Range {
                from: from.number,
                to: to.number,
                words: [english, spanish],
            });
        }
    }
    ranges
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_shipped_table_is_read() {
        let table = include_str!("../../../assets/statement/plain.tsv");
        let n_read: usize = SHIPPED.values().map(Vec::len).sum();
        assert_eq!(n_read, table.lines().skip(1).count());
        for range in SHIPPED.values().flatten() {
            assert!(range.from <= range.to);
            for words in range.words {
                assert!((1..=LONGEST).contains(&words.chars().count()), "{words}");
            }
        }
    }

    #[test]
    fn codes_are_called_what_a_patient_would_call_them() {
        for (code, english, spanish) in [
            ("99213", "Office visit", "Consulta médica"),
            (
                "99203",
                "New patient office visit",
                "Consulta de paciente nuevo",
            ),
            ("99396", "Preventive visit", "Consulta preventiva"),
            ("36415", "Blood draw", "Extracción de sangre"),
            ("80053", "Blood test", "Análisis de sangre"),
            ("83036", "Diabetes test (A1c)", "Prueba de diabetes (A1c)"),
            ("71046", "X-ray", "Radiografía"),
            ("73721", "MRI scan", "Resonancia magnética"),
            ("90471", "Vaccine injection", "Aplicación de vacuna"),
            ("90715", "Vaccine", "Vacuna"),
            ("90834", "Psychotherapy", "Psicoterapia"),
            ("96372", "Injection", "Inyección"),
            ("97110", "Physical therapy", "Terapia física"),
            (
                "17110",
                "Treatment of skin growths",
                "Tratamiento de lesiones de la piel",
            ),
            (
                "G0439",
                "Medicare yearly wellness visit",
                "Consulta anual de bienestar de Medicare",
            ),
            ("J1885", "Injected medicine", "Medicamento inyectado"),
            ("j1885", "Injected medicine", "Medicamento inyectado"),
            ("A0425", "Ambulance", "Ambulancia"),
            ("A4253", "Diabetes supplies", "Suministros para diabetes"),
            ("3074F", "Quality record", "Registro de calidad"),
            ("0202U", "Laboratory test", "Prueba de laboratorio"),
            // Of no range, and no code at all.
            ("99607", "Review of medicines", "Revisión de medicamentos"),
            ("X1234", "Medical service", "Servicio médico"),
            ("LATE", "Medical service", "Servicio médico"),
        ] {
            assert_eq!(shipped(code, Language::English), english, "{code}");
            assert_eq!(shipped(code, Language::Spanish), spanish, "{code}");
        }
    }

    #[test]
    fn own_words_go_first_and_serve_both_languages_when_one_is_missing() {
        let own = |spanish: &str| PlainDescriptionDraft {
            code: " 99213 ".into(),
            english: "Visit with the doctor".into(),
            spanish: spanish.into(),
        };
        let words = PlainDescriptions::new([own("").build().unwrap()]);
        assert_eq!(
            words.text("99213", Language::Spanish),
            "Visit with the doctor"
        );
        let words = PlainDescriptions::new([own("Consulta").build().unwrap()]);
        assert_eq!(words.text("99213", Language::Spanish), "Consulta");
        assert_eq!(
            words.text("99213", Language::English),
            "Visit with the doctor"
        );
        assert_eq!(words.text("99214", Language::English), "Office visit");
    }

    #[test]
    fn words_that_do_not_fit_and_codes_that_are_none_are_refused() {
        let columns = |code: &str, english: &str, spanish: &str| -> Vec<&'static str> {
            let draft = PlainDescriptionDraft {
                code: code.into(),
                english: english.into(),
                spanish: spanish.into(),
            };
            let findings = draft.build().err().unwrap_or_default();
            findings.iter().map(|it| it.field.column).collect()
        };
        assert!(columns("99213", "Visit", "").is_empty());
        assert_eq!(columns("9921", "Visit", ""), ["code"]);
        assert_eq!(columns("", "", ""), ["code", "english"]);
        assert_eq!(columns("99213", "Visit", &"á".repeat(61)), ["spanish"]);
        assert!(columns("99213", "Visit", &"á".repeat(60)).is_empty());
    }
}
