//! From an outcome to the document, finding by finding.

use std::sync::Arc;

use rayon::prelude::*;

use super::origin::{inputs, packs};
use super::{
    Call, Coverage, Diagnostic, Document, Evidence, Finding, Head, Label, LeftOut, Location,
    Requirement, RequirementCount, RuleOff, State, Step, Subject, Summary, Tail, UnknownType,
    Waiver, WaiverUse,
};
use crate::judge::{self, Outcome, WaiverState};
use crate::model::{self, Span};
use crate::report::Context;
use crate::source::{SourceFile, SourceMap};
use crate::threads::on_threads;

/// What marks a waiver that is a comment in a source.
const COMMENT: &str = "rempart:ignore";

/// Resolves spans; made once per report, so that a place costs no copy of the file's name.
pub(crate) struct Places {
    files: Vec<(Arc<SourceFile>, Arc<str>)>,
}

impl Places {
    /// The places of all texts read so far.
    pub(crate) fn new(sources: &SourceMap) -> Self {
        let files = sources.all().into_iter();
        Places {
            files: files
                .map(|file| (Arc::clone(&file), Arc::from(file.path.as_str())))
                .collect(),
        }
    }

    /// Where a span lies; none when no file holds it.
    pub(super) fn locate(&self, span: Span) -> Option<Location> {
        let (file, name) = self.files.get(span.source.0 as usize)?;
        let extent = file.extent(span);
        Some(Location {
            file: Arc::clone(name),
            line: extent.line,
            column: extent.column,
            end_line: extent.end_line,
            end_column: extent.end_column,
        })
    }

    /// The texts, with their names.
    pub(super) fn files(&self) -> &[(Arc<SourceFile>, Arc<str>)] {
        &self.files
    }

    fn says(&self, span: Span, what: &str) -> bool {
        let file = self.files.get(span.source.0 as usize);
        file.and_then(|(file, _)| file.text.get(span.range()))
            .is_some_and(|text| text.contains(what))
    }
}

impl Document {
    /// The whole document of an outcome.
    pub(crate) fn of(outcome: &Outcome, context: &Context<'_>) -> Self {
        let places = Places::new(context.sources);
        let findings = &outcome.judgement.findings;
        Document {
            head: head(outcome, context),
            findings: on_threads(|| {
                let findings = findings.par_iter().with_min_len(64);
                findings.map(|each| finding(each, &places)).collect()
            }),
            tail: tail(outcome, context, &places),
        }
    }
}

/// What stands before the findings.
pub(crate) fn head(outcome: &Outcome, context: &Context<'_>) -> Head {
    let tally = outcome.judgement.tally;
    let requirements = outcome.judgement.by_requirement.iter();
    Head {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        label: context.label.map(ToOwned::to_owned),
        base: context.origin.as_str().to_owned(),
        summary: Summary {
            files: outcome.files,
            resources: outcome.resources,
            pass: tally.pass,
            fail: tally.fail,
            unknown: tally.unknown,
            waived: tally.waived,
            known: outcome.known.len(),
            not_evaluated: outcome.not_evaluated(),
            failures: outcome.judgement.by_severity.clone(),
        },
        packs: packs(outcome, context.library),
        requirements: requirements
            .map(|(requirement, tally)| RequirementCount {
                pack: Arc::clone(&requirement.pack),
                id: Arc::clone(&requirement.id),
                pass: tally.pass,
                fail: tally.fail,
                unknown: tally.unknown,
                waived: tally.waived,
            })
            .collect(),
    }
}

/// What stands after the findings.
pub(crate) fn tail(outcome: &Outcome, context: &Context<'_>, places: &Places) -> Tail {
    Tail {
        known: outcome
            .known
            .iter()
            .map(|known| finding(known, places))
            .collect(),
        waivers: outcome
            .waivers
            .iter()
            .map(|used| WaiverUse {
                waiver: waiver(&used.waiver, places),
                state: State::from(used.state),
                expired_days: match used.state {
                    WaiverState::Expired { days } => Some(days),
                    WaiverState::Active | WaiverState::Unused => None,
                },
                findings: used.findings,
            })
            .collect(),
        left_out: outcome
            .left_out
            .iter()
            .map(|left_out| LeftOut {
                resource: subject(&left_out.resource, places),
                why: left_out.why.clone(),
            })
            .collect(),
        rules_off: outcome
            .rules_off
            .iter()
            .map(|off| RuleOff {
                rule: off.rule.clone(),
                reason: off.reason.clone(),
            })
            .collect(),
        coverage: outcome.coverage.iter().map(coverage).collect(),
        unknown_types: outcome
            .judgement
            .unknown_types
            .iter()
            .map(|(kind, resources)| UnknownType {
                r#type: Arc::clone(kind),
                resources: *resources,
            })
            .collect(),
        diagnostics: outcome
            .diagnostics
            .iter()
            .map(|problem| diagnostic(problem, places))
            .collect(),
        inputs: inputs(places),
        tables: context.tables.cloned(),
    }
}

/// One finding.
pub(crate) fn finding(finding: &judge::Finding, places: &Places) -> Finding {
    Finding {
        rule: Arc::clone(&finding.rule),
        family: finding.family,
        severity: finding.severity,
        verdict: finding.verdict,
        resource: subject(&finding.resource, places),
        location: places.locate(finding.span),
        message: finding.message(),
        fact: finding.fact.clone(),
        remedy: finding.remedy.clone(),
        evidence: finding
            .evidence
            .iter()
            .map(|fact| evidence(fact, places))
            .collect(),
        requirements: finding
            .requirements
            .iter()
            .map(|requirement| Requirement {
                pack: Arc::clone(&requirement.pack),
                id: Arc::clone(&requirement.id),
            })
            .collect(),
        fingerprint: finding.fingerprint.clone(),
        waiver: finding
            .waiver
            .as_ref()
            .map(|covering| waiver(covering, places)),
    }
}

fn subject(subject: &judge::Subject, places: &Places) -> Subject {
    Subject {
        root: Arc::from(subject.root.as_str()),
        environment: subject.environment.clone(),
        address: Arc::clone(&subject.address),
        r#type: Arc::clone(&subject.kind),
        provider: subject.provider.clone(),
        region: subject.region.clone(),
        location: places.locate(subject.span),
        calls: subject
            .calls
            .iter()
            .map(|(address, span)| Call {
                address: Arc::clone(address),
                location: places.locate(*span),
            })
            .collect(),
    }
}

fn evidence(evidence: &judge::Evidence, places: &Places) -> Evidence {
    Evidence {
        subject: evidence.subject.clone(),
        resource: evidence.satellite.clone(),
        found: evidence.found.clone(),
        sensitive: evidence.sensitive,
        expected: evidence.expected.clone(),
        message: evidence.message.clone(),
        location: places.locate(evidence.span),
        definitions: evidence
            .definitions
            .iter()
            .map(|definition| Step {
                label: Arc::clone(&definition.label),
                location: places.locate(definition.span),
            })
            .collect(),
    }
}

fn waiver(waiver: &model::Waiver, places: &Places) -> Waiver {
    Waiver {
        rules: waiver.rules.clone(),
        reason: waiver.reason.clone(),
        until: waiver.until,
        approver: waiver.approver.clone(),
        ticket: waiver.ticket.clone(),
        location: places.locate(waiver.span),
        in_source: places.says(waiver.span, COMMENT),
    }
}

fn coverage(coverage: &model::Coverage) -> Coverage {
    Coverage {
        file: coverage.subject.clone(),
        status: coverage.status,
        why: coverage.why.clone(),
    }
}

fn diagnostic(problem: &model::Diagnostic, places: &Places) -> Diagnostic {
    let location = places.locate(problem.span);
    Diagnostic {
        severity: problem.gravity,
        code: problem.code.to_owned(),
        message: problem.message.clone(),
        file: location
            .as_ref()
            .map(|location| location.file.to_string())
            .or_else(|| problem.path.as_ref().map(ToString::to_string)),
        location,
        labels: problem
            .labels
            .iter()
            .map(|(span, message)| Label {
                message: message.clone(),
                location: places.locate(*span),
            })
            .collect(),
    }
}
