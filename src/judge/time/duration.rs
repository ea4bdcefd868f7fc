//! Durations: `720h0m0s`, `30d`, `P30D`.

/// A unit and its length, in seconds.
type Unit = (&'static str, f64);

/// Units of clocks: `m` is a minute.
pub(super) const CLOCK: &[Unit] = &[
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
    ("w", 604_800.0),
    ("y", 31_536_000.0),
];

/// Units of calendars: `m` is a month, counted as thirty days.
pub(super) const CALENDAR: &[Unit] = &[
    ("d", 86_400.0),
    ("day", 86_400.0),
    ("days", 86_400.0),
    ("w", 604_800.0),
    ("week", 604_800.0),
    ("weeks", 604_800.0),
    ("m", 2_592_000.0),
    ("month", 2_592_000.0),
    ("months", 2_592_000.0),
    ("y", 31_536_000.0),
    ("year", 31_536_000.0),
    ("years", 31_536_000.0),
];

/// The time part of a duration of ISO 8601.
const ISO_TIME: &[Unit] = &[("H", 3600.0), ("M", 60.0), ("S", 1.0)];

/// Its date part.
const ISO_DATE: &[Unit] = &[
    ("Y", 31_536_000.0),
    ("M", 2_592_000.0),
    ("W", 604_800.0),
    ("D", 86_400.0),
];

/// Texts longer than this are no durations.
const LONGEST: usize = 64;

/// The seconds that `text` says in these units, or as ISO 8601 writes them.
pub(super) fn seconds(text: &str, units: &[Unit]) -> Option<f64> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if text == "0" {
        return Some(0.0);
    }
    if let Some(rest) = text.strip_prefix('P') {
        let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
        if date.is_empty() && time.is_empty() {
            return None;
        }
        return Some(sum(date, ISO_DATE)? + sum(time, ISO_TIME)?);
    }
    sum(text, units)
}

/// Numbers, each with its unit.
fn sum(mut text: &str, units: &[Unit]) -> Option<f64> {
    let mut total = 0.0;
    while !text.is_empty() {
        let end = text.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let (number, rest) = text.split_at_checked(end)?;
        let number: f64 = number.parse().ok()?;
        let end = rest
            .find(|character: char| character.is_ascii_digit())
            .unwrap_or(rest.len());
        let (unit, rest) = rest.split_at_checked(end)?;
        let (_, length) = units.iter().find(|(name, _)| *name == unit.trim())?;
        total += number * length;
        text = rest;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::{CALENDAR, CLOCK, seconds};

    #[test]
    fn durations_of_tools() {
        for (text, units, expected) in [
            ("720h0m0s", CLOCK, Some(2_592_000.0)),
            ("30d", CLOCK, Some(2_592_000.0)),
            ("1h30m", CLOCK, Some(5400.0)),
            ("1.5h", CLOCK, Some(5400.0)),
            ("0", CLOCK, Some(0.0)),
            ("3m", CLOCK, Some(180.0)),
            ("3m", CALENDAR, Some(7_776_000.0)),
            ("4w", CALENDAR, Some(2_419_200.0)),
            ("2 weeks", CALENDAR, Some(1_209_600.0)),
            ("1 month", CALENDAR, Some(2_592_000.0)),
            ("P7D", CLOCK, Some(604_800.0)),
            ("PT4H", CLOCK, Some(14_400.0)),
            ("P1MT1M", CLOCK, Some(2_592_060.0)),
            ("30", CLOCK, None),
            ("thirty", CLOCK, None),
            ("-5m", CLOCK, None),
            ("5h", CALENDAR, None),
            ("1..2h", CLOCK, None),
            ("P", CLOCK, None),
            ("é1h", CLOCK, None),
            ("", CLOCK, None),
        ] {
            assert_eq!(seconds(text, units), expected, "{text}");
        }
    }
}
