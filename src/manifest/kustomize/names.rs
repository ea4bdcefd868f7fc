//! Namespaces, prefixes and suffixes.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::edit;
use crate::manifest::kubernetes::Object;
use crate::model::{Data, Map, Span, Value};

/// Kinds of Kubernetes that belong to no namespace.
const CLUSTER_SCOPED: &[&str] = &[
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterTrustBundle",
    "ComponentStatus",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "IPAddress",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceSlice",
    "RuntimeClass",
    "SelfSubjectReview",
    "ServiceCIDR",
    "StorageClass",
    "StorageVersion",
    "TokenReview",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
    "VolumeAttributesClass",
];

/// Kinds whose names a prefix or suffix leaves alone (`prefixsuffixtransformer` of Kustomize).
const NEVER_RENAMED: &[&str] = &["APIService", "CustomResourceDefinition", "Namespace"];

/// Puts objects into a namespace, and the service accounts of theirs that bindings name.
pub(super) fn put_into(objects: &mut [Object], namespace: &Arc<str>, span: Span) {
    let accounts: FxHashSet<Arc<str>> = objects
        .iter()
        .filter(|object| object.short_kind() == "ServiceAccount")
        .flat_map(|object| object.former_names.iter().chain([&object.name]).cloned())
        .collect();
    let value = Value::string(Arc::clone(namespace), span);
    for object in objects {
        let kind = object.short_kind();
        let is_binding = matches!(kind, "RoleBinding" | "ClusterRoleBinding");
        let path: &[&str] = match kind {
            "Namespace" => &["metadata", "name"],
            _ if CLUSTER_SCOPED.contains(&kind) => &[],
            _ => &["metadata", "namespace"],
        };
        edit::at(&mut object.body, path, Some(span), &mut |old| {
            *old = value.clone();
        });
        if is_binding {
            edit::at(&mut object.body, &["subjects"], None, &mut |subjects| {
                edit::items(subjects, |subjects| {
                    for subject in subjects.iter_mut().filter_map(edit::members) {
                        move_along(subject, &accounts, &value);
                    }
                });
            });
        }
        object.name_again();
    }
}

/// Moves the service account that a binding names: the default one, and those that are moved themselves.
fn move_along(subject: &mut Map, accounts: &FxHashSet<Arc<str>>, namespace: &Value) {
    let text = |key: &str| subject.get(key).and_then(Value::as_str);
    let name = text("name").unwrap_or_default();
    if text("kind") == Some("ServiceAccount") && (name == "default" || accounts.contains(name)) {
        subject.insert("namespace".into(), namespace.clone());
    }
}

/// Writes a prefix and a suffix to the name; what names the object by its former name still finds it.
pub(super) fn rename(object: &mut Object, prefix: &str, suffix: &str) {
    if (prefix.is_empty() && suffix.is_empty()) || NEVER_RENAMED.contains(&object.short_kind()) {
        return;
    }
    let renamed: Arc<str> = format!("{prefix}{}{suffix}", object.name).into();
    edit::at(&mut object.body, &["metadata", "name"], None, &mut |name| {
        name.data = Data::String(Arc::clone(&renamed));
    });
    object.former_names.push(Arc::clone(&object.name));
    object.name_again();
}
