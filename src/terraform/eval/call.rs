//! Module calls: from the source of a call to the instances of a module.

use std::rc::Rc;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Evaluator;
use super::budget::MODULE_DEPTH;
use super::expression::evaluate;
use super::instance::{Caller, Child, Expansion, InstanceId, ModuleInstance};
use super::possible::unknown_at;
use super::repeat::{Keys, key_suffix, repeat};
use super::scope::Scope;
use crate::model::{
    CallSite, Coverage, CoverageStatus, Diagnostic, Gravity, Reason, Span, Text, Value,
};
use crate::terraform::module::{Module, ModuleCall, NoModule, is_local, literal_string};

impl Evaluator<'_> {
    /// The instances of a module call, by its position among the calls of the module.
    pub(super) fn children(&self, instance: &ModuleInstance, index: usize) -> Rc<Expansion<Child>> {
        let Some((name, call)) = instance.module.calls.get_index(index) else {
            return Rc::new(Expansion {
                keys: Keys::Once,
                instances: Vec::new(),
            });
        };
        let label: Arc<str> = format!("module.{name}").into();
        self.once(
            &instance.children[index],
            || (instance.absolute(&label), call.header),
            |reason, span| {
                Rc::new(Expansion {
                    keys: Keys::Once,
                    instances: vec![Child::Missing(Value::unknown(reason, span))],
                })
            },
            || Rc::new(self.expand_call(instance, name, call, &label)),
        )
    }

    fn expand_call(
        &self,
        instance: &ModuleInstance,
        name: &Arc<str>,
        call: &ModuleCall,
        label: &str,
    ) -> Expansion<Child> {
        let scope = Scope::of_module(self, instance);
        let repeated = repeat(&call.repeat, &scope, &instance.absolute(label));
        let module = self.called_module(instance, name, call, &scope);
        let symbolic = instance.symbolic || matches!(repeated.keys, Keys::Symbolic(_));
        let instances = repeated
            .repetitions
            .into_iter()
            .map(|repetition| {
                let module = match &module {
                    Ok(module) => module,
                    Err(reason) => {
                        return Child::Missing(unknown_at(
                            reason.clone(),
                            call.header,
                            call.header,
                        ));
                    }
                };
                let local_name: Arc<str> = format!("{label}{}", key_suffix(&repetition)).into();
                let address = instance.absolute(&local_name);
                let site = CallSite {
                    address: Arc::clone(&address),
                    span: call.header,
                };
                let calls: Arc<[CallSite]> = instance.calls.iter().cloned().chain([site]).collect();
                let mut instances = self.instances.borrow_mut();
                let id = InstanceId(instances.len());
                let caller = Caller::Module {
                    parent: instance.id,
                    call: Arc::clone(name),
                    repetition,
                };
                let mut child = ModuleInstance::new(id, Arc::clone(module), calls, caller);
                child.address = address;
                child.name = local_name;
                child.symbolic = symbolic;
                child.path = if instance.path.is_empty() {
                    name.to_string()
                } else {
                    format!("{}.{name}", instance.path)
                };
                instances.push(Rc::new(child));
                Child::Instance(id)
            })
            .collect();
        if let Ok(module) = &module {
            self.check_arguments(name, call, module);
        }
        Expansion {
            keys: repeated.keys,
            instances,
        }
    }

    /// The module that a call means, or why it cannot be evaluated.
    fn called_module(
        &self,
        instance: &ModuleInstance,
        name: &str,
        call: &ModuleCall,
        scope: &Scope,
    ) -> Result<Arc<Module>, Reason> {
        let address = instance.absolute(&format!("module.{name}"));
        let missing = || Reason::Module(Arc::clone(&address));
        let Some(source_expr) = &call.source else {
            self.report(unusable_source(
                call.header,
                "the call has no `source`",
                "l'appel n'a pas de `source`",
            ));
            return Err(missing());
        };
        let source = match evaluate(source_expr, scope) {
            Ok(value) => value,
            Err(failure) => {
                self.report_failure(&failure, &address);
                return Err(missing());
            }
        };
        let Some(source_text) = source.as_str() else {
            self.not_at_hand(&address, call.header, source_expr.span, None);
            return Err(missing());
        };
        let directory = if is_local(source_text) {
            let directory = self
                .library
                .resolve(&instance.module.directory, source_text);
            if literal_string(source_expr).is_none() {
                self.computed_sources.borrow_mut().insert(directory.clone());
            }
            directory
        } else {
            let key = if instance.path.is_empty() {
                name.to_owned()
            } else {
                format!("{}.{name}", instance.path)
            };
            let Some(directory) = self.installed.directory(&key) else {
                self.not_at_hand(&address, call.header, source_expr.span, Some(source_text));
                return Err(missing());
            };
            self.library
                .resolve(&self.instance(InstanceId(0)).module.directory, directory)
        };
        self.check_nesting(instance, &directory, call.header)?;
        match self.library.module(&directory) {
            Ok(module) => {
                for problem in &module.problems {
                    self.report(problem.clone());
                }
                Ok(module)
            }
            Err(problem) => {
                let shown = self.library.workspace().shown(&directory);
                let diagnostic = no_module(source_expr.span, source_text, &shown, &problem);
                self.not_covered(&address, call.header, diagnostic.message.clone());
                self.report(diagnostic);
                Err(missing())
            }
        }
    }

    /// Refuses a call that closes a cycle or goes too deep.
    fn check_nesting(
        &self,
        instance: &ModuleInstance,
        directory: &Utf8Path,
        header: Span,
    ) -> Result<(), Reason> {
        let mut chain: Vec<Utf8PathBuf> = vec![directory.to_owned()];
        let mut current = self.instance(instance.id);
        let mut cyclic = false;
        loop {
            chain.push(current.module.directory.clone());
            if current.module.directory == directory {
                cyclic = true;
                break;
            }
            let Caller::Module { parent, .. } = &current.caller else {
                break;
            };
            let parent = self.instance(*parent);
            current = parent;
        }
        if cyclic {
            let workspace = self.library.workspace();
            let names: Vec<String> = chain
                .iter()
                .rev()
                .map(|directory| workspace.shown(directory).into_string())
                .collect();
            let path = names.join(" -> ");
            self.report(Diagnostic::at(
                Gravity::Error,
                "module-cycle",
                header,
                Text::new(
                    format!("the module calls itself: {path}; the call is not followed"),
                    format!("le module s'appelle lui-même : {path} ; l'appel n'est pas suivi"),
                ),
            ));
            return Err(Reason::Cycle(path.into()));
        }
        if instance.calls.len() >= MODULE_DEPTH {
            self.budget.exceeded("nested module calls", header);
            return Err(Reason::Limit("nested module calls".into()));
        }
        Ok(())
    }

    fn check_arguments(&self, name: &str, call: &ModuleCall, module: &Module) {
        for (argument, given) in &call.arguments {
            if !module.variables.contains_key(argument) {
                let known = module.variables.keys().take(1000).map(|key| &**key);
                let nearest = crate::terraform::module::nearest_name(argument, known);
                let (hint_en, hint_fr) = match nearest {
                    Some(nearest) => (
                        format!("; did you mean `{nearest}`?"),
                        format!(" ; vouliez-vous dire `{nearest}` ?"),
                    ),
                    None => (String::new(), String::new()),
                };
                self.report(Diagnostic::at(
                    Gravity::Warning,
                    "unknown-argument",
                    given.name_span,
                    Text::new(
                        format!("the module called by `module.{name}` has no variable `{argument}`{hint_en}"),
                        format!("le module appelé par `module.{name}` n'a pas de variable `{argument}`{hint_fr}"),
                    ),
                ));
            }
        }
    }

    /// Reports, once per call, that the sources of a module are not there.
    fn not_at_hand(&self, address: &str, header: Span, at: Span, source: Option<&str>) {
        let (what_en, what_fr) = match source {
            Some(source) => (
                format!("the module `{source}` is not on disk: run `tofu init` or `terraform init` first, so that what it declares is checked too"),
                format!("le module `{source}` n'est pas sur le disque : lancez d'abord `tofu init` ou `terraform init`, pour que ce qu'il déclare soit aussi vérifié"),
            ),
            None => (
                "the source of the module depends on values that are not known, so what it declares is not checked".to_owned(),
                "la source du module dépend de valeurs inconnues, donc ce qu'il déclare n'est pas vérifié".to_owned(),
            ),
        };
        let why = Text::new(what_en, what_fr);
        if self.not_covered(address, header, why.clone()) {
            self.report(Diagnostic::at(
                Gravity::Note,
                "module-not-installed",
                at,
                why,
            ));
        }
    }

    /// Notes, once per call, that what a module declares is not in the result; whether it was the first
    /// time.
    fn not_covered(&self, address: &str, header: Span, why: Text) -> bool {
        let mut reports = self.reports.borrow_mut();
        let first = reports.seen.insert(("module-not-evaluated", header));
        if first {
            let root = &self.root.path;
            reports.coverage.push(Coverage {
                subject: if root == "." {
                    address.to_owned()
                } else {
                    format!("{root}: {address}")
                },
                status: CoverageStatus::NotEvaluated,
                why,
            });
        }
        first
    }
}

fn no_module(span: Span, source: &str, directory: &Utf8Path, problem: &NoModule) -> Diagnostic {
    match problem {
        NoModule::Outside => Diagnostic::at(
            Gravity::Warning,
            "module-outside-root",
            span,
            Text::new(
                format!(
                    "`{source}` lies outside the directory being checked and is not read; check a directory that holds both, or name it with `--root`"
                ),
                format!(
                    "`{source}` est hors du répertoire vérifié et n'est pas lu ; vérifiez un répertoire qui contient les deux, ou nommez-le avec `--root`"
                ),
            ),
        ),
        NoModule::Empty => Diagnostic::at(
            Gravity::Error,
            "module-not-found",
            span,
            Text::new(
                format!(
                    "there is no Terraform file in `{directory}`, so the module is not evaluated"
                ),
                format!(
                    "il n'y a aucun fichier Terraform dans `{directory}`, le module n'est donc pas évalué"
                ),
            ),
        ),
        NoModule::Unreadable(error) => {
            let reason = error.text();
            Diagnostic::at(
                Gravity::Error,
                "module-unreadable",
                span,
                Text::new(
                    format!(
                        "`{directory}` cannot be read, so the module is not evaluated: {}",
                        reason.en
                    ),
                    format!(
                        "`{directory}` est illisible, le module n'est donc pas évalué : {}",
                        reason.fr
                    ),
                ),
            )
        }
    }
}

fn unusable_source(span: Span, en: &str, fr: &str) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        "module-without-source",
        span,
        Text::new(
            format!("{en}, so the module is not evaluated"),
            format!("{fr}, le module n'est donc pas évalué"),
        ),
    )
}
