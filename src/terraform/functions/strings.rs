//! Texts. Characters are grapheme clusters; patterns and `format` have modules of their own.

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::Arguments;
use super::table::{ANY, NUMBER, STRING};
use super::{CallError, Function, Kind, Parameter, limits};
use crate::model::{Data, Value};
use crate::terraform::types::lasting;

const LIST_OF_STRING: Parameter = Parameter::of(Kind::ListOfString);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("chomp", &[STRING], |args| {
        args.string(args.text(0)?.trim_end_matches(['\r', '\n']))
    }),
    Function::new("endswith", &[STRING, STRING], |args| {
        args.bool(args.text(0)?.ends_with(args.text(1)?))
    }),
    Function::new("indent", &[NUMBER, STRING], indent),
    Function::new("join", &[STRING], join).variadic(LIST_OF_STRING),
    Function::new("lower", &[STRING], |args| {
        args.string(args.text(0)?.chars().map(lower).collect::<String>())
    }),
    Function::new("split", &[STRING, STRING], split),
    Function::new("startswith", &[ANY.maybe_unknown(), STRING], starts_with),
    Function::new("strcontains", &[STRING, STRING], |args| {
        args.bool(args.text(0)?.contains(args.text(1)?))
    }),
    Function::new("strrev", &[STRING], |args| {
        args.string(args.text(0)?.graphemes(true).rev().collect::<String>())
    }),
    Function::new("substr", &[STRING, NUMBER, NUMBER], substr),
    Function::new("title", &[STRING], |args| args.string(title(args.text(0)?))),
    Function::new("trim", &[STRING, STRING], trim),
    Function::new("trimprefix", &[STRING, STRING], trim_prefix),
    Function::new("trimspace", &[STRING], |args| {
        args.string(args.text(0)?.trim())
    }),
    Function::new("trimsuffix", &[STRING, STRING], trim_suffix),
    Function::new("upper", &[STRING], |args| {
        args.string(args.text(0)?.chars().map(upper).collect::<String>())
    }),
];

/// How many characters a reader sees.
pub(super) fn character_count(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The prefix of `count` characters.
pub(super) fn first_characters(text: &str, count: usize) -> &str {
    match text.grapheme_indices(true).nth(count) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

fn indent(args: &Arguments) -> Result<Value, CallError> {
    let Ok(spaces) = usize::try_from(args.integer(0)?) else {
        return Err(CallError::of(
            0,
            "the number of spaces must not be negative",
        ));
    };
    let text = args.text(1)?;
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    limits::check_text(lines.saturating_mul(spaces).saturating_add(text.len()))?;
    args.string(if lines == 0 {
        text.to_owned()
    } else {
        text.replace('\n', &format!("\n{}", " ".repeat(spaces)))
    })
}

fn join(args: &Arguments) -> Result<Value, CallError> {
    if args.count() < 2 {
        return Err(CallError::new("at least one list is required"));
    }
    let separator = args.text(0)?;
    let mut joined = String::new();
    let mut first = true;
    for position in 1..args.count() {
        for (index, item) in args.items(position)?.iter().enumerate() {
            let Some(text) = item.as_str() else {
                return Err(CallError::of(
                    position,
                    format!("element {index} is null; cannot concatenate null values"),
                ));
            };
            if !first {
                joined.push_str(separator);
            }
            first = false;
            joined.push_str(text);
            limits::check_text(joined.len())?;
        }
    }
    args.string(joined)
}

fn split(args: &Arguments) -> Result<Value, CallError> {
    let (separator, text) = (args.text(0)?, args.text(1)?);
    let limit = limits::MAX_ITEMS + 1;
    if text.is_empty() && separator.is_empty() {
        return args.strings::<&str>([]);
    }
    if separator.is_empty() {
        let mut buffer = [0; 4];
        let items = text
            .chars()
            .take(limit)
            .map(|character| args.string(character.encode_utf8(&mut buffer)));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        return args.list(crate::model::ListKind::List, items);
    }
    args.strings(text.split(separator).take(limit))
}

/// Any text starts with the empty one, known or not.
fn starts_with(args: &Arguments) -> Result<Value, CallError> {
    let prefix = args.text(1)?;
    match &args.get(0)?.data {
        // What the text is known to begin with may decide.
        Data::Unknown(unknown) if lasting(unknown.prefix()).starts_with(prefix) => args.bool(true),
        Data::Unknown(unknown) if !prefix.starts_with(lasting(unknown.prefix())) => {
            args.bool(false)
        }
        Data::Unknown(_) => args.unknown(),
        _ => match crate::terraform::types::string_of(args.get(0)?) {
            Some(text) => args.bool(text.starts_with(prefix)),
            None => Err(CallError::of(0, "a string is required")),
        },
    }
}

fn substr(args: &Arguments) -> Result<Value, CallError> {
    let text = args.text(0)?;
    let (mut offset, length) = (args.integer(1)?, args.integer(2)?);
    if offset < 0 {
        let count = i64::try_from(character_count(text)).unwrap_or(i64::MAX);
        offset = offset.saturating_add(count).max(0);
    } else if length == 0 {
        return args.string("");
    }
    let skipped = first_characters(text, usize::try_from(offset).unwrap_or(usize::MAX)).len();
    let rest = text.get(skipped..).unwrap_or("");
    // After a negative offset Terraform takes a length of zero for the whole rest.
    args.string(match usize::try_from(length) {
        Ok(0) | Err(_) => rest,
        Ok(length) => first_characters(rest, length),
    })
}

fn trim(args: &Arguments) -> Result<Value, CallError> {
    let set = args.text(1)?;
    args.string(
        args.text(0)?
            .trim_matches(|character| set.contains(character)),
    )
}

fn trim_prefix(args: &Arguments) -> Result<Value, CallError> {
    let text = args.text(0)?;
    args.string(text.strip_prefix(args.text(1)?).unwrap_or(text))
}

fn trim_suffix(args: &Arguments) -> Result<Value, CallError> {
    let text = args.text(0)?;
    args.string(text.strip_suffix(args.text(1)?).unwrap_or(text))
}

/// The first letter of each word in upper case.
fn title(text: &str) -> String {
    let mut after_separator = true;
    text.chars()
        .map(|character| {
            let titled = if after_separator {
                title_case(character)
            } else {
                character
            };
            after_separator = is_separator(character);
            titled
        })
        .collect()
}

/// Letters, digits and underscores make words; beyond ASCII, only spaces separate them.
fn is_separator(character: char) -> bool {
    if character.is_ascii() {
        !(character.is_ascii_alphanumeric() || character == '_')
    } else {
        !character.is_alphanumeric() && character.is_whitespace()
    }
}

/// Letter by letter: a letter without a single upper-case counterpart (`ß`) stays.
fn upper(character: char) -> char {
    // Greek letters with a subscript iota have a counterpart that Unicode calls title case.
    let with_subscript = match character {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => 8,
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => 9,
        _ => 0,
    };
    if with_subscript > 0 {
        return char::from_u32(u32::from(character) + with_subscript).unwrap_or(character);
    }
    let mut mapped = character.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

/// The form of a letter at the start of a word: that in upper case, but for the few digraphs that
/// have one of their own, and for Georgian letters, which have none.
fn title_case(character: char) -> char {
    match character {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10ff}' => character,
        _ => upper(character),
    }
}

/// Letter by letter; the first of several is the letter, what follows are its marks.
fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}
