//! What the boxes of the form are for, in a few words.

/// The words for a box; empty for one that the form does not have.
pub fn title(form_box: &str) -> &'static str {
    match form_box {
        "PAGE" => "Which form of the claim this is",
        "PAYER" => "Where the claim is mailed to",
        "1" => "Kind of coverage",
        "1a" => "Insured's number with the payer",
        "2" => "Patient's name",
        "3" => "Patient's birth date and sex",
        "4" => "Insured's name",
        "5" => "Patient's address and phone",
        "6" => "Patient's relationship to the insured",
        "7" => "Insured's address and phone",
        "9" => "Other insured's name",
        "9a" => "Other insured's policy or group",
        "9d" => "Other insured's plan",
        "10a" => "Because of work",
        "10b" => "Because of an auto accident",
        "10c" => "Because of another accident",
        "10d" => "Condition codes",
        "11" => "Insured's policy group or FECA number",
        "11a" => "Insured's birth date and sex",
        "11b" => "Other claim id",
        "11c" => "Insured's plan",
        "11d" => "Whether there is another plan",
        "12" => "Patient's signature: release of records",
        "13" => "Insured's signature: payment to the practice",
        "14" => "Illness, injury or last period",
        "15" => "Other date",
        "16" => "Unable to work",
        "17" => "Referring, ordering or supervising provider",
        "17a" => "That provider's other number",
        "17b" => "That provider's NPI",
        "18" => "Stay in a hospital",
        "19" => "Additional information",
        "20" => "Outside laboratory and its charges",
        "21" => "Diagnoses",
        "22" => "Resubmission code and original number",
        "23" => "Prior authorization",
        "24" => "Supplement to the service line",
        "24A" => "Days of service",
        "24B" => "Place of service",
        "24C" => "Emergency",
        "24D" => "Procedure and modifiers",
        "24E" => "Diagnoses it points to",
        "24F" => "Charge",
        "24G" => "Days or units",
        "24H" => "EPSDT and family planning",
        "24I" => "Kind of the rendering provider's number",
        "24J" => "Rendering provider",
        "25" => "Tax number",
        "26" => "Patient's account",
        "27" => "Accepts assignment",
        "28" => "Total charge",
        "29" => "Paid already",
        "31" => "Provider's signature",
        "32" => "Where it was done",
        "32a" => "NPI of that place",
        "32b" => "Other number of that place",
        "33" => "Billing provider",
        "33a" => "Billing provider's NPI",
        "33b" => "Billing provider's other number",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim::field;

    #[test]
    fn every_box_of_the_form_has_its_words() {
        for field in field::all() {
            assert_ne!(title(field.form_box), "", "{}", field.form_box);
        }
    }
}
