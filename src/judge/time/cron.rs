//! Schedules: lines of cron in the forms of several tools, and their shorthands.
//!
//! Five fields are those of cron (minute, hour, day of month, month, day of week); of six the first is the second,
//! as robfig/cron reads them; `cron(…)` ends in a year and counts days of the week from Sunday as 1, as Amazon
//! `EventBridge` does. `rate(…)`, `@daily` and `@every 6h` are read as well. What names the last day or the nearest
//! weekday (`L`, `W`, `#`) is not read. Time zones and their changes of the clock do not count.

use super::duration;

/// Minutes in a day.
const DAY: u32 = 1440;

/// How many years are looked at: a twenty-ninth of February occurs in them three times.
const YEARS: u32 = 12;

/// Lines longer than this are no schedules.
const LONGEST: usize = 256;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The longest time between two runs, in seconds; none when the line cannot be read, or runs at most once.
pub(super) fn longest_gap(line: &str) -> Option<f64> {
    if line.len() > LONGEST {
        return None;
    }
    if let Some(rate) = inside(line, "rate") {
        return rate_gap(rate);
    }
    let fields = inside(line, "cron");
    let from_one = fields.is_some();
    let mut fields = fields.unwrap_or(line).trim();
    if fields.starts_with("CRON_TZ=") || fields.starts_with("TZ=") {
        fields = fields.split_once(char::is_whitespace)?.1.trim_start();
    }
    if let Some(shorthand) = fields.strip_prefix('@') {
        return match shorthand.split_once(char::is_whitespace) {
            Some(("every", length)) => duration::seconds(length.trim(), duration::CLOCK),
            Some(_) => None,
            None => longest_gap(match shorthand {
                "hourly" => "0 * * * *",
                "daily" | "midnight" => "0 0 * * *",
                "weekly" => "0 0 * * 0",
                "monthly" => "0 0 1 * *",
                "yearly" | "annually" => "0 0 1 1 *",
                _ => return None,
            }),
        };
    }
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let line = match (fields.as_slice(), from_one) {
        ([fields @ .., year], true) if fields.len() == 5 && is_any(year) => {
            Line::read(fields, true)?
        }
        ([second, fields @ ..], false) if fields.len() == 5 => {
            Field::read(second, 0, 59, &[])?;
            Line::read(fields, false)?
        }
        (fields, false) if fields.len() == 5 => Line::read(fields, false)?,
        _ => return None,
    };
    line.longest_gap().map(|minutes| f64::from(minutes) * 60.0)
}

/// What stands between `name(` and `)`.
fn inside<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let rest = line.trim().strip_prefix(name)?;
    rest.strip_prefix('(')?.strip_suffix(')')
}

/// `12 hours`.
fn rate_gap(rate: &str) -> Option<f64> {
    let (number, unit) = rate.trim().split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    let length = match unit.trim().trim_end_matches('s') {
        "minute" => 60.0,
        "hour" => 3600.0,
        "day" => 86_400.0,
        _ => return None,
    };
    Some(f64::from(number) * length)
}

fn is_any(field: &str) -> bool {
    matches!(field, "*" | "?")
}

/// The values of a field, and whether it restricts anything.
struct Field {
    values: Vec<bool>,
    is_any: bool,
}

impl Field {
    /// Reads a field whose values lie between `least` and `most`; `names` are those of the values from `least`.
    fn read(text: &str, least: u32, most: u32, names: &[&str]) -> Option<Self> {
        let mut values = vec![false; usize::try_from(most).ok()?.checked_add(1)?];
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, step.parse::<u32>().ok().filter(|step| *step > 0)?),
                None => (part, 1),
            };
            let value = |text: &str| value(text, least, names).filter(|value| *value <= most);
            let (from, to) = if is_any(range) {
                (least, most)
            } else if let Some((from, to)) = range.split_once('-') {
                (value(from)?, value(to)?)
            } else if part.contains('/') {
                (value(range)?, most)
            } else {
                let only = value(range)?;
                (only, only)
            };
            if from > to || from < least {
                return None;
            }
            for value in (from..=to).step_by(usize::try_from(step).ok()?) {
                *values.get_mut(usize::try_from(value).ok()?)? = true;
            }
        }
        Some(Field {
            values,
            is_any: is_any(text),
        })
    }

    fn has(&self, value: u32) -> bool {
        usize::try_from(value)
            .ok()
            .and_then(|value| self.values.get(value))
            .is_some_and(|set| *set)
    }
}

fn value(text: &str, least: u32, names: &[&str]) -> Option<u32> {
    let named = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text))
        .and_then(|position| u32::try_from(position).ok());
    match named {
        Some(position) => Some(position + least),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}

/// A line of cron.
struct Line {
    minutes: Field,
    hours: Field,
    days: Field,
    months: Field,
    /// Sunday is 0.
    weekdays: Field,
}

impl Line {
    fn read(fields: &[&str], from_one: bool) -> Option<Self> {
        let [minutes, hours, days, months, weekdays] = fields else {
            return None;
        };
        let (least, most) = if from_one { (1, 7) } else { (0, 7) };
        let mut weekdays = Field::read(weekdays, least, most, &WEEKDAYS)?;
        if from_one {
            weekdays.values.rotate_left(1);
        } else if weekdays.has(7) {
            // Sunday has two numbers.
            *weekdays.values.first_mut()? = true;
        }
        Some(Line {
            minutes: Field::read(minutes, 0, 59, &[])?,
            hours: Field::read(hours, 0, 23, &[])?,
            days: Field::read(days, 1, 31, &[])?,
            months: Field::read(months, 1, 12, &MONTHS)?,
            weekdays,
        })
    }

    /// In minutes.
    fn longest_gap(&self) -> Option<u32> {
        let hours = (0..24).filter(|hour| self.hours.has(*hour));
        let times: Vec<u32> = hours
            .flat_map(|hour| {
                let minutes = (0..60).filter(|minute| self.minutes.has(*minute));
                minutes.map(move |minute| hour * 60 + minute)
            })
            .collect();
        let (first, last) = (*times.first()?, *times.last()?);
        let mut longest = times
            .iter()
            .zip(times.iter().skip(1))
            .map(|(one, next)| next - one)
            .max()
            .unwrap_or_default();
        let mut previous: Option<u32> = None;
        let mut pairs = 0;
        for day in self.running_days() {
            if let Some(previous) = previous {
                pairs += 1;
                longest = longest.max((day - previous) * DAY - last + first);
            }
            previous = Some(day);
        }
        (pairs > 0).then_some(longest)
    }

    /// The days it runs on, counted from the first of a year that began on a Monday and had a 29 February.
    fn running_days(&self) -> Vec<u32> {
        let mut days = Vec::new();
        let mut count = 0;
        for year in 0..YEARS {
            for month in 1..=12 {
                for day in 1..=length(month, year % 4 == 0) {
                    let by_day = self.days.has(day);
                    let by_weekday = self.weekdays.has((count + 1) % 7);
                    // Of two that restrict, one is enough.
                    let runs = if self.days.is_any || self.weekdays.is_any {
                        by_day && by_weekday
                    } else {
                        by_day || by_weekday
                    };
                    if runs && self.months.has(month) {
                        days.push(count);
                    }
                    count += 1;
                }
            }
        }
        days
    }
}

fn length(month: u32, is_leap: bool) -> u32 {
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::longest_gap;

    #[test]
    fn the_longest_time_between_two_runs() {
        for (line, hours) in [
            ("0 2 * * *", 24.0),
            ("*/15 * * * *", 0.25),
            ("0 */6 * * *", 6.0),
            ("0 0 * * 0", 168.0),
            ("0 0 * * 7", 168.0),
            ("0 0 * * MON-FRI", 72.0),
            ("0 8,20 * * *", 12.0),
            ("0 8,18 * * *", 14.0),
            ("0 0 1 * *", 744.0),
            ("30 1 1,15 * *", 408.0),
            ("@daily", 24.0),
            ("@every 6h", 6.0),
            ("CRON_TZ=Europe/Paris 0 2 * * *", 24.0),
            // With seconds first.
            ("0 0 0 * * *", 24.0),
            ("0 0 0 * * 0", 168.0),
            // Of Amazon EventBridge.
            ("cron(0 5 ? * * *)", 24.0),
            ("cron(0 5 ? * 1 *)", 168.0),
            ("rate(12 hours)", 12.0),
            ("rate(1 day)", 24.0),
            // A day of the month or a day of the week.
            ("0 0 1 * 1", 168.0),
            ("0 0 29 2 *", 35_064.0),
        ] {
            assert_eq!(longest_gap(line), Some(hours * 3600.0), "{line}");
        }
    }

    #[test]
    fn what_is_no_schedule_says_nothing() {
        for line in [
            "",
            "0 2 * *",
            "0 2 L * *",
            "60 2 * * *",
            "0 2 * * MONDAY",
            "*/0 * * * *",
            "5-1 * * * *",
            "0 0 30 2 *",
            "cron(0 5 ? * * 2027)",
            "0 0 0 * * * *",
            "@reboot",
            "@every",
            "rate(daily)",
            "{{ schedule }}",
        ] {
            assert_eq!(longest_gap(line), None, "{line}");
        }
    }
}
