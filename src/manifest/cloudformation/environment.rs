//! With which values a template is evaluated: once for each environment that gives it some.
//!
//! Environments of the configuration and the command line come first; where none of them gives a template anything,
//! the files of values in the tree do that are its own, and its section of `samconfig.toml`; where there are none, it
//! is evaluated once with its defaults.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::{FxHashMap, FxHashSet};

use super::owner::{Owner, owner};
use super::parameters::{Parameters, declared};
use super::samconfig;
use super::template::Template;
use super::value_file::{Assigned, ValueFile, is_named_value_file, read};
use crate::manifest::gathered::Gathered;
use crate::manifest::sheet::Sheet;
use crate::manifest::target::{GivenValues, Targets};
use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity, Span, Value};
use crate::policy::nearest;
use crate::source::Workspace;
use crate::text::Text;
use crate::yaml::{Limits, Node, parse_one};

/// The names that SAM gives the template of a directory.
const SAM_TEMPLATES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];

/// One set of values that a template is evaluated with.
#[derive(Default)]
pub(super) struct Variant {
    /// How findings name it.
    pub(super) environment: Option<Arc<str>>,
    /// Values of parameters.
    pub(super) given: Parameters,
    /// The region, when this set says one.
    pub(super) region: Option<Value>,
}

/// All values that there are for the templates of a tree.
#[derive(Default)]
pub(super) struct Offered {
    /// Those of the tree, by the file of the template.
    found: FxHashMap<Utf8PathBuf, Vec<Set>>,
    /// Those of the configuration and the command line.
    given: Vec<Given>,
    /// What is wrong with them, and what became of their files.
    pub(super) gathered: Gathered,
}

/// Values of the tree for one template.
struct Set {
    environment: Option<Arc<str>>,
    /// The file that holds them.
    path: Utf8PathBuf,
    values: Vec<Assigned>,
    region: Option<Value>,
}

/// Values that the user gives.
struct Given {
    said: GivenValues,
    /// Of its files, then of its own.
    values: Vec<Assigned>,
}

impl Offered {
    /// Gathers the values for `templates`: `files` are the files of values in the tree.
    pub(super) fn new(
        workspace: &Workspace,
        templates: &[Template<'_>],
        files: &[Sheet],
        targets: &Targets,
    ) -> Self {
        let mut offered = Offered::default();
        for said in &targets.values {
            let values = offered.given(workspace, said);
            offered.given.push(Given {
                said: said.clone(),
                values,
            });
        }
        offered.check_given(templates);
        for file in files.iter().map(read) {
            offered.find(workspace, templates, file);
        }
        offered.sam(workspace, templates);
        for sets in offered.found.values_mut() {
            tell_apart(sets);
        }
        offered
    }

    /// The sets that a template is evaluated with; there is one at least.
    pub(super) fn variants(&self, template: &Template<'_>) -> Vec<Variant> {
        let path = &template.sheet.path;
        let names: FxHashSet<&str> = declared(&template.root)
            .iter()
            .map(|entry| entry.key.as_str())
            .collect();
        let concerned = |given: &&Given| given.said.concerns(path);
        let gives = |given: &&Given| {
            let mut values = given.values.iter();
            values.any(|value| names.contains(&*value.name))
        };
        let of_environments = self
            .given
            .iter()
            .filter(|given| given.said.environment.is_some());
        let mut variants: Vec<Variant> = of_environments
            .filter(concerned)
            .filter(gives)
            .map(|given| Variant {
                environment: given.said.environment.clone(),
                given: values(&given.values),
                region: None,
            })
            .collect();
        if variants.is_empty() {
            let found = self.found.get(path).map_or(&[][..], Vec::as_slice);
            variants.extend(found.iter().map(|set| Variant {
                environment: set.environment.clone(),
                given: values(&set.values),
                region: set.region.clone(),
            }));
        }
        if variants.is_empty() {
            variants.push(Variant::default());
        }
        let whatever = self
            .given
            .iter()
            .filter(|given| given.said.environment.is_none())
            .filter(concerned);
        for given in whatever {
            for variant in &mut variants {
                variant.given.extend(values(&given.values));
            }
        }
        variants
    }

    /// The values that the user gives in files and one by one.
    fn given(&mut self, workspace: &Workspace, said: &GivenValues) -> Vec<Assigned> {
        let mut values = Vec::new();
        for path in &said.files {
            match sheet(workspace, path) {
                Some(sheet) => values.extend(read(&sheet).values),
                None => self.gathered.diagnostics.push(unreadable(path)),
            }
        }
        values.extend(said.values.iter().map(|(name, value)| Assigned {
            name: Arc::clone(name),
            at: value.origin.span,
            value: value.clone(),
        }));
        values
    }

    /// Tells what files of the user give and no template that they concern declares. Values that are given one by one
    /// may be for Terraform.
    fn check_given(&mut self, templates: &[Template<'_>]) {
        for given in &self.given {
            let concerned = templates
                .iter()
                .filter(|template| given.said.concerns(&template.sheet.path));
            let names: FxHashSet<&str> = concerned
                .flat_map(|template| names(&template.root))
                .collect();
            let in_files = given.values.len().saturating_sub(given.said.values.len());
            for value in given.values.iter().take(in_files) {
                if !names.contains(&*value.name) {
                    let problem = undeclared(value, names.iter().copied());
                    self.gathered.diagnostics.push(problem);
                }
            }
        }
    }

    /// Takes a file of the tree for the values of its template.
    fn find(&mut self, workspace: &Workspace, templates: &[Template<'_>], file: ValueFile) {
        if templates.is_empty() {
            return;
        }
        let Owner::Is {
            template,
            environment,
        } = owner(workspace, templates, &file)
        else {
            self.gathered.diagnostics.push(nobodys(&file));
            return;
        };
        self.gathered.coverage.push(Coverage {
            subject: file.path.to_string(),
            status: CoverageStatus::Evaluated,
            why: Text::default(),
        });
        self.add(
            template,
            Set {
                environment: environment.map(Into::into),
                path: file.path,
                values: file.values,
                region: None,
            },
        );
    }

    /// What the SAM command line deploys the templates of its directory with.
    fn sam(&mut self, workspace: &Workspace, templates: &[Template<'_>]) {
        let mut directories: FxHashMap<&Utf8Path, Vec<&Template<'_>>> = FxHashMap::default();
        for template in templates {
            if let Some(directory) = template.sheet.path.parent() {
                directories.entry(directory).or_default().push(template);
            }
        }
        let mut directories: Vec<_> = directories.into_iter().collect();
        directories.sort_by_key(|(directory, _)| *directory);
        for (directory, templates) in directories {
            let path = directory.join(samconfig::NAME);
            if !matches!(
                workspace.kind(&path),
                Ok(Some(crate::source::EntryKind::File))
            ) {
                continue;
            }
            let Ok((source, file)) = workspace.source(&path) else {
                self.gathered.diagnostics.push(unreadable(&path));
                continue;
            };
            let deployments = match samconfig::read(&file.text, source) {
                Ok(deployments) => deployments,
                Err(problem) => {
                    self.gathered.diagnostics.push(*problem);
                    continue;
                }
            };
            let is_alone = deployments.iter().filter(|one| says_something(one)).count() == 1;
            for deployment in deployments {
                if !says_something(&deployment) {
                    continue;
                }
                let template = templates.iter().find(|template| {
                    let name = template.sheet.path.file_name().unwrap_or_default();
                    match &deployment.template {
                        Some(path) => path.trim_start_matches("./") == name,
                        None => SAM_TEMPLATES.contains(&name),
                    }
                });
                let Some(template) = template else { continue };
                let environment = Some(deployment.environment.as_str())
                    .filter(|name| !(is_alone && *name == "default"));
                self.add(
                    template,
                    Set {
                        environment: environment.map(Into::into),
                        path: path.clone(),
                        values: deployment.values,
                        region: deployment.region,
                    },
                );
            }
        }
    }

    fn add(&mut self, template: &Template<'_>, set: Set) {
        for value in &set.values {
            let names = || names(&template.root);
            if !names().any(|name| name == &*value.name) {
                let problem = undeclared(value, names());
                self.gathered.diagnostics.push(problem);
            }
        }
        let sets = self.found.entry(template.sheet.path.clone());
        sets.or_default().push(set);
    }
}

fn says_something(deployment: &samconfig::Deployment) -> bool {
    deployment.region.is_some() || !deployment.values.is_empty()
}

fn values(assigned: &[Assigned]) -> Parameters {
    let values = assigned.iter();
    values
        .map(|assigned| (Arc::clone(&assigned.name), assigned.value.clone()))
        .collect()
}

/// The parameters of a template.
fn names(root: &Node) -> impl Iterator<Item = &str> {
    declared(root).iter().map(|entry| entry.key.as_str())
}

/// Names sets of one template by their files, where their environments do not tell them apart.
fn tell_apart(sets: &mut [Set]) {
    let mut seen: FxHashMap<Option<Arc<str>>, usize> = FxHashMap::default();
    for set in sets.iter() {
        *seen.entry(set.environment.clone()).or_default() += 1;
    }
    for set in sets {
        if seen.get(&set.environment).is_some_and(|times| *times > 1) {
            set.environment = Some(set.path.as_str().into());
        }
    }
}

/// A file that the user names, as a document.
fn sheet(workspace: &Workspace, path: &Utf8Path) -> Option<Sheet> {
    let (source, file) = workspace.source(path).ok()?;
    let node = parse_one(&file.text, Limits::default()).ok()?;
    is_named_value_file(&node).then(|| Sheet {
        path: file.path.clone(),
        source,
        text: Arc::clone(&file.text),
        offset: 0,
        node,
    })
}

fn unreadable(path: &Utf8Path) -> Diagnostic {
    Diagnostic::about(
        Gravity::Error,
        "unreadable-values",
        path.to_owned(),
        Text::new(
            "no values of parameters can be read from this file",
            "aucune valeur de paramètre ne peut être lue dans ce fichier",
        ),
    )
}

fn undeclared<'n>(value: &Assigned, names: impl Iterator<Item = &'n str>) -> Diagnostic {
    let name = &value.name;
    let (hint_en, hint_fr) = match nearest(name, names) {
        Some(nearest) => (
            format!("; did you mean `{nearest}`?"),
            format!(" ; vouliez-vous dire `{nearest}` ?"),
        ),
        None => (String::new(), String::new()),
    };
    Diagnostic::at(
        Gravity::Warning,
        "undeclared-parameter",
        value.at,
        Text::new(
            format!("a value is given to `{name}`, which the template does not declare{hint_en}"),
            format!("une valeur est donnée à `{name}`, que le modèle ne déclare pas{hint_fr}"),
        ),
    )
}

fn nobodys(file: &ValueFile) -> Diagnostic {
    let message = Text::new(
        "this file gives values to parameters, but not which template they are for can be told; name both in `environments` of the configuration",
        "ce fichier donne des valeurs à des paramètres, mais on ne peut pas dire à quel modèle ; nommez les deux dans `environments` de la configuration",
    );
    let at = file.values.first().map_or(Span::NOWHERE, |value| value.at);
    if at.is_nowhere() {
        Diagnostic::about(
            Gravity::Note,
            "values-of-no-template",
            file.path.clone(),
            message,
        )
    } else {
        Diagnostic::at(Gravity::Note, "values-of-no-template", at, message)
    }
}
