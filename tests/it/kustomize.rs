//! Kustomizations, compared with what the real Kustomize builds (`fixtures/kustomize/record.sh`).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::common::repository;
use crate::program::Sandbox;

/// Members that rempart adds to objects.
const ADDED: [&str; 7] = [
    "name",
    "namespace",
    "pod",
    "containers",
    "selects",
    "service-account",
    "topology",
];

/// The value without nulls and without the order of lists.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), comparable(value)))
                .collect(),
        ),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(comparable).collect();
            // Kustomize puts added items first or last by the kind of list; neither matters to what is judged.
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

type Objects = BTreeMap<(String, String), Value>;

fn key(object: &Map<String, Value>) -> (String, String) {
    let kind = object["kind"].as_str().expect("a kind").to_owned();
    let name = object["metadata"]["name"].as_str().expect("a name");
    (kind, name.to_owned())
}

fn built(case: &str) -> Objects {
    let path = repository().join(format!("fixtures/kustomize/{case}/built.yaml"));
    let text = std::fs::read_to_string(path).expect("what Kustomize built");
    let documents = text.split("\n---\n").map(|document| {
        let node = rempart::yaml::parse_one(document, rempart::yaml::Limits::default());
        node.expect("YAML").to_json()
    });
    documents
        .map(|object| {
            let members = object.as_object().expect("an object").clone();
            (key(&members), comparable(&Value::Object(members)))
        })
        .collect()
}

/// The objects that rempart judges for the overlay of a case.
fn read(case: &str) -> Objects {
    let sandbox = Sandbox::new(&[]);
    let root = repository().join("fixtures/kustomize").join(case);
    for entry in glob::glob(root.join("*/*").as_str()).expect("a pattern") {
        let path = entry.expect("it can be read");
        let inside = path.strip_prefix(&root).expect("it lies in the case");
        let text = std::fs::read(&path).expect("it can be read");
        sandbox.write(inside.to_str().expect("text"), text);
    }
    let ran = sandbox.run(&["inspect", "--format", "json"]).exits(0);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let resources = report["resources"].as_array().expect("resources").iter();
    resources
        .filter(|resource| resource["type"] != "kubernetes.cluster")
        .map(|resource| {
            assert_eq!(resource["root"], "overlay", "{case}");
            let mut members = resource["attributes"].as_object().expect("members").clone();
            members.retain(|key, _| !ADDED.contains(&key.as_str()));
            (key(&members), comparable(&Value::Object(members)))
        })
        .collect()
}

#[test]
fn every_case_is_built_as_kustomize_builds_it() {
    let mut cases = 0;
    for entry in glob::glob(
        repository()
            .join("fixtures/kustomize/*/built.yaml")
            .as_str(),
    )
    .expect("a pattern")
    {
        let path = entry.expect("it can be read");
        let case = path.parent().and_then(|path| path.file_name()?.to_str());
        let case = case.expect("the name of a case");
        cases += 1;
        let (expected, mut found) = (built(case), read(case));
        for (key, expected) in &expected {
            let found = found.remove(key);
            // What a secret holds is written in base64 there, and kept in clear here for the policies to see.
            if key.0 == "Secret" {
                assert!(found.is_some(), "{case} {key:?}");
                continue;
            }
            assert_eq!(found.as_ref(), Some(expected), "{case} {key:?}");
        }
        assert!(found.is_empty(), "{case} {:?}", found.keys());
    }
    assert!(cases >= 12, "{cases} cases");
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}\n";

fn diagnostics(files: &[(&str, &str)]) -> Vec<String> {
    let report = Sandbox::new(files).json(&[]);
    let all = report["diagnostics"].as_array().expect("diagnostics");
    all.iter()
        .map(|one| one["message"]["en"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_kustomize_refuses_is_said() {
    for (kustomization, expected) in [
        (
            "resources: [gone.yaml]",
            "no file and no kustomization `gone.yaml`",
        ),
        ("resources: [../../outside]", "no file and no kustomization"),
        ("resources: [api.yaml, api.yaml]", "is there already"),
        ("resources: [../a]", "names itself"),
        (
            "resources: [api.yaml]\npatches: [{path: gone.yaml}]",
            "cannot be read",
        ),
        (
            "resources: [api.yaml]\npatches: [{patch: \"{apiVersion: v1, kind: Pod, metadata: {name: b}}\"}]",
            "no object is `Pod/b`",
        ),
        (
            "resources: [api.yaml]\npatches: [{target: {kind: Deployment}, patch: \"[{op: remove, path: /spec/gone}]\"}]",
            "`/spec/gone`",
        ),
        ("resources: [", ""),
    ] {
        let found = diagnostics(&[
            ("a/kustomization.yaml", kustomization),
            ("a/api.yaml", DEPLOYMENT),
        ]);
        assert!(
            found.iter().any(|message| message.contains(expected)),
            "{kustomization}: {found:?}"
        );
    }
}

#[test]
fn what_needs_a_network_or_a_program_is_said_and_the_rest_judged() {
    let sandbox = Sandbox::new(&[
        (
            "a/kustomization.yaml",
            "resources: [api.yaml, \"https://example.org/base?ref=1\"]\nhelmCharts: [{name: db}]\n",
        ),
        ("a/api.yaml", DEPLOYMENT),
    ]);
    let report = sandbox.json(&[]);
    let coverage = report["coverage"].as_array().expect("coverage");
    let of = coverage
        .iter()
        .find(|entry| entry["file"] == "a/kustomization.yaml")
        .expect("the kustomization");
    assert_eq!(of["status"], "partial");
    let findings = report["findings"].as_array().expect("findings");
    assert!(
        findings
            .iter()
            .any(|finding| finding["resource"]["address"] == "Deployment/api")
    );
}

#[test]
fn kustomizations_that_multiply_are_bounded() {
    let mut files = vec![("k0/api.yaml".to_owned(), DEPLOYMENT.to_owned())];
    files.push((
        "k0/kustomization.yaml".to_owned(),
        "resources: [api.yaml]".to_owned(),
    ));
    for level in 1..60 {
        let below = level - 1;
        files.push((
            format!("k{level}/kustomization.yaml"),
            format!("resources: [../k{below}, ../k{below}]"),
        ));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let found = diagnostics(&files);
    assert!(
        found.iter().any(|message| message.contains("deep")),
        "{found:?}"
    );
}
