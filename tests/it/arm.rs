//! Templates of Azure Resource Manager: what is evaluated, what refers to what, and what is reported.

use serde_json::{Value, json};

use crate::program::Sandbox;

/// A template with these sections.
fn template(sections: Value) -> String {
    let mut template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
    });
    if let (Some(all), Value::Object(sections)) = (template.as_object_mut(), sections) {
        all.extend(sections);
    }
    template.to_string()
}

/// The resource at an address.
fn at<'r>(resources: &'r [Value], address: &str) -> &'r Value {
    let mut found = resources.iter();
    found
        .find(|resource| resource["address"] == address)
        .unwrap_or_else(|| panic!("no {address} among {resources:#?}"))
}

fn addresses(resources: &[Value]) -> Vec<&str> {
    let addresses = resources.iter();
    addresses
        .filter_map(|resource| resource["address"].as_str())
        .collect()
}

/// The values of a list of expressions, as the properties of a resource show them.
fn evaluated(variables: &Value, expressions: &[&str]) -> Vec<Value> {
    let text = template(json!({
        "variables": variables,
        "resources": [{
            "type": "Example.Test/things", "apiVersion": "2024-01-01", "name": "thing",
            "properties": {"values": expressions},
        }],
    }));
    let sandbox = Sandbox::new(&[("main.json", &text)]);
    let resources = sandbox.inspect(&[]);
    let thing = at(&resources, "Example.Test/things/thing");
    let values = &thing["attributes"]["properties"]["values"];
    values.as_array().cloned().unwrap_or_default()
}

// The examples of "ARM template functions", with the values beside them.
#[test]
fn functions_give_what_their_documentation_says() {
    for (expression, expected) in [
        ("[array('efgh')]", json!(["efgh"])),
        ("[concat('prefix', '-', 'a')]", json!("prefix-a")),
        (
            "[concat(createArray('1-1'), createArray('2-1', '2-2'))]",
            json!(["1-1", "2-1", "2-2"]),
        ),
        ("[contains('OneTwoThree', 'e')]", json!(true)),
        ("[contains(createObject('one', 'a'), 'ONE')]", json!(true)),
        ("[first('One Two Three')]", json!("O")),
        ("[last(createArray('one', 'two', 'three'))]", json!("three")),
        ("[length('One Two Three')]", json!(13)),
        ("[max(0, 3, 2, 5, 4)]", json!(5)),
        ("[min(createArray(0, 3, 2, 5, 4))]", json!(0)),
        ("[range(5, 3)]", json!([5, 6, 7])),
        ("[skip('one two three', 4)]", json!("two three")),
        ("[take('one two three', 2)]", json!("on")),
        ("[indexOf('abcdef', 'CD')]", json!(2)),
        ("[lastIndexOf('test', 't')]", json!(3)),
        ("[padLeft('123', 10, '0')]", json!("0000000123")),
        ("[replace('123-123-1234', '-', '')]", json!("1231231234")),
        (
            "[split('one;two,three', createArray(',', ';'))]",
            json!(["one", "two", "three"]),
        ),
        ("[startsWith('abcdef', 'A')]", json!(true)),
        (
            "[string(createObject('valueA', 10, 'valueB', 'Example Text'))]",
            json!(r#"{"valueA":10,"valueB":"Example Text"}"#),
        ),
        ("[substring('one two three', 4, 3)]", json!("two")),
        ("[base64('one, two, three')]", json!("b25lLCB0d28sIHRocmVl")),
        (
            "[dataUri('Hello')]",
            json!("data:text/plain;charset=utf8;base64,SGVsbG8="),
        ),
        (
            "[dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')]",
            json!("Hello, World!"),
        ),
        (
            "[format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)]",
            json!("Hello, User. Formatted number: 8,175,133"),
        ),
        ("[greater('A', 'a')]", json!(true)),
        (
            "[cidrSubnet('10.144.0.0/20', 24, 4)]",
            json!("10.144.4.0/24"),
        ),
        ("[cidrHost('10.144.3.0/24', 0)]", json!("10.144.3.1")),
        (
            "[cidrHost('fdad:3236:5555:3000::/52', 4)]",
            json!("fdad:3236:5555:3000::5"),
        ),
        (
            "[union(createObject('one', 'a', 'three', 'c1'), createObject('three', 'c2'))]",
            json!({"one": "a", "three": "c2"}),
        ),
        ("[items(createObject('b', 1, 'a', 2))[0].key]", json!("a")),
        (
            "[map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 2)))]",
            json!([0, 2, 4]),
        ),
        (
            "[filter(range(0, 10), lambda('i', equals(0, mod(lambdaVariables('i'), 2))))]",
            json!([0, 2, 4, 6, 8]),
        ),
        (
            "[reduce(createArray(5, 3, 2, 8), 1, lambda('cur', 'next', add(lambdaVariables('cur'), lambdaVariables('next'))))]",
            json!(19),
        ),
        (
            "[sort(createArray(8, 5, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]",
            json!([2, 5, 8]),
        ),
        ("[[test value]", json!("[test value]")),
        ("[test] value", json!("[test] value")),
    ] {
        assert_eq!(
            evaluated(&json!({}), &[expression]),
            [expected],
            "{expression}"
        );
    }
}

#[test]
fn ids_refer_to_resources_whose_names_are_only_expressions() {
    let text = template(json!({
        "parameters": {"vault": {"type": "string"}, "location": {"type": "string", "defaultValue": "[resourceGroup().location]"}},
        "variables": {"storage": "[concat('st', uniqueString(resourceGroup().id))]"},
        "resources": [
            {"type": "Example.Vault/vaults", "name": "[parameters('vault')]", "location": "[parameters('LOCATION')]",
             "resources": [{"type": "keys", "name": "main"}]},
            {"type": "Example.Storage/accounts", "name": "[variables('storage')]", "location": "francecentral",
             "dependsOn": ["[resourceId('Example.Vault/vaults', parameters('vault'))]"],
             "properties": {"key": "[resourceId('Example.Vault/vaults/keys', parameters('vault'), 'main')]",
                            "other": "[resourceId('Example.Vault/vaults', 'elsewhere')]"}},
            {"type": "Example.Storage/accounts/blobs", "name": "[format('{0}/default', variables('storage'))]"},
            {"type": "Example.Storage/accounts/providers/settings",
             "name": "[concat(variables('storage'), '/Example.Insights/logs')]"},
        ],
    }));
    let sandbox = Sandbox::new(&[("main.json", &text)]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(
        addresses(&resources),
        [
            "Example.Vault/vaults/parameters('vault')",
            "Example.Vault/vaults/keys/parameters('vault')/main",
            "Example.Storage/accounts/variables('storage')",
            "Example.Storage/accounts/blobs/format('{0}/default', variables('storage'))",
            "Example.Insights/settings/logs",
        ]
    );
    let storage = "Example.Storage/accounts/variables('storage')";
    let references = |address: &str| at(&resources, address)["references"].to_string();
    assert!(references(storage).contains("Example.Vault/vaults/keys/parameters('vault')/main"));
    let blobs = "Example.Storage/accounts/blobs/format('{0}/default', variables('storage'))";
    assert_eq!(at(&resources, blobs)["attributes"]["name"], "default");
    assert!(references(blobs).contains(storage), "{}", references(blobs));
    assert!(references("Example.Insights/settings/logs").contains(storage));
}

#[test]
fn loops_conditions_and_nested_deployments_are_followed() {
    let inner = json!({
        "parameters": {"name": {"type": "string"}},
        "resources": [{"type": "Example.Test/things", "name": "[parameters('name')]"}],
    });
    let text = template(json!({
        "parameters": {"many": {"type": "int"}, "on": {"type": "bool", "defaultValue": false}},
        "resources": [
            {"type": "Example.Test/things", "name": "[concat('thing', copyIndex(1))]", "copy": {"name": "all", "count": 2}},
            {"type": "Example.Test/things", "name": "any", "copy": {"name": "some", "count": "[parameters('many')]"}},
            {"type": "Example.Test/things", "name": "none", "condition": "[parameters('on')]"},
            {"type": "Microsoft.Resources/deployments", "name": "sub", "properties": {
                "mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
                "parameters": {"name": {"value": "deep"}}, "template": inner}},
        ],
    }));
    let sandbox = Sandbox::new(&[("main.json", &text)]);
    assert_eq!(
        addresses(&sandbox.inspect(&[])),
        [
            "Example.Test/things/thing1",
            "Example.Test/things/thing2",
            "Example.Test/things/any",
            "Microsoft.Resources/deployments/sub",
            "sub/Example.Test/things/deep",
        ]
    );
}

#[test]
fn one_judgement_is_made_for_each_file_of_parameters() {
    let text = template(json!({
        "parameters": {"place": {"type": "string"}},
        "resources": [{"type": "Example.Test/things", "name": "thing", "location": "[parameters('place')]"}],
    }));
    let values = |place: &str| {
        json!({
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {"place": {"value": place}},
        })
        .to_string()
    };
    let sandbox = Sandbox::new(&[
        ("main.json", &text),
        ("main.parameters.json", &values("westeurope")),
    ]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(resources.len(), 1);
    assert_eq!(resources[0]["attributes"]["location"], "westeurope");
    sandbox.write("main.parameters.prod.json", values("francecentral"));
    assert_eq!(sandbox.inspect(&[]).len(), 2);
}

#[test]
fn what_is_in_error_is_unknown_and_reported() {
    let deep = format!("[{}1{}]", "not(".repeat(5000), ")".repeat(5000));
    let values = evaluated(
        &json!({"a": "[variables('b')]", "b": "[variables('a')]"}),
        &[
            "[nothing()]",
            "[concat('a]",
            "[add(1)]",
            "[variables('a')]",
            "[parameters('x')]",
            &deep,
            "[div(1, 0)]",
            "[createArray(1)[7]]",
        ],
    );
    assert_eq!(values.len(), 8);
    assert!(
        values
            .iter()
            .all(|value| !value.is_string() && !value.is_number()),
        "{values:?}"
    );
}

#[test]
fn files_of_bicep_are_said_not_to_be_evaluated() {
    let sandbox = Sandbox::new(&[("main.bicep", "param a string\n")]);
    let ran = sandbox.run(&["--format", "json"]).exits(3);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["coverage"][0]["status"], "not-evaluated");
    let why = report["coverage"][0]["why"].to_string();
    assert!(why.contains("bicep build main.bicep"), "{why}");
}

#[test]
fn what_an_extension_applies_to_is_found_however_it_is_written() {
    for scope in [
        "[format('Microsoft.KeyVault/vaults/{0}', parameters('name'))]",
        "[concat('Microsoft.KeyVault/vaults/', parameters('name'))]",
        "[resourceId('Microsoft.KeyVault/vaults/', parameters('name'))]",
    ] {
        for parameter in [
            json!({"type": "string"}),
            json!({"type": "string", "defaultValue": "records"}),
        ] {
            let text = template(json!({
                "parameters": {"name": parameter},
                "resources": [
                    {"type": "microsoft.keyvault/Vaults", "name": "[parameters('name')]", "properties": {}},
                    {
                        "type": "Microsoft.Insights/diagnosticSettings", "name": "audit", "scope": scope,
                        "properties": {"logs": [{"category": "AuditEvent", "enabled": true}]},
                    },
                ],
            }));
            let sandbox = Sandbox::new(&[("main.json", &text)]);
            let ran = sandbox.run(&["--format", "json", "--show", "fail,unknown,pass"]);
            let report: Value = serde_json::from_str(&ran.out).expect("JSON");
            let findings = report["findings"].as_array().expect("findings");
            let logged = findings
                .iter()
                .find(|finding| finding["rule"] == "access-logs-enabled")
                .unwrap_or_else(|| panic!("{scope}: the vault is not judged: {report:#}"));
            assert_eq!(logged["verdict"], "pass", "{scope}: {logged:#}");
            assert_eq!(logged["resource"]["type"], "Microsoft.KeyVault/vaults");
        }
    }
}
