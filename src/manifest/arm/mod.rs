//! Templates of Azure Resource Manager, evaluated as far as their text allows.
//!
//! `lexer` and `expression` read expressions, `scope` holds the names of a template, `evaluate`, `call`, `lambda` and
//! `functions` compute, `name`, `index` and `resource_id` find the resource that an expression names, `walk` and
//! `nested` go through resources and deployments, `body` makes the resources, whose types `kinds` writes as the catalogue does, `parameters` reads what comes from
//! outside, and `run` bounds it all. A template says no region: `--region` does. Bicep is not read: its compiler
//! makes a template of it.

mod bicep;
mod body;
mod call;
mod evaluate;
mod expression;
mod frame;
mod functions;
mod index;
mod instance;
mod kinds;
mod lambda;
mod lexer;
mod name;
mod nested;
mod parameters;
mod place;
mod resource_id;
mod run;
mod scope;
mod templates;
mod walk;

pub(super) use bicep::not_compiled;
pub(super) use templates::templates;
