//! From the text of a file to what it says.

use camino::Utf8Path;

use super::reader::{Reader, Wanted, key, placed, text_at, word_at};
use super::{
    ClusterRegion, EnvironmentSetting, PackSetting, ParameterSetting, Placed, RuleSetting,
    Settings, SettingsFile, class, operators, scope,
};
use crate::policy::PolicyProblem;
use crate::text::{Language, Text};
use crate::yaml::{Entry, Node};

impl Settings {
    /// What `file` says, and what is wrong with it as far as it can be told without the policies. Paths must
    /// lie in `root`, an absolute directory, or below the directory of the file.
    pub fn read(file: &SettingsFile, root: &Utf8Path) -> (Settings, Vec<PolicyProblem>) {
        let (tree, mut problems) = file.tree();
        let Some(tree) = tree else {
            return (Settings::default(), problems);
        };
        let mut reader = Reader::new(file, root);
        let paths = tree.get("paths");
        let settings = Settings {
            packs: tree.get("packs").map(packs),
            policy_dirs: reader.paths(&tree, "policy-dirs", Wanted::Directory),
            rules: members(&tree, "rules")
                .filter_map(|entry| rule(&mut reader, entry))
                .collect(),
            include: paths.map_or_else(Vec::new, |node| reader.globs(node, "include")),
            exclude: paths.map_or_else(Vec::new, |node| reader.globs(node, "exclude")),
            root: reader.path(&tree, "root", Wanted::Directory),
            environments: members(&tree, "environments")
                .map(|entry| environment(&mut reader, entry))
                .collect(),
            language: language(&tree),
            severity: word_at(&tree, "severity"),
            fail_on: word_at(&tree, "fail-on"),
            require_resources: require_resources(&tree),
            baseline: reader.path(&tree, "baseline", Wanted::Any),
            waivers: reader.path(&tree, "waivers", Wanted::Any),
            scope: tree
                .get("scope")
                .map_or_else(Vec::new, |node| scope::entries(&mut reader, node)),
            classes: tree
                .get("classes")
                .map_or_else(Vec::new, |node| class::classes(&mut reader, node)),
            evidence: tree
                .get("operators")
                .map_or_else(Vec::new, |node| operators::read(&mut reader, node)),
            cluster_region: cluster_region(&tree),
        };
        problems.append(&mut reader.problems);
        (settings, problems)
    }
}

/// The entries of the mapping at `key`.
fn members<'n>(tree: &'n Node, key: &str) -> impl Iterator<Item = &'n Entry> {
    tree.get(key).map(Node::entries).unwrap_or_default().iter()
}

fn packs(node: &Node) -> Vec<PackSetting> {
    if let Some(items) = node.items() {
        let names = items.iter().filter_map(placed);
        return names
            .map(|name| PackSetting {
                name,
                edition: None,
                parameters: Vec::new(),
            })
            .collect();
    }
    let pack = |entry: &Entry| PackSetting {
        name: key(entry),
        edition: text_at(&entry.value, "edition"),
        parameters: members(&entry.value, "parameters")
            .map(|parameter| ParameterSetting {
                name: key(parameter),
                value: parameter.value.clone(),
            })
            .collect(),
    };
    node.entries().iter().map(pack).collect()
}

fn rule(reader: &mut Reader<'_>, entry: &Entry) -> Option<RuleSetting> {
    let off = reader.prose(&entry.value, "off");
    let severity = word_at(&entry.value, "severity");
    if let (Some(off), Some(_)) = (&off, &severity) {
        reader.error(
            &off.at,
            Text::new(
                "a rule that is off has no severity",
                "une règle désactivée n'a pas de gravité",
            ),
            Some(Text::new(
                "keep one of the two keys",
                "ne gardez qu'une des deux clés",
            )),
        );
        return None;
    }
    Some(RuleSetting {
        name: key(entry),
        off,
        severity,
    })
}

fn environment(reader: &mut Reader<'_>, entry: &Entry) -> EnvironmentSetting {
    let node = &entry.value;
    EnvironmentSetting {
        name: key(entry),
        var_files: reader.paths(node, "var-files", Wanted::File),
        variables: members(node, "variables")
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect(),
        workspace: text_at(node, "workspace").map(|text| text.value),
        roots: reader.globs(node, "roots"),
    }
}

fn language(tree: &Node) -> Option<Placed<Language>> {
    let text = text_at(tree, "language")?;
    let value = match text.value.as_str() {
        "en" => Language::En,
        "fr" => Language::Fr,
        // The schema has refused it.
        _ => return None,
    };
    Some(Placed { value, at: text.at })
}

fn cluster_region(tree: &Node) -> Option<ClusterRegion> {
    let node = tree.get("kubernetes")?.get("cluster-region")?;
    Some(ClusterRegion {
        provider: text_at(node, "provider")?,
        region: text_at(node, "region")?,
    })
}

fn require_resources(tree: &Node) -> Option<Placed<usize>> {
    let number = placed(tree.get("require-resources")?)?;
    let value = number.value.parse().ok()?;
    Some(Placed {
        value,
        at: number.at,
    })
}
