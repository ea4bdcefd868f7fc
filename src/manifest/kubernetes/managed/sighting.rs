//! Which objects are resources of a cloud.

use std::sync::Arc;

use indexmap::IndexMap;
use regex::Regex;

use super::super::object::Object;
use super::settings::{Settings, settings, value_at};
use crate::model::Value;
use crate::policy::definition::{ManagedKind, Translation, Variant};

/// An object that a translation knows.
pub(in super::super) struct Sighted<'t> {
    /// Position of the translation among all.
    pub(super) family: usize,
    /// The name of the translation.
    pub(super) family_name: &'t str,
    /// The translation.
    pub(super) translation: &'t Translation,
    /// What it says of the kind.
    pub(super) kind: &'t ManagedKind,
    /// The variant of the kind, when one fits.
    pub(super) variant: Option<&'t Variant>,
    /// The address of the resource: `Bucket.s3.example.org/main`.
    pub(in super::super) address: Arc<str>,
}

impl Sighted<'_> {
    /// The type that the object is read as.
    pub(super) fn target(&self) -> &str {
        let variant = self.variant.and_then(|variant| variant.kind.as_deref());
        variant.unwrap_or(&self.kind.kind)
    }
}

/// For each object, what the translations know of it.
pub(in super::super) fn sight<'t>(
    objects: &[Object],
    translations: &'t IndexMap<String, Translation>,
) -> Vec<Option<Sighted<'t>>> {
    let mut patterns = IndexMap::new();
    let mut sighted = Vec::with_capacity(objects.len());
    for object in objects {
        sighted.push(sight_one(object, translations, &mut patterns));
    }
    sighted
}

/// The patterns of variants, each compiled once.
type Patterns<'t> = IndexMap<&'t str, Option<Regex>>;

fn sight_one<'t>(
    object: &Object,
    translations: &'t IndexMap<String, Translation>,
    patterns: &mut Patterns<'t>,
) -> Option<Sighted<'t>> {
    let group = object.group();
    let mut known = translations.iter().enumerate();
    let (family, (family_name, translation), kind) =
        known.find_map(|(family, (name, translation))| {
            let kind = translation.kind(group, object.short_kind())?;
            Some((family, (name.as_str(), translation), kind))
        })?;
    Some(Sighted {
        family,
        family_name,
        translation,
        kind,
        variant: variant(object, translation, kind, patterns),
        address: address(object, group),
    })
}

/// Kinds of several groups share names; `kubectl` tells them apart as the address does.
fn address(object: &Object, group: &str) -> Arc<str> {
    let kind = object.short_kind();
    let namespace = object
        .namespace
        .iter()
        .map(|namespace| format!("{namespace}/"));
    let namespace: String = namespace.collect();
    format!("{kind}.{group}/{namespace}{}", object.name).into()
}

fn variant<'t>(
    object: &Object,
    translation: &Translation,
    kind: &'t ManagedKind,
    patterns: &mut Patterns<'t>,
) -> Option<&'t Variant> {
    if kind.variants.is_empty() {
        return None;
    }
    let Settings::Known(settings) = settings(&object.body, &translation.body) else {
        return None;
    };
    kind.variants.iter().find(|variant| {
        let pattern = patterns
            .entry(variant.matches.as_str())
            .or_insert_with(|| Regex::new(&variant.matches).ok());
        let text = value_at(&settings, &variant.at).and_then(Value::as_str);
        match (pattern, text) {
            (Some(pattern), Some(text)) => pattern.is_match(text),
            _ => false,
        }
    })
}
