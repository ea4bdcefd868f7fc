//! What the configuration in a plan says about one value of a resource.
//!
//! The configuration gives expressions where the values stand, but it leaves `dynamic` blocks out and knows
//! no order for blocks that form a set. So each value is met with what can be said of it: an
//! expression, a block, nothing written, or nothing known.

use jsonc_parser::ast;
use serde_json::{Map, Value as Json};

/// What is written for a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written<'c> {
    /// Nothing is known: there is no configuration, or a `dynamic` block may have made it.
    Unsaid,
    /// Nobody wrote it: the provider or the service decides.
    Nowhere,
    /// An expression: `{"constant_value": …}`, `{"references": […]}`, or `{}`.
    Expression(&'c Json),
    /// The body of a block.
    Block(&'c Map<String, Json>),
    /// The blocks of one type.
    Blocks(&'c [Json]),
}

impl<'c> Written<'c> {
    /// What an entry of `expressions` says.
    pub(super) fn of(json: &'c Json) -> Self {
        match json {
            Json::Object(members) => {
                let references = members.get("references").is_some_and(|references| {
                    references
                        .as_array()
                        .is_some_and(|items| items.iter().all(Json::is_string))
                });
                if references || members.contains_key("constant_value") || members.is_empty() {
                    Written::Expression(json)
                } else {
                    Written::Block(members)
                }
            }
            Json::Array(blocks) => Written::Blocks(blocks),
            _ => Written::Unsaid,
        }
    }

    /// For a member of an object. `value` is what the plan holds there, if anything.
    pub(super) fn member(self, key: &str, value: Option<&ast::Value<'_>>) -> Self {
        match self {
            Written::Block(members) => match members.get(key) {
                Some(json) => Written::of(json),
                None if value.is_some_and(may_be_blocks) => Written::Unsaid,
                None => Written::Nowhere,
            },
            // One block, where the value is an object instead of a list.
            Written::Blocks([one]) => Written::of_block(one).member(key, value),
            Written::Blocks(_) => Written::Unsaid,
            other => other,
        }
    }

    /// For an item of a list of `count`.
    pub(super) fn item(self, index: usize, count: usize, value: &ast::Value<'_>) -> Self {
        match self {
            Written::Blocks(blocks) => {
                let matches = |block: &&Json| agrees(block, value);
                // More blocks than are written come from a `dynamic` block, in unknown order.
                if blocks.len() == count
                    && let Some(block) = blocks.get(index).filter(matches)
                {
                    return Written::of_block(block);
                }
                let mut matching = blocks.iter().filter(matches);
                match (matching.next(), matching.next()) {
                    (Some(block), None) => Written::of_block(block),
                    _ => Written::Unsaid,
                }
            }
            Written::Block(_) => self,
            other => other,
        }
    }

    fn of_block(json: &'c Json) -> Self {
        json.as_object().map_or(Written::Unsaid, Written::Block)
    }

    /// The constant, when it is one.
    pub(super) fn constant(self) -> Option<&'c Json> {
        match self {
            Written::Expression(json) => json.get("constant_value"),
            _ => None,
        }
    }
}

/// Whether a value has the form of nested blocks, which a `dynamic` block may have made.
fn may_be_blocks(value: &ast::Value<'_>) -> bool {
    match value {
        ast::Value::Array(array) => {
            !array.elements.is_empty()
                && array
                    .elements
                    .iter()
                    .all(|item| matches!(item, ast::Value::Object(_)))
        }
        _ => false,
    }
}

/// Whether the constants of a written block are what the value holds.
fn agrees(block: &Json, value: &ast::Value<'_>) -> bool {
    let (Json::Object(members), ast::Value::Object(object)) = (block, value) else {
        return false;
    };
    members.iter().all(|(key, json)| {
        let held = object
            .properties
            .iter()
            .find(|property| property.name.as_str() == key);
        let Some(held) = held.map(|property| &property.value) else {
            // Unknown, then, unless a constant is written.
            return Written::of(json).constant().is_none_or(Json::is_null);
        };
        match Written::of(json) {
            Written::Expression(_) => match Written::of(json).constant() {
                Some(constant) => same(constant, held),
                None => true,
            },
            Written::Blocks(blocks) => match held {
                ast::Value::Array(items) => {
                    blocks.len() > items.elements.len()
                        || blocks
                            .iter()
                            .all(|block| items.elements.iter().any(|item| agrees(block, item)))
                }
                _ => true,
            },
            _ => true,
        }
    })
}

/// Whether a scalar constant is a value, by its text: providers turn `"1"` into `1`. Collections are not
/// compared.
fn same(constant: &Json, held: &ast::Value<'_>) -> bool {
    let number = |text: &str| crate::model::Number::parse(text);
    match (constant, held) {
        (Json::String(a), ast::Value::StringLit(b)) => *a == b.value,
        (Json::Number(a), ast::Value::NumberLit(b)) => number(&a.to_string()) == number(b.value),
        (Json::Bool(a), ast::Value::BooleanLit(b)) => *a == b.value,
        (Json::String(a), ast::Value::NumberLit(b)) => number(a) == number(b.value),
        (Json::Number(a), ast::Value::StringLit(b)) => number(&a.to_string()) == number(&b.value),
        (Json::String(a), ast::Value::BooleanLit(b)) => *a == b.value.to_string(),
        (Json::Bool(a), ast::Value::StringLit(b)) => a.to_string() == b.value,
        (Json::Null, ast::Value::NullKeyword(_)) | (Json::Array(_) | Json::Object(_), _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};
    use serde_json::json;

    use super::Written;

    fn parsed(text: &str) -> ast::Value<'_> {
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        parsed.expect("it is JSON").value.expect("it is a value")
    }

    #[test]
    fn blocks_of_a_set_are_told_apart_by_their_constants() {
        let written = json!([
            {"port": {"constant_value": 443}, "from": {"references": ["var.a"]}},
            {"port": {"constant_value": 22}, "from": {"references": ["var.b"]}},
        ]);
        let written = Written::of(&written);
        let port = |text: &str, index| {
            let value = parsed(text);
            let item = written.item(index, 2, &value);
            item.member("port", None).constant().cloned()
        };
        // The plan has the other order.
        assert_eq!(port(r#"{"port": 22, "from": "x"}"#, 0), Some(json!(22)));
        assert_eq!(port(r#"{"port": 443, "from": "x"}"#, 1), Some(json!(443)));
        assert_eq!(port(r#"{"port": 80, "from": "x"}"#, 1), None);
    }

    #[test]
    fn what_a_dynamic_block_may_have_made_is_not_called_unwritten() {
        let written = json!({"name": {"constant_value": "a"}});
        let written = Written::of(&written);
        let blocks = parsed(r#"[{"key": "k"}]"#);
        assert!(matches!(
            written.member("rule", Some(&blocks)),
            Written::Unsaid
        ));
        let text = parsed(r#""k""#);
        assert!(matches!(
            written.member("key", Some(&text)),
            Written::Nowhere
        ));
        assert!(matches!(written.member("key", None), Written::Nowhere));
    }

    #[test]
    fn a_block_may_have_an_attribute_named_references() {
        let written = json!({"references": {"constant_value": ["a"]}});
        assert!(matches!(Written::of(&written), Written::Block(_)));
    }
}
