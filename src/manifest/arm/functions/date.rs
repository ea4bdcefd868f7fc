//! Dates. `utcNow` is not known, and neither is what comes of it.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use super::arguments::{integer, of_number, of_text, text};
use super::{Function, Outcome, Refusal};
use crate::model::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("dateTimeAdd", 2, 3, date_time_add),
    Function::new("dateTimeFromEpoch", 1, 1, from_epoch),
    Function::new("dateTimeToEpoch", 1, 1, to_epoch),
];

/// The moment that a text of ISO 8601 says, in universal time.
fn moment(text: &str) -> Result<Zoned, Refusal> {
    let wrong = || Refusal::wrong("argument 1 should be a date of ISO 8601");
    // `2020-04-07 14:53:14Z` and `20200407T145314Z`; without an offset, universal time is meant.
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp.to_zoned(TimeZone::UTC));
    }
    let civil: DateTime = text.parse().map_err(|_| wrong())?;
    civil.to_zoned(TimeZone::UTC).map_err(|_| wrong())
}

fn date_time_add(arguments: &[Value]) -> Outcome {
    let base = moment(text(arguments, 0)?)?;
    let duration: Span = text(arguments, 1)?
        .parse()
        .map_err(|_| Refusal::wrong("argument 2 should be a duration of ISO 8601"))?;
    let moved = base
        .checked_add(duration)
        .map_err(|_| Refusal::wrong("the date is out of bounds"))?;
    match arguments.get(2) {
        Some(_) => match formatted(&moved, text(arguments, 2)?) {
            Some(text) => Ok(of_text(text)),
            None => Err(Refusal::Unfixed),
        },
        // "The format of the base value is used": but the example beside it shows another.
        None => Err(Refusal::Unfixed),
    }
}

fn from_epoch(arguments: &[Value]) -> Outcome {
    let moment = Timestamp::from_second(integer(arguments, 0)?)
        .map_err(|_| Refusal::wrong("the date is out of bounds"))?;
    match formatted(&moment.to_zoned(TimeZone::UTC), "yyyy-MM-ddTHH:mm:ssZ") {
        Some(text) => Ok(of_text(text)),
        None => Err(Refusal::Unfixed),
    }
}

fn to_epoch(arguments: &[Value]) -> Outcome {
    let moment = moment(text(arguments, 0)?)?;
    Ok(of_number(moment.timestamp().as_second()))
}

/// A date by a format of .NET: the standard ones that say the whole date in digits, and custom ones of digits.
fn formatted(moment: &Zoned, format: &str) -> Option<String> {
    let format = match format {
        "d" => "MM/dd/yyyy",
        "o" | "O" => "yyyy-MM-ddTHH:mm:ss.fffffffZ",
        "s" => "yyyy-MM-ddTHH:mm:ss",
        "u" => "yyyy-MM-dd HH:mm:ssZ",
        _ if format.chars().count() == 1 => return None,
        custom => custom,
    };
    let mut written = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let length = rest.chars().take_while(|next| *next == first).count();
        let number = |value: i16| format!("{value:0length$}");
        match (first, length) {
            ('y', 4) => written += &number(moment.year()),
            ('y', 2) => written += &number(moment.year() % 100),
            ('M', 1 | 2) => written += &number(moment.month().into()),
            ('d', 1 | 2) => written += &number(moment.day().into()),
            ('H', 1 | 2) => written += &number(moment.hour().into()),
            ('h', 1 | 2) => written += &number(((i16::from(moment.hour()) + 11) % 12) + 1),
            ('m', 1 | 2) => written += &number(moment.minute().into()),
            ('s', 1 | 2) => written += &number(moment.second().into()),
            ('f', 1..=7) => {
                let digits = format!("{:09}", moment.subsec_nanosecond());
                written += digits.get(..length)?;
            }
            // Both are written as they are: the date is in universal time.
            ('T' | 'Z' | '-' | ':' | '/' | '.' | '_' | ' ' | ',', _) => {
                written += rest.get(..length)?;
            }
            ('\'', 1) => {
                let (quoted, after) = rest.get(1..)?.split_once('\'')?;
                written += quoted;
                rest = after;
                continue;
            }
            _ => return None,
        }
        rest = rest.get(length * first.len_utf8()..)?;
    }
    Some(written)
}
