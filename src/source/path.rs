//! Paths as text, without asking the file system.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// `path` seen from `directory`, an absolute path, without `.` and `..`, as Terraform cleans module
/// paths. The result is absolute.
pub(crate) fn absolute(directory: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    let mut cleaned = Utf8PathBuf::new();
    for component in directory.join(path).components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// An absolute path as it is shown: relative to `directory` when they have more than the file system
/// in common, with `/` between names.
pub(crate) fn shown(directory: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    let from: Vec<_> = directory.components().collect();
    let to: Vec<_> = path.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let is_name = |component: &&Utf8Component<'_>| matches!(component, Utf8Component::Normal(_));
    let related = from.len() == common || from.iter().take(common).any(|name| is_name(&name));
    if !related {
        return slashes(path.as_str()).into();
    }
    let up = std::iter::repeat_n("..", from.len() - common);
    let down = to.iter().skip(common).map(Utf8Component::as_str);
    let names: Vec<&str> = up.chain(down).collect();
    if names.is_empty() {
        return Utf8PathBuf::from(".");
    }
    names.join("/").into()
}

fn slashes(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '/' {
        path.to_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{absolute, shown};

    #[test]
    fn paths_are_cleaned() {
        for (path, cleaned) in [
            ("a/./b", "/srv/a/b"),
            ("../x.tf", "/x.tf"),
            ("../../../x.tf", "/x.tf"),
            ("/etc/../x", "/x"),
            ("", "/srv"),
        ] {
            assert_eq!(absolute("/srv".into(), path.into()), cleaned, "{path}");
        }
    }

    #[test]
    fn paths_are_shown_from_the_working_directory() {
        for (path, expected) in [
            ("/srv/a/main.tf", "main.tf"),
            ("/srv/a/b/main.tf", "b/main.tf"),
            ("/srv/b/main.tf", "../b/main.tf"),
            ("/srv/a", "."),
            ("/etc/main.tf", "/etc/main.tf"),
        ] {
            assert_eq!(shown("/srv/a".into(), path.into()), expected, "{path}");
        }
        assert_eq!(shown("/".into(), "/etc/x".into()), "etc/x");
    }
}
