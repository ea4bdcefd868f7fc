//! Functions on texts. Characters are counted; of those outside the basic plane .NET would count two.

use super::arguments::{integer, list, of_bool, of_list, of_text, text, unsuitable};
use super::conversion::plain;
use super::{Function, Outcome, Refusal};
use crate::model::{Data, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("endsWith", 2, 2, ends_with),
    Function::new("join", 2, 2, join),
    Function::new("padLeft", 2, 3, pad_left),
    Function::new("replace", 3, 3, replace),
    Function::new("split", 2, 2, split),
    Function::new("startsWith", 2, 2, starts_with).takes_unknown(),
    Function::new("substring", 1, 3, substring),
    Function::new("toLower", 1, 1, |arguments| {
        Ok(of_text(text(arguments, 0)?.to_lowercase()))
    }),
    Function::new("toUpper", 1, 1, |arguments| {
        Ok(of_text(text(arguments, 0)?.to_uppercase()))
    }),
    Function::new("trim", 1, 1, |arguments| {
        Ok(of_text(text(arguments, 0)?.trim()))
    }),
];

/// Longest text that is padded to.
const MAX_PADDED: i64 = 1 << 16;
/// Longest text that `replace` makes, in bytes.
const MAX_REPLACED: usize = 1 << 20;

/// Case does not count.
fn starts_with(arguments: &[Value]) -> Outcome {
    let Some(whole) = arguments.first() else {
        return Err(Refusal::wrong("two arguments are expected"));
    };
    if let Some(unknown) = whole.as_unknown() {
        let (prefix, wanted) = (
            unknown.prefix().to_lowercase(),
            text(arguments, 1)?.to_lowercase(),
        );
        // What is known of the beginning may decide.
        if prefix.starts_with(&wanted) {
            return Ok(of_bool(true));
        }
        if !prefix.is_empty() && !wanted.starts_with(&prefix) {
            return Ok(of_bool(false));
        }
        let answers: Vec<bool> = unknown
            .candidates
            .iter()
            .filter_map(|one| Some(one.as_str()?.to_lowercase().starts_with(&wanted)))
            .collect();
        return match &answers[..] {
            [first, rest @ ..]
                if answers.len() == unknown.candidates.len()
                    && rest.iter().all(|one| one == first) =>
            {
                Ok(of_bool(*first))
            }
            _ => Err(Refusal::Open(whole.clone())),
        };
    }
    let (whole, part) = (text(arguments, 0)?, text(arguments, 1)?);
    Ok(of_bool(
        whole.to_lowercase().starts_with(&part.to_lowercase()),
    ))
}

/// Case does not count.
fn ends_with(arguments: &[Value]) -> Outcome {
    let (whole, part) = (text(arguments, 0)?, text(arguments, 1)?);
    Ok(of_bool(
        whole.to_lowercase().ends_with(&part.to_lowercase()),
    ))
}

fn join(arguments: &[Value]) -> Outcome {
    let delimiter = text(arguments, 1)?;
    let mut texts = Vec::new();
    for item in list(arguments, 0)? {
        match plain(item) {
            Some(text) => texts.push(text),
            None => return Err(unsuitable(item, 0, "an array of texts")),
        }
    }
    Ok(of_text(texts.join(delimiter)))
}

fn pad_left(arguments: &[Value]) -> Outcome {
    let Some(value) = arguments.first() else {
        return Err(Refusal::wrong("a text is expected"));
    };
    let written = match &value.data {
        Data::String(_) | Data::Number(_) => plain(value).unwrap_or_default(),
        _ => return Err(unsuitable(value, 0, "a text or a number")),
    };
    let length = integer(arguments, 1)?;
    if length > MAX_PADDED {
        return Err(Refusal::wrong(format!(
            "a text is padded to at most {MAX_PADDED} characters"
        )));
    }
    let padding = match arguments.get(2) {
        Some(_) => text(arguments, 2)?,
        None => " ",
    };
    if padding.chars().count() != 1 {
        return Err(Refusal::wrong("argument 3 should be one character"));
    }
    let missing = usize::try_from(length)
        .unwrap_or_default()
        .saturating_sub(written.chars().count());
    Ok(of_text(padding.repeat(missing) + &written))
}

fn replace(arguments: &[Value]) -> Outcome {
    let (whole, old, new) = (
        text(arguments, 0)?,
        text(arguments, 1)?,
        text(arguments, 2)?,
    );
    if old.is_empty() {
        return Err(Refusal::wrong("argument 2 should not be empty"));
    }
    let found = whole.matches(old).count();
    if whole.len() + found.saturating_mul(new.len()) > MAX_REPLACED {
        return Err(Refusal::wrong("the result is too long"));
    }
    Ok(of_text(whole.replace(old, new)))
}

/// At a delimiter, or at any of several.
fn split(arguments: &[Value]) -> Outcome {
    let whole = text(arguments, 0)?;
    let delimiters: Vec<&str> = match arguments.get(1).map(|value| &value.data) {
        Some(Data::List(_, items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => vec![text(arguments, 1)?],
    };
    let mut items = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(rest) = whole.get(at..) {
        let found = delimiters
            .iter()
            .find(|delimiter| !delimiter.is_empty() && rest.starts_with(**delimiter));
        match (found, rest.chars().next()) {
            (Some(delimiter), _) => {
                items.push(of_text(whole.get(start..at).unwrap_or_default()));
                at += delimiter.len();
                start = at;
            }
            (None, Some(character)) => at += character.len_utf8(),
            (None, None) => break,
        }
    }
    items.push(of_text(whole.get(start..).unwrap_or_default()));
    Ok(of_list(items))
}

fn substring(arguments: &[Value]) -> Outcome {
    let whole = text(arguments, 0)?;
    let count = whole.chars().count();
    let start = match arguments.get(1) {
        Some(_) => usize::try_from(integer(arguments, 1)?).ok(),
        None => Some(0),
    };
    let start = start.filter(|start| *start <= count);
    let length = match (start, arguments.get(2)) {
        (Some(start), Some(_)) => usize::try_from(integer(arguments, 2)?)
            .ok()
            .filter(|length| start.saturating_add(*length) <= count),
        (Some(start), None) => Some(count - start),
        (None, _) => None,
    };
    match start.zip(length) {
        Some((start, length)) => {
            let part: String = whole.chars().skip(start).take(length).collect();
            Ok(of_text(part))
        }
        None => Err(Refusal::wrong(format!(
            "the place is outside of the text, which has {count} characters"
        ))),
    }
}
