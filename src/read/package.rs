//! The parts of a ZIP package (DOCX, ODT, EPUB, XLSX), with bounds: a small file can unpack to terabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, ErrorKind, Result};

/// Bytes that are unpacked of a package, all its parts together, however often they are asked for.
const MOST_BYTES: u64 = 256 << 20;

/// What a compound file (OLE) begins with: an old document, or a new one behind a password.
pub const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// An open package.
pub struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Package {
    /// Opens the package that `bytes` are.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] for a damaged or truncated one, or one behind a password.
    pub fn open(bytes: Vec<u8>) -> Result<Package> {
        if bytes.starts_with(COMPOUND_FILE) {
            return Err(super::format::of_compound_file(&bytes));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| failure(&e))?;
        Ok(Package { archive, left: MOST_BYTES })
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
    /// As [`Self::part`].
    pub fn check(&mut self) -> Result<()> {
        (0..self.archive.len()).try_for_each(|index| self.copy(index, &mut std::io::sink()))
    }

    fn copy(&mut self, index: usize, to: &mut dyn std::io::Write) -> Result<()> {
        let part = self.archive.by_index(index).map_err(|e| failure(&e))?;
        let copied = std::io::copy(&mut part.take(self.left + 1), to);
        let copied = copied.map_err(|e| failure(&ZipError::Io(e)))?;
        self.left = self.left.checked_sub(copied).ok_or_else(too_large)?;
        Ok(())
    }
}

/// The error for what unpacks to more than a document can be.
pub fn too_large() -> Error {
    Error::new(ErrorKind::Format, format!("it unpacks to more than {} MB", MOST_BYTES >> 20))
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A book may name the same page again and again.
    #[test]
    fn a_part_that_is_asked_for_often_counts_often() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a", SimpleFileOptions::default()).expect("a part");
        let block = vec![0; 1 << 20];
        (0..100).for_each(|_| zip.write_all(&block).expect("written"));
        let bytes = zip.finish().expect("a package").into_inner();
        let mut package = Package::open(bytes).expect("sound");
        assert_eq!(package.part("a").expect("the first").map(|part| part.len()), Some(100 << 20));
        assert!(package.part("a").is_ok());
        let error = package.part("a").expect_err("300 MB");
        assert!(error.to_string().contains("more than 256 MB"), "{error}");
    }
}
