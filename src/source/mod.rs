//! Files: which there are, what they are, what they hold.
//!
//! This is the only room that touches the file system, besides the policies' loader and the command
//! line. It never leaves the root it is given, follows no symbolic link out of it, and reads each
//! file once. What a text means is not its concern.

mod discover;
mod error;
mod fileset;
mod filter;
mod kind;
mod map;
mod path;
mod revision;
mod root;
#[cfg(test)]
mod tests;
mod workspace;

pub use discover::{Discovered, Found, Selection, discover};
pub use error::ReadError;
pub use fileset::{FilesetError, fileset};
pub use filter::{PathFilter, PatternError};
pub use kind::SourceKind;
pub(crate) use kind::{HEAD_BYTES, begins_like_a_plan_or_state};
pub use map::{Extent, Place, SourceFile, SourceMap};
pub(crate) use path::{absolute, shown};
pub use revision::OldTree;
pub use root::{common_directory, find_root};
pub use workspace::{DirectoryEntry, EntryKind, Workspace};
