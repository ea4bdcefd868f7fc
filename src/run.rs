//! The one way through: discover, parse, evaluate, model, judge.
//!
//! Every command and every test goes through here; a report is written from what comes back.

use std::collections::{BTreeMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::slice::ParallelSliceMut as _;

use crate::catalog::{Catalog, Evidence, LocationOptions, spell_types};
use crate::gate::{self, Gate};
use crate::judge::view::ViewOptions;
use crate::judge::{Finding, JudgeOptions, Outcome, RuleOff, Verdict, judge};
use crate::manifest;
use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity, Resource};
use crate::plan;
use crate::policy::definition::{Library, Pack, Severity};
use crate::settings::{Classes, Classified, Scope, Scoped};
use crate::source::{Found, PathFilter, Selection, SourceKind, Workspace, discover};
use crate::terraform;
use crate::text::Text;
use crate::threads::on_threads;

/// What to read and how to evaluate it.
#[derive(Debug)]
pub struct Input {
    /// The files and what reading is confined to.
    pub workspace: Workspace,
    /// Which of them.
    pub selection: Selection,
    /// How Terraform is evaluated.
    pub terraform: terraform::Options,
    /// Where manifests are applied.
    pub targets: manifest::Targets,
}

/// What the files give, before it is judged.
#[derive(Debug)]
pub struct Model {
    /// The files and their texts.
    pub workspace: Workspace,
    /// All resources.
    pub resources: Vec<Resource>,
    /// How many files were found to evaluate.
    pub files: usize,
    /// What became of them.
    pub coverage: Vec<Coverage>,
    /// What there is to say about them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What to judge by and what to keep.
#[derive(Debug)]
pub struct Criteria<'a> {
    /// The packs whose rules are asked.
    pub packs: Vec<&'a Pack>,
    /// The verdicts to keep as findings.
    pub show: Vec<Verdict>,
    /// The least severity to keep.
    pub severity: Severity,
    /// Environment variables that may say a region, when the user asked for it.
    pub environment: Option<&'a BTreeMap<String, String>>,
    /// What of the verdicts counts.
    pub gate: Gate,
    /// What the configuration of the team says about the judgement.
    pub configured: Configured<'a>,
}

/// What a configuration says that is about the judgement and not about the policies, which it has changed
/// before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Configured<'a> {
    /// The rules that are off: the packs ask for them no more, and the reports list them.
    pub rules_off: &'a [RuleOff],
    /// Which resources hold health data; all when none.
    pub scope: Option<&'a Scope>,
    /// Which resources have parameters of their own.
    pub classes: Option<&'a Classes>,
    /// What the team has seen of its operators.
    pub evidence: &'a [Evidence],
}

/// Where a run starts: paths are read and shown relative to `working_directory`, and nothing outside
/// of `root` is read.
///
/// # Errors
/// When the root cannot be opened.
pub fn workspace(
    paths: &[Utf8PathBuf],
    root: Option<&Utf8Path>,
    working_directory: &Utf8Path,
) -> Result<Workspace, crate::source::ReadError> {
    let root = root.map_or_else(
        || crate::source::find_root(paths, working_directory),
        |root| working_directory.join(root),
    );
    Workspace::new(&root, working_directory)
}

/// Which of the files under `paths` to read.
///
/// # Errors
/// When a pattern cannot be understood.
pub fn selection(
    paths: Vec<Utf8PathBuf>,
    include: &[String],
    exclude: &[String],
) -> Result<Selection, crate::source::PatternError> {
    Ok(Selection {
        paths,
        filter: PathFilter::new(include, exclude)?,
        standard_input: None,
        plan_source: None,
    })
}

/// Reads and evaluates.
pub fn load(input: Input) -> Model {
    let Input {
        workspace,
        selection,
        terraform: mut options,
        targets,
    } = input;
    let discovered = discover(&workspace, &selection);
    let mut diagnostics = discovered.problems;
    let mut coverage = Vec::new();
    let mut terraform_files = Vec::new();
    let mut documents = Vec::new();
    let mut manifests = Vec::new();
    for found in discovered.files {
        match found.kind {
            SourceKind::TerraformNative | SourceKind::TerraformJson => terraform_files.push(found),
            // Read by the root that they give values to.
            SourceKind::TerraformVariables => {}
            // What they are is for their content to say.
            SourceKind::Json => documents.push(found),
            SourceKind::Manifest => manifests.push(found),
            SourceKind::Other if found.explicit => documents.push(found),
            SourceKind::Other => {}
        }
    }
    let planned = plan::load(
        &workspace,
        &documents,
        selection.plan_source.as_deref(),
        &options,
    );
    manifests.extend(planned.foreign);
    manifests.sort_by(|a, b| a.path.cmp(&b.path));
    let manifested = manifest::load(&workspace, &manifests, &targets);
    coverage.extend(manifested.foreign.iter().map(not_read));
    let files = terraform_files.len() + planned.files + manifested.files;
    options.declared_elsewhere = manifested.parameters;
    let mut loaded = terraform::load(&workspace, &terraform_files, &options);
    // What a plan says of a root is more than its sources do.
    loaded
        .resources
        .retain(|resource| !planned.roots.contains(&resource.root.path));
    loaded.resources.extend(planned.resources);
    loaded.resources.extend(manifested.resources);
    diagnostics.extend(loaded.diagnostics);
    diagnostics.extend(planned.diagnostics);
    diagnostics.extend(manifested.diagnostics);
    told_once(&mut diagnostics);
    coverage.extend(evaluated(&terraform_files, &diagnostics, &workspace));
    coverage.extend(loaded.coverage);
    coverage.extend(planned.coverage);
    coverage.extend(manifested.coverage);
    coverage.sort();
    coverage.dedup();
    Model {
        workspace,
        resources: loaded.resources,
        files,
        coverage,
        diagnostics,
    }
}

/// Drops what was said before of the same place: the sources of a plan may be read twice.
fn told_once(diagnostics: &mut Vec<Diagnostic>) {
    let mut told = rustc_hash::FxHashSet::default();
    diagnostics.retain(|diagnostic| {
        diagnostic.span.is_nowhere()
            || told.insert((
                diagnostic.code,
                diagnostic.span,
                diagnostic.gravity,
                diagnostic.message.en.clone(),
            ))
    });
}

/// Spells the types of resources as the catalogue does, where their language reads them without regard to case.
pub fn spell(model: &mut Model, library: &Library) {
    spell_types(&mut model.resources, library);
}

/// Judges a model.
pub fn check(model: &mut Model, library: &Library, criteria: &Criteria<'_>) -> Outcome {
    let configured = &criteria.configured;
    spell(model, library);
    let catalog = Catalog::new(library).with_evidence(configured.evidence);
    let (scoped, classified) = applied(model, &catalog, configured);
    model.diagnostics.extend(scoped.notes);
    model.diagnostics.extend(classified.notes);
    let options = JudgeOptions {
        packs: criteria.packs.clone(),
        keep_passes: criteria.show.contains(&Verdict::Pass),
        location: LocationOptions {
            environment: criteria.environment,
        },
        left_out: scoped.left_out,
        profiles: classified.profiles,
        identities: model
            .resources
            .iter()
            .map(|resource| &resource.root.path)
            .collect::<HashSet<_>>()
            .into_iter()
            .map(|path| (path.clone(), model.workspace.from_root(path)))
            .collect(),
    };
    let (mut judgement, left_out) =
        on_threads(|| judge(&model.resources, library, &catalog, &options));
    model.diagnostics.append(&mut judgement.contradictions);
    let mut gated = gate::apply(
        &criteria.gate,
        &mut judgement.findings,
        &model.resources,
        &model.workspace,
        library,
    );
    model.diagnostics.extend(gated.diagnostics);
    // What is not shown counts all the same: a gate must not open because a report is short.
    judgement.at_least(criteria.severity);
    gated
        .known
        .retain(|finding| finding.severity >= criteria.severity);
    sort(&mut gated.known, &model.workspace);
    judgement
        .findings
        .retain(|finding| criteria.show.contains(&finding.verdict));
    on_threads(|| sort(&mut judgement.findings, &model.workspace));
    Outcome {
        judgement,
        files: model.files,
        resources: model.resources.len() - left_out.len(),
        left_out,
        coverage: std::mem::take(&mut model.coverage),
        diagnostics: std::mem::take(&mut model.diagnostics),
        known: gated.known,
        waivers: gated.waivers,
        packs: criteria
            .packs
            .iter()
            .map(|pack| pack.name.as_str().into())
            .collect(),
        rules_off: configured.rules_off.to_vec(),
    }
}

/// What the rows of a view depend on besides the resources, and what there is to say about it.
pub fn viewed<'a>(
    model: &Model,
    library: &Library,
    configured: &Configured<'a>,
    location: LocationOptions<'a>,
) -> (ViewOptions<'a>, Vec<Diagnostic>) {
    let catalog = Catalog::new(library);
    let (scoped, classified) = applied(model, &catalog, configured);
    let mut notes = scoped.notes;
    notes.extend(classified.notes);
    let options = ViewOptions {
        location,
        evidence: configured.evidence,
        left_out: scoped.left_out,
        profiles: classified.profiles,
    };
    (options, notes)
}

/// What a configuration says of the resources of a model.
fn applied(
    model: &Model,
    catalog: &Catalog<'_>,
    configured: &Configured<'_>,
) -> (Scoped, Classified) {
    let (resources, sources) = (&model.resources, model.workspace.sources());
    let scoped = configured.scope.map_or_else(Scoped::default, |scope| {
        scope.apply(resources, catalog, sources)
    });
    let classified = configured
        .classes
        .map_or_else(Classified::default, |classes| {
            classes.apply(resources, catalog, sources)
        });
    (scoped, classified)
}

/// By file, position and rule; by file name and not by the order of reading. What is equal so far, such
/// as the instances of one block, keeps the order of the resources.
fn sort(findings: &mut [Finding], workspace: &Workspace) {
    let files = workspace.sources().all();
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by(|a, b| files[*a].path.cmp(&files[*b].path));
    let mut rank = vec![0; files.len()];
    for (position, file) in order.into_iter().enumerate() {
        rank[file] = position;
    }
    // What stands in no file comes first.
    let rank = |finding: &Finding| rank.get(finding.span.source.0 as usize).copied();
    findings.par_sort_by(|a, b| {
        let (left, right) = (&a.resource, &b.resource);
        rank(a)
            .cmp(&rank(b))
            .then_with(|| a.span.start.cmp(&b.span.start))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| left.root.as_str().cmp(right.root.as_str()))
            .then_with(|| left.environment.cmp(&right.environment))
    });
}

/// A file named by the user that no front end reads.
fn not_read(found: &Found) -> Coverage {
    Coverage {
        subject: found.path.to_string(),
        status: CoverageStatus::NotEvaluated,
        why: Text::new(
            "rempart does not read files of this kind",
            "rempart ne lit pas les fichiers de ce type",
        ),
    }
}

/// Each Terraform file, with whether something of it could not be read.
fn evaluated(files: &[Found], diagnostics: &[Diagnostic], workspace: &Workspace) -> Vec<Coverage> {
    let mut broken: BTreeMap<Utf8PathBuf, &Diagnostic> = BTreeMap::new();
    for diagnostic in diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.gravity == Gravity::Error)
    {
        let path = match workspace.sources().get(diagnostic.span.source) {
            Some(file) => Some(file.path.clone()),
            None => diagnostic.path.clone(),
        };
        if let Some(path) = path {
            broken.entry(path).or_insert(diagnostic);
        }
    }
    let coverage = files.iter().map(|found| match broken.get(&found.path) {
        Some(diagnostic) => Coverage {
            subject: found.path.to_string(),
            status: CoverageStatus::Partial,
            why: diagnostic.message.clone(),
        },
        None => Coverage {
            subject: found.path.to_string(),
            status: CoverageStatus::Evaluated,
            why: Text::default(),
        },
    });
    coverage.collect()
}
