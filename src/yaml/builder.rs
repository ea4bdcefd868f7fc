//! A document built from the parser's events: an explicit stack, no recursion.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, ScalarStyle, Span, Tag};

use super::offsets::Offsets;
use super::scalar::{resolve_plain, resolve_tagged};
use super::{Entry, Kind, Limits, Node, YamlError, YamlErrorKind};

/// A sequence or mapping that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<String>,
    children: Children,
    /// Nodes inside, itself included.
    cost: usize,
    /// Levels inside, itself included.
    height: usize,
}

enum Children {
    Items(Vec<Node>),
    Entries(Vec<Entry>, Option<Key>),
}

struct Key {
    text: String,
    span: Range<usize>,
    plain: bool,
}

/// A finished node with an anchor.
struct Anchored {
    node: Node,
    cost: usize,
    height: usize,
}

/// The tree under construction, and what it has cost so far.
pub(super) struct Builder<'a> {
    text: &'a str,
    offsets: Offsets,
    /// Bytes of a byte-order mark that the parser does not see.
    skipped: usize,
    limits: Limits,
    open: Vec<Open>,
    /// Anchors of the document by number; nothing for one that is still open.
    anchors: HashMap<usize, Option<Anchored>>,
    /// Where the latest alias ends: what it stands for has the place of the anchor.
    alias_end: usize,
    /// Nodes of the whole text so far.
    nodes: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    /// Nothing yet of `text`, of which the parser sees `body`: all but a byte-order mark.
    pub(super) fn new(text: &'a str, body: &str, limits: Limits) -> Self {
        Builder {
            text,
            offsets: Offsets::new(body),
            skipped: text.len() - body.len(),
            limits,
            open: Vec::new(),
            anchors: HashMap::new(),
            alias_end: 0,
            nodes: 0,
            root: None,
        }
    }

    /// Forgets the anchors of the document before.
    pub(super) fn start_document(&mut self) {
        self.anchors.clear();
        self.root = None;
    }

    /// The finished document; null when it holds nothing.
    pub(super) fn end_document(&mut self, span: Span) -> Node {
        let empty = self.byte(span.start.index());
        self.root.take().unwrap_or(Node {
            span: empty..empty,
            tag: None,
            kind: Kind::Null,
        })
    }

    /// The bytes of one character, by its index.
    pub(super) fn character(&self, index: usize) -> Range<usize> {
        let at = self.byte(index);
        at..self.next_boundary(at)
    }

    fn byte(&self, index: usize) -> usize {
        self.skipped + self.offsets.byte(index)
    }

    /// The end of the character at `at`.
    fn next_boundary(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest
            .chars()
            .next()
            .filter(|&c| c != '\n' && c != '\r')
            .map_or(0, char::len_utf8)
    }

    /// The bytes of `span` without the white space that the parser may count at the end.
    fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        let written = self.text.get(start..end).unwrap_or_default();
        start..start + written.trim_end().len()
    }

    /// The bytes of a scalar: the parser counts a comment after the quotes as part of it.
    fn scalar_bytes(&self, span: Span, style: ScalarStyle) -> Range<usize> {
        let range = self.bytes(span);
        let quote = match style {
            ScalarStyle::SingleQuoted => b'\'',
            ScalarStyle::DoubleQuoted => b'"',
            _ => return range,
        };
        let written = self.text.as_bytes().get(range.clone()).unwrap_or_default();
        let mut at = 1;
        while let Some(byte) = written.get(at) {
            // `''` is a quote in single quotes, and a backslash keeps what follows in double quotes.
            let is_pair = (quote == b'\'' && written.get(at..at + 2) == Some(b"''"))
                || (quote == b'"' && *byte == b'\\');
            if is_pair {
                at += 2;
            } else if *byte == quote {
                return range.start..range.start + at + 1;
            } else {
                at += 1;
            }
        }
        range
    }

    /// The place after the anchor and the tag that may start at `at`.
    fn after_properties(&self, mut at: usize) -> usize {
        while let Some(rest) = self
            .text
            .get(at..)
            .filter(|rest| rest.starts_with(['&', '!']))
        {
            let property = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let space = rest.get(property..).unwrap_or_default();
            at += property + space.len() - space.trim_start().len();
        }
        at
    }

    /// Takes in one event inside a document.
    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let range = self.scalar_bytes(span, style);
                let plain = style == ScalarStyle::Plain;
                if self.wants_key() {
                    self.key(text.into_owned(), range, plain, anchor)?;
                    return Ok(());
                }
                let cost = 1 + text.len() / 64;
                let (kind, tag) = scalar(&text, plain, tag.as_deref(), &range)?;
                self.finish(
                    Node {
                        span: range,
                        tag,
                        kind,
                    },
                    anchor,
                    cost,
                    1,
                )
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(span, anchor, tag.as_deref(), Children::Items(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => self.open(
                span,
                anchor,
                tag.as_deref(),
                Children::Entries(Vec::new(), None),
            ),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => {
                self.alias_end = self.bytes(span).end;
                self.alias(anchor, span)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                children: Children::Entries(_, None),
                ..
            })
        )
    }

    fn key(
        &mut self,
        text: String,
        span: Range<usize>,
        plain: bool,
        anchor: usize,
    ) -> Result<(), YamlError> {
        self.count(1 + text.len() / 64, &span)?;
        if anchor != 0 {
            let node = Node {
                span: span.clone(),
                tag: None,
                kind: Kind::Text(text.clone()),
            };
            self.anchors.insert(
                anchor,
                Some(Anchored {
                    node,
                    cost: 1,
                    height: 1,
                }),
            );
        }
        if let Some(Open {
            children: Children::Entries(_, key),
            ..
        }) = self.open.last_mut()
        {
            *key = Some(Key { text, span, plain });
        }
        Ok(())
    }

    fn open(
        &mut self,
        span: Span,
        anchor: usize,
        tag: Option<&Tag>,
        children: Children,
    ) -> Result<(), YamlError> {
        let start = self.after_properties(self.byte(span.start.index()));
        if self.wants_key() {
            return Err(YamlError {
                span: start..self.next_boundary(start),
                kind: YamlErrorKind::ComplexKey,
            });
        }
        if self.open.len() >= self.limits.depth {
            return Err(YamlError {
                span: start..self.next_boundary(start),
                kind: YamlErrorKind::TooDeep(self.limits.depth),
            });
        }
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open {
            start,
            anchor,
            tag: tag
                .filter(|tag| !tag.is_yaml_core_schema())
                .map(ToString::to_string),
            children,
            cost: 1,
            height: 1,
        });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), YamlError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        // A flow collection ends at its bracket; a block one ends with its last child, for the parser
        // puts its end at the next token.
        let bracket = self.bytes(span).end;
        let is_flow = self
            .text
            .get(open.start..bracket)
            .is_some_and(|text| text.starts_with(['[', '{']) && text.ends_with([']', '}']));
        let end_of_children = match &open.children {
            Children::Items(items) => items.iter().map(|item| item.span.end).max(),
            Children::Entries(entries, _) => entries
                .iter()
                .map(|entry| entry.value.span.end.max(entry.key_span.end))
                .max(),
        };
        let end = if is_flow {
            bracket
        } else {
            let children = end_of_children.unwrap_or(open.start).max(open.start);
            // One that lies before this collection changes nothing.
            children.max(self.alias_end)
        };
        let kind = match open.children {
            Children::Items(items) => Kind::Sequence(items),
            Children::Entries(entries, _) => {
                unique(&entries)?;
                Kind::Mapping(entries)
            }
        };
        let start = match &kind {
            Kind::Sequence(items) if !is_flow && !items.is_empty() => self.at_dash(open.start),
            _ => open.start,
        };
        let node = Node {
            span: start..end,
            tag: open.tag,
            kind,
        };
        self.finish(node, open.anchor, open.cost, open.height)
    }

    /// Where a block sequence starts: one that is not indented begins, for the parser, at its first
    /// item.
    fn at_dash(&self, start: usize) -> usize {
        let (before, after) = self.text.split_at_checked(start).unwrap_or_default();
        let before = before.trim_end();
        if !after.starts_with('-') && before.ends_with('-') {
            before.len() - 1
        } else {
            start
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), YamlError> {
        let range = self.bytes(span);
        let fail = |kind| {
            Err(YamlError {
                span: range.clone(),
                kind,
            })
        };
        let Some(anchored) = self.anchors.get(&anchor) else {
            return fail(YamlErrorKind::UnknownAlias);
        };
        let Some(anchored) = anchored else {
            return fail(YamlErrorKind::CyclicAlias);
        };
        if self.wants_key() {
            let Some(text) = anchored.node.scalar_text().map(str::to_owned) else {
                return fail(YamlErrorKind::ComplexKey);
            };
            return self.key(text, range, false, 0);
        }
        if self.open.len() + anchored.height > self.limits.depth {
            return fail(YamlErrorKind::TooDeep(self.limits.depth));
        }
        // Counted before the copy is made: an alias bomb costs nothing.
        if self.nodes.saturating_add(anchored.cost) > self.limits.nodes {
            return fail(YamlErrorKind::TooMany(self.limits.nodes));
        }
        let (node, cost, height) = (anchored.node.clone(), anchored.cost, anchored.height);
        self.nodes += cost;
        self.place(node, cost, height);
        Ok(())
    }

    /// Counts a node, remembers it when it has an anchor, and places it in what is open.
    fn finish(
        &mut self,
        node: Node,
        anchor: usize,
        cost: usize,
        height: usize,
    ) -> Result<(), YamlError> {
        // What is inside a collection was counted when it was read.
        let own = if matches!(node.kind, Kind::Sequence(_) | Kind::Mapping(_)) {
            1
        } else {
            cost
        };
        self.count(own, &node.span)?;
        if anchor != 0 {
            self.count(cost, &node.span)?;
            self.anchors.insert(
                anchor,
                Some(Anchored {
                    node: node.clone(),
                    cost,
                    height,
                }),
            );
        }
        self.place(node, cost, height);
        Ok(())
    }

    fn count(&mut self, cost: usize, span: &Range<usize>) -> Result<(), YamlError> {
        self.nodes = self.nodes.saturating_add(cost);
        if self.nodes > self.limits.nodes {
            return Err(YamlError {
                span: span.clone(),
                kind: YamlErrorKind::TooMany(self.limits.nodes),
            });
        }
        Ok(())
    }

    fn place(&mut self, mut node: Node, cost: usize, height: usize) {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        parent.cost += cost;
        parent.height = parent.height.max(height + 1);
        match &mut parent.children {
            Children::Items(items) => items.push(node),
            Children::Entries(entries, key) => {
                if let Some(key) = key.take() {
                    // The parser puts a value that is not written anywhere around its key.
                    if node.span.is_empty() {
                        node.span = key.span.end..key.span.end;
                    }
                    parent.cost += 1 + key.text.len() / 64;
                    entries.push(Entry {
                        key: key.text,
                        key_span: key.span,
                        key_plain: key.plain,
                        value: node,
                    });
                }
            }
        }
    }
}

/// Refuses a key given twice.
fn unique(entries: &[Entry]) -> Result<(), YamlError> {
    let mut seen: HashMap<&str, &Range<usize>> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(first) = seen.insert(&entry.key, &entry.key_span) {
            return Err(YamlError {
                span: entry.key_span.clone(),
                kind: YamlErrorKind::DuplicateKey {
                    key: entry.key.clone(),
                    first: first.clone(),
                },
            });
        }
    }
    Ok(())
}

/// What a scalar is, and its tag when that is none of the core schema.
fn scalar(
    text: &str,
    plain: bool,
    tag: Option<&Tag>,
    span: &Range<usize>,
) -> Result<(Kind, Option<String>), YamlError> {
    let Some(tag) = tag else {
        let kind = if plain {
            resolve_plain(text)
        } else {
            Kind::Text(text.to_owned())
        };
        return Ok((kind, None));
    };
    if tag.is_yaml_core_schema() {
        let kind = resolve_tagged(&tag.suffix, text).ok_or_else(|| YamlError {
            span: span.clone(),
            kind: YamlErrorKind::Tag(format!("!!{}", tag.suffix)),
        })?;
        return Ok((kind, None));
    }
    // `! text` is the non-specific tag: a text, whatever it looks like.
    if tag.handle.is_empty() && tag.suffix == "!" {
        return Ok((Kind::Text(text.to_owned()), None));
    }
    let kind = if plain {
        resolve_plain(text)
    } else {
        Kind::Text(text.to_owned())
    };
    Ok((kind, Some(tag.to_string())))
}
