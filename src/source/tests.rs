//! Discovery and reading over real directories.

use camino::{Utf8Path, Utf8PathBuf};

use super::*;

/// A directory that is deleted at the end, and a workspace over its `root`.
struct Tree {
    _directory: tempfile::TempDir,
    base: Utf8PathBuf,
    workspace: Workspace,
}

/// Files are written below `root`, or beside it when their path begins with `../`.
fn tree(files: &[(&str, &[u8])]) -> Tree {
    let directory = tempfile::tempdir().unwrap();
    let base = directory.path().canonicalize().unwrap();
    let base = Utf8PathBuf::from_path_buf(base).unwrap();
    let root = base.join("root");
    std::fs::create_dir(&root).unwrap();
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let workspace = Workspace::new(&root, &root).unwrap();
    Tree {
        _directory: directory,
        base,
        workspace,
    }
}

fn select(paths: &[&str]) -> Selection {
    Selection {
        paths: paths.iter().map(Utf8PathBuf::from).collect(),
        ..Selection::default()
    }
}

fn found(tree: &Tree, selection: &Selection) -> (Vec<String>, Vec<(String, &'static str)>) {
    let discovered = discover(&tree.workspace, selection);
    let files = discovered
        .files
        .iter()
        .map(|file| file.path.to_string())
        .collect();
    let problems = discovered.problems.iter();
    let problems = problems.map(|problem| {
        (
            problem.path.clone().unwrap_or_default().to_string(),
            problem.code,
        )
    });
    (files, problems.collect())
}

#[test]
fn contents_that_are_not_utf8_are_told_apart() {
    let tree = tree(&[
        ("utf16.tf", b"\xff\xfea\0"),
        ("utf16be.tf", b"\xfe\xff\0a"),
        ("binary.tf", b"a\0b"),
        ("latin1.tf", b"caf\xe9"),
        ("empty.tf", b""),
        ("mark.tf", b"\xef\xbb\xbfa = 1"),
        ("large.tf", &[b'#'; 100]),
    ]);
    let workspace = tree.workspace.with_size_limit(99);
    let read = |path: &str| workspace.read(path.into()).map(|_| ());
    assert_eq!(read("utf16.tf"), Err(ReadError::Utf16));
    assert_eq!(read("utf16be.tf"), Err(ReadError::Utf16));
    assert_eq!(read("binary.tf"), Err(ReadError::Binary));
    assert_eq!(read("latin1.tf"), Err(ReadError::NotUtf8 { offset: 3 }));
    assert_eq!(read("large.tf"), Err(ReadError::TooLarge { limit: 99 }));
    assert_eq!(read("gone.tf"), Err(ReadError::Missing));
    assert_eq!(read("empty.tf/x"), Err(ReadError::NotADirectory));
    assert_eq!(read("."), Err(ReadError::Directory));
    assert_eq!(read("empty.tf"), Ok(()));
    assert_eq!(
        workspace.source("mark.tf".into()).unwrap().1.text.as_ref(),
        "\u{feff}a = 1"
    );
    assert_eq!(
        workspace.read_bytes("binary.tf".into()).unwrap().as_ref(),
        b"a\0b"
    );
}

#[test]
fn a_file_is_read_once() {
    let tree = tree(&[("main.tf", b"a = 1"), ("sub/x", b"")]);
    let first = tree.workspace.read("main.tf".into()).unwrap();
    std::fs::write(tree.base.join("root/main.tf"), "a = 2").unwrap();
    assert_eq!(tree.workspace.read("./sub/../main.tf".into()), Ok(first));
    assert_eq!(
        tree.workspace
            .read_bytes("main.tf".into())
            .unwrap()
            .as_ref(),
        b"a = 1"
    );
    assert_eq!(tree.workspace.sources().get(first).unwrap().path, "main.tf");
}

#[test]
fn nothing_outside_of_the_root_is_read() {
    let tree = tree(&[
        ("main.tf", b""),
        ("../secret.tf", b"secret"),
        ("../other/x.tf", b""),
    ]);
    let outside = Err(ReadError::OutsideRoot);
    for path in [
        "../secret.tf",
        "../gone.tf",
        "../gone/gone.tf",
        "/etc/passwd",
        "/",
        "..",
        "sub/../../secret.tf",
    ] {
        assert_eq!(tree.workspace.read(path.into()), outside, "{path}");
        assert_eq!(
            tree.workspace.kind(path.into()).map(|_| ()),
            Err(ReadError::OutsideRoot),
            "{path}"
        );
    }
    assert!(tree.workspace.list("..".into()).is_err());
    assert!(fileset(&tree.workspace, "..".into(), "*").is_err());
    let (files, problems) = found(&tree, &select(&["..", "../secret.tf", "main.tf"]));
    assert_eq!(files, ["main.tf"]);
    assert_eq!(
        problems,
        [
            ("..".into(), "outside-root"),
            ("../secret.tf".into(), "outside-root")
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_of_the_root_only() {
    use std::os::unix::fs::symlink;
    let tree = tree(&[
        ("shared/a.tf", b"a = 1"),
        ("env/x.tf", b""),
        ("../secret.tf", b"secret"),
    ]);
    let root = tree.base.join("root");
    symlink("../shared/a.tf", root.join("env/a.tf")).unwrap();
    symlink("../../secret.tf", root.join("env/secret.tf")).unwrap();
    symlink("gone.tf", root.join("env/broken.tf")).unwrap();
    symlink("loop.tf", root.join("env/loop.tf")).unwrap();
    symlink("..", root.join("env/up")).unwrap();
    symlink("../shared", root.join("env/shared")).unwrap();
    symlink(tree.base.as_path(), root.join("env/out")).unwrap();
    assert_eq!(
        tree.workspace.read("env/secret.tf".into()),
        Err(ReadError::OutsideRoot)
    );
    assert_eq!(
        tree.workspace.read("env/out/secret.tf".into()),
        Err(ReadError::OutsideRoot)
    );
    assert!(tree.workspace.read("env/up/env/a.tf".into()).is_ok());

    let broken = [
        ("env/broken.tf".to_owned(), "missing-path"),
        ("env/loop.tf".to_owned(), "link-loop"),
        ("env/secret.tf".to_owned(), "outside-root"),
    ];
    let (files, problems) = found(&tree, &select(&["."]));
    assert_eq!(files, ["env/a.tf", "env/x.tf", "shared/a.tf"]);
    assert_eq!(problems, broken);

    let (files, problems) = found(&tree, &select(&["env"]));
    assert_eq!(files, ["env/a.tf", "env/x.tf"]);
    let unwalked = ["env/shared", "env/up"].map(|path| (path.to_owned(), "link-not-followed"));
    let mut expected = [broken.as_slice(), unwalked.as_slice()].concat();
    expected.sort_unstable();
    assert_eq!(problems, expected);

    let listed = fileset(&tree.workspace, "env".into(), "**").unwrap();
    assert!(listed.contains(&"shared/a.tf".into()), "{listed:?}");
    assert!(
        !listed.iter().any(|path| path.as_str().contains("secret")),
        "{listed:?}"
    );
}

#[test]
fn ignored_hidden_and_downloaded_files_are_left_out_unless_named() {
    let tree = tree(&[
        (".gitignore", b"generated/\n*.skip.tf\n"),
        ("main.tf", b""),
        ("notes.md", b""),
        ("vars.tfvars", b""),
        ("generated/main.tf", b""),
        ("app/.ignore", b"old.tf\n"),
        ("app/old.tf", b""),
        ("app/x.skip.tf", b""),
        ("app/main.tf.json", b"{}"),
        (".hidden/main.tf", b""),
        (".terraform/modules/x/main.tf", b""),
    ]);
    let (files, problems) = found(&tree, &select(&["."]));
    assert_eq!(files, ["app/main.tf.json", "main.tf", "vars.tfvars"]);
    assert_eq!(problems, []);

    // Ignore files above the given directory count.
    let (files, _) = found(&tree, &select(&["app"]));
    assert_eq!(files, ["app/main.tf.json"]);

    let (files, problems) = found(
        &tree,
        &select(&["app/old.tf", "generated", "notes.md", "main.tf", "main.tf"]),
    );
    assert_eq!(
        files,
        ["app/old.tf", "generated/main.tf", "main.tf", "notes.md"]
    );
    assert_eq!(problems, []);
}

#[test]
fn patterns_missing_paths_and_filters() {
    let tree = tree(&[
        ("a/main.tf", b""),
        ("b/main.tf", b""),
        ("b/test/main.tf", b""),
        ("c.tofu", b""),
    ]);
    let (files, problems) = found(&tree, &select(&["*/main.tf", "*.gone", "gone.tf"]));
    assert_eq!(files, ["a/main.tf", "b/main.tf"]);
    assert_eq!(
        problems,
        [
            ("*.gone".into(), "missing-path"),
            ("gone.tf".into(), "missing-path")
        ]
    );

    // A working directory that looks like a pattern is not one.
    let odd = Workspace::new(&tree.base, &tree.base.join("[b]")).unwrap();
    let discovered = discover(&odd, &select(&["../root/*/main.tf"]));
    assert_eq!(discovered.files.len(), 2, "{discovered:?}");

    let selection = Selection {
        filter: PathFilter::new(&["*.tf".into()], &["test".into(), "a/**".into()]).unwrap(),
        ..select(&["."])
    };
    assert_eq!(found(&tree, &selection).0, ["b/main.tf"]);
}

#[test]
fn standard_input_is_a_file_among_others() {
    let tree = tree(&[("main.tf", b"")]);
    let source = tree.workspace.add_text("<stdin>", " {}");
    let selection = Selection {
        standard_input: Some(source),
        ..select(&["-", "main.tf"])
    };
    let discovered = discover(&tree.workspace, &selection);
    let [input, main] = discovered.files.as_slice() else {
        panic!("two files: {discovered:?}");
    };
    assert_eq!(
        (input.path.as_str(), input.kind, input.source),
        ("<stdin>", SourceKind::TerraformJson, Some(source))
    );
    assert_eq!(main.path, "main.tf");
}

#[test]
fn filesets_match_as_terraform_does() {
    let tree = tree(&[
        ("files/a.json", b""),
        ("files/b.yaml", b""),
        ("files/.hidden.json", b""),
        ("files/sub/c.json", b""),
        ("files/sub/deep/d.json", b""),
    ]);
    for (pattern, expected) in [
        ("*.json", &[".hidden.json", "a.json"][..]),
        ("*", &[".hidden.json", "a.json", "b.yaml"]),
        (
            "**/*.json",
            &[".hidden.json", "a.json", "sub/c.json", "sub/deep/d.json"],
        ),
        ("sub/**", &["sub/c.json", "sub/deep/d.json"]),
        ("sub/*", &["sub/c.json"]),
        ("{a,b}.*", &["a.json", "b.yaml"]),
        ("[ab].????", &["a.json", "b.yaml"]),
        ("gone/*", &[]),
    ] {
        let files = fileset(&tree.workspace, "files".into(), pattern).unwrap();
        assert_eq!(
            files,
            expected.iter().map(Utf8Path::new).collect::<Vec<_>>(),
            "{pattern}"
        );
    }
    assert!(matches!(
        fileset(&tree.workspace, "files".into(), "a["),
        Err(FilesetError::Pattern(_))
    ));
    assert!(matches!(
        fileset(&tree.workspace, "gone".into(), "*"),
        Err(FilesetError::Read { .. })
    ));
}

#[test]
fn places_count_characters_from_one() {
    let map = SourceMap::default();
    let id = map.add("a.tf".into(), "é = \"à\"\nb = 1\n");
    let place = |start, end| {
        let place = map.place(crate::model::Span::new(id, start..end)).unwrap();
        (place.line, place.column, place.end_line, place.end_column)
    };
    assert_eq!(place(0, 2), (1, 1, 1, 2));
    assert_eq!(place(5, 9), (1, 5, 1, 8));
    assert_eq!(place(10, 11), (2, 1, 2, 2));
    let id = map.add("b.tf".into(), "\u{feff}a = 1\n");
    let place = map.place(crate::model::Span::new(id, 3..4)).unwrap();
    assert_eq!((place.line, place.column, place.end_column), (1, 1, 2));
}
