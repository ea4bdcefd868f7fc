//! `samconfig.toml`, the file in which the SAM command line keeps what it deploys with: for each environment the
//! template, the region and the values of parameters. Other keys do not change what is deployed.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value_file::Assigned;
use crate::model::{Diagnostic, Gravity, SourceId, Span, Value};
use crate::text::Text;

/// The name of the file.
pub(super) const NAME: &str = "samconfig.toml";

/// The commands that deploy, the most particular first; `global` goes for all of them.
const COMMANDS: [&str; 2] = ["deploy", "global"];

/// What is said for one environment.
pub(super) struct Deployment {
    /// The environment; `default` unless the user names another.
    pub(super) environment: String,
    /// The template, as written; the one of the usual name when none.
    pub(super) template: Option<String>,
    /// The region it is deployed to.
    pub(super) region: Option<Value>,
    /// Values of parameters.
    pub(super) values: Vec<Assigned>,
}

/// Reads the file.
///
/// # Errors
/// When it is no TOML.
pub(super) fn read(text: &str, source: SourceId) -> Result<Vec<Deployment>, Box<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Box::new(Diagnostic::at(
            Gravity::Warning,
            "syntax-error",
            Span::new(source, span),
            Text::new(
                format!(
                    "this is not TOML, so no value is read from it: {}",
                    error.message()
                ),
                format!(
                    "ce n'est pas du TOML, aucune valeur n'en est donc lue : {}",
                    error.message()
                ),
            ),
        ))
    })?;
    let environments = table.get_ref().iter();
    Ok(environments
        .filter_map(|(name, said)| deployment(name.get_ref(), said.get_ref(), source))
        .collect())
}

fn deployment(name: &str, said: &DeValue<'_>, source: SourceId) -> Option<Deployment> {
    let commands = said.as_table()?;
    let find = |keys: &[&str]| {
        COMMANDS.iter().find_map(|command| {
            let parameters = commands.get(*command)?.get_ref().as_table()?;
            let parameters = parameters.get("parameters")?.get_ref().as_table()?;
            keys.iter().find_map(|key| parameters.get(*key))
        })
    };
    let value = |found: &Spanned<DeValue<'_>>| {
        let text = found.get_ref().as_str()?;
        Some(Value::string(text, Span::new(source, found.span())))
    };
    let values = find(&["parameter_overrides"]).map(|found| overrides(found, source));
    Some(Deployment {
        environment: name.to_owned(),
        template: find(&["template_file", "template"])
            .and_then(|found| found.get_ref().as_str())
            .map(str::to_owned),
        region: find(&["region"]).and_then(value),
        values: values.unwrap_or_default(),
    })
}

/// `"A=1 B=\"two words\""`, or a list of such texts.
fn overrides(found: &Spanned<DeValue<'_>>, source: SourceId) -> Vec<Assigned> {
    match found.get_ref() {
        DeValue::String(text) => pairs(text, found.span(), source),
        DeValue::Array(items) => items
            .iter()
            .filter_map(|item| Some(pairs(item.get_ref().as_str()?, item.span(), source)))
            .flatten()
            .collect(),
        _ => Vec::new(),
    }
}

fn pairs(text: &str, at: Range<usize>, source: SourceId) -> Vec<Assigned> {
    let span = Span::new(source, at);
    words(text)
        .iter()
        .filter_map(|word| {
            // `ParameterKey=A,ParameterValue=1` is the older form.
            let (name, value) = match word.strip_prefix("ParameterKey=") {
                Some(rest) => rest.split_once(",ParameterValue=")?,
                None => word.split_once('=')?,
            };
            Some(Assigned {
                name: name.into(),
                at: span,
                value: Value::string(value, span),
            })
        })
        .collect()
}

/// The words of a text, as a shell cuts them: quotes keep blanks together and go away.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut begun = false;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => word.extend(letters.next()),
            _ if quote == Some(letter) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            _ if letter.is_whitespace() && quote.is_none() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
                continue;
            }
            _ => word.push(letter),
        }
        begun = true;
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{read, words};
    use crate::model::{SourceId, Value};

    /// By "AWS SAM CLI configuration file", AWS SAM developer guide.
    #[test]
    fn environments_have_a_region_and_values() {
        let text = r#"
version = 0.1
[default.global.parameters]
region = "eu-west-1"
[default.deploy.parameters]
parameter_overrides = "Stage=\"test\" Words='two words' ParameterKey=Old,ParameterValue=1"
[prod.deploy.parameters]
region = "eu-west-3"
template_file = "app.yaml"
parameter_overrides = ["Stage=prod", "Size=3"]
"#;
        let found = read(text, SourceId(0)).expect("TOML");
        let shown: Vec<(&str, Option<&str>, Vec<String>)> = found
            .iter()
            .map(|one| {
                let values = one.values.iter();
                let values = values.map(|given| {
                    format!(
                        "{}={}",
                        given.name,
                        given.value.as_str().unwrap_or_default()
                    )
                });
                (
                    one.environment.as_str(),
                    one.region.as_ref().and_then(Value::as_str),
                    values.collect(),
                )
            })
            .collect();
        let texts = |all: &[&str]| {
            all.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            shown,
            [
                (
                    "default",
                    Some("eu-west-1"),
                    texts(&["Stage=test", "Words=two words", "Old=1"])
                ),
                ("prod", Some("eu-west-3"), texts(&["Stage=prod", "Size=3"])),
            ]
        );
        assert!(read("a = [", SourceId(0)).is_err());
    }

    #[test]
    fn words_are_cut_as_a_shell_does() {
        assert_eq!(words(r#" a="b c"  d\ e '' "#), [r"a=b c", "d e", ""]);
        assert!(words("  ").is_empty());
    }
}
