//! The resource model: what every front end produces and every rule reads.
//!
//! Nothing here knows a language, a cloud or a rule. A front end builds [`Resource`]s whose bodies
//! are trees of [`Value`]s; each node says where it was written and what it was made from, and a
//! node that cannot be known before deployment says why.

mod diagnostic;
mod layout;
mod number;
mod reference;
mod resource;
mod span;
mod types;
mod unknown;
mod value;
mod waiver;

pub use crate::text::{Language, Text};
pub use diagnostic::{Coverage, CoverageStatus, Diagnostic, Gravity};
pub(crate) use layout::{Item, ItemKind, Layout};
pub use number::{ArithmeticError, Number};
pub use reference::{AttributePath, PathStep, Reference};
pub use resource::{CallSite, ProviderInstance, Resource, ResourceMode, RootModule};
pub use span::{SourceId, Span};
pub use types::{Field, Fields, Type};
pub use unknown::{Presence, Reason, Unknown};
pub use value::{Data, Definition, ListKind, Map, MapKind, Origin, Value, Via};
pub use waiver::Waiver;
