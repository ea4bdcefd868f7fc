//! Values of expressions whose values a plan does not hold: those of provider blocks.
//!
//! A plan keeps the constants of an expression and what else it mentions, not what it does with that. A text
//! that mentions one variable or one attribute and nothing else is taken for what is mentioned; in
//! any other case the value is unknown. Providers are not asked for their schemas.

use std::borrow::Cow;
use std::sync::Arc;

use jsonc_parser::ast;
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::address::{Step, steps, within};
use super::body::parse;
use super::document::ProviderJson;
use super::place::Place;
use super::trace::{Map as Traces, Scope, mentions};
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, Reference, Span, Value};

/// Arguments are followed through so many calls.
const MAX_DEPTH: usize = 24;

/// What expressions are read from.
pub(super) struct Given<'p, 'a> {
    pub(super) traces: &'p Traces<'a>,
    /// The values of the root's variables.
    pub(super) variables: &'p FxHashMap<Cow<'a, str>, &'a RawValue>,
    /// The values of resources and data sources, by address.
    pub(super) values: &'p FxHashMap<Cow<'a, str>, &'a RawValue>,
    pub(super) place: Place<'a>,
}

impl<'a> Given<'_, 'a> {
    /// The configuration of a provider.
    pub(super) fn provider(&self, provider: &ProviderJson<'a>, header: Span) -> Value {
        let module = provider.module_address.as_deref().unwrap_or_default();
        // A resource stands for the module that it lies in.
        let scope = self.traces.scope(&within(module, "_._"), None);
        let body = provider.expressions.map(|raw| (parse(raw.get()), raw));
        match body {
            Some((Ok(ast::Value::Object(object)), raw)) => {
                let base = self.place.offset(raw.get());
                Value {
                    origin: crate::model::Origin {
                        span: header,
                        via: None,
                    },
                    ..self.block(&object, base, scope.as_ref())
                }
            }
            _ => Value::new(Data::Map(MapKind::Block, Arc::default()), header),
        }
    }

    fn block(&self, object: &ast::Object<'_>, base: usize, scope: Option<&Scope<'a>>) -> Value {
        let members = object.properties.iter().map(|property| {
            let value = self.value(&property.value, base, scope);
            (Arc::from(property.name.as_str()), value)
        });
        let members: Map = members.collect();
        Value::new(
            Data::Map(MapKind::Block, Arc::new(members)),
            self.span(object, base),
        )
    }

    /// An entry of `expressions`: an expression, a block, or blocks.
    fn value(&self, json: &ast::Value<'_>, base: usize, scope: Option<&Scope<'a>>) -> Value {
        let span = self.span(json, base);
        match json {
            ast::Value::Object(object) => {
                let member = |name: &str| {
                    let mut properties = object.properties.iter();
                    properties
                        .find(|property| property.name.as_str() == name)
                        .map(|property| &property.value)
                };
                if let Some(constant) = member("constant_value") {
                    return self.literal(constant, base);
                }
                match member("references") {
                    Some(ast::Value::Array(references)) => {
                        let texts: Vec<Json> = references
                            .elements
                            .iter()
                            .filter_map(|item| match item {
                                ast::Value::StringLit(text) => Some(text.value.as_ref().into()),
                                _ => None,
                            })
                            .collect();
                        let expression = serde_json::json!({ "references": texts });
                        self.resolved(&expression, scope, 0).map_or_else(
                            |reason| Value::unknown(reason, span),
                            |value| value.used_at(span),
                        )
                    }
                    None if object.properties.is_empty() => Value::unknown(lost(&[]), span),
                    _ => self.block(object, base, scope),
                }
            }
            ast::Value::Array(array) => {
                let items = array.elements.iter();
                let items = items.map(|item| match item {
                    ast::Value::Object(object) => self.block(object, base, scope),
                    other => self.literal(other, base),
                });
                Value::new(Data::List(ListKind::Blocks, items.collect()), span)
            }
            other => self.literal(other, base),
        }
    }

    /// What an expression that is no constant comes to.
    fn resolved(
        &self,
        expression: &Json,
        scope: Option<&Scope<'a>>,
        depth: usize,
    ) -> Result<Value, Reason> {
        let mentions = mentions(expression);
        let ([mention], Some(scope)) = (mentions.as_slice(), scope) else {
            return Err(lost(&mentions));
        };
        if depth > MAX_DEPTH {
            return Err(Reason::Limit("nested arguments".into()));
        }
        let steps = steps(mention);
        let value = match steps.as_slice() {
            [first, name, path @ ..] if first.text == "var" => {
                self.variable(name.text, path, scope, depth)?
            }
            [first, kind, name, path @ ..] if first.text == "data" => {
                self.attribute(&format!("data.{}.{}", kind.text, name.text), path, scope)?
            }
            [first, ..]
                if matches!(
                    first.text,
                    "local" | "module" | "each" | "count" | "path" | "terraform" | "tofu"
                ) =>
            {
                return Err(lost(&mentions));
            }
            [kind, name, path @ ..] => {
                self.attribute(&format!("{}.{}", kind.text, name.text), path, scope)?
            }
            _ => return Err(lost(&mentions)),
        };
        // The mention of a collection or of a condition says little of what comes of it.
        match value.data {
            Data::String(_) | Data::Unknown(_) => Ok(value),
            _ => Err(lost(&mentions)),
        }
    }

    fn variable(
        &self,
        name: &str,
        path: &[Step<'_>],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Result<Value, Reason> {
        let label: Arc<str> = format!("var.{name}").into();
        let unknown = || Reason::Variable(name.into());
        if let Some((argument, caller)) = self.traces.argument(scope, name) {
            let value = match argument.get("constant_value") {
                // Constants of calls are found again in the text by no cheap way.
                Some(Json::String(text)) if path.is_empty() => {
                    Value::string(text.as_str(), Span::NOWHERE)
                }
                Some(_) => return Err(lost(&[&label])),
                None if path.is_empty() => self.resolved(&argument, Some(&caller), depth + 1)?,
                None => return Err(lost(&[&label])),
            };
            return Ok(value.defined_as(label));
        }
        let given = self.variables.get(name).filter(|_| scope.is_root());
        let raw = given
            .copied()
            .or_else(|| self.traces.default(scope, name))
            .ok_or_else(unknown)?;
        let value = self.walked(raw, path).ok_or_else(unknown)?;
        Ok(value.defined_as(label))
    }

    /// An attribute of a resource or data source of the plan.
    fn attribute(
        &self,
        local: &str,
        path: &[Step<'_>],
        scope: &Scope<'a>,
    ) -> Result<Value, Reason> {
        let (key, path) = match path {
            [key, path @ ..] if key.is_key() => (key.text, path),
            _ => ("", path),
        };
        let address = within(&scope.module(), &format!("{local}{key}"));
        let attribute = path.first().map_or("", |step| step.text);
        let reason = || {
            if local.starts_with("data.") {
                Reason::DataSource(address.as_str().into())
            } else {
                Reason::Computed(format!("{address}.{attribute}").into())
            }
        };
        let raw = self.values.get(address.as_str()).ok_or_else(reason)?;
        let value = self.walked(raw, path).ok_or_else(reason)?;
        Ok(value.read_from(Reference {
            address: address.as_str().into(),
            attribute: attribute.into(),
        }))
    }

    /// The part of a value at the end of a path; none when there is no such part, or it is null.
    fn walked(&self, raw: &RawValue, path: &[Step<'_>]) -> Option<Value> {
        let value = parse(raw.get()).ok()?;
        let mut current = &value;
        for step in path {
            current = match current {
                ast::Value::Object(object) => {
                    let key = step.text.trim_start_matches("[\"").trim_end_matches("\"]");
                    let mut properties = object.properties.iter();
                    &properties
                        .find(|property| property.name.as_str() == key)?
                        .value
                }
                ast::Value::Array(array) => {
                    let index = step.text.trim_matches(['[', ']']).parse::<usize>().ok()?;
                    array.elements.get(index)?
                }
                _ => return None,
            };
        }
        let found = self.literal(current, self.place.offset(raw.get()));
        (!found.is_null()).then_some(found)
    }

    fn literal(&self, json: &ast::Value<'_>, base: usize) -> Value {
        let span = self.span(json, base);
        let data = match json {
            ast::Value::NullKeyword(_) => Data::Null,
            ast::Value::BooleanLit(boolean) => Data::Bool(boolean.value),
            ast::Value::StringLit(text) => Data::String(text.value.as_ref().into()),
            ast::Value::NumberLit(number) => match Number::parse(number.value) {
                Some(number) => Data::Number(number),
                None => return Value::unknown(Reason::Limit("size of numbers".into()), span),
            },
            ast::Value::Array(array) => {
                let items = array.elements.iter().map(|item| self.literal(item, base));
                Data::List(ListKind::Tuple, items.collect())
            }
            ast::Value::Object(object) => {
                let members = object.properties.iter().map(|property| {
                    let value = self.literal(&property.value, base);
                    (Arc::from(property.name.as_str()), value)
                });
                Data::Map(MapKind::Object, Arc::new(members.collect()))
            }
        };
        Value::new(data, span)
    }

    fn span(&self, node: &impl jsonc_parser::common::Ranged, base: usize) -> Span {
        let range = node.range();
        Span::new(self.place.source, base + range.start..base + range.end)
    }
}

/// The text of an expression is not in the plan.
fn lost(mentions: &[&str]) -> Reason {
    let text = match mentions {
        [] => "an expression, which a plan does not keep".to_owned(),
        _ => {
            let shown: Vec<&str> = mentions.iter().take(4).copied().collect();
            format!(
                "an expression over `{}`, which a plan does not keep",
                shown.join("`, `")
            )
        }
    };
    Reason::Unsupported(text.into())
}
