//! What a comment is about, by where it stands: the item beside it, the next one below it, or the value
//! that it stands inside of. The same for all languages.

use std::ops::Range;

use crate::model::{Item, ItemKind, Layout};

/// A layout that can be asked.
pub(super) struct Placement<'t> {
    text: &'t str,
    /// In the order of [`Layout::items`].
    items: Vec<Item>,
    /// For each item the one that holds it.
    parents: Vec<Option<usize>>,
}

impl<'t> Placement<'t> {
    pub(super) fn new(text: &'t str, layout: Layout) -> Self {
        let items = layout.items;
        let mut parents = Vec::with_capacity(items.len());
        let mut open: Vec<usize> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let is_apart = |outer: &mut usize| {
                let end = items[*outer].range.end;
                end <= item.range.start || end < item.range.end
            };
            while open.pop_if(is_apart).is_some() {}
            parents.push(open.last().copied());
            open.push(index);
        }
        Placement {
            text,
            items,
            parents,
        }
    }

    /// Whether nothing but comments comes before.
    pub(super) fn is_head(&self, comment: &Range<usize>) -> bool {
        self.items
            .first()
            .is_none_or(|first| comment.end <= first.range.start)
    }

    /// The item that a comment is about.
    pub(super) fn item(&self, comment: &Range<usize>) -> Option<&Item> {
        let before = self.text.get(..comment.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let margin = before.get(line..).unwrap_or_default();
        let found = if margin.trim_start_matches('\u{feff}').trim().is_empty() {
            self.below(comment)
        } else {
            self.beside(line, comment)
        };
        let found = found.or_else(|| {
            let inside = self.enclosing(comment.start);
            inside.filter(|index| self.items[*index].kind == ItemKind::Value)
        });
        found.map(|index| &self.items[index])
    }

    /// The outermost item that begins on the line of a comment, else the outermost that ends on it.
    fn beside(&self, line: usize, comment: &Range<usize>) -> Option<usize> {
        let first = self.items.partition_point(|item| item.range.start < line);
        let begins = self.items.get(first);
        if begins.is_some_and(|item| item.range.start < comment.start) {
            return Some(first);
        }
        let last = first.checked_sub(1)?;
        self.chain(last)
            .filter(|index| {
                let end = self.items[*index].range.end;
                line < end && end <= comment.start
            })
            .last()
    }

    /// The next item, unless what holds the comment ends before.
    fn below(&self, comment: &Range<usize>) -> Option<usize> {
        let next = self
            .items
            .partition_point(|item| item.range.start < comment.end);
        let item = self.items.get(next)?;
        let outer = self.enclosing(comment.start);
        outer
            .is_none_or(|outer| item.range.start < self.items[outer].range.end)
            .then_some(next)
    }

    /// The innermost item that holds a position.
    fn enclosing(&self, position: usize) -> Option<usize> {
        let after = self
            .items
            .partition_point(|item| item.range.start <= position);
        self.chain(after.checked_sub(1)?)
            .find(|index| position < self.items[*index].range.end)
    }

    /// An item and those that hold it, inside out.
    fn chain(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(index), |index| self.parents[*index])
    }
}
