//! The tree of an old revision, laid out in a directory of its own so that it is read by the same rules as
//! the work tree.
//!
//! The repository is only read: no work tree, index or reference changes, no hook, filter or other program
//! runs, nothing is fetched, and of the configuration only the repository's own is looked at.

use std::fs;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use gix::objs::tree::EntryKind;
use tempfile::TempDir;

use crate::text::Text;

/// The most files of a revision that are laid out.
const MOST_FILES: usize = 500_000;

/// The most bytes of a revision that are laid out.
const MOST_BYTES: u64 = 4 << 30;

/// The largest file that is laid out, in bytes; rempart reads none that is larger.
const LARGEST_FILE: u64 = super::Workspace::SIZE_LIMIT;

/// Directories nested deeper than this are an attack.
const DEEPEST: usize = 256;

/// The commit to compare with, laid out.
#[derive(Debug)]
pub struct OldTree {
    directory: TempDir,
    /// Where the repository of the present has its files.
    repository: Utf8PathBuf,
    /// The paths of submodules, which are not there.
    pub submodules: Vec<Utf8PathBuf>,
}

impl OldTree {
    /// Lays out the last commit that the branch of `HEAD` and `revision` share, in the repository that holds
    /// the absolute `directory`.
    ///
    /// # Errors
    /// When there is no repository, no such revision, no such commit, or no room; says what to do.
    pub fn checked_out(directory: &Utf8Path, revision: &str) -> Result<Self, Text> {
        let real = directory
            .canonicalize_utf8()
            .map_err(|error| unreadable(&error.to_string()))?;
        let repository = real
            .ancestors()
            .find(|ancestor| ancestor.join(".git").exists())
            .ok_or_else(|| {
                Text::new(
                    format!("--changed-since needs a git repository, and {directory} is in none"),
                    format!(
                        "--changed-since demande un dépôt git, et {directory} n'est dans aucun"
                    ),
                )
            })?
            .to_owned();
        let options = gix::open::Options::isolated().with(gix::sec::Trust::Full);
        let opened = gix::open_opts(repository.as_std_path(), options)
            .map_err(|error| unreadable(&error.to_string()))?;
        let base = shared_commit(&opened, revision)?;
        let target = tempfile::Builder::new()
            .prefix("rempart-")
            .tempdir()
            .map_err(|error| no_room(&error.to_string()))?;
        let mut layout = Layout {
            repository: &opened,
            submodules: Vec::new(),
            files: 0,
            bytes: 0,
        };
        let tree = opened
            .find_object(base)
            .and_then(gix::Object::peel_to_tree)
            .map_err(|_| incomplete(&opened, revision))?;
        layout.directory(tree.id, target.path(), Utf8Path::new(""), 0)?;
        let submodules = layout.submodules;
        Ok(OldTree {
            directory: target,
            repository,
            submodules,
        })
    }

    /// Where the repository of the present has its files, symbolic links resolved.
    pub fn repository(&self) -> Utf8PathBuf {
        self.repository.clone()
    }

    /// Where a path of the present lies in the old tree.
    ///
    /// # Errors
    /// When the absolute `path` lies outside of the repository.
    pub fn path(&self, path: &Utf8Path) -> Result<Utf8PathBuf, Text> {
        let real = path.canonicalize_utf8().ok();
        let below = path.strip_prefix(&self.repository).ok().or_else(|| {
            let real = real.as_deref()?;
            real.strip_prefix(&self.repository).ok()
        });
        let below = below.ok_or_else(|| {
            Text::new(
                format!(
                    "{path} lies outside of the repository {}, which --changed-since compares",
                    self.repository
                ),
                format!(
                    "{path} est hors du dépôt {}, que --changed-since compare",
                    self.repository
                ),
            )
        })?;
        let root = Utf8Path::from_path(self.directory.path())
            .ok_or_else(|| no_room("the name of the temporary directory is not UTF-8"))?;
        Ok(if below.as_str().is_empty() {
            root.to_owned()
        } else {
            root.join(below)
        })
    }

    /// Adds a text of the present that no revision holds, such as a downloaded module.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, path: &Utf8Path, text: &str) -> Result<(), Text> {
        let target = self.path(path)?;
        if target.exists() {
            return Ok(());
        }
        let written = target
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&target, text));
        written.map_err(|error| no_room(&error.to_string()))
    }
}

/// The best commit that is an ancestor of both.
fn shared_commit(repository: &gix::Repository, revision: &str) -> Result<gix::ObjectId, Text> {
    let commit = |spec: &str| -> Option<gix::ObjectId> {
        let id = repository.rev_parse_single(spec).ok()?;
        let commit = id.object().ok()?.peel_to_commit().ok()?;
        Some(commit.id)
    };
    let shallow = repository.is_shallow().unwrap_or(false);
    let Some(theirs) = commit(revision) else {
        return Err(if shallow {
            Text::new(
                format!(
                    "there is no revision `{revision}` in this shallow clone: fetch the whole history (`fetch-depth: 0` for actions/checkout, else `git fetch --unshallow`)"
                ),
                format!(
                    "il n'y a pas de révision `{revision}` dans ce clone partiel : récupérez tout l'historique (`fetch-depth: 0` pour actions/checkout, sinon `git fetch --unshallow`)"
                ),
            )
        } else {
            Text::new(
                format!(
                    "there is no revision `{revision}` in this repository: check its spelling, or fetch it first"
                ),
                format!(
                    "il n'y a pas de révision `{revision}` dans ce dépôt : vérifiez l'orthographe, ou récupérez-la d'abord"
                ),
            )
        });
    };
    let Some(ours) = commit("HEAD") else {
        return Err(Text::new(
            "this repository has no commit yet: there is nothing to compare with",
            "ce dépôt n'a encore aucun commit : il n'y a rien à comparer",
        ));
    };
    match repository.merge_base(ours, theirs) {
        Ok(Some(base)) => Ok(base.detach()),
        Ok(None) if !shallow => Err(Text::new(
            format!("`{revision}` and HEAD share no history: there is nothing to compare with"),
            format!(
                "`{revision}` et HEAD n'ont pas d'historique commun : il n'y a rien à comparer"
            ),
        )),
        Ok(None) | Err(_) => Err(incomplete(repository, revision)),
    }
}

/// Writes trees to directories.
struct Layout<'r> {
    repository: &'r gix::Repository,
    submodules: Vec<Utf8PathBuf>,
    files: usize,
    bytes: u64,
}

impl Layout<'_> {
    fn directory(
        &mut self,
        tree: gix::ObjectId,
        target: &Path,
        path: &Utf8Path,
        depth: usize,
    ) -> Result<(), Text> {
        let broken = || unreadable("its objects are incomplete");
        if depth > DEEPEST {
            return Err(too_large());
        }
        let tree = self.repository.find_tree(tree).map_err(|_| broken())?;
        let entries = tree.decode().map_err(|_| broken())?.entries;
        for entry in entries {
            // A name that is not UTF-8 can neither be shown nor read, and one that leads elsewhere is none
            // that git would check out.
            let Some(name) = std::str::from_utf8(entry.filename)
                .ok()
                .filter(|name| is_plain(name))
            else {
                continue;
            };
            let (below, target) = (path.join(name), target.join(name));
            let id = entry.oid.to_owned();
            match entry.mode.kind() {
                EntryKind::Tree => {
                    fs::create_dir_all(&target).map_err(|error| no_room(&error.to_string()))?;
                    self.directory(id, &target, &below, depth + 1)?;
                }
                EntryKind::Commit => self.submodules.push(below),
                kind => self.file(id, &target, kind == EntryKind::Link)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, id: gix::ObjectId, target: &Path, is_link: bool) -> Result<(), Text> {
        let broken = || unreadable("its objects are incomplete");
        let size = self
            .repository
            .find_header(id)
            .map_err(|_| broken())?
            .size();
        if size > LARGEST_FILE {
            return Ok(());
        }
        self.files += 1;
        self.bytes += size;
        if self.files > MOST_FILES || self.bytes > MOST_BYTES {
            return Err(too_large());
        }
        let blob = self.repository.find_object(id).map_err(|_| broken())?;
        let written = if is_link {
            link(&blob.data, target)
        } else {
            fs::write(target, &blob.data)
        };
        written.map_err(|error| no_room(&error.to_string()))
    }
}

/// A link leads where it says; the workspace refuses to follow it out of its root.
#[cfg(unix)]
fn link(content: &[u8], target: &Path) -> std::io::Result<()> {
    use std::os::unix::ffi::OsStrExt as _;
    std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(content), target)
}

/// Where links are a privilege, git writes what they say into a file.
#[cfg(not(unix))]
fn link(content: &[u8], target: &Path) -> std::io::Result<()> {
    fs::write(target, content)
}

/// Whether a name stays in its directory on every system.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name != "."
        && name != ".."
        && !name.eq_ignore_ascii_case(".git")
        && !name.contains(['/', '\0'])
        && (cfg!(unix) || !name.contains(['\\', ':']))
}

fn incomplete(repository: &gix::Repository, revision: &str) -> Text {
    if repository.is_shallow().unwrap_or(false) {
        Text::new(
            format!(
                "this clone is too shallow to find where the branch left `{revision}`: fetch the whole history (`fetch-depth: 0` for actions/checkout, else `git fetch --unshallow`)"
            ),
            format!(
                "ce clone est trop partiel pour trouver où la branche a quitté `{revision}` : récupérez tout l'historique (`fetch-depth: 0` pour actions/checkout, sinon `git fetch --unshallow`)"
            ),
        )
    } else {
        unreadable("its objects are incomplete")
    }
}

fn unreadable(why: &str) -> Text {
    Text::new(
        format!("the git repository cannot be read: {why}"),
        format!("le dépôt git est illisible : {why}"),
    )
}

fn no_room(why: &str) -> Text {
    Text::new(
        format!("the old revision cannot be laid out in a temporary directory: {why}"),
        format!("l'ancienne révision ne peut pas être posée dans un répertoire temporaire : {why}"),
    )
}

fn too_large() -> Text {
    Text::new(
        "the old revision is too large to be compared; use a baseline instead",
        "l'ancienne révision est trop grande pour être comparée ; utilisez plutôt une référence (`rempart baseline`)",
    )
}
