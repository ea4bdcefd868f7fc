//! Whether a value suits a parameter of a pack.
//!
//! A parameter has no declared type: what it may be follows from the pack's own value, and from what the rules of
//! the pack do with it.

use super::ParameterSetting;
use super::adapt::Problems;
use crate::policy::definition::{Library, Pack, Parameter, ParameterUse, Scalar};
use crate::policy::did_you_mean;
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// The values that are set and whether they are a list, or an error at the one that does not suit.
pub(super) fn value(
    problems: &mut Problems<'_>,
    library: &Library,
    pack: &Pack,
    setting: &ParameterSetting,
) -> Option<(Vec<Scalar>, bool)> {
    let name = &setting.name.value;
    let default = pack.parameters.get(name)?;
    let uses: Vec<ParameterUse> = pack
        .rules
        .keys()
        .filter_map(|rule| library.rules.get(rule))
        .flat_map(|rule| rule.parameters())
        .filter(|(used, _)| used == name)
        .map(|(_, usage)| usage)
        .collect();
    let is_list = setting.value.items().is_some();
    let may_be_list = default.list && uses.iter().all(|usage| *usage == ParameterUse::Several);
    if is_list && !may_be_list {
        problems.error(
            &setting.value.span,
            Text::new(
                format!("`{name}` has one value, not a list"),
                format!("`{name}` a une seule valeur, pas une liste"),
            ),
            expects(default),
        );
        return None;
    }
    let nodes = setting
        .value
        .items()
        .unwrap_or(std::slice::from_ref(&setting.value));
    let mut values = Vec::with_capacity(nodes.len());
    for node in nodes {
        match scalar(node, default, &uses) {
            Ok(scalar) => values.push(scalar),
            Err(message) => {
                problems.error(&node.span, message, expects(default));
                return None;
            }
        }
    }
    if uses.contains(&ParameterUse::Zone) {
        for (value, node) in values.iter().zip(nodes) {
            zone(problems, library, value, node)?;
        }
    }
    Some((values, default.list))
}

/// The constant that a node is, of the kind that the pack's own value has.
fn scalar(node: &Node, default: &Parameter, uses: &[ParameterUse]) -> Result<Scalar, Text> {
    let written = node.scalar_text().unwrap_or_default();
    match default.value.first() {
        Some(Scalar::Bool(_)) => match node.kind {
            Kind::Bool(value) => Ok(Scalar::Bool(value)),
            _ => Err(Text::new(
                "expected `true` or `false`",
                "`true` ou `false` attendu",
            )),
        },
        Some(Scalar::Number(_) | Scalar::Unlimited) => match &node.kind {
            Kind::Number(number) => match number.value.as_f64() {
                Some(value) if value >= 0.0 => Ok(Scalar::Number(value)),
                _ => Err(Text::new(
                    "expected a number that is not negative",
                    "nombre positif ou nul attendu",
                )),
            },
            Kind::Text(text) if text == "unlimited" => Ok(Scalar::Unlimited),
            _ => Err(Text::new(
                format!("expected a number, or `unlimited`, and not `{written}`"),
                format!("nombre ou `unlimited` attendu, et non `{written}`"),
            )),
        },
        // A version may be written without quotes: it is the text that is written.
        _ if uses.contains(&ParameterUse::Tls) && !TLS_VERSIONS.contains(&written) => {
            Err(Text::new(
                format!("`{written}` is no version of TLS"),
                format!("`{written}` n'est pas une version de TLS"),
            ))
        }
        _ => match node.kind {
            Kind::Text(_) | Kind::Number(_) => Ok(Scalar::Text(written.to_owned())),
            _ => Err(Text::new("expected a text", "texte attendu")),
        },
    }
}

/// The versions of TLS that a pack may ask for.
const TLS_VERSIONS: [&str; 4] = ["1.0", "1.1", "1.2", "1.3"];

/// Whether a value names a zone of law or a country, or an error.
fn zone(problems: &mut Problems<'_>, library: &Library, value: &Scalar, node: &Node) -> Option<()> {
    let Scalar::Text(name) = value else {
        return Some(());
    };
    let code = name.to_uppercase();
    let is_country = library.countries.iter().any(|(country, described)| {
        *country == code || described.aliases.contains(&code) || described.aliases.contains(name)
    });
    if library.zones.contains_key(name) || is_country {
        return Some(());
    }
    problems.error(
        &node.span,
        Text::new(
            format!("unknown zone of law or country `{name}`"),
            format!("zone de droit ou pays inconnu : `{name}`"),
        ),
        did_you_mean(name, library.zones.keys().map(String::as_str)),
    );
    None
}

/// What the parameter sets, and the pack's own value.
fn expects(default: &Parameter) -> Option<Text> {
    let own = match default.value.first()? {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Number(value) => value.to_string(),
        Scalar::Text(text) => text.clone(),
        Scalar::Unlimited => "unlimited".to_owned(),
    };
    Some(Text::new(
        format!("{}: `{own}` by default", default.title.en),
        format!("{} : `{own}` par défaut", default.title.fr),
    ))
}
