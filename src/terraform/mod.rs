//! Terraform and OpenTofu: from files to evaluated resources.

mod ast;
mod functions;
mod parse;
mod types;
