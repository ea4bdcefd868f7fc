//! Modules before evaluation: what directories declare, which are roots, where called ones lie.
//!
//! Nothing here has a value yet, save texts that are written literally (sources, versions, aliases).

mod cycles;
mod declaration;
mod installed;
mod library;
mod mentions;
mod merge;
mod read;
mod requirements;
mod roots;

pub(crate) use cycles::Member;
pub(crate) use declaration::{
    Module, ModuleCall, ProviderBlock, Repeat, ResourceBlock, ResourceName, Variable,
};
pub(crate) use installed::{InstalledModules, MANIFEST};
pub(crate) use library::{Library, NoModule, file_names, is_module_file, parse_file};
pub(crate) use read::{literal_string, nearest_name};
pub(crate) use requirements::{
    Majors, locked_majors, lowest_major, lowest_majors, normalized_source, provider_name,
};
pub(crate) use roots::{find_roots, is_local, reachable};
