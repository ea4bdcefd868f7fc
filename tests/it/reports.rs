//! Reports: what each format says of the same outcome.

mod counts;
