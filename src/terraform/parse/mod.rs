//! From text to the syntax tree, in both syntaxes of Terraform.
//!
//! The native syntax goes through `hcl-edit`; what that crate reads otherwise than Terraform is
//! repaired first, and a file that it refuses is read item by item, so that a broken block
//! costs that block only. Nothing here touches the file system or gives meaning to a name.

mod convert;
mod expression;
mod items;
mod json;
mod layout;
mod lexer;
mod message;
mod native;
mod repair;
mod template;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use self::expression::{expression, template};
pub(crate) use self::json::{json, json_variables, too_deep};
pub(crate) use self::layout::layout;
pub(crate) use self::native::native;
use super::ast::Body;
use crate::model::Diagnostic;

/// What was understood of a file, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// All items that could be read.
    pub(crate) body: Body,
    /// What could not.
    pub(crate) problems: Vec<Diagnostic>,
}
