//! Resources that make others of one definition: `OS::Heat::ResourceGroup`, `OS::Heat::AutoScalingGroup` and
//! `OS::Heat::ResourceChain`; and `OS::Heat::Value`, which is a name for a value.

use std::sync::Arc;

use super::function::{dotted, list};
use super::parameters::shown;
use super::scope::Scope;
use crate::manifest::partial::{deployed, text};
use crate::model::{Data, Map, Presence, Reason, Span, Unknown, Value};
use crate::yaml::Node;

/// Members of one group that are told apart; a group of more is judged as one of any number.
const MAX_MEMBERS: i64 = 1000;

/// The name of the member that stands for any number.
const ANY: &str = "*";

/// A resource that a group makes.
pub(super) struct Member {
    /// What it is called in the group: its number, or `*` when it stands for any number.
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) properties: Map,
    pub(super) is_symbolic: bool,
}

/// The types that make others.
fn is_group(kind: &str) -> bool {
    matches!(
        kind,
        "OS::Heat::ResourceGroup" | "OS::Heat::AutoScalingGroup" | "OS::Heat::ResourceChain"
    )
}

impl Scope<'_> {
    /// What a resource of this type and these properties makes.
    pub(super) fn made_members(&self, kind: &str, properties: &Map, span: Span) -> Vec<Member> {
        match kind {
            "OS::Heat::ResourceGroup" => self.of_group(properties, span),
            // Its size changes while it runs.
            "OS::Heat::AutoScalingGroup" => {
                let definition = properties.get("resource").and_then(Value::as_map);
                definition
                    .and_then(|definition| member(ANY.to_owned(), definition, true))
                    .into_iter()
                    .collect()
            }
            "OS::Heat::ResourceChain" => chain(properties),
            _ => Vec::new(),
        }
    }

    fn of_group(&self, properties: &Map, span: Span) -> Vec<Member> {
        let Some(definition) = properties.get("resource_def").and_then(Value::as_map) else {
            return Vec::new();
        };
        let index = properties.get("index_var").and_then(Value::as_str);
        let index = index.unwrap_or("%index%");
        let numbered = |number: &Value, name: String, is_symbolic| {
            let mut member = member(name, definition, is_symbolic)?;
            for value in member.properties.values_mut() {
                *value = self.world.substituted(value, &[(index, number)]);
            }
            Some(member)
        };
        let Some(names) = names(properties) else {
            let mut unknown = Unknown::new(Reason::Repetition(index.into()), span);
            unknown.presence = Presence::Certain;
            let number = Value::new(Data::Unknown(Arc::new(unknown)), span);
            return numbered(&number, ANY.to_owned(), true)
                .into_iter()
                .collect();
        };
        let members = names.into_iter().filter_map(|name| {
            let number = Value::string(name.as_str(), span);
            numbered(&number, name, false)
        });
        members.collect()
    }

    /// What a group says of its members, or `OS::Heat::Value` of its value; nothing of any other resource.
    pub(super) fn attribute_of_group(
        &self,
        name: &str,
        path: &[Value],
        span: Span,
    ) -> Option<Value> {
        let declaration = &self.template.resource(name)?.value;
        let kind = declaration.get("type").and_then(Node::as_text)?;
        let [attribute, path @ ..] = path else {
            return None;
        };
        let attribute = attribute.as_str()?;
        let property = |key: &str| {
            declaration
                .get("properties")?
                .get(key)
                .map(|node| self.value(node))
        };
        if kind == "OS::Heat::Value" && attribute == "value" {
            return Some(super::function::walked(property("value")?, path, span).used_at(span));
        }
        if !is_group(kind) {
            return None;
        }
        let address = self.address(name);
        let of = |member: &str, attribute: &str| {
            deployed(&format!("{address}/{member}").into(), attribute, span)
        };
        if let Some(inner) = attribute.strip_prefix("resource.") {
            let (member, rest) = inner.split_once('.').unwrap_or((inner, ""));
            let steps = [rest.to_owned(), dotted(path)];
            let steps: Vec<&str> = steps
                .iter()
                .map(String::as_str)
                .filter(|step| !step.is_empty())
                .collect();
            return Some(of(member, &steps.join(".")));
        }
        let attribute = match attribute {
            "refs" => String::new(),
            "outputs_list" => dotted(path),
            "outputs" | "attributes" | "refs_map" | "current_size" | "removed_rsrc_list" => {
                return Some(deployed(&address, attribute, span));
            }
            _ => [attribute.to_owned(), dotted(path)]
                .into_iter()
                .filter(|step| !step.is_empty())
                .collect::<Vec<_>>()
                .join("."),
        };
        let names = match kind {
            "OS::Heat::ResourceGroup" => {
                let counted: Map = ["count", "removal_policies"]
                    .iter()
                    .filter_map(|key| Some((Arc::from(*key), property(key)?)))
                    .collect();
                names(&counted)
            }
            _ => None,
        };
        Some(match names {
            Some(names) => list(
                names.iter().map(|name| of(name, &attribute)).collect(),
                span,
            ),
            None => of(ANY, &attribute),
        })
    }
}

/// The names of the members of a group; none when their number is not known, or is too large.
fn names(properties: &Map) -> Option<Vec<String>> {
    let count = match properties.get("count").filter(|count| !count.is_null()) {
        Some(count) => text(count)?.parse::<i64>().ok()?,
        None => 1,
    };
    if count > MAX_MEMBERS {
        return None;
    }
    let count = usize::try_from(count).ok()?;
    let removed = removed(properties);
    let names = (0_usize..).map(|number| number.to_string());
    Some(
        names
            .filter(|name| !removed.contains(name))
            .take(count)
            .collect(),
    )
}

/// The members that are left out by name.
fn removed(properties: &Map) -> Vec<String> {
    let policies = properties.get("removal_policies").and_then(Value::as_list);
    let listed = policies.unwrap_or_default().iter().filter_map(|policy| {
        let policy = policy.as_map()?;
        policy.get("resource_list")?.as_list()
    });
    listed.flatten().filter_map(shown).collect()
}

/// A member of the definition that a group holds, in which `type`, `properties` and the rest are what they are for a
/// resource of a template.
fn member(name: String, definition: &Map, is_symbolic: bool) -> Option<Member> {
    let properties = definition.get("properties").and_then(Value::as_map);
    Some(Member {
        name,
        kind: definition.get("type")?.as_str()?.to_owned(),
        properties: properties.cloned().unwrap_or_default(),
        is_symbolic,
    })
}

/// One resource for each type of a list, all with the same properties.
fn chain(properties: &Map) -> Vec<Member> {
    let kinds = properties.get("resources").and_then(Value::as_list);
    let shared = properties
        .get("resource_properties")
        .and_then(Value::as_map);
    let kinds = kinds.unwrap_or_default().iter().enumerate();
    kinds
        .filter_map(|(number, kind)| {
            Some(Member {
                name: number.to_string(),
                kind: kind.as_str()?.to_owned(),
                properties: shared.cloned().unwrap_or_default(),
                is_symbolic: false,
            })
        })
        .collect()
}
