//! Code frames, drawn by miette. No other module knows miette.

use std::fmt;
use std::io;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource,
    Severity as Level, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::super::Context;
use super::phrases;
use crate::judge::{Evidence, Finding, Verdict};
use crate::model::{Diagnostic as Problem, Gravity, Span};
use crate::policy::definition::Severity;

/// What miette is given: one message, places in one file, paragraphs below.
struct Frame {
    message: String,
    code: String,
    level: Level,
    source: Option<NamedSource<SharedText>>,
    labels: Vec<LabeledSpan>,
}

/// A source text, shared with the source map.
struct SharedText(std::sync::Arc<str>);

impl SourceCode for SharedText {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        (*self.0).read_span(span, before, after)
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Frame {}

impl Diagnostic for Frame {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Level> {
        Some(self.level)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}

/// At most this many facts of other files are told under a frame.
const ELSEWHERE: usize = 3;

/// Writes the frame of a finding.
pub(super) fn finding(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let level = match (finding.verdict, finding.severity) {
        (Verdict::Fail, Severity::Critical | Severity::High) => Level::Error,
        (Verdict::Fail, _) => Level::Warning,
        _ => Level::Advice,
    };
    let mut labels = Labels::new(finding.span);
    if let Some(first) = finding.evidence.first() {
        // The main place is where the first fact stands, or where its value came from.
        labels.add(finding.span, &labelled(first, context));
    }
    for evidence in &finding.evidence {
        labels.add(evidence.span, &labelled(evidence, context));
    }
    for (position, definition) in finding
        .evidence
        .iter()
        .flat_map(|evidence| &evidence.definitions)
        .enumerate()
    {
        if position < 8 {
            labels.add(definition.span, &definition.label);
        }
    }
    let frame = Frame {
        message: finding.headline.get(language).to_owned(),
        code: format!(
            "{} ({})",
            finding.rule,
            phrases::severity(language, finding.severity)
        ),
        level,
        source: source(finding.span, context),
        labels: labels.0,
    };
    draw(&frame, &paragraphs(finding, context), context, out)
}

/// Writes the frame of a problem with a file.
pub(super) fn diagnostic(
    problem: &Problem,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let mut message = problem.message.get(language).to_owned();
    if let (true, Some(path)) = (problem.span.is_nowhere(), &problem.path) {
        message = format!("{path}: {message}");
    }
    let mut labels = Labels::new(problem.span);
    labels.add(problem.span, "");
    for (span, text) in &problem.labels {
        labels.add(*span, text.get(language));
    }
    let frame = Frame {
        message,
        code: problem.code.to_owned(),
        level: match problem.gravity {
            Gravity::Error => Level::Error,
            Gravity::Warning => Level::Warning,
            Gravity::Note => Level::Advice,
        },
        source: source(problem.span, context),
        labels: if problem.span.is_nowhere() {
            Vec::new()
        } else {
            labels.0
        },
    };
    draw(&frame, "", context, out)
}

/// The fact, and what is asked where that is more than yes or no.
fn labelled(evidence: &Evidence, context: &Context<'_>) -> String {
    let message = evidence.message.get(context.language);
    let measured = evidence
        .found
        .as_deref()
        .is_some_and(|found| !matches!(found, "true" | "false"));
    match &evidence.expected {
        Some(expected) if measured => {
            let asked = phrases::pick(context.language, "asked:", "demandé :");
            format!("{message} ({asked} {})", expected.get(context.language))
        }
        _ => message.to_owned(),
    }
}

/// The labels of one frame: all in the file of the main place, which comes first.
struct Labels(Vec<LabeledSpan>, Span);

impl Labels {
    fn new(main: Span) -> Self {
        Labels(Vec::new(), main)
    }

    fn add(&mut self, span: Span, text: &str) {
        if span.is_nowhere() || span.source != self.1.source {
            return;
        }
        let range = span.range();
        let taken = self
            .0
            .iter()
            .any(|label| label.offset() == range.start && label.len() == range.len());
        if !taken {
            let text = (!text.is_empty()).then(|| text.to_owned());
            self.0
                .push(LabeledSpan::new(text, range.start, range.len()));
        }
    }
}

fn source(span: Span, context: &Context<'_>) -> Option<NamedSource<SharedText>> {
    let file = context.sources.get(span.source)?;
    Some(NamedSource::new(
        file.path.as_str(),
        SharedText(file.text.clone()),
    ))
}

/// What stands under the frame: the risk, the requirements, the next step, the way of the value.
fn paragraphs(finding: &Finding, context: &Context<'_>) -> String {
    let language = context.language;
    let mut lines = Vec::new();
    if let Some(rule) = context.library.rules.get(&*finding.rule)
        && finding.verdict != Verdict::Pass
    {
        lines.push(format!(
            "{}  {}",
            phrases::why(language),
            rule.why.get(language)
        ));
    }
    if !finding.requirements.is_empty() {
        lines.push(format!(
            "{}  {}",
            phrases::asks(language),
            super::summary::requirements(finding)
        ));
    }
    if !finding.remedy.get(language).is_empty() {
        lines.push(format!(
            "{}  {}",
            phrases::next(language),
            finding.remedy.get(language)
        ));
    }
    if let Some(way) = way(finding, context) {
        lines.push(format!("{}  {way}", phrases::via(language)));
    }
    for elsewhere in elsewhere(finding, context) {
        lines.push(format!("{}  {elsewhere}", phrases::also(language)));
    }
    lines.join("\n")
}

/// The facts about other resources that stand in other files than the frame, after the first, which
/// the headline tells.
fn elsewhere(finding: &Finding, context: &Context<'_>) -> Vec<String> {
    let facts = finding.evidence.iter().skip(1);
    facts
        .filter(|evidence| evidence.satellite.is_some())
        .filter(|evidence| evidence.span.source != finding.span.source)
        .filter_map(|evidence| {
            let place = context.sources.place(evidence.span)?;
            let fact = labelled(evidence, context);
            Some(format!("{fact} ({}:{})", place.file, place.line))
        })
        .take(ELSEWHERE)
        .collect()
}

/// The definitions a value came through, with their places: `var.x ← prod.tfvars:3`.
fn way(finding: &Finding, context: &Context<'_>) -> Option<String> {
    let first: &Evidence = finding.evidence.first()?;
    let steps: Vec<String> = first
        .definitions
        .iter()
        .filter_map(|definition| {
            let place = context.sources.place(definition.span)?;
            Some(format!(
                "{} ({}:{})",
                definition.label, place.file, place.line
            ))
        })
        .collect();
    (!steps.is_empty()).then(|| steps.join(" ← "))
}

fn draw(
    frame: &Frame,
    footer: &str,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if context.style.colour {
            ThemeStyles::ansi()
        } else {
            ThemeStyles::none()
        },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(context.style.width)
        .with_links(false)
        .with_context_lines(1)
        .with_cause_chain()
        .without_syntax_highlighting();
    let mut drawn = String::new();
    // Drawing fails only when a label lies outside its source; the message is then still told.
    if handler.render_report(&mut drawn, frame).is_err() {
        drawn = format!("{}: {}\n", frame.code, frame.message);
    }
    out.write_all(drawn.as_bytes())?;
    for line in footer.lines() {
        super::summary::wrapped(line, 10, context.style.width, out)?;
    }
    writeln!(out)
}
