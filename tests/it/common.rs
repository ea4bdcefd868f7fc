//! Running rempart on files of this repository, the way the command line does.

use std::sync::{Arc, LazyLock};

use camino::{Utf8Path, Utf8PathBuf};
use rempart::judge::{Finding, Outcome, Verdict};
use rempart::policy::definition::{Library, Severity};
use rempart::run::{self, Configured, Criteria, Input, Model};
use rempart::source::{Selection, Workspace};
use rempart::terraform::Options;

/// The embedded policies, read once for all tests.
pub(crate) static LIBRARY: LazyLock<Library> = LazyLock::new(Library::embedded);

/// The root of the repository.
pub(crate) fn repository() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads and judges `path`, relative to the repository, with every verdict kept.
pub(crate) fn check(path: &str, options: Options) -> (Model, Outcome) {
    let (workspace, selection) = selected(path);
    judged(workspace, selection, options)
}

/// Reads and judges one file on its own, as standard input would give it: a module is a directory,
/// and fixtures of many modules lie side by side.
pub(crate) fn check_alone(path: &str) -> (Model, Outcome) {
    let text = std::fs::read_to_string(repository().join(path)).expect("a fixture can be read");
    let (workspace, mut selection) = selected("-");
    selection.standard_input = Some(workspace.add_text(path, text));
    judged(workspace, selection, Options::default())
}

/// Reads and judges a text of Terraform.
pub(crate) fn check_text(text: &str) -> (Model, Outcome) {
    let (workspace, mut selection) = selected("-");
    selection.standard_input = Some(workspace.add_text("<stdin>", text));
    judged(workspace, selection, Options::default())
}

fn selected(path: &str) -> (Workspace, Selection) {
    let paths = vec![Utf8PathBuf::from(path)];
    let workspace = run::workspace(&paths, Some(repository()), repository());
    let selection = run::selection(paths, &[], &[]);
    (
        workspace.expect("the repository can be read"),
        selection.expect("no pattern is given"),
    )
}

pub(crate) fn judged(
    workspace: Workspace,
    selection: Selection,
    options: Options,
) -> (Model, Outcome) {
    let mut model = run::load(Input {
        workspace,
        selection,
        terraform: options,
        targets: rempart::manifest::Targets {
            translations: Arc::new(LIBRARY.translations.clone()),
            types: LIBRARY.types.keys().cloned().collect(),
            ..rempart::manifest::Targets::default()
        },
    });
    let outcome = run::check(
        &mut model,
        &LIBRARY,
        &Criteria {
            packs: LIBRARY.packs.values().collect(),
            show: vec![
                Verdict::Fail,
                Verdict::Unknown,
                Verdict::Waived,
                Verdict::Pass,
            ],
            severity: Severity::Low,
            environment: None,
            configured: Configured::default(),
            gate: rempart::gate::Gate::default(),
        },
    );
    (model, outcome)
}

/// A finding in a line, for messages of failed tests.
pub(crate) fn describe(finding: &Finding) -> String {
    format!("{:?} {}", finding.verdict, finding.headline.en)
}

/// All files below `directory`, relative to the repository, of a kind that holds resources: `.tf`, `.tf.json`, `.yaml`, `.json`.
pub(crate) fn fixture_files(directory: &str) -> Vec<Utf8PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![repository().join(directory)];
    while let Some(directory) = open.pop() {
        let Ok(entries) = directory.read_dir_utf8() else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if [".tf", ".yaml", ".json"]
                .iter()
                .any(|end| path.as_str().ends_with(end))
            {
                let relative = path.strip_prefix(repository());
                found.push(relative.expect("it lies in the repository").to_owned());
            }
        }
    }
    found.sort();
    found
}
