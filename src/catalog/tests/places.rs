//! Codes, names, zones, hosts, zones of law, pairs, towns.

use super::countries;
use crate::catalog::{Catalog, Location, Place, Unlocated};
use crate::policy::definition::{Library, LocationHolds};

fn resolve<'l>(catalog: &Catalog<'l>, provider: &str, text: &str) -> Location<'l> {
    catalog
        .resolve(provider, text, LocationHolds::Any, None)
        .location
}

fn place<'l>(catalog: &Catalog<'l>, provider: &str, text: &str) -> Place<'l> {
    match resolve(catalog, provider, text) {
        Location::Place(place) => place,
        other => panic!("{provider} {text} is {other:?}"),
    }
}

#[test]
fn the_catalogue_agrees_with_itself() {
    let library = Library::embedded();
    let problems = Catalog::new(&library).problems();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The catalogue holds what was collected; a row lost in an edit would go unseen otherwise.
#[test]
fn no_code_is_lost() {
    let library = Library::embedded();
    for (provider, regions) in [
        ("aws", 46),
        ("azurerm", 75),
        ("google", 43),
        ("s3ns", 1),
        ("outscale", 5),
        ("numspot", 2),
        ("scaleway", 4),
        ("ovh", 93),
        ("flexibleengine", 2),
        ("opentelekomcloud", 3),
        ("cloudtemple", 2),
        ("cloudavenue", 4),
        ("exoscale", 8),
        ("ionoscloud", 18),
        ("hcloud", 6),
        ("upcloud", 15),
        ("clevercloud", 12),
        ("digitalocean", 16),
        ("linode", 34),
        ("vultr", 32),
        ("alicloud", 45),
        ("oci", 85),
        ("ibm", 27),
        ("wasabi", 14),
    ] {
        let found = library.providers.get(provider).map(|p| p.regions.len());
        assert_eq!(found, Some(regions), "{provider}");
    }
    for provider in ["openstack", "vcd", "s3-compatible"] {
        assert!(library.providers.contains_key(provider), "{provider}");
    }
}

/// (provider, code, country or countries, in the Union, in the EEA)
#[test]
fn codes_give_their_country_and_zones_of_law() {
    let cases = [
        ("aws", "eu-west-2", "GB", false, false),
        ("aws", "eu-west-3", "FR", true, true),
        ("aws", "eu-central-2", "CH", false, false),
        ("aws", "eusc-de-east-1", "DE", true, true),
        ("aws", "us-gov-west-1", "US", false, false),
        ("aws", "cn-north-1", "CN", false, false),
        ("outscale", "eu-west-2", "FR", true, true),
        ("outscale", "cloudgouv-eu-west-1", "FR", true, true),
        ("azurerm", "France Central", "FR", true, true),
        ("azurerm", "uksouth", "GB", false, false),
        ("azurerm", "norwayeast", "NO", false, true),
        ("azurerm", "switzerlandnorth", "CH", false, false),
        ("google", "europe-west2", "GB", false, false),
        ("google", "europe-west6", "CH", false, false),
        ("google", "europe-west9", "FR", true, true),
        ("google", "EUR4", "FI+NL", true, true),
        ("google", "EUR8", "DE+CH", false, false),
        ("ovh", "GRA11", "FR", true, true),
        ("ovh", "BHS5", "CA", false, false),
        ("ovh", "UK1", "GB", false, false),
        ("ovh", "EU-WEST-PAR", "FR", true, true),
        ("ovh", "EU-NORTH-LZ-OSL-A", "NO", false, true),
        ("ovh", "LIM1", "DE", true, true),
        ("scaleway", "fr-par-2", "FR", true, true),
        ("hcloud", "ash", "US", false, false),
        ("oci", "eu-jovanovac-1", "RS", false, false),
        ("linode", "no-osl-1", "NO", false, true),
        ("wasabi", "eu-west-2", "FR", true, true),
        ("ionoscloud", "eu-central-2", "DE", true, true),
        ("exoscale", "ch-gva-2", "CH", false, false),
        // The row of eu-ch2 is general knowledge: it is shown, and does not fail alone (below).
        ("opentelekomcloud", "eu-de", "DE", true, true),
        // Names that mislead.
        ("ovh", "EU-WEST-LZ-ZRH", "CH", false, false),
        ("ovh", "eu-west-eri", "GB", false, false),
        ("linode", "eu-west", "GB", false, false),
        ("alicloud", "eu-west-1", "GB", false, false),
        ("oci", "eu-crissier-1", "CH", false, false),
        ("oci", "eu-dcc-zurich-1", "CH", false, false),
        ("oci", "eu-zurich-1", "CH", false, false),
        ("ibm", "eu-gb", "GB", false, false),
        ("wasabi", "eu-west-1", "GB", false, false),
        // One code, several places.
        ("aws", "eu-west-1", "IE", true, true),
        ("aws", "eu-central-1", "DE", true, true),
        ("wasabi", "eu-central-1", "NL", true, true),
        ("wasabi", "eu-central-2", "DE", true, true),
        ("ionoscloud", "eu-south-2", "ES", true, true),
        // Names that do not look like what they are.
        ("azurerm", "northeurope", "IE", true, true),
        ("azurerm", "westeurope", "NL", true, true),
        ("ibm", "par01", "FR", true, true),
        ("oci", "cdg", "FR", true, true),
        ("aws", "EU", "IE", true, true),
        ("scaleway", "par1", "FR", true, true),
        // Multi-regions that leave the zone.
        ("google", "EUR5", "BE+GB", false, false),
        ("google", "EUR7", "GB+DE", false, false),
        ("google", "nam-eur-asia1", "US", false, false),
        ("azurerm", "sweden", "SE+SE", true, true),
        ("hcloud", "eu-central", "DE+DE+FI", true, true),
    ];
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (provider, code, country, in_eu, in_eea) in cases {
        let location = resolve(&catalog, provider, code);
        assert_eq!(countries(&location), country, "{provider} {code}");
        assert_eq!(
            catalog.in_zone(&location, "eu"),
            Some(in_eu),
            "{provider} {code}"
        );
        assert_eq!(
            catalog.in_zone(&location, "eea"),
            Some(in_eea),
            "{provider} {code}"
        );
    }
}

#[test]
fn a_row_that_was_not_verified_is_shown_and_fails_nothing_alone() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (provider, code, country) in [
        ("opentelekomcloud", "eu-ch2", "CH"),
        ("aws", "eu-isoe-west-1", "GB"),
        ("ovh", "EU-WEST-LZ-MNC", "GB"),
        ("azurerm", "chinanorth3", "CN"),
    ] {
        let location = resolve(&catalog, provider, code);
        assert_eq!(countries(&location), country, "{code}");
        assert_eq!(catalog.in_zone(&location, "eea"), None, "{code}");
    }
    // Inside the zone it passes.
    let inside = resolve(&catalog, "flexibleengine", "eu-west-0a");
    assert_eq!(catalog.in_zone(&inside, "fr"), Some(true));
    // One verified place outside decides, whatever the others.
    let witness = resolve(&catalog, "google", "eur6");
    assert_eq!(catalog.in_zone(&witness, "eea"), None);
}

#[test]
fn a_code_that_is_not_listed_is_unknown_never_foreign() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (provider, code, suggested) in [
        ("aws", "eu-west-33", Some("eu-west-3")),
        ("aws", "EU-WEST-3", Some("eu-west-3")),
        ("scaleway", "fr-pra", Some("fr-par")),
        ("hcloud", "moonbase", None),
    ] {
        let location = resolve(&catalog, provider, code);
        let Location::Unknown(Unlocated::NotListed { nearest, .. }) = &location else {
            panic!("{provider} {code} is {location:?}");
        };
        assert_eq!(nearest.as_deref(), suggested, "{provider} {code}");
        assert_eq!(catalog.in_zone(&location, "eea"), None);
    }
    // The code of another provider is named as such.
    let Location::Unknown(why) = resolve(&catalog, "aws", "francecentral") else {
        panic!("the code is listed");
    };
    assert!(
        why.explain().en.contains("Microsoft Azure"),
        "{}",
        why.explain().en
    );
    assert!(why.explain().fr.contains("Microsoft Azure"));
}

#[test]
fn spellings_follow_the_rule_of_each_provider() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for spelling in [
        "francecentral",
        "France Central",
        "FRANCE CENTRAL",
        "francesouth",
    ] {
        assert_eq!(
            place(&catalog, "azurerm", spelling).country,
            "FR",
            "{spelling}"
        );
    }
    // The four ways OVHcloud names Gravelines, and one more region of the same town.
    for spelling in [
        "GRA",
        "gra",
        "GRA11",
        "gra11",
        "eu-west-gra",
        "EU-WEST-GRA",
        "GRA42",
    ] {
        let place = place(&catalog, "ovh", spelling);
        assert_eq!(place.town, Some("Gravelines"), "{spelling}");
    }
    // Case counts where two names differ by it…
    assert_eq!(countries(&resolve(&catalog, "google", "eu")), "[unknown]");
    let storage = |text| {
        let kind = Some("google_storage_bucket");
        catalog
            .resolve("google", text, LocationHolds::Any, kind)
            .location
    };
    // …and not for Cloud Storage, which reads both as EU.
    assert_eq!(catalog.in_zone(&storage("eu"), "eu"), Some(true));
    assert_eq!(countries(&storage("eur4")), "FI+NL");
    assert_eq!(countries(&storage("EUROPE-WEST9")), "FR");
}

#[test]
fn zones_and_longer_names_give_their_region() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (provider, text, code, zone) in [
        ("aws", "eu-west-3a", "eu-west-3", Some("eu-west-3a")),
        (
            "aws",
            "arn:aws:rds:eu-west-2:123456789012:db:records",
            "eu-west-2",
            None,
        ),
        (
            "google",
            "europe-west9-a",
            "europe-west9",
            Some("europe-west9-a"),
        ),
        (
            "google",
            "projects/p/zones/europe-west9-b",
            "europe-west9",
            Some("europe-west9-b"),
        ),
        ("google", "regional-europe-west9", "europe-west9", None),
        (
            "outscale",
            "cloudgouv-eu-west-1b",
            "cloudgouv-eu-west-1",
            Some("cloudgouv-eu-west-1b"),
        ),
        (
            "scaleway",
            "fr-par/11111111-2222-3333-4444-555555555555",
            "fr-par",
            None,
        ),
        ("hcloud", "hel1-dc2", "hel1", Some("hel1-dc2")),
        (
            "oci",
            "Uocm:EU-PARIS-1-AD-1",
            "eu-paris-1",
            Some("Uocm:EU-PARIS-1-AD-1"),
        ),
        ("linode", "de-fra-2", "de-fra-2", None),
        ("linode", "fr-par-1", "fr-par", Some("fr-par-1")),
        ("ovh", "eu-west-par-b", "EU-WEST-PAR", Some("eu-west-par-b")),
    ] {
        let resolved = catalog.resolve(provider, text, LocationHolds::Any, None);
        let Location::Place(place) = resolved.location else {
            panic!("{provider} {text} is {:?}", resolved.location);
        };
        assert_eq!(
            (place.code, resolved.zone.as_deref()),
            (code, zone),
            "{provider} {text}"
        );
    }
    // A bucket's ARN leaves the region empty.
    let bucket = catalog.resolve("aws", "arn:aws:s3:::records", LocationHolds::Name, None);
    assert!(matches!(
        bucket.location,
        Location::Unknown(Unlocated::Name(_))
    ));
    // A local zone sits in a town of its own.
    let local = place(&catalog, "aws", "us-east-1-bos-1a");
    assert_eq!((local.code, local.town), ("us-east-1", None));
}

#[test]
fn countries_have_aliases_and_are_zones() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    assert_eq!(catalog.country("UK").map(|(code, _)| code), Some("GB"));
    assert_eq!(catalog.country("el").map(|(code, _)| code), Some("GR"));
    let london = place(&catalog, "aws", "eu-west-2");
    for (zone, inside) in [
        ("GB", Some(true)),
        ("uk", Some(true)),
        ("fr", Some(false)),
        ("DE", Some(false)),
        ("adequate", Some(true)),
        ("atlantis", None),
    ] {
        assert_eq!(catalog.place_in_zone(&london, zone), inside, "{zone}");
    }
    // Adequacy covers part of the organisations only: the place does not decide.
    for code in ["us-east-1", "ca-central-1"] {
        let place = place(&catalog, "aws", code);
        assert_eq!(catalog.place_in_zone(&place, "adequate"), None, "{code}");
        assert_eq!(catalog.place_in_zone(&place, "eea"), Some(false), "{code}");
    }
    let paris = place(&catalog, "aws", "eu-west-3");
    assert_eq!(catalog.place_in_zone(&paris, "adequate"), Some(true));
    let seoul = place(&catalog, "aws", "ap-northeast-2");
    assert_eq!(catalog.place_in_zone(&seoul, "adequate"), Some(true));
    let mumbai = place(&catalog, "aws", "ap-south-1");
    assert_eq!(catalog.place_in_zone(&mumbai, "adequate"), Some(false));
}

#[test]
fn pairs_are_those_of_the_operator() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    for (code, pair) in [
        ("francecentral", Some("francesouth")),
        ("northeurope", Some("westeurope")),
        // One way, and out of the country.
        ("brazilsouth", Some("southcentralus")),
        ("westus3", Some("eastus")),
        // No pair: no geo-redundant storage there.
        ("italynorth", None),
        ("polandcentral", None),
    ] {
        let place = place(&catalog, "azurerm", code);
        assert_eq!(catalog.pair(&place).map(|pair| pair.code), pair, "{code}");
    }
    assert_eq!(catalog.pair(&place(&catalog, "aws", "eu-west-3")), None);
}

#[test]
fn sites_are_compared_by_town() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let cases = [
        (("ovh", "GRA9"), ("ovh", "GRA11"), Some(true)),
        (("ovh", "GRA11"), ("ovh", "eu-west-gra"), Some(true)),
        (("ovh", "GRA11"), ("ovh", "SBG5"), Some(false)),
        // Frankfurt is the name, Limburg the building.
        (("ovh", "DE1"), ("ovh", "LIM1"), Some(true)),
        (("ovh", "UK1"), ("ovh", "ERI1"), Some(true)),
        (
            ("ionoscloud", "de/fra"),
            ("ionoscloud", "de/fra/2"),
            Some(true),
        ),
        (("upcloud", "fi-hel1"), ("upcloud", "fi-hel2"), Some(true)),
        // Two regions around one city, and another operator in that city.
        (
            ("outscale", "eu-west-2"),
            ("outscale", "cloudgouv-eu-west-1"),
            Some(true),
        ),
        (("outscale", "eu-west-2"), ("aws", "eu-west-3"), Some(true)),
        (("aws", "eu-west-3"), ("aws", "eu-central-1"), Some(false)),
        (
            ("azurerm", "francecentral"),
            ("azurerm", "francesouth"),
            Some(false),
        ),
        // The town is not published, but the operator pairs them.
        (
            ("azurerm", "swedencentral"),
            ("azurerm", "swedensouth"),
            Some(false),
        ),
        (("s3ns", "u-france-east1"), ("aws", "eu-west-3"), None),
        (
            ("s3ns", "u-france-east1"),
            ("aws", "eu-central-1"),
            Some(false),
        ),
    ];
    for ((provider_a, a), (provider_b, b), same) in cases {
        let first = place(&catalog, provider_a, a);
        let second = place(&catalog, provider_b, b);
        assert_eq!(first.same_site(&second), same, "{a} and {b}");
        assert_eq!(second.same_site(&first), same, "{b} and {a}");
    }
}

#[test]
fn perimeters_are_those_of_the_place() {
    let library = Library::embedded();
    let catalog = Catalog::new(&library);
    let names = |provider, code| -> Vec<&str> {
        let place = place(&catalog, provider, code);
        place.perimeters().map(|(name, _)| name).collect()
    };
    assert_eq!(names("outscale", "cloudgouv-eu-west-1"), ["secnumcloud"]);
    assert!(names("outscale", "eu-west-2").is_empty());
    assert_eq!(
        names("oci", "eu-frankfurt-2"),
        ["oracle-eu-sovereign-cloud"]
    );
}
