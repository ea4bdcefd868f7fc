//! The GitHub Action: its steps run for real, in order, against a local server, in a repository with a
//! pull request.

mod runner;
mod server;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use runner::{Job, Ran, run};
use serde_json::json;
use server::Server;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A database that several rules refuse.
const DATABASE: &str = r#"
resource "aws_db_instance" "NAME" {
  engine              = "postgres"
  instance_class      = "db.t4g.small"
  storage_encrypted   = false
  publicly_accessible = true
}
"#;

/// A checkout of a pull request that adds a database to the one that the main branch has.
struct Setting {
    directory: TempDir,
    base: String,
    server: Server,
}

impl Setting {
    fn new() -> Self {
        Setting::with(|_| {})
    }

    /// `change` may tamper with the release before it is served.
    fn with(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Self {
        let directory = TempDir::new().expect("the system gives a directory");
        let checkout = directory.path().join("checkout");
        std::fs::create_dir_all(&checkout).expect("it can be written to");
        std::fs::create_dir_all(directory.path().join("temp")).expect("it can be written to");
        git(&checkout, &["init", "--quiet", "--initial-branch", "main"]);
        std::fs::write(checkout.join("old.tf"), DATABASE.replace("NAME", "old"))
            .expect("it can be written to");
        let base = commit(&checkout);
        git(&checkout, &["checkout", "--quiet", "-b", "change"]);
        std::fs::write(checkout.join("new.tf"), DATABASE.replace("NAME", "new"))
            .expect("it can be written to");
        commit(&checkout);
        let mut files = release(directory.path());
        change(&mut files);
        Setting {
            server: Server::start(files),
            directory,
            base,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The job of a pull request, with these inputs; `fork` is whether it comes from another repository.
    fn job(&self, with: &[(&'static str, &str)], fork: bool) -> Job {
        let event = json!({"pull_request": {
            "number": 7,
            "base": {"sha": self.base},
            "head": {"repo": {"fork": fork}},
        }});
        std::fs::write(self.path("event.json"), event.to_string()).expect("it can be written to");
        let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
        let (system, machine) = system();
        let variables = [
            ("PATH", std::env::var("PATH").expect("there is a PATH")),
            ("HOME", text(self.path("temp"))),
            ("RUNNER_OS", system.to_owned()),
            ("RUNNER_ARCH", machine.to_owned()),
            ("RUNNER_TEMP", text(self.path("temp"))),
            ("RUNNER_TOOL_CACHE", text(self.path("tools"))),
            ("GITHUB_SERVER_URL", self.server.address.clone()),
            ("GITHUB_API_URL", format!("{}/api", self.server.address)),
            ("GITHUB_REPOSITORY", "clinic/portal".to_owned()),
            ("GITHUB_EVENT_NAME", "pull_request".to_owned()),
            ("GITHUB_EVENT_PATH", text(self.path("event.json"))),
            ("GITHUB_WORKFLOW", "compliance".to_owned()),
            ("GITHUB_JOB", "rempart".to_owned()),
        ];
        Job {
            workspace: self.path("checkout"),
            runner: self.path("temp"),
            with: with
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            github: BTreeMap::from([
                ("token", "the-token".to_owned()),
                ("action_ref", format!("v{VERSION}")),
                ("action_repository", "example/rempart".to_owned()),
            ]),
            variables: variables.into(),
        }
    }
}

fn git(directory: &Path, arguments: &[&str]) -> String {
    let done = Command::new("git")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("git starts");
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout)
        .expect("UTF-8")
        .trim()
        .to_owned()
}

/// Commits everything and gives the commit.
fn commit(directory: &Path) -> String {
    git(directory, &["add", "--all"]);
    git(directory, &["commit", "--quiet", "--message", "Change"]);
    git(directory, &["rev-parse", "HEAD"])
}

/// `RUNNER_OS` and `RUNNER_ARCH` of this machine.
fn system() -> (&'static str, &'static str) {
    let system = if cfg!(target_os = "macos") {
        "macOS"
    } else {
        "Linux"
    };
    let machine = if cfg!(target_arch = "aarch64") {
        "ARM64"
    } else {
        "X64"
    };
    (system, machine)
}

fn target() -> &'static str {
    match system() {
        ("Linux", "X64") => "x86_64-unknown-linux-musl",
        ("Linux", _) => "aarch64-unknown-linux-musl",
        (_, "X64") => "x86_64-apple-darwin",
        _ => "aarch64-apple-darwin",
    }
}

fn release_path(file: &str) -> String {
    format!("/example/rempart/releases/download/v{VERSION}/{file}")
}

/// A release of the program under test: its archive and checksums, by path.
fn release(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = format!("rempart-{VERSION}-{}", target());
    let packed = directory.join("dist").join(&name);
    std::fs::create_dir_all(&packed).expect("it can be written to");
    let program = assert_cmd::cargo::cargo_bin("rempart");
    std::fs::copy(program, packed.join("rempart")).expect("the program can be copied");
    let archive = format!("{name}.tar.gz");
    let done = Command::new("tar")
        .args(["-czf", &archive, &name])
        .current_dir(directory.join("dist"))
        .status();
    assert!(done.expect("tar starts").success());
    let bytes = std::fs::read(directory.join("dist").join(&archive)).expect("it was packed");
    let mut digest = String::new();
    for byte in Sha256::digest(&bytes) {
        write!(digest, "{byte:02x}").expect("a text takes all");
    }
    BTreeMap::from([
        (
            release_path("SHA256SUMS"),
            format!("{digest}  {archive}\n").into_bytes(),
        ),
        (release_path(&archive), bytes),
    ])
}

fn archive_path() -> String {
    release_path(&format!("rempart-{VERSION}-{}.tar.gz", target()))
}

fn sarif(ran: &Ran) -> serde_json::Value {
    let path = ran.output("check.sarif-file");
    let text = std::fs::read_to_string(path).expect("the SARIF report is there");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn a_pull_request_gets_annotations_a_summary_and_a_report() {
    let setting = Setting::new();
    let ran = run(&setting.job(&[("upload-sarif", "true")], false));
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(ran.log.contains("::error file=new.tf,line="), "{}", ran.log);
    assert!(ran.log.contains("::error file=old.tf,line="), "{}", ran.log);
    assert!(
        ran.summary.contains("aws_db_instance.new"),
        "{}",
        ran.summary
    );
    assert_eq!(ran.output("check.exit-code"), "1");
    let failures: usize = ran.output("check.fail").parse().expect("a count");
    let results = sarif(&ran)["runs"][0]["results"].clone();
    let failing = results.as_array().expect("results").iter();
    let failing = failing.filter(|result| result["kind"].as_str().unwrap_or("fail") == "fail");
    assert_eq!(failing.count(), failures);
    let (used, with) = ran.used.last().expect("the report is sent");
    assert!(
        used.starts_with("github/codeql-action/upload-sarif@"),
        "{used}"
    );
    assert_eq!(with["sarif_file"], ran.output("check.sarif-file"));
}

#[test]
fn only_what_the_pull_request_adds_is_reported_when_asked() {
    let setting = Setting::new();
    let whole = run(&setting.job(&[], false));
    let ran = run(&setting.job(&[("changed-only", "true")], false));
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(ran.log.contains("::error file=new.tf,line="), "{}", ran.log);
    assert!(!ran.log.contains("file=old.tf"), "{}", ran.log);
    let count = |ran: &Ran| ran.output("check.fail").parse::<usize>().expect("a count");
    assert!(count(&ran) < count(&whole));
}

#[test]
fn one_comment_is_kept_up_to_date() {
    let setting = Setting::new();
    run(&setting.job(&[("comment", "true")], false));
    std::fs::remove_file(setting.path("checkout/new.tf")).expect("it is there");
    run(&setting.job(&[("comment", "true"), ("lang", "fr")], false));
    let held = setting.server.held.lock().expect("the server is well");
    assert_eq!(held.comments.len(), 1);
    let body = held.comments[0]["body"].as_str().expect("a text");
    assert!(body.starts_with("<!-- rempart "), "{body}");
    assert!(
        body.contains("aws_db_instance.old") && !body.contains("aws_db_instance.new"),
        "{body}"
    );
}

#[test]
fn a_fork_costs_the_comment_and_not_the_job() {
    let setting = Setting::new();
    let ran = run(&setting.job(
        &[
            ("comment", "true"),
            ("upload-sarif", "true"),
            ("fail-on", "never"),
        ],
        true,
    ));
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(
        ran.log
            .contains("::notice title=rempart::this pull request comes from a fork"),
        "{}",
        ran.log
    );
    let uploads = ran
        .used
        .iter()
        .filter(|(used, _)| used.contains("upload-sarif"));
    assert_eq!(uploads.count(), 0);
    // A token may be refused for other reasons.
    setting
        .server
        .held
        .lock()
        .expect("the server is well")
        .read_only = true;
    let ran = run(&setting.job(&[("comment", "true"), ("fail-on", "never")], false));
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(
        ran.log.contains(
            "::warning title=rempart::the comment could not be written (the server answers 403)"
        ),
        "{}",
        ran.log
    );
}

#[test]
fn inputs_reach_the_program_as_they_are() {
    let setting = Setting::new();
    let marker = setting.path("temp/injected");
    let hostile = format!("$(touch {0})\n`touch {0}`\n; touch {0}", marker.display());
    for input in [
        "path",
        "packs",
        "config",
        "format",
        "fail-on",
        "lang",
        "sarif-file",
        "args",
        "version",
        "changed-only",
    ] {
        let ran = run(&setting.job(&[(input, &hostile)], false));
        assert_ne!(ran.code, 0, "{input}: {}", ran.log);
        assert!(!marker.exists(), "{input} was executed");
    }
    let ran = run(&setting.job(
        &[
            ("path", "old.tf\r\n\r\n  new.tf"),
            ("packs", "hds-v2, secnumcloud-3.2"),
            ("args", "--severity\ncritical"),
            ("fail-on", "unknown"),
        ],
        false,
    ));
    assert!([0, 1].contains(&ran.code), "{}", ran.log);
}

#[test]
fn names_of_files_are_no_commands_to_the_runner() {
    let setting = Setting::new();
    let name = "::set-output name=x::y%0A::error ::z\n::warning ::w.tf";
    std::fs::write(
        setting.path("checkout").join(name),
        DATABASE.replace("NAME", "odd"),
    )
    .expect("it can be written to");
    for format in ["github", "human"] {
        let ran = run(&setting.job(&[("format", format)], false));
        let mut stopped = None;
        for line in ran.log.lines() {
            let line = line.trim_start();
            if let Some(token) = line.strip_prefix("::stop-commands::") {
                stopped = Some(format!("::{token}::"));
            } else if stopped.as_deref() == Some(line) {
                stopped = None;
            } else if stopped.is_none() {
                assert!(
                    !line.starts_with("::set-output") && !line.starts_with("::warning ::w"),
                    "{line}"
                );
            }
        }
    }
}

#[test]
fn a_binary_with_another_checksum_is_not_installed() {
    let setting = Setting::with(|files| {
        files
            .get_mut(&archive_path())
            .expect("it is released")
            .push(0);
    });
    let ran = run(&setting.job(&[], false));
    assert_eq!(ran.code, 1);
    assert!(ran.log.contains("it is not installed"), "{}", ran.log);
    assert!(
        !setting
            .path("tools")
            .join(format!("rempart/{VERSION}/{}/rempart", target()))
            .exists()
    );
    let setting = Setting::with(|files| {
        files.remove(&release_path("SHA256SUMS"));
    });
    let ran = run(&setting.job(&[], false));
    assert_eq!(ran.code, 1);
    assert!(ran.log.contains("has no SHA256SUMS"), "{}", ran.log);
}

#[test]
fn an_installation_is_used_again() {
    let setting = Setting::new();
    run(&setting.job(&[("fail-on", "never")], false));
    let downloads = || {
        let held = setting.server.held.lock().expect("the server is well");
        held.requests
            .iter()
            .filter(|request| request.contains("/releases/"))
            .count()
    };
    let before = downloads();
    let ran = run(&setting.job(&[("fail-on", "never")], false));
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!((before, downloads()), (2, 2));
    let (used, with) = &ran.used[0];
    assert!(used.starts_with("actions/cache@"), "{used}");
    assert!(
        with["key"].starts_with(&format!("rempart-{VERSION}-{}-v{VERSION}-", target())),
        "{}",
        with["key"]
    );
}

/// Without a release the sources are built. Cargo is a stand-in here: a build takes minutes, and what is
/// tested is what it is asked and what becomes of its answer.
#[test]
fn without_a_release_the_sources_are_built() {
    let setting = Setting::with(BTreeMap::clear);
    let bin = setting.path("bin");
    std::fs::create_dir_all(&bin).expect("it can be written to");
    let program = assert_cmd::cargo::cargo_bin("rempart");
    let script = format!(
        "#!/usr/bin/env bash\nset -eu\nprintf '%s\\n' \"$*\" >\"$RUNNER_TEMP/asked\"\nwhile [[ $1 != --root ]]; do shift; done\nmkdir -p \"$2/bin\"\ncp '{}' \"$2/bin/rempart\"\n",
        program.display()
    );
    std::fs::write(bin.join("cargo"), script).expect("it can be written to");
    make_executable(&bin.join("cargo"));
    let mut job = setting.job(&[("fail-on", "never")], false);
    let path = format!("{}:{}", bin.display(), job.variables["PATH"]);
    job.variables.insert("PATH", path);
    let ran = run(&job);
    assert_eq!(ran.code, 0, "{}", ran.log);
    let asked = std::fs::read_to_string(setting.path("temp/asked")).expect("cargo was asked");
    assert!(
        asked.starts_with(&format!(
            "install --locked --quiet --path {}",
            env!("CARGO_MANIFEST_DIR")
        )),
        "{asked}"
    );
    // Whoever names a version wants that one, and no other.
    let mut job = setting.job(&[("version", "v9.8.7")], false);
    job.variables.insert(
        "RUNNER_TOOL_CACHE",
        setting.path("other").display().to_string(),
    );
    let ran = run(&job);
    assert_eq!(ran.code, 1);
    assert!(ran.log.contains("there is no release 9.8.7"), "{}", ran.log);
}

fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// What is pinned cannot change behind our back.
#[test]
fn actions_of_others_are_pinned_to_commits() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "action.yml",
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
    ] {
        let text = std::fs::read_to_string(root.join(file)).expect("it can be read");
        for line in text.lines() {
            let Some((_, used)) = line.split_once("uses: ") else {
                continue;
            };
            if used.starts_with("./") {
                continue;
            }
            let (reference, comment) = used
                .split_once(" # v")
                .unwrap_or_else(|| panic!("{file}: {used} names no version"));
            let (_, commit) = reference.split_once('@').expect("a reference");
            assert!(
                commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{file}: {used}"
            );
            assert!(
                comment.starts_with(|first: char| first.is_ascii_digit()),
                "{file}: {used}"
            );
        }
    }
}
