//! From the values of one resource to its body.
//!
//! Three trees of one shape are read side by side: the values, what of them is unknown, what is sensitive;
//! and with them what the configuration writes. The result is what the same configuration gives when its
//! sources are evaluated: what nobody wrote and nobody knows yet is absent, as are the nulls and empty
//! lists by which providers show what is not there.

use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use rustc_hash::FxBuildHasher;
use serde_json::Value as Json;

use super::names::Names;
use super::trace::Trace;
use super::written::Written;
use crate::model::{
    Data, ListKind, Map, MapKind, Number, Presence, Reason, SourceId, Span, Unknown, Value, Via,
};
use crate::terraform::too_deep;

/// Values nest no deeper in any schema.
const MAX_DEPTH: usize = 100;

/// What is known of the values besides themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks<'m> {
    /// `true`, or a tree with `true` where a value is known only after deployment.
    pub(super) unknown: &'m Json,
    /// `true`, or a tree with `true` where a value must not be shown.
    pub(super) sensitive: &'m Json,
}

/// Reads values that stand in one source.
pub(super) struct Reader<'r> {
    pub(super) source: SourceId,
    /// Where the text that is read begins in the source.
    pub(super) base: usize,
    pub(super) names: &'r mut Names,
    /// The address of the resource, for reasons.
    pub(super) address: &'r str,
    /// Where an expression leads.
    pub(super) trace: &'r dyn Fn(&Json) -> Trace,
    /// Whether a text is the declared default of a variable that a trace leads to.
    pub(super) is_default: &'r dyn Fn(&Trace, &str) -> bool,
    /// Whether to keep what nobody wrote and nobody knows, for the sources to decide: marked as unwritten.
    pub(super) keep_open: bool,
    /// The history of what nobody wrote.
    pub(super) unwritten: Arc<Via>,
}

/// The text nests too deeply, or is no JSON after all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// What is said of a value by its surroundings.
#[derive(Clone, Copy)]
struct Context<'c> {
    marks: Marks<'c>,
    written: Written<'c>,
    /// Where the expression leads, when it is one.
    trace: Option<&'c Trace>,
    /// The top attribute it lies in.
    attribute: &'c str,
    /// Where it stands, when it has no text.
    at: Span,
}

/// Parses the text of one value.
pub(super) fn parse(text: &str) -> Result<ast::Value<'_>, Refused> {
    if too_deep(text, MAX_DEPTH).is_some() {
        return Err(Refused);
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    parsed.ok().and_then(|parsed| parsed.value).ok_or(Refused)
}

impl Reader<'_> {
    /// The body of a resource whose header is at `header`.
    pub(super) fn body(
        &mut self,
        values: Option<&ast::Value<'_>>,
        marks: Marks<'_>,
        written: Written<'_>,
        header: Span,
    ) -> Value {
        let object = match values {
            Some(ast::Value::Object(object)) => Some(object),
            _ => None,
        };
        let context = Context {
            marks,
            written,
            trace: None,
            attribute: "",
            at: header,
        };
        let members = self.members(object, context);
        Value::new(Data::Map(MapKind::Block, Arc::new(members)), header)
    }

    fn members(&mut self, object: Option<&ast::Object<'_>>, context: Context<'_>) -> Map {
        let known = object.map_or(&[][..], |object| object.properties.as_slice());
        let mut members = Map::with_capacity_and_hasher(known.len(), FxBuildHasher);
        for property in known {
            let key = property.name.as_str();
            if let Some(value) = self.member(key, Some(&property.value), context) {
                members.insert(self.names.share(key), value);
            }
        }
        // What is unknown has no text.
        if let Json::Object(unknown) = context.marks.unknown {
            for (key, mark) in unknown {
                let has_text = known.iter().any(|property| property.name.as_str() == key);
                if !has_text
                    && holds_true(mark)
                    && let Some(value) = self.member(key, None, context)
                {
                    members.insert(self.names.share(key), value);
                }
            }
        }
        // Values are read once, and kept.
        members.shrink_to_fit();
        members
    }

    fn member(
        &mut self,
        key: &str,
        value: Option<&ast::Value<'_>>,
        context: Context<'_>,
    ) -> Option<Value> {
        let written = context.written.member(key, value);
        let traced = match (context.trace, written) {
            (None, Written::Expression(expression)) => Some((self.trace)(expression)),
            _ => None,
        };
        let inner = Context {
            marks: Marks {
                unknown: marked(context.marks.unknown, |mark| mark.get(key)),
                sensitive: marked(context.marks.sensitive, |mark| mark.get(key)),
            },
            written,
            trace: traced.as_ref().or(context.trace),
            attribute: if context.attribute.is_empty() {
                key
            } else {
                context.attribute
            },
            at: context.at,
        };
        self.value(value, inner)
    }

    /// A value, or none when it counts as absent.
    fn value(&mut self, value: Option<&ast::Value<'_>>, context: Context<'_>) -> Option<Value> {
        let span = value.map_or(context.at, |value| self.span(value));
        let sensitive = *context.marks.sensitive == Json::Bool(true);
        let read = if *context.marks.unknown == Json::Bool(true) {
            self.unknown(context, span)?
        } else {
            match value {
                None | Some(ast::Value::NullKeyword(_)) => match context.written {
                    // Written as null, or come to null.
                    Written::Expression(_) => Value::null(span),
                    _ => return None,
                },
                Some(ast::Value::BooleanLit(boolean)) => {
                    self.leaf(Data::Bool(boolean.value), context, span)
                }
                Some(ast::Value::NumberLit(number)) => match Number::parse(number.value) {
                    Some(number) => self.leaf(Data::Number(number), context, span),
                    None => Value::unknown(Reason::Limit("size of numbers".into()), span),
                },
                Some(ast::Value::StringLit(text)) => {
                    if text.value.is_empty() && !matches!(context.written, Written::Expression(_)) {
                        return None;
                    }
                    if sensitive {
                        self.secret(&text.value, context, span)?
                    } else {
                        let text = self.names.share(&text.value);
                        self.leaf(Data::String(text), context, span)
                    }
                }
                Some(ast::Value::Array(array)) => self.list(array, context, span)?,
                Some(ast::Value::Object(object)) => {
                    let kind = match context.written {
                        Written::Expression(_) | Written::Nowhere => MapKind::Object,
                        _ => MapKind::Block,
                    };
                    let members = self.members(Some(object), context.at(span));
                    if members.is_empty() && !matches!(context.written, Written::Expression(_)) {
                        return None;
                    }
                    self.leaf(Data::Map(kind, Arc::new(members)), context, span)
                }
            }
        };
        Some(if sensitive {
            read.marked_sensitive()
        } else {
            read
        })
    }

    fn list(&mut self, array: &ast::Array<'_>, context: Context<'_>, span: Span) -> Option<Value> {
        let expression = matches!(context.written, Written::Expression(_));
        if array.elements.is_empty() && !expression {
            return None;
        }
        let count = array.elements.len();
        let mut items = Vec::with_capacity(count);
        let mut all_objects = true;
        for (index, element) in array.elements.iter().enumerate() {
            all_objects &= matches!(element, ast::Value::Object(_));
            let inner = Context {
                marks: Marks {
                    unknown: marked(context.marks.unknown, |mark| mark.get(index)),
                    sensitive: marked(context.marks.sensitive, |mark| mark.get(index)),
                },
                written: context.written.item(index, count, element),
                ..context.at(span)
            };
            let item = self.value(Some(element), inner);
            items.push(match (item, element) {
                (Some(item), _) => item,
                // A block that sets nothing is a block all the same.
                (None, ast::Value::Object(_)) => Value::new(
                    Data::Map(MapKind::Block, Arc::new(Map::default())),
                    self.span(element),
                ),
                (None, _) => Value::null(self.span(element)),
            });
        }
        let kind = if all_objects && !expression {
            ListKind::Blocks
        } else {
            ListKind::Tuple
        };
        Some(self.leaf(Data::List(kind, items.into()), context, span))
    }

    /// A known value, with its history.
    fn leaf(&self, data: Data, context: Context<'_>, span: Span) -> Value {
        let mut value = Value::new(data, span);
        value.origin.via = match context.written {
            Written::Nowhere => Some(Arc::clone(&self.unwritten)),
            Written::Expression(_) => context.trace.and_then(Trace::via),
            _ => None,
        };
        value
    }

    /// A value that only exists after deployment; none when nobody wrote it.
    fn unknown(&self, context: Context<'_>, span: Span) -> Option<Value> {
        let own = || Reason::Computed(format!("{}.{}", self.address, context.attribute).into());
        let open = |reason: Reason| Unknown {
            presence: Presence::Open,
            ..Unknown::new(reason, span)
        };
        let of = |unknown: Unknown| Value::new(Data::Unknown(Arc::new(unknown)), span);
        match (context.written, context.trace) {
            (Written::Nowhere, _) => self.keep_open.then(|| {
                let mut value = of(open(own()));
                value.origin.via = Some(Arc::clone(&self.unwritten));
                value
            }),
            (Written::Expression(_), Some(trace)) if trace.crowd && trace.references.is_empty() => {
                Some(of(Unknown::new(own(), span)))
            }
            (Written::Expression(_), Some(trace)) if !trace.references.is_empty() => {
                let mut value = of(Unknown::new(first_reason(trace)?, span));
                value.origin.via = trace.via();
                Some(value)
            }
            _ => Some(of(open(own()))),
        }
    }

    /// A sensitive text. A plan shows it, but not whether it is written in the sources or given from
    /// outside, which is what matters: so it is kept only where the configuration says.
    fn secret(&mut self, text: &str, context: Context<'_>, span: Span) -> Option<Value> {
        let known = || Some(Value::new(Data::String(text.into()), span));
        let given = |reason: Reason| {
            let unknown = Unknown {
                presence: Presence::Certain,
                ..Unknown::new(reason, span)
            };
            let mut value = Value::new(Data::Unknown(Arc::new(unknown)), span);
            value.origin.via = context.trace.and_then(Trace::via);
            Some(value)
        };
        match (context.written, context.trace) {
            (Written::Nowhere, _) => None,
            (Written::Expression(_), Some(trace)) => {
                if context.written.constant().is_some() || (self.is_default)(trace, text) {
                    known()
                } else if let Some(variable) = trace.variables.first() {
                    given(Reason::Variable(variable.as_str().into()))
                } else if let Some(reason) = first_reason(trace) {
                    given(reason)
                } else {
                    given(Reason::Unsupported(
                        "the origin of a secret in a plan".into(),
                    ))
                }
            }
            _ => given(Reason::Unsupported(
                "the origin of a secret in a plan".into(),
            )),
        }
    }

    fn span(&self, value: &ast::Value<'_>) -> Span {
        let range = value.range();
        Span::new(self.source, self.base + range.start..self.base + range.end)
    }
}

impl Context<'_> {
    fn at(self, span: Span) -> Self {
        Context { at: span, ..self }
    }
}

/// Why a value that leads to resources is not known.
fn first_reason(trace: &Trace) -> Option<Reason> {
    let managed = |address: &str| {
        !super::address::Address::parse(address)
            .local
            .starts_with("data.")
    };
    let references = &trace.references;
    let first = references
        .iter()
        .find(|reference| managed(&reference.address))
        .or(references.first())?;
    Some(if !managed(&first.address) {
        Reason::DataSource(Arc::clone(&first.address))
    } else if first.attribute.is_empty() {
        Reason::Computed(Arc::clone(&first.address))
    } else {
        Reason::Computed(format!("{}.{}", first.address, first.attribute).into())
    })
}

/// A mark of a part: that of the whole, when that is marked as a whole.
fn marked<'m>(mark: &'m Json, part: impl FnOnce(&'m Json) -> Option<&'m Json>) -> &'m Json {
    const NOTHING: &Json = &Json::Null;
    match mark {
        Json::Bool(true) => mark,
        _ => part(mark).unwrap_or(NOTHING),
    }
}

fn holds_true(mark: &Json) -> bool {
    match mark {
        Json::Bool(marked) => *marked,
        Json::Array(items) => items.iter().any(holds_true),
        Json::Object(members) => members.values().any(holds_true),
        _ => false,
    }
}
