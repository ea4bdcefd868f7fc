//! Findings: the defects and open questions, by rule, each with its place and its proof.

use indexmap::IndexMap;
use maud::{Markup, html};

use super::super::Context;
use super::super::document::Finding;
use super::super::frames::Frames;
use super::super::phrases::{count, pick, severity, with_colon};
use super::parts::{name, place, rich, tag};
use crate::policy::definition::Severity;
use crate::text::Language;

/// What findings of one article share.
type Shared<'f> = (&'f str, Severity, &'f str);

/// The findings, one article for each rule and next step, in their order.
pub(super) fn articles<'d>(
    findings: &[&'d Finding],
    context: &Context<'_>,
    frames: &Frames<'_>,
) -> Vec<Markup> {
    let language = context.language;
    let mut groups: IndexMap<Shared<'d>, Vec<&'d Finding>> = IndexMap::new();
    for &finding in findings {
        let remedy = finding.remedy.get(language);
        let shared = (&*finding.rule, finding.severity, remedy);
        groups.entry(shared).or_default().push(finding);
    }
    let groups = groups.into_iter();
    groups
        .map(|((rule, level, remedy), findings)| {
            article(rule, level, remedy, &findings, context, frames)
        })
        .collect()
}

fn article(
    rule: &str,
    level: Severity,
    remedy: &str,
    findings: &[&Finding],
    context: &Context<'_>,
    frames: &Frames<'_>,
) -> Markup {
    let language = context.language;
    let described = context.library.rules.get(rule);
    let title = described.map_or(rule, |rule| rule.title.get(language));
    let places = count(
        language,
        findings.len(),
        pick(language, "finding", "constat"),
        pick(language, "findings", "constats"),
    );
    let asked = findings.first().map(|finding| finding.asked_by());
    html! {
        article {
            h3 { (rich(title, language)) " " (tag(class(level), severity(language, level))) }
            p.rule { (name(rule)) " · " (places) }
            @if let Some(rule) = described { p { (rich(rule.why.get(language), language)) } }
            dl {
                @if let Some(asked) = asked.filter(|asked| !asked.is_empty()) {
                    dt { (pick(language, "Asked for by", "Exigé par")) } dd { (rich(&asked, language)) }
                }
                @if !remedy.is_empty() {
                    dt { (pick(language, "Next step", "Que faire")) } dd { (rich(remedy, language)) }
                }
            }
            @for finding in findings { (one(finding, frames, language)) }
        }
    }
}

fn one(finding: &Finding, frames: &Frames<'_>, language: Language) -> Markup {
    let location = finding.place();
    let first = finding.evidence.first();
    let way: Vec<_> = first
        .map(|fact| {
            fact.definitions
                .iter()
                .filter_map(|step| Some((&step.label, step.location.as_ref()?)))
                .collect()
        })
        .unwrap_or_default();
    html! {
        div.finding {
            h4 { (name(&finding.named())) }
            p.place {
                @match location {
                    Some(location) => { (place(location)) }
                    None => { (name(&finding.resource.root)) }
                }
                " · " (finding.resource.r#type)
                @if let Some(region) = &finding.resource.region { " · " (super::super::plain(region)) }
            }
            p.fact { (rich(finding.fact.get(language), language)) }
            @if let Some(frame) = location.and_then(|location| frames.at(location)) {
                pre { code {
                    @let width = frame.lines.last().map_or(1, |line| line.number.to_string().len());
                    @for line in &frame.lines {
                        @let (before, marked, after) = line.parts();
                        span.n { (format!("{:>width$} │ ", line.number)) }
                        (before) @if !marked.is_empty() { mark { (marked) } } (after) "\n"
                    }
                } }
            }
            @if !way.is_empty() {
                p.way {
                    (with_colon(language, pick(language, "Value from", "Valeur issue de"))) " "
                    @for (position, (label, location)) in way.iter().enumerate() {
                        @if position > 0 { " ← " }
                        (name(label)) " (" (place(location)) ")"
                    }
                }
            }
            @if finding.evidence.len() > 1 {
                ul.way {
                    @for fact in finding.evidence.iter().skip(1) {
                        li {
                            @if let Some(resource) = &fact.resource { (name(resource)) " · " }
                            (rich(fact.message.get(language), language))
                            @if let Some(location) = &fact.location { " (" (place(location)) ")" }
                        }
                    }
                }
            }
            p.place { (pick(language, "Fingerprint", "Empreinte")) " " code.hash { (super::super::plain(&finding.fingerprint)) } }
        }
    }
}

fn class(level: Severity) -> &'static str {
    match level {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}
