//! What survives a disaster: one row for every store of data, machine group and entry point of which
//! the catalogue says something of the kind.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::fact::{Fact, FactData, Truth};
use super::super::finding::Verdict;
use super::super::inspect::{Reading, reading};
use super::super::place::{apart, is_unknown};
use super::super::plan::{Parameters, Plans};
use super::super::{Assignments, Eye, Judge};
use super::asked::zones_asked;
use super::residency::COPIES;
use super::site::{SitePlace, site_place};
use super::{RowSubject, ViewOptions, doubt, has_trait};
use crate::catalog::{Catalog, Effective, Location, Place};
use crate::model::{Data, Resource};
use crate::policy::definition::{Family, Library, Pack};
use crate::text::Text;

/// What a service stands on: its data, what runs it, what lets it be reached.
const PILLARS: [&str; 12] = [
    "stores-data",
    "database",
    "object-storage",
    "block-storage",
    "file-storage",
    "cache",
    "queue",
    "analytics",
    "cluster",
    "compute",
    "compute-group",
    "entry-point",
];

/// The facets of a posture, in the order of the fields of [`ContinuityRow`].
const POSTURE: [&str; 9] = [
    "zones",
    "automatic-failover",
    "backup-enabled",
    "backup-interval-hours",
    "backup-retention-days",
    "point-in-time",
    "backup-encrypted",
    "backup-locked",
    "deletion-protected",
];

/// The posture of one resource. A reading that the catalogue does not define for its type is
/// [`Reading::Absent`].
#[derive(Clone, Debug)]
pub struct ContinuityRow {
    /// The resource.
    pub resource: RowSubject,
    /// Over how many zones of its region it spreads.
    pub zones: Reading,
    /// Whether a standby takes over by itself.
    pub failover: Reading,
    /// Whether backups are taken automatically.
    pub backup: Reading,
    /// Longest time between two backups, in hours.
    pub interval_hours: Reading,
    /// How long backups are kept, in days.
    pub retention_days: Reading,
    /// Whether any moment of the retention period can be restored.
    pub point_in_time: Reading,
    /// Whether backups are encrypted.
    pub backup_encrypted: Reading,
    /// Whether backups cannot be deleted before their time.
    pub backup_locked: Reading,
    /// Whether deletion by mistake is refused or recoverable.
    pub deletion_protected: Reading,
    /// Whether its data is in another town too.
    pub second_site: SecondSite,
    /// The worst verdict of the rules on continuity and backup; none when no rule concerns it.
    pub verdict: Option<Verdict>,
    /// The rules behind a verdict that is not a pass, each with its own, in the order of the policies.
    pub rules: Vec<(Arc<str>, Verdict)>,
}

impl ContinuityRow {
    /// A machine whose disks are rows of their own, for example, has nothing to say itself.
    fn says_something(&self) -> bool {
        let readings = [
            &self.zones,
            &self.failover,
            &self.backup,
            &self.interval_hours,
            &self.retention_days,
            &self.point_in_time,
            &self.backup_encrypted,
            &self.backup_locked,
            &self.deletion_protected,
        ];
        self.verdict.is_some()
            || self.second_site.answer != SecondSiteAnswer::NotApplicable
            || readings
                .iter()
                .any(|reading| !matches!(reading, Reading::Absent | Reading::NotApplicable))
    }
}

/// Whether data is in another town than the first, and where.
#[derive(Clone, Debug)]
pub struct SecondSite {
    /// Whether it is, inside every zone of law that the packs ask for.
    pub answer: SecondSiteAnswer,
    /// The places in another town.
    pub places: Vec<SitePlace>,
    /// Why the answer is not known, or which zone asked for has no such place.
    pub why: Option<Text>,
}

/// See [`SecondSite`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecondSiteAnswer {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The files do not decide.
    Unknown,
    /// Copies do not concern the type.
    NotApplicable,
}

/// The postures of `resources`, in their order, with the verdict of the rules that `packs` ask for; what is out
/// of scope has none.
pub fn continuity(
    resources: &[Resource],
    library: &Library,
    packs: &[&Pack],
    options: &ViewOptions<'_>,
) -> Vec<ContinuityRow> {
    let catalog = Catalog::new(library).with_evidence(options.evidence);
    let judge = Judge::new(resources, library, &catalog, &options.location);
    let plans = Plans::new(library, packs, &options.profiles, |rule| {
        matches!(rule.family, Family::Continuity | Family::Backup)
    });
    let assignments = judge.assign(plans.general());
    let zones: Vec<Vec<String>> = plans
        .all()
        .iter()
        .map(|planned| zones_asked(planned, COPIES))
        .collect();
    (0..resources.len())
        .into_par_iter()
        .with_min_len(64)
        .filter(|owner| has_trait(&judge, *owner, &PILLARS) && has_posture(&judge, *owner))
        .map(|owner| {
            let left_out = options.left_out(owner);
            row(&judge, owner, left_out, &plans, &assignments, &zones)
        })
        .filter(ContinuityRow::says_something)
        .collect()
}

fn has_posture(judge: &Judge<'_>, owner: usize) -> bool {
    judge.members[owner].definition.is_some_and(|definition| {
        let mut facets = POSTURE.iter().chain([&COPIES]);
        facets.any(|facet| definition.facets.contains_key(*facet))
    })
}

fn row<'a>(
    judge: &Judge<'a>,
    owner: usize,
    left_out: Option<Text>,
    plans: &Plans<'a>,
    assignments: &Assignments<'a>,
    zones: &[Vec<String>],
) -> ContinuityRow {
    let parameters = Parameters::default();
    let eye = Eye::of(judge, owner, &parameters);
    let defined = judge.members[owner].definition;
    let read = POSTURE.map(|facet| {
        let concerns = defined.is_some_and(|definition| definition.facets.contains_key(facet));
        if concerns {
            reading(judge, owner, eye.facet(facet), &parameters)
        } else {
            Reading::Absent
        }
    });
    let rules = match &left_out {
        Some(_) => Vec::new(),
        None => rules(judge, owner, plans, assignments),
    };
    let zones = zones
        .get(plans.number(owner))
        .map_or(&[][..], Vec::as_slice);
    let [
        zones_read,
        failover,
        backup,
        mut interval_hours,
        mut retention_days,
        mut point_in_time,
        backup_encrypted,
        backup_locked,
        deletion_protected,
    ] = read;
    if matches!(&backup, Reading::Known(value) if matches!(value.data, Data::Bool(false))) {
        // What is set for backups that are not taken says nothing.
        for reading in [&mut interval_hours, &mut retention_days, &mut point_in_time] {
            *reading = Reading::Absent;
        }
    }
    ContinuityRow {
        resource: RowSubject::of(&judge.resources[owner], left_out),
        zones: zones_read,
        failover,
        backup,
        interval_hours,
        retention_days,
        point_in_time,
        backup_encrypted,
        backup_locked,
        deletion_protected,
        second_site: second_site(&eye, &parameters, zones),
        verdict: rules.iter().map(|(_, verdict)| *verdict).min(),
        rules: rules
            .into_iter()
            .filter(|(_, verdict)| *verdict != Verdict::Pass)
            .collect(),
    }
}

/// The rules that concern the resource, each with its worst verdict.
fn rules<'a>(
    judge: &Judge<'a>,
    owner: usize,
    plans: &Plans<'a>,
    assignments: &Assignments<'a>,
) -> Vec<(Arc<str>, Verdict)> {
    let resource = &judge.resources[owner];
    let planned = plans.of(owner);
    let mut rules: Vec<(Arc<str>, Verdict)> = Vec::new();
    let assigned = assignments.get(&(&*resource.kind, resource.mode));
    for assignment in assigned.into_iter().flatten() {
        let answered = judge.answered(assignment, plans, owner);
        let verdicts = answered.rulings.iter().map(|(_, ruling)| ruling.verdict);
        let (Some(verdict), Some(planned)) = (verdicts.min(), planned.get(assignment.rule)) else {
            continue;
        };
        match rules.iter_mut().find(|(name, _)| *name == planned.name) {
            Some((_, known)) => *known = (*known).min(verdict),
            None => rules.push((Arc::clone(&planned.name), verdict)),
        }
    }
    rules
}

fn second_site<'a>(eye: &Eye<'_, 'a>, parameters: &Parameters<'a>, zones: &[String]) -> SecondSite {
    let judge = eye.judge;
    let own = judge.location(eye.owner);
    let fact = eye.facet(COPIES);
    let several = matches!(own.location, Location::All(_));
    if matches!(fact.data, FactData::NotApplicable) && !several {
        return SecondSite {
            answer: SecondSiteAnswer::NotApplicable,
            places: Vec::new(),
            why: None,
        };
    }
    let mut found = Found::default();
    if several && !is_unknown(&own) {
        found.own(&own);
    }
    found.copies(&own, &fact, &mut |fact| doubt(eye, fact, parameters));
    let Found { places, mut doubt } = found;
    let inside = |zone: &str| {
        let mut answers = places
            .iter()
            .map(|place| judge.catalog.place_in_zone(place, zone));
        answers.any(|answer| answer == Some(true))
    };
    let lacking: Vec<&String> = zones.iter().filter(|zone| !inside(zone)).collect();
    let answer = match (places.is_empty(), lacking.is_empty()) {
        (false, true) => SecondSiteAnswer::Yes,
        _ if doubt.is_some() => SecondSiteAnswer::Unknown,
        (false, false) => {
            doubt = Some(none_in(judge, &lacking));
            SecondSiteAnswer::No
        }
        (true, _) => SecondSiteAnswer::No,
    };
    SecondSite {
        answer,
        places: places
            .iter()
            .map(|place| site_place(judge, place))
            .collect(),
        why: doubt.filter(|_| answer != SecondSiteAnswer::Yes),
    }
}

fn none_in(judge: &Judge<'_>, zones: &[&String]) -> Text {
    let titles = zones.iter().map(|zone| {
        let title = judge.catalog.zone_title(zone);
        title.map_or_else(|| Text::new(zone.as_str(), zone.as_str()), Text::clone)
    });
    let (en, fr): (Vec<String>, Vec<String>) = titles.map(|title| (title.en, title.fr)).unzip();
    Text::new(
        format!("none in this zone: {}", en.join(", ")),
        format!("aucun dans cette zone : {}", fr.join(", ")),
    )
}

/// The places in another town than the resource, and why there may be more.
#[derive(Default)]
struct Found<'a> {
    places: Vec<Place<'a>>,
    doubt: Option<Text>,
}

impl<'a> Found<'a> {
    /// Of a resource that is in several places at once, those away from the first.
    fn own(&mut self, own: &Effective<'a>) {
        let places = own.location.places();
        let Some((first, others)) = places.split_first() else {
            return;
        };
        let away = |place: &&Place<'a>| first.same_site(place) == Some(false);
        self.places.extend(others.iter().filter(away));
    }

    fn copies(
        &mut self,
        own: &Effective<'a>,
        fact: &Fact<'a>,
        why: &mut dyn FnMut(&Fact<'a>) -> Text,
    ) {
        match &fact.data {
            FactData::List(items) => {
                for item in items {
                    self.copies(own, item, why);
                }
            }
            FactData::Place(effective) if !is_unknown(effective) => {
                for place in effective.location.places() {
                    let away = apart(&Location::Place(place), &own.location, false);
                    match away {
                        Truth::Yes if !self.places.contains(&place) => self.places.push(place),
                        Truth::Unknown if self.doubt.is_none() => {
                            self.doubt = Some(not_compared(own));
                        }
                        _ => {}
                    }
                }
            }
            _ if fact.is_undecided() && self.doubt.is_none() => self.doubt = Some(why(fact)),
            _ => {}
        }
    }
}

/// Why a copy and its original cannot be told apart.
fn not_compared(own: &Effective<'_>) -> Text {
    if is_unknown(own) {
        super::super::wording::location_text(own)
    } else {
        Text::new(
            "the towns of the two places are not both published",
            "les villes des deux lieux ne sont pas toutes deux publiées",
        )
    }
}
