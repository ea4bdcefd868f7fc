//! Templates of Heat, the orchestration of `OpenStack`, evaluated as far as their text allows.
//!
//! `template` reads the sections and `version` says which functions there are; `parameters` and `constraint` what is
//! known of the parameters, `environment` what environment files say, and `pairing` for which templates; `condition`,
//! `function`, `text` and `collection` compute expressions in a `scope`; `nested` goes into templates that lie in the
//! tree, `group` repeats what groups define, and `stack` makes resources of it all.
//!
//! It deliberately does not run YAQL, ask a cloud for the value of an attribute, or check properties against the schema
//! of their types.

mod collection;
mod condition;
mod constraint;
mod environment;
mod function;
mod group;
mod nested;
mod pairing;
mod parameters;
mod scope;
mod stack;
mod template;
mod text;
mod version;

pub(super) use stack::stacks;

/// The name of what stacks are deployed to, as if it were a provider.
const STACK: &str = "heat";
