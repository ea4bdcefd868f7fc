//! Reading a folder: what counts, what is refused, and no way out of it.

use std::fs;
use std::path::Path;

use super::layer::{Section, load_dir};
use super::problem::Level;

fn write(dir: &Path, below: &str, bytes: impl AsRef<[u8]>) {
    let path = dir.join(below);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

#[test]
fn files_count_by_their_place() {
    let dir = tempfile::tempdir().expect("a folder");
    for (below, text) in [
        ("facets.yaml", "facets: {}\n"),
        ("catalog/b.yml", "types: {}\n"),
        ("catalog/a/c.yaml", "types: {}\n"),
        ("rules/r.yaml", "rules: {}\n"),
        ("packs/ours/pack.yaml", "requirements: {}\n"),
        ("packs/loose.yaml", "requirements: {}\n"),
        ("catalog/readme.md", "# not a policy\n"),
        ("catalog/.hidden.yaml", "- not read\n"),
        ("schema/facets.json", "{}\n"),
    ] {
        write(dir.path(), below, text);
    }
    let (layer, problems) = load_dir(dir.path());
    let root = dir.path().display().to_string().replace('\\', "/");
    let read: Vec<_> = layer
        .files
        .iter()
        .map(|file| {
            (
                file.name.trim_start_matches(&root).trim_start_matches('/'),
                &file.section,
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("catalog/a/c.yaml", &Section::Catalog),
            ("catalog/b.yml", &Section::Catalog),
            ("facets.yaml", &Section::Facets),
            ("packs/ours/pack.yaml", &Section::Pack("ours".into())),
            ("rules/r.yaml", &Section::Rules),
        ]
    );
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].level, Level::Warning);
    assert!(problems[0].file.ends_with("packs/loose.yaml"));
    assert_eq!(layer.text(&layer.files[0].name), Some("types: {}\n"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "rules/binary.yaml", [0xff, 0xfe, 0x00]);
    write(dir.path(), "rules/broken.yaml", "rules: [\n");
    write(dir.path(), "rules/long.yaml", vec![b'#'; (8 << 20) + 1]);
    write(dir.path(), "rules/deep.yaml", "[".repeat(50_000));
    let (layer, problems) = load_dir(dir.path());
    let said: Vec<_> = problems
        .iter()
        .map(|problem| problem.message.en.as_str())
        .collect();
    assert_eq!(problems.len(), 4, "{said:?}");
    assert!(
        said[0].starts_with("cannot be read: invalid utf-8"),
        "{said:?}"
    );
    assert!(said[1].starts_with("invalid YAML"), "{said:?}");
    assert!(said[3].starts_with("the text is longer than"), "{said:?}");
    // The text of a file that could not be parsed is kept for its caret.
    assert_eq!(layer.text(&problems[1].file), Some("rules: [\n"));

    let (layer, problems) = load_dir(&dir.path().join("missing"));
    assert!(layer.files.is_empty());
    assert!(problems[0].message.en.starts_with("cannot be read"));
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "secret.yaml", "rules: {}\n");
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "rules/own.yaml", "rules: {}\n");
    symlink(
        outside.path().join("secret.yaml"),
        dir.path().join("rules/out.yaml"),
    )
    .expect("a link");
    symlink(
        dir.path().join("rules/own.yaml"),
        dir.path().join("rules/in.yaml"),
    )
    .expect("a link");
    symlink(dir.path(), dir.path().join("rules/around")).expect("a link");
    let (layer, problems) = load_dir(dir.path());
    assert_eq!(layer.files.len(), 2, "the file and the link to it");
    let mut said: Vec<_> = problems
        .iter()
        .map(|problem| problem.message.en.as_str())
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            "a linked or too deep folder is not read",
            "the link leads out of the policy folder"
        ]
    );
}
