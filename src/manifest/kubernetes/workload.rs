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
        containers.extend(listed.iter().map(|container| secured(container, members)));
    }
    let span = members
        .get("containers")
        .map_or(pod.origin.span, |containers| containers.origin.span);
    let containers = Value::new(Data::List(ListKind::Tuple, containers.into()), span);
    object.body.insert("pod".into(), pod);
    object.body.insert("containers".into(), containers);
}

/// The container with `security`: what its own security context says, else that of the pod.
fn secured(container: &Value, pod: &Map) -> Value {
    let Some(members) = container.as_map() else {
        return container.clone();
    };
    let context = |members: &Map| {
        members
            .get("securityContext")
            .and_then(Value::as_map)
            .cloned()
    };
    let mut security = context(pod).unwrap_or_default();
    security.extend(context(members).unwrap_or_default());
    let mut members = members.clone();
    members.insert(
        "security".into(),
        map_value(security, container.origin.span),
    );
    map_value(members, container.origin.span)
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
