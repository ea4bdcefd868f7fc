//! Checks the policies of this repository and compiles them into the binary.
//!
//! The modules are those of the library: a policy that the build accepts is one that `--policy-dir`
//! accepts, and the other way round. What is wrong is shown as the compiler shows its own errors.

// The build uses a part of each module only, and nothing outside sees them.
#![allow(dead_code, unreachable_pub, unused_imports, missing_docs)]
// A build script talks to Cargo on standard output.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

#[path = "src/policy/mod.rs"]
mod policy;
#[path = "src/text.rs"]
mod text;
#[path = "src/yaml/mod.rs"]
mod yaml;

use std::path::Path;

use policy::Level;
use policy::definition::Library;
use text::Language;

fn main() {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=build.rs");
    // The working directory of a build script is the root of the package.
    let (layer, mut problems) = policy::load_dir(Path::new("policies"));
    let (library, more) = Library::default().overlay(&layer);
    problems.extend(more);
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .iter()
        .partition(|problem| problem.level == Level::Error);
    if !errors.is_empty() {
        for problem in &errors {
            let text = layer.text(&problem.file).unwrap_or_default();
            eprintln!("{}", problem.plain(text, Language::En));
        }
        eprintln!("errors in the policies: {}", errors.len());
        std::process::exit(1);
    }
    for problem in warnings {
        let text = layer.text(&problem.file).unwrap_or_default();
        let (line, column) = problem.line_and_column(text);
        let (file, message) = (&problem.file, &problem.message.en);
        println!("cargo::warning={file}:{line}:{column}: {message}");
    }
    let bytes = postcard::to_stdvec(&library)
        .expect("invariant: the definitions are plain data, which postcard can hold");
    let target =
        std::env::var_os("OUT_DIR").expect("invariant: Cargo gives OUT_DIR to build scripts");
    let target = Path::new(&target).join("policies.postcard");
    if let Err(error) = std::fs::write(&target, bytes) {
        eprintln!("cannot write {}: {error}", target.display());
        std::process::exit(1);
    }
}
