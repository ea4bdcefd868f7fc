//! The machine-readable form. What it says is the document's; this room only streams it.

use std::io;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter as _, PrettyFormatter};

use super::Context;
use super::document::{self, Document, Head, Places};
use crate::judge::Outcome;
use crate::threads::on_threads;

/// Writes the outcome as one JSON object, indented, with a final newline. A finding becomes part of the
/// document only while it is written: the findings, of which there may be many, are never all in memory
/// a second time.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let places = Places::new(context.sources);
    let head = document::head(outcome, context);
    let findings = &outcome.judgement.findings;
    write_object(
        &head,
        findings,
        |finding| document::finding(finding, &places),
        || document::tail(outcome, context, &places),
        out,
    )
}

/// Writes a document in the same form.
pub(super) fn write_document(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    write_object(
        &document.head,
        &document.findings,
        |finding| finding,
        || &document.tail,
        out,
    )
}

/// Writes one object in three parts.
fn write_object<'f, F: Sync, S: Serialize, T: Serialize>(
    head: &Head,
    findings: &'f [F],
    twin: impl Fn(&'f F) -> S + Sync,
    tail: impl FnOnce() -> T,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let head = serde_json::to_vec_pretty(head)?;
    out.write_all(head.strip_suffix(b"\n}").unwrap_or(&head))?;
    out.write_all(b",\n  \"findings\": [")?;
    write_findings(findings, twin, out)?;
    out.write_all(b",")?;
    let tail = serde_json::to_vec_pretty(&tail())?;
    out.write_all(tail.strip_prefix(b"{").unwrap_or(&tail))?;
    out.write_all(b"\n")
}

/// Writes the items of the list of findings, which are put into text on all cores.
fn write_findings<'f, F: Sync, S: Serialize>(
    findings: &'f [F],
    twin: impl Fn(&'f F) -> S + Sync,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    /// Findings that one thread takes at a time.
    const CHUNK: usize = 64;
    // An item of a list in an object.
    let mut nested = PrettyFormatter::new();
    nested.begin_object(&mut io::sink())?;
    nested.begin_array(&mut io::sink())?;
    let text = |findings: &'f [F]| -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(findings.len() * 4096);
        for finding in findings {
            let mut formatter = nested.clone();
            formatter.begin_array_value(&mut text, false)?;
            twin(finding).serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
        }
        Ok(text)
    };
    let mut is_first = true;
    for batch in findings.chunks(CHUNK * 16) {
        let texts: Vec<io::Result<Vec<u8>>> =
            on_threads(|| batch.par_chunks(CHUNK).map(text).collect());
        for text in texts {
            let text = text?;
            // Each item is written with the comma that divides it from the one before.
            let comma = usize::from(std::mem::take(&mut is_first));
            out.write_all(text.get(comma..).unwrap_or_default())?;
        }
    }
    if !is_first {
        nested.end_array_value(out)?;
    }
    nested.end_array(out)
}
