//! From objects to resources, set by set.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::managed::{Composites, Translated, compositions, sight, translate};
use super::object::Object;
use super::{assign, join, needs_a_cluster};
use crate::manifest::gathered::Gathered;
use crate::manifest::target::{Cluster, Targets};
use crate::model::{
    Data, Map, MapKind, ProviderInstance, Resource, ResourceMode, RootModule, Value,
};
use crate::threads::on_threads;

/// The type of the cluster itself, which no object describes.
const CLUSTER: &str = "kubernetes.cluster";

/// The resources of all objects, set by set.
pub(in crate::manifest) fn gather(mut objects: Vec<Object>, targets: &Targets) -> Gathered {
    let (templates, mut coverage) = compositions(&objects);
    objects.extend(templates);
    let composites = Composites::of(&objects);
    coverage.extend(composites.coverage(&objects));
    objects.retain(|object| !composites.hold(object));
    let mut objects: Vec<Object> = on_threads(|| {
        let complete = objects.into_par_iter().flat_map_iter(Object::complete);
        complete.collect()
    });
    let sets = assign(&objects);
    let mut members: BTreeMap<Arc<Utf8PathBuf>, Vec<usize>> = BTreeMap::new();
    for (position, set) in sets.iter().enumerate() {
        members.entry(Arc::clone(set)).or_default().push(position);
    }
    let sighted = sight(&objects, &targets.translations);
    let addresses: Vec<Arc<str>> = objects
        .iter()
        .zip(&sighted)
        .map(|(object, sighted)| match sighted {
            Some(sighted) => Arc::clone(&sighted.address),
            None => object.address().into(),
        })
        .collect();
    for members in members.values() {
        join(&mut objects, members, &addresses);
    }
    let roots: BTreeMap<&Arc<Utf8PathBuf>, Arc<RootModule>> = members
        .keys()
        .map(|path| {
            let root = RootModule {
                path: path.as_ref().clone(),
                environment: None,
            };
            (path, Arc::new(root))
        })
        .collect();
    let cluster = targets.cluster.as_ref();
    let provider = cluster.map(|cluster| Arc::new(provider(cluster)));
    let clusters = clusters(&objects, &sets, &roots, cluster, provider.as_ref());
    let mut managed: FxHashMap<usize, Vec<Translated>> = members
        .values()
        .flat_map(|members| translate(&objects, &sighted, members))
        .collect();
    let mut order: Vec<usize> = (0..objects.len()).collect();
    order.sort_by(|a, b| (&sets[*a], a).cmp(&(&sets[*b], b)));
    let mut bodies: Vec<Option<Object>> = objects.into_iter().map(Some).collect();
    let mut resources = clusters;
    for position in order {
        let (Some(object), Some(root)) = (bodies[position].take(), roots.get(&sets[position]))
        else {
            continue;
        };
        let translated = managed.remove(&position);
        let span = object.span;
        let translated = translated.unwrap_or_else(|| {
            vec![Translated {
                address: Arc::clone(&addresses[position]),
                kind: object.kind,
                mode: ResourceMode::Managed,
                provider: provider.clone(),
                body: Value::new(
                    Data::Map(MapKind::Block, Arc::new(object.body)),
                    object.span,
                ),
            }]
        });
        resources.extend(translated.into_iter().map(|translated| Resource {
            root: Arc::clone(root),
            address: translated.address,
            kind: translated.kind,
            mode: translated.mode,
            provider: translated.provider,
            body: translated.body,
            span,
            calls: Arc::from([]),
            depends_on: Vec::new(),
            symbolic: false,
        }));
    }
    Gathered {
        resources,
        coverage,
        ..Gathered::default()
    }
}

/// The cluster of each set that runs or keeps something: where it is, no manifest says, and the question is
/// put once and not for every object.
fn clusters(
    objects: &[Object],
    sets: &[Arc<Utf8PathBuf>],
    roots: &BTreeMap<&Arc<Utf8PathBuf>, Arc<RootModule>>,
    cluster: Option<&Cluster>,
    provider: Option<&Arc<ProviderInstance>>,
) -> Vec<Resource> {
    let body: Map = cluster
        .map(|cluster| (Arc::from("region"), cluster.region.clone()))
        .into_iter()
        .collect();
    let body = Arc::new(body);
    let mut first: BTreeMap<&Arc<Utf8PathBuf>, &Object> = BTreeMap::new();
    for (object, set) in objects.iter().zip(sets) {
        if needs_a_cluster(object) {
            first.entry(set).or_insert(object);
        }
    }
    let clusters = first.into_iter().filter_map(|(set, object)| {
        Some(Resource {
            root: Arc::clone(roots.get(set)?),
            address: "cluster".into(),
            kind: CLUSTER.into(),
            mode: ResourceMode::Setting,
            provider: provider.cloned(),
            body: Value::new(Data::Map(MapKind::Block, Arc::clone(&body)), object.span),
            span: object.span,
            calls: Arc::from([]),
            depends_on: Vec::new(),
            symbolic: false,
        })
    });
    clusters.collect()
}

/// The provider that runs the clusters. Where they are is its only setting, `cluster-region`, for what sits where
/// its cluster does.
fn provider(cluster: &Cluster) -> ProviderInstance {
    let span = cluster.region.origin.span;
    let settings: Map = [(Arc::from("cluster-region"), cluster.region.clone())]
        .into_iter()
        .collect();
    ProviderInstance {
        source: Arc::clone(&cluster.provider),
        name: CLUSTER.into(),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::new(settings)), span),
        span,
        major: None,
    }
}
