//! The memories as many clients share them: readers of their own for those who ask, one writer.
//!
//! A memory is read by one thread at a time, so there are as many openings of it as may work at once;
//! each takes in what was written since its last answer before it gives the next one. What is written goes
//! through one connection, one transaction a request. When much has been added, new indexes are
//! written behind the scenes, and every opening is renewed at its next turn.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::http::Problem;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::memory::open::{MOST_REPLAYED, Memory, Use};
use crate::memory::store::{Location, Store};

/// A memory that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Where it is.
    pub location: Location,
    /// Points that are taken off its matches.
    pub penalty: u8,
}

/// Answers from memories.
#[derive(Debug)]
pub struct Desk {
    served: Vec<Served>,
    /// Openings that nobody uses now.
    idle: Mutex<Vec<Opening>>,
    /// One for each opening.
    turns: Arc<Semaphore>,
    writer: Option<Mutex<Store>>,
    /// Renewals of the indexes so far.
    epoch: AtomicU64,
    /// Units written since the last one.
    written: AtomicU64,
    renewing: AtomicBool,
    /// Held while indexes may be written.
    building: Mutex<()>,
}

/// All memories, opened for one thread.
#[derive(Debug)]
struct Opening {
    memories: Vec<Memory>,
    epoch: u64,
}

/// Units after which new indexes are written: some before the openings would have to do it themselves.
const RENEW_AFTER: u64 = MOST_REPLAYED * 2 / 3;

/// Most openings of a memory: more threads than that wait for each other's pages.
const MOST_OPENINGS: usize = 8;

impl Desk {
    /// Opens the memories; `writing` says whether the first one may be written to, which is made then if
    /// it is not there.
    ///
    /// # Errors
    /// As [`Memory::open`] and [`Memory::open_to_read`].
    pub fn open(served: Vec<Served>, writing: bool) -> Result<Desk> {
        let Some(first) = served.first() else {
            return Err(Error::new(ErrorKind::Usage, "there is no memory to serve")
                .remedy("name one with --memory FILE"));
        };
        let writer = match writing {
            true => Some(Mutex::new(Store::open(&first.location)?)),
            false => None,
        };
        let count = std::thread::available_parallelism().map_or(2, usize::from);
        let count = count.clamp(2, MOST_OPENINGS);
        let idle: Vec<Opening> =
            (0..count).map(|_| Opening::new(&served, 0)).collect::<Result<_>>()?;
        Ok(Desk {
            served,
            idle: Mutex::new(idle),
            turns: Arc::new(Semaphore::new(count)),
            writer,
            epoch: AtomicU64::new(0),
            written: AtomicU64::new(0),
            renewing: AtomicBool::new(false),
            building: Mutex::new(()),
        })
    }

    /// The memories, in the order in which they are numbered.
    pub fn served(&self) -> &[Served] {
        &self.served
    }

    /// Name of a memory, for answers: its file without the folder.
    pub fn name(&self, memory: usize) -> String {
        self.served.get(memory).map(|served| served.location.name()).unwrap_or_default()
    }

    /// The lexicon that marks probable translations.
    pub fn lexicon(&self) -> &'static Lexicon {
        Lexicon::builtin()
    }

    /// Lets `f` work on the memories as they are now, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// What `f` returns, and where a memory cannot be read.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Desk>,
        f: impl FnOnce(&[Memory]) -> std::result::Result<T, Problem> + Send + 'static,
    ) -> std::result::Result<T, Problem> {
        let desk = Arc::clone(self);
        // Nobody closes the semaphore.
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| Problem::internal())?;
        let run = tokio::task::spawn_blocking(move || {
            // A client may have left; the turn ends with the work, not with the waiting.
            let _turn = turn;
            let opening = lock(&desk.idle).pop();
            let mut opening = match opening {
                Some(opening) => opening,
                // One was lost in a panic.
                None => Opening::new(&desk.served, desk.epoch.load(Ordering::Acquire))?,
            };
            let answer = desk.freshen(&mut opening).map_err(Problem::from);
            let answer = answer.and_then(|()| f(&opening.memories));
            lock(&desk.idle).push(opening);
            answer
        });
        run.await.map_err(|_| Problem::internal())?
    }

    /// Lets `f` write into the first memory. It says how many units it added or removed.
    ///
    /// # Errors
    /// What `f` returns, and where the memory is not open for writing.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Desk>,
        f: impl FnOnce(&mut Store) -> Result<(T, u64)> + Send + 'static,
    ) -> std::result::Result<T, Problem> {
        let desk = Arc::clone(self);
        let run = tokio::task::spawn_blocking(move || {
            let Some(writer) = &desk.writer else { return Err(Problem::read_only()) };
            let (value, changes) = f(&mut lock(writer))?;
            let written = desk.written.fetch_add(changes, Ordering::AcqRel) + changes;
            if written >= RENEW_AFTER && !desk.renewing.swap(true, Ordering::AcqRel) {
                let desk = Arc::clone(&desk);
                std::thread::spawn(move || desk.renew());
            }
            Ok(value)
        });
        run.await.map_err(|_| Problem::internal())?
    }

    /// Writes new indexes of the first memory.
    fn renew(&self) {
        self.written.store(0, Ordering::Release);
        if let Some(first) = self.served.first() {
            let _building = lock(&self.building);
            match Memory::open(&first.location).and_then(|mut memory| memory.renew()) {
                Ok(()) => _ = self.epoch.fetch_add(1, Ordering::AcqRel),
                // The old ones do as well; the next write tries again.
                Err(error) => eprintln!("new indexes could not be written: {error}"),
            }
        }
        self.renewing.store(false, Ordering::Release);
    }

    /// Brings an opening up to date.
    fn freshen(&self, opening: &mut Opening) -> Result<()> {
        let epoch = self.epoch.load(Ordering::Acquire);
        if opening.epoch == epoch {
            // An opening is for reading: where so much has happened that new indexes are due, it must
            // be opened anew.
            if opening.memories.iter_mut().try_for_each(Memory::catch_up).is_ok() {
                return Ok(());
            }
        }
        let _building = lock(&self.building);
        *opening = Opening::new(&self.served, epoch)?;
        Ok(())
    }
}

impl Opening {
    fn new(served: &[Served], epoch: u64) -> Result<Opening> {
        let open = |served: &Served| {
            Ok(Memory::open_to_read(&served.location, Use::Few)?.with_penalty(served.penalty))
        };
        Ok(Opening { memories: served.iter().map(open).collect::<Result<_>>()?, epoch })
    }
}

/// What a panic left behind is whole: every change behind these locks is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
