//! Walking a path through a body.
//!
//! Knows nested blocks, lists and maps; knows nothing of what is asked of the values it finds.

use crate::model::{Data, MapKind, Presence, Span, Unknown, Value};
use crate::policy::definition::Step;

/// What a path leads to, at one of the places it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The value; none when it is absent or null.
    pub(crate) value: Option<Value>,
    /// Where it stands: the value, or the header of the block that lacks it.
    pub(crate) at: Span,
}

/// The nodes that `steps` lead to from `body`: one per nested block on the way, at least one.
pub(crate) fn walk(body: &Value, steps: &[Step]) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(1);
    let mut container = body.origin.span;
    descend(body, steps, body.origin.span, &mut container, &mut nodes);
    if nodes.is_empty() {
        nodes.push(absent(container));
    }
    nodes
}

fn absent(at: Span) -> Node {
    Node { value: None, at }
}

/// `block` is the header of the innermost block on the way: where an absence is reported.
/// `container` keeps the last one met, for paths that end in an empty list of blocks.
fn descend(
    value: &Value,
    steps: &[Step],
    block: Span,
    container: &mut Span,
    nodes: &mut Vec<Node>,
) {
    let Some((step, rest)) = steps.split_first() else {
        nodes.push(match value.data {
            Data::Null => absent(value.origin.span),
            _ => Node {
                value: Some(value.clone()),
                at: value.origin.span,
            },
        });
        return;
    };
    match (&value.data, step) {
        (Data::Null, _) => nodes.push(absent(value.origin.span)),
        (Data::Unknown(unknown), _) => nodes.push(Node {
            value: Some(through_candidates(value, unknown, steps)),
            at: value.origin.span,
        }),
        (Data::Map(kind, members), Step::Key(key)) => {
            let block = if *kind == MapKind::Block {
                value.origin.span
            } else {
                block
            };
            *container = block;
            match members.get(key.as_str()) {
                Some(member) => descend(member, rest, block, container, nodes),
                None => nodes.push(absent(block)),
            }
        }
        (Data::Map(_, members), Step::Any) => {
            for member in members.values() {
                descend(member, rest, block, container, nodes);
            }
        }
        // One object where blocks are usual counts as one block.
        (Data::Map(..), Step::Index(0)) => descend(value, rest, block, container, nodes),
        (Data::List(_, items), Step::Key(_)) => {
            for item in items.iter() {
                descend(item, steps, block, container, nodes);
            }
        }
        (Data::List(_, items), Step::Any) => {
            for item in items.iter() {
                descend(item, rest, block, container, nodes);
            }
        }
        (Data::List(_, items), Step::Index(index)) => match items.get(*index) {
            Some(item) => descend(item, rest, block, container, nodes),
            None => nodes.push(absent(block)),
        },
        _ => nodes.push(absent(value.origin.span)),
    }
}

/// The unknown that stands at the end of `steps`: with the candidates that the unknown on the way
/// leads to, when each leads to one value.
fn through_candidates(value: &Value, unknown: &Unknown, steps: &[Step]) -> Value {
    let mut candidates = Vec::with_capacity(unknown.candidates.len());
    for candidate in &unknown.candidates {
        match walk(candidate, steps).as_slice() {
            [node] => candidates.push(node.value.clone().unwrap_or_else(|| Value::null(node.at))),
            _ => {
                candidates.clear();
                break;
            }
        }
    }
    Value {
        data: Data::Unknown(std::sync::Arc::new(Unknown {
            reason: unknown.reason.clone(),
            at: unknown.at,
            candidates,
            // The whole may be set and this part of it not.
            presence: Presence::Open,
            document: None,
            prefix: None,
        })),
        origin: value.origin.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::walk;
    use crate::model::{Data, ListKind, Map, MapKind, SourceId, Span, Value};
    use crate::policy::definition::Step;

    fn span(start: usize) -> Span {
        Span::new(SourceId(0), start..start + 1)
    }

    fn block(start: usize, members: Vec<(&str, Value)>) -> Value {
        let members: Map = members
            .into_iter()
            .map(|(key, value)| (Arc::from(key), value))
            .collect();
        Value::new(Data::Map(MapKind::Block, Arc::new(members)), span(start))
    }

    fn keys(path: &str) -> Vec<Step> {
        path.split('.')
            .map(|key| Step::Key(key.to_owned()))
            .collect()
    }

    #[test]
    fn a_missing_attribute_is_reported_at_the_block_that_lacks_it() {
        let rules = vec![
            block(10, vec![("port", Value::string("22", span(11)))]),
            block(20, vec![]),
        ];
        let body = block(
            0,
            vec![(
                "rule",
                Value::new(Data::List(ListKind::Blocks, rules.into()), span(10)),
            )],
        );
        let nodes = walk(&body, &keys("rule.port"));
        assert_eq!(nodes.len(), 2);
        assert_eq!(nodes[0].value.as_ref().and_then(Value::as_str), Some("22"));
        assert!(nodes[1].value.is_none());
        assert_eq!(nodes[1].at, span(20));
    }

    #[test]
    fn a_path_through_no_block_is_one_absence() {
        let none: Vec<Value> = Vec::new();
        let body = block(
            0,
            vec![(
                "rule",
                Value::new(Data::List(ListKind::Blocks, none.into()), span(10)),
            )],
        );
        let nodes = walk(&body, &keys("rule.port"));
        assert_eq!(nodes.len(), 1);
        assert!(nodes[0].value.is_none());
        assert_eq!(nodes[0].at, span(0));
    }
}
