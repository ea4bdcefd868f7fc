//! `explain` and `schema`: what the policies say, in words.

use crate::common::LIBRARY;
use crate::program::in_repository;

#[test]
fn a_rule_is_explained_with_what_asks_for_it() {
    let ran = in_repository(&[
        "explain",
        "log-retention-minimum",
        "--pack",
        "secnumcloud-3.2",
    ])
    .exits(0);
    insta::assert_snapshot!(ran.out, @r"
    log-retention-minimum: Logs are kept long enough
    severity: high

    Why
      Intrusions are often found months after they began. If the logs of the first day are gone by then,
      neither the way in nor the list of the records that were read can be established.

    Next step
      Raise the retention period to the one asked for. A longer period never deletes anything; a log
      that holds personal data should not be kept for ever either: the CNIL advises six months to one
      year in the ordinary case.

    SecNumCloud 3.2: qualified cloud services (secnumcloud-3.2)
      12.6.c  Logs kept six months at least (asked for by the text)
          The text sets six months as the least time that events are kept.
      12.9.a  Events analysed and correlated (asked for by its intent)
          Events must be searchable six months back, hence still be there.

    CNIL, délibération n° 2021-122 du 14 octobre 2021 (recommandation relative à la journalisation)
    <https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000044272396>
    ");
}

#[test]
fn a_requirement_of_each_pack_is_explained() {
    for name in ["EXI 28", "exi 28"] {
        let ran = in_repository(&["explain", name]).exits(0);
        ran.says("hds-v2 EXI 28: ")
            .says("Evidence an auditor asks for")
            .says("data-in-zone: ")
            .says("residency = eea");
    }
    // Words need no quotes.
    in_repository(&["explain", "EXI", "28"])
        .exits(0)
        .says("hds-v2 EXI 28: ");
    in_repository(&["explain", "12.6.c", "--lang", "fr"])
        .exits(0)
        .says("secnumcloud-3.2 12.6.c: Journaux gardés six mois au moins")
        .says("Preuves qu'un auditeur demande")
        .says("log-retention-days = 184");
    // One that no rule can check is explained all the same.
    let manual = LIBRARY
        .packs
        .values()
        .flat_map(|pack| &pack.requirements)
        .find(|(_, requirement)| {
            requirement.coverage == rempart::policy::definition::Coverage::Manual
        });
    let (id, _) = manual.expect("there are manual requirements");
    in_repository(&["explain", id])
        .exits(0)
        .says("manual: no rule can tell");
}

#[test]
fn a_facet_is_explained_with_the_types_that_have_it() {
    in_repository(&["explain", "backup-interval-hours"])
        .exits(0)
        .says("backup-interval-hours: ")
        .says("aws_db_instance,")
        .says("Types that have it");
}

#[test]
fn everything_that_the_policies_name_can_be_explained() {
    let subjects = LIBRARY.rules.keys().chain(LIBRARY.facets.keys());
    // A start of the program each would take long; the names share one code path.
    for subject in subjects.step_by(7) {
        in_repository(&["explain", subject]).exits(0).says(subject);
    }
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    for (subject, hint) in [
        ("database-encryptd", "did you mean `database-encrypted`?"),
        ("encrypted-at-rst", "did you mean `encrypted-at-rest`?"),
        ("EXI 99", "did you mean `EXI "),
    ] {
        in_repository(&["explain", subject]).exits(2).warns(hint);
    }
    in_repository(&["explain", "database-encryptd", "--lang", "fr"])
        .exits(2)
        .warns("aucune règle, exigence ni facette ne s'appelle `database-encryptd` : vouliez-vous dire");
    in_repository(&["explain"]).exits(2).warns("<SUBJECT>");
    in_repository(&["explain", "12.5.d", "--pack", "hds-v2"]).exits(2);
}

#[test]
fn every_published_schema_is_listed_and_is_a_schema() {
    let list = in_repository(&["schema"]).exits(0);
    let names: Vec<&str> = list.out.lines().collect();
    let mut published: Vec<String> =
        std::fs::read_dir(crate::common::repository().join("policies/schema"))
            .expect("it is there")
            .map(|entry| {
                entry
                    .expect("it can be read")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .map(|name| name.trim_end_matches(".json").to_owned())
            .collect();
    published.sort();
    assert_eq!(names, published);
    for name in names {
        let ran = in_repository(&["schema", name]).exits(0);
        let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
    in_repository(&["schema", "finding"])
        .exits(2)
        .warns("did you mean `findings`?");
}
