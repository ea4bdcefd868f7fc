//! What counts: waivers, the baseline and the compared revision, applied to what the judge found.
//!
//! Nothing here judges, and no failure vanishes: a waived one carries its waiver, one that was known
//! before moves to [`Outcome::known`](crate::judge::Outcome::known).

mod append;
mod baseline;
mod comment;
mod fields;
mod file;
mod inline;
mod known;
mod matching;
mod placement;
mod problem;
mod shard;

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

pub use append::{NewWaiver, with_entries};
pub use baseline::{BASELINE_VERSION, read_baseline, write_baseline};
pub use file::WaiversFile;
pub use known::{Known, KnownFinding};
pub(crate) use problem::{BAD_WAIVER, NOT_WAIVABLE};
pub use shard::Shard;

use crate::judge::{Finding, Verdict, WaiverState, WaiverUse};
use crate::model::{Diagnostic, Gravity, Resource, SourceId, Span, Waiver};
use crate::policy::definition::Library;
use crate::source::{PathFilter, Workspace};
use crate::text::Text;

/// What counts in a run.
#[derive(Debug, Default)]
pub struct Gate {
    /// The waivers that count; without it none does, as an auditor may want it.
    pub waivers: Option<Waivers>,
    /// What was there before, and does not count: the baseline, the compared revision.
    pub known: Vec<Known>,
}

/// Which waivers count, and until when.
#[derive(Debug)]
pub struct Waivers {
    /// The day by which they end.
    pub today: Date,
    /// What the waivers file says, when there is one.
    pub file: WaiversFile,
    /// Whether the comments in downloaded modules count too.
    pub in_modules: bool,
}

impl Waivers {
    /// Those in the comments of the files themselves, as of a day.
    pub fn inline(today: Date) -> Self {
        Waivers {
            today,
            file: WaiversFile::default(),
            in_modules: false,
        }
    }
}

/// A waiver and what it applies to.
#[derive(Clone, Debug)]
struct Accepted {
    waiver: Arc<Waiver>,
    scope: Scope,
}

/// What a waiver applies to.
#[derive(Clone, Debug)]
enum Scope {
    /// What a file declares.
    File(SourceId),
    /// What stands in a block, an argument or an entry.
    Place {
        /// All of it.
        span: Span,
        /// Whether it is a block at the top of a file, which facts about other resources may stand in.
        is_declaration: bool,
    },
    /// What an entry of the waivers file selects.
    Selected(Box<Selector>),
}

/// What an entry of the waivers file selects: findings for which all of it holds.
#[derive(Clone, Debug)]
struct Selector {
    /// An address, in which `*` stands for any characters.
    resource: Option<String>,
    /// Files, seen from the directory of the waivers file.
    path: Option<PathFilter>,
    environment: Option<String>,
    fingerprint: Option<String>,
}

/// What the gate has to say besides the changed findings.
#[derive(Debug, Default)]
pub(crate) struct Gated {
    /// Findings that were there before.
    pub(crate) known: Vec<Finding>,
    /// Every waiver, in the order of their places.
    pub(crate) waivers: Vec<WaiverUse>,
    /// What is wrong with them.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Applies what counts to the findings of a run: a failure or open question that a waiver covers becomes
/// waived, one whose waiver has ended carries it, and what was there before is taken out.
pub(crate) fn apply(
    gate: &Gate,
    findings: &mut Vec<Finding>,
    resources: &[Resource],
    workspace: &Workspace,
    library: &Library,
) -> Gated {
    let mut gated = match &gate.waivers {
        Some(waivers) => waive(waivers, findings, resources, workspace, library),
        None => Gated::default(),
    };
    for known in &gate.known {
        let mut was_there = known.among(findings, workspace).into_iter();
        gated
            .known
            .extend(findings.extract_if(.., |_| was_there.next().unwrap_or_default()));
    }
    gated
}

fn waive(
    waivers: &Waivers,
    findings: &mut [Finding],
    resources: &[Resource],
    workspace: &Workspace,
    library: &Library,
) -> Gated {
    let declaring: FxHashSet<SourceId> = resources
        .iter()
        .map(|resource| resource.span.source)
        .collect();
    let inline = inline::read(workspace.sources(), library, &declaring, waivers.in_modules);
    let mut diagnostics = inline.problems;
    diagnostics.extend(waivers.file.problems.iter().cloned());
    let mut accepted = inline.accepted;
    accepted.extend(waivers.file.accepted.iter().cloned());
    sort_by_place(&mut accepted, |entry| entry.waiver.span, workspace);
    let days: Vec<Option<u32>> = accepted
        .iter()
        .map(|entry| days_since(entry.waiver.until?, waivers.today))
        .collect();
    let mut uses = vec![0_usize; accepted.len()];
    let mut index = matching::Index::new(&accepted, workspace, &waivers.file.directory);
    for finding in findings {
        if !matches!(finding.verdict, Verdict::Fail | Verdict::Unknown) {
            continue;
        }
        let covering = index.covering(finding);
        for &position in &covering {
            uses[position] += 1;
        }
        let shown = matching::shown(&accepted, &covering, |position| days[position].is_none());
        if let Some((waiver, counts)) = shown {
            finding.waiver = Some(waiver);
            if counts {
                finding.verdict = Verdict::Waived;
            }
        }
    }
    let waivers: Vec<WaiverUse> = accepted
        .into_iter()
        .zip(uses)
        .zip(days)
        .map(|((entry, findings), days)| WaiverUse {
            waiver: entry.waiver,
            state: match days {
                _ if findings == 0 => WaiverState::Unused,
                Some(days) => WaiverState::Expired { days },
                None => WaiverState::Active,
            },
            findings,
        })
        .collect();
    diagnostics.extend(waivers.iter().filter_map(told));
    Gated {
        known: Vec::new(),
        waivers,
        diagnostics,
    }
}

/// How many days ago the last day of a waiver was, when it is over.
fn days_since(until: Date, today: Date) -> Option<u32> {
    let days = until.until(today).ok()?.get_days();
    u32::try_from(days).ok().filter(|days| *days > 0)
}

/// What there is to say about a waiver that does not count.
fn told(entry: &WaiverUse) -> Option<Diagnostic> {
    let WaiverUse {
        waiver,
        state,
        findings,
    } = entry;
    let (gravity, code, text) = match (state, waiver.until) {
        (WaiverState::Expired { days }, Some(until)) => (
            Gravity::Warning,
            "expired-waiver",
            Text::new(
                format!(
                    "the last day of this waiver was {until}, {}: what it covered counts again ({}); correct it, or have the waiver renewed",
                    if *days == 1 {
                        "yesterday".to_owned()
                    } else {
                        format!("{days} days ago")
                    },
                    if *findings == 1 {
                        "1 finding".to_owned()
                    } else {
                        format!("{findings} findings")
                    },
                ),
                format!(
                    "le dernier jour de cette dérogation était le {until}, {} : ce qu'elle couvrait compte de nouveau ({}) ; corrigez-le, ou faites renouveler la dérogation",
                    if *days == 1 {
                        "hier".to_owned()
                    } else {
                        format!("il y a {days} jours")
                    },
                    if *findings == 1 {
                        "1 constat".to_owned()
                    } else {
                        format!("{findings} constats")
                    },
                ),
            ),
        ),
        (WaiverState::Unused, _) => (
            Gravity::Note,
            "unused-waiver",
            Text::new(
                "nothing that was judged here fails under this waiver: remove it when its reason is gone",
                "rien de ce qui a été jugé ici n'échoue sous cette dérogation : retirez-la quand son motif a disparu",
            ),
        ),
        _ => return None,
    };
    Some(Diagnostic::at(gravity, code, waiver.span, text))
}

/// Sorts by file name, then by position, whatever was read first.
fn sort_by_place<T>(items: &mut [T], span: impl Fn(&T) -> Span, workspace: &Workspace) {
    let sources = workspace.sources();
    items.sort_by_cached_key(|item| {
        let span = span(item);
        let path = sources.get(span.source).map(|file| file.path.clone());
        (path.unwrap_or_default(), span.start, Reverse(span.end))
    });
}
