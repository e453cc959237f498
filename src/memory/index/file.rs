//! The file of an index: a head, sections of little-endian numbers, a checksum for each page.
//!
//! ```text
//! page 0        magic, version, generation, counts, place of each section, checksum of the head
//! page 1 …      the sections, each from the start of a page, the rest of its last page zero
//! last section  a 32-bit checksum of every page between
//! ```
//!
//! Every page that is read is checked, whether the whole file is loaded or a few pages of it: damage
//! is an error of kind [`Format`](ErrorKind::Format), which tells the caller to build the index
//! anew from the store. There is no memory map: a file that another process cuts short under a map
//! ends the program, and the crate has no unsafe code. A look-up needs some hundred pages, which
//! positioned reads fetch from the system's cache in about a microsecond each.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::hash::hash;
use crate::error::{Error, ErrorKind, Result};

/// Bytes that are checked together.
pub(super) const PAGE_BYTES: usize = 4096;

const MAGIC: [u8; 8] = *b"muwazi\xD9\x85";

/// Version of the layout; another one is rebuilt.
const VERSION: u64 = 1;

/// Sections of an index, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SectionId {
    /// Pairs of `u32`: a word count, the number of units that are shorter.
    Lengths,
    /// `u64`: the caller's name of each unit.
    Names,
    /// `u64`: a signature of each unit.
    Signatures,
    /// `u32`: where each unit's words start among `Tokens`, and the end of the last.
    TokenStarts,
    /// `u8`: word numbers of each unit, 7 bits a byte.
    Tokens,
    /// `u32`: hash table, word number + 1.
    WordSlots,
    /// `u32`: where each word starts in `WordText`, and the end of the last.
    WordStarts,
    /// `u8`: the words in UTF-8.
    WordText,
    /// `u32`: where the posting lists of each word start, tier by tier, and the end of the last.
    ListStarts,
    /// `u32`: unit numbers.
    Postings,
    /// `u32`: checksum of each page before.
    Sums,
}

/// How many sections there are.
const SECTIONS: usize = SectionId::Sums as usize + 1;

/// Numbers of the head: magic, version, generation, units, words, then start and length of each
/// section in bytes, then the checksum of `Sums`, then that of the head.
const HEAD_NUMBERS: usize = 5 + 2 * SECTIONS + 2;

/// What the head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// State of the store that the index mirrors.
    pub(super) generation: u64,
    /// How many units there are.
    pub(super) units: u64,
    /// How many different words there are.
    pub(super) words: u64,
    /// Bytes of each section in the file.
    sections: [(u64, u64); SECTIONS],
    sums: u64,
}

impl Head {
    /// Where a section stands in the file.
    pub(super) fn section(&self, id: SectionId) -> Range<u64> {
        let (start, length) = self.sections.get(id as usize).copied().unwrap_or_default();
        start..start.saturating_add(length)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let numbers = [VERSION, self.generation, self.units, self.words];
        let places = self.sections.iter().flat_map(|&(start, length)| [start, length]);
        for number in numbers.into_iter().chain(places).chain([self.sums]) {
            out.extend(number.to_le_bytes());
        }
        out.extend(hash(&out).to_le_bytes());
        out.resize(PAGE_BYTES, 0);
        out
    }

    fn from_bytes(page: &[u8]) -> Result<Head> {
        let mut numbers = page
            .chunks_exact(8)
            .take(HEAD_NUMBERS)
            .map(|eight| u64::from_le_bytes(eight.try_into().unwrap_or_default()));
        let mut next = || numbers.next().ok_or_else(|| damaged("the head is cut short"));
        if next()? != u64::from_le_bytes(MAGIC) {
            return Err(damaged("this is no index of a memory"));
        }
        if next()? != VERSION {
            return Err(damaged("the index has the layout of another version"));
        }
        let mut head =
            Head { generation: next()?, units: next()?, words: next()?, ..Head::default() };
        for section in &mut head.sections {
            *section = (next()?, next()?);
        }
        head.sums = next()?;
        let covered = page.get(..(HEAD_NUMBERS - 1) * 8).unwrap_or_default();
        if next()? != hash(covered) {
            return Err(damaged("the head is damaged"));
        }
        Ok(head)
    }
}

/// An error that tells the caller to build the index anew.
pub(super) fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::Format, what).remedy("the index is built anew from the memory")
}

/// An index file open for reading.
#[derive(Debug)]
pub(super) struct Pages {
    file: File,
    path: PathBuf,
    sums: Vec<u32>,
}

impl Pages {
    /// Opens the file and checks its head, its size and the table of checksums.
    pub(super) fn open(path: &Path) -> Result<(Head, Pages)> {
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let size = file.metadata().map_err(|e| Error::io(path, e))?.len();
        let mut pages = Pages { file, path: path.to_path_buf(), sums: Vec::new() };
        let head = pages.head(size).map_err(|e| e.in_file(path))?;
        Ok((head, pages))
    }

    fn head(&mut self, size: u64) -> Result<Head> {
        let mut page = vec![0; PAGE_BYTES.min(size as usize)];
        self.fill(&mut page, 0)?;
        let head = Head::from_bytes(&page)?;
        let ends = |section: &(u64, u64)| section.0.checked_add(section.1);
        if !head.sections.iter().all(|s| ends(s).is_some_and(|end| end <= size)) {
            return Err(damaged("the index is cut short"));
        }
        let place = head.section(SectionId::Sums);
        let mut sums = vec![0; (place.end - place.start) as usize];
        self.fill(&mut sums, place.start)?;
        if hash(&sums) != head.sums {
            return Err(damaged("the checksums are damaged"));
        }
        self.sums = numbers(&sums);
        Ok(head)
    }

    /// The bytes of `range`, which must lie inside a section, after checking their pages.
    pub(super) fn read(&self, range: Range<u64>, out: &mut Vec<u8>) -> Result<()> {
        out.clear();
        if range.is_empty() {
            return Ok(());
        }
        let page_bytes = PAGE_BYTES as u64;
        let pages = range.start / page_bytes..range.end.div_ceil(page_bytes);
        if pages.start == 0 || pages.end > self.sums.len() as u64 + 1 {
            return Err(damaged("a place outside the index").in_file(&self.path));
        }
        out.resize((pages.end - pages.start) as usize * PAGE_BYTES, 0);
        self.fill(out, pages.start * page_bytes)?;
        let sums = self.sums.get(pages.start as usize - 1..).unwrap_or_default();
        if out.chunks_exact(PAGE_BYTES).zip(sums).any(|(page, &sum)| hash(page) as u32 != sum) {
            return Err(damaged("a page of the index is damaged").in_file(&self.path));
        }
        out.truncate((range.end - pages.start * page_bytes) as usize);
        out.drain(..(range.start - pages.start * page_bytes) as usize);
        Ok(())
    }

    fn fill(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        read_exact_at(&self.file, buffer, offset).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => {
                damaged("the index is cut short").in_file(&self.path)
            }
            _ => Error::io(&self.path, e),
        })
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[read..];
        offset += read as u64;
    }
    Ok(())
}

/// A number as it stands in a file: little-endian.
pub(super) trait Number: Copy {
    /// Bytes of one number.
    const BYTES: usize;
    /// Reads one number from exactly its bytes.
    fn from_bytes(bytes: &[u8]) -> Self;
    /// Appends the number's bytes.
    fn write(self, out: &mut Vec<u8>);
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Number for $type {
            const BYTES: usize = size_of::<$type>();
            fn from_bytes(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().unwrap_or_default())
            }
            fn write(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}
number!(u8, u32, u64);

/// All numbers in `bytes`.
pub(super) fn numbers<N: Number>(bytes: &[u8]) -> Vec<N> {
    bytes.chunks_exact(N::BYTES).map(N::from_bytes).collect()
}

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
        let temporary = tempfile::Builder::new()
            .prefix(".muwazi-index-")
            .tempfile_in(folder_of(path))
            .map_err(|e| Error::io(path, e))?;
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
        if let Some(place) = self.head.sections.get_mut(id as usize) {
            *place = (start, length);
        }
        Ok(())
    }

    /// Adds checksums and head, and puts the file in its place. Returns its size in bytes.
    pub(super) fn finish(mut self, generation: u64, units: u64, words: u64) -> Result<u64> {
        let sums: Vec<u8> = self.sums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        self.head.sums = hash(&sums);
        let numbers = std::mem::take(&mut self.sums);
        self.section(SectionId::Sums, numbers)?;
        let head = Head { generation, units, words, ..self.head.clone() };
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
