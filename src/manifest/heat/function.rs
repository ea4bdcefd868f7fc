//! Functions, computed where the template decides them (`heat/engine/hot/functions.py`).
//!
//! A function in error gives an unknown value that says so, as does one of the wrong arity; one that refers to a
//! resource gives a value known only after deployment, which refers to it.

use std::sync::Arc;

use super::parameters::pseudo;
use super::scope::{Scope, error, too_much};
use super::template::beside;
use crate::manifest::partial::{deployed, either, undecided};
use crate::model::{Data, Reason, Span, Unknown, Value};
use crate::yaml::Node;

/// Longest file that `get_file` puts in a value, in bytes: the longest template that Heat takes is far shorter.
const LONGEST_FILE: usize = 1 << 20;

impl Scope<'_> {
    /// What a call gives.
    pub(super) fn call(&self, name: &str, argument: &Node, span: Span) -> Value {
        match name {
            "get_param" => self.parameter(argument, span),
            "get_resource" => self.reference(argument, span),
            "get_attr" => self.attribute(argument, span),
            "get_file" => self.file(argument, span),
            "if" => self.choose(argument, span),
            "str_replace" | "str_replace_strict" | "str_replace_vstrict" => {
                self.replace(name, argument, span)
            }
            "list_join" | "Fn::Join" => self.join(argument, span),
            "str_split" | "Fn::Split" => self.split(argument, span),
            "digest" => self.digest(argument, span),
            "make_url" => self.url(argument, span),
            "map_merge" => self.merge(argument, span),
            "map_replace" => self.replace_members(argument, span),
            "list_concat" => self.concatenate(argument, false, span),
            "list_concat_unique" => self.concatenate(argument, true, span),
            "filter" => self.filter(argument, span),
            "contains" => self.contains(argument, span),
            "repeat" => self.repeat(argument, span),
            "resource_facade" | "Fn::ResourceFacade" => self.facade(argument, span),
            "Fn::Select" => self.select(argument, span),
            "Ref" => {
                let named = argument.as_text();
                match named.filter(|name| self.template.resource(name).is_none()) {
                    Some(_) => self.parameter(argument, span),
                    None => self.reference(argument, span),
                }
            }
            // Heat gives the text as it is, and encodes it where a machine receives it.
            "Fn::Base64" => self.value(argument).used_at(span),
            _ => Value::unknown(Reason::Function(name.into()), span),
        }
    }

    /// A parameter, or what lies on a path inside of it; nothing on the path is an empty text.
    fn parameter(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let (name, path) = match &argument.data {
            Data::List(_, items) => match &**items {
                [name, path @ ..] => (name, path),
                [] => return error("`get_param` names no parameter", span),
            },
            _ => (&argument, &[][..]),
        };
        let Some(name) = name.as_str() else {
            return undecided(name, span)
                .unwrap_or_else(|| error("the name of a parameter is a text", span));
        };
        let region = self.world.region;
        let value = match self.parameters.get(name) {
            Some(value) => value.clone().used_at(span),
            None => match pseudo(name, region, span) {
                Some(value) => value,
                None => return error(format!("there is no parameter `{name}`"), span),
            },
        };
        walked(value, path, span)
    }

    fn reference(&self, argument: &Node, span: Span) -> Value {
        let named = self.value(argument);
        let Some(name) = named.as_str() else {
            return undecided(&named, span)
                .unwrap_or_else(|| error("the name of a resource is a text", span));
        };
        match self.missing(name) {
            Some(message) => error(message, span),
            None => deployed(&self.address(name), "", span),
        }
    }

    /// Why there is no resource of this name.
    fn missing(&self, name: &str) -> Option<String> {
        let Some(entry) = self.template.resource(name) else {
            return Some(format!("there is no resource `{name}`"));
        };
        (self.is_kept(&entry.value) == Some(false))
            .then(|| format!("the condition of the resource `{name}` does not hold"))
    }

    /// `[resource, attribute, path…]`: an output of a nested stack, what a group says of its members, or what the
    /// resource gives once it is deployed.
    fn attribute(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let items = match &argument.data {
            Data::List(_, items) => &**items,
            Data::String(_) => std::slice::from_ref(&argument),
            _ => return undecided(&argument, span).unwrap_or_else(|| arity("get_attr", span)),
        };
        let [name, path @ ..] = items else {
            return arity("get_attr", span);
        };
        let Some(name) = name.as_str() else {
            return undecided(name, span).unwrap_or_else(|| arity("get_attr", span));
        };
        if let Some(message) = self.missing(name) {
            return error(message, span);
        }
        if let Some(value) = self.attribute_of_stack(name, path, span) {
            return value;
        }
        if let Some(value) = self.attribute_of_group(name, path, span) {
            return value;
        }
        deployed(&self.address(name), &dotted(path), span)
    }

    fn file(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some(written) = argument.as_str() else {
            return undecided(&argument, span)
                .unwrap_or_else(|| error("the name of a file is a text", span));
        };
        let unreadable = || Value::unknown(Reason::File(written.into()), span);
        let Some(path) = beside(&self.template.sheet.path, written) else {
            return unreadable();
        };
        let known = self.world.files.borrow().get(&path).cloned();
        let text = known.unwrap_or_else(|| {
            let text = match self.world.workspace.head(&path, LONGEST_FILE + 1) {
                Ok(bytes) if bytes.len() > LONGEST_FILE => {
                    Err(Reason::Limit("the length of a file".into()))
                }
                Ok(bytes) => String::from_utf8(bytes)
                    .map(Arc::from)
                    .map_err(|_| Reason::File(written.into())),
                Err(_) => Err(Reason::File(written.into())),
            };
            let mut files = self.world.files.borrow_mut();
            files.insert(path, text.clone());
            text
        });
        match text {
            Ok(text) => Value::string(text, span),
            Err(reason) => Value::unknown(reason, span),
        }
    }

    /// `[condition, value, other value]`; the last may be left out where the version allows it.
    fn choose(&self, argument: &Node, span: Span) -> Value {
        let (condition, yes, no) = match argument.items() {
            Some([condition, yes, no]) => (condition, yes, Some(no)),
            Some([condition, yes]) => (condition, yes, None),
            _ => return arity("if", span),
        };
        let otherwise = || no.map_or_else(|| Value::null(span), |no| self.value(no));
        match self.condition(condition) {
            Some(true) => self.value(yes),
            Some(false) => otherwise(),
            None => {
                let (yes, no) = (self.value(yes), otherwise());
                let name = condition.scalar_text().unwrap_or("…");
                let why = Unknown::new(Reason::Ambient(format!("conditions.{name}").into()), span);
                let operands = [&yes, &no];
                let value = either(&why, vec![yes.clone(), no.clone()], &yes, span);
                value.made_from(operands)
            }
        }
    }

    fn facade(&self, argument: &Node, span: Span) -> Value {
        match argument.as_text() {
            Some(name @ ("metadata" | "deletion_policy" | "update_policy")) => {
                match self.facade.get(name) {
                    Some(value) => value.clone().used_at(span),
                    None => Value::unknown(
                        Reason::Ambient(format!("resource_facade.{name}").into()),
                        span,
                    ),
                }
            }
            _ => arity("resource_facade", span),
        }
    }

    /// `[index or key, list or map]`; what is not there is an empty text (`heat/engine/cfn/functions.py`).
    fn select(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        match argument.as_list() {
            Some([step, whole]) => walked(
                whole.clone().used_at(span),
                std::slice::from_ref(step),
                span,
            ),
            _ => undecided(&argument, span).unwrap_or_else(|| arity("Fn::Select", span)),
        }
    }
}

/// What lies on a path inside a value; an empty text when nothing does.
pub(super) fn walked(value: Value, path: &[Value], span: Span) -> Value {
    let mut value = value;
    for step in path {
        if let Some(unknown) = undecided(&value, span).or_else(|| undecided(step, span)) {
            return unknown;
        }
        let next = match &value.data {
            Data::Map(_, members) => step.as_str().and_then(|key| members.get(key)),
            Data::List(_, items) => position(step, items.len()).and_then(|at| items.get(at)),
            _ => None,
        };
        value = match next {
            Some(next) => next.clone().used_at(span).made_from([&value]),
            None => Value::string("", span).made_from([&value]),
        };
    }
    value
}

/// A position in a list as Python takes it: a number, or a text of one; counted from the end when negative.
pub(super) fn position(step: &Value, length: usize) -> Option<usize> {
    let number = match &step.data {
        Data::Number(number) => number.as_i64()?,
        Data::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    match usize::try_from(number) {
        Ok(position) => Some(position),
        Err(_) => length.checked_sub(usize::try_from(number.unsigned_abs()).ok()?),
    }
}

/// A path as it is shown: `addresses.private.0`.
pub(super) fn dotted(path: &[Value]) -> String {
    let steps = path.iter().map(|step| match &step.data {
        Data::String(text) => text.to_string(),
        Data::Number(number) => number.to_string(),
        _ => "*".to_owned(),
    });
    steps.collect::<Vec<_>>().join(".")
}

/// A call with arguments of another form than its function takes.
pub(super) fn arity(name: &str, span: Span) -> Value {
    error(format!("`{name}` does not take these arguments"), span)
}

/// A list of known length, whatever its items are.
pub(super) fn list(items: Vec<Value>, span: Span) -> Value {
    Value::new(Data::List(crate::model::ListKind::List, items.into()), span)
}

/// The same, or a limit when it would be too long.
pub(super) fn bounded(scope: &Scope<'_>, items: Vec<Value>, span: Span) -> Value {
    if scope.world.spend(items.len()) {
        list(items, span)
    } else {
        too_much(span)
    }
}
