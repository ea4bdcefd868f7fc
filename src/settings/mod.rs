//! The configuration of a team: `rempart.yaml`.
//!
//! The way: [`find`] and [`SettingsFile::open`] give a file, [`Settings::read`] what it says, with the place of each thing
//! said, and [`adapt()`] applies to the policies what is about them. Everything wrong is a
//! [`PolicyProblem`](crate::policy::PolicyProblem) with a caret. This room does not read the command line, which
//! wins over the file, and judges nothing.

mod adapt;
mod class;
mod definition;
mod file;
pub mod init;
mod operators;
mod parameter;
mod read;
mod reader;
mod scope;
mod shown;
mod value;

pub use adapt::{Adapted, adapt};
pub use class::{ClassSetting, ClassValues, Classes, Classified};
pub use definition::{
    ClusterRegion, EnvironmentSetting, FailOn, PackSetting, ParameterSetting, Placed, RuleSetting,
    Settings,
};
pub use file::{SettingsFile, find};
pub use operators::EvidenceSetting;
pub use scope::{Scope, ScopeEntry, Scoped, Selector};
pub use shown::Shown;
pub use value::value;
