//! Small configurations against what `tofu plan` shows for them.
//!
//! `testdata/plans/<name>/` holds the configuration, `<name>.json` the planned `input` of each `terraform_data`
//! resource by address, recorded from OpenTofu 1.12 by `testdata/record.sh`.

use camino::Utf8PathBuf;

use super::{Options, Workspace, found, load, show};
use crate::model::{Data, Value};

#[test]
fn expressions() {
    compare("expressions");
}

#[test]
fn modules() {
    compare("modules");
}

#[test]
fn overrides() {
    compare("overrides");
}

#[test]
fn repetition() {
    compare("repetition");
}

#[test]
fn types() {
    compare("types");
}

#[track_caller]
fn compare(name: &str) {
    let plans = Utf8PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/terraform/tests/testdata/plans"
    ));
    let directory = plans.join(name);
    let recorded = std::fs::read_to_string(plans.join(format!("{name}.json"))).unwrap();
    let recorded: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&recorded).unwrap();
    let workspace = Workspace::new(&directory, &directory).unwrap();
    let mut files = Vec::new();
    find_files(&directory, &mut files);
    let loaded = load(&workspace, &found(files), &Options::default());
    let mut addresses: Vec<&str> = loaded
        .resources
        .iter()
        .map(|resource| &*resource.address)
        .collect();
    addresses.sort_unstable();
    assert_eq!(
        addresses,
        recorded.keys().map(String::as_str).collect::<Vec<_>>()
    );
    let mut wrong = Vec::new();
    for resource in &loaded.resources {
        let input = resource.body.as_map().and_then(|body| body.get("input"));
        let input = input.unwrap_or_else(|| panic!("{} has no input", resource.address));
        differences(
            input,
            &recorded[&*resource.address],
            &resource.address,
            &mut wrong,
        );
    }
    assert!(
        wrong.is_empty(),
        "{}\n{:#?}",
        wrong.join("\n"),
        loaded.diagnostics
    );
}

fn find_files(directory: &Utf8PathBuf, files: &mut Vec<Utf8PathBuf>) {
    for entry in directory.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            find_files(&entry.path().to_owned(), files);
        } else {
            files.push(entry.path().to_owned());
        }
    }
}

fn differences(value: &Value, recorded: &serde_json::Value, path: &str, wrong: &mut Vec<String>) {
    let same = match (&value.data, recorded) {
        (Data::Null, serde_json::Value::Null) => true,
        (Data::Bool(value), serde_json::Value::Bool(recorded)) => value == recorded,
        // The recorded numbers were read as the nearest double.
        (Data::Number(value), serde_json::Value::Number(recorded)) => {
            Some(value.to_f64()) == recorded.as_f64()
        }
        (Data::String(value), serde_json::Value::String(recorded)) => **value == **recorded,
        (Data::List(_, items), serde_json::Value::Array(recorded))
            if items.len() == recorded.len() =>
        {
            for (position, (item, recorded)) in items.iter().zip(recorded).enumerate() {
                differences(item, recorded, &format!("{path}[{position}]"), wrong);
            }
            true
        }
        (Data::Map(_, members), serde_json::Value::Object(recorded))
            if members.len() == recorded.len() =>
        {
            for (name, recorded) in recorded {
                match members.get(name.as_str()) {
                    Some(member) => differences(member, recorded, &format!("{path}.{name}"), wrong),
                    None => wrong.push(format!("{path}.{name} is missing")),
                }
            }
            true
        }
        _ => false,
    };
    if !same {
        wrong.push(format!("{path}: {} instead of {recorded}", show(value)));
    }
}
