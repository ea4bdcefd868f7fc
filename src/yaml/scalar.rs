//! Scalars by the core schema of YAML 1.2 (section 10.3.2).

use super::{Kind, Number};

/// What a scalar without quotes is.
///
/// `.inf` and `.nan` stay texts: no format that rempart reads gives them a meaning, and JSON has none.
pub fn resolve_plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => number(text).map_or_else(|| Kind::Text(text.to_owned()), Kind::Number),
    }
}

/// What a scalar with a tag of the core schema is; nothing when the tag does not suit it.
pub(super) fn resolve_tagged(suffix: &str, text: &str) -> Option<Kind> {
    let resolved = resolve_plain(text);
    match suffix {
        "str" => Some(Kind::Text(text.to_owned())),
        "null" => matches!(resolved, Kind::Null).then_some(resolved),
        "bool" => matches!(resolved, Kind::Bool(_)).then_some(resolved),
        "int" | "float" => matches!(resolved, Kind::Number(_)).then_some(resolved),
        _ => None,
    }
}

/// The number that `text` writes.
fn number(text: &str) -> Option<Number> {
    let value = prefixed(text, "0o", 8)
        .or_else(|| prefixed(text, "0x", 16))
        .or_else(|| decimal(text))?;
    Some(Number {
        value,
        source: text.to_owned(),
    })
}

/// `0o17`, `0xff`.
fn prefixed(text: &str, prefix: &str, radix: u32) -> Option<serde_json::Number> {
    let digits = text.strip_prefix(prefix)?;
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Into::into)
}

/// `[-+]? [0-9]+` and `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
fn decimal(text: &str) -> Option<serde_json::Number> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        if !negative && let Ok(value) = unsigned.parse::<u64>() {
            return Some(value.into());
        }
        if negative && let Ok(value) = format!("-{unsigned}").parse::<i64>() {
            return Some(value.into());
        }
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if digits.is_empty() || !digits_only(digits) {
            return None;
        }
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !digits_only(whole) || !digits_only(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    serde_json::Number::from_f64(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let json = |text: &str| match resolve_plain(text) {
            Kind::Null => "null".to_owned(),
            Kind::Bool(value) => value.to_string(),
            Kind::Number(number) => number.value.to_string(),
            Kind::Text(text) => format!("{text:?}"),
            Kind::Sequence(_) | Kind::Mapping(_) => unreachable!("a scalar"),
        };
        // (written, read): the examples of YAML 1.2.2 section 10.3.2, and the traps of YAML 1.1
        let cases = [
            ("", "null"),
            ("~", "null"),
            ("null", "null"),
            ("NULL", "null"),
            ("nuLL", "\"nuLL\""),
            ("true", "true"),
            ("True", "true"),
            ("FALSE", "false"),
            ("tRUE", "\"tRUE\""),
            ("no", "\"no\""),
            ("yes", "\"yes\""),
            ("on", "\"on\""),
            ("off", "\"off\""),
            ("y", "\"y\""),
            ("0", "0"),
            ("0o7", "7"),
            ("0x3A", "58"),
            ("-19", "-19"),
            ("+12", "12"),
            ("012", "12"),
            ("0.", "0.0"),
            ("-0.0", "-0.0"),
            (".5", "0.5"),
            ("+12e03", "12000.0"),
            ("-2E+05", "-200000.0"),
            (".", "\".\""),
            ("-", "\"-\""),
            ("1e", "\"1e\""),
            ("1_000", "\"1_000\""),
            ("0b1", "\"0b1\""),
            ("22:22", "\"22:22\""),
            ("2024-04-26", "\"2024-04-26\""),
            ("1.2.3", "\"1.2.3\""),
            (".inf", "\".inf\""),
            ("nan", "\"nan\""),
            ("infinity", "\"infinity\""),
            ("0o8", "\"0o8\""),
            ("18446744073709551616", "1.8446744073709552e+19"),
        ];
        for (written, read) in cases {
            assert_eq!(json(written), read, "{written}");
        }
    }
}
