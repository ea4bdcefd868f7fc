//! Whether a selector matches a resource: yes, no, or not known.

use std::borrow::Cow;
use std::sync::Arc;

use camino::Utf8Path;
use rustc_hash::FxHashSet;

use super::Selector;
use crate::catalog::{Catalog, glob};
use crate::model::{Data, Resource, Value};
use crate::source::{PathFilter, PatternError, SourceMap};

/// A selector, ready to be asked.
#[derive(Debug)]
pub(in crate::settings) struct Compiled {
    selector: Selector,
    /// None when it selects by no path.
    paths: Option<PathFilter>,
}

/// Whether a resource matches.
pub(in crate::settings) enum Match {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// That depends on this value, which is not known.
    Unknown(Value),
}

impl Compiled {
    /// The paths of `selector` are seen from `directory`, and those of resources are shown from
    /// `working_directory`.
    pub(in crate::settings) fn new(
        selector: &Selector,
        directory: &Utf8Path,
        working_directory: &Utf8Path,
    ) -> Result<Self, PatternError> {
        let paths = if selector.paths.is_empty() {
            None
        } else {
            let filter = PathFilter::new(&selector.paths, &[])?;
            Some(filter.seen_from(directory, working_directory))
        };
        Ok(Compiled {
            selector: selector.clone(),
            paths,
        })
    }

    /// Whether `resource` matches. What is known of it is asked first: a tag that is not known does not matter when
    /// anything else keeps it from matching.
    pub(in crate::settings) fn matches(
        &self,
        resource: &Resource,
        catalog: &Catalog<'_>,
        sources: &SourceMap,
    ) -> Match {
        let Selector {
            tags,
            addresses,
            modules,
            environments,
            paths: _,
            types,
        } = &self.selector;
        let environment = resource.root.environment.as_deref();
        let holds = one_of(types, || [Some(Cow::Borrowed(&*resource.kind))])
            && one_of(environments, || [environment.map(Cow::Borrowed)])
            && one_of(addresses, || {
                let address = &*resource.address;
                [Some(Cow::Borrowed(address)), Some(without_keys(address))]
            })
            && (modules.is_empty() || is_in_module(modules, resource))
            && self.is_at_path(resource, sources);
        if !holds {
            return Match::No;
        }
        let mut doubt = None;
        for (key, values) in tags {
            match tag(resource, catalog, key, values) {
                Match::Yes => {}
                Match::No => return Match::No,
                Match::Unknown(value) => doubt = doubt.or(Some(value)),
            }
        }
        doubt.map_or(Match::Yes, Match::Unknown)
    }

    fn is_at_path(&self, resource: &Resource, sources: &SourceMap) -> bool {
        let Some(filter) = &self.paths else {
            return true;
        };
        let declared = sources.get(resource.span.source);
        filter.allows(&resource.root.path) || declared.is_some_and(|file| filter.allows(&file.path))
    }
}

/// Whether one of the names matches one of the globs; no globs ask nothing.
fn one_of<'n, const N: usize>(
    globs: &[String],
    names: impl FnOnce() -> [Option<Cow<'n, str>>; N],
) -> bool {
    globs.is_empty()
        || names()
            .iter()
            .flatten()
            .any(|name| globs.iter().any(|pattern| glob(pattern, name)))
}

/// Whether a resource lies in a module, or in what the module calls.
fn is_in_module(globs: &[String], resource: &Resource) -> bool {
    resource.calls.iter().any(|call| {
        let names = || {
            [
                Some(Cow::Borrowed(&*call.address)),
                Some(without_keys(&call.address)),
            ]
        };
        one_of(globs, names)
    })
}

/// Whether a resource has a tag of a key and a value. A nearer tag hides one of the same key; what is not known
/// may hide any.
fn tag(resource: &Resource, catalog: &Catalog<'_>, key: &str, values: &[String]) -> Match {
    let mut doubt: Option<Value> = None;
    let mut may_be_hidden = false;
    let mut hidden: FxHashSet<Arc<str>> = FxHashSet::default();
    for source in catalog.tags(resource) {
        for (name, value) in source.named {
            if !glob(key, &name) || !hidden.insert(name) {
                continue;
            }
            match has_value(&value, values) {
                Some(true) if !may_be_hidden => return Match::Yes,
                Some(_) => {}
                None => doubt = doubt.or(Some(value)),
            }
        }
        may_be_hidden |= source.open.is_some();
        doubt = doubt.or(source.open);
    }
    doubt.map_or(Match::No, Match::Unknown)
}

/// Whether a value matches one of the globs; none when that is not known.
fn has_value(value: &Value, globs: &[String]) -> Option<bool> {
    if globs.iter().any(|glob| glob == "*") {
        return Some(true);
    }
    let matches = |text: &str| globs.iter().any(|pattern| glob(pattern, text));
    match &value.data {
        Data::String(text) => Some(matches(text)),
        Data::Number(number) => Some(matches(&number.to_string())),
        Data::Bool(bool) => Some(matches(if *bool { "true" } else { "false" })),
        Data::Null | Data::List(..) | Data::Map(..) => Some(false),
        Data::Unknown(unknown) => {
            let mut answers = unknown
                .candidates
                .iter()
                .map(|candidate| has_value(candidate, globs));
            let first = answers.next().flatten()?;
            answers.all(|answer| answer == Some(first)).then_some(first)
        }
    }
}

/// An address without the keys of instances: `module.a.t.b` of `module.a["x.y"].t.b[0]`.
fn without_keys(address: &str) -> Cow<'_, str> {
    if !address.contains('[') {
        return Cow::Borrowed(address);
    }
    let mut out = String::with_capacity(address.len());
    let (mut is_inside, mut is_quoted, mut is_escaped) = (false, false, false);
    for c in address.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if is_inside => is_quoted = !is_quoted,
            '[' if !is_inside => is_inside = true,
            ']' if is_inside && !is_quoted => is_inside = false,
            _ if is_inside => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn keys_of_instances_are_left_out() {
        for (address, expected) in [
            ("t.a", "t.a"),
            ("t.a[0]", "t.a"),
            ("module.m[\"x.y\"].t.a[\"]\"]", "module.m.t.a"),
            ("t.a[\"\\\"]\"].x", "t.a.x"),
            ("t.a[", "t.a"),
        ] {
            assert_eq!(without_keys(address), expected, "{address}");
        }
    }
}
