//! Bad input: a clear message with a place, the right exit code, everything else still reported.

use std::fmt::Write as _;

use crate::common::{fixture_files, repository};
use crate::program::{Ran, Sandbox, in_repository};

/// A file whose resources are judged whatever stands beside it.
const GOOD: &str = "resource \"aws_s3_bucket\" \"good\" {\n  bucket = \"records\"\n}\n";

/// Checks a directory of a good file and another one.
fn beside_good(path: &str, bytes: impl AsRef<[u8]>) -> Ran {
    let sandbox = Sandbox::new(&[("good.tf", GOOD)]);
    sandbox.write(path, bytes);
    let ran = sandbox.run(&["--show", "fail,unknown,pass"]);
    assert!(
        ran.out.contains("aws_s3_bucket.good"),
        "good.tf is judged:\n{}",
        ran.out
    );
    ran
}

#[test]
fn every_hostile_fixture_is_told_and_costs_no_more_than_itself() {
    let files = fixture_files("fixtures/hostile");
    assert!(files.len() > 10, "there are hostile fixtures");
    for path in files {
        let name = path.file_name().expect("a file");
        let bytes = std::fs::read(repository().join(&path)).expect("a fixture can be read");
        let ran = beside_good(name, bytes);
        let sound = ["empty.tf", "byte_order_mark.tf", "windows_line_ends.tf"].contains(&name);
        if sound {
            assert_ne!(ran.code, 3, "{name}:\n{}", ran.out);
        } else {
            assert_eq!(ran.code, 3, "{name}:\n{}", ran.out);
            assert!(ran.out.contains(name), "{name} is named:\n{}", ran.out);
        }
    }
}

#[test]
fn a_broken_block_costs_that_block_and_gets_a_caret() {
    let ran = beside_good(
        "a.tf",
        "resource \"aws_s3_bucket\" \"first\" {}\n\nresource \"aws_s3_bucket\" \"broken\" {\n  bucket = = \"x\"\n}\n\nresource \"aws_s3_bucket\" \"last\" {}\n",
    )
    .exits(3)
    .says("aws_s3_bucket.first")
    .says("aws_s3_bucket.last")
    .says("╭─[a.tf:4:")
    .says("bucket = = \"x\"");
    assert!(
        ran.out
            .contains("Not evaluated, or in part only:\n  a.tf: "),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_not_utf8_text_is_named_with_the_next_step() {
    let utf16: Vec<u8> = "\u{feff}resource"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    beside_good("x.tf", utf16)
        .exits(3)
        .says("x.tf: this file cannot be read: this is UTF-16 text; save it as UTF-8");
    beside_good("x.tf", b"\x7fELF\0\0\0")
        .exits(3)
        .says("x.tf: this file cannot be read: this is binary, not text");
    beside_good("x.tf", b"a = \"\xe9\"\n")
        .exits(3)
        .says("x.tf: this file cannot be read: byte 5 is not UTF-8 text; save the file as UTF-8");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_no_place() {
    for mark in ["", "\u{feff}"] {
        let text = format!(
            "{mark}resource \"aws_db_instance\" \"d\" {{\r\n  storage_encrypted = false\r\n}}\r\n"
        );
        let report = Sandbox::new(&[("main.tf", &text)]).json(&[]);
        let findings = report["findings"].as_array().expect("a list");
        let finding = findings
            .iter()
            .find(|finding| finding["rule"] == "database-encrypted")
            .expect("it fails");
        assert_eq!(finding["location"]["line"], 2);
        assert_eq!(finding["location"]["column"], 23);
        assert_eq!(finding["location"]["end_column"], 28);
        let human = Sandbox::new(&[("main.tf", &text)]).run(&[]);
        assert!(!human.out.contains('\r'), "no carriage return in a report");
    }
}

#[test]
fn references_in_a_circle_are_told_once_with_their_names() {
    let ran = beside_good(
        "c.tf",
        "locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = local.a\n}\n",
    );
    assert_eq!(
        ran.out.matches("× a definition depends on itself").count(),
        1,
        "{}",
        ran.out
    );
    let ran = ran.says("local.a").says("local.b").says("╭─[c.tf:");
    let told = ran.out.replace("\n    ", " ");
    assert!(
        told.contains("the definition depends on itself"),
        "the value is unknown for that reason:\n{told}"
    );
}

#[test]
fn modules_that_call_each_other_are_told() {
    let sandbox = Sandbox::new(&[
        (
            "main.tf",
            "module \"a\" {\n  source = \"./a\"\n}\nresource \"aws_s3_bucket\" \"good\" {}\n",
        ),
        (
            "a/main.tf",
            "module \"b\" {\n  source = \"../b\"\n}\nresource \"aws_s3_bucket\" \"in_a\" {}\n",
        ),
        (
            "b/main.tf",
            "module \"a\" {\n  source = \"../a\"\n}\nresource \"aws_s3_bucket\" \"in_b\" {}\n",
        ),
    ]);
    sandbox
        .run(&[])
        .exits(3)
        .says("aws_s3_bucket.good")
        .says("module.a.aws_s3_bucket.in_a")
        .says("module.a.module.b.aws_s3_bucket.in_b")
        .says("╭─[");
    // A module that calls itself.
    Sandbox::new(&[(
        "main.tf",
        "module \"self\" {\n  source = \"./\"\n}\nresource \"aws_s3_bucket\" \"x\" {}\n",
    )])
    .run(&[])
    .exits(3)
    .says("aws_s3_bucket.x");
}

#[test]
fn nothing_outside_the_root_is_read_by_any_way() {
    let outside = Sandbox::new(&[
        (
            "secret/main.tf",
            "resource \"aws_s3_bucket\" \"secret\" {}\n",
        ),
        ("secret/password.txt", "invented-secret-value"),
    ]);
    let at = outside.path("secret").display().to_string();
    let sandbox = Sandbox::new(&[(
        "main.tf",
        &format!(
            "module \"m\" {{\n  source = \"../secret\"\n}}\nresource \"aws_s3_bucket\" \"good\" {{\n  bucket = file(\"{at}/password.txt\")\n}}\n"
        ),
    )]);
    let ran = sandbox.run(&["--show", "fail,unknown,pass"]).exits(3);
    let ran = ran
        .says("aws_s3_bucket.good")
        .says_nothing_of("aws_s3_bucket.secret");
    let ran = ran.says_nothing_of("invented-secret-value");
    ran.says("`../secret` lies outside the directory being checked and is not read");
    let resources = sandbox.inspect(&[]);
    let bucket = &resources[0];
    assert!(bucket["attributes"]["bucket"].is_null(), "{bucket}");
    let why = bucket["unknown"]["bucket"].as_str().expect("a reason");
    assert!(why.contains("password.txt"), "{why}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_out_of_the_root_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = Sandbox::new(&[("secret.tf", "resource \"aws_s3_bucket\" \"secret\" {}\n")]);
    let sandbox = Sandbox::new(&[("good.tf", GOOD)]);
    symlink(outside.path("secret.tf"), sandbox.path("link.tf")).expect("links can be made");
    symlink(outside.path(""), sandbox.path("directory")).expect("links can be made");
    symlink("loop.tf", sandbox.path("loop.tf")).expect("links can be made");
    sandbox
        .run(&["--show", "fail,pass"])
        .exits(3)
        .says("link.tf: this lies outside of the root")
        .says("loop.tf: symbolic links lead in a circle here")
        .says("aws_s3_bucket.good")
        .says_nothing_of("aws_s3_bucket.secret");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told() {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new(&[("good.tf", GOOD), ("locked.tf", GOOD)]);
    let locked = sandbox.path("locked.tf");
    std::fs::set_permissions(&locked, Permissions::from_mode(0o000)).expect("it is ours");
    // The superuser reads everything.
    let refused = std::fs::read(&locked).is_err();
    let ran = sandbox.run(&["--show", "fail,pass"]);
    if refused {
        ran.exits(3)
            .says("locked.tf: the system refuses to read this")
            .says("aws_s3_bucket.good");
    }
}

#[test]
fn a_directory_named_like_a_file_is_walked() {
    let sandbox = Sandbox::new(&[("module.tf/main.tf", GOOD)]);
    sandbox
        .run(&["--show", "fail,pass"])
        .says("╭─[module.tf/main.tf:1:1]");
}

#[test]
fn deep_nesting_ends_in_a_message() {
    let deep = |open: &str, close: &str| {
        let (open, close) = (open.repeat(20_000), close.repeat(20_000));
        format!("locals {{\n  v = {open}1{close}\n}}\n")
    };
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a=", "}"),
        ("!", ""),
        ("-", ""),
        ("f(", ")"),
        ("1+", ""),
    ] {
        beside_good("deep.tf", deep(open, close))
            .exits(3)
            .says("deep.tf");
    }
    let blocks = format!(
        "resource \"a_b\" \"c\" {{\n{}{}}}\n",
        "x {\n".repeat(5_000),
        "}\n".repeat(5_000)
    );
    beside_good("deep.tf", blocks).exits(3).says("deep.tf");
    let json = format!(
        "{{\"locals\": {{\"v\": {}1{}}}}}",
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    beside_good("deep.tf.json", json)
        .exits(3)
        .says("deep.tf.json");
    let template = format!(
        "locals {{\n  v = \"{}x{}\"\n}}\n",
        "${\"".repeat(5_000),
        "\"}".repeat(5_000)
    );
    beside_good("deep.tf", template).exits(3).says("deep.tf");
}

#[test]
fn long_chains_of_definitions_are_followed_or_told() {
    let mut chain = String::from("locals {\n  v0 = true\n");
    for n in 1..5_000 {
        writeln!(chain, "  v{n} = local.v{}", n - 1).expect("it is memory");
    }
    chain.push_str(
        "}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = local.v4999\n}\n",
    );
    beside_good("chain.tf", chain).says("aws_db_instance.d");
}

#[test]
fn what_grows_by_doubling_is_stopped() {
    let mut doubling = String::from("locals {\n  v0 = \"xxxxxxxxxxxxxxxx\"\n");
    for n in 1..60 {
        writeln!(
            doubling,
            "  v{n} = \"${{local.v{0}}}${{local.v{0}}}\"",
            n - 1
        )
        .expect("it is memory");
    }
    doubling.push_str("}\nresource \"aws_s3_bucket\" \"d\" {\n  bucket = local.v59\n}\n");
    beside_good("doubling.tf", doubling).says("aws_s3_bucket.d");
    beside_good(
        "count.tf",
        "resource \"aws_s3_bucket\" \"d\" {\n  count = 1000000000\n}\n",
    )
    .says("aws_s3_bucket.d");
    beside_good(
        "product.tf",
        "locals {\n  r = range(1024)\n  v = setproduct(local.r, local.r, local.r, local.r)\n}\nresource \"aws_s3_bucket\" \"d\" {\n  bucket = local.v[0][0]\n}\n",
    )
    .says("aws_s3_bucket.d");
}

#[test]
fn a_huge_line_is_read_and_not_drawn() {
    let long = format!(
        "resource \"aws_db_instance\" \"d\" {{\n  tags = {{ x = \"{}\" }}\n  storage_encrypted = false\n}}\n",
        "x".repeat(2_000_000)
    );
    let ran = beside_good("long.tf", long).says("aws_db_instance.d");
    assert!(
        ran.out.len() < 100_000,
        "the report has {} bytes",
        ran.out.len()
    );
}

#[test]
fn the_unclosed_is_pointed_at() {
    for (text, what) in [
        ("locals {\n  v = <<EOT\nnever ends\n", "heredoc"),
        ("locals {\n  v = \"never ends\n}\n", "string"),
        ("locals {\n  v = \"${1\"\n}\n", "interpolation"),
        ("/* never ends\n", "comment"),
        ("locals {\n  v = [1,\n", "list"),
    ] {
        let ran = beside_good("open.tf", text).exits(3);
        assert!(ran.out.contains("╭─[open.tf:"), "{what}:\n{}", ran.out);
    }
}

#[test]
fn values_files_that_are_broken_are_told() {
    let declared = "variable \"v\" {\n  type    = bool\n  default = true\n}\n";
    let sandbox = Sandbox::new(&[
        ("good.tf", GOOD),
        ("v.tf", declared),
        ("x.auto.tfvars", "v = = true\n"),
    ]);
    sandbox
        .run(&[])
        .exits(3)
        .says("╭─[x.auto.tfvars:1:")
        .says("aws_s3_bucket.good");
    let sandbox = Sandbox::new(&[
        ("good.tf", GOOD),
        ("v.tf", declared),
        ("x.auto.tfvars.json", "{\"v\": tru}"),
    ]);
    sandbox
        .run(&[])
        .exits(3)
        .says("╭─[x.auto.tfvars.json:1:")
        .says("aws_s3_bucket.good");
    let sandbox = Sandbox::new(&[
        ("good.tf", GOOD),
        ("v.tf", declared),
        ("x.tfvars", "v = \"perhaps\"\n"),
    ]);
    sandbox
        .run(&["--var-file", "x.tfvars"])
        .says("╭─[x.tfvars:1:")
        .says("aws_s3_bucket.good");
}

#[test]
fn no_text_of_a_file_steers_the_terminal() {
    let text = "resource \"aws_db_instance\" \"d\" {\n  identifier = \"\u{1b}[2J\u{9b}31m\" # \u{1b}]0;title\u{7}\n  storage_encrypted = false\n}\n";
    let sandbox = Sandbox::new(&[("main.tf", text)]);
    for arguments in [
        &["check"][..],
        &["inspect"],
        &["check", "--lang", "fr", "--detailed"],
    ] {
        let ran = sandbox.run(arguments);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{9b}', '\u{7}']),
            "{arguments:?}:\n{:?}",
            ran.out
        );
    }
}

#[test]
fn the_repository_itself_is_read_without_a_fault() {
    let ran = in_repository(&[
        "check",
        "fixtures",
        "--format",
        "json",
        "--fail-on",
        "never",
    ]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(report["summary"]["resources"].as_u64() > Some(1000));
}

/// A plan of one bucket, whose values hold `more`.
fn plan(version: &str, more: &str, configuration: &str) -> String {
    let resource = format!(
        r#"{{"address":"aws_s3_bucket.planned","mode":"managed","type":"aws_s3_bucket","name":"planned","provider_name":"registry.example.org/hashicorp/aws","values":{{"bucket":"records"{more}}}}}"#
    );
    let block = format!(
        r#"{{"address":"aws_s3_bucket.planned","mode":"managed","type":"aws_s3_bucket","name":"planned","provider_config_key":"aws","expressions":{{"bucket":{{"constant_value":"records"}}{configuration}}}}}"#
    );
    format!(
        r#"{{"format_version":"{version}","terraform_version":"1.12.6","planned_values":{{"root_module":{{"resources":[{resource}]}}}},"configuration":{{"root_module":{{"resources":[{block}]}}}}}}"#
    )
}

#[test]
fn a_plan_that_is_cut_anywhere_is_told_and_the_rest_judged() {
    let whole = plan("1.2", "", "");
    beside_good("plan.json", &whole).says("aws_s3_bucket.planned");
    for length in [60, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        beside_good("plan.json", &whole[..length])
            .exits(3)
            .says("plan.json: this JSON ends too early, at line 1");
    }
}

#[test]
fn a_plan_of_another_form_is_told() {
    for (version, shown) in [("2.0", "2.0"), ("0.1", "0.1"), ("", "")] {
        beside_good("plan.json", plan(version, "", ""))
            .exits(3)
            .says(&format!(
                "the format version is `{shown}` and rempart reads 1.x"
            ));
    }
    let number = plan("1.2", "", "").replace("\"1.2\"", "12");
    beside_good("plan.json", number)
        .exits(3)
        .says("the format version is `12` and rempart reads 1.x");
    beside_good(
        "plan.json",
        r#"{"format_version":"1.2","planned_values":{"root_module":[]}}"#,
    )
    .exits(3)
    .says("plan.json: this is not laid out as a plan or a state");
}

#[test]
fn a_plan_with_a_million_characters_in_a_text_is_judged() {
    let text = "x".repeat(1_000_000);
    let ran = beside_good("plan.json", plan("1.2", &format!(r#","acl":"{text}""#), ""));
    assert_ne!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("aws_s3_bucket.planned"));
    assert!(ran.out.len() < 200_000, "a value is shortened in a report");
}

#[test]
fn a_plan_that_nests_ten_thousand_levels_deep_costs_that_resource() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (values, configuration) in [
        (format!(r#","tags":{deep}"#), String::new()),
        (String::new(), format!(r#","tags":{deep}"#)),
    ] {
        beside_good("plan.json", plan("1.2", &values, &configuration))
            .exits(3)
            .says("`aws_s3_bucket.planned` cannot be read, and is not judged");
    }
    let frame = format!(
        r#"{{"format_version":"1.2","planned_values":{}"#,
        "[".repeat(1_000_000)
    );
    beside_good("plan.json", frame).exits(3).says("plan.json: ");
}

#[test]
fn sources_that_nest_ten_thousand_levels_deep_cost_themselves() {
    let nested = |open: &str, inner: &str, close: &str| {
        let (open, close) = (open.repeat(10_000), close.repeat(10_000));
        format!("resource \"aws_s3_bucket\" \"deep\" {{\n  bucket = {open}{inner}{close}\n}}\n")
    };
    for text in [
        nested("[", "", "]"),
        nested("(", "1", ")"),
        nested("{ a = ", "1", " }"),
        nested("\"${", "1", "}\""),
        nested("upper(", "1", ")"),
        nested("true ? ", "1", " : 2"),
        nested("[for a in ", "[]", " : a]"),
        nested("-", "1", ""),
        nested("1 + ", "1", ""),
    ] {
        beside_good("deep.tf", text)
            .exits(3)
            .says("this nests too deeply to be read");
    }
    let json = format!(
        r#"{{"locals":{{"a":{}{}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    beside_good("deep.tf.json", json)
        .exits(3)
        .says("nest too deeply here to be read");
}
