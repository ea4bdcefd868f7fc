//! Names of resources, also those of which only the expression is known.
//!
//! Two names that are written alike are equal whatever they turn out to be: that is how `resourceId` finds a
//! resource whose name is a parameter. Names are compared without regard to case.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::expression::{Expression, ExpressionKind, Written};
use super::frame::Frame;
use super::functions::pieces_of_format;
use super::place::Place;
use super::scope::Scope;
use crate::manifest::joined::joined;
use crate::manifest::partial::text;
use crate::model::{Span, Value};
use crate::yaml::{Kind, Node};

/// Longest text that identifies an expression; of longer ones, a hash does.
const MAX_KEY: usize = 1024;

/// A name, or an id, in parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    /// What is known.
    Text(String),
    /// What is not.
    Open {
        /// The expression, in a form that is the same wherever it stands for the same.
        key: String,
        value: Value,
    },
}

impl Name {
    fn push_text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.push_text(&text),
            open @ Piece::Open { .. } => self.pieces.push(open),
        }
    }

    /// The text, when all of it is known.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.pieces[..] {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// What is compared.
    pub(super) fn key(&self) -> String {
        self.written(|key| format!("\u{2039}{key}\u{203a}"))
            .to_lowercase()
    }

    /// For people: what is not known as its expression.
    pub(super) fn shown(&self) -> String {
        self.written(ToOwned::to_owned)
    }

    fn written(&self, open: impl Fn(&str) -> String) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Open { key, .. } => open(key),
        });
        pieces.collect()
    }

    /// Whether a known part holds `text`, in lower case.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Text(own) => own.to_lowercase().contains(text),
            Piece::Open { .. } => false,
        })
    }

    /// The parts between slashes. What is not known is taken to hold none.
    pub(super) fn segments(&self) -> Vec<Name> {
        let mut segments = vec![Name::default()];
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => {
                    for (position, part) in text.split('/').enumerate() {
                        if position > 0 {
                            segments.push(Name::default());
                        }
                        if let Some(last) = segments.last_mut() {
                            last.push_text(part);
                        }
                    }
                }
                open @ Piece::Open { .. } => {
                    if let Some(last) = segments.last_mut() {
                        last.push(open.clone());
                    }
                }
            }
        }
        segments
    }

    /// The parts with slashes between them.
    pub(super) fn joined<'n>(segments: impl IntoIterator<Item = &'n Name>) -> Self {
        let mut name = Name::default();
        for (position, segment) in segments.into_iter().enumerate() {
            if position > 0 {
                name.push_text("/");
            }
            for piece in &segment.pieces {
                name.push(piece.clone());
            }
        }
        name
    }

    /// The name as a value.
    pub(super) fn value(&self, span: Span) -> Value {
        let parts: Vec<Value> = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Value::string(text.as_str(), span),
                Piece::Open { value, .. } => value.clone(),
            })
            .collect();
        match &parts[..] {
            [one] => one.clone().used_at(span),
            _ => joined(&parts, span),
        }
    }
}

impl<'s> Scope<'s> {
    /// The name that a node writes.
    pub(super) fn name(&self, node: &'s Node, frame: Frame<'_>) -> Name {
        let mut name = Name::default();
        self.name_of_node(node, frame, &mut name);
        name
    }

    fn name_of_node(&self, node: &'s Node, frame: Frame<'_>, name: &mut Name) {
        let Kind::Text(text) = &node.kind else {
            name.push_text(node.scalar_text().unwrap_or_default());
            return;
        };
        let place = Place {
            reader: self.reader,
            node,
        };
        match &*self.written(node, text) {
            Ok(Written::Plain) => name.push_text(text),
            Ok(Written::Literal(text)) => name.push_text(text),
            Ok(Written::Expression(expression)) => {
                self.add_name(expression, place, frame, name);
            }
            Err(_) => name.push(Piece::Open {
                key: text.clone(),
                value: self.value(node, frame),
            }),
        }
    }

    /// The name that an expression gives.
    pub(super) fn name_of(
        &self,
        expression: &Expression,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Name {
        let mut name = Name::default();
        self.add_name(expression, place, frame, &mut name);
        name
    }

    fn add_name(
        &self,
        expression: &Expression,
        place: Place<'_>,
        frame: Frame<'_>,
        name: &mut Name,
    ) {
        let value = self.expression(expression, place, frame);
        if let Some(text) = text(&value) {
            name.push_text(&text);
            return;
        }
        let Ok(_level) = self.run.enter() else {
            name.push(Piece::Open {
                key: format!("{:?}", expression.range),
                value,
            });
            return;
        };
        if let ExpressionKind::Call {
            namespace: None,
            name: function,
            arguments,
        } = &expression.kind
        {
            match (function.as_str(), &arguments[..]) {
                ("concat", parts) => {
                    for part in parts {
                        self.add_name(part, place, frame, name);
                    }
                    return;
                }
                // Names are compared without regard to case.
                ("tolower" | "toupper" | "string", [one]) => {
                    self.add_name(one, place, frame, name);
                    return;
                }
                ("format", [pattern, values @ ..])
                    if self.add_format(pattern, values, place, frame, name) =>
                {
                    return;
                }
                ("if", [condition, yes, no]) => {
                    let condition = self.expression(condition, place, frame);
                    if let Some(holds) = super::call::truth(&condition) {
                        self.add_name(if holds { yes } else { no }, place, frame, name);
                        return;
                    }
                }
                ("variables", [variable]) if frame.arguments().is_none() => {
                    let variable = self.expression(variable, place, frame);
                    let node = variable.as_str().and_then(|name| self.variable_node(name));
                    if let Some(node) = node.filter(|node| node.as_text().is_some()) {
                        self.name_of_node(node, Frame::default(), name);
                        return;
                    }
                }
                _ => {}
            }
        }
        let key = self.key(expression, place, frame);
        name.push(Piece::Open { key, value });
    }

    /// The pieces of a pattern whose fields are plain; whether they were.
    fn add_format(
        &self,
        pattern: &Expression,
        values: &[Expression],
        place: Place<'_>,
        frame: Frame<'_>,
        name: &mut Name,
    ) -> bool {
        let pattern = self.expression(pattern, place, frame);
        let Some(pieces) = pattern.as_str().and_then(pieces_of_format) else {
            return false;
        };
        let known = pieces.iter().all(|piece| match piece {
            Ok(_) => true,
            Err(index) => values.get(*index).is_some(),
        });
        if !known {
            return false;
        }
        for piece in pieces {
            match piece {
                Ok(text) => name.push_text(&text),
                Err(index) => {
                    if let Some(value) = values.get(index) {
                        self.add_name(value, place, frame, name);
                    }
                }
            }
        }
        true
    }

    /// What identifies an expression whose value is not known: its text with variables and what is known replaced.
    fn key(&self, expression: &Expression, place: Place<'_>, frame: Frame<'_>) -> String {
        let key = match self.run.enter() {
            Ok(_level) => self.long_key(expression, place, frame),
            Err(_) => format!("{:?}", expression.range),
        };
        if key.len() <= MAX_KEY {
            return key;
        }
        let mut hasher = FxHasher::default();
        key.hash(&mut hasher);
        format!("#{:016x}", hasher.finish())
    }

    fn long_key(&self, expression: &Expression, place: Place<'_>, frame: Frame<'_>) -> String {
        // The variables of a lambda have no value outside of it.
        if super::call::lambda(expression).is_some() {
            return format!("lambda({:?})", expression.range);
        }
        let value = self.expression(expression, place, frame);
        if let Some(text) = text(&value) {
            return format!("'{text}'");
        }
        let key = |expression: &Expression| self.key(expression, place, frame);
        match &expression.kind {
            ExpressionKind::Text(text) => format!("'{text}'"),
            ExpressionKind::Number(number) => number.to_string(),
            ExpressionKind::Member(of, name) => format!("{}.{}", key(of), name.to_lowercase()),
            ExpressionKind::Item(of, index) => format!("{}[{}]", key(of), key(index)),
            ExpressionKind::Call {
                namespace,
                name,
                arguments,
            } => {
                let is_named = matches!(name.as_str(), "parameters" | "variables" | "copyindex");
                if namespace.is_none() && is_named {
                    let named = self.named_key(name, arguments, place, frame);
                    return named.unwrap_or_else(|| format!("{name}({:?})", expression.range));
                }
                let arguments: Vec<String> = arguments.iter().map(key).collect();
                let namespace = namespace.as_ref().map(|space| format!("{space}."));
                format!(
                    "{}{name}({})",
                    namespace.unwrap_or_default(),
                    arguments.join(", ")
                )
            }
        }
    }

    /// What identifies a parameter, a variable or a turn of a loop.
    fn named_key(
        &self,
        function: &str,
        arguments: &[Expression],
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Option<String> {
        if function == "copyindex" {
            // Loops that turn alike make names that are alike, whatever they are called.
            let offset = arguments.iter().find_map(|argument| match &argument.kind {
                ExpressionKind::Number(number) => Some(number.to_string()),
                _ => None,
            });
            return Some(format!("copyIndex({})", offset.unwrap_or_default()));
        }
        if frame.arguments().is_some() {
            return None;
        }
        let [name] = arguments else {
            return None;
        };
        let name = self.expression(name, place, frame).as_str()?.to_lowercase();
        if function == "parameters" {
            if let Some(key) = self.given(&name).and_then(|given| given.key.clone()) {
                return Some(key);
            }
            return Some(format!("{}parameters('{name}')", self.prefix));
        }
        if let Some(known) = self.keys.borrow().get(&name) {
            return Some(known.clone());
        }
        let node = self
            .variable_node(&name)
            .filter(|node| node.as_text().is_some());
        let key = match node {
            Some(node) => {
                // A variable that depends on itself ends here.
                let own = format!("variables('{name}')");
                self.keys.borrow_mut().insert(name.clone(), own);
                let mut inner = Name::default();
                self.name_of_node(node, Frame::default(), &mut inner);
                inner.shown()
            }
            None => format!("{}variables('{name}')", self.prefix),
        };
        self.keys.borrow_mut().insert(name, key.clone());
        Some(key)
    }
}
