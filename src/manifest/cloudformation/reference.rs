//! Functions that read something by its name: `Ref`, `Fn::GetAtt`, `Fn::ImportValue`.

use super::intrinsic::Scope;
use super::parameters::pseudo;
use crate::manifest::partial::deployed;
use crate::model::{Reason, Reference, Span, Value};
use crate::yaml::{Kind, Node};

impl Scope<'_> {
    /// What a name of the template stands for: a value that CloudFormation gives, a parameter, or a resource.
    pub(super) fn reference(&self, name: &str, span: Span) -> Value {
        if let Some(value) = pseudo(name, self.region.as_ref(), span) {
            return value;
        }
        if let Some(value) = self.parameters.get(name) {
            return value.clone().used_at(span);
        }
        if self.left_out.contains(name) {
            return Value::null(span);
        }
        match self.resources.get(name) {
            Some(resource) => deployed(&resource.address, "", span),
            None => Value::unknown(
                Reason::Error(format!("there is no parameter or resource `{name}`").into()),
                span,
            ),
        }
    }

    /// `[Name, Attribute]` or `Name.Attribute`, cut at the first dot.
    pub(super) fn get_attribute(&self, argument: &Node, span: Span) -> Option<Value> {
        match argument.items() {
            Some([name, attribute]) => {
                let attribute = self.value(attribute);
                self.attribute(
                    name.as_text()?,
                    attribute.as_str().unwrap_or_default(),
                    span,
                )
            }
            Some(_) => None,
            None => {
                let (name, attribute) = argument.as_text()?.split_once('.')?;
                self.attribute(name, attribute, span)
            }
        }
    }

    /// An attribute of a resource. One that bears the name of a property that is set is this property, as the schemas
    /// of resource types have it: a type has one member of a name, to be set and read. Others are known after
    /// deployment.
    pub(super) fn attribute(&self, name: &str, attribute: &str, span: Span) -> Option<Value> {
        if self.left_out.contains(name) {
            return Some(Value::null(span));
        }
        let resource = self.resources.get(name)?;
        let unknown = || deployed(&resource.address, attribute, span);
        let Some(property) = property(resource.node, attribute) else {
            return Some(unknown());
        };
        let key = (name.to_owned(), attribute.to_owned());
        let known = self.attributes.borrow().get(&key).cloned();
        if let Some(known) = known {
            return Some(known.used_at(span));
        }
        // While it is computed it is not known: a cycle ends here.
        self.attributes.borrow_mut().insert(key.clone(), unknown());
        let value = self.chained(|| self.value(property));
        let value = match value {
            Some(value) if !value.is_null() => value
                .defined_as(format!("{name}.{attribute}").into())
                .read_from(Reference {
                    address: resource.address.clone(),
                    attribute: attribute.into(),
                }),
            _ => unknown(),
        };
        self.attributes.borrow_mut().insert(key, value.clone());
        Some(value.used_at(span))
    }

    /// What another template of the tree exports under this name.
    pub(super) fn import(&self, argument: &Node, span: Span) -> Value {
        let name = self.argument("Fn::ImportValue", argument);
        let found = name
            .as_str()
            .and_then(|name| self.exports.get(name, self.environment.as_deref()));
        if let Some(value) = found {
            let label = format!("Fn::ImportValue {}", name.as_str().unwrap_or_default());
            return value.defined_as(label.into()).used_at(span);
        }
        let words = name.as_str().unwrap_or("…");
        Value::unknown(
            Reason::DataSource(format!("Fn::ImportValue {words}").into()),
            span,
        )
    }
}

/// The property at a path of names.
fn property<'n>(resource: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = resource.get("Properties")?;
    for name in path.split('.') {
        // A function may give anything.
        if node.tag.is_some() {
            return None;
        }
        node = node.get(name)?;
    }
    (!matches!(node.kind, Kind::Null)).then_some(node)
}
