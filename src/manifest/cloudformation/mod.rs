//! Templates of CloudFormation and SAM, evaluated as far as their text allows.
//!
//! `template` reads the sections, `parameters` and `condition` say what is known before a deployment, `intrinsic`
//! computes functions, `expand` repeats `Fn::ForEach` and spreads SAM's globals, `stack` makes resources and goes into
//! nested templates that lie in the tree. A template says no region: the configuration or `--region` may.

mod condition;
mod expand;
mod intrinsic;
mod parameters;
mod stack;
mod template;

pub(super) use stack::stacks;
pub(super) use template::is_template;
