//! A table for spreadsheets: a line for each finding, the gravest first.
//!
//! Columns keep their English names in every language, for the programs that read them; texts follow the
//! language. A cell that a spreadsheet would take for a formula begins with an apostrophe.

use std::borrow::Cow;
use std::io;

use super::Context;
use super::document::{Document, from_root};
use super::order::{Ranked, ranked};

const COLUMNS: [&str; 20] = [
    "verdict",
    "severity",
    "known",
    "rule",
    "family",
    "title",
    "address",
    "type",
    "provider",
    "region",
    "root",
    "environment",
    "file",
    "line",
    "column",
    "fact",
    "next_step",
    "requirements",
    "waiver",
    "fingerprint",
];

/// Writes the table.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for ranked in ranked(document) {
        let cells = cells(ranked, document, context);
        table.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    table.flush()
}

/// The cells of a line, in the order of [`COLUMNS`].
fn cells(
    Ranked { finding, known }: Ranked<'_>,
    document: &Document,
    context: &Context<'_>,
) -> [String; COLUMNS.len()] {
    let language = context.language;
    let resource = &finding.resource;
    let place = finding.place();
    let base = &document.head.base;
    let title = context.library.rules.get(&*finding.rule);
    let optional = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = |number: Option<u32>| number.map_or_else(String::new, |n| n.to_string());
    [
        name(&finding.verdict),
        name(&finding.severity),
        known.to_string(),
        finding.rule.to_string(),
        name(&finding.family),
        optional(title.map(|rule| rule.title.get(language))),
        resource.address.to_string(),
        resource.r#type.to_string(),
        optional(resource.provider.as_deref()),
        optional(resource.region.as_deref()),
        from_root(base, &resource.root),
        optional(resource.environment.as_deref()),
        place.map_or_else(String::new, |place| from_root(base, &place.file)),
        number(place.map(|place| place.line)),
        number(place.map(|place| place.column)),
        finding.headline().get(language).to_owned(),
        finding.remedy.get(language).to_owned(),
        finding.asked_by(),
        optional(finding.waiver.as_ref().map(|waiver| &*waiver.reason)),
        finding.fingerprint.clone(),
    ]
}

/// The name of a value in the machine-readable form.
fn name(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// A cell that no spreadsheet computes: what begins like a formula, after spaces too, is quoted.
fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['\t', '\r', '\n'])
        || cell
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if formula {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        for cell in ["a=1", "main.tf", "1-2", ""] {
            assert_eq!(guarded(cell), cell);
        }
    }
}
