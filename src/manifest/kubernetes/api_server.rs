//! The API server of a cluster, where the files say how it is started: the static pod that runs it, or the
//! configuration that kubeadm writes that pod from. Managed clusters show neither.
//!
//! Either gives an object of its own with `flags`, the options of its command line.

use std::sync::Arc;

use super::object::{Object, made, map_value};
use crate::model::{Map, Value};

/// The type of the API server.
const API_SERVER: &str = "kubernetes.api-server";

/// The program.
const PROGRAM: &str = "kube-apiserver";

/// Where configurations of a whole cluster stand, in kubeadm's own file and in Cluster API's.
const CONFIGURATIONS: &[(&str, &str, &[&str])] = &[
    ("kubeadm.k8s.io/", "ClusterConfiguration", &[]),
    (
        "controlplane.cluster.x-k8s.io/",
        "KubeadmControlPlane",
        &["spec", "kubeadmConfigSpec", "clusterConfiguration"],
    ),
];

/// The API server that an object describes; `object` is complete.
pub(super) fn api_server(object: &Object) -> Option<Object> {
    let flags = started(object).or_else(|| configured(object))?;
    let mut members = Map::default();
    members.insert("flags".into(), map_value(flags, object.span));
    Some(made(
        object,
        API_SERVER,
        object.name.to_string(),
        members,
        object.span,
    ))
}

/// The options of the container that runs it.
fn started(object: &Object) -> Option<Map> {
    let containers = object.body.get("containers")?.as_list()?;
    let container = containers.iter().find(|container| {
        let words = ["command", "args"].into_iter();
        let mut words = words.filter_map(|key| container.as_map()?.get(key)?.as_list()?.first());
        words.any(|word| {
            let program = word.as_str().unwrap_or_default();
            program.rsplit('/').next() == Some(PROGRAM)
        })
    })?;
    let flags = container.as_map()?.get("flags").and_then(Value::as_map);
    Some(flags.cloned().unwrap_or_default())
}

/// `apiServer.extraArgs`: a map in older versions, a list of names and values in newer ones.
fn configured(object: &Object) -> Option<Map> {
    let (group, kind) = object.kind.rsplit_once('/')?;
    let (.., path) = CONFIGURATIONS
        .iter()
        .find(|(prefix, named, _)| group.starts_with(prefix) && kind == *named)?;
    let path: Vec<&str> = path
        .iter()
        .copied()
        .chain(["apiServer", "extraArgs"])
        .collect();
    let arguments = object.at(&path);
    if let Some(map) = arguments.and_then(Value::as_map) {
        return Some(map.clone());
    }
    let listed = arguments.and_then(Value::as_list).unwrap_or_default();
    let flags = listed.iter().filter_map(|argument| {
        let argument = argument.as_map()?;
        let name = argument.get("name")?.as_str()?;
        Some((Arc::from(name), argument.get("value")?.clone()))
    });
    Some(flags.collect())
}
