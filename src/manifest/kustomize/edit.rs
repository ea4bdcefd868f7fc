//! Changing values in place.

use std::sync::Arc;

use crate::model::{Data, ListKind, Map, MapKind, Span, Value};

/// The members of a map, to be changed; none of anything else.
pub(super) fn members(value: &mut Value) -> Option<&mut Map> {
    match &mut value.data {
        Data::Map(_, members) => Some(Arc::make_mut(members)),
        _ => None,
    }
}

/// Lets the items of a list be changed, all at once; false for anything else.
pub(super) fn items(value: &mut Value, change: impl FnOnce(&mut Vec<Value>)) -> bool {
    let Data::List(_, items) = &mut value.data else {
        return false;
    };
    let mut changed = items.to_vec();
    change(&mut changed);
    *items = changed.into();
    true
}

/// Changes every value at a path of keys; of a list, in each of its items. A path that does not lead anywhere is
/// made when `create` says where, as far as it has maps.
pub(super) fn at(
    body: &mut Map,
    path: &[&str],
    create: Option<Span>,
    change: &mut dyn FnMut(&mut Value),
) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let value = match create {
        Some(span) => body
            .entry(Arc::from(*key))
            .or_insert_with(|| map(Map::default(), span)),
        None => match body.get_mut(*key) {
            Some(value) => value,
            None => return,
        },
    };
    if rest.is_empty() {
        change(value);
    } else if matches!(value.data, Data::List(..)) {
        items(value, |items| {
            for members in items.iter_mut().filter_map(members) {
                at(members, rest, create, change);
            }
        });
    } else if let Some(members) = members(value) {
        at(members, rest, create, change);
    }
}

/// A map at a position.
pub(super) fn map(members: Map, span: Span) -> Value {
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
}

/// A list at a position.
pub(super) fn list(items: Vec<Value>, span: Span) -> Value {
    Value::new(Data::List(ListKind::Tuple, items.into()), span)
}

/// The same value, all of it at one position: for text that stands within another.
pub(super) fn placed(value: &Value, span: Span) -> Value {
    let data = match &value.data {
        Data::List(kind, items) => {
            Data::List(*kind, items.iter().map(|item| placed(item, span)).collect())
        }
        Data::Map(kind, members) => {
            let members = members
                .iter()
                .map(|(key, value)| (Arc::clone(key), placed(value, span)));
            Data::Map(*kind, Arc::new(members.collect()))
        }
        other => other.clone(),
    };
    Value::new(data, span)
}
