//! From the classes of a resource to the parameters that count for it.

use rustc_hash::FxHashMap;

use super::{Class, Classes, Membership, names};
use crate::judge::{ClassValue, Profile};
use crate::model::{Diagnostic, Gravity, Resource};
use crate::text::Text;

/// Two classes that give a parameter different values.
struct Contradiction<'c> {
    one: &'c Class,
    other: &'c Class,
    value: &'c ClassValue,
    other_value: &'c ClassValue,
}

impl Classes {
    /// What counts for resources of this membership.
    pub(super) fn profile(&self, membership: &Membership) -> Profile {
        let certain = self.at(&membership.certain);
        let general = merged(&certain);
        let mut variants = vec![general];
        let mut add = |variant: Vec<ClassValue>| {
            if variants.iter().all(|known| !same(known, &variant)) {
                variants.push(variant);
            }
        };
        let contradiction = self.contradiction(&membership.certain);
        if contradiction.is_some() {
            // Each leads once, and then each is told.
            for leading in &certain {
                let others = certain.iter().filter(|class| class.name != leading.name);
                let order: Vec<&Class> = others.copied().chain([*leading]).collect();
                add(merged(&order));
            }
        }
        let possible = self.at(&membership.possible);
        for class in &possible {
            let order: Vec<&Class> = certain.iter().copied().chain([*class]).collect();
            add(merged(&order));
        }
        let doubt = (variants.len() > 1).then(|| match contradiction {
            Some(Contradiction {
                one, other, value, ..
            }) => {
                let (one, other, name) = (one.told(), other.told(), &value.name);
                Text::new(
                    format!("the classes {one} and {other} give it different values of `{name}`: which of them counts?"),
                    format!("les classes {one} et {other} lui donnent des valeurs différentes de `{name}` : laquelle compte ?"),
                )
            }
            None => {
                let names: Vec<String> = possible.iter().map(|class| class.told()).collect();
                let names = names.join(", ");
                Text::new(
                    format!("does this class of data concern it: {names}? The value of a tag is not known"),
                    format!("cette classe de données la concerne-t-elle : {names} ? La valeur d'une étiquette n'est pas connue"),
                )
            }
        });
        Profile { variants, doubt }
    }

    fn at(&self, positions: &[usize]) -> Vec<&Class> {
        let classes = positions.iter();
        classes
            .filter_map(|position| self.classes.get(*position))
            .collect()
    }

    /// The first contradiction among some classes.
    fn contradiction(&self, positions: &[usize]) -> Option<Contradiction<'_>> {
        let classes = self.at(positions);
        for (position, one) in classes.iter().enumerate() {
            for other in classes.iter().skip(position + 1) {
                for value in &one.values {
                    let differs = |set: &&ClassValue| {
                        set.pack == value.pack
                            && set.name == value.name
                            && set.parameter.value != value.parameter.value
                    };
                    if let Some(other_value) = other.values.iter().find(differs) {
                        return Some(Contradiction {
                            one,
                            other,
                            value,
                            other_value,
                        });
                    }
                }
            }
        }
        None
    }

    /// A warning for each two classes that contradict each other on a resource.
    pub(super) fn contradictions(
        &self,
        members: &FxHashMap<Membership, Vec<&Resource>>,
    ) -> Vec<Diagnostic> {
        let mut found: Vec<(Contradiction<'_>, Vec<&Resource>)> = Vec::new();
        for (membership, resources) in members {
            let Some(contradiction) = self.contradiction(&membership.certain) else {
                continue;
            };
            let same = |(known, _): &&mut (Contradiction<'_>, Vec<&Resource>)| {
                known.value.span == contradiction.value.span
                    && known.other_value.span == contradiction.other_value.span
            };
            match found.iter_mut().find(same) {
                Some((_, known)) => known.extend(resources),
                None => found.push((contradiction, resources.clone())),
            }
        }
        found.sort_by_key(|(found, _)| (found.value.span, found.other_value.span));
        let notes = found.into_iter().map(|(found, mut resources)| {
            resources.sort_by(|a, b| a.address.cmp(&b.address));
            let (one, other, name) = (&found.one.name, &found.other.name, &found.value.name);
            let (count, names) = (resources.len(), names(resources.iter().copied()));
            Diagnostic::at(
                Gravity::Warning,
                "classes-disagree",
                found.other_value.span,
                Text::new(
                    format!("the classes `{one}` and `{other}` give `{name}` different values, and both select ({count}): {names}"),
                    format!("les classes `{one}` et `{other}` donnent à `{name}` des valeurs différentes, et sélectionnent toutes deux ({count}) : {names}"),
                ),
            )
            .label(
                found.value.span,
                Text::new("the other value", "l'autre valeur"),
            )
        });
        notes.collect()
    }
}

/// The values of some classes; the last leads.
fn merged(classes: &[&Class]) -> Vec<ClassValue> {
    let mut values: Vec<ClassValue> = Vec::new();
    for set in classes.iter().flat_map(|class| &class.values) {
        let known = values
            .iter_mut()
            .find(|known| known.pack == set.pack && known.name == set.name);
        match known {
            Some(known) => known.clone_from(set),
            None => values.push(set.clone()),
        }
    }
    values
}

/// Whether two lists give all parameters the same values.
fn same(a: &[ClassValue], b: &[ClassValue]) -> bool {
    let holds = |set: &ClassValue, list: &[ClassValue]| {
        list.iter().any(|other| {
            other.pack == set.pack
                && other.name == set.name
                && other.parameter.value == set.parameter.value
        })
    };
    a.len() == b.len() && a.iter().all(|set| holds(set, b))
}
