//! Conditions.

use std::ops::Range;

use super::context::{Context, PlainNames};
use super::matcher::matcher;
use super::rules::{selector_with, word};
use super::scalar::{parameter_name, path, pseudo};
use crate::policy::definition::{Condition, Exists, FacetType, Matcher, Operand, Scalar, Subject};
use crate::policy::suggest::nearest;
use crate::text::Text;
use crate::yaml::Node;

/// A map of subject to matcher, and `all`, `any`, `not`.
pub(super) fn condition(context: &mut Context<'_>, node: &Node) -> Option<Condition> {
    if !node.is_mapping() {
        context.expected(
            node,
            "a condition, such as `{attribute: value}`",
            "condition, telle que `{attribut: valeur}`,",
        );
        return None;
    }
    if node.entries().is_empty() {
        context.error(
            &node.span,
            Text::new("the condition is empty", "la condition est vide"),
            None,
        );
        return None;
    }
    let parts: Vec<Option<Condition>> = node
        .entries()
        .iter()
        .map(|entry| match entry.key.as_str() {
            "all" => context.list(&entry.value, condition).map(Condition::All),
            "any" => context.list(&entry.value, condition).map(Condition::Any),
            "not" => condition(context, &entry.value).map(|inner| Condition::Not(Box::new(inner))),
            "exists" => exists(context, &entry.value, &entry.key_span),
            key if key.starts_with('$') => given(context, key, &entry.key_span, &entry.value),
            key => test(context, key, &entry.key_span, &entry.value),
        })
        .collect();
    let mut parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
    if parts.len() == 1 {
        return parts.pop();
    }
    Some(Condition::All(parts))
}

/// One subject and its matcher.
fn test(
    context: &mut Context<'_>,
    key: &str,
    span: &Range<usize>,
    value: &Node,
) -> Option<Condition> {
    let subject = subject(context, key, span);
    let matcher = matcher(context, value);
    let (subject, mut matcher) = (subject?, matcher?);
    if let Subject::Facet(name) = &subject {
        check_facet_matcher(context, name, &mut matcher, value);
    }
    Some(Condition::Test(subject, matcher))
}

/// A parameter of the pack and its matcher.
fn given(
    context: &mut Context<'_>,
    key: &str,
    span: &Range<usize>,
    value: &Node,
) -> Option<Condition> {
    of_rules(context, span)?;
    let matcher = matcher(context, value);
    let Some(name) = parameter_name(key) else {
        context.error(
            span,
            Text::new(
                format!("`{key}` is no name of a parameter"),
                format!("`{key}` n'est pas un nom de paramètre"),
            ),
            None,
        );
        return None;
    };
    Some(Condition::Given(name, matcher?))
}

/// `{trait, type, facet, mode, same, within, in-scope}`.
fn exists(context: &mut Context<'_>, node: &Node, span: &Range<usize>) -> Option<Condition> {
    of_rules(context, span)?;
    if !node.is_mapping() {
        context.expected(
            node,
            "what must be there, such as `{trait: audit-trail}`",
            "ce qui doit être présent, tel que `{trait: audit-trail}`,",
        );
        return None;
    }
    let on = selector_with(context, node, &["same", "within", "in-scope", "where"]);
    let same = match node.get("same") {
        Some(same) => {
            let text = context.text(same)?;
            Some(pseudo(context, text, &same.span)?)
        }
        None => None,
    };
    let within = match node.get("within") {
        Some(within) => word(context, within, &["root", "run"])?,
        None => "root".to_owned(),
    };
    let in_scope = match node.get("in-scope") {
        Some(in_scope) => context.bool(in_scope)?,
        None => false,
    };
    let wanted = match node.get("where") {
        Some(wanted) => Some(condition(context, wanted)?),
        None => None,
    };
    if let (Some(asked), Some(node)) = (&wanted, node.get("where"))
        && asked.uses_parameters()
    {
        // What is there is the same for all packs.
        context.error(
            &node.span,
            Text::new(
                "no parameter of a pack may stand here",
                "aucun paramètre de référentiel ne peut figurer ici",
            ),
            None,
        );
        return None;
    }
    Some(Condition::Exists(Box::new(Exists {
        on: on?,
        condition: wanted,
        same,
        anywhere: within == "run",
        in_scope,
    })))
}

/// Nothing, and an error, in the catalogue: parameters and other resources are for rules to ask about.
fn of_rules(context: &mut Context<'_>, span: &Range<usize>) -> Option<()> {
    if context.plain_names != PlainNames::Attributes {
        return Some(());
    }
    context.error(
        span,
        Text::new(
            "only a rule may ask this",
            "seule une règle peut demander cela",
        ),
        None,
    );
    None
}

/// What a condition asks about.
pub(super) fn subject(
    context: &mut Context<'_>,
    text: &str,
    span: &Range<usize>,
) -> Option<Subject> {
    if text.starts_with('@') {
        return pseudo(context, text, span).map(Subject::Pseudo);
    }
    if let Some(name) = text.strip_prefix("facet:") {
        return context.facet(name, span).map(Subject::Facet);
    }
    if let Some(attribute) = text.strip_prefix("attr:") {
        return path(context, attribute, span).map(Subject::Attribute);
    }
    match context.plain_names {
        PlainNames::Attributes => path(context, text, span).map(Subject::Attribute),
        PlainNames::Facets if text.starts_with("provider:") => {
            path(context, text, span).map(Subject::Attribute)
        }
        PlainNames::Facets => {
            let found = context.facet(text, span)?;
            Some(Subject::Facet(found))
        }
        PlainNames::FacetsThenAttributes if context.facets.contains_key(text) => {
            Some(Subject::Facet(text.to_owned()))
        }
        PlainNames::FacetsThenAttributes => {
            warn_of_near_facet(context, text, span);
            path(context, text, span).map(Subject::Attribute)
        }
    }
}

/// A name with a hyphen that nearly is a facet's is a slip more often than an attribute.
fn warn_of_near_facet(context: &mut Context<'_>, text: &str, span: &Range<usize>) {
    if !text.contains('-') || !context.may_compare() {
        return;
    }
    if let Some(facet) = nearest(text, context.facets.keys().map(String::as_str)) {
        let help = Text::new(
            format!("did you mean the facet `{facet}`? An attribute may be written `attr:{text}`"),
            format!(
                "vouliez-vous dire la facette `{facet}` ? Un attribut peut s'écrire `attr:{text}`"
            ),
        );
        context.warn(
            span,
            Text::new(
                format!("`{text}` is no facet and is read as an attribute"),
                format!("`{text}` n'est pas une facette et est lu comme un attribut"),
            ),
            Some(help),
        );
    }
}

/// Reports a matcher that no value of the facet can satisfy, and reads `unlimited` for a number.
fn check_facet_matcher(context: &mut Context<'_>, name: &str, matcher: &mut Matcher, node: &Node) {
    let Some(facet_type) = context.facets.get(name).map(|facet| facet.facet_type) else {
        return;
    };
    let suits = match matcher {
        Matcher::Is(Operand::Scalar(value)) | Matcher::IsNot(Operand::Scalar(value)) => {
            if facet_type == FacetType::Number
                && matches!(value, Scalar::Text(text) if text == "unlimited")
            {
                *value = Scalar::Unlimited;
            }
            match facet_type {
                FacetType::Bool => matches!(value, Scalar::Bool(_)),
                FacetType::Number => matches!(value, Scalar::Number(_) | Scalar::Unlimited),
                FacetType::Text | FacetType::Place | FacetType::Texts | FacetType::Places => {
                    !matches!(value, Scalar::Bool(_))
                }
            }
        }
        Matcher::Compare(..) => facet_type == FacetType::Number,
        Matcher::InZone(_) => matches!(facet_type, FacetType::Place | FacetType::Places),
        Matcher::TlsAtLeast(_)
        | Matcher::Matches(_)
        | Matcher::StartsWith(_)
        | Matcher::EndsWith(_) => {
            matches!(facet_type, FacetType::Text | FacetType::Texts)
        }
        Matcher::Each(_) | Matcher::Some(_) | Matcher::None(_) | Matcher::Count(_) => {
            matches!(facet_type, FacetType::Texts | FacetType::Places)
        }
        _ => true,
    };
    if !suits {
        let (english, french) = type_names(facet_type);
        context.error(
            &node.span,
            Text::new(
                format!("the facet `{name}` is {english}: this can never hold"),
                format!("la facette `{name}` est {french} : ceci ne peut jamais être vrai"),
            ),
            None,
        );
    }
}

/// A facet type in words.
pub(super) fn type_names(facet_type: FacetType) -> (&'static str, &'static str) {
    match facet_type {
        FacetType::Bool => ("a boolean", "un booléen"),
        FacetType::Number => ("a number", "un nombre"),
        FacetType::Text => ("a text", "un texte"),
        FacetType::Place => ("a place", "un lieu"),
        FacetType::Texts => ("a list of texts", "une liste de textes"),
        FacetType::Places => ("a list of places", "une liste de lieux"),
    }
}
