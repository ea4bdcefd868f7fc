//! The catalogue on the embedded policies. Expected places come from the operators' own lists, as
//! the comments of `policies/catalog` name them, never from what this code says.

mod effective;
mod endpoints;
mod operators;
mod places;

use std::sync::Arc;

use super::{Basis, Catalog, Effective, Location, LocationOptions};
use crate::model::{
    Data, ListKind, Map, MapKind, ProviderInstance, Reason, Resource, ResourceMode, RootModule,
    Span, Unknown, Value,
};
use crate::policy::definition::{Library, TypeDefinition};

/// A value from a terse notation.
fn text(text: &str) -> Value {
    Value::string(text, Span::NOWHERE)
}

fn list(items: Vec<Value>) -> Value {
    Value::new(Data::List(ListKind::Tuple, items.into()), Span::NOWHERE)
}

fn map(kind: MapKind, members: Vec<(&str, Value)>) -> Value {
    let members: Map = members
        .into_iter()
        .map(|(key, value)| (Arc::from(key), value))
        .collect();
    Value::new(Data::Map(kind, Arc::new(members)), Span::NOWHERE)
}

/// A nested block.
fn block(members: Vec<(&str, Value)>) -> Value {
    let body = map(MapKind::Block, members);
    Value::new(
        Data::List(ListKind::Blocks, vec![body].into()),
        Span::NOWHERE,
    )
}

fn unknown() -> Value {
    Value::unknown(Reason::Variable("x".into()), Span::NOWHERE)
}

/// An expression of which only the possible values are known.
fn one_of(candidates: Vec<Value>) -> Value {
    let mut unknown = Unknown::new(Reason::Variable("x".into()), Span::NOWHERE);
    unknown.candidates = candidates;
    Value::new(Data::Unknown(Arc::new(unknown)), Span::NOWHERE)
}

/// A resource of `kind`, of the provider whose source address is `source`.
fn resource(
    source: &str,
    kind: &str,
    body: Vec<(&str, Value)>,
    configuration: Vec<(&str, Value)>,
) -> Resource {
    let name = source.rsplit('/').next().unwrap_or_default();
    Resource {
        root: Arc::new(RootModule {
            path: ".".into(),
            environment: None,
        }),
        address: format!("{kind}.main").into(),
        kind: kind.into(),
        mode: ResourceMode::Managed,
        provider: Some(Arc::new(ProviderInstance {
            source: source.into(),
            name: name.into(),
            module: "".into(),
            config: map(MapKind::Block, configuration),
            span: Span::NOWHERE,
            major: None,
        })),
        body: map(MapKind::Block, body),
        span: Span::NOWHERE,
        calls: Vec::new().into(),
        depends_on: Vec::new(),
        symbolic: false,
    }
}

/// A setting of the tool, which has no provider instance.
fn setting(kind: &str, body: Vec<(&str, Value)>) -> Resource {
    Resource {
        mode: ResourceMode::Setting,
        provider: None,
        ..resource("", kind, body, Vec::new())
    }
}

/// Where `resource` sits, its type being what the catalogue says and nothing else being at hand.
fn locate<'l>(catalog: &Catalog<'l>, library: &'l Library, resource: &Resource) -> Effective<'l> {
    let definition = definition(library, resource);
    catalog.location(resource, definition, &LocationOptions::default(), &|_| None)
}

fn definition<'l>(library: &'l Library, resource: &Resource) -> Option<&'l TypeDefinition> {
    library.types.get(&*resource.kind)
}

/// The countries of a location, joined by `+` in the order the catalogue gives; what is not a place
/// as a word in brackets.
fn countries(location: &Location<'_>) -> String {
    match location {
        Location::Place(place) => place.country.to_owned(),
        Location::All(parts) => joined(parts, "+"),
        Location::OneOf(parts) => joined(parts, "|"),
        Location::Global => "[global]".to_owned(),
        Location::Nowhere => "[nowhere]".to_owned(),
        Location::Unknown(_) => "[unknown]".to_owned(),
    }
}

fn joined(parts: &[Location<'_>], with: &str) -> String {
    let parts: Vec<String> = parts.iter().map(countries).collect();
    parts.join(with)
}

const AWS: &str = "hashicorp/aws";

fn region(code: &str) -> Vec<(&'static str, Value)> {
    vec![("region", text(code))]
}

/// The countries of each resource and what decided.
fn check(cases: Vec<(Resource, &str, Basis)>) {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (resource, expected, basis) in cases {
        let found = locate(&catalog, &library, &resource);
        let kind = &resource.kind;
        assert_eq!(
            countries(&found.location),
            expected,
            "{kind} {:?}",
            found.location
        );
        assert_eq!(found.basis, basis, "{kind}");
    }
}

fn attribute(name: &str) -> Basis {
    Basis::Attribute(name.to_owned())
}

fn configuration(name: &str) -> Basis {
    Basis::Configuration(name.to_owned())
}

fn endpoint(name: &str) -> Basis {
    Basis::Endpoint(name.to_owned())
}
