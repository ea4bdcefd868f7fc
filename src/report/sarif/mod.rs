//! SARIF 2.1.0, valid against the schema of the standard and within what GitHub's code scanning takes.
//!
//! GitHub reads a part of the standard: the rule with its `security-severity`, the level, the message, the
//! first place, related places, and fingerprints. It does not read `kind`, `suppressions` or `baselineState`:
//! what is waived is an alert there unless it is left out (`--show fail,unknown`). An open question refers to
//! a rule of its own without a `security-severity`, so that it shows as a note.

mod result;
mod rules;
mod uri;

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value as Json, json};

use super::Context;
use super::document::Document;
use super::frames::Frames;
use super::order::ranked;
use crate::model::{CoverageStatus, Gravity};
use crate::text::Language;
use result::{Writer, message};
use rules::{Descriptors, code};
use uri::{ROOT, artifact};

/// What the results must keep within.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// How many there may be.
    results: usize,
    /// How large they may be when they are compressed, in bytes.
    compressed: usize,
}

impl Default for Limits {
    /// GitHub refuses a run with more than 25,000 results, and a file whose gzip form is larger than 10 MB; a
    /// part of it is kept for what is not a result.
    fn default() -> Self {
        Limits {
            results: 25_000,
            compressed: 9_000_000,
        }
    }
}

/// So many notifications tell what could not be read.
const NOTIFICATIONS: usize = 500;

/// Writes the log.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let descriptors = Descriptors::new(document, context.library, context.language);
    let writer = Writer {
        descriptors: &descriptors,
        frames: &Frames::new(document, context.sources),
        base: &document.head.base,
        language: context.language,
        compared: !document.tail.known.is_empty(),
    };
    let (results, left) = results(document, &writer, Limits::default())?;
    out.write_all(b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[\n")?;
    let run = run(document, &descriptors, left, context);
    let run = serde_json::to_vec(&run)?;
    out.write_all(run.strip_suffix(b"}").unwrap_or(&run))?;
    out.write_all(b",\"results\":[\n")?;
    out.write_all(&results)?;
    out.write_all(b"\n]}\n]}\n")
}

/// The results as text, the gravest first, as many as are taken; and how many are left out.
fn results(
    document: &Document,
    writer: &Writer<'_>,
    limits: Limits,
) -> io::Result<(Vec<u8>, usize)> {
    let ranked = ranked(document);
    let mut text: Vec<u8> = Vec::new();
    let mut size = Size::default();
    let mut taken = 0;
    for ranked in ranked.iter().take(limits.results) {
        let before = text.len();
        if taken > 0 {
            text.extend_from_slice(b",\n");
        }
        serde_json::to_writer(&mut text, &writer.result(*ranked))?;
        if !size.allows(&text, limits.compressed)? {
            text.truncate(before);
            break;
        }
        taken += 1;
    }
    Ok((text, ranked.len() - taken))
}

/// How large a text is when it is compressed; measured only when it may be too large.
#[derive(Default)]
struct Size {
    measured: usize,
    encoder: Option<GzEncoder<Counter>>,
}

/// Counts bytes.
#[derive(Default)]
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Size {
    /// Whether a text, which only grows, is within the limit. The encoder holds back less than what is
    /// kept aside.
    fn allows(&mut self, text: &[u8], limit: usize) -> io::Result<bool> {
        if text.len() <= limit {
            return Ok(true);
        }
        let encoder = self
            .encoder
            .get_or_insert_with(|| GzEncoder::new(Counter::default(), Compression::fast()));
        encoder.write_all(text.get(self.measured..).unwrap_or_default())?;
        self.measured = text.len();
        Ok(encoder.get_ref().0 <= limit)
    }
}

/// Everything but the results.
fn run(
    document: &Document,
    descriptors: &Descriptors<'_>,
    left: usize,
    context: &Context<'_>,
) -> Json {
    let base = &document.head.base;
    let language = context.language;
    let (notifications, kinds) = notifications(document, left, language);
    let taxonomies = descriptors.taxonomies.iter().enumerate();
    let supported: Vec<Json> = taxonomies
        .map(|(index, taxonomy)| json!({ "name": taxonomy["name"], "index": index }))
        .collect();
    let complete = !document
        .tail
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Gravity::Error);
    let artifacts: Vec<Json> = document
        .tail
        .inputs
        .iter()
        .map(|input| {
            json!({
                "location": artifact(base, &input.file),
                "roles": ["analysisTarget"],
                "hashes": { "sha-256": input.sha256 },
            })
        })
        .collect();
    json!({
        "tool": {
            "driver": {
                "name": "rempart",
                "version": document.head.version,
                "semanticVersion": document.head.version,
                "language": code(language),
                "rules": descriptors.listed,
                "notifications": kinds,
                "supportedTaxonomies": supported,
            },
        },
        "language": code(language),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            (ROOT): { "description": { "text": match language {
                Language::En => "The root of the repository",
                Language::Fr => "La racine du dépôt",
            } } },
        },
        "invocations": [{
            "executionSuccessful": complete,
            "toolExecutionNotifications": notifications,
        }],
        "artifacts": artifacts,
        "taxonomies": descriptors.taxonomies,
        "properties": { "summary": document.head.summary },
    })
}

/// What could not be read, and what was left out; with the descriptors of their kinds.
fn notifications(document: &Document, left: usize, language: Language) -> (Vec<Json>, Vec<Json>) {
    let base = &document.head.base;
    let mut kinds: Vec<Json> = Vec::new();
    let mut list: Vec<Json> = Vec::new();
    let mut add = |id: &str, level: &str, text: &str, place: Option<Json>| {
        let known = kinds.iter().position(|kind| kind["id"] == id);
        let index = known.unwrap_or_else(|| {
            kinds.push(json!({ "id": id }));
            kinds.len() - 1
        });
        let mut notification = json!({
            "descriptor": { "id": id, "index": index },
            "level": level,
            "message": { "text": message(text) },
        });
        if let Some(place) = place {
            notification["locations"] = json!([{ "physicalLocation": place }]);
        }
        list.push(notification);
    };
    if left > 0 {
        let text = match language {
            Language::En => format!(
                "{left} results are not in this file, which holds what GitHub takes: the gravest come first"
            ),
            Language::Fr => format!(
                "{left} résultats ne sont pas dans ce fichier, qui contient ce que GitHub accepte : les plus graves viennent d'abord"
            ),
        };
        add("results-left-out", "warning", &text, None);
    }
    let mut diagnostics: Vec<_> = document.tail.diagnostics.iter().collect();
    diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    for diagnostic in diagnostics.into_iter().take(NOTIFICATIONS) {
        let level = match diagnostic.severity {
            Gravity::Note => "note",
            Gravity::Warning => "warning",
            Gravity::Error => "error",
        };
        let place = match (&diagnostic.location, &diagnostic.file) {
            (Some(location), _) => Some(json!({
                "artifactLocation": artifact(base, &location.file),
                "region": {
                    "startLine": location.line,
                    "startColumn": location.column,
                    "endLine": location.end_line,
                    "endColumn": location.end_column,
                },
            })),
            (None, Some(file)) => Some(json!({ "artifactLocation": artifact(base, file) })),
            (None, None) => None,
        };
        add(
            &diagnostic.code,
            level,
            diagnostic.message.get(language),
            place,
        );
    }
    let missing = document.tail.coverage.iter();
    let missing = missing.filter(|coverage| coverage.status == CoverageStatus::NotEvaluated);
    for coverage in missing.take(NOTIFICATIONS) {
        let text = format!("{}: {}", coverage.file, coverage.why.get(language));
        add("not-evaluated", "warning", &text, None);
    }
    (list, kinds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Evidence, Finding, Outcome, Subject, Verdict};
    use crate::model::Span;
    use crate::policy::definition::{Family, Library, Severity};
    use crate::report::Style;
    use crate::source::SourceMap;
    use crate::text::Text;

    /// A failure whose message cannot be compressed to less than 16 kB: an encoder keeps some of what it is
    /// given to itself, and the limit of the test is beyond that.
    fn finding(number: usize) -> Finding {
        let severities = [
            Severity::Low,
            Severity::Medium,
            Severity::High,
            Severity::Critical,
        ];
        let mut noise = String::new();
        for part in 0..2_000 {
            let scattered = (number * 2_003 + part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            noise.push_str(&format!("{scattered:016x}"));
        }
        let text = Text::new(noise.clone(), noise);
        Finding {
            rule: "rule".into(),
            family: Family::Network,
            severity: severities[number % 4],
            verdict: if number.is_multiple_of(3) {
                Verdict::Unknown
            } else {
                Verdict::Fail
            },
            resource: Subject {
                root: ".".into(),
                environment: None,
                address: "a.b".into(),
                kind: "a".into(),
                provider: None,
                region: None,
                span: Span::NOWHERE,
                calls: Vec::new(),
            },
            span: Span::NOWHERE,
            headline: text.clone(),
            fact: text,
            remedy: Text::default(),
            evidence: Vec::<Evidence>::new(),
            requirements: Vec::new(),
            fingerprint: number.to_string(),
            waiver: None,
        }
    }

    #[test]
    fn the_gravest_come_first_and_what_is_left_out_is_counted() {
        let mut outcome = Outcome::default();
        outcome.judgement.findings = (0..60).map(finding).collect();
        let (sources, library) = (SourceMap::default(), Library::default());
        let context = Context {
            sources: &sources,
            library: &library,
            base: None,
            origin: ".".into(),
            label: None,
            date: None,
            tables: None,
            language: Language::En,
            style: Style::default(),
        };
        let document = Document::of(&outcome, &context);
        let descriptors = Descriptors::new(&document, &library, Language::En);
        let writer = Writer {
            descriptors: &descriptors,
            frames: &Frames::new(&document, &sources),
            base: ".",
            language: Language::En,
            compared: false,
        };
        let all = Limits::default();
        for (limits, least, most) in [
            (all, 60, 60),
            (Limits { results: 25, ..all }, 25, 25),
            // Between a third of the results and all but one: compression is not foreseen to the byte.
            (
                Limits {
                    compressed: 500_000,
                    ..all
                },
                20,
                59,
            ),
        ] {
            let (text, left) = results(&document, &writer, limits).unwrap();
            let text = format!("[{}]", String::from_utf8(text).unwrap());
            let listed: Vec<Json> = serde_json::from_str(&text).unwrap();
            assert_eq!(listed.len() + left, 60);
            assert!((least..=most).contains(&listed.len()), "{}", listed.len());
            let rank = |result: &Json| {
                let order = ["critical", "high", "medium", "low"];
                let severity = &result["properties"]["severity"];
                let place = order.iter().position(|name| severity == name);
                (result["kind"] != "fail", place)
            };
            assert!(listed.is_sorted_by_key(rank));
        }
        let (list, _) = notifications(&document, 7, Language::En);
        let told = list[0]["message"]["text"].as_str().unwrap();
        assert!(told.starts_with("7 results are not in this file"), "{told}");
    }
}
