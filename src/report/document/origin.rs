//! What an outcome rests on: digests of the packs and of the texts.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::build::Places;
use super::{Input, PackUsed};
use crate::judge::Outcome;
use crate::policy::definition::{Library, Pack};
use crate::threads::on_threads;

/// The packs that were asked, with their digests and counts.
pub(super) fn packs(outcome: &Outcome, library: &Library) -> Vec<PackUsed> {
    let asked = outcome.packs.iter();
    asked
        .filter_map(|name| {
            let pack = library.packs.get(&**name)?;
            let tally = outcome.judgement.by_pack.iter();
            let tally = tally.clone().find(|tally| tally.pack == *name);
            Some(PackUsed {
                name: name.clone(),
                edition: pack.edition.clone(),
                date: pack.date.clone(),
                sha256: digest_of(pack, library),
                fail: tally.map_or(0, |tally| tally.fail),
                unknown: tally.map_or(0, |tally| tally.unknown),
            })
        })
        .collect()
}

/// A digest of a pack and of the rules it uses: of their compiled form, with every parameter and
/// severity as set. It changes when what is asked changes, and not with comments or layout.
fn digest_of(pack: &Pack, library: &Library) -> String {
    let mut hasher = Sha256::new();
    feed(pack, &mut hasher);
    for name in pack.rules.keys() {
        if let Some(rule) = library.rules.get(name) {
            feed(rule, &mut hasher);
        }
    }
    hexadecimal(&hasher.finalize())
}

/// Adds the compact form of a value.
fn feed(value: &impl Serialize, hasher: &mut Sha256) {
    if let Ok(bytes) = postcard::to_stdvec(value) {
        hasher.update(bytes);
    }
}

/// The texts that were read, by name, each with the SHA-256 of its bytes.
pub(super) fn inputs(places: &Places) -> Vec<Input> {
    let files = places.files();
    let digests: Vec<String> = on_threads(|| {
        let files = files.par_iter();
        files
            .map(|(file, _)| hexadecimal(&Sha256::digest(file.text.as_bytes())))
            .collect()
    });
    // A text may be read under one name twice; both are the same bytes.
    let mut inputs: BTreeMap<_, Input> = BTreeMap::new();
    for ((file, name), sha256) in files.iter().zip(digests) {
        inputs.entry(name.clone()).or_insert_with(|| Input {
            file: name.clone(),
            sha256,
            confidential: file.quotable().is_none(),
        });
    }
    inputs.into_values().collect()
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(half.into(), 16));
        }
    }
    digits
}
