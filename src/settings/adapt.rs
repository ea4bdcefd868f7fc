//! What a configuration changes about the policies: packs, parameters, rules.

use std::collections::HashSet;
use std::ops::Range;

use super::{
    ClassValues, ClusterRegion, PackSetting, Placed, RuleSetting, Settings, SettingsFile, class,
    operators, parameter,
};
use crate::judge::RuleOff;
use crate::policy::definition::{Coverage, Library, Pack, Severity, Strength};
use crate::policy::{Level, PolicyProblem, did_you_mean};
use crate::text::Text;

/// What [`adapt`] came to.
#[derive(Debug, Default)]
pub struct Adapted {
    /// The rules that are off and were asked by a pack.
    pub rules_off: Vec<RuleOff>,
    /// The classes of data, with their values for the packs.
    pub classes: Vec<ClassValues>,
    /// What is wrong.
    pub problems: Vec<PolicyProblem>,
}

/// Gathers what is wrong with the names in a file.
pub(super) struct Problems<'f> {
    file: &'f str,
    found: Vec<PolicyProblem>,
    /// How many more names may be compared with all known ones: a file of wrong names must not cost their
    /// product.
    suggestions: usize,
}

/// Applies to `library` what `settings`, read from `file`, say about packs, parameters and rules.
pub fn adapt(settings: &Settings, file: &SettingsFile, library: &mut Library) -> Adapted {
    let mut problems = Problems::new(file);
    for pack in settings.packs.iter().flatten() {
        set_pack(&mut problems, pack, library);
    }
    let mut rules_off = Vec::new();
    for setting in &settings.rules {
        if let Some(reason) = set_rule(&mut problems, setting, library) {
            rules_off.push(RuleOff {
                rule: setting.name.value.clone(),
                reason,
            });
        }
    }
    let classes = class::values(&mut problems, &settings.classes, library);
    operators::check(&mut problems, settings, library);
    if let Some(region) = &settings.cluster_region {
        check_place(&mut problems, region, library);
    }
    if !rules_off.is_empty() {
        library.packs.values_mut().for_each(lower_coverage);
    }
    Adapted {
        rules_off,
        classes,
        problems: problems.found,
    }
}

impl<'f> Problems<'f> {
    pub(super) fn new(file: &'f SettingsFile) -> Self {
        Problems {
            file: &file.name,
            found: Vec::new(),
            suggestions: 50,
        }
    }

    pub(super) fn error(&mut self, at: &Range<usize>, message: Text, help: Option<Text>) {
        self.found.push(PolicyProblem {
            level: Level::Error,
            file: self.file.to_owned(),
            span: at.clone(),
            message,
            help,
        });
    }

    /// Reports that nothing has this name, with the nearest one that something has. `what` is the thing, with
    /// its article: `no pack`, `aucun référentiel`.
    pub(super) fn unknown<'k>(
        &mut self,
        name: &Placed<String>,
        what: [&str; 2],
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let left = self.suggestions.checked_sub(1);
        self.suggestions = left.unwrap_or(0);
        let help = left.and_then(|_| did_you_mean(&name.value, known));
        let [english, french] = what;
        self.error(
            &name.at,
            Text::new(
                format!("there is {english} `{}`", name.value),
                format!("il n'y a {french} `{}`", name.value),
            ),
            help,
        );
    }
}

fn set_pack(problems: &mut Problems<'_>, setting: &PackSetting, library: &mut Library) {
    let name = &setting.name;
    let Some(pack) = library.packs.get(&name.value) else {
        let known = library.packs.keys().map(String::as_str);
        problems.unknown(name, ["no pack", "aucun référentiel"], known);
        return;
    };
    if let Some(edition) = &setting.edition
        && edition.value != pack.edition
    {
        problems.error(
            &edition.at,
            Text::new(
                format!(
                    "the pack `{}` is edition {}, and the configuration asks for {}",
                    pack.name, pack.edition, edition.value
                ),
                format!(
                    "le référentiel `{}` est à l'édition {}, et la configuration demande {}",
                    pack.name, pack.edition, edition.value
                ),
            ),
            Some(Text::new(
                "read what changed, then set the edition that you answer to",
                "lisez ce qui a changé, puis indiquez l'édition à laquelle vous répondez",
            )),
        );
    }
    let mut read = Vec::new();
    for parameter in &setting.parameters {
        if pack.parameters.contains_key(&parameter.name.value) {
            let value = parameter::value(problems, library, pack, parameter);
            read.extend(value.map(|value| (&parameter.name.value, value)));
        } else {
            let what = [
                format!("no parameter in the pack `{}` called", pack.name),
                format!("aucun paramètre du référentiel `{}` nommé", pack.name),
            ];
            let known = pack.parameters.keys().map(String::as_str);
            problems.unknown(&parameter.name, [&what[0], &what[1]], known);
        }
    }
    let Some(pack) = library.packs.get_mut(&name.value) else {
        return;
    };
    for (name, (value, list)) in read {
        if let Some(parameter) = pack.parameters.get_mut(name) {
            parameter.value = value;
            parameter.list = list;
        }
    }
}

/// Applies what is said of a rule; returns the reason when it is off.
fn set_rule(
    problems: &mut Problems<'_>,
    setting: &RuleSetting,
    library: &mut Library,
) -> Option<String> {
    let name = &setting.name;
    let Some(rule) = library.rules.get(&name.value) else {
        let known = library.rules.keys().map(String::as_str);
        problems.unknown(name, ["no rule", "aucune règle"], known);
        return None;
    };
    let asked: Option<Severity> = {
        let uses = library.packs.values();
        let uses = uses.filter_map(|pack| pack.rules.get(&name.value));
        uses.map(|used| used.severity.unwrap_or(rule.severity))
            .max()
    };
    let lowered = setting
        .severity
        .as_ref()
        .filter(|severity| asked.is_some_and(|asked| severity.value < asked));
    if !rule.waivable
        && let Some(at) = setting
            .off
            .as_ref()
            .map(|off| &off.at)
            .or(lowered.map(|severity| &severity.at))
    {
        problems.error(
            at,
            Text::new(
                format!(
                    "`{}` cannot be waived, so it cannot be off or less severe",
                    name.value
                ),
                format!(
                    "`{}` n'admet pas de dérogation : elle ne peut être ni désactivée ni rendue moins grave",
                    name.value
                ),
            ),
            None,
        );
        return None;
    }
    for pack in library.packs.values_mut() {
        if setting.off.is_some() {
            pack.rules.shift_remove(&name.value);
        } else if let (Some(used), Some(severity)) =
            (pack.rules.get_mut(&name.value), &setting.severity)
        {
            used.severity = Some(severity.value);
        }
    }
    setting.off.as_ref().map(|off| off.value.clone())
}

/// Whether a place is one of the catalogue.
fn check_place(problems: &mut Problems<'_>, place: &ClusterRegion, library: &Library) {
    let name = &place.provider;
    let Some(provider) = library.providers.get(&name.value) else {
        let known = library.providers.keys().map(String::as_str);
        problems.unknown(name, ["no provider", "aucun fournisseur"], known);
        return;
    };
    if !provider.regions.contains_key(&place.region.value) {
        let what = [
            format!("no region of `{}` called", name.value),
            format!("aucune région de `{}` nommée", name.value),
        ];
        let known = provider.regions.keys().map(String::as_str);
        problems.unknown(&place.region, [&what[0], &what[1]], known);
    }
}

/// What no rule checks any more is said to be manual, and what none checks directly, partial.
fn lower_coverage(pack: &mut Pack) {
    let (mut direct, mut borne) = (HashSet::new(), HashSet::new());
    for used in pack.rules.values() {
        for (number, bearing) in &used.requirements {
            borne.insert(number.as_str());
            if bearing.strength == Strength::Direct {
                direct.insert(number.as_str());
            }
        }
    }
    for (number, requirement) in &mut pack.requirements {
        if !borne.contains(number.as_str()) {
            requirement.coverage = Coverage::Manual;
        } else if requirement.coverage == Coverage::Automated && !direct.contains(number.as_str()) {
            requirement.coverage = Coverage::Partial;
        }
    }
}
