//! `JUnit` XML, as Jenkins and its kin read it: a suite for each rule, a case for each finding.
//!
//! A failure is a failed case. What is waived, known before or not decided by the files is a skipped one that
//! says why. A rule that found nothing to say is one passed case, and what could not be evaluated is an error
//! in a suite of its own.

use std::borrow::Cow;
use std::io;

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::document::{Document, Finding, Location, from_root};
use super::order::{Ranked, ranked};
use super::phrases::{pick, severity, with_colon};
use super::{Context, plain};
use crate::judge::Verdict;
use crate::model::{CoverageStatus, Gravity};
use crate::text::Language;

/// Writes the report.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut report = Report::new("rempart");
    let evaluation = evaluation(document, context.language);
    if evaluation.tests > 0 {
        report.add_test_suite(evaluation);
    }
    for (rule, findings) in by_rule(document, context) {
        report.add_test_suite(suite(rule, &findings, document, context));
    }
    let text = report.to_string().map_err(io::Error::other)?;
    out.write_all(without_skipped(&text).as_bytes())
}

/// The text without the count of skipped cases of all suites together, which the schema does not know there.
fn without_skipped(text: &str) -> Cow<'_, str> {
    let Some(start) = text.find(" skipped=\"") else {
        return Cow::Borrowed(text);
    };
    let inner = text.get(..start).unwrap_or_default();
    let value = text.get(start + " skipped=\"".len()..).unwrap_or_default();
    match value.split_once('"') {
        Some((_, rest))
            if inner.matches("<testsuites").count() == 1 && !inner.contains("<testsuite ") =>
        {
            Cow::Owned(format!("{inner}{rest}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// The rules that were asked, in their order, with what they found.
fn by_rule<'d>(
    document: &'d Document,
    context: &Context<'d>,
) -> IndexMap<&'d str, Vec<Ranked<'d>>> {
    let mut rules: IndexMap<&str, Vec<Ranked<'_>>> = IndexMap::new();
    let used = document.head.packs.iter();
    let packs: Vec<_> = used
        .filter_map(|pack| context.library.packs.get(&*pack.name))
        .collect();
    for rule in context.library.rules.keys() {
        if packs.iter().any(|pack| pack.rules.contains_key(rule)) {
            rules.insert(rule, Vec::new());
        }
    }
    for ranked in ranked(document) {
        rules.entry(&*ranked.finding.rule).or_default().push(ranked);
    }
    rules
}

fn suite(
    rule: &str,
    findings: &[Ranked<'_>],
    document: &Document,
    context: &Context<'_>,
) -> TestSuite {
    let mut suite = TestSuite::new(plain(rule));
    if findings.is_empty() {
        let title = context
            .library
            .rules
            .get(rule)
            .map_or(rule, |rule| rule.title.get(context.language));
        let mut case = TestCase::new(plain(title), TestCaseStatus::success());
        case.set_classname(plain(rule));
        suite.add_test_case(case);
    }
    for ranked in findings {
        suite.add_test_case(case(*ranked, document, context.language));
    }
    suite
}

fn case(ranked: Ranked<'_>, document: &Document, language: Language) -> TestCase {
    let finding = ranked.finding;
    let mut case = TestCase::new(plain(&finding.named()), status(ranked, document, language));
    case.set_classname(plain(&finding.rule));
    case
}

fn status(ranked: Ranked<'_>, document: &Document, language: Language) -> TestCaseStatus {
    let finding = ranked.finding;
    let headline = plain(finding.headline().get(language));
    let mut status = match (finding.verdict, ranked.known) {
        (Verdict::Pass, _) => return TestCaseStatus::success(),
        (Verdict::Fail, false) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(severity(language, finding.severity));
            status.set_message(headline);
            status
        }
        (_, true) => skipped(
            pick(language, "known before", "déjà connu"),
            &headline,
            language,
        ),
        (Verdict::Waived, false) => {
            let reason = finding.waiver.as_ref().map_or("", |waiver| &waiver.reason);
            skipped(
                pick(language, "waived", "dérogation"),
                &plain(reason),
                language,
            )
        }
        (Verdict::Unknown, false) => skipped(
            pick(
                language,
                "not decided by the files",
                "non établi par les fichiers",
            ),
            &headline,
            language,
        ),
    };
    if finding.verdict == Verdict::Fail && !ranked.known {
        status.set_description(description(finding, document, language));
    }
    status
}

fn skipped(state: &str, why: &str, language: Language) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(format!("{} {why}", with_colon(language, state)));
    status
}

/// The place, the message and the requirements, a line each.
fn description(finding: &Finding, document: &Document, language: Language) -> String {
    let mut lines = Vec::new();
    if let Some(location) = finding.place() {
        lines.push(place(location, document));
    }
    lines.push(plain(finding.message.get(language)));
    lines.push(plain(&finding.asked_by()));
    lines.join("\n")
}

fn place(location: &Location, document: &Document) -> String {
    let file = from_root(&document.head.base, &location.file);
    format!("{}:{}:{}", plain(&file), location.line, location.column)
}

/// What could not be evaluated.
fn evaluation(document: &Document, language: Language) -> TestSuite {
    let mut suite = TestSuite::new("evaluation");
    let mut add = |name: String, kind: &str, message: &str, place: Option<String>| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(plain(kind));
        status.set_message(plain(message));
        if let Some(place) = place {
            status.set_description(place);
        }
        let mut case = TestCase::new(name, status);
        case.set_classname("evaluation");
        suite.add_test_case(case);
    };
    for diagnostic in &document.tail.diagnostics {
        if diagnostic.severity == Gravity::Error {
            let location = diagnostic.location.as_ref();
            let name = diagnostic.file.as_deref().unwrap_or(&diagnostic.code);
            add(
                plain(name),
                &diagnostic.code,
                diagnostic.message.get(language),
                location.map(|location| place(location, document)),
            );
        }
    }
    let missing = document.tail.coverage.iter();
    for coverage in missing.filter(|coverage| coverage.status == CoverageStatus::NotEvaluated) {
        add(
            plain(&coverage.file),
            "not-evaluated",
            coverage.why.get(language),
            None,
        );
    }
    suite
}
