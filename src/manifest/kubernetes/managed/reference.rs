//! Settings that name other objects: what they make of the attribute that they set.

use std::sync::Arc;

use super::finder::{Finder, Wanted};
use super::settings::first_at;
use crate::manifest::partial::deployed;
use crate::model::{Data, ListKind, Map, Reason, Reference, Span, Value};
use crate::policy::definition::{ReferenceForm, Translation};

/// The object that names others.
pub(super) struct Namer<'n> {
    /// How its family names objects.
    pub(super) translation: &'n Translation,
    /// Position of its family.
    pub(super) family: usize,
    /// Its address; no object refers to itself.
    pub(super) address: &'n str,
    /// Its namespace, when it says one.
    pub(super) namespace: Option<&'n str>,
    /// The composite that it belongs to, when it is a template of one.
    pub(super) composite: Option<&'n str>,
}

/// The form of a setting that names objects, and its name without the end.
pub(super) fn form<'t, 'k>(
    translation: &'t Translation,
    key: &'k str,
) -> Option<(&'t ReferenceForm, &'k str)> {
    translation.references.iter().find_map(|form| {
        let stem = key.strip_suffix(form.suffix.as_str())?;
        (!stem.is_empty()).then_some((form, stem))
    })
}

/// The value of the attribute `attribute` that a setting of this form gives; none when the setting has not the form
/// after all.
pub(super) fn value(
    finder: &Finder<'_>,
    namer: &Namer<'_>,
    form: &ReferenceForm,
    attribute: &str,
    setting: &Value,
) -> Option<Value> {
    match &setting.data {
        Data::Unknown(_) => Some(setting.clone()),
        Data::Map(_, members) => one(finder, namer, form, attribute, members, setting),
        Data::List(_, items) => {
            let items: Option<Vec<Value>> = items
                .iter()
                .map(|item| value(finder, namer, form, attribute, item))
                .collect();
            let list = Data::List(ListKind::Tuple, items?.into());
            Some(Value::new(list, setting.origin.span))
        }
        _ => None,
    }
}

fn one(
    finder: &Finder<'_>,
    namer: &Namer<'_>,
    form: &ReferenceForm,
    attribute: &str,
    members: &Map,
    setting: &Value,
) -> Option<Value> {
    let span = setting.origin.span;
    if let Some(value) = first_at(members, &form.value) {
        return Some(value.clone());
    }
    let name = first_at(members, &form.name);
    if form.secret {
        return Some(secret(name?.as_str(), span));
    }
    let labels = first_at(members, &form.labels);
    let same_composite = first_at(members, &form.same_composite).and_then(Value::as_bool);
    let namespace = first_at(members, &form.namespace).and_then(Value::as_str);
    let targets = namer.translation.targets.get(attribute);
    let wanted = Wanted {
        family: namer.family,
        targets: targets.map_or(&[], Vec::as_slice),
        namespace: namespace.or(namer.namespace),
        composite: match same_composite {
            Some(true) => Some(namer.composite.unwrap_or_default()),
            _ => None,
        },
    };
    let (found, meant): (Vec<Arc<str>>, String) = match (name, labels) {
        (Some(name), _) => match name.as_str() {
            Some(name) => (finder.named(name, &wanted), name.to_owned()),
            None => return Some(name.clone()),
        },
        (None, Some(labels)) => match labels.as_map() {
            Some(labels) => (finder.labelled(labels, &wanted), selected(labels)),
            None => return Some(labels.clone()),
        },
        (None, None) if same_composite.is_some() => (
            finder.labelled(&Map::default(), &wanted),
            attribute.to_owned(),
        ),
        (None, None) => return None,
    };
    let others = found.into_iter();
    let others = others.filter(|address| &**address != namer.address);
    Some(referring(others.collect(), &meant, span))
}

/// What only the cluster tells, read from these resources; from outside of the files when there is none.
fn referring(found: Vec<Arc<str>>, meant: &str, span: Span) -> Value {
    let whole = |address: Arc<str>| Reference {
        address,
        attribute: "".into(),
    };
    let mut found = found.into_iter();
    match found.next() {
        Some(first) => found.fold(deployed(&first, "", span), |value, address| {
            value.read_from(whole(address))
        }),
        None => {
            Value::unknown(Reason::DataSource(meant.into()), span).read_from(whole(meant.into()))
        }
    }
}

/// The value that a secret of the cluster holds.
pub(super) fn secret(name: Option<&str>, span: Span) -> Value {
    let name = name.map_or_else(|| "Secret".to_owned(), |name| format!("Secret/{name}"));
    Value::unknown(Reason::DataSource(name.into()), span)
}

/// Labels as `kubectl` writes them.
fn selected(labels: &Map) -> String {
    let pairs = labels
        .iter()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or("…")));
    pairs.collect::<Vec<_>>().join(",")
}
