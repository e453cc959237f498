//! Whether the file that was opened is still the one of that name.
//!
//! A file that was moved away, deleted or replaced can still be written to by those who have it open, and nobody would
//! ever read it again. One look at the folder before each transaction keeps a server from acknowledging that.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// Which file stood at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity([u64; 2]);

/// The file that stands at `path` now; `None` where there is none, or the system cannot tell.
pub fn identity(path: &Path) -> Option<Identity> {
    let metadata = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some(Identity([metadata.dev(), metadata.ino()]))
    }
    #[cfg(not(unix))]
    {
        metadata.is_file().then_some(Identity([0, 0]))
    }
}

/// Refuses a file that is no longer the one that was opened.
///
/// # Errors
/// Then.
pub fn check(path: &Path, opened: Option<Identity>) -> Result<()> {
    if opened.is_none() || identity(path) == opened {
        return Ok(());
    }
    let what = "the memory was moved, deleted or replaced while it was open";
    Err(Error::new(ErrorKind::Io, what).in_file(path).remedy("open it again: nothing was written"))
}
