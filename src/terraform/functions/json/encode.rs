//! Writing values as JSON, as Go does it.

use std::fmt::Write;

use super::super::{CallError, limits};
use crate::model::{Data, Value};

/// The JSON of a wholly known value: names sorted, no spaces, and `<`, `>` and `&` escaped.
pub(in crate::terraform) fn encode(value: &Value) -> Result<String, CallError> {
    let mut text = String::new();
    write_value(value, &mut text, 0)?;
    Ok(text)
}

fn write_value(value: &Value, text: &mut String, depth: usize) -> Result<(), CallError> {
    if depth > limits::MAX_DEPTH {
        return Err(CallError::of(0, "the value is nested too deeply"));
    }
    limits::check_text(text.len())?;
    match &value.data {
        Data::Null => text.push_str("null"),
        Data::Bool(bool) => text.push_str(if *bool { "true" } else { "false" }),
        Data::Number(number) if number.is_infinite() => {
            return Err(CallError::of(0, "infinity cannot be written as JSON"));
        }
        Data::Number(number) => {
            let _ = write!(text, "{number}");
        }
        Data::String(string) => write_string(string, text),
        Data::List(_, items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write_value(item, text, depth + 1)?;
            }
            text.push(']');
        }
        Data::Map(_, members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (position, (name, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_value(member, text, depth + 1)?;
            }
            text.push('}');
        }
        Data::Unknown(_) => return Err(CallError::of(0, "the value is not known")),
    }
    Ok(())
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            // Go escapes these so that JSON may stand within HTML and JavaScript.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{0}'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}
