//! Whether the catalogue agrees with itself: what a schema cannot see.

use regex::Regex;

use super::Catalog;
use crate::policy::definition::{LocationHolds, Provider};

impl Catalog<'_> {
    /// What is wrong in it, each as `provider aws: …`; empty when nothing is.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (name, zone) in &self.library.zones {
            let countries = zone.countries.iter().chain(zone.partial.keys());
            for country in countries.filter(|country| !self.is_country(country)) {
                problems.push(format!("zone {name}: `{country}` is not a listed country"));
            }
            for other in &zone.includes {
                if !self.library.zones.contains_key(other) {
                    problems.push(format!("zone {name}: there is no zone `{other}`"));
                }
            }
        }
        for (name, operator) in &self.library.operators {
            if let Some(country) = &operator.country
                && !self.is_country(country)
            {
                problems.push(format!(
                    "operator {name}: `{country}` is not a listed country"
                ));
            }
        }
        for provider in self.library.providers.values() {
            let mut found = Vec::new();
            self.references(provider, &mut found);
            self.patterns(provider, &mut found);
            let name = &provider.name;
            problems.extend(
                found
                    .into_iter()
                    .map(|text| format!("provider {name}: {text}")),
            );
        }
        problems
    }

    fn is_country(&self, code: &str) -> bool {
        self.library.countries.contains_key(code)
    }

    /// Names that must exist: operators, countries, pairs, members, defaults.
    fn references(&self, provider: &Provider, problems: &mut Vec<String>) {
        let endpoint_operators = provider
            .endpoints
            .iter()
            .filter_map(|e| e.operator.as_ref());
        for operator in provider.operator.iter().chain(endpoint_operators) {
            if !self.library.operators.contains_key(operator) {
                problems.push(format!("there is no operator `{operator}`"));
            }
        }
        for (code, region) in &provider.regions {
            if !self.is_country(&region.country) {
                let country = &region.country;
                problems.push(format!(
                    "region {code}: `{country}` is not a listed country"
                ));
            }
            if let Some(pair) = &region.pair
                && !provider.regions.contains_key(pair)
            {
                problems.push(format!("region {code}: its pair `{pair}` is not listed"));
            }
        }
        for (name, multi) in &provider.multi_regions {
            for member in &multi.members {
                if !provider.regions.contains_key(member) {
                    problems.push(format!("multi-region {name}: `{member}` is not listed"));
                }
            }
            for country in multi
                .countries
                .iter()
                .filter(|country| !self.is_country(country))
            {
                problems.push(format!(
                    "multi-region {name}: `{country}` is not a listed country"
                ));
            }
        }
        for (name, perimeter) in &provider.perimeters {
            for region in &perimeter.regions {
                if !provider.regions.contains_key(region) {
                    problems.push(format!("perimeter {name}: `{region}` is not listed"));
                }
            }
        }
        for default in &provider.defaults {
            let code = &default.code;
            let resolved = self.resolve(&provider.name, code, LocationHolds::Any, None);
            if resolved.location.unknown().is_some() {
                problems.push(format!("its default `{code}` is not listed"));
            }
        }
    }

    /// Patterns that must compile, and give what their examples say.
    fn patterns(&self, provider: &Provider, problems: &mut Vec<String>) {
        let names = provider.zone_patterns.iter().chain(&provider.name_patterns);
        for pattern in names {
            if let Err(error) = Regex::new(&pattern.pattern) {
                problems.push(format!("`{}` is not a pattern: {error}", pattern.pattern));
                continue;
            }
            if let Some((name, code)) = &pattern.example {
                self.example(provider, name, code, LocationHolds::Any, problems);
            }
        }
        for endpoint in &provider.endpoints {
            if let Err(error) = Regex::new(&endpoint.pattern) {
                problems.push(format!("`{}` is not a pattern: {error}", endpoint.pattern));
                continue;
            }
            if let Some((host, code)) = &endpoint.example {
                self.example(provider, host, code, LocationHolds::Endpoint, problems);
            }
        }
    }

    fn example(
        &self,
        provider: &Provider,
        text: &str,
        code: &str,
        holds: LocationHolds,
        problems: &mut Vec<String>,
    ) {
        let found = self.resolve(&provider.name, text, holds, None).location;
        let expected = self
            .resolve(&provider.name, code, LocationHolds::Any, None)
            .location;
        if found != expected || expected.places().is_empty() {
            problems.push(format!(
                "`{text}` should give `{code}`, and gives {found:?}"
            ));
        }
    }
}
