//! The waivers file: YAML with a list of waivers, each of which says what it covers.
//!
//! Its shape is published as `policies/schema/waivers.json`. Here every mistake is a diagnostic at its place
//! in the file, and an entry with a mistake waives nothing.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::fields::{check_rule, day, no_reason, prose};
use super::problem::{Problem, bad, unknown};
use super::{Accepted, Scope, Selector};
use crate::model::{Diagnostic, SourceId, Span, Waiver};
use crate::policy::definition::Library;
use crate::source::PathFilter;
use crate::yaml::{Entry, Kind, Limits, Node, parse_one};

/// The key of an entry's list.
pub(super) const WAIVERS: &str = "waivers";

/// The keys of an entry.
const KEYS: [&str; 10] = [
    "rule",
    "rules",
    "resource",
    "path",
    "environment",
    "fingerprint",
    "reason",
    "approver",
    "ticket",
    "until",
];

/// The keys that say what an entry covers, besides its rules.
const SELECTORS: [&str; 4] = ["resource", "path", "environment", "fingerprint"];

/// How much a waivers file may cost: far more than anybody can keep track of.
pub(super) const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    depth: 20,
    nodes: 200_000,
};

/// What a waivers file says.
#[derive(Debug, Default)]
pub struct WaiversFile {
    /// The directory that its paths are seen from, absolute.
    pub(super) directory: Utf8PathBuf,
    pub(super) accepted: Vec<Accepted>,
    /// What is wrong with it.
    pub(super) problems: Vec<Diagnostic>,
}

impl WaiversFile {
    /// Reads the text of a waivers file that lies in the absolute `directory`; `source` is its text in the
    /// map of the run.
    pub fn read(source: SourceId, text: &str, directory: &Utf8Path, library: &Library) -> Self {
        let mut reader = Reader {
            source,
            library,
            accepted: Vec::new(),
            problems: Vec::new(),
        };
        match parse_one(text, LIMITS) {
            Ok(tree) => reader.tree(&tree),
            Err(error) => {
                let message = error.message();
                let problem = bad(reader.span(&error.span), message.en, message.fr);
                reader.told(problem);
            }
        }
        WaiversFile {
            directory: directory.to_owned(),
            accepted: reader.accepted,
            problems: reader.problems,
        }
    }
}

struct Reader<'a> {
    source: SourceId,
    library: &'a Library,
    accepted: Vec<Accepted>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, range.clone())
    }

    fn told(&mut self, problem: Problem) {
        self.problems.push(problem.into_diagnostic());
    }

    fn tree(&mut self, tree: &Node) {
        if matches!(tree.kind, Kind::Null) {
            return;
        }
        if !tree.is_mapping() {
            self.told(bad(
                self.span(&tree.span),
                "a waivers file holds one key, `waivers`, with a list",
                "un fichier de dérogations contient une clé, `waivers`, avec une liste",
            ));
            return;
        }
        for entry in tree.entries() {
            if entry.key != WAIVERS {
                self.unknown_key(entry, [WAIVERS]);
            }
        }
        let Some(list) = tree.get(WAIVERS) else {
            return;
        };
        match (&list.kind, list.items()) {
            (Kind::Null, _) => {}
            (_, Some(items)) => {
                for item in items {
                    match self.entry(item) {
                        Ok(Some(accepted)) => self.accepted.push(accepted),
                        // What is wrong with its keys is told already.
                        Ok(None) => {}
                        Err(problem) => self.told(problem),
                    }
                }
            }
            _ => self.told(bad(
                self.span(&list.span),
                "`waivers` is a list: each entry begins with `- `",
                "`waivers` est une liste : chaque entrée commence par `- `",
            )),
        }
    }

    fn unknown_key<'k>(&mut self, entry: &Entry, known: impl IntoIterator<Item = &'k str>) {
        let span = self.span(&entry.key_span);
        let words = ("unknown key", "clé inconnue");
        self.told(unknown(span, words, &entry.key, known));
    }

    fn entry(&mut self, node: &Node) -> Result<Option<Accepted>, Problem> {
        let whole = self.span(&node.span);
        if !node.is_mapping() {
            return Err(bad(
                whole,
                "an entry is a mapping, with `rule`, `resource` and `reason`",
                "une entrée est un bloc de clés, avec `rule`, `resource` et `reason`",
            ));
        }
        let mut is_sound = true;
        for entry in node.entries() {
            if !KEYS.contains(&entry.key.as_str()) {
                self.unknown_key(entry, KEYS);
                is_sound = false;
            }
        }
        let rules = self.rules(node)?;
        let Some((reason, at)) = self.text(node, "reason")? else {
            return Err(no_reason(self.place(node, "rule")));
        };
        if reason.trim().is_empty() {
            return Err(no_reason(at));
        }
        let until = match self.text(node, "until")? {
            Some((text, at)) => Some(day(text, at)?),
            None => None,
        };
        if !SELECTORS.iter().any(|key| node.get(key).is_some()) {
            return Err(bad(
                self.place(node, "rule"),
                "say what this covers: `resource`, `path`, `environment` or `fingerprint`; `resource: \"*\"` is everything",
                "dites ce que ceci couvre : `resource`, `path`, `environment` ou `fingerprint` ; `resource: \"*\"` couvre tout",
            ));
        }
        let selector = Selector {
            resource: self.owned(node, "resource")?,
            path: self.path(node)?,
            environment: self.owned(node, "environment")?,
            fingerprint: self.fingerprint(node)?,
        };
        let waiver = Waiver {
            rules,
            reason: prose(reason),
            until,
            approver: self.text(node, "approver")?.map(|(text, _)| prose(text)),
            ticket: self.text(node, "ticket")?.map(|(text, _)| prose(text)),
            span: whole,
        };
        Ok(is_sound.then(|| Accepted {
            waiver: waiver.into(),
            scope: Scope::Selected(Box::new(selector)),
        }))
    }

    /// `rule` or `rules`.
    fn rules(&self, node: &Node) -> Result<Vec<String>, Problem> {
        let names: Vec<&Node> = match (node.get("rule"), node.get("rules")) {
            (Some(_), Some(_)) => {
                return Err(bad(
                    self.place(node, "rules"),
                    "either `rule` or `rules`, not both",
                    "`rule` ou `rules`, pas les deux",
                ));
            }
            (Some(rule), None) => vec![rule],
            (None, Some(rules)) => match rules.items() {
                Some(items) if !items.is_empty() => items.iter().collect(),
                _ => {
                    return Err(bad(
                        self.span(&rules.span),
                        "`rules` is a list of names of rules",
                        "`rules` est une liste de noms de règles",
                    ));
                }
            },
            (None, None) => {
                return Err(bad(
                    self.span(&node.span),
                    "`rule` is missing: name the rule that is waived",
                    "`rule` manque : nommez la règle qui fait l'objet de la dérogation",
                ));
            }
        };
        let mut rules: Vec<String> = Vec::with_capacity(names.len());
        for name in names {
            let text = self.scalar(name)?;
            check_rule(text, self.span(&name.span), self.library)?;
            if !rules.iter().any(|known| known == text) {
                rules.push(text.to_owned());
            }
        }
        Ok(rules)
    }

    fn path(&self, node: &Node) -> Result<Option<PathFilter>, Problem> {
        let Some((text, at)) = self.text(node, "path")? else {
            return Ok(None);
        };
        match PathFilter::new(&[text.to_owned()], &[]) {
            Ok(filter) => Ok(Some(filter)),
            Err(error) => Err(bad(
                at,
                format!("this is not a pattern of paths: {}", error.reason),
                format!("ceci n'est pas un motif de chemins : {}", error.reason),
            )),
        }
    }

    fn fingerprint(&self, node: &Node) -> Result<Option<String>, Problem> {
        let Some((text, at)) = self.text(node, "fingerprint")? else {
            return Ok(None);
        };
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(is_digit) {
            return Ok(Some(text.to_owned()));
        }
        Err(bad(
            at,
            "a fingerprint has 32 hexadecimal digits in lower case; `rempart check --format json` gives them",
            "une empreinte compte 32 chiffres hexadécimaux en minuscules ; `rempart check --format json` les donne",
        ))
    }

    fn owned(&self, node: &Node, key: &str) -> Result<Option<String>, Problem> {
        Ok(self.text(node, key)?.map(|(text, _)| text.to_owned()))
    }

    /// The text at `key` and its place.
    fn text<'n>(&self, node: &'n Node, key: &str) -> Result<Option<(&'n str, Span)>, Problem> {
        let Some(value) = node.get(key) else {
            return Ok(None);
        };
        Ok(Some((self.scalar(value)?, self.span(&value.span))))
    }

    fn scalar<'n>(&self, node: &'n Node) -> Result<&'n str, Problem> {
        node.scalar_text().ok_or_else(|| {
            bad(
                self.span(&node.span),
                "a text is expected here",
                "un texte est attendu ici",
            )
        })
    }

    /// The place of `key`, else of the whole entry.
    fn place(&self, node: &Node, key: &str) -> Span {
        let entry = node.entry(key);
        self.span(entry.map_or(&node.span, |entry| &entry.key_span))
    }
}
