//! Policy documents and how one is merged into another.

use std::sync::Arc;

use crate::model::{Data, ListKind, Map, MapKind, Presence, Span, Unknown, Value};
use crate::terraform::functions::json;

/// The members of a statement, in the order the provider prints them; it drops any other.
const STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

/// A policy document.
#[derive(Default)]
pub(super) struct Document {
    pub(super) version: Option<Value>,
    pub(super) id: Option<Value>,
    /// An unknown among them stands for any number of statements; its possible values, if it has any,
    /// are lists of statements.
    pub(super) statements: Vec<Value>,
}

impl Document {
    /// The document as an object whose span is `span`.
    pub(super) fn into_value(self, span: Span) -> Value {
        let mut members = Map::default();
        if let Some(version) = self.version {
            members.insert("Version".into(), version);
        }
        if let Some(id) = self.id {
            members.insert("Id".into(), id);
        }
        if !self.statements.is_empty() {
            members.insert("Statement".into(), statement_list(self.statements, span));
        }
        Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
    }
}

/// An unknown list of statements, with the lists it may be: what `read` makes of each candidate.
pub(super) fn some_statements(given: &Value, read: impl Fn(&Value) -> Option<Vec<Value>>) -> Value {
    let Some(unknown) = given.as_unknown() else {
        return given.clone();
    };
    let lists: Option<Vec<Value>> = unknown
        .candidates
        .iter()
        .map(|candidate| Some(list(read(candidate)?, candidate.origin.span)))
        .collect();
    let unknown = Unknown {
        candidates: lists.unwrap_or_default(),
        ..Unknown::new(unknown.reason.clone(), unknown.at)
    };
    Value::new(Data::Unknown(Arc::new(unknown)), given.origin.span).made_from([given])
}

/// The list of all statements; unknown, with the lists it may be, when some of the statements may be
/// one of several lists.
fn statement_list(statements: Vec<Value>, span: Span) -> Value {
    let mut possible: Vec<Vec<Value>> = vec![Vec::new()];
    let mut cause = None;
    for statement in statements {
        let lists: Vec<&[Value]> = statement
            .as_unknown()
            .map(|unknown| {
                unknown
                    .candidates
                    .iter()
                    .filter_map(Value::as_list)
                    .collect()
            })
            .unwrap_or_default();
        if lists.is_empty() || possible.len() * lists.len() > Unknown::MAX_CANDIDATES {
            for list in &mut possible {
                list.push(statement.clone());
            }
            continue;
        }
        possible = possible
            .iter()
            .flat_map(|before| lists.iter().map(|list| [before.as_slice(), list].concat()))
            .collect();
        cause = cause.or(Some(statement));
    }
    let mut lists: Vec<Value> = possible
        .into_iter()
        .map(|statements| list(statements, span))
        .collect();
    let reason = cause
        .as_ref()
        .and_then(Value::as_unknown)
        .map(|unknown| (unknown.reason.clone(), unknown.at));
    match (reason, lists.len()) {
        (Some((reason, at)), 2..) => {
            let unknown = Unknown {
                candidates: lists,
                presence: Presence::Certain,
                ..Unknown::new(reason, at)
            };
            Value::new(Data::Unknown(Arc::new(unknown)), span)
        }
        _ => lists.pop().unwrap_or_else(|| list(Vec::new(), span)),
    }
}

fn list(items: Vec<Value>, span: Span) -> Value {
    Value::new(Data::List(ListKind::Tuple, items.into()), span)
}

/// Merges `new` into `document`: its statements are added, those with the `Sid` of another in its place;
/// its id leads, and the later of the two versions.
pub(super) fn merge(document: &mut Document, new: Document) {
    if new.id.is_some() {
        document.id = new.id;
    }
    document.version = match (document.version.take(), new.version) {
        (Some(old), Some(new)) => Some(if old.as_str() < new.as_str() {
            new
        } else {
            old
        }),
        (old, new) => new.or(old),
    };
    for statement in new.statements {
        let sid = statement
            .as_map()
            .and_then(|members| members.get("Sid"))
            .and_then(Value::as_str);
        let same = sid.and_then(|sid| {
            document.statements.iter().position(|known| {
                known
                    .as_map()
                    .and_then(|members| members.get("Sid"))
                    .and_then(Value::as_str)
                    == Some(sid)
            })
        });
        match same {
            Some(position) => document.statements[position] = statement,
            None => document.statements.push(statement),
        }
    }
}

/// Reads a document given as JSON; `what` names it in errors.
pub(super) fn parse(given: &Value, what: &str) -> Result<Document, String> {
    let parsed = match &given.data {
        Data::String(text) => json::decode(text, given.origin.span)
            .map_err(|error| format!("the {what} document: {}", error.message))?,
        Data::Unknown(unknown) => {
            if let Some(document) = unknown.document() {
                document.clone()
            } else {
                // Some statements, perhaps those of a few possible documents.
                let statements = some_statements(given, |candidate| {
                    Some(parse(candidate, what).ok()?.statements)
                });
                return Ok(Document {
                    statements: vec![statements],
                    ..Document::default()
                });
            }
        }
        _ => return Err(format!("the {what} document is not a JSON text")),
    };
    let Some(members) = parsed.as_map() else {
        return Err(format!("the {what} document is not an object"));
    };
    let text = |name: &str| members.get(name).filter(|value| !value.is_null()).cloned();
    let statements = match members.get("Statement").map(|value| (value, &value.data)) {
        None | Some((_, Data::Null)) => Vec::new(),
        Some((_, Data::List(_, items))) => items.iter().map(normalised).collect(),
        Some((unknown, Data::Unknown(_))) => {
            let read =
                |candidate: &Value| Some(candidate.as_list()?.iter().map(normalised).collect());
            vec![some_statements(unknown, read)]
        }
        Some(_) => {
            return Err(format!(
                "the statements of the {what} document are not a list"
            ));
        }
    };
    Ok(Document {
        version: text("Version"),
        id: text("Id"),
        statements,
    })
}

/// A statement with its members in the order of printing.
fn normalised(statement: &Value) -> Value {
    let Some(given) = statement.as_map() else {
        return statement.clone();
    };
    let members: Map = STATEMENT
        .iter()
        .filter_map(|name| {
            let value = given.get(*name).filter(|value| !value.is_null())?;
            let nested = matches!(*name, "Principal" | "NotPrincipal" | "Condition");
            Some((
                (*name).into(),
                if nested { sorted(value) } else { value.clone() },
            ))
        })
        .collect();
    Value {
        data: Data::Map(MapKind::Object, Arc::new(members)),
        origin: statement.origin.clone(),
    }
}

fn sorted(value: &Value) -> Value {
    let Some(members) = value.as_map() else {
        return value.clone();
    };
    let mut members: Vec<(Arc<str>, Value)> = members
        .iter()
        .map(|(name, value)| (Arc::clone(name), sorted(value)))
        .collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    Value {
        data: Data::Map(MapKind::Object, Arc::new(members.into_iter().collect())),
        origin: value.origin.clone(),
    }
}
