//! Matchers.

use super::condition::{condition, subject};
use super::context::{Context, PlainNames};
use super::scalar::{operand, parameter};
use crate::policy::definition::{Comparison, Matcher, Operand, Operands, Other, Scalar};
use crate::text::Text;
use crate::yaml::{Entry, Kind, Node};

/// The keys of a matcher.
pub(super) const KEYWORDS: [&str; 26] = [
    "is",
    "is-not",
    "in",
    "not-in",
    "gt",
    "gte",
    "lt",
    "lte",
    "matches",
    "starts-with",
    "ends-with",
    "contains",
    "each",
    "some",
    "none",
    "count",
    "where",
    "json",
    "in-zone",
    "differs-from",
    "cidr-within",
    "tls-at-least",
    "schema",
    "all",
    "any",
    "not",
];

/// A constant, `present`, `absent`, or a map of keywords that must all hold.
pub(super) fn matcher(context: &mut Context<'_>, node: &Node) -> Option<Matcher> {
    match &node.kind {
        Kind::Text(text) if text == "present" => Some(Matcher::Present),
        Kind::Text(text) if text == "absent" => Some(Matcher::Absent),
        Kind::Text(_) | Kind::Bool(_) | Kind::Number(_) => operand(context, node).map(Matcher::Is),
        Kind::Null => {
            context.error(
                &node.span,
                Text::new("nothing to compare with", "rien à comparer"),
                Some(Text::new(
                    "write `absent` for a value that is not set",
                    "écrivez `absent` pour une valeur qui n'est pas donnée",
                )),
            );
            None
        }
        Kind::Sequence(_) => {
            context.error(
                &node.span,
                Text::new(
                    "a list is not a matcher",
                    "une liste n'est pas une comparaison",
                ),
                Some(Text::new(
                    "write `{in: […]}` for one of several values",
                    "écrivez `{in: […]}` pour une valeur parmi plusieurs",
                )),
            );
            None
        }
        Kind::Mapping(entries) if entries.is_empty() => {
            context.error(
                &node.span,
                Text::new("the matcher is empty", "la comparaison est vide"),
                None,
            );
            None
        }
        Kind::Mapping(entries) => {
            let parts: Vec<_> = entries
                .iter()
                .map(|entry| keyword(context, entry))
                .collect();
            let mut parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
            if parts.len() == 1 {
                return parts.pop();
            }
            Some(Matcher::All(parts))
        }
    }
}

fn keyword(context: &mut Context<'_>, entry: &Entry) -> Option<Matcher> {
    let value = &entry.value;
    let compare = |context: &mut Context<'_>, comparison| {
        Some(Matcher::Compare(
            comparison,
            number_operand(context, value)?,
        ))
    };
    match entry.key.as_str() {
        "is" => operand(context, value).map(Matcher::Is),
        "is-not" => operand(context, value).map(Matcher::IsNot),
        "in" => operands(context, value).map(Matcher::In),
        "not-in" => operands(context, value).map(Matcher::NotIn),
        "gt" => compare(context, Comparison::Greater),
        "gte" => compare(context, Comparison::GreaterOrEqual),
        "lt" => compare(context, Comparison::Less),
        "lte" => compare(context, Comparison::LessOrEqual),
        "matches" => regex(context, value).map(Matcher::Matches),
        "starts-with" => text_operand(context, value).map(Matcher::StartsWith),
        "ends-with" => text_operand(context, value).map(Matcher::EndsWith),
        "contains" => operand(context, value).map(Matcher::Contains),
        "each" => matcher(context, value).map(|inner| Matcher::Each(Box::new(inner))),
        "some" => matcher(context, value).map(|inner| Matcher::Some(Box::new(inner))),
        "none" => matcher(context, value).map(|inner| Matcher::None(Box::new(inner))),
        "count" => matcher(context, value).map(|inner| Matcher::Count(Box::new(inner))),
        "where" => {
            // The subjects are paths from the block on: no facet has a meaning there.
            let outer = std::mem::replace(&mut context.plain_names, PlainNames::Attributes);
            let inner = condition(context, value);
            context.plain_names = outer;
            inner.map(|inner| Matcher::Where(Box::new(inner)))
        }
        "json" => matcher(context, value).map(|inner| Matcher::Json(Box::new(inner))),
        "in-zone" => zone(context, value).map(Matcher::InZone),
        "differs-from" => other(context, value).map(Matcher::DiffersFrom),
        "cidr-within" => networks(context, value).map(Matcher::CidrWithin),
        "tls-at-least" => tls_version(context, value).map(Matcher::TlsAtLeast),
        "schema" => schema(context, value).map(Matcher::Schema),
        "all" => context.list(value, matcher).map(Matcher::All),
        "any" => context.list(value, matcher).map(Matcher::Any),
        "not" => matcher(context, value).map(|inner| Matcher::Not(Box::new(inner))),
        word @ ("present" | "absent") => {
            context.error(
                &entry.key_span,
                Text::new(
                    format!("`{word}` stands alone"),
                    format!("`{word}` s'écrit seul"),
                ),
                Some(Text::new(
                    format!("write `{word}` instead of the braces"),
                    format!("écrivez `{word}` sans accolades"),
                )),
            );
            None
        }
        _ => {
            let help = crate::policy::suggest::nearest(&entry.key, KEYWORDS).map_or_else(
                || {
                    Text::new(
                        format!(
                            "to ask about a member, write `{{where: {{{}: …}}}}`",
                            entry.key
                        ),
                        format!(
                            "pour interroger un membre, écrivez `{{where: {{{}: …}}}}`",
                            entry.key
                        ),
                    )
                },
                |near| {
                    Text::new(
                        format!("did you mean `{near}`?"),
                        format!("vouliez-vous dire `{near}` ?"),
                    )
                },
            );
            context.error(
                &entry.key_span,
                Text::new(
                    format!("unknown matcher `{}`", entry.key),
                    format!("comparaison inconnue `{}`", entry.key),
                ),
                Some(help),
            );
            None
        }
    }
}

fn operands(context: &mut Context<'_>, node: &Node) -> Option<Operands> {
    if let Some(name) = parameter(node) {
        return Some(Operands::Parameter(name));
    }
    context.list(node, operand).map(Operands::List)
}

fn text_operand(context: &mut Context<'_>, node: &Node) -> Option<Operand> {
    if let Some(name) = parameter(node) {
        return Some(Operand::Parameter(name));
    }
    let text = context.text(node)?;
    Some(Operand::Scalar(Scalar::Text(text.to_owned())))
}

fn zone(context: &mut Context<'_>, node: &Node) -> Option<Operand> {
    let operand = text_operand(context, node)?;
    if let Operand::Scalar(Scalar::Text(name)) = &operand {
        context.zone(name, &node.span)?;
    }
    Some(operand)
}

fn number_operand(context: &mut Context<'_>, node: &Node) -> Option<Operand> {
    match operand(context, node)? {
        Operand::Scalar(Scalar::Text(text)) if text == "unlimited" => {
            Some(Operand::Scalar(Scalar::Unlimited))
        }
        found @ (Operand::Parameter(_) | Operand::Scalar(Scalar::Number(_))) => Some(found),
        Operand::Scalar(_) => {
            context.expected(node, "a number", "nombre");
            None
        }
    }
}

fn regex(context: &mut Context<'_>, node: &Node) -> Option<String> {
    let text = context.text(node)?;
    match regex::Regex::new(text) {
        Ok(_) => Some(text.to_owned()),
        Err(error) => {
            // The last line of the message says what is wrong; the others draw it again.
            let words = error.to_string();
            let words = words
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            context.error(
                &node.span,
                Text::new(
                    format!("invalid regular expression: {words}"),
                    format!("expression régulière invalide : {words}"),
                ),
                None,
            );
            None
        }
    }
}

fn other(context: &mut Context<'_>, node: &Node) -> Option<Other> {
    let is_subject = node.as_text().is_some_and(|text| {
        text.starts_with('@')
            || text.starts_with("facet:")
            || text.starts_with("attr:")
            || (context.plain_names != PlainNames::Attributes && context.facets.contains_key(text))
    });
    if is_subject {
        let text = context.text(node)?;
        return subject(context, text, &node.span).map(Other::Subject);
    }
    operand(context, node).map(Other::Operand)
}

fn networks(context: &mut Context<'_>, node: &Node) -> Option<Operands> {
    let operands = operands(context, node)?;
    if let (Operands::List(list), Some(items)) = (&operands, node.items()) {
        for (operand, item) in list.iter().zip(items) {
            let text = match operand {
                Operand::Parameter(_) => continue,
                Operand::Scalar(Scalar::Text(text)) => text.as_str(),
                Operand::Scalar(_) => "",
            };
            if text.parse::<ipnet::IpNet>().is_err() {
                context.error(
                    &item.span,
                    Text::new(
                        "not a network in CIDR notation",
                        "ce n'est pas un réseau en notation CIDR",
                    ),
                    Some(Text::new(
                        "for example `10.0.0.0/8`",
                        "par exemple `10.0.0.0/8`",
                    )),
                );
                return None;
            }
        }
    }
    Some(operands)
}

fn tls_version(context: &mut Context<'_>, node: &Node) -> Option<Operand> {
    let operand = text_operand(context, node)?;
    if let Operand::Scalar(Scalar::Text(text)) = &operand
        && !["1.0", "1.1", "1.2", "1.3"].contains(&text.as_str())
    {
        context.error(
            &node.span,
            Text::new(
                format!("unknown TLS version `{text}`"),
                format!("version de TLS inconnue `{text}`"),
            ),
            Some(Text::new(
                "write `1.0`, `1.1`, `1.2` or `1.3`",
                "écrivez `1.0`, `1.1`, `1.2` ou `1.3`",
            )),
        );
        return None;
    }
    Some(operand)
}

fn schema(context: &mut Context<'_>, node: &Node) -> Option<String> {
    let schema = node.to_json();
    match jsonschema::options().offline().build(&schema) {
        Ok(_) => Some(schema.to_string()),
        Err(error) => {
            let place = node.at_pointer(error.instance_path().as_str());
            let words = error.to_string();
            context.error(
                &place.span,
                Text::new(
                    format!("invalid JSON Schema: {words}"),
                    format!("schéma JSON invalide : {words}"),
                ),
                None,
            );
            None
        }
    }
}
