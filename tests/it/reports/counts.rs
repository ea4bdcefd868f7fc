//! Counts add up: by requirement, with and without passes among the findings.

use std::collections::BTreeMap;

use rempart::judge::{Outcome, RequirementRef, Tally, Verdict};
use rempart::policy::definition::Severity;
use rempart::run::{self, Configured, Criteria, Input};
use rempart::terraform::Options;

use crate::common::{LIBRARY, repository};

fn outcome(show: &[Verdict]) -> Outcome {
    let paths = vec!["fixtures/scenarios".into()];
    let workspace = run::workspace(&paths, Some(repository()), repository());
    let mut model = run::load(Input {
        workspace: workspace.expect("the repository can be read"),
        selection: run::selection(paths, &[], &[]).expect("no pattern is given"),
        terraform: Options::default(),
        targets: rempart::manifest::Targets::default(),
    });
    let criteria = Criteria {
        packs: LIBRARY.packs.values().collect(),
        show: show.to_vec(),
        severity: Severity::Low,
        environment: None,
        configured: Configured::default(),
        gate: rempart::gate::Gate::default(),
    };
    run::check(&mut model, &LIBRARY, &criteria)
}

#[test]
fn a_requirement_counts_each_check_that_it_asks_for() {
    let all = [Verdict::Fail, Verdict::Unknown, Verdict::Pass];
    let shown = outcome(&all);
    let mut counted: BTreeMap<RequirementRef, Tally> = BTreeMap::new();
    for finding in &shown.judgement.findings {
        for requirement in &finding.requirements {
            let tally = counted.entry(requirement.clone()).or_default();
            tally.count(finding.verdict);
        }
    }
    assert!(counted.len() > 50);
    assert!(counted.values().map(|tally| tally.pass).sum::<usize>() > 100);
    assert_eq!(shown.judgement.by_requirement, counted);
    // Passes that are not put into words count the same.
    let short = outcome(&[Verdict::Fail]);
    assert_eq!(short.judgement.by_requirement, counted);
    assert_eq!(short.judgement.tally, shown.judgement.tally);
}
