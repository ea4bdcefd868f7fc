//! `yamldecode`: one document, with anchors, aliases and merge keys.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::super::{CallError, limits};
use super::scalar::resolve;
use crate::model::{Data, ListKind, Map, MapKind, Span, Value};
use crate::terraform::text::normalised;
use crate::terraform::types::string_of;

/// The value of a YAML document, all of whose parts stand at `span`.
pub(in crate::terraform::functions) fn decode(text: &str, span: Span) -> Result<Value, CallError> {
    if begins_with_tab(text) {
        return fail("a tab cannot stand before the document");
    }
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        anchors: FxHashMap::default(),
        span,
        parts: 0,
    };
    loop {
        match reader.next()? {
            Event::StreamStart | Event::Nothing => {}
            Event::DocumentStart(_) => break,
            _ => return fail("the document is empty"),
        }
    }
    let value = reader.value(0)?;
    loop {
        match reader.next()? {
            Event::DocumentEnd | Event::Nothing => {}
            Event::StreamEnd => return Ok(value),
            _ => return fail("only a single document is allowed"),
        }
    }
}

/// Whether a tab stands at the beginning of a line before the document, which the parser takes for a space.
fn begins_with_tab(text: &str) -> bool {
    for line in text.lines() {
        let rest = line.trim_start_matches(' ');
        if rest.starts_with('\t') {
            return true;
        }
        if !(rest.is_empty() || rest.starts_with('#') || rest == "---") {
            return false;
        }
    }
    false
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// The values that have a name; one still being read is missing.
    anchors: FxHashMap<usize, Value>,
    span: Span,
    /// Nodes read, those of aliases included.
    parts: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Event<'a>, CallError> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => fail(&error.to_string()),
            None => Ok(Event::StreamEnd),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, CallError> {
        let event = self.next()?;
        self.value_of(event, depth)
    }

    fn value_of(&mut self, event: Event<'a>, depth: usize) -> Result<Value, CallError> {
        self.parts += 1;
        if depth > limits::MAX_DEPTH || self.parts > limits::MAX_ITEMS {
            return fail("the document is too large or nested too deeply");
        }
        let (anchor, data) = match event {
            Event::Alias(anchor) => {
                return match self.anchors.get(&anchor) {
                    Some(value) => Ok(value.clone()),
                    None => fail("an alias names an anchor that is not defined before it"),
                };
            }
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, scalar(&text, style, tag.as_deref())?)
            }
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq")?;
                (anchor, self.sequence(depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map")?;
                (anchor, self.mapping(depth)?)
            }
            // An empty document holds nothing, not even null.
            _ => return fail("a value is expected"),
        };
        let value = Value::new(data, self.span);
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self, depth: usize) -> Result<Data, CallError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Data::List(ListKind::Tuple, items.into())),
                event => items.push(self.value_of(event, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Data, CallError> {
        let mut members = Map::default();
        loop {
            let (text, style, anchor, tag) = match self.next()? {
                Event::MappingEnd => return Ok(Data::Map(MapKind::Object, Arc::new(members))),
                Event::Scalar(text, style, anchor, tag) => (text, style, anchor, tag),
                _ => return fail("only strings are allowed as mapping keys"),
            };
            if text == "<<" && tag.is_none() || is_core(tag.as_deref(), "merge") {
                let merged = self.value(depth + 1)?;
                merge(&mut members, &merged)?;
                continue;
            }
            let key = Value::new(scalar(&text, style, tag.as_deref())?, self.span);
            let Some(name) = string_of(&key) else {
                return fail("a mapping key cannot be null");
            };
            if anchor != 0 {
                self.anchors.insert(anchor, key);
            }
            let member = self.value(depth + 1)?;
            members.insert(normalised(&name), member);
        }
    }
}

/// What is merged replaces what stands before it, and gives way to what stands after.
fn merge(members: &mut Map, merged: &Value) -> Result<(), CallError> {
    match &merged.data {
        Data::Map(_, others) => {
            members.extend(
                others
                    .iter()
                    .map(|(name, member)| (Arc::clone(name), member.clone())),
            );
            limits::check_items(members.len())
        }
        Data::List(_, items) if items.iter().all(|item| item.as_map().is_some()) => {
            items.iter().try_for_each(|item| merge(members, item))
        }
        _ => fail("only mappings can be merged into a mapping"),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Data, CallError> {
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let tag = match tag {
        None => None,
        Some(tag) if tag.handle == "!" && tag.suffix.is_empty() => Some("str"),
        Some(tag) => match core_name(tag) {
            Some(name) => Some(name),
            None => {
                return fail(&format!(
                    "the tag {}{} is not supported",
                    tag.handle, tag.suffix
                ));
            }
        },
    };
    resolve(text, quoted, tag).map_err(|message| CallError::of(0, message))
}

fn check_tag(tag: Option<&Tag>, wanted: &str) -> Result<(), CallError> {
    match tag {
        Some(tag) if !is_core(Some(tag), wanted) => {
            fail(&format!("a collection cannot be of the tag {}", tag.suffix))
        }
        _ => Ok(()),
    }
}

fn is_core(tag: Option<&Tag>, name: &str) -> bool {
    tag.is_some_and(|tag| core_name(tag) == Some(name))
}

/// The name of a tag of YAML's own, written `!!name` or in full.
fn core_name(tag: &Tag) -> Option<&str> {
    const PREFIX: &str = "tag:yaml.org,2002:";
    if tag.is_yaml_core_schema() {
        return Some(&tag.suffix);
    }
    match tag.handle.as_str() {
        "" => tag.suffix.strip_prefix(PREFIX),
        handle if tag.suffix.is_empty() => handle.strip_prefix(PREFIX),
        _ => None,
    }
}

fn fail<T>(what: &str) -> Result<T, CallError> {
    Err(CallError::of(0, format!("invalid YAML: {what}")))
}
