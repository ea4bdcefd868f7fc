//! Reports: the outcome of a run, told to a person or to a program.
//!
//! Each format is a room of its own and takes the same [`Outcome`]; nothing here judges, and nothing
//! elsewhere knows a format.

mod csv;
pub mod document;
mod frames;
mod github;
mod gitlab;
mod html;
mod human;
pub mod inspection;
mod json;
mod junit;
mod markdown;
mod order;
mod phrases;
mod prose;
mod requirements;
mod sarif;
mod texts;
pub mod view;

use std::io;

use camino::Utf8Path;
use jiff::civil::Date;

use document::{Document, Tables};
pub(crate) use prose::{WHOLE, WORDS, plain, typeset, visible, wrapped};

use crate::judge::Outcome;
use crate::model::Diagnostic;
use crate::policy::definition::Library;
use crate::source::SourceMap;
use crate::text::Language;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Code frames for a person at a terminal.
    #[default]
    Human,
    /// The machine-readable form; its schema is `policies/schema/findings.json`.
    Json,
    /// SARIF 2.1.0, within the limits of GitHub's code scanning.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// Workflow commands of GitHub Actions, within the limits of annotations.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Markdown for the summary of a job.
    Markdown,
    /// Markdown within the bounds of a comment.
    Comment,
    /// A table for spreadsheets.
    Csv,
    /// One self-contained page for an auditor.
    Html,
}

/// What a report needs besides the outcome.
#[derive(Debug)]
pub struct Context<'a> {
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
    /// Where rules and requirements are described.
    pub library: &'a Library,
    /// The directory that shown paths start from, for links to files.
    pub base: Option<&'a Utf8Path>,
    /// The way from the root of the run to that directory; `.` when they are one.
    pub origin: &'a Utf8Path,
    /// The name of the repository, for results of several.
    pub label: Option<&'a str>,
    /// The day of the run, for a report that is filed.
    pub date: Option<Date>,
    /// Where data is and what survives a disaster, where a report shows it.
    pub tables: Option<&'a Tables>,
    /// The language of a report for people; a machine-readable one holds both.
    pub language: Language,
    /// How a report for people looks.
    pub style: Style,
}

/// How a report for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether it is coloured.
    pub colour: bool,
    /// Whether places are links that a terminal can open.
    pub links: bool,
    /// How many columns a line may have.
    pub width: usize,
    /// Whether every finding gets a code frame, however many are alike.
    pub detailed: bool,
}

impl Default for Style {
    /// For a file or a pipe: no colour, no link, 100 columns.
    fn default() -> Self {
        Style {
            colour: false,
            links: false,
            width: 100,
            detailed: false,
        }
    }
}

/// Writes what there is to say about the files themselves, for a person.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_diagnostics(
    diagnostics: &[Diagnostic],
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    human::diagnostics(diagnostics, context, out)
}

/// Writes a report.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(
    format: Format,
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(outcome, context, out),
        Format::Json => json::write(outcome, context, out),
        _ => write_document(format, &Document::of(outcome, context), context, out),
    }
}

/// Writes a report of results that were read back. Places, and code frames with them, are those of the
/// texts of `context`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_restored(
    format: Format,
    document: &Document,
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(outcome, context, out),
        _ => write_document(format, document, context, out),
    }
}

fn write_document(
    format: Format,
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        // Told from the outcome, by those who have it.
        Format::Human => Ok(()),
        Format::Json => json::write_document(document, out),
        Format::Sarif => sarif::write(document, context, out),
        Format::Junit => junit::write(document, context, out),
        Format::Github => github::write(document, context, out),
        Format::Gitlab => gitlab::write(document, context, out),
        Format::Csv => csv::write(document, context, out),
        Format::Html => html::write(document, context, out),
        Format::Markdown => markdown::write(document, context, markdown::SUMMARY, out),
        Format::Comment => markdown::write(document, context, markdown::COMMENT, out),
    }
}
