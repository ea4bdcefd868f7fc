//! Which parameters a rule uses, and as what.

use super::{Condition, Matcher, Operand, Operands, Other, Rule};

/// What a parameter must be where a rule uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterUse {
    /// One value.
    One,
    /// One number.
    Number,
    /// A zone of law or a country.
    Zone,
    /// A version of TLS.
    Tls,
    /// One value or several.
    Several,
}

impl Rule {
    /// The parameters that the rule uses, in the order in which they occur; a name may come several
    /// times.
    pub fn parameters(&self) -> Vec<(&str, ParameterUse)> {
        let mut found = Vec::new();
        for check in &self.checks {
            if let Some(when) = &check.when {
                in_condition(when, &mut found);
            }
            in_condition(&check.require, &mut found);
        }
        for ask in &self.ask {
            in_condition(&ask.when, &mut found);
        }
        found
    }
}

impl Condition {
    /// Whether it depends on a parameter of the pack.
    pub fn uses_parameters(&self) -> bool {
        let mut found = Vec::new();
        in_condition(self, &mut found);
        !found.is_empty()
    }
}

fn in_condition<'a>(condition: &'a Condition, found: &mut Vec<(&'a str, ParameterUse)>) {
    match condition {
        Condition::All(list) | Condition::Any(list) => {
            for item in list {
                in_condition(item, found);
            }
        }
        Condition::Not(item) => in_condition(item, found),
        Condition::Test(_, matcher) => in_matcher(matcher, found),
        Condition::Given(name, matcher) => {
            found.push((name, ParameterUse::One));
            in_matcher(matcher, found);
        }
        Condition::Exists(_) => {}
    }
}

fn in_matcher<'a>(matcher: &'a Matcher, found: &mut Vec<(&'a str, ParameterUse)>) {
    let mut operand = |operand: &'a Operand, used: ParameterUse| {
        if let Operand::Parameter(name) = operand {
            found.push((name, used));
        }
    };
    match matcher {
        Matcher::Is(value)
        | Matcher::IsNot(value)
        | Matcher::StartsWith(value)
        | Matcher::EndsWith(value)
        | Matcher::Contains(value)
        | Matcher::DiffersFrom(Other::Operand(value)) => operand(value, ParameterUse::One),
        Matcher::TlsAtLeast(value) => operand(value, ParameterUse::Tls),
        Matcher::InZone(value) => operand(value, ParameterUse::Zone),
        Matcher::Compare(_, value) => operand(value, ParameterUse::Number),
        Matcher::In(values) | Matcher::NotIn(values) | Matcher::CidrWithin(values) => {
            match values {
                Operands::Parameter(name) => found.push((name, ParameterUse::Several)),
                Operands::List(list) => list
                    .iter()
                    .for_each(|item| operand(item, ParameterUse::One)),
            }
        }
        Matcher::Each(inner)
        | Matcher::Some(inner)
        | Matcher::None(inner)
        | Matcher::Count(inner)
        | Matcher::Json(inner)
        | Matcher::Not(inner) => in_matcher(inner, found),
        Matcher::Where(condition) => in_condition(condition, found),
        Matcher::All(list) | Matcher::Any(list) => {
            for item in list {
                in_matcher(item, found);
            }
        }
        Matcher::DiffersFrom(Other::Subject(_))
        | Matcher::Present
        | Matcher::Absent
        | Matcher::Matches(_)
        | Matcher::Schema(_) => {}
    }
}
