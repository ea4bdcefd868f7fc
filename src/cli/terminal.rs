//! What the terminal and the locale allow. The only place that asks the environment for them.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{ColorArgument, OutputArguments};
use crate::report::{Style, typeset, wrapped};
use crate::text::Language;

/// The widest line of a report, however wide the terminal: longer lines are hard to read.
const WIDEST: usize = 120;

/// How a report looks, on standard output or in a file.
pub(super) fn style(colour: ColorArgument, detailed: bool, standard_output: bool) -> Style {
    let terminal = standard_output && std::io::stdout().is_terminal();
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    Style {
        colour: match colour {
            ColorArgument::Always => true,
            ColorArgument::Never => false,
            ColorArgument::Auto => terminal && !no_colour && !dumb,
        },
        links: terminal && !dumb,
        width: width(terminal),
        detailed,
    }
}

/// The text with its lines broken for standard output; their indentation is kept.
pub(super) fn folded(text: &str, language: Language) -> String {
    let width = width(std::io::stdout().is_terminal());
    let mut out = Vec::with_capacity(text.len());
    for line in text.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        // Writing to memory cannot fail.
        let _ = wrapped(&typeset(words, language), (indent, indent), width, &mut out);
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// How many columns a table to `output`, or to standard output, may have: lines of a table are read by
/// columns, and may be longer than those of a text.
pub(super) fn table_width(arguments: &OutputArguments) -> usize {
    const PLAIN: usize = 160;
    if arguments.output.is_none() && std::io::stdout().is_terminal() {
        columns().map_or(PLAIN, |columns| columns.clamp(60, 240))
    } else {
        PLAIN
    }
}

/// How many columns a line of a report may have.
fn width(terminal: bool) -> usize {
    let plain = Style::default().width;
    if terminal {
        columns().unwrap_or(plain).clamp(40, WIDEST)
    } else {
        plain
    }
}

/// The width of the terminal: what the user says, else what the terminal says.
fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.parse().ok());
    said.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

/// The language asked for, else the locale's, else English.
pub(super) fn language(asked: Option<Language>) -> Language {
    asked.unwrap_or_else(|| {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        match locale {
            Some(locale) if locale.starts_with("fr") => Language::Fr,
            _ => Language::En,
        }
    })
}

/// A spinner on standard error while the work lasts; nothing when that is no terminal.
pub(super) fn spinner(text: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.set_message(text);
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}
