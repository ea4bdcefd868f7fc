//! `google_iam_policy`: the policy that its bindings and audit settings make.

use std::sync::Arc;

use super::policy_text::compact;
use super::{DataSource, blocks, undecided};
use crate::model::{Data, ListKind, Map, MapKind, Value};

/// `policy_data`, which other resources take as a text.
pub(super) fn attributes(source: &DataSource) -> Map {
    let mut policy = Map::default();
    let Some(audits) = blocks(source.config.get("audit_config"), audit) else {
        return Map::default();
    };
    if !audits.is_empty() {
        policy.insert("auditConfigs".into(), list(audits, source));
    }
    let Some(mut bindings) = blocks(source.config.get("binding"), binding) else {
        return Map::default();
    };
    bindings.sort_by(|a, b| role(a).cmp(&role(b)));
    if !bindings.is_empty() {
        policy.insert("bindings".into(), list(bindings, source));
    }
    let policy = Value::new(Data::Map(MapKind::Object, Arc::new(policy)), source.header);
    let document = if policy.is_wholly_known() {
        Value::string(compact(&policy), source.header)
    } else {
        undecided(&policy, source.header)
    };
    let text = super::made_from_all_of(document, &policy);
    Map::from_iter([("policy_data".into(), text)])
}

fn list(items: Vec<Value>, source: &DataSource) -> Value {
    Value::new(Data::List(ListKind::Tuple, items.into()), source.header)
}

fn role(binding: &Value) -> Option<&str> {
    binding.as_map()?.get("role")?.as_str()
}

/// Members in the order in which Go writes them, those without a value left out.
fn renamed(config: &Map, names: &[(&str, &str)]) -> Map {
    names
        .iter()
        .filter_map(|(from, to)| {
            let value = config.get(*from)?;
            let is_empty = value.is_null()
                || value.as_str() == Some("")
                || value.as_list().is_some_and(<[Value]>::is_empty);
            (!is_empty).then(|| ((*to).into(), sorted(value)))
        })
        .collect()
}

/// A set of texts in order; anything else as it is.
fn sorted(value: &Value) -> Value {
    let texts: Option<Vec<&str>> = match &value.data {
        Data::List(_, items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    };
    if texts.is_none() {
        return value.clone();
    }
    let mut items = value.as_list().unwrap_or_default().to_vec();
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    items.dedup_by(|a, b| a.as_str() == b.as_str());
    Value {
        data: Data::List(ListKind::Tuple, items.into()),
        origin: value.origin.clone(),
    }
}

fn object(members: Map, block: &Value) -> Value {
    Value::new(
        Data::Map(MapKind::Object, Arc::new(members)),
        block.origin.span,
    )
}

fn binding(block: &Value, config: &Map) -> Option<Value> {
    let mut members = Map::default();
    let conditions = blocks(config.get("condition"), |block, config| {
        let names = [
            ("description", "description"),
            ("expression", "expression"),
            ("title", "title"),
        ];
        Some(object(renamed(config, &names), block))
    })?;
    if let [condition] = conditions.as_slice() {
        members.insert("condition".into(), condition.clone());
    }
    members.extend(renamed(config, &[("members", "members"), ("role", "role")]));
    Some(object(members, block))
}

fn audit(block: &Value, config: &Map) -> Option<Value> {
    let mut members = Map::default();
    let logs = blocks(config.get("audit_log_configs"), |block, config| {
        let names = [
            ("exempted_members", "exemptedMembers"),
            ("log_type", "logType"),
        ];
        Some(object(renamed(config, &names), block))
    })?;
    if !logs.is_empty() {
        let logs = Data::List(ListKind::Tuple, logs.into());
        members.insert(
            "auditLogConfigs".into(),
            Value::new(logs, block.origin.span),
        );
    }
    members.extend(renamed(config, &[("service", "service")]));
    Some(object(members, block))
}
