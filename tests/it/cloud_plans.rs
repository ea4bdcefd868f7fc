//! Plans that OpenTofu made with the providers of two real clouds, compared value by value with what
//! `inspect` says of their sources, and verdict by verdict.
//!
//! `fixtures/plans/record_clouds.sh` recorded them. What only a provider tells, its defaults and what it
//! computes, is not in the sources and is not compared.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use crate::common::repository;
use crate::plan::{check_plan, check_sources, differences, verdicts};
use crate::program::Sandbox;

/// What `inspect` says of the sources of a plan, without the plan.
fn inspected(cloud: &str) -> Vec<Json> {
    let directory = repository().join("fixtures/plans").join(cloud);
    let sandbox = Sandbox::new(&[]);
    for path in sources_below(&directory) {
        let text = std::fs::read_to_string(&path).expect("it is there");
        let shown = path.strip_prefix(&directory).expect("it lies there");
        sandbox.write(shown.as_str(), text);
    }
    let ran = sandbox.run(&["inspect", "--format", "json"]);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{}", ran.out);
    let inspected: Json = serde_json::from_str(&ran.out).expect("it is JSON");
    inspected["resources"].as_array().expect("a list").clone()
}

fn sources_below(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut found = Vec::new();
    for entry in directory.read_dir_utf8().expect("it is there") {
        let path = entry.expect("it can be read").into_path();
        if path.is_dir() {
            found.extend(sources_below(&path));
        } else if path.extension() != Some("json") {
            found.push(path);
        }
    }
    found
}

fn planned(cloud: &str) -> Json {
    let path = repository().join(format!("fixtures/plans/{cloud}/plan/plan.json"));
    let text = std::fs::read_to_string(path).expect("it is recorded");
    serde_json::from_str(&text).expect("it is JSON")
}

/// The names that the configuration of a plan writes for each resource, by the address without keys.
fn written(module: &Json, prefix: &str, found: &mut Vec<(String, BTreeSet<String>)>) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().expect("an address");
        let expressions = resource["expressions"].as_object();
        let names = expressions.into_iter().flatten().map(|(name, _)| name);
        found.push((format!("{prefix}{address}"), names.cloned().collect()));
    }
    for (name, call) in module["module_calls"].as_object().into_iter().flatten() {
        written(&call["module"], &format!("{prefix}module.{name}."), found);
    }
}

/// An address without instance keys, none of which holds a bracket here.
fn without_keys(address: &str) -> String {
    let mut depth = 0;
    let kept = address.chars().filter(|character| {
        depth += i32::from(*character == '[');
        let keep = depth == 0;
        depth -= i32::from(*character == ']');
        keep
    });
    kept.collect()
}

/// One resource of a plan beside what `inspect` says of it.
struct Pair<'a> {
    inspected: &'a Json,
    differences: Vec<String>,
    compared: usize,
}

impl Pair<'_> {
    fn compare(&mut self, path: &str, value: &Json, after: &Json, unknown: &Json, secret: &Json) {
        self.compared += 1;
        let is_unknown = self.inspected["unknown"].get(path).is_some();
        let same = match (value, after) {
            _ if is_unknown => *unknown == true,
            // No block of a `dynamic` block is no block, and the provider chooses.
            (Json::Array(items), _) if items.is_empty() => {
                *unknown == true || after.as_array().is_none_or(Vec::is_empty)
            }
            // The whole may not be known when a part is not, as in a set.
            (Json::Array(items), _) if *unknown == true => (0..items.len()).all(|index| {
                let path = format!("{path}[{index}]");
                self.inspected["unknown"].get(path).is_some()
            }),
            (Json::String(text), _) if text == "(sensitive)" => *secret == true,
            // Null is not set, and the provider chooses.
            (Json::Null, _) => true,
            (Json::Array(items), Json::Array(others)) if items.len() == others.len() => {
                for (index, (item, other)) in items.iter().zip(others).enumerate() {
                    let path = format!("{path}[{index}]");
                    self.compare(&path, item, other, &unknown[index], &secret[index]);
                }
                true
            }
            (Json::Object(members), Json::Object(others)) => {
                for (name, member) in members {
                    let path = match path {
                        "" => name.clone(),
                        _ => format!("{path}.{name}"),
                    };
                    let other = others.get(name).unwrap_or(&Json::Null);
                    self.compare(&path, member, other, &unknown[name], &secret[name]);
                }
                true
            }
            _ => spelled(value) == spelled(after),
        };
        if !same {
            self.differences.push(format!("{path}: {value} {after}"));
        }
    }
}

/// A scalar as a text: a provider converts texts, numbers and booleans to what its schema says.
fn spelled(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn every_value_is_as_planned(cloud: &str) {
    let plan = planned(cloud);
    let resources = inspected(cloud);
    let managed: Vec<&Json> = resources
        .iter()
        .filter(|resource| {
            let address = resource["address"].as_str().expect("an address");
            !address.starts_with("provider.")
        })
        .collect();
    let changes = plan["resource_changes"].as_array().expect("a list");
    let addresses = |all: &[&Json]| -> BTreeSet<String> {
        let texts = all.iter().map(|one| one["address"].as_str());
        texts.map(|text| text.expect("one").to_owned()).collect()
    };
    let all: Vec<&Json> = changes.iter().collect();
    assert_eq!(addresses(&managed), addresses(&all));
    let mut names = Vec::new();
    written(&plan["configuration"]["root_module"], "", &mut names);
    let mut wrong = Vec::new();
    let mut compared = 0;
    for change in changes {
        let address = change["address"].as_str().expect("an address");
        let inspected = managed
            .iter()
            .find(|resource| resource["address"] == change["address"])
            .expect("the addresses are the same");
        let attributes = &inspected["attributes"];
        let (_, names) = names
            .iter()
            .find(|(written, _)| *written == without_keys(address))
            .expect("it is configured");
        for name in names {
            if attributes.get(name).is_none() {
                wrong.push(format!("{address}.{name} is not inspected"));
            }
        }
        let mut pair = Pair {
            inspected,
            differences: Vec::new(),
            compared: 0,
        };
        let change = &change["change"];
        pair.compare(
            "",
            attributes,
            &change["after"],
            &change["after_unknown"],
            &change["after_sensitive"],
        );
        compared += pair.compared;
        wrong.extend(
            pair.differences
                .iter()
                .map(|difference| format!("{address} {difference}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 100, "{compared}");
}

#[test]
fn the_values_of_outscale_are_as_planned() {
    every_value_is_as_planned("outscale");
}

#[test]
fn the_values_of_openstack_are_as_planned() {
    every_value_is_as_planned("openstack");
}

#[test]
fn the_plans_get_the_verdicts_of_their_sources() {
    for cloud in ["outscale", "openstack"] {
        let directory = format!("fixtures/plans/{cloud}");
        let (_, sources) = check_sources(&directory);
        let plan = format!("{directory}/plan/plan.json");
        for source in [None, Some(&*directory)] {
            let (_, outcome) = check_plan(&plan, source);
            assert_eq!(
                differences(&verdicts(&sources), &verdicts(&outcome)),
                Vec::<String>::new(),
                "{cloud} {source:?}"
            );
        }
    }
}
