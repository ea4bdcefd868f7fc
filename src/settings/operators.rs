//! The contract evidence of a team: certificates and qualifications that it has seen.

use jiff::civil::Date;

use super::adapt::Problems;
use super::reader::{Reader, key, placed, text_at, texts_at};
use super::{Placed, Settings};
use crate::catalog::Evidence;
use crate::model::{SourceId, Span};
use crate::policy::definition::{AttestationKind, Library, Perimeter};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// A certificate or qualification of an operator.
#[derive(Clone, Debug)]
pub struct EvidenceSetting {
    /// The operator.
    pub operator: Placed<String>,
    /// What it holds.
    pub attestation: Placed<String>,
    /// What it is filed under.
    pub certificate: String,
    /// Its last day.
    pub valid_until: Placed<Date>,
    /// What it covers, in words.
    pub scope: Option<String>,
    /// The activities that it covers.
    pub activities: Vec<u8>,
    /// The regions that it names.
    pub regions: Vec<Placed<String>>,
    /// Globs of the resource types of the services that it names.
    pub types: Vec<String>,
}

/// The evidence in the mapping at `operators`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<EvidenceSetting> {
    let mut found = Vec::new();
    for operator in node.entries() {
        for attestation in operator.value.entries() {
            found.extend(evidence(reader, operator, attestation));
        }
    }
    found
}

fn evidence(reader: &mut Reader<'_>, operator: &Entry, entry: &Entry) -> Option<EvidenceSetting> {
    let node = &entry.value;
    let certificate = reader.prose(node, "certificate")?;
    let written = text_at(node, "valid-until")?;
    let Ok(date) = written.value.parse::<Date>() else {
        reader.error(
            &written.at,
            Text::new(
                format!("`{}` is no day", written.value),
                format!("`{}` n'est pas un jour", written.value),
            ),
            Some(Text::new(
                "write it as 2027-01-31",
                "écrivez-le sous la forme 2027-01-31",
            )),
        );
        return None;
    };
    let activities = node
        .get("activities")
        .and_then(Node::items)
        .unwrap_or_default();
    let types = texts_at(node, "types");
    Some(EvidenceSetting {
        operator: key(operator),
        attestation: key(entry),
        certificate: certificate.value,
        valid_until: Placed {
            value: date,
            at: written.at,
        },
        scope: reader.prose(node, "scope").map(|scope| scope.value),
        activities: activities
            .iter()
            .filter_map(placed)
            .filter_map(|number| number.value.parse().ok())
            .collect(),
        regions: texts_at(node, "regions"),
        types: types.into_iter().map(|glob| glob.value).collect(),
    })
}

/// Whether the evidence names what the catalogue knows, and proves nothing that it excludes.
pub(super) fn check(problems: &mut Problems<'_>, settings: &Settings, library: &Library) {
    for evidence in &settings.evidence {
        let name = &evidence.operator;
        let Some(operator) = library.operators.get(&name.value) else {
            let known = library.operators.keys().map(String::as_str);
            problems.unknown(name, ["no operator", "aucun opérateur"], known);
            continue;
        };
        let Some(kind) = library.attestations.get(&evidence.attestation.value) else {
            let known = library.attestations.keys().map(String::as_str);
            let what = [
                "no certificate or qualification",
                "aucun certificat ni qualification",
            ];
            problems.unknown(&evidence.attestation, what, known);
            continue;
        };
        let attestation = operator.attestations.get(&evidence.attestation.value);
        if let Some(attestation) = attestation
            && kind.never.contains(&attestation.status)
        {
            let (operator, status) = (&operator.title, &attestation.status);
            problems.error(
                &evidence.attestation.at,
                Text::new(
                    format!("{operator} cannot hold this: the catalogue says `{status}`"),
                    format!("{operator} ne peut pas l'avoir : le catalogue indique `{status}`"),
                ),
                Some(Text::new(
                    "if that has changed, replace the entry of the operator by a tree of policies of your own",
                    "si cela a changé, remplacez l'entrée de l'opérateur par vos propres politiques",
                )),
            );
        }
        for region in &evidence.regions {
            check_region(problems, region, &name.value, library);
        }
    }
}

/// Whether a region is one of the operator's; an operator whose regions the catalogue does not list may have any.
fn check_region(
    problems: &mut Problems<'_>,
    region: &Placed<String>,
    operator: &str,
    library: &Library,
) {
    let known: Vec<&str> = library
        .providers
        .values()
        .filter(|provider| provider.operator.as_deref() == Some(operator))
        .flat_map(|provider| provider.regions.keys().map(String::as_str))
        .collect();
    if known.is_empty() || known.contains(&region.value.as_str()) {
        return;
    }
    let what = [
        format!("no region of `{operator}` called"),
        format!("aucune région de `{operator}` nommée"),
    ];
    problems.unknown(region, [&what[0], &what[1]], known);
}

impl Settings {
    /// The evidence, as the catalogue takes it; `source` is the text of the file, and `today` the day by which
    /// expiries are judged. What [`adapt`](super::adapt()) refuses is left out.
    pub fn evidence(&self, library: &Library, source: SourceId, today: Date) -> Vec<Evidence> {
        let taken = self.evidence.iter().filter_map(|setting| {
            let kind = library.attestations.get(&setting.attestation.value)?;
            let expired = expired(setting, kind, today);
            let at = if expired.is_some() {
                &setting.valid_until.at
            } else {
                &setting.attestation.at
            };
            Some(Evidence {
                operator: setting.operator.value.clone(),
                attestation: setting.attestation.value.clone(),
                status: kind.held.clone(),
                label: format!(
                    "operators.{}.{}",
                    setting.operator.value, setting.attestation.value
                ),
                certificate: format!("{}, {}", setting.certificate, setting.valid_until.value),
                scope: setting.scope.clone(),
                activities: setting.activities.clone(),
                perimeter: perimeter(setting),
                span: Span::new(source, at.clone()),
                expired,
            })
        });
        taken.collect()
    }
}

/// The question that is open again when the last day has passed.
fn expired(setting: &EvidenceSetting, kind: &AttestationKind, today: Date) -> Option<Text> {
    let until = setting.valid_until.value;
    if today <= until {
        return None;
    }
    let days = (today - until).get_days();
    let (days_en, days_fr) = if days == 1 {
        ("1 day".to_owned(), "1 jour".to_owned())
    } else {
        (format!("{days} days"), format!("{days} jours"))
    };
    let certificate = &setting.certificate;
    Some(Text::new(
        format!(
            "{} {certificate} expired on {until}, {days_en} ago: has it been renewed?",
            kind.title.en
        ),
        format!(
            "{} {certificate} : expiré depuis le {until}, il y a {days_fr} ; a-t-il été renouvelé ?",
            kind.title.fr
        ),
    ))
}

/// What the evidence covers, when it says so.
fn perimeter(setting: &EvidenceSetting) -> Option<Perimeter> {
    if setting.regions.is_empty() && setting.types.is_empty() {
        return None;
    }
    Some(Perimeter {
        regions: setting
            .regions
            .iter()
            .map(|region| region.value.clone())
            .collect(),
        types: setting.types.clone(),
        except_types: Vec::new(),
    })
}
