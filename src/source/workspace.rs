//! Reading files, confined to a root, each once.

use std::fs::{self, File};
use std::hash::Hash;
use std::io::Read as _;
use std::sync::{Arc, Mutex, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{ReadError, SourceFile, SourceMap, path};
use crate::model::SourceId;

/// The files below a root, read on demand, each once, from any thread.
///
/// A path that leads out of the root, itself or through symbolic links, is refused. Relative paths are
/// seen from the working directory. `..` is resolved on the text, as Terraform does.
#[derive(Debug)]
pub struct Workspace {
    /// Where symbolic links lead from the given root.
    root: Utf8PathBuf,
    working_directory: Utf8PathBuf,
    limit: u64,
    sources: SourceMap,
    texts: Once<Utf8PathBuf, Result<SourceId, ReadError>>,
    contents: Once<Utf8PathBuf, Result<Arc<[u8]>, ReadError>>,
    /// Directories and where their symbolic links lead.
    directories: Once<Utf8PathBuf, Result<Utf8PathBuf, ReadError>>,
}

/// An entry of a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryEntry {
    /// The name.
    pub name: String,
    /// What it is, symbolic links followed.
    pub kind: EntryKind,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A device, a socket, a pipe, or a link that leads nowhere or out of the root.
    Other,
}

impl Workspace {
    /// The largest file that is read.
    pub const SIZE_LIMIT: u64 = 64 << 20;

    /// The largest plan or state that is read: what spans can point into.
    pub const LARGE_LIMIT: u64 = u32::MAX as u64;

    /// The files below `root`; both paths must be absolute.
    pub fn new(root: &Utf8Path, working_directory: &Utf8Path) -> Result<Self, ReadError> {
        Ok(Workspace {
            root: canonical(root)?,
            working_directory: path::absolute(working_directory, Utf8Path::new("")),
            limit: Self::SIZE_LIMIT,
            sources: SourceMap::default(),
            texts: Once::default(),
            contents: Once::default(),
            directories: Once::default(),
        })
    }

    /// The same with another size limit, in bytes.
    #[must_use]
    pub fn with_size_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// The directory that reading is confined to, symbolic links resolved.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The way from the root to the working directory, as paths are shown; `.` when they are one.
    pub fn origin(&self) -> Utf8PathBuf {
        path::shown(&self.root, &self.working_directory)
    }

    /// The texts read so far.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Adds a text that comes from no file, under the name it is shown as.
    pub fn add_text(&self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        self.sources.add(Utf8PathBuf::from(name), text)
    }

    /// The absolute form of a path, `.` and `..` resolved.
    pub fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        path::absolute(&self.working_directory, path)
    }

    /// The path as it is shown: relative to the working directory, with `/`.
    pub fn shown(&self, path: &Utf8Path) -> Utf8PathBuf {
        path::shown(&self.working_directory, &self.absolute(path))
    }

    /// The path seen from the root, with `/`: the same wherever the run starts.
    pub fn from_root(&self, path: &Utf8Path) -> Utf8PathBuf {
        path::shown(&self.root, &self.absolute(path))
    }

    /// Reads a text.
    pub fn read(&self, path: &Utf8Path) -> Result<SourceId, ReadError> {
        let path = self.absolute(path);
        self.texts.get(&path, |path| {
            let text = decode(self.content(path)?)?;
            Ok(self.sources.add(self.shown(path), text))
        })
    }

    /// Reads texts side by side, for those who ask later. Their ids come in the order of `paths`, so
    /// that nothing depends on which was read first.
    pub fn read_ahead(&self, paths: &[Utf8PathBuf]) {
        let texts: Vec<_> = paths
            .par_iter()
            .map(|path| {
                let path = self.absolute(path);
                let text = self.content(&path).and_then(decode).map(Arc::<str>::from);
                (self.shown(&path), path, text)
            })
            .collect();
        for (shown, path, text) in texts {
            let _ = self
                .texts
                .get(&path, |_| text.map(|text| self.sources.add(shown, text)));
        }
    }

    /// Reads a text of up to [`Workspace::LARGE_LIMIT`]: what a machine wrote.
    pub fn read_large(&self, path: &Utf8Path) -> Result<SourceId, ReadError> {
        let path = self.absolute(path);
        self.texts.get(&path, |path| {
            let limit = self.limit.max(Self::LARGE_LIMIT);
            let text = decode(self.content_within(path, limit)?)?;
            Ok(self.sources.add(self.shown(path), text))
        })
    }

    /// The first bytes of a file, at most `length`.
    pub fn head(&self, path: &Utf8Path, length: usize) -> Result<Vec<u8>, ReadError> {
        let (file, _) = self.open(&self.absolute(path))?;
        let mut head = Vec::with_capacity(length);
        file.take(length as u64)
            .read_to_end(&mut head)
            .map_err(|error| ReadError::from_system(&error))?;
        Ok(head)
    }

    /// Reads a text, and gives it.
    pub fn source(&self, path: &Utf8Path) -> Result<(SourceId, Arc<SourceFile>), ReadError> {
        let id = self.read(path)?;
        let file = self
            .sources
            .get(id)
            .expect("invariant: the map gave this id");
        Ok((id, file))
    }

    /// Reads bytes, whatever they are.
    pub fn read_bytes(&self, path: &Utf8Path) -> Result<Arc<[u8]>, ReadError> {
        let path = self.absolute(path);
        self.contents.get(&path, |path| {
            match self.texts.peek(path) {
                // Read as a text before: the same bytes.
                Some(Ok(id)) => match self.sources.get(id) {
                    Some(file) => Ok(Arc::from(Arc::clone(&file.text))),
                    None => self.content(path).map(Arc::from),
                },
                _ => self.content(path).map(Arc::from),
            }
        })
    }

    /// What a path leads to; none when nothing is there.
    pub fn kind(&self, path: &Utf8Path) -> Result<Option<EntryKind>, ReadError> {
        let real = match self.real(&self.absolute(path)) {
            Ok(real) => real,
            Err(ReadError::Missing | ReadError::NotADirectory) => return Ok(None),
            Err(error) => return Err(error),
        };
        match fs::metadata(&real) {
            Ok(metadata) => Ok(Some(kind(&metadata))),
            Err(error) => Err(ReadError::from_system(&error)),
        }
    }

    /// The entries of a directory, sorted by name. Names that are not UTF-8 are left out.
    pub fn list(&self, directory: &Utf8Path) -> Result<Vec<DirectoryEntry>, ReadError> {
        let directory = self.absolute(directory);
        let real = self.real_directory(&directory)?;
        let system = |error: std::io::Error| ReadError::from_system(&error);
        let mut entries = Vec::new();
        for entry in fs::read_dir(&real).map_err(system)? {
            let entry = entry.map_err(system)?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let file_type = entry.file_type().map_err(system)?;
            let kind = if file_type.is_file() {
                EntryKind::File
            } else if file_type.is_dir() {
                EntryKind::Directory
            } else if file_type.is_symlink() {
                let target = self.kind(&directory.join(&name));
                target.ok().flatten().unwrap_or(EntryKind::Other)
            } else {
                EntryKind::Other
            };
            entries.push(DirectoryEntry { name, kind });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// Where a path leads, symbolic links followed, when that is in the root.
    pub(super) fn real(&self, path: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return self.real_directory(path);
        };
        // The root itself, and what is above it.
        if path == self.root || self.root.starts_with(path) {
            return self.real_directory(path);
        }
        let file = match self.real_directory(parent) {
            Ok(directory) => directory.join(name),
            // The path may still be the root, by a link.
            Err(ReadError::OutsideRoot) => return self.real_directory(path),
            Err(error) => return Err(error),
        };
        match fs::symlink_metadata(&file) {
            Ok(metadata) if metadata.is_symlink() => self.confined(canonical(&file)?),
            Ok(_) => Ok(file),
            Err(error) => Err(ReadError::from_system(&error)),
        }
    }

    fn real_directory(&self, directory: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
        self.directories
            .get(directory, |directory| match canonical(directory) {
                Ok(real) => self.confined(real),
                Err(ReadError::Missing | ReadError::NotADirectory) => {
                    // Nothing may be learnt of what is outside, not even that it is not there.
                    let above = directory
                        .ancestors()
                        .skip(1)
                        .find_map(|above| canonical(above).ok());
                    above.map_or(Ok(()), |above| self.confined(above).map(drop))?;
                    Err(ReadError::Missing)
                }
                Err(error) => Err(error),
            })
    }

    fn confined(&self, real: Utf8PathBuf) -> Result<Utf8PathBuf, ReadError> {
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err(ReadError::OutsideRoot)
        }
    }

    fn content(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        self.content_within(path, self.limit)
    }

    fn content_within(&self, path: &Utf8Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (file, size) = self.open(path)?;
        let too_large = ReadError::TooLarge { limit };
        if size > limit {
            return Err(too_large);
        }
        let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        // The file may grow while it is read.
        file.take(limit.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|error| ReadError::from_system(&error))?;
        if content.len() as u64 > limit {
            return Err(too_large);
        }
        Ok(content)
    }

    /// A regular file inside of the root, and its size in bytes.
    fn open(&self, path: &Utf8Path) -> Result<(File, u64), ReadError> {
        let real = self.real(path)?;
        let system = |error: std::io::Error| ReadError::from_system(&error);
        // Asked before opening, because opening a pipe waits for a writer.
        regular(&fs::metadata(&real).map_err(system)?)?;
        let file = File::open(&real).map_err(system)?;
        let metadata = file.metadata().map_err(system)?;
        regular(&metadata)?;
        Ok((file, metadata.len()))
    }
}

/// Values computed once for each key, the computation outside of the lock.
#[derive(Debug)]
struct Once<K, V>(Mutex<FxHashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Once(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Once<K, V> {
    fn get<Q>(&self, key: &Q, compute: impl FnOnce(&Q) -> V) -> V
    where
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
        K: std::borrow::Borrow<Q>,
    {
        let cell = {
            let mut cells = self
                .0
                .lock()
                .expect("invariant: no thread panics while holding the lock");
            match cells.get(key) {
                Some(cell) => Arc::clone(cell),
                None => Arc::clone(cells.entry(key.to_owned()).or_default()),
            }
        };
        cell.get_or_init(|| compute(key)).clone()
    }

    /// The value, when it is there already.
    fn peek<Q>(&self, key: &Q) -> Option<V>
    where
        Q: Eq + Hash + ?Sized,
        K: std::borrow::Borrow<Q>,
    {
        let cells = self
            .0
            .lock()
            .expect("invariant: no thread panics while holding the lock");
        cells.get(key)?.get().cloned()
    }
}

fn canonical(path: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
    let real = fs::canonicalize(path).map_err(|error| ReadError::from_system(&error))?;
    Utf8PathBuf::from_path_buf(real).map_err(|_| ReadError::Name)
}

fn kind(metadata: &fs::Metadata) -> EntryKind {
    if metadata.is_file() {
        EntryKind::File
    } else if metadata.is_dir() {
        EntryKind::Directory
    } else {
        EntryKind::Other
    }
}

fn regular(metadata: &fs::Metadata) -> Result<(), ReadError> {
    match kind(metadata) {
        EntryKind::File => Ok(()),
        EntryKind::Directory => Err(ReadError::Directory),
        EntryKind::Other => Err(ReadError::Special),
    }
}

/// Bytes as text, or what else they are.
pub(super) fn decode(content: Vec<u8>) -> Result<String, ReadError> {
    if content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Utf16);
    }
    if memchr::memchr(0, &content).is_some() {
        return Err(ReadError::Binary);
    }
    String::from_utf8(content).map_err(|error| ReadError::NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
    })
}
