//! Which waivers cover which findings, without comparing all with all.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use super::{Accepted, Scope, Selector};
use crate::judge::Finding;
use crate::model::{SourceId, Span};
use crate::source::{SourceMap, Workspace};

/// Waivers, by what they can cover.
pub(super) struct Index<'a> {
    accepted: &'a [Accepted],
    /// Those of whole files.
    files: FxHashMap<(SourceId, &'a str), Vec<usize>>,
    /// Those of places, by file and rule.
    places: FxHashMap<(SourceId, &'a str), Nest>,
    /// Those that name a fingerprint.
    fingerprints: FxHashMap<&'a str, Vec<usize>>,
    /// Those that name one address.
    addresses: FxHashMap<(&'a str, &'a str), Vec<usize>>,
    /// The others, by rule.
    patterns: FxHashMap<&'a str, Vec<usize>>,
    paths: Paths<'a>,
}

impl<'a> Index<'a> {
    /// The index of `accepted`; paths in the waivers file are seen from `directory`.
    pub(super) fn new(
        accepted: &'a [Accepted],
        workspace: &'a Workspace,
        directory: &'a Utf8Path,
    ) -> Self {
        let mut index = Index {
            accepted,
            files: FxHashMap::default(),
            places: FxHashMap::default(),
            fingerprints: FxHashMap::default(),
            addresses: FxHashMap::default(),
            patterns: FxHashMap::default(),
            paths: Paths {
                workspace,
                directory,
                known: FxHashMap::default(),
            },
        };
        for (position, Accepted { waiver, scope }) in accepted.iter().enumerate() {
            if let Scope::Selected(selector) = scope
                && let Some(fingerprint) = &selector.fingerprint
            {
                index
                    .fingerprints
                    .entry(fingerprint)
                    .or_default()
                    .push(position);
                continue;
            }
            for rule in waiver.rules.iter().map(String::as_str) {
                let list = match scope {
                    Scope::File(source) => index.files.entry((*source, rule)).or_default(),
                    Scope::Place { span, .. } => {
                        let nest = index.places.entry((span.source, rule)).or_default();
                        nest.push(*span, position);
                        continue;
                    }
                    Scope::Selected(selector) => match &selector.resource {
                        Some(address) if !address.contains('*') => {
                            index.addresses.entry((rule, address)).or_default()
                        }
                        _ => index.patterns.entry(rule).or_default(),
                    },
                };
                list.push(position);
            }
        }
        for nest in index.places.values_mut() {
            nest.build();
        }
        index
    }

    /// The positions of the waivers that cover a finding, in their order.
    pub(super) fn covering(&mut self, finding: &Finding) -> Vec<usize> {
        let rule = &*finding.rule;
        let mut found = Vec::new();
        self.by_place(finding, &mut found);
        let declared = finding.resource.span.source;
        found.extend(self.files.get(&(declared, rule)).into_iter().flatten());
        let address = &*finding.resource.address;
        let selected = [
            self.fingerprints.get(finding.fingerprint.as_str()),
            self.addresses.get(&(rule, address)),
            self.patterns.get(rule),
        ];
        for &position in selected.into_iter().flatten().flatten() {
            let Accepted { waiver, scope } = &self.accepted[position];
            if let Scope::Selected(selector) = scope
                && waiver.rules.iter().any(|name| name == rule)
                && self.paths.selects(selector, finding)
            {
                found.push(position);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Those that stand at the declaration, the calls that lead to it, the place that is shown, or, for
    /// parts of a declaration, at any fact that proves it.
    fn by_place(&self, finding: &Finding, found: &mut Vec<usize>) {
        let calls = finding.resource.calls.iter().map(|(_, span)| *span);
        let main = calls.chain([finding.resource.span, finding.span]);
        let facts = finding.evidence.iter().map(|fact| fact.span);
        let spans = main
            .map(|span| (span, true))
            .chain(facts.map(|span| (span, false)));
        for (span, is_main) in spans {
            let Some(nest) = self.places.get(&(span.source, &*finding.rule)) else {
                continue;
            };
            found.extend(nest.holding(span.start).filter(|position| {
                let declared = |scope: &Scope| {
                    matches!(scope, Scope::Place { is_declaration, .. } if *is_declaration)
                };
                is_main || !declared(&self.accepted[*position].scope)
            }));
        }
    }
}

/// The files of findings as the waivers file sees them.
struct Paths<'a> {
    workspace: &'a Workspace,
    directory: &'a Utf8Path,
    known: FxHashMap<SourceId, Option<Utf8PathBuf>>,
}

impl Paths<'_> {
    fn selects(&mut self, selector: &Selector, finding: &Finding) -> bool {
        let resource = &finding.resource;
        let is_environment = |wanted: &String| resource.environment.as_deref() == Some(wanted);
        if let Some(pattern) = &selector.resource
            && !matches_wildcard(pattern, &resource.address)
        {
            return false;
        }
        if !selector.environment.as_ref().is_none_or(is_environment) {
            return false;
        }
        selector.path.as_ref().is_none_or(|filter| {
            [finding.span, resource.span]
                .into_iter()
                .any(|span| self.of(span).is_some_and(|path| filter.allows(path)))
        })
    }

    fn of(&mut self, span: Span) -> Option<&Utf8Path> {
        let known = match self.known.entry(span.source) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let path = relative(self.workspace.sources(), span.source, |path| {
                    let path = self.workspace.absolute(path);
                    match path.strip_prefix(self.directory) {
                        Ok(below) => below.to_owned(),
                        Err(_) => path,
                    }
                });
                entry.insert(path)
            }
        };
        known.as_deref()
    }
}

fn relative(
    sources: &SourceMap,
    source: SourceId,
    seen: impl FnOnce(&Utf8Path) -> Utf8PathBuf,
) -> Option<Utf8PathBuf> {
    let file = sources.get(source)?;
    Some(Utf8PathBuf::from(
        seen(&file.path)
            .as_str()
            .replace(std::path::MAIN_SEPARATOR, "/"),
    ))
}

/// Ranges of one text that are one inside the other, or apart.
#[derive(Default)]
struct Nest {
    ranges: Vec<NestedRange>,
}

struct NestedRange {
    start: u32,
    end: u32,
    /// What stands for the range.
    position: usize,
    /// The next larger range, by its index.
    outer: Option<usize>,
}

impl Nest {
    fn push(&mut self, span: Span, position: usize) {
        self.ranges.push(NestedRange {
            start: span.start,
            end: span.end,
            position,
            outer: None,
        });
    }

    /// Brings the ranges into the order that [`Nest::holding`] needs.
    fn build(&mut self) {
        self.ranges
            .sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..self.ranges.len() {
            let end = self.ranges[index].end;
            while open.pop_if(|outer| self.ranges[*outer].end < end).is_some() {}
            self.ranges[index].outer = open.last().copied();
            open.push(index);
        }
    }

    /// What stands for the ranges that hold an offset.
    fn holding(&self, offset: u32) -> impl Iterator<Item = usize> + '_ {
        let after = self.ranges.partition_point(|range| range.start <= offset);
        std::iter::successors(after.checked_sub(1), |index| self.ranges[*index].outer)
            .map(|index| &self.ranges[index])
            .filter(move |range| offset < range.end)
            .map(|range| range.position)
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any characters and all else, brackets
/// included, for itself.
fn matches_wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The waiver that a finding shows: the first of `covering` that counts, else the first that has ended.
pub(super) fn shown(
    accepted: &[Accepted],
    covering: &[usize],
    counts: impl Fn(usize) -> bool,
) -> Option<(Arc<crate::model::Waiver>, bool)> {
    let first = covering.iter().copied().find(|position| counts(*position));
    match first {
        Some(position) => Some((Arc::clone(&accepted[position].waiver), true)),
        None => {
            let position = covering.first()?;
            Some((Arc::clone(&accepted[*position].waiver), false))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Nest, matches_wildcard};
    use crate::model::{SourceId, Span};

    #[test]
    fn a_star_stands_for_any_characters_and_brackets_for_themselves() {
        for (pattern, text, matches) in [
            ("a.b", "a.b", true),
            ("a.b", "a.b[0]", false),
            ("a.*", "a.b[\"x.y\"]", true),
            ("a.b[*]", "a.b[12]", true),
            ("a.b[*]", "a.b", false),
            ("*", "", true),
            ("*.b", "module.m.a.b", true),
            ("a*a", "a", false),
            ("a*b*a", "a.b.a", true),
            ("**", "x", true),
        ] {
            assert_eq!(matches_wildcard(pattern, text), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn all_ranges_around_an_offset_are_found() {
        let mut nest = Nest::default();
        for (position, range) in [0..10, 2..8, 2..4, 5..7, 12..14, 2..8]
            .into_iter()
            .enumerate()
        {
            nest.push(Span::new(SourceId(0), range), position);
        }
        nest.build();
        let at = |offset| {
            let mut found: Vec<usize> = nest.holding(offset).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(at(3), [0, 1, 2, 5]);
        assert_eq!(at(4), [0, 1, 5]);
        assert_eq!(at(6), [0, 1, 3, 5]);
        assert_eq!(at(9), [0]);
        assert_eq!(at(11), [0usize; 0]);
        assert_eq!(at(13), [4]);
    }
}
