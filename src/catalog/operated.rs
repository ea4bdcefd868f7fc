//! Who answers for a resource: its provider, unless an endpoint says another.

use std::sync::Arc;

use super::index::Endpoints;
use super::{Catalog, Unlocated, pattern, walk};
use crate::model::{Data, Resource, ResourceMode, Span, Value};
use crate::policy::definition::{Claim, Operator, Provider, Redirect, RedirectDecides};

/// Who answers for a resource.
#[derive(Clone, Debug)]
pub struct Operated<'l> {
    /// The provider whose types and attributes it uses.
    pub declared: &'l Provider,
    /// The provider in whose codes its place is said; none when an endpoint that is not known, or
    /// not listed, decides it.
    pub effective: Option<&'l Provider>,
    /// The operator's name in the catalogue; none when it is not known.
    pub operator: Option<&'l str>,
    /// The endpoint that was read, if any.
    pub endpoint: Option<Endpoint>,
    /// Why the operator is not known.
    pub unknown: Option<Unlocated>,
}

/// An endpoint that decides who answers.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The attribute that holds it.
    pub attribute: String,
    /// Its value.
    pub value: Value,
    /// What it decides.
    pub decides: RedirectDecides,
    /// The code that its host holds.
    pub code: Option<String>,
}

/// What a host says.
#[derive(Clone, Debug, PartialEq)]
struct Host<'l> {
    provider: usize,
    operator: Option<&'l str>,
    code: Option<String>,
}

impl<'l> Catalog<'l> {
    /// Who answers for `resource`; none when the catalogue knows neither its provider nor its type.
    pub fn operated(&self, resource: &Resource) -> Option<Operated<'l>> {
        let declared = self.providers.get(self.declared(resource)?)?.provider;
        let configuration = configuration(resource);
        for redirect in &declared.redirects {
            let set = walk::values(&redirect.attr, &resource.body, configuration);
            if set.is_empty() && redirect.absent.is_none() || !concerns(redirect, resource) {
                continue;
            }
            if let Some(value) = set.into_iter().find(|value| value.as_str() != Some("")) {
                return Some(self.redirected(declared, redirect, value));
            }
            if let Some(host) = &redirect.absent {
                let value = Value::string(host.as_str(), Span::NOWHERE);
                return Some(self.redirected(declared, redirect, &value));
            }
        }
        Some(Operated {
            declared,
            effective: Some(declared),
            operator: declared.operator.as_deref(),
            endpoint: None,
            unknown: declared.operator.is_none().then(|| Unlocated::NotSaid {
                attributes: declared
                    .redirects
                    .iter()
                    .map(|redirect| walk::text(&redirect.attr))
                    .collect(),
                environment: Vec::new(),
            }),
        })
    }

    /// The provider whose types and attributes `resource` uses.
    pub fn declared_provider(&self, resource: &Resource) -> Option<&'l Provider> {
        Some(self.providers.get(self.declared(resource)?)?.provider)
    }

    /// The operator of `operated`.
    pub fn operator_of(&self, operated: &Operated<'l>) -> Option<&'l Operator> {
        self.operator(operated.operator?)
    }

    pub(super) fn endpoints(&self) -> &Endpoints<'l> {
        self.endpoints.get_or_init(|| Endpoints::of(self.library))
    }

    /// By an attribute that a provider claims; else by source address; else by the glob that says most of the type; else by the last name of the
    /// source address, which is what Terraform assumes a provider to be called when a module does
    /// not say where it comes from.
    fn declared(&self, resource: &Resource) -> Option<usize> {
        if let Some(claims) = self.claims.get(&*resource.kind)
            && let Some((position, _)) = claims.iter().find(|(_, claim)| holds(claim, resource))
        {
            return Some(*position);
        }
        let source = resource.provider.as_ref().map(|instance| &*instance.source);
        if let Some(position) = source.and_then(|source| self.by_source.get(source)) {
            return Some(*position);
        }
        let matching = self
            .providers
            .iter()
            .enumerate()
            .flat_map(|(position, index)| {
                let globs = index.provider.types.iter();
                globs
                    .filter(|glob| pattern::glob(glob, &resource.kind))
                    .map(move |glob| (glob.len(), position))
            });
        let by_type = matching.reduce(|best, other| if other.0 > best.0 { other } else { best });
        if let Some((_, position)) = by_type {
            return Some(position);
        }
        let name = match source {
            Some(source) => source.rsplit('/').next(),
            None => resource.kind.strip_prefix(PROVIDER),
        }?;
        self.providers.iter().position(|index| {
            let mut sources = index.provider.sources.iter();
            sources.any(|listed| listed.rsplit('/').next() == Some(name))
        })
    }

    fn redirected(
        &self,
        declared: &'l Provider,
        redirect: &Redirect,
        value: &Value,
    ) -> Operated<'l> {
        let mut operated = Operated {
            declared,
            effective: None,
            operator: None,
            endpoint: Some(Endpoint {
                attribute: walk::text(&redirect.attr),
                value: value.clone(),
                decides: redirect.decides,
                code: None,
            }),
            unknown: None,
        };
        match self.host(value) {
            Ok(host) => {
                operated.effective = self
                    .providers
                    .get(host.provider)
                    .map(|index| index.provider);
                operated.operator = host.operator;
                if host.operator.is_none() {
                    operated.unknown = Some(unlisted_host(value));
                }
                if let Some(endpoint) = &mut operated.endpoint {
                    endpoint.code = host.code;
                }
            }
            Err(why) => operated.unknown = Some(why),
        }
        operated
    }

    /// Who answers at the host that `value` holds; candidates count when they agree.
    fn host(&self, value: &Value) -> Result<Host<'l>, Unlocated> {
        match &value.data {
            Data::String(text) => self.host_of(text).ok_or_else(|| unlisted_host(value)),
            Data::Unknown(unknown) => {
                let mut hosts = unknown
                    .candidates
                    .iter()
                    .map(|candidate| self.host_of(candidate.as_str()?));
                match hosts.next().flatten() {
                    Some(first) if hosts.all(|host| host.as_ref() == Some(&first)) => Ok(first),
                    _ => Err(Unlocated::Value(value.clone())),
                }
            }
            _ => Err(Unlocated::NotText(value.clone())),
        }
    }

    fn host_of(&self, text: &str) -> Option<Host<'l>> {
        let (entry, code) = self.endpoints().find(&pattern::host(text))?;
        let provider = self.providers.get(entry.provider)?.provider;
        Some(Host {
            provider: entry.provider,
            operator: entry
                .pattern
                .operator
                .as_deref()
                .or(provider.operator.as_deref()),
            code,
        })
    }
}

/// The configuration of the resource's provider instance. The declaration of a provider is its own.
pub(super) fn configuration(resource: &Resource) -> Option<&Value> {
    match &resource.provider {
        Some(instance) => Some(&instance.config),
        None => is_provider(resource).then_some(&resource.body),
    }
}

/// Whether it is the declaration of a provider, a setting of the tool.
pub(super) fn is_provider(resource: &Resource) -> bool {
    resource.mode == ResourceMode::Setting && resource.kind.starts_with(PROVIDER)
}

/// How the type of a provider's own declaration begins.
const PROVIDER: &str = "provider.";

fn concerns(redirect: &Redirect, resource: &Resource) -> bool {
    redirect.types.is_empty()
        || is_provider(resource)
        || pattern::any(&redirect.types, &resource.kind)
}

fn holds(claim: &Claim, resource: &Resource) -> bool {
    let values = walk::values(&claim.attr, &resource.body, None);
    values.into_iter().any(|value| match value.as_str() {
        Some(text) => claim.values.is_empty() || claim.values.iter().any(|said| said == text),
        None => claim.values.is_empty(),
    })
}

fn unlisted_host(value: &Value) -> Unlocated {
    let text = value.as_str().filter(|_| !value.is_sensitive());
    Unlocated::Host(text.map(|text| Arc::from(pattern::host(text))))
}
