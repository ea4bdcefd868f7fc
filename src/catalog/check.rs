//! Whether the catalogue agrees with itself, as far as only the catalogue can tell: examples,
//! members, defaults. That names exist and patterns compile is checked where the policies are read.

use super::Catalog;
use crate::policy::definition::{LocationHolds, Provider};

impl Catalog<'_> {
    /// What is wrong in it, each as `provider NAME: …`; empty when nothing is.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for provider in self.library.providers.values() {
            let mut found = Vec::new();
            self.members(provider, &mut found);
            self.examples(provider, &mut found);
            let name = &provider.name;
            problems.extend(
                found
                    .into_iter()
                    .map(|text| format!("provider {name}: {text}")),
            );
        }
        problems
    }

    /// Members, perimeters and defaults are listed regions.
    fn members(&self, provider: &Provider, problems: &mut Vec<String>) {
        let multi_regions = provider.multi_regions.iter();
        let multi_regions = multi_regions.map(|(name, multi)| (name, &multi.members));
        let perimeters = provider.perimeters.iter();
        let perimeters = perimeters.map(|(name, group)| (name, &group.regions));
        for (name, members) in multi_regions.chain(perimeters) {
            for member in members {
                if !provider.regions.contains_key(member) {
                    problems.push(format!("{name}: `{member}` is not a listed region"));
                }
            }
        }
        for default in &provider.defaults {
            let code = &default.code;
            let resolved = self.resolve(&provider.name, code, LocationHolds::Any, None);
            if resolved.location.places().is_empty() {
                problems.push(format!("its default `{code}` is not listed"));
            }
        }
    }

    /// Patterns give what their examples say.
    fn examples(&self, provider: &Provider, problems: &mut Vec<String>) {
        let names = provider.zone_patterns.iter().chain(&provider.name_patterns);
        let names = names.map(|pattern| (&pattern.example, LocationHolds::Any));
        let hosts = provider.endpoints.iter();
        let hosts = hosts.map(|pattern| (&pattern.example, LocationHolds::Endpoint));
        for (example, holds) in names.chain(hosts) {
            let Some((text, code)) = example else {
                continue;
            };
            let found = self.resolve(&provider.name, text, holds, None).location;
            let expected = self
                .resolve(&provider.name, code, LocationHolds::Any, None)
                .location;
            if found != expected || expected.places().is_empty() {
                problems.push(format!("`{text}` should give `{code}`"));
            }
        }
    }
}
