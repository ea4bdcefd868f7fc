//! What the terminal and the locale allow. The only place that asks the environment for them.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{ColorArgument, OutputArguments};
use crate::report::Style;
use crate::text::Language;

/// The widest line of a report, however wide the terminal: longer lines are hard to read.
const WIDEST: usize = 120;

/// How a report to `output`, or to standard output, looks.
pub(super) fn style(arguments: &OutputArguments) -> Style {
    let terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let plain = Style::default();
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    Style {
        colour: match arguments.color {
            ColorArgument::Always => true,
            ColorArgument::Never => false,
            ColorArgument::Auto => terminal && !no_colour && !dumb,
        },
        links: terminal && !dumb,
        width: if terminal {
            columns().unwrap_or(plain.width).clamp(40, WIDEST)
        } else {
            plain.width
        },
        detailed: arguments.detailed,
    }
}

/// The width that the shell announces; miette asks the terminal itself when it is not announced.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
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
