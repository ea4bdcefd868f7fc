//! `rempart waive`: adds entries to the waivers file.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::args::{InputArguments, JudgingArguments, WaiveArguments, WaiverArguments};
use super::config::{self, Configuration};
use super::gate::read_text;
use super::judging::judged;
use super::{CLEAN, Failure, policies, print};
use crate::gate::{NewWaiver, with_entries};
use crate::judge::Verdict;
use crate::policy::nearest;
use crate::source::{absolute, shown};
use crate::text::{Language, Text};

/// The file, when neither the arguments nor the configuration name one.
const DEFAULT_FILE: &str = "rempart-waivers.yaml";

/// A finding that can be waived.
struct Candidate {
    fingerprint: String,
    rule: String,
    address: String,
}

/// What is read of a JSON report.
#[derive(Deserialize)]
struct Report {
    findings: Vec<Reported>,
    #[serde(default)]
    known: Vec<Reported>,
}

#[derive(Deserialize)]
struct Reported {
    rule: String,
    verdict: String,
    fingerprint: String,
    resource: ReportedResource,
}

#[derive(Deserialize)]
struct ReportedResource {
    address: String,
}

/// Checks that the findings are there, and writes the entries.
pub(super) fn run(arguments: &WaiveArguments) -> Result<u8, Failure> {
    let configuration = config::load(&arguments.settings, &arguments.path, None, arguments.lang)?;
    let candidates = match &arguments.from {
        Some(report) => reported(report)?,
        None => present(arguments, &configuration)?,
    };
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let library = policies::library(&directories, configuration.language)?;
    let mut entries = Vec::new();
    let mut told = String::new();
    for fingerprint in &arguments.fingerprints {
        let found = candidates
            .iter()
            .find(|candidate| candidate.fingerprint == *fingerprint);
        let candidate = found.ok_or_else(|| no_finding(fingerprint, &candidates))?;
        let rule = &candidate.rule;
        if library.rules.get(rule).is_some_and(|rule| !rule.waivable) {
            return Err(Failure::Usage(Text::new(
                format!("`{rule}` cannot be waived: its policy says so; correct what fails"),
                format!(
                    "`{rule}` n'admet pas de dérogation : sa politique le dit ; corrigez ce qui échoue"
                ),
            )));
        }
        told.push_str(&format!("  {rule}  {}\n", candidate.address));
        entries.push(NewWaiver {
            rule: rule.clone(),
            address: candidate.address.clone(),
            fingerprint: fingerprint.clone(),
            reason: arguments.reason.clone(),
            approver: arguments.approver.clone(),
            ticket: arguments.ticket.clone(),
            until: arguments.until,
        });
    }
    let file = file(arguments, &configuration);
    let before = if file.exists() {
        Some(read_text(&file)?)
    } else {
        None
    };
    let name = shown(&configuration.working_directory, &file);
    let after = with_entries(before.as_deref(), &entries).map_err(|why| {
        Failure::Usage(Text::new(
            format!("{name}: {}", why.en),
            format!("{name} : {}", why.fr),
        ))
    })?;
    std::fs::write(&file, after).map_err(|error| Failure::Write {
        path: Text::new(file.as_str(), file.as_str()),
        error: error.into(),
    })?;
    let hint = configuration.settings.waivers.is_none();
    print(&match (configuration.language, hint) {
        (Language::En, false) => format!("Waived in {name}:\n{told}"),
        (Language::En, true) => format!(
            "Waived in {name}, which counts with `--waivers {name}` or `waivers: {name}` in rempart.yaml:\n{told}"
        ),
        (Language::Fr, false) => format!("Dérogation inscrite dans {name} :\n{told}"),
        (Language::Fr, true) => format!(
            "Dérogation inscrite dans {name}, qui compte avec `--waivers {name}` ou `waivers: {name}` dans rempart.yaml :\n{told}"
        ),
    })?;
    Ok(CLEAN)
}

/// What fails or is open now, whatever waivers say.
fn present(
    arguments: &WaiveArguments,
    configuration: &Configuration,
) -> Result<Vec<Candidate>, Failure> {
    let judging = JudgingArguments {
        input: InputArguments {
            paths: arguments.path.clone(),
            ..InputArguments::default()
        },
        policy: arguments.policy.clone(),
        settings: arguments.settings.clone(),
        waivers: WaiverArguments {
            no_waivers: true,
            ..WaiverArguments::default()
        },
        lang: arguments.lang,
    };
    let judged = judged(&judging, configuration)?;
    let findings = judged.outcome.judgement.findings.into_iter();
    Ok(findings
        .filter(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Unknown))
        .map(|finding| Candidate {
            rule: finding.rule.to_string(),
            address: finding.resource.address.to_string(),
            fingerprint: finding.fingerprint,
        })
        .collect())
}

/// What fails or is open in a JSON report.
fn reported(path: &Utf8Path) -> Result<Vec<Candidate>, Failure> {
    let report: Report = serde_json::from_str(&read_text(path)?).map_err(|error| {
        Failure::Usage(Text::new(
            format!("{path} is no JSON report of rempart: {error}"),
            format!("{path} n'est pas un rapport JSON de rempart : {error}"),
        ))
    })?;
    Ok(report
        .findings
        .into_iter()
        .chain(report.known)
        .filter(|finding| matches!(finding.verdict.as_str(), "fail" | "unknown" | "waived"))
        .map(|finding| Candidate {
            fingerprint: finding.fingerprint,
            rule: finding.rule,
            address: finding.resource.address,
        })
        .collect())
}

fn no_finding(fingerprint: &str, candidates: &[Candidate]) -> Failure {
    let known = candidates
        .iter()
        .map(|candidate| candidate.fingerprint.as_str());
    let hint = match nearest(fingerprint, known) {
        Some(near) => policies::did_you_mean(near),
        None => Text::new(
            "`rempart check --format json` gives those of the present findings",
            "`rempart check --format json` donne celles des constats présents",
        ),
    };
    Failure::Usage(Text::new(
        format!(
            "no finding has the fingerprint `{fingerprint}`: {}",
            hint.en
        ),
        format!(
            "aucun constat n'a l'empreinte `{fingerprint}` : {}",
            hint.fr
        ),
    ))
}

fn file(arguments: &WaiveArguments, configuration: &Configuration) -> Utf8PathBuf {
    let configured = configuration.settings.waivers.as_ref();
    let path = arguments
        .file
        .as_deref()
        .or(configured.map(|path| &*path.value))
        .unwrap_or(Utf8Path::new(DEFAULT_FILE));
    absolute(&configuration.working_directory, path)
}
