//! What `rempart init` writes: a configuration with comments, and a workflow.
//!
//! A line that starts with `# ` explains; one that starts with `#` and a key is an example, to be uncommented.

mod workflow;

use std::fmt::Write as _;

pub use workflow::{owner_of, workflow};

use crate::policy::definition::{Library, Pack, Parameter, Scalar};
use crate::settings::Shown;
use crate::text::{Language, Text};

/// What was found in a repository.
#[derive(Debug, Default)]
pub struct Survey {
    /// The operators of what is deployed: names in the catalogue.
    pub operators: Vec<String>,
    /// The environments that files of values are named after.
    pub environments: Vec<FoundEnvironment>,
}

/// An environment that files of values are named after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEnvironment {
    /// Its name.
    pub name: String,
    /// Its files, seen from the directory of the configuration.
    pub var_files: Vec<String>,
    /// The root module that they are for, when there are several.
    pub root: Option<String>,
}

/// The text of a configuration for what was found.
pub fn configuration(survey: &Survey, library: &Library, language: Language) -> String {
    let say = |en: &'static str, fr: &'static str| match language {
        Language::En => en,
        Language::Fr => fr,
    };
    let mut out = String::new();
    // Writing to a string cannot fail.
    let mut line = |text: &str| _ = writeln!(out, "{text}");
    line(say(
        "# The configuration of rempart. `rempart schema configuration` prints its schema, for editors;",
        "# La configuration de rempart. `rempart schema configuration` en donne le schéma, pour les éditeurs ;",
    ));
    line(say(
        "# `rempart check --dump-config` prints what counts for a run, and where each value comes from.",
        "# `rempart check --dump-config` affiche ce qui compte pour une exécution, et d'où vient chaque valeur.",
    ));
    line(say(
        "# A line that starts with `#` and a key is an example: remove the `#` to use it.",
        "# Une ligne qui commence par `#` et une clé est un exemple : retirez le `#` pour l'utiliser.",
    ));
    line("");
    line(say(
        "# The packs to judge by. A parameter asks for another value than the pack does.",
        "# Les référentiels appliqués. Un paramètre demande une autre valeur que celle du référentiel.",
    ));
    line("packs:");
    for pack in library.packs.values() {
        pack_lines(pack, language, &mut line);
    }
    line("");
    let word = say("en", "fr");
    line(&format!("language: {word}"));
    line("");
    environments(&survey.environments, language, &mut line);
    line(say(
        "# Which resources hold health data: all of them, unless the last entry that matches says otherwise.",
        "# Les ressources qui portent des données de santé : toutes, sauf si la dernière entrée qui correspond en décide autrement.",
    ));
    line("#scope:");
    line("#  - exclude: {tag: {data-class: public}}");
    line(say(
        "#    reason: The public website holds no health data",
        "#    reason: Le site public ne porte pas de données de santé",
    ));
    line("");
    operators(&survey.operators, library, language, &mut line);
    line(say(
        "# What changes about single rules. Reports list the rules that are off, with the reason.",
        "# Ce qui change pour une règle. Les rapports listent les règles désactivées, avec le motif.",
    ));
    line("#rules:");
    for (name, rule) in library
        .rules
        .iter()
        .filter(|(_, rule)| rule.waivable)
        .take(1)
    {
        let title = rule.title.get(language);
        line(&format!("#  {name}: {{severity: low}}  # {title}"));
    }
    line("");
    line(say(
        "# The least severity and verdict that fail a run, and how many resources there must be.",
        "# La gravité et le verdict à partir desquels une exécution échoue, et le nombre de ressources attendu.",
    ));
    line("#severity: low");
    line("#fail-on: fail");
    line("#require-resources: 1");
    line("");
    line(say(
        "# Findings that were there before, and failures that somebody accepts.",
        "# Les constats antérieurs, et les échecs que quelqu'un accepte.",
    ));
    line("#baseline: rempart-baseline.json");
    line("#waivers: rempart-waivers.yaml");
    out
}

fn pack_lines(pack: &Pack, language: Language, line: &mut impl FnMut(&str)) {
    let edition = quoted(&pack.edition);
    line(&format!("  # {}", pack.title.get(language)));
    line(&format!("  {}:", pack.name));
    line(&format!("    edition: {edition}"));
    if pack.parameters.is_empty() {
        return;
    }
    line("#    parameters:");
    for (name, parameter) in &pack.parameters {
        let (value, title) = (value(parameter), parameter.title.get(language));
        line(&format!("#      {name}: {value}  # {title}"));
    }
}

fn value(parameter: &Parameter) -> String {
    let one = |scalar: &Scalar| match scalar {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Number(value) => value.to_string(),
        Scalar::Text(text) => quoted(text),
        Scalar::Unlimited => "unlimited".to_owned(),
    };
    let values: Vec<String> = parameter.value.iter().map(one).collect();
    if parameter.list {
        format!("[{}]", values.join(", "))
    } else {
        values.join(", ")
    }
}

fn environments(found: &[FoundEnvironment], language: Language, line: &mut impl FnMut(&str)) {
    let about = Text::new(
        "# Roots are judged once per environment, each with its own values.",
        "# Les modules racines sont jugés une fois par environnement, chacun avec ses valeurs.",
    );
    line(about.get(language));
    if found.is_empty() {
        line("#environments:");
        line("#  prod: {variables: {environment: prod}}");
    } else {
        line("environments:");
    }
    for environment in found {
        line(&format!("  {}:", quoted(&environment.name)));
        let files: Vec<String> = environment
            .var_files
            .iter()
            .map(|file| quoted(file))
            .collect();
        line(&format!("    var-files: [{}]", files.join(", ")));
        if let Some(root) = &environment.root {
            line(&format!("    roots: [{}]", quoted(root)));
        }
    }
    line("");
}

/// An example of evidence for each operator of what is deployed, or for the first of the catalogue.
fn operators(found: &[String], library: &Library, language: Language, line: &mut impl FnMut(&str)) {
    let about = Text::new(
        "# The certificates and qualifications of your operators that you have seen. They count until they expire.",
        "# Les certificats et qualifications de vos opérateurs que vous avez vus. Ils comptent jusqu'à leur échéance.",
    );
    line(about.get(language));
    line("#operators:");
    let known = found
        .iter()
        .filter_map(|name| library.operators.get_key_value(name));
    let first = library.operators.first().filter(|_| found.is_empty());
    for (name, operator) in known.chain(first) {
        let held = library.attestations.iter().filter(|(attestation, kind)| {
            let status = operator.attestations.get(*attestation);
            !status.is_some_and(|status| kind.never.contains(&status.status))
        });
        line(&format!("#  {}:  # {}", quoted(name), operator.title));
        for (attestation, kind) in held {
            let title = kind.title.get(language);
            line(&format!(
                "#    {attestation}: {{certificate: \"0000\", valid-until: 2027-12-31}}  # {title}"
            ));
        }
    }
    line("");
}

/// A text as a YAML scalar.
fn quoted(text: &str) -> String {
    Shown::text(text, "").yaml().trim_end().to_owned()
}
