//! Reading a result back.

use serde::Deserialize;

use super::{
    Coverage, Diagnostic, Document, Finding, Head, Input, LeftOut, PackUsed, RequirementCount,
    RuleOff, Summary, Tables, Tail, UnknownType, WaiverUse,
};
use crate::judge::Verdict;
use crate::text::Text;

/// Why a text is no result that can be used.
#[derive(Debug)]
pub enum ReadProblem {
    /// It is no JSON, or not what `rempart check --format json` writes.
    Foreign(serde_json::Error),
    /// Another version wrote it.
    Version(String),
    /// It lists more than its summary counts.
    Counts,
}

impl ReadProblem {
    /// What is wrong, and the next step.
    pub fn text(&self) -> Text {
        match self {
            ReadProblem::Foreign(error) => Text::new(
                format!("this is no result of `rempart check --format json`: {error}"),
                format!("ce n'est pas un résultat de `rempart check --format json` : {error}"),
            ),
            ReadProblem::Version(version) => {
                let own = env!("CARGO_PKG_VERSION");
                Text::new(
                    format!(
                        "this was written by rempart {version}, and this is rempart {own}: use one version for the results and for `merge`"
                    ),
                    format!(
                        "ce résultat vient de rempart {version}, et voici rempart {own} : utilisez une seule version pour les résultats et pour `merge`"
                    ),
                )
            }
            ReadProblem::Counts => Text::new(
                "its summary counts less than its findings list: it was changed after rempart wrote it; run `rempart check` again",
                "son résumé compte moins que la liste de ses constats : il a été modifié après son écriture par rempart ; relancez `rempart check`",
            ),
        }
    }
}

/// Only what tells whether the rest can be read.
#[derive(Deserialize)]
struct Probe {
    version: String,
}

/// The document in the order of its JSON form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    version: String,
    label: Option<String>,
    base: String,
    summary: Summary,
    packs: Vec<PackUsed>,
    requirements: Vec<RequirementCount>,
    findings: Vec<Finding>,
    known: Vec<Finding>,
    waivers: Vec<WaiverUse>,
    left_out: Vec<LeftOut>,
    rules_off: Vec<RuleOff>,
    coverage: Vec<Coverage>,
    unknown_types: Vec<UnknownType>,
    diagnostics: Vec<Diagnostic>,
    inputs: Vec<Input>,
    #[serde(default)]
    tables: Option<Tables>,
}

/// Reads a document from its JSON form.
pub fn read(text: &str) -> Result<Document, ReadProblem> {
    let Probe { version } = serde_json::from_str(text).map_err(ReadProblem::Foreign)?;
    if version != env!("CARGO_PKG_VERSION") {
        return Err(ReadProblem::Version(shortened(&version)));
    }
    let flat: Flat = serde_json::from_str(text).map_err(ReadProblem::Foreign)?;
    let document = Document {
        head: Head {
            version: flat.version,
            label: flat.label,
            base: flat.base,
            summary: flat.summary,
            packs: flat.packs,
            requirements: flat.requirements,
        },
        findings: flat.findings,
        tail: Tail {
            known: flat.known,
            waivers: flat.waivers,
            left_out: flat.left_out,
            rules_off: flat.rules_off,
            coverage: flat.coverage,
            unknown_types: flat.unknown_types,
            diagnostics: flat.diagnostics,
            inputs: flat.inputs,
            tables: flat.tables,
        },
    };
    if adds_up(&document) {
        Ok(document)
    } else {
        Err(ReadProblem::Counts)
    }
}

/// Whether the summary counts at least what is listed; a short report lists less.
fn adds_up(document: &Document) -> bool {
    let summary = &document.head.summary;
    let listed = |verdict| {
        let findings = document.findings.iter();
        findings
            .filter(|finding| finding.verdict == verdict)
            .count()
    };
    listed(Verdict::Fail) <= summary.fail
        && listed(Verdict::Unknown) <= summary.unknown
        && listed(Verdict::Waived) <= summary.waived
        && listed(Verdict::Pass) <= summary.pass
        && document.tail.known.len() <= summary.known
}

/// A version for a message: the file may say anything.
fn shortened(version: &str) -> String {
    version
        .chars()
        .filter(|character| !character.is_control())
        .take(32)
        .collect()
}
