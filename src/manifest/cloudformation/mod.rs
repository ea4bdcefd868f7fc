//! Templates of CloudFormation and SAM, evaluated as far as their text allows.
//!
//! `template` reads the sections; `include` puts in files of the tree, `expand` repeats `Fn::ForEach` and spreads SAM's
//! globals. `value_file`, `samconfig` and what the user gives make the values of parameters: `owner` tells which
//! template a file is for, `environment` makes one variant of a template of each set of values, `parameters` reads what
//! is declared. `condition` says what holds; `intrinsic` computes functions, with `reference` and `texts`; `export` lets
//! one template read what another exports. `stack` makes resources and goes into nested templates (`nesting`), and
//! `problems` tells what CloudFormation would refuse.
//!
//! A template says no region: `--region`, the configuration or `samconfig.toml` may. Macros of an account, what another
//! stack that is not in the tree exports, and what a resource answers once it is deployed are not known. The section
//! `Rules` only narrows what may be given to parameters, and is not evaluated.

mod condition;
mod environment;
mod expand;
mod export;
mod include;
mod intrinsic;
mod nesting;
mod owner;
mod parameters;
mod problems;
mod reference;
mod samconfig;
mod stack;
mod template;
mod texts;
mod value_file;

pub(super) use stack::{declared_names, stacks};
pub(super) use template::is_template;
pub(super) use value_file::{is_named_value_file, is_value_file};
