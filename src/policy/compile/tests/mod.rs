//! Wrong files, and what is said of them: a small library and the ways to ask.

mod derivations;
mod facets;
mod packs;
mod rules;
mod types;

use crate::policy::definition::Library;
use crate::policy::layer::Layer;
use crate::policy::{Level, PolicyProblem};
use crate::text::Language;

/// A small library on which the wrong files stand.
const FACETS: &str = "\
traits:
  database: {en: A database, fr: Une base de données}
  key: {en: A key, fr: Une clé}
facets:
  encrypted: {type: bool, en: It is encrypted, fr: C'est chiffré}
  customer-key: {type: bool, en: Own key, fr: Clé propre}
  retention-days: {type: number, unit: day, en: How long, fr: Combien de temps}
  tls-minimum: {type: text, en: TLS, fr: TLS}
  copies: {type: [place], en: Copies, fr: Copies}
";

const ZONES: &str = "\
zones:
  eea: {title: {en: EEA, fr: EEE}, countries: [FR]}
countries:
  FR: {title: {en: France, fr: France}}
  GB: {title: {en: United Kingdom, fr: Royaume-Uni}, aliases: [UK]}
";

const RULES: &str = "\
rules:
  encrypted-at-rest:
    family: encryption-at-rest
    severity: high
    title: {en: Encrypted, fr: Chiffré}
    defect: {en: not encrypted, fr: pas chiffré}
    why: {en: Risk., fr: Risque.}
    remedy: {en: Encrypt., fr: Chiffrez.}
    on: {trait: database}
    require: {encrypted: true}
  kept-long:
    family: backup
    severity: low
    title: {en: Kept, fr: Conservé}
    defect: {en: not kept, fr: pas conservé}
    why: {en: Risk., fr: Risque.}
    remedy: {en: Keep., fr: Conservez.}
    on: {trait: database}
    require: {retention-days: {gte: $retention}}
";

const PACK: &str = "\
pack: base-1
title: {en: Base, fr: Base}
edition: 1.0
date: 2024-04-26
source: {title: Text, url: https://example.org/text}
parameters:
  retention: {value: 30, title: {en: Days, fr: Jours}, source: R 2}
requirements:
  R 1: {title: {en: One, fr: Un}, coverage: automated, evidence: {en: E, fr: P}, activities: [1, 2]}
  R 2: {title: {en: Two, fr: Deux}, coverage: partial, evidence: {en: E, fr: P}}
rules:
  encrypted-at-rest: {requirements: {R 1: {strength: direct, because: {en: It says so., fr: Il le dit.}}}}
  kept-long: {requirements: {R 2: {strength: intent, because: {en: It means it., fr: Il le sous-entend.}}}}
";

/// Compiles files, given as path and text, on top of `base`.
fn overlay(base: Library, files: &[(&str, &str)]) -> (Library, Layer, Vec<PolicyProblem>) {
    let mut layer = Layer::default();
    let mut problems = Vec::new();
    for (path, text) in files {
        layer.add((*path).to_owned(), path, (*text).to_owned(), &mut problems);
    }
    let (library, more) = base.overlay(&layer);
    problems.extend(more);
    (library, layer, problems)
}

/// The base library, without any problem.
fn base() -> Library {
    let files = [
        ("facets.yaml", FACETS),
        ("catalog/zones.yaml", ZONES),
        ("rules/base.yaml", RULES),
        ("packs/base/pack.yaml", PACK),
    ];
    let (library, layer, problems) = overlay(Library::default(), &files);
    assert_eq!(shown(&layer, &problems), Vec::<String>::new());
    library
}

/// Problems as `file:line:column: message (help)`, `warning:` before those that are.
fn shown(layer: &Layer, problems: &[PolicyProblem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            let text = layer.text(&problem.file).unwrap_or_default();
            let (line, column) = problem.line_and_column(text);
            let level = if problem.level == Level::Warning {
                "warning: "
            } else {
                ""
            };
            let help = problem
                .help
                .as_ref()
                .map(|help| format!(" ({})", help.en))
                .unwrap_or_default();
            assert!(!problem.message.get(Language::Fr).is_empty());
            format!("{level}{line}:{column}: {}{help}", problem.message.en)
        })
        .collect()
}

/// Asserts that each file, put on top of the base, has exactly these problems.
#[track_caller]
fn check(path: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let (_, layer, problems) = overlay(base(), &[(path, text)]);
        assert_eq!(shown(&layer, &problems), *expected, "{text}");
    }
}

/// One type with one facet.
fn facet_file(name: &str, derivation: &str) -> String {
    format!("types:\n  a_b:\n    facets:\n      {name}: {derivation}\n")
}

/// One rule with this selector and these conditions.
fn rule_file(on: &str, require: &str) -> String {
    format!(
        "rules:\n  encrypted-at-rest:\n    on: {on}\n    require: {require}\n    family: access\n    severity: low\n    title: {{en: T, fr: T}}\n    defect: {{en: d, fr: d}}\n    why: {{en: W., fr: W.}}\n    remedy: {{en: R., fr: R.}}\n"
    )
}
