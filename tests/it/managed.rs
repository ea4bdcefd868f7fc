//! Objects that controllers turn into resources of a cloud: read as the types of the catalogue.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::LIBRARY;
use crate::program::Sandbox;

/// The resource at an address.
fn at<'r>(resources: &'r [Value], address: &str) -> &'r Value {
    let mut found = resources
        .iter()
        .filter(|resource| resource["address"] == address);
    found.next().unwrap_or_else(|| {
        let all: Vec<&Value> = resources
            .iter()
            .map(|resource| &resource["address"])
            .collect();
        panic!("{address} is not among {all:?}")
    })
}

#[test]
fn both_scopes_of_a_kind_are_read_alike() {
    let object = |group: &str, settings: &str| {
        format!(
            "apiVersion: rds.{group}/v1beta1\nkind: Instance\nmetadata: {{name: records}}\nspec: {{forProvider: {{region: eu-west-3, {settings}}}}}\n"
        )
    };
    let sandbox = Sandbox::new(&[
        (
            "cluster.yaml",
            &object(
                "aws.upbound.io",
                "storageEncrypted: true, backupRetentionPeriod: 30",
            ),
        ),
        (
            "namespaced.yaml",
            &object(
                "aws.m.upbound.io",
                "storageEncrypted: true, backupRetentionPeriod: 30",
            ),
        ),
    ]);
    let resources = sandbox.inspect(&[]);
    let one = at(&resources, "Instance.rds.aws.upbound.io/records");
    let other = at(&resources, "Instance.rds.aws.m.upbound.io/records");
    for resource in [one, other] {
        assert_eq!(resource["type"], "aws_db_instance");
        assert_eq!(resource["provider"], "aws");
        assert_eq!(resource["region"], "eu-west-3");
        assert_eq!(resource["facets"]["encrypted-at-rest"], true);
        assert_eq!(resource["facets"]["backup-retention-days"], 30);
    }
    assert_eq!(one["facets"], other["facets"]);
}

#[test]
fn what_is_created_is_overlaid_by_what_is_held_to() {
    let sandbox = Sandbox::new(&[(
        "a.yaml",
        "apiVersion: rds.aws.upbound.io/v1beta1
kind: Instance
metadata: {name: records}
spec:
  initProvider: {region: us-east-1, multiAz: true}
  forProvider: {region: eu-west-3}
",
    )]);
    let resources = sandbox.inspect(&[]);
    let database = at(&resources, "Instance.rds.aws.upbound.io/records");
    assert_eq!(database["region"], "eu-west-3");
    assert_eq!(database["facets"]["zones"], 2);
}

#[test]
fn a_list_of_one_and_a_mapping_are_one_block() {
    // Older versions of the kind have lists, newer ones mappings ("managing-crd-versions", upjet).
    for block in ["[{status: Enabled}]", "{status: Enabled}"] {
        let text = format!(
            "apiVersion: s3.aws.upbound.io/v1beta1
kind: Bucket
metadata: {{name: letters, annotations: {{crossplane.io/external-name: letters-of-the-clinic}}}}
spec: {{forProvider: {{region: eu-west-3}}}}
---
apiVersion: s3.aws.upbound.io/v1beta1
kind: BucketVersioning
metadata: {{name: versions}}
spec: {{forProvider: {{region: eu-west-3, bucket: letters-of-the-clinic, versioningConfiguration: {block}}}}}
"
        );
        let sandbox = Sandbox::new(&[("a.yaml", &text)]);
        let resources = sandbox.inspect(&[]);
        let bucket = at(&resources, "Bucket.s3.aws.upbound.io/letters");
        assert_eq!(bucket["attributes"]["bucket"], "letters-of-the-clinic");
        assert_eq!(bucket["facets"]["versioned"], true, "{block}");
    }
}

#[test]
fn names_and_labels_refer_to_objects() {
    let database = |reference: &str| {
        format!(
            "apiVersion: rds.aws.upbound.io/v1beta1
kind: Instance
metadata: {{name: main}}
spec: {{forProvider: {{region: eu-west-3, storageEncrypted: true, {reference}}}}}
---
apiVersion: kms.aws.upbound.io/v1beta1
kind: Key
metadata: {{name: main, labels: {{for: records}}}}
spec: {{forProvider: {{region: eu-west-3}}}}
---
apiVersion: ec2.aws.upbound.io/v1beta1
kind: Subnet
metadata: {{name: main, labels: {{for: records}}}}
spec: {{forProvider: {{region: eu-west-3}}}}
"
        )
    };
    for (reference, referred) in [
        (
            "kmsKeyIdRef: {name: main}",
            Some("Key.kms.aws.upbound.io/main"),
        ),
        (
            "kmsKeyIdSelector: {matchLabels: {for: records}}",
            Some("Key.kms.aws.upbound.io/main"),
        ),
        // Set, by what the files do not hold.
        ("kmsKeyIdRef: {name: elsewhere}", None),
        ("kmsKeyIdSelector: {matchLabels: {for: nothing}}", None),
    ] {
        let sandbox = Sandbox::new(&[("a.yaml", &database(reference))]);
        let resources = sandbox.inspect(&[]);
        let database = at(&resources, "Instance.rds.aws.upbound.io/main");
        assert!(database["unknown"]["kms_key_id"].is_string(), "{reference}");
        let all = database["references"].as_array().expect("a list");
        let key = &database["facets"]["customer-key"];
        match referred {
            Some(address) => {
                assert_eq!(all, &[Value::from(address)], "{reference}");
                assert_eq!(*key, true, "{reference}");
            }
            // Neither absent, which would be the default, nor another object of the name.
            None => {
                assert!(
                    all.iter().all(|to| !to.to_string().contains("main")),
                    "{all:?}"
                );
                assert!(key["unknown"].is_string(), "{reference}: {key}");
            }
        }
    }
    // Not set: the default of the provider.
    let sandbox = Sandbox::new(&[("a.yaml", &database("multiAz: false"))]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(
        at(&resources, "Instance.rds.aws.upbound.io/main")["facets"]["customer-key"],
        false
    );
}

#[test]
fn what_is_only_watched_is_not_judged() {
    let text = |policies: &str| {
        format!(
            "apiVersion: s3.aws.upbound.io/v1beta1\nkind: Bucket\nmetadata: {{name: a}}\nspec: {{managementPolicies: {policies}, forProvider: {{region: us-east-1}}}}\n"
        )
    };
    let count = |policies: &str| {
        let sandbox = Sandbox::new(&[("a.yaml", &text(policies))]);
        let report = sandbox.json(&[]);
        let findings = report["findings"].as_array().expect("a list");
        findings
            .iter()
            .filter(|finding| finding["rule"] == "data-in-zone")
            .count()
    };
    assert_eq!(count("[Observe]"), 0);
    assert_eq!(count("[Observe, Create, Update]"), 1);
    assert_eq!(count("['*']"), 1);
}

/// A composition whose one template is a database with these settings and patches.
fn composition(settings: &str, patches: &str) -> Sandbox {
    let text = format!(
        "apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {{name: records}}
spec:
  mode: Pipeline
  pipeline:
    - step: make
      functionRef: {{name: function-patch-and-transform}}
      input:
        apiVersion: pt.fn.crossplane.io/v1beta1
        kind: Resources
        patchSets:
          - name: common
            patches: [{{fromFieldPath: spec.where, toFieldPath: spec.forProvider.region}}]
        resources:
          - name: database
            base:
              apiVersion: rds.aws.upbound.io/v1beta1
              kind: Instance
              spec: {{forProvider: {{{settings}}}}}
            patches: {patches}
    - {{step: ready, functionRef: {{name: function-auto-ready}}}}
"
    );
    Sandbox::new(&[("a.yaml", &text)])
}

#[test]
fn what_a_patch_writes_is_not_known() {
    let facets = |settings: &str, patches: &str| {
        let resources = composition(settings, patches).inspect(&[]);
        at(&resources, "Instance.rds.aws.upbound.io/records/database").clone()
    };
    // Nothing is patched: defaults hold.
    let plain = facets("region: eu-west-3", "[]");
    assert_eq!(plain["facets"]["encrypted-at-rest"], false);
    assert_eq!(plain["region"], "eu-west-3");
    // Absent is not the default where a patch may write.
    for patch in [
        "{fromFieldPath: spec.safe, toFieldPath: spec.forProvider.storageEncrypted}",
        "{type: FromCompositeFieldPath, fromFieldPath: spec.safe, toFieldPath: spec.forProvider.storageEncrypted}",
        "{type: CombineFromComposite, combine: {strategy: string, variables: [{fromFieldPath: spec.safe}]}, toFieldPath: spec.forProvider.storageEncrypted}",
        "{fromFieldPath: spec.forProvider}",
    ] {
        let patched = facets("region: eu-west-3", &format!("[{patch}]"));
        assert!(
            patched["facets"]["encrypted-at-rest"]["unknown"].is_string(),
            "{patch}: {patched}"
        );
    }
    // A patch that reads from the template writes nothing on it.
    let read = facets(
        "region: eu-west-3",
        "[{type: ToCompositeFieldPath, fromFieldPath: spec.forProvider.storageEncrypted, toFieldPath: status.safe}]",
    );
    assert_eq!(read["facets"]["encrypted-at-rest"], false);
    let by_set = facets(
        "region: eu-west-3",
        "[{type: PatchSet, patchSetName: common}]",
    );
    assert!(by_set["region"].is_null(), "{by_set}");
}

#[test]
fn a_map_lists_what_a_patch_may_write() {
    let verdict = |map: &str| {
        let patches = format!(
            "[{{fromFieldPath: spec.where, toFieldPath: spec.forProvider.region, policy: {{fromFieldPath: Required}}, transforms: [{{type: map, map: {map}}}]}}]"
        );
        let report = composition("storageEncrypted: true", &patches).json(&["--show", "pass"]);
        let findings = report["findings"].as_array().expect("a list").clone();
        let mut of_place = findings
            .into_iter()
            .filter(|finding| finding["rule"] == "data-in-zone");
        of_place.next().map(|finding| finding["verdict"].clone())
    };
    assert_eq!(
        verdict("{north: eu-west-3, south: eu-west-1}"),
        Some("pass".into())
    );
    assert_eq!(verdict("{north: us-east-1, south: us-east-2}"), None);
}

#[test]
fn composites_and_functions_are_reported_and_not_evaluated() {
    let sandbox = Sandbox::new(&[
        (
            "definition.yaml",
            "apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xrecords.clinic.example.org}
spec: {group: clinic.example.org, names: {kind: XRecords, plural: xrecords}, claimNames: {kind: Records, plural: records}}
",
        ),
        ("claim.yaml", "apiVersion: clinic.example.org/v1\nkind: Records\nmetadata: {name: a}\nspec: {}\n"),
        (
            "composition.yaml",
            "apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: records}
spec: {mode: Pipeline, pipeline: [{step: a, functionRef: {name: function-kcl}, input: {spec: {source: 'items = []'}}}]}
",
        ),
    ]);
    let ran = sandbox.run(&["--format", "json"]).exits(3);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let coverage = report["coverage"].as_array().expect("a list");
    for (file, status) in [
        ("claim.yaml", "not-evaluated"),
        ("composition.yaml", "partial"),
    ] {
        assert!(
            coverage
                .iter()
                .any(|entry| entry["file"] == file && entry["status"] == status),
            "{file}: {coverage:?}"
        );
    }
}

#[test]
fn a_kind_without_a_translation_is_listed() {
    let sandbox = Sandbox::new(&[(
        "a.yaml",
        "apiVersion: chime.aws.upbound.io/v1beta1\nkind: VoiceConnector\nmetadata: {name: a}\nspec: {forProvider: {region: eu-west-3}}\n",
    )]);
    let text = sandbox.run(&[]).out;
    assert!(
        text.contains("chime.aws.upbound.io/v1beta1/VoiceConnector"),
        "{text}"
    );
}

#[test]
fn hostile_objects_are_read_without_harm() {
    let deep = format!("{}1{}", "{a: ".repeat(40), "}".repeat(40));
    let texts = [
        "spec: 1".to_owned(),
        "spec: {forProvider: []}".to_owned(),
        "spec: {forProvider: {kmsKeyIdRef: [], kmsKeyIdSelector: 1, Ref: {name: a}, tags: [1], '': {name: x}}}".to_owned(),
        "spec: {forProvider: {region: {a: 1}, kmsKeyIdRef: {name: {a: 1}}}, managementPolicies: {a: 1}}".to_owned(),
        format!("spec: {{forProvider: {deep}}}"),
    ];
    for text in texts {
        let object = format!(
            "apiVersion: s3.aws.upbound.io/v1beta1\nkind: Bucket\nmetadata: {{name: a}}\n{text}\n"
        );
        let resources = Sandbox::new(&[("a.yaml", &object)]).inspect(&[]);
        assert_eq!(
            at(&resources, "Bucket.s3.aws.upbound.io/a")["type"],
            "aws_s3_bucket"
        );
    }
    for patches in [
        "1",
        "[1, {}, {toFieldPath: 'a['}, {fromFieldPath: x, toFieldPath: 'spec.forProvider[99999999999]'}, {type: PatchSet}]",
        "[{fromFieldPath: x, toFieldPath: apiVersion}, {fromFieldPath: x, toFieldPath: kind}]",
        "[{fromFieldPath: x, toFieldPath: 'spec.forProvider.tags[*].a[0].b'}]",
    ] {
        composition("region: eu-west-3", patches).inspect(&[]);
    }
}

/// Every type that a translation leads to is one that the catalogue describes, or reads beside another.
#[test]
fn translations_lead_to_types_of_the_catalogue() {
    let text = format!("{:?}", LIBRARY.types);
    let read: BTreeSet<&str> = text.split('"').collect();
    let types = LIBRARY.types.keys().map(String::as_str);
    let patterns: Vec<glob::Pattern> = types
        .chain(read.iter().copied())
        // A whole cloud says nothing of a type.
        .filter(|name| name.contains('*'))
        .filter(|name| !name.ends_with("_*") || name.matches('_').count() > 1)
        .filter_map(|name| glob::Pattern::new(name).ok())
        .collect();
    let unknown: Vec<String> = LIBRARY
        .translations
        .iter()
        .flat_map(|(name, translation)| {
            let kinds = translation.kinds.values();
            kinds.map(move |kind| (name, &kind.kind))
        })
        .filter(|(_, kind)| {
            !LIBRARY.types.contains_key(*kind)
                && !read.contains(kind.as_str())
                && !patterns.iter().any(|pattern| pattern.matches(kind))
        })
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}
