//! What a plain scalar stands for: YAML 1.1's words for booleans, YAML 1.2's numbers.

use jiff::civil::DateTime;
use num_bigint::BigInt;

use super::super::encoding::from_base64;
use crate::model::{Data, Number};
use crate::terraform::text::normalised;

/// The value of a scalar. `tag` is its short tag, without the exclamation marks, when it has one.
pub(super) fn resolve(text: &str, quoted: bool, tag: Option<&str>) -> Result<Data, String> {
    let string = || Ok(Data::String(normalised(text)));
    match tag {
        Some("str") => return string(),
        Some("binary") => {
            return match from_base64(text) {
                Ok(_) => string(),
                Err(_) => Err("a binary scalar is not valid base64".to_owned()),
            };
        }
        None | Some("bool" | "int" | "float" | "null" | "timestamp") => {}
        Some(other) => return Err(format!("the tag !!{other} is not supported")),
    }
    if quoted && (text.is_empty() || text.starts_with(is_telling)) {
        return string();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Data::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Ok(Data::Bool(true));
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Ok(Data::Bool(false));
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Ok(Data::Number(Number::infinity(false)));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Ok(Data::Number(Number::infinity(true))),
        ".nan" | ".NaN" | ".NAN" => {
            return Err("not-a-number is not supported".to_owned());
        }
        _ => {}
    }
    if (tag.is_none() || tag == Some("timestamp"))
        && let Some(timestamp) = timestamp(text)
    {
        return Ok(Data::String(timestamp.into()));
    }
    let number = match tag {
        Some("int" | "float") => number(&text.replace('_', "")),
        _ if looks_like_number(text) => number(text),
        _ => None,
    };
    match (number, tag) {
        (Some(number), _) => Ok(Data::Number(number)),
        (None, Some("null")) => Ok(Data::Null),
        (None, Some(tag)) => Err(format!("\"{text}\" is not of the type !!{tag}")),
        (None, None) => string(),
    }
}

/// Whether a scalar that starts so may be something other than text.
fn is_telling(character: char) -> bool {
    character.is_ascii_digit() || "+-yYnNtTfFoO~.".contains(character)
}

fn looks_like_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && Number::parse(text).is_some()
}

fn number(text: &str) -> Option<Number> {
    if let Some(number) = Number::parse(text) {
        return Some(number);
    }
    let (digits, base) = match text.get(..2)? {
        "0x" | "0X" => (text.get(2..)?, 16),
        "0o" | "0O" => (text.get(2..)?, 8),
        "0b" | "0B" => (text.get(2..)?, 2),
        _ => return None,
    };
    let integer = BigInt::parse_bytes(digits.as_bytes(), base)?;
    (integer.bits() <= 64).then(|| integer.into())
}

/// A date, or a date and time, in the form of RFC 3339.
fn timestamp(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let rest = rest.strip_prefix('-')?;
    let (month, rest) = rest.split_once('-')?;
    let (day, time) = match rest.find(['T', 't', ' ']) {
        Some(at) => (rest.get(..at)?, rest.get(at..)?),
        None => (rest, ""),
    };
    let (hour, minute, second, zone) = if time.is_empty() {
        (0, 0, 0, "Z".to_owned())
    } else {
        clock(time)?
    };
    let date = DateTime::new(
        part(year, 4)?,
        part(month, 2)?,
        part(day, 2)?,
        hour,
        minute,
        second,
        0,
    )
    .ok()?;
    Some(format!("{}{zone}", date.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// Hour, minute, second and zone after the separator; after a space there is no zone.
fn clock(text: &str) -> Option<(i8, i8, i8, String)> {
    let has_zone = !text.starts_with(' ');
    let text = text.get(1..)?;
    let (time, zone) = if has_zone {
        let at = text.find(['Z', '+', '-'])?;
        (text.get(..at)?, text.get(at..)?)
    } else {
        (text, "Z")
    };
    let mut parts = time.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zone = match zone {
        "Z" => "Z".to_owned(),
        zone => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let (hours, minutes): (i8, i8) = (part(hours, 2)?, part(minutes, 2)?);
            match (hours, minutes) {
                (0, 0) => "Z".to_owned(),
                (0..24, 0..60) if zone.len() == 6 => zone.to_owned(),
                _ => return None,
            }
        }
    };
    let second = part(second, 2).filter(|second| *second < 60)?;
    Some((part(hour, 2)?, part(minute, 2)?, second, zone))
}

fn part<T: std::str::FromStr>(text: &str, most_digits: usize) -> Option<T> {
    let digits = !text.is_empty()
        && text.len() <= most_digits
        && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
