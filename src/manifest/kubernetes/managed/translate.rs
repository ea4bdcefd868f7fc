//! From settings to attributes.

use std::sync::Arc;

use super::finder::Finder;
use super::reference::{self, Namer};
use super::settings::{nested, put};
use super::sighting::Sighted;
use super::spelling::spelled;
use crate::manifest::value::Reader;
use crate::model::{Data, ListKind, Map, MapKind, Span, Value};
use crate::policy::definition::ReferenceForm;
use crate::yaml::{Limits, parse_one};

/// Puts a setting in the attributes of its object, and not where it is written.
const FROM_THE_TOP: char = '/';

/// What is needed to translate one object.
pub(super) struct Translator<'n> {
    /// The object.
    pub(super) sighted: &'n Sighted<'n>,
    /// The objects that it may name.
    pub(super) finder: &'n Finder<'n>,
    /// As what it names them.
    pub(super) namer: Namer<'n>,
}

/// A setting that names objects, kept until what is written out is known.
struct Pending<'n> {
    form: &'n ReferenceForm,
    /// Names of the attributes that it may set, and where they go.
    attributes: Vec<(Arc<str>, String)>,
    setting: &'n Value,
}

impl<'n> Translator<'n> {
    /// The attributes that the settings of the object come to.
    pub(super) fn attributes(&self, settings: &'n Map) -> Map {
        let mut raised = Vec::new();
        let mut attributes = self.members(settings, "", &mut raised);
        for (target, value) in raised {
            put(&mut attributes, &target, value, self.blocks());
        }
        attributes
    }

    fn blocks(&self) -> bool {
        self.sighted.translation.blocks
    }

    /// The members of a mapping at a path of names. What goes elsewhere is `raised`. Settings are as deep as trees
    /// of YAML may be.
    fn members(&self, settings: &'n Map, path: &str, raised: &mut Vec<(String, Value)>) -> Map {
        let mut members = Map::default();
        let mut pending = Vec::new();
        for (key, setting) in settings {
            let at = if path.is_empty() {
                key.to_string()
            } else {
                format!("{path}.{key}")
            };
            let renamed = self.renamed(&at);
            if let Some(waiting) = self.pending(key, setting, renamed) {
                pending.push(waiting);
                continue;
            }
            match (renamed, &setting.data) {
                (Some(""), Data::Map(_, inside)) => {
                    for (key, value) in self.members(inside, &at, raised) {
                        members.entry(key).or_insert(value);
                    }
                }
                (Some(target), _) => {
                    let value = self.value(setting, &at, raised);
                    self.put(&mut members, target, value, raised);
                }
                (None, _) => {
                    let name = spelled(self.sighted.translation, key);
                    let value = self.value(setting, &at, raised);
                    members.entry(name).or_insert(value);
                }
            }
        }
        for waiting in pending {
            for (attribute, target) in &waiting.attributes {
                let is_set = members
                    .get(target.as_str())
                    .is_some_and(|value| !value.is_null());
                let (form, setting) = (waiting.form, waiting.setting);
                if is_set {
                    continue;
                }
                members.shift_remove(target.as_str());
                let value = reference::value(self.finder, &self.namer, form, attribute, setting);
                if let Some(value) = value {
                    self.put(&mut members, target, value, raised);
                }
            }
        }
        members
    }

    fn put(
        &self,
        members: &mut Map,
        target: &str,
        value: Value,
        raised: &mut Vec<(String, Value)>,
    ) {
        match target.strip_prefix(FROM_THE_TOP) {
            Some(target) => raised.push((target.to_owned(), value)),
            None => put(members, target, value, self.blocks()),
        }
    }

    /// The name that the kind gives to the setting at a path.
    fn renamed(&self, at: &str) -> Option<&'n str> {
        let variant = self
            .sighted
            .variant
            .and_then(|variant| variant.fields.get(at));
        let renamed = variant.or_else(|| self.sighted.kind.fields.get(at));
        renamed.map(String::as_str)
    }

    /// A setting that names objects; none when it has not the form of one.
    fn pending(&self, key: &str, setting: &'n Value, renamed: Option<&str>) -> Option<Pending<'n>> {
        let translation = self.sighted.translation;
        let (form, stem) = reference::form(translation, key)?;
        let attributes: Vec<(Arc<str>, String)> = match renamed {
            Some(target) => {
                let last = target.rsplit(['.', FROM_THE_TOP]).next().unwrap_or(target);
                vec![(last.into(), target.to_owned())]
            }
            None if form.attributes.is_empty() => {
                let name = spelled(translation, stem);
                vec![(Arc::clone(&name), name.to_string())]
            }
            None => self.either(form, stem),
        };
        let (attribute, _) = attributes.first()?;
        // Whether it has the form at all.
        reference::value(self.finder, &self.namer, form, attribute, setting)?;
        Some(Pending {
            form,
            attributes,
            setting,
        })
    }

    /// The attributes that a form may set: those of which the translation says what they refer to, or all.
    fn either(&self, form: &ReferenceForm, stem: &str) -> Vec<(Arc<str>, String)> {
        let translation = self.sighted.translation;
        let names = form
            .attributes
            .iter()
            .map(|end| spelled(translation, &format!("{stem}{end}")));
        let mut attributes: Vec<_> = names
            .map(|name| (Arc::clone(&name), name.to_string()))
            .collect();
        let is_told = |(name, _): &(Arc<str>, String)| translation.targets.contains_key(&**name);
        if attributes.iter().any(is_told) {
            attributes.retain(is_told);
        }
        attributes
    }

    fn value(&self, setting: &'n Value, at: &str, raised: &mut Vec<(String, Value)>) -> Value {
        let translation = self.sighted.translation;
        let kind = self.sighted.kind;
        if is_listed(&kind.verbatim, at) || is_listed(&translation.verbatim, at) {
            return setting.clone();
        }
        let span = setting.origin.span;
        if is_listed(&kind.secrets, at) || is_listed(&translation.secrets, at) {
            return confidential(setting);
        }
        match &setting.data {
            Data::Map(_, members) => nested(self.members(members, at, raised), span, self.blocks()),
            Data::List(kind, items) => {
                let is_blocks = self.blocks() && items.iter().any(|item| item.as_map().is_some());
                let items: Arc<[Value]> = items
                    .iter()
                    .map(|item| match &item.data {
                        Data::Map(_, members) => {
                            let members = Arc::new(self.members(members, at, raised));
                            let kind = if is_blocks {
                                MapKind::Block
                            } else {
                                MapKind::Object
                            };
                            Value::new(Data::Map(kind, members), item.origin.span)
                        }
                        _ => item.clone(),
                    })
                    .collect();
                let kind = if is_blocks { ListKind::Blocks } else { *kind };
                Value::new(Data::List(kind, items), span)
            }
            Data::String(text) if is_listed(&kind.documents, at) => {
                document(text, setting).unwrap_or_else(|| setting.clone())
            }
            _ => setting.clone(),
        }
    }
}

/// Whether a setting is named by a list: by its path, or by its last name.
fn is_listed(list: &[String], at: &str) -> bool {
    let name = at.rsplit('.').next().unwrap_or(at);
    list.iter().any(|listed| listed == at || listed == name)
}

/// A confidential text: as it is written out, or what a secret of the cluster holds.
fn confidential(setting: &Value) -> Value {
    let Some(members) = setting.as_map() else {
        return setting.clone();
    };
    match members.get("value") {
        Some(value) if !value.is_null() => value.clone(),
        _ => reference::secret(secret_name(members), setting.origin.span),
    }
}

/// The name of the secret that a mapping names, however deep inside; mappings are as deep as trees of YAML may be.
fn secret_name(members: &Map) -> Option<&str> {
    let own = members.get("name").and_then(Value::as_str);
    own.or_else(|| {
        members
            .values()
            .filter_map(Value::as_map)
            .find_map(secret_name)
    })
}

/// What a document of JSON says; its parts stand where the text does.
fn document(text: &str, setting: &Value) -> Option<Value> {
    let node = parse_one(text, Limits::default()).ok()?;
    let span = setting.origin.span;
    let reader = Reader {
        source: span.source,
        text,
        offset: 0,
        old_booleans: false,
    };
    node.is_mapping().then(|| all_at(reader.value(&node), span))
}

/// The same value with all its parts at one place; it is as deep as trees of YAML may be.
fn all_at(value: Value, span: Span) -> Value {
    let data = match value.data {
        Data::List(kind, items) => {
            let items = items.iter().map(|item| all_at(item.clone(), span));
            Data::List(kind, items.collect())
        }
        Data::Map(kind, members) => {
            let members = members.iter();
            let members =
                members.map(|(key, member)| (Arc::clone(key), all_at(member.clone(), span)));
            Data::Map(kind, Arc::new(members.collect()))
        }
        data => data,
    };
    Value::new(data, span)
}
