//! Plans and states: the same resources, and the same verdicts, as from the sources they were made from.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use rempart::judge::{Outcome, Verdict};
use rempart::model::{CoverageStatus, Data, Gravity, Resource, ResourceMode, Value};
use rempart::run::{self, Model};
use rempart::terraform::Options;

use crate::common::{check, judged, repository};
use crate::program::Sandbox;

const ARCHIVE: &str = "fixtures/plans/health-archive";
const RECORDED: &str = "fixtures/plans/recorded";

/// Judges a plan or state; its sources are those in `source`.
pub(crate) fn check_plan(path: &str, source: Option<&str>) -> (Model, Outcome) {
    let paths = vec![Utf8PathBuf::from(path)];
    let workspace = run::workspace(&paths, Some(repository()), repository());
    let mut selection = run::selection(paths, &[], &[]).expect("no pattern is given");
    selection.plan_source = source.map(Utf8PathBuf::from);
    judged(
        workspace.expect("the repository can be read"),
        selection,
        Options::default(),
    )
}

/// Judges sources without anything else that lies in their directory.
pub(crate) fn check_sources(directory: &str) -> (Model, Outcome) {
    check(&format!("{directory}/main.tf"), Options::default())
}

pub(crate) type Verdicts = BTreeMap<(String, String), BTreeSet<Verdict>>;

pub(crate) fn verdicts(outcome: &Outcome) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for finding in &outcome.judgement.findings {
        let key = (
            finding.rule.to_string(),
            finding.resource.address.to_string(),
        );
        verdicts.entry(key).or_default().insert(finding.verdict);
    }
    verdicts
}

/// What differs, as `rule address: sources … plan …`.
pub(crate) fn differences(sources: &Verdicts, plan: &Verdicts) -> Vec<String> {
    let keys: BTreeSet<_> = sources.keys().chain(plan.keys()).collect();
    keys.into_iter()
        .filter(|key| sources.get(key) != plan.get(key))
        .map(|key| {
            let of = |verdicts: &Verdicts| verdicts.get(key).cloned().unwrap_or_default();
            format!("{} {}: {:?} {:?}", key.0, key.1, of(sources), of(plan))
        })
        .collect()
}

#[track_caller]
fn resource<'m>(model: &'m Model, address: &str) -> &'m Resource {
    let found = model
        .resources
        .iter()
        .find(|resource| &*resource.address == address);
    found.unwrap_or_else(|| panic!("no {address}"))
}

#[track_caller]
fn value(model: &Model, address: &str, path: &str) -> Value {
    let mut value = resource(model, address).body.clone();
    for step in path.split('.') {
        let next = match &value.data {
            Data::Map(_, members) => members.get(step).cloned(),
            Data::List(_, items) => step
                .parse()
                .ok()
                .and_then(|index: usize| items.get(index).cloned()),
            _ => None,
        };
        value = next.unwrap_or_else(|| panic!("no {step} of {path} in {address}"));
    }
    value
}

fn references(value: &Value) -> Vec<String> {
    let references = value.references().iter();
    references
        .map(|reference| format!("{}.{}", reference.address, reference.attribute))
        .collect()
}

fn managed(model: &Model) -> BTreeSet<&str> {
    let managed = model
        .resources
        .iter()
        .filter(|resource| resource.mode == ResourceMode::Managed);
    managed.map(|resource| &*resource.address).collect()
}

fn files(model: &Model) -> BTreeSet<String> {
    model
        .resources
        .iter()
        .filter_map(|resource| model.workspace.sources().get(resource.span.source))
        .map(|file| file.path.to_string())
        .collect()
}

/// What a plan does not know of what is known elsewhere; where both know, they must agree.
fn disagreement(path: &str, plan: &Value, sources: &Value) -> Option<String> {
    match (&plan.data, &sources.data) {
        (Data::Unknown(_), Data::Unknown(_)) => None,
        (Data::List(_, items), Data::List(_, others)) if items.len() == others.len() => items
            .iter()
            .zip(others.iter())
            .enumerate()
            .find_map(|(index, (a, b))| disagreement(&format!("{path}.{index}"), a, b)),
        (Data::Map(_, members), Data::Map(_, others)) => others.iter().find_map(|(key, other)| {
            let path = format!("{path}.{key}");
            match members.get(key) {
                Some(member) => disagreement(&path, member, other),
                None => Some(format!("{path} is missing")),
            }
        }),
        (a, b) => (plan != sources).then(|| format!("{path}: {a:?} and {b:?}")),
    }
}

#[test]
fn a_first_plan_gets_the_verdicts_of_its_sources() {
    let (_, sources) = check_sources(ARCHIVE);
    let (model, plan) = check_plan(&format!("{ARCHIVE}/first/plan.json"), None);
    assert!(plan.diagnostics.is_empty(), "{:?}", plan.diagnostics);
    // The way through a local value is not in a plan.
    assert_eq!(
        differences(&verdicts(&sources), &verdicts(&plan)),
        ["customer-managed-key aws_cloudwatch_log_group.access: {Pass} {Unknown}"]
    );
    assert_eq!(files(&model), [format!("{ARCHIVE}/first/plan.json")].into());
}

#[test]
fn a_later_plan_gets_the_verdicts_of_the_first() {
    let (_, sources) = check_sources(ARCHIVE);
    let (_, plan) = check_plan(&format!("{ARCHIVE}/second/plan.json"), None);
    assert_eq!(
        differences(&verdicts(&sources), &verdicts(&plan)),
        Vec::<String>::new()
    );
    // Something is judged here that a careless reading gets wrong: the default key of the service is
    // in the plan, and nobody chose it.
    let default_key = verdicts(&plan);
    let key = (
        "customer-managed-key".into(),
        "aws_db_instance.legacy".into(),
    );
    assert_eq!(default_key.get(&key), Some(&[Verdict::Fail].into()));
}

#[test]
fn with_its_sources_a_plan_is_judged_in_them() {
    let (sources_model, sources) = check_sources(ARCHIVE);
    for plan in ["first", "second"] {
        let path = format!("{ARCHIVE}/{plan}/plan.json");
        let (model, outcome) = check_plan(&path, Some(ARCHIVE));
        assert_eq!(
            differences(&verdicts(&sources), &verdicts(&outcome)),
            Vec::<String>::new(),
            "{plan}"
        );
        assert_eq!(files(&model), files(&sources_model), "{plan}");
        for resource in &sources_model.resources {
            let tied = self::resource(&model, &resource.address);
            assert_eq!(tied.root, resource.root);
            let places = model.workspace.sources();
            let others = sources_model.workspace.sources();
            assert_eq!(places.place(tied.span), others.place(resource.span));
        }
        let places = |outcome: &Outcome, model: &Model| -> BTreeSet<String> {
            let findings = outcome.judgement.findings.iter();
            findings
                .filter(|finding| finding.verdict == Verdict::Fail)
                .map(|finding| {
                    let place = model.workspace.sources().place(finding.span);
                    format!("{} {} {place:?}", finding.rule, finding.resource.address)
                })
                .collect()
        };
        // Blocks of a set stand in another order in a plan; they are found all the same. Once deployed, a
        // bucket says its region itself, which nobody wrote at the bucket.
        let (tied, written) = (places(&outcome, &model), places(&sources, &sources_model));
        let moved: Vec<&str> = written
            .difference(&tied)
            .filter_map(|finding| finding.split(" Some").next())
            .collect();
        let expected: &[&str] = match plan {
            "first" => &[],
            _ => &["data-in-zone aws_s3_bucket.copy"],
        };
        assert_eq!(moved, expected, "{plan}");
    }
}

#[test]
fn a_key_that_does_not_exist_yet_is_a_key() {
    let (model, outcome) = check_plan(&format!("{ARCHIVE}/first/plan.json"), None);
    let key = value(&model, "aws_db_instance.records", "kms_key_id");
    assert!(
        key.as_unknown()
            .is_some_and(rempart::model::Unknown::is_presumed_set)
    );
    assert_eq!(references(&key), ["aws_kms_key.main.arn"]);
    let volume = value(
        &model,
        r#"module.volumes["a"].aws_ebs_volume.data[1]"#,
        "kms_key_id",
    );
    assert_eq!(references(&volume), ["aws_kms_key.main.arn"]);
    // Nobody writes this one, and the service has not chosen yet.
    let legacy = resource(&model, "aws_db_instance.legacy")
        .body
        .as_map()
        .cloned();
    assert!(!legacy.expect("it has a body").contains_key("kms_key_id"));
    let passes = |address: &str| {
        let key = ("customer-managed-key".to_owned(), address.to_owned());
        verdicts(&outcome).get(&key) == Some(&[Verdict::Pass].into())
    };
    assert!(passes("aws_db_instance.records"));
    assert!(!passes("aws_db_instance.legacy"));
}

#[test]
fn regions_come_through_variables_and_aliases() {
    for plan in ["first", "second"] {
        let (model, _) = check_plan(&format!("{ARCHIVE}/{plan}/plan.json"), None);
        let region = |address: &str| {
            let provider = resource(&model, address).provider.clone();
            let provider = provider.expect("it has a provider");
            assert_eq!(
                (&*provider.source, provider.major),
                ("hashicorp/aws", Some(5))
            );
            let region = provider
                .config
                .as_map()
                .and_then(|map| map.get("region").cloned());
            region.and_then(|region| region.as_str().map(str::to_owned))
        };
        assert_eq!(
            region("aws_s3_bucket.archive").as_deref(),
            Some("eu-west-3")
        );
        assert_eq!(region("aws_s3_bucket.copy").as_deref(), Some("us-east-1"));
        assert_eq!(
            region(r#"module.volumes["b"].aws_ebs_volume.scratch"#).as_deref(),
            Some("eu-west-3")
        );
    }
}

#[test]
fn a_recorded_plan_gives_what_the_sources_give() {
    let (sources, _) = check_sources(RECORDED);
    for (path, source) in [
        ("plan/plan.json", None),
        ("plan/plan.json", Some(RECORDED)),
        ("state/state.json", Some(RECORDED)),
    ] {
        let (plan, outcome) = check_plan(&format!("{RECORDED}/{path}"), source);
        assert!(
            outcome.diagnostics.is_empty(),
            "{path}: {:?}",
            outcome.diagnostics
        );
        assert_eq!(managed(&plan), managed(&sources), "{path}");
        for resource in &sources.resources {
            let address = &resource.address;
            let body = &self::resource(&plan, address).body;
            let differs = match path {
                "plan/plan.json" => disagreement("", body, &resource.body),
                // A state knows what the sources do not.
                _ => None,
            };
            assert_eq!(differs, None, "{path} {source:?} {address}");
            if source.is_some() {
                assert_eq!(
                    self::resource(&plan, address).depends_on,
                    resource.depends_on
                );
            }
        }
    }
}

#[test]
fn a_recorded_plan_leads_from_instance_to_instance() {
    let (plan, _) = check_plan(&format!("{RECORDED}/plan/plan.json"), None);
    let store = r#"terraform_data.store["fr"]"#;
    assert!(
        references(&value(&plan, store, "input.key"))
            .contains(&r#"terraform_data.keys["fr"].id"#.to_owned())
    );
    let user = value(&plan, "terraform_data.user", "input");
    assert_eq!(
        references(&user),
        [r#"module.store["a"].terraform_data.inner.id"#]
    );
    let inner = value(
        &plan,
        r#"module.store["b.c[0]"].terraform_data.inner"#,
        "input.key",
    );
    assert_eq!(references(&inner), ["terraform_data.key.id"]);
    // Through a local value, only the sources lead further.
    assert!(references(&value(&plan, store, "triggers_replace")).is_empty());
    let (tied, _) = check_plan(&format!("{RECORDED}/plan/plan.json"), Some(RECORDED));
    assert_eq!(
        references(&value(&tied, store, "triggers_replace")),
        ["terraform_data.key.id"]
    );
    let large = value(&plan, store, "input.large");
    match large.data {
        Data::Number(number) => assert_eq!(number.to_string(), "123456789012345678901234567890"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_state_knows_everything() {
    let (state, _) = check_plan(&format!("{RECORDED}/state/state.json"), None);
    let key = value(&state, "terraform_data.key", "id");
    let store = value(&state, r#"terraform_data.store["eu"]"#, "triggers_replace");
    assert!(key.as_str().is_some_and(|id| Some(id) == store.as_str()));
    // With the sources at hand, so are the links.
    let (state, _) = check_plan(&format!("{RECORDED}/state/state.json"), Some(RECORDED));
    let store = value(&state, r#"terraform_data.store["eu"]"#, "triggers_replace");
    assert_eq!(references(&store), ["terraform_data.key.id"]);
    assert_eq!(store.as_str(), key.as_str());
}

#[test]
fn what_is_destroyed_is_not_judged() {
    let (model, outcome) = check_plan(&format!("{RECORDED}/destroy/plan.json"), None);
    assert_eq!(managed(&model), BTreeSet::new());
    assert!(outcome.diagnostics.is_empty());
}

#[test]
fn what_cannot_be_judged_is_said_and_the_rest_is_judged() {
    let archive = std::fs::read_to_string(repository().join(ARCHIVE).join("first/plan.json"))
        .expect("the fixture is there");
    let fixture = |path: &str| {
        std::fs::read_to_string(repository().join(RECORDED).join(path)).expect("it is there")
    };
    let deep = format!(
        r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"resources":[
        {{"address":"t.deep","mode":"managed","type":"t","name":"deep","values":{{"a":{}1{}}}}},
        {{"address":"t.long","mode":"managed","type":"t","name":"long","values":{{"a":"{}"}}}},
        {{"address":"t.fine","mode":"managed","type":"t","name":"fine","values":{{"a":1}}}},
        {{"address":5}}]}}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000),
        "x".repeat(1_000_000)
    );
    let sandbox = Sandbox::new(&[
        ("fine/plan.json", &archive),
        ("cut/plan.json", &archive[..archive.len() / 2]),
        ("future/plan.json", &archive.replace("\"1.2\"", "\"2.0\"")),
        ("raw/state.json", &fixture("state/raw.json")),
        ("encrypted/state.json", &fixture("state/encrypted.json")),
        ("deep/plan.json", &deep),
        // Neither is ours, and neither is read on a walk.
        ("other/package.json", "{\"name\": \"web\""),
        (
            "other/schema.json",
            r#"{"format_version":"1.0","provider_schemas":{}}"#,
        ),
    ]);
    // What the redirection of some shells makes of a plan.
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(archive.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    sandbox.write("wide/plan.json", wide);
    let json = sandbox.json(&["."]);
    let codes: BTreeSet<(String, String)> = json["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|diagnostic| diagnostic["severity"] == "error" || diagnostic["gravity"] == "error")
        .map(|diagnostic| {
            let file = diagnostic["location"]["file"]
                .as_str()
                .or(diagnostic["file"].as_str());
            let code = diagnostic["code"].as_str().expect("a code");
            (file.unwrap_or_default().to_owned(), code.to_owned())
        })
        .collect();
    let expected = [
        ("cut/plan.json", "unreadable-plan"),
        ("deep/plan.json", "plan-resource-unreadable"),
        ("encrypted/state.json", "encrypted-state-or-plan"),
        ("future/plan.json", "plan-format-version"),
        ("raw/state.json", "raw-state"),
        ("wide/plan.json", "not-text"),
    ];
    let expected = expected.map(|(file, code)| (file.to_owned(), code.to_owned()));
    assert_eq!(codes, expected.into(), "{:#}", json["diagnostics"]);
    let found = |rule: &str| {
        let mut findings = json["findings"].as_array().expect("a list").iter();
        findings.any(|finding| {
            finding["rule"] == rule && finding["location"]["file"] == "fine/plan.json"
        })
    };
    assert!(found("admin-ports-closed"));
    let addresses: Vec<String> = sandbox
        .inspect(&["deep/plan.json"])
        .iter()
        .map(|resource| resource["address"].as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(addresses, ["t.long", "t.fine"]);
    sandbox.run(&["check", "."]).exits(3);
    sandbox.run(&["check", "fine/plan.json"]).exits(1);
    // Named, a file that is not ours is told.
    sandbox.run(&["check", "other/package.json"]).exits(3);
    sandbox.run(&["check", "other/schema.json"]).exits(3);
}

#[test]
fn standard_input_may_be_a_plan() {
    let path = repository().join(ARCHIVE).join("first/plan.json");
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    let sandbox = Sandbox::new(&[("plan.json", &text)]).with_input(&text);
    let rules = |json: serde_json::Value| -> BTreeSet<(String, String)> {
        let findings = json["findings"].as_array().expect("a list").clone();
        assert!(!findings.is_empty());
        let key = |finding: &serde_json::Value| {
            (
                finding["rule"].to_string(),
                finding["resource"]["address"].to_string(),
            )
        };
        findings.iter().map(key).collect()
    };
    assert_eq!(
        rules(sandbox.json(&["-"])),
        rules(sandbox.json(&["plan.json"]))
    );
}

#[test]
fn a_plan_is_never_quoted() {
    let path = repository().join(ARCHIVE).join("first/plan.json");
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    let one_line: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let one_line = one_line.to_string();
    let cut = &one_line[..one_line.len() - 100];
    let sandbox = Sandbox::new(&[
        ("plan.json", &text),
        ("line.json", &one_line),
        ("cut.json", cut),
    ])
    .with_input(&one_line);
    for path in ["plan.json", "line.json", "cut.json", "-"] {
        for command in ["check", "inspect"] {
            for format in ["human", "json"] {
                let ran = sandbox.run(&[command, "--format", format, path]);
                for secret in [
                    "given-from-outside",
                    "example-password",
                    "format_version\":",
                ] {
                    assert!(
                        !ran.out.contains(secret) && !ran.err.contains(secret),
                        "{command} {path} as {format} tells {secret}"
                    );
                }
                let longest = ran.out.lines().map(str::len).max();
                assert!(longest < Some(10_000), "{command} {path} as {format}");
            }
        }
    }
    // The place is told instead.
    sandbox.run(&["check", "plan.json"]).says("plan.json:");
}

#[test]
fn a_root_beside_its_plan_is_judged_once() {
    let fixture = |path: &str| {
        std::fs::read_to_string(repository().join(ARCHIVE).join(path)).expect("it is there")
    };
    let plan = fixture("second/plan.json");
    let files = [
        ("main.tf", fixture("main.tf")),
        ("volumes/main.tf", fixture("volumes/main.tf")),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let sandbox = Sandbox::new(&files);
    let alone = sandbox.json(&["."]);
    sandbox.write("plan.json", &plan);
    let both = sandbox.json(&["."]);
    assert_eq!(both["summary"]["resources"], alone["summary"]["resources"]);
    assert_eq!(both["summary"]["fail"], alone["summary"]["fail"]);
    let coverage = both["coverage"].as_array().expect("a list");
    assert!(
        coverage
            .iter()
            .any(|entry| entry["file"] == "." && entry["why"]["en"] == "judged through `plan.json`"),
        "{coverage:?}"
    );
    // What was added since is not passed over.
    sandbox.write(
        "more.tf",
        "resource \"aws_sqs_queue\" \"late\" {\n  name = \"late\"\n}\n",
    );
    let stale = sandbox.run(&["check", "--format", "json", "."]).exits(3);
    assert!(stale.out.contains("aws_sqs_queue.late"));
    // Sources of something else are judged on their own.
    sandbox.write(
        "other/main.tf",
        "resource \"aws_sqs_queue\" \"other\" {\n  name = \"other\"\n}\n",
    );
    sandbox.write("other/plan.json", &plan);
    let roots: BTreeSet<String> = sandbox
        .inspect(&["other"])
        .iter()
        .map(|resource| resource["root"].as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(
        roots,
        ["other", "other/plan.json"].map(str::to_owned).into()
    );
}

#[test]
fn usage_of_source_is_checked() {
    let sandbox = Sandbox::new(&[("main.tf", "")]);
    sandbox.run(&["check", "--source", "nowhere", "."]).exits(2);
    let ran = sandbox.run(&["check", "--format", "json", "--source", ".", "."]);
    assert!(ran.out.contains("source-without-plan"), "{}", ran.out);
}

#[test]
fn a_plan_that_ended_in_errors_is_partial() {
    let path = repository().join(ARCHIVE).join("first/plan.json");
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    let sandbox = Sandbox::new(&[(
        "plan.json",
        &text.replace("\"errored\": false", "\"errored\": true"),
    )]);
    let paths = vec![Utf8PathBuf::from("plan.json")];
    let here = Utf8PathBuf::from_path_buf(sandbox.path("")).expect("the path is UTF-8");
    let workspace = run::workspace(&paths, Some(&here), &here).expect("it can be read");
    let selection = run::selection(paths, &[], &[]).expect("no pattern is given");
    let (_, outcome) = judged(workspace, selection, Options::default());
    let statuses: Vec<_> = outcome.coverage.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [CoverageStatus::Partial]);
    let errors = outcome.diagnostics.iter();
    assert_eq!(
        errors
            .filter(|problem| problem.gravity == Gravity::Error)
            .count(),
        0
    );
}
