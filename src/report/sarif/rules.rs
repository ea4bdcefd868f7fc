//! Rules as reporting descriptors, and packs as taxonomies.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json, json};

use super::super::document::{Document, Requirement};
use crate::judge::Verdict;
use crate::policy::definition::{Coverage, Family, Library, Pack, Rule, Severity};
use crate::text::Language;

/// GitHub takes this many tags of a rule, and shows half of them.
const TAGS: usize = 20;

/// What the name of a rule is followed by where its checks were left open: GitHub takes the gravity of an
/// alert from its rule, and an open question is no alert of high severity.
pub(super) const OPEN: &str = "/unknown";

/// The rules and requirements of a run, with their positions.
pub(super) struct Descriptors<'d> {
    rules: FxHashMap<String, usize>,
    taxa: FxHashMap<(&'d str, &'d str), (usize, usize)>,
    /// `tool.driver.rules`.
    pub(super) listed: Vec<Json>,
    /// `run.taxonomies`.
    pub(super) taxonomies: Vec<Json>,
}

impl<'d> Descriptors<'d> {
    pub(super) fn new(document: &Document, library: &'d Library, language: Language) -> Self {
        let used = document.head.packs.iter();
        let packs: Vec<&'d Pack> = used
            .filter_map(|pack| library.packs.get(&*pack.name))
            .collect();
        let mut descriptors = Descriptors {
            rules: FxHashMap::default(),
            taxa: FxHashMap::default(),
            listed: Vec::new(),
            taxonomies: Vec::new(),
        };
        for pack in &packs {
            // Results of several runs may name one pack with several sets of parameters.
            if !descriptors
                .taxonomies
                .iter()
                .any(|known| known["name"] == pack.name)
            {
                descriptors.add_taxonomy(pack, language);
            }
        }
        // All rules that were asked, whatever they found: the list changes with the policies only.
        for rule in library.rules.values() {
            if packs.iter().any(|pack| pack.rules.contains_key(&rule.name)) {
                let descriptor = descriptors.rule(rule, &packs, language);
                descriptors.add(&rule.name, descriptor);
            }
        }
        // What the policies at hand do not hold is told all the same.
        let findings = document.findings.iter().chain(&document.tail.known);
        let mut open = BTreeSet::new();
        for finding in findings {
            if !descriptors.rules.contains_key(&*finding.rule) {
                descriptors.add(
                    &finding.rule,
                    json!({ "id": &*finding.rule, "shortDescription": { "text": &*finding.rule } }),
                );
            }
            if finding.verdict == Verdict::Unknown {
                open.insert(&*finding.rule);
            }
        }
        for name in open {
            let descriptor = descriptors.question(name, library.rules.get(name), language);
            descriptors.add(&format!("{name}{OPEN}"), descriptor);
        }
        descriptors
    }

    fn add(&mut self, id: &str, descriptor: Json) {
        self.rules.insert(id.to_owned(), self.listed.len());
        self.listed.push(descriptor);
    }

    /// Position of a rule.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.rules.get(id).copied()
    }

    /// Requirements as references to taxa.
    pub(super) fn taxa(&self, requirements: &[Requirement]) -> Vec<Json> {
        let known = requirements.iter();
        known
            .filter_map(|Requirement { pack, id }| self.reference(pack, id))
            .collect()
    }

    fn reference(&self, pack: &str, id: &str) -> Option<Json> {
        let (taxonomy, taxon) = *self.taxa.get(&(pack, id))?;
        Some(json!({
            "id": id,
            "index": taxon,
            "toolComponent": { "name": pack, "index": taxonomy },
        }))
    }

    fn add_taxonomy(&mut self, pack: &'d Pack, language: Language) {
        let position = self.taxonomies.len();
        let mut taxa = Vec::with_capacity(pack.requirements.len());
        for (index, (id, requirement)) in pack.requirements.iter().enumerate() {
            self.taxa
                .insert((pack.name.as_str(), id.as_str()), (position, index));
            taxa.push(json!({
                "id": id,
                "shortDescription": { "text": requirement.title.get(language) },
                "fullDescription": { "text": requirement.evidence.get(language) },
                "properties": { "coverage": coverage(requirement.coverage) },
            }));
        }
        self.taxonomies.push(json!({
            "name": pack.name,
            "fullName": pack.title.get(language),
            "version": pack.edition,
            "releaseDateUtc": pack.date,
            "informationUri": pack.source.url,
            "shortDescription": { "text": pack.title.get(language) },
            "fullDescription": { "text": pack.source.title },
            "language": code(language),
            "isComprehensive": true,
            "taxa": taxa,
        }));
    }

    fn rule(&self, rule: &Rule, packs: &[&Pack], language: Language) -> Json {
        let uses: Vec<_> = packs
            .iter()
            .filter_map(|pack| Some((*pack, pack.rules.get(&rule.name)?)))
            .collect();
        let severities = uses.iter().map(|(_, used)| used.severity);
        let severity = severities
            .map(|own| own.unwrap_or(rule.severity))
            .max()
            .unwrap_or(rule.severity);
        let mut relationships = Vec::new();
        let mut asked = String::new();
        for (pack, used) in &uses {
            for (id, bearing) in &used.requirements {
                let Some(target) = self.reference(&pack.name, id) else {
                    continue;
                };
                relationships.push(json!({
                    "target": target,
                    "kinds": ["relevant"],
                    "description": { "text": bearing.because.get(language) },
                }));
                let title = pack.requirements.get(id);
                let title = title.map_or("", |requirement| requirement.title.get(language));
                asked.push_str(&format!("\n- {} {id}: {title}", pack.name));
            }
        }
        let tags = ["security".to_owned(), family(rule.family)];
        let packs = uses.iter().map(|(pack, _)| pack.name.clone());
        let tags: Vec<String> = tags.into_iter().chain(packs).take(TAGS).collect();
        let mut descriptor = descriptor(rule, language);
        descriptor.insert("help".to_owned(), help(rule, &asked, language));
        descriptor.insert(
            "defaultConfiguration".to_owned(),
            json!({ "level": level(severity) }),
        );
        descriptor.insert("relationships".to_owned(), relationships.into());
        descriptor.insert(
            "properties".to_owned(),
            json!({
                "tags": tags,
                "precision": "high",
                "problem.severity": problem(severity),
                "security-severity": score(severity),
            }),
        );
        descriptor.into()
    }

    /// The descriptor of what a rule leaves open.
    fn question(&self, name: &str, rule: Option<&Rule>, language: Language) -> Json {
        let id = format!("{name}{OPEN}");
        let said = match language {
            Language::En => "The files do not decide whether this holds",
            Language::Fr => "Les fichiers n'établissent pas si c'est le cas",
        };
        let mut question = match rule {
            Some(rule) => descriptor(rule, language),
            None => Map::new(),
        };
        question.insert("id".to_owned(), id.into());
        if let Some(rule) = rule {
            let title = rule.title.get(language);
            question.insert("name".to_owned(), format!("{}Unknown", pascal(name)).into());
            question.insert("help".to_owned(), help(rule, "", language));
            question.insert(
                "shortDescription".to_owned(),
                json!({ "text": format!("{title} ({})", said.to_lowercase()) }),
            );
        } else {
            question.insert("shortDescription".to_owned(), json!({ "text": said }));
        }
        question.insert(
            "defaultConfiguration".to_owned(),
            json!({ "level": "note" }),
        );
        if let Some(position) = self.position(name) {
            question.insert(
                "relationships".to_owned(),
                json!([{ "target": { "id": name, "index": position }, "kinds": ["relevant"] }]),
            );
        }
        question.insert(
            "properties".to_owned(),
            json!({ "tags": ["open-question"], "precision": "high", "problem.severity": "recommendation" }),
        );
        question.into()
    }
}

fn descriptor(rule: &Rule, language: Language) -> Map<String, Json> {
    let mut descriptor = Map::new();
    descriptor.insert("id".to_owned(), rule.name.clone().into());
    descriptor.insert("name".to_owned(), pascal(&rule.name).into());
    descriptor.insert(
        "shortDescription".to_owned(),
        json!({ "text": rule.title.get(language) }),
    );
    descriptor.insert(
        "fullDescription".to_owned(),
        json!({ "text": rule.why.get(language) }),
    );
    let link = rule.references.iter().map(|reference| &reference.url);
    if let Some(url) = link.into_iter().find(|url| url.starts_with("https://")) {
        descriptor.insert("helpUri".to_owned(), url.clone().into());
    }
    descriptor
}

fn help(rule: &Rule, asked: &str, language: Language) -> Json {
    let (why, next, by) = match language {
        Language::En => ("Why", "Next step", "Asked for by"),
        Language::Fr => ("Pourquoi", "Que faire", "Exigé par"),
    };
    let (risk, remedy) = (rule.why.get(language), rule.remedy.get(language));
    let mut text = format!("{risk}\n\n{next}: {remedy}");
    let mut markdown = format!("**{why}**\n\n{risk}\n\n**{next}**\n\n{remedy}");
    if !asked.is_empty() {
        text.push_str(&format!("\n\n{by}:{asked}"));
        markdown.push_str(&format!("\n\n**{by}**\n{asked}"));
    }
    let pages = rule.references.iter();
    for page in pages {
        text.push_str(&format!("\n\n{} <{}>", page.title, page.url));
        markdown.push_str(&format!("\n\n[{}]({})", page.title, page.url));
    }
    json!({ "text": text, "markdown": markdown })
}

/// `database-encrypted` as `DatabaseEncrypted`.
fn pascal(name: &str) -> String {
    let mut pascal = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut characters = word.chars();
        pascal.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(characters.as_str());
    }
    pascal
}

/// The language as SARIF names it.
pub(super) fn code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Fr => "fr",
    }
}

fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Automated => "automated",
        Coverage::Partial => "partial",
        Coverage::Manual => "manual",
    }
}

fn family(family: Family) -> String {
    let name = serde_json::to_value(family).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

/// How grave a failure is for a reader of SARIF.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "recommendation",
    }
}

/// GitHub reads over 9.0 as critical, from 7.0 as high, from 4.0 as medium, and below as low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}
