//! Where reading is confined to, when the user does not say.

use camino::{Utf8Path, Utf8PathBuf};

use super::path;

/// The root of a run over `targets`, seen from the absolute `working_directory`: the nearest directory
/// above all targets that holds `.git`; else the working directory, when all targets lie below it;
/// else the directory that holds all targets.
pub fn find_root(targets: &[Utf8PathBuf], working_directory: &Utf8Path) -> Utf8PathBuf {
    let common = common_directory(targets, working_directory);
    let with_git = |directory: &&Utf8Path| directory.join(".git").exists();
    if let Some(repository) = common.ancestors().find(with_git) {
        return repository.to_owned();
    }
    if common.starts_with(working_directory) {
        return working_directory.to_owned();
    }
    common
}

/// The nearest directory that holds all `targets`, seen from the absolute `working_directory`, which it is
/// itself when there is none but standard input.
pub fn common_directory(targets: &[Utf8PathBuf], working_directory: &Utf8Path) -> Utf8PathBuf {
    let mut common: Option<Utf8PathBuf> = None;
    for target in targets.iter().filter(|target| *target != "-") {
        let directory = directory_of(&path::absolute(working_directory, target));
        common = Some(match common {
            None => directory,
            Some(common) => common_ancestor(&common, &directory),
        });
    }
    common.unwrap_or_else(|| working_directory.to_owned())
}

/// The path itself when it is a directory, else the nearest directory above; so the pattern
/// `envs/*/main.tf` gives `envs`.
fn directory_of(target: &Utf8Path) -> Utf8PathBuf {
    let directory = target.ancestors().find(|ancestor| ancestor.is_dir());
    directory.unwrap_or(target).to_owned()
}

fn common_ancestor(a: &Utf8Path, b: &Utf8Path) -> Utf8PathBuf {
    let ancestor = a.ancestors().find(|ancestor| b.starts_with(ancestor));
    ancestor.unwrap_or(a).to_owned()
}

#[cfg(test)]
mod tests {
    use camino::{Utf8Path, Utf8PathBuf};

    use super::find_root;

    fn tree() -> (tempfile::TempDir, Utf8PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(directory.path().canonicalize().unwrap()).unwrap();
        for path in [
            "repository/.git",
            "repository/envs/prod",
            "repository/envs/test",
            "loose/a",
            "loose/b",
        ] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        std::fs::write(root.join("loose/a/main.tf"), "").unwrap();
        (directory, root)
    }

    #[test]
    fn the_repository_is_the_root() {
        let (_directory, base) = tree();
        let root = |targets: &[&str], from: &str| {
            let targets: Vec<Utf8PathBuf> = targets.iter().map(Utf8PathBuf::from).collect();
            let root = find_root(&targets, &base.join(from));
            root.strip_prefix(&base)
                .map(Utf8Path::to_string)
                .unwrap_or_default()
        };
        for (targets, from, expected) in [
            (vec!["envs/prod"], "repository", "repository"),
            (vec!["."], "repository/envs/prod", "repository"),
            (vec![], "repository/envs/prod", "repository"),
            (vec!["../repository/envs/*/main.tf"], "loose", "repository"),
            (vec!["a/main.tf"], "loose", "loose"),
            (vec!["-"], "loose", "loose"),
            (vec!["../b"], "loose/a", "loose/b"),
            (
                vec!["../loose/a/main.tf", "../loose/b/gone"],
                "repository",
                "loose",
            ),
        ] {
            assert_eq!(root(&targets, from), expected, "{targets:?} from {from}");
        }
    }
}
