//! The page on the configuration: every key is there, what it shows is accepted, and what it prints is printed.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{DATABASE, with};
use crate::common::repository;
use crate::program::Sandbox;

fn page() -> String {
    std::fs::read_to_string(repository().join("docs/configuration.md")).expect("it can be read")
}

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let (page, fence) = (page(), format!("```{language}\n"));
    let blocks = page.split(&fence).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_key_of_the_schema_is_on_the_page() {
    fn keys(schema: &Json, found: &mut BTreeSet<String>) {
        match schema {
            Json::Object(members) => {
                for (name, member) in members {
                    if let ("properties", Json::Object(properties)) = (name.as_str(), member) {
                        found.extend(properties.keys().cloned());
                    }
                    keys(member, found);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let path = repository().join("policies/schema/configuration.json");
    let schema = std::fs::read_to_string(path).expect("it can be read");
    let schema: Json = serde_json::from_str(&schema).expect("JSON");
    let mut found = BTreeSet::new();
    keys(&schema, &mut found);
    assert!(found.len() > 30, "{found:?}");
    let page = page();
    for key in found {
        let written = [format!("{key}:"), format!("`{key}`")];
        assert!(
            written.iter().any(|form| page.contains(form)),
            "{key} is not on the page"
        );
    }
}

#[test]
fn every_example_is_accepted() {
    let examples = blocks("yaml");
    assert!(examples.len() >= 5, "{examples:?}");
    let all = examples.join("\n");
    for example in examples.iter().chain([&all]) {
        let sandbox = Sandbox::new(&[
            ("main.tf", DATABASE),
            ("envs/prod.tfvars", ""),
            ("policies/facets.yaml", "facets: {}\n"),
            ("rempart.yaml", example),
        ]);
        let ran = sandbox.run(&["check", "--today", "2026-05-01"]);
        assert_ne!(ran.code, 2, "{}\n{example}", ran.err);
    }
}

#[test]
fn what_it_shows_is_what_rempart_prints() {
    let shown = blocks("console");
    let [mistake, printed] = shown.as_slice() else {
        panic!("two runs are shown");
    };
    let ran = with("packs:\n  hds-v2:\n    paramters: {zones: 3}\n").run(&["check"]);
    let expected = mistake
        .strip_prefix("$ rempart check\n")
        .expect("the command");
    assert_eq!(ran.err, expected);
    let sandbox = with(&blocks("yaml")[0]);
    sandbox.write("policies/facets.yaml", "facets: {}\n");
    let ran = sandbox.run(&["check", "--dump-config", "--severity", "high"]);
    let expected = printed
        .strip_prefix("$ rempart check --dump-config --severity high\n")
        .expect("the command");
    let mut rest = ran.out.as_str();
    for part in expected.split("…\n") {
        let at = rest.find(part);
        rest = &rest[at.unwrap_or_else(|| panic!("no {part:?} in\n{}", ran.out))..];
    }
}
