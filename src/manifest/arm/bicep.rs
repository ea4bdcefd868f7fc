//! Files of Bicep: a compiler makes templates of them, which rempart does not run.

use camino::Utf8Path;

use crate::model::{Coverage, CoverageStatus};
use crate::text::Text;

/// What to say of a file of Bicep.
pub(in crate::manifest) fn not_compiled(path: &Utf8Path) -> Coverage {
    Coverage {
        subject: path.to_string(),
        status: CoverageStatus::NotEvaluated,
        why: Text::new(
            format!(
                "a file of Bicep has to be compiled first: `bicep build {path} --stdout | rempart check -` judges the result"
            ),
            format!(
                "un fichier Bicep doit d'abord être compilé : `bicep build {path} --stdout | rempart check -` juge le résultat"
            ),
        ),
    }
}
