//! Work on several threads, results in the order of the input, a bounded number of either in flight.
//!
//! Each item carries its own way back: a channel for one result. The ways back stand in a bounded queue in
//! the order of the items, so whoever takes the results needs no sorting and no buffer that could grow. In flight
//! are at most two items a thread and two more: one that was read, one that is being taken.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// Stack of a thread, as large as the main thread's usually is.
const STACK_BYTES: usize = 8 << 20;

/// Whether more results are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Go,
    Stop,
}

/// Gives the result of `work` on each item of the iterator that `items` makes to `take`, in order, until it says stop or fails.
///
/// With one thread everything happens on the caller's, one item after the other. With more, the items are read
/// ahead; the threads are not waited for when `take` stops, as one may be waiting for input that never comes.
///
/// # Errors
/// What `take` returns, or when a thread cannot be started.
pub fn ordered<S, I, O>(
    threads: usize,
    items: impl FnOnce() -> S + Send + 'static,
    work: impl Fn(I) -> O + Send + Sync + 'static,
    mut take: impl FnMut(O) -> Result<Flow>,
) -> Result<()>
where
    S: Iterator<Item = I>,
    I: Send + 'static,
    O: Send + 'static,
{
    if threads <= 1 {
        for item in items() {
            if take(work(item))? == Flow::Stop {
                break;
            }
        }
        return Ok(());
    }
    let (to_workers, jobs) = channel::<(I, Sender<O>)>();
    let (to_taker, results) = sync_channel::<Receiver<O>>(2 * threads);
    let (jobs, work) = (Arc::new(Mutex::new(jobs)), Arc::new(work));
    for _ in 0..threads {
        let (jobs, work) = (Arc::clone(&jobs), Arc::clone(&work));
        start(move || {
            loop {
                let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((item, back)) = job else { return };
                // Nobody waits for it any more when the run was stopped.
                let _ = back.send(work(item));
            }
        })?;
    }
    start(move || {
        for item in items() {
            let (back, result) = channel();
            // Waits here while too much is in flight.
            if to_taker.send(result).is_err() || to_workers.send((item, back)).is_err() {
                return;
            }
        }
    })?;
    for result in results {
        let lost =
            || Error::io("thread", std::io::Error::other("it ended before its work was done"));
        let result = result.recv().map_err(|_| lost())?;
        if take(result)? == Flow::Stop {
            break;
        }
    }
    Ok(())
}

fn start(run: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    thread.map(drop).map_err(|e| Error::io("thread", e).remedy("use fewer with --threads"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        for threads in [1, 2, 7] {
            let slow_first = |i: u64| {
                std::thread::sleep(Duration::from_micros(if i.is_multiple_of(5) {
                    900
                } else {
                    10
                }));
                i * 2
            };
            let mut taken = Vec::new();
            ordered(
                threads,
                || 0..200u64,
                slow_first,
                |i| {
                    taken.push(i);
                    Ok(Flow::Go)
                },
            )
            .expect("no failure");
            assert_eq!(taken, (0..200).map(|i| i * 2).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn no_more_than_a_few_items_are_read_ahead() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        let items = (0..10_000usize).inspect(|_| {
            READ.fetch_add(1, Ordering::SeqCst);
        });
        let mut taken = 0;
        ordered(
            3,
            || items,
            |i| i,
            |_| {
                taken += 1;
                std::thread::sleep(Duration::from_micros(50));
                assert!(READ.load(Ordering::SeqCst) <= taken + 2 * 3 + 2);
                Ok(Flow::Go)
            },
        )
        .expect("no failure");
        assert_eq!(taken, 10_000);
    }

    #[test]
    fn a_stop_ends_it_although_the_input_goes_on() {
        let mut taken = 0;
        ordered(
            2,
            || std::iter::repeat(1),
            |i: i32| i,
            |_| {
                taken += 1;
                Ok(if taken == 10 { Flow::Stop } else { Flow::Go })
            },
        )
        .expect("no failure");
        assert_eq!(taken, 10);
    }
}
