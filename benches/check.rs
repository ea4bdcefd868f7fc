//! What a whole check costs, next to the bare parse of the same files.
//!
//! `cargo bench` writes a repository of 1,000 modules and 20,000 resources into a temporary
//! directory, times each step on it, and prints the ratio that the project holds itself to:
//! the whole check on all cores over the parse by `hcl-edit` alone on one.

// Which writes more shapes than are timed here.
#[allow(dead_code)]
mod repository;

use std::fs;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use criterion::{BatchSize, Criterion};
use rempart::judge::{Outcome, Verdict};
use rempart::policy::definition::{Library, Severity};
use rempart::report::{self, Context, Format, Style};
use rempart::run::{self, Configured, Criteria, Input, Model};
use rempart::terraform;
use rempart::text::Language;

use repository::{Shape, generate};

/// Modules of the repository; a module holds twenty resources.
const MODULES: usize = 1000;

/// Runs of each side of the ratio; the fastest counts, since nothing makes a run faster than it is.
const RUNS: usize = 7;

fn main() {
    let directory = tempfile::tempdir().expect("the system gives a temporary directory");
    generate(directory.path(), Shape::Repository, MODULES).expect("the repository can be written");
    let root = Utf8Path::from_path(directory.path()).expect("the directory has a UTF-8 name");
    let mut texts = Vec::new();
    read(directory.path(), &mut texts).expect("the repository can be read");

    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    criterion.bench_function("bare hcl-edit parse, one thread", |bench| {
        bench.iter(|| bare_parse(&texts));
    });
    criterion.bench_function("load: discover, parse, evaluate", |bench| {
        bench.iter_batched(|| input(root), run::load, BatchSize::PerIteration);
    });
    let library = Library::embedded();
    criterion.bench_function("judge", |bench| {
        bench.iter_batched_ref(
            || run::load(input(root)),
            |model| judge(model, &library),
            BatchSize::PerIteration,
        );
    });
    criterion.bench_function("policies: decode the embedded ones", |bench| {
        bench.iter(Library::embedded);
    });
    criterion.bench_function("whole check, JSON report", |bench| {
        bench.iter(|| whole_check(root));
    });
    criterion.final_summary();
    ratio(root, &texts);
}

/// Prints the ratio in one line.
// A benchmark talks to the person at the terminal.
#[allow(clippy::print_stdout)]
fn ratio(root: &Utf8Path, texts: &[String]) {
    let fastest = |run: &dyn Fn()| {
        (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed()
            })
            .min()
            .unwrap_or_default()
    };
    let parse = fastest(&|| bare_parse(texts));
    let check = fastest(&|| whole_check(root));
    let bytes: usize = texts.iter().map(String::len).sum();
    println!(
        "whole check / bare parse = {:.2} ({:.0} ms on {} thread(s) / {:.0} ms on one; {} files, {} bytes)",
        check.as_secs_f64() / parse.as_secs_f64(),
        check.as_secs_f64() * 1e3,
        std::thread::available_parallelism().map_or(1, usize::from),
        parse.as_secs_f64() * 1e3,
        texts.len(),
        bytes,
    );
}

fn bare_parse(texts: &[String]) {
    for text in texts {
        black_box(hcl_edit::parser::parse_body(text)).expect("the repository is valid");
    }
}

fn whole_check(root: &Utf8Path) {
    let library = Library::embedded();
    let mut model = run::load(input(root));
    let outcome = judge(&mut model, &library);
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        origin: ".".into(),
        label: None,
        date: None,
        tables: None,
        language: Language::En,
        style: Style::default(),
        base: None,
    };
    report::write(Format::Json, &outcome, &context, &mut io::sink())
        .expect("a sink takes everything");
}

fn judge(model: &mut Model, library: &Library) -> Outcome {
    let criteria = Criteria {
        packs: library.packs.values().collect(),
        show: vec![Verdict::Fail, Verdict::Unknown, Verdict::Waived],
        severity: Severity::Low,
        environment: None,
        configured: Configured::default(),
        gate: rempart::gate::Gate::default(),
    };
    run::check(model, library, &criteria)
}

fn input(root: &Utf8Path) -> Input {
    let paths = vec![Utf8PathBuf::from(root)];
    Input {
        workspace: run::workspace(&paths, Some(root), root).expect("the repository can be opened"),
        selection: run::selection(paths, &[], &[]).expect("there is no pattern"),
        terraform: terraform::Options::default(),
        targets: rempart::manifest::Targets::default(),
    }
}

/// The texts of all Terraform files below a directory.
fn read(directory: &Path, texts: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, texts)?;
        } else if path.extension().is_some_and(|extension| extension == "tf") {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
