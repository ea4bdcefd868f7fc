//! Values that the user gives to variables: files, command line, environment, in Terraform's order of
//! precedence.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;

use super::eval::{Given, GivenValues};
use super::load::Options;
use super::module::{Module, file_names, nearest_name, parse_file};
use crate::model::{Data, Diagnostic, Gravity, Span, Text, Value};
use crate::source::{PathFilter, Workspace};
use crate::terraform::ast::{Expr, ExprKind};

/// A value of a variable, or a file of them, given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// `--var-file PATH`, absolute or relative to the working directory.
    File(Utf8PathBuf),
    /// `--var NAME=TEXT`.
    Value {
        /// The variable.
        name: String,
        /// An expression for a variable of a complex type, a plain text otherwise.
        text: String,
    },
}

/// One of several sets of values for the same roots.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// How findings name it: `prod`.
    pub name: String,
    /// Its files of values, absolute or relative to the working directory; later ones lead.
    pub var_files: Vec<Utf8PathBuf>,
    /// Values by variable, which lead over its files. None of them is unknown.
    pub variables: Vec<(String, Value)>,
    /// The name of its workspace, when that is its own.
    pub workspace: Option<String>,
    /// The directories of the roots that have it; all when none.
    pub roots: Option<PathFilter>,
}

impl Environment {
    /// Whether the root in a directory, as it is shown, has it.
    pub(crate) fn concerns(&self, root: &Utf8Path) -> bool {
        self.roots.as_ref().is_none_or(|roots| roots.allows(root))
    }
}

/// The values given to the variables of a root: by the process environment, then its own `terraform.tfvars`
/// and `*.auto.tfvars`, then the environment it is evaluated for, its files first, then the command line.
pub(crate) fn given_values(
    workspace: &Workspace,
    module: &Module,
    environment: Option<&Environment>,
    options: &Options,
) -> (GivenValues, Vec<Diagnostic>) {
    let mut values = GivenValues::default();
    let mut problems = Vec::new();
    for (name, text) in &options.ambient {
        values.set(name.as_str().into(), Given::Text(text.as_str().into()));
    }
    for file in automatic_files(workspace, &module.directory) {
        let path = module.directory.join(file);
        read_values(
            workspace,
            &path,
            &mut values,
            &mut problems,
            |name, span| {
                (!module.variables.contains_key(name)).then(|| undeclared(name, span, [module]))
            },
        );
    }
    for file in environment
        .iter()
        .flat_map(|environment| &environment.var_files)
    {
        read_values(workspace, file, &mut values, &mut problems, |_, _| None);
    }
    for (name, value) in environment
        .iter()
        .flat_map(|environment| &environment.variables)
    {
        let given = Given::Expression(Arc::new(literal(value)));
        values.set(name.as_str().into(), given);
    }
    for assignment in &options.assignments {
        match assignment {
            Assignment::File(path) => {
                read_values(workspace, path, &mut values, &mut problems, |_, _| None);
            }
            Assignment::Value { name, text } => {
                values.set(name.as_str().into(), Given::Text(text.as_str().into()));
            }
        }
    }
    (values, problems)
}

/// What the command line gives and no root declares.
pub(crate) fn undeclared_assignments(
    workspace: &Workspace,
    roots: &[&Utf8PathBuf],
    modules: &BTreeMap<Utf8PathBuf, Arc<Module>>,
    options: &Options,
) -> Vec<Diagnostic> {
    if roots.is_empty() {
        return Vec::new();
    }
    let modules: Vec<&Module> = roots
        .iter()
        .filter_map(|root| modules.get(*root))
        .map(|module| &**module)
        .collect();
    let declared: FxHashSet<&str> = modules
        .iter()
        .flat_map(|module| module.variables.keys().map(|name| &**name))
        .chain(options.declared_elsewhere.iter().map(String::as_str))
        .collect();
    let mut problems = Vec::new();
    let mut check = |name: &str, span: Span| {
        if !declared.contains(name) {
            problems.push(undeclared(name, span, modules.iter().copied()));
        }
    };
    let environment_files = options
        .environments
        .iter()
        .flat_map(|environment| &environment.var_files);
    let files = options
        .assignments
        .iter()
        .filter_map(|assignment| match assignment {
            Assignment::File(path) => Some(path),
            Assignment::Value { .. } => None,
        });
    let environment_values = options
        .environments
        .iter()
        .flat_map(|environment| &environment.variables);
    for (name, value) in environment_values {
        check(name, value.origin.span);
    }
    for path in environment_files.chain(files) {
        if let Some(parsed) = parse_file(workspace, path, &mut Vec::new()) {
            for attribute in &parsed.body.attributes {
                check(&attribute.name, attribute.name_span);
            }
        }
    }
    for assignment in &options.assignments {
        if let Assignment::Value { name, .. } = assignment
            && !declared.contains(&**name)
        {
            // Terraform refuses it, while a file may hold values for others.
            problems.push(Diagnostic {
                gravity: Gravity::Error,
                code: "bad-variable",
                ..undeclared(name, Span::NOWHERE, modules.iter().copied())
            });
        }
    }
    problems
}

/// The expression that writes a value out.
fn literal(value: &Value) -> Expr {
    let kind = match &value.data {
        // An unknown value is none that anybody can give.
        Data::Null | Data::Unknown(_) => ExprKind::Null,
        Data::Bool(bool) => ExprKind::Bool(*bool),
        Data::Number(number) => ExprKind::Number(number.clone()),
        Data::String(text) => ExprKind::String(Arc::clone(text)),
        Data::List(_, items) => ExprKind::Tuple(items.iter().map(literal).collect()),
        Data::Map(_, members) => {
            let members = members.iter().map(|(name, member)| {
                let key = Expr {
                    kind: ExprKind::String(Arc::clone(name)),
                    span: member.origin.span,
                };
                (key, literal(member))
            });
            ExprKind::Object(members.collect())
        }
    };
    Expr {
        kind,
        span: value.origin.span,
    }
}

/// The files of values that Terraform reads by itself, weakest first.
fn automatic_files(workspace: &Workspace, directory: &Utf8Path) -> Vec<String> {
    let mut names = file_names(workspace, directory).unwrap_or_default();
    names.retain(|name| {
        name == "terraform.tfvars"
            || name == "terraform.tfvars.json"
            || name.ends_with(".auto.tfvars")
            || name.ends_with(".auto.tfvars.json")
    });
    let rank = |name: &str| match name {
        "terraform.tfvars" => 0,
        "terraform.tfvars.json" => 1,
        _ => 2,
    };
    names.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    names
}

fn read_values(
    workspace: &Workspace,
    path: &Utf8Path,
    values: &mut GivenValues,
    problems: &mut Vec<Diagnostic>,
    mut check: impl FnMut(&str, Span) -> Option<Diagnostic>,
) {
    let Some(parsed) = parse_file(workspace, path, problems) else {
        return;
    };
    for block in &parsed.body.blocks {
        problems.push(Diagnostic::at(
            Gravity::Warning,
            "block-in-values",
            block.header,
            Text::new(
                "a file of variable values holds assignments only; this block is not read",
                "un fichier de valeurs de variables ne contient que des affectations ; ce bloc n'est pas lu",
            ),
        ));
    }
    for attribute in &parsed.body.attributes {
        problems.extend(check(&attribute.name, attribute.name_span));
        values.set(
            Arc::clone(&attribute.name),
            Given::Expression(Arc::clone(&attribute.expr)),
        );
    }
}

fn undeclared<'m>(
    name: &str,
    span: Span,
    modules: impl IntoIterator<Item = &'m Module>,
) -> Diagnostic {
    let known = modules
        .into_iter()
        .flat_map(|module| module.variables.keys())
        .take(1000)
        .map(|name| &**name);
    let (hint_en, hint_fr) = match nearest_name(name, known) {
        Some(nearest) => (
            format!("; did you mean `{nearest}`?"),
            format!(" ; vouliez-vous dire `{nearest}` ?"),
        ),
        None => (String::new(), String::new()),
    };
    Diagnostic::at(
        Gravity::Warning,
        "undeclared-variable",
        span,
        Text::new(
            format!("a value is given to `{name}`, which is not declared{hint_en}"),
            format!("une valeur est donnée à `{name}`, qui n'est pas déclarée{hint_fr}"),
        ),
    )
}
