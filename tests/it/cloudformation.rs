//! Templates of CloudFormation: the values they are deployed with, what they take from one another and from files, and
//! what is said of those that CloudFormation would refuse.

use serde_json::{Value, json};

use crate::program::Sandbox;

const VOLUME: &str = "Parameters:\n  Encrypt: {Type: String, Default: 'true'}\nResources:\n  Disk: {Type: AWS::EC2::Volume, Properties: {Size: 1, Encrypted: !Ref Encrypt}}\n";

/// The environment and the value of `Encrypted` of each disk.
fn disks(resources: &[Value]) -> Vec<(Option<String>, Value)> {
    let disks = resources.iter();
    disks
        .filter(|resource| resource["type"] == "AWS::EC2::Volume")
        .map(|resource| {
            (
                resource["environment"].as_str().map(str::to_owned),
                resource["attributes"]["Encrypted"].clone(),
            )
        })
        .collect()
}

/// The codes of the diagnostics, with the text of each.
fn diagnostics(report: &Value) -> Vec<(String, String)> {
    let all = report["diagnostics"].as_array().expect("diagnostics");
    all.iter()
        .map(|one| {
            (
                one["code"].as_str().unwrap_or_default().to_owned(),
                one["message"]["en"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

/// By "create-stack" and "deploy", AWS CLI command reference; "Template artifacts", CloudFormation user guide; "Using a
/// stack deployment file", CloudFormation user guide.
#[test]
fn files_beside_a_template_give_values_to_its_parameters() {
    for (name, text) in [
        (
            "app-prod.json",
            r#"[{"ParameterKey": "Encrypt", "ParameterValue": "false"}]"#,
        ),
        (
            "params/app.prod.json",
            r#"{"Parameters": {"Encrypt": "false"}, "Tags": {"a": "b"}}"#,
        ),
        (
            "deployments/prod.yaml",
            "template-file-path: ./app.yaml\nparameters: {Encrypt: 'false'}\n",
        ),
        // No name says it: what it gives does.
        ("prod.json", r#"{"Parameters": {"Encrypt": "false"}}"#),
    ] {
        let sandbox = Sandbox::new(&[("app.yaml", VOLUME), (name, text)]);
        let found = disks(&sandbox.inspect(&[]));
        assert_eq!(found, [(Some("prod".to_owned()), json!("false"))], "{name}");
    }
}

#[test]
fn several_files_make_one_judgement_each() {
    let value = |encrypt| format!(r#"{{"Parameters": {{"Encrypt": "{encrypt}"}}}}"#);
    let sandbox = Sandbox::new(&[
        ("app.yaml", VOLUME),
        ("app-prod.json", &value("true")),
        ("app-test.json", &value("false")),
    ]);
    let report = sandbox.json(&[]);
    let findings = report["findings"].as_array().expect("findings").iter();
    let in_clear: Vec<&str> = findings
        .filter(|finding| finding["rule"] == "block-storage-encrypted")
        .filter_map(|finding| finding["resource"]["environment"].as_str())
        .collect();
    assert_eq!(in_clear, ["test"]);
}

#[test]
fn what_the_user_gives_leads_over_what_is_found() {
    let given = r#"[{"ParameterKey": "Encrypt", "ParameterValue": "false"}]"#;
    let sandbox = Sandbox::new(&[
        ("app.yaml", VOLUME),
        ("app-found.json", r#"{"Parameters": {"Encrypt": "true"}}"#),
        ("elsewhere/values.json", given),
    ]);
    let environment = sandbox.inspect(&["--env", "prod=elsewhere/values.json"]);
    assert_eq!(
        disks(&environment),
        [(Some("prod".to_owned()), json!("false"))]
    );
    let sandbox = Sandbox::new(&[
        ("app.yaml", VOLUME),
        ("app-found.json", r#"{"Parameters": {"Encrypt": "true"}}"#),
    ]);
    let value = sandbox.inspect(&["--var", "Encrypt=false"]);
    assert_eq!(disks(&value), [(Some("found".to_owned()), json!("false"))]);
}

#[test]
fn a_misspelt_parameter_is_told() {
    let sandbox = Sandbox::new(&[
        ("app.yaml", VOLUME),
        ("app-prod.json", r#"{"Parameters": {"Encript": "false"}}"#),
    ]);
    let told = diagnostics(&sandbox.json(&[]));
    let (code, message) = told.first().expect("a diagnostic");
    assert_eq!(code, "undeclared-parameter");
    assert!(message.ends_with("did you mean `Encrypt`?"), "{message}");
}

/// By "AWS SAM CLI configuration file", AWS SAM developer guide.
#[test]
fn the_configuration_of_sam_gives_region_and_values() {
    let sandbox = Sandbox::new(&[
        ("template.yaml", VOLUME),
        (
            "samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nregion = \"eu-west-3\"\nparameter_overrides = \"Encrypt=false\"\n",
        ),
    ]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(disks(&resources), [(None, json!("false"))]);
    assert_eq!(resources[0]["region"], "eu-west-3");
}

/// By "`Fn::Cidr`" and "`Fn::GetAtt`", CloudFormation template reference: six networks of five host bits.
#[test]
fn networks_and_attributes_that_are_properties_are_computed() {
    let template = r#"
Resources:
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 192.168.0.0/24}}
  Main:
    Type: AWS::SQS::Queue
    Properties:
      Cidr: !Select [5, !Cidr [!GetAtt Net.CidrBlock, 6, 5]]
      Text: !Sub "in ${Net.CidrBlock}"
      Id: !GetAtt Net.VpcId
      Stored: !Sub "{{resolve:secretsmanager:${Net.CidrBlock}:SecretString:a}}"
  A: {Type: AWS::SQS::Queue, Properties: {Loop: !GetAtt B.Loop}}
  B: {Type: AWS::SQS::Queue, Properties: {Loop: !GetAtt A.Loop}}
"#;
    let sandbox = Sandbox::new(&[("net.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(
        resources[1]["attributes"],
        json!({"Cidr": "192.168.0.160/27", "Text": "in 192.168.0.0/24", "Id": null, "Stored": null})
    );
    let unknown = resources[1]["unknown"].as_object().expect("a map");
    let names: Vec<&str> = unknown.keys().map(String::as_str).collect();
    assert_eq!(names, ["Id", "Stored"]);
    assert!(resources[2]["unknown"]["Loop"].is_string());
}

#[test]
fn what_another_template_exports_is_imported() {
    let exporting = "Resources: {Q: {Type: AWS::SQS::Queue}}\nOutputs:\n  Cipher: {Value: AES256, Export: {Name: shared-cipher}}\n  Queue: {Value: !Ref Q, Export: {Name: shared-queue}}\n";
    let importing = "Resources:\n  Main:\n    Type: AWS::SQS::Queue\n    Properties: {Known: !ImportValue shared-cipher, Open: !ImportValue shared-queue}\n";
    let sandbox = Sandbox::new(&[("a.yaml", exporting), ("b.yaml", importing)]);
    let resources = sandbox.inspect(&[]);
    let main = resources
        .iter()
        .find(|resource| resource["address"] == "Main")
        .expect("the importing resource");
    assert_eq!(main["attributes"], json!({"Known": "AES256", "Open": null}));
    assert!(main["unknown"]["Open"].is_string());
}

/// By "`AWS::Include` transform", CloudFormation template reference.
#[test]
fn files_are_included_when_they_are_at_hand() {
    let template = "Resources:\n  Here:\n    Type: AWS::EC2::Volume\n    Properties:\n      Size: 1\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./part.yaml}}\n  Away:\n    Type: AWS::EC2::Volume\n    Properties:\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://records/part.yaml}}\n";
    let sandbox = Sandbox::new(&[("app.yaml", template), ("part.yaml", "Encrypted: true\n")]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(disks(&resources), [(None, json!(true))]);
    let report = sandbox.json(&[]);
    let coverage = report["coverage"].as_array().expect("coverage").iter();
    let not_judged: Vec<&str> = coverage
        .filter(|one| one["status"] == "not-evaluated")
        .filter_map(|one| one["file"].as_str())
        .collect();
    assert_eq!(not_judged, ["app.yaml: Away"]);
}

#[test]
fn a_set_of_stacks_deploys_to_each_of_its_regions() {
    let set = "Resources:\n  Everywhere:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateURL: ./volume.yaml\n      Parameters: [{ParameterKey: Encrypt, ParameterValue: 'false'}]\n      StackInstancesGroup: [{Regions: [us-east-1]}]\n";
    let sandbox = Sandbox::new(&[("set.yaml", set), ("volume.yaml", VOLUME)]);
    let resources = sandbox.inspect(&[]);
    let disk = resources
        .iter()
        .find(|resource| resource["address"] == "Everywhere/Disk")
        .expect("the disk of the set");
    assert_eq!(disk["region"], "us-east-1");
    assert_eq!(disk["attributes"]["Encrypted"], "false");
}

#[test]
fn loops_go_over_parameters() {
    let template = "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: 'In,Out'}, Open: {Type: CommaDelimitedList}}\nResources:\n  Fn::ForEach::Queues: [Name, !Ref Names, {'Queue${Name}': {Type: AWS::SQS::Queue}}]\n  Fn::ForEach::Others: [Name, !Ref Open, {'Other${Name}': {Type: AWS::SQS::Queue}}]\n  Last: {Type: AWS::SQS::Queue}\n";
    let sandbox = Sandbox::new(&[("app.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    let addresses: Vec<&str> = resources
        .iter()
        .filter_map(|resource| resource["address"].as_str())
        .collect();
    assert_eq!(addresses, ["QueueIn", "QueueOut", "Last"]);
}

#[test]
fn what_cloudformation_accepts_is_not_told() {
    let template = r#"
Parameters: {Replicate: {Type: String, Default: 'yes'}, Name: {Type: String, Default: a}}
Conditions: {Replicate: !Equals [!Ref Replicate, 'yes']}
Resources:
  A: {Type: AWS::SQS::Queue, Condition: Replicate, Properties: {QueueName: !Sub "${Name}-${!kept}-${AWS::StackName}"}}
  B: {Type: AWS::SQS::Queue, DependsOn: [A], Properties: {QueueName: !Join ["", !Split [",", !GetAtt A.QueueName]]}}
"#;
    let sandbox = Sandbox::new(&[("app.yaml", template)]);
    assert_eq!(diagnostics(&sandbox.json(&[])), []);
}

#[test]
fn what_cloudformation_refuses_is_told() {
    let template = r#"
Conditions: {Yes: !Equals [a, a]}
Resources:
  A: {Type: AWS::SQS::Queue, DependsOn: B}
  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Join [a], KmsMasterKeyId: !Ref A}}
  C: {Type: AWS::SQS::Queue, Condition: Yess, Properties: {QueueName: !Sub "${D}-x"}}
"#;
    let sandbox = Sandbox::new(&[("app.yaml", template)]);
    let mut codes: Vec<String> = diagnostics(&sandbox.json(&[]))
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "bad-function",
            "cyclic-reference",
            "unknown-name",
            "unknown-name"
        ]
    );
}
