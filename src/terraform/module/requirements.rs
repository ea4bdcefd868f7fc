//! `required_providers`, version constraints and the dependency lock file.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::declaration::{Module, Requirement};
use super::read::literal_string;
use crate::terraform::ast::{Access, Body, Expr, ExprKind};

/// The lowest major version of each provider, by source address, that a root allows.
pub(crate) type Majors = FxHashMap<Arc<str>, u32>;

/// Adds the entries of a `required_providers` block to a module.
pub(crate) fn read_requirements(module: &mut Module, body: &Body) {
    for attribute in &body.attributes {
        let local_name = &attribute.name;
        let mut requirement = Requirement {
            source: module.provider_source(local_name),
            versions: None,
            aliases: Vec::new(),
        };
        match &attribute.expr.kind {
            // The form before Terraform 0.13: `aws = "~> 3.0"`.
            ExprKind::String(versions) => requirement.versions = Some(Arc::clone(versions)),
            ExprKind::Object(members) => {
                for (key, value) in members {
                    match literal_string(key).map(|key| &**key) {
                        Some("source") => {
                            if let Some(source) = literal_string(value) {
                                requirement.source = normalized_source(source);
                            }
                        }
                        Some("version") => requirement.versions = literal_string(value).cloned(),
                        Some("configuration_aliases") => requirement.aliases = aliases(value),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        module
            .requirements
            .insert(Arc::clone(local_name), requirement);
    }
}

/// A source address in its short form: no registry host, lower case, with a namespace.
pub(crate) fn normalized_source(source: &str) -> Arc<str> {
    let lower = source.to_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    match parts.as_slice() {
        [name] => format!("hashicorp/{name}").into(),
        [.., namespace, name] => format!("{namespace}/{name}").into(),
        [] => lower.into(),
    }
}

/// The name that a provider reference means: `aws` or `aws.paris`, from a traversal or a string.
pub(crate) fn provider_name(expr: &Expr) -> Option<Arc<str>> {
    match &expr.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => Some(Arc::clone(name)),
        ExprKind::Parenthesis(inner) => provider_name(inner),
        ExprKind::Traversal(base, accesses) => match (&base.kind, accesses.as_slice()) {
            (ExprKind::Variable(name), [Access::Attribute(alias, _), ..]) => {
                Some(format!("{name}.{alias}").into())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The lowest major versions that all modules of a root together allow; the lock file, which states
/// exact versions, leads.
pub(crate) fn lowest_majors<'a>(
    modules: impl IntoIterator<Item = &'a Module>,
    locked: &Majors,
) -> Majors {
    let mut majors = Majors::default();
    for requirement in modules
        .into_iter()
        .flat_map(|module| module.requirements.values())
    {
        let Some(major) = requirement.versions.as_deref().and_then(lowest_major) else {
            continue;
        };
        let known = majors
            .entry(Arc::clone(&requirement.source))
            .or_insert(major);
        *known = major.max(*known);
    }
    for (source, major) in locked {
        majors.insert(Arc::clone(source), *major);
    }
    majors
}

/// The lowest major version that a list of constraints such as `>= 4.9, < 6.0` allows.
///
/// Upper bounds alone say nothing about the lowest version in use, so they give none.
pub(crate) fn lowest_major(constraints: &str) -> Option<u32> {
    let mut lowest = None;
    for constraint in constraints.split(',') {
        let constraint = constraint.trim();
        let version = constraint.trim_start_matches(['>', '<', '=', '!', '~']);
        let operator = &constraint[..constraint.len() - version.len()];
        let version = version.trim().trim_start_matches('v');
        let digits = version.split(['.', '-', '+']).next().unwrap_or_default();
        let Ok(major) = digits.parse::<u32>() else {
            continue;
        };
        if matches!(operator, "" | "=" | ">=" | ">" | "~>") {
            lowest = Some(lowest.map_or(major, |known: u32| known.max(major)));
        }
    }
    lowest
}

/// The major versions in a `.terraform.lock.hcl`; none when it cannot be read.
pub(crate) fn locked_majors(lock_file: &str) -> Majors {
    let Ok(body) = hcl::parse(lock_file) else {
        return Majors::default();
    };
    body.blocks()
        .filter(|block| block.identifier() == "provider")
        .filter_map(|block| {
            let source = block.labels().first()?.as_str();
            let version = block
                .body()
                .attributes()
                .find(|attribute| attribute.key() == "version")?;
            let hcl::Expression::String(version) = version.expr() else {
                return None;
            };
            Some((normalized_source(source), lowest_major(version)?))
        })
        .collect()
}

fn aliases(expr: &Expr) -> Vec<Arc<str>> {
    match &expr.kind {
        ExprKind::Tuple(items) => items.iter().filter_map(provider_name).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{locked_majors, lowest_major, normalized_source};

    #[test]
    fn the_lowest_major_is_what_the_lower_bounds_allow() {
        let cases = [
            ("~> 5.0", Some(5)),
            (">= 4.9, < 6.0", Some(4)),
            (">= 3.0, >= 4.1", Some(4)),
            ("= 2.1.3", Some(2)),
            ("1.60", Some(1)),
            ("v3.1.0", Some(3)),
            ("> 5", Some(5)),
            ("< 5.0", None),
            ("!= 4.0.1", None),
            ("", None),
            ("nonsense", None),
        ];
        for (constraints, expected) in cases {
            assert_eq!(lowest_major(constraints), expected, "{constraints}");
        }
    }

    #[test]
    fn sources_lose_their_host_and_gain_a_namespace() {
        let cases = [
            ("aws", "hashicorp/aws"),
            ("hashicorp/AWS", "hashicorp/aws"),
            (
                "registry.example.org/scaleway/scaleway",
                "scaleway/scaleway",
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(&*normalized_source(source), expected);
        }
    }

    #[test]
    fn the_lock_file_states_exact_versions() {
        let text = "provider \"registry.example.org/hashicorp/aws\" {\n  version = \"5.31.0\"\n  hashes = [\"h1:abc=\"]\n}\n";
        let majors = locked_majors(text);
        assert_eq!(majors.get("hashicorp/aws"), Some(&5));
        assert!(locked_majors("provider {").is_empty());
    }
}
