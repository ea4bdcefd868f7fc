//! Resources that contradict themselves about their place, such as a zone of another region than the one
//! beside it.

use rustc_hash::FxHashSet;

use super::Judge;
use super::wording::place_names;
use crate::catalog::Effective;
use crate::model::{Diagnostic, Gravity};
use crate::text::Text;

impl Judge<'_> {
    /// What is contradictory about the places that were asked for so far, each line of the files once.
    pub(crate) fn contradictions(&self) -> Vec<Diagnostic> {
        let mut told = FxHashSet::default();
        let mut diagnostics = Vec::new();
        for (resource, member) in self.resources.iter().zip(&self.members) {
            let Some(effective) = member.location.get() else {
                continue;
            };
            let Some(message) = message(&resource.address, effective) else {
                continue;
            };
            let written = effective.conflict.as_ref();
            let written = written.map_or(resource.span, |conflict| conflict.value.origin.span);
            let span = if written.is_nowhere() {
                resource.span
            } else {
                written
            };
            if told.insert(span) {
                diagnostics.push(Diagnostic::at(
                    Gravity::Warning,
                    "contradictory-place",
                    span,
                    message,
                ));
            }
        }
        diagnostics
    }
}

fn message(address: &str, effective: &Effective<'_>) -> Option<Text> {
    let conflict = effective.conflict.as_ref()?;
    let basis = effective.basis.explain();
    let (decided, other) = (
        place_names(&effective.location),
        place_names(&conflict.location),
    );
    let attribute = &conflict.attribute;
    Some(Text::new(
        format!(
            "`{address}` contradicts itself: it is in {decided} by {}, and in {other} by attribute `{attribute}`; correct one of them",
            basis.en
        ),
        format!(
            "`{address}` se contredit : elle se trouve dans {decided} d'après {}, et dans {other} d'après l'attribut `{attribute}` ; corriger l'un des deux",
            basis.fr
        ),
    ))
}
