//! One value from two accounts of it: what a plan says it is, and what the sources say where it is written.
//!
//! A value that the plan knows is the plan's, at the place of the sources and with their history. One that the
//! plan does not know is the sources', which know more of it: the parts of a document, the possible
//! values, the way through local values.

use std::sync::Arc;

use crate::model::{
    Data, ListKind, Map, MapKind, Origin, Reason, Resource, Span, Unknown, Value, Via,
};

/// Longer lists are met by position only; they come from collections, not from blocks that people write.
const MAX_PAIRED: usize = 256;

/// The value of a plan and of the sources. `block` is the header of the block it lies in, where the
/// sources do not write it themselves. None when it counts as absent.
pub(super) fn merge(plan: Value, source: Option<&Value>, block: Span) -> Option<Value> {
    let open = plan.is_unwritten() && plan.as_unknown().is_some();
    let Some(source) = source else {
        // Nobody wrote it and nobody knows it.
        return (!open).then(|| settle(plan, block));
    };
    if let Data::Unknown(unknown) = &plan.data {
        if open && source.is_null() {
            return None;
        }
        // A secret is given from outside, however the sources were evaluated here.
        let given = matches!(unknown.reason, Reason::Variable(_)) && source.as_unknown().is_none();
        let data = if given {
            plan.data.clone()
        } else {
            source.data.clone()
        };
        let merged = Value {
            data,
            origin: source.origin.clone(),
        };
        let merged = merged.made_from([&plan]);
        return Some(written(merged, plan.is_sensitive()));
    }
    if source.is_null() && plan.is_unwritten() {
        return Some(settle(plan, source.origin.span));
    }
    let sensitive = plan.is_sensitive();
    let origin = Origin {
        span: source.origin.span,
        via: source.origin.via.clone(),
    };
    let data = match plan.data {
        Data::List(kind, items) => {
            let source = possible(
                source,
                |data| matches!(data, Data::List(_, others) if others.len() == items.len()),
            );
            Data::List(kind, merge_items(&items, source, origin.span, block))
        }
        Data::Map(kind, members) => {
            let source = possible(source, |data| matches!(data, Data::Map(..)));
            let (kind, members) = merge_members(kind, &members, source, origin.span, block);
            Data::Map(kind, Arc::new(members))
        }
        data => data,
    };
    let mut merged = Value { data, origin };
    if let Some(via) = &plan.origin.via
        && !via.references.is_empty()
    {
        for reference in &via.references {
            merged = merged.read_from(reference.clone());
        }
    }
    Some(written(merged, sensitive))
}

/// A resource whose sources turn out not to be at hand: without what only they could have settled.
pub(super) fn alone(mut resource: Resource) -> Resource {
    resource.body = without_open(resource.body);
    resource
}

fn without_open(mut value: Value) -> Value {
    value.data = match value.data {
        Data::List(kind, items) => {
            Data::List(kind, items.iter().cloned().map(without_open).collect())
        }
        Data::Map(kind, members) => {
            let open = |member: &Value| member.is_unwritten() && member.as_unknown().is_some();
            let members = members
                .iter()
                .filter(|(_, member)| !open(member))
                .map(|(key, member)| (Arc::clone(key), without_open(member.clone())));
            Data::Map(kind, Arc::new(members.collect()))
        }
        data => data,
    };
    value
}

/// The members of two bodies. The sources write some that a plan has not: arguments of the tool itself, and
/// what is set to nothing.
fn merge_members(
    kind: MapKind,
    plan: &Map,
    source: Option<&Value>,
    span: Span,
    block: Span,
) -> (MapKind, Map) {
    let (kind, others, block) = match source.map(|source| &source.data) {
        Some(Data::Map(kind @ MapKind::Block, others)) => (*kind, Some(others), span),
        Some(Data::Map(_, others)) => (kind, Some(others), block),
        _ => (kind, None, block),
    };
    let mut members = Map::default();
    for (key, value) in plan {
        let other = others.and_then(|others| others.get(key));
        let Some(mut value) = merge(value.clone(), other, block) else {
            continue;
        };
        // A state does not say what is written; the sources do.
        if others.is_some() && other.is_none() && value.origin.via.is_none() {
            value.origin.via = Some(Arc::new(Via {
                unwritten: true,
                ..Via::default()
            }));
        }
        members.insert(Arc::clone(key), value);
    }
    for (key, other) in others.into_iter().flat_map(|others| others.iter()) {
        if plan.contains_key(key) {
            continue;
        }
        // Known to be nothing, by the plan.
        let value = match other.as_unknown() {
            Some(_) => Value::null(other.origin.span),
            None => other.clone(),
        };
        members.insert(Arc::clone(key), value);
    }
    members.shrink_to_fit();
    (kind, members)
}

/// The items of two lists, each with the one it agrees with most: providers order blocks that form a set.
fn merge_items(plan: &[Value], source: Option<&Value>, span: Span, block: Span) -> Arc<[Value]> {
    let others = source.and_then(Value::as_list).unwrap_or_default();
    let block = match source.map(|source| &source.data) {
        Some(Data::List(ListKind::Blocks, _)) => span,
        _ => block,
    };
    let mut free: Vec<Option<&Value>> = others.iter().map(Some).collect();
    let by_position = plan.len() > MAX_PAIRED || others.len() > MAX_PAIRED;
    let items = plan.iter().enumerate().map(|(index, item)| {
        let partner = if by_position {
            free.get(index).copied().flatten()
        } else {
            take_best(item, index, &mut free)
        };
        merge(item.clone(), partner, block).unwrap_or_else(|| Value::null(block))
    });
    items.collect()
}

fn take_best<'v>(item: &Value, index: usize, free: &mut [Option<&'v Value>]) -> Option<&'v Value> {
    let best = free
        .iter()
        .enumerate()
        .filter_map(|(position, other)| {
            let score = agreement(item, (*other)?)?;
            Some((score, position == index, std::cmp::Reverse(position)))
        })
        .max()?;
    free.get_mut(best.2.0).and_then(Option::take)
}

/// How much two values have in common; none when they differ in what both know.
fn agreement(plan: &Value, source: &Value) -> Option<usize> {
    match (&plan.data, &source.data) {
        (Data::Map(_, members), Data::Map(_, others)) => {
            let mut score = 1;
            for (key, other) in others.iter() {
                let agreed = match members.get(key) {
                    Some(value) => agreement(value, other)?,
                    // The plan leaves out what is null.
                    None => 0,
                };
                score += agreed;
            }
            Some(score)
        }
        (Data::Unknown(_), _) | (_, Data::Unknown(_)) => Some(0),
        (Data::List(_, items), Data::List(_, others)) => (items.len() == others.len()).then_some(1),
        (_, Data::Null) => Some(0),
        (a, b) => (text_of(a) == text_of(b)).then_some(2),
    }
}

/// A scalar by its text: a provider's schema turns `"1"` into `1`.
fn text_of(data: &Data) -> Option<String> {
    Some(match data {
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => text.to_string(),
        _ => return None,
    })
}

/// The value that the sources mean, when they leave several open and the plan settles it.
fn possible(source: &Value, fits: impl Fn(&Data) -> bool) -> Option<&Value> {
    match &source.data {
        Data::Unknown(unknown) => {
            let unknown: &Unknown = unknown;
            unknown
                .candidates
                .iter()
                .find(|candidate| fits(&candidate.data))
        }
        _ => Some(source),
    }
}

/// The same value at a place of the sources, with all its parts.
fn settle(mut value: Value, span: Span) -> Value {
    value.data = match value.data {
        Data::List(kind, items) => {
            let items = items.iter().map(|item| settle(item.clone(), span));
            Data::List(kind, items.collect())
        }
        Data::Map(kind, members) => {
            let mut settled = Map::default();
            for (key, member) in members.iter() {
                let open = member.is_unwritten() && member.as_unknown().is_some();
                if !open {
                    settled.insert(Arc::clone(key), settle(member.clone(), span));
                }
            }
            Data::Map(kind, Arc::new(settled))
        }
        Data::Unknown(unknown) => Data::Unknown(Arc::new(Unknown {
            at: span,
            ..Unknown::clone(&unknown)
        })),
        data => data,
    };
    value.used_at(span)
}

/// What the sources write is written, and stays secret when either account says so.
fn written(mut value: Value, sensitive: bool) -> Value {
    if value.is_unwritten() {
        let mut via = value.origin.via.as_deref().cloned().unwrap_or_default();
        via.unwritten = false;
        value.origin.via = Some(Arc::new(via));
    }
    if sensitive {
        value.marked_sensitive()
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::merge;
    use crate::model::{
        Data, ListKind, Map, MapKind, Number, Reason, SourceId, Span, Unknown, Value,
    };

    fn at(source: u32, start: usize) -> Span {
        Span::new(SourceId(source), start..start + 1)
    }

    fn block(span: Span, members: Vec<(&str, Value)>) -> Value {
        let members: Map = members
            .into_iter()
            .map(|(key, value)| (Arc::from(key), value))
            .collect();
        Value::new(Data::Map(MapKind::Block, Arc::new(members)), span)
    }

    fn blocks(span: Span, items: Vec<Value>) -> Value {
        Value::new(Data::List(ListKind::Blocks, items.into()), span)
    }

    fn port(source: u32, start: usize, port: i64) -> Value {
        let number = Value::new(Data::Number(Number::from(port)), at(source, start + 1));
        block(at(source, start), vec![("port", number)])
    }

    #[test]
    fn blocks_meet_by_what_they_hold() {
        let plan = blocks(at(9, 0), vec![port(9, 1, 22), port(9, 5, 443)]);
        let source = blocks(at(1, 0), vec![port(1, 10, 443), port(1, 20, 22)]);
        let merged = merge(plan, Some(&source), at(1, 99)).expect("it is there");
        let items = merged.as_list().expect("it is a list");
        let starts: Vec<u32> = items.iter().map(|item| item.origin.span.start).collect();
        assert_eq!(starts, [20, 10]);
    }

    #[test]
    fn the_plan_settles_what_the_sources_leave_open() {
        let unknown = Unknown::new(Reason::Variable("x".into()), at(1, 5));
        let source = Value::new(Data::Unknown(Arc::new(unknown)), at(1, 6));
        let merged = merge(Value::string("eu", at(9, 0)), Some(&source), at(1, 0));
        let merged = merged.expect("it is there");
        assert_eq!(
            (merged.as_str(), merged.origin.span),
            (Some("eu"), at(1, 6))
        );
        // And absence too.
        let body = block(at(1, 0), vec![("key", source)]);
        let merged = merge(block(at(9, 0), vec![]), Some(&body), at(1, 0)).expect("it is there");
        let members = merged.as_map().expect("it is a map");
        assert!(members.get("key").is_some_and(Value::is_null));
    }

    #[test]
    fn what_a_plan_does_not_know_is_what_the_sources_know_of_it() {
        let mut inner = Unknown::new(Reason::Computed("key.main.arn".into()), at(1, 5));
        inner.prefix = Some("arn:".into());
        let source = Value::new(Data::Unknown(Arc::new(inner)), at(1, 6));
        let plan = Value::unknown(Reason::Computed("store.main.key".into()), at(9, 0));
        let merged = merge(plan, Some(&source), at(1, 0)).expect("it is there");
        assert_eq!(merged.as_unknown().map(Unknown::prefix), Some("arn:"));
    }
}
