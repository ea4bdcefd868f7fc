//! The machine-readable form. The types here are twins of the judge's: what leaves rempart is
//! decided in one place, and changes only on purpose.

use std::io;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter as _, PrettyFormatter};

use super::Context;
use crate::judge::{Evidence, Finding, Outcome, Verdict, WaiverState, WaiverUse};
use crate::model::{Coverage, CoverageStatus, Definition, Diagnostic, Gravity, Span, Waiver};
use crate::policy::definition::{Family, Severity};
use crate::source::SourceMap;
use crate::text::Text;
use crate::threads::on_threads;

/// Writes the outcome as one JSON object, indented, with a final newline.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    // One object in three parts, so that the findings, of which there may be many, are never all in
    // memory as text.
    let head = serde_json::to_vec_pretty(&Head::of(outcome))?;
    out.write_all(head.strip_suffix(b"\n}").unwrap_or(&head))?;
    out.write_all(b",\n  \"findings\": [")?;
    write_findings(&outcome.judgement.findings, context.sources, out)?;
    out.write_all(b",")?;
    let tail = serde_json::to_vec_pretty(&Tail::of(outcome, context.sources))?;
    out.write_all(tail.strip_prefix(b"{").unwrap_or(&tail))?;
    out.write_all(b"\n")
}

/// Writes the items of the list of findings, which are put into text on all cores.
fn write_findings(
    findings: &[Finding],
    sources: &SourceMap,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    /// Findings that one thread takes at a time.
    const CHUNK: usize = 64;
    // An item of a list in an object.
    let mut nested = PrettyFormatter::new();
    nested.begin_object(&mut io::sink())?;
    nested.begin_array(&mut io::sink())?;
    let text = |findings: &[Finding]| -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(findings.len() * 4096);
        for finding in findings {
            let mut formatter = nested.clone();
            formatter.begin_array_value(&mut text, false)?;
            let twin = finding_twin(finding, sources);
            twin.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
        }
        Ok(text)
    };
    let mut is_first = true;
    for batch in findings.chunks(CHUNK * 16) {
        let texts: Vec<io::Result<Vec<u8>>> =
            on_threads(|| batch.par_chunks(CHUNK).map(text).collect());
        for text in texts {
            let text = text?;
            // Each item is written with the comma that divides it from the one before.
            let comma = usize::from(std::mem::take(&mut is_first));
            out.write_all(text.get(comma..).unwrap_or_default())?;
        }
    }
    if !is_first {
        nested.end_array_value(out)?;
    }
    nested.end_array(out)
}

#[derive(Serialize)]
struct Head {
    version: &'static str,
    summary: Summary,
}

#[derive(Serialize)]
struct Tail<'a> {
    waivers: Vec<WaiverUseTwin<'a>>,
    coverage: Vec<CoverageTwin<'a>>,
    unknown_types: Vec<UnknownType<'a>>,
    diagnostics: Vec<DiagnosticTwin<'a>>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    resources: usize,
    pass: usize,
    fail: usize,
    unknown: usize,
    waived: usize,
    not_evaluated: usize,
}

#[derive(Serialize)]
struct FindingTwin<'a> {
    rule: &'a str,
    family: Family,
    severity: Severity,
    verdict: &'static str,
    resource: ResourceTwin<'a>,
    location: Option<LocationTwin>,
    message: Text,
    evidence: Vec<EvidenceTwin<'a>>,
    requirements: Vec<RequirementTwin<'a>>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<WaiverTwin<'a>>,
}

#[derive(Serialize)]
struct WaiverTwin<'a> {
    rules: &'a [String],
    reason: &'a str,
    until: Option<String>,
    approver: Option<&'a str>,
    ticket: Option<&'a str>,
    location: Option<LocationTwin>,
}

#[derive(Serialize)]
struct WaiverUseTwin<'a> {
    #[serde(flatten)]
    waiver: WaiverTwin<'a>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_days: Option<u32>,
    findings: usize,
}

#[derive(Serialize)]
struct ResourceTwin<'a> {
    root: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    address: &'a str,
    r#type: &'a str,
    provider: Option<&'a str>,
    region: Option<&'a str>,
}

#[derive(Serialize)]
struct LocationTwin {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct EvidenceTwin<'a> {
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a str>,
    found: Option<&'a str>,
    expected: Option<&'a Text>,
    message: &'a Text,
    location: Option<LocationTwin>,
    definitions: Vec<DefinitionTwin<'a>>,
}

#[derive(Serialize)]
struct DefinitionTwin<'a> {
    label: &'a str,
    location: Option<LocationTwin>,
}

#[derive(Serialize)]
struct RequirementTwin<'a> {
    pack: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct CoverageTwin<'a> {
    file: &'a str,
    status: &'static str,
    why: &'a Text,
}

#[derive(Serialize)]
struct UnknownType<'a> {
    r#type: &'a str,
    resources: usize,
}

#[derive(Serialize)]
struct DiagnosticTwin<'a> {
    severity: &'static str,
    code: &'a str,
    message: &'a Text,
    file: Option<String>,
    location: Option<LocationTwin>,
}

impl Head {
    fn of(outcome: &Outcome) -> Self {
        let tally = outcome.judgement.tally;
        Head {
            version: env!("CARGO_PKG_VERSION"),
            summary: Summary {
                files: outcome.files,
                resources: outcome.resources,
                pass: tally.pass,
                fail: tally.fail,
                unknown: tally.unknown,
                waived: tally.waived,
                not_evaluated: outcome.not_evaluated(),
            },
        }
    }
}

impl<'a> Tail<'a> {
    fn of(outcome: &'a Outcome, sources: &SourceMap) -> Self {
        Tail {
            waivers: outcome
                .waivers
                .iter()
                .map(|entry| waiver_use_twin(entry, sources))
                .collect(),
            coverage: outcome.coverage.iter().map(coverage_twin).collect(),
            unknown_types: outcome
                .judgement
                .unknown_types
                .iter()
                .map(|(kind, resources)| UnknownType {
                    r#type: kind,
                    resources: *resources,
                })
                .collect(),
            diagnostics: outcome
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic_twin(diagnostic, sources))
                .collect(),
        }
    }
}

fn finding_twin<'a>(finding: &'a Finding, sources: &SourceMap) -> FindingTwin<'a> {
    FindingTwin {
        rule: &finding.rule,
        family: finding.family,
        severity: finding.severity,
        verdict: match finding.verdict {
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
            Verdict::Waived => "waived",
            Verdict::Pass => "pass",
        },
        resource: ResourceTwin {
            root: finding.resource.root.as_str(),
            environment: finding.resource.environment.as_deref(),
            address: &finding.resource.address,
            r#type: &finding.resource.kind,
            provider: finding.resource.provider.as_deref(),
            region: finding.resource.region.as_deref(),
        },
        location: location(finding.span, sources),
        message: finding.message(),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| evidence_twin(evidence, sources))
            .collect(),
        requirements: finding
            .requirements
            .iter()
            .map(|requirement| RequirementTwin {
                pack: &requirement.pack,
                id: &requirement.id,
            })
            .collect(),
        fingerprint: &finding.fingerprint,
        waiver: finding
            .waiver
            .as_deref()
            .map(|waiver| waiver_twin(waiver, sources)),
    }
}

fn waiver_twin<'a>(waiver: &'a Waiver, sources: &SourceMap) -> WaiverTwin<'a> {
    WaiverTwin {
        rules: &waiver.rules,
        reason: &waiver.reason,
        until: waiver.until.map(|day| day.to_string()),
        approver: waiver.approver.as_deref(),
        ticket: waiver.ticket.as_deref(),
        location: location(waiver.span, sources),
    }
}

fn waiver_use_twin<'a>(entry: &'a WaiverUse, sources: &SourceMap) -> WaiverUseTwin<'a> {
    WaiverUseTwin {
        waiver: waiver_twin(&entry.waiver, sources),
        state: match entry.state {
            WaiverState::Active => "active",
            WaiverState::Expired { .. } => "expired",
            WaiverState::Unused => "unused",
        },
        expired_days: match entry.state {
            WaiverState::Expired { days } => Some(days),
            WaiverState::Active | WaiverState::Unused => None,
        },
        findings: entry.findings,
    }
}

fn evidence_twin<'a>(evidence: &'a Evidence, sources: &SourceMap) -> EvidenceTwin<'a> {
    EvidenceTwin {
        subject: &evidence.subject,
        resource: evidence.satellite.as_deref(),
        found: evidence.found.as_deref(),
        expected: evidence.expected.as_ref(),
        message: &evidence.message,
        location: location(evidence.span, sources),
        definitions: evidence
            .definitions
            .iter()
            .map(|Definition { label, span }| DefinitionTwin {
                label,
                location: location(*span, sources),
            })
            .collect(),
    }
}

fn coverage_twin(coverage: &Coverage) -> CoverageTwin<'_> {
    CoverageTwin {
        file: &coverage.subject,
        status: match coverage.status {
            CoverageStatus::Evaluated => "evaluated",
            CoverageStatus::Partial => "partial",
            CoverageStatus::NotEvaluated => "not-evaluated",
        },
        why: &coverage.why,
    }
}

fn diagnostic_twin<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> DiagnosticTwin<'a> {
    let location = location(diagnostic.span, sources);
    DiagnosticTwin {
        severity: match diagnostic.gravity {
            Gravity::Note => "note",
            Gravity::Warning => "warning",
            Gravity::Error => "error",
        },
        code: diagnostic.code,
        message: &diagnostic.message,
        file: location
            .as_ref()
            .map(|location| location.file.clone())
            .or_else(|| diagnostic.path.as_ref().map(ToString::to_string)),
        location,
    }
}

fn location(span: Span, sources: &SourceMap) -> Option<LocationTwin> {
    let place = sources.place(span)?;
    Some(LocationTwin {
        file: place.file.into_string(),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    })
}
