//! The numbers of one section, in memory or left in the file: the same calls for both.

use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::file::{Head, PAGE_BYTES, Pages, SectionId, damaged};
use super::number::{Number, numbers};
use crate::error::Result;

/// Where an index keeps its sections while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Read once: for programs that look up often.
    Memory,
    /// Fetched page by page: for a program that looks up once.
    File,
}

/// A section of `N`s.
pub(super) enum Section<N> {
    /// All of it.
    Memory(Vec<N>),
    /// Where it stands.
    File { pages: Arc<Pages>, start: u64, count: usize },
}

impl<N: Number> std::fmt::Debug for Section<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} numbers of {} bytes", self.count(), N::BYTES)
    }
}

/// What is read from a file is put here.
#[derive(Debug)]
pub(super) struct Buffer<N> {
    bytes: Vec<u8>,
    numbers: Vec<N>,
}

impl<N> Default for Buffer<N> {
    fn default() -> Self {
        Buffer { bytes: Vec::new(), numbers: Vec::new() }
    }
}

/// Pages of one section that were read one number at a time.
pub(super) type Cache<N> = FxHashMap<usize, Vec<N>>;

impl<N: Number> Section<N> {
    /// Opens a section, reading it whole when it is to stay in memory.
    pub(super) fn open(
        pages: &Arc<Pages>,
        head: &Head,
        id: SectionId,
        place: Place,
    ) -> Result<Self> {
        /// Bytes read at a time, so that loading needs little more memory than what is loaded.
        const STEP_BYTES: u64 = 256 * PAGE_BYTES as u64;
        let range = head.section(id);
        let count = ((range.end - range.start) / N::BYTES as u64) as usize;
        if place == Place::File {
            return Ok(Section::File { pages: Arc::clone(pages), start: range.start, count });
        }
        let mut out = Vec::with_capacity(count);
        let mut bytes = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at + STEP_BYTES);
            pages.read(at..end, &mut bytes)?;
            out.extend(bytes.chunks_exact(N::BYTES).map(N::from_bytes));
            at = end;
        }
        Ok(Section::Memory(out))
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Section::Memory(all) => all.len(),
            Section::File { count, .. } => *count,
        }
    }

    /// The numbers of `range`.
    pub(super) fn read<'a>(
        &'a self,
        range: Range<usize>,
        buffer: &'a mut Buffer<N>,
    ) -> Result<&'a [N]> {
        match self {
            Section::Memory(all) => all.get(range).ok_or_else(outside),
            Section::File { pages, start, count } => {
                if range.start > range.end || range.end > *count {
                    return Err(outside());
                }
                let place = |index: usize| start + (index * N::BYTES) as u64;
                pages.read(place(range.start)..place(range.end), &mut buffer.bytes)?;
                buffer.numbers.clear();
                buffer.numbers.extend(buffer.bytes.chunks_exact(N::BYTES).map(N::from_bytes));
                Ok(&buffer.numbers)
            }
        }
    }

    /// Two neighbouring numbers, the second not smaller: the bounds of a list.
    pub(super) fn bounds(&self, index: usize, buffer: &mut Buffer<N>) -> Result<Range<usize>>
    where
        N: Into<u64>,
    {
        between(self.read(index..index + 2, buffer)?)
    }

    /// As [`bounds`](Section::bounds), keeping the page for what is read next.
    pub(super) fn bounds_near(
        &self,
        index: usize,
        cache: &mut Cache<N>,
        buffer: &mut Buffer<N>,
    ) -> Result<Range<usize>>
    where
        N: Into<u64>,
    {
        between(self.read_near(index..index + 2, cache, buffer)?)
    }

    /// As [`read`](Section::read), keeping the pages for what is read next: for small ranges near
    /// one another.
    #[inline]
    pub(super) fn read_near<'a>(
        &'a self,
        range: Range<usize>,
        cache: &mut Cache<N>,
        buffer: &'a mut Buffer<N>,
    ) -> Result<&'a [N]> {
        match self {
            Section::Memory(all) => all.get(range).ok_or_else(outside),
            Section::File { pages, start, count } => {
                buffer.numbers.clear();
                let mut at = range.start;
                while at < range.end {
                    let (first, page) = page(pages, *start, *count, at, cache)?;
                    let end = range.end.min(first + page.len());
                    let part = page.get(at - first..end - first).filter(|part| !part.is_empty());
                    buffer.numbers.extend_from_slice(part.ok_or_else(outside)?);
                    at = end;
                }
                Ok(&buffer.numbers)
            }
        }
    }

    /// One number, keeping its page for what is read next.
    #[inline]
    pub(super) fn get(&self, index: usize, cache: &mut Cache<N>) -> Result<N> {
        match self {
            Section::Memory(all) => all.get(index).copied().ok_or_else(outside),
            Section::File { pages, start, count } => {
                let (first, page) = page(pages, *start, *count, index, cache)?;
                page.get(index - first).copied().ok_or_else(outside)
            }
        }
    }
}

/// The page of a section of `count` numbers that holds the number at `index`, and the index of its
/// first number.
fn page<'a, N: Number>(
    pages: &Pages,
    start: u64,
    count: usize,
    index: usize,
    cache: &'a mut Cache<N>,
) -> Result<(usize, &'a [N])> {
    let per_page = PAGE_BYTES / N::BYTES;
    let first = index / per_page * per_page;
    let page = match cache.entry(first) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(free) => {
            let last = count.min(first + per_page);
            if index >= last {
                return Err(outside());
            }
            let place = |index: usize| start + (index * N::BYTES) as u64;
            let mut bytes = Vec::new();
            pages.read(place(first)..place(last), &mut bytes)?;
            free.insert(numbers(&bytes))
        }
    };
    Ok((first, page))
}

fn between<N: Copy + Into<u64>>(pair: &[N]) -> Result<Range<usize>> {
    match pair {
        &[start, end] => {
            let (start, end): (u64, u64) = (start.into(), end.into());
            if start > end { Err(outside()) } else { Ok(start as usize..end as usize) }
        }
        _ => Err(outside()),
    }
}

fn outside() -> crate::error::Error {
    damaged("the index points outside itself")
}
