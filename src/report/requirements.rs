//! What came of the requirements of a pack, one by one and in a table that adds up.
//!
//! A check counts in each requirement that asks for it. So the numbers of a row add up to the checks of that
//! requirement, the states of a table to its requirements; the columns of checks do not add up to those of the
//! run, where each check counts once.

use rustc_hash::FxHashMap;

use super::document::{Document, RequirementCount};
use crate::policy::definition::{Coverage, Pack, Requirement};

/// What a requirement comes to: of its checks the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum State {
    /// A check fails.
    Failing,
    /// Nothing fails, and the files leave something open.
    Open,
    /// What failed is accepted by a waiver.
    Waived,
    /// Every check holds.
    Holding,
    /// No resource is of the kind that its checks are about.
    NotConcerned,
    /// No check can tell.
    Manual,
}

impl State {
    /// All of them, in the order of a table.
    pub(crate) const ALL: [State; 6] = [
        State::Failing,
        State::Open,
        State::Waived,
        State::Holding,
        State::NotConcerned,
        State::Manual,
    ];
}

/// A requirement with what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    pub(crate) id: &'r str,
    pub(crate) requirement: &'r Requirement,
    pub(crate) state: State,
    /// Its checks by verdict; none when nothing was asked.
    pub(crate) count: Option<&'r RequirementCount>,
}

/// The requirements of a pack, in the order of the text.
pub(crate) fn rows<'r>(pack: &'r Pack, document: &'r Document) -> Vec<Row<'r>> {
    let counts = document.head.requirements.iter();
    let counts: FxHashMap<&str, &RequirementCount> = counts
        .filter(|count| *count.pack == pack.name)
        .map(|count| (&*count.id, count))
        .collect();
    let requirements = pack.requirements.iter();
    requirements
        .map(|(id, requirement)| {
            let count = counts.get(id.as_str()).copied();
            Row {
                id,
                requirement,
                state: state(requirement, count),
                count,
            }
        })
        .collect()
}

fn state(requirement: &Requirement, count: Option<&RequirementCount>) -> State {
    match count {
        Some(count) if count.fail > 0 => State::Failing,
        Some(count) if count.unknown > 0 => State::Open,
        Some(count) if count.waived > 0 => State::Waived,
        Some(count) if count.pass > 0 => State::Holding,
        _ if requirement.coverage == Coverage::Manual => State::Manual,
        _ => State::NotConcerned,
    }
}

/// How many requirements of each coverage are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Matrix {
    counts: [[usize; State::ALL.len()]; Matrix::COVERAGES.len()],
}

impl Matrix {
    /// The rows of the table.
    pub(crate) const COVERAGES: [Coverage; 3] =
        [Coverage::Automated, Coverage::Partial, Coverage::Manual];

    /// Counts requirements.
    pub(crate) fn of(rows: &[Row<'_>]) -> Self {
        let mut matrix = Matrix::default();
        for row in rows {
            let coverage = Self::position(row.requirement.coverage);
            let states = matrix.counts.get_mut(coverage);
            if let Some(count) = states.and_then(|states| states.get_mut(row.state as usize)) {
                *count += 1;
            }
        }
        matrix
    }

    fn position(coverage: Coverage) -> usize {
        match coverage {
            Coverage::Automated => 0,
            Coverage::Partial => 1,
            Coverage::Manual => 2,
        }
    }

    /// The requirements of a coverage in each state.
    pub(crate) fn row(&self, coverage: Coverage) -> [usize; State::ALL.len()] {
        self.counts
            .get(Self::position(coverage))
            .copied()
            .unwrap_or_default()
    }

    /// The requirements in each state.
    pub(crate) fn total(&self) -> [usize; State::ALL.len()] {
        let mut total = [0; State::ALL.len()];
        for row in self.counts {
            for (sum, count) in total.iter_mut().zip(row) {
                *sum += count;
            }
        }
        total
    }
}
