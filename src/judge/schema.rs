//! The `schema` matcher: any JSON Schema on a value.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use super::Judge;
use super::fact::Truth;
use super::json::to_json;
use crate::model::Value;

/// Compiled schemas, by their text.
#[derive(Default)]
pub(crate) struct Schemas<'a>(RwLock<FxHashMap<&'a str, Option<Arc<jsonschema::Validator>>>>);

impl<'a> Judge<'a> {
    /// Whether a value validates; unknown when a part of it is, or when the schema is invalid, which
    /// the loader has refused.
    pub(crate) fn schema_accepts(&self, schema: &'a str, value: &Value) -> Truth {
        let Some(json) = to_json(value) else {
            return Truth::Unknown;
        };
        match self.validator(schema) {
            Some(validator) if validator.is_valid(&json) => Truth::Yes,
            Some(_) => Truth::No,
            None => Truth::Unknown,
        }
    }

    fn validator(&self, schema: &'a str) -> Option<Arc<jsonschema::Validator>> {
        if let Some(known) = self
            .schemas
            .0
            .read()
            .ok()
            .and_then(|schemas| schemas.get(schema).cloned())
        {
            return known;
        }
        let compiled = serde_json::from_str(schema)
            .ok()
            .and_then(|schema| jsonschema::validator_for(&schema).ok())
            .map(Arc::new);
        if let Ok(mut schemas) = self.schemas.0.write() {
            schemas.insert(schema, compiled.clone());
        }
        compiled
    }
}
