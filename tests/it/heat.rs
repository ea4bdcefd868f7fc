//! Templates of Heat: functions, parameters, environments, nested stacks and groups.

use serde_json::{Value, json};

use crate::program::Sandbox;

fn resource<'r>(resources: &'r [Value], address: &str) -> &'r Value {
    let mut found = resources
        .iter()
        .filter(|resource| resource["address"] == address);
    found.next().expect("the resource is there")
}

/// The attributes of a resource that are known.
fn known(resource: &Value) -> Value {
    let members = resource["attributes"].as_object().expect("attributes");
    let known = members.iter().filter(|(_, value)| !value.is_null());
    known
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn addresses(resources: &[Value]) -> Vec<&str> {
    let addresses = resources.iter();
    addresses
        .filter_map(|resource| resource["address"].as_str())
        .collect()
}

/// Values by the functions of openstack-heat 27.0.1 itself, run on the same template.
#[test]
fn functions_give_what_heat_gives() {
    let template = include_str!("heat/functions.yaml");
    let expected: Value = serde_json::from_str(include_str!("heat/functions.json")).expect("JSON");
    let sandbox = Sandbox::new(&[("functions.yaml", template)]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(known(resource(&resources, "r")), expected);
    // What Heat refuses is unknown, with the reason.
    let unknown = &resource(&resources, "r")["unknown"];
    for refused in [
        "p22", "p23", "p32", "p43", "p52", "p72", "q08", "q10", "q11", "q12",
    ] {
        let reason = unknown[refused].to_string();
        assert!(reason.contains("in error"), "{refused}: {reason}");
    }
}

const VOLUME: &str = "heat_template_version: wallaby
parameters: {size: {type: number}, name: {type: string, default: none}}
resources:
  disk: {type: 'OS::Cinder::Volume', properties: {size: {get_param: size}, name: {get_param: name}}}
outputs:
  id: {value: {get_resource: disk}}
  size: {value: {get_param: size}}
";

#[test]
fn nested_stacks_are_evaluated_with_what_they_are_given() {
    let main = "heat_template_version: wallaby
resources:
  data: {type: nested/volume.yaml, properties: {size: 10}}
  use:
    type: OS::Cinder::VolumeAttachment
    properties: {volume_id: {get_attr: [data, id]}, mountpoint: {get_attr: [data, size]}}
";
    let sandbox = Sandbox::new(&[("main.yaml", main), ("nested/volume.yaml", VOLUME)]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(addresses(&resources), ["data/disk", "use"]);
    assert_eq!(resource(&resources, "data/disk")["attributes"]["size"], 10);
    let using = resource(&resources, "use");
    assert_eq!(using["attributes"]["mountpoint"], 10);
    assert!(
        using["references"].to_string().contains("data/disk"),
        "{using}"
    );
}

#[test]
fn templates_that_nest_each_other_end() {
    let of = |other: &str| {
        format!(
            "heat_template_version: wallaby\nresources:\n  a: {{type: {other}, properties: {{x: {{get_attr: [b, o]}}}}}}\n  b: {{type: {other}, properties: {{x: {{get_attr: [a, o]}}}}}}\noutputs: {{o: {{value: {{get_attr: [a, o]}}}}}}\n"
        )
    };
    let sandbox = Sandbox::new(&[("one.yaml", &of("two.yaml")), ("two.yaml", &of("one.yaml"))]);
    assert!(sandbox.inspect(&[]).is_empty());
}

#[test]
fn environment_files_give_values_and_say_what_types_stand_for() {
    let main = "heat_template_version: 2018-08-31
parameters: {size: {type: number}}
resources:
  data: {type: 'Example::Disk', properties: {size: {get_param: size}}}
";
    let environment = "parameters: {size: 20}
parameter_defaults: {name: given}
resource_registry: {'Example::Disk': ../volume.yaml}
";
    let sandbox = Sandbox::new(&[
        ("main.yaml", main),
        ("volume.yaml", VOLUME),
        ("environments/prod.yaml", environment),
        // Of another tool.
        ("config/parameters.yml", "parameters: {database_host: db}\n"),
    ]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(addresses(&resources), ["data/disk"]);
    let expected = json!({"size": 20, "name": "given"});
    assert_eq!(resource(&resources, "data/disk")["attributes"], expected);
    assert_eq!(sandbox.json(&[])["summary"]["files"], 3);
}

#[test]
fn groups_are_repeated_when_their_size_is_known() {
    let main = "heat_template_version: 2018-08-31
parameters: {many: {type: number}}
resources:
  disks:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def: {type: 'OS::Cinder::Volume', properties: {name: 'disk-%index%', size: 1}}
  more:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: many}
      resource_def: {type: 'OS::Cinder::Volume', properties: {name: 'more-%index%', size: 1}}
";
    let sandbox = Sandbox::new(&[("main.yaml", main)]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(
        addresses(&resources),
        ["disks", "disks/0", "disks/1", "more", "more/*"]
    );
    assert_eq!(
        resource(&resources, "disks/1")["attributes"]["name"],
        "disk-1"
    );
    assert_eq!(resource(&resources, "more/*")["attributes"]["size"], 1);
    assert!(resource(&resources, "more/*")["attributes"]["name"].is_null());
}

/// Heat runs `AWS::EC2::Instance` on its own cloud: nothing of the operator of that name concerns it.
#[test]
fn types_under_the_names_of_another_cloud_are_not_judged_as_its_own() {
    let main = "heat_template_version: 2018-08-31
resources: {machine: {type: 'AWS::EC2::Instance', properties: {ImageId: small}}}
";
    let sandbox = Sandbox::new(&[("main.yaml", main)]);
    let report = sandbox.json(&[]);
    let findings = report["findings"].as_array().expect("findings").iter();
    let of_it = findings.filter(|finding| finding["resource"]["address"] == "machine");
    assert_eq!(of_it.count(), 0);
}

#[test]
fn services_of_compose_never_look_green() {
    let compose = "services: {db: {image: 'registry.example.org/db:1'}}\n";
    let sandbox = Sandbox::new(&[("compose.yaml", compose)]);
    let ran = sandbox.run(&["--format", "json"]).exits(3);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["coverage"][0]["status"], "not-evaluated");
}

#[test]
fn files_are_read_within_the_root_and_conditions_leave_resources_out() {
    let main = "heat_template_version: wallaby
parameters: {test: {type: boolean, default: false}}
conditions: {is_test: {get_param: test}, cyclic: {not: cyclic}}
resources:
  left_out: {type: 'OS::Cinder::Volume', condition: is_test}
  perhaps: {type: 'OS::Cinder::Volume', condition: cyclic}
  machine:
    type: OS::Nova::Server
    properties:
      user_data: {get_file: start.sh}
      outside: {get_file: /etc/hostname}
      above: {get_file: ../../../../../../etc/hostname}
      stack: {get_param: 'OS::stack_name'}
      gone: {get_resource: left_out}
";
    let sandbox = Sandbox::new(&[("main.yaml", main), ("start.sh", "#!/bin/sh\n")]);
    let resources = sandbox.inspect(&[]);
    assert_eq!(addresses(&resources), ["perhaps", "machine"]);
    let machine = resource(&resources, "machine");
    assert_eq!(known(machine), json!({"user_data": "#!/bin/sh\n"}));
    for unknown in ["outside", "above", "stack", "gone"] {
        assert!(machine["unknown"][unknown].is_object() || machine["unknown"][unknown].is_string());
    }
}
