//! `format`: composite formatting as .NET has it, for the specifiers that templates use.

use super::arguments::{text, unsuitable};
use super::conversion::plain;
use super::{Function, MANY, Outcome, Refusal};
use crate::manifest::joined::joined;
use crate::model::{Data, Number, Span, Value};

pub(super) const FUNCTIONS: &[Function] =
    &[Function::new("format", 1, MANY, format).takes_unknown()];

/// Longest field, in characters: `{0,99}` pads to so many.
const MAX_FIELD: usize = 1000;

/// A value as `concat` and `format` write it: a boolean in words.
pub(super) fn printed(value: &Value) -> Value {
    match &value.data {
        Data::Bool(_) => {
            let text = plain(value).unwrap_or_default();
            Value::string(text, value.origin.span).made_from([value])
        }
        _ => value.clone(),
    }
}

fn format(arguments: &[Value]) -> Outcome {
    let pattern = text(arguments, 0)?;
    let mut parts = Vec::new();
    for piece in pieces(pattern)? {
        match piece {
            Piece::Text(text) => parts.push(Value::string(text, Span::NOWHERE)),
            Piece::Field(field) => {
                let Some(value) = arguments.get(field.index.saturating_add(1)) else {
                    let message = format!("there is no argument for `{{{}}}`", field.index);
                    return Err(Refusal::wrong(message));
                };
                parts.push(field.write(value)?);
            }
        }
    }
    Ok(joined(&parts, Span::NOWHERE))
}

/// A part of a pattern.
pub(super) enum Piece {
    /// What stands for itself.
    Text(String),
    /// What an argument takes the place of.
    Field(Field),
}

/// `{index,width:specifier}`.
pub(super) struct Field {
    pub(super) index: usize,
    /// Pads on the left up to so many characters; on the right when below zero.
    width: i64,
    specifier: Option<String>,
}

/// Cuts a pattern; `{{` and `}}` write one brace.
pub(super) fn pieces(pattern: &str) -> Result<Vec<Piece>, Refusal> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        literal.push_str(before);
        let doubled = after.starts_with("{{") || after.starts_with("}}");
        if doubled {
            literal.extend(after.chars().next());
            rest = after.get(2..).unwrap_or_default();
            continue;
        }
        let field = after
            .strip_prefix('{')
            .and_then(|field| field.split_once('}'));
        let Some((field, after)) = field else {
            return Err(Refusal::wrong("a brace of the pattern has no other one"));
        };
        pieces.push(Piece::Text(std::mem::take(&mut literal)));
        pieces.push(Piece::Field(Field::read(field)?));
        rest = after;
    }
    literal.push_str(rest);
    pieces.push(Piece::Text(literal));
    Ok(pieces)
}

impl Field {
    fn read(text: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::wrong(format!("`{{{text}}}` is no field of a pattern"));
        let (place, specifier) = match text.split_once(':') {
            Some((place, specifier)) => (place, Some(specifier.to_owned())),
            None => (text, None),
        };
        let (index, width) = match place.split_once(',') {
            Some((index, width)) => (index, width.trim().parse().map_err(|_| wrong())?),
            None => (place, 0),
        };
        Ok(Field {
            index: index.trim().parse().map_err(|_| wrong())?,
            width,
            specifier: specifier.filter(|specifier| !specifier.is_empty()),
        })
    }

    /// Whether it writes its argument as it is.
    pub(super) fn is_plain(&self) -> bool {
        self.width == 0 && self.specifier.is_none()
    }

    fn write(&self, value: &Value) -> Outcome {
        if value.as_unknown().is_some() {
            // Padding and specifiers leave it as little known.
            return Ok(value.clone());
        }
        let written = match (&self.specifier, &value.data) {
            (Some(specifier), Data::Number(number)) => {
                numeric(number, specifier).ok_or(Refusal::Unfixed)?
            }
            // Texts and booleans have no specifiers; .NET overlooks them.
            (_, Data::Null) => String::new(),
            _ => match plain(value) {
                Some(text) => text,
                None => match crate::manifest::partial::json(value) {
                    Some(json) => json.to_string(),
                    None => {
                        return Err(unsuitable(value, self.index + 1, "a text or a number"));
                    }
                },
            },
        };
        let width = usize::try_from(self.width.unsigned_abs()).unwrap_or(MAX_FIELD);
        let missing = width.min(MAX_FIELD).saturating_sub(written.chars().count());
        let padding = " ".repeat(missing);
        let padded = if self.width < 0 {
            format!("{written}{padding}")
        } else {
            format!("{padding}{written}")
        };
        Ok(Value::string(padded, Span::NOWHERE).made_from([value]))
    }
}

/// A number by a standard specifier (`D3`, `N0`, `X2`, `F1`) or a custom one of zeros (`000`); none by others.
fn numeric(number: &Number, specifier: &str) -> Option<String> {
    let whole = number.as_i64();
    if specifier.bytes().all(|byte| byte == b'0') {
        return Some(zeros(whole?, specifier.len()));
    }
    let mut characters = specifier.chars();
    let kind = characters.next()?;
    let digits = characters.as_str();
    let precision: Option<usize> = if digits.is_empty() {
        None
    } else {
        Some(digits.parse().ok().filter(|digits| *digits <= 99)?)
    };
    match kind {
        'D' | 'd' => Some(zeros(whole?, precision.unwrap_or(0))),
        'X' => Some(format!(
            "{:0width$X}",
            whole?,
            width = precision.unwrap_or(0)
        )),
        'x' => Some(format!(
            "{:0width$x}",
            whole?,
            width = precision.unwrap_or(0)
        )),
        'F' | 'f' => Some(number.to_fixed(precision.unwrap_or(2))),
        'N' | 'n' => Some(grouped(&number.to_fixed(precision.unwrap_or(2)))),
        _ => None,
    }
}

fn zeros(number: i64, digits: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:0digits$}", number.unsigned_abs())
}

/// With a comma between thousands.
fn grouped(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = match digits.find('.') {
        Some(point) => digits.split_at(point),
        None => (digits, ""),
    };
    let mut grouped = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}
