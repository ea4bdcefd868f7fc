//! From the verdicts of single checks to what is reported once.

use super::finding::{Evidence, Finding};
use super::fingerprint::fingerprint;
use crate::text::Text;

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
                let (known_packs, its_packs) = (packs(known), packs(&finding));
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
                            other.expected = both(
                                other.expected.take(),
                                &known_packs,
                                proof.expected,
                                &its_packs,
                            );
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

/// What two packs ask of one fact, each under its name.
fn both(a: Option<Text>, a_packs: &str, b: Option<Text>, b_packs: &str) -> Option<Text> {
    let named = |text: &str, packs: &str| {
        if packs.is_empty() {
            text.to_owned()
        } else {
            format!("{text} ({packs})")
        }
    };
    match (a, b) {
        (Some(a), Some(b)) => Some(Text::new(
            format!("{}, {}", named(&a.en, a_packs), named(&b.en, b_packs)),
            format!("{}, {}", named(&a.fr, a_packs), named(&b.fr, b_packs)),
        )),
        (a, b) => a.or(b),
    }
}

/// The packs that ask for a finding, joined by commas.
fn packs(finding: &Finding) -> String {
    let mut packs: Vec<&str> = Vec::new();
    for requirement in &finding.requirements {
        if packs.last() != Some(&&*requirement.pack) {
            packs.push(&requirement.pack);
        }
    }
    packs.join(", ")
}
