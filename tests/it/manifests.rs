//! Manifests: what a file is taken for, what is read of it, and what is not.

use crate::program::Sandbox;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: records}\nspec: {hostNetwork: true, containers: [{name: main, image: registry.example.org/a:1}]}\n";

/// Addresses of the resources, but for the clusters they are applied to.
fn addresses(sandbox: &Sandbox) -> Vec<String> {
    let resources = sandbox.inspect(&[]);
    let addresses = resources
        .iter()
        .filter_map(|resource| resource["address"].as_str());
    addresses
        .filter(|address| *address != "cluster")
        .map(str::to_owned)
        .collect()
}

/// What became of a file or directory.
fn status(report: &serde_json::Value, subject: &str) -> Option<String> {
    let coverage = report["coverage"].as_array()?.iter();
    let mut of_it = coverage.filter(|coverage| coverage["file"] == subject);
    Some(of_it.next()?["status"].as_str()?.to_owned())
}

#[test]
fn only_what_is_a_manifest_is_read() {
    let sandbox = Sandbox::new(&[
        ("pod.yaml", POD),
        // Words of a manifest in files that are none.
        (".github/workflows/ci.yml", "on: push\n# apiVersion kind\n"),
        ("values.yaml", "apiVersion: 1\nkind: of thing\nimage: a\n"),
        (
            "docs.json",
            r#"{"apiVersion": "v1", "kinds": ["a kind"], "Resources": {"AWS::": 1}}"#,
        ),
        ("resources.yaml", "Resources:\n  a: {Type: file}\n# AWS::\n"),
        ("broken.yaml", "a: [\n"),
    ]);
    assert_eq!(addresses(&sandbox), ["Pod/records"]);
    let report = sandbox.json(&[]);
    assert_eq!(status(&report, "pod.yaml").as_deref(), Some("evaluated"));
    assert_eq!(report["summary"]["files"], 1);
}

#[test]
fn one_broken_document_costs_no_other() {
    let text = format!(
        "{POD}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: \"é\"}}\n  bad: [\n---\n{}",
        POD.replace("records", "second")
    );
    let sandbox = Sandbox::new(&[("all.yaml", &text)]);
    assert_eq!(addresses(&sandbox), ["Pod/records", "Pod/second"]);
    let ran = sandbox.run(&["--format", "json"]).exits(3);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(status(&report, "all.yaml").as_deref(), Some("partial"));
    let problem = &report["diagnostics"][0];
    assert_eq!(problem["code"], "syntax-error");
    let line = problem["location"]["line"].as_u64().expect("a line");
    assert!((8..=10).contains(&line), "{problem}");
}

#[test]
fn what_has_to_be_rendered_is_said_and_not_judged() {
    let sandbox = Sandbox::new(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: records\n"),
        (
            "chart/templates/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
        ),
        ("chart/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\n"),
        ("chart/charts/sub/templates/pod.yaml", POD),
        (
            "other/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ name }}\n",
        ),
    ]);
    assert!(addresses(&sandbox).is_empty());
    let report = sandbox.json(&[]);
    assert_eq!(status(&report, "chart").as_deref(), Some("not-evaluated"));
    assert_eq!(status(&report, "chart/charts/sub"), None);
    assert_eq!(
        status(&report, "other/pod.yaml").as_deref(),
        Some("not-evaluated")
    );
}

#[test]
fn rendered_text_is_read_from_standard_input() {
    let rendered = format!("---\n# Source: records/templates/pod.yaml\n{POD}");
    let sandbox = Sandbox::new(&[]).with_input(&rendered);
    let ran = sandbox.run(&["check", "-", "--format", "json"]).exits(1);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let mut of_the_pod = findings.filter(|finding| finding["resource"]["address"] == "Pod/records");
    let finding = of_the_pod.next().expect("it is judged");
    assert_eq!(finding["resource"]["root"], "records/templates");
}

#[test]
fn directories_with_the_same_objects_are_sets_of_their_own() {
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n";
    let pod = POD.replace("hostNetwork: true, ", "");
    let sandbox = Sandbox::new(&[
        ("prod/pod.yaml", pod.as_str()),
        ("prod/network/policy.yaml", policy),
        ("staging/pod.yaml", pod.as_str()),
    ]);
    let report = sandbox.json(&[]);
    let findings = report["findings"].as_array().expect("findings").iter();
    let isolated = findings.filter(|finding| finding["rule"] == "workload-isolated");
    let roots: Vec<&str> = isolated
        .filter_map(|finding| finding["resource"]["root"].as_str())
        .collect();
    assert_eq!(roots, ["staging"]);
}

/// Values by the AWS CloudFormation User Guide, "Intrinsic function reference".
#[test]
fn functions_of_templates_are_computed() {
    let template = r#"
Parameters:
  Stage: {Type: String, AllowedValues: [prod, test]}
  Names: {Type: CommaDelimitedList, Default: "one, two"}
  Size: {Type: Number, Default: 3}
Mappings:
  Stages: {prod: {class: large}, test: {class: small}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsOther: !Equals [!Ref Stage, other]
  Never: !And [!Equals [a, a], !Not [!Equals [b, b]]]
Resources:
  Main:
    Type: AWS::SQS::Queue
    Properties:
      Sub: !Sub ["${A}-${Size}-${!Literal}", {A: !Select [1, !Ref Names]}]
      Join: {"Fn::Join": ["/", [a, !Ref Size, !Ref "AWS::NoValue"]]}
      Split: !Split [",", "x,y"]
      Map: !FindInMap [Stages, prod, class]
      Base64: !Base64 plain
      Nested: {"Fn::Base64": !Sub "${Size}"}
      Short: !Base64 {Ref: Size}
      Encoded: !Join ["", [!Base64 plain, {"Fn::Base64": !Ref Size}]]
      Json: !ToJsonString {a: [1, yes]}
      Length: !Length [1, 2, 3]
      Chosen: !If [IsOther, 1, 2]
      Absent: !If [Never, 1, !Ref "AWS::NoValue"]
      Old: yes
      Quoted: "yes"
  LeftOut: {Type: AWS::SQS::Queue, Condition: Never}
  Perhaps: {Type: AWS::SQS::Queue, Condition: IsProd}
"#;
    let sandbox = Sandbox::new(&[("queue.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    let addresses: Vec<&str> = resources
        .iter()
        .filter_map(|resource| resource["address"].as_str())
        .collect();
    assert_eq!(addresses, ["Main", "Perhaps"]);
    let expected = serde_json::json!({
        "Sub": "two-3-${Literal}",
        "Join": "a/3",
        "Split": ["x", "y"],
        "Map": "large",
        // A property is what its receiver decodes.
        "Base64": "plain",
        "Nested": "3",
        "Short": "3",
        "Encoded": "cGxhaW4=Mw==",
        "Json": "{\"a\":[1,true]}",
        "Length": 3,
        "Chosen": 2,
        "Old": true,
        "Quoted": "yes",
    });
    assert_eq!(resources[0]["attributes"], expected);
}

/// What a template does not decide is not guessed, and no arity or cycle stops the reading.
#[test]
fn what_templates_do_not_decide_is_unknown() {
    let template = r#"
Parameters: {Given: {Type: String}}
Conditions: {Cyclic: !Not [!Condition Cyclic]}
Resources:
  Main:
    Type: AWS::SQS::Queue
    Properties:
      Region: !Sub "a-${AWS::Region}"
      Given: !Ref Given
      Arity: !Join [a]
      Index: !Select [9, [a]]
      Nobody: !Ref Nobody
      Unclosed: !Sub "${Given"
      Stored: "{{resolve:secretsmanager:database:SecretString:password}}"
      Foreign: !ImportValue other
      Cyclic: !If [Cyclic, 1, 2]
      Self: !GetAtt Main.Arn
"#;
    let sandbox = Sandbox::new(&[("queue.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    let unknown = resources[0]["unknown"].as_object().expect("a map");
    let expected = [
        "Arity", "Cyclic", "Foreign", "Given", "Index", "Nobody", "Region", "Self", "Stored",
        "Unclosed",
    ];
    let mut found: Vec<&str> = unknown.keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{unknown:?}");
}

#[test]
fn nested_templates_get_what_they_are_given() {
    let parent = "Resources:\n  Data:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./nested/data.yaml, Parameters: {Encrypt: true}}\n";
    let child = "Parameters: {Encrypt: {Type: String, Default: false}}\nResources:\n  Volume: {Type: AWS::EC2::Volume, Properties: {Encrypted: !Ref Encrypt}}\n";
    let sandbox = Sandbox::new(&[("main.yaml", parent), ("nested/data.yaml", child)]);
    let resources = sandbox.inspect(&[]);
    let volume = resources
        .iter()
        .find(|resource| resource["address"] == "Data/Volume")
        .expect("the nested volume");
    assert_eq!(volume["root"], "main.yaml");
    assert_eq!(volume["attributes"]["Encrypted"], true);
    assert_eq!(resources.len(), 2);
}

#[test]
fn loops_and_globals_are_spread() {
    let template = r#"
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Globals: {Function: {Timeout: 3, Environment: {Variables: {A: "1"}}}}
Resources:
  "Fn::ForEach::Queues":
    - Name
    - [In, Out]
    - "Queue${Name}": {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "records-${Name}"}}
  Handler: {Type: AWS::Serverless::Function, Properties: {Timeout: 9, Environment: {Variables: {B: "2"}}}}
"#;
    let sandbox = Sandbox::new(&[("app.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    let attributes: Vec<(&str, &serde_json::Value)> = resources
        .iter()
        .filter_map(|resource| Some((resource["address"].as_str()?, &resource["attributes"])))
        .collect();
    assert_eq!(
        attributes[0],
        ("QueueIn", &serde_json::json!({"QueueName": "records-In"}))
    );
    assert_eq!(
        attributes[1],
        ("QueueOut", &serde_json::json!({"QueueName": "records-Out"}))
    );
    let handler =
        serde_json::json!({"Timeout": 9, "Environment": {"Variables": {"B": "2", "A": "1"}}});
    assert_eq!(attributes[2], ("Handler", &handler));
}

/// Each within seconds, with something said.
#[test]
fn hostile_manifests_are_bounded() {
    let deep = format!(
        "apiVersion: v1\nkind: Pod\nspec: {}{}\n",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let mut bomb = String::from("apiVersion: v1\nkind: Pod\na0: &a0 [x, x]\n");
    for level in 1..40 {
        bomb.push_str(&format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1));
    }
    let many = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a}\n".repeat(20_000);
    let loops = "Resources:\n  \"Fn::ForEach::A\": [X, [1,2,3,4,5,6,7,8,9,10], {\"Fn::ForEach::B\": [Y, [1,2,3,4,5,6,7,8,9,10], {\"Fn::ForEach::C\": [Z, [1,2,3,4,5,6,7,8,9,10], {\"Fn::ForEach::D\": [W, [1,2,3,4,5,6,7,8,9,10], {\"R${X}${Y}${Z}${W}\": {Type: AWS::SQS::Queue, Properties: {A: [1,2,3,4,5,6,7,8,9]}}}]}]}]}]\n  Q: {Type: AWS::SQS::Queue}\n";
    let own = "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: own.yaml}}\n  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: own.yaml}}\n";
    for (name, text, code) in [
        ("deep.yaml", deep.as_str(), 3),
        ("bomb.yaml", bomb.as_str(), 3),
        ("many.yaml", many.as_str(), 0),
        ("keys.yaml", "apiVersion: v1\nkind: Pod\nkind: Pod\n", 3),
        (
            "tabs.yaml",
            "apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n",
            3,
        ),
        (
            "cycle.yaml",
            "apiVersion: v1\nkind: Pod\nspec: &a {b: *a}\n",
            3,
        ),
        ("loops.yaml", loops, 0),
        ("own.yaml", own, 3),
    ] {
        let sandbox = Sandbox::new(&[(name, text)]);
        let ran = sandbox.run(&["--fail-on", "never", "--severity", "critical"]);
        assert_eq!(
            ran.code,
            code,
            "{name}\n{}\n{}",
            ran.out.chars().take(2000).collect::<String>(),
            ran.err
        );
    }
}

/// What manifests do not say of their place, the user may.
#[test]
fn places_come_from_the_user() {
    let volume = "Resources:\n  Records: {Type: AWS::EC2::Volume, Properties: {Encrypted: true}}\n";
    let configuration = "kubernetes: {cluster-region: {provider: scaleway, region: fr-par}}\n";
    let sandbox = Sandbox::new(&[
        ("pod.yaml", POD),
        ("volume.yaml", volume),
        ("rempart.yaml", configuration),
    ]);
    let resources = sandbox.inspect(&["--region", "eu-west-3"]);
    let region = |address: &str| {
        let mut found = resources
            .iter()
            .filter(|resource| resource["address"] == address);
        found.next().expect("it is there")["region"].clone()
    };
    assert_eq!(region("cluster"), "fr-par");
    assert_eq!(region("Records"), "eu-west-3");
    let ran = sandbox.run(&[
        "check",
        "pod.yaml",
        "--format",
        "json",
        "--show",
        "fail,unknown,pass",
    ]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let placed: Vec<&str> = findings
        .filter(|finding| {
            finding["rule"] == "data-in-zone" && finding["resource"]["address"] == "cluster"
        })
        .filter_map(|finding| finding["verdict"].as_str())
        .collect();
    assert_eq!(placed, ["pass"]);
}
