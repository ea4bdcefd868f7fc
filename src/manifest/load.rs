//! From the files of a run to resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::chart::{Charts, is_kustomization, kustomization, not_rendered};
use super::cloudformation::{Template, is_template, stacks};
use super::document::{Broken, Document, split};
use super::kubernetes::{self, Object, objects};
use super::target::{Cluster, Targets};
use super::triage::{has_template_marks, may_be_a_manifest};
use super::value::Reader;
use crate::model::{
    Coverage, CoverageStatus, Data, Diagnostic, Gravity, Map, MapKind, ProviderInstance, Resource,
    ResourceMode, RootModule, SourceId, Span, Value,
};
use crate::source::{Found, ReadError, Workspace};
use crate::text::Text;
use crate::threads::on_threads;

/// Longest manifest, in bytes; what is longer and not named by the user is data of another kind.
const LONGEST: usize = 16 << 20;

/// What the manifests give.
#[derive(Debug, Default)]
pub(crate) struct Manifested {
    /// By root, file and document.
    pub(crate) resources: Vec<Resource>,
    /// What is wrong or worth knowing.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What became of the manifests.
    pub(crate) coverage: Vec<Coverage>,
    /// How many files are manifests.
    pub(crate) files: usize,
    /// Files named by the user that are none.
    pub(crate) foreign: Vec<Found>,
}

/// Reads all manifests among `files`.
pub(crate) fn load(workspace: &Workspace, files: &[Found], targets: &Targets) -> Manifested {
    let mut manifested = Manifested::default();
    let mut charts = Charts::among(files);
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.source.is_some() || !charts.owns(&found.path))
        .collect();
    manifested.coverage.extend(charts.coverage());
    let candidates: Vec<(&Found, bool)> = on_threads(|| {
        let looked_at = files
            .par_iter()
            .map(|found| (*found, is_candidate(workspace, found)));
        looked_at.collect()
    });
    let mut patches = BTreeSet::new();
    let mut texts = Vec::new();
    for (found, is_candidate) in candidates {
        if !is_candidate {
            if found.explicit {
                manifested.foreign.push(found.clone());
            }
            continue;
        }
        match text(workspace, found) {
            Ok((_, text)) if is_kustomization(&found.path) => {
                let said = kustomization(&found.path, &text);
                patches.extend(said.patches);
                if said.changes {
                    let directory = found.path.parent().unwrap_or(Utf8Path::new(""));
                    manifested.coverage.push(not_rendered(directory));
                }
            }
            Ok((source, text)) => texts.push((found, source, text)),
            Err(error) => {
                manifested.files += 1;
                manifested.coverage.push(Coverage {
                    subject: found.path.to_string(),
                    status: CoverageStatus::NotEvaluated,
                    why: error.text(),
                });
                manifested
                    .diagnostics
                    .push(error.diagnostic(found.path.clone()));
            }
        }
    }
    texts.retain(|(found, ..)| !patches.contains(&found.path));
    let read: Vec<File> = on_threads(|| {
        let read = texts
            .par_iter()
            .map(|(found, source, text)| File::read(found, *source, text));
        read.collect()
    });
    let mut all = Vec::new();
    let mut templates = Vec::new();
    for ((found, ..), file) in texts.iter().zip(read) {
        file.account(found, &mut manifested);
        all.extend(file.objects);
        templates.extend(file.template);
    }
    manifested.resources = resources(all, targets.cluster.as_ref());
    let stacks = stacks(&templates, targets.region.as_ref());
    manifested.resources.extend(stacks.resources);
    manifested.coverage.extend(stacks.coverage);
    manifested
}

/// Whether a file is worth parsing: what its name or its bytes say.
fn is_candidate(workspace: &Workspace, found: &Found) -> bool {
    if found.source.is_some() || is_kustomization(&found.path) {
        return true;
    }
    match workspace.head(&found.path, LONGEST + 1) {
        Ok(bytes) => (bytes.len() <= LONGEST || found.explicit) && may_be_a_manifest(&bytes),
        // To be reported, when somebody asked for it.
        Err(_) => found.explicit,
    }
}

fn text(workspace: &Workspace, found: &Found) -> Result<(SourceId, Arc<str>), ReadError> {
    let source = match found.source {
        Some(source) => source,
        None => workspace.read(&found.path)?,
    };
    let file = workspace.sources().get(source).ok_or(ReadError::Missing)?;
    Ok((source, Arc::clone(&file.text)))
}

/// What a file holds.
#[derive(Default)]
struct File {
    objects: Vec<Object>,
    template: Option<Template>,
    problems: Vec<Diagnostic>,
    /// Whether a document is not rendered yet.
    is_unrendered: bool,
}

impl File {
    fn read(found: &Found, source: SourceId, text: &Arc<str>) -> Self {
        let mut file = File::default();
        let documents = split(text);
        let is_alone = documents.len() == 1;
        for document in documents {
            // The rest of a stream is somebody else's.
            if !may_be_a_manifest(document.text.as_bytes()) {
                continue;
            }
            match document.read() {
                // A template is a document of its own, and begins where its file does or after a marker.
                Ok(node) if is_alone && is_template(&node) => {
                    let path = found.path.clone();
                    let text = Arc::clone(text);
                    file.template = Some(Template::new(
                        path,
                        source,
                        text,
                        document.range.start,
                        &node,
                    ));
                }
                Ok(node) => {
                    let reader = Reader {
                        source,
                        text: document.text,
                        offset: document.range.start,
                        old_booleans: true,
                    };
                    let path = rendered_from(found, &document);
                    file.objects.extend(objects(&node, reader, &path));
                }
                Err(_) if has_template_marks(document.text) => file.is_unrendered = true,
                Err(Broken { error, span }) => file.problems.push(Diagnostic::at(
                    Gravity::Error,
                    "syntax-error",
                    Span::new(source, span),
                    error.message(),
                )),
            }
        }
        file
    }

    fn account(&self, found: &Found, manifested: &mut Manifested) {
        let nothing = self.objects.is_empty()
            && self.template.is_none()
            && self.problems.is_empty()
            && !self.is_unrendered;
        if nothing {
            if found.explicit {
                manifested.foreign.push(found.clone());
            }
            return;
        }
        manifested.files += 1;
        let (status, why) = if self.is_unrendered {
            let status = if self.objects.is_empty() {
                CoverageStatus::NotEvaluated
            } else {
                CoverageStatus::Partial
            };
            let why = Text::new(
                "a template has to be rendered first, by the tool that deploys it: `… | rempart check -` judges the result",
                "un modèle doit d'abord être rendu, par l'outil qui le déploie : `… | rempart check -` juge le résultat",
            );
            (status, why)
        } else if let Some(problem) = self.problems.first() {
            (CoverageStatus::Partial, problem.message.clone())
        } else {
            (CoverageStatus::Evaluated, Text::default())
        };
        manifested.coverage.push(Coverage {
            subject: found.path.to_string(),
            status,
            why,
        });
        manifested.diagnostics.extend(self.problems.iter().cloned());
    }
}

/// The file that objects count as written in: of rendered text, the template that a comment names.
fn rendered_from(found: &Found, document: &Document<'_>) -> Utf8PathBuf {
    match document.template {
        Some(template) if found.source.is_some() => Utf8PathBuf::from(template),
        _ => found.path.clone(),
    }
}

/// The resources of all objects, set by set.
fn resources(mut objects: Vec<Object>, cluster: Option<&Cluster>) -> Vec<Resource> {
    let sets = kubernetes::assign(&objects);
    let mut members: BTreeMap<Arc<Utf8PathBuf>, Vec<usize>> = BTreeMap::new();
    for (position, set) in sets.iter().enumerate() {
        members.entry(Arc::clone(set)).or_default().push(position);
    }
    let addresses: Vec<Arc<str>> = objects
        .iter()
        .map(|object| object.address().into())
        .collect();
    for members in members.values() {
        kubernetes::join(&mut objects, members, &addresses);
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
    let clusters = clusters(&objects, &sets, &roots, cluster);
    let mut order: Vec<usize> = (0..objects.len()).collect();
    order.sort_by(|a, b| (&sets[*a], a).cmp(&(&sets[*b], b)));
    let mut bodies: Vec<Option<Object>> = objects.into_iter().map(Some).collect();
    let resources = order.into_iter().filter_map(|position| {
        let object = bodies[position].take()?;
        Some(Resource {
            root: Arc::clone(roots.get(&sets[position])?),
            address: Arc::clone(&addresses[position]),
            kind: object.kind,
            mode: ResourceMode::Managed,
            provider: None,
            body: Value::new(
                Data::Map(MapKind::Block, Arc::new(object.body)),
                object.span,
            ),
            span: object.span,
            calls: Arc::from([]),
            depends_on: Vec::new(),
            symbolic: false,
        })
    });
    clusters.into_iter().chain(resources).collect()
}

/// The cluster of each set that runs or keeps something: where it is, no manifest says, and the question is
/// put once and not for every object.
fn clusters(
    objects: &[Object],
    sets: &[Arc<Utf8PathBuf>],
    roots: &BTreeMap<&Arc<Utf8PathBuf>, Arc<RootModule>>,
    cluster: Option<&Cluster>,
) -> Vec<Resource> {
    let provider = cluster.map(|cluster| Arc::new(provider(cluster)));
    let body: Map = cluster
        .map(|cluster| (Arc::from("region"), cluster.region.clone()))
        .into_iter()
        .collect();
    let body = Arc::new(body);
    let mut first: BTreeMap<&Arc<Utf8PathBuf>, &Object> = BTreeMap::new();
    for (object, set) in objects.iter().zip(sets) {
        if kubernetes::needs_a_cluster(object) {
            first.entry(set).or_insert(object);
        }
    }
    let clusters = first.into_iter().filter_map(|(set, object)| {
        Some(Resource {
            root: Arc::clone(roots.get(set)?),
            address: "cluster".into(),
            kind: kubernetes::CLUSTER.into(),
            mode: ResourceMode::Setting,
            provider: provider.clone(),
            body: Value::new(Data::Map(MapKind::Block, Arc::clone(&body)), object.span),
            span: object.span,
            calls: Arc::from([]),
            depends_on: Vec::new(),
            symbolic: false,
        })
    });
    clusters.collect()
}

/// The provider that runs the clusters.
fn provider(cluster: &Cluster) -> ProviderInstance {
    let span = cluster.region.origin.span;
    ProviderInstance {
        source: Arc::clone(&cluster.provider),
        name: kubernetes::CLUSTER.into(),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::default()), span),
        span,
        major: None,
    }
}
