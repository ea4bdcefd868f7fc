//! Comparing values with constants, the way infrastructure languages mix texts, numbers and booleans.

use crate::model::{Data, Number, Span, Value};
use crate::policy::definition::Scalar;

/// A constant as a value; none for `unlimited`, which no language writes.
pub(crate) fn to_value(scalar: &Scalar) -> Option<Value> {
    let data = match scalar {
        Scalar::Bool(bool) => Data::Bool(*bool),
        Scalar::Number(number) => Data::Number(number_from(*number)),
        Scalar::Text(text) => Data::String(text.as_str().into()),
        Scalar::Unlimited => return None,
    };
    Some(Value::new(data, Span::NOWHERE))
}

/// The number that `float` is written as, so that `0.1` equals the `0.1` of any source; zero for
/// what is no number, which no policy file can hold.
pub(crate) fn number_from(float: f64) -> Number {
    /// Whole numbers up to here are all exact: 2^53.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() <= EXACT {
        #[allow(clippy::cast_possible_truncation)] // it is whole and in range
        return Number::from(float as i64);
    }
    Number::parse(&float.to_string()).unwrap_or_else(|| Number::from(0_i64))
}

/// Whether a known value equals a constant: `"true"` and `true`, `"1"` and `1` are equal.
pub(crate) fn equals(value: &Value, scalar: &Scalar) -> bool {
    match (&value.data, scalar) {
        (Data::Bool(a), Scalar::Bool(b)) => a == b,
        (Data::Bool(a), Scalar::Text(b)) => b == if *a { "true" } else { "false" },
        (Data::String(a), Scalar::Bool(b)) => a.as_ref() == if *b { "true" } else { "false" },
        (Data::String(a), Scalar::Text(b)) => a.as_ref() == b,
        (Data::Number(_) | Data::String(_), Scalar::Number(b)) => {
            as_number(value).is_some_and(|a| a == number_from(*b))
        }
        (Data::Number(a), Scalar::Text(b)) => Number::parse(b).is_some_and(|b| *a == b),
        _ => false,
    }
}

/// The number that a known value is or spells.
pub(crate) fn as_number(value: &Value) -> Option<Number> {
    match &value.data {
        Data::Number(number) => Some(number.clone()),
        Data::String(text) => Number::parse(text.trim()),
        _ => None,
    }
}

/// The boolean that a known value is or spells.
pub(crate) fn as_bool(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(bool) => Some(*bool),
        Data::String(text) => match text.as_ref() {
            "true" | "True" | "TRUE" | "1" => Some(true),
            "false" | "False" | "FALSE" | "0" => Some(false),
            _ => None,
        },
        Data::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// The text of a known scalar.
pub(crate) fn as_text(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    Some(match &value.data {
        Data::String(text) => text.as_ref().into(),
        Data::Bool(bool) => if *bool { "true" } else { "false" }.into(),
        Data::Number(number) => number.to_string().into(),
        _ => return None,
    })
}

/// A TLS or SSL version in a name, as `(major, minor)`: `TLSv1.2`, `TLS1_2`, `TLS_1_2`, `1.2`,
/// `ELBSecurityPolicy-TLS13-1-2-2021-06` (the oldest it accepts, here 1.2). SSL versions are below
/// all TLS ones. None when the text names no version.
pub(crate) fn tls_version(text: &str) -> Option<(u8, u8)> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("ssl") && !lower.contains("tls") {
        return Some((0, 3));
    }
    let mut oldest: Option<(u8, u8)> = None;
    let bytes = lower.as_bytes();
    for (position, &byte) in bytes.iter().enumerate() {
        let starts = position == 0 || !bytes[position - 1].is_ascii_digit();
        if byte != b'1' || !starts {
            continue;
        }
        let after = bytes.get(position + 1);
        let minor = match after {
            Some(b'.' | b'_' | b'-') => bytes.get(position + 2),
            // `TLS12`, `TLS13`.
            Some(b'0'..=b'3') => after,
            // `TLSv1` alone.
            None => Some(&b'0'),
            _ => None,
        };
        let end = position
            + if matches!(after, Some(b'0'..=b'3')) {
                2
            } else {
                3
            };
        if let Some(minor @ b'0'..=b'3') = minor
            && !bytes.get(end).is_some_and(u8::is_ascii_digit)
        {
            let version = (1, minor - b'0');
            oldest = Some(oldest.map_or(version, |known| known.min(version)));
        }
    }
    oldest
}

#[cfg(test)]
mod tests {
    use super::{equals, tls_version};
    use crate::model::{Data, Span, Value};
    use crate::policy::definition::Scalar;

    #[test]
    fn texts_that_spell_a_scalar_equal_it() {
        let text = |text: &str| Value::string(text, Span::NOWHERE);
        assert!(equals(&text("true"), &Scalar::Bool(true)));
        assert!(equals(&text("30"), &Scalar::Number(30.0)));
        assert!(!equals(&text("yes"), &Scalar::Bool(true)));
        assert!(!equals(
            &Value::new(Data::Bool(true), Span::NOWHERE),
            &Scalar::Number(1.0)
        ));
    }

    #[test]
    fn tls_versions_in_their_spellings() {
        for (text, version) in [
            ("1.2", Some((1, 2))),
            ("TLSv1.2", Some((1, 2))),
            ("TLS1_2", Some((1, 2))),
            ("TLS_1_3", Some((1, 3))),
            ("TLS12", Some((1, 2))),
            ("TLSv1", Some((1, 0))),
            ("TLSv1.2_2021", Some((1, 2))),
            ("SSLv3", Some((0, 3))),
            ("ELBSecurityPolicy-TLS13-1-2-2021-06", Some((1, 2))),
            ("ELBSecurityPolicy-2016-08", None),
            ("custom", None),
        ] {
            assert_eq!(tls_version(text), version, "{text}");
        }
    }
}
