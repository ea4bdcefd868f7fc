//! Waivers: failures that somebody accepts, and why.
//!
//! Front ends read them from comments, `gate` reads them from the waivers file and applies both.

use jiff::civil::Date;

use super::Span;

/// A failure that somebody accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rules it covers, by name.
    pub rules: Vec<String>,
    /// Why the failure is accepted; never empty.
    pub reason: String,
    /// The last day on which it counts; none when it has no end.
    pub until: Option<Date>,
    /// Who accepted it.
    pub approver: Option<String>,
    /// Where the acceptance is kept, such as the number of a ticket.
    pub ticket: Option<String>,
    /// Where it is written: the comment, or the entry of the waivers file.
    pub span: Span,
}
