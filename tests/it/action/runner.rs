//! The steps of `action.yml`, run in order, as GitHub's runner would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use rempart::yaml;
use serde_json::Value;

/// What a runner knows when it comes to a use of the action.
pub(super) struct Job {
    /// The checkout, where steps start.
    pub(super) workspace: PathBuf,
    /// A directory for the runner's own files.
    pub(super) runner: PathBuf,
    /// Inputs that the workflow gives.
    pub(super) with: BTreeMap<&'static str, String>,
    /// What `github.NAME` is.
    pub(super) github: BTreeMap<&'static str, String>,
    /// Environment variables of the runner.
    pub(super) variables: BTreeMap<&'static str, String>,
}

/// What became of the steps.
#[derive(Debug, Default)]
pub(super) struct Ran {
    /// Exit code of the step that ended the job; 0 when all succeeded.
    pub(super) code: i32,
    /// The log: standard output and error of all steps.
    pub(super) log: String,
    /// The summary of the job.
    pub(super) summary: String,
    /// Outputs by `step.name`.
    pub(super) outputs: BTreeMap<String, String>,
    /// Actions of others that the steps use, with their inputs.
    pub(super) used: Vec<(String, BTreeMap<String, String>)>,
}

impl Ran {
    pub(super) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).map_or("", String::as_str)
    }
}

/// The action, as its file has it.
pub(super) fn action() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    let text = std::fs::read_to_string(path).expect("the action can be read");
    let node = yaml::parse_one(&text, yaml::Limits::default()).expect("the action is YAML");
    node.to_json()
}

/// Runs the steps until one fails.
pub(super) fn run(job: &Job) -> Ran {
    let action = action();
    let mut inputs: BTreeMap<String, String> = BTreeMap::new();
    for (name, input) in action["inputs"].as_object().expect("inputs") {
        let default = input["default"]
            .as_str()
            .expect("every input has a default");
        inputs.insert(name.clone(), default.to_owned());
    }
    for (name, value) in &job.with {
        let known = inputs.insert((*name).to_owned(), value.clone());
        assert!(known.is_some(), "the action has no input {name}");
    }
    let mut ran = Ran::default();
    for default in inputs.values_mut() {
        *default = fill(default, job, &BTreeMap::new(), &ran);
    }
    let summary = job.runner.join("summary");
    std::fs::write(&summary, "").expect("it can be written to");
    for step in action["runs"]["steps"].as_array().expect("steps") {
        let id = step["id"].as_str().expect("every step has an id");
        if step["if"]
            .as_str()
            .is_some_and(|condition| !holds(condition, job, &inputs, &ran))
        {
            continue;
        }
        if let Some(used) = step["uses"].as_str() {
            ran.used
                .push((used.to_owned(), filled(&step["with"], job, &inputs, &ran)));
            continue;
        }
        assert_eq!(step["shell"], "bash", "{id}");
        let variables = filled(&step["env"], job, &inputs, &ran);
        let code = script(
            step["run"].as_str().expect("a script"),
            &variables,
            job,
            &summary,
            id,
            &mut ran,
        );
        if code != 0 {
            ran.code = code;
            break;
        }
    }
    ran.summary = std::fs::read_to_string(summary).expect("it was written");
    ran
}

/// Runs one script the way `shell: bash` does, and takes its outputs.
fn script(
    text: &str,
    variables: &BTreeMap<String, String>,
    job: &Job,
    summary: &Path,
    id: &str,
    ran: &mut Ran,
) -> i32 {
    assert!(
        !text.contains("${{"),
        "{id}: no expression is written into a script"
    );
    let file = job.runner.join("step.sh");
    let output = job.runner.join("output");
    std::fs::write(&file, text).expect("it can be written to");
    std::fs::write(&output, "").expect("it can be written to");
    let done = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail"])
        .arg(&file)
        .current_dir(&job.workspace)
        .env_clear()
        .envs(&job.variables)
        .envs(variables)
        .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
        .env("GITHUB_OUTPUT", &output)
        .env("GITHUB_STEP_SUMMARY", summary)
        .output()
        .expect("bash starts");
    ran.log.push_str(&String::from_utf8_lossy(&done.stdout));
    ran.log.push_str(&String::from_utf8_lossy(&done.stderr));
    for line in std::fs::read_to_string(output)
        .expect("it was written")
        .lines()
    {
        let (name, value) = line.split_once('=').expect("an output is NAME=VALUE");
        ran.outputs.insert(format!("{id}.{name}"), value.to_owned());
    }
    done.status.code().expect("no signal ended it")
}

fn filled(
    map: &Value,
    job: &Job,
    inputs: &BTreeMap<String, String>,
    ran: &Ran,
) -> BTreeMap<String, String> {
    let entries = map.as_object().into_iter().flatten();
    let entries = entries.map(|(name, value)| {
        let text = value.as_str().expect("a text");
        (name.clone(), fill(text, job, inputs, ran))
    });
    entries.collect()
}

/// Puts values in the place of `${{ … }}`.
fn fill(text: &str, job: &Job, inputs: &BTreeMap<String, String>, ran: &Ran) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").expect("an expression ends");
        filled.push_str(before);
        filled.push_str(&look_up(expression.trim(), job, inputs, ran));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn look_up(expression: &str, job: &Job, inputs: &BTreeMap<String, String>, ran: &Ran) -> String {
    let parts: Vec<&str> = expression.split('.').collect();
    match parts[..] {
        ["inputs", name] => inputs[name].clone(),
        ["github", name] => job.github[name].clone(),
        ["steps", step, "outputs", name] => ran.output(&format!("{step}.{name}")).to_owned(),
        _ => panic!("the runner of these tests does not know {expression}"),
    }
}

/// `LEFT == 'RIGHT'` or `LEFT != 'RIGHT'`.
fn holds(condition: &str, job: &Job, inputs: &BTreeMap<String, String>, ran: &Ran) -> bool {
    let (left, equal, right) = match (condition.split_once(" == "), condition.split_once(" != ")) {
        (Some((left, right)), None) => (left, true, right),
        (None, Some((left, right))) => (left, false, right),
        _ => panic!("the runner of these tests does not know {condition}"),
    };
    let right = right
        .strip_prefix('\'')
        .and_then(|right| right.strip_suffix('\''))
        .expect("a quoted text");
    (look_up(left, job, inputs, ran) == right) == equal
}
