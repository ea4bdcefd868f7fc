//! Kustomizations, built as `kustomize build` builds them, as far as files say it.
//!
//! `instructions` reads what a kustomization says, `build` follows its resources, bases and components and
//! applies the rest in the order of Kustomize: `merge` strategic merge patches, `pointer` the operations of
//! RFC 6902, `names` namespaces, prefixes and suffixes, `labels`, `images` and `replicas` their namesakes,
//! `generate` the configuration maps and secrets, `replace` replacements; `select` says which objects a patch is for.
//! A base is judged as the overlays make it, and alone only when none names it.
//!
//! Deliberately not here: what needs a network (remote resources, charts) or a program (generators, transformers and
//! validators of one's own). What is left out is said, per kustomization.

mod build;
mod edit;
mod generate;
mod images;
mod instructions;
mod labels;
mod merge;
mod names;
mod patch;
mod pointer;
mod replace;
mod replicas;
mod select;

pub(super) use build::{Built, Files, build};
pub(super) use instructions::is_kustomization;
