//! Policies: what the YAML under `policies/` says, checked and compiled.
//!
//! This room only reads and checks; `catalog` and `judge` apply. It knows no front end, so that the
//! build script can compile the embedded policies with the very same code.
//!
//! The way: [`load_dir`] reads a tree of files and checks their shape against the schemas, which gives a
//! [`Layer`]; [`Library::overlay`](definition::Library::overlay) compiles it on top of what is known.

mod compile;
pub mod definition;
mod layer;
#[cfg(test)]
mod layer_tests;
mod problem;
mod schema;
#[cfg(test)]
mod schema_tests;
mod suggest;

pub use layer::{Layer, load_dir};
pub use problem::{Level, PolicyProblem};
pub use schema::configuration_problems;
pub use suggest::{did_you_mean, nearest};

use definition::Library;

impl Library {
    /// This library with `layer` on top: an entry with a name that exists replaces it, any other is
    /// added. What is wrong in the layer is left out and reported.
    #[must_use]
    pub fn overlay(self, layer: &Layer) -> (Library, Vec<PolicyProblem>) {
        compile::compile(self, layer)
    }
}
