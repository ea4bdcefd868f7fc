//! What is wrong with a JSON text, in plain words and both languages.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::ParseErrorKind;

use crate::model::{Diagnostic, Gravity, Span};
use crate::terraform::parse::message::{SYNTAX_ERROR, TOO_DEEP};
use crate::text::Text;

fn syntax(span: Span, en: &str, fr: &str) -> Diagnostic {
    Diagnostic::at(Gravity::Error, SYNTAX_ERROR, span, Text::new(en, fr))
}

/// Objects and arrays nest deeper than is read.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let text = Text::new(
        "objects and arrays nest too deeply here to be read",
        "les objets et tableaux sont ici trop imbriqués pour être lus",
    );
    Diagnostic::at(Gravity::Error, TOO_DEEP, span, text)
}

/// Something else where blocks are.
pub(super) fn wrong_type(span: Span) -> Diagnostic {
    syntax(
        span,
        "expected an object, or an array of objects",
        "attendu : un objet, ou un tableau d'objets",
    )
}

/// A property is given a second time.
pub(super) fn duplicate(name: &str, again: Span, first: Span) -> Diagnostic {
    crate::terraform::parse::message::duplicate_attribute(name, again, first)
}

/// What the parser did not accept.
pub(super) fn refused(span: Span, kind: &ParseErrorKind) -> Diagnostic {
    use ParseErrorKind as Kind;
    let (en, fr) = match kind {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => (
            "JSON has no comments; use a property named `//`",
            "JSON n'a pas de commentaires ; utilisez une propriété nommée `//`",
        ),
        Kind::TrailingCommasNotAllowed => (
            "remove this comma: nothing follows it",
            "supprimez cette virgule : rien ne la suit",
        ),
        Kind::ExpectedComma => ("expected `,`", "attendu : `,`"),
        Kind::ExpectedColonAfterObjectKey => (
            "expected `:` after the name of a property",
            "attendu : `:` après le nom d'une propriété",
        ),
        Kind::ExpectedObjectValue => (
            "expected a value after `:`",
            "attendu : une valeur après `:`",
        ),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => (
            "expected the name of a property in double quotes",
            "attendu : un nom de propriété entre guillemets doubles",
        ),
        Kind::SingleQuotedStringsNotAllowed => (
            "use double quotes for strings",
            "utilisez des guillemets doubles pour les chaînes",
        ),
        Kind::MultipleRootJsonValues => (
            "nothing may follow the end of the JSON value",
            "rien ne doit suivre la fin de la valeur JSON",
        ),
        Kind::UnterminatedArray => (
            "this `[` is never closed; add `]`",
            "ce `[` n'est jamais fermé ; ajoutez `]`",
        ),
        Kind::UnterminatedObject => (
            "this `{` is never closed; add `}`",
            "ce `{` n'est jamais fermé ; ajoutez `}`",
        ),
        Kind::NestingDepthExceeded => return too_deep(span),
        Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => (
            "this string is never closed; add `\"`",
            "cette chaîne n'est jamais fermée ; ajoutez `\"`",
        ),
        Kind::String(_) => (
            "unknown escape sequence in this string",
            "séquence d'échappement inconnue dans cette chaîne",
        ),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => (
            "this is not a number that JSON knows",
            "ceci n'est pas un nombre au sens de JSON",
        ),
        // `non_exhaustive` in effect: features of the crate add kinds.
        #[allow(unreachable_patterns)]
        _ => ("this cannot stand here", "ceci n'a pas sa place ici"),
    };
    syntax(span, en, fr)
}
