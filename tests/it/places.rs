//! Places that are easily misread: the same code at two operators, endpoints, aliases, pairs, names of
//! several regions, and what is misspelt or contradictory. Expected places are those of the operators'
//! own lists.

use serde_json::Value as Json;

use crate::program::Sandbox;

/// A configuration, the resource to look at, and what must be said of its place: operator, codes joined
/// by `+`, and a part of the reason why it is not known.
struct Case {
    name: &'static str,
    text: &'static str,
    address: &'static str,
    operator: &'static str,
    codes: &'static str,
    reason: &'static str,
}

const CASES: [Case; 21] = [
    Case {
        name: "a code means what its provider says: London",
        text: "provider \"aws\" {\n  region = \"eu-west-2\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "eu-west-2",
        reason: "",
    },
    Case {
        name: "and Paris at OUTSCALE",
        text: "provider \"outscale\" {\n  region = \"eu-west-2\"\n}\nresource \"outscale_volume\" \"v\" {\n  subregion_name = \"eu-west-2a\"\n}\n",
        address: "outscale_volume.v",
        operator: "outscale",
        codes: "eu-west-2",
        reason: "",
    },
    Case {
        name: "an endpoint changes the operator, whatever region stands beside it",
        text: "provider \"aws\" {\n  region = \"us-east-1\"\n  endpoints {\n    s3 = \"https://s3.fr-par.scw.cloud\"\n  }\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "scaleway",
        codes: "fr-par",
        reason: "",
    },
    Case {
        name: "and for the resources of its service only",
        text: "provider \"aws\" {\n  region = \"eu-west-3\"\n  endpoints {\n    s3 = \"https://s3.fr-par.scw.cloud\"\n  }\n}\nresource \"aws_db_instance\" \"d\" {}\n",
        address: "aws_db_instance.d",
        operator: "aws",
        codes: "eu-west-3",
        reason: "",
    },
    Case {
        name: "an endpoint nobody lists says nothing",
        text: "provider \"aws\" {\n  region = \"eu-west-3\"\n  endpoints {\n    s3 = \"https://s3.example.net\"\n  }\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "",
        codes: "",
        reason: "`s3.example.net` does not tell who operates it",
    },
    Case {
        name: "another universe is another cloud",
        text: "provider \"google\" {\n  project = \"p\"\n  universe_domain = \"s3nsapis.fr\"\n  region = \"u-france-east1\"\n}\nresource \"google_storage_bucket\" \"b\" {\n  name     = \"example\"\n  location = \"U-FRANCE-EAST1\"\n}\n",
        address: "google_storage_bucket.b",
        operator: "s3ns",
        codes: "u-france-east1",
        reason: "",
    },
    Case {
        name: "a misspelt region is not guessed, and the nearest is named",
        text: "provider \"aws\" {\n  region = \"eu-wset-3\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "",
        reason: "did you mean `eu-west-3`?",
    },
    Case {
        name: "a region of another provider is named as such",
        text: "provider \"aws\" {\n  region = \"francecentral\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "",
        reason: "it is one of Microsoft Azure",
    },
    Case {
        name: "the alias decides",
        text: "provider \"aws\" {\n  region = \"us-east-1\"\n}\nprovider \"aws\" {\n  alias  = \"paris\"\n  region = \"eu-west-3\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  provider = aws.paris\n}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "eu-west-3",
        reason: "",
    },
    Case {
        name: "an alias that does not exist is no place",
        text: "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  provider = aws.nowhere\n}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "",
        reason: "nothing in the files says the place",
    },
    Case {
        name: "a region of the resource's own wins over the provider's, since version 6",
        text: "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  region = \"eu-west-3\"\n}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "eu-west-3",
        reason: "",
    },
    Case {
        name: "display names are codes at Azure",
        text: "resource \"azurerm_storage_account\" \"a\" {\n  location = \"France Central\"\n}\n",
        address: "azurerm_storage_account.a",
        operator: "azure",
        codes: "francecentral",
        reason: "",
    },
    Case {
        name: "a dual-region is two places",
        text: "resource \"google_storage_bucket\" \"b\" {\n  location = \"eur4\"\n}\n",
        address: "google_storage_bucket.b",
        operator: "google",
        codes: "europe-north1+europe-west4",
        reason: "",
    },
    Case {
        name: "two regions of one's choice are two places, and not all of the Union",
        text: "resource \"google_storage_bucket\" \"b\" {\n  location = \"EU\"\n  custom_placement_config {\n    data_locations = [\"EUROPE-WEST9\", \"EUROPE-WEST3\"]\n  }\n}\n",
        address: "google_storage_bucket.b",
        operator: "google",
        codes: "europe-west9+europe-west3",
        reason: "",
    },
    Case {
        name: "a multi-region of which the places are not published is not known",
        text: "resource \"google_artifact_registry_repository\" \"r\" {\n  location = \"europe\"\n}\n",
        address: "google_artifact_registry_repository.r",
        operator: "google",
        codes: "",
        reason: "Google Cloud does not document every place behind `europe`",
    },
    Case {
        name: "a zone gives its region",
        text: "provider \"google\" {\n  region = \"us-central1\"\n}\nresource \"google_compute_disk\" \"d\" {\n  zone = \"europe-west9-a\"\n}\n",
        address: "google_compute_disk.d",
        operator: "google",
        codes: "europe-west9",
        reason: "",
    },
    Case {
        name: "the variable of a resource's place has no value",
        text: "variable \"region\" {}\nprovider \"aws\" {\n  region = var.region\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "",
        reason: "`var.region` has no value here",
    },
    Case {
        name: "one of two places is neither",
        text: "variable \"far\" {\n  type = bool\n}\nprovider \"aws\" {\n  region = var.far ? \"us-east-1\" : \"eu-west-3\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
        address: "aws_s3_bucket.b",
        operator: "aws",
        codes: "us-east-1+eu-west-3",
        reason: "",
    },
    Case {
        name: "state has a place of its own",
        text: "terraform {\n  backend \"s3\" {\n    bucket = \"state\"\n    key    = \"k\"\n    region = \"eu-west-2\"\n    endpoints = {\n      s3 = \"https://oos.cloudgouv-eu-west-1.outscale.com\"\n    }\n  }\n}\n",
        address: "terraform.backend.s3",
        operator: "outscale",
        codes: "cloudgouv-eu-west-1",
        reason: "",
    },
    Case {
        name: "a cloud block is state too",
        text: "terraform {\n  cloud {\n    organization = \"example\"\n  }\n}\n",
        address: "terraform.cloud",
        operator: "ibm",
        codes: "hcp",
        reason: "",
    },
    Case {
        name: "a secret that Google replicates at its choice is everywhere",
        text: "resource \"google_secret_manager_secret\" \"s\" {\n  secret_id = \"s\"\n  replication {\n    auto {}\n  }\n}\n",
        address: "google_secret_manager_secret.s",
        operator: "google",
        codes: "",
        reason: "",
    },
];

fn rows(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Json> {
    let ran = sandbox.run(
        &[
            &["inspect", "--view", "residency", "--format", "json"],
            arguments,
        ]
        .concat(),
    );
    let json: Json =
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}", ran.err));
    json["rows"].as_array().expect("rows").clone()
}

fn row<'r>(rows: &'r [Json], address: &str) -> &'r Json {
    let mut rows = rows.iter();
    rows.find(|row| row["address"] == address)
        .unwrap_or_else(|| panic!("no {address}"))
}

fn codes(row: &Json) -> String {
    let places = row["site"]["places"].as_array().expect("places").iter();
    let codes = places.filter_map(|place| place["code"].as_str());
    codes.collect::<Vec<_>>().join("+")
}

#[test]
fn places_are_not_misread() {
    for case in CASES {
        let rows = rows(&Sandbox::new(&[("main.tf", case.text)]), &[]);
        let row = row(&rows, case.address);
        let found = (
            row["operator"]["name"].as_str().unwrap_or_default(),
            codes(row),
        );
        assert_eq!(
            found,
            (case.operator, case.codes.to_owned()),
            "{}",
            case.name
        );
        let reason = row["site"]["unknown"]["en"].as_str().unwrap_or_default();
        assert!(
            reason.contains(case.reason) && reason.is_empty() == case.reason.is_empty(),
            "{}: {reason}",
            case.name
        );
    }
}

#[test]
fn a_module_gets_the_place_of_the_provider_it_is_given() {
    let sandbox = Sandbox::new(&[
        (
            "main.tf",
            "provider \"aws\" {\n  region = \"us-east-1\"\n}\nprovider \"aws\" {\n  alias  = \"paris\"\n  region = \"eu-west-3\"\n}\nmodule \"m\" {\n  source = \"./m\"\n  providers = {\n    aws.data = aws.paris\n  }\n}\n",
        ),
        (
            "m/main.tf",
            "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n      configuration_aliases = [aws.data]\n    }\n  }\n}\nresource \"aws_s3_bucket\" \"b\" {\n  provider = aws.data\n}\n",
        ),
    ]);
    assert_eq!(
        codes(row(&rows(&sandbox, &[]), "module.m.aws_s3_bucket.b")),
        "eu-west-3"
    );
}

#[test]
fn the_environment_says_a_region_when_asked() {
    let sandbox = Sandbox::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")])
        .with_variable("AWS_REGION", "eu-west-3");
    assert_eq!(codes(row(&rows(&sandbox, &[]), "aws_s3_bucket.b")), "");
    let asked = rows(&sandbox, &["--env-region"]);
    let row = row(&asked, "aws_s3_bucket.b");
    assert_eq!(codes(row), "eu-west-3");
    assert_eq!(
        row["site"]["decided_by"]["en"],
        "environment variable AWS_REGION"
    );
}

/// The verdicts of a rule on the resources of a text, and the codes of what is said about it.
fn judged(text: &str, rule: &str) -> (Vec<(String, String)>, Vec<String>) {
    let json = Sandbox::new(&[("main.tf", text)]).json(&["--show", "fail,unknown,pass"]);
    let findings = json["findings"].as_array().expect("findings").iter();
    let of_rule = findings.filter(|finding| finding["rule"] == rule);
    let verdicts = of_rule.map(|finding| {
        let word = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        (word(&finding["verdict"]), word(&finding["message"]["en"]))
    });
    let diagnostics = json["diagnostics"].as_array().expect("diagnostics").iter();
    let codes = diagnostics.filter_map(|diagnostic| diagnostic["code"].as_str());
    (verdicts.collect(), codes.map(str::to_owned).collect())
}

#[test]
fn a_zone_that_contradicts_its_region_is_told_and_decides_nothing() {
    let volume = |zone: &str| {
        format!(
            "resource \"aws_ebs_volume\" \"v\" {{\n  region            = \"eu-west-3\"\n  availability_zone = \"{zone}\"\n  size              = 8\n}}\n"
        )
    };
    let (verdicts, told) = judged(&volume("us-east-1a"), "data-in-zone");
    assert!(!verdicts.is_empty());
    for (verdict, message) in &verdicts {
        assert_eq!(verdict, "unknown", "{message}");
        assert!(
            message.contains("yet attribute `availability_zone` says `us-east-1`"),
            "{message}"
        );
    }
    assert_eq!(told, ["contradictory-place"]);
    // Where both places are good the law does not care, and the contradiction is told all the same.
    let (verdicts, told) = judged(&volume("eu-central-1a"), "data-in-zone");
    assert!(
        verdicts.iter().all(|(verdict, _)| verdict == "pass"),
        "{verdicts:?}"
    );
    assert_eq!(told, ["contradictory-place"]);
    let (_, told) = judged(&volume("eu-west-3a"), "data-in-zone");
    assert_eq!(told, [""; 0]);
}

#[test]
fn a_copy_outside_fails_at_the_line_that_makes_it() {
    let text = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nprovider \"aws\" {\n  alias  = \"far\"\n  region = \"us-east-1\"\n}\nresource \"aws_backup_vault\" \"far\" {\n  provider = aws.far\n  name     = \"far\"\n}\nresource \"aws_backup_plan\" \"p\" {\n  name = \"p\"\n  rule {\n    rule_name         = \"daily\"\n    target_vault_name = \"near\"\n    copy_action {\n      destination_vault_arn = aws_backup_vault.far.arn\n    }\n  }\n}\nresource \"aws_db_instance\" \"d\" {}\nresource \"aws_db_instance\" \"replica\" {\n  provider            = aws.far\n  replicate_source_db = aws_db_instance.d.arn\n}\n";
    let json = Sandbox::new(&[("main.tf", text)]).json(&[]);
    let line = |address: &str| {
        let mut findings = json["findings"].as_array().expect("findings").iter();
        let finding = findings.find(|finding| {
            finding["rule"] == "copies-in-zone" && finding["resource"]["address"] == address
        });
        let finding = finding.unwrap_or_else(|| panic!("nothing about {address}"));
        assert_eq!(finding["verdict"], "fail", "{address}");
        finding["location"]["line"].as_u64().expect("a line")
    };
    // `destination_vault_arn`, and the header of the replica.
    assert_eq!(line("aws_backup_plan.p"), 18);
    assert_eq!(line("aws_db_instance.d"), 23);
}

#[test]
fn the_second_place_of_a_dual_region_is_a_second_site() {
    let bucket = |location: &str| {
        format!(
            "resource \"google_storage_bucket\" \"b\" {{\n  name     = \"example\"\n  location = \"{location}\"\n}}\n"
        )
    };
    let verdicts = |location: &str, rule: &str| {
        let (verdicts, _) = judged(&bucket(location), rule);
        verdicts
            .into_iter()
            .map(|(verdict, _)| verdict)
            .collect::<Vec<_>>()
    };
    // Finland and the Netherlands.
    assert!(
        verdicts("EUR4", "data-in-zone")
            .iter()
            .all(|verdict| verdict == "pass")
    );
    assert!(
        verdicts("EUR4", "second-site-copy")
            .iter()
            .all(|verdict| verdict != "fail")
    );
    // Belgium and London: half of the data is outside.
    assert!(
        verdicts("EUR5", "data-in-zone")
            .iter()
            .all(|verdict| verdict == "fail")
    );
    assert_eq!(
        verdicts("EUROPE-WEST9", "second-site-copy")
            .first()
            .map(String::as_str),
        Some("fail")
    );
}

/// What the rules on operators say of a text: rule, verdict, address, line.
fn operators(text: &str) -> Vec<(String, String, String, u64)> {
    let json = Sandbox::new(&[("main.tf", text)]).json(&[]);
    let findings = json["findings"].as_array().expect("findings").iter();
    let of_family = findings.filter(|finding| finding["family"] == "sovereignty");
    let mut told: Vec<_> = of_family
        .map(|finding| {
            let word = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            (
                word(&finding["rule"]),
                word(&finding["verdict"]),
                word(&finding["resource"]["address"]),
                finding["location"]["line"].as_u64().unwrap_or_default(),
            )
        })
        .collect();
    told.sort();
    told
}

#[test]
fn an_operator_is_told_once_per_root_at_its_provider() {
    let mut text = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nprovider \"aws\" {\n  alias  = \"second\"\n  region = \"eu-central-1\"\n}\n".to_owned();
    for bucket in ["a", "b", "c"] {
        text.push_str(&format!("resource \"aws_s3_bucket\" \"{bucket}\" {{}}\n"));
    }
    let told = operators(&text);
    let mut rules: Vec<&str> = told.iter().map(|(rule, ..)| rule.as_str()).collect();
    rules.dedup();
    assert_eq!(rules.len(), told.len(), "{told:?}");
    assert!(
        told.iter()
            .any(|(rule, verdict, ..)| rule == "operator-qualified" && verdict == "fail")
    );
    for (_, _, address, line) in &told {
        assert_eq!((address.as_str(), *line), ("provider.aws", 1));
    }
}

#[test]
fn a_qualification_counts_in_its_region_only() {
    let outscale = |region: &str| {
        let told = operators(&format!(
            "provider \"outscale\" {{\n  region = \"{region}\"\n}}\nresource \"outscale_volume\" \"v\" {{\n  subregion_name = \"{region}a\"\n  size           = 10\n}}\n"
        ));
        let mut verdicts = told
            .into_iter()
            .filter(|(rule, ..)| rule == "operator-qualified");
        verdicts.next().map(|(_, verdict, ..)| verdict)
    };
    assert_eq!(outscale("cloudgouv-eu-west-1"), None);
    assert_eq!(outscale("eu-west-2").as_deref(), Some("unknown"));
}

#[test]
fn the_public_cloud_of_an_operator_with_qualified_offers_is_a_question() {
    let told = operators(
        "provider \"ovh\" {\n  endpoint = \"ovh-eu\"\n}\nresource \"ovh_cloud_project_database\" \"d\" {\n  service_name = \"x\"\n  engine       = \"postgresql\"\n  nodes {\n    region = \"GRA\"\n  }\n}\n",
    );
    let qualified: Vec<_> = told
        .iter()
        .filter(|(rule, ..)| rule == "operator-qualified")
        .collect();
    assert_eq!(qualified.len(), 1, "{told:?}");
    assert_eq!(qualified[0].1, "unknown");
}
