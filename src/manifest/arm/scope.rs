//! The names of one template: its parameters, variables and functions, computed when first used.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::expression::{Written, read};
use super::frame::{Bound, Frame, Loop};
use super::lexer::SyntaxError;
use super::run::{Run, limit};
use crate::manifest::value::Reader;
use crate::model::{Data, ListKind, Presence, Reason, Span, Unknown, Value};
use crate::yaml::{Entry, Kind, Node};

/// Copies of a loop at most: Resource Manager takes no more ("Resource iteration in ARM templates").
pub(super) const MAX_COPIES: i64 = 800;

/// What a deployment gives for a parameter.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) value: Value,
    /// What identifies the value where it is not known, in the terms of whoever gives it (see `name`).
    pub(super) key: Option<String>,
}

/// See the module.
pub(super) struct Scope<'s> {
    pub(super) run: &'s Run<'s>,
    pub(super) reader: Reader<'s>,
    /// What tells the parameters of this deployment from those of others; empty for the outermost.
    pub(super) prefix: String,
    given: FxHashMap<String, Given>,
    parameters: FxHashMap<String, &'s Entry>,
    variables: FxHashMap<String, Variable<'s>>,
    functions: FxHashMap<String, &'s Node>,
    values: RefCell<FxHashMap<Named, Slot>>,
    /// What identifies variables (see `name`).
    pub(super) keys: RefCell<FxHashMap<String, String>>,
    texts: RefCell<FxHashMap<usize, Rc<Result<Written, SyntaxError>>>>,
}

/// How a variable is written.
#[derive(Clone, Copy)]
enum Variable<'s> {
    Value(&'s Entry),
    /// An item of `copy`, which makes a list.
    Copied(&'s Node),
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Named {
    Parameter(String),
    Variable(String),
}

enum Slot {
    /// Being computed: whoever asks now depends on itself.
    Open,
    Known(Value),
}

/// The member of this name: names of members are compared without regard to case.
pub(super) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    entry(node, name).map(|entry| &entry.value)
}

/// As [`member`], with its key.
pub(super) fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Entry> {
    node.entry(name).or_else(|| {
        let mut entries = node.entries().iter();
        entries.find(|entry| entry.key.eq_ignore_ascii_case(name))
    })
}

impl<'s> Scope<'s> {
    /// The scope of a template to which a deployment gives some values, by name in lower case.
    pub(super) fn new(
        run: &'s Run<'s>,
        root: &'s Node,
        reader: Reader<'s>,
        prefix: String,
        given: FxHashMap<String, Given>,
    ) -> Self {
        let entries = |section: &str| member(root, section).map_or(&[][..], Node::entries);
        let parameters = entries("parameters")
            .iter()
            .map(|entry| (entry.key.to_lowercase(), entry));
        let mut variables: FxHashMap<String, Variable<'s>> = FxHashMap::default();
        for entry in entries("variables") {
            match copies(entry) {
                Some(items) => variables.extend(items.iter().filter_map(|item| {
                    let name = member(item, "name")?.as_text()?;
                    Some((name.to_lowercase(), Variable::Copied(item)))
                })),
                None => {
                    variables.insert(entry.key.to_lowercase(), Variable::Value(entry));
                }
            }
        }
        Scope {
            run,
            reader,
            prefix,
            given,
            parameters: parameters.collect(),
            variables,
            functions: functions(root),
            values: RefCell::default(),
            keys: RefCell::default(),
            texts: RefCell::default(),
        }
    }

    /// A text of the template, read once.
    pub(super) fn written(&self, node: &Node, text: &str) -> Rc<Result<Written, SyntaxError>> {
        let key = std::ptr::from_ref(node) as usize;
        let known = self.texts.borrow().get(&key).map(Rc::clone);
        known.unwrap_or_else(|| {
            let read = Rc::new(read(text));
            self.texts.borrow_mut().insert(key, Rc::clone(&read));
            read
        })
    }

    /// What the deployment gives for a parameter.
    pub(super) fn given(&self, name: &str) -> Option<&Given> {
        self.given.get(&name.to_lowercase())
    }

    /// The node of a variable, unless it is a list that `copy` makes.
    pub(super) fn variable_node(&self, name: &str) -> Option<&'s Node> {
        match self.variables.get(&name.to_lowercase())? {
            Variable::Value(entry) => Some(&entry.value),
            Variable::Copied(_) => None,
        }
    }

    /// The function `namespace.name`, in lower case.
    pub(super) fn function(&self, name: &str) -> Option<&'s Node> {
        self.functions.get(name).copied()
    }

    /// The value of a parameter; none when the template declares none of this name.
    pub(super) fn parameter(&self, name: &str) -> Option<Value> {
        let name = name.to_lowercase();
        let entry = *self.parameters.get(&name)?;
        let label = format!("parameters('{}')", entry.key);
        let compute = || {
            let value = match self.given.get(&name) {
                Some(given) => given.value.clone(),
                None => self.default(entry, &label),
            };
            let value = value.defined_as(label.as_str().into());
            if is_secure(&entry.value) {
                value.marked_sensitive()
            } else {
                value
            }
        };
        let at = self.reader.span(&entry.key_span);
        Some(self.once(Named::Parameter(name.clone()), &label, at, compute))
    }

    /// What a parameter is when nobody gives it: its default, null when it may be, else not known.
    fn default(&self, entry: &'s Entry, label: &str) -> Value {
        if let Some(default) = member(&entry.value, "defaultValue") {
            return self.value(default, Frame::default());
        }
        let at = self.reader.span(&entry.key_span);
        let nullable = member(&entry.value, "nullable");
        if nullable.is_some_and(|nullable| nullable.kind == Kind::Bool(true)) {
            return Value::null(at);
        }
        let mut unknown = Unknown::new(Reason::Ambient(label.into()), at);
        unknown.presence = Presence::Certain;
        let allowed = member(&entry.value, "allowedValues").and_then(Node::items);
        let allowed = allowed.unwrap_or_default();
        if allowed.len() <= Unknown::MAX_CANDIDATES {
            unknown.candidates = allowed
                .iter()
                .map(|value| self.reader.value(value))
                .collect();
        }
        Value::new(Data::Unknown(unknown.into()), at)
    }

    /// The value of a variable; none when the template has none of this name.
    pub(super) fn variable(&self, name: &str) -> Option<Value> {
        let name = name.to_lowercase();
        let variable = *self.variables.get(&name)?;
        let (label, at) = match variable {
            Variable::Value(entry) => (
                format!("variables('{}')", entry.key),
                self.reader.span(&entry.key_span),
            ),
            Variable::Copied(node) => {
                (format!("variables('{name}')"), self.reader.span(&node.span))
            }
        };
        let compute = || {
            let value = match variable {
                Variable::Value(entry) => self.value(&entry.value, Frame::default()),
                Variable::Copied(item) => self.copied(item, Frame::default(), at),
            };
            value.defined_as(label.as_str().into())
        };
        Some(self.once(Named::Variable(name), &label, at, compute))
    }

    fn once(&self, name: Named, label: &str, at: Span, compute: impl FnOnce() -> Value) -> Value {
        match self.values.borrow().get(&name) {
            Some(Slot::Known(value)) => return value.clone(),
            Some(Slot::Open) => {
                let message = format!("`{label}` depends on itself");
                self.run.report(&message, at);
                return Value::unknown(Reason::Cycle(label.into()), at);
            }
            None => {}
        }
        self.values.borrow_mut().insert(name.clone(), Slot::Open);
        let value = compute();
        let value = match self.run.weigh(&value) {
            Ok(()) => value,
            Err(bound) => limit(bound, at),
        };
        self.values
            .borrow_mut()
            .insert(name, Slot::Known(value.clone()));
        value
    }

    /// The list that an item of `copy` makes: `{name, count, input}`.
    pub(super) fn copied(&self, item: &'s Node, frame: Frame<'_>, at: Span) -> Value {
        let name = member(item, "name").and_then(Node::as_text);
        let (Some(name), Some(count), Some(input)) =
            (name, member(item, "count"), member(item, "input"))
        else {
            let message = "a copy has a name, a count and an input";
            self.run.report(message, at);
            return Value::unknown(Reason::Error(message.into()), at);
        };
        let count = self.value(count, frame);
        let turn = |index| {
            frame.with(Bound::Loop(Loop {
                name: name.to_lowercase(),
                index,
                is_resource: false,
            }))
        };
        match whole_number(&count) {
            Some(count) if (0..=MAX_COPIES).contains(&count) => {
                let items = (0..count)
                    .map(|index| self.value(input, turn(Some(index)).frame()))
                    .collect();
                Value::new(Data::List(ListKind::Tuple, items), at)
            }
            Some(_) => limit("the copies of a loop", at),
            None => {
                // What every item is like says whom the list refers to.
                let one = self.value(input, turn(None).frame());
                Value::unknown(Reason::Repetition(name.into()), at).made_from([&count, &one])
            }
        }
    }
}

/// The items of an entry `copy`, when it is one that repeats properties or variables.
pub(super) fn copies(entry: &Entry) -> Option<&[Node]> {
    let items = entry.value.items()?;
    let is_copy = |item: &Node| member(item, "name").is_some() && member(item, "count").is_some();
    (entry.key.eq_ignore_ascii_case("copy") && items.iter().all(is_copy)).then_some(items)
}

/// A known whole number, also one in a text.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    match &value.data {
        Data::Number(number) => number.as_i64(),
        Data::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether the values of a parameter are secrets.
fn is_secure(parameter: &Node) -> bool {
    let kind = member(parameter, "type").and_then(Node::as_text);
    kind.is_some_and(|kind| {
        ["securestring", "secureobject"]
            .iter()
            .any(|secure| kind.eq_ignore_ascii_case(secure))
    })
}

/// The functions that a template defines, by `namespace.name` in lower case.
fn functions(root: &Node) -> FxHashMap<String, &Node> {
    let spaces = member(root, "functions").and_then(Node::items);
    let all = spaces.unwrap_or_default().iter().flat_map(|space| {
        let namespace = member(space, "namespace")
            .and_then(Node::as_text)
            .unwrap_or_default();
        let members = member(space, "members").map_or(&[][..], Node::entries);
        members.iter().map(move |function| {
            let name = format!("{namespace}.{}", function.key).to_lowercase();
            (name, &function.value)
        })
    });
    all.collect()
}
