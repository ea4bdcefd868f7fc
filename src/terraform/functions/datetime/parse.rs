//! Reading timestamps and durations.

use jiff::civil::DateTime;

use super::Moment;

/// Strict RFC 3339: `2006-01-02T15:04:05[.999](Z|±07:00)`.
pub(super) fn parse(text: &str) -> Result<Moment, String> {
    read(text).ok_or_else(|| {
        format!("\"{text}\" is not a valid RFC 3339 timestamp, as 2006-01-02T15:04:05Z")
    })
}

fn read(text: &str) -> Option<Moment> {
    let number = |from: usize, to: usize| -> Option<i16> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let small = |from: usize| number(from, from + 2).and_then(|value| i8::try_from(value).ok());
    let separators = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
    if !separators
        .iter()
        .all(|(at, separator)| text.get(*at..*at + 1) == Some(separator))
    {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut nanoseconds = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.len()
            - fraction
                .trim_start_matches(|digit: char| digit.is_ascii_digit())
                .len();
        let digits = fraction
            .get(..length.min(9))
            .filter(|digits| !digits.is_empty())?;
        nanoseconds = format!("{digits:0<9}").parse().ok()?;
        rest = fraction.get(length..)?;
    }
    let second = small(17)?;
    if second > 59 {
        return None;
    }
    let local = DateTime::new(
        number(0, 4)?,
        small(5)?,
        small(8)?,
        small(11)?,
        small(14)?,
        second,
        nanoseconds,
    )
    .ok()?;
    Some(Moment {
        local,
        offset: read_offset(rest)?,
    })
}

fn read_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let part = |text: &str, limit: i32| -> Option<i32> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok())
            .flatten()
            .filter(|value| *value < limit)
    };
    Some(sign * (part(hours, 24)? * 60 + part(minutes, 60)?))
}

/// Nanoseconds of a duration such as `-1h30m` or `1.5s`, within the 292 years of Go's.
pub(super) fn parse_duration(text: &str) -> Option<i64> {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let length = rest.len()
            - rest
                .trim_start_matches(|character: char| {
                    character.is_ascii_digit() || character == '.'
                })
                .len();
        let (number, after) = rest.split_at(length);
        let length = after.len()
            - after
                .trim_start_matches(|character: char| {
                    !character.is_ascii_digit() && character != '.'
                })
                .len();
        let (unit, after) = after.split_at(length);
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() > 19 || fraction.contains('.') {
            return None;
        }
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let digits = fraction.get(..fraction.len().min(18)).unwrap_or("");
        let scale = 10_i128.pow(u32::try_from(digits.len()).ok()?);
        let fraction: i128 = if digits.is_empty() {
            0
        } else {
            digits.parse().ok()?
        };
        total = total.checked_add(whole * unit + fraction * unit / scale)?;
        rest = after;
    }
    i64::try_from(if text.starts_with('-') { -total } else { total }).ok()
}
