//! Code frames, drawn by miette. No other module knows miette.

use std::fmt;
use std::io;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource,
    Severity as Level, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::super::texts::Texts;
use super::super::{Context, WHOLE, WORDS, phrases, typeset, visible};
use super::link::linked;
use super::window::Window;
use super::{paragraph, summary};
use crate::judge::{Finding, Verdict};
use crate::model::{Diagnostic as Problem, Gravity, Span};
use crate::policy::definition::Severity;
use crate::source::SourceFile;

/// Lines longer than this many bytes are not drawn: they are written by programs, for programs.
const LONGEST_LINE: usize = 400;

/// Lines shown above and below what is pointed at.
const CONTEXT: usize = 1;

/// Columns that a frame takes beside a label.
const MARGIN: usize = 20;

/// So many definitions of values get a label.
const DEFINITIONS: usize = 8;

/// What miette is given: one message, places in one file, paragraphs below.
struct Frame {
    message: String,
    code: String,
    level: Level,
    source: Option<NamedSource<Window>>,
    labels: Vec<LabeledSpan>,
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
    texts: &Texts,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let level = match (finding.verdict, finding.severity) {
        (Verdict::Fail, Severity::Critical | Severity::High) => Level::Error,
        (Verdict::Fail, _) => Level::Warning,
        _ => Level::Advice,
    };
    let mut labels = Labels::new(finding.span, texts, context);
    if let Some(first) = finding.evidence.first() {
        // The main place is where the first fact stands, or where its value came from.
        labels.add(finding.span, first.message.get(language));
    }
    for evidence in &finding.evidence {
        labels.add(evidence.span, evidence.message.get(language));
    }
    let definitions = finding
        .evidence
        .iter()
        .flat_map(|evidence| &evidence.definitions);
    for definition in definitions.take(DEFINITIONS) {
        labels.add(definition.span, &definition.label);
    }
    let frame = labels.frame(
        finding.headline.get(language),
        format!(
            "{} ({})",
            finding.rule,
            phrases::severity(language, finding.severity)
        ),
        level,
    );
    draw(&frame, context, out)
}

/// Writes the frame of a problem with a file.
pub(super) fn diagnostic(
    problem: &Problem,
    texts: &Texts,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let mut message = problem.message.get(language).to_owned();
    if let (true, Some(path)) = (problem.span.is_nowhere(), &problem.path) {
        message = format!("{path}: {message}");
    }
    let mut labels = Labels::new(problem.span, texts, context);
    labels.add(problem.span, "");
    for (span, text) in &problem.labels {
        labels.add(*span, text.get(language));
    }
    let level = match problem.gravity {
        Gravity::Error => Level::Error,
        Gravity::Warning => Level::Warning,
        Gravity::Note => Level::Advice,
    };
    draw(
        &labels.frame(&message, problem.code.to_owned(), level),
        context,
        out,
    )?;
    writeln!(out)
}

/// A label of one line: what does not fit is in the headline or in the machine-readable report.
fn label_text(text: &str, context: &Context<'_>) -> String {
    let room = context.style.width.saturating_sub(MARGIN);
    let text = typeset(&visible(text), context.language);
    if text.chars().count() <= room {
        return text;
    }
    let mut cut: String = text.chars().take(room.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// The labels of one frame: all in the file of the main place.
struct Labels<'c> {
    main: Span,
    file: Option<Arc<SourceFile>>,
    texts: &'c Texts,
    spans: Vec<LabeledSpan>,
    context: &'c Context<'c>,
}

impl<'c> Labels<'c> {
    fn new(main: Span, texts: &'c Texts, context: &'c Context<'c>) -> Self {
        Labels {
            main,
            file: context.sources.get(main.source),
            texts,
            spans: Vec::new(),
            context,
        }
    }

    /// Adds a label, unless something else is said of the very same place. Of several lines the first
    /// is pointed at: a frame shows where to look, not all there is to see.
    fn add(&mut self, span: Span, text: &str) {
        let Some(file) = &self.file else { return };
        if span.is_nowhere() || span.source != self.main.source {
            return;
        }
        let range = span.range();
        let written = file.text.get(range.clone()).unwrap_or_default();
        let length = written.find(['\n', '\r']).unwrap_or(range.len());
        let taken = self
            .spans
            .iter()
            .any(|label| label.offset() == range.start && label.len() == length);
        if !taken {
            let text = (!text.is_empty()).then(|| label_text(text, self.context));
            let place = (range.start, length);
            self.spans.push(if span == self.main {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            });
        }
    }

    /// The frame with these labels; without its source when that cannot be drawn in a few columns.
    fn frame(self, message: &str, code: String, level: Level) -> Frame {
        let language = self.context.language;
        let mut message = typeset(&visible(message), language);
        let drawable = self.file.filter(|file| {
            !self.main.is_nowhere()
                && self
                    .spans
                    .iter()
                    .all(|label| is_short(&file.text, label.offset()))
        });
        let source = drawable.and_then(|file| {
            let text = self.texts.get(self.main.source, self.context.sources)?;
            let name = linked(file.path.as_str(), &file.path, self.context);
            let first = self.spans.iter().map(LabeledSpan::offset).min()?;
            let at = Span::new(self.main.source, first..first);
            let line = self.context.sources.place(at)?.line;
            Some(NamedSource::new(
                name,
                Window::new(text, first, line, CONTEXT),
            ))
        });
        if source.is_none()
            && let Some(place) = self.context.sources.place(self.main)
        {
            let place = format!("{}:{}:{}", place.file, place.line, place.column);
            message = format!("{}: {message}", visible(&place));
        }
        Frame {
            message,
            code,
            level,
            labels: if source.is_some() {
                self.spans
            } else {
                Vec::new()
            },
            source,
        }
    }
}

/// Whether the line at `offset` and its neighbours, which a frame shows, are short.
fn is_short(text: &str, offset: usize) -> bool {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let after = text.as_bytes().get(offset..).unwrap_or_default();
    let lines = |bytes: &mut dyn Iterator<Item = &u8>| {
        let mut lengths = [0_usize; 2];
        let mut line = 0;
        for byte in bytes {
            if *byte == b'\n' {
                line += 1;
            }
            match lengths.get_mut(line) {
                Some(length) if *length <= LONGEST_LINE => *length += 1,
                _ => break,
            }
        }
        lengths
    };
    let [left, above] = lines(&mut before.iter().rev());
    let [right, below] = lines(&mut after.iter());
    left + right <= LONGEST_LINE && above <= LONGEST_LINE && below <= LONGEST_LINE
}

/// Writes the risk, the requirements and the next step of a finding.
pub(super) fn reasons(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let mut labelled = |label: &str, text: &str| {
        let indent = (2, 2 + phrases::indent(language));
        paragraph(&format!("{label}  {text}"), indent, context, out)
    };
    if let Some(rule) = context.library.rules.get(&*finding.rule)
        && finding.verdict != Verdict::Pass
    {
        labelled(phrases::why(language), rule.why.get(language))?;
    }
    if !finding.requirements.is_empty() {
        labelled(phrases::asks(language), &summary::requirements(finding))?;
    }
    if !finding.remedy.get(language).is_empty() {
        labelled(phrases::next(language), finding.remedy.get(language))?;
    }
    Ok(())
}

/// Writes the facts about other resources that stand in other files than the frame, after the first,
/// which the headline tells.
pub(super) fn elsewhere(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let facts = finding.evidence.iter().skip(1);
    let others = facts
        .filter(|evidence| evidence.satellite.is_some())
        .filter(|evidence| evidence.span.source != finding.span.source)
        .filter_map(|evidence| Some((evidence, context.sources.place(evidence.span)?)));
    for (evidence, place) in others.take(ELSEWHERE) {
        let text = format!(
            "{}  {} ({}:{})",
            phrases::with(context.language),
            evidence.message.get(context.language),
            place.file,
            place.line
        );
        let indent = (2, 2 + phrases::indent(context.language));
        paragraph(&text, indent, context, out)?;
    }
    Ok(())
}

/// Writes the waiver that covered a failure until it ended.
pub(super) fn ended(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let (Some(waiver), false) = (&finding.waiver, finding.verdict == Verdict::Waived) else {
        return Ok(());
    };
    let Some(until) = waiver.until else {
        return Ok(());
    };
    let told = phrases::waived_until(language, &until.to_string());
    let text = format!("{}  {told} {}", phrases::was(language), waiver.reason);
    let indent = (2, 2 + phrases::indent(language));
    paragraph(&text, indent, context, out)
}

/// Writes what is asked of the first fact, where that is more than yes or no.
pub(super) fn wanted(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(first) = finding.evidence.first() else {
        return Ok(());
    };
    let measured = first
        .found
        .as_deref()
        .is_some_and(|found| !matches!(found, "true" | "false"));
    match &first.expected {
        Some(expected) if measured && finding.verdict != Verdict::Pass => {
            let label = phrases::wanted(context.language);
            let text = format!("{label}  {}", expected.get(context.language));
            let indent = (2, 2 + phrases::indent(context.language));
            paragraph(&text, indent, context, out)
        }
        _ => Ok(()),
    }
}

/// Writes the definitions that the first value came through, with their places:
/// `var.x (prod.tfvars:3)`.
pub(super) fn way(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(first) = finding.evidence.first() else {
        return Ok(());
    };
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
    if steps.is_empty() {
        return Ok(());
    }
    let text = format!("{}  {}", phrases::via(context.language), steps.join(" ← "));
    let indent = (2, 2 + phrases::indent(context.language));
    paragraph(&text, indent, context, out)
}

fn draw(frame: &Frame, context: &Context<'_>, out: &mut dyn io::Write) -> io::Result<()> {
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
        .with_context_lines(CONTEXT)
        .with_cause_chain()
        .with_word_separator(WORDS)
        .with_word_splitter(WHOLE)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    // Drawing fails only when a label lies outside its source; the message is then still told.
    if handler.render_report(&mut drawn, frame).is_err() {
        drawn = format!("{}: {}\n", frame.code, frame.message);
    }
    out.write_all(drawn.as_bytes())
}
