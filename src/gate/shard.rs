//! A share of the roots, for runs that divide a repository among themselves.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::str::FromStr;

use camino::{Utf8Path, Utf8PathBuf};

use crate::run::Model;

/// The most shares that roots are divided into.
const MOST: usize = 10_000;

/// One share of several: `2/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    index: usize,
    of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let number = |text: &str| {
            text.parse::<usize>()
                .ok()
                .filter(|_| !text.starts_with('+'))
        };
        let parsed = parts.and_then(|(index, of)| Some((number(index)?, number(of)?)));
        match parsed {
            Some((index, of)) if (1..=of).contains(&index) && of <= MOST => Ok(Shard { index, of }),
            _ => Err(format!(
                "expected INDEX/NUMBER such as 2/8, with an index from 1 to the number and a number up to {MOST}"
            )),
        }
    }
}

impl Shard {
    /// Keeps what belongs to this share. Roots are dealt by their number of resources, the largest first and
    /// each to the share that has least; all shares of the same files deal alike, so that each root is in
    /// exactly one. What is said of a file goes with the nearest root above it, and to the first share when
    /// there is none.
    pub fn keep(self, model: &mut Model) {
        let mut weights: BTreeMap<Utf8PathBuf, usize> = BTreeMap::new();
        for resource in &model.resources {
            *weights.entry(resource.root.path.clone()).or_default() += 1;
        }
        let shares = deal(&weights, self.of);
        let mine = |path: &Utf8Path| share(&shares, path) == self.index;
        model
            .resources
            .retain(|resource| shares.get(&resource.root.path) == Some(&self.index));
        let files = model
            .coverage
            .iter()
            .filter(|coverage| Utf8Path::new(&coverage.subject).extension().is_some());
        let (own, others) = files.fold((0, 0), |(own, others), coverage| {
            if mine(Utf8Path::new(&coverage.subject)) {
                (own + 1, others)
            } else {
                (own, others + 1)
            }
        });
        // The shares add up to the whole, whatever the list says of parts of files.
        model.files = if self.index == 1 {
            model.files.saturating_sub(others)
        } else {
            own
        };
        model
            .coverage
            .retain(|coverage| mine(Utf8Path::new(&coverage.subject)));
        let sources = model.workspace.sources();
        model.diagnostics.retain(|diagnostic| {
            match (sources.get(diagnostic.span.source), &diagnostic.path) {
                (Some(file), _) => mine(&file.path),
                (None, Some(path)) => mine(path),
                (None, None) => self.index == 1,
            }
        });
    }
}

/// The share of each root.
fn deal(weights: &BTreeMap<Utf8PathBuf, usize>, of: usize) -> BTreeMap<Utf8PathBuf, usize> {
    let mut order: Vec<(&Utf8PathBuf, usize)> = weights
        .iter()
        .map(|(path, weight)| (path, *weight))
        .collect();
    order.sort_by_key(|(path, weight)| (Reverse(*weight), *path));
    // The least load first, and of these the first share.
    let mut loads: std::collections::BTreeSet<(usize, usize)> =
        (1..=of).map(|index| (0, index)).collect();
    let mut shares = BTreeMap::new();
    for (path, weight) in order {
        if let Some((load, index)) = loads.pop_first() {
            shares.insert(path.clone(), index);
            loads.insert((load + weight, index));
        }
    }
    shares
}

/// The share of a path: that of the nearest root above it, or of itself.
fn share(shares: &BTreeMap<Utf8PathBuf, usize>, path: &Utf8Path) -> usize {
    let above = path.ancestors().find_map(|above| shares.get(above));
    let start = || shares.get(Utf8Path::new("."));
    let inside = !path.starts_with("..");
    above
        .or_else(|| if inside { start() } else { None })
        .copied()
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_share_that_there_is_is_taken() {
        for (text, sound) in [
            ("1/1", true),
            ("8/8", true),
            ("0/8", false),
            ("9/8", false),
            ("1/0", false),
            ("1", false),
            ("a/b", false),
            ("+1/2", false),
            ("-1/2", false),
            ("1/2/3", false),
            ("1/99999999999999999999", false),
            ("1/10001", false),
        ] {
            assert_eq!(text.parse::<Shard>().is_ok(), sound, "{text}");
        }
    }

    #[test]
    fn roots_are_dealt_evenly_and_once() {
        let weights: BTreeMap<Utf8PathBuf, usize> = (0..100)
            .map(|root| (Utf8PathBuf::from(format!("r{root}")), 1 + root % 7))
            .collect();
        let shares = deal(&weights, 8);
        assert_eq!(shares.len(), weights.len());
        let mut loads = [0_usize; 8];
        for (path, share) in &shares {
            loads[share - 1] += weights[path];
        }
        let (least, most) = (loads.iter().min(), loads.iter().max());
        assert!(most.unwrap() - least.unwrap() <= 7, "{loads:?}");
    }
}
