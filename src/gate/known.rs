//! Findings that were there before, and telling them from what is new.
//!
//! What is compared is the fingerprint, and each known finding stands for one: what comes twice must have
//! been there twice. What is left over is compared twice more, without the attribute that proves it, since a
//! defect may show in another one, and without the root that deploys it, so that a directory that moves
//! brings nothing new. These count only where one finding faces one.

use rustc_hash::FxHashMap;

use crate::judge::{Finding, Verdict};
use crate::source::Workspace;

/// Findings that were there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// In the order of their places: by root, environment, address, rule and attribute.
    pub entries: Vec<KnownFinding>,
}

/// A finding that was there before. The order of the fields is that of a sorted list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownFinding {
    /// The root that deploys the resource, seen from the root of the run, with `/`.
    pub root: String,
    /// The environment that it was judged for.
    pub environment: Option<String>,
    /// The address of the resource in its root.
    pub address: String,
    /// The rule.
    pub rule: String,
    /// The attribute or facet that proves it, after the address of the resource that holds it when that is
    /// another one; empty when there is none.
    pub attribute: String,
    /// Whether it failed; else it was an open question.
    pub fails: bool,
    /// The file of the place that was shown; for people only.
    pub path: Option<String>,
    /// Its fingerprint.
    pub fingerprint: String,
}

impl Known {
    /// The failures and open questions among `findings`.
    pub fn of(findings: &[Finding], workspace: &Workspace) -> Self {
        let (_, mut entries) = counting(findings, workspace);
        entries.sort();
        Known { entries }
    }

    /// For each of `findings` whether it was there before.
    pub(crate) fn among(&self, findings: &[Finding], workspace: &Workspace) -> Vec<bool> {
        let (positions, now) = counting(findings, workspace);
        let mut known = vec![false; findings.len()];
        for paired in pair(&self.entries, &now).into_iter().flatten() {
            known[positions[paired]] = true;
        }
        known
    }

    /// For each entry whether one of `findings` is it.
    pub fn still(&self, findings: &[Finding], workspace: &Workspace) -> Vec<bool> {
        let (_, now) = counting(findings, workspace);
        let pairs = pair(&self.entries, &now);
        pairs.iter().map(Option::is_some).collect()
    }
}

/// What fails or is open, with its position among `findings`.
fn counting(findings: &[Finding], workspace: &Workspace) -> (Vec<usize>, Vec<KnownFinding>) {
    let counts = |finding: &Finding| matches!(finding.verdict, Verdict::Fail | Verdict::Unknown);
    findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| counts(finding))
        .map(|(position, finding)| (position, KnownFinding::of(finding, workspace)))
        .unzip()
}

impl KnownFinding {
    fn of(finding: &Finding, workspace: &Workspace) -> Self {
        let resource = &finding.resource;
        let file = workspace.sources().get(finding.span.source);
        KnownFinding {
            root: workspace.from_root(&resource.root).into_string(),
            environment: resource.environment.as_deref().map(str::to_owned),
            address: resource.address.to_string(),
            rule: finding.rule.to_string(),
            attribute: attribute(finding),
            fails: finding.verdict == Verdict::Fail,
            path: file.map(|file| workspace.from_root(&file.path).into_string()),
            fingerprint: finding.fingerprint.clone(),
        }
    }

    /// Whether it can stand for another: an open question cannot for a failure, which is worse.
    fn covers(&self, finding: &KnownFinding) -> bool {
        self.fails || !finding.fails
    }

    fn environment(&self) -> &str {
        self.environment.as_deref().unwrap_or_default()
    }
}

/// The attribute that proves a finding, as its fingerprint has it.
fn attribute(finding: &Finding) -> String {
    match finding.evidence.first() {
        Some(first) => match &first.satellite {
            Some(satellite) => format!("{satellite} {}", first.subject),
            None => first.subject.clone(),
        },
        None => String::new(),
    }
}

/// For each entry the position of the finding that it stands for.
fn pair(entries: &[KnownFinding], findings: &[KnownFinding]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; entries.len()];
    let mut taken = vec![false; findings.len()];
    // Failures and questions apart.
    let mut open: FxHashMap<&str, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
    for (position, entry) in entries.iter().enumerate() {
        let (failures, questions) = open.entry(&entry.fingerprint).or_default();
        if entry.fails { failures } else { questions }.push(position);
    }
    // Failures choose first: a question takes a question, else what is left.
    for fails in [true, false] {
        for (position, finding) in findings.iter().enumerate() {
            if finding.fails != fails {
                continue;
            }
            let Some((failures, questions)) = open.get_mut(finding.fingerprint.as_str()) else {
                continue;
            };
            let of_questions = if fails { None } else { questions.pop() };
            if let Some(entry) = of_questions.or_else(|| failures.pop()) {
                pairs[entry] = Some(position);
                taken[position] = true;
            }
        }
    }
    let mut left = Left {
        entries,
        findings,
        pairs,
        taken,
    };
    left.pair(|known| {
        [
            &known.rule,
            &known.address,
            known.environment(),
            &known.root,
        ]
    });
    left.pair(|known| {
        [
            &known.rule,
            &known.address,
            known.environment(),
            &known.attribute,
        ]
    });
    left.pairs
}

/// What no fingerprint has paired.
struct Left<'k> {
    entries: &'k [KnownFinding],
    findings: &'k [KnownFinding],
    pairs: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl<'k> Left<'k> {
    /// Pairs where, by a key, one entry faces one finding.
    fn pair(&mut self, key: impl Fn(&'k KnownFinding) -> [&'k str; 4]) {
        let mut facing: FxHashMap<[&str; 4], (Vec<usize>, Vec<usize>)> = FxHashMap::default();
        for (position, entry) in self.entries.iter().enumerate() {
            if self.pairs[position].is_none() {
                facing.entry(key(entry)).or_default().0.push(position);
            }
        }
        for (position, finding) in self.findings.iter().enumerate() {
            if !self.taken[position]
                && let Some((_, findings)) = facing.get_mut(&key(finding))
            {
                findings.push(position);
            }
        }
        for (before, now) in facing.into_values() {
            if let ([entry], [finding]) = (before.as_slice(), now.as_slice())
                && self.entries[*entry].covers(&self.findings[*finding])
            {
                self.pairs[*entry] = Some(*finding);
                self.taken[*finding] = true;
            }
        }
    }
}
