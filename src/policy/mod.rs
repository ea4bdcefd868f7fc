//! Policies: what the YAML under `policies/` says, checked and compiled.
//!
//! This room only reads and checks; `catalog` and `judge` apply. It knows no front end, so that the
//! build script can compile the embedded policies with the very same code.

pub mod definition;
