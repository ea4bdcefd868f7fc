//! Merge keys (`<<`) of YAML 1.1, which the tools that read Heat and Compose files honour.

use rustc_hash::FxHashSet;

use crate::yaml::{Entry, Kind, Node};

/// The key that merges.
const MERGE: &str = "<<";

/// The tree with merge keys replaced by the members that they stand for: what a mapping says itself leads over what
/// it merges, and what comes first in a list of mappings over what comes later. Aliases were counted when they were
/// read, so that the result is no larger than what was allowed there; depth is bounded there too.
pub(super) fn merged(node: Node) -> Node {
    let kind = match node.kind {
        Kind::Sequence(items) => Kind::Sequence(items.into_iter().map(merged).collect()),
        Kind::Mapping(entries) => Kind::Mapping(members(entries)),
        other => other,
    };
    Node { kind, ..node }
}

fn members(entries: Vec<Entry>) -> Vec<Entry> {
    let merges =
        |entry: &Entry| entry.key_plain && entry.key == MERGE && is_mergeable(&entry.value);
    let mut own = Vec::with_capacity(entries.len());
    let mut others = Vec::new();
    for entry in entries {
        if merges(&entry) {
            others.push(entry.value);
        } else {
            own.push(Entry {
                value: merged(entry.value),
                ..entry
            });
        }
    }
    if others.is_empty() {
        return own;
    }
    let mut known: FxHashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    for other in others {
        let sources = match other.kind {
            Kind::Sequence(items) => items,
            _ => vec![other],
        };
        for source in sources {
            if let Kind::Mapping(entries) = source.kind {
                let new = members(entries).into_iter();
                own.extend(new.filter(|entry| known.insert(entry.key.clone())));
            }
        }
    }
    own
}

/// A mapping, or a list of mappings.
fn is_mergeable(node: &Node) -> bool {
    node.is_mapping()
        || node
            .items()
            .is_some_and(|items| items.iter().all(Node::is_mapping))
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::yaml::{Limits, Node, parse_one};

    fn json(node: &Node) -> serde_json::Value {
        use crate::yaml::Kind;
        match &node.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Bool(bool) => (*bool).into(),
            Kind::Number(number) => number.value.clone().into(),
            Kind::Text(text) => text.as_str().into(),
            Kind::Sequence(items) => items.iter().map(json).collect(),
            Kind::Mapping(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), json(&entry.value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// The examples of the merge key type (yaml.org/type/merge.html) and of "Fragments" in the specification of
    /// Compose.
    #[test]
    fn own_members_lead_and_earlier_mappings_lead_over_later_ones() {
        for (text, expected) in [
            (
                "c: &c {x: 1, y: 2}\nb: &b {r: 10}\ns: &s {r: 1}\nm: {<<: *c, r: 10, label: l}",
                r#"{"r": 10, "label": "l", "x": 1, "y": 2}"#,
            ),
            (
                "b: &b {r: 10}\nl: &l {x: 0, y: 2}\ns: &s {r: 1}\nm: {<<: [*b, *l, *s], x: 1}",
                r#"{"x": 1, "r": 10, "y": 2}"#,
            ),
            (
                "a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nm: {<<: *b, q: 3}",
                r#"{"q": 3, "p": 1}"#,
            ),
            ("m: {\"<<\": {a: 1}}", r#"{"<<": {"a": 1}}"#),
            ("m: {<<: text}", r#"{"<<": "text"}"#),
        ] {
            let node = merged(parse_one(text, Limits::default()).expect("YAML"));
            let found = node.get("m").map(json).expect("a mapping");
            let expected: serde_json::Value = serde_json::from_str(expected).expect("JSON");
            assert_eq!(found, expected, "{text}");
        }
    }
}
