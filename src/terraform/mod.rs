//! Terraform and OpenTofu: from files to evaluated resources.

mod ast;
mod data;
mod eval;
mod functions;
mod given;
mod load;
mod module;
mod parse;
#[cfg(test)]
mod tests;
mod text;
mod types;

pub use eval::Output;
pub use given::{Assignment, Environment};
pub use load::load;
pub use load::{Loaded, Options};
pub(crate) use module::{is_module_file, lowest_major, normalized_source};
pub(crate) use parse::{layout, too_deep};
