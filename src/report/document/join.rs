//! Joining results: of the shards of one run, or of several repositories.
//!
//! What two results both list, such as a finding of the same fingerprint and root, is told and counted
//! once. Passes are counted and not listed, so those of roots that were judged twice count twice; a file
//! given twice counts once as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::origin::hexadecimal;
use super::place::moved;
use super::{Document, Finding, Head, Location, State, Tail};
use crate::judge::Verdict;
use crate::model::CoverageStatus;
use crate::text::Text;

/// One result.
#[derive(Debug)]
pub struct Part {
    /// The file it was read from, for messages.
    pub name: String,
    /// Put before its paths, to tell repositories apart.
    pub label: Option<String>,
    /// What it says.
    pub document: Document,
}

/// Why results cannot be joined.
#[derive(Debug, PartialEq, Eq)]
pub enum JoinProblem {
    /// Two results tell of one file with different contents.
    Clash {
        /// The file that they tell of.
        file: String,
        /// The first result.
        first: String,
        /// The second.
        second: String,
    },
}

impl JoinProblem {
    /// What is wrong, and the next step.
    pub fn text(&self) -> Text {
        let JoinProblem::Clash {
            file,
            first,
            second,
        } = self;
        Text::new(
            format!(
                "{first} and {second} tell of `{file}` with different contents: for results of several repositories, give each its name by --label"
            ),
            format!(
                "{first} et {second} parlent de `{file}` avec des contenus différents : pour les résultats de plusieurs dépôts, donnez à chacun son nom par --label"
            ),
        )
    }
}

/// Joins results, of which there is at least one, into one document.
pub fn join(parts: Vec<Part>) -> Result<Document, JoinProblem> {
    let mut joined = Joined::default();
    for part in parts {
        joined.add(part)?;
    }
    Ok(joined.whole())
}

/// What is joined so far.
#[derive(Default)]
struct Joined {
    document: Option<Document>,
    /// The content of each file, and the result that told of it.
    inputs: FxHashMap<Arc<str>, (String, String)>,
    /// The findings so far, and those that do not count.
    told: FxHashSet<Key>,
    known: FxHashSet<Key>,
}

/// What makes two findings the same.
type Key = (String, Arc<str>);

fn key(finding: &Finding) -> Key {
    (
        finding.fingerprint.clone(),
        Arc::clone(&finding.resource.root),
    )
}

impl Joined {
    fn add(&mut self, part: Part) -> Result<(), JoinProblem> {
        let Part {
            name,
            label,
            mut document,
        } = part;
        document.head.label = None;
        moved(&mut document, label.as_deref());
        if let Some(label) = &label {
            mark(&mut document, label);
            if let Some(tables) = &mut document.tail.tables {
                tables.label(label);
            }
        }
        for input in &document.tail.inputs {
            let file = Arc::clone(&input.file);
            let entry = self.inputs.entry(file);
            let (sha256, first) = entry.or_insert_with(|| (input.sha256.clone(), name.clone()));
            if *sha256 != input.sha256 {
                return Err(JoinProblem::Clash {
                    file: input.file.to_string(),
                    first: first.clone(),
                    second: name,
                });
            }
        }
        let told: Vec<Key> = document.findings.iter().map(key).collect();
        let known: Vec<Key> = document.tail.known.iter().map(key).collect();
        self.drop_told(&mut document);
        self.told.extend(told);
        self.known.extend(known);
        match &mut self.document {
            None => self.document = Some(document),
            Some(whole) => extend(whole, document),
        }
        Ok(())
    }

    /// Leaves out what an earlier result lists.
    fn drop_told(&self, document: &mut Document) {
        let Document {
            head,
            findings,
            tail,
        } = document;
        findings.retain(|finding| {
            let is_new = !self.told.contains(&key(finding));
            if !is_new {
                uncount(head, finding);
            }
            is_new
        });
        tail.known.retain(|finding| {
            let is_new = !self.known.contains(&key(finding));
            if !is_new {
                head.summary.known = head.summary.known.saturating_sub(1);
            }
            is_new
        });
    }

    fn whole(self) -> Document {
        let mut document = self.document.unwrap_or_else(|| Document {
            head: Head {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                label: None,
                base: ".".to_owned(),
                summary: super::Summary::default(),
                packs: Vec::new(),
                requirements: Vec::new(),
            },
            findings: Vec::new(),
            tail: Tail::default(),
        });
        sort(&mut document.findings);
        sort(&mut document.tail.known);
        tidy(&mut document);
        document
    }
}

/// In the order of a run: by file, position and rule.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let start = |location: &Location| (location.file.clone(), location.line, location.column);
        let at = |finding: &Finding| finding.location.as_ref().map(start);
        at(a)
            .cmp(&at(b))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.resource.root.cmp(&b.resource.root))
            .then_with(|| a.resource.environment.cmp(&b.resource.environment))
    });
}

/// Makes the fingerprints of a labelled result its own: those of two repositories may be the same.
fn mark(document: &mut Document, label: &str) {
    let findings = document.findings.iter_mut();
    for finding in findings.chain(&mut document.tail.known) {
        let mut hasher = Sha256::new();
        for part in [label, &finding.fingerprint] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        let mut digest = hexadecimal(&hasher.finalize());
        digest.truncate(32);
        finding.fingerprint = digest;
    }
}

/// Takes a finding out of the counts.
fn uncount(head: &mut Head, finding: &Finding) {
    let less = |count: &mut usize| *count = count.saturating_sub(1);
    let summary = &mut head.summary;
    match finding.verdict {
        Verdict::Fail => {
            less(&mut summary.fail);
            if let Some(failures) = summary.failures.get_mut(&finding.severity) {
                less(failures);
            }
        }
        Verdict::Unknown => less(&mut summary.unknown),
        Verdict::Waived => less(&mut summary.waived),
        Verdict::Pass => less(&mut summary.pass),
    }
    for count in &mut head.requirements {
        let asks = |requirement: &super::Requirement| {
            requirement.pack == count.pack && requirement.id == count.id
        };
        if finding.requirements.iter().any(asks) {
            match finding.verdict {
                Verdict::Fail => less(&mut count.fail),
                Verdict::Unknown => less(&mut count.unknown),
                Verdict::Waived => less(&mut count.waived),
                Verdict::Pass => less(&mut count.pass),
            }
        }
    }
    for pack in &mut head.packs {
        let asks = |requirement: &super::Requirement| requirement.pack == pack.name;
        if finding.requirements.iter().any(asks) {
            match finding.verdict {
                Verdict::Fail => less(&mut pack.fail),
                Verdict::Unknown => less(&mut pack.unknown),
                Verdict::Waived | Verdict::Pass => {}
            }
        }
    }
}

/// Adds another result, of which nothing is told yet.
fn extend(whole: &mut Document, other: Document) {
    let (head, added) = (&mut whole.head, other.head);
    let (summary, counts) = (&mut head.summary, added.summary);
    summary.files += counts.files;
    summary.resources += counts.resources;
    summary.pass += counts.pass;
    summary.fail += counts.fail;
    summary.unknown += counts.unknown;
    summary.waived += counts.waived;
    summary.known += counts.known;
    for (severity, failures) in counts.failures {
        *summary.failures.entry(severity).or_default() += failures;
    }
    for pack in added.packs {
        let same =
            |known: &&mut super::PackUsed| known.name == pack.name && known.sha256 == pack.sha256;
        match head.packs.iter_mut().find(same) {
            Some(known) => {
                known.fail += pack.fail;
                known.unknown += pack.unknown;
            }
            // The same pack with other parameters: both are told.
            None => head.packs.push(pack),
        }
    }
    head.requirements.extend(added.requirements);
    whole.findings.extend(other.findings);
    let (tail, added) = (&mut whole.tail, other.tail);
    tail.known.extend(added.known);
    tail.waivers.extend(added.waivers);
    tail.left_out.extend(added.left_out);
    tail.rules_off.extend(added.rules_off);
    tail.coverage.extend(added.coverage);
    tail.unknown_types.extend(added.unknown_types);
    tail.diagnostics.extend(added.diagnostics);
    tail.inputs.extend(added.inputs);
    if let Some(tables) = added.tables {
        tail.tables.get_or_insert_default().extend(tables);
    }
}

/// Joins the entries of the lists that are about one thing.
fn tidy(document: &mut Document) {
    let head = &mut document.head;
    let mut requirements: BTreeMap<(Arc<str>, Arc<str>), super::RequirementCount> = BTreeMap::new();
    for count in std::mem::take(&mut head.requirements) {
        let key = (Arc::clone(&count.pack), Arc::clone(&count.id));
        requirements
            .entry(key)
            .and_modify(|sum| {
                sum.pass += count.pass;
                sum.fail += count.fail;
                sum.unknown += count.unknown;
                sum.waived += count.waived;
            })
            .or_insert(count);
    }
    head.requirements = requirements
        .into_values()
        .filter(|sum| sum.pass + sum.fail + sum.unknown + sum.waived > 0)
        .collect();
    head.summary.failures.retain(|_, failures| *failures > 0);
    let tail = &mut document.tail;
    tail.coverage.sort();
    tail.coverage.dedup();
    tail.inputs.sort();
    tail.inputs.dedup();
    head.summary.not_evaluated = tail
        .coverage
        .iter()
        .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
        .count();
    once(&mut tail.diagnostics);
    once(&mut tail.left_out);
    once(&mut tail.rules_off);
    let mut types: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for unknown in std::mem::take(&mut tail.unknown_types) {
        *types.entry(unknown.r#type).or_default() += unknown.resources;
    }
    tail.unknown_types = types
        .into_iter()
        .map(|(r#type, resources)| super::UnknownType { r#type, resources })
        .collect();
    tail.unknown_types
        .sort_by_key(|unknown| std::cmp::Reverse(unknown.resources));
    let mut waivers: Vec<super::WaiverUse> = Vec::new();
    let mut positions: FxHashMap<String, usize> = FxHashMap::default();
    for used in std::mem::take(&mut tail.waivers) {
        let position = *positions
            .entry(format!("{:?}", used.waiver))
            .or_insert(waivers.len());
        match waivers.get_mut(position) {
            Some(known) => {
                known.findings += used.findings;
                known.expired_days = known.expired_days.max(used.expired_days);
                // One that covers nothing in one shard may cover something in another.
                if known.state == State::Unused {
                    known.state = used.state;
                }
            }
            None => waivers.push(used),
        }
    }
    tail.waivers = waivers;
}

/// Keeps the first of equal entries.
fn once<T: std::fmt::Debug>(entries: &mut Vec<T>) {
    let mut told = FxHashSet::default();
    entries.retain(|entry| told.insert(format!("{entry:?}")));
}
