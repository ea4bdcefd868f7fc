//! Every kind of workload, reduced to the pod that it makes.

use std::sync::Arc;

use super::object::{Object, made, map_value};
use crate::model::{Data, ListKind, Map, Value};

/// Where a kind keeps the specification of its pod, and the labels of it; nothing for what makes no pods.
fn template(kind: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let (api, kind) = kind.rsplit_once('/')?;
    let group = api.rsplit_once('/').map_or("", |(group, _)| group);
    match (group, kind) {
        ("", "Pod") => Some((&["spec"], &["metadata", "labels"])),
        (
            "" | "apps" | "extensions" | "batch",
            "ReplicationController"
            | "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "Job",
        ) => Some((
            &["spec", "template", "spec"],
            &["spec", "template", "metadata", "labels"],
        )),
        ("", "PodTemplate") => Some((&["template", "spec"], &["template", "metadata", "labels"])),
        ("batch", "CronJob") => Some((
            &["spec", "jobTemplate", "spec", "template", "spec"],
            &[
                "spec",
                "jobTemplate",
                "spec",
                "template",
                "metadata",
                "labels",
            ],
        )),
        _ => None,
    }
}

/// The labels that the pods of a workload carry; none for what makes no pods.
pub(super) fn pod_labels(object: &Object) -> Option<&Map> {
    let (_, labels) = template(&object.kind)?;
    object.at(labels).and_then(Value::as_map)
}

/// Whether an object makes pods.
pub(super) fn makes_pods(object: &Object) -> bool {
    template(&object.kind).is_some()
}

/// The account that the pods of a workload act by: the one they name, else `default` of their namespace.
pub(super) fn service_account(object: &Object) -> Option<Value> {
    let (path, _) = template(&object.kind)?;
    let pod = object.at(path)?.as_map()?;
    // The second is the older name of the first, and still read.
    let named = ["serviceAccountName", "serviceAccount"]
        .into_iter()
        .filter_map(|key| pod.get(key))
        .find(|value| !value.is_null() && value.as_str() != Some(""));
    Some(match named {
        Some(named) => named.clone(),
        None => Value::string("default", object.span),
    })
}

/// Adds `pod` and `containers` to a workload.
pub(super) fn reduce(object: &mut Object) {
    let Some((path, _)) = template(&object.kind) else {
        return;
    };
    let Some(pod) = object.at(path).cloned() else {
        return;
    };
    let Some(members) = pod.as_map() else {
        return;
    };
    let mut containers = Vec::new();
    for key in ["initContainers", "containers", "ephemeralContainers"] {
        let listed = members
            .get(key)
            .and_then(Value::as_list)
            .unwrap_or_default();
        containers.extend(listed.iter().map(|container| completed(container, members)));
    }
    let span = members
        .get("containers")
        .map_or(pod.origin.span, |containers| containers.origin.span);
    let containers = Value::new(Data::List(ListKind::Tuple, containers.into()), span);
    object.body.insert("pod".into(), pod);
    object.body.insert("containers".into(), containers);
}

/// The container with `security`: what its own security context says, else that of the pod; and with `registry`
/// and `flags`.
fn completed(container: &Value, pod: &Map) -> Value {
    let Some(members) = container.as_map() else {
        return container.clone();
    };
    let (registry, flags) = (registry(members), flags(members));
    let context = |members: &Map| {
        members
            .get("securityContext")
            .and_then(Value::as_map)
            .cloned()
    };
    let mut security = context(pod).unwrap_or_default();
    security.extend(context(members).unwrap_or_default());
    let mut members = members.clone();
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(key.into(), value);
        }
    };
    let security = map_value(security, container.origin.span);
    add("security", Some(security));
    add("registry", registry);
    add("flags", flags);
    map_value(members, container.origin.span)
}

/// The host that an image is fetched from: the first part of its name, where that can be a host, else the registry
/// that the container engines assume (distribution/reference, `normalize.go`).
fn registry(container: &Map) -> Option<Value> {
    const ASSUMED: &str = "docker.io";
    let image = container.get("image")?;
    let first = image
        .as_str()?
        .split_once('/')
        .map_or("", |(first, _)| first);
    let is_host = first.contains(['.', ':']) || first == "localhost";
    let host = if is_host { first } else { ASSUMED };
    Some(Value {
        data: Data::String(host.into()),
        origin: image.origin.clone(),
    })
}

/// The options of a command line: `--name=value`, `--name value`, and `--name` alone, which is `true`.
fn flags(container: &Map) -> Option<Value> {
    let words = ["command", "args"].into_iter();
    let words: Vec<&Value> = words
        .filter_map(|key| container.get(key)?.as_list())
        .flatten()
        .collect();
    let mut flags = Map::default();
    for (position, word) in words.iter().enumerate() {
        let Some(flag) = word.as_str().and_then(|text| text.strip_prefix("--")) else {
            continue;
        };
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, value.into()),
            None => {
                let next = words.get(position + 1).and_then(|next| next.as_str());
                let value = next.filter(|next| !next.starts_with('-'));
                (flag, Arc::from(value.unwrap_or("true")))
            }
        };
        let value = Value {
            data: Data::String(value),
            origin: word.origin.clone(),
        };
        if !name.is_empty() {
            flags.insert(name.into(), value);
        }
    }
    let span = words.first()?.origin.span;
    (!flags.is_empty()).then(|| map_value(flags, span))
}

/// The volume claims that a stateful set makes from its templates, as objects of their own.
pub(super) fn claims(object: &Object) -> Vec<Object> {
    let templates = object
        .at(&["spec", "volumeClaimTemplates"])
        .and_then(Value::as_list)
        .unwrap_or_default();
    let claims = templates.iter().filter_map(|template| {
        let members = template.as_map()?;
        let metadata = members.get("metadata").and_then(Value::as_map);
        let name = metadata.and_then(|metadata| metadata.get("name")?.as_str());
        // As the controller names them, without the number of the pod.
        let name = format!("{}-{}", name.unwrap_or_default(), object.name);
        let members: Map = members
            .iter()
            .map(|(key, value)| (Arc::clone(key), value.clone()))
            .collect();
        Some(made(
            object,
            "v1/PersistentVolumeClaim",
            name,
            members,
            template.origin.span,
        ))
    });
    claims.collect()
}
