//! Functions on objects.

use super::arguments::{map, of_list, of_map, of_text, unsuitable};
use super::conversion::plain;
use super::{Function, MANY, Outcome, Refusal};
use crate::model::{Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("createObject", 0, MANY, create_object).takes_unknown(),
    Function::new("items", 1, 1, items),
    Function::new("objectKeys", 1, 1, object_keys),
    Function::new("shallowMerge", 1, 1, shallow_merge),
];

/// Keys and values in turn.
fn create_object(arguments: &[Value]) -> Outcome {
    let mut members = Map::default();
    for (position, pair) in arguments.chunks(2).enumerate() {
        let [key, value] = pair else {
            return Err(Refusal::wrong("each key needs a value"));
        };
        match plain(key) {
            Some(key) => {
                members.insert(key.into(), value.clone());
            }
            None => return Err(unsuitable(key, 2 * position, "a text")),
        }
    }
    Ok(of_map(members))
}

/// The members in the order of their keys.
fn sorted(members: &Map) -> Vec<(&str, &Value)> {
    let mut sorted: Vec<(&str, &Value)> =
        members.iter().map(|(key, value)| (&**key, value)).collect();
    sorted.sort_by_key(|(key, _)| *key);
    sorted
}

fn items(arguments: &[Value]) -> Outcome {
    let items = sorted(map(arguments, 0)?).into_iter().map(|(key, value)| {
        let mut item = Map::default();
        item.insert("key".into(), of_text(key));
        item.insert("value".into(), value.clone());
        of_map(item)
    });
    Ok(of_list(items))
}

fn object_keys(arguments: &[Value]) -> Outcome {
    let keys = sorted(map(arguments, 0)?)
        .into_iter()
        .map(|(key, _)| of_text(key));
    Ok(of_list(keys))
}

/// The members of all objects of an array; the last one wins, and what is inside is not joined.
fn shallow_merge(arguments: &[Value]) -> Outcome {
    let mut members = Map::default();
    for value in super::arguments::list(arguments, 0)? {
        match value.as_map() {
            Some(own) => {
                members.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            None => return Err(unsuitable(value, 0, "an array of objects")),
        }
    }
    Ok(of_map(members))
}
