//! Short texts that a plan repeats, kept once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

/// Longer texts are seldom repeated.
const LONGEST: usize = 64;

/// Beyond so many different texts, the rest is not shared.
const MOST: usize = 1 << 16;

/// The texts met so far.
#[derive(Debug, Default)]
pub(super) struct Names(FxHashSet<Arc<str>>);

impl Names {
    /// The text, shared with all that are equal to it.
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let name: Arc<str> = text.into();
        if text.len() <= LONGEST && self.0.len() < MOST {
            self.0.insert(Arc::clone(&name));
        }
        name
    }
}
