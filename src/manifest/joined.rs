//! Texts made of parts, some of which may not be known.

use std::sync::Arc;

use super::partial::text;
use crate::model::{Data, Presence, Reason, Span, Unknown, Value};

/// Longest text that functions make, in bytes; what would be longer is unknown.
const MAX_TEXT: usize = 1 << 20;

/// The texts one after the other. Where a part is one of a few, so is the whole; where it may be anything, the whole
/// is unknown and keeps the beginning that is known.
pub(super) fn joined(parts: &[Value], span: Span) -> Value {
    let mut wholes = vec![String::new()];
    let mut doubt = None;
    for part in parts {
        let Some(texts) = possible(part, Unknown::MAX_CANDIDATES / wholes.len()) else {
            let mut unknown = doubt.unwrap_or_else(|| why(part, span));
            let beginning = common_beginning(&wholes);
            unknown.prefix = (!beginning.is_empty()).then(|| beginning.into());
            return Value::new(Data::Unknown(Arc::new(unknown)), span).made_from(parts);
        };
        if part.as_unknown().is_some() {
            doubt.get_or_insert_with(|| why(part, span));
        }
        wholes = wholes
            .iter()
            .flat_map(|whole| texts.iter().map(move |text| format!("{whole}{text}")))
            .collect();
        if wholes.iter().any(|whole| whole.len() > MAX_TEXT) {
            return Value::unknown(Reason::Limit("the length of a text".into()), span);
        }
    }
    let mut wholes = wholes.into_iter().map(|whole| Value::string(whole, span));
    let Some(mut unknown) = doubt else {
        let whole = wholes.next();
        return whole
            .unwrap_or_else(|| Value::string("", span))
            .made_from(parts);
    };
    unknown.candidates = wholes.collect();
    Value::new(Data::Unknown(Arc::new(unknown)), span).made_from(parts)
}

/// The texts that a part may be, when they are known and at most `most`.
fn possible(part: &Value, most: usize) -> Option<Vec<String>> {
    if let Some(text) = text(part) {
        return Some(vec![text]);
    }
    let candidates = &part.as_unknown()?.candidates;
    let texts: Option<Vec<String>> = candidates.iter().map(text).collect();
    texts.filter(|texts| (1..=most).contains(&texts.len()))
}

/// Why a text with this part is not known.
fn why(part: &Value, span: Span) -> Unknown {
    let mut unknown = match part.as_unknown() {
        Some(why) => Unknown::new(why.reason.clone(), why.at),
        None => Unknown::new(Reason::Error("a text is expected here".into()), span),
    };
    unknown.presence = Presence::Certain;
    unknown
}

/// What all the texts begin with.
fn common_beginning(texts: &[String]) -> String {
    let mut texts = texts.iter();
    let mut beginning = texts.next().cloned().unwrap_or_default();
    for text in texts {
        let common = beginning
            .char_indices()
            .zip(text.chars())
            .find(|((_, ours), theirs)| ours != theirs)
            .map_or(beginning.len().min(text.len()), |((at, _), _)| at);
        beginning.truncate(common);
    }
    beginning
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::joined;
    use crate::model::{Data, Reason, Span, Unknown, Value};

    fn one_of(texts: &[&str]) -> Value {
        let mut unknown = Unknown::new(Reason::Ambient("it".into()), Span::NOWHERE);
        unknown.candidates = texts.iter().map(|text| written(text)).collect();
        Value::new(Data::Unknown(Arc::new(unknown)), Span::NOWHERE)
    }

    fn written(text: &str) -> Value {
        Value::string(text, Span::NOWHERE)
    }

    fn candidates(value: &Value) -> Vec<&str> {
        let unknown = value.as_unknown().expect("an unknown value");
        unknown
            .candidates
            .iter()
            .filter_map(Value::as_str)
            .collect()
    }

    #[test]
    fn a_part_of_few_values_gives_a_whole_of_few() {
        let partition = one_of(&["aws", "aws-cn"]);
        let whole = joined(
            &[written("arn:"), partition, written(":s3:::main")],
            Span::NOWHERE,
        );
        assert_eq!(
            candidates(&whole),
            ["arn:aws:s3:::main", "arn:aws-cn:s3:::main"]
        );
    }

    #[test]
    fn what_is_known_of_the_beginning_is_kept() {
        let anything = Value::unknown(Reason::Ambient("it".into()), Span::NOWHERE);
        let partition = one_of(&["aws", "aws-cn"]);
        let whole = joined(&[written("arn:"), partition, anything], Span::NOWHERE);
        let unknown = whole.as_unknown().expect("an unknown value");
        assert_eq!(unknown.prefix.as_deref(), Some("arn:aws"));
        assert!(unknown.candidates.is_empty());
    }

    #[test]
    fn too_many_possibilities_are_not_listed() {
        let four = one_of(&["a", "b", "c", "d"]);
        let whole = joined(&[four.clone(), four], Span::NOWHERE);
        assert!(candidates(&whole).is_empty());
    }
}
