//! Calls of functions: those that look at more than their arguments here, the others in `functions`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::evaluate::{distinct, find, item, take};
use super::expression::{Expression, ExpressionKind};
use super::frame::{Bound, Frame};
use super::functions::{self, Function, Refusal};
use super::place::Place;
use super::run::limit;
use super::scope::{Scope, member, whole_number};
use crate::manifest::partial::{all, either, undecided};
use crate::model::{Data, Map, MapKind, Number, Presence, Reason, Span, Unknown, Value};
use crate::yaml::Node;

impl Scope<'_> {
    /// A call of a function that the language defines.
    pub(super) fn call(
        &self,
        name: &str,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let value = |argument: &Expression| self.expression(argument, place, frame);
        match (name, arguments) {
            ("parameters", [name]) => {
                self.named(&value(name), "parameter", span, |name| {
                    match frame.arguments() {
                        Some(arguments) => arguments.get(&name.to_lowercase()).cloned(),
                        None => self.parameter(name),
                    }
                })
            }
            ("variables", [name]) => {
                self.named(&value(name), "variable", span, |name| self.variable(name))
            }
            ("lambdavariables", [name]) => {
                self.named(&value(name), "variable of a lambda", span, |name| {
                    frame.lambda(name).cloned()
                })
            }
            ("copyindex", _) => self.copy_index(arguments, span, place, frame),
            ("if", [condition, yes, no]) => {
                let condition = value(condition);
                match truth(&condition) {
                    Some(true) => value(yes).made_from([&condition]),
                    Some(false) => value(no).made_from([&condition]),
                    None => one_of(&condition, &value(yes), &value(no), span),
                }
            }
            ("and" | "or", [_, ..]) => {
                let values: Vec<Value> = arguments.iter().map(value).collect();
                logical(name == "and", &values, span)
            }
            ("coalesce", [_, ..]) => self.coalesce(arguments, span, place, frame),
            ("tryget", [of, steps @ ..]) if !steps.is_empty() => {
                let mut reached = value(of);
                for step in steps {
                    reached = try_step(&reached, &value(step), span);
                }
                reached
            }
            ("resourcegroup" | "deployment", []) => self.located(name, span),
            ("subscription" | "managementgroup" | "tenant" | "environment" | "deployer", []) => {
                ambient(&format!("{name}()"), span)
            }
            ("newguid" | "utcnow", _) => {
                certain(Reason::Function(format!("{name}()").into()), span)
            }
            ("uniquestring" | "guid", [_, ..]) => {
                // A hash that Microsoft does not publish.
                let values: Vec<Value> = arguments.iter().map(value).collect();
                certain(Reason::Function(format!("{name}()").into()), span).made_from(&values)
            }
            (
                "extensions" | "providers" | "pickzones" | "tologicalzone" | "tologicalzones"
                | "tophysicalzone" | "tophysicalzones",
                _,
            ) => Value::unknown(Reason::DataSource(format!("{name}()").into()), span),
            (
                "resourceid"
                | "subscriptionresourceid"
                | "tenantresourceid"
                | "managementgroupresourceid"
                | "extensionresourceid",
                [_, ..],
            ) => self.resource_id(name, arguments, span, place, frame),
            ("reference" | "references", [of, ..]) => {
                self.deployed_resource(of, "", span, place, frame)
            }
            (
                "map" | "filter" | "sort" | "groupby" | "mapvalues" | "reduce" | "toobject",
                [_, ..],
            ) => self.with_lambda(name, arguments, span, place, frame),
            (_, [of, ..]) if name.starts_with("list") => self
                .deployed_resource(of, &format!("{name}()"), span, place, frame)
                .marked_sensitive(),
            _ => match functions::find(name) {
                Some(function) => {
                    let values: Vec<Value> = arguments.iter().map(value).collect();
                    self.apply(function, &values, span)
                }
                None if is_special(name) => self.wrong(
                    &format!("`{name}` does not take {} arguments", arguments.len()),
                    span,
                ),
                None => {
                    self.run
                        .report(&format!("there is no function `{name}`"), span);
                    Value::unknown(Reason::Function(format!("{name}()").into()), span)
                }
            },
        }
    }

    /// A call of a function that the template defines: its body sees its arguments and nothing else.
    pub(super) fn call_own(
        &self,
        name: &str,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let Some(function) = self.function(name) else {
            return self.wrong(&format!("the template defines no function `{name}`"), span);
        };
        let parameters = member(function, "parameters").and_then(Node::items);
        let parameters = parameters.unwrap_or_default();
        let output = member(function, "output").and_then(|output| member(output, "value"));
        let Some(output) = output.filter(|_| parameters.len() == arguments.len()) else {
            let message = format!(
                "`{name}` takes {} arguments and has an output",
                parameters.len()
            );
            return self.wrong(&message, span);
        };
        let bound: FxHashMap<String, Value> = parameters
            .iter()
            .zip(arguments)
            .filter_map(|(parameter, argument)| {
                let name = member(parameter, "name").and_then(Node::as_text)?;
                Some((name.to_lowercase(), self.expression(argument, place, frame)))
            })
            .collect();
        let values: Vec<Value> = bound.values().cloned().collect();
        let binding = Frame::default().with(Bound::Function(bound));
        let value = self.value(output, binding.frame());
        let value = match self.run.weigh(&value) {
            Ok(()) => value,
            Err(bound) => limit(bound, span),
        };
        match value.data {
            Data::List(..) | Data::Map(..) => value.used_at(span),
            _ => value.used_at(span).made_from(&values),
        }
    }

    /// What `parameters('x')` and its like come to.
    fn named(
        &self,
        name: &Value,
        what: &str,
        span: Span,
        found: impl Fn(&str) -> Option<Value>,
    ) -> Value {
        if let Some(unknown) = undecided(name, span) {
            return unknown;
        }
        match name.as_str() {
            Some(text) => match found(text) {
                Some(value) => value.used_at(span),
                None => self.wrong(&format!("there is no {what} `{text}`"), span),
            },
            None => self.wrong(&format!("the name of a {what} is a text"), span),
        }
    }

    /// `copyIndex()`, `copyIndex(offset)`, `copyIndex('loop')` and `copyIndex('loop', offset)`.
    fn copy_index(
        &self,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let values: Vec<Value> = arguments
            .iter()
            .map(|argument| self.expression(argument, place, frame))
            .collect();
        let (name, offset) = match &values[..] {
            [] => (None, Some(0)),
            [one] => match one.as_str() {
                Some(name) => (Some(name.to_lowercase()), Some(0)),
                None => (None, whole_number(one)),
            },
            [name, offset] => (name.as_str().map(str::to_lowercase), whole_number(offset)),
            _ => return self.wrong("`copyIndex` takes the name of a loop and an offset", span),
        };
        let Some(turn) = frame.turn(name.as_deref()) else {
            return self.wrong("`copyIndex` stands in no copy loop of this name", span);
        };
        let index = turn
            .index
            .zip(offset)
            .and_then(|(index, offset)| index.checked_add(offset));
        match index {
            Some(index) => Value::new(Data::Number(Number::from(index)), span),
            None => certain(Reason::Repetition(turn.name.as_str().into()), span).made_from(&values),
        }
    }

    /// The first argument that is not null; what comes after it is not looked at.
    fn coalesce(
        &self,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let mut doubtful: Vec<Value> = Vec::new();
        let mut last = None;
        for argument in arguments {
            let value = self.expression(argument, place, frame);
            match value.as_unknown() {
                _ if value.is_null() => {}
                Some(unknown) if !unknown.is_presumed_set() => doubtful.push(value),
                _ => {
                    last = Some(value);
                    break;
                }
            }
        }
        let Some(first) = doubtful.first().cloned() else {
            return last.unwrap_or_else(|| Value::null(span));
        };
        let why = first
            .as_unknown()
            .map(|unknown| Unknown::new(unknown.reason.clone(), unknown.at));
        let Some(why) = why else {
            return first;
        };
        let mut candidates = Vec::new();
        let mut is_open = false;
        for value in &doubtful {
            let own = value.as_unknown().map(|unknown| &unknown.candidates[..]);
            let own = own.unwrap_or_default();
            is_open |= own.is_empty();
            candidates.extend(own.iter().filter(|one| !one.is_null()).cloned());
        }
        let never_null = last.is_some();
        candidates.extend(last);
        let candidates = if is_open {
            Vec::new()
        } else {
            distinct(candidates)
        };
        let value = either(&why, candidates, &first, span).made_from(&doubtful);
        if never_null { set(value) } else { value }
    }

    /// `resourceGroup()` and `deployment()`: of them, the user may say where they are.
    fn located(&self, name: &str, span: Span) -> Value {
        let name = if name == "deployment" {
            "deployment()"
        } else {
            "resourceGroup()"
        };
        let mut members = Map::default();
        let own: &[&str] = match name {
            "deployment()" => &["name", "properties"],
            _ => &["id", "name", "type", "tags", "managedBy", "properties"],
        };
        for key in own {
            members.insert((*key).into(), ambient(&format!("{name}.{key}"), span));
        }
        members.insert("location".into(), self.location(name, span));
        Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
    }

    /// Where the resource group is: what the user says, or not known.
    pub(super) fn location(&self, name: &str, span: Span) -> Value {
        match self.run.region {
            Some(region) => region.clone().used_at(span),
            None => ambient(&format!("{name}.location"), span),
        }
    }

    /// Applies a function that looks at its arguments only.
    pub(super) fn apply(&self, function: &Function, arguments: &[Value], span: Span) -> Value {
        if !(function.least..=function.most).contains(&arguments.len()) {
            let message = format!(
                "`{}` does not take {} arguments",
                function.name,
                arguments.len()
            );
            return self.wrong(&message, span);
        }
        for argument in arguments {
            if let Err(bound) = self.run.weigh(argument) {
                return limit(bound, span);
            }
        }
        let value = match functions::lifted(function, arguments) {
            Ok(value) => value,
            Err(Refusal::Wrong(message)) => {
                let message = format!("`{}`: {message}", function.name);
                return self.wrong(&message, span);
            }
            Err(Refusal::Open(part)) => match undecided(&part, span) {
                Some(unknown) => return set(unknown).made_from(arguments),
                None => part,
            },
            Err(Refusal::Unfixed) => {
                let reason = Reason::Function(format!("{}()", function.name).into());
                return certain(reason, span).made_from(arguments);
            }
        };
        if let Err(bound) = self.run.weigh(&value) {
            return limit(bound, span);
        }
        match value.data {
            // Their parts know where they come from.
            Data::List(..) | Data::Map(..) => value.used_at(span),
            _ => value.used_at(span).made_from(arguments),
        }
    }
}

/// Whether a name is of a function that is treated here: it has the wrong number of arguments.
fn is_special(name: &str) -> bool {
    matches!(
        name,
        "parameters"
            | "variables"
            | "lambdavariables"
            | "if"
            | "and"
            | "or"
            | "coalesce"
            | "tryget"
            | "resourcegroup"
            | "deployment"
            | "subscription"
            | "managementgroup"
            | "tenant"
            | "environment"
            | "deployer"
            | "uniquestring"
            | "guid"
            | "resourceid"
            | "subscriptionresourceid"
            | "tenantresourceid"
            | "managementgroupresourceid"
            | "extensionresourceid"
            | "reference"
            | "references"
            | "map"
            | "filter"
            | "sort"
            | "groupby"
            | "mapvalues"
            | "reduce"
            | "toobject"
            | "lambda"
    )
}

/// What only a deployment tells.
pub(super) fn ambient(name: &str, span: Span) -> Value {
    Value::unknown(Reason::Ambient(name.into()), span)
}

/// Not known, and never null.
pub(super) fn certain(reason: Reason, span: Span) -> Value {
    set(Value::unknown(reason, span))
}

/// The same value; when it is not known, it is not null at least.
fn set(value: Value) -> Value {
    let Some(unknown) = value.as_unknown() else {
        return value;
    };
    let mut unknown = unknown.clone();
    unknown.presence = Presence::Certain;
    Value {
        data: Data::Unknown(Arc::new(unknown)),
        origin: value.origin,
    }
}

/// A condition: a boolean, or a text that writes one.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(bool) => Some(*bool),
        Data::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Data::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// What `if` comes to whose condition is not known.
fn one_of(condition: &Value, yes: &Value, no: &Value, span: Span) -> Value {
    if yes == no {
        return yes.clone();
    }
    let Some(why) = condition.as_unknown() else {
        let message = "the condition of `if` is true or false";
        return Value::unknown(Reason::Error(message.into()), span);
    };
    let why = Unknown::new(why.reason.clone(), why.at);
    let mut candidates = Vec::new();
    for value in [yes, no] {
        match value.as_unknown() {
            Some(unknown) if !unknown.candidates.is_empty() => {
                candidates.extend(unknown.candidates.iter().cloned());
            }
            _ => candidates.push(value.clone()),
        }
    }
    let is_set = |value: &Value| match value.as_unknown() {
        Some(unknown) => unknown.is_certainly_set(),
        None => !value.is_null(),
    };
    let never_null = is_set(yes) && is_set(no);
    let value = either(&why, distinct(candidates), condition, span).made_from([yes, no]);
    if never_null { set(value) } else { value }
}

/// `and`, or `or` when not: one operand may decide.
fn logical(is_and: bool, values: &[Value], span: Span) -> Value {
    let answers = values
        .iter()
        .map(|value| truth(value).map(|holds| holds == is_and));
    match all(answers) {
        Some(answer) => Value::new(Data::Bool(answer == is_and), span).made_from(values),
        None => {
            let doubtful = values.iter().find(|value| truth(value).is_none());
            match doubtful.and_then(|value| undecided(value, span)) {
                Some(unknown) => set(unknown).made_from(values),
                None => Value::unknown(
                    Reason::Error("an operand is neither true nor false".into()),
                    span,
                ),
            }
        }
    }
}

/// One step of `tryGet`: null where there is nothing.
fn try_step(of: &Value, step: &Value, span: Span) -> Value {
    match &of.data {
        Data::Null => Value::null(span).made_from([of]),
        Data::Map(_, members) => match step.as_str() {
            Some(name) => match find(members, name) {
                Some(found) => found.clone().used_at(span).made_from([of]),
                None => Value::null(span).made_from([of]),
            },
            None => item(of, step, span).unwrap_or_else(|_| Value::null(span)),
        },
        Data::Unknown(unknown) => {
            let taken = match step.as_str() {
                Some(name) => take(of, name, span),
                None => item(of, step, span),
            };
            let open = Unknown::new(unknown.reason.clone(), unknown.at);
            // What cannot be taken is null, and so the result may be.
            let taken = taken.ok().filter(|taken| {
                taken
                    .as_unknown()
                    .is_some_and(|taken| !taken.candidates.is_empty() || !taken.is_certainly_set())
            });
            taken.unwrap_or_else(|| either(&open, Vec::new(), of, span))
        }
        _ => item(of, step, span).unwrap_or_else(|_| Value::null(span).made_from([of])),
    }
}

/// The lambda that an argument is: its variables and its body.
pub(super) fn lambda(argument: &Expression) -> Option<(Vec<String>, &Expression)> {
    let ExpressionKind::Call {
        namespace: None,
        name,
        arguments,
    } = &argument.kind
    else {
        return None;
    };
    let (body, variables) = arguments.split_last()?;
    let names: Option<Vec<String>> = variables
        .iter()
        .map(|variable| match &variable.kind {
            ExpressionKind::Text(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    (name == "lambda").then_some((names?, body))
}
