//! The tables of residency and continuity, on postures worked out by hand from the documentation of each
//! cloud, and the forms in which they are written.

use std::collections::BTreeSet;

use rempart::judge::view::{
    ContinuityRow, OperatedBy, ResidencyRow, SecondSiteAnswer, Site, ViewOptions, continuity,
    residency,
};
use rempart::judge::{Reading, Verdict};
use rempart::model::Data;
use rempart::run::{self, Input, Model};
use rempart::terraform::Options;
use serde_json::Value as Json;

use crate::common::{LIBRARY, repository};
use crate::program::in_repository;

const CLOUDS: [&str; 5] = ["aws", "azure", "google", "scaleway", "outscale"];

fn model(path: &str) -> Model {
    let paths = vec![path.into()];
    let workspace = run::workspace(&paths, Some(repository()), repository());
    run::load(Input {
        workspace: workspace.expect("the repository can be read"),
        selection: run::selection(paths, &[], &[]).expect("no pattern is given"),
        terraform: Options::default(),
        targets: rempart::manifest::Targets::default(),
    })
}

/// The lines of a table worked out by hand, without its headings.
fn by_hand(table: &str) -> BTreeSet<Vec<String>> {
    let path = repository().join("fixtures/postures").join(table);
    let mut reader = csv::Reader::from_path(path).expect("the table can be read");
    let lines = reader.records().map(|line| {
        let line = line.expect("a line of the table");
        line.iter().map(str::to_owned).collect()
    });
    lines.collect()
}

#[track_caller]
fn assert_same(found: &BTreeSet<Vec<String>>, expected: &BTreeSet<Vec<String>>) {
    let show = |lines: Vec<&Vec<String>>| {
        let lines = lines.into_iter().map(|line| line.join(","));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert!(
        found == expected,
        "not expected:\n{}\n\nnot found:\n{}",
        show(found.difference(expected).collect()),
        show(expected.difference(found).collect()),
    );
}

fn told(reading: &Reading) -> String {
    match reading {
        Reading::Absent => String::new(),
        Reading::NotApplicable => "n/a".to_owned(),
        Reading::Unknown(why) => {
            assert!(
                !why.en.is_empty() && !why.fr.is_empty(),
                "a doubt has a reason"
            );
            "?".to_owned()
        }
        Reading::Known(value) => match &value.data {
            Data::Bool(true) => "yes".to_owned(),
            Data::Bool(false) => "no".to_owned(),
            Data::Number(number) => number.to_string(),
            other => panic!("no posture is {other:?}"),
        },
        other => panic!("no posture is {other:?}"),
    }
}

fn posture(cloud: &str, row: &ContinuityRow) -> Vec<String> {
    let mut line = vec![cloud.to_owned(), row.resource.address.to_string()];
    let readings = [
        &row.zones,
        &row.failover,
        &row.backup,
        &row.interval_hours,
        &row.retention_days,
    ];
    line.extend(readings.map(told));
    let answer = match row.second_site.answer {
        SecondSiteAnswer::Yes => "yes",
        SecondSiteAnswer::No => "no",
        SecondSiteAnswer::Unknown => "?",
        SecondSiteAnswer::NotApplicable => "n/a",
    };
    line.push(answer.to_owned());
    let places = row.second_site.places.iter();
    line.push(
        places
            .map(|place| place.code.as_str())
            .collect::<Vec<_>>()
            .join("+"),
    );
    let verdict = row.verdict.map_or("", |verdict| match verdict {
        Verdict::Fail => "fail",
        Verdict::Unknown => "unknown",
        Verdict::Waived => "waived",
        Verdict::Pass => "pass",
    });
    line.push(verdict.to_owned());
    line
}

fn of_places(site: &Site, property: impl Fn(&rempart::judge::view::SitePlace) -> String) -> String {
    let mut parts: Vec<String> = site.places.iter().map(property).collect();
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join("+")
}

/// The zones of law that all places of a site lie in.
fn zones(site: &Site) -> String {
    let [first, rest @ ..] = site.places.as_slice() else {
        return String::new();
    };
    let shared = first
        .zones
        .iter()
        .filter(|zone| rest.iter().all(|place| place.zones.contains(zone)));
    shared
        .map(|zone| zone.name.as_str())
        .collect::<Vec<_>>()
        .join("+")
}

fn place(cloud: &str, row: &ResidencyRow) -> Vec<String> {
    let site = &row.site;
    let mut copies: Vec<String> = Vec::new();
    for copy in &row.copies {
        let code = of_places(&copy.site, |place| place.code.clone());
        if !copies.contains(&code) {
            copies.push(code);
        }
    }
    if row.copies_doubt.is_some() {
        copies.push("?".to_owned());
    }
    vec![
        cloud.to_owned(),
        row.resource.address.to_string(),
        match &row.operator {
            OperatedBy::Known { name, .. } => name.clone(),
            OperatedBy::Unknown(_) => "?".to_owned(),
        },
        of_places(site, |place| place.code.clone()),
        of_places(site, |place| place.town.clone().unwrap_or_default()),
        of_places(site, |place| place.country.clone()),
        zones(site),
        copies.join("+"),
    ]
}

#[test]
fn postures_are_what_was_worked_out_by_hand() {
    let packs: Vec<_> = LIBRARY.packs.values().collect();
    let mut found = BTreeSet::new();
    for cloud in CLOUDS {
        let model = model(&format!("fixtures/postures/{cloud}"));
        let rows = continuity(&model.resources, &LIBRARY, &packs, &ViewOptions::default());
        found.extend(rows.iter().map(|row| posture(cloud, row)));
    }
    assert_same(&found, &by_hand("continuity.csv"));
}

#[test]
fn places_are_what_was_worked_out_by_hand() {
    let mut found = BTreeSet::new();
    for cloud in CLOUDS {
        let model = model(&format!("fixtures/postures/{cloud}"));
        let rows = residency(&model.resources, &LIBRARY, &ViewOptions::default());
        found.extend(rows.iter().map(|row| place(cloud, row)));
    }
    assert_same(&found, &by_hand("residency.csv"));
}

#[test]
fn the_json_of_a_view_follows_its_schema() {
    for view in ["residency", "continuity"] {
        let schema = in_repository(&["schema", &format!("view-{view}")]).exits(0);
        let schema: Json = serde_json::from_str(&schema.out).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for path in [
            "fixtures/postures",
            "fixtures/scenarios",
            "fixtures/hostile",
        ] {
            let ran = in_repository(&["inspect", path, "--view", view, "--format", "json"]);
            let json: Json = serde_json::from_str(&ran.out).expect("JSON");
            let errors: Vec<String> = validator
                .iter_errors(&json)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{path}: {errors:#?}");
            let rows = json["rows"].as_array().expect("rows");
            assert!(
                path.ends_with("hostile") || rows.len() > 20,
                "{path}: {}",
                rows.len()
            );
        }
    }
}

#[test]
fn the_tables_speak_both_languages() {
    let table = |view, language, format| {
        in_repository(&[
            "inspect",
            "fixtures/postures/azure",
            "--view",
            view,
            "--lang",
            language,
            "--format",
            format,
        ])
        .exits(0)
        .out
    };
    let english = table("residency", "en", "csv");
    assert!(english.starts_with("root,environment,declared at,resource,operator,region,town,country,zone of law,decided by,decided at,copies,operator holds,out of scope\r\n"));
    assert!(english.contains(",Netherlands,European Union,attribute `location`,"));
    let french = table("residency", "fr", "csv");
    assert!(french.starts_with("racine,environnement,déclaration,ressource,opérateur,région,ville,pays,zone de droit,déterminé par,où,copies,l'opérateur détient,hors périmètre\r\n"));
    assert!(french.contains(",Pays-Bas,Union européenne,attribut `location`,"));
    let french = table("continuity", "fr", "human");
    assert!(french.contains("bascule") && french.contains("oui") && french.contains("échec"));
    assert!(
        french.contains("[1] `account_replication_type` n'est pas connu\u{a0}:"),
        "{french}"
    );
    let english = table("continuity", "en", "human");
    assert!(english.contains("yes: francesouth"), "{english}");
}

#[test]
fn csv_is_for_a_view() {
    let ran = in_repository(&[
        "inspect",
        "fixtures/postures/azure",
        "--format",
        "csv",
        "--lang",
        "fr",
    ]);
    let ran = ran.exits(2);
    assert!(ran.err.contains("--view residency"), "{}", ran.err);
}
