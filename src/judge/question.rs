//! A question that the catalogue puts to the team is put once per resource, however many rules the answer concerns.
//!
//! Where the copies of a store are for the operator to tell, the rule that asks for a copy and the rule that asks
//! where the copies are come down to one question. The rule that requires the fact puts it, rather than one that is
//! merely narrowed by it; the requirements of the others are told with it, since the answer settles them too.

use super::fact::Seen;
use super::finding::{RequirementRef, Verdict};
use super::plan::PlannedRule;
use super::resource::Ruled;

/// Leaves out what only asks again what another check on the same resource asks.
pub(super) fn ask_once<'a>(
    mut ruled: Vec<Ruled<'a>>,
    planned: &[PlannedRule<'a>],
) -> Vec<Ruled<'a>> {
    let mut asking: Vec<(usize, Vec<&'a str>)> = ruled
        .iter()
        .enumerate()
        .filter_map(|(position, ruled)| Some((position, questions(ruled)?)))
        .collect();
    if asking.len() < 2 {
        return ruled;
    }
    asking.sort_by_key(|(position, questions)| {
        let is_narrowed = ruled[*position]
            .rulings
            .iter()
            .any(|(_, ruling)| ruling.is_narrowed);
        let severity = severity(&ruled[*position], planned);
        (
            is_narrowed,
            std::cmp::Reverse((questions.len(), severity)),
            *position,
        )
    });
    // Each question with the check that puts it.
    let mut put: Vec<(&'a str, usize)> = Vec::new();
    let mut left_out: Vec<usize> = Vec::new();
    for (position, questions) in asking {
        let known = |question: &&str| put.iter().find(|(known, _)| known == question);
        let first = questions.iter().find_map(known).map(|(_, asker)| *asker);
        match first {
            Some(asker) if questions.iter().all(|question| known(question).is_some()) => {
                let requirements = requirements(&ruled[position], planned);
                ruled[asker].joined.extend(requirements);
                left_out.push(position);
            }
            _ => put.extend(questions.into_iter().map(|question| (question, position))),
        }
    }
    let mut position = 0;
    ruled.retain(|_| {
        let keep = !left_out.contains(&position);
        position += 1;
        keep
    });
    ruled
}

/// The questions that a check comes down to, when nothing else keeps it from being decided.
fn questions<'a>(ruled: &Ruled<'a>) -> Option<Vec<&'a str>> {
    let mut questions: Vec<&'a str> = Vec::new();
    for (_, ruling) in &ruled.rulings {
        if ruling.verdict != Verdict::Unknown || ruling.question.is_some() {
            return None;
        }
        for note in &ruling.notes {
            match &note.seen {
                Seen::Ask(question) if questions.contains(&question.en.as_str()) => {}
                Seen::Ask(question) => questions.push(&question.en),
                seen if is_doubtful(seen) => return None,
                // What led to the question.
                _ => {}
            }
        }
    }
    (!questions.is_empty()).then_some(questions)
}

/// Whether what was seen leaves something open besides a question.
fn is_doubtful(seen: &Seen<'_>) -> bool {
    match seen {
        Seen::Value(value) => value.as_unknown().is_some(),
        Seen::Place(place) => super::place::is_unknown(place),
        Seen::Outside(_) | Seen::PerhapsSatellite(_) | Seen::Malformed(_) | Seen::TooDeep => true,
        Seen::Absent
        | Seen::Default(_)
        | Seen::NoSatellite(_)
        | Seen::Ask(_)
        | Seen::Moot(_)
        | Seen::There
        | Seen::NoneThere(_) => false,
    }
}

fn severity(
    ruled: &Ruled<'_>,
    planned: &[PlannedRule<'_>],
) -> Option<crate::policy::definition::Severity> {
    let rule = &planned[ruled.rule];
    let bindings = ruled
        .rulings
        .iter()
        .filter_map(|(position, _)| rule.bindings.get(*position));
    bindings.map(|binding| binding.severity(rule.rule)).max()
}

fn requirements(ruled: &Ruled<'_>, planned: &[PlannedRule<'_>]) -> Vec<RequirementRef> {
    let bindings = &planned[ruled.rule].bindings;
    let asked = ruled
        .rulings
        .iter()
        .filter_map(|(position, _)| bindings.get(*position));
    asked
        .flat_map(|binding| binding.requirements.iter().cloned())
        .collect()
}
