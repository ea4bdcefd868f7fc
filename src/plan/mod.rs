//! Plans and states of Terraform and OpenTofu, as `show -json` writes them: format 1.x.
//!
//! The resources that come out are those that the sources give, at the same addresses, with what only
//! planning knows: the values of data sources, the defaults of providers, what is still unknown.
//! When the sources are at hand, everything is placed in them. A plan holds secrets in clear: its
//! text is never quoted.
//!
//! Not done here: raw states, encrypted ones and binary plans are recognised, and reported; a plan says
//! nothing of the backend; its local values and `dynamic` blocks are only known from sources.

mod address;
mod assembly;
mod body;
mod configuration;
mod document;
mod expression;
mod load;
mod merge;
mod message;
mod names;
mod place;
mod provider;
mod read;
mod sources;
mod trace;
mod triage;
mod written;

pub use load::{Planned, load};
