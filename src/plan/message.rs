//! What is said of plans, states and their sources.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity};
use crate::source::Workspace;
use crate::text::Text;

/// So many addresses are named, the others counted.
const NAMED: usize = 5;

/// A directory as it is shown: relative to the working directory, which is `.` itself.
pub(super) fn shown(workspace: &Workspace, directory: &Utf8Path) -> Utf8PathBuf {
    let shown = workspace.shown(directory);
    if shown.as_str().is_empty() {
        Utf8PathBuf::from(".")
    } else {
        shown
    }
}

/// A document that cannot be read.
pub(super) fn broken(path: Utf8PathBuf, why: Text) -> Diagnostic {
    Diagnostic::about(Gravity::Error, "unreadable-plan", path, why)
}

/// A document in a form that is not judged.
pub(super) fn not_judged(code: &'static str, path: Utf8PathBuf, why: Text) -> Diagnostic {
    Diagnostic::about(Gravity::Error, code, path, why)
}

/// `--source` without a plan or a state.
pub(super) fn source_without_plan(source: Utf8PathBuf) -> Diagnostic {
    Diagnostic::about(
        Gravity::Warning,
        "source-without-plan",
        source,
        Text::new(
            "`--source` names the sources of a plan or state, and none is among the paths",
            "`--source` désigne les sources d'un plan ou d'un état, et les chemins n'en contiennent aucun",
        ),
    )
}

/// The sources of a plan: what became of them.
pub(super) fn judged_by_plan(
    root: &Utf8Path,
    plan: &Utf8Path,
    not_in_plan: &[Arc<str>],
) -> Coverage {
    if not_in_plan.is_empty() {
        return Coverage {
            subject: root.to_string(),
            status: CoverageStatus::Evaluated,
            why: Text::new(
                format!("judged through `{plan}`"),
                format!("vérifié à travers `{plan}`"),
            ),
        };
    }
    let names = named(not_in_plan);
    Coverage {
        subject: root.to_string(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!(
                "judged through `{plan}`, which does not have {names}: plan again, without `-target`"
            ),
            format!(
                "vérifié à travers `{plan}`, qui ne contient pas {names} : planifiez de nouveau, sans `-target`"
            ),
        ),
    }
}

/// Resources of a plan that the sources do not declare.
pub(super) fn not_in_sources(
    plan: Utf8PathBuf,
    root: &Utf8Path,
    addresses: &[Arc<str>],
) -> Diagnostic {
    let names = named(addresses);
    Diagnostic::about(
        Gravity::Warning,
        "plan-not-of-these-sources",
        plan,
        Text::new(
            format!(
                "the sources in `{root}` do not declare {names}: this was written from other sources, or from an older version of these"
            ),
            format!(
                "les sources de `{root}` ne déclarent pas {names} : ceci a été écrit à partir d'autres sources, ou d'une version plus ancienne de celles-ci"
            ),
        ),
    )
}

/// A plan whose neighbours are not its sources.
pub(super) fn unrelated(plan: Utf8PathBuf, root: &Utf8Path) -> Diagnostic {
    Diagnostic::about(
        Gravity::Note,
        "sources-not-of-this-plan",
        plan,
        Text::new(
            format!(
                "the sources in `{root}` have no resource in common with this, so both are judged on their own"
            ),
            format!(
                "les sources de `{root}` n'ont aucune ressource en commun avec ceci ; les deux sont donc vérifiés séparément"
            ),
        ),
    )
}

fn named(addresses: &[Arc<str>]) -> String {
    let shown: Vec<&str> = addresses
        .iter()
        .take(NAMED)
        .map(|address| &**address)
        .collect();
    let more = addresses.len() - shown.len();
    let names = format!("`{}`", shown.join("`, `"));
    if more == 0 {
        names
    } else {
        format!("{names}, … (+{more})")
    }
}
