//! `replacements`: values of one object written into others.

use super::edit;
use super::select::Selector;
use crate::manifest::kubernetes::Object;
use crate::model::{Data, Map, Reason, Span, Value};

/// Applies a replacement to the objects. What it writes is unknown when its source is.
pub(super) fn apply(objects: &mut [Object], replacement: &Map, span: Span) {
    let Some(source) = replacement.get("source").and_then(Value::as_map) else {
        return;
    };
    let value = sourced(objects, source, span);
    let targets = replacement.get("targets").and_then(Value::as_list);
    for target in targets.unwrap_or_default().iter().filter_map(Value::as_map) {
        write(objects, target, &value, span);
    }
}

/// The value at the source.
fn sourced(objects: &[Object], source: &Map, span: Span) -> Value {
    let unknown = || Value::unknown(Reason::Unsupported("a replacement".into()), span);
    let selected = Selector::read(source)
        .and_then(|selector| objects.iter().find(|object| selector.selects(object)));
    let Some(object) = selected else {
        return unknown();
    };
    let path = source
        .get("fieldPath")
        .and_then(Value::as_str)
        .unwrap_or("metadata.name");
    let mut found = None;
    let mut body = object.body.clone();
    at(&mut body, &steps(path), None, &mut |value| {
        found.get_or_insert_with(|| value.clone());
    });
    let Some(found) = found else {
        return unknown();
    };
    let Some((delimiter, index)) = delimited(source) else {
        return found;
    };
    let part = found
        .as_str()
        .and_then(|text| text.split(delimiter).nth(usize::try_from(index).ok()?));
    part.map_or_else(unknown, |part| Value::string(part, found.origin.span))
}

fn write(objects: &mut [Object], target: &Map, value: &Value, span: Span) {
    let selector = |key: &str| {
        let entry = target.get(key).and_then(Value::as_map);
        entry.and_then(Selector::read)
    };
    let Some(select) = selector("select") else {
        return;
    };
    let rejected: Vec<Selector> = target
        .get("reject")
        .and_then(Value::as_list)
        .unwrap_or_default()
        .iter()
        .filter_map(|entry| Selector::read(entry.as_map()?))
        .collect();
    let options = target.get("options").and_then(Value::as_map);
    let create =
        options.is_some_and(|options| options.get("create").and_then(Value::as_bool) == Some(true));
    let delimiter = options.and_then(|_| delimited(target));
    let paths = target.get("fieldPaths").and_then(Value::as_list);
    let paths: Vec<Vec<Step>> = paths
        .unwrap_or_default()
        .iter()
        .filter_map(|path| Some(steps(path.as_str()?)))
        .collect();
    for object in objects.iter_mut() {
        if !select.selects(object) || rejected.iter().any(|selector| selector.selects(object)) {
            continue;
        }
        for path in &paths {
            at(&mut object.body, path, create.then_some(span), &mut |old| {
                *old = match delimiter {
                    Some((delimiter, index)) => spliced(old, delimiter, index, value),
                    None => value.clone(),
                };
            });
        }
        object.name_again();
    }
}

/// The delimiter and the place that options name.
fn delimited(entry: &Map) -> Option<(&str, i64)> {
    let options = entry.get("options").and_then(Value::as_map)?;
    let delimiter = options.get("delimiter").and_then(Value::as_str)?;
    let index = match options.get("index").map(|index| &index.data) {
        Some(Data::Number(index)) => index.as_i64().unwrap_or_default(),
        _ => 0,
    };
    (!delimiter.is_empty()).then_some((delimiter, index))
}

/// The old text with one part of it replaced; before the first for a negative place, after the last for one beyond.
fn spliced(old: &Value, delimiter: &str, index: i64, value: &Value) -> Value {
    let (Some(text), Some(new)) = (old.as_str(), value.as_str()) else {
        return match &value.data {
            Data::Unknown(_) => value.clone(),
            _ => old.clone(),
        };
    };
    let mut parts: Vec<&str> = text.split(delimiter).collect();
    match usize::try_from(index) {
        Err(_) => parts.insert(0, new),
        Ok(at) => match parts.get_mut(at) {
            Some(part) => *part = new,
            None => parts.push(new),
        },
    }
    Value::string(parts.join(delimiter), value.origin.span)
}

/// A step of a path: `spec.containers.[name=web].image`.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Where(String, String),
    Index(usize),
    Every,
}

/// The steps of a path; a dot after a backslash, or within brackets, is none of its own.
fn steps(path: &str) -> Vec<Step> {
    let mut parts = vec![String::new()];
    let mut bracketed = false;
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                if let (Some(part), Some(next)) = (parts.last_mut(), characters.next()) {
                    part.push(next);
                }
            }
            '.' if !bracketed => parts.push(String::new()),
            character => {
                bracketed = match character {
                    '[' => true,
                    ']' => false,
                    _ => bracketed,
                };
                if let Some(part) = parts.last_mut() {
                    part.push(character);
                }
            }
        }
    }
    let step = |part: String| {
        let inner = part
            .strip_prefix('[')
            .and_then(|part| part.strip_suffix(']'));
        if let Some((key, value)) = inner.and_then(|inner| inner.split_once('=')) {
            return Step::Where(key.to_owned(), value.to_owned());
        }
        match inner.unwrap_or(part.as_str()) {
            "*" => Step::Every,
            // A key that holds dots.
            key if inner.is_some() => Step::Key(key.to_owned()),
            number => number
                .parse()
                .map_or_else(|_| Step::Key(part.clone()), Step::Index),
        }
    };
    parts.into_iter().map(step).collect()
}

/// Changes what is at a path.
fn at(body: &mut Map, path: &[Step], create: Option<Span>, change: &mut dyn FnMut(&mut Value)) {
    let key = match path.first() {
        Some(Step::Key(key)) => key.clone(),
        // A key that is a number.
        Some(Step::Index(index)) => index.to_string(),
        _ => return,
    };
    let value = match create {
        Some(span) => body
            .entry(key.as_str().into())
            .or_insert_with(|| edit::map(Map::default(), span)),
        None => match body.get_mut(key.as_str()) {
            Some(value) => value,
            None => return,
        },
    };
    within(value, path.get(1..).unwrap_or_default(), create, change);
}

fn within(
    value: &mut Value,
    path: &[Step],
    create: Option<Span>,
    change: &mut dyn FnMut(&mut Value),
) {
    let Some((step, rest)) = path.split_first() else {
        change(value);
        return;
    };
    if let Data::Map(..) = value.data {
        if let Some(members) = edit::members(value) {
            match step {
                Step::Every => {
                    for value in members.values_mut() {
                        within(value, rest, create, change);
                    }
                }
                _ => at(members, path, create, change),
            }
        }
        return;
    }
    edit::items(value, |items| {
        for (at, item) in items.iter_mut().enumerate() {
            let meant = match step {
                Step::Every => true,
                Step::Index(index) => *index == at,
                Step::Where(key, asked) => item.as_map().is_some_and(|item| {
                    item.get(key.as_str()).and_then(Value::as_str) == Some(asked)
                }),
                Step::Key(_) => false,
            };
            if meant {
                within(item, rest, create, change);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Step, steps};

    #[test]
    fn paths_are_cut_at_their_dots() {
        let key = |text: &str| Step::Key(text.to_owned());
        assert_eq!(
            steps(r"metadata.annotations.example\.com/a.[name=a.b].*.0.[b.c/d]"),
            [
                key("metadata"),
                key("annotations"),
                key("example.com/a"),
                Step::Where("name".to_owned(), "a.b".to_owned()),
                Step::Every,
                Step::Index(0),
                key("b.c/d"),
            ]
        );
    }
}
