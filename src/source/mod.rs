//! Files: which there are, what they are, what they hold.
//!
//! This is the only room that touches the file system, besides the policies' loader and the command
//! line. It never leaves the root it is given, follows no symbolic link out of it, and reads each
//! file once.

mod map;

pub use map::{Place, SourceFile, SourceMap};
