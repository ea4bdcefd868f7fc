//! The tree.

use std::ops::Range;

/// A node and the bytes in which it is written. A node that an alias stands for has the span of the
/// text at its anchor.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes of its text, without comments or white space around it.
    pub span: Range<usize>,
    /// Its tag when it is none of the core schema: `!Ref`.
    pub tag: Option<String>,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// A list.
    Sequence(Vec<Node>),
    /// A map, in the order of the text; no key occurs twice.
    Mapping(Vec<Entry>),
}

/// A number, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value; a number beyond what JSON holds exactly is the nearest one it holds.
    pub value: serde_json::Number,
    /// Its text: `2.0` may be an edition, `0123` an account.
    pub source: String,
}

/// One key of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key's text, whatever scalar it is.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Range<usize>,
    /// Whether the key is written without quotes.
    pub key_plain: bool,
    /// The value.
    pub value: Node,
}

/// A step from a node to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// A key of a mapping.
    Key(String),
    /// A place in a sequence; of a mapping, the key that is written so.
    Index(usize),
}

impl Node {
    /// The value of `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`, when this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a mapping; none of anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence.
    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of any scalar, as written: `2.0` and `"2.0"` give the same.
    pub fn scalar_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Number(number) => Some(&number.source),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::Null | Kind::Sequence(_) | Kind::Mapping(_) => None,
        }
    }

    /// The same place and tag, with nothing in it: for a copy whose content is another.
    #[must_use]
    pub fn clone_shallow(&self) -> Node {
        Node {
            span: self.span.clone(),
            tag: self.tag.clone(),
            kind: Kind::Null,
        }
    }

    /// Whether this is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, Kind::Mapping(_))
    }

    /// The deepest node on the way of `path`: the node itself when all of the path exists.
    pub fn at(&self, path: impl IntoIterator<Item = PathSegment>) -> &Node {
        let mut node = self;
        for segment in path {
            let next = match (&node.kind, &segment) {
                (Kind::Mapping(_), PathSegment::Key(key)) => node.get(key),
                (Kind::Mapping(_), PathSegment::Index(index)) => node.get(&index.to_string()),
                (Kind::Sequence(items), PathSegment::Index(index)) => items.get(*index),
                (Kind::Sequence(items), PathSegment::Key(key)) => {
                    key.parse::<usize>().ok().and_then(|index| items.get(index))
                }
                _ => None,
            };
            match next {
                Some(found) => node = found,
                None => break,
            }
        }
        node
    }

    /// The deepest node on the way of a JSON pointer (`/rules/0/on`, with `~0` and `~1`).
    pub fn at_pointer(&self, pointer: &str) -> &Node {
        self.at(pointer
            .split('/')
            .skip(1)
            .map(|segment| PathSegment::Key(segment.replace("~1", "/").replace("~0", "~"))))
    }
}
