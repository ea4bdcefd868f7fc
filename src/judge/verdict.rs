//! From a rule and a resource to a finding.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fact::{Answer, FactData, Note, Seen, Truth};
use super::finding::{Evidence, Finding, RequirementRef, Subject, Verdict};
use super::fingerprint::fingerprint;
use super::plan::{Binding, PlannedRule};
use super::wording::{evidence, expectation, found, next_step};
use super::{Eye, Judge};
use crate::model::Span;
use crate::policy::definition::{Ask, Check, Pseudo, Rule};
use crate::text::Text;

/// At most this many facts are kept per finding.
const MAX_EVIDENCE: usize = 8;

/// What a check came to, before it is put into words.
pub(crate) struct Ruling<'a> {
    pub(crate) verdict: Verdict,
    notes: Vec<Note<'a>>,
    question: Option<&'a Text>,
}

/// Judges one check on one resource; none when it does not concern it.
pub(crate) fn rule_on<'a>(
    judge: &Judge<'a>,
    rule: &'a Rule,
    check: &'a Check,
    binding: &Binding<'a>,
    owner: usize,
) -> Option<Ruling<'a>> {
    let eye = Eye::of(judge, owner, &binding.parameters);
    let mut doubt = Vec::new();
    if let Some(when) = &check.when {
        let answer = eye.ask(when).arising();
        match answer.truth {
            Truth::Yes => {}
            Truth::Unknown => doubt = answer.notes,
            _ => return None,
        }
    }
    if let Some((question, notes)) = question(&eye, &rule.ask) {
        return Some(Ruling {
            verdict: Verdict::Unknown,
            notes,
            question: Some(question),
        });
    }
    let answer: Answer<'a> = eye.ask(&check.require);
    match answer.truth {
        Truth::Yes => Some(Ruling {
            verdict: Verdict::Pass,
            notes: answer.notes,
            question: None,
        }),
        Truth::NotApplicable => None,
        // It may not be concerned at all.
        Truth::No | Truth::Unknown if !doubt.is_empty() => {
            doubt.extend(answer.notes);
            Some(Ruling {
                verdict: Verdict::Unknown,
                notes: doubt,
                question: None,
            })
        }
        Truth::No => Some(Ruling {
            verdict: Verdict::Fail,
            notes: answer.notes,
            question: None,
        }),
        Truth::Unknown => Some(Ruling {
            verdict: Verdict::Unknown,
            notes: answer.notes,
            question: None,
        }),
    }
}

/// The first question that must be put to the team.
fn question<'a>(eye: &Eye<'_, 'a>, asks: &'a [Ask]) -> Option<(&'a Text, Vec<Note<'a>>)> {
    asks.iter().find_map(|ask| {
        let answer = eye.ask(&ask.when).arising();
        (answer.truth == Truth::Yes).then_some((&ask.question, answer.notes))
    })
}

/// Puts a ruling into words.
pub(crate) fn finding<'a>(
    judge: &Judge<'a>,
    planned: &PlannedRule<'a>,
    check: &'a Check,
    binding: &Binding<'a>,
    owner: usize,
    ruling: &Ruling<'a>,
) -> Finding {
    let rule = planned.rule;
    let resource = &judge.resources[owner];
    let notes = telling(&ruling.notes);
    let mut proof: Vec<Evidence> = notes
        .iter()
        .take(MAX_EVIDENCE)
        .map(|note| evidence(judge, owner, note, &binding.parameters))
        .collect();
    proof.dedup_by(|a, b| a.message == b.message && a.span == b.span);
    let span = place_to_look(judge, owner, proof.first());
    let (headline, remedy) = texts(judge, rule, check, binding, owner, ruling, &notes, &proof);
    let mut requirements = Vec::new();
    for (pack, rule_use) in &binding.packs {
        let pack_name: Arc<str> = pack.name.as_str().into();
        let mut ids: Vec<&String> = rule_use.requirements.keys().collect();
        // In the order of the text, which is that of the pack.
        ids.sort_by_key(|id| pack.requirements.get_index_of(*id));
        requirements.extend(ids.into_iter().map(|id| RequirementRef {
            pack: Arc::clone(&pack_name),
            id: id.as_str().into(),
        }));
    }
    let subject = proof.first().map_or("", |first| first.subject.as_str());
    let satellite = proof
        .first()
        .and_then(|first| first.satellite.as_deref())
        .unwrap_or_default();
    Finding {
        rule: rule.name.as_str().into(),
        family: rule.family,
        severity: binding.severity(rule),
        verdict: ruling.verdict,
        fingerprint: fingerprint(&[
            &rule.name,
            resource.root.path.as_str(),
            resource.root.environment.as_deref().unwrap_or_default(),
            &resource.address,
            satellite,
            subject,
        ]),
        resource: Subject {
            root: resource.root.path.clone(),
            environment: resource.root.environment.clone(),
            address: Arc::clone(&resource.address),
            kind: Arc::clone(&resource.kind),
            provider: judge.provider_name(owner),
            region: judge.region_code(owner),
            span: resource.span,
            calls: resource
                .calls
                .iter()
                .map(|call| (Arc::clone(&call.address), call.span))
                .collect(),
        },
        span,
        headline,
        remedy,
        evidence: proof,
        requirements,
    }
}

/// The notes worth showing: the resource's own first, and no bare absence of a satellite behind a
/// more precise fact.
fn telling<'n, 'a>(notes: &'n [Note<'a>]) -> Vec<&'n Note<'a>> {
    let mut notes: Vec<&Note<'a>> = notes.iter().collect();
    // What is said of a place, a value or a question tells more than what is missing.
    notes.sort_by_key(|note| match note.seen {
        Seen::Ask(_) | Seen::Malformed(_) => 0,
        Seen::Value(_) | Seen::Place(_) | Seen::Default(_) | Seen::Outside(_) => 1,
        Seen::PerhapsSatellite(_) | Seen::TooDeep => 2,
        Seen::NoSatellite(_) | Seen::Absent | Seen::Moot(_) => 3,
    });
    notes
}

/// The place to look at first: where the fact stands, or, when the value came through the
/// arguments of a module call, the argument that set it.
fn place_to_look(judge: &Judge<'_>, owner: usize, first: Option<&Evidence>) -> Span {
    let resource = &judge.resources[owner];
    let Some(first) = first else {
        return resource.span;
    };
    if resource.calls.is_empty() {
        return first.span;
    }
    // The value was defined outside the files of the module that declares the resource.
    let outside = first.definitions.iter().rev().find(|definition| {
        !definition.span.is_nowhere()
            && resource
                .calls
                .iter()
                .any(|call| call.span.source == definition.span.source)
    });
    outside.map_or(first.span, |definition| definition.span)
}

#[allow(clippy::too_many_arguments)] // all of them are the finding being written
fn texts<'a>(
    judge: &Judge<'a>,
    rule: &'a Rule,
    check: &'a Check,
    binding: &Binding<'a>,
    owner: usize,
    ruling: &Ruling<'a>,
    notes: &[&Note<'a>],
    proof: &[Evidence],
) -> (Text, Text) {
    let address = &judge.resources[owner].address;
    let fact = proof.first().map(|first| &first.message);
    let filled = |text: &Text| fill(text, notes, proof, binding);
    let remedy = filled(check.remedy.as_ref().unwrap_or(&rule.remedy));
    match ruling.verdict {
        Verdict::Pass => (
            Text::new(
                format!("`{address}`: {}", rule.title.en),
                format!("`{address}` : {}", rule.title.fr),
            ),
            Text::default(),
        ),
        Verdict::Unknown => {
            if let Some(question) = ruling.question {
                let headline = Text::new(
                    format!("`{address}`: {}", question.en),
                    format!("`{address}` : {}", question.fr),
                );
                return (headline, remedy);
            }
            let why = fact.cloned().unwrap_or_default();
            let headline = Text::new(
                format!(
                    "`{address}`: the files do not decide whether “{}”: {}",
                    rule.title.en, why.en
                ),
                format!(
                    "`{address}` : les fichiers ne permettent pas d'établir « {} » : {}",
                    rule.title.fr, why.fr
                ),
            );
            let step = notes.iter().find_map(|note| match &note.seen {
                Seen::Value(value) => value.as_unknown().map(|unknown| next_step(&unknown.reason)),
                _ => None,
            });
            (headline, step.unwrap_or(remedy))
        }
        Verdict::Fail | Verdict::Waived => {
            let defect = filled(check.defect.as_ref().unwrap_or(&rule.defect));
            let because = |text: Option<&str>| {
                text.filter(|text| !text.is_empty())
                    .map_or_else(String::new, |text| format!(" ({text})"))
            };
            let headline = Text::new(
                format!(
                    "`{address}`: {}{}",
                    defect.en,
                    because(fact.map(|fact| fact.en.as_str()))
                ),
                format!(
                    "`{address}` : {}{}",
                    defect.fr,
                    because(fact.map(|fact| fact.fr.as_str()))
                ),
            );
            (headline, remedy)
        }
    }
}

/// Replaces `{expected}` and `{found}`.
fn fill(text: &Text, notes: &[&Note<'_>], proof: &[Evidence], binding: &Binding<'_>) -> Text {
    if !text.en.contains('{') && !text.fr.contains('{') {
        return text.clone();
    }
    let expected = notes
        .iter()
        .find_map(|note| {
            note.asked
                .and_then(|matcher| expectation(matcher, &binding.parameters))
        })
        .unwrap_or_else(|| Text::new("see the rule", "voir la règle"));
    let found = notes
        .iter()
        .find_map(|note| found(&note.seen))
        .or_else(|| proof.first().and_then(|first| first.found.clone()));
    let found = found.map_or_else(
        || Text::new("not set", "non renseigné"),
        |found| Text::new(found.clone(), found),
    );
    let replace = |text: &str, expected: &str, found: &str| {
        text.replace("{expected}", expected)
            .replace("{found}", found)
    };
    Text::new(
        replace(&text.en, &expected.en, &found.en),
        replace(&text.fr, &expected.fr, &found.fr),
    )
}

/// Joins the findings of one check on one resource that come to the same verdict under different
/// parameters: one defect, asked for by several packs.
pub(crate) fn join(findings: Vec<Finding>) -> Vec<Finding> {
    let mut joined: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match joined
            .iter_mut()
            .find(|known| known.verdict == finding.verdict)
        {
            Some(known) => {
                known.severity = known.severity.max(finding.severity);
                for requirement in finding.requirements {
                    if !known.requirements.contains(&requirement) {
                        known.requirements.push(requirement);
                    }
                }
                for proof in finding.evidence {
                    let same = |other: &Evidence| {
                        other.span == proof.span && other.message == proof.message
                    };
                    match known.evidence.iter_mut().find(|other| same(other)) {
                        Some(other) if other.expected != proof.expected => {
                            other.expected = both(other.expected.take(), proof.expected);
                        }
                        Some(_) => {}
                        None => known.evidence.push(proof),
                    }
                }
            }
            None => joined.push(finding),
        }
    }
    if joined.len() > 1 {
        // The packs disagree: each verdict is a finding of its own.
        for finding in &mut joined {
            let packs: Vec<&str> = finding
                .requirements
                .iter()
                .map(|requirement| requirement.pack.as_ref())
                .collect();
            let mut parts = vec![finding.fingerprint.as_str()];
            parts.extend(packs);
            parts.dedup();
            finding.fingerprint = fingerprint(&parts);
        }
    }
    joined
}

fn both(a: Option<Text>, b: Option<Text>) -> Option<Text> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Text::new(
            format!("{} and {}", a.en, b.en),
            format!("{} et {}", a.fr, b.fr),
        )),
        (a, b) => a.or(b),
    }
}

/// Keeps one finding per value of a pseudo-attribute and root, the gravest verdict and then the
/// first in the files.
pub(crate) fn once_per<'a>(
    judge: &Judge<'a>,
    pseudo: &'a Pseudo,
    parameters: &super::plan::Parameters<'a>,
    findings: Vec<(usize, Finding)>,
) -> Vec<Finding> {
    let mut kept: FxHashMap<String, (usize, Finding)> = FxHashMap::default();
    for (owner, finding) in findings {
        let fact = Eye::of(judge, owner, parameters).pseudo(pseudo);
        let value = match &fact.data {
            FactData::Value(value) => super::scalar::as_text(value)
                .unwrap_or_default()
                .into_owned(),
            FactData::Place(location) => super::place::code(location),
            _ => String::new(),
        };
        match kept.entry(value) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert((owner, finding));
            }
            std::collections::hash_map::Entry::Occupied(mut entry) => {
                let rank = |owner: usize, finding: &Finding| {
                    (finding.verdict, judge.is_plain(owner), finding.span)
                };
                if rank(owner, &finding) < rank(entry.get().0, &entry.get().1) {
                    entry.insert((owner, finding));
                }
            }
        }
    }
    let mut kept: Vec<Finding> = kept.into_values().map(|(_, finding)| finding).collect();
    kept.sort_by_key(|finding| finding.span);
    kept
}
