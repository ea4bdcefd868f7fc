//! What functions of template languages come to when their arguments are not known.

use std::sync::Arc;

use crate::model::{Data, Presence, Reason, Reference, Span, Unknown, Value};

/// A value that a resource gives once it is deployed.
pub(super) fn deployed(address: &Arc<str>, attribute: &str, span: Span) -> Value {
    let name = if attribute.is_empty() {
        address.to_string()
    } else {
        format!("{address}.{attribute}")
    };
    Value::unknown(Reason::Computed(name.into()), span).read_from(Reference {
        address: Arc::clone(address),
        attribute: attribute.into(),
    })
}

/// One of several values, when these are few and written out.
pub(super) fn either(why: &Unknown, candidates: Vec<Value>, operand: &Value, span: Span) -> Value {
    let mut unknown = Unknown::new(why.reason.clone(), why.at);
    // What is itself not known may be anything.
    let known = candidates.iter().all(Value::is_wholly_known);
    unknown.presence = Presence::certain_if(
        !candidates.is_empty() && candidates.iter().all(|candidate| !candidate.is_null()),
    );
    if known && candidates.len() <= Unknown::MAX_CANDIDATES {
        unknown.candidates = candidates;
    }
    Value::new(Data::Unknown(Arc::new(unknown)), span).made_from([operand])
}

/// What a function comes to whose argument is not known: it may be anything.
pub(super) fn undecided(argument: &Value, span: Span) -> Option<Value> {
    let why = argument.as_unknown()?;
    let unknown = Unknown::new(why.reason.clone(), why.at);
    Some(Value::new(Data::Unknown(Arc::new(unknown)), span).made_from([argument]))
}

/// A scalar as the text that template languages take it for.
pub(super) fn text(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Bool(bool) => Some(bool.to_string()),
        Data::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A known value as JSON.
pub(super) fn json(value: &Value) -> Option<serde_json::Value> {
    use serde_json::Value as Json;
    Some(match &value.data {
        Data::Null => Json::Null,
        Data::Bool(bool) => Json::Bool(*bool),
        Data::Number(number) => serde_json::from_str(&number.to_string()).ok()?,
        Data::String(text) => Json::String(text.to_string()),
        Data::List(_, items) => Json::Array(items.iter().map(json).collect::<Option<_>>()?),
        Data::Map(_, members) => {
            let members = members
                .iter()
                .map(|(key, value)| Some((key.to_string(), json(value)?)));
            Json::Object(members.collect::<Option<_>>()?)
        }
        Data::Unknown(_) => return None,
    })
}

/// Whether all hold: one that does not decides, whatever is not known of the others.
pub(super) fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}
