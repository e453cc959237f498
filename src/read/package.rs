//! The parts of a ZIP package (DOCX, ODT, EPUB, XLSX), with bounds: a small file can unpack to terabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, ErrorKind, Result};

/// Bytes of one part that are unpacked.
const MOST_PART: u64 = 256 << 20;

/// An open package.
pub struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Package {
    /// Opens the package that `bytes` are.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] for a damaged or truncated one.
    pub fn open(bytes: Vec<u8>) -> Result<Package> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| failure(&e))?;
        Ok(Package { archive })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The part of this name, unpacked; `None` where there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] for a damaged, encrypted or huge one.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        self.copy(index, &mut bytes)?;
        Ok(Some(bytes))
    }

    /// Unpacks everything into nothing, for a library that reads the package without bounds.
    ///
    /// # Errors
    /// As [`Self::part`], the bound being on all parts together.
    pub fn check(&mut self) -> Result<()> {
        let mut all = 0;
        for index in 0..self.archive.len() {
            all += self.copy(index, &mut std::io::sink())?;
            if all > MOST_PART {
                return Err(too_large());
            }
        }
        Ok(())
    }

    fn copy(&mut self, index: usize, to: &mut dyn std::io::Write) -> Result<u64> {
        let part = self.archive.by_index(index).map_err(|e| failure(&e))?;
        let copied = std::io::copy(&mut part.take(MOST_PART + 1), to);
        let copied = copied.map_err(|e| failure(&ZipError::Io(e)))?;
        if copied > MOST_PART { Err(too_large()) } else { Ok(copied) }
    }
}

/// [`Package::check`] for the package that `bytes` are.
///
/// # Errors
/// As there.
pub fn check_package(bytes: &[u8]) -> Result<()> {
    Package::open(bytes.to_vec())?.check()
}

fn too_large() -> Error {
    Error::new(ErrorKind::Format, format!("it unpacks to more than {} MB", MOST_PART >> 20))
        .remedy("if it is no hostile file, save it as plain text and give that")
}

fn failure(error: &ZipError) -> Error {
    let protected = matches!(error, ZipError::UnsupportedArchive(what) if what.contains("assword"));
    if protected {
        return locked();
    }
    Error::new(ErrorKind::Format, format!("the file is damaged: {error}"))
        .remedy("get it again, or open it in its program and save it anew")
}

/// The error for a document that needs a password.
pub fn locked() -> Error {
    Error::new(ErrorKind::Format, "the document is protected by a password")
        .remedy("open it in its program, take the password off, and save it")
}
