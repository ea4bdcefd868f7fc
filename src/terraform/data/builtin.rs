//! What the schema of the provider within OpenTofu and Terraform says of attributes that are not set.
//!
//! `terraform_data` comes with the language, which knows more of it than of the resources of any other
//! provider: that what is not set is null, or will be there.

use crate::model::{Presence, Type};

/// What an attribute that the configuration does not set is when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unset {
    /// Null.
    Null,
    /// Not known before deployment.
    Computed(Presence),
    /// There is no such attribute.
    Missing,
}

/// What the attribute `name` of a managed resource of type `kind` is when it is not set.
pub(crate) fn unset_attribute(kind: &str, name: &str) -> Unset {
    if kind != "terraform_data" {
        return Unset::Computed(Presence::Presumed);
    }
    match name {
        "input" | "triggers_replace" => Unset::Null,
        "id" => Unset::Computed(Presence::Certain),
        "output" => Unset::Computed(Presence::Open),
        _ => Unset::Missing,
    }
}

/// The type of an attribute that is not set, as far as it is known.
pub(crate) fn unset_type(kind: &str, name: &str) -> Option<&'static Type> {
    match (kind, name) {
        ("terraform_data", "id") => Some(&Type::String),
        ("terraform_data", "output") => Some(&Type::Any),
        _ => None,
    }
}
