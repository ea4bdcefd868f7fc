//! The provider configurations of a plan.
//!
//! A plan holds their expressions only, not their values.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::document::{BlockJson, ProviderJson};
use super::expression::Given;
use crate::model::{Data, MapKind, ProviderInstance, Span, Value};
use crate::terraform::{lowest_major, normalized_source};

/// The providers of a plan.
pub(super) struct Providers<'a> {
    by_key: FxHashMap<Cow<'a, str>, Arc<ProviderInstance>>,
    /// Those that no block configures, by full name.
    unconfigured: FxHashMap<String, Arc<ProviderInstance>>,
    /// Those that a block configures, in order.
    pub(super) configured: Vec<Arc<ProviderInstance>>,
}

impl<'a> Providers<'a> {
    pub(super) fn new(given: &Given<'_, 'a>) -> Self {
        let providers = &given.traces.configuration.providers;
        let mut majors: FxHashMap<Arc<str>, u32> = FxHashMap::default();
        for (provider, _) in providers.values() {
            let constraint = provider
                .version_constraint
                .as_deref()
                .and_then(lowest_major);
            if let Some(major) = constraint {
                let known = majors.entry(source_of(provider)).or_insert(major);
                *known = major.max(*known);
            }
        }
        let mut found = Providers {
            by_key: FxHashMap::default(),
            unconfigured: FxHashMap::default(),
            configured: Vec::new(),
        };
        for (key, (provider, text)) in providers {
            let source = source_of(provider);
            let name = provider.name.as_deref().unwrap_or(key);
            let name: Arc<str> = match provider.alias.as_deref() {
                Some(alias) if !alias.is_empty() => format!("{name}.{alias}").into(),
                _ => name.into(),
            };
            let span = given.place.start(text);
            let instance = Arc::new(ProviderInstance {
                major: majors.get(&source).copied(),
                source,
                name,
                module: provider
                    .module_address
                    .as_deref()
                    .unwrap_or_default()
                    .into(),
                config: given.provider(provider, span),
                span,
            });
            if provider.expressions.is_some() {
                found.configured.push(Arc::clone(&instance));
            }
            found.by_key.insert(key.clone(), instance);
        }
        found
    }

    /// The provider of a resource: the one its block names, or an unconfigured one of its own.
    pub(super) fn of(
        &mut self,
        block: Option<&BlockJson<'a>>,
        full_name: &str,
        header: Span,
    ) -> Arc<ProviderInstance> {
        let mut key =
            block.and_then(|block| block.provider_config_key.as_deref().map(str::to_owned));
        while let Some(tried) = key {
            if let Some(found) = self.by_key.get(tried.as_str()) {
                return Arc::clone(found);
            }
            // Older versions write the key as the module sees it; the caller may hold the configuration.
            key = outer(&tried);
        }
        let unconfigured = self.unconfigured.entry(full_name.to_owned());
        Arc::clone(unconfigured.or_insert_with(|| {
            Arc::new(ProviderInstance {
                source: normalized_source(full_name),
                name: full_name.rsplit('/').next().unwrap_or(full_name).into(),
                module: "".into(),
                config: Value::new(Data::Map(MapKind::Block, Arc::default()), header),
                span: header,
                major: None,
            })
        }))
    }
}

/// The same provider as a module further out names it: after `module.a.module.b:aws` comes
/// `module.a:aws`, then `aws`.
fn outer(key: &str) -> Option<String> {
    let (modules, name) = key.split_once(':')?;
    Some(match modules.rsplit_once(".module.") {
        Some((outer, _)) => format!("{outer}:{name}"),
        None => name.to_owned(),
    })
}

fn source_of(provider: &ProviderJson<'_>) -> Arc<str> {
    let name = provider.full_name.as_deref().or(provider.name.as_deref());
    normalized_source(name.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::outer;

    #[test]
    fn keys_lead_outwards() {
        let first = outer("module.a.module.b:aws.x");
        assert_eq!(first.as_deref(), Some("module.a:aws.x"));
        let second = outer(&first.unwrap_or_default());
        assert_eq!(second.as_deref(), Some("aws.x"));
        assert_eq!(outer("aws.x"), None);
    }
}
