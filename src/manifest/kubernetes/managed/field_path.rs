//! Paths to fields, as Crossplane writes them: `spec.forProvider.tags[my.key]`, `spec.rules[0].name`, `spec.x[*].y`.

use std::sync::Arc;

use crate::model::{Data, Map, MapKind, Value};

/// Longest path, in bytes; no field lies deeper.
const LONGEST: usize = 1024;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A member.
    Field(Arc<str>),
    /// An item.
    Index(usize),
    /// Every item, or every member.
    Every,
}

/// Reads a path; nothing when it is none.
pub(super) fn parse(text: &str) -> Option<Vec<Step>> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        if let Some(inside) = rest.strip_prefix('[') {
            let (key, after) = inside.split_once(']')?;
            let key = key.trim_matches(['\'', '"']);
            steps.push(match key {
                "" => return None,
                "*" => Step::Every,
                key => match key.parse() {
                    Ok(index) => Step::Index(index),
                    Err(_) => Step::Field(key.into()),
                },
            });
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (field, after) = rest.split_at(end);
            if field.is_empty() {
                return None;
            }
            steps.push(match field {
                "*" => Step::Every,
                field => Step::Field(field.into()),
            });
            rest = after;
        }
        if rest.is_empty() {
            return Some(steps);
        }
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            if rest.is_empty() {
                return None;
            }
        } else if !rest.starts_with('[') {
            return None;
        }
    }
}

/// Writes a value at a path, given what stands there so far: what is not there is made. Where the way leads past
/// what is known, such as beyond the end of a list, the whole that it leads into is no longer known.
pub(super) fn write(members: &mut Map, steps: &[Step], value: &dyn Fn(Option<&Value>) -> Value) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    match first {
        Step::Field(key) => {
            if rest.is_empty() {
                let written = value(members.get(key));
                members.insert(Arc::clone(key), written);
                return;
            }
            let empty = || {
                let span = value(None).origin.span;
                Value::new(Data::Map(MapKind::Object, Arc::default()), span)
            };
            let inside = members.entry(Arc::clone(key)).or_insert_with(empty);
            if inside.is_null() {
                *inside = empty();
            }
            write_in(inside, rest, value);
        }
        Step::Every => {
            for inside in members.values_mut() {
                write_in(inside, rest, value);
            }
        }
        Step::Index(_) => {}
    }
}

fn write_in(inside: &mut Value, steps: &[Step], value: &dyn Fn(Option<&Value>) -> Value) {
    let Some((first, rest)) = steps.split_first() else {
        let written = value(Some(inside));
        *inside = written;
        return;
    };
    match (&mut inside.data, first) {
        (Data::Unknown(_), _) => {}
        (Data::Map(_, members), Step::Field(_) | Step::Every) => {
            write(Arc::make_mut(members), steps, value);
        }
        (Data::List(_, items), Step::Index(index)) if *index < items.len() => {
            let mut all = items.to_vec();
            if let Some(item) = all.get_mut(*index) {
                write_in(item, rest, value);
            }
            *items = all.into();
        }
        (Data::List(_, items), Step::Every) if !items.is_empty() => {
            let mut all = items.to_vec();
            for item in &mut all {
                write_in(item, rest, value);
            }
            *items = all.into();
        }
        // A new list, an item at its end, or another shape than the path expects.
        _ => {
            let mut whole = value(None);
            if let Data::Unknown(unknown) = &mut whole.data {
                Arc::make_mut(unknown).candidates.clear();
            }
            *inside = whole;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, parse};

    fn field(name: &str) -> Step {
        Step::Field(name.into())
    }

    #[test]
    fn paths_are_read_as_crossplane_does() {
        for (text, expected) in [
            ("spec.region", Some(vec![field("spec"), field("region")])),
            (
                "spec.rules[0].name",
                Some(vec![
                    field("spec"),
                    field("rules"),
                    Step::Index(0),
                    field("name"),
                ]),
            ),
            (
                "metadata.annotations[crossplane.io/external-name]",
                Some(vec![
                    field("metadata"),
                    field("annotations"),
                    field("crossplane.io/external-name"),
                ]),
            ),
            (
                "tags['a.b'].c",
                Some(vec![field("tags"), field("a.b"), field("c")]),
            ),
            ("a[*].b", Some(vec![field("a"), Step::Every, field("b")])),
            ("", None),
            ("a..b", None),
            ("a.", None),
            ("a[", None),
            ("a[]", None),
            ("a[0]b", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse(&"a.".repeat(4000)), None);
    }
}
