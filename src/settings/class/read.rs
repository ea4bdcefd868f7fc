//! From the YAML of `classes` to their values.

use super::{ClassSetting, ClassValues, PackValue};
use crate::policy::definition::{Library, Parameter};
use crate::settings::adapt::Problems;
use crate::settings::reader::{Reader, key};
use crate::settings::scope::{normal, selector};
use crate::settings::{ParameterSetting, Selector, parameter};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// The classes of the mapping at `classes`; what contradicts itself is an error.
pub(in crate::settings) fn classes(reader: &mut Reader<'_>, node: &Node) -> Vec<ClassSetting> {
    let classes: Vec<ClassSetting> = node
        .entries()
        .iter()
        .map(|entry| class(reader, entry))
        .collect();
    let normal: Vec<Vec<Selector>> = classes
        .iter()
        .map(|class| class.selectors.iter().map(normal).collect())
        .collect();
    for (position, class) in classes.iter().enumerate() {
        let earlier = classes.iter().zip(&normal).take(position);
        for (other, selectors) in earlier {
            let own = normal.get(position).into_iter().flatten();
            if own.into_iter().any(|selector| selectors.contains(selector)) {
                contradiction(reader, class, other);
            }
        }
    }
    classes
}

fn class(reader: &mut Reader<'_>, entry: &Entry) -> ClassSetting {
    let selectors = entry.value.get("select").map(|node| {
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        items.iter().map(|item| selector(reader, item)).collect()
    });
    let parameters = entry.value.get("parameters").map(Node::entries);
    ClassSetting {
        name: key(entry),
        selectors: selectors.unwrap_or_default(),
        parameters: parameters
            .unwrap_or_default()
            .iter()
            .map(|parameter| ParameterSetting {
                name: key(parameter),
                value: parameter.value.clone(),
            })
            .collect(),
    }
}

/// Reports the first parameter to which two classes of the same resources give different values.
fn contradiction(reader: &mut Reader<'_>, class: &ClassSetting, other: &ClassSetting) {
    for set in &class.parameters {
        let differs = |known: &&ParameterSetting| {
            known.name.value == set.name.value && known.value.to_json() != set.value.to_json()
        };
        let Some(known) = other.parameters.iter().find(differs) else {
            continue;
        };
        let (place, name) = (reader.place(known.value.span.start), &set.name.value);
        reader.error(
            &set.value.span,
            Text::new(
                format!("`{name}` has another value for the same resources at {place}"),
                format!("`{name}` a une autre valeur pour les mêmes ressources à {place}"),
            ),
            Some(Text::new(
                "keep one of the two values, or select other resources",
                "gardez une des deux valeurs, ou sélectionnez d'autres ressources",
            )),
        );
        return;
    }
}

/// The values of the classes, each for the packs that have the parameter; what no pack has, or what does not suit,
/// is an error.
pub(in crate::settings) fn values(
    problems: &mut Problems<'_>,
    settings: &[ClassSetting],
    library: &Library,
) -> Vec<ClassValues> {
    let classes = settings.iter().map(|class| {
        let parameters = class.parameters.iter();
        let values = parameters.flat_map(|set| of_packs(problems, set, library));
        ClassValues {
            values: values.collect(),
            name: class.name.clone(),
            selectors: class.selectors.clone(),
        }
    });
    classes.collect()
}

fn of_packs(
    problems: &mut Problems<'_>,
    set: &ParameterSetting,
    library: &Library,
) -> Vec<PackValue> {
    let name = &set.name.value;
    let mut values = Vec::new();
    let mut is_known = false;
    for pack in library.packs.values() {
        let Some(own) = pack.parameters.get(name) else {
            continue;
        };
        is_known = true;
        // What is wrong is told once, and not for each pack.
        let Some((value, list)) = parameter::value(problems, library, pack, set) else {
            return Vec::new();
        };
        let parameter = Parameter {
            value,
            list,
            ..own.clone()
        };
        values.push(PackValue {
            pack: pack.name.as_str().into(),
            name: name.as_str().into(),
            parameter,
            at: set.value.span.clone(),
        });
    }
    if !is_known {
        let packs = library.packs.values();
        let known = packs.flat_map(|pack| pack.parameters.keys().map(String::as_str));
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        known.dedup();
        problems.unknown(&set.name, ["no parameter", "aucun paramètre"], known);
    }
    values
}
