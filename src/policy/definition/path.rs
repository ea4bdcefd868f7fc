//! The smallest parts of the language: paths, pseudo-attributes, scalars.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A path into a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Path {
    /// Whose body it starts in.
    pub scope: PathScope,
    /// The steps, outermost first; none means the body itself.
    pub steps: Vec<Step>,
}

/// Where a [`Path`] starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PathScope {
    /// The body at hand: the resource's, or the block's inside `where`.
    Body,
    /// The configuration of the resource's provider instance (`provider:` prefix).
    Provider,
}

/// One step of a [`Path`]. A key applied to a list of blocks applies to each of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// `.name`.
    Key(String),
    /// `[0]`.
    Index(usize),
    /// `*`: every member of a map, every item of a list.
    Any,
}

/// Why a text is not a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing between two dots, or nothing at all.
    #[error("a step is empty")]
    Empty,
    /// A bracket without its pair, or without a number or `*` inside.
    #[error("brackets hold a number or `*`")]
    Bracket,
    /// A quote without its pair.
    #[error("a quote is not closed")]
    Quote,
    /// A character that a key holds between quotes only.
    #[error("`{0}` stands in quotes only")]
    Character(char),
}

impl Path {
    /// Reads `a.b[0].*."quoted.key"`, with or without `provider:` before it.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let (scope, mut rest) = match text.strip_prefix("provider:") {
            Some(rest) => (PathScope::Provider, rest),
            None => (PathScope::Body, text),
        };
        let mut steps = Vec::new();
        loop {
            rest = named_step(rest, &mut steps)?;
            while let Some(inside) = rest.strip_prefix('[') {
                let (index, after) = inside.split_once(']').ok_or(PathError::Bracket)?;
                steps.push(match index {
                    "*" => Step::Any,
                    number => Step::Index(number.parse().map_err(|_| PathError::Bracket)?),
                });
                rest = after;
            }
            if rest.is_empty() {
                return Ok(Path { scope, steps });
            }
            rest = rest.strip_prefix('.').ok_or(PathError::Bracket)?;
        }
    }
}

/// Reads a key or `*` at the start of `text` and returns what follows.
fn named_step<'a>(text: &'a str, steps: &mut Vec<Step>) -> Result<&'a str, PathError> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (key, after) = quoted.split_once('"').ok_or(PathError::Quote)?;
        if key.is_empty() {
            return Err(PathError::Empty);
        }
        steps.push(Step::Key(key.to_owned()));
        return Ok(after);
    }
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (key, after) = text.split_at(end);
    if let Some(wrong) = key
        .chars()
        .find(|c| c.is_whitespace() || "]\"'{}".contains(*c))
    {
        return Err(PathError::Character(wrong));
    }
    match key {
        "" => return Err(PathError::Empty),
        "*" => steps.push(Step::Any),
        key => steps.push(Step::Key(key.to_owned())),
    }
    Ok(after)
}

impl fmt::Display for Path {
    /// The path as [`Path::parse`] reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scope == PathScope::Provider {
            formatter.write_str("provider:")?;
        }
        for (position, step) in self.steps.iter().enumerate() {
            if position > 0 && !matches!(step, Step::Index(_)) {
                formatter.write_str(".")?;
            }
            match step {
                Step::Key(key)
                    if key.contains(|c: char| c.is_whitespace() || ".[]'{}".contains(c)) =>
                {
                    write!(formatter, "\"{key}\"")?;
                }
                Step::Key(key) if key == "*" => formatter.write_str("\"*\"")?,
                Step::Key(key) => formatter.write_str(key)?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
                Step::Any => formatter.write_str("*")?,
            }
        }
        Ok(())
    }
}

/// An attribute that the engine computes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pseudo {
    /// `@region`: the effective place, or places of a multi-region.
    Region,
    /// `@zone`: the zone inside the region, when the resource names one.
    Zone,
    /// `@country`: ISO code of the place.
    Country,
    /// `@town`: town of the place.
    Town,
    /// `@provider`: the catalogue's name of the provider.
    Provider,
    /// `@provider-major`: major version of the provider, when the files say it.
    ProviderMajor,
    /// `@operator` and `@operator.property`.
    Operator(Option<String>),
    /// `@tags` and `@tags.key`.
    Tags(Option<String>),
    /// `@type`.
    Type,
    /// `@address`.
    Address,
    /// `@name`: the last name in the address.
    Name,
    /// `@mode`: `managed`, `data` or `setting`.
    Mode,
}

impl Pseudo {
    /// The names, as written.
    pub const NAMES: [&'static str; 12] = [
        "@region",
        "@zone",
        "@country",
        "@town",
        "@provider",
        "@provider-major",
        "@operator",
        "@tags",
        "@type",
        "@address",
        "@name",
        "@mode",
    ];

    /// Reads `@region`, `@operator.law`, `@tags.env`; nothing when it is none.
    pub fn parse(text: &str) -> Option<Pseudo> {
        if let Some(property) = text.strip_prefix("@operator.") {
            return (!property.is_empty()).then(|| Pseudo::Operator(Some(property.to_owned())));
        }
        if let Some(key) = text.strip_prefix("@tags.") {
            let key = key
                .strip_prefix('"')
                .and_then(|key| key.strip_suffix('"'))
                .unwrap_or(key);
            return (!key.is_empty()).then(|| Pseudo::Tags(Some(key.to_owned())));
        }
        Some(match text {
            "@region" => Pseudo::Region,
            "@zone" => Pseudo::Zone,
            "@country" => Pseudo::Country,
            "@town" => Pseudo::Town,
            "@provider" => Pseudo::Provider,
            "@provider-major" => Pseudo::ProviderMajor,
            "@operator" => Pseudo::Operator(None),
            "@tags" => Pseudo::Tags(None),
            "@type" => Pseudo::Type,
            "@address" => Pseudo::Address,
            "@name" => Pseudo::Name,
            "@mode" => Pseudo::Mode,
            _ => return None,
        })
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// `unlimited`: above every number.
    Unlimited,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_and_print_alike() {
        let key = |name: &str| Step::Key(name.to_owned());
        // (written, steps, scope)
        let cases = [
            ("a", vec![key("a")], PathScope::Body),
            (
                "rule.apply.sse",
                vec![key("rule"), key("apply"), key("sse")],
                PathScope::Body,
            ),
            (
                "a[0].b",
                vec![key("a"), Step::Index(0), key("b")],
                PathScope::Body,
            ),
            (
                "a[0][12]",
                vec![key("a"), Step::Index(0), Step::Index(12)],
                PathScope::Body,
            ),
            ("tags.*", vec![key("tags"), Step::Any], PathScope::Body),
            ("*.x", vec![Step::Any, key("x")], PathScope::Body),
            (
                "Condition.Bool.aws:Secure",
                vec![key("Condition"), key("Bool"), key("aws:Secure")],
                PathScope::Body,
            ),
            (
                "metadata.\"app.example/name\".x",
                vec![key("metadata"), key("app.example/name"), key("x")],
                PathScope::Body,
            ),
            (
                "provider:endpoints.s3",
                vec![key("endpoints"), key("s3")],
                PathScope::Provider,
            ),
        ];
        for (written, steps, scope) in cases {
            let path = Path { scope, steps };
            assert_eq!(Path::parse(written), Ok(path.clone()), "{written}");
            assert_eq!(path.to_string(), written);
        }
        assert_eq!(
            Path::parse("a[*]").map(|path| path.to_string()),
            Ok("a.*".to_owned())
        );
    }

    #[test]
    fn what_is_no_path_is_refused() {
        // (written, why)
        let cases = [
            ("", PathError::Empty),
            (".", PathError::Empty),
            ("a.", PathError::Empty),
            ("a..b", PathError::Empty),
            ("provider:", PathError::Empty),
            ("[0]", PathError::Empty),
            ("a[x]", PathError::Bracket),
            ("a[0", PathError::Bracket),
            ("a[-1]", PathError::Bracket),
            ("a[0]b", PathError::Bracket),
            ("\"a", PathError::Quote),
            ("\"\"", PathError::Empty),
            ("a b", PathError::Character(' ')),
            ("a]", PathError::Character(']')),
            ("${x}", PathError::Character('{')),
        ];
        for (written, why) in cases {
            assert_eq!(Path::parse(written), Err(why), "{written}");
        }
    }
}
