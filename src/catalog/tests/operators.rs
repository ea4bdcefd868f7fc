//! Operators, their properties and perimeters.

use super::{block, locate, one_of, resource, setting, text, unknown};
use crate::catalog::{Catalog, Property, Unlocated};
use crate::model::{Resource, Value};
use crate::policy::definition::{Attestation, Library, Operator};

/// The property of the operator of `resource`, as a word; what is not one in brackets.
fn property(resource: &Resource, name: Option<&str>) -> String {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let Some(operated) = catalog.operated(resource) else {
        return "[no provider]".to_owned();
    };
    let location = locate(&catalog, &library, resource).location;
    match catalog.property(&operated, name, resource, &location) {
        Property::Text(text) => text,
        Property::Prose(text) => text.en,
        Property::Numbers(numbers) => format!("{numbers:?}"),
        Property::Absent => "[absent]".to_owned(),
        Property::Unknown(_) => "[unknown]".to_owned(),
        Property::NoSuchProperty => "[no such property]".to_owned(),
    }
}

fn configured(source: &str, kind: &str, configuration: Vec<(&str, Value)>) -> Resource {
    resource(source, kind, vec![], configuration)
}

fn in_region(source: &str, kind: &str, region: &str) -> Resource {
    resource(source, kind, vec![("region", text(region))], vec![])
}

#[test]
fn the_operator_is_the_one_who_answers() {
    let s3 = |host: Value| {
        configured(
            "hashicorp/aws",
            "aws_s3_bucket",
            vec![("endpoints", block(vec![("s3", host)]))],
        )
    };
    let scaleway_twice = one_of(vec![
        text("https://s3.fr-par.scw.cloud"),
        text("https://s3.fr-par.scw.cloud"),
    ]);
    let two_operators = one_of(vec![
        text("https://s3.fr-par.scw.cloud"),
        text("https://s3.gra.io.cloud.ovh.net"),
    ]);
    for (resource, operator) in [
        (configured("hashicorp/aws", "aws_s3_bucket", vec![]), "aws"),
        (s3(text("https://oos.eu-west-2.outscale.com")), "outscale"),
        (
            s3(text("https://bucket.s3.par.io.cloud.ovh.net")),
            "ovhcloud",
        ),
        (
            s3(text("https://s3.us-east-va.io.cloud.ovh.us")),
            "ovhcloud-us",
        ),
        (
            s3(text("https://cellar-c2.services.clever-cloud.com")),
            "clevercloud",
        ),
        (s3(text("https://minio.example.internal")), "[unknown]"),
        (s3(unknown()), "[unknown]"),
        (s3(scaleway_twice), "scaleway"),
        (s3(two_operators), "[unknown]"),
        (
            configured(
                "hashicorp/google",
                "google_sql_database_instance",
                vec![("universe_domain", text("s3nsapis.fr"))],
            ),
            "s3ns",
        ),
        (
            configured(
                "ovh/ovh",
                "ovh_cloud_project_kube",
                vec![("endpoint", text("ovh-eu"))],
            ),
            "ovhcloud",
        ),
        (
            configured(
                "ovh/ovh",
                "ovh_cloud_project_kube",
                vec![("endpoint", text("ovh-us"))],
            ),
            "ovhcloud-us",
        ),
        (
            configured(
                "hashicorp/azurerm",
                "azurerm_storage_account",
                vec![("metadata_host", text("login.sovcloud-identity.fr"))],
            ),
            "bleu",
        ),
        (
            configured(
                "vmware/vcd",
                "vcd_vapp_vm",
                vec![(
                    "url",
                    text("https://console1.cloudavenue.orange-business.com/api"),
                )],
            ),
            "orange",
        ),
        (
            configured(
                "vmware/vcd",
                "vcd_vapp_vm",
                vec![("url", text("https://vcd.example.org/api"))],
            ),
            "[unknown]",
        ),
        (
            configured(
                "terraform-provider-openstack/openstack",
                "openstack_compute_instance_v2",
                vec![],
            ),
            "[unknown]",
        ),
        (
            configured(
                "aminueza/minio",
                "minio_s3_bucket",
                vec![("minio_server", text("oos.eu-west-2.outscale.com"))],
            ),
            "outscale",
        ),
        // Without required_providers Terraform assumes a provider of HashiCorp's.
        (
            configured("hashicorp/scaleway", "scaleway_object_bucket", vec![]),
            "scaleway",
        ),
        // A provider's own declaration, and a state.
        (setting("provider.exoscale", vec![]), "exoscale"),
        (
            setting(
                "provider.aws",
                vec![(
                    "endpoints",
                    block(vec![("s3", text("https://s3.fr-par.scw.cloud"))]),
                )],
            ),
            "scaleway",
        ),
        (setting("terraform.backend.gcs", vec![]), "google"),
        (
            configured("hashicorp/random", "random_password", vec![]),
            "[no provider]",
        ),
    ] {
        assert_eq!(property(&resource, None), operator, "{}", resource.kind);
    }
}

#[test]
fn a_certificate_counts_inside_its_perimeter() {
    let outscale = |region| in_region("outscale/outscale", "outscale_volume", region);
    let clever = |region| in_region("clevercloud/clevercloud", "clevercloud_postgresql", region);
    let public_cloud = |region| in_region("ovh/ovh", "ovh_cloud_project_database", region);
    for (resource, name, expected) in [
        (outscale("cloudgouv-eu-west-1"), "secnumcloud", "qualified"),
        (outscale("eu-west-2"), "secnumcloud", "outside-perimeter"),
        (outscale("eu-nowhere-1"), "secnumcloud", "[unknown]"),
        (
            configured("outscale/outscale", "outscale_volume", vec![]),
            "secnumcloud",
            "[unknown]",
        ),
        (public_cloud("GRA11"), "secnumcloud", "outside-perimeter"),
        (public_cloud("GRA11"), "hds", "outside-perimeter"),
        // The provider block is of every offer: which one is used is not said.
        (
            setting("provider.ovh", vec![("endpoint", text("ovh-eu"))]),
            "secnumcloud",
            "[unknown]",
        ),
        // A type that the catalogue does not describe says its place by `region`.
        (
            in_region("ovh/ovh", "ovh_hosted_example", "eu-west-gra-snc"),
            "secnumcloud",
            "qualified",
        ),
        (clever("parhds"), "hds", "certified-version-unread"),
        (clever("par"), "hds", "outside-perimeter"),
        // Where its resources sit by default is not where they all sit.
        (setting("provider.clevercloud", vec![]), "hds", "[unknown]"),
        (
            in_region("scaleway/scaleway", "scaleway_object_bucket", "nl-ams"),
            "hds",
            "outside-perimeter",
        ),
        (
            in_region("scaleway/scaleway", "scaleway_object_bucket", "fr-par"),
            "hds",
            "certified-version-unread",
        ),
        // A qualification that is not given has no perimeter.
        (
            in_region("scaleway/scaleway", "scaleway_object_bucket", "nl-ams"),
            "secnumcloud",
            "in-progress",
        ),
        (
            in_region("hashicorp/aws", "aws_s3_bucket", "eu-west-3"),
            "secnumcloud",
            "not-eligible",
        ),
        (
            configured(
                "cloud-temple/cloudtemple",
                "cloudtemple_compute_virtual_machine",
                vec![],
            ),
            "secnumcloud",
            "qualified",
        ),
    ] {
        assert_eq!(
            property(&resource, Some(name)),
            expected,
            "{} {name}",
            resource.kind
        );
    }
}

#[test]
fn properties_are_those_of_the_catalogue() {
    let bucket = in_region("hashicorp/aws", "aws_s3_bucket", "eu-west-3");
    let temple = configured(
        "cloud-temple/cloudtemple",
        "cloudtemple_backup_sla_policy",
        vec![],
    );
    for (resource, name, expected) in [
        (&bucket, "law", "third-country"),
        (&bucket, "country", "US"),
        (&bucket, "hds", "v2"),
        (&bucket, "hds.activities", "[absent]"),
        (&bucket, "secnumcloud.as-of", "2026-02"),
        (&bucket, "colour", "[absent]"),
        (&temple, "law", "eu"),
        (&temple, "hds.activities", "[2, 3, 4, 5, 6]"),
        (&temple, "secnumcloud.version", "3.2"),
    ] {
        assert_eq!(property(resource, Some(name)), expected, "{name}");
    }
    let swiss = resource(
        "exoscale/exoscale",
        "exoscale_compute_instance",
        vec![("zone", text("at-vie-1"))],
        vec![],
    );
    assert_eq!(property(&swiss, Some("law")), "adequate-third-country");
}

#[test]
fn an_operator_that_is_not_known_says_why() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let private = configured(
        "hashicorp/aws",
        "aws_s3_bucket",
        vec![(
            "endpoints",
            block(vec![("s3", text("https://minio.example.internal:9000/"))]),
        )],
    );
    let operated = catalog.operated(&private).expect("the provider is listed");
    assert_eq!(operated.declared.name, "aws");
    assert!(operated.effective.is_none());
    let Some(Unlocated::Host(Some(host))) = operated.unknown else {
        panic!("the host is not listed");
    };
    assert_eq!(&*host, "minio.example.internal");
}

#[test]
fn every_property_that_the_language_names_exists() {
    let bucket = in_region("scaleway/scaleway", "scaleway_object_bucket", "fr-par");
    let details = Attestation::PROPERTIES.map(|detail| format!("hds.{detail}"));
    let names = Operator::PROPERTIES
        .into_iter()
        .chain(["hds", "secnumcloud"]);
    for name in names.chain(details.iter().map(String::as_str)) {
        assert_ne!(
            property(&bucket, Some(name)),
            "[no such property]",
            "{name}"
        );
    }
    assert_eq!(property(&bucket, Some("hds.lwa")), "[no such property]");
}
