//! What a module directory declares, as types.
//!
//! A [`Module`] is the same for every call of it: it holds expressions, never values. It is read once
//! and shared by all its instances.

use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;
use indexmap::{Equivalent, IndexMap};
use rustc_hash::FxBuildHasher;

use super::cycles::Member;
use crate::model::{Diagnostic, ResourceMode, Span, Value};
use crate::terraform::ast::{Block, Body, Expr};
use crate::terraform::types::{Type, TypeError};

/// Declarations by name, in source order.
pub(crate) type Declarations<T> = IndexMap<Arc<str>, T, FxBuildHasher>;

/// The declarations of one directory.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The directory, absolute.
    pub(crate) directory: Utf8PathBuf,
    pub(crate) variables: Declarations<Variable>,
    pub(crate) locals: Declarations<Local>,
    pub(crate) outputs: Declarations<Output>,
    pub(crate) resources: IndexMap<ResourceKey, ResourceBlock, FxBuildHasher>,
    pub(crate) calls: Declarations<ModuleCall>,
    /// Provider blocks by `name` or `name.alias`.
    pub(crate) providers: Declarations<ProviderBlock>,
    /// `required_providers` by local name.
    pub(crate) requirements: Declarations<Requirement>,
    /// The `backend`, `cloud` and `encryption` blocks of the `terraform` blocks.
    pub(crate) settings: Vec<Block>,
    /// Definitions that wait for each other.
    pub(crate) cycles: Vec<Vec<Member>>,
    /// What is wrong with the files or their declarations; reported once however often it is called.
    pub(crate) problems: Vec<Diagnostic>,
}

/// An input variable.
#[derive(Debug)]
pub(crate) struct Variable {
    /// `var.<name>`, shared by the definitions that go through it.
    pub(crate) label: Arc<str>,
    pub(crate) header: Span,
    /// The type constraint as written.
    pub(crate) constraint: Option<Arc<Expr>>,
    /// The type it means, read when first needed.
    pub(crate) parsed_type: OnceLock<Result<Type, TypeError>>,
    pub(crate) default: Option<Arc<Expr>>,
    /// The value of the default, converted, once it is evaluated without an error.
    pub(crate) default_value: OnceLock<Value>,
    /// Whether null is a value of it; otherwise null means the default.
    pub(crate) nullable: bool,
    pub(crate) sensitive: bool,
}

/// One `name = expression` of a `locals` block.
#[derive(Debug)]
pub(crate) struct Local {
    /// `local.<name>`.
    pub(crate) label: Arc<str>,
    pub(crate) name_span: Span,
    pub(crate) value: Arc<Expr>,
}

/// An output value.
#[derive(Debug)]
pub(crate) struct Output {
    /// `output.<name>`.
    pub(crate) label: Arc<str>,
    pub(crate) header: Span,
    pub(crate) value: Option<Arc<Expr>>,
    pub(crate) sensitive: bool,
}

/// What identifies a resource within a module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ResourceKey {
    pub(crate) data: bool,
    pub(crate) kind: Arc<str>,
    pub(crate) name: Arc<str>,
}

/// A borrowed [`ResourceKey`], to look one up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ResourceName<'a> {
    pub(crate) data: bool,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

impl Equivalent<ResourceKey> for ResourceName<'_> {
    fn equivalent(&self, key: &ResourceKey) -> bool {
        self.data == key.data && *self.kind == *key.kind && *self.name == *key.name
    }
}

/// How many instances a block has.
#[derive(Clone, Debug, Default)]
pub(crate) enum Repeat {
    #[default]
    Once,
    Count(Arc<Expr>),
    ForEach(Arc<Expr>),
    /// OpenTofu's `lifecycle { enabled = … }`: none or one, without an instance key.
    Enabled(Arc<Expr>),
}

/// A `resource` or `data` block.
#[derive(Debug)]
pub(crate) struct ResourceBlock {
    pub(crate) mode: ResourceMode,
    pub(crate) kind: Arc<str>,
    /// `type.name`, or `data.type.name`: the address within the module.
    pub(crate) address: Arc<str>,
    pub(crate) header: Span,
    pub(crate) repeat: Repeat,
    pub(crate) provider: Option<Arc<Expr>>,
    pub(crate) depends_on: Option<Arc<Expr>>,
    pub(crate) lifecycle: Option<Block>,
    /// The arguments of the provider, without those of the language.
    pub(crate) body: Arc<Body>,
    /// Whether any argument uses `each`, `count` or `self`: otherwise all instances share one body.
    pub(crate) varies: bool,
}

/// A `module` block.
#[derive(Debug)]
pub(crate) struct ModuleCall {
    pub(crate) header: Span,
    pub(crate) source: Option<Arc<Expr>>,
    pub(crate) repeat: Repeat,
    /// Arguments by variable name.
    pub(crate) arguments: Declarations<Argument>,
    /// `providers = { name = name.alias }`.
    pub(crate) providers: Option<Arc<Expr>>,
}

/// An argument of a module call.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name_span: Span,
    pub(crate) value: Arc<Expr>,
}

/// A `provider` block.
#[derive(Debug)]
pub(crate) struct ProviderBlock {
    pub(crate) header: Span,
    pub(crate) for_each: Option<Arc<Expr>>,
    pub(crate) body: Arc<Body>,
}

/// An entry of `required_providers`.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    /// `hashicorp/aws`, without a registry host, lower case.
    pub(crate) source: Arc<str>,
    /// Version constraints, as written.
    pub(crate) versions: Option<Arc<str>>,
    /// `name.alias` of the configurations that a caller must pass.
    pub(crate) aliases: Vec<Arc<str>>,
}

impl Module {
    /// The provider source that a local name stands for.
    pub(crate) fn provider_source(&self, local_name: &str) -> Arc<str> {
        match self.requirements.get(local_name) {
            Some(requirement) => Arc::clone(&requirement.source),
            // The provider of `terraform_data` and `terraform_remote_state` is part of the tool.
            None if local_name == "terraform" => "builtin/terraform".into(),
            None => format!("hashicorp/{local_name}").into(),
        }
    }
}
