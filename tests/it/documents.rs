//! The pages: what they show is what rempart prints, and what they name exists.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::common::{LIBRARY, repository};
use crate::program::in_repository;

const PAGES: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/adopting.md",
    "docs/ci.md",
    "docs/configuration.md",
    "docs/manifests.md",
    "docs/plans.md",
    "docs/policy-language.md",
    "docs/reports.md",
    "docs/waivers.md",
];

pub(crate) fn page(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).expect("the page can be read")
}

/// The contents of the fenced blocks of a language.
pub(crate) fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let after = text.split(&fence).skip(1);
    after
        .map(|block| block.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_readme_shows_what_rempart_prints() {
    let mut shown = 0;
    for block in blocks(&page("README.md"), "console") {
        let Some((command, report)) = block
            .strip_prefix("$ cargo run --release -- ")
            .and_then(|block| block.split_once('\n'))
        else {
            continue;
        };
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let ran = in_repository(&arguments);
        // A line of three dots in one stands for what is left out.
        let mut rest = ran.out.as_str();
        let left_out = format!("\n{report}").replace("\n…\n", "\n\u{0}\n");
        for part in left_out
            .split('\u{0}')
            .filter(|part| !part.trim().is_empty())
        {
            let part = part.trim_matches('\n');
            let at = rest.find(part).unwrap_or_else(|| {
                panic!(
                    "no longer printed, or not in this order:\n{part}\n\nin\n{}",
                    ran.out
                )
            });
            rest = &rest[at + part.len()..];
        }
        assert_eq!(rest.trim(), "", "the README ends where the report ends");
        shown += 1;
    }
    assert_eq!(shown, 1, "one run is shown");
}

#[test]
fn every_option_that_a_page_names_exists() {
    let help: String = [
        "check", "inspect", "explain", "init", "schema", "waive", "merge",
    ]
    .iter()
    .map(|command| in_repository(&[command, "--help"]).out)
    .collect();
    for path in PAGES {
        let text = page(path);
        let quoted = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|code| code.starts_with("--") || code.starts_with("rempart "))
            .chain(text.lines().filter(|line| line.starts_with("rempart ")));
        for code in quoted {
            let code = code.split(" #").next().unwrap_or_default();
            for word in code
                .split_whitespace()
                .filter(|word| word.starts_with("--"))
            {
                let option = word.split('=').next().unwrap_or_default();
                assert!(
                    help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")),
                    "{path} names {option}, which is no option"
                );
            }
        }
    }
}

#[test]
fn every_link_and_path_leads_somewhere() {
    for path in PAGES {
        let text = page(path);
        let directory = repository().join(path);
        let directory = directory.parent().expect("it lies in the repository");
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter(|link| !link.contains("://"));
        for link in links {
            let (file, _) = link.split_once('#').unwrap_or((link, ""));
            assert!(directory.join(file).exists(), "{path} links to {link}");
        }
        let named = text.split('`').skip(1).step_by(2).filter(|code| {
            let first = code.split('/').next().unwrap_or_default();
            code.contains('/')
                && ["src", "tests", "fixtures", "policies", "docs"].contains(&first)
                && !code.contains([' ', '<', '*', '…', '\n'])
        });
        for name in named {
            assert!(repository().join(name).exists(), "{path} names {name}");
        }
    }
}

#[test]
fn the_numbers_are_those_of_the_policies() {
    let families: BTreeSet<String> = LIBRARY
        .rules
        .values()
        .map(|rule| format!("{:?}", rule.family))
        .collect();
    let providers = LIBRARY
        .providers
        .values()
        .filter(|provider| !provider.sources.is_empty())
        .count();
    let changelog = page("CHANGELOG.md");
    let rules = format!(
        "{} rules in {} families",
        LIBRARY.rules.len(),
        families.len()
    );
    assert!(
        changelog.contains(&rules),
        "the changelog should say {rules}"
    );
    for path in ["README.md", "CHANGELOG.md"] {
        let text = page(path);
        let said = text
            .split_once(" providers")
            .and_then(|(before, _)| before.rsplit(' ').next())
            .and_then(|number| number.parse::<usize>().ok());
        assert_eq!(said, Some(providers), "{path}");
    }
}

#[test]
fn the_computed_data_sources_are_listed() {
    let code = page("src/terraform/data/mod.rs");
    let function = code
        .split_once("fn computed(")
        .and_then(|(_, rest)| rest.split_once("\n}\n"))
        .map(|(function, _)| function)
        .expect("it is there");
    let names: Vec<&str> = function
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"))
        // Several names may be one.
        .flat_map(|(names, _)| names.split("\" | \""))
        .collect();
    assert!(names.len() > 3, "{names:?}");
    let architecture = page("ARCHITECTURE.md");
    for name in names {
        assert!(
            architecture.contains(&format!("`{name}`")),
            "{name} is not listed"
        );
    }
}

#[test]
fn the_language_page_names_every_word_of_the_language() {
    let text = page("docs/policy-language.md");
    let mut words = BTreeSet::new();
    for schema in ["language", "rules", "pack", "facets"] {
        let schema = page(&format!("policies/schema/{schema}.json"));
        let schema: Json = serde_json::from_str(&schema).expect("JSON");
        keys(&schema, &mut words);
    }
    let missing: Vec<&String> = words
        .iter()
        .filter(|word| !text.contains(word.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "not in docs/policy-language.md: {missing:?}"
    );
}

/// The names under `properties`, at any depth.
fn keys(schema: &Json, words: &mut BTreeSet<String>) {
    match schema {
        Json::Object(members) => {
            for (name, member) in members {
                if let ("properties", Json::Object(properties)) = (name.as_str(), member) {
                    words.extend(properties.keys().cloned());
                }
                keys(member, words);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| keys(item, words)),
        _ => {}
    }
}

#[test]
fn the_yaml_of_the_pages_is_yaml() {
    for path in PAGES {
        for block in blocks(&page(path), "yaml") {
            let stream = rempart::yaml::parse(&block, rempart::yaml::Limits::default());
            assert!(
                stream.error.is_none(),
                "{path}: {:?} in\n{block}",
                stream.error
            );
        }
    }
}
