//! From notes to sentences, in both languages. All prose of the judge is here; none of it names a
//! cloud or a law.

mod expectation;
mod headline;
mod place;
mod reason;

pub(crate) use expectation::{Terms, expectation};
pub(crate) use headline::{Draft, Texts, texts};
pub(crate) use place::{location_text, names as place_names};
pub use reason::reason as reason_text;

use std::fmt::Write as _;

use super::Judge;
use super::fact::{Note, NoteSubject, Seen};
use super::finding::Evidence;
use super::plan::Parameters;
use super::profile::ClassValue;
use super::scalar::as_text;
use crate::catalog::Location;
use crate::model::{Data, Reason, Value};
use crate::policy::definition::{Exists, Matcher, Operand, Path, PathScope, Pseudo, Scalar, Step};
use crate::text::Text;

/// Texts longer than this many characters are cut when shown.
const SHOWN: usize = 80;

/// One note as evidence of a finding on `owner`.
pub(crate) fn evidence<'a>(
    judge: &Judge<'a>,
    owner: usize,
    note: &Note<'_>,
    parameters: &Parameters<'a>,
) -> Evidence {
    let resource = &judge.resources[note.owner];
    let subject = subject_name(&note.subject);
    let found = found(&note.seen);
    let value = match &note.seen {
        Seen::Value(value) | Seen::Outside(Some(value)) => Some(value),
        _ => None,
    };
    let span = if note.at.is_nowhere() {
        resource.span
    } else {
        note.at
    };
    let definitions = match (&note.seen, value) {
        (Seen::Place(location), _) => super::place::definitions(location),
        (_, Some(value)) => value.definitions().to_vec(),
        _ => Vec::new(),
    };
    Evidence {
        message: sentence(judge, owner, note, &subject, parameters),
        satellite: (note.owner != owner).then(|| resource.address.clone()),
        sensitive: value.is_some_and(Value::is_sensitive),
        expected: expected(judge, note, parameters),
        found,
        span,
        subject,
        definitions,
    }
}

/// That a class of data decided what is asked.
pub(crate) fn class_evidence(set: &ClassValue) -> Evidence {
    let value = expectation::list_text(set.parameter.value.iter());
    Evidence {
        subject: set.name.to_string(),
        satellite: None,
        found: Some(value.clone()),
        sensitive: false,
        expected: None,
        span: set.span,
        message: Text::new(
            format!("the class `{}` sets `{}` to `{value}`", set.class, set.name),
            format!("la classe `{}` fixe `{}` à `{value}`", set.class, set.name),
        ),
        definitions: Vec::new(),
    }
}

/// What is asked of what a note saw. Of what a facet was derived from nothing is asked: it is said of
/// the facet, unless that is a mere yes or no.
fn expected<'a>(judge: &Judge<'a>, note: &Note<'_>, parameters: &Parameters<'a>) -> Option<Text> {
    let matcher = note.asked?;
    let catalog = judge.catalog;
    let asked = expectation(
        matcher,
        &Terms {
            parameters,
            catalog,
        },
    )?;
    if note.direct {
        return Some(asked);
    }
    let facet = note
        .facet
        .filter(|_| matches!(matcher, Matcher::Compare(..)))?;
    Some(Text::new(
        format!("`{facet}`: {}", asked.en),
        format!("`{facet}` : {}", asked.fr),
    ))
}

/// What a note saw, as a bare text; none when there is nothing to show or it is sensitive.
fn found(seen: &Seen<'_>) -> Option<String> {
    match seen {
        Seen::Value(value) => shown(value),
        Seen::Default(text) => Some(text.clone()),
        Seen::Place(location) => Some(location_text(location).en),
        _ => None,
    }
}

fn sentence(
    judge: &Judge<'_>,
    owner: usize,
    note: &Note<'_>,
    subject: &str,
    parameters: &Parameters<'_>,
) -> Text {
    let address = &judge.resources[note.owner].address;
    let text = match &note.seen {
        Seen::Value(value) if matches!(note.subject, NoteSubject::Facet(_)) => {
            facet_sentence(subject, value)
        }
        Seen::Value(value) => value_sentence(subject, value),
        Seen::Absent if matches!(note.subject, NoteSubject::Pseudo(Pseudo::ProviderMajor)) => {
            Text::new(
                "the version of the provider is not pinned, and the answer depends on it",
                "la version du fournisseur n'est pas fixée, et la réponse en dépend",
            )
        }
        Seen::Absent => Text::new(
            format!("`{subject}` is not set"),
            format!("`{subject}` n'est pas renseigné"),
        ),
        Seen::Default(default) => Text::new(
            format!("`{subject}` is not set, and is then `{default}`"),
            format!("`{subject}` n'est pas renseigné, et vaut alors `{default}`"),
        ),
        Seen::NoSatellite(types) => {
            let names: Vec<String> = types.iter().map(|name| format!("`{name}`")).collect();
            Text::new(
                format!("no {} concerns it", names.join(" or ")),
                format!("aucune ressource {} ne la concerne", names.join(" ou ")),
            )
        }
        Seen::PerhapsSatellite(satellite) => {
            let satellite = &judge.resources[*satellite].address;
            Text::new(
                format!(
                    "`{satellite}` may concern it: what it points to, or whether it exists, is not known"
                ),
                format!(
                    "`{satellite}` la concerne peut-être : sa cible ou son existence n'est pas connue"
                ),
            )
        }
        Seen::Outside(_) => Text::new(
            format!("`{subject}` points to something that is not in the files"),
            format!("`{subject}` désigne quelque chose qui n'est pas dans les fichiers"),
        ),
        Seen::Place(location) => match (note.asked, &location.location) {
            (Some(Matcher::InZone(zone)), Location::Place(place)) => {
                let zones = scalars(zone, parameters);
                place::with_doubt(judge, location, place, zones)
            }
            _ => location_text(location),
        },
        Seen::Ask(question) | Seen::Moot(question) => (*question).clone(),
        Seen::Malformed(message) => Text::new(
            format!("`{subject}` cannot be read: {message}"),
            format!("`{subject}` est illisible : {message}"),
        ),
        Seen::There => {
            let root = shown_root(&judge.resources[note.owner].root.path);
            Text::new(
                format!("is declared in the root `{root}`"),
                format!("est déclarée dans la racine `{root}`"),
            )
        }
        Seen::NoneThere(exists) => none_there(exists),
        Seen::TooDeep => Text::new(
            "references go deeper than rempart follows",
            "les références dépassent la profondeur que rempart suit",
        ),
    };
    if note.owner == owner || matches!(note.seen, Seen::NoSatellite(_) | Seen::PerhapsSatellite(_))
    {
        text
    } else {
        Text::new(
            format!("`{address}`: {}", text.en),
            format!("`{address}` : {}", text.fr),
        )
    }
}

/// The path of a root module, which may be the directory of the run.
fn shown_root(path: &camino::Utf8Path) -> &str {
    match path.as_str() {
        "" => ".",
        path => path,
    }
}

fn none_there(exists: &Exists) -> Text {
    let Exists { on, anywhere, .. } = exists;
    let names = on.traits.iter().chain(&on.types).chain(&on.facets);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let (en, fr) = (names.join(" or "), names.join(" ou "));
    if *anywhere {
        Text::new(
            format!("no {en} is declared in any of the roots that were read"),
            format!("aucune ressource {fr} n'est déclarée dans les racines lues"),
        )
    } else {
        Text::new(
            format!("no {en} is declared in this root"),
            format!("aucune ressource {fr} n'est déclarée dans cette racine"),
        )
    }
}

/// What an operand stands for.
fn scalars<'s>(
    operand: &'s Operand,
    parameters: &Parameters<'s>,
) -> impl Iterator<Item = &'s Scalar> {
    let (scalar, values) = match operand {
        Operand::Scalar(scalar) => (Some(scalar), None),
        Operand::Parameter(name) => (None, parameters.get(name.as_str())),
    };
    scalar.into_iter().chain(
        values
            .into_iter()
            .flat_map(|parameter| parameter.value.iter()),
    )
}

/// A facet that the catalogue gives to a whole type, with no attribute to point at.
fn facet_sentence(name: &str, value: &Value) -> Text {
    match shown(value) {
        Some(text) => Text::new(
            format!("the facet `{name}` of its type is `{text}`"),
            format!("la facette `{name}` de son type vaut `{text}`"),
        ),
        None => value_sentence(name, value),
    }
}

fn value_sentence(subject: &str, value: &Value) -> Text {
    if let Data::Unknown(unknown) = &value.data {
        let why = reason::reason(&unknown.reason);
        let candidates: Option<Vec<String>> = unknown.candidates.iter().map(shown).collect();
        return match candidates {
            Some(candidates) if !candidates.is_empty() && !value.is_sensitive() => {
                let (en, fr) = (candidates.join("` or `"), candidates.join("` ou `"));
                Text::new(
                    format!("`{subject}` is `{en}`: {}", why.en),
                    format!("`{subject}` vaut `{fr}` : {}", why.fr),
                )
            }
            _ => Text::new(
                format!("`{subject}` is not known: {}", why.en),
                format!("`{subject}` n'est pas connu : {}", why.fr),
            ),
        };
    }
    match shown(value) {
        Some(text) => Text::new(
            format!("`{subject}` is `{text}`"),
            format!("`{subject}` vaut `{text}`"),
        ),
        None if value.is_sensitive() => Text::new(
            format!("`{subject}` has a value that is not shown, since it is sensitive"),
            format!("`{subject}` a une valeur qui n'est pas affichée, car elle est sensible"),
        ),
        None => Text::new(
            format!("`{subject}` is set"),
            format!("`{subject}` est renseigné"),
        ),
    }
}

/// A value in a few characters; none when it is sensitive or has no short form.
fn shown(value: &Value) -> Option<String> {
    if value.is_sensitive() {
        return None;
    }
    if value.is_null() {
        return Some("null".to_owned());
    }
    if let Some(text) = as_text(value) {
        let line = text.lines().next().unwrap_or_default();
        return Some(if line.chars().count() > SHOWN || line.len() < text.len() {
            format!("{}…", line.chars().take(SHOWN).collect::<String>())
        } else {
            line.to_owned()
        });
    }
    match &value.data {
        Data::List(_, items) if items.len() <= 4 => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| as_text(item).and_then(|_| shown(item)))
                .collect();
            items.map(|items| format!("[{}]", items.join(", ")))
        }
        _ => None,
    }
}

/// The next step about an unknown value.
fn next_step(reason: &Reason) -> Text {
    reason::next_step(reason)
}

/// How a subject is named in messages.
pub(crate) fn subject_name(subject: &NoteSubject<'_>) -> String {
    match subject {
        NoteSubject::Path(path) => path_name(path),
        NoteSubject::Inner(path, prefix) => {
            let inner = path_name(path);
            if prefix.is_empty() {
                inner
            } else {
                format!("{prefix}.{inner}")
            }
        }
        NoteSubject::Facet(name) => (*name).to_owned(),
        NoteSubject::Pseudo(pseudo) => pseudo_name(pseudo),
        NoteSubject::Whole => String::new(),
    }
}

/// A path as a person writes it.
pub(crate) fn path_name(path: &Path) -> String {
    let mut name = match path.scope {
        PathScope::Body => String::new(),
        PathScope::Provider => "provider.".to_owned(),
    };
    for (position, step) in path.steps.iter().enumerate() {
        if position > 0 && !matches!(step, Step::Index(_)) {
            name.push('.');
        }
        match step {
            Step::Key(key) => name.push_str(key),
            // Writing to a string cannot fail.
            Step::Index(index) => _ = write!(name, "[{index}]"),
            Step::Any => name.push('*'),
        }
    }
    name
}

/// A pseudo-attribute as the language writes it.
pub(crate) fn pseudo_name(pseudo: &Pseudo) -> String {
    match pseudo {
        Pseudo::Region => "@region".to_owned(),
        Pseudo::Zone => "@zone".to_owned(),
        Pseudo::Country => "@country".to_owned(),
        Pseudo::Town => "@town".to_owned(),
        Pseudo::Provider => "@provider".to_owned(),
        Pseudo::ProviderMajor => "@provider-major".to_owned(),
        Pseudo::Operator(property) => property.as_ref().map_or_else(
            || "@operator".to_owned(),
            |name| format!("@operator.{name}"),
        ),
        Pseudo::Tags(key) => key
            .as_ref()
            .map_or_else(|| "@tags".to_owned(), |key| format!("@tags.{key}")),
        Pseudo::Type => "@type".to_owned(),
        Pseudo::Address => "@address".to_owned(),
        Pseudo::Name => "@name".to_owned(),
        Pseudo::Mode => "@mode".to_owned(),
    }
}
