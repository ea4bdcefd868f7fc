//! `format` and `formatlist`: verbs after the manner of C's `printf`.

mod number;

use super::arguments::Arguments;
use super::propagate::{first_unknown, unknown_result};
use super::table::{ANY, STRING};
use super::{CallError, Function, Parameter, json, limits, strings};
use crate::model::{Data, ListKind, Number, Value};
use crate::terraform::types::{Type, convert, string_of};
use number::{decimal, general, integral};

const ARGUMENT: Parameter = ANY.maybe_unknown().maybe_null();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("format", &[STRING], format).variadic(ARGUMENT),
    Function::new("formatlist", &[STRING], format_list).variadic(ARGUMENT),
];

/// Widths and precisions beyond this are refused.
const MAX_WIDTH: usize = 10_000;

/// `%`, flags, width, precision, argument index, letter.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // five flags that are independent of each other
struct Verb {
    zero: bool,
    sharp: bool,
    minus: bool,
    plus: bool,
    space: bool,
    width: Option<usize>,
    precision: Option<usize>,
    letter: char,
}

fn format(args: &Arguments) -> Result<Value, CallError> {
    let template = args.text(0)?;
    let values = args.values.get(1..).unwrap_or_default();
    if !values.iter().all(Value::is_wholly_known) {
        return args.unknown();
    }
    args.string(render(template, &values.iter().collect::<Vec<_>>())?)
}

/// One text per item of the lists, which must be of one length; other arguments are repeated.
fn format_list(args: &Arguments) -> Result<Value, CallError> {
    let template = args.text(0)?;
    let values = args.values.get(1..).unwrap_or_default();
    let mut length = None;
    let mut has_open = false;
    for (position, value) in values.iter().enumerate() {
        match &value.data {
            Data::Unknown(_) => match value.given_type().map(|ty| &**ty) {
                Some(Type::Bool | Type::Number | Type::String) => {}
                // An attribute of a provider whose schema is not at hand, which is a list least of all.
                None => has_open = true,
                Some(_) => return args.unknown(),
            },
            Data::List(ListKind::Set, items) if items.len() > 1 && !value.is_wholly_known() => {
                return args.unknown();
            }
            Data::List(_, items) => match length {
                None => length = Some(items.len()),
                Some(length) if length == items.len() => {}
                Some(length) => {
                    return Err(CallError::of(
                        position + 1,
                        format!(
                            "this list has {} items where an earlier one has {length}",
                            items.len()
                        ),
                    ));
                }
            },
            _ => {}
        }
    }
    // An unknown may be a list, of the length of the others when there are others.
    if has_open && length.is_none() {
        return args.unknown();
    }
    let mut total = 0_usize;
    let mut texts = Vec::new();
    for index in 0..length.unwrap_or(1) {
        let row: Vec<&Value> = values
            .iter()
            .map(|value| {
                value
                    .as_list()
                    .and_then(|items| items.get(index))
                    .unwrap_or(value)
            })
            .collect();
        if let Some(unknown) = row.iter().find_map(|value| first_unknown(value)) {
            texts.push(unknown_result(unknown, &args.values, args.span, true));
            continue;
        }
        let text = render(template, &row).map_err(|error| CallError {
            message: format!("item {index}: {}", error.message),
            ..error
        })?;
        total = total.saturating_add(text.len());
        limits::check_text(total)?;
        texts.push(args.string(text)?);
    }
    args.list(ListKind::List, texts)
}

fn render(template: &str, values: &[&Value]) -> Result<String, CallError> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    let mut next = 0;
    let mut highest = 0;
    while let Some(start) = rest.find('%') {
        text.push_str(rest.get(..start).unwrap_or(""));
        rest = rest.get(start + 1..).unwrap_or("");
        if let Some(after) = rest.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (verb, index, after) = read_verb(rest)?;
        rest = after;
        let index = index.unwrap_or(next);
        next = index + 1;
        highest = highest.max(next);
        let Some(value) = values.get(index) else {
            return Err(CallError::of(
                0,
                format!(
                    "not enough arguments: %{} needs number {next} and there are {}",
                    verb.letter,
                    values.len()
                ),
            ));
        };
        append(&mut text, verb, value).map_err(|message| CallError::of(index + 1, message))?;
        limits::check_text(text.len())?;
    }
    text.push_str(rest);
    if highest < values.len() {
        return Err(CallError::of(
            highest + 1,
            format!("too many arguments; the format uses {highest}"),
        ));
    }
    Ok(text)
}

/// The verb after a percent sign, the argument it names, and the text after it.
fn read_verb(text: &str) -> Result<(Verb, Option<usize>, &str), CallError> {
    let mut verb = Verb::default();
    let mut index = None;
    let flags = text.len() - text.trim_start_matches(['0', '#', '-', '+', ' ']).len();
    let (flags, mut rest) = text.split_at(flags);
    for flag in flags.chars() {
        match flag {
            '0' => verb.zero = true,
            '#' => verb.sharp = true,
            '-' => verb.minus = true,
            '+' => verb.plus = true,
            _ => verb.space = true,
        }
    }
    (verb.width, rest) = read_number(rest)?;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = read_number(after)?;
        verb.precision = Some(precision.unwrap_or(0));
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('[') {
        let (number, after) = read_number(after)?;
        match (number, after.strip_prefix(']')) {
            (Some(number), Some(after)) if number > 0 => {
                index = Some(number - 1);
                rest = after;
            }
            _ => {
                return Err(CallError::of(
                    0,
                    "an argument index is a number from 1 in brackets, as %[1]s",
                ));
            }
        }
    }
    match rest.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() => {
            verb.letter = letter;
            Ok((verb, index, rest.get(1..).unwrap_or("")))
        }
        Some(other) => Err(CallError::of(
            0,
            format!("unrecognized format character \"{other}\""),
        )),
        None => Err(CallError::of(0, "the format ends within a verb")),
    }
}

fn read_number(text: &str) -> Result<(Option<usize>, &str), CallError> {
    let length = text.len()
        - text
            .trim_start_matches(|character: char| character.is_ascii_digit())
            .len();
    let (digits, rest) = text.split_at(length);
    if digits.is_empty() {
        return Ok((None, rest));
    }
    match digits.parse() {
        Ok(number) if number <= MAX_WIDTH => Ok((Some(number), rest)),
        _ => Err(CallError::of(
            0,
            format!("the number {digits} in the format is over the limit of {MAX_WIDTH}"),
        )),
    }
}

fn append(text: &mut String, verb: Verb, value: &Value) -> Result<(), String> {
    if verb.letter != 'v' && value.is_null() {
        return Err("a null value cannot be formatted".to_owned());
    }
    match verb.letter {
        'v' => match &value.data {
            Data::String(string) if !verb.sharp => text.push_str(&padded(verb, string)),
            Data::Number(number) if !verb.sharp => text.push_str(&padded(verb, &general(number))),
            _ => text.push_str(&padded(
                verb,
                &json::encode(value).map_err(|error| error.message)?,
            )),
        },
        't' => match converted(value, &Type::Bool)?.as_bool() {
            Some(bool) => text.push_str(if bool { "true" } else { "false" }),
            None => return Err("a bool is required".to_owned()),
        },
        's' | 'q' => {
            let string = string_of(value).ok_or("a string is required")?;
            let cut = match verb.precision {
                Some(precision) if precision > 0 => strings::first_characters(&string, precision),
                _ => &string,
            };
            if verb.letter == 's' {
                text.push_str(&padded(verb, cut));
            } else {
                let quoted = json::encode(&Value::string(cut, value.origin.span))
                    .map_err(|error| error.message)?;
                text.push_str(&padded(verb, &quoted));
            }
        }
        'b' | 'd' | 'o' | 'x' | 'X' => {
            let number = number_of(value)?;
            let integer = number.to_integer().ok_or("an integer is required")?;
            text.push_str(&integral(verb, &integer));
        }
        'e' | 'E' | 'f' | 'g' | 'G' => text.push_str(&decimal(verb, &number_of(value)?)),
        other => return Err(format!("there is no format verb %{other}")),
    }
    Ok(())
}

fn converted(value: &Value, ty: &Type) -> Result<Value, String> {
    convert(value, ty).map_err(|error| error.to_string())
}

fn number_of(value: &Value) -> Result<Number, String> {
    match converted(value, &Type::Number)?.data {
        Data::Number(number) => Ok(number),
        _ => Err("a number is required".to_owned()),
    }
}

/// Padded to the width, counted in characters; the flag `0` pads even texts with zeros.
fn padded(verb: Verb, text: &str) -> String {
    let missing = verb
        .width
        .unwrap_or(0)
        .saturating_sub(strings::character_count(text));
    let padding = if verb.zero { "0" } else { " " }.repeat(missing);
    if verb.minus {
        format!("{text}{padding}")
    } else {
        format!("{padding}{text}")
    }
}
