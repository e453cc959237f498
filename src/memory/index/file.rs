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
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::hash::hash;
use super::number::numbers;
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
    /// `u128`: a signature of each unit.
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
    /// Checksum of the section of checksums.
    pub(super) sums: u64,
}

impl Head {
    /// Where a section stands in the file.
    pub(super) fn section(&self, id: SectionId) -> Range<u64> {
        let (start, length) = self.sections.get(id as usize).copied().unwrap_or_default();
        start..start.saturating_add(length)
    }

    /// Notes where a section was written.
    pub(super) fn place(&mut self, id: SectionId, start: u64, length: u64) {
        if let Some(place) = self.sections.get_mut(id as usize) {
            *place = (start, length);
        }
    }

    /// The first page of the file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
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
