//! Functions that make lists and maps: `map_merge`, `map_replace`, `list_concat` and its unique form, `filter`,
//! `contains`, `repeat`.

use std::sync::Arc;

use super::condition::equal;
use super::function::{arity, bounded};
use super::parameters::shown;
use super::scope::{Scope, World, error, too_much};
use crate::manifest::partial::{text, undecided};
use crate::model::{Data, Map, MapKind, Span, Value};
use crate::yaml::Node;

impl Scope<'_> {
    /// A list of maps: later members lead.
    pub(super) fn merge(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some(items) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("map_merge", span));
        };
        let mut merged = Map::default();
        for item in items.iter().filter(|item| !item.is_null()) {
            let Some(members) = item.as_map() else {
                return undecided(item, span)
                    .unwrap_or_else(|| error("`map_merge` merges maps", span));
            };
            if !self.world.spend(members.len()) {
                return too_much(span);
            }
            for (key, value) in members {
                merged.insert(Arc::clone(key), value.clone());
            }
        }
        map(merged, span).made_from(items)
    }

    /// `[map, {keys, values}]`.
    pub(super) fn replace_members(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some([whole, replacements]) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("map_replace", span));
        };
        let empty = Map::default();
        let members = |value: &Value| match &value.data {
            Data::Null => Ok(empty.clone()),
            Data::Map(_, members) => Ok(Map::clone(members)),
            _ => Err(undecided(value, span).unwrap_or_else(|| arity("map_replace", span))),
        };
        let replaced = || -> Result<Map, Value> {
            let (whole, replacements) = (members(whole)?, members(replacements)?);
            let part = |key| replacements.get(key).map_or(Ok(empty.clone()), members);
            let (keys, values) = (part("keys")?, part("values")?);
            if replacements
                .keys()
                .any(|key| !matches!(&**key, "keys" | "values"))
            {
                return Err(arity("map_replace", span));
            }
            let mut replaced = Map::default();
            for (key, value) in &whole {
                let new = match keys.get(key).filter(|new| !new.is_null()) {
                    Some(new) => match new.as_str() {
                        Some(new) => Arc::from(new),
                        None => {
                            let unknown = undecided(new, span);
                            return Err(unknown.unwrap_or_else(|| arity("map_replace", span)));
                        }
                    },
                    None => Arc::clone(key),
                };
                let collides = new != *key && whole.contains_key(&new);
                if collides || replaced.contains_key(&new) {
                    return Err(error(format!("the key `{new}` is there already"), span));
                }
                let other = text(value).and_then(|text| values.get(text.as_str()));
                replaced.insert(new, other.unwrap_or(value).clone());
            }
            Ok(replaced)
        };
        match replaced() {
            Ok(replaced) => map(replaced, span),
            Err(unknown) => unknown,
        }
        .made_from([whole, replacements])
    }

    /// A list of lists, as one.
    pub(super) fn concatenate(&self, argument: &Node, unique: bool, span: Span) -> Value {
        let argument = self.value(argument);
        let Some(lists) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("list_concat", span));
        };
        let mut all: Vec<Value> = Vec::new();
        for list in lists.iter().filter(|list| !list.is_null()) {
            let Some(items) = list.as_list() else {
                return undecided(list, span)
                    .unwrap_or_else(|| error("`list_concat` joins lists", span));
            };
            for item in items {
                let cost = if unique { all.len() + 1 } else { 1 };
                if !self.world.spend(cost) {
                    return too_much(span);
                }
                if !unique || !all.contains(item) {
                    all.push(item.clone());
                }
            }
        }
        bounded(self, all, span).made_from(lists)
    }

    /// `[values, list]`: the list without the values.
    pub(super) fn filter(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some([values, whole]) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("filter", span));
        };
        if whole.is_null() || values.is_null() {
            return whole.clone().used_at(span);
        }
        let (Some(values), Some(items)) = (values.as_list(), whole.as_list()) else {
            return undecided(values, span)
                .or_else(|| undecided(whole, span))
                .unwrap_or_else(|| arity("filter", span));
        };
        if !self.world.spend(items.len().saturating_mul(values.len())) {
            return too_much(span);
        }
        let mut kept = Vec::new();
        for item in items {
            let answers = values.iter().map(|value| equal(value, item));
            let mut open = None;
            let mut is_removed = false;
            for (answer, value) in answers.zip(values) {
                is_removed |= answer == Some(true);
                if answer.is_none() {
                    open = undecided(value, span).or_else(|| undecided(item, span));
                }
            }
            if !is_removed {
                // What may or may not be there leaves the list unknown.
                if let Some(unknown) = open {
                    return unknown;
                }
                kept.push(item.clone());
            }
        }
        bounded(self, kept, span).made_from([whole])
    }

    /// `[value, list]`, or a text in a text.
    pub(super) fn contains(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some([value, whole]) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("contains", span));
        };
        let contains = match (&whole.data, value.as_str()) {
            (Data::List(_, items), _) => {
                let mut all = Some(false);
                for item in &**items {
                    match equal(value, item) {
                        Some(true) => {
                            all = Some(true);
                            break;
                        }
                        Some(false) => {}
                        None => all = None,
                    }
                }
                all
            }
            (Data::String(whole), Some(part)) => Some(whole.contains(part)),
            _ => None,
        };
        match contains {
            Some(contains) => Value::new(Data::Bool(contains), span).made_from([value, whole]),
            None => undecided(whole, span)
                .or_else(|| undecided(value, span))
                .or_else(|| {
                    whole
                        .as_list()?
                        .iter()
                        .find_map(|item| undecided(item, span))
                })
                .unwrap_or_else(|| arity("contains", span)),
        }
    }

    /// `{template, for_each, permutations}`: the template once for each combination of the lists, or for the items
    /// side by side.
    pub(super) fn repeat(&self, argument: &Node, span: Span) -> Value {
        let (Some(template), Some(lists)) = (argument.get("template"), argument.get("for_each"))
        else {
            return arity("repeat", span);
        };
        let permutations = argument.get("permutations").map(|node| self.value(node));
        let permutations = permutations.is_none_or(|value| value.as_bool() != Some(false));
        let (template, lists) = (self.value(template), self.value(lists));
        let Some(lists) = lists.as_map() else {
            return undecided(&lists, span).unwrap_or_else(|| arity("repeat", span));
        };
        let mut names: Vec<&str> = Vec::new();
        let mut columns: Vec<Vec<Value>> = Vec::new();
        for (name, list) in lists {
            names.push(name);
            columns.push(match &list.data {
                Data::Null => Vec::new(),
                Data::List(_, items) => items.to_vec(),
                Data::Map(_, members) if permutations => members
                    .iter()
                    .map(|(key, value)| Value::string(Arc::clone(key), value.origin.span))
                    .collect(),
                _ => return undecided(list, span).unwrap_or_else(|| arity("repeat", span)),
            });
        }
        let lengths = || columns.iter().map(Vec::len);
        let count = if permutations {
            lengths().fold(1, usize::saturating_mul)
        } else {
            lengths().min().unwrap_or(0)
        };
        let cost = size(&template).saturating_mul(count);
        if !self.world.spend(cost) {
            return too_much(span);
        }
        let rows = (0..count).map(|row| {
            let mut rest = row;
            let mut items: Vec<(&str, &Value)> = Vec::with_capacity(names.len());
            // The last list goes round fastest.
            for (name, column) in names.iter().zip(&columns).rev() {
                let at = if permutations {
                    rest % column.len()
                } else {
                    row
                };
                rest /= column.len().max(1);
                items.extend(column.get(at).map(|item| (*name, item)));
            }
            items.reverse();
            self.world.substituted(&template, &items)
        });
        let rows = rows.collect();
        bounded(self, rows, span).made_from(lists.values())
    }
}

/// What a value costs to copy: its texts and nodes.
fn size(value: &Value) -> usize {
    match &value.data {
        Data::String(text) => 1 + text.len(),
        Data::List(_, items) => 1 + items.iter().map(size).sum::<usize>(),
        Data::Map(_, members) => {
            let members = members.iter();
            1 + members
                .map(|(key, value)| key.len() + size(value))
                .sum::<usize>()
        }
        _ => 1,
    }
}

impl World<'_> {
    /// A copy in which each name is replaced by its item, one after the other. What is not known leaves the texts
    /// unknown in which its name occurs.
    pub(super) fn substituted(&self, template: &Value, items: &[(&str, &Value)]) -> Value {
        let span = template.origin.span;
        let data = match &template.data {
            Data::String(text) => {
                let mut occurring = items.iter().filter(|(name, _)| occurs(name, text));
                if let Some((name, item)) = occurring.find(|(_, item)| item.as_unknown().is_some())
                {
                    return part_unknown(text, name, item, span);
                }
                match self.replaced(text, items) {
                    Some(text) => Data::String(text.into()),
                    None => return too_much(span),
                }
            }
            Data::List(kind, list) => {
                let list = list.iter().map(|item| self.substituted(item, items));
                Data::List(*kind, list.collect())
            }
            Data::Map(kind, members) => {
                let members = members.iter().map(|(key, value)| {
                    let new = self
                        .replaced(key, items)
                        .map_or_else(|| Arc::clone(key), Arc::from);
                    (new, self.substituted(value, items))
                });
                Data::Map(*kind, Arc::new(members.collect()))
            }
            _ => return template.clone(),
        };
        Value::new(data, span).made_from([template])
    }

    /// The text with names replaced by known items; nothing when that makes too much.
    fn replaced(&self, text: &str, items: &[(&str, &Value)]) -> Option<String> {
        let mut text = text.to_owned();
        for (name, item) in items {
            if occurs(name, &text)
                && let Some(item) = shown(item)
            {
                let count = text.matches(name).count();
                if !self.spend(text.len() + count.saturating_mul(item.len())) {
                    return None;
                }
                text = text.replace(name, &item);
            }
        }
        Some(text)
    }
}

fn occurs(name: &str, text: &str) -> bool {
    !name.is_empty() && text.contains(name)
}

/// A text of which one name stands for something that is not known.
fn part_unknown(text: &str, name: &str, item: &Value, span: Span) -> Value {
    let mut parts = Vec::new();
    for (position, piece) in text.split(name).enumerate() {
        if position > 0 {
            parts.push(item.clone());
        }
        parts.push(Value::string(piece, span));
    }
    crate::manifest::joined::joined(&parts, span)
}

fn map(members: Map, span: Span) -> Value {
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
}
