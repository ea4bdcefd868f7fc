//! Running the program itself, in a directory of its own and with an empty environment.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A directory with files, and the program run in it.
pub(crate) struct Sandbox {
    directory: TempDir,
    variables: Vec<(String, String)>,
    input: Vec<u8>,
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    /// A directory with these files. The marker of a repository makes it the root.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox {
            directory: TempDir::new().expect("the system gives a directory"),
            variables: Vec::new(),
            input: Vec::new(),
        };
        std::fs::create_dir(sandbox.path(".git")).expect("it can be written to");
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox
    }

    /// Writes a file, with its directories.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        let parent = path.parent().expect("it lies in the sandbox");
        std::fs::create_dir_all(parent).expect("it can be written to");
        std::fs::write(path, bytes).expect("it can be written to");
    }

    /// Reads a file that the program wrote.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("it is there")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// Sets an environment variable.
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives a text on standard input.
    pub(crate) fn with_input(mut self, text: &str) -> Self {
        self.input = text.as_bytes().to_vec();
        self
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        run_in(
            self.directory.path(),
            &self.variables,
            &self.input,
            arguments,
        )
    }

    /// Runs the program in a directory of the sandbox.
    pub(crate) fn run_in(&self, directory: &str, arguments: &[&str]) -> Ran {
        run_in(
            &self.path(directory),
            &self.variables,
            &self.input,
            arguments,
        )
    }

    /// Runs `check --format json` on the whole directory, with further arguments.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let ran = self.run(&[&["check", "--format", "json"], arguments].concat());
        serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{error} in {}\n{}", ran.out, ran.err))
    }

    /// Runs `inspect --format json` and gives its resources.
    pub(crate) fn inspect(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        let ran = self.run(&[&["inspect", "--format", "json"], arguments].concat());
        let json: serde_json::Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{error} in {}\n{}", ran.out, ran.err));
        json["resources"].as_array().expect("a list").clone()
    }
}

/// Runs the program in the repository, with an empty environment.
pub(crate) fn in_repository(arguments: &[&str]) -> Ran {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), &[], &[], arguments)
}

fn run_in(
    directory: &Path,
    variables: &[(String, String)],
    input: &[u8],
    arguments: &[&str],
) -> Ran {
    let output = assert_cmd::Command::cargo_bin("rempart")
        .expect("Cargo builds the program before its tests")
        .current_dir(directory)
        .env_clear()
        .envs(variables.iter().cloned())
        .args(arguments)
        .write_stdin(input.to_vec())
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("reports are UTF-8");
    let ran = Ran {
        code: output.status.code().expect("no signal ended it"),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    assert!(
        !ran.err.contains("panicked"),
        "{arguments:?} panicked:\n{}",
        ran.err
    );
    ran
}

impl Ran {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    /// Asserts that a text is in the report.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no {text:?} in\n{}", self.out);
        self
    }

    /// Asserts that a text is not in the report.
    #[track_caller]
    pub(crate) fn says_nothing_of(self, text: &str) -> Self {
        assert!(!self.out.contains(text), "{text:?} is in\n{}", self.out);
        self
    }

    /// Asserts that a text is on standard error.
    #[track_caller]
    pub(crate) fn warns(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no {text:?} in\n{}", self.err);
        self
    }

    /// The last paragraph of the report: the counts.
    pub(crate) fn summary(&self) -> &str {
        let text = self.out.trim_end();
        text.rsplit("\n\n").next().unwrap_or(text)
    }
}
