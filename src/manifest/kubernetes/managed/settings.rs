//! The settings of an object, wherever it keeps them.

use std::sync::Arc;

use crate::model::{Data, Map, MapKind, Value};
use crate::policy::definition::{Path, Step};

/// What an object is set to.
pub(super) enum Settings {
    /// These members.
    Known(Map),
    /// Something that is not known, such as what a patch writes as a whole.
    Unknown(Value),
}

/// The settings at several places of an object; what a later place says wins over an earlier one, member by member.
pub(super) fn settings(object: &Map, places: &[Path]) -> Settings {
    let mut merged = Map::default();
    for place in places {
        match value_at(object, place) {
            Some(value) if value.as_unknown().is_some() => return Settings::Unknown(value.clone()),
            Some(value) => {
                for (key, value) in value.as_map().into_iter().flatten() {
                    overlay(&mut merged, key, value);
                }
            }
            None => {}
        }
    }
    Settings::Known(merged)
}

/// Both are as deep as trees of YAML may be.
fn overlay(below: &mut Map, key: &Arc<str>, value: &Value) {
    match (below.get_mut(key), &value.data) {
        (Some(known), Data::Map(kind, members)) if known.as_map().is_some() => {
            let mut merged = known.as_map().cloned().unwrap_or_default();
            for (key, value) in members.iter() {
                overlay(&mut merged, key, value);
            }
            known.data = Data::Map(*kind, Arc::new(merged));
            known.origin = value.origin.clone();
        }
        _ => {
            below.insert(Arc::clone(key), value.clone());
        }
    }
}

/// The value at a path of keys; where a part of the way is not known, that part. Null counts as absent.
pub(super) fn value_at<'v>(members: &'v Map, path: &Path) -> Option<&'v Value> {
    let mut steps = path.steps.iter();
    let Some(Step::Key(first)) = steps.next() else {
        return None;
    };
    let mut value = members.get(first.as_str())?;
    for step in steps {
        value = match (&value.data, step) {
            (Data::Unknown(_), _) => return Some(value),
            (Data::Map(_, members), Step::Key(key)) => members.get(key.as_str())?,
            (Data::List(_, items), Step::Index(index)) => items.get(*index)?,
            _ => return None,
        };
    }
    (!value.is_null()).then_some(value)
}

/// The first of several paths at which something stands.
pub(super) fn first_at<'v>(members: &'v Map, paths: &[Path]) -> Option<&'v Value> {
    paths.iter().find_map(|path| value_at(members, path))
}

/// Puts a value at names joined by dots, inside nested blocks or objects that are made where there are none. What
/// is there already stays.
pub(super) fn put(members: &mut Map, target: &str, value: Value, blocks: bool) {
    let Some((first, rest)) = target.split_once('.') else {
        members.entry(target.into()).or_insert(value);
        return;
    };
    let span = value.origin.span;
    let slot = members
        .entry(first.into())
        .or_insert_with(|| nested(Map::default(), span, blocks));
    match &mut slot.data {
        Data::Map(_, inside) => put(Arc::make_mut(inside), rest, value, blocks),
        Data::List(_, items) => {
            let mut all = items.to_vec();
            for item in &mut all {
                if let Data::Map(_, inside) = &mut item.data {
                    put(Arc::make_mut(inside), rest, value.clone(), blocks);
                }
            }
            *items = all.into();
        }
        _ => {}
    }
}

/// A mapping as the target language has it: one nested block, or an object.
pub(super) fn nested(members: Map, span: crate::model::Span, blocks: bool) -> Value {
    use crate::model::ListKind;
    let members = Arc::new(members);
    if blocks {
        let block = Value::new(Data::Map(MapKind::Block, members), span);
        Value::new(Data::List(ListKind::Blocks, [block].into()), span)
    } else {
        Value::new(Data::Map(MapKind::Object, members), span)
    }
}
