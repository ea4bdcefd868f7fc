//! What a tree leaves out: the comments of its text, and the places that a comment can be about.

use std::ops::Range;

use super::{Kind, Node};

/// The comments among whose text `marker` stands, with their signs, in the order of the text, which
/// `documents` were read from.
pub fn comments_with(text: &str, documents: &[Node], marker: &str) -> Vec<Range<usize>> {
    let mut scalars = Vec::new();
    for document in documents {
        walk(document, &mut |node, key| {
            scalars.extend(key);
            if !matches!(node.kind, Kind::Sequence(_) | Kind::Mapping(_)) {
                scalars.push(without_header(text, node.span.clone()));
            }
        });
    }
    scalars.sort_by_key(|range| (range.start, range.end));
    let mut comments: Vec<Range<usize>> = Vec::new();
    // What was searched before, so that a line of many marks is searched once.
    let mut searched = 0;
    for (at, _) in text.match_indices(marker) {
        if comments.last().is_some_and(|last| last.contains(&at)) {
            continue;
        }
        let since = text.get(searched..at).unwrap_or_default();
        let from = since
            .rfind('\n')
            .map_or(searched, |newline| searched + newline + 1);
        searched = at;
        let mut signs = (from..at).filter(|&sign| begins_comment(text, sign));
        if let Some(start) = signs.find(|sign| !is_inside(&scalars, *sign)) {
            let rest = text.get(start..).unwrap_or_default();
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            comments.push(start..start + length);
        }
    }
    comments
}

/// The byte ranges of a document, its entries and its items, each of which a comment can be about.
pub fn places(document: &Node) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    walk(document, &mut |node, key| {
        let start = key.map_or(node.span.start, |key| key.start);
        places.push(start..node.span.end.max(start));
    });
    places.retain(|place| !place.is_empty());
    places.dedup();
    places
}

/// Visits every node with the bytes of its key. What an alias stands for is visited where it is written.
fn walk(root: &Node, visit: &mut impl FnMut(&Node, Option<Range<usize>>)) {
    let mut open = vec![(root, None)];
    while let Some((node, key)) = open.pop() {
        visit(node, key);
        let inside =
            |child: &Node| node.span.start <= child.span.start && child.span.end <= node.span.end;
        let items = node.items().unwrap_or_default().iter();
        open.extend(items.filter(|item| inside(item)).map(|item| (item, None)));
        let entries = node.entries().iter();
        open.extend(
            entries
                .filter(|entry| inside(&entry.value))
                .map(|entry| (&entry.value, Some(entry.key_span.clone()))),
        );
    }
}

/// A block scalar without its first line, on which a comment may stand.
fn without_header(text: &str, span: Range<usize>) -> Range<usize> {
    let written = text.get(span.clone()).unwrap_or_default();
    let is_block = written.starts_with(['|', '>']);
    match written.find('\n') {
        Some(newline) if is_block => span.start + newline..span.end,
        _ => span,
    }
}

/// Whether a `#` that begins a comment, unless a scalar holds it, stands at `at`.
fn begins_comment(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    bytes.get(at) == Some(&b'#')
        && before.is_none_or(|before| matches!(before, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whether a position lies in one of the sorted ranges, which do not overlap.
fn is_inside(ranges: &[Range<usize>], position: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= position);
    after
        .checked_sub(1)
        .and_then(|index| ranges.get(index))
        .is_some_and(|range| range.contains(&position))
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, parse};
    use super::{comments_with, places};

    fn comments(text: &str) -> Vec<&str> {
        let documents = parse(text, Limits::default()).documents;
        let found = comments_with(text, &documents, "mark");
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn comments_are_told_from_scalars() {
        let text = "# mark 1\na: x # mark 2\nb: \"y # mark no\"\nc: x#mark no\nd: | # mark 3\n  # mark no\n  text\ne: [1, # mark 4\n  2]\n'# mark no': 1\n---\nf: 'it''s # mark no' # say mark 5, # mark\n";
        assert_eq!(
            comments(text),
            [
                "# mark 1",
                "# mark 2",
                "# mark 3",
                "# mark 4",
                "# say mark 5, # mark"
            ]
        );
    }

    #[test]
    fn entries_and_items_are_places() {
        let text = "a: &x {b: 1}\nc:\n  - 2\n  - *x\n";
        let document = parse(text, Limits::default()).documents.remove(0);
        let mut found: Vec<&str> = places(&document)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "2",
                "a: &x {b: 1}",
                "a: &x {b: 1}\nc:\n  - 2\n  - *x",
                "b: 1",
                "c:\n  - 2\n  - *x"
            ]
        );
    }
}
