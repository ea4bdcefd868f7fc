//! YAML as trees in which every node and key knows where it is written.
//!
//! This room reads YAML 1.2 with the core schema (`no` and `yes` are texts) and nothing else: it does
//! not know what a document means. It is bounded in size, depth and alias expansion, so that hostile
//! input costs no more than its length. Merge keys (`<<`) belong to YAML 1.1 and are ordinary keys.
//! The build script includes this module too: it depends on no other but [`crate::text`].

mod builder;
mod error;
mod json;
mod layout;
mod node;
mod offsets;
mod parse;
mod scalar;
#[cfg(test)]
mod tests;

pub use error::{YamlError, YamlErrorKind};
pub use layout::{comments_with, places};
pub use node::{Entry, Kind, Node, Number, PathSegment};
pub use parse::{Limits, Stream, parse, parse_one};
pub use scalar::resolve_plain;
