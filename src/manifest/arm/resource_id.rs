//! Expressions that name resources: ids, and what is asked of a resource once it is deployed.
//!
//! An id of a resource of the template refers to it, and so does the id of a part of it (a subnet of a network) that
//! is no resource of the template itself. Other ids point outside of the files.

use std::sync::Arc;

use super::expression::Expression;
use super::frame::Frame;
use super::name::Name;
use super::place::Place;
use super::scope::Scope;
use crate::manifest::partial::{deployed, undecided};
use crate::model::{Reason, Reference, Span, Value};

impl Scope<'_> {
    /// `resourceId` and its like: what comes before the type says where, and does not count here.
    pub(super) fn resource_id(
        &self,
        function: &str,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let values: Vec<Value> = arguments
            .iter()
            .map(|argument| self.expression(argument, place, frame))
            .collect();
        let kind = values.iter().enumerate().find_map(|(position, value)| {
            // Resource Manager takes no offence at a slash at the end.
            let kind = value.as_str()?.trim_end_matches('/');
            let kind = Some(kind).filter(|kind| is_type(kind))?;
            let names = kind.matches('/').count();
            (values.len() - position - 1 == names).then_some((position, kind))
        });
        let Some((position, kind)) = kind else {
            let open = values.iter().find_map(|value| undecided(value, span));
            return open.unwrap_or_else(|| {
                let message =
                    format!("`{function}` takes a type and as many names as it has parts");
                self.wrong(&message, span)
            });
        };
        let names: Vec<Name> = arguments
            .iter()
            .skip(position + 1)
            .map(|argument| self.name_of(argument, place, frame))
            .collect();
        let is_tenant = function == "tenantresourceid";
        self.id(kind, &names, span, is_tenant).made_from(&values)
    }

    /// The id of the resource of a type and of these names.
    pub(super) fn id(&self, kind: &str, names: &[Name], span: Span, is_tenant: bool) -> Value {
        let name = Name::joined(names);
        if let Some(label) = self.run.index.find(kind, &name.key()) {
            return deployed(label, "id", span);
        }
        let types: Vec<&str> = kind.split('/').collect();
        for length in (1..names.len()).rev() {
            let (outer, inner) = names.split_at(length);
            let kind = types.get(..=length).unwrap_or_default().join("/");
            let outer = Name::joined(outer).key();
            if let Some(label) = self.run.index.find(&kind, &outer) {
                let inner = Name::joined(inner).shown();
                let parts = types.get(length + 1..).unwrap_or_default().join("/");
                return deployed(label, &format!("{parts}/{inner}"), span);
            }
        }
        let known: Option<Vec<&str>> = names.iter().map(Name::text).collect();
        if let (true, Some(known)) = (is_tenant, known) {
            let mut id = format!("/providers/{}", types.first().unwrap_or(&""));
            for (kind, name) in types.iter().skip(1).zip(known) {
                id.push_str(&format!("/{kind}/{name}"));
            }
            return Value::string(id, span);
        }
        outside(&format!("{kind}/{}", name.shown()), span)
    }

    /// `reference(…)` and `list…(…)`: what a resource gives once it is deployed.
    pub(super) fn deployed_resource(
        &self,
        of: &Expression,
        attribute: &str,
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let value = self.expression(of, place, frame);
        if let ([first, rest @ ..], Some(unknown)) = (value.references(), value.as_unknown()) {
            let shown = match &unknown.reason {
                // What is outside of the files stays there.
                Reason::DataSource(_) => outside(&first.address, span),
                _ => deployed(&first.address, attribute, span),
            };
            return rest.iter().cloned().fold(shown, Value::read_from);
        }
        let name = self.name_of(of, place, frame);
        let labels = self.labels(&name);
        match &labels[..] {
            [] => match name.text() {
                Some(text) => outside(text, span),
                None => {
                    let reason = Reason::DataSource(format!("reference({})", name.shown()).into());
                    Value::unknown(reason, span).made_from([&value])
                }
            },
            [first, rest @ ..] => {
                let value = deployed(first, attribute, span);
                rest.iter().fold(value, |value, label| {
                    value.read_from(Reference {
                        address: Arc::clone(label),
                        attribute: attribute.into(),
                    })
                })
            }
        }
    }

    /// The resources of the template that a symbolic name, an id or a name stands for.
    pub(super) fn labels(&self, name: &Name) -> Vec<Arc<str>> {
        let index = self.run.index;
        if let Some(text) = name.text() {
            let symbols = index.symbol(&self.prefix, text);
            if !symbols.is_empty() {
                return symbols.to_vec();
            }
        }
        let found = match self.id_in(name) {
            Some(label) => Some(label),
            None => index.named(&name.key()),
        };
        found.cloned().into_iter().collect()
    }

    /// The resource that an id names: `…/providers/N/t1/a/t2/b`, or from the namespace on; also `N/t1/t2/a/b`.
    fn id_in(&self, name: &Name) -> Option<&Arc<str>> {
        let segments = name.segments();
        let start = segments
            .iter()
            .rposition(|segment| {
                segment
                    .text()
                    .is_some_and(|text| text.eq_ignore_ascii_case("providers"))
            })
            .map_or(0, |providers| providers + 1);
        let rest = segments.get(start..)?;
        let (namespace, rest) = rest.split_first()?;
        let namespace = namespace.text().filter(|text| text.contains('.'))?;
        let in_turn = rest.chunks(2).map(|pair| match pair {
            [kind, name] => Some((kind.text()?, name)),
            _ => None,
        });
        let in_turn: Option<Vec<(&str, &Name)>> = in_turn.collect();
        let find = |pairs: &[(&str, &Name)]| {
            let mut kind = namespace.to_owned();
            for (part, _) in pairs {
                kind.push('/');
                kind.push_str(part);
            }
            let name = Name::joined(pairs.iter().map(|(_, name)| *name));
            self.run.index.find(&kind, &name.key())
        };
        let found = in_turn.and_then(|pairs| {
            // The id may go on inside of the resource.
            (1..=pairs.len())
                .rev()
                .find_map(|length| find(pairs.get(..length)?))
        });
        found.or_else(|| {
            let (kinds, names) = rest.split_at_checked(rest.len() / 2)?;
            let kinds: Option<Vec<&str>> = kinds.iter().map(Name::text).collect();
            let pairs: Vec<(&str, &Name)> = kinds?.into_iter().zip(names).collect();
            find(&pairs)
        })
    }

    /// The same value with the resource that it names, when an expression writes out an id.
    pub(super) fn with_target(
        &self,
        value: Value,
        expression: &Expression,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        if value.as_unknown().is_none() || !value.references().is_empty() {
            return value;
        }
        let name = self.name_of(expression, place, frame);
        if !name.holds("/providers/") {
            return value;
        }
        match self.id_in(&name) {
            Some(label) => value.read_from(Reference {
                address: Arc::clone(label),
                attribute: "id".into(),
            }),
            None => value,
        }
    }
}

/// A resource that is not in the files.
fn outside(address: &str, span: Span) -> Value {
    Value::unknown(Reason::DataSource(address.into()), span).read_from(Reference {
        address: address.into(),
        attribute: "".into(),
    })
}

/// `Microsoft.Network/virtualNetworks/subnets`.
fn is_type(text: &str) -> bool {
    text.split_once('/').is_some_and(|(namespace, rest)| {
        !rest.is_empty()
            && namespace.contains('.')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"./-_".contains(&byte))
    })
}
