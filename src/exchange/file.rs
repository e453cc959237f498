//! Output files that are there whole or not at all.
//!
//! The content goes to a temporary file in the same folder, which is synced and then renamed: a crash,
//! a full disk or an error on the way leaves no half file and an older one untouched.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, ErrorKind, Result};

/// What to do about a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Refuse.
    Keep,
    /// Replace it.
    Replace,
}

/// A file under way; it appears under its name with [`Self::commit`] only.
pub struct PendingFile {
    path: PathBuf,
    existing: Existing,
    temporary: BufWriter<NamedTempFile>,
}

impl PendingFile {
    /// Begins the file `path`.
    ///
    /// # Errors
    /// [`ErrorKind::Exists`] if it is there and is to be kept; [`ErrorKind::Io`] if its folder
    /// cannot be written to.
    pub fn create(path: &Path, existing: Existing) -> Result<PendingFile> {
        check(path, existing)?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A temporary file is private by default; the finished one is an ordinary file (the umask applies).
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temporary = builder
            .prefix(".muwazi-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .map_err(|e| Error::io(folder, e))?;
        Ok(PendingFile { path: path.to_path_buf(), existing, temporary: BufWriter::new(temporary) })
    }

    /// Makes the file appear under its name.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the content cannot be stored; [`ErrorKind::Exists`] if another program
    /// has made the file meanwhile.
    pub fn commit(self) -> Result<PathBuf> {
        let PendingFile { path, existing, temporary } = self;
        let temporary = temporary.into_inner().map_err(|e| Error::io(&path, e.into_error()))?;
        temporary.as_file().sync_all().map_err(|e| Error::io(&path, e))?;
        let stored = match existing {
            Existing::Replace => temporary.persist(&path),
            Existing::Keep => temporary.persist_noclobber(&path),
        };
        match stored {
            Ok(_) => {
                sync_folder(&path);
                Ok(path)
            }
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(&path)),
            Err(e) => Err(Error::io(&path, e.error)),
        }
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

/// Makes the new name last through a power cut. Not every system can do that for a folder, and the file itself is
/// safe either way: a failure is none of the user's.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = std::fs::File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

/// Refuses a file that exists and is to be kept: to be asked before long work, too.
///
/// # Errors
/// [`ErrorKind::Exists`].
pub fn check(path: &Path, existing: Existing) -> Result<()> {
    if existing == Existing::Keep && path.exists() {
        return Err(exists(path));
    }
    Ok(())
}

fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, "the file exists already")
        .in_file(path)
        .remedy("give another name with -o, or --force to replace it")
}
