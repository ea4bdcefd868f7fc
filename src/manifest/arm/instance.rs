//! What a resource of a template is called: its full type, its full name, and its address.

use std::sync::Arc;

use super::frame::Frame;
use super::name::Name;
use super::scope::{Scope, member};
use crate::yaml::Node;

/// Longest expression in an address, in characters.
const MAX_SHOWN: usize = 200;

/// A resource around another.
#[derive(Clone)]
pub(super) struct Enclosing {
    pub(super) kind: String,
    pub(super) name: Name,
    /// The name in the address.
    pub(super) shown: String,
}

/// What a resource is called.
pub(super) struct Called {
    /// The full type.
    pub(super) kind: String,
    /// The full name: that of its parents and its own.
    pub(super) name: Name,
    /// The name in the address: the text, or the expression.
    pub(super) shown: String,
    /// The resource that an extension applies to, when its type says so: its type and name.
    pub(super) applies_to: Option<(String, Vec<Name>)>,
}

impl Called {
    /// The address without what tells instances apart.
    pub(super) fn label(&self, prefix: &str) -> Arc<str> {
        format!("{prefix}{}/{}", self.kind, self.shown).into()
    }

    /// The own part of the name: the last one, unless it cannot be told.
    pub(super) fn own_name(&self) -> Name {
        let segments = self.segments();
        segments
            .and_then(|mut segments| segments.pop())
            .unwrap_or_else(|| self.name.clone())
    }

    /// Type and names of the resource that this one is a part of, when its type has one.
    pub(super) fn parent(&self) -> Option<(String, Vec<Name>)> {
        let (parent, _) = self.kind.rsplit_once('/')?;
        if !parent.contains('/') {
            return None;
        }
        let mut segments = self.segments()?;
        segments.pop();
        Some((parent.to_owned(), segments))
    }

    /// The parts of the name, as many as the type has.
    fn segments(&self) -> Option<Vec<Name>> {
        let segments = self.name.segments();
        (segments.len() == self.kind.matches('/').count()).then_some(segments)
    }
}

impl<'s> Scope<'s> {
    /// What a resource is called; nothing when it has no type.
    pub(super) fn called(
        &self,
        resource: &'s Node,
        frame: Frame<'_>,
        enclosing: Option<&Enclosing>,
    ) -> Option<Called> {
        let kind = self.value(member(resource, "type")?, frame);
        let kind = kind.as_str()?.trim_matches('/').to_owned();
        let (own, shown) = match member(resource, "name") {
            Some(node) => {
                let name = self.name(node, frame);
                let shown = match name.text() {
                    Some(text) => text.to_owned(),
                    None => expression_text(node),
                };
                (name, shown)
            }
            None => (Name::default(), String::new()),
        };
        let called = match enclosing {
            Some(outer) => within(outer, kind, own, shown),
            None => Called {
                kind,
                name: own,
                shown,
                applies_to: None,
            },
        };
        Some(extension(called))
    }
}

/// A resource inside of another: its type and name continue those around it, unless they are whole already.
fn within(outer: &Enclosing, kind: String, own: Name, shown: String) -> Called {
    let is_whole = kind
        .split('/')
        .next()
        .is_some_and(|first| first.contains('.'));
    let parts = kind.matches('/').count();
    if is_whole && own.segments().len() == parts {
        return Called {
            kind,
            name: own,
            shown,
            applies_to: None,
        };
    }
    Called {
        kind: if is_whole {
            kind
        } else {
            format!("{}/{kind}", outer.kind)
        },
        name: Name::joined([&outer.name, &own]),
        shown: format!("{}/{shown}", outer.shown),
        applies_to: None,
    }
}

/// `N/t/providers/e`, named `a/M/b`, is an `M/e` that applies to the `N/t` of name `a`.
fn extension(called: Called) -> Called {
    let types: Vec<&str> = called.kind.split('/').collect();
    let providers = types
        .iter()
        .rposition(|part| part.eq_ignore_ascii_case("providers"));
    let Some(providers) = providers else {
        return called;
    };
    let (base, own) = types.split_at(providers);
    let own = own.get(1..).unwrap_or_default();
    let segments = called.name.segments();
    let names = base.len().saturating_sub(1);
    let (Some(base_names), Some(namespace)) = (
        segments.get(..names),
        segments.get(names).and_then(Name::text),
    ) else {
        return called;
    };
    if own.is_empty() || !namespace.contains('.') {
        return called;
    }
    let own_names = segments.get(names + 1..).unwrap_or_default();
    let name = Name::joined(own_names);
    Called {
        kind: format!("{namespace}/{}", own.join("/")),
        shown: match name.text() {
            Some(text) => text.to_owned(),
            None => name.shown().chars().take(MAX_SHOWN).collect(),
        },
        name,
        applies_to: Some((base.join("/"), base_names.to_vec())),
    }
}

/// The expression of a text without its brackets, on one line.
fn expression_text(node: &Node) -> String {
    let text = node.scalar_text().unwrap_or_default();
    let inside = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let words: Vec<&str> = inside.split_whitespace().collect();
    words.join(" ").chars().take(MAX_SHOWN).collect()
}
