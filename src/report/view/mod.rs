//! The tables of [`crate::judge::view`], told to a person, a spreadsheet or a program.
//!
//! [`Table`] holds headings and cells in one language; whoever prints a page of its own, such as an
//! HTML report, starts from it.

mod cells;
mod continuity;
mod json;
mod residency;
mod text;

use std::io;

use crate::judge::view::{ContinuityRow, ResidencyRow};
use crate::source::SourceMap;
use crate::text::Language;

pub use continuity::table as continuity_table;
pub use json::{continuity as continuity_json, residency as residency_json};
pub use residency::table as residency_table;
pub use text::write as human;

/// A view of the resources of a run.
#[derive(Debug)]
pub enum View {
    /// Where data is.
    Residency(Vec<ResidencyRow>),
    /// What survives a disaster.
    Continuity(Vec<ContinuityRow>),
}

/// How a view is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewFormat {
    /// A table for a terminal.
    Human,
    /// For a program; the schemas are `policies/schema/view-*.json`.
    Json,
    /// For a spreadsheet.
    Csv,
}

/// A table in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What its rows are called, in the plural, and what is said where there is none.
    pub none: &'static str,
    /// Its columns; the first are the same for every table, see [`Table::PLACES`].
    pub columns: Vec<Column>,
    /// Its rows, each with a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Whether a narrow page leaves it out.
    pub detail: bool,
}

/// A cell of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says; empty where there is nothing to say.
    pub text: String,
    /// Why it says no more.
    pub why: Option<String>,
}

impl Table {
    /// How many of the first columns say where a row comes from: root, environment, declaration.
    pub const PLACES: usize = 3;
}

impl Cell {
    /// What it says and why it says no more, in one text.
    pub fn whole(&self) -> String {
        match &self.why {
            Some(why) if self.text.is_empty() => why.clone(),
            Some(why) => format!("{} ({why})", self.text),
            None => self.text.clone(),
        }
    }
}

impl View {
    /// Its table.
    pub fn table(&self, sources: &SourceMap, language: Language) -> Table {
        match self {
            View::Residency(rows) => residency_table(rows, sources, language),
            View::Continuity(rows) => continuity_table(rows, sources, language),
        }
    }
}

/// Writes a view. `width` is how many columns a line for a person may have.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(
    view: &View,
    format: ViewFormat,
    sources: &SourceMap,
    (language, width): (Language, usize),
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        ViewFormat::Human => human(&view.table(sources, language), width, language, out),
        ViewFormat::Csv => csv(&view.table(sources, language), out),
        ViewFormat::Json => {
            let json = match view {
                View::Residency(rows) => residency_json(rows, sources),
                View::Continuity(rows) => continuity_json(rows, sources),
            };
            serde_json::to_writer_pretty(&mut *out, &json)?;
            out.write_all(b"\n")
        }
    }
}

/// Comma-separated values as RFC 4180 has them, with a line of headings.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(table: &Table, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let headings = table.columns.iter().map(|column| column.heading);
    writer.write_record(headings)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| inert(cell.whole())))?;
    }
    writer.flush()
}

/// The text so that a spreadsheet takes it for a text: names come from the files, which may be
/// somebody else's, and one that begins like a formula would be run.
fn inert(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_takes_no_cell_for_a_formula() {
        let column = Column {
            heading: "code",
            detail: false,
        };
        let cells = ["=1+1", "+1", "-1", "@x", "fr-par", "a \"b\", c"];
        let table = Table {
            none: "nothing",
            columns: vec![column],
            rows: cells.map(|text| vec![cells::said(text)]).to_vec(),
        };
        let mut out = Vec::new();
        csv(&table, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "code\r\n'=1+1\r\n'+1\r\n'-1\r\n'@x\r\nfr-par\r\n\"a \"\"b\"\", c\"\r\n"
        );
    }
}
