//! From a document back to an outcome, so that a report for people is written from a result as from a
//! run.
//!
//! Texts are taken from the files below the root of the workspace, when these are still what was judged;
//! of every other file only the places are known, and no code frame is drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use camino::Utf8Path;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::origin::hexadecimal;
use super::visit::locations;
use super::{Document, Evidence, Finding, Location, State, Subject, Waiver};
use crate::judge::{
    self, Judgement, LeftOut, Outcome, PackTally, RequirementRef, RuleOff, Tally, WaiverState,
    WaiverUse,
};
use crate::model::{self, Coverage, Definition, Diagnostic, Span};
use crate::source::{Extent, SourceMap, Workspace};

/// An outcome, and the texts that it points into.
#[derive(Debug)]
pub struct Restored {
    /// The outcome.
    pub outcome: Outcome,
    /// The texts that are at hand.
    pub sources: SourceMap,
}

/// The outcome that a document was made of.
pub fn restore(document: &Document, workspace: &Workspace) -> Restored {
    let sources = SourceMap::default();
    let spans = Spans::new(document, workspace, &sources);
    let head = &document.head;
    let tail = &document.tail;
    let findings = |findings: &[Finding]| -> Vec<judge::Finding> {
        findings.iter().map(|each| finding(each, &spans)).collect()
    };
    let judgement = Judgement {
        findings: findings(&document.findings),
        tally: Tally {
            pass: head.summary.pass,
            fail: head.summary.fail,
            unknown: head.summary.unknown,
            waived: head.summary.waived,
        },
        by_severity: head.summary.failures.clone(),
        // They are among the diagnostics.
        contradictions: Vec::new(),
        by_pack: by_pack(document),
        by_requirement: head
            .requirements
            .iter()
            .map(|count| {
                let requirement = RequirementRef {
                    pack: Arc::clone(&count.pack),
                    id: Arc::clone(&count.id),
                };
                let tally = Tally {
                    pass: count.pass,
                    fail: count.fail,
                    unknown: count.unknown,
                    waived: count.waived,
                };
                (requirement, tally)
            })
            .collect(),
        unknown_types: tail
            .unknown_types
            .iter()
            .map(|unknown| (Arc::clone(&unknown.r#type), unknown.resources))
            .collect(),
    };
    let outcome = Outcome {
        judgement,
        files: head.summary.files,
        resources: head.summary.resources,
        coverage: tail
            .coverage
            .iter()
            .map(|coverage| Coverage {
                subject: coverage.file.clone(),
                status: coverage.status,
                why: coverage.why.clone(),
            })
            .collect(),
        diagnostics: tail
            .diagnostics
            .iter()
            .map(|problem| diagnostic(problem, &spans))
            .collect(),
        known: findings(&tail.known),
        waivers: tail
            .waivers
            .iter()
            .map(|used| WaiverUse {
                waiver: Arc::new(waiver(&used.waiver, &spans)),
                state: match used.state {
                    State::Active => WaiverState::Active,
                    State::Unused => WaiverState::Unused,
                    State::Expired => WaiverState::Expired {
                        days: used.expired_days.unwrap_or(1),
                    },
                },
                findings: used.findings,
            })
            .collect(),
        left_out: tail
            .left_out
            .iter()
            .map(|left_out| LeftOut {
                resource: subject(&left_out.resource, &spans),
                why: left_out.why.clone(),
            })
            .collect(),
        rules_off: tail
            .rules_off
            .iter()
            .map(|off| RuleOff {
                rule: off.rule.clone(),
                reason: off.reason.clone(),
            })
            .collect(),
        packs: head
            .packs
            .iter()
            .map(|pack| Arc::clone(&pack.name))
            .collect(),
    };
    Restored { outcome, sources }
}

/// The packs on which something fails or is open, by name.
fn by_pack(document: &Document) -> Vec<PackTally> {
    let mut failing: FxHashMap<&str, usize> = FxHashMap::default();
    for count in &document.head.requirements {
        *failing.entry(&count.pack).or_default() += usize::from(count.fail > 0);
    }
    let packs = document.head.packs.iter();
    let tallies = packs
        .filter(|pack| pack.fail + pack.unknown > 0)
        .map(|pack| {
            let tally = PackTally {
                pack: Arc::clone(&pack.name),
                fail: pack.fail,
                unknown: pack.unknown,
                requirements: failing.get(&*pack.name).copied().unwrap_or_default(),
            };
            (Arc::clone(&pack.name), tally)
        });
    let by_name: BTreeMap<_, _> = tallies.collect();
    by_name.into_values().collect()
}

/// Where the places of a document are in the texts at hand.
struct Spans {
    spans: FxHashMap<Location, Span>,
}

impl Spans {
    fn new(document: &Document, workspace: &Workspace, sources: &SourceMap) -> Self {
        let mut wanted: BTreeMap<&str, BTreeSet<Extent>> = BTreeMap::new();
        locations(document, &mut |location| {
            let extents = wanted.entry(&location.file).or_default();
            extents.insert(location.extent());
        });
        let inputs = document.tail.inputs.iter();
        let inputs: FxHashMap<&str, _> = inputs.map(|input| (&*input.file, input)).collect();
        let mut spans = FxHashMap::default();
        for (file, extents) in wanted {
            let name: Arc<str> = Arc::from(file);
            let text = inputs
                .get(file)
                .filter(|input| !input.confidential)
                .and_then(|input| unchanged(file, &input.sha256, workspace));
            let mut keep = |extent: Extent, span: Span| {
                spans.insert(location(&name, extent), span);
            };
            match text.and_then(|text| in_text(file, text, &extents, sources)) {
                Some(found) => found
                    .into_iter()
                    .for_each(|(extent, span)| keep(extent, span)),
                None => {
                    let places: Vec<Extent> = extents.into_iter().collect();
                    let source = sources.add_places(file.into(), places.clone());
                    for (position, extent) in places.into_iter().enumerate() {
                        keep(extent, Span::new(source, position..position));
                    }
                }
            }
        }
        Spans { spans }
    }

    fn span(&self, location: Option<&Location>) -> Span {
        location
            .and_then(|location| self.spans.get(location))
            .copied()
            .unwrap_or(Span::NOWHERE)
    }
}

fn location(file: &Arc<str>, extent: Extent) -> Location {
    Location {
        file: Arc::clone(file),
        line: extent.line,
        column: extent.column,
        end_line: extent.end_line,
        end_column: extent.end_column,
    }
}

/// The text of a file, when it is the one that was judged.
fn unchanged(file: &str, sha256: &str, workspace: &Workspace) -> Option<String> {
    if file.starts_with('<') {
        return None;
    }
    let path = workspace.root().join(Utf8Path::new(file));
    let bytes = workspace.read_bytes(&path).ok()?;
    if hexadecimal(&Sha256::digest(&bytes)) != sha256 {
        return None;
    }
    String::from_utf8(bytes.to_vec()).ok()
}

/// Adds a text, and gives the spans of all places in it; nothing when it lacks one of them.
fn in_text(
    file: &str,
    text: String,
    extents: &BTreeSet<Extent>,
    sources: &SourceMap,
) -> Option<Vec<(Extent, Span)>> {
    let source = sources.add(file.into(), text);
    let read = sources.get(source)?;
    extents
        .iter()
        .map(|extent| Some((*extent, Span::new(source, read.range(*extent)?))))
        .collect()
}

fn finding(finding: &Finding, spans: &Spans) -> judge::Finding {
    judge::Finding {
        rule: Arc::clone(&finding.rule),
        family: finding.family,
        severity: finding.severity,
        verdict: finding.verdict,
        resource: subject(&finding.resource, spans),
        span: spans.span(finding.location.as_ref()),
        headline: finding.headline(),
        fact: finding.fact.clone(),
        remedy: finding.remedy.clone(),
        evidence: finding
            .evidence
            .iter()
            .map(|fact| evidence(fact, spans))
            .collect(),
        requirements: finding
            .requirements
            .iter()
            .map(|requirement| RequirementRef {
                pack: Arc::clone(&requirement.pack),
                id: Arc::clone(&requirement.id),
            })
            .collect(),
        fingerprint: finding.fingerprint.clone(),
        waiver: finding
            .waiver
            .as_ref()
            .map(|covering| Arc::new(waiver(covering, spans))),
    }
}

fn subject(subject: &Subject, spans: &Spans) -> judge::Subject {
    judge::Subject {
        root: (&*subject.root).into(),
        environment: subject.environment.clone(),
        address: Arc::clone(&subject.address),
        kind: Arc::clone(&subject.r#type),
        provider: subject.provider.clone(),
        region: subject.region.clone(),
        span: spans.span(subject.location.as_ref()),
        calls: subject
            .calls
            .iter()
            .map(|call| {
                let span = spans.span(call.location.as_ref());
                (Arc::clone(&call.address), span)
            })
            .collect(),
    }
}

fn evidence(evidence: &Evidence, spans: &Spans) -> judge::Evidence {
    judge::Evidence {
        subject: evidence.subject.clone(),
        satellite: evidence.resource.clone(),
        found: evidence.found.clone(),
        sensitive: evidence.sensitive,
        expected: evidence.expected.clone(),
        span: spans.span(evidence.location.as_ref()),
        message: evidence.message.clone(),
        definitions: evidence
            .definitions
            .iter()
            .map(|step| Definition {
                label: Arc::clone(&step.label),
                span: spans.span(step.location.as_ref()),
            })
            .collect(),
    }
}

fn waiver(waiver: &Waiver, spans: &Spans) -> model::Waiver {
    model::Waiver {
        rules: waiver.rules.clone(),
        reason: waiver.reason.clone(),
        until: waiver.until,
        approver: waiver.approver.clone(),
        ticket: waiver.ticket.clone(),
        span: spans.span(waiver.location.as_ref()),
    }
}

fn diagnostic(problem: &super::Diagnostic, spans: &Spans) -> Diagnostic {
    Diagnostic {
        gravity: problem.severity,
        code: kept(&problem.code),
        message: problem.message.clone(),
        span: spans.span(problem.location.as_ref()),
        path: problem.file.as_deref().map(Into::into),
        labels: problem
            .labels
            .iter()
            .map(|label| {
                let span = spans.span(label.location.as_ref());
                (span, label.message.clone())
            })
            .collect(),
    }
}

/// The name of a kind of problem, kept until the process ends: names are part of the program elsewhere.
/// rempart has a few dozen; what a changed document says beyond a few hundred gets a common one.
fn kept(code: &str) -> &'static str {
    const MOST: usize = 500;
    const LONGEST: usize = 64;
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let Ok(mut kept) = KEPT.lock() else {
        return "problem";
    };
    if let Some(known) = kept.get(code) {
        return known;
    }
    if kept.len() == MOST || code.len() > LONGEST {
        return "problem";
    }
    let code: &'static str = Box::leak(code.into());
    kept.insert(code);
    code
}
