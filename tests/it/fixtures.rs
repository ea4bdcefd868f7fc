//! Every rule, on every type it concerns: resources are named after the verdict they must get.

use std::collections::BTreeMap;

use rempart::judge::{Outcome, Verdict};
use rempart::model::{Gravity, Resource, ResourceMode};
use rempart::run::Model;

use crate::common::{LIBRARY, check_alone, describe, fixture_files};

/// What the name of a resource says must come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expectation {
    /// This verdict; none when the rule does not concern the resource.
    Verdict(Option<Verdict>),
    /// Nothing: a helper of other resources.
    Helper,
}

fn expectation(name: &str) -> Expectation {
    // Kubernetes allows no underscore in a name, and CloudFormation nothing but letters and digits.
    let end = name
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '_' | '-') || c.is_ascii_uppercase());
    let first = end.map_or(name, |(end, _)| &name[..end]);
    Expectation::Verdict(match first.to_ascii_lowercase().as_str() {
        "fail" => Some(Verdict::Fail),
        "pass" => Some(Verdict::Pass),
        "unknown" => Some(Verdict::Unknown),
        "exempt" => None,
        _ => return Expectation::Helper,
    })
}

/// The last name in an address, without an instance key.
fn name(resource: &Resource) -> &str {
    let block = resource.address.split('[').next().unwrap_or_default();
    block.rsplit(['.', '/']).next().unwrap_or_default()
}

/// Compares what a fixture comes to with what its names say; gives what differs.
pub(crate) fn differences(path: &str, rule: &str, model: &Model, outcome: &Outcome) -> Vec<String> {
    let mut differences = Vec::new();
    // `<type>--fail.tf` says it for the settings in the file, which have no name of their own.
    let whole_file = match path.rsplit_once("--") {
        Some((_, verdict)) => expectation(verdict.split('.').next().unwrap_or_default()),
        None => Expectation::Helper,
    };
    let mut verdicts: BTreeMap<&str, Vec<Verdict>> = BTreeMap::new();
    for finding in outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| &*finding.rule == rule)
    {
        verdicts
            .entry(&finding.resource.address)
            .or_default()
            .push(finding.verdict);
    }
    let mut expected_any = false;
    // An API server has no name of its own either; beside it, the cluster is not what the file is about.
    let is_server = |resource: &Resource| &*resource.kind == "kubernetes.api-server";
    let has_server = model.resources.iter().any(is_server);
    for resource in &model.resources {
        let is_nameless = if has_server {
            is_server(resource)
        } else {
            resource.mode == ResourceMode::Setting
        };
        let said = match whole_file {
            Expectation::Verdict(_) if is_nameless => whole_file,
            Expectation::Verdict(_) => Expectation::Helper,
            Expectation::Helper => expectation(name(resource)),
        };
        let Expectation::Verdict(expected) = said else {
            continue;
        };
        expected_any = true;
        let mut found = verdicts
            .get(&*resource.address)
            .cloned()
            .unwrap_or_default();
        found.sort();
        found.dedup();
        // Packs may disagree; the gravest verdict is the one a fixture names.
        if found.first().copied() != expected {
            let why: Vec<String> = outcome
                .judgement
                .findings
                .iter()
                .filter(|finding| {
                    &*finding.rule == rule && finding.resource.address == resource.address
                })
                .map(describe)
                .collect();
            differences.push(format!(
                "{path}: {}: expected {expected:?}, found {found:?} {}",
                resource.address,
                why.join("; ")
            ));
        }
    }
    if !expected_any {
        differences.push(format!("{path}: no resource is named after a verdict"));
    }
    differences
}

/// What could not be read or evaluated in a fixture.
fn errors(path: &str, outcome: &Outcome) -> Vec<String> {
    let errors = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.gravity == Gravity::Error);
    errors
        .map(|error| format!("{path}: {}", error.message.en))
        .collect()
}

#[test]
fn every_rule_fixture_gets_the_verdicts_its_names_say() {
    let differences: Vec<String> = fixture_files("fixtures/rules")
        .iter()
        .flat_map(|path| {
            let rule = path
                .components()
                .nth(2)
                .map(|component| component.as_str().to_owned())
                .unwrap_or_default();
            if LIBRARY.rules.contains_key(&rule) {
                let (model, outcome) = check_alone(path.as_str());
                let mut found = errors(path.as_str(), &outcome);
                found.extend(differences(path.as_str(), &rule, &model, &outcome));
                found
            } else {
                vec![format!("{path}: there is no rule `{rule}`")]
            }
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn every_rule_is_proven_both_ways() {
    let mut seen: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for path in fixture_files("fixtures/rules") {
        let text = std::fs::read_to_string(crate::common::repository().join(&path))
            .expect("a fixture can be read");
        let rule = path
            .components()
            .nth(2)
            .map(|component| component.as_str().to_owned())
            .unwrap_or_default();
        let (fails, passes) = seen.entry(rule).or_default();
        let holds = |verdict: &str| {
            [format!("\"{verdict}_"), format!("name: {verdict}-")]
                .iter()
                .any(|name| text.contains(name))
                || path.as_str().contains(&format!("--{verdict}"))
        };
        *fails |= holds("fail");
        *passes |= holds("pass");
    }
    // On every cloud that the catalogue describes so far, the log services always encrypt what they keep.
    // Where the trail of an account is, when no root declares one, is a question and no failure.
    let never_fails = ["log-store-encrypted", "audit-trail-present"];
    let missing: Vec<&String> = LIBRARY
        .rules
        .keys()
        .filter(|rule| {
            let (fails, passes) = seen.get(*rule).copied().unwrap_or_default();
            // A rule that only asks never fails on a doubtful status: it has a pass and questions.
            let asks_only = LIBRARY.rules[*rule].ask.len() > 2;
            !passes || !(fails || asks_only || never_fails.contains(&rule.as_str()))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "rules without a failing and a passing fixture: {missing:?}"
    );
}
