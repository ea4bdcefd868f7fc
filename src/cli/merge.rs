//! `rempart merge`.

use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use super::args::MergeArguments;
use super::exit::{self, Thresholds};
use super::{Failure, config, gate, output, policies, terminal};
use crate::report::document::{self, Part, Restored};
use crate::report::{self, Context};
use crate::run;
use crate::text::Text;

/// A result is read up to this many bytes.
const LONGEST_RESULT: u64 = 1 << 30;

/// Joins results and reports them as one.
pub(super) fn run(arguments: &MergeArguments) -> Result<u8, Failure> {
    let language = terminal::language(arguments.output.lang.map(Into::into));
    let library = policies::library(&arguments.policy_dir, language)?;
    let targets = output::targets(&arguments.output)?;
    let joined =
        document::join(parts(arguments)?).map_err(|problem| Failure::Usage(problem.text()))?;
    let working_directory = config::working_directory()?;
    let workspace = run::workspace(&[], None, &working_directory).map_err(|error| {
        let why = error.text();
        Failure::Usage(Text::new(
            format!("the root cannot be read: {}", why.en),
            format!("la racine est illisible : {}", why.fr),
        ))
    })?;
    let date = gate::this_day()?;
    let Restored { outcome, sources } = document::restore(&joined, &workspace);
    let context = |style| Context {
        sources: &sources,
        library: &library,
        base: Some(workspace.root()),
        origin: Utf8Path::new("."),
        label: None,
        date: Some(date),
        tables: None,
        language,
        style,
    };
    output::write_all(
        &targets,
        &arguments.output,
        language,
        |format, style, out| {
            report::write_restored(format, &joined, &outcome, &context(style), out)
        },
    )?;
    let thresholds = Thresholds::default().or(&arguments.thresholds);
    exit::few_resources(outcome.resources, &thresholds, language);
    Ok(exit::exit_code(&outcome, &thresholds))
}

/// The results with their labels; one that is given twice is taken once.
fn parts(arguments: &MergeArguments) -> Result<Vec<Part>, Failure> {
    let (files, labels) = (arguments.files.len(), arguments.label.len());
    if labels > 0 && labels != files {
        return Err(Failure::Usage(Text::new(
            format!("--label is given {labels} times for {files} files: give it once for each"),
            format!(
                "--label est donné {labels} fois pour {files} fichiers : donnez-le une fois par fichier"
            ),
        )));
    }
    let mut known = FxHashSet::default();
    let mut parts = Vec::with_capacity(files);
    for (position, file) in arguments.files.iter().enumerate() {
        let text = read(file)?;
        let label = arguments.label.get(position).cloned();
        if !known.insert((Sha256::digest(&text), label.clone())) {
            continue;
        }
        let document = document::read(&text).map_err(|problem| told(file, &problem.text()))?;
        parts.push(Part {
            name: file.to_string(),
            label: label.or_else(|| document.label().map(ToOwned::to_owned)),
            document,
        });
    }
    Ok(parts)
}

fn read(file: &Utf8PathBuf) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(file)
        .and_then(|opened| opened.take(LONGEST_RESULT + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let why = error.to_string();
        return Err(told(file, &Text::new(why.clone(), why)));
    }
    if bytes.len() as u64 > LONGEST_RESULT {
        return Err(told(
            file,
            &Text::new("larger than 1 GiB", "plus grand que 1 Gio"),
        ));
    }
    String::from_utf8(bytes).map_err(|_| {
        told(
            file,
            &Text::new("this is not UTF-8 text", "ce n'est pas du texte UTF-8"),
        )
    })
}

/// A problem with one of the files.
fn told(file: &Utf8Path, why: &Text) -> Failure {
    Failure::Usage(Text::new(
        format!("{file}: {}", why.en),
        format!("{file} : {}", why.fr),
    ))
}
