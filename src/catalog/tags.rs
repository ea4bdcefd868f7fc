//! The tags of a resource, nearest source first, with what is not known of them.

use std::sync::Arc;

use super::operated::configuration;
use super::{Catalog, walk};
use crate::model::{Data, Resource, Value};

/// What one attribute says about the tags of a resource.
#[derive(Clone, Debug, Default)]
pub struct TagSource {
    /// The tags that are named, in source order; their values may be unknown.
    pub named: Vec<(Arc<str>, Value)>,
    /// What may hold further ones.
    pub open: Option<Value>,
}

impl Catalog<'_> {
    /// The attributes that hold tags of `resource`, the nearest first: of two tags of one key, the nearer
    /// counts. Those of the provider's configuration come last.
    pub fn tags(&self, resource: &Resource) -> Vec<TagSource> {
        let Some(provider) = self.declared_provider(resource) else {
            return Vec::new();
        };
        let mut sources = Vec::new();
        for path in &provider.tags {
            for value in walk::values(path, &resource.body, configuration(resource)) {
                let mut source = TagSource::default();
                source.read(value);
                sources.push(source);
            }
        }
        sources
    }
}

impl TagSource {
    fn read(&mut self, value: &Value) {
        match &value.data {
            Data::Map(_, members) => match pair(value) {
                // One block with a key and a value.
                Some(pair) => self.pair(pair),
                None => {
                    let named = members
                        .iter()
                        .map(|(key, value)| (Arc::clone(key), value.clone()));
                    self.named.extend(named);
                }
            },
            Data::List(_, items) => {
                for item in items.iter() {
                    match &item.data {
                        Data::Map(..) | Data::Unknown(_) => self.read(item),
                        // Some clouds write tags as `key=value` texts or bare words.
                        Data::String(text) => {
                            let (key, value) = text.split_once(['=', ':']).unwrap_or((text, ""));
                            let value = Value::string(value, item.origin.span);
                            self.named.push((Arc::from(key), value));
                        }
                        _ => {}
                    }
                }
            }
            Data::Unknown(_) => self.open = Some(value.clone()),
            _ => {}
        }
    }

    fn pair(&mut self, (key, value): (&Value, &Value)) {
        match &key.data {
            Data::String(text) => self.named.push((Arc::clone(text), value.clone())),
            Data::Unknown(_) => self.open = Some(key.clone()),
            _ => {}
        }
    }
}

/// The key and the value of a tag that is written as a block or an object of its own.
fn pair(value: &Value) -> Option<(&Value, &Value)> {
    let members = value.as_map()?;
    // `key` or `Key`, as the language has it.
    let member = |name: &str| {
        let mut named = members.iter();
        named.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    };
    let pair = (member("key")?, member("value")?);
    (members.len() == 2).then_some(pair)
}
