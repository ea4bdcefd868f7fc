//! Counts, and what was not looked at.

use std::io;

use super::super::Context;
use super::super::phrases::{count, pick, severity, with_colon};
use super::paragraph;
use crate::judge::{Finding, Outcome, PackTally, Verdict};
use crate::text::Language;

/// The requirements that ask for a finding, by pack: `secnumcloud-3.2 10.1.a, 12.5.d`.
pub(super) fn requirements(finding: &Finding) -> String {
    let mut by_pack: Vec<(&str, Vec<&str>)> = Vec::new();
    for requirement in &finding.requirements {
        match by_pack
            .iter_mut()
            .find(|(pack, _)| *pack == &*requirement.pack)
        {
            Some((_, ids)) => ids.push(&requirement.id),
            None => by_pack.push((&requirement.pack, vec![&requirement.id])),
        }
    }
    let groups = by_pack
        .into_iter()
        .map(|(pack, ids)| format!("{pack} {}", ids.join(", ")));
    groups.collect::<Vec<_>>().join("; ")
}

/// The counts at the end of the report.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let tally = outcome.judgement.tally;
    let counted = |number, one: [&str; 2], several: [&str; 2]| {
        let (one, several) = (
            pick(language, one[0], one[1]),
            pick(language, several[0], several[1]),
        );
        count(language, number, one, several)
    };
    let subject = format!(
        "{}, {}",
        counted(outcome.files, ["file", "fichier"], ["files", "fichiers"]),
        counted(
            outcome.resources,
            ["resource", "ressource"],
            ["resources", "ressources"]
        ),
    );
    let mut line = format!(
        "{} {}{}, {}, {}",
        with_colon(language, &subject),
        counted(tally.fail, ["failure", "échec"], ["failures", "échecs"]),
        by_severity(outcome, language),
        counted(
            tally.unknown,
            ["open question", "point à établir"],
            ["open questions", "points à établir"]
        ),
        counted(
            tally.pass,
            ["check passed", "contrôle satisfait"],
            ["checks passed", "contrôles satisfaits"]
        ),
    );
    if tally.waived > 0 {
        line.push_str(", ");
        line.push_str(&counted(
            tally.waived,
            ["waived", "dérogation"],
            ["waived", "dérogations"],
        ));
    }
    paragraph(&line, (0, 2), context, out)?;
    if !outcome.known.is_empty() {
        let fails = |finding: &&Finding| finding.verdict == Verdict::Fail;
        let failures = outcome.known.iter().filter(fails).count();
        let line = format!(
            "{} {}, {}",
            with_colon(
                language,
                pick(
                    language,
                    "known before, not counted",
                    "déjà connus, non comptés"
                ),
            ),
            counted(failures, ["failure", "échec"], ["failures", "échecs"]),
            counted(
                outcome.known.len() - failures,
                ["open question", "point à établir"],
                ["open questions", "points à établir"]
            ),
        );
        paragraph(&line, (2, 4), context, out)?;
    }
    for pack in &outcome.judgement.by_pack {
        paragraph(&asked_by(pack, language), (2, 4), context, out)?;
    }
    let types = &outcome.judgement.unknown_types;
    if !types.is_empty() {
        let resources: usize = types.iter().map(|(_, resources)| resources).sum();
        let names: Vec<&str> = types.iter().take(6).map(|(kind, _)| &**kind).collect();
        let more = if types.len() > names.len() {
            ", …"
        } else {
            ""
        };
        let resources = counted(
            resources,
            ["resource was not judged", "ressource n'a pas été jugée"],
            [
                "resources were not judged",
                "ressources n'ont pas été jugées",
            ],
        );
        let why = counted(
            types.len(),
            [
                "type that the catalogue does not describe",
                "type absent du catalogue",
            ],
            [
                "types that the catalogue does not describe",
                "types absents du catalogue",
            ],
        );
        let line = format!(
            "{resources}, {} {}{more}",
            with_colon(language, &why),
            names.join(", ")
        );
        paragraph(&line, (2, 4), context, out)?;
    }
    Ok(())
}

/// `hds-v2: 12 failures on 21 requirements, 25 open questions`.
fn asked_by(pack: &PackTally, language: Language) -> String {
    let failures = count(
        language,
        pack.fail,
        pick(language, "failure", "échec"),
        pick(language, "failures", "échecs"),
    );
    let requirements = count(
        language,
        pack.requirements,
        pick(language, "requirement", "exigence"),
        pick(language, "requirements", "exigences"),
    );
    let questions = count(
        language,
        pack.unknown,
        pick(language, "open question", "point à établir"),
        pick(language, "open questions", "points à établir"),
    );
    let on = pick(language, "on", "sur");
    format!(
        "{} {failures} {on} {requirements}, {questions}",
        with_colon(language, &pack.pack)
    )
}

/// ` (2 critical, 5 high)`. French names the severity, with which the adjective agrees.
fn by_severity(outcome: &Outcome, language: Language) -> String {
    let failures = outcome.judgement.by_severity.iter().rev();
    let parts: Vec<String> = failures
        .map(|(level, failures)| {
            let level = severity(language, *level);
            match language {
                Language::En => format!("{failures} {level}"),
                Language::Fr => format!("{level} : {failures}"),
            }
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        let named = pick(language, "", "gravité ");
        format!(" ({named}{})", parts.join(", "))
    }
}
