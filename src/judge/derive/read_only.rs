//! What may be asked of a data source: what it reads exists outside, so only what its block says is known.
//!
//! An argument that is not written is not absent: the real object may have it. Facets, satellites and
//! targets are not followed from a data source, since what stands behind it is not in the configuration.

use super::super::walk::walk;
use crate::model::Value;
use crate::policy::definition::{Condition, Derivation, Path, Subject};

/// Whether everything that `derivation` reads is written in `body`.
pub(super) fn is_said(derivation: &Derivation, body: &Value) -> bool {
    let said = |inner: &Derivation| is_said(inner, body);
    match derivation {
        Derivation::Constant(_)
        | Derivation::Pseudo(_)
        | Derivation::NotApplicable(_)
        | Derivation::Ask(_) => true,
        Derivation::Attribute(source) => {
            is_written(&source.path, body)
                && source.map.iter().all(|(_, to)| said(to))
                && source.otherwise.iter().all(said)
        }
        Derivation::Holds(condition) => is_asked_of_written(condition, body),
        Derivation::Cases(cases, otherwise) => {
            cases
                .iter()
                .all(|(condition, then)| is_asked_of_written(condition, body) && said(then))
                && otherwise.iter().all(|inner| said(inner))
        }
        Derivation::Not(inner) => said(inner),
        Derivation::Any(inner) | Derivation::All(inner) => inner.iter().all(said),
        _ => false,
    }
}

fn is_asked_of_written(condition: &Condition, body: &Value) -> bool {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => {
            inner.iter().all(|one| is_asked_of_written(one, body))
        }
        Condition::Not(inner) => is_asked_of_written(inner, body),
        Condition::Test(Subject::Attribute(path), _) => is_written(path, body),
        Condition::Test(Subject::Pseudo(_), _) => true,
        Condition::Test(Subject::Facet(_), _) | Condition::Given(..) | Condition::Exists(_) => {
            false
        }
    }
}

/// Whether a value, known or not, stands at every end of the path.
fn is_written(path: &Path, body: &Value) -> bool {
    walk(body, &path.steps)
        .iter()
        .all(|node| node.value.is_some())
}
