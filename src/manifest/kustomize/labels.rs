//! Labels and annotations.

use std::sync::Arc;

use super::edit;
use crate::manifest::kubernetes::Object;
use crate::model::{Map, Span, Value};

/// Where labels go.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// The labels of the pods that a workload makes.
    pub(super) templates: bool,
    /// The selectors by which objects find pods, and with them the templates.
    pub(super) selectors: bool,
}

/// Kinds with a pod template at `spec.template`.
const WITH_TEMPLATE: &[&str] = &[
    "DaemonSet",
    "Deployment",
    "Job",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
];

/// Adds labels.
pub(super) fn label(object: &mut Object, pairs: &Map, reach: Reach, span: Span) {
    add(object, &["metadata", "labels"], Some(span), pairs);
    let kind = object.short_kind().to_owned();
    if reach.templates || reach.selectors {
        for &path in templates(&kind) {
            add(
                object,
                &[path, &["metadata", "labels"]].concat(),
                Some(span),
                pairs,
            );
        }
    }
    if reach.selectors {
        for (path, create) in selectors(&kind) {
            add(object, path, create.then_some(span), pairs);
        }
    }
}

/// Adds annotations to an object and to the pods it makes.
pub(super) fn annotate(object: &mut Object, pairs: &Map, span: Span) {
    add(object, &["metadata", "annotations"], Some(span), pairs);
    let kind = object.short_kind().to_owned();
    for &path in templates(&kind) {
        let path = [path, &["metadata", "annotations"]].concat();
        add(object, &path, Some(span), pairs);
    }
}

fn add(object: &mut Object, path: &[&str], create: Option<Span>, pairs: &Map) {
    edit::at(&mut object.body, path, create, &mut |labels| {
        if let Some(labels) = edit::members(labels) {
            labels.extend(
                pairs
                    .iter()
                    .map(|(key, value): (&Arc<str>, &Value)| (Arc::clone(key), value.clone())),
            );
        }
    });
}

/// Where a kind holds its pod template; a job that runs on a schedule holds a job.
fn templates(kind: &str) -> &'static [&'static [&'static str]] {
    match kind {
        "CronJob" => &[
            &["spec", "jobTemplate"],
            &["spec", "jobTemplate", "spec", "template"],
        ],
        kind if WITH_TEMPLATE.contains(&kind) => &[&["spec", "template"]],
        _ => &[],
    }
}

/// The selectors of workloads whose pods may attract or repel each other.
const SPREAD: &[(&[&str], bool)] = &[
    (&["spec", "selector", "matchLabels"], true),
    (
        &[
            "spec",
            "template",
            "spec",
            "affinity",
            "podAffinity",
            "preferredDuringSchedulingIgnoredDuringExecution",
            "podAffinityTerm",
            "labelSelector",
            "matchLabels",
        ],
        false,
    ),
    (
        &[
            "spec",
            "template",
            "spec",
            "affinity",
            "podAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "labelSelector",
            "matchLabels",
        ],
        false,
    ),
    (
        &[
            "spec",
            "template",
            "spec",
            "affinity",
            "podAntiAffinity",
            "preferredDuringSchedulingIgnoredDuringExecution",
            "podAffinityTerm",
            "labelSelector",
            "matchLabels",
        ],
        false,
    ),
    (
        &[
            "spec",
            "template",
            "spec",
            "affinity",
            "podAntiAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "labelSelector",
            "matchLabels",
        ],
        false,
    ),
    (
        &[
            "spec",
            "template",
            "spec",
            "topologySpreadConstraints",
            "labelSelector",
            "matchLabels",
        ],
        false,
    ),
];

/// Where a kind holds a selector of pods, and whether one is made when there is none (`commonLabels` field
/// specifications of Kustomize).
fn selectors(kind: &str) -> &'static [(&'static [&'static str], bool)] {
    match kind {
        "Service" | "ReplicationController" => &[(&["spec", "selector"], true)],
        "ReplicaSet" | "DaemonSet" => &[(&["spec", "selector", "matchLabels"], true)],
        "Deployment" | "StatefulSet" => SPREAD,
        "Job" => &[(&["spec", "selector", "matchLabels"], false)],
        "CronJob" => &[(
            &["spec", "jobTemplate", "spec", "selector", "matchLabels"],
            false,
        )],
        "PodDisruptionBudget" => &[(&["spec", "selector", "matchLabels"], false)],
        "NetworkPolicy" => &[
            (&["spec", "podSelector", "matchLabels"], false),
            (
                &["spec", "ingress", "from", "podSelector", "matchLabels"],
                false,
            ),
            (
                &["spec", "egress", "to", "podSelector", "matchLabels"],
                false,
            ),
        ],
        _ => &[],
    }
}
