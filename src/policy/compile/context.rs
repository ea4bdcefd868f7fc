//! What every reader of the language needs: the known names, and where problems go.
//!
//! A reader returns nothing after it has said why. The outer shape of files is checked by the schemas
//! beforehand, so readers of that shape return nothing silently; `compile` makes sure that an entry
//! never vanishes without a word.

use std::collections::HashSet;
use std::ops::Range;

use indexmap::IndexMap;

use crate::policy::definition::FacetDefinition;
use crate::policy::suggest::did_you_mean;
use crate::policy::{Level, PolicyProblem};
use crate::text::Text;
use crate::yaml::{Entry, Kind, Node};

/// What a plain name means in a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainNames {
    /// An attribute: in the catalogue, and inside `where`.
    Attributes,
    /// A facet when one is declared so, an attribute otherwise: in a rule that names types.
    FacetsThenAttributes,
    /// A facet: in a rule that names no type, where an attribute has no meaning.
    Facets,
}

/// Known names, and the problems found so far.
pub(super) struct Context<'a> {
    /// Declared facets.
    pub(super) facets: &'a IndexMap<String, FacetDefinition>,
    /// Declared traits.
    pub(super) traits: &'a IndexMap<String, Text>,
    /// Names of zones of law, and codes and other names of countries.
    pub(super) zones: HashSet<&'a str>,
    /// Names of operators' attestations.
    pub(super) attestations: HashSet<&'a str>,
    /// Names of providers.
    pub(super) providers: HashSet<&'a str>,
    /// What a plain name means now.
    pub(super) plain_names: PlainNames,
    /// The file being read.
    file: &'a str,
    problems: Vec<PolicyProblem>,
    /// How many more names may be compared with all known ones: a file of wrong names must not cost
    /// their product.
    suggestions: usize,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        facets: &'a IndexMap<String, FacetDefinition>,
        traits: &'a IndexMap<String, Text>,
    ) -> Self {
        Context {
            facets,
            traits,
            zones: HashSet::new(),
            attestations: HashSet::new(),
            providers: HashSet::new(),
            plain_names: PlainNames::Attributes,
            file: "",
            problems: Vec::new(),
            suggestions: 50,
        }
    }

    /// A help text that names the known name nearest to `name`.
    pub(super) fn suggest<'k>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<Text> {
        self.may_compare().then(|| did_you_mean(name, known))?
    }

    /// Whether one more name may be compared with all known ones.
    pub(super) fn may_compare(&mut self) -> bool {
        let left = self.suggestions.checked_sub(1);
        self.suggestions = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether `name` is a zone of law or a country, or an error.
    pub(super) fn zone(&mut self, name: &str, span: &Range<usize>) -> Option<()> {
        if self.zones.contains(name) || self.zones.contains(name.to_uppercase().as_str()) {
            return Some(());
        }
        let mut known: Vec<&str> = self
            .zones
            .iter()
            .copied()
            .filter(|zone| zone.len() > 2)
            .collect();
        known.sort_unstable();
        let help = self.suggest(name, known);
        self.error(
            span,
            Text::new(
                format!("unknown zone of law or country `{name}`"),
                format!("zone de droit ou pays inconnu : `{name}`"),
            ),
            help,
        );
        None
    }

    /// Problems from now on are in `file`.
    pub(super) fn enter(&mut self, file: &'a str) {
        self.file = file;
    }

    /// The problems found.
    pub(super) fn into_problems(self) -> Vec<PolicyProblem> {
        self.problems
    }

    /// How many problems were found.
    pub(super) fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// Reports an error at `span`.
    pub(super) fn error(&mut self, span: &Range<usize>, message: Text, help: Option<Text>) {
        self.report(Level::Error, span, message, help);
    }

    /// Reports a warning at `span`.
    pub(super) fn warn(&mut self, span: &Range<usize>, message: Text, help: Option<Text>) {
        self.report(Level::Warning, span, message, help);
    }

    fn report(&mut self, level: Level, span: &Range<usize>, message: Text, help: Option<Text>) {
        self.problems.push(PolicyProblem {
            level,
            file: self.file.to_owned(),
            span: span.clone(),
            message,
            help,
        });
    }

    /// Reports keys of a mapping that are not among `allowed`.
    pub(super) fn only_keys(&mut self, node: &Node, allowed: &[&str]) {
        for entry in node.entries() {
            if !allowed.contains(&entry.key.as_str()) {
                self.unknown_key(entry, allowed.iter().copied());
            }
        }
    }

    /// Reports an unknown key, with the nearest known one.
    pub(super) fn unknown_key<'k>(
        &mut self,
        entry: &Entry,
        allowed: impl IntoIterator<Item = &'k str>,
    ) {
        let help = self.suggest(&entry.key, allowed);
        self.error(
            &entry.key_span,
            Text::new(
                format!("unknown key `{}`", entry.key),
                format!("clé inconnue `{}`", entry.key),
            ),
            help,
        );
    }

    /// Reports that a value is not what was expected there.
    pub(super) fn expected(&mut self, node: &Node, english: &str, french: &str) {
        let (found_en, found_fr) = kind_name(node);
        self.error(
            &node.span,
            Text::new(
                format!("expected {english}, found {found_en}"),
                format!("{french} attendu, {found_fr} trouvé"),
            ),
            None,
        );
    }

    /// A text, or an error.
    pub(super) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.scalar_text();
        if text.is_none() {
            self.expected(node, "a text", "texte");
        }
        text
    }

    /// One text or a list of texts.
    pub(super) fn texts(&mut self, node: &Node) -> Option<Vec<(String, Range<usize>)>> {
        let nodes = node.items().unwrap_or(std::slice::from_ref(node));
        let texts: Vec<_> = nodes
            .iter()
            .filter_map(|item| Some((self.text(item)?.to_owned(), item.span.clone())))
            .collect();
        if nodes.is_empty() {
            self.expected(node, "one item at least", "un élément au moins");
        }
        (texts.len() == nodes.len() && !texts.is_empty()).then_some(texts)
    }

    /// A text in both languages: `{en, fr}`, neither of them empty.
    pub(super) fn bilingual(&mut self, node: &Node) -> Option<Text> {
        if !node.is_mapping() {
            self.expected(
                node,
                "a text in both languages, `{en: …, fr: …}`",
                "texte dans les deux langues, `{en: …, fr: …}`,",
            );
            return None;
        }
        self.only_keys(node, &["en", "fr"]);
        let mut version = |language: &str| {
            let found = node
                .get(language)
                .and_then(Node::scalar_text)
                .map(str::trim);
            if found.is_none_or(str::is_empty) {
                self.error(
                    &node.span,
                    Text::new(
                        format!("the text in `{language}` is missing"),
                        format!("le texte en `{language}` manque"),
                    ),
                    None,
                );
                return None;
            }
            found.map(str::to_owned)
        };
        let (english, french) = (version("en"), version("fr"));
        Some(Text::new(english?, french?))
    }

    /// A boolean.
    pub(super) fn bool(&mut self, node: &Node) -> Option<bool> {
        if let Kind::Bool(value) = node.kind {
            return Some(value);
        }
        self.expected(node, "`true` or `false`", "`true` ou `false`");
        None
    }

    /// The items of a list that must not be empty, read by `read`; nothing when one could not be.
    pub(super) fn list<T>(
        &mut self,
        node: &Node,
        mut read: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = node.items() else {
            self.expected(node, "a list", "liste");
            return None;
        };
        if items.is_empty() {
            self.error(
                &node.span,
                Text::new("the list is empty", "la liste est vide"),
                None,
            );
            return None;
        }
        let read: Vec<Option<T>> = items.iter().map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }

    /// Whether `name` is a declared facet, or an error.
    pub(super) fn facet(&mut self, name: &str, span: &Range<usize>) -> Option<String> {
        if self.facets.contains_key(name) {
            return Some(name.to_owned());
        }
        let help = self.suggest(name, self.facets.keys().map(String::as_str));
        self.error(
            span,
            Text::new(
                format!("unknown facet `{name}`"),
                format!("facette inconnue `{name}`"),
            ),
            help.or_else(|| {
                Some(Text::new(
                    "facets are declared in `facets.yaml`",
                    "les facettes sont déclarées dans `facets.yaml`",
                ))
            }),
        );
        None
    }

    /// Whether `name` is a declared trait, or an error.
    pub(super) fn class(&mut self, name: &str, span: &Range<usize>) -> Option<String> {
        if self.traits.contains_key(name) {
            return Some(name.to_owned());
        }
        let help = self.suggest(name, self.traits.keys().map(String::as_str));
        self.error(
            span,
            Text::new(
                format!("unknown trait `{name}`"),
                format!("trait inconnu `{name}`"),
            ),
            help.or_else(|| {
                Some(Text::new(
                    "traits are declared in `facets.yaml`, key `traits`",
                    "les traits sont déclarés dans `facets.yaml`, clé `traits`",
                ))
            }),
        );
        None
    }

    /// Whether `pattern` is a type name or a glob of them, or an error.
    pub(super) fn glob(&mut self, pattern: &str, span: &Range<usize>) -> Option<String> {
        match glob::Pattern::new(pattern) {
            Ok(_) if !pattern.is_empty() => Some(pattern.to_owned()),
            Ok(_) => {
                self.error(
                    span,
                    Text::new("the name is empty", "le nom est vide"),
                    None,
                );
                None
            }
            Err(error) => {
                self.error(
                    span,
                    Text::new(
                        format!("`{pattern}` is not a glob: {}", error.msg),
                        format!("`{pattern}` n'est pas un motif de noms : {}", error.msg),
                    ),
                    None,
                );
                None
            }
        }
    }

    /// One or several types or globs of types.
    pub(super) fn globs(&mut self, node: &Node) -> Option<Vec<String>> {
        let texts = self.texts(node)?;
        let globs: Vec<_> = texts
            .iter()
            .filter_map(|(text, span)| self.glob(text, span))
            .collect();
        (globs.len() == texts.len()).then_some(globs)
    }
}

fn kind_name(node: &Node) -> (&'static str, &'static str) {
    match node.kind {
        Kind::Null => ("nothing", "rien"),
        Kind::Bool(_) => ("a boolean", "booléen"),
        Kind::Number(_) => ("a number", "nombre"),
        Kind::Text(_) => ("a text", "texte"),
        Kind::Sequence(_) => ("a list", "liste"),
        Kind::Mapping(_) => ("a mapping", "bloc de clés"),
    }
}
