//! From a rule and a resource to a finding.

use std::fmt::Write as _;
use std::sync::Arc;

use super::fact::{Answer, Note, Seen, Truth};
use super::finding::{Evidence, Finding, Subject, Verdict};
use super::fingerprint::fingerprint;
use super::plan::{Binding, PlannedRule};
use super::wording::{Draft, Texts, class_evidence, evidence, texts};
use super::{Eye, Judge};
use crate::model::Span;
use crate::policy::definition::{Ask, Check, Rule};
use crate::text::Text;

/// At most this many facts are kept per finding.
const MAX_EVIDENCE: usize = 8;

/// What a check came to, before it is put into words.
pub(crate) struct Ruling<'a> {
    pub(crate) verdict: Verdict,
    pub(crate) notes: Vec<Note<'a>>,
    /// Whether it is not known if the check concerns the resource at all.
    pub(crate) is_narrowed: bool,
    /// What only the team can answer.
    pub(crate) question: Option<&'a Text>,
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
            is_narrowed: false,
        });
    }
    let answer: Answer<'a> = eye.ask(&check.require);
    match answer.truth {
        Truth::Yes => Some(Ruling {
            verdict: Verdict::Pass,
            notes: answer.notes,
            question: None,
            is_narrowed: false,
        }),
        Truth::NotApplicable => None,
        // It may not be concerned at all.
        Truth::No | Truth::Unknown if !doubt.is_empty() => {
            doubt.extend(answer.notes);
            Some(Ruling {
                verdict: Verdict::Unknown,
                notes: doubt,
                question: None,
                is_narrowed: true,
            })
        }
        Truth::No => Some(Ruling {
            verdict: Verdict::Fail,
            notes: answer.notes,
            question: None,
            is_narrowed: false,
        }),
        Truth::Unknown => Some(Ruling {
            verdict: Verdict::Unknown,
            notes: answer.notes,
            question: None,
            is_narrowed: false,
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
    let notes = telling(&ruling.notes, owner);
    let proof = distinct(
        notes
            .iter()
            .map(|note| evidence(judge, owner, note, &binding.parameters)),
    );
    let span = place_to_look(judge, owner, proof.first());
    let Texts {
        headline,
        fact,
        remedy,
    } = texts(&Draft {
        address: &resource.address,
        rule,
        check,
        binding,
        catalog: judge.catalog,
        ruling,
        notes: &notes,
        proof: &proof,
    });
    let subject = proof.first().map_or("", |first| first.subject.as_str());
    let satellite = proof
        .first()
        .and_then(|first| first.satellite.as_deref())
        .unwrap_or_default();
    Finding {
        rule: Arc::clone(&planned.name),
        family: rule.family,
        severity: binding.severity(rule),
        verdict: ruling.verdict,
        fingerprint: fingerprint(&[
            &rule.name,
            judge.identity(&resource.root.path).as_str(),
            resource.root.environment.as_deref().unwrap_or_default(),
            &resource.address,
            satellite,
            subject,
        ]),
        resource: judge.subject(owner),
        span,
        headline,
        fact,
        remedy,
        evidence: with_classes(proof, binding),
        requirements: binding.requirements.clone(),
        waiver: None,
    }
}

/// The facts, and after them the classes of data that decided what is asked.
fn with_classes(mut proof: Vec<Evidence>, binding: &Binding<'_>) -> Vec<Evidence> {
    let mut classes: Vec<&str> = binding.by_class.iter().map(|set| &*set.class).collect();
    classes.dedup();
    if !classes.is_empty() {
        let classes = classes.join("`, `");
        for expected in proof.iter_mut().filter_map(|fact| fact.expected.as_mut()) {
            let _ = write!(expected.en, " (class `{classes}`)");
            let _ = write!(expected.fr, " (classe `{classes}`)");
        }
    }
    for set in &binding.by_class {
        let fact = class_evidence(set);
        if proof.iter().all(|known| known.message != fact.message) {
            proof.push(fact);
        }
    }
    proof
}

impl Judge<'_> {
    /// What names a resource in a report.
    pub(crate) fn subject(&self, owner: usize) -> Subject {
        let resource = &self.resources[owner];
        Subject {
            root: resource.root.path.clone(),
            environment: resource.root.environment.clone(),
            address: Arc::clone(&resource.address),
            kind: Arc::clone(&resource.kind),
            provider: self.provider_name(owner),
            region: self.region_code(owner),
            span: resource.span,
            calls: resource
                .calls
                .iter()
                .map(|call| (Arc::clone(&call.address), call.span))
                .collect(),
        }
    }
}

/// The first facts, each once: what several resources lack alike is one fact.
fn distinct(facts: impl Iterator<Item = Evidence>) -> Vec<Evidence> {
    let mut proof: Vec<Evidence> = Vec::new();
    for fact in facts {
        if proof.len() == MAX_EVIDENCE {
            break;
        }
        if !proof.iter().any(|known| known.message == fact.message) {
            proof.push(fact);
        }
    }
    proof
}

/// The notes, the most telling first.
fn telling<'n, 'a>(notes: &'n [Note<'a>], owner: usize) -> Vec<&'n Note<'a>> {
    let mut notes: Vec<&Note<'a>> = notes.iter().collect();
    // What is said of a place, a value or a question tells more than what is missing, and what a
    // satellite lacks more than that there is none.
    notes.sort_by_key(|note| match note.seen {
        Seen::Ask(_) | Seen::Malformed(_) => 0,
        Seen::Value(_) | Seen::Place(_) | Seen::Default(_) | Seen::Outside(_) | Seen::There => 1,
        Seen::PerhapsSatellite(_) | Seen::TooDeep => 2,
        Seen::Absent if note.owner != owner => 3,
        Seen::NoSatellite(_) | Seen::NoneThere(_) | Seen::Absent | Seen::Moot(_) => 4,
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
