//! Instances of modules, and the memory of what was evaluated in them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::provider::ProviderMemory;
use super::repeat::{Keys, Repetition};
use super::variables::GivenValues;
use rustc_hash::FxHashMap;

use crate::model::{CallSite, Span, Value};
use crate::terraform::module::Module;

/// The position of a module instance in [`Evaluator::instances`](super::Evaluator).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InstanceId(pub(crate) usize);

/// One instance of a module: the root itself, or one of the instances of a call.
pub(crate) struct ModuleInstance {
    pub(crate) id: InstanceId,
    pub(crate) module: Arc<Module>,
    /// `module.a["k"].module.b`; empty for the root.
    pub(crate) address: Arc<str>,
    /// Its name in the module that calls it: `module.b["k"]`; empty for the root.
    pub(crate) name: Arc<str>,
    /// The names of the calls that lead to it, joined by dots, as `modules.json` names them.
    pub(crate) path: String,
    /// The calls that lead to it, outermost first.
    pub(crate) calls: Arc<[CallSite]>,
    pub(crate) caller: Caller,
    /// Whether it stands for any number of instances.
    pub(crate) symbolic: bool,
    pub(crate) variables: Vec<Memo<Value>>,
    pub(crate) locals: Vec<Memo<Value>>,
    pub(crate) outputs: Vec<Memo<Value>>,
    pub(crate) resources: Vec<Memo<Rc<Expansion<ResourceInstance>>>>,
    pub(crate) children: Vec<Memo<Rc<Expansion<Child>>>>,
    pub(crate) providers: RefCell<ProviderMemory>,
    /// The lists that splats give, by where they are written.
    pub(crate) splats: RefCell<FxHashMap<Span, Value>>,
}

/// Where the values of an instance's variables come from.
pub(crate) enum Caller {
    /// It is a root module: from the user.
    User(GivenValues),
    /// It is called: from the arguments of the call.
    Module {
        parent: InstanceId,
        /// The name of the call in the parent.
        call: Arc<str>,
        repetition: Repetition,
    },
}

/// The instances of a block with `count`, `for_each` or neither.
pub(crate) struct Expansion<T> {
    pub(crate) keys: Keys,
    /// One for each key, in the order of the keys; one when the keys are not known.
    pub(crate) instances: Vec<T>,
}

/// An instance of a resource.
pub(crate) struct ResourceInstance {
    /// The address within the root.
    pub(crate) address: Arc<str>,
    pub(crate) repetition: Repetition,
    pub(crate) body: Memo<Value>,
}

/// An instance of a module call.
#[derive(Clone)]
pub(crate) enum Child {
    /// Its sources are at hand.
    Instance(InstanceId),
    /// They are not; its outputs have this value.
    Missing(Value),
}

/// A value evaluated at most once.
pub(crate) struct Memo<T>(RefCell<State<T>>);

enum State<T> {
    Empty,
    Running,
    Done(T),
}

/// What [`Memo::start`] found.
pub(crate) enum Started<T> {
    /// Nothing: the caller evaluates and then calls [`Memo::finish`].
    Fresh,
    /// The evaluation is under way: the definition depends on itself.
    Cyclic,
    Done(T),
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo(RefCell::new(State::Empty))
    }
}

impl<T: Clone> Memo<T> {
    pub(crate) fn start(&self) -> Started<T> {
        let mut state = self.0.borrow_mut();
        match &*state {
            State::Done(value) => Started::Done(value.clone()),
            State::Running => Started::Cyclic,
            State::Empty => {
                *state = State::Running;
                Started::Fresh
            }
        }
    }

    pub(crate) fn finish(&self, value: T) {
        *self.0.borrow_mut() = State::Done(value);
    }

    /// Identifies the memo among those being evaluated.
    pub(crate) fn identity(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl ModuleInstance {
    /// An instance in which nothing is evaluated yet; it is the root's unless the caller names it.
    pub(crate) fn new(
        id: InstanceId,
        module: Arc<Module>,
        calls: Arc<[CallSite]>,
        caller: Caller,
    ) -> Self {
        fn memos<T>(count: usize) -> Vec<Memo<T>> {
            std::iter::repeat_with(Memo::default).take(count).collect()
        }
        ModuleInstance {
            id,
            address: "".into(),
            name: "".into(),
            path: String::new(),
            calls,
            caller,
            symbolic: false,
            variables: memos(module.variables.len()),
            locals: memos(module.locals.len()),
            outputs: memos(module.outputs.len()),
            resources: memos(module.resources.len()),
            children: memos(module.calls.len()),
            providers: RefCell::default(),
            splats: RefCell::default(),
            module,
        }
    }

    /// The address within the root of something declared in this module.
    pub(crate) fn absolute(&self, address: &str) -> Arc<str> {
        if self.address.is_empty() {
            address.into()
        } else {
            format!("{}.{address}", self.address).into()
        }
    }

    /// The header of the call that made it, or nowhere for a root.
    pub(crate) fn call_span(&self) -> Span {
        self.calls.last().map_or(Span::NOWHERE, |call| call.span)
    }
}
