//! What other linters got wrong, written anew. A fixture's first line names the rule it is about.

use camino::Utf8PathBuf;

use rempart::terraform::Options;

use crate::common::{check, fixture_files, repository};
use crate::fixtures::differences;

#[test]
fn every_regression_gets_the_verdicts_its_names_say() {
    let mut directories: Vec<(Utf8PathBuf, String)> = Vec::new();
    for path in fixture_files("fixtures/regressions") {
        let text =
            std::fs::read_to_string(repository().join(&path)).expect("a fixture can be read");
        let rule = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# rule: "))
            .map(str::trim);
        if let (Some(rule), Some(directory)) = (rule, path.parent()) {
            directories.push((directory.to_owned(), rule.to_owned()));
        }
    }
    assert!(!directories.is_empty(), "there are regression fixtures");
    let differences: Vec<String> = directories
        .iter()
        .flat_map(|(directory, rule)| {
            let (model, outcome) = check(directory.as_str(), Options::default());
            differences(directory.as_str(), rule, &model, &outcome)
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
