//! Which files a run is about: paths, patterns, filters, ignore files, standard input.

use crate::program::Sandbox;

/// A bucket of that name, with its provider.
fn bucket(name: &str) -> String {
    format!("resource \"aws_s3_bucket\" \"{name}\" {{}}\n")
}

/// The names of the resources that a run looks at, and the code of what it says first, if anything.
#[track_caller]
fn seen(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = sandbox
        .inspect(arguments)
        .iter()
        .map(|resource| {
            let address = resource["address"].as_str().expect("a text");
            address.trim_start_matches("aws_s3_bucket.").to_owned()
        })
        .collect();
    names.sort();
    names
}

fn tree() -> Sandbox {
    Sandbox::new(&[
        ("a/main.tf", &bucket("a")),
        ("b/main.tf", &bucket("b")),
        ("b/test/main.tf", &bucket("t")),
        ("c/main.tofu", &bucket("c")),
        ("generated/main.tf", &bucket("g")),
        (".gitignore", "generated/\n"),
        (".hidden/main.tf", &bucket("h")),
        ("README.md", "# not code"),
    ])
}

#[test]
fn a_directory_is_read_without_what_is_hidden_or_ignored() {
    assert_eq!(seen(&tree(), &[]), ["a", "b", "c", "t"]);
    assert_eq!(seen(&tree(), &["."]), ["a", "b", "c", "t"]);
}

#[test]
fn several_paths_are_read_each_once() {
    assert_eq!(seen(&tree(), &["a", "c", "a/main.tf"]), ["a", "c"]);
}

#[test]
fn patterns_are_read_where_the_shell_does_not() {
    assert_eq!(seen(&tree(), &["*/main.tf"]), ["a", "b", "g"]);
    assert_eq!(seen(&tree(), &["b/**/main.tf"]), ["b", "t"]);
    tree()
        .run(&["*.gone"])
        .exits(3)
        .says("*.gone: there is nothing at this path");
}

#[test]
fn what_is_named_is_read_even_when_ignored() {
    assert_eq!(seen(&tree(), &["generated/main.tf"]), ["g"]);
    assert_eq!(seen(&tree(), &["generated"]), ["g"]);
    assert_eq!(seen(&tree(), &[".hidden"]), ["h"]);
}

#[test]
fn filters_narrow() {
    assert_eq!(seen(&tree(), &["--include", "a/**"]), ["a"]);
    assert_eq!(seen(&tree(), &["--include", "*.tofu"]), ["c"]);
    assert_eq!(seen(&tree(), &["--exclude", "test"]), ["a", "b", "c"]);
    assert_eq!(seen(&tree(), &["--exclude", "{a,b}/**"]), ["c"]);
    assert_eq!(
        seen(
            &tree(),
            &["--include", "{a,b}/**", "--exclude", "**/test/**"]
        ),
        ["a", "b"]
    );
}

#[test]
fn an_ignore_file_of_a_directory_counts_below_it() {
    let sandbox = tree();
    sandbox.write("b/.ignore", "test/\n");
    assert_eq!(seen(&sandbox, &[]), ["a", "b", "c"]);
    sandbox.write("b/test/.ignore", "!main.tf\n");
    assert_eq!(seen(&sandbox, &["b"]), ["b"]);
}

#[test]
fn a_file_that_no_front_end_reads_is_said_when_it_was_named() {
    tree()
        .run(&["a", "README.md"])
        .exits(3)
        .says("README.md: rempart does not read files of this kind");
}

#[test]
fn opentofu_files_hide_fixture_files_of_the_same_name() {
    let sandbox = Sandbox::new(&[
        ("main.tf", &bucket("terraform")),
        ("main.tofu", &bucket("opentofu")),
    ]);
    assert_eq!(seen(&sandbox, &[]), ["opentofu"]);
}

#[test]
fn standard_input_is_a_module_in_either_syntax() {
    let json = r#"{"resource": {"aws_s3_bucket": {"json": {}}}}"#;
    for (text, name) in [(bucket("native").as_str(), "native"), (json, "json")] {
        let sandbox = Sandbox::new(&[("a.tf", &bucket("file"))]).with_input(text);
        assert_eq!(seen(&sandbox, &["-"]), [name]);
        assert_eq!(seen(&sandbox, &["-", "a.tf"]), ["file", name]);
        let report = sandbox.json(&["-"]);
        let findings = report["findings"].as_array().expect("a list");
        assert!(!findings.is_empty());
        for finding in findings {
            assert_eq!(finding["location"]["file"], "<stdin>");
        }
    }
    let sandbox = Sandbox::new(&[]).with_input("resource \"a\" {\n");
    sandbox.run(&["-"]).exits(3).says("<stdin>:1");
}

#[test]
fn nothing_outside_the_root_is_read() {
    let sandbox = Sandbox::new(&[
        ("app/main.tf", &bucket("app")),
        ("secret.tf", &bucket("secret")),
    ]);
    sandbox
        .run(&["app", "secret.tf", "--root", "app"])
        .exits(3)
        .says("secret.tf: this lies outside of the root")
        .says("1 file, 1 resource");
}
