//! Texts that say a time: how long something is kept, or how often it runs.
//!
//! The forms are those that the tools themselves read. A text in another form says nothing here, and is never
//! guessed at.

mod cron;
mod duration;

use super::scalar::number_from;
use crate::model::Number;
use crate::policy::definition::Reading;

const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// The number that `text` says, in hours or days as `reading` asks; none when it cannot be read so.
pub(crate) fn read(reading: Reading, text: &str) -> Option<Number> {
    let text = text.trim();
    let number = match reading {
        Reading::Hours => duration::seconds(text, duration::CLOCK)? / HOUR,
        Reading::Days => duration::seconds(text, duration::CLOCK)? / DAY,
        Reading::CalendarDays => duration::seconds(text, duration::CALENDAR)? / DAY,
        Reading::Schedule => cron::longest_gap(text)? / HOUR,
    };
    Some(number_from(number))
}
