//! Stacks inside of stacks: made once, so that their outputs and their resources are of one piece.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::environment::Target;
use super::function::{dotted, walked};
use super::parameters::{Given, parameters};
use super::scope::Scope;
use super::template::Template;
use crate::manifest::partial::deployed;
use crate::model::{CallSite, Diagnostic, Map, Reason, Span, Value};
use crate::yaml::{Entry, Node};

/// Stacks nest this deep at most; Heat itself allows five by default.
const MAX_NESTING: usize = 16;
/// What a nested stack takes from what functions may make: a few that nest each other make many.
const STACK_COST: usize = 1 << 10;

impl<'w> Scope<'w> {
    /// The stack that a resource of this one stands for; none when it is no stack whose template lies in the tree.
    pub(super) fn child(&self, name: &str) -> Option<Rc<Scope<'w>>> {
        if let Some(known) = self.children.borrow().get(name) {
            return known.clone();
        }
        let entry = self.template.resource(name)?;
        let nested = self.nested_template(entry)?;
        // While it is made it is not there: a cycle ends here.
        let mut children = self.children.borrow_mut();
        children.insert(name.to_owned(), None);
        drop(children);
        let properties = entry.value.get("properties").map(|node| self.value(node));
        let given = if is_stack(entry) {
            let given = properties.as_ref().and_then(Value::as_map);
            given.and_then(|properties| properties.get("parameters")?.as_map())
        } else {
            properties.as_ref().and_then(Value::as_map)
        };
        let facade = ["metadata", "deletion_policy", "update_policy"].iter();
        let facade = facade
            .filter_map(|key| Some((Arc::from(*key), self.value(entry.value.get(key)?))))
            .collect();
        let address = self.address(name);
        let header = self.template.reader().span(&entry.key_span);
        let empty = Map::default();
        let child = self.nest(
            nested,
            &address,
            header,
            given.unwrap_or(&empty),
            facade,
            &mut Vec::new(),
        );
        let child = child.map(Rc::new);
        let mut children = self.children.borrow_mut();
        children.insert(name.to_owned(), child.clone());
        child
    }

    /// A stack of `template` below this one; none when stacks nest too deep, or are too many.
    pub(super) fn nest(
        &self,
        template: &'w Template<'w>,
        address: &Arc<str>,
        header: Span,
        given: &Map,
        facade: Map,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Scope<'w>> {
        if self.calls.len() >= MAX_NESTING || !self.world.spend(STACK_COST) {
            return None;
        }
        let mut calls = self.calls.clone();
        calls.push(CallSite {
            address: Arc::clone(address),
            span: header,
        });
        let given = Given {
            values: given,
            defaults: self.world.defaults,
        };
        Some(Scope {
            world: self.world,
            template,
            parameters: parameters(template, &given, diagnostics),
            prefix: format!("{address}/"),
            calls,
            facade,
            conditions: RefCell::default(),
            children: RefCell::default(),
            outputs: RefCell::default(),
        })
    }

    /// The template in the tree that a resource stands for.
    fn nested_template(&self, entry: &Entry) -> Option<&'w Template<'w>> {
        let kind = entry.value.get("type").and_then(Node::as_text)?;
        let registry = self.world.registry;
        let path = match registry.resolve(kind, &entry.key, self.template) {
            Target::File(path) => path,
            Target::Kind(_) if is_stack(entry) => {
                let template = entry.value.get("properties")?.get("template")?;
                let (function, argument) = self.template.function(template)?;
                let file = argument.as_text().filter(|_| function == "get_file")?;
                self.template.beside(file)?
            }
            _ => return None,
        };
        self.world.templates.get(&path)
    }

    /// What a nested stack gives for an attribute: one of its outputs, or of a resource inside of it. Nothing when the
    /// resource is no stack whose template lies in the tree.
    pub(super) fn attribute_of_stack(
        &self,
        name: &str,
        path: &[Value],
        span: Span,
    ) -> Option<Value> {
        let is_open = self
            .children
            .borrow()
            .get(name)
            .is_some_and(Option::is_none);
        if is_open {
            return Some(Value::unknown(Reason::Cycle(name.into()), span));
        }
        let child = self.child(name)?;
        let [attribute, path @ ..] = path else {
            return None;
        };
        let attribute = attribute.as_str()?;
        if let Some(inner) = attribute.strip_prefix("resource.") {
            let (resource, rest) = inner.split_once('.').unwrap_or((inner, ""));
            let steps = [rest.to_owned(), dotted(path)];
            let steps: Vec<&str> = steps
                .iter()
                .map(String::as_str)
                .filter(|step| !step.is_empty())
                .collect();
            return Some(deployed(&child.address(resource), &steps.join("."), span));
        }
        // Of `OS::Heat::Stack`, all outputs are one attribute.
        let (output, path) = match path {
            [output, path @ ..] if attribute == "outputs" => (output.as_str()?, path),
            _ => (attribute, path),
        };
        Some(walked(
            child.output(output, span)?.used_at(span),
            path,
            span,
        ))
    }

    /// The value of an output; nothing when there is no such output.
    fn output(&self, name: &str, span: Span) -> Option<Value> {
        if let Some(known) = self.outputs.borrow().get(name) {
            let cycle = || Value::unknown(Reason::Cycle(name.into()), span);
            return Some(known.clone().unwrap_or_else(cycle));
        }
        let section = self.template.section("outputs");
        let entry = section.iter().find(|entry| entry.key == name)?;
        let mut outputs = self.outputs.borrow_mut();
        outputs.insert(name.to_owned(), None);
        drop(outputs);
        let value = self.value(entry.value.get("value")?);
        let value = value.defined_as(format!("outputs.{name}").into());
        let mut outputs = self.outputs.borrow_mut();
        outputs.insert(name.to_owned(), Some(value.clone()));
        Some(value)
    }
}

/// Whether a resource is a stack by Heat's own type for one.
fn is_stack(entry: &Entry) -> bool {
    entry.value.get("type").and_then(Node::as_text) == Some("OS::Heat::Stack")
}
