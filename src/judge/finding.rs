//! Findings: what the judge says, in a form that any report can show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::model::{Coverage, CoverageStatus, Definition, Diagnostic, Span, Waiver};
use crate::policy::definition::{Family, Severity};
use crate::text::Text;

/// The outcome of a run, sorted: by file, position, rule, and then in the order of the resources.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What fails, is unknown, or passes.
    pub findings: Vec<Finding>,
    /// How many checks came to which verdict, whether or not their findings are kept.
    pub tally: Tally,
    /// How many of the failures have which severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// What fails or is open by pack, in the order of their names; packs without either are left out.
    pub by_pack: Vec<PackTally>,
    /// What came of each requirement that a check asked about, by pack and number as text. A check
    /// that several requirements ask for counts in each.
    pub by_requirement: BTreeMap<RequirementRef, Tally>,
    /// Types that no catalogue entry describes, with how many resources have them.
    pub unknown_types: Vec<(Arc<str>, usize)>,
    /// Resources that contradict themselves about their place.
    pub contradictions: Vec<Diagnostic>,
}

/// Everything a report needs besides the policies and the sources.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The verdicts.
    pub judgement: Judgement,
    /// How many files were read.
    pub files: usize,
    /// How many resources were judged.
    pub resources: usize,
    /// What became of each file or part.
    pub coverage: Vec<Coverage>,
    /// What there is to say about the files themselves.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that do not count, since the baseline or the compared revision already has them; they
    /// are in no tally.
    pub known: Vec<Finding>,
    /// Every waiver that was read, in the order of their places, with what became of it.
    pub waivers: Vec<WaiverUse>,
    /// Resources that the configuration puts out of scope; they are not judged.
    pub left_out: Vec<LeftOut>,
    /// Rules that the configuration turns off; they are not asked.
    pub rules_off: Vec<RuleOff>,
    /// The packs that were asked, by name, in their order.
    pub packs: Vec<Arc<str>>,
}

/// What became of a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverUse {
    /// The waiver.
    pub waiver: Arc<Waiver>,
    /// Whether it counts.
    pub state: WaiverState,
    /// How many failures it covers, or would cover if it had not expired.
    pub findings: usize,
}

/// Whether a waiver counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaiverState {
    /// It covers at least one failure.
    Active,
    /// Its last day was this many days ago: what it covered fails again.
    Expired {
        /// Days since its last day; at least 1.
        days: u32,
    },
    /// Nothing fails that it covers.
    Unused,
}

/// A resource that the configuration puts out of scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The resource.
    pub resource: Subject,
    /// What put it out of scope.
    pub why: Text,
}

/// A rule that the configuration turns off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOff {
    /// The rule's name.
    pub rule: String,
    /// Why; never empty.
    pub reason: String,
}

/// What a pack asks for and the files do not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackTally {
    /// The pack's name.
    pub pack: Arc<str>,
    /// Failures that it asks about.
    pub fail: usize,
    /// Open questions that it asks about.
    pub unknown: usize,
    /// Its requirements on which something fails.
    pub requirements: usize,
}

/// Counts of verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that hold.
    pub pass: usize,
    /// Checks that fail.
    pub fail: usize,
    /// Checks that the files do not decide.
    pub unknown: usize,
    /// Failures and open questions that a waiver covers.
    pub waived: usize,
}

impl Outcome {
    /// How many files or parts are not in the result, or not whole.
    pub fn not_evaluated(&self) -> usize {
        self.coverage
            .iter()
            .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
            .count()
    }
}

impl Finding {
    /// The fact and the next step in one text.
    pub fn message(&self) -> Text {
        let join = |fact: &str, step: &str| match (step.is_empty(), fact.ends_with('?')) {
            (true, _) => fact.to_owned(),
            (false, true) => format!("{fact} {step}"),
            (false, false) => format!("{fact}. {step}"),
        };
        Text::new(
            join(&self.headline.en, &self.remedy.en),
            join(&self.headline.fr, &self.remedy.fr),
        )
    }
}

impl Judgement {
    /// Leaves out what is less severe than `least`, and counts what is left.
    pub fn at_least(&mut self, least: Severity) {
        self.findings.retain(|finding| finding.severity >= least);
        self.by_severity.clear();
        // Passes are counted as the judge counted them, whatever their severity.
        self.by_requirement.retain(|_, tally| {
            *tally = Tally {
                pass: tally.pass,
                ..Tally::default()
            };
            tally.pass > 0
        });
        // Passes that are not kept as findings stay counted as the judge counted them.
        self.tally = Tally {
            pass: self.tally.pass,
            ..Tally::default()
        };
        let mut packs: BTreeMap<Arc<str>, (PackTally, BTreeSet<Arc<str>>)> = BTreeMap::new();
        for finding in &self.findings {
            if finding.verdict == Verdict::Pass {
                continue;
            }
            self.tally.count(finding.verdict);
            if finding.verdict == Verdict::Fail {
                *self.by_severity.entry(finding.severity).or_default() += 1;
            }
            let mut counted: Vec<&str> = Vec::new();
            for requirement in &finding.requirements {
                self.by_requirement
                    .entry(requirement.clone())
                    .or_default()
                    .count(finding.verdict);
                let RequirementRef { pack, id } = requirement;
                let (tally, failing) = packs.entry(Arc::clone(pack)).or_insert_with(|| {
                    let tally = PackTally {
                        pack: Arc::clone(pack),
                        fail: 0,
                        unknown: 0,
                        requirements: 0,
                    };
                    (tally, BTreeSet::new())
                });
                let first = !counted.contains(&&**pack);
                if first {
                    counted.push(pack);
                }
                match finding.verdict {
                    Verdict::Fail => {
                        tally.fail += usize::from(first);
                        failing.insert(Arc::clone(id));
                    }
                    Verdict::Unknown => tally.unknown += usize::from(first),
                    Verdict::Waived | Verdict::Pass => {}
                }
            }
        }
        self.by_pack = packs
            .into_values()
            .map(|(tally, failing)| PackTally {
                requirements: failing.len(),
                ..tally
            })
            .collect();
    }
}

impl Tally {
    /// Counts one more verdict.
    pub fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Fail => self.fail += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::Waived => self.waived += 1,
            Verdict::Pass => self.pass += 1,
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Tally) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.waived += other.waived;
    }
}

/// What a check came to on one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It fails.
    Fail,
    /// The files do not decide.
    Unknown,
    /// It fails, or the files do not decide, and a waiver covers it.
    Waived,
    /// It holds.
    Pass,
}

/// The verdict of one rule on one resource, with its proof.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The rule's family.
    pub family: Family,
    /// The gravest severity among the packs that ask for it.
    pub severity: Severity,
    /// The verdict.
    pub verdict: Verdict,
    /// The resource it is about.
    pub resource: Subject,
    /// The place to look at first.
    pub span: Span,
    /// The fact, naming the resource; no final dot.
    pub headline: Text,
    /// The fact alone: the defect, or why the files do not decide. May be a question.
    pub fact: Text,
    /// The next step.
    pub remedy: Text,
    /// What proves it, the most telling first. Never empty for a failure or an unknown.
    pub evidence: Vec<Evidence>,
    /// The requirements that ask for it, in the order of the packs.
    pub requirements: Vec<RequirementRef>,
    /// The same for the same defect after lines moved; of the rule, the address and the failing attribute.
    pub fingerprint: String,
    /// What covers it, for a waived one; for a failure, a waiver that covered it until it expired.
    pub waiver: Option<Arc<Waiver>>,
}

/// The resource a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Path of the root that deploys it.
    pub root: Utf8PathBuf,
    /// The environment, when the user named several.
    pub environment: Option<Arc<str>>,
    /// Its address in the root.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// The provider's name in the catalogue.
    pub provider: Option<String>,
    /// Its effective region, when it is known.
    pub region: Option<String>,
    /// Header of its declaration.
    pub span: Span,
    /// The module calls that lead to it, outermost first, with their headers.
    pub calls: Vec<(Arc<str>, Span)>,
}

/// One fact that a verdict rests on.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The attribute, facet or pseudo-attribute.
    pub subject: String,
    /// Address of the resource that holds it, when it is another than the finding's.
    pub satellite: Option<Arc<str>>,
    /// The value found, as text; none when there is none or when it is sensitive.
    pub found: Option<String>,
    /// Whether the value is sensitive: neither it nor the text at `span` may be shown.
    pub sensitive: bool,
    /// What the rule asks.
    pub expected: Option<Text>,
    /// Where it stands: the value, or the header of the block that lacks it.
    pub span: Span,
    /// The fact in words.
    pub message: Text,
    /// How the value came here, nearest first.
    pub definitions: Vec<Definition>,
}

/// A requirement of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequirementRef {
    /// The pack's name.
    pub pack: Arc<str>,
    /// The requirement's number.
    pub id: Arc<str>,
}
