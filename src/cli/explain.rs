//! `rempart explain`: a rule, a requirement or a facet, in words.

use std::fmt::Write as _;

use super::args::ExplainArguments;
use super::{CLEAN, Failure, config, policies, print, terminal};
use crate::policy::definition::{
    Coverage, FacetDefinition, Library, Pack, Requirement, Rule, Scalar, Severity, Strength,
};
use crate::policy::nearest;
use crate::text::{Language, Text};

/// Prints what the policies say of the subject.
pub(super) fn run(arguments: &ExplainArguments) -> Result<u8, Failure> {
    let configuration = config::load(&arguments.settings, &[], None, arguments.lang)?;
    let language = configuration.language;
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let mut library = policies::library(&directories, language)?;
    let adapted = configuration.adapt(&mut library)?;
    let packs = configuration.packs(&library, &arguments.policy.packs)?;
    let subject = arguments.subject.join(" ");
    let mut text = String::new();
    if let Some(rule) = library.rules.get(&subject) {
        explain_rule(rule, &packs, language, &mut text);
        let off = adapted.rules_off.iter().find(|off| off.rule == subject);
        if let Some(off) = off {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "\n{}{}",
                word(
                    language,
                    "Off in this configuration: ",
                    "Désactivée dans cette configuration : "
                ),
                off.reason
            );
        }
    }
    if let Some(facet) = library.facets.get(&subject) {
        explain_facet(&subject, facet, &library, language, &mut text);
    }
    for pack in &packs {
        let asked = pack
            .requirements
            .iter()
            .find(|(id, _)| id.eq_ignore_ascii_case(&subject));
        if let Some((id, requirement)) = asked {
            explain_requirement(pack, id, requirement, &library, language, &mut text);
        }
    }
    if text.is_empty() {
        let rules = library.rules.keys();
        let requirements = packs.iter().flat_map(|pack| pack.requirements.keys());
        let names = rules
            .chain(library.facets.keys())
            .chain(requirements)
            .map(String::as_str);
        let mut what = Text::new(
            format!("no rule, requirement or facet is called `{subject}`"),
            format!("aucune règle, exigence ni facette ne s'appelle `{subject}`"),
        );
        if let Some(near) = nearest(&subject, names) {
            let hint = policies::did_you_mean(near);
            what = Text::new(
                format!("{}: {}", what.en, hint.en),
                format!("{} : {}", what.fr, hint.fr),
            );
        }
        return Err(Failure::Usage(what));
    }
    print(&terminal::folded(&text, language))?;
    Ok(CLEAN)
}

fn word<'t>(language: Language, en: &'t str, fr: &'t str) -> &'t str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}

fn severity_word(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Low => word(language, "low", "faible"),
        Severity::Medium => word(language, "medium", "moyenne"),
        Severity::High => word(language, "high", "élevée"),
        Severity::Critical => word(language, "critical", "critique"),
    }
}

// Writing to a `String` cannot fail, so the results of `writeln!` below are dropped.

fn explain_rule(rule: &Rule, packs: &[&Pack], language: Language, text: &mut String) {
    let _ = writeln!(text, "{}: {}", rule.name, rule.title.get(language));
    let _ = writeln!(
        text,
        "{}: {}",
        word(language, "severity", "gravité"),
        severity_word(rule.severity, language)
    );
    let _ = writeln!(
        text,
        "\n{}\n  {}",
        word(language, "Why", "Risque"),
        rule.why.get(language)
    );
    let _ = writeln!(
        text,
        "\n{}\n  {}",
        word(language, "Next step", "À faire"),
        rule.remedy.get(language)
    );
    for pack in packs {
        let Some(rule_use) = pack.rules.get(&rule.name) else {
            continue;
        };
        let _ = writeln!(text, "\n{} ({})", pack.title.get(language), pack.name);
        if let Some(severity) = rule_use.severity {
            let _ = writeln!(
                text,
                "  {}: {}",
                word(
                    language,
                    "severity in this pack",
                    "gravité dans ce référentiel"
                ),
                severity_word(severity, language)
            );
        }
        for (id, bearing) in &rule_use.requirements {
            let title = pack
                .requirements
                .get(id)
                .map_or("", |requirement| requirement.title.get(language));
            let strength = match bearing.strength {
                Strength::Direct => word(language, "asked for by the text", "demandé par le texte"),
                Strength::Intent => word(
                    language,
                    "asked for by its intent",
                    "demandé par son intention",
                ),
            };
            let _ = writeln!(
                text,
                "  {id}  {title} ({strength})\n      {}",
                bearing.because.get(language)
            );
        }
    }
    for link in &rule.references {
        let _ = writeln!(text, "\n{} <{}>", link.title, link.url);
    }
}

fn explain_requirement(
    pack: &Pack,
    id: &str,
    requirement: &Requirement,
    library: &Library,
    language: Language,
    text: &mut String,
) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{} {id}: {}",
        pack.name,
        requirement.title.get(language)
    );
    let coverage = match requirement.coverage {
        Coverage::Automated => word(
            language,
            "automated: rules check what the text asks",
            "automatisée : des règles contrôlent ce que le texte demande",
        ),
        Coverage::Partial => word(
            language,
            "partial: rules check a part of it, or its intent",
            "partielle : des règles en contrôlent une partie, ou l'intention",
        ),
        Coverage::Manual => word(
            language,
            "manual: no rule can tell",
            "manuelle : aucune règle ne peut l'établir",
        ),
    };
    let _ = writeln!(text, "{coverage}");
    let _ = writeln!(
        text,
        "\n{}\n  {}",
        word(
            language,
            "Evidence an auditor asks for",
            "Preuves qu'un auditeur demande"
        ),
        requirement.evidence.get(language)
    );
    let mut rules = pack
        .rules
        .iter()
        .filter(|(_, rule_use)| rule_use.requirements.contains_key(id))
        .peekable();
    if rules.peek().is_some() {
        let _ = writeln!(text, "\n{}", word(language, "Rules", "Règles"));
        for (name, _) in rules {
            let title = library
                .rules
                .get(name)
                .map_or("", |rule| rule.title.get(language));
            let _ = writeln!(text, "  {name}: {title}");
        }
    }
    for (name, parameter) in &pack.parameters {
        // A parameter belongs to a requirement when its source names it.
        if !names_requirement(parameter.source.get(language), id) {
            continue;
        }
        let values: Vec<String> = parameter.value.iter().map(scalar).collect();
        let _ = writeln!(
            text,
            "\n{name} = {}: {}",
            values.join(", "),
            parameter.title.get(language)
        );
    }
}

/// Whether a text names a requirement, and not one that merely starts like it.
fn names_requirement(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(start, _)| {
        let after = text[start + id.len()..].chars().next();
        !after.is_some_and(char::is_alphanumeric)
    })
}

fn explain_facet(
    name: &str,
    facet: &FacetDefinition,
    library: &Library,
    language: Language,
    text: &mut String,
) {
    let _ = writeln!(text, "{name}: {}", facet.meaning.get(language));
    let types: Vec<&str> = library
        .types
        .iter()
        .filter(|(_, definition)| definition.facets.contains_key(name))
        .map(|(kind, _)| kind.as_str())
        .collect();
    let _ = writeln!(
        text,
        "\n{}\n  {}",
        word(language, "Types that have it", "Types qui la portent"),
        types.join(", ")
    );
}

fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(bool) => bool.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
        Scalar::Unlimited => "unlimited".to_owned(),
    }
}
