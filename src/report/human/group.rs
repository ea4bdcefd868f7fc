//! Findings that are told together.
//!
//! A directory with hundreds of findings has a few dozen things to say: one rule, one next step, many
//! places. Machine-readable reports list every finding on its own.

use indexmap::IndexMap;

use crate::judge::{Finding, RequirementRef, Verdict};
use crate::model::Span;
use crate::policy::definition::Severity;
use crate::text::Text;

/// Findings of one rule and verdict that share their requirements and next step.
#[derive(Debug)]
pub(super) struct Group<'o> {
    /// In the order of the report; never empty.
    pub(super) places: Vec<Place<'o>>,
    severity: Severity,
}

/// Findings that the same lines prove: the instances of one block, or of one module.
#[derive(Debug)]
pub(super) struct Place<'o> {
    /// The one that is shown.
    pub(super) finding: &'o Finding,
    /// The others.
    pub(super) same: Vec<&'o Finding>,
}

/// What the findings of a [`Group`] share.
type Shared<'o> = (&'o str, Verdict, Severity, &'o [RequirementRef], &'o Text);

/// What the findings of a [`Place`] share.
type Proof<'o> = (Span, Vec<(Span, &'o Text)>);

/// The findings by group, the gravest first and otherwise in their order.
pub(super) fn groups<'o>(findings: impl Iterator<Item = &'o Finding>) -> Vec<Group<'o>> {
    let mut groups: IndexMap<Shared<'o>, IndexMap<Proof<'o>, Place<'o>>> = IndexMap::new();
    for finding in findings {
        let shared = (
            &*finding.rule,
            finding.verdict,
            finding.severity,
            finding.requirements.as_slice(),
            &finding.remedy,
        );
        let evidence = finding.evidence.iter();
        let proof = (
            finding.span,
            evidence.map(|fact| (fact.span, &fact.message)).collect(),
        );
        groups
            .entry(shared)
            .or_default()
            .entry(proof)
            .and_modify(|place| place.same.push(finding))
            .or_insert_with(|| Place {
                finding,
                same: Vec::new(),
            });
    }
    let mut groups: Vec<Group<'o>> = groups
        .into_iter()
        .map(|((_, _, severity, ..), places)| Group {
            places: places.into_values().collect(),
            severity,
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.severity));
    groups
}

/// Open questions of one rule: each question with the findings that ask it.
#[derive(Debug)]
pub(super) struct Questions<'o> {
    /// One of them, for what they share.
    pub(super) first: &'o Finding,
    /// By question and next step.
    pub(super) asked: IndexMap<(&'o Text, &'o Text), Vec<&'o Finding>>,
}

/// The open questions by rule, the gravest first and otherwise in their order.
pub(super) fn questions<'o>(findings: impl Iterator<Item = &'o Finding>) -> Vec<Questions<'o>> {
    let mut rules: IndexMap<(&str, &[RequirementRef]), Questions<'o>> = IndexMap::new();
    for finding in findings {
        let questions = rules
            .entry((&*finding.rule, finding.requirements.as_slice()))
            .or_insert_with(|| Questions {
                first: finding,
                asked: IndexMap::new(),
            });
        let question = (&finding.fact, &finding.remedy);
        questions.asked.entry(question).or_default().push(finding);
    }
    let mut rules: Vec<Questions<'o>> = rules.into_values().collect();
    rules.sort_by_key(|questions| std::cmp::Reverse(questions.first.severity));
    rules
}
