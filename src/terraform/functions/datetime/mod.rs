//! Dates: `formatdate`, `timeadd`, `timecmp`. The clock is never read.

mod parse;

use std::fmt::Write;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Weekday};

use super::arguments::Arguments;
use super::table::STRING;
use super::{CallError, Function};
use crate::model::{Number, Value};
use parse::{parse, parse_duration};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("formatdate", &[STRING, STRING], format_date),
    Function::new("timeadd", &[STRING, STRING], time_add),
    Function::new("timecmp", &[STRING, STRING], time_compare),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date and time of RFC 3339, as read on the clock there.
struct Moment {
    local: DateTime,
    /// What that clock is ahead of UTC by, in minutes.
    offset: i32,
}

fn format_date(args: &Arguments) -> Result<Value, CallError> {
    let moment = parse(args.text(1)?).map_err(|message| CallError::of(1, message))?;
    let mut formatted = String::new();
    let mut rest = args.text(0)?;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => quoted(rest, &mut formatted)?,
            'a'..='z' | 'A'..='Z' => {
                let length = rest.len() - rest.trim_start_matches(first).len();
                verb(first, length, &moment, &mut formatted).map_err(|expected| {
                    CallError::of(
                        0,
                        format!(
                            "invalid date format verb \"{}\": {expected}",
                            rest.get(..length).unwrap_or(rest)
                        ),
                    )
                })?;
                length
            }
            _ => {
                formatted.push(first);
                first.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
    args.string(formatted)
}

/// Copies a quoted literal, in which two quotes stand for one; returns its length.
fn quoted(text: &str, formatted: &mut String) -> Result<usize, CallError> {
    if text.starts_with("''") {
        formatted.push('\'');
        return Ok(2);
    }
    let mut length = 1;
    loop {
        let rest = text.get(length..).unwrap_or("");
        let Some(end) = rest.find('\'') else {
            return Err(CallError::of(0, "unterminated literal '"));
        };
        formatted.push_str(rest.get(..end).unwrap_or(""));
        length += end + 1;
        if text
            .get(length..)
            .is_some_and(|after| after.starts_with('\''))
        {
            formatted.push('\'');
            length += 1;
        } else {
            return Ok(length);
        }
    }
}

fn verb(
    letter: char,
    length: usize,
    moment: &Moment,
    formatted: &mut String,
) -> Result<(), &'static str> {
    let DateTimeParts {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = DateTimeParts::of(moment);
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let number = |formatted: &mut String, value: i32| {
        let _ = if length == 1 {
            write!(formatted, "{value}")
        } else {
            write!(formatted, "{value:02}")
        };
    };
    match (letter, length) {
        ('Y', 2) => number(formatted, year % 100),
        ('Y', 4) => {
            let _ = write!(formatted, "{year:04}");
        }
        ('Y', _) => return Err("the year is YY or YYYY"),
        ('M', 1 | 2) => number(formatted, month),
        ('M', 3 | 4) => {
            let name = usize::try_from(month - 1)
                .ok()
                .and_then(|index| MONTHS.get(index))
                .copied()
                .unwrap_or("");
            formatted.push_str(if length == 3 {
                name.get(..3).unwrap_or(name)
            } else {
                name
            });
        }
        ('M', _) => return Err("the month is M, MM, MMM or MMMM"),
        ('D', 1 | 2) => number(formatted, day),
        ('D', _) => return Err("the day is D or DD"),
        ('E', 3 | 4) => {
            let name = weekday(moment.local.weekday());
            formatted.push_str(if length == 3 {
                name.get(..3).unwrap_or(name)
            } else {
                name
            });
        }
        ('E', _) => return Err("the day of the week is EEE or EEEE"),
        ('h', 1 | 2) => number(formatted, hour),
        ('h', _) => return Err("the hour of 24 is h or hh"),
        ('H', 1 | 2) => number(formatted, twelve),
        ('H', _) => return Err("the hour of 12 is H or HH"),
        ('A', 2) => formatted.push_str(if hour < 12 { "AM" } else { "PM" }),
        ('a', 2) => formatted.push_str(if hour < 12 { "am" } else { "pm" }),
        ('A' | 'a', _) => return Err("the half of the day is AA or aa"),
        ('m', 1 | 2) => number(formatted, minute),
        ('m', _) => return Err("the minute is m or mm"),
        ('s', 1 | 2) => number(formatted, second),
        ('s', _) => return Err("the second is s or ss"),
        ('Z', 1) => formatted.push_str(&offset(moment.offset, true)),
        ('Z', 3) if moment.offset == 0 => formatted.push_str("UTC"),
        ('Z', 3 | 4) => formatted.push_str(&offset(moment.offset, false).replace(':', "")),
        ('Z', 5) => formatted.push_str(&offset(moment.offset, false)),
        ('Z', _) => return Err("the time zone is Z, ZZZ, ZZZZ or ZZZZZ"),
        _ => return Err("there is no such verb; quote literal letters"),
    }
    Ok(())
}

struct DateTimeParts {
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    second: i32,
}

impl DateTimeParts {
    fn of(moment: &Moment) -> Self {
        let local = moment.local;
        DateTimeParts {
            year: local.year().into(),
            month: local.month().into(),
            day: local.day().into(),
            hour: local.hour().into(),
            minute: local.minute().into(),
            second: local.second().into(),
        }
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `+02:00`, or `Z` for none when allowed.
fn offset(minutes: i32, allow_z: bool) -> String {
    if minutes == 0 && allow_z {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn time_add(args: &Arguments) -> Result<Value, CallError> {
    let moment = parse(args.text(0)?).map_err(|message| CallError::of(0, message))?;
    let nanoseconds = parse_duration(args.text(1)?).ok_or_else(|| {
        CallError::of(
            1,
            "a duration is numbers with units, as 1h30m; the units are ns, us, ms, s, m and h",
        )
    })?;
    let sum = moment
        .local
        .checked_add(SignedDuration::from_nanos(nanoseconds))
        .map_err(|_| CallError::new("the result is beyond the years that can be written"))?;
    if sum.year() < 0 {
        return Err(CallError::new("the result is before the year 0"));
    }
    let seconds = sum.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    args.string(format!("{seconds}{}", offset(moment.offset, true)))
}

fn time_compare(args: &Arguments) -> Result<Value, CallError> {
    let instant = |position: usize| {
        let moment =
            parse(args.text(position)?).map_err(|message| CallError::of(position, message))?;
        let ahead = SignedDuration::from_mins(moment.offset.into());
        moment
            .local
            .checked_sub(ahead)
            .map_err(|_| CallError::of(position, "the time is out of bounds"))
    };
    let order = instant(0)?.cmp(&instant(1)?);
    args.numeric(Number::from(order as i64))
}
