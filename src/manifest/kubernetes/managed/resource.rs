//! What a managed object comes to as a resource.

use std::sync::Arc;

use super::super::object::Object;
use super::finder::Finder;
use super::reference::Namer;
use super::settings::{Settings, first_at, put, settings, value_at};
use super::sighting::Sighted;
use super::translate::Translator;
use crate::manifest::partial::deployed;
use crate::model::{Data, Map, MapKind, ProviderInstance, Reason, ResourceMode, Value};
use crate::policy::definition::{Added, PathScope};

/// A resource, but for the root that it belongs to.
pub(in super::super) struct Translated {
    pub(in super::super) address: Arc<str>,
    pub(in super::super) kind: Arc<str>,
    pub(in super::super) mode: ResourceMode,
    pub(in super::super) provider: Option<Arc<ProviderInstance>>,
    pub(in super::super) body: Value,
}

/// The objects of one set as resources, each with those that it is made of; by position.
pub(in super::super) fn translate(
    objects: &[Object],
    sighted: &[Option<Sighted<'_>>],
    members: &[usize],
) -> Vec<(usize, Vec<Translated>)> {
    let finder = Finder::of(objects, sighted, members);
    let namespaces = Namespaces::of(objects, members);
    let known = members.iter().filter_map(|&position| {
        let object = objects.get(position)?;
        let seen = sighted.get(position)?.as_ref()?;
        Some((position, resources(object, seen, &finder, &namespaces)))
    });
    known.collect()
}

fn resources(
    object: &Object,
    sighted: &Sighted<'_>,
    finder: &Finder<'_>,
    namespaces: &Namespaces<'_>,
) -> Vec<Translated> {
    let translation = sighted.translation;
    let mut config = Map::default();
    let mut attributes = Map::default();
    let mut whole = None;
    match settings(&object.body, &translation.body) {
        Settings::Known(settings) => {
            let translator = Translator {
                sighted,
                finder,
                namer: Namer {
                    translation,
                    family: sighted.family,
                    address: &sighted.address,
                    namespace: object.namespace.as_deref(),
                    composite: object.composite.as_deref(),
                },
            };
            attributes = translator.attributes(&settings);
        }
        Settings::Unknown(value) => whole = Some(value),
    }
    if let Some(attribute) = &sighted.kind.name
        && let Some(name) = first_at(&object.body, &translation.external_name)
    {
        put(&mut attributes, attribute, name.clone(), translation.blocks);
    }
    for (attribute, text) in &sighted.kind.sets {
        let value = Value::string(text.as_str(), object.span);
        put(&mut attributes, attribute, value, translation.blocks);
    }
    for added in &translation.added {
        let Some(value) = said(added, object, namespaces) else {
            continue;
        };
        let path = added.attribute.to_string();
        match added.attribute.scope {
            PathScope::Body => put(&mut attributes, &path, value, translation.blocks),
            PathScope::Provider => {
                let path = path.strip_prefix("provider:").unwrap_or(&path);
                put(&mut config, path, value, false);
            }
        }
    }
    let provider = Arc::new(ProviderInstance {
        source: translation.provider.as_str().into(),
        name: account(object, sighted),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::new(config)), object.span),
        span: object.span,
        major: translation.major,
    });
    let mode = if is_watched(object, sighted) {
        ResourceMode::Data
    } else {
        ResourceMode::Managed
    };
    let parts = parts(sighted, &mut attributes, mode, &provider);
    let body = match whole {
        Some(value) => value,
        None => Value::new(Data::Map(MapKind::Block, Arc::new(attributes)), object.span),
    };
    let mut all = vec![Translated {
        address: Arc::clone(&sighted.address),
        kind: sighted.target().into(),
        mode,
        provider: Some(provider),
        body,
    }];
    all.extend(parts);
    all
}

/// The resources that some of the attributes make, which leave the object with them.
fn parts(
    sighted: &Sighted<'_>,
    attributes: &mut Map,
    mode: ResourceMode,
    provider: &Arc<ProviderInstance>,
) -> Vec<Translated> {
    let mut parts = Vec::new();
    for part in &sighted.kind.parts {
        let Some(value) = value_at(attributes, &part.at).cloned() else {
            continue;
        };
        let name = part.at.to_string();
        let items = match value.as_list() {
            Some(items) if part.attribute.is_none() => items.to_vec(),
            _ => vec![value],
        };
        let is_alone = items.len() == 1;
        for (position, item) in items.into_iter().enumerate() {
            let span = item.origin.span;
            let mut body = match &part.attribute {
                Some(attribute) => [(Arc::from(attribute.as_str()), item)]
                    .into_iter()
                    .collect(),
                None => item.as_map().cloned().unwrap_or_default(),
            };
            let owner = deployed(&sighted.address, "", span);
            body.insert(part.owner.as_str().into(), owner);
            let address = if is_alone {
                format!("{}/{name}", sighted.address)
            } else {
                format!("{}/{name}[{position}]", sighted.address)
            };
            parts.push(Translated {
                address: address.into(),
                kind: part.kind.as_str().into(),
                mode,
                provider: Some(Arc::clone(provider)),
                body: Value::new(Data::Map(MapKind::Block, Arc::new(body)), span),
            });
        }
    }
    parts
}

/// What an object, or its namespace, says of an attribute.
fn said(added: &Added, object: &Object, namespaces: &Namespaces<'_>) -> Option<Value> {
    let own = first_at(&object.body, &added.at);
    let of_namespace = || first_at(namespaces.of_object(object)?, &added.namespace);
    let Some(value) = own.or_else(of_namespace) else {
        let decides = added.otherwise.as_ref()?;
        return Some(Value::unknown(
            Reason::Ambient(decides.as_str().into()),
            object.span,
        ));
    };
    if added.map.is_empty() || value.as_unknown().is_some() {
        return Some(value.clone());
    }
    let meant = added.map.get(value.as_str()?)?;
    Some(Value::string(meant.as_str(), value.origin.span))
}

/// The name of the provider's configuration that an object uses, unique over all families.
fn account(object: &Object, sighted: &Sighted<'_>) -> Arc<str> {
    let family = sighted.family_name;
    let said = first_at(&object.body, &sighted.translation.account);
    match said.and_then(Value::as_str) {
        Some(name) => format!("{family}.{name}").into(),
        None => family.into(),
    }
}

/// Whether the controller only watches the resource.
fn is_watched(object: &Object, sighted: &Sighted<'_>) -> bool {
    sighted.translation.watched.iter().any(|watched| {
        let Some(value) = value_at(&object.body, &watched.at) else {
            return false;
        };
        let says = |value: &Value| match (value.as_str(), value.as_bool()) {
            (Some(text), _) => watched.only.iter().any(|word| word == text),
            (None, Some(bool)) => watched.only.iter().any(|word| *word == bool.to_string()),
            _ => false,
        };
        match value.as_list() {
            Some(items) => !items.is_empty() && items.iter().all(says),
            None => says(value),
        }
    })
}

/// The namespaces of a set, by name.
struct Namespaces<'o>(rustc_hash::FxHashMap<&'o str, &'o Map>);

impl<'o> Namespaces<'o> {
    fn of(objects: &'o [Object], members: &[usize]) -> Self {
        let all = members.iter().filter_map(|&member| objects.get(member));
        let namespaces = all.filter(|object| &*object.kind == "v1/Namespace");
        Namespaces(
            namespaces
                .map(|object| (&*object.name, &object.body))
                .collect(),
        )
    }

    fn of_object(&self, object: &Object) -> Option<&'o Map> {
        self.0.get(object.namespace.as_deref()?).copied()
    }
}
