//! Where data is: one row for everything that keeps some, the tool's own state included.

use rayon::prelude::*;

use super::super::fact::{Fact, FactData};
use super::super::plan::Parameters;
use super::super::{Eye, Judge};
use super::site::Site;
use super::{RowSubject, ViewOptions, doubt, has_trait};
use crate::catalog::{Catalog, Location, Property, Unlocated};
use crate::model::{Resource, Span};
use crate::policy::definition::Library;
use crate::text::Text;

/// What keeps data. A machine that only processes it, or a setting of a store, is no row.
const STORES: [&str; 16] = [
    "stores-data",
    "database",
    "object-storage",
    "block-storage",
    "file-storage",
    "cache",
    "queue",
    "log-store",
    "backup-store",
    "snapshot",
    "registry",
    "analytics",
    "key",
    "secret",
    "audit-trail",
    "state",
];

/// The facet that lists the other places of the data.
pub(super) const COPIES: &str = "copies";

/// One store of data.
#[derive(Clone, Debug)]
pub struct ResidencyRow {
    /// The store.
    pub resource: RowSubject,
    /// Who operates it.
    pub operator: OperatedBy,
    /// Where it is.
    pub site: Site,
    /// Where its data is copied or backed up.
    pub copies: Vec<Copied>,
    /// Why the copies are not known, or not all.
    pub copies_doubt: Option<Text>,
    /// The certificates and qualifications of its operator, for this service and place.
    pub held: Vec<Held>,
}

/// What an operator holds for a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The certificate or qualification, by its name in the catalogue.
    pub name: String,
    /// Its status, in the word of the catalogue; none when what the team recorded has expired.
    pub status: Option<String>,
    /// What the team recorded, when it rests on that.
    pub evidence: Option<String>,
    /// Where that is recorded.
    pub span: Option<Span>,
}

/// Who operates something.
#[derive(Clone, Debug)]
pub enum OperatedBy {
    /// This operator.
    Known {
        /// Its name in the catalogue.
        name: String,
        /// Its name for people.
        title: String,
    },
    /// Not known, and why.
    Unknown(Text),
}

/// One copy of the data of a store.
#[derive(Clone, Debug)]
pub struct Copied {
    /// Where it is.
    pub site: Site,
    /// Address of the resource that makes it, when it is another than the store.
    pub by: Option<std::sync::Arc<str>>,
    /// Where it is decided.
    pub span: Span,
}

/// The stores of `resources`, in their order.
pub fn residency(
    resources: &[Resource],
    library: &Library,
    options: &ViewOptions<'_>,
) -> Vec<ResidencyRow> {
    let catalog = Catalog::new(library).with_evidence(options.evidence);
    let judge = Judge::new(resources, library, &catalog, &options.location);
    (0..resources.len())
        .into_par_iter()
        .with_min_len(64)
        .filter(|owner| has_trait(&judge, *owner, &STORES))
        .filter_map(|owner| row(&judge, library, owner, options.left_out(owner)))
        .collect()
}

/// None for what has no place of its own.
fn row(
    judge: &Judge<'_>,
    library: &Library,
    owner: usize,
    left_out: Option<Text>,
) -> Option<ResidencyRow> {
    let effective = judge.location(owner);
    if effective.location == Location::Nowhere {
        return None;
    }
    let parameters = Parameters::default();
    let eye = Eye::of(judge, owner, &parameters);
    let (copies, copies_doubt) = copies(&eye, &eye.facet(COPIES), &parameters);
    Some(ResidencyRow {
        resource: RowSubject::of(&judge.resources[owner], left_out),
        operator: operator(judge, owner),
        held: held(judge, library, owner),
        site: Site::of(judge, &effective),
        copies,
        copies_doubt,
    })
}

/// What the operator holds, of all that the catalogue knows an operator may hold.
fn held(judge: &Judge<'_>, library: &Library, owner: usize) -> Vec<Held> {
    let Some(operated) = judge.operated(owner) else {
        return Vec::new();
    };
    let location = judge.location(owner);
    let held = library.attestations.keys().filter_map(|name| {
        let evidence = judge.catalog.evidence(operated, Some(name));
        let resource = &judge.resources[owner];
        let property = judge
            .catalog
            .property(operated, Some(name), resource, &location.location);
        let status = match property {
            Property::Text(status) => Some(status),
            _ => None,
        };
        let has_expired = evidence.is_some_and(|evidence| evidence.expired.is_some());
        (status.is_some() || evidence.is_some()).then(|| Held {
            name: name.clone(),
            status: status.filter(|_| !has_expired),
            evidence: evidence.map(|evidence| evidence.certificate.clone()),
            span: evidence.map(|evidence| evidence.span),
        })
    });
    held.collect()
}

fn operator(judge: &Judge<'_>, owner: usize) -> OperatedBy {
    let operated = judge.operated(owner);
    let known = operated.and_then(|operated| {
        let name = operated.operator?;
        Some((name, judge.catalog.operator(name)?))
    });
    match known {
        Some((name, operator)) => OperatedBy::Known {
            name: name.to_owned(),
            title: operator.title.clone(),
        },
        None => {
            let why = operated.and_then(|operated| operated.unknown.clone());
            OperatedBy::Unknown(why.unwrap_or(Unlocated::Provider).explain())
        }
    }
}

fn copies<'a>(
    eye: &Eye<'_, 'a>,
    fact: &Fact<'a>,
    parameters: &Parameters<'a>,
) -> (Vec<Copied>, Option<Text>) {
    let (mut copies, mut open) = (Vec::new(), None);
    let mut waiting = vec![fact];
    while let Some(fact) = waiting.pop() {
        match &fact.data {
            FactData::List(items) => waiting.extend(items.iter().rev()),
            FactData::Place(effective) if effective.location != Location::Nowhere => {
                let note = fact.notes.first();
                let elsewhere = note.map(|note| note.owner).filter(|by| *by != eye.owner);
                copies.push(Copied {
                    site: Site::of(eye.judge, effective),
                    by: elsewhere.map(|by| eye.judge.resources[by].address.clone()),
                    span: note
                        .map(|note| note.at)
                        .filter(|span| !span.is_nowhere())
                        .unwrap_or(eye.judge.resources[eye.owner].span),
                });
            }
            _ if fact.is_undecided() && open.is_none() => {
                open = Some(doubt(eye, fact, parameters));
            }
            _ => {}
        }
    }
    (copies, open)
}
