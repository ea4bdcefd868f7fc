//! `rempart schema`: the published JSON Schemas.

use super::args::SchemaArguments;
use super::policies::did_you_mean;
use super::{CLEAN, Failure, print};
use crate::policy::nearest;
use crate::text::Text;

/// The schemas by name: those of the policy files, of the configuration, of the waivers file and the baseline, and of
/// JSON outputs.
const SCHEMAS: [(&str, &str); 13] = [
    (
        "baseline",
        include_str!("../../policies/schema/baseline.json"),
    ),
    (
        "catalog",
        include_str!("../../policies/schema/catalog.json"),
    ),
    (
        "catalog-provider",
        include_str!("../../policies/schema/catalog-provider.json"),
    ),
    (
        "configuration",
        include_str!("../../policies/schema/configuration.json"),
    ),
    ("facets", include_str!("../../policies/schema/facets.json")),
    (
        "findings",
        include_str!("../../policies/schema/findings.json"),
    ),
    (
        "language",
        include_str!("../../policies/schema/language.json"),
    ),
    ("pack", include_str!("../../policies/schema/pack.json")),
    ("rules", include_str!("../../policies/schema/rules.json")),
    (
        "translations",
        include_str!("../../policies/schema/translations.json"),
    ),
    (
        "view-continuity",
        include_str!("../../policies/schema/view-continuity.json"),
    ),
    (
        "view-residency",
        include_str!("../../policies/schema/view-residency.json"),
    ),
    (
        "waivers",
        include_str!("../../policies/schema/waivers.json"),
    ),
];

/// Prints one schema, or the names of all.
pub(super) fn run(arguments: &SchemaArguments) -> Result<u8, Failure> {
    let Some(name) = &arguments.name else {
        let names: Vec<&str> = SCHEMAS.iter().map(|(name, _)| *name).collect();
        print(&format!("{}\n", names.join("\n")))?;
        return Ok(CLEAN);
    };
    match SCHEMAS.iter().find(|(known, _)| known == name) {
        Some((_, schema)) => {
            print(schema)?;
            Ok(CLEAN)
        }
        None => {
            let near = nearest(name, SCHEMAS.iter().map(|(name, _)| *name));
            let hint = near.map_or_else(
                || {
                    Text::new(
                        "`rempart schema` lists them",
                        "`rempart schema` en donne la liste",
                    )
                },
                did_you_mean,
            );
            Err(Failure::Usage(Text::new(
                format!("there is no schema `{name}`: {}", hint.en),
                format!("il n'y a pas de schéma `{name}` : {}", hint.fr),
            )))
        }
    }
}
