//! How a text is laid out: its comments, and the things that a comment can stand above or beside.

use std::ops::Range;

/// Comments and items of one text, as byte ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The comments with their signs, in the order of the text.
    pub(crate) comments: Vec<Range<usize>>,
    /// What can be commented, by start and then the longer first, so that each comes after what holds
    /// it. Two items are one inside the other, or apart.
    pub(crate) items: Vec<Item>,
}

/// Something that a comment can be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// From its first byte to its last.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: ItemKind,
}

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A block at the top of a file.
    Declaration,
    /// A part of a declaration that holds further items.
    Part,
    /// A part that holds no items: a comment inside it is about all of it.
    Value,
}

impl Layout {
    /// Brings the items into their order.
    pub(crate) fn sort(&mut self) {
        self.items
            .sort_by_key(|item| (item.range.start, std::cmp::Reverse(item.range.end)));
    }
}
