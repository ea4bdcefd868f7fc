//! Which objects a patch or a replacement is for.

use regex::Regex;

use crate::manifest::kubernetes::Object;
use crate::model::{Map, Value};

/// What objects must be: patterns that match as a whole, and labels.
#[derive(Default)]
pub(super) struct Selector {
    group: Option<Pattern>,
    version: Option<Pattern>,
    kind: Option<Pattern>,
    name: Option<Pattern>,
    namespace: Option<Pattern>,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
}

/// A pattern that a text matches as a whole; most are plain words.
enum Pattern {
    Exactly(String),
    Matching(Regex),
}

impl Pattern {
    fn read(text: &str) -> Option<Self> {
        if regex::escape(text) == text {
            return Some(Pattern::Exactly(text.to_owned()));
        }
        let anchored = Regex::new(&format!("^(?:{text})$"));
        anchored.ok().map(Pattern::Matching)
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Pattern::Exactly(exactly) => exactly == text,
            Pattern::Matching(regex) => regex.is_match(text),
        }
    }
}

/// One term of a label selector.
enum Requirement {
    Among(String, Vec<String>),
    NotAmong(String, Vec<String>),
    Present(String),
    Absent(String),
}

impl Selector {
    /// Reads a selector; none when a pattern of it cannot be understood.
    pub(super) fn read(entry: &Map) -> Option<Self> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let pattern = |key: &str| match text(key) {
            None | Some("") => Some(None),
            Some(text) => Pattern::read(text).map(Some),
        };
        Some(Selector {
            group: pattern("group")?,
            version: pattern("version")?,
            kind: pattern("kind")?,
            name: pattern("name")?,
            namespace: pattern("namespace")?,
            labels: requirements(text("labelSelector").unwrap_or_default())?,
            annotations: requirements(text("annotationSelector").unwrap_or_default())?,
        })
    }

    /// The selector of the one object that a partial object is.
    pub(super) fn of(object: &Object) -> Self {
        let exactly = |text: &str| Some(Pattern::Exactly(text.to_owned()));
        Selector {
            group: exactly(object.group()),
            kind: exactly(object.short_kind()),
            name: exactly(&object.name),
            namespace: object.namespace.as_deref().and_then(exactly),
            ..Selector::default()
        }
    }

    /// Whether an object is meant; by its name or one it had before.
    pub(super) fn selects(&self, object: &Object) -> bool {
        let matches = |pattern: &Option<Pattern>, text: &str| {
            pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(text))
        };
        let named = || {
            let mut names = object.former_names.iter().chain([&object.name]);
            names.any(|name| matches(&self.name, name))
        };
        let carries = |asked: &[Requirement], path: &str| {
            let carried = object.at(&["metadata", path]).and_then(Value::as_map);
            asked.iter().all(|requirement| requirement.holds(carried))
        };
        matches(&self.kind, object.short_kind())
            && matches(&self.group, object.group())
            && matches(&self.version, object.version())
            // An object that says no namespace is in the default one, and may be in any.
            && object
                .namespace
                .as_deref()
                .is_none_or(|namespace| matches(&self.namespace, namespace))
            && named()
            && carries(&self.labels, "labels")
            && carries(&self.annotations, "annotations")
    }
}

impl Requirement {
    fn holds(&self, carried: Option<&Map>) -> bool {
        let get = |key: &str| carried.and_then(|carried| carried.get(key)?.as_str());
        match self {
            Requirement::Among(key, values) => {
                get(key).is_some_and(|value| values.iter().any(|asked| asked == value))
            }
            Requirement::NotAmong(key, values) => {
                get(key).is_none_or(|value| values.iter().all(|asked| asked != value))
            }
            Requirement::Present(key) => get(key).is_some(),
            Requirement::Absent(key) => get(key).is_none(),
        }
    }
}

/// The terms of a label selector as text: `app=web,tier in (a, b),!old`.
fn requirements(text: &str) -> Option<Vec<Requirement>> {
    let mut requirements = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (term, after) = term(rest);
        requirements.push(requirement(term.trim())?);
        rest = after.trim();
    }
    Some(requirements)
}

/// Up to the next comma that is in no parentheses.
fn term(text: &str) -> (&str, &str) {
    let mut depth = 0_u32;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                return (
                    text.get(..at).unwrap_or_default(),
                    text.get(at + 1..).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    (text, "")
}

fn requirement(term: &str) -> Option<Requirement> {
    let one = |text: &str| vec![text.trim().to_owned()];
    if let Some((key, value)) = term.split_once("!=") {
        return Some(Requirement::NotAmong(key.trim().to_owned(), one(value)));
    }
    if let Some((key, value)) = term.split_once("==").or_else(|| term.split_once('=')) {
        return Some(Requirement::Among(key.trim().to_owned(), one(value)));
    }
    if let Some((head, values)) = term.split_once('(') {
        let values = values.strip_suffix(')')?.split(',');
        let values = values.map(|value| value.trim().to_owned()).collect();
        let mut words = head.split_whitespace();
        let key = words.next()?.to_owned();
        return match words.next()? {
            "in" => Some(Requirement::Among(key, values)),
            "notin" => Some(Requirement::NotAmong(key, values)),
            _ => None,
        };
    }
    if term.is_empty() || term.contains(char::is_whitespace) {
        return None;
    }
    Some(match term.strip_prefix('!') {
        Some(key) => Requirement::Absent(key.trim().to_owned()),
        None => Requirement::Present(term.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::requirements;
    use crate::model::{Map, Span, Value};

    #[test]
    fn labels_are_selected_as_kubernetes_writes_it() {
        let carried: Map = [("app", "web"), ("tier", "front")]
            .into_iter()
            .map(|(key, value)| (Arc::from(key), Value::string(value, Span::NOWHERE)))
            .collect();
        for (text, expected) in [
            ("", true),
            ("app=web", true),
            ("app==web,tier!=back", true),
            ("app=api", false),
            ("tier in (front, back)", true),
            ("tier notin (front, back),app", false),
            ("!old, app", true),
            ("old", false),
        ] {
            let asked = requirements(text).expect("a selector");
            let holds = asked.iter().all(|asked| asked.holds(Some(&carried)));
            assert_eq!(holds, expected, "{text}");
        }
        assert!(requirements("app in web").is_none());
    }
}
