//! Endpoints that say who answers, and where.

use super::{
    AWS, attribute, block, check, configuration, endpoint, map, region, resource, setting, text,
};
use crate::model::MapKind;

#[test]
fn an_endpoint_wins_over_the_region_beside_it() {
    let s3 = |host: &str| {
        vec![
            ("region", text("us-east-1")),
            ("endpoints", block(vec![("s3", text(host))])),
        ]
    };
    let bucket = |host: &str| resource(AWS, "aws_s3_bucket", vec![], s3(host));
    check(vec![
        (
            bucket("https://oos.cloudgouv-eu-west-1.outscale.com"),
            "FR",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://s3.nl-ams.scw.cloud"),
            "NL",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("s3.bhs.io.cloud.ovh.net"),
            "CA",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://s3.eu-west-1.wasabisys.com"),
            "GB",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://cellar-c2.services.clever-cloud.com"),
            "FR",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("http://clinic.s3.fr1.cloud-temple.com"),
            "FR",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://s3.eu-central-2.ionoscloud.com"),
            "DE",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://s3.eu-west-3.amazonaws.com"),
            "FR",
            endpoint("endpoints.s3"),
        ),
        // A private host, or one whose place is not in it, is unknown and not the United States.
        (
            bucket("https://minio.example.internal:9000"),
            "[unknown]",
            endpoint("endpoints.s3"),
        ),
        (
            bucket("https://0123456789abcdef.r2.cloudflarestorage.com"),
            "[unknown]",
            endpoint("endpoints.s3"),
        ),
        // Another service of the same provider block keeps its region.
        (
            resource(
                AWS,
                "aws_sqs_queue",
                vec![],
                s3("https://oos.eu-west-2.outscale.com"),
            ),
            "US",
            configuration("region"),
        ),
        // The operator's own host without a region leaves it to the attributes.
        (
            resource(
                AWS,
                "aws_s3_bucket",
                vec![],
                vec![
                    ("region", text("eu-west-3")),
                    (
                        "endpoints",
                        block(vec![("s3", text("https://s3.amazonaws.com"))]),
                    ),
                ],
            ),
            "FR",
            configuration("region"),
        ),
        // An identity host says the operator; the region is said as usual, in its codes.
        (
            resource(
                "terraform-provider-openstack/openstack",
                "openstack_blockstorage_volume_v3",
                region("BHS5"),
                vec![("auth_url", text("https://auth.cloud.ovh.net/v3"))],
            ),
            "CA",
            attribute("region"),
        ),
        (
            resource(
                "terraform-provider-openstack/openstack",
                "openstack_blockstorage_volume_v3",
                vec![],
                vec![("auth_url", text("https://iam.eu-de.otc.t-systems.com/v3"))],
            ),
            "DE",
            configuration("auth_url"),
        ),
        (
            resource(
                "terraform-provider-openstack/openstack",
                "openstack_blockstorage_volume_v3",
                region("RegionOne"),
                vec![("auth_url", text("https://keystone.example.org:5000/v3"))],
            ),
            "[unknown]",
            endpoint("auth_url"),
        ),
        // Another universe is another cloud: Google's codes mean nothing there.
        (
            resource(
                "hashicorp/google",
                "google_storage_bucket",
                vec![("location", text("u-france-east1"))],
                vec![("universe_domain", text("s3nsapis.fr"))],
            ),
            "FR",
            attribute("location"),
        ),
        (
            resource(
                "hashicorp/google",
                "google_storage_bucket",
                vec![("location", text("europe-west9"))],
                vec![("universe_domain", text("s3nsapis.fr"))],
            ),
            "[unknown]",
            attribute("location"),
        ),
        (
            resource(
                "hashicorp/google",
                "google_storage_bucket",
                vec![("location", text("europe-west9"))],
                vec![("universe_domain", text("googleapis.com"))],
            ),
            "FR",
            attribute("location"),
        ),
        // State.
        (
            setting(
                "terraform.backend.s3",
                vec![
                    ("region", text("us-east-1")),
                    (
                        "endpoints",
                        map(
                            MapKind::Object,
                            vec![("s3", text("https://s3.fr-par.scw.cloud"))],
                        ),
                    ),
                ],
            ),
            "FR",
            endpoint("endpoints.s3"),
        ),
        (
            setting("terraform.backend.s3", region("eu-west-2")),
            "GB",
            attribute("region"),
        ),
    ]);
}
