//! References: the edges of the resource graph.

use std::fmt;
use std::sync::Arc;

/// One step of a path into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathStep {
    /// An attribute, a nested block type or a map key.
    Key(Arc<str>),
    /// A position in a list.
    Index(usize),
}

/// A path from a resource body to one of its nodes, as `rule[0].apply.sse_algorithm`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributePath(pub Vec<PathStep>);

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if position == 0 => f.write_str(key)?,
                PathStep::Key(key) => write!(f, ".{key}")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A use of one resource's attribute by another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// The address within its root: `module.db["eu"].aws_kms_key.main[0]`. Without a final
    /// instance key when the expression does not say which instance: it then stands for all of them.
    pub address: Arc<str>,
    /// The attribute read, such as `arn`; empty when the whole resource is meant.
    pub attribute: Arc<str>,
}
