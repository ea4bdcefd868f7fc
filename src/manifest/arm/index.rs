//! The resources of one root, by what expressions call them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::name::Name;

/// See the module. A label is an address without the number of an instance: resources that bear one name, such as
/// alternatives of which a condition chooses one, share it, and who refers to it refers to all of them.
#[derive(Default)]
pub(super) struct Index {
    instances: FxHashMap<Arc<str>, usize>,
    /// By type in lower case, and name.
    by_id: FxHashMap<(String, String), Arc<str>>,
    /// By full name; none where several types bear it.
    by_name: FxHashMap<String, Option<Arc<str>>>,
    /// By template and symbolic name, in the order of a loop.
    by_symbol: FxHashMap<(String, String), Vec<Arc<str>>>,
}

impl Index {
    /// Adds a resource.
    pub(super) fn declare(
        &mut self,
        kind: &str,
        name: &Name,
        label: &Arc<str>,
        symbol: Option<(&str, &str)>,
    ) {
        *self.instances.entry(Arc::clone(label)).or_default() += 1;
        let key = name.key();
        self.by_name
            .entry(key.clone())
            .and_modify(|known| {
                if known.as_ref().is_some_and(|known| known != label) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(Arc::clone(label)));
        self.by_id
            .entry((kind.to_lowercase(), key))
            .or_insert_with(|| Arc::clone(label));
        if let Some((template, symbol)) = symbol {
            let key = (template.to_owned(), symbol.to_owned());
            self.by_symbol
                .entry(key)
                .or_default()
                .push(Arc::clone(label));
        }
    }

    /// How many resources bear a label.
    pub(super) fn instances(&self, label: &str) -> usize {
        self.instances.get(label).copied().unwrap_or_default()
    }

    /// The label of the resource of this type and name.
    pub(super) fn find(&self, kind: &str, name: &str) -> Option<&Arc<str>> {
        self.by_id.get(&(kind.to_lowercase(), name.to_owned()))
    }

    /// The label of the only resource of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Arc<str>> {
        self.by_name.get(name)?.as_ref()
    }

    /// The labels behind a symbolic name of a template: `storage`, or `storage[1]` of a loop.
    pub(super) fn symbol(&self, template: &str, symbol: &str) -> &[Arc<str>] {
        let of = |symbol: &str| {
            let key = (template.to_owned(), symbol.to_owned());
            self.by_symbol.get(&key).map_or(&[][..], Vec::as_slice)
        };
        let whole = of(symbol);
        if !whole.is_empty() {
            return whole;
        }
        let part = symbol
            .strip_suffix(']')
            .and_then(|symbol| symbol.split_once('['));
        let Some((symbol, index)) = part else {
            return &[];
        };
        let all = of(symbol);
        let one = index.parse().ok().and_then(|index: usize| all.get(index));
        one.map_or(all, std::slice::from_ref)
    }
}
