//! Evaluation of one root module: by demand, each definition once, cycles found.
//!
//! An [`Evaluator`] serves one root and one thread. Values are asked for by those who read them, so
//! definitions may stand in any order and what nobody reads costs nothing. What cannot be known is a
//! value too (an unknown with its reason); an expression in error costs the definition it
//! stands in, and is reported.
//!
//! It knows the language only: neither files (they come through [`Library`]), nor clouds, nor rules.

mod access;
mod block;
mod budget;
mod call;
mod collect;
mod comprehension;
mod cycle;
mod definition;
mod expression;
mod failure;
mod function;
mod instance;
mod lifecycle;
mod module_reference;
mod operator;
mod paths;
mod possible;
mod primitive;
mod provider;
mod reference;
mod repeat;
mod resource_reference;
mod scope;
mod splat;
mod template;
mod variables;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use camino::Utf8PathBuf;
use rustc_hash::FxHashSet;

use crate::model::{
    Coverage, Diagnostic, Gravity, Reason, Resource, RootModule, Span, Text, Value,
};
use crate::terraform::module::{InstalledModules, Library, Majors, Module};

use budget::Budget;
use cycle::Running;
use failure::Failure;
use instance::{Caller, InstanceId, Memo, ModuleInstance, Started};
use paths::Paths;

pub(crate) use variables::{Given, GivenValues};

/// What the evaluation of a root is given.
pub(crate) struct RootInput<'l> {
    pub(crate) library: &'l Library<'l>,
    pub(crate) root: Arc<RootModule>,
    pub(crate) module: Arc<Module>,
    /// The values that the user gives to the root's variables.
    pub(crate) given: GivenValues,
    /// The name of the workspace, when the user says it.
    pub(crate) workspace_name: Option<Arc<str>>,
    /// Modules of registries and repositories that `init` brought to disk.
    pub(crate) installed: InstalledModules,
    pub(crate) majors: Majors,
}

/// What the evaluation of a root gives.
#[derive(Default)]
pub(crate) struct Evaluated {
    pub(crate) resources: Vec<Resource>,
    /// The outputs of the root module, in the order of their declarations.
    pub(crate) outputs: Vec<Output>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) coverage: Vec<Coverage>,
    /// The directories of local modules whose source had to be evaluated to be known.
    pub(crate) computed_sources: BTreeSet<Utf8PathBuf>,
}

/// An output of a root module.
#[derive(Clone, Debug)]
pub struct Output {
    /// The root module, and the environment it was evaluated for.
    pub root: Arc<RootModule>,
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Value,
}

/// Evaluates a root module with all the modules it calls.
pub(crate) fn evaluate_root(input: RootInput) -> Evaluated {
    let RootInput {
        library,
        root,
        module,
        given,
        workspace_name,
        installed,
        majors,
    } = input;
    let evaluator = Evaluator {
        library,
        paths: Paths::new(library.workspace(), module.directory.clone()),
        root,
        workspace_name,
        installed,
        majors,
        budget: Budget::default(),
        instances: RefCell::default(),
        running: RefCell::default(),
        reports: RefCell::default(),
        computed_sources: RefCell::default(),
    };
    let id = InstanceId(0);
    let instance = ModuleInstance::new(id, module, Arc::from([]), Caller::User(given));
    evaluator.instances.borrow_mut().push(Rc::new(instance));
    let resources = collect::collect(&evaluator);
    let outputs = collect::root_outputs(&evaluator);
    evaluator.report_silent_cycles();
    for (what, span) in evaluator.budget.exceeded_bounds() {
        evaluator.report(budget::limit_diagnostic(what, span));
    }
    let reports = evaluator.reports.into_inner();
    Evaluated {
        resources,
        outputs,
        diagnostics: reports.diagnostics,
        coverage: reports.coverage,
        computed_sources: evaluator.computed_sources.into_inner(),
    }
}

/// The state of an evaluation.
pub(crate) struct Evaluator<'l> {
    library: &'l Library<'l>,
    paths: Paths<'l>,
    root: Arc<RootModule>,
    workspace_name: Option<Arc<str>>,
    installed: InstalledModules,
    majors: Majors,
    budget: Budget,
    /// All module instances; the root is the first. They name each other by position, so that callers
    /// and callees do not keep each other alive.
    instances: RefCell<Vec<Rc<ModuleInstance>>>,
    running: RefCell<Running>,
    reports: RefCell<Reports>,
    computed_sources: RefCell<BTreeSet<Utf8PathBuf>>,
}

#[derive(Default)]
struct Reports {
    diagnostics: Vec<Diagnostic>,
    coverage: Vec<Coverage>,
    /// One report for a place and a kind of problem, however many instances meet it.
    seen: FxHashSet<(&'static str, Span)>,
}

impl Evaluator<'_> {
    /// The module instance of an id.
    fn instance(&self, id: InstanceId) -> Rc<ModuleInstance> {
        Rc::clone(&self.instances.borrow()[id.0])
    }

    fn report(&self, diagnostic: Diagnostic) {
        let mut reports = self.reports.borrow_mut();
        if diagnostic.span.is_nowhere() || reports.seen.insert((diagnostic.code, diagnostic.span)) {
            reports.diagnostics.push(diagnostic);
        }
    }

    /// Reports an expression in error, in the definition that `context` names.
    fn report_failure(&self, failure: &Failure, context: &str) {
        let message = &failure.message;
        self.report(Diagnostic::at(
            Gravity::Warning,
            "evaluation-error",
            failure.span,
            Text::new(
                format!("in `{context}`, {message}; the value counts as unknown"),
                format!("dans `{context}`, erreur : {message} ; la valeur est tenue pour inconnue"),
            ),
        ));
    }

    /// Evaluates what a memo holds, unless it was evaluated already. `cyclic` makes the result of a
    /// definition that depends on itself from the names on the cycle.
    fn once<T: Clone>(
        &self,
        memo: &Memo<T>,
        label: impl FnOnce() -> (Arc<str>, Span),
        cyclic: impl FnOnce(Reason, Span) -> T,
        compute: impl FnOnce() -> T,
    ) -> T {
        match memo.start() {
            Started::Done(value) => value,
            Started::Cyclic => {
                let (_, span) = label();
                cyclic(self.cycle(memo.identity()), span)
            }
            Started::Fresh => {
                let (label, span) = label();
                self.running.borrow_mut().push(memo.identity(), label, span);
                let value = compute();
                self.running.borrow_mut().pop();
                memo.finish(value.clone());
                value
            }
        }
    }

    /// The value of a definition that depends on itself.
    fn cyclic_value(reason: Reason, span: Span) -> Value {
        Value::unknown(reason, span)
    }
}
