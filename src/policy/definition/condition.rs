//! Conditions and matchers.

use serde::{Deserialize, Serialize};

use super::{Path, Pseudo, Scalar, Selector};

/// A question with three answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The subject matches.
    Test(Subject, Matcher),
    /// The parameter of the pack matches.
    Given(String, Matcher),
    /// There is a resource of a kind, beside the one that is asked about.
    Exists(Box<Exists>),
}

/// A resource that must be there, whatever it points to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exists {
    /// What it is.
    pub on: Selector,
    /// What it has in common with the resource that is asked about.
    pub same: Option<Pseudo>,
    /// Whether it may stand in any root of the run, and not only in the same one.
    pub anywhere: bool,
    /// Whether it must be in scope itself.
    pub in_scope: bool,
    /// What must hold of it.
    pub condition: Option<Condition>,
}

/// What a condition asks about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// An attribute.
    Attribute(Path),
    /// A facet.
    Facet(String),
    /// A pseudo-attribute.
    Pseudo(Pseudo),
}

/// What is asked of a subject's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matcher {
    /// Equals.
    Is(Operand),
    /// Is set and differs.
    IsNot(Operand),
    /// Is set.
    Present,
    /// Is not set.
    Absent,
    /// Equals one of them.
    In(Operands),
    /// Is set and equals none of them.
    NotIn(Operands),
    /// Stands in an order to a number.
    Compare(Comparison, Operand),
    /// A text that the regular expression matches somewhere.
    Matches(String),
    /// A text that starts so.
    StartsWith(Operand),
    /// A text that ends so.
    EndsWith(Operand),
    /// Holds a text, an item or a key.
    Contains(Operand),
    /// Every item.
    Each(Box<Matcher>),
    /// At least one item.
    Some(Box<Matcher>),
    /// No item.
    None(Box<Matcher>),
    /// How many items.
    Count(Box<Matcher>),
    /// A condition on the map or block.
    Where(Box<Condition>),
    /// What the JSON text says.
    Json(Box<Matcher>),
    /// Lies in a zone of law or a country.
    InZone(Operand),
    /// Is another than.
    DiffersFrom(Other),
    /// Is a network inside one of these.
    CidrWithin(Operands),
    /// Is a TLS version at least as new.
    TlsAtLeast(Operand),
    /// Validates against a JSON Schema, held as its text.
    Schema(String),
    /// All hold.
    All(Vec<Matcher>),
    /// At least one holds.
    Any(Vec<Matcher>),
    /// It does not hold.
    Not(Box<Matcher>),
}

/// The order a number must stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
}

/// A constant, or a parameter of the pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Operand {
    /// Itself.
    Scalar(Scalar),
    /// `$name`.
    Parameter(String),
}

/// Several constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Operands {
    /// Written out.
    List(Vec<Operand>),
    /// `$name`, a parameter that is a list.
    Parameter(String),
}

/// What [`Matcher::DiffersFrom`] compares with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Other {
    /// Another value of the same resource.
    Subject(Subject),
    /// A constant.
    Operand(Operand),
}
