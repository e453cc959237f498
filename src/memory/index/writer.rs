//! Writing the file of an index, so that it is there whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::file::{Head, PAGE_BYTES, SectionId};
use super::hash::hash;
use super::number::Number;
use crate::error::{Error, Result};

/// Writes an index file: sections in order, then [`finish`](Writer::finish).
///
/// The file appears under its name only when it is whole and on the disk; until then it has a
/// temporary name in the same folder and goes away with the writer.
pub(super) struct Writer {
    file: BufWriter<tempfile::NamedTempFile>,
    path: PathBuf,
    head: Head,
    sums: Vec<u32>,
    page: Vec<u8>,
    at: u64,
}

impl Writer {
    /// Starts a file that will replace the one at `path`.
    pub(super) fn create(path: &Path) -> Result<Writer> {
        let mut temporary = tempfile::Builder::new();
        temporary.prefix(".muwazi-index-");
        // As readable as any new file: colleagues share a memory.
        #[cfg(unix)]
        temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = temporary.tempfile_in(folder_of(path)).map_err(|e| Error::io(path, e))?;
        let mut writer = Writer {
            file: BufWriter::with_capacity(1 << 18, temporary),
            path: path.to_path_buf(),
            head: Head::default(),
            sums: Vec::new(),
            page: Vec::with_capacity(PAGE_BYTES + 8),
            at: PAGE_BYTES as u64,
        };
        writer.put(&[0; PAGE_BYTES])?;
        Ok(writer)
    }

    /// Writes one whole section.
    pub(super) fn section<N: Number>(
        &mut self,
        id: SectionId,
        numbers: impl IntoIterator<Item = N>,
    ) -> Result<()> {
        let start = self.at;
        let mut length = 0;
        for number in numbers {
            number.write(&mut self.page);
            length += N::BYTES as u64;
            if self.page.len() == PAGE_BYTES {
                self.end_page()?;
            }
        }
        if !self.page.is_empty() {
            self.end_page()?;
        }
        self.head.place(id, start, length);
        Ok(())
    }

    /// Adds checksums and head, and puts the file in its place. Returns its size in bytes.
    pub(super) fn finish(mut self, generation: u64, units: u64, words: u64) -> Result<u64> {
        let sums: Vec<u8> = self.sums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        let sum = hash(&sums);
        let numbers = std::mem::take(&mut self.sums);
        self.section(SectionId::Sums, numbers)?;
        let mut head = self.head.clone();
        (head.generation, head.units, head.words, head.sums) = (generation, units, words, sum);
        let failed = |e: std::io::Error| Error::io(&self.path, e);
        let mut file = self.file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        file.write_all(&head.to_bytes()).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&self.path).map_err(|e| failed(e.error))?;
        sync_folder(folder_of(&self.path)).map_err(failed)?;
        Ok(self.at)
    }

    fn end_page(&mut self) -> Result<()> {
        self.page.resize(PAGE_BYTES, 0);
        let page = std::mem::take(&mut self.page);
        self.sums.push(hash(&page) as u32);
        self.put(&page)?;
        self.at += PAGE_BYTES as u64;
        self.page = page;
        self.page.clear();
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|e| Error::io(&self.path, e))
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Makes the new name of a file survive a power failure.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
