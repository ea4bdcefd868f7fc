//! The JSON that `tofu show -json` and `terraform show -json` write, format 1.x, as it is read.
//!
//! Only the frame is read at once; resources, values and expressions stay raw slices of the text until
//! their turn comes, so that a large plan costs little more than its text. Unknown members are
//! passed over, as the format asks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

type Raw<'a> = &'a RawValue;
type Text<'a> = Cow<'a, str>;

/// The members that tell one format from another.
#[derive(Debug, Deserialize)]
pub(super) struct Marks<'a> {
    #[serde(borrow)]
    pub(super) format_version: Option<Raw<'a>>,
    pub(super) planned_values: Option<IgnoredAny>,
    pub(super) resource_changes: Option<IgnoredAny>,
    pub(super) configuration: Option<IgnoredAny>,
    pub(super) values: Option<IgnoredAny>,
    pub(super) terraform_version: Option<IgnoredAny>,
    pub(super) provider_schemas: Option<IgnoredAny>,
    pub(super) lineage: Option<IgnoredAny>,
    pub(super) serial: Option<IgnoredAny>,
    pub(super) encrypted_data: Option<IgnoredAny>,
    pub(super) encryption_version: Option<IgnoredAny>,
}

/// A plan, or a state, which has `values` and none of the rest.
#[derive(Debug, Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) variables: Option<BTreeMap<Text<'a>, PlanVariable<'a>>>,
    pub(super) planned_values: Option<Values<'a>>,
    pub(super) resource_changes: Option<Vec<Raw<'a>>>,
    pub(super) prior_state: Option<State<'a>>,
    pub(super) values: Option<Values<'a>>,
    pub(super) configuration: Option<ConfigurationJson<'a>>,
    pub(super) errored: Option<bool>,
    pub(super) complete: Option<bool>,
}

/// The value of a root variable, defaults filled in.
#[derive(Debug, Deserialize)]
pub(super) struct PlanVariable<'a> {
    #[serde(borrow)]
    pub(super) value: Option<Raw<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct State<'a> {
    #[serde(borrow)]
    pub(super) values: Option<Values<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Values<'a> {
    #[serde(borrow)]
    pub(super) root_module: Option<ModuleValues<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ModuleValues<'a> {
    #[serde(borrow)]
    pub(super) resources: Option<Vec<Raw<'a>>>,
    pub(super) child_modules: Option<Vec<ModuleValues<'a>>>,
}

/// An entry of `resources` in values, or of `resource_changes`, whose `change` says the rest.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceJson<'a> {
    #[serde(borrow)]
    pub(super) address: Raw<'a>,
    pub(super) mode: Text<'a>,
    #[serde(rename = "type")]
    pub(super) kind: Text<'a>,
    pub(super) provider_name: Option<Text<'a>>,
    pub(super) values: Option<Raw<'a>>,
    pub(super) sensitive_values: Option<Raw<'a>>,
    pub(super) depends_on: Option<Vec<Text<'a>>>,
    pub(super) deposed_key: Option<IgnoredAny>,
    pub(super) deposed: Option<IgnoredAny>,
    pub(super) change: Option<Change<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow)]
    pub(super) actions: Option<Vec<Text<'a>>>,
    pub(super) after: Option<Raw<'a>>,
    pub(super) after_unknown: Option<Raw<'a>>,
    pub(super) after_sensitive: Option<Raw<'a>>,
}

impl Change<'_> {
    /// Whether nothing is left of the resource afterwards, or nothing that is managed here.
    pub(super) fn ends_it(&self) -> bool {
        let actions = self.actions.as_deref().unwrap_or_default();
        !actions.is_empty()
            && actions
                .iter()
                .all(|action| matches!(&**action, "delete" | "forget"))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct ConfigurationJson<'a> {
    #[serde(borrow)]
    pub(super) provider_config: Option<BTreeMap<Text<'a>, Raw<'a>>>,
    pub(super) root_module: Option<ModuleJson<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProviderJson<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    pub(super) full_name: Option<Text<'a>>,
    pub(super) alias: Option<Text<'a>>,
    pub(super) version_constraint: Option<Text<'a>>,
    pub(super) module_address: Option<Text<'a>>,
    pub(super) expressions: Option<Raw<'a>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ModuleJson<'a> {
    #[serde(borrow)]
    pub(super) resources: Option<Vec<Raw<'a>>>,
    pub(super) module_calls: Option<BTreeMap<Text<'a>, CallJson<'a>>>,
    pub(super) outputs: Option<BTreeMap<Text<'a>, OutputJson<'a>>>,
    pub(super) variables: Option<BTreeMap<Text<'a>, VariableJson<'a>>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CallJson<'a> {
    #[serde(borrow)]
    pub(super) expressions: Option<Raw<'a>>,
    pub(super) for_each_expression: Option<Raw<'a>>,
    pub(super) module: Option<ModuleJson<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OutputJson<'a> {
    #[serde(borrow)]
    pub(super) expression: Option<Raw<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct VariableJson<'a> {
    #[serde(borrow)]
    pub(super) default: Option<Raw<'a>>,
    pub(super) sensitive: Option<bool>,
}

/// A resource of the configuration. Its address is relative to its module and has no key.
#[derive(Debug, Deserialize)]
pub(super) struct BlockJson<'a> {
    #[serde(borrow)]
    pub(super) address: Text<'a>,
    pub(super) provider_config_key: Option<Text<'a>>,
    pub(super) expressions: Option<Raw<'a>>,
    pub(super) for_each_expression: Option<Raw<'a>>,
    pub(super) depends_on: Option<Vec<Text<'a>>>,
}

/// A raw value as a tree; null when there is none, or when it nests deeper than any real one.
pub(super) fn tree(raw: Option<Raw<'_>>) -> serde_json::Value {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}
