//! What is wrong with a policy file, and how it is shown without a renderer.

use std::fmt::Write as _;
use std::ops::Range;

use crate::text::{Language, Text};

/// One thing wrong in a policy file. The command line shows it with a code frame; the build script
/// with [`PolicyProblem::plain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyProblem {
    /// Whether the policies can be used all the same.
    pub level: Level,
    /// The file, as named in its [`Layer`](super::Layer).
    pub file: String,
    /// The bytes it is about; empty at 0 when it is the whole file.
    pub span: Range<usize>,
    /// What is wrong: lower case, no final dot.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Text>,
}

/// How grave a [`PolicyProblem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The policies can be used; something in them has no effect.
    Warning,
    /// What it is about is left out: the policies must not be used.
    Error,
}

impl PolicyProblem {
    /// Line and column of its start in `text`, both from 1, the column in characters.
    pub fn line_and_column(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.span.start).unwrap_or(text);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// The problem with its line and a caret, as plain text of several lines; `text` is its file's.
    pub fn plain(&self, text: &str, language: Language) -> String {
        let (line, column) = self.line_and_column(text);
        let level = match (self.level, language) {
            (Level::Error, Language::En) => "error:",
            (Level::Error, Language::Fr) => "erreur :",
            (Level::Warning, Language::En) => "warning:",
            (Level::Warning, Language::Fr) => "avertissement :",
        };
        let mut shown = format!("{level} {}\n", harmless(self.message.get(language)));
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // Writing to a `String` cannot fail.
        let _ = writeln!(shown, "{margin}--> {}:{line}:{column}", self.file);
        if let Some(source) = text.lines().nth(line - 1) {
            let rest = source.chars().count().saturating_sub(column - 1);
            let written = text.get(self.span.clone()).unwrap_or_default();
            let first_line = written.lines().next().unwrap_or_default();
            let width = first_line.chars().count().min(rest).max(1);
            // A tab stays a tab, so that the caret stands below what it points at.
            let indent: String = source
                .chars()
                .take(column - 1)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            let _ = writeln!(shown, "{margin} |\n{number} | {}", harmless(source));
            let _ = writeln!(shown, "{margin} | {indent}{}", "^".repeat(width));
        }
        if let Some(help) = &self.help {
            let _ = writeln!(shown, "{margin} = {}", harmless(help.get(language)));
        }
        shown
    }
}

/// The text with a replacement character for each that would move the cursor, or turn the direction of
/// the text, on a terminal: a file must not be able to forge what is said about it.
fn harmless(text: &str) -> String {
    let acts = |c: char| {
        c.is_control() && c != '\t'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let replaced = |c: char| if acts(c) { '\u{fffd}' } else { c };
    text.chars().map(replaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_what_it_points_at() {
        let text = "é: 1\n  où: [ça, là]\nlast: x\n";
        let at = text.find("là").expect("there");
        let problem = PolicyProblem {
            level: Level::Error,
            file: "rules/a.yaml".into(),
            span: at..at + "là".len(),
            message: Text::new("not here", "pas ici"),
            help: Some(Text::new(
                "did you mean `ici`?",
                "vouliez-vous dire `ici` ?",
            )),
        };
        assert_eq!(
            problem.plain(text, Language::Fr),
            "erreur : pas ici\n --> rules/a.yaml:2:12\n  |\n2 |   où: [ça, là]\n  |            ^^\n  = vouliez-vous dire `ici` ?\n"
        );
    }

    #[test]
    fn what_a_file_holds_cannot_act_on_a_terminal() {
        let text = "a: \u{1b}[2J\u{202e}b\n";
        let problem = PolicyProblem {
            level: Level::Error,
            file: "a.yaml".into(),
            span: 3..text.len() - 1,
            message: Text::new("unknown word `x\nerror: y`", ""),
            help: None,
        };
        assert_eq!(
            problem.plain(text, Language::En),
            "error: unknown word `x\u{fffd}error: y`\n --> a.yaml:1:4\n  |\n1 | a: \u{fffd}[2J\u{fffd}b\n  |    ^^^^^^\n"
        );
    }

    #[test]
    fn a_span_outside_the_text_is_no_fault() {
        let problem = PolicyProblem {
            level: Level::Warning,
            file: "a.yaml".into(),
            span: 90..99,
            message: Text::new("m", "m"),
            help: None,
        };
        assert!(
            problem
                .plain("x: é", Language::En)
                .starts_with("warning: m\n --> a.yaml:1:5")
        );
        assert!(problem.plain("", Language::En).contains("a.yaml:1:1"));
    }
}
