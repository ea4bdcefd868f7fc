//! SARIF 2.1.0: the parts that code scanning reads, and those of the standard.

use serde_json::{Value as Json, json};

use super::sandbox;
use crate::program::Sandbox;

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Json {
    let ran = sandbox.run(&[&["check", "--format", "sarif"], arguments].concat());
    let log: Json = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(
        log["$schema"],
        "https://json.schemastore.org/sarif-2.1.0.json"
    );
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    log["runs"][0].clone()
}

fn results<'r>(run: &'r Json, rule: &str) -> Vec<&'r Json> {
    let results = run["results"].as_array().expect("a list").iter();
    results.filter(|result| result["ruleId"] == rule).collect()
}

#[test]
fn a_failure_has_its_place_and_the_way_of_its_value() {
    let run = run(&sandbox(), &["--pack", "secnumcloud-3.2"]);
    let failure = results(&run, "database-encrypted")
        .into_iter()
        .find(|result| result["properties"]["address"] == "module.db.aws_db_instance.d")
        .expect("it fails");
    assert_eq!(
        (&failure["kind"], &failure["level"]),
        (&json!("fail"), &json!("error"))
    );
    let place = &failure["locations"][0];
    assert_eq!(
        place["physicalLocation"]["artifactLocation"],
        json!({"uri": "main.tf", "uriBaseId": "%SRCROOT%"})
    );
    assert_eq!(
        place["physicalLocation"]["region"],
        json!({"startLine": 12, "startColumn": 15, "endLine": 12, "endColumn": 28})
    );
    assert_eq!(
        place["physicalLocation"]["contextRegion"],
        json!({"startLine": 11, "endLine": 13, "snippet": {"text": "  source    = \"./db\"\n  encrypted = var.encrypted\n}"}})
    );
    assert_eq!(
        place["logicalLocations"][0]["fullyQualifiedName"],
        "module.db.aws_db_instance.d"
    );
    let related: Vec<String> = failure["relatedLocations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|related| {
            let physical = &related["physicalLocation"];
            format!(
                "{}:{} {}",
                physical["artifactLocation"]["uri"]
                    .as_str()
                    .expect("a text"),
                physical["region"]["startLine"],
                related["message"]["text"].as_str().expect("a text")
            )
        })
        .collect();
    for expected in [
        "db/main.tf:3 ",
        "terraform.tfvars:1 var.encrypted",
        "db/main.tf:2 ",
        "main.tf:10 module.db",
    ] {
        assert!(
            related.iter().any(|place| place.starts_with(expected)),
            "{expected} in {related:?}"
        );
    }
    let print = failure["partialFingerprints"]["rempart/v1"]
        .as_str()
        .expect("a text");
    assert_eq!(print.len(), 32);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn rules_carry_what_code_scanning_shows() {
    let run = run(&sandbox(), &[]);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    for rule in rules {
        for text in [
            "/id",
            "/shortDescription/text",
            "/help/text",
            "/help/markdown",
            "/defaultConfiguration/level",
        ] {
            let said = rule
                .pointer(text)
                .and_then(Json::as_str)
                .unwrap_or_default();
            assert!(!said.is_empty(), "{text} of {rule}");
        }
        assert!(
            rule["shortDescription"]["text"]
                .as_str()
                .expect("a text")
                .len()
                <= 1024
        );
        assert!(rule["name"].as_str().expect("a text").len() <= 255);
        let properties = &rule["properties"];
        assert!(properties["tags"].as_array().expect("a list").len() <= 20);
        let question = rule["id"].as_str().expect("a text").ends_with("/unknown");
        let score = properties["security-severity"].as_str();
        assert_eq!(score.is_none(), question, "{rule}");
        if let Some(score) = score {
            let score: f64 = score.parse().expect("a number");
            assert!(score > 0.0 && score <= 10.0);
        }
    }
    let encrypted = rules
        .iter()
        .find(|rule| rule["id"] == "database-encrypted")
        .expect("it is there");
    assert_eq!(encrypted["name"], "DatabaseEncrypted");
    assert_eq!(encrypted["properties"]["security-severity"], "8.0");
    assert_eq!(encrypted["properties"]["tags"][1], "encryption-at-rest");
    for (position, result) in run["results"]
        .as_array()
        .expect("a list")
        .iter()
        .enumerate()
    {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"], "{position}");
    }
}

#[test]
fn an_open_question_is_a_note_of_a_rule_of_its_own() {
    let run = run(&sandbox(), &[]);
    let open = results(&run, "database-not-public/unknown");
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["kind"], "open");
    assert!(
        open[0].get("level").is_none(),
        "the standard has no level here: {}",
        open[0]
    );
    let index = usize::try_from(open[0]["ruleIndex"].as_u64().expect("a number")).expect("small");
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["defaultConfiguration"]["level"], "note");
    assert_eq!(
        rule["relationships"][0]["target"]["id"],
        "database-not-public"
    );
}

#[test]
fn requirements_are_taxa_that_rules_and_results_refer_to() {
    let run = run(&sandbox(), &[]);
    let taxonomies = run["taxonomies"].as_array().expect("a list");
    let supported = run["tool"]["driver"]["supportedTaxonomies"]
        .as_array()
        .expect("a list");
    assert_eq!(taxonomies.len(), 2);
    assert_eq!(supported.len(), 2);
    let mut referred = 0;
    let taxa = run["results"].as_array().expect("a list").iter();
    let taxa = taxa.flat_map(|result| result["taxa"].as_array().expect("a list"));
    for taxon in taxa {
        let taxonomy = &taxonomies[usize::try_from(
            taxon["toolComponent"]["index"].as_u64().expect("a number"),
        )
        .expect("small")];
        assert_eq!(taxonomy["name"], taxon["toolComponent"]["name"]);
        let index = usize::try_from(taxon["index"].as_u64().expect("a number")).expect("small");
        assert_eq!(taxonomy["taxa"][index]["id"], taxon["id"]);
        referred += 1;
    }
    assert!(referred > 5);
}

#[test]
fn no_secret_is_quoted() {
    let run = run(&sandbox(), &[]);
    let secret = results(&run, "no-plaintext-secret");
    assert_eq!(secret.len(), 1);
    let context = &secret[0]["locations"][0]["physicalLocation"]["contextRegion"];
    assert!(
        context["snippet"]["text"]
            .as_str()
            .expect("a text")
            .contains("***")
    );
    assert!(!run.to_string().contains("invented-password"));
}

#[test]
fn what_could_not_be_read_is_a_notification() {
    let sandbox = Sandbox::new(&[
        ("good.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        ("bad.tf", "a = = 1\n"),
    ]);
    let run = run(&sandbox, &[]);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = invocation["toolExecutionNotifications"]
        .as_array()
        .expect("a list");
    let first = &told[0];
    assert_eq!(first["level"], "error");
    assert_eq!(
        first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "bad.tf"
    );
    let kinds = run["tool"]["driver"]["notifications"]
        .as_array()
        .expect("a list");
    let index =
        usize::try_from(first["descriptor"]["index"].as_u64().expect("a number")).expect("small");
    assert_eq!(kinds[index]["id"], first["descriptor"]["id"]);
    let input = &run["artifacts"][0];
    assert_eq!(input["location"]["uri"], "bad.tf");
    // SHA-256 of `a = = 1` and a line break, by sha256sum.
    assert_eq!(
        input["hashes"]["sha-256"],
        "d5fb2af2734a323fbd1b9bd6402acdfff427330e1bd31f0d4e8bb392d5c31d7d"
    );
}
