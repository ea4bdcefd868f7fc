//! JSON texts inside values, such as access policies.

use std::sync::Arc;

use crate::model::{Data, ListKind, Map, MapKind, Number, Origin, Value};

/// Reads a JSON text; every node has the origin of the text, since that is what a reader can see.
pub(crate) fn parse_json(text: &str, origin: &Origin) -> Result<Value, String> {
    let document: serde_json::Value =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(from_json(document, origin))
}

/// `serde_json` bounds the depth of what it reads, and so of this recursion.
fn from_json(json: serde_json::Value, origin: &Origin) -> Value {
    let data = match json {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(bool) => Data::Bool(bool),
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            Number::parse(&text).map_or_else(|| Data::String(text.into()), Data::Number)
        }
        serde_json::Value::String(text) => Data::String(text.into()),
        serde_json::Value::Array(items) => {
            let items: Vec<Value> = items
                .into_iter()
                .map(|item| from_json(item, origin))
                .collect();
            Data::List(ListKind::Tuple, items.into())
        }
        serde_json::Value::Object(members) => {
            let members: Map = members
                .into_iter()
                .map(|(key, value)| (Arc::from(key), from_json(value, origin)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
    };
    Value {
        data,
        origin: origin.clone(),
    }
}

/// A known value as JSON; none when a part is unknown.
pub(crate) fn to_json(value: &Value) -> Option<serde_json::Value> {
    Some(match &value.data {
        Data::Null => serde_json::Value::Null,
        Data::Bool(bool) => (*bool).into(),
        Data::Number(number) => serde_json::from_str(&number.to_string()).ok()?,
        Data::String(text) => text.as_ref().into(),
        Data::List(_, items) => items
            .iter()
            .map(to_json)
            .collect::<Option<Vec<_>>>()?
            .into(),
        Data::Map(_, members) => {
            let members = members
                .iter()
                .map(|(key, value)| Some((key.to_string(), to_json(value)?)));
            serde_json::Value::Object(members.collect::<Option<_>>()?)
        }
        Data::Unknown(_) => return None,
    })
}
