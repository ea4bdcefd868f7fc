//! What is wrong with a text, in plain words and both languages.
//!
//! `hcl-edit` tells what it expected as one English sentence. Its parts are few; they are recognised
//! here and said again. A part that is not recognised is left out rather than shown untranslated.

use hcl_edit::parser::Error;

use super::lexer::identifier_end;
use super::token::{Fault, FaultKind};
use crate::model::{Diagnostic, Gravity, SourceId, Span};
use crate::text::Text;

/// The code of a text that breaks the syntax.
pub(super) const SYNTAX_ERROR: &str = "syntax-error";
/// The code of a text that nests deeper than is read.
pub(super) const TOO_DEEP: &str = "too-deep";
/// The code of a text that is too large to be read.
pub(super) const TOO_LARGE: &str = "too-large";

/// A quoted string meets the end of its line.
pub(super) fn unclosed_string() -> Text {
    Text::new(
        "this string is not closed on its line; close it with `\"`, or use a heredoc for several lines",
        "cette chaîne n'est pas fermée sur sa ligne ; fermez-la par `\"`, ou utilisez un heredoc pour plusieurs lignes",
    )
}

/// A number whose exponent is beyond reason.
pub(super) fn number_out_of_range() -> Text {
    Text::new(
        "this number is too large to be read",
        "ce nombre est trop grand pour être lu",
    )
}

/// An argument is set a second time; the first is kept.
pub(super) fn duplicate_attribute(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        SYNTAX_ERROR,
        again,
        Text::new(
            format!("`{name}` is already set in the same place; keep one of the two"),
            format!("`{name}` est déjà défini au même endroit ; gardez l'un des deux"),
        ),
    )
    .label(first, Text::new("first set here", "défini ici d'abord"))
}

/// Objects with so many keys that reading them would take too long.
pub(super) fn too_large(span: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        TOO_LARGE,
        span,
        Text::new(
            "the objects written here have too many keys to be read; move them to a JSON file",
            "les objets écrits ici ont trop de clés pour être lus ; déplacez-les dans un fichier JSON",
        ),
    )
}

/// How many more problems a file has than were told.
pub(super) fn more_problems(count: usize, span: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        SYNTAX_ERROR,
        span,
        Text::new(
            format!("{count} more such problems in this file are not shown"),
            format!("{count} autres problèmes de ce genre dans ce fichier ne sont pas montrés"),
        ),
    )
}

/// A text that the parser reads, even repaired, otherwise than Terraform.
pub(super) fn unreadable(span: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        SYNTAX_ERROR,
        span,
        Text::new(
            "this cannot be read; please report it with this text",
            "ceci ne peut pas être lu ; merci de le signaler avec ce texte",
        ),
    )
}

/// A defect of nesting, in an item that begins at `base` of the source.
pub(super) fn fault(source: SourceId, base: usize, text: &str, fault: Fault) -> Diagnostic {
    let opener = {
        let rest = text.get(fault.opened..).unwrap_or_default();
        let length = match fault.kind {
            FaultKind::Heredoc => rest.find(['\r', '\n']).unwrap_or(rest.len()),
            FaultKind::Template | FaultKind::Comment => 2,
            _ => 1,
        };
        rest.get(..length).unwrap_or_default()
    };
    let begin = Span::new(
        source,
        base + fault.opened..base + fault.opened + opener.len(),
    );
    let found = text
        .get(fault.at..)
        .and_then(|rest| rest.chars().next())
        .map(String::from)
        .unwrap_or_default();
    let here = Span::new(source, base + fault.at..base + fault.at + found.len());
    let error = |span, message| Diagnostic::at(Gravity::Error, SYNTAX_ERROR, span, message);
    match fault.kind {
        FaultKind::String => error(begin, unclosed_string()),
        FaultKind::Template => error(
            begin,
            Text::new(
                format!(
                    "`{opener}` is never closed; add `}}`, or write `{first}{opener}` for the characters themselves",
                    first = opener.get(..1).unwrap_or_default()
                ),
                format!(
                    "`{opener}` n'est jamais fermé ; ajoutez `}}`, ou écrivez `{first}{opener}` pour les caractères eux-mêmes",
                    first = opener.get(..1).unwrap_or_default()
                ),
            ),
        ),
        FaultKind::Heredoc => {
            let marker = opener.trim_start_matches('<').trim_start_matches('-');
            error(
                begin,
                Text::new(
                    format!(
                        "this heredoc is never closed; a line with `{marker}` alone must end it"
                    ),
                    format!(
                        "ce heredoc n'est jamais fermé ; une ligne ne portant que `{marker}` doit le terminer"
                    ),
                ),
            )
        }
        FaultKind::Comment => error(
            begin,
            Text::new(
                "this comment is never closed; add `*/`",
                "ce commentaire n'est jamais fermé ; ajoutez `*/`",
            ),
        ),
        FaultKind::Bracket => error(
            begin,
            Text::new(
                format!("`{opener}` is never closed; add `{}`", closing(opener)),
                format!(
                    "`{opener}` n'est jamais fermé ; ajoutez `{}`",
                    closing(opener)
                ),
            ),
        ),
        FaultKind::Mismatch => error(
            here,
            Text::new(
                format!("expected `{}`, found `{found}`", closing(opener)),
                format!("attendu : `{}` ; trouvé : `{found}`", closing(opener)),
            ),
        )
        .label(
            begin,
            Text::new(
                format!("to close this `{opener}`"),
                format!("pour fermer ce `{opener}`"),
            ),
        ),
        FaultKind::Stray => error(
            here,
            Text::new(
                format!(
                    "`{found}` closes nothing; remove it, or look for a `{}` closed too early above",
                    opening(&found)
                ),
                format!(
                    "`{found}` ne ferme rien ; supprimez-le, ou cherchez plus haut un `{}` fermé trop tôt",
                    opening(&found)
                ),
            ),
        ),
    }
}

/// What `hcl-edit` did not accept in `text`, whose first byte is at `locate(0)` of the source.
pub(super) fn refused(
    source: SourceId,
    text: &str,
    error: &Error,
    locate: impl Fn(usize) -> usize,
) -> Diagnostic {
    let offset = error.location().offset();
    let (found, length) = found(text, offset);
    let mut span = Span::new(source, locate(offset)..locate(offset + length));
    let message = error.message();
    let (label, expected) = match message.split_once("; ") {
        Some((label, expected)) if label.starts_with("invalid ") => (label, expected),
        _ => ("", message),
    };
    if label.ends_with("nesting depth") || expected.ends_with("chained binary operators") {
        return Diagnostic::at(
            Gravity::Error,
            TOO_DEEP,
            span,
            Text::new(
                "this nests too deeply to be read; split it with local values",
                "l'imbrication est trop profonde pour être lue ; découpez avec des valeurs locales",
            ),
        );
    }
    let is_escape = label.ends_with("escape sequence") || label.ends_with("hex code");
    if is_escape && let Some(start) = text.get(..offset).and_then(|before| before.rfind('\\')) {
        span = Span::new(source, locate(start)..locate(offset));
    }
    let text = if label.ends_with("escape sequence") {
        Text::new(
            "unknown escape sequence; expected `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN` or `\\UNNNNNNNN`",
            "séquence d'échappement inconnue ; `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN` ou `\\UNNNNNNNN` attendu",
        )
    } else if label.ends_with("hex code") {
        Text::new(
            "this is not the hexadecimal code of a character",
            "ceci n'est pas le code hexadécimal d'un caractère",
        )
    } else if expected == "expected `{`" && is_template(text, offset) {
        Text::new(
            "a label cannot hold a template; write the text itself",
            "une étiquette ne peut pas contenir de gabarit ; écrivez le texte lui-même",
        )
    } else if expected.contains("redefined") {
        Text::new(
            "this name is already set in the same place; keep one of the two",
            "ce nom est déjà défini au même endroit ; gardez l'un des deux",
        )
    } else {
        let (en, fr) = expectation(expected);
        if en.is_empty() {
            Text::new(
                format!("{} cannot stand here", found.en),
                format!("{} n'a pas sa place ici", found.fr),
            )
        } else {
            Text::new(
                format!("expected {en}, found {}", found.en),
                format!("attendu : {fr} ; trouvé : {}", found.fr),
            )
        }
    };
    Diagnostic::at(Gravity::Error, SYNTAX_ERROR, span, text)
}

/// What stands at `offset`, in words, and its length in bytes.
fn found(text: &str, offset: usize) -> (Text, usize) {
    let rest = text.get(offset..).unwrap_or_default();
    match rest.chars().next() {
        None => (Text::new("the end of the text", "la fin du texte"), 0),
        Some('\r' | '\n') => (Text::new("the end of the line", "la fin de la ligne"), 0),
        Some(character) => {
            let length =
                identifier_end(text, offset).map_or(character.len_utf8(), |end| end - offset);
            let shown = rest.get(..length).unwrap_or_default();
            let shown = if character.is_control() {
                shown.escape_debug().to_string()
            } else {
                shown.to_owned()
            };
            (
                Text::new(format!("`{shown}`"), format!("`{shown}`")),
                length,
            )
        }
    }
}

/// Whether a string with a template sequence begins at `offset`.
fn is_template(text: &str, offset: usize) -> bool {
    let line = text.get(offset..).and_then(|rest| rest.lines().next());
    let string = line.and_then(|line| line.strip_prefix('"'));
    string.is_some_and(|string| string.contains("${") || string.contains("%{"))
}

/// The expectations that `hcl-edit` lists, as `a, b or c`, in English and French.
fn expectation(message: &str) -> (String, String) {
    let Some(list) = message.strip_prefix("expected ") else {
        return (String::new(), String::new());
    };
    let items: Vec<&str> = list
        .split(", ")
        .flat_map(|part| part.split(" or "))
        .collect();
    let mut words: Vec<(String, String)> = Vec::new();
    // The beginnings of an expression are listed one by one.
    if items.contains(&"letter") && items.contains(&"digit") {
        words.push(("a value".into(), "une valeur".into()));
    } else {
        for item in items {
            let (en, fr) = match item {
                "identifier" => ("a name", "un nom"),
                "newline" => ("a line break", "un saut de ligne"),
                "eof" => ("the end of the text", "la fin du texte"),
                "expression" => ("a value", "une valeur"),
                "digit" => ("a digit", "un chiffre"),
                "unsigned integer" => ("a whole number", "un nombre entier"),
                "heredoc end delimiter" => (
                    "the line that ends the heredoc",
                    "la ligne de fin du heredoc",
                ),
                quoted if quoted.starts_with('`') => (quoted, quoted),
                _ => continue,
            };
            let word = (en.to_owned(), fr.to_owned());
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    let join = |words: Vec<String>, or: &str| match words.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, others)) => format!("{} {or} {end}", others.join(", ")),
        None => String::new(),
    };
    let (en, fr) = words.into_iter().unzip();
    (join(en, "or"), join(fr, "ou"))
}

fn closing(opener: &str) -> &'static str {
    match opener {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

fn opening(closer: &str) -> &'static str {
    match closer {
        ")" => "(",
        "]" => "[",
        _ => "{",
    }
}
