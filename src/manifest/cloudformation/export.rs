//! What templates of the tree export to one another: `Outputs` with an `Export`, read by `Fn::ImportValue`.
//!
//! Only what is known before a deployment goes from one template to the other: a reference to a resource does not,
//! since it is a resource of another stack.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::intrinsic::Scope;
use crate::model::{Data, Reason, Unknown, Value};
use crate::yaml::Node;

/// Values by the names they are exported under, with the environments that they are exported in.
#[derive(Default)]
pub(super) struct Exports(FxHashMap<String, Vec<Exported>>);

/// A value, and the environment that it is exported in.
type Exported = (Option<Arc<str>>, Value);

impl Exports {
    /// Takes what a template exports in the environment it is evaluated for.
    pub(super) fn take(&mut self, scope: &Scope<'_>) {
        let outputs = scope.root.get("Outputs").map_or(&[][..], Node::entries);
        for output in outputs {
            let export = output.value.get("Export");
            let Some(name) = export.and_then(|export| export.get("Name")) else {
                continue;
            };
            let left_out = output
                .value
                .get("Condition")
                .and_then(Node::as_text)
                .is_some_and(|name| scope.named_condition(name) == Some(false));
            let name = scope.value(name);
            if let (Some(name), Some(value), false) =
                (name.as_str(), output.value.get("Value"), left_out)
            {
                let value = (scope.environment.clone(), scope.value(value));
                self.0.entry(name.to_owned()).or_default().push(value);
            }
        }
    }

    /// The value exported under a name: in the same environment, else in any. Where several are, it is one of them.
    pub(super) fn get(&self, name: &str, environment: Option<&str>) -> Option<Value> {
        let all = self.0.get(name)?;
        let same = |(of, _): &&Exported| of.as_deref() == environment;
        let mut values: Vec<&Value> = all.iter().filter(same).map(|(_, value)| value).collect();
        if values.is_empty() {
            values = all.iter().map(|(_, value)| value).collect();
        }
        let mut different: Vec<&Value> = Vec::new();
        for value in values {
            if !different.contains(&value) {
                different.push(value);
            }
            if different.len() > Unknown::MAX_CANDIDATES {
                return None;
            }
        }
        if !different.iter().all(|value| value.is_wholly_known()) {
            return None;
        }
        match different.as_slice() {
            [] => None,
            [only] => Some((*only).clone()),
            several => {
                let at = several.first()?.origin.span;
                let reason = Reason::DataSource(format!("Fn::ImportValue {name}").into());
                let mut unknown = Unknown::new(reason, at);
                unknown.candidates = several.iter().map(|value| (*value).clone()).collect();
                Some(Value::new(Data::Unknown(Arc::new(unknown)), at))
            }
        }
    }
}
