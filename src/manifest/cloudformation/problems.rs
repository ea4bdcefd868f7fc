//! What CloudFormation would refuse of a template: functions of the wrong form, names that nothing declares, cycles,
//! and more than its quotas allow. The template is evaluated all the same, with what cannot be known left unknown.

use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::loop_name;
use super::intrinsic::function;
use super::parameters::{declared, pseudo};
use super::template::Template;
use crate::manifest::value::Reader;
use crate::model::{Diagnostic, Gravity, Span};
use crate::policy::nearest;
use crate::text::Text;
use crate::yaml::{Entry, Kind, Node};

/// "Understand CloudFormation quotas": entries of a section.
const QUOTAS: [(&str, usize); 4] = [
    ("Resources", 500),
    ("Parameters", 200),
    ("Outputs", 200),
    ("Mappings", 200),
];
/// "Understand CloudFormation quotas": the size of a template in an Amazon S3 object, in bytes.
const MAX_BYTES: usize = 1_000_000;
/// Cycles of one template that are told.
const MAX_CYCLES: usize = 5;
/// Names of one template for which the nearest is looked for.
const MAX_HINTS: usize = 50;

/// All problems of a template.
pub(super) fn problems(template: &Template<'_>) -> Vec<Diagnostic> {
    let root = &template.root;
    let reader = template.sheet.reader();
    let mut problems = quotas(template, reader);
    let mut walk = Walk::new(template, reader);
    for section in ["Conditions", "Resources", "Outputs"] {
        for entry in root.get(section).map_or(&[][..], Node::entries) {
            walk.within = (section != "Outputs").then_some(entry.key.as_str());
            walk.in_conditions = section == "Conditions";
            if loop_name(&entry.key).is_some() {
                walk.problem(&entry.key_span, "loop-not-repeated", Text::new(
                    "this loop goes over what is not known here, and what it makes is not judged; give its parameter a value",
                    "cette boucle parcourt ce qui n'est pas connu ici, et ce qu'elle produit n'est pas jugé ; donnez une valeur à son paramètre",
                ));
                continue;
            }
            match section {
                "Resources" => walk.resource(entry),
                "Conditions" => walk.node(&entry.value),
                _ => {
                    walk.condition_of(&entry.value);
                    walk.node(&entry.value);
                }
            }
        }
        // The application model makes aliases of its own, which may refer back.
        if template.is_serverless() {
            walk.edges.clear();
            walk.order.clear();
        }
        walk.cycles(section);
    }
    problems.append(&mut walk.problems);
    problems
}

fn quotas(template: &Template<'_>, reader: Reader<'_>) -> Vec<Diagnostic> {
    let beyond = |span: Span, what: (&str, &str), most: usize| {
        Diagnostic::at(
            Gravity::Warning,
            "template-quota",
            span,
            Text::new(
                format!(
                    "CloudFormation allows {most} {} in a template; split it into nested stacks",
                    what.0
                ),
                format!(
                    "CloudFormation admet {most} {} par modèle ; divisez-le en piles imbriquées",
                    what.1
                ),
            ),
        )
    };
    let mut problems = Vec::new();
    for (section, most) in QUOTAS {
        let Some(entry) = template.root.entry(section) else {
            continue;
        };
        if entry.value.entries().len() > most {
            let what = match section {
                "Resources" => ("resources", "ressources"),
                "Parameters" => ("parameters", "paramètres"),
                "Outputs" => ("outputs", "sorties"),
                _ => ("mappings", "tables de correspondance"),
            };
            problems.push(beyond(reader.span(&entry.key_span), what, most));
        }
    }
    if template.sheet.text.len() > MAX_BYTES {
        let span = reader.span(&(0..0));
        problems.push(beyond(span, ("bytes", "octets"), MAX_BYTES));
    }
    problems
}

/// What a template declares, and what was found in it so far.
struct Walk<'t> {
    reader: Reader<'t>,
    parameters: FxHashSet<&'t str>,
    resources: FxHashSet<&'t str>,
    conditions: FxHashSet<&'t str>,
    /// Whether nothing can be declared that is not written here.
    is_closed: bool,
    problems: Vec<Diagnostic>,
    /// How many hints may still be given.
    hints: usize,
    /// The resource or condition being looked at.
    within: Option<&'t str>,
    /// Whether that is a condition: only conditions are referred to from there, whatever else bears the name.
    in_conditions: bool,
    /// Where each entry of the section is declared.
    places: FxHashMap<&'t str, Span>,
    /// What each entry of the section refers to, in the order of the text.
    edges: FxHashMap<&'t str, Vec<&'t str>>,
    order: Vec<&'t str>,
}

impl<'t> Walk<'t> {
    fn new(template: &'t Template<'_>, reader: Reader<'t>) -> Self {
        let keys = |section: &str| {
            let entries = template.root.get(section).map_or(&[][..], Node::entries);
            entries.iter().map(|entry| entry.key.as_str())
        };
        let resources: FxHashSet<&str> = keys("Resources").collect();
        let has_loop = resources.iter().any(|name| loop_name(name).is_some());
        Walk {
            reader,
            parameters: declared(&template.root)
                .iter()
                .map(|entry| entry.key.as_str())
                .collect(),
            is_closed: !template.is_transformed
                && template.missing.is_empty()
                && !template.is_serverless()
                && !has_loop
                && !is_prepared(template)
                && !resources.contains("Fn::Transform"),
            resources,
            conditions: keys("Conditions").collect(),
            problems: Vec::new(),
            hints: MAX_HINTS,
            within: None,
            in_conditions: false,
            places: FxHashMap::default(),
            edges: FxHashMap::default(),
            order: Vec::new(),
        }
    }

    fn problem(&mut self, at: &std::ops::Range<usize>, code: &'static str, message: Text) {
        let span = self.reader.span(at);
        self.problems
            .push(Diagnostic::at(Gravity::Warning, code, span, message));
    }

    fn resource(&mut self, entry: &'t Entry) {
        self.places
            .insert(&entry.key, self.reader.span(&entry.key_span));
        self.condition_of(&entry.value);
        for member in entry.value.entries() {
            match member.key.as_str() {
                "DependsOn" => {
                    let one = std::slice::from_ref(&member.value);
                    for name in member.value.items().unwrap_or(one) {
                        if let Some(text) = name.as_text() {
                            self.refers(text);
                            self.declared(text, &name.span);
                        }
                    }
                }
                "Metadata" | "Type" | "Condition" => {}
                _ => self.node(&member.value),
            }
        }
    }

    /// The condition that stands beside the properties of a resource or the value of an output.
    fn condition_of(&mut self, node: &'t Node) {
        if let Some(name) = node.get("Condition")
            && let Some(text) = name.as_text()
        {
            self.condition(text, &name.span);
        }
    }

    fn node(&mut self, node: &'t Node) {
        if let Some((name, argument)) = function(node) {
            self.call(name, argument, node);
        }
        match &node.kind {
            Kind::Sequence(items) => {
                for item in items {
                    self.node(item);
                }
            }
            Kind::Mapping(entries) => {
                for entry in entries {
                    self.node(&entry.value);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, name: &str, argument: &'t Node, node: &'t Node) {
        if let Some((en, fr)) = wrong_form(name, argument) {
            self.problem(
                &node.span,
                "bad-function",
                Text::new(
                    format!("{en}; its value is not known"),
                    format!("{fr} ; sa valeur n'est pas connue"),
                ),
            );
            return;
        }
        match name {
            "Ref" => {
                if let Some(text) = argument.as_text() {
                    self.refers(text);
                    self.declared(text, &argument.span);
                }
            }
            "Condition" => {
                if let Some(text) = argument.as_text() {
                    if self.in_conditions {
                        self.edge(text);
                    }
                    self.condition(text, &argument.span);
                }
            }
            "Fn::If" => {
                if let Some(first) = argument.items().and_then(<[Node]>::first)
                    && let Some(text) = first.as_text()
                {
                    self.condition(text, &first.span);
                }
            }
            "Fn::GetAtt" => {
                let resource = match argument.items() {
                    Some(items) => items.first().and_then(Node::as_text),
                    None => argument.as_text().and_then(|text| text.split('.').next()),
                };
                if let Some(resource) = resource {
                    self.refers(resource);
                    self.declared(resource, &argument.span);
                }
            }
            "Fn::Sub" => self.placeholders(argument),
            _ => {}
        }
    }

    /// The names in the text of `Fn::Sub`.
    fn placeholders(&mut self, argument: &'t Node) {
        let (pattern, names) = match argument.items() {
            Some(items) => (items.first(), items.get(1)),
            None => (Some(argument), None),
        };
        let Some(text) = pattern.and_then(Node::as_text) else {
            return;
        };
        for part in text.split("${").skip(1) {
            let Some((name, _)) = part.split_once('}') else {
                continue;
            };
            let name = name.trim();
            let is_own = names.is_some_and(|names| names.get(name).is_some());
            let is_pseudo = name.starts_with("AWS::");
            // `${aws:username}` is a variable of the language of policies that was not escaped.
            if name.starts_with('!') || is_own || (name.contains(':') && !is_pseudo) {
                continue;
            }
            let base = if is_pseudo {
                name
            } else {
                name.split('.').next().unwrap_or(name)
            };
            self.refers(base);
            self.declared(base, &argument.span);
        }
    }

    /// Notes that what is being looked at refers to a name.
    fn refers(&mut self, name: &'t str) {
        if !self.in_conditions {
            self.edge(name);
        }
    }

    fn edge(&mut self, name: &'t str) {
        let Some(within) = self.within else { return };
        let edges = self.edges.entry(within).or_default();
        if edges.is_empty() {
            self.order.push(within);
        }
        edges.push(name);
    }

    fn declared(&mut self, name: &str, at: &std::ops::Range<usize>) {
        let is_known = self.parameters.contains(name)
            || self.resources.contains(name)
            || pseudo(name, None, Span::NOWHERE).is_some();
        if is_known || !self.is_closed {
            return;
        }
        let known = self.parameters.iter().chain(&self.resources).copied();
        let (hint_en, hint_fr) = hint(name, known.take(self.hints * 20));
        self.hints = self.hints.saturating_sub(1);
        self.problem(
            at,
            "unknown-name",
            Text::new(
                format!("there is no parameter or resource `{name}` in this template{hint_en}"),
                format!("il n'y a ni paramètre ni ressource `{name}` dans ce modèle{hint_fr}"),
            ),
        );
    }

    fn condition(&mut self, name: &str, at: &std::ops::Range<usize>) {
        if self.conditions.contains(name) || !self.is_closed {
            return;
        }
        let known = self.conditions.iter().copied();
        let (hint_en, hint_fr) = hint(name, known.take(self.hints * 20));
        self.hints = self.hints.saturating_sub(1);
        self.problem(
            at,
            "unknown-name",
            Text::new(
                format!("there is no condition `{name}` in this template{hint_en}"),
                format!("il n'y a pas de condition `{name}` dans ce modèle{hint_fr}"),
            ),
        );
    }

    /// Tells the cycles among the entries of a section, each once.
    fn cycles(&mut self, section: &str) {
        let edges = std::mem::take(&mut self.edges);
        let order = std::mem::take(&mut self.order);
        let mut cycles = Vec::new();
        let mut done: FxHashSet<&str> = FxHashSet::default();
        for start in order {
            let mut path: Vec<(&str, usize)> = vec![(start, 0)];
            let mut on_path: FxHashSet<&str> = FxHashSet::from_iter([start]);
            while let Some((name, next)) = path.last_mut() {
                let name = *name;
                let to = edges.get(name).and_then(|edges| edges.get(*next)).copied();
                *next += 1;
                match to {
                    None => {
                        done.insert(name);
                        on_path.remove(name);
                        path.pop();
                    }
                    Some(to) if on_path.contains(to) && cycles.len() < MAX_CYCLES => {
                        let from = path.iter().position(|(name, _)| *name == to);
                        let names = path.iter().skip(from.unwrap_or(0));
                        cycles.push(names.map(|(name, _)| *name).collect::<Vec<_>>());
                    }
                    Some(to) if edges.contains_key(to) && !done.contains(to) => {
                        if on_path.insert(to) {
                            path.push((to, 0));
                        }
                    }
                    Some(_) => {}
                }
            }
        }
        for mut names in cycles {
            names.extend(names.first().copied());
            let what = names.join("` → `");
            let text = Text::new(
                format!("`{what}`: these refer to one another, and CloudFormation refuses it"),
                format!("`{what}` : ceux-ci se désignent en cercle, ce que CloudFormation refuse"),
            );
            let first = names.first().copied().unwrap_or_default();
            let span = self.places.get(first).copied();
            let span = span.filter(|_| section == "Resources");
            self.problems.push(Diagnostic::at(
                Gravity::Warning,
                "cyclic-reference",
                span.unwrap_or(self.reader.span(&(0..0))),
                text,
            ));
        }
    }
}

/// Whether another tool, or a module of the registry, adds to the template: a module makes resources whose names begin
/// with its own.
fn is_prepared(template: &Template<'_>) -> bool {
    let text = &template.sheet.text;
    template.root.get("Modules").is_some() || text.contains("::MODULE") || text.contains("Rain::")
}

fn hint<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> (String, String) {
    match nearest(name, known) {
        Some(nearest) => (
            format!("; did you mean `{nearest}`?"),
            format!(" ; vouliez-vous dire `{nearest}` ?"),
        ),
        None => (String::new(), String::new()),
    }
}

/// What is wrong with the argument of a function, in English and French.
fn wrong_form(name: &str, argument: &Node) -> Option<(String, String)> {
    let wants = |en: &str, fr: &str| {
        Some((
            format!("`{name}` takes {en}"),
            format!("`{name}` prend {fr}"),
        ))
    };
    let count = argument.items().map(<[Node]>::len);
    let is_function = argument.tag.is_none() && function(argument).is_some();
    let is_text = argument.scalar_text().is_some();
    match name {
        // `AWS::LanguageExtensions` lets a function name what is referred to.
        "Ref" | "Condition" if !is_text && !is_function => wants("a name", "un nom"),
        "Fn::GetAtt" => {
            let dotted = argument.as_text().is_some_and(|text| text.contains('.'));
            let fits = count == Some(2) || dotted;
            (!fits).then(|| {
                wants(
                    "a resource and an attribute",
                    "une ressource et un attribut",
                )
            })?
        }
        "Fn::Sub" => {
            let pair = argument.items().is_some_and(|items| {
                matches!(items, [text, names] if text.as_text().is_some() && names.is_mapping())
                    || matches!(items, [text] if text.as_text().is_some())
            });
            (!is_text && !pair && !is_function).then(|| {
                wants(
                    "a text, or a text and its names",
                    "un texte, ou un texte et ses noms",
                )
            })?
        }
        "Fn::Join" | "Fn::Split" | "Fn::Select" | "Fn::Equals" if count != Some(2) => {
            wants("a list of two", "une liste de deux éléments")
        }
        "Fn::If" if count != Some(3) => wants(
            "a condition and two values",
            "une condition et deux valeurs",
        ),
        "Fn::FindInMap" if !matches!(count, Some(3 | 4)) => {
            wants("a map and two keys", "une table et deux clés")
        }
        "Fn::Cidr" if !is_function && !matches!(count, Some(2 | 3)) => wants(
            "a network, how many parts, and the bits of each",
            "un réseau, le nombre de parties et les bits de chacune",
        ),
        "Fn::Not" if count != Some(1) => wants("a list of one", "une liste d'un élément"),
        "Fn::And" | "Fn::Or" if !matches!(count, Some(2..=10)) => {
            wants("two to ten conditions", "deux à dix conditions")
        }
        "Fn::Unknown" => Some((
            "CloudFormation has no function of this name".to_owned(),
            "CloudFormation n'a pas de fonction de ce nom".to_owned(),
        )),
        _ => None,
    }
}
