//! All verdicts on one resource: its checks are answered first, and put into words once it is known which of
//! the answers are told.

use super::fact::{Note, NoteSubject, Seen};
use super::finding::{Finding, RequirementRef, Verdict};
use super::once::Contender;
use super::plan::{Parameters, PlannedRule, Plans};
use super::question::ask_once;
use super::verdict::{self, Ruling};
use super::{Assignment, Assignments, Eye, Held, Judge, join};
use crate::policy::definition::Check;

/// What the checks on one resource came to.
#[derive(Default)]
pub(super) struct Judged<'a> {
    pub(super) findings: Vec<Finding>,
    /// Of rules that are told once per some value.
    pub(super) contenders: Vec<Contender<'a>>,
    /// How many checks hold that are not among the findings.
    pub(super) passes: usize,
    /// What they asked: one entry for each set of parameters under which they hold.
    pub(super) held: Vec<Held>,
}

/// What one check came to, under each set of parameters under which it concerns the resource.
pub(super) struct Ruled<'a> {
    /// Position of the rule in the plan.
    pub(super) rule: usize,
    pub(super) check: &'a Check,
    /// With the positions of the sets of parameters.
    pub(super) rulings: Vec<(usize, Ruling<'a>)>,
    /// What other rules ask for by a question that is put here.
    pub(super) joined: Vec<RequirementRef>,
}

impl<'a> Judge<'a> {
    /// All verdicts on one resource.
    pub(super) fn resource(
        &self,
        owner: usize,
        plans: &Plans<'a>,
        assignments: &Assignments<'a>,
        keep_passes: bool,
    ) -> Judged<'a> {
        let planned = plans.of(owner);
        let resource = &self.resources[owner];
        let mut judged = Judged::default();
        if self.members[owner].is_left_out {
            return judged;
        }
        let mut ruled = Vec::new();
        for assignment in assignments
            .get(&(&*resource.kind, resource.mode))
            .into_iter()
            .flatten()
        {
            let answered = self.answered(assignment, plans, owner);
            if planned[assignment.rule].rule.once_per.is_some() {
                // Only one in many is kept: it is put into words once it is known which.
                let verdicts = answered.rulings.iter().map(|(_, ruling)| ruling.verdict);
                let contender = verdicts.min().map(|verdict| Contender {
                    rule: answered.rule,
                    check: answered.check,
                    owner,
                    verdict,
                });
                judged.contenders.extend(contender);
            } else if !answered.rulings.is_empty() {
                ruled.push(answered);
            }
        }
        for ruled in ask_once(ruled, planned) {
            let (findings, held) = self.worded(ruled, plans, owner, |verdict| {
                keep_passes || verdict != Verdict::Pass
            });
            judged.passes += usize::from(!held.is_empty());
            judged.held.extend(held);
            judged.findings.extend(findings);
        }
        judged
    }

    /// The finding of a rule that is told once, about the resource that was chosen for it.
    pub(super) fn told(&self, contender: &Contender<'a>, plans: &Plans<'a>) -> Option<Finding> {
        let assignment = Assignment {
            rule: contender.rule,
            check: contender.check,
        };
        let answered = self.answered(&assignment, plans, contender.owner);
        let (findings, _) = self.worded(answered, plans, contender.owner, |_| true);
        findings
            .into_iter()
            .find(|finding| finding.verdict == contender.verdict)
    }

    /// What a check comes to on a resource.
    pub(super) fn answered(
        &self,
        assignment: &Assignment<'a>,
        plans: &Plans<'a>,
        owner: usize,
    ) -> Ruled<'a> {
        let &Assignment { rule, check } = assignment;
        let planned = &plans.of(owner)[rule];
        let bindings = planned.bindings.iter().enumerate();
        let rulings = bindings.filter_map(|(position, binding)| {
            let ruling = verdict::rule_on(self, planned.rule, check, binding, owner)?;
            Some((position, ruling))
        });
        let mut rulings: Vec<(usize, Ruling<'a>)> = rulings.collect();
        if let Some(question) = plans.doubt(owner) {
            let parameters = Parameters::default();
            let eye = Eye::of(self, owner, &parameters);
            let note = eye.note(NoteSubject::Whole, Seen::Ask(question));
            unless_all_agree(&mut rulings, planned, &note);
        }
        Ruled {
            rule,
            check,
            rulings,
            joined: Vec::new(),
        }
    }

    /// The findings of a check on a resource whose verdict is to be kept, and what holds besides.
    fn worded(
        &self,
        ruled: Ruled<'a>,
        plans: &Plans<'a>,
        owner: usize,
        keep: impl Fn(Verdict) -> bool,
    ) -> (Vec<Finding>, Vec<Held>) {
        let Ruled {
            rule,
            check,
            rulings,
            joined,
        } = ruled;
        let planned = &plans.of(owner)[rule];
        let mut findings = Vec::new();
        let mut held = Vec::new();
        for (position, ruling) in rulings {
            if !keep(ruling.verdict) {
                held.push(Held {
                    plan: plans.number(owner),
                    rule,
                    binding: position,
                });
                continue;
            }
            let Some(binding) = planned.bindings.get(position) else {
                continue;
            };
            let mut finding = verdict::finding(self, planned, check, binding, owner, &ruling);
            for requirement in &joined {
                if !finding.requirements.contains(requirement) {
                    finding.requirements.push(requirement.clone());
                }
            }
            findings.push(finding);
        }
        (join::join(findings), held)
    }
}

/// Where it is not known which class of data counts, a failure under the values of one is none under those of
/// all: the class is then the question, and takes the place of the verdicts that it would decide.
fn unless_all_agree<'a>(
    rulings: &mut Vec<(usize, Ruling<'a>)>,
    planned: &PlannedRule<'a>,
    question: &Note<'a>,
) {
    let verdicts: Vec<Option<Verdict>> = (0..planned.bindings.len())
        .map(|position| {
            let ruling = rulings.iter().find(|(known, _)| *known == position);
            ruling.map(|(_, ruling)| ruling.verdict)
        })
        .collect();
    let of_one_pack = |a: usize, b: usize| {
        let packs = |position: usize| planned.bindings.get(position).into_iter();
        let packs = |position: usize| packs(position).flat_map(|binding| &binding.packs);
        packs(a).any(|(pack, _)| packs(b).any(|(other, _)| pack.name == other.name))
    };
    let differs = |position: usize| {
        let own = verdicts.get(position).copied().flatten();
        let mut others = verdicts.iter().enumerate();
        others.any(|(other, verdict)| *verdict != own && of_one_pack(position, other))
    };
    rulings.retain_mut(|(position, ruling)| {
        if !differs(*position) {
            return true;
        }
        if ruling.verdict == Verdict::Fail {
            ruling.verdict = Verdict::Unknown;
            ruling.question = None;
            ruling.notes.insert(0, question.clone());
        }
        ruling.verdict != Verdict::Pass
    });
}
