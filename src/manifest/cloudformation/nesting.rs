//! Stacks within stacks: where the template of one lies, and what it is given.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::parameters::Parameters;
use super::template::Template;
use crate::model::{Data, ListKind, Map, Value};
use crate::yaml::Node;

/// What a nested template is evaluated with.
pub(super) struct Inner {
    /// Values of its parameters.
    pub(super) given: Parameters,
    /// The regions it is deployed to, when the stack says them: one, a list, or not known.
    pub(super) regions: Option<Value>,
}

/// Where the template of a nested stack lies, when it is written as a path (before `package` uploads it).
pub(super) fn nested_path(template: &Template<'_>, resource: &Node) -> Option<Utf8PathBuf> {
    let properties = resource.get("Properties")?;
    let location = match resource.get("Type").and_then(Node::as_text)? {
        "AWS::CloudFormation::Stack" | "AWS::CloudFormation::StackSet" => {
            properties.get("TemplateURL")?.as_text()?
        }
        "AWS::Serverless::Application" => properties.get("Location")?.as_text()?,
        _ => return None,
    };
    if location.contains("://") || location.starts_with('/') {
        return None;
    }
    let directory = template.sheet.path.parent().unwrap_or(Utf8Path::new(""));
    let mut path = Utf8PathBuf::new();
    for component in directory.join(location).components() {
        match component.as_str() {
            "." => {}
            ".." if path.file_name().is_some_and(|name| name != "..") => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    Some(path)
}

/// What the properties of a stack, or of a set of stacks, give to its template.
pub(super) fn inner(body: &Map) -> Inner {
    let mut given = Parameters::default();
    match body.get("Parameters").map(|parameters| &parameters.data) {
        Some(Data::Map(_, members)) => {
            for (name, value) in members.iter() {
                given.insert(Arc::clone(name), value.clone());
            }
        }
        // A set of stacks lists them by key.
        Some(Data::List(_, items)) => {
            for item in items.iter().filter_map(Value::as_map) {
                let key = item.get("ParameterKey").and_then(Value::as_str);
                if let (Some(key), Some(value)) = (key, item.get("ParameterValue")) {
                    given.insert(key.into(), value.clone());
                }
            }
        }
        _ => {}
    }
    Inner {
        given,
        regions: body.get("StackInstancesGroup").map(regions),
    }
}

/// The regions of all groups of stacks.
fn regions(groups: &Value) -> Value {
    let mut all: Vec<Value> = Vec::new();
    let single = std::slice::from_ref(groups);
    for group in groups.as_list().unwrap_or(single) {
        let regions = group.as_map().and_then(|group| group.get("Regions"));
        match regions.map(|regions| (regions.as_list(), regions)) {
            Some((Some(items), _)) => {
                for item in items {
                    if !all.contains(item) {
                        all.push(item.clone());
                    }
                }
            }
            Some((None, unknown)) => return unknown.clone(),
            None => return group.clone(),
        }
    }
    match all.as_slice() {
        [only] => only.clone(),
        _ => Value::new(Data::List(ListKind::List, all.into()), groups.origin.span),
    }
}
