//! The text of a policy document: JSON as Go prints it, members in their given order.

use crate::model::{Data, Span, Value};
use crate::terraform::functions::json;

/// With two spaces of indentation per level.
pub(super) fn indented(document: &Value) -> String {
    let mut text = String::new();
    write(document, Some(0), &mut text);
    text
}

/// On one line, without spaces.
pub(super) fn compact(document: &Value) -> String {
    let mut text = String::new();
    write(document, None, &mut text);
    text
}

/// The recursion is as deep as a policy: documents that are merged were read within the limits of JSON.
fn write(value: &Value, level: Option<usize>, text: &mut String) {
    let inner = level.map(|level| level + 1);
    match &value.data {
        Data::List(_, items) if !items.is_empty() => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(position, inner, text);
                write(item, inner, text);
            }
            end(level, text);
            text.push(']');
        }
        Data::Map(_, members) if !members.is_empty() => {
            text.push('{');
            for (position, (name, member)) in members.iter().enumerate() {
                separate(position, inner, text);
                scalar(&Value::string(name.clone(), Span::NOWHERE), text);
                text.push_str(if level.is_some() { ": " } else { ":" });
                write(member, inner, text);
            }
            end(level, text);
            text.push('}');
        }
        _ => scalar(value, text),
    }
}

fn separate(position: usize, inner: Option<usize>, text: &mut String) {
    if position > 0 {
        text.push(',');
    }
    end(inner, text);
}

fn end(level: Option<usize>, text: &mut String) {
    if let Some(level) = level {
        text.push('\n');
        for _ in 0..level {
            text.push_str("  ");
        }
    }
}

fn scalar(value: &Value, text: &mut String) {
    // Only values that the caller knows to be known are printed.
    text.push_str(&json::encode(value).unwrap_or_default());
}
