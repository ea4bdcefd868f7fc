//! What counts: waivers, the baseline and the compared revision, applied to what the judge found.
//!
//! Nothing here judges, and no failure vanishes: a waived one carries its waiver, one that was known
//! before moves to [`Outcome::known`](crate::judge::Outcome::known).
