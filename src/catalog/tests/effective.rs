//! The order in which a place is decided.

use std::collections::BTreeMap;

use super::{
    AWS, attribute, block, check, configuration, countries, list, locate, one_of, region, resource,
    text, unknown,
};
use crate::catalog::{Basis, Catalog, Location, LocationOptions, Target, Unlocated};
use crate::model::{Resource, Span, Value};
use crate::policy::definition::{
    Library, LocationHolds, LocationOverride, LocationSource, Path, PathScope, Step, TypeDefinition,
};

#[test]
fn the_nearest_source_decides() {
    let par = "scaleway/terraform-provider-scaleway, docs/index.md";
    check(vec![
        // Its own attribute wins over the provider's.
        (
            resource(
                AWS,
                "aws_sqs_queue",
                region("us-east-1"),
                region("eu-west-3"),
            ),
            "US",
            attribute("region"),
        ),
        (
            resource(AWS, "aws_sqs_queue", vec![], region("eu-west-3")),
            "FR",
            configuration("region"),
        ),
        // A zone says its region.
        (
            resource(
                AWS,
                "aws_ebs_volume",
                vec![("availability_zone", text("eu-central-2a"))],
                vec![],
            ),
            "CH",
            attribute("availability_zone"),
        ),
        // Null and empty set nothing.
        (
            resource(
                AWS,
                "aws_sqs_queue",
                vec![("region", Value::null(Span::NOWHERE))],
                region("eu-west-3"),
            ),
            "FR",
            configuration("region"),
        ),
        (
            resource(AWS, "aws_sqs_queue", region(""), region("eu-west-3")),
            "FR",
            configuration("region"),
        ),
        (
            resource(AWS, "aws_sqs_queue", vec![], vec![]),
            "[unknown]",
            Basis::Nothing,
        ),
        // A named profile may say the region, in a file that is not read.
        (
            resource(
                AWS,
                "aws_sqs_queue",
                vec![],
                vec![("profile", text("prod"))],
            ),
            "[unknown]",
            configuration("profile"),
        ),
        // Here the attribute means another region.
        (
            resource(
                AWS,
                "aws_config_aggregate_authorization",
                region("us-east-1"),
                region("eu-west-3"),
            ),
            "FR",
            configuration("region"),
        ),
        (
            resource(
                AWS,
                "aws_cloudfront_distribution",
                vec![],
                region("eu-west-3"),
            ),
            // Without a price class, every edge but those of China (docs, `price_class`).
            "US+CA+IL+JP+KR+BR",
            Basis::Type,
        ),
        // Documented defaults: a region of the provider block does not move what sits in a zone.
        (
            resource(
                "scaleway/scaleway",
                "scaleway_object_bucket",
                vec![],
                vec![],
            ),
            "FR",
            Basis::Default(par.to_owned()),
        ),
        (
            resource(
                "scaleway/scaleway",
                "scaleway_object_bucket",
                vec![],
                region("nl-ams"),
            ),
            "NL",
            configuration("region"),
        ),
        (
            resource(
                "scaleway/scaleway",
                "scaleway_instance_server",
                vec![],
                region("nl-ams"),
            ),
            "FR",
            Basis::Default(par.to_owned()),
        ),
        (
            resource(
                "scaleway/scaleway",
                "scaleway_instance_server",
                vec![],
                vec![("zone", text("pl-waw-2"))],
            ),
            "PL",
            configuration("zone"),
        ),
        (
            resource(
                "scaleway/scaleway",
                "scaleway_object_bucket",
                vec![],
                vec![("profile", text("prod"))],
            ),
            "[unknown]",
            configuration("profile"),
        ),
        (
            resource(
                "cloud-temple/cloudtemple",
                "cloudtemple_compute_virtual_machine",
                vec![],
                vec![],
            ),
            "FR",
            Basis::Default(
                "Cloud-Temple/docs, docs/additional_content/concepts_regional.md".to_owned(),
            ),
        ),
        // A nested block of the configuration.
        (
            resource(
                "outscale/outscale",
                "outscale_volume",
                vec![],
                vec![("api", block(region("us-east-2")))],
            ),
            "US",
            configuration("api.region"),
        ),
        // The organisation's name gives the site.
        (
            resource(
                "orange-cloudavenue/cloudavenue",
                "cloudavenue_vm",
                vec![],
                vec![("org", text("cav01ev01ocb0001234"))],
            ),
            "FR",
            configuration("org"),
        ),
        // A source that is not listed: the type says the provider.
        (
            resource(
                "example/outscale-fork",
                "outscale_volume",
                region("eu-west-2"),
                vec![],
            ),
            "FR",
            attribute("region"),
        ),
        // Display names.
        (
            resource(
                "hashicorp/azurerm",
                "azurerm_storage_account",
                vec![("location", text("UK South"))],
                vec![],
            ),
            "GB",
            attribute("location"),
        ),
        // A configurable dual-region says its regions apart.
        (
            resource(
                "hashicorp/google",
                "google_storage_bucket",
                vec![
                    ("location", text("EU")),
                    (
                        "custom_placement_config",
                        block(vec![(
                            "data_locations",
                            list(vec![text("EUROPE-WEST9"), text("EUROPE-WEST2")]),
                        )]),
                    ),
                ],
                vec![],
            ),
            "FR+GB",
            attribute("custom_placement_config.data_locations"),
        ),
    ]);
}

#[test]
fn what_is_not_known_keeps_what_is_known_of_it() {
    let bucket = |value: Value| {
        resource(
            AWS,
            "aws_sqs_queue",
            vec![("region", value)],
            region("eu-west-3"),
        )
    };
    let paris_or_london = one_of(vec![text("eu-west-3"), text("eu-west-2")]);
    let paris_or_nothing = one_of(vec![text("us-east-1"), Value::null(Span::NOWHERE)]);
    check(vec![
        (bucket(unknown()), "[unknown]", attribute("region")),
        (bucket(paris_or_london), "FR|GB", attribute("region")),
        // Null leaves it to the provider.
        (bucket(paris_or_nothing), "US|FR", attribute("region")),
        (
            bucket(one_of(vec![text("eu-west-3"), unknown()])),
            "FR|[unknown]",
            attribute("region"),
        ),
        (
            resource(
                AWS,
                "aws_db_subnet",
                vec![(
                    "availability_zones",
                    list(vec![text("eu-west-3a"), unknown()]),
                )],
                vec![],
            ),
            "FR+[unknown]",
            attribute("availability_zones"),
        ),
    ]);
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let in_eea = |value| {
        let found = locate(&catalog, &library, &bucket(value));
        catalog.in_zone(&found.location, "eea")
    };
    assert_eq!(
        in_eea(one_of(vec![text("eu-west-3"), text("eu-west-1")])),
        Some(true)
    );
    assert_eq!(
        in_eea(one_of(vec![text("us-east-1"), text("eu-west-2")])),
        Some(false)
    );
    assert_eq!(
        in_eea(one_of(vec![text("us-east-1"), text("eu-west-3")])),
        None
    );
    assert_eq!(in_eea(unknown()), None);
    // One of several certain places decides, though another is not known.
    assert_eq!(
        in_eea(list(vec![unknown(), text("us-east-1")])),
        Some(false)
    );
    assert_eq!(in_eea(list(vec![unknown(), text("eu-west-3")])), None);
}

#[test]
fn the_environment_counts_when_asked_for() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let found = |resource: &Resource, variables: &[(&str, &str)]| {
        let environment: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let options = LocationOptions {
            environment: Some(&environment),
        };
        let found = catalog.location(resource, None, &options, &|_| None);
        (countries(&found.location), found.basis)
    };
    let variable = |name: &str| Basis::Environment(name.to_owned());
    let queue = resource(AWS, "aws_sqs_queue", vec![], vec![]);
    assert_eq!(
        found(
            &queue,
            &[
                ("AWS_DEFAULT_REGION", "us-east-1"),
                ("AWS_REGION", "eu-west-3")
            ]
        ),
        ("FR".to_owned(), variable("AWS_REGION"))
    );
    assert_eq!(
        found(&queue, &[("AWS_PROFILE", "prod")]),
        ("[unknown]".to_owned(), variable("AWS_PROFILE"))
    );
    assert_eq!(found(&queue, &[]), ("[unknown]".to_owned(), Basis::Nothing));
    let configured = resource(AWS, "aws_sqs_queue", vec![], region("eu-west-1"));
    assert_eq!(found(&configured, &[("AWS_REGION", "us-east-1")]).0, "IE");
    // This provider lets the environment win over its block, not over the resource.
    let bucket = resource(
        "scaleway/scaleway",
        "scaleway_object_bucket",
        vec![],
        region("nl-ams"),
    );
    assert_eq!(
        found(&bucket, &[("SCW_DEFAULT_REGION", "pl-waw")]),
        ("PL".to_owned(), variable("SCW_DEFAULT_REGION"))
    );
    assert_eq!(found(&bucket, &[]).0, "NL");
    let own = resource(
        "scaleway/scaleway",
        "scaleway_object_bucket",
        region("fr-par"),
        vec![],
    );
    assert_eq!(found(&own, &[("SCW_DEFAULT_REGION", "pl-waw")]).0, "FR");
    // The host says the region.
    let volume = resource("numspot/numspot", "numspot_snapshot", vec![], vec![]);
    assert_eq!(
        found(
            &volume,
            &[("NUMSPOT_HOST", "https://api.eu-west-2.numspot.com")]
        ),
        ("FR".to_owned(), variable("NUMSPOT_HOST"))
    );
}

#[test]
fn a_zone_that_contradicts_the_region_is_seen() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let volume = |zone: &str| {
        let mut body = region("eu-west-3");
        body.push(("availability_zone", text(zone)));
        let resource = resource(AWS, "aws_ebs_volume", body, vec![]);
        locate(&catalog, &library, &resource)
    };
    let good = volume("eu-west-3b");
    assert_eq!(good.zone.as_deref(), Some("eu-west-3b"));
    assert_eq!(good.conflict, None);
    let bad = volume("eu-west-2b");
    assert_eq!(countries(&bad.location), "FR");
    let conflict = bad.conflict.expect("the zone lies in another region");
    assert_eq!(conflict.attribute, "availability_zone");
    assert_eq!(countries(&conflict.location), "GB");
}

#[test]
fn a_type_may_say_its_place_otherwise() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let sources = |attribute: &str, holds| TypeDefinition {
        location: Some(LocationOverride::Sources(
            vec![LocationSource {
                path: Path {
                    scope: PathScope::Body,
                    steps: vec![Step::Key(attribute.to_owned())],
                },
                holds,
            }],
            None,
        )),
        ..TypeDefinition::default()
    };
    let vault = resource(
        "hashicorp/azurerm",
        "azurerm_key_vault",
        vec![("location", text("westeurope"))],
        vec![],
    );
    let key = resource(
        "hashicorp/azurerm",
        "azurerm_key_vault_key",
        vec![("key_vault_id", unknown())],
        vec![],
    );
    let options = LocationOptions::default();
    let to_vault = |_: &Value| {
        Some(Target {
            resource: &vault,
            definition: None,
        })
    };
    let of_vault = sources("key_vault_id", LocationHolds::Resource);
    let found = catalog.location(&key, Some(&of_vault), &options, &to_vault);
    assert_eq!(countries(&found.location), "NL");
    let found = catalog.location(&key, Some(&of_vault), &options, &|_| None);
    assert!(matches!(
        found.location,
        Location::Unknown(Unlocated::Reference(_))
    ));
    // A resource that sits where it sits is not followed for ever.
    let to_itself = |_: &Value| {
        Some(Target {
            resource: &key,
            definition: Some(&of_vault),
        })
    };
    let found = catalog.location(&key, Some(&of_vault), &options, &to_itself);
    assert!(matches!(
        found.location,
        Location::Unknown(Unlocated::Reference(_))
    ));
    for (location, expected) in [
        (LocationOverride::Global, Location::Global),
        (LocationOverride::None, Location::Nowhere),
    ] {
        let definition = TypeDefinition {
            location: Some(location),
            ..TypeDefinition::default()
        };
        let found = catalog.location(&vault, Some(&definition), &options, &|_| None);
        assert_eq!(found.location, expected);
    }
    // Its own source first, then the provider's configuration.
    let stack = resource(
        AWS,
        "aws_ssmincidents_replication_set",
        vec![("home", text("eu-west-1"))],
        region("us-east-1"),
    );
    let home = sources("home", LocationHolds::Region);
    let found = catalog.location(&stack, Some(&home), &options, &|_| None);
    assert_eq!(countries(&found.location), "IE");
}

#[test]
fn a_provider_that_is_not_listed_is_unknown() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let resource = resource(
        "example/nowhere",
        "nowhere_database",
        region("eu-west-3"),
        vec![],
    );
    let found = locate(&catalog, &library, &resource);
    assert_eq!(found.location, Location::Unknown(Unlocated::Provider));
    assert!(catalog.operated(&resource).is_none());
}

#[test]
fn a_sensitive_code_is_not_repeated() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let secret = text("s3cr3t-region").marked_sensitive();
    let resource = resource(AWS, "aws_sqs_queue", vec![("region", secret)], vec![]);
    let found = locate(&catalog, &library, &resource);
    let why = found
        .location
        .unknown()
        .expect("the code is not listed")
        .explain();
    assert!(
        !why.en.contains("s3cr3t") && !why.fr.contains("s3cr3t"),
        "{}",
        why.en
    );
}

#[test]
fn a_name_of_what_is_not_in_the_files_leaves_it_to_the_next_source() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let source = |name: &str, holds: LocationHolds| LocationSource {
        path: Path {
            scope: PathScope::Body,
            steps: vec![Step::Key(name.into())],
        },
        holds,
    };
    let parent_then_region = TypeDefinition {
        location: Some(LocationOverride::Sources(
            vec![
                source("parent", LocationHolds::Resource),
                source("region", LocationHolds::Region),
            ],
            None,
        )),
        ..TypeDefinition::default()
    };
    let place = |body: Vec<(&str, Value)>, configuration: Vec<(&str, Value)>| {
        let resource = resource(AWS, "aws_sqs_queue", body, configuration);
        let options = LocationOptions::default();
        let found = catalog.location(&resource, Some(&parent_then_region), &options, &|_| None);
        (countries(&found.location), found.basis)
    };
    for parent in [text("vpc-1"), unknown()] {
        let own = vec![("parent", parent.clone()), ("region", text("eu-west-3"))];
        assert_eq!(place(own, vec![]), ("FR".to_owned(), attribute("region")));
        assert_eq!(
            place(vec![("parent", parent.clone())], region("eu-west-1")),
            ("IE".to_owned(), configuration("region"))
        );
        // Nothing else says it: the parent is what is not known.
        assert_eq!(
            place(vec![("parent", parent)], vec![]),
            ("[unknown]".to_owned(), attribute("parent"))
        );
    }
}
