//! Objects that controllers turn into resources of a cloud: Crossplane, Config Connector, AWS Controllers for
//! Kubernetes and their like.
//!
//! Which they are, and as resources of which type they are read, is said by the translations of the policies. The
//! way: `composition` takes the templates out of compositions, `sighting` finds the objects that a translation
//! knows, `finder` finds those that others name, `translate` makes attributes of their settings (`spelling` names
//! them, `reference` ties them), `resource` adds what the object says elsewhere.
//!
//! What a composite resource gives to its composition is not evaluated: what a patch writes is not known. Functions
//! other than those that patch templates are not run, and nothing is asked of a cluster.

mod composition;
mod field_path;
mod finder;
mod patch;
mod reference;
mod resource;
mod settings;
mod sighting;
mod spelling;
mod translate;

pub(super) use composition::{Composites, compositions};
pub(super) use resource::{Translated, translate};
pub(super) use sighting::sight;
