//! Sets: without duplicates, in the order in which Terraform walks them.

use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::Arc;

use super::equal;
use crate::model::{Data, ListKind, MapKind, Value};

/// Bytes that tell two items apart; what differs beyond is in no particular order.
const MAX_HASH_TEXT: usize = 1 << 20;

/// The items as the content of a set. Booleans, numbers and texts are sorted by value and other
/// items by the text that Terraform hashes; nulls come after them and unknowns last. Two unknowns
/// are never taken for duplicates.
pub(crate) fn set_of(items: Vec<Value>) -> Data {
    let mut items: Vec<(String, Value)> = items
        .into_iter()
        .map(|item| match item.data {
            Data::List(..) | Data::Map(..) => (hash_text(&item), item),
            _ => (String::new(), item),
        })
        .collect();
    items.sort_by(|(a_text, a), (b_text, b)| compare(a, b).then_with(|| a_text.cmp(b_text)));
    items.dedup_by(|(b_text, b), (a_text, a)| a_text == b_text && equal(a, b) == Some(true));
    Data::List(
        ListKind::Set,
        items.into_iter().map(|(_, item)| item).collect(),
    )
}

fn compare(a: &Value, b: &Value) -> Ordering {
    rank(a)
        .cmp(&rank(b))
        .then_with(|| match (&a.data, &b.data) {
            (Data::Bool(a), Data::Bool(b)) => a.cmp(b),
            (Data::Number(a), Data::Number(b)) => a.cmp(b),
            (Data::String(a), Data::String(b)) => a.cmp(b),
            _ => Ordering::Equal,
        })
}

fn rank(value: &Value) -> u8 {
    match &value.data {
        Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::List(..) | Data::Map(..) => 0,
        Data::Null => 1,
        Data::Unknown(_) => 2,
    }
}

/// The text by which Terraform orders what has no order of its own.
fn hash_text(value: &Value) -> String {
    let mut text = String::new();
    append_hash_text(value, &mut text);
    text
}

fn append_hash_text(value: &Value, text: &mut String) {
    if text.len() > MAX_HASH_TEXT {
        return;
    }
    match &value.data {
        Data::Unknown(_) => text.push('?'),
        Data::Null => text.push('~'),
        Data::Bool(true) => text.push('T'),
        Data::Bool(false) => text.push('F'),
        Data::Number(number) => append_number(number, text),
        Data::String(string) => append_quoted(string, text),
        Data::List(kind, items) => {
            let (open, close) = match kind {
                ListKind::Tuple | ListKind::Blocks => ('<', '>'),
                ListKind::List | ListKind::Set => ('[', ']'),
            };
            text.push(open);
            for item in items.iter() {
                append_hash_text(item, text);
                text.push(';');
            }
            text.push(close);
        }
        Data::Map(kind, members) => {
            let mut members: Vec<(&Arc<str>, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            let is_map = *kind == MapKind::Map;
            text.push(if is_map { '{' } else { '<' });
            for (name, member) in members {
                if is_map {
                    append_quoted(name, text);
                    text.push(':');
                }
                append_hash_text(member, text);
                text.push(';');
            }
            text.push(if is_map { '}' } else { '>' });
        }
    }
}

/// Ten significant digits, in scientific notation from `1e+10` and below `1e-4`.
fn append_number(number: &crate::model::Number, text: &mut String) {
    if number.is_infinite() {
        let _ = write!(text, "{number}");
        return;
    }
    let (negative, mut digits, exponent) = number.to_scientific(Some(9));
    while digits.last() == Some(&0) {
        digits.pop();
    }
    if negative {
        text.push('-');
    }
    if digits.is_empty() {
        text.push('0');
        return;
    }
    let digit_at = |position: i64| {
        let digit = usize::try_from(position)
            .ok()
            .and_then(|index| digits.get(index));
        char::from(b'0' + digit.copied().unwrap_or(0))
    };
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if !(-4..10).contains(&exponent) {
        text.push(digit_at(0));
        if count > 1 {
            text.push('.');
            text.extend((1..count).map(digit_at));
        }
        let _ = write!(
            text,
            "e{}{:02}",
            if exponent < 0 { '-' } else { '+' },
            exponent.abs()
        );
    } else if exponent < 0 {
        text.push_str("0.");
        text.extend((exponent + 1..count).map(digit_at));
    } else {
        text.extend((0..=exponent).map(digit_at));
        if count > exponent + 1 {
            text.push('.');
            text.extend((exponent + 1..count).map(digit_at));
        }
    }
}

fn append_quoted(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            character if character.is_control() => {
                let _ = write!(text, "\\x{:02x}", u32::from(character));
            }
            character => text.push(character),
        }
    }
    text.push('"');
}
