//! `almoner calibrate`: the sheet from which a printer's offsets are read, and the profile that
//! keeps them.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::printer;
use crate::domain::printer::{PrinterProfile, PrinterProfileDraft, Readings};
use crate::system::file;

/// Write the alignment sheet, or keep a printer profile from its readings
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("act").required(true).multiple(true).args(["out", "readings", "offsets"]))]
pub struct Args {
    /// The PDF of the sheet to write; with a profile, moved and scaled by it
    #[arg(long, value_name = "PDF")]
    out: Option<PathBuf>,

    /// The profile to keep, or to print the sheet with
    #[arg(long, value_name = "NAME")]
    printer_profile: Option<String>,

    /// The marks that the form's rules meet on the four scales, in 1/100 inch: keeps the profile
    #[arg(long, value_name = "LEFT,RIGHT,TOP,BOTTOM", value_parser = readings, allow_hyphen_values = true, requires = "printer_profile", conflicts_with = "offsets")]
    readings: Option<Readings>,

    /// Offsets in 1/100 inch and scales such as 1.0025: keeps the profile
    #[arg(long, value_name = "X,Y,SCALE_X,SCALE_Y", value_parser = four, allow_hyphen_values = true, requires = "printer_profile")]
    offsets: Option<[String; 4]>,
}

/// Keeps the profile where one is given, then writes the sheet where one is asked for.
///
/// # Errors
/// A reading is out of range, there is no such profile, or the disk does not take it.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let profile = match draft(args) {
        Some(draft) => {
            let profile = printer::keep(&draft)?;
            session.print(&told(&profile))?;
            profile
        }
        None => printer::profile(args.printer_profile.as_deref())?,
    };
    if let Some(out) = &args.out {
        file::write(out, &printer::sheet(&profile)?)?;
        session.print(&format!("{}: the alignment sheet\n", out.display()))?;
    }
    Ok(())
}

fn draft(args: &Args) -> Option<PrinterProfileDraft> {
    let name = args.printer_profile.as_deref()?;
    if let Some(readings) = args.readings {
        return Some(PrinterProfileDraft::from_readings(name, readings));
    }
    let [offset_x, offset_y, scale_x, scale_y] = args.offsets.clone()?;
    Some(PrinterProfileDraft {
        name: name.to_owned(),
        offset_x,
        offset_y,
        scale_x,
        scale_y,
    })
}

fn four(text: &str) -> Result<[String; 4], String> {
    let parts: Vec<String> = text.split(',').map(|part| part.trim().to_owned()).collect();
    parts
        .try_into()
        .map_err(|_| "write four numbers with commas between them, like 3,-2,1,4".to_owned())
}

fn readings(text: &str) -> Result<Readings, String> {
    let marks = four(text)?;
    let mark = |idx: usize| {
        marks[idx]
            .parse()
            .map_err(|_| format!("{} is not a whole number of 1/100 inch", marks[idx]))
    };
    Ok(Readings {
        left: mark(0)?,
        right: mark(1)?,
        top: mark(2)?,
        bottom: mark(3)?,
    })
}

fn told(profile: &PrinterProfile) -> String {
    let draft = profile.to_draft();
    format!(
        "{}: offset x {}, offset y {} (1/100 inch), scale x {}, scale y {}\n",
        draft.name, draft.offset_x, draft.offset_y, draft.scale_x, draft.scale_y
    )
}
