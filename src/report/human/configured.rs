//! What the configuration leaves out: rules that are off, and resources out of scope. Told in every report, since
//! what is left out must not look green.

use std::io;

use indexmap::IndexMap;

use super::super::Context;
use super::super::phrases::{others, pick, with_colon};
use super::paragraph;
use crate::judge::{LeftOut, Outcome};
use crate::text::Text;

/// So many resources that are left out for one reason are named, unless details are asked for.
const NAMED: usize = 20;

/// Writes the rules with their reasons, and the resources by reason.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    if !outcome.rules_off.is_empty() {
        let title = pick(
            language,
            "Rules that the configuration turns off",
            "Règles désactivées par la configuration",
        );
        writeln!(out, "{}", with_colon(language, title))?;
        for off in &outcome.rules_off {
            let text = format!("{} {}", with_colon(language, &off.rule), off.reason);
            paragraph(&text, (2, 4), context, out)?;
        }
        writeln!(out)?;
    }
    if outcome.left_out.is_empty() {
        return Ok(());
    }
    let mut by_reason: IndexMap<&Text, Vec<&LeftOut>> = IndexMap::new();
    for left_out in &outcome.left_out {
        by_reason.entry(&left_out.why).or_default().push(left_out);
    }
    let title = pick(
        language,
        "Out of scope, and not judged",
        "Hors périmètre, et non jugé",
    );
    writeln!(out, "{}", with_colon(language, title))?;
    for (why, resources) in by_reason {
        let named = if context.style.detailed {
            resources.len()
        } else {
            NAMED
        };
        let names: Vec<String> = resources.iter().take(named).map(|one| name(one)).collect();
        let rest = match resources.len().saturating_sub(named) {
            0 => String::new(),
            rest => others(language, rest),
        };
        let reason = with_colon(language, why.get(language));
        let text = format!("{reason} {}{rest}", names.join(", "));
        paragraph(&text, (2, 4), context, out)?;
    }
    writeln!(out)
}

/// The address, with the environment when there are several.
fn name(left_out: &LeftOut) -> String {
    let resource = &left_out.resource;
    match &resource.environment {
        Some(environment) => format!("{} [{environment}]", resource.address),
        None => resource.address.to_string(),
    }
}
