//! Small configurations against what `tofu plan` shows for them.
//!
//! `testdata/plans/<name>/` holds a configuration and `<name>.json` what OpenTofu answered;
//! `testdata/record_plans.py` recorded it and says the form.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use super::{Options, Workspace, found, load, show};
use crate::model::{Data, Gravity, Map, MapKind, Resource, ResourceMode, Value};
use crate::terraform::{Assignment, Loaded};

/// What rempart answers otherwise on purpose: the configuration, the path of the value, and the reason.
const EXEMPTIONS: &[(&str, &str, &str)] = &[
    (
        "remote_state",
        "terraform_data.values.input.subnet",
        "the state of another configuration is not read",
    ),
    (
        "unknown_conditionals",
        "terraform_data.values.input.prefix",
        NO_SCHEMA,
    ),
    ("unknown_for_each_error", "", TWO_STEPS),
    ("unknown_count_error", "", TWO_STEPS),
    (
        "unknown_functions",
        "terraform_data.values.input.flatten",
        "without the schema of the provider, the unknown may be a list",
    ),
    (
        "unknown_flow",
        "terraform_data.values.input.jsonround",
        "what is known of a document is read back from it",
    ),
    ("openstack_dynamic", "output.metadata", NO_SCHEMA),
    ("random_attributes", "output.keeper", NO_SCHEMA),
    (
        "dynamic_nested",
        "output.pairs.b",
        "without the schema of the provider, it may add blocks of its own",
    ),
];

const TWO_STEPS: &str =
    "OpenTofu asks for a plan in two steps; rempart judges one instance that stands for all";
const NO_SCHEMA: &str =
    "the provider converts the argument by its schema, and the attribute is read as it is written";

#[test]
fn configurations_as_opentofu() {
    let plans =
        Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("src/terraform/tests/testdata/plans");
    let mut names: Vec<String> = Vec::new();
    for entry in plans.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            names.push(entry.file_name().to_owned());
        }
    }
    names.sort_unstable();
    assert!(names.len() >= 60, "{names:?}");
    let mut wrong = Vec::new();
    let mut exempted = Vec::new();
    for name in &names {
        for difference in Comparison::of(&plans, name) {
            let exemption = EXEMPTIONS
                .iter()
                .position(|(exempt, path, _)| exempt == name && difference.path == *path);
            match exemption {
                Some(position) => exempted.push(position),
                None => wrong.push(format!("{name}: {}: {}", difference.path, difference.what)),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    for (position, (name, path, _)) in EXEMPTIONS.iter().enumerate() {
        assert!(
            exempted.contains(&position),
            "{name}: {path} differs no more"
        );
    }
}

struct Difference {
    path: String,
    what: String,
}

/// The differences of one configuration, as they are found.
struct Comparison {
    directory: Utf8PathBuf,
    differences: Vec<Difference>,
}

impl Comparison {
    fn of(plans: &Utf8Path, name: &str) -> Vec<Difference> {
        let directory = plans.join(name);
        let recorded = read_json(&plans.join(format!("{name}.json"))).unwrap();
        let loaded = evaluate(&directory);
        let mut comparison = Comparison {
            directory,
            differences: Vec::new(),
        };
        match recorded.get("error") {
            Some(error) => comparison.errors(&loaded, error),
            None => comparison.answers(&loaded, &recorded),
        }
        comparison.differences
    }

    /// What OpenTofu refuses is reported.
    fn errors(&mut self, loaded: &Loaded, error: &Json) {
        let mut diagnostics = loaded.diagnostics.iter();
        if !diagnostics.any(|diagnostic| diagnostic.gravity != Gravity::Note) {
            self.differ("", format!("nothing is reported instead of {error}"));
        }
    }

    fn answers(&mut self, loaded: &Loaded, recorded: &Json) {
        for diagnostic in &loaded.diagnostics {
            if diagnostic.gravity != Gravity::Note {
                self.differ("", diagnostic.message.en.clone());
            }
        }
        let resources = recorded["resources"].as_object().unwrap();
        let mut addresses = Vec::new();
        for resource in &loaded.resources {
            if resource.mode == ResourceMode::Setting {
                continue;
            }
            let address = &*resource.address;
            addresses.push(address);
            let Some(arguments) = resources.get(address) else {
                self.differ(address, "is not planned".to_owned());
                continue;
            };
            let built_in = &*resource.kind == "terraform_data";
            self.arguments(resource, arguments, built_in);
            if built_in {
                let mut marked = Vec::new();
                if let Some(input) = resource.body.as_map().and_then(|body| body.get("input")) {
                    sensitive_paths(input, "", &mut marked);
                }
                let expected = recorded
                    .pointer("/sensitive")
                    .and_then(|all| all.get(address));
                if Json::from(marked.clone()) != *expected.unwrap_or(&Json::Array(Vec::new())) {
                    self.differ(
                        address,
                        format!("sensitive are {marked:?} instead of {expected:?}"),
                    );
                }
            }
        }
        for address in resources.keys() {
            if !addresses.contains(&address.as_str()) {
                self.differ(address, "is missing".to_owned());
            }
        }
        let nothing = serde_json::Map::new();
        let outputs = recorded.get("outputs").and_then(Json::as_object);
        let outputs = outputs.unwrap_or(&nothing);
        for output in &loaded.outputs {
            let path = format!("output.{}", output.name);
            match outputs.get(&*output.name) {
                Some(recorded) => self.values(&output.value, recorded, &path, true),
                None => self.differ(&path, "is not planned".to_owned()),
            }
        }
        if loaded.outputs.len() != outputs.len() {
            self.differ("", format!("{} outputs", loaded.outputs.len()));
        }
    }

    fn arguments(&mut self, resource: &Resource, recorded: &Json, built_in: bool) {
        let address = &resource.address;
        let members = resource.body.as_map().unwrap();
        for (name, value) in members {
            let path = format!("{address}.{name}");
            match recorded.get(&**name) {
                Some(recorded) => self.values(value, recorded, &path, built_in),
                // A setting of OpenTofu itself, blocks that are not there, and what rempart computes
                // of a data source, which is compared where it is read.
                None if &**name == "lifecycle"
                    || value.as_list().is_some_and(<[Value]>::is_empty)
                    || resource.mode == ResourceMode::Data => {}
                None => self.differ(&path, "is not planned".to_owned()),
            }
        }
        for (name, value) in recorded.as_object().unwrap() {
            // A block that only the provider will tell about is recorded too.
            if !members.contains_key(name.as_str()) && value.get("$unknown").is_none() {
                self.differ(&format!("{address}.{name}"), "is missing".to_owned());
            }
        }
    }

    /// Compares a value. Where it is not `exact`, the provider has converted texts, numbers and booleans
    /// to what its schema says, which rempart does not know.
    fn values(&mut self, value: &Value, recorded: &Json, path: &str, exact: bool) {
        let same = match (&value.data, recorded) {
            (Data::Unknown(_), recorded) => recorded.get("$unknown").is_some(),
            // Blocks that are not written are those that the provider chooses.
            (Data::List(_, items), recorded) if !exact && recorded.get("$unknown").is_some() => {
                items.is_empty()
            }
            (Data::Null, recorded) if exact => recorded.is_null(),
            // Set to null is not set: the provider decides.
            (Data::Null, recorded) => is_default(recorded),
            (Data::Bool(value), Json::Bool(recorded)) => value == recorded,
            // The recorded numbers were read as the nearest double.
            (Data::Number(value), Json::Number(recorded)) => {
                Some(value.to_f64()) == recorded.as_f64()
            }
            (Data::String(value), Json::String(recorded)) => {
                **value == recorded.replace("$DIRECTORY", self.directory.as_str())
            }
            (Data::Bool(value), Json::String(recorded)) if !exact => value.to_string() == *recorded,
            (Data::Number(value), Json::String(recorded)) if !exact => {
                value.to_string() == *recorded
            }
            (Data::String(value), Json::Number(_) | Json::Bool(_)) if !exact => {
                *recorded.to_string() == **value
            }
            (Data::List(_, items), Json::Array(recorded)) if items.len() == recorded.len() => {
                for (position, (item, recorded)) in items.iter().zip(recorded).enumerate() {
                    self.values(item, recorded, &format!("{path}[{position}]"), exact);
                }
                true
            }
            (Data::List(_, items), Json::Object(set)) if set.contains_key("$set") => {
                let recorded = set["$set"].as_array().unwrap();
                self.same_set(items, recorded, exact)
            }
            (Data::Map(kind, members), Json::Object(recorded))
                if *kind == MapKind::Block
                    || members.len() == recorded.len()
                    || !exact && others_are_defaults(members, recorded) =>
            {
                for (name, member) in members.iter() {
                    let path = format!("{path}.{name}");
                    match recorded.get(&**name) {
                        Some(recorded) => self.values(member, recorded, &path, exact),
                        None => self.differ(&path, "is not planned".to_owned()),
                    }
                }
                true
            }
            // A block that there is one of at most.
            (Data::List(_, items), Json::Object(_)) => match &**items {
                [block] if block.as_map().is_some() => {
                    self.values(block, recorded, path, exact);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if !same {
            self.differ(path, format!("{} instead of {recorded}", show(value)));
        }
    }

    /// Whether each recorded item is one of `items`, and none is left. An item given twice counts once.
    fn same_set(&self, items: &[Value], recorded: &[Json], exact: bool) -> bool {
        let same = |item: &Value, recorded: &Json| {
            let mut comparison = Comparison {
                directory: self.directory.clone(),
                differences: Vec::new(),
            };
            comparison.values(item, recorded, "", exact);
            comparison.differences.is_empty()
        };
        items
            .iter()
            .all(|item| recorded.iter().any(|recorded| same(item, recorded)))
            && recorded
                .iter()
                .all(|recorded| items.iter().any(|item| same(item, recorded)))
    }

    fn differ(&mut self, path: &str, what: String) {
        self.differences.push(Difference {
            path: path.to_owned(),
            what,
        });
    }
}

/// Whether a value may be what a provider takes for one that is not given.
fn is_default(recorded: &Json) -> bool {
    let defaults = [Json::Null, "".into(), 0.into(), false.into()];
    defaults.contains(recorded) || recorded.get("$unknown").is_some()
}

/// Whether an object is a block in the JSON syntax: there, only the schema tells one from a map.
fn others_are_defaults(members: &Map, recorded: &serde_json::Map<String, Json>) -> bool {
    let mut others = recorded
        .iter()
        .filter(|(name, _)| !members.contains_key(name.as_str()));
    others.all(|(_, value)| is_default(value))
}

/// Evaluates a configuration as its `run.json` says.
fn evaluate(directory: &Utf8Path) -> Loaded {
    let how = read_json(&directory.join("run.json")).unwrap_or_default();
    let text = |json: &Json, name: &str| json[name].as_str().unwrap().to_owned();
    let options = Options {
        assignments: how["assignments"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|given| match given["file"].as_str() {
                Some(file) => Assignment::File(directory.join(file)),
                None => Assignment::Value {
                    name: text(given, "name"),
                    text: text(given, "text"),
                },
            })
            .collect(),
        ambient: how["environment"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                let name = name.strip_prefix("TF_VAR_").unwrap();
                (name.to_owned(), value.as_str().unwrap().to_owned())
            })
            .collect(),
        workspace: how["workspace"].as_str().map(str::to_owned),
        ..Options::default()
    };
    let workspace = Workspace::new(directory, directory).unwrap();
    let mut files = Vec::new();
    find_files(directory, &mut files);
    load(&workspace, &found(files), &options)
}

fn read_json(path: &Utf8Path) -> Option<Json> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn find_files(directory: &Utf8Path, files: &mut Vec<Utf8PathBuf>) {
    for entry in directory.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            find_files(entry.path(), files);
        } else {
            files.push(entry.path().to_owned());
        }
    }
}

/// The paths at which a value is marked as sensitive, the outermost ones.
fn sensitive_paths(value: &Value, path: &str, found: &mut Vec<String>) {
    if value.is_sensitive() {
        found.push(path.to_owned());
        return;
    }
    match &value.data {
        Data::List(_, items) => {
            for (position, item) in items.iter().enumerate() {
                sensitive_paths(item, &format!("{path}[{position}]"), found);
            }
        }
        Data::Map(_, members) => {
            for (name, member) in members.iter() {
                sensitive_paths(member, &format!("{path}.{name}"), found);
            }
        }
        _ => {}
    }
}
