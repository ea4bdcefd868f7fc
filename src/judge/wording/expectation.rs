//! What a matcher asks, in a few words.

use crate::catalog::Catalog;
use crate::judge::plan::Parameters;
use crate::policy::definition::{
    Comparison, Matcher, Operand, Operands, Other, Pseudo, Scalar, Subject,
};
use crate::text::Text;

/// What the words of a matcher stand for.
pub(crate) struct Terms<'t, 'a> {
    pub(crate) parameters: &'t Parameters<'a>,
    pub(crate) catalog: &'t Catalog<'a>,
}

/// What is asked; none when it takes more than a few words.
pub(crate) fn expectation(matcher: &Matcher, terms: &Terms<'_, '_>) -> Option<Text> {
    let one = |operand: &Operand| operand_text(operand, terms);
    Some(match matcher {
        Matcher::Is(operand) => same(format!("`{}`", one(operand))),
        Matcher::IsNot(operand) => {
            let value = one(operand);
            Text::new(
                format!("other than `{value}`"),
                format!("autre que `{value}`"),
            )
        }
        Matcher::Present => Text::new("set", "renseigné"),
        Matcher::Absent => Text::new("not set", "non renseigné"),
        Matcher::In(operands) => {
            let list = operands_text(operands, terms);
            Text::new(
                format!("one of {list}"),
                format!("l'une des valeurs {list}"),
            )
        }
        Matcher::NotIn(operands) => {
            let list = operands_text(operands, terms);
            Text::new(
                format!("none of {list}"),
                format!("aucune des valeurs {list}"),
            )
        }
        Matcher::Compare(comparison, operand) => {
            let limit = one(operand);
            match comparison {
                Comparison::Greater => {
                    Text::new(format!("more than {limit}"), format!("plus de {limit}"))
                }
                Comparison::GreaterOrEqual => {
                    Text::new(format!("at least {limit}"), format!("au moins {limit}"))
                }
                Comparison::Less => {
                    Text::new(format!("less than {limit}"), format!("moins de {limit}"))
                }
                Comparison::LessOrEqual => {
                    Text::new(format!("at most {limit}"), format!("au plus {limit}"))
                }
            }
        }
        Matcher::Matches(pattern) => Text::new(
            format!("a text that matches `{pattern}`"),
            format!("un texte conforme à `{pattern}`"),
        ),
        Matcher::StartsWith(operand) => {
            let start = one(operand);
            Text::new(
                format!("a text that starts with `{start}`"),
                format!("un texte qui commence par `{start}`"),
            )
        }
        Matcher::EndsWith(operand) => {
            let end = one(operand);
            Text::new(
                format!("a text that ends with `{end}`"),
                format!("un texte qui se termine par `{end}`"),
            )
        }
        Matcher::Contains(operand) => {
            let part = one(operand);
            Text::new(
                format!("something that holds `{part}`"),
                format!("quelque chose qui contient `{part}`"),
            )
        }
        Matcher::InZone(operand) => {
            let zone = one(operand);
            let title = terms.catalog.zone_title(&zone).cloned();
            let title = title.unwrap_or_else(|| same(zone));
            Text::new(
                format!("in the zone “{}”", title.en),
                format!("dans la zone « {} »", title.fr),
            )
        }
        Matcher::DiffersFrom(Other::Subject(Subject::Pseudo(Pseudo::Town))) => {
            Text::new("in another town", "dans une autre ville")
        }
        Matcher::DiffersFrom(Other::Subject(Subject::Pseudo(Pseudo::Region))) => {
            Text::new("in another region", "dans une autre région")
        }
        Matcher::DiffersFrom(Other::Subject(Subject::Pseudo(Pseudo::Country))) => {
            Text::new("in another country", "dans un autre pays")
        }
        Matcher::DiffersFrom(Other::Subject(subject)) => {
            let subject = match subject {
                Subject::Pseudo(pseudo) => super::pseudo_name(pseudo),
                Subject::Facet(name) => name.clone(),
                Subject::Attribute(path) => super::path_name(path),
            };
            Text::new(
                format!("other than {subject}"),
                format!("autre que {subject}"),
            )
        }
        Matcher::DiffersFrom(Other::Operand(operand)) => {
            let value = one(operand);
            Text::new(
                format!("other than `{value}`"),
                format!("autre que `{value}`"),
            )
        }
        Matcher::CidrWithin(operands) => {
            let list = operands_text(operands, terms);
            Text::new(format!("within {list}"), format!("compris dans {list}"))
        }
        Matcher::TlsAtLeast(operand) => {
            let version = one(operand);
            Text::new(
                format!("TLS {version} or later"),
                format!("TLS {version} ou plus récent"),
            )
        }
        Matcher::Each(inner) | Matcher::Some(inner) | Matcher::Count(inner) => {
            return expectation(inner, terms);
        }
        Matcher::All(matchers) => {
            let all: Vec<Text> = matchers
                .iter()
                .filter_map(|matcher| expectation(matcher, terms))
                .collect();
            if all.is_empty() {
                return None;
            }
            let join = |get: fn(&Text) -> &str, word: &str| {
                all.iter().map(get).collect::<Vec<_>>().join(word)
            };
            Text::new(
                join(|text| &text.en, " and "),
                join(|text| &text.fr, " et "),
            )
        }
        Matcher::None(_)
        | Matcher::Where(_)
        | Matcher::Json(_)
        | Matcher::Schema(_)
        | Matcher::Any(_)
        | Matcher::Not(_) => return None,
    })
}

fn same(text: String) -> Text {
    Text {
        fr: text.clone(),
        en: text,
    }
}

fn operand_text(operand: &Operand, terms: &Terms<'_, '_>) -> String {
    match operand {
        Operand::Scalar(scalar) => scalar_text(scalar),
        Operand::Parameter(name) => terms.parameters.get(name.as_str()).map_or_else(
            || format!("${name}"),
            |parameter| list_text(parameter.value.iter()),
        ),
    }
}

fn operands_text(operands: &Operands, terms: &Terms<'_, '_>) -> String {
    match operands {
        Operands::List(list) => list
            .iter()
            .map(|operand| operand_text(operand, terms))
            .collect::<Vec<_>>()
            .join(", "),
        Operands::Parameter(name) => terms
            .parameters
            .get(name.as_str())
            .map_or_else(String::new, |parameter| list_text(parameter.value.iter())),
    }
}

/// Some constants, as a person writes them.
pub(super) fn list_text<'s>(scalars: impl Iterator<Item = &'s Scalar>) -> String {
    scalars.map(scalar_text).collect::<Vec<_>>().join(", ")
}

/// A constant as a person writes it.
fn scalar_text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(bool) => bool.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
        Scalar::Unlimited => "unlimited".to_owned(),
    }
}
