//! A table for a terminal: columns as wide as they need and may be, reasons as notes below.

use std::io;

use indexmap::{IndexMap, IndexSet};

use super::super::{WHOLE, typeset, visible, wrapped};
use super::{Cell, Table};
use crate::text::Language;

/// Between two columns.
const GAP: usize = 2;

/// No column is made narrower than this, whatever the width of the page.
const NARROWEST: usize = 8;

/// A word longer than this is divided in any case.
const WIDEST: usize = 48;

/// Writes `table`, one block per root and environment, at most `width` columns wide where its columns
/// allow.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(
    table: &Table,
    width: usize,
    language: Language,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (left_out, judged): (Vec<&Vec<Cell>>, Vec<&Vec<Cell>>) =
        table.rows.iter().partition(|row| !scope(row).is_empty());
    if judged.is_empty() {
        writeln!(out, "{}", typeset(table.none, language))?;
    } else {
        rows(table, &judged, width, language, out)?;
    }
    out_of_scope(&left_out, width, language, out)
}

/// Why a row is out of scope; empty when it is not.
fn scope(row: &[Cell]) -> &str {
    row.last().map_or("", |cell| &cell.text)
}

/// The rows in scope, in blocks.
fn rows(
    table: &Table,
    judged: &[&Vec<Cell>],
    width: usize,
    language: Language,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|column| !table.columns[*column].detail)
        .collect();
    let headings: Vec<&str> = shown
        .iter()
        .map(|column| table.columns[*column].heading)
        .collect();
    let mut notes: IndexSet<String> = IndexSet::new();
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(judged.len());
    for row in judged {
        let texts = shown.iter().filter_map(|column| row.get(*column));
        rows.push(
            texts
                .map(|cell| noted(cell, &mut notes, language))
                .collect(),
        );
    }
    let widths = widths(&headings, &rows, width);
    let mut block: Option<String> = None;
    for (row, texts) in judged.iter().zip(&rows) {
        let name = block_name(row);
        if block.as_ref() != Some(&name) {
            if block.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", visible(&name))?;
            line(headings.iter().copied(), &widths, out)?;
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            line(rule.iter().map(String::as_str), &widths, out)?;
            block = Some(name);
        }
        line(texts.iter().map(String::as_str), &widths, out)?;
    }
    if !notes.is_empty() {
        writeln!(out)?;
    }
    for (position, note) in notes.iter().enumerate() {
        let note = format!("[{}] {note}", position + 1);
        wrapped(&note, (0, 4), width, out)?;
    }
    Ok(())
}

/// What is out of scope, by the reason: it is no row, and must not be missed.
fn out_of_scope(
    left_out: &[&Vec<Cell>],
    width: usize,
    language: Language,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if left_out.is_empty() {
        return Ok(());
    }
    let mut by_reason: IndexMap<&str, Vec<String>> = IndexMap::new();
    for row in left_out {
        let name = row.get(Table::PLACES).map_or("", |cell| &cell.text);
        let environment = row.get(1).map_or("", |cell| &cell.text);
        let name = if environment.is_empty() {
            name.to_owned()
        } else {
            format!("{name} [{environment}]")
        };
        by_reason.entry(scope(row)).or_default().push(name);
    }
    let title = match language {
        Language::En => "Out of scope, and not in the table:",
        Language::Fr => "Hors périmètre, et absent du tableau :",
    };
    writeln!(out, "\n{}", typeset(title, language))?;
    for (reason, names) in by_reason {
        let text = match language {
            Language::En => format!("{reason}: {}", names.join(", ")),
            Language::Fr => format!("{reason} : {}", names.join(", ")),
        };
        wrapped(&typeset(&visible(&text), language), (2, 4), width, out)?;
    }
    Ok(())
}

/// The root, and the environment when there are several.
fn block_name(row: &[Cell]) -> String {
    match row {
        [root, environment, ..] if !environment.text.is_empty() => {
            format!("{} [{}]", root.text, environment.text)
        }
        [root, ..] => root.text.clone(),
        [] => String::new(),
    }
}

/// The text of a cell with the number of the note that says why it says no more.
fn noted(cell: &Cell, notes: &mut IndexSet<String>, language: Language) -> String {
    let text = typeset(&visible(&cell.text), language);
    let Some(why) = &cell.why else { return text };
    let (position, _) = notes.insert_full(typeset(&visible(why), language));
    format!("{text} [{}]", position + 1)
}

/// How wide each column is: as its widest cell where all fit, else the widest give first.
fn widths(headings: &[&str], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = headings.iter().map(|text| display_width(text)).collect();
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(display_width(text).min(WIDEST));
        }
    }
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
    while excess > 0 {
        // Of columns that are equally wide the last gives: the first names the row.
        match widths.iter_mut().max_by_key(|width| **width) {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
        excess -= 1;
    }
    widths
}

fn display_width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// One row, on as many lines as its highest cell needs.
fn line<'t>(
    cells: impl Iterator<Item = &'t str>,
    widths: &[usize],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let cells: Vec<Vec<String>> = cells
        .zip(widths)
        .map(|(text, width)| folded(text, *width))
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    for position in 0..height {
        let mut line = String::new();
        let mut pending = 0;
        for (cell, width) in cells.iter().zip(widths) {
            let text = cell.get(position).map_or("", String::as_str);
            if !text.is_empty() {
                line.push_str(&" ".repeat(pending));
                line.push_str(text);
                pending = 0;
            }
            pending += width.saturating_sub(display_width(text)) + GAP;
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The text in lines of at most `width`, broken at spaces, and after the signs of a name where a word is
/// longer.
fn folded(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width)
        .word_separator(textwrap::WordSeparator::Custom(words))
        .word_splitter(WHOLE)
        .break_words(true)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(text, options).into_iter();
    lines.map(std::borrow::Cow::into_owned).collect()
}

/// Words end at spaces, and after the signs that join the parts of an address, a path or a rule.
fn words(line: &str) -> Box<dyn Iterator<Item = textwrap::core::Word<'_>> + '_> {
    let ends = |sign| matches!(sign, ' ' | '.' | '_' | '/' | '-');
    Box::new(line.split_inclusive(ends).map(textwrap::core::Word::from))
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column};
    use super::*;

    fn cell(text: &str, why: Option<&str>) -> Cell {
        Cell {
            text: text.to_owned(),
            why: why.map(str::to_owned),
        }
    }

    #[test]
    fn a_table_keeps_to_its_width_and_its_notes_are_told_once() {
        let column = |heading, detail| Column { heading, detail };
        let table = Table {
            none: "nothing",
            columns: vec![
                column("root", true),
                column("environment", true),
                column("declared at", true),
                column("resource", false),
                column("zones", false),
                column("out of scope", true),
            ],
            rows: vec![
                vec![
                    cell("infra", None),
                    cell("prod", None),
                    cell("main.tf:1", None),
                    cell("module.records.example_database.main", None),
                    cell("?", Some("nobody said")),
                    cell("", None),
                ],
                vec![
                    cell("infra", None),
                    cell("prod", None),
                    cell("main.tf:1", None),
                    cell("website", None),
                    cell("1", None),
                    cell("public", None),
                ],
                vec![
                    cell("infra", None),
                    cell("prod", None),
                    cell("main.tf:1", None),
                    cell("short", None),
                    cell("?", Some("nobody said")),
                    cell("", None),
                ],
            ],
        };
        let mut out = Vec::new();
        write(&table, 24, Language::En, &mut out).unwrap();
        let expected = "\
infra [prod]
resource           zones
-----------------  -----
module.records.    ? [1]
example_database.
main
short              ? [1]

[1] nobody said

Out of scope, and not in the table:
  public: website [prod]
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_table_without_rows_says_so() {
        let table = Table {
            none: "nothing",
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let mut out = Vec::new();
        write(&table, 80, Language::En, &mut out).unwrap();
        assert_eq!(out, b"nothing\n");
    }
}
